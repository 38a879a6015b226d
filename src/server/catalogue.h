/*
 * catalogue.h
 *	  Writing the catalogue for those who may not write it, and the relations
 *	  that its rows name.
 */
#ifndef SERVER_CATALOGUE_H
#define SERVER_CATALOGUE_H

#include "postgres.h"

#include "access/attnum.h"

#include "server/statement.h"

/*
 * Runs an INSERT, UPDATE or DELETE of the catalogue as its owner, and returns
 * the number of rows; what it RETURNs is in SPI_tuptable.  nulls as in SPI, NULL
 * for none.  SPI must be connected; the memory context stays the caller's.
 *
 * The caller has checked that the user may have this done.  The statement is
 * fixed: no name and no expression of a user is part of it.
 */
extern uint64 svy_catalogue_write(SvyStatement *statement, const Datum *values, const char *nulls);

/*
 * The same with what is committed now, though the transaction keeps an older
 * snapshot: what it shall not overlook may be younger than that.
 */
extern uint64 svy_catalogue_write_latest(SvyStatement *statement, const Datum *values,
										 const char *nulls);

/*
 * The answers of a survey whether the user sees it or not, for nothing but whether
 * it is his; InvalidOid: there is no such survey, or it is nobody's.
 */
extern Oid svy_catalogue_answers(const char *name);

/* whether the relation of this number exists and has this name; NULL names: no */
extern bool svy_relation_is(Oid relation, const char *schema, const char *name);

/* its owner; InvalidOid if it is gone */
extern Oid svy_relation_owner(Oid relation);

/* what the user may read of it: all, a column (numbers as in pg_attribute), any; false if it is gone */
extern bool svy_reads_relation(Oid relation);
extern bool svy_reads_column(Oid relation, AttrNumber column);
extern bool svy_reads_any(Oid relation);

/* whether the user owns it, or is of the role that does */
extern bool svy_owns_relation(Oid relation);

#endif
