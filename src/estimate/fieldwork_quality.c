/*
 * fieldwork_quality.c
 *	  survey_quality: interviews that deserve a look: too fast, the same answer all
 *	  along a grid, the same answers as somebody else, answers that contradict.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "codebook/codebook_impl.h"
#include "pg/arguments.h"
#include "pg/row.h"
#include "server/json.h"
#include "server/statement.h"
#include "server/storage.h"

/* a grid of fewer items says nothing by one answer */
#define STRAIGHT_LEAST 3

/* who takes less than this share of the median is a speeder, unless the options say another */
#define SPEED_SHARE (1.0 / 3)

typedef struct Quality
{
	const Survey *survey;
	char *respondent; /* SQL of text over "a" */
	char *filter;	  /* SQL, never NULL */
	SvyRow *row;
} Quality;

/* runs a query of (respondent, value), in the order of the respondents */
static void
put_flags(const Quality *q, const char *flag, const char *detail, const char *query)
{
	MemoryContext context = CurrentMemoryContext;
	SvyRow *row = q->row;
	bool isnull;

	(void) svy_execute(query, true, 0);
	MemoryContextSwitchTo(context);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		HeapTuple tuple = SPI_tuptable->vals[i];
		Datum value;

		CHECK_FOR_INTERRUPTS();
		svy_row_text(row, SPI_getvalue(tuple, SPI_tuptable->tupdesc, 1));
		svy_row_text(row, flag);
		svy_row_text(row, detail);
		value = SPI_getbinval(tuple, SPI_tuptable->tupdesc, 2, &isnull);
		if (isnull)
			svy_row_null(row);
		else
			svy_row_number(row, DatumGetFloat8(value));
		svy_row_end(row);
	}
	SPI_freetuptable(SPI_tuptable);
}

static void
flag_speeders(const Quality *q, const char *name, double share)
{
	const SurveyVariable *variable = svy_survey_variable(q->survey, name);
	char *number;

	if (variable->measure != SURVEY_SCALE)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("variable \"%s\" is %s and no duration", variable->name,
							   svy_measure_name(variable->measure))));
	number = svy_variable_number_sql(variable, "a");
	put_flags(q, "speeder", variable->name,
			  psprintf("WITH taken AS (SELECT %1$s AS respondent, %2$s AS value FROM %3$s a"
					   " WHERE %4$s), middle AS (SELECT pg_catalog.percentile_cont(0.5)"
					   " WITHIN GROUP (ORDER BY value) AS median FROM taken)"
					   " SELECT t.respondent, t.value FROM taken t, middle m WHERE t.value"
					   " OPERATOR(pg_catalog.<) (m.median OPERATOR(pg_catalog.*)"
					   " '%5$.17g'::pg_catalog.float8)"
					   " ORDER BY t.respondent",
					   q->respondent, number, q->survey->answers_sql, q->filter, share));
}

/* the variables that a pattern, a range or a name stands for */
static List *
variables_of(const Quality *q, const char *pattern)
{
	static SvyStatement select = {.sql = "SELECT mlops_survey.codebook_names($1, $2)",
								  .nparameters = 2,
								  .types = {JSONBOID, TEXTOID}};
	Datum values[2];
	Datum *names;
	bool isnull;
	Datum found;
	int count;
	List *variables = NIL;

	values[0] = DirectFunctionCall1(jsonb_in, CStringGetDatum(svy_codebook_json(q->survey)));
	values[1] = CStringGetTextDatum(pattern);
	(void) svy_statement_select(&select, values, true);
	found = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull);
	if (isnull)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("no variable of survey \"%s\" matches \"%s\"", q->survey->name, pattern),
				 errhint("Name a variable, a pattern such as q2_*, or a range such as "
						 "q2_1:q2_10.")));
	deconstruct_array(DatumGetArrayTypePCopy(found), TEXTOID, -1, false, TYPALIGN_INT, &names, NULL,
					  &count);
	for (int i = 0; i < count; i++)
		variables =
			lappend(variables, svy_survey_variable(q->survey, TextDatumGetCString(names[i])));
	return variables;
}

/* everybody who gave a valid answer to each item, and the same to all */
static void
flag_straight(const Quality *q, const char *pattern)
{
	List *items = variables_of(q, pattern);
	StringInfoData valid;
	StringInfoData list;
	ListCell *cell;

	if (list_length(items) < STRAIGHT_LEAST)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("grid \"%s\" has %d items, fewer than %d", pattern,
							   list_length(items), STRAIGHT_LEAST)));
	initStringInfo(&valid);
	initStringInfo(&list);
	foreach (cell, items)
	{
		const SurveyVariable *item = lfirst(cell);

		if (!svy_variable_categorical(item))
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("grid \"%s\": variable \"%s\" is %s, which has no answers",
								   pattern, item->name, svy_measure_name(item->measure))));
		appendStringInfo(&valid, "%s%s", valid.len > 0 ? " AND " : "",
						 svy_variable_valid_sql(item, "a"));
		appendStringInfo(&list, "%s%s", list.len > 0 ? ", " : "", svy_code_sql(item, "a", false));
	}
	put_flags(
		q, "straight line", pattern,
		psprintf("SELECT x.respondent, x.low::pg_catalog.float8 FROM (SELECT %s AS respondent,"
				 " LEAST(%s) AS low, GREATEST(%s) AS high FROM %s a WHERE %s AND %s) x"
				 " WHERE x.low OPERATOR(pg_catalog.=) x.high ORDER BY x.respondent",
				 q->respondent, list.data, list.data, q->survey->answers_sql, q->filter,
				 valid.data));
}

/*
 * Those whose answers, as texts, are all those of somebody else; who gave no valid answer is no
 * duplicate of others who refused all.
 */
static void
flag_duplicates(const Quality *q, char **patterns, int count)
{
	StringInfoData answers;
	StringInfoData valid;
	StringInfoData detail;

	initStringInfo(&answers);
	initStringInfo(&valid);
	initStringInfo(&detail);
	for (int i = 0; i < count; i++)
	{
		List *variables = variables_of(q, patterns[i]);
		ListCell *cell;

		appendStringInfo(&detail, "%s%s", i > 0 ? ", " : "", patterns[i]);
		foreach (cell, variables)
		{
			appendStringInfo(&answers, "%s%s::pg_catalog.text", answers.len > 0 ? ", " : "",
							 svy_column_sql(((SurveyVariable *) lfirst(cell))->name, "a"));
			appendStringInfo(&valid, "%s%s", valid.len > 0 ? " OR " : "",
							 svy_variable_valid_sql(lfirst(cell), "a"));
		}
	}
	put_flags(
		q, "duplicate", detail.data,
		psprintf(
			"SELECT x.respondent, x.n FROM (SELECT y.respondent,"
			" pg_catalog.count(*) OVER (PARTITION BY y.answers)::pg_catalog.float8 AS n"
			" FROM (SELECT %s AS respondent, ARRAY[%s] AS answers FROM %s a WHERE %s AND (%s)) y) x"
			" WHERE x.n OPERATOR(pg_catalog.>) 1 ORDER BY x.respondent",
			q->respondent, answers.data, q->survey->answers_sql, q->filter, valid.data));
}

/* {"child and retired": "age < 16 AND work = 'Retired'"} */
static void
flag_inconsistent(const Quality *q, JsonbContainer *conditions)
{
	JsonbIterator *iterator = JsonbIteratorInit(conditions);
	JsonbIteratorToken token;
	JsonbValue value;
	char *name = NULL;

	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		char *condition;

		if (token == WJB_KEY)
			name = pnstrdup(value.val.string.val, value.val.string.len);
		if (token != WJB_VALUE || name == NULL)
			continue;
		condition = svy_json_to_string(&value);
		if (condition == NULL)
			svy_json_wrong(name, "the inconsistencies", "a condition, as text");
		put_flags(q, "inconsistent", name,
				  psprintf("SELECT %s, NULL::pg_catalog.float8 FROM %s a WHERE %s AND (%s)"
						   " ORDER BY 1",
						   q->respondent, q->survey->answers_sql, q->filter,
						   svy_survey_filter_sql(q->survey, condition, "a")));
	}
}

static double
speed_share(FunctionCallInfo fcinfo, int argument)
{
	static const char *const known[] = {"speed", NULL};
	JsonbContainer *options = svy_options_argument(fcinfo, argument, known);
	double share = SPEED_SHARE;

	if (options && svy_json_number(options, "speed", "the options", &share) &&
		!(share > 0 && share < 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"speed\" must be a share of the median between 0 and 1, not %g", share)));
	return share;
}

/* what respondents are called in the result */
static char *
respondent_sql(const Survey *survey)
{
	char *respondent = svy_respondent_sql(survey, "a");
	SvyStorage storage = svy_storage(survey->answers);

	if (respondent == NULL)
		ereport(
			ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("the respondents of survey \"%s\" have no key to name them by", survey->name),
			 storage == SVY_STORAGE_PARTITIONED
				 ? errdetail("Their table has parts whose rows have no places.")
				 : errdetail("Their table %s, %s.", svy_storage_words(storage),
							 svy_storage_is_spread(storage) ? "where the places of rows repeat"
															: "whose rows have no places"),
			 errhint("Name the column of the key as \"respondent\" in the codebook.")));
	return respondent;
}

PG_FUNCTION_INFO_V1(svy_survey_quality);

/* (name, duration, grids, same, inconsistent, filter, options) */
Datum
svy_survey_quality(PG_FUNCTION_ARGS)
{
	char *duration = svy_text_argument(fcinfo, 1);
	char *filter = svy_text_argument(fcinfo, 5);
	double share = speed_share(fcinfo, 6);
	int ngrids;
	int nsame;
	char **grids = svy_texts_argument(fcinfo, 2, "grids", &ngrids);
	char **same = svy_texts_argument(fcinfo, 3, "same", &nsame);
	SvyRow row;
	Quality q = {.row = &row};

	if (!PG_ARGISNULL(4) && !JB_ROOT_IS_OBJECT(PG_GETARG_JSONB_P(4)))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("inconsistent must be an object of conditions"),
						errhint("For example {\"young widow\": \"age < 18 AND married = "
								"'Widowed'\"}.")));
	svy_row_begin(&row, fcinfo);
	SPI_connect();
	q.survey = svy_survey_open(svy_required_argument(fcinfo, 0, "name"));
	q.respondent = respondent_sql(q.survey);
	q.filter = filter ? svy_survey_filter_sql(q.survey, filter, "a") : pstrdup("true");
	if (duration)
		flag_speeders(&q, duration, share);
	for (int i = 0; i < ngrids; i++)
		flag_straight(&q, grids[i]);
	if (nsame > 0)
		flag_duplicates(&q, same, nsame);
	if (!PG_ARGISNULL(4))
		flag_inconsistent(&q, &PG_GETARG_JSONB_P(4)->root);
	SPI_finish();
	return (Datum) 0;
}
