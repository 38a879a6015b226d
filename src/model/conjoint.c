/*
 * conjoint.c
 *	  survey_conjoint: what levels of attributes are worth, from choices among
 *	  products.
 *
 * Utilities are those of a conditional logit (McFadden 1974).  They are known up to a
 * constant of each attribute, so that the range of its levels, as a share of all
 * ranges, is what importance means.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "model/conjoint.h"
#include "pg/arguments.h"
#include "pg/svy.h"

typedef struct ConjointResult
{
	const ConjointData *data;
	ChoiceErrors errors;
	ChoiceFit fit;
	char *problem;
	double *importance; /* of each attribute */
	double *importance_error;
	double hit_rate; /* of choices that are those of the largest utility */
} ConjointResult;

/* --------------------------------------------------------------- statistics --- */

static double
coefficient_of(const ConjointResult *r, int coefficient)
{
	return coefficient < 0 ? 0 : r->fit.c.beta[coefficient];
}

/* a linear function of the coefficients, and its error */
static void
put_function(SvyRow *row, const ConjointResult *r, const double *factors)
{
	double value = 0;

	for (int k = 0; k < r->data->p; k++)
		value += factors[k] * r->fit.c.beta[k];
	svy_row_number(row, value);
	svy_row_number(row,
				   svy_analysis_error(svy_choice_variance(r->data->p, r->fit.covariance, factors)));
}

/* takes "share" of the mean utility of an attribute's shown levels away */
static void
less_mean(const ConjointPart *part, double share, double *factors)
{
	int count = 0;

	for (int i = 0; i < part->nlevels; i++)
		count += part->levels[i].shown > 0;
	for (int i = 0; i < part->nlevels; i++)
		if (part->levels[i].coefficient >= 0)
			factors[part->levels[i].coefficient] -= share / count;
}

/* the width of an attribute's utilities, and its derivatives */
static double
range_of(const ConjointResult *r, int a, double *factors)
{
	const ConjointPart *part = &r->data->parts[a];
	int high = -1, low = -1;

	memset(factors, 0, sizeof(double) * r->data->p);
	if (r->data->book->attributes[a].kind != CONJOINT_LEVELS)
	{
		double width = part->high - part->low;
		double slope = coefficient_of(r, part->coefficient);

		factors[part->coefficient] = slope < 0 ? -width : width;
		return fabs(slope) * width;
	}
	for (int i = 0; i < part->nlevels; i++)
	{
		double utility = coefficient_of(r, part->levels[i].coefficient);

		if (part->levels[i].shown == 0)
			continue;
		if (high < 0 || utility > coefficient_of(r, part->levels[high].coefficient))
			high = i;
		if (low < 0 || utility < coefficient_of(r, part->levels[low].coefficient))
			low = i;
	}
	if (high < 0)
		return 0;
	if (part->levels[high].coefficient >= 0)
		factors[part->levels[high].coefficient] += 1;
	if (part->levels[low].coefficient >= 0)
		factors[part->levels[low].coefficient] -= 1;
	return coefficient_of(r, part->levels[high].coefficient) -
		   coefficient_of(r, part->levels[low].coefficient);
}

static void
find_importances(ConjointResult *r)
{
	int n = r->data->book->nattributes, p = r->data->p;
	double *factors = palloc_array(double, (Size) n *p);
	double *all = palloc0_array(double, p);
	double total = 0;

	r->importance = palloc_array(double, n);
	r->importance_error = palloc_array(double, n);
	for (int a = 0; a < n; a++)
	{
		r->importance[a] = range_of(r, a, factors + a * p);
		total += r->importance[a];
		for (int k = 0; k < p; k++)
			all[k] += factors[a * p + k];
	}
	for (int a = 0; a < n; a++)
	{
		r->importance[a] /= total;
		for (int k = 0; k < p; k++)
			factors[a * p + k] = (factors[a * p + k] - r->importance[a] * all[k]) / total;
		r->importance_error[a] =
			svy_analysis_error(svy_choice_variance(p, r->fit.covariance, factors + a * p));
	}
	pfree(factors);
	pfree(all);
}

static void
find_hits(ConjointResult *r)
{
	double probabilities[1000];
	double hits = 0, total = 0;

	for (int64 t = 0; t < r->data->ntasks; t++)
	{
		const ConjointTask *task = &r->data->tasks[t];
		double w = svy_choice_weight(&r->data->who, task->respondent, -1);
		double most = 0;
		int ties = 0;

		if (task->count > lengthof(probabilities))
			continue;
		choice_probabilities(&r->fit.c, t, probabilities);
		for (int i = 0; i < task->count; i++)
			most = Max(most, probabilities[i]);
		/* equal products share the hit */
		for (int i = 0; i < task->count; i++)
			ties += probabilities[i] >= most * (1 - 1e-12);
		total += w;
		hits += probabilities[task->chosen] >= most * (1 - 1e-12) ? w / ties : 0;
	}
	r->hit_rate = hits / total;
}

/* -------------------------------------------------------------------- rows --- */

/* what is paid for a coefficient: -b / b_price, by the delta method */
static void
put_price(SvyRow *row, const ConjointResult *r, const double *factors)
{
	int price = r->data->book->price;
	double *derivative = palloc0_array(double, r->data->p);
	double slope, value = 0;
	int own = price < 0 ? -1 : r->data->parts[price].coefficient;

	if (own < 0 || !factors || factors[own] != 0)
	{
		svy_row_null(row);
		svy_row_null(row);
		return;
	}
	slope = r->fit.c.beta[own];
	for (int k = 0; k < r->data->p; k++)
	{
		value += factors[k] * r->fit.c.beta[k];
		derivative[k] = -factors[k] / slope;
	}
	derivative[own] = value / (slope * slope);
	svy_row_number(row, -value / slope);
	svy_row_number(
		row, svy_analysis_error(svy_choice_variance(r->data->p, r->fit.covariance, derivative)));
	pfree(derivative);
}

typedef struct ConjointRow
{
	const char *attribute;
	const char *level; /* NULL: the coefficient of a number */
	double value;
	double shown;
	double chosen;
	const double *factors; /* of its utility */
	const double *centred; /* the same less the means; NULL: a number's */
	int number;			   /* of the attribute; -1: none */
	const char *remark;
} ConjointRow;

static void
put_worth(SvyRow *row, const ConjointResult *r, const ConjointRow *own)
{
	double error =
		svy_analysis_error(svy_choice_variance(r->data->p, r->fit.covariance, own->factors));
	double half = svy_analysis_half(r->data->book->analysis, error);
	double utility = 0;

	for (int k = 0; k < r->data->p; k++)
		utility += own->factors[k] * r->fit.c.beta[k];
	put_function(row, r, own->factors);
	svy_row_number(row, utility - half);
	svy_row_number(row, utility + half);
	if (own->centred)
		put_function(row, r, own->centred);
	else
	{
		svy_row_null(row);
		svy_row_null(row);
	}
	svy_row_number(row, own->number < 0 ? NAN : r->importance[own->number]);
	svy_row_number(row, own->number < 0 ? NAN : r->importance_error[own->number]);
	put_price(row, r, own->factors);
	put_price(row, r, own->centred);
	svy_row_number(row, r->hit_rate);
	svy_row_number(row, r->fit.c.log_likelihood);
	svy_row_number(row, r->fit.c.null_likelihood);
	svy_row_number(row, 1 - r->fit.c.log_likelihood / r->fit.c.null_likelihood);
}

static void
put_level(SvyRow *row, const ConjointResult *r, const ConjointRow *own)
{
	const ConjointData *data = r->data;

	svy_analysis_put_domain(row, data->book->analysis, &data->domain);
	svy_row_text(row, own->attribute);
	svy_row_text(row, own->level);
	svy_row_number(row, own->value);
	svy_row_number(row, own->shown);
	svy_row_number(row, own->chosen);
	if (r->problem)
		for (int k = 0; k < 16; k++)
			svy_row_null(row);
	else
		put_worth(row, r, own);
	svy_row_count(row, data->ntasks);
	svy_row_count(row, data->who.count);
	svy_row_number(row, data->weighted_n);
	svy_row_text(row, svy_choice_variance_name(data->book->analysis, r->errors));
	svy_row_text(row, r->problem ? r->problem : own->remark);
	svy_row_end(row);
}

static void
put_attribute(SvyRow *row, const ConjointResult *r, int a)
{
	const ConjointAttribute *attribute = &r->data->book->attributes[a];
	const ConjointPart *part = &r->data->parts[a];
	double *factors = palloc0_array(double, r->data->p + 1);
	double *centred = palloc0_array(double, r->data->p + 1);
	ConjointRow own = {attribute->name, NULL, NAN, NAN, NAN, factors, NULL, a, NULL};

	if (attribute->kind != CONJOINT_LEVELS)
	{
		factors[part->coefficient] = 1;
		own.remark = attribute->kind == CONJOINT_LOG ? "the utility of one more in the logarithm"
													 : "the utility of one more";
		put_level(row, r, &own);
	}
	for (int i = 0; i < part->nlevels; i++)
	{
		const ConjointLevel *level = &part->levels[i];

		if (level->shown == 0)
			continue;
		memset(factors, 0, sizeof(double) * r->data->p);
		if (level->coefficient >= 0)
			factors[level->coefficient] = 1;
		memcpy(centred, factors, sizeof(double) * r->data->p);
		less_mean(part, 1, centred);
		own = (ConjointRow){attribute->name,
							level->label,
							level->value,
							level->shown,
							level->chosen,
							factors,
							centred,
							a,
							i == part->reference
								? "the utilities of the attribute are differences to this level's"
								: NULL};
		put_level(row, r, &own);
	}
	pfree(factors);
	pfree(centred);
}

/* none of the products: beside one of reference levels, and beside one of average levels */
static void
put_none(SvyRow *row, const ConjointResult *r)
{
	const ConjointData *data = r->data;
	double *factors = palloc0_array(double, data->p + 1);
	double *centred = palloc0_array(double, data->p + 1);
	ConjointRow own = {"none",	"none", NAN, data->none_shown, data->none_chosen, factors,
					   centred, -1,		NULL};

	if (data->none_coefficient < 0)
		return;
	factors[data->none_coefficient] = centred[data->none_coefficient] = 1;
	for (int a = 0; a < data->book->nattributes; a++)
		if (data->book->attributes[a].kind == CONJOINT_LEVELS)
			less_mean(&data->parts[a], 1, centred);
	put_level(row, r, &own);
	pfree(factors);
	pfree(centred);
}

PG_FUNCTION_INFO_V1(svy_survey_conjoint);

/* (name, tasks, by, filter, level, lonely, weight, options) */
Datum
svy_survey_conjoint(PG_FUNCTION_ARGS)
{
	static const char *const known[] = {"errors", "levels", "log", "price", NULL};
	char *tasks = svy_required_argument(fcinfo, 1, "tasks");
	JsonbContainer *options = svy_options_argument(fcinfo, 7, known);
	ChoiceErrors how = svy_choice_errors(options);
	SvyAnalysis *analysis;
	ConjointBook *book;
	SvyRow row;

	svy_row_begin(&row, fcinfo);
	SPI_connect();
	analysis = svy_analysis_open(fcinfo, "survey_conjoint", 2);
	book = svy_conjoint_open(analysis, tasks, options);
	svy_conjoint_read(book);
	for (int i = 0; i < svy_analysis_domains(analysis); i++)
	{
		ConjointResult r = {.data = svy_conjoint_data(book, i), .errors = how};

		if (r.data->domain.nrows == 0)
			continue;
		r.fit = svy_conjoint_fit(r.data, how, &r.problem);
		if (!r.problem)
		{
			find_importances(&r);
			find_hits(&r);
		}
		for (int a = 0; a < book->nattributes; a++)
			put_attribute(&row, &r, a);
		put_none(&row, &r);
	}
	SPI_finish();
	return (Datum) 0;
}
