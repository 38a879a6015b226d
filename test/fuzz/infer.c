/*
 * infer.c
 *	  Any bytes as cells: every reader of cells survives them, and what is a
 *	  number to one is one to the other.
 */
#include "kernel/stats/infer.h"
#include "kernel/base/phrases.h"
#include "kernel/base/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void
check(int condition)
{
	if (!condition)
		abort();
}

/* numbers that are written for people and codes in the texts of answers */
static void
check_written(const char *text, size_t size)
{
	static const char groups[] = {0, ',', '.', '\'', ' '};
	CellMarks marks;
	double plain;
	double number;
	bool whole;
	int code;

	for (size_t i = 0; i < sizeof(groups); i++)
		if (cell_amount(text, size, '.', groups[i], &number, &marks))
			check(isfinite(number));
	if (cell_amount(text, size, ',', 0, &number, &marks) && !marks.grouped && !marks.percent &&
		!marks.currency && cell_number(text, size, ',', &plain, &whole))
		check(plain == number);
	for (int trailing = 0; trailing < 2; trailing++)
		if (cell_anchor(text, size, trailing, &code))
			check(code > -1000 && code < 1000);
	(void) phrase_is_no_opinion(text, size);
	if (phrase_side(text, size) < -1 || phrase_side(text, size) > 1)
		abort();
	if (phrase_is_yes(text, size) && phrase_is_no(text, size))
		abort();
}

static void
check_cell(const char *text, size_t size)
{
	int64_t integer;
	int64_t time;
	double number;
	double rank;
	bool flag;
	bool whole;

	if (cell_integer(text, size, &integer, &flag) && size <= 64)
		check(cell_number(text, size, '.', &number, &whole) && whole && number == (double) integer);
	if (cell_number(text, size, ',', &number, &whole))
		check(isfinite(number));
	check_written(text, size);
	if (cell_rank(text, size, &rank))
		check(isfinite(rank));
	if (cell_time(text, size, &time))
		check(time >= 0 && time < INT64_C(86400000000));
	for (int order = 0; order < CELL_ORDERS; order++)
	{
		CellDate date;

		if (cell_date(text, size, (CellOrder) order, &date))
			check(date.year >= 1000 && date.year <= 9999 && date.month >= 1 && date.month <= 12 &&
				  date.day >= 1 && date.day <= 31 && date.microseconds >= 0 &&
				  date.microseconds < INT64_C(86400000000) && abs(date.east) < 16 * 3600);
	}
}

/* cells are divided by line ends */
static void
add_cells(const char *text, size_t size, Profile *profile, Words *words)
{
	while (size > 0)
	{
		const char *end = memchr(text, '\n', size);
		size_t cell = end ? (size_t) (end - text) : size;
		char *copy = malloc(cell + 1);
		uint32_t number;

		memcpy(copy, text, cell);
		copy[cell] = '\0';
		check_cell(copy, cell);
		profile_add(profile, copy, cell);
		if (words_add(words, copy, cell, 1, &number) == SVY_OK)
			check(words_find(words, copy, cell) == number &&
				  memcmp(words_text(words, number), copy, cell) == 0);
		free(copy);
		text += cell + (end != NULL);
		size -= cell + (end != NULL);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *) data;
	void *memory = malloc(words_size(64, 1024));
	Words words;
	Profile whole = {0};
	CellOrder order;

	words_init(&words, memory, 64, 1024);
	add_cells(text, size, &whole, &words);
	(void) profile_type(&whole, true, CELL_MDY, &order);
	(void) profile_amount(&whole);
	free(memory);
	return 0;
}
