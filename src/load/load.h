/*
 * load.h
 *	  Loading a survey: a reader yields columns and rows of cells, inference
 *	  and codebook make a plan of them, the writer fills a table by the plan.
 *
 *	  load.c           load_survey itself: rights, order of steps, report
 *	  load_formats.c   the table of readers, and which of them reads a file
 *	  load_source.c    bytes of a file or parameter
 *	  load_csv.c       reader of CSV and TSV
 *	  load_readstat.c  reader of SPSS, Stata and SAS files
 *	  load_triples.c   reader of Triple-S
 *	  load_json.c      reader of JSON Lines
 *	  load_quantipy.c  reader of CSV with Quantipy's metadata, or alone
 *	  load_lines.c     lines of a file
 *	  load_profile.c   what the cells of each column are
 *	  load_tokens.c    cells that hold several answers
 *	  load_infer.c     what the columns are: types, weight
 *	  load_scale.c     whole numbers: codes and the scales that they make
 *	  load_answers.c   texts that are answers, and grids
 *	  load_options.c   columns with several options in a cell
 *	  load_notes.c     what the report says of inference
 *	  load_names.c     names of columns
 *	  load_codebook.c  the user's codebook as a plan, the plan as a codebook
 *	  load_key.c       the respondents' key where the file has it
 *	  load_map.c       texts of answers to their codes
 *	  load_cell.c      cells to values
 *	  load_moment.c    cells to dates, instants, times and intervals
 *	  load_table.c     the table and its rows
 *	  load_wave.c      rows that are added to a survey
 *	  load_tracker.c   waves with a name
 *	  load_order.c     codes that a further file cannot know
 *	  load_tracker_options.c  options that such a wave brings in one column
 *
 * A format that carries its own metadata is read by a reader that sets
 * "codebook" and "types" and hands out typed cells: nothing is inferred then.
 */
#ifndef LOAD_LOAD_H
#define LOAD_LOAD_H

#include "postgres.h"
#include "access/attnum.h"
#include "access/htup_details.h"
#include "lib/stringinfo.h"
#include "nodes/pg_list.h"
#include "utils/jsonb.h"
#include "utils/relcache.h"

#include "codebook/codebook.h"
#include "kernel/stats/infer.h"
#include "kernel/base/words.h"

/* one column of a table is the number of the respondent */
#define LOAD_MAX_COLUMNS (MaxHeapAttributeNumber - 1)

/* longer texts are no answers to choose from, and no more than this many are */
#define LOAD_MAX_ANSWER 400
#define LOAD_MAX_ANSWERS 400

/* a question with more options than this is not answered in one cell */
#define LOAD_MAX_OPTIONS 120

/* between options in a cell: a comma with a space behind it */
#define LOAD_COMMA_SPACE '\001'
/* a comma with anything else behind it */
#define LOAD_COMMA_TIGHT '\002'

/* words that mean "no answer" in some columns, and of which kinds they are */
#define LOAD_SOFT_WORDS 16
#define LOAD_SOFT_SURE 1 /* no answer to choose from */
#define LOAD_SOFT_SIGN 2 /* no word */
#define LOAD_SOFT_WORD 4 /* answers, where others are */
#define LOAD_SOFT_ALL 7

/* which of its formats the one reader of statistics packages' files reads */
typedef enum LoadKind
{
	LOAD_OTHER, /* none of them: every other reader has one format */
	LOAD_SAV,	/* SPSS, zsav too */
	LOAD_POR,	/* SPSS portable */
	LOAD_DTA,	/* Stata */
	LOAD_XPT,	/* SAS transport */
	LOAD_SAS	/* sas7bdat */
} LoadKind;

/* load_formats.h: a line in the table of readers */
typedef struct LoadFormat LoadFormat;

typedef struct LoadOptions
{
	char *name;
	char *file;				  /* server file, or NULL */
	bytea *content;			  /* or NULL */
	char *metadata_file;	  /* of Triple-S, apart from the data, or NULL */
	bytea *metadata_content;  /* or NULL */
	const LoadFormat *format; /* NULL: find out */
	Jsonb *codebook;		  /* or NULL */
	Jsonb *said;			  /* the user's words in it, or NULL */
	char *into;				  /* name of the answers table */
	bool reject;			  /* refused rows go to load_error */
	char delimiter;			  /* 0: find out */
	char *encoding;			  /* NULL: find out */
	int header_rows;		  /* -1: find out */
	Words nulls;			  /* texts that mean "no answer" */
	bool own_nulls;			  /* they are the user's */
	char multiple_delimiter;  /* 0: find out */
	char decimal;			  /* of numbers; 0: find out */
	char grouping;			  /* of their digits; 0: find out */
	int date_order;			  /* CellOrder; -1: find out */
	char *weight;
	char **columns; /* chosen ones */
	int ncolumns;	/* -1: all */
	char *sheet;	/* of a workbook, by name or number; NULL: the first */
	char *key;		/* column that identifies a respondent, or NULL */
	Oid key_type;	/* in the survey that a wave is added to */
	bool replace;	/* the survey; with append, the wave */
	bool append;
	char *wave;			 /* name of the wave, or NULL */
	char *wave_variable; /* that holds it, or NULL: "wave" */
	bool check_codes;	 /* the codebook is not made from the very rows */
} LoadOptions;

/*
 * A cell of a format that knows types.  Dates are days, timestamps and times
 * microseconds, as PostgreSQL counts them.
 */
typedef enum LoadCellKind
{
	LOAD_CELL_NONE,
	LOAD_CELL_NUMBER,
	LOAD_CELL_TEXT
} LoadCellKind;

typedef struct LoadCell
{
	LoadCellKind kind;
	double number;
	const char *text; /* in the server's encoding, valid until the next row */
	size_t size;
} LoadCell;

typedef struct LoadReader LoadReader;

/* the distinct whole numbers of a column of numbers without labels, ascending */
typedef struct LoadNumbers
{
	int n;
	int64 *numbers;
	bool digits; /* the file does not say that they count or measure: they may be codes */
} LoadNumbers;

typedef struct LoadRow
{
	int64 line; /* where it starts in the file */
	int nfields;
	char **fields;		   /* NULL: nothing there; valid until the next row */
	const LoadCell *cells; /* instead of fields, where the format knows types */
	const char *bad;	   /* why the row cannot be read; NULL: it can */
	LoadReader *quotes;	   /* whose "quoted" tells which cells stood in quotes, or NULL */
} LoadRow;

struct LoadReader
{
	int ncolumns;
	char **headers;		  /* "" where the file has none */
	char **texts;		  /* question texts, NULL where there are none */
	char **options;		  /* what the question's columns differ in, or NULL */
	int *groups;		  /* columns under one question have the same number; 0: alone */
	char delimiter;		  /* of cells; 0 where the format has none */
	char *codebook;		  /* JSON text if the format carries one */
	Oid *types;			  /* of the columns, if the format carries a codebook; else NULL */
	LoadNumbers *numbers; /* of those columns, or NULL: n = 0 where they are not known */
	bool *logical;		  /* columns that say true and false and nothing else, or NULL */
	bool unmarked;		  /* numbers have no decimal character but the one that the user says */
	List *inferred;		  /* of char *: what the reader found out */
	List *warnings;		  /* of char *; of CSV, what the last run over the rows has met */
	List *losses;		  /* of char *: what the file says and the survey has no place for */

	/* false at the end */
	bool (*next)(LoadReader *reader, LoadRow *row);
	/* instead of next, where a library hands out the rows: calls "take" for each */
	void (*each)(LoadReader *reader, void (*take)(void *arg, LoadRow *row), void *arg);
	/* whether a cell of the row just read stood in quotes; NULL where quotes say nothing */
	bool (*quoted)(LoadReader *reader, int column);
	/* the row just read as it stands in the file */
	char *(*raw)(LoadReader *reader);
	/* back to the first row of answers; progress is shown for that table */
	void (*rewind)(LoadReader *reader, Relation target);
	void (*close)(LoadReader *reader);
};

/* load_csv.c: the rows of CSV, also where another format keeps its data so */
extern LoadReader *load_csv_rows(const LoadOptions *options);

/* what a cell becomes */
typedef enum LoadRule
{
	LOAD_CODE,	  /* code of one of the answers */
	LOAD_ANSWER,  /* text of one of the answers */
	LOAD_MEMBER,  /* whether this option was chosen */
	LOAD_INTEGER, /* any type of whole numbers */
	LOAD_FLOAT,	  /* double precision, real or numeric */
	LOAD_MOMENT,  /* date, timestamp, time or interval */
	LOAD_TEXT,
	LOAD_DELIMITED /* several chosen options in one cell: no column of its own */
} LoadRule;

typedef struct LoadSet LoadSet;

/* what is done with one column of the file, or one option of a delimited column */
typedef struct LoadVariable
{
	SurveyVariable *v; /* what the codebook will say of it */
	char *header;	   /* of the column in the file, or NULL */
	LoadRule rule;
	bool given;		 /* rule and type are settled: nothing is left to infer */
	bool typed;		 /* the codebook says the type, which therefore stays */
	CellOrder order; /* of dates */
	char decimal;	 /* character of numbers; 0: point or comma */
	char grouping;	 /* of their digits; 0: any */
	/* where no decimal character is known */
	char commas;		/* the one of "1,234", if no other cell tells */
	bool assumed_point; /* a cell was read with a decimal point */
	bool assumed_comma; /* or with a comma */
	int soft;			/* kinds of words that mean "no answer" */
	int64 soft_cells[LOAD_SOFT_WORDS];
	bool profiled;		   /* its cells have been looked at */
	bool given_measure;	   /* by the codebook */
	bool contradicted;	   /* a text, as its numbers are not of one kind */
	SurveyLabel *declared; /* by the codebook, before those of the file came */
	int ndeclared;
	bool open;			 /* any code is accepted: the codebook declares none */
	LoadNumbers numbers; /* of a scale */
	bool by_order;		 /* its codes are the order in which its texts came (load_order.c) */
	bool often;			 /* each of its answers has been met many times */
	bool weight;		 /* weights are not negative */
	int source;			 /* column of the file, or -1 */
	int attribute;		 /* 0-based column of the table, or -1 */
	LoadSet *set;		 /* that it is a member of, or, if delimited, is read from it */
	Words map;			 /* texts to codes; to places among the labels where they are stored */
	Words folded;		 /* the same in lower case */
	int32 *codes;		 /* by word of the map */
	int32 *folded_codes;
} LoadVariable;

/* a multiple-response question */
struct LoadSet
{
	SurveySet *s;
	LoadVariable **members;
	LoadVariable *from; /* the delimited column that it is read from, or NULL */
	char delimiter;		/* in that column */
	bool ranking;		/* members are places, which hold options: no set of the survey */
	bool says_no;		/* "not chosen" is written out, so that a blank is no answer */
	bool known;			/* what a blank says needs no note: the codebook's members tell */

	/* members that hold whether any of these columns has their code */
	int nsources;
	LoadVariable **sources;
	int32 *codes; /* by member */
};

typedef struct LoadPlan
{
	int ncolumns;			  /* of the file */
	const Oid *types;		  /* of its columns, where it says them */
	char *properties;		  /* of the survey, or NULL */
	LoadVariable *columns;	  /* by column of the file */
	int nvariables;			  /* of the table, without the respondent's number */
	LoadVariable **variables; /* in order of the table */
	List *sets;				  /* of LoadSet * */
	List *names;			  /* of char *: names of columns and sets that are taken */
	char *key;				  /* column that identifies a respondent */
	LoadVariable *key_column; /* of the file that holds it; NULL: respondents are numbered */
	char *weight;			  /* column, or NULL */
	char *title;			  /* or NULL */
	List *inferred;			  /* of char * */
	List *warnings;			  /* of char * */
} LoadPlan;

/* load_profile.c */
typedef struct LoadTokens LoadTokens;
typedef struct LoadProfile
{
	Profile profile;
	int64 rows;			/* of the file that have as many cells as it has columns */
	Words answers;		/* distinct cells */
	bool many;			/* more of them, or longer ones, than answers to choose from */
	int64 nulls;		/* cells with a null string */
	int64 quoted_nulls; /* those in quotes, which a text may be */
	LoadTokens *tokens; /* of cells that hold several answers, by delimiter */
	int soft;			/* kinds of words that mean "no answer" here */
	int64 soft_cells[LOAD_SOFT_WORDS];
	char *soft_text[LOAD_SOFT_WORDS]; /* as the file spells it */
	/* the first number that reads with a decimal point only, or a comma only, and its line */
	char *one_mark[2];
	int64 one_mark_line[2];
} LoadProfile;

/* reads all rows; rows with a wrong number of cells are left to the writer */
extern LoadProfile *load_profile(LoadReader *reader, const LoadOptions *options,
								 const LoadPlan *plan);

/* load_tokens.c */
extern void load_tokens_add(LoadProfile *profile, const LoadOptions *options, const char *text,
							size_t size);

/*
 * The options that the cells of the column are made of, in order of first
 * appearance, if cells hold several of them; NIL if they do not.  A ranking has
 * all of them in each cell.
 */
extern List *load_profile_options(LoadProfile *profile, const LoadOptions *options, char *delimiter,
								  bool *ranking);

/* two options that stand in cells only one behind the other, which may be one; or NULL */
extern char *load_profile_together(const LoadProfile *profile, char delimiter);

/* whether cells that may be numbers with a decimal comma are rather lists of codes */
extern bool load_profile_listed(const LoadProfile *profile);

/* whether those that were taken for numbers could be lists nevertheless */
extern bool load_profile_may_list(const LoadProfile *profile);

/* the end of the part of a cell with several answers, and where the next one starts */
extern const char *load_token_end(const char *start, const char *end, char delimiter);

/* the delimiter as the codebook and the report write it, and back */
extern char *load_delimiter_text(char delimiter);
extern char load_delimiter_of(const char *text);

/* load_profile.c: the word in this cell that may mean "no answer", or -1; its kind */
extern int load_soft_word(const char *text, size_t size);
extern int load_soft_kind(int word);
extern const char *load_soft_text(int word);

/* whether a cell of that column means "no answer" */
extern bool load_no_answer(const LoadOptions *options, LoadVariable *column, const char *text,
						   size_t size);

/* the texts that mean "no answer" unless the user says other ones */
extern void load_default_nulls(Words *nulls);

/* nothing but blanks */
extern bool load_is_blank(const char *text);

/* whether a cell means "no answer" */
extern bool load_is_null(const LoadOptions *options, const char *text, size_t size);

/* whether a cell with a null string is a text nevertheless: it stands in quotes */
extern bool load_is_quoted(const LoadRow *row, int column);

/* adds a word, making room as needed; false if it exceeds the limit */
extern bool load_words_add(Words *words, uint32 limit, const char *text, size_t size, int64 count,
						   uint32 *number);

/* load_names.c */
/* the name or, if it is among those taken, with a number behind; it then is taken */
extern char *load_unique_name(List **taken, const char *name);

/* "Q28" of "Q28_1": what the headers of a family have in common; NULL if it is none */
extern char *load_name_stem(const char *header);

/* load_columns.c: whether a column is one of those that the user chose */
extern bool load_is_chosen(const LoadOptions *options, const char *header);

/* a reader of the chosen columns; an error where one of them is not there */
extern LoadReader *load_choose_columns(LoadReader *all, const LoadOptions *options);

/* a codebook as far as it is about the reader's columns */
extern Jsonb *load_fit_codebook(const LoadReader *reader, Jsonb *codebook);

/* the user's codebook as far as it is about the chosen columns */
extern Jsonb *load_choose_codebook(const LoadReader *reader, const LoadOptions *options);

/* load_codebook.c */
extern char *load_column_name(const LoadReader *reader, int column);

/* the file's codebook with the user's words, if there are any, in the place of its own */
extern Jsonb *load_merge_codebooks(const char *file, Jsonb *user);

extern LoadPlan *load_plan_start(LoadReader *reader, const LoadOptions *options);

/* how cells become values of the type, as far as the codebook says enough for it */
extern void load_settle_type(LoadVariable *column, Oid type);

/* whether the codebook names a weight, or says that there is none */
extern bool load_says_weight(Jsonb *codebook);

/* the plan as a codebook */
extern Jsonb *load_plan_codebook(LoadPlan *plan, const LoadOptions *options);

/* the column of the file that a codebook's variable means, or NULL */
extern LoadVariable *load_find_column(LoadPlan *plan, const char *name, const char *header);

/* load_key.c */
/* the key that the codebook names and does not describe as a variable, or NULL */
extern char *load_key_name(Jsonb *codebook);
extern void load_take_key(LoadPlan *plan, const LoadOptions *options);
extern void load_infer_key(LoadPlan *plan, const LoadProfile *profiles);

/* whether the survey has a key that is neither a variable nor numbered, and what is known of it */
extern bool load_survey_key(const Survey *survey, Oid *type, bool *has_default);

/* refuses a key that several rows of the table have */
extern void load_check_key(const LoadPlan *plan, const char *table);

/* load_infer.c: settles what the codebook left open */
extern void load_infer(LoadPlan *plan, LoadReader *reader, const LoadOptions *options,
					   LoadProfile *profiles);

/* load_families.c */
extern void load_find_families(LoadPlan *plan, LoadReader *reader, const LoadProfile *profiles);

/* load_notes.c: the scales that the file itself declares, as far as the user has not settled them */
extern void load_report_declared(LoadPlan *plan, const LoadOptions *options);

/* words that were read as no answer, with counts */
extern void load_report_words(LoadPlan *plan);

/* load_cell.c */
typedef struct LoadRefusal
{
	const char *column; /* header; NULL: the row as a whole */
	char *value;
	char *reason;
	char *expected; /* or NULL */
	int sqlstate;
} LoadRefusal;

extern void load_cells_prepare(LoadPlan *plan, const LoadOptions *options);

/* the end of the option, by number of the member, that a delimited cell goes on with, or NULL */
extern const char *load_next_option(LoadVariable *column, const char *text, const char *end,
									char delimiter, int32 *found);

/* fills values and nulls of one row; false if it is refused */
extern bool load_row(const LoadPlan *plan, const LoadOptions *options, const LoadRow *row,
					 Datum *values, bool *nulls, LoadRefusal *refusal);

/* load_moment.c: a cell without blanks around it; false if it is none or of another type */
extern bool load_moment(const LoadVariable *column, const char *text, size_t size, Datum *value);

/* load_table.c */
typedef struct LoadCounts
{
	int64 read;
	int64 loaded;
	int64 refused;
} LoadCounts;

/* makes a table for the plan; the quoted name */
extern char *load_table_create(const LoadPlan *plan, const char *schema, const char *table,
							   bool temporary);

/* primary key, and where the numbers of later respondents start */
extern void load_table_finish(const LoadPlan *plan, const char *table, int64 rows);
extern LoadCounts load_table_fill(LoadPlan *plan, LoadReader *reader, const LoadOptions *options,
								  const char *table);

/*
 * load_tracker.c: the variable of the wave in a survey that was just loaded; before
 * a further one is read, the variables and codes that it brings (a plan of the
 * file alone tells, made by "alone") are added to the survey and noted.
 */
extern void load_tracker_first(LoadPlan *plan, const LoadOptions *options);
extern void load_tracker_prepare(LoadPlan *plan, const LoadOptions *alone, const Jsonb *said,
								 const LoadOptions *options, List **notes);

/* what is said of the file, with the variables that have codes in the survey having some here */
extern Jsonb *load_tracker_codebook(LoadReader *reader, const LoadOptions *options, Jsonb *said,
									List **notes);

/*
 * load_tracker_options.c: the sets of the survey that the file has in one column each, with
 * the options that only the file has, as a codebook
 */
extern Jsonb *load_tracker_sets(const Survey *survey, LoadReader *reader,
								const LoadOptions *options, const Jsonb *said, List **notes);

/* the column of the wave and, as SQL, what it holds for this one; the rows that it replaces go */
extern char *load_tracker_value(const Survey *survey, const LoadOptions *options, char **column);
extern void load_tracker_replace(LoadPlan *plan, const Survey *survey, const LoadOptions *options);

/*
 * load_order.c: names of variables (char *) whose codes are no more than the order in
 * which their texts came, as the survey keeps them; with those of the file that is planned
 */
extern List *load_order_read(const char *survey);
extern void load_order_store(const char *survey, const List *names);
extern bool load_order_has(const List *names, const char *variable);
extern List *load_order_without(List *names, const char *variable);
extern List *load_order_with(List *names, const LoadPlan *plan);

/* load_wave.c: a further wave of a survey */
extern LoadPlan *load_wave_plan(LoadReader *reader, LoadOptions *options);
extern LoadCounts load_wave_fill(LoadPlan *plan, LoadReader *reader, const LoadOptions *options);

#endif
