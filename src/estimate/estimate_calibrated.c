/*
 * estimate_calibrated.c
 *	  Variances of totals, means, ratios and proportions under a calibrated
 *	  weight, from the respondents in memory.
 */
#include "postgres.h"

#include <math.h>

#include "utils/memutils.h"

#include "estimate/estimate.h"
#include "plan/answer.h"
#include "source/sample.h"

struct SvyCalibrated
{
	const SvyEstimates *e;
	const SvyTarget *targets;
	SvyFrame *frame;
	int *y; /* column of each target: among the values, of a categorical one among the codes */
	int *x; /* of a ratio, or -1 */
	int *by;
};

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

SvyCalibrated *
svy_calibrated_read(const SvyEstimates *e, const SvyTarget *targets, int count,
					const char *listwise)
{
	SvyFrameRequest request = {.survey = e->survey, .design = e->design, .filter = e->filter};
	SvyCalibrated *c = palloc0_object(SvyCalibrated);

	c->e = e;
	c->targets = targets;
	c->y = palloc_array(int, count);
	c->x = palloc_array(int, count);
	c->by = palloc_array(int, e->nby + 1);
	for (int i = 0; i < count; i++)
	{
		c->x[i] = -1;
		if (targets[i].codes)
			c->y[i] =
				add_code(&request,
						 listwise_sql(listwise, svy_answer_code_sql(targets[i].codes, e->counted)));
		else
			c->y[i] = request_value(&request, listwise_sql(listwise, targets[i].y));
		if (targets[i].x)
			c->x[i] = request_value(&request, listwise_sql(listwise, targets[i].x));
	}
	for (int i = 0; i < e->nby; i++)
		c->by[i] = add_code(&request, svy_estimates_by_sql(e, i));
	svy_calibration_request(e->calibration, &request);
	c->frame = svy_frame_read(&request);
	return c;
}

static bool
inside(const SvyCalibrated *c, int64 row, const int32 *by)
{
	if (!c->frame->keep[row])
		return false;
	for (int i = 0; i < c->e->nby; i++)
		if (c->frame->codes[c->by[i]][row] != by[i])
			return false;
	return true;
}

/* the values of a respondent; NaN where he has none of the target */
static double
row_values(const SvyCalibrated *c, int target, int32 code, int64 row, double *x)
{
	double y;

	if (c->targets[target].codes)
	{
		int32 answer = c->frame->codes[c->y[target]][row];

		return answer == FRAME_NO_CODE ? NAN : answer == code;
	}
	y = c->frame->values[c->y[target]][row];
	if (c->x[target] >= 0)
		*x = c->frame->values[c->x[target]][row];
	return isnan(*x) ? NAN : y;
}

/*
 * Influence values: w y of a total, w (y - mean) / W of a mean, w (y - R x) /
 * sum wx of a ratio.  The calibration spreads them over all respondents, so
 * every cluster counts, whether in the domain or not.
 */
double
svy_calibrated_variance(const SvyCalibrated *c, int target, int32 code, const int32 *by,
						double estimate)
{
	const SvyFrame *frame = c->frame;
	bool total = c->targets[target].statistic == STATISTIC_TOTAL;
	SvySample sample = {c->e->survey, frame, c->e->calibration, NULL, c->e->rule, NULL};
	double *influence;
	int32 *rows;
	int64 n = 0;
	double denominator = 0;
	double variance;

	if (isnan(estimate))
		return NAN;
	influence = palloc_extended(sizeof(double) * (frame->n + 1), MCXT_ALLOC_HUGE);
	rows = palloc_extended(sizeof(int32) * (frame->n + 1), MCXT_ALLOC_HUGE);
	for (int64 i = 0; i < frame->n; i++)
	{
		double x = 1;
		double y = inside(c, i, by) ? row_values(c, target, code, i, &x) : NAN;

		if (isnan(y))
			continue;
		rows[n] = (int32) i;
		influence[n++] = frame->weight[i] * (total ? y : y - estimate * x);
		denominator += frame->weight[i] * x;
	}
	for (int64 i = 0; i < n && !total; i++)
		influence[i] /= denominator;
	svy_sample_calibrated(&sample, n, rows, 1, influence, total, &variance);
	pfree(influence);
	pfree(rows);
	return variance;
}
