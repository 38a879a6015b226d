/*
 * choice.h
 *	  Choices among alternatives that respondents made in several tasks: where
 *	  their answers lie, and conditional logit with errors by respondent.
 */
#ifndef MODEL_CHOICE_H
#define MODEL_CHOICE_H

#include "kernel/stats/choice.h"
#include "model/analysis.h"
#include "server/json.h"

/* what standard errors take into account */
typedef enum ChoiceErrors
{
	CHOICE_DESIGN, /* strata and clusters of the survey; respondents are clusters where it has none */
	CHOICE_CLUSTER, /* respondents only: sums of squares without a factor */
	CHOICE_MODEL	/* the model's own, as if every choice were somebody else's */
} ChoiceErrors;

/* what "errors" of the options says of that, and the same as the word of a row */
extern ChoiceErrors svy_choice_errors(JsonbContainer *options);
extern const char *svy_choice_variance_name(const SvyAnalysis *analysis, ChoiceErrors errors);

/*
 * The tasks that a text names: an entry of the codebook's "tasks", or the object
 * itself as JSON; known: its keys, ended by NULL.
 */
extern JsonbContainer *svy_tasks_open(const Survey *survey, const char *text,
									  const char *const *known);

/* the column that a key of an object names: an error where there is none */
extern const SurveyVariable *svy_tasks_column(const Survey *survey, JsonbContainer *object,
											  const char *key);

/*
 * Whether a row of long data is marked: 1 yes; 0 or NaN, missing, no.  Any other number in the column that the tasks name
 * under the key is an error, rather than an alternative that nobody chose.
 */
extern bool svy_tasks_marked(const char *key, const char *column, double value);

/* SQL values that tell the answers of a column apart, 1 or 2 of them; the respondent's or the task's number */
extern int svy_tasks_key(const SurveyVariable *variable, char **values);

/* SQL of a flag, 0 or 1, or of a code, as float8 */
extern char *svy_tasks_number(const Survey *survey, const SurveyVariable *variable,
							  const char *domain);

/* sets of alternatives in the making, and who chose */
typedef struct ChoiceSets
{
	int width;
	int64 nsets;
	int64 nalternatives;
	int64 set_room;
	int64 alternative_room;
	int64 *first;
	int32 *chosen;
	int32 *respondent; /* of each set */
	int16 *column;
	double *value;
} ChoiceSets;

extern ChoiceSets svy_choice_sets(int width);

/* a new set of a respondent; then its alternatives: the terms of each, width of them */
extern void svy_choice_set(ChoiceSets *sets, int32 respondent, int32 chosen);
extern void svy_choice_alternative(ChoiceSets *sets, const int16 *column, const double *value);

typedef struct ChoiceFit
{
	int p;
	Choice c;
	double *covariance; /* p x p */
	SvyStatus status;	/* c.column says which coefficient is to blame */
} ChoiceFit;

/* respondents of a domain: a row of the domain each, which has their weight */
typedef struct ChoiceRespondents
{
	const SvyAnalysis *analysis;
	const SvyDomain *domain;
	int32 count;
	int32 *rows; /* in the domain */
} ChoiceRespondents;

extern double svy_choice_weight(const ChoiceRespondents *who, int32 respondent, int replicate);

/*
 * Long data: the rows of a domain in the order of its first values (respondent, task,
 * ...); whether the i-th of them begins another in the first so many values.
 */
extern int32 *svy_tasks_order(const SvyDomain *domain, int values);
extern bool svy_tasks_begins(const SvyDomain *domain, const int32 *rows, int64 i, int values);

/* fits p coefficients and their covariance */
extern ChoiceFit svy_choice_fit(const ChoiceSets *sets, const ChoiceRespondents *who, int p,
								ChoiceErrors errors);

/* covariance of p statistics from the influence of each respondent (count x p) */
extern void svy_choice_covariance(const ChoiceRespondents *who, int p, const double *influence,
								  double *covariance);

/* variance of a linear function of statistics with covariance V (p x p) */
extern double svy_choice_variance(int p, const double *covariance, const double *factors);

#endif
