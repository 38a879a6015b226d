/*
 * status.h
 *	  What a kernel function can say instead of throwing an error.
 *
 * The kernel has no way to report to the user; the PostgreSQL layer turns a
 * status into an error that names the variable, row and value.
 */
#ifndef KERNEL_BASE_STATUS_H
#define KERNEL_BASE_STATUS_H

typedef enum SvyStatus
{
	SVY_OK = 0,
	SVY_OVERFLOW,		/* a sum left the range of double or int64 */
	SVY_BAD_WEIGHT,		/* negative, NaN or infinite weight */
	SVY_BAD_VALUE,		/* NaN or infinite value */
	SVY_BAD_BYTES,		/* a stored or received state breaks its invariants */
	SVY_NO_SPACE,		/* the caller must provide a larger buffer and retry */
	SVY_LIMIT,			/* a fixed limit of the state is exceeded */
	SVY_LONELY,			/* a stratum with a single cluster under rule "fail" */
	SVY_NO_DF,			/* no degrees of freedom left */
	SVY_SINGULAR,		/* a linear system has no unique solution */
	SVY_NO_CONVERGENCE, /* an iteration did not settle */
	SVY_INFEASIBLE,		/* the constraints cannot be met */
	SVY_BAD_ARGUMENT	/* an argument is outside its domain */
} SvyStatus;

#endif
