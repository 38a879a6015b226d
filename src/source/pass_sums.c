/*
 * pass_sums.c
 *	  Passes over respondents that lie elsewhere.
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "access/htup_details.h"
#include "mb/pg_wchar.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rls.h"

#include "kernel/base/weight.h"
#include "pg/crosstab.h"
#include "plan/answer.h"
#include "server/storage.h"
#include "source/answers.h"
#include "source/pass_sums.h"
#include "source/sums_scan.h"

/* ---- where respondents lie ---- */

/*
 * The partitions of a table, some of them foreign, each of which is asked by a statement
 * of its own, since PostgreSQL sends half an aggregate to none; NIL: the table is
 * asked as a whole.  What the user may read of it must be what he may read of them.
 */
static List *
partitions_to_ask(Oid table)
{
	List *leaves = NIL;
	bool foreign = false;
	ListCell *cell;

	if (svy_storage(table) != SVY_STORAGE_PARTITIONED ||
		check_enable_rls(table, InvalidOid, true) != RLS_NONE)
		return NIL;
	foreach (cell, find_all_inheritors(table, AccessShareLock, NULL))
	{
		Oid part = lfirst_oid(cell);
		char kind = get_rel_relkind(part);

		if (kind == RELKIND_PARTITIONED_TABLE)
			continue;
		if (pg_class_aclcheck(part, GetUserId(), ACL_SELECT) != ACLCHECK_OK ||
			check_enable_rls(part, InvalidOid, true) != RLS_NONE)
			return NIL;
		foreign |= kind == RELKIND_FOREIGN_TABLE;
		leaves = lappend_oid(leaves, part);
	}
	return foreign ? leaves : NIL;
}

bool
svy_answers_elsewhere(const Survey *survey)
{
	SvyStorage storage = svy_storage(survey->answers);

	return svy_storage_is_spread(storage) || storage == SVY_STORAGE_FOREIGN ||
		   partitions_to_ask(survey->answers) != NIL;
}

bool
svy_sums_elsewhere(const SvySample *sample)
{
	/* residuals after a calibration, and each replicate weight, are respondents' own */
	if (sample->replicates || sample->calibration)
		return false;
	return svy_answers_elsewhere(sample->survey);
}

/* ---- statements ---- */

static void
append_list(StringInfo sql, int count, char *const *items, const char *type)
{
	appendStringInfoString(sql, ", ARRAY[");
	for (int i = 0; i < count; i++)
		appendStringInfo(sql, "%s%s", i ? ", " : "", items[i]);
	appendStringInfo(sql, "]::pg_catalog.%s[]", type);
}

/* which columns of the design there are; the sums stand before them */
static void
append_groups(const SvyDesign *design, StringInfo sql)
{
	const char *before = " GROUP BY ";

	for (int i = 0; i < design->nstages; i++)
	{
		const SvyStage *stage = &design->stages[i];
		const char *columns[DESIGN_COLUMNS] = {stage->stratum, stage->cluster, stage->fpc};

		for (int k = 0; k < DESIGN_COLUMNS; k++)
			if (columns[k])
			{
				appendStringInfo(sql, "%s%d", before, i * DESIGN_COLUMNS + k + 2);
				before = ", ";
			}
	}
}

static char *
sums_query(const SvyFrameRequest *request, const SvySumsPass *pass, const char *from)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "SELECT mlops_survey.add_up(%s($1, %s, %s", pass->function,
					 request->design->weight, request->filter ? request->filter : "true");
	append_list(&sql, request->nvalues, request->values, "float8");
	append_list(&sql, request->ncodes, request->codes, "int4");
	appendStringInfoString(&sql, "))");
	if (pass->by_unit)
		svy_design_columns(request->design, &sql);
	appendStringInfo(&sql, " FROM %s AS a WHERE (%s) IS NOT NULL", from, request->design->weight);
	if (pass->by_unit)
		append_groups(request->design, &sql);
	return sql.data;
}

/* ---- what comes back ---- */

/* a row: sums, then the columns of the design */
static void
take_row_of_sums(const SvyFrameRequest *request, const SvySumsPass *pass, const Datum *values,
				 const bool *nulls, SvyFrame *units, SvySumsTaker take, void *argument)
{
	SvyAddends sums;
	SummaryPath path;
	int32 unit = -1;

	if (nulls[0])
		return;
	sums = svy_addends_of(DatumGetArrayTypeP(values[0]), pass->nsums, pass->nmost);
	if (pass->by_unit)
	{
		svy_design_path(request->design, values + 1, nulls + 1, &path);
		unit = svy_frame_place(units, &path, 1);
	}
	take(&sums, unit, argument);
}

static void
ask_sums(const SvyFrameRequest *request, const SvySumsPass *pass, const char *from, SvyFrame *units,
		 SvySumsTaker take, void *argument)
{
	MemoryContext context = CurrentMemoryContext;
	Datum known = PointerGetDatum(pass->known);
	SPIExecuteOptions options = {
		.params = svy_answers_parameters(1, (const Oid[]){BYTEAOID}, &known), .read_only = true};
	char *query = sums_query(request, pass, from);
	int code = svy_answers_execute(svy_weight_of_design(request->design, request->filter), query,
								   &options);
	int columns = 1 + (pass->by_unit ? DESIGN_COLUMNS * request->design->nstages : 0);
	Datum *values = MemoryContextAlloc(context, sizeof(Datum) * columns);
	bool *nulls = MemoryContextAlloc(context, columns);

	MemoryContextSwitchTo(context);
	if (code != SPI_OK_SELECT)
		elog(ERROR, "query of the answers failed: %s", SPI_result_code_string(code));
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		if (row % 1000 == 0)
			CHECK_FOR_INTERRUPTS();
		heap_deform_tuple(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, values, nulls);
		take_row_of_sums(request, pass, values, nulls, units, take, argument);
	}
	SPI_freetuptable(SPI_tuptable);
	pfree(query);
	pfree(values);
	pfree(nulls);
}

void
svy_sums_scan(const SvyFrameRequest *request, const SvySumsPass *pass, SvyFrame *units,
			  SvySumsTaker take, void *argument)
{
	List *parts = partitions_to_ask(request->survey->answers);
	ListCell *cell;

	if (parts == NIL)
		ask_sums(request, pass, request->survey->answers_sql, units, take, argument);
	foreach (cell, parts)
	{
		Oid part = lfirst_oid(cell);
		char *from = quote_qualified_identifier(get_namespace_name(get_rel_namespace(part)),
												get_rel_name(part));

		ask_sums(request, pass, psprintf("ONLY %s", from), units, take, argument);
	}
}

/* ---- where the sums are made ---- */

static ArrayType *
array_of(FunctionCallInfo fcinfo, int argument, Oid type, int count)
{
	ArrayType *array = PG_ARGISNULL(argument) ? NULL : PG_GETARG_ARRAYTYPE_P(argument);

	if (array == NULL || ARR_ELEMTYPE(array) != type ||
		ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array)) != count)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("argument %d must be an array of %d answers", argument + 1, count)));
	return array;
}

static bool
element_is_null(const bits8 *nulls, int i)
{
	return nulls && !(nulls[i / 8] & (1 << i % 8));
}

/* a number that is none, of somebody who counts, is an error; that of others is no answer */
static double
finite_number(const SvySumsRow *row, int i, double value)
{
	const SvyRespondent *r = &row->respondent;

	if (likely(isfinite(value)))
		return value;
	if (r->keep && weight_counts(r->weight))
		svy_crosstab_check_named_value(value, row->names[i]);
	return NAN;
}

bool
svy_sums_respondent(FunctionCallInfo fcinfo, SvySumsRow *row)
{
	SvyRespondent *r = &row->respondent;
	ArrayType *values = array_of(fcinfo, 3, FLOAT8OID, row->nvalues);
	ArrayType *codes = array_of(fcinfo, 4, INT4OID, row->ncodes);
	const double *number = (const double *) ARR_DATA_PTR(values);
	const int32 *code = (const int32 *) ARR_DATA_PTR(codes);

	if (PG_ARGISNULL(1))
		return false;
	r->weight = PG_GETARG_FLOAT8(1);
	svy_check_signed_weight(r->weight, row->negative);
	r->keep = !PG_ARGISNULL(2) && PG_GETARG_BOOL(2);
	for (int i = 0; i < row->nvalues; i++)
		r->values[i] =
			element_is_null(ARR_NULLBITMAP(values), i) ? NAN : finite_number(row, i, *number++);
	for (int i = 0; i < row->ncodes; i++)
		r->codes[i] =
			element_is_null(ARR_NULLBITMAP(codes), i) ? FRAME_NO_CODE : svy_answer_code(*code++);
	return true;
}

void
svy_sums_row_put(const SvyFrameRequest *request, WireWriter *wire)
{
	wire_put_u8(wire, request->design->negative);
	wire_put_i32(wire, request->nvalues);
	for (int i = 0; i < request->nvalues; i++)
	{
		const char *name = svy_answer_names(request->survey, request->values[i]);

		wire_put_i32(wire, name ? (int32) strlen(name) : 0);
		for (const char *c = name; c && *c; c++)
			wire_put_u8(wire, (uint8) *c);
	}
	wire_put_i32(wire, request->ncodes);
}

/* a text that errors show: of the encoding of this database, or none */
static const char *
name_from(WireReader *wire, int32 length)
{
	char *name;

	if (length <= 0 || (Size) length > wire_left(wire))
	{
		wire->bad |= length != 0;
		return NULL;
	}
	name = pnstrdup((const char *) wire->next, length);
	wire->next += length;
	return strlen(name) == (Size) length && pg_verifymbstr(name, length, true) ? name : NULL;
}

bool
svy_sums_row_get(SvySumsRow *row, WireReader *wire)
{
	row->negative = wire_get_u8(wire);
	row->nvalues = wire_get_i32(wire);
	/* each has a length at least */
	if (row->nvalues < 0 || (Size) row->nvalues > wire_left(wire) / sizeof(int32))
		return false;
	row->names = palloc0_array(const char *, row->nvalues + 1);
	for (int i = 0; i < row->nvalues; i++)
		row->names[i] = name_from(wire, wire_get_i32(wire));
	row->ncodes = wire_get_i32(wire);
	if (wire->bad || row->ncodes < 0 || row->ncodes > MaxTupleAttributeNumber)
		return false;
	row->respondent.values = palloc_array(double, row->nvalues + 1);
	row->respondent.codes = palloc_array(int32, row->ncodes + 1);
	return true;
}

typedef struct Known
{
	bytea *bytes;
	void *what;
} Known;

void *
svy_sums_known(FunctionCallInfo fcinfo, void *(*read)(const bytea *bytes))
{
	Known *kept = fcinfo->flinfo->fn_extra;
	bytea *bytes = PG_GETARG_BYTEA_PP(0);
	Size size = VARSIZE_ANY(bytes);
	MemoryContext context;

	if (kept && (get_fn_expr_arg_stable(fcinfo->flinfo, 0) ||
				 (VARSIZE_ANY(kept->bytes) == size && memcmp(kept->bytes, bytes, size) == 0)))
		return kept->what;
	context = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	kept = palloc_object(Known);
	kept->bytes = palloc(size);
	memcpy(kept->bytes, bytes, size);
	kept->what = read(kept->bytes);
	MemoryContextSwitchTo(context);
	fcinfo->flinfo->fn_extra = kept;
	return kept->what;
}
