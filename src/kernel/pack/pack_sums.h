/*
 * pack_sums.h
 *	  Adding up what respondents have by cell, over an index of either width.
 *
 * Included by a file that defines PACK_INDEX, the type of a cell's number there: 16
 * bits where cells of a table are few, since half of the bytes are read.  Respondents
 * take turns between copies of the sums (REPLICAS), so that two of the same cell do
 * not wait for each other; the caller adds the copies up.
 */
#ifndef PACK_INDEX
#error "PACK_INDEX is the type of an index"
#endif

KERNEL_CLONES static void
add_parts(Four *sums, size_t cells, const PACK_INDEX *index, const Four *parts, int32_t count)
{
	Quad *first = (Quad *) sums;
	Quad *second = first + cells;
	const Quad *part = (const Quad *) parts;
	int32_t i = 0;

	for (; i + 1 < count; i += REPLICAS)
	{
		first[index[i]] += part[i];
		second[index[i + 1]] += part[i + 1];
	}
	if (i < count)
		first[index[i]] += part[i];
}

/* the same out of a dictionary, which is worth it while few tables read the numbers */
KERNEL_CLONES static void
add_entry_parts(Four *sums, size_t cells, const PACK_INDEX *index, const Four *entries,
				const uint16_t *numbers, int32_t count)
{
	Quad *first = (Quad *) sums;
	Quad *second = first + cells;
	const Quad *entry = (const Quad *) entries;
	int32_t i = 0;

	for (; i + 1 < count; i += REPLICAS)
	{
		first[index[i]] += entry[numbers[i]];
		second[index[i + 1]] += entry[numbers[i + 1]];
	}
	if (i < count)
		first[index[i]] += entry[numbers[i]];
}
