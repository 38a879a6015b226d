/*
 * imputed.h
 *	  Imputed variables and plausible values: the replacing of their names by those
 *	  of one imputation's columns, so that the i-th values of several variables
 *	  belong together.
 */
#ifndef PLAN_IMPUTED_H
#define PLAN_IMPUTED_H

#include "fmgr.h"

#include "codebook/imputations.h"

/*
 * Every name of an imputed variable in a text, which is one or an expression, replaced by its
 * column of that imputation: words and names in double quotes, not what stands in single quotes.
 */
extern char *svy_imputed_replace(const SvyImputed *imputed, int imputation, const char *text);

/* every such column in a text of a result, by the variable's name */
extern char *svy_imputed_name_back(const SvyImputed *imputed, int imputation, const char *text);

/* whether names of variables stand in the argument of that name of a function by name */
extern bool svy_imputed_in_argument(const char *argument);

/*
 * The call of a function by name whose arguments name imputed variables: asked once
 * for each imputation and pooled, the function's result (imputed_call.c).  Its options
 * may have "rule" and "sampling" then.  False: they name none, and the function goes
 * on.  Called first, before a row is begun and outside of SPI.
 */
extern bool svy_imputed_call(FunctionCallInfo fcinfo);

#endif
