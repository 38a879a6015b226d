/*
 * derive.h
 *	  Derived variables, and sets of them.
 */
#ifndef LOAD_DERIVE_H
#define LOAD_DERIVE_H

#include "fmgr.h"
#include "utils/jsonb.h"

#include "codebook/codebook_register.h"
#include "codebook/codebook_value.h"

typedef struct Derivation
{
	char *variable;
	char *expression;	   /* or NULL */
	const Jsonb *codebook; /* what the user says of it, or NULL */
	bool said;			   /* what its answers are was said when it was made before */
	SurveyValue value;
	char *sql; /* the expression as the server understood it */
} Derivation;

/* made by derive_variable, and still a generated column */
extern bool svy_is_derived(const SurveyVariable *variable);

/* the work of derive_variable (into: another name), and its row; SPI must be connected */
extern Survey *svy_derive(Survey *survey, Derivation *derivation, const char *into,
						  List **warnings);
extern Datum svy_derivation_row(FunctionCallInfo fcinfo, const Survey *survey,
								const Derivation *derivation, const List *warnings,
								MemoryContext context);

/*
 * After a change of the codebook: what is derived, and is understood otherwise now, is made
 * anew; where that cannot be it is as it was, and a warning says what to call.
 */
extern Survey *svy_derive_after(const Survey *before, Survey *survey, List **warnings);

/* the survey, whose table can have derived columns, locked */
extern Survey *svy_survey_to_derive(const char *name);

/* makes the column */
extern void svy_derive_column(Survey *survey, Derivation *derivation);

/* the variable in the codebook, as JSON text */
extern char *svy_derived_change(const Derivation *derivation);

/* derive_set.c: a set whose members are derived, from "members" or from other sets */
extern Survey *svy_derive_set(Survey *survey, const Derivation *derivation, List **warnings);

#endif
