/*
 * estimate_replicate.c
 *	  Totals, means, ratios and proportions with variances from replicate
 *	  weights: one statement makes a replicate_summary for each domain and
 *	  variable, in parallel.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "estimate/estimate.h"
#include "pg/replicate.h"
#include "plan/answer.h"
#include "source/answers.h"

/* a variance that is this small beside the square of its estimate is made of rounding */
#define NO_VARIANCE 1e-24

/* one row of the statement: respondents of one domain and category */
typedef struct Slice
{
	int32 *codes;
	bool has_category;
	int32 category;
	bool live; /* somebody has a weight other than 0: the others make no domain */
	double df;
	RepSum **states; /* one for each target */
} Slice;

/* whose replicate weights are multiples of one another, found where some estimates do not vary */
typedef struct Unknown
{
	int ntargets;
	const SvyTarget *targets;
	const char *complete;
	bool found;
	int count;
	int32 **codes;
	bool **unknown; /* by domain and target */
} Unknown;

/* FROM and WHERE: respondents with a weight that are in the filter and in some domain */
static void
append_domain(const SvyEstimates *e, StringInfo sql)
{
	appendStringInfo(sql, " FROM %s AS a WHERE (%s) IS NOT NULL", e->survey->answers_sql,
					 e->design->weight);
	if (e->filter)
		appendStringInfo(sql, " AND (%s)", e->filter);
	for (int i = 0; i < e->nby; i++)
		appendStringInfo(sql, " AND (%s) IS NOT NULL", svy_estimates_by_sql(e, i));
}

static int
execute(const SvyEstimates *e, const char *query)
{
	SvyReplicatesContext context = {e->survey->name, e->replicates};
	ErrorContextCallback callback = {error_context_stack, svy_replicates_callback, &context};
	int code;

	error_context_stack = &callback;
	code = svy_answers_execute(svy_weight_of_design(e->design, e->filter), query, NULL);
	error_context_stack = callback.previous;

	if (code != SPI_OK_SELECT)
		elog(ERROR, "SPI_execute failed: %s", SPI_result_code_string(code));
	return (int) SPI_processed;
}

static char *
states_query(const SvyEstimates *e, const SvyTarget *targets, int count,
			 const SurveyVariable *category, const char *complete)
{
	char *weights = svy_replicates_gathered_sql(e->survey, "a");
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT ");
	for (int i = 0; i < e->nby; i++)
		appendStringInfo(&sql, "%s, ", svy_estimates_by_sql(e, i));
	if (category)
		appendStringInfo(&sql, "%s, ",
						 svy_complete_value(svy_answer_code_sql(category, e->counted), complete));
	if (e->df == SVY_DF_DOMAIN && !e->replicates->df_given)
		appendStringInfo(&sql, "%s.survey_replicate_rank(%s)", e->schema, weights);
	else
		appendStringInfoString(&sql, "NULL::pg_catalog.int4");
	appendStringInfo(&sql, ", pg_catalog.bool_or((%s) OPERATOR(pg_catalog.<>) 0)",
					 e->design->weight);
	for (int i = 0; i < count; i++)
		appendStringInfo(
			&sql, ", %s(%s%s%s, %s, %s)",
			svy_design_aggregate(e->design, e->schema,
								 targets[i].x ? "survey_replicate_ratio_summary"
											  : "survey_replicate_summary"),
			category ? "1.0::pg_catalog.float8" : svy_complete_value(targets[i].y, complete),
			targets[i].x ? ", " : "", targets[i].x ? targets[i].x : "", e->design->weight, weights);
	append_domain(e, &sql);
	for (int i = 0; i < e->nby + (category ? 1 : 0); i++)
		appendStringInfo(&sql, "%s %d", i ? "," : " GROUP BY", i + 1);
	return sql.data;
}

static void
read_slice(const SvyEstimates *e, int row, int nstates, bool category, Slice *slice)
{
	HeapTuple tuple = SPI_tuptable->vals[row];
	TupleDesc columns = SPI_tuptable->tupdesc;
	int column = 1;
	bool isnull;

	slice->codes = palloc(sizeof(int32) * (e->nby + 1));
	for (int i = 0; i < e->nby; i++)
		slice->codes[i] = DatumGetInt32(SPI_getbinval(tuple, columns, column++, &isnull));
	if (category)
	{
		slice->category = DatumGetInt32(SPI_getbinval(tuple, columns, column++, &isnull));
		slice->has_category = !isnull;
	}
	slice->df = DatumGetInt32(SPI_getbinval(tuple, columns, column++, &isnull)) - 1;
	slice->live = DatumGetBool(SPI_getbinval(tuple, columns, column++, &isnull)) && !isnull;
	slice->states = palloc0(sizeof(RepSum *) * nstates);
	for (int i = 0; i < nstates; i++)
	{
		Datum state = SPI_getbinval(tuple, columns, column++, &isnull);

		if (!isnull)
			slice->states[i] = (RepSum *) PG_DETOAST_DATUM(state);
	}
}

static int
compare_replicate_slices(const void *a, const void *b, void *e)
{
	return svy_compare_domains(e, ((const Slice *) a)->codes, ((const Slice *) b)->codes);
}

/* as R's intercept-only logistic regression: replicates of the logit itself */
static void
logit_interval(const SvyEstimates *e, const double *theta, SvyEstimateRow *row)
{
	int count = e->replicates->count;
	double *logit = palloc(sizeof(double) * (count + 1));
	double variance;
	double half;

	row->low = row->high = NAN;
	if (isnan(row->std_error))
		return;
	for (int r = 0; r <= count; r++)
	{
		/* as negative weights may have it */
		if (theta[r] < 0 || theta[r] > 1)
			return;
		logit[r] = log(theta[r] / (1 - theta[r]));
	}
	svy_replicate_covariance(e->replicates, 1, logit + 1, logit, NULL, &variance);
	half = interval_t(e->level, row->df) * sqrt(variance);
	row->low = 1 / (1 + exp(half - logit[0]));
	row->high = 1 / (1 + exp(-half - logit[0]));
	pfree(logit);
}

/* ranks of the replicate weights of each domain's respondents with an answer */
static char *
ranks_query(const SvyEstimates *e, const Unknown *u)
{
	char *weights = svy_replicates_gathered_sql(e->survey, "a");
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT ");
	for (int i = 0; i < u->ntargets; i++)
	{
		const SvyTarget *target = &u->targets[i];
		const char *y = target->codes ? svy_answer_code_sql(target->codes, NULL) : target->y;

		appendStringInfo(&sql, "%s%s.survey_replicate_rank(%s) FILTER (WHERE (%s) IS NOT NULL",
						 i ? ", " : "", e->schema, weights, svy_complete_value(y, u->complete));
		if (target->x)
			appendStringInfo(&sql, " AND (%s) IS NOT NULL", target->x);
		appendStringInfoChar(&sql, ')');
	}
	for (int i = 0; i < e->nby; i++)
		appendStringInfo(&sql, ", %s", svy_estimates_by_sql(e, i));
	append_domain(e, &sql);
	for (int i = 0; i < e->nby; i++)
		appendStringInfo(&sql, "%s %d", i ? "," : " GROUP BY", u->ntargets + i + 1);
	return sql.data;
}

static void
find_unknown(const SvyEstimates *e, Unknown *u)
{
	bool isnull;

	u->found = true;
	u->count = execute(e, ranks_query(e, u));
	u->codes = palloc_array(int32 *, u->count + 1);
	u->unknown = palloc_array(bool *, u->count + 1);
	for (int d = 0; d < u->count; d++)
	{
		HeapTuple tuple = SPI_tuptable->vals[d];
		TupleDesc columns = SPI_tuptable->tupdesc;

		u->codes[d] = palloc_array(int32, e->nby + 1);
		u->unknown[d] = palloc_array(bool, u->ntargets);
		for (int i = 0; i < u->ntargets; i++)
			u->unknown[d][i] = DatumGetInt32(SPI_getbinval(tuple, columns, i + 1, &isnull)) < 2;
		for (int i = 0; i < e->nby; i++)
			u->codes[d][i] =
				DatumGetInt32(SPI_getbinval(tuple, columns, u->ntargets + i + 1, &isnull));
	}
	SPI_freetuptable(SPI_tuptable);
}

/*
 * Whether an estimate that does not vary is one of respondents whose replicates
 * say nothing.  Of a constant of several clusters the 0 is right.
 */
static bool
is_unknown(const SvyEstimates *e, Unknown *u, const SvyTarget *target, const int32 *codes,
		   const SummaryEstimate *estimate)
{
	if (target->statistic == STATISTIC_TOTAL ||
		!(estimate->variance <= NO_VARIANCE * estimate->estimate * estimate->estimate))
		return false;
	if (!u->found)
		find_unknown(e, u);
	for (int d = 0; d < u->count; d++)
		if (svy_compare_domains(e, u->codes[d], codes) == 0)
			return u->unknown[d][target - u->targets];
	return false;
}

/* one row of the result; part: of a share of "whole", which is then counted */
static void
emit_replicate_state(const SvyEstimates *e, Unknown *u, const SvyTarget *target,
					 const char *category, const int32 *codes, const RepSum *whole,
					 const RepSum *part, double df)
{
	SvyEstimateRow row = {.variable = target->variable, .category = category};
	double *theta = palloc(sizeof(double) * (whole->replicates + 1));
	double origin = 0;
	SummaryEstimate estimate = {0};
	double weight = repsum_weight(whole);
	DD squares = whole->totals[TOTAL_WW];

	if (category && target->codes)
		repsum_share(part, whole, target->statistic, theta);
	else
	{
		/* shares are near 0, and their logits are of themselves */
		origin = e->interval >= 0 ? 0 : repsum_point(whole, target->statistic);
		repsum_theta(whole, target->statistic, origin, theta);
	}
	row.estimate = estimate.estimate = theta[0] + origin;
	if (svy_target_unasked(e, target, codes, row.estimate))
	{
		svy_targets_nobody(e, target, 1, codes);
		return;
	}
	row.std_error = row.deff = NAN;
	row.df = df;
	row.n = whole->n;
	row.weighted_n = weight;
	if (!isnan(theta[0]))
	{
		svy_replicate_covariance(e->replicates, 1, theta + 1, theta, &origin, &estimate.variance);
		/* one respondent says nothing: his answer is that of every replicate */
		if ((whole->n < 2 && target->statistic != STATISTIC_TOTAL) ||
			is_unknown(e, u, target, codes, &estimate))
			estimate.variance = NAN;
		row.std_error = sqrt(estimate.variance);
		repsum_srs(whole, target->codes ? (part ? part : NULL) : NULL, target->statistic,
				   &estimate);
		row.deff = svy_design_effect(&estimate, e->deff_replace);
	}
	if (e->interval == INTERVAL_LOGIT && theta[0] > 0 && theta[0] < 1 && row.df > 0)
		logit_interval(e, theta, &row);
	else if (e->interval >= 0)
		svy_proportion_interval(e, &row, (double) whole->rows,
								squares.hi > 0 ? weight * weight / squares.hi : 0);
	else
		svy_estimate_interval(e, &row);
	svy_estimates_emit(e, codes, &row);
	pfree(theta);
}

/* a row for each category of one variable in one domain: slices first .. end - 1 */
static void
emit_replicate_categories(const SvyEstimates *e, Unknown *u, const SvyTarget *target, Slice *slices,
						  int first, int end, double df)
{
	RepSum *whole = NULL;
	int64 missing = 0;
	int ncategories;
	SurveyLabel *categories = svy_variable_categories(target->codes, &ncategories);

	for (int i = first; i < end; i++)
	{
		if (!slices[i].has_category)
			missing += slices[i].states[0]->rows;
		else if (!whole)
			whole = svy_repsum_duplicate(slices[i].states[0]);
		else
			svy_repsum_merge(whole, slices[i].states[0]);
	}
	if (!whole)
	{
		svy_targets_nobody(e, target, 1, slices[first].codes);
		return;
	}
	whole->rows += missing;
	for (int k = 0; k < ncategories; k++)
	{
		const SurveyLabel *label = &categories[k];
		const RepSum *part = NULL;

		for (int i = first; i < end; i++)
			if (slices[i].has_category && slices[i].category == label->code)
				part = slices[i].states[0];
		emit_replicate_state(e, u, target, label->label, slices[first].codes, whole, part, df);
	}
	pfree(whole);
}

static void
estimate_replicated(const SvyEstimates *e, const SvyTarget *targets, int count,
					const char *complete, double df)
{
	const SurveyVariable *category = targets[0].codes;
	int nslices = execute(e, states_query(e, targets, count, category, complete));
	Slice *slices = palloc0(sizeof(Slice) * (nslices + 1));
	SPITupleTable *table = SPI_tuptable;
	Unknown unknown = {.ntargets = count, .targets = targets, .complete = complete};
	int domains = 0;
	int end;

	for (int i = 0; i < nslices; i++)
		read_slice(e, i, count, category != NULL, &slices[i]);
	qsort_arg(slices, nslices, sizeof(Slice), compare_replicate_slices, (void *) e);
	for (int first = 0; first < nslices; first = end)
	{
		double own = e->df == SVY_DF_DOMAIN && !e->replicates->df_given ? slices[first].df : df;
		bool live = slices[first].live;

		CHECK_FOR_INTERRUPTS();
		for (end = first + 1; end < nslices && compare_replicate_slices(
												   &slices[first], &slices[end], (void *) e) == 0;)
			live |= slices[end++].live;
		if (!live)
			continue;
		domains++;
		if (category)
			emit_replicate_categories(e, &unknown, &targets[0], slices, first, end, own);
		for (int i = 0; i < count && !category; i++)
			if (slices[first].states[i])
				emit_replicate_state(e, &unknown, &targets[i], targets[i].category,
									 slices[first].codes, slices[first].states[i], NULL, own);
			else
				svy_targets_nobody(e, &targets[i], 1, slices[first].codes);
	}
	if (domains == 0 && e->nby == 0)
		svy_targets_nobody(e, targets, count, NULL);
	SPI_freetuptable(table);
}

void
svy_estimate_replicates(const SvyEstimates *e, const SvyTarget *targets, int count)
{
	char *complete = e->listwise ? svy_complete_sql(targets, count) : NULL;
	double df = e->df != SVY_DF_INFINITE ? svy_replicates_df(e->survey, e->replicates) : INFINITY;
	int end;

	for (int first = 0; first < count; first = end)
	{
		end = first + 1;
		while (!targets[first].codes && end < count && !targets[end].codes)
			end++;
		estimate_replicated(e, targets + first, end - first, complete, df);
	}
}
