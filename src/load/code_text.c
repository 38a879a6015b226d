/*
 * code_text.c
 *	  code_text: open answers by a frame of codes, as a derived set.
 */
#include "postgres.h"

#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "regex/regex.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "codebook/codebook_impl.h"
#include "load/derive.h"
#include "pg/arguments.h"
#include "server/json.h"
#include "server/statement.h"

static const char frame_hint[] =
	"For example {\"label\": \"Reasons\", \"language\": \"english\", \"codes\": [{\"label\": "
	"\"Price\", \"words\": [\"price\", \"too expensive\"]}, {\"label\": \"Staff\", \"regex\": "
	"\"staff|service\"}]}.";

static void
wrong_frame(const char *message)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("the frame: %s", message),
					errhint("%s", frame_hint)));
}

/* as the server will read it when it looks for it in every answer */
static void
check_regex(const char *label, char *said)
{
	pg_wchar *wide = palloc_array(pg_wchar, strlen(said) + 1);
	regex_t regex;
	int status;

	status = pg_regcomp(&regex, wide, pg_mb2wchar_with_len(said, wide, strlen(said)),
						REG_ADVANCED | REG_ICASE, DEFAULT_COLLATION_OID);
	if (status != REG_OKAY)
	{
		char message[100];

		pg_regerror(status, &regex, message, sizeof(message));
		ereport(ERROR, (errcode(ERRCODE_INVALID_REGULAR_EXPRESSION),
						errmsg("code \"%s\" of the frame: \"%s\" is no regular expression: %s",
							   label, said, message)));
	}
	pg_regfree(&regex);
	pfree(wide);
}

/* a text, or several: none of them empty, for that is in every answer or in none */
static void
check_texts(JsonbContainer *code, const char *label, const char *key,
			void (*check)(const char *label, char *said))
{
	JsonbValue *value = svy_json_get(code, key);
	JsonbContainer *array = NULL;

	if (!value)
		return;
	if (value->type == jbvBinary && JsonContainerIsArray(value->val.binary.data))
		array = value->val.binary.data;
	if (array && JsonContainerSize(array) == 0)
		wrong_frame(psprintf("\"%s\" of code \"%s\" are none", key, label));
	for (int i = 0; i < (array ? (int) JsonContainerSize(array) : 1); i++)
	{
		JsonbValue *element = array ? getIthJsonbValueFromContainer(array, i) : value;
		char *said;

		if (element->type != jbvString || element->val.string.len == 0)
			wrong_frame(psprintf("\"%s\" of code \"%s\" must be texts", key, label));
		said = pnstrdup(element->val.string.val, element->val.string.len);
		if (check)
			check(label, said);
	}
}

static void
check_expression(const Survey *survey, JsonbContainer *code, const char *label)
{
	char *said = svy_json_string(code, "expression", psprintf("code \"%s\"", label));
	SurveyValue value = {0};

	if (!said)
		return;
	(void) svy_survey_value_sql(survey, said, &value);
	if (value.type != BOOLOID)
		wrong_frame(psprintf("\"expression\" of code \"%s\" is no condition", label));
}

static void
check_code(const Survey *survey, JsonbValue *value)
{
	static const char *const known[] = {"label", "words", "regex", "expression", NULL};
	JsonbContainer *code;
	char *label;

	if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
		wrong_frame("its codes must be objects");
	code = value->val.binary.data;
	svy_json_check_keys(code, "a code of the frame", known);
	label = svy_json_string(code, "label", "a code of the frame");
	if (label == NULL)
		wrong_frame("a code has no \"label\"");
	if (!svy_json_get(code, "words") && !svy_json_get(code, "regex") &&
		!svy_json_get(code, "expression"))
		wrong_frame(psprintf("code \"%s\" has no \"words\", \"regex\" or \"expression\"", label));
	check_texts(code, label, "words", NULL);
	check_texts(code, label, "regex", check_regex);
	check_expression(survey, code, label);
}

/* what the server's text search makes of them: an error for words of which it keeps nothing */
static void
check_words(const Jsonb *frame)
{
	static SvyStatement select = {.sql = "SELECT * FROM mlops_survey.frame_faults($1)",
								  .nparameters = 1,
								  .types = {JSONBOID}};
	Datum values[] = {JsonbPGetDatum(frame)};
	char *label;
	char *fault;

	if (svy_statement_select(&select, values, true) == 0)
		return;
	label = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	fault = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2);
	if (fault)
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("code \"%s\" of the frame: text search finds no word in \"%s\"", label, fault),
			 errhint("Signs are no words, nor are stop words of a language: find them by "
					 "\"regex\", or in \"language\": \"simple\".")));
	wrong_frame(psprintf("two codes are called \"%s\"", label));
}

static void
check_frame(const Survey *survey, const Jsonb *frame)
{
	static const char *const known[] = {"label", "language", "codes", "other", "nets", NULL};
	JsonbContainer *root = unconstify(JsonbContainer *, &frame->root);
	JsonbContainer *codes;

	if (!JB_ROOT_IS_OBJECT(frame))
		wrong_frame("it must be an object");
	svy_json_check_keys(root, "the frame", known);
	(void) svy_json_string(root, "label", "the frame");
	(void) svy_json_string(root, "language", "the frame");
	(void) svy_json_string(root, "other", "the frame");
	(void) svy_json_object(root, "nets", "the frame");
	codes = svy_json_array(root, "codes", "the frame");
	if (codes == NULL || JsonContainerSize(codes) == 0)
		wrong_frame("it has no \"codes\"");
	for (int i = 0; i < JsonContainerSize(codes); i++)
		check_code(survey, getIthJsonbValueFromContainer(codes, i));
	check_words(frame);
}

static Jsonb *
frame_codebook(const char *variable, const Jsonb *frame, const char *set)
{
	static SvyStatement select = {.sql = "SELECT mlops_survey.frame_codebook($1, $2, $3)",
								  .nparameters = 3,
								  .types = {TEXTOID, JSONBOID, TEXTOID}};
	Datum values[] = {CStringGetTextDatum(variable), JsonbPGetDatum(frame),
					  CStringGetTextDatum(set)};
	bool isnull;

	(void) svy_statement_select(&select, values, true);
	return DatumGetJsonbP(PointerGetDatum(PG_DETOAST_DATUM_COPY(
		SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull))));
}

PG_FUNCTION_INFO_V1(svy_code_text);

/* (name, variable, frame, options) */
Datum
svy_code_text(PG_FUNCTION_ARGS)
{
	static const char *const known[] = {"into", NULL};
	MemoryContext context = CurrentMemoryContext;
	char *name = svy_required_argument(fcinfo, 0, "name");
	char *text = svy_required_argument(fcinfo, 1, "variable");
	JsonbContainer *options = svy_options_argument(fcinfo, 3, known);
	Derivation derivation = {0};
	const SurveyVariable *variable;
	List *warnings = NIL;
	Survey *survey;
	Datum result;

	if (PG_ARGISNULL(2))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("\"frame\" must not be NULL")));
	SPI_connect();
	survey = svy_survey_to_derive(name);
	variable = svy_survey_variable(survey, text);
	if (svy_column_kind(variable->type) != COLUMN_TEXT)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("variable \"%s\" holds no texts to code", variable->name)));
	derivation.variable = options ? svy_json_string(options, "into", "the options") : NULL;
	if (derivation.variable == NULL)
		derivation.variable = psprintf("%s_codes", variable->name);
	check_frame(survey, PG_GETARG_JSONB_P(2));
	derivation.codebook = frame_codebook(variable->name, PG_GETARG_JSONB_P(2), derivation.variable);
	if (svy_survey_find_set(survey, derivation.variable))
	{
		Derivation old = {.variable = derivation.variable};

		survey = svy_derive(survey, &old, NULL, &warnings);
	}
	survey = svy_derive(survey, &derivation, NULL, &warnings);
	result = svy_derivation_row(fcinfo, survey, &derivation, warnings, context);
	SPI_finish();
	PG_RETURN_DATUM(result);
}
