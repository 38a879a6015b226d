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

#include "codebook/language.h"
#include "codebook/period.h"
#include "codebook/wave.h"
#include "estimate/trend.h"
#include "kernel/stats/distribution.h"
#include "pg/arguments.h"
#include "pg/row.h"
#include "server/json.h"

#define TREND_GROUP 50 /* values that are estimated in one pass */

static const char *const against_names[] = {
	"previous", "first", "rolling 3", "same month last year", "none", NULL};

/* waves that "rolling 3" takes the mean of */
#define ROLLING 3

/* the variable that says the wave: answers in an order, or periods of a date, such as its months */
static SurveyVariable *
wave_variable(const SvyTrend *t, const char *name)
{
	SurveyVariable *wave = svy_survey_answers(t->e->survey, name);

	if (svy_period_hint(wave))
		return svy_survey_months(t->e->survey, wave);
	if (!svy_variable_categorical(wave))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("variable \"%s\" is %s and cannot say the wave", wave->name,
							   svy_measure_name(wave->measure)),
						errhint("Waves are answers in an order, a nominal or ordinal variable, "
								"or days, which count by their month.")));
	return wave;
}

/* the wave is the last of the variables that make domains, so that waves of a domain are neighbours */
static void
add_wave(SvyTrend *t, const char *name)
{
	SvyEstimates *e = t->e;
	int n = e->nby;
	SurveyVariable *wave = wave_variable(t, name);

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
wave_of(const SvyTrend *t, const SvyTerm *term)
{
	return term->codes[t->e->nby - 1];
}

static const char *
wave_label(const SvyTrend *t, const SvyTerm *term)
{
	const SurveyLabel *label = svy_variable_find_label(t->wave, wave_of(t, term));

	return label ? label->label : psprintf("%d", wave_of(t, term));
}

static bool
same_but_for_wave(const SvyTrend *t, const SvyTerm *a, const SvyTerm *b)
{
	for (int i = 0; i < t->e->nby - 1; i++)
		if (a->codes[i] != b->codes[i])
			return false;
	return true;
}

/* the terms before this one in its domain that have an estimate, the nearest first */
static int
terms_before(const SvyTrend *t, const SvyTerm *terms, int at, int *before)
{
	int count = 0;

	for (int i = at - 1; i >= 0 && same_but_for_wave(t, &terms[i], &terms[at]); i--)
		if (!isnan(terms[i].theta))
			before[count++] = i;
	return count;
}

/* the wave of the same time a year before, the nearest day of it; -1: there is none */
static int
year_before(const SvyTrend *t, const SvyTerm *terms, int at, const int *before, int count)
{
	int chosen = -1;
	int nearest = INT_MAX;

	for (int i = 0; i < count; i++)
	{
		int off = svy_wave_year_before(wave_label(t, &terms[at]), wave_label(t, &terms[before[i]]));

		if (off < 0 || off >= nearest)
			continue;
		chosen = before[i];
		nearest = off;
	}
	return chosen;
}

const char *
svy_trend_compare(const SvyTrend *t, const SvyTerm *terms, int at, double *coefficients)
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
			chosen = year_before(t, terms, at, before, count);
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

/* adds the mean of the wave and those before it, as many as are smoothed; false: there are fewer */
static bool
add_smoothed(const SvyTrend *t, const SvyTerm *terms, int at, double factor, double *coefficients)
{
	int *before = palloc_array(int, at + 1);

	if (terms_before(t, terms, at, before) < t->smooth - 1)
		return false;
	coefficients[at] += factor / t->smooth;
	for (int i = 0; i < t->smooth - 1; i++)
		coefficients[before[i]] += factor / t->smooth;
	return true;
}

/* a comparison of waves as one of their smoothed levels; NULL: some wave has none */
static double *
smoothed(const SvyTrend *t, const SvyTerm *terms, int count, const double *coefficients)
{
	double *result = palloc0_array(double, count);

	for (int i = 0; i < count; i++)
		if (coefficients[i] != 0 && !add_smoothed(t, terms, i, coefficients[i], result))
			return NULL;
	return result;
}

/* the name of a level that has too few waves before it to be smoothed: its respondents alone are told */
static const char too_early[] = "";

/* for each wave its level, then its change */
static SvyContrast *
wave_by_wave(const SvyContrasts *c, const SvyTerm *terms, int count, int *ncontrasts)
{
	const SvyTrend *t = c->context;
	SvyContrast *contrasts = palloc_extended(sizeof(SvyContrast) * ((size_t) count * 2 + 1),
											 MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

	*ncontrasts = 0;
	for (int i = 0; i < count; i++)
	{
		SvyContrast *level = &contrasts[(*ncontrasts)++];
		double *change = palloc0_array(double, count);

		CHECK_FOR_INTERRUPTS();
		*level = (SvyContrast){terms[i].label, palloc0_array(double, count), &terms[i], NULL};
		if (!add_smoothed(t, terms, i, 1, level->coefficients))
		{
			level->coefficients[i] = 1;
			level->name = too_early;
			continue;
		}
		level->with = isnan(terms[i].theta) ? NULL : svy_trend_compare(t, terms, i, change);
		change = level->with ? smoothed(t, terms, count, change) : NULL;
		if (change == NULL)
			level->with = NULL;
		else
			contrasts[(*ncontrasts)++] = (SvyContrast){terms[i].label, change, &terms[i], NULL};
	}
	return contrasts;
}

/* ---- rows ---- */

static const SvyTrendValue *
value_of(const SvyTrend *t, const char *name)
{
	for (int i = 0; i < t->values.count; i++)
		if (t->values.values[i].variable->name == name)
			return &t->values.values[i];
	elog(ERROR, "a trend has lost its value");
	return NULL;
}

/* NULL: it is not shown */
static void
put_level(SvyRow *row, const SvyEstimateRow *level)
{
	if (level == NULL)
	{
		for (int i = 0; i < 6; i++)
			svy_row_null(row);
		return;
	}
	svy_row_number(row, level->estimate);
	svy_row_number(row, level->std_error);
	svy_row_number(row, level->low);
	svy_row_number(row, level->high);
	svy_row_count(row, level->n);
	svy_row_number(row, level->weighted_n);
}

void
svy_trend_put(SvyTrend *t, const SvyEstimateRow *change)
{
	static const SvyEstimateRow none = {
		.estimate = NAN, .std_error = NAN, .low = NAN, .high = NAN, .df = NAN};
	const SvyTrendValue *value = value_of(t, t->level.variable);
	bool hidden = svy_trend_hides_level(t, value);
	SvyEstimateRow difference = none;
	SvyRow *row = &t->row;
	double statistic;

	if (change && !hidden && !svy_trend_hides_change(t, value))
		difference = *change;
	else
		t->with = NULL;
	svy_trend_round(t, value, &t->level, &difference);
	statistic = difference.std_error > 0 ? difference.estimate / difference.std_error : NAN;
	svy_row_json(row, svy_domain_json(&t->domain, t->term->codes));
	svy_row_text(row, svy_domain_label(&t->domain, t->term->codes));
	svy_row_text(row, value->name);
	svy_row_text(row, value->category);
	svy_row_text(row, value->statistic);
	svy_row_code(row, wave_of(t, t->term));
	svy_row_text(row, wave_label(t, t->term));
	put_level(row, hidden ? NULL : &t->level);
	svy_row_text(row, t->with);
	svy_row_number(row, t->level.estimate - difference.estimate);
	svy_row_number(row, difference.estimate);
	svy_row_number(row, difference.std_error);
	svy_row_number(row, difference.low);
	svy_row_number(row, difference.high);
	svy_row_number(row, statistic);
	svy_row_number(row, difference.df);
	svy_row_number(row, svy_t_two_sided(statistic, difference.df));
	svy_row_boolean(row, hidden);
	svy_row_end(row);
}

static void
take_wave(const SvyContrasts *c, const SvyContrast *contrast, const SvyEstimateRow *row)
{
	SvyTrend *t = c->context;

	if (t->expects_change)
	{
		t->expects_change = false;
		svy_trend_put(t, row);
		return;
	}
	t->level = *row;
	if (contrast->name == too_early)
		t->level.estimate = t->level.std_error = t->level.low = t->level.high = NAN;
	t->term = contrast->term;
	t->with = contrast->with;
	t->expects_change = contrast->with != NULL;
	if (!t->expects_change)
		svy_trend_put(t, NULL);
}

PG_FUNCTION_INFO_V1(svy_survey_trend);

static int
read_smooth(JsonbContainer *options)
{
	int32 waves = 1;

	if (options && svy_json_int(options, "smooth", "the options", &waves) &&
		(waves < 1 || waves > 100))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"smooth\" must be a number of waves from 1 to 100, not %d", waves)));
	return waves;
}

/* (name, rows, wave, statistic, against, by, filter, ...) */
Datum
svy_survey_trend(PG_FUNCTION_ARGS)
{
	static const char *const known[] = {"smooth", "language", NULL};
	JsonbContainer *options;
	SvyTrend t = {0};
	SvyContrasts c = {.choose = wave_by_wave, .take = take_wave, .context = &t};

	svy_row_begin(&t.row, fcinfo);
	SPI_connect();
	c.e = t.e = svy_estimates_open_with(fcinfo, 5, known, &options);
	t.smooth = read_smooth(options);
	/* which this call has opened, and nobody else sees */
	if (options)
		svy_survey_speak((Survey *) t.e->survey,
						 svy_json_string(options, "language", "the options"));
	t.values = (SvyTrendValues){.e = t.e,
								.domains = t.e,
								.statistic = (SvyTrendStatistic) svy_choice_argument(
									fcinfo, 3, "statistic", svy_trend_statistics)};
	t.against = (SvyTrendAgainst) svy_choice_argument(fcinfo, 4, "against", against_names);
	add_wave(&t, svy_required_argument(fcinfo, 2, "wave"));
	svy_trend_values_read(&t.values, fcinfo, 1);
	svy_trend_guard_open(&t, fcinfo);
	for (int i = 0; i < t.values.count && t.values.statistic == TREND_MEDIAN; i++)
		svy_trend_medians(&t, fcinfo, &t.values.values[i]);
	for (int first = 0; first < t.values.count && t.values.statistic != TREND_MEDIAN;
		 first += TREND_GROUP)
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
