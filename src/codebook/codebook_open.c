/*
 * codebook_open.c
 *	  Surveys as functions by name take them: name, number of the table, lock,
 *	  and a second look, since another table may have got the name while the lock
 *	  was waited for.  doc/architecture.md has the table of locks.
 */
#include "postgres.h"

#include "access/parallel.h"
#include "access/relation.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "executor/spi.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "codebook/codebook_impl.h"
#include "codebook/codebook_register.h"
#include "server/catalogue.h"
#include "server/lock.h"

/*
 * Checking that the table still is what was registered
 */

static void
require_column(const Survey *survey, const char *column, const char *what)
{
	if (column == NULL || get_attnum(survey->answers, column) > 0)
		return;
	ereport(ERROR, (errcode(ERRCODE_UNDEFINED_COLUMN),
					errmsg("%s \"%s\" of survey \"%s\" is no longer a column of %s", what, column,
						   survey->name, survey->answers_sql),
					errhint("Register the survey anew with replace => true.")));
}

void
svy_check_columns(Survey *survey)
{
	for (int i = 0; i < survey->nvariables; i++)
	{
		SurveyVariable *variable = &survey->variables[i];
		const char *mismatch = svy_column_mismatch(survey->answers, variable);

		if (mismatch == NULL)
			continue;
		if (variable->attnum <= 0)
			require_column(survey, variable->name, "variable");
		ereport(ERROR, (errcode(ERRCODE_DATATYPE_MISMATCH),
						errmsg("variable \"%s\" of survey \"%s\" is %s, but its column of type %s "
							   "%s",
							   variable->name, survey->name, svy_measure_name(variable->measure),
							   format_type_be(variable->type), mismatch),
						errhint("The table %s was altered after it was registered. Register the "
								"survey anew with replace => true.",
								survey->answers_sql)));
	}
	require_column(survey, survey->weight, "weight");
	require_column(survey, survey->respondent_key, "respondent");
}

static void
check_design_columns(const Survey *survey)
{
	const SurveyDesign *design = survey->design;

	if (design == NULL)
		return;
	for (int i = 0; i < design->nstrata; i++)
		require_column(survey, design->strata[i], "stratum");
	for (int i = 0; i < design->nclusters; i++)
		require_column(survey, design->clusters[i], "cluster");
	for (int i = 0; i < design->nfpc; i++)
		require_column(survey, design->fpc[i], "finite population");
}

/* whether svy_check_columns would let all pass */
static bool
columns_fit(Survey *survey)
{
	for (int i = 0; i < survey->nvariables; i++)
		if (svy_column_mismatch(survey->answers, &survey->variables[i]) != NULL)
			return false;
	return (survey->weight == NULL || get_attnum(survey->answers, survey->weight) > 0) &&
		   (survey->respondent_key == NULL ||
			get_attnum(survey->answers, survey->respondent_key) > 0);
}

/*
 * Readers
 */

/* rights first, so that nobody locks a table that he may not read */
static void
check_may_read(const Survey *survey)
{
	if (SearchSysCacheExists1(RELOID, ObjectIdGetDatum(survey->answers)) &&
		!svy_reads_any(survey->answers))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("permission denied for the answers of survey \"%s\"", survey->name),
				 errhint("Ask the owner of %s for SELECT on it.", get_rel_name(survey->answers))));
}

/* the lock stays, so that the columns are those that are checked; NULL: the table is gone */
static Relation
lock_answers(Survey *survey)
{
	Relation answers;

	check_may_read(survey);
	answers =
		OidIsValid(survey->answers) ? try_relation_open(survey->answers, AccessShareLock) : NULL;
	if (answers != NULL)
		survey->answers_sql = quote_qualified_identifier(
			get_namespace_name(RelationGetNamespace(answers)), RelationGetRelationName(answers));
	return answers;
}

static void
pg_attribute_noreturn() answers_gone(const Survey *survey)
{
	ereport(ERROR,
			(errcode(ERRCODE_UNDEFINED_TABLE),
			 errmsg("the answers table of survey \"%s\" does not exist any more", survey->name),
			 errhint("Drop the survey with drop_survey, or register another table under its "
					 "name with replace => true.")));
}

/* the row of the survey as it is committed now; NULL if there is none */
static Survey *
survey_now(const char *name)
{
	Survey *survey;

	PushActiveSnapshot(GetLatestSnapshot());
	survey = svy_survey_row(name, false, true);
	PopActiveSnapshot();
	return survey;
}

static bool
same_relations(const Survey *a, const Survey *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return a->answers == b->answers && a->labels_view == b->labels_view &&
		   a->long_view == b->long_view && a->analysis_view == b->analysis_view;
}

static void
pg_attribute_noreturn() changed_meanwhile(const char *name)
{
	ereport(ERROR, (errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
					errmsg("could not serialize access: survey \"%s\" was changed by another "
						   "transaction",
						   name),
					errhint("Begin the transaction again.")));
}

/* where the snapshot cannot be renewed: whether it shows another table than there is now */
static void
check_snapshot_holds(const char *name, const Survey *survey)
{
	bool young = survey != NULL && OidIsValid(survey->answers) &&
				 svy_relation_younger(survey->answers, true);

	if (IsInParallelMode())
	{
		if (young)
			changed_meanwhile(name);
	}
	else if (IsolationUsesXactSnapshot() && (young || !same_relations(survey, survey_now(name))))
		changed_meanwhile(name);
}

/* the table under its lock, with the columns that the codebook has; *answers: NULL if it is gone */
static bool
stands(Survey *survey, Relation *answers)
{
	*answers = lock_answers(survey);
	if (*answers == NULL)
		return false;
	return !svy_relation_younger(survey->answers, IsolationUsesXactSnapshot()) &&
		   columns_fit(survey);
}

/*
 * A survey whose table was replaced or changed since the snapshot was taken is
 * read again, with what is committed now; only what is wrong twice is wrong.
 */
static Survey *
open_survey(const char *name, bool read_only)
{
	Survey *survey = NULL;
	Relation answers = NULL;
	Oid before;

	for (int attempt = 0;; attempt++)
	{
		before = survey ? survey->answers : InvalidOid;
		survey = svy_codebook_read(name, false, read_only);
		if (survey != NULL && stands(survey, &answers))
			break;
		check_snapshot_holds(name, survey);
		if ((attempt > 0 && before == (survey ? survey->answers : InvalidOid)) ||
			!svy_snapshot_renew())
			break;
		if (answers != NULL)
			relation_close(answers, NoLock);
		answers = NULL;
	}
	if (survey == NULL)
		svy_survey_unknown(name, read_only);
	if (answers == NULL)
		answers_gone(survey);
	svy_check_columns(survey);
	svy_codebook_read_design(survey, answers, read_only);
	check_design_columns(survey);
	relation_close(answers, NoLock);
	return survey;
}

Survey *
svy_survey_open(const char *name)
{
	return open_survey(name, true);
}

Survey *
svy_survey_reopen(const char *name)
{
	return open_survey(name, false);
}

Survey *
svy_survey_show(const char *name)
{
	Survey *survey = svy_survey_read(name, false, true);

	if ((survey == NULL || !OidIsValid(survey->answers)) && svy_snapshot_renew())
		survey = NULL;
	if (survey == NULL)
		survey = svy_survey_read(name, true, true);
	svy_bind_columns(survey);
	return survey;
}

/*
 * Writers
 */

static void
lock_name(const char *name)
{
	/*
	 * A lock on an object that is none: the catalogue table with 48 bits for a
	 * number.  Nobody can make up a name of his own that has those of another.
	 */
	Oid catalogue = get_relname_relid("survey", get_namespace_oid("mlops_survey", false));
	bytea *digest = DatumGetByteaPP(DirectFunctionCall1(sha256_bytea, CStringGetTextDatum(name)));
	const unsigned char *bits = (const unsigned char *) VARDATA_ANY(digest);

	LockDatabaseObject(catalogue, ((Oid) bits[0] << 24) | bits[1] << 16 | bits[2] << 8 | bits[3],
					   bits[4] << 8 | bits[5], ExclusiveLock);
}

/*
 * Views before tables, as who reads through a view locks them; those that are
 * alike in the order of their numbers.
 */
static void
lock_relations(const Survey *survey, const SurveyHold *hold)
{
	Oid views[SURVEY_VIEWS];
	bool owned = survey != NULL && svy_owns_relation(survey->answers);
	int nviews = owned && hold->views ? svy_survey_own_views(survey, views) : 0;
	Oid answers = owned && hold->answers != NoLock ? survey->answers : InvalidOid;
	Oid other = hold->other == answers ? InvalidOid : hold->other;

	qsort(views, nviews, sizeof(Oid), oid_cmp);
	for (int i = 0; i < nviews; i++)
		svy_relation_lock(views[i], AccessExclusiveLock);
	if (OidIsValid(other) && other < answers)
		svy_relation_lock(other, AccessShareLock);
	if (OidIsValid(answers))
		svy_relation_lock(answers, hold->answers);
	if (OidIsValid(other) && other > answers)
		svy_relation_lock(other, AccessShareLock);
}

/*
 * Nobody waits for those who may do nothing with the survey.  False: the survey
 * is another's, which the caller says.
 */
static bool
may_hold(const char *name, const SurveyHold *hold)
{
	Oid answers = svy_catalogue_answers(name);

	if (!OidIsValid(answers) || svy_owns_relation(answers))
		return true;
	if (hold->lenient)
		return false;
	(void) svy_survey_owned(name);
	if (hold->makes)
		svy_survey_name_taken(name);
	return true;
}

Survey *
svy_survey_hold(const char *name, const SurveyHold *hold)
{
	Survey *survey;

	if (!may_hold(name, hold))
		return NULL;
	lock_name(name);
	for (;;)
	{
		survey = svy_survey_row(name, false, false);
		lock_relations(survey, hold);
		if (same_relations(survey, survey_now(name)))
			break;
		if (IsolationUsesXactSnapshot())
			changed_meanwhile(name);
	}
	/* who held the locks before may have changed what they are of */
	(void) svy_snapshot_renew();
	return hold->lenient ? survey : svy_survey_require_owner(survey);
}
