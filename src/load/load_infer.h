/*
 * load_infer.h
 *	  What the files of inference share.
 */
#ifndef LOAD_LOAD_INFER_H
#define LOAD_LOAD_INFER_H

#include "load/load.h"

/* whole numbers with up to this many values may be codes if they start at 0 or 1 */
#define LOAD_MAX_CODES 20

/* bytes of a cell that the report shows */
#define LOAD_SHOWN 80

/* load_notes.c */
extern void load_note(List **list, const char *format, ...) pg_attribute_printf(2, 3);
/* the start of a text, as far as the report shows it */
extern char *load_shown(const char *text);
/* a line that names variables */
extern void load_note_names(List **list, const char *what, const List *variables);
extern bool load_ends_with(const char *text, const char *ending);

/* few cells that are no numbers, or no dates, make texts of all: they may be slips */
extern void load_warn_of_slips(LoadPlan *plan, const LoadVariable *column,
							   const LoadProfile *profile);

/* a date that reads with the month first and with the day first */
extern void load_warn_of_order(LoadPlan *plan, const LoadVariable *column,
							   const LoadProfile *profile);

/* how numbers that are written for people were read */
extern void load_report_amounts(LoadPlan *plan, const LoadOptions *options,
								const LoadProfile *profiles, const bool *wanted);

/* every guessed scale with its points and ends, and what lies apart from it */
extern void load_report_scales(LoadPlan *plan, const LoadOptions *options, const bool *wanted);
extern void load_report_apart(LoadPlan *plan, const bool *chosen);
extern void load_report_few(LoadPlan *plan, const LoadProfile *profiles, const bool *wanted);
extern void load_report_missing(LoadPlan *plan, const bool *wanted);

/* load_said.c: whether the user's codebook has one of these words on a variable; ends with NULL */
extern bool load_user_says(const LoadOptions *options, const char *name, const char *header,
						   const char *const *keys);

/* whether it says that the variable is a scale, or is none, and which way it runs */
extern bool load_user_says_scale(const LoadOptions *options, const char *name, const char *header);

/* load_scale.c */
extern void load_as_codes(LoadVariable *column, SurveyMeasure measure);
extern void load_infer_whole(LoadPlan *plan, LoadVariable *column, const LoadProfile *profile);

/* numbers that would be codes if each occurred more often */
extern bool load_are_few_numbers(const LoadProfile *profile);

/* the scale that the codes of the labels make, without those that lie apart from it */
typedef struct LoadScale
{
	SurveyMeasure measure;
	int points; /* 0: none */
	int32 low;
	int32 high;
	int napart;
	int32 apart[3];
} LoadScale;

/* "often": the codes have been met so often that those that did not occur are hardly any */
extern LoadScale load_scale(const SurveyVariable *v, bool often);

/* numbers of a scale that are rather codes for "don't know", by the same rules; false: there are none */
extern bool load_numbers_apart(const LoadNumbers *numbers, LoadScale *scale);

/* the distinct whole numbers of a column, if all its cells are some and are known */
extern LoadNumbers load_distinct_numbers(const LoadProfile *profile);

/* the end k of a scale from -k to k that the codes make around 0; 0 if they make none */
extern int64 load_bipolar_end(const int32 *codes, int n);

/* codes below the scale are missing */
extern void load_mark_missing(SurveyLabel *labels, int n, int64 bipolar);

/* measure and points of a variable whose measure is not given, by the codes of its labels */
extern void load_take_scale(LoadVariable *column);

/* points of an ordinal variable whose measure a file says, by the same rule; false if it has none */
extern bool load_take_points(SurveyVariable *v);

/* whether the labels run from good to bad, or from bad to good, where a file says no measure */
extern bool load_is_rating(const SurveyVariable *v);

/* load_answers.c */
extern bool load_is_literal(const char *text, int64 *value);
extern bool load_are_answers(const LoadProfile *profile);
/* few short texts, each of which occurs once */
extern bool load_are_few_texts(const LoadProfile *profile);
extern void load_infer_answers(LoadPlan *plan, LoadVariable *column, const LoadProfile *profile);
extern void load_align_grids(LoadPlan *plan, const LoadReader *reader, const LoadProfile *profiles,
							 const bool *wanted);

/* load_options.c: whether the cells hold several options, which then are the column's */
extern bool load_infer_options(LoadPlan *plan, LoadVariable *column, const LoadOptions *options,
							   LoadProfile *profile);

#endif
