/*
 * load_moment.c
 *	  Cells to dates, instants, times of day and intervals.
 */
#include "postgres.h"

#include <ctype.h>

#include "catalog/pg_type.h"
#include "datatype/timestamp.h"
#include "pgtime.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"

#include "load/load.h"
#include "pg/compat.h"

/* what PostgreSQL's parser makes of a cell */
typedef struct Fields
{
	char work[MAXDATELEN + MAXDATEFIELDS];
	char *field[MAXDATEFIELDS];
	int type[MAXDATEFIELDS];
	int n;
} Fields;

static bool
parse_fields(const char *text, size_t size, Fields *fields)
{
	char copy[MAXDATELEN + 1];

	if (size > MAXDATELEN)
		return false;
	memcpy(copy, text, size);
	copy[size] = '\0';
	return ParseDateTime(copy, fields->work, sizeof(fields->work), fields->field, fields->type,
						 MAXDATEFIELDS, &fields->n) == 0;
}

/* a day and a time of day */
typedef struct Instant
{
	struct pg_tm tm;
	fsec_t fsec;
	int zone; /* seconds west of Greenwich, where the type has one */
} Instant;

/*
 * ISO dates as PostgreSQL writes them: years of more than four digits, before
 * Christ, with an offset.  Whatever else its parser would take ("today", parts
 * in any order) is no date here; at names of zones it may even give up.
 */
static bool
is_iso(const char *text, size_t size)
{
	size_t digits = strspn(text, "0123456789");

	if (digits < 4 || digits >= size || text[digits] != '-')
		return false;
	if (size > 3 && memcmp(text + size - 3, " BC", 3) == 0)
		size -= 3;
	if (text[size - 1] == 'Z')
		size--;
	for (size_t i = digits; i < size; i++)
		if (!isdigit((unsigned char) text[i]) && !strchr("-+:. ", text[i]) &&
			!(text[i] == 'T' && isdigit((unsigned char) text[i - 1]) && i + 1 < size &&
			  isdigit((unsigned char) text[i + 1])))
			return false;
	return true;
}

static bool
read_iso(const char *text, size_t size, bool zoned, Instant *instant)
{
	Fields fields;
	int kind;

	if (!is_iso(text, size) || !parse_fields(text, size, &fields))
		return false;
	return svy_decode_datetime(fields.field, fields.type, fields.n, &kind, &instant->tm,
							   &instant->fsec, zoned ? &instant->zone : NULL) == 0 &&
		   kind == DTK_DATE;
}

static bool
read_instant(const LoadVariable *column, const char *text, size_t size, bool zoned,
			 Instant *instant)
{
	struct pg_tm *tm = &instant->tm;
	int64 seconds;
	CellDate date;

	memset(instant, 0, sizeof(Instant));
	if (!cell_date(text, size, column->order, &date))
		return read_iso(text, size, zoned, instant);
	if (date.zoned && !zoned)
		return false;
	seconds = date.microseconds / USECS_PER_SEC;
	tm->tm_year = date.year;
	tm->tm_mon = date.month;
	tm->tm_mday = date.day;
	tm->tm_hour = seconds / SECS_PER_HOUR;
	tm->tm_min = seconds / SECS_PER_MINUTE % MINS_PER_HOUR;
	tm->tm_sec = seconds % SECS_PER_MINUTE;
	instant->fsec = date.microseconds % USECS_PER_SEC;
	if (date.zoned)
		instant->zone = -date.east;
	else if (zoned)
		instant->zone = DetermineTimeZoneOffset(tm, session_timezone);
	return true;
}

static bool
date_moment(Instant *instant, Datum *value)
{
	const struct pg_tm *tm = &instant->tm;
	DateADT day;

	if (tm->tm_hour != 0 || tm->tm_min != 0 || tm->tm_sec != 0 || instant->fsec != 0 ||
		!IS_VALID_JULIAN(tm->tm_year, tm->tm_mon, tm->tm_mday))
		return false;
	day = date2j(tm->tm_year, tm->tm_mon, tm->tm_mday) - POSTGRES_EPOCH_JDATE;
	*value = DateADTGetDatum(day);
	return IS_VALID_DATE(day);
}

static bool
instant_moment(Instant *instant, bool zoned, Datum *value)
{
	Timestamp at;

	if (tm2timestamp(&instant->tm, instant->fsec, zoned ? &instant->zone : NULL, &at) != 0)
		return false;
	*value = TimestampGetDatum(at);
	return true;
}

/* as PostgreSQL writes it; a number alone has no unit */
static bool
interval_moment(const char *text, size_t size, Datum *value)
{
	struct pg_itm_in parts = {0};
	Interval *interval = palloc(sizeof(Interval));
	Fields fields;
	int kind;

	if (strspn(text, "+-.0123456789 ") >= size || !strpbrk(text, "0123456789") ||
		!parse_fields(text, size, &fields) ||
		DecodeInterval(fields.field, fields.type, fields.n, INTERVAL_FULL_RANGE, &kind, &parts) !=
			0 ||
		kind != DTK_DELTA || itmin2interval(&parts, interval) != 0)
		return false;
	*value = IntervalPGetDatum(interval);
	return true;
}

bool
load_moment(const LoadVariable *column, const char *text, size_t size, Datum *value)
{
	bool zoned = column->v->type == TIMESTAMPTZOID;
	Instant instant;
	int64 time;

	switch (column->v->type)
	{
		case TIMEOID:
			if (!cell_time(text, size, &time))
				return false;
			*value = TimeADTGetDatum(time);
			return true;
		case INTERVALOID:
			return interval_moment(text, size, value);
		case DATEOID:
			return read_instant(column, text, size, false, &instant) &&
				   date_moment(&instant, value);
		default:
			return read_instant(column, text, size, zoned, &instant) &&
				   instant_moment(&instant, zoned, value);
	}
}
