/*
 * frame_order.c
 *	  An order of respondents that does not depend on how their rows came.
 *
 * Sums of doubles depend on the order of their addends in the last digits, and
 * quantiles and ranks of equal values on whose weight comes first.  Rows come as
 * the table has them, or as parallel workers and other users' updates left them,
 * so respondents are sorted by all that is known of them: by weight and replicate
 * weights, then cluster, values and codes.  Who is equal in all of them may be
 * exchanged.  Strata and clusters get the order of their labels.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "source/frame.h"

/* what mostly decides, so that the sort seldom looks elsewhere */
typedef struct OrderKey
{
	double weight;
	int32 leaf;
	int32 row;
} OrderKey;

typedef struct Order
{
	const SvyFrame *frame;
	int nvalues;
	int ncodes;
} Order;

/* NaN behind all numbers; 0 and -0 are told apart */
static int
compare_doubles(double a, double b)
{
	if (a < b || a > b)
		return a < b ? -1 : 1;
	if (isnan(a) || isnan(b))
		return isnan(a) - isnan(b);
	return (signbit(b) != 0) - (signbit(a) != 0);
}

static int
compare_replicates(const SvyFrame *frame, int32 a, int32 b)
{
	const double *left = frame->replicates + (int64) a * frame->nreplicates;
	const double *right = frame->replicates + (int64) b * frame->nreplicates;
	int order = 0;

	for (int r = 0; r < frame->nreplicates && order == 0; r++)
		order = compare_doubles(left[r], right[r]);
	return order;
}

static int
compare_keys(const OrderKey *left, const OrderKey *right, const Order *o)
{
	const SvyFrame *frame = o->frame;
	int order = compare_doubles(left->weight, right->weight);

	if (order == 0)
		order = compare_replicates(frame, left->row, right->row);
	if (order == 0)
		order = (left->leaf > right->leaf) - (left->leaf < right->leaf);
	for (int i = 0; i < o->nvalues && order == 0; i++)
		order = compare_doubles(frame->values[i][left->row], frame->values[i][right->row]);
	for (int i = 0; i < o->ncodes && order == 0; i++)
		order = (frame->codes[i][left->row] > frame->codes[i][right->row]) -
				(frame->codes[i][left->row] < frame->codes[i][right->row]);
	return order ? order : frame->keep[left->row] - frame->keep[right->row];
}

/* qsort_arg() that can be cancelled: a million respondents take a second */
#define ST_SORT sort_keys
#define ST_ELEMENT_TYPE OrderKey
#define ST_COMPARE(a, b, order) compare_keys(a, b, order)
#define ST_COMPARE_ARG_TYPE const Order
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE static
#define ST_DEFINE
#include "lib/sort_template.h"

/* the array with its elements in the order of the keys; frees the one that came */
static void *
in_order(void *array, size_t size, int64 n, const OrderKey *keys)
{
	char *result = MemoryContextAllocHuge(CurrentMemoryContext, size * n);

	CHECK_FOR_INTERRUPTS();
	for (int64 i = 0; i < n; i++)
		memcpy(result + i * size, (char *) array + keys[i].row * size, size);
	pfree(array);
	return result;
}

Summary *
svy_frame_ordered_units(const Summary *from, int32 **position)
{
	Summary *units = MemoryContextAllocExtended(CurrentMemoryContext, summary_canonical_size(from),
												MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	int32 *work = palloc_extended(sizeof(int32) * (2 * from->nunits + 1), MCXT_ALLOC_HUGE);

	summary_canonical(units, from, work);
	*position = palloc_extended(sizeof(int32) * (from->nunits + 1), MCXT_ALLOC_HUGE);
	memcpy(*position, work + from->nunits, sizeof(int32) * from->nunits);
	pfree(work);
	return units;
}

/* strata and clusters in the order of their labels */
static void
order_units(SvyFrame *frame, int32 *leaf)
{
	int32 *position;
	Summary *units = svy_frame_ordered_units(frame->units, &position);

	for (int64 i = 0; i < frame->n; i++)
		leaf[i] = position[leaf[i]];
	pfree(frame->units);
	frame->units = units;
	pfree(position);
}

void
svy_frame_order(SvyFrame *frame, int nvalues, int ncodes, int32 *leaf)
{
	Order order = {frame, nvalues, ncodes};
	OrderKey *keys = palloc_extended(sizeof(OrderKey) * (frame->n + 1), MCXT_ALLOC_HUGE);

	order_units(frame, leaf);
	for (int64 i = 0; i < frame->n; i++)
		keys[i] = (OrderKey){frame->weight[i], leaf[i], (int32) i};
	sort_keys(keys, frame->n, &order);
	for (int64 i = 0; i < frame->n; i++)
	{
		frame->weight[i] = keys[i].weight;
		leaf[i] = keys[i].leaf;
	}
	frame->keep = in_order(frame->keep, sizeof(bool), frame->n, keys);
	for (int i = 0; i < nvalues; i++)
		frame->values[i] = in_order(frame->values[i], sizeof(double), frame->n, keys);
	for (int i = 0; i < ncodes; i++)
		frame->codes[i] = in_order(frame->codes[i], sizeof(int32), frame->n, keys);
	if (frame->nreplicates > 0)
		frame->replicates =
			in_order(frame->replicates, sizeof(double) * frame->nreplicates, frame->n, keys);
	pfree(keys);
}
