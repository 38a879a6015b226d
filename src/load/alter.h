/*
 * alter.h
 *	  Changing the codebook of a survey, for the functions that do so.
 */
#ifndef LOAD_ALTER_H
#define LOAD_ALTER_H

#include "utils/jsonb.h"

#include "codebook/codebook_register.h"

/* the survey, which the user owns, its views and its table in this mode locked; SPI must be connected */
extern Survey *svy_survey_to_change(const char *name, LOCKMODE answers);

/*
 * Merges the changes (NULL: none) into a codebook, which is that of the survey or made of it,
 * and stores it; the survey as it is then.
 */
extern Survey *svy_alter(const Survey *before, const Jsonb *codebook, const Jsonb *changes,
						 List **warnings);

extern Jsonb *svy_codebook_jsonb(const Survey *survey);

/* text[]: keys, variables and sets that differ */
extern Datum svy_codebook_difference(const Jsonb *before, const Jsonb *after);

#endif
