/*
 * report_markdown.c
 *	  A report as Markdown with the tables of GitHub.
 */
#include "postgres.h"

#include "show/report.h"

/* a text within a line: what Markdown or HTML would take for more is a character */
static void
markdown_text(StringInfo out, const char *text)
{
	for (; text != NULL && *text != '\0'; text++)
	{
		if (*text == '<')
			appendStringInfoString(out, "&lt;");
		else if (*text == '>')
			appendStringInfoString(out, "&gt;");
		else if (*text == '&')
			appendStringInfoString(out, "&amp;");
		else if (*text == '\n' || *text == '\r')
			appendStringInfoChar(out, ' ');
		else
		{
			if (strchr("\\`*_[]|#~!", *text) != NULL)
				appendStringInfoChar(out, '\\');
			appendStringInfoChar(out, *text);
		}
	}
}

static void
markdown_cell(StringInfo out, const char *text)
{
	appendStringInfoString(out, " ");
	markdown_text(out, text);
	appendStringInfoString(out, " |");
}

static void
markdown_rule(StringInfo out, int columns)
{
	appendStringInfoString(out, "\n|---|");
	for (int i = 1; i < columns; i++)
		appendStringInfoString(out, "--:|");
	appendStringInfoChar(out, '\n');
}

static void
markdown_topline(StringInfo out, const ReportQuestion *question)
{
	appendStringInfo(out, "Base: %s\n\n| Answer | Percent | Interval | Respondents |",
					 svy_report_base(question));
	markdown_rule(out, 4);
	for (int line = 0; line < question->nlines; line++)
	{
		const SvyTableCell *cell = report_cell(question, line, 0);

		if (strcmp(cell->statistic, "se") == 0)
			continue;
		appendStringInfoChar(out, '|');
		markdown_cell(out, cell->row_label);
		markdown_cell(out, svy_report_number(cell));
		markdown_cell(out, svy_report_interval(cell));
		markdown_cell(out, svy_report_count(cell->n));
		appendStringInfoChar(out, '\n');
	}
	appendStringInfoChar(out, '\n');
}

static void
markdown_banner_head(StringInfo out, const ReportQuestion *question)
{
	appendStringInfoString(out, "|  |");
	for (int column = 0; column < question->ncolumns; column++)
	{
		const SvyTableCell *cell = report_cell(question, 0, column);

		markdown_cell(out, cell->column_letter
							   ? psprintf("%s (%s)", cell->column_label, cell->column_letter)
							   : cell->column_label);
	}
	markdown_rule(out, question->ncolumns + 1);
	appendStringInfoString(out, "| Base |");
	for (int column = 0; column < question->ncolumns; column++)
		markdown_cell(out, svy_report_count(report_cell(question, 0, column)->base_n));
	appendStringInfoChar(out, '\n');
}

static void
markdown_banner(StringInfo out, const ReportQuestion *question)
{
	markdown_banner_head(out, question);
	for (int line = 0; line < question->nlines; line++)
	{
		if (strcmp(report_cell(question, line, 0)->statistic, "se") == 0)
			continue;
		appendStringInfoChar(out, '|');
		markdown_cell(out, report_cell(question, line, 0)->row_label);
		for (int column = 0; column < question->ncolumns; column++)
		{
			const SvyTableCell *cell = report_cell(question, line, column);

			markdown_cell(out, psprintf("%s%s%s%s", svy_report_number(cell),
										cell->higher_than ? " " : "",
										cell->higher_than ? cell->higher_than : "",
										cell->low_base ? "*" : ""));
		}
		appendStringInfoChar(out, '\n');
	}
	appendStringInfoChar(out, '\n');
}

char *
svy_report_markdown(const Report *report)
{
	const char *notes[8];
	int nnotes = svy_report_notes(report, notes);
	StringInfoData out;

	initStringInfo(&out);
	appendStringInfoString(&out, "# ");
	markdown_text(&out, report->title);
	appendStringInfoString(&out, "\n\n");
	if (report->subtitle != NULL)
	{
		markdown_text(&out, report->subtitle);
		appendStringInfoString(&out, "\n\n");
	}
	for (int i = 0; i < report->nfacts; i++)
	{
		appendStringInfo(&out, "* **%s**: ", report->facts[i].name);
		markdown_text(&out, report->facts[i].text);
		appendStringInfoChar(&out, '\n');
	}
	for (int i = 0; i < report->nquestions; i++)
	{
		appendStringInfoString(&out, "\n## ");
		markdown_text(&out, report->questions[i].cells[0].row_question);
		appendStringInfoString(&out, "\n\n");
		markdown_topline(&out, &report->questions[i]);
		if (report->questions[i].ncolumns > 1)
			markdown_banner(&out, &report->questions[i]);
	}
	appendStringInfoString(&out, "\n---\n\n");
	for (int i = 0; i < nnotes; i++)
	{
		markdown_text(&out, notes[i]);
		appendStringInfoString(&out, "\n\n");
	}
	if (report->notes != NULL)
		markdown_text(&out, report->notes);
	return out.data;
}
