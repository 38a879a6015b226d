/*
 * pack_shards.c
 *	  Packs on the shards of a cluster.
 *
 * A shard is a table of its server like any other, so it is packed there as one:
 * as a survey of that server's catalogue, called after the number of the shard,
 * without views.  Triggers and marks are there too, and whoever reads the shard
 * sees all of it by one snapshot.  A shard that was moved or split is another
 * table, which nobody has packed.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "executor/spi.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"

#include "codebook/codebook_impl.h"
#include "codebook/codebook_register.h"
#include "pack/pack.h"
#include "pg/row.h"
#include "server/setting.h"
#include "server/statement.h"
#include "server/storage.h"

const char svy_pack_by_shard[] = "each shard is counted from its pack, or from its rows";
const char svy_pack_unit_shard[] = "units of a design are counted from the rows of the shards";

/*
 * Packing waits for who writes to a shard, which nobody sees who looks for
 * deadlocks: the coordinator's own transaction may be the writer.
 */
#define WAIT_TO_PACK "60s"
#define WAIT_TO_UNPACK "5s"

#define SHARD_NOT_PACKED "the shard is not packed"

/*
 * On the coordinator
 */

bool
svy_pack_has_shards(const Survey *survey)
{
	return get_rel_name(survey->answers) != NULL &&
		   svy_storage_is_spread(svy_storage(survey->answers)) &&
		   !svy_storage_is_columnar(survey->answers) &&
		   FuncnameGetCandidates(
			   list_make2(makeString("pg_catalog"), makeString("run_command_on_placements")), -1,
			   NIL, false, false,
#if PG_VERSION_NUM >= 140000
			   false,
#endif
			   true) != NULL;
}

static void
ask_shards(const char *sql, const Survey *survey, const char *codebook)
{
	Oid types[] = {OIDOID, TEXTOID};
	Datum values[] = {ObjectIdGetDatum(survey->answers),
					  codebook ? CStringGetTextDatum(codebook) : (Datum) 0};

	if (svy_execute_with_args(sql, codebook ? 2 : 1, types, values, NULL, false, 1) !=
		SPI_OK_SELECT)
		elog(ERROR, "the shards could not be asked");
}

static Datum
said(int column, bool *isnull)
{
	return SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, column, isnull);
}

void
svy_pack_shards(const Survey *survey, PackReport *report)
{
	Datum *left_out;
	bool *nulls;
	bool isnull;
	int n;

	ask_shards("SELECT s.respondents, s.added, s.segments, s.columns, s.bytes, s.left_out"
			   " FROM mlops_survey.pack_shards($1::pg_catalog.regclass, $2::pg_catalog.jsonb) s",
			   survey, svy_codebook_json(survey));
	*report = (PackReport){.respondents = DatumGetInt64(said(1, &isnull)),
						   .added = DatumGetInt64(said(2, &isnull)),
						   .segments = DatumGetInt32(said(3, &isnull)),
						   .columns = DatumGetInt32(said(4, &isnull)),
						   .bytes = DatumGetInt64(said(5, &isnull))};
	deconstruct_array(DatumGetArrayTypeP(said(6, &isnull)), TEXTOID, -1, false, TYPALIGN_INT,
					  &left_out, &nulls, &n);
	for (int i = 0; i < n; i++)
		report->left_out = lappend(report->left_out, TextDatumGetCString(left_out[i]));
}

void
svy_pack_drop_shards(const Survey *survey)
{
	ask_shards("SELECT mlops_survey.unpack_shards($1::pg_catalog.regclass)", survey, NULL);
}

void
svy_pack_shards_state(Pack *pack)
{
	MemoryContext context = CurrentMemoryContext;
	bool fresh;
	bool isnull;

	ask_shards("SELECT s.reason, s.respondents, s.segments, s.columns, s.bytes, s.packed_at"
			   " FROM mlops_survey.shards_pack_status($1::pg_catalog.regclass) s",
			   pack->table.survey, NULL);
	MemoryContextSwitchTo(context);
	pack->reason = SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
	fresh = pack->reason == NULL;
	pack->appended = false;
	pack->respondents = DatumGetInt64(said(2, &isnull));
	pack->segments = DatumGetInt32(said(3, &isnull));
	pack->ncolumns = DatumGetInt32(said(4, &isnull));
	pack->bytes = DatumGetInt64(said(5, &isnull));
	if (fresh)
		pack->packed_at = DatumGetTimestampTz(said(6, &isnull));
}

/*
 * On the server of the shard
 */

/* after the number, which ends the names of shards and which no other table of a cluster has */
static char *
name_of_shard(Oid shard)
{
	char *name = get_rel_name(shard);
	const char *number = name ? strrchr(name, '_') : NULL;

	if (number == NULL || number[1] == '\0' ||
		strspn(number + 1, "0123456789") != strlen(number + 1))
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("\"%s\" is not a shard", name ? name : "?"),
						errhint("Shards are packed by pack_survey, on the coordinator.")));
	return psprintf(SURVEY_OF_SHARD " %s", number + 1);
}

Survey *
svy_pack_shard_survey(Oid shard, bool read_only)
{
	static SvyStatement statement = {
		.sql = "SELECT FROM mlops_survey.survey s WHERE s.name OPERATOR(pg_catalog.=) $1"
			   " AND s.answers OPERATOR(pg_catalog.=) $2 AND"
			   " mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name)",
		.nparameters = 2,
		.types = {TEXTOID, OIDOID}};
	char *name = name_of_shard(shard);
	Datum values[] = {CStringGetTextDatum(name), ObjectIdGetDatum(shard)};

	return svy_statement_select(&statement, values, read_only) == 0
			   ? NULL
			   : svy_survey_read(name, false, read_only);
}

Survey *
svy_pack_shard_open(Oid shard, const char **reason)
{
	Survey *survey = svy_read_packs() ? svy_pack_shard_survey(shard, true) : NULL;
	Pack pack;

	if (survey == NULL)
	{
		*reason = svy_read_packs() ? SHARD_NOT_PACKED : SVY_PACKS_OFF;
		return NULL;
	}
	pack = svy_pack_read(survey, true);
	*reason = pack.reason && !pack.appended ? pack.reason : NULL;
	return *reason ? NULL : svy_survey_open(survey->name);
}

/* the codebook, as far as it tells one from another */
static char *
mark_of(Jsonb *codebook)
{
	return psprintf(SURVEY_OF_SHARD_SOURCE " %016llx",
					(unsigned long long) hash_bytes_extended((unsigned char *) VARDATA(codebook),
															 VARSIZE(codebook) - VARHDRSZ, 0));
}

static bool
has_codebook(const char *name, const char *mark)
{
	static SvyStatement statement = {
		.sql = "SELECT FROM mlops_survey.survey s WHERE s.name OPERATOR(pg_catalog.=) $1"
			   " AND s.source OPERATOR(pg_catalog.=) $2",
		.nparameters = 2,
		.types = {TEXTOID, TEXTOID}};
	Datum values[] = {CStringGetTextDatum(name), CStringGetTextDatum(mark)};

	return svy_statement_select(&statement, values, false) > 0;
}

static int
limit_waiting(const char *time)
{
	int level = NewGUCNestLevel();

	(void) set_config_option("lock_timeout", time, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE,
							 true, 0, false);
	return level;
}

/* copies of reference tables lie on the coordinator, where surveys have what names they like */
static void
check_name_is_free(const char *name)
{
	static SvyStatement statement = {
		.sql = "SELECT FROM mlops_survey.survey s WHERE s.name OPERATOR(pg_catalog.=) $1"
			   " AND (s.source OPERATOR(pg_catalog.~~) '" SURVEY_OF_SHARD_SOURCE " %') IS NOT TRUE",
		.nparameters = 1,
		.types = {TEXTOID}};
	Datum value = CStringGetTextDatum(name);

	if (svy_statement_select(&statement, &value, false) > 0)
		ereport(
			ERROR,
			(errcode(ERRCODE_DUPLICATE_OBJECT),
			 errmsg("the name \"%s\", which the pack of a shard has, is that of a survey", name),
			 errhint("Register that survey by another name, then drop_survey(%s).",
					 quote_literal_cstr(name))));
}

/* registers the shard as a survey of this server, unless it is one by this codebook */
static void
register_shard(Oid shard, char *name, Jsonb *codebook)
{
	SurveyRegistration registration = {.name = name,
									   .answers = shard,
									   .codebook = codebook,
									   .replace = true,
									   .values_checked = true,
									   .source = mark_of(codebook)};

	svy_survey_check_table(&registration);
	(void) svy_survey_hold(name, &(SurveyHold){.other = shard, .lenient = true});
	check_name_is_free(name);
	if (svy_pack_shard_survey(shard, false) == NULL || !has_codebook(name, registration.source))
		(void) svy_survey_store(&registration);
	(void) svy_survey_hold(name, &(SurveyHold){.answers = ShareRowExclusiveLock});
}

/* (shard, codebook) -> survey_pack_report */
PG_FUNCTION_INFO_V1(svy_pack_shard);
Datum
svy_pack_shard(PG_FUNCTION_ARGS)
{
	MemoryContext context = CurrentMemoryContext;
	Oid shard = PG_GETARG_OID(0);
	char *name = name_of_shard(shard);
	int level = limit_waiting(WAIT_TO_PACK);
	PackReport report = {0};
	const Survey *survey;
	Datum result;

	SPI_connect();
	register_shard(shard, name, PG_GETARG_JSONB_P(1));
	survey = svy_survey_open(name);
	svy_pack_here(survey, &report);
	MemoryContextSwitchTo(context);
	result = svy_pack_report_row(fcinfo, survey, &report);
	SPI_finish();
	AtEOXact_GUC(true, level);
	PG_RETURN_DATUM(result);
}

/* (shard): whether there was a pack */
PG_FUNCTION_INFO_V1(svy_unpack_shard);
Datum
svy_unpack_shard(PG_FUNCTION_ARGS)
{
	int level = limit_waiting(WAIT_TO_UNPACK);
	const Survey *survey;

	SPI_connect();
	survey = svy_pack_shard_survey(PG_GETARG_OID(0), false);
	if (survey)
	{
		(void) svy_survey_require_owner(unconstify(Survey *, survey));
		(void) svy_survey_hold(survey->name, &(SurveyHold){.answers = AccessExclusiveLock});
		(void) svy_pack_drop(survey);
		svy_store_forget(survey->id, survey->name);
	}
	SPI_finish();
	AtEOXact_GUC(true, level);
	PG_RETURN_BOOL(survey != NULL);
}

/* (shard) -> survey_pack_status_row */
PG_FUNCTION_INFO_V1(svy_shard_pack_status);
Datum
svy_shard_pack_status(PG_FUNCTION_ARGS)
{
	MemoryContext context = CurrentMemoryContext;
	Pack pack = {.reason = SHARD_NOT_PACKED};
	const Survey *survey;
	Datum result;

	SPI_connect();
	survey = svy_pack_shard_survey(PG_GETARG_OID(0), true);
	if (survey)
		pack = svy_pack_read(survey, true);
	MemoryContextSwitchTo(context);
	result = svy_pack_status(fcinfo, &pack);
	SPI_finish();
	PG_RETURN_DATUM(result);
}
