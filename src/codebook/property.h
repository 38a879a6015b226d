/*
 * property.h
 *	  Properties: what files and functions keep of a survey, a variable or a set
 *	  beside what the codebook has columns for.
 */
#ifndef CODEBOOK_PROPERTY_H
#define CODEBOOK_PROPERTY_H

#include "utils/jsonb.h"

#include "codebook/codebook.h"

/* of a survey, a variable or a set: JSON text or NULL, and where it is parsed once */
typedef struct SvyProperties
{
	const char *text;
	SurveyParsed *parsed;
} SvyProperties;

#define SVY_PROPERTIES(owner) ((SvyProperties){(owner)->properties, (owner)->parsed})

/* for codebook_open: properties that are parsed when first asked, and live as long as this context */
extern SurveyParsed *svy_properties_parsed(const char *properties);

/* all of them; NULL where there are none */
extern JsonbContainer *svy_properties(SvyProperties properties);

/* a key of properties; NULL (0) where there is none */
extern JsonbValue *svy_property_value(SvyProperties properties, const char *key);
extern char *svy_property(SvyProperties properties, const char *key);
extern int svy_property_number(SvyProperties properties, const char *key);
extern JsonbContainer *svy_property_json(SvyProperties properties, const char *key);

/* whether a list of codes, labels and variables of options names an answer; name: NULL where it is no option of a set */
extern bool svy_names_answer(JsonbContainer *list, int32 code, const char *label, const char *name);

/* whether the codebook calls an option of a set exclusive: who chooses it, as "None of these", chooses no other */
extern bool svy_option_exclusive(const SurveySet *set, int option);

/* properties (JSON text, or NULL) with a key more, whose value is JSON; without one, NULL if none is left */
extern char *svy_properties_with(const char *properties, const char *key, const char *value);
extern char *svy_properties_without(const char *properties, const char *key);

/* what the codebook's "tables" may say, as survey_crosstab reads it; ends with NULL */
extern const char *const svy_table_keys[];

/* "sampling" of a codebook or options, checked: JSON text of its method and model; NULL: not said */
extern char *svy_sampling_json(JsonbContainer *root, const char *where);

/* members of the set are made from other variables when the file is read again */
extern bool svy_set_derived(const SurveySet *set);

/* how a variable was made as a weight, or NULL */
extern JsonbContainer *svy_weighting_properties(const SurveyVariable *variable);

/*
 * property_weighting.c: the runs that made a weight, the newest first; a number
 * from 0 for the run that a respondent's weight is of, as SQL.
 */
extern JsonbContainer **svy_weighting_parts(const SurveyVariable *variable, int *count);
extern char *svy_weighting_part_sql(const Survey *survey, JsonbContainer **parts, int count,
									const char *alias);

/* the groups of "within" that a run weighted, or NULL; the codes of one; whether it is among them */
extern JsonbContainer *svy_weighting_part_groups(JsonbContainer *made);
extern bool svy_weighting_part_codes(JsonbContainer *groups, uint32 number, int count,
									 int32 *codes);
extern bool svy_weighting_part_has(JsonbContainer *made, int nwithin, const int32 *codes);

/*
 * Whether a weight (NULL: the survey's) may be below zero: the codebook says
 * "negative" of it, or it was calibrated by the linear method without bounds.
 */
extern bool svy_weight_negative(const Survey *survey, const char *weight);

/* the weight that a weight was made of, back to one that was not made; NULL: everybody counted once */
extern char *svy_weighting_base(const Survey *survey, const char *weight);

#endif
