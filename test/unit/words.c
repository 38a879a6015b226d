/*
 * words.c
 *	  Unit tests of the dictionary.
 */
#include "kernel/base/words.h"
#include "tap.h"

#include <string.h>

static uint32_t
add(Words *words, const char *text)
{
	uint32_t number = WORDS_NONE;

	return words_add(words, text, strlen(text), 1, &number) == SVY_OK ? number : WORDS_NONE;
}

static void
test_limits(void)
{
	void *memory = malloc(words_size(2, 16));
	Words words;

	words_init(&words, memory, 2, 16);
	ok(add(&words, "a") == 0 && add(&words, "b") == 1, "words are numbered in order");
	ok(add(&words, "c") == WORDS_NONE && words.n == 2, "a third word does not fit");
	ok(add(&words, "a") == 0 && words.items[0].count == 2, "a known word still counts");
	words_init(&words, memory, 2, 4);
	ok(add(&words, "abcd") == WORDS_NONE && add(&words, "abc") == 0,
	   "the room counts the zero byte");
	ok(add(&words, "") == WORDS_NONE, "not even an empty word fits then");
	free(memory);
}

/* ten thousand words: all found again, with their texts, after a copy */
static void
test_many(void)
{
	void *memory = malloc(words_size(10000, 100000));
	void *copied = malloc(words_size(20000, 100000));
	Words words;
	Words copy;
	int wrong = 0;

	words_init(&words, memory, 10000, 100000);
	for (int i = 0; i < 10000; i++)
	{
		char text[16];

		snprintf(text, sizeof(text), "%d", i * 7919);
		wrong += add(&words, text) != (uint32_t) i;
	}
	ok(wrong == 0, "ten thousand words are added");
	words_init(&copy, copied, 20000, 100000);
	ok(words_merge(&copy, &words) == SVY_OK && copy.n == 10000, "and copied");
	for (int i = 0; i < 10000; i++)
	{
		char text[16];

		snprintf(text, sizeof(text), "%d", i * 7919);
		wrong += words_find(&copy, text, strlen(text)) != (uint32_t) i ||
				 strcmp(words_text(&copy, (uint32_t) i), text) != 0;
	}
	ok(wrong == 0, "and found");
	ok(words_find(&copy, "x", 1) == WORDS_NONE, "others are not");
	free(memory);
	free(copied);
}

int
main(void)
{
	test_limits();
	test_many();
	return tap_done();
}
