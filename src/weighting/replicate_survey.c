/*
 * replicate_survey.c
 *	  Making replicate weights from the survey's design and weight: options,
 *	  respondents, the new column, its entry in the codebook.
 */
#include "postgres.h"

#include <math.h>

#include "access/xact.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "common/shortest_dec.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "access/htup_details.h"
#include "server/catalogue.h"
#include "source/frame.h"
#include "server/json.h"
#include "server/statement.h"
#include "server/write_back.h"
#include "weighting/weighting.h"
#include "kernel/base/weight.h"
#include "kernel/stats/repmaker.h"
#include "kernel/stats/repsum.h"
#include "pg/arguments.h"
#include "pg/replicate.h"
#include "pg/row.h"
#include "pg/summary.h"

#define FETCH_ROWS 5000
#define BOOTSTRAP_REPLICATES 200

/* columns of a row before those that it is known by */
#define ROW_WEIGHT 0
#define ROW_DESIGN 1
#define ROW_COLUMNS 4

static const char *const method_names[] = {"jk1", "jkn", "brr", "fay", "bootstrap", NULL};
SVY_CHOICES_FOLLOW(method_names, REPMETHOD_BOOTSTRAP);
static const char *const type_names[] = {"JK1", "JKn", "BRR", "Fay", "bootstrap"};
SVY_NAMES_FOLLOW(type_names, REPMETHOD_BOOTSTRAP);

typedef struct Options
{
	char *survey;
	RepMethod method;
	int32 replicates;
	int64 seed;
	double rho;
	bool mse;
	char *into;
	char *weight; /* or NULL: the survey's */
	char *lonely; /* or NULL: the codebook's */
	bool replace;
} Options;

typedef struct Making
{
	const Options *options;
	Survey *survey;
	SvyDesign *design; /* its first stage */
	RepMaker maker;
	void *table;
	SvyFrame *frame;
	int64 capacity;
	SvyRows *rows; /* what they are known by */
	double *weights;
	int32 *leaf;
	double *factors; /* of the cluster of the last row */
	int32 cluster;
} Making;

/* ---- options ---- */

static void
check_replicates(const Options *o, bool given)
{
	if (!given)
		return;
	if (o->method != REPMETHOD_BOOTSTRAP)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"replicates\" is for the bootstrap: the design says how many "
							   "replicates method \"%s\" has",
							   method_names[o->method])));
	if (o->replicates < 2 || o->replicates > REPMAKER_MAX)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"replicates\" must be from 2 to %d, not %d", REPMAKER_MAX,
							   o->replicates)));
}

/* name, method, replicates, seed, rho, mse, column_name, weight, lonely, replace, options */
static Options
read_options(FunctionCallInfo fcinfo)
{
	Options o = {.survey = svy_required_argument(fcinfo, 0, "name")};

	o.method =
		(RepMethod) svy_choice("method", svy_required_argument(fcinfo, 1, "method"), method_names);
	o.replicates = PG_ARGISNULL(2) ? BOOTSTRAP_REPLICATES : PG_GETARG_INT32(2);
	check_replicates(&o, !PG_ARGISNULL(2));
	o.seed = PG_ARGISNULL(3) ? 1 : PG_GETARG_INT64(3);
	o.rho = svy_double_argument(fcinfo, 4, o.method == REPMETHOD_FAY ? NAN : 0);
	if (o.method == REPMETHOD_FAY ? !(o.rho >= 0 && o.rho < 1) : !PG_ARGISNULL(4))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						o.method == REPMETHOD_FAY
							? errmsg("method \"fay\" needs a \"rho\" of at least 0 and less than 1")
							: errmsg("\"rho\" is for method \"fay\", not \"%s\"",
									 method_names[o.method])));
	o.mse = svy_bool_argument(fcinfo, 5, false);
	o.into = svy_required_argument(fcinfo, 6, "column_name");
	o.weight = svy_text_argument(fcinfo, 7);
	o.lonely = svy_text_argument(fcinfo, 8);
	o.replace = svy_bool_argument(fcinfo, 9, false);
	svy_no_options(fcinfo, 10);
	return o;
}

/* ---- may we? ---- */

static void
column_exists(const Survey *survey, const char *column)
{
	ereport(ERROR,
			(errcode(ERRCODE_DUPLICATE_COLUMN),
			 errmsg("column \"%s\" of survey \"%s\" already exists", column, survey->name),
			 errdetail("It does not hold replicate weights that were made from the design, so "
					   "it is not replaced."),
			 errhint("Choose another name with column_name => ..., or drop the column.")));
}

/* only a column that was made here is written over */
static void
check_column(const Survey *survey, const Options *o)
{
	const SurveyReplicates *old = survey->design ? survey->design->replicates : NULL;
	AttrNumber column = get_attnum(survey->answers, o->into);
	bool made = old && old->made && strcmp(old->made, o->into) == 0 &&
				get_atttype(survey->answers, column) == FLOAT8ARRAYOID;

	svy_weighting_check_rights(survey);
	svy_weighting_check_name(o->into);
	if (column != InvalidAttrNumber && !made)
		column_exists(survey, o->into);
	if (old && !o->replace)
		ereport(ERROR, (errcode(ERRCODE_DUPLICATE_OBJECT),
						errmsg("survey \"%s\" has replicate weights already", survey->name),
						errhint("Use replace => true to put others in their place.")));
}

static const char *
weight_of(const Making *making)
{
	return making->options->weight ? making->options->weight : making->survey->weight;
}

/* replicates of a weight that was calibrated would vary as if it were not */
static void
check_weight(const Making *making)
{
	const Survey *survey = making->survey;
	const char *weight = weight_of(making);
	char *base = weight ? svy_weighting_base(survey, weight) : NULL;

	if (!weight || !svy_weighting_properties(svy_survey_find_variable(survey, weight)))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("weight \"%s\" of survey \"%s\" was made by weighting", weight, survey->name),
			 errdetail("Replicates of it would not know that it was, and their standard errors "
					   "would be too large."),
			 base ? errhint("Make replicates of the design weight with weight => %s, replace => "
							"true, then weight again: each replicate is weighted too.",
							quote_literal_cstr(base))
				  : errhint("Make the replicates before weighting: each is weighted too.")));
}

static void
check_design(const Making *making)
{
	RepMethod method = making->options->method;
	const SvyStage *first = &making->design->stages[0];

	if (method == REPMETHOD_JK1 && first->stratum)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("method \"jk1\" is for designs without strata"),
						errdetail("Survey \"%s\" has strata.", making->survey->name),
						errhint("Use method \"jkn\".")));
	if ((method == REPMETHOD_JKN || method == REPMETHOD_BRR || method == REPMETHOD_FAY) &&
		!first->stratum)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("method \"%s\" needs strata", method_names[method]),
						errdetail("The design of survey \"%s\" has none.", making->survey->name),
						errhint("Use method \"jk1\" or \"bootstrap\".")));
	if (first->fpc && (method == REPMETHOD_BRR || method == REPMETHOD_FAY))
		ereport(NOTICE, (errmsg("method \"%s\" leaves out the finite population corrections",
								method_names[method])));
	if (making->survey->design && making->survey->design->nfpc > 1)
		ereport(NOTICE,
				(errmsg("finite population corrections after the first stage are left out")));
}

/* ---- respondents ---- */

static char *
in_order(const char *label, bool text)
{
	return text ? psprintf("%s COLLATE pg_catalog.\"C\"", label) : pstrdup(label);
}

/* by labels, so that strata and clusters have the same numbers in any plan */
static char *
rows_query(const Making *making)
{
	const SvyDesign *design = making->design;
	const SvyStage *first = &design->stages[0];
	const Survey *survey = making->survey;
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "SELECT %s", design->weight);
	svy_design_columns(design, &sql);
	appendStringInfo(&sql, ", %s", svy_rows_columns(making->rows, "a"));
	appendStringInfo(&sql, " FROM %s AS a WHERE (%s) IS NOT NULL ORDER BY ", survey->answers_sql,
					 design->weight);
	if (first->stratum)
		appendStringInfo(&sql, "%s, ", in_order(first->stratum, first->stratum_text));
	if (first->cluster)
		appendStringInfo(&sql, "%s, ", in_order(first->cluster, first->cluster_text));
	if (survey->respondent_key)
		appendStringInfo(&sql, "%s, ", svy_column_sql(survey->respondent_key, "a"));
	appendStringInfoString(&sql, making->rows->nkeys > 0 ? svy_rows_columns(making->rows, "a")
														 : "a.tableoid, a.ctid");
	return sql.data;
}

static void *
enlarge(void *array, Size size, int64 count)
{
	return array ? repalloc_huge(array, size * count)
				 : MemoryContextAllocHuge(CurrentMemoryContext, size * count);
}

static void
take_row(Making *making, HeapTuple tuple, TupleDesc desc)
{
	Datum datums[ROW_COLUMNS];
	bool nulls[ROW_COLUMNS];
	SvyFrame *frame = making->frame;
	int64 row = frame->n;
	SummaryPath path;

	for (int i = 0; i < ROW_COLUMNS; i++)
		datums[i] = SPI_getbinval(tuple, desc, i + 1, &nulls[i]);
	if (row == making->capacity)
	{
		making->capacity = making->capacity ? 2 * making->capacity : 1024;
		making->weights = enlarge(making->weights, sizeof(double), making->capacity);
		making->leaf = enlarge(making->leaf, sizeof(int32), making->capacity);
	}
	svy_rows_take(making->rows, tuple, desc, ROW_COLUMNS + 1);
	making->weights[row] = DatumGetFloat8(datums[ROW_WEIGHT]);
	if (unlikely(!weight_good_signed(making->weights[row], making->design->negative)))
		svy_weight_refuse(making->survey, NULL, making->design->weight, NULL);
	svy_design_path(making->design, datums + ROW_DESIGN, nulls + ROW_DESIGN, &path);
	making->leaf[row] = svy_frame_place(frame, &path, fabs(making->weights[row]));
	frame->n++;
}

static void
read_design(Making *making)
{
	SPIPlanPtr plan = SPI_prepare(rows_query(making), 0, NULL);
	Portal portal;

	if (!plan)
		elog(ERROR, "SPI_prepare failed: %s", SPI_result_code_string(SPI_result));
	portal = SPI_cursor_open(NULL, plan, NULL, NULL, true);
	for (;;)
	{
		CHECK_FOR_INTERRUPTS();
		SPI_cursor_fetch(portal, true, FETCH_ROWS);
		if (SPI_processed == 0)
			break;
		for (uint64 i = 0; i < SPI_processed; i++)
			take_row(making, SPI_tuptable->vals[i], SPI_tuptable->tupdesc);
		SPI_freetuptable(SPI_tuptable);
	}
	SPI_cursor_close(portal);
	if (making->frame->n == 0)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("survey \"%s\" has no respondent with a weight", making->survey->name)));
	svy_frame_set_design(making->frame, making->leaf, NULL);
	svy_design_check_nest(making->survey, making->frame->units);
}

/* ---- replicates ---- */

static char *
stratum_label(const Making *making, int32 stratum)
{
	SummaryKey key = summary_key(making->frame->units, making->frame->stratum_unit[0][stratum]);

	return key.kind == SUMMARY_TEXT ? psprintf("\"%.*s\"", key.length, key.text)
									: psprintf(INT64_FORMAT, key.number);
}

static void
check_plan(const Making *making, SvyStatus status, int32 stratum)
{
	const RepMaker *m = &making->maker;
	const char *method = method_names[m->method];
	SummaryProblem lonely = {FAULT_LONELY, 0, -1};

	if (status == SVY_LONELY)
	{
		lonely.unit = making->frame->stratum_unit[0][stratum];
		svy_summary_check(status, &lonely, making->frame->units);
	}
	if (status == SVY_BAD_ARGUMENT)
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("stratum %s of survey \"%s\" has %d clusters; method \"%s\" needs pairs",
					stratum_label(making, stratum), making->survey->name, m->size[stratum], method),
			 errhint("Use method \"jkn\" or \"bootstrap\", or strata of two clusters each.")));
	if (status == SVY_NO_DF)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("method \"%s\" finds no replicate in survey \"%s\"", method,
							   making->survey->name),
						errdetail("No stratum has two clusters of which not all others are in the "
								  "sample.")));
	if (status == SVY_LIMIT)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("method \"%s\" would need %d replicates; at most %d are possible",
							   method, m->replicates, REPMAKER_MAX),
						errhint("Use method \"bootstrap\".")));
	svy_check(status, "replicate weights");
}

static void
check_lonely(const RepMaker *m)
{
	if (m->method == REPMETHOD_BOOTSTRAP &&
		(m->lonely == LONELY_ADJUST || m->lonely == LONELY_AVERAGE))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("method \"bootstrap\" cannot adjust for strata of one cluster"),
				 errhint("Use lonely => 'fail', 'remove' or 'certainty', or method \"jkn\".")));
}

static void
plan_replicates(Making *making)
{
	const Options *o = making->options;
	const DesignStage *stage = &making->frame->design.stages[0];
	RepMaker *m = &making->maker;
	int32 stratum = 0;
	SvyStatus status;
	Size size;

	*m = (RepMaker){.method = o->method,
					.lonely = svy_design_lonely(making->survey, o->lonely),
					.rho = o->method == REPMETHOD_FAY ? o->rho : 0,
					.seed = (uint64) o->seed,
					.replicates = o->replicates,
					.nstrata = stage->nstrata,
					.nclusters = stage->nclusters,
					.cluster_stratum = stage->cluster_stratum,
					.fraction = stage->fraction};
	m->size = palloc_extended(sizeof(int32) * m->nstrata, MCXT_ALLOC_HUGE);
	m->first = palloc_extended(sizeof(int32) * m->nstrata, MCXT_ALLOC_HUGE);
	m->place = palloc_extended(sizeof(int32) * m->nclusters, MCXT_ALLOC_HUGE);
	status = repmaker_plan(m, &stratum);
	check_plan(making, status, stratum);
	check_lonely(m);
	size = repmaker_table_size(m);
	if (size > (Size) Max(maintenance_work_mem, work_mem) * 1024)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("%d replicates of %d clusters do not fit into memory", m->replicates,
						m->nclusters),
				 errhint("Raise maintenance_work_mem to %zu MB.", size / (1024 * 1024) + 1)));
	making->table = palloc_extended(size + 1, MCXT_ALLOC_HUGE);
	svy_check(repmaker_fill(m, making->table), "replicate weights");
	making->factors = palloc_array(double, m->replicates);
	making->cluster = -1;
}

/* rank of the replicate weights less one: clusters do for all of their respondents */
static int32
find_df(const Making *making)
{
	const RepMaker *m = &making->maker;
	bool *weighted = palloc_extended(m->nclusters, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	double *sketch = palloc_extended(sizeof(double) * sketch_lines(m->replicates) * m->replicates,
									 MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	double *factors = palloc_array(double, m->replicates);
	int32 df;

	for (int64 i = 0; i < making->frame->n; i++)
		weighted[making->frame->row_cluster[i]] |= making->weights[i] != 0;
	for (int32 c = 0; c < m->nclusters; c++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!weighted[c])
			continue;
		repmaker_factors(m, making->table, c, factors);
		sketch_add(sketch, m->replicates, factors);
	}
	df = svy_sketch_rank(sketch, m->replicates) - 1;
	pfree(sketch);
	return Max(df, 0);
}

static void
fill_weights(void *context, size_t row, double *weights)
{
	Making *making = context;
	const RepMaker *m = &making->maker;
	int32 cluster = making->frame->row_cluster[row];

	if (cluster != making->cluster)
		repmaker_factors(m, making->table, cluster, making->factors);
	making->cluster = cluster;
	for (int32 r = 0; r < m->replicates; r++)
		weights[r] = making->weights[row] * making->factors[r];
}

/* ---- the codebook ---- */

/* the shortest number that is read as the same */
static char *
exactly(double value)
{
	char *text = palloc(DOUBLE_SHORTEST_DECIMAL_LEN);

	double_to_shortest_decimal_buf(value, text);
	return text;
}

static char *
replicates_json(const Making *making)
{
	const Options *o = making->options;
	const RepMaker *m = &making->maker;
	StringInfoData json;

	initStringInfo(&json);
	appendStringInfoString(&json, "{\"columns\": ");
	escape_json(&json, o->into);
	appendStringInfo(&json, ", \"type\": \"%s\", \"scale\": %s, \"mse\": %s", type_names[m->method],
					 exactly(m->scale), o->mse ? "true" : "false");
	if (m->method == REPMETHOD_FAY)
		appendStringInfo(&json, ", \"rho\": %s", exactly(m->rho));
	if (m->method == REPMETHOD_JKN)
	{
		double *rscales = palloc_array(double, m->replicates);

		repmaker_rscales(m, rscales);
		for (int32 r = 0; r < m->replicates; r++)
			appendStringInfo(&json, "%s%s", r ? ", " : ", \"rscales\": [", exactly(rscales[r]));
		appendStringInfoChar(&json, ']');
	}
	appendStringInfo(&json,
					 ", \"made\": {\"method\": \"%s\", \"column\": ", method_names[m->method]);
	escape_json(&json, o->into);
	appendStringInfoString(&json, ", \"weight\": ");
	if (weight_of(making))
		escape_json(&json, weight_of(making));
	else
		appendStringInfoString(&json, "null");
	if (m->method == REPMETHOD_BOOTSTRAP)
		appendStringInfo(&json, ", \"seed\": " INT64_FORMAT, o->seed);
	appendStringInfoString(&json, ", \"made_by\": ");
	escape_json(&json, GetUserNameFromId(GetUserId(), false));
	appendStringInfoString(&json, ", \"made_at\": ");
	escape_json(&json, timestamptz_to_str(GetCurrentTransactionStartTimestamp()));
	appendStringInfoString(&json, "}}");
	return json.data;
}

/* the weight that was replicated becomes the survey's */
static void
set_weight(const Making *making)
{
	const Survey *survey = making->survey;
	static SvyStatement weight = {.sql = "UPDATE mlops_survey.survey SET weight = $2"
										 " WHERE id OPERATOR(pg_catalog.=) $1",
								  .nparameters = 2,
								  .types = {INT4OID, TEXTOID}};
	static SvyStatement calibration = {.sql = "UPDATE mlops_survey.design SET calibration = NULL"
											  " WHERE survey_id OPERATOR(pg_catalog.=) $1",
									   .nparameters = 1,
									   .types = {INT4OID}};
	Datum values[] = {Int32GetDatum(survey->id), (Datum) 0};

	if (!making->options->weight ||
		(survey->weight && strcmp(survey->weight, making->options->weight) == 0))
		return;
	values[1] = CStringGetTextDatum(svy_survey_variable(survey, making->options->weight)->name);
	(void) svy_catalogue_write(&weight, values, NULL);
	(void) svy_catalogue_write(&calibration, values, NULL);
	svy_weighting_renew_views(survey);
	ereport(NOTICE, (errmsg("the weight of survey \"%s\" is \"%s\" now", survey->name,
							making->options->weight)));
}

static void
store(const Making *making, int32 df)
{
	const Options *o = making->options;
	static SvyStatement insert = {
		.sql = "INSERT INTO mlops_survey.design (survey_id, replicates, replicate_count,"
			   " replicate_df) VALUES ($1, $2::pg_catalog.jsonb, $3, $4)"
			   " ON CONFLICT (survey_id) DO UPDATE"
			   " SET replicates = EXCLUDED.replicates, replicate_count = EXCLUDED.replicate_count,"
			   " replicate_df = EXCLUDED.replicate_df",
		.nparameters = 4,
		.types = {INT4OID, TEXTOID, INT4OID, INT4OID}};
	Datum values[] = {Int32GetDatum(making->survey->id),
					  CStringGetTextDatum(replicates_json(making)),
					  Int32GetDatum(making->maker.replicates), Int32GetDatum(df)};

	(void) svy_catalogue_write(&insert, values, NULL);
	svy_weighting_execute(psprintf("COMMENT ON COLUMN %s.%s IS 'Replicate weights (%s)'",
								   making->survey->answers_sql, quote_identifier(o->into),
								   type_names[o->method]),
						  0, NULL, NULL, SPI_OK_UTILITY);
	set_weight(making);
}

/* ---- the course of the work ---- */

static void
report(FunctionCallInfo fcinfo, const Making *making, int32 df)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	const RepMaker *m = &making->maker;
	bool nulls[8] = {false};
	Datum values[8] = {CStringGetTextDatum(making->options->into),
					   CStringGetTextDatum(type_names[m->method]),
					   Int32GetDatum(m->replicates),
					   Float8GetDatum(m->scale),
					   Int32GetDatum(df),
					   Int32GetDatum(m->nstrata),
					   Int32GetDatum(m->nclusters),
					   Int64GetDatum(making->frame->n)};

	svy_row_put(result, lengthof(values), values, nulls);
}

PG_FUNCTION_INFO_V1(svy_replicate_survey);

Datum
svy_replicate_survey(PG_FUNCTION_ARGS)
{
	Options options = read_options(fcinfo);
	Making making = {.options = &options};
	int32 df;

	InitMaterializedSRF(fcinfo, 0);
	SPI_connect();
	making.survey = svy_weighting_hold(options.survey, options.into);
	check_column(making.survey, &options);
	check_weight(&making);
	making.design = svy_design_open(making.survey, options.weight, "a");
	making.design->nstages = 1;
	check_design(&making);
	making.rows = svy_rows_open(making.survey->answers, making.survey->answers_sql,
								making.survey->respondent_key);
	making.frame = palloc0_object(SvyFrame);
	read_design(&making);
	plan_replicates(&making);
	df = find_df(&making);
	svy_weighting_write_array(
		making.survey, &(WeightingColumns){NULL, options.into, making.maker.replicates, false},
		making.rows, fill_weights, &making);
	store(&making, df);
	report(fcinfo, &making, df);
	SPI_finish();
	return (Datum) 0;
}

/* ---- columns into an array ---- */

static Survey *
open_columns(const char *name, const char *column)
{
	Survey *survey = svy_weighting_hold(name, column);
	const SurveyReplicates *replicates = svy_design_replicates(survey, NULL);

	if (!replicates)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("survey \"%s\" has no replicate weights", name),
						errhint("Name their columns in its codebook.")));
	if (replicates->array)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the replicate weights of survey \"%s\" are in an array column already",
						name)));
	svy_weighting_check_rights(survey);
	svy_weighting_check_name(column);
	if (get_attnum(survey->answers, column) != InvalidAttrNumber)
		column_exists(survey, column);
	return survey;
}

static uint64
count_weighted(const Survey *survey, const char *weight)
{
	bool isnull;

	svy_statement_run(psprintf("SELECT pg_catalog.count(*) FROM %s AS a WHERE (%s) IS NOT NULL",
							   survey->answers_sql, weight),
					  SPI_OK_SELECT);
	return DatumGetInt64(SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
}

static void
store_gathered(const Survey *survey, const char *column)
{
	static SvyStatement update = {
		.sql = "UPDATE mlops_survey.design SET replicates = pg_catalog.jsonb_set("
			   "replicates OPERATOR(pg_catalog.-) 'combined', '{columns}',"
			   " pg_catalog.to_jsonb($2))"
			   " WHERE survey_id OPERATOR(pg_catalog.=) $1",
		.nparameters = 2,
		.types = {INT4OID, TEXTOID}};
	Datum values[] = {Int32GetDatum(survey->id), CStringGetTextDatum(column)};

	(void) svy_catalogue_write(&update, values, NULL);
}

PG_FUNCTION_INFO_V1(svy_gather_replicates);

/* (name, column_name) -> number of replicates */
Datum
svy_gather_replicates(PG_FUNCTION_ARGS)
{
	char *name = svy_required_argument(fcinfo, 0, "name");
	char *column = svy_required_argument(fcinfo, 1, "column_name");
	Survey *survey;
	char *weight;
	char *gathered;
	int32 count;

	SPI_connect();
	survey = open_columns(name, column);
	count = svy_design_replicates(survey, NULL)->count;
	weight = svy_design_open(survey, NULL, "a")->weight;
	svy_weighting_add_array(survey, column, count);
	gathered = svy_replicates_gathered_sql(survey, "a");
	svy_rows_update(
		survey->answers,
		psprintf("UPDATE %s AS a SET %s = %s WHERE (%s) IS NOT NULL", survey->answers_sql,
				 quote_identifier(column), gathered, weight),
		svy_rows_difference(survey->answers, NULL, &(SvyWritten){column, gathered, true}, 1), 0,
		NULL, NULL, count_weighted(survey, weight));
	store_gathered(survey, column);
	svy_replicates_store_count(name);
	SPI_finish();
	PG_RETURN_INT32(count);
}
