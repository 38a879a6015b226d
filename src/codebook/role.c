/*
 * role.c
 *	  What columns of the answers are for.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/lsyscache.h"

#include "codebook/property.h"
#include "codebook/role.h"

static bool
is_same(const char *column, const char *name)
{
	return name != NULL && strcmp(column, name) == 0;
}

static bool
is_one_of(const char *column, char **names, int count)
{
	for (int i = 0; i < count; i++)
		if (strcmp(column, names[i]) == 0)
			return true;
	return false;
}

static int
roles_in_design(const SurveyDesign *design, const char *column)
{
	const SurveyReplicates *replicates;
	int roles = 0;

	if (design == NULL)
		return 0;
	replicates = design->replicates;
	if (is_one_of(column, design->strata, design->nstrata))
		roles |= ROLE_STRATUM;
	if (is_one_of(column, design->clusters, design->nclusters))
		roles |= ROLE_CLUSTER;
	if (is_one_of(column, design->fpc, design->nfpc))
		roles |= ROLE_POPULATION;
	if (replicates != NULL && is_one_of(column, replicates->columns, replicates->ncolumns))
		roles |= ROLE_REPLICATE;
	return roles;
}

int
svy_column_roles(const Survey *survey, const char *column)
{
	int roles = roles_in_design(survey->design, column);

	if (is_same(column, survey->respondent_key))
		roles |= ROLE_KEY;
	if (is_same(column, survey->weight))
		roles |= ROLE_WEIGHT;
	if (OidIsValid(survey->answers) &&
		get_atttype(survey->answers, get_attnum(survey->answers, column)) == FLOAT8ARRAYOID)
		roles |= ROLE_REPLICATE;
	return roles;
}

bool
svy_is_question(const Survey *survey, const SurveyVariable *variable, int also)
{
	return (svy_column_roles(survey, variable->name) & ~also) == 0 &&
		   svy_weighting_properties(variable) == NULL &&
		   !is_same(variable->name, svy_weighting_base(survey, survey->weight));
}
