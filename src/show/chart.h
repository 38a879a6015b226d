/*
 * chart.h
 *	  Charts as Vega-Lite specifications: what the kinds share.
 */
#ifndef SHOW_CHART_H
#define SHOW_CHART_H

#include "postgres.h"

#include "utils/jsonb.h"

#include "codebook/codebook.h"
#include "export/tables.h"
#include "show/spec.h"

typedef enum ChartKind
{
	CHART_LIKERT,
	CHART_DIVERGING,
	CHART_BAR,
	CHART_HEATMAP,
	CHART_TREND,
	CHART_DOTS,
	CHART_NPS,
	CHART_DRIVERS, /* this and the following: of analyses */
	CHART_TURF,
	CHART_MARGINS,
	CHART_MODEL,
	CHART_MAXDIFF,
	CHART_CONJOINT
} ChartKind;

typedef struct Chart
{
	ChartKind kind;
	const Survey *survey;
	SvyTableRequest request;
	SvyTables *tables;
	int nvariables;
	char **variables;
	int nby;
	char **by;
	const char *weight; /* as it was asked for, or NULL */
	const char *filter; /* or NULL */
	double level;
	double min_base;
	/* options */
	const char *title;
	const char *subtitle;
	const char *against; /* of differences: the column that others are compared with */
	int nshow;			 /* labels of rows; 0: what the kind shows */
	char **show;
	int width;
	JsonbContainer *options; /* of analyses: all that was said, or NULL */
} Chart;

/* texts in the order in which they came, each once */
typedef struct ChartLabels
{
	int count;
	int room;
	const char **texts;
	int *keys;
} ChartLabels;

/*
 * The text of a key (a position) among labels; two keys with one text differ in
 * blanks of no width, since Vega-Lite takes equal texts for one category.
 */
extern const char *svy_chart_label(ChartLabels *labels, int key, const char *text);
extern char *svy_chart_labels_json(const ChartLabels *labels);
extern int svy_chart_label_lines(const ChartLabels *labels);

/* a column as a legend or an axis shows it: with its letter where there are letters, * for a low base */
extern char *svy_chart_column(const SvyTableCell *cell, bool letters);

/* whether a row is to be shown: named in "show", or one that the kind shows */
extern bool svy_chart_shows(const Chart *chart, const SvyTableCell *cell);

/* whether any column has letters */
extern bool svy_chart_has_letters(const Chart *chart);

/* title, base, weight, filter and what letters mean, as JSON */
extern char *svy_chart_title(const Chart *chart, bool letters);

/* the same of texts that are known, where the options have none */
extern char *svy_chart_heading(const Chart *chart, const char *title, const char *subtitle);

/* "Base: 10 to 20 respondents, weighted by w" */
extern void svy_chart_describe_base(const Chart *chart, double least, double most, StringInfo text);

/* JSON arrays of colours that the colour-blind tell apart */
extern char *svy_chart_colours(int count);
extern const char *svy_chart_diverging_colour(int place, int count);

/* black or white, whichever is read on the colour */
extern const char *svy_chart_ink(const char *colour);

/* columns of a legend of these labels */
extern char *svy_chart_legend_columns(const Chart *chart, const ChartLabels *labels);

/* the kinds: the specification as JSON */
extern char *svy_chart_segments(const Chart *chart);
extern char *svy_chart_nps(const Chart *chart);
extern char *svy_chart_bars(const Chart *chart);
extern char *svy_chart_heatmap(const Chart *chart);
extern char *svy_chart_trend(const Chart *chart);
extern char *svy_chart_dots(const Chart *chart);
extern char *svy_chart_analysis(const Chart *chart);

/* keys of the options of an analysis, which end with NULL; NULL: the kind is none */
extern const char *const *svy_chart_analysis_keys(ChartKind kind);

#endif
