/*
 * export.h
 *	  What the writers of survey files share.
 */
#ifndef EXPORT_EXPORT_H
#define EXPORT_EXPORT_H

#include "postgres.h"
#include "lib/stringinfo.h"

#include "codebook/codebook_impl.h"
#include "codebook/property.h"

typedef enum ExportFormat
{
	EXPORT_SAV,
	EXPORT_ZSAV,
	EXPORT_DTA,
	EXPORT_XPT,
	EXPORT_CSV,
	EXPORT_TRIPLES, /* data */
	EXPORT_TRIPLES_XML,
	EXPORT_DUCKDB, /* statements that read the CSV */
	EXPORT_DDI	   /* codebook of an archive, beside the CSV */
} ExportFormat;

/* what texts hold that not all formats keep */
#define EXPORT_EMPTY 1
#define EXPORT_TRAILING 2 /* blanks at the end */

/* what is known of a column before it is written */
typedef struct ExportColumn
{
	const SurveyVariable *v; /* one made for the file, of a key or replicate weight */
	const char *source;		 /* column of the answers */
	int element;			 /* of an array; 0: it is none */
	Oid type;				 /* of the column as it is read; domains and enums are resolved */
	char *header;			 /* its name in the file */
	double min;				 /* of numbers */
	double max;
	int width;	/* bytes of the longest text */
	int parts;	/* variables that hold it in an SPSS file; 0: one */
	int blanks; /* EXPORT_EMPTY, EXPORT_TRAILING */
} ExportColumn;

typedef struct Export
{
	Survey *survey;
	ExportFormat format;
	char *where;  /* " WHERE ...", or "" */
	bool labels;  /* texts instead of codes */
	char decimal; /* of CSV: a point or a comma */
	bool bom;	  /* of CSV: it begins with a byte-order mark */
	int ncolumns;
	int room; /* for columns */
	ExportColumn *columns;
	int64 rows;
	StringInfoData text_labels; /* of SPSS: the record of labels of texts over eight bytes */
	StringInfoData out;			/* begins with room for the length word of a bytea */
	int nlanguages;
	char **languages; /* that texts are in besides the survey's, with a tag; of XML */
} Export;

/* calls "take" for each row */
extern void export_rows(const Export *export, void (*take)(void *arg, Datum *values, bool *nulls),
						void *arg);

/* data or metadata of Triple-S */
extern bool export_is_triples(const Export *export);

/* the column that holds the variable, or NULL */
extern ExportColumn *export_column(const Export *export, const SurveyVariable *v);

/* the options are named by the labels of the counted value */
extern bool export_set_by_value(const SurveySet *set);

/* export_columns.c: all of the survey, or what is named if n is not negative */
extern void export_choose_columns(Export *export, char **names, int n);

/* export_losses.c */
extern void export_warn_of_losses(const Export *export);
extern void export_warn_of_columns(const Export *export);

/* tells the user of something that the format cannot hold */
extern void export_warn(const char *format, ...) pg_attribute_printf(1, 2);

/* the value of a column of whole numbers or booleans */
extern int64 export_integer(const ExportColumn *column, Datum value);

/* no answer is infinite or not a number: statistics and load_survey refuse them */
extern bool export_is_finite(const ExportColumn *column, Datum value);

/* the double nearest to a number; counts those that it is not equal to */
extern double export_double(const ExportColumn *column, Datum value, int64 *rounded);

/* names the variable of which values could not be written as they are, if there are any */
extern void export_warn_of_values(const ExportColumn *column, int64 n, const char *what);

extern void export_csv(Export *export);

/* of CSV: what stands between cells, and the header of a column */
extern char export_csv_delimiter(const Export *export);
extern const char *export_csv_header(const Export *export, const ExportColumn *column);

/* CSV, or what goes with it */
extern bool export_is_csv(const Export *export);

/* export_duckdb.c: statements for DuckDB that read the CSV with its types */
extern void export_duckdb(Export *export);
/* export_ddi.c: the codebook as DDI, beside the CSV */
extern void export_ddi(Export *export);

/* export_xml.c: text between tags or in an attribute; control characters have no place in XML */
extern void export_xml_text(StringInfo xml, const char *text);

/*
 * A language as xml:lang has it: its name, or what stands in parentheses in it, or
 * NULL; the languages of the survey besides that of its texts, as far as they have
 * such a tag.
 */
extern const char *export_language_tag(const char *language);
extern char **export_languages(const Survey *survey, int *count);

extern void export_csv_cell(StringInfo out, const char *text, char delimiter, bool quote);
extern void export_triples(Export *export);
extern void export_readstat(Export *export);

/* export_savnames.c: gives the variables of a finished SPSS file good short names */
extern void export_sav_names(Export *export);

/* export_mrsets.c: adds the records of sets and attributes to a finished SPSS file */
extern void export_sav_records(Export *export);

/* bytes of the finished file, as the kernel's FileRead; "arg" is the export */
extern size_t export_read(void *arg, uint64_t offset, void *out, size_t size);

/* moves an offset of eight bytes within the file */
extern void export_shift(char *place, int64 by);

/* export_characteristics.c: adds characteristics to a finished Stata file */
extern void export_dta_characteristics(Export *export);

#endif
