/*
 * json.h
 *	  Reading JSON that users write: every error names the key, where it
 *	  stands and what was expected.
 *
 * "where" is a phrase such as: the codebook; variable "q4".  An absent key and
 * a JSON null are the same: NULL, or the default.
 */
#ifndef SERVER_JSON_H
#define SERVER_JSON_H

#include "postgres.h"

#include "fmgr.h"
#include "utils/jsonb.h"

#include "pg/compat.h"

/* errors out on a key that is not among "known", which ends with NULL */
extern void svy_json_check_keys(JsonbContainer *object, const char *where,
								const char *const *known);

/* the value of a key, or NULL */
extern JsonbValue *svy_json_get(JsonbContainer *object, const char *key);

extern JsonbContainer *svy_json_object(JsonbContainer *object, const char *key, const char *where);
extern JsonbContainer *svy_json_array(JsonbContainer *object, const char *key, const char *where);
extern char *svy_json_string(JsonbContainer *object, const char *key, const char *where);
extern bool svy_json_bool(JsonbContainer *object, const char *key, const char *where, bool missing);

/* whether the key is there */
extern bool svy_json_int(JsonbContainer *object, const char *key, const char *where, int32 *value);
extern bool svy_json_number(JsonbContainer *object, const char *key, const char *where,
							double *value);

/* a string or an array of strings */
extern char **svy_json_strings(JsonbContainer *object, const char *key, const char *where,
							   int *count);

/* the text of a value's subtree */
extern char *svy_json_text(JsonbContainer *object, const char *key);

/* single values; false if it is not one */
extern bool svy_json_to_int(const JsonbValue *value, int32 *result);
extern bool svy_json_to_double(const JsonbValue *value, double *result);
extern char *svy_json_to_string(const JsonbValue *value); /* or NULL */

/* whole numbers as object keys: no sign but -, no leading zeros, no spaces */
extern bool svy_json_key_to_int(const char *key, int32 *result);

/* errors out: key "points" of variable "q4" must be a whole number */
extern void svy_json_wrong(const char *key, const char *where, const char *expected)
	pg_attribute_noreturn();

/*
 * The argument "options" of a function, which holds what is seldom said: an
 * argument of its own cannot be added once a view uses the function.  NULL where
 * nothing is said; an error for a key that is not among "known", which ends with
 * NULL, and for what is no object.
 */
extern JsonbContainer *svy_options_argument(FunctionCallInfo fcinfo, int argument,
											const char *const *known);

/* the same of a function that has no such key yet */
extern void svy_no_options(FunctionCallInfo fcinfo, int argument);

/* the nearest of the candidates to a mistyped name, or NULL */
extern const char *svy_nearest(const char *name, const char *const *candidates, int count);

#endif
