/*
 * imputations.h
 *	  The one reading of the codebook's "imputations".
 */
#ifndef CODEBOOK_IMPUTATIONS_H
#define CODEBOOK_IMPUTATIONS_H

#include "codebook/codebook.h"

typedef struct SvyImputedVariable
{
	char *name;
	char **columns; /* one for each imputation */
} SvyImputedVariable;

typedef struct SvyImputed
{
	int m; /* imputations; 0: the survey has no imputed variable */
	int count;
	SvyImputedVariable *variables;
} SvyImputed;

/* what cannot be is an error, when the codebook is stored and when it is used */
extern SvyImputed *svy_imputed_read(const Survey *survey);

#endif
