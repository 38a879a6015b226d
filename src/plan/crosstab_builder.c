/*
 * crosstab_builder.c
 *	  The words of a plan, and the SQL that its slots and numbers are read by.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "nodes/pg_list.h"

#include "codebook/period.h"
#include "codebook/property.h"
#include "plan/answer.h"
#include "plan/crosstab_builder.h"

#define ANSWERS CROSSTAB_ANSWERS

static void
put(CrosstabBuilder *b, int32 word)
{
	CrosstabPlan *plan = b->plan;

	if (plan->nwords >= b->capacity)
		plan->words = repalloc_array(plan->words, int32, b->capacity *= 2);
	plan->words[plan->nwords++] = word;
}

/* the number of a text in the list, which gets it if it is new */
static int
number_of(List **list, char *text)
{
	ListCell *cell;

	foreach (cell, *list)
		if (strcmp(lfirst(cell), text) == 0)
			return foreach_current_index(cell);
	*list = lappend(*list, text);
	return list_length(*list) - 1;
}

/*
 * The same of a slot, which is read as "raw" where its type does not matter;
 * column: the variable that raw is the column of, or NULL.
 */
static int
slot_of(CrosstabPlan *plan, char *sql, char *raw, const SurveyVariable *column)
{
	int slot = number_of(&plan->slots, sql);

	if (slot == list_length(plan->raw))
	{
		plan->raw = lappend(plan->raw, raw);
		plan->slot_columns = lappend(plan->slot_columns, (void *) column);
		plan->slot_days = lappend(plan->slot_days, NULL);
	}
	return slot;
}

/* begins variable "key" unless it is there already; then *number is its number */
static bool
begin_variable(CrosstabBuilder *b, char *key, CrosstabKind kind, int *number)
{
	*number = number_of(&b->keys, key);
	if (*number < b->nvariables)
		return false;
	b->plan->sources = b->nvariables == 0 ? palloc_array(const SurveyVariable *, 1)
										  : repalloc_array(b->plan->sources, const SurveyVariable *,
														   b->nvariables + 1);
	b->plan->sources[b->nvariables++] = NULL;
	put(b, kind);
	return true;
}

/*
 * What is read
 */

const SurveyVariable *
svy_crosstab_number_column(const SurveyVariable *v)
{
	if (v->measure != SURVEY_SCALE || v->nranges > 0)
		return NULL;
	for (int i = 0; i < v->nlabels; i++)
		if (v->labels[i].missing)
			return NULL;
	return svy_is_number_type(v->type) ? v : NULL;
}

const SurveyVariable *
svy_crosstab_weight_column(const Survey *survey, const char *weight)
{
	const char *name = weight ? weight : survey->weight;
	const SurveyVariable *v = name ? svy_survey_find_variable(survey, name) : NULL;

	return v ? svy_crosstab_number_column(v) : NULL;
}

static char *
unless_in_range(const SurveyVariable *v, char *code)
{
	if (v->nranges == 0)
		return code;
	return psprintf("CASE WHEN %s THEN %s END", svy_variable_valid_sql(v, ANSWERS), code);
}

char *
svy_crosstab_code_sql(const SurveyVariable *v)
{
	return unless_in_range(v, svy_variable_code_sql(v, ANSWERS));
}

static bool
needs_no_cast(const SurveyVariable *v)
{
	return v->type == INT2OID || v->type == INT4OID || v->type == BOOLOID;
}

char *
svy_crosstab_raw_sql(const SurveyVariable *v)
{
	if (needs_no_cast(v))
		return unless_in_range(v, svy_variable_column_sql(v, ANSWERS));
	return svy_crosstab_code_sql(v);
}

const SurveyVariable *
svy_crosstab_code_column(const SurveyVariable *v)
{
	return needs_no_cast(v) && v->nranges == 0 && !v->period ? v : NULL;
}

const SurveyVariable *
svy_crosstab_member_column(const SurveySet *set, int member)
{
	const SurveyVariable *v = set->members[member];

	return v->type == BOOLOID && set->counted == 1 ? v : NULL;
}

/* of a column of booleans it is the variable's code */
char *
svy_crosstab_member_sql(const SurveySet *set, int member)
{
	const SurveyVariable *v = set->members[member];

	if (v->type == BOOLOID && set->counted == 1 && v->nranges == 0 && svy_variable_categorical(v))
		return svy_crosstab_code_sql(v);
	return psprintf("(%s)::pg_catalog.int4", svy_answer_chosen_sql(set, member, NULL));
}

char *
svy_crosstab_counted_sql(const CrosstabPlan *plan, char *code)
{
	if (plan->weight == NULL || strstr(code, "survey_undeclared(") == NULL)
		return code;
	return psprintf("CASE WHEN (%s) OPERATOR(pg_catalog.<>) 0 THEN %s END", plan->weight, code);
}

static int
member_slot(CrosstabPlan *plan, const SurveySet *set, int member)
{
	return slot_of(plan, svy_crosstab_member_sql(set, member),
				   svy_answer_chosen_sql(set, member, NULL),
				   svy_crosstab_member_column(set, member));
}

/*
 * Variables
 */

typedef struct CodeCategory
{
	int32 code;
	int32 category;
} CodeCategory;

static int
compare_codes(const void *a, const void *b)
{
	int32 left = ((const CodeCategory *) a)->code;
	int32 right = ((const CodeCategory *) b)->code;

	return (left > right) - (left < right);
}

/* every declared code with its category, ascending */
static CodeCategory *
declared_codes(const SurveyVariable *v, const int32 *codes, int ncategories, int *n)
{
	CodeCategory *list = palloc_array(CodeCategory, ncategories + v->nlabels + v->points + 1);

	for (int i = 0; i < ncategories; i++)
		list[i] = (CodeCategory){codes[i], i};
	qsort(list, ncategories, sizeof(CodeCategory), compare_codes);
	*n = ncategories;
	for (int i = 0; i < v->nlabels + v->points; i++)
	{
		bool point = i >= v->nlabels;
		CodeCategory other = {point ? i - v->nlabels + 1 : v->labels[i].code, CROSSTAB_MISSING};

		if (!bsearch(&other, list, ncategories, sizeof(CodeCategory), compare_codes) &&
			!(point && svy_variable_find_label(v, other.code)))
			list[(*n)++] = other;
	}
	qsort(list, *n, sizeof(CodeCategory), compare_codes);
	return list;
}

/* a lookup table: length words from the lowest code on */
static void
put_dense(CrosstabBuilder *b, const CodeCategory *list, int64 length)
{
	put(b, length == 0 ? 0 : list[0].code);
	put(b, (int32) length);
	for (int64 i = 0, next = 0; i < length; i++)
		put(b, list[0].code + i == list[next].code ? list[next++].category : CROSSTAB_UNDECLARED);
}

static void
put_sparse(CrosstabBuilder *b, const CodeCategory *list, int n)
{
	put(b, n);
	for (int i = 0; i < n; i++)
		put(b, list[i].code);
	for (int i = 0; i < n; i++)
		put(b, list[i].category);
}

/* a variable of the codes in a slot: by a lookup table unless they lie far apart */
static int
put_codes(CrosstabBuilder *b, char *key, int slot, const CodeCategory *list, int n, int ncategories)
{
	int64 length = n == 0 ? 0 : (int64) list[n - 1].code - list[0].code + 1;
	bool dense = length <= 64 + 8 * (int64) n;
	int number;

	if (!begin_variable(b, key, dense ? CROSSTAB_SINGLE : CROSSTAB_SPARSE, &number))
		return number;
	put(b, slot);
	put(b, ncategories);
	if (dense)
		put_dense(b, list, length);
	else
		put_sparse(b, list, n);
	return number;
}

/*
 * Periods are counted by days, so that rows and packs have the same slot: each
 * day has the category of its period.
 */
static int
put_period(CrosstabBuilder *b, const SurveyVariable *v, const int32 *codes, int ncategories)
{
	CrosstabPlan *plan = b->plan;
	const SurveyPeriod *period = v->period;
	char *sql = svy_day_number_sql(period->day->name, ANSWERS);
	int slot = slot_of(plan, sql, sql, NULL);
	CodeCategory *list;
	int64 n = 0;

	lfirst(list_nth_cell(plan->slot_days, slot)) = svy_day_sql(period->day->name, ANSWERS);
	for (int i = 0; i < v->nlabels; i++)
		n += period->days[i][1] - period->days[i][0] + 1;
	list = palloc_array(CodeCategory, n + 1);
	n = 0;
	for (int i = 0; i < v->nlabels; i++)
	{
		int category = 0;

		while (category < ncategories && codes[category] != v->labels[i].code)
			category++;
		for (int32 day = period->days[i][0]; day <= period->days[i][1]; day++)
			list[n++] = (CodeCategory){day, category < ncategories ? category : CROSSTAB_MISSING};
	}
	return put_codes(b, psprintf("v %d %s", ncategories, v->name), slot, list, (int) n,
					 ncategories);
}

int
svy_plan_codes(CrosstabBuilder *b, const SurveyVariable *v, const int32 *codes, int ncategories)
{
	int n;
	CodeCategory *list;
	int slot;
	int number;

	if (v->period)
		number = put_period(b, v, codes, ncategories);
	else
	{
		list = declared_codes(v, codes, ncategories, &n);
		slot = slot_of(b->plan, svy_crosstab_code_sql(v), svy_crosstab_raw_sql(v),
					   svy_crosstab_code_column(v));
		/* all valid codes, or those that have a score */
		number =
			put_codes(b, psprintf("v %d %s", ncategories, v->name), slot, list, n, ncategories);
	}

	b->plan->sources[number] = v;
	return number;
}

int
svy_plan_computed(CrosstabBuilder *b, char *sql, int ncategories)
{
	CodeCategory *list = palloc_array(CodeCategory, ncategories);

	for (int i = 0; i < ncategories; i++)
		list[i] = (CodeCategory){i, i};
	return put_codes(b, psprintf("c %s", sql), slot_of(b->plan, sql, sql, NULL), list, ncategories,
					 ncategories);
}

int
svy_plan_number(CrosstabBuilder *b, const SurveyVariable *v)
{
	CrosstabPlan *plan = b->plan;
	int number = number_of(&plan->numbers, svy_variable_number_sql(v, ANSWERS));
	int variable;

	if (number == list_length(plan->number_columns))
	{
		plan->number_columns =
			lappend(plan->number_columns, (void *) svy_crosstab_number_column(v));
		plan->number_variables = lappend(plan->number_variables, (void *) v);
	}
	if (begin_variable(b, psprintf("n %s", v->name), CROSSTAB_VALUE, &variable))
		put(b, number);
	return variable;
}

int
svy_plan_set(CrosstabBuilder *b, const SurveySet *set, int nnets)
{
	int variable;

	if (!begin_variable(b, psprintf(nnets > 0 ? "sn %s" : "s %s", set->name), CROSSTAB_MULTI,
						&variable))
		return variable;
	put(b, set->nmembers);
	for (int i = 0; i < set->nmembers; i++)
		put(b, member_slot(b->plan, set, i));
	put(b, nnets);
	for (int i = 0; i < nnets; i++)
	{
		put(b, set->nets[i].count);
		for (int j = 0; j < set->nets[i].count; j++)
			put(b, set->nets[i].codes[j]);
	}
	return variable;
}

int
svy_plan_choices(CrosstabBuilder *b, const SurveyVariable *v, const CrosstabAxis *axis)
{
	char *valid = svy_variable_valid_sql(v, ANSWERS);
	char *code = svy_variable_code_sql(v, ANSWERS);
	int *slots = palloc_array(int, axis->ncategories + 1);
	int variable;

	for (int i = 0; i < axis->ncategories; i++)
	{
		char *sql = psprintf("CASE WHEN %s THEN ((%s) OPERATOR(pg_catalog.=) (%d))"
							 "::pg_catalog.int4 END",
							 valid, code, axis->codes[i]);

		slots[i] = slot_of(b->plan, sql, sql, NULL);
	}
	if (!begin_variable(b, psprintf("cn %s", v->name), CROSSTAB_MULTI, &variable))
		return variable;
	put(b, axis->ncategories);
	for (int i = 0; i < axis->ncategories; i++)
		put(b, slots[i]);
	put(b, axis->nnets);
	for (int i = 0; i < axis->nnets; i++)
	{
		put(b, axis->nets[i].count);
		for (int j = 0; j < axis->nets[i].count; j++)
			put(b, axis->nets[i].categories[j]);
	}
	return variable;
}

/* those who chose it */
int
svy_plan_member(CrosstabBuilder *b, const SurveySet *set, int member)
{
	const CodeCategory list[] = {{0, CROSSTAB_MISSING}, {1, 0}};

	return put_codes(b, psprintf("m %d %s", member, set->name), member_slot(b->plan, set, member),
					 list, lengthof(list), 1);
}

int
svy_plan_asked(CrosstabBuilder *b, const SurveySet *set, int member)
{
	const CodeCategory list[] = {{0, 0}, {1, 0}};

	return put_codes(b, psprintf("a %d %s", member, set->name), member_slot(b->plan, set, member),
					 list, lengthof(list), 1);
}

static int
put_option(CrosstabBuilder *b, char *key, int slot)
{
	int variable;

	if (!begin_variable(b, key, CROSSTAB_MULTI, &variable))
		return variable;
	put(b, 1);
	put(b, slot);
	put(b, 0);
	return variable;
}

int
svy_plan_option(CrosstabBuilder *b, const SurveySet *set, int member)
{
	return put_option(b, psprintf("so %d %s", member, set->name),
					  member_slot(b->plan, set, member));
}

int
svy_plan_lenient_option(CrosstabBuilder *b, const SurveySet *set, int member)
{
	char *chosen = svy_answer_lenient_member_sql(set, member, 1);
	int slot = slot_of(b->plan, svy_crosstab_member_sql(set, member),
					   chosen ? chosen : svy_answer_chosen_sql(set, member, NULL),
					   svy_crosstab_member_column(set, member));

	b->plan->lenient = true;
	return put_option(b, psprintf("lo %d %s", member, set->name), slot);
}

int
svy_plan_product(CrosstabBuilder *b, int first, int second)
{
	int variable;

	if (begin_variable(b, psprintf("x %d %d", first, second), CROSSTAB_PRODUCT, &variable))
	{
		put(b, first);
		put(b, second);
	}
	return variable;
}

int
svy_plan_pairs(CrosstabBuilder *b, int of)
{
	int variable;

	if (begin_variable(b, psprintf("p %d", of), CROSSTAB_PAIRS, &variable))
		put(b, of);
	return variable;
}

int
svy_plan_total(CrosstabBuilder *b)
{
	int variable;

	(void) begin_variable(b, "total", CROSSTAB_TOTAL, &variable);
	return variable;
}

/*
 * The whole
 */

int
svy_plan_table(CrosstabBuilder *b, int row, int column)
{
	b->tables = lappend_int(lappend_int(b->tables, row), column);
	return b->plan->ntables++;
}

CrosstabBuilder
svy_plan_begin(const Survey *survey, const char *weight)
{
	CrosstabPlan *plan = palloc0_object(CrosstabPlan);
	CrosstabBuilder b = {.plan = plan, .capacity = 256};

	plan->survey = survey;
	plan->weight = svy_weight_sql(survey, weight, ANSWERS);
	plan->weight_name = weight;
	plan->weighted = plan->weight != NULL;
	plan->weight_column = plan->weighted ? svy_crosstab_weight_column(survey, weight) : NULL;
	plan->words = palloc_array(int32, b.capacity);
	for (int i = 0; i < CROSSTAB_HEAD_WORDS; i++)
		put(&b, 0);
	return b;
}

void
svy_plan_end(CrosstabBuilder *b)
{
	CrosstabPlan *plan = b->plan;
	ListCell *cell;

	foreach (cell, b->tables)
		put(b, lfirst_int(cell));
	plan->keys = b->keys;
	plan->words[CROSSTAB_WORD_VERSION] = CROSSTAB_VERSION;
	plan->words[CROSSTAB_WORD_FLAGS] = plan->weighted ? CROSSTAB_WEIGHTED : 0;
	if (plan->weighted && svy_weight_negative(plan->survey, plan->weight_name))
		plan->words[CROSSTAB_WORD_FLAGS] |= CROSSTAB_NEGATIVE;
	plan->words[CROSSTAB_WORD_SLOTS] = list_length(plan->slots);
	plan->words[CROSSTAB_WORD_VALUES] = list_length(plan->numbers);
	plan->words[CROSSTAB_WORD_VARIABLES] = b->nvariables;
	plan->words[CROSSTAB_WORD_TABLES] = plan->ntables;
}

CrosstabBuilder
svy_plan_continue(const CrosstabPlan *plan)
{
	CrosstabPlan *more = palloc_object(CrosstabPlan);
	/* tables stand at the end of the words */
	int nwords = plan->nwords - 2 * plan->ntables;
	CrosstabBuilder b = {.plan = more,
						 .capacity = nwords + 256,
						 .nvariables = list_length(plan->keys),
						 .keys = list_copy(plan->keys)};

	*more = *plan;
	more->words = palloc_array(int32, b.capacity);
	memcpy(more->words, plan->words, sizeof(int32) * nwords);
	more->nwords = nwords;
	more->sources = palloc_array(const SurveyVariable *, b.nvariables + 1);
	memcpy(more->sources, plan->sources, sizeof(SurveyVariable *) * b.nvariables);
	more->slots = list_copy(plan->slots);
	more->raw = list_copy(plan->raw);
	more->slot_columns = list_copy(plan->slot_columns);
	more->numbers = list_copy(plan->numbers);
	more->number_variables = list_copy(plan->number_variables);
	more->number_columns = list_copy(plan->number_columns);
	more->nrows = more->nshown = more->ncolumns = more->ntables = 0;
	return b;
}
