/*
 * domain_states.c
 *	  Passes over the answers that look at what an earlier one found out.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "estimate/domain_states.h"

char *
svy_known_sql(const SvyEstimates *e, int k)
{
	/* $1 holds the numbers of one domain after the other */
	if (e->nby == 0)
		return psprintf("($1)[%d]", k + 1);
	return psprintf("($1)[d.first OPERATOR(pg_catalog.+) %d]", k + 1);
}

/* where the numbers of a respondent's domain begin; outside of all there are none */
static void
append_known(const SvyEstimates *e, const SvyDomainKnown *known, StringInfo sql)
{
	for (int d = 0; d < known->ndomains; d++)
	{
		appendStringInfo(sql, "%s(%d", d ? ", " : " LEFT JOIN (VALUES ", d * known->width);
		for (int i = 0; i < e->nby; i++)
			appendStringInfo(sql, ", %d", known->codes[d][i]);
		appendStringInfoChar(sql, ')');
	}
	for (int i = 0; i < e->nby; i++)
		appendStringInfo(sql, "%sc%d", i ? ", " : ") AS d (first, ", i);
	for (int i = 0; i < e->nby; i++)
		appendStringInfo(sql, "%s(%s) OPERATOR(pg_catalog.=) d.c%d", i ? " AND " : ") ON ",
						 svy_estimates_by_sql(e, i), i);
}

/* found once for each respondent, by a hash, however many values ask for it */
static void
append_places(const SvyDomainKnown *known, StringInfo sql)
{
	const SvyEstimates *e = known->places;

	for (int d = 0; d < known->nplaces; d++)
	{
		appendStringInfo(sql, "%s(%d", d ? ", " : " LEFT JOIN (VALUES ", d);
		for (int i = 0; i < e->nby; i++)
			appendStringInfo(sql, ", %d", known->place_codes[d][i]);
		appendStringInfoChar(sql, ')');
	}
	for (int i = 0; i < e->nby; i++)
		appendStringInfo(sql, "%sc%d", i ? ", " : ") AS p (place, ", i);
	appendStringInfo(sql, ") ON (%s)", e->filter ? e->filter : "true");
	for (int i = 0; i < e->nby; i++)
		appendStringInfo(sql, " AND (%s) OPERATOR(pg_catalog.=) p.c%d", svy_estimates_by_sql(e, i),
						 i);
}

static Datum
known_numbers(const SvyDomainKnown *known)
{
	Size n = known ? (Size) known->ndomains * known->width : 0;
	Datum *values = palloc_extended(sizeof(Datum) * (n + 1), MCXT_ALLOC_HUGE);
	bool *nulls = palloc_extended(n + 1, MCXT_ALLOC_HUGE);
	int count = (int) n;
	int lower = 1;
	ArrayType *array;

	for (Size i = 0; i < n; i++)
	{
		values[i] = Float8GetDatum(known->numbers[i]);
		nulls[i] = isnan(known->numbers[i]);
	}
	array = construct_md_array(values, nulls, n > 0 ? 1 : 0, &count, &lower, FLOAT8OID, 8,
							   FLOAT8PASSBYVAL, TYPALIGN_DOUBLE);
	pfree(values);
	pfree(nulls);
	return PointerGetDatum(array);
}

/* they are in the same order, unless a function in the filter changes answers */
static void
check_domains(const SvyEstimates *e, const SvyDomainKnown *known, const SvySlices *slices)
{
	for (int d = 0; d < known->ndomains; d++)
		if (d >= slices->count || !slices->slices[d].inside ||
			svy_compare_domains(e, slices->slices[d].codes, known->codes[d]) != 0)
			ereport(ERROR, (errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
							errmsg("the answers of survey \"%s\" changed while they were read",
								   e->survey->name)));
}

SvySlices
svy_domain_states(const SvyEstimates *e, char **values, int count, bool design,
				  const SvyDomainKnown *known)
{
	StringInfoData sql;
	SvySlices slices;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT ");
	svy_estimates_domain_columns(e, &sql);
	appendStringInfo(&sql, ", %s(ARRAY[",
					 svy_design_aggregate(e->design, e->schema, "survey_summaries"));
	for (int i = 0; i < count; i++)
		appendStringInfo(&sql, "%s%s", i ? ", " : "", values[i]);
	if (design)
		appendStringInfo(&sql, "]%s", svy_design_arguments(e->design));
	else
		appendStringInfo(&sql, "], %s%s", e->design->weight,
						 e->design->negative
							 ? ", NULL::pg_catalog.int8[], NULL::pg_catalog.int8[], "
							   "NULL::pg_catalog.float8[]"
							 : "");
	appendStringInfo(&sql, ") FROM %s AS a", e->survey->answers_sql);
	if (known && e->nby > 0 && known->ndomains > 0)
		append_known(e, known, &sql);
	if (known && known->nplaces > 0)
		append_places(known, &sql);
	appendStringInfo(&sql, " WHERE (%s) IS NOT NULL GROUP BY 1", e->design->weight);
	for (int i = 0; i < e->nby; i++)
		appendStringInfo(&sql, ", %d", i + 2);
	slices = svy_slices_read(e, sql.data, known_numbers(known), count);
	if (slices.count > 0)
		qsort_arg(slices.slices, slices.count, sizeof(SvySlice), svy_compare_slices, (void *) e);
	if (known)
		check_domains(e, known, &slices);
	pfree(sql.data);
	return slices;
}

double
svy_state_df(const SvyEstimates *e, const SummaryCount *count, bool of_values)
{
	if (e->df == SVY_DF_INFINITE)
		return INFINITY;
	if (e->df == SVY_DF_DESIGN)
		return (double) count->df;
	return (double) (of_values ? count->member_df : count->domain_df);
}
