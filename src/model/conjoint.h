/*
 * conjoint.h
 *	  Choices among products that are made of levels of attributes: tasks of
 *	  respondents, from long or wide data, and the utilities of levels.
 */
#ifndef MODEL_CONJOINT_H
#define MODEL_CONJOINT_H

#include "model/choice.h"

#define CONJOINT_MAX_ATTRIBUTES 60

typedef enum ConjointKind
{
	CONJOINT_LEVELS,
	CONJOINT_LINEAR, /* a number times a coefficient */
	CONJOINT_LOG	 /* its logarithm times a coefficient */
} ConjointKind;

typedef struct ConjointAttribute
{
	char *name;
	const SurveyVariable *variable; /* of long data; wide: of the first alternative */
	ConjointKind kind;
	int ncategories; /* declared levels; 0: levels are the numbers that are seen */
	const SurveyLabel *categories;
} ConjointAttribute;

/* where the answers lie */
typedef struct ConjointBook
{
	SvyAnalysis *analysis;
	int nattributes;
	ConjointAttribute attributes[CONJOINT_MAX_ATTRIBUTES];
	int price; /* number of the attribute, -1: none is named */
	bool has_none;
	bool wide;
	int nvalues;
	char **values;
	int nrespondent;	/* long: values of the respondent's key, then of the task's */
	int nkey;			/* of both; then chosen, none, and the attributes */
	const char *chosen; /* long: columns that mark alternatives */
	const char *none;
	int ntasks; /* wide */
	int *place; /* of each task: its first value, which is the choice */
	int *alternatives;
} ConjointBook;

typedef struct ConjointLevel
{
	char *label;
	double value; /* code, or number */
	double shown; /* weighted number of alternatives that had it, and of those chosen */
	double chosen;
	int coefficient; /* -1: the reference */
} ConjointLevel;

/* an attribute in a domain */
typedef struct ConjointPart
{
	int nlevels;
	ConjointLevel *levels;
	int reference;	 /* of levels */
	int coefficient; /* of a number */
	double low;		 /* of a number, as it enters: the range that was shown */
	double high;
} ConjointPart;

typedef struct ConjointTask
{
	int32 respondent;
	int count;
	int chosen;
	int64 first; /* alternative */
} ConjointTask;

typedef struct ConjointData
{
	const ConjointBook *book;
	SvyDomain domain;
	ChoiceRespondents who;
	double weighted_n;
	int64 ntasks;
	int64 task_room;
	ConjointTask *tasks;
	int64 nalternatives;
	int64 room;
	double *attributes; /* of each alternative: codes or numbers */
	bool *none;
	ConjointPart *parts;
	int none_coefficient; /* -1: nobody was offered none */
	double none_shown;
	double none_chosen;
	int p; /* coefficients */
} ConjointData;

extern ConjointBook *svy_conjoint_open(SvyAnalysis *analysis, const char *tasks,
									   JsonbContainer *options);
extern void svy_conjoint_read(ConjointBook *book);

/* the tasks of a domain, whose levels are numbered; the sets of its choices */
extern ConjointData *svy_conjoint_data(const ConjointBook *book, int domain);
extern ChoiceSets svy_conjoint_sets(const ConjointData *data);

/* finds the levels that were shown, and numbers the coefficients */
extern void svy_conjoint_number_levels(ConjointData *data);

/* a number as it enters the utility */
extern double svy_conjoint_number(const ConjointAttribute *attribute, double value);

/* what an alternative of these attributes is made of: factors of the p coefficients; false for a level that was not shown */
extern bool svy_conjoint_factors(const ConjointData *data, const double *attributes, bool none,
								 double *factors);

/* fits the model; an error that names the level to blame, where nothing is asked by domain */
extern ChoiceFit svy_conjoint_fit(const ConjointData *data, ChoiceErrors errors, char **problem);

#endif
