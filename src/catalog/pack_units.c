/*
 * pack_units.c
 *	  Packed surveys: the units of a survey's design, whose respondents lie
 *	  together in a pack.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "catalog/pack.h"
#include "kernel/wire.h"

bool
svy_pack_keeps_units(const SvyDesign *design)
{
	return design->nstages == 1 || design->stages[design->nstages - 1].cluster != NULL;
}

char *
svy_pack_design(const Survey *survey)
{
	const SvyDesign *design = svy_design_open(survey, NULL, CROSSTAB_ANSWERS);
	StringInfoData sql;

	initStringInfo(&sql);
	(void) svy_design_columns(design, &sql);
	return svy_pack_keeps_units(design) ? sql.data + 2 : NULL;
}

/*
 * Keys: for each column what it is, then its bytes
 */

typedef enum KeyKind
{
	KEY_NULL,
	KEY_INTEGER,
	KEY_NUMBER,
	KEY_TEXT
} KeyKind;

static void
put_number(StringInfo key, KeyKind kind, uint64 bits)
{
	uint8 bytes[9];
	WireWriter w = {bytes, 0};

	wire_put_u8(&w, kind);
	wire_put(&w, bits, 8);
	appendBinaryStringInfo(key, (char *) bytes, (int) w.size);
}

static void
put_text(StringInfo key, const text *value)
{
	uint8 bytes[5];
	WireWriter w = {bytes, 0};

	wire_put_u8(&w, KEY_TEXT);
	wire_put_u32(&w, VARSIZE_ANY_EXHDR(value));
	appendBinaryStringInfo(key, (char *) bytes, (int) w.size);
	appendBinaryStringInfo(key, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

void
svy_pack_key_write(StringInfo key, const Oid *types, const Datum *values, const bool *nulls, int n)
{
	for (int i = 0; i < n; i++)
	{
		double number;
		uint64 bits;

		if (nulls[i])
			appendStringInfoChar(key, KEY_NULL);
		else if (types[i] == INT8OID)
			put_number(key, KEY_INTEGER, DatumGetInt64(values[i]));
		else if (types[i] == FLOAT8OID)
		{
			number = DatumGetFloat8(values[i]);
			memcpy(&bits, &number, sizeof(bits));
			put_number(key, KEY_NUMBER, bits);
		}
		else
			put_text(key, DatumGetTextPP(values[i]));
	}
}

bool
svy_pack_key_read(const uint8 *key, int32 size, int n, Datum *values, bool *nulls)
{
	WireReader r = wire_reader(key, size);

	for (int i = 0; i < n; i++)
	{
		KeyKind kind = wire_get_u8(&r);
		uint32 length;

		nulls[i] = kind == KEY_NULL;
		values[i] = (Datum) 0;
		switch (kind)
		{
			case KEY_NULL:
				break;
			case KEY_INTEGER:
				values[i] = Int64GetDatum(wire_get_i64(&r));
				break;
			case KEY_NUMBER:
				values[i] = Float8GetDatum(wire_get_double(&r));
				break;
			case KEY_TEXT:
				length = wire_get_u32(&r);
				if (length > wire_left(&r))
					return false;
				values[i] =
					PointerGetDatum(cstring_to_text_with_len((const char *) r.next, (int) length));
				r.next += length;
				break;
			default:
				return false;
		}
	}
	return wire_done(&r);
}
