/*
 * asked.c
 *	  The rule of who was asked an option of a set.
 */
#include "postgres.h"

#include "plan/crosstab_builder.h"
#include "source/asked.h"
#include "source/crosstab_count.h"

/*
 * Of everybody, whatever the weight and the filter of a call: it is a fact of the answers.
 * So a code that the codebook does not declare is no error here: the call itself looks at
 * the codes of those whom it counts.
 */
bool *
svy_set_declined(const Survey *survey, const SurveySet *set)
{
	CrosstabBuilder b = svy_plan_begin(survey, "none");
	int everybody = svy_plan_total(&b);
	int *tables = palloc_array(int, set->nmembers);
	bool *declined = palloc_array(bool, set->nmembers);
	const Crosstab *x;

	for (int i = 0; i < set->nmembers; i++)
		tables[i] = svy_plan_table(&b, svy_plan_lenient_option(&b, set, i), everybody);
	x = svy_crosstab_run(svy_crosstab_plan_end(&b));
	for (int i = 0; i < set->nmembers; i++)
		declined[i] =
			crosstab_cell(x, tables[i], CROSSTAB_BASE, 0).n > crosstab_cell(x, tables[i], 0, 0).n;
	return declined;
}

bool
svy_option_unasked(const SurveySet *set, int member, const int64 *asked, const bool *declined)
{
	if (asked[member] > 0 || !declined[member])
		return false;
	for (int i = 0; i < set->nmembers; i++)
		if (asked[i] > 0)
			return true;
	return false;
}
