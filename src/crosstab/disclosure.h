/*
 * disclosure.h
 *	  Disclosure control of tables: which cells are not shown, and why not; the
 *	  one owner of the options "suppress" and "round_to".
 */
#ifndef CROSSTAB_DISCLOSURE_H
#define CROSSTAB_DISCLOSURE_H

#include "utils/jsonb.h"

#include "crosstab/crosstab_run.h"

#define DISCLOSURE_MIN_N 10

typedef struct SvyDisclosure
{
	bool suppress;
	int32 min_n;	  /* counts from 1 to one less are not shown */
	double dominance; /* nor that of which "largest" respondents are a larger share; 0: no rule */
	int32 largest;	  /* 1, 2 or 3 */
	double p_percent; /* nor that which tells the largest contribution as closely; 0: no rule */
	bool weighted;	  /* contributions are weighted */
	bool secondary;	  /* nor what would give them away */
	bool complements; /* nor that by which a count falls short of what it is counted out of */
	bool range;		  /* nor between 0 and min_n */
} SvyDisclosure;

/* reads the argument; where it is NULL the codebook says, and without it nothing is suppressed */
extern SvyDisclosure svy_disclosure_argument(FunctionCallInfo fcinfo, int argument,
											 const Survey *survey);

/* the same of an object in a codebook or in options */
extern SvyDisclosure svy_disclosure_read(JsonbContainer *object);

/* what the codebook's "tables" say of it: an error where that cannot be */
extern void svy_disclosure_check(const Survey *survey);

struct SvyGuard
{
	int *first;	   /* of each column variable: its first column in the banner */
	int **cells;   /* by row variable: lines x columns, the cell's number or -1 */
	int **sums;	   /* by row variable: lines x column variables, whom some column holds */
	bool *unknown; /* by cell: not shown */
	int ncolumns;  /* of the banner */
	bool suppress; /* some cells may be unknown */

	/* multiples that are shown instead of counts and weights, by row variable as cells; 0: none */
	int32 round_to;
	double **n;
	double **weights;
};

/* "round_to": whole numbers from 1; 0 where neither it nor the codebook says one */
extern int32 svy_round_argument(FunctionCallInfo fcinfo, int argument, const Survey *survey);

/* decides what a counted banner does not show: sets run->guard */
extern void svy_crosstab_guard(CrosstabRun *run, const SvyDisclosure *disclosure, int32 round_to);

/* the median of numbers is of a row that counts each of them; what is shown is the base of the numbers */
extern CrosstabLine svy_counted_line(const CrosstabRun *run, const CrosstabLine *line);

/* whether a line does not show a column; false without a guard */
extern bool svy_guard_hides(const CrosstabRun *run, const CrosstabLine *line, int column,
							int category);

/* counts become multiples of base */
extern void svy_crosstab_round(CrosstabRun *run, int32 base);

/* what is shown of a line in a column: respondents or weight, of the line or its base; rounded alone */
extern double svy_rounded(const CrosstabRun *run, const CrosstabLine *line, bool base,
						  bool weighted, int column, int category);

/* mean and deviation of scores by what is shown of their answers */
extern double svy_rounded_mean(const CrosstabRun *run, const CrosstabLine *line, int column,
							   int category, double *deviation);

/* the median of scores by what is shown of their answers */
extern double svy_rounded_median(const CrosstabRun *run, const CrosstabLine *line, int column,
								 int category);

/*
 * Whether it is not shown whom some column of a variable holds, of a line or of
 * its base: percents of rows and tables, and tests against the rest, would tell it.
 */
extern bool svy_guard_hides_sum(const CrosstabRun *run, const CrosstabLine *line, int column);
extern bool svy_guard_hides_base_sum(const CrosstabRun *run, const CrosstabLine *line, int column);

/* whether counts are shown rounded: errors and tests of the exact ones would tell them */
static inline bool
svy_guard_rounds(const CrosstabRun *run)
{
	return run->guard && run->guard->round_to > 0;
}

/*
 * Whether columns overlap and cells are left out: errors and tests between two of
 * them would tell how many are in both.  Of answers and their nets that is known.
 */
static inline bool
svy_guard_hides_overlaps(const CrosstabRun *run, int column)
{
	const CrosstabAxis *axis = &run->plan->columns[column];

	return run->guard && run->guard->suppress && axis->overlapping && !axis->choices;
}

/* whether the base of the row variable is not shown in a column */
extern bool svy_guard_hides_base(const CrosstabRun *run, int row, int column, int category);

#endif
