/*
 * hash.h
 *	  One open-addressing table for all who number things by a key.
 *
 * A table is an array of slots in memory that the caller owns, a power of two
 * and at least twice as many as there are entries; a slot holds the number of an
 * entry or HASH_FREE.  What entries are, and when two are the same, the owner
 * says by a function, which is inlined with the search: a table of doubles
 * compares doubles.  There is no removal.
 */
#ifndef KERNEL_BASE_HASH_H
#define KERNEL_BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* of all bits: memset makes free slots */
#define HASH_FREE UINT32_MAX

/* whether the entry of a slot has the key; most owners need one of entry and slot */
typedef bool (*HashSame)(const void *owner, uint32_t entry, size_t slot, const void *key);

/* finalizer of splitmix64 (Steele, Lea and Flood 2014): every bit reaches every bit */
static inline uint64_t
hash_mix(uint64_t x)
{
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

/* the bits of a double, of which -0 is not 0: owners that take them for one add 0.0 first */
static inline uint64_t
hash_bits(double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	return bits;
}

/* slots for so many entries: the power of two that leaves half of them free, at least "least" */
static inline uint64_t
hash_slots(uint64_t entries, uint64_t least)
{
	uint64_t slots = least;

	while (slots < 2 * entries)
		slots *= 2;
	return slots;
}

static inline void
hash_clear(uint32_t *slots, size_t nslots)
{
	memset(slots, 0xff, nslots * sizeof(uint32_t));
}

/* the slot of the entry that has the key, or the free one where it belongs */
static inline __attribute__((always_inline)) size_t
hash_find(const uint32_t *slots, size_t nslots, uint64_t hash, HashSame same, const void *owner,
		  const void *key)
{
	size_t slot = hash & (nslots - 1);

	while (slots[slot] != HASH_FREE && !same(owner, slots[slot], slot, key))
		slot = (slot + 1) & (nslots - 1);
	return slot;
}

#endif
