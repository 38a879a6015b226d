/*
 * pack_days.h
 *	  Expressions over days.
 */
#ifndef PACK_PACK_DAYS_H
#define PACK_PACK_DAYS_H

#include "postgres.h"
#include "nodes/pg_list.h"
#include "nodes/primnodes.h"

#include "plan/crosstab_plan.h"
#include "kernel/pack/pack.h"

/* whether a constant names a part of a moment that is no finer than a day */
extern bool svy_names_days(const Node *node);

/* the argument of an expression that gives the same for all moments of a day; NULL */
extern const Node *svy_moment_of_days(const Node *node);

/*
 * A condition, without stable functions, over one column of dates or timestamps
 * and nothing else, as a lookup of a pack's query, after its column; and the
 * expression that the column is in the pack.  NIL: it cannot be asked of days
 * that nobody has, or these are too many.
 */
extern List *svy_pack_ask_days(const Survey *survey, const Node *condition, char **expression);

#endif
