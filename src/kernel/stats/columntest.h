/*
 * columntest.h
 *	  Tests between the columns of a banner table, by house convention.
 *
 * A row of a table holds a share or a mean in each column.  Every pair of
 * columns of one group is tested; a column that is significantly higher than
 * another carries the other's letter.  The formulas and their sources are in
 * doc/tests.md.
 */
#ifndef KERNEL_STATS_COLUMNTEST_H
#define KERNEL_STATS_COLUMNTEST_H

#include <stddef.h>

#include "kernel/base/status.h"

typedef enum ColumnConvention
{
	COLUMNTEST_NONE,
	COLUMNTEST_SPSS,	   /* pooled z, effective bases; means: t, variance of all columns */
	COLUMNTEST_DIMENSIONS, /* pooled t, effective bases */
	COLUMNTEST_CRUNCH,	   /* unpooled t, effective bases */
	COLUMNTEST_ASKIA,	   /* unpooled z, weighted bases, overlap ignored */
	COLUMNTEST_DESIGN	   /* shares: pooled, with the design effect; means: linearised contrast */
} ColumnConvention;

typedef enum ColumnMeasure
{
	COLUMNTEST_PROPORTION,
	COLUMNTEST_MEAN
} ColumnMeasure;

typedef enum ColumnAdjust
{
	COLUMNTEST_UNADJUSTED,
	COLUMNTEST_BONFERRONI,
	COLUMNTEST_HOLM,
	COLUMNTEST_BH
} ColumnAdjust;

/* why a pair was not tested */
typedef enum ColumnReason
{
	COLUMNTEST_TESTED = 0,
	COLUMNTEST_NOT_COMPARED,   /* no convention, other group, or left out by the caller */
	COLUMNTEST_BAD_INPUT,	   /* not finite, negative, or a count above its base */
	COLUMNTEST_SMALL_BASE,	   /* base empty, or too small for the convention */
	COLUMNTEST_EXTREME_SHARE,  /* share of 0 or 1 (spss), both 0 or both 1 (design) */
	COLUMNTEST_SMALL_EXPECTED, /* expected count below 5 (askia) */
	COLUMNTEST_EQUAL,		   /* equal shares or means (dimensions) */
	COLUMNTEST_NO_DF,		   /* no degrees of freedom left */
	COLUMNTEST_NO_VARIANCE	   /* standard error 0 or undefined */
} ColumnReason;

/* group of a column that takes part in no test: a total, or a base too small to show */
#define COLUMNTEST_LEFT_OUT (-1)

/* one column in one row; n, w and w2 are of the base, unused parts are 0 */
typedef struct ColumnCell
{
	double n;	 /* respondents of the base with positive weight; means need two */
	double w;	 /* sum of their weights */
	double w2;	 /* sum of their squared weights */
	double r;	 /* proportions: sum of weights of those in the row's category */
	double mean; /* means: weighted mean, less the origin */
	double ss;	 /* means: sum of w (y - mean)^2 */
	int group;	 /* columns are tested within a group: one banner variable, one nest */
	/* what means are counted from, the same for all columns: large ones then differ in all their digits */
	double origin;
} ColumnCell;

/* what two columns share: those who are in the base of both */
typedef struct ColumnOverlap
{
	double n;
	double w;
	double w2;
	double r; /* proportions: sum of weights of those also in the row's category (crunch, design) */
} ColumnOverlap;

typedef struct ColumnTest
{
	ColumnReason reason; /* the rest is NaN unless COLUMNTEST_TESTED */
	double difference;	 /* first minus second column */
	double std_error;
	double statistic;
	double df;		   /* of Student's t; infinite for the normal */
	double p;		   /* two-sided */
	double p_adjusted; /* over the tested pairs of the group in this row */
	int higher;		   /* 1 the first column is significantly higher, -1 the second, 0 neither */
} ColumnTest;

/*
 * Quantiles that decide on letters, kept from row to row: they cost as much as
 * some p-values.  That of the normal is below, that of the fewest degrees of
 * freedom seen is above those of all others.  Zero to begin with.
 */
typedef struct ColumnCritical
{
	double alpha;
	double df; /* 0: none was seen */
	double quantile;
	double normal;
} ColumnCritical;

/* one row of a table and how to test it */
typedef struct ColumnRow
{
	ColumnConvention convention;
	ColumnMeasure measure;
	ColumnAdjust adjust;
	double alpha; /* 1 - confidence level */
	int columns;
	const ColumnCell *cells;	   /* columns */
	const ColumnOverlap *overlaps; /* columns x columns, symmetric; NULL: no column overlaps */
	const ColumnCell *total;  /* whole table, for askia's expected counts; NULL: sum of the group */
	const double *covariance; /* design: columns x columns, of r/w or mean; else NULL */
	double df;				  /* design: degrees of freedom */
	const double *dfs;		  /* design: those of each column; NULL: of the design */
	ColumnCritical *critical; /* only letters are wanted, p may stay NaN; NULL: p is */
} ColumnRow;

/* Kish's effective base w^2 / w2; 0 for an empty one. */
extern double columntest_effective(double w, double w2);

/*
 * Tests column a against b of the row by its convention, without adjustment:
 * p_adjusted is p.
 */
extern ColumnTest columntest_pair(const ColumnRow *row, int a, int b);

/*
 * Tests a column against all others together: the difference of total and
 * part, which need not be disjoint columns of the table (multiple response).
 * Formula of the convention for two disjoint columns; neither small shares nor
 * small bases are left aside beyond what the arithmetic needs.  For
 * COLUMNTEST_DESIGN use columntest_shares_rest, or columntest_contrast for means.
 */
extern ColumnTest columntest_rest(ColumnConvention convention, ColumnMeasure measure,
								  const ColumnCell *part, const ColumnCell *total);

/*
 * Tests a difference of two estimates from its own variance: t with df degrees
 * of freedom, normal when df is infinite.
 */
extern ColumnTest columntest_contrast(double difference, double variance, double df);

/*
 * The same of two shares, whose linearised (or replicated) variance says how the
 * design differs from respondents drawn one by one, and their pooled share how
 * much respondents differ.  overlap: whom they share, NULL: nobody.
 */
extern ColumnTest columntest_shares(const ColumnCell *a, const ColumnCell *b,
									const ColumnOverlap *overlap, double variance, double df);

/* the same of a part and the rest of the total, from the variance of their difference */
extern ColumnTest columntest_shares_rest(const ColumnCell *part, const ColumnCell *total,
										 double variance, double df);

/* below as many degrees of freedom variances are unstable, and NCHS (2017) wants it said */
#define COLUMNTEST_FEW_DF 8.0

/* more columns than a table can have; their pairs still fit an int */
#define COLUMNTEST_MAX_COLUMNS 32768

/* pairs of k columns */
#define COLUMNTEST_PAIRS(k) ((size_t) (k) * (size_t) ((k) -1) / 2)

/* where pair (a, b), a < b, of k columns is found: (0,1), (0,2), ... (1,2), ... */
static inline size_t
columntest_pair_at(int k, int a, int b)
{
	return (size_t) a * (size_t) (2 * k - a - 1) / 2 + (size_t) (b - a - 1);
}

/*
 * Tests all pairs of a row and adjusts within each group over the pairs really
 * tested.  pairs and order are the caller's, COLUMNTEST_PAIRS(columns) each;
 * order is scratch.  SVY_BAD_ARGUMENT for alpha outside (0, 1), columns outside
 * 0 .. COLUMNTEST_MAX_COLUMNS or a design without covariance.
 */
extern SvyStatus columntest_row(const ColumnRow *row, ColumnTest *pairs, int *order);

/*
 * Adjusts the p-values of a family of tests, named by order, which is scratch; the
 * level of significance that a convention really takes.
 */
extern void columntest_adjust(ColumnAdjust adjust, ColumnTest *tests, int *order, int count);
extern double columntest_alpha(ColumnConvention convention, double alpha);

/* 1 when column a is significantly higher than b, -1 when lower, else 0 */
extern int columntest_higher(int columns, const ColumnTest *pairs, int a, int b);

/* the unadjusted (or adjusted) p-value of a against b; NaN where not tested */
extern double columntest_p(int columns, const ColumnTest *pairs, int a, int b, int adjusted);

/* room that a column's letter needs, its end included */
#define COLUMNTEST_LETTER_SIZE 8

/* The name of column 0, 1, ...: A to Z, AA to ZZ, AAA ... */
extern void columntest_letter(int index, char letter[COLUMNTEST_LETTER_SIZE]);

/*
 * Writes the letters of all columns that this column is significantly higher
 * than, separated by blanks.  letters holds the letter index of each column
 * (NULL: its position).  SVY_NO_SPACE when size does not suffice;
 * columns * COLUMNTEST_LETTER_SIZE + 1 always does.
 */
extern SvyStatus columntest_letters(int columns, const ColumnTest *pairs, int column,
									const int *letters, char *buffer, size_t size);

/* second: the same pairs at a level that is less strict, whose further letters are small; or NULL */
extern SvyStatus columntest_two_levels(int columns, const ColumnTest *pairs,
									   const ColumnTest *second, int column, const int *letters,
									   char *buffer, size_t size);

#endif
