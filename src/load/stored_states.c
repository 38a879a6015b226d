/*
 * stored_states.c
 *	  refresh_states: the states of all questions by wave and segment, in a table of
 *	  the survey's owner, of which a call makes anew what is out of date.
 *
 * Each state has a version: a hash of what it is made of (the SQL of the answer, the
 * weight, the design and the segments) and of the rows of its wave.  Rows are known
 * by place and transaction, so that one look at them says which waves changed,
 * however they were, and no trigger is needed.  A version that is not there is made,
 * one that is not wanted goes: a new wave costs that wave, a new question itself.
 */
#include "postgres.h"

#include "access/relation.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/rls.h"

#include "codebook/codebook_impl.h"
#include "codebook/codebook_register.h"
#include "codebook/property.h"
#include "codebook/role.h"
#include "estimate/trend_values.h"
#include "kernel/base/hash.h"
#include "load/stored_states.h"
#include "pg/arguments.h"
#include "pg/row.h"
#include "plan/answer.h"
#include "server/catalogue.h"
#include "server/json.h"
#include "server/statement.h"
#include "server/storage.h"
#include "source/answers.h"

#define STATES_AT_ONCE 500 /* states of a statement; survey_summaries takes 1,000 */

/* whose states are kept, as the codebook says it: {"wave": ..., "by": [...], "variables": [...]} */
typedef struct StatesOf
{
	char *wave;
	int nby;
	char **by;
	int nvariables; /* 0: all questions */
	char **variables;
} StatesOf;

typedef struct State
{
	const char *variable;
	const char *category; /* or NULL */
	const char *statistic;
	char *sql;
	bool tally;
} State;

typedef struct States
{
	SvyEstimates *e;
	const SurveyVariable *wave;
	char *table;   /* quoted and qualified */
	int nkeys;	   /* the wave, then the segments */
	char **keys;   /* columns, quoted */
	char **groups; /* their SQL */
	int count;
	State *states;
	char **definitions; /* of each state, all that it is made of but the rows */
	Datum wave_codes;	/* int[] and text[]: the waves, and what their rows are known by */
	Datum prints;
	int nwaves;
	int32 *codes;
	int64 *respondents;
	int64 *made;
} States;

/* ---- what is to be kept ---- */

static char **
copy_names(FunctionCallInfo fcinfo, int argument, const char *what, int *count)
{
	char **names = svy_texts_argument(fcinfo, argument, what, count);

	*count = Max(*count, 0);
	return names;
}

static void
append_names(StringInfo json, const char *key, int count, char **names)
{
	if (count == 0)
		return;
	appendStringInfo(json, ", \"%s\": [", key);
	for (int i = 0; i < count; i++)
	{
		appendStringInfoString(json, i > 0 ? ", " : "");
		escape_json(json, names[i]);
	}
	appendStringInfoChar(json, ']');
}

/* as JSON text, the same whatever it was read from */
static char *
states_json(const StatesOf *of)
{
	StringInfoData json;

	initStringInfo(&json);
	appendStringInfoString(&json, "{\"wave\": ");
	escape_json(&json, of->wave);
	append_names(&json, "by", of->nby, of->by);
	append_names(&json, "variables", of->nvariables, of->variables);
	appendStringInfoChar(&json, '}');
	return json.data;
}

/* what the codebook says; false: nothing */
static bool
read_said(const Survey *survey, StatesOf *of)
{
	static const char *const known[] = {"wave", "by", "variables", NULL};
	const char *where = "\"states\" of the codebook";
	JsonbContainer *said = svy_property_json(SVY_PROPERTIES(survey), "states");

	if (said == NULL)
		return false;
	svy_json_check_keys(said, where, known);
	of->wave = svy_json_string(said, "wave", where);
	of->by = svy_json_strings(said, "by", where, &of->nby);
	of->variables = svy_json_strings(said, "variables", where, &of->nvariables);
	if (of->wave == NULL)
		svy_json_wrong("wave", where, "the variable that says the wave");
	return true;
}

/* what the call says goes into the codebook, and what it does not say is read there */
static Survey *
settle(Survey *survey, FunctionCallInfo fcinfo, const char *schema, StatesOf *of)
{
	StatesOf said = {0};
	bool has = read_said(survey, &said);
	char *name = survey->name;
	Oid types[] = {TEXTOID, TEXTOID};
	Datum values[2];

	if (PG_ARGISNULL(1) && !has)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("no states of survey \"%s\" are kept yet", survey->name),
						errhint("Name the variable that says the wave: refresh_states(%s, "
								"'wave', by => '{sex}').",
								quote_literal_cstr(survey->name))));
	if (PG_ARGISNULL(1))
	{
		*of = said;
		return survey;
	}
	of->wave = svy_survey_variable(survey, svy_text_argument(fcinfo, 1))->name;
	of->by = copy_names(fcinfo, 2, "by variables", &of->nby);
	of->variables = copy_names(fcinfo, 3, "variables", &of->nvariables);
	if (has && strcmp(states_json(of), states_json(&said)) == 0)
		return survey;
	values[0] = CStringGetTextDatum(name);
	values[1] = CStringGetTextDatum(states_json(of));
	if (svy_execute_with_args(
			psprintf("SELECT %s.alter_survey($1, pg_catalog.jsonb_build_object("
					 "'states', '{\"by\": null, \"variables\": null}'::pg_catalog.jsonb"
					 " OPERATOR(pg_catalog.||) $2::pg_catalog.jsonb))",
					 schema),
			2, types, values, NULL, false, 0) != SPI_OK_SELECT)
		elog(ERROR, "the codebook cannot be changed");
	CommandCounterIncrement();
	return svy_survey_reopen(name);
}

/* ---- states ---- */

static void
add_state(States *s, const char *variable, const char *category, const char *statistic, char *sql,
		  bool tally)
{
	if (s->count % 64 == 0)
		s->states = s->states ? repalloc(s->states, sizeof(State) * (s->count + 64))
							  : palloc_array(State, 64);
	s->states[s->count++] = (State){variable, category, statistic, sql, tally};
}

/* shares, nets and means, as survey_trend follows them */
static void
add_values(States *s, SvyTrendValues *values)
{
	for (int i = 0; i < values->count; i++)
		add_state(s, values->values[i].name, values->values[i].category,
				  values->values[i].statistic, values->values[i].sql, false);
}

static void
add_states_of(States *s, const SurveyVariable *variable)
{
	SvyTrendValues values = {.e = s->e, .statistic = TREND_AUTO};

	/* a tally takes no weights below zero */
	if (svy_variable_categorical(variable) && !s->e->design->negative)
		add_state(s, variable->name, NULL, "answers", svy_answer_code_sql(variable, s->e->counted),
				  true);
	svy_trend_values_add(&values, variable);
	if (variable->measure == SURVEY_ORDINAL)
	{
		values.statistic = TREND_MEAN;
		svy_trend_values_add(&values, variable);
	}
	add_values(s, &values);
}

static void
add_states_of_set(States *s, const SurveySet *set)
{
	SvyTrendValues values = {.e = s->e, .statistic = TREND_AUTO};

	for (int i = 0; i < set->nmembers && !s->e->design->negative; i++)
		add_state(s, set->name, set->member_labels[i], "answers",
				  psprintf("(%s)::pg_catalog.int4", svy_answer_in_set_sql(set, i, s->e->counted)),
				  true);
	svy_trend_values_add_set(&values, set);
	add_values(s, &values);
}

/* whether the variable is an option of a set, whose states are those of the set */
static bool
is_option(const Survey *survey, const SurveyVariable *variable)
{
	for (int i = 0; i < survey->nsets; i++)
		for (int k = 0; k < survey->sets[i].nmembers; k++)
			if (survey->sets[i].members[k] == variable)
				return true;
	return false;
}

static void
choose_states(States *s, const StatesOf *of)
{
	const Survey *survey = s->e->survey;

	for (int i = 0; i < of->nvariables; i++)
	{
		const SurveySet *set = svy_survey_find_variable(survey, of->variables[i])
								   ? NULL
								   : svy_survey_find_set(survey, of->variables[i]);

		if (set)
			add_states_of_set(s, set);
		else
			add_states_of(s, svy_survey_variable(survey, of->variables[i]));
	}
	for (int i = 0; i < survey->nvariables && of->nvariables == 0; i++)
	{
		const SurveyVariable *variable = &survey->variables[i];

		if (variable != s->wave && svy_is_question(survey, variable, 0) &&
			!is_option(survey, variable) && variable->measure != SURVEY_DATE &&
			variable->measure != SURVEY_TEXT &&
			(!svy_variable_categorical(variable) || svy_variable_declares_answers(variable)))
			add_states_of(s, variable);
	}
	for (int i = 0; i < survey->nsets && of->nvariables == 0; i++)
		add_states_of_set(s, &survey->sets[i]);
}

static const SurveyVariable *
segment_variable(const Survey *survey, const char *name)
{
	SurveyVariable *variable = svy_survey_variable(survey, name);

	if (!svy_variable_categorical(variable))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("variable \"%s\" is %s and makes no waves or segments",
							   variable->name, svy_measure_name(variable->measure)),
						errhint("Take nominal or ordinal variables, such as a band that "
								"derive_variable makes of a number.")));
	return variable;
}

static States *
plan_states(const Survey *survey, const StatesOf *of, const char *schema)
{
	States *s = palloc0_object(States);
	StringInfoData groups;

	s->e = palloc0_object(SvyEstimates);
	s->e->schema = schema;
	s->e->survey = survey;
	s->e->design = svy_design_open(survey, NULL, "a");
	s->e->counted = svy_answer_domain(survey, NULL, NULL);
	s->nkeys = 1 + of->nby;
	s->keys = palloc_array(char *, s->nkeys);
	s->groups = palloc_array(char *, s->nkeys);
	initStringInfo(&groups);
	for (int i = 0; i < s->nkeys; i++)
	{
		const SurveyVariable *v = segment_variable(survey, i == 0 ? of->wave : of->by[i - 1]);

		s->wave = i == 0 ? v : s->wave;
		s->keys[i] = pstrdup(quote_identifier(v->name));
		s->groups[i] = svy_answer_code_sql(v, s->e->counted);
		/* a further code is another segment, and none of those before */
		appendStringInfo(&groups, "%s %s, ", svy_variable_code_sql(v, "a"),
						 svy_variable_valid_sql(v, "a"));
	}
	choose_states(s, of);
	s->definitions = palloc_array(char *, s->count + 1);
	for (int i = 0; i < s->count; i++)
	{
		const State *state = &s->states[i];

		s->definitions[i] = psprintf("%s\n%s\n%s\n%s\n%s\n%s", state->variable,
									 state->category ? state->category : "\t", state->statistic,
									 state->sql, groups.data, svy_design_arguments(s->e->design));
	}
	return s;
}

/* ---- their table ---- */

static const char table_columns[] = "variable,category,statistic,answers,summary,version";

/* the columns of a relation as "a,b,c", or NULL: there is none */
static char *
columns_of(Oid table)
{
	Relation relation = OidIsValid(table) ? try_relation_open(table, AccessShareLock) : NULL;
	StringInfoData names;

	if (relation == NULL)
		return NULL;
	initStringInfo(&names);
	for (int i = 0; i < RelationGetNumberOfAttributes(relation); i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(RelationGetDescr(relation), i);

		if (!attribute->attisdropped)
			appendStringInfo(&names, "%s%s", names.len > 0 ? "," : "",
							 quote_identifier(NameStr(attribute->attname)));
	}
	relation_close(relation, NoLock);
	return names.data;
}

static bool
ends_with(const char *text, const char *end)
{
	size_t length = strlen(text);

	return length >= strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

/* nobody but the owner reads states unless he says so: those of persons are of single persons */
static void
take_rights(const char *table, Oid relation)
{
	Oid types[] = {OIDOID};
	Datum values[] = {ObjectIdGetDatum(relation)};

	if (svy_execute_with_args(
			"SELECT DISTINCT CASE WHEN a.grantee OPERATOR(pg_catalog.=) 0 THEN 'PUBLIC'"
			" ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) END"
			" FROM pg_catalog.pg_class c, pg_catalog.aclexplode(c.relacl) a"
			" WHERE c.oid OPERATOR(pg_catalog.=) $1 AND a.grantee OPERATOR(pg_catalog.<>) "
			"c.relowner",
			1, types, values, NULL, false, 0) != SPI_OK_SELECT)
		elog(ERROR, "the rights on a table cannot be read");
	for (uint64 i = 0, count = SPI_processed; i < count; i++)
		svy_statement_run(psprintf("REVOKE ALL ON %s FROM %s", table,
								   SPI_getvalue(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1)),
						  SPI_OK_UTILITY);
}

static void
make_table(const States *s, Oid schema, const char *name)
{
	const Survey *survey = s->e->survey;
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "CREATE TABLE %s (", s->table);
	for (int i = 0; i < s->nkeys; i++)
		appendStringInfo(&sql, "%s pg_catalog.int4, ", s->keys[i]);
	appendStringInfo(&sql,
					 "variable pg_catalog.text NOT NULL, category pg_catalog.text,"
					 " statistic pg_catalog.text NOT NULL, answers %s.tally,"
					 " summary %s.survey_summary, version pg_catalog.uuid NOT NULL)",
					 s->e->schema, s->e->schema);
	svy_statement_run(sql.data, SPI_OK_UTILITY);
	svy_statement_run(psprintf("COMMENT ON TABLE %s IS %s", s->table,
							   quote_literal_cstr(psprintf(
								   "%s: states by wave and segment, kept by refresh_states",
								   survey->title ? survey->title : survey->name))),
					  SPI_OK_UTILITY);
	if (superuser())
		svy_statement_run(psprintf("ALTER TABLE %s OWNER TO %s", s->table,
								   quote_identifier(GetUserNameFromId(
									   svy_relation_owner(survey->answers), false))),
						  SPI_OK_UTILITY);
	take_rights(s->table, get_relname_relid(name, schema));
}

/* whether the relation is such a table of the survey's owner */
static bool
keeps_states(Oid relation, const char *columns)
{
	return columns && get_rel_relkind(relation) == RELKIND_RELATION &&
		   ends_with(columns, table_columns) && svy_owns_relation(relation);
}

void
svy_states_drop(const Survey *survey)
{
	Oid schema = get_rel_namespace(survey->answers);
	char *name = svy_survey_beside(survey, "_states");
	Oid table = OidIsValid(schema) ? get_relname_relid(name, schema) : InvalidOid;

	if (svy_property_json(SVY_PROPERTIES(survey), "states") &&
		keeps_states(table, columns_of(table)))
		svy_statement_run(
			psprintf("DROP TABLE %s", quote_qualified_identifier(get_namespace_name(schema), name)),
			SPI_OK_UTILITY);
}

/* the table, which is made anew where it has other segments */
static void
open_table(States *s)
{
	const Survey *survey = s->e->survey;
	Oid schema = get_rel_namespace(survey->answers);
	char *name = svy_survey_beside(survey, "_states");
	Oid existing = get_relname_relid(name, schema);
	char *columns = columns_of(existing);
	StringInfoData wanted;

	initStringInfo(&wanted);
	for (int i = 0; i < s->nkeys; i++)
		appendStringInfo(&wanted, "%s,", s->keys[i]);
	appendStringInfoString(&wanted, table_columns);
	s->table = quote_qualified_identifier(get_namespace_name(schema), name);
	if (columns && !keeps_states(existing, columns))
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_TABLE),
				 errmsg("relation %s already exists, where the survey keeps its states", s->table),
				 errhint("Rename it, or choose another name for the survey.")));
	if (columns && strcmp(columns, wanted.data) != 0)
	{
		svy_statement_run(psprintf("DROP TABLE %s", s->table), SPI_OK_UTILITY);
		columns = NULL;
	}
	if (columns == NULL)
		make_table(s, schema, name);
	/* two refreshes wait for each other; readers go on */
	svy_statement_run(psprintf("LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE", s->table),
					  SPI_OK_UTILITY);
}

/* ---- waves and what is out of date ---- */

/* whether rows are known by their places; else every wave is out of date at each call */
static bool
rows_are_known(const Survey *survey)
{
	List *tables = find_all_inheritors(survey->answers, AccessShareLock, NULL);
	ListCell *cell;

	foreach (cell, tables)
	{
		SvyStorage storage = svy_storage(lfirst_oid(cell));

		if (storage != SVY_STORAGE_LOCAL && storage != SVY_STORAGE_PARTITIONED)
			return false;
	}
	return true;
}

static void
select_states(const char *sql, int count, Oid *types, Datum *values)
{
	if (svy_execute_with_args(sql, count, types, values, NULL, false, 0) < 0)
		elog(ERROR, "states cannot be made");
}

/* waves in which somebody has a weight: one that is to be weighted still has no states */
static void
read_waves(States *s)
{
	const Survey *survey = s->e->survey;
	char *wave = svy_answer_code_sql(s->wave, s->e->counted);
	const char *print = rows_are_known(survey)
							? "pg_catalog.sum(mlops_survey.row_version(a.ctid, a.xmin, "
							  "a.tableoid))::pg_catalog.text"
							: "pg_catalog.max(pg_catalog.gen_random_uuid()::pg_catalog.text)";
	MemoryContext context = CurrentMemoryContext;
	Datum *codes;
	Datum *prints;

	select_states(
		psprintf(
			"SELECT w, n, pg_catalog.concat(n, ' ', p) FROM (SELECT %s AS w,"
			" pg_catalog.count(*) AS n, %s AS p FROM %s AS a WHERE (%s) IS NOT NULL GROUP BY 1) x"
			" WHERE w IS NOT NULL ORDER BY w",
			wave, print, survey->answers_sql, s->e->design->weight),
		0, NULL, NULL);
	MemoryContextSwitchTo(context);
	s->nwaves = (int) SPI_processed;
	s->codes = palloc_array(int32, s->nwaves + 1);
	s->respondents = palloc0_array(int64, s->nwaves + 1);
	s->made = palloc0_array(int64, s->nwaves + 1);
	codes = palloc_array(Datum, s->nwaves + 1);
	prints = palloc_array(Datum, s->nwaves + 1);
	for (int i = 0; i < s->nwaves; i++)
	{
		HeapTuple row = SPI_tuptable->vals[i];
		TupleDesc columns = SPI_tuptable->tupdesc;
		bool isnull;

		codes[i] = SPI_getbinval(row, columns, 1, &isnull);
		s->codes[i] = DatumGetInt32(codes[i]);
		s->respondents[i] = DatumGetInt64(SPI_getbinval(row, columns, 2, &isnull));
		prints[i] = CStringGetTextDatum(SPI_getvalue(row, columns, 3));
	}
	s->wave_codes = PointerGetDatum(
		construct_array(codes, s->nwaves, INT4OID, sizeof(int32), true, TYPALIGN_INT));
	s->prints =
		PointerGetDatum(construct_array(prints, s->nwaves, TEXTOID, -1, false, TYPALIGN_INT));
	SPI_freetuptable(SPI_tuptable);
}

#define VERSIONS                                                                                   \
	"(SELECT w.code, w.print, p.n, pg_catalog.md5(pg_catalog.concat(w.print, p.definition))"       \
	"::pg_catalog.uuid AS version FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.int4[]),"       \
	" pg_catalog.unnest($2::pg_catalog.text[])) AS w(code, print),"                                \
	" pg_catalog.unnest($3::pg_catalog.text[]) WITH ORDINALITY AS p(definition, n))"

static Datum
all_definitions(const States *s)
{
	return svy_text_array(s->definitions, s->count);
}

/* states that nothing has any more: of rows, waves, questions, answers that are gone or were changed */
static void
remove_outdated(const States *s)
{
	Oid types[] = {INT4ARRAYOID, TEXTARRAYOID, TEXTARRAYOID};
	Datum values[] = {s->wave_codes, s->prints, all_definitions(s)};

	select_states(psprintf("DELETE FROM %s AS s WHERE NOT EXISTS (SELECT FROM " VERSIONS
						   " v WHERE v.version OPERATOR(pg_catalog.=) s.version)",
						   s->table),
				  3, types, values);
}

/* the numbers of states, from 1, that waves lack: those that lack the same ones together */
static SPITupleTable *
find_missing(const States *s, int *count)
{
	Oid types[] = {INT4ARRAYOID, TEXTARRAYOID, TEXTARRAYOID};
	Datum values[] = {s->wave_codes, s->prints, all_definitions(s)};

	select_states(
		psprintf("SELECT pg_catalog.array_agg(code ORDER BY code),"
				 " pg_catalog.array_agg(print ORDER BY code), missing"
				 " FROM (SELECT v.code, v.print, pg_catalog.array_agg(v.n::pg_catalog.int4"
				 " ORDER BY v.n) AS missing FROM " VERSIONS " v"
				 " LEFT JOIN (SELECT DISTINCT version FROM %s) s"
				 " ON s.version OPERATOR(pg_catalog.=) v.version WHERE s.version IS NULL"
				 " GROUP BY v.code, v.print) x GROUP BY missing ORDER BY 1",
				 s->table),
		3, types, values);
	*count = (int) SPI_processed;
	return SPI_tuptable;
}

/* ---- making them ---- */

/* the columns of one state in the statement below: which it is, and where it lies */
static void
append_state(StringInfo rows, int32 number, const State *state, int at)
{
	appendStringInfo(
		rows, "%s(%d, %s, %s::pg_catalog.text, %s, %s)", rows->len > 0 ? ", " : "", number,
		quote_literal_cstr(state->variable),
		state->category ? quote_literal_cstr(state->category) : "NULL",
		quote_literal_cstr(state->statistic),
		psprintf(state->tally ? "%d, NULL::pg_catalog.int4" : "NULL::pg_catalog.int4, %d", at));
}

/* one statement over the rows of waves ($1) that makes these states of each; numbers from 1 */
static char *
making_sql(const States *s, const int32 *numbers, int count)
{
	const SvyDesign *design = s->e->design;
	StringInfoData sql;
	StringInfoData values;
	StringInfoData rows;
	int ntallies = 0;
	int nvalues = 0;

	initStringInfo(&sql);
	initStringInfo(&values);
	initStringInfo(&rows);
	appendStringInfo(&sql, "INSERT INTO %s SELECT ", s->table);
	for (int i = 0; i < s->nkeys; i++)
		appendStringInfo(&sql, "q.k%d, ", i);
	appendStringInfoString(&sql, "p.variable, p.category, p.statistic, q.x[p.t], q.y[p.s],"
								 " v.version FROM (SELECT ");
	for (int i = 0; i < s->nkeys; i++)
		appendStringInfo(&sql, "%s AS k%d, ", s->groups[i], i);
	appendStringInfoString(&sql, "ARRAY[");
	for (int i = 0; i < count; i++)
	{
		const State *state = &s->states[numbers[i] - 1];

		append_state(&rows, numbers[i], state, state->tally ? ++ntallies : ++nvalues);
		if (state->tally)
			appendStringInfo(&sql, "%s%s.tally(%s%s%s)", ntallies > 1 ? ", " : "", s->e->schema,
							 state->sql, s->e->survey->weight ? ", " : "",
							 s->e->survey->weight ? design->weight : "");
		else
			appendStringInfo(&values, "%s%s", nvalues > 1 ? ", " : "", state->sql);
	}
	appendStringInfo(&sql, "]::%s.tally[] AS x, ", s->e->schema);
	if (nvalues > 0)
		appendStringInfo(&sql, "%s(ARRAY[%s]%s)",
						 svy_design_aggregate(design, s->e->schema, "survey_summaries"),
						 values.data, svy_design_arguments(design));
	else
		appendStringInfo(&sql, "NULL::%s.survey_summary[]", s->e->schema);
	appendStringInfo(&sql,
					 " AS y FROM %s AS a WHERE (%s) IS NOT NULL AND %s OPERATOR(pg_catalog.=)"
					 " ANY ($1) GROUP BY ",
					 s->e->survey->answers_sql, design->weight, s->groups[0]);
	for (int i = 0; i < s->nkeys; i++)
		appendStringInfo(&sql, "%s%d", i > 0 ? ", " : "", i + 1);
	appendStringInfo(&sql,
					 ") q JOIN " VERSIONS " v ON v.code OPERATOR(pg_catalog.=) q.k0 JOIN (VALUES"
					 " %s) p(n, variable, category, statistic, t, s)"
					 " ON p.n OPERATOR(pg_catalog.=) v.n",
					 rows.data);
	return sql.data;
}

/* the number of each state that was made, of the waves that it was made of */
static void
make_states(States *s, Datum codes, Datum prints, const int32 *numbers, int count)
{
	Oid types[] = {INT4ARRAYOID, TEXTARRAYOID, TEXTARRAYOID};
	Datum values[] = {codes, prints, all_definitions(s)};
	const ArrayType *array = DatumGetArrayTypeP(codes);
	int nwaves = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	SPIExecuteOptions options = {.params = svy_answers_parameters(3, types, values)};

	for (int first = 0; first < count; first += STATES_AT_ONCE)
		if (svy_answers_execute(svy_weight_of_design(s->e->design, NULL),
								making_sql(s, numbers + first, Min(STATES_AT_ONCE, count - first)),
								&options) < 0)
			elog(ERROR, "states cannot be made");
	for (int i = 0; i < nwaves; i++)
		for (int k = 0; k < s->nwaves; k++)
			if (s->codes[k] == ((int32 *) ARR_DATA_PTR(array))[i])
				s->made[k] += count;
}

static void
refresh_waves(States *s)
{
	int count;
	SPITupleTable *missing = find_missing(s, &count);

	for (int i = 0; i < count; i++)
	{
		Datum values[3];
		const ArrayType *numbers;
		bool isnull;

		CHECK_FOR_INTERRUPTS();
		for (int k = 0; k < lengthof(values); k++)
			values[k] = SPI_getbinval(missing->vals[i], missing->tupdesc, k + 1, &isnull);
		numbers = DatumGetArrayTypeP(values[2]);
		make_states(s, values[0], values[1], (int32 *) ARR_DATA_PTR(numbers),
					ArrayGetNItems(ARR_NDIM(numbers), ARR_DIMS(numbers)));
	}
}

/* ---- the function ---- */

/* the survey, locked as alter_survey does where the call says which states are kept */
static Survey *
hold_survey(const char *name, bool says)
{
	SurveyHold hold = {.answers = says ? ShareUpdateExclusiveLock : AccessShareLock, .views = says};
	Survey *survey;

	if (svy_survey_hold(name, &hold) == NULL)
		svy_survey_unknown(name, false);
	survey = svy_survey_reopen(name);
	if (check_enable_rls(survey->answers, InvalidOid, true) == RLS_ENABLED)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("row-level security hides answers of survey \"%s\" from you", survey->name),
				 errhint("A role that sees all of them can keep states.")));
	return survey;
}

static void
refresh_survey(FunctionCallInfo fcinfo, SvyRow *row, const char *name)
{
	const char *schema =
		quote_identifier(get_namespace_name(get_func_namespace(fcinfo->flinfo->fn_oid)));
	Survey *survey = hold_survey(name, !PG_ARGISNULL(1));
	StatesOf of = {0};
	States *s;

	survey = settle(survey, fcinfo, schema, &of);
	s = plan_states(survey, &of, schema);
	open_table(s);
	read_waves(s);
	remove_outdated(s);
	refresh_waves(s);
	for (int i = 0; i < s->nwaves; i++)
	{
		const SurveyLabel *label = svy_variable_find_label(s->wave, s->codes[i]);

		if (s->made[i] == 0)
			continue;
		svy_row_text(row, survey->name);
		svy_row_code(row, s->codes[i]);
		svy_row_text(row, label ? label->label : psprintf("%d", s->codes[i]));
		svy_row_count(row, s->respondents[i]);
		svy_row_count(row, s->made[i]);
		svy_row_end(row);
	}
}

/* the surveys of the caller of which states are kept */
static char **
surveys_with_states(int *count)
{
	char **names;
	MemoryContext context = CurrentMemoryContext;

	select_states("SELECT s.name FROM mlops_survey.survey s"
				  " WHERE s.properties OPERATOR(pg_catalog.?) 'states'"
				  " AND mlops_survey.relation_owned(s.answers, s.answers_schema, s.answers_name)"
				  " ORDER BY s.name COLLATE pg_catalog.\"C\"",
				  0, NULL, NULL);
	MemoryContextSwitchTo(context);
	*count = (int) SPI_processed;
	names = palloc_array(char *, *count + 1);
	for (int i = 0; i < *count; i++)
		names[i] = SPI_getvalue(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1);
	return names;
}

PG_FUNCTION_INFO_V1(svy_refresh_states);

/* (name, wave, by, variables, options) -> the waves that were refreshed */
Datum
svy_refresh_states(PG_FUNCTION_ARGS)
{
	SvyRow row;

	svy_no_options(fcinfo, 4);
	if (PG_ARGISNULL(1) && !(PG_ARGISNULL(2) && PG_ARGISNULL(3)))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("segments and variables are of no wave"),
						errhint("Name the variable that says the wave too.")));
	if (PG_ARGISNULL(0) && !PG_ARGISNULL(1))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("\"name\" must not be NULL"),
				 errhint("Without any argument all surveys of yours are refreshed.")));
	svy_row_begin(&row, fcinfo);
	SPI_connect();
	if (PG_ARGISNULL(0))
	{
		int count;
		char **names = surveys_with_states(&count);

		for (int i = 0; i < count; i++)
			refresh_survey(fcinfo, &row, names[i]);
	}
	else
		refresh_survey(fcinfo, &row, svy_required_argument(fcinfo, 0, "name"));
	SPI_finish();
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(svy_row_version);

/* (place, transaction, table): what a row is known by until it is changed or moved */
Datum
svy_row_version(PG_FUNCTION_ARGS)
{
	const ItemPointerData *place = (const ItemPointerData *) PG_GETARG_POINTER(0);
	uint64 row = (uint64) ItemPointerGetBlockNumberNoCheck(place) << 16 |
				 ItemPointerGetOffsetNumberNoCheck(place);
	uint64 change = (uint64) PG_GETARG_TRANSACTIONID(1) << 32 | PG_GETARG_OID(2);

	PG_RETURN_INT64((int64) hash_mix(hash_mix(row) + change));
}
