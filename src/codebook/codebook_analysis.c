/*
 * codebook_analysis.c
 *	  The view for analysis: codes with missing as NULL, each beside its label,
 *	  a label that sorts, and its score.
 *
 * What a dashboard groups by are the labels; what it computes are aggregates over
 * the codes and the scores, in which high is always good.
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "access/relation.h"
#include "executor/spi.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/lsyscache.h"

#include "codebook/codebook_impl.h"
#include "codebook/role.h"
#include "codebook/codebook_views.h"
#include "server/statement.h"

/*
 * Names
 */

static bool
name_is_taken(const SurveyViewColumns *columns, const Survey *survey, const char *name)
{
	for (int i = 0; i < survey->nvariables; i++)
		if (strcmp(survey->variables[i].name, name) == 0)
			return true;
	for (int i = 0; i < columns->count; i++)
		if (strcmp(columns->columns[i].name, name) == 0)
			return true;
	return false;
}

/* base and suffix, the base cut so that the suffix fits */
static char *
name_with(const char *base, const char *suffix)
{
	int room = NAMEDATALEN - 1 - (int) strlen(suffix);

	return psprintf("%.*s%s", pg_mbcliplen(base, strlen(base), room), base, suffix);
}

/* a name that no variable has: q1_label, or q1_label_2 */
static char *
free_name(const SurveyViewColumns *columns, const Survey *survey, const char *base,
		  const char *suffix)
{
	char *name = name_with(base, suffix);

	for (int i = 2; name_is_taken(columns, survey, name); i++)
		name = name_with(base, psprintf("%s_%d", suffix, i));
	return name;
}

static void
add_view_column(SurveyViewColumns *columns, char *name, char *sql, char *comment)
{
	if (columns->count == columns->room)
	{
		columns->room = Max(64, 2 * columns->room);
		columns->columns =
			columns->columns ? repalloc(columns->columns, sizeof(SurveyViewColumn) * columns->room)
							 : palloc(sizeof(SurveyViewColumn) * columns->room);
	}
	columns->columns[columns->count++] = (SurveyViewColumn){name, sql, comment};
}

/*
 * Expressions
 */

static char *
valid_or_null(const SurveyVariable *variable, const char *value)
{
	return psprintf("CASE WHEN %s THEN %s END", svy_variable_valid_sql(variable, "a"), value);
}

/* the label of a valid answer, with its place before it where it is to sort */
static char *
label_sql(const SurveyVariable *variable, bool sorts)
{
	int n;
	SurveyLabel *answers = svy_variable_categories(variable, &n);
	int digits = snprintf(NULL, 0, "%d", n);
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "CASE WHEN NOT %s THEN NULL::pg_catalog.text",
					 svy_variable_valid_sql(variable, "a"));
	for (int i = 0; i < n; i++)
		appendStringInfo(
			&sql, " WHEN %s THEN %s", svy_view_is(variable, &answers[i]),
			quote_literal_cstr(sorts ? psprintf("%0*d. %s", digits, i + 1, answers[i].label)
									 : answers[i].label));
	/* of an answer that the codebook does not declare: what the column holds */
	appendStringInfo(&sql, " ELSE %s::pg_catalog.text END", svy_column_sql(variable->name, "a"));
	return sql.data;
}

/* whether any code has a number of its own, which says what is good */
static bool
has_said_number(const SurveyVariable *variable)
{
	for (int i = 0; i < variable->nscores; i++)
		if (!isnan(variable->scores[i].score))
			return true;
	return false;
}

/*
 * What each answer counts as, turned where the lowest code is the best one; NaN:
 * nothing.  Says whether all are integers.
 */
static double *
scores_of(const SurveyVariable *variable, const SurveyLabel *answers, int n, bool *whole)
{
	double *scores = palloc_array(double, n + 1);
	int nscored;
	int32 *scored = svy_variable_from_worst(variable, &nscored);
	bool turn = variable->reverse && nscored > 0 && !has_said_number(variable);

	*whole = true;
	for (int i = 0; i < n; i++)
	{
		scores[i] = svy_variable_score(variable, answers[i].code);
		if (turn)
			scores[i] = (double) scored[0] + scored[nscored - 1] - scores[i];
		if (!isnan(scores[i]) && (scores[i] != rint(scores[i]) || fabs(scores[i]) > PG_INT32_MAX))
			*whole = false;
	}
	return scores;
}

/* an integer where all scores are, so that it may count as a code; NULL where there are none */
static char *
score_sql(const SurveyVariable *variable)
{
	int n;
	SurveyLabel *answers = svy_variable_categories(variable, &n);
	bool whole;
	double *scores = scores_of(variable, answers, n, &whole);
	bool any = false;
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "CASE");
	for (int i = 0; i < n; i++)
	{
		if (isnan(scores[i]))
			continue;
		any = true;
		appendStringInfo(&sql, " WHEN %s THEN ", svy_view_is(variable, &answers[i]));
		if (whole)
			appendStringInfo(&sql, "%d", (int) scores[i]);
		else
			appendStringInfo(&sql, "'%s'::pg_catalog.float8", float8out_internal(scores[i]));
	}
	appendStringInfoString(&sql, " END");
	return any ? sql.data : NULL;
}

/*
 * Columns
 */

static const char *
title_of(const SurveyVariable *variable)
{
	return variable->label != NULL ? variable->label : variable->name;
}

/* detail: 2 with sortable labels, 1 with scores, 0 with neither */
static void
add_coded_columns(SurveyViewColumns *columns, const Survey *survey, const SurveyVariable *variable,
				  int detail)
{
	bool ordinal = variable->measure == SURVEY_ORDINAL;
	char *score = ordinal && detail >= 1 ? score_sql(variable) : NULL;

	add_view_column(columns, variable->name,
					valid_or_null(variable, svy_code_sql(variable, "a", false)),
					psprintf("%s: code, NULL where missing", title_of(variable)));
	add_view_column(columns, free_name(columns, survey, variable->name, "_label"),
					label_sql(variable, false), psprintf("%s: answer", title_of(variable)));
	if (ordinal && detail >= 2)
		add_view_column(
			columns, free_name(columns, survey, variable->name, "_sorted"),
			label_sql(variable, true),
			psprintf("%s: answer with its place before it, for sorting", title_of(variable)));
	if (score != NULL)
		add_view_column(columns, free_name(columns, survey, variable->name, "_score"), score,
						psprintf("%s: score, high is good; NULL where the answer has none",
								 title_of(variable)));
}

/* an option of a set: whether it was chosen */
static bool
add_member(SurveyViewColumns *columns, const Survey *survey, const SurveyVariable *variable)
{
	for (int i = 0; i < survey->nsets; i++)
		for (int j = 0; j < survey->sets[i].nmembers; j++)
		{
			const SurveySet *set = &survey->sets[i];

			if (set->members[j] != variable)
				continue;
			add_view_column(columns, variable->name, svy_member_chosen_sql(set, j, "a"),
							psprintf("%s: %s (chosen; NULL where not asked)",
									 set->label != NULL ? set->label : set->name,
									 set->member_labels[j]));
			return true;
		}
	return false;
}

static void
add_variable(SurveyViewColumns *columns, const Survey *survey, const SurveyVariable *variable,
			 int detail)
{
	char *column = svy_column_sql(variable->name, "a");
	bool texts = svy_column_kind(variable->type) == COLUMN_TEXT;

	if (add_member(columns, survey, variable))
		return;
	if (svy_variable_categorical(variable) && !(texts && variable->nlabels == 0))
		add_coded_columns(columns, survey, variable, detail);
	else if (variable->nlabels > 0 || variable->nranges > 0)
		add_view_column(columns, variable->name, valid_or_null(variable, column),
						psprintf("%s: NULL where missing", title_of(variable)));
	else
		add_view_column(columns, variable->name, column, pstrdup(title_of(variable)));
}

/* a column that dashboards rely on; a variable keeps its name */
static void
add_promised(SurveyViewColumns *columns, const Survey *survey, const char *name,
			 const char *variable, char *sql, char *comment)
{
	/* a variable stands under its own name; a key is often none */
	if (variable != NULL && strcmp(variable, name) == 0 && name_is_taken(columns, survey, name))
		return;
	add_view_column(columns,
					name_is_taken(columns, survey, name)
						? free_name(columns, survey, name, "_of_survey")
						: pstrdup(name),
					sql, comment);
}

static SurveyViewColumns *
all_columns(const Survey *survey, int detail)
{
	SurveyViewColumns *columns = palloc0_object(SurveyViewColumns);

	if (survey->respondent_key != NULL)
		add_promised(columns, survey, "respondent", survey->respondent_key,
					 svy_column_sql(survey->respondent_key, "a"), pstrdup("key of the respondent"));
	add_promised(columns, survey, "weight", survey->weight != NULL ? survey->weight : NULL,
				 survey->weight != NULL
					 ? psprintf("%s::pg_catalog.float8", svy_column_sql(survey->weight, "a"))
					 : pstrdup("1::pg_catalog.float8"),
				 pstrdup(survey->weight != NULL ? "weight of the respondent"
												: "1: the survey has no weight"));
	for (int i = 0; i < survey->nvariables; i++)
		/* replicate weights are for the functions by name */
		if (survey->variables[i].type != InvalidOid &&
			!(svy_column_roles(survey, survey->variables[i].name) & ROLE_REPLICATE))
			add_variable(columns, survey, &survey->variables[i], detail);
	return columns;
}

/*
 * In the order of a view that is there: columns can be put behind its own only.
 * One that would go stays, empty.
 */
static SurveyViewColumns *
in_order_of(const SurveyViewColumns *columns, Oid view)
{
	Relation relation = relation_open(view, AccessShareLock);
	TupleDesc desc = RelationGetDescr(relation);
	SurveyViewColumns *ordered = palloc0_object(SurveyViewColumns);
	bool *placed = palloc0_array(bool, columns->count + 1);

	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(desc, i);
		char *name = pstrdup(NameStr(attribute->attname));
		int k = 0;

		while (k < columns->count && strcmp(columns->columns[k].name, name) != 0)
			k++;
		if (k < columns->count)
		{
			placed[k] = true;
			add_view_column(ordered, name, columns->columns[k].sql, columns->columns[k].comment);
		}
		else
			add_view_column(
				ordered, name,
				psprintf("NULL::%s", format_type_extended(attribute->atttypid, attribute->atttypmod,
														  FORMAT_TYPE_FORCE_QUALIFY)),
				pstrdup("nothing any more"));
	}
	relation_close(relation, NoLock);
	for (int k = 0; k < columns->count; k++)
		if (!placed[k])
			add_view_column(ordered, columns->columns[k].name, columns->columns[k].sql,
							columns->columns[k].comment);
	return ordered;
}

SurveyViewColumns *
svy_analysis_columns(const Survey *survey, Oid view)
{
	for (int detail = 2; detail >= 0; detail--)
	{
		SurveyViewColumns *columns = all_columns(survey, detail);

		if (OidIsValid(view))
			columns = in_order_of(columns, view);
		if (columns->count <= MaxHeapAttributeNumber)
			return columns;
	}
	return NULL;
}

char *
svy_analysis_query(const Survey *survey, const SurveyViewColumns *columns)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "SELECT ");
	for (int i = 0; i < columns->count; i++)
		appendStringInfo(&sql, "%s%s AS %s", i > 0 ? ", " : "", columns->columns[i].sql,
						 quote_identifier(columns->columns[i].name));
	appendStringInfo(&sql, " FROM %s a", survey->answers_sql);
	return sql.data;
}

void
svy_comment_view(const char *view, const SurveyViewColumns *columns)
{
	for (int i = 0; i < columns->count; i++)
		svy_statement_run(psprintf("COMMENT ON COLUMN %s.%s IS %s", view,
								   quote_identifier(columns->columns[i].name),
								   quote_literal_cstr(columns->columns[i].comment)),
						  SPI_OK_UTILITY);
}
