/*
 * crosstab_count.h
 *	  Counting the plan of a banner.
 */
#ifndef SOURCE_CROSSTAB_COUNT_H
#define SOURCE_CROSSTAB_COUNT_H

#include "postgres.h"
#include "catalog/pg_type.h"
#include "utils/array.h"

#include "plan/crosstab_plan.h"

/* counts; SPI must be connected.  Errors name a variable that holds undeclared codes */
extern const Crosstab *svy_crosstab_run(const CrosstabPlan *plan);

/*
 * Counts a plan from the pack of a shard, on the server of that: the survey is the
 * shard's, words and sources are what the coordinator sent (slots and numbers of
 * the plan as SQL, its weight and filter or NULL, what crosstab_cells reads of
 * rows).  Says why it is not read from the pack, else NULL; x: NULL to ask for that
 * alone.  Codes that nobody declared are for the coordinator to find.
 */
#define SVY_SHARD_SOURCES 3
extern const char *svy_crosstab_count_shard(const Survey *survey, ArrayType *words,
											ArrayType *sources, const Crosstab **x);

/* a code of one of the types of CrosstabPlan.raw */
static inline int32
svy_crosstab_code(Oid type, Datum value)
{
	switch (type)
	{
		case INT2OID:
			return DatumGetInt16(value);
		case BOOLOID:
			return DatumGetBool(value);
		default:
			return svy_answer_code(DatumGetInt32(value));
	}
}

/*
 * The same from the rows of the answers, where svy_crosstab_by_rows says that it is
 * worth it; source: some of them (PackChoice.rest), or NULL for all.
 */
extern bool svy_crosstab_by_rows(const CrosstabPlan *plan);
extern const Crosstab *svy_crosstab_count_rows(const CrosstabPlan *plan, const char *source);

/*
 * How many respondents have the plan's weight, of 0 too, whether they pass its
 * filter or not; live: those of another weight than 0.
 */
extern int64 svy_crosstab_respondents(const CrosstabPlan *plan, int64 *live);

#endif
