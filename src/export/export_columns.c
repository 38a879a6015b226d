/*
 * export_columns.c
 *	  The columns of an exported file.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/lsyscache.h"

#include "export/export.h"
#include "load/load.h"
#include "server/statement.h"

bool
export_is_triples(const Export *export)
{
	return export->format == EXPORT_TRIPLES || export->format == EXPORT_TRIPLES_XML;
}

bool
export_is_csv(const Export *export)
{
	return export->format == EXPORT_CSV || export->format == EXPORT_DUCKDB;
}

static bool
is_derived(const Survey *survey, const SurveyVariable *v)
{
	for (int i = 0; i < survey->nsets; i++)
		if (svy_set_derived(&survey->sets[i]))
			for (int j = 0; j < survey->sets[i].nmembers; j++)
				if (survey->sets[i].members[j] == v)
					return true;
	return false;
}

static void
add_column(Export *export, const SurveyVariable *v)
{
	ExportColumn *column = &export->columns[export->ncolumns];

	if (export_column(export, v))
		return;
	*column = (ExportColumn){.v = v, .source = v->name, .header = v->header ? v->header : v->name};
	column->type = getBaseType(v->type);
	switch (svy_column_kind(column->type))
	{
		case COLUMN_TEXT:
		case COLUMN_OTHER:
			column->type = TEXTOID;
			break;
		default:
			break;
	}
	if (column->type == TIMESTAMPTZOID && !export_is_csv(export))
		column->type = TIMESTAMPOID;
	else if (column->type == INTERVALOID && export_is_triples(export))
		column->type = TEXTOID;
	export->ncolumns++;
}

/*
 * Columns that are no variables: the key that the user has given his
 * respondents, and replicate weights.
 */

static SurveyVariable *
make_variable(const Export *export, char *name, SurveyMeasure measure, Oid type)
{
	SurveyVariable *v = palloc0(sizeof(SurveyVariable));

	v->survey = export->survey;
	v->name = name;
	v->measure = measure;
	v->type = type;
	return v;
}

static bool
is_exported(const Export *export, const char *source)
{
	for (int i = 0; i < export->ncolumns; i++)
		if (strcmp(export->columns[i].source, source) == 0)
			return true;
	return false;
}

static bool
is_named(const char *column, const char *name)
{
	return column && (!name || pg_strcasecmp(column, name) == 0);
}

/* numbers that the loader gave are not of the file, and it gives them again */
static bool
add_key(Export *export, const char *name)
{
	const Survey *survey = export->survey;
	SurveyVariable *v;
	bool has_default;
	Oid type;

	if (!is_named(survey->respondent_key, name) ||
		svy_survey_find_variable(survey, survey->respondent_key))
		return false;
	if (!name && survey->loaded && !load_survey_key(survey, &type, &has_default))
		return false;
	if (is_exported(export, survey->respondent_key))
		return true;
	v = make_variable(
		export, survey->respondent_key, SURVEY_TEXT,
		get_atttype(survey->answers, get_attnum(survey->answers, survey->respondent_key)));
	v->properties = pstrdup("{\"use\": \"serial\"}");
	add_column(export, v);
	return true;
}

/* elements of the longest array */
static int
count_elements(const Export *export, const char *column)
{
	char *sql = psprintf("SELECT coalesce(pg_catalog.max(pg_catalog.cardinality(%s)), 0) FROM %s a",
						 svy_column_sql(column, "a"), export->survey->answers_sql);
	bool isnull;

	if (svy_execute(sql, true, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not read the replicate weights");
	return DatumGetInt32(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
}

static void
add_elements(Export *export, const char *column)
{
	MemoryContext context = CurrentMemoryContext;
	int n = count_elements(export, column);

	MemoryContextSwitchTo(context);
	if (export->ncolumns + n > LOAD_MAX_COLUMNS)
	{
		export_warn("replicate weights are not exported: \"%s\" has %d", column, n);
		return;
	}
	export->columns = repalloc(export->columns, (export->room + n) * sizeof(ExportColumn));
	export->room += n;
	for (int i = 1; i <= n; i++)
	{
		add_column(export,
				   make_variable(export, psprintf("%s_%d", column, i), SURVEY_SCALE, FLOAT8OID));
		export->columns[export->ncolumns - 1].source = column;
		export->columns[export->ncolumns - 1].element = i;
	}
}

/* all of them, or those of a name */
static bool
add_replicates(Export *export, const char *name)
{
	const Survey *survey = export->survey;
	const SurveyReplicates *replicates = survey->design ? survey->design->replicates : NULL;
	bool found = false;

	for (int i = 0; replicates && i < replicates->ncolumns; i++)
	{
		char *column = replicates->columns[i];

		if (!is_named(column, name) || svy_survey_find_variable(survey, column))
			continue;
		found = true;
		if (is_exported(export, column))
			continue;
		if (replicates->array)
			add_elements(export, column);
		else
			add_column(export, make_variable(export, column, SURVEY_SCALE,
											 get_atttype(survey->answers,
														 get_attnum(survey->answers, column))));
	}
	return found;
}

static void
add_all(Export *export)
{
	const Survey *survey = export->survey;

	add_key(export, NULL);
	for (int i = 0; i < survey->nvariables; i++)
		if (export->format >= EXPORT_CSV || !is_derived(survey, &survey->variables[i]))
			add_column(export, &survey->variables[i]);
	add_replicates(export, NULL);
}

static void
add_named(Export *export, const char *name)
{
	const Survey *survey = export->survey;
	const SurveySet *set = NULL;

	if (!svy_survey_find_variable(survey, name))
	{
		set = svy_survey_find_set(survey, name);
		if (!set && (add_key(export, name) || add_replicates(export, name)))
			return;
	}
	if (!set)
		add_column(export, svy_survey_variable(survey, name));
	for (int i = 0; set && i < set->nmembers; i++)
		add_column(export, set->members[i]);
}

/* all of the survey, or the variables and the members of the sets that are named */
void
export_choose_columns(Export *export, char **names, int n)
{
	const Survey *survey = export->survey;
	const SurveyReplicates *replicates = survey->design ? survey->design->replicates : NULL;

	export->room = survey->nvariables + 1 + (replicates ? replicates->ncolumns : 0);
	export->columns = palloc0(export->room * sizeof(ExportColumn));
	if (n < 0)
		add_all(export);
	for (int i = 0; i < n; i++)
		add_named(export, names[i]);
	if (export->ncolumns == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("there are no variables to export")));
}
