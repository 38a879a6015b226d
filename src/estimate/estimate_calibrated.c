/*
 * estimate_calibrated.c
 *	  Variances of totals, means, ratios and proportions under a calibrated
 *	  weight, by passes over the respondents.
 */
#include "postgres.h"

#include <math.h>

#include "estimate/estimate.h"
#include "kernel/base/dd.h"
#include "plan/answer.h"
#include "source/influence.h"

/* where respondents have what is asked */
typedef struct Columns
{
	const SvyEstimates *e;
	const SvyTarget *targets;
	int *y; /* column of each target: among the values, of a categorical one among the codes */
	int *x; /* of a ratio, or -1 */
	int *by;
} Columns;

/* an estimate whose influence values are added up */
typedef struct Estimated
{
	const Columns *columns;
	const SvyCalibratedEstimate *of;
	DD numerator;	/* sum of w y */
	DD denominator; /* sum of w, or of w x */
	DD estimate;	/* their quotient */
} Estimated;

typedef struct EstimatedList
{
	int count;
	Estimated *estimates;
} EstimatedList;

static int
request_value(SvyFrameRequest *request, char *sql)
{
	request->values = request->values
						  ? repalloc_array(request->values, char *, request->nvalues + 1)
						  : palloc_object(char *);
	request->values[request->nvalues] = sql;
	return request->nvalues++;
}

static int
add_code(SvyFrameRequest *request, char *sql)
{
	request->codes = request->codes ? repalloc_array(request->codes, char *, request->ncodes + 1)
									: palloc_object(char *);
	request->codes[request->ncodes] = sql;
	return request->ncodes++;
}

static char *
listwise_sql(const char *listwise, const char *sql)
{
	return listwise ? psprintf("CASE WHEN %s THEN %s END", listwise, sql) : pstrdup(sql);
}

static void
request_columns(Columns *c, SvyFrameRequest *request, int count, const char *listwise)
{
	const SvyEstimates *e = c->e;
	const SvyTarget *targets = c->targets;

	c->y = palloc_array(int, count);
	c->x = palloc_array(int, count);
	c->by = palloc_array(int, e->nby + 1);
	for (int i = 0; i < count; i++)
	{
		c->x[i] = -1;
		if (targets[i].codes)
			c->y[i] = add_code(
				request, listwise_sql(listwise, svy_answer_code_sql(targets[i].codes, e->counted)));
		else
			c->y[i] = request_value(request, listwise_sql(listwise, targets[i].y));
		if (targets[i].x)
			c->x[i] = request_value(request, listwise_sql(listwise, targets[i].x));
	}
	for (int i = 0; i < e->nby; i++)
		c->by[i] = add_code(request, svy_estimates_by_sql(e, i));
	svy_calibration_request(e->calibration, request);
}

static bool
inside(const Columns *c, const SvyRespondent *r, const int32 *by)
{
	if (!r->keep)
		return false;
	for (int i = 0; i < c->e->nby; i++)
		if (r->codes[c->by[i]] != by[i])
			return false;
	return true;
}

/* the values of a respondent in the domain; false where he has none of the target */
static bool
values_of(const Estimated *estimated, const SvyRespondent *r, double *y, double *x)
{
	const Columns *c = estimated->columns;
	int target = estimated->of->target;

	*x = 1;
	if (isnan(estimated->of->estimate) || !inside(c, r, estimated->of->by))
		return false;
	if (c->targets[target].codes)
	{
		int32 answer = r->codes[c->y[target]];

		*y = answer == estimated->of->code;
		return answer != FRAME_NO_CODE;
	}
	*y = r->values[c->y[target]];
	if (c->x[target] >= 0)
		*x = r->values[c->x[target]];
	return !isnan(*y) && !isnan(*x);
}

static void
add_parts(const SvyRespondent *r, void *argument)
{
	const EstimatedList *list = argument;
	double y;
	double x;

	for (int i = 0; i < list->count; i++)
	{
		Estimated *to = &list->estimates[i];

		if (!values_of(to, r, &y, &x))
			continue;
		to->numerator = dd_add(to->numerator, dd_two_prod(r->weight, y));
		to->denominator = dd_add(to->denominator, dd_two_prod(r->weight, x));
	}
}

static bool
is_total(const Estimated *estimated)
{
	return estimated->columns->targets[estimated->of->target].statistic == STATISTIC_TOTAL;
}

/*
 * w y of a total, w (y - mean) / W of a mean, w (y - R x) / sum wx of a ratio
 * (Sarndal, Swensson and Wretman 1992, section 5.6).
 */
static bool
calibrated_influence(const SvyRespondent *r, double *influence, void *argument)
{
	const Estimated *estimated = argument;
	double y;
	double x;

	if (!values_of(estimated, r, &y, &x))
		return false;
	if (is_total(estimated))
		influence[0] = r->weight * y;
	else
		/* what large values are away from large estimates has few digits in a double */
		influence[0] = r->weight *
					   dd_value(dd_sub(dd_from(y), dd_mul_double(estimated->estimate, x))) /
					   dd_value(estimated->denominator);
	return true;
}

void
svy_calibrated_variances(const SvyEstimates *e, const SvyTarget *targets, int count,
						 const char *listwise, SvyCalibratedEstimate *of, int nof)
{
	SvyFrameRequest request = {.survey = e->survey, .design = e->design, .filter = e->filter};
	SvySample sample = {e->survey, NULL, e->calibration, NULL, e->rule, NULL};
	Columns columns = {.e = e, .targets = targets};
	EstimatedList list = {nof, palloc0_array(Estimated, nof + 1)};
	SvyInfluences *influences = palloc0_array(SvyInfluences, nof + 1);
	SvyPasses *passes;

	request_columns(&columns, &request, count, listwise);
	for (int i = 0; i < nof; i++)
	{
		list.estimates[i] = (Estimated){.columns = &columns, .of = &of[i]};
		influences[i] = (SvyInfluences){1, calibrated_influence, &list.estimates[i],
										&of[i].variance, is_total(&list.estimates[i])};
	}
	passes = svy_passes_start(&sample, &request, false, add_parts, &list);
	for (int i = 0; i < nof; i++)
		if (list.estimates[i].denominator.hi != 0)
			list.estimates[i].estimate =
				dd_div(list.estimates[i].numerator, list.estimates[i].denominator);
	if (passes->n > 0)
		svy_influence_covariances(passes, influences, nof);
	for (int i = 0; i < nof; i++)
		if (isnan(of[i].estimate))
			of[i].variance = NAN;
	pfree(influences);
	pfree(list.estimates);
}
