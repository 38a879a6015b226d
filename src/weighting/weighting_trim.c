/*
 * weighting_trim.c
 *	  trim_survey_weights: cutting extreme weights.
 */
#include "postgres.h"

#include <math.h>

#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "access/xact.h"
#include "weighting/weighting.h"
#include "pg/arguments.h"
#include "pg/row.h"
#include "server/json.h"

/* no weight is cut twice, so strict trimming ends by itself; this is for safety */
#define TRIM_ROUNDS 10000

#define TRIM_COLUMNS 17

typedef struct TrimOptions
{
	double lower;
	double upper;
	bool relative; /* multiples of the mean weight */
	bool proportional;
	bool strict;
} TrimOptions;

/* what became of one group */
typedef struct TrimResult
{
	double lower;
	double upper;
	int64 raised;
	int64 lowered;
	int rounds;
	WeightingSummary before;
	WeightingSummary after;
} TrimResult;

static void
trim_rounds(const WeightingGroup *group, const TrimOptions *options, TrimResult *result, size_t n,
			double *weights, bool *trimmed)
{
	size_t outside = 1;

	while (outside > 0 && result->rounds < TRIM_ROUNDS)
	{
		SvyStatus status = weighting_trim_round(n, weights, trimmed, result->lower, result->upper,
												options->proportional, &outside);

		if (status == SVY_INFEASIBLE)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("no weight%s is left within %g to %g to carry what was cut off",
							group->label ? psprintf(" in group \"%s\"", group->label) : "",
							result->lower, result->upper),
					 errhint("Choose wider limits; the mean weight must lie between them.")));
		if (outside > 0)
			result->rounds++;
		if (!options->strict)
			break;
		CHECK_FOR_INTERRUPTS();
	}
}

static bool
row_in_group(const WeightingFrame *frame, size_t row, int number)
{
	uint32 cell = frame->row_cell[row];

	return cell != WEIGHTING_NO_CELL && frame->cell_group[cell] == number;
}

/* trims a column of weights of one group in place; weights of 0 are nobody's and stay */
static TrimResult
trim_group(const WeightingFrame *frame, int number, const TrimOptions *options, double *weights,
		   size_t stride)
{
	const WeightingGroup *group = &frame->groups[number];
	TrimResult result = {.lower = options->lower, .upper = options->upper};
	size_t count = (size_t) group->respondents;
	double *own = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(double) * Max(count, 1));
	bool *trimmed = MemoryContextAllocExtended(CurrentMemoryContext, Max(count, 1),
											   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	size_t n = 0;

	for (size_t i = 0; i < frame->nrows; i++)
		if (row_in_group(frame, i, number) && weights[i * stride] > 0)
		{
			own[n++] = weights[i * stride];
			weighting_summary_add(&result.before, weights[i * stride]);
		}
	if (options->relative)
	{
		result.lower *= dd_value(result.before.sum) / (double) n;
		result.upper *= dd_value(result.before.sum) / (double) n;
	}
	trim_rounds(group, options, &result, n, own, trimmed);
	n = 0;
	for (size_t i = 0; i < frame->nrows; i++)
		if (row_in_group(frame, i, number) && weights[i * stride] > 0)
		{
			weights[i * stride] = own[n];
			weighting_summary_add(&result.after, own[n]);
			result.raised += trimmed[n] && own[n] == result.lower;
			result.lowered += trimmed[n] && own[n] == result.upper;
			n++;
		}
	pfree(own);
	pfree(trimmed);
	return result;
}

static void
report_group(ReturnSetInfo *result, const WeightingFrame *frame, const WeightingGroup *group,
			 const TrimResult *trim)
{
	Datum values[TRIM_COLUMNS];
	bool nulls[TRIM_COLUMNS] = {false};

	nulls[0] = group->label == NULL;
	values[0] = nulls[0] ? (Datum) 0 : CStringGetTextDatum(group->label);
	values[1] = Int64GetDatum((int64) group->respondents);
	nulls[2] = isinf(trim->lower) || trim->lower == 0;
	values[2] = Float8GetDatum(trim->lower);
	nulls[3] = isinf(trim->upper);
	values[3] = Float8GetDatum(trim->upper);
	values[4] = Int64GetDatum(trim->raised);
	values[5] = Int64GetDatum(trim->lowered);
	values[6] = Int32GetDatum(trim->rounds);
	values[7] = Float8GetDatum(dd_value(trim->before.sum));
	values[8] = Float8GetDatum(dd_value(trim->after.sum));
	values[9] = Float8GetDatum(trim->before.min);
	values[10] = Float8GetDatum(trim->before.max);
	values[11] = Float8GetDatum(trim->after.min);
	values[12] = Float8GetDatum(trim->after.max);
	values[13] = Float8GetDatum(weighting_kish_deff(&trim->before));
	nulls[13] = isnan(weighting_kish_deff(&trim->before));
	values[14] = Float8GetDatum(weighting_kish_deff(&trim->after));
	nulls[14] = isnan(weighting_kish_deff(&trim->after));
	values[15] = Int64GetDatum(frame->kept);
	values[16] = Int64GetDatum(frame->cleared);
	svy_row_put(result, lengthof(values), values, nulls);
}

static char *
trim_properties(const WeightingFrame *frame, const TrimOptions *options)
{
	StringInfoData json;

	initStringInfo(&json);
	appendStringInfoString(&json, "{\"weighting\": {\"method\": \"trim\", \"base\": ");
	escape_json(&json, frame->base);
	if (!isinf(options->lower))
		appendStringInfo(&json, ", \"lower\": %.17g", options->lower);
	if (!isinf(options->upper))
		appendStringInfo(&json, ", \"upper\": %.17g", options->upper);
	appendStringInfo(&json, ", \"relative\": %s, \"excess\": \"%s\", \"strict\": %s, \"within\": [",
					 options->relative ? "true" : "false",
					 options->proportional ? "proportional" : "equal",
					 options->strict ? "true" : "false");
	for (int i = 0; i < frame->options->nwithin; i++)
	{
		if (i > 0)
			appendStringInfoString(&json, ", ");
		escape_json(&json, frame->options->within[i]);
	}
	for (int r = 0; r < (frame->replicate_array ? 1 : frame->nreplicates); r++)
	{
		appendStringInfoString(&json, r > 0 ? ", " : "], \"replicates\": [");
		escape_json(&json, frame->replicate_array ? frame->replicate_array : frame->replicates[r]);
	}
	appendStringInfoString(&json, "], \"filter\": ");
	if (frame->options->filter)
		escape_json(&json, frame->options->filter);
	else
		appendStringInfoString(&json, "null");
	svy_weighting_append_parts(&json, frame);
	appendStringInfoString(&json, ", \"made_by\": ");
	escape_json(&json, GetUserNameFromId(GetUserId(), false));
	appendStringInfoString(&json, ", \"made_at\": ");
	escape_json(&json, timestamptz_to_str(GetCurrentTransactionStartTimestamp()));
	appendStringInfoString(&json, "}}");
	return json.data;
}

/* the weight to trim is read as the base weight of a weighting without targets */
static WeightingFrame *
read_weights(const WeightingOptions *options)
{
	Survey *survey = svy_weighting_hold(options->survey, options->into);
	WeightingFrame *frame;
	const char *weight = options->base ? options->base : survey->weight;

	svy_weighting_check_column(survey, options->into, options->replace);
	if (!weight)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("survey \"%s\" has no weight to trim", survey->name),
						errhint("Name the column with weight => ....")));
	frame = svy_weighting_frame(survey, options);
	frame->replaces = get_attnum(survey->answers, options->into) != InvalidAttrNumber;
	frame->base = svy_survey_variable(survey, weight)->name;
	if (strcmp(frame->base, options->into) == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("weight \"%s\" cannot replace the weight that it starts from",
							   options->into)));
	/* replicate weights belong to the survey's own weight */
	if (options->set_weight && survey->weight && strcmp(frame->base, survey->weight) == 0)
		svy_weighting_find_replicates(frame);
	svy_weighting_check_replicates(frame);
	svy_weighting_read(frame);
	svy_weighting_settle_others(frame);
	return frame;
}

static void
trim(FunctionCallInfo fcinfo, const WeightingOptions *options, const TrimOptions *trim_options)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	WeightingFrame *frame;
	TrimResult *results;
	double *weights;

	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	frame = read_weights(options);
	weights = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(double) * Max(frame->nrows, 1));
	for (size_t i = 0; i < frame->nrows; i++)
		weights[i] = frame->row_cell[i] == WEIGHTING_NO_CELL ? NAN : frame->row_base[i];
	results = palloc_array(TrimResult, frame->ngroups);
	for (int g = 0; g < frame->ngroups; g++)
	{
		results[g] = trim_group(frame, g, trim_options, weights, 1);
		for (int r = 0; r < frame->nreplicates; r++)
			(void) trim_group(frame, g, trim_options, frame->row_replicates + r,
							  frame->nreplicates);
	}
	svy_weighting_drop_skipped(frame, weights);
	svy_weighting_write(frame, weights);
	svy_weighting_register(frame->survey, options->into,
						   psprintf("Weight, %s trimmed", frame->base),
						   trim_properties(frame, trim_options), options->set_weight);
	if (frame->nreplicates > 0)
		svy_weighting_register_replicates(frame);
	svy_weighting_renew_views(frame->survey);
	for (int g = 0; g < frame->ngroups; g++)
		report_group(result, frame, &frame->groups[g], &results[g]);
	SPI_finish();
}

PG_FUNCTION_INFO_V1(svy_trim_survey_weights);

/* the places of the arguments are those of the SQL function */
Datum
svy_trim_survey_weights(PG_FUNCTION_ARGS)
{
	static const char *const excesses[] = {"equal", "proportional", NULL};
	WeightingOptions options = {.method = WEIGHTING_TRIM, .missing = WEIGHTING_MISSING_FAIL};
	TrimOptions trim_options;

	options.survey = svy_required_argument(fcinfo, 0, "name");
	options.into = svy_required_argument(fcinfo, 1, "into");
	options.base = svy_text_argument(fcinfo, 2);
	trim_options.lower = svy_double_argument(fcinfo, 3, -INFINITY);
	trim_options.upper = svy_double_argument(fcinfo, 4, INFINITY);
	trim_options.relative = svy_bool_argument(fcinfo, 5, false);
	trim_options.proportional = svy_choice_argument(fcinfo, 6, "excess", excesses) == 1;
	trim_options.strict = svy_bool_argument(fcinfo, 7, false);
	options.within = svy_texts_argument(fcinfo, 8, "within", &options.nwithin);
	options.nwithin = Max(options.nwithin, 0);
	options.set_weight = svy_bool_argument(fcinfo, 9, true);
	options.replace = svy_bool_argument(fcinfo, 10, false);
	options.filter = svy_text_argument(fcinfo, 11);
	options.others = svy_weighting_others_argument(fcinfo, 12);
	svy_no_options(fcinfo, 13);
	if (isinf(trim_options.lower) && isinf(trim_options.upper))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("trimming needs a lower or an upper limit")));
	if (!(trim_options.lower < trim_options.upper) || !(trim_options.upper > 0))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("the lower limit must be below the upper one, which must be "
							   "positive, not %g and %g",
							   trim_options.lower, trim_options.upper)));
	trim(fcinfo, &options, &trim_options);
	return (Datum) 0;
}
