/*
 * chart_analysis.c
 *	  Charts of analyses: drivers, TURF, margins, models, MaxDiff and conjoint.
 *
 * Each is one statement over the function of that name, whose rows come as marks
 * with the same fields: what stands in the row, in which group, the estimate and
 * its interval.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "pg/compat.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "pg/arguments.h"
#include "server/json.h"
#include "server/statement.h"
#include "show/chart_analysis.h"

/* more marks than this cannot be read, and identities are looked up one by one */
#define MOST_MARKS 2000
/* what a curve of portfolios shows where nothing is said */
#define USUAL_SIZES 6

#define OPTIONS_KEYS "title", "subtitle", "width", "options"

/* the parameters of all statements; which of them each one takes stands in it */
enum
{
	P_NAME,
	P_VARIABLES,
	P_BY,
	P_FILTER,
	P_LEVEL,
	P_WEIGHT,
	P_FORMULA, /* or the outcome */
	P_MODEL,   /* or the method, or the family */
	P_MUST,
	P_MUST_NOT,
	P_SIZE,
	P_AT_LEAST,
	P_OBJECT, /* what margins are held at; products */
	P_OPTIONS,
	P_LEAST_SIZE,
	P_LINK,
	PARAMETERS
};

static const Oid parameter_types[] = {
	TEXTOID,	  TEXTARRAYOID, TEXTARRAYOID, TEXTOID, FLOAT8OID, TEXTOID,	TEXTOID, TEXTOID,
	TEXTARRAYOID, TEXTARRAYOID, INT4OID,	  INT4OID, JSONBOID,  JSONBOID, INT4OID, TEXTOID};
StaticAssertDecl(lengthof(parameter_types) == PARAMETERS, "a type for each parameter");

/* the fields of a mark: ten texts, then eight numbers */
#define DOMAIN "r.domain::pg_catalog.text, r.domain_label, "
#define OF_UTILITY "r.n, r.utility, r.std_error, r.conf_high"
/* a link belongs to the options of all models but ordinal ones */
#define MODEL_OPTIONS                                                                              \
	"CASE WHEN $16 IS NULL THEN $14 ELSE COALESCE($14, '{}') OPERATOR(pg_catalog.||) "             \
	"pg_catalog.jsonb_build_object('link', $16) END"
/* drivers and items stand in the order of what is shown of them, groups in their own */
#define LARGEST_FIRST(what, of)                                                                    \
	" ORDER BY pg_catalog.sum(" what ") OVER (PARTITION BY " of ") DESC NULLS LAST, r.ordinality"

static const char *const select_drivers =
	"SELECT r.driver, r.label, " DOMAIN "NULL, r.driver, NULL, r.method, r.variance, r.remark,"
	" r.importance, r.conf_low, r.conf_high, r.std_error, r.n, r.r2, NULL, NULL"
	" FROM %s.survey_drivers($1, $7, $2, COALESCE($8, 'shapley'), $3, $4, $5, NULL, $6, $14)"
	" WITH ORDINALITY r" LARGEST_FIRST("pg_catalog.abs(r.importance)", "r.driver");

static const char *const select_turf =
	"SELECT " DOMAIN "size::pg_catalog.text, size::pg_catalog.text,"
	" pg_catalog.array_to_string(r.portfolio, E'\\n'), NULL, NULL, r.search, r.variance, r.remark,"
	" 100 OPERATOR(pg_catalog.*) r.reach, 100 OPERATOR(pg_catalog.*) r.conf_low,"
	" 100 OPERATOR(pg_catalog.*) r.conf_high, NULL, r.n, NULL, NULL, NULL"
	" FROM pg_catalog.generate_series($15, $11) size CROSS JOIN LATERAL"
	" %s.survey_turf($1, ($2)[1], size, $12, $9, $10, 1, $3, $4, $5, NULL, $6, $14)"
	" WITH ORDINALITY r ORDER BY size, r.ordinality";

/* which of several with the same labels: none is lost */
#define OCCURRENCE(of) "pg_catalog.row_number() OVER (PARTITION BY " of " ORDER BY r.ordinality)"

static const char *const select_margins =
	"SELECT pg_catalog.concat_ws('|', r.kind, r.variable, r.category, "
	"r.reference, " OCCURRENCE("r.kind, r.variable, r.category, r.reference, r.at, "
							   "r.over_category") "), r.category,"
												  " pg_catalog.concat_ws('|', r.at, "
												  "r.over_category), "
												  "pg_catalog.concat_ws(', ',"
												  " (SELECT "
												  "pg_catalog.string_agg(pg_catalog.concat(k.key, "
												  "' ', k.value), ', ')"
												  " FROM pg_catalog.jsonb_each_text(r.at) k), "
												  "r.over_category), r.kind, r.variable,"
												  " r.reference, r.response, r.variance, NULL, "
												  "r.estimate, r.conf_low, r.conf_high, "
												  "r.std_error,"
												  " r.n, NULL, NULL, NULL FROM "
												  "%s.survey_margins($1, $7, $2, COALESCE($8, "
												  "'gaussian'), $13, $4,"
												  " $5, NULL, $6, " MODEL_OPTIONS
												  ") WITH ORDINALITY r ORDER BY r.ordinality";

#define SELECT_COEFFICIENTS(answer, group, n)                                                      \
	"SELECT pg_catalog.concat_ws('|', r.term, r.label, " OCCURRENCE(                               \
		"r.term, r.label" answer) "), r.label, " group ", NULL, r.term,"                           \
								  " r.reference, r.response, r.variance, NULL, r.estimate, "       \
								  "r.conf_low, r.conf_high,"                                       \
								  " r.std_error, " n ", NULL, NULL, NULL FROM "
#define ASKED_TERMS                                                                                \
	" WITH ORDINALITY r WHERE r.term OPERATOR(pg_catalog.<>) '(Intercept)' AND"                    \
	" ($2 IS NULL OR r.term OPERATOR(pg_catalog.=) ANY ($2)) ORDER BY r.ordinality"

static const char *const select_glm =
	SELECT_COEFFICIENTS("", "NULL, NULL", "s.n") "%s.survey_glm_summary($1, $7,"
												 " COALESCE($8, 'gaussian'), $4, "
												 "NULL, $6, " MODEL_OPTIONS ") s,"
												 " %s.survey_glm($1, $7, "
												 "COALESCE($8, 'gaussian'), $4, "
												 "$5, NULL, $6, " MODEL_OPTIONS ")" ASKED_TERMS;

static const char *const select_ordinal =
	SELECT_COEFFICIENTS("", "NULL, NULL", "r.n") "%s.survey_ordinal($1, $7, COALESCE($16, 'logit'),"
												 " $4, $5, NULL, $6, $14)" ASKED_TERMS;

static const char *const select_multinomial = SELECT_COEFFICIENTS(
	", r.category", "r.category, pg_catalog.concat(r.category, ' (against ', r.base, ')')",
	"r.n") "%s.survey_multinomial($1, $7, $4, $5, NULL, $6, " MODEL_OPTIONS ")" ASKED_TERMS;

#define SELECT_ITEMS(estimate, error)                                                              \
	"SELECT r.code::pg_catalog.text, r.item, " DOMAIN "NULL, NULL, NULL, r.model, r.variance,"     \
	" r.remark, " estimate ", NULL, NULL, " error ", " OF_UTILITY                                  \
	" FROM %s.survey_maxdiff($1, ($2)[1], COALESCE($8, 'sequential'), $3, $4, $5, NULL, $6, $14)"  \
	" WITH ORDINALITY r" LARGEST_FIRST(estimate, "r.code")

static const char *const select_items[] = {
	SELECT_ITEMS("r.centred", "r.centred_error"),
	SELECT_ITEMS("(100 OPERATOR(pg_catalog.*) r.share)",
				 "(100 OPERATOR(pg_catalog.*) r.share_error)"),
	SELECT_ITEMS("r.score", "r.score_error")};

#define SELECT_LEVELS(id, level, estimate, error, more)                                            \
	"SELECT " id ", " level ", " DOMAIN "NULL, r.attribute, NULL, NULL, r.variance, r.remark, "    \
	"" estimate ", NULL, NULL, " error ", " OF_UTILITY                                             \
	" FROM %s.survey_conjoint($1, ($2)[1], $3, $4, $5, NULL, $6, $14) WITH ORDINALITY r" more      \
	" ORDER BY r.ordinality"

static const char *const select_levels =
	SELECT_LEVELS("pg_catalog.concat_ws('|', r.attribute, r.value, r.level)", "r.level",
				  "COALESCE(r.centred, r.utility)", "COALESCE(r.centred_error, r.std_error)", "");

static const char *const select_importances = SELECT_LEVELS(
	"r.attribute", "NULL", "100 OPERATOR(pg_catalog.*) r.importance",
	"100 OPERATOR(pg_catalog.*) r.importance_error", " WHERE r.importance IS NOT NULL");

static const char *const select_products =
	"SELECT r.product, r.product, " DOMAIN "NULL, NULL, NULL, r.method, r.variance, r.remark,"
	" 100 OPERATOR(pg_catalog.*) r.share, 100 OPERATOR(pg_catalog.*) r.conf_low,"
	" 100 OPERATOR(pg_catalog.*) r.conf_high, NULL, r.n, NULL, NULL, NULL"
	" FROM %s.survey_conjoint_shares($1, ($2)[1], $13, COALESCE($8, 'logit'), $3, $4, $5, NULL, $6,"
	" $14) WITH ORDINALITY r ORDER BY r.ordinality";

/*
 * What is asked for
 */

static const char *const maxdiff_measures[] = {"utility", "share", "score", NULL};
static const char *const conjoint_measures[] = {"utility", "importance", "share", NULL};

const char *const *
svy_chart_analysis_keys(ChartKind kind)
{
	static const char *const drivers[] = {OPTIONS_KEYS, "outcome", "method", NULL};
	static const char *const turf[] = {OPTIONS_KEYS, "size", "at_least", "must", "must_not", NULL};
	static const char *const margins[] = {OPTIONS_KEYS, "formula", "family", "link",
										  "at",			"effects", NULL};
	static const char *const model[] = {OPTIONS_KEYS, "formula", "family", "link", "ratios", NULL};
	static const char *const maxdiff[] = {OPTIONS_KEYS, "model", "measure", NULL};
	static const char *const conjoint[] = {OPTIONS_KEYS, "measure", "products", "method", NULL};

	switch (kind)
	{
		case CHART_DRIVERS:
			return drivers;
		case CHART_TURF:
			return turf;
		case CHART_MARGINS:
			return margins;
		case CHART_MODEL:
			return model;
		case CHART_MAXDIFF:
			return maxdiff;
		case CHART_CONJOINT:
			return conjoint;
		default:
			return NULL;
	}
}

/* parameters that the options of the chart name */
typedef struct Parameters
{
	Datum values[PARAMETERS];
	char nulls[PARAMETERS];
} Parameters;

static void
set_parameter(Parameters *p, int which, Datum value)
{
	p->values[which] = value;
	p->nulls[which] = ' ';
}

static char *
text_option(Parameters *p, const Chart *chart, int which, const char *key)
{
	char *text = chart->options ? svy_json_string(chart->options, key, CHART_OPTIONS_TEXT) : NULL;

	if (text != NULL)
		set_parameter(p, which, CStringGetTextDatum(text));
	return text;
}

static char *
needed_option(Parameters *p, const Chart *chart, int which, const char *key, const char *example)
{
	char *text = text_option(p, chart, which, key);

	if (text == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("the chart has no \"%s\"", key),
				 errhint("Name it: options => '{\"%s\": \"%s\"}'.", key, example)));
	return text;
}

static int
texts_option(Parameters *p, const Chart *chart, int which, const char *key)
{
	int count = 0;
	char **texts =
		chart->options ? svy_json_strings(chart->options, key, CHART_OPTIONS_TEXT, &count) : NULL;
	Datum *values = palloc_array(Datum, count + 1);

	if (texts == NULL)
		return 0;
	for (int i = 0; i < count; i++)
		values[i] = CStringGetTextDatum(texts[i]);
	set_parameter(p, which,
				  PointerGetDatum(construct_array(values, count, TEXTOID, -1, false, 'i')));
	return count;
}

/* a value that the analysis itself reads */
static void
json_option(Parameters *p, const Chart *chart, int which, const char *key)
{
	JsonbValue *value = chart->options ? svy_json_get(chart->options, key) : NULL;

	if (value != NULL)
		set_parameter(p, which, JsonbPGetDatum(JsonbValueToJsonb(value)));
}

static int
number_option(Parameters *p, const Chart *chart, int which, const char *key, int missing)
{
	int32 number = missing;

	if (chart->options && svy_json_int(chart->options, key, CHART_OPTIONS_TEXT, &number) &&
		(number < 1 || number > 64))
		svy_json_wrong(key, CHART_OPTIONS_TEXT, "a number from 1 to 64");
	set_parameter(p, which, Int32GetDatum(number));
	return number;
}

/* sizes from the smallest portfolio there can be */
static void
read_sizes(Parameters *p, const Chart *chart)
{
	const SurveySet *set = svy_survey_find_set(chart->survey, chart->variables[0]);
	int at_least = number_option(p, chart, P_AT_LEAST, "at_least", 1);
	int must = texts_option(p, chart, P_MUST, "must");
	int options = set ? set->nmembers - texts_option(p, chart, P_MUST_NOT, "must_not") : 1;
	int least = Max(at_least, Max(must, 1));
	int size =
		number_option(p, chart, P_SIZE, "size", Max(least, Min(options, least + USUAL_SIZES - 1)));

	if (size < least)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("portfolios of up to %d options are smaller than %d, which "
							   "\"at_least\" and \"must\" ask for",
							   size, least)));
	set_parameter(p, P_LEAST_SIZE, Int32GetDatum(least));
}

static void
check_one_variable(const Chart *chart)
{
	if (chart->nvariables != 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a chart of this kind is of one %s, not of %d",
						chart->kind == CHART_TURF ? "set" : "set of tasks", chart->nvariables)));
}

static int
measure_option(const Chart *chart, const char *const *measures)
{
	char *measure =
		chart->options ? svy_json_string(chart->options, "measure", CHART_OPTIONS_TEXT) : NULL;

	return measure ? svy_choice("measure", measure, measures) : 0;
}

static const char *
ask_conjoint(Parameters *p, Analysis *a)
{
	a->measure = measure_option(a->chart, conjoint_measures);
	text_option(p, a->chart, P_MODEL, "method");
	json_option(p, a->chart, P_OBJECT, "products");
	if ((a->measure == MEASURE_PRODUCTS) != (p->nulls[P_OBJECT] == ' '))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("shares are of \"products\", and products have shares"),
						errhint("Name both: options => '{\"measure\": \"share\", \"products\": "
								"[…]}'.")));
	return a->measure == MEASURE_PRODUCTS	  ? select_products
		   : a->measure == MEASURE_IMPORTANCE ? select_importances
											  : select_levels;
}

static const char *
ask_model(Parameters *p, Analysis *a)
{
	a->formula = needed_option(p, a->chart, P_FORMULA, "formula", "y ~ x + g");
	a->family = text_option(p, a->chart, P_MODEL, "family");
	text_option(p, a->chart, P_LINK, "link");
	json_option(p, a->chart, P_OBJECT, "at");
	if (a->chart->kind == CHART_MARGINS)
	{
		a->effects = a->chart->options &&
					 svy_json_bool(a->chart->options, "effects", CHART_OPTIONS_TEXT, false);
		return select_margins;
	}
	a->ratios =
		a->chart->options && svy_json_bool(a->chart->options, "ratios", CHART_OPTIONS_TEXT, false);
	if (a->family && strcmp(a->family, "ordinal") == 0)
		return select_ordinal;
	if (a->family && strcmp(a->family, "multinomial") == 0)
		return select_multinomial;
	return select_glm;
}

/* the statement of the analysis, and what it takes from the options */
static const char *
ask(Parameters *p, Analysis *a)
{
	const Chart *chart = a->chart;

	json_option(p, chart, P_OPTIONS, "options");
	switch (chart->kind)
	{
		case CHART_DRIVERS:
			a->formula = needed_option(p, chart, P_FORMULA, "outcome", "satisfaction");
			text_option(p, chart, P_MODEL, "method");
			return select_drivers;
		case CHART_TURF:
			check_one_variable(chart);
			read_sizes(p, chart);
			return select_turf;
		case CHART_MAXDIFF:
			check_one_variable(chart);
			text_option(p, chart, P_MODEL, "model");
			a->measure = measure_option(chart, maxdiff_measures);
			return select_items[a->measure];
		case CHART_CONJOINT:
			check_one_variable(chart);
			return ask_conjoint(p, a);
		default:
			return ask_model(p, a);
	}
}

/*
 * Reading the marks
 */

static void
read_mark(Analysis *a, uint64 row)
{
	AnalysisMark *mark = &a->marks[a->count];
	const char **texts[] = {&mark->row_id,	 &mark->row,	  &mark->column_id, &mark->column,
							&mark->part,	 &mark->variable, &mark->reference, &mark->response,
							&mark->variance, &mark->remark};
	double *numbers[] = {&mark->estimate, &mark->low,	  &mark->high,	  &mark->error,
						 &mark->n,		  &mark->utility, &mark->u_error, &mark->u_high};
	int field = 1;
	bool isnull;

	for (int i = 0; i < lengthof(texts); i++)
		*texts[i] = SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, field++);

	for (int i = 0; i < lengthof(numbers); i++)
	{
		Oid type = SPI_gettypeid(SPI_tuptable->tupdesc, field);
		Datum value =
			SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, field++, &isnull);

		*numbers[i] = isnull			? NAN
					  : type == INT8OID ? (double) DatumGetInt64(value)
										: DatumGetFloat8(value);
	}
	/* nothing is held, and there are no groups */
	if (mark->column != NULL && mark->column[0] == '\0')
		mark->column = NULL;
	/* an importance stands with each level of its attribute */
	for (int i = 0; a->chart->kind == CHART_CONJOINT && i < a->count; i++)
		if (strcmp(a->marks[i].row_id, mark->row_id) == 0 &&
			strcmp(a->marks[i].column_id ? a->marks[i].column_id : "",
				   mark->column_id ? mark->column_id : "") == 0)
			return;
	a->count++;
}

/*
 * Intervals of what has an error alone: by the deviate that the analysis itself
 * takes for utilities of the same domain.
 */
static void
make_intervals(Analysis *a)
{
	for (int i = 0; i < a->count; i++)
	{
		AnalysisMark *mark = &a->marks[i];

		if (!isnan(mark->low) || isnan(mark->error))
			continue;
		for (int k = 0; k < a->count; k++)
		{
			const AnalysisMark *other = &a->marks[k];
			double t = (other->u_high - other->utility) / other->u_error;

			if (strcmp(other->column_id, mark->column_id) != 0 || !(other->u_error > 0))
				continue;
			mark->low = mark->estimate - t * mark->error;
			mark->high = mark->estimate + t * mark->error;
			break;
		}
	}
}

/* means are shown where there are some and nobody asks for effects */
static void
choose_margins(Analysis *a)
{
	bool means = false;
	int kept = 0;

	for (int i = 0; i < a->count; i++)
		means = means || strcmp(a->marks[i].part, "mean") == 0 ||
				strcmp(a->marks[i].part, "prediction") == 0;
	a->effects = a->effects || !means;
	for (int i = 0; i < a->count; i++)
	{
		bool effect =
			strcmp(a->marks[i].part, "contrast") == 0 || strcmp(a->marks[i].part, "slope") == 0;

		if (effect == a->effects)
			a->marks[kept++] = a->marks[i];
	}
	a->count = kept;
}

/* terms that are named must be there, "sex" or "age:sex" */
static void
check_terms(const Analysis *a)
{
	const Chart *chart = a->chart;

	if (a->count == 0 && chart->nvariables <= 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("model \"%s\" has no coefficient beside the intercept", a->formula)));
	for (int i = 0; i < chart->nvariables; i++)
	{
		bool found = false;

		for (int k = 0; k < a->count; k++)
			found = found || strcmp(a->marks[k].variable, chart->variables[i]) == 0;
		if (!found)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("no coefficient belongs to the term \"%s\"", chart->variables[i]),
					 errhint("The variables of the chart are terms of \"%s\"; NULL takes all.",
							 a->formula)));
	}
}

static double
finite_exp(double x)
{
	double e = exp(x);

	return isfinite(e) && e > 0 ? e : NAN;
}

Analysis
svy_chart_analysis_read(const Chart *chart)
{
	Analysis a = {.chart = chart};
	Parameters p;
	MemoryContext caller = CurrentMemoryContext;
	const char *schema = quote_identifier(chart->request.schema);
	const char *select;
	static const int taken[][2] = {{P_NAME, TABLE_NAME},
								   {P_VARIABLES, TABLE_ROWS},
								   {P_BY, TABLE_COLUMNS},
								   {P_FILTER, TABLE_FILTER},
								   {P_WEIGHT, TABLE_WEIGHT}};

	memset(p.nulls, 'n', sizeof(p.nulls));
	for (int i = 0; i < lengthof(taken); i++)
		/* no predictors named: all of them, save that margins of none are predictions */
		if (chart->request.set[taken[i][1]] &&
			!(taken[i][0] == P_VARIABLES && chart->nvariables <= 0 && chart->kind == CHART_MODEL))
			set_parameter(&p, taken[i][0], chart->request.values[taken[i][1]]);
	set_parameter(&p, P_LEVEL, Float8GetDatum(chart->level));
	select = psprintf(ask(&p, &a), schema, schema);
	if (svy_execute_with_args(select, PARAMETERS, (Oid *) parameter_types, p.values, p.nulls, true,
							  MOST_MARKS + 1) != SPI_OK_SELECT)
		elog(ERROR, "could not make the analysis");
	MemoryContextSwitchTo(caller);
	if (SPI_processed > MOST_MARKS)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("a chart of more than %d marks cannot be read", MOST_MARKS)));
	a.marks = palloc_array(AnalysisMark, SPI_processed + 1);
	for (uint64 i = 0; i < SPI_processed; i++)
		read_mark(&a, i);
	make_intervals(&a);
	if (chart->kind == CHART_MARGINS)
		choose_margins(&a);
	if (chart->kind == CHART_MODEL)
		check_terms(&a);
	for (int i = 0; a.ratios && i < a.count; i++)
	{
		a.marks[i].estimate = finite_exp(a.marks[i].estimate);
		a.marks[i].low = finite_exp(a.marks[i].low);
		a.marks[i].high = finite_exp(a.marks[i].high);
	}
	return a;
}
