/*
 * export_ddi.c
 *	  The codebook of a survey as DDI Codebook 2.5, the standard of archives,
 *	  for the survey's CSV.  Elements stand in the order of its schema.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/float.h"

#include "codebook/language.h"
#include "codebook/role.h"
#include "export/export.h"

static const char start[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	"<codeBook xmlns=\"ddi:codebook:2_5\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
	"xsi:schemaLocation=\"ddi:codebook:2_5 "
	"http://www.ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd\" "
	"version=\"2.5\"";

static const char study[] = ">\n"
							"  <stdyDscr>\n    <citation>\n      <titlStmt>\n        <titl>";

static void
append_element(StringInfo xml, const char *open, const char *text, const char *close)
{
	appendStringInfoString(xml, open);
	export_xml_text(xml, text);
	appendStringInfoString(xml, close);
}

/* a text in another language, if it has one */
static void
append_language(StringInfo xml, const char *open, const char *language, const char *text,
				const char *close)
{
	if (text)
		append_element(xml, psprintf("%s xml:lang=\"%s\">", open, export_language_tag(language)),
					   text, close);
}

static bool
is_number(const ExportColumn *column)
{
	return column->type == BOOLOID || svy_column_kind(column->type) == COLUMN_INTEGER ||
		   svy_column_kind(column->type) == COLUMN_NUMBER;
}

static bool
is_weight(const Export *export, const ExportColumn *column)
{
	return (svy_column_roles(export->survey, column->v->name) & ROLE_WEIGHT) != 0;
}

/*
 * Variables
 */

static void
append_ranges(StringInfo xml, const SurveyVariable *v)
{
	if (v->nranges == 0)
		return;
	appendStringInfoString(xml, "      <invalrng>\n");
	for (int i = 0; i < v->nranges; i++)
	{
		appendStringInfoString(xml, "        <range");
		if (!isinf(v->ranges[i].low))
			appendStringInfo(xml, " min=\"%s\"", float8out_internal(v->ranges[i].low));
		if (!isinf(v->ranges[i].high))
			appendStringInfo(xml, " max=\"%s\"", float8out_internal(v->ranges[i].high));
		appendStringInfoString(xml, "/>\n");
	}
	appendStringInfoString(xml, "      </invalrng>\n");
}

static void
append_answer(StringInfo xml, const char *code, const char *label, bool missing)
{
	appendStringInfo(xml, "      <catgry%s>", missing ? " missing=\"Y\"" : "");
	append_element(xml, "<catValu>", code, "</catValu>");
	append_element(xml, "<labl>", label, "</labl>");
}

static void
append_answers(const Export *export, StringInfo xml, const ExportColumn *column)
{
	const SurveyVariable *v = column->v;

	for (int i = 0; i < v->nlabels; i++)
	{
		const SurveyLabel *label = &v->labels[i];
		const char *code = psprintf("%d", label->code);

		if (!is_number(column))
			code = label->value ? label->value : label->label;
		append_answer(xml, code, label->label, label->missing);
		for (int j = 0; j < export->nlanguages; j++)
			append_language(xml, "<labl", export->languages[j],
							svy_answer_in(export->survey, v, label->code, export->languages[j]),
							"</labl>");
		appendStringInfoString(xml, "</catgry>\n");
	}
	/* the points of a scale are answers, labelled or not */
	for (int point = 1; point <= v->points; point++)
		if (!svy_variable_find_label(v, point))
		{
			append_answer(xml, psprintf("%d", point), psprintf("%d", point), false);
			appendStringInfoString(xml, "</catgry>\n");
		}
}

static const char *
format_of(const ExportColumn *column)
{
	if (is_number(column))
		return "type=\"numeric\"";
	switch (column->type)
	{
		case DATEOID:
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
			return "type=\"character\" category=\"date\"";
		case TIMEOID:
		case INTERVALOID:
			return "type=\"character\" category=\"time\"";
		default:
			return "type=\"character\"";
	}
}

static void
append_head(const Export *export, StringInfo xml, int i)
{
	const ExportColumn *column = &export->columns[i];
	SurveyMeasure measure = column->v->measure;

	appendStringInfo(xml, "    <var ID=\"V%d\"", i + 1);
	append_element(xml, " name=\"", export_csv_header(export, column), "\"");
	if (is_weight(export, column))
		appendStringInfoString(xml, " wgt=\"wgt\"");
	if (measure == SURVEY_SCALE)
		appendStringInfoString(xml, " intrvl=\"contin\"");
	else if (measure == SURVEY_NOMINAL || measure == SURVEY_ORDINAL)
		appendStringInfo(xml, " intrvl=\"discrete\" nature=\"%s\"",
						 measure == SURVEY_ORDINAL ? "ordinal" : "nominal");
	appendStringInfoString(xml, ">\n");
}

/* the question, or what an option of a set is called; in another language, or NULL for the survey's */
static const char *
ddi_label(const Export *export, const SurveyVariable *v, const char *language)
{
	const Survey *survey = export->survey;

	for (int i = 0; !v->label && i < survey->nsets; i++)
		for (int j = 0; j < survey->sets[i].nmembers; j++)
			if (survey->sets[i].members[j] == v)
				return language ? svy_option_in(survey, &survey->sets[i], j, language)
								: survey->sets[i].member_labels[j];
	return language ? svy_question_in(survey, v, language) : v->label;
}

static void
append_variable(const Export *export, StringInfo xml, int i)
{
	const ExportColumn *column = &export->columns[i];
	const char *filter = svy_property(SVY_PROPERTIES(column->v), "filter");
	const char *label = ddi_label(export, column->v, NULL);

	append_head(export, xml, i);
	if (label)
		append_element(xml, "      <labl>", label, "</labl>\n");
	for (int j = 0; label && j < export->nlanguages; j++)
		append_language(xml, "      <labl", export->languages[j],
						ddi_label(export, column->v, export->languages[j]), "</labl>\n");
	append_ranges(xml, column->v);
	if (filter)
		append_element(xml, "      <universe>", filter, "</universe>\n");
	append_answers(export, xml, column);
	appendStringInfo(xml, "      <varFormat %s/>\n    </var>\n", format_of(column));
}

/*
 * Sets
 */

/* a group of variables says of each whether it was chosen, with the code 1 */
static bool
is_group(const Export *export, const SurveySet *set)
{
	for (int i = 0; i < set->nmembers; i++)
		if (!export_column(export, set->members[i]))
			return false;
	return set->nmembers > 0 && set->counted == 1;
}

static void
append_set(const Export *export, StringInfo xml, int number)
{
	const SurveySet *set = &export->survey->sets[number];

	if (!is_group(export, set))
	{
		for (int i = 0; i < set->nmembers; i++)
			if (export_column(export, set->members[i]))
			{
				export_warn("set \"%s\" is not kept: a group of DDI needs all of its variables, "
							"with 1 for what was chosen",
							set->name);
				break;
			}
		return;
	}
	appendStringInfo(xml, "    <varGrp ID=\"G%d\" type=\"multipleResp\" var=\"", number + 1);
	for (int i = 0; i < set->nmembers; i++)
		appendStringInfo(xml, "%sV%d", i > 0 ? " " : "",
						 (int) (export_column(export, set->members[i]) - export->columns) + 1);
	append_element(xml, "\" name=\"", set->name, "\">");
	append_element(xml, "<labl>", set->label ? set->label : "", "</labl>");
	for (int j = 0; j < export->nlanguages; j++)
		append_language(xml, "<labl", export->languages[j],
						svy_set_question_in(export->survey, set, export->languages[j]), "</labl>");
	appendStringInfoString(xml, "</varGrp>\n");
}

void
export_ddi(Export *export)
{
	const Survey *survey = export->survey;
	StringInfo xml = &export->out;

	appendStringInfoString(xml, start);
	if (export_language_tag(svy_survey_language(survey)))
		append_element(xml, " xml:lang=\"", export_language_tag(svy_survey_language(survey)), "\"");
	append_element(xml, study, survey->title ? survey->title : survey->name, "</titl>\n");
	for (int j = 0; j < export->nlanguages; j++)
		append_language(xml, "        <parTitl", export->languages[j],
						svy_title_in(survey, export->languages[j]), "</parTitl>\n");
	appendStringInfoString(xml,
						   "      </titlStmt>\n    </citation>\n  </stdyDscr>\n  <dataDscr>\n");
	for (int i = 0; i < survey->nsets; i++)
		append_set(export, xml, i);
	for (int i = 0; i < export->ncolumns; i++)
		append_variable(export, xml, i);
	appendStringInfoString(xml, "  </dataDscr>\n</codeBook>\n");
}
