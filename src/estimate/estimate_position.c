/*
 * estimate_position.c
 *	  Where the rows of estimates stand, for programs that sort.
 *
 * Rows come variable by variable and domain by domain, each domain with all of
 * the categories, so that the order in which texts come for the first time is
 * that of the codebook.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "estimate/estimate.h"

/* texts in the order in which they came */
typedef struct Seen
{
	int count;
	int room;
	char **texts;
	int next; /* the one that is expected: they come in turns */
} Seen;

struct SvyPositions
{
	MemoryContext context;
	Seen questions;
	Seen *rows; /* of each question */
	int rows_room;
	Seen labels;
};

struct SvyPositions *
svy_positions_make(void)
{
	struct SvyPositions *positions = palloc0_object(struct SvyPositions);

	positions->context = CurrentMemoryContext;
	return positions;
}

static void
add_text(MemoryContext context, Seen *seen, const char *text)
{
	if (seen->count == seen->room)
	{
		seen->room = Max(16, 2 * seen->room);
		seen->texts = seen->texts ? repalloc(seen->texts, sizeof(char *) * seen->room)
								  : MemoryContextAlloc(context, sizeof(char *) * seen->room);
	}
	seen->texts[seen->count++] = MemoryContextStrdup(context, text);
}

/* the place of a text, from 0; one that was not there comes last */
static int
seen_place(MemoryContext context, Seen *seen, const char *text)
{
	if (text == NULL)
		text = "";
	for (int i = 0; i < seen->count; i++)
	{
		int place = (seen->next + i) % seen->count;

		if (strcmp(seen->texts[place], text) == 0)
		{
			seen->next = place;
			return place;
		}
	}
	add_text(context, seen, text);
	return seen->next = seen->count - 1;
}

SvyPosition
svy_positions_next(struct SvyPositions *positions, const SvyEstimateRow *row, const char *label)
{
	SvyPosition position = {0};
	int question = seen_place(positions->context, &positions->questions, row->variable);

	if (question >= positions->rows_room)
	{
		int room = Max(16, 2 * positions->rows_room);
		Seen *rows = MemoryContextAllocZero(positions->context, sizeof(Seen) * room);

		if (positions->rows)
			memcpy(rows, positions->rows, sizeof(Seen) * positions->rows_room);
		positions->rows = rows;
		positions->rows_room = room;
	}
	position.question = question + 1;
	position.row = seen_place(positions->context, &positions->rows[question], row->category) + 1;
	if (label)
		position.column = seen_place(positions->context, &positions->labels, label) + 1;
	return position;
}
