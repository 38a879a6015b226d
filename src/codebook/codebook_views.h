/*
 * codebook_views.h
 *	  What the files that make the views of a survey share.  Expressions are over
 *	  the answers, which are called a.
 */
#ifndef CODEBOOK_CODEBOOK_VIEWS_H
#define CODEBOOK_CODEBOOK_VIEWS_H

#include "postgres.h"

#include "codebook/codebook.h"

typedef struct SurveyViewColumn
{
	char *name;
	char *sql;
	char *comment;
} SurveyViewColumn;

typedef struct SurveyViewColumns
{
	int count;
	int room;
	SurveyViewColumn *columns;
} SurveyViewColumns;

/* condition: the answer is this one */
extern char *svy_view_is(const SurveyVariable *variable, const SurveyLabel *label);

/* the answers of a variable in the order of cross tables, then those that are missing */
extern SurveyLabel *svy_view_answers(const SurveyVariable *variable, int *count);

/* whether the variable is an option of a set */
extern bool svy_is_member(const Survey *survey, const SurveyVariable *variable);

/*
 * codebook_analysis.c: the columns of the view for analysis, those that a view
 * (InvalidOid: none) has already in their order first; NULL where they are too
 * many for a view.
 */
extern SurveyViewColumns *svy_analysis_columns(const Survey *survey, Oid view);
extern char *svy_analysis_query(const Survey *survey, const SurveyViewColumns *columns);

/* comments on the columns of a view */
extern void svy_comment_view(const char *view, const SurveyViewColumns *columns);

#endif
