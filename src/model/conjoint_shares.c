/*
 * conjoint_shares.c
 *	  survey_conjoint_shares: which of some products respondents would choose.
 *
 * By the model that was fitted, McFadden's (1974), shares are exp(utility) over their
 * sum; errors follow from those of the coefficients by the derivatives of the shares.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "model/conjoint.h"
#include "pg/arguments.h"
#include "pg/svy.h"

typedef enum SimulationMethod
{
	SIMULATION_LOGIT, /* exp(utility) over their sum */
	SIMULATION_FIRST  /* all choose the product of the largest utility */
} SimulationMethod;

static const char *const simulation_names[] = {"logit", "first-choice", NULL};
SVY_CHOICES_FOLLOW(simulation_names, SIMULATION_FIRST);

typedef struct Product
{
	char *name;
	bool none;
	double *attributes;
} Product;

typedef struct Simulation
{
	const ConjointBook *book;
	SimulationMethod method;
	ChoiceErrors errors;
	int count;
	Product *products;
} Simulation;

/* the code of a level, by label or code */
static double
level_code(const ConjointAttribute *a, const JsonbValue *value)
{
	char *text = svy_json_to_string(value);
	double number;

	if (svy_json_to_double(value, &number))
	{
		for (int i = 0; i < a->ncategories; i++)
			if (a->categories[i].code == number)
				return number;
		if (a->ncategories == 0)
			return number;
	}
	for (int i = 0; i < a->ncategories && text; i++)
		if (strcmp(a->categories[i].label, text) == 0)
			return a->categories[i].code;
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("attribute \"%s\" has no level %s", a->name,
						   text ? psprintf("\"%s\"", text) : "of this kind"),
					errhint("A level is named by its label or its code.")));
}

static void
check_product_keys(const Simulation *s, JsonbContainer *product, const char *where)
{
	const char **known = palloc_array(const char *, s->book->nattributes + 3);
	int count = 0;

	known[count++] = "name";
	known[count++] = "none";
	for (int a = 0; a < s->book->nattributes; a++)
		known[count++] = s->book->attributes[a].name;
	known[count] = NULL;
	svy_json_check_keys(product, where, known);
}

static Product
read_product(const Simulation *s, JsonbContainer *object, int number)
{
	char *where = psprintf("product %d", number);
	Product product = {.none = svy_json_bool(object, "none", where, false)};

	check_product_keys(s, object, where);
	product.name = svy_json_string(object, "name", where);
	if (!product.name)
		product.name = product.none ? "none" : where;
	product.attributes = palloc0_array(double, s->book->nattributes);
	for (int a = 0; a < s->book->nattributes && !product.none; a++)
	{
		const ConjointAttribute *attribute = &s->book->attributes[a];
		JsonbValue *value = svy_json_get(object, attribute->name);

		if (!value)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("%s has no \"%s\"", where, attribute->name),
							errhint("A product has a level or a number of every attribute.")));
		if (attribute->ncategories > 0)
			product.attributes[a] = level_code(attribute, value);
		else if (!svy_json_to_double(value, &product.attributes[a]))
			svy_json_wrong(attribute->name, where, "a number");
	}
	return product;
}

static void
read_products(Simulation *s, FunctionCallInfo fcinfo)
{
	Jsonb *json = PG_ARGISNULL(2) ? NULL : PG_GETARG_JSONB_P(2);

	if (!json || !JB_ROOT_IS_ARRAY(json) || JB_ROOT_IS_SCALAR(json) || JB_ROOT_COUNT(json) < 1)
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("products must be an array of objects"),
			 errhint("For example [{\"name\": \"ours\", \"brand\": \"Ajax\", \"price\": 3}].")));
	s->count = JB_ROOT_COUNT(json);
	s->products = palloc_array(Product, s->count);
	for (int i = 0; i < s->count; i++)
	{
		JsonbValue *value = getIthJsonbValueFromContainer(&json->root, i);

		if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
			svy_json_wrong("products", "the arguments", "an array of objects");
		s->products[i] = read_product(s, value->val.binary.data, i + 1);
	}
}

/* ------------------------------------------------------------------ shares --- */

/* utilities and shares; factors: count x p */
static void
find_shares(const Simulation *s, const ConjointData *data, const ChoiceFit *fit,
			const double *factors, double *utility, double *share)
{
	double most = -INFINITY, sum = 0;

	for (int i = 0; i < s->count; i++)
	{
		utility[i] = 0;
		for (int k = 0; k < data->p; k++)
			utility[i] += factors[i * data->p + k] * fit->c.beta[k];
		most = Max(most, utility[i]);
	}
	for (int i = 0; i < s->count; i++)
	{
		if (s->method == SIMULATION_LOGIT)
			share[i] = exp(utility[i] - most);
		else
			/* equal but for rounding: they share */
			share[i] = utility[i] >= most - 1e-12 * (1 + fabs(most));
		sum += share[i];
	}
	for (int i = 0; i < s->count; i++)
		share[i] /= sum;
}

/* of the i-th share: its derivative is share x (own factors less the mean of all) */
static double
share_variance(const Simulation *s, const ConjointData *data, const ChoiceFit *fit,
			   const double *factors, const double *share, int i)
{
	double *derivative = palloc0_array(double, data->p);
	double variance;

	for (int k = 0; k < data->p; k++)
	{
		double mean = 0;

		for (int j = 0; j < s->count; j++)
			mean += share[j] * factors[j * data->p + k];
		derivative[k] = share[i] * (factors[i * data->p + k] - mean);
	}
	variance = svy_choice_variance(data->p, fit->covariance, derivative);
	pfree(derivative);
	return variance;
}

static void
put_share(SvyRow *row, const Simulation *s, const ConjointData *data, int i, double utility,
		  double share, double error, const char *remark)
{
	double half = svy_analysis_half(s->book->analysis, error);

	svy_analysis_put_domain(row, s->book->analysis, &data->domain);
	svy_row_text(row, s->products[i].name);
	svy_row_number(row, utility);
	svy_row_number(row, share);
	svy_row_number(row, error);
	svy_row_number(row, share - half < 0 ? 0 : share - half);
	svy_row_number(row, share + half > 1 ? 1 : share + half);
	svy_row_count(row, data->who.count);
	svy_row_number(row, data->weighted_n);
	svy_row_text(row, simulation_names[s->method]);
	svy_row_text(row, svy_choice_variance_name(s->book->analysis, s->errors));
	svy_row_text(row, remark);
	svy_row_end(row);
}

static void
simulate(SvyRow *row, const Simulation *s, const ConjointData *data)
{
	char *problem;
	ChoiceFit fit = svy_conjoint_fit(data, s->errors, &problem);
	double *factors = palloc_array(double, (Size) s->count *(data->p + 1));
	double *utility = palloc_array(double, s->count);
	double *share = palloc_array(double, s->count);

	for (int i = 0; i < s->count && !problem; i++)
		if (!svy_conjoint_factors(data, s->products[i].attributes, s->products[i].none,
								  factors + i * data->p))
		{
			problem =
				psprintf("product \"%s\" has a level that nobody was shown", s->products[i].name);
			if (s->book->analysis->by.nby == 0)
				ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s", problem)));
		}
	if (!problem)
		find_shares(s, data, &fit, factors, utility, share);
	for (int i = 0; i < s->count; i++)
	{
		double error = NAN;

		if (!problem && s->method == SIMULATION_LOGIT)
			error = svy_analysis_error(share_variance(s, data, &fit, factors, share, i));
		put_share(row, s, data, i, problem ? NAN : utility[i], problem ? NAN : share[i], error,
				  problem);
	}
	pfree(factors);
	pfree(utility);
	pfree(share);
}

PG_FUNCTION_INFO_V1(svy_survey_conjoint_shares);

/* (name, tasks, products, method, by, filter, level, lonely, weight, options) */
Datum
svy_survey_conjoint_shares(PG_FUNCTION_ARGS)
{
	static const char *const known[] = {"errors", "levels", "log", NULL};
	char *tasks = svy_required_argument(fcinfo, 1, "tasks");
	JsonbContainer *options = svy_options_argument(fcinfo, 9, known);
	Simulation s = {.method = svy_choice_argument(fcinfo, 3, "method", simulation_names)};
	SvyAnalysis *analysis;
	ConjointBook *book;
	SvyRow row;

	s.errors = svy_choice_errors(options);
	svy_row_begin(&row, fcinfo);
	SPI_connect();
	analysis = svy_analysis_open(fcinfo, "survey_conjoint_shares", 4);
	s.book = book = svy_conjoint_open(analysis, tasks, options);
	read_products(&s, fcinfo);
	svy_conjoint_read(book);
	for (int i = 0; i < svy_analysis_domains(analysis); i++)
	{
		ConjointData *data = svy_conjoint_data(book, i);

		if (data->domain.nrows > 0)
			simulate(&row, &s, data);
	}
	SPI_finish();
	return (Datum) 0;
}
