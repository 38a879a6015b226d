/*
 * arguments.h
 *	  Arguments of functions that users call, which may all be NULL.
 */
#ifndef PG_ARGUMENTS_H
#define PG_ARGUMENTS_H

#include "postgres.h"
#include "fmgr.h"
#include "utils/array.h"

/* the effective base below which columns are marked and not tested, where nobody says another */
#define SVY_USUAL_MIN_BASE 30

/* the text of an argument, or NULL */
extern char *svy_text_argument(FunctionCallInfo fcinfo, int argument);

/* the same where it must not be NULL */
extern char *svy_required_argument(FunctionCallInfo fcinfo, int argument, const char *name);

/*
 * The array of an argument that is declared as text[], or as text: one name, or
 * an array as a literal would have it.
 */
extern ArrayType *svy_text_array_argument(FunctionCallInfo fcinfo, int argument);

/* the texts of an argument that is declared as text[], or as text: one name or {a,b}; length -1 for NULL */
extern char **svy_texts_argument(FunctionCallInfo fcinfo, int argument, const char *what,
								 int *length);

/* the place of a word in a list that ends with NULL, or an error that shows the list */
extern int svy_choice(const char *argument, const char *word, const char *const *words);

/* the same of an argument; NULL is the first */
extern int svy_choice_argument(FunctionCallInfo fcinfo, int argument, const char *name,
							   const char *const *words);

/* these give "otherwise" for NULL */
extern double svy_double_argument(FunctionCallInfo fcinfo, int argument, double otherwise);
extern bool svy_bool_argument(FunctionCallInfo fcinfo, int argument, bool otherwise);

/* a confidence level: 0.95 for NULL; an error outside 0 .. 1, or too close to either */
extern double svy_level_argument(FunctionCallInfo fcinfo, int argument);

/* {lower, upper}, each left as it is where NULL */
extern void svy_limits_argument(FunctionCallInfo fcinfo, int argument, const char *name,
								double *lower, double *upper);

/* a name that came as a string of jsonb; and a value as its type writes it, whichever that is */
extern char *svy_name_argument(FunctionCallInfo fcinfo, int argument);
extern char *svy_argument_text(FunctionCallInfo fcinfo, int argument);

#endif
