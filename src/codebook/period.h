/*
 * period.h
 *	  Dates as answers: the year, quarter, month, week or day of a variable of
 *	  measure date, written "month(day)", which is a variable with an answer for
 *	  each month that occurs.
 *
 * Codes and labels are those of waves with such names (kernel/stats/period.h):
 * 2026, "2026-Q1" 20261, "2026-03" 202603, "2026-W09" 202609, "2026-03-01"
 * 20260301; weeks are those of ISO 8601.  The day of a timestamptz is that of the
 * session's time zone.  Somebody without a date, or with an infinite one, has no
 * answer.
 */
#ifndef CODEBOOK_PERIOD_H
#define CODEBOOK_PERIOD_H

#include "codebook/codebook.h"

typedef struct SurveyPeriod
{
	const SurveyVariable *day;
	int unit;		  /* PeriodKind */
	int32 (*days)[2]; /* of each label: the first and the last day, since 2000-01-01 */
} SurveyPeriod;

/*
 * svy_survey_find_variable and svy_survey_variable, which know periods too.  Errors: a period of a variable that is no date, of days
 * before the year 1, more periods than 1,200.
 */
extern SurveyVariable *svy_survey_find_answers(const Survey *survey, const char *name);
extern SurveyVariable *svy_survey_answers(const Survey *survey, const char *name);

/* "month(day)" of a period, under whatever name; the name of any other variable */
extern char *svy_answers_name(const SurveyVariable *variable);

/* the same in a filter, where names are quoted */
extern char *svy_answers_sql(const SurveyVariable *variable);

/* whether waves of it are months: its periods are, or it is a date */
extern bool svy_are_months(const SurveyVariable *variable);

/* the months of a date, under its own name */
extern SurveyVariable *svy_survey_months(const Survey *survey, const SurveyVariable *day);

/* SQL over "alias": the day of a date or moment; its number, NULL where there is none */
extern char *svy_day_sql(const char *column, const char *alias);
extern char *svy_day_number_sql(const char *column, const char *alias);

/*
 * In filters and expressions "month(day)" is SQL, and so is what it is compared
 * with: the unit of a name, or -1; the error for a variable that has none; a call
 * that gives the code; whether a code is one; the code of a text, false: it is
 * none; how one is written.
 */
extern int svy_period_unit(const char *name, size_t size);
extern void svy_check_date(const SurveyVariable *variable, int unit);
extern char *svy_period_call_sql(const SurveyVariable *day, int unit);
extern bool svy_is_period(int unit, int64 code);
extern bool svy_period_of_text(int unit, const char *text, int32 *code);
extern const char *svy_period_example(int unit);

/* what to write instead, for an error that refuses a date; NULL: it is none */
extern const char *svy_period_hint(const SurveyVariable *variable);

#endif
