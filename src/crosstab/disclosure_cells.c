/*
 * disclosure_cells.c
 *	  The cells of a banner, and every sum that they keep: lines of a column,
 *	  columns of a line, nets, means, nests and what they are nests of.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "crosstab/disclosure_cells.h"

/* categories beside a variable's own */
#define CATEGORY_NET 0x1000000
#define CATEGORY_EXTRA (CATEGORY_NET + 0x1ff0)
#define ROW_STRIDE 0x2000

/*
 * Keys
 */

void
svy_disclosure_factor(DisclosureKey *key, int32 variable, int32 category)
{
	int at = 0;

	while (at < key->count && (key->variable[at] < variable ||
							   (key->variable[at] == variable && key->category[at] < category)))
		at++;
	if (at < key->count && key->variable[at] == variable && key->category[at] == category)
		return;
	if (key->count == DISCLOSURE_FACTORS)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("cells of more than %d nested variables cannot be suppressed",
							   DISCLOSURE_FACTORS),
						errhint("Nest fewer variables, or take \"suppress\" away.")));
	memmove(&key->variable[at + 1], &key->variable[at], sizeof(int32) * (key->count - at));
	memmove(&key->category[at + 1], &key->category[at], sizeof(int32) * (key->count - at));
	key->variable[at] = variable;
	key->category[at] = category;
	key->count++;
}

/* a set with nets, as rows have it, and without them, as columns do, has the same options */
int
svy_disclosure_options(const Crosstab *x, int variable)
{
	const CrosstabVariable *all = crosstab_variables(x);
	const int32 *options = crosstab_words(x) + all[variable].definition;

	for (int i = 0; i < variable && all[variable].kind == CROSSTAB_MULTI; i++)
		if (all[i].kind == CROSSTAB_MULTI && memcmp(crosstab_words(x) + all[i].definition, options,
													sizeof(int32) * (options[0] + 1)) == 0)
			return i;
	return variable;
}

/* a variable or nest of them: what holds if this category of it does */
static void
put_category(DisclosureKey *key, const Crosstab *x, int variable, int32 category)
{
	const CrosstabVariable *v = &crosstab_variables(x)[variable];
	const int32 *words = crosstab_words(x) + v->definition;
	int inner;

	if (v->kind == CROSSTAB_TOTAL)
		return;
	if (v->kind != CROSSTAB_PRODUCT)
	{
		svy_disclosure_factor(key, svy_disclosure_options(x, variable), category);
		return;
	}
	inner = crosstab_variables(x)[words[1]].ncategories;
	put_category(key, x, words[0], category < 0 ? category : category / inner);
	put_category(key, x, words[1], category < 0 ? category : category % inner);
}

/* whoever gave an answer has answered */
void
svy_disclosure_drop_bases(DisclosureKey *key)
{
	int kept = 0;

	for (int i = 0; i < key->count; i++)
	{
		bool said = i + 1 < key->count && key->variable[i + 1] == key->variable[i];

		if (key->category[i] == CATEGORY_BASE && said)
			continue;
		key->variable[kept] = key->variable[i];
		key->category[kept++] = key->category[i];
	}
	for (int i = kept; i < DISCLOSURE_FACTORS; i++)
		key->variable[i] = key->category[i] = 0;
	key->count = kept;
}

static uint64
key_hash(const DisclosureKey *key)
{
	uint64 hash = (uint64) key->count;

	for (int i = 0; i < key->count; i++)
		hash =
			hash_mix(hash ^ ((uint64) (uint32) key->variable[i] << 32 | (uint32) key->category[i]));
	return hash;
}

static bool
same_key(const void *owner, uint32 entry, size_t slot, const void *key)
{
	return memcmp(&((const DisclosureCells *) owner)->keys[entry], key, sizeof(DisclosureKey)) == 0;
}

/*
 * Cells
 */

static int
add_cell(DisclosureCells *c, const DisclosureKey *key, DisclosureKind kind, double value,
		 bool total)
{
	if (c->count == c->room)
	{
		c->room *= 2;
		c->keys = repalloc_huge(c->keys, sizeof(DisclosureKey) * c->room);
		c->values = repalloc_huge(c->values, sizeof(double) * c->room);
		c->kinds = repalloc_huge(c->kinds, sizeof(DisclosureKind) * c->room);
		c->totals = repalloc_huge(c->totals, sizeof(bool) * c->room);
		c->bases = repalloc_huge(c->bases, sizeof(bool) * c->room);
		c->places = repalloc_huge(c->places, sizeof(int) * c->room);
	}
	if (key)
		c->keys[c->count] = *key;
	else
		c->keys[c->count].count = -1;
	c->values[c->count] = value;
	c->kinds[c->count] = kind;
	c->totals[c->count] = total;
	c->bases[c->count] = c->on_base;
	c->places[c->count] = c->place;
	return c->count++;
}

int
svy_disclosure_add(DisclosureCells *c, DisclosureKind kind, double value)
{
	return add_cell(c, NULL, kind, value, false);
}

int
svy_disclosure_find(const DisclosureCells *c, DisclosureKey *key)
{
	size_t slot;

	svy_disclosure_drop_bases(key);
	slot = hash_find(c->slots, c->nslots, key_hash(key), same_key, c, key);
	return c->slots[slot] == HASH_FREE ? -1 : (int) c->slots[slot];
}

int
svy_disclosure_put(DisclosureCells *c, DisclosureKey *key, DisclosureKind kind, double value,
				   bool total)
{
	size_t slot;

	svy_disclosure_drop_bases(key);
	slot = hash_find(c->slots, c->nslots, key_hash(key), same_key, c, key);
	if (c->slots[slot] == HASH_FREE)
		c->slots[slot] = (uint32) add_cell(c, key, kind, value, total);
	if (kind == DISCLOSURE_BASE)
		c->bases[c->slots[slot]] = true;
	return (int) c->slots[slot];
}

static bool
same_net(const CrosstabNet *a, const CrosstabNet *b)
{
	return a->count == b->count &&
		   memcmp(a->categories, b->categories, sizeof(int) * a->count) == 0;
}

/*
 * The category of a net of answers: of the first row of the variable that has it,
 * so that rows and columns have the same cells, or of a column's own.
 */
static int32
net_category(const CrosstabPlan *plan, int variable, const CrosstabNet *net, int32 own)
{
	for (int row = 0; row < plan->nrows; row++)
		for (int i = 0; plan->rows[row].kernel == variable && i < plan->rows[row].nnets; i++)
			if (same_net(&plan->rows[row].nets[i], net))
				return CATEGORY_NET + i % ROW_STRIDE + row * ROW_STRIDE;
	return own;
}

/* a variable whose nets are columns is counted as a set; its answers are those that it has without */
static void
put_choice(DisclosureKey *key, const CrosstabPlan *plan, int column, int category)
{
	const CrosstabAxis *axis = &plan->columns[column];
	int net = category - (axis->ncategories - axis->nuncoded);

	svy_disclosure_factor(key, axis->answers,
						  net < 0 ? category
								  : net_category(plan, axis->answers, &axis->nets[net],
												 CATEGORY_NET + net % ROW_STRIDE +
													 (plan->nrows + column) * ROW_STRIDE));
}

static DisclosureKey
column_key(const DisclosureCells *c, int column, int category)
{
	const CrosstabPlan *plan = c->run->plan;
	DisclosureKey key = {0};

	if (plan->columns[column].choices)
		put_choice(&key, plan, column, category);
	else
		put_category(&key, c->run->x, plan->columns[column].kernel, category);
	return key;
}

/* a line that is no category of its variable: one of GUARD_... */
static DisclosureKey
extra_key(const DisclosureCells *c, int row, int column, int category, int32 extra)
{
	DisclosureKey key = column_key(c, column, category);

	/* a net promoter score is of the same variable as its answers */
	svy_disclosure_factor(&key, c->run->plan->rows[row].kernel, extra + row * ROW_STRIDE);
	return key;
}

static DisclosureKey
net_key(const DisclosureCells *c, int row, int column, int category, const CrosstabNet *net)
{
	int kernel = c->run->plan->rows[row].kernel;
	DisclosureKey key = column_key(c, column, category);

	svy_disclosure_factor(&key, kernel, net_category(c->run->plan, kernel, net, 0));
	return key;
}

static DisclosureKey
line_key(const DisclosureCells *c, int row, int column, int category, int line)
{
	DisclosureKey key = column_key(c, column, category);

	put_category(&key, c->run->x, c->run->plan->rows[row].kernel, line);
	return key;
}

static double
count_of(const DisclosureCells *c, int row, int column, int category, int line)
{
	const CrosstabPlan *plan = c->run->plan;
	CrosstabCell cell =
		crosstab_cell(c->run->x, plan->tables[row * plan->ncolumns + column], line, category);

	return (double) cell.n;
}

static void
put_scores(DisclosureCells *c, int row, int column, int category, int *to, int stride)
{
	const CrosstabAxis *axis = &c->run->plan->rows[row];
	double sums[3] = {0};

	for (int i = 0; i < axis->ncategories; i++)
	{
		double n = count_of(c, row, column, category, i);

		if (isnan(axis->scores[i]))
			continue;
		sums[0] += n;
		sums[1] += n * axis->scores[i];
		sums[2] += n * axis->scores[i] * axis->scores[i];
	}
	for (int i = 0; i < 3; i++)
	{
		DisclosureKey key = extra_key(c, row, column, category, CATEGORY_EXTRA + GUARD_SCORED + i);

		to[i * stride] = svy_disclosure_put(c, &key, i == 0 ? DISCLOSURE_SCORED : DISCLOSURE_SUM,
											sums[i], column == 0);
	}
}

/* all lines of a row variable in a column */
static void
put_column_cells(DisclosureCells *c, int row, int column, int category)
{
	const CrosstabAxis *axis = &c->run->plan->rows[row];
	int *to = c->shown[row] + c->first[column] + category;
	bool total = column == 0;
	DisclosureKey key;

	c->place = row * c->run->plan->ncolumns + column;

	for (int i = 0; !axis->value && i < axis->ncategories; i++)
	{
		key = line_key(c, row, column, category, i);
		to[i * c->ncolumns] = svy_disclosure_put(c, &key, DISCLOSURE_COUNT,
												 count_of(c, row, column, category, i), total);
	}
	for (int i = 0; i < axis->nnets; i++)
	{
		const CrosstabNet *net = &axis->nets[i];
		CrosstabLine line = {.kind = CROSSTAB_LINE_NET, .row = row, .axis = axis, .net = net};
		int table = c->run->plan->tables[row * c->run->plan->ncolumns + column];

		key = net->category >= 0 ? line_key(c, row, column, category, net->category)
								 : net_key(c, row, column, category, net);
		to[(axis->ncategories + i) * c->ncolumns] =
			svy_disclosure_put(c, &key, DISCLOSURE_COUNT,
							   (double) svy_line_cell(c->run, &line, table, category).n, total);
	}
	key = line_key(c, row, column, category, CATEGORY_BASE);
	to[svy_guard_extra(axis, GUARD_BASE) * c->ncolumns] = svy_disclosure_put(
		c, &key, DISCLOSURE_BASE, count_of(c, row, column, category, CROSSTAB_BASE), total);
	if (axis->scores)
		put_scores(c, row, column, category, to + svy_guard_extra(axis, GUARD_SCORED) * c->ncolumns,
				   c->ncolumns);
}

/*
 * Relations
 */

void
svy_disclosure_begin(DisclosureCells *c)
{
	if (c->nrelations + 2 > c->relations_room)
		c->relation = repalloc_huge(c->relation, sizeof(int) * (c->relations_room *= 2));
	c->relation[c->nrelations] = c->nterms;
}

void
svy_disclosure_term(DisclosureCells *c, int cell, double coefficient)
{
	if (cell < 0 || coefficient == 0)
		return;
	/* one cell may stand twice in a sum: a variable in its own nest */
	for (int k = c->relation[c->nrelations]; k < c->nterms; k++)
		if (c->terms[k] == cell)
		{
			c->coefficients[k] += coefficient;
			return;
		}
	if (c->nterms == c->terms_room)
	{
		c->terms_room *= 2;
		c->terms = repalloc_huge(c->terms, sizeof(int) * c->terms_room);
		c->coefficients = repalloc_huge(c->coefficients, sizeof(double) * c->terms_room);
	}
	c->terms[c->nterms] = cell;
	c->coefficients[c->nterms++] = coefficient;
}

void
svy_disclosure_end(DisclosureCells *c)
{
	c->relation[++c->nrelations] = c->nterms;
}

/* what the sum so far lacks of a cell is a cell that nothing shows, unless it is nobody (-1) */
int
svy_disclosure_rest(DisclosureCells *c, int whole)
{
	double rest = c->values[whole];
	int cell = -1;

	for (int k = c->relation[c->nrelations]; k < c->nterms; k++)
		rest -= c->coefficients[k] * c->values[c->terms[k]];
	if (rest != 0)
		cell = add_cell(c, NULL, DISCLOSURE_UNSEEN, rest, false);
	svy_disclosure_term(c, cell, 1);
	svy_disclosure_term(c, whole, -1);
	svy_disclosure_end(c);
	return cell;
}

/* the lines of a row variable in one column */
static void
relate_lines(DisclosureCells *c, int row, int place)
{
	const CrosstabAxis *axis = &c->run->plan->rows[row];
	int base = svy_guard_cell(c, row, svy_guard_extra(axis, GUARD_BASE), place);

	c->place = c->places[base];

	if (axis->value)
		return;
	if (!axis->overlapping)
	{
		svy_disclosure_begin(c);
		for (int i = 0; i < axis->ncategories; i++)
			svy_disclosure_term(c, svy_guard_cell(c, row, i, place), 1);
		svy_disclosure_term(c, base, -1);
		svy_disclosure_end(c);
	}
	for (int i = 0; axis->overlapping && i < axis->ncategories + axis->nnets; i++)
	{
		svy_disclosure_begin(c);
		svy_disclosure_term(c, svy_guard_cell(c, row, i, place), 1);
		(void) svy_disclosure_rest(c, base);
	}
	for (int i = 0; !axis->overlapping && i < axis->nnets; i++)
	{
		svy_disclosure_begin(c);
		for (int k = 0; k < axis->nets[i].count; k++)
			svy_disclosure_term(c, svy_guard_cell(c, row, axis->nets[i].categories[k], place), 1);
		svy_disclosure_term(c, svy_guard_cell(c, row, axis->ncategories + i, place), -1);
		svy_disclosure_end(c);
	}
}

/* mean and deviation give away the sums of scores and of their squares */
static void
relate_scores(DisclosureCells *c, int row, int place)
{
	const CrosstabAxis *axis = &c->run->plan->rows[row];

	for (int power = 0; axis->scores && power < 3; power++)
	{
		svy_disclosure_begin(c);
		for (int i = 0; i < axis->ncategories; i++)
			if (!isnan(axis->scores[i]))
				svy_disclosure_term(c, svy_guard_cell(c, row, i, place),
									pow(axis->scores[i], power));
		svy_disclosure_term(
			c, svy_guard_cell(c, row, svy_guard_extra(axis, GUARD_SCORED + power), place), -1);
		svy_disclosure_end(c);
	}
}

/* whom some column of a variable holds: what percents of the row tell.  Often that is the Total */
static int
sum_of_columns(DisclosureCells *c, int row, int line, int column)
{
	const CrosstabAxis *axis = &c->run->plan->rows[row];
	int total = svy_guard_cell(c, row, line, 0);
	bool base = line == svy_guard_extra(axis, GUARD_BASE);
	const CrosstabNet *net =
		line >= axis->ncategories && !base ? &axis->nets[line - axis->ncategories] : NULL;
	double n = count_of(c, row, column, CROSSTAB_BASE,
						base		  ? CROSSTAB_BASE
						: net != NULL ? net->category
									  : line);
	DisclosureKey key;
	int sum;

	/* other rows may have the same: one whose nest is made of this row and of a variable of the columns */
	key = line_key(c, row, column, CATEGORY_BASE,
				   base			 ? CATEGORY_BASE
				   : net != NULL ? net->category
								 : line);
	sum = svy_disclosure_put(c, &key, n == c->values[total] ? c->kinds[total] : DISCLOSURE_BASE, n,
							 n == c->values[total]);
	if (sum == total)
		return total;
	svy_disclosure_begin(c);
	svy_disclosure_term(c, sum, 1);
	c->rests[line] = svy_disclosure_rest(c, total);
	return sum;
}

/* a column that is a net of others, or an option, which some of those in the columns did not choose */
static void
relate_other_column(DisclosureCells *c, int row, int line, int column, int category, int sum)
{
	const CrosstabAxis *axis = &c->run->plan->columns[column];
	int cell = svy_guard_cell(c, row, line, c->first[column] + category);
	int answers = svy_guard_additive(axis);
	const CrosstabNet *net;

	svy_disclosure_begin(c);
	if (answers == 0)
	{
		svy_disclosure_term(c, cell, 1);
		(void) svy_disclosure_rest(c, sum);
		return;
	}
	net = &axis->nets[category - answers];
	for (int k = 0; k < net->count; k++)
		svy_disclosure_term(c, svy_guard_cell(c, row, line, c->first[column] + net->categories[k]),
							1);
	svy_disclosure_term(c, cell, -1);
	svy_disclosure_end(c);
}

/* a line in the columns of one variable, and in the Total */
static void
relate_columns(DisclosureCells *c, int row, int line, int column)
{
	const CrosstabAxis *axis = &c->run->plan->columns[column];
	int additive = svy_guard_additive(axis);
	int sum;

	if (svy_guard_cell(c, row, line, 0) < 0)
		return;
	c->place = row * c->run->plan->ncolumns + column;
	sum = sum_of_columns(c, row, line, column);
	c->sums[row][line * c->run->plan->ncolumns + column] = sum;
	if (additive > 0)
	{
		svy_disclosure_begin(c);
		for (int j = 0; j < additive; j++)
			svy_disclosure_term(c, svy_guard_cell(c, row, line, c->first[column] + j), 1);
		(void) svy_disclosure_rest(c, sum);
	}
	for (int j = additive; j < axis->ncategories; j++)
		relate_other_column(c, row, line, column, j, sum);
}

/*
 * A net of answers is their sum in every column, and so whom some column holds of
 * it; neither is told if one of theirs is not.
 */
static void
sum_nets(DisclosureCells *c, int row, int column)
{
	const CrosstabPlan *plan = c->run->plan;
	const CrosstabAxis *axis = &plan->rows[row];
	int answers = svy_guard_additive(&plan->columns[column]);

	for (int i = 0; i < axis->nnets; i++)
	{
		const CrosstabNet *net = &axis->nets[i];
		int line = axis->ncategories + i;
		int total = svy_guard_cell(c, row, line, 0);
		DisclosureKey key;
		double n = 0;
		int sum;

		if (net->category >= 0)
			continue;
		for (int k = 0; k < net->count; k++)
			n += count_of(c, row, column, CROSSTAB_BASE, net->categories[k]);
		key = net_key(c, row, column, CATEGORY_BASE, net);
		sum =
			n == c->values[total] ? total : svy_disclosure_put(c, &key, DISCLOSURE_BASE, n, false);
		c->sums[row][line * plan->ncolumns + column] = sum;
		/* who gave an answer of the net and did not choose the option */
		c->place = row * plan->ncolumns + column;
		for (int j = 0; j < plan->columns[column].ncategories && answers == 0; j++)
			relate_other_column(c, row, line, column, j, sum);
		if (sum == total)
			continue;
		svy_disclosure_begin(c);
		for (int k = 0; k < net->count; k++)
			svy_disclosure_term(c, c->sums[row][net->categories[k] * plan->ncolumns + column], 1);
		svy_disclosure_term(c, sum, -1);
		svy_disclosure_end(c);
		/* who is in no column and gave one of the net's answers: a subtraction tells */
		svy_disclosure_begin(c);
		svy_disclosure_term(c, sum, 1);
		(void) svy_disclosure_rest(c, total);
	}
}

/* all respondents of a column are the same whatever question they did not answer */
static void
relate_everybody(DisclosureCells *c, int missing, int place)
{
	const CrosstabAxis *axis = &c->run->plan->rows[missing];
	int all = svy_guard_cell(c, missing, svy_guard_extra(axis, GUARD_BASE), place);

	if (c->everybody[place] < 0)
		c->everybody[place] = all;
	if (c->everybody[place] == all || c->values[c->everybody[place]] != c->values[all])
		return;
	svy_disclosure_begin(c);
	svy_disclosure_term(c, c->everybody[place], 1);
	svy_disclosure_term(c, all, -1);
	svy_disclosure_end(c);
}

/* the first line of why answers are missing is those who answered */
static void
relate_missing(DisclosureCells *c, int row, int place)
{
	const CrosstabAxis *axis = &c->run->plan->rows[row];
	int base = svy_guard_cell(c, row, svy_guard_extra(axis, GUARD_BASE), place);
	int answered;

	if (axis->missing < 0)
		return;
	relate_everybody(c, axis->missing, place);
	answered = svy_guard_cell(c, axis->missing, 0, place);
	if (c->values[answered] != c->values[base])
		return;
	svy_disclosure_begin(c);
	svy_disclosure_term(c, answered, 1);
	svy_disclosure_term(c, base, -1);
	svy_disclosure_end(c);
}

/* whom the net promoter score of a number counts gave the number */
static void
relate_number(DisclosureCells *c, int row, int place)
{
	const CrosstabAxis *axis = &c->run->plan->rows[row];
	int base = svy_guard_cell(c, row, svy_guard_extra(axis, GUARD_BASE), place);
	int scored;

	if (!axis->value || axis->nps < 0)
		return;
	scored = svy_guard_cell(c, axis->nps,
							svy_guard_extra(&c->run->plan->rows[axis->nps], GUARD_BASE), place);
	if (c->values[scored] > c->values[base])
		return;
	svy_disclosure_begin(c);
	svy_disclosure_term(c, scored, 1);
	(void) svy_disclosure_rest(c, base);
}

/*
 * Who is in no column of a variable gave answers, too.  That follows from the other
 * sums, by steps through all questions; said here, movements of bases see it.
 */
static void
relate_rests(DisclosureCells *c, int row)
{
	const CrosstabAxis *axis = &c->run->plan->rows[row];

	if (axis->value || axis->overlapping)
		return;
	svy_disclosure_begin(c);
	for (int i = 0; i < axis->ncategories; i++)
		svy_disclosure_term(c, c->rests[i], 1);
	svy_disclosure_term(c, c->rests[svy_guard_extra(axis, GUARD_BASE)], -1);
	svy_disclosure_end(c);
}

/* the lines of a row variable in the columns of another */
static void
relate_lines_in(DisclosureCells *c, int row, int column)
{
	const CrosstabPlan *plan = c->run->plan;
	const CrosstabAxis *axis = &plan->rows[row];
	int lines = svy_guard_lines(axis);

	c->rests = palloc_array(int, lines + 1);
	memset(c->rests, 0xff, sizeof(int) * lines);
	for (int line = 0; line < lines; line++)
	{
		if (!svy_guard_atom(axis, line))
			continue;
		c->on_base = line == svy_guard_extra(axis, GUARD_BASE);
		relate_columns(c, row, line, column);
		c->on_base = false;
	}
	relate_rests(c, row);
	pfree(c->rests);
}

/* the lines of a row variable in columns, and whom some column of a variable holds */
static void
relate_sums(DisclosureCells *c, int row)
{
	const CrosstabPlan *plan = c->run->plan;

	CHECK_FOR_INTERRUPTS();
	for (int column = 1; column < plan->ncolumns; column++)
		relate_lines_in(c, row, column);
	for (int column = 1; column < plan->ncolumns && !plan->rows[row].value; column++)
		sum_nets(c, row, column);
}

static void
relate_row(DisclosureCells *c, int row)
{
	for (int place = 0; place < c->ncolumns; place++)
	{
		CHECK_FOR_INTERRUPTS();
		relate_lines(c, row, place);
		relate_scores(c, row, place);
		svy_disclosure_row_nest(c, row, place);
		relate_missing(c, row, place);
		relate_number(c, row, place);
	}
	svy_disclosure_column_nests(c, row);
}

static void
make_room(DisclosureCells *c)
{
	Size cells = 16;

	for (int row = 0; row < c->run->plan->nrows; row++)
	{
		Size lines = svy_guard_lines(&c->run->plan->rows[row]);

		c->shown[row] = palloc_extended(sizeof(int) * lines * c->ncolumns, MCXT_ALLOC_HUGE);
		memset(c->shown[row], 0xff, sizeof(int) * lines * c->ncolumns);
		cells += lines * c->ncolumns;
		c->sums[row] = palloc_array(int, lines * c->run->plan->ncolumns);
		memset(c->sums[row], 0xff, sizeof(int) * lines * c->run->plan->ncolumns);
	}
	if (cells > PG_INT32_MAX / 4)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("tables of %zu cells are too large to suppress cells of", cells),
						errhint("Ask for fewer rows or columns at once.")));
	c->room = (int) cells;
	c->keys = palloc_extended(sizeof(DisclosureKey) * cells, MCXT_ALLOC_HUGE);
	c->values = palloc_extended(sizeof(double) * cells, MCXT_ALLOC_HUGE);
	c->kinds = palloc_extended(sizeof(DisclosureKind) * cells, MCXT_ALLOC_HUGE);
	c->totals = palloc_extended(sizeof(bool) * cells, MCXT_ALLOC_HUGE);
	c->bases = palloc_extended(sizeof(bool) * cells, MCXT_ALLOC_HUGE);
	c->places = palloc_extended(sizeof(int) * cells, MCXT_ALLOC_HUGE);
	c->nslots = hash_slots(cells, 64);
	c->slots = palloc_extended(sizeof(uint32) * c->nslots, MCXT_ALLOC_HUGE);
	hash_clear(c->slots, c->nslots);
	c->relations_room = c->terms_room = 256;
	c->relation = palloc_array(int, c->relations_room);
	c->terms = palloc_array(int, c->terms_room);
	c->coefficients = palloc_array(double, c->terms_room);
}

DisclosureCells *
svy_disclosure_cells(const CrosstabRun *run)
{
	const CrosstabPlan *plan = run->plan;
	DisclosureCells *c = palloc0_object(DisclosureCells);

	c->run = run;
	c->first = palloc_array(int, plan->ncolumns);
	c->shown = palloc0_array(int *, plan->nrows + 1);
	c->sums = palloc0_array(int *, plan->nrows + 1);
	for (int i = 0; i < plan->ncolumns; i++)
	{
		c->first[i] = c->ncolumns;
		c->ncolumns += plan->columns[i].ncategories;
	}
	for (int row = 0; row < plan->nrows; row++)
		c->nested |= svy_guard_nest(c, &plan->rows[row]);
	for (int column = 0; column < plan->ncolumns; column++)
		c->nested |= svy_guard_nest(c, &plan->columns[column]);
	c->everybody = palloc_array(int, c->ncolumns);
	memset(c->everybody, 0xff, sizeof(int) * c->ncolumns);
	make_room(c);
	for (int row = 0; row < plan->nrows; row++)
		for (int column = 0; column < plan->ncolumns && !svy_guard_shows_nothing(plan, row);
			 column++)
			for (int j = 0; j < plan->columns[column].ncategories; j++)
			{
				CHECK_FOR_INTERRUPTS();
				put_column_cells(c, row, column, j);
			}
	/* sums come before nests and unions, which find them */
	for (int row = 0; row < plan->nrows; row++)
		if (!svy_guard_shows_nothing(plan, row))
			relate_sums(c, row);
	svy_disclosure_margins(c);
	for (int row = 0; row < plan->nrows; row++)
		if (!svy_guard_shows_nothing(plan, row))
			svy_disclosure_unions(c, row);
	for (int row = 0; row < plan->nrows; row++)
		if (!svy_guard_shows_nothing(plan, row))
			relate_row(c, row);
	svy_disclosure_unite(c);
	if (plan->weighted)
		svy_disclosure_weights(c);
	return c;
}
