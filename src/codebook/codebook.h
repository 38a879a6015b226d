/*
 * codebook.h
 *	  The codebook: what the columns of a table of answers mean.  The one way
 *	  to a survey by name.
 *
 * Everything here is allocated in the context that is current at the call.
 * Callers must be connected to SPI where it says so.
 */
#ifndef CODEBOOK_CODEBOOK_H
#define CODEBOOK_CODEBOOK_H

#include "postgres.h"

#include <math.h>

#include "access/attnum.h"
#include "nodes/pg_list.h"

#include "pg/code.h"
#include "pg/compat.h"

typedef enum SurveyMeasure
{
	SURVEY_NOMINAL,
	SURVEY_ORDINAL,
	SURVEY_SCALE,
	SURVEY_DATE,
	SURVEY_TEXT
} SurveyMeasure;

typedef struct SurveyLabel
{
	int32 code;
	char *label;
	char *value; /* what a column of texts stores, or NULL */
	bool missing;
} SurveyLabel;

/* a named group of codes; of a response set: of members, 0-based */
typedef struct SurveyNet
{
	char *name;
	int count;
	int32 *codes;
} SurveyNet;

/* the number that a code counts as; NaN: none, though the answer is in the base */
typedef struct SurveyScore
{
	int32 code;
	double score;
} SurveyScore;

/* both ends belong to the range; infinite for an open end */
typedef struct SurveyRange
{
	double low;
	double high;
} SurveyRange;

static inline bool
svy_in_ranges(const SurveyRange *ranges, int count, double number)
{
	for (int i = 0; i < count; i++)
		if (number >= ranges[i].low && number <= ranges[i].high)
			return true;
	return false;
}

struct Survey;

/* properties of an open survey, parsed when they are first asked (property.h) */
typedef struct SurveyParsed
{
	MemoryContext context;		 /* the survey's */
	const char *text;			 /* that was parsed; another one is parsed anew */
	struct JsonbContainer *root; /* NULL: not yet */
} SurveyParsed;

typedef struct SurveyVariable
{
	const struct Survey *survey;
	char *name;	  /* column of the answers */
	char *label;  /* question text, or NULL */
	char *header; /* column of the file, or NULL */
	SurveyMeasure measure;
	int points; /* codes 1..points of a rating scale; 0: none */
	Oid type;
	AttrNumber attnum;
	int nlabels;
	SurveyLabel *labels; /* in display order */
	int nnets;
	SurveyNet *nets;
	int nranges;
	SurveyRange *ranges;  /* of missing values */
	char *properties;	  /* JSON text, or NULL */
	SurveyParsed *parsed; /* they, or NULL */
	int nscores;		  /* codes whose score is said; others count as themselves */
	SurveyScore *scores;  /* by code */
	bool reverse;		  /* the lowest code is the best answer */
	const struct SurveyPeriod
		*period; /* of a date, which this is no column of (period.h); or NULL */
} SurveyVariable;

/* whether a type is one of PostgreSQL's numbers itself, not a domain over one */
extern bool svy_is_number_type(Oid type);

typedef struct SurveySet
{
	char *name;
	char *label;   /* question text, or NULL */
	int32 counted; /* code that means "chosen" */
	int nmembers;
	SurveyVariable **members;
	char **member_labels; /* never NULL: option, variable's label or name */
	int nnets;
	SurveyNet *nets;
	char *properties;	  /* JSON text, or NULL */
	SurveyParsed *parsed; /* they, or NULL */
} SurveySet;

typedef struct SurveyReplicates
{
	char *json; /* as the codebook says it */
	int ncolumns;
	char **columns; /* one for each replicate, or one of arrays */
	bool array;
	bool factors;  /* of the survey's weight, not weights themselves */
	char *pattern; /* the first name with *, or NULL */
	int count;	   /* replicates; 0: not known, of an array that nobody counted */
	double df;	   /* degrees of freedom, NaN: not known */
	bool df_given; /* by the codebook: for all estimates, domains too */
	char *made;	   /* column that replicate_survey made them in, or NULL */
	char *type;	   /* JK1, JKn, BRR, Fay, bootstrap, ACS, successive-difference, other */
	bool has_scale;
	double scale;
	int nrscales; /* 0: not given; 1: the same for all */
	double *rscales;
	bool has_rho; /* Fay's coefficient */
	double rho;
	bool mse;
	int left_out; /* the most that a notice of this call has said to be without an estimate */
} SurveyReplicates;

typedef struct SurveyDesign
{
	int nstrata;
	char **strata;
	int nclusters;
	char **clusters;
	int nfpc;
	char **fpc;
	bool nest;
	bool by_person;				  /* the clusters are not declared: they are persons */
	bool implied;				  /* nor is anything else */
	char *lonely;				  /* fail, remove, certainty, adjust, average */
	SurveyReplicates *replicates; /* or NULL */
	char *calibration;			  /* JSON text, or NULL */
} SurveyDesign;

typedef struct Survey
{
	int32 id;
	char *name;
	char *title;		 /* or NULL */
	Oid answers;		 /* InvalidOid: gone, so that the survey belongs to nobody */
	char *answers_sql;	 /* quoted and qualified */
	char *functions_sql; /* schema of the extension's functions, quoted */
	bool loaded;		 /* the loader made the answers table */
	Oid labels_view;	 /* InvalidOid if there is none */
	Oid long_view;
	Oid analysis_view;
	char *weight;		  /* column, or NULL */
	char *respondent_key; /* column, or NULL */
	char *person;		  /* column, or NULL: the cluster where the design has none */
	int nvariables;
	SurveyVariable *variables; /* in display order */
	int nsets;
	SurveySet *sets;
	SurveyDesign *design; /* or NULL */
	char *properties;	  /* what else a file says: JSON text, or NULL */
	SurveyParsed *parsed; /* they, or NULL */

	List **periods; /* those that were asked for */

	/* of texts that were put into another language (language.h), else NULL */
	char *spoken;
	struct Survey *own; /* the survey with its own ones */
} Survey;

/*
 * Reads a survey; SPI must be connected.  Errors: no such survey (names near
 * ones), its table dropped, a column dropped or of another type, no right to
 * read the table.
 */
extern Survey *svy_survey_open(const char *name);

/* the same after this statement changed it or its table */
extern Survey *svy_survey_reopen(const char *name);

/* a variable by name (letter case does not matter), or an error that hints at near names */
extern SurveyVariable *svy_survey_variable(const Survey *survey, const char *name);

/* the same, or NULL */
extern SurveyVariable *svy_survey_find_variable(const Survey *survey, const char *name);

/* whether the codebooks say the same of "tables" */
extern bool svy_survey_same_tables(const Survey *a, const Survey *b);
extern SurveySet *svy_survey_find_set(const Survey *survey, const char *name);

/* an error if the column is there and the user may not read it */
extern void svy_check_readable(const Survey *survey, const char *column);

/* whether the variable has codes: nominal or ordinal */
extern bool svy_variable_categorical(const SurveyVariable *variable);

/*
 * The answers that stay in the base, in display order.  Points of a scale
 * without a label of their own are called by their number and lie between those
 * that have one.
 */
extern SurveyLabel *svy_variable_categories(const SurveyVariable *variable, int *count);

/* the number that a declared code counts as in means, tests and models; NaN: none */
extern double svy_variable_score(const SurveyVariable *variable, int32 code);

/* whether a code has a score of its own, which may be none; NULL: no */
extern const SurveyScore *svy_variable_said_score(const SurveyVariable *variable, int32 code);

/*
 * Valid answers that have a score, from the worst to the best: by score where
 * any is said, else by code, or against it where the scale is reversed.
 */
extern int32 *svy_variable_from_worst(const SurveyVariable *variable, int *count);

/* whether answers that are not missing are declared: by labels, or as points */
extern bool svy_variable_declares_answers(const SurveyVariable *variable);

/* the label of a code, or NULL */
extern const SurveyLabel *svy_variable_find_label(const SurveyVariable *variable, int32 code);

/*
 * SQL over the answers table, which the statement calls "alias" (NULL: not
 * qualified): the column; the integer code of a categorical variable (missing
 * and undeclared codes as they are, columns of texts mapped by their values);
 * a condition, never NULL, that it holds a valid answer (neither NULL nor
 * missing); the score of a code, which may be NULL; the value of a scale, or
 * the score of a valid answer, as float8, NULL where missing; the weight
 * that a user names as float8, NULL where missing (a null pointer where tables
 * are unweighted); whether the member of a set was chosen, NULL where not
 * asked.
 */
extern char *svy_column_sql(const char *column, const char *alias);

/* the same of a variable: its column, or the code of its period */
extern char *svy_variable_column_sql(const SurveyVariable *variable, const char *alias);
extern char *svy_variable_code_sql(const SurveyVariable *variable, const char *alias);
extern char *svy_variable_valid_sql(const SurveyVariable *variable, const char *alias);
extern char *svy_variable_score_sql(const SurveyVariable *variable, const char *alias);
extern char *svy_variable_number_sql(const SurveyVariable *variable, const char *alias);
extern char *svy_weight_sql(const Survey *survey, const char *weight, const char *alias);
extern char *svy_member_chosen_sql(const SurveySet *set, int member, const char *alias);

/* what a respondent is called, as text: the key, or else the place of the row; NULL where neither tells rows apart */
extern char *svy_respondent_sql(const Survey *survey, const char *alias);

/*
 * The error of the first respondent whose weight is none (kernel/base/weight.h), of those in
 * the filter if there is one there; returns where all are.  name: as it was asked for, or NULL:
 * the survey's; weight and filter: SQL over "a".  SPI must be connected.
 */
extern void svy_weight_refuse(const Survey *survey, const char *name, const char *weight,
							  const char *filter);

/* the error for answers with a code that the codebook does not declare; n: how many, 0 if unknown */
/*
 * A name as an argument of the functions that such expressions call: as jsonb, since
 * postgres_fdw ships no call whose arguments of type text are all constants.
 */
extern char *svy_name_sql(const char *name);

/* the call that refuses a respondent's answer as not declared; over the alias */
extern char *svy_undeclared_sql(const SurveyVariable *variable, const char *alias);

extern void svy_undeclared_code(const char *variable, int32 code, int64 n) pg_attribute_noreturn();

/*
 * A user's filter as SQL that is safe to put after WHERE: one boolean
 * expression over the survey's columns.  Errors on anything else.
 */
extern char *svy_survey_filter_sql(const Survey *survey, const char *filter, const char *alias);

/* the same as an expression; the answers are called "alias" in the filter */
struct Node;
extern struct Node *svy_survey_filter_tree(const Survey *survey, const char *filter,
										   const char *alias);

/*
 * The same of a number, or a condition as 0 or 1: an expression of type float8,
 * NULL where one of its variables is missing.  reads: set to these variables.
 */
extern char *svy_survey_number_sql(const Survey *survey, const char *expression, const char *alias,
								   List **reads);

/* names of measures, as in mlops_survey.variable */
extern const char *svy_measure_name(SurveyMeasure measure);

#endif
