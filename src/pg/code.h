/*
 * code.h
 *	  Codes of answers.
 */
#ifndef PG_CODE_H
#define PG_CODE_H

#include "postgres.h"

#include <math.h>

/* the number below stands for no answer where codes are counted */
#define SVY_MIN_CODE (PG_INT32_MIN + 1)

static inline bool
svy_is_code(double number)
{
	return number == rint(number) && number >= SVY_MIN_CODE && number <= PG_INT32_MAX;
}

/* one that is too low is another that nobody declares either, never no answer */
static inline int32
svy_answer_code(int32 number)
{
	return Max(number, SVY_MIN_CODE);
}

#endif
