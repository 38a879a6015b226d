/*
 * catalogue.c
 *	  Writing the catalogue for those who may not write it, and the relations
 *	  that its rows name.
 *
 * Users hold no right to write or lock the tables of the catalogue.  What they
 * ask for is written as triggers of foreign keys write: as the owner of the
 * table, within a security-restricted operation, by statements that are fixed.
 * doc/architecture.md says why that is safe.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "server/catalogue.h"

/*
 * Relations
 */

bool
svy_relation_is(Oid relation, const char *schema, const char *name)
{
	HeapTuple tuple;
	Form_pg_class row;
	char *namespace;
	bool same;

	if (!OidIsValid(relation) || schema == NULL || name == NULL)
		return false;
	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	if (!HeapTupleIsValid(tuple))
		return false;
	row = (Form_pg_class) GETSTRUCT(tuple);
	namespace = get_namespace_name(row->relnamespace);
	same = namespace != NULL && strcmp(NameStr(row->relname), name) == 0 &&
		   strcmp(namespace, schema) == 0;
	ReleaseSysCache(tuple);
	return same;
}

Oid
svy_relation_owner(Oid relation)
{
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	Oid owner;

	if (!HeapTupleIsValid(tuple))
		return InvalidOid;
	owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
	ReleaseSysCache(tuple);
	return owner;
}

bool
svy_owns_relation(Oid relation)
{
	Oid owner = svy_relation_owner(relation);

	return OidIsValid(owner) && has_privs_of_role(GetUserId(), owner);
}

bool
svy_reads_relation(Oid relation)
{
	return SearchSysCacheExists1(RELOID, ObjectIdGetDatum(relation)) &&
		   pg_class_aclcheck(relation, GetUserId(), ACL_SELECT) == ACLCHECK_OK;
}

bool
svy_reads_column(Oid relation, AttrNumber column)
{
	return svy_reads_relation(relation) ||
		   (column > 0 &&
			SearchSysCacheExists2(ATTNUM, ObjectIdGetDatum(relation), Int16GetDatum(column)) &&
			pg_attribute_aclcheck(relation, column, GetUserId(), ACL_SELECT) == ACLCHECK_OK);
}

bool
svy_reads_any(Oid relation)
{
	return svy_reads_relation(relation) ||
		   (SearchSysCacheExists1(RELOID, ObjectIdGetDatum(relation)) &&
			pg_attribute_aclcheck_all(relation, GetUserId(), ACL_SELECT, ACLMASK_ANY) ==
				ACLCHECK_OK);
}

/* of the arguments (number, schema, name) */
static bool
arguments_are_relation(FunctionCallInfo fcinfo)
{
	for (int i = 0; i < 3; i++)
		if (PG_ARGISNULL(i))
			return false;
	return svy_relation_is(PG_GETARG_OID(0), text_to_cstring(PG_GETARG_TEXT_PP(1)),
						   text_to_cstring(PG_GETARG_TEXT_PP(2)));
}

PG_FUNCTION_INFO_V1(svy_relation_is_sql);
Datum
svy_relation_is_sql(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(arguments_are_relation(fcinfo));
}

PG_FUNCTION_INFO_V1(svy_relation_owned_sql);
Datum
svy_relation_owned_sql(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(arguments_are_relation(fcinfo) && svy_owns_relation(PG_GETARG_OID(0)));
}

PG_FUNCTION_INFO_V1(svy_relation_shows_sql);
Datum
svy_relation_shows_sql(PG_FUNCTION_ARGS)
{
	Oid relation;

	if (!arguments_are_relation(fcinfo))
		PG_RETURN_BOOL(false);
	relation = PG_GETARG_OID(0);
	PG_RETURN_BOOL(svy_reads_any(relation) || svy_owns_relation(relation));
}

/* the survey whose rows were asked for last, of one query */
typedef struct Shown
{
	bool known;
	int32 survey;
	Oid answers;
	bool all;
} Shown;

static void
look_up_shown(Shown *shown, int32 survey)
{
	static SvyStatement by_id = {.sql = "SELECT s.answers FROM mlops_survey.survey s"
										" WHERE s.id OPERATOR(pg_catalog.=) $1",
								 .nparameters = 1,
								 .types = {INT4OID}};
	Datum id = Int32GetDatum(survey);
	bool isnull = true;

	SPI_connect();
	shown->answers = InvalidOid;
	if (svy_statement_select(&by_id, &id, true) > 0)
		shown->answers = DatumGetObjectId(
			SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
	SPI_finish();
	if (isnull)
		shown->answers = InvalidOid;
	shown->all = svy_reads_relation(shown->answers) || svy_owns_relation(shown->answers);
	shown->survey = survey;
	shown->known = true;
}

PG_FUNCTION_INFO_V1(svy_column_shows_sql);

/* (survey, column): whether the user may read it */
Datum
svy_column_shows_sql(PG_FUNCTION_ARGS)
{
	Shown *shown = fcinfo->flinfo->fn_extra;

	if (shown == NULL)
		shown = fcinfo->flinfo->fn_extra =
			MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(Shown));
	if (!shown->known || shown->survey != PG_GETARG_INT32(0))
		look_up_shown(shown, PG_GETARG_INT32(0));
	PG_RETURN_BOOL(
		shown->all ||
		(OidIsValid(shown->answers) &&
		 svy_reads_column(shown->answers,
						  get_attnum(shown->answers, text_to_cstring(PG_GETARG_TEXT_PP(1))))));
}

/*
 * Writing
 */

static Oid
catalogue_owner(void)
{
	Oid survey = get_relname_relid("survey", get_namespace_oid("mlops_survey", false));
	Oid owner = svy_relation_owner(survey);

	if (!OidIsValid(owner))
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_TABLE),
						errmsg("the table mlops_survey.survey does not exist"),
						errhint("Create the extension mlops_survey anew.")));
	return owner;
}

static int
run_as_owner(SvyStatement *statement, const Datum *values, const char *nulls, Snapshot snapshot)
{
	MemoryContext context = CurrentMemoryContext;
	Oid owner = catalogue_owner();
	int level = NewGUCNestLevel();
	int security;
	int result;
	Oid user;

	GetUserIdAndSecContext(&user, &security);
	SetUserIdAndSecContext(owner, security | SECURITY_LOCAL_USERID_CHANGE |
									  SECURITY_RESTRICTED_OPERATION | SECURITY_NOFORCE_RLS);
	(void) set_config_option("search_path", "pg_catalog, pg_temp", PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	svy_statement_prepare(statement);
	result = SPI_execute_snapshot(statement->plan, unconstify(Datum *, values), nulls, snapshot,
								  InvalidSnapshot, false, true, 0);
	/* an error ends here too: the abort of its (sub)transaction restores both */
	AtEOXact_GUC(true, level);
	SetUserIdAndSecContext(user, security);
	MemoryContextSwitchTo(context);
	return result;
}

static uint64
write_with(SvyStatement *statement, const Datum *values, const char *nulls, Snapshot snapshot)
{
	int result = run_as_owner(statement, values, nulls, snapshot);

	if (result < 0 || result == SPI_OK_SELECT)
		elog(ERROR, "the catalogue cannot be written: %s", SPI_result_code_string(result));
	return SPI_processed;
}

uint64
svy_catalogue_write(SvyStatement *statement, const Datum *values, const char *nulls)
{
	return write_with(statement, values, nulls, InvalidSnapshot);
}

uint64
svy_catalogue_write_latest(SvyStatement *statement, const Datum *values, const char *nulls)
{
	return write_with(statement, values, nulls, GetLatestSnapshot());
}

Oid
svy_catalogue_answers(const char *name)
{
	static SvyStatement by_name = {
		.sql = "SELECT s.answers, s.answers_schema, s.answers_name FROM mlops_survey.survey s"
			   " WHERE s.name OPERATOR(pg_catalog.=) $1",
		.nparameters = 1,
		.types = {TEXTOID}};
	Datum value = CStringGetTextDatum(name);
	Oid answers;
	bool isnull;

	if (run_as_owner(&by_name, &value, NULL, InvalidSnapshot) != SPI_OK_SELECT)
		elog(ERROR, "the catalogue cannot be read");
	if (SPI_processed == 0)
		return InvalidOid;
	answers =
		DatumGetObjectId(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
	return !isnull && svy_relation_is(answers,
									  SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2),
									  SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 3))
			   ? answers
			   : InvalidOid;
}
