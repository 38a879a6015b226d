/*
 * report.h
 *	  Reports of a survey: what the formats share.
 */
#ifndef SHOW_REPORT_H
#define SHOW_REPORT_H

#include "postgres.h"

#include "codebook/codebook.h"
#include "export/tables.h"
#include "lib/stringinfo.h"

/* a line of the method note */
typedef struct ReportFact
{
	const char *name;
	const char *text;
} ReportFact;

#define REPORT_FACTS 16

/* the cells of a question: line after line, each with all columns, the Total first */
typedef struct ReportQuestion
{
	const SvyTableCell *cells;
	int nlines;
	int ncolumns;
} ReportQuestion;

typedef struct Report
{
	const Survey *survey;
	const char *title;
	const char *subtitle; /* or NULL */
	const char *notes;	  /* or NULL */
	const char *language;
	double level;
	double second_level; /* of small letters; 0: none */
	double min_base;
	int nfacts;
	ReportFact facts[REPORT_FACTS];
	int nquestions;
	ReportQuestion *questions;
	bool letters;	 /* some column has letters */
	bool low;		 /* some base is low */
	bool suppressed; /* some cell is not shown */
	bool unasked;	 /* some cell is of an option that was not asked there */
} Report;

/* the cell of a line and column, from 0 */
static inline const SvyTableCell *
report_cell(const ReportQuestion *question, int line, int column)
{
	return &question->cells[(size_t) line * question->ncolumns + column];
}

/* "27.3" of a percent, "3.41" of a mean; an en dash of nothing */
extern char *svy_report_number(const SvyTableCell *cell);

/* a number of respondents; an en dash where it is not shown */
extern char *svy_report_count(double count);

/* "22.1 to 33.0", or an empty text */
extern char *svy_report_interval(const SvyTableCell *cell);

/* "All who have a pet, 320 respondents, effective base 301" of the Total */
extern char *svy_report_base(const ReportQuestion *question);

/* footnotes that the report needs, each a line */
extern int svy_report_notes(const Report *report, const char **notes);

extern char *svy_report_html(const Report *report);
extern char *svy_report_markdown(const Report *report);

#endif
