/*
 * period.c
 *	  Dates as answers: their years, quarters, months, weeks or days.
 */
#include "postgres.h"

#include <ctype.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "codebook/codebook_impl.h"
#include "codebook/period.h"
#include "kernel/stats/period.h"
#include "server/statement.h"

#define MOST_PERIODS 1200

#define MOST_CODE INT64CONST(999999999)

/* year: the field that counts years; then what is behind it in a code */
static const struct
{
	const char *year;
	const char *const fields[3];
} units[] = {[PERIOD_YEAR] = {"year", {NULL}},
			 [PERIOD_QUARTER] = {"year", {"quarter", NULL}},
			 [PERIOD_MONTH] = {"year", {"month", NULL}},
			 [PERIOD_WEEK] = {"isoyear", {"week", NULL}},
			 [PERIOD_DAY] = {"year", {"month", "day", NULL}}};

/* ---- SQL ---- */

char *
svy_day_sql(const char *column, const char *alias)
{
	return psprintf("%s::pg_catalog.date", svy_column_sql(column, alias));
}

char *
svy_day_number_sql(const char *column, const char *alias)
{
	char *day = svy_day_sql(column, alias);

	return psprintf("CASE WHEN pg_catalog.isfinite(%s) THEN %s OPERATOR(pg_catalog.-)"
					" '2000-01-01'::pg_catalog.date END",
					day, day);
}

/* year * 10000 + month * 100 + day, and so on */
static char *
period_code_sql(const SurveyVariable *day, int unit, const char *alias, const char *type)
{
	char *of = svy_day_sql(day->name, alias);
	char *code = psprintf("pg_catalog.date_part('%s', %s)", units[unit].year, of);

	for (const char *const *field = units[unit].fields; *field; field++)
		code = psprintf("(%s OPERATOR(pg_catalog.*) %d OPERATOR(pg_catalog.+)"
						" pg_catalog.date_part('%s', %s))",
						code, unit == PERIOD_QUARTER ? 10 : 100, *field, of);
	return psprintf("CASE WHEN pg_catalog.isfinite(%s) THEN %s::pg_catalog.%s END", of, code, type);
}

char *
svy_variable_column_sql(const SurveyVariable *variable, const char *alias)
{
	const SurveyPeriod *period = variable->period;

	if (period == NULL)
		return svy_column_sql(variable->name, alias);
	return psprintf("(%s)", period_code_sql(period->day, period->unit, alias, "int4"));
}

char *
svy_period_call_sql(const SurveyVariable *day, int unit)
{
	return psprintf("pg_catalog.int4(%s)", period_code_sql(day, unit, NULL, "float8"));
}

/* ---- reading ---- */

static char *
period_label(int unit, int32 code)
{
	int digits = unit == PERIOD_YEAR	  ? 1
				 : unit == PERIOD_QUARTER ? 10
				 : unit == PERIOD_DAY	  ? 10000
										  : 100;
	Period period = {.kind = unit, .year = code / digits, .part = code % digits};
	char *name = palloc(PERIOD_NAME);

	if (unit == PERIOD_DAY)
	{
		period.day = period.part % 100;
		period.part /= 100;
	}
	period_name(&period, name);
	return name;
}

static void
take_period(SurveyVariable *v, SurveyPeriod *period, HeapTuple row)
{
	TupleDesc descriptor = SPI_tuptable->tupdesc;
	bool isnull;
	int64 code = DatumGetInt64(SPI_getbinval(row, descriptor, 1, &isnull));

	if (isnull)
		return;
	/* 20261 is the first quarter of 2026, and 1 could be no year's */
	if (code < (period->unit == PERIOD_YEAR ? 1 : 11) || code > MOST_CODE)
		ereport(ERROR, (errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
						errmsg("variable \"%s\" holds the date %s, which is in no %s that has a "
							   "code",
							   period->day->name, SPI_getvalue(row, descriptor, 2),
							   period_kind_name(period->unit)),
						errhint("Leave it out by a filter, or correct it.")));
	for (int i = 0; i < 2; i++)
		period->days[v->nlabels][i] =
			DatumGetDateADT(SPI_getbinval(row, descriptor, 2 + i, &isnull));
	v->labels[v->nlabels++] =
		(SurveyLabel){.code = (int32) code, .label = period_label(period->unit, (int32) code)};
}

static void
read_periods(const Survey *survey, SurveyVariable *v, SurveyPeriod *period)
{
	MemoryContext context = CurrentMemoryContext;
	char *day = svy_day_sql(period->day->name, "a");

	/* the caller may be amid rows of its own; grouped so, it is a statement that a pack answers */
	SPI_connect();
	if (svy_execute(psprintf("SELECT %s, pg_catalog.min(%s), pg_catalog.max(%s) FROM %s AS a"
							 " GROUP BY 1 ORDER BY 1",
							 period_code_sql(period->day, period->unit, "a", "int8"), day, day,
							 survey->answers_sql),
					true, 0) != SPI_OK_SELECT)
		elog(ERROR, "periods cannot be read");
	MemoryContextSwitchTo(context);
	if (SPI_processed > MOST_PERIODS + 1)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("variable \"%s\" has more than %d %ss", period->day->name, MOST_PERIODS,
						period_kind_name(period->unit)),
				 period->unit == PERIOD_YEAR
					 ? 0
					 : errhint("Take longer periods, such as \"year(%s)\".", period->day->name)));
	v->labels = palloc0_array(SurveyLabel, SPI_processed + 1);
	period->days = palloc0(sizeof(*period->days) * (SPI_processed + 1));
	for (uint64 i = 0; i < SPI_processed; i++)
		take_period(v, period, SPI_tuptable->vals[i]);
	SPI_finish();
}

static SurveyVariable *
make_period(const Survey *survey, const SurveyVariable *day, int unit, const char *name)
{
	SurveyVariable *v = palloc0_object(SurveyVariable);
	SurveyPeriod *period = palloc0_object(SurveyPeriod);

	*period = (SurveyPeriod){.day = day, .unit = unit};
	*v = (SurveyVariable){.survey = day->survey,
						  .name = pstrdup(name),
						  .label = day->label,
						  .measure = SURVEY_NOMINAL,
						  .type = INT4OID,
						  .attnum = day->attnum,
						  .period = period};
	read_periods(survey, v, period);
	return v;
}

/* read once for a survey that is open */
static SurveyVariable *
find_period(const Survey *survey, const SurveyVariable *day, int unit, const char *name)
{
	SurveyVariable *v;
	MemoryContext caller;
	ListCell *cell;

	foreach (cell, survey->periods ? *survey->periods : NIL)
	{
		v = lfirst(cell);
		if (strcmp(v->name, name) == 0)
			return v;
	}
	if (survey->periods == NULL)
		return make_period(survey, day, unit, name);
	caller = MemoryContextSwitchTo(GetMemoryChunkContext(survey->periods));
	v = make_period(survey, day, unit, name);
	*survey->periods = lappend(*survey->periods, v);
	MemoryContextSwitchTo(caller);
	return v;
}

char *
svy_answers_name(const SurveyVariable *variable)
{
	const SurveyPeriod *period = variable->period;

	return period ? psprintf("%s(%s)", period_kind_name(period->unit), period->day->name)
				  : variable->name;
}

char *
svy_answers_sql(const SurveyVariable *variable)
{
	const SurveyPeriod *period = variable->period;

	return period ? psprintf("%s(%s)", period_kind_name(period->unit),
							 quote_identifier(period->day->name))
				  : pstrdup(quote_identifier(variable->name));
}

bool
svy_are_months(const SurveyVariable *variable)
{
	return variable->period ? variable->period->unit == PERIOD_MONTH
							: svy_period_hint(variable) != NULL;
}

SurveyVariable *
svy_survey_months(const Survey *survey, const SurveyVariable *day)
{
	return find_period(survey, day, PERIOD_MONTH, day->name);
}

/* ---- names ---- */

int
svy_period_unit(const char *name, size_t size)
{
	for (int unit = 0; unit < lengthof(units); unit++)
		if (units[unit].year && strlen(period_kind_name(unit)) == size &&
			pg_strncasecmp(name, period_kind_name(unit), size) == 0)
			return unit;
	return -1;
}

bool
svy_is_period(int unit, int64 code)
{
	char *label;

	if (code < 1 || code > (unit == PERIOD_YEAR ? 9999 : MOST_CODE))
		return false;
	if (unit == PERIOD_YEAR)
		return true;
	label = period_label(unit, (int32) code);
	if (strncmp(label, "0000", 4) == 0)
		return false;
	/* of a year that no wave has: as in one with 29 February and 53 weeks */
	if (period_read(label, strlen(label)).kind == PERIOD_NONE)
		memcpy(label, "2004", 4);
	return period_read(label, strlen(label)).kind == (PeriodKind) unit;
}

bool
svy_period_of_text(int unit, const char *text, int32 *code)
{
	Period period = period_read(text, strlen(text));
	StringInfoData digits;

	if (period.kind > PERIOD_WRONG)
	{
		*code = period_code(&period);
		return period.kind == unit;
	}
	/* "1850-03", and codes */
	initStringInfo(&digits);
	for (const char *c = text; *c; c++)
		if (isdigit((unsigned char) *c))
			appendStringInfoChar(&digits, *c);
	if (digits.len == 0 || digits.len > 9)
		return false;
	*code = atoi(digits.data);
	return svy_is_period(unit, *code) &&
		   (strcmp(period_label(unit, *code), text) == 0 || strcmp(digits.data, text) == 0);
}

const char *
svy_period_example(int unit)
{
	static const char *const examples[] = {[PERIOD_YEAR] = "2026",
										   [PERIOD_QUARTER] = "2026-Q1",
										   [PERIOD_MONTH] = "2026-03",
										   [PERIOD_WEEK] = "2026-W09",
										   [PERIOD_DAY] = "2026-03-01"};

	return examples[unit];
}

/* "month(day)" as a unit and the name of the variable, or -1 */
static int
split_name(const char *name, char **variable)
{
	const char *open = strchr(name, '(');
	const char *close = strrchr(name, ')');
	const char *end = open;

	if (open == NULL || close == NULL || close < open || close[1 + strspn(close + 1, " ")] != '\0')
		return -1;
	name += strspn(name, " ");
	while (end > name && end[-1] == ' ')
		end--;
	open += 1 + strspn(open + 1, " ");
	while (close > open && close[-1] == ' ')
		close--;
	*variable = close > open ? pnstrdup(open, close - open) : "";
	return svy_period_unit(name, end - name);
}

void
svy_check_date(const SurveyVariable *v, int unit)
{
	Oid type = getBaseType(v->type);

	if (type != DATEOID && type != TIMESTAMPOID && type != TIMESTAMPTZOID)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("variable \"%s\" is of type %s and has no %s", v->name,
							   format_type_be(v->type), period_kind_name(unit)),
						errhint("Years, quarters, months, weeks and days are those of a date or "
								"timestamp.")));
}

SurveyVariable *
svy_survey_find_answers(const Survey *survey, const char *name)
{
	SurveyVariable *v = svy_survey_find_variable(survey, name);
	char *inner;
	int unit;

	if (v != NULL || svy_survey_find_set(survey, name))
		return v;
	unit = split_name(name, &inner);
	if (unit < 0)
		return NULL;
	v = svy_survey_variable(survey, inner);
	svy_check_date(v, unit);
	return find_period(survey, v, unit, psprintf("%s(%s)", period_kind_name(unit), v->name));
}

/* "hour(day)" */
static void
refuse_period(const Survey *survey, const char *name)
{
	char *inner = NULL;
	const SurveyVariable *day =
		split_name(name, &inner) < 0 && inner ? svy_survey_find_variable(survey, inner) : NULL;
	const char *hint = day ? svy_period_hint(day) : NULL;

	if (hint)
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
						errmsg("\"%s\" is no period of variable \"%s\"", name, day->name),
						errhint("%s", hint)));
}

SurveyVariable *
svy_survey_answers(const Survey *survey, const char *name)
{
	SurveyVariable *v = svy_survey_find_answers(survey, name);

	if (v == NULL && svy_survey_find_set(survey, name) == NULL)
		refuse_period(survey, name);
	return v ? v : svy_survey_variable(survey, name);
}

const char *
svy_period_hint(const SurveyVariable *variable)
{
	Oid type = variable->measure == SURVEY_DATE ? getBaseType(variable->type) : InvalidOid;

	if (type != DATEOID && type != TIMESTAMPOID && type != TIMESTAMPTZOID)
		return NULL;
	return psprintf("Say which period counts: \"month(%s)\", or year, quarter, week or day.",
					variable->name);
}
