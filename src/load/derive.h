/*
 * derive.h
 *	  Derived variables, and sets of them.
 */
#ifndef LOAD_DERIVE_H
#define LOAD_DERIVE_H

#include "utils/jsonb.h"

#include "codebook/codebook_register.h"
#include "codebook/codebook_value.h"

typedef struct Derivation
{
	char *variable;
	char *expression;	   /* or NULL */
	const Jsonb *codebook; /* what the user says of it, or NULL */
	SurveyValue value;
	char *sql; /* the expression as the server understood it */
} Derivation;

/* made by derive_variable, and still a generated column */
extern bool svy_is_derived(const SurveyVariable *variable);

/* makes the column */
extern void svy_derive_column(Survey *survey, Derivation *derivation);

/* the variable in the codebook, as JSON text */
extern char *svy_derived_change(const Derivation *derivation);

/* derive_set.c: a set whose members are derived, from "members" or from other sets */
extern Survey *svy_derive_set(Survey *survey, const Derivation *derivation, List **warnings);

#endif
