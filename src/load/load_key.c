/*
 * load_key.c
 *	  The respondents' key where the file has it: the column that the codebook
 *	  calls "respondent" and does not describe as a variable.  Everywhere else
 *	  the loader numbers respondents.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "codebook/codebook_impl.h"
#include "server/json.h"
#include "load/load.h"
#include "server/statement.h"

static bool
is_variable(JsonbContainer *root, const char *name)
{
	JsonbContainer *variables = svy_json_array(root, "variables", "the codebook");

	for (int i = 0; variables && i < JsonContainerSize(variables); i++)
	{
		JsonbValue *value = getIthJsonbValueFromContainer(variables, i);
		char *other;

		if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
			continue;
		other = svy_json_string(value->val.binary.data, "name", "a variable of the codebook");
		if (other && pg_strcasecmp(other, name) == 0)
			return true;
	}
	return false;
}

char *
load_key_name(Jsonb *codebook)
{
	char *name;

	if (!codebook || !JsonContainerIsObject(&codebook->root))
		return NULL;
	name = svy_json_string(&codebook->root, "respondent", "the codebook");
	return name && !is_variable(&codebook->root, name) ? name : NULL;
}

/* whole numbers are of one type, and what is neither a number nor a text stays what it is */
static void
settle_key(LoadVariable *key, Oid type)
{
	ColumnKind kind = svy_column_kind(type);

	key->v->type = kind == COLUMN_INTEGER || kind == COLUMN_NUMBER ? INT8OID
				   : kind == COLUMN_OTHER						   ? TEXTOID
																   : type;
	key->v->measure = SURVEY_TEXT;
	key->rule = key->v->type == INT8OID ? LOAD_INTEGER : LOAD_TEXT;
	key->given = true;
}

void
load_take_key(LoadPlan *plan, const LoadOptions *options)
{
	LoadVariable *key = options->key ? load_find_column(plan, options->key, options->key) : NULL;
	SurveyVariable *v;

	/* the loader's own numbers are in no file */
	if (options->key && !key && !options->append && strncmp(options->key, "respondent", 10) != 0)
		plan->warnings = lappend(
			plan->warnings, psprintf("the respondents' key %s is not in the file: respondents are "
									 "numbered",
									 options->key));
	if (!key)
		return;
	/* a file that carries a codebook has described it as one of its variables */
	v = palloc0(sizeof(SurveyVariable));
	v->name = key->v->name;
	v->measure = SURVEY_UNSPECIFIED;
	key->v = v;
	key->given = key->typed = false;
	plan->key_column = key;
	if (OidIsValid(options->key_type))
		settle_key(key, options->key_type);
	else if (plan->types)
		settle_key(key, plan->types[key->source]);
}

void
load_infer_key(LoadPlan *plan, const LoadProfile *profiles)
{
	LoadVariable *key = plan->key_column;
	CellOrder order;

	if (!key || key->given)
		return;
	settle_key(key, profile_type(&profiles[key->source].profile, false, CELL_MDY, &order) ==
							PROFILE_WHOLE
						? INT8OID
						: TEXTOID);
}

bool
load_survey_key(const Survey *survey, Oid *type, bool *has_default)
{
	HeapTuple tuple;
	Form_pg_attribute attribute;
	bool own;

	if (!survey->respondent_key || svy_survey_find_variable(survey, survey->respondent_key))
		return false;
	tuple = SearchSysCacheAttName(survey->answers, survey->respondent_key);
	if (!HeapTupleIsValid(tuple))
		return false;
	attribute = (Form_pg_attribute) GETSTRUCT(tuple);
	*type = getBaseType(attribute->atttypid);
	*has_default = attribute->atthasdef;
	own = attribute->attidentity == '\0';
	ReleaseSysCache(tuple);
	return own;
}

void
load_check_key(const LoadPlan *plan, const char *table)
{
	const char *key = quote_identifier(plan->key);
	uint64 found;

	if (!plan->key_column)
		return;
	/* qualified: a key named count is not the number beside it */
	if (svy_execute(psprintf("SELECT a.%s::pg_catalog.text, pg_catalog.count(*)::pg_catalog.text"
							 " FROM %s AS a GROUP BY a.%s HAVING pg_catalog.count(*)"
							 " OPERATOR(pg_catalog.>) 1 ORDER BY a.%s",
							 key, table, key, key),
					false, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not check the respondents' key");
	found = SPI_processed;
	if (found > 0)
		ereport(
			ERROR,
			(errcode(ERRCODE_UNIQUE_VIOLATION),
			 errmsg("column \"%s\" cannot be the respondents' key: \"%s\" stands in %s rows",
					plan->key_column->header ? plan->key_column->header : plan->key,
					SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1),
					SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 2)),
			 errhint("Take \"respondent\" out of the codebook, so that respondents are numbered "
					 "and the column is a variable.")));
}
