/*
 * codebook_views.c
 *	  The views that registration makes for BI tools: texts instead of codes,
 *	  one row per answer, and (codebook_analysis.c) codes beside labels and scores.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/relation.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "catalog/pg_namespace.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "codebook/codebook_impl.h"
#include "codebook/codebook_register.h"
#include "codebook/codebook_views.h"
#include "codebook/property.h"
#include "codebook/role.h"
#include "server/catalogue.h"
#include "server/naming.h"
#include "server/statement.h"

/* whether the survey's owner or a member of that role owns the relation */
static bool
is_of_owner(const Survey *survey, Oid relation)
{
	Oid owner = svy_relation_owner(survey->answers);
	Oid relation_owner = svy_relation_owner(relation);

	return OidIsValid(owner) && OidIsValid(relation_owner) &&
		   (has_privs_of_role(owner, relation_owner) ||
			is_member_of_role_nosuper(relation_owner, owner));
}

/*
 * schema.name of a relation, or NULL if it is gone or no longer of this kind.
 * What has another owner than the survey now is passed over too.
 */
static char *
relation_sql(const Survey *survey, Oid relation, char kind)
{
	if (!OidIsValid(relation) || get_rel_relkind(relation) != kind ||
		!is_of_owner(survey, relation))
		return NULL;
	return quote_qualified_identifier(get_namespace_name(get_rel_namespace(relation)),
									  get_rel_name(relation));
}

int
svy_survey_own_views(const Survey *survey, Oid *views)
{
	const Oid all[SURVEY_VIEWS] = {survey->labels_view, survey->long_view, survey->analysis_view};
	int count = 0;

	for (int i = 0; i < SURVEY_VIEWS; i++)
		if (relation_sql(survey, all[i], RELKIND_VIEW) != NULL)
			views[count++] = all[i];
	return count;
}

bool
svy_survey_drop_relations(const Survey *survey, bool answers)
{
	char *labels = relation_sql(survey, survey->labels_view, RELKIND_VIEW);
	char *lengthy = relation_sql(survey, survey->long_view, RELKIND_VIEW);
	char *analysis = relation_sql(survey, survey->analysis_view, RELKIND_VIEW);
	char *table = answers ? relation_sql(survey, survey->answers, RELKIND_RELATION) : NULL;

	if (labels != NULL)
		svy_statement_run(psprintf("DROP VIEW %s", labels), SPI_OK_UTILITY);
	if (lengthy != NULL)
		svy_statement_run(psprintf("DROP VIEW %s", lengthy), SPI_OK_UTILITY);
	if (analysis != NULL)
		svy_statement_run(psprintf("DROP VIEW %s", analysis), SPI_OK_UTILITY);
	if (table != NULL)
		svy_statement_run(psprintf("DROP TABLE %s", table), SPI_OK_UTILITY);
	return table != NULL;
}

char *
svy_survey_beside(const Survey *survey, const char *suffix)
{
	const char *name = svy_safe_name(psprintf("%s%s", survey->name, suffix), NAMEDATALEN);
	int length = strlen(name) - strlen(suffix);

	if (length <= 0) /* nothing of the name is safe */
	{
		name = survey->name;
		length = strlen(name);
	}
	return psprintf("%.*s%s", pg_mbcliplen(name, length, NAMEDATALEN - 1 - strlen(suffix)), name,
					suffix);
}

/*
 * Labels
 */

char *
svy_view_is(const SurveyVariable *variable, const SurveyLabel *label)
{
	if (svy_column_kind(variable->type) == COLUMN_TEXT)
		return psprintf("%s::pg_catalog.text OPERATOR(pg_catalog.=) %s",
						svy_column_sql(variable->name, "a"), quote_literal_cstr(label->value));
	return psprintf("%s OPERATOR(pg_catalog.=) %d", svy_code_sql(variable, "a", false),
					label->code);
}

/* the label of an answer; of an undeclared one, what the column holds */
static void
append_label_case(StringInfo sql, const SurveyVariable *variable)
{
	char *column = svy_column_sql(variable->name, "a");

	if (variable->nlabels == 0)
	{
		appendStringInfo(sql, "%s::pg_catalog.text", column);
		return;
	}
	appendStringInfoString(sql, "CASE");
	for (int i = 0; i < variable->nlabels; i++)
		appendStringInfo(sql, " WHEN %s THEN %s", svy_view_is(variable, &variable->labels[i]),
						 quote_literal_cstr(variable->labels[i].label));
	appendStringInfo(sql, " ELSE %s::pg_catalog.text END", column);
}

/* a scale is NULL where it is missing: nobody wants the mean of -9 */
static void
append_labels_column(StringInfo sql, const SurveyVariable *variable)
{
	char *column = svy_column_sql(variable->name, "a");

	if (svy_variable_categorical(variable))
		append_label_case(sql, variable);
	else if (variable->measure == SURVEY_SCALE && (variable->nlabels > 0 || variable->nranges > 0))
		appendStringInfo(sql, "CASE WHEN %s THEN %s END", svy_variable_valid_sql(variable, "a"),
						 column);
	else
		appendStringInfoString(sql, column);
}

static char *
labels_query(const Survey *survey, Relation answers)
{
	TupleDesc columns = RelationGetDescr(answers);
	const char *separator = "";
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT ");
	for (int i = 0; i < columns->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(columns, i);
		const SurveyVariable *variable = NULL;

		/* arrays hold replicate weights, which no BI tool can use */
		if (column->attisdropped || column->atttypid == FLOAT8ARRAYOID)
			continue;
		for (int j = 0; j < survey->nvariables && variable == NULL; j++)
			if (survey->variables[j].attnum == column->attnum)
				variable = &survey->variables[j];
		appendStringInfoString(&sql, separator);
		if (variable != NULL)
			append_labels_column(&sql, variable);
		else
			appendStringInfoString(&sql, svy_column_sql(NameStr(column->attname), "a"));
		appendStringInfo(&sql, " AS %s", quote_identifier(NameStr(column->attname)));
		separator = ", ";
	}
	appendStringInfo(&sql, " FROM %s a", survey->answers_sql);
	return sql.data;
}

/*
 * Long
 */

static const char *
literal_or_null(const char *string)
{
	return string != NULL ? quote_literal_cstr(string) : "NULL";
}

SurveyLabel *
svy_view_answers(const SurveyVariable *variable, int *count)
{
	int n;
	SurveyLabel *valid = svy_variable_categories(variable, &n);
	SurveyLabel *answers = palloc_array(SurveyLabel, n + variable->nlabels + 1);

	memcpy(answers, valid, sizeof(SurveyLabel) * n);
	for (int i = 0; i < variable->nlabels; i++)
		if (variable->labels[i].missing)
			answers[n++] = variable->labels[i];
	*count = n;
	return answers;
}

/* where an answer stands; NULL: the codebook does not declare it */
static void
append_position_case(StringInfo sql, const SurveyVariable *variable)
{
	int n;
	SurveyLabel *answers = svy_view_answers(variable, &n);

	if (n == 0)
	{
		appendStringInfoString(sql, "NULL");
		return;
	}
	appendStringInfoString(sql, "CASE");
	for (int i = 0; i < n; i++)
		appendStringInfo(sql, " WHEN %s THEN %d", svy_view_is(variable, &answers[i]), i + 1);
	appendStringInfoString(sql, " END");
}

/* (variable, label, code, answer, missing, question_position, row_position) */
static void
append_long_variable(StringInfo sql, const SurveyVariable *variable, int position)
{
	char *column = svy_column_sql(variable->name, "a");

	appendStringInfo(sql, "(%s, %s, ", quote_literal_cstr(variable->name),
					 literal_or_null(variable->label));
	if (svy_variable_categorical(variable))
	{
		appendStringInfo(sql, "%s, ", svy_code_sql(variable, "a", false));
		append_label_case(sql, variable);
	}
	else
		appendStringInfo(sql, "NULL, %s::pg_catalog.text", column);
	appendStringInfo(sql, ", NOT %s, %d, ", svy_variable_valid_sql(variable, "a"), position);
	if (svy_variable_categorical(variable))
		append_position_case(sql, variable);
	else
		appendStringInfoString(sql, "NULL");
	appendStringInfoChar(sql, ')');
}

/* a row where the option was chosen; the code is its place in the set */
static void
append_long_member(StringInfo sql, const SurveySet *set, int member, int position)
{
	char *chosen = svy_member_chosen_sql(set, member, "a");

	appendStringInfo(sql,
					 "(%s, %s, CASE WHEN %s THEN %d END, CASE WHEN %s THEN %s END, false, %d, %d)",
					 quote_literal_cstr(set->name), literal_or_null(set->label), chosen, member + 1,
					 chosen, quote_literal_cstr(set->member_labels[member]), position, member + 1);
}

bool
svy_is_member(const Survey *survey, const SurveyVariable *variable)
{
	for (int i = 0; i < survey->nsets; i++)
		for (int j = 0; j < survey->sets[i].nmembers; j++)
			if (survey->sets[i].members[j] == variable)
				return true;
	return false;
}

/* strata are answers too, such as a region; a member of a set is one to the set's question */
static bool
is_answer(const Survey *survey, const SurveyVariable *variable)
{
	return svy_is_question(survey, variable, ROLE_STRATUM | ROLE_CLUSTER) &&
		   !svy_is_member(survey, variable);
}

/*
 * Whether the text of a column takes a function that is only stable: of enums, dates
 * and other types.  Citus takes none of those within VALUES, so it stands below.
 */
static bool
is_text_below(const SurveyVariable *variable)
{
	ColumnKind kind = svy_column_kind(variable->type);

	return variable->measure == SURVEY_DATE || kind == COLUMN_OTHER || kind == COLUMN_DATE ||
		   type_is_enum(getBaseType(variable->type));
}

static void
append_answer_column(StringInfo sql, const SurveyVariable *variable)
{
	char *column = svy_column_sql(variable->name, "t");

	if (!is_text_below(variable))
		appendStringInfo(sql, ", %s", column);
	else if (variable->measure == SURVEY_DATE)
		/* as ISO 8601, whatever the session's DateStyle */
		appendStringInfo(sql, ", pg_catalog.to_json(%s) OPERATOR(pg_catalog.#>>) '{}' AS %s",
						 column, quote_identifier(variable->name));
	else
		appendStringInfo(sql, ", %s::pg_catalog.text AS %s", column,
						 quote_identifier(variable->name));
}

/*
 * The answers, with a running number where respondents have no key.  The columns
 * are named, since the view would hang on every one of the table otherwise: none
 * could be dropped, replicate weights among them.
 */
static char *
answers_below(const Survey *survey)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "(SELECT %s AS mlops_survey_respondent",
					 survey->respondent_key != NULL ? svy_column_sql(survey->respondent_key, "t")
													: "pg_catalog.row_number() OVER ()");
	if (survey->weight != NULL)
		appendStringInfo(&sql, ", %s", svy_column_sql(survey->weight, "t"));
	for (int i = 0; i < survey->nvariables; i++)
		if (is_answer(survey, &survey->variables[i]) ||
			svy_is_member(survey, &survey->variables[i]))
			append_answer_column(&sql, &survey->variables[i]);
	appendStringInfo(&sql, " FROM %s t)", survey->answers_sql);
	return sql.data;
}

/*
 * The collation of answers of all columns together: where columns have several of
 * their own, none of them.
 */
static const char *
common_collation(const Survey *survey)
{
	Oid common = DEFAULT_COLLATION_OID;

	for (int i = 0; i < survey->nvariables; i++)
	{
		const SurveyVariable *v = &survey->variables[i];
		int32 modifier;
		Oid collation;
		Oid type;

		if (is_text_below(v) || !(is_answer(survey, v) || svy_is_member(survey, v)))
			continue;
		get_atttypetypmodcoll(survey->answers, v->attnum, &type, &modifier, &collation);
		if (!OidIsValid(collation) || collation == DEFAULT_COLLATION_OID || collation == common)
			continue;
		if (common != DEFAULT_COLLATION_OID)
			return " COLLATE pg_catalog.\"default\"";
		common = collation;
	}
	return "";
}

static char *
long_query(const Survey *survey)
{
	int position = 0;
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql,
					 "SELECT a.mlops_survey_respondent AS respondent, v.variable, "
					 "v.variable_label, v.answer_code,"
					 " v.answer_label, %s AS weight, v.missing, v.question_position, "
					 "v.row_position FROM %s a CROSS JOIN LATERAL"
					 " (VALUES (NULL::pg_catalog.text, NULL::pg_catalog.text,"
					 " NULL::pg_catalog.int4, NULL::pg_catalog.text%s, NULL::pg_catalog.bool,"
					 " NULL::pg_catalog.int4, NULL::pg_catalog.int4)",
					 survey->weight != NULL
						 ? psprintf("%s::pg_catalog.float8", svy_column_sql(survey->weight, "a"))
						 : "1::pg_catalog.float8",
					 answers_below(survey), common_collation(survey));
	for (int i = 0; i < survey->nvariables; i++)
	{
		if (!is_answer(survey, &survey->variables[i]))
			continue;
		appendStringInfoString(&sql, ", ");
		append_long_variable(&sql, &survey->variables[i], ++position);
	}
	for (int i = 0; i < survey->nsets; i++)
	{
		position++;
		for (int j = 0; j < survey->sets[i].nmembers; j++)
		{
			appendStringInfoString(&sql, ", ");
			append_long_member(&sql, &survey->sets[i], j, position);
		}
	}
	appendStringInfoString(&sql, ") v(variable, variable_label, answer_code, answer_label, missing,"
								 " question_position, row_position)"
								 " WHERE v.answer_label IS NOT NULL");
	return sql.data;
}

/*
 * Making them
 */

/* the view as it is to be from now on; what was granted on it, and views on it, stay */
static void
renew_view(const Survey *survey, Oid view, const char *query)
{
	char *name = relation_sql(survey, view, RELKIND_VIEW);

	if (name != NULL)
		svy_statement_run(
			psprintf("CREATE OR REPLACE VIEW %s WITH (security_invoker = true) AS %s", name, query),
			SPI_OK_UTILITY);
}

static char *
view_definition(Oid view)
{
	/* in a snapshot that has a view that this statement made */
	static SvyStatement select = {
		.sql = "SELECT pg_catalog.pg_get_viewdef($1)", .nparameters = 1, .types = {OIDOID}};
	Datum number = ObjectIdGetDatum(view);
	bool isnull;

	(void) svy_statement_select(&select, &number, false);
	return TextDatumGetCString(
		SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
}

/* what the server makes of a query, as a view that is there for a moment */
static char *
definition_of(Oid schema, const char *query)
{
	static const char name[] = "mlops_survey_view_to_compare";
	char *qualified = quote_qualified_identifier(get_namespace_name(schema), name);
	char *definition;

	svy_statement_run(psprintf("CREATE VIEW %s AS %s", qualified, query), SPI_OK_UTILITY);
	definition = view_definition(get_relname_relid(name, schema));
	svy_statement_run(psprintf("DROP VIEW %s", qualified), SPI_OK_UTILITY);
	return definition;
}

/*
 * A view that another catalogue left, before DROP EXTENSION, is taken over where it
 * is the same and the survey's owner's: others may have built on it.
 */
static void
check_is_same(const Survey *survey, Oid existing, Oid schema, const char *query)
{
	char *name = quote_qualified_identifier(get_namespace_name(schema), get_rel_name(existing));
	bool own = get_rel_relkind(existing) == RELKIND_VIEW && is_of_owner(survey, existing);

	if (own && !isTempNamespace(schema) &&
		strcmp(view_definition(existing), definition_of(schema, query)) == 0)
		return;
	ereport(
		ERROR,
		(errcode(ERRCODE_DUPLICATE_TABLE),
		 errmsg("relation %s already exists, where the survey makes a view", name),
		 own ? errhint("If it is left of a survey that is gone, DROP VIEW %s; else rename it, or "
					   "choose another name for the survey.",
					   name)
			 : errhint("Rename it, or choose another name for the survey.")));
}

static Oid
make_view(const Survey *survey, Oid schema, const char *suffix, const char *query,
		  const char *comment)
{
	char *name = svy_survey_beside(survey, suffix);
	char *qualified = quote_qualified_identifier(get_namespace_name(schema), name);
	Oid existing;

	existing = get_relname_relid(name, schema);
	if (OidIsValid(existing))
		check_is_same(survey, existing, schema, query);
	svy_statement_run(psprintf("CREATE OR REPLACE %s %s WITH (security_invoker = true) AS %s",
							   isTempNamespace(schema) ? "TEMPORARY VIEW" : "VIEW", qualified,
							   query),
					  SPI_OK_UTILITY);
	svy_statement_run(psprintf("COMMENT ON VIEW %s IS %s", qualified, quote_literal_cstr(comment)),
					  SPI_OK_UTILITY);
	/* a superuser makes it for the survey's owner, who is to drop it with the survey */
	if (superuser())
		svy_statement_run(psprintf("ALTER VIEW %s OWNER TO %s", qualified,
								   quote_identifier(GetUserNameFromId(
									   svy_relation_owner(survey->answers), false))),
						  SPI_OK_UTILITY);
	return get_relname_relid(name, schema);
}

void
svy_comment_columns(const Survey *survey, const char *relation)
{
	for (int i = 0; i < survey->nvariables; i++)
		if (survey->variables[i].label != NULL)
			svy_statement_run(psprintf("COMMENT ON COLUMN %s.%s IS %s", relation,
									   quote_identifier(survey->variables[i].name),
									   quote_literal_cstr(survey->variables[i].label)),
							  SPI_OK_UTILITY);
}

/*
 * The view for analysis, which has up to four columns for a question and is left
 * out where they would be too many.
 */
static void
make_analysis_view(Survey *survey, Oid schema, const char *title, List **warnings)
{
	const SurveyViewColumns *columns = svy_analysis_columns(survey, InvalidOid);
	char *name;

	if (columns == NULL)
	{
		*warnings = lappend(*warnings, psprintf("no view for analysis was made: it would have "
												"more than %d columns",
												MaxHeapAttributeNumber));
		return;
	}
	survey->analysis_view =
		make_view(survey, schema, "_analysis", svy_analysis_query(survey, columns),
				  psprintf("%s: codes with missing as NULL, labels and scores", title));
	name = relation_sql(survey, survey->analysis_view, RELKIND_VIEW);
	svy_comment_view(name, columns);
}

void
svy_make_views(Survey *survey, List **warnings)
{
	Relation answers = relation_open(survey->answers, AccessShareLock);
	Oid schema = RelationGetNamespace(answers);
	const char *title = survey->title != NULL ? survey->title : survey->name;
	char *labels;

	if (pg_namespace_aclcheck(schema, GetUserId(), ACL_CREATE) != ACLCHECK_OK)
	{
		*warnings = lappend(*warnings, psprintf("no views were made: no right to create in "
												"schema \"%s\"",
												get_namespace_name(schema)));
		relation_close(answers, NoLock);
		return;
	}
	labels = labels_query(survey, answers);
	relation_close(answers, NoLock);
	survey->labels_view =
		make_view(survey, schema, "_labels", labels, psprintf("%s: answers as texts", title));
	survey->long_view = make_view(survey, schema, "_long", long_query(survey),
								  psprintf("%s: one row per respondent and answer", title));
	svy_comment_columns(survey, relation_sql(survey, survey->labels_view, RELKIND_VIEW));
	make_analysis_view(survey, schema, title, warnings);
	svy_store_views(survey);
}

static void
renew_analysis_view(const Survey *survey)
{
	char *name = relation_sql(survey, survey->analysis_view, RELKIND_VIEW);
	const SurveyViewColumns *columns;

	if (name == NULL)
		return;
	columns = svy_analysis_columns(survey, survey->analysis_view);
	if (columns == NULL)
		return;
	renew_view(survey, survey->analysis_view, svy_analysis_query(survey, columns));
	svy_comment_view(name, columns);
}

void
svy_renew_views(const Survey *survey)
{
	Relation answers = relation_open(survey->answers, AccessShareLock);
	char *labels = labels_query(survey, answers);

	relation_close(answers, NoLock);
	renew_view(survey, survey->labels_view, labels);
	renew_view(survey, survey->long_view, long_query(survey));
	renew_analysis_view(survey);
}
