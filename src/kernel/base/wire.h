/*
 * wire.h
 *	  Reading and writing the binary form of states: big-endian, with a
 *	  version byte first, every read checked.
 *
 * A reader that meets the end of its input goes bad and stays so; callers read
 * all fields and then ask wire_done() once.
 */
#ifndef KERNEL_BASE_WIRE_H
#define KERNEL_BASE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "kernel/base/dd.h"

typedef struct WireReader
{
	const uint8_t *next;
	const uint8_t *end;
	bool bad;
} WireReader;

/* a writer without space only counts, so that a first pass gives the size */
typedef struct WireWriter
{
	uint8_t *space; /* NULL to count only */
	size_t size;
} WireWriter;

static inline WireReader
wire_reader(const void *bytes, size_t size)
{
	return (WireReader){(const uint8_t *) bytes, (const uint8_t *) bytes + size, false};
}

static inline uint64_t
wire_get(WireReader *r, int bytes)
{
	uint64_t value = 0;

	if (r->bad || r->end - r->next < bytes)
	{
		r->bad = true;
		return 0;
	}
	while (bytes-- > 0)
		value = value << 8 | *r->next++;
	return value;
}

static inline uint8_t
wire_get_u8(WireReader *r)
{
	return (uint8_t) wire_get(r, 1);
}

static inline int32_t
wire_get_i32(WireReader *r)
{
	return (int32_t) (uint32_t) wire_get(r, 4);
}

static inline uint32_t
wire_get_u32(WireReader *r)
{
	return (uint32_t) wire_get(r, 4);
}

static inline int64_t
wire_get_i64(WireReader *r)
{
	return (int64_t) wire_get(r, 8);
}

static inline double
wire_get_double(WireReader *r)
{
	uint64_t bits = wire_get(r, 8);
	double value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

static inline DD
wire_get_dd(WireReader *r)
{
	double hi = wire_get_double(r);

	return (DD){hi, wire_get_double(r)};
}

/* all read, nothing missing, nothing left over */
static inline bool
wire_done(const WireReader *r)
{
	return !r->bad && r->next == r->end;
}

static inline size_t
wire_left(const WireReader *r)
{
	return r->bad ? 0 : (size_t) (r->end - r->next);
}

static inline void
wire_put(WireWriter *w, uint64_t value, int bytes)
{
	if (w->space)
		for (int i = 0; i < bytes; i++)
			w->space[w->size + i] = (uint8_t) (value >> (8 * (bytes - 1 - i)));
	w->size += bytes;
}

static inline void
wire_put_u8(WireWriter *w, uint8_t value)
{
	wire_put(w, value, 1);
}

static inline void
wire_put_i32(WireWriter *w, int32_t value)
{
	wire_put(w, (uint32_t) value, 4);
}

static inline void
wire_put_u32(WireWriter *w, uint32_t value)
{
	wire_put(w, value, 4);
}

static inline void
wire_put_i64(WireWriter *w, int64_t value)
{
	wire_put(w, (uint64_t) value, 8);
}

static inline void
wire_put_double(WireWriter *w, double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	wire_put(w, bits, 8);
}

static inline void
wire_put_dd(WireWriter *w, DD value)
{
	wire_put_double(w, value.hi);
	wire_put_double(w, value.lo);
}

#endif
