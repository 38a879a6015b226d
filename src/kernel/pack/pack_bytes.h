/*
 * pack_bytes.h
 *	  Little-endian numbers among the bytes of packed answers: compilers make one
 *	  load or store of each.
 */
#ifndef KERNEL_PACK_PACK_BYTES_H
#define KERNEL_PACK_PACK_BYTES_H

#include <stdint.h>
#include <string.h>

static inline void
pack_put_number(uint8_t *to, uint64_t number, int bytes)
{
	for (int i = 0; i < bytes; i++)
		to[i] = (uint8_t) (number >> (8 * i));
}

static inline uint32_t
pack_get_short(const uint8_t *from)
{
	return (uint32_t) from[0] | (uint32_t) from[1] << 8;
}

static inline uint32_t
pack_get_integer(const uint8_t *from)
{
	return pack_get_short(from) | pack_get_short(from + 2) << 16;
}

static inline uint64_t
pack_get_long(const uint8_t *from)
{
	return pack_get_integer(from) | (uint64_t) pack_get_integer(from + 4) << 32;
}

static inline double
pack_get_double(const uint8_t *from)
{
	uint64_t bits = pack_get_long(from);
	double value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

static inline void
pack_put_double(uint8_t *to, double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	pack_put_number(to, bits, 8);
}

#endif
