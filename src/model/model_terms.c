/*
 * model_terms.c
 *	  survey_glm_terms: tests that the coefficients of terms are 0, as R's
 *	  regTermTest has them: Wald's, and Rao and Scott's of the likelihood ratio or of
 *	  Wald's statistic by the covariance of a simple random sample (Lumley and Scott
 *	  2014), whose distribution is that of a weighted sum of chi-squares.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "utils/memutils.h"

#include "kernel/stats/chisqsum.h"
#include "kernel/stats/distribution.h"
#include "kernel/stats/linear.h"
#include "model/model.h"
#include "pg/arguments.h"
#include "pg/row.h"
#include "server/json.h"
#include "plan/imputed.h"

typedef enum TermMethod
{
	TERM_WALD,
	TERM_LRT,
	TERM_WORKING_WALD
} TermMethod;

static const char *const method_names[] = {"wald", "lrt", "working-wald", NULL};
SVY_CHOICES_FOLLOW(method_names, TERM_WORKING_WALD);

/* terms that are tested together */
typedef struct TermTest
{
	const Model *model;
	TermMethod method;
	ChisqSumMethod tail;
	double df2;
	JsonbContainer *null; /* values by term, or NULL */
	bool *tested;		  /* of each term */
	char *name;
	int count; /* coefficients */
	int *columns;
	double *apart;		/* of each: its distance from the null */
	double *covariance; /* of the design */
	double *naive;		/* of a simple random sample */
	double statistic;
	double p;
	double *deffs; /* NULL of Wald's */
} TermTest;

/* ------------------------------------------------------------- what is tested --- */

/* the value that a coefficient is to have: a number for all of a term, or one for each */
static double
null_value(const TermTest *t, int term, int place, int count)
{
	char *name = svy_model_term_name(t->model->formula, t->model->formula->terms[term]);
	JsonbValue *value = t->null ? svy_json_get(t->null, name) : NULL;
	double number = 0;

	if (value && value->type == jbvBinary && JsonContainerIsArray(value->val.binary.data))
	{
		if (JsonContainerSize(value->val.binary.data) != count)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("\"null\" has %d values for \"%s\", which has %d coefficients",
								   (int) JsonContainerSize(value->val.binary.data), name, count)));
		value = getIthJsonbValueFromContainer(value->val.binary.data, place);
	}
	if (value && !svy_json_to_double(value, &number))
		svy_json_wrong(name, "\"null\"", "a number or an array of numbers");
	return number;
}

static void
take_term(TermTest *t, int term)
{
	int first = t->count;

	t->tested[term] = true;
	t->name = t->name
				  ? psprintf("%s + %s", t->name,
							 svy_model_term_name(t->model->formula, t->model->formula->terms[term]))
				  : svy_model_term_name(t->model->formula, t->model->formula->terms[term]);
	for (int j = 0; j < t->model->ncolumns && !svy_model_empty(t->model); j++)
		if (t->model->columns[j].term == term)
			t->columns[t->count++] = j;
	for (int a = first; a < t->count; a++)
		t->apart[a] =
			t->model->beta[t->columns[a]] - null_value(t, term, a - first, t->count - first);
}

/* keys of "null" are terms */
static void
check_null(const TermTest *t)
{
	const Formula *formula = t->model->formula;
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue key;

	if (!t->null)
		return;
	it = JsonbIteratorInit(t->null);
	while ((token = JsonbIteratorNext(&it, &key, true)) != WJB_DONE)
	{
		bool found = false;

		if (token != WJB_KEY)
			continue;
		for (int i = 0; i < formula->nterms; i++)
		{
			char *name = svy_model_term_name(formula, formula->terms[i]);

			found |= strlen(name) == key.val.string.len &&
					 memcmp(name, key.val.string.val, key.val.string.len) == 0;
		}
		if (!found)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("\"%s\" is no term of the model",
								   pnstrdup(key.val.string.val, key.val.string.len)),
							errhint("\"null\" is such as {\"age\": 1}.")));
	}
}

static TermTest
empty_test(const TermTest *of)
{
	TermTest t = *of;
	int p = Max(t.model->ncolumns, 1);

	t.tested = palloc0_array(bool, t.model->formula->nterms + 1);
	t.columns = palloc_array(int, p);
	t.apart = palloc_array(double, p);
	return t;
}

/* --------------------------------------------------------------------- tests --- */

static void
fill_covariances(TermTest *t)
{
	const Model *model = t->model;
	int p = model->ncolumns;
	int k = t->count;

	t->covariance = palloc_extended(sizeof(double) * k * k, MCXT_ALLOC_HUGE);
	t->naive = palloc_extended(sizeof(double) * k * k, MCXT_ALLOC_HUGE);
	for (int a = 0; a < k; a++)
		for (int b = 0; b < k; b++)
		{
			t->covariance[a * k + b] = model->covariance[t->columns[a] * p + t->columns[b]];
			t->naive[a * k + b] = model->fit.inverse[t->columns[a] * p + t->columns[b]] /
								  model->columns[t->columns[a]].unit /
								  model->columns[t->columns[b]].unit;
		}
}

/* F(k, df), or chi-square where the degrees of freedom are infinite */
static double
wald_p(double chisq, int k, double df2, double *statistic)
{
	*statistic = isinf(df2) ? chisq : chisq / k;
	if (isinf(df2))
		return svy_chisq_tail(chisq, k);
	return svy_f_tail(chisq / k, k, df2);
}

static void
test_wald(TermTest *t)
{
	double chisq = NAN;
	int k = t->count;

	if (linear_wald(t->apart, t->covariance, k, palloc_array(double, k), &chisq) != SVY_OK)
		chisq = NAN;
	t->p = wald_p(chisq, k, t->df2, &t->statistic);
}

void
svy_model_put_wald(SvyRow *row, const char *term, int count, const int *columns, const double *beta,
				   const double *covariance, int p, double df2, const char *variance)
{
	double *estimate = palloc_array(double, 2 * count);
	double *part = palloc_array(double, count *count);
	double chisq = NAN;
	double statistic, p_value;

	for (int a = 0; a < count; a++)
	{
		estimate[a] = beta[columns[a]];
		for (int b = 0; b < count; b++)
			part[a * count + b] = covariance[columns[a] * p + columns[b]];
	}
	if (linear_wald(estimate, part, count, estimate + count, &chisq) != SVY_OK)
		chisq = NAN;
	p_value = wald_p(chisq, count, df2, &statistic);
	svy_row_text(row, term);
	svy_row_number(row, statistic);
	svy_row_number(row, count);
	svy_row_number(row, df2);
	svy_row_number(row, p_value);
	svy_row_text(row, variance);
	svy_row_text(row, method_names[TERM_WALD]);
	svy_row_null(row);
	svy_row_end(row);
}

static void
test_rao_scott(TermTest *t)
{
	int k = t->count;
	double *naive = palloc_extended(sizeof(double) * k * k, MCXT_ALLOC_HUGE);
	double *work = palloc_array(double, 4 * k);
	double *deffs = palloc_array(double, k);

	t->statistic = t->p = NAN;
	memcpy(naive, t->naive, sizeof(double) * k * k);
	if (t->method == TERM_LRT)
		t->statistic =
			svy_model_deviance_without(t->model, t->tested) - svy_model_deviance(t->model);
	else if (linear_wald(t->apart, naive, k, work, &t->statistic) != SVY_OK)
		return;
	if (linear_relative_eigenvalues(t->covariance, t->naive, k, deffs, work) != SVY_OK)
		return;
	t->deffs = deffs;
	t->p = chisqsum_upper(t->statistic, deffs, k, t->df2, t->tail);
}

static void
put_test(SvyRow *row, TermTest *t)
{
	bool empty = svy_model_empty(t->model);

	if (!empty)
	{
		fill_covariances(t);
		if (t->method == TERM_WALD)
			test_wald(t);
		else
			test_rao_scott(t);
	}
	svy_row_text(row, t->name);
	if (empty)
		for (int i = 0; i < 4; i++)
			svy_row_null(row);
	else
	{
		svy_row_number(row, t->statistic);
		svy_row_number(row, t->count);
		svy_row_number(row, t->df2);
		svy_row_number(row, t->p);
	}
	svy_row_text(row, t->model->passes->sample->variance);
	svy_row_text(row, method_names[t->method]);
	if (t->deffs)
		svy_row_numbers(row, t->count, t->deffs);
	else
		svy_row_null(row);
	svy_row_end(row);
}

/* ---------------------------------------------------------------- arguments --- */

static void
read_how(TermTest *t, JsonbContainer *options)
{
	static const char *const tails[] = {"saddlepoint", "satterthwaite", NULL};
	static const char *const degrees[] = {"design", "infinite", NULL};
	SVY_CHOICES_FOLLOW(tails, CHISQSUM_SATTERTHWAITE);
	char *method = options ? svy_json_string(options, "method", "options") : NULL;
	char *tail = options ? svy_json_string(options, "approximation", "options") : NULL;
	char *df = options ? svy_json_string(options, "degrees", "options") : NULL;

	t->method = method ? (TermMethod) svy_choice("method", method, method_names) : TERM_WALD;
	t->tail =
		tail ? (ChisqSumMethod) svy_choice("approximation", tail, tails) : CHISQSUM_SADDLEPOINT;
	t->df2 = df && svy_choice("degrees", df, degrees) == 1 ? INFINITY : t->model->df;
	t->null = options ? svy_json_object(options, "null", "options") : NULL;
	if (t->null && t->method == TERM_LRT)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("the likelihood ratio tests that coefficients are 0"),
						errhint("Methods wald and working-wald take \"null\".")));
	check_null(t);
}

/* the terms that "together" names, in one test */
static void
put_together(SvyRow *row, const TermTest *how, char **names, int count)
{
	const Formula *formula = how->model->formula;
	TermTest t = empty_test(how);

	for (int i = 0; i < count; i++)
	{
		int term = 0;

		while (term < formula->nterms &&
			   strcmp(svy_model_term_name(formula, formula->terms[term]), names[i]) != 0)
			term++;
		if (term == formula->nterms)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("\"%s\" is no term of the model", names[i]),
							errhint("\"together\" is such as [\"age\", \"age:sex\"].")));
		if (!t.tested[term])
			take_term(&t, term);
	}
	if (count > 0)
		put_test(row, &t);
}

PG_FUNCTION_INFO_V1(svy_survey_glm_terms);

/* (name, formula, family, filter, lonely, weight, options) */
Datum
svy_survey_glm_terms(PG_FUNCTION_ARGS)
{
	static const char *const known[] = {
		SVY_MODEL_OPTIONS, "method", "approximation", "degrees", "null", "together", NULL};
	JsonbContainer *options;
	int count = 0;
	char **together;
	TermTest how = {0};
	SvyRow row;

	if (svy_imputed_call(fcinfo))
		return (Datum) 0;
	options = svy_options_argument(fcinfo, 6, known);
	together = options ? svy_json_strings(options, "together", "options", &count) : NULL;
	svy_row_begin(&row, fcinfo);
	SPI_connect();
	how.model = svy_model_open(fcinfo, 4, options, false);
	read_how(&how, options);
	if (together)
		put_together(&row, &how, together, count);
	for (int i = 0; i < how.model->formula->nterms && !together; i++)
	{
		TermTest t = empty_test(&how);

		take_term(&t, i);
		put_test(&row, &t);
	}
	SPI_finish();
	return (Datum) 0;
}
