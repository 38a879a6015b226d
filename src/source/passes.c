/*
 * passes.c
 *	  A survey's respondents, passed over as often as a statistic asks.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "source/pass_sums.h"
#include "source/sums_scan.h"

/* respondents in a piece of memory, and rows between two looks at interrupts */
#define PIECE 4096

/* a respondent in memory; values, replicate weights and codes follow */
typedef struct Kept
{
	double weight;
	int32 unit;
	bool keep;
} Kept;

/* how the next pass finds respondents: in the sample's frame, in pieces, or by the statement */
typedef struct PassStore
{
	SvyFrame units; /* those of the statement, in the order of their arrival */
	int32 *unit_of; /* of each of them: its number in the design */
	int32 known;	/* how many there were in the first pass */
	bool keeping;	/* all so far are in the pieces */
	bool sums;		/* respondents lie elsewhere, and so far their sums were asked for */
	int64 most;		/* respondents that they may hold */
	Size bytes;		/* of one */
	int npieces;
	char **pieces;
} PassStore;

typedef struct FirstPass
{
	SvyPasses *passes;
	SvyRespondentTaker first;
	void *argument;
} FirstPass;

/* ---- respondents in memory ---- */

static Kept *
kept(const PassStore *store, int64 row)
{
	return (Kept *) (store->pieces[row / PIECE] + row % PIECE * store->bytes);
}

static void
forget_pieces(PassStore *store)
{
	for (int i = 0; i < store->npieces; i++)
		pfree(store->pieces[i]);
	store->npieces = 0;
	store->keeping = false;
}

static void
keep_respondent(PassStore *store, const SvyPasses *passes, const SvyRespondent *r)
{
	int64 row = passes->n;
	Kept *place;
	double *numbers;

	if (row >= store->most)
	{
		forget_pieces(store);
		return;
	}
	if (row / PIECE >= store->npieces)
	{
		store->pieces = store->pieces
							? repalloc_huge(store->pieces, sizeof(char *) * (store->npieces + 1))
							: palloc(sizeof(char *));
		store->pieces[store->npieces++] = palloc(store->bytes * PIECE);
	}
	place = kept(store, row);
	*place = (Kept){r->weight, r->unit, r->keep};
	numbers = (double *) (place + 1);
	memcpy(numbers, r->values, sizeof(double) * passes->request->nvalues);
	numbers += passes->request->nvalues;
	if (passes->nreplicates > 0)
		memcpy(numbers, r->replicates, sizeof(double) * passes->nreplicates);
	memcpy(numbers + passes->nreplicates, r->codes, sizeof(int32) * passes->request->ncodes);
}

static void
each_kept(const SvyPasses *passes, SvyRespondentTaker take, void *argument)
{
	const PassStore *store = passes->store;
	SvyRespondent r = {0};

	for (int64 row = 0; row < passes->n; row++)
	{
		Kept *at = kept(store, row);

		if (row % PIECE == 0)
			CHECK_FOR_INTERRUPTS();
		r.row = row;
		r.weight = at->weight;
		r.keep = at->keep;
		r.unit = store->unit_of[at->unit];
		r.values = (double *) (at + 1);
		r.replicates = r.values + passes->request->nvalues;
		r.codes = (int32 *) (r.replicates + passes->nreplicates);
		take(&r, argument);
	}
}

/* ---- respondents of a frame, in its order ---- */

static void
each_of_frame(const SvyPasses *passes, SvyRespondentTaker take, void *argument)
{
	const SvyFrame *frame = passes->sample->frame;
	const SvyFrameRequest *request = passes->request;
	const DesignStage *last = &frame->design.stages[frame->design.nstages - 1];
	bool elements = summary_is_element(frame->units);
	SvyRespondent r = {.values = palloc_array(double, request->nvalues + 1),
					   .codes = palloc_array(int32, request->ncodes + 1)};

	for (int64 row = 0; row < frame->n; row++)
	{
		if (row % PIECE == 0)
			CHECK_FOR_INTERRUPTS();
		r.row = row;
		r.weight = frame->weight[row];
		r.keep = frame->keep[row];
		r.unit = elements ? last->cluster_stratum[row] : frame->row_cluster[row];
		for (int i = 0; i < request->nvalues; i++)
			r.values[i] = frame->values[i][row];
		for (int i = 0; i < request->ncodes; i++)
			r.codes[i] = frame->codes[i][row];
		r.replicates = frame->nreplicates > 0 ? frame->replicates + row * frame->nreplicates : NULL;
		take(&r, argument);
	}
	pfree(r.values);
	pfree(r.codes);
}

/*
 * ---- respondents of the statement ----
 *
 * Not a cursor that is rewound: such a plan has no parallel workers, and one that
 * cannot run backwards keeps its rows on disk.  The snapshot is that of the statement
 * that called, so each pass sees the same rows; a unit that was not there before can
 * only come of a function in the filter that is not as stable as it says.
 */

typedef struct NextPass
{
	const SvyPasses *passes;
	SvyRespondentTaker take;
	void *argument;
} NextPass;

static void
refuse_new_unit(const SvyPasses *passes)
{
	ereport(ERROR, (errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
					errmsg("the answers of survey \"%s\" changed while they were read",
						   passes->sample->survey->name)));
}

static void
take_again(const SvyRespondent *respondent, void *argument)
{
	const NextPass *next = argument;
	const PassStore *store = next->passes->store;
	SvyRespondent r = *respondent;

	if (r.unit >= store->known)
		refuse_new_unit(next->passes);
	r.unit = store->unit_of[r.unit];
	next->take(&r, next->argument);
}

bool
svy_passes_in_memory(const SvyPasses *passes)
{
	return passes->sample->frame || passes->store->keeping;
}

void
svy_passes_each(const SvyPasses *passes, SvyRespondentTaker take, void *argument)
{
	NextPass next = {passes, take, argument};

	if (passes->sample->frame)
		each_of_frame(passes, take, argument);
	else if (passes->store->keeping)
		each_kept(passes, take, argument);
	else
		svy_respondents_scan(passes->request, &passes->store->units, take_again, &next);
}

/* ---- the first pass ---- */

static void
take_first(const SvyRespondent *r, void *argument)
{
	FirstPass *pass = argument;
	SvyPasses *passes = pass->passes;

	if (passes->store->keeping)
		keep_respondent(passes->store, passes, r);
	passes->n++;
	pass->first(r, pass->argument);
}

/* the design, with a row for each unit of the last level; number: of each of these among all */
static SvyFrame *
design_of_units(Summary *units, int32 *number, double **counts)
{
	SvyFrame *design = palloc0_object(SvyFrame);
	int32 *leaf = palloc_extended(sizeof(int32) * (units->nunits + 1), MCXT_ALLOC_HUGE);

	*counts = palloc_extended(sizeof(double) * (units->nunits + 1), MCXT_ALLOC_HUGE);
	design->units = units;
	for (int32 i = 0; i < units->nunits; i++)
	{
		const SummaryUnit *unit = summary_unit(units, i);

		number[i] = -1;
		if (unit->level != summary_leaf_level(units))
			continue;
		leaf[design->n] = i;
		(*counts)[design->n] = (double) unit->rows;
		number[i] = (int32) design->n++;
	}
	svy_frame_set_design(design, leaf, *counts);
	pfree(leaf);
	return design;
}

static void
number_store(PassStore *store, const int32 *position, const int32 *number)
{
	store->known = store->units.units->nunits;
	store->unit_of = palloc_extended(sizeof(int32) * (store->known + 1), MCXT_ALLOC_HUGE);
	for (int32 i = 0; i < store->known; i++)
		store->unit_of[i] = number[position[i]];
}

/* after the first pass: the design of the units that it found */
static void
make_design(SvyPasses *passes)
{
	PassStore *store = passes->store;
	int32 *position;
	int32 *number;
	Summary *units;

	if (passes->n == 0)
		return;
	units = svy_frame_ordered_units(store->units.units, &position);
	number = palloc_extended(sizeof(int32) * (units->nunits + 1), MCXT_ALLOC_HUGE);
	passes->design = design_of_units(units, number, &passes->counts);
	number_store(store, position, number);
	pfree(position);
	pfree(number);
}

static void
read_store(SvyPasses *passes, SvyRespondentTaker first, void *argument)
{
	PassStore *store = palloc0_object(PassStore);
	FirstPass pass = {passes, first, argument};
	const SvyFrameRequest *request = passes->request;

	passes->store = store;
	store->bytes =
		MAXALIGN(sizeof(Kept) + sizeof(double) * (request->nvalues + passes->nreplicates) +
				 sizeof(int32) * request->ncodes);
	store->most = (Size) Max(maintenance_work_mem, work_mem) * 1024 / store->bytes;
	store->keeping = store->bytes <= MaxAllocSize / PIECE;
	svy_respondents_scan(request, &store->units, take_first, &pass);
	make_design(passes);
}

static void
read_frame(SvyPasses *passes, SvySample *sample, SvyRespondentTaker first, void *argument)
{
	Summary *units;
	int32 *number;

	sample->frame = svy_frame_read(passes->request);
	passes->n = sample->frame->n;
	if (passes->n == 0)
		return;
	units = sample->frame->units;
	number = palloc_extended(sizeof(int32) * (units->nunits + 1), MCXT_ALLOC_HUGE);
	passes->design = design_of_units(units, number, &passes->counts);
	pfree(number);
	svy_passes_each(passes, first, argument);
}

static SvyPasses *
make_passes(SvySample *sample, SvyFrameRequest *request)
{
	SvyPasses *passes = palloc0_object(SvyPasses);

	passes->sample = sample;
	passes->request = request;
	passes->nreplicates = svy_respondents_replicates(request);
	passes->negative = request->design->negative;
	return passes;
}

SvyPasses *
svy_passes_start(SvySample *sample, SvyFrameRequest *request, bool ordered,
				 SvyRespondentTaker first, void *argument)
{
	SvyPasses *passes = make_passes(sample, request);

	if (ordered)
		read_frame(passes, sample, first, argument);
	else
		read_store(passes, first, argument);
	if (passes->n == 0)
		return passes;
	svy_design_check(sample->survey, passes->design->units);
	if (sample->replicates)
	{
		passes->df = svy_replicates_df(sample->survey, sample->replicates);
		passes->df_given = sample->replicates->df_given;
	}
	return passes;
}

SvyPasses *
svy_passes_open(const Survey *survey, const SvySampleOptions *options, SvyFrameRequest *request,
				bool ordered, SvyRespondentTaker first, void *argument)
{
	return svy_passes_start(svy_sample_open(survey, options, request), request, ordered, first,
							argument);
}

/* ---- passes whose sums are made elsewhere ---- */

typedef struct SumsPassed
{
	SvyPasses *passes;
	const PassStore *store;
	SvySumsTaker take;
	void *argument;
} SumsPassed;

static void
take_first_sums(const SvyAddends *sums, int32 unit, void *argument)
{
	const SumsPassed *pass = argument;
	int64 n = (int64) dd_value(sums->sums[0]);

	/* its place was taken by one */
	summary_unit(pass->store->units.units, unit)->rows += n - 1;
	pass->passes->n += n;
	pass->take(sums, unit, pass->argument);
}

SvyPasses *
svy_passes_start_sums(SvySample *sample, SvyFrameRequest *request, const SvySumsPass *pass,
					  SvySumsTaker take, void *argument)
{
	SvyPasses *passes = make_passes(sample, request);
	PassStore *store = palloc0_object(PassStore);
	SumsPassed first = {passes, store, take, argument};

	passes->store = store;
	store->sums = true;
	svy_sums_scan(request, pass, &store->units, take_first_sums, &first);
	make_design(passes);
	if (passes->n > 0)
		svy_design_check(sample->survey, passes->design->units);
	return passes;
}

static void
take_sums_again(const SvyAddends *sums, int32 unit, void *argument)
{
	const SumsPassed *pass = argument;

	if (unit >= pass->store->known)
		refuse_new_unit(pass->passes);
	pass->take(sums, unit < 0 ? unit : pass->store->unit_of[unit], pass->argument);
}

void
svy_passes_sums(const SvyPasses *passes, const SvySumsPass *pass, SvySumsTaker take, void *argument)
{
	SumsPassed next = {(SvyPasses *) passes, passes->store, take, argument};

	svy_sums_scan(passes->request, pass, &passes->store->units, take_sums_again, &next);
}

bool
svy_passes_are_sums(const SvyPasses *passes)
{
	return passes->store && passes->store->sums;
}
