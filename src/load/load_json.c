/*
 * load_json.c
 *	  Reader of JSON Lines: an object a line, which PostgreSQL's parser reads.
 *
 * Columns are the keys of all lines, those of nested objects with the path
 * before them ("address.city").  An array of scalars is a question with several
 * answers: its cell has each of them with a delimiter behind, as a column of CSV
 * that holds several options, so that inference and codebooks are the same.
 */
#include "postgres.h"

#include "common/jsonapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "load/load_formats.h"
#include "load/load_lines.h"
#include "pg/compat.h"

/* no questionnaire is nested deeper */
#define MAX_DEPTH 64

typedef struct JsonColumn
{
	int64 run; /* of the parser that last met it */
	bool scalars;
	bool texts; /* scalars other than true and false */
	bool arrays;
	bool nested;	/* arrays of more than scalars */
	bool semicolon; /* in what it holds */
	bool bar;
	bool many;		/* more options than a question has */
	bool json;		/* arrays stay JSON */
	char delimiter; /* behind each option */
	Words options;
} JsonColumn;

typedef struct JsonReader
{
	LoadReader reader;
	LoadLines lines;
	int encoding;
	bool scanning; /* for the columns */
	bool trying;   /* whether the line says anything new of them, and is no JSON */
	bool news;	   /* it does */
	int64 runs;	   /* of the parser */
	Words paths;   /* by column */
	JsonColumn *columns;
	int room;
	int64 blank; /* lines */
	bool told;	 /* of them */

	/* the line */
	MemoryContext memory;
	JsonLexContext *lex;
	char **fields;
	char *bad;
	StringInfoData path; /* of the key that is read */
	int column;			 /* of it */
	int next;			 /* column that will follow if the line is like the last one */
	int objects;		 /* open ones, outside of arrays */
	int arrays;
	int inner;		   /* open objects within arrays */
	const char *start; /* of the array */
	StringInfoData cell;
} JsonReader;

/*
 * Columns
 */

static int
add_column(JsonReader *json)
{
	uint32 number;

	if (json->paths.n >= LOAD_MAX_COLUMNS)
		ereport(ERROR, (errcode(ERRCODE_TOO_MANY_COLUMNS),
						errmsg("the file has more than %d different keys, up to line " INT64_FORMAT,
							   LOAD_MAX_COLUMNS, json->lines.number),
						errhint("A survey can have as many columns as that; answers of several "
								"questions belong under the same keys in each line.")));
	load_words_add(&json->paths, LOAD_MAX_COLUMNS, json->path.data, json->path.len, 0, &number);
	if ((int) number == json->room)
	{
		json->columns = repalloc(json->columns, (size_t) 2 * json->room * sizeof(JsonColumn));
		memset(json->columns + json->room, 0, json->room * sizeof(JsonColumn));
		json->room *= 2;
	}
	return (int) number;
}

/*
 * The column of the key that is read; a key that comes twice makes the line
 * bad.  NULL if the line is tried and the key is new.
 */
static JsonColumn *
take_column(JsonReader *json)
{
	int n = (int) json->paths.n;
	JsonColumn *column;
	MemoryContext before;

	json->column = json->next;
	if (json->next >= n || strcmp(words_text(&json->paths, json->next), json->path.data) != 0)
		json->column = n > 0 ? (int) words_find(&json->paths, json->path.data, json->path.len) : -1;
	if (json->column < 0 && json->trying)
	{
		json->news = true;
		return NULL;
	}
	if (json->column < 0)
	{
		before = MemoryContextSwitchTo(GetMemoryChunkContext(json->columns));
		json->column = add_column(json);
		MemoryContextSwitchTo(before);
	}
	json->next = json->column + 1;
	column = &json->columns[json->column];
	if (column->run == json->runs && !json->bad)
		json->bad = psprintf("the line has the key \"%s\" twice", json->path.data);
	column->run = json->runs;
	return column;
}

/* notes something that the line says of its column, or that it would */
static void
learn(JsonReader *json, bool *known, bool said)
{
	if (!said || *known)
		return;
	if (json->trying)
		json->news = true;
	else
		*known = true;
}

/* what an option may not contain decides what divides options */
static void
look_at_text(JsonReader *json, JsonColumn *column, const char *text, size_t size)
{
	learn(json, &column->semicolon, memchr(text, ';', size) != NULL);
	learn(json, &column->bar, memchr(text, '|', size) != NULL);
}

/*
 * Scalars
 */

static void
put_scalar(JsonReader *json, char *token, JsonTokenType type)
{
	JsonColumn *column = take_column(json);
	const char *text = token;
	size_t size = strlen(token);

	if (type == JSON_TOKEN_NULL || !column)
		return;
	cell_trim(&text, &size);
	if (json->scanning)
	{
		learn(json, &column->scalars, true);
		learn(json, &column->texts, type != JSON_TOKEN_TRUE && type != JSON_TOKEN_FALSE);
		look_at_text(json, column, text, size);
		return;
	}
	json->fields[json->column] = token;
	if (column->delimiter && size > 0)
		json->fields[json->column] = psprintf("%.*s%c", (int) size, text, column->delimiter);
}

static void
put_option(JsonReader *json, const char *text, JsonTokenType type)
{
	JsonColumn *column = &json->columns[json->column];
	size_t size = strlen(text);
	MemoryContext before;

	cell_trim(&text, &size);
	if (type == JSON_TOKEN_NULL || size == 0)
		return;
	if (!json->scanning)
	{
		appendBinaryStringInfo(&json->cell, text, (int) size);
		appendStringInfoChar(&json->cell, column->delimiter);
		return;
	}
	look_at_text(json, column, text, size);
	if (column->many ||
		(column->options.limit > 0 && words_find(&column->options, text, size) != WORDS_NONE))
		return;
	if (json->trying)
	{
		json->news = true;
		return;
	}
	before = MemoryContextSwitchTo(GetMemoryChunkContext(json->columns));
	column->many |= size > LOAD_MAX_ANSWER ||
					!load_words_add(&column->options, LOAD_MAX_OPTIONS, text, size, 0, NULL);
	MemoryContextSwitchTo(before);
}

static SVY_JSON_ACTION
on_scalar(void *arg, char *token, JsonTokenType type)
{
	JsonReader *json = arg;

	if (json->news)
		return SVY_JSON_DONE;
	if (json->arrays == 0 && json->objects > 0)
		put_scalar(json, token, type);
	else if (json->arrays == 1 && json->inner == 0 && json->objects > 0)
		put_option(json, token, type);
	return SVY_JSON_DONE;
}

/*
 * Objects and arrays
 */

static SVY_JSON_ACTION
on_object_start(void *arg)
{
	JsonReader *json = arg;

	if (json->arrays == 0)
		json->objects++;
	else
		json->inner++;
	if (json->arrays > 0 && json->objects > 0 && !json->news)
		learn(json, &json->columns[json->column].nested, true);
	return SVY_JSON_DONE;
}

static SVY_JSON_ACTION
on_object_end(void *arg)
{
	JsonReader *json = arg;

	if (json->arrays == 0)
		json->objects--;
	else
		json->inner--;
	return SVY_JSON_DONE;
}

static SVY_JSON_ACTION
on_field_start(void *arg, char *name, bool isnull)
{
	JsonReader *json = arg;

	if (json->arrays > 0)
		return SVY_JSON_DONE;
	if (json->objects > 1)
		appendStringInfoChar(&json->path, '.');
	appendStringInfoString(&json->path, name);
	return SVY_JSON_DONE;
}

static SVY_JSON_ACTION
on_field_end(void *arg, char *name, bool isnull)
{
	JsonReader *json = arg;

	if (json->arrays > 0)
		return SVY_JSON_DONE;
	json->path.len -= (int) strlen(name) + (json->objects > 1);
	json->path.data[json->path.len] = '\0';
	return SVY_JSON_DONE;
}

static SVY_JSON_ACTION
on_array_start(void *arg)
{
	JsonReader *json = arg;

	JsonColumn *column;

	json->arrays++;
	if (json->objects == 0 || json->news)
		return SVY_JSON_DONE;
	if (json->arrays > 1)
	{
		learn(json, &json->columns[json->column].nested, true);
		return SVY_JSON_DONE;
	}
	column = take_column(json);
	if (!column)
		return SVY_JSON_DONE;
	learn(json, &column->arrays, true);
	json->start = json->lex->token_start;
	initStringInfo(&json->cell);
	return SVY_JSON_DONE;
}

/* options, of which there may be none; or the array as it stands in the file */
static SVY_JSON_ACTION
on_array_end(void *arg)
{
	JsonReader *json = arg;
	const JsonColumn *column;

	if (--json->arrays > 0 || json->objects == 0 || json->scanning)
		return SVY_JSON_DONE;
	column = &json->columns[json->column];
	if (column->json)
		json->fields[json->column] =
			pnstrdup(json->start, json->lex->prev_token_terminator - json->start);
	else if (column->delimiter)
	{
		if (json->cell.len == 0)
			appendStringInfoChar(&json->cell, column->delimiter);
		json->fields[json->column] = json->cell.data;
	}
	return SVY_JSON_DONE;
}

/*
 * Lines
 */

/* the parser calls itself for each level; a line of brackets must not use up the stack */
static bool
too_deep(const char *text, size_t size)
{
	bool quoted = false;
	int depth = 0;

	/* most lines do not have so many brackets at all */
	for (size_t i = 0; i < size; i++)
		depth += (text[i] == '{') + (text[i] == '[');
	if (depth <= MAX_DEPTH)
		return false;
	depth = 0;
	for (size_t i = 0; i < size; i++)
		if (quoted && text[i] == '\\')
			i++;
		else if (text[i] == '"')
			quoted = !quoted;
		else if (!quoted && (text[i] == '{' || text[i] == '['))
		{
			if (++depth > MAX_DEPTH)
				return true;
		}
		else if (!quoted && (text[i] == '}' || text[i] == ']'))
			depth--;
	return false;
}

/* runs the parser; why the text is no JSON, or NULL */
static char *
run(JsonReader *json, char *text, size_t size, JsonSemAction *actions)
{
	JsonParseErrorType error;
	char *why;

	json->next = 0;
	json->objects = json->arrays = json->inner = 0;
	json->runs++;
	resetStringInfo(&json->path);
	json->lex = svy_json_lexer(text, (int) size);
	error = pg_parse_json(json->lex, actions);
	if (error == JSON_SUCCESS)
		return NULL;
	why = pstrdup(json_errdetail(error, json->lex));
	if (*why && why[strlen(why) - 1] == '.')
		why[strlen(why) - 1] = '\0';
	return psprintf("the line is no JSON: %s", why);
}

/* the parser calls back for what it finds */
static char *
parse_line(JsonReader *json, char *text, size_t size)
{
	JsonSemAction actions = {.semstate = json,
							 .object_start = on_object_start,
							 .object_end = on_object_end,
							 .array_start = on_array_start,
							 .array_end = on_array_end,
							 .object_field_start = on_field_start,
							 .object_field_end = on_field_end,
							 .scalar = on_scalar};
	char *why = NULL;

	if (text[strspn(text, " \t")] != '{')
		return pstrdup("the line is no JSON object");
	if (too_deep(text, size))
		return psprintf("the line is nested deeper than %d levels", MAX_DEPTH);
	initStringInfo(&json->path);
	/* the keys of a line that breaks off are no columns; few lines say anything new of these */
	json->news = false;
	json->trying = json->scanning;
	if (json->trying)
		why = run(json, text, size, &actions);
	json->trying = false;
	if (why || (json->scanning && !json->news))
		return why ? why : json->bad;
	json->news = false;
	json->bad = NULL;
	why = run(json, text, size, &actions);
	return why ? why : json->bad;
}

static void
read_line(JsonReader *json)
{
	char *text = json->lines.line.data;
	int size = json->lines.line.len;
	MemoryContext before;

	MemoryContextReset(json->memory);
	before = MemoryContextSwitchTo(json->memory);
	json->bad = NULL;
	json->fields = palloc0((json->paths.n + 1) * sizeof(char *));
	if (json->lines.number == 1 && size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
	{
		text += 3;
		size -= 3;
	}
	if (!pg_verify_mbstr(json->encoding, text, size, true))
		json->bad =
			psprintf("the line is not in the encoding %s", pg_encoding_to_char(json->encoding));
	else
	{
		text = pg_any_to_server(text, size, json->encoding);
		json->bad = parse_line(json, text, strlen(text));
	}
	MemoryContextSwitchTo(before);
}

/* the next line with something on it */
static bool
next_line(JsonReader *json)
{
	while (load_lines_next(&json->lines))
	{
		const StringInfoData *line = &json->lines.line;

		if ((int) strspn(line->data, " \t") < line->len)
			return true;
		json->blank++;
	}
	return false;
}

static bool
json_next(LoadReader *reader, LoadRow *row)
{
	JsonReader *json = (JsonReader *) reader;

	if (!next_line(json))
	{
		if (json->blank > 0 && !json->told)
			reader->warnings = lappend(
				reader->warnings, psprintf("blank lines passed over: " INT64_FORMAT, json->blank));
		json->told = true;
		return false;
	}
	read_line(json);
	*row = (LoadRow){.line = json->lines.number,
					 .nfields = reader->ncolumns,
					 .fields = json->fields,
					 .bad = json->bad};
	return true;
}

/* bytes that are no characters are shown as question marks */
static char *
json_raw(LoadReader *reader)
{
	JsonReader *json = (JsonReader *) reader;
	char *text = pnstrdup(json->lines.line.data, json->lines.line.len);

	if (pg_verify_mbstr(json->encoding, text, json->lines.line.len, true))
		return pg_any_to_server(text, json->lines.line.len, json->encoding);
	for (int i = 0; i < json->lines.line.len; i++)
		if (IS_HIGHBIT_SET(text[i]) || text[i] == '\0')
			text[i] = '?';
	return text;
}

static void
json_rewind(LoadReader *reader, Relation target)
{
	JsonReader *json = (JsonReader *) reader;

	load_lines_rewind(&json->lines, target);
	json->blank = 0;
}

static void
json_close(LoadReader *reader)
{
	load_lines_close(&((JsonReader *) reader)->lines);
}

/*
 * Opening
 */

static void
settle_column(JsonReader *json, int i)
{
	LoadReader *reader = &json->reader;
	JsonColumn *column = &json->columns[i];

	reader->headers[i] = pstrdup(words_text(&json->paths, i));
	reader->logical[i] = column->scalars && !column->texts && !column->arrays;
	if (!column->arrays)
		return;
	column->delimiter = column->semicolon ? '|' : ';';
	column->json = column->nested || column->many || (column->semicolon && column->bar);
	/* arrays that are always empty say nothing */
	if (column->json || (column->options.n == 0 && !column->scalars))
		column->delimiter = 0;
	if (column->json)
		reader->warnings =
			lappend(reader->warnings,
					psprintf("%s: its arrays are no lists of options and are kept as JSON",
							 reader->headers[i]));
}

static void
find_columns(JsonReader *json)
{
	LoadReader *reader = &json->reader;
	char *bad = NULL;

	json->scanning = true;
	while (next_line(json))
	{
		read_line(json);
		if (json->bad && !bad)
			bad = MemoryContextStrdup(
				GetMemoryChunkContext(json->columns),
				psprintf("line " INT64_FORMAT ": %s", json->lines.number, json->bad));
	}
	json->scanning = false;
	if (json->paths.n == 0)
		ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
						bad ? errmsg("%s", bad) : errmsg("the file has no answers"),
						errhint("JSON Lines have an object in each line; jq -c '.[]' makes them of "
								"an array.")));
	reader->ncolumns = (int) json->paths.n;
	reader->headers = palloc(reader->ncolumns * sizeof(char *));
	reader->texts = palloc0(reader->ncolumns * sizeof(char *));
	reader->options = palloc0(reader->ncolumns * sizeof(char *));
	reader->groups = palloc0(reader->ncolumns * sizeof(int));
	reader->logical = palloc0(reader->ncolumns * sizeof(bool));
	for (int i = 0; i < reader->ncolumns; i++)
		settle_column(json, i);
}

LoadReader *
load_json_open(const LoadFormat *format, LoadOptions *options)
{
	JsonReader *json = palloc0(sizeof(JsonReader));

	json->reader.next = json_next;
	json->reader.raw = json_raw;
	json->reader.rewind = json_rewind;
	json->reader.close = json_close;
	json->encoding = options->encoding ? pg_char_to_encoding(options->encoding) : PG_UTF8;
	if (json->encoding < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"%s\" is not an encoding that PostgreSQL knows", options->encoding)));
	json->room = 64;
	json->columns = palloc0(json->room * sizeof(JsonColumn));
	json->memory =
		AllocSetContextCreate(CurrentMemoryContext, "load_survey line", ALLOCSET_DEFAULT_SIZES);
	load_lines_open(&json->lines, options);
	json_rewind(&json->reader, NULL);
	find_columns(json);
	return &json->reader;
}
