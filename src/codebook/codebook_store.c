/*
 * codebook_store.c
 *	  Writing a survey into the catalogue.
 *
 * No foreign key holds the tables together: what removes a row removes what
 * hangs on it.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "codebook/codebook_impl.h"
#include "codebook/codebook_register.h"
#include "server/catalogue.h"

/* the parameters of a statement, which are given in their order */
typedef struct StoredRow
{
	SvyStatement *statement;
	int n; /* given so far */
	Datum values[SVY_STATEMENT_PARAMETERS];
	char nulls[SVY_STATEMENT_PARAMETERS];
} StoredRow;

static void
row_datum(StoredRow *row, Datum value)
{
	row->nulls[row->n] = ' ';
	row->values[row->n++] = value;
}

static void
row_null(StoredRow *row)
{
	row->values[row->n] = (Datum) 0;
	row->nulls[row->n++] = 'n';
}

static void
row_text(StoredRow *row, const char *value)
{
	if (value)
		row_datum(row, CStringGetTextDatum(value));
	else
		row_null(row);
}

static void
row_int(StoredRow *row, int32 value)
{
	row_datum(row, Int32GetDatum(value));
}

/* number, schema and name of a relation in three places */
static void
row_relation(StoredRow *row, Oid relation)
{
	bool there = OidIsValid(relation);

	if (there)
		row_datum(row, ObjectIdGetDatum(relation));
	else
		row_null(row);
	row_text(row, there ? get_namespace_name(get_rel_namespace(relation)) : NULL);
	row_text(row, there ? get_rel_name(relation) : NULL);
}

/* runs the statement; the row is empty again then */
static uint64
row_write(StoredRow *row)
{
	Assert(row->n == row->statement->nparameters);
	row->n = 0;
	return svy_catalogue_write(row->statement, row->values, row->nulls);
}

static int32
returned_id(void)
{
	bool isnull;

	return DatumGetInt32(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
}

/*
 * Parts
 */

static void
store_labels(const Survey *survey)
{
	static SvyStatement statement = {
		.sql = "INSERT INTO mlops_survey.value_label (survey_id, variable, code, position,"
			   " label, missing, value) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		.nparameters = 7,
		.types = {INT4OID, TEXTOID, INT4OID, INT4OID, TEXTOID, BOOLOID, TEXTOID}};
	StoredRow insert = {.statement = &statement};

	for (int i = 0; i < survey->nvariables; i++)
	{
		const SurveyVariable *variable = &survey->variables[i];

		for (int j = 0; j < variable->nlabels; j++)
		{
			const SurveyLabel *label = &variable->labels[j];

			row_int(&insert, survey->id);
			row_text(&insert, variable->name);
			row_int(&insert, label->code);
			row_int(&insert, j + 1);
			row_text(&insert, label->label);
			row_datum(&insert, BoolGetDatum(label->missing));
			row_text(&insert, label->value);
			(void) row_write(&insert);
		}
	}
}

static void
store_variables(const Survey *survey)
{
	/* ranges, nets and properties travel as one JSON object */
	static SvyStatement statement = {
		.sql = "INSERT INTO mlops_survey.variable (survey_id, name, position, label,"
			   " measure, points, header, missing_ranges, nets, properties, scores, reverse)"
			   " SELECT $1, $2, $3, $4, $5, $6, $7, j.part OPERATOR(pg_catalog.->) 'ranges',"
			   " j.part OPERATOR(pg_catalog.->) 'nets',"
			   " j.part OPERATOR(pg_catalog.->) 'properties', $9::pg_catalog.jsonb, $10"
			   " FROM (SELECT $8::pg_catalog.jsonb AS part) j",
		.nparameters = 10,
		.types = {INT4OID, TEXTOID, INT4OID, TEXTOID, TEXTOID, INT4OID, TEXTOID, TEXTOID, TEXTOID,
				  BOOLOID}};
	StoredRow insert = {.statement = &statement};

	for (int i = 0; i < survey->nvariables; i++)
	{
		const SurveyVariable *variable = &survey->variables[i];

		row_int(&insert, survey->id);
		row_text(&insert, variable->name);
		row_int(&insert, i + 1);
		row_text(&insert, variable->label);
		row_text(&insert, svy_measure_name(variable->measure));
		if (variable->points > 0)
			row_int(&insert, variable->points);
		else
			row_null(&insert);
		row_text(&insert, variable->header);
		row_text(&insert, svy_parts_json(svy_ranges_json(variable), svy_nets_json(variable),
										 variable->properties));
		row_text(&insert, svy_scores_json(variable));
		row_datum(&insert, BoolGetDatum(variable->reverse));
		(void) row_write(&insert);
	}
	store_labels(survey);
}

static void
store_members(const Survey *survey, const SurveySet *set)
{
	static SvyStatement statement = {
		.sql = "INSERT INTO mlops_survey.response_set_member (survey_id, set_name,"
			   " position, variable, label) VALUES ($1, $2, $3, $4, $5)",
		.nparameters = 5,
		.types = {INT4OID, TEXTOID, INT4OID, TEXTOID, TEXTOID}};
	StoredRow insert = {.statement = &statement};

	for (int i = 0; i < set->nmembers; i++)
	{
		row_int(&insert, survey->id);
		row_text(&insert, set->name);
		row_int(&insert, i + 1);
		row_text(&insert, set->members[i]->name);
		row_text(&insert, svy_member_own_label(set, i));
		(void) row_write(&insert);
	}
}

static void
store_sets(const Survey *survey)
{
	static SvyStatement statement = {
		.sql = "INSERT INTO mlops_survey.response_set (survey_id, name, position, label,"
			   " counted, nets, properties)"
			   " SELECT $1, $2, $3, $4, $5, j.part OPERATOR(pg_catalog.->) 'nets',"
			   " j.part OPERATOR(pg_catalog.->) 'properties'"
			   " FROM (SELECT $6::pg_catalog.jsonb AS part) j",
		.nparameters = 6,
		.types = {INT4OID, TEXTOID, INT4OID, TEXTOID, INT4OID, TEXTOID}};
	StoredRow insert = {.statement = &statement};

	for (int i = 0; i < survey->nsets; i++)
	{
		const SurveySet *set = &survey->sets[i];

		row_int(&insert, survey->id);
		row_text(&insert, set->name);
		row_int(&insert, i + 1);
		row_text(&insert, set->label);
		row_int(&insert, set->counted);
		row_text(&insert, svy_parts_json(NULL, svy_set_nets_json(set), set->properties));
		(void) row_write(&insert);
		store_members(survey, set);
	}
}

Datum
svy_text_array(char **strings, int count)
{
	Datum *elements = palloc_array(Datum, count + 1);

	for (int i = 0; i < count; i++)
		elements[i] = CStringGetTextDatum(strings[i]);
	return PointerGetDatum(construct_array(elements, count, TEXTOID, -1, false, TYPALIGN_INT));
}

Datum
svy_text_list_array(const List *strings)
{
	char **array = palloc_array(char *, list_length(strings) + 1);
	ListCell *cell;

	foreach (cell, strings)
		array[foreach_current_index(cell)] = lfirst(cell);
	return svy_text_array(array, list_length(strings));
}

static void
store_design(const Survey *survey)
{
	static SvyStatement statement = {
		.sql = "INSERT INTO mlops_survey.design (survey_id, strata, clusters, fpc, nest,"
			   " lonely, replicates, calibration)"
			   " VALUES ($1, $2, $3, $4, $5, $6, $7::pg_catalog.jsonb, $8::pg_catalog.jsonb)",
		.nparameters = 8,
		.types = {INT4OID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, BOOLOID, TEXTOID, TEXTOID,
				  TEXTOID}};
	const SurveyDesign *design = survey->design;
	StoredRow insert = {.statement = &statement};

	if (design == NULL)
		return;
	row_int(&insert, survey->id);
	row_datum(&insert, svy_text_array(design->strata, design->nstrata));
	row_datum(&insert, svy_text_array(design->clusters, design->nclusters));
	row_datum(&insert, svy_text_array(design->fpc, design->nfpc));
	row_datum(&insert, BoolGetDatum(design->nest));
	row_text(&insert, design->lonely);
	row_text(&insert, design->replicates != NULL ? design->replicates->json : NULL);
	row_text(&insert, design->calibration);
	(void) row_write(&insert);
}

void
svy_store_parts(const Survey *survey)
{
	store_variables(survey);
	store_sets(survey);
	store_design(survey);
}

/*
 * The row of the survey itself
 */

/* what INSERT and UPDATE have in common */
static void
row_survey(StoredRow *row, const Survey *survey, const char *source)
{
	row_text(row, survey->name);
	row_text(row, survey->title);
	row_relation(row, survey->answers);
	row_text(row, survey->weight);
	row_text(row, survey->respondent_key);
	row_datum(row, BoolGetDatum(survey->loaded));
	row_text(row, source);
	row_text(row, survey->properties);
	row_text(row, survey->person);
}

bool
svy_store_insert(Survey *survey, const char *source)
{
	static SvyStatement statement = {
		.sql = "INSERT INTO mlops_survey.survey (name, title, answers, answers_schema,"
			   " answers_name, weight, respondent_key, loaded, source, properties, person)"
			   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::pg_catalog.jsonb, $11)"
			   " ON CONFLICT (name) DO NOTHING RETURNING id",
		.nparameters = 11,
		.types = {TEXTOID, TEXTOID, OIDOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, BOOLOID, TEXTOID,
				  TEXTOID, TEXTOID}};
	StoredRow row = {.statement = &statement};

	row_survey(&row, survey, source);
	if (row_write(&row) == 0)
		return false;
	survey->id = returned_id();
	return true;
}

static void
forget_parts(int32 id)
{
	static SvyStatement parts = {
		.sql = "WITH sets AS (DELETE FROM mlops_survey.response_set"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1),"
			   " members AS (DELETE FROM mlops_survey.response_set_member"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1),"
			   " labels AS (DELETE FROM mlops_survey.value_label"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1),"
			   " designs AS (DELETE FROM mlops_survey.design"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1)"
			   " DELETE FROM mlops_survey.variable WHERE survey_id OPERATOR(pg_catalog.=) $1",
		.nparameters = 1,
		.types = {INT4OID}};
	Datum value = Int32GetDatum(id);

	(void) svy_catalogue_write(&parts, &value, NULL);
}

void
svy_store_replace(Survey *survey, const Survey *old, const char *source)
{
	static SvyStatement statement = {
		.sql = "UPDATE mlops_survey.survey SET title = $2, answers = $3, answers_schema = $4,"
			   " answers_name = $5, weight = $6, respondent_key = $7, loaded = $8, source = $9,"
			   " properties = $10::pg_catalog.jsonb, person = $11, labels_view = NULL, "
			   "labels_schema = NULL,"
			   " labels_name = NULL, long_view = NULL, long_schema = NULL, long_name = NULL,"
			   " analysis_view = NULL, analysis_schema = NULL, analysis_name = NULL,"
			   " load_report = NULL, created_at = pg_catalog.now()"
			   " WHERE name OPERATOR(pg_catalog.=) $1 RETURNING id",
		.nparameters = 11,
		.types = {TEXTOID, TEXTOID, OIDOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, BOOLOID, TEXTOID,
				  TEXTOID, TEXTOID}};
	StoredRow row = {.statement = &statement};

	survey->id = old->id;
	forget_parts(old->id);
	row_survey(&row, survey, source);
	(void) row_write(&row);
}

void
svy_store_change(const Survey *survey)
{
	static SvyStatement statement = {
		.sql = "UPDATE mlops_survey.survey SET title = $2, weight = $3, respondent_key = $4,"
			   " properties = $5::pg_catalog.jsonb, person = $6 WHERE id OPERATOR(pg_catalog.=) $1",
		.nparameters = 6,
		.types = {INT4OID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID}};
	StoredRow row = {.statement = &statement};

	row_int(&row, survey->id);
	row_text(&row, survey->title);
	row_text(&row, survey->weight);
	row_text(&row, survey->respondent_key);
	row_text(&row, survey->properties);
	row_text(&row, survey->person);
	(void) row_write(&row);
	forget_parts(survey->id);
	svy_store_parts(survey);
}

void
svy_store_views(const Survey *survey)
{
	static SvyStatement statement = {
		.sql = "UPDATE mlops_survey.survey SET labels_view = $2, labels_schema = $3,"
			   " labels_name = $4, long_view = $5, long_schema = $6, long_name = $7,"
			   " analysis_view = $8, analysis_schema = $9, analysis_name = $10"
			   " WHERE id OPERATOR(pg_catalog.=) $1",
		.nparameters = 10,
		.types = {INT4OID, OIDOID, TEXTOID, TEXTOID, OIDOID, TEXTOID, TEXTOID, OIDOID, TEXTOID,
				  TEXTOID}};
	StoredRow row = {.statement = &statement};

	row_int(&row, survey->id);
	row_relation(&row, survey->labels_view);
	row_relation(&row, survey->long_view);
	row_relation(&row, survey->analysis_view);
	(void) row_write(&row);
}

/*
 * Ends
 */

void
svy_store_forget(int32 id, const char *name)
{
	static SvyStatement statement = {
		.sql = "WITH sets AS (DELETE FROM mlops_survey.response_set"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1),"
			   " members AS (DELETE FROM mlops_survey.response_set_member"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1),"
			   " labels AS (DELETE FROM mlops_survey.value_label"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1),"
			   " variables AS (DELETE FROM mlops_survey.variable"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1),"
			   " designs AS (DELETE FROM mlops_survey.design"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1),"
			   " packs AS (DELETE FROM mlops_survey.pack"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1),"
			   " segments AS (DELETE FROM mlops_survey.pack_segment"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1),"
			   " marks AS (DELETE FROM mlops_survey.pack_stale"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1),"
			   " refused AS (DELETE FROM mlops_survey.load_error"
			   " WHERE survey_name OPERATOR(pg_catalog.=) $2)"
			   " DELETE FROM mlops_survey.survey WHERE id OPERATOR(pg_catalog.=) $1",
		.nparameters = 2,
		.types = {INT4OID, TEXTOID}};
	Datum values[] = {Int32GetDatum(id), CStringGetTextDatum(name)};

	(void) svy_catalogue_write(&statement, values, NULL);
}

bool
svy_store_forget_orphan(const char *name)
{
	/* the lock on the name keeps others from making it one of theirs meanwhile */
	static SvyStatement statement = {
		.sql = "UPDATE mlops_survey.survey SET answers = NULL"
			   " WHERE name OPERATOR(pg_catalog.=) $1"
			   " AND NOT mlops_survey.relation_is(answers, answers_schema, answers_name)"
			   " RETURNING id",
		.nparameters = 1,
		.types = {TEXTOID}};
	Datum value = CStringGetTextDatum(name);

	if (svy_catalogue_write(&statement, &value, NULL) == 0)
		return false;
	svy_store_forget(returned_id(), name);
	return true;
}

void
svy_store_forget_shards(void)
{
	static SvyStatement statement = {
		.sql = "WITH gone AS (DELETE FROM mlops_survey.survey WHERE answers IS NULL"
			   " AND name OPERATOR(pg_catalog.~~) '" SURVEY_OF_SHARD " %'"
			   " AND source OPERATOR(pg_catalog.~~) '" SURVEY_OF_SHARD_SOURCE " %' RETURNING id),"
			   " members AS (DELETE FROM mlops_survey.response_set_member m USING gone"
			   " WHERE m.survey_id OPERATOR(pg_catalog.=) gone.id),"
			   " sets AS (DELETE FROM mlops_survey.response_set m USING gone"
			   " WHERE m.survey_id OPERATOR(pg_catalog.=) gone.id),"
			   " labels AS (DELETE FROM mlops_survey.value_label m USING gone"
			   " WHERE m.survey_id OPERATOR(pg_catalog.=) gone.id),"
			   " designs AS (DELETE FROM mlops_survey.design m USING gone"
			   " WHERE m.survey_id OPERATOR(pg_catalog.=) gone.id)"
			   " DELETE FROM mlops_survey.variable m USING gone"
			   " WHERE m.survey_id OPERATOR(pg_catalog.=) gone.id"};

	(void) svy_catalogue_write(&statement, NULL, NULL);
}

uint64
svy_store_forget_refused(const char *name)
{
	static SvyStatement statement = {.sql = "DELETE FROM mlops_survey.load_error"
											" WHERE survey_name OPERATOR(pg_catalog.=) $1",
									 .nparameters = 1,
									 .types = {TEXTOID}};
	Datum value = CStringGetTextDatum(name);

	return svy_catalogue_write(&statement, &value, NULL);
}
