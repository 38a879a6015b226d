/*
 * crosstab.c
 *	  Cross tables by name: arguments and counting.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "nodes/params.h"
#include "optimizer/cost.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/guc.h"

#include "crosstab/crosstab_run.h"
#include "pack/pack.h"
#include "pg/crosstab.h"
#include "pg/arguments.h"
#include "pg/svy.h"

CrosstabOptions
svy_crosstab_options(FunctionCallInfo fcinfo, int level, int tests, int adjust, int min_base,
					 int drop_empty)
{
	static const char *const conventions[] = {"none",  "spss",	 "dimensions", "crunch",
											  "askia", "design", NULL};
	static const char *const adjustments[] = {"none", "bonferroni", "holm", "bh", NULL};
	CrosstabOptions options = {.level = 0.95, .convention = COLUMNTEST_SPSS, .by_default = true};

	if (tests >= 0 && !PG_ARGISNULL(tests))
	{
		options.convention =
			(ColumnConvention) svy_choice("tests", svy_text_argument(fcinfo, tests), conventions);
		options.by_default = false;
	}
	options.convention_name = conventions[options.convention];
	if (adjust >= 0 && !PG_ARGISNULL(adjust))
		options.adjust =
			(ColumnAdjust) svy_choice("adjust", svy_text_argument(fcinfo, adjust), adjustments);
	if (level >= 0 && !PG_ARGISNULL(level))
		options.level = PG_GETARG_FLOAT8(level);
	/* 1 minus the level is that of the tests, and must not round to 1 */
	if (!(1 - options.level > 0 && 1 - options.level < 1))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("level must lie between 0 and 1, not %g", options.level)));
	if (min_base >= 0 && !PG_ARGISNULL(min_base))
		options.min_base = PG_GETARG_FLOAT8(min_base);
	if (!(options.min_base >= 0))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("min_base must not be negative")));
	options.drop_empty = drop_empty >= 0 && !PG_ARGISNULL(drop_empty) && PG_GETARG_BOOL(drop_empty);
	return options;
}

/*
 * Counting
 */

/* sums that overflowed, and codes that the codebook does not have */
void
svy_crosstab_check(const CrosstabPlan *plan, const Crosstab *x)
{
	if (crosstab_overflowed(x))
		svy_check(SVY_OVERFLOW, "crosstab");
	for (int i = 0; i < x->nvariables; i++)
	{
		const CrosstabUndeclared *u = &crosstab_undeclared(x)[i];

		if (u->n > 0)
			svy_undeclared_code(plan->sources[i]->name, (int32) u->code, u->n);
	}
}

Datum
svy_crosstab_words(const CrosstabPlan *plan)
{
	Size size = ARR_OVERHEAD_NONULLS(1) + plan->nwords * sizeof(int32);
	ArrayType *array = palloc0(size);

	SET_VARSIZE(array, size);
	array->ndim = 1;
	array->elemtype = INT4OID;
	ARR_DIMS(array)[0] = plan->nwords;
	ARR_LBOUND(array)[0] = 1;
	memcpy(ARR_DATA_PTR(array), plan->words, plan->nwords * sizeof(int32));
	return PointerGetDatum(array);
}

/*
 * Tables by respondents that are worth a worker, whose start and end take 5 to 7 ms:
 * about 15 ms where respondents of one weight lie together, else 60.
 */
#define PARALLEL_WORK 1e8

/*
 * Segments are few and each is much work, which the planner's costs of a small
 * table do not show: a large pack is told to be worth workers.
 */
bool
svy_pack_worth_workers(const CrosstabPlan *plan, const PackChoice *choice)
{
	return (double) choice->respondents * (plan->words[5] + 4) >= PARALLEL_WORK;
}

void
svy_pack_execute(const CrosstabPlan *plan, const PackChoice *choice, const char *aggregate,
				 DestReceiver *receiver)
{
	Datum values[] = {svy_crosstab_words(plan), PointerGetDatum(choice->query)};
	ParamListInfo parameters = makeParamList(lengthof(values));
	SPIExecuteOptions options = {.params = parameters, .read_only = true, .dest = receiver};
	int level = NewGUCNestLevel();

	for (int i = 0; i < lengthof(values); i++)
		parameters->params[i] = (ParamExternData){values[i], false, PARAM_FLAG_CONST, INT4ARRAYOID};
	if (svy_pack_worth_workers(plan, choice))
	{
		(void) set_config_option("parallel_setup_cost", "0", PGC_USERSET, PGC_S_SESSION,
								 GUC_ACTION_SAVE, true, 0, false);
		(void) set_config_option("enable_indexscan", "off", PGC_USERSET, PGC_S_SESSION,
								 GUC_ACTION_SAVE, true, 0, false);
		(void) set_config_option("enable_bitmapscan", "off", PGC_USERSET, PGC_S_SESSION,
								 GUC_ACTION_SAVE, true, 0, false);
	}
	else
		(void) set_config_option("max_parallel_workers_per_gather", "0", PGC_USERSET, PGC_S_SESSION,
								 GUC_ACTION_SAVE, true, 0, false);
	/* a receiver gets segment by segment, so that none has to wait in memory for the others */
	if (receiver)
		(void) set_config_option("enable_hashagg", "off", PGC_USERSET, PGC_S_SESSION,
								 GUC_ACTION_SAVE, true, 0, false);
	if (SPI_execute_extended(psprintf("SELECT %s.%s FROM mlops_survey.pack_segment s"
									  " WHERE s.survey_id OPERATOR(pg_catalog.=) %d%s",
									  plan->survey->functions_sql, aggregate, plan->survey->id,
									  receiver ? " GROUP BY s.segment ORDER BY s.segment" : ""),
							 &options) < 0)
		elog(ERROR, "crosstab query failed");
	AtEOXact_GUC(true, level);
}

/* the state that a statement gave, or that of nobody */
static const Crosstab *
counted(const CrosstabPlan *plan)
{
	const Crosstab *x;
	Datum state;
	bool empty;

	state = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &empty);
	x = empty ? &svy_crosstab_make(plan->words, plan->nwords)->x : &DatumGetSvyCrosstab(state)->x;
	svy_crosstab_check(plan, x);
	return x;
}

const Crosstab *
svy_crosstab_count_pack(const CrosstabPlan *plan, const PackChoice *choice)
{
	svy_pack_execute(plan, choice, "crosstab_cells($1, $2, s.respondents, s.directory, s.data)",
					 NULL);
	return counted(plan);
}

const Crosstab *
svy_crosstab_run(const CrosstabPlan *plan)
{
	Oid types[] = {INT4ARRAYOID};
	Datum words[] = {svy_crosstab_words(plan)};
	PackChoice choice = svy_pack_choose(plan);

	if (choice.reason == NULL)
		return svy_crosstab_count_pack(plan, &choice);
	if (svy_crosstab_by_rows(plan))
		return svy_crosstab_count_rows(plan);
	if (SPI_execute_with_args(plan->sql, 1, types, words, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "crosstab query failed");
	return counted(plan);
}

int64
svy_crosstab_respondents(const CrosstabPlan *plan)
{
	int32 words[] = {CROSSTAB_VERSION, CROSSTAB_WEIGHTED, 0, 0, 0, 0};
	CrosstabPlan everybody = {.survey = plan->survey,
							  .sources = plan->sources,
							  .weighted = true,
							  .weight = plan->weight,
							  .nwords = lengthof(words),
							  .words = words};
	PackChoice choice = svy_pack_choose(&everybody);
	bool isnull;

	if (choice.reason == NULL)
		return svy_crosstab_count_pack(&everybody, &choice)->respondents;
	if (SPI_execute(psprintf("SELECT pg_catalog.count(*) FROM %s AS " CROSSTAB_ANSWERS
							 " WHERE (%s) IS NOT NULL",
							 plan->survey->answers_sql, plan->weight),
					true, 0) != SPI_OK_SELECT)
		elog(ERROR, "crosstab query failed");
	return DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
}
