/*
 * export_triples.h
 *	  What the writers of Triple-S data and metadata share.
 */
#ifndef EXPORT_EXPORT_TRIPLES_H
#define EXPORT_EXPORT_TRIPLES_H

#include "export/export.h"
#include "kernel/file/triples.h"

/* what Triple-S cannot hold */
typedef enum TripleLoss
{
	TRIPLE_LOST_EMPTY,
	TRIPLE_LOST_NUMBER,
	TRIPLE_LOST_DECIMALS,
	TRIPLE_LOST_DATE,
	TRIPLE_LOST_SECONDS,
	TRIPLE_LOST_PARTIAL,
	TRIPLE_LOST_TIMESTAMP,
	TRIPLE_LOST_INTERVAL,
	TRIPLE_LOST_MISSING,
	TRIPLE_LOST_LABELS,
	TRIPLE_LOST_CONTROLS,
	TRIPLE_LOSSES
} TripleLoss;

/* one variable of Triple-S: a column, the time of a timestamp, or a set */
typedef struct TripleOut
{
	TripleField field; /* first and last: characters of the line, or cells of CSV */
	char *name;
	const SurveyVariable *v; /* NULL of a multiple */
	const SurveySet *set;	 /* or NULL */
	int column;				 /* of the export */
	int *members;			 /* columns of a multiple */
	int32 *codes;			 /* of its members */
	int width;				 /* characters of the value, or of a subfield */
	int decimals;			 /* of a quantity */
	bool any;				 /* whole numbers: what lies between */
	int64 min;
	int64 max;
	double low_number; /* other numbers */
	double high_number;
	char *low; /* range of a quantity, or NULL */
	char *high;
	uint32 losses; /* a bit for each TripleLoss */
	int64 rounded; /* values that become others */
} TripleOut;

typedef struct TripleWriter
{
	Export *export;
	int nouts;
	TripleOut *outs;
	List *names; /* that are taken */
	bool csv;	 /* the texts need it */
	bool utf8;	 /* the texts have characters beyond ISO 8859-1 */
	int line;	 /* where the current line starts */
	StringInfoData cell;
	bool started; /* the line has a cell */
} TripleWriter;

/* the layout of the file, by what the rows hold */
extern void triples_plan(TripleWriter *writer);

/* notes a loss: a warning for each kind will name the variables */
static inline void
triples_lose(TripleOut *out, TripleLoss loss)
{
	out->losses |= (uint32) 1 << loss;
}

/* cells of a multiple in CSV, characters of any field in columns of fixed width */
extern int triples_room(const TripleWriter *writer, const TripleOut *out);

extern void triples_write_metadata(TripleWriter *writer);

#endif
