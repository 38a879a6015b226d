/*
 * pack_unweighted.c
 *	  Respondents without a weight, whom every weighted analysis leaves out.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "executor/spi.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "pack/pack.h"
#include "pg/said.h"
#include "server/statement.h"

/*
 * That a respondent has no weight.  Of a stored column of which no code is missing it
 * is asked directly, as statements over packs know it: where the answers lie on
 * shards, their packs count.
 */
static char *
no_weight_sql(const Survey *survey, const char *weight)
{
	const SurveyVariable *v = svy_crosstab_weight_column(survey, weight);

	if (v != NULL)
		return psprintf("%s IS NULL", svy_column_sql(v->name, CROSSTAB_ANSWERS));
	return psprintf("(%s) IS NULL", svy_weight_sql(survey, weight, CROSSTAB_ANSWERS));
}

static int64
count_rows(const Survey *survey, const char *source, const char *weight, const char *filter,
		   bool read_only)
{
	MemoryContext context = CurrentMemoryContext;
	char *sql =
		psprintf("SELECT pg_catalog.count(*) FROM %s AS " CROSSTAB_ANSWERS " WHERE %s AND (%s)",
				 source, no_weight_sql(survey, weight),
				 filter ? svy_survey_filter_sql(survey, filter, CROSSTAB_ANSWERS) : "true");
	int result = svy_execute(sql, read_only, 0);
	bool isnull;

	MemoryContextSwitchTo(context);
	if (result != SPI_OK_SELECT)
		elog(ERROR, "respondents without a weight cannot be counted");
	return DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
}

int64
svy_count_unweighted(const Survey *survey)
{
	return svy_weight_sql(survey, NULL, CROSSTAB_ANSWERS)
			   ? count_rows(survey, survey->answers_sql, NULL, NULL, false)
			   : 0;
}

/* whether the table itself sees to it that everybody has the weight */
static bool
is_required(const Survey *survey, const char *weight)
{
	const SurveyVariable *v = svy_crosstab_weight_column(survey, weight);
	HeapTuple tuple;
	bool required;

	if (v == NULL || (has_subclass(survey->answers) &&
					  get_rel_relkind(survey->answers) != RELKIND_PARTITIONED_TABLE))
		return false;
	tuple = SearchSysCache2(ATTNUM, ObjectIdGetDatum(survey->answers), Int16GetDatum(v->attnum));
	required = HeapTupleIsValid(tuple) && ((Form_pg_attribute) GETSTRUCT(tuple))->attnotnull;
	if (HeapTupleIsValid(tuple))
		ReleaseSysCache(tuple);
	return required;
}

/* a pack of the survey knows the number of those in it: counting it takes longer than most tables */
static int64
known_unweighted(const Survey *survey, const char *weight, const char *filter)
{
	const char *sql = svy_weight_sql(survey, weight, CROSSTAB_ANSWERS);
	const char *source = survey->answers_sql;
	int64 packed = 0;
	Pack pack;

	if (!sql || is_required(survey, weight))
		return 0;
	pack = svy_pack_read(survey, true);
	if (pack.exists && (!pack.reason || pack.appended) && pack.weight &&
		strcmp(pack.weight, sql) == 0 && (filter == NULL || pack.unweighted == 0))
	{
		char *rest = svy_pack_rest(&pack, &pack.reason);

		if (pack.reason == NULL && rest == NULL)
			return pack.unweighted;
		if (pack.reason == NULL)
		{
			source = rest;
			packed = pack.unweighted;
		}
	}
	return packed + count_rows(survey, source, weight, filter, true);
}

void
svy_notice_unweighted(const Survey *survey, const char *weight, const char *filter)
{
	int64 count = known_unweighted(survey, weight, filter);

	if (count > 0 && !svy_said_before(psprintf("unweighted " INT64_FORMAT, count)))
		ereport(
			NOTICE,
			(errmsg_plural(INT64_FORMAT " respondent of survey \"%s\" has no weight \"%s\" and is "
										"left out",
						   INT64_FORMAT " respondents of survey \"%s\" have no weight \"%s\" and "
										"are left out",
						   (unsigned long) count, count, survey->name,
						   weight ? weight : survey->weight),
			 errhint("rake_survey and its neighbours weight a new wave with within => '{wave}', "
					 "options => '{\"waves\": [\"2026-03\"]}', and the others keep their weights; "
					 "weight => 'none' counts everybody once.")));
}
