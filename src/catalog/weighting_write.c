/*
 * weighting_write.c
 *	  Writing weights: the column, its entry in the codebook, the views.
 */
#include "postgres.h"

#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "catalog/codebook_impl.h"
#include "catalog/codebook_register.h"
#include "catalog/json.h"
#include "catalog/weighting.h"

/* rows of one UPDATE: bounds the memory of its parameters */
#define WRITE_ROWS 4000000

JsonbContainer *
svy_weighting_properties(const SurveyVariable *variable)
{
	Datum json;

	if (!variable || !variable->properties)
		return NULL;
	json = DirectFunctionCall1(jsonb_in, CStringGetDatum(variable->properties));
	return svy_json_object(&DatumGetJsonbP(json)->root, "weighting", "the properties");
}

static void
execute(const char *sql, int nargs, Oid *types, Datum *values, const char *nulls, int expected)
{
	MemoryContext context = CurrentMemoryContext;
	int result = SPI_execute_with_args(sql, nargs, types, values, nulls, false, 0);

	MemoryContextSwitchTo(context);
	if (result != expected)
		elog(ERROR, "weighting failed: %s", SPI_result_code_string(result));
}

/* ---- may we? ---- */

static bool
owns_table(Oid table)
{
#if PG_VERSION_NUM >= 160000
	return object_ownercheck(RelationRelationId, table, GetUserId());
#else
	return pg_class_ownercheck(table, GetUserId());
#endif
}

static void
check_rights(const Survey *survey)
{
	char kind = get_rel_relkind(survey->answers);
	Oid owner = get_role_oid(survey->owner, true);

	if (kind != RELKIND_RELATION && kind != RELKIND_PARTITIONED_TABLE)
		ereport(ERROR, (errcode(ERRCODE_WRONG_OBJECT_TYPE),
						errmsg("the answers of survey \"%s\" are not in a table", survey->name),
						errdetail("Weights are written to a new column of the answers."),
						errhint("Register a table as the survey, not a view or a foreign table.")));
	if (!owns_table(survey->answers))
		aclcheck_error(ACLCHECK_NOT_OWNER, OBJECT_TABLE, get_rel_name(survey->answers));
	if (!OidIsValid(owner) || !has_privs_of_role(GetUserId(), owner))
		ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
						errmsg("must be owner of survey \"%s\"", survey->name)));
}

void
svy_weighting_check_column(const Survey *survey, const char *into, bool replace)
{
	const SurveyVariable *variable = svy_survey_find_variable(survey, into);

	check_rights(survey);
	if (*into == '\0' || strlen(into) >= NAMEDATALEN)
		ereport(ERROR, (errcode(ERRCODE_INVALID_NAME),
						errmsg("\"%s\" cannot be the name of a column", into)));
	if (get_attnum(survey->answers, into) == InvalidAttrNumber)
		return;
	if (!svy_weighting_properties(variable))
		ereport(ERROR, (errcode(ERRCODE_DUPLICATE_COLUMN),
						errmsg("column \"%s\" of survey \"%s\" already exists", into, survey->name),
						errdetail("It is not a weight that was made by weighting the survey, so it "
								  "is not replaced."),
						errhint("Choose another name with \"into\".")));
	if (!replace)
		ereport(ERROR, (errcode(ERRCODE_DUPLICATE_COLUMN),
						errmsg("weight \"%s\" of survey \"%s\" already exists", into, survey->name),
						errhint("Choose another name with \"into\", or use replace => true.")));
}

/* ---- the column ---- */

/* an array of elements without NULLs that lie side by side, as ours do */
static Datum
plain_array(const void *elements, size_t count, size_t size, Oid type)
{
	size_t bytes = ARR_OVERHEAD_NONULLS(1) + count * size;
	ArrayType *array = palloc0(bytes);

	SET_VARSIZE(array, bytes);
	array->ndim = 1;
	array->elemtype = type;
	ARR_DIMS(array)[0] = (int) count;
	ARR_LBOUND(array)[0] = 1;
	memcpy(ARR_DATA_PTR(array), elements, count * size);
	return PointerGetDatum(array);
}

static void
add_column(const Survey *survey, const char *into)
{
	if (get_attnum(survey->answers, into) == InvalidAttrNumber)
		execute(psprintf("ALTER TABLE %s ADD COLUMN %s pg_catalog.float8", survey->answers_sql,
						 quote_identifier(into)),
				0, NULL, NULL, NULL, SPI_OK_UTILITY);
}

/* places are those of a table that nobody else changes meanwhile; NaN stands for no weight */
void
svy_weighting_write(const Survey *survey, const char *into, bool partitioned, size_t nrows,
					const ItemPointerData *tids, const Oid *tables, const double *weights)
{
	Oid types[] = {TIDARRAYOID, FLOAT8ARRAYOID, OIDARRAYOID};
	char *sql = psprintf("UPDATE %s a SET %s = CASE WHEN x.weight OPERATOR(pg_catalog.<>)"
						 " 'NaN'::pg_catalog.float8 THEN x.weight END FROM ROWS FROM ("
						 "pg_catalog.unnest($1), pg_catalog.unnest($2)%s"
						 " WHERE a.ctid OPERATOR(pg_catalog.=) x.place%s",
						 survey->answers_sql, quote_identifier(into),
						 partitioned ? ", pg_catalog.unnest($3)) AS x (place, weight, part)"
									 : ") AS x (place, weight)",
						 partitioned ? " AND a.tableoid OPERATOR(pg_catalog.=) x.part" : "");

	add_column(survey, into);
	for (size_t first = 0; first < nrows; first += WRITE_ROWS)
	{
		size_t count = Min(nrows - first, WRITE_ROWS);
		Datum values[3];

		values[0] = plain_array(tids + first, count, sizeof(ItemPointerData), TIDOID);
		values[1] = plain_array(weights + first, count, sizeof(double), FLOAT8OID);
		if (partitioned)
			values[2] = plain_array(tables + first, count, sizeof(Oid), OIDOID);
		execute(sql, partitioned ? 3 : 2, types, values, NULL, SPI_OK_UPDATE);
		for (int i = 0; i < (partitioned ? 3 : 2); i++)
			pfree(DatumGetPointer(values[i]));
		CHECK_FOR_INTERRUPTS();
	}
}

/* ---- the codebook ---- */

void
svy_weighting_register(const Survey *survey, const char *into, const char *label,
					   const char *properties, bool set_weight)
{
	Oid types[] = {INT4OID, TEXTOID, TEXTOID, TEXTOID};
	Datum values[] = {Int32GetDatum(survey->id), CStringGetTextDatum(into),
					  CStringGetTextDatum(label), CStringGetTextDatum(properties)};

	execute("INSERT INTO mlops_survey.variable"
			" (survey_id, name, position, label, measure, properties)"
			" SELECT $1, $2, COALESCE(pg_catalog.max(v.position), 0) OPERATOR(pg_catalog.+) 1, $3,"
			" 'scale', $4::pg_catalog.jsonb FROM mlops_survey.variable v"
			" WHERE v.survey_id OPERATOR(pg_catalog.=) $1"
			" ON CONFLICT (survey_id, name) DO UPDATE"
			" SET label = EXCLUDED.label, properties = EXCLUDED.properties",
			4, types, values, NULL, SPI_OK_INSERT);
	execute(psprintf("COMMENT ON COLUMN %s.%s IS %s", survey->answers_sql, quote_identifier(into),
					 quote_literal_cstr(label)),
			0, NULL, NULL, NULL, SPI_OK_UTILITY);
	if (set_weight)
		execute("UPDATE mlops_survey.survey SET weight = $2 WHERE id OPERATOR(pg_catalog.=) $1", 2,
				types, values, NULL, SPI_OK_UPDATE);
}

void
svy_weighting_renew_views(const Survey *survey)
{
	Survey *renewed = svy_survey_read(survey->name, true, false);

	svy_bind_columns(renewed);
	svy_renew_views(renewed);
}
