/*
 * disclosure_equal.c
 *	  Cells of a banner that are equal by what they are sums of become one.
 */
#include "postgres.h"

#include "crosstab/disclosure_cells.h"

/* counts that a relation says to be equal, such as bases of questions that all answered */
static bool
are_equal(const DisclosureCells *c, int relation)
{
	const int *terms = c->terms + c->relation[relation];
	const double *coefficients = c->coefficients + c->relation[relation];

	DisclosureKind a;
	DisclosureKind b;

	if (c->relation[relation + 1] - c->relation[relation] != 2 ||
		coefficients[0] != -coefficients[1])
		return false;
	a = c->kinds[terms[0]];
	b = c->kinds[terms[1]];
	return a != DISCLOSURE_SUM && b != DISCLOSURE_SUM &&
		   (a == DISCLOSURE_UNSEEN) == (b == DISCLOSURE_UNSEEN);
}

static int
first_equal(int *same, int cell)
{
	while (same[cell] != cell)
		cell = same[cell] = same[same[cell]];
	return cell;
}

static void
make_one(DisclosureCells *c, int *same, int a, int b)
{
	int kept = first_equal(same, a);
	int other = first_equal(same, b);

	same[other] = kept;
	if (c->kinds[other] == DISCLOSURE_BASE)
		c->kinds[kept] = DISCLOSURE_BASE;
	c->totals[kept] = c->totals[kept] && c->totals[other];
	c->bases[kept] = c->bases[kept] || c->bases[other];
}

static void
renumber(int *cells, Size n, int *same)
{
	for (Size i = 0; i < n; i++)
		if (cells[i] >= 0)
			cells[i] = first_equal(same, cells[i]);
}

/* relations in terms of those that are kept; what a relation holds twice is added up */
static void
renumber_relations(DisclosureCells *c, int *same)
{
	int from = 0;
	int terms = c->nterms;

	c->nterms = 0;
	for (int i = 0, count = c->nrelations; i < count; i++)
	{
		int to = i + 1 < count ? c->relation[i + 1] : terms;
		int start = c->nterms;
		int kept = start;

		c->nrelations = i;
		c->relation[i] = start;
		for (; from < to; from++)
			svy_disclosure_term(c, first_equal(same, c->terms[from]), c->coefficients[from]);
		for (int k = start; k < c->nterms; k++)
			if (c->coefficients[k] != 0)
			{
				c->terms[kept] = c->terms[k];
				c->coefficients[kept++] = c->coefficients[k];
			}
		c->nterms = kept;
		svy_disclosure_end(c);
	}
}

/*
 * Who knows one of two equal cells knows the other: they are one, wherever they are
 * shown.  It makes the system of a book much smaller, too.
 */
void
svy_disclosure_unite(DisclosureCells *c)
{
	const CrosstabPlan *plan = c->run->plan;
	int *same = palloc_extended(sizeof(int) * ((Size) c->count + 1), MCXT_ALLOC_HUGE);

	for (int i = 0; i < c->count; i++)
		same[i] = i;
	for (int i = 0; i < c->nrelations; i++)
		if (are_equal(c, i))
			make_one(c, same, c->terms[c->relation[i]], c->terms[c->relation[i] + 1]);
	renumber_relations(c, same);
	for (int row = 0; row < plan->nrows; row++)
	{
		Size lines = svy_guard_lines(&plan->rows[row]);

		renumber(c->shown[row], lines * c->ncolumns, same);
		renumber(c->sums[row], lines * plan->ncolumns, same);
	}
	pfree(same);
}
