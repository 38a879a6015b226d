/*
 * imputed_call.c
 *	  A function by name that is asked of imputed variables: once for each imputation,
 *	  with the i-th columns in the place of the names, and its rows pooled.
 *
 * What is pooled is read off the columns of its rows: an estimate with its standard
 * error by Rubin's rules, a Wald test of several numbers by Li, Meng, Raghunathan and
 * Rubin's D2 (1991).  Numbers of respondents are averaged, and of everything else
 * stays what all imputations agree on.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/fmgroids.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "kernel/stats/interval.h"
#include "kernel/stats/rubin.h"
#include "pg/arguments.h"
#include "pg/said.h"
#include "pg/svy.h"
#include "plan/imputed.h"
#include "server/json.h"
#include "server/statement.h"

/* columns that pooling knows by name */
typedef enum PoolColumn
{
	POOL_ESTIMATE,
	POOL_ERROR,
	POOL_LOW,
	POOL_HIGH,
	POOL_DF,
	POOL_STATISTIC,
	POOL_P,
	POOL_DF2,
	POOL_METHOD,
	POOL_VARIANCE,
	POOL_COLUMNS
} PoolColumn;

/* the call, and what it is to be pooled by */
typedef struct ImputedCall
{
	const SvyImputed *imputed;
	char *sql;
	int nargs;
	Oid *types;
	char **names; /* of arguments */
	Datum *values;
	char *nulls;
	double level;
	bool rubin; /* its degrees of freedom, else Barnard and Rubin's */
	bool first; /* the variance of the first imputation for all */
	TupleDesc desc;
	int columns[POOL_COLUMNS]; /* attributes from 0; -1: there is none */
	int nrows;
	int room;
	Datum **rows; /* of each row: attributes of the imputations that have it, one after the other */
	bool **isnull;
	int *seen; /* imputations that have it */
	int *last; /* the last of them */
} ImputedCall;

/* ------------------------------------------------------------- the arguments --- */

/* whether the survey's codebook speaks of imputations at all, without reading the survey */
static bool
has_imputations(const char *name)
{
	static SvyStatement statement = {
		"SELECT FROM mlops_survey.survey WHERE name OPERATOR(pg_catalog.=) $1 AND properties "
		"OPERATOR(pg_catalog.?) 'imputations'",
		1,
		{TEXTOID},
		NULL};
	Datum value = CStringGetTextDatum(name);

	return svy_statement_select(&statement, &value, true) > 0;
}

static bool
is_key(const JsonbValue *key, const char *name)
{
	return key->val.string.len == strlen(name) &&
		   memcmp(key->val.string.val, name, key->val.string.len) == 0;
}

/* names in the keys of "at", and in those within the model's options; in texts where those are terms */
static Datum
replaced_json(const ImputedCall *c, int imputation, Jsonb *json, bool options)
{
	JsonbIterator *it = JsonbIteratorInit(&json->root);
	JsonbParseState *state = NULL;
	JsonbIteratorToken token;
	JsonbValue value, *result = NULL;
	bool terms = false;
	int depth = 0;

	while ((token = JsonbIteratorNext(&it, &value, false)) != WJB_DONE)
	{
		bool name = (token == WJB_KEY && (!options || depth > 1)) ||
					((token == WJB_ELEM || token == WJB_VALUE) && terms);

		depth += token == WJB_BEGIN_OBJECT || token == WJB_BEGIN_ARRAY;
		depth -= token == WJB_END_OBJECT || token == WJB_END_ARRAY;
		if (token == WJB_KEY && depth == 1)
			terms = options && (is_key(&value, "together") || is_key(&value, "over"));
		if (name && value.type == jbvString)
		{
			value.val.string.val = svy_imputed_replace(
				c->imputed, imputation, pnstrdup(value.val.string.val, value.val.string.len));
			value.val.string.len = strlen(value.val.string.val);
		}
		result = pushJsonbValue(&state, token, token < WJB_BEGIN_ARRAY ? &value : NULL);
	}
	return JsonbPGetDatum(JsonbValueToJsonb(result));
}

static Datum
replaced_names(const ImputedCall *c, int imputation, Datum array, bool *changed)
{
	Datum *elements;
	bool *nulls;
	int count;

	deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false, TYPALIGN_INT, &elements,
					  &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		char *own = nulls[i] ? NULL : TextDatumGetCString(elements[i]);
		char *other = own ? svy_imputed_replace(c->imputed, imputation, own) : NULL;

		if (!own || strcmp(own, other) == 0)
			continue;
		*changed = true;
		elements[i] = CStringGetTextDatum(other);
	}
	return PointerGetDatum(construct_md_array(elements, nulls, 1, &count, &(int){1}, TEXTOID, -1,
											  false, TYPALIGN_INT));
}

/* a name, an expression, or names in braces (svy_text_array_argument) */
static Datum
replaced_text(const ImputedCall *c, int imputation, const char *own, bool *changed)
{
	char *other;

	if (own[strspn(own, " \t\n\r\v\f")] == '{')
		other = OidOutputFunctionCall(
			F_ARRAY_OUT,
			replaced_names(c, imputation,
						   OidFunctionCall3(F_ARRAY_IN, CStringGetDatum(own),
											ObjectIdGetDatum(TEXTOID), Int32GetDatum(-1)),
						   changed));
	else
	{
		other = svy_imputed_replace(c->imputed, imputation, own);
		*changed |= strcmp(own, other) != 0;
	}
	return CStringGetTextDatum(other);
}

/* an argument with the names replaced; changed: whether there was any */
static Datum
replaced_argument(const ImputedCall *c, int argument, int imputation, bool *changed)
{
	Datum value = c->values[argument];
	const char *name = c->names[argument];
	bool options = strcmp(name, "options") == 0;

	if (c->nulls[argument] == 'n')
		return value;
	if (c->types[argument] == JSONBOID && (options || strcmp(name, "at") == 0))
		return replaced_json(c, imputation, DatumGetJsonbP(value), options);
	if (!svy_imputed_in_argument(name))
		return value;
	if (c->types[argument] == TEXTOID)
		return replaced_text(c, imputation, TextDatumGetCString(value), changed);
	if (c->types[argument] == TEXTARRAYOID)
		return replaced_names(c, imputation, value, changed);
	return value;
}

static bool
names_imputed(const ImputedCall *c)
{
	bool changed = false;

	for (int i = 1; i < c->nargs; i++)
		(void) replaced_argument(c, i, 0, &changed);
	return changed;
}

static void
read_signature(ImputedCall *c, FunctionCallInfo fcinfo)
{
	Oid function = fcinfo->flinfo->fn_oid;
	HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	StringInfoData sql;
	char *modes;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for function %u", function);
	(void) get_func_arg_info(tuple, &c->types, &c->names, &modes);
	ReleaseSysCache(tuple);
	c->nargs = fcinfo->nargs;
	c->values = palloc_array(Datum, c->nargs);
	c->nulls = palloc_array(char, c->nargs);
	initStringInfo(&sql);
	appendStringInfo(&sql, "SELECT r.* FROM %s(",
					 quote_qualified_identifier(get_namespace_name(get_func_namespace(function)),
												get_func_name(function)));
	for (int i = 0; i < c->nargs; i++)
	{
		c->values[i] = fcinfo->args[i].value;
		c->nulls[i] = fcinfo->args[i].isnull ? 'n' : ' ';
		appendStringInfo(&sql, "%s$%d", i ? ", " : "", i + 1);
	}
	appendStringInfoString(&sql, ") r");
	c->sql = sql.data;
}

/* takes a key from the options that the function itself does not know */
static char *
take_option(ImputedCall *c, int argument, const char *key)
{
	Jsonb *options = DatumGetJsonbP(c->values[argument]);
	char *word;

	if (!JB_ROOT_IS_OBJECT(options))
		return NULL;
	word = svy_json_string(&options->root, key, "options");
	c->values[argument] =
		DirectFunctionCall2(jsonb_delete, c->values[argument], CStringGetTextDatum(key));
	return word;
}

static void
read_rules(ImputedCall *c)
{
	static const char *const rules[] = {"barnard-rubin", "rubin", NULL};
	static const char *const sampling[] = {"all", "first", NULL};

	c->level = 0.95;
	for (int i = 0; i < c->nargs; i++)
	{
		char *word;

		if (c->nulls[i] == 'n')
			continue;
		if (strcmp(c->names[i], "level") == 0 && c->types[i] == FLOAT8OID)
			c->level = DatumGetFloat8(c->values[i]);
		if (strcmp(c->names[i], "options") != 0 || c->types[i] != JSONBOID)
			continue;
		if ((word = take_option(c, i, "rule")) != NULL)
			c->rubin = svy_choice("rule", word, rules) == 1;
		if ((word = take_option(c, i, "sampling")) != NULL)
			c->first = svy_choice("sampling", word, sampling) == 1;
	}
}

/* ------------------------------------------------------------------ the rows --- */

static void
find_columns(ImputedCall *c)
{
	static const char *const names[] = {"estimate", "std_error", "conf_low", "conf_high",
										"df",		"statistic", "p_value",	 "df2",
										"method",	"variance"};
	StaticAssertDecl(lengthof(names) == POOL_COLUMNS, "each column has its name");

	for (int k = 0; k < POOL_COLUMNS; k++)
	{
		c->columns[k] = -1;
		for (int i = 0; i < c->desc->natts; i++)
			if (strcmp(NameStr(TupleDescAttr(c->desc, i)->attname), names[k]) == 0)
				c->columns[k] = i;
	}
}

static Datum
attribute(const ImputedCall *c, int row, int imputation, int column, bool *isnull)
{
	int at = imputation * c->desc->natts + column;

	*isnull = c->isnull[row][at];
	return c->rows[row][at];
}

static double
number_at(const ImputedCall *c, int row, int imputation, PoolColumn column)
{
	bool isnull = true;
	Datum value = 0;

	if (c->columns[column] >= 0)
		value = attribute(c, row, imputation, c->columns[column], &isnull);
	return isnull ? NAN : DatumGetFloat8(value);
}

/* texts and JSON with the variables' names again */
static Datum
named_back(const ImputedCall *c, int imputation, Oid type, Datum value)
{
	if (type == TEXTOID)
		return CStringGetTextDatum(
			svy_imputed_name_back(c->imputed, imputation, TextDatumGetCString(value)));
	if (type == JSONBOID)
		return DirectFunctionCall1(
			jsonb_in,
			CStringGetDatum(svy_imputed_name_back(
				c->imputed, imputation, DatumGetCString(DirectFunctionCall1(jsonb_out, value)))));
	return value;
}

static bool
same_attribute(const ImputedCall *c, int row, int imputation, int column)
{
	Form_pg_attribute a = TupleDescAttr(c->desc, column);
	bool first, other;
	Datum before = attribute(c, row, 0, column, &first);
	Datum now = attribute(c, row, imputation, column, &other);

	if (first || other)
		return first == other;
	return datum_image_eq(before, now, a->attbyval, a->attlen);
}

/* whether the tuple that was kept last is of the same thing as the first: by their texts */
static bool
same_thing(const ImputedCall *c, int row)
{
	for (int i = 0; i < c->desc->natts; i++)
	{
		Oid type = TupleDescAttr(c->desc, i)->atttypid;

		if ((type == TEXTOID || type == JSONBOID) && i != c->columns[POOL_VARIANCE] &&
			!same_attribute(c, row, c->seen[row], i))
			return false;
	}
	return true;
}

/* puts a tuple of the imputation after those that the row has already */
static void
keep_tuple(ImputedCall *c, int row, int imputation, HeapTuple tuple)
{
	int natts = c->desc->natts;
	Datum *values = c->rows[row] + c->seen[row] * natts;
	bool *isnull = c->isnull[row] + c->seen[row] * natts;

	heap_deform_tuple(tuple, c->desc, values, isnull);
	for (int i = 0; i < natts; i++)
	{
		Form_pg_attribute a = TupleDescAttr(c->desc, i);

		if (!isnull[i])
			values[i] = named_back(c, imputation, a->atttypid,
								   datumCopy(values[i], a->attbyval, a->attlen));
	}
}

/* a row that no imputation had so far */
static int
add_row(ImputedCall *c)
{
	Size size = (Size) c->imputed->m * c->desc->natts;

	if (c->nrows == c->room)
	{
		int room = Max(64, 2 * c->room);

		c->rows = c->rows ? repalloc_array(c->rows, Datum *, room) : palloc_array(Datum *, room);
		c->isnull =
			c->isnull ? repalloc_array(c->isnull, bool *, room) : palloc_array(bool *, room);
		c->seen = c->seen ? repalloc_array(c->seen, int, room) : palloc_array(int, room);
		c->last = c->last ? repalloc_array(c->last, int, room) : palloc_array(int, room);
		c->room = room;
	}
	c->rows[c->nrows] = palloc_array(Datum, size);
	c->isnull[c->nrows] = palloc_array(bool, size);
	c->seen[c->nrows] = 0;
	c->last[c->nrows] = -1;
	return c->nrows++;
}

/* the row at that place, or any other that is of the same thing; else one of its own */
static void
take_tuple(ImputedCall *c, int place, int imputation, HeapTuple tuple)
{
	int row = 0;

	for (int i = 0; i < c->nrows && imputation > 0; i++)
	{
		row = (place + i) % c->nrows;
		if (c->last[row] == imputation)
			continue;
		keep_tuple(c, row, imputation, tuple);
		if (same_thing(c, row))
		{
			c->seen[row]++;
			c->last[row] = imputation;
			return;
		}
	}
	row = add_row(c);
	keep_tuple(c, row, imputation, tuple);
	c->seen[row] = 1;
	c->last[row] = imputation;
}

static void
ask_imputation(ImputedCall *c, int imputation, MemoryContext context)
{
	Datum *values = palloc_array(Datum, c->nargs);
	bool changed = false;

	for (int i = 0; i < c->nargs; i++)
		values[i] = replaced_argument(c, i, imputation, &changed);
	if (svy_execute_with_args(c->sql, c->nargs, c->types, values, c->nulls, true, 0) !=
		SPI_OK_SELECT)
		elog(ERROR, "the rows of an imputation could not be read");
	MemoryContextSwitchTo(context);
	for (int i = 0; i < (int) SPI_processed; i++)
	{
		CHECK_FOR_INTERRUPTS();
		take_tuple(c, i, imputation, SPI_tuptable->vals[i]);
	}
	SPI_freetuptable(SPI_tuptable);
}

/* what each of them says is said once */
static void
ask_imputations(ImputedCall *c, MemoryContext context)
{
	SvySaid said;

	svy_said_begin(&said);
	PG_TRY();
	{
		for (int i = 0; i < c->imputed->m; i++)
			ask_imputation(c, i, context);
	}
	PG_FINALLY();
	{
		svy_said_end(&said);
	}
	PG_END_TRY();
}

/* ------------------------------------------------------------------- pooling --- */

typedef struct PooledNumbers
{
	double of[POOL_COLUMNS]; /* those before POOL_METHOD */
} PooledNumbers;

/* Rubin's rules: what not all imputations have is not pooled */
static PooledNumbers
pool_estimate(const ImputedCall *c, int row)
{
	int m = c->imputed->m;
	double *estimate = palloc_array(double, m);
	double *variance = palloc_array(double, m);
	double complete = number_at(c, row, 0, POOL_DF);
	double df, error, half;
	PooledNumbers n;
	RubinPool p;

	for (int i = 0; i < m; i++)
	{
		double own = i < c->seen[row] ? number_at(c, row, i, POOL_ERROR) : NAN;

		estimate[i] = i < c->seen[row] ? number_at(c, row, i, POOL_ESTIMATE) : NAN;
		variance[i] = own * own;
	}
	svy_check(rubin_pool(m, estimate, variance, c->first, complete, &p), "pooling");
	df = c->rubin ? p.df_rubin : p.df_barnard;
	error = sqrt(p.variance);
	half = df > 0 ? interval_t(c->level, df) * error : NAN;
	n = (PooledNumbers){{p.estimate, error, p.estimate - half, p.estimate + half, df,
						 p.estimate / error, rubin_p(&p, df), NAN}};
	return n;
}

/* D2 of Wald tests: F with the coefficients' number and degrees of freedom of its own */
static PooledNumbers
pool_test(const ImputedCall *c, int row)
{
	int m = c->imputed->m;
	double *chisq = palloc_array(double, m);
	double k = number_at(c, row, 0, POOL_DF);
	double statistic, df2, p;
	PooledNumbers n;

	for (int i = 0; i < m; i++)
	{
		bool has = i < c->seen[row];
		double finite = has ? number_at(c, row, i, POOL_DF2) : NAN;
		double own = has ? number_at(c, row, i, POOL_STATISTIC) : NAN;

		/* a term that has fewer coefficients where nobody was imputed a category is another test */
		if (has && number_at(c, row, i, POOL_DF) != k)
			own = NAN;
		chisq[i] = isinf(finite) ? own : own * k;
	}
	rubin_d2(m, chisq, k, &statistic, &df2, &p);
	n = (PooledNumbers){{NAN, NAN, NAN, NAN, k, statistic, p, df2}};
	return n;
}

/* the mean of respondents' numbers over all imputations: nobody is in what one does not have */
static Datum
mean_of(const ImputedCall *c, int row, int column, bool *isnull)
{
	Oid type = TupleDescAttr(c->desc, column)->atttypid;
	double sum = 0;
	bool any = false;

	for (int i = 0; i < c->seen[row]; i++)
	{
		Datum value = attribute(c, row, i, column, isnull);

		if (!*isnull)
			sum += type == INT8OID ? (double) DatumGetInt64(value) : DatumGetFloat8(value);
		any |= *isnull;
	}
	*isnull = any;
	sum /= c->imputed->m;
	return type == INT8OID ? Int64GetDatum((int64) rint(sum)) : Float8GetDatum(sum);
}

static bool
is_mean(const ImputedCall *c, int column)
{
	const char *name = NameStr(TupleDescAttr(c->desc, column)->attname);

	return strcmp(name, "n") == 0 || strcmp(name, "weighted_n") == 0 ||
		   strcmp(name, "effective_n") == 0;
}

/* what all imputations agree on; NULL: they do not */
static Datum
agreed(const ImputedCall *c, int row, int column, bool *isnull)
{
	Datum value = attribute(c, row, 0, column, isnull);

	for (int i = 1; i < c->seen[row]; i++)
		*isnull |= !same_attribute(c, row, i, column);
	return value;
}

static char *
pooled_variance(const ImputedCall *c, Datum value)
{
	return psprintf("%s, %d imputations (%s)", TextDatumGetCString(value), c->imputed->m,
					c->columns[POOL_ERROR] < 0 ? "D2"
					: c->rubin				   ? "rubin"
											   : "barnard-rubin");
}

static void
put_pooled_row(const ImputedCall *c, ReturnSetInfo *result, int row)
{
	int natts = c->desc->natts;
	Datum *values = palloc_array(Datum, natts);
	bool *isnull = palloc_array(bool, natts);
	PooledNumbers n = c->columns[POOL_ERROR] >= 0 ? pool_estimate(c, row) : pool_test(c, row);

	for (int i = 0; i < natts; i++)
		values[i] = is_mean(c, i) ? mean_of(c, row, i, &isnull[i]) : agreed(c, row, i, &isnull[i]);
	for (int k = 0; k < POOL_METHOD; k++)
	{
		int at = c->columns[k];

		if (at < 0)
			continue;
		values[at] = Float8GetDatum(n.of[k]);
		isnull[at] = isnan(n.of[k]);
	}
	if (c->columns[POOL_VARIANCE] >= 0 && !isnull[c->columns[POOL_VARIANCE]])
		values[c->columns[POOL_VARIANCE]] =
			CStringGetTextDatum(pooled_variance(c, values[c->columns[POOL_VARIANCE]]));
	tuplestore_putvalues(result->setResult, result->setDesc, values, isnull);
}

/* estimates with errors, or Wald tests */
static void
check_poolable(const ImputedCall *c)
{
	if (c->columns[POOL_ESTIMATE] >= 0 && c->columns[POOL_ERROR] >= 0)
		return;
	for (int row = 0; row < c->nrows; row++)
	{
		bool isnull;
		Datum method = c->columns[POOL_METHOD] >= 0
						   ? attribute(c, row, 0, c->columns[POOL_METHOD], &isnull)
						   : (Datum) 0;

		if (c->columns[POOL_METHOD] < 0 || isnull ||
			strcmp(TextDatumGetCString(method), "wald") != 0)
			ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
							errmsg("these tests are not pooled over imputations"),
							errhint("Wald tests are, by the rule D2, and estimates.")));
	}
}

bool
svy_imputed_call(FunctionCallInfo fcinfo)
{
	char *name = svy_text_argument(fcinfo, 0);
	ImputedCall c = {0};
	MemoryContext context;

	if (!name)
		return false;
	SPI_connect();
	context = CurrentMemoryContext;
	if (has_imputations(name))
	{
		c.imputed = svy_imputed_read(svy_survey_open(name));
		read_signature(&c, fcinfo);
	}
	if (!c.imputed || c.imputed->m == 0 || !names_imputed(&c))
	{
		SPI_finish();
		return false;
	}
	InitMaterializedSRF(fcinfo, 0);
	c.desc = ((ReturnSetInfo *) fcinfo->resultinfo)->setDesc;
	find_columns(&c);
	read_rules(&c);
	ask_imputations(&c, context);
	check_poolable(&c);
	for (int i = 0; i < c.nrows; i++)
		put_pooled_row(&c, (ReturnSetInfo *) fcinfo->resultinfo, i);
	SPI_finish();
	return true;
}
