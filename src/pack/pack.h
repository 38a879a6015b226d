/*
 * pack.h
 *	  Packed surveys: what is packed, whether it still is what the answers are,
 *	  and which cross tables can be counted from it.
 */
#ifndef PACK_PACK_H
#define PACK_PACK_H

#include "postgres.h"
#include "datatype/timestamp.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "nodes/pg_list.h"
#include "storage/itemptr.h"
#include "tcop/dest.h"
#include "utils/array.h"
#include "utils/relcache.h"
#include "utils/snapshot.h"

#include "codebook/codebook.h"
#include "plan/crosstab_plan.h"
#include "sample/design.h"
#include "kernel/pack/pack.h"

/* what watches packed answers */
typedef struct PackTrigger
{
	const char *name;
	const char *events; /* of CREATE TRIGGER, with the timing */
	const char *level;
	const char *enable;
	char fires;
	int16 type; /* timing, events and level as pg_trigger has them */
} PackTrigger;

/* the first is on every packed table, the second on one of its own, the third on a partition */
#define PACK_TRIGGERS 3
extern const PackTrigger svy_pack_triggers[];

/* whether a trigger is for partitions, or for tables of their own */
extern bool svy_pack_trigger_for(int trigger, bool partition);

/* whether the table has exactly this trigger */
extern bool svy_pack_has_trigger(Relation answers, const PackTrigger *wanted);

/* how many packed rows each page of a table holds; see pack_behind.c */
typedef struct PackPages
{
	bool unknown;
	uint64 lsn; /* before all that came after; 0: not known */
	BlockNumber n;
	BlockNumber room;
	uint16 *rows;
} PackPages;

/* a table that is packed: the answers, or one of their partitions */
typedef struct PackedTable
{
	const Survey *survey;
	Oid oid;
	char *sql;	/* quoted and qualified */
	int32 part; /* 0: the answers are one table; or else of a partition that is not packed */
	bool partition;
} PackedTable;

/* a table's pack, or those of all partitions together; NULL texts where there is none */
typedef struct Pack
{
	PackedTable table;
	List *parts; /* of partitions: Pack; NIL: the answers are one table */
	char *among; /* of partitions: condition on the segments "s" of those that are read */
	bool exists;
	const char *reason; /* why it is not read; NULL: it is fresh */
	bool appended;		/* nothing happened but that rows were added */
	int ncolumns;
	char **expressions; /* what each column holds; NULL: unusable */
	char **undeclared;	/* of a column that has texts which the codebook does not declare */
	int64 respondents;
	int32 segments;
	int64 bytes;
	int64 runs;
	char *weight;	  /* the survey's when it was packed, as SQL, or NULL */
	int64 unweighted; /* respondents who have none */
	char *attributes;
	char *watch;  /* as svy_pack_watch gave it when it was packed, or NULL */
	char *design; /* as svy_pack_design gave it when it was packed, or NULL */
	Oid file;
	ItemPointerData last_row; /* invalid: none */
	Datum left_out;
	TimestampTz packed_at;
} Pack;

/* a column of a pack in the making */
typedef struct PackSource
{
	char *expression; /* as the plans of cross tables have it */
	char *select;	  /* gives the same, or PACK_STRANGE for what that would refuse */
	bool number;
	const char *variable;
	const SurveyVariable *texts; /* select gives its texts, which get their codes here; or NULL */
	const char *undeclared;		 /* what codes are in the pack that is continued, or NULL */
} PackSource;

/*
 * pack_texts.c: codes of a variable's texts, those of the SQL of an earlier pack (NULL:
 * of none) among them; that of one, PACK_STRANGE if it gets none; what the codes are
 * as SQL, NULL: what the codebook says; whether such SQL has all codes of the codebook
 */
typedef struct PackTexts PackTexts;

extern PackTexts *svy_pack_texts_make(const SurveyVariable *variable, const char *before);
extern bool svy_pack_texts_follow(const SurveyVariable *variable, const char *sql);
extern int32 svy_pack_text_code(PackTexts *texts, Datum value);
extern char *svy_pack_texts_sql(const PackTexts *texts);

/* an answer that no code stands for: its variable is left out of the pack */
#define PACK_STRANGE (PG_INT32_MIN + 1)

/*
 * Reads a survey's pack and tells whether it is what the answers are, in the
 * snapshot that the caller's statement has; SPI must be connected.
 */
extern Pack svy_pack_read(const Survey *survey, bool read_only);

/* why the pack of a table that had such columns is not read, as far as the table tells; NULL */
extern const char *svy_pack_table_reason(Oid table, const char *attributes, const char *watch,
										 bool partition);

/* whether all triggers are there that leave marks, and were in between; else the reason above says so */
extern bool svy_pack_is_watched(Oid table, const char *watch, bool partition);

/*
 * The versions of the triggers that leave marks, with the database whose they are.
 * _differs: whether they are others than when that was written, in this database.
 */
extern char *svy_pack_watch_database(void);
extern char *svy_pack_watch(Relation answers, bool partition);
extern bool svy_pack_watch_differs(const char *watch, Relation answers, bool partition);

/* pack_parts.c: the tables of a survey's answers, of which each is packed */
extern List *svy_pack_tables(const Survey *survey);

/* the packs of partitions taken together: what they have in common */
extern void svy_pack_merge(Pack *pack);

/* why a table is not to be packed; NULL */
extern const char *svy_pack_unwatchable(Relation answers, bool partition);

/* of a partition that is read beside the packs of others */
#define SVY_PACK_PARTS "some partitions have changed since they were packed, or are not packed"

/*
 * pack_shards.c: packs on the shards of a cluster, each a pack of its own on its own
 * server, where it is known whether it is what the shard is.  The row of the
 * survey here says that they are there: its attributes.
 */
#define SVY_PACK_ON_SHARDS "shards"
extern const char svy_pack_by_shard[];	 /* why the pack is not read here */
extern const char svy_pack_unit_shard[]; /* and not there by units of a design */

/* what all packs of a survey have together */
typedef struct PackReport
{
	int64 respondents;
	int64 added;
	int32 segments;
	int64 bytes;
	int columns;
	List *left_out;
} PackReport;

/* whether a cluster keeps the answers, with shards that can be packed; packs them; removes their packs; what they are */
extern bool svy_pack_has_shards(const Survey *survey);
extern void svy_pack_shards(const Survey *survey, PackReport *report);
extern void svy_pack_drop_shards(const Survey *survey);
extern void svy_pack_shards_state(Pack *pack);

/* a pack as survey_pack_status has it */
extern Datum svy_pack_status(FunctionCallInfo fcinfo, const Pack *pack);

/*
 * The survey that a shard is on its server, as its row says, or NULL: it is not
 * packed; and whole, but NULL with the reason where the pack is not to be read: a
 * shard that was altered may have no such columns any more.
 */
extern Survey *svy_pack_shard_survey(Oid shard, bool read_only);
extern Survey *svy_pack_shard_open(Oid shard, const char **reason);

/* pack_survey.c: packs a survey that is held, whose answers are here; what it did, as a row of values */
extern void svy_pack_here(const Survey *survey, PackReport *report);
extern Datum svy_pack_report_row(FunctionCallInfo fcinfo, const Survey *survey,
								 const PackReport *report);

/* the columns of a table, as a text to compare */
extern char *svy_pack_attributes(Relation answers);

/* columns of the design by which respondents are sorted; NULL: units are not kept */
extern char *svy_pack_design(const Survey *survey);

/*
 * Whether the units of a design are kept: not where those of the last of several
 * stages are respondents.
 */
extern bool svy_pack_keeps_units(const SvyDesign *design);

/* a unit's key from columns of a design */
extern void svy_pack_key_write(StringInfo key, const Oid *types, const Datum *values,
							   const bool *nulls, int n);

/*
 * pack_unweighted.c: how many respondents have no weight of the survey, as the
 * table is now; and a NOTICE where the weight of an analysis (NULL: the
 * survey's) leaves out any of those that its filter (NULL: none) takes.
 */
extern int64 svy_count_unweighted(const Survey *survey);
extern void svy_notice_unweighted(const Survey *survey, const char *weight, const char *filter);

/*
 * pack_behind.c: those of nobody, while nobody writes to the table; a row that is packed, counted; the same stored, NULL if it is not
 * known, and read again, false if it is not, or of another server; and those
 * of the pack that there is, added to others.
 */
extern void svy_pack_pages_count(PackPages *pages, const ItemPointerData *place);
extern Datum svy_pack_pages_write(const PackPages *pages, bool *isnull);
extern bool svy_pack_pages_read(Datum bytes, PackPages *pages);
extern void svy_pack_pages_before(const PackedTable *table, PackPages *pages);
extern void svy_pack_pages_begin(PackPages *pages, Oid answers);

/*
 * Whether the rows up to the last packed one, as a snapshot shows them, are those
 * that are packed, given that nothing was changed or removed since.
 */
extern bool svy_pack_pages_hold(Relation answers, const PackPages *pages,
								const ItemPointerData *last, Snapshot snapshot);

/* whether the table still is in the file that was packed, and rows keep their places */
extern bool svy_pack_same_file(const Pack *pack);

#define SVY_PACK_ADDED "answers were added since the others were packed"
#define SVY_PACK_REWRITTEN "answers were added after the table was written anew"
#define SVY_PACK_BETWEEN "answers were added between those that are packed"

/*
 * What to select from for the rows that a pack does not have, NULL for none: those
 * behind it, and those of partitions whose pack is not read.  The reason if no pack
 * is; else NULL.  SPI must be connected.
 */
extern char *svy_pack_rest(Pack *pack, const char **reason);

/* what is worth packing, no expression twice; names of variables that cannot be packed */
extern List *svy_pack_sources(const Survey *survey, List **left_out);

/*
 * Whether a plan can be counted from the pack, and the query that does it.
 * SPI must be connected.
 */
typedef struct PackChoice
{
	const char *reason; /* why the rows are counted; NULL: the pack is */
	char *rest;			/* what to select from besides, for rows behind the pack; or NULL */
	const char *added;	/* why, in words */
	char *among;		/* Pack.among, or NULL */
	ArrayType *query;
	int64 respondents;
	int32 segments;
	int64 runs; /* of respondents of one unit */
} PackChoice;

extern PackChoice svy_pack_choose(const CrosstabPlan *plan);

/* what users are told of one whose pack is read */
extern const char *svy_pack_source(const PackChoice *choice);

/* the same for the cells of the design's units */
extern PackChoice svy_pack_choose_units(const CrosstabPlan *plan);

/*
 * Runs an aggregate of crosstab cells over the segments s ($1: plan, $2: query):
 * over each of them in their order, for a receiver, or if that is NULL over all,
 * for SPI_tuptable.
 */
extern void svy_pack_execute(const CrosstabPlan *plan, const PackChoice *choice,
							 const char *aggregate, DestReceiver *receiver);

/* whether there are enough of them to start workers */
extern bool svy_pack_worth_workers(const CrosstabPlan *plan, const PackChoice *choice);

/*
 * What to do with respondents, of the pack or of the rows: by the columns of the
 * design, the number of their unit, which may be asked for several times; the
 * cells of some of a unit's (a record, see kernel/pack/pack.h); how many of a
 * unit's have a weight, and how many a positive one, which may come in parts too.
 */
typedef struct SvyUnitTaker
{
	int (*unit)(void *argument, const Datum *values, const bool *nulls);
	void (*record)(void *argument, int unit, const double *record);
	void (*everybody)(void *argument, int unit, int64 respondents, int64 live);
	void *argument;
	const SvyDesign *design;
	bool all_weights; /* those of rows that do not pass the filter are checked too */
} SvyUnitTaker;

/*
 * Counts a plan from the pack that was chosen, by unit, in the order of the
 * segments; returns the cells of all.
 */
extern Crosstab *svy_pack_count_units(const CrosstabPlan *plan, const PackChoice *choice,
									  int32 detail, const SvyUnitTaker *taker);

/* counts a plan from the pack that was chosen */
extern const Crosstab *svy_crosstab_count_pack(const CrosstabPlan *plan, const PackChoice *choice);

/* what the columns of the answers give, written as segments; see pack_write.c */
typedef struct PackWritten
{
	int64 respondents;
	int32 segments;
	int64 bytes;
	int64 runs;
	int64 unweighted;
	bool *strange;	   /* by source: answers that no code stands for, or numbers that are none */
	PackTexts **texts; /* by source; or NULL */
	ItemPointerData last_row;
	PackPages pages;
} PackWritten;

/*
 * Packs the rows of a table that come after a row (invalid: all) as segments
 * first, first + 1, ...; ordered by strata and clusters.
 */
extern PackWritten svy_pack_write(const PackedTable *table, List *sources, ItemPointer after,
								  int32 first);

/* where expressions are in a pack, and which columns a query reads */
typedef struct PackColumns
{
	const Pack *pack;
	int32 *used; /* by column of the pack: its place in the query after svy_pack_number; -1 */
} PackColumns;

/* the column of an expression, marked as used; -1: not packed */
extern int svy_pack_find(PackColumns *columns, const char *expression);

/*
 * The filter of a plan as words of a query, whose columns are those of the pack;
 * NULL if it needs anything but packed columns.
 */
extern List *svy_pack_filter(const CrosstabPlan *plan, PackColumns *columns);

/* pack_marks.c: removes the rows of a survey's packs, or of one; how many packs there were */
extern uint64 svy_pack_forget(int32 survey);
extern uint64 svy_pack_forget_part(int32 survey, int32 part);

/* removes a survey's pack and, if the user may, its triggers on the answers; false: there was none */
extern bool svy_pack_drop(const Survey *survey);

#endif
