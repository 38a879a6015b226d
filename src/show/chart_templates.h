/*
 * chart_templates.h
 *	  Specifications of the charts as svy_spec_fill takes them: ' stands for ", `
 *	  for ', and '@word' for a value.
 */
#ifndef SHOW_CHART_TEMPLATES_H
#define SHOW_CHART_TEMPLATES_H

/* clang-format off */

#define SPEC_HEAD \
	"{'$schema': 'https://vega.github.io/schema/vega-lite/v5.json', 'background': 'white'," \
	" 'config': {'view': {'stroke': null}}," \
	" 'title': '@title', 'width': '@width', 'height': '@height', 'data': {'values': '@data'},"

/* labels are lines: none is cut, whatever its length */
#define SPEC_LINES "'labelLimit': 0, 'labelExpr': 'split(datum.label, `\\\\n`)'"
#define SPEC_LABELS "{" SPEC_LINES ", 'ticks': false, 'domain': false, 'labelPadding': 8}"
#define SPEC_LEGEND(columns) \
	"{'orient': 'top', 'title': null, 'columns': " columns ", 'symbolOpacity': 1, " SPEC_LINES "}"
#define SPEC_GRID "{'gridColor': '#EEEEEE'}"
#define SPEC_ROWS(padding) \
	"{'field': 'row', 'type': 'nominal', 'sort': '@rows', 'title': null, 'axis': " SPEC_LABELS "," \
	" 'scale': {'paddingInner': " padding "}}"
#define SPEC_TOOLTIP \
	"[{'field': 'row'}, {'field': 'column'}, {'field': 'estimate', 'format': '.2f'}," \
	" {'field': 'low', 'format': '.2f'}, {'field': 'high', 'format': '.2f'}, {'field': 'n'}, {'field': 'base'}]"

/* bars with intervals and their numbers behind them; colour: what the marks and colours of bars are */
#define SPEC_BARS(mark, colour) \
	" 'layer': [" \
	"  {'mark': " mark ", 'encoding': {" colour "'x': {'field': 'estimate', 'type': 'quantitative'," \
	"    'title': '@unit', 'axis': " SPEC_GRID "}, 'tooltip': " SPEC_TOOLTIP "}}," \
	"  {'mark': {'type': 'rule', 'color': '#444444'}, 'encoding': {" \
	"   'x': {'field': 'low', 'type': 'quantitative'}, 'x2': {'field': 'high'}}}," \
	"  {'mark': {'type': 'text', 'align': 'left', 'dx': 5, 'fontSize': 11}, 'encoding': {" \
	"   'x': {'field': 'edge', 'type': 'quantitative'}, 'text': {'field': 'shown'}}}" \
	" ]}"

static const char *const grouped_bars =
	SPEC_HEAD
	" 'encoding': {'y': " SPEC_ROWS("0.3") ","
	"  'yOffset': {'field': 'column', 'type': 'nominal', 'sort': '@columns'}},"
	SPEC_BARS("{'type': 'bar'}",
		"'color': {'field': 'column', 'type': 'nominal', 'scale': {'domain': '@columns', 'range': '@columncolours'},"
		" 'legend': '@columnlegend'}, ");

/* one bar a line: of one column, or of one row in many columns */
static const char *const plain_bars =
	SPEC_HEAD
	" 'encoding': {'y': {'field': '@line', 'type': 'nominal', 'sort': '@lines', 'title': null,"
	"  'axis': " SPEC_LABELS ", 'scale': {'paddingInner': 0.3}}},"
	SPEC_BARS("{'type': 'bar', 'color': '#56B4E9'}", "");

static const char *const heatmap =
	SPEC_HEAD
	" 'encoding': {'y': " SPEC_ROWS("0") ","
	"  'x': {'field': 'column', 'type': 'nominal', 'sort': '@columns', 'title': null, 'axis': {" SPEC_LINES ","
	"   'orient': '@side', 'labelAngle': 0, 'ticks': false, 'domain': false, 'labelPadding': 6}}},"
	" 'layer': ["
	"  {'mark': {'type': 'rect', 'stroke': 'white'}, 'encoding': {'color': {'field': 'estimate',"
	"   'type': 'quantitative', 'title': '@unit', 'legend': {'orient': 'right'}, 'scale': {'domain': '@domain',"
	"   'range': ['#F7FBFF', '#C6DBEF', '#6BAED6', '#2171B5', '#08306B']}}, 'tooltip': " SPEC_TOOLTIP "}},"
	"  {'mark': {'type': 'text', 'fontSize': 11}, 'encoding': {'text': {'field': 'shown'},"
	"   'color': {'condition': {'test': '@dark', 'value': 'white'}, 'value': 'black'}}}"
	" ]}";

#define SPEC_TREND_TEXT(which, dy) \
	"  {'transform': [{'filter': '" which "'}, {'filter': '@text'}]," \
	"   'mark': {'type': 'text', 'dy': " dy ", 'fontSize': 11}, 'encoding': {" \
	"   'y': {'field': 'estimate', 'type': 'quantitative'}, 'text': {'field': 'shown'}}}"

static const char *const trend =
	SPEC_HEAD
	" 'encoding': {'x': {'field': 'column', 'type': 'ordinal', 'sort': '@columns', 'title': null,"
	"   'scale': {'type': 'point', 'padding': 0.5, 'domain': '@columns'},"
	"   'axis': {" SPEC_LINES ", 'labelAngle': '@angle', 'labelOverlap': '@overlap'}},"
	"  'color': {'field': 'row', 'type': 'nominal', 'scale': {'domain': '@rows', 'range': '@rowcolours'},"
	"   'legend': '@rowlegend'}},"
	" 'layer': ["
	"  {'mark': {'type': 'area', 'opacity': 0.18}, 'encoding': {'y': {'field': 'low', 'type': 'quantitative',"
	"   'title': '@unit', 'scale': {'zero': '@zero'}, 'axis': " SPEC_GRID "}, 'y2': {'field': 'high'}}},"
	"  {'mark': {'type': 'line', 'point': true}, 'encoding': {'y': {'field': 'estimate', 'type': 'quantitative'},"
	"   'tooltip': [{'field': 'row'}, {'field': 'column'}, {'field': 'estimate', 'format': '.2f'},"
	"    {'field': 'low', 'format': '.2f'}, {'field': 'high', 'format': '.2f'}, {'field': 'base'},"
	"    {'field': 'against'}, {'field': 'change', 'format': '+.2f'}, {'field': 'p', 'format': '.4f'}]}},"
	SPEC_TREND_TEXT("!datum.below", "-10") ","
	SPEC_TREND_TEXT("datum.below", "13")
	" ]}";

static const char *const dots =
	SPEC_HEAD
	" 'encoding': {'y': " SPEC_ROWS("0.3") ","
	"  'yOffset': {'field': 'column', 'type': 'nominal', 'sort': '@columns', 'scale': {'paddingInner': 0.2}},"
	"  'color': {'field': 'column', 'type': 'nominal', 'scale': {'domain': '@columns', 'range': '@columncolours'},"
	"   'legend': '@columnlegend'}},"
	" 'layer': ["
	"  {'data': {'values': [{}]}, 'mark': {'type': 'rule', 'color': '#444444'},"
	"   'encoding': {'x': {'datum': 0}, 'y': null, 'yOffset': null, 'color': null}},"
	"  {'mark': {'type': 'rule', 'strokeWidth': 2}, 'encoding': {'x': {'field': 'low', 'type': 'quantitative',"
	"   'title': '@difference', 'axis': " SPEC_GRID "}, 'x2': {'field': 'high'}}},"
	"  {'mark': {'type': 'point', 'size': 70, 'strokeWidth': 2}, 'encoding': {"
	"   'x': {'field': 'estimate', 'type': 'quantitative'},"
	"   'fill': {'condition': {'test': 'datum.significant', 'field': 'column', 'type': 'nominal',"
	"    'scale': {'domain': '@columns', 'range': '@columncolours'}, 'legend': null}, 'value': 'white'},"
	"   'tooltip': [{'field': 'row'}, {'field': 'column'}, {'field': 'estimate', 'format': '.2f'},"
	"    {'field': 'p', 'format': '.4f'}]}}"
	" ]}";

/* parts of a whole: where each begins and ends is among the data */
static const char *const segments =
	SPEC_HEAD
	" 'encoding': {'y': " SPEC_ROWS("0.25") "},"
	" 'layer': ["
	"  {'transform': [{'filter': 'datum.zero'}], 'mark': {'type': 'rule', 'color': '#444444'},"
	"   'encoding': {'x': {'datum': 0}, 'y': null}},"
	"  {'mark': {'type': 'bar'}, 'encoding': {'x': {'field': 'start', 'type': 'quantitative', 'title': 'Percent',"
	"    'scale': {'domain': '@domain', 'nice': false},"
	"    'axis': {'labelExpr': 'abs(datum.value)', 'gridColor': '#EEEEEE'}}, 'x2': {'field': 'end'},"
	"   'color': {'field': 'answer', 'type': 'nominal', 'scale': {'domain': '@answers', 'range': '@colours'},"
	"    'legend': '@legendcolumns'},"
	"   'tooltip': [{'field': 'row'}, {'field': 'answer'}, {'field': 'percent', 'format': '.1f'},"
	"    {'field': 'n'}, {'field': 'base'}]}},"
	"  {'mark': {'type': 'text', 'fontSize': 11}, 'encoding': {'x': {'field': 'middle', 'type': 'quantitative'},"
	"   'text': {'field': 'shown'}, 'color': {'field': 'ink', 'type': 'nominal', 'scale': null}}},"
	"  {'transform': [{'filter': 'datum.score != null'}],"
	"   'mark': {'type': 'text', 'align': 'left', 'fontWeight': 'bold', 'dx': 6},"
	"   'encoding': {'x': {'datum': 100}, 'text': {'field': 'score'}}}"
	" ]}";

/* marks of analyses: bars, or dots, with intervals; groups are within rows */
#define SPEC_GROUPS \
	"'yOffset': {'field': 'column', 'type': 'nominal', 'sort': '@columns', 'scale': {'paddingInner': 0.2}}," \
	" 'color': {'field': 'column', 'type': 'nominal', 'scale': {'domain': '@columns', 'range': '@groupcolours'}," \
	"  'legend': '@legend'}"
#define SPEC_MARK_TEXT(scale) \
	"{'mark': {'type': 'text', 'align': 'left', 'dx': 7, 'fontSize': 11}, 'encoding': {" \
	" 'x': {'field': 'edge', 'type': 'quantitative'" scale "}, 'text': {'field': 'shown'}, 'color': {'value': 'black'}}}"
#define SPEC_MARK_TOOLTIP \
	"[{'field': 'row'}, {'field': 'column'}, {'field': 'estimate', 'format': '.4f'}," \
	" {'field': 'low', 'format': '.4f'}, {'field': 'high', 'format': '.4f'}, {'field': 'n'}, {'field': 'remark'}]"

static const char *const mark_bars =
	SPEC_HEAD
	" 'encoding': {'y': " SPEC_ROWS("0.3") ", " SPEC_GROUPS "},"
	" 'layer': ["
	"  {'mark': {'type': 'bar'}, 'encoding': {'x': {'field': 'estimate', 'type': 'quantitative', 'title': '@unit',"
	"    'axis': " SPEC_GRID "}, 'tooltip': " SPEC_MARK_TOOLTIP "}},"
	"  {'mark': {'type': 'rule'}, 'encoding': {'x': {'field': 'low', 'type': 'quantitative'}, 'x2': {'field': 'high'},"
	"   'color': {'value': '#222222'}}},"
	"  " SPEC_MARK_TEXT("")
	" ]}";

static const char *const mark_dots =
	SPEC_HEAD
	" 'encoding': {'y': " SPEC_ROWS("0.3") ", " SPEC_GROUPS "},"
	" 'layer': ["
	"  {'data': {'values': '@reference'}, 'mark': {'type': 'rule', 'color': '#444444'},"
	"   'encoding': {'x': {'datum': '@at'}, 'y': null, 'yOffset': null, 'color': null}},"
	"  {'mark': {'type': 'rule', 'strokeWidth': 2}, 'encoding': {'x': {'field': 'low', 'type': 'quantitative',"
	"   'title': '@unit', 'scale': '@scale', 'axis': " SPEC_GRID "}, 'x2': {'field': 'high'}}},"
	"  {'mark': {'type': 'point', 'size': 60, 'filled': true, 'opacity': 1}, 'encoding': {"
	"   'x': {'field': 'estimate', 'type': 'quantitative', 'scale': '@scale'}, 'tooltip': " SPEC_MARK_TOOLTIP "}},"
	"  " SPEC_MARK_TEXT(", 'scale': '@scale'")
	" ]}";

static const char *const curve =
	SPEC_HEAD
	" 'encoding': {'x': {'field': 'column', 'type': 'ordinal', 'sort': '@columns', 'title': 'Options',"
	"   'scale': {'type': 'point', 'padding': 0.5}, 'axis': {" SPEC_LINES ", 'labelAngle': 0, 'labelOverlap': false}},"
	"  'color': {'field': 'row', 'type': 'nominal', 'scale': {'domain': '@groups', 'range': '@groupcolours'},"
	"   'legend': '@legend'}},"
	" 'layer': ["
	"  {'mark': {'type': 'area', 'opacity': 0.18}, 'encoding': {'y': {'field': 'low', 'type': 'quantitative',"
	"   'title': '@unit', 'axis': " SPEC_GRID "}, 'y2': {'field': 'high'}}},"
	"  {'mark': {'type': 'line', 'point': true}, 'encoding': {'y': {'field': 'estimate', 'type': 'quantitative',"
	"   'scale': {'zero': true}}, 'tooltip': [{'field': 'row'}, {'field': 'portfolio'},"
	"    {'field': 'estimate', 'format': '.2f'}, {'field': 'low', 'format': '.2f'}, {'field': 'high', 'format': '.2f'},"
	"    {'field': 'n'}, {'field': 'remark'}]}},"
	"  {'mark': {'type': 'text', 'dy': -12, 'fontSize': 11}, 'encoding': {"
	"   'y': {'field': 'estimate', 'type': 'quantitative'}, 'text': {'field': 'shown'}}}"
	" ]}";

/* clang-format on */

#endif
