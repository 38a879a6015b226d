/*
 * contrast_passes.c
 *	  survey_contrast under replicate weights, and of weights whose calibration is
 *	  known, by passes over the respondents.
 *
 * The first pass adds up the terms under all weights.  The influence value of a
 * combination is the combination of the influence values, so that respondents who
 * are in several terms need no formula of their own.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "estimate/contrast.h"
#include "estimate/domain_passes.h"
#include "kernel/base/dd.h"
#include "kernel/base/weight.h"
#include "kernel/stats/repsum.h"
#include "pg/replicate.h"
#include "source/influence.h"

/* what a term is of: a variable's value, or whether it is one of its codes */
typedef struct ContrastItem
{
	const SurveyVariable *variable;
	const char *category; /* or NULL */
	int column;			  /* of the request */
	int32 code;			  /* of a category */
} ContrastItem;

/* respondents of a domain who have a value */
typedef struct ColumnSums
{
	int64 n; /* whose weight counts */
	DD *w;	 /* full weights, then replicates */
	double *basis;
	int32 rank; /* of the replicate weights, up to 2 */
} ColumnSums;

typedef struct ContrastPasses
{
	const SvyContrasts *c;
	int ncolumns;
	int nitems;
	ContrastItem *items;
	int nreplicates;
	SvyPassDomains *domains; /* the state of one: DomainSums */
	const SvyPasses *passes;
	double df; /* of the design */
	bool df_known;
	int32 *everybody; /* by unit, while they are counted for it; or NULL */
} ContrastPasses;

typedef struct DomainSums
{
	ColumnSums *columns;
	DD **wy; /* of each item: full weights, then replicates */
} DomainSums;

/* a term as passes see it */
typedef struct PassTerm
{
	const ContrastPasses *p;
	int domain;
	int item;
	double theta; /* of the full weights */
	double low;	  /* what it lacks of them */
	double weight;
	double variance; /* NaN where nothing is known of it */
} PassTerm;

/* a combination, and whom it is of: those who are in any of its terms */
typedef struct PassContrast
{
	const ContrastPasses *p;
	const PassTerm *terms;
	const double *coefficients;
	int nused;
	int *used; /* the terms whose coefficient is not 0 */
	int64 rows;
	int64 n;
	DD weighted_n;
	double *sketch; /* of their replicate weights, where degrees of freedom are the domain's */
	int32 *members; /* by unit, the same by linearisation */
	double variance;
} PassContrast;

/* ---- the first pass ---- */

static void
make_items(ContrastPasses *p, SurveyVariable **variables, int count)
{
	int most = 0;

	for (int i = 0; i < count; i++)
		most += variables[i]->nlabels + 1;
	p->items = palloc_array(ContrastItem, most);
	for (int i = 0; i < count; i++)
	{
		const SurveyVariable *v = variables[i];

		if (v->measure != SURVEY_NOMINAL)
			p->items[p->nitems++] = (ContrastItem){v, NULL, i, 0};
		for (int k = 0; v->measure == SURVEY_NOMINAL && k < v->nlabels; k++)
			if (!v->labels[k].missing)
				p->items[p->nitems++] = (ContrastItem){v, v->labels[k].label, i, v->labels[k].code};
	}
}

static bool
has_value(const ContrastPasses *p, int column, const SvyRespondent *r)
{
	for (int i = 0; p->c->e->listwise && i < p->ncolumns; i++)
		if (isnan(r->values[i]))
			return false;
	return !isnan(r->values[column]);
}

static double
item_value(const ContrastItem *item, const SvyRespondent *r)
{
	double value = r->values[item->column];

	if (item->category)
		return value == item->code ? 1 : 0;
	return value;
}

/* a weight of 0 counts nowhere, but under replicate weights */
static bool
is_looked_at(const ContrastPasses *p, const SvyRespondent *r)
{
	return r->keep && (weight_counts(r->weight) || p->nreplicates > 0);
}

static DomainSums *
make_domain_sums(const ContrastPasses *p)
{
	DomainSums *sums = palloc_object(DomainSums);
	int weights = p->nreplicates + 1;

	sums->columns = palloc0_array(ColumnSums, p->ncolumns);
	sums->wy = palloc_array(DD *, p->nitems + 1);
	for (int i = 0; i < p->ncolumns; i++)
	{
		sums->columns[i].w = palloc0_array(DD, weights);
		sums->columns[i].basis = palloc_array(double, 2 * weights);
	}
	for (int i = 0; i < p->nitems; i++)
		sums->wy[i] = palloc0_array(DD, weights);
	return sums;
}

static void
add_column_weights(const ContrastPasses *p, ColumnSums *sums, const SvyRespondent *r)
{
	sums->n += weight_counts(r->weight);
	for (int k = -1; k < p->nreplicates; k++)
		sums->w[k + 1] = dd_add_double(sums->w[k + 1], svy_respondent_weight(r, k));
	if (p->nreplicates > 0 && sums->rank < 2)
		sums->rank = rank_add(sums->basis, sums->rank, 2, p->nreplicates, r->replicates);
}

static void
add_item_values(const ContrastPasses *p, DD *wy, double y, const SvyRespondent *r)
{
	for (int k = -1; k < p->nreplicates && y != 0; k++)
		wy[k + 1] = dd_add(wy[k + 1], dd_two_prod(svy_respondent_weight(r, k), y));
}

static void
take_terms(const SvyRespondent *r, void *argument)
{
	const ContrastPasses *p = argument;

	for (int option = 0; is_looked_at(p, r) && option < p->domains->noptions; option++)
	{
		SvyPassDomain *domain = svy_pass_domain(p->domains, r, option);
		DomainSums *sums;

		if (!domain)
			continue;
		if (!domain->state)
			domain->state = make_domain_sums(p);
		sums = domain->state;
		for (int i = 0; i < p->ncolumns; i++)
			if (has_value(p, i, r))
				add_column_weights(p, &sums->columns[i], r);
		for (int i = 0; i < p->nitems; i++)
			if (has_value(p, p->items[i].column, r))
				add_item_values(p, sums->wy[i], item_value(&p->items[i], r), r);
	}
}

/* ---- terms ---- */

static const DomainSums *
sums_of(const PassTerm *term)
{
	return term->p->domains->domains[term->domain].state;
}

static const ColumnSums *
column_of(const PassTerm *term)
{
	return &sums_of(term)->columns[term->p->items[term->item].column];
}

/* the value of a respondent who is in the term */
static bool
in_term(const PassTerm *term, const SvyRespondent *r, double *y)
{
	const ContrastPasses *p = term->p;
	const ContrastItem *item = &p->items[term->item];

	if (!is_looked_at(p, r) || !has_value(p, item->column, r) ||
		!svy_in_pass_domain(p->domains, &p->domains->domains[term->domain], r))
		return false;
	*y = item_value(item, r);
	return true;
}

/* w (y - mean) / W of a mean, w y of a total */
static double
influence_on(const PassTerm *term, const SvyRespondent *r, double y)
{
	return r->weight * (term->p->c->total ? y : ((y - term->theta) - term->low) / term->weight);
}

static bool
term_influence(const SvyRespondent *r, double *influence, void *argument)
{
	double y;

	if (!in_term(argument, r, &y))
		return false;
	*influence = influence_on(argument, r, y);
	return true;
}

static void
estimate_pass_term(PassTerm *own, SvyTerm *term)
{
	const ContrastPasses *p = own->p;
	const DD *w = column_of(own)->w;
	const DD *wy = sums_of(own)->wy[own->item];

	term->away = palloc_array(double, p->nreplicates + 1);
	for (int r = 0; r <= p->nreplicates; r++)
	{
		DD value = p->c->total ? wy[r] : w[r].hi > 0 ? dd_div(wy[r], w[r]) : dd_from(NAN);

		if (r == 0)
			term->theta = dd_value(value);
		/* its digits, where large means differ by little */
		term->away[r] =
			isfinite(value.hi) ? dd_value(dd_sub(value, dd_from(term->theta))) : value.hi;
	}
	own->theta = term->theta;
	own->low = term->away[0];
	own->weight = dd_value(w[0]);
}

/* whether nothing is known of the errors of terms that are means: nor is it then of a contrast with them */
static void
find_unknown_terms(const ContrastPasses *p, PassTerm *terms, int count)
{
	SvyInfluences *of = palloc_array(SvyInfluences, count + 1);
	int n = 0;

	for (int i = 0; i < count; i++)
	{
		const ColumnSums *column = column_of(&terms[i]);

		terms[i].variance = 0;
		if (p->c->total || isnan(terms[i].theta))
			continue;
		if (p->nreplicates == 0)
			of[n++] = (SvyInfluences){1, term_influence, &terms[i], &terms[i].variance, false};
		else if (column->n < 2 || column->rank < 2)
			terms[i].variance = NAN;
	}
	if (n > 0)
		svy_influence_covariances(p->passes, of, n);
	pfree(of);
}

/* ---- contrasts ---- */

static bool
contrast_influence(const SvyRespondent *r, double *influence, void *argument)
{
	const PassContrast *contrast = argument;
	bool any = false;

	*influence = 0;
	for (int i = 0; i < contrast->nused; i++)
	{
		const PassTerm *term = &contrast->terms[contrast->used[i]];
		double y;

		if (!in_term(term, r, &y))
			continue;
		*influence += contrast->coefficients[contrast->used[i]] * influence_on(term, r, y);
		any = true;
	}
	return any;
}

typedef struct PassContrasts
{
	const ContrastPasses *p;
	const PassTerm *terms;
	int nterms;
	bool *in; /* of each term: the respondent is in it */
	int count;
	PassContrast *contrasts;
} PassContrasts;

static void
count_in_contrast(PassContrast *contrast, const SvyRespondent *r)
{
	contrast->rows++;
	contrast->n += weight_counts(r->weight);
	contrast->weighted_n = dd_add_double(contrast->weighted_n, r->weight);
	if (contrast->sketch)
		sketch_add(contrast->sketch, contrast->p->nreplicates, r->replicates);
	if (contrast->members)
		svy_influence_count(contrast->members, r);
}

static void
count_respondent(const SvyRespondent *r, void *argument)
{
	const PassContrasts *all = argument;
	bool any = false;

	if (all->p->everybody)
		svy_influence_count(all->p->everybody, r);
	for (int i = 0; i < all->nterms; i++)
	{
		double y;

		all->in[i] = in_term(&all->terms[i], r, &y);
		any |= all->in[i];
	}
	for (int i = 0; any && i < all->count; i++)
	{
		PassContrast *contrast = &all->contrasts[i];
		bool in = false;

		for (int k = 0; k < contrast->nused && !in; k++)
			in = all->in[contrast->used[k]];
		if (in)
			count_in_contrast(contrast, r);
	}
}

static void
prepare_contrast(PassContrast *to, const PassTerm *terms, int nterms, const double *coefficients)
{
	const ContrastPasses *p = terms[0].p;
	const SvyEstimates *e = p->c->e;

	*to = (PassContrast){.p = p, .terms = terms, .coefficients = coefficients, .variance = NAN};
	to->used = palloc_array(int, nterms);
	for (int i = 0; i < nterms; i++)
		if (coefficients[i] != 0)
			to->used[to->nused++] = i;
	if (e->df != SVY_DF_DOMAIN || p->passes->df_given)
		return;
	if (p->nreplicates > 0)
		to->sketch = palloc_extended(sizeof(double) * sketch_lines(p->nreplicates) * p->nreplicates,
									 MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	else
		to->members = svy_influence_members(p->passes);
}

/* by replicates, of one combination */
static double
replicated_variance(const ContrastPasses *p, const SvyTerm *terms, int nterms,
					const double *coefficients)
{
	double origin;
	double estimate = svy_contrast_away(terms, nterms, coefficients, -1, &origin);
	double *z = palloc_array(double, p->nreplicates);
	double variance;

	for (int r = 0; r < p->nreplicates; r++)
		z[r] = svy_contrast_away(terms, nterms, coefficients, r, &origin);
	svy_replicate_covariance(p->c->e->replicates, 1, z, &estimate, &origin, &variance);
	pfree(z);
	return variance;
}

static void
find_contrast_variances(const PassContrasts *all, const SvyTerm *terms)
{
	SvyInfluences *of = palloc_array(SvyInfluences, all->count + 1);

	for (int i = 0; i < all->count; i++)
	{
		PassContrast *contrast = &all->contrasts[i];

		if (all->p->nreplicates > 0)
			contrast->variance =
				replicated_variance(all->p, terms, all->nterms, contrast->coefficients);
		/* what a calibration fixes is 0, wherever its respondents lie: what is unknown is seen of the terms */
		of[i] = (SvyInfluences){1, contrast_influence, contrast, &contrast->variance, true};
	}
	if (all->p->nreplicates == 0)
		svy_influence_covariances(all->p->passes, of, all->count);
	for (int i = 0; i < all->count; i++)
	{
		PassContrast *contrast = &all->contrasts[i];

		if (all->p->nreplicates == 0 && isnan(contrast->variance))
			contrast->variance = 0;
		for (int k = 0; k < contrast->nused; k++)
			if (isnan(all->terms[contrast->used[k]].variance))
				contrast->variance = NAN;
	}
	pfree(of);
}

static double
contrast_df(const PassContrast *contrast)
{
	const ContrastPasses *p = contrast->p;

	if (p->c->e->df == SVY_DF_INFINITE)
		return INFINITY;
	if (contrast->members)
		return svy_influence_df(p->passes, contrast->members);
	if (contrast->sketch && contrast->rows < p->passes->n)
		return svy_sketch_rank(contrast->sketch, p->nreplicates) - 1;
	return p->df;
}

static void
put_contrasts(const PassContrasts *all, const SvyTerm *terms, const SvyContrast *contrasts,
			  const ContrastItem *item)
{
	for (int i = 0; i < all->count; i++)
	{
		const PassContrast *own = &all->contrasts[i];
		SvyEstimateRow row = {.variable = item ? item->variable->name : NULL,
							  .category = item ? item->category : NULL,
							  .deff = NAN};

		for (int k = 0; k < own->nused; k++)
		{
			int64 n = column_of(&all->terms[own->used[k]])->n;

			row.few = row.few || (n > 0 && n < all->p->c->e->few);
		}
		row.n = own->n;
		row.weighted_n = dd_value(own->weighted_n);
		row.estimate = svy_contrast_estimate(terms, all->nterms, own->coefficients);
		row.std_error = NAN;
		if (!isnan(row.estimate))
			row.std_error =
				svy_contrast_error(terms, all->nterms, own->coefficients, own->variance);
		row.df = contrast_df(own);
		svy_estimate_interval(all->p->c->e, &row);
		svy_contrast_put(all->p->c, &contrasts[i], &row);
	}
}

/* those that memory has room for, one at least: degrees of freedom of domains need a state each */
static int
contrasts_at_once(const ContrastPasses *p, int nterms)
{
	Size allowed = (Size) Max(maintenance_work_mem, work_mem) * 1024;
	Size bytes = sizeof(PassContrast) + sizeof(int) * nterms;

	if (p->c->e->df == SVY_DF_DOMAIN)
		bytes += p->nreplicates > 0 ? sizeof(double) * sketch_lines(p->nreplicates) * p->nreplicates
									: sizeof(int32) * p->passes->design->n;
	return (int) Max(1, Min(allowed / bytes, PG_INT32_MAX));
}

/* whom they are of; in the first of these passes also what the design leaves */
static void
count_contrasts(ContrastPasses *p, PassContrasts *all)
{
	if (!p->df_known)
		p->everybody = svy_influence_members(p->passes);
	svy_passes_each(p->passes, count_respondent, all);
	if (p->everybody)
	{
		p->df = svy_influence_df(p->passes, p->everybody);
		p->df_known = true;
		pfree(p->everybody);
		p->everybody = NULL;
	}
}

static void
free_contrasts(const PassContrasts *all)
{
	for (int i = 0; i < all->count; i++)
	{
		pfree(all->contrasts[i].used);
		if (all->contrasts[i].sketch)
			pfree(all->contrasts[i].sketch);
		if (all->contrasts[i].members)
			pfree(all->contrasts[i].members);
	}
}

/* all contrasts of some terms; item: what all terms are of, or NULL */
static void
emit_pass_contrasts(ContrastPasses *p, PassTerm *own, SvyTerm *terms, int count,
					const ContrastItem *item)
{
	PassContrasts all = {.p = p, .terms = own, .nterms = count};
	SvyContrast *contrasts;
	int ncontrasts;
	int most;

	for (int i = 0; i < count; i++)
		estimate_pass_term(&own[i], &terms[i]);
	contrasts = svy_contrasts_of(p->c, terms, count, &ncontrasts);
	/* without terms all that can be wrong is what the user wrote */
	if (count == 0)
		return;
	find_unknown_terms(p, own, count);
	most = Min(contrasts_at_once(p, count), ncontrasts);
	all.in = palloc_array(bool, count);
	all.contrasts = palloc_extended(sizeof(PassContrast) * (most + 1), MCXT_ALLOC_HUGE);
	for (int first = 0; first < ncontrasts; first += most)
	{
		CHECK_FOR_INTERRUPTS();
		all.count = Min(most, ncontrasts - first);
		for (int i = 0; i < all.count; i++)
			prepare_contrast(&all.contrasts[i], own, count, contrasts[first + i].coefficients);
		count_contrasts(p, &all);
		find_contrast_variances(&all, terms);
		put_contrasts(&all, terms, contrasts + first, item);
		free_contrasts(&all);
	}
	pfree(all.contrasts);
}

/* ---- function ---- */

static SvyTerm
term_of_domain(const ContrastPasses *p, PassTerm *own, int domain, int item, const char *label)
{
	*own = (PassTerm){.p = p, .domain = domain, .item = item};
	return (SvyTerm){.label = label, .codes = p->domains->domains[domain].codes};
}

static void
contrasts_of_domains(ContrastPasses *p)
{
	int count = p->domains->count;
	SvyTerm *terms = palloc_array(SvyTerm, count + 1);
	PassTerm *own = palloc_array(PassTerm, count + 1);

	for (int item = 0; item < p->nitems; item++)
	{
		for (int i = 0; i < count; i++)
			terms[i] = term_of_domain(p, &own[i], i, item,
									  svy_domain_label(p->c->e, p->domains->domains[i].codes));
		emit_pass_contrasts(p, own, terms, count, &p->items[item]);
	}
}

/* terms are the variables, which have numbers */
static void
contrasts_of_variables(ContrastPasses *p, SurveyVariable **variables, int count)
{
	SvyTerm *terms = palloc_array(SvyTerm, count);
	PassTerm *own = palloc_array(PassTerm, count);

	for (int i = 0; i < count; i++)
		if (variables[i]->measure == SURVEY_NOMINAL)
			svy_estimates_number(p->c->e, variables[i]);
	if (p->domains->count == 0)
	{
		svy_contrasts_nobody(p->c, variables, count);
		return;
	}
	for (int i = 0; i < count; i++)
		terms[i] = term_of_domain(p, &own[i], 0, i, variables[i]->name);
	emit_pass_contrasts(p, own, terms, count, count == 1 ? &p->items[0] : NULL);
}

void
svy_contrasts_by_passes(const SvyContrasts *c, SurveyVariable **variables, int count, char **values)
{
	const SvyEstimates *e = c->e;
	SvyFrameRequest request = {e->survey, e->design, e->filter, count, values, 0, NULL};
	SvySample sample = {e->survey, NULL, e->calibration, e->replicates, e->rule, NULL};
	ContrastPasses p = {.c = c, .ncolumns = count};

	make_items(&p, variables, count);
	p.nreplicates = e->replicates ? e->replicates->count : 0;
	p.domains = svy_pass_domains(e);
	svy_domains_request(e, &request);
	if (e->calibration)
		svy_calibration_request(e->calibration, &request);
	p.passes = svy_passes_start(&sample, &request, false, take_terms, &p);
	p.df = p.passes->df;
	p.df_known = p.nreplicates > 0;
	svy_pass_domains_order(p.domains);
	if (e->nby == 0)
		contrasts_of_variables(&p, variables, count);
	else
		contrasts_of_domains(&p);
}
