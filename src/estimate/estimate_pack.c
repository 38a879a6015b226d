/*
 * estimate_pack.c
 *	  Totals, means, ratios and proportions from the pack: the states of domains
 *	  that estimate_summary.c gets from the rows.
 *
 * A variable with codes is counted by domain and unit as a cross table is; its
 * sums follow from the cells, since all of a cell have the same number.  Amounts
 * are added up respondent by respondent.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "crosstab/crosstab_design.h"
#include "estimate/estimate.h"
#include "pack/pack.h"
#include "pg/crosstab.h"
#include "pg/svy.h"
#include "plan/crosstab_builder.h"

/* what a category is one byte of: so many rows and columns of a table are counted together */
#define MOST_CATEGORIES 250

/* the row variable of a target */
typedef struct Measure
{
	int table;
	int ncategories;
	double *y; /* numbers that the categories stand for; of a variable of codes its codes */
	double *x; /* of a ratio */
	bool value;
	bool option; /* of a set, whose options and base are the rows of its table */
} Measure;

typedef struct Packing
{
	const SvyEstimates *e;
	const SvyTarget *targets;
	int count;
	const char *reason; /* why the rows are read, or NULL */
	bool blocks;		/* they are counted as the pack is */

	CrosstabBuilder builder;
	CrosstabPlan *plan; /* table 0: everybody */
	int total;			/* variable: everybody */
	int domain;			/* variable: domains */
	int ndomains;
	int32 **codes; /* of the by variables, by domain */
	Measure *measures;

	/* reading */
	MemoryContext context;
	const Crosstab *x;
	int32 detail;
	bool element; /* every respondent is a cluster */
	int nstates;  /* of a domain */
	int32 nunits; /* as many as are expected, for states that have room for all of them; or 0 */
	Summary **states;
	Summary *frame;
} Packing;

/* ------------------------------------------------------------------- plan --- */

/* the codes that are categories; numbers: answers without a score are none of them */
static int
put_variable(Packing *p, const SurveyVariable *v, bool numbers, int32 **codes, int *ncategories)
{
	int count;
	const SurveyLabel *categories = svy_variable_categories(v, &count);

	*codes = palloc_array(int32, count + 1);
	*ncategories = 0;
	for (int i = 0; i < count; i++)
		if (!numbers || !isnan(svy_variable_score(v, categories[i].code)))
			(*codes)[(*ncategories)++] = categories[i].code;
	if (*ncategories == 0)
		p->reason = "a variable has no declared categories";
	return svy_plan_codes(&p->builder, v, *codes, *ncategories);
}

/* domains by the by variables so far, and by one more */
static void
put_domain(Packing *p, int by)
{
	const SurveySet *set = p->e->by_set[by];
	int32 option = p->e->option[by] + 1;
	int32 *codes = &option;
	int n = 1;
	int variable;
	int32 **domains;

	if (set)
		variable = svy_plan_member(&p->builder, set, p->e->option[by]);
	else
		variable = put_variable(p, p->e->by[by], false, &codes, &n);
	if ((double) p->ndomains * n > MOST_CATEGORIES)
		p->reason = "there are more domains than are counted together";
	if (p->reason)
		return;
	domains = palloc_array(int32 *, p->ndomains * n + 1);
	for (int i = 0; i < p->ndomains * n; i++)
	{
		domains[i] = palloc_array(int32, p->e->nby + 1);
		memcpy(domains[i], p->codes[i / n], sizeof(int32) * by);
		domains[i][by] = codes[i % n];
	}
	p->codes = domains;
	p->ndomains *= n;
	p->domain = by > 0 ? svy_plan_product(&p->builder, p->domain, variable) : variable;
}

/* categories: it is counted by code, not as a number */
static int
measure_number(Packing *p, const SurveyVariable *v, bool categories, Measure *m)
{
	int32 *codes;
	int variable;

	if (!svy_variable_categorical(v))
	{
		m->value = true;
		m->ncategories = 1;
		return svy_plan_number(&p->builder, v);
	}
	variable = put_variable(p, v, !categories, &codes, &m->ncategories);
	m->y = palloc_array(double, m->ncategories + 1);
	for (int i = 0; i < m->ncategories; i++)
		m->y[i] = categories ? codes[i] : svy_variable_score(v, codes[i]);
	return variable;
}

/* two variables of codes: each pair of their numbers is a category */
static int
put_ratio(Packing *p, const SvyTarget *target, Measure *m)
{
	Measure y = {0};
	Measure x = {0};
	int numerator = measure_number(p, target->number, false, &y);
	int denominator = measure_number(p, target->denominator, false, &x);

	if (y.value || x.value)
		p->reason = "a ratio of amounts is not in the pack's cells";
	else if ((double) y.ncategories * x.ncategories > MOST_CATEGORIES)
		p->reason = "a ratio of so many codes is not counted together";
	if (p->reason)
		return 0;
	m->ncategories = y.ncategories * x.ncategories;
	m->y = palloc_array(double, m->ncategories + 1);
	m->x = palloc_array(double, m->ncategories + 1);
	for (int i = 0; i < m->ncategories; i++)
	{
		m->y[i] = y.y[i / x.ncategories];
		m->x[i] = x.y[i % x.ncategories];
	}
	return svy_plan_product(&p->builder, numerator, denominator);
}

/* the row variable of a target */
static int
put_target(Packing *p, const SvyTarget *target, Measure *m)
{
	if (target->set)
	{
		m->option = true;
		m->ncategories = target->set->nmembers;
		return svy_plan_set(&p->builder, target->set, 0);
	}
	if (target->denominator)
		return put_ratio(p, target, m);
	return measure_number(p, target->codes ? target->codes : target->number, target->codes != NULL,
						  m);
}

static void
put_total(Packing *p)
{
	p->total = p->domain = svy_plan_total(&p->builder);
	p->ndomains = 1;
	p->codes = palloc_object(int32 *);
	p->codes[0] = palloc_array(int32, p->e->nby + 1);
}

/* the members of a set come one after another */
static bool
shares_table(const Packing *p, int target)
{
	return target > 0 && p->targets[target].set &&
		   p->targets[target].set == p->targets[target - 1].set && p->targets[target].member > 0;
}

/* everybody by domain, then each target by domain */
static void
make_plan(Packing *p)
{
	p->builder = svy_plan_begin(p->e->survey, p->e->weight);
	p->plan = p->builder.plan;
	p->plan->filter = p->e->filter;
	put_total(p);
	for (int i = 0; i < p->e->nby && !p->reason; i++)
		put_domain(p, i);
	(void) svy_plan_table(&p->builder, p->total, p->domain);
	p->measures = palloc0_array(Measure, p->count + 1);
	for (int i = 0; i < p->count && !p->reason; i++)
		if (shares_table(p, i))
			p->measures[i] = p->measures[i - 1];
		else
		{
			int row = put_target(p, &p->targets[i], &p->measures[i]);

			p->measures[i].table = svy_plan_table(&p->builder, row, p->domain);
		}
	if (!p->reason)
		svy_plan_end(&p->builder);
}

/* bytes of the record of a unit; 0: more cells than a plan may have */
static Size
record_bytes(Packing *p)
{
	double cells = p->ndomains;

	for (int i = 0; i < p->count; i++)
		if (!shares_table(p, i))
			cells += (double) p->ndomains * (p->measures[i].ncategories + p->measures[i].option);
	if (cells > CROSSTAB_MAX_CELLS)
		return 0;
	p->x = &svy_crosstab_make(p->plan->words, p->plan->nwords)->x;
	return pack_record_size(p->x, p->detail) * sizeof(double);
}

static bool
respondents_are_clusters(const SvyDesign *design)
{
	return design->stages[design->nstages - 1].cluster == NULL;
}

/* units in the rows come in parts, of which some are counted at a time */
#define MOST_RECORD (SVY_UNIT_RECORD_BYTES / 64)

/* the pack; or the rows as if they were packed; or else an aggregate over them */
static void
choose(Packing *p, const PackChoice *choice)
{
	Size record = record_bytes(p);
	bool squared = false;

	for (int i = 0; i < p->count; i++)
		squared |= p->measures[i].value && p->element;
	p->reason = choice->reason;
	if (!p->reason && squared)
		p->reason = "amounts without clusters are squared exactly, from the rows";
	/* the cells of all runs of respondents of one unit at once */
	if (!p->reason && (record == 0 || (double) record * (double) choice->runs >=
										  Max(maintenance_work_mem, work_mem) * 1000.0))
		p->reason = "the cells of all clusters need more memory than maintenance_work_mem";
	p->blocks = p->reason && !squared && record > 0 && record <= MOST_RECORD &&
				svy_pack_keeps_units(p->e->design) && svy_crosstab_by_rows(p->plan);
}

static Packing *
open_packing(const SvyEstimates *e, const SvyTarget *targets, int count, PackChoice *choice)
{
	Packing *p = palloc0_object(Packing);

	p->e = e;
	p->targets = targets;
	p->count = count;
	p->element = respondents_are_clusters(e->design);
	p->detail = PACK_UNITS_EXACT | (p->element ? PACK_UNITS_SQUARES : 0);
	if (e->replicates)
		p->reason = "replicate weights are added up from the rows";
	else if (e->calibration)
		p->reason = "the weight was calibrated on variables of every respondent";
	else if (e->listwise)
		p->reason = "variables are taken listwise";
	if (p->reason)
		return p;
	make_plan(p);
	if (p->reason)
		return p;
	*choice = svy_pack_choose_units(p->plan);
	choose(p, choice);
	return p;
}

const char *
svy_estimate_pack_reason(const SvyEstimates *e, const SvyTarget *targets, int count, bool *blocks)
{
	PackChoice choice;
	const Packing *p = open_packing(e, targets, count, &choice);

	*blocks = p->blocks;
	return p->reason;
}

/* ---------------------------------------------------------------- reading --- */

/* a cell of respondents who are alike, in the sums of a unit; see SummaryUnit */
static void
add_cell(const Packing *p, SummaryPart *part, const PackUnitCell *cell, double y, const double *x)
{
	DD *squares = part->sums + (x ? 3 : 2);
	DD wy = dd_mul_double(cell->w, y);

	part->members += (int64) cell->n;
	part->n += (int64) cell->n;
	part->sums[0] = dd_add(part->sums[0], cell->w);
	part->sums[1] = dd_add(part->sums[1], wy);
	if (x)
		part->sums[2] = dd_add(part->sums[2], dd_mul_double(cell->w, *x));
	if (!p->element)
		return;
	squares[0] = dd_add(squares[0], cell->ww);
	squares[1] = dd_add(squares[1], dd_mul_double(cell->ww, y));
	squares[2] = dd_add(squares[2], dd_mul_double(dd_mul_double(cell->ww, y), y));
	if (!x)
		return;
	squares[3] = dd_add(squares[3], dd_mul_double(dd_mul_double(cell->ww, y), *x));
	squares[4] = dd_add(squares[4], dd_mul_double(dd_mul_double(cell->ww, *x), *x));
}

static PackUnitCell
cell_of(const Packing *p, const double *record, int table, int row, int domain)
{
	const CrosstabTable *t = &crosstab_tables(p->x)[table];

	return pack_record_cell(p->detail, record, t->cells + row * t->stride + domain);
}

/* an amount, in a design with clusters */
static void
add_value(const Packing *p, SummaryPart *part, const double *record, const Measure *m, int domain)
{
	PackUnitCell cell = cell_of(p, record, m->table, 0, domain);
	CrosstabMoments sums = pack_record_moments(p->x, p->detail, record,
											   crosstab_tables(p->x)[m->table].moments + domain);

	part->members = (int64) cell.n;
	part->n = (int64) cell.n;
	part->sums[0] = cell.w;
	part->sums[1] = sums.wy;
}

/* an option: 1 for those who chose it, 0 for all others in the base of its set */
static void
add_option(const Packing *p, SummaryPart *part, const double *record, int target, int domain)
{
	const Measure *m = &p->measures[target];
	PackUnitCell base = cell_of(p, record, m->table, m->ncategories, domain);
	PackUnitCell chosen = cell_of(p, record, m->table, p->targets[target].member, domain);

	add_cell(p, part, &base, 0, NULL);
	part->sums[1] = chosen.w;
	if (p->element)
		part->sums[3] = part->sums[4] = chosen.ww;
}

static void
add_part(Packing *p, const SummaryPath *path, int domain, int state, const SummaryPart *part)
{
	Summary **s = &p->states[domain * p->nstates + state];

	if (part->rows > 0)
		*s = svy_summary_add_part(*s, path, p->targets[0].denominator != NULL, part, p->nunits);
}

/* a state for each target */
static void
take_numbers(Packing *p, const SummaryPath *path, const double *record, int domain,
			 const PackUnitCell *all)
{
	for (int i = 0; i < p->count; i++)
	{
		const Measure *m = &p->measures[i];
		SummaryPart part = {.rows = (int64) all->n, .live = (int64) all->n};

		if (m->value)
			add_value(p, &part, record, m, domain);
		if (m->option)
			add_option(p, &part, record, i, domain);
		for (int r = 0; r < m->ncategories && !m->value && !m->option; r++)
		{
			PackUnitCell cell = cell_of(p, record, m->table, r, domain);

			if (cell.n > 0)
				add_cell(p, &part, &cell, m->y[r], m->x ? &m->x[r] : NULL);
		}
		add_part(p, path, domain, i, &part);
	}
}

/* a state for each category, and one for those without any */
static void
add_category_parts(Packing *p, const SummaryPath *path, const double *record, int domain,
				   const PackUnitCell *all)
{
	const Measure *m = &p->measures[0];
	SummaryPart rest = {.rows = (int64) all->n, .live = (int64) all->n};

	for (int r = 0; r < m->ncategories; r++)
	{
		PackUnitCell cell = cell_of(p, record, m->table, r, domain);
		SummaryPart part = {.rows = (int64) cell.n, .live = (int64) cell.n};

		add_cell(p, &part, &cell, 1, NULL);
		add_part(p, path, domain, r, &part);
		rest.rows -= part.rows;
		rest.live -= part.live;
	}
	add_part(p, path, domain, m->ncategories, &rest);
}

static void
add_everybody(Packing *p, const SummaryPath *path, int64 rows, int64 live)
{
	SummaryPart everybody = {.rows = rows, .live = live};

	p->frame = svy_summary_add_part(p->frame, path, false, &everybody, p->nunits);
}

static void
take_domains(Packing *p, const SummaryPath *path, const double *record)
{
	for (int d = 0; d < p->ndomains; d++)
	{
		PackUnitCell all = cell_of(p, record, 0, 0, d);

		if (all.n == 0)
			continue;
		if (p->targets[0].codes)
			add_category_parts(p, path, record, d, &all);
		else
			take_numbers(p, path, record, d, &all);
	}
}

/* units have the numbers that they have in the frame */
static SummaryPath
unit_path(const Packing *p, int unit)
{
	const Summary *s = p->frame;
	SummaryPath path = {.nstages = s->nstages};

	for (int i = 0; i < s->nstages; i++)
		path.fpc[i] = NAN;
	for (int i = 0; i < 2 * s->nstages; i++)
		path.keys[i] = (SummaryKey){s->kinds[i], 0, NULL, 0};
	for (int32 at = unit; at >= 0; at = summary_unit(s, at)->parent)
	{
		const SummaryUnit *u = summary_unit(s, at);

		path.keys[u->level] = summary_key(s, at);
		if (u->level % 2 == 0)
			path.fpc[u->level / 2] = u->fpc;
	}
	return path;
}

static int
take_unit(void *argument, const Datum *values, const bool *nulls)
{
	Packing *p = argument;
	MemoryContext old = MemoryContextSwitchTo(p->context);
	SummaryPath path;

	svy_design_path(p->e->design, values, nulls, &path);
	add_everybody(p, &path, 0, 0);
	MemoryContextSwitchTo(old);
	return p->frame->last[summary_leaf_level(p->frame)];
}

static void
take_record(void *argument, int unit, const double *record)
{
	Packing *p = argument;
	MemoryContext old = MemoryContextSwitchTo(p->context);
	SummaryPath path = unit_path(p, unit);

	take_domains(p, &path, record);
	MemoryContextSwitchTo(old);
}

static void
take_everybody(void *argument, int unit, int64 respondents, int64 live)
{
	Packing *p = argument;
	SummaryPath path = unit_path(p, unit);

	add_everybody(p, &path, respondents, live);
}

static Crosstab *
read_units(Packing *p, const PackChoice *choice)
{
	SvyUnitTaker taker = {take_unit, take_record, take_everybody, p, p->e->design, true};
	Crosstab *sum;

	if (p->blocks)
		return svy_crosstab_unit_rows(p->plan, p->e->survey->answers_sql, p->detail, &taker);
	sum = svy_pack_count_units(p->plan, choice, p->detail, &taker);
	if (choice->rest)
		svy_check(
			crosstab_merge(sum, svy_crosstab_unit_rows(p->plan, choice->rest, p->detail, &taker)),
			"crosstab");
	return sum;
}

/* ----------------------------------------------------------------- states --- */

/* sums over all respondents of a domain that do not follow from those of units */
static void
add_totals(const Packing *p, Summary *s, int domain, int target, int first, int end)
{
	const Measure *m = &p->measures[target];
	const CrosstabTable *t = &crosstab_tables(p->x)[m->table];
	bool codes = p->targets[target].codes != NULL;

	for (int r = first; r < end; r++)
	{
		const CrosstabCell *cell = &crosstab_cells(p->x)[t->cells + r * t->stride + domain];
		DD w = p->plan->weighted ? cell->w : dd_from((double) cell->n);
		DD ww = p->plan->weighted ? cell->ww : w;
		double y = codes || m->value ? 1 : m->y[r];
		double x = m->x ? m->x[r] : 0;

		s->totals[TOTAL_WW] = dd_add(s->totals[TOTAL_WW], ww);
		if (m->value)
			s->totals[TOTAL_WYY] = crosstab_moments(p->x)[t->moments + domain].wyy;
		else
			s->totals[TOTAL_WYY] =
				dd_add(s->totals[TOTAL_WYY], dd_mul_double(dd_mul_double(w, y), y));
		s->totals[TOTAL_WXY] = dd_add(s->totals[TOTAL_WXY], dd_mul_double(dd_mul_double(w, y), x));
		s->totals[TOTAL_WXX] = dd_add(s->totals[TOTAL_WXX], dd_mul_double(dd_mul_double(w, x), x));
	}
}

static void
add_option_totals(const Packing *p, Summary *s, int domain, int target)
{
	const Measure *m = &p->measures[target];
	const CrosstabTable *t = &crosstab_tables(p->x)[m->table];
	const CrosstabCell *cells = crosstab_cells(p->x) + t->cells + domain;
	const CrosstabCell *base = &cells[m->ncategories * t->stride];
	const CrosstabCell *chosen = &cells[p->targets[target].member * t->stride];
	bool weighted = p->plan->weighted;

	s->totals[TOTAL_WW] =
		dd_add(s->totals[TOTAL_WW], weighted ? base->ww : dd_from((double) base->n));
	s->totals[TOTAL_WYY] =
		dd_add(s->totals[TOTAL_WYY], weighted ? chosen->w : dd_from((double) chosen->n));
}

static Summary *
finish_state(const Packing *p, Summary *s, int domain, int state)
{
	if (p->measures[p->targets[0].codes ? 0 : state].option)
		add_option_totals(p, s, domain, state);
	else if (!p->targets[0].codes)
		add_totals(p, s, domain, state, 0, p->measures[state].ncategories);
	else if (state < p->measures[0].ncategories)
		add_totals(p, s, domain, 0, state, state + 1);
	return svy_summary_canonical(s);
}

/* of codes, each category is a slice of its own */
static void
finish_domain(const Packing *p, SvySlices *slices, int domain)
{
	Summary **states = p->states + domain * p->nstates;
	bool codes = p->targets[0].codes != NULL;
	SvySlice slice = {.inside = true, .codes = p->codes[domain]};

	for (int i = 0; i < p->nstates; i++)
		if (states[i])
			states[i] = finish_state(p, states[i], domain, i);
	if (!codes && states[0])
	{
		slice.states = states;
		slices->slices[slices->count++] = slice;
	}
	for (int i = 0; codes && i < p->nstates; i++)
	{
		if (states[i] == NULL)
			continue;
		slice.has_category = i < p->measures[0].ncategories;
		slice.category = slice.has_category ? (int32) p->measures[0].y[i] : 0;
		slice.states = &states[i];
		slices->slices[slices->count++] = slice;
	}
}

static bool
undeclared(const Crosstab *x)
{
	for (int i = 0; i < x->nvariables; i++)
		if (crosstab_undeclared(x)[i].n > 0)
			return true;
	return false;
}

/* states that grow are copied and looked through again; these stay below this size together */
#define STATES_BYTES (32 * 1024 * 1024)

/* clusters, and strata of two of them or more */
static int32
expected_units(const Packing *p, int64 runs)
{
	double units = 1.5 * (double) runs + 64;
	double size = sizeof(SummaryUnit) + 8 * sizeof(DD);

	return units * size * (p->ndomains * p->nstates + 1) < STATES_BYTES ? (int32) units : 0;
}

/* codes that nobody declared are errors of the rows, which name them */
bool
svy_estimate_pack(const SvyEstimates *e, const SvyTarget *targets, int count, SvySlices *slices)
{
	PackChoice choice;
	Packing *p = open_packing(e, targets, count, &choice);

	if (p->reason && !p->blocks)
		return false;
	p->context = CurrentMemoryContext;
	p->nstates = targets[0].codes ? p->measures[0].ncategories + 1 : count;
	p->nunits = p->blocks ? 0 : expected_units(p, choice.runs);
	p->states = palloc0_array(Summary *, p->ndomains * p->nstates + 1);
	p->x = read_units(p, &choice);
	if (undeclared(p->x))
		return false;
	if (crosstab_overflowed(p->x))
		svy_check(SVY_OVERFLOW, "survey summary");
	/* nobody has a weight: no domain has anybody */
	if (p->frame == NULL)
	{
		*slices = (SvySlices){0};
		return true;
	}
	p->frame = svy_summary_canonical(p->frame);
	svy_design_check(e->survey, p->frame);
	*slices = (SvySlices){.slices = palloc0_array(SvySlice, p->ndomains * p->nstates + 1),
						  .frame = p->frame};
	for (int d = 0; d < p->ndomains; d++)
		finish_domain(p, slices, d);
	return true;
}
