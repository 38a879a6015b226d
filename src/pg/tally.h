/*
 * tally.h
 *	  Tallies as PostgreSQL values; shared with the types that are tallies
 *	  inside.
 */
#ifndef PG_TALLY_H
#define PG_TALLY_H

#include "lib/stringinfo.h"

#include "pg/svy.h"
#include "kernel/stats/tally.h"

/* an argument that is only read */
#define SVY_GETARG_TALLY(n) ((Tally *) PG_DETOAST_DATUM(PG_GETARG_DATUM(n)))

/* a new empty tally in the current memory context */
extern Tally *svy_tally_make(int32 capacity, bool weighted);

/*
 * The aggregate's own tally in argument 0, to be changed in place: made if the
 * argument is NULL, a copy if there is no aggregate that owns it; an error if it
 * is weighted and that is not wanted, or the other way round.
 */
extern Tally *svy_tally_state(FunctionCallInfo fcinfo, bool weighted);

/* add an answer, growing the tally if need be; returns where it lies now */
extern Tally *svy_tally_add(Tally *t, int32 code);
extern Tally *svy_tally_add_weighted(Tally *t, int32 code, double weight);
extern Tally *svy_tally_merge(Tally *into, const Tally *from);

/* an exact copy without spare space */
extern Tally *svy_tally_trimmed(const Tally *t);

/* the text and binary forms; "type" names the SQL type in errors */
extern Tally *svy_tally_parse(const char *text, const char *type);
extern char *svy_tally_print(const Tally *t);
extern Tally *svy_tally_receive(StringInfo message, const char *type);
extern bytea *svy_tally_send_bytes(const Tally *t);

#endif
