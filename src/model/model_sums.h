/*
 * model_sums.h
 *	  Models whose respondents lie elsewhere: what each of them adds to a pass.
 *
 * The model, its coefficients and which pass it is go out as bytes; over there
 * mlops_survey.model_addends reads them once and calls for each respondent what the
 * pass of respondents in memory calls.  What comes back is put together here.
 */
#ifndef MODEL_MODEL_SUMS_H
#define MODEL_MODEL_SUMS_H

#include "model/model.h"
#include "source/influence_sums.h"

typedef enum ModelPass
{
	MODEL_FIRST,	 /* who is in it, what there is; its columns are not known */
	MODEL_STEP,		 /* a step of the fit */
	MODEL_INFLUENCE, /* influence values by unit */
	MODEL_PRODUCTS,	 /* and their products */
	MODEL_RESIDUALS, /* for the dispersion */
	MODEL_OFFSET,	 /* deviance of the offset alone */
	MODEL_GROUPS,	 /* members, of the model and of its groups, by unit */

	/* of models of categories (newton_fit.h) */
	MODEL_NEWTON_STEP,
	MODEL_NEWTON_INFLUENCE,
	MODEL_NEWTON_PRODUCTS,
	MODEL_DOMAIN, /* members of the domain by unit, weights of the response's categories */
	MODEL_COLUMNS /* sums of the columns, weighted and plain */
} ModelPass;

/* a model as it is over there */
typedef struct ModelAway
{
	ModelPass pass;
	Model model;
	SvySumsRow row;
	ModelRow *model_row;
	double *z;	   /* room for two numbers a parameter, and one a factor */
	void *private; /* of the pass */
} ModelAway;

/* a pass over the respondents of a model, adding so much */
extern SvySumsPass svy_model_sums(const Model *model, const SvyFrameRequest *request,
								  ModelPass pass, int nsums, int nmost);

/* which passes add up by unit of the design */
static inline bool
svy_model_pass_by_unit(ModelPass pass)
{
	return pass == MODEL_FIRST || pass == MODEL_INFLUENCE || pass == MODEL_PRODUCTS ||
		   pass == MODEL_GROUPS || pass == MODEL_NEWTON_INFLUENCE ||
		   pass == MODEL_NEWTON_PRODUCTS || pass == MODEL_DOMAIN;
}

/* what a respondent adds; false: nothing */
extern bool svy_model_first_addends(ModelAway *away, SvyAddends *addends);
extern bool svy_model_step_addends(ModelAway *away, SvyAddends *addends);
extern bool svy_model_influence_addends(ModelAway *away, SvyAddends *addends);
extern bool svy_model_residual_addends(ModelAway *away, SvyAddends *addends);
extern bool svy_model_offset_addends(ModelAway *away, SvyAddends *addends);
extern bool svy_model_group_addends(ModelAway *away, SvyAddends *addends);

extern bool svy_newton_step_addends(ModelAway *away, SvyAddends *addends);
extern bool svy_newton_influence_addends(ModelAway *away, SvyAddends *addends);
extern bool svy_newton_domain_addends(ModelAway *away, SvyAddends *addends);
extern bool svy_newton_column_addends(ModelAway *away, SvyAddends *addends);

/* newton_fit.c: a model of categories at its parameters, as bytes */
extern void svy_newton_put(const Model *model, ModelPass pass, WireWriter *wire);
extern bool svy_newton_get(ModelAway *away, WireReader *wire);

/* model_groups.c: the groups that a pass counts, as bytes */
extern void svy_model_put_groups(const Model *model, WireWriter *wire);
extern bool svy_model_get_groups(ModelAway *away, WireReader *wire);

#endif
