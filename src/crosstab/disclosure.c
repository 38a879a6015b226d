/*
 * disclosure.c
 *	  Which cells of a banner are not shown: those that count few, and others
 *	  without which they could not be computed.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "codebook/property.h"
#include "crosstab/disclosure_cells.h"
#include "kernel/stats/disclosure.h"
#include "kernel/stats/quantile.h"
#include "server/json.h"

/* what the work on one system may take */
#define MOST_WORK ((Size) 1 << 30)

/*
 * The Total and what is shown with every line are left out last.
 */
#define COST_TOTAL 4
#define COST_TOTAL_BASE 1000

SvyDisclosure
svy_disclosure_read(JsonbContainer *object)
{
	static const char *const known[] = {"min_n",	   "dominance",		"largest",
										"p_percent",   "contributions", "secondary",
										"complements", "protect",		NULL};
	static const char *const where = "suppress";
	SvyDisclosure d = {.suppress = true, .min_n = DISCLOSURE_MIN_N, .largest = 1};
	char *contributions;
	char *protect;

	svy_json_check_keys(object, where, known);
	if (svy_json_int(object, "min_n", where, &d.min_n) && d.min_n < 1)
		svy_json_wrong("min_n", where, "a whole number of 1 or more");
	if (svy_json_number(object, "dominance", where, &d.dominance) &&
		!(d.dominance > 0 && d.dominance < 1))
		svy_json_wrong("dominance", where, "a share between 0 and 1");
	if (svy_json_int(object, "largest", where, &d.largest) && (d.largest < 1 || d.largest > 3))
		svy_json_wrong("largest", where, "1, 2 or 3 respondents");
	if (svy_json_number(object, "p_percent", where, &d.p_percent) &&
		!(d.p_percent > 0 && d.p_percent <= 100))
		svy_json_wrong("p_percent", where, "a percentage above 0, of at most 100");
	contributions = svy_json_string(object, "contributions", where);
	if (contributions && strcmp(contributions, "weighted") != 0 &&
		strcmp(contributions, "unweighted") != 0)
		svy_json_wrong("contributions", where, "\"weighted\" or \"unweighted\"");
	d.weighted = !contributions || strcmp(contributions, "weighted") == 0;
	protect = svy_json_string(object, "protect", where);
	if (protect && strcmp(protect, "exact") != 0 && strcmp(protect, "range") != 0)
		svy_json_wrong("protect", where, "\"exact\" or \"range\"");
	d.range = protect && strcmp(protect, "range") == 0;
	d.secondary = svy_json_bool(object, "secondary", where, true);
	d.complements = svy_json_bool(object, "complements", where, true);
	return d;
}

static int32
check_round_to(int32 base)
{
	if (base < 1 || base > 1000000)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("round_to must be from 1 to 1000000, not %d", base)));
	return base;
}

void
svy_disclosure_check(const Survey *survey)
{
	static const char *const where = "the tables of the codebook";
	JsonbContainer *tables = svy_property_json(SVY_PROPERTIES(survey), "tables");
	JsonbContainer *suppress = tables ? svy_json_object(tables, "suppress", where) : NULL;
	int32 base;

	if (suppress)
		(void) svy_disclosure_read(suppress);
	if (tables && svy_json_int(tables, "round_to", where, &base))
		(void) check_round_to(base);
}

SvyDisclosure
svy_disclosure_argument(FunctionCallInfo fcinfo, int argument, const Survey *survey)
{
	JsonbContainer *tables = svy_property_json(SVY_PROPERTIES(survey), "tables");
	JsonbContainer *object =
		tables ? svy_json_object(tables, "suppress", "the tables of the codebook") : NULL;
	Jsonb *jsonb;
	JsonbValue off;

	if (argument >= PG_NARGS() || PG_ARGISNULL(argument))
		return object ? svy_disclosure_read(object) : (SvyDisclosure){0};
	jsonb = PG_GETARG_JSONB_P(argument);
	/* false: not what the codebook says */
	if (JB_ROOT_IS_SCALAR(jsonb) && JsonbExtractScalar(&jsonb->root, &off) && off.type == jbvBool &&
		!off.val.boolean)
		return (SvyDisclosure){0};
	if (!JB_ROOT_IS_OBJECT(jsonb))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("suppress must be a JSON object"),
				 errhint("Such as {\"min_n\": 10, \"secondary\": true}.")));
	return svy_disclosure_read(&jsonb->root);
}

/*
 * The system
 */

/* of all cells; those of one system are copied from it */
typedef struct Whole
{
	DisclosureCells *c;
	double *least;
	double *cost;
	bool *unknown;
	bool *guarded;
	int *implied_first;
	int *implied;
	int *group; /* by cell: a cell of the same system, itself at its root */
	int *local; /* by cell: number in its system */
} Whole;

static void
check_interrupts(void)
{
	CHECK_FOR_INTERRUPTS();
}

static double
cost_of(const DisclosureCells *c, int cell, double everybody)
{
	double n = c->values[cell];
	double cost = 1;

	if (!(n > 0) && c->kinds[cell] != DISCLOSURE_SUM)
		return INFINITY;
	switch (c->kinds[cell])
	{
		case DISCLOSURE_BASE:
			cost = c->totals[cell] ? COST_TOTAL_BASE : COST_TOTAL;
			break;
		case DISCLOSURE_SUM:
			return 1;
		default:
			cost = c->totals[cell] ? COST_TOTAL : 1;
	}
	return cost + n / (2 * everybody + 1);
}

static void
set_cells(Whole *w, const SvyDisclosure *d)
{
	DisclosureCells *c = w->c;
	double everybody = 0;
	bool open = false;

	for (int i = 0; i < c->count; i++)
		if (c->kinds[i] != DISCLOSURE_SUM && c->kinds[i] != DISCLOSURE_WEIGHT)
			everybody = Max(everybody, c->values[i]);
	for (int i = 0; i < c->count; i++)
	{
		bool few = c->values[i] > 0 && c->values[i] < d->min_n;

		/* weights go with their counts, as dear as these */
		if (c->kinds[i] == DISCLOSURE_WEIGHT)
		{
			w->least[i] = -INFINITY;
			w->cost[i] = w->cost[i - c->twins];
			w->unknown[i] = c->kinds[i - c->twins] == DISCLOSURE_UNSEEN;
			continue;
		}
		w->least[i] = c->values[i] > 0 ? 1 : 0;
		w->cost[i] = cost_of(c, i, everybody);
		if (c->kinds[i] == DISCLOSURE_UNSEEN)
		{
			w->unknown[i] = true;
			w->least[i] = 0;
			w->guarded[i] = few && d->complements;
			open = open || (few && !d->complements);
		}
		else if (c->kinds[i] == DISCLOSURE_SUM)
			w->least[i] = -INFINITY;
		else
			w->unknown[i] = w->guarded[i] = few;
	}
	if (open)
		ereport(NOTICE,
				(errmsg("counts below %d that a subtraction tells are not protected", d->min_n),
				 errdetail("Who is in no column or chose no option follows from what is shown, and "
						   "under a weight perhaps cells that are left out as well."),
				 errhint("Leave \"complements\" as it is, true, to protect them.")));
}

/*
 * A base is shown with every line, and mean and deviation with whom they count.
 * A line that is a base of other tables is known from these.
 */
static void
imply(Whole *w)
{
	DisclosureCells *c = w->c;
	const CrosstabPlan *plan = c->run->plan;
	List **with = palloc0_array(List *, c->count + 1);
	int used = 0;

	for (int row = 0; row < plan->nrows; row++)
		for (int place = 0; place < c->ncolumns; place++)
		{
			const CrosstabAxis *axis = &plan->rows[row];
			int base = svy_guard_cell(c, row, svy_guard_extra(axis, GUARD_BASE), place);
			int scored = svy_guard_extra(axis, GUARD_SCORED);

			for (int line = 0; line < svy_guard_lines(axis); line++)
			{
				int cell = svy_guard_cell(c, row, line, place);

				if (cell >= 0 && cell != base && !c->bases[cell])
					with[base] = lappend_int(with[base], cell);
				if (line < scored || cell < 0)
					continue;
				for (int other = scored; other < scored + 3; other++)
					if (other != line)
						with[cell] = lappend_int(with[cell], svy_guard_cell(c, row, other, place));
			}
		}
	/* weights and counts are shown together */
	for (int i = 0; i < c->twins; i++)
		if (c->kinds[i] != DISCLOSURE_UNSEEN)
		{
			with[i] = lappend_int(with[i], c->twins + i);
			with[c->twins + i] = list_make1_int(i);
		}
	for (int i = 0; i < c->count; i++)
		used += list_length(with[i]);
	w->implied = palloc_array(int, used + 1);
	used = 0;
	for (int i = 0; i < c->count; i++)
	{
		ListCell *other;

		w->implied_first[i] = used;
		foreach (other, with[i])
			w->implied[used++] = lfirst_int(other);
		list_free(with[i]);
	}
	w->implied_first[c->count] = used;
	/* a base costs what goes with it as well */
	for (int i = 0; i < c->count; i++)
		if (c->kinds[i] == DISCLOSURE_BASE)
			w->cost[i] += w->implied_first[i + 1] - w->implied_first[i];
	pfree(with);
}

/*
 * One system after another
 */

static int
root_of(Whole *w, int cell)
{
	while (w->group[cell] != cell)
		cell = w->group[cell] = w->group[w->group[cell]];
	return cell;
}

static void
join(Whole *w, int a, int b)
{
	w->group[root_of(w, a)] = root_of(w, b);
}

static void
find_systems(Whole *w)
{
	DisclosureCells *c = w->c;

	for (int i = 0; i < c->count; i++)
		w->group[i] = i;
	for (int i = 0; i < c->nrelations; i++)
		for (int k = c->relation[i] + 1; k < c->relation[i + 1]; k++)
			join(w, c->terms[k - 1], c->terms[k]);
	for (int i = 0; i < c->count; i++)
		for (int k = w->implied_first[i]; k < w->implied_first[i + 1]; k++)
			join(w, i, w->implied[k]);
	for (int i = 0; i < c->count; i++)
		w->group[i] = root_of(w, i);
}

/* the terms of a relation from a place on; where the next one's begin */
static int
copy_terms(const Whole *w, int relation, int at, int *terms, double *coefficients)
{
	const DisclosureCells *c = w->c;

	for (int k = c->relation[relation]; k < c->relation[relation + 1]; k++)
	{
		terms[at] = w->local[c->terms[k]];
		coefficients[at++] = c->coefficients[k];
	}
	return at;
}

static int
copy_implied(const Whole *w, int cell, int at, int *implied)
{
	for (int k = w->implied_first[cell]; k < w->implied_first[cell + 1]; k++)
		implied[at++] = w->local[w->implied[k]];
	return at;
}

/* the cells of a system, copied, and its relations */
static DisclosureSystem
copy_system(Whole *w, const int *cells, int n, const int *relations, int nrelations)
{
	DisclosureCells *c = w->c;
	int terms = 0;
	int implied = 0;
	int *first = palloc_array(int, nrelations + 1);
	int *implied_first = palloc_array(int, n + 1);
	int *term;
	int *with;
	double *coefficients;
	double *value = palloc_array(double, n);
	double *cost = palloc_array(double, n);
	bool *guarded = palloc_array(bool, n);
	bool *base = palloc_array(bool, n);
	int *near = palloc_array(int, n);
	DisclosureSystem s = {.ncells = n,
						  .nrelations = nrelations,
						  .alone = c->twins > 0 ? 1 : 0,
						  .pause = check_interrupts};

	for (int i = 0; i < nrelations; i++)
		terms += c->relation[relations[i] + 1] - c->relation[relations[i]];
	for (int i = 0; i < n; i++)
		implied += w->implied_first[cells[i] + 1] - w->implied_first[cells[i]];
	s.cells = term = palloc_array(int, terms + 1);
	s.coefficients = coefficients = palloc_array(double, terms + 1);
	s.implied = with = palloc_array(int, implied + 1);
	s.least = palloc_array(double, n);
	s.unknown = palloc_array(bool, n);
	for (int i = 0; i < n; i++)
	{
		w->local[cells[i]] = i;
		value[i] = c->values[cells[i]];
		cost[i] = w->cost[cells[i]];
		guarded[i] = w->guarded[cells[i]];
		base[i] = c->bases[cells[i]];
		near[i] = c->places[cells[i]] / c->run->plan->ncolumns;
		s.least[i] = w->least[cells[i]];
		s.unknown[i] = w->unknown[cells[i]];
	}
	first[0] = 0;
	for (int i = 0; i < nrelations; i++)
		first[i + 1] = copy_terms(w, relations[i], first[i], term, coefficients);
	implied_first[0] = 0;
	for (int i = 0; i < n; i++)
		implied_first[i + 1] = copy_implied(w, cells[i], implied_first[i], with);
	s.first = first;
	s.implied_first = implied_first;
	s.value = value;
	s.cost = cost;
	s.guarded = guarded;
	s.base = base;
	s.near = near;
	disclosure_index(&s, palloc_array(int, n + 1), palloc_array(int, terms + 1),
					 palloc_array(double, terms + 1));
	return s;
}

static void
protect_system(Whole *w, const SvyDisclosure *d, const int *cells, int n, const int *relations,
			   int nrelations)
{
	DisclosureSystem s = copy_system(w, cells, n, relations, nrelations);
	bool *fixed = palloc0_array(bool, n);
	Size size;
	int cell = 0;
	SvyStatus status;

	s.reach = d->range ? d->min_n : 0;
	for (int i = 0; i < n; i++)
		if (s.unknown[i])
			disclosure_suppress(&s, i);
	if (d->secondary)
	{
		size = disclosure_work(&s);
		if (size > MOST_WORK / sizeof(double))
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("tables with %d cells that depend on each other are too large to "
							"suppress cells of",
							n),
					 errhint("Ask for fewer columns at once.")));
		status = disclosure_protect(&s, fixed,
									palloc_extended(size * sizeof(double), MCXT_ALLOC_HUGE), &cell);
		if (status != SVY_OK)
			elog(ERROR, "a cell of %g respondents could not be protected (%d)", s.value[cell],
				 status);
	}
	for (int i = 0; i < n; i++)
		w->unknown[cells[i]] = s.unknown[i];
}

/* numbers of what belongs to the same system side by side; first: where each system begins */
static int *
sort_by_group(const int *group_of, int count, int ngroups, int **first)
{
	int *order = palloc_array(int, count + 1);
	int *at = palloc0_array(int, ngroups + 2);

	for (int i = 0; i < count; i++)
		at[group_of[i] + 1]++;
	for (int i = 0; i < ngroups; i++)
		at[i + 1] += at[i];
	*first = palloc_array(int, ngroups + 1);
	memcpy(*first, at, sizeof(int) * (ngroups + 1));
	for (int i = 0; i < count; i++)
		order[at[group_of[i]]++] = i;
	return order;
}

static void
protect(Whole *w, const SvyDisclosure *d)
{
	DisclosureCells *c = w->c;
	int *relation_group = palloc_array(int, c->nrelations + 1);
	int *first_cell;
	int *first_relation;
	int *cells;
	int *relations;
	MemoryContext context =
		AllocSetContextCreate(CurrentMemoryContext, "disclosure", ALLOCSET_DEFAULT_SIZES);
	MemoryContext outer;

	for (int i = 0; i < c->nrelations; i++)
		relation_group[i] =
			c->relation[i] < c->relation[i + 1] ? w->group[c->terms[c->relation[i]]] : c->count;
	cells = sort_by_group(w->group, c->count, c->count, &first_cell);
	relations = sort_by_group(relation_group, c->nrelations, c->count + 1, &first_relation);
	outer = MemoryContextSwitchTo(context);
	for (int g = 0; g < c->count; g++)
	{
		int n = first_cell[g + 1] - first_cell[g];
		bool any = false;

		for (int i = 0; i < n; i++)
			any = any || w->guarded[cells[first_cell[g] + i]];
		if (!any)
			continue;
		protect_system(w, d, cells + first_cell[g], n, relations + first_relation[g],
					   first_relation[g + 1] - first_relation[g]);
		MemoryContextReset(context);
	}
	MemoryContextSwitchTo(outer);
	MemoryContextDelete(context);
}

int32
svy_round_argument(FunctionCallInfo fcinfo, int argument, const Survey *survey)
{
	static const char *const where = "the tables of the codebook";
	JsonbContainer *tables = svy_property_json(SVY_PROPERTIES(survey), "tables");
	int32 base;

	if (argument < PG_NARGS() && !PG_ARGISNULL(argument))
		base = PG_GETARG_INT32(argument);
	else if (!tables || !svy_json_int(tables, "round_to", where, &base))
		return 0;
	return check_round_to(base);
}

static bool *
unknown_cells(DisclosureCells *c, const SvyDisclosure *disclosure)
{
	Whole w = {.c = c};

	w.least = palloc_array(double, c->count + 1);
	w.cost = palloc_array(double, c->count + 1);
	w.unknown = palloc0_array(bool, c->count + 1);
	w.guarded = palloc0_array(bool, c->count + 1);
	w.implied_first = palloc_array(int, c->count + 1);
	w.group = palloc_array(int, c->count + 1);
	w.local = palloc_array(int, c->count + 1);
	set_cells(&w, disclosure);
	svy_disclosure_shares(c, disclosure, w.guarded, w.unknown);
	imply(&w);
	find_systems(&w);
	protect(&w, disclosure);
	return w.unknown;
}

void
svy_crosstab_guard(CrosstabRun *run, const SvyDisclosure *disclosure, int32 round_to)
{
	DisclosureCells *c;
	struct SvyGuard *guard;

	if (!disclosure->suppress && round_to == 0)
		return;
	c = svy_disclosure_cells(run);
	guard = palloc0_object(struct SvyGuard);
	guard->first = c->first;
	guard->cells = c->shown;
	guard->ncolumns = c->ncolumns;
	guard->sums = c->sums;
	guard->suppress = disclosure->suppress;
	guard->unknown =
		disclosure->suppress ? unknown_cells(c, disclosure) : palloc0_array(bool, c->count + 1);
	run->guard = guard;
	if (round_to > 0)
		svy_crosstab_round(run, round_to);
}

/*
 * What is not shown
 */

CrosstabLine
svy_counted_line(const CrosstabRun *run, const CrosstabLine *line)
{
	const CrosstabPlan *plan = run->plan;

	for (int row = 0; line->kind == CROSSTAB_LINE_MEDIAN && row < plan->nshown; row++)
		if (plan->rows[row].median == line->row)
			return (CrosstabLine){.kind = CROSSTAB_LINE_BASE, .row = row, .axis = &plan->rows[row]};
	return *line;
}

/* the line's place among those that the guard knows */
static int
guarded_line(const CrosstabLine *line)
{
	switch (line->kind)
	{
		case CROSSTAB_LINE_CATEGORY:
			return line->category;
		case CROSSTAB_LINE_NET:
			return line->axis->ncategories + (int) (line->net - line->axis->nets);
		case CROSSTAB_LINE_BASE:
			return svy_guard_extra(line->axis, GUARD_BASE);
		default:
			return svy_guard_extra(line->axis, line->axis->scores ? GUARD_SCORED : GUARD_BASE);
	}
}

static bool
is_unknown(const struct SvyGuard *guard, int row, int line, int column, int category)
{
	int cell = guard->cells[row][line * guard->ncolumns + guard->first[column] + category];

	return cell >= 0 && guard->unknown[cell];
}

bool
svy_guard_hides_base(const CrosstabRun *run, int row, int column, int category)
{
	const struct SvyGuard *guard = run->guard;

	return guard && is_unknown(guard, row, svy_guard_extra(&run->plan->rows[row], GUARD_BASE),
							   column, category);
}

static bool
sum_is_unknown(const CrosstabRun *run, const CrosstabLine *line, int at, int column)
{
	int cell = run->guard->sums[line->row][at * run->plan->ncolumns + column];

	return cell >= 0 && run->guard->unknown[cell];
}

bool
svy_guard_hides_sum(const CrosstabRun *run, const CrosstabLine *line, int column)
{
	CrosstabLine counted;

	if (!run->guard)
		return false;
	counted = svy_counted_line(run, line);
	return sum_is_unknown(run, &counted, guarded_line(&counted), column);
}

bool
svy_guard_hides_base_sum(const CrosstabRun *run, const CrosstabLine *line, int column)
{
	CrosstabLine counted;

	if (!run->guard)
		return false;
	counted = svy_counted_line(run, line);
	return sum_is_unknown(run, &counted, svy_guard_extra(counted.axis, GUARD_BASE), column);
}

/*
 * A median is no sum: it says how many answers lie on either side of it, which no
 * cell that is left out besides makes up for.
 */
static bool
hides_some_score(const CrosstabRun *run, const CrosstabLine *line, int column, int category)
{
	bool any = false;

	for (int i = 0; line->kind == CROSSTAB_LINE_MEDIAN && i < line->axis->ncategories; i++)
		any = any || (!isnan(line->axis->scores[i]) &&
					  is_unknown(run->guard, line->row, i, column, category));
	return any;
}

bool
svy_guard_hides(const CrosstabRun *run, const CrosstabLine *line, int column, int category)
{
	CrosstabLine counted;

	if (!run->guard)
		return false;
	counted = svy_counted_line(run, line);
	return is_unknown(run->guard, counted.row, guarded_line(&counted), column, category) ||
		   svy_guard_hides_base(run, counted.row, column, category) ||
		   hides_some_score(run, &counted, column, category);
}

/*
 * What is shown rounded
 */

double
svy_rounded(const CrosstabRun *run, const CrosstabLine *line, bool base, bool weighted, int column,
			int category)
{
	const struct SvyGuard *guard = run->guard;
	double *const *rows = weighted ? guard->weights : guard->n;
	const CrosstabAxis *axis = line->axis;
	int place = guard->first[column] + category;
	int at = guarded_line(line);
	double sum = 0;

	if (at == svy_guard_extra(axis, GUARD_SCORED))
	{
		for (int i = 0; i < axis->ncategories; i++)
			if (!isnan(axis->scores[i]))
				sum += rows[line->row][i * guard->ncolumns + place];
		return sum;
	}
	if (base)
		at = svy_guard_extra(axis, GUARD_BASE);
	return rows[line->row][at * guard->ncolumns + place];
}

double
svy_rounded_mean(const CrosstabRun *run, const CrosstabLine *line, int column, int category,
				 double *deviation)
{
	const struct SvyGuard *guard = run->guard;
	const CrosstabAxis *axis = line->axis;
	const double *weights = guard->weights[line->row] + guard->first[column] + category;
	double n = svy_rounded(run, line, true, false, column, category);
	double w = 0;
	double sum = 0;
	double squares = 0;

	for (int i = 0; i < axis->ncategories; i++)
		if (!isnan(axis->scores[i]))
		{
			w += weights[i * guard->ncolumns];
			sum += weights[i * guard->ncolumns] * axis->scores[i];
		}
	for (int i = 0; i < axis->ncategories; i++)
		if (!isnan(axis->scores[i]))
			squares += weights[i * guard->ncolumns] * pow(axis->scores[i] - sum / w, 2);
	*deviation = w > 0 && n > 1 ? sqrt(n / (n - 1) * squares / w) : NAN;
	return w > 0 ? sum / w : NAN;
}

double
svy_rounded_median(const CrosstabRun *run, const CrosstabLine *line, int column, int category)
{
	static const double half = 0.5;
	const struct SvyGuard *guard = run->guard;
	const CrosstabAxis *axis = line->axis;
	const double *weights = guard->weights[line->row] + guard->first[column] + category;
	double *x = palloc_array(double, 3 * (Size) axis->ncategories + 1);
	double *w = x + axis->ncategories;
	double *cumulated = w + axis->ncategories;
	int n = 0;

	for (int i = 0; i < axis->ncategories; i++)
	{
		int at = n;

		if (isnan(axis->scores[i]) || !(weights[i * guard->ncolumns] > 0))
			continue;
		for (; at > 0 && x[at - 1] > axis->scores[i]; at--)
		{
			x[at] = x[at - 1];
			w[at] = w[at - 1];
		}
		x[at] = axis->scores[i];
		w[at] = weights[i * guard->ncolumns];
		n++;
	}
	if (n == 0)
		return NAN;
	quantile_cumulate(n, w, cumulated);
	return quantile_of(QUANTILE_MATH, n, x, w, cumulated, half);
}
