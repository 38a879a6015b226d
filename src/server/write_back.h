/*
 * write_back.h
 *	  Rows that are read, worked on and written to again: locked with the
 *	  table's children meanwhile, known by a key or by their place, and as many
 *	  changed as were sent.
 */
#ifndef SERVER_WRITE_BACK_H
#define SERVER_WRITE_BACK_H

#include "postgres.h"

#include "access/htup.h"
#include "access/tupdesc.h"
#include "storage/itemptr.h"

#include "server/storage.h"

/* most columns of a key; a place has two */
#define SVY_ROWS_MAX 8

typedef struct SvyRowsKey
{
	char *column;	/* quoted */
	char *equality; /* "OPERATOR(schema.=)" */
	Oid type;		/* of values; a domain's is what it is over */
	int16 length;
	bool byval;
	char align;
} SvyRowsKey;

typedef struct SvyRows
{
	Oid table;
	char *table_sql; /* quoted and qualified */
	SvyStorage storage;
	int nkeys; /* 0: rows are known by their place */
	SvyRowsKey keys[SVY_ROWS_MAX];
	bool parts; /* places are in several tables */
	MemoryContext context;
	size_t count;
	size_t capacity;
	ItemPointerData *tids;
	Oid *tables;   /* where places are in several */
	Datum *values; /* [row][key] */
} SvyRows;

/*
 * How rows of the table will be known again.  The column that holds the key of
 * respondents is taken first, if it is one.  Errors: nothing tells rows apart
 * for certain.
 */
extern SvyRows *svy_rows_open(Oid table, const char *table_sql, const char *preferred);

/* what a query of "alias" must give of each row, and how many columns that is */
extern char *svy_rows_columns(const SvyRows *rows, const char *alias);
extern int svy_rows_width(const SvyRows *rows);

/* one more row; "first": the first of these columns, from 1 on */
extern void svy_rows_take(SvyRows *rows, HeapTuple tuple, TupleDesc desc, int first);

/* puts row "from" in the place of an earlier one */
extern void svy_rows_move(SvyRows *rows, size_t to, size_t from);

/*
 * For an UPDATE of some rows: its first parameters, svy_rows_width of them, are
 * arrays of what the rows are known by.  "unnest($1), unnest($2)"; the names of
 * these columns; the condition that joins them as "rows_alias" to "alias".
 */
extern char *svy_rows_from(const SvyRows *rows);
extern char *svy_rows_names(const SvyRows *rows);
extern char *svy_rows_join(const SvyRows *rows, const char *alias, const char *rows_alias);
extern void svy_rows_bind(const SvyRows *rows, size_t first, size_t count, Oid *types,
						  Datum *values);

/* a column that an UPDATE of table "a" sets, to float8 or an array of it, and the SQL of the value */
typedef struct SvyWritten
{
	const char *column;
	const char *sql;
	bool array;
} SvyWritten;

/*
 * What compares, after an UPDATE, the values that the rows hold with those that
 * were sent to them; NULL where no type and no trigger can change them.  "rows"
 * is joined as "x", or is NULL.
 */
extern char *svy_rows_difference(Oid table, const SvyRows *rows, const SvyWritten *written,
								 int count);

/*
 * Runs an UPDATE that must change so many rows.  Rows that stay as they were, or
 * by "difference" hold something else than was sent, are an error that says why.
 */
extern void svy_rows_update(Oid table, const char *sql, const char *difference, int nargs,
							Oid *types, Datum *values, uint64 expected);

/* an array of elements without NULLs that lie side by side */
extern Datum svy_plain_array(const void *elements, size_t count, size_t size, Oid type);

#endif
