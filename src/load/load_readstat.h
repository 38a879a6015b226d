/*
 * load_readstat.h
 *	  What the files of the reader of SPSS, Stata and SAS share.
 */
#ifndef LOAD_LOAD_READSTAT_H
#define LOAD_LOAD_READSTAT_H

#include "load/load_source.h"
#include "kernel/file/filetime.h"
#include "kernel/file/savfile.h"

#include <readstat.h>

/* distinct values that are kept of a variable that could be categorical */
#define STAT_MAX_VALUES 1000

/* .a to .z and, of SAS, ._ */
#define STAT_TAGS 27

/* a label of the file: of a number, of a text, or of a tagged missing value */
typedef struct StatLabel
{
	double number;
	char *text; /* or NULL */
	char tag;	/* or 0 */
	char *label;
} StatLabel;

typedef struct StatLabels
{
	char *name;
	int n;
	int room;
	StatLabel *labels;
} StatLabels;

typedef struct StatColumn
{
	/* as the file says */
	char *name;
	char *label;	 /* or NULL */
	char *format;	 /* or NULL */
	char *label_set; /* or NULL */
	readstat_type_t stored;
	size_t width;
	int display_width;
	readstat_measure_t measure;
	readstat_alignment_t alignment;
	int nmissing;
	SurveyRange *missing; /* of numbers; both ends are the same for single values */
	char **missing_texts; /* of texts, which have no ranges */
	FileTime time;
	const StatLabels *labels; /* or NULL */

	/* what the rows hold */
	int64 answers;
	double min;
	double max;
	bool fraction; /* of a number, or of a day */
	bool precise;  /* a number that a real is not equal to */
	int64 lost;	   /* dates that the file declares as missing */
	uint32 tags;   /* by bit: .a to .z, ._ */
	uint64 small[4];
	int nvalues; /* distinct ones beyond 0 to 255 */
	double *values;
	bool many; /* more than are kept */
	Words texts;

	/* what it becomes */
	SurveyVariable *v;
	Oid type;
	int tag_code;	 /* of .a; the others follow downwards; 0: there are none */
	bool keep_blank; /* the blank text is an answer or missing for a reason */
} StatColumn;

typedef struct StatReader
{
	LoadReader reader;
	const LoadOptions *options;
	LoadKind format;
	const char *label; /* of the format, in messages */
	const char *told;  /* encoding that ReadStat is told, or NULL */
	LoadSource source;
	MemoryContext context; /* of the metadata */

	int ncolumns;
	bool *passed; /* variables that are not chosen, by place in the file; NULL: all are */
	int nvariables;
	StatColumn *columns;
	List *label_sets; /* of StatLabels * */
	List *free_texts; /* of char *: texts without labels, and whole numbers without labels, */
	List *unlabelled; /* where the file does not say what they are */
	char *title;
	char *encoding;
	char *weight;
	char *data_set; /* of SAS, or NULL */
	char *written;	/* when, or NULL */
	bool odd_date;	/* what should say when says nothing */
	List *notes;	/* of char * */
	int64 rows;
	bool guessed; /* texts that say no encoding turned out not to be UTF-8 */

	/* of a run over the file */
	bool profiling;
	char *buffer; /* the bytes before where the source stands */
	size_t buffered;
	size_t used;		  /* of them */
	int release;		  /* of a Stata file */
	bool long_text;		  /* the tag of a long text was read last */
	size_t name_room;	  /* bytes of the name of a label set, which may not end; 0: it ends */
	MemoryContext caller; /* context of "take" */
	void (*take)(void *arg, LoadRow *row);
	void *arg;
	LoadCell *cells;
	StringInfoData texts;	 /* of the row */
	ErrorData *error;		 /* thrown in a callback */
	const StatColumn *where; /* an error stands at this column */
	bool delivering;		 /* an error is not the file's */
	char message[256];		 /* from the library */
} StatReader;

/* a remark on the file, which the caller hands out */
static inline void
stat_warn(StatReader *stat, char *warning)
{
	stat->reader.warnings = lappend(stat->reader.warnings, warning);
}

/* a text of the file in the server's encoding */
extern char *stat_text(StatReader *stat, const char *text);

/* runs what may throw inside a callback; an error is kept, and the library told to stop */
typedef void (*StatWork)(StatReader *stat, void *arg);

extern int stat_guarded(StatReader *stat, MemoryContext context, StatWork work, void *arg);

/* load_readstat_metadata.c: has the parser hand out what the file says of itself, its variables and labels */
extern void stat_take_metadata(readstat_parser_t *parser);

/* the bit of a tag, or -1 */
extern int stat_tag_number(char tag);

/* load_readstat_codebook.c: from metadata and profile to types and codebook */
extern void stat_make_codebook(StatReader *stat);

/* load_mrsets.c: multiple-response sets of an SPSS file become sets of the survey */
extern void stat_read_sets(StatReader *stat, Survey *survey);

/* the bytes of a record of an SPSS file; a text of it, NULL if it is none in the file's encoding */
extern SavText stat_sav_record(StatReader *stat, const SavExtension *extension);
extern char *stat_sav_text(const StatReader *stat, SavText text);

/* load_attributes.c: custom attributes of an SPSS file become properties */
extern void stat_read_attributes(StatReader *stat, Survey *survey);

/* properties (or NULL) with one more, whose value is JSON */
extern char *stat_with_property(const char *properties, const char *key, const char *value);

/* load_losses.c: characteristics of a Stata file become properties */
extern void stat_read_characteristics(StatReader *stat, Survey *survey);

/* names the labels that have no variable, and the variables whose labels are not in the file */
extern void stat_warn_of_labels(StatReader *stat);

#endif
