/*
 * crosstab_words.c
 *	  A plan as the aggregates take it, and what to check in what they counted.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"

#include "pg/crosstab.h"
#include "pg/svy.h"
#include "plan/crosstab_plan.h"

Datum
svy_crosstab_words(const CrosstabPlan *plan)
{
	Size size = ARR_OVERHEAD_NONULLS(1) + plan->nwords * sizeof(int32);
	ArrayType *array = palloc0(size);

	SET_VARSIZE(array, size);
	array->ndim = 1;
	array->elemtype = INT4OID;
	ARR_DIMS(array)[0] = plan->nwords;
	ARR_LBOUND(array)[0] = 1;
	memcpy(ARR_DATA_PTR(array), plan->words, plan->nwords * sizeof(int32));
	return PointerGetDatum(array);
}

void
svy_crosstab_check(const CrosstabPlan *plan, const Crosstab *x)
{
	if (crosstab_overflowed(x))
		svy_check(SVY_OVERFLOW, "crosstab");
	/* of a plan that another server made: that one checks what it merges */
	if (plan->sources == NULL)
		return;
	for (int i = 0; i < x->nvariables; i++)
	{
		const CrosstabUndeclared *u = &crosstab_undeclared(x)[i];

		if (u->n > 0 && !plan->lenient)
			svy_undeclared_code(plan->sources[i]->name, (int32) u->code, u->n);
	}
}

const Crosstab *
svy_crosstab_counted(const CrosstabPlan *plan)
{
	const Crosstab *x;
	Datum state;
	bool empty;

	state = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &empty);
	x = empty ? &svy_crosstab_make(plan->words, plan->nwords)->x : &DatumGetSvyCrosstab(state)->x;
	svy_crosstab_check(plan, x);
	return x;
}
