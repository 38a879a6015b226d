/*
 * codebook_impl.h
 *	  What the files of the codebook share with each other and the loader.
 */
#ifndef CODEBOOK_CODEBOOK_IMPL_H
#define CODEBOOK_CODEBOOK_IMPL_H

#include "postgres.h"
#include "nodes/pg_list.h"
#include "utils/jsonb.h"
#include "utils/rel.h"

#include "codebook/codebook.h"

/* a variable whose measure is to be inferred from its column */
#define SURVEY_UNSPECIFIED ((SurveyMeasure) -1)

/* longest label, in characters; as the table constraints have it */
#define SURVEY_LABEL_MAX 4000

/* what a column can be used for */
typedef enum ColumnKind
{
	COLUMN_BOOLEAN,
	COLUMN_INTEGER,
	COLUMN_NUMBER,
	COLUMN_DATE,
	COLUMN_TEXT, /* enums too */
	COLUMN_OTHER
} ColumnKind;

extern ColumnKind svy_column_kind(Oid type);

/* text, or text of a length, or a domain over these */
extern bool svy_is_text_type(Oid type);

/*
 * codebook_type.c: types as a codebook names them.  By name, InvalidOid if
 * there is no such; the name of a column's type, text for all that is neither
 * number, date nor boolean; all names, for an error.
 */
extern Oid svy_type_by_name(const char *name);
extern const char *svy_type_name(Oid type);
extern char *svy_type_names(void);

/* whether both hold the same kind of values: numbers of any width, days and instants, ... */
extern bool svy_types_agree(Oid a, Oid b);

/* what the codebook must say for the loader to make the column again, NULL: nothing */
extern const char *svy_type_to_say(const Survey *survey, const SurveyVariable *v);

/* the type of codes; whether there are none but 0 and 1 */
extern Oid svy_code_type(const SurveyVariable *v);
extern bool svy_says_yes_no(const SurveyVariable *v);

/* a member holds true and false unless the codebook gives it codes of its own */
extern bool svy_member_is_boolean(const SurveySet *set, const SurveyVariable *member);

/* codebook.c: the survey as it is stored, without a look at its table; read_only as in SPI */
extern Survey *svy_survey_read(const char *name, bool must_exist, bool read_only);
/* the error for a name that no survey has, with one that is near */
extern void svy_survey_unknown(const char *name, bool read_only) pg_attribute_noreturn();

/* the same in parts: its row alone, that with variables, labels and sets, its design */
extern Survey *svy_survey_row(const char *name, bool must_exist, bool read_only);
extern Survey *svy_codebook_read(const char *name, bool must_exist, bool read_only);
extern void svy_codebook_read_design(Survey *survey, Relation answers, bool read_only);

extern bool svy_parse_measure(const char *name, SurveyMeasure *measure);

/* why a column of that kind cannot hold a variable of the measure, or NULL */
extern const char *svy_measure_mismatch(SurveyMeasure measure, ColumnKind kind);

/* why the column cannot hold the variable, or NULL; sets type and attnum */
extern const char *svy_column_mismatch(Oid answers, SurveyVariable *variable);

/* looks up the columns of all variables and what expressions over them need; no checks */
extern void svy_bind_columns(Survey *survey);

/* codebook_open.c: what is there of a survey, with the types of columns that still are there */
extern Survey *svy_survey_show(const char *name);

/* after that: errors out unless the table still is what was registered */
extern void svy_check_columns(Survey *survey);

/* codebook_json.c */
/* before: the survey that the codebook changes, whose "tables" are not checked anew, or NULL */
extern Survey *svy_codebook_parse(const Jsonb *codebook, const Survey *before);
extern void svy_codebook_parse_sets(Survey *survey, JsonbContainer *codebook);
extern void svy_codebook_parse_design(Survey *survey, JsonbContainer *codebook, Relation answers);
extern SurveyRange *svy_ranges_parse(JsonbContainer *array, const char *where, int *count);
extern SurveyNet *svy_nets_parse(JsonbContainer *object, const char *where, int *count);
extern SurveyScore *svy_scores_parse(JsonbContainer *object, const char *where, int *count);
extern void svy_set_nets_parse(SurveySet *set, JsonbContainer *object);

/*
 * codebook_filter_saved.c: the filters that a codebook saves lie among the survey's
 * properties.  The text of one by name, or NULL; reading them; checking all of a
 * survey that is bound to its table; the JSON of both, without each other.
 */
extern const char *svy_saved_filter(const Survey *survey, const char *name);
extern void svy_saved_filters_parse(Survey *survey, JsonbContainer *root, const char *where);
extern void svy_saved_filters_check(const Survey *survey);
extern char *svy_saved_filters_json(const Survey *survey);
extern char *svy_other_properties_json(const Survey *survey);

/* codebook_scores.c: "scores" and "reverse" of a variable; then, when its answers are known, checks */
extern void svy_variable_parse_scores(SurveyVariable *variable, JsonbContainer *object,
									  const char *where);
extern void svy_variable_check_scores(const SurveyVariable *variable, JsonbContainer *object,
									  const char *where);

/*
 * The column that a codebook names: exactly, without regard to case, or by the
 * header of a variable; an error that says "what" it was to be otherwise.
 */
extern char *svy_resolve_column(const Survey *survey, Relation answers, const char *name,
								const char *what);
extern SurveyReplicates *svy_replicates_parse(JsonbContainer *object, const Survey *survey,
											  Relation answers);

/* what was found when the replicate weights were last counted */
extern void svy_replicates_counted(SurveyReplicates *replicates, int count, double df);

/* codebook_sql.c: the code; an undeclared text or fraction is an error if strict, else NULL */
extern char *svy_code_sql(const SurveyVariable *variable, const char *alias, bool strict);

/* before SQL of codes that the codebook does not have all, for packs */
#define SVY_UNDECLARED_TEXTS "/* undeclared too */ "

/*
 * The answers that such SQL over a column of texts tells apart, in its order, and how
 * many they are; -1: it is not of this column.  texts NULL: only whether it is.
 */
typedef struct SvyCodedText
{
	int32 code;
	char *text;
} SvyCodedText;

extern int svy_code_sql_texts(const char *sql, const char *column, const char *alias,
							  SvyCodedText **texts);

/*
 * codebook_profile.c: infers measures and labels that are left open and checks
 * the table's values, unless values_checked, but not of variables that had the
 * same codes before (NULL: there was nothing before); appends to warnings.
 */
extern void svy_codebook_profile(Survey *survey, bool values_checked, const Survey *before,
								 List **warnings);
extern void svy_codebook_infer_sets(Survey *survey);

/* codebook_show.c: as JSON text; NULL where there is nothing to say */
extern char *svy_codebook_json(const Survey *survey);
extern char *svy_ranges_json(const SurveyVariable *variable);
extern char *svy_nets_json(const SurveyVariable *variable);
extern char *svy_scores_json(const SurveyVariable *variable);
/* one object of what is not NULL */
extern char *svy_parts_json(const char *ranges, const char *nets, const char *properties);
extern char *svy_set_nets_json(const SurveySet *set);

/* the option's text where it is not the label of its variable, or NULL */
extern const char *svy_member_own_label(const SurveySet *set, int member);

#endif
