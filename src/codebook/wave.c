/*
 * wave.c
 *	  Waves as answers of a variable.  A name that says a time (period.h) is kept
 *	  in one way of writing it, with its digits as code; any other is numbered as
 *	  it comes.  Codes are the order of waves, so kinds of time do not mix, and
 *	  names that say none come before all that do.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/lsyscache.h"

#include "codebook/codebook_impl.h"
#include "codebook/wave.h"
#include "kernel/stats/infer.h"
#include "kernel/stats/period.h"

/* a code from here on may be a year's */
#define FIRST_YEAR 1900

static Period
period_of(const char *name)
{
	return period_read(name, strlen(name));
}

static bool
says_time(const Period *period)
{
	return period->kind > PERIOD_WRONG;
}

static char *
trimmed(const char *name)
{
	size_t size = strlen(name);

	cell_trim(&name, &size);
	return pnstrdup(name, size);
}

bool
svy_wave_is_called(const char *label, const char *name)
{
	Period period = period_of(name);
	Period theirs = period_of(label);

	return period_equal(&period, &theirs) || pg_strcasecmp(label, trimmed(name)) == 0;
}

const SurveyLabel *
svy_wave_find(const SurveyVariable *variable, const char *name)
{
	for (int i = 0; i < variable->nlabels; i++)
		if (strcmp(variable->labels[i].label, name) == 0)
			return &variable->labels[i];
	for (int i = 0; i < variable->nlabels; i++)
		if (svy_wave_is_called(variable->labels[i].label, name))
			return &variable->labels[i];
	return NULL;
}

/* ---- a new wave ---- */

static void
refuse_wrong(const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("wave \"%s\" is like a date, but none that there is, or it may be two", name),
			 errhint("Write 2026 for a year, 2026-H1, 2026-Q1, 2026-03 for a month, "
					 "2026-W07 or 2026-03-15.")));
}

/* waves of a kind that the others are not */
static void
refuse_mixed(const SurveyVariable *variable, const char *name, PeriodKind kind, const char *other,
			 PeriodKind theirs)
{
	if (!(kind > PERIOD_WRONG))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("wave \"%s\" says no time, but \"%s\" in variable \"%s\" does", name, other,
						variable->name),
				 errhint("A wave without a time has no place behind those that have one. Name it "
						 "by its %s, as the others are, or load it before them.",
						 period_kind_name(theirs))));
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("wave \"%s\" is a %s, but \"%s\" in variable \"%s\" is a %s", name,
						   period_kind_name(kind), other, variable->name, period_kind_name(theirs)),
					errhint("Name all waves of a survey by one kind of time.")));
}

/* where a new wave may stand among those that there are */
typedef struct WavePlace
{
	int count;				  /* waves, without missing codes */
	bool own;				  /* all that say a time have its digits as code */
	bool numbers;			  /* all are their numbers */
	int64 low;				  /* the highest code before it */
	int64 high;				  /* the lowest behind it, or beyond int4 */
	const SurveyLabel *lower; /* the waves of these */
	const SurveyLabel *upper;
} WavePlace;

static void
look_at(WavePlace *place, const SurveyVariable *variable, const SurveyLabel *label,
		const char *name, const Period *period)
{
	Period theirs = period_of(label->label);

	if (says_time(&theirs) && theirs.kind != period->kind)
		refuse_mixed(variable, name, period->kind, label->label, theirs.kind);
	place->count++;
	place->own &= !says_time(&theirs) || period_code(&theirs) == label->code;
	place->numbers &= strcmp(label->label, psprintf("%d", label->code)) == 0;
	if (says_time(&theirs) && period_code(&theirs) > period_code(period))
	{
		if (label->code < place->high)
			place->high = label->code, place->upper = label;
	}
	else if (label->code > place->low)
		place->low = label->code, place->lower = label;
}

/* missing codes of the variable are no waves, but their codes are taken */
static int32
next_free(const SurveyVariable *variable, int64 code)
{
	while (variable && code <= PG_INT32_MAX && svy_variable_find_label(variable, (int32) code))
		code++;
	if (code > PG_INT32_MAX)
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("variable \"%s\" has no codes left for waves", variable->name)));
	return (int32) code;
}

/* the code that the name is: digits of its time, or the number of a wave among numbers */
static int64
own_code(const WavePlace *place, const char *text, const Period *period)
{
	int64_t number;
	bool padded;

	if (says_time(period))
		return place->own ? period_code(period) : -1;
	if (place->numbers && cell_integer(text, strlen(text), &number, &padded) && number >= 0 &&
		number < FIRST_YEAR)
		return number;
	return -1;
}

static bool
column_holds(const SurveyVariable *variable, int64 code)
{
	return !variable || code <= PG_INT16_MAX || getBaseType(variable->type) != INT2OID;
}

static void
refuse_place(const SurveyVariable *variable, const char *name, const WavePlace *place)
{
	char *before =
		psprintf("before \"%s\", whose code %d", place->upper->label, place->upper->code);

	if (place->lower)
		before = psprintf("between \"%s\" and \"%s\", whose codes %d and %d", place->lower->label,
						  place->upper->label, place->lower->code, place->upper->code);
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("wave \"%s\" lies %s in variable \"%s\" leave%s none for it", name,
						   before, variable->name, place->lower ? "" : "s"),
					errhint("Give the waves codes in the order of time, with room between them.")));
}

SurveyLabel
svy_wave_place(const SurveyVariable *variable, const char *name)
{
	WavePlace place = {.own = true, .numbers = true, .low = 0, .high = (int64) PG_INT32_MAX + 1};
	Period period = period_of(name);
	SurveyLabel wave = {.label = trimmed(name)};
	int64 code;

	if (period.kind == PERIOD_WRONG)
		refuse_wrong(wave.label);
	if (says_time(&period))
	{
		wave.label = palloc(PERIOD_NAME);
		period_name(&period, wave.label);
	}
	for (int i = 0; variable && i < variable->nlabels; i++)
		if (!variable->labels[i].missing)
			look_at(&place, variable, &variable->labels[i], wave.label, &period);
	code = own_code(&place, wave.label, &period);
	/* a number may go before others: "3" after "7" */
	if (code >= 0 && !says_time(&period) && !(variable && svy_variable_find_label(variable, code)))
		place.low = code - 1;
	else if (!(code > place.low && code < place.high && column_holds(variable, code)))
		code = place.low + 1;
	code = next_free(variable, code);
	if (code >= place.high)
		refuse_place(variable, wave.label, &place);
	wave.code = (int32) code;
	return wave;
}

/* ---- a year before ---- */

/* "2026 Spring" and "2025 Spring": names that begin with a year */
static bool
begins_year_before(const char *label, const char *before)
{
	char wanted[5];

	if (strspn(label, "0123456789") < 4 || strlen(before) < 4)
		return false;
	(void) snprintf(wanted, sizeof(wanted), "%04d", (atoi(pnstrdup(label, 4)) + 9999) % 10000);
	return strncmp(before, wanted, 4) == 0 && strcmp(before + 4, label + 4) == 0;
}

int
svy_wave_year_before(const char *label, const char *before)
{
	Period period = period_of(label);
	Period earlier = period_of(before);

	if (says_time(&period) || says_time(&earlier))
		return period_year_before(&period, &earlier);
	return begins_year_before(label, before) ? 0 : -1;
}
