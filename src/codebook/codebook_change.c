/*
 * codebook_change.c
 *	  What a change of the codebook does to the views of a survey, and to comments.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "codebook/codebook_impl.h"
#include "codebook/codebook_register.h"
#include "server/attempt.h"
#include "server/catalogue.h"
#include "server/statement.h"

/* ---- comments ---- */

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* on the columns of a relation, where the label is another one; a label that is gone takes its comment along */
static void
comment_changes(const Survey *survey, const Survey *before, Oid relation)
{
	char *name;

	if (!OidIsValid(relation) || get_rel_name(relation) == NULL || !svy_owns_relation(relation))
		return;
	name = quote_qualified_identifier(get_namespace_name(get_rel_namespace(relation)),
									  get_rel_name(relation));
	for (int i = 0; i < survey->nvariables; i++)
	{
		const SurveyVariable *variable = &survey->variables[i];
		const SurveyVariable *old = svy_survey_find_variable(before, variable->name);

		if (same_text(variable->label, old ? old->label : NULL) ||
			get_attnum(relation, variable->name) <= 0)
			continue;
		svy_statement_run(psprintf("COMMENT ON COLUMN %s.%s IS %s", name,
								   quote_identifier(variable->name),
								   variable->label ? quote_literal_cstr(variable->label) : "NULL"),
						  SPI_OK_UTILITY);
	}
}

/* ---- views ---- */

/* statements that grant again what is granted on the views */
static List *
granted(const Oid *views, int count)
{
	static SvyStatement select = {
		.sql = "SELECT pg_catalog.format('GRANT %s ON %I.%I TO %s%s', a.privilege_type, n.nspname,"
			   " c.relname, CASE WHEN a.grantee OPERATOR(pg_catalog.=) 0::pg_catalog.oid"
			   " THEN 'PUBLIC' ELSE pg_catalog.quote_ident(r.rolname) END,"
			   " CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' END)"
			   " FROM pg_catalog.pg_class c"
			   " JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace"
			   " CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) a"
			   " LEFT JOIN pg_catalog.pg_roles r ON r.oid OPERATOR(pg_catalog.=) a.grantee"
			   " WHERE c.oid OPERATOR(pg_catalog.=) ANY ($1)"
			   " AND a.grantee OPERATOR(pg_catalog.<>) c.relowner",
		.nparameters = 1,
		.types = {OIDARRAYOID}};
	Datum *elements = palloc_array(Datum, count);
	List *statements = NIL;
	Datum numbers;
	uint64 found;

	for (int i = 0; i < count; i++)
		elements[i] = ObjectIdGetDatum(views[i]);
	numbers =
		PointerGetDatum(construct_array(elements, count, OIDOID, sizeof(Oid), true, TYPALIGN_INT));
	found = svy_statement_select(&select, &numbers, false);
	for (uint64 i = 0; i < found; i++)
		statements =
			lappend(statements, SPI_getvalue(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1));
	return statements;
}

static void
renew_views(void *survey)
{
	svy_renew_views(survey);
}

/* a view keeps its columns, their order and types when it is renewed; false where it cannot */
static bool
try_renewing(const Survey *survey)
{
	ErrorData *error = svy_attempt(renew_views, unconstify(Survey *, survey));

	if (error && error->sqlerrcode != ERRCODE_INVALID_TABLE_DEFINITION)
		ReThrowError(error);
	return !error;
}

List *
svy_take_views(const Survey *survey)
{
	Oid views[] = {survey->labels_view, survey->long_view, survey->analysis_view};
	List *grants = granted(views, lengthof(views));

	(void) svy_survey_drop_relations(survey, false);
	return grants;
}

void
svy_give_views(Survey *survey, List *grants, List **warnings)
{
	ListCell *cell;

	svy_make_views(survey, warnings);
	foreach (cell, grants)
		svy_statement_run(lfirst(cell), SPI_OK_UTILITY);
}

void
svy_change_views(Survey *survey, const Survey *before, List **warnings)
{
	if (survey->loaded)
		comment_changes(survey, before, survey->answers);
	if (!OidIsValid(survey->labels_view) && !OidIsValid(survey->long_view))
		return;
	if (!try_renewing(survey))
		svy_give_views(survey, svy_take_views(survey), warnings);
	comment_changes(survey, before, survey->labels_view);
}
