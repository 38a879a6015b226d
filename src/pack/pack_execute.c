/*
 * pack_execute.c
 *	  Runs aggregates of crosstab cells over the segments of a pack.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "nodes/params.h"
#include "optimizer/optimizer.h"
#include "utils/guc.h"

#include "pack/pack.h"
#include "pg/crosstab.h"

/*
 * Tables by respondents that are worth a worker, whose start and end take 5 to 7 ms:
 * about 15 ms where respondents of one weight lie together, else 60.
 */
#define PARALLEL_WORK 1e8

/* reading the columns and the weight of a respondent is as much work as so many tables */
#define READING_TABLES 4

/*
 * Segments are few and each is much work, which the planner's costs of a small
 * table do not show: a large pack is told to be worth workers, and any pack
 * where PostgreSQL's debug_parallel_query (force_parallel_mode) asks for them.
 */
bool
svy_pack_worth_workers(const CrosstabPlan *plan, const PackChoice *choice)
{
	return svy_parallel_is_forced() ||
		   (double) choice->respondents * (plan->ntables + READING_TABLES) >= PARALLEL_WORK;
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
									  " WHERE s.survey_id OPERATOR(pg_catalog.=) %d%s%s",
									  plan->survey->functions_sql, aggregate, plan->survey->id,
									  choice->among ? choice->among : "",
									  receiver ? " GROUP BY s.part, s.segment"
												 " ORDER BY s.part, s.segment"
											   : ""),
							 &options) < 0)
		elog(ERROR, "crosstab query failed");
	AtEOXact_GUC(true, level);
}

const Crosstab *
svy_crosstab_count_pack(const CrosstabPlan *plan, const PackChoice *choice)
{
	svy_pack_execute(plan, choice, "crosstab_cells($1, $2, s.respondents, s.directory, s.data)",
					 NULL);
	return svy_crosstab_counted(plan);
}
