/*
 * crosstab_association_set.h
 *	  A test of a multiple-response set while it is made, for its two files: over
 *	  respondents who are read, and over those who lie elsewhere.
 */
#ifndef CROSSTAB_CROSSTAB_ASSOCIATION_SET_H
#define CROSSTAB_CROSSTAB_ASSOCIATION_SET_H

#include "crosstab/crosstab_association.h"
#include "kernel/stats/raoscott.h"
#include "source/influence_sums.h"

/* what a table of an option asks of a respondent: a set's option or a question's category */
typedef struct Margin
{
	const CrosstabAxis *axis;
	const SurveySet *set; /* NULL: a question */
	int ncodes;			  /* columns of the request: one for each option, or one */
	int *category;		  /* of one respondent: his category in each, -1 for none */
	bool *asked;		  /* of him: the option has an answer */
} Margin;

/* one option by the other side, and the categories of that which have weight */
typedef struct OptionTable
{
	MarginalTable table;
	int option;		   /* of the set that gives the rows */
	int other;		   /* column of the other side */
	int *column;	   /* by category: its column in the table, -1 without weight */
	double *influence; /* of a weight of 1, by cell: columns - 1 values */
	DD *under;		   /* replicates x cells: sums of weights */
	DD *base; /* replicates: of all in the table's base, with those whose full weight is 0 */
} OptionTable;

/* the sums of an option by the other side, before it is known which categories have weight */
typedef struct OptionSums
{
	int64 n;
	DD *w;		  /* 2 x categories */
	int64 *asked; /* by category: who gave the option an answer */
} OptionSums;

typedef struct SetTest
{
	Margin options; /* the set whose options are the rows */
	Margin other;
	const SvyPasses *passes;
	const SvySample *sample;
	OptionSums *sums;  /* options x columns of the other side */
	int64 nkept;	   /* respondents that pass the filter */
	CrosstabCell base; /* of those, who are in the base of both sides and have a weight */
	double *sketch;	   /* of the replicate weights of those who pass the filter */
	double *basis;	   /* of those in the base, up to rank 2 */
	int32 rank;
	int32 *kept; /* by unit, while they are counted */
	int unasked; /* options that are not compared, since some were not asked them */
	int ntables;
	OptionTable *tables;
	int contrasts;
	int most; /* contrasts of the largest table */
	double df;
} SetTest;

/* contrasts of the tables from first to end - 1, of them "from" is the first */
typedef struct Range
{
	int first;
	int end;
} Range;

/* what a respondent adds to the contrasts of one or two ranges */
typedef struct RangeInfluence
{
	const SetTest *test;
	int n;
	Range ranges[2];
} RangeInfluence;

static inline int
svy_set_categories(const Margin *margin)
{
	return margin->set ? 2 : margin->axis->ncategories;
}

/* whether he is tested; his categories are in both margins then */
extern bool svy_set_place(const SetTest *test, const SvyRespondent *respondent);

/* an SvyInfluence of a RangeInfluence */
extern bool svy_set_influence(const SvyRespondent *respondent, double *influence, void *argument);

/* crosstab_association_away.c: the first passes; who passes the filter, by unit; the covariance of p contrasts */
extern void svy_set_read_elsewhere(SetTest *test, SvySample *sample, SvyFrameRequest *request);
extern void svy_set_count_kept_elsewhere(SetTest *test);
extern void svy_set_covariance_elsewhere(const SetTest *test, int p, const RangeInfluence *of,
										 double *covariance);

#endif
