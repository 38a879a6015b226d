/*
 * export_triples_xml.c
 *	  The metadata of a survey as Triple-S 2.0.
 */
#include "postgres.h"

#include <math.h>

#include "utils/float.h"

#include "codebook/language.h"
#include "codebook/role.h"
#include "export/export_triples.h"
#include "server/json.h"
#include "pg/svy.h"

/* what a text is of, to ask for it in other languages */
typedef struct TextOf
{
	const SurveyVariable *v;  /* or NULL */
	const SurveySet *set;	  /* or NULL; neither: the survey */
	int member;				  /* -1: the question */
	const SurveyLabel *label; /* or NULL: the question */
} TextOf;

static const char *
text_in_language(const Survey *survey, const TextOf *of, const char *language)
{
	if (of->label)
		return svy_answer_in(survey, of->v, of->label->code, language);
	if (of->v)
		return svy_question_in(survey, of->v, language);
	if (of->set)
		return of->member < 0 ? svy_set_question_in(survey, of->set, language)
							  : svy_option_in(survey, of->set, of->member, language);
	return svy_title_in(survey, language);
}

static void
put_language(StringInfo xml, const char *language, const char *text)
{
	appendStringInfoString(xml, "<text xml:lang=\"");
	export_xml_text(xml, export_language_tag(language));
	appendStringInfoString(xml, "\">");
	export_xml_text(xml, text);
	appendStringInfoString(xml, "</text>");
}

/* the text of the survey's language first, which programs take that look no further */
static void
put_texts(const TripleWriter *writer, const TextOf *of, const char *text)
{
	const Survey *survey = writer->export->survey;
	const char *own = svy_survey_language(survey);
	StringInfo xml = &writer->export->out;

	if (writer->export->nlanguages == 0 && !export_language_tag(own))
	{
		export_xml_text(xml, text);
		return;
	}
	if (export_language_tag(own))
		put_language(xml, own, text);
	else
		export_xml_text(xml, text);
	for (int i = 0; i < writer->export->nlanguages; i++)
	{
		const char *other = text_in_language(survey, of, writer->export->languages[i]);

		if (other)
			put_language(xml, writer->export->languages[i], other);
	}
}

static void
put_element(StringInfo xml, int indent, const char *tag, const char *text)
{
	appendStringInfoSpaces(xml, indent);
	appendStringInfo(xml, "<%s>", tag);
	export_xml_text(xml, text);
	appendStringInfo(xml, "</%s>\n", tag);
}

static void
put_text_element(const TripleWriter *writer, int indent, const char *tag, const TextOf *of,
				 const char *text)
{
	StringInfo xml = &writer->export->out;

	appendStringInfoSpaces(xml, indent);
	appendStringInfo(xml, "<%s>", tag);
	put_texts(writer, of, text);
	appendStringInfo(xml, "</%s>\n", tag);
}

/*
 * Answers
 */

static void
put_xml_value(const TripleWriter *writer, const char *code, const TextOf *of, const char *label,
			  const char *score)
{
	StringInfo xml = &writer->export->out;

	appendStringInfoString(xml, "          <value code=\"");
	export_xml_text(xml, code);
	if (score)
	{
		appendStringInfoString(xml, "\" score=\"");
		export_xml_text(xml, score);
	}
	appendStringInfoString(xml, "\">");
	if (of)
		put_texts(writer, of, label);
	else
		export_xml_text(xml, label);
	appendStringInfoString(xml, "</value>\n");
}

/* the score of an answer, as the codebook or the file that was loaded has it, or NULL */
static char *
score_of(const SurveyVariable *v, int32 number, const char *code)
{
	const SurveyLabel *label = svy_variable_find_label(v, number);
	double own = label && label->missing ? NAN : svy_variable_score(v, number);
	JsonbContainer *scores = svy_property_json(SVY_PROPERTIES(v), "scores");
	JsonbValue *score = scores && JsonContainerIsObject(scores) ? svy_json_get(scores, code) : NULL;

	/* once one answer has a score, those without one have none */
	if (v->nscores > 0)
		return isnan(own) ? NULL : float8out_internal(own);
	return score ? svy_json_to_string(score) : NULL;
}

static void
put_labels(TripleWriter *writer, TripleOut *out)
{
	const SurveyVariable *v = out->v;

	for (int i = 0; i < v->nlabels; i++)
	{
		const SurveyLabel *label = &v->labels[i];
		const char *code = psprintf("%d", label->code);

		if (out->field.kind == TRIPLE_LITERAL)
			code = label->value ? label->value : label->label;
		if (*code == '\0')
			triples_lose(out, TRIPLE_LOST_LABELS);
		else
			put_xml_value(writer, code, &(TextOf){.v = v, .label = label}, label->label,
						  score_of(v, label->code, code));
		if (label->missing)
			triples_lose(out, TRIPLE_LOST_MISSING);
	}
	for (int point = 1; out->field.kind == TRIPLE_SINGLE && point <= v->points; point++)
		if (!svy_variable_find_label(v, point))
			put_xml_value(writer, psprintf("%d", point), NULL, psprintf("%d", point),
						  score_of(v, point, ""));
	if (v->nranges > 0)
		triples_lose(out, TRIPLE_LOST_MISSING);
	if (svy_property_json(SVY_PROPERTIES(v), "labels"))
		triples_lose(out, TRIPLE_LOST_LABELS);
}

static void
put_values(TripleWriter *writer, TripleOut *out)
{
	StringInfo xml = &writer->export->out;

	appendStringInfoString(xml, "        <values>\n");
	if (out->low && out->high)
	{
		appendStringInfoString(xml, "          <range from=\"");
		export_xml_text(xml, out->low);
		appendStringInfoString(xml, "\" to=\"");
		export_xml_text(xml, out->high);
		appendStringInfoString(xml, "\"/>\n");
	}
	if (out->v)
		put_labels(writer, out);
	for (int i = 0; out->set && i < out->set->nmembers; i++)
		put_xml_value(writer, psprintf("%d", out->codes[i]),
					  &(TextOf){.set = out->set, .member = i}, out->set->member_labels[i], NULL);
	appendStringInfoString(xml, "        </values>\n");
}

/*
 * Variables
 */

static void
put_position(const TripleWriter *writer, const TripleOut *out)
{
	StringInfo xml = &writer->export->out;

	appendStringInfo(xml, "        <position start=\"%d\"", out->field.first);
	if (out->field.last > out->field.first)
		appendStringInfo(xml, " finish=\"%d\"", out->field.last);
	appendStringInfoString(xml, "/>\n");
}

/* properties of the variable, or of the first member of a multiple */
static SvyProperties
properties_of(const TripleOut *out)
{
	return SVY_PROPERTIES(out->v ? out->v : out->set->members[0]);
}

static const char *
use_of(const Survey *survey, const TripleOut *out)
{
	char *use = svy_property(properties_of(out), "use");

	if (out->field.kind == TRIPLE_QUANTITY &&
		(svy_column_roles(survey, out->v->name) & ROLE_WEIGHT))
		return "weight";
	/* it was one when the file was loaded */
	return use && strcmp(use, "weight") == 0 ? NULL : use;
}

static void
put_head(const TripleWriter *writer, const TripleOut *out, int ident)
{
	static const char *const types[] = {"single",	 "single",	"multiple", "quantity",
										"character", "logical", "date",		"time"};
	SVY_NAMES_FOLLOW(types, TRIPLE_TIME);
	StringInfo xml = &writer->export->out;
	const char *use = use_of(writer->export->survey, out);
	const char *label = out->v ? out->v->label : out->set->label;

	appendStringInfo(xml, "      <variable ident=\"%d\" type=\"%s\"", ident,
					 types[out->field.kind]);
	if (use)
	{
		appendStringInfoString(xml, " use=\"");
		export_xml_text(xml, use);
		appendStringInfoChar(xml, '"');
	}
	appendStringInfoString(xml,
						   out->field.kind == TRIPLE_LITERAL ? " format=\"literal\">\n" : ">\n");
	put_element(xml, 8, "name", out->name);
	put_text_element(writer, 8, "label", &(TextOf){.v = out->v, .set = out->set, .member = -1},
					 label ? label : "");
}

static void
put_variable(TripleWriter *writer, TripleOut *out, int ident)
{
	StringInfo xml = &writer->export->out;
	char *filter = svy_property(properties_of(out), "filter");

	put_head(writer, out, ident);
	put_position(writer, out);
	if (filter)
		put_element(xml, 8, "filter", filter);
	if (out->field.subfields > 0)
		appendStringInfo(xml, "        <spread subfields=\"%d\" width=\"%d\"/>\n",
						 out->field.subfields, out->width);
	switch (out->field.kind)
	{
		case TRIPLE_CHARACTER:
			appendStringInfo(xml, "        <size>%d</size>\n", out->width);
			break;
		case TRIPLE_SINGLE:
		case TRIPLE_LITERAL:
		case TRIPLE_MULTIPLE:
		case TRIPLE_QUANTITY:
			put_values(writer, out);
			break;
		default:
			break;
	}
	appendStringInfoString(xml, "      </variable>\n");
}

/* all languages, the one of the texts first */
static void
put_languages(const TripleWriter *writer)
{
	const char *own = export_language_tag(svy_survey_language(writer->export->survey));
	StringInfo xml = &writer->export->out;

	if (!own)
		return;
	appendStringInfoString(xml, " languages=\"");
	export_xml_text(xml, own);
	for (int i = 0; i < writer->export->nlanguages; i++)
	{
		appendStringInfoChar(xml, ' ');
		export_xml_text(xml, export_language_tag(writer->export->languages[i]));
	}
	appendStringInfoChar(xml, '"');
}

void
triples_write_metadata(TripleWriter *writer)
{
	const Survey *survey = writer->export->survey;
	StringInfo xml = &writer->export->out;
	char *name = svy_property(SVY_PROPERTIES(survey), "name");
	char *version = svy_property(SVY_PROPERTIES(survey), "version");

	appendStringInfoString(xml, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
								"<sss version=\"2.0\"");
	put_languages(writer);
	appendStringInfoString(xml, ">\n"
								"  <origin>mlops_survey</origin>\n"
								"  <survey>\n");
	if (name)
		put_element(xml, 4, "name", name);
	if (version)
		put_element(xml, 4, "version", version);
	if (survey->title)
		put_text_element(writer, 4, "title", &(TextOf){0}, survey->title);
	appendStringInfo(xml, "    <record ident=\"A\" %s>\n",
					 writer->csv ? "format=\"csv\" skip=\"1\"" : "format=\"fixed\"");
	for (int i = 0; i < writer->nouts; i++)
		put_variable(writer, &writer->outs[i], i + 1);
	appendStringInfoString(xml, "    </record>\n  </survey>\n</sss>\n");
}
