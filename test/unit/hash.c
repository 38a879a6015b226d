/*
 * hash.c
 *	  Unit tests of the open-addressing table.
 *
 * The numbers of splitmix64 are those of its published generator with seed 0
 * (Vigna, splitmix64.c): the finalizer of multiples of the golden gamma.
 */
#include "kernel/base/hash.h"
#include "tap.h"

#define N 1000

static bool
same(const void *owner, uint32_t entry, size_t slot, const void *key)
{
	(void) slot;
	return ((const uint64_t *) owner)[entry] == *(const uint64_t *) key;
}

/* where every key would lie in one slot, all are found; so is what begins in the last slot */
static void
test_collisions(void)
{
	uint64_t keys[8] = {3, 11, 19, 27, 4, 12, 7, 15};
	uint32_t slots[16];
	int wrong = 0;

	hash_clear(slots, 16);
	for (uint32_t i = 0; i < 8; i++)
		slots[hash_find(slots, 16, 15, same, keys, &keys[i])] = i;
	ok(slots[15] == 0 && slots[0] == 1 && slots[6] == 7 && slots[7] == HASH_FREE,
	   "keys of one hash lie one after the other, round the end");
	for (uint32_t i = 0; i < 8; i++)
		wrong += slots[hash_find(slots, 16, 15, same, keys, &keys[i])] != i;
	ok(wrong == 0, "and are all found");
	ok(hash_find(slots, 16, 15, same, keys, &(uint64_t){5}) == 7, "one that is not, is free");
}

static void
test_many(void)
{
	uint64_t keys[N];
	uint32_t slots[2048];
	int wrong = 0;

	hash_clear(slots, 2048);
	for (uint32_t i = 0; i < N; i++)
	{
		keys[i] = (uint64_t) i << 40;
		slots[hash_find(slots, 2048, hash_mix(keys[i]), same, keys, &keys[i])] = i;
	}
	for (uint32_t i = 0; i < N; i++)
		wrong += slots[hash_find(slots, 2048, hash_mix(keys[i]), same, keys, &keys[i])] != i;
	ok(wrong == 0, "a thousand keys that differ in high bits only");
}

int
main(void)
{
	ok(hash_mix(UINT64_C(0x9e3779b97f4a7c15)) == UINT64_C(0xe220a8397b1dcdaf) &&
		   hash_mix(UINT64_C(0x3c6ef372fe94f82a)) == UINT64_C(0x6e789e6aa1b965f4),
	   "splitmix64");
	ok(hash_slots(0, 4) == 4 && hash_slots(2, 4) == 4 && hash_slots(3, 4) == 8 &&
		   hash_slots(1024, 16) == 2048,
	   "half of the slots stay free");
	ok(hash_slots(UINT32_MAX, 16) == UINT64_C(1) << 33, "nor does their number overflow");
	test_collisions();
	test_many();
	return tap_done();
}
