/*
 * weighting_replicates.c
 *	  Weighting the replicate weights of a survey along with its weight: each
 *	  to the same targets, from its own base (R's postStratify, rake and
 *	  calibrate of replicate designs).
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "server/catalogue.h"
#include "sample/design.h"
#include "server/json.h"
#include "weighting/weighting.h"

static bool
is_array(const Survey *survey, const char *column)
{
	return get_atttype(survey->answers, get_attnum(survey->answers, column)) == FLOAT8ARRAYOID;
}

/* the replicates in these columns, or in the one of arrays */
static void
set_replicates(WeightingFrame *frame, char **columns, int count)
{
	const SurveyReplicates *all = svy_design_replicates(frame->survey, NULL);

	frame->nreplicates = count;
	frame->replicates = columns;
	frame->replicate_array = NULL;
	frame->replicate_source = palloc_object(SurveyReplicates);
	*frame->replicate_source = *all;
	frame->replicate_source->columns = columns;
	frame->replicate_source->ncolumns = frame->replicate_source->count = count;
	frame->replicate_source->array = false;
	if (count == 0 || !is_array(frame->survey, columns[0]))
		return;
	frame->nreplicates = all->count;
	frame->replicate_source->count = all->count;
	frame->replicate_source->array = true;
	frame->replicate_array = columns[0];
	frame->replicates = palloc_array(char *, all->count);
	for (int r = 0; r < all->count; r++)
		frame->replicates[r] = psprintf("%s[%d]", columns[0], r + 1);
}

/*
 * The columns before any weighting.  A weight that was made with replicates
 * says in its properties which they were.
 */
void
svy_weighting_find_replicates(WeightingFrame *frame)
{
	const Survey *survey = frame->survey;
	const char *weight = survey->weight;
	char **columns;
	int count;

	if (!survey->design || !survey->design->replicates)
		return;
	if (survey->design->replicates->factors)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("the replicate weights of survey \"%s\" are factors of its weight",
							   survey->name),
						errdetail("Each replicate is weighted to the targets, so that it has a "
								  "weight of its own afterwards."),
						errhint("Make weights of them with gather_replicates(%s) first, or leave "
								"them alone with replicates => false.",
								quote_literal_cstr(survey->name))));
	columns = survey->design->replicates->columns;
	count = survey->design->replicates->ncolumns;
	for (int depth = 0; weight && depth <= survey->nvariables; depth++)
	{
		JsonbContainer *made = svy_weighting_properties(svy_survey_find_variable(survey, weight));

		if (!made || (frame->base && strcmp(weight, frame->base) == 0))
			break;
		if (svy_json_get(made, "replicates"))
			columns = svy_json_strings(made, "replicates", "the properties", &count);
		weight = svy_json_string(made, "base", "the properties");
	}
	set_replicates(frame, columns, count);
}

/* w_r1, w_r2, ... of weight w, or w_r for arrays */
char **
svy_weighting_replicate_columns(const WeightingFrame *frame, int *count)
{
	const char *into = frame->options->into;
	char **columns = palloc_array(char *, frame->nreplicates + 1);

	*count = frame->replicate_array ? 1 : frame->nreplicates;
	for (int r = 0; r < *count; r++)
	{
		columns[r] =
			frame->replicate_array ? psprintf("%s_r", into) : psprintf("%s_r%d", into, r + 1);
		if (strlen(columns[r]) >= NAMEDATALEN)
			ereport(ERROR,
					(errcode(ERRCODE_NAME_TOO_LONG),
					 errmsg("weight \"%s\" leaves no room for the names of its replicates", into)));
	}
	return columns;
}

void
svy_weighting_check_replicates(const WeightingFrame *frame)
{
	int count;
	char **columns = svy_weighting_replicate_columns(frame, &count);

	for (int r = 0; r < count; r++)
		if (!frame->options->replace &&
			get_attnum(frame->survey->answers, columns[r]) != InvalidAttrNumber)
			ereport(ERROR,
					(errcode(ERRCODE_DUPLICATE_COLUMN),
					 errmsg("column \"%s\" of survey \"%s\" already exists", columns[r],
							frame->survey->name),
					 errhint("The replicate weights of \"%s\" would go there: choose another "
							 "name.",
							 frame->options->into)));
}

static void
replicate_callback(void *column)
{
	errcontext("replicate weight \"%s\"", (const char *) column);
}

/* the replicate's weights as base weights of the cells */
static void
set_base(WeightingFrame *frame, int replicate)
{
	memset(frame->cell_base, 0, sizeof(double) * frame->cells.ncells);
	for (size_t i = 0; i < frame->nrows; i++)
		if (frame->row_cell[i] != WEIGHTING_NO_CELL)
			frame->cell_base[frame->row_cell[i]] +=
				frame->row_replicates[i * frame->nreplicates + replicate];
	for (int g = 0; g < frame->ngroups; g++)
		svy_weighting_sum_group(frame, &frame->groups[g]);
}

static void
solve_replicate(WeightingFrame *frame, int replicate)
{
	ErrorContextCallback callback = {error_context_stack, replicate_callback,
									 frame->replicates[replicate]};

	error_context_stack = &callback;
	set_base(frame, replicate);
	for (int g = 0; g < frame->ngroups; g++)
	{
		frame->groups[g].iterations = 0;
		frame->groups[g].converged = false;
		svy_weighting_solve(frame, &frame->groups[g]);
	}
	for (size_t i = 0; i < frame->nrows; i++)
	{
		uint32 cell = frame->row_cell[i];

		if (cell != WEIGHTING_NO_CELL && frame->cell_base[cell] != 0)
			frame->row_replicates[i * frame->nreplicates + replicate] *=
				frame->cell_weight[cell] / frame->cell_base[cell];
	}
	error_context_stack = callback.previous;
}

/* what the groups and cells know of the weight itself is as before afterwards */
void
svy_weighting_solve_replicates(WeightingFrame *frame)
{
	size_t size = sizeof(double) * frame->cells.ncells;
	WeightingGroup *groups = palloc_array(WeightingGroup, frame->ngroups);
	double *base = MemoryContextAllocHuge(CurrentMemoryContext, size + 1);
	double *weight = MemoryContextAllocHuge(CurrentMemoryContext, size + 1);
	MemoryContext context =
		AllocSetContextCreate(CurrentMemoryContext, "replicate weight", ALLOCSET_DEFAULT_SIZES);

	memcpy(groups, frame->groups, sizeof(WeightingGroup) * frame->ngroups);
	memcpy(base, frame->cell_base, size);
	memcpy(weight, frame->cell_weight, size);
	for (int r = 0; r < frame->nreplicates; r++)
	{
		MemoryContext before = MemoryContextSwitchTo(context);

		solve_replicate(frame, r);
		MemoryContextSwitchTo(before);
		MemoryContextReset(context);
		CHECK_FOR_INTERRUPTS();
	}
	MemoryContextDelete(context);
	memcpy(frame->groups, groups, sizeof(WeightingGroup) * frame->ngroups);
	memcpy(frame->cell_base, base, size);
	memcpy(frame->cell_weight, weight, size);
}

void
svy_weighting_register_replicates(const WeightingFrame *frame)
{
	int count;
	char **columns = svy_weighting_replicate_columns(frame, &count);
	Datum *elements = palloc_array(Datum, count);
	static SvyStatement update = {
		.sql = "UPDATE mlops_survey.design SET replicates = pg_catalog.jsonb_set("
			   "replicates, '{columns}', pg_catalog.to_jsonb($2))"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1",
		.nparameters = 2,
		.types = {INT4OID, TEXTARRAYOID}};
	Datum values[2];

	for (int r = 0; r < count; r++)
		elements[r] = CStringGetTextDatum(columns[r]);
	values[0] = Int32GetDatum(frame->survey->id);
	values[1] = PointerGetDatum(construct_array(elements, count, TEXTOID, -1, false, TYPALIGN_INT));
	(void) svy_catalogue_write(&update, values, NULL);
	svy_replicates_store_count(frame->survey->name);
}
