/*
 * design.c
 *	  The design of a survey, from its codebook to SQL and to the kernel.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "codebook/property.h"
#include "sample/design.h"

/* a label column: integers as bigint, anything else as text */
static char *
label_sql(const Survey *survey, const char *column, const char *alias, bool *text,
		  AttrNumber *number)
{
	AttrNumber attribute = get_attnum(survey->answers, column);
	Oid type = get_atttype(survey->answers, attribute);

	*text = type != INT2OID && type != INT4OID && type != INT8OID;
	*number = *text ? 0 : attribute;
	return psprintf("(%s)::pg_catalog.%s", svy_column_sql(column, alias), *text ? "text" : "int8");
}

static char *
number_sql(const Survey *survey, const char *column, const char *alias, AttrNumber *number)
{
	AttrNumber attribute = get_attnum(survey->answers, column);

	*number = svy_is_number_type(get_atttype(survey->answers, attribute)) ? attribute : 0;
	return psprintf("(%s)::pg_catalog.float8", svy_column_sql(column, alias));
}

SvyDesign *
svy_design_open(const Survey *survey, const char *weight, const char *alias)
{
	SvyDesign *design = palloc0(sizeof(SvyDesign));
	const SurveyDesign *d = survey->design;

	design->survey = survey;
	design->weight_name = weight;
	design->weight = svy_weight_sql(survey, weight, alias);
	if (!design->weight)
		design->weight = "1.0::pg_catalog.float8";
	else
		design->negative = svy_weight_negative(survey, weight);
	design->nstages = 1;
	/* without population corrections only the first stage matters */
	if (d && d->nfpc > 0)
		design->nstages = Max(Max(d->nstrata, d->nclusters), Max(d->nfpc, 1));
	if (design->nstages > SUMMARY_MAX_STAGES)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("survey \"%s\" has %d stages; at most %d are possible", survey->name,
							   design->nstages, SUMMARY_MAX_STAGES)));
	for (int i = 0; d && i < design->nstages; i++)
	{
		SvyStage *stage = &design->stages[i];

		if (i < d->nstrata)
			stage->stratum = label_sql(survey, d->strata[i], alias, &stage->stratum_text,
									   &stage->stratum_column);
		if (i < d->nclusters)
			stage->cluster = label_sql(survey, d->clusters[i], alias, &stage->cluster_text,
									   &stage->cluster_column);
		if (i < d->nfpc)
			stage->fpc = number_sql(survey, d->fpc[i], alias, &stage->fpc_column);
		if (!stage->cluster && i < design->nstages - 1)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("design of survey \"%s\" has strata or population corrections for "
							"stage %d but no clusters for stage %d",
							survey->name, i + 2, i + 1)));
	}
	return design;
}

/* several stages go into arrays, whose labels are all integers or all texts */
static void
append_array(StringInfo sql, const SvyDesign *design, bool clusters, bool text)
{
	appendStringInfoString(sql, ", ARRAY[");
	for (int i = 0; i < design->nstages; i++)
	{
		const char *label = clusters ? design->stages[i].cluster : design->stages[i].stratum;

		appendStringInfo(sql, "%s(%s)::pg_catalog.%s", i ? ", " : "", label ? label : "NULL",
						 text ? "text" : "int8");
	}
	appendStringInfoString(sql, "]");
}

static void
append_stages(StringInfo sql, const SvyDesign *design)
{
	bool text = false;

	for (int i = 0; i < design->nstages; i++)
		text |= (design->stages[i].stratum && design->stages[i].stratum_text) ||
				(design->stages[i].cluster && design->stages[i].cluster_text);
	append_array(sql, design, false, text);
	append_array(sql, design, true, text);
	appendStringInfoString(sql, ", ARRAY[");
	for (int i = 0; i < design->nstages; i++)
		appendStringInfo(sql, "%s%s", i ? ", " : "",
						 design->stages[i].fpc ? design->stages[i].fpc : "NULL::pg_catalog.float8");
	appendStringInfoString(sql, "]");
}

char *
svy_design_arguments(const SvyDesign *design)
{
	const SvyStage *first = &design->stages[0];
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, ", %s", design->weight);
	if (design->nstages > 1 || design->negative)
		append_stages(&sql, design);
	else if (first->stratum || first->cluster || first->fpc)
	{
		appendStringInfo(&sql, ", %s", first->stratum ? first->stratum : "NULL::pg_catalog.int8");
		if (first->cluster || first->fpc)
			appendStringInfo(&sql, ", %s",
							 first->cluster ? first->cluster : "NULL::pg_catalog.int8");
		if (first->fpc)
			appendStringInfo(&sql, ", %s", first->fpc);
	}
	return sql.data;
}

char *
svy_design_aggregate(const SvyDesign *design, const char *schema, const char *name)
{
	static const char prefix[] = "survey_";

	if (!design->negative)
		return psprintf("%s.%s", schema, name);
	Assert(strncmp(name, prefix, strlen(prefix)) == 0);
	return psprintf("mlops_survey.signed_%s", name + strlen(prefix));
}

int
svy_design_columns(const SvyDesign *design, StringInfo sql)
{
	for (int i = 0; i < design->nstages; i++)
	{
		const SvyStage *stage = &design->stages[i];

		appendStringInfo(sql, ", %s, %s, %s", stage->stratum ? stage->stratum : "NULL",
						 stage->cluster ? stage->cluster : "NULL",
						 stage->fpc ? stage->fpc : "NULL");
	}
	return DESIGN_COLUMNS * design->nstages;
}

static SummaryKey
path_key(bool present, bool text, Datum value, bool isnull, SummaryKind none)
{
	SummaryKey key = {none, 0, NULL, 0};

	if (!present || isnull)
		return key;
	key.kind = text ? SUMMARY_TEXT : SUMMARY_NUMBER;
	if (text)
	{
		struct varlena *label = PG_DETOAST_DATUM_PACKED(value);

		key.text = VARDATA_ANY(label);
		key.length = VARSIZE_ANY_EXHDR(label);
	}
	else
		key.number = DatumGetInt64(value);
	return key;
}

void
svy_design_path(const SvyDesign *design, const Datum *values, const bool *nulls, SummaryPath *path)
{
	path->nstages = design->nstages;
	for (int i = 0; i < design->nstages; i++)
	{
		const SvyStage *stage = &design->stages[i];

		path->keys[2 * i] = path_key(stage->stratum, stage->stratum_text, values[DESIGN_STRATUM],
									 nulls[DESIGN_STRATUM], SUMMARY_NONE);
		path->keys[2 * i + 1] =
			path_key(stage->cluster, stage->cluster_text, values[DESIGN_CLUSTER],
					 nulls[DESIGN_CLUSTER], SUMMARY_ELEMENT);
		path->fpc[i] = stage->fpc && !nulls[DESIGN_FPC] ? DatumGetFloat8(values[DESIGN_FPC]) : NAN;
		values += DESIGN_COLUMNS;
		nulls += DESIGN_COLUMNS;
	}
}

static int
compare_labels(const void *a, const void *b, void *s)
{
	SummaryKey left = summary_key(s, *(const int32 *) a);
	SummaryKey right = summary_key(s, *(const int32 *) b);

	return summary_compare_keys(&left, &right);
}

void
svy_design_check_nest(const Survey *survey, const Summary *s)
{
	int32 *clusters;
	int32 count = 0;

	if (!survey->design || survey->design->nest || survey->design->nstrata == 0 ||
		survey->design->nclusters == 0)
		return;
	clusters = palloc_extended(sizeof(int32) * (s->nunits + 1), MCXT_ALLOC_HUGE);
	for (int32 i = 0; i < s->nunits; i++)
		if (summary_unit(s, i)->level == 1)
			clusters[count++] = i;
	qsort_arg(clusters, count, sizeof(int32), compare_labels, (void *) s);
	for (int32 i = 1; i < count; i++)
		if (compare_labels(&clusters[i - 1], &clusters[i], (void *) s) == 0)
		{
			SummaryKey key = summary_key(s, clusters[i]);

			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 key.kind == SUMMARY_TEXT
						 ? errmsg("cluster \"%.*s\" of survey \"%s\" is in more than one stratum",
								  key.length, key.text, survey->name)
						 : errmsg("cluster " INT64_FORMAT
								  " of survey \"%s\" is in more than one stratum",
								  key.number, survey->name),
					 errhint("If clusters are numbered anew in each stratum, say \"nest\": true in "
							 "the design of the codebook.")));
		}
	pfree(clusters);
}

void
svy_design_check(const Survey *survey, const Summary *s)
{
	SummaryProblem problem = {FAULT_NONE, 0, -1};
	bool fractions;

	svy_summary_check(summary_fpc_kind(s, &fractions, &problem), &problem, s);
	svy_design_check_nest(survey, s);
}

DesignLonely
svy_design_lonely(const Survey *survey, const char *argument)
{
	if (argument)
		return svy_lonely_option(argument);
	if (survey->design && survey->design->lonely)
		return svy_lonely_option(survey->design->lonely);
	return LONELY_FAIL;
}
