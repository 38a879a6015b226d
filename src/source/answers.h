/*
 * answers.h
 *	  Statements over the answers of a survey, whose errors say whose weight is none.
 */
#ifndef SOURCE_ANSWERS_H
#define SOURCE_ANSWERS_H

#include "executor/spi.h"

#include "codebook/codebook.h"
#include "plan/crosstab_plan.h"
#include "sample/design.h"

/* the weight that a statement reads */
typedef struct SvyWeightRead
{
	const Survey *survey;
	const char *name;	/* as it was asked for, or NULL: the survey's */
	const char *weight; /* SQL over "a", or NULL: none is read */
	const char *filter; /* who is asked of, as SQL over "a", or NULL */
} SvyWeightRead;

extern SvyWeightRead svy_weight_of_plan(const CrosstabPlan *plan);
extern SvyWeightRead svy_weight_of_design(const SvyDesign *design, const char *filter);

/*
 * Runs a statement as SPI_execute_extended does; without options it is read only
 * and has no parameters.  An error about a weight, of whatever aggregate, worker or receiver, then
 * names the variable, the respondent and the value (svy_weight_refuse).
 */
extern int svy_answers_execute(SvyWeightRead read, const char *sql,
							   const SPIExecuteOptions *options);

/* parameters of such a statement, none of them NULL */
extern ParamListInfo svy_answers_parameters(int count, const Oid *types, const Datum *values);

/* the same by a kept plan, as svy_statement_receive does */
extern void svy_answers_receive(SvyWeightRead read, const char *sql, DestReceiver *receiver);

#endif
