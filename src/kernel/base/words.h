/*
 * words.h
 *	  A dictionary of short texts in memory that the caller owns: finds,
 *	  numbers and counts them in order of first appearance.
 *
 * Used to see which answers a column of a file holds, and to translate
 * answers to codes.  A dictionary that is full says so and changes nothing;
 * the caller makes a larger one and copies.
 */
#ifndef KERNEL_BASE_WORDS_H
#define KERNEL_BASE_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include "kernel/base/status.h"

#define WORDS_NONE UINT32_MAX
#define WORDS_SINGLE 128

typedef struct Word
{
	uint32_t hash;
	uint32_t offset; /* of its bytes in text */
	uint32_t size;
	int64_t count;
} Word;

typedef struct Words
{
	uint32_t *slots; /* open addressing: number of a word, or WORDS_NONE */
	uint32_t nslots; /* a power of two, at least twice the limit */
	Word *items;
	uint32_t n;
	uint32_t limit;
	char *text; /* every word followed by a zero byte */
	size_t used;
	size_t room;
	uint32_t single[WORDS_SINGLE]; /* number of each one-byte word: most cells are a digit */
} Words;

/* bytes of memory for up to "limit" words of together "room" bytes, zero bytes included */
extern size_t words_size(uint32_t limit, size_t room);
extern void words_init(Words *words, void *memory, uint32_t limit, size_t room);

extern uint32_t words_look_up(const Words *words, const char *text, size_t size);

/* number of a word, or WORDS_NONE */
static inline uint32_t
words_find(const Words *words, const char *text, size_t size)
{
	if (size == 1 && (unsigned char) *text < WORDS_SINGLE)
		return words->single[(unsigned char) *text];
	return words_look_up(words, text, size);
}

/* adds "count" to a word, which is made if new; SVY_NO_SPACE without effect if there is no room */
extern SvyStatus words_add(Words *words, const char *text, size_t size, int64_t count,
						   uint32_t *number);

/* adds all words of another dictionary in its order, with their counts */
extern SvyStatus words_merge(Words *into, const Words *from);

static inline const char *
words_text(const Words *words, uint32_t number)
{
	return words->text + words->items[number].offset;
}

#endif
