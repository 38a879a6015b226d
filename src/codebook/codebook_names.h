/*
 * codebook_names.h
 *	  Patterns and ranges among the names of variables that a function takes.
 *
 * What they match says mlops_survey.codebook_names (sql/install/22-alter.sql), the
 * one owner, which alter_survey asks too.
 */
#ifndef CODEBOOK_CODEBOOK_NAMES_H
#define CODEBOOK_CODEBOOK_NAMES_H

#include "codebook/codebook.h"

typedef enum SvyNamesOf
{
	SVY_NAMES_OF_COLUMNS,  /* all variables */
	SVY_NAMES_OF_QUESTIONS /* those that tables can show: no texts, dates, weights, keys */
} SvyNamesOf;

/*
 * The names with what patterns (q8_*) and ranges (q8_1:q8_3) stand for, in the order
 * of the codebook, without those that come before; a pattern that no variable matches
 * stands for sets.  What is a variable or set is no pattern, and where all parts
 * between stars are such a name is a nest (sex*age).  count: of the names, and what
 * it becomes; -1 stays.  Error: no match.  SPI must be connected.
 */
extern char **svy_survey_names(const Survey *survey, char **names, int *count, SvyNamesOf of);

#endif
