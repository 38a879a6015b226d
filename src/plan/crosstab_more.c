/*
 * crosstab_more.c
 *	  Rows of a plan beside those that were asked for: other numbers of the same
 *	  answers, and those who gave none.  They are counted as all rows are, so that
 *	  what is read from them has the same errors and tests.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "lib/stringinfo.h"

#include "plan/answer.h"
#include "plan/crosstab_builder.h"
#include "server/statement.h"

#define NPS_LOWEST 0
#define NPS_HIGHEST 10
#define NPS_PASSIVE 7
#define NPS_PROMOTER 9

/* rows that one row may bring along */
#define MOST_MORE 3

/* different numbers that the median of a table takes */
#define MOST_VALUES 5000

/* codes of 0 or 1 to 10: others are no question of whether somebody would recommend */
static bool
asks_recommendation(const CrosstabAxis *axis)
{
	bool promoters = false;

	for (int i = 0; axis->scores && i < axis->ncategories; i++)
	{
		double score = axis->scores[i];

		if (isnan(score))
			continue;
		if (!(score >= NPS_LOWEST && score <= NPS_HIGHEST) || score != floor(score))
			return false;
		promoters |= score == NPS_HIGHEST;
	}
	return promoters;
}

/* the mean of 100 for promoters, 0 for passives and -100 for detractors */
static CrosstabAxis
nps_row(const CrosstabAxis *axis)
{
	CrosstabAxis row = *axis;

	row.scores = palloc_array(double, axis->ncategories + 1);
	for (int i = 0; i < axis->ncategories; i++)
		row.scores[i] = isnan(axis->scores[i])			  ? NAN
						: axis->scores[i] >= NPS_PROMOTER ? 100
						: axis->scores[i] >= NPS_PASSIVE  ? 0
														  : -100;
	return row;
}

/* the different numbers that there are, ascending, as an array: of more than "most" NULL; SPI is connected */
static char *
values_of(const CrosstabBuilder *b, const SurveyVariable *v, int most, CrosstabAxis *row)
{
	char *number = svy_variable_number_sql(v, CROSSTAB_ANSWERS);
	char *sql = psprintf(
		"SELECT x FROM (SELECT DISTINCT (%s)::pg_catalog.float8 AS x FROM %s AS " CROSSTAB_ANSWERS
		") s WHERE x OPERATOR(pg_catalog.>) '-infinity' AND x OPERATOR(pg_catalog.<) 'infinity'"
		" ORDER BY x USING OPERATOR(pg_catalog.<) LIMIT %d",
		number, b->plan->survey->answers_sql, most + 1);
	StringInfoData array;
	bool isnull;

	if (svy_execute(sql, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read the values of \"%s\"", v->name);
	if (SPI_processed > (uint64) most)
	{
		SPI_freetuptable(SPI_tuptable);
		return NULL;
	}
	row->scores = palloc_array(double, SPI_processed + 1);
	initStringInfo(&array);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		row->scores[i] =
			DatumGetFloat8(SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1, &isnull));
		appendStringInfo(&array, "%s%.17g", i > 0 ? "," : "", row->scores[i]);
	}
	row->ncategories = row->inner = (int) SPI_processed;
	SPI_freetuptable(SPI_tuptable);
	return psprintf("(pg_catalog.width_bucket((%s)::pg_catalog.float8, '{%s}'::pg_catalog.float8[])"
					" OPERATOR(pg_catalog.-) 1)",
					number, array.data);
}

/* the values of a number as categories, each of which counts as itself */
static CrosstabAxis
values_row(CrosstabBuilder *b, const CrosstabAxis *axis)
{
	CrosstabAxis row = {.name = axis->name, .question = axis->question, .pairs = -1};
	char *sql = values_of(b, axis->variable, MOST_VALUES, &row);

	if (sql == NULL)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("variable \"%s\" has more than %d different values, too many for "
							   "the median in a table",
							   axis->variable->name, MOST_VALUES),
						errhint("survey_quantile with \"by\" takes any number of them.")));
	row.nps = row.median = row.missing = -1;
	/* nobody has a number */
	if (row.ncategories == 0)
	{
		row.scores[0] = NAN;
		row.ncategories = row.inner = 1;
		sql = "NULL::pg_catalog.int4";
	}
	row.kernel = svy_plan_computed(b, sql, row.ncategories);
	return row;
}

/*
 * The net promoter score of a number whose values are whole numbers of 0 to 10, of
 * which somebody gave the highest; false: it is another number.
 */
static bool
number_nps_row(CrosstabBuilder *b, const CrosstabAxis *axis, CrosstabAxis *row)
{
	CrosstabAxis values = {.name = axis->name, .question = axis->question, .pairs = -1};
	char *sql = values_of(b, axis->variable, NPS_HIGHEST - NPS_LOWEST + 1, &values);

	if (sql == NULL || !asks_recommendation(&values))
		return false;
	*row = nps_row(&values);
	row->nps = row->median = row->missing = -1;
	row->kernel = svy_plan_computed(b, sql, row->ncategories);
	return true;
}

static void
add_reason(CrosstabAxis *row, int32 code, char *label)
{
	row->codes[row->ncategories] = code;
	row->labels[row->ncategories++] = label;
}

static bool
has_reason(const CrosstabAxis *row, const char *label)
{
	for (int i = 0; i < row->ncategories; i++)
		if (pg_strcasecmp(row->labels[i], label) == 0)
			return true;
	return false;
}

/* codes of one label are told apart by their codes */
static void
add_missing_code(CrosstabAxis *row, const SurveyLabel *label)
{
	add_reason(row, label->code,
			   has_reason(row, label->label) ? psprintf("%s (%d)", label->label, label->code)
											 : label->label);
}

/* what is no code of its own, under a name that no code has */
static void
add_other_reason(CrosstabAxis *row, const char *name, const char *otherwise)
{
	add_reason(row, 0, pstrdup(has_reason(row, name) ? otherwise : name));
}

/* some option was answered, chosen or not */
static char *
any_answered_sql(const SurveySet *set)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "CASE WHEN ");
	for (int i = 0; i < set->nmembers; i++)
		appendStringInfo(&sql, "%s(%s) IS NOT NULL", i > 0 ? " OR " : "",
						 svy_member_chosen_sql(set, i, CROSSTAB_ANSWERS));
	appendStringInfoString(&sql, " THEN 0 ELSE 1 END");
	return sql.data;
}

/* everybody: with a valid answer first, then each code that is missing, then without any */
static CrosstabAxis
missing_row(CrosstabBuilder *b, const CrosstabAxis *axis)
{
	const SurveyVariable *v = axis->variable;
	int room = (v ? v->nlabels : 0) + 4;
	SurveyLabel *labels = palloc_array(SurveyLabel, room);
	CrosstabAxis row = {
		.name = axis->name, .question = axis->question, .base = axis->base, .pairs = -1};
	int count = 0;

	row.nps = row.median = row.missing = -1;
	row.codes = palloc_array(int32, room);
	row.labels = palloc_array(char *, room);
	add_reason(&row, 0, "Answered");
	for (int i = 0; v && i < v->nlabels; i++)
		if (v->labels[i].missing)
		{
			add_missing_code(&row, &v->labels[i]);
			labels[count++] = v->labels[i];
		}
	add_other_reason(&row, "No answer", "No answer (empty)");
	if (v && v->nranges > 0)
		add_other_reason(&row, "Other missing values", "Other missing values (of a range)");
	row.inner = row.ncategories;
	row.kernel = svy_plan_computed(
		b, v ? svy_answer_missing_sql(v, labels, count) : any_answered_sql(axis->set),
		row.ncategories);
	row.ncoded = count;
	return row;
}

void
svy_plan_more_rows(CrosstabBuilder *b, const CrosstabRequest *request)
{
	CrosstabPlan *plan = b->plan;
	CrosstabAxis *rows = palloc0_array(CrosstabAxis, (MOST_MORE + 1) * (Size) plan->nrows + 1);

	if (!request->with_nps && !request->with_median && !request->with_missing)
		return;
	memcpy(rows, plan->rows, sizeof(CrosstabAxis) * plan->nrows);
	plan->rows = rows;
	for (int i = 0; i < plan->nshown; i++)
	{
		if (request->with_nps && asks_recommendation(&rows[i]))
		{
			rows[i].nps = plan->nrows;
			rows[plan->nrows++] = nps_row(&rows[i]);
		}
		/* a number that nobody named may count anything */
		if (request->with_nps && request->nrows >= 0 && rows[i].value &&
			number_nps_row(b, &rows[i], &rows[plan->nrows]))
			rows[i].nps = plan->nrows++;
		if (request->with_median && rows[i].value)
		{
			rows[i].median = plan->nrows;
			rows[plan->nrows++] = values_row(b, &rows[i]);
		}
		if (request->with_missing && (rows[i].variable || rows[i].set))
		{
			rows[i].missing = plan->nrows;
			rows[plan->nrows++] = missing_row(b, &rows[i]);
		}
	}
}
