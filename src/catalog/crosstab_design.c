/*
 * crosstab_design.c
 *	  Cross tables under the survey's design.
 *
 * The influence value of a respondent depends on his cell alone, so that the
 * cells of each cluster give its totals, in one pass over the answers and for
 * all lines of a banner.  Where every respondent is a cluster, the sums of w^2 by
 * stratum give the sums of products, and no respondent is looked at again.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "executor/tuptable.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "nodes/params.h"
#include "tcop/dest.h"
#include "utils/memutils.h"

#include "catalog/crosstab_design.h"
#include "catalog/pg_type.h"
#include "kernel/interval.h"
#include "pg/crosstab.h"
#include "pg/svy.h"

/* numbers rows where the last stage of several has no cluster label */
#define ELEMENT "svy_element"

/* --------------------------------------------------------------- counting --- */

typedef struct Reader
{
	CrosstabUnits *units;
	const SvyDesign *design;
	MemoryContext context;
	int32 *leaf;
	double *counts;
	int capacity;
	Size used;
	Size allowed;
} Reader;

bool
svy_crosstab_has_design(const Survey *survey, const char *weight)
{
	if (weight && pg_strcasecmp(weight, "none") == 0)
		return false;
	return weight || survey->weight || svy_design_replicates(survey) ||
		   (survey->design && survey->design->nstrata + survey->design->nclusters > 0);
}

/* the design with the weight of the plan; *source: what to select from */
static SvyDesign *
open_design(const CrosstabPlan *plan, char **source)
{
	SvyDesign *design = svy_design_open(plan->survey, NULL, "a");
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

/* stratum, cluster, fpc by stage; rows, rows of the domain, their cells */
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
	appendStringInfo(&sql, "SELECT %s, pg_catalog.count(*)", columns.data + 2);
	if (plan->filter)
		appendStringInfo(&sql, ", pg_catalog.count(*) FILTER (WHERE %s), %s, %s) FILTER (WHERE %s)",
						 plan->filter, plan->aggregate, design->weight, plan->filter);
	else
		appendStringInfo(&sql, ", pg_catalog.count(*), %s, %s)", plan->aggregate, design->weight);
	initStringInfo(&places);
	for (int i = 1; i <= ncolumns; i++)
		appendStringInfo(&places, "%s%d", i > 1 ? ", " : "", i);
	if (units->calibration)
	{
		appendStringInfo(&sql, ", pg_catalog.sum(%1$s), pg_catalog.sum((%1$s) * (%1$s))",
						 design->weight);
		(void) svy_calibration_group(units->calibration, &sql, &places, ncolumns + 5);
	}
	/* in one order by any plan, so that sums have the same digits */
	appendStringInfo(&sql, " FROM %s AS a WHERE (%s) IS NOT NULL GROUP BY %s ORDER BY %s", source,
					 design->weight, places.data, places.data);
	return sql.data;
}

static void
check_memory(const Reader *reader)
{
	if (reader->used <= reader->allowed)
		return;
	ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					errmsg("the cells of all clusters of survey \"%s\" do not fit into memory",
						   reader->units->plan->survey->name),
					errdetail("There is room for %zu kB, which %d clusters have filled.",
							  reader->allowed / 1024, reader->units->nunits),
					errhint("Raise maintenance_work_mem, ask for fewer rows and columns, or choose "
							"a test that leaves the design aside: tests => 'spss'.")));
}

static void
make_room(Reader *reader)
{
	CrosstabUnits *units = reader->units;

	if (units->nunits < reader->capacity)
		return;
	reader->capacity *= 2;
	units->runs = repalloc_huge(units->runs, sizeof(CrosstabRun) * reader->capacity);
	units->members = repalloc_huge(units->members, sizeof(int64) * reader->capacity);
	reader->leaf = repalloc_huge(reader->leaf, sizeof(int32) * reader->capacity);
	reader->counts = repalloc_huge(reader->counts, sizeof(double) * reader->capacity);
}

/* what the calibration needs of a unit, of all its respondents */
static void
take_sums(Reader *reader, const Datum *values, const bool *nulls)
{
	CrosstabUnits *units = reader->units;
	Size size = sizeof(double) * reader->capacity;

	units->w = units->w ? repalloc_huge(units->w, size) : palloc(size);
	units->ww = units->ww ? repalloc_huge(units->ww, size) : palloc(size);
	units->w[units->nunits] = DatumGetFloat8(values[0]);
	units->ww[units->nunits] = DatumGetFloat8(values[1]);
	svy_calibration_take(units->calibration, units->frame, units->nunits, reader->capacity,
						 values + 2, nulls + 2);
}

static void
take_unit(Reader *reader, const Datum *values, const bool *nulls)
{
	CrosstabUnits *units = reader->units;
	int next = 3 * reader->design->nstages;
	MemoryContext old = MemoryContextSwitchTo(reader->context);
	CrosstabRun *run;
	SummaryPath path;

	make_room(reader);
	svy_design_path(reader->design, values, nulls, &path);
	reader->leaf[units->nunits] = svy_frame_place(units->frame, &path, 1);
	reader->counts[units->nunits] = DatumGetInt64(values[next]);
	units->members[units->nunits] = DatumGetInt64(values[next + 1]);
	units->n += units->members[units->nunits];
	if (units->calibration)
		take_sums(reader, values + next + 3, nulls + next + 3);
	run = &units->runs[units->nunits++];
	*run = (CrosstabRun){.plan = units->plan};
	if (units->members[units->nunits - 1] > 0 && !nulls[next + 2])
	{
		SvyCrosstab *state = (SvyCrosstab *) PG_DETOAST_DATUM_COPY(values[next + 2]);

		run->x = &state->x;
		svy_crosstab_check(units->plan, run->x);
		svy_crosstab_add_bases(run);
		/* the bases are about as large as a table's column */
		reader->used += 2 * VARSIZE(state);
	}
	reader->used += sizeof(CrosstabRun) + 64;
	check_memory(reader);
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
	take_unit(((UnitReceiver *) self)->reader, slot->tts_values, slot->tts_isnull);
	return true;
}

/* not by a cursor, which has no parallel plans */
static void
read_units(Reader *reader, const char *query)
{
	UnitReceiver receiver = {
		{receive_unit, receiver_startup, receiver_nothing, receiver_nothing, DestNone}, reader};
	ParamListInfo words = makeParamList(1);
	SPIExecuteOptions options = {
		.params = words, .read_only = true, .dest = (DestReceiver *) &receiver};

	words->params[0].value = svy_crosstab_words(reader->units->plan);
	words->params[0].isnull = false;
	words->params[0].pflags = PARAM_FLAG_CONST;
	words->params[0].ptype = INT4ARRAYOID;
	if (SPI_execute_extended(query, &options) < 0)
		elog(ERROR, "crosstab query failed");
}

/* without strata and clusters all respondents are one unit, which is counted as a whole */
static bool
is_one_unit(const CrosstabUnits *units)
{
	const SurveyDesign *design = units->plan->survey->design;

	return units->plan->weight && !units->calibration &&
		   !(design && design->nstrata + design->nclusters + design->nfpc > 0);
}

static void
read_one_unit(Reader *reader)
{
	const CrosstabPlan *plan = reader->units->plan;
	const Crosstab *x = svy_crosstab_run(plan);
	int64 n = plan->filter ? svy_crosstab_respondents(plan) : x->respondents;
	const char *state = (const char *) x - offsetof(SvyCrosstab, x);
	Datum values[] = {
		0, 0, 0, Int64GetDatum(n), Int64GetDatum(x->respondents), PointerGetDatum(state)};
	bool nulls[] = {true, true, true, false, false, false};

	if (n > 0)
		take_unit(reader, values, nulls);
}

/* clusters less strata that have respondents of the domain */
static double
domain_df(const CrosstabUnits *units)
{
	bool *member = palloc_array(bool, units->nunits);
	bool *counted;
	double df = 0;

	for (int i = 0; i < units->nunits; i++)
		member[i] = units->members[i] > 0;
	if (!units->elements)
		return svy_frame_domain_df(units->frame, member);
	counted = palloc0_array(bool, units->frame->design.stages[0].nstrata);
	for (int i = 0; i < units->nunits; i++)
	{
		int32 stratum = units->frame->design.stages[0].cluster_stratum[i];

		df += (double) units->members[i] - (member[i] && !counted[stratum]);
		counted[stratum] |= member[i];
	}
	return df;
}

static const Crosstab *
sum_of_units(const CrosstabUnits *units)
{
	Crosstab *sum = &svy_crosstab_make(units->plan->words, units->plan->nwords)->x;

	for (int i = 0; i < units->nunits; i++)
		if (units->runs[i].x)
			svy_check(crosstab_merge(sum, units->runs[i].x), "crosstab");
	svy_crosstab_check(units->plan, sum);
	return sum;
}

CrosstabUnits *
svy_crosstab_units(const CrosstabPlan *plan, const char *lonely, const Crosstab **x)
{
	CrosstabUnits *units = palloc0(sizeof(CrosstabUnits));
	Reader reader = {.units = units, .context = CurrentMemoryContext};
	char *source;

	units->plan = plan;
	units->replicates = plan->weighted ? svy_design_replicates(plan->survey) : NULL;
	if (units->replicates)
	{
		svy_crosstab_replicates(units, x);
		return units;
	}
	reader.design = open_design(plan, &source);
	reader.allowed = (Size) Max(maintenance_work_mem, work_mem) * 1024;
	units->rule = (DesignRule){svy_design_lonely(plan->survey, lonely), false};
	units->elements = reader.design->stages[reader.design->nstages - 1].cluster == NULL;
	units->frame = palloc0(sizeof(SvyFrame));
	units->variance = "linearised";
	reader.capacity = 64;
	units->runs = palloc_array(CrosstabRun, reader.capacity);
	units->members = palloc_array(int64, reader.capacity);
	reader.leaf = palloc_array(int32, reader.capacity);
	reader.counts = palloc_array(double, reader.capacity);
	if (plan->weight)
		units->calibration = svy_calibration_open(plan->survey, plan->weight_name);
	/* then the whole household counts, which these units do not know */
	if (units->calibration && !svy_calibration_by_respondent(units->calibration))
		units->calibration = NULL;
	if (is_one_unit(units))
		read_one_unit(&reader);
	else
		read_units(&reader, units_query(units, reader.design, source));
	*x = sum_of_units(units);
	if (units->nunits == 0)
		return units;
	units->frame->n = units->nunits;
	units->frame->weight = palloc_array(double, units->nunits);
	for (int i = 0; i < units->nunits; i++)
		units->frame->weight[i] = 1;
	svy_frame_set_design(units->frame, reader.leaf, reader.counts);
	svy_design_check_nest(plan->survey, units->frame->units);
	units->df = domain_df(units);
	return units;
}

/* ------------------------------------------------------------- covariance --- */

static void
element_covariance(const CrosstabUnits *units, int p, const double *totals, const double *products,
				   double *covariance)
{
	const SvyFrame *frame = units->frame;
	const DesignStage *stage = &frame->design.stages[0];
	int32 *members = palloc0_array(int32, stage->nstrata);
	double *by_stratum = palloc0_array(double, (Size) stage->nstrata *p);
	double *squares =
		palloc_extended(sizeof(double) * stage->nstrata * p * p, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	int32 stratum;
	SvyStatus status;

	/* a stratum may have several units; after calibration all its respondents count */
	for (int i = 0; i < units->nunits; i++)
	{
		int32 h = stage->cluster_stratum[i];
		int64 count =
			units->calibration ? (int64) stage->sampled[h] : units->members[i] + members[h];

		members[h] = (int32) Min(count, PG_INT32_MAX);
		for (int j = 0; j < p; j++)
			by_stratum[(Size) h * p + j] += totals[(Size) i * p + j];
		for (Size j = 0; j < (Size) p * p; j++)
			squares[(Size) h * p * p + j] += products[(Size) i * p * p + j];
	}
	status = design_element_variance(stage, units->rule, p, members, by_stratum, squares,
									 palloc_array(DesignTerm, stage->nstrata),
									 palloc_array(double, p), covariance, &stratum);
	if (status == SVY_LONELY)
	{
		SummaryProblem problem = {FAULT_LONELY, 0, frame->stratum_unit[0][stratum]};

		svy_summary_check(status, &problem, frame->units);
	}
	svy_check(status, "variance");
}

/*
 * Respondents of a unit are alike to the calibration, so that each loses the
 * same share d of his weight: z - w d, and the products follow.
 */
static void
calibrate(const CrosstabUnits *units, int p, double *totals, double *products,
		  const double *crosses)
{
	Size size = sizeof(double) * units->nunits * p;
	double *before = palloc_extended(size + 1, MCXT_ALLOC_HUGE);

	memcpy(before, totals, size);
	svy_calibration_project(units->calibration, units->frame, p, totals);
	for (int i = 0; i < units->nunits; i++)
	{
		const double *s = crosses ? crosses + (Size) i * p : NULL;
		double *d = before + (Size) i * p;
		double *square = units->elements ? products + (Size) i * p * p : NULL;

		for (int j = 0; j < p; j++)
			d[j] = units->w[i] > 0 ? (d[j] - totals[(Size) i * p + j]) / units->w[i] : 0;
		for (int j = 0; square && s && j < p; j++)
			for (int k = 0; k < p; k++)
				square[j * p + k] += d[j] * d[k] * units->ww[i] - d[j] * s[k] - d[k] * s[j];
	}
	pfree(before);
}

void
svy_units_covariance(const CrosstabUnits *units, int p, double *totals, double *products,
					 const double *crosses, double *covariance)
{
	int32 nclusters;
	double *by_cluster;
	bool *member;

	if (units->calibration)
		calibrate(units, p, totals, products, crosses);
	if (units->elements)
	{
		element_covariance(units, p, totals, products, covariance);
		return;
	}
	nclusters = svy_frame_clusters(units->frame);
	by_cluster =
		palloc_extended(sizeof(double) * nclusters * p + 1, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	member = palloc0_array(bool, nclusters);
	for (int i = 0; i < units->nunits; i++)
	{
		int32 cluster = units->frame->row_cluster[i];

		member[cluster] |= units->calibration || units->members[i] > 0;
		for (int j = 0; j < p; j++)
			by_cluster[(Size) cluster * p + j] += totals[(Size) i * p + j];
	}
	svy_frame_covariance(units->frame, units->rule, p, by_cluster, member, covariance);
	pfree(by_cluster);
}

/* ------------------------------------------------------------------ lines --- */

/* weighted sums over a cell of a unit: of 1, y, y^2, by w and by w^2 */
typedef struct Sums
{
	double w;
	double wy;
	double ww;
	double wwy;
	double wwyy;
} Sums;

static Sums
unit_sums(const CrosstabRun *unit, const CrosstabLine *line, int table, int column)
{
	CrosstabCell base = svy_line_base(unit, line, table, column);
	CrosstabMoments m = svy_line_moments(unit, line, table, column);

	return (Sums){dd_value(base.w), dd_value(m.wy), dd_value(base.ww), dd_value(m.wwy),
				  dd_value(m.wwyy)};
}

static Sums
subtract(Sums all, Sums part)
{
	return (Sums){all.w - part.w, all.wy - part.wy, all.ww - part.ww, all.wwy - part.wwy,
				  all.wwyy - part.wwyy};
}

/* sum of w (y - m) over W */
static double
deviation(Sums s, double m, double weight)
{
	return weight > 0 ? (s.wy - m * s.w) / weight : 0;
}

/* sum of w^2 (y - m) over W */
static double
cross(Sums s, double m, double weight)
{
	return weight > 0 ? (s.wwy - m * s.ww) / weight : 0;
}

/* sum of w^2 (y - a)(y - b) over the product of weights */
static double
product(Sums s, double a, double b, double weights)
{
	return weights > 0 ? (s.wwyy - (a + b) * s.wwy + a * b * s.ww) / weights : 0;
}

/* one line in one column variable: estimates, and those of the rest */
typedef struct Line
{
	const CrosstabLine *line;
	int table;
	int pairs; /* table of overlaps, or -1 */
	int n;
	const ColumnCell *cells;
	double *mean; /* share or mean of each column */
	double *rest; /* of everybody else */
	double *rest_weight;
} Line;

static double
cell_mean(const CrosstabLine *line, const ColumnCell *cell)
{
	if (svy_line_is_mean(line))
		return cell->mean;
	return cell->w > 0 ? cell->r / cell->w : NAN;
}

/* statistics: the columns, then each column against the rest */
static void
add_unit(const Line *l, const CrosstabRun *unit, double *totals, double *products, double *crosses)
{
	int n = l->n;
	int p = 2 * n;
	Sums all = unit_sums(unit, l->line, l->table, CROSSTAB_BASE);

	for (int a = 0; a < n; a++)
	{
		double weight = l->cells[a].w;
		Sums part = unit_sums(unit, l->line, l->table, a);
		Sums rest = subtract(all, part);
		double difference;

		totals[a] = deviation(part, l->mean[a], weight);
		difference = totals[a] - deviation(rest, l->rest[a], l->rest_weight[a]);
		totals[n + a] = difference;
		if (products == NULL || crosses == NULL)
			continue;
		crosses[a] = cross(part, l->mean[a], weight);
		crosses[n + a] = crosses[a] - cross(rest, l->rest[a], l->rest_weight[a]);
		products[a * p + a] = product(part, l->mean[a], l->mean[a], weight * weight);
		products[(n + a) * p + n + a] =
			products[a * p + a] +
			product(rest, l->rest[a], l->rest[a], l->rest_weight[a] * l->rest_weight[a]);
		for (int b = a + 1; l->pairs >= 0 && b < n; b++)
		{
			Sums both = unit_sums(unit, l->line, l->pairs, crosstab_pair(a, b, n));

			products[a * p + b] = products[b * p + a] =
				product(both, l->mean[a], l->mean[b], weight * l->cells[b].w);
		}
	}
}

static CrosstabLineDesign *
line_result(const Line *l, const CrosstabUnits *units, const double *covariance)
{
	CrosstabLineDesign *result = palloc(sizeof(CrosstabLineDesign));
	int n = l->n;

	result->df = units->df;
	result->covariance = palloc_array(double, (Size) n *n + 1);
	result->rest = palloc_array(double, n + 1);
	result->rest_variance = palloc_array(double, n + 1);
	for (int a = 0; a < n; a++)
	{
		for (int b = 0; b < n; b++)
			result->covariance[a * n + b] = covariance[a * 2 * n + b];
		result->rest[a] = l->mean[a] - l->rest[a];
		result->rest_variance[a] = covariance[(n + a) * 2 * n + n + a];
	}
	return result;
}

/* share or mean of each column, and of everybody else */
static void
line_means(Line *l, const ColumnCell *cells, const ColumnCell *total)
{
	double all = cell_mean(l->line, total);

	l->cells = cells;
	l->mean = palloc_array(double, l->n + 1);
	l->rest = palloc_array(double, l->n + 1);
	l->rest_weight = palloc_array(double, l->n + 1);
	for (int a = 0; a < l->n; a++)
	{
		l->mean[a] = cell_mean(l->line, &cells[a]);
		/* all of the weight may add up in another order than its parts */
		l->rest_weight[a] = total->w - cells[a].w;
		if (l->rest_weight[a] < 1e-12 * total->w)
			l->rest_weight[a] = 0;
		l->rest[a] = cells[a].w > 0 && l->rest_weight[a] > 0
						 ? (total->w * all - cells[a].w * l->mean[a]) / l->rest_weight[a]
						 : all;
	}
}

static void
linearised_line(const Line *l, const CrosstabUnits *units, double *covariance)
{
	Size p = 2 * l->n;
	double *totals =
		palloc_extended(sizeof(double) * units->nunits * p + 1, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	double *products = NULL;
	double *crosses = NULL;

	if (units->elements)
	{
		crosses = palloc_extended(sizeof(double) * units->nunits * p + 1,
								  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
		products = palloc_extended(sizeof(double) * units->nunits * p * p + 1,
								   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	}
	for (int i = 0; i < units->nunits; i++)
		if (units->runs[i].x)
			add_unit(l, &units->runs[i], totals + i * p, products ? products + i * p * p : NULL,
					 crosses ? crosses + i * p : NULL);
	svy_units_covariance(units, p, totals, products, crosses, covariance);
}

/* columns without anybody have no estimate in any replicate: 0 keeps the others' replicates */
static void
put_theta(const Line *l, const Line *full, double *theta)
{
	for (int a = 0; a < l->n; a++)
	{
		bool empty = !(full->cells[a].w > 0);

		theta[a] = empty ? 0 : l->mean[a];
		theta[l->n + a] = empty ? 0 : l->mean[a] - l->rest[a];
	}
}

static void
replicated_line(const Line *l, const CrosstabUnits *units, double *covariance)
{
	Size p = 2 * l->n;
	double *theta = palloc_extended(sizeof(double) * (units->nunits + 1) * p, MCXT_ALLOC_HUGE);
	ColumnCell *cells = palloc_array(ColumnCell, l->n + 1);

	put_theta(l, l, theta + units->nunits * p);
	for (int i = 0; i < units->nunits; i++)
	{
		Line replicate = *l;
		ColumnCell total = svy_line_column(&units->runs[i], l->line, l->table, CROSSTAB_BASE);

		for (int a = 0; a < l->n; a++)
			cells[a] = svy_line_column(&units->runs[i], l->line, l->table, a);
		line_means(&replicate, cells, &total);
		put_theta(&replicate, l, theta + i * p);
	}
	svy_units_replicates(units, p, theta, theta + units->nunits * p, covariance);
}

CrosstabLineDesign *
svy_line_design(const CrosstabRun *run, const CrosstabLine *line, int column,
				const ColumnCell *cells, const ColumnCell *total)
{
	const CrosstabUnits *units = run->units;
	int at = line->row * run->plan->ncolumns + column;
	int n = run->plan->columns[column].ncategories;
	double *covariance = palloc_array(double, 4 * (Size) n * n + 1);
	Line l = {
		.line = line, .table = run->plan->tables[at], .pairs = run->plan->pair_tables[at], .n = n};

	line_means(&l, cells, total);
	if (!(units->df > 0))
		for (Size i = 0; i < 4 * (Size) n * n; i++)
			covariance[i] = NAN;
	else if (units->replicates)
		replicated_line(&l, units, covariance);
	else
		linearised_line(&l, units, covariance);
	return line_result(&l, units, covariance);
}

static void
share_interval(CrosstabEstimate *e, const ColumnCell *cell, double error, double df, double level)
{
	double effective = columntest_effective(cell->w, cell->w2);
	IntervalInput input = {.p = fmin(1, cell->r / cell->w),
						   .std_error = error,
						   .n = effective,
						   .n_base = effective,
						   .df = df,
						   .level = level};
	ProportionInterval interval;

	e->low = e->high = NAN;
	if (df > 0 && interval_proportion_t(INTERVAL_WILSON, &input, svy_crosstab_t(level, df),
										&interval) == SVY_OK)
	{
		e->low = 100 * interval.low;
		e->high = 100 * interval.high;
	}
}

void
svy_line_design_estimate(const CrosstabLine *line, const ColumnCell *cell, double variance,
						 double df, double level, CrosstabEstimate *e)
{
	/* one respondent says nothing about the spread of a number */
	double error = svy_line_is_mean(line) && cell->n < 2 ? NAN : variance < 0 ? 0 : sqrt(variance);

	if (isnan(e->estimate) || line->kind == CROSSTAB_LINE_SD)
		return;
	if (line->kind == CROSSTAB_LINE_SE)
		e->estimate = error;
	else if (svy_line_is_mean(line))
	{
		double half = df > 0 ? svy_crosstab_t(level, df) * error : NAN;

		e->std_error = error;
		e->low = e->estimate - half;
		e->high = e->estimate + half;
	}
	else
	{
		e->std_error = 100 * error;
		share_interval(e, cell, error, df, level);
	}
}
