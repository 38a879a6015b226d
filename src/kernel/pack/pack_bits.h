/*
 * pack_bits.h
 *	  Bits of bytes, for the planes and bitmaps of packed answers.
 */
#ifndef KERNEL_PACK_PACK_BITS_H
#define KERNEL_PACK_PACK_BITS_H

#include <stdint.h>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define PACK_BYTE_SHUFFLES
#endif

/* a bit of each of 64 bytes, the first byte's lowest */
static inline uint64_t
pack_bit_of_bytes(const uint8_t *bytes, int bit)
{
	uint64_t result = 0;

#if defined(PACK_BYTE_SHUFFLES)
	for (int i = 0; i < 4; i++)
	{
		__m128i some = _mm_loadu_si128((const __m128i *) (bytes + 16 * i));
		uint64_t bits = (uint64_t) _mm_movemask_epi8(_mm_slli_epi16(some, 7 - bit));

		result |= bits << (16 * i);
	}
#else
	/* the product brings the lowest bits of eight bytes together in its highest byte */
	for (int i = 0; i < 8; i++)
	{
		uint64_t some = 0;

		for (int k = 0; k < 8; k++)
			some |= (uint64_t) bytes[8 * i + k] << (8 * k);
		some = (some >> bit) & UINT64_C(0x0101010101010101);
		result |= ((some * UINT64_C(0x0102040810204080)) >> 56) << (8 * i);
	}
#endif
	return result;
}

/* bitmaps are read by this many words */
#define PACK_WORD_GROUP 4

/* the bits, in a word, of the respondents from .. to - 1 */
static inline uint64_t
pack_range_bits(int32_t from, int32_t to, int32_t word)
{
	uint64_t mask = ~UINT64_C(0);

	from -= 64 * word;
	to -= 64 * word;
	if (from >= 64 || to <= 0)
		return 0;
	if (from > 0)
		mask &= ~UINT64_C(0) << from;
	if (to < 64)
		mask &= ~(~UINT64_C(0) << to);
	return mask;
}

#endif
