/*
 * model_options.c
 *	  What functions of generalised linear models take: family, link and the rarer
 *	  options; and their names in results.
 */
#include "postgres.h"

#include "model/model.h"
#include "pg/arguments.h"
#include "server/json.h"

/* those of R; the last three are quasi-likelihoods, whose estimates are the same */
static const char *const family_names[] = {
	"gaussian",			 "binomial",	  "poisson",	  "gamma", "inverse-gaussian",
	"negative-binomial", "quasibinomial", "quasipoisson", "quasi", NULL};

#define QUASI_BINOMIAL 6
#define QUASI_POISSON 7
#define QUASI 8
StaticAssertDecl(lengthof(family_names) == QUASI + 2, "the last names are quasi-likelihoods");

static const char *const link_names[] = {"identity", "logit",	"log",	  "probit", "cloglog",
										 "cauchit",	 "inverse", "1/mu^2", "sqrt",	NULL};
SVY_CHOICES_FOLLOW(link_names, GLM_SQRT);

/* of quasi; in the order of GlmFamily */
static const char *const variance_names[] = {"constant", "mu(1-mu)", "mu", "mu^2", "mu^3", NULL};

/* of each family, the links that R's family has */
static bool
link_fits(GlmFamily family, GlmLink link)
{
	static const uint32 links[] = {1 << GLM_IDENTITY | 1 << GLM_LOG | 1 << GLM_INVERSE,
								   1 << GLM_IDENTITY | 1 << GLM_LOGIT | 1 << GLM_LOG |
									   1 << GLM_PROBIT | 1 << GLM_CLOGLOG | 1 << GLM_CAUCHIT,
								   1 << GLM_IDENTITY | 1 << GLM_LOG | 1 << GLM_SQRT,
								   1 << GLM_IDENTITY | 1 << GLM_LOG | 1 << GLM_INVERSE,
								   1 << GLM_IDENTITY | 1 << GLM_LOG | 1 << GLM_INVERSE |
									   1 << GLM_INVERSE_SQUARE,
								   1 << GLM_IDENTITY | 1 << GLM_LOG | 1 << GLM_SQRT};

	return links[family] & (1 << link);
}

static void
read_variance(JsonbContainer *options, int family, GlmKind *kind)
{
	char *variance = options ? svy_json_string(options, "variance", "options") : NULL;

	if (family != QUASI && variance)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("family %s has its own variance", family_names[family]),
						errhint("The option \"variance\" is for family quasi.")));
	if (family != QUASI)
		return;
	*kind = glm_kind(variance ? (GlmFamily) svy_choice("variance", variance, variance_names)
							  : GLM_GAUSSIAN);
	kind->link = GLM_IDENTITY;
	kind->zeros = true;
}

static void
read_theta(JsonbContainer *options, GlmKind *kind)
{
	bool given = options && svy_json_number(options, "theta", "options", &kind->theta);

	if (given == (kind->family == GLM_NEGATIVE_BINOMIAL) && (!given || kind->theta > 0))
		return;
	if (given && kind->family != GLM_NEGATIVE_BINOMIAL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("family %s has no theta", family_names[kind->family]),
						errhint("The option \"theta\" is for family negative-binomial.")));
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("family negative-binomial needs a theta above 0"),
					errhint("For example options => '{\"theta\": 2}': the variance is mu + mu^2 / "
							"theta.")));
}

static void
read_link(JsonbContainer *options, bool quasi, GlmKind *kind)
{
	char *link = options ? svy_json_string(options, "link", "options") : NULL;

	if (!link)
		return;
	kind->link = (GlmLink) svy_choice("link", link, link_names);
	if (!quasi && !link_fits(kind->family, kind->link))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("family %s has no link %s", family_names[kind->family],
							   link_names[kind->link]),
						errhint("Family quasi takes any link, with the option \"variance\".")));
}

void
svy_model_read_family(FunctionCallInfo fcinfo, int argument, JsonbContainer *options,
					  ModelRequest *request)
{
	int family = svy_choice_argument(fcinfo, argument, "family", family_names);
	GlmKind *kind = &request->kind;

	*kind = glm_kind(family == QUASI_BINOMIAL  ? GLM_BINOMIAL
					 : family == QUASI_POISSON ? GLM_POISSON
					 : family == QUASI		   ? GLM_GAUSSIAN
											   : (GlmFamily) family);
	read_variance(options, family, kind);
	read_theta(options, kind);
	read_link(options, family == QUASI, kind);
	if (!options)
		return;
	if (svy_json_number(options, "epsilon", "options", &kind->epsilon) &&
		!(kind->epsilon >= 1e-15 && kind->epsilon <= 1e-4))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("epsilon must be from 1e-15 to 1e-4"),
				 errdetail("A fit stops when its deviance changes by less than this share.")));
	request->reference = svy_json_object(options, "reference", "options");
}

const char *
svy_model_family_name(const GlmKind *kind)
{
	return family_names[kind->family];
}

const char *
svy_model_link_name(const GlmKind *kind)
{
	return link_names[kind->link];
}

void
svy_model_check_reference(const Model *model, const ModelRequest *of)
{
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue key;

	if (!of->reference)
		return;
	it = JsonbIteratorInit(of->reference);
	while ((token = JsonbIteratorNext(&it, &key, true)) != WJB_DONE)
	{
		char *name;
		bool found = false;

		if (token != WJB_KEY)
			continue;
		name = pnstrdup(key.val.string.val, key.val.string.len);
		for (int i = of->names_response ? 0 : 1; i < model->formula->nfactors; i++)
			found |= model->factors[i].categorical && strcmp(model->factors[i].name, name) == 0;
		if (!found)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("\"%s\" is no predictor with categories of this model", name),
							errhint("\"reference\" is such as {\"sex\": \"Woman\"}.")));
	}
}
