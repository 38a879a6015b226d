/*
 * contrast.c
 *	  survey_contrast: differences and other linear combinations of means or
 *	  totals, of domains or of variables, with the covariance between them.
 *
 * The influence value of a combination is the combination of the influence
 * values, so that respondents who are in several terms need no formula of their
 * own.
 */
#include "postgres.h"

#include "kernel/base/weight.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "estimate/contrast.h"
#include "kernel/stats/design.h"
#include "source/sample.h"
#include "server/json.h"
#include "pg/arguments.h"
#include "plan/answer.h"

static double
term_value(const SvyTerm *term, int64 i)
{
	double value = term->domain.frame->values[term->value][term->domain.rows[i]];

	if (term->coded)
		return value == term->code ? 1 : 0;
	return value;
}

/* estimate under one set of weights, and the sum of the weights */
static double
term_estimate(const SvyTerm *term, bool total, int replicate, double *weight)
{
	DD sum = {0, 0};
	DD all = {0, 0};

	for (int64 i = 0; i < term->domain.nrows; i++)
	{
		double w = svy_domain_weight(&term->domain, i, replicate);

		sum = dd_add(sum, dd_two_prod(w, term_value(term, i)));
		all = dd_add_double(all, w);
	}
	*weight = dd_value(all);
	if (total)
		return dd_value(sum);
	return all.hi > 0 ? dd_value(dd_div(sum, all)) : NAN;
}

static int64
respondents_of(const SvyTerm *term)
{
	int64 n = 0;

	for (int64 i = 0; i < term->domain.nrows; i++)
		n += term->domain.frame->weight[term->domain.rows[i]] != 0;
	return n;
}

/* whether nothing is known of the error of a term that is a mean: nor is it then of a contrast with it */
static bool
is_unknown_term(const SvyContrasts *c, const SvyTerm *term)
{
	const SvyDomain *d = &term->domain;
	double *z;
	double weight;
	double variance;

	if (c->e->replicates)
		return respondents_of(term) < 2 ||
			   svy_frame_replicates_say_nothing(c->frame, d->nrows, d->rows);
	z = palloc_extended(sizeof(double) * (d->nrows + 1), MCXT_ALLOC_HUGE);
	(void) term_estimate(term, c->total, -1, &weight);
	for (int64 i = 0; i < d->nrows; i++)
		z[i] = svy_domain_weight(d, i, -1) * (term_value(term, i) - term->theta[0]) / weight;
	svy_domain_covariance(d, 1, z, &variance);
	pfree(z);
	return isnan(variance);
}

static void
estimate_term(const SvyContrasts *c, SvyTerm *term)
{
	double weight;

	term->theta = palloc(sizeof(double) * (c->frame->nreplicates + 1));
	for (int r = -1; r < c->frame->nreplicates; r++)
		term->theta[r + 1] = term_estimate(term, c->total, r, &weight);
	term->unknown = !c->total && !isnan(term->theta[0]) && is_unknown_term(c, term);
}

/* a x influence of a term, added to the respondents' */
static void
add_influence(const SvyContrasts *c, const SvyTerm *term, double coefficient, double *influence)
{
	double weight;

	term_estimate(term, c->total, -1, &weight);
	for (int64 i = 0; i < term->domain.nrows; i++)
	{
		double w = svy_domain_weight(&term->domain, i, -1);
		double y = term_value(term, i);

		influence[term->domain.rows[i]] +=
			coefficient * w * (c->total ? y : (y - term->theta[0]) / weight);
	}
}

/* the largest of the numbers that it is the difference of: beside which its variance may be rounding */
static double
contrast_scale(const SvyTerm *terms, int count, const double *coefficients)
{
	double largest = 0;

	for (int i = 0; i < count; i++)
		if (coefficients[i] != 0)
			largest = fmax(largest, fabs(coefficients[i] * terms[i].theta[0]));
	return largest;
}

double
svy_contrast_error(const SvyTerm *terms, int count, const double *coefficients, double variance)
{
	return sqrt(design_without_noise(variance, contrast_scale(terms, count, coefficients)));
}

double
svy_contrast_estimate(const SvyTerm *terms, int count, const double *coefficients, int replicate)
{
	double sum = 0;

	for (int i = 0; i < count; i++)
		if (coefficients[i] != 0)
			sum += coefficients[i] * terms[i].theta[replicate + 1];
	return sum;
}

static double
contrast_variance(const SvyContrasts *c, const SvyTerm *terms, int count,
				  const double *coefficients, double estimate)
{
	double variance;
	double squares = 0;
	double *z;

	if (c->e->replicates)
	{
		z = palloc(sizeof(double) * c->frame->nreplicates);
		for (int r = 0; r < c->frame->nreplicates; r++)
			z[r] = svy_contrast_estimate(terms, count, coefficients, r);
		svy_replicate_covariance(c->e->replicates, 1, z, &estimate, &variance);
	}
	else
	{
		z = palloc_extended(sizeof(double) * (c->frame->n + 1), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
		for (int i = 0; i < count; i++)
			if (coefficients[i] != 0)
				add_influence(c, &terms[i], coefficients[i], z);
		for (int64 i = 0; i < c->frame->n; i++)
			squares += z[i] * z[i];
		/* everybody has an influence, whether in a term or not */
		svy_calibration_project(c->e->calibration, c->frame, 1, z);
		svy_frame_variance(c->frame, c->e->rule, 1, z, NULL, &variance);
		if (variance <= SVY_CALIBRATED_NOISE * squares)
			variance = 0;
	}
	for (int i = 0; i < count; i++)
		if (coefficients[i] != 0 && terms[i].unknown)
			variance = NAN;
	pfree(z);
	return variance;
}

static void
emit_contrast(const SvyContrasts *c, const SvyTerm *terms, int count, const SvyContrast *contrast,
			  const char *variable, const char *category)
{
	bool *member = palloc_extended(c->frame->n + 1, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	SvyEstimateRow row = {.variable = variable, .category = category, .deff = NAN};

	CHECK_FOR_INTERRUPTS();
	for (int i = 0; i < count; i++)
		for (int64 k = 0; contrast->coefficients[i] != 0 && k < terms[i].domain.nrows; k++)
			member[terms[i].domain.rows[k]] = true;
	for (int64 i = 0; i < c->frame->n; i++)
	{
		row.n += member[i] && weight_counts(c->frame->weight[i]);
		row.weighted_n += member[i] ? c->frame->weight[i] : 0;
	}
	row.estimate = svy_contrast_estimate(terms, count, contrast->coefficients, -1);
	row.std_error = NAN;
	if (!isnan(row.estimate))
		row.std_error = svy_contrast_error(
			terms, count, contrast->coefficients,
			contrast_variance(c, terms, count, contrast->coefficients, row.estimate));
	row.df = c->e->df == SVY_DF_INFINITE ? INFINITY
			 : c->e->df == SVY_DF_DOMAIN ? svy_frame_domain_df(c->frame, member)
										 : c->frame->df;
	svy_estimate_interval(c->e, &row);
	svy_contrast_put(c, contrast, &row);
	pfree(member);
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

static void
emit_contrasts(const SvyContrasts *c, SvyTerm *terms, int count, const char *variable,
			   const char *category)
{
	int ncontrasts;
	SvyContrast *contrasts;

	for (int i = 0; i < count; i++)
		estimate_term(c, &terms[i]);
	contrasts = svy_contrasts_of(c, terms, count, &ncontrasts);
	for (int i = 0; i < ncontrasts; i++)
		emit_contrast(c, terms, count, &contrasts[i], variable, category);
}

/* -------------------------------------------------------------- function --- */

static SvyTerm
make_term(const SvyDomain *domain, int nvalues, int value, const char *label)
{
	SvyTerm term = {.value = value, .label = label, .codes = domain->codes};
	int all[64];

	for (int i = 0; i < nvalues; i++)
		all[i] = i;
	term.domain = svy_domain_with(domain, domain->e->listwise ? nvalues : 1,
								  domain->e->listwise ? all : &value, false);
	return term;
}

/* terms are the domains of one variable, or of one of its categories */
static void
across_domains(const SvyContrasts *c, const SvyDomains *domains, SurveyVariable **variables,
			   int nvalues, int value)
{
	SurveyVariable *variable = variables[value];
	int ncategories = variable->measure == SURVEY_NOMINAL ? variable->nlabels : 1;
	SvyTerm *terms = palloc(sizeof(SvyTerm) * (domains->count + 1));

	for (int i = 0; i < domains->count; i++)
		terms[i] = make_term(&domains->domains[i], nvalues, value,
							 svy_domain_label(c->e, domains->domains[i].codes));
	for (int k = 0; k < ncategories; k++)
	{
		const char *category = NULL;

		if (variable->measure == SURVEY_NOMINAL)
		{
			if (variable->labels[k].missing)
				continue;
			category = variable->labels[k].label;
			for (int i = 0; i < domains->count; i++)
			{
				terms[i].coded = true;
				terms[i].code = variable->labels[k].code;
			}
		}
		emit_contrasts(c, terms, domains->count, variable->name, category);
	}
}

/* terms are the variables */
static void
across_variables(const SvyContrasts *c, const SvyDomains *domains, SurveyVariable **variables,
				 int nvalues)
{
	SvyTerm *terms = palloc(sizeof(SvyTerm) * nvalues);

	for (int i = 0; i < nvalues; i++)
		if (variables[i]->measure == SURVEY_NOMINAL)
			svy_estimates_number(c->e, variables[i]);
	if (domains->count == 0)
	{
		svy_contrasts_nobody(c, variables, nvalues);
		return;
	}
	for (int i = 0; i < nvalues; i++)
		terms[i] = make_term(&domains->domains[0], nvalues, i, variables[i]->name);
	emit_contrasts(c, terms, nvalues, nvalues == 1 ? variables[0]->name : NULL, NULL);
}

/* under replicates, and of weights whose calibration is known */
static void
contrasts_by_rows(SvyContrasts *c, SurveyVariable **variables, int count, char **values)
{
	SvyDomains domains;

	c->frame = svy_estimates_frame(c->e, count, values);
	domains = svy_domains(c->e, c->frame);
	if (c->e->nby == 0)
		across_variables(c, &domains, variables, count);
	for (int i = 0; i < count && c->e->nby > 0; i++)
		across_domains(c, &domains, variables, count, i);
}

void
svy_contrasts_run(SvyContrasts *c, SurveyVariable **variables, int count, char **values)
{
	if (c->e->replicates || c->e->calibration)
		contrasts_by_rows(c, variables, count, values);
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
