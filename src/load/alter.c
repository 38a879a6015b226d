/*
 * alter.c
 *	  alter_survey: a survey's codebook with changes, as one statement.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "codebook/codebook_impl.h"
#include "crosstab/crosstab_run.h"
#include "load/alter.h"
#include "load/derive.h"
#include "pg/arguments.h"
#include "pg/row.h"
#include "sample/design.h"
#include "server/catalogue.h"
#include "server/json.h"
#include "server/statement.h"

Jsonb *
svy_codebook_jsonb(const Survey *survey)
{
	return DatumGetJsonbP(
		DirectFunctionCall1(jsonb_in, CStringGetDatum(svy_codebook_json(survey))));
}

/*
 * A function of two codebooks, in the memory context of the caller.  Its errors
 * are about what the user said: how the function is made is no part of them.
 */
static Datum
of_two(SvyStatement *select, const Jsonb *first, const Jsonb *second)
{
	MemoryContext context = CurrentMemoryContext;
	Datum values[] = {PointerGetDatum(first), PointerGetDatum(second)};
	bool isnull;
	Datum result;

	PG_TRY();
	{
		(void) svy_statement_select(select, values, true);
	}
	PG_CATCH();
	{
		ErrorData *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		FlushErrorState();
		error->context = NULL;
		ReThrowError(error);
	}
	PG_END_TRY();
	result = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);
	return PointerGetDatum(PG_DETOAST_DATUM_COPY(result));
}

static Jsonb *
merge_changes(const Jsonb *codebook, const Jsonb *changes)
{
	static SvyStatement select = {.sql = "SELECT mlops_survey.merge_changes($1, $2)",
								  .nparameters = 2,
								  .types = {JSONBOID, JSONBOID}};

	return DatumGetJsonbP(of_two(&select, codebook, changes));
}

Datum
svy_codebook_difference(const Jsonb *before, const Jsonb *after)
{
	static SvyStatement select = {.sql = "SELECT mlops_survey.codebook_difference($1, $2)",
								  .nparameters = 2,
								  .types = {JSONBOID, JSONBOID}};

	return of_two(&select, before, after);
}

Survey *
svy_survey_to_change(const char *name, LOCKMODE answers)
{
	Survey *survey;

	if (svy_survey_hold(name, &(SurveyHold){.answers = answers, .views = true}) == NULL)
		svy_survey_unknown(name, false);
	survey = svy_survey_owned(name);
	svy_bind_columns(survey);
	return survey;
}

static void
store_codebook(SurveyRegistration *registration)
{
	svy_survey_change(registration);
	if (svy_json_get(unconstify(JsonbContainer *, &registration->codebook->root), "replicates"))
	{
		svy_replicates_store_count(registration->name);
		svy_replicates_report(registration->name, &registration->warnings);
	}
}

Survey *
svy_alter(const Survey *before, const Jsonb *codebook, const Jsonb *changes, List **warnings)
{
	SurveyRegistration registration = {.name = before->name,
									   .answers = before->answers,
									   .loaded = before->loaded,
									   .before = before};
	Survey *survey;

	registration.codebook = changes ? merge_changes(codebook, changes) : codebook;
	store_codebook(&registration);
	survey = svy_survey_changed(&registration);
	/* what was stored before is for who makes tables */
	if (!svy_survey_same_tables(survey, before))
		svy_crosstab_check_tables(survey);
	*warnings = list_concat(*warnings, registration.warnings);
	return survey;
}

/* ---- labels that would move ---- */

static const SurveyLabel *
label_by_text(const SurveyVariable *variable, const char *text)
{
	for (int i = 0; i < variable->nlabels; i++)
		if (pg_strcasecmp(variable->labels[i].label, text) == 0)
			return &variable->labels[i];
	return NULL;
}

static bool
is_labelled(const SurveyVariable *variable, int32 code, const char *text)
{
	const SurveyLabel *label = svy_variable_find_label(variable, code);

	return label && pg_strcasecmp(label->label, text) == 0;
}

/*
 * A label that another code has now, while its own one is called otherwise: codes
 * in the order of a first answer, say, and then the texts in their own order.  A
 * code that is declared no more has no answers, which svy_alter has looked at.
 */
static void
check_labels_stay(const SurveyVariable *before, const SurveyVariable *after)
{
	for (int i = 0; i < before->nlabels; i++)
	{
		const SurveyLabel *old = &before->labels[i];
		const SurveyLabel *own = svy_variable_find_label(after, old->code);
		const SurveyLabel *now = label_by_text(after, old->label);

		if (own == NULL || now == NULL || is_labelled(after, old->code, old->label) ||
			is_labelled(before, now->code, old->label))
			continue;
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("variable \"%s\": label \"%s\" of code %d would be that of code %d",
							   after->name, old->label, old->code, now->code),
						errdetail("The column stores codes, and they stay: answers %d, which are "
								  "\"%s\", would be \"%s\".",
								  old->code, old->label, own->label),
						errhint("Give \"values\" as an object with the codes that the answers "
								"have, such as {\"%d\": \"%s\"}. Another order of them is "
								"\"scores\", or load the file again with a codebook that gives "
								"the texts in order.",
								old->code, old->label)));
	}
}

static void
check_labels(const Survey *before, const Survey *after)
{
	for (int i = 0; i < after->nvariables; i++)
	{
		const SurveyVariable *variable = &after->variables[i];
		const SurveyVariable *old = svy_survey_find_variable(before, variable->name);

		/* a column of texts says itself which answer it holds */
		if (old && svy_column_kind(variable->type) != COLUMN_TEXT)
			check_labels_stay(old, variable);
	}
}

/* ---- the function ---- */

enum
{
	OUT_SURVEY,
	OUT_CHANGED,
	OUT_LABELS_VIEW,
	OUT_LONG_VIEW,
	OUT_WARNINGS,
	OUT_COLUMNS
};

static int
count_labelled_answers(const SurveyVariable *variable)
{
	int count = 0;

	for (int i = 0; i < variable->nlabels; i++)
		count += !variable->labels[i].missing;
	return count;
}

/* numbers that have got labels, as if they were codes, and are numbers still */
static void
warn_of_scales(const Survey *before, const Survey *after, List **warnings)
{
	for (int i = 0; i < after->nvariables; i++)
	{
		const SurveyVariable *variable = &after->variables[i];
		const SurveyVariable *old = svy_survey_find_variable(before, variable->name);

		if (old && old->measure == SURVEY_SCALE && variable->measure == SURVEY_SCALE &&
			count_labelled_answers(variable) > count_labelled_answers(old))
			*warnings = lappend(
				*warnings,
				psprintf("variable \"%s\" has labels for some of its numbers now and is of measure "
						 "scale as before; if they are codes, say \"measure\": \"nominal\" or "
						 "\"ordinal\" as well",
						 variable->name));
	}
}

PG_FUNCTION_INFO_V1(svy_alter_survey);

/* (name, changes, options) */
Datum
svy_alter_survey(PG_FUNCTION_ARGS)
{
	MemoryContext context = CurrentMemoryContext;
	char *name = svy_required_argument(fcinfo, 0, "name");
	Datum values[OUT_COLUMNS];
	bool nulls[OUT_COLUMNS] = {false};
	List *warnings = NIL;
	Survey *before;
	Survey *after;
	Datum result;

	if (PG_ARGISNULL(1))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
						errmsg("changes of a codebook must not be NULL")));
	svy_no_options(fcinfo, 2);
	SPI_connect();
	before = svy_survey_to_change(name, ShareUpdateExclusiveLock);
	after = svy_alter(before, svy_codebook_jsonb(before), PG_GETARG_JSONB_P(1), &warnings);
	check_labels(before, after);
	after = svy_derive_after(before, after, &warnings);
	MemoryContextSwitchTo(context);
	warn_of_scales(before, after, &warnings);
	values[OUT_SURVEY] = CStringGetTextDatum(after->name);
	values[OUT_CHANGED] =
		svy_codebook_difference(svy_codebook_jsonb(before), svy_codebook_jsonb(after));
	values[OUT_LABELS_VIEW] = ObjectIdGetDatum(after->labels_view);
	nulls[OUT_LABELS_VIEW] = !OidIsValid(after->labels_view);
	values[OUT_LONG_VIEW] = ObjectIdGetDatum(after->long_view);
	nulls[OUT_LONG_VIEW] = !OidIsValid(after->long_view);
	values[OUT_WARNINGS] = svy_text_list_array(warnings);
	result = svy_row_datum(fcinfo, OUT_COLUMNS, values, nulls);
	SPI_finish();
	PG_RETURN_DATUM(result);
}
