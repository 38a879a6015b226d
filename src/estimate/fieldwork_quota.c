/*
 * fieldwork_quota.c
 *	  survey_quota: how many interviews there are of how many that are wanted, by
 *	  answers and crossings of answers.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "codebook/wave.h"
#include "codebook/codebook.h"
#include "pg/arguments.h"
#include "pg/row.h"
#include "plan/answer.h"
#include "server/json.h"
#include "server/statement.h"

#define QUOTA_MOST_VARIABLES 8

typedef struct QuotaCell
{
	int32 codes[QUOTA_MOST_VARIABLES];
	int64 reached; /* 0 of a cell that has a target and nobody */
	bool wanted;
} QuotaCell;

typedef struct Quota
{
	const char *name; /* as the targets call it: sex, or sex*age */
	int count;
	const SurveyVariable *variables[QUOTA_MOST_VARIABLES];
	int ncells;
	QuotaCell *cells;
	SvyRow *row;
} Quota;

/* ---- interviews ---- */

static void
name_variables(Quota *quota, const Survey *survey)
{
	char *rest = pstrdup(quota->name);
	char *name;

	/* a name that has the sign in it is one name */
	name = svy_survey_find_variable(survey, quota->name) ? rest : strsep(&rest, "*");
	if (name == rest)
		rest = NULL;
	for (; name != NULL; name = strsep(&rest, "*"))
	{
		const SurveyVariable *variable = svy_survey_variable(survey, name);

		if (quota->count == QUOTA_MOST_VARIABLES)
			ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
							errmsg("quota \"%s\" crosses more than %d variables", quota->name,
								   QUOTA_MOST_VARIABLES)));
		if (!svy_variable_categorical(variable))
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("variable \"%s\" is %s and has no answers to count",
								   variable->name, svy_measure_name(variable->measure)),
							errhint("Make bands of it with derive_variable.")));
		for (int i = 0; i < quota->count; i++)
			if (quota->variables[i] == variable)
				ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
								errmsg("quota \"%s\" crosses variable \"%s\" with itself",
									   quota->name, variable->name)));
		quota->variables[quota->count++] = variable;
	}
}

/* interviews by combination of answers; those without a valid answer are in none */
static void
count_cells(Quota *quota, const Survey *survey, const char *filter)
{
	MemoryContext context = CurrentMemoryContext;
	StringInfoData sql;
	bool isnull;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT pg_catalog.count(*)");
	for (int i = 0; i < quota->count; i++)
		appendStringInfo(&sql, ", %s", svy_answer_code_sql(quota->variables[i], filter));
	appendStringInfo(&sql, " FROM %s a WHERE %s GROUP BY 2", survey->answers_sql,
					 filter ? filter : "true");
	for (int i = 1; i < quota->count; i++)
		appendStringInfo(&sql, ", %d", i + 2);
	(void) svy_execute(sql.data, true, 0);
	MemoryContextSwitchTo(context);
	quota->cells = palloc0_array(QuotaCell, SPI_processed + 1);
	for (uint64 k = 0; k < SPI_processed; k++)
	{
		QuotaCell *cell = &quota->cells[quota->ncells];
		bool whole = true;

		cell->reached =
			DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[k], SPI_tuptable->tupdesc, 1, &isnull));
		for (int i = 0; i < quota->count; i++)
		{
			cell->codes[i] = DatumGetInt32(
				SPI_getbinval(SPI_tuptable->vals[k], SPI_tuptable->tupdesc, i + 2, &isnull));
			whole &= !isnull;
		}
		quota->ncells += whole;
	}
	SPI_freetuptable(SPI_tuptable);
}

/* ---- targets ---- */

static bool
find_code(const SurveyVariable *variable, const char *name, int32 *code)
{
	int count;
	SurveyLabel *answers = svy_variable_categories(variable, &count);
	const SurveyLabel *wave;

	for (int i = 0; i < count; i++)
		if (strcmp(answers[i].label, name) == 0 ||
			(answers[i].value && strcmp(answers[i].value, name) == 0) ||
			strcmp(psprintf("%d", answers[i].code), name) == 0)
		{
			*code = answers[i].code;
			return true;
		}
	wave = svy_wave_find(variable, name);
	if (wave == NULL || wave->missing)
		return false;
	*code = wave->code;
	return true;
}

static int32
require_code(const Quota *quota, const SurveyVariable *variable, const char *name)
{
	int32 code = 0;
	int count;
	SurveyLabel *answers;
	const char **labels;
	const char *near;

	if (find_code(variable, name, &code))
		return code;
	answers = svy_variable_categories(variable, &count);
	labels = palloc_array(const char *, count + 1);
	for (int i = 0; i < count; i++)
		labels[i] = answers[i].label;
	near = svy_nearest(name, labels, count);
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("quota \"%s\": variable \"%s\" has no answer \"%s\"", quota->name,
						   variable->name, name),
					near ? errhint("Perhaps you mean \"%s\".", near) : 0));
	return 0; /* keep compiler quiet */
}

/* the cell of these answers, which has a target now; one more where nobody is in it */
static int64
want_cell(Quota *quota, const char *label, const int32 *codes)
{
	int k = 0;
	QuotaCell *cell;

	while (k < quota->ncells &&
		   memcmp(quota->cells[k].codes, codes, sizeof(int32) * quota->count) != 0)
		k++;
	if (k == quota->ncells)
	{
		quota->cells = repalloc_array(quota->cells, QuotaCell, ++quota->ncells);
		quota->cells[k] = (QuotaCell){.reached = 0};
		memcpy(quota->cells[k].codes, codes, sizeof(int32) * quota->count);
	}
	cell = &quota->cells[k];
	/* a label and a code may be of one answer */
	if (cell->wanted)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("quota \"%s\": \"%s\" has a target already", quota->name, label),
						errhint("Its answers are named twice, by label, text or code.")));
	cell->wanted = true;
	return cell->reached;
}

static void
put_cell(Quota *quota, const char *label, const int32 *codes, double target)
{
	int64 reached = want_cell(quota, label, codes);
	SvyRow *row = quota->row;

	svy_row_text(row, quota->name);
	svy_row_text(row, label);
	svy_row_count(row, (int64) target);
	svy_row_count(row, reached);
	svy_row_count(row, Max((int64) target - reached, 0));
	svy_row_count(row, Max(reached - (int64) target, 0));
	svy_row_number(row, target > 0 ? 100 * reached / target : NAN);
	svy_row_end(row);
}

static double
target_of(const Quota *quota, const char *label, const JsonbValue *value)
{
	double target = -1;

	if (!svy_json_to_double(value, &target) || !(target >= 0 && target < 1e15) ||
		target != (double) (int64) target)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("quota \"%s\": the target of \"%s\" must be a number of interviews",
							   quota->name, label)));
	return target;
}

/* {"Men": 200}, {"Men": {"18-34": 50}} or {"Men*18-34": 50}; codes has those of "depth" answers */
static void
read_targets(Quota *quota, JsonbContainer *object, int depth, int32 *codes, const char *above)
{
	JsonbIterator *iterator = JsonbIteratorInit(object);
	JsonbIteratorToken token;
	JsonbValue value;
	char *key = NULL;
	int at = depth;

	check_stack_depth();
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		char *label;

		if (token == WJB_KEY)
		{
			char *rest = pnstrdup(value.val.string.val, value.val.string.len);
			char *name;

			key = pstrdup(rest);
			at = depth;
			if (at < quota->count && find_code(quota->variables[at], rest, &codes[at]))
				at++;
			else
				while ((name = strsep(&rest, "*")) != NULL)
				{
					if (at == quota->count)
						ereport(ERROR,
								(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
								 errmsg("quota \"%s\": \"%s\" has more answers than the quota has "
										"variables",
										quota->name, key)));
					codes[at] = require_code(quota, quota->variables[at], name);
					at++;
				}
		}
		if (token != WJB_VALUE || key == NULL)
			continue;
		label = above ? psprintf("%s*%s", above, key) : key;
		if (at < quota->count)
		{
			if (value.type != jbvBinary || !JsonContainerIsObject(value.val.binary.data))
				svy_json_wrong(label, psprintf("quota \"%s\"", quota->name),
							   "an object of targets by the next variable");
			read_targets(quota, value.val.binary.data, at, codes, label);
		}
		else
			put_cell(quota, label, codes, target_of(quota, label, &value));
	}
}

/* those who are in no cell that is wanted */
static void
put_rest(const Quota *quota)
{
	int64 reached = 0;
	SvyRow *row = quota->row;

	for (int k = 0; k < quota->ncells; k++)
		reached += quota->cells[k].wanted ? 0 : quota->cells[k].reached;
	if (reached == 0)
		return;
	svy_row_text(row, quota->name);
	svy_row_null(row);
	svy_row_null(row);
	svy_row_count(row, reached);
	svy_row_null(row);
	svy_row_count(row, reached);
	svy_row_null(row);
	svy_row_end(row);
}

static void
put_quota(SvyRow *row, const Survey *survey, const char *filter, const char *name,
		  const JsonbValue *targets)
{
	Quota quota = {.name = name, .row = row};
	int32 codes[QUOTA_MOST_VARIABLES] = {0};

	if (targets->type != jbvBinary || !JsonContainerIsObject(targets->val.binary.data))
		svy_json_wrong(name, "the quotas", "an object of targets by answer");
	name_variables(&quota, survey);
	count_cells(&quota, survey, filter);
	read_targets(&quota, targets->val.binary.data, 0, codes, NULL);
	put_rest(&quota);
}

PG_FUNCTION_INFO_V1(svy_survey_quota);

/* (name, targets, filter, options) */
Datum
svy_survey_quota(PG_FUNCTION_ARGS)
{
	char *filter = svy_text_argument(fcinfo, 2);
	const Survey *survey;
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue value;
	char *name = NULL;
	SvyRow row;

	if (PG_ARGISNULL(1))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("\"targets\" must not be NULL")));
	if (!JB_ROOT_IS_OBJECT(PG_GETARG_JSONB_P(1)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("quotas must be an object"),
				 errhint("For example {\"sex\": {\"Men\": 200, \"Women\": 200}}.")));
	svy_no_options(fcinfo, 3);
	svy_row_begin(&row, fcinfo);
	SPI_connect();
	survey = svy_survey_open(svy_required_argument(fcinfo, 0, "name"));
	if (filter)
		filter = svy_survey_filter_sql(survey, filter, "a");
	iterator = JsonbIteratorInit(&PG_GETARG_JSONB_P(1)->root);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
			name = pnstrdup(value.val.string.val, value.val.string.len);
		else if (token == WJB_VALUE && name)
			put_quota(&row, survey, filter, name, &value);
	}
	SPI_finish();
	return (Datum) 0;
}
