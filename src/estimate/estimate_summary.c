/*
 * estimate_summary.c
 *	  Totals, means, ratios and proportions by linearisation: one statement
 *	  makes a survey_summary for each domain and variable, in parallel; domains get
 *	  their variances from the frame, the strata and clusters of all respondents.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "estimate/estimate.h"
#include "plan/answer.h"
#include "source/answers.h"

char *
svy_complete_sql(const SvyTarget *targets, int count)
{
	StringInfoData sql;

	initStringInfo(&sql);
	for (int i = 0; i < count; i++)
	{
		if (i > 0)
			appendStringInfoString(&sql, " AND ");
		if (targets[i].codes)
			appendStringInfo(&sql, "(%s)", svy_variable_valid_sql(targets[i].codes, "a"));
		else
			appendStringInfo(&sql, "(%s) IS NOT NULL%s%s%s", targets[i].y,
							 targets[i].x ? " AND (" : "", targets[i].x ? targets[i].x : "",
							 targets[i].x ? ") IS NOT NULL" : "");
	}
	return sql.data;
}

char *
svy_complete_value(const char *value, const char *complete)
{
	return complete ? psprintf("CASE WHEN %s THEN %s END", complete, value) : pstrdup(value);
}

/* several variables share the search for the cluster */
static bool
all_at_once(const SvyTarget *targets, int count)
{
	return count > 1 && count <= 1000 && !targets[0].codes && !targets[0].x;
}

/* states of all targets; category: of a categorical one, which then is the only one */
static char *
summaries_query(const SvyEstimates *e, const SvyTarget *targets, int count,
				const SurveyVariable *category, const char *complete)
{
	char *design = svy_design_arguments(e->design);
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT ");
	svy_estimates_domain_columns(e, &sql);
	if (category)
	{
		char *code = svy_complete_value(svy_answer_code_sql(category, e->counted), complete);

		appendStringInfo(
			&sql, ", %s, %s(CASE WHEN (%s) IS NOT NULL THEN 1.0::pg_catalog.float8 END%s)", code,
			svy_design_aggregate(e->design, e->schema, "survey_summary"), code, design);
	}
	if (all_at_once(targets, count))
	{
		appendStringInfo(&sql, ", %s(ARRAY[",
						 svy_design_aggregate(e->design, e->schema, "survey_summaries"));
		for (int i = 0; i < count; i++)
			appendStringInfo(&sql, "%s%s", i ? ", " : "",
							 svy_complete_value(targets[i].y, complete));
		appendStringInfo(&sql, "]%s)", design);
	}
	for (int i = 0; i < count && !category && !all_at_once(targets, count); i++)
		appendStringInfo(
			&sql, ", %s(%s%s%s%s)",
			svy_design_aggregate(e->design, e->schema,
								 targets[i].x ? "survey_ratio_summary" : "survey_summary"),
			svy_complete_value(targets[i].y, complete), targets[i].x ? ", " : "",
			targets[i].x ? targets[i].x : "", design);
	appendStringInfo(&sql, " FROM %s AS a WHERE (%s) IS NOT NULL GROUP BY 1",
					 e->survey->answers_sql, e->design->weight);
	for (int i = 0; i < e->nby + (category ? 1 : 0); i++)
		appendStringInfo(&sql, ", %d", i + 2);
	return sql.data;
}

/* respondents of a domain who count, with or without a value */
static double
domain_rows(const Summary *s)
{
	double rows = 0;

	for (int32 i = s->nunits - 1; i >= 0; i--)
	{
		if (summary_unit(s, i)->level < summary_leaf_level(s))
			break;
		rows += (double) summary_unit(s, i)->live;
	}
	return rows;
}

static void
read_group(const SvyEstimates *e, HeapTuple row, TupleDesc columns, int nstates, bool category,
		   bool at_once, SvySlice *slice)
{
	bool isnull;

	slice->inside = DatumGetBool(SPI_getbinval(row, columns, 1, &isnull)) && !isnull;
	slice->codes = palloc(sizeof(int32) * (e->nby + 1));
	for (int i = 0; i < e->nby; i++)
	{
		slice->codes[i] = DatumGetInt32(SPI_getbinval(row, columns, i + 2, &isnull));
		slice->inside &= !isnull;
	}
	if (category)
	{
		slice->category = DatumGetInt32(SPI_getbinval(row, columns, e->nby + 2, &isnull));
		slice->has_category = !isnull;
	}
	slice->states = palloc(sizeof(Summary *) * nstates);
	if (at_once)
	{
		ArrayType *array = DatumGetArrayTypeP(SPI_getbinval(row, columns, e->nby + 2, &isnull));
		Datum *states;
		int count;

		deconstruct_array(array, ARR_ELEMTYPE(array), -1, false, TYPALIGN_DOUBLE, &states, NULL,
						  &count);
		if (count != nstates)
			ereport(ERROR,
					(errcode(ERRCODE_DATA_CORRUPTED),
					 errmsg("there are %d survey summaries for %d variables", count, nstates)));
		for (int i = 0; i < nstates; i++)
			slice->states[i] = svy_summary_argument((Summary *) PG_DETOAST_DATUM(states[i]));
		return;
	}
	for (int i = 0; i < nstates; i++)
	{
		Datum state = SPI_getbinval(row, columns, e->nby + 2 + (category ? 1 : 0) + i, &isnull);

		slice->states[i] = svy_summary_argument((Summary *) PG_DETOAST_DATUM(state));
	}
}

/* what the statement has given */
static SvySlices
take_slices(const SvyEstimates *e, int nstates, bool category, bool at_once)
{
	SvySlices result = {0};

	/* nobody has a weight: no domain has anybody */
	if (SPI_processed == 0)
		return result;
	result.count = (int) SPI_processed;
	result.slices =
		palloc_extended(sizeof(SvySlice) * SPI_processed, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (int i = 0; i < result.count; i++)
	{
		SvySlice *slice = &result.slices[i];

		read_group(e, SPI_tuptable->vals[i], SPI_tuptable->tupdesc, nstates, category, at_once,
				   slice);
		/* those whose weight is 0 make no domain */
		slice->inside &= domain_rows(slice->states[0]) > 0;
	}
	if (result.count > 1)
	{
		result.frame = svy_summary_duplicate(result.slices[0].states[0]);
		for (int i = 1; i < result.count; i++)
			result.frame = svy_summary_merge(result.frame, result.slices[i].states[0]);
		result.frame = svy_summary_canonical(result.frame);
	}
	svy_design_check(e->survey, result.frame ? result.frame : result.slices[0].states[0]);
	return result;
}

static SvySlices
read_slices(const SvyEstimates *e, const char *query, int nstates, bool category, bool at_once)
{
	int code = svy_answers_execute(svy_weight_of_design(e->design, e->filter), query, NULL);

	if (code != SPI_OK_SELECT)
		elog(ERROR, "SPI_execute failed: %s", SPI_result_code_string(code));
	return take_slices(e, nstates, category, at_once);
}

SvySlices
svy_slices_read(const SvyEstimates *e, const char *query, Datum thresholds, int nstates)
{
	SPIExecuteOptions options = {
		.params = svy_answers_parameters(1, (const Oid[]){FLOAT8ARRAYOID}, &thresholds),
		.read_only = true};
	int code = svy_answers_execute(svy_weight_of_design(e->design, e->filter), query, &options);

	if (code != SPI_OK_SELECT)
		elog(ERROR, "SPI_execute failed: %s", SPI_result_code_string(code));
	return take_slices(e, nstates, false, true);
}

int
svy_compare_slices(const void *a, const void *b, void *e)
{
	const SvySlice *left = a;
	const SvySlice *right = b;

	if (left->inside != right->inside)
		return left->inside ? -1 : 1;
	return left->inside ? svy_compare_domains(e, left->codes, right->codes) : 0;
}

Summary *
svy_slice_framed(const SvySlices *slices, const Summary *domain)
{
	SummaryProblem problem = {FAULT_NONE, 0, -1};
	Summary *framed = svy_summary_duplicate(domain);

	if (slices->frame)
		svy_summary_check(summary_frame(framed, slices->frame, &problem), &problem, framed);
	return framed;
}

/* a row of the result before its variance is known */
typedef struct PendingRow
{
	const SvyTarget *target;
	const SurveyLabel *label; /* of a category, or NULL */
	const int32 *codes;
	SummaryEstimate estimate;
	SummaryCount count;
	double rows; /* respondents of the domain */
} PendingRow;

/* those of a statement: after a calibration variances come from passes, for all rows at once */
typedef struct PendingRows
{
	const SvyEstimates *e;
	const SvySlices *slices;
	const SvyTarget *targets;
	int ntargets;
	int count;
	int room;
	PendingRow *rows;
} PendingRows;

static void
emit_pending(const SvyEstimates *e, const PendingRow *pending)
{
	const SummaryEstimate *estimate = &pending->estimate;
	const SummaryCount *count = &pending->count;
	SvyEstimateRow row = {.variable = pending->target->variable,
						  .category =
							  pending->label ? pending->label->label : pending->target->category};

	if (svy_target_unasked(e, pending->target, pending->codes, estimate->estimate))
	{
		svy_targets_nobody(e, pending->target, 1, pending->codes);
		return;
	}
	row.estimate = estimate->estimate;
	row.std_error = sqrt(estimate->variance);
	row.deff = svy_design_effect(estimate, e->deff_replace);
	row.df = e->df == SVY_DF_INFINITE ? INFINITY
			 : e->df == SVY_DF_DOMAIN ? (double) count->domain_df
									  : (double) count->df;
	row.n = count->n;
	row.weighted_n = count->weighted_n;
	if (e->interval >= 0)
		svy_proportion_interval(e, &row, pending->rows, count->effective_n);
	else
		svy_estimate_interval(e, &row);
	svy_estimates_emit(e, pending->codes, &row);
}

/* one row of the result, from a domain's state before it knows the frame */
static void
take_state(PendingRows *all, const SvyTarget *target, const SurveyLabel *label, const int32 *codes,
		   const Summary *domain)
{
	Summary *s = svy_slice_framed(all->slices, domain);
	PendingRow row = {.target = target, .label = label, .codes = codes};

	row.rows = domain_rows(domain);
	row.estimate = svy_summary_estimate(s, target->statistic, all->e->rule);
	summary_count(s, &row.count);
	pfree(s);
	if (!all->e->calibration)
	{
		emit_pending(all->e, &row);
		return;
	}
	if (all->count == all->room)
	{
		all->room = Max(2 * all->room, 64);
		all->rows = all->rows ? repalloc_huge(all->rows, sizeof(PendingRow) * all->room)
							  : palloc_array(PendingRow, all->room);
	}
	all->rows[all->count++] = row;
}

static void
emit_calibrated(PendingRows *all, const char *complete)
{
	SvyCalibratedEstimate *of = palloc0_array(SvyCalibratedEstimate, all->count + 1);

	for (int i = 0; i < all->count; i++)
	{
		const PendingRow *row = &all->rows[i];

		of[i] = (SvyCalibratedEstimate){(int) (row->target - all->targets),
										row->label ? row->label->code : 0, row->codes,
										row->estimate.estimate, NAN};
	}
	svy_calibrated_variances(all->e, all->targets, all->ntargets, complete, of, all->count);
	for (int i = 0; i < all->count; i++)
	{
		all->rows[i].estimate.variance = of[i].variance;
		emit_pending(all->e, &all->rows[i]);
	}
	pfree(of);
}

/* a row for each category of one variable in one domain: slices first .. end - 1 */
static void
take_category_states(PendingRows *pending, const SvyTarget *target, int first, int end)
{
	const SvySlices *all = pending->slices;
	Summary *whole = svy_summary_duplicate(all->slices[first].states[0]);
	SummaryProblem problem = {FAULT_NONE, 0, -1};
	int ncategories;
	SurveyLabel *categories = svy_variable_categories(target->codes, &ncategories);

	for (int i = first + 1; i < end; i++)
		whole = svy_summary_merge(whole, all->slices[i].states[0]);
	whole = svy_summary_canonical(whole);
	for (int k = 0; k < ncategories; k++)
	{
		const SurveyLabel *label = &categories[k];
		Summary *share;
		const Summary *part = NULL;

		for (int i = first; i < end; i++)
			if (all->slices[i].has_category && all->slices[i].category == label->code)
				part = all->slices[i].states[0];
		/* a category without respondents is a share of nothing */
		share = svy_summary_duplicate(whole);
		svy_summary_check(summary_share(share, part, &problem), &problem, share);
		take_state(pending, target, label, all->slices[first].codes, share);
		pfree(share);
	}
	pfree(whole);
}

/* targets with numbers go into one statement, each categorical variable into its own */
static void
estimate_summarised(const SvyEstimates *e, const SvyTarget *targets, int count,
					const char *complete)
{
	const SurveyVariable *category = targets[0].codes;
	SvySlices all = {0};
	PendingRows pending = {.e = e, .slices = &all, .targets = targets, .ntargets = count};
	bool packed = svy_estimate_pack(e, targets, count, &all);
	int end;

	if (!packed)
		all = read_slices(e, summaries_query(e, targets, count, category, complete), count,
						  category != NULL, all_at_once(targets, count));
	if (all.count > 0)
		qsort_arg(all.slices, all.count, sizeof(SvySlice), svy_compare_slices, (void *) e);
	if (e->nby == 0 && (all.count == 0 || !all.slices[0].inside))
		svy_targets_nobody(e, targets, count, NULL);
	for (int first = 0; first < all.count && all.slices[first].inside; first = end)
	{
		CHECK_FOR_INTERRUPTS();
		end = first + 1;
		while (end < all.count && all.slices[end].inside &&
			   svy_compare_domains(e, all.slices[first].codes, all.slices[end].codes) == 0)
			end++;
		if (category)
			take_category_states(&pending, &targets[0], first, end);
		for (int i = 0; i < count && !category; i++)
			take_state(&pending, &targets[i], NULL, all.slices[first].codes,
					   all.slices[first].states[i]);
	}
	if (pending.count > 0)
		emit_calibrated(&pending, complete);
	if (!packed)
		SPI_freetuptable(SPI_tuptable);
}

/* the targets from this one on that share a pass over the answers */
static int
group_end(const SvyTarget *targets, int count, int first)
{
	int end = first + 1;

	while (!targets[first].codes && end < count && !targets[end].codes)
		end++;
	return end;
}

void
svy_estimate_summaries(const SvyEstimates *e, const SvyTarget *targets, int count)
{
	char *complete = e->listwise ? svy_complete_sql(targets, count) : NULL;
	int end;

	for (int first = 0; first < count; first = end)
	{
		end = group_end(targets, count, first);
		estimate_summarised(e, targets + first, end - first, complete);
	}
}

const char *
svy_estimate_rows_reason(const SvyEstimates *e, const SvyTarget *targets, int count, bool *blocks)
{
	const char *reason = NULL;
	int end;

	*blocks = true;
	for (int first = 0; first < count; first = end)
	{
		const char *other;
		bool in_blocks;

		end = group_end(targets, count, first);
		other = svy_estimate_pack_reason(e, targets + first, end - first, &in_blocks);
		/* the one that costs more is the one to know */
		if (other && (reason == NULL || (*blocks && !in_blocks)))
			reason = other;
		*blocks &= !other || in_blocks;
	}
	return reason;
}

void
svy_proportion_interval(const SvyEstimates *e, SvyEstimateRow *row, double n, double effective_n)
{
	IntervalInput in = {row->estimate, row->std_error, n, effective_n, row->df, e->level};
	ProportionInterval interval = {NAN, NAN};

	row->low = row->high = NAN;
	if (isnan(row->estimate) || isnan(row->std_error) || !(row->df > 0))
		return;
	/* negative weights may lead outside of 0 to 1, where no interval but this one has a meaning */
	if (e->interval == INTERVAL_MEAN && (in.p < 0 || in.p > 1))
	{
		svy_estimate_interval(e, row);
		return;
	}
	in.p = interval_share(in.p);
	if (interval_proportion((IntervalMethod) e->interval, &in, &interval) == SVY_NO_DF)
		return;
	row->low = interval.low;
	row->high = interval.high;
}
