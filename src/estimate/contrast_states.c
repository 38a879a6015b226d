/*
 * contrast_states.c
 *	  survey_contrast from states.
 *
 * A first pass gives the terms, each the state of a domain.  A second adds up
 * over everybody what each respondent adds to a contrast: the coefficients times
 * (y - mean) / weight of the terms that he is in, or times y.  The variance of
 * that total is the contrast's, whether terms overlap or not.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "miscadmin.h"

#include "estimate/contrast.h"
#include "estimate/domain_states.h"
#include "source/pass_sums.h"

/* a domain of one combination of the sets' options */
typedef struct ContrastDomain
{
	const char *label;
	int32 *codes;
	const char *condition;
	const Summary **states; /* of each value, knowing the frame */
} ContrastDomain;

typedef struct ContrastValue
{
	const SurveyVariable *variable;
	const char *category; /* or NULL */
	char *y;
} ContrastValue;

typedef struct ContrastStates
{
	const SvyContrasts *c;
	int nvalues;
	ContrastValue *values;
	int ndomains;
	ContrastDomain *domains;
} ContrastStates;

/* ----------------------------------------------------------------- values --- */

static char *
listwise_value(const SvyContrasts *c, char *value, int count, char **all)
{
	StringInfoData sql;

	if (!c->e->listwise)
		return value;
	initStringInfo(&sql);
	for (int i = 0; i < count; i++)
		appendStringInfo(&sql, "%s(%s) IS NOT NULL", i ? " AND " : "CASE WHEN ", all[i]);
	appendStringInfo(&sql, " THEN %s END", value);
	return sql.data;
}

/* a nominal variable has an indicator for each category */
static void
make_values(ContrastStates *s, SurveyVariable **variables, int count, char **values)
{
	int most = 0;

	for (int i = 0; i < count; i++)
		most += variables[i]->nlabels + 1;
	s->values = palloc_array(ContrastValue, most);
	for (int i = 0; i < count; i++)
	{
		const SurveyVariable *v = variables[i];

		if (v->measure != SURVEY_NOMINAL)
			s->values[s->nvalues++] =
				(ContrastValue){v, NULL, listwise_value(s->c, values[i], count, values)};
		for (int k = 0; v->measure == SURVEY_NOMINAL && k < v->nlabels; k++)
			if (!v->labels[k].missing)
				s->values[s->nvalues++] = (ContrastValue){
					v, v->labels[k].label,
					listwise_value(s->c,
								   psprintf("(((%s) OPERATOR(pg_catalog.=) "
											"%d)::pg_catalog.int4)::pg_catalog.float8",
											values[i], v->labels[k].code),
								   count, values)};
	}
}

/* ---------------------------------------------------------------- domains --- */

static char *
domain_condition(const SvyEstimates *e, const int32 *codes)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "(%s)", e->filter ? e->filter : "true");
	for (int i = 0; i < e->nby; i++)
		appendStringInfo(&sql, " AND (%s) OPERATOR(pg_catalog.=) %d", svy_estimates_by_sql(e, i),
						 codes[i]);
	return sql.data;
}

static int32 *
copied_codes(const SvyEstimates *e, const int32 *codes)
{
	int32 *copy = palloc_array(int32, e->nby + 1);

	if (e->nby > 0)
		memcpy(copy, codes, sizeof(int32) * e->nby);
	return copy;
}

/* the states of the values first .. first + width - 1; the first ones make the domains */
static void
read_domain_values(ContrastStates *s, int before, int first, int width)
{
	const SvyEstimates *e = s->c->e;
	char **sql = palloc_array(char *, width);
	SvySlices slices;

	for (int i = 0; i < width; i++)
		sql[i] = s->values[first + i].y;
	slices = svy_domain_states(e, sql, width, true, NULL);
	for (int d = 0; d < slices.count && slices.slices[d].inside; d++)
	{
		const SvySlice *slice = &slices.slices[d];

		if (first == 0)
		{
			s->domains = s->domains
							 ? repalloc_huge(s->domains, sizeof(ContrastDomain) * (s->ndomains + 1))
							 : palloc(sizeof(ContrastDomain));
			s->domains[s->ndomains++] = (ContrastDomain){
				svy_domain_label(e, slice->codes), copied_codes(e, slice->codes),
				domain_condition(e, slice->codes), palloc_array(const Summary *, s->nvalues)};
		}
		for (int i = 0; i < width; i++)
			s->domains[before + d].states[first + i] = svy_slice_framed(&slices, slice->states[i]);
	}
	SPI_freetuptable(SPI_tuptable);
}

static void
read_contrast_domains(ContrastStates *s)
{
	do
	{
		int before = s->ndomains;

		for (int first = 0; first < s->nvalues; first += SVY_MOST_VALUES)
			read_domain_values(s, before, first, Min(SVY_MOST_VALUES, s->nvalues - first));
	} while (svy_estimates_next_option(s->c->e));
}

static SvyTerm
state_term(const ContrastStates *s, int domain, int value, const char *label)
{
	const ContrastDomain *d = &s->domains[domain];
	char *own = s->c->value_in ? s->c->value_in(s->c, d->codes) : NULL;
	SvyTerm term = {.label = label,
					.codes = d->codes,
					.state = d->states[value],
					.condition = d->condition,
					.y = own ? own : s->values[value].y,
					.away = palloc_array(double, 1)};

	term.theta = summary_point_in_parts(term.state, s->c->total ? STATISTIC_TOTAL : STATISTIC_MEAN,
										term.away);
	/* nobody's total is 0 */
	if (s->c->total && term.state->n == 0)
		term.theta = 0;
	return term;
}

/* -------------------------------------------------------------- contrasts --- */

/* what the numbers of a statement are: coefficients and means of all its terms */
typedef struct Addends
{
	SvyEstimates everybody; /* no domains and no filter: the terms' conditions have them */
	bool placed;			/* or terms are known by their place */
	int count;
	double *numbers;
} Addends;

static const char *
number_sql(Addends *a, double number)
{
	a->numbers =
		a->numbers ? repalloc(a->numbers, sizeof(double) * (a->count + 1)) : palloc(sizeof(double));
	a->numbers[a->count] = number;
	return svy_known_sql(&a->everybody, a->count++);
}

/*
 * Whether nobody is in several terms, and the statement need not be one that other
 * servers can add up alone: a respondent's term is then looked up once.
 */
static bool
terms_are_places(const SvyEstimates *e, int count)
{
	for (int i = 0; i < e->nby; i++)
		if (e->by_set[i])
			return false;
	return e->nby > 0 && count > 1 && !svy_answers_elsewhere(e->survey);
}

/* doubles are a hundred-thousandth of a millionth apart there */
#define LARGE_MEAN 1e5

/* what a respondent adds to a contrast; NULL for those who are in none of its terms */
static char *
addend(const SvyContrasts *c, Addends *a, const SvyTerm *terms, int count,
	   const SvyContrast *contrast)
{
	StringInfoData member;
	StringInfoData sum;

	initStringInfo(&member);
	initStringInfo(&sum);
	for (int i = 0; i < count; i++)
	{
		const SvyTerm *t = &terms[i];
		const char *condition =
			a->placed ? psprintf(SVY_PLACE_SQL " OPERATOR(pg_catalog.=) %d", i) : t->condition;
		double coefficient = contrast->coefficients[i];
		SummaryCount counted;

		if (coefficient == 0)
			continue;
		summary_count(t->state, &counted);
		appendStringInfo(&member, "%s(%s AND (%s) IS NOT NULL)", member.len ? " OR " : "",
						 condition, t->y);
		appendStringInfo(&sum,
						 "%sCOALESCE(CASE WHEN %s THEN %s OPERATOR(pg_catalog.*) ((%s) "
						 "OPERATOR(pg_catalog.-) %s",
						 sum.len ? " OPERATOR(pg_catalog.+) " : "", condition,
						 number_sql(a, c->total ? coefficient : coefficient / counted.weighted_n),
						 t->y, number_sql(a, c->total ? 0 : t->theta));
		/* digits that matter where a mean is large */
		if (!c->total && fabs(t->theta) > LARGE_MEAN)
			appendStringInfo(&sum, " OPERATOR(pg_catalog.-) %s", number_sql(a, t->away[0]));
		appendStringInfoString(&sum, ") END, 0)");
	}
	if (member.len == 0)
		return "NULL::pg_catalog.float8";
	return psprintf("CASE WHEN %s THEN %s END", member.data, sum.data);
}

/* a term within one cluster, or in lonely strata, leaves the contrast unknown too */
static double
state_variance(const SvyContrasts *c, const SvyTerm *terms, int count, const SvyContrast *contrast,
			   const Summary *s)
{
	SummaryStatistic statistic = c->total ? STATISTIC_TOTAL : STATISTIC_MEAN;
	bool any = false;

	for (int i = 0; i < count; i++)
	{
		if (contrast->coefficients[i] == 0)
			continue;
		any = true;
		if (isnan(svy_summary_estimate(terms[i].state, statistic, c->e->rule).variance))
			return NAN;
	}
	return any ? svy_summary_estimate(s, STATISTIC_TOTAL, c->e->rule).variance : 0;
}

static void
emit_from_state(const SvyContrasts *c, const SvyTerm *terms, int count, const SvyContrast *contrast,
				const ContrastValue *value, const Summary *s)
{
	SvyEstimateRow row = {.variable = value ? value->variable->name : NULL,
						  .category = value ? value->category : NULL,
						  .std_error = NAN,
						  .deff = NAN};
	SummaryCount counted;

	CHECK_FOR_INTERRUPTS();
	for (int i = 0; i < count; i++)
	{
		summary_count(terms[i].state, &counted);
		row.few =
			row.few || (contrast->coefficients[i] != 0 && counted.n > 0 && counted.n < c->e->few);
	}
	summary_count(s, &counted);
	row.n = counted.n;
	row.weighted_n = counted.weighted_n;
	row.df = svy_state_df(c->e, &counted, true);
	row.estimate = svy_contrast_estimate(terms, count, contrast->coefficients);
	if (!isnan(row.estimate))
		row.std_error = svy_contrast_error(terms, count, contrast->coefficients,
										   state_variance(c, terms, count, contrast, s));
	svy_estimate_interval(c->e, &row);
	svy_contrast_put(c, contrast, &row);
}

/* contrasts first .. first + width - 1 */
static void
emit_some(const SvyContrasts *c, const SvyTerm *terms, int count, const SvyContrast *contrasts,
		  int width, const ContrastValue *value)
{
	Addends a = {.everybody = *c->e, .placed = terms_are_places(c->e, count)};
	int32 **places = palloc_array(int32 *, count);
	int32 nobody = 0;
	int32 *codes = &nobody;
	char **values = palloc_array(char *, width);
	SvyDomainKnown known;
	SvySlices slices;

	a.everybody.nby = 0;
	a.everybody.filter = NULL;
	for (int i = 0; i < width; i++)
		values[i] = addend(c, &a, terms, count, &contrasts[i]);
	for (int i = 0; i < count; i++)
		places[i] = unconstify(int32 *, terms[i].codes);
	known = (SvyDomainKnown){.ndomains = 1,
							 .codes = &codes,
							 .width = a.count,
							 .numbers = a.numbers,
							 .places = c->e,
							 .nplaces = a.placed ? count : 0,
							 .place_codes = places};
	slices = svy_domain_states(&a.everybody, values, width, true, &known);
	for (int i = 0; i < width; i++)
		emit_from_state(c, terms, count, &contrasts[i], value, slices.slices[0].states[i]);
	SPI_freetuptable(SPI_tuptable);
}

static void
emit_all(const SvyContrasts *c, const SvyTerm *terms, int count, const ContrastValue *value)
{
	int ncontrasts;
	SvyContrast *contrasts = svy_contrasts_of(c, terms, count, &ncontrasts);

	/* without terms all that can be wrong is what the user wrote */
	for (int first = 0; count > 0 && first < ncontrasts; first += SVY_MOST_VALUES)
		emit_some(c, terms, count, contrasts + first, Min(SVY_MOST_VALUES, ncontrasts - first),
				  value);
}

void
svy_contrasts_by_states(const SvyContrasts *c, SurveyVariable **variables, int count, char **values)
{
	ContrastStates s = {.c = c};
	SvyTerm *terms;

	make_values(&s, variables, count, values);
	read_contrast_domains(&s);
	/* nobody is in any domain; a contrast of domains is wrong or empty then */
	terms = palloc_array(SvyTerm, Max(s.ndomains, s.nvalues) + 1);
	if (c->e->nby > 0)
	{
		for (int v = 0; v < s.nvalues; v++)
		{
			for (int d = 0; d < s.ndomains; d++)
				terms[d] = state_term(&s, d, v, s.domains[d].label);
			emit_all(c, terms, s.ndomains, &s.values[v]);
		}
		return;
	}
	for (int v = 0; v < s.nvalues; v++)
		svy_estimates_number(c->e, s.values[v].variable);
	if (s.ndomains == 0)
	{
		svy_contrasts_nobody(c, variables, count);
		return;
	}
	for (int v = 0; v < s.nvalues; v++)
		terms[v] = state_term(&s, 0, v, s.values[v].variable->name);
	emit_all(c, terms, s.nvalues, s.nvalues == 1 ? &s.values[0] : NULL);
}
