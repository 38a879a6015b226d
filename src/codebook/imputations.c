/*
 * imputations.c
 *	  The codebook's "imputations": names for the columns of imputed variables and
 *	  plausible values.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "codebook/imputations.h"
#include "codebook/property.h"
#include "server/json.h"

/* all of one kind, and each once */
static void
check_columns_of(const Survey *survey, SvyImputedVariable *own, int count)
{
	const SurveyVariable *first = svy_survey_variable(survey, own->columns[0]);

	for (int i = 0; i < count; i++)
	{
		const SurveyVariable *variable = svy_survey_variable(survey, own->columns[i]);

		own->columns[i] = variable->name;
		if (svy_variable_categorical(variable) != svy_variable_categorical(first))
			ereport(ERROR,
					(errcode(ERRCODE_WRONG_OBJECT_TYPE),
					 errmsg("columns of imputed variable \"%s\" differ in kind: \"%s\" is %s, "
							"\"%s\" is %s",
							own->name, first->name, svy_measure_name(first->measure),
							variable->name, svy_measure_name(variable->measure)),
					 errhint("Give them one measure, by alter_survey.")));
		for (int k = 0; k < i; k++)
			if (strcmp(own->columns[k], own->columns[i]) == 0)
				ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
								errmsg("imputed variable \"%s\" has column \"%s\" twice", own->name,
									   variable->name)));
	}
}

static void
read_imputed_variable(const Survey *survey, JsonbContainer *all, SvyImputed *imputed, char *name)
{
	SvyImputedVariable *own = &imputed->variables[imputed->count++];
	int count;

	own->name = name;
	own->columns = svy_json_strings(all, name, "the codebook's \"imputations\"", &count);
	if (count < 2 || (imputed->m > 0 && count != imputed->m))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("imputed variable \"%s\" has %d columns", name, count),
						errdetail("There must be two or more, and as many of every variable: the "
								  "first of one belongs to the first of the others.")));
	if (svy_survey_find_variable(survey, name))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"%s\" is a variable, and an imputed one too", name),
						errhint("Give the imputed variable another name in \"imputations\".")));
	imputed->m = count;
	check_columns_of(survey, own, count);
}

SvyImputed *
svy_imputed_read(const Survey *survey)
{
	SvyImputed *imputed = palloc0_object(SvyImputed);
	JsonbContainer *all = svy_property_json(SVY_PROPERTIES(survey), "imputations");
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue key;

	if (!all || JsonContainerSize(all) == 0)
		return imputed;
	imputed->variables = palloc_array(SvyImputedVariable, JsonContainerSize(all));
	it = JsonbIteratorInit(all);
	while ((token = JsonbIteratorNext(&it, &key, true)) != WJB_DONE)
		if (token == WJB_KEY)
			read_imputed_variable(survey, all, imputed,
								  pnstrdup(key.val.string.val, key.val.string.len));
	return imputed;
}
