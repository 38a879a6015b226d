/*
 * replicates.c
 *	  The replicate weights of a survey: where they are, how many, their scale
 *	  and degrees of freedom.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "codebook/codebook_impl.h"
#include "pg/replicate.h"
#include "server/catalogue.h"
#include "sample/design.h"
#include "server/statement.h"

/* a weight's column, however its name was written */
static const char *
weight_column(const Survey *survey, const char *weight)
{
	const SurveyVariable *variable = svy_survey_find_variable(survey, weight);

	return variable ? variable->name : weight;
}

/* "none" is the own weight of a survey that has no other */
static bool
is_own_weight(const Survey *survey, const char *weight)
{
	if (weight == NULL)
		return true;
	if (pg_strcasecmp(weight, "none") == 0)
		return survey->weight == NULL;
	return survey->weight != NULL &&
		   strcmp(weight_column(survey, weight), weight_column(survey, survey->weight)) == 0;
}

const SurveyReplicates *
svy_design_replicates(const Survey *survey, const char *weight)
{
	const SurveyReplicates *replicates = survey->design ? survey->design->replicates : NULL;

	if (!is_own_weight(survey, weight))
		return NULL;
	if (replicates && replicates->count == 0)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("survey \"%s\" had no replicate weights in column \"%s\" when it was "
						"registered",
						survey->name, replicates->columns[0]),
				 errhint("Register the survey anew with replace => true.")));
	return replicates;
}

/* the weight that factors multiply */
static char *
combined_sql(const Survey *survey, char *factors, const char *alias)
{
	char *weight = svy_weight_sql(survey, NULL, alias);

	return psprintf("%s.replicate_weights(%s, %s)", survey->functions_sql,
					weight ? weight : "1.0::pg_catalog.float8", factors);
}

static char *
stored_sql(const SurveyReplicates *replicates, const char *alias)
{
	StringInfoData sql;

	if (replicates->array)
		return psprintf("COALESCE(%s, '{}'::pg_catalog.float8[])",
						svy_column_sql(replicates->columns[0], alias));
	initStringInfo(&sql);
	appendStringInfoString(&sql, "ARRAY[");
	for (int i = 0; i < replicates->ncolumns; i++)
		appendStringInfo(&sql, "%s(%s)::pg_catalog.float8", i ? ", " : "",
						 svy_column_sql(replicates->columns[i], alias));
	appendStringInfoChar(&sql, ']');
	return sql.data;
}

char *
svy_replicates_sql(const Survey *survey, const SurveyReplicates *replicates, const char *alias)
{
	char *stored = stored_sql(replicates, alias);

	return replicates->factors ? combined_sql(survey, stored, alias) : stored;
}

/* columns from "first" on as one array, as many as a call has arguments */
static char *
gathered_sql(const Survey *survey, const SurveyReplicates *replicates, int first, const char *alias)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "%s.replicate_array(", survey->functions_sql);
	for (int i = first; i < Min(first + FUNC_MAX_ARGS, replicates->ncolumns); i++)
		appendStringInfo(&sql, "%s(%s)::pg_catalog.float8", i > first ? ", " : "",
						 svy_column_sql(replicates->columns[i], alias));
	appendStringInfoChar(&sql, ')');
	return sql.data;
}

char *
svy_replicates_gathered_sql(const Survey *survey, const char *alias)
{
	const SurveyReplicates *replicates = svy_design_replicates(survey, NULL);
	StringInfoData sql;

	if (replicates->array)
		return svy_replicates_sql(survey, replicates, alias);
	if (replicates->ncolumns <= FUNC_MAX_ARGS)
	{
		char *gathered = gathered_sql(survey, replicates, 0, alias);

		return replicates->factors ? combined_sql(survey, gathered, alias) : gathered;
	}
	/* a table has no more than 1,600 columns */
	initStringInfo(&sql);
	appendStringInfo(&sql, "%s.replicate_array(", survey->functions_sql);
	for (int i = 0; i < replicates->ncolumns; i += FUNC_MAX_ARGS)
		appendStringInfo(&sql, "%s%s", i > 0 ? ", " : "",
						 gathered_sql(survey, replicates, i, alias));
	appendStringInfoChar(&sql, ')');
	return replicates->factors ? combined_sql(survey, sql.data, alias) : sql.data;
}

char *
svy_replicate_name(const SurveyReplicates *replicates, int replicate)
{
	if (replicates->array)
		return psprintf("%s[%d]", replicates->columns[0], replicate + 1);
	return replicates->columns[replicate];
}

/* what the kind of replicate weights implies; see Wolter (2007), ch. 3-5 */
static double
scale_of_type(const SurveyReplicates *r)
{
	double count = r->count;

	if (strcmp(r->type, "JK1") == 0)
		return (count - 1) / count;
	if (strcmp(r->type, "BRR") == 0)
		return 1 / count;
	if (strcmp(r->type, "Fay") == 0 && r->has_rho)
		return 1 / (count * (1 - r->rho) * (1 - r->rho));
	if (strcmp(r->type, "bootstrap") == 0)
		return 1 / (count - 1);
	if (strcmp(r->type, "ACS") == 0 || strcmp(r->type, "successive-difference") == 0)
		return 4 / count;
	if (strcmp(r->type, "JK2") == 0 || (strcmp(r->type, "JKn") == 0 && r->nrscales > 0))
		return 1;
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("replicate weights of type %s need %s in the codebook", r->type,
						   strcmp(r->type, "Fay") == 0	 ? "\"rho\" or \"scale\""
						   : strcmp(r->type, "JKn") == 0 ? "\"rscales\""
														 : "\"scale\"")));
}

ReplicateScale
svy_replicate_scale(const SurveyReplicates *replicates)
{
	ReplicateScale how = {.mse = replicates->mse};

	how.scale = replicates->has_scale ? replicates->scale : scale_of_type(replicates);
	if (replicates->nrscales == 1)
		how.scale *= replicates->rscales[0];
	else if (replicates->nrscales > 1)
		how.rscales = replicates->rscales;
	return how;
}

void
svy_replicates_callback(void *context)
{
	const SvyReplicatesContext *of = context;

	if (of->replicates->ncolumns == 1)
		errcontext("replicate weights of survey \"%s\" in column \"%s\"", of->survey,
				   of->replicates->columns[0]);
	else
		errcontext("replicate weights of survey \"%s\" in columns \"%s\" to \"%s\"", of->survey,
				   of->replicates->columns[0],
				   of->replicates->columns[of->replicates->ncolumns - 1]);
}

const double *
svy_replicate_weights(ArrayType *array, const char *survey, const SurveyReplicates *replicates)
{
	SvyReplicatesContext context = {survey, replicates};
	ErrorContextCallback callback = {error_context_stack, svy_replicates_callback, &context};
	const double *weights;
	int32 count;

	error_context_stack = &callback;
	weights = svy_replicate_array_values(array, replicates->count, &count);
	svy_check_replicate_weights(weights, count);
	error_context_stack = callback.previous;
	return weights;
}

/* ---- counting ---- */

/* a condition on "a": respondents with a weight */
static char *
weighted_sql(const Survey *survey)
{
	const SurveyVariable *variable =
		survey->weight ? svy_survey_find_variable(survey, survey->weight) : NULL;
	char *weight;

	/* what else is no weight is an error where an estimate is asked for */
	if (variable && variable->measure != SURVEY_SCALE)
		return pstrdup("true");
	weight = svy_weight_sql(survey, NULL, "a");
	return weight ? psprintf("(%s) IS NOT NULL", weight) : pstrdup("true");
}

/* runs a statement that gives one row; false if its first column is NULL */
static bool
one_row(const char *sql, bool read_only, int32 *numbers, int count)
{
	bool isnull = true;

	if (svy_execute(sql, read_only, 0) != SPI_OK_SELECT || SPI_processed != 1)
		elog(ERROR, "counting replicate weights failed");
	for (int i = count - 1; i >= 0; i--)
		numbers[i] = DatumGetInt32(
			SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, i + 1, &isnull));
	SPI_freetuptable(SPI_tuptable);
	return !isnull;
}

/* rank of the replicate weights of so many respondents, 0: all; 0 if there are none */
static int32
rank_of(const Survey *survey, const SurveyReplicates *replicates, int64 respondents, bool read_only)
{
	char *weights = svy_replicates_sql(survey, replicates, "a");
	int32 rank;
	char *sql;

	if (respondents == 0)
		sql = psprintf("SELECT %s.survey_replicate_rank(%s) FROM %s AS a WHERE %s",
					   survey->functions_sql, weights, survey->answers_sql, weighted_sql(survey));
	else
		sql = psprintf("SELECT %s.survey_replicate_rank(q.w) FROM (SELECT %s AS w FROM %s AS a"
					   " WHERE %s LIMIT " INT64_FORMAT ") AS q",
					   survey->functions_sql, weights, survey->answers_sql, weighted_sql(survey),
					   respondents);
	return one_row(sql, read_only, &rank, 1) ? rank : 0;
}

/* where some respondents show that no replicate is a combination of others, they are enough */
static int32
find_df(const Survey *survey, const SurveyReplicates *replicates, bool read_only)
{
	int32 count = replicates->count;
	int32 rank = rank_of(survey, replicates, 1000 + 4 * (int64) count, read_only);

	if (rank < count)
		rank = rank_of(survey, replicates, 0, read_only);
	return Max(rank - 1, 0);
}

double
svy_replicates_df(const Survey *survey, const SurveyReplicates *replicates)
{
	return isnan(replicates->df) ? find_df(survey, replicates, true) : replicates->df;
}

/* the length that all arrays have; 0 without respondents */
static int
common_length(const Survey *survey, const SurveyReplicates *replicates)
{
	const char *column = replicates->columns[0];
	char *sql_column = svy_column_sql(column, "a");
	int32 lengths[3];

	if (!one_row(psprintf("SELECT pg_catalog.min(pg_catalog.cardinality(q.w)),"
						  " pg_catalog.max(pg_catalog.cardinality(q.w)),"
						  " pg_catalog.count(*) FILTER (WHERE q.w IS NULL)::pg_catalog.int4"
						  " FROM (SELECT %s AS w FROM %s AS a WHERE %s) AS q",
						  sql_column, survey->answers_sql, weighted_sql(survey)),
				 false, lengths, 3) &&
		lengths[2] == 0)
		return 0;
	if (lengths[2] > 0)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg_plural("%d respondent of survey \"%s\" has a weight but no replicate "
							   "weights in column \"%s\"",
							   "%d respondents of survey \"%s\" have a weight but no "
							   "replicate weights in column \"%s\"",
							   lengths[2], lengths[2], survey->name, column)));
	if (lengths[0] != lengths[1])
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("respondents of survey \"%s\" have from %d to %d replicate weights in "
						"column \"%s\"",
						survey->name, lengths[0], lengths[1], column)));
	return lengths[0];
}

void
svy_replicates_store_count(const char *name)
{
	Survey *survey = svy_survey_reopen(name);
	SurveyReplicates *replicates = survey->design ? survey->design->replicates : NULL;
	static SvyStatement update = {.sql = "UPDATE mlops_survey.design SET replicate_count = $2,"
										 " replicate_df = $3"
										 " WHERE survey_id OPERATOR(pg_catalog.=) $1",
								  .nparameters = 3,
								  .types = {INT4OID, INT4OID, INT4OID}};
	Datum values[3] = {0};
	char nulls[] = "  n";

	if (!replicates)
		return;
	if (replicates->array)
		svy_replicates_counted(replicates, common_length(survey, replicates), NAN);
	if (replicates->count == 0)
		return;
	values[0] = Int32GetDatum(survey->id);
	values[1] = Int32GetDatum(replicates->count);
	if (!replicates->df_given)
	{
		values[2] = Int32GetDatum(find_df(survey, replicates, false));
		nulls[2] = ' ';
	}
	(void) svy_catalogue_write(&update, values, nulls);
}

void
svy_replicate_covariance(const SurveyReplicates *r, int p, const double *theta,
						 const double *estimate, const double *origin, double *covariance)
{
	ReplicateScale how = svy_replicate_scale(r);
	double *centre = palloc(sizeof(double) * p);
	SvyStatus status = SVY_NO_DF;
	int used = 0;

	how.origin = origin;
	/* replicates that are all alike say nothing, least of all that there is no error */
	if (r->df > 0)
		status = replicate_variance(r->count, p, theta, estimate, how, centre, covariance, &used);
	if (status == SVY_NO_DF)
		for (int i = 0; i < p * p; i++)
			covariance[i] = NAN;
	else
		svy_check(status, "variance of replicates");
	if (status == SVY_OK)
		for (int i = 0; i < p; i++)
			covariance[i * (p + 1)] = design_without_noise(covariance[i * (p + 1)],
														   estimate[i] + (origin ? origin[i] : 0));
	/* a table would say it of each of its lines */
	if (used > 0 && r->count - used > r->left_out)
	{
		unconstify(SurveyReplicates *, r)->left_out = r->count - used;
		ereport(NOTICE, (errmsg("%d of %d replicates have no estimate and are left out",
								r->count - used, r->count)));
	}
	pfree(centre);
}

/* ---- what registering says of them ---- */

/* respondents that are looked at: what is a factor shows in a few */
#define REPORT_ROWS 10000

/*
 * Means of the replicates as they are stored and of the weight, for a warning:
 * of absurd ones 1e100 will do, whose squares avg() can add up.  False if nobody
 * has a weight.
 */
static bool
stored_means(const Survey *survey, const SurveyReplicates *replicates, double *means)
{
	char *weight = svy_weight_sql(survey, NULL, "a");
	bool isnull = true;

	if (weight == NULL)
		return false;
	svy_statement_run(
		psprintf("SELECT pg_catalog.avg(q.mean), pg_catalog.avg(q.weight) FROM (SELECT (SELECT"
				 " pg_catalog.avg(GREATEST(LEAST(u.x, 1e100), -1e100)) FROM pg_catalog.unnest(%s) "
				 "AS u (x)) AS mean,"
				 " LEAST(%s, 1e100) AS weight FROM %s AS a WHERE %s LIMIT %d) AS q",
				 stored_sql(replicates, "a"), weight, survey->answers_sql, weighted_sql(survey),
				 REPORT_ROWS),
		SPI_OK_SELECT);
	for (int i = 0; i < 2; i++)
	{
		means[i] = DatumGetFloat8(
			SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, i + 1, &isnull));
		if (isnull)
			return false;
	}
	return true;
}

/* as R's svrepdesign asks of combined.weights, but that it never knows a weight of mean 1 */
static char *
doubtful_factors(const Survey *survey, const SurveyReplicates *replicates)
{
	double means[2];

	/* R's svrepdesign says "equal probability assumed" */
	if (survey->weight == NULL)
		return pstrdup("there are replicate weights and no \"weight\" in the codebook: everybody"
					   " counts 1 under the full weight");
	if (!stored_means(survey, replicates, means))
		return NULL;
	if (!replicates->factors && fabs(means[0] - 1) <= 0.05 && fabs(means[1] - 1) > 0.1)
		return psprintf("the replicate weights have a mean of %.3g and weight \"%s\" one of %.4g:"
						" if they are factors of the weight, the codebook must say \"combined\":"
						" false of them",
						means[0], survey->weight, means[1]);
	if (replicates->factors && fabs(means[0] - 1) > 0.1)
		return psprintf("the replicate weights have a mean of %.4g, though the codebook says"
						" \"combined\": false of them: factors of a weight have one of about 1",
						means[0]);
	return NULL;
}

void
svy_replicates_report(const char *name, List **warnings)
{
	Survey *survey = svy_survey_reopen(name);
	const SurveyReplicates *r = survey->design ? survey->design->replicates : NULL;
	char *doubt;

	if (!r || r->count == 0)
		return;
	if (r->pattern)
		*warnings =
			lappend(*warnings, psprintf("%d replicate weights, \"%s\" to \"%s\"", r->ncolumns,
										r->columns[0], r->columns[r->ncolumns - 1]));
	doubt = doubtful_factors(survey, r);
	if (doubt)
		*warnings = lappend(*warnings, doubt);
}
