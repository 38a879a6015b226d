/*
 * crosstab_count.c
 *	  Counts a plan from where it is fastest: the pack, the rows in blocks, or an
 *	  aggregate over the rows.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"

#include "pack/pack.h"
#include "pg/crosstab.h"
#include "pg/svy.h"
#include "plan/crosstab_builder.h"
#include "source/crosstab_count.h"

/* segments, and rows behind them */
static const Crosstab *
count_pack(const CrosstabPlan *plan, const PackChoice *choice)
{
	const Crosstab *packed = svy_crosstab_count_pack(plan, choice);
	Crosstab *sum;

	if (choice->rest == NULL)
		return packed;
	sum = &svy_crosstab_make(plan->words, plan->nwords)->x;
	svy_check(crosstab_merge(sum, packed), "crosstab");
	svy_check(crosstab_merge(sum, svy_crosstab_count_rows(plan, choice->rest)), "crosstab");
	return sum;
}

const Crosstab *
svy_crosstab_run(const CrosstabPlan *plan)
{
	Oid types[] = {INT4ARRAYOID};
	Datum words[] = {svy_crosstab_words(plan)};
	PackChoice choice = svy_pack_choose(plan);

	if (choice.reason == NULL)
		return count_pack(plan, &choice);
	if (svy_crosstab_by_rows(plan))
		return svy_crosstab_count_rows(plan, NULL);
	if (SPI_execute_with_args(plan->sql, 1, types, words, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "crosstab query failed");
	return svy_crosstab_counted(plan);
}

int64
svy_crosstab_respondents(const CrosstabPlan *plan, int64 *live)
{
	CrosstabBuilder everybody = svy_plan_begin(plan->survey, plan->weight_name);
	PackChoice choice;
	bool isnull;

	svy_plan_end(&everybody);
	choice = svy_pack_choose(everybody.plan);
	if (choice.reason == NULL)
	{
		const Crosstab *x = count_pack(everybody.plan, &choice);

		*live = x->respondents;
		return x->respondents + x->zeros;
	}
	if (SPI_execute(
			psprintf("SELECT pg_catalog.count(*), pg_catalog.count(*) FILTER (WHERE (%s) <> "
					 "0.0::pg_catalog.float8) FROM %s AS " CROSSTAB_ANSWERS
					 " WHERE (%s) IS NOT NULL",
					 plan->weight, plan->survey->answers_sql, plan->weight),
			true, 0) != SPI_OK_SELECT)
		elog(ERROR, "crosstab query failed");
	*live = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2, &isnull));
	return DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
}
