/*
 * chart_analysis.h
 *	  Charts of analyses: what they are asked for, and the marks that they show.
 */
#ifndef SHOW_CHART_ANALYSIS_H
#define SHOW_CHART_ANALYSIS_H

#include "postgres.h"

#include "show/chart.h"

/* what messages call the argument that holds what is asked for */
#define CHART_OPTIONS_TEXT "the options"

/* one estimate; texts are NULL and numbers NaN where there is none */
typedef struct AnalysisMark
{
	const char *row_id; /* what tells rows and columns apart; texts may be equal */
	const char *row;
	const char *column_id;
	const char *column;
	const char *part; /* kind of a margin; options of a portfolio, one a line */
	const char *variable;
	const char *reference;
	const char *response; /* or the method */
	const char *variance;
	const char *remark;
	double estimate;
	double low;
	double high;
	double error;
	double n;
	double utility; /* of which the analysis itself has an interval; of drivers: R2 */
	double u_error;
	double u_high;
} AnalysisMark;

/* positions in the names of measures of choices */
#define MEASURE_UTILITY 0
#define MEASURE_SHARE 1		 /* of items */
#define MEASURE_IMPORTANCE 1 /* of attributes */
#define MEASURE_PRODUCTS 2

typedef struct Analysis
{
	const Chart *chart;
	int count;
	AnalysisMark *marks;
	const char *formula; /* or the outcome, or NULL */
	const char *family;	 /* or NULL */
	int measure;
	bool effects; /* of margins: differences, not means */
	bool ratios;  /* of models: exponentials */
} Analysis;

/* runs the analysis; SPI must be connected */
extern Analysis svy_chart_analysis_read(const Chart *chart);

#endif
