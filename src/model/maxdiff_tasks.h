/*
 * maxdiff_tasks.h
 *	  Best and worst of several items: tasks of respondents, from long or wide data.
 */
#ifndef MODEL_MAXDIFF_TASKS_H
#define MODEL_MAXDIFF_TASKS_H

#include "model/choice.h"

/* items that one task shows at most */
#define MAXDIFF_SHOWN 64

/* a task of a respondent; best and worst are places among the items, -1: not answered */
typedef struct MaxdiffTask
{
	int32 respondent;
	int count;
	int best;
	int worst;
	int32 *items; /* numbers of the categories */
} MaxdiffTask;

/* where the answers lie */
typedef struct MaxdiffBook
{
	SvyAnalysis *analysis;
	bool wide;
	int nitems; /* the categories of the item */
	const SurveyLabel *items;
	int nvalues;
	char **values;

	/* long: numbers of values */
	int nrespondent;  /* of the respondent's key, which comes first; then the task's */
	int nkey;		  /* of both */
	const char *best; /* columns that mark items */
	const char *worst;

	/* wide: of each task, its first value; the items, then best and worst */
	int ntasks;
	int *shown; /* items of each task */
	int *place;
} MaxdiffBook;

/* the tasks of a domain */
typedef struct MaxdiffData
{
	const MaxdiffBook *book;
	SvyDomain domain;
	ChoiceRespondents who;
	double weighted_n; /* of the respondents */
	int64 ntasks;
	MaxdiffTask *tasks; /* by respondent */
} MaxdiffData;

extern MaxdiffBook *svy_maxdiff_open(SvyAnalysis *analysis, const char *tasks);
extern void svy_maxdiff_read(MaxdiffBook *book);
extern MaxdiffData svy_maxdiff_data(const MaxdiffBook *book, int domain);

#endif
