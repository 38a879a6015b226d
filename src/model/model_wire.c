/*
 * model_wire.c
 *	  Models as bytes, and what a respondent who lies elsewhere adds to a pass.
 *
 * Whoever may call functions may call this one with bytes of his own, so that
 * all that is read is checked: columns, categories and places stay within what there is.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "model/model_sums.h"

#define MODEL_WIRE_VERSION 1

/* ---- writing ---- */

static void
put_kind(const Model *model, WireWriter *wire)
{
	wire_put_u8(wire, model->kind.family);
	wire_put_u8(wire, model->kind.link);
	wire_put_double(wire, model->kind.theta);
	wire_put_double(wire, model->kind.epsilon);
	wire_put_u8(wire, model->kind.zeros);
}

static void
put_factors(const Model *model, WireWriter *wire)
{
	wire_put_i32(wire, model->formula->nfactors);
	for (int i = 0; i < model->formula->nfactors; i++)
	{
		const ModelFactor *factor = &model->factors[i];

		wire_put_u8(wire, factor->categorical);
		wire_put_i32(wire, factor->column);
		wire_put_double(wire, factor->unit);
		wire_put_i32(wire, factor->ncategories);
		wire_put_i32(wire, factor->reference);
		for (int k = 0; k < factor->ncategories; k++)
		{
			wire_put_i32(wire, factor->codes[k]);
			wire_put_i32(wire, factor->place[k]);
		}
	}
	wire_put_u8(wire, model->formula->intercept);
	wire_put_i32(wire, model->formula->offset);
	wire_put_i32(wire, model->formula->failures);
}

static void
put_terms(const Model *model, WireWriter *wire)
{
	int nterms = model->ncolumns > 0 || model->terms ? model->formula->nterms : 0;

	wire_put_i32(wire, model->ncolumns);
	wire_put_i32(wire, nterms);
	for (int i = 0; i < nterms; i++)
	{
		const ModelTerm *term = &model->terms[i];

		wire_put_i32(wire, term->first);
		wire_put_i32(wire, term->nfactors);
		for (int k = 0; k < term->nfactors; k++)
		{
			wire_put_i32(wire, term->factors[k]);
			wire_put_i32(wire, term->stride[k]);
			wire_put_u8(wire, term->contrasted[k]);
		}
	}
}

static void
put_doubles(WireWriter *wire, const double *numbers, Size count)
{
	for (Size i = 0; i < count; i++)
		wire_put_double(wire, numbers[i]);
}

/* what a pass of its own needs beyond the model */
static bool
has_fit(ModelPass pass)
{
	return pass == MODEL_STEP || pass == MODEL_INFLUENCE || pass == MODEL_PRODUCTS ||
		   pass == MODEL_RESIDUALS;
}

static bool
has_inverse(ModelPass pass)
{
	return pass == MODEL_INFLUENCE || pass == MODEL_PRODUCTS;
}

static bool
is_newton(ModelPass pass)
{
	return pass == MODEL_NEWTON_STEP || pass == MODEL_NEWTON_INFLUENCE ||
		   pass == MODEL_NEWTON_PRODUCTS;
}

static void
put_fit(const Model *model, ModelPass pass, WireWriter *wire)
{
	const Glm *fit = &model->fit;
	Size p = model->ncolumns;

	wire_put_u8(wire, fit->started);
	put_doubles(wire, fit->beta, p);
	if (!has_inverse(pass))
		return;
	put_doubles(wire, fit->previous, p);
	put_doubles(wire, fit->inverse, p * p);
}

static void
put_model(const Model *model, const SvyFrameRequest *request, ModelPass pass, WireWriter *wire)
{
	wire_put_u8(wire, MODEL_WIRE_VERSION);
	wire_put_u8(wire, pass);
	svy_sums_row_put(request, wire);
	put_kind(model, wire);
	put_factors(model, wire);
	put_terms(model, wire);
	wire_put_double(wire, model->unit);
	wire_put_double(wire, model->scale);
	if (has_fit(pass))
		put_fit(model, pass, wire);
	if (pass == MODEL_GROUPS)
		svy_model_put_groups(model, wire);
	if (is_newton(pass))
		svy_newton_put(model, pass, wire);
}

SvySumsPass
svy_model_sums(const Model *model, const SvyFrameRequest *request, ModelPass pass, int nsums,
			   int nmost)
{
	WireWriter wire = {NULL, 0};
	bytea *known;

	put_model(model, request, pass, &wire);
	known = palloc(VARHDRSZ + wire.size);
	SET_VARSIZE(known, VARHDRSZ + wire.size);
	wire = (WireWriter){(uint8 *) VARDATA(known), 0};
	put_model(model, request, pass, &wire);
	return (SvySumsPass){"mlops_survey.model_addends", known, nsums, nmost,
						 svy_model_pass_by_unit(pass)};
}

/* ---- reading ---- */

static bool
get_kind(Model *model, WireReader *wire)
{
	GlmKind *kind = &model->kind;

	kind->family = wire_get_u8(wire);
	kind->link = wire_get_u8(wire);
	kind->theta = wire_get_double(wire);
	kind->epsilon = wire_get_double(wire);
	kind->zeros = wire_get_u8(wire);
	return (int) kind->family <= GLM_NEGATIVE_BINOMIAL && (int) kind->link <= GLM_SQRT;
}

static bool
get_categories(ModelFactor *factor, WireReader *wire)
{
	factor->ncategories = wire_get_i32(wire);
	factor->reference = wire_get_i32(wire);
	if (factor->ncategories < 0 || (Size) factor->ncategories > wire_left(wire) / 8 ||
		factor->reference < -1 || factor->reference >= Max(factor->ncategories, 1))
		return false;
	factor->codes = palloc_array(int32, factor->ncategories + 1);
	factor->place = palloc_array(int, factor->ncategories + 1);
	for (int k = 0; k < factor->ncategories; k++)
	{
		factor->codes[k] = wire_get_i32(wire);
		factor->place[k] = wire_get_i32(wire);
		if (factor->place[k] < -1 || factor->place[k] >= factor->ncategories)
			return false;
		factor->present = Max(factor->present, factor->place[k] + 1);
	}
	return true;
}

static bool
get_factors(ModelAway *away, Formula *formula, WireReader *wire)
{
	Model *model = &away->model;

	formula->nfactors = wire_get_i32(wire);
	if (formula->nfactors < 1 || formula->nfactors > FORMULA_MAX_FACTORS + 1)
		return false;
	model->factors = palloc0_array(ModelFactor, formula->nfactors);
	for (int i = 0; i < formula->nfactors; i++)
	{
		ModelFactor *factor = &model->factors[i];

		factor->categorical = wire_get_u8(wire);
		factor->column = wire_get_i32(wire);
		factor->unit = wire_get_double(wire);
		if (factor->column < 0 ||
			factor->column >= (factor->categorical ? away->row.ncodes : away->row.nvalues) ||
			!get_categories(factor, wire))
			return false;
	}
	formula->intercept = wire_get_u8(wire);
	formula->offset = wire_get_i32(wire);
	formula->failures = wire_get_i32(wire);
	return true;
}

/* a factor of no term, or 0 for none; a number */
static bool
is_number_factor(const Model *model, int factor)
{
	return factor >= 0 && factor < model->formula->nfactors &&
		   (factor == 0 || !model->factors[factor].categorical);
}

/* the last column that a term can have, or -1 if it is wrong */
static int64
get_term(const Model *model, ModelTerm *term, WireReader *wire)
{
	int64 last;

	term->first = wire_get_i32(wire);
	term->nfactors = wire_get_i32(wire);
	if (term->first < 0 || term->nfactors < 1 || term->nfactors >= model->formula->nfactors)
		return -1;
	term->factors = palloc_array(int, term->nfactors);
	term->stride = palloc_array(int, term->nfactors);
	term->contrasted = palloc_array(bool, term->nfactors);
	last = term->first;
	for (int k = 0; k < term->nfactors; k++)
	{
		int f = term->factors[k] = wire_get_i32(wire);

		term->stride[k] = wire_get_i32(wire);
		term->contrasted[k] = wire_get_u8(wire);
		if (f < 1 || f >= model->formula->nfactors || term->stride[k] < 0)
			return -1;
		if (model->factors[f].categorical)
			last += (int64) term->stride[k] *
					Max(0, model->factors[f].present - 1 - term->contrasted[k]);
	}
	return last;
}

/* columns of later terms come after those of earlier ones */
static bool
get_terms(Model *model, Formula *formula, WireReader *wire)
{
	int64 before;

	model->ncolumns = wire_get_i32(wire);
	formula->nterms = wire_get_i32(wire);
	if (model->ncolumns < 0 || model->ncolumns > GLM_MAX_COLUMNS || formula->nterms < 0 ||
		formula->nterms > model->ncolumns || (formula->intercept && model->ncolumns == 0))
		return formula->nterms == 0 && model->ncolumns == 0;
	model->terms = palloc0_array(ModelTerm, formula->nterms + 1);
	before = formula->intercept ? 0 : -1;
	for (int i = 0; i < formula->nterms; i++)
	{
		int64 last = get_term(model, &model->terms[i], wire);

		if (last < 0 || model->terms[i].first <= before || last >= model->ncolumns)
			return false;
		before = last;
	}
	return true;
}

static void
get_doubles(WireReader *wire, double *numbers, Size count)
{
	for (Size i = 0; i < count && !wire->bad; i++)
		numbers[i] = wire_get_double(wire);
}

static bool
get_fit(ModelAway *away, WireReader *wire)
{
	Model *model = &away->model;
	Size p = model->ncolumns;
	double *space;

	if (p < 1 || wire_left(wire) / sizeof(double) < p * (has_inverse(away->pass) ? p + 2 : 1))
		return false;
	space = palloc_extended(sizeof(double) * glm_space((int) p), MCXT_ALLOC_HUGE);
	glm_begin(&model->fit, &model->kind, (int) p, model->scale, space, NULL);
	model->fit.started = wire_get_u8(wire);
	get_doubles(wire, model->fit.beta, p);
	if (has_inverse(away->pass))
	{
		get_doubles(wire, model->fit.previous, p);
		get_doubles(wire, model->fit.inverse, p * p);
	}
	return true;
}

static bool
get_model(ModelAway *away, WireReader *wire)
{
	Model *model = &away->model;
	Formula *formula = palloc0_object(Formula);

	model->formula = formula;
	if (wire_get_u8(wire) != MODEL_WIRE_VERSION)
		return false;
	away->pass = wire_get_u8(wire);
	if ((int) away->pass > MODEL_COLUMNS || !svy_sums_row_get(&away->row, wire) ||
		!get_kind(model, wire) || !get_factors(away, formula, wire) ||
		!is_number_factor(model, formula->offset) || !is_number_factor(model, formula->failures) ||
		(formula->failures && model->factors[0].categorical) || !get_terms(model, formula, wire))
		return false;
	model->unit = wire_get_double(wire);
	model->scale = wire_get_double(wire);
	if (!(model->unit > 0) || (has_fit(away->pass) && !get_fit(away, wire)) ||
		(away->pass == MODEL_GROUPS && !svy_model_get_groups(away, wire)) ||
		(is_newton(away->pass) && !svy_newton_get(away, wire)))
		return false;
	return wire_done(wire);
}

/* in the memory of the caller */
static void *
read_model(const bytea *known)
{
	ModelAway *away = palloc0_object(ModelAway);
	WireReader wire = wire_reader(VARDATA_ANY(known), VARSIZE_ANY_EXHDR(known));

	if (!get_model(away, &wire))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION), errmsg("these bytes are no model"),
				 errhint("They are made by functions such as survey_glm, in the same "
						 "version on every server.")));
	away->model_row = svy_model_make_row(&away->model);
	away->z = palloc_array(double, 2 * GLM_MAX_COLUMNS + away->model.formula->nfactors);
	return away;
}

/* ---- a respondent ---- */

/* codes that the model does not know were answered since, or made up */
static void
check_codes(const ModelAway *away)
{
	const Model *model = &away->model;

	for (int i = 0; i < model->formula->nfactors; i++)
	{
		const ModelFactor *factor = &model->factors[i];
		int32 code = factor->categorical ? away->row.respondent.codes[factor->column] : 0;
		int k = 0;

		if (!factor->categorical || code == FRAME_NO_CODE)
			continue;
		while (k < factor->ncategories && factor->codes[k] != code)
			k++;
		if (k == factor->ncategories)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("the model does not know the answer %d", code)));
	}
}

static bool
addends_of(ModelAway *away, SvyAddends *addends)
{
	switch (away->pass)
	{
		case MODEL_FIRST:
			return svy_model_first_addends(away, addends);
		case MODEL_STEP:
			return svy_model_step_addends(away, addends);
		case MODEL_INFLUENCE:
		case MODEL_PRODUCTS:
			return svy_model_influence_addends(away, addends);
		case MODEL_RESIDUALS:
			return svy_model_residual_addends(away, addends);
		case MODEL_OFFSET:
			return svy_model_offset_addends(away, addends);
		case MODEL_GROUPS:
			return svy_model_group_addends(away, addends);
		case MODEL_NEWTON_STEP:
			return svy_newton_step_addends(away, addends);
		case MODEL_NEWTON_INFLUENCE:
		case MODEL_NEWTON_PRODUCTS:
			return svy_newton_influence_addends(away, addends);
		case MODEL_DOMAIN:
			return svy_newton_domain_addends(away, addends);
		case MODEL_COLUMNS:
			return svy_newton_column_addends(away, addends);
	}
	return false;
}

PG_FUNCTION_INFO_V1(svy_model_addends);

/* (model, weight, in the domain, numbers, codes) */
Datum
svy_model_addends(PG_FUNCTION_ARGS)
{
	ModelAway *away;
	SvyAddends addends;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	away = svy_sums_known(fcinfo, read_model);
	if (!svy_sums_respondent(fcinfo, &away->row))
		PG_RETURN_NULL();
	check_codes(away);
	if (!addends_of(away, &addends))
		PG_RETURN_NULL();
	PG_RETURN_ARRAYTYPE_P(addends.array);
}
