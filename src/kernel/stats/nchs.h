/*
 * nchs.h
 *	  Whether a proportion is reliable enough to be shown, by the rules of the
 *	  National Center for Health Statistics (Parker et al. 2017, Vital and Health
 *	  Statistics 2(175)).
 */
#ifndef KERNEL_STATS_NCHS_H
#define KERNEL_STATS_NCHS_H

typedef enum NchsGrade
{
	NCHS_PRESENT,
	NCHS_FOOTNOTE, /* shown; its complement would not be */
	NCHS_REVIEW, /* shown if a statistician agrees: few degrees of freedom, or nobody or everybody */
	NCHS_SUPPRESS
} NchsGrade;

/*
 * p: 0 to 1; its standard error; respondents it is of; degrees of freedom,
 * INFINITY without a design.  Suppressed below 30 respondents or an effective 30
 * (n where p is 0 or 1, at most n), where the Korn-Graubard interval of 95 % is
 * 0.30 wide or more, and where it is wider than 0.05 and than 1.3 p.
 */
extern NchsGrade nchs_grade(double p, double std_error, double n, double df);

#endif
