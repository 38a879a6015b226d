/*
 * report_html.c
 *	  A report as one HTML page: no script, no picture, nothing from elsewhere.
 *
 * Tables are tables with heads and captions, for readers of screens; what a label
 * or option says is text, whatever stands in it.
 */
#include "postgres.h"

#include <math.h>

#include "show/report.h"

static const char *const style =
	"*{box-sizing:border-box}"
	"body{margin:0;background:#fff;color:#1a1a1a;font:16px/1.45 system-ui,-apple-system,'Segoe UI',"
	"Roboto,'Helvetica Neue',Arial,sans-serif}"
	"main{max-width:72rem;margin:0 auto;padding:2rem 1.25rem 4rem}"
	"h1{font-size:1.8rem;line-height:1.2;margin:0 0 .25rem}"
	"h2{font-size:1.15rem;line-height:1.3;margin:2.5rem 0 .5rem;overflow-wrap:anywhere}"
	".subtitle{font-size:1.1rem;color:#444;margin:0 0 1rem}"
	"dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.25rem;margin:1rem 0;"
	"padding:1rem;background:#f3f5f7;border-left:4px solid #0b5cab}"
	"dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}"
	"nav ol{columns:20rem 2;padding-left:1.5rem}nav li{break-inside:avoid;padding:.15rem 0}"
	"a{color:#0b5cab}"
	".wide{overflow-x:auto}"
	"table{border-collapse:collapse;width:100%;margin:.5rem 0 "
	"1rem;font-variant-numeric:tabular-nums}"
	"caption{text-align:left;color:#444;font-size:.9rem;padding:.25rem 0}"
	"th,td{padding:.3rem .6rem;text-align:right;vertical-align:top;border-bottom:1px solid #d9dde1}"
	"thead th{border-bottom:2px solid #1a1a1a;vertical-align:bottom;font-weight:600}"
	"th[scope=row],thead "
	"th:first-child{text-align:left;font-weight:400;min-width:11rem;overflow-wrap:anywhere}"
	"thead th[scope=colgroup]{text-align:center}"
	".topline td.share{width:45%;text-align:left}.topline td{white-space:nowrap}"
	".bar{display:inline-block;height:.85rem;background:#0b5cab;vertical-align:middle;margin-right:"
	".5rem;"
	"min-width:1px;max-width:calc(100% - "
	"4rem);print-color-adjust:exact;-webkit-print-color-adjust:exact}"
	".net th[scope=row],.net td{font-weight:600}"
	".base th[scope=row],.base td{color:#444;font-size:.9rem}"
	".banner{font-size:.9rem}"
	".letters{color:#9a3412;font-weight:700;margin-left:.2rem}"
	".low{color:#595959;font-style:italic}"
	"footer{margin-top:3rem;border-top:1px solid "
	"#d9dde1;padding-top:1rem;color:#444;font-size:.9rem}"
	"@page{size:A4 landscape;margin:14mm}"
	"@media "
	"print{html{font-size:10.5px}body{font-size:1rem}main{max-width:none;padding:0}nav{display:"
	"none}"
	"section,table,.wide{break-inside:avoid}.wide{overflow:visible}tr{break-inside:avoid}thead{"
	"display:table-"
	"header-group}"
	"h2{break-after:avoid;margin-top:1.25rem}a{color:inherit;text-decoration:none}}";

static void
html_text(StringInfo out, const char *text)
{
	for (; text != NULL && *text != '\0'; text++)
		switch (*text)
		{
			case '&':
				appendStringInfoString(out, "&amp;");
				break;
			case '<':
				appendStringInfoString(out, "&lt;");
				break;
			case '>':
				appendStringInfoString(out, "&gt;");
				break;
			case '"':
				appendStringInfoString(out, "&quot;");
				break;
			case '\'':
				appendStringInfoString(out, "&#39;");
				break;
			default:
				appendStringInfoChar(out, *text);
		}
}

/* <tag attributes>text</tag> */
static void
html_element(StringInfo out, const char *tag, const char *attributes, const char *text)
{
	appendStringInfo(out, "<%s%s%s>", tag, attributes[0] ? " " : "", attributes);
	html_text(out, text);
	appendStringInfo(out, "</%s>", tag);
}

static void
html_head(StringInfo out, const Report *report)
{
	appendStringInfoString(out, "<!DOCTYPE html>\n<html lang=\"");
	html_text(out, report->language);
	appendStringInfoString(out,
						   "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
						   "content=\"width=device-width, initial-scale=1\">\n"
						   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
						   "'none'; style-src 'unsafe-inline'\">\n");
	html_element(out, "title", "", report->title);
	appendStringInfo(out, "\n<style>%s</style>\n</head>\n<body>\n<main>\n", style);
	html_element(out, "h1", "", report->title);
	if (report->subtitle != NULL)
		html_element(out, "p", "class=\"subtitle\"", report->subtitle);
	appendStringInfoString(out, "\n<section aria-label=\"Method\">\n<dl>\n");
	for (int i = 0; i < report->nfacts; i++)
	{
		html_element(out, "dt", "", report->facts[i].name);
		html_element(out, "dd", "", report->facts[i].text);
		appendStringInfoChar(out, '\n');
	}
	appendStringInfoString(out, "</dl>\n</section>\n");
}

static void
html_contents(StringInfo out, const Report *report)
{
	if (report->nquestions < 2)
		return;
	appendStringInfoString(out, "<nav aria-label=\"Questions\">\n<ol>\n");
	for (int i = 0; i < report->nquestions; i++)
	{
		appendStringInfo(out, "<li><a href=\"#q%d\">", i + 1);
		html_text(out, report->questions[i].cells[0].row_question);
		appendStringInfoString(out, "</a></li>\n");
	}
	appendStringInfoString(out, "</ol>\n</nav>\n");
}

static bool
is_line_shown(const SvyTableCell *cell)
{
	return strcmp(cell->statistic, "se") != 0;
}

static const char *
row_class(const SvyTableCell *cell)
{
	return cell->is_net ? " class=\"net\"" : "";
}

static void
html_topline(StringInfo out, const ReportQuestion *question)
{
	appendStringInfoString(out, "<table class=\"topline\">\n");
	html_element(out, "caption", "", psprintf("Base: %s", svy_report_base(question)));
	appendStringInfoString(out,
						   "\n<thead><tr><th scope=\"col\">Answer</th><th scope=\"col\" "
						   "style=\"text-align:left\">Percent</th><th scope=\"col\">Interval</th>"
						   "<th scope=\"col\">Respondents</th></tr></thead>\n<tbody>\n");
	for (int line = 0; line < question->nlines; line++)
	{
		const SvyTableCell *cell = report_cell(question, line, 0);

		if (!is_line_shown(cell))
			continue;
		appendStringInfo(out, "<tr%s>", row_class(cell));
		html_element(out, "th", "scope=\"row\"", cell->row_label);
		appendStringInfoString(out, "<td class=\"share\">");
		if (svy_cell_is_percent(cell) && cell->estimate > 0)
			appendStringInfo(out, "<span class=\"bar\" style=\"width:%.1f%%\"></span>",
							 fmin(cell->estimate, 100));
		html_text(out, svy_report_number(cell));
		appendStringInfoString(out, "</td>");
		html_element(out, "td", "", svy_report_interval(cell));
		html_element(out, "td", "", svy_report_count(cell->n));
		appendStringInfoString(out, "</tr>\n");
	}
	appendStringInfoString(out, "</tbody>\n</table>\n");
}

/* the variables of the banner over their columns */
static void
html_banner_head(StringInfo out, const ReportQuestion *question)
{
	appendStringInfoString(out, "<thead>\n<tr><td></td>");
	for (int column = 0, end; column < question->ncolumns; column = end)
	{
		const char *variable = report_cell(question, 0, column)->column_variable;

		for (end = column + 1;
			 end < question->ncolumns &&
			 strcmp(report_cell(question, 0, end)->column_variable, variable) == 0;)
			end++;
		html_element(out, "th", psprintf("scope=\"colgroup\" colspan=\"%d\"", end - column),
					 report_cell(question, 0, column)->is_total
						 ? ""
						 : report_cell(question, 0, column)->column_question);
	}
	appendStringInfoString(out, "</tr>\n<tr><td></td>");
	for (int column = 0; column < question->ncolumns; column++)
	{
		const SvyTableCell *cell = report_cell(question, 0, column);

		appendStringInfoString(out, "<th scope=\"col\">");
		html_text(out, cell->column_label);
		if (cell->column_letter != NULL)
			appendStringInfo(out, "<br>%s", cell->column_letter);
		appendStringInfoString(out, "</th>");
	}
	appendStringInfoString(out, "</tr>\n</thead>\n");
}

static void
html_bases(StringInfo out, const ReportQuestion *question)
{
	static const char *const names[] = {"Base", "Base (weighted)", "Effective base"};

	for (int i = 0; i < lengthof(names); i++)
	{
		appendStringInfo(out, "<tr class=\"base\"><th scope=\"row\">%s</th>", names[i]);
		for (int column = 0; column < question->ncolumns; column++)
		{
			const SvyTableCell *cell = report_cell(question, 0, column);
			double base = i == 0   ? cell->base_n
						  : i == 1 ? cell->base_weighted
								   : cell->effective_base;

			appendStringInfo(out, "<td>%s%s</td>",
							 svy_report_count(isnan(base) && !cell->suppressed ? 0 : base),
							 i == 2 && cell->low_base ? "*" : "");
		}
		appendStringInfoString(out, "</tr>\n");
	}
}

static void
html_banner(StringInfo out, const ReportQuestion *question)
{
	appendStringInfoString(out,
						   "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"By "
						   "groups\">\n<table class=\"banner\">\n");
	html_element(out, "caption", "",
				 psprintf("%s: column percents", question->cells[0].row_question));
	html_banner_head(out, question);
	appendStringInfoString(out, "<tbody>\n");
	html_bases(out, question);
	for (int line = 0; line < question->nlines; line++)
	{
		if (!is_line_shown(report_cell(question, line, 0)))
			continue;
		appendStringInfo(out, "<tr%s>", row_class(report_cell(question, line, 0)));
		html_element(out, "th", "scope=\"row\"", report_cell(question, line, 0)->row_label);
		for (int column = 0; column < question->ncolumns; column++)
		{
			const SvyTableCell *cell = report_cell(question, line, column);

			appendStringInfoString(out, cell->low_base ? "<td class=\"low\">" : "<td>");
			html_text(out, svy_report_number(cell));
			if (cell->higher_than != NULL)
				html_element(out, "span", "class=\"letters\"", cell->higher_than);
			appendStringInfoString(out, cell->low_base ? "*</td>" : "</td>");
		}
		appendStringInfoString(out, "</tr>\n");
	}
	appendStringInfoString(out, "</tbody>\n</table>\n</div>\n");
}

char *
svy_report_html(const Report *report)
{
	const char *notes[8];
	int nnotes = svy_report_notes(report, notes);
	StringInfoData out;

	initStringInfo(&out);
	html_head(&out, report);
	html_contents(&out, report);
	for (int i = 0; i < report->nquestions; i++)
	{
		const ReportQuestion *question = &report->questions[i];

		appendStringInfo(&out, "<section id=\"q%d\" aria-labelledby=\"h%d\">\n", i + 1, i + 1);
		html_element(&out, "h2", psprintf("id=\"h%d\"", i + 1), question->cells[0].row_question);
		html_topline(&out, question);
		if (question->ncolumns > 1)
			html_banner(&out, question);
		appendStringInfoString(&out, "</section>\n");
	}
	appendStringInfoString(&out, "<footer>\n");
	for (int i = 0; i < nnotes; i++)
		html_element(&out, "p", "", notes[i]);
	if (report->notes != NULL)
		html_element(&out, "p", "", report->notes);
	appendStringInfoString(&out, "</footer>\n</main>\n</body>\n</html>\n");
	return out.data;
}
