/*
 * codebook_register.c
 *	  Making and ending surveys.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/relation.h"
#include "catalog/index.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "commands/comment.h"
#include "access/genam.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/relcache.h"
#include "utils/syscache.h"

#include "codebook/codebook_impl.h"
#include "codebook/codebook_register.h"
#include "server/json.h"
#include "server/statement.h"

void
svy_survey_lock_name(const char *name)
{
	/* a lock on an object that is none: the catalogue table with the name's hash for a number */
	Oid catalogue = get_relname_relid("survey", get_namespace_oid("mlops_survey", false));

	LockDatabaseObject(catalogue, hash_bytes((const unsigned char *) name, strlen(name)), 0,
					   ExclusiveLock);
}

/*
 * Resolving what the codebook says against the table
 */

static Relation
open_table(const char *name, Oid table)
{
	Relation answers;

	if (SearchSysCacheExists1(RELOID, ObjectIdGetDatum(table)) &&
		pg_class_aclcheck(table, GetUserId(), ACL_SELECT) != ACLCHECK_OK)
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_TABLE, get_rel_name(table));
	answers = try_relation_open(table, AccessShareLock);
	if (answers == NULL)
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_TABLE),
						errmsg("the table of survey \"%s\" does not exist", name)));
	switch (answers->rd_rel->relkind)
	{
		case RELKIND_RELATION:
		case RELKIND_PARTITIONED_TABLE:
		case RELKIND_VIEW:
		case RELKIND_MATVIEW:
		case RELKIND_FOREIGN_TABLE:
			return answers;
		default:
			ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
							errmsg("\"%s\" is neither a table nor a view",
								   RelationGetRelationName(answers))));
	}
	return NULL; /* keep compiler quiet */
}

/* a type that the codebook states is that of the column, of whatever width */
static void
check_stated_type(const SurveyVariable *variable, Oid stated)
{
	if (!OidIsValid(stated) || svy_types_agree(variable->type, stated))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("variable \"%s\" has type %s in the codebook, but its column is of type %s",
					variable->name, svy_type_name(stated), format_type_be(variable->type)),
			 errhint("Correct \"type\" in the codebook, or take it out.")));
}

/* variables get the names of their columns; no column may have two */
static void
resolve_variables(Survey *survey, Relation answers)
{
	TupleDesc columns = RelationGetDescr(answers);
	bool *taken = palloc0_array(bool, columns->natts + 1);

	for (int i = 0; i < survey->nvariables; i++)
	{
		SurveyVariable *variable = &survey->variables[i];
		Oid stated = variable->type;

		variable->name = svy_resolve_column(survey, answers, variable->name, "variable");
		variable->attnum = get_attnum(survey->answers, variable->name);
		variable->type = get_atttype(survey->answers, variable->attnum);
		if (variable->attnum <= 0)
			ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
							errmsg("variable \"%s\" is a system column", variable->name)));
		check_stated_type(variable, stated);
		if (taken[variable->attnum])
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("the codebook declares variable \"%s\" twice", variable->name)));
		taken[variable->attnum] = true;
	}
}

/* the column of a primary key of one column, else one that is called respondent */
static char *
find_respondent_key(Relation answers)
{
	Oid index = RelationGetPrimaryKeyIndex(answers);

	if (OidIsValid(index))
	{
		Relation key = index_open(index, AccessShareLock);
		int16 columns = key->rd_index->indnkeyatts;
		AttrNumber first = key->rd_index->indkey.values[0];

		index_close(key, AccessShareLock);
		if (columns == 1)
			return get_attname(RelationGetRelid(answers), first, false);
	}
	if (get_attnum(RelationGetRelid(answers), "respondent") > 0)
		return pstrdup("respondent");
	return NULL;
}

static bool
is_among(const char *name, char **names, int count)
{
	for (int i = 0; i < count; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* columns that are no questions: the key, replicate weights, those of a weight of before too */
static bool
is_apparatus(const Survey *survey, const char *column)
{
	const SurveyReplicates *replicates = survey->design ? survey->design->replicates : NULL;

	if (survey->respondent_key != NULL && strcmp(column, survey->respondent_key) == 0)
		return true;
	if (get_atttype(survey->answers, get_attnum(survey->answers, column)) == FLOAT8ARRAYOID)
		return true;
	return replicates != NULL && is_among(column, replicates->columns, replicates->ncolumns);
}

/* columns that hold quantities whatever their values look like */
static bool
is_quantity(const Survey *survey, const char *column)
{
	if (survey->weight != NULL && strcmp(column, survey->weight) == 0)
		return true;
	return survey->design != NULL && is_among(column, survey->design->fpc, survey->design->nfpc);
}

static char *
column_comment(Relation answers, AttrNumber attnum)
{
	return GetComment(RelationGetRelid(answers), RelationRelationId, attnum);
}

/* columns that the codebook does not name become variables too */
static void
add_undeclared(Survey *survey, Relation answers)
{
	TupleDesc columns = RelationGetDescr(answers);
	int declared = survey->nvariables;
	SurveyVariable *variables = palloc0_array(SurveyVariable, declared + columns->natts + 1);

	if (declared > 0)
		memcpy(variables, survey->variables, sizeof(SurveyVariable) * declared);
	survey->variables = variables;
	for (int i = 0; i < columns->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(columns, i);
		SurveyVariable *variable = &variables[survey->nvariables];
		bool found = false;

		for (int j = 0; j < declared && !found; j++)
			found = variables[j].attnum == column->attnum;
		if (found || column->attisdropped || is_apparatus(survey, NameStr(column->attname)))
			continue;
		variable->survey = survey;
		variable->name = pstrdup(NameStr(column->attname));
		variable->label = column_comment(answers, column->attnum);
		variable->type = column->atttypid;
		variable->attnum = column->attnum;
		variable->measure = SURVEY_UNSPECIFIED;
		survey->nvariables++;
	}
	for (int i = 0; i < survey->nvariables; i++)
		if (variables[i].measure == SURVEY_UNSPECIFIED && is_quantity(survey, variables[i].name))
			variables[i].measure = SURVEY_SCALE;
}

static void
warn_of_weight(const Survey *survey, List **warnings)
{
	static const char *const usual[] = {"weight", "weights", "wt", "wgt", "w"};

	for (int i = 0; survey->weight == NULL && i < survey->nvariables; i++)
		for (int j = 0; j < lengthof(usual); j++)
			if (pg_strcasecmp(survey->variables[i].name, usual[j]) == 0)
				*warnings = lappend(*warnings, psprintf("\"%s\" looks like a weight, but the "
														"codebook names none",
														survey->variables[i].name));
}

/* a weight that no statistic would take; one that is declared to be missing is none */
static void
check_weights(const Survey *survey)
{
	MemoryContext context = CurrentMemoryContext;
	const SurveyVariable *variable;
	char *weight;

	if (survey->weight == NULL)
		return;
	variable = svy_survey_find_variable(survey, survey->weight);
	weight = variable ? svy_variable_number_sql(variable, "a")
					  : psprintf("%s::pg_catalog.float8", svy_column_sql(survey->weight, "a"));
	SPI_execute(psprintf("SELECT %s FROM %s a WHERE NOT"
						 " (%s OPERATOR(pg_catalog.>=) '0'::pg_catalog.float8"
						 " AND %s OPERATOR(pg_catalog.<) 'Infinity'::pg_catalog.float8) LIMIT 1",
						 weight, survey->answers_sql, weight, weight),
				false, 1);
	MemoryContextSwitchTo(context);
	if (SPI_processed > 0)
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("weight \"%s\" holds %s, but weights must be finite and not negative",
					survey->weight, SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1)),
			 errhint("Use NULL for a respondent without a weight.")));
}

/* the survey that the codebook and the table make together */
static Survey *
build_survey(SurveyRegistration *registration, Relation answers)
{
	static const char empty[] = "{}";
	const Jsonb *codebook = registration->codebook;
	JsonbContainer *root;
	Survey *survey;

	if (codebook == NULL)
		codebook = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(empty)));
	root = unconstify(JsonbContainer *, &codebook->root);
	survey = svy_codebook_parse(codebook);
	survey->name = pstrdup(registration->name);
	survey->answers = registration->answers;
	survey->answers_sql = quote_qualified_identifier(
		get_namespace_name(RelationGetNamespace(answers)), RelationGetRelationName(answers));
	survey->loaded = registration->loaded;
	resolve_variables(survey, answers);
	svy_codebook_parse_design(survey, root, answers);
	if (survey->respondent_key == NULL)
		survey->respondent_key = find_respondent_key(answers);
	add_undeclared(survey, answers);
	for (int i = 0; i < survey->nvariables; i++)
		registration->inferred += survey->variables[i].measure == SURVEY_UNSPECIFIED;
	svy_codebook_profile(survey, registration->values_checked, &registration->warnings);
	if (svy_json_get(root, "sets") == NULL)
		svy_codebook_infer_sets(survey);
	else
		svy_codebook_parse_sets(survey, root);
	warn_of_weight(survey, &registration->warnings);
	if (!registration->values_checked)
		check_weights(survey);
	if (RelationUsesLocalBuffers(answers))
		registration->warnings =
			lappend(registration->warnings,
					pstrdup("the table is temporary: the survey outlives it until it is dropped"));
	return survey;
}

/*
 * Storing
 */

typedef struct Statement
{
	SPIPlanPtr plan;
	int nargs;
	Datum values[10];
	char nulls[10];
} Statement;

static void
statement_prepare(Statement *statement, const char *sql, int nargs, Oid *types)
{
	MemoryContext context = CurrentMemoryContext;

	statement->nargs = nargs;
	statement->plan = SPI_prepare(sql, nargs, types);
	MemoryContextSwitchTo(context);
	if (statement->plan == NULL)
		elog(ERROR, "SPI_prepare failed: %s", SPI_result_code_string(SPI_result));
}

static void
statement_text(Statement *statement, int i, const char *value)
{
	statement->nulls[i] = value == NULL ? 'n' : ' ';
	statement->values[i] = value == NULL ? (Datum) 0 : CStringGetTextDatum(value);
}

static void
statement_int(Statement *statement, int i, int32 value)
{
	statement->nulls[i] = ' ';
	statement->values[i] = Int32GetDatum(value);
}

static void
statement_run(Statement *statement)
{
	MemoryContext context = CurrentMemoryContext;

	if (SPI_execute_plan(statement->plan, statement->values, statement->nulls, false, 0) < 0)
		elog(ERROR, "storing the codebook failed");
	MemoryContextSwitchTo(context);
}

static void
store_labels(const Survey *survey)
{
	Oid types[] = {INT4OID, TEXTOID, INT4OID, INT4OID, TEXTOID, BOOLOID, TEXTOID};
	Statement insert = {0};

	statement_prepare(&insert,
					  "INSERT INTO mlops_survey.value_label (survey_id, variable, code, position,"
					  " label, missing, value) VALUES ($1, $2, $3, $4, $5, $6, $7)",
					  lengthof(types), types);
	for (int i = 0; i < survey->nvariables; i++)
	{
		const SurveyVariable *variable = &survey->variables[i];

		for (int j = 0; j < variable->nlabels; j++)
		{
			const SurveyLabel *label = &variable->labels[j];

			statement_int(&insert, 0, survey->id);
			statement_text(&insert, 1, variable->name);
			statement_int(&insert, 2, label->code);
			statement_int(&insert, 3, j + 1);
			statement_text(&insert, 4, label->label);
			insert.nulls[5] = ' ';
			insert.values[5] = BoolGetDatum(label->missing);
			statement_text(&insert, 6, label->value);
			statement_run(&insert);
		}
	}
}

static void
store_variables(const Survey *survey)
{
	Oid types[] = {INT4OID, TEXTOID, INT4OID, TEXTOID, TEXTOID,
				   INT4OID, TEXTOID, TEXTOID, TEXTOID, BOOLOID};
	Statement insert = {0};

	/* ranges, nets and properties travel as one JSON object */
	statement_prepare(&insert,
					  "INSERT INTO mlops_survey.variable (survey_id, name, position, label,"
					  " measure, points, header, missing_ranges, nets, properties, scores, reverse)"
					  " SELECT $1, $2, $3, $4, $5, $6, $7, j.part OPERATOR(pg_catalog.->) 'ranges',"
					  " j.part OPERATOR(pg_catalog.->) 'nets',"
					  " j.part OPERATOR(pg_catalog.->) 'properties', $9::pg_catalog.jsonb, $10"
					  " FROM (SELECT $8::pg_catalog.jsonb AS part) j",
					  lengthof(types), types);
	for (int i = 0; i < survey->nvariables; i++)
	{
		const SurveyVariable *variable = &survey->variables[i];

		statement_int(&insert, 0, survey->id);
		statement_text(&insert, 1, variable->name);
		statement_int(&insert, 2, i + 1);
		statement_text(&insert, 3, variable->label);
		statement_text(&insert, 4, svy_measure_name(variable->measure));
		statement_int(&insert, 5, variable->points);
		if (variable->points == 0)
			insert.nulls[5] = 'n';
		statement_text(&insert, 6, variable->header);
		statement_text(&insert, 7,
					   svy_parts_json(svy_ranges_json(variable), svy_nets_json(variable),
									  variable->properties));
		statement_text(&insert, 8, svy_scores_json(variable));
		insert.nulls[9] = ' ';
		insert.values[9] = BoolGetDatum(variable->reverse);
		statement_run(&insert);
	}
	store_labels(survey);
}

static void
store_members(const Survey *survey, const SurveySet *set, Statement *insert)
{
	for (int i = 0; i < set->nmembers; i++)
	{
		statement_int(insert, 0, survey->id);
		statement_text(insert, 1, set->name);
		statement_int(insert, 2, i + 1);
		statement_text(insert, 3, set->members[i]->name);
		statement_text(insert, 4, svy_member_own_label(set, i));
		statement_run(insert);
	}
}

static void
store_sets(const Survey *survey)
{
	Oid types[] = {INT4OID, TEXTOID, INT4OID, TEXTOID, INT4OID, TEXTOID};
	Oid member_types[] = {INT4OID, TEXTOID, INT4OID, TEXTOID, TEXTOID};
	Statement insert = {0};
	Statement member = {0};

	statement_prepare(&insert,
					  "INSERT INTO mlops_survey.response_set (survey_id, name, position, label,"
					  " counted, nets, properties)"
					  " SELECT $1, $2, $3, $4, $5, j.part OPERATOR(pg_catalog.->) 'nets',"
					  " j.part OPERATOR(pg_catalog.->) 'properties'"
					  " FROM (SELECT $6::pg_catalog.jsonb AS part) j",
					  lengthof(types), types);
	statement_prepare(&member,
					  "INSERT INTO mlops_survey.response_set_member (survey_id, set_name,"
					  " position, variable, label) VALUES ($1, $2, $3, $4, $5)",
					  lengthof(member_types), member_types);
	for (int i = 0; i < survey->nsets; i++)
	{
		const SurveySet *set = &survey->sets[i];

		statement_int(&insert, 0, survey->id);
		statement_text(&insert, 1, set->name);
		statement_int(&insert, 2, i + 1);
		statement_text(&insert, 3, set->label);
		statement_int(&insert, 4, set->counted);
		statement_text(&insert, 5, svy_parts_json(NULL, svy_set_nets_json(set), set->properties));
		statement_run(&insert);
		store_members(survey, set, &member);
	}
}

Datum
svy_text_array(char **strings, int count)
{
	Datum *elements = palloc_array(Datum, count + 1);

	for (int i = 0; i < count; i++)
		elements[i] = CStringGetTextDatum(strings[i]);
	return PointerGetDatum(construct_array(elements, count, TEXTOID, -1, false, TYPALIGN_INT));
}

static void
store_design(const Survey *survey)
{
	Oid types[] = {INT4OID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID,
				   BOOLOID, TEXTOID,	  TEXTOID,		TEXTOID};
	const SurveyDesign *design = survey->design;
	Statement insert = {.nulls = {' ', ' ', ' ', ' ', ' ', ' ', ' ', ' '}};

	if (design == NULL)
		return;
	statement_prepare(
		&insert,
		"INSERT INTO mlops_survey.design (survey_id, strata, clusters, fpc, nest,"
		" lonely, replicates, calibration)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7::pg_catalog.jsonb, $8::pg_catalog.jsonb)",
		lengthof(types), types);
	statement_int(&insert, 0, survey->id);
	insert.values[1] = svy_text_array(design->strata, design->nstrata);
	insert.values[2] = svy_text_array(design->clusters, design->nclusters);
	insert.values[3] = svy_text_array(design->fpc, design->nfpc);
	insert.values[4] = BoolGetDatum(design->nest);
	statement_text(&insert, 5, design->lonely);
	statement_text(&insert, 6, design->replicates != NULL ? design->replicates->json : NULL);
	statement_text(&insert, 7, design->calibration);
	statement_run(&insert);
}

static Survey *
require_owner(Survey *survey)
{
	Oid owner;

	if (survey == NULL)
		return NULL;
	owner = get_role_oid(survey->owner, true);
	if (OidIsValid(owner) ? !has_privs_of_role(GetUserId(), owner) : !superuser())
		ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
						errmsg("must be owner of survey \"%s\"", survey->name)));
	return survey;
}

Survey *
svy_survey_owned(const char *name)
{
	return require_owner(svy_survey_read(name, false, false));
}

/* the row of the survey itself; false if the name is taken */
static bool
insert_survey(Survey *survey, const char *source)
{
	Oid types[] = {TEXTOID, TEXTOID, OIDOID, TEXTOID, TEXTOID, BOOLOID, TEXTOID, TEXTOID};
	Statement insert = {.nulls = {' ', ' ', ' ', ' ', ' ', ' ', ' ', ' '}};
	bool isnull;

	statement_prepare(&insert,
					  "INSERT INTO mlops_survey.survey (name, title, answers, weight,"
					  " respondent_key, loaded, source, properties)"
					  " VALUES ($1, $2, $3::pg_catalog.regclass, $4, $5, $6, $7,"
					  " $8::pg_catalog.jsonb)"
					  " ON CONFLICT (name) DO NOTHING RETURNING id",
					  lengthof(types), types);
	statement_text(&insert, 0, survey->name);
	statement_text(&insert, 1, survey->title);
	insert.values[2] = ObjectIdGetDatum(survey->answers);
	statement_text(&insert, 3, survey->weight);
	statement_text(&insert, 4, survey->respondent_key);
	insert.values[5] = BoolGetDatum(survey->loaded);
	statement_text(&insert, 6, source);
	statement_text(&insert, 7, survey->properties);
	statement_run(&insert);
	if (SPI_processed == 0)
		return false;
	survey->id =
		DatumGetInt32(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
	return true;
}

/*
 * Takes the place of a survey that is there already, which keeps its id; a
 * superuser who replaces it owns the views and so the survey.
 */
static void
replace_survey(Survey *survey, const Survey *old, const char *source)
{
	Oid types[] = {INT4OID, TEXTOID, OIDOID, TEXTOID, TEXTOID, BOOLOID, TEXTOID, TEXTOID};
	Statement update = {.nulls = {' ', ' ', ' ', ' ', ' ', ' ', ' ', ' '}};

	/* a survey that was loaded stays one while its table is the same */
	survey->loaded = survey->loaded || (old->loaded && old->answers == survey->answers);
	(void) svy_survey_drop_relations(old, false);
	survey->id = old->id;
	svy_statement_run(
		psprintf("DELETE FROM mlops_survey.response_set WHERE survey_id OPERATOR(pg_catalog.=) %d",
				 old->id),
		SPI_OK_DELETE);
	svy_statement_run(
		psprintf("DELETE FROM mlops_survey.variable WHERE survey_id OPERATOR(pg_catalog.=) %d",
				 old->id),
		SPI_OK_DELETE);
	svy_statement_run(
		psprintf("DELETE FROM mlops_survey.design WHERE survey_id OPERATOR(pg_catalog.=) %d",
				 old->id),
		SPI_OK_DELETE);
	statement_prepare(
		&update,
		psprintf("UPDATE mlops_survey.survey SET title = $2,"
				 " answers = $3::pg_catalog.regclass, weight = $4, respondent_key = $5,"
				 " loaded = $6, source = $7, labels_view = NULL, long_view = NULL,"
				 " load_report = NULL, created_at = pg_catalog.now(),"
				 " properties = $8::pg_catalog.jsonb%s"
				 " WHERE id OPERATOR(pg_catalog.=) $1",
				 is_member_of_role_nosuper(GetUserId(), get_role_oid(old->owner, true))
					 ? ""
					 : ", owner = CURRENT_USER"),
		lengthof(types), types);
	statement_int(&update, 0, old->id);
	statement_text(&update, 1, survey->title);
	update.values[2] = ObjectIdGetDatum(survey->answers);
	statement_text(&update, 3, survey->weight);
	statement_text(&update, 4, survey->respondent_key);
	update.values[5] = BoolGetDatum(survey->loaded);
	statement_text(&update, 6, source);
	statement_text(&update, 7, survey->properties);
	statement_run(&update);
}

static void
store_survey(Survey *survey, const SurveyRegistration *registration)
{
	Survey *old;

	if (!insert_survey(survey, registration->source))
	{
		old = svy_survey_read(survey->name, false, false);
		if (old == NULL)
			ereport(ERROR, (errcode(ERRCODE_DUPLICATE_OBJECT),
							errmsg("survey \"%s\" already exists", survey->name),
							errhint("It belongs to another role: choose another name.")));
		if (!registration->replace)
			ereport(ERROR, (errcode(ERRCODE_DUPLICATE_OBJECT),
							errmsg("survey \"%s\" already exists", survey->name),
							errhint("Use replace => true to put this one in its place.")));
		replace_survey(survey, require_owner(old), registration->source);
	}
	store_variables(survey);
	store_sets(survey);
	store_design(survey);
}

Survey *
svy_survey_store(SurveyRegistration *registration)
{
	Survey *survey;
	Relation answers;

	if (registration->name[0] == '\0' || strlen(registration->name) >= NAMEDATALEN)
		ereport(ERROR, (errcode(ERRCODE_INVALID_NAME),
						errmsg("a survey's name must have 1 to %d bytes", NAMEDATALEN - 1)));
	svy_survey_lock_name(registration->name);
	answers = open_table(registration->name, registration->answers);
	survey = build_survey(registration, answers);
	store_survey(survey, registration);
	relation_close(answers, NoLock);
	return survey;
}

Survey *
svy_survey_stored(SurveyRegistration *registration)
{
	Survey *survey = svy_survey_read(registration->name, true, false);

	svy_bind_columns(survey);
	svy_check_columns(survey);
	if (registration->loaded)
		svy_comment_columns(survey, survey->answers_sql);
	svy_make_views(survey, &registration->warnings);
	return survey;
}
