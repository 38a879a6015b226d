/*
 * turf_set.c
 *	  The options of a set, and respondents as patterns of those that they chose.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "codebook/property.h"
#include "kernel/base/hash.h"
#include "model/turf.h"
#include "pg/arguments.h"
#include "pg/svy.h"
#include "plan/answer.h"
#include "server/json.h"

/* a float8 holds so many bits exactly */
#define BITS_OF_A_VALUE 52

const char *
svy_turf_label(const TurfSet *t, int option)
{
	return t->set->member_labels[t->members[option]];
}

const char *
svy_turf_name(const TurfSet *t, int option)
{
	return t->set->members[t->members[option]]->name;
}

/* the member of a set that a user names, by its variable or its label */
static int
find_member(const SurveySet *set, const char *name)
{
	const char **names = palloc_array(const char *, 2 * set->nmembers + 1);
	const char *near;

	for (int i = 0; i < set->nmembers; i++)
	{
		if (pg_strcasecmp(set->members[i]->name, name) == 0 ||
			strcmp(set->member_labels[i], name) == 0)
			return i;
		names[2 * i] = set->members[i]->name;
		names[2 * i + 1] = set->member_labels[i];
	}
	near = svy_nearest(name, names, 2 * set->nmembers);
	ereport(ERROR, (errcode(ERRCODE_UNDEFINED_OBJECT),
					errmsg("set \"%s\" has no option \"%s\"", set->name, name),
					near ? errhint("Perhaps you meant \"%s\".", near)
						 : errhint("An option is named by its variable or by its label.")));
}

static bool *
members_of(const SurveySet *set, FunctionCallInfo fcinfo, int argument, const char *what)
{
	bool *members = palloc0_array(bool, set->nmembers + 1);
	char **names;
	int count = -1;

	if (argument < 0)
		return members;
	names = svy_texts_argument(fcinfo, argument, what, &count);
	for (int i = 0; i < count; i++)
		members[find_member(set, names[i])] = true;
	return members;
}

TurfSet *
svy_turf_open(FunctionCallInfo fcinfo, const char *what, int must, int must_not, int first)
{
	TurfSet *t = palloc0(sizeof(TurfSet));
	char *name = svy_required_argument(fcinfo, 1, "set");
	bool *in, *out;

	t->analysis = svy_analysis_open(fcinfo, what, first);
	t->set = svy_survey_find_set(t->analysis->survey, name);
	if (!t->set)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("survey \"%s\" has no multiple-response set \"%s\"",
						t->analysis->survey->name, name),
				 errhint("Sets are declared by the codebook's \"sets\"; survey_codebook shows "
						 "them.")));
	in = members_of(t->set, fcinfo, must, "options that must be in");
	out = members_of(t->set, fcinfo, must_not, "options that must not be in");
	for (int i = 0; i < t->set->nmembers; i++)
	{
		if (in[i] && out[i])
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("option \"%s\" is both in \"must\" and in \"must_not\"",
								   t->set->member_labels[i])));
		/* "None of these" reaches nobody, unless the caller means it to */
		if (out[i] || (svy_option_exclusive(t->set, i) && !in[i]))
			continue;
		if (t->count == TURF_MAX_OPTIONS)
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("portfolios are chosen among up to %d options, and set \"%s\" has more",
							TURF_MAX_OPTIONS, t->set->name),
					 errhint("Leave out those that nobody would choose by \"must_not\".")));
		if (in[i])
			t->must |= UINT64_C(1) << t->count;
		t->members[t->count++] = i;
	}
	if (t->count == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("no option of set \"%s\" is left", t->set->name)));
	return t;
}

/* SQL: the respondent is in the base */
static char *
base_sql(const TurfSet *t, bool listwise)
{
	StringInfoData sql;

	initStringInfo(&sql);
	for (int i = 0; i < t->set->nmembers; i++)
	{
		char *chosen = svy_answer_chosen_sql(t->set, i, t->analysis->by.counted);

		if (listwise)
			appendStringInfo(&sql, "%s(%s) IS NOT NULL", i ? " AND " : "", chosen);
		else
			appendStringInfo(&sql, "%s%s", i ? ", " : "COALESCE(", chosen);
	}
	if (!listwise)
		appendStringInfoString(&sql, ") IS NOT NULL");
	return sql.data;
}

/* SQL: the chosen ones of BITS_OF_A_VALUE options as a number, NULL outside of the base */
static char *
pattern_sql(const TurfSet *t, const char *base, int value)
{
	int first = value * BITS_OF_A_VALUE;
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "CASE WHEN %s THEN 0::pg_catalog.float8", base);
	for (int i = first; i < Min(first + BITS_OF_A_VALUE, t->count); i++)
		appendStringInfo(&sql,
						 " OPERATOR(pg_catalog.+) CASE WHEN %s THEN " INT64_FORMAT
						 "::pg_catalog.float8 ELSE 0 "
						 "END",
						 svy_answer_chosen_sql(t->set, t->members[i], t->analysis->by.counted),
						 INT64CONST(1) << (i - first));
	appendStringInfoString(&sql, " END");
	return sql.data;
}

static int
values_of(const TurfSet *t)
{
	return (t->count + BITS_OF_A_VALUE - 1) / BITS_OF_A_VALUE;
}

void
svy_turf_read(TurfSet *t, bool listwise)
{
	SvyFrameRequest request = {0};
	char *base = base_sql(t, listwise);

	request.nvalues = values_of(t);
	request.values = palloc_array(char *, request.nvalues);
	for (int i = 0; i < request.nvalues; i++)
		request.values[i] = pattern_sql(t, base, i);
	svy_analysis_read(t->analysis, &request);
}

/* ---------------------------------------------------------------- patterns --- */

static bool
same_pattern(const void *owner, uint32_t entry, size_t slot, const void *key)
{
	return ((const TurfPattern *) owner)[entry].options == *(const uint64_t *) key;
}

/* the distinct patterns of the respondents, and the sum of weights of each */
static TurfPattern *
distinct_patterns(const TurfBase *base, double **weights, int64_t *count)
{
	int64 n = base->domain.nrows;
	uint64_t nslots = hash_slots((uint64_t) n, 64);
	uint32_t *slots = palloc_extended(sizeof(uint32_t) * nslots, MCXT_ALLOC_HUGE);
	TurfPattern *patterns = palloc_extended(sizeof(TurfPattern) * (n + 1), MCXT_ALLOC_HUGE);

	*weights = palloc_extended(sizeof(double) * (n + 1), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	*count = 0;
	hash_clear(slots, nslots);
	for (int64 i = 0; i < n; i++)
	{
		size_t slot = hash_find(slots, nslots, hash_mix(base->chosen[i]), same_pattern, patterns,
								&base->chosen[i]);

		if (slots[slot] == HASH_FREE)
		{
			slots[slot] = (uint32_t) *count;
			patterns[(*count)++] = (TurfPattern){base->chosen[i], 0, 0};
		}
		(*weights)[slots[slot]] += svy_domain_weight(&base->domain, i, -1);
	}
	pfree(slots);
	return patterns;
}

TurfBase
svy_turf_base(const TurfSet *t, int i)
{
	TurfBase base = {.domain = svy_analysis_domain(t->analysis, i, values_of(t))};
	TurfPattern *patterns;
	double *weights;
	int64_t count;

	base.chosen = palloc_extended(sizeof(uint64_t) * (base.domain.nrows + 1), MCXT_ALLOC_HUGE);
	for (int64 r = 0; r < base.domain.nrows; r++)
	{
		base.chosen[r] = 0;
		for (int v = 0; v < values_of(t); v++)
			base.chosen[r] |= (uint64_t) base.domain.frame->values[v][base.domain.rows[r]]
							  << (v * BITS_OF_A_VALUE);
		base.weighted_n += svy_domain_weight(&base.domain, r, -1);
	}
	patterns = distinct_patterns(&base, &weights, &count);
	(void) turf_scale(count, weights, base.weighted_n, patterns);
	pfree(weights);
	base.problem = (TurfProblem){
		.npatterns = count,
		.patterns = patterns,
		.allowed = t->count == TURF_MAX_OPTIONS ? UINT64_MAX : (UINT64_C(1) << t->count) - 1,
		.must = t->must,
		.at_least = t->at_least};
	return base;
}
