/*
 * codebook_design.c
 *	  The sample design in a codebook: strata, clusters, replicate weights.
 */
#include "postgres.h"

#include <ctype.h>
#include <math.h>

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"

#include "codebook/codebook_impl.h"
#include "codebook/property.h"
#include "codebook/role.h"
#include "server/json.h"
#include "kernel/stats/design.h"
#include "pg/svy.h"

/* the column whose name is this but for letter case, or NULL */
static char *
find_column(Relation answers, const char *name)
{
	TupleDesc columns = RelationGetDescr(answers);
	char *found = NULL;

	for (int i = 0; i < columns->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(columns, i);

		if (column->attisdropped)
			continue;
		if (strcmp(NameStr(column->attname), name) == 0)
			return pstrdup(name);
		if (found == NULL && pg_strcasecmp(NameStr(column->attname), name) == 0)
			found = pstrdup(NameStr(column->attname));
	}
	return found;
}

static const char *
nearest_column(Relation answers, const char *name)
{
	TupleDesc columns = RelationGetDescr(answers);
	const char **names = palloc_array(const char *, columns->natts + 1);
	int count = 0;

	for (int i = 0; i < columns->natts; i++)
		if (!TupleDescAttr(columns, i)->attisdropped)
			names[count++] = NameStr(TupleDescAttr(columns, i)->attname);
	return svy_nearest(name, names, count);
}

char *
svy_resolve_column(const Survey *survey, Relation answers, const char *name, const char *what)
{
	char *column;
	const char *near;

	/* without its table, a codebook says what it says */
	if (answers == NULL)
		return pstrdup(name);
	column = find_column(answers, name);
	if (column != NULL)
		return column;
	for (int i = 0; i < survey->nvariables; i++)
	{
		const SurveyVariable *variable = &survey->variables[i];

		if (variable->header != NULL && strcmp(variable->header, name) == 0 &&
			(column = find_column(answers, variable->name)) != NULL)
			return column;
	}
	near = nearest_column(answers, name);
	ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
					errmsg("the codebook's %s \"%s\" is no column of table \"%s\"", what, name,
						   RelationGetRelationName(answers)),
					near != NULL ? errhint("Perhaps you mean \"%s\".", near)
								 : errhint("Add the column, or leave it out of the codebook.")));
	return NULL; /* keep compiler quiet */
}

/* the columns of one kind, one per stage */
static char **
parse_stages(const Survey *survey, JsonbContainer *object, const char *key, const char *what,
			 Relation answers, int *count)
{
	char **names = svy_json_strings(object, key, "the design", count);

	for (int i = 0; i < *count; i++)
		names[i] = svy_resolve_column(survey, answers, names[i], what);
	return names;
}

static void
require_number(Relation answers, const char *column, const char *what)
{
	Oid type =
		get_atttype(RelationGetRelid(answers), get_attnum(RelationGetRelid(answers), column));
	ColumnKind kind = svy_column_kind(type);

	if (kind != COLUMN_INTEGER && kind != COLUMN_NUMBER)
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("%s column \"%s\" is of type %s, not a number", what, column,
							   format_type_be(type))));
}

/*
 * Replicate weights
 */

/*
 * Whether a name with * for some characters, letter case set aside, is the
 * column's.  A star stands for one character at least, since a name without any
 * is that of a flag or of the full weight (REPWTP beside REPWTP1, ...).
 * "numbered": all that stars stand for are digits.
 */
static bool
matches(const char *pattern, const char *name, bool numbered)
{
	for (; *pattern != '*'; pattern++, name++)
	{
		if (pg_tolower((unsigned char) *pattern) != pg_tolower((unsigned char) *name))
			return false;
		if (*pattern == '\0')
			return true;
	}
	while (*pattern == '*')
		pattern++;
	while (*name != '\0' && (!numbered || isdigit((unsigned char) *name)))
		if (matches(pattern, ++name, numbered))
			return true;
	return false;
}

static bool
has_labels(const SurveyVariable *variable)
{
	for (int i = 0; i < variable->nlabels; i++)
		if (!variable->labels[i].missing)
			return true;
	return false;
}

/* whether it is a weight that weighting made, or that such a one was made from */
static bool
is_a_weight(const Survey *survey, const char *column)
{
	for (int i = 0; i < survey->nvariables; i++)
	{
		JsonbContainer *made = svy_weighting_properties(&survey->variables[i]);
		char *base = made ? svy_json_string(made, "base", "the properties") : NULL;

		if (made &&
			(strcmp(survey->variables[i].name, column) == 0 || (base && strcmp(base, column) == 0)))
			return true;
	}
	return false;
}

/* what a column is that cannot be a replicate weight, or NULL */
static const char *
other_part(const Survey *survey, const char *column)
{
	int roles = svy_column_roles(survey, column);

	if (roles & ROLE_WEIGHT)
		return "the survey's weight";
	if (roles & ROLE_KEY)
		return "the key of the respondents";
	if (roles & ROLE_DESIGN)
		return "a part of the design";
	for (int i = 0; i < survey->nvariables; i++)
		if (strcmp(survey->variables[i].name, column) == 0 && has_labels(&survey->variables[i]))
			return "a variable with labels";
	return NULL;
}

static void
add_column(SurveyReplicates *replicates, Relation answers, char *column)
{
	Oid table = RelationGetRelid(answers);

	for (int i = 0; i < replicates->ncolumns; i++)
		if (strcmp(replicates->columns[i], column) == 0)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("replicate weight column \"%s\" is named twice", column)));
	if (replicates->ncolumns == 0 &&
		get_atttype(table, get_attnum(table, column)) == FLOAT8ARRAYOID)
		replicates->array = true;
	else if (replicates->array)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("replicate weights are in the array column \"%s\" and in column "
							   "\"%s\" too",
							   replicates->columns[0], column),
						errhint("Name one column of arrays, or a column for each replicate.")));
	else
		require_number(answers, column, "replicate weight");
	replicates->columns[replicates->ncolumns++] = column;
}

/* one that the codebook names itself */
static void
add_named(SurveyReplicates *replicates, const Survey *survey, Relation answers, const char *name)
{
	char *column = svy_resolve_column(survey, answers, name, "replicate weight");
	const char *other = other_part(survey, column);

	if (other)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("column \"%s\" is %s, not a replicate weight", column, other)));
	add_column(replicates, answers, column);
}

/* those that a pattern names, in the order of the table */
static void
add_matching(SurveyReplicates *replicates, const Survey *survey, Relation answers,
			 const char *pattern, bool numbered)
{
	TupleDesc columns = RelationGetDescr(answers);

	for (int i = 0; i < columns->natts; i++)
	{
		const char *name = NameStr(TupleDescAttr(columns, i)->attname);

		if (!TupleDescAttr(columns, i)->attisdropped && matches(pattern, name, numbered) &&
			other_part(survey, name) == NULL && !is_a_weight(survey, name))
			add_column(replicates, answers, pstrdup(name));
	}
}

/* where some names are numbered, those that are not are something else */
static void
expand_columns(SurveyReplicates *replicates, const Survey *survey, Relation answers,
			   const char *name)
{
	int before = replicates->ncolumns;

	if (strchr(name, '*') == NULL)
	{
		add_named(replicates, survey, answers, name);
		return;
	}
	if (replicates->pattern == NULL)
		replicates->pattern = pstrdup(name);
	add_matching(replicates, survey, answers, name, true);
	if (replicates->ncolumns == before)
		add_matching(replicates, survey, answers, name, false);
	if (replicates->ncolumns == before)
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
						errmsg("no column of table \"%s\" matches the replicate weights \"%s\"",
							   RelationGetRelationName(answers), name)));
}

static char *
parse_replicate_type(JsonbContainer *object, const char *where)
{
	static const char *const types[] = {
		"JK1", "JKn", "JK2", "BRR", "Fay", "bootstrap", "ACS", "successive-difference", "other"};
	char *type = svy_json_string(object, "type", where);

	for (int i = 0; type != NULL && i < lengthof(types); i++)
		if (pg_strcasecmp(type, types[i]) == 0)
			return pstrdup(types[i]);
	svy_json_wrong("type", where,
				   "JK1, JKn, JK2, BRR, Fay, bootstrap, ACS, successive-difference or other");
	return NULL; /* keep compiler quiet */
}

static void
parse_rscales(SurveyReplicates *replicates, JsonbContainer *object, const char *where)
{
	JsonbValue *value = svy_json_get(object, "rscales");
	JsonbContainer *array;

	if (value == NULL)
		return;
	if (value->type == jbvNumeric)
	{
		replicates->rscales = palloc_object(double);
		replicates->nrscales = 1;
		svy_json_number(object, "rscales", where, replicates->rscales);
		return;
	}
	array = svy_json_array(object, "rscales", where);
	replicates->nrscales = JsonContainerSize(array);
	replicates->rscales = palloc_array(double, replicates->nrscales + 1);
	for (int i = 0; i < replicates->nrscales; i++)
		if (!svy_json_to_double(getIthJsonbValueFromContainer(array, i), &replicates->rscales[i]))
			svy_json_wrong("rscales", where, "a number or an array of numbers");
}

static void
check_rscales(const SurveyReplicates *replicates)
{
	if (replicates->nrscales > 1 && replicates->count > 0 &&
		replicates->nrscales != replicates->count)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("%d rscales for %d replicate weights", replicates->nrscales,
							   replicates->count)));
}

SurveyReplicates *
svy_replicates_parse(JsonbContainer *object, const Survey *survey, Relation answers)
{
	static const char *const known[] = {"columns", "type", "scale", "rscales",	"rho",
										"mse",	   "df",   "made",	"combined", NULL};
	const char *where = "the replicates";
	SurveyReplicates *replicates = palloc0_object(SurveyReplicates);
	JsonbContainer *made;
	int count;
	char **names;

	svy_json_check_keys(object, where, known);
	replicates->json = JsonbToCString(NULL, object, 0);
	replicates->type = parse_replicate_type(object, where);
	replicates->has_scale = svy_json_number(object, "scale", where, &replicates->scale);
	replicates->has_rho = svy_json_number(object, "rho", where, &replicates->rho);
	replicates->mse = svy_json_bool(object, "mse", where, false);
	replicates->factors = !svy_json_bool(object, "combined", where, true);
	replicates->df = NAN;
	replicates->df_given = svy_json_number(object, "df", where, &replicates->df);
	parse_rscales(replicates, object, where);
	if (replicates->has_scale && replicates->scale <= 0)
		svy_json_wrong("scale", where, "positive");
	for (int i = 0; i < replicates->nrscales; i++)
		if (replicates->rscales[i] < 0)
			svy_json_wrong("rscales", where, "not negative");
	made = svy_json_object(object, "made", where);
	replicates->made = made ? svy_json_string(made, "column", "what made the replicates") : NULL;
	if (replicates->df_given && replicates->df <= 0)
		svy_json_wrong("df", where, "positive");
	if (replicates->has_rho && (replicates->rho < 0 || replicates->rho >= 1))
		svy_json_wrong("rho", where, "at least 0 and less than 1");
	names = svy_json_strings(object, "columns", where, &count);
	if (count == 0)
		svy_json_wrong("columns", where, "a name with * or an array of names");
	if (answers == NULL)
		return replicates;
	replicates->columns = palloc_array(char *, RelationGetNumberOfAttributes(answers) + count);
	for (int i = 0; i < count; i++)
		expand_columns(replicates, survey, answers, names[i]);
	if (!replicates->array)
		replicates->count = replicates->ncolumns;
	check_rscales(replicates);
	return replicates;
}

/* columns may have come since, which a pattern names: then all is as if not counted */
void
svy_replicates_counted(SurveyReplicates *replicates, int count, double df)
{
	if (replicates->array)
		replicates->count = count;
	if (!replicates->df_given && replicates->count == count)
		replicates->df = df;
	check_rscales(replicates);
}

/*
 * The design
 */

static char *
parse_lonely(JsonbContainer *object)
{
	static const char *const rules[] = {"fail", "remove", "certainty", "adjust", "average"};
	SVY_NAMES_FOLLOW(rules, LONELY_AVERAGE);
	char *rule = object ? svy_json_string(object, "lonely", "the design") : NULL;

	if (rule == NULL)
		return pstrdup("fail");
	for (int i = 0; i < lengthof(rules); i++)
		if (strcmp(rule, rules[i]) == 0)
			return rule;
	svy_json_wrong("lonely", "the design", "fail, remove, certainty, adjust or average");
	return NULL; /* keep compiler quiet */
}

static void
parse_sampling(Survey *survey, JsonbContainer *object, Relation answers)
{
	static const char *const known[] = {"strata", "clusters", "fpc", "nest", "lonely", NULL};
	SurveyDesign *design = survey->design;

	svy_json_check_keys(object, "the design", known);
	design->strata = parse_stages(survey, object, "strata", "stratum", answers, &design->nstrata);
	design->clusters =
		parse_stages(survey, object, "clusters", "cluster", answers, &design->nclusters);
	design->fpc = parse_stages(survey, object, "fpc", "finite population", answers, &design->nfpc);
	design->nest = svy_json_bool(object, "nest", "the design", false);
	for (int i = 0; i < design->nfpc; i++)
		require_number(answers, design->fpc[i], "finite population");
	/* without cluster columns there is one stage, of the respondents themselves */
	if (design->nfpc > Max(1, design->nclusters) || design->nstrata > Max(1, design->nclusters))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the design has more strata or fpc columns than stages of clusters")));
}

void
svy_codebook_parse_design(Survey *survey, JsonbContainer *codebook, Relation answers)
{
	JsonbContainer *sampling = svy_json_object(codebook, "design", "the codebook");
	JsonbContainer *replicates = svy_json_object(codebook, "replicates", "the codebook");
	char *calibration = svy_json_text(codebook, "calibration");

	if (survey->weight != NULL)
	{
		survey->weight = svy_resolve_column(survey, answers, survey->weight, "weight");
		require_number(answers, survey->weight, "weight");
	}
	if (survey->respondent_key != NULL)
		survey->respondent_key =
			svy_resolve_column(survey, answers, survey->respondent_key, "respondent");
	if (survey->person != NULL)
		survey->person = svy_resolve_column(survey, answers, survey->person, "person");
	if (sampling == NULL && replicates == NULL && calibration == NULL)
		return;
	survey->design = palloc0_object(SurveyDesign);
	survey->design->lonely = parse_lonely(sampling);
	survey->design->calibration = calibration;
	if (sampling != NULL)
		parse_sampling(survey, sampling, answers);
	if (replicates != NULL)
		survey->design->replicates = svy_replicates_parse(replicates, survey, answers);
}
