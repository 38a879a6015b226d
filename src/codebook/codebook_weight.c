/*
 * codebook_weight.c
 *	  Whose weight is none, and what respondents are called.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"

#include "codebook/codebook.h"
#include "codebook/property.h"
#include "kernel/base/weight.h"
#include "pg/svy.h"
#include "server/catalogue.h"
#include "server/statement.h"
#include "server/storage.h"

char *
svy_respondent_sql(const Survey *survey, const char *alias)
{
	SvyStorage storage = svy_storage(survey->answers);

	if (survey->respondent_key)
		return psprintf("%s::pg_catalog.text", svy_column_sql(survey->respondent_key, alias));
	if (svy_storage_is_spread(storage) || get_rel_relkind(survey->answers) == RELKIND_VIEW)
		return NULL;
	if (storage == SVY_STORAGE_PARTITIONED && !svy_storage_has_places(survey->answers))
		return NULL;
	if (storage == SVY_STORAGE_PARTITIONED)
		return psprintf("pg_catalog.concat(%1$s.tableoid::pg_catalog.regclass, ' ', %1$s.ctid)",
						alias);
	return psprintf("%s.ctid::pg_catalog.text", alias);
}

/* a right on the weight is none on the key, or on the places of rows */
static bool
may_name(const Survey *survey)
{
	const char *key = survey->respondent_key;

	return key ? svy_reads_column(survey->answers, get_attnum(survey->answers, key))
			   : pg_class_aclcheck(survey->answers, GetUserId(), ACL_SELECT) == ACLCHECK_OK;
}

/* rows whose weight is none, those of the filter first, in the order in which they lie */
static char *
refused_sql(const Survey *survey, const char *weight, bool negative, const char *filter)
{
	bool places = svy_storage_has_places(survey->answers) &&
				  pg_class_aclcheck(survey->answers, GetUserId(), ACL_SELECT) == ACLCHECK_OK;
	char *respondent = may_name(survey) ? svy_respondent_sql(survey, "a") : NULL;
	char *size = negative ? psprintf("pg_catalog.abs(%s)", weight) : pstrdup(weight);

	return psprintf("SELECT %1$s, %2$s FROM %3$s AS a WHERE NOT ((%4$s OPERATOR(pg_catalog.=) 0"
					" OR %4$s OPERATOR(pg_catalog.>=) '%5$g'::pg_catalog.float8)"
					" AND %4$s OPERATOR(pg_catalog.<) 'Infinity'::pg_catalog.float8)"
					" ORDER BY (%6$s) IS TRUE DESC%7$s LIMIT 1",
					weight, respondent ? respondent : "NULL::pg_catalog.text", survey->answers_sql,
					size, WEIGHT_LEAST, filter ? filter : "true",
					places ? ", a.tableoid, a.ctid" : "");
}

void
svy_weight_refuse(const Survey *survey, const char *name, const char *weight, const char *filter)
{
	MemoryContext context = CurrentMemoryContext;
	bool negative = svy_weight_negative(survey, name);
	const char *whose = "";
	char *respondent;
	bool isnull;

	name = name ? name : survey->weight;
	if (svy_execute(refused_sql(survey, weight, negative, filter), true, 1) != SPI_OK_SELECT)
		elog(ERROR, "query of the answers failed");
	MemoryContextSwitchTo(context);
	if (SPI_processed == 0)
		return;
	respondent = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2);
	if (respondent)
		whose = psprintf(survey->respondent_key ? " of respondent %s" : " in row %s", respondent);
	svy_refuse_weight(
		DatumGetFloat8(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull)),
		negative, psprintf("weight \"%s\"%s", name, whose));
}
