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

/* more cannot be read */
#define CHART_MOST_CELLS 5000

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

/* of a trend, beside the cell of the same number: its line and its change */
typedef struct ChartWave
{
	const char *line;	/* what its line is called */
	const char *domain; /* the group */
	bool below;			/* its number stands below it, since no line is lower */
	int place;			/* of its line among those of the question */
	double change;		/* in the unit of the cell */
	double p;
	const char *against; /* or NULL: nothing is before */
} ChartWave;

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
	double second_level; /* of small letters; 0: none */
	double min_base;
	ChartWave *waves; /* of trends */
	/* options */
	const char *title;
	const char *subtitle;
	const char *against;   /* what others are compared with: a column, of trends an earlier wave */
	const char *statistic; /* of trends, as survey_trend calls it, or NULL */
	int smooth;			   /* waves of a moving average; 0: none */
	bool marks;			   /* whether changes that are significant are marked */
	int nshow;			   /* labels of rows; 0: what the kind shows */
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

/* "Base: 10 to 20 respondents, weighted by w"; most: NaN where it is not shown */
extern void svy_chart_describe_base(const Chart *chart, double least, double most, StringInfo text);

/* JSON arrays of colours that the colour-blind tell apart */
extern char *svy_chart_colours(int count);
extern const char *svy_chart_diverging_colour(int place, int count);

/* black or white, whichever is read on the colour */
extern const char *svy_chart_ink(const char *colour);

/* a legend of these labels, or null: there are none */
extern char *svy_chart_legend(const Chart *chart, const ChartLabels *labels);

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

/* of trends: reads the cells; labels of all waves by their places; what changes are from, or NULL */
extern void svy_chart_read_trend(Chart *chart);
extern void svy_chart_waves(const Chart *chart, ChartLabels *labels);
extern const char *svy_chart_against(const Chart *chart);

#endif
