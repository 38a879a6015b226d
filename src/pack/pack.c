/*
 * pack.c
 *	  Packed surveys: whether a pack still is what the answers are, and which
 *	  cross tables can be counted from it.
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/htup_details.h"
#include "access/relation.h"
#include "access/table.h"
#include "access/xlog.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/rls.h"
#include "utils/syscache.h"

#include "codebook/codebook_impl.h"
#include "codebook/period.h"
#include "pack/pack.h"
#include "plan/answer.h"
#include "server/catalogue.h"
#include "server/setting.h"
#include "server/statement.h"
#include "server/storage.h"
#include "kernel/pack/pack.h"
#include "pg/arguments.h"
#include "pg/row.h"

/* whatever the search path is */
static char *
collation_name(Oid collation)
{
	HeapTuple tuple = SearchSysCache1(COLLOID, ObjectIdGetDatum(collation));
	Form_pg_collation form;
	char *name;

	if (!HeapTupleIsValid(tuple))
		return "?";
	form = (Form_pg_collation) GETSTRUCT(tuple);
	name = quote_qualified_identifier(get_namespace_name(form->collnamespace),
									  NameStr(form->collname));
	ReleaseSysCache(tuple);
	return name;
}

char *
svy_pack_attributes(Relation answers)
{
	TupleDesc columns = RelationGetDescr(answers);
	StringInfoData text;

	initStringInfo(&text);
	for (int i = 0; i < columns->natts; i++)
	{
		Form_pg_attribute a = TupleDescAttr(columns, i);

		if (a->attisdropped)
			continue;
		appendStringInfo(&text, "%d %s %s %d", i + 1, quote_identifier(NameStr(a->attname)),
						 format_type_be_qualified(a->atttypid), a->atttypmod);
		/* one that takes different texts for equal makes them one code */
		if (OidIsValid(a->attcollation) && !get_collation_isdeterministic(a->attcollation))
			appendStringInfo(&text, " %s", collation_name(a->attcollation));
		appendStringInfoChar(&text, '\n');
	}
	return text.data;
}

const PackTrigger svy_pack_triggers[] = {
	/* before the statement, so that nothing of it can be seen without the mark */
	{"mlops_survey_pack_changed", "BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE",
	 "FOR EACH STATEMENT", "ALWAYS", TRIGGER_FIRES_ALWAYS,
	 TRIGGER_TYPE_BEFORE | TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE | TRIGGER_TYPE_DELETE |
		 TRIGGER_TYPE_TRUNCATE},
	/* a subscription applies rows one by one and fires no trigger of statements but TRUNCATE's */
	{"mlops_survey_pack_replicated", "BEFORE INSERT OR UPDATE OR DELETE", "FOR EACH ROW", "REPLICA",
	 TRIGGER_FIRES_ON_REPLICA,
	 TRIGGER_TYPE_BEFORE | TRIGGER_TYPE_ROW | TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE |
		 TRIGGER_TYPE_DELETE},
	/* what is written through the partitioned table fires no trigger of its partitions' statements */
	{"mlops_survey_pack_part", "BEFORE INSERT OR UPDATE OR DELETE", "FOR EACH ROW", "ALWAYS",
	 TRIGGER_FIRES_ALWAYS,
	 TRIGGER_TYPE_BEFORE | TRIGGER_TYPE_ROW | TRIGGER_TYPE_INSERT | TRIGGER_TYPE_UPDATE |
		 TRIGGER_TYPE_DELETE}};

StaticAssertDecl(lengthof(svy_pack_triggers) == PACK_TRIGGERS, "as many as the header says");

/* the function that leaves marks, InvalidOid if it is gone */
static Oid
marking_function(void)
{
	Oid schema = get_namespace_oid("mlops_survey", true);
	oidvector *none = buildoidvector(NULL, 0);

	return GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid,
						   CStringGetDatum("survey_pack_changed"), PointerGetDatum(none),
						   ObjectIdGetDatum(schema));
}

/* its name alone says nothing: it might call another function, at other times or for some rows only */
bool
svy_pack_has_trigger(Relation answers, const PackTrigger *wanted)
{
	Oid function = marking_function();

	for (int i = 0; answers->trigdesc && i < answers->trigdesc->numtriggers; i++)
	{
		const Trigger *trigger = &answers->trigdesc->triggers[i];

		if (strcmp(trigger->tgname, wanted->name) == 0)
			return trigger->tgfoid == function && trigger->tgtype == wanted->type &&
				   trigger->tgenabled == wanted->fires && trigger->tgqual == NULL &&
				   trigger->tgnattr == 0;
	}
	return false;
}

bool
svy_pack_trigger_for(int trigger, bool partition)
{
	return trigger == 0 || (trigger == 2) == partition;
}

/* all that it needs are there and fire whoever writes */
static bool
has_triggers(Relation answers, bool partition)
{
	for (int i = 0; i < PACK_TRIGGERS; i++)
		if (svy_pack_trigger_for(i, partition) &&
			!svy_pack_has_trigger(answers, &svy_pack_triggers[i]))
			return false;
	return true;
}

/* this database, as svy_pack_watch begins with it */
char *
svy_pack_watch_database(void)
{
	return psprintf(UINT64_FORMAT ".%u ", GetSystemIdentifier(), MyDatabaseId);
}

/*
 * Triggers that were disabled and enabled again look as they did, but changes in
 * between have left no mark.  Their rows in pg_trigger tell: each change of one
 * is a new version, of another transaction.  A dump brings both, the triggers
 * anew, so that versions say something in the database alone where they were read.
 */
char *
svy_pack_watch(Relation answers, bool partition)
{
	Relation triggers = table_open(TriggerRelationId, AccessShareLock);
	StringInfoData watch;

	initStringInfo(&watch);
	appendStringInfoString(&watch, svy_pack_watch_database());
	for (int i = 0; i < PACK_TRIGGERS; i++)
	{
		ScanKeyData keys[2];
		SysScanDesc scan;
		HeapTuple row;

		if (!svy_pack_trigger_for(i, partition))
			continue;
		ScanKeyInit(&keys[0], Anum_pg_trigger_tgrelid, BTEqualStrategyNumber, F_OIDEQ,
					ObjectIdGetDatum(RelationGetRelid(answers)));
		ScanKeyInit(&keys[1], Anum_pg_trigger_tgname, BTEqualStrategyNumber, F_NAMEEQ,
					CStringGetDatum(svy_pack_triggers[i].name));
		scan = systable_beginscan(triggers, TriggerRelidNameIndexId, true, NULL, 2, keys);
		row = systable_getnext(scan);
		if (HeapTupleIsValid(row))
			appendStringInfo(&watch, "%s%u/%u", watch.data[watch.len - 1] == ' ' ? "" : " ",
							 ((Form_pg_trigger) GETSTRUCT(row))->oid,
							 HeapTupleHeaderGetRawXmin(row->t_data));
		systable_endscan(scan);
	}
	table_close(triggers, AccessShareLock);
	return watch.data;
}

bool
svy_pack_watch_differs(const char *watch, Relation answers, bool partition)
{
	char *now = svy_pack_watch(answers, partition);
	const char *here = svy_pack_watch_database();

	return watch && strncmp(watch, here, strlen(here)) == 0 && strcmp(watch, now) != 0;
}

/* who reads partitions through their parent is subject to that one's row-level security */
const char *
svy_pack_table_reason(Oid table, const char *attributes, const char *watch, bool partition)
{
	Relation answers = relation_open(table, AccessShareLock);
	SvyStorage storage = svy_storage(table);
	const char *reason = NULL;

	if (!partition && check_enable_rls(table, InvalidOid, true) == RLS_ENABLED)
		reason = "row-level security hides answers";
	else if (svy_storage_is_spread(storage))
		reason = psprintf("the table of the answers %s", svy_storage_words(storage));
	else if (!has_triggers(answers, partition))
		reason = "the triggers that watch the answers are missing or disabled";
	else if ((has_subclass(table) && find_inheritance_children(table, NoLock) != NIL) ||
			 (has_superclass(table) && !partition))
		reason = "the table of the answers inherits or is inherited from";
	else if (strcmp(attributes, svy_pack_attributes(answers)) != 0)
		reason = "the table of the answers was altered";
	else if (svy_pack_watch_differs(watch, answers, partition))
		reason = "the triggers that watch the answers were disabled, or made anew, in between";
	relation_close(answers, AccessShareLock);
	return reason;
}

static Datum
field(int row, int column, bool *isnull)
{
	return SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column, isnull);
}

/* or NULL */
static char *
text_field(int row, int column)
{
	bool isnull;
	Datum datum = field(row, column, &isnull);

	return isnull ? NULL : TextDatumGetCString(datum);
}

/* what a column holds; texts that the codebook does not declare are for plain SQL alone */
static void
take_expression(Pack *pack, int column, Datum datum)
{
	char *expression = TextDatumGetCString(datum);

	if (strncmp(expression, SVY_UNDECLARED_TEXTS, strlen(SVY_UNDECLARED_TEXTS)) == 0)
		pack->undeclared[column] = expression;
	else
		pack->expressions[column] = expression;
}

static void
read_fields(Pack *pack, int row)
{
	bool isnull;
	Datum *expressions;
	bool *nulls;

	pack->attributes = TextDatumGetCString(field(row, 1, &isnull));
	pack->watch = text_field(row, 18);
	deconstruct_array(DatumGetArrayTypePCopy(field(row, 2, &isnull)), TEXTOID, -1, false,
					  TYPALIGN_INT, &expressions, &nulls, &pack->ncolumns);
	pack->expressions = palloc0_array(char *, pack->ncolumns + 1);
	pack->undeclared = palloc0_array(char *, pack->ncolumns + 1);
	for (int i = 0; i < pack->ncolumns; i++)
		if (!nulls[i])
			take_expression(pack, i, expressions[i]);
	pack->respondents = DatumGetInt64(field(row, 3, &isnull));
	pack->segments = DatumGetInt32(field(row, 4, &isnull));
	pack->bytes = DatumGetInt64(field(row, 5, &isnull));
	pack->left_out = PointerGetDatum(DatumGetArrayTypePCopy(field(row, 6, &isnull)));
	pack->packed_at = DatumGetTimestampTz(field(row, 7, &isnull));
	pack->file = DatumGetObjectId(field(row, 8, &isnull));
	if (isnull)
		pack->file = InvalidOid;
	pack->last_row = *(ItemPointer) DatumGetPointer(field(row, 9, &isnull));
	pack->design = text_field(row, 12);
	pack->runs = DatumGetInt64(field(row, 13, &isnull));
	pack->weight = text_field(row, 14);
	pack->unweighted = DatumGetInt64(field(row, 15, &isnull));
	pack->table.part = DatumGetInt32(field(row, 16, &isnull));
	pack->table.oid = DatumGetObjectId(field(row, 17, &isnull));
	pack->exists = true;
	pack->appended = DatumGetBool(field(row, 10, &isnull));
	if (DatumGetBool(field(row, 11, &isnull)))
		pack->reason = "the answers have changed since they were packed";
}

/* by partition, the table of the survey first */
static uint64
find_packs(const Survey *survey, bool read_only)
{
	static SvyStatement with_marks = {
		.sql = "SELECT p.attributes, p.expressions, p.respondents, p.segments, p.bytes, p.left_out,"
			   " p.packed_at, p.file, COALESCE(p.last_row, '(0,0)'::pg_catalog.tid),"
			   " EXISTS (SELECT FROM mlops_survey.pack_stale m"
			   " WHERE m.survey_id OPERATOR(pg_catalog.=) $1"
			   " AND m.part OPERATOR(pg_catalog.=) p.part),"
			   " EXISTS (SELECT FROM mlops_survey.pack_stale m"
			   " WHERE m.survey_id OPERATOR(pg_catalog.=) $1"
			   " AND m.part OPERATOR(pg_catalog.=) p.part AND m.change),"
			   " p.design, p.runs, p.weight, p.unweighted, p.part, p.answers, p.watch"
			   " FROM mlops_survey.pack p WHERE p.survey_id OPERATOR(pg_catalog.=) $1"
			   " ORDER BY p.part",
		.nparameters = 1,
		.types = {INT4OID}};
	Datum id = Int32GetDatum(survey->id);

	return svy_statement_select(&with_marks, &id, read_only);
}

bool
svy_pack_is_watched(Oid table, const char *watch, bool partition)
{
	Relation answers = relation_open(table, AccessShareLock);
	bool watched =
		has_triggers(answers, partition) && !svy_pack_watch_differs(watch, answers, partition);

	relation_close(answers, AccessShareLock);
	return watched;
}

/* what the table says of its pack, if the marks say nothing, or will say nothing more */
static void
judge(Pack *pack)
{
	if (pack->reason && svy_pack_is_watched(pack->table.oid, pack->watch, pack->table.partition))
		pack->appended = false;
	else
		pack->reason = svy_pack_table_reason(pack->table.oid, pack->attributes, pack->watch,
											 pack->table.partition);
	pack->appended &= pack->reason == NULL;
	if (pack->appended)
		pack->reason = SVY_PACK_ADDED;
}

/* of each partition, whether it has a pack or not */
static void
judge_parts(Pack *all, Pack *packs, uint64 count)
{
	ListCell *cell;

	foreach (cell, svy_pack_tables(all->table.survey))
	{
		const PackedTable *table = lfirst(cell);
		Pack *part = palloc0_object(Pack);

		*part = (Pack){.reason = "the partition is not packed"};
		for (uint64 i = 0; i < count; i++)
			if (packs[i].table.part > 0 && packs[i].table.oid == table->oid)
				*part = packs[i];
		part->table = (PackedTable){table->survey, table->oid, table->sql, part->table.part, true};
		if (part->exists)
			judge(part);
		all->parts = lappend(all->parts, part);
	}
	svy_pack_merge(all);
}

Pack
svy_pack_read(const Survey *survey, bool read_only)
{
	Pack pack = {.reason = "the survey is not packed"};
	uint64 count = find_packs(survey, read_only);
	bool partitioned = get_rel_relkind(survey->answers) == RELKIND_PARTITIONED_TABLE;
	Pack *packs = palloc0_array(Pack, count + 1);

	for (uint64 i = 0; i < count; i++)
		read_fields(&packs[i], (int) i);
	pack.table = (PackedTable){survey, survey->answers, survey->answers_sql, 0, false};
	if (count == 0)
		return pack;
	if (strcmp(packs[0].attributes, SVY_PACK_ON_SHARDS) == 0 &&
		svy_storage_is_spread(svy_storage(survey->answers)))
	{
		packs[0].table = pack.table;
		pack = packs[0];
		pack.reason = svy_pack_by_shard;
	}
	else if (partitioned)
		judge_parts(&pack, packs, count);
	else if (packs[0].table.part == 0)
	{
		packs[0].table = pack.table;
		pack = packs[0];
		judge(&pack);
	}
	if (pack.reason && !pack.appended)
		return pack;
	if (!svy_reads_relation(survey->answers))
		pack.reason = "the pack is for those who may read every column";
	else if (partitioned && check_enable_rls(survey->answers, InvalidOid, true) == RLS_ENABLED)
		pack.reason = "row-level security hides answers";
	else
		return pack;
	pack.appended = false;
	return pack;
}

/*
 * What is packed
 */

static bool
has_source(List *sources, const char *expression)
{
	ListCell *cell;

	foreach (cell, sources)
		if (strcmp(((PackSource *) lfirst(cell))->expression, expression) == 0)
			return true;
	return false;
}

static List *
add_source(List *sources, const char *variable, char *expression, char *select, bool number)
{
	PackSource *source;

	if (has_source(sources, expression))
		return sources;
	source = palloc_object(PackSource);
	*source = (PackSource){.expression = expression,
						   .select = select ? select : expression,
						   .number = number,
						   .variable = variable};
	return lappend(sources, source);
}

/* as svy_crosstab_code_sql, but with a mark for what that refuses with an error */
static char *
lenient_code_sql(const SurveyVariable *v)
{
	char *column = svy_column_sql(v->name, CROSSTAB_ANSWERS);
	char *code;

	if (v->type == INT2OID || v->type == INT4OID || v->type == BOOLOID)
		return svy_crosstab_raw_sql(v);
	if (svy_column_kind(v->type) == COLUMN_INTEGER && getBaseType(v->type) != INT8OID)
		code = svy_code_sql(v, CROSSTAB_ANSWERS, false);
	else
		code = psprintf("COALESCE(%s, CASE WHEN %s IS NOT NULL THEN %d END)",
						svy_code_sql(v, CROSSTAB_ANSWERS, false), column, PACK_STRANGE);
	if (v->nranges == 0)
		return code;
	return psprintf("CASE WHEN %s THEN %s END", svy_variable_valid_sql(v, CROSSTAB_ANSWERS), code);
}

/* what the values of an enum are called can change behind the table's back */
static bool
can_pack(const SurveyVariable *v)
{
	return !type_is_enum(getBaseType(v->type)) &&
		   get_attgenerated(v->survey->answers, v->attnum) != 'v';
}

/* whether texts are the same if their bytes are */
static bool
tells_texts(const SurveyVariable *v)
{
	int32 modifier;
	Oid collation;
	Oid type;

	get_atttypetypmodcoll(v->survey->answers, v->attnum, &type, &modifier, &collation);
	return svy_is_text_type(type) &&
		   (!OidIsValid(collation) || get_collation_isdeterministic(collation));
}

/* codes of texts are found faster by their bytes than one after another, as SQL does */
static List *
add_categories(List *sources, const SurveyVariable *v)
{
	int n = list_length(sources);

	sources = add_source(sources, v->name, svy_crosstab_code_sql(v), lenient_code_sql(v), false);
	if (list_length(sources) > n && v->nranges == 0 && tells_texts(v))
	{
		PackSource *source = llast(sources);

		source->texts = v;
		source->select =
			psprintf("%s::pg_catalog.text", svy_variable_column_sql(v, CROSSTAB_ANSWERS));
	}
	return sources;
}

/* the day of a moment in a time zone depends on the reader's */
static bool
has_days(const SurveyVariable *v)
{
	return v->type == DATEOID || v->type == TIMESTAMPOID;
}

List *
svy_pack_sources(const Survey *survey, List **left_out)
{
	List *sources = NIL;
	char *weight = svy_weight_sql(survey, NULL, CROSSTAB_ANSWERS);

	for (int i = 0; i < survey->nvariables; i++)
	{
		const SurveyVariable *v = &survey->variables[i];

		if (v->measure == SURVEY_TEXT || (v->measure == SURVEY_DATE && !has_days(v)))
			continue;
		if (!can_pack(v))
			*left_out = lappend(*left_out, v->name);
		else if (v->measure == SURVEY_DATE)
			sources = add_source(sources, v->name, svy_day_sql(v->name, CROSSTAB_ANSWERS),
								 svy_column_sql(v->name, CROSSTAB_ANSWERS), false);
		else if (svy_variable_categorical(v))
			sources = add_categories(sources, v);
		else
			sources = add_source(sources, v->name, svy_variable_number_sql(v, CROSSTAB_ANSWERS),
								 NULL, true);
	}
	for (int i = 0; i < survey->nsets; i++)
		for (int j = 0; j < survey->sets[i].nmembers; j++)
		{
			const SurveyVariable *v = survey->sets[i].members[j];

			/* through a column of texts, an undeclared one would be an error */
			if (can_pack(v) && (svy_column_kind(v->type) == COLUMN_INTEGER ||
								svy_column_kind(v->type) == COLUMN_BOOLEAN))
				sources = add_source(
					sources, v->name, svy_crosstab_member_sql(&survey->sets[i], j),
					svy_answer_lenient_member_sql(&survey->sets[i], j, PACK_STRANGE), false);
			else
				*left_out = list_append_unique_ptr(*left_out, survey->sets[i].name);
		}
	if (weight != NULL)
		sources = add_source(sources, survey->weight, weight, NULL, true);
	return sources;
}

/*
 * Choosing
 */

int
svy_pack_find(PackColumns *columns, const char *expression)
{
	for (int i = 0; i < columns->pack->ncolumns; i++)
		if (columns->pack->expressions[i] != NULL &&
			strcmp(columns->pack->expressions[i], expression) == 0)
		{
			columns->used[i] = 0;
			return i;
		}
	return -1;
}

/* the columns of expressions, or of days in their place; false if one is not packed */
static bool
find_all(PackColumns *columns, List *expressions, List *days, List **found)
{
	ListCell *cell;

	foreach (cell, expressions)
	{
		char *day = days ? list_nth(days, foreach_current_index(cell)) : NULL;
		int column = svy_pack_find(columns, day ? day : lfirst(cell));

		if (column < 0)
			return false;
		*found = lappend_int(*found, column);
	}
	return true;
}

/* the words of a filter, with columns of the pack as their places in the query */
static void
number_filter(const PackColumns *columns, List *words)
{
	for (int i = 0; i < list_length(words);)
	{
		int step = list_nth_int(words, i);

		if (step <= PACK_IS_NULL)
			lfirst_int(list_nth_cell(words, i + 1)) = columns->used[list_nth_int(words, i + 1)];
		i += step == PACK_COMPARE	 ? 5
			 : step == PACK_IN		 ? 3 + 2 * list_nth_int(words, i + 2)
			 : step == PACK_LOOKUP	 ? (int) pack_lookup_words(list_nth_int(words, i + 3))
			 : step == PACK_IS_NULL	 ? 2
			 : step == PACK_CONSTANT ? 2
									 : 1;
	}
}

/* columns read, then the places among them of slots, numbers and weight, then the filter */
static ArrayType *
make_query(PackColumns *columns, List *inputs, List *filter)
{
	int n = 0;
	int used = 0;
	Datum *words = palloc_array(Datum, 2 + columns->pack->ncolumns + list_length(inputs) +
										   list_length(filter));
	ListCell *cell;

	for (int i = 0; i < columns->pack->ncolumns; i++)
		if (columns->used[i] >= 0)
		{
			columns->used[i] = used++;
			words[used] = Int32GetDatum(i);
		}
	words[n++] = Int32GetDatum(used);
	n += used;
	foreach (cell, inputs)
		words[n++] = Int32GetDatum(lfirst_int(cell) < 0 ? -1 : columns->used[lfirst_int(cell)]);
	number_filter(columns, filter);
	foreach (cell, filter)
		words[n++] = Int32GetDatum(lfirst_int(cell));
	return construct_array(words, n, INT4OID, sizeof(int32), true, TYPALIGN_INT);
}

PackChoice
svy_pack_choose(const CrosstabPlan *plan)
{
	Pack pack = svy_pack_read(plan->survey, true);
	PackChoice choice = {.reason = pack.reason,
						 .respondents = pack.respondents,
						 .segments = pack.segments,
						 .runs = pack.runs};
	PackColumns columns = {&pack, NULL};
	List *inputs = NIL;
	List *filter = NIL;

	if ((pack.reason == NULL || pack.appended || pack.reason == svy_pack_by_shard) &&
		!svy_read_packs())
		choice.reason = SVY_PACKS_OFF;
	else if (pack.reason == NULL || pack.appended)
	{
		choice.added = pack.reason;
		choice.rest = svy_pack_rest(&pack, &choice.reason);
		choice.among = pack.among;
	}
	if (choice.reason != NULL)
		return choice;
	columns.used = palloc_array(int32, pack.ncolumns + 1);
	memset(columns.used, -1, pack.ncolumns * sizeof(int32));
	if (!find_all(&columns, plan->slots, plan->slot_days, &inputs) ||
		!find_all(&columns, plan->numbers, NIL, &inputs))
		choice.reason = "a variable is not packed";
	else if (plan->weight && svy_pack_find(&columns, plan->weight) < 0)
		choice.reason = "the weight is not packed";
	else if (plan->filter && (filter = svy_pack_filter(plan, &columns)) == NIL)
		choice.reason = "the filter needs more than packed variables and constants";
	else
		choice.query = make_query(
			&columns,
			lappend_int(inputs, plan->weight ? svy_pack_find(&columns, plan->weight) : -1), filter);
	return choice;
}

const char *
svy_pack_source(const PackChoice *choice)
{
	return choice->rest ? "pack and rows" : "pack";
}

PackChoice
svy_pack_choose_units(const CrosstabPlan *plan)
{
	Pack pack = svy_pack_read(plan->survey, true);
	char *design;

	if (pack.reason == svy_pack_by_shard)
		return (PackChoice){.reason = svy_pack_unit_shard};
	if (pack.reason != NULL && !pack.appended)
		return (PackChoice){.reason = pack.reason};
	design = svy_pack_design(plan->survey);
	if (design == NULL)
		return (PackChoice){.reason = "respondents are units of a later stage of the design"};
	if (pack.design == NULL || strcmp(pack.design, design) != 0)
		return (PackChoice){.reason = "the design has changed since the answers were packed"};
	return svy_pack_choose(plan);
}

/* packed, fresh, reason, respondents, segments, columns, bytes, left_out, packed_at */
Datum
svy_pack_status(FunctionCallInfo fcinfo, const Pack *pack)
{
	Datum values[9];
	bool nulls[9] = {false};

	values[0] = BoolGetDatum(pack->exists);
	values[1] = BoolGetDatum(pack->reason == NULL);
	values[2] = pack->reason ? CStringGetTextDatum(pack->reason) : (Datum) 0;
	nulls[2] = pack->reason == NULL;
	values[3] = Int64GetDatum(pack->respondents);
	values[4] = Int32GetDatum(pack->segments);
	values[5] = Int32GetDatum(pack->ncolumns);
	values[6] = Int64GetDatum(pack->bytes);
	values[7] = pack->left_out;
	values[8] = TimestampTzGetDatum(pack->packed_at);
	for (int i = 3; i < 9; i++)
		nulls[i] = !pack->exists;
	return svy_row_datum(fcinfo, lengthof(values), values, nulls);
}

/* (name) -> survey_pack_status_row */
PG_FUNCTION_INFO_V1(svy_survey_pack_status);
Datum
svy_survey_pack_status(PG_FUNCTION_ARGS)
{
	MemoryContext context = CurrentMemoryContext;
	char *name = svy_required_argument(fcinfo, 0, "name");
	Pack pack;
	Datum result;

	SPI_connect();
	pack = svy_pack_read(svy_survey_open(name), true);
	if (pack.reason == svy_pack_by_shard)
		svy_pack_shards_state(&pack);
	MemoryContextSwitchTo(context);
	result = svy_pack_status(fcinfo, &pack);
	SPI_finish();
	PG_RETURN_DATUM(result);
}
