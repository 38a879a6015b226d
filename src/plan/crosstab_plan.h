/*
 * crosstab_plan.h
 *	  From names of variables to the plan of a banner: which column is which
 *	  slot, which code which category, which tables to count; and the one
 *	  statement that counts them.
 */
#ifndef PLAN_CROSSTAB_PLAN_H
#define PLAN_CROSSTAB_PLAN_H

#include "postgres.h"
#include "nodes/pg_list.h"

#include "codebook/codebook.h"
#include "kernel/stats/crosstab.h"

/* a group of categories of a row variable, under a name */
typedef struct CrosstabNet
{
	char *name;
	int category; /* a category of the plan's own (sets); -1: the sum of these */
	int count;
	int *categories;
} CrosstabNet;

/* a row or column variable: a question, a set, a nest of them, or everybody */
typedef struct CrosstabAxis
{
	char *name;						/* as the result shows it */
	char *question;					/* question text, or NULL */
	char *base;						/* whom it was put to, or NULL */
	const SurveyVariable *variable; /* NULL for sets and nests */
	const SurveySet *set;			/* NULL for others */
	List *parts;					/* of a nest: the axes that it is made of; else NIL */
	int kernel;						/* its number in the plan */
	int answers;	  /* of a variable whose nets are columns: as it is without them */
	bool choices;	  /* it is such a variable */
	int pairs;		  /* of the pairs of overlapping columns; -1: none */
	bool overlapping; /* a respondent may be in several categories */
	char *held;		  /* SQL over the answers: some category holds the respondent */
	bool value;		  /* a number: mean and deviation only */
	int ncategories;
	char **labels;
	int32 *codes;
	int nuncoded;	/* columns that are nets, the last ones, which have no code */
	double *scores; /* ordinal: what each counts as in the mean, NaN: not at all; else NULL */
	int inner;		/* categories that share a nest: columns are compared within it */
	int nnets;
	CrosstabNet *nets;
	int nps;	 /* row of the plan with the scores of the net promoter score; -1: none */
	int median;	 /* of numbers: row of the plan whose categories are their values; -1: none */
	int missing; /* row of the plan that says why somebody has no answer; -1: none */
	int ncoded;	 /* of such a row: how many of its categories, from the second, are codes */
} CrosstabAxis;

typedef struct CrosstabPlan
{
	const Survey *survey;
	bool weighted;
	int nrows;
	int nshown; /* the first of them were asked for; the others are read for their lines */
	CrosstabAxis *rows;
	int ncolumns;
	CrosstabAxis *columns;			/* the first is everybody */
	int *tables;					/* of the plan, nrows x ncolumns */
	int *pair_tables;				/* the same; -1 where columns do not overlap */
	const SurveyVariable **sources; /* by variable of the plan: what it reads, or NULL */
	List *keys;						/* of each variable, what svy_plan_continue finds it by */
	int ntables;
	int nwords;
	int32 *words;
	char *sql;				 /* one parameter: the words */
	char *aggregate;		 /* of it: the call of crosstab_cells, up to the weight */
	char *weight;			 /* SQL over "a", or NULL */
	const char *weight_name; /* as it was asked for, or NULL */
	char *filter;			 /* SQL over "a", or NULL */
	bool lenient; /* a code that the codebook does not declare is no answer, and no error */

	/* what the statement reads of each respondent, as SQL; svy_pack_find looks them up in a pack */
	List *slots;
	List *raw; /* the same in types that need no cast: int2, int4 or boolean */
	List *numbers;
	List *number_variables; /* whose they are */

	/* the variables whose columns these are as they are stored; NULL where one is computed */
	List *slot_columns;
	List *slot_days; /* SQL of a date or moment whose days a slot has, or NULL */
	List *number_columns;
	const SurveyVariable *weight_column;
} CrosstabPlan;

typedef struct CrosstabRequest
{
	const Survey *survey;
	int nrows; /* -1: every question */
	char **rows;
	int ncolumns;
	char **columns;
	char *weight;	  /* column, "none", or NULL: the survey's */
	char *filter;	  /* or NULL */
	bool overlaps;	  /* whether tests will want the overlap of columns */
	bool held_only;	  /* only respondents whom some column holds, if there are columns */
	bool column_nets; /* nets of column variables are columns too */
	bool with_nps;
	bool with_median;
	bool with_missing;
} CrosstabRequest;

/*
 * Errors: no such variable, a text or date, a number as column, a name twice,
 * a weight that is not a number, a bad filter.
 */
extern CrosstabPlan *svy_crosstab_plan(const CrosstabRequest *request);

/* the plan's words as int4[], what a statement with them gave, and what to check in cells that were counted */
extern Datum svy_crosstab_words(const CrosstabPlan *plan);
extern const Crosstab *svy_crosstab_counted(const CrosstabPlan *plan);
extern void svy_crosstab_check(const CrosstabPlan *plan, const Crosstab *x);

/*
 * What plans read of a respondent, as SQL over the answers, which are called
 * CROSSTAB_ANSWERS: the code of a categorical variable, NULL where missing by a
 * range, and the same in a type that needs no cast; whether an option of a set
 * was chosen, 0 or 1.
 */
#define CROSSTAB_ANSWERS "a"

extern char *svy_crosstab_code_sql(const SurveyVariable *v);
extern char *svy_crosstab_raw_sql(const SurveyVariable *v);
extern char *svy_crosstab_member_sql(const SurveySet *set, int member);

/*
 * What a statement reads of a slot (plan->slots or plan->raw): where a code can
 * be an error, NULL for those whose weight is 0, whose codes are not looked at.
 */
extern char *svy_crosstab_counted_sql(const CrosstabPlan *plan, char *code);

/*
 * The variable whose column that is as it is stored, or NULL: of a code or an
 * option in a type that needs no cast, of svy_variable_number_sql, of the weight.
 */
extern const SurveyVariable *svy_crosstab_code_column(const SurveyVariable *v);
extern const SurveyVariable *svy_crosstab_member_column(const SurveySet *set, int member);
extern const SurveyVariable *svy_crosstab_number_column(const SurveyVariable *v);
extern const SurveyVariable *svy_crosstab_weight_column(const Survey *survey, const char *weight);

#endif
