/*
 * role.h
 *	  What columns of the answers are for: the one rule that tells questions
 *	  from keys, weights and the design.
 */
#ifndef CODEBOOK_ROLE_H
#define CODEBOOK_ROLE_H

#include "codebook/codebook.h"

/* a column may have several; one that has none is a question */
enum
{
	ROLE_KEY = 1,	 /* of respondents */
	ROLE_WEIGHT = 2, /* the survey's */
	ROLE_STRATUM = 4,
	ROLE_CLUSTER = 8,
	ROLE_POPULATION = 16, /* population size or sampling fraction of a stage */
	ROLE_REPLICATE = 32	  /* replicate weights; every column of float8[] is taken for such */
};

#define ROLE_DESIGN (ROLE_STRATUM | ROLE_CLUSTER | ROLE_POPULATION)

/* the roles of a column, a variable or not */
extern int svy_column_roles(const Survey *survey, const char *column);

/*
 * Whether a variable is asked and answered: it has none of these roles but those
 * of "also", and is neither a weight that weighting made nor the one that the
 * survey's was made from.
 */
extern bool svy_is_question(const Survey *survey, const SurveyVariable *variable, int also);

#endif
