/*
 * drivers.h
 *	  How important predictors are in a linear regression, from the correlations
 *	  of the outcome and its drivers, with influence values for the variance.
 *
 * All measures are functions of the correlation matrix.  With z the standardised
 * answers of a respondent, the influence of r_ab is z_a z_b - r_ab (z_a^2 +
 * z_b^2)/2, so that of a measure is a quadratic form of z, whose coefficients are
 * given here.  Variables are numbered from 0: the outcome, then the p drivers.
 *
 * Shapley's values: Lindeman, Merenda and Gold (1980); relative weights: Johnson
 * (2000), which are Genizi's (1993); Pratt (1987).
 */
#ifndef KERNEL_STATS_DRIVERS_H
#define KERNEL_STATS_DRIVERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/base/status.h"

typedef enum DriversMethod
{
	DRIVERS_SHAPLEY,	  /* mean gain in R2 over all orders of the drivers */
	DRIVERS_WEIGHTS,	  /* relative weights */
	DRIVERS_STANDARDIZED, /* standardised coefficients */
	DRIVERS_CORRELATION,
	DRIVERS_PARTIAL, /* partial correlations */
	DRIVERS_FIRST,	 /* squared correlations: R2 of each driver alone */
	DRIVERS_LAST,	 /* what R2 loses without the driver */
	DRIVERS_PRATT,	 /* correlation x standardised coefficient */
	DRIVERS_KNOWN	 /* standardised coefficients, their standard deviations taken as known */
} DriversMethod;

/* of Shapley's values there are 2^p regressions */
#define DRIVERS_MAX_SHAPLEY 20
#define DRIVERS_MAX 200

typedef struct Drivers
{
	DriversMethod method;
	int p;
	bool gradients;		/* whether influence is wanted */
	double *r;			/* (p + 1) x (p + 1): the correlations */
	double *inverse;	/* p x p: of the drivers' correlations; its diagonal inflates variances */
	double *beta;		/* p: standardised coefficients */
	double *importance; /* p */
	double r2;
	double *influence;	/* of each importance, then of r2: drivers_products(p) coefficients */
	double *by_product; /* the same, those of a product side by side */

	/* the regressions of Shapley's values, by the sweep operator, one driver more at each level */
	double *levels; /* (p + 1) matrices of (p + 1) x (p + 1) */
	double *all;	/* drivers_products(p): what every driver loses */
	double *work;
	double orders[DRIVERS_MAX_SHAPLEY +
				  1]; /* share of the orders in which t - 1 given drivers come before one */
	double lost;
	int depth; /* -1: done */
	int members[DRIVERS_MAX_SHAPLEY + 1];
	int next[DRIVERS_MAX_SHAPLEY + 2];
} Drivers;

/* products z_a z_b with a <= b, by a, then by b */
static inline int
drivers_products(int p)
{
	return (p + 1) * (p + 2) / 2;
}

/* doubles of space that drivers_begin needs; 0 for p that is not possible */
extern size_t drivers_space(DriversMethod method, int p);

/*
 * The measures from the correlations ((p + 1) x (p + 1), outcome first).
 * SVY_SINGULAR where a driver is a linear function of others: *driver, from 0, if
 * it can be named, else -1.  Shapley's values are there when drivers_step is done.
 */
extern SvyStatus drivers_begin(Drivers *d, DriversMethod method, int p, const double *r,
							   bool gradients, double *space, int *driver);

/* so many regressions of Shapley's values; true when all are done, and for all other methods */
extern bool drivers_step(Drivers *d, int64_t regressions);

/* influence of the p importances and of r2 of a respondent with standardised answers z */
extern void drivers_influence(const Drivers *d, const double *z, double *influence);

#endif
