/*
 * period.h
 *	  What the name of a wave says of time: "2026-03", "2026/3" and "March 2026"
 *	  are one month, "Q1 2026" a quarter, "Wave 7" nothing.
 */
#ifndef KERNEL_STATS_PERIOD_H
#define KERNEL_STATS_PERIOD_H

#include <stdbool.h>
#include <stddef.h>

typedef enum PeriodKind
{
	PERIOD_NONE,  /* a name that says no time */
	PERIOD_WRONG, /* one that would, of a month or day that there is not, or that may be two */
	PERIOD_YEAR,
	PERIOD_HALF,
	PERIOD_QUARTER,
	PERIOD_MONTH,
	PERIOD_WEEK, /* of ISO 8601 */
	PERIOD_DAY
} PeriodKind;

typedef struct Period
{
	PeriodKind kind;
	int year; /* 1900 to 2199: other numbers are those of waves */
	int part; /* half, quarter, month or week; of a day its month */
	int day;
} Period;

/* with the zero at its end: "2026-03-15" */
#define PERIOD_NAME 16

extern Period period_read(const char *text, size_t size);

/* "year", "month", ...: of a period that is one */
extern const char *period_kind_name(PeriodKind kind);

/* the one way to write it: 2026, 2026-H1, 2026-Q1, 2026-03, 2026-W07, 2026-03-15 */
extern void period_name(const Period *period, char name[PERIOD_NAME]);

/* its digits, which are in the order of time within a kind: 2026, 20261, 20261, 202603, 202607, 20260315 */
extern int period_code(const Period *period);

/* the same time */
extern bool period_equal(const Period *a, const Period *b);

/*
 * How many days the other is off the same time a year before, where it lies in
 * the same month of that year, or is the same part of it; otherwise -1.
 */
extern int period_year_before(const Period *period, const Period *other);

#endif
