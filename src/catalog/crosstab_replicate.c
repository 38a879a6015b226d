/*
 * crosstab_replicate.c
 *	  Cross tables under replicate weights: the same cells counted with each.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "catalog/crosstab_design.h"
#include "catalog/estimate.h"
#include "catalog/pg_type.h"
#include "pg/crosstab.h"

/* aggregates of one statement; they share its pass over the answers */
#define BATCH 100

static char *
weight_sql(const CrosstabUnits *units, int replicate)
{
	const SurveyReplicates *replicates = units->replicates;

	if (replicates->array)
		return psprintf("(%s)[%d]", svy_column_sql(replicates->columns[0], "a"), replicate + 1);
	return psprintf("(%s)::pg_catalog.float8", svy_column_sql(replicates->columns[replicate], "a"));
}

static void
append_source(StringInfo sql, const CrosstabPlan *plan)
{
	appendStringInfo(sql, " FROM %s AS a WHERE (%s) IS NOT NULL", plan->survey->answers_sql,
					 plan->weight);
	if (plan->filter)
		appendStringInfo(sql, " AND (%s)", plan->filter);
}

static void
run_query(const CrosstabPlan *plan, const char *sql)
{
	Oid types[] = {INT4ARRAYOID};
	Datum words[] = {svy_crosstab_words(plan)};

	CHECK_FOR_INTERRUPTS();
	if (SPI_execute_with_args(sql, 1, types, words, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "crosstab query failed");
}

/* a column of the one row that the query gave, as cells that stay */
static const Crosstab *
cells_of_column(const CrosstabPlan *plan, int column)
{
	bool empty;
	Datum state = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, column, &empty);
	const Crosstab *x = empty ? &svy_crosstab_make(plan->words, plan->nwords)->x
							  : &((SvyCrosstab *) PG_DETOAST_DATUM_COPY(state))->x;

	svy_crosstab_check(plan, x);
	return x;
}

/* a respondent who lacks a replicate weight would count in some tables and not in others */
static void
check_complete(const CrosstabUnits *units, int64 incomplete)
{
	if (incomplete > 0)
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
						errmsg_plural(
							INT64_FORMAT " respondent of survey \"%s\" has a weight but not all of "
										 "the %d replicate weights",
							INT64_FORMAT " respondents of survey \"%s\" have a weight but not all "
										 "of the %d replicate weights",
							incomplete, incomplete, units->plan->survey->name, units->nunits)));
}

/* the full weight: cells, respondents, degrees of freedom of those who pass the filter */
static void
count_full(CrosstabUnits *units, const Crosstab **x)
{
	const CrosstabPlan *plan = units->plan;
	bool whole = !plan->filter || units->replicates->df_given;
	char *weights = svy_replicates_sql(units->replicates, "a");
	StringInfoData sql;
	Datum numbers[3];
	bool isnull;

	initStringInfo(&sql);
	appendStringInfo(&sql,
					 "SELECT %s, %s), pg_catalog.count(*), pg_catalog.count(*) FILTER (WHERE"
					 " pg_catalog.num_nulls(VARIADIC %s) OPERATOR(pg_catalog.>) 0"
					 " OR pg_catalog.cardinality(%s) OPERATOR(pg_catalog.<>) %d), ",
					 plan->aggregate, plan->weight, weights, weights, units->nunits);
	if (whole)
		appendStringInfoString(&sql, "NULL::pg_catalog.int4");
	else
		appendStringInfo(&sql, "%s.survey_replicate_rank(%s)", plan->survey->functions_sql,
						 weights);
	append_source(&sql, plan);
	run_query(plan, sql.data);
	*x = cells_of_column(plan, 1);
	for (int i = 0; i < lengthof(numbers); i++)
		numbers[i] = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, i + 2, &isnull);
	units->n = DatumGetInt64(numbers[0]);
	check_complete(units, DatumGetInt64(numbers[1]));
	units->df = isnull ? 0 : DatumGetInt32(numbers[2]) - 1;
	if (whole)
		units->df = svy_replicates_df(plan->survey, units->replicates);
}

static void
count_batch(CrosstabUnits *units, int first, int last)
{
	const CrosstabPlan *plan = units->plan;
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT ");
	for (int r = first; r < last; r++)
		appendStringInfo(&sql, "%s%s, %s)", r > first ? ", " : "", plan->aggregate,
						 weight_sql(units, r));
	append_source(&sql, plan);
	run_query(plan, sql.data);
	for (int r = first; r < last; r++)
	{
		units->runs[r] = (CrosstabRun){.plan = plan, .x = cells_of_column(plan, r - first + 1)};
		svy_crosstab_add_bases(&units->runs[r]);
	}
	SPI_freetuptable(SPI_tuptable);
}

void
svy_crosstab_replicates(CrosstabUnits *units, const Crosstab **x)
{
	units->variance = psprintf("replicates (%s)", units->replicates->type);
	units->nunits = units->replicates->count;
	units->runs = palloc_array(CrosstabRun, units->nunits);
	count_full(units, x);
	for (int first = 0; first < units->nunits; first += BATCH)
		count_batch(units, first, Min(first + BATCH, units->nunits));
}

void
svy_units_replicates(const CrosstabUnits *units, int p, const double *theta, const double *estimate,
					 double *covariance)
{
	SvyEstimates e = {.replicates = units->replicates};

	svy_replicate_covariance(&e, p, theta, estimate, covariance);
}
