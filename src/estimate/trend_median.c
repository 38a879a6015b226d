/*
 * trend_median.c
 *	  Medians wave by wave, and their changes with the covariance of those in both.
 *
 * A median q moves with the share F(q) of the values up to it: linearised, q differs
 * from the population's by -(F(q) - 1/2) / f(q).  Woodruff's interval, which
 * survey_quantile inverts, says the standard error of q, and so 1 / f(q), as that of
 * q over that of F(q).  A change of medians is then a contrast of these shares with
 * 1 / f as coefficients, which knows of persons in several waves as a change of means
 * does (Francisco and Fuller 1991).
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/float.h"

#include "codebook/period.h"
#include "codebook/codebook_register.h"
#include "estimate/trend.h"
#include "server/statement.h"

/* the median of a domain, the wave the last of its codes */
typedef struct Median
{
	int32 *codes;
	SvyTerm term; /* of these codes */
	SvyEstimateRow level;
	double share_error; /* of the share of values up to it */
	SvyEstimateRow change;
	const char *with; /* or NULL: there is no change */
	double before;
} Median;

typedef struct Medians
{
	SvyTrend *trend;
	int count;
	Median *medians; /* in the order of survey_quantile, which is the codebook's */
	bool changes;	 /* the second pass, of changes */
	char *number;	 /* SQL of the values */
} Medians;

static Median *
median_of(const Medians *m, const int32 *codes)
{
	for (int i = 0; i < m->count; i++)
		if (memcmp(m->medians[i].codes, codes, sizeof(int32) * m->trend->e->nby) == 0)
			return &m->medians[i];
	return NULL;
}

/* ---- medians and their errors ---- */

/* "ARRAY[codes of the domain]" of a row of survey_quantile */
static char *
codes_sql(const SvyEstimates *e)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "ARRAY[");
	for (int i = 0; i < e->nby; i++)
		appendStringInfo(&sql, "%s(q.domain OPERATOR(pg_catalog.->>) %s)::pg_catalog.int4",
						 i > 0 ? ", " : "", quote_literal_cstr(svy_answers_name(e->by[i])));
	appendStringInfoChar(&sql, ']');
	return sql.data;
}

static double
number_in(HeapTuple row, int column)
{
	bool isnull;
	Datum value = SPI_getbinval(row, SPI_tuptable->tupdesc, column, &isnull);

	return isnull ? NAN : DatumGetFloat8(value);
}

/* of the arguments of survey_trend: filter, level, missing, lonely, domain_lonely, degrees, design_effect, weight */
#define FIRST_OPTION 6
#define OPTIONS 8

static void
read_medians(Medians *m, FunctionCallInfo fcinfo, const char *variable)
{
	const SvyEstimates *e = m->trend->e;
	Oid types[] = {TEXTOID, TEXTOID, TEXTARRAYOID, TEXTOID, FLOAT8OID, TEXTOID,
				   TEXTOID, BOOLOID, TEXTOID,	   TEXTOID, TEXTOID};
	char **by = palloc_array(char *, e->nby);
	MemoryContext context = CurrentMemoryContext;
	Datum values[3 + OPTIONS];
	char nulls[] = "           ";

	for (int i = 0; i < e->nby; i++)
		by[i] = svy_answers_name(e->by[i]);
	values[0] = PG_GETARG_DATUM(0);
	values[1] = CStringGetTextDatum(variable);
	values[2] = svy_text_array(by, e->nby);
	for (int i = 0; i < OPTIONS; i++)
	{
		bool isnull = PG_ARGISNULL(FIRST_OPTION + i);

		nulls[3 + i] = isnull ? 'n' : ' ';
		values[3 + i] = isnull ? (Datum) 0 : PG_GETARG_DATUM(FIRST_OPTION + i);
	}
	if (svy_execute_with_args(
			psprintf("SELECT %s, q.estimate, q.std_error, q.conf_low, q.conf_high, q.df,"
					 " q.n::pg_catalog.float8, q.weighted_n FROM %s.survey_quantile($1, ARRAY[$2],"
					 " '{0.5}'::pg_catalog.float8[], by => $3, filter => $4, level => $5,"
					 " missing => $6, lonely => $7, domain_lonely => $8, degrees => $9,"
					 " design_effect => $10, weight => $11) q",
					 codes_sql(e), e->schema),
			lengthof(types), types, values, nulls, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "medians cannot be read");
	MemoryContextSwitchTo(context);
	m->count = (int) SPI_processed;
	m->medians = palloc0_array(Median, m->count + 1);
	for (int i = 0; i < m->count; i++)
	{
		HeapTuple row = SPI_tuptable->vals[i];
		Median *median = &m->medians[i];
		bool isnull;
		ArrayType *codes =
			DatumGetArrayTypeP(SPI_getbinval(row, SPI_tuptable->tupdesc, 1, &isnull));

		median->codes = palloc_array(int32, e->nby);
		memcpy(median->codes, ARR_DATA_PTR(codes), sizeof(int32) * e->nby);
		median->level = (SvyEstimateRow){.estimate = number_in(row, 2),
										 .std_error = number_in(row, 3),
										 .low = number_in(row, 4),
										 .high = number_in(row, 5),
										 .df = number_in(row, 6),
										 .n = (int64) number_in(row, 7),
										 .weighted_n = number_in(row, 8)};
		median->share_error = median->before = NAN;
	}
	SPI_freetuptable(SPI_tuptable);
}

/* ---- shares of the values up to the median of one's domain ---- */

/* whether a value is up to a median, as 0 or 1 */
static char *
up_to_sql(const Medians *m, const Median *median)
{
	return psprintf("((%s) OPERATOR(pg_catalog.<=) '%s'::pg_catalog.float8)"
					"::pg_catalog.int4::pg_catalog.float8",
					m->number, float8out_internal(median->level.estimate));
}

/* the share of one domain alone: a statement names it for each contrast */
static char *
share_in(const SvyContrasts *c, const int32 *codes)
{
	const Medians *m = c->context;
	const Median *median = median_of(m, codes);

	return median && !isnan(median->level.estimate) ? up_to_sql(m, median) : NULL;
}

static char *
share_sql(const Medians *m)
{
	const SvyEstimates *e = m->trend->e;
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "CASE");
	for (int i = 0; i < m->count; i++)
	{
		const Median *median = &m->medians[i];

		if (isnan(median->level.estimate))
			continue;
		for (int k = 0; k < e->nby; k++)
			appendStringInfo(&sql, "%s (%s) OPERATOR(pg_catalog.=) %d", k > 0 ? " AND" : " WHEN",
							 svy_estimates_by_sql(e, k), median->codes[k]);
		appendStringInfo(&sql, " THEN %s", up_to_sql(m, median));
	}
	appendStringInfoString(&sql, " WHEN false THEN 0 END");
	return sql.data;
}

/* 1 / f: how far the median moves where its share does; NaN: not known */
static double
slope_of(const Median *median)
{
	return median->share_error > 0 ? median->level.std_error / median->share_error : NAN;
}

/* what the median of a wave is compared with; the contrast of shares says the error of that */
static void
compare_medians(const Medians *m, const SvyTerm *terms, int count, int at, SvyContrast *contrast)
{
	Median *median = median_of(m, terms[at].codes);

	*contrast = (SvyContrast){terms[at].label, palloc0_array(double, count), &terms[at], NULL};
	median->with = svy_trend_compare(m->trend, terms, at, contrast->coefficients);
	median->change = svy_estimate_nobody(NULL, NULL);
	if (median->with == NULL)
		return;
	median->change.estimate = 0;
	for (int i = 0; i < count; i++)
		if (contrast->coefficients[i] != 0)
		{
			const Median *other = median_of(m, terms[i].codes);

			median->change.estimate += contrast->coefficients[i] * other->level.estimate;
			contrast->coefficients[i] *= slope_of(other);
		}
}

static bool
is_known(const SvyContrast *contrast, int count)
{
	for (int i = 0; i < count; i++)
		if (isnan(contrast->coefficients[i]))
			return false;
	return true;
}

/* the error of a share is that of its own state, where there is one */
static void
read_share_errors(Medians *m, const SvyTerm *terms, int count)
{
	double *own = palloc0_array(double, count);

	for (int i = 0; i < count; i++)
	{
		Median *median = median_of(m, terms[i].codes);

		if (median == NULL)
			continue;
		own[i] = 1;
		median->share_error = svy_contrast_error(
			terms, count, own,
			svy_summary_estimate(terms[i].state, STATISTIC_MEAN, m->trend->e->rule).variance);
		own[i] = 0;
	}
	pfree(own);
}

static SvyContrast *
choose_medians(const SvyContrasts *c, const SvyTerm *terms, int count, int *ncontrasts)
{
	Medians *m = c->context;
	SvyContrast *contrasts =
		palloc_extended(sizeof(SvyContrast) * ((size_t) count + 1), MCXT_ALLOC_HUGE);

	/* so that one run is enough */
	if (count > 0 && terms[0].state != NULL && !m->changes)
	{
		read_share_errors(m, terms, count);
		m->changes = true;
	}
	*ncontrasts = 0;
	for (int i = 0; i < count; i++)
	{
		SvyContrast *next = &contrasts[*ncontrasts];

		CHECK_FOR_INTERRUPTS();
		if (isnan(terms[i].theta) || median_of(m, terms[i].codes) == NULL)
			continue;
		if (m->changes)
		{
			compare_medians(m, terms, count, i, next);
			*ncontrasts += median_of(m, terms[i].codes)->with != NULL && is_known(next, count);
			continue;
		}
		*next = (SvyContrast){terms[i].label, palloc0_array(double, count), &terms[i], NULL};
		next->coefficients[i] = 1;
		(*ncontrasts)++;
	}
	return contrasts;
}

static void
take_median(const SvyContrasts *c, const SvyContrast *contrast, const SvyEstimateRow *row)
{
	const Medians *m = c->context;
	Median *median = median_of(m, contrast->term->codes);

	if (m->changes)
	{
		median->change.std_error = row->std_error;
		median->change.df = row->df;
		svy_estimate_interval(m->trend->e, &median->change);
	}
	else
		median->share_error = row->std_error;
}

void
svy_trend_medians(SvyTrend *t, FunctionCallInfo fcinfo, const SvyTrendValue *value)
{
	Medians m = {.trend = t};
	SvyContrasts c = {.e = t->e,
					  .choose = choose_medians,
					  .take = take_median,
					  .value_in = share_in,
					  .context = &m};
	SurveyVariable *variable = value->variable;
	char *share;

	for (int i = 0; i < t->e->nby; i++)
		if (t->e->by_set[i])
			ereport(ERROR,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("medians have no trend by the set \"%s\"", t->e->by_set[i]->name),
					 errhint("Take its options one by one, as variables.")));
	if (t->smooth > 1)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED), errmsg("medians are not smoothed"),
						errhint("Smooth means, shares or scores.")));
	read_medians(&m, fcinfo, value->name);
	m.number = value->sql;
	share = share_sql(&m);
	if (m.count > 0)
		svy_contrasts_run(&c, &variable, 1, &share);
	if (m.count > 0 && t->against != AGAINST_NONE && !m.changes)
	{
		m.changes = true;
		svy_contrasts_run(&c, &variable, 1, &share);
	}
	for (int i = 0; i < m.count; i++)
	{
		Median *median = &m.medians[i];

		median->term.codes = median->codes;
		t->term = &median->term;
		t->with = median->with;
		t->level = median->level;
		t->level.variable = variable->name;
		svy_trend_put(t, median->with ? &median->change : NULL);
	}
}
