/*
 * summary.h
 *	  survey_summary: what a total, mean or ratio and its variance under a
 *	  design need to know of the respondents, mergeable.
 *
 * The influence values of these statistics are linear in y, x and 1, so the sums
 * of w, wy and wx by cluster are the whole state; where every respondent is a
 * cluster of its own, sums of squares by stratum take their place and the size
 * does not depend on the number of respondents.
 *
 * A state is one flat piece of memory: a header, units, hash slots, texts.  A
 * unit is a stratum or a cluster of some stage; its parent is the cluster or
 * stratum around it, always at a lower index.  Levels count both: level 2s are the
 * strata of stage s, level 2s + 1 its clusters.  The last level holds the sums.
 * While an aggregate runs units are in order of arrival, found through the slots;
 * a finished state is canonical: sorted by level, parent and key, without slots
 * and spare space.
 */
#ifndef KERNEL_STATS_SUMMARY_H
#define KERNEL_STATS_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/base/dd.h"
#include "kernel/stats/design.h"
#include "kernel/base/status.h"

#define SUMMARY_MAX_STAGES 5
#define SUMMARY_MAX_LEVELS (2 * SUMMARY_MAX_STAGES)
#define SUMMARY_VERSION 1

/* of a state of many */
#define SUMMARY_MAX_VARIABLES 1000

typedef enum SummaryKind
{
	SUMMARY_NONE,	/* the stage has no strata: one unit stands for all */
	SUMMARY_NUMBER, /* labels are integers */
	SUMMARY_TEXT,	/* labels are texts */
	SUMMARY_ELEMENT /* each respondent is a cluster; no units at this level */
} SummaryKind;

typedef struct SummaryKey
{
	SummaryKind kind;
	int64_t number;
	const char *text;
	int32_t length;
} SummaryKey;

/* where in the design a respondent is; keys alternate stratum, cluster */
typedef struct SummaryPath
{
	int nstages;
	SummaryKey keys[SUMMARY_MAX_LEVELS];
	double fpc[SUMMARY_MAX_STAGES]; /* count or fraction; NaN: none */
} SummaryPath;

/* the sums of a whole state that are not sums over its units */
enum
{
	TOTAL_WW,
	TOTAL_WYY,
	TOTAL_WXY,
	TOTAL_WXX,
	SUMMARY_TOTALS
};

typedef struct Summary
{
	int32_t length_word; /* belongs to the caller */
	uint8_t nstages;
	bool ratio;		/* has x */
	bool canonical; /* sorted, no slots */
	bool framed;	/* strata know how many clusters the full design has */
	uint8_t kinds[SUMMARY_MAX_LEVELS];
	bool fpc[SUMMARY_MAX_STAGES];
	bool negative; /* weights may be below zero: those of a calibration without bounds */
	int32_t many;  /* variables of an aggregate of many before it is split; else 0 */
	int32_t nunits;
	int32_t max_units;
	int32_t nslots; /* a power of 2, or 0 */
	int32_t text_size;
	int32_t max_text;
	int32_t last[SUMMARY_MAX_LEVELS]; /* units of the latest row, -1: none */
	int64_t n;						  /* respondents with a value and a weight other than 0 */
	int64_t frame_df;				  /* of a framed state: the frame's clusters minus strata */
	DD totals[SUMMARY_TOTALS];
} Summary;

typedef struct SummaryUnit
{
	int64_t key; /* number, or where the text is */
	double fpc;	 /* of a stratum; NaN: none */
	int64_t
		rows; /* last level: respondents; other strata of a framed state: clusters in the frame */
	int64_t live;	 /* last level: respondents with a weight other than 0 */
	int64_t members; /* last level: those of them with a value */
	int32_t parent;	 /* -1 at level 0 */
	int32_t level;
	DD sums[]; /* w, wy [, wx] [, ww, wwy, wwyy [, wwxy, wwxx]]; zero but for the last level */
} SummaryUnit;

static inline bool
summary_is_element(const Summary *s)
{
	return s->kinds[2 * s->nstages - 1] == SUMMARY_ELEMENT;
}

/* the level whose units have sums, and how many */
static inline int
summary_leaf_level(const Summary *s)
{
	return 2 * s->nstages - (summary_is_element(s) ? 2 : 1);
}

static inline int
summary_sums(const Summary *s)
{
	return (s->ratio ? 3 : 2) + (summary_is_element(s) ? s->ratio ? 5 : 3 : 0);
}

/* sums of a unit for each of many variables, and of those who lack a value */
static inline int
summary_many_sums(const Summary *s)
{
	return summary_is_element(s) ? 3 : 1;
}

static inline int
summary_many_missing(const Summary *s)
{
	return summary_is_element(s) ? 3 : 2;
}

static inline size_t
summary_unit_size(const Summary *s)
{
	size_t many = (size_t) s->many * (summary_many_sums(s) + summary_many_missing(s));

	return sizeof(SummaryUnit) + (summary_sums(s) + many) * sizeof(DD);
}

/* totals for each of many variables lie before the units */
#define SUMMARY_MANY_TOTALS 3

static inline size_t
summary_many_size(const Summary *s)
{
	return (size_t) s->many * SUMMARY_MANY_TOTALS * sizeof(DD);
}

static inline DD *
summary_many_totals(const Summary *s)
{
	return (DD *) (s + 1);
}

static inline SummaryUnit *
summary_unit(const Summary *s, int32_t index)
{
	return (SummaryUnit *) ((char *) (s + 1) + summary_many_size(s) + index * summary_unit_size(s));
}

/* what a status is about; "stage" counts from 0 */
typedef enum SummaryFault
{
	FAULT_NONE,
	FAULT_KEYS,		   /* labels given for some rows and not for others, or of other types */
	FAULT_FPC_MISSING, /* the same for the population correction */
	FAULT_FPC_VALUE,   /* not a positive number */
	FAULT_FPC_VARIES,  /* different within a stratum */
	FAULT_FPC_MIXED,   /* counts and fractions */
	FAULT_FPC_SMALL,   /* fewer clusters in the population than in the sample */
	FAULT_LONELY,	   /* a stratum with a single cluster */
	FAULT_FRAME		   /* the frame lacks the stratum */
} SummaryFault;

typedef struct SummaryProblem
{
	SummaryFault fault;
	int stage;
	int32_t unit; /* -1: none */
} SummaryProblem;

/* units and bytes of text that a state has room for */
typedef struct SummaryRoom
{
	int32_t units;
	int32_t text;
	int32_t many; /* variables of a state of many that is made; copies keep theirs */
} SummaryRoom;

/* bytes of a state for aggregation (slots) or a canonical one; 0 when too large */
extern size_t summary_size(const SummaryPath *path, bool ratio, SummaryRoom room);
extern size_t summary_copy_size(const Summary *from, SummaryRoom room);
extern size_t summary_canonical_size(const Summary *from);

/*
 * An empty state for rows like "path", in zeroed memory of summary_size() bytes.
 * Weights below zero are wrong unless its maker sets "negative".
 */
extern void summary_init(Summary *s, const SummaryPath *path, bool ratio, SummaryRoom room);

/* the same state with other room and slots, in memory of summary_copy_size() bytes */
extern void summary_copy(Summary *into, const Summary *from, SummaryRoom room);

/* the canonical form, in zeroed memory of summary_canonical_size() bytes; work: 2 x nunits */
extern void summary_canonical(Summary *into, const Summary *from, int32_t *work);

/*
 * Adds a respondent.  has_value false: only the design counts it.  x is not
 * read unless the state has a ratio.  SVY_NO_SPACE: copy with more room and
 * call again.
 */
extern SvyStatus summary_add(Summary *s, const SummaryPath *path, double weight, bool has_value,
							 double y, double x, SummaryProblem *problem);

/* respondents of one unit, added up; sums as in the unit */
typedef struct SummaryPart
{
	int64_t rows;
	int64_t live;
	int64_t members;
	int64_t n; /* as members */
	DD sums[8];
} SummaryPart;

/* adds them; what they add to the totals of the state is left to the caller */
extern SvyStatus summary_add_part(Summary *s, const SummaryPath *path, const SummaryPart *part,
								  SummaryProblem *problem);

/*
 * Adds a respondent to a state of many variables without x: y and missing (NULL:
 * none is) have one element for each.  Sharing the search for the cluster is
 * what makes this faster than as many states.
 */
extern SvyStatus summary_add_many(Summary *s, const SummaryPath *path, double weight,
								  const double *y, const bool *missing, SummaryProblem *problem);

/* the state of one of the variables, in zeroed memory of summary_split_size() bytes; "from" canonical */
extern size_t summary_split_size(const Summary *from);
extern void summary_split(Summary *into, const Summary *from, int32_t variable);

/* adds a state of the same kind; map: nunits of "from"; SVY_NO_SPACE as above */
extern SvyStatus summary_merge(Summary *into, const Summary *from, int32_t *map,
							   SummaryProblem *problem);

/* tells a domain's state how many clusters the frame has in its strata; both canonical */
extern SvyStatus summary_frame(Summary *domain, const Summary *frame, SummaryProblem *problem);

/*
 * Turns a copy of "whole" into the state of an indicator: 1 for the
 * respondents of "part" (NULL: none), 0 for the others.  Both canonical and without x.
 */
extern SvyStatus summary_share(Summary *whole, const Summary *part, SummaryProblem *problem);

/* every invariant of a canonical state of "size" bytes */
extern bool summary_valid(const Summary *s, size_t size);

extern SummaryKey summary_key(const Summary *s, int32_t index);
/* by number, or by bytes: the same order on every machine */
extern int summary_compare_keys(const SummaryKey *a, const SummaryKey *b);

extern const char *summary_text(const Summary *s);

/* binary form: summary_encode with NULL only counts; decode: size first, then into zeroed memory */
extern size_t summary_encode(const Summary *s, void *space);
extern size_t summary_decode_size(const void *bytes, size_t size);
extern bool summary_decode(Summary *into, size_t into_size, const void *bytes, size_t size);

typedef enum SummaryStatistic
{
	STATISTIC_TOTAL,
	STATISTIC_MEAN,
	STATISTIC_RATIO
} SummaryStatistic;

typedef struct SummaryEstimate
{
	double estimate; /* NaN: no respondent, or a denominator of 0 */
	double variance;
	double srs_variance; /* of a simple random sample, without replacement; may be 0 or negative */
	double srs_variance_replace;
} SummaryEstimate;

typedef struct SummaryCount
{
	int64_t n; /* respondents with a value and a weight other than 0 */
	double weighted_n;
	double effective_n;
	int64_t df;		   /* of the full design */
	int64_t domain_df; /* of clusters and strata with a respondent of this state */
	int64_t member_df; /* of those with a respondent who has a value */
} SummaryCount;

extern void summary_count(const Summary *s, SummaryCount *count);

/* point estimate only: no scratch, no design */
extern double summary_point(const Summary *s, SummaryStatistic statistic);

/* the same with what a double lacks of it, for the distance from values that are near by */
extern double summary_point_in_parts(const Summary *s, SummaryStatistic statistic, double *low);

/* whether the population corrections are fractions, not counts; SVY_BAD_ARGUMENT: both */
extern SvyStatus summary_fpc_kind(const Summary *s, bool *fractions, SummaryProblem *problem);

/* bytes of scratch space for summary_estimate; 0 when too large */
extern size_t summary_space(const Summary *s);

/* "s" canonical */
extern SvyStatus summary_estimate(const Summary *s, SummaryStatistic statistic, DesignRule rule,
								  void *space, SummaryEstimate *result, SummaryProblem *problem);

#endif
