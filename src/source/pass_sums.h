/*
 * pass_sums.h
 *	  Passes over respondents that lie elsewhere: their sums are made there.
 *
 * Where answers are spread over servers, a statement calls a function of SQL for each
 * respondent, which gives what he adds (pg/addends.h), and adds that up by unit of the
 * design: the servers send a state for each unit, however many respondents they have.
 * What the function must know, formula and coefficients, goes out as a constant.
 */
#ifndef SOURCE_PASS_SUMS_H
#define SOURCE_PASS_SUMS_H

#include "kernel/base/wire.h"
#include "pg/addends.h"
#include "source/passes.h"

/* a pass in this form */
typedef struct SvySumsPass
{
	const char *function; /* qualified: (bytea, weight, keep, float8[], int4[]) returns float8[] */
	bytea *known;		  /* its first argument */
	int nsums;
	int nmost;
	bool by_unit; /* else the unit is -1, and a state comes once for each table */
} SvySumsPass;

typedef void (*SvySumsTaker)(const SvyAddends *sums, int32 unit, void *argument);

/* whether that is how respondents of a survey are passed over: not where each is needed */
extern bool svy_sums_elsewhere(const SvySample *sample);

/* whether some answers lie on other servers */
extern bool svy_answers_elsewhere(const Survey *survey);

/*
 * The first pass, in which the design is read too, and the others.  The first is by
 * unit and adds one sum first: the number of respondents.
 */
extern SvyPasses *svy_passes_start_sums(SvySample *sample, SvyFrameRequest *request,
										const SvySumsPass *pass, SvySumsTaker take, void *argument);
extern void svy_passes_sums(const SvyPasses *passes, const SvySumsPass *pass, SvySumsTaker take,
							void *argument);

/* whether the passes are such */
extern bool svy_passes_are_sums(const SvyPasses *passes);

/* what such a function knows of the rows that it is called for */
typedef struct SvySumsRow
{
	int nvalues;
	const char **names; /* of each value, what errors call it; or NULL */
	int ncodes;
	bool negative; /* weights may be below zero */
	SvyRespondent respondent;
} SvySumsRow;

/* writes that of a request, and reads it; false: these are no bytes of it */
extern void svy_sums_row_put(const SvyFrameRequest *request, WireWriter *wire);
extern bool svy_sums_row_get(SvySumsRow *row, WireReader *wire);

/*
 * What the bytes in argument 0 say, by "read" (an error of its own where they say
 * nothing); read once for all rows of a statement, in which they are a constant.
 */
extern void *svy_sums_known(FunctionCallInfo fcinfo, void *(*read)(const bytea *bytes));

/* the arguments 1 to 4 as a respondent; false: there is no weight */
extern bool svy_sums_respondent(FunctionCallInfo fcinfo, SvySumsRow *row);

#endif
