/*
 * quantile_summary.h
 *	  What the type quantile_summary shares with survey_quantile.
 */
#ifndef PG_QUANTILE_SUMMARY_H
#define PG_QUANTILE_SUMMARY_H

/* names of QuantileRule, in its order; the list ends with NULL */
extern const char *const svy_quantile_rules[];

#endif
