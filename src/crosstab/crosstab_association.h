/*
 * crosstab_association.h
 *	  Tests of association by name: what those of simple random samples and
 *	  those of designs share.
 */
#ifndef CROSSTAB_CROSSTAB_ASSOCIATION_H
#define CROSSTAB_CROSSTAB_ASSOCIATION_H

#include "crosstab/crosstab_design.h"
#include "pg/row.h"

/* one table, ready for the kernel: weighted counts and what they are scaled to */
typedef struct TestTable
{
	const CrosstabAxis *row;
	const CrosstabAxis *column;
	const Crosstab *x;
	const CrosstabUnits *units; /* or NULL */
	int table;
	CrosstabCell base;
	double n; /* effective base: weights cost precision, so the table counts for less */
	double *counts;
	const char *hypothesis; /* that the tests are of */
	SvyRow *out;
} TestTable;

/* whether this statistic is asked for; NULL: all are */
extern bool svy_test_wanted(const char *wanted, const char *statistic);

/* the error of a table with a cell whose weights add up to less than 0: chi-squared has no such */
extern void svy_test_refuse_negative(const char *row, const char *column) pg_attribute_noreturn();

/* a row of the result; NaN becomes NULL */
extern void svy_test_put(const TestTable *t, const char *statistic, double estimate, double df,
						 double df2, double p, const char *variance);

/* what the categories of a table count as; NULL: they have no order */
typedef struct TestScores
{
	int nrows;
	int ncolumns;
	double *rows;
	double *columns;
} TestScores;

/* whether the variables have an order that a trend can follow */
extern bool svy_test_has_trend(const TestTable *t);

/* the part of a table whose respondents have a score in both variables */
extern TestTable svy_test_scored(const TestTable *t, TestScores *scores);

/* the tests that use the design; t->units must be there */
extern void svy_test_design(const TestTable *t, const char *wanted);

/* the rows of those without numbers, of a table in which there is nobody */
extern void svy_test_design_empty(const TestTable *t, const char *wanted);

/*
 * The tests of a multiple-response set: t->row, t->column or both are one.
 * filter: the user's, or NULL.  Sets the base of t and its hypothesis.
 */
extern void svy_test_sets(const CrosstabPlan *plan, TestTable *t, const char *filter,
						  const char *wanted);

#endif
