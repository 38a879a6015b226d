/*
 * words.c
 *	  A dictionary of short texts in memory that the caller owns.
 */
#include "kernel/base/words.h"

#include "kernel/base/hash.h"

_Static_assert(WORDS_NONE == HASH_FREE, "an empty slot is no word");

#include <string.h>

/* eight bytes at a time; multiplier and shifts of Murmur's finalizer */
static uint32_t
hash_text(const char *text, size_t size)
{
	const uint64_t factor = UINT64_C(0xff51afd7ed558ccd);
	uint64_t hash = size * factor;

	while (size > 0)
	{
		uint64_t part = 0;
		size_t taken = size < sizeof(part) ? size : sizeof(part);

		memcpy(&part, text, taken);
		hash = (hash ^ part) * factor;
		hash ^= hash >> 32;
		text += taken;
		size -= taken;
	}
	return (uint32_t) hash;
}

static uint32_t
slots_for(uint32_t limit)
{
	return (uint32_t) hash_slots(limit, 16);
}

size_t
words_size(uint32_t limit, size_t room)
{
	return limit * sizeof(Word) + slots_for(limit) * sizeof(uint32_t) + room;
}

void
words_init(Words *words, void *memory, uint32_t limit, size_t room)
{
	words->items = memory;
	words->n = 0;
	words->limit = limit;
	words->slots = (uint32_t *) (words->items + limit);
	words->nslots = slots_for(limit);
	hash_clear(words->slots, words->nslots);
	words->text = (char *) (words->slots + words->nslots);
	words->used = 0;
	words->room = room;
	memset(words->single, 0xff, sizeof(words->single));
}

typedef struct WordKey
{
	uint32_t hash;
	const char *text;
	size_t size;
} WordKey;

static inline bool
is_word(const void *owner, uint32_t entry, size_t slot, const void *key)
{
	const Words *words = owner;
	const Word *word = &words->items[entry];
	const WordKey *wanted = key;

	(void) slot;
	return word->hash == wanted->hash && word->size == wanted->size &&
		   memcmp(words->text + word->offset, wanted->text, wanted->size) == 0;
}

/* the slot that holds the word, or the free one where it belongs */
static size_t
find_slot(const Words *words, uint32_t hash, const char *text, size_t size)
{
	WordKey key = {hash, text, size};

	return hash_find(words->slots, words->nslots, hash, is_word, words, &key);
}

uint32_t
words_look_up(const Words *words, const char *text, size_t size)
{
	return words->slots[find_slot(words, hash_text(text, size), text, size)];
}

SvyStatus
words_add(Words *words, const char *text, size_t size, int64_t count, uint32_t *number)
{
	uint32_t hash = hash_text(text, size);
	size_t slot = find_slot(words, hash, text, size);
	uint32_t found = words->slots[slot];

	if (found == WORDS_NONE)
	{
		if (words->n == words->limit || words->room - words->used <= size)
			return SVY_NO_SPACE;
		found = words->slots[slot] = words->n++;
		words->items[found] = (Word){hash, (uint32_t) words->used, (uint32_t) size, 0};
		memcpy(words->text + words->used, text, size);
		words->text[words->used + size] = '\0';
		words->used += size + 1;
		if (size == 1 && (unsigned char) *text < WORDS_SINGLE)
			words->single[(unsigned char) *text] = found;
	}
	words->items[found].count += count;
	if (number)
		*number = found;
	return SVY_OK;
}

SvyStatus
words_merge(Words *into, const Words *from)
{
	for (uint32_t i = 0; i < from->n; i++)
	{
		const Word *word = &from->items[i];
		SvyStatus status =
			words_add(into, from->text + word->offset, word->size, word->count, NULL);

		if (status != SVY_OK)
			return status;
	}
	return SVY_OK;
}
