/*
 * period.c
 *	  Unit tests of what names of waves say.  Weeks: 2020 and 2026 have 53 of ISO
 *	  8601 (Python's date.isocalendar), 2025 has 52.
 */
#include "kernel/stats/period.h"
#include "tap.h"

#include <string.h>

static void
is_named(const char *text, const char *expected)
{
	Period period = period_read(text, strlen(text));
	char name[PERIOD_NAME] = "none";
	char about[100];

	if (period.kind == PERIOD_WRONG)
		strcpy(name, "wrong");
	else if (period.kind != PERIOD_NONE)
		period_name(&period, name);
	(void) snprintf(about, sizeof(about), "\"%s\" is %s", text, expected);
	if (!ok(strcmp(name, expected) == 0, about))
		printf("# got %s\n", name);
}

static void
test_names(void)
{
	static const char *const march[] = {
		"2026-03",	  "2026-3",		  "2026/03",	"2026/3",	"2026_03",	 "2026.03",
		"2026 3",	  "202603",		  "2026M03",	"03/2026",	"3-2026",	 "Mar 2026",
		"March 2026", "march 2026",	  "2026 March", "2026-Mar", "Mar. 2026", "MAR2026",
		"2026Mar",	  "  2026 - 03 ", "March, 2026"};
	static const char *const quarter[] = {"2026Q1",	 "2026-Q1",	 "2026 q1",
										  "Q1 2026", "Q1/2026",	 "Q1-2026",
										  "1Q 2026", "2026 Q 1", "Quarter 1 2026"};
	static const char *const day[] = {"2026-03-15",	  "2026/3/15",	 "20260315",  "15 March 2026",
									  "Mar 15, 2026", "2026 Mar 15", "15.3.2026", "3/15/2026"};
	static const char *const free_names[] = {"Wave 7",
											 "W7",
											 "7",
											 "Q1",
											 "pretest",
											 "March",
											 "2025/26",
											 "20263",
											 "1066",
											 "2026-03-04 to 2026-03-09",
											 "Spring 2026",
											 "2026-03 (repeat)",
											 "M\xc3\xa4rz 2026",
											 "",
											 "--",
											 "2026-031"};
	static const char *const wrong[] = {"2026-13",	 "2026-0",	   "2026-Q5", "2026-W54",
										"2025-W53",	 "2026-02-29", "2026-H3", "3/5/2026",
										"40.1.2026", "202613",	   "20261301"};

	for (size_t i = 0; i < sizeof(march) / sizeof(*march); i++)
		is_named(march[i], "2026-03");
	for (size_t i = 0; i < sizeof(quarter) / sizeof(*quarter); i++)
		is_named(quarter[i], "2026-Q1");
	for (size_t i = 0; i < sizeof(day) / sizeof(*day); i++)
		is_named(day[i], "2026-03-15");
	for (size_t i = 0; i < sizeof(free_names) / sizeof(*free_names); i++)
		is_named(free_names[i], "none");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		is_named(wrong[i], "wrong");
	is_named("2026", "2026");
	is_named("2026-W07", "2026-W07");
	is_named("2026W7", "2026-W07");
	is_named("Week 7 2026", "2026-W07");
	is_named("2026-W53", "2026-W53");
	is_named("2020-W53", "2020-W53");
	is_named("H2 2026", "2026-H2");
	is_named("2028-02-29", "2028-02-29");
	is_named("5.5.2026", "2026-05-05");
	is_named("5/5/2026", "2026-05-05");
}

static int
code(const char *text)
{
	Period period = period_read(text, strlen(text));

	return period_code(&period);
}

static int
before(const char *a, const char *b)
{
	Period later = period_read(a, strlen(a));
	Period earlier = period_read(b, strlen(b));

	return period_year_before(&later, &earlier);
}

static void
test_periods(void)
{
	ok(code("2026") == 2026 && code("H1 2026") == 20261 && code("2026 Q4") == 20264,
	   "years and parts");
	ok(code("Mar 2026") == 202603 && code("2026-W07") == 202607 && code("15 Mar 2026") == 20260315,
	   "months, weeks, days");
	ok(before("2026-03", "March 2025") == 0, "the month of the year before");
	ok(before("2026-03", "2025-02") == -1 && before("2026-03", "2024-03") == -1, "no other");
	ok(before("Q1 2026", "2025Q1") == 0 && before("2026", "2025") == 0, "quarters and years");
	ok(before("2026-03", "2025-W03") == -1, "a week is no month");
	ok(before("2026-03-15", "2025-03-12") == 3 && before("2026-03-15", "2025-04-12") == -1,
	   "days of the same month");
	ok(before("Wave 2", "Wave 1") == -1, "names that say nothing");
}

int
main(void)
{
	test_names();
	test_periods();
	return tap_done();
}
