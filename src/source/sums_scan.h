/*
 * sums_scan.h
 *	  The statement behind passes whose sums are made elsewhere; for passes.c.
 */
#ifndef SOURCE_SUMS_SCAN_H
#define SOURCE_SUMS_SCAN_H

#include "source/pass_sums.h"

/* hands over the sums of each unit that each table has; units in the order of their arrival, as of respondents */
extern void svy_sums_scan(const SvyFrameRequest *request, const SvySumsPass *pass, SvyFrame *units,
						  SvySumsTaker take, void *argument);

#endif
