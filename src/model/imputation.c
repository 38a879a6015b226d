/*
 * imputation.c
 *	  survey_pool: any estimate of imputed variables or plausible values, pooled
 *	  over the imputations.
 *
 * The function is asked once for each imputation, with the i-th column of every
 * imputed variable in the place of its name, so that the i-th values of several
 * variables belong together, and contrasts are made within an imputation.  Rubin's
 * rules (1987) then need nothing but estimates and variances; the degrees of freedom
 * that the design leaves enter as those of the complete data (Barnard and Rubin 1999).
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "kernel/stats/interval.h"
#include "kernel/stats/rubin.h"
#include "pg/arguments.h"
#include "pg/row.h"
#include "pg/said.h"
#include "pg/svy.h"
#include "plan/imputed.h"
#include "server/json.h"
#include "server/statement.h"

typedef enum PoolRule
{
	POOL_BARNARD,
	POOL_RUBIN
} PoolRule;

typedef struct Pool
{
	const Survey *survey;
	char *function; /* qualified and quoted */
	int statistic;	/* of statistic_names */
	int m;
	const SvyImputed *imputed;
	JsonbContainer *arguments; /* or NULL */
	PoolRule rule;
	bool first; /* variances of the first imputation only */
	double level;
	double complete_df; /* NaN: that of the estimates */
} Pool;

/* an estimate in each imputation */
typedef struct PooledRow
{
	char *key;
	char *domain;
	char *domain_label;
	char *variable;
	char *category;
	int seen; /* imputations that have it */
	int last; /* the last of them */
	double *estimate;
	double *variance;
	double df; /* of the first */
	double n;
	double weighted_n;
} PooledRow;

typedef struct PooledRows
{
	int count;
	int room;
	PooledRow *rows;
} PooledRows;

/* what may be pooled: estimates with a standard error */
static const char *const statistic_names[] = {"mean",	  "total",	  "ratio",		"proportion",
											  "quantile", "variance", "covariance", "correlation",
											  "contrast", "glm",	  "ttest",		NULL};

#define POOL_GLM 9
#define POOL_TTEST 10
StaticAssertDecl(lengthof(statistic_names) == POOL_TTEST + 2, "rows of the last two differ");

static void
read_imputed(Pool *pool)
{
	pool->imputed = svy_imputed_read(pool->survey);
	pool->m = pool->imputed->m;
	if (pool->m == 0)
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_OBJECT),
						errmsg("survey \"%s\" has no imputed variables", pool->survey->name),
						errhint("Name their columns in the codebook: \"imputations\": {\"read\": "
								"[\"pv1read\", \"pv2read\"]}.")));
}

/* --------------------------------------------------------------- statement --- */

/* the names of the function's arguments but the first, ended by NULL */
static const char **
argument_names(const Pool *pool, const char *schema, const char *function)
{
	/* its overloads have arguments of the same names */
	FuncCandidateList found = FuncnameGetCandidates(
		list_make2(makeString(pstrdup(schema)), makeString(pstrdup(function))), -1, NIL, false,
		false, false, false);
	HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(found->oid));
	Oid *types;
	char **names;
	char *modes;
	int count;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for function %u", found->oid);
	count = get_func_arg_info(tuple, &types, &names, &modes);
	ReleaseSysCache(tuple);
	names = repalloc_array(names, char *, count + 1);
	names[count] = NULL;
	return (const char **) names + 1;
}

/* what the function cannot do without */
static void
require_arguments(const Pool *pool)
{
	static const char *const ratio[] = {"numerator", "denominator", NULL};
	static const char *const model[] = {"formula", NULL};
	static const char *const test[] = {"variable", NULL};
	static const char *const any[] = {"variables", NULL};
	const char *statistic = statistic_names[pool->statistic];
	const char *const *names = pool->statistic == POOL_GLM		 ? model
							   : pool->statistic == POOL_TTEST	 ? test
							   : strcmp(statistic, "ratio") == 0 ? ratio
																 : any;

	for (int i = 0; names[i]; i++)
		if (!pool->arguments || !svy_json_get(pool->arguments, names[i]))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("to pool \"%s\" the arguments must have \"%s\"", statistic, names[i]),
					 errhint("They are those of survey_%s as JSON, such as {\"%s\": \"%s\"}.",
							 statistic, names[i], pool->imputed->variables[0].name)));
}

static void
append_string(StringInfo sql, const Pool *pool, int imputation, const char *argument, char *text)
{
	if (svy_imputed_in_argument(argument))
		text = svy_imputed_replace(pool->imputed, imputation, text);
	appendStringInfoString(sql, quote_literal_cstr(text));
}

/* an array of texts or numbers */
static void
append_array(StringInfo sql, const Pool *pool, int imputation, const char *argument,
			 JsonbContainer *array)
{
	bool numbers = false;

	appendStringInfoString(sql, "ARRAY[");
	for (int i = 0; i < JsonContainerSize(array); i++)
	{
		JsonbValue *element = getIthJsonbValueFromContainer(array, i);
		char *text = svy_json_to_string(element);
		double number;

		appendStringInfoString(sql, i ? ", " : "");
		numbers = !text && svy_json_to_double(element, &number);
		if (text)
			append_string(sql, pool, imputation, argument, text);
		else if (numbers)
			appendStringInfoString(sql, float8out_internal(number));
		else
			svy_json_wrong(argument, "the arguments", "an array of texts or numbers");
	}
	appendStringInfo(sql, "]::pg_catalog.%s[]", numbers ? "float8" : "text");
}

static void
append_argument(StringInfo sql, const Pool *pool, int imputation, const char *argument,
				JsonbValue *value)
{
	bool list = strcmp(argument, "variables") == 0 || strcmp(argument, "by") == 0;

	appendStringInfo(sql, ", %s => ", quote_identifier(argument));
	if (value->type == jbvString)
	{
		appendStringInfoString(sql, list ? "ARRAY[" : "");
		append_string(sql, pool, imputation, argument, svy_json_to_string(value));
		appendStringInfoString(sql, list ? "]" : "");
	}
	else if (value->type == jbvBinary && JsonContainerIsArray(value->val.binary.data))
		append_array(sql, pool, imputation, argument, value->val.binary.data);
	else if (value->type == jbvBinary)
		appendStringInfo(sql, "%s::pg_catalog.jsonb",
						 quote_literal_cstr(svy_json_text(pool->arguments, argument)));
	else if (svy_imputed_in_argument(argument))
		svy_json_wrong(argument, "the arguments", list ? "a name or an array of names" : "a text");
	else
		appendStringInfoString(sql, svy_json_text(pool->arguments, argument));
}

/* the estimates of one imputation as rows of one shape */
static char *
pool_query(const Pool *pool, int imputation)
{
	StringInfoData sql;
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue key;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT ");
	if (pool->statistic == POOL_GLM)
		appendStringInfoString(&sql,
							   "'{}', 'Total', r.term, CASE WHEN r.reference IS NOT NULL THEN "
							   "r.label END, r.estimate, r.std_error, r.df, "
							   "NULL::pg_catalog.float8, NULL::pg_catalog.float8");
	else if (pool->statistic == POOL_TTEST)
		appendStringInfoString(&sql, "'{}', 'Total', r.comparison, r.test, r.estimate, "
									 "r.std_error, r.df, r.n::pg_catalog.float8, "
									 "NULL::pg_catalog.float8");
	else
		appendStringInfoString(&sql, "r.domain::pg_catalog.text, r.domain_label, r.variable, "
									 "r.category, r.estimate, r.std_error, r.df, "
									 "r.n::pg_catalog.float8, r.weighted_n");
	appendStringInfo(&sql, " FROM %s(%s", pool->function, quote_literal_cstr(pool->survey->name));
	if (pool->arguments)
	{
		it = JsonbIteratorInit(pool->arguments);
		while ((token = JsonbIteratorNext(&it, &key, true)) != WJB_DONE)
			if (token == WJB_KEY)
			{
				char *argument = pnstrdup(key.val.string.val, key.val.string.len);
				JsonbValue *value = svy_json_get(pool->arguments, argument);

				if (value)
					append_argument(&sql, pool, imputation, argument, value);
			}
	}
	appendStringInfoString(&sql, ") r");
	return sql.data;
}

/* ------------------------------------------------------------------- rows --- */

static char *
text_of(int row, int column)
{
	return SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column);
}

static double
number_of(int row, int column)
{
	bool null;
	Datum value = SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column, &null);

	return null ? NAN : DatumGetFloat8(value);
}

static char *
named(const Pool *pool, int imputation, char *text)
{
	return text ? svy_imputed_name_back(pool->imputed, imputation, text) : NULL;
}

static PooledRow *
find_row(const Pool *pool, PooledRows *rows, const char *key, int place)
{
	if (place < rows->count && strcmp(rows->rows[place].key, key) == 0)
		return &rows->rows[place];
	for (int i = 0; i < rows->count; i++)
		if (strcmp(rows->rows[i].key, key) == 0)
			return &rows->rows[i];
	if (rows->count == rows->room)
	{
		rows->room = Max(64, 2 * rows->room);
		rows->rows = rows->rows ? repalloc_array(rows->rows, PooledRow, rows->room)
								: palloc_array(PooledRow, rows->room);
	}
	rows->rows[rows->count] = (PooledRow){.key = pstrdup(key),
										  .last = -1,
										  .estimate = palloc_array(double, pool->m),
										  .variance = palloc_array(double, pool->m)};
	return &rows->rows[rows->count++];
}

static void
take_imputation(const Pool *pool, PooledRows *rows, int imputation)
{
	MemoryContext context = CurrentMemoryContext;
	char *query = pool_query(pool, imputation);

	CHECK_FOR_INTERRUPTS();
	if (svy_execute(query, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "the estimates of an imputation could not be read");
	MemoryContextSwitchTo(context);
	for (int i = 0; i < (int) SPI_processed; i++)
	{
		char *domain = named(pool, imputation, text_of(i, 1));
		char *variable = named(pool, imputation, text_of(i, 3));
		char *category = text_of(i, 4);
		PooledRow *row = find_row(
			pool, rows,
			psprintf("%s\n%s\n%s", domain, variable ? variable : "", category ? category : ""), i);
		double error = number_of(i, 6);

		/* what not all imputations have is not pooled */
		if (row->last == imputation)
			continue;
		row->last = imputation;
		row->domain = domain;
		row->domain_label = text_of(i, 2);
		row->variable = variable;
		row->category = category;
		row->estimate[row->seen] = number_of(i, 5);
		row->variance[row->seen] = error * error;
		if (row->seen == 0)
			row->df = number_of(i, 7);
		row->n += number_of(i, 8) / pool->m;
		row->weighted_n += number_of(i, 9) / pool->m;
		row->seen++;
	}
	SPI_freetuptable(SPI_tuptable);
}

/* what each of them says is said once */
static void
take_imputations(const Pool *pool, PooledRows *rows)
{
	SvySaid said;

	svy_said_begin(&said);
	PG_TRY();
	{
		for (int i = 0; i < pool->m; i++)
			take_imputation(pool, rows, i);
	}
	PG_FINALLY();
	{
		svy_said_end(&said);
	}
	PG_END_TRY();
}

static void
put_pooled(SvyRow *out, const Pool *pool, const PooledRow *row)
{
	RubinPool p = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
	double df, error, missing;
	bool whole = row->seen == pool->m;

	if (whole)
		svy_check(rubin_pool(pool->m, row->estimate, row->variance, pool->first,
							 isnan(pool->complete_df) ? row->df : pool->complete_df, &p),
				  "pooling");
	df = pool->rule == POOL_RUBIN ? p.df_rubin : p.df_barnard;
	error = sqrt(p.variance);
	missing = rubin_missing(&p, df);
	svy_row_json(out, row->domain);
	svy_row_text(out, row->domain_label);
	svy_row_text(out, row->variable);
	svy_row_text(out, row->category);
	svy_row_number(out, p.estimate);
	svy_row_number(out, error);
	svy_row_number(out, df > 0 ? p.estimate - interval_t(pool->level, df) * error : NAN);
	svy_row_number(out, df > 0 ? p.estimate + interval_t(pool->level, df) * error : NAN);
	svy_row_number(out, df);
	svy_row_number(out, p.estimate / error);
	svy_row_number(out, rubin_p(&p, df));
	svy_row_number(out, p.within);
	svy_row_number(out, p.between);
	svy_row_number(out, p.share);
	svy_row_number(out, p.increase);
	svy_row_number(out, missing);
	svy_row_number(out, rubin_efficiency(pool->m, missing));
	svy_row_code(out, pool->m);
	svy_row_number(out, row->n);
	svy_row_number(out, row->weighted_n);
	svy_row_text(out, pool->rule == POOL_RUBIN ? "rubin" : "barnard-rubin");
	svy_row_text(out, whole ? NULL : "not every imputation has this estimate");
	svy_row_end(out);
}

/* what has no one variance cannot be pooled so */
static void
refuse_tests(const char *statistic)
{
	if (pg_strcasecmp(statistic, "test") == 0 || pg_strcasecmp(statistic, "glm_terms") == 0 ||
		pg_strcasecmp(statistic, "column_tests") == 0)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("tests of several numbers at once are not pooled over imputations"),
				 errhint("Chi-square and F would need the rules D1 or D2; pool the contrasts or "
						 "coefficients that they are about.")));
}

PG_FUNCTION_INFO_V1(svy_survey_pool);

/* (name, statistic, arguments, rule, level, options) */
Datum
svy_survey_pool(PG_FUNCTION_ARGS)
{
	static const char *const known[] = {"sampling", "complete_df", NULL};
	static const char *const rules[] = {"barnard-rubin", "rubin", NULL};
	SVY_CHOICES_FOLLOW(rules, POOL_RUBIN);
	static const char *const sampling[] = {"all", "first", NULL};
	char *name = svy_required_argument(fcinfo, 0, "name");
	char *statistic = svy_required_argument(fcinfo, 1, "statistic");
	JsonbContainer *options = svy_options_argument(fcinfo, 5, known);
	char *word = options ? svy_json_string(options, "sampling", "options") : NULL;
	char *schema = get_namespace_name(get_func_namespace(fcinfo->flinfo->fn_oid));
	Pool pool = {.rule = svy_choice_argument(fcinfo, 3, "rule", rules),
				 .level = svy_level_argument(fcinfo, 4),
				 .first = word && svy_choice("sampling", word, sampling) == 1,
				 .complete_df = NAN};
	PooledRows rows = {0};
	char *function;
	SvyRow row;

	refuse_tests(statistic);
	pool.statistic = svy_choice("statistic", statistic, statistic_names);
	if (options && svy_json_get(options, "complete_df"))
		svy_json_number(options, "complete_df", "options", &pool.complete_df);
	svy_row_begin(&row, fcinfo);
	SPI_connect();
	pool.survey = svy_survey_open(name);
	read_imputed(&pool);
	function = psprintf("survey_%s", statistic_names[pool.statistic]);
	pool.function = quote_qualified_identifier(schema, function);
	if (!PG_ARGISNULL(2))
	{
		pool.arguments = &PG_GETARG_JSONB_P(2)->root;
		if (!JsonContainerIsObject(pool.arguments))
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("arguments must be an object")));
		svy_json_check_keys(pool.arguments, "the arguments",
							argument_names(&pool, schema, function));
	}
	require_arguments(&pool);
	take_imputations(&pool, &rows);
	for (int i = 0; i < rows.count; i++)
		put_pooled(&row, &pool, &rows.rows[i]);
	SPI_finish();
	return (Datum) 0;
}
