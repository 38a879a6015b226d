/*
 * summary.c
 *	  The aggregates of survey_summary.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "access/tupmacs.h"
#include "pg/summary.h"

#define FIRST_UNITS 4
#define FIRST_TEXT 32

/* memory for a state; sizes that PostgreSQL's values cannot have are refused */
static Summary *
allocate(size_t size)
{
	Summary *s;

	if (size == 0 || !AllocSizeIsValid(size))
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("survey summary has too many clusters"),
						errdetail("A state may take up to 1 GB, about ten million clusters."),
						errhint("Where every respondent is a cluster, pass NULL as cluster.")));
	s = palloc0(size);
	return s;
}

static Summary *
sized(Summary *s, size_t size)
{
	SET_VARSIZE(s, size);
	return s;
}

Summary *
svy_summary_canonical(Summary *s)
{
	size_t size;
	Summary *result;
	int32 *work;

	if (s->canonical)
		return s;
	size = summary_canonical_size(s);
	result = allocate(size);
	work = palloc(2 * sizeof(int32) * (s->nunits + 1));
	summary_canonical(result, s, work);
	pfree(work);
	return sized(result, size);
}

Summary *
svy_summary_argument(Summary *s)
{
	if (unlikely(s->many != 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("survey summary is of %d variables that are still together", s->many),
				 errhint("Take one of the summaries that survey_summaries returns.")));
	return svy_summary_canonical(s);
}

Summary *
svy_summary_duplicate(const Summary *s)
{
	Summary *result = allocate(VARSIZE(s));

	memcpy(result, s, VARSIZE(s));
	return result;
}

/* a copy that has room for growth */
static Summary *
with_room(const Summary *s, int32 units, int32 text)
{
	SummaryRoom room = {Max(units, FIRST_UNITS), Max(text, 0), s->many};
	size_t size = summary_copy_size(s, room);
	Summary *result = allocate(size);

	summary_copy(result, s, room);
	return sized(result, size);
}

static Summary *
grown_summary(const Summary *s, int32 more_units, int32 more_text)
{
	int64 units = Max(2 * (int64) s->nunits, s->nunits + (int64) more_units);
	int64 text = Max(2 * (int64) s->text_size, s->text_size + (int64) more_text);

	return with_room(s, Min(units, PG_INT32_MAX / 4), Min(text, PG_INT32_MAX / 2));
}

/* ------------------------------------------------------------ transition --- */

static SummaryKey
number_key(int64 number)
{
	return (SummaryKey){SUMMARY_NUMBER, number, NULL, 0};
}

static SummaryKey
text_key(const void *value)
{
	return (SummaryKey){SUMMARY_TEXT, 0, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value)};
}

/* a label from an argument; absent or NULL: as "none" says */
static SummaryKey
key_argument(FunctionCallInfo fcinfo, int arg, SummaryKind kind, SummaryKind none)
{
	if (arg >= PG_NARGS() || PG_ARGISNULL(arg))
		return (SummaryKey){none, 0, NULL, 0};
	if (kind == SUMMARY_NUMBER)
		return number_key(PG_GETARG_INT64(arg));
	return text_key(PG_GETARG_TEXT_PP(arg));
}

static inline double
fpc_argument(FunctionCallInfo fcinfo, int arg)
{
	return arg >= PG_NARGS() || PG_ARGISNULL(arg) ? NAN : PG_GETARG_FLOAT8(arg);
}

/* text bytes that the keys of a row may need */
static int32
path_text(const SummaryPath *path)
{
	int64 bytes = FIRST_TEXT;

	for (int i = 0; i < 2 * path->nstages; i++)
		bytes += path->keys[i].length; /* NOLINT(clang-analyzer-core.uninitialized.Assign) */
	return Min(bytes, PG_INT32_MAX / 2);
}

/* what a transition takes */
typedef struct Takes
{
	bool ratio;
	bool many;
	bool negative; /* weights below zero too */
} Takes;

static Summary *
make_summary(const SummaryPath *path, Takes takes, int32 units, int32 many)
{
	SummaryRoom room = {Max(units, FIRST_UNITS), path_text(path), many};
	size_t size = summary_size(path, takes.ratio, room);
	Summary *s = allocate(size);

	summary_init(s, path, takes.ratio, room);
	s->negative = takes.negative;
	return sized(s, size);
}

/* adds the row to the aggregate's state, made or moved where needed; y and x are arguments 1 and 2 */
static Datum
add_row(FunctionCallInfo fcinfo, Takes takes, const SummaryPath *path)
{
	bool ratio = takes.ratio;
	int weight_arg = ratio ? 3 : 2;
	bool has_value = !PG_ARGISNULL(1) && !(ratio && PG_ARGISNULL(2));
	double y = has_value ? PG_GETARG_FLOAT8(1) : 0;
	double x = has_value && ratio ? PG_GETARG_FLOAT8(2) : 0;
	double weight = PG_GETARG_FLOAT8(weight_arg);
	SummaryProblem problem = {FAULT_NONE, 0, -1};
	Summary *s;
	SvyStatus status;

	if (PG_ARGISNULL(0))
		s = make_summary(path, takes, 0, 0);
	else
	{
		s = (Summary *) PG_DETOAST_DATUM(PG_GETARG_DATUM(0));
		if (s->ratio != ratio || s->many != 0)
			svy_summary_check(SVY_BAD_ARGUMENT, &problem, s);
		if (s->canonical || !AggCheckCallContext(fcinfo, NULL))
			s = grown_summary(s, 0, path_text(path));
	}
	svy_check_signed_weight(weight, takes.negative);
	while ((status = summary_add(s, path, weight, has_value, y, x, &problem)) == SVY_NO_SPACE)
		s = grown_summary(s, FIRST_UNITS, path_text(path));
	if (unlikely(status == SVY_BAD_VALUE))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("survey value must be finite, not %g", isfinite(y) ? x : y),
						errhint("Use NULL for a respondent without a value.")));
	svy_summary_check(status, &problem, s);
	PG_RETURN_POINTER(s);
}

/* a row without weight is no part of the sample */
static Datum
skip_row(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(PG_GETARG_DATUM(0));
}

/* the values of a row of several variables */
typedef struct Values
{
	int32 count;
	const double *y;
	const bool *missing; /* NULL: none is */
} Values;

/* a float8[]; where it has NULLs its elements are spread out over the caller's arrays */
static Values
values_argument(FunctionCallInfo fcinfo, double *y, bool *missing)
{
	ArrayType *array = PG_ARGISNULL(1) ? NULL : PG_GETARG_ARRAYTYPE_P(1);
	Values values = {0, NULL, NULL};
	const bits8 *nulls;

	if (!array || ARR_NDIM(array) != 1 || ARR_DIMS(array)[0] > SUMMARY_MAX_VARIABLES)
		ereport(ERROR, (errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
						errmsg("values must be a one-dimensional array of 1 to %d elements",
							   SUMMARY_MAX_VARIABLES)));
	values.count = ARR_DIMS(array)[0];
	values.y = (const double *) ARR_DATA_PTR(array);
	nulls = ARR_NULLBITMAP(array);
	if (!nulls)
		return values;
	for (int32 i = 0, at = 0; i < values.count; i++)
	{
		missing[i] = !(nulls[i / 8] & (1 << (i % 8)));
		y[i] = missing[i] ? 0 : values.y[at++];
	}
	values.y = y;
	values.missing = missing;
	return values;
}

/* adds a row of several variables to the aggregate's state */
static Datum
add_row_of_many(FunctionCallInfo fcinfo, Takes takes, const SummaryPath *path)
{
	double weight = PG_GETARG_FLOAT8(2);
	SummaryProblem problem = {FAULT_NONE, 0, -1};
	double y[SUMMARY_MAX_VARIABLES];
	bool missing[SUMMARY_MAX_VARIABLES];
	Values values = values_argument(fcinfo, y, missing);
	Summary *s;
	SvyStatus status;

	if (PG_ARGISNULL(0))
		s = make_summary(path, takes, 0, values.count);
	else
	{
		s = (Summary *) PG_DETOAST_DATUM(PG_GETARG_DATUM(0));
		if (s->ratio || s->many != values.count)
			ereport(ERROR, (errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
							errmsg("respondents have %d and %d values", s->many, values.count)));
		if (s->canonical || !AggCheckCallContext(fcinfo, NULL))
			s = grown_summary(s, 0, path_text(path));
	}
	svy_check_signed_weight(weight, takes.negative);
	while ((status = summary_add_many(s, path, weight, values.y, values.missing, &problem)) ==
		   SVY_NO_SPACE)
		s = grown_summary(s, FIRST_UNITS, path_text(path));
	if (unlikely(status == SVY_BAD_VALUE))
	{
		int bad = 0;

		while (bad < values.count - 1 && isfinite(values.y[bad])) /* NOLINT */
			bad++;
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("survey value must be finite, not %g", values.y[bad]), /* NOLINT */
						errhint("Use NULL for a respondent without a value.")));
	}
	svy_summary_check(status, &problem, s);
	PG_RETURN_POINTER(s);
}

static Datum
add_element(FunctionCallInfo fcinfo, bool ratio, bool many, SummaryKind stratum,
			SummaryKind cluster)
{
	int first = ratio ? 4 : 3;
	SummaryPath path;

	if (PG_ARGISNULL(first - 1))
		return skip_row(fcinfo);
	path.nstages = 1;
	path.keys[0] = key_argument(fcinfo, first, stratum, SUMMARY_NONE);
	path.keys[1] = key_argument(fcinfo, first + 1, cluster, SUMMARY_ELEMENT);
	path.fpc[0] = fpc_argument(fcinfo, first + 2);
	return many ? add_row_of_many(fcinfo, (Takes){.many = true}, &path)
				: add_row(fcinfo, (Takes){.ratio = ratio}, &path);
}

#define TRANSITION(name, ratio, many, stratum, cluster)                                            \
	PG_FUNCTION_INFO_V1(name);                                                                     \
	Datum name(PG_FUNCTION_ARGS)                                                                   \
	{                                                                                              \
		return add_element(fcinfo, ratio, many, stratum, cluster);                                 \
	}

TRANSITION(svy_summary_trans, false, false, SUMMARY_NUMBER, SUMMARY_NUMBER)
TRANSITION(svy_summary_trans_text, false, false, SUMMARY_TEXT, SUMMARY_TEXT)
TRANSITION(svy_summary_trans_text_number, false, false, SUMMARY_TEXT, SUMMARY_NUMBER)
TRANSITION(svy_summary_trans_number_text, false, false, SUMMARY_NUMBER, SUMMARY_TEXT)
TRANSITION(svy_summaries_trans, false, true, SUMMARY_NUMBER, SUMMARY_NUMBER)
TRANSITION(svy_summaries_trans_text, false, true, SUMMARY_TEXT, SUMMARY_TEXT)
TRANSITION(svy_summaries_trans_text_number, false, true, SUMMARY_TEXT, SUMMARY_NUMBER)
TRANSITION(svy_summaries_trans_number_text, false, true, SUMMARY_NUMBER, SUMMARY_TEXT)
TRANSITION(svy_ratio_summary_trans, true, false, SUMMARY_NUMBER, SUMMARY_NUMBER)
TRANSITION(svy_ratio_summary_trans_text, true, false, SUMMARY_TEXT, SUMMARY_TEXT)
TRANSITION(svy_ratio_summary_trans_text_number, true, false, SUMMARY_TEXT, SUMMARY_NUMBER)
TRANSITION(svy_ratio_summary_trans_number_text, true, false, SUMMARY_NUMBER, SUMMARY_TEXT)

/* -------------------------------------------------------------- stages --- */

/* the elements of an array argument, one after the other, without copies */
typedef struct Walker
{
	const char *next;
	const bits8 *nulls;
	int length;
	int at;
} Walker;

static Walker
walk(FunctionCallInfo fcinfo, int arg)
{
	Walker walker = {0};
	ArrayType *array;

	if (arg >= PG_NARGS() || PG_ARGISNULL(arg))
		return walker;
	array = PG_GETARG_ARRAYTYPE_P(arg);
	if (ARR_NDIM(array) > 1)
		ereport(ERROR, (errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
						errmsg("stages of a design must be a one-dimensional array")));
	walker.length = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));
	if (walker.length > SUMMARY_MAX_STAGES)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("a design may have up to %d stages, not %d", SUMMARY_MAX_STAGES,
							   walker.length)));
	walker.next = ARR_DATA_PTR(array);
	walker.nulls = ARR_NULLBITMAP(array);
	return walker;
}

/* the next element, or NULL */
static const void *
walk_on(Walker *walker, bool text)
{
	const char *value = walker->next;
	int at = walker->at++;

	if (at >= walker->length || (walker->nulls && !(walker->nulls[at / 8] & (1 << (at % 8)))))
		return NULL;
	if (!text)
	{
		walker->next += 8;
		return value;
	}
	/* texts begin on four bytes */
	value = (const char *) att_align_pointer(value, TYPALIGN_INT, -1, value);
	walker->next = value + VARSIZE_ANY(value);
	return value;
}

static SummaryKey
walk_key(Walker *walker, bool text, SummaryKind none)
{
	const void *value = walk_on(walker, text);

	if (!value)
		return (SummaryKey){none, 0, NULL, 0};
	if (text)
		return text_key(value);
	return number_key(*(const int64 *) value);
}

/* strata, clusters and fpc as arrays with one element for each stage */
static Datum
transition_stages(FunctionCallInfo fcinfo, Takes takes, bool text)
{
	int first = takes.ratio ? 4 : 3;
	Walker strata;
	Walker clusters;
	Walker fpc;
	SummaryPath path;

	if (PG_ARGISNULL(first - 1))
		return skip_row(fcinfo);
	strata = walk(fcinfo, first);
	clusters = walk(fcinfo, first + 1);
	fpc = walk(fcinfo, first + 2);
	path.nstages = Max(Max(strata.length, clusters.length), Max(fpc.length, 1));
	for (int i = 0; i < path.nstages; i++)
	{
		const void *population;

		path.keys[2 * i] = walk_key(&strata, text, SUMMARY_NONE);
		path.keys[2 * i + 1] = walk_key(&clusters, text, SUMMARY_ELEMENT);
		population = walk_on(&fpc, false);
		path.fpc[i] = population ? *(const double *) population : NAN;
		if (i < path.nstages - 1 && path.keys[2 * i + 1].kind == SUMMARY_ELEMENT)
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("cluster of stage %d of %d must not be null", i + 1, path.nstages),
					 errhint("Only at the last stage may each respondent be a cluster.")));
	}
	return takes.many ? add_row_of_many(fcinfo, takes, &path) : add_row(fcinfo, takes, &path);
}

#define TRANSITION_STAGES(name, text, ...)                                                         \
	PG_FUNCTION_INFO_V1(name);                                                                     \
	Datum name(PG_FUNCTION_ARGS)                                                                   \
	{                                                                                              \
		return transition_stages(fcinfo, (Takes){__VA_ARGS__}, text);                              \
	}

TRANSITION_STAGES(svy_summary_trans_stages, false, .many = false)
TRANSITION_STAGES(svy_summary_trans_stages_text, true, .many = false)
TRANSITION_STAGES(svy_ratio_summary_trans_stages, false, .ratio = true)
TRANSITION_STAGES(svy_ratio_summary_trans_stages_text, true, .ratio = true)
TRANSITION_STAGES(svy_summaries_trans_stages, false, .many = true)
TRANSITION_STAGES(svy_summaries_trans_stages_text, true, .many = true)

/* weights of a survey whose codebook knows that they may be below zero */
TRANSITION_STAGES(svy_signed_summary_trans, false, .negative = true)
TRANSITION_STAGES(svy_signed_summary_trans_text, true, .negative = true)
TRANSITION_STAGES(svy_signed_ratio_summary_trans, false, .negative = true, .ratio = true)
TRANSITION_STAGES(svy_signed_ratio_summary_trans_text, true, .negative = true, .ratio = true)
TRANSITION_STAGES(svy_signed_summaries_trans, false, .negative = true, .many = true)
TRANSITION_STAGES(svy_signed_summaries_trans_text, true, .negative = true, .many = true)

/* the states of several variables, as an array of their own states */
PG_FUNCTION_INFO_V1(svy_summaries_final);
Datum
svy_summaries_final(PG_FUNCTION_ARGS)
{
	Summary *s = SVY_GETARG_SUMMARIES(0);
	size_t size = summary_split_size(s);
	Datum *states = palloc(sizeof(Datum) * (s->many + 1));
	ArrayType *result;

	for (int32 i = 0; i < s->many; i++)
	{
		Summary *part = sized(allocate(size), size);

		summary_split(part, s, i);
		states[i] = PointerGetDatum(sized(part, size));
	}
	result =
		construct_array(states, s->many, get_element_type(get_func_rettype(fcinfo->flinfo->fn_oid)),
						-1, false, TYPALIGN_DOUBLE);
	PG_RETURN_ARRAYTYPE_P(result);
}

/* ---------------------------------------------------------------- merging --- */

Summary *
svy_summary_merge(Summary *into, const Summary *from)
{
	SummaryProblem problem = {FAULT_NONE, 0, -1};
	int32 *map = palloc(sizeof(int32) * (from->nunits + 1));
	SvyStatus status;

	CHECK_FOR_INTERRUPTS();
	if (into->canonical)
		into = grown_summary(into, FIRST_UNITS, FIRST_TEXT);
	while ((status = summary_merge(into, from, map, &problem)) == SVY_NO_SPACE)
		into = grown_summary(into, FIRST_UNITS, from->text_size + FIRST_TEXT);
	if (problem.fault == FAULT_NONE && (into->framed || from->framed) && status != SVY_OK)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("survey summaries that know their frame cannot be merged"),
						errhint("Merge first, then call survey_domain.")));
	svy_summary_check(status, &problem, into);
	pfree(map);
	return into;
}

Summary *
svy_summary_add_part(Summary *s, const SummaryPath *path, bool ratio, const SummaryPart *part,
					 int32 expected)
{
	SummaryProblem problem = {FAULT_NONE, 0, -1};
	SvyStatus status;

	if (s == NULL)
		s = make_summary(path, (Takes){.ratio = ratio}, expected, 0);
	while ((status = summary_add_part(s, path, part, &problem)) == SVY_NO_SPACE)
	{
		Summary *larger = grown_summary(s, FIRST_UNITS, path_text(path));

		pfree(s);
		s = larger;
	}
	svy_summary_check(status, &problem, s);
	return s;
}

/* (state, state) -> state; the right one is never kept */
PG_FUNCTION_INFO_V1(svy_summary_combine);
Datum
svy_summary_combine(PG_FUNCTION_ARGS)
{
	Summary *into;

	if (PG_ARGISNULL(1))
		return skip_row(fcinfo);
	if (PG_ARGISNULL(0))
	{
		/* the executor copies what is not the state that it passed */
		PG_RETURN_POINTER(PG_DETOAST_DATUM(PG_GETARG_DATUM(1)));
	}
	into = (Summary *) PG_DETOAST_DATUM(PG_GETARG_DATUM(0));
	if (!AggCheckCallContext(fcinfo, NULL))
		into = with_room(into, into->nunits, into->text_size);
	PG_RETURN_POINTER(svy_summary_merge(into, (Summary *) PG_DETOAST_DATUM(PG_GETARG_DATUM(1))));
}

PG_FUNCTION_INFO_V1(svy_summary_final);
Datum
svy_summary_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(SVY_GETARG_SUMMARY(0));
}

PG_FUNCTION_INFO_V1(svy_summary_domain);
Datum
svy_summary_domain(PG_FUNCTION_ARGS)
{
	Summary *domain = svy_summary_duplicate(SVY_GETARG_SUMMARY(0));
	SummaryProblem problem = {FAULT_NONE, 0, -1};
	SvyStatus status = summary_frame(domain, SVY_GETARG_SUMMARY(1), &problem);

	if (status != SVY_OK && problem.fault == FAULT_NONE)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("survey summary already knows its frame")));
	svy_summary_check(status, &problem, domain);
	PG_RETURN_POINTER(domain);
}

PG_FUNCTION_INFO_V1(svy_summary_share);
Datum
svy_summary_share(PG_FUNCTION_ARGS)
{
	Summary *whole = svy_summary_duplicate(SVY_GETARG_SUMMARY(1));
	SummaryProblem problem = {FAULT_NONE, 0, -1};
	SvyStatus status = summary_share(whole, SVY_GETARG_SUMMARY(0), &problem);

	if (status != SVY_OK && problem.fault == FAULT_NONE)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("a share is not defined for summaries of a ratio or with a frame"),
						errhint("Call survey_domain on the result.")));
	svy_summary_check(status, &problem, whole);
	PG_RETURN_POINTER(whole);
}
