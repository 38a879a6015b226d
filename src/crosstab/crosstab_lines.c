/*
 * crosstab_lines.c
 *	  The lines of a table: which statistics of a row variable are shown, and in
 *	  which order.
 */
#include "postgres.h"

#include "codebook/property.h"
#include "codebook/wave.h"
#include "crosstab/crosstab_asked.h"
#include "crosstab/disclosure.h"
#include "server/json.h"

/* lines in the making */
typedef struct Lines
{
	const CrosstabRun *run;
	const CrosstabAxis *axis;
	const int *order; /* of its categories */
	int count;
	int room;
	CrosstabLine *lines;
} Lines;

bool
svy_crosstab_shows(const CrosstabOptions *options, CrosstabStatistic statistic)
{
	for (int i = 0; i < options->nstatistics; i++)
		if (options->statistics[i] == statistic)
			return true;
	return false;
}

static void
add_line(Lines *l, CrosstabLine line)
{
	if (l->count == l->room)
		l->lines = repalloc_array(l->lines, CrosstabLine, l->room *= 2);
	line.axis = line.axis ? line.axis : l->axis;
	line.row = (int) (line.axis - l->run->plan->rows);
	l->lines[l->count++] = line;
}

/* percents and counts, of which the tests are shown once */
static void
add_share(Lines *l, CrosstabStatistic statistic, CrosstabLine line)
{
	line.statistic = statistic;
	line.tested = statistic != CROSSTAB_SHOWS_COUNT ||
				  !svy_crosstab_shows(&l->run->options, CROSSTAB_SHOWS_PERCENT);
	add_line(l, line);
}

static bool
is_of_answers(CrosstabStatistic statistic)
{
	return statistic == CROSSTAB_SHOWS_PERCENT || statistic == CROSSTAB_SHOWS_COUNT;
}

/* percents and counts that follow each other are shown answer by answer; n: how many they are */
static int
add_answers(Lines *l, const CrosstabStatistic *statistics, int most)
{
	int n = 1;

	while (n < most && is_of_answers(statistics[n]))
		n++;
	for (int i = 0; !l->axis->value && i < l->axis->ncategories; i++)
		for (int k = 0; k < n; k++)
			add_share(l, statistics[k],
					  (CrosstabLine){.kind = CROSSTAB_LINE_CATEGORY,
									 .category = l->order[i],
									 .label = l->axis->labels[l->order[i]],
									 .coded = true});
	return n;
}

/* nets show what answers show: percents, counts or both in their order */
static void
add_nets(Lines *l)
{
	const CrosstabOptions *options = &l->run->options;
	bool percents_only = !svy_crosstab_shows(options, CROSSTAB_SHOWS_COUNT);

	for (int i = 0; i < l->axis->nnets; i++)
	{
		CrosstabLine line = {
			.kind = CROSSTAB_LINE_NET, .net = &l->axis->nets[i], .label = l->axis->nets[i].name};

		if (percents_only)
			add_share(l, CROSSTAB_SHOWS_NET, line);
		for (int k = 0; !percents_only && k < options->nstatistics; k++)
			if (options->statistics[k] == CROSSTAB_SHOWS_COUNT)
				add_share(l, CROSSTAB_SHOWS_COUNT, line);
			else if (options->statistics[k] == CROSSTAB_SHOWS_PERCENT)
				add_share(l, CROSSTAB_SHOWS_NET, line);
	}
}

/* out of everybody in the column: each code that is declared missing, then no answer at all */
static void
add_missing(Lines *l)
{
	const CrosstabAxis *axis = l->axis->missing < 0 ? NULL : &l->run->plan->rows[l->axis->missing];

	for (int i = 1; axis && i < axis->ncategories; i++)
		add_line(l, (CrosstabLine){.kind = CROSSTAB_LINE_CATEGORY,
								   .axis = axis,
								   .category = i,
								   .label = axis->labels[i],
								   .statistic = CROSSTAB_SHOWS_MISSING,
								   .coded = i <= axis->ncoded,
								   .tested = true});
}

static void
add_number(Lines *l, CrosstabStatistic statistic)
{
	static const struct
	{
		CrosstabLineKind kind;
		const char *label;
	} numbers[CROSSTAB_STATISTICS] = {
		[CROSSTAB_SHOWS_BASE] = {CROSSTAB_LINE_BASE, "Base"},
		[CROSSTAB_SHOWS_WEIGHTED_BASE] = {CROSSTAB_LINE_BASE, "Weighted base"},
		[CROSSTAB_SHOWS_EFFECTIVE_BASE] = {CROSSTAB_LINE_BASE, "Effective base"},
		[CROSSTAB_SHOWS_MEAN] = {CROSSTAB_LINE_MEAN, "Mean"},
		[CROSSTAB_SHOWS_MEDIAN] = {CROSSTAB_LINE_MEDIAN, "Median"},
		[CROSSTAB_SHOWS_SD] = {CROSSTAB_LINE_SD, "Standard deviation"},
		[CROSSTAB_SHOWS_SE] = {CROSSTAB_LINE_SE, "Standard error"},
		[CROSSTAB_SHOWS_NPS] = {CROSSTAB_LINE_MEAN, "Net promoter score"},
	};
	CrosstabLine line = {.kind = numbers[statistic].kind,
						 .label = numbers[statistic].label,
						 .statistic = statistic,
						 .tested = numbers[statistic].kind == CROSSTAB_LINE_MEAN ||
								   numbers[statistic].kind == CROSSTAB_LINE_MEDIAN};

	if (statistic == CROSSTAB_SHOWS_NPS)
	{
		if (l->axis->nps < 0)
			return;
		line.axis = &l->run->plan->rows[l->axis->nps];
	}
	else if (statistic == CROSSTAB_SHOWS_MEDIAN && l->axis->value)
	{
		line.axis = &l->run->plan->rows[l->axis->median];
	}
	else if (svy_line_is_mean(&line) && !l->axis->value && !l->axis->scores)
		return;
	add_line(l, line);
}

/*
 * Orders
 */

typedef struct Place
{
	bool last; /* whatever its value; in the order of the codebook */
	double value;
	int index;
} Place;

/* the largest first, what has none last; ties as they were */
static int
compare_places(const void *a, const void *b)
{
	const Place *left = a;
	const Place *right = b;

	if (left->last != right->last)
		return left->last ? 1 : -1;
	if (left->last)
		return (left->index > right->index) - (left->index < right->index);
	if (isnan(left->value) != isnan(right->value))
		return isnan(left->value) ? 1 : -1;
	if (!isnan(left->value) && left->value != right->value)
		return left->value > right->value ? -1 : 1;
	return (left->index > right->index) - (left->index < right->index);
}

static int *
places_to_order(Place *places, int n)
{
	int *order = palloc_array(int, n + 1);

	qsort(places, n, sizeof(Place), compare_places);
	for (int i = 0; i < n; i++)
		order[i] = places[i].index;
	return order;
}

static bool
sorts_by(const CrosstabOptions *options, const char *word)
{
	return options->sort && pg_strcasecmp(options->sort, word) == 0;
}

/*
 * "None of these" stays last: what the call or the tables of the codebook name, else
 * what the codebook calls exclusive, and answers of a scale that have no number.
 */
static bool
stays_last(const CrosstabRun *run, const CrosstabAxis *axis, int answer)
{
	const char *name = axis->set ? axis->set->members[answer]->name : NULL;
	JsonbContainer *exclusive;

	if (axis->value || !(axis->variable || axis->set))
		return false;
	if (run->options.keep_last)
		return svy_names_answer(run->options.keep_last, axis->codes[answer], axis->labels[answer],
								name);
	if (axis->set)
		return svy_option_exclusive(axis->set, answer);
	exclusive = svy_property_json(SVY_PROPERTIES(axis->variable), "exclusive");
	if (exclusive && JsonContainerIsArray(exclusive) &&
		svy_names_answer(exclusive, axis->codes[answer], axis->labels[answer], NULL))
		return true;
	return axis->scores && isnan(axis->scores[answer]);
}

/* the answers of a row variable, by their weight in the column that is sorted by */
static int *
category_order(const CrosstabRun *run, int row)
{
	const CrosstabPlan *plan = run->plan;
	const CrosstabAxis *axis = &plan->rows[row];
	Place *places = palloc_array(Place, axis->ncategories + 1);
	int column = 0;
	int category = 0;
	bool sorted = run->options.sort && !sorts_by(&run->options, "mean") &&
				  !sorts_by(&run->options, "codebook");

	if (sorted && !sorts_by(&run->options, "total"))
		sorted = svy_crosstab_find_column(run, "sort", run->options.sort, run->options.sort_given,
										  &column, &category);
	for (int i = 0; i < axis->ncategories; i++)
	{
		CrosstabLine line = {
			.kind = CROSSTAB_LINE_CATEGORY, .row = row, .axis = axis, .category = i};

		places[i] = (Place){sorted && stays_last(run, axis, i), 0, i};
		if (!sorted || axis->value)
			continue;
		/* an order would tell of what is not shown */
		if (svy_guard_hides(run, &line, column, category) ||
			svy_line_unasked(run, &line, column, category))
			places[i].value = NAN;
		else if (run->guard && run->guard->round_to > 0)
			places[i].value = svy_rounded(run, &line, false, true, column, category);
		else
			places[i].value = dd_value(
				crosstab_cell(run->x, plan->tables[row * plan->ncolumns + column], i, category).w);
	}
	return places_to_order(places, axis->ncategories);
}

/* whether the best answer of a scale is its lowest number: a mean is the better the lower it is */
static bool
low_is_good(const CrosstabAxis *axis)
{
	const SurveyVariable *variable = axis->scores ? axis->variable : NULL;
	int count = 0;
	int32 *codes = variable ? svy_variable_from_worst(variable, &count) : NULL;

	return count > 1 &&
		   svy_variable_score(variable, codes[count - 1]) < svy_variable_score(variable, codes[0]);
}

/* by means the best comes first; where good ends differ, or nothing tells them, the highest */
int *
svy_crosstab_questions(const CrosstabRun *run)
{
	const CrosstabPlan *plan = run->plan;
	Place *places = palloc_array(Place, plan->nshown + 1);
	int known = 0;
	int low = 0;

	for (int row = 0; row < plan->nshown; row++)
	{
		CrosstabLine mean = {.kind = CROSSTAB_LINE_MEAN, .row = row, .axis = &plan->rows[row]};
		ColumnCell cell;

		places[row] = (Place){false, 0, row};
		if (!sorts_by(&run->options, "mean"))
			continue;
		places[row].value = NAN;
		if ((!mean.axis->value && !mean.axis->scores) || svy_guard_hides(run, &mean, 0, 0))
			continue;
		cell = svy_line_column(run, &mean, plan->tables[row * plan->ncolumns], CROSSTAB_BASE);
		places[row].value = cell.origin + cell.mean;
		known++;
		low += low_is_good(mean.axis);
	}
	for (int row = 0; low > 0 && low == known && row < plan->nshown; row++)
		places[row].value = -places[row].value;
	return places_to_order(places, plan->nshown);
}

CrosstabLine *
svy_crosstab_lines(const CrosstabRun *run, int row, int *count)
{
	const CrosstabOptions *options = &run->options;
	Lines l = {.run = run,
			   .axis = &run->plan->rows[row],
			   .order = category_order(run, row),
			   .room = 16,
			   .lines = palloc_array(CrosstabLine, 16)};

	for (int i = 0; i < options->nstatistics; i++)
		if (is_of_answers(options->statistics[i]))
			i += add_answers(&l, options->statistics + i, options->nstatistics - i) - 1;
		else if (options->statistics[i] == CROSSTAB_SHOWS_NET)
			add_nets(&l);
		else if (options->statistics[i] == CROSSTAB_SHOWS_MISSING)
			add_missing(&l);
		else
			add_number(&l, options->statistics[i]);
	*count = l.count;
	return l.lines;
}

/*
 * Columns by name
 */

bool
svy_column_is_called(const char *label, int letter, const char *name, int way)
{
	char own[COLUMNTEST_LETTER_SIZE];

	if (way == COLUMN_BY_LABEL)
		return pg_strcasecmp(label, name) == 0;
	if (way == COLUMN_BY_TIME)
		return svy_wave_is_called(label, name);
	if (letter < 0)
		return false;
	columntest_letter(letter, own);
	return strcmp(own, name) == 0;
}

bool
svy_crosstab_find_column(const CrosstabRun *run, const char *argument, const char *name,
						 bool required, int *column, int *category)
{
	const CrosstabPlan *plan = run->plan;
	int **letters = svy_column_letters(run);

	for (int way = 0; way < COLUMN_WAYS; way++)
		for (*column = 0; *column < plan->ncolumns; (*column)++)
			for (*category = 0; *category < plan->columns[*column].ncategories; (*category)++)
				if (svy_column_is_called(plan->columns[*column].labels[*category],
										 *column > 0 ? letters[*column][*category] : -1, name, way))
					return true;
	*column = *category = 0;
	if (!required)
		return false;
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_OBJECT), errmsg("the table has no column \"%s\"", name),
			 errhint("\"%s\" takes the label of a column, or its letter.", argument)));
}
