/*
 * tally.c
 *	  The type tally: its transitions and its text and binary forms.
 *
 * The text form is v1{code:n,...}, or with weights v1w{code:n:w:w2,...}; a
 * sum that needs more than one double is written as hi+lo.  A box aggregate's
 * state carries its scale as v1/boxes,points{...}.
 */
#include "postgres.h"

#include <ctype.h>
#include <math.h>

#include "common/shortest_dec.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"

#include "pg/tally.h"

/* ---------------------------------------------------------------- states */

Tally *
svy_tally_make(int32 capacity, bool weighted)
{
	Size size = tally_size(capacity);
	Tally *t = palloc(size);

	tally_init(t, capacity, weighted);
	SET_VARSIZE(t, size);
	return t;
}

/* a copy with space for so many pages */
static Tally *
tally_resized(const Tally *t, int32 capacity)
{
	Tally *copy = palloc(tally_size(capacity));

	tally_copy(copy, capacity, t);
	SET_VARSIZE(copy, tally_size(capacity));
	return copy;
}

Tally *
svy_tally_trimmed(const Tally *t)
{
	return tally_resized(t, t->npages);
}

/* argument 0 to be changed; an aggregate that users define may hand over what a table stored */
static Tally *
tally_argument(FunctionCallInfo fcinfo)
{
	if (AggCheckCallContext(fcinfo, NULL))
		return (Tally *) PG_DETOAST_DATUM(PG_GETARG_DATUM(0));
	return (Tally *) PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0));
}

Tally *
svy_tally_state(FunctionCallInfo fcinfo, bool weighted)
{
	Tally *t;

	if (PG_ARGISNULL(0))
		return svy_tally_make(1, weighted);
	t = tally_argument(fcinfo);
	if (unlikely(t->weighted != weighted))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("answers with and without weights cannot be added to one tally"),
						errhint("Make a tally of each and merge them with rollup().")));
	return t;
}

/* room for another page, or the error that there can be no more */
static Tally *
tally_grown(SvyStatus status, const Tally *t)
{
	if (status == SVY_NO_SPACE)
		return tally_resized(t, Min(2 * t->capacity, TALLY_MAX_PAGES));
	if (status == SVY_LIMIT)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a tally cannot hold more than %d widely different codes", TALLY_MAX_PAGES),
				 errhint("Answer codes are categories; put a numeric variable into bands first.")));
	svy_check(status, "tally");
	return NULL;
}

Tally *
svy_tally_add(Tally *t, int32 code)
{
	SvyStatus status;

	while (unlikely((status = tally_add(t, code)) != SVY_OK))
		t = tally_grown(status, t);
	return t;
}

Tally *
svy_tally_add_weighted(Tally *t, int32 code, double weight)
{
	SvyStatus status;

	svy_check_weight(weight);
	while (unlikely((status = tally_add_weighted(t, code, weight)) != SVY_OK))
		t = tally_grown(status, t);
	return t;
}

Tally *
svy_tally_merge(Tally *into, const Tally *from)
{
	int32 pages = tally_pages_merged(into, from);

	if (pages > TALLY_MAX_PAGES)
		(void) tally_grown(SVY_LIMIT, into);
	if (pages > into->capacity)
		into = tally_resized(into, Min(2 * pages, TALLY_MAX_PAGES));
	if (into->points != from->points || into->boxes != from->boxes)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("cannot merge tallies of scales with %d and %d points", into->points,
							   from->points)));
	svy_check(tally_merge(into, from), "tally");
	return into;
}

/* ------------------------------------------------------------ transitions */

/* the first row of a box aggregate brings its scale; later ones must agree */
static void
tally_new_scale(Tally *t, int32 boxes, int32 points)
{
	if (points < 2 || boxes < 1 || boxes >= points)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("cannot take %d boxes of a scale with %d points", boxes, points),
						errhint("A scale has at least 2 points, and more points than boxes.")));
	if (t->points != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the scale must be the same for all rows of an aggregate"),
				 errdetail("There are rows with %d and with %d points.", t->points, points)));
	t->points = points;
	t->boxes = boxes;
}

/*
 * An answer is an integer, a smallint (which a bare Datum of an integer would not
 * tell from 65535 where it is negative and the row was taken apart by compiled
 * code), or a number of any type, as drivers and data frames send codes.
 */
typedef enum AnswerKind
{
	ANSWER_CODE,
	ANSWER_SMALL,
	ANSWER_NUMBER
} AnswerKind;

static pg_attribute_always_inline int32
answer_argument(FunctionCallInfo fcinfo, AnswerKind kind)
{
	switch (kind)
	{
		case ANSWER_SMALL:
			return PG_GETARG_INT16(1);
		case ANSWER_NUMBER:
			return svy_whole_code(PG_GETARG_FLOAT8(1));
		default:
			return PG_GETARG_INT32(1);
	}
}

static pg_attribute_always_inline int32
scale_argument(FunctionCallInfo fcinfo, int argument, bool number)
{
	return number ? svy_whole_scale(PG_GETARG_FLOAT8(argument)) : PG_GETARG_INT32(argument);
}

/*
 * Box aggregates take [boxes,] points between the answer and the weight.  The
 * state keeps them for the final function.
 */
static pg_attribute_always_inline void
tally_set_scale(FunctionCallInfo fcinfo, Tally *t, int nscale, bool number)
{
	int32 boxes;
	int32 points;

	if (unlikely(PG_ARGISNULL(2) || PG_ARGISNULL(1 + nscale)))
		ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
						errmsg("the number of scale points or boxes must not be NULL")));
	boxes = nscale == 2 ? scale_argument(fcinfo, 2, number) : 2;
	points = scale_argument(fcinfo, 1 + nscale, number);
	if (unlikely(t->points != points || t->boxes != boxes))
		tally_new_scale(t, boxes, points);
}

/*
 * (state, answer [, [boxes,] points]) -> state.  Booleans come here too, since
 * their Datum is 0 or 1.  Never returns NULL: moving aggregates rely on it.
 */
static pg_attribute_always_inline Datum
tally_count(FunctionCallInfo fcinfo, AnswerKind kind, bool number)
{
	Tally *t = svy_tally_state(fcinfo, false);

	if (PG_NARGS() > 2)
		tally_set_scale(fcinfo, t, PG_NARGS() - 2, number);
	if (!PG_ARGISNULL(1))
		t = svy_tally_add(t, answer_argument(fcinfo, kind));
	PG_RETURN_POINTER(t);
}

/* (state, answer, [[boxes,] points,] weight) -> state */
static pg_attribute_always_inline Datum
tally_weigh(FunctionCallInfo fcinfo, AnswerKind kind, bool number)
{
	int weight = PG_NARGS() - 1;
	Tally *t = svy_tally_state(fcinfo, true);

	if (weight > 2)
		tally_set_scale(fcinfo, t, weight - 2, number);
	if (!PG_ARGISNULL(1) && !PG_ARGISNULL(weight))
		t = svy_tally_add_weighted(t, answer_argument(fcinfo, kind), PG_GETARG_FLOAT8(weight));
	PG_RETURN_POINTER(t);
}

/* takes a row out of a moving window; NULL asks for a new start */
static Datum
tally_inverse(FunctionCallInfo fcinfo, AnswerKind kind, bool weighted)
{
	int weight = PG_NARGS() - 1;
	Tally *t = svy_tally_state(fcinfo, weighted);

	if (PG_ARGISNULL(1) || (weighted && PG_ARGISNULL(weight)))
		PG_RETURN_POINTER(t);
	if (t->inexact || tally_remove(t, answer_argument(fcinfo, kind),
								   weighted ? PG_GETARG_FLOAT8(weight) : 1.0) != SVY_OK)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(t);
}

/* the transitions of a kind of answers; "number": boxes and points are numbers too */
#define TALLY_TRANSITIONS(name, kind, number)                                                      \
	PG_FUNCTION_INFO_V1(svy_tally_trans##name);                                                    \
	Datum svy_tally_trans##name(PG_FUNCTION_ARGS)                                                  \
	{                                                                                              \
		return tally_count(fcinfo, kind, number);                                                  \
	}                                                                                              \
	PG_FUNCTION_INFO_V1(svy_tally_trans_weighted##name);                                           \
	Datum svy_tally_trans_weighted##name(PG_FUNCTION_ARGS)                                         \
	{                                                                                              \
		return tally_weigh(fcinfo, kind, number);                                                  \
	}                                                                                              \
	PG_FUNCTION_INFO_V1(svy_tally_inverse##name);                                                  \
	Datum svy_tally_inverse##name(PG_FUNCTION_ARGS)                                                \
	{                                                                                              \
		return tally_inverse(fcinfo, kind, false);                                                 \
	}                                                                                              \
	PG_FUNCTION_INFO_V1(svy_tally_inverse_weighted##name);                                         \
	Datum svy_tally_inverse_weighted##name(PG_FUNCTION_ARGS)                                       \
	{                                                                                              \
		return tally_inverse(fcinfo, kind, true);                                                  \
	}

TALLY_TRANSITIONS(, ANSWER_CODE, false)
TALLY_TRANSITIONS(_scaled, ANSWER_CODE, true)
TALLY_TRANSITIONS(_small, ANSWER_SMALL, false)
TALLY_TRANSITIONS(_small_scaled, ANSWER_SMALL, true)
TALLY_TRANSITIONS(_number, ANSWER_NUMBER, true)

/* (state, tally) -> state: combine function, and transition of rollup */
PG_FUNCTION_INFO_V1(svy_tally_combine);
Datum
svy_tally_combine(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	/* never adopt the right-hand state: it lives in a per-tuple context */
	if (PG_ARGISNULL(0))
		PG_RETURN_POINTER(svy_tally_trimmed(SVY_GETARG_TALLY(1)));
	PG_RETURN_POINTER(svy_tally_merge(tally_argument(fcinfo), SVY_GETARG_TALLY(1)));
}

/* the state as a value: no spare space, NULL if nobody answered */
PG_FUNCTION_INFO_V1(svy_tally_final);
Datum
svy_tally_final(PG_FUNCTION_ARGS)
{
	const Tally *t = SVY_GETARG_TALLY(0);

	if (tally_total(t).n == 0)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(svy_tally_trimmed(t));
}

/* ------------------------------------------------------------ binary form */

Tally *
svy_tally_receive(StringInfo message, const char *type)
{
	Size size = message->len - message->cursor;
	const char *bytes = pq_getmsgbytes(message, size);
	WireReader r = wire_reader(bytes, size);
	int32 pages = tally_read_pages(r);
	Tally *t = NULL;

	svy_check_first_byte(bytes, size, TALLY_VERSION, type, ERRCODE_INVALID_BINARY_REPRESENTATION);
	if (pages > 0)
	{
		t = svy_tally_make(pages, false);
		if (tally_read(t, pages, &r) != SVY_OK)
			t = NULL;
	}
	if (t == NULL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
						errmsg("invalid binary form of type %s", type)));
	return t;
}

bytea *
svy_tally_send_bytes(const Tally *t)
{
	WireWriter w = {NULL, 0};
	bytea *bytes;

	tally_write(t, &w);
	bytes = palloc(VARHDRSZ + w.size);
	SET_VARSIZE(bytes, VARHDRSZ + w.size);
	w = (WireWriter){(uint8 *) VARDATA(bytes), 0};
	tally_write(t, &w);
	return bytes;
}

PG_FUNCTION_INFO_V1(svy_tally_recv);
Datum
svy_tally_recv(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(svy_tally_receive((StringInfo) PG_GETARG_POINTER(0), "tally"));
}

PG_FUNCTION_INFO_V1(svy_tally_send);
Datum
svy_tally_send(PG_FUNCTION_ARGS)
{
	PG_RETURN_BYTEA_P(svy_tally_send_bytes(SVY_GETARG_TALLY(0)));
}

/* -------------------------------------------------------------- text form */

static void
print_double(StringInfo out, double value)
{
	char digits[DOUBLE_SHORTEST_DECIMAL_LEN];

	double_to_shortest_decimal_buf(value, digits);
	appendStringInfoString(out, digits);
}

static void
print_dd(StringInfo out, DD value)
{
	appendStringInfoChar(out, ':');
	print_double(out, value.hi);
	if (value.lo == 0)
		return;
	if (value.lo > 0)
		appendStringInfoChar(out, '+');
	print_double(out, value.lo);
}

char *
svy_tally_print(const Tally *t)
{
	StringInfoData out;
	TallyCursor c = tally_cursor(t);
	const char *separator = "";

	initStringInfo(&out);
	appendStringInfo(&out, "v%d%s", TALLY_VERSION, t->weighted ? "w" : "");
	if (t->points)
		appendStringInfo(&out, "/%d,%d", t->boxes, t->points);
	appendStringInfoChar(&out, '{');
	while (tally_next(&c))
	{
		appendStringInfo(&out, "%s%d:" INT64_FORMAT, separator, c.code, c.value.n);
		if (t->weighted)
		{
			print_dd(&out, c.value.w);
			print_dd(&out, c.value.w2);
		}
		separator = ",";
	}
	appendStringInfoChar(&out, '}');
	return out.data;
}

/* reads text from left to right; goes bad at the first thing it did not expect */
typedef struct TextReader
{
	const char *next;
	bool bad;
} TextReader;

static bool
text_take(TextReader *r, char c)
{
	if (r->bad || *r->next != c)
		return false;
	r->next++;
	return true;
}

static void
text_expect(TextReader *r, char c)
{
	if (!text_take(r, c))
		r->bad = true;
}

static int64
text_integer(TextReader *r, int64 low, int64 high)
{
	char *end;
	int64 value;

	if (r->bad || !(isdigit((unsigned char) *r->next) || *r->next == '-'))
	{
		r->bad = true;
		return 0;
	}
	errno = 0;
	value = strtoll(r->next, &end, 10);
	r->bad = errno != 0 || end == r->next || value < low || value > high;
	r->next = end;
	return value;
}

static double
text_double(TextReader *r, bool sign)
{
	char *end;
	double value;
	char first = r->next[sign ? 1 : 0];

	/* no infinity, NaN or hexadecimal */
	if (r->bad || !isdigit((unsigned char) first) ||
		tolower((unsigned char) r->next[sign ? 2 : 1]) == 'x')
	{
		r->bad = true;
		return 0;
	}
	value = strtod(r->next, &end);
	r->next = end;
	return value;
}

static DD
text_dd(TextReader *r)
{
	DD value = {0, 0};

	text_expect(r, ':');
	value.hi = text_double(r, false);
	if (!r->bad && (*r->next == '+' || *r->next == '-'))
		value.lo = text_double(r, true);
	return value;
}

/* puts one code:n[:w:w2] into the tally, growing it if need be */
static Tally *
text_cell(TextReader *r, Tally *t)
{
	int32 code = (int32) text_integer(r, PG_INT32_MIN, PG_INT32_MAX);
	TallyCell cell = {0};
	SvyStatus status;

	text_expect(r, ':');
	cell.n = text_integer(r, 1, PG_INT64_MAX);
	if (t->weighted)
	{
		cell.w = text_dd(r);
		cell.w2 = text_dd(r);
	}
	if (r->bad)
		return t;
	while ((status = tally_put(t, code, &cell)) == SVY_NO_SPACE)
		t = tally_grown(status, t);
	r->bad = status != SVY_OK;
	return t;
}

Tally *
svy_tally_parse(const char *text, const char *type)
{
	TextReader r = {text, false};
	Tally *t;
	int32 format;

	text_expect(&r, 'v');
	format = (int32) text_integer(&r, 1, PG_INT32_MAX);
	if (!r.bad)
		svy_check_format(format, TALLY_VERSION, type, ERRCODE_INVALID_TEXT_REPRESENTATION);
	t = svy_tally_make(1, text_take(&r, 'w'));
	if (text_take(&r, '/'))
	{
		t->boxes = (int32) text_integer(&r, 1, PG_INT32_MAX);
		text_expect(&r, ',');
		t->points = (int32) text_integer(&r, 1, PG_INT32_MAX);
	}
	text_expect(&r, '{');
	if (!text_take(&r, '}'))
	{
		do
			t = text_cell(&r, t);
		while (!r.bad && text_take(&r, ','));
		text_expect(&r, '}');
	}
	if (r.bad || *r.next != '\0')
		ereport(ERROR, (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
						errmsg("invalid input syntax for type %s: \"%s\"", type, text),
						errhint("A %s is made by an aggregate; its text form is v1{code:n,...} or "
								"v1w{code:n:w:w2,...}.",
								type)));
	return svy_tally_trimmed(t);
}

PG_FUNCTION_INFO_V1(svy_tally_in);
Datum
svy_tally_in(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(svy_tally_parse(PG_GETARG_CSTRING(0), "tally"));
}

PG_FUNCTION_INFO_V1(svy_tally_out);
Datum
svy_tally_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(svy_tally_print(SVY_GETARG_TALLY(0)));
}
