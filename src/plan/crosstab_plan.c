/*
 * crosstab_plan.c
 *	  From names of variables to the plan of a banner.
 */
#include "postgres.h"

#include <ctype.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "nodes/pg_list.h"
#include "utils/builtins.h"

#include "plan/crosstab_builder.h"
#include "plan/crosstab_plan.h"
#include "codebook/language.h"
#include "codebook/period.h"
#include "codebook/property.h"
#include "codebook/role.h"
#include "plan/answer.h"

#define ANSWERS CROSSTAB_ANSWERS

/* top-2-box and bottom-2-box say something on scales of at least four points */
#define BOX_MIN_POINTS 4

/*
 * Single-response questions
 */

static void
add_category(CrosstabAxis *axis, int32 code, char *label)
{
	axis->codes[axis->ncategories] = code;
	axis->labels[axis->ncategories++] = label;
}

static void
list_categories(CrosstabAxis *axis, const SurveyVariable *v)
{
	int count;
	SurveyLabel *categories = svy_variable_categories(v, &count);

	axis->codes = palloc_array(int32, count + 1);
	axis->labels = palloc_array(char *, count + 1);
	for (int i = 0; i < count; i++)
		add_category(axis, categories[i].code, categories[i].label);
	axis->inner = axis->ncategories;
}

static int
category_of(const CrosstabAxis *axis, int32 code)
{
	for (int i = 0; i < axis->ncategories; i++)
		if (axis->codes[i] == code)
			return i;
	return -1;
}

static void
add_net(CrosstabAxis *axis, const char *name, int ncodes, const int32 *codes)
{
	CrosstabNet *net = &axis->nets[axis->nnets];

	*net = (CrosstabNet){pstrdup(name), -1, 0, palloc_array(int, ncodes + 1)};
	for (int i = 0; i < ncodes; i++)
	{
		int category = category_of(axis, codes[i]);

		if (category >= 0)
			net->categories[net->count++] = category;
	}
	if (net->count > 0)
		axis->nnets++;
}

/* two, and those that tie with the second: nothing says which of equal scores is the better */
static int
answers_in_box(const SurveyVariable *v, const int32 *from_worst, int n, bool top)
{
	double edge = svy_variable_score(v, from_worst[top ? n - 2 : 1]);
	int count = 2;

	while (count < n && svy_variable_score(v, from_worst[top ? n - 1 - count : count]) == edge)
		count++;
	return count;
}

static void
list_nets(CrosstabAxis *axis, const SurveyVariable *v)
{
	axis->nets = palloc_array(CrosstabNet, v->nnets + 2);
	if (v->measure == SURVEY_ORDINAL && v->points >= BOX_MIN_POINTS)
	{
		int n;
		const int32 *codes = svy_variable_from_worst(v, &n);

		if (n >= BOX_MIN_POINTS)
		{
			int top = answers_in_box(v, codes, n, true);

			add_net(axis, "Top-2-box", top, codes + n - top);
			add_net(axis, "Bottom-2-box", answers_in_box(v, codes, n, false), codes);
		}
	}
	for (int i = 0; i < v->nnets; i++)
		add_net(axis, v->nets[i].name, v->nets[i].count, v->nets[i].codes);
}

static void
list_scores(CrosstabAxis *axis, const SurveyVariable *v)
{
	if (v->measure != SURVEY_ORDINAL)
		return;
	axis->scores = palloc_array(double, axis->ncategories + 1);
	for (int i = 0; i < axis->ncategories; i++)
		axis->scores[i] = svy_variable_score(v, axis->codes[i]);
}

static void
plan_single(CrosstabBuilder *b, CrosstabAxis *axis, const SurveyVariable *v)
{
	axis->question = v->label;
	axis->base = svy_base_spoken(v->survey, SVY_PROPERTIES(v));
	axis->variable = v;
	axis->held = svy_variable_valid_sql(v, ANSWERS);
	list_categories(axis, v);
	list_nets(axis, v);
	list_scores(axis, v);
	axis->kernel = svy_plan_codes(b, v, axis->codes, axis->ncategories);
}

static void
plan_value(CrosstabBuilder *b, CrosstabAxis *axis, const SurveyVariable *v)
{
	axis->question = v->label;
	axis->base = svy_base_spoken(v->survey, SVY_PROPERTIES(v));
	axis->variable = v;
	axis->value = true;
	axis->ncategories = 1;
	axis->inner = 1;
	axis->kernel = svy_plan_number(b, v);
}

/*
 * Multiple-response sets
 */

/* some option was chosen */
static char *
any_chosen_sql(const SurveySet *set)
{
	StringInfoData sql;

	initStringInfo(&sql);
	for (int i = 0; i < set->nmembers; i++)
		appendStringInfo(&sql, "%s(%s)", i > 0 ? " OR " : "(",
						 svy_member_chosen_sql(set, i, ANSWERS));
	appendStringInfoChar(&sql, ')');
	return sql.data;
}

static void
plan_set(CrosstabBuilder *b, CrosstabAxis *axis, const SurveySet *set, bool with_nets)
{
	axis->question = set->label;
	axis->base = svy_base_spoken(set->members[0]->survey, SVY_PROPERTIES(set));
	axis->set = set;
	axis->overlapping = true;
	axis->held = any_chosen_sql(set);
	axis->ncategories = axis->inner = set->nmembers;
	axis->labels = set->member_labels;
	axis->codes = palloc_array(int32, set->nmembers);
	for (int i = 0; i < set->nmembers; i++)
		axis->codes[i] = i + 1;
	axis->nnets = with_nets ? set->nnets : 0;
	axis->nets = palloc_array(CrosstabNet, axis->nnets + 1);
	for (int i = 0; i < axis->nnets; i++)
		axis->nets[i] = (CrosstabNet){set->nets[i].name, set->nmembers + i, 0, NULL};
	axis->kernel = svy_plan_set(b, set, axis->nnets);
}

/*
 * Names
 */

static void
pg_attribute_noreturn() refuse_variable(const SurveyVariable *v, const char *use)
{
	const char *period = svy_period_hint(v);

	ereport(ERROR,
			(errcode(ERRCODE_WRONG_OBJECT_TYPE),
			 errmsg("variable \"%s\" has measure %s and cannot be a %s of a crosstab", v->name,
					svy_measure_name(v->measure), use),
			 period ? errhint("%s", period)
			 : v->measure == SURVEY_SCALE
				 ? errhint("A number gives a mean as a row; for columns, add a variable that holds "
						   "its ranges.  Numbers that are codes need \"measure\": \"nominal\", "
						   "which alter_survey takes.")
				 : errhint("Rows and columns are variables with codes, and sets.")));
}

/* one variable or set, without nesting */
static void
plan_plain(CrosstabBuilder *b, CrosstabAxis *axis, const char *name, bool row, bool nested)
{
	const Survey *survey = b->plan->survey;
	const SurveySet *set = svy_survey_find_set(survey, name);
	const SurveyVariable *v;

	if (name[0] == '\0')
		ereport(ERROR, (errcode(ERRCODE_INVALID_NAME),
						errmsg("a name among the %s is empty", row ? "rows" : "columns")));
	if (set != NULL && svy_survey_find_variable(survey, name) == NULL)
	{
		axis->name = set->name;
		plan_set(b, axis, set, row && !nested);
		return;
	}
	v = svy_survey_answers(survey, name);
	axis->name = v->name;
	if (svy_variable_categorical(v))
		plan_single(b, axis, v);
	else if (v->measure == SURVEY_SCALE && row && !nested)
		plan_value(b, axis, v);
	else
		refuse_variable(v, nested ? "nested part" : row ? "row" : "column");
}

/* axis becomes axis * inner */
static void
nest(CrosstabBuilder *b, CrosstabAxis *axis, const CrosstabAxis *inner)
{
	int64 n = (int64) axis->ncategories * inner->ncategories;
	CrosstabAxis outer = *axis;

	if (n > CROSSTAB_MAX_CATEGORIES)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("\"%s*%s\" has too many categories", outer.name, inner->name)));
	axis->name = psprintf("%s*%s", outer.name, inner->name);
	axis->question = psprintf("%s, %s", outer.question ? outer.question : outer.name,
							  inner->question ? inner->question : inner->name);
	if (axis->base == NULL || inner->base == NULL)
		axis->base = inner->base ? inner->base : axis->base;
	else if (strcmp(axis->base, inner->base) != 0)
		axis->base = psprintf("%s, %s", axis->base, inner->base);
	axis->variable = NULL;
	axis->set = NULL;
	axis->held = psprintf("(%s AND %s)", outer.held, inner->held);
	axis->overlapping = outer.overlapping || inner->overlapping;
	axis->ncategories = (int) n;
	axis->inner = inner->ncategories;
	axis->labels = palloc_array(char *, n + 1);
	axis->codes = palloc_array(int32, n + 1);
	axis->scores = NULL;
	axis->nnets = 0;
	for (int i = 0; i < n; i++)
	{
		axis->labels[i] = psprintf("%s, %s", outer.labels[i / inner->ncategories],
								   inner->labels[i % inner->ncategories]);
		axis->codes[i] = i + 1;
	}
	axis->kernel = svy_plan_product(b, outer.kernel, inner->kernel);
}

static char *
trimmed(const char *from, size_t length)
{
	while (length > 0 && isspace((unsigned char) from[0]))
	{
		from++;
		length--;
	}
	while (length > 0 && isspace((unsigned char) from[length - 1]))
		length--;
	return pnstrdup(from, length);
}

static CrosstabAxis *
copied_axis(const CrosstabAxis *axis)
{
	CrosstabAxis *copy = palloc_object(CrosstabAxis);

	*copy = *axis;
	return copy;
}

/* "name", or "outer*inner" */
static void
plan_axis(CrosstabBuilder *b, CrosstabAxis *axis, const char *name, bool row)
{
	const Survey *survey = b->plan->survey;
	const char *star;
	List *parts = NIL;
	List *nested = NIL;

	memset(axis, 0, sizeof(*axis));
	axis->pairs = axis->nps = axis->median = axis->missing = -1;
	if (svy_survey_find_answers(survey, name) || svy_survey_find_set(survey, name))
	{
		plan_plain(b, axis, name, row, false);
		return;
	}
	if (strchr(name, '*') == NULL)
	{
		plan_plain(b, axis, trimmed(name, strlen(name)), row, false);
		return;
	}
	for (;;)
	{
		CrosstabAxis part = {.pairs = -1, .nps = -1, .median = -1, .missing = -1};

		star = strchr(name, '*');
		plan_plain(b, &part, trimmed(name, star ? star - name : strlen(name)), row, true);
		nested = lappend(nested, copied_axis(&part));
		if (list_member_int(parts, part.kernel))
			ereport(ERROR, (errcode(ERRCODE_DUPLICATE_OBJECT),
							errmsg("variable \"%s\" is nested in itself", part.name)));
		if (parts == NIL)
		{
			*axis = part;
			axis->nnets = 0;
			axis->scores = NULL;
		}
		else
			nest(b, axis, &part);
		if (star == NULL)
			break;
		parts = lappend_int(parts, part.kernel);
		name = star + 1;
	}
	axis->parts = nested;
}

static void
check_not_before(const CrosstabAxis *axes, int n, const char *use)
{
	for (int i = 0; i < n; i++)
		if (strcmp(axes[i].name, axes[n].name) == 0)
			ereport(ERROR, (errcode(ERRCODE_DUPLICATE_OBJECT),
							errmsg("variable \"%s\" is twice among the %s", axes[n].name, use)));
}

/*
 * Everything together
 */

static bool
in_a_set(const Survey *survey, const SurveyVariable *v)
{
	for (int i = 0; i < survey->nsets; i++)
		for (int j = 0; j < survey->sets[i].nmembers; j++)
			if (survey->sets[i].members[j] == v)
				return true;
	return false;
}

/* the set whose first member comes here, or NULL */
static const SurveySet *
set_at(const Survey *survey, const SurveyVariable *v)
{
	for (int i = 0; i < survey->nsets; i++)
	{
		const SurveyVariable *first = survey->sets[i].members[0];

		for (int j = 1; j < survey->sets[i].nmembers; j++)
			if (survey->sets[i].members[j] < first)
				first = survey->sets[i].members[j];
		if (first == v)
			return &survey->sets[i];
	}
	return NULL;
}

/* every question that a table can show: neither texts and dates nor weights and clusters */
static void
plan_all_rows(CrosstabBuilder *b)
{
	const Survey *survey = b->plan->survey;
	CrosstabPlan *plan = b->plan;

	plan->rows = palloc0_array(CrosstabAxis, survey->nvariables + survey->nsets + 1);
	for (int i = 0; i < survey->nvariables; i++)
	{
		const SurveyVariable *v = &survey->variables[i];
		const SurveySet *set = set_at(survey, v);

		if (set != NULL)
			plan_axis(b, &plan->rows[plan->nrows++], set->name, true);
		if (!in_a_set(survey, v) && v->measure != SURVEY_DATE && v->measure != SURVEY_TEXT &&
			svy_is_question(survey, v, 0))
			plan_axis(b, &plan->rows[plan->nrows++], v->name, true);
	}
}

static void
plan_asked_rows(CrosstabBuilder *b, const CrosstabRequest *request)
{
	CrosstabPlan *plan = b->plan;

	if (request->nrows < 0)
	{
		plan_all_rows(b);
		return;
	}
	plan->rows = palloc0_array(CrosstabAxis, request->nrows + 1);
	for (; plan->nrows < request->nrows; plan->nrows++)
	{
		plan_axis(b, &plan->rows[plan->nrows], request->rows[plan->nrows], true);
		check_not_before(plan->rows, plan->nrows, "rows");
	}
}

static void
plan_rows(CrosstabBuilder *b, const CrosstabRequest *request)
{
	CrosstabPlan *plan = b->plan;

	plan_asked_rows(b, request);
	plan->nshown = plan->nrows;
	svy_plan_more_rows(b, request);
}

/* nets become columns after those of the answers, with which they overlap */
static void
add_net_columns(CrosstabBuilder *b, CrosstabAxis *axis)
{
	int n = axis->ncategories;
	char **labels;
	int32 *codes;

	if (axis->set)
		plan_set(b, axis, axis->set, true);
	else if (axis->variable && axis->nnets > 0)
	{
		axis->choices = true;
		axis->answers = axis->kernel;
		axis->kernel = svy_plan_choices(b, axis->variable, axis);
	}
	if (axis->nnets == 0 || !(axis->set || axis->variable))
		return;
	labels = palloc_array(char *, n + axis->nnets + 1);
	codes = palloc0_array(int32, n + axis->nnets + 1);
	memcpy(labels, axis->labels, sizeof(char *) * n);
	memcpy(codes, axis->codes, sizeof(int32) * n);
	for (int i = 0; i < axis->nnets; i++)
		labels[n + i] = axis->nets[i].name;
	axis->labels = labels;
	axis->codes = codes;
	axis->ncategories = axis->inner = n + axis->nnets;
	axis->nuncoded = axis->nnets;
	axis->nnets = 0;
	axis->overlapping = true;
}

static void
plan_columns(CrosstabBuilder *b, const CrosstabRequest *request)
{
	CrosstabPlan *plan = b->plan;
	CrosstabAxis *total;
	static char *total_label[] = {"Total"};

	plan->columns = palloc0_array(CrosstabAxis, request->ncolumns + 1);
	total = &plan->columns[0];
	*total = (CrosstabAxis){.name = "Total", .pairs = -1, .ncategories = 1, .inner = 1};
	total->labels = total_label;
	total->kernel = svy_plan_total(b);
	for (plan->ncolumns = 1; plan->ncolumns <= request->ncolumns; plan->ncolumns++)
	{
		CrosstabAxis *axis = &plan->columns[plan->ncolumns];

		plan_axis(b, axis, request->columns[plan->ncolumns - 1], false);
		/* a variable may be called as the first column is */
		check_not_before(plan->columns + 1, plan->ncolumns - 1, "columns");
		if (request->column_nets)
			add_net_columns(b, axis);
		if (!axis->overlapping || !request->overlaps)
			continue;
		if ((int64) axis->ncategories * (axis->ncategories - 1) / 2 > CROSSTAB_MAX_CATEGORIES)
			ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
							errmsg("\"%s\" has too many categories to test", axis->name),
							errhint("Use tests => 'none'.")));
		axis->pairs = svy_plan_pairs(b, axis->kernel);
	}
}

static void
plan_tables(CrosstabBuilder *b)
{
	CrosstabPlan *plan = b->plan;
	int n = plan->nrows * plan->ncolumns;

	plan->tables = palloc_array(int, n + 1);
	plan->pair_tables = palloc_array(int, n + 1);
	for (int i = 0; i < n; i++)
	{
		const CrosstabAxis *row = &plan->rows[i / plan->ncolumns];
		const CrosstabAxis *column = &plan->columns[i % plan->ncolumns];

		plan->tables[i] = svy_plan_table(b, row->kernel, column->kernel);
		plan->pair_tables[i] =
			column->pairs < 0 ? -1 : svy_plan_table(b, row->kernel, column->pairs);
	}
}

static void
append_array(StringInfo sql, const List *elements, const char *type)
{
	const char *separator = "";
	ListCell *cell;

	appendStringInfoString(sql, "ARRAY[");
	foreach (cell, elements)
	{
		appendStringInfo(sql, "%s%s", separator, (char *) lfirst(cell));
		separator = ", ";
	}
	appendStringInfo(sql, "]::pg_catalog.%s[]", type);
}

/* those of a weight of 0 are no answers, whatever they are */
static List *
finite_numbers(const CrosstabPlan *plan)
{
	const char *domain =
		plan->weight ? psprintf("(%s) OPERATOR(pg_catalog.<>) 0", plan->weight) : NULL;
	List *result = NIL;
	ListCell *number;
	ListCell *variable;

	forboth(number, plan->numbers, variable, plan->number_variables) result = lappend(
		result, svy_answer_finite_sql(plan->survey, lfirst(variable), lfirst(number), domain));
	return result;
}

/* crosstab_cells($1, codes, numbers */
static char *
aggregate(const CrosstabPlan *plan)
{
	List *slots = NIL;
	StringInfoData sql;
	ListCell *cell;

	initStringInfo(&sql);
	appendStringInfo(&sql, "%s.crosstab_cells($1, ", plan->survey->functions_sql);
	foreach (cell, plan->lenient ? plan->raw : plan->slots)
		slots =
			lappend(slots, plan->lenient ? psprintf("(%s)::pg_catalog.int4", (char *) lfirst(cell))
										 : svy_crosstab_counted_sql(plan, lfirst(cell)));
	append_array(&sql, slots, "int4");
	appendStringInfoString(&sql, ", ");
	if (plan->numbers == NIL)
		appendStringInfoString(&sql, "NULL::pg_catalog.float8[]");
	else
		append_array(&sql, finite_numbers(plan), "float8");
	return sql.data;
}

static char *
statement(const CrosstabPlan *plan)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "SELECT %s, %s) FROM %s AS " ANSWERS, plan->aggregate,
					 plan->weight ? plan->weight : "NULL::pg_catalog.float8",
					 plan->survey->answers_sql);
	if (plan->filter != NULL)
		appendStringInfo(&sql, " WHERE %s", plan->filter);
	return sql.data;
}

/* the filter, or the filter and that some column holds the respondent */
static char *
filter_sql(const CrosstabRequest *request, const CrosstabPlan *plan)
{
	StringInfoData sql;
	bool filtered = request->filter != NULL;

	if (!filtered && !(request->held_only && plan->ncolumns > 1))
		return NULL;
	initStringInfo(&sql);
	if (filtered)
		appendStringInfo(&sql, "(%s)",
						 svy_survey_filter_sql(request->survey, request->filter, ANSWERS));
	for (int i = 1; request->held_only && i < plan->ncolumns; i++)
		appendStringInfo(&sql, "%s%s",
						 i > 1		? " OR "
						 : filtered ? " AND ("
									: "(",
						 plan->columns[i].held);
	if (request->held_only && plan->ncolumns > 1)
		appendStringInfoChar(&sql, ')');
	return sql.data;
}

CrosstabPlan *
svy_crosstab_plan_end(CrosstabBuilder *b)
{
	CrosstabPlan *plan = b->plan;

	svy_plan_end(b);
	plan->aggregate = aggregate(plan);
	plan->sql = statement(plan);
	return plan;
}

CrosstabPlan *
svy_crosstab_plan(const CrosstabRequest *request)
{
	CrosstabBuilder b = svy_plan_begin(request->survey, request->weight);
	CrosstabPlan *plan = b.plan;

	plan_rows(&b, request);
	plan_columns(&b, request);
	plan_tables(&b);
	plan->filter = filter_sql(request, plan);
	return svy_crosstab_plan_end(&b);
}
