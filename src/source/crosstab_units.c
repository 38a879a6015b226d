/*
 * crosstab_units.c
 *	  Counting cross tables for each unit of the survey's design, from the pack
 *	  or from the rows.
 *
 * Units are clusters, or strata where every respondent is a cluster.  What a
 * unit's cells add up to is a record (kernel/pack/pack.h), one after another: some
 * thousands of units with some thousands of cells each are what memory holds.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "executor/tuptable.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "nodes/params.h"
#include "tcop/dest.h"
#include "utils/memutils.h"

#include "catalog/pg_type.h"
#include "source/answers.h"
#include "source/crosstab_units.h"
#include "pg/crosstab.h"
#include "pg/pack.h"
#include "pg/svy.h"

/* numbers rows where the last stage of several has no cluster label */
#define ELEMENT "svy_element"

typedef struct Reader
{
	CrosstabUnits *units;
	const SvyDesign *design;
	MemoryContext context;
	Crosstab *sum; /* of all units */
	int32 *leaf;   /* of each unit: its place in the design */
	double *counts;
	int capacity;
	Size allowed;
	int32 *unit_of; /* by place in the design, -1: none; for units that come in parts */
	int32 nplaces;
} Reader;

bool
svy_crosstab_has_design(const Survey *survey, const char *weight)
{
	const SurveyDesign *d = survey->design;
	bool weighted = weight ? pg_strcasecmp(weight, "none") != 0 : survey->weight != NULL;

	return weighted || svy_design_replicates(survey, weight) ||
		   (d && d->nstrata + d->nclusters + d->nfpc > 0);
}

/* the design with the weight of the plan; *source: what to select from */
static SvyDesign *
open_design(const CrosstabPlan *plan, char **source)
{
	SvyDesign *design =
		svy_design_open(plan->survey, plan->weight ? plan->weight_name : "none", "a");
	SvyStage *last = &design->stages[design->nstages - 1];

	design->weight = plan->weight ? plan->weight : "1.0::pg_catalog.float8";
	*source = plan->survey->answers_sql;
	if (design->nstages > 1 && last->cluster == NULL)
	{
		last->cluster = "a." ELEMENT;
		last->cluster_text = false;
		*source = psprintf("(SELECT *, pg_catalog.row_number() OVER () AS " ELEMENT " FROM %s)",
						   plan->survey->answers_sql);
	}
	return design;
}

/* stratum, cluster, fpc by stage; rows, rows of the domain that count, their cells */
static char *
units_query(const CrosstabUnits *units, const SvyDesign *design, const char *source)
{
	const CrosstabPlan *plan = units->plan;
	StringInfoData sql;
	StringInfoData columns;
	StringInfoData places; /* 1, 2, ... */
	int ncolumns;

	initStringInfo(&columns);
	ncolumns = svy_design_columns(design, &columns);
	initStringInfo(&sql);
	appendStringInfo(&sql,
					 "SELECT %s, pg_catalog.count(*), pg_catalog.count(*) FILTER (WHERE (%s) <> "
					 "0.0::pg_catalog.float8)",
					 columns.data + 2, design->weight);
	appendStringInfo(
		&sql,
		", pg_catalog.count(*) FILTER (WHERE (%s) <> 0.0::pg_catalog.float8 AND (%s)), %s, %s)",
		design->weight, plan->filter ? plan->filter : "true", plan->aggregate, design->weight);
	if (plan->filter)
		appendStringInfo(&sql, " FILTER (WHERE %s)", plan->filter);
	initStringInfo(&places);
	for (int i = 1; i <= ncolumns; i++)
		appendStringInfo(&places, "%s%d", i > 1 ? ", " : "", i);
	if (units->calibration)
	{
		appendStringInfo(&sql, ", pg_catalog.sum(%1$s), pg_catalog.sum((%1$s) * (%1$s))",
						 design->weight);
		(void) svy_calibration_group(units->calibration, &sql, &places, ncolumns + 6);
	}
	/* in one order by any plan, so that sums have the same digits */
	appendStringInfo(&sql, " FROM %s AS a WHERE (%s) IS NOT NULL GROUP BY %s ORDER BY %s", source,
					 design->weight, places.data, places.data);
	return sql.data;
}

static void
check_memory(const Reader *reader)
{
	const CrosstabUnits *units = reader->units;
	Size each = units->record * sizeof(double) + 64;

	if (each * units->nunits <= reader->allowed)
		return;
	ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					errmsg("the cells of all clusters of survey \"%s\" do not fit into memory",
						   units->plan->survey->name),
					errdetail("There is room for %zu kB, which %d clusters have filled.",
							  reader->allowed / 1024, units->nunits),
					errhint("Raise maintenance_work_mem, ask for fewer rows and columns, or choose "
							"a test that leaves the design aside: tests => 'spss'.")));
}

static void
reserve(Reader *reader, int64 capacity)
{
	CrosstabUnits *units = reader->units;
	int64 most = reader->allowed / (units->record * sizeof(double) + 64) + 64;

	if (capacity <= reader->capacity)
		return;
	/* one more than memory allows, for the error that says so */
	reader->capacity = (int) Min(Max(Min(capacity, most), reader->capacity + 1), PG_INT32_MAX / 2);
	units->records =
		repalloc_huge(units->records, sizeof(double) * units->record * reader->capacity);
	units->members = repalloc_huge(units->members, sizeof(int64) * reader->capacity);
	units->live = repalloc_huge(units->live, sizeof(int64) * reader->capacity);
	reader->leaf = repalloc_huge(reader->leaf, sizeof(int32) * reader->capacity);
	reader->counts = repalloc_huge(reader->counts, sizeof(double) * reader->capacity);
}

/* what the calibration needs of a unit, of all its respondents */
static void
take_sums(Reader *reader, int unit, const Datum *values, const bool *nulls)
{
	CrosstabUnits *units = reader->units;
	Size size = sizeof(double) * reader->capacity;

	units->w = units->w ? repalloc_huge(units->w, size) : palloc(size);
	units->ww = units->ww ? repalloc_huge(units->ww, size) : palloc(size);
	units->w[unit] = DatumGetFloat8(values[0]);
	units->ww[unit] = DatumGetFloat8(values[1]);
	svy_calibration_take(units->calibration, units->frame, unit, reader->capacity, values + 2,
						 nulls + 2);
}

static double *
record_of(const CrosstabUnits *units, int unit)
{
	return units->records + unit * units->record;
}

/* a new unit, whose record is yet to be written */
static int
add_unit(Reader *reader, int32 leaf)
{
	CrosstabUnits *units = reader->units;
	int unit = units->nunits;

	if (unit == reader->capacity)
		reserve(reader, 2 * (int64) reader->capacity);
	reader->leaf[unit] = leaf;
	reader->counts[unit] = 0;
	units->members[unit] = 0;
	units->live[unit] = 0;
	units->nunits++;
	check_memory(reader);
	return unit;
}

static int32
place_of(const Reader *reader, const Datum *values, const bool *nulls)
{
	SummaryPath path;

	svy_design_path(reader->design, values, nulls, &path);
	return svy_frame_place(reader->units->frame, &path, 1);
}

/* what the statement by units gives after the columns of the design */
enum
{
	UNIT_ROWS,
	UNIT_LIVE,
	UNIT_MEMBERS,
	UNIT_CELLS,
	UNIT_SUMS /* for the calibration */
};

/* a row of the statement by units: each is one of its own */
static void
take_unit_row(Reader *reader, const Datum *values, const bool *nulls)
{
	CrosstabUnits *units = reader->units;
	const Datum *unit_values = values + DESIGN_COLUMNS * reader->design->nstages;
	const bool *unit_nulls = nulls + DESIGN_COLUMNS * reader->design->nstages;
	MemoryContext old = MemoryContextSwitchTo(reader->context);
	int unit = add_unit(reader, place_of(reader, values, nulls));

	reader->counts[unit] = (double) DatumGetInt64(unit_values[UNIT_ROWS]);
	units->live[unit] = DatumGetInt64(unit_values[UNIT_LIVE]);
	units->members[unit] = DatumGetInt64(unit_values[UNIT_MEMBERS]);
	units->n += units->members[unit];
	if (units->calibration)
		take_sums(reader, unit, unit_values + UNIT_SUMS, unit_nulls + UNIT_SUMS);
	if (units->members[unit] > 0 && !unit_nulls[UNIT_CELLS])
	{
		SvyCrosstab *state = DatumGetSvyCrosstab(unit_values[UNIT_CELLS]);

		svy_crosstab_check(units->plan, &state->x);
		memset(record_of(units, unit), 0, sizeof(double) * units->record);
		pack_record_add(&state->x, units->detail, record_of(units, unit));
		svy_check(crosstab_merge(reader->sum, &state->x), "crosstab");
		if (PointerGetDatum(state) != unit_values[UNIT_CELLS])
			pfree(state);
	}
	MemoryContextSwitchTo(old);
}

/* takes units as they come, so that memory is checked on the way */
typedef struct UnitReceiver
{
	DestReceiver base;
	Reader *reader;
} UnitReceiver;

static void
receiver_nothing(DestReceiver *self)
{
}

static void
receiver_startup(DestReceiver *self, int operation, TupleDesc columns)
{
}

static bool
receive_unit(TupleTableSlot *slot, DestReceiver *self)
{
	CHECK_FOR_INTERRUPTS();
	slot_getallattrs(slot);
	take_unit_row(((UnitReceiver *) self)->reader, slot->tts_values, slot->tts_isnull);
	return true;
}

/* not by a cursor, which has no parallel plans */
static void
read_units(Reader *reader, const char *query)
{
	UnitReceiver receiver = {
		{receive_unit, receiver_startup, receiver_nothing, receiver_nothing, DestNone}, reader};
	Datum words = svy_crosstab_words(reader->units->plan);
	SPIExecuteOptions options = {.params =
									 svy_answers_parameters(1, (const Oid[]){INT4ARRAYOID}, &words),
								 .read_only = true,
								 .dest = (DestReceiver *) &receiver};

	if (svy_answers_execute(svy_weight_of_plan(reader->units->plan), query, &options) < 0)
		elog(ERROR, "crosstab query failed");
}

/* without strata and clusters all respondents are one unit, which is counted as a whole */
static bool
is_one_unit(const CrosstabPlan *plan)
{
	const SurveyDesign *design = plan->survey->design;

	return plan->weight && !(design && design->nstrata + design->nclusters + design->nfpc > 0);
}

static void
read_one_unit(Reader *reader)
{
	const CrosstabPlan *plan = reader->units->plan;
	const Crosstab *x = svy_crosstab_run(plan);
	int64 live = x->respondents;
	int64 n = plan->filter ? svy_crosstab_respondents(plan, &live) : x->respondents + x->zeros;
	const char *state = (const char *) x - offsetof(SvyCrosstab, x);
	Datum values[] = {0,
					  0,
					  0,
					  Int64GetDatum(n),
					  Int64GetDatum(live),
					  Int64GetDatum(x->respondents),
					  PointerGetDatum(state)};
	bool nulls[] = {true, true, true, false, false, false, false};

	if (n > 0)
		take_unit_row(reader, values, nulls);
}

/*
 * In parts
 */

/* the unit at a place in the design: clusters that segments share come in parts */
static int
unit_at(Reader *reader, int32 leaf)
{
	while (leaf >= reader->nplaces)
	{
		int32 more = Max(2 * reader->nplaces, 64);

		reader->unit_of = reader->unit_of ? repalloc_huge(reader->unit_of, sizeof(int32) * more)
										  : palloc(sizeof(int32) * more);
		memset(reader->unit_of + reader->nplaces, -1, sizeof(int32) * (more - reader->nplaces));
		reader->nplaces = more;
	}
	if (reader->unit_of[leaf] < 0)
		reader->unit_of[leaf] = add_unit(reader, leaf);
	return reader->unit_of[leaf];
}

static int
take_unit_record(void *argument, const Datum *values, const bool *nulls)
{
	Reader *reader = argument;
	MemoryContext old = MemoryContextSwitchTo(reader->context);
	int unit = unit_at(reader, place_of(reader, values, nulls));

	MemoryContextSwitchTo(old);
	return unit;
}

/* the cells of some respondents; before any of them is a member there are none */
static void
take_record(void *argument, int unit, const double *record)
{
	Reader *reader = argument;
	CrosstabUnits *units = reader->units;
	int64 members = (int64) pack_record_members(record);

	if (units->members[unit] == 0)
		memcpy(record_of(units, unit), record, sizeof(double) * units->record);
	else
		pack_record_merge(reader->sum, units->detail, record_of(units, unit), record);
	units->members[unit] += members;
	units->n += members;
}

static void
take_everybody(void *argument, int unit, int64 respondents, int64 live)
{
	Reader *reader = argument;

	reader->counts[unit] += (double) respondents;
	reader->units->live[unit] += live;
}

/* from the pack, or many rows that few processes read: sorted by unit, they are counted as it is */
static void
read_parts(Reader *reader, const PackChoice *choice, const char *source)
{
	const CrosstabUnits *units = reader->units;
	SvyUnitTaker taker = {take_unit_record, take_record,	take_everybody,
						  reader,			reader->design, false};

	if (choice->reason == NULL)
	{
		reserve(reader, choice->runs);
		reader->sum = svy_pack_count_units(units->plan, choice, units->detail, &taker);
		if (choice->rest)
			svy_check(crosstab_merge(reader->sum, svy_crosstab_unit_rows(units->plan, choice->rest,
																		 units->detail, &taker)),
					  "crosstab");
	}
	else
		reader->sum = svy_crosstab_unit_rows(units->plan, source, units->detail, &taker);
}

/* of units without members */
static void
clear_empty(const CrosstabUnits *units)
{
	for (int i = 0; i < units->nunits; i++)
		if (units->members[i] == 0)
			memset(record_of(units, i), 0, sizeof(double) * units->record);
}

/*
 * Both
 */

/* clusters less strata that have some of the respondents who are counted by unit */
static double
df_of(const CrosstabUnits *units, const int64 *respondents)
{
	bool *member = palloc_array(bool, units->nunits);
	bool *counted;
	double df = 0;

	for (int i = 0; i < units->nunits; i++)
		member[i] = respondents[i] > 0;
	if (!units->elements)
		return svy_frame_domain_df(units->frame, member);
	counted = palloc0_array(bool, units->frame->design.stages[0].nstrata);
	for (int i = 0; i < units->nunits; i++)
	{
		int32 stratum = units->frame->design.stages[0].cluster_stratum[i];

		df += (double) respondents[i] - (member[i] && !counted[stratum]);
		counted[stratum] |= member[i];
	}
	return df;
}

/* in_parts: units come in the order of rows, which their sums must not depend on */
static void
open_reader(Reader *reader, CrosstabUnits *units, bool in_parts)
{
	reader->allowed = (Size) Max(maintenance_work_mem, work_mem) * 1024;
	reader->capacity = 64;
	reader->sum = &svy_crosstab_make(units->plan->words, units->plan->nwords)->x;
	/*
	 * Parts of units are added up exactly; strata go through many segments.  Numbers are
	 * moved to their origin while nothing is lost of their sums.
	 */
	units->detail =
		(units->elements || units->calibration ? PACK_UNITS_SQUARES : 0) |
		(units->elements || in_parts || reader->sum->nmoments > 0 ? PACK_UNITS_EXACT : 0);
	units->record = pack_record_size(reader->sum, units->detail);
	units->records =
		palloc_extended(sizeof(double) * units->record * reader->capacity, MCXT_ALLOC_HUGE);
	units->members = palloc_array(int64, reader->capacity);
	units->live = palloc_array(int64, reader->capacity);
	reader->leaf = palloc_array(int32, reader->capacity);
	reader->counts = palloc_array(double, reader->capacity);
}

/* about the mean of the numbers of each table */
static double *
find_origins(const CrosstabUnits *units, const Crosstab *x)
{
	double *origins = palloc0_array(double, x->ntables + 1);
	bool weighted = x->flags & CROSSTAB_WEIGHTED;

	for (int i = 0; i < x->ntables; i++)
	{
		const CrosstabTable *t = &crosstab_tables(x)[i];
		DD w = {0, 0};
		DD wy = {0, 0};

		for (int c = 0; t->moments >= 0 && c < t->stride; c++)
		{
			const CrosstabCell *cell = &crosstab_cells(x)[t->cells + c];

			w = dd_add(w, weighted ? cell->w : dd_from((double) cell->n));
			wy = dd_add(wy, crosstab_moments(x)[t->moments + c].wy);
		}
		if (w.hi != 0 && isfinite(wy.hi / w.hi))
			origins[i] = wy.hi / w.hi;
	}
	return origins;
}

static void
round_records(CrosstabUnits *units, const Crosstab *x)
{
	int32 rounded = units->detail & ~PACK_UNITS_EXACT;
	Size record = pack_record_size(x, rounded);
	double *records;

	if (rounded == units->detail)
		return;
	units->origins = find_origins(units, x);
	records = palloc_extended(sizeof(double) * record * units->nunits + 1,
							  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (int i = 0; i < units->nunits; i++)
		pack_record_round(x, units->detail, record_of(units, i), units->origins,
						  records + i * record);
	pfree(units->records);
	units->records = records;
	units->record = record;
	units->detail = rounded;
}

static int
compare_places(const void *a, const void *b, void *leaf)
{
	int32 left = ((const int32 *) leaf)[*(const int32 *) a];
	int32 right = ((const int32 *) leaf)[*(const int32 *) b];

	return (left > right) - (left < right);
}

/* an array by unit in another order */
static void
reorder(void *array, Size size, const int32 *order, int n)
{
	char *copy = palloc_extended(size * n + 1, MCXT_ALLOC_HUGE);

	memcpy(copy, array, size * n);
	for (int i = 0; i < n; i++)
		memcpy((char *) array + i * size, copy + order[i] * size, size);
	pfree(copy);
}

/* in the order of their keys, so that sums over units have the same digits by any plan */
static void
sort_units(CrosstabUnits *units, Reader *reader)
{
	const Summary *arrived = units->frame->units;
	int32 *work = palloc_extended(2 * sizeof(int32) * (arrived->nunits + 1), MCXT_ALLOC_HUGE);
	Summary *sorted = MemoryContextAllocExtended(
		CurrentMemoryContext, summary_canonical_size(arrived), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	int32 *order = palloc_array(int32, units->nunits + 1);
	bool moved = false;

	summary_canonical(sorted, arrived, work);
	for (int i = 0; i < units->nunits; i++)
	{
		reader->leaf[i] = work[arrived->nunits + reader->leaf[i]];
		order[i] = i;
	}
	units->frame->units = sorted;
	qsort_arg(order, units->nunits, sizeof(int32), compare_places, reader->leaf);
	for (int i = 0; i < units->nunits && !moved; i++)
		moved = order[i] != i;
	if (!moved)
		return;
	reorder(reader->leaf, sizeof(int32), order, units->nunits);
	reorder(reader->counts, sizeof(double), order, units->nunits);
	reorder(units->members, sizeof(int64), order, units->nunits);
	reorder(units->live, sizeof(int64), order, units->nunits);
	reorder(units->records, sizeof(double) * units->record, order, units->nunits);
}

static void
set_design(CrosstabUnits *units, Reader *reader)
{
	if (units->nunits == 0)
		return;
	/* the calibration has taken units as they came, which was in order */
	if (!units->calibration)
		sort_units(units, reader);
	units->frame->n = units->nunits;
	units->frame->weight = palloc_array(double, units->nunits);
	for (int i = 0; i < units->nunits; i++)
		units->frame->weight[i] = 1;
	svy_frame_set_design(units->frame, reader->leaf, reader->counts);
	svy_design_check_nest(units->plan->survey, units->frame->units);
	units->df = df_of(units, units->members);
	units->whole_df = df_of(units, units->live);
}

/* how the weight was made, where its variances need that; else NULL */
static SvyCalibration *
open_calibration(const CrosstabPlan *plan)
{
	SvyCalibration *calibration = NULL;

	if (plan->weight)
		calibration = svy_calibration_open(plan->survey, plan->weight_name);
	/* then the whole household counts, which these units do not know */
	if (calibration && !svy_calibration_by_respondent(calibration))
		calibration = NULL;
	return calibration;
}

PackChoice
svy_crosstab_units_source(const CrosstabPlan *plan)
{
	if (svy_design_replicates(plan->survey, plan->weight_name))
		return (PackChoice){.reason = "replicate weights are counted from the rows"};
	if (open_calibration(plan))
		return (PackChoice){.reason =
								"the weight was calibrated, on variables of every respondent"};
	return is_one_unit(plan) ? svy_pack_choose(plan) : svy_pack_choose_units(plan);
}

/* replicate weights of a survey without a weight: that is 1, as R's svrepdesign has it */
static const CrosstabPlan *
everybody_weighs_one(const CrosstabPlan *plan)
{
	CrosstabPlan *weighted = palloc_object(CrosstabPlan);

	*weighted = *plan;
	weighted->weighted = true;
	weighted->weight = "1.0::pg_catalog.float8";
	weighted->words = palloc_array(int32, plan->nwords);
	memcpy(weighted->words, plan->words, sizeof(int32) * plan->nwords);
	weighted->words[CROSSTAB_WORD_FLAGS] |= CROSSTAB_WEIGHTED;
	return weighted;
}

CrosstabUnits *
svy_crosstab_units(const CrosstabPlan *plan, const char *lonely, const Crosstab **x)
{
	CrosstabUnits *units = palloc0(sizeof(CrosstabUnits));
	Reader reader = {.units = units, .context = CurrentMemoryContext};
	PackChoice choice = {.reason = NULL};
	char *source;
	bool one;
	bool by_rows;

	units->plan = plan;
	units->context = CurrentMemoryContext;
	units->replicates = svy_design_replicates(plan->survey, plan->weight_name);
	if (units->replicates)
	{
		if (!plan->weighted)
			units->plan = everybody_weighs_one(plan);
		svy_crosstab_replicates(units, x);
		return units;
	}
	reader.design = open_design(plan, &source);
	units->rule = (DesignRule){svy_design_lonely(plan->survey, lonely), false};
	units->elements = reader.design->stages[reader.design->nstages - 1].cluster == NULL;
	units->frame = palloc0(sizeof(SvyFrame));
	units->variance = "linearised";
	units->calibration = open_calibration(plan);
	one = is_one_unit(plan) && !units->calibration;
	if (!one)
		choice = svy_crosstab_units_source(plan);
	by_rows = choice.reason && !units->calibration && svy_crosstab_by_rows(plan);
	open_reader(&reader, units, by_rows || choice.rest);
	if (one)
		read_one_unit(&reader);
	else if (choice.reason == NULL || by_rows)
		read_parts(&reader, &choice, source);
	else
		read_units(&reader, units_query(units, reader.design, source));
	svy_crosstab_check(plan, reader.sum);
	*x = units->x = reader.sum;
	clear_empty(units);
	round_records(units, reader.sum);
	set_design(units, &reader);
	return units;
}
