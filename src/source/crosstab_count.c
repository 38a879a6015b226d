/*
 * crosstab_count.c
 *	  Counts a plan from where it is fastest: the pack, the rows in blocks, or an
 *	  aggregate over the rows.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "pack/pack.h"
#include "pg/crosstab.h"
#include "pg/svy.h"
#include "plan/crosstab_builder.h"
#include "server/statement.h"
#include "source/answers.h"
#include "source/crosstab_count.h"

static const Crosstab *
merge(const CrosstabPlan *plan, const Crosstab *packed, const Crosstab *rest)
{
	Crosstab *sum = &svy_crosstab_make(plan->words, plan->nwords)->x;

	svy_check(crosstab_merge(sum, packed), "crosstab");
	svy_check(crosstab_merge(sum, rest), "crosstab");
	return sum;
}

/* segments, and rows behind them */
static const Crosstab *
count_pack(const CrosstabPlan *plan, const PackChoice *choice)
{
	const Crosstab *packed = svy_crosstab_count_pack(plan, choice);

	if (choice->rest == NULL)
		return packed;
	return merge(plan, packed, svy_crosstab_count_rows(plan, choice->rest));
}

static void
execute(const CrosstabPlan *plan, const char *sql, Datum second)
{
	Datum values[] = {svy_crosstab_words(plan), second};
	SPIExecuteOptions options = {
		.params = svy_answers_parameters(second ? 2 : 1, (const Oid[]){INT4ARRAYOID, TEXTARRAYOID},
										 values),
		.read_only = true};

	if (svy_answers_execute(svy_weight_of_plan(plan), sql, &options) != SPI_OK_SELECT)
		elog(ERROR, "crosstab query failed");
}

/*
 * Shards
 */

/* what a shard's server must know to count the plan from a pack: slots, numbers, weight, filter, and the call over rows */
static Datum
sources_of(const CrosstabPlan *plan, const char *codes)
{
	int n = list_length(plan->slots) + list_length(plan->numbers) + SVY_SHARD_SOURCES;
	Datum *texts = palloc_array(Datum, n);
	bool *nulls = palloc0_array(bool, n);
	int lower = 1;
	int at = 0;
	ListCell *cell;

	foreach (cell, plan->slots)
		texts[at++] = CStringGetTextDatum(lfirst(cell));
	foreach (cell, plan->numbers)
		texts[at++] = CStringGetTextDatum(lfirst(cell));
	nulls[at] = plan->weight == NULL;
	texts[at++] = plan->weight ? CStringGetTextDatum(plan->weight) : (Datum) 0;
	nulls[at] = plan->filter == NULL;
	texts[at++] = plan->filter ? CStringGetTextDatum(plan->filter) : (Datum) 0;
	texts[at++] = CStringGetTextDatum(codes);
	return PointerGetDatum(
		construct_md_array(texts, nulls, 1, &n, &lower, TEXTOID, -1, false, TYPALIGN_INT));
}

/* the statement of the plan, whose aggregate each shard may answer from its pack */
static const Crosstab *
count_shards(const CrosstabPlan *plan)
{
	char *call = psprintf("%s.crosstab_cells($1, ", plan->survey->functions_sql);
	const char *codes = plan->aggregate + strlen(call);
	StringInfoData sql;

	Assert(strncmp(plan->aggregate, call, strlen(call)) == 0);
	initStringInfo(&sql);
	appendStringInfo(
		&sql, "SELECT mlops_survey.shard_cells($1, $2, %s, %s) FROM %s AS " CROSSTAB_ANSWERS, codes,
		plan->weight ? plan->weight : "NULL::pg_catalog.float8", plan->survey->answers_sql);
	if (plan->filter != NULL)
		appendStringInfo(&sql, " WHERE %s", plan->filter);
	execute(plan, sql.data, sources_of(plan, codes));
	return svy_crosstab_counted(plan);
}

/* the texts from *at on */
static List *
take_texts(const Datum *texts, const bool *nulls, int n, int *at)
{
	List *list = NIL;

	for (int i = 0; i < n; i++, (*at)++)
		list = lappend(list, nulls[*at] ? "" : TextDatumGetCString(texts[*at]));
	return list;
}

static CrosstabPlan *
plan_of_sources(const Survey *survey, ArrayType *words, ArrayType *sources, char **codes)
{
	CrosstabPlan *plan = palloc0_object(CrosstabPlan);
	Datum *texts;
	bool *nulls;
	int at = 0;
	int n;

	plan->survey = survey;
	plan->words = (int32 *) ARR_DATA_PTR(words);
	plan->nwords = ARR_HASNULL(words) ? 0 : ArrayGetNItems(ARR_NDIM(words), ARR_DIMS(words));
	/* refuses what is no plan */
	(void) svy_crosstab_make(plan->words, plan->nwords);
	deconstruct_array(sources, TEXTOID, -1, false, TYPALIGN_INT, &texts, &nulls, &n);
	if (n != plan->words[CROSSTAB_WORD_SLOTS] + plan->words[CROSSTAB_WORD_VALUES] +
				 SVY_SHARD_SOURCES ||
		nulls[n - 1])
		return NULL;
	plan->ntables = plan->words[CROSSTAB_WORD_TABLES];
	plan->slots = take_texts(texts, nulls, plan->words[CROSSTAB_WORD_SLOTS], &at);
	plan->numbers = take_texts(texts, nulls, plan->words[CROSSTAB_WORD_VALUES], &at);
	plan->weight = nulls[at] ? NULL : TextDatumGetCString(texts[at]);
	plan->weighted = plan->weight != NULL;
	at++;
	plan->filter = nulls[at] ? NULL : TextDatumGetCString(texts[at]);
	*codes = TextDatumGetCString(texts[n - 1]);
	if (plan->weighted != ((plan->words[CROSSTAB_WORD_FLAGS] & CROSSTAB_WEIGHTED) != 0))
		return NULL;
	return plan;
}

const char *
svy_crosstab_count_shard(const Survey *survey, ArrayType *words, ArrayType *sources,
						 const Crosstab **x)
{
	char *codes;
	const CrosstabPlan *plan = plan_of_sources(survey, words, sources, &codes);
	PackChoice choice;

	if (plan == NULL)
		return "the sources are not those of the plan";
	choice = svy_pack_choose(plan);
	if (choice.reason || x == NULL)
		return choice.reason;
	*x = svy_crosstab_count_pack(plan, &choice);
	if (choice.rest == NULL)
		return NULL;
	execute(plan,
			psprintf("SELECT %s.crosstab_cells($1, %s, %s) FROM %s AS " CROSSTAB_ANSWERS "%s%s",
					 survey->functions_sql, codes,
					 plan->weight ? plan->weight : "NULL::pg_catalog.float8", choice.rest,
					 plan->filter ? " WHERE " : "", plan->filter ? plan->filter : ""),
			(Datum) 0);
	*x = merge(plan, *x, svy_crosstab_counted(plan));
	return NULL;
}

const Crosstab *
svy_crosstab_run(const CrosstabPlan *plan)
{
	PackChoice choice = svy_pack_choose(plan);

	if (choice.reason == NULL)
		return count_pack(plan, &choice);
	if (choice.reason == svy_pack_by_shard)
		return count_shards(plan);
	if (svy_crosstab_by_rows(plan))
		return svy_crosstab_count_rows(plan, NULL);
	execute(plan, plan->sql, (Datum) 0);
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
	if (svy_execute(
			psprintf("SELECT pg_catalog.count(*), pg_catalog.count(*) FILTER (WHERE (%s) <> "
					 "0.0::pg_catalog.float8) FROM %s AS " CROSSTAB_ANSWERS
					 " WHERE (%s) IS NOT NULL",
					 plan->weight, plan->survey->answers_sql, plan->weight),
			true, 0) != SPI_OK_SELECT)
		elog(ERROR, "crosstab query failed");
	*live = DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2, &isnull));
	return DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
}
