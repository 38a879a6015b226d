/*
 * codebook_register.h
 *	  Making and ending surveys, for SQL and for the loader.
 */
#ifndef CODEBOOK_CODEBOOK_REGISTER_H
#define CODEBOOK_CODEBOOK_REGISTER_H

#include "postgres.h"
#include "nodes/pg_list.h"
#include "storage/lockdefs.h"
#include "utils/jsonb.h"

#include "codebook/codebook.h"

typedef struct SurveyRegistration
{
	const char *name;
	Oid answers;
	const Jsonb *codebook; /* or NULL: infer all */
	bool replace;
	bool loaded; /* the loader made the table: comment its columns, drop it with the survey */
	bool values_checked;  /* the values of variables with declared codes need no check */
	const char *source;	  /* file, or NULL */
	const Survey *before; /* the survey whose codebook this one takes the place of, or NULL */

	/* set by svy_survey_store and svy_survey_stored */
	int inferred;	/* variables that the codebook left open */
	List *warnings; /* of char * */
} SurveyRegistration;

/* rights on the table, before anything is locked */
extern void svy_survey_check_table(const SurveyRegistration *registration);

/*
 * Stores the survey, whose table must be filled already; then reads it back,
 * makes its views and returns it.  SPI must be connected.
 */
extern Survey *svy_survey_store(SurveyRegistration *registration);
extern Survey *svy_survey_stored(SurveyRegistration *registration);

/*
 * The codebook of "before", whose answers, views, source and report stay; then
 * svy_survey_changed renews the views: where their columns are of other types
 * they are made anew, with what was granted on them.
 */
extern void svy_survey_change(SurveyRegistration *registration);
extern Survey *svy_survey_changed(SurveyRegistration *registration);

/* as text[]; of a list its char * */
extern Datum svy_text_array(char **strings, int count);
extern Datum svy_text_list_array(const List *strings);

/*
 * Drops the views of a survey, and its answers table if asked to: whether that
 * was dropped.  SPI must be connected.  What does not exist any more, or is not
 * the owner's, is passed over.
 */
extern bool svy_survey_drop_relations(const Survey *survey, bool answers);

/*
 * Which locks a function by name that writes holds from its beginning to the end
 * of the transaction, each the strongest that it needs.
 */
typedef struct SurveyHold
{
	LOCKMODE answers; /* of the survey's table and its children; NoLock: none */
	bool views;		  /* its views too, in ACCESS EXCLUSIVE */
	Oid other;		  /* a table that is read besides, or InvalidOid */
	bool makes;		  /* a survey of this name is made, so no other may have it */
	bool lenient;	  /* a survey of another is for the caller to refuse: NULL, and no lock */
} SurveyHold;

/*
 * Makes transactions that load, replace or change one survey wait for each other,
 * until the end of the transaction; locks its relations in an order that all keep
 * to; sees to it that they are the survey's once they are locked, and that what
 * is read from then on is what is committed then.  Returns the survey's row alone,
 * NULL if there is none.  SPI must be connected.  Errors: it is another's; its
 * name is that of one that the user does not see; the transaction keeps a snapshot
 * that shows other relations.
 */
extern Survey *svy_survey_hold(const char *name, const SurveyHold *hold);

/* the survey if the user owns it; an error if not, NULL if there is none; SPI must be connected */
extern Survey *svy_survey_owned(const char *name);
extern Survey *svy_survey_require_owner(Survey *survey);

/* the error for a name that is that of a survey which the user does not see */
extern void svy_survey_name_taken(const char *name) pg_attribute_noreturn();

/*
 * codebook_store.c: rows of the catalogue, for callers that have checked the
 * user's rights.  The row of the survey, whose id is set (false: the name is
 * taken), or the place of another survey, which keeps its id and loses its
 * parts; its parts; its views; all of it gone, with what was refused when it was
 * loaded, and the same of a survey that belongs to nobody (false: there is none).
 */
extern bool svy_store_insert(Survey *survey, const char *source);
extern void svy_store_replace(Survey *survey, const Survey *old, const char *source);
extern void svy_store_change(const Survey *survey);
extern void svy_store_parts(const Survey *survey);
extern void svy_store_views(const Survey *survey);
extern void svy_store_forget(int32 id, const char *name);
extern bool svy_store_forget_orphan(const char *name);

/*
 * Shards of a cluster are packed as surveys of their own servers, called after their
 * numbers, from the codebook of the coordinator.  Those whose shard is gone go.
 */
#define SURVEY_OF_SHARD "shard"
#define SURVEY_OF_SHARD_SOURCE "codebook"
extern void svy_store_forget_shards(void);

/* rows that were refused: how many there were */
extern uint64 svy_store_forget_refused(const char *name);

/*
 * codebook_views.c: the name of a relation beside the answers: the survey's, as safe as
 * the loader makes names, cut so that the suffix fits
 */
extern char *svy_survey_beside(const Survey *survey, const char *suffix);
extern void svy_make_views(Survey *survey, List **warnings);
/* the views of the survey that its owner has, and how many */
#define SURVEY_VIEWS 3
extern int svy_survey_own_views(const Survey *survey, Oid *views);

/* after a column was added at the end, or another became the weight */
extern void svy_renew_views(const Survey *survey);

/* codebook_change.c: views and comments of a survey that had another codebook before */
extern void svy_change_views(Survey *survey, const Survey *before, List **warnings);

/* the same in two steps, between which columns go: what was granted on the views that were dropped */
extern List *svy_take_views(const Survey *survey);
extern void svy_give_views(Survey *survey, List *grants, List **warnings);
extern void svy_comment_columns(const Survey *survey, const char *relation);

#endif
