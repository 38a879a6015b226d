/*
 * pack.h
 *	  Counting packed answers, for those who have them in memory, and what the
 *	  aggregate crosstab_unit_cells gives: the cells of units, segment by segment.
 */
#ifndef PG_PACK_H
#define PG_PACK_H

#include "postgres.h"

#include "kernel/pack/pack.h"
#include "pg/compat.h"
#include "pg/crosstab.h"

/* the error that says that a pack is not one */
extern void pg_attribute_noreturn() svy_pack_invalid(void);

/* sets where the bytes of some columns are, read into the current context: slices tell where in data */
extern void svy_pack_fetch(Datum data, int ncolumns, PackColumn *columns, const PackSlice *slices);

/* pack_count in working memory that is kept for the next time; errors out on bad weights */
extern void svy_pack_count(Crosstab *x, const PackQuery *q, const PackColumn *columns, int32 n);

/* pack_count_units in the same memory */
extern void svy_pack_count_runs(Crosstab *x, const PackQuery *q, const PackColumn *columns, int32 n,
								const PackUnits *units);

/* a segment as it is stored */
typedef struct SvySegment
{
	int32 respondents;
	Datum directory;
	Datum data;
	Datum units;
} SvySegment;

/* room for the records of a segment, kept for the next */
typedef struct SvyRecords
{
	MemoryContext context;
	double *space;
	Size size;
} SvyRecords;

/* counts a segment by unit; what it gives lives in the room and in the current context */
extern PackUnits svy_pack_count_segment(Crosstab *x, const PackQuery *q, int32 detail,
										const SvySegment *segment, SvyRecords *records);

/* a bytea: chunks one after another; more memory than is used follows while it grows */
typedef struct SvyUnitCells
{
	int32 vl_len_;
	int32 unused;
	int64 used; /* bytes of chunks */
} SvyUnitCells;

/*
 * A segment: the cells of all its respondents, the records of its runs (see
 * kernel/pack/pack.h), and the runs as the segment has them.
 */
typedef struct SvyUnitChunk
{
	int64 size; /* with this head */
	int32 segment;
	int32 nruns;
	int32 respondents; /* with or without a weight */
	int32 cells_size;
	int64 records_size;
	int64 runs_size;
} SvyUnitChunk;

/* the state, detoasted, as chunks can be read from it */
extern SvyUnitCells *svy_unit_cells(Datum datum);

static inline const SvyCrosstab *
svy_unit_chunk_cells(const SvyUnitChunk *chunk)
{
	return (const SvyCrosstab *) (chunk + 1);
}

static inline const double *
svy_unit_chunk_records(const SvyUnitChunk *chunk)
{
	return (const double *) ((const char *) (chunk + 1) + chunk->cells_size);
}

static inline WireReader
svy_unit_chunk_runs(const SvyUnitChunk *chunk)
{
	return wire_reader((const char *) svy_unit_chunk_records(chunk) + chunk->records_size,
					   chunk->runs_size);
}

#endif
