/*
 * estimate.c
 *	  Design-based estimates by name: arguments, domains, result rows, and the
 *	  functions for totals, means, ratios and proportions.
 */
#include "postgres.h"

#include "codebook/period.h"
#include "pack/pack.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"

#include "codebook/codebook_names.h"
#include "codebook/property.h"
#include "crosstab/disclosure.h"
#include "estimate/estimate.h"
#include "kernel/stats/distribution.h"
#include "pg/arguments.h"
#include "pg/row.h"
#include "pg/said.h"
#include "plan/answer.h"
#include "server/json.h"
#include "plan/imputed.h"

/* --------------------------------------------------------------- options --- */

static const char *const missing_names[] = {"domain", "listwise", NULL};
static const char *const deff_names[] = {"wor", "replace", NULL};

/* a set as a variable whose categories are its options */
static SurveyVariable *
set_variable(const SurveySet *set)
{
	SurveyVariable *variable = palloc0_object(SurveyVariable);

	variable->name = set->name;
	variable->measure = SURVEY_NOMINAL;
	variable->nlabels = set->nmembers;
	variable->labels = palloc0_array(SurveyLabel, set->nmembers + 1);
	for (int i = 0; i < set->nmembers; i++)
	{
		variable->labels[i].code = i + 1;
		variable->labels[i].label = set->member_labels[i];
	}
	return variable;
}

static void
check_by(const SvyEstimates *e, int i)
{
	const char *period = svy_period_hint(e->by[i]);

	if (!e->by_set[i] && !svy_variable_categorical(e->by[i]))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("variable \"%s\" has no categories to estimate by", e->by[i]->name),
						period ? errhint("%s", period)
							   : errhint("Domains are made of nominal or ordinal variables and of "
										 "multiple-response sets.")));
	for (int j = 0; j < i; j++)
		if (strcmp(e->by[i]->name, e->by[j]->name) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("\"%s\" is named twice among the by variables", e->by[i]->name)));
}

void
svy_estimates_read_by(SvyEstimates *e, FunctionCallInfo fcinfo, int argument)
{
	char **names = svy_texts_argument(fcinfo, argument, "by variables", &e->nby);

	e->nby = Max(e->nby, 0);
	if (e->nby > SVY_MAX_BY)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("domains are made of up to %d variables, not %d", SVY_MAX_BY, e->nby)));
	e->by = palloc_array(SurveyVariable *, e->nby + 1);
	e->by_set = palloc0_array(SurveySet *, e->nby + 1);
	e->option = palloc0_array(int, e->nby + 1);
	for (int i = 0; i < e->nby; i++)
	{
		if (!svy_survey_find_variable(e->survey, names[i]))
			e->by_set[i] = svy_survey_find_set(e->survey, names[i]);
		e->by[i] =
			e->by_set[i] ? set_variable(e->by_set[i]) : svy_survey_answers(e->survey, names[i]);
		check_by(e, i);
	}
}

bool
svy_estimates_next_option(const SvyEstimates *e)
{
	for (int i = e->nby - 1; i >= 0; i--)
	{
		if (!e->by_set[i])
			continue;
		if (++e->option[i] < e->by_set[i]->nmembers)
			return true;
		e->option[i] = 0;
	}
	return false;
}

/* groups of how few are left out: what the call says, or the tables of the codebook */
static int32
read_few(const Survey *survey, JsonbContainer *options)
{
	JsonbContainer *tables = svy_property_json(SVY_PROPERTIES(survey), "tables");
	JsonbValue *said = options ? svy_json_get(options, "suppress") : NULL;
	JsonbContainer *object =
		tables ? svy_json_object(tables, "suppress", "the tables of the codebook") : NULL;

	if (said && said->type == jbvBool && !said->val.boolean)
		return 0;
	if (said)
		object = svy_json_object(options, "suppress", "the options");
	return object ? svy_disclosure_read(object).min_n : 0;
}

SvyEstimates *
svy_estimates_open(FunctionCallInfo fcinfo, int first)
{
	static const char *const known[] = {"suppress", NULL};
	JsonbContainer *options;
	SvyEstimates *e = svy_estimates_open_with(fcinfo, first, known, &options);

	e->few = read_few(e->survey, options);
	return e;
}

SvyEstimates *
svy_estimates_open_with(FunctionCallInfo fcinfo, int first, const char *const *known,
						JsonbContainer **options)
{
	SvyEstimates *e = palloc0(sizeof(SvyEstimates));
	char *filter = svy_text_argument(fcinfo, first + 1);
	char *lonely = svy_text_argument(fcinfo, first + 4);
	char *df = svy_text_argument(fcinfo, first + 6);

	*options = svy_options_argument(fcinfo, Max(first + 9, PG_NARGS() - 1), known);
	e->result = (ReturnSetInfo *) fcinfo->resultinfo;
	e->schema = quote_identifier(get_namespace_name(get_func_namespace(fcinfo->flinfo->fn_oid)));
	e->survey = svy_survey_open(svy_required_argument(fcinfo, 0, "name"));
	e->weight = svy_text_argument(fcinfo, first + 8);
	e->design = svy_design_open(e->survey, e->weight, "a");
	e->replicates = svy_design_replicates(e->survey, e->weight);
	e->calibration = svy_calibration_open(e->survey, e->weight);
	svy_estimates_read_by(e, fcinfo, first);
	if (filter)
		e->filter = svy_survey_filter_sql(e->survey, filter, "a");
	e->counted = svy_answer_domain(e->survey, e->filter, e->weight);
	e->level = svy_level_argument(fcinfo, first + 2);
	e->listwise = svy_choice_argument(fcinfo, first + 3, "missing", missing_names) == 1;
	e->rule = (DesignRule){svy_design_lonely(e->survey, lonely),
						   svy_bool_argument(fcinfo, first + 5, false)};
	e->df = df ? svy_df_option(df) : SVY_DF_DESIGN;
	/* a sum of weights is that of the population where its corrections are known */
	e->deff_replace =
		PG_ARGISNULL(first + 7)
			? !(e->survey->design && e->survey->design->nfpc > 0)
			: svy_choice_argument(fcinfo, first + 7, "design_effect", deff_names) == 1;
	e->interval = -1;
	e->positions = svy_positions_make();
	e->left_out = palloc0(sizeof(bool));
	e->asked = palloc0_object(List *);
	svy_notice_unweighted(e->survey, e->weight, filter);
	return e;
}

SurveyVariable **
svy_estimates_variables(SvyEstimates *e, FunctionCallInfo fcinfo, int argument, int *count)
{
	char **names = svy_texts_argument(fcinfo, argument, "variables", count);
	SurveyVariable **variables;

	names = svy_survey_names(e->survey, names, count, SVY_NAMES_OF_QUESTIONS);
	if (*count <= 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("no variable to estimate"),
						errhint("Name one or more variables of the survey.")));
	variables = palloc(sizeof(SurveyVariable *) * *count);
	for (int i = 0; i < *count; i++)
		variables[i] = svy_survey_variable(e->survey, names[i]);
	return variables;
}

/* whether every answer that is not NULL is a valid number, so that rows need no condition */
static bool
all_valid(const SurveyVariable *variable)
{
	Oid type = variable->type;

	for (int i = 0; i < variable->nlabels; i++)
		if (variable->labels[i].missing)
			return false;
	return variable->nranges == 0 &&
		   (type == FLOAT8OID || type == FLOAT4OID || type == INT2OID || type == INT4OID);
}

char *
svy_estimates_number(const SvyEstimates *e, const SurveyVariable *variable)
{
	if (variable->measure == SURVEY_SCALE && all_valid(variable))
		return svy_answer_finite_sql(
			e->survey, variable,
			psprintf("(%s)::pg_catalog.float8", svy_column_sql(variable->name, "a")), e->counted);
	if (variable->measure == SURVEY_SCALE || variable->measure == SURVEY_ORDINAL)
		return svy_answer_number_sql(e->survey, variable, e->counted);
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("variable \"%s\" is %s: its answers are not numbers", variable->name,
						   svy_measure_name(variable->measure)),
					variable->measure == SURVEY_NOMINAL
						? errhint("For shares of its categories call survey_proportion.")
						: 0));
}

/* ---------------------------------------------------------------- domains --- */

char *
svy_estimates_by_sql(const SvyEstimates *e, int i)
{
	if (!e->by_set[i])
		return svy_answer_code_sql(e->by[i], e->counted);
	return psprintf("CASE WHEN %s THEN %d END",
					svy_answer_chosen_sql(e->by_set[i], e->option[i], e->counted),
					e->option[i] + 1);
}

void
svy_estimates_domain_columns(const SvyEstimates *e, StringInfo sql)
{
	appendStringInfo(sql, "COALESCE((%s), false)", e->filter ? e->filter : "true");
	for (int i = 0; i < e->nby; i++)
		appendStringInfo(sql, ", %s", svy_estimates_by_sql(e, i));
}

/* where a code's label stands; codes without a label come last */
static int
label_position(const SurveyVariable *variable, int32 code)
{
	for (int i = 0; i < variable->nlabels; i++)
		if (variable->labels[i].code == code)
			return i;
	return variable->nlabels;
}

int
svy_compare_domains(const SvyEstimates *e, const int32 *a, const int32 *b)
{
	for (int i = 0; i < e->nby; i++)
	{
		int left = label_position(e->by[i], a[i]);
		int right = label_position(e->by[i], b[i]);

		if (left != right)
			return left < right ? -1 : 1;
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	}
	return 0;
}

int
svy_domain_position(const SvyEstimates *e, const int32 *codes)
{
	int64 place = 0;

	/* beyond what an integer holds nobody sorts by it any more */
	for (int i = 0; i < e->nby && place < PG_INT32_MAX; i++)
		place = place * (e->by[i]->nlabels + 1) + label_position(e->by[i], codes[i]);
	return (int) Min(place + 1, PG_INT32_MAX);
}

static const char *
code_label(const SurveyVariable *variable, int32 code)
{
	const SurveyLabel *label = svy_variable_find_label(variable, code);

	return label ? label->label : psprintf("%d", code);
}

/* ------------------------------------------------------------------- rows --- */

void
svy_estimate_interval(const SvyEstimates *e, SvyEstimateRow *row)
{
	double half = row->df > 0 ? interval_t(e->level, row->df) * row->std_error : NAN;

	row->low = row->estimate - half;
	row->high = row->estimate + half;
}

static void
put_number(Datum *values, bool *nulls, int column, double value)
{
	nulls[column] = isnan(value);
	values[column] = Float8GetDatum(value);
}

/* all numbers of a row, and says so once */
static void
leave_out(const SvyEstimates *e, bool *nulls)
{
	for (int i = 4; i < 12; i++)
		nulls[i] = true;
	for (int i = 15; i < 18; i++)
		nulls[i] = true;
	if (!*e->left_out && !svy_said_before("left out"))
		ereport(NOTICE, (errmsg("groups of fewer than %d respondents of survey \"%s\" are left out",
								e->few, e->survey->name),
						 errhint("options => '{\"suppress\": false}' shows them.")));
	*e->left_out = true;
}

static void
put_estimate(const SvyEstimates *e, const char *domain, const char *label,
			 const SvyEstimateRow *row, const SvyPosition *position)
{
	Datum values[18];
	bool nulls[18] = {false};
	double statistic = row->tested && row->std_error > 0 ? row->estimate / row->std_error : NAN;

	values[0] = DirectFunctionCall1(jsonb_in, CStringGetDatum(domain));
	values[1] = CStringGetTextDatum(label);
	nulls[2] = row->variable == NULL;
	if (row->variable)
		values[2] = CStringGetTextDatum(row->variable);
	nulls[3] = row->category == NULL;
	if (row->category)
		values[3] = CStringGetTextDatum(row->category);
	put_number(values, nulls, 4, row->estimate);
	put_number(values, nulls, 5, row->std_error);
	put_number(values, nulls, 6, row->low);
	put_number(values, nulls, 7, row->high);
	put_number(values, nulls, 8, row->deff);
	put_number(values, nulls, 9, row->df);
	values[10] = Int64GetDatum(row->n);
	put_number(values, nulls, 11, row->weighted_n);
	values[12] = Int32GetDatum(position->question);
	values[13] = Int32GetDatum(position->row);
	values[14] = Int32GetDatum(position->column);
	nulls[15] = isnan(row->deff);
	values[15] = nulls[15] ? (Datum) 0 : CStringGetTextDatum(deff_names[e->deff_replace]);
	put_number(values, nulls, 16, statistic);
	put_number(values, nulls, 17, svy_t_two_sided(statistic, row->df));
	if (row->few || (row->n > 0 && row->n < e->few))
		leave_out(e, nulls);
	svy_row_put(e->result, lengthof(values), values, nulls);
}

void
svy_estimates_emit_labelled(const SvyEstimates *e, const char *domain, const char *label,
							const SvyEstimateRow *row)
{
	SvyPosition position = svy_positions_next(e->positions, row, label);

	put_estimate(e, domain, label, row, &position);
}

char *
svy_domain_label(const SvyEstimates *e, const int32 *codes)
{
	StringInfoData label;

	initStringInfo(&label);
	for (int i = 0; i < e->nby; i++)
		appendStringInfo(&label, "%s%s", i ? ", " : "", code_label(e->by[i], codes[i]));
	if (e->nby == 0)
		appendStringInfoString(&label, "Total");
	return label.data;
}

char *
svy_domain_json(const SvyEstimates *e, const int32 *codes)
{
	StringInfoData domain;

	initStringInfo(&domain);
	appendStringInfoChar(&domain, '{');
	for (int i = 0; i < e->nby; i++)
	{
		if (i > 0)
			appendStringInfoString(&domain, ", ");
		escape_json(&domain, e->by[i]->name);
		appendStringInfo(&domain, ": %d", codes[i]);
	}
	appendStringInfoChar(&domain, '}');
	return domain.data;
}

void
svy_estimates_emit(const SvyEstimates *e, const int32 *codes, const SvyEstimateRow *row)
{
	char *label = svy_domain_label(e, codes);
	char *domain = svy_domain_json(e, codes);
	SvyPosition position = svy_positions_next(e->positions, row, NULL);

	position.column = svy_domain_position(e, codes);
	put_estimate(e, domain, label, row, &position);
	pfree(domain);
	pfree(label);
}

SvyEstimateRow
svy_estimate_nobody(const char *variable, const char *category)
{
	return (SvyEstimateRow){.variable = variable,
							.category = category,
							.estimate = NAN,
							.std_error = NAN,
							.low = NAN,
							.high = NAN,
							.deff = NAN,
							.df = NAN};
}

static void
emit_nobody(const SvyEstimates *e, const int32 *codes, const char *variable, const char *category)
{
	SvyEstimateRow row = svy_estimate_nobody(variable, category);

	svy_estimates_emit(e, codes, &row);
}

void
svy_targets_nobody(const SvyEstimates *e, const SvyTarget *targets, int count, const int32 *codes)
{
	for (int i = 0; i < count; i++)
	{
		int ncategories = 0;
		SurveyLabel *categories =
			targets[i].codes ? svy_variable_categories(targets[i].codes, &ncategories) : NULL;

		if (!targets[i].codes)
			emit_nobody(e, codes, targets[i].variable, targets[i].category);
		for (int k = 0; k < ncategories; k++)
			emit_nobody(e, codes, targets[i].variable, categories[k].label);
	}
}

/* -------------------------------------------------------------- functions --- */

/* the options of sets overlap, so that each has a pass of its own over the answers */
static void
estimate(const SvyEstimates *e, const SvyTarget *targets, int count)
{
	do
	{
		if (e->replicates)
			svy_estimate_replicates(e, targets, count);
		else
			svy_estimate_summaries(e, targets, count);
	} while (svy_estimates_next_option(e));
}

static SvyTarget
number_target(const SvyEstimates *e, SummaryStatistic statistic, const SurveyVariable *variable)
{
	return (SvyTarget){.statistic = statistic,
					   .variable = variable->name,
					   .y = svy_estimates_number(e, variable),
					   .number = variable};
}

/* totals and means: nominal variables give a row for each category */
static Datum
means(FunctionCallInfo fcinfo, SummaryStatistic statistic)
{
	SvyEstimates *e;
	SurveyVariable **variables;
	SvyTarget *targets;
	int count;

	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	e = svy_estimates_open(fcinfo, 2);
	variables = svy_estimates_variables(e, fcinfo, 1, &count);
	targets = palloc0(sizeof(SvyTarget) * count);
	for (int i = 0; i < count; i++)
		if (variables[i]->measure == SURVEY_NOMINAL)
			targets[i] = (SvyTarget){
				.statistic = statistic, .variable = variables[i]->name, .codes = variables[i]};
		else
			targets[i] = number_target(e, statistic, variables[i]);
	estimate(e, targets, count);
	SPI_finish();
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(svy_survey_mean);
Datum
svy_survey_mean(PG_FUNCTION_ARGS)
{
	if (svy_imputed_call(fcinfo))
		return (Datum) 0;
	return means(fcinfo, STATISTIC_MEAN);
}

PG_FUNCTION_INFO_V1(svy_survey_total);
Datum
svy_survey_total(PG_FUNCTION_ARGS)
{
	if (svy_imputed_call(fcinfo))
		return (Datum) 0;
	return means(fcinfo, STATISTIC_TOTAL);
}

PG_FUNCTION_INFO_V1(svy_survey_ratio);
Datum
svy_survey_ratio(PG_FUNCTION_ARGS)
{
	SvyEstimates *e;
	SurveyVariable *numerator;
	SurveyVariable *denominator;
	SvyTarget target = {.statistic = STATISTIC_RATIO};

	if (svy_imputed_call(fcinfo))
		return (Datum) 0;
	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	e = svy_estimates_open(fcinfo, 3);
	numerator = svy_survey_variable(e->survey, svy_required_argument(fcinfo, 1, "numerator"));
	denominator = svy_survey_variable(e->survey, svy_required_argument(fcinfo, 2, "denominator"));
	target.variable = psprintf("%s/%s", numerator->name, denominator->name);
	target.number = numerator;
	target.denominator = denominator;
	target.y = svy_estimates_number(e, numerator);
	target.x = svy_estimates_number(e, denominator);
	estimate(e, &target, 1);
	SPI_finish();
	return (Datum) 0;
}

/* the members of a set, each as a share of the set's base: who answered any of it */
static void
set_targets(const SvyEstimates *e, const SurveySet *set, SvyTarget *targets)
{
	for (int i = 0; i < set->nmembers; i++)
		targets[i] = (SvyTarget){.statistic = STATISTIC_MEAN,
								 .variable = set->name,
								 .category = set->member_labels[i],
								 .y = psprintf("((%s)::pg_catalog.int4)::pg_catalog.float8",
											   svy_answer_in_set_sql(set, i, e->counted)),
								 .set = set,
								 .member = i};
}

static SvyTarget
category_target(const SurveyVariable *variable)
{
	if (!svy_variable_categorical(variable))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("variable \"%s\" has no categories", variable->name),
						errhint("Proportions are of nominal or ordinal variables and of "
								"multiple-response sets.")));
	return (SvyTarget){.statistic = STATISTIC_MEAN, .variable = variable->name, .codes = variable};
}

/* the targets of variables and sets by name; of numbers their means if "numbers" */
static SvyTarget *
named_targets(const SvyEstimates *e, char **names, int nnames, bool numbers, int *count)
{
	SvyTarget *targets = NULL;

	*count = 0;
	for (int i = 0; i < nnames; i++)
	{
		SurveySet *set = svy_survey_find_set(e->survey, names[i]);
		int more = set ? set->nmembers : 1;

		targets = targets ? repalloc(targets, sizeof(SvyTarget) * (*count + more))
						  : palloc(sizeof(SvyTarget) * Max(more, 1));
		if (set)
			set_targets(e, set, targets + *count);
		else
		{
			SurveyVariable *variable = svy_survey_answers(e->survey, names[i]);

			targets[*count] = numbers && variable->measure != SURVEY_NOMINAL
								  ? number_target(e, STATISTIC_MEAN, variable)
								  : category_target(variable);
		}
		*count += more;
	}
	return targets;
}

PG_FUNCTION_INFO_V1(svy_survey_proportion);
Datum
svy_survey_proportion(PG_FUNCTION_ARGS)
{
	static const char *const methods[] = {"mean", "logit",	"xlogit",	  "asin",
										  "beta", "wilson", "likelihood", NULL};
	SVY_CHOICES_FOLLOW(methods, INTERVAL_LIKELIHOOD);
	SvyEstimates *e;
	SvyTarget *targets;
	char **names;
	int nnames;
	int count;

	if (svy_imputed_call(fcinfo))
		return (Datum) 0;
	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	e = svy_estimates_open(fcinfo, 3);
	/* in the order of IntervalMethod */
	e->interval =
		PG_ARGISNULL(2) ? INTERVAL_LOGIT : svy_choice_argument(fcinfo, 2, "method", methods);
	names = svy_texts_argument(fcinfo, 1, "variables", &nnames);
	names = svy_survey_names(e->survey, names, &nnames, SVY_NAMES_OF_QUESTIONS);
	if (nnames <= 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("no variable to estimate"),
						errhint("Name one or more variables or sets of the survey.")));
	targets = named_targets(e, names, nnames, false, &count);
	estimate(e, targets, count);
	SPI_finish();
	return (Datum) 0;
}

/* the arguments of survey_mean -> source, reason */
PG_FUNCTION_INFO_V1(svy_survey_explain_estimate);
Datum
svy_survey_explain_estimate(PG_FUNCTION_ARGS)
{
	MemoryContext context = CurrentMemoryContext;
	SvyEstimates *e;
	SvyTarget *targets;
	char **names;
	int nnames;
	int count;
	const char *reason;
	bool blocks;
	const char *added;
	Datum values[2];
	bool nulls[2] = {false};

	SPI_connect();
	e = svy_estimates_open(fcinfo, 2);
	names = svy_texts_argument(fcinfo, 1, "variables", &nnames);
	names = svy_survey_names(e->survey, names, &nnames, SVY_NAMES_OF_QUESTIONS);
	targets = named_targets(e, names, Max(nnames, 0), true, &count);
	reason = svy_estimate_rows_reason(e, targets, count, &blocks);
	added = reason ? NULL : svy_pack_read(e->survey, true).reason;
	MemoryContextSwitchTo(context);
	values[0] = CStringGetTextDatum(added	  ? "pack and rows"
									: !reason ? "pack"
									: blocks  ? "blocks"
											  : "rows");
	if (added)
		reason = added;
	values[1] = reason ? CStringGetTextDatum(reason) : (Datum) 0;
	nulls[1] = reason == NULL;
	SPI_finish();
	PG_RETURN_DATUM(svy_row_datum(fcinfo, lengthof(values), values, nulls));
}
