/*
 * disclosure_unions.c
 *	  The nets of sets as sums of their options less who chose several: relations
 *	  between cells of a banner.
 */
#include "postgres.h"

#include "crosstab/disclosure_cells.h"

/* who is in both of two cells */
static bool
both_key(const DisclosureCells *c, int a, int b, DisclosureKey *key)
{
	const DisclosureKey *other = &c->keys[b];

	*key = c->keys[a];
	if (key->count < 0 || other->count < 0 || key->count + other->count > DISCLOSURE_FACTORS)
		return false;
	for (int i = 0; i < other->count; i++)
		svy_disclosure_factor(key, other->variable[i], other->category[i]);
	return true;
}

/* a net of two options says how many chose both, if anybody: a nest of the set may show a part of them */
static int
put_both(DisclosureCells *c, int a, int b, int net)
{
	double n = c->values[a] + c->values[b] - c->values[net];
	DisclosureKey key;
	int cell;

	if (!both_key(c, a, b, &key))
		return -1;
	cell = svy_disclosure_find(c, &key);
	return cell < 0 && n >= 0 ? svy_disclosure_put(c, &key, DISCLOSURE_UNSEEN, n, false) : cell;
}

static bool
has_factor(const DisclosureKey *key, int32 variable, int32 category)
{
	bool found = false;

	for (int i = 0; i < key->count; i++)
		found = found || (key->variable[i] == variable && key->category[i] == category);
	return found;
}

/* whether a table shows that nobody is in both of two cells, here or among more respondents */
static bool
shows_nobody(const DisclosureCells *c, int a, int b, const DisclosureKey *both)
{
	unsigned common = 0;

	for (int i = 0; i < both->count; i++)
		if (has_factor(&c->keys[a], both->variable[i], both->category[i]) &&
			has_factor(&c->keys[b], both->variable[i], both->category[i]))
			common |= 1U << i;
	/* without some of what both have in common, first without any of it */
	for (unsigned removed = common;; removed = (removed - 1) & common)
	{
		DisclosureKey key = {0};
		int cell;

		for (int i = 0; i < both->count; i++)
			if (!(removed >> i & 1))
				svy_disclosure_factor(&key, both->variable[i], both->category[i]);
		cell = svy_disclosure_find(c, &key);
		if (cell >= 0 && c->kinds[cell] != DISCLOSURE_UNSEEN && c->values[cell] == 0)
			return true;
		if (removed == 0)
			return false;
	}
}

/*
 * Who is in a net of two options is those of either less those of both, whom a set
 * in rows and columns shows; of more options, the larger by those of three and more.
 */
static void
relate_union(DisclosureCells *c, const SurveyNet *net, const int *options, int stride, int cell)
{
	int pair = 0;

	if (net->count == 2 && c->nested)
		(void) put_both(c, options[net->codes[0] * stride], options[net->codes[1] * stride], cell);
	svy_disclosure_begin(c);
	for (int i = 0; i < net->count && pair >= 0; i++)
	{
		int one = options[net->codes[i] * stride];

		svy_disclosure_term(c, one, 1);
		for (int k = 0; k < i && pair >= 0; k++)
		{
			int other = options[net->codes[k] * stride];
			DisclosureKey key;
			bool known = both_key(c, other, one, &key);

			if (c->values[one] == 0 || c->values[other] == 0 ||
				(known && shows_nobody(c, other, one, &key)))
				continue;
			pair = known ? svy_disclosure_find(c, &key) : -1;
			svy_disclosure_term(c, pair, -1);
		}
	}
	if (pair < 0)
		c->nterms = c->relation[c->nrelations];
	else
		(void) svy_disclosure_rest(c, cell);
}

/* the nets of sets: of rows in each column, and of columns in each line */
void
svy_disclosure_unions(DisclosureCells *c, int row)
{
	const CrosstabPlan *plan = c->run->plan;
	const CrosstabAxis *axis = &plan->rows[row];

	for (int i = 0; axis->overlapping && i < axis->nnets; i++)
		for (int place = 0; place < c->ncolumns; place++)
		{
			c->place = c->places[svy_guard_cell(c, row, i, place)];
			relate_union(c, &axis->set->nets[i], c->shown[row] + place, c->ncolumns,
						 svy_guard_cell(c, row, axis->ncategories + i, place));
		}
	for (int column = 1; column < plan->ncolumns; column++)
	{
		const CrosstabAxis *columns = &plan->columns[column];
		int first = c->first[column];

		c->place = row * plan->ncolumns + column;
		/* whom some column holds */
		for (int i = 0; axis->overlapping && i < axis->nnets; i++)
			relate_union(c, &axis->set->nets[i], c->sums[row] + column, plan->ncolumns,
						 c->sums[row][(axis->ncategories + i) * plan->ncolumns + column]);
		for (int i = 0; columns->set && i < columns->nuncoded; i++)
			for (int line = 0; line < svy_guard_lines(axis); line++)
				if (svy_guard_atom(axis, line) && svy_guard_cell(c, row, line, 0) >= 0)
					relate_union(
						c, &columns->set->nets[i], c->shown[row] + line * c->ncolumns + first, 1,
						svy_guard_cell(c, row, line,
									   first + columns->ncategories - columns->nuncoded + i));
	}
}
