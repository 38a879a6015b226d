/*
 * codebook_value.h
 *	  Values of derived variables, and answers that expressions name by their labels.
 */
#ifndef CODEBOOK_CODEBOOK_VALUE_H
#define CODEBOOK_CODEBOOK_VALUE_H

#include "postgres.h"

#include "nodes/pg_list.h"

#include "codebook/codebook.h"

typedef struct SurveyValue
{
	bool codes; /* answers that are missing are read as their codes, not as NULL */

	/* set by svy_survey_value_sql */
	Oid type;
	List *reads; /* of SurveyVariable *: what the expression names */
} SurveyValue;

/*
 * The value of a derived variable, an expression over the columns of one row, as
 * SQL for GENERATED ALWAYS AS; an error with the way around for anything else.
 */
extern char *svy_survey_value_sql(const Survey *survey, const char *expression, SurveyValue *value);

/*
 * In an expression as it was parsed: texts that a variable is compared with and
 * that are labels of its answers become its codes (or what its column stores);
 * a set that is compared with the labels of its options becomes whether one of
 * them was chosen.  Returns the columns (ColumnRef) that are compared with an
 * answer that is missing.  An error for a text that is none of the labels, where
 * the column holds numbers.
 */
struct Node;
extern List *svy_literals_to_codes(const Survey *survey, struct Node *expression, const char *text);

/* the variable that a parsed column is, or NULL */
extern const SurveyVariable *svy_literal_variable(const Survey *survey, struct Node *column);

/* whether any answer of the variable is declared to be missing */
extern bool svy_variable_has_missing(const SurveyVariable *variable);

#endif
