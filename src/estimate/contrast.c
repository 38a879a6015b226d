/*
 * contrast.c
 *	  survey_contrast: differences and other linear combinations of means or
 *	  totals, of domains or of variables, with the covariance between them.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "estimate/contrast.h"
#include "kernel/stats/design.h"
#include "server/json.h"
#include "pg/arguments.h"
#include "plan/answer.h"
#include "plan/imputed.h"

/* the largest of the numbers that it is the difference of: beside which its variance may be rounding */
static double
contrast_scale(const SvyTerm *terms, int count, const double *coefficients)
{
	double largest = 0;

	for (int i = 0; i < count; i++)
		if (coefficients[i] != 0)
			largest = fmax(largest, fabs(coefficients[i] * terms[i].theta));
	return largest;
}

double
svy_contrast_error(const SvyTerm *terms, int count, const double *coefficients, double variance)
{
	return sqrt(design_without_noise(variance, contrast_scale(terms, count, coefficients)));
}

double
svy_contrast_away(const SvyTerm *terms, int count, const double *coefficients, int replicate,
				  double *origin)
{
	double away = 0;

	*origin = 0;
	for (int i = 0; i < count; i++)
		if (coefficients[i] != 0)
		{
			*origin += coefficients[i] * terms[i].theta;
			away += coefficients[i] * terms[i].away[replicate + 1];
		}
	return away;
}

double
svy_contrast_estimate(const SvyTerm *terms, int count, const double *coefficients)
{
	double origin;
	double away = svy_contrast_away(terms, count, coefficients, -1, &origin);

	return origin + away;
}

/* ------------------------------------------------------- what is wanted --- */

static char *
term_list(const SvyTerm *terms, int count)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < count && i < 20; i++)
		appendStringInfo(&list, "%s\"%s\"", i ? ", " : "", terms[i].label);
	return list.data;
}

/* {"label": coefficient, ...} */
static void
read_object(const char *name, JsonbContainer *object, const SvyTerm *terms, int count,
			double *coefficients)
{
	JsonbIterator *iterator = JsonbIteratorInit(object);
	JsonbIteratorToken token;
	JsonbValue value;
	int at = -1;

	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
		{
			char *label = pnstrdup(value.val.string.val, value.val.string.len);

			for (at = count - 1; at >= 0 && strcmp(terms[at].label, label) != 0; at--)
				;
			if (at < 0)
				ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
								errmsg("contrast \"%s\" names \"%s\", which is not estimated", name,
									   label),
								errhint("There are %s.", term_list(terms, count))));
		}
		else if (token == WJB_VALUE && at >= 0 && !svy_json_to_double(&value, &coefficients[at]))
			svy_json_wrong(terms[at].label, psprintf("contrast \"%s\"", name), "a number");
	}
}

/* [coefficient, ...] in the order of the terms */
static void
read_array(const char *name, JsonbContainer *array, const SvyTerm *terms, int count,
		   double *coefficients)
{
	if (JsonContainerSize(array) != count)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("contrast \"%s\" has %d coefficients for %d estimates", name,
							   (int) JsonContainerSize(array), count),
						errdetail("They are %s.", term_list(terms, count))));
	for (int i = 0; i < count; i++)
		if (!svy_json_to_double(getIthJsonbValueFromContainer(array, i), &coefficients[i]))
			svy_json_wrong(terms[i].label, psprintf("contrast \"%s\"", name), "a number");
}

/* the contrasts that the user wrote */
static SvyContrast *
read_contrasts(Jsonb *wanted, const SvyTerm *terms, int count, int *ncontrasts)
{
	JsonbIterator *iterator = JsonbIteratorInit(&wanted->root);
	JsonbIteratorToken token;
	JsonbValue value;
	SvyContrast *contrasts = palloc(sizeof(SvyContrast) * (JsonContainerSize(&wanted->root) + 1));
	const char *name = NULL;

	*ncontrasts = 0;
	if (!JB_ROOT_IS_OBJECT(wanted))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("contrasts must be a JSON object"),
						errhint("For example {\"women - men\": {\"Women\": 1, \"Men\": -1}}.")));
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		SvyContrast *next = &contrasts[*ncontrasts];

		if (token == WJB_KEY)
			name = pnstrdup(value.val.string.val, value.val.string.len);
		if (token != WJB_VALUE || !name)
			continue;
		*next = (SvyContrast){.name = name, .coefficients = palloc0(sizeof(double) * (count + 1))};
		if (value.type != jbvBinary)
			svy_json_wrong(name, "the contrasts", "an object or an array of coefficients");
		if (JsonContainerIsArray(value.val.binary.data))
			read_array(name, value.val.binary.data, terms, count, next->coefficients);
		else
			read_object(name, value.val.binary.data, terms, count, next->coefficients);
		(*ncontrasts)++;
	}
	return contrasts;
}

/* the difference of each two terms */
static SvyContrast *
all_differences(const SvyTerm *terms, int count, int *ncontrasts)
{
	SvyContrast *contrasts = palloc_extended(
		sizeof(SvyContrast) * ((size_t) count * (count - 1) / 2 + 1), MCXT_ALLOC_HUGE);

	*ncontrasts = 0;
	for (int i = 0; i < count; i++)
		for (int j = i + 1; j < count; j++)
		{
			SvyContrast *next = &contrasts[(*ncontrasts)++];

			next->name = psprintf("%s - %s", terms[i].label, terms[j].label);
			next->coefficients = palloc0(sizeof(double) * count);
			next->coefficients[i] = 1;
			next->coefficients[j] = -1;
		}
	return contrasts;
}

SvyContrast *
svy_contrasts_of(const SvyContrasts *c, const SvyTerm *terms, int count, int *ncontrasts)
{
	if (c->choose)
		return c->choose(c, terms, count, ncontrasts);
	return c->wanted ? read_contrasts(c->wanted, terms, count, ncontrasts)
					 : all_differences(terms, count, ncontrasts);
}

void
svy_contrast_put(const SvyContrasts *c, const SvyContrast *contrast, const SvyEstimateRow *row)
{
	SvyEstimateRow tested = *row;

	tested.tested = true;
	if (c->take)
		c->take(c, contrast, row);
	else
		svy_estimates_emit_labelled(c->e, "{}", contrast->name, &tested);
}

void
svy_contrasts_nobody(const SvyContrasts *c, SurveyVariable **variables, int count)
{
	SvyTerm *terms = palloc0_array(SvyTerm, count);
	SvyEstimateRow row = svy_estimate_nobody(count == 1 ? variables[0]->name : NULL, NULL);
	int ncontrasts;
	SvyContrast *contrasts;

	for (int i = 0; i < count; i++)
		terms[i].label = variables[i]->name;
	contrasts = svy_contrasts_of(c, terms, count, &ncontrasts);
	for (int i = 0; i < ncontrasts; i++)
		svy_estimates_emit_labelled(c->e, "{}", contrasts[i].name, &row);
}

/* -------------------------------------------------------------- function --- */

void
svy_contrasts_run(SvyContrasts *c, SurveyVariable **variables, int count, char **values)
{
	if (c->e->replicates || c->e->calibration)
		svy_contrasts_by_passes(c, variables, count, values);
	else
		svy_contrasts_by_states(c, variables, count, values);
}

PG_FUNCTION_INFO_V1(svy_survey_contrast);
Datum
svy_survey_contrast(PG_FUNCTION_ARGS)
{
	static const char *const statistics[] = {"mean", "total", NULL};
	SvyContrasts c = {0};
	SurveyVariable **variables;
	char **values;
	int count;

	if (svy_imputed_call(fcinfo))
		return (Datum) 0;
	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	c.e = svy_estimates_open(fcinfo, 4);
	variables = svy_estimates_variables(c.e, fcinfo, 1, &count);
	if (count > 64)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("contrasts are of up to 64 variables, not %d", count)));
	c.wanted = PG_ARGISNULL(2) ? NULL : PG_GETARG_JSONB_P(2);
	c.total = svy_choice_argument(fcinfo, 3, "statistic", statistics) == 1;
	values = palloc(sizeof(char *) * count);
	for (int i = 0; i < count; i++)
		values[i] = variables[i]->measure == SURVEY_NOMINAL
						? psprintf("(%s)::pg_catalog.float8",
								   svy_answer_code_sql(variables[i], c.e->counted))
						: svy_estimates_number(c.e, variables[i]);
	svy_contrasts_run(&c, variables, count, values);
	SPI_finish();
	return (Datum) 0;
}
