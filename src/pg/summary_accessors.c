/*
 * summary_accessors.c
 *	  survey_summary: input and output, errors, and what can be read off it.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/memutils.h"

#include "kernel/stats/interval.h"
#include "pg/arguments.h"
#include "pg/summary.h"

/* ---------------------------------------------------------------- errors --- */

/* a stratum in the user's words, with the clusters that it lies in */
static char *
unit_name(const Summary *s, int32 index)
{
	StringInfoData name;

	initStringInfo(&name);
	for (; index >= 0; index = summary_unit(s, index)->parent)
	{
		SummaryKey key = summary_key(s, index);
		const char *what = summary_unit(s, index)->level % 2 ? "cluster" : "stratum";

		if (key.kind == SUMMARY_NONE)
			continue;
		if (name.len > 0)
			appendStringInfoString(&name, " of ");
		if (key.kind == SUMMARY_TEXT)
			appendStringInfo(&name, "%s \"%.*s\"", what, key.length, key.text);
		else
			appendStringInfo(&name, "%s " INT64_FORMAT, what, key.number);
	}
	if (name.len == 0)
		appendStringInfoString(&name, "the unstratified sample");
	return name.data;
}

static void
fpc_error(const SummaryProblem *problem, const char *where)
{
	if (problem->fault == FAULT_FPC_VALUE)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("finite population correction of %s must be positive", where),
				 errhint("Give the number of clusters in the population of the stratum, or the "
						 "sampling fraction.")));
	if (problem->fault == FAULT_FPC_VARIES)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("finite population correction varies within %s at stage %d", where,
							   problem->stage + 1)));
	if (problem->fault == FAULT_FPC_MIXED)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("finite population corrections are neither all counts nor all fractions"),
				 errdetail("One of them is that of %s.", where),
				 errhint("Counts are at least 1, sampling fractions at most 1.")));
	if (problem->fault == FAULT_FPC_SMALL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("finite population correction of %s is smaller than its sample", where)));
}

void
svy_summary_check(SvyStatus status, const SummaryProblem *problem, const Summary *s)
{
	char *where;

	if (likely(status == SVY_OK))
		return;
	where = problem->unit >= 0 ? unit_name(s, problem->unit) : NULL;
	if (where)
		fpc_error(problem, where);
	switch (problem->fault)
	{
		case FAULT_LONELY:
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("%s has a single cluster at stage %d", where, problem->stage + 1),
					 errdetail("A variance between clusters needs two of them."),
					 errhint("Choose another rule for lonely strata: \"remove\", \"certainty\", "
							 "\"adjust\" or \"average\".")));
			break;
		case FAULT_FRAME:
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("the frame lacks %s", where),
					 errhint("The frame is the summary of all respondents of the survey, "
							 "with the same design.")));
			break;
		case FAULT_KEYS:
			ereport(
				ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("strata and clusters must be given for all respondents or for none"),
				 errdetail("At stage %d a label is null or of another type.", problem->stage + 1)));
			break;
		case FAULT_FPC_MISSING:
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("finite population correction must be given for all respondents or "
							"for none"),
					 errdetail("It is null for some at stage %d.", problem->stage + 1)));
			break;
		default:
			break;
	}
	if (status == SVY_BAD_ARGUMENT)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("summaries of one variable and of a ratio cannot be merged")));
	svy_check(status, "survey summary");
}

/* --------------------------------------------------------------- options --- */

static const char *const lonely_names[] = {"fail",	 "remove",	"certainty",
										   "adjust", "average", NULL};
SVY_CHOICES_FOLLOW(lonely_names, LONELY_AVERAGE);
static const char *const df_names[] = {"design", "domain", "infinite", NULL};
SVY_CHOICES_FOLLOW(df_names, SVY_DF_INFINITE);

DesignLonely
svy_lonely_option(const char *name)
{
	return (DesignLonely) svy_choice("lonely", name, lonely_names);
}

SvyDf
svy_df_option(const char *name)
{
	return (SvyDf) svy_choice("df", name, df_names);
}

/* NULL: the ratio if there is one, else the mean */
static SummaryStatistic
statistic_argument(FunctionCallInfo fcinfo, int arg, const Summary *s)
{
	char *name = svy_text_argument(fcinfo, arg);

	if (!name)
		return s->ratio ? STATISTIC_RATIO : STATISTIC_MEAN;
	if (pg_strcasecmp(name, "total") == 0)
		return STATISTIC_TOTAL;
	if (pg_strcasecmp(name, "mean") == 0)
		return STATISTIC_MEAN;
	if (pg_strcasecmp(name, "ratio") != 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("unknown statistic: \"%s\"", name),
						errhint("Statistics of a survey summary are total, mean and ratio.")));
	if (!s->ratio)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("survey summary has no denominator"),
						errhint("Make it with survey_ratio_summary.")));
	return STATISTIC_RATIO;
}

/* the rule for lonely strata and whether it holds for domains, from two arguments */
static DesignRule
rule_arguments(FunctionCallInfo fcinfo, int arg)
{
	return (DesignRule){(DesignLonely) svy_choice_argument(fcinfo, arg, "lonely", lonely_names),
						svy_bool_argument(fcinfo, arg + 1, false)};
}

/* ---------------------------------------------------------- input, output --- */

static Summary *
decode_summary(const void *bytes, size_t size, int sqlstate)
{
	size_t need = summary_decode_size(bytes, size);
	Summary *s = need > 0 && AllocSizeIsValid(need) ? palloc0(need) : NULL;

	svy_check_first_byte(bytes, size, SUMMARY_VERSION, "survey_summary", sqlstate);
	if (!s || !summary_decode(s, need, bytes, size) ||
		!pg_verifymbstr(summary_text(s), s->text_size, true))
		ereport(ERROR, (errcode(sqlstate), errmsg("invalid value for type survey_summary"),
						errhint("Values come from the output of the same type.")));
	for (int32 i = 0; i < s->nunits; i++)
	{
		SummaryKey key = summary_key(s, i);

		/* each label by itself, so that none ends inside a character */
		if (key.kind == SUMMARY_TEXT)
			pg_verifymbstr(key.text, key.length, false);
	}
	SET_VARSIZE(s, need);
	return s;
}

PG_FUNCTION_INFO_V1(svy_summary_recv);
Datum
svy_summary_recv(PG_FUNCTION_ARGS)
{
	StringInfo message = (StringInfo) PG_GETARG_POINTER(0);
	int size = message->len - message->cursor;

	PG_RETURN_POINTER(
		decode_summary(pq_getmsgbytes(message, size), size, ERRCODE_INVALID_BINARY_REPRESENTATION));
}

PG_FUNCTION_INFO_V1(svy_summary_send);
Datum
svy_summary_send(PG_FUNCTION_ARGS)
{
	Summary *s = SVY_GETARG_SUMMARIES(0);
	size_t size = summary_encode(s, NULL);
	bytea *result;

	if (!AllocSizeIsValid(size + VARHDRSZ))
		svy_check(SVY_LIMIT, "survey summary");
	result = palloc(size + VARHDRSZ);
	SET_VARSIZE(result, size + VARHDRSZ);
	summary_encode(s, VARDATA(result));
	PG_RETURN_BYTEA_P(result);
}

/* text form: the binary form in hexadecimal, whose first byte is the version */
PG_FUNCTION_INFO_V1(svy_summary_out);
Datum
svy_summary_out(PG_FUNCTION_ARGS)
{
	Summary *s = SVY_GETARG_SUMMARIES(0);
	size_t size = summary_encode(s, NULL);
	char *bytes = palloc(size);

	summary_encode(s, bytes);
	PG_RETURN_CSTRING(svy_to_hex(bytes, size));
}

PG_FUNCTION_INFO_V1(svy_summary_in);
Datum
svy_summary_in(PG_FUNCTION_ARGS)
{
	Size size;
	char *bytes = svy_from_hex(PG_GETARG_CSTRING(0), &size);

	PG_RETURN_POINTER(decode_summary(bytes, size, ERRCODE_INVALID_TEXT_REPRESENTATION));
}

/* ------------------------------------------------------------- accessors --- */

SummaryEstimate
svy_summary_estimate(const Summary *s, SummaryStatistic statistic, DesignRule rule)
{
	SummaryProblem problem = {FAULT_NONE, 0, -1};
	SummaryEstimate result;
	void *space = palloc_extended(summary_space(s), MCXT_ALLOC_HUGE);

	svy_summary_check(summary_estimate(s, statistic, rule, space, &result, &problem), &problem, s);
	result.variance = design_without_noise(result.variance, result.estimate);
	pfree(space);
	return result;
}

double
svy_design_effect(const SummaryEstimate *estimate, bool replace)
{
	double srs = replace ? estimate->srs_variance_replace : estimate->srs_variance;
	double variance = design_without_noise(estimate->variance, estimate->estimate);

	if (srs > 0)
		srs = design_without_noise(srs, estimate->estimate);
	return srs >= 0 ? variance / srs : NAN;
}

PG_FUNCTION_INFO_V1(svy_summary_total);
Datum
svy_summary_total(PG_FUNCTION_ARGS)
{
	return svy_float_or_null(fcinfo, summary_point(SVY_GETARG_SUMMARY(0), STATISTIC_TOTAL));
}

PG_FUNCTION_INFO_V1(svy_summary_mean);
Datum
svy_summary_mean(PG_FUNCTION_ARGS)
{
	return svy_float_or_null(fcinfo, summary_point(SVY_GETARG_SUMMARY(0), STATISTIC_MEAN));
}

PG_FUNCTION_INFO_V1(svy_summary_ratio);
Datum
svy_summary_ratio(PG_FUNCTION_ARGS)
{
	Summary *s = SVY_GETARG_SUMMARY(0);

	if (!s->ratio)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("survey summary has no denominator"),
						errhint("Make it with survey_ratio_summary.")));
	return svy_float_or_null(fcinfo, summary_point(s, STATISTIC_RATIO));
}

/* (state, statistic, lonely, domain_lonely) of the accessors that need the variance only */
static SummaryEstimate
estimate_arguments(FunctionCallInfo fcinfo)
{
	Summary *s = SVY_GETARG_SUMMARY(0);

	return svy_summary_estimate(s, statistic_argument(fcinfo, 1, s), rule_arguments(fcinfo, 2));
}

PG_FUNCTION_INFO_V1(svy_summary_variance);
Datum
svy_summary_variance(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return svy_float_or_null(fcinfo, estimate_arguments(fcinfo).variance);
}

PG_FUNCTION_INFO_V1(svy_summary_std_error);
Datum
svy_summary_std_error(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return svy_float_or_null(fcinfo, sqrt(estimate_arguments(fcinfo).variance));
}

PG_FUNCTION_INFO_V1(svy_summary_cv);
Datum
svy_summary_cv(PG_FUNCTION_ARGS)
{
	SummaryEstimate estimate;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	estimate = estimate_arguments(fcinfo);
	if (estimate.estimate == 0)
		PG_RETURN_NULL();
	return svy_float_or_null(fcinfo, sqrt(estimate.variance) / fabs(estimate.estimate));
}

PG_FUNCTION_INFO_V1(svy_summary_deff);
Datum
svy_summary_deff(PG_FUNCTION_ARGS)
{
	SummaryEstimate estimate;
	bool first_fpc;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	first_fpc = SVY_GETARG_SUMMARY(0)->fpc[0];
	estimate = estimate_arguments(fcinfo);
	return svy_float_or_null(
		fcinfo, svy_design_effect(&estimate, svy_bool_argument(fcinfo, 4, !first_fpc)));
}

static double
df_argument(FunctionCallInfo fcinfo, int arg, const Summary *s)
{
	SummaryCount count;

	summary_count(s, &count);
	switch (svy_choice_argument(fcinfo, arg, "df", df_names))
	{
		case SVY_DF_DOMAIN:
			return (double) count.domain_df;
		case SVY_DF_INFINITE:
			return get_float8_infinity();
		default:
			return (double) count.df;
	}
}

/* (state, level, statistic, lonely, domain_lonely, df); sign: which limit */
static Datum
limit(FunctionCallInfo fcinfo, int sign)
{
	Summary *s;
	SummaryEstimate estimate;
	double level;
	double df;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	s = SVY_GETARG_SUMMARY(0);
	level = svy_level_argument(fcinfo, 1);
	estimate = svy_summary_estimate(s, statistic_argument(fcinfo, 2, s), rule_arguments(fcinfo, 3));
	df = df_argument(fcinfo, 5, s);
	if (!(df > 0))
		PG_RETURN_NULL();
	return svy_float_or_null(fcinfo, estimate.estimate +
										 sign * interval_t(level, df) * sqrt(estimate.variance));
}

PG_FUNCTION_INFO_V1(svy_summary_conf_low);
Datum
svy_summary_conf_low(PG_FUNCTION_ARGS)
{
	return limit(fcinfo, -1);
}

PG_FUNCTION_INFO_V1(svy_summary_conf_high);
Datum
svy_summary_conf_high(PG_FUNCTION_ARGS)
{
	return limit(fcinfo, 1);
}

PG_FUNCTION_INFO_V1(svy_summary_df);
Datum
svy_summary_df(PG_FUNCTION_ARGS)
{
	return svy_float_or_null(fcinfo, df_argument(fcinfo, 1, SVY_GETARG_SUMMARY(0)));
}

PG_FUNCTION_INFO_V1(svy_summary_n);
Datum
svy_summary_n(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(SVY_GETARG_SUMMARY(0)->n);
}

PG_FUNCTION_INFO_V1(svy_summary_weighted_n);
Datum
svy_summary_weighted_n(PG_FUNCTION_ARGS)
{
	SummaryCount count;

	summary_count(SVY_GETARG_SUMMARY(0), &count);
	return svy_float_or_null(fcinfo, count.weighted_n);
}

PG_FUNCTION_INFO_V1(svy_summary_effective_n);
Datum
svy_summary_effective_n(PG_FUNCTION_ARGS)
{
	SummaryCount count;

	summary_count(SVY_GETARG_SUMMARY(0), &count);
	return svy_float_or_null(fcinfo, count.effective_n);
}
