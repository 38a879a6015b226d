/*
 * answer.h
 *	  SQL of one respondent's answer, and the one rule for a code that the
 *	  codebook does not declare: an error that names it, in every statistic.
 *	  Tables count such codes instead, and raise the same error afterwards
 *	  (svy_crosstab_check).
 *
 * A code that came in after registration is neither a number nor a category
 * nor a domain: 77 on a scale of five points is a mistake in the answers or in
 * the codebook, and only who knows them can tell which.
 */
#ifndef PLAN_ANSWER_H
#define PLAN_ANSWER_H

#include "codebook/codebook.h"

/*
 * Over the alias "a": the code (int4) or the number (float8) of a valid answer,
 * NULL where there is none.  domain: SQL condition that says whose answers are
 * looked at (svy_answer_domain), so that undeclared codes of others are no
 * error; NULL: everybody's.
 */
extern char *svy_answer_code_sql(const SurveyVariable *variable, const char *domain);
extern char *svy_answer_number_sql(const Survey *survey, const SurveyVariable *variable,
								   const char *domain);

/*
 * A number as SQL that is finite: NaN and infinity are the error that names the
 * variable and, by his key, the respondent; of those outside of the domain they
 * are no answer.
 */
extern char *svy_answer_finite_sql(const Survey *survey, const SurveyVariable *variable,
								   char *number, const char *domain);

/* raises that error for the first respondent of the domain who has such a number; SPI must be connected */
extern void svy_answer_refuse_number(const Survey *survey, const SurveyVariable *variable,
									 const char *domain);

/*
 * The one rule of a net promoter score by name, which is that of nps(): answers
 * are whole numbers of 0 to 10, and any other is an error that names variable and
 * value.  _scale: a scale of points has 1 to points, so that only one of 10 can do.
 * _values: over all numbers (SQL over "a") of the domain; SPI must be connected.
 */
extern void svy_answer_check_nps(const char *variable, double value);
extern void svy_answer_check_nps_scale(const SurveyVariable *variable);
extern void svy_answer_check_nps_values(const Survey *survey, const SurveyVariable *variable,
										const char *number, const char *domain);

/*
 * Why somebody has no valid answer: SQL that is 0 where there is one, i + 1 where
 * the answer is labels[i] of those that the codebook declares missing, then a
 * number for no answer at all and, where ranges are missing, one for what they
 * hold without a label.  labels: count, not more than the variable has.
 */
extern char *svy_answer_missing_sql(const SurveyVariable *variable, const SurveyLabel *labels,
									int count);

/*
 * Who counts: those in the filter (SQL over "a", or NULL) whose weight is not 0
 * (its name, NULL: the survey's); NULL: everybody.
 */
extern char *svy_answer_domain(const Survey *survey, const char *filter, const char *weight);

/* the same of a formula's I(): a number computed from columns, or a condition as 0 or 1 */
extern char *svy_answer_expression_sql(const Survey *survey, const char *expression,
									   const char *domain);

/*
 * Whether the member of a set was chosen, NULL where not asked; the same where
 * the set is the question: false where another member was answered.  Declared
 * are the member's codes and points, 0 and the counted code; a member without
 * any declares nothing, and its other numbers are not chosen.
 */
extern char *svy_answer_chosen_sql(const SurveySet *set, int member, const char *domain);
extern char *svy_answer_in_set_sql(const SurveySet *set, int member, const char *domain);

/* svy_answer_chosen_sql as int4, with a code for what that refuses; NULL: it refuses nothing */
extern char *svy_answer_lenient_member_sql(const SurveySet *set, int member, int32 undeclared);

/* for an error: the variables of numbers that the SQL reads, such as: variable "y"; or NULL */
extern char *svy_answer_names(const Survey *survey, const char *sql);

#endif
