/*
 * code_text.c
 *	  code_text: open answers by a frame of codes, as a derived set.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
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

static void
check_code(JsonbValue *value)
{
	static const char *const known[] = {"label", "words", "regex", "expression", NULL};
	JsonbContainer *code;

	if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
		wrong_frame("its codes must be objects");
	code = value->val.binary.data;
	svy_json_check_keys(code, "a code of the frame", known);
	if (svy_json_string(code, "label", "a code of the frame") == NULL)
		wrong_frame("a code has no \"label\"");
	if (!svy_json_get(code, "words") && !svy_json_get(code, "regex") &&
		!svy_json_get(code, "expression"))
		wrong_frame(psprintf("code \"%s\" has no \"words\", \"regex\" or \"expression\"",
							 svy_json_string(code, "label", "a code of the frame")));
}

static void
check_frame(const Jsonb *frame)
{
	static const char *const known[] = {"label", "language", "codes", "other", NULL};
	JsonbContainer *root = unconstify(JsonbContainer *, &frame->root);
	JsonbContainer *codes;

	if (!JB_ROOT_IS_OBJECT(frame))
		wrong_frame("it must be an object");
	svy_json_check_keys(root, "the frame", known);
	codes = svy_json_array(root, "codes", "the frame");
	if (codes == NULL || JsonContainerSize(codes) == 0)
		wrong_frame("it has no \"codes\"");
	for (int i = 0; i < JsonContainerSize(codes); i++)
		check_code(getIthJsonbValueFromContainer(codes, i));
}

static Jsonb *
frame_codebook(const char *variable, const Jsonb *frame)
{
	static SvyStatement select = {.sql = "SELECT mlops_survey.frame_codebook($1, $2)",
								  .nparameters = 2,
								  .types = {TEXTOID, JSONBOID}};
	Datum values[] = {CStringGetTextDatum(variable), JsonbPGetDatum(frame)};
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
	check_frame(PG_GETARG_JSONB_P(2));
	SPI_connect();
	survey = svy_survey_to_derive(name);
	variable = svy_survey_variable(survey, text);
	if (svy_column_kind(variable->type) != COLUMN_TEXT)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("variable \"%s\" holds no texts to code", variable->name)));
	derivation.variable = options ? svy_json_string(options, "into", "the options") : NULL;
	if (derivation.variable == NULL)
		derivation.variable = psprintf("%s_codes", variable->name);
	derivation.codebook = frame_codebook(variable->name, PG_GETARG_JSONB_P(2));
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
