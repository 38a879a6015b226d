/*
 * words.c
 *	  A dictionary of short texts in memory that the caller owns.
 */
#include "kernel/base/words.h"

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
	uint32_t nslots = 16;

	while (nslots < 2 * limit)
		nslots *= 2;
	return nslots;
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
	memset(words->slots, 0xff, words->nslots * sizeof(uint32_t));
	words->text = (char *) (words->slots + words->nslots);
	words->used = 0;
	words->room = room;
	memset(words->single, 0xff, sizeof(words->single));
}

/* the slot that holds the word, or the free one where it belongs */
static uint32_t
find_slot(const Words *words, uint32_t hash, const char *text, size_t size)
{
	uint32_t slot = hash & (words->nslots - 1);

	for (;; slot = (slot + 1) & (words->nslots - 1))
	{
		const Word *word;

		if (words->slots[slot] == WORDS_NONE)
			return slot;
		word = &words->items[words->slots[slot]];
		if (word->hash == hash && word->size == size &&
			memcmp(words->text + word->offset, text, size) == 0)
			return slot;
	}
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
	uint32_t slot = find_slot(words, hash, text, size);
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
