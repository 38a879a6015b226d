/*
 * svy.h
 *	  What every file of the PostgreSQL layer shares.
 */
#ifndef PG_SVY_H
#define PG_SVY_H

#include "postgres.h"

#include <math.h>

#include "fmgr.h"

#include "kernel/base/status.h"
#include "pg/compat.h"

/* an array has an element for each value of an enum up to "last"; of words that end with NULL, for svy_choice */
#define SVY_NAMES_FOLLOW(names, last)                                                              \
	StaticAssertDecl(lengthof(names) == (last) + 1,                                                \
					 #names " must follow the enum that ends with " #last)
#define SVY_CHOICES_FOLLOW(names, last)                                                            \
	StaticAssertDecl(lengthof(names) == (last) + 2,                                                \
					 #names " must follow the enum that ends with " #last)

/* errors out unless the weight is finite and not negative */
extern void svy_check_weight(double weight);

/* the same, of a weight that may be negative where the survey's codebook knows that */
extern void svy_check_signed_weight(double weight, bool negative);

/* its error; whose: "weight "w" of respondent 7", or NULL where that is not known */
extern void svy_refuse_weight(double weight, bool negative, const char *whose);

/* whether an error is that one, wherever it was raised */
extern bool svy_is_weight_error(const ErrorData *error);

/* the error of a function that can do nothing with negative weights; it names the ways out */
extern void svy_refuse_negative_weights(const char *what) pg_attribute_noreturn();

/* a code, or boxes and points of a scale, that came as a number: an error unless it is a whole one */
extern int32 svy_whole_code(double number);
extern int32 svy_whole_scale(double number);

/*
 * Turns a kernel status into an error; returns on SVY_OK.  "what" names the
 * state or computation in the user's words ("tally", "raking").
 */
extern void svy_check(SvyStatus status, const char *what);

/*
 * The first byte of a state's binary form, and the number that its text form
 * begins with, is its format: an error for one that only a later library knows.
 * Earlier ones are read for ever.
 */
extern void svy_check_format(int format, int known, const char *type, int sqlstate);

/* the same for the binary form itself */
static inline void
svy_check_first_byte(const void *bytes, Size size, int known, const char *type, int sqlstate)
{
	if (size > 0)
		svy_check_format(*(const uint8 *) bytes, known, type, sqlstate);
}

/* a kernel's "not defined" is SQL's NULL; what is out of range is an error */
static inline Datum
svy_float_or_null(FunctionCallInfo fcinfo, double value)
{
	if (isnan(value))
	{
		fcinfo->isnull = true;
		return (Datum) 0;
	}
	/* from a state that was made up, or squares of numbers near the end of the range */
	if (isinf(value))
		svy_check(SVY_OVERFLOW, "result");
	return Float8GetDatum(value);
}

/* bytes as hexadecimal digits, and back; *size is 0 for text that is none */
extern char *svy_to_hex(const char *bytes, Size size);
extern char *svy_from_hex(const char *text, Size *size);

#endif
