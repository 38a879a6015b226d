/*
 * crosstab_association_away.c
 *	  Tests of multiple-response sets whose respondents lie elsewhere.
 *
 * What is called for each respondent who is read is called over there, of a test that
 * was made from bytes: its margins and, for influence values, its tables.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "utils/memutils.h"

#include "crosstab/crosstab_association_set.h"
#include "kernel/base/weight.h"
#include "pg/svy.h"

typedef enum SetPass
{
	SET_FIRST, /* the design: number of respondents by unit */
	SET_CELLS, /* sums of the tables */
	SET_KEPT,  /* who passes the filter, by unit */
	SET_INFLUENCE,
	SET_PRODUCTS
} SetPass;

/* sums of SET_CELLS before those of the cells */
enum
{
	CELLS_KEPT,
	CELLS_N,
	CELLS_W,
	CELLS_WW,
	CELLS_SUMS
};

typedef struct SetAway
{
	SetPass pass;
	SvySumsRow row;
	SetTest test;
	RangeInfluence of;
	int p;
	double *z;
} SetAway;

#define SET_WIRE_VERSION 1

static void
put_margin(const Margin *margin, WireWriter *wire)
{
	int count = margin->set ? 0 : margin->axis->ncategories;

	wire_put_u8(wire, margin->set != NULL);
	wire_put_i32(wire, margin->ncodes);
	wire_put_i32(wire, count);
	for (int i = 0; i < count; i++)
		wire_put_i32(wire, margin->axis->codes[i]);
}

static void
put_table(const SetTest *test, const OptionTable *t, WireWriter *wire)
{
	int columns = t->table.columns;

	wire_put_i32(wire, t->option);
	wire_put_i32(wire, t->other);
	wire_put_i32(wire, columns);
	for (int c = 0; c < svy_set_categories(&test->other); c++)
		wire_put_i32(wire, t->column[c]);
	for (int i = 0; i < 2 * columns * (columns - 1); i++)
		wire_put_double(wire, t->influence[i]);
}

/* of: the tables whose influence values are asked for, or NULL */
static void
put_set_test(const SetTest *test, const SvyFrameRequest *request, SetPass pass,
			 const RangeInfluence *of, WireWriter *wire)
{
	int count = 0;

	wire_put_u8(wire, SET_WIRE_VERSION);
	wire_put_u8(wire, pass);
	svy_sums_row_put(request, wire);
	put_margin(&test->options, wire);
	put_margin(&test->other, wire);
	for (int i = 0; of && i < of->n; i++)
		count += of->ranges[i].end - of->ranges[i].first;
	wire_put_i32(wire, count);
	for (int i = 0; of && i < of->n; i++)
		for (int k = of->ranges[i].first; k < of->ranges[i].end; k++)
			put_table(test, &test->tables[k], wire);
}

static SvySumsPass
set_pass(const SetTest *test, const SvyFrameRequest *request, SetPass pass,
		 const RangeInfluence *of, int nsums)
{
	WireWriter wire = {NULL, 0};
	bytea *known;

	put_set_test(test, request, pass, of, &wire);
	known = palloc(VARHDRSZ + wire.size);
	SET_VARSIZE(known, VARHDRSZ + wire.size);
	wire = (WireWriter){(uint8 *) VARDATA(known), 0};
	put_set_test(test, request, pass, of, &wire);
	return (SvySumsPass){"mlops_survey.set_addends", known, nsums, 0, pass != SET_CELLS};
}

/* of a table, the option chosen or not; then, by category, who gave the option an answer */
static int64
cells_of_table(const SetTest *test)
{
	return 3 * (int64) svy_set_categories(&test->other);
}

static int64
cells_of_test(const SetTest *test)
{
	return (int64) test->options.ncodes * test->other.ncodes * cells_of_table(test);
}

/* each respondent fills so many; they fit into a value of PostgreSQL */
static bool
has_too_many_cells(const SetTest *test)
{
	return cells_of_test(test) > (int64) (MaxAllocSize / sizeof(DD)) - CELLS_SUMS - 1;
}

/* ---- over there ---- */

static bool
get_margin(Margin *margin, WireReader *wire)
{
	CrosstabAxis *axis = palloc0_object(CrosstabAxis);
	bool set = wire_get_u8(wire);

	margin->set = set ? palloc0_object(SurveySet) : NULL;
	margin->axis = axis;
	margin->ncodes = wire_get_i32(wire);
	axis->ncategories = wire_get_i32(wire);
	if (margin->ncodes < 1 || margin->ncodes > MaxTupleAttributeNumber ||
		(!set && margin->ncodes != 1) || axis->ncategories < 0 ||
		(Size) axis->ncategories > wire_left(wire) / sizeof(int32))
		return false;
	axis->codes = palloc_array(int32, axis->ncategories + 1);
	for (int i = 0; i < axis->ncategories; i++)
		axis->codes[i] = wire_get_i32(wire);
	margin->category = palloc_array(int, margin->ncodes + 1);
	margin->asked = palloc_array(bool, margin->ncodes + 1);
	return true;
}

static bool
get_table(const SetTest *test, OptionTable *t, WireReader *wire)
{
	int categories = svy_set_categories(&test->other);
	Size columns;

	t->option = wire_get_i32(wire);
	t->other = wire_get_i32(wire);
	t->table.columns = wire_get_i32(wire);
	if (t->option < 0 || t->option >= test->options.ncodes || t->other < 0 ||
		t->other >= test->other.ncodes || t->table.columns < 2 || t->table.columns > categories)
		return false;
	columns = t->table.columns;
	if (wire_left(wire) / sizeof(double) < 2 * columns * (columns - 1))
		return false;
	t->column = palloc_array(int, categories);
	for (int c = 0; c < categories; c++)
	{
		t->column[c] = wire_get_i32(wire);
		if (t->column[c] < -1 || t->column[c] >= t->table.columns)
			return false;
	}
	t->influence = palloc_array(double, 2 * columns * (columns - 1));
	for (Size i = 0; i < 2 * columns * (columns - 1); i++)
		t->influence[i] = wire_get_double(wire);
	return true;
}

static bool
get_set_test(SetAway *away, WireReader *wire)
{
	SetTest *test = &away->test;

	if (wire_get_u8(wire) != SET_WIRE_VERSION)
		return false;
	away->pass = wire_get_u8(wire);
	if ((int) away->pass > SET_PRODUCTS || !svy_sums_row_get(&away->row, wire) ||
		!get_margin(&test->options, wire) || !get_margin(&test->other, wire) ||
		!test->options.set || test->options.ncodes + test->other.ncodes != away->row.ncodes ||
		has_too_many_cells(test))
		return false;
	test->ntables = wire_get_i32(wire);
	/* of each three numbers at least */
	if (test->ntables < 0 || (Size) test->ntables > wire_left(wire) / 12)
		return false;
	test->tables = palloc0_array(OptionTable, test->ntables + 1);
	for (int k = 0; k < test->ntables; k++)
	{
		if (!get_table(test, &test->tables[k], wire))
			return false;
		away->p += test->tables[k].table.columns - 1;
	}
	away->of = (RangeInfluence){test, 1, {{0, test->ntables}}};
	return wire_done(wire) && away->p <= RAOSCOTT_MAX_CELLS;
}

static void *
read_set_test(const bytea *known)
{
	SetAway *away = palloc0_object(SetAway);
	WireReader wire = wire_reader(VARDATA_ANY(known), VARSIZE_ANY_EXHDR(known));

	if (!get_set_test(away, &wire))
		ereport(ERROR, (errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
						errmsg("these bytes are no test of a set"),
						errhint("They are made by survey_test, in the same version on every "
								"server.")));
	away->z = palloc_array(double, away->p + 1);
	return away;
}

static SvyAddends
cell_addends(const SetAway *away)
{
	const SetTest *test = &away->test;
	const SvyRespondent *r = &away->row.respondent;
	int categories = svy_set_categories(&test->other);
	SvyAddends a = svy_addends_make((int) (CELLS_SUMS + cells_of_test(test)), 0);
	DD *cells = a.sums + CELLS_SUMS;

	a.sums[CELLS_KEPT] = dd_from(1);
	if (!svy_set_place(test, r) || !weight_counts(r->weight))
		return a;
	a.sums[CELLS_N] = dd_from(1);
	a.sums[CELLS_W] = dd_from(r->weight);
	a.sums[CELLS_WW] = dd_two_prod(r->weight, r->weight);
	for (int i = 0; i < test->options.ncodes; i++)
		for (int j = 0; j < test->other.ncodes; j++, cells += cells_of_table(test))
		{
			cells[test->options.category[i] * categories + test->other.category[j]] =
				dd_from(r->weight);
			cells[2 * categories + test->other.category[j]] = dd_from(test->options.asked[i]);
		}
	return a;
}

static bool
addends_of_set(const SetAway *away, SvyAddends *a)
{
	const SvyRespondent *r = &away->row.respondent;
	bool products = away->pass == SET_PRODUCTS;

	if (away->pass == SET_FIRST || away->pass == SET_KEPT)
	{
		*a = svy_addends_make(1, 0);
		a->sums[0] = dd_from(away->pass == SET_FIRST || (r->keep && weight_counts(r->weight)));
		return true;
	}
	if (away->pass == SET_CELLS)
	{
		if (r->keep)
			*a = cell_addends(away);
		return r->keep;
	}
	if (!svy_set_influence(r, away->z, (void *) &away->of))
		return false;
	*a = svy_addends_make(svy_influence_addends(away->p, products), 0);
	svy_influence_put(r, away->p, products, away->z, a->sums);
	return true;
}

PG_FUNCTION_INFO_V1(svy_set_addends);

/* (test, weight, in the domain, numbers, codes) */
Datum
svy_set_addends(PG_FUNCTION_ARGS)
{
	SetAway *away;
	SvyAddends a;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	away = svy_sums_known(fcinfo, read_set_test);
	if (!svy_sums_respondent(fcinfo, &away->row) || !addends_of_set(away, &a))
		PG_RETURN_NULL();
	PG_RETURN_ARRAYTYPE_P(a.array);
}

/* ---- here ---- */

static void
take_nothing(const SvyAddends *a, int32 unit, void *argument)
{
}

static void
take_cells(const SvyAddends *a, int32 unit, void *argument)
{
	SetTest *test = argument;
	int categories = svy_set_categories(&test->other);
	int tables = test->options.ncodes * test->other.ncodes;
	const DD *cells = a->sums + CELLS_SUMS;

	test->nkept += (int64) dd_value(a->sums[CELLS_KEPT]);
	test->base.n += (int64) dd_value(a->sums[CELLS_N]);
	test->base.w = dd_add(test->base.w, a->sums[CELLS_W]);
	test->base.ww = dd_add(test->base.ww, a->sums[CELLS_WW]);
	for (int i = 0; i < tables; i++, cells += cells_of_table(test))
	{
		OptionSums *sums = &test->sums[i];

		sums->n = test->base.n;
		for (int k = 0; k < 2 * categories; k++)
			sums->w[k] = dd_add(sums->w[k], cells[k]);
		for (int c = 0; c < categories; c++)
			sums->asked[c] += (int64) dd_value(cells[2 * categories + c]);
	}
}

static void
take_kept(const SvyAddends *a, int32 unit, void *argument)
{
	int32 *kept = &((SetTest *) argument)->kept[unit];

	*kept = (int32) Min(*kept + dd_value(a->sums[0]), PG_INT32_MAX);
}

static void
take_set_influence(const SvyAddends *a, int32 unit, void *argument)
{
	svy_influence_take(argument, a->sums, unit);
}

void
svy_set_read_elsewhere(SetTest *test, SvySample *sample, SvyFrameRequest *request)
{
	SvySumsPass pass = set_pass(test, request, SET_FIRST, NULL, 1);

	if (has_too_many_cells(test))
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("the options of the sets have too many tables")));
	test->passes = svy_passes_start_sums(sample, request, &pass, take_nothing, test);
	pass = set_pass(test, request, SET_CELLS, NULL, (int) (CELLS_SUMS + cells_of_test(test)));
	if (test->passes->n > 0)
		svy_passes_sums(test->passes, &pass, take_cells, test);
}

void
svy_set_count_kept_elsewhere(SetTest *test)
{
	SvySumsPass pass = set_pass(test, test->passes->request, SET_KEPT, NULL, 1);

	svy_passes_sums(test->passes, &pass, take_kept, test);
}

void
svy_set_covariance_elsewhere(const SetTest *test, int p, const RangeInfluence *of,
							 double *covariance)
{
	SvyInfluenceSums sums = svy_influence_sums(test->passes, p);
	bool products = sums.products != NULL;
	SvySumsPass pass =
		set_pass(test, test->passes->request, products ? SET_PRODUCTS : SET_INFLUENCE, of,
				 svy_influence_addends(p, products));

	svy_passes_sums(test->passes, &pass, take_set_influence, &sums);
	svy_influence_sums_covariance(test->passes, &sums, covariance);
	pfree(pass.known);
}
