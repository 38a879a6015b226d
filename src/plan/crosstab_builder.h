/*
 * crosstab_builder.h
 *	  The one way to make a plan: variables first, then the tables that cross
 *	  them.  Banners (crosstab_plan.c) and estimates by domain use it.
 */
#ifndef PLAN_CROSSTAB_BUILDER_H
#define PLAN_CROSSTAB_BUILDER_H

#include "plan/crosstab_plan.h"

/* a plan in the making */
typedef struct CrosstabBuilder
{
	CrosstabPlan *plan;
	int capacity; /* of words */
	int nvariables;
	List *keys;	  /* of each variable, to find it again */
	List *tables; /* row and column variable of each */
} CrosstabBuilder;

/* weight: column, "none", or NULL: the survey's */
extern CrosstabBuilder svy_plan_begin(const Survey *survey, const char *weight);

/*
 * The number of a variable; one that is there already is not added again.  Of
 * codes: the categories are codes[ncategories], all other declared codes are out
 * of the base.  The first so many nets of a set are categories too.
 */
extern int svy_plan_total(CrosstabBuilder *b);
/* SQL that gives everybody one of the codes 0 to ncategories - 1, which are the categories */
extern int svy_plan_computed(CrosstabBuilder *b, char *sql, int ncategories);
extern int svy_plan_codes(CrosstabBuilder *b, const SurveyVariable *v, const int32 *codes,
						  int ncategories);
extern int svy_plan_number(CrosstabBuilder *b, const SurveyVariable *v);
extern int svy_plan_set(CrosstabBuilder *b, const SurveySet *set, int nnets);
/* each answer of a variable as an option of a set, and its nets as those of the set */
extern int svy_plan_choices(CrosstabBuilder *b, const SurveyVariable *v, const CrosstabAxis *axis);
extern int svy_plan_member(CrosstabBuilder *b, const SurveySet *set, int member);
/* one category: those who gave it an answer, chosen or not */
extern int svy_plan_asked(CrosstabBuilder *b, const SurveySet *set, int member);
/* a set of that option alone: its base gave it an answer, by the bits of a pack */
extern int svy_plan_option(CrosstabBuilder *b, const SurveySet *set, int member);
/* the same; the plan is lenient then, and has no other variables but the total */
extern int svy_plan_lenient_option(CrosstabBuilder *b, const SurveySet *set, int member);
extern int svy_plan_product(CrosstabBuilder *b, int first, int second);
extern int svy_plan_pairs(CrosstabBuilder *b, int variable);

/* crosstab_more.c: rows that lines other than those of the answers are read from */
extern void svy_plan_more_rows(CrosstabBuilder *b, const CrosstabRequest *request);

/* the number of a new table */
extern int svy_plan_table(CrosstabBuilder *b, int row, int column);

/* the words are whole then; the filter and the statement are left to the caller */
extern void svy_plan_end(CrosstabBuilder *b);

/* the same with the statement, by the filter that the plan has (crosstab_plan.c) */
extern CrosstabPlan *svy_crosstab_plan_end(CrosstabBuilder *b);

/* another plan of the same respondents, with the variables of this one under their numbers, and no table yet */
extern CrosstabBuilder svy_plan_continue(const CrosstabPlan *plan);

#endif
