/*
 * load_triples.c
 *	  Reader of Triple-S: metadata in XML, which PostgreSQL parses, and data in
 *	  columns of fixed width or CSV.
 *
 * A multiple becomes one boolean column per code and a set of them, whether
 * the data holds a character per code (bitstring) or a number of codes one
 * after the other (spread).
 */
#include "postgres.h"

#include <math.h>
#include <sys/stat.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/json.h"

#include "codebook/codebook_impl.h"
#include "server/naming.h"
#include "load/load_formats.h"
#include "load/load_metadata.h"
#include "load/load_triples.h"
#include "kernel/stats/infer.h"
#include "kernel/file/sniff.h"
#include "server/statement.h"

#define MAX_LINE 10000000

/* from here on doubles do not hold all whole numbers */
#define FIRST_ROUNDED 9007199254740992.0

typedef struct TripleVariable
{
	TripleField field;
	SurveyVariable *v; /* or, of a multiple, the first of its members */
	SurveySet *set;	   /* of a multiple */
	int column;		   /* first one */
	int ncolumns;
	int32 *codes; /* of a multiple, by column */
	char *name;
	char *label;
	char *ident;
	char *filter;
	char *use;
	char *low;
	char *high;
	List *scored; /* answers that have a score, code and score as the file has them */
	List *scores;
} TripleVariable;

typedef struct TripleReader
{
	LoadReader reader;
	LoadOptions data; /* where the data is */
	int nvariables;
	TripleVariable *variables;
	char *title;
	char *name;
	char *version;
	char *encoding; /* of the data, or NULL */
	char *href;		/* where the data is, or NULL */
	int skip;
	LoadReader *csv; /* or NULL */
	TripleLines lines;
	int64 number; /* of the line */
	int ncells;
	LoadCell *cells;
	StringInfoData texts;
	LoadRow row;
	bool reported; /* a word of the file's own on the current row */
} TripleReader;

/*
 * Metadata
 */

/* rows of one of the functions over the document, with texts in a language, or NULL */
static uint64
ask(const char *function, const char *document, const char *language)
{
	MemoryContext context = CurrentMemoryContext;
	Oid types[] = {TEXTOID, TEXTOID};
	Datum values[] = {CStringGetTextDatum(document), 0};
	char *query = psprintf("SELECT * FROM mlops_survey.triple_s_%s(XMLPARSE(DOCUMENT $1)%s)",
						   function, language ? ", $2" : "");

	if (language)
		values[1] = CStringGetTextDatum(language);
	if (svy_execute_with_args(query, language ? 2 : 1, types, values, NULL, true, 0) !=
		SPI_OK_SELECT)
		elog(ERROR, "could not read the metadata");
	MemoryContextSwitchTo(context);
	return SPI_processed;
}

static char *
answer(uint64 row, int column)
{
	return SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column);
}

static int
number(const char *text, int otherwise)
{
	return text ? pg_strtoint32(text) : otherwise;
}

static void
triples_warn(TripleReader *triple, char *warning)
{
	triple->reader.warnings = lappend(triple->reader.warnings, warning);
}

static void
read_file(TripleReader *triple, const char *document)
{
	if (ask("file", document, NULL) != 1)
		ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
						errmsg("the XML is no Triple-S: its root is not <sss>")));
	triple->title = answer(0, 1);
	if (strcmp(answer(0, 2), "csv") == 0)
		triple->csv = (LoadReader *) -1; /* opened later */
	else if (strcmp(answer(0, 2), "fixed") != 0)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("Triple-S data in format \"%s\" cannot be read", answer(0, 2))));
	triple->skip = number(answer(0, 3), 0);
	triple->encoding = answer(0, 4);
	if (number(answer(0, 5), 1) > 1)
		triples_warn(triple, pstrdup("the file describes several levels; the first one is read"));
	if (number(answer(0, 6), 0) > 0)
		triples_warn(triple,
					 psprintf("texts in several modes, of which one is kept: %s", answer(0, 6)));
	triple->name = answer(0, 7);
	triple->version = answer(0, 8);
	if (answer(0, 9))
		triple->reader.inferred =
			lappend(triple->reader.inferred, psprintf("written %s", answer(0, 9)));
	triple->href = answer(0, 10);
}

static void
read_variables(TripleReader *triple, const char *document, const char *language)
{
	triple->nvariables = (int) ask("variables", document, language);
	if (triple->nvariables == 0)
		ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
						errmsg("the Triple-S file has no variables")));
	triple->variables = palloc0(triple->nvariables * sizeof(TripleVariable));
	for (int i = 0; i < triple->nvariables; i++)
	{
		TripleVariable *variable = &triple->variables[i];
		TripleField *field = &variable->field;
		char *type = answer(i, 3);

		variable->ident = answer(i, 2);
		variable->use = answer(i, 4);
		variable->filter = answer(i, 6);
		variable->name = answer(i, 7);
		if (!variable->name || !*variable->name)
			variable->name = psprintf("v%d", i + 1);
		variable->label = answer(i, 8);
		field->first = number(answer(i, 9), 0);
		field->last = number(answer(i, 10), 0);
		field->subfields = number(answer(i, 11), 0);
		field->width = number(answer(i, 12), 0);
		variable->low = answer(i, 13);
		variable->high = answer(i, 14);
		if (!type || !triple_type(type, answer(i, 5), field) || field->first < 1 ||
			field->last < field->first || field->last > MAX_LINE || field->subfields < 0 ||
			field->width < 0 || field->width > MAX_LINE)
			ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
							errmsg("variable \"%s\" of the Triple-S file has a type or position "
								   "that cannot be",
								   variable->name)));
	}
}

static void
warn_of_losses(TripleReader *triple, const char *document)
{
	char *losses = ask("losses", document, NULL) > 0 ? answer(0, 1) : NULL;

	if (losses)
		triples_warn(triple, psprintf("parts of the metadata are not kept: %s", losses));
}

/*
 * Codebook
 */

static void
add_label(SurveyVariable *v, const char *code, char *label)
{
	SurveyLabel *labels = palloc0((v->nlabels + 1) * sizeof(SurveyLabel));
	int64 value;
	bool flag;

	if (v->nlabels > 0)
		memcpy(labels, v->labels, v->nlabels * sizeof(SurveyLabel));
	if (v->type == TEXTOID)
	{
		labels[v->nlabels].code = v->nlabels + 1;
		labels[v->nlabels].value = pstrdup(code);
	}
	else if (!cell_integer(code, strlen(code), &value, &flag) || value < PG_INT32_MIN ||
			 value > PG_INT32_MAX)
		ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
						errmsg("\"%s\" is no code of variable \"%s\" of the Triple-S file", code,
							   v->name)));
	else
		labels[v->nlabels].code = (int32) value;
	labels[v->nlabels].label = label ? label : pstrdup(code);
	v->labels = labels;
	v->nlabels++;
}

/* the type of a quantity by its range */
static Oid
quantity_type(const TripleVariable *variable)
{
	int64 low;
	int64 high;
	bool flag;

	if (!variable->low || !variable->high || strchr(variable->low, '.') ||
		strchr(variable->high, '.') ||
		!cell_integer(variable->low, strlen(variable->low), &low, &flag) ||
		!cell_integer(variable->high, strlen(variable->high), &high, &flag))
		return FLOAT8OID;
	return low >= PG_INT32_MIN && high <= PG_INT32_MAX ? INT4OID : INT8OID;
}

static void
set_measure(const TripleVariable *variable, SurveyVariable *v)
{
	switch (variable->field.kind)
	{
		case TRIPLE_SINGLE:
			v->measure = SURVEY_NOMINAL;
			v->type = INT4OID;
			break;
		case TRIPLE_LITERAL:
			v->measure = SURVEY_NOMINAL;
			v->type = TEXTOID;
			break;
		case TRIPLE_MULTIPLE:
		case TRIPLE_LOGICAL:
			v->measure = SURVEY_NOMINAL;
			v->type = BOOLOID;
			break;
		case TRIPLE_QUANTITY:
			v->measure = SURVEY_SCALE;
			v->type = quantity_type(variable);
			break;
		case TRIPLE_DATE:
			v->measure = SURVEY_DATE;
			v->type = DATEOID;
			break;
		case TRIPLE_TIME:
			v->measure = SURVEY_DATE;
			v->type = TIMEOID;
			break;
		default:
			v->measure = SURVEY_TEXT;
			v->type = TEXTOID;
	}
}

static void
add_property(StringInfo json, const char *key, const char *value)
{
	if (!value)
		return;
	appendStringInfoString(json, json->len == 0 ? "{" : ", ");
	escape_json(json, key);
	appendStringInfoString(json, ": ");
	escape_json(json, value);
}

/* scores that are none of the codebook's: of a multiple, or no numbers */
static void
add_scores(StringInfo json, const TripleVariable *variable)
{
	StringInfoData scores;
	ListCell *code;
	ListCell *score;

	if (variable->v->nscores > 0 || variable->scored == NIL)
		return;
	initStringInfo(&scores);
	forboth(code, variable->scored, score, variable->scores)
		add_property(&scores, lfirst(code), lfirst(score));
	appendStringInfo(json, "%s\"scores\": %s}", json->len == 0 ? "{" : ", ", scores.data);
}

/* the score that the file gives to an answer, NaN: none; false: it is no number */
static bool
score_of_answer(const TripleVariable *variable, const SurveyLabel *label, double *number)
{
	ListCell *code;
	ListCell *score;

	*number = NAN;
	forboth(code, variable->scored, score, variable->scores)
	{
		const char *text = lfirst(score);
		char *end;
		int64 value;
		bool flag;

		if (label->value ? strcmp(label->value, lfirst(code)) != 0
						 : !cell_integer(lfirst(code), strlen(lfirst(code)), &value, &flag) ||
							   value != label->code)
			continue;
		*number = strtod(text, &end);
		return end > text && *end == '\0' && isfinite(*number);
	}
	return true;
}

/* once an answer of a single has a score, those without one have none */
static void
take_scores(const TripleVariable *variable)
{
	SurveyVariable *v = variable->v;
	SurveyScore *scores = palloc_array(SurveyScore, v->nlabels + 1);

	if (variable->scored == NIL || v->nlabels == 0 ||
		(variable->field.kind != TRIPLE_SINGLE && variable->field.kind != TRIPLE_LITERAL))
		return;
	for (int i = 0; i < v->nlabels; i++)
	{
		scores[i].code = v->labels[i].code;
		if (!score_of_answer(variable, &v->labels[i], &scores[i].score))
			return;
	}
	v->scores = scores;
	v->nscores = v->nlabels;
	v->measure = SURVEY_ORDINAL;
}

/* what else the file says: range, use, and whom the question was put to */
static char *
properties(const TripleReader *triple, const TripleVariable *variable)
{
	const char *filter = variable->filter;
	StringInfoData json;

	for (int i = 0; filter && i < triple->nvariables; i++)
		if (triple->variables[i].ident && strcmp(triple->variables[i].ident, filter) == 0)
		{
			filter = triple->variables[i].name;
			break;
		}
	initStringInfo(&json);
	add_property(&json, "filter", filter);
	add_property(&json, "use", variable->use);
	add_property(&json, "from", variable->low);
	add_property(&json, "to", variable->high);
	add_scores(&json, variable);
	if (json.len == 0)
		return NULL;
	appendStringInfoChar(&json, '}');
	return json.data;
}

static char *
triples_properties(const TripleReader *triple)
{
	StringInfoData json;

	initStringInfo(&json);
	add_property(&json, "format", "triple-s");
	add_property(&json, "name", triple->name);
	add_property(&json, "version", triple->version);
	appendStringInfoChar(&json, '}');
	return json.data;
}

/* columns that the variables take; the values of the file are the current result */
static int
count_columns(TripleReader *triple, uint64 nvalues)
{
	int total = 0;

	for (uint64 i = 0; i < nvalues; i++)
	{
		int position = number(answer(i, 1), 0);
		const char *code = answer(i, 2);
		TripleVariable *variable;
		int64 value;
		bool flag;

		if (position < 1 || position > triple->nvariables || !code)
			continue;
		variable = &triple->variables[position - 1];
		if (variable->field.kind == TRIPLE_MULTIPLE)
			variable->ncolumns++;
		/* not all programs say so */
		else if (variable->field.kind == TRIPLE_SINGLE &&
				 !cell_integer(code, strlen(code), &value, &flag))
			variable->field.kind = TRIPLE_LITERAL;
	}
	for (int i = 0; i < triple->nvariables; i++)
	{
		TripleVariable *variable = &triple->variables[i];

		if (variable->field.kind != TRIPLE_MULTIPLE)
			variable->ncolumns = 1;
		else if (variable->ncolumns == 0)
			triples_warn(triple, psprintf("%s has no answers to choose from", variable->name));
		variable->column = total;
		variable->codes = palloc0((variable->ncolumns + 1) * sizeof(int32));
		total += variable->ncolumns;
	}
	if (total > LOAD_MAX_COLUMNS)
		ereport(ERROR, (errcode(ERRCODE_TOO_MANY_COLUMNS),
						errmsg("the survey has %d columns, with one for each answer of a multiple; "
							   "it can have at most %d",
							   total, LOAD_MAX_COLUMNS),
						errhint("Split the file; surveys can be joined by a key.")));
	return total;
}

static void
make_variables(TripleReader *triple, Survey *survey)
{
	for (int i = 0; i < triple->nvariables; i++)
	{
		TripleVariable *variable = &triple->variables[i];

		variable->v = &survey->variables[variable->column];
		for (int j = 0; j < variable->ncolumns; j++)
		{
			SurveyVariable *v = &variable->v[j];

			v->name = v->header = variable->name;
			v->label = variable->label;
			set_measure(variable, v);
		}
		if (variable->use && strcmp(variable->use, "weight") == 0 &&
			variable->field.kind == TRIPLE_QUANTITY)
			survey->weight = variable->name;
		if (variable->field.kind != TRIPLE_MULTIPLE || variable->ncolumns == 0)
			continue;
		variable->set = &survey->sets[survey->nsets++];
		variable->set->name = variable->name;
		variable->set->label = variable->label;
		variable->set->counted = 1;
		variable->set->members = palloc(variable->ncolumns * sizeof(SurveyVariable *));
		variable->set->member_labels = palloc(variable->ncolumns * sizeof(char *));
		variable->set->properties =
			variable->field.subfields > 0
				? psprintf("{\"kind\": \"spread\", \"subfields\": %d}", variable->field.subfields)
				: pstrdup("{\"kind\": \"bitstring\"}");
	}
}

static void
take_value(TripleVariable *variable, const char *code, char *label)
{
	SurveySet *set = variable->set;
	SurveyVariable *member;
	int64 value;
	bool flag;

	if (!set)
	{
		if (variable->field.kind == TRIPLE_SINGLE || variable->field.kind == TRIPLE_LITERAL ||
			variable->field.kind == TRIPLE_QUANTITY)
			add_label(variable->v, code, label);
		return;
	}
	if (!cell_integer(code, strlen(code), &value, &flag) || value < 0 || value > MAX_LINE)
		ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
						errmsg("\"%s\" is no code of variable \"%s\" of the Triple-S file", code,
							   variable->name)));
	member = &variable->v[set->nmembers];
	variable->codes[set->nmembers] = (int32) value;
	member->header = member->name = psprintf("%s_" INT64_FORMAT, variable->name, value);
	if (label && variable->label)
		member->label = psprintf("%s - %s", variable->label, label);
	set->members[set->nmembers] = member;
	set->member_labels[set->nmembers++] = label ? label : pstrdup(code);
}

/* safe names, each once, as load_codebook.c will make them of the headers */
static void
name_all(TripleReader *triple, Survey *survey)
{
	LoadReader *reader = &triple->reader;
	List *names = NIL;

	reader->ncolumns = triple->ncells;
	reader->headers = palloc(triple->ncells * sizeof(char *));
	reader->texts = palloc0(triple->ncells * sizeof(char *));
	reader->options = palloc0(triple->ncells * sizeof(char *));
	reader->groups = palloc0(triple->ncells * sizeof(int));
	reader->types = palloc(triple->ncells * sizeof(Oid));
	for (int i = 0; i < triple->ncells; i++)
	{
		SurveyVariable *v = &survey->variables[i];
		bool weight = survey->weight && survey->weight == v->name;

		reader->headers[i] = v->header;
		reader->types[i] = v->type;
		v->name = load_unique_name(&names, load_column_name(reader, i));
		if (weight)
			survey->weight = v->name;
	}
	for (int i = 0; i < survey->nsets; i++)
	{
		char *name = svy_safe_name(survey->sets[i].name, NAMEDATALEN - 1);

		survey->sets[i].name = load_unique_name(&names, *name ? name : "multiple");
	}
}

/* singles of a range have its codes as answers */
static void
add_range(const TripleVariable *variable)
{
	int64 low;
	int64 high;
	bool flag;

	if (variable->field.kind != TRIPLE_SINGLE || !variable->low || !variable->high ||
		!cell_integer(variable->low, strlen(variable->low), &low, &flag) ||
		!cell_integer(variable->high, strlen(variable->high), &high, &flag) ||
		high - low > LOAD_MAX_ANSWERS || low < PG_INT32_MIN || high > PG_INT32_MAX)
		return;
	for (int64 code = low; code <= high; code++)
		if (!svy_variable_find_label(variable->v, (int32) code))
			add_label(variable->v, psprintf(INT64_FORMAT, code), NULL);
}

static void
read_values(TripleReader *triple, Survey *survey, const char *document, const char *language)
{
	uint64 nvalues = ask("values", document, language);

	triple->ncells = count_columns(triple, nvalues);
	survey->nvariables = triple->ncells;
	survey->variables = palloc0((triple->ncells + 1) * sizeof(SurveyVariable));
	survey->sets = palloc0((triple->nvariables + 1) * sizeof(SurveySet));
	make_variables(triple, survey);
	for (uint64 i = 0; i < nvalues; i++)
	{
		TripleVariable *variable = &triple->variables[number(answer(i, 1), 1) - 1];
		char *code = answer(i, 2);

		if (code)
			take_value(variable, code, answer(i, 3));
		if (code && answer(i, 4))
		{
			variable->scored = lappend(variable->scored, code);
			variable->scores = lappend(variable->scores, answer(i, 4));
		}
	}
	for (int i = 0; i < triple->nvariables; i++)
	{
		TripleVariable *variable = &triple->variables[i];

		add_range(variable);
		take_scores(variable);
		for (int j = 0; j < variable->ncolumns; j++)
			variable->v[j].properties = properties(triple, variable);
		if (variable->set)
			variable->set->nmembers = variable->ncolumns;
		if (variable->v->nlabels == 0 &&
			(variable->field.kind == TRIPLE_SINGLE || variable->field.kind == TRIPLE_LITERAL))
			variable->v->measure =
				variable->field.kind == TRIPLE_SINGLE ? SURVEY_SCALE : SURVEY_TEXT;
	}
	name_all(triple, survey);
}

/*
 * Languages: the metadata is read again for each, and what its texts are there
 * joins the codebook
 */

static char *
codebook_in(const char *document, const char *language)
{
	TripleReader triple = {0};
	Survey survey = {0};

	if (ask("file", document, language) == 1)
		survey.title = answer(0, 1);
	read_variables(&triple, document, language);
	read_values(&triple, &survey, document, language);
	return svy_codebook_json(&survey);
}

static char *
with_languages(char *codebook, const char *document)
{
	Oid types[] = {TEXTOID, TEXTOID, TEXTOID};
	Datum values[] = {CStringGetTextDatum(codebook), CStringGetTextDatum(document), 0};
	MemoryContext context = CurrentMemoryContext;
	StringInfoData others;
	uint64 nlanguages;
	char **languages;

	if (ask("languages", document, NULL) != 1 || answer(0, 1) == NULL)
		return codebook;
	if (svy_execute_with_args("SELECT pg_catalog.unnest((mlops_survey.triple_s_languages("
							  "XMLPARSE(DOCUMENT $1)))[2:])",
							  1, types, &values[1], NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read the languages");
	MemoryContextSwitchTo(context);
	nlanguages = SPI_processed;
	languages = palloc_array(char *, nlanguages + 1);
	for (uint64 i = 0; i < nlanguages; i++)
		languages[i] = answer(i, 1);
	initStringInfo(&others);
	for (uint64 i = 0; i < nlanguages; i++)
	{
		CHECK_FOR_INTERRUPTS();
		appendStringInfoString(&others, i == 0 ? "{" : ", ");
		escape_json(&others, languages[i]);
		appendStringInfo(&others, ": %s", codebook_in(document, languages[i]));
	}
	appendStringInfoString(&others, nlanguages == 0 ? "{}" : "}");
	values[2] = CStringGetTextDatum(others.data);
	if (svy_execute_with_args("SELECT mlops_survey.with_languages($1::pg_catalog.jsonb,"
							  " mlops_survey.triple_s_languages(XMLPARSE(DOCUMENT $2)),"
							  " $3::pg_catalog.jsonb)::pg_catalog.text",
							  3, types, values, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not join the languages");
	MemoryContextSwitchTo(context);
	return answer(0, 1);
}

/*
 * Data
 */

/* the bytes of the variable's field, or of one of its subfields in CSV */
static TripleText
field_text(TripleReader *triple, const LoadRow *csv, const TripleField *field, int subfield)
{
	const char *text;

	if (csv && csv->fields)
	{
		int at = field->first - 1 + subfield;

		text = at < csv->nfields && csv->fields[at] ? csv->fields[at] : "";
		return (TripleText){text, strlen(text)};
	}
	return triple_lines_field(&triple->lines, field->first, field->last);
}

static void
keep_text(TripleReader *triple, LoadCell *cell, TripleText text, bool fixed)
{
	char *converted = unconstify(char *, text.text);

	if (fixed)
		while (text.size > 0 && text.text[text.size - 1] == ' ')
			text.size--;
	if (text.size == 0)
		return;
	if (fixed)
		converted = pg_any_to_server(text.text, text.size, triple->lines.encoding);
	cell->kind = LOAD_CELL_TEXT;
	cell->size = converted == text.text ? text.size : strlen(converted);
	cell->number = triple->texts.len;
	appendBinaryStringInfo(&triple->texts, converted, cell->size);
	appendStringInfoChar(&triple->texts, '\0');
}

static void
fill_multiple(TripleReader *triple, const LoadRow *csv, const TripleVariable *variable)
{
	const TripleField *field = &variable->field;
	TripleText text = field_text(triple, csv, field, 0);
	bool spread_cells = csv && field->subfields > 0 && field->last > field->first;
	LoadCell *cells = &triple->cells[variable->column];
	bool answered = false;

	for (int i = 0; i < variable->ncolumns; i++)
		cells[i].number = 0;
	for (int i = 0; i < (field->subfields > 0 ? field->subfields : 1); i++)
	{
		if (spread_cells)
			text = field_text(triple, csv, field, i);
		for (int j = 0; j < variable->ncolumns; j++)
		{
			int chosen = field->subfields == 0 ? triple_bit(text, variable->codes[j])
						 : spread_cells		   ? triple_is_code(text, variable->codes[j])
											   : triple_spread(text, field, i, variable->codes[j]);

			answered |= chosen >= 0;
			if (chosen > 0)
				cells[j].number = 1;
		}
	}
	for (int i = 0; i < variable->ncolumns; i++)
		cells[i].kind = answered ? LOAD_CELL_NUMBER : LOAD_CELL_NONE;
}

static void
fill_variable(TripleReader *triple, const LoadRow *csv, const TripleVariable *variable)
{
	LoadCell *cell = &triple->cells[variable->column];
	TripleText text;

	if (variable->field.kind == TRIPLE_MULTIPLE)
	{
		if (variable->ncolumns > 0)
			fill_multiple(triple, csv, variable);
		return;
	}
	text = field_text(triple, csv, &variable->field, 0);
	cell->kind = LOAD_CELL_NONE;
	switch (triple_value(text, variable->field.kind, &cell->number))
	{
		case TRIPLE_BLANK:
			break;
		case TRIPLE_NUMBER:
			cell->kind = LOAD_CELL_NUMBER;
			if (variable->v->type == INT8OID && fabs(cell->number) >= FIRST_ROUNDED)
				keep_text(triple, cell, text, csv == NULL);
			break;
		default:
			/* a text in a column of numbers is refused with its row */
			keep_text(triple, cell, text, csv == NULL);
	}
}

static bool
triple_next(LoadReader *reader, LoadRow *row)
{
	TripleReader *triple = (TripleReader *) reader;
	LoadRow cells = {0};

	if (triple->csv)
	{
		if (!triple->csv->next(triple->csv, &cells))
			return false;
		triple->number = cells.line;
	}
	else
	{
		if (!triple_lines_next(&triple->lines))
			return false;
		triple->number = triple->lines.lines.number;
	}
	resetStringInfo(&triple->texts);
	for (int i = 0; i < triple->nvariables; i++)
		fill_variable(triple, triple->csv ? &cells : NULL, &triple->variables[i]);
	for (int i = 0; i < triple->ncells; i++)
		if (triple->cells[i].kind == LOAD_CELL_TEXT)
			triple->cells[i].text = triple->texts.data + (size_t) triple->cells[i].number;
	*row = (LoadRow){.line = triple->number, .nfields = triple->ncells, .cells = triple->cells};
	return true;
}

static char *
triple_raw(LoadReader *reader)
{
	TripleReader *triple = (TripleReader *) reader;

	return triple->csv ? triple->csv->raw(triple->csv)
					   : pg_any_to_server(triple->lines.lines.line.data,
										  triple->lines.lines.line.len, triple->lines.encoding);
}

static void
triple_rewind(LoadReader *reader, Relation target)
{
	TripleReader *triple = (TripleReader *) reader;

	triple->number = 0;
	if (triple->csv)
	{
		triple->csv->rewind(triple->csv, target);
		return;
	}
	triple_lines_rewind(&triple->lines, target);
}

static void
triple_close(LoadReader *reader)
{
	TripleReader *triple = (TripleReader *) reader;

	if (triple->csv)
		triple->csv->close(triple->csv);
	else
		load_lines_close(&triple->lines.lines);
}

/*
 * Codes that the data holds and the metadata does not declare become answers
 * with the code as label, as in files of other programs.
 */

static void
declare_cell(TripleReader *triple, TripleVariable *variable)
{
	const LoadCell *cell = &triple->cells[variable->column];
	SurveyVariable *v = variable->v;
	char *code;

	if (cell->kind == LOAD_CELL_NONE || v->nlabels > LOAD_MAX_ANSWERS)
		return;
	if ((cell->kind == LOAD_CELL_TEXT) != (v->type == TEXTOID))
		return;
	for (int i = 0; i < v->nlabels; i++)
		if (v->type == TEXTOID ? strcmp(v->labels[i].value, cell->text) == 0
							   : v->labels[i].code == cell->number)
			return;
	code = v->type == TEXTOID ? pstrdup(cell->text) : psprintf("%.0f", cell->number);
	if (v->type != TEXTOID && strtod(code, NULL) != cell->number)
		return;
	add_label(v, code, NULL);
	triples_warn(triple,
				 psprintf("%s: code %s is not declared; it is its own label", v->header, code));
}

static void
declare_all(TripleReader *triple)
{
	LoadRow row;

	triple_rewind(&triple->reader, NULL);
	while (triple_next(&triple->reader, &row))
		for (int i = 0; i < triple->nvariables; i++)
			if (svy_variable_categorical(triple->variables[i].v) &&
				(triple->variables[i].field.kind == TRIPLE_SINGLE ||
				 triple->variables[i].field.kind == TRIPLE_LITERAL))
				declare_cell(triple, &triple->variables[i]);
}

/*
 * Opening
 */

static bool
is_file(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* the data lies beside the metadata: under the name that it says, or its own with another ending */
static char *
find_data(const char *file, const char *href)
{
	static const char *const endings[] = {"asc", "csv", "dat", "txt", "ASC", "CSV", "DAT", "TXT"};
	const char *dot = strrchr(file, '.');
	const char *slash = strrchr(file, '/');
	int folder = slash ? (int) (slash - file) + 1 : 0;
	int stem = dot && !strchr(dot, '/') ? (int) (dot - file) : (int) strlen(file);

	/* no way out of the folder */
	if (href && *href && !strpbrk(href, "/\\") && is_file(psprintf("%.*s%s", folder, file, href)))
		return psprintf("%.*s%s", folder, file, href);
	for (int i = 0; i < lengthof(endings); i++)
	{
		char *path = psprintf("%.*s.%s", stem, file, endings[i]);

		if (is_file(path))
			return path;
	}
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_FILE),
			 errmsg("the data that \"%s\" describes is not beside it", file),
			 errhint("It is looked for under the same name with the ending asc, csv, dat or txt; "
					 "load another file with metadata => '%s'.",
					 file)));
	return NULL;
}

static void
open_data(TripleReader *triple, const LoadOptions *options)
{
	const char *encoding = options->encoding ? options->encoding : triple->encoding;

	if (triple->csv)
	{
		triple->data.delimiter = ',';
		triple->data.header_rows = Min(triple->skip, 3);
		triple->data.codebook = NULL;
		triple->data.encoding = unconstify(char *, encoding);
		triple->csv = load_csv_rows(&triple->data);
		return;
	}
	triple_lines_open(&triple->lines, &triple->data, encoding, triple->skip,
					  &triple->reader.inferred);
}

static void
pg_attribute_noreturn() refuse_metadata(const char *what)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s", what),
					errhint("Pass the data as the content and the XML as \"metadata\".")));
}

/* the metadata, or data whose metadata is Triple-S */
bool
load_triples_sniff(const LoadFormat *format, const LoadStart *start)
{
	Magic found = magic_find(start->bytes, start->size);

	if (found != MAGIC_NONE || !load_has_metadata(start->options))
		return found == format->magic;
	return load_metadata_find(start->options) == NULL;
}

LoadReader *
load_triples_open(const LoadFormat *format, LoadOptions *options)
{
	TripleReader *triple = palloc0(sizeof(TripleReader));
	LoadOptions metadata = load_metadata_source(options);
	Survey survey = {0};
	size_t size;
	char *document;

	triple->data = *options;
	if (!options->metadata_content && !options->metadata_file && !options->file)
		refuse_metadata("the content is metadata of Triple-S, without data");
	document = load_source_whole(&metadata, &size);
	document = load_xml_text(document, size);
	if (document[strspn(document, " \t\r\n")] != '<')
		refuse_metadata("the metadata of Triple-S is no XML document");
	triple->reader.next = triple_next;
	triple->reader.raw = triple_raw;
	triple->reader.rewind = triple_rewind;
	triple->reader.close = triple_close;
	initStringInfo(&triple->texts);
	read_file(triple, document);
	if (!options->metadata_content && !options->metadata_file)
		triple->data.file = find_data(options->file, triple->href);
	warn_of_losses(triple, document);
	read_variables(triple, document, NULL);
	read_values(triple, &survey, document, NULL);
	survey.title = triple->title;
	survey.properties = triples_properties(triple);
	triple->cells = palloc0((triple->ncells + 1) * sizeof(LoadCell));
	open_data(triple, options);
	if (!options->append)
		declare_all(triple);
	triple->reader.codebook = with_languages(svy_codebook_json(&survey), document);
	return &triple->reader;
}
