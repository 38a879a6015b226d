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
#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/relcache.h"
#include "utils/syscache.h"

#include "codebook/codebook_impl.h"
#include "codebook/codebook_register.h"
#include "codebook/imputations.h"
#include "codebook/property.h"
#include "codebook/role.h"
#include "server/catalogue.h"
#include "server/json.h"
#include "server/statement.h"

/*
 * Resolving what the codebook says against the table
 */

void
svy_survey_check_table(const SurveyRegistration *registration)
{
	Oid table = registration->answers;

	if (!SearchSysCacheExists1(RELOID, ObjectIdGetDatum(table)))
		return;
	if (pg_class_aclcheck(table, GetUserId(), ACL_SELECT) != ACLCHECK_OK)
		aclcheck_error(ACLCHECK_NO_PRIV, OBJECT_TABLE, get_rel_name(table));
	if (!svy_owns_relation(table))
		ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
						errmsg("must be owner of %s to make it a survey", get_rel_name(table)),
						errdetail("A survey belongs to the owner of its answers."),
						errhint("Make a view of your own on it and register that.")));
}

static Relation
open_table(const char *name, Oid table)
{
	Relation answers;

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

/* columns that are no variables unless they are declared, those of a weight of before too */
static bool
is_apparatus(const Survey *survey, const char *column)
{
	return (svy_column_roles(survey, column) & (ROLE_KEY | ROLE_REPLICATE)) != 0;
}

/* columns that hold quantities whatever their values look like */
static bool
is_quantity(const Survey *survey, const char *column)
{
	return (svy_column_roles(survey, column) & (ROLE_WEIGHT | ROLE_POPULATION)) != 0;
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
	const SurveyVariable *variable;

	if (survey->weight == NULL)
		return;
	variable = svy_survey_find_variable(survey, survey->weight);
	svy_weight_refuse(survey, NULL,
					  variable
						  ? svy_variable_number_sql(variable, "a")
						  : psprintf("%s::pg_catalog.float8", svy_column_sql(survey->weight, "a")),
					  NULL);
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
	survey = svy_codebook_parse(codebook, registration->before);
	survey->name = pstrdup(registration->name);
	survey->answers = registration->answers;
	survey->answers_sql = quote_qualified_identifier(
		get_namespace_name(RelationGetNamespace(answers)), RelationGetRelationName(answers));
	survey->loaded = registration->loaded;
	if (registration->before != NULL)
		survey->id = registration->before->id;
	resolve_variables(survey, answers);
	svy_codebook_parse_design(survey, root, answers);
	if (survey->respondent_key == NULL)
		survey->respondent_key = find_respondent_key(answers);
	add_undeclared(survey, answers);
	for (int i = 0; i < survey->nvariables; i++)
		registration->inferred += survey->variables[i].measure == SURVEY_UNSPECIFIED;
	svy_codebook_profile(survey, registration->values_checked, registration->before,
						 &registration->warnings);
	if (svy_json_get(root, "sets") == NULL)
		svy_codebook_infer_sets(survey);
	else
		svy_codebook_parse_sets(survey, root);
	if (registration->before == NULL)
		warn_of_weight(survey, &registration->warnings);
	if (!registration->values_checked)
		check_weights(survey);
	if (registration->before == NULL && RelationUsesLocalBuffers(answers))
		registration->warnings =
			lappend(registration->warnings,
					pstrdup("the table is temporary: the survey outlives it until it is dropped"));
	return survey;
}

/*
 * Storing
 */

Survey *
svy_survey_require_owner(Survey *survey)
{
	if (survey == NULL)
		return NULL;
	if (OidIsValid(survey->answers) ? !svy_owns_relation(survey->answers) : !superuser())
		ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
						errmsg("must be owner of survey \"%s\"", survey->name),
						OidIsValid(survey->answers)
							? errdetail("A survey belongs to the owner of its answers.")
							: errdetail("Its answers are gone, so it belongs to nobody.")));
	return survey;
}

Survey *
svy_survey_owned(const char *name)
{
	return svy_survey_require_owner(svy_survey_read(name, false, false));
}

static void
pg_attribute_noreturn() already_exists(const char *name, const char *hint)
{
	ereport(ERROR, (errcode(ERRCODE_DUPLICATE_OBJECT), errmsg("survey \"%s\" already exists", name),
					errhint("%s", hint)));
}

void
svy_survey_name_taken(const char *name)
{
	already_exists(name, "It belongs to another role: choose another name.");
}

static void
store_survey(Survey *survey, const SurveyRegistration *registration)
{
	Survey *old;

	if (!svy_store_insert(survey, registration->source))
	{
		/* what is nobody's is seen by few, and its name is free for all */
		if (svy_store_forget_orphan(survey->name))
			(void) svy_store_insert(survey, registration->source);
		else
		{
			old = svy_survey_read(survey->name, false, false);
			if (old == NULL)
				svy_survey_name_taken(survey->name);
			if (!registration->replace)
				already_exists(survey->name, "Use replace => true to put this one in its place.");
			(void) svy_survey_require_owner(old);
			/* a survey that was loaded stays one while its table is the same */
			survey->loaded = survey->loaded || (old->loaded && old->answers == survey->answers);
			(void) svy_survey_drop_relations(old, false);
			svy_store_replace(survey, old, registration->source);
		}
	}
	svy_store_parts(survey);
}

Survey *
svy_survey_store(SurveyRegistration *registration)
{
	Survey *survey;
	Relation answers;

	if (registration->name[0] == '\0' || strlen(registration->name) >= NAMEDATALEN)
		ereport(ERROR, (errcode(ERRCODE_INVALID_NAME),
						errmsg("a survey's name must have 1 to %d bytes", NAMEDATALEN - 1)));
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
	svy_saved_filters_check(survey);
	(void) svy_imputed_read(survey);
	if (registration->loaded)
		svy_comment_columns(survey, survey->answers_sql);
	svy_make_views(survey, &registration->warnings);
	return survey;
}

/*
 * Changing
 */

void
svy_survey_change(SurveyRegistration *registration)
{
	Relation answers = open_table(registration->name, registration->answers);

	svy_store_change(build_survey(registration, answers));
	relation_close(answers, NoLock);
}

Survey *
svy_survey_changed(SurveyRegistration *registration)
{
	Survey *survey = svy_survey_read(registration->name, true, false);

	svy_bind_columns(survey);
	svy_check_columns(survey);
	svy_saved_filters_check(survey);
	(void) svy_imputed_read(survey);
	svy_change_views(survey, registration->before, &registration->warnings);
	return survey;
}
