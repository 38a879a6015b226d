/*
 * codebook.c
 *	  Reading a survey's codebook.
 */
#include "postgres.h"

#include <math.h>

#include "access/relation.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "codebook/codebook_impl.h"
#include "codebook/property.h"
#include "server/catalogue.h"
#include "server/json.h"
#include "server/statement.h"
#include "pg/svy.h"

static const char *const measure_names[] = {"nominal", "ordinal", "scale", "date", "text"};
SVY_NAMES_FOLLOW(measure_names, SURVEY_TEXT);

const char *
svy_measure_name(SurveyMeasure measure)
{
	return measure_names[measure];
}

bool
svy_parse_measure(const char *name, SurveyMeasure *measure)
{
	for (int i = 0; i < lengthof(measure_names); i++)
	{
		if (strcmp(name, measure_names[i]) == 0)
		{
			*measure = (SurveyMeasure) i;
			return true;
		}
	}
	return false;
}

bool
svy_variable_categorical(const SurveyVariable *variable)
{
	return variable->measure == SURVEY_NOMINAL || variable->measure == SURVEY_ORDINAL;
}

const SurveyLabel *
svy_variable_find_label(const SurveyVariable *variable, int32 code)
{
	for (int i = 0; i < variable->nlabels; i++)
		if (variable->labels[i].code == code)
			return &variable->labels[i];
	return NULL;
}

bool
svy_variable_declares_answers(const SurveyVariable *variable)
{
	for (int i = 0; i < variable->nlabels; i++)
		if (!variable->labels[i].missing)
			return true;
	return variable->points > 0;
}

SurveyLabel *
svy_variable_categories(const SurveyVariable *variable, int *count)
{
	SurveyLabel *categories = palloc_array(SurveyLabel, variable->nlabels + variable->points + 1);
	bool all_labelled = true;

	*count = 0;
	for (int32 code = 1; code <= variable->points; code++)
		if (svy_variable_find_label(variable, code) == NULL)
			all_labelled = false;
	for (int32 code = 1; !all_labelled && code <= variable->points; code++)
	{
		const SurveyLabel *label = svy_variable_find_label(variable, code);

		if (label == NULL)
			categories[(*count)++] = (SurveyLabel){.code = code, .label = psprintf("%d", code)};
		else if (!label->missing)
			categories[(*count)++] = *label;
	}
	for (int i = 0; i < variable->nlabels; i++)
	{
		const SurveyLabel *label = &variable->labels[i];
		bool is_point = label->code >= 1 && label->code <= variable->points;

		if (!label->missing && (all_labelled || !is_point))
			categories[(*count)++] = *label;
	}
	return categories;
}

ColumnKind
svy_column_kind(Oid type)
{
	if (!OidIsValid(type))
		return COLUMN_OTHER;
	type = getBaseType(type);
	switch (type)
	{
		case BOOLOID:
			return COLUMN_BOOLEAN;
		case INT2OID:
		case INT4OID:
		case INT8OID:
			return COLUMN_INTEGER;
		case FLOAT4OID:
		case FLOAT8OID:
		case NUMERICOID:
			return COLUMN_NUMBER;
		case DATEOID:
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
		case TIMEOID:
		case INTERVALOID:
			return COLUMN_DATE;
		case TEXTOID:
		case VARCHAROID:
		case BPCHAROID:
		case NAMEOID:
			return COLUMN_TEXT;
		default:
			return type_is_enum(type) ? COLUMN_TEXT : COLUMN_OTHER;
	}
}

bool
svy_is_number_type(Oid type)
{
	ColumnKind kind = svy_column_kind(type);

	return (kind == COLUMN_INTEGER || kind == COLUMN_NUMBER) && type == getBaseType(type);
}

bool
svy_is_text_type(Oid type)
{
	type = getBaseType(type);
	return type == TEXTOID || type == VARCHAROID || type == BPCHAROID;
}

/*
 * Looking up
 */

SurveyVariable *
svy_survey_find_variable(const Survey *survey, const char *name)
{
	SurveyVariable *found = NULL;

	for (int i = 0; i < survey->nvariables; i++)
	{
		if (strcmp(survey->variables[i].name, name) == 0)
			return &survey->variables[i];
		if (found == NULL && pg_strcasecmp(survey->variables[i].name, name) == 0)
			found = &survey->variables[i];
	}
	return found;
}

SurveySet *
svy_survey_find_set(const Survey *survey, const char *name)
{
	SurveySet *found = NULL;

	for (int i = 0; i < survey->nsets; i++)
	{
		if (strcmp(survey->sets[i].name, name) == 0)
			return &survey->sets[i];
		if (found == NULL && pg_strcasecmp(survey->sets[i].name, name) == 0)
			found = &survey->sets[i];
	}
	return found;
}

void
svy_check_readable(const Survey *survey, const char *column)
{
	AttrNumber attnum = get_attnum(survey->answers, column);

	if (attnum > 0 && !svy_reads_column(survey->answers, attnum))
		ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
						errmsg("permission denied for column \"%s\" of survey \"%s\"", column,
							   survey->name),
						errhint("Ask the owner of %s for SELECT on it.", survey->answers_sql)));
}

/* what is not found may be hidden */
static void
check_hidden(const Survey *survey, const char *name)
{
	svy_check_readable(survey, name);
	if (OidIsValid(survey->answers) && !svy_reads_relation(survey->answers) &&
		!svy_owns_relation(survey->answers))
		ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
						errmsg("permission denied for \"%s\" of survey \"%s\"", name, survey->name),
						errdetail("You may read some of its columns only; response sets need all."),
						errhint("survey_codebook(%s) lists the variables that you may read.",
								quote_literal_cstr(survey->name))));
}

/* a name for several columns: functions that pool do not ask for it as a variable */
static void
refuse_imputed(const Survey *survey, const char *name)
{
	JsonbContainer *imputed = svy_property_json(SVY_PROPERTIES(survey), "imputations");

	if (imputed == NULL || svy_json_get(imputed, name) == NULL)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("\"%s\" of survey \"%s\" is imputed, and this is not pooled over imputations",
					name, survey->name),
			 errhint("Means, totals, ratios, proportions, quantiles, spread, contrasts, models, "
					 "their margins and t tests are, by survey_mean (with \"by\" for a table of "
					 "means) and others. Each imputation's column can be asked alone.")));
}

SurveyVariable *
svy_survey_variable(const Survey *survey, const char *name)
{
	SurveyVariable *variable = svy_survey_find_variable(survey, name);
	const char **names;
	const char *near;
	int count = 0;

	if (variable != NULL)
		return variable;
	if (svy_survey_find_set(survey, name) == NULL)
		check_hidden(survey, name);
	names = palloc_array(const char *, survey->nvariables + survey->nsets + 1);
	for (int i = 0; i < survey->nvariables; i++)
		names[count++] = survey->variables[i].name;
	for (int i = 0; i < survey->nsets; i++)
		names[count++] = survey->sets[i].name;
	if (svy_survey_find_set(survey, name))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("\"%s\" is a response set of survey \"%s\", not a variable", name,
						survey->name),
				 errhint("survey_proportion, survey_crosstab and survey_test take sets, and \"by\" "
						 "of estimates does.")));
	refuse_imputed(survey, name);
	near = svy_nearest(name, names, count);
	ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
					errmsg("variable \"%s\" of survey \"%s\" does not exist", name, survey->name),
					near ? errhint("Perhaps you mean \"%s\".", near)
						 : errhint("survey_codebook(%s) lists its variables.",
								   quote_literal_cstr(survey->name))));
	return NULL; /* keep compiler quiet */
}

/*
 * Reading the catalogue
 */

/* texts, which most columns are, go without their output function: looking it up costs more */
static char *
field_string(uint64 row, int column)
{
	HeapTuple tuple = SPI_tuptable->vals[row];
	TupleDesc columns = SPI_tuptable->tupdesc;
	bool isnull;
	Datum datum;

	if (TupleDescAttr(columns, column - 1)->atttypid != TEXTOID)
		return SPI_getvalue(tuple, columns, column);
	datum = SPI_getbinval(tuple, columns, column, &isnull);
	return isnull ? NULL : TextDatumGetCString(datum);
}

/* 0 and false for NULL */
static Datum
field_datum(uint64 row, int column)
{
	bool isnull;
	Datum datum;

	datum = SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column, &isnull);
	return isnull ? (Datum) 0 : datum;
}

/* the JSON of a column, or NULL */
static JsonbContainer *
field_json(uint64 row, int column)
{
	Datum datum = field_datum(row, column);

	return datum == (Datum) 0 ? NULL : &DatumGetJsonbPCopy(datum)->root;
}

/* of three columns, number, schema and name: InvalidOid unless it is there and called so */
static Oid
field_relation(uint64 row, int column)
{
	Oid relation = DatumGetObjectId(field_datum(row, column));

	return svy_relation_is(relation, field_string(row, column + 1), field_string(row, column + 2))
			   ? relation
			   : InvalidOid;
}

static char **
field_strings(uint64 row, int column, int *count)
{
	Datum *elements;
	char **strings;

	deconstruct_array(DatumGetArrayTypePCopy(field_datum(row, column)), TEXTOID, -1, false,
					  TYPALIGN_INT, &elements, NULL, count);
	strings = palloc_array(char *, *count + 1);
	for (int i = 0; i < *count; i++)
		strings[i] = TextDatumGetCString(elements[i]);
	return strings;
}

/* whether this is a worker of Citus, where tables of other servers lie and no survey is registered */
static bool
is_worker(void)
{
	return OidIsValid(get_relname_relid("pg_dist_local_group", PG_CATALOG_NAMESPACE)) &&
		   svy_execute("SELECT FROM pg_catalog.pg_dist_local_group"
					   " WHERE groupid OPERATOR(pg_catalog.>) 0",
					   true, 1) == SPI_OK_SELECT &&
		   SPI_processed > 0;
}

void
svy_survey_unknown(const char *name, bool read_only)
{
	static SvyStatement others = {.sql = "SELECT s.name FROM mlops_survey.survey s"
										 " WHERE s.name OPERATOR(pg_catalog.<>) $1 ORDER BY s.name",
								  .nparameters = 1,
								  .types = {TEXTOID}};
	Datum parameter = CStringGetTextDatum(name);
	uint64 count = svy_statement_select(&others, &parameter, read_only);
	const char **names;
	const char *near;

	names = palloc_array(const char *, count + 1);
	for (uint64 i = 0; i < count; i++)
		names[i] = field_string(i, 1);
	near = svy_nearest(name, names, count);
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_OBJECT), errmsg("survey \"%s\" does not exist", name),
			 near != NULL ? errhint("Perhaps you mean \"%s\".", near)
			 : is_worker()
				 ? errhint("This server is a worker of a cluster: ask its coordinator, where "
						   "surveys are registered.")
				 : errhint("The table mlops_survey.survey lists the surveys that you may read.")));
}

/* columns of the statement that reads a survey; of a relation the first of three: number, schema, name */
enum
{
	ROW_SURVEY_ID = 1,
	ROW_SURVEY_NAME,
	ROW_SURVEY_TITLE,
	ROW_SURVEY_WEIGHT,
	ROW_SURVEY_RESPONDENT_KEY,
	ROW_SURVEY_LOADED,
	ROW_SURVEY_FUNCTIONS_SCHEMA,
	ROW_SURVEY_PROPERTIES,
	ROW_SURVEY_ANSWERS,
	ROW_SURVEY_LABELS_VIEW = ROW_SURVEY_ANSWERS + 3,
	ROW_SURVEY_LONG_VIEW = ROW_SURVEY_LABELS_VIEW + 3,
	ROW_SURVEY_ANALYSIS_VIEW = ROW_SURVEY_LONG_VIEW + 3,
	ROW_SURVEY_PERSON = ROW_SURVEY_ANALYSIS_VIEW + 3
};

Survey *
svy_survey_row(const char *name, bool must_exist, bool read_only)
{
	static SvyStatement by_name = {
		.sql = "SELECT s.id, s.name, s.title, s.weight, s.respondent_key, s.loaded,"
			   " n.nspname, s.properties, s.answers, s.answers_schema, s.answers_name,"
			   " s.labels_view, s.labels_schema, s.labels_name,"
			   " s.long_view, s.long_schema, s.long_name,"
			   " s.analysis_view, s.analysis_schema, s.analysis_name, s.person"
			   " FROM mlops_survey.survey s, pg_catalog.pg_extension e,"
			   " pg_catalog.pg_namespace n"
			   " WHERE s.name OPERATOR(pg_catalog.=) $1"
			   " AND e.extname OPERATOR(pg_catalog.=) 'mlops_survey'"
			   " AND n.oid OPERATOR(pg_catalog.=) e.extnamespace",
		.nparameters = 1,
		.types = {TEXTOID}};
	Datum parameter = CStringGetTextDatum(name);
	Survey *survey;

	if (svy_statement_select(&by_name, &parameter, read_only) == 0)
	{
		if (must_exist)
			svy_survey_unknown(name, read_only);
		return NULL;
	}
	survey = palloc0_object(Survey);
	survey->id = DatumGetInt32(field_datum(0, ROW_SURVEY_ID));
	survey->name = field_string(0, ROW_SURVEY_NAME);
	survey->title = field_string(0, ROW_SURVEY_TITLE);
	survey->weight = field_string(0, ROW_SURVEY_WEIGHT);
	survey->respondent_key = field_string(0, ROW_SURVEY_RESPONDENT_KEY);
	survey->loaded = DatumGetBool(field_datum(0, ROW_SURVEY_LOADED));
	survey->functions_sql = pstrdup(quote_identifier(field_string(0, ROW_SURVEY_FUNCTIONS_SCHEMA)));
	survey->properties = field_string(0, ROW_SURVEY_PROPERTIES);
	survey->parsed = svy_properties_parsed(survey->properties);
	survey->answers = field_relation(0, ROW_SURVEY_ANSWERS);
	survey->labels_view = field_relation(0, ROW_SURVEY_LABELS_VIEW);
	survey->long_view = field_relation(0, ROW_SURVEY_LONG_VIEW);
	survey->analysis_view = field_relation(0, ROW_SURVEY_ANALYSIS_VIEW);
	survey->person = field_string(0, ROW_SURVEY_PERSON);
	survey->periods = palloc0_object(List *);
	return survey;
}

/*
 * What belongs to a variable or set comes in the order of those: by position,
 * which may repeat within a transaction, and name.
 */
static void
pg_attribute_noreturn() out_of_step(const Survey *survey)
{
	ereport(ERROR,
			(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
			 errmsg("the codebook of survey \"%s\" changed while it was read", survey->name),
			 errhint("Try again. If it is said again, survey_check() tells what is wrong.")));
}

/* columns of the statement that reads variables */
enum
{
	VARIABLE_NAME = 1,
	VARIABLE_LABEL,
	VARIABLE_HEADER,
	VARIABLE_MEASURE,
	VARIABLE_POINTS,
	VARIABLE_RANGES,
	VARIABLE_NETS,
	VARIABLE_PROPERTIES,
	VARIABLE_SCORES,
	VARIABLE_REVERSE
};

static void
read_variables(Survey *survey, bool read_only)
{
	static SvyStatement variables = {
		.sql = "SELECT v.name, v.label, v.header, v.measure, v.points, v.missing_ranges, v.nets,"
			   " v.properties, v.scores, v.reverse FROM mlops_survey.variable v"
			   " WHERE v.survey_id OPERATOR(pg_catalog.=) $1 ORDER BY v.position, v.name",
		.nparameters = 1,
		.types = {INT4OID}};
	Datum parameter = Int32GetDatum(survey->id);

	survey->nvariables = svy_statement_select(&variables, &parameter, read_only);
	survey->variables = palloc0_array(SurveyVariable, survey->nvariables + 1);
	for (int i = 0; i < survey->nvariables; i++)
	{
		SurveyVariable *variable = &survey->variables[i];
		JsonbContainer *json;

		variable->survey = survey;
		variable->name = field_string(i, VARIABLE_NAME);
		variable->label = field_string(i, VARIABLE_LABEL);
		variable->header = field_string(i, VARIABLE_HEADER);
		if (!svy_parse_measure(field_string(i, VARIABLE_MEASURE), &variable->measure))
			elog(ERROR, "unknown measure of variable \"%s\"", variable->name);
		variable->points = DatumGetInt32(field_datum(i, VARIABLE_POINTS));
		if ((json = field_json(i, VARIABLE_RANGES)) != NULL)
			variable->ranges = svy_ranges_parse(json, variable->name, &variable->nranges);
		if ((json = field_json(i, VARIABLE_NETS)) != NULL)
			variable->nets = svy_nets_parse(json, variable->name, &variable->nnets);
		variable->properties = field_string(i, VARIABLE_PROPERTIES);
		variable->parsed = svy_properties_parsed(variable->properties);
		if ((json = field_json(i, VARIABLE_SCORES)) != NULL)
			variable->scores = svy_scores_parse(json, variable->name, &variable->nscores);
		variable->reverse = DatumGetBool(field_datum(i, VARIABLE_REVERSE));
	}
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp((*(SurveyVariable *const *) a)->name, (*(SurveyVariable *const *) b)->name);
}

static SurveyVariable **
variables_by_name(const Survey *survey)
{
	SurveyVariable **sorted = palloc_array(SurveyVariable *, survey->nvariables + 1);

	for (int i = 0; i < survey->nvariables; i++)
		sorted[i] = &survey->variables[i];
	qsort(sorted, survey->nvariables, sizeof(SurveyVariable *), compare_names);
	return sorted;
}

/* columns of the statement that reads labels */
enum
{
	LABEL_VARIABLE = 1,
	LABEL_CODE,
	LABEL_TEXT,
	LABEL_VALUE,
	LABEL_MISSING
};

/*
 * Labels come by variable, in the order of bytes, so that one pass hands them out:
 * a join that brings them in the order of the variables costs more.
 */
static void
read_labels(Survey *survey, bool read_only)
{
	static SvyStatement by_variable = {
		.sql = "SELECT l.variable, l.code, l.label, l.value, l.missing"
			   " FROM mlops_survey.value_label l"
			   " WHERE l.survey_id OPERATOR(pg_catalog.=) $1"
			   " ORDER BY l.variable COLLATE pg_catalog.\"C\", l.position, l.code",
		.nparameters = 1,
		.types = {INT4OID}};
	Datum parameter = Int32GetDatum(survey->id);
	uint64 count = svy_statement_select(&by_variable, &parameter, read_only);
	SurveyLabel *labels = palloc0_array(SurveyLabel, count + 1);
	SurveyVariable **sorted = variables_by_name(survey);
	int at = 0;

	for (uint64 i = 0; i < count; i++)
	{
		char *name = field_string(i, LABEL_VARIABLE);
		SurveyVariable *variable;

		while (at < survey->nvariables && strcmp(sorted[at]->name, name) < 0)
			at++;
		if (at == survey->nvariables || strcmp(sorted[at]->name, name) != 0)
			out_of_step(survey);
		variable = sorted[at];
		pfree(name);
		if (variable->nlabels++ == 0)
			variable->labels = &labels[i];
		labels[i].code = DatumGetInt32(field_datum(i, LABEL_CODE));
		labels[i].label = field_string(i, LABEL_TEXT);
		labels[i].value = field_string(i, LABEL_VALUE);
		labels[i].missing = DatumGetBool(field_datum(i, LABEL_MISSING));
	}
}

/* columns of the statement that reads members of sets */
enum
{
	MEMBER_SET = 1,
	MEMBER_VARIABLE,
	MEMBER_LABEL
};

static void
read_members(Survey *survey, bool read_only)
{
	static SvyStatement in_order = {.sql = "SELECT m.set_name, m.variable, m.label"
										   " FROM mlops_survey.response_set_member m"
										   " JOIN mlops_survey.response_set s"
										   " ON s.survey_id OPERATOR(pg_catalog.=) m.survey_id"
										   " AND s.name OPERATOR(pg_catalog.=) m.set_name"
										   " WHERE m.survey_id OPERATOR(pg_catalog.=) $1"
										   " ORDER BY s.position, s.name, m.position, m.variable",
									.nparameters = 1,
									.types = {INT4OID}};
	Datum parameter = Int32GetDatum(survey->id);
	uint64 count = svy_statement_select(&in_order, &parameter, read_only);
	SurveyVariable **members = palloc_array(SurveyVariable *, count + 1);
	char **labels = palloc_array(char *, count + 1);
	SurveySet *set = survey->sets;
	const SurveySet *end = set + survey->nsets;

	for (uint64 i = 0; i < count; i++)
	{
		char *name = field_string(i, MEMBER_SET);
		SurveyVariable *member;

		while (set < end && strcmp(set->name, name) != 0)
			set++;
		if (set == end)
			out_of_step(survey);
		if (set->members == NULL)
		{
			set->members = members + i;
			set->member_labels = labels + i;
		}
		member = svy_survey_variable(survey, field_string(i, MEMBER_VARIABLE));
		set->members[set->nmembers] = member;
		set->member_labels[set->nmembers] = field_string(i, MEMBER_LABEL);
		if (set->member_labels[set->nmembers] == NULL)
			set->member_labels[set->nmembers] = member->label ? member->label : member->name;
		set->nmembers++;
	}
}

/* a set whose members were all deleted is none */
static void
drop_empty_sets(Survey *survey)
{
	int kept = 0;

	for (int i = 0; i < survey->nsets; i++)
		if (survey->sets[i].nmembers > 0)
			survey->sets[kept++] = survey->sets[i];
	survey->nsets = kept;
}

/* columns of the statement that reads sets */
enum
{
	SET_NAME = 1,
	SET_LABEL,
	SET_COUNTED,
	SET_NETS,
	SET_PROPERTIES
};

static void
read_sets(Survey *survey, bool read_only)
{
	static SvyStatement sets = {.sql = "SELECT s.name, s.label, s.counted, s.nets, s.properties"
									   " FROM mlops_survey.response_set s"
									   " WHERE s.survey_id OPERATOR(pg_catalog.=) $1"
									   " ORDER BY s.position, s.name",
								.nparameters = 1,
								.types = {INT4OID}};
	Datum parameter = Int32GetDatum(survey->id);
	JsonbContainer **nets;

	survey->nsets = svy_statement_select(&sets, &parameter, read_only);
	if (survey->nsets == 0)
		return;
	survey->sets = palloc0_array(SurveySet, survey->nsets);
	nets = palloc0_array(JsonbContainer *, survey->nsets);
	for (int i = 0; i < survey->nsets; i++)
	{
		survey->sets[i].name = field_string(i, SET_NAME);
		survey->sets[i].label = field_string(i, SET_LABEL);
		survey->sets[i].counted = DatumGetInt32(field_datum(i, SET_COUNTED));
		nets[i] = field_json(i, SET_NETS);
		survey->sets[i].properties = field_string(i, SET_PROPERTIES);
		survey->sets[i].parsed = svy_properties_parsed(survey->sets[i].properties);
	}
	read_members(survey, read_only);
	for (int i = 0; i < survey->nsets; i++)
		if (nets[i] != NULL)
			svy_set_nets_parse(&survey->sets[i], nets[i]);
	drop_empty_sets(survey);
}

/* answers of one person in several rows, of several waves, are not independent */
static void
cluster_by_person(const Survey *survey, SurveyDesign *design)
{
	design->by_person = true;
	design->nclusters = 1;
	design->clusters = palloc_object(char *);
	design->clusters[0] = survey->person;
}

static SurveyDesign *
person_design(const Survey *survey)
{
	SurveyDesign *design = palloc0_object(SurveyDesign);

	design->lonely = pstrdup("fail");
	design->implied = true;
	cluster_by_person(survey, design);
	return design;
}

/* columns of the statement that reads the design */
enum
{
	DESIGN_STRATA_COLUMN = 1,
	DESIGN_CLUSTERS_COLUMN,
	DESIGN_FPC_COLUMN,
	DESIGN_NEST_COLUMN,
	DESIGN_LONELY_COLUMN,
	DESIGN_REPLICATES_COLUMN,
	DESIGN_CALIBRATION_COLUMN,
	DESIGN_REPLICATE_COUNT_COLUMN,
	DESIGN_REPLICATE_DF_COLUMN
};

void
svy_codebook_read_design(Survey *survey, Relation answers, bool read_only)
{
	static SvyStatement by_id = {
		.sql = "SELECT d.strata, d.clusters, d.fpc, d.nest, d.lonely, d.replicates,"
			   " d.calibration, d.replicate_count, d.replicate_df"
			   " FROM mlops_survey.design d"
			   " WHERE d.survey_id OPERATOR(pg_catalog.=) $1",
		.nparameters = 1,
		.types = {INT4OID}};
	Datum parameter = Int32GetDatum(survey->id);
	SurveyDesign *design;
	JsonbContainer *replicates;
	int count;
	double df;

	if (svy_statement_select(&by_id, &parameter, read_only) == 0)
	{
		if (survey->person != NULL)
			survey->design = person_design(survey);
		return;
	}
	design = survey->design = palloc0_object(SurveyDesign);
	design->strata = field_strings(0, DESIGN_STRATA_COLUMN, &design->nstrata);
	design->clusters = field_strings(0, DESIGN_CLUSTERS_COLUMN, &design->nclusters);
	design->fpc = field_strings(0, DESIGN_FPC_COLUMN, &design->nfpc);
	design->nest = DatumGetBool(field_datum(0, DESIGN_NEST_COLUMN));
	design->lonely = field_string(0, DESIGN_LONELY_COLUMN);
	replicates = field_json(0, DESIGN_REPLICATES_COLUMN);
	design->calibration = field_string(0, DESIGN_CALIBRATION_COLUMN);
	if (survey->person != NULL && design->nclusters == 0)
		cluster_by_person(survey, design);
	if (replicates == NULL)
		return;
	count = DatumGetInt32(field_datum(0, DESIGN_REPLICATE_COUNT_COLUMN));
	df = field_string(0, DESIGN_REPLICATE_DF_COLUMN) == NULL
			 ? NAN
			 : (double) DatumGetInt32(field_datum(0, DESIGN_REPLICATE_DF_COLUMN));
	design->replicates = svy_replicates_parse(replicates, survey, answers);
	svy_replicates_counted(design->replicates, count, df);
}

Survey *
svy_codebook_read(const char *name, bool must_exist, bool read_only)
{
	Survey *survey = svy_survey_row(name, must_exist, read_only);

	if (survey == NULL)
		return NULL;
	read_variables(survey, read_only);
	read_labels(survey, read_only);
	read_sets(survey, read_only);
	return survey;
}

Survey *
svy_survey_read(const char *name, bool must_exist, bool read_only)
{
	Survey *survey = svy_codebook_read(name, must_exist, read_only);

	if (survey != NULL)
		svy_codebook_read_design(survey, NULL, read_only);
	return survey;
}

/*
 * Checking that the table still is what was registered
 */

/* whether every answer that is not in ranges says which text it stands for */
static bool
labels_have_values(const SurveyVariable *variable)
{
	for (int i = 0; i < variable->nlabels; i++)
		if (variable->labels[i].value == NULL)
			return false;
	return variable->points == 0;
}

const char *
svy_measure_mismatch(SurveyMeasure measure, ColumnKind kind)
{
	switch (measure)
	{
		case SURVEY_NOMINAL:
		case SURVEY_ORDINAL:
			return kind == COLUMN_DATE || kind == COLUMN_OTHER ? "cannot hold codes" : NULL;
		case SURVEY_SCALE:
			return kind == COLUMN_INTEGER || kind == COLUMN_NUMBER ? NULL : "is not numeric";
		case SURVEY_DATE:
			return kind == COLUMN_DATE ? NULL : "is not a date";
		default:
			return NULL;
	}
}

const char *
svy_column_mismatch(Oid answers, SurveyVariable *variable)
{
	ColumnKind kind;

	variable->attnum = get_attnum(answers, variable->name);
	if (variable->attnum <= 0)
		return "does not exist";
	variable->type = get_atttype(answers, variable->attnum);
	kind = svy_column_kind(variable->type);
	if (kind == COLUMN_TEXT && svy_variable_categorical(variable) && !labels_have_values(variable))
		return "holds texts, but the codebook does not say which text each code stands for";
	return svy_measure_mismatch(variable->measure, kind);
}

void
svy_bind_columns(Survey *survey)
{
	char *name = get_rel_name(survey->answers);

	if (name != NULL)
		survey->answers_sql = quote_qualified_identifier(
			get_namespace_name(get_rel_namespace(survey->answers)), name);
	for (int i = 0; i < survey->nvariables; i++)
		svy_column_mismatch(survey->answers, &survey->variables[i]);
}
