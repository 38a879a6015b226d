/*
 * trend.c
 *	  survey_trend: estimates wave by wave, and how they differ from those before.
 *
 * A level is a contrast with one term, a change one with several, so that persons
 * who are in several waves (clusters, strata, replicates) count in the error of a
 * change as they do in survey_contrast.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "estimate/contrast.h"
#include "estimate/trend_values.h"
#include "kernel/stats/interval.h"
#include "pg/arguments.h"
#include "pg/row.h"

#define TREND_GROUP 50 /* values that are estimated in one pass */

typedef enum TrendAgainst
{
	AGAINST_PREVIOUS,
	AGAINST_FIRST,
	AGAINST_ROLLING,
	AGAINST_YEAR,
	AGAINST_NONE
} TrendAgainst;

static const char *const against_names[] = {
	"previous", "first", "rolling 3", "same month last year", "none", NULL};

/* waves that "rolling 3" takes the mean of */
#define ROLLING 3

typedef struct Trend
{
	SvyEstimates *e;
	SvyEstimates domain; /* as e, without the wave: for labels */
	const SurveyVariable *wave;
	TrendAgainst against;
	SvyTrendValues values;
	SvyRow row;

	/* the level whose change comes next */
	const SvyTerm *term;
	bool expects_change;
	const char *with;
	SvyEstimateRow level;
} Trend;

/* the wave is the last of the variables that make domains, so that waves of a domain are neighbours */
static void
add_wave(Trend *t, const char *name)
{
	SvyEstimates *e = t->e;
	int n = e->nby;
	SurveyVariable *wave = svy_survey_variable(e->survey, name);

	if (!svy_variable_categorical(wave))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("variable \"%s\" is %s and cannot say the wave", wave->name,
							   svy_measure_name(wave->measure)),
						errhint("Waves are answers in an order: a nominal or ordinal variable.")));
	for (int i = 0; i < n; i++)
		if (strcmp(e->by[i]->name, wave->name) == 0)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("\"%s\" is the wave and cannot be among the by variables",
								   wave->name)));
	if (n >= SVY_MAX_BY)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("domains are made of up to %d variables", SVY_MAX_BY)));
	t->domain = *e;
	e->by = repalloc(e->by, sizeof(SurveyVariable *) * (n + 2));
	e->by_set = repalloc(e->by_set, sizeof(SurveySet *) * (n + 2));
	e->option = repalloc(e->option, sizeof(int) * (n + 2));
	e->by[n] = wave;
	e->by_set[n] = NULL;
	e->option[n] = 0;
	e->nby = n + 1;
	t->domain.by = e->by;
	t->wave = wave;
}

/* ---- with what a wave is compared ---- */

static int32
wave_of(const Trend *t, const SvyTerm *term)
{
	return term->codes[t->e->nby - 1];
}

static const char *
wave_label(const Trend *t, const SvyTerm *term)
{
	const SurveyLabel *label = svy_variable_find_label(t->wave, wave_of(t, term));

	return label ? label->label : psprintf("%d", wave_of(t, term));
}

static bool
same_but_for_wave(const Trend *t, const SvyTerm *a, const SvyTerm *b)
{
	for (int i = 0; i < t->e->nby - 1; i++)
		if (a->codes[i] != b->codes[i])
			return false;
	return true;
}

/* "2026-03" a year before is "2025-03", "2026 Q1" is "2025 Q1" */
static bool
is_year_before(const char *label, const char *before)
{
	int year;
	char wanted[5];

	if (strlen(label) < 4 || strspn(label, "0123456789") < 4 || strlen(before) < 4)
		return false;
	year = atoi(pnstrdup(label, 4));
	snprintf(wanted, sizeof(wanted), "%04d", (year + 9999) % 10000);
	return strncmp(before, wanted, 4) == 0 && strcmp(before + 4, label + 4) == 0;
}

/* the terms before this one in its domain that have an estimate, the nearest first */
static int
terms_before(const Trend *t, const SvyTerm *terms, int at, int *before)
{
	int count = 0;

	for (int i = at - 1; i >= 0 && same_but_for_wave(t, &terms[i], &terms[at]); i--)
		if (!isnan(terms[i].theta[0]))
			before[count++] = i;
	return count;
}

/* coefficients of what the term is compared with; what that is called, or NULL: there is nothing */
static const char *
compare_with(const Trend *t, const SvyTerm *terms, int at, double *coefficients)
{
	int *before = palloc_array(int, at + 1);
	int count = terms_before(t, terms, at, before);
	int chosen = -1;

	switch (t->against)
	{
		case AGAINST_PREVIOUS:
			chosen = count > 0 ? before[0] : -1;
			break;
		case AGAINST_FIRST:
			chosen = count > 0 ? before[count - 1] : -1;
			break;
		case AGAINST_ROLLING:
			if (count < ROLLING)
				return NULL;
			for (int i = 0; i < ROLLING; i++)
				coefficients[before[i]] = -1.0 / ROLLING;
			coefficients[at] = 1;
			return psprintf("mean of %s to %s", wave_label(t, &terms[before[ROLLING - 1]]),
							wave_label(t, &terms[before[0]]));
		case AGAINST_YEAR:
			for (int i = 0; i < count; i++)
				if (is_year_before(wave_label(t, &terms[at]), wave_label(t, &terms[before[i]])))
					chosen = before[i];
			break;
		default:
			break;
	}
	if (chosen < 0)
		return NULL;
	coefficients[chosen] = -1;
	coefficients[at] = 1;
	return wave_label(t, &terms[chosen]);
}

/* for each wave its level, then its change */
static SvyContrast *
wave_by_wave(const SvyContrasts *c, const SvyTerm *terms, int count, int *ncontrasts)
{
	const Trend *t = c->context;
	SvyContrast *contrasts = palloc_extended(sizeof(SvyContrast) * ((size_t) count * 2 + 1),
											 MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

	*ncontrasts = 0;
	for (int i = 0; i < count; i++)
	{
		SvyContrast *level = &contrasts[(*ncontrasts)++];
		double *change = palloc0_array(double, count);

		CHECK_FOR_INTERRUPTS();
		*level = (SvyContrast){terms[i].label, palloc0_array(double, count), &terms[i], NULL};
		level->coefficients[i] = 1;
		level->with = isnan(terms[i].theta[0]) ? NULL : compare_with(t, terms, i, change);
		if (level->with)
			contrasts[(*ncontrasts)++] = (SvyContrast){terms[i].label, change, &terms[i], NULL};
	}
	return contrasts;
}

/* ---- rows ---- */

static const SvyTrendValue *
value_of(const Trend *t, const char *name)
{
	for (int i = 0; i < t->values.count; i++)
		if (t->values.values[i].variable->name == name)
			return &t->values.values[i];
	elog(ERROR, "a trend has lost its value");
	return NULL;
}

static void
put_wave(Trend *t, const SvyEstimateRow *change)
{
	static const SvyEstimateRow none = {
		.estimate = NAN, .std_error = NAN, .low = NAN, .high = NAN, .df = NAN};
	const SvyTrendValue *value = value_of(t, t->level.variable);
	const SvyEstimateRow *difference = change ? change : &none;
	double statistic =
		difference->std_error > 0 ? difference->estimate / difference->std_error : NAN;
	SvyRow *row = &t->row;

	svy_row_json(row, svy_domain_json(&t->domain, t->term->codes));
	svy_row_text(row, svy_domain_label(&t->domain, t->term->codes));
	svy_row_text(row, value->name);
	svy_row_text(row, value->category);
	svy_row_text(row, value->statistic);
	svy_row_code(row, wave_of(t, t->term));
	svy_row_text(row, wave_label(t, t->term));
	svy_row_number(row, t->level.estimate);
	svy_row_number(row, t->level.std_error);
	svy_row_number(row, t->level.low);
	svy_row_number(row, t->level.high);
	svy_row_count(row, t->level.n);
	svy_row_number(row, t->level.weighted_n);
	svy_row_text(row, change ? t->with : NULL);
	svy_row_number(row, change ? t->level.estimate - difference->estimate : NAN);
	svy_row_number(row, difference->estimate);
	svy_row_number(row, difference->std_error);
	svy_row_number(row, difference->low);
	svy_row_number(row, difference->high);
	svy_row_number(row, statistic);
	svy_row_number(row, difference->df);
	svy_row_number(row, isnan(statistic) || !(difference->df > 0)
							? NAN
							: interval_p(statistic, difference->df));
	svy_row_end(row);
}

static void
take_wave(const SvyContrasts *c, const SvyContrast *contrast, const SvyEstimateRow *row)
{
	Trend *t = c->context;

	if (t->expects_change)
	{
		t->expects_change = false;
		put_wave(t, row);
		return;
	}
	t->level = *row;
	t->term = contrast->term;
	t->with = contrast->with;
	t->expects_change = contrast->with != NULL;
	if (!t->expects_change)
		put_wave(t, NULL);
}

PG_FUNCTION_INFO_V1(svy_survey_trend);

/* (name, rows, wave, statistic, against, by, filter, ...) */
Datum
svy_survey_trend(PG_FUNCTION_ARGS)
{
	Trend t = {0};
	SvyContrasts c = {.choose = wave_by_wave, .take = take_wave, .context = &t};

	svy_row_begin(&t.row, fcinfo);
	SPI_connect();
	c.e = t.e = svy_estimates_open(fcinfo, 5);
	t.values = (SvyTrendValues){.e = t.e,
								.statistic = (SvyTrendStatistic) svy_choice_argument(
									fcinfo, 3, "statistic", svy_trend_statistics)};
	t.against = (TrendAgainst) svy_choice_argument(fcinfo, 4, "against", against_names);
	add_wave(&t, svy_required_argument(fcinfo, 2, "wave"));
	svy_trend_values_read(&t.values, fcinfo, 1);
	for (int first = 0; first < t.values.count; first += TREND_GROUP)
	{
		int count = Min(TREND_GROUP, t.values.count - first);
		SurveyVariable **variables = palloc_array(SurveyVariable *, count);
		char **values = palloc_array(char *, count);

		for (int i = 0; i < count; i++)
		{
			variables[i] = t.values.values[first + i].variable;
			values[i] = t.values.values[first + i].sql;
		}
		svy_contrasts_run(&c, variables, count, values);
	}
	SPI_finish();
	return (Datum) 0;
}
