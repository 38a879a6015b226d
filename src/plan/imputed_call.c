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
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "kernel/stats/interval.h"
#include "kernel/stats/rubin.h"
#include "pg/arguments.h"
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
	Datum **
		rows; /* of each row of the first imputation: attributes of all imputations, one after the other */
	bool **isnull;
	int *seen; /* imputations that have it */
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

/* an argument with the names replaced; changed: whether there was any */
static Datum
replaced_argument(const ImputedCall *c, int argument, int imputation, bool *changed)
{
	Datum value = c->values[argument];
	Datum *elements;
	bool *nulls;
	int count;

	if (c->nulls[argument] == 'n' || !svy_imputed_in_argument(c->names[argument]))
		return value;
	if (c->types[argument] == TEXTOID)
	{
		char *own = TextDatumGetCString(value);
		char *other = svy_imputed_replace(c->imputed, imputation, false, own);

		*changed |= strcmp(own, other) != 0;
		return CStringGetTextDatum(other);
	}
	if (c->types[argument] != TEXTARRAYOID)
		return value;
	deconstruct_array(DatumGetArrayTypeP(value), TEXTOID, -1, false, TYPALIGN_INT, &elements,
					  &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		char *own = nulls[i] ? NULL : TextDatumGetCString(elements[i]);
		char *other = own ? svy_imputed_replace(c->imputed, imputation, false, own) : NULL;

		if (!own || strcmp(own, other) == 0)
			continue;
		*changed = true;
		elements[i] = CStringGetTextDatum(other);
	}
	return PointerGetDatum(construct_md_array(elements, nulls, 1, &count, &(int){1}, TEXTOID, -1,
											  false, TYPALIGN_INT));
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
			svy_imputed_replace(c->imputed, imputation, true, TextDatumGetCString(value)));
	if (type == JSONBOID)
		return DirectFunctionCall1(jsonb_in,
								   CStringGetDatum(svy_imputed_replace(
									   c->imputed, imputation, true,
									   DatumGetCString(DirectFunctionCall1(jsonb_out, value)))));
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

/* whether two imputations' rows are of the same thing: by their texts */
static bool
same_thing(const ImputedCall *c, int row, int imputation)
{
	for (int i = 0; i < c->desc->natts; i++)
	{
		Oid type = TupleDescAttr(c->desc, i)->atttypid;

		if ((type == TEXTOID || type == JSONBOID) && i != c->columns[POOL_VARIANCE] &&
			!same_attribute(c, row, imputation, i))
			return false;
	}
	return true;
}

/* puts a tuple at the row's place of the imputation */
static void
keep_tuple(ImputedCall *c, int row, int imputation, HeapTuple tuple)
{
	int natts = c->desc->natts;
	Datum *values = c->rows[row] + imputation * natts;
	bool *isnull = c->isnull[row] + imputation * natts;

	heap_deform_tuple(tuple, c->desc, values, isnull);
	for (int i = 0; i < natts; i++)
	{
		Form_pg_attribute a = TupleDescAttr(c->desc, i);

		if (!isnull[i])
			values[i] = named_back(c, imputation, a->atttypid,
								   datumCopy(values[i], a->attbyval, a->attlen));
	}
}

/* the place that a row had in the first imputation, or any other that is of the same thing */
static void
take_tuple(ImputedCall *c, int place, int imputation, HeapTuple tuple)
{
	for (int i = 0; i < c->nrows; i++)
	{
		int row = (place + i) % c->nrows;

		if (c->seen[row] != imputation)
			continue;
		keep_tuple(c, row, imputation, tuple);
		if (!same_thing(c, row, imputation))
			continue;
		c->seen[row]++;
		return;
	}
}

static void
begin_rows(ImputedCall *c, int count)
{
	Size size = (Size) c->imputed->m * c->desc->natts;

	c->nrows = count;
	c->rows = palloc_array(Datum *, count + 1);
	c->isnull = palloc_array(bool *, count + 1);
	c->seen = palloc0_array(int, count + 1);
	for (int i = 0; i < count; i++)
	{
		c->rows[i] = palloc_array(Datum, size);
		c->isnull[i] = palloc_array(bool, size);
	}
}

static void
ask_imputation(ImputedCall *c, int imputation, MemoryContext context)
{
	Datum *values = palloc_array(Datum, c->nargs);
	bool changed = false;

	for (int i = 0; i < c->nargs; i++)
		values[i] = replaced_argument(c, i, imputation, &changed);
	if (SPI_execute_with_args(c->sql, c->nargs, c->types, values, c->nulls, true, 0) !=
		SPI_OK_SELECT)
		elog(ERROR, "the rows of an imputation could not be read");
	MemoryContextSwitchTo(context);
	if (imputation == 0)
		begin_rows(c, (int) SPI_processed);
	for (int i = 0; i < (int) SPI_processed; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (imputation == 0)
		{
			keep_tuple(c, i, 0, SPI_tuptable->vals[i]);
			c->seen[i] = 1;
		}
		else
			take_tuple(c, i, imputation, SPI_tuptable->vals[i]);
	}
	SPI_freetuptable(SPI_tuptable);
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
		double finite = number_at(c, row, i, POOL_DF2);
		double own = i < c->seen[row] ? number_at(c, row, i, POOL_STATISTIC) : NAN;

		chisq[i] = isinf(finite) ? own : own * k;
	}
	rubin_d2(m, chisq, k, &statistic, &df2, &p);
	n = (PooledNumbers){{NAN, NAN, NAN, NAN, k, statistic, p, df2}};
	return n;
}

/* the mean of respondents' numbers */
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
	sum /= c->seen[row];
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
	for (int i = 0; i < c.imputed->m; i++)
		ask_imputation(&c, i, context);
	check_poolable(&c);
	for (int i = 0; i < c.nrows; i++)
		put_pooled_row(&c, (ReturnSetInfo *) fcinfo->resultinfo, i);
	SPI_finish();
	return true;
}
