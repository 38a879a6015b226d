/*
 * report.c
 *	  survey_report: a survey as one page, with what readers must know of how it
 *	  was made.
 */
#include "postgres.h"

#include <math.h>

#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "codebook/language.h"
#include "kernel/base/decimal.h"
#include "pg/arguments.h"
#include "pg/compat.h"
#include "server/json.h"
#include "server/statement.h"
#include "show/report.h"

#define EN_DASH "\xE2\x80\x93"
#define PLUS_MINUS "\xC2\xB1"

static char *
fixed(double number, int digits)
{
	char *text = palloc(320);

	if (decimal_fixed(number, digits, text) == 0)
		snprintf(text, 320, "%.*f", digits, number);
	return text;
}

char *
svy_report_number(const SvyTableCell *cell)
{
	if (isnan(cell->estimate))
		return pstrdup(EN_DASH);
	return fixed(cell->estimate, svy_cell_is_percent(cell) ? 1 : 2);
}

char *
svy_report_count(double count)
{
	return isnan(count) ? pstrdup(EN_DASH) : psprintf("%.0f", count);
}

char *
svy_report_interval(const SvyTableCell *cell)
{
	int digits = svy_cell_is_percent(cell) ? 1 : 2;

	if (isnan(cell->low) || isnan(cell->high))
		return pstrdup("");
	return psprintf("%s to %s", fixed(cell->low, digits), fixed(cell->high, digits));
}

char *
svy_report_base(const ReportQuestion *question)
{
	const SvyTableCell *total = report_cell(question, 0, 0);

	if (isnan(total->base_n))
		return pstrdup("base not shown");
	return psprintf("%s%s%.0f respondents, effective base %.0f",
					total->base_text ? total->base_text : "", total->base_text ? ", " : "",
					total->base_n, isnan(total->effective_base) ? 0 : total->effective_base);
}

int
svy_report_notes(const Report *report, const char **notes)
{
	int count = 0;
	const char *test = report->nquestions > 0 ? report->questions[0].cells[0].test : NULL;

	if (report->letters)
		notes[count++] =
			psprintf("A letter behind a number: significantly higher than the column of that "
					 "letter, at %g %%%s (%s).",
					 100 * report->level,
					 report->second_level > 0
						 ? psprintf("; a small one at %g %%", 100 * report->second_level)
						 : "",
					 test ? test : "");
	if (report->low)
		notes[count++] = psprintf(
			"* effective base below %g: not tested, and to be read with care.", report->min_base);
	if (report->suppressed)
		notes[count++] = SVY_SUPPRESSED_NOTE;
	if (report->unasked)
		notes[count++] = SVY_UNASKED_NOTE;
	notes[count++] =
		psprintf("Intervals: %g %% confidence. Percents are of the base of each "
				 "question; they may not add up to 100 for rounding, and add up to more "
				 "where several answers could be given.",
				 100 * report->level);
	return count;
}

/*
 * Tables
 */

static void
add_question(Report *report, const SvyTables *tables, int64 first, int64 end)
{
	ReportQuestion *question = &report->questions[report->nquestions++];

	question->cells = &tables->cells[first];
	while (first + question->ncolumns < end &&
		   tables->cells[first + question->ncolumns].row == tables->cells[first].row)
		question->ncolumns++;
	question->nlines = (int) ((end - first) / question->ncolumns);
	for (int64 i = first; i < end; i++)
	{
		report->letters = report->letters || tables->cells[i].higher_than != NULL;
		report->low = report->low || tables->cells[i].low_base;
		report->suppressed = report->suppressed || tables->cells[i].suppressed;
		report->unasked = report->unasked || svy_cell_unasked(&tables->cells[i]);
	}
}

static void
add_questions(Report *report, const SvyTables *tables)
{
	int64 first = 0;

	report->questions = palloc0_array(ReportQuestion, tables->count + 1);
	for (int64 i = 1; i <= tables->count; i++)
		if (i == tables->count || tables->cells[i].question != tables->cells[first].question)
		{
			CHECK_FOR_INTERRUPTS();
			add_question(report, tables, first, i);
			first = i;
		}
}

/*
 * The method note
 */

static void
add_fact(Report *report, const char *name, const char *text)
{
	if (text != NULL && text[0] != '\0')
		report->facts[report->nfacts++] = (ReportFact){name, text};
}

/* the Total with the most respondents */
static const SvyTableCell *
largest_base(const Report *report)
{
	const SvyTableCell *largest = NULL;

	for (int i = 0; i < report->nquestions; i++)
		if (!isnan(report->questions[i].cells[0].base_n) &&
			(largest == NULL || report->questions[i].cells[0].base_n > largest->base_n))
			largest = &report->questions[i].cells[0];
	return largest;
}

/*
 * Only a sample drawn at random has a margin of error, or one with a model (AAPOR):
 * survey_margin_of_error knows the rule.  "sample" is what the options say of it.
 * A margin tells how many respondents it is of, so that there is none where the page
 * does not say that; base: the largest that it shows, or NULL.
 */
static void
add_margin(Report *report, const SvyTableRequest *request, const char *sample,
		   const SvyTableCell *base)
{
	static const SvyTableArgument arguments[] = {TABLE_NAME,	TABLE_ROWS,	 TABLE_WEIGHT,
												 TABLE_FILTER,	TABLE_LEVEL, TABLE_SUPPRESS,
												 TABLE_ROUND_TO};
	Oid types[] = {TEXTOID, TEXTARRAYOID, TEXTOID, TEXTOID, FLOAT8OID, JSONBOID, INT4OID, TEXTOID};
	MemoryContext context = CurrentMemoryContext;
	Datum values[lengthof(types)];
	char nulls[] = "        ";
	char *fields[5]; /* margin, deff, sampling, note, n */

	for (int i = 0; i < lengthof(arguments); i++)
	{
		nulls[i] = request->set[arguments[i]] ? ' ' : 'n';
		values[i] = request->set[arguments[i]] ? request->values[arguments[i]] : (Datum) 0;
	}
	if (sample != NULL)
		sample = pg_strcasecmp(sample, "probability") == 0 ? "probability" : "non-probability";
	nulls[lengthof(arguments)] = sample ? ' ' : 'n';
	values[lengthof(arguments)] = sample ? CStringGetTextDatum(sample) : (Datum) 0;
	if (svy_execute_with_args(
			psprintf("SELECT pg_catalog.round(m.margin::pg_catalog.numeric, 1),"
					 " pg_catalog.round(m.deff::pg_catalog.numeric, 2), m.sampling, m.note, m.n"
					 " FROM %s.survey_margin_of_error($1, $2, $3, $4, $5,"
					 " pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object('suppress', $6,"
					 " 'round_to', $7, 'sampling', $8))) m",
					 quote_identifier(request->schema)),
			lengthof(types), types, values, nulls, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not find the margin of error");
	MemoryContextSwitchTo(context);
	for (int i = 0; i < lengthof(fields); i++)
		fields[i] = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, i + 1);
	if (fields[0] == NULL && fields[3] != NULL)
		add_fact(
			report, "Margin of error",
			psprintf("none is given: %s. Intervals show what chance alone would do.", fields[3]));
	else if (report->suppressed && (base == NULL || fields[4] == NULL ||
									strcmp(fields[4], psprintf("%.0f", base->base_n)) != 0))
		add_fact(report, "Margin of error", "none is given: the largest base is not shown.");
	else if (fields[0] != NULL)
		add_fact(report, "Margin of error",
				 psprintf(PLUS_MINUS "%s points at 50 %%, %g %% confidence, design effect %s%s%s",
						  fields[0], 100 * report->level, fields[1],
						  fields[3] ? "; by a model: " : "", fields[3] ? fields[3] : ""));
	SPI_freetuptable(SPI_tuptable);
}

static void
add_weight(Report *report, const char *weight)
{
	const SvyTableCell *base = largest_base(report);

	if (weight == NULL)
		weight = report->survey->weight;
	if (weight == NULL)
		add_fact(report, "Weight", "none");
	else if (base == NULL || !(base->base_n > 0))
		add_fact(report, "Weight", weight);
	else
		add_fact(report, "Weight",
				 psprintf("%s; effective base %.0f, efficiency %.0f %%", weight,
						  base->effective_base, 100 * base->effective_base / base->base_n));
}

static void
add_facts(Report *report, const SvyTableRequest *request, JsonbContainer *options,
		  const char *weight, const char *filter)
{
	static const char *const where = "the options";
	const SvyTableCell *base = largest_base(report);

	if (base != NULL)
		add_fact(report, report->nquestions > 1 ? "Largest base" : "Base",
				 psprintf("%.0f respondents", base->base_n));
	if (options != NULL)
	{
		add_fact(report, "Who was asked", svy_json_string(options, "population", where));
		add_fact(report, "Field dates", svy_json_string(options, "dates", where));
		add_fact(report, "Mode", svy_json_string(options, "mode", where));
		add_fact(report, "Sample", svy_json_string(options, "sample", where));
	}
	add_fact(report, "Only", filter);
	add_weight(report, weight);
	if (base != NULL)
		add_fact(report, "Standard errors", base->variance);
	add_margin(report, request, options ? svy_json_string(options, "sample", where) : NULL, base);
	if (options != NULL)
		add_fact(report, "Source", svy_json_string(options, "source", where));
}

/*
 * The function
 */

/* (name, variables, columns, weight, filter, level, tests, min_base, format, language, suppress, round_to, options) */
static SvyTableRequest
report_request(FunctionCallInfo fcinfo)
{
	SvyTableRequest request = svy_table_request(fcinfo);

	svy_table_argument(&request, TABLE_NAME, fcinfo, 0);
	svy_table_argument(&request, TABLE_COLUMNS, fcinfo, 2);
	svy_table_argument(&request, TABLE_ROWS, fcinfo, 1);
	svy_table_argument(&request, TABLE_WEIGHT, fcinfo, 3);
	svy_table_argument(&request, TABLE_FILTER, fcinfo, 4);
	svy_table_argument(&request, TABLE_LEVEL, fcinfo, 5);
	svy_table_argument(&request, TABLE_TESTS, fcinfo, 6);
	svy_table_argument(&request, TABLE_MIN_BASE, fcinfo, 7);
	svy_table_argument(&request, TABLE_LANGUAGE, fcinfo, 9);
	svy_table_argument(&request, TABLE_SUPPRESS, fcinfo, 10);
	svy_table_argument(&request, TABLE_ROUND_TO, fcinfo, 11);
	return request;
}

/* what a browser is told of the texts: a tag, which not every name of a language is */
static const char *
page_language(const Survey *survey)
{
	const char *language = svy_survey_language(survey);

	return language && strspn(language, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
										"0123456789-") == strlen(language)
			   ? language
			   : "en";
}

/* the margin of error has the level of the tables */
static void
set_levels(Report *report, SvyTableRequest *request)
{
	SvyTableLevels levels = svy_table_levels(request, report->survey);

	report->level = levels.level;
	report->second_level = levels.second_level;
	report->min_base = levels.min_base;
	request->values[TABLE_LEVEL] = Float8GetDatum(levels.level);
	request->set[TABLE_LEVEL] = true;
}

PG_FUNCTION_INFO_V1(svy_survey_report);
Datum
svy_survey_report(PG_FUNCTION_ARGS)
{
	static const char *const formats[] = {"html", "markdown", NULL};
	static const char *const known[] = {"title", "subtitle", "notes",  "population", "dates",
										"mode",	 "sample",	 "source", "language",	 NULL};
	static const char *const where = "the options";
	MemoryContext context = CurrentMemoryContext;
	char *name = svy_required_argument(fcinfo, 0, "name");
	bool markdown = svy_choice_argument(fcinfo, 8, "format", formats) == 1;
	JsonbContainer *options = svy_options_argument(fcinfo, 12, known);
	SvyTableRequest request = report_request(fcinfo);
	Report report = {0};
	text *result;
	char *page;

	(void) svy_level_argument(fcinfo, 5);
	SPI_connect();
	report.survey = svy_survey_open_in(name, svy_text_argument(fcinfo, 9));
	set_levels(&report, &request);
	add_questions(&report, svy_tables_read(&request));
	report.title = report.survey->title ? report.survey->title : report.survey->name;
	report.language = page_language(report.survey);
	if (options != NULL)
	{
		char *said = svy_json_string(options, "title", where);
		char *language = svy_json_string(options, "language", where);

		report.title = said ? said : report.title;
		report.language = language ? language : report.language;
		report.subtitle = svy_json_string(options, "subtitle", where);
		report.notes = svy_json_string(options, "notes", where);
	}
	add_facts(&report, &request, options, svy_text_argument(fcinfo, 3),
			  svy_text_argument(fcinfo, 4));
	page = markdown ? svy_report_markdown(&report) : svy_report_html(&report);
	MemoryContextSwitchTo(context);
	result = cstring_to_text(page);
	SPI_finish();
	PG_RETURN_TEXT_P(result);
}
