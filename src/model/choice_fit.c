/*
 * choice_fit.c
 *	  Conditional logit with errors by respondent.
 *
 * Choices of one respondent are not independent, so that the scores of all of his
 * are added up before anything is squared: he is a cluster within those of the
 * design (Binder 1983; Liang and Zeger 1986, for working independence).  Errors by
 * the information alone take every choice for somebody else's and are too small.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "model/choice.h"
#include "pg/arguments.h"
#include "pg/svy.h"

/* sets between two looks for an interrupt */
#define SETS 10000

/* as the options have them; in a row of the design's the kind of its variance stands */
static const char *const error_names[] = {"design", "respondents", "model", NULL};
SVY_CHOICES_FOLLOW(error_names, CHOICE_MODEL);

ChoiceErrors
svy_choice_errors(JsonbContainer *options)
{
	char *word = options ? svy_json_string(options, "errors", "options") : NULL;

	return word ? svy_choice("errors", word, error_names) : CHOICE_DESIGN;
}

const char *
svy_choice_variance_name(const SvyAnalysis *analysis, ChoiceErrors errors)
{
	return errors == CHOICE_DESIGN ? analysis->sample->variance : error_names[errors];
}

ChoiceSets
svy_choice_sets(int width)
{
	ChoiceSets sets = {.width = width, .set_room = 1024, .alternative_room = 4096};

	sets.first = palloc_array(int64, sets.set_room + 1);
	sets.chosen = palloc_array(int32, sets.set_room);
	sets.respondent = palloc_array(int32, sets.set_room);
	sets.column = palloc_array(int16, sets.alternative_room * width);
	sets.value = palloc_array(double, sets.alternative_room *width);
	sets.first[0] = 0;
	return sets;
}

void
svy_choice_set(ChoiceSets *sets, int32 respondent, int32 chosen)
{
	if (sets->nsets == sets->set_room)
	{
		sets->set_room *= 2;
		sets->first = repalloc_huge(sets->first, sizeof(int64) * (sets->set_room + 1));
		sets->chosen = repalloc_huge(sets->chosen, sizeof(int32) * sets->set_room);
		sets->respondent = repalloc_huge(sets->respondent, sizeof(int32) * sets->set_room);
	}
	sets->chosen[sets->nsets] = chosen;
	sets->respondent[sets->nsets] = respondent;
	sets->first[++sets->nsets] = sets->nalternatives;
}

void
svy_choice_alternative(ChoiceSets *sets, const int16 *column, const double *value)
{
	Size width = sets->width;

	if (sets->nalternatives == sets->alternative_room)
	{
		sets->alternative_room *= 2;
		sets->column = repalloc_huge(sets->column, sizeof(int16) * sets->alternative_room * width);
		sets->value = repalloc_huge(sets->value, sizeof(double) * sets->alternative_room * width);
	}
	memcpy(sets->column + sets->nalternatives * width, column, sizeof(int16) * width);
	memcpy(sets->value + sets->nalternatives * width, value, sizeof(double) * width);
	sets->first[sets->nsets] = ++sets->nalternatives;
}

double
svy_choice_weight(const ChoiceRespondents *who, int32 respondent, int replicate)
{
	return svy_domain_weight(who->domain, who->rows[respondent], replicate);
}

static SvyStatus
fit_once(const ChoiceSets *sets, const ChoiceRespondents *who, int p, int replicate, Choice *c)
{
	double *space = palloc_extended(sizeof(double) * choice_space(p), MCXT_ALLOC_HUGE);
	double *weight = palloc_extended(sizeof(double) * (sets->nsets + 1), MCXT_ALLOC_HUGE);
	ChoiceData data = {p,	   sets->nsets, sets->first,  sets->chosen,
					   weight, sets->width, sets->column, sets->value};
	bool done = false;
	SvyStatus status = SVY_OK;

	for (int64 s = 0; s < sets->nsets; s++)
		weight[s] = svy_choice_weight(who, sets->respondent[s], replicate);
	choice_begin(c, &data, space);
	while (status == SVY_OK && !done)
	{
		for (int64 s = 0; s < sets->nsets; s += SETS)
		{
			CHECK_FOR_INTERRUPTS();
			choice_add(c, s, Min(s + SETS, sets->nsets));
		}
		status = choice_step(c, &done);
	}
	return status;
}

void
svy_choice_covariance(const ChoiceRespondents *who, int p, const double *influence,
					  double *covariance)
{
	int32 *rows = palloc_extended(sizeof(int32) * (who->count + 1), MCXT_ALLOC_HUGE);

	for (int32 r = 0; r < who->count; r++)
		rows[r] = who->domain->rows[who->rows[r]];
	svy_sample_covariance(who->analysis->sample, who->count, rows, p, influence, covariance);
	pfree(rows);
}

/* inverse information x sum of scores, of each respondent */
static double *
influence_of_respondents(const ChoiceSets *sets, const ChoiceRespondents *who, const Choice *c)
{
	int p = c->data.p;
	double *scores =
		palloc_extended(sizeof(double) * p * (who->count + 1), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	double *score = palloc_array(double, p);

	for (int64 s = 0; s < sets->nsets; s++)
	{
		double *sum = scores + (int64) sets->respondent[s] * p;

		choice_score(c, s, score);
		for (int k = 0; k < p; k++)
			sum[k] += score[k];
	}
	for (int32 r = 0; r < who->count; r++)
	{
		double *own = scores + (int64) r * p;

		memcpy(score, own, sizeof(double) * p);
		for (int k = 0; k < p; k++)
		{
			own[k] = 0;
			for (int l = 0; l < p; l++)
				own[k] += c->inverse[k * p + l] * score[l];
		}
	}
	pfree(score);
	return scores;
}

static void
covariance_by_respondent(const ChoiceRespondents *who, int p, const double *influence,
						 double *covariance)
{
	memset(covariance, 0, sizeof(double) * p * p);
	for (int32 r = 0; r < who->count; r++)
		for (int k = 0; k < p; k++)
			for (int l = 0; l < p; l++)
				covariance[k * p + l] +=
					influence[(int64) r * p + k] * influence[(int64) r * p + l];
}

static void
replicate_choice(const ChoiceSets *sets, const ChoiceRespondents *who, ChoiceFit *fit)
{
	int count = who->domain->frame->nreplicates;
	double *theta = palloc_array(double, (Size) count * fit->p);

	for (int r = 0; r < count; r++)
	{
		Choice c;
		bool known = fit_once(sets, who, fit->p, r, &c) == SVY_OK;

		for (int k = 0; k < fit->p; k++)
			theta[r * fit->p + k] = known ? c.beta[k] : NAN;
	}
	svy_analysis_replicated(who->analysis, who->domain, fit->p, theta, fit->c.beta,
							fit->covariance);
	pfree(theta);
}

ChoiceFit
svy_choice_fit(const ChoiceSets *sets, const ChoiceRespondents *who, int p, ChoiceErrors errors)
{
	ChoiceFit fit = {.p = p};
	double *influence;

	if (choice_space(p) == 0)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("a model of choices has 1 to %d coefficients, not %d",
							   CHOICE_MAX_COLUMNS, p)));
	fit.status = fit_once(sets, who, p, -1, &fit.c);
	if (fit.status != SVY_OK)
		return fit;
	fit.covariance = palloc_array(double, p *p);
	if (errors == CHOICE_MODEL)
		memcpy(fit.covariance, fit.c.inverse, sizeof(double) * p * p);
	else if (errors == CHOICE_DESIGN && who->analysis->sample->replicates)
		replicate_choice(sets, who, &fit);
	else
	{
		influence = influence_of_respondents(sets, who, &fit.c);
		if (errors == CHOICE_DESIGN)
			svy_choice_covariance(who, p, influence, fit.covariance);
		else
			covariance_by_respondent(who, p, influence, fit.covariance);
		pfree(influence);
	}
	return fit;
}

double
svy_choice_variance(int p, const double *covariance, const double *factors)
{
	double sum = 0;

	for (int k = 0; k < p; k++)
		for (int l = 0; l < p; l++)
			if (factors[k] != 0 && factors[l] != 0)
				sum += factors[k] * factors[l] * covariance[k * p + l];
	return sum;
}
