/*
 * estimate_asked.c
 *	  Options of sets that a domain was not asked (source/asked.h).
 *
 * Only a share of 0 can be of such an option, so that the answers are looked at
 * once more where there is one, for all options of the set and all domains.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "lib/stringinfo.h"

#include "estimate/estimate.h"
#include "plan/answer.h"
#include "server/statement.h"
#include "source/asked.h"

/* a domain, and how many of it gave each option an answer */
typedef struct AskedDomain
{
	int32 *codes;
	int64 *asked;
} AskedDomain;

/* of a set, by the options that its by variables have now, if they are sets */
typedef struct AskedSet
{
	const SurveySet *set;
	int *option;
	bool *declined;
	int count;
	AskedDomain *domains;
} AskedSet;

static char *
domains_query(const SvyEstimates *e, const SurveySet *set)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT ");
	for (int i = 0; i < set->nmembers; i++)
		appendStringInfo(&sql, "%spg_catalog.count(%s)", i > 0 ? ", " : "",
						 svy_answer_chosen_sql(set, i, e->counted));
	for (int i = 0; i < e->nby; i++)
		appendStringInfo(&sql, ", %s", svy_estimates_by_sql(e, i));
	appendStringInfo(&sql, " FROM %s AS a", e->survey->answers_sql);
	if (e->counted)
		appendStringInfo(&sql, " WHERE %s", e->counted);
	for (int i = 0; i < e->nby; i++)
		appendStringInfo(&sql, "%s %d", i > 0 ? "," : " GROUP BY", set->nmembers + i + 1);
	return sql.data;
}

/* false: somebody lacks an answer to a by variable, and is in no domain */
static bool
read_asked_domain(const SvyEstimates *e, const SurveySet *set, HeapTuple row, AskedDomain *domain)
{
	TupleDesc columns = SPI_tuptable->tupdesc;
	bool isnull = false;

	domain->codes = palloc_array(int32, e->nby + 1);
	domain->asked = palloc_array(int64, set->nmembers);
	for (int i = 0; i < set->nmembers; i++)
		domain->asked[i] = DatumGetInt64(SPI_getbinval(row, columns, i + 1, &isnull));
	for (int i = 0; i < e->nby; i++)
	{
		domain->codes[i] =
			DatumGetInt32(SPI_getbinval(row, columns, set->nmembers + i + 1, &isnull));
		if (isnull)
			return false;
	}
	return true;
}

/* callers may be reading a result of SPI */
static AskedSet *
read_asked(const SvyEstimates *e, const SurveySet *set)
{
	MemoryContext context = CurrentMemoryContext;
	SPITupleTable *reading = SPI_tuptable;
	uint64 processed = SPI_processed;
	AskedSet *result = palloc0_object(AskedSet);

	result->set = set;
	result->option = palloc_array(int, e->nby + 1);
	memcpy(result->option, e->option, sizeof(int) * e->nby);
	if (svy_execute(domains_query(e, set), true, 0) != SPI_OK_SELECT)
		elog(ERROR, "who was asked cannot be read");
	MemoryContextSwitchTo(context);
	result->domains = palloc_array(AskedDomain, SPI_processed + 1);
	for (uint64 i = 0; i < SPI_processed; i++)
		result->count +=
			read_asked_domain(e, set, SPI_tuptable->vals[i], &result->domains[result->count]);
	SPI_freetuptable(SPI_tuptable);
	result->declined = svy_set_declined(e->survey, set);
	SPI_tuptable = reading;
	SPI_processed = processed;
	return result;
}

static AskedSet *
asked_of(const SvyEstimates *e, const SurveySet *set)
{
	ListCell *cell;

	foreach (cell, *e->asked)
	{
		AskedSet *known = lfirst(cell);

		if (known->set == set && memcmp(known->option, e->option, sizeof(int) * e->nby) == 0)
			return known;
	}
	*e->asked = lappend(*e->asked, read_asked(e, set));
	return llast(*e->asked);
}

bool
svy_target_unasked(const SvyEstimates *e, const SvyTarget *target, const int32 *codes,
				   double estimate)
{
	const AskedSet *asked;

	if (target->set == NULL || estimate != 0)
		return false;
	asked = asked_of(e, target->set);
	for (int i = 0; i < asked->count; i++)
		if (e->nby == 0 || memcmp(asked->domains[i].codes, codes, sizeof(int32) * e->nby) == 0)
			return svy_option_unasked(target->set, target->member, asked->domains[i].asked,
									  asked->declined);
	return false;
}

/* condition that a respondent is in this domain */
static char *
in_domain_sql(const SvyEstimates *e, const int32 *codes)
{
	StringInfoData sql;

	initStringInfo(&sql);
	for (int i = 0; i < e->nby; i++)
		appendStringInfo(&sql, "%s(%s) OPERATOR(pg_catalog.=) %d", i > 0 ? " AND " : "",
						 svy_estimates_by_sql(e, i), codes[i]);
	return sql.len > 0 ? sql.data : pstrdup("true");
}

char *
svy_asked_sql(SvyEstimates *e, const SurveySet *set, int member, const char *value)
{
	StringInfoData unasked;

	initStringInfo(&unasked);
	do
	{
		const AskedSet *asked = asked_of(e, set);

		for (int i = 0; i < asked->count; i++)
			if (svy_option_unasked(set, member, asked->domains[i].asked, asked->declined))
				appendStringInfo(&unasked, "%s(%s)", unasked.len > 0 ? " OR " : "",
								 in_domain_sql(e, asked->domains[i].codes));
	} while (svy_estimates_next_option(e));
	if (unasked.len == 0)
		return pstrdup(value);
	return psprintf("CASE WHEN (%s) IS NOT TRUE THEN %s END", unasked.data, value);
}
