/*
 * pack_execute.c
 *	  Runs aggregates of crosstab cells over the segments of a pack.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "nodes/params.h"
#include "optimizer/optimizer.h"
#include "utils/array.h"
#include "utils/guc.h"

#include "pack/pack.h"
#include "pg/crosstab.h"
#include "pg/pack.h"
#include "server/statement.h"

/*
 * Tables by respondents that are worth a worker, whose start and end take 5 to 7 ms:
 * about 15 ms where respondents of one weight lie together; a quarter of them where
 * everybody has a weight of his own.
 */
#define PARALLEL_WORK 1e8
#define PARALLEL_OWN_WEIGHTS (PARALLEL_WORK / 4)

/* reading the columns and the weight of a respondent is as much work as so many tables */
#define READING_TABLES 4

/* whether the weights of the first segment that is found are those of each respondent, which few surveys mix */
static bool
has_own_weights(const CrosstabPlan *plan, const PackChoice *choice)
{
	static SvyStatement segment = {
		.sql = "SELECT s.respondents, s.directory FROM mlops_survey.pack_segment s"
			   " WHERE s.survey_id OPERATOR(pg_catalog.=) $1 LIMIT 1",
		.nparameters = 1,
		.types = {INT4OID},
	};
	const int32 *words = (const int32 *) ARR_DATA_PTR(choice->query);
	int32 weight =
		words[1 + words[0] + plan->words[CROSSTAB_WORD_SLOTS] + plan->words[CROSSTAB_WORD_VALUES]];
	Datum values[] = {Int32GetDatum(plan->survey->id)};
	PackColumn column;
	PackSlice slice;
	bytea *directory;
	int32 respondents;
	bool isnull;

	if (weight < 0 || svy_statement_select(&segment, values, true) == 0)
		return false;
	respondents =
		DatumGetInt32(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
	directory =
		DatumGetByteaPP(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2, &isnull));
	/* what is wrong with it is said by who counts it */
	return respondents >= 0 && respondents <= PACK_SEGMENT &&
		   pack_directory_read(wire_reader(VARDATA_ANY(directory), VARSIZE_ANY_EXHDR(directory)),
							   respondents, &words[1 + weight], 1, &column, &slice) == SVY_OK &&
		   pack_has_numbers(&column);
}

/*
 * Segments are few and each is much work, which the planner's costs of a small
 * table do not show: a large pack is told to be worth workers, and any pack
 * where PostgreSQL's debug_parallel_query (force_parallel_mode) asks for them.
 */
bool
svy_pack_worth_workers(const CrosstabPlan *plan, const PackChoice *choice)
{
	double work = (double) choice->respondents * (plan->ntables + READING_TABLES);

	if (svy_parallel_is_forced() || work >= PARALLEL_WORK)
		return true;
	return work >= PARALLEL_OWN_WEIGHTS && has_own_weights(plan, choice);
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
	if (svy_execute_extended(psprintf("SELECT %s.%s FROM mlops_survey.pack_segment s"
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
