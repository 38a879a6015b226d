/*
 * load_metadata.h
 *	  Files of other programs that describe data, beside CSV or a workbook.
 */
#ifndef LOAD_LOAD_METADATA_H
#define LOAD_LOAD_METADATA_H

#include "load/load.h"

typedef struct MetadataKind MetadataKind;

/* what the metadata is; NULL for XML of Triple-S, or of no kind that is known */
extern const MetadataKind *load_metadata_find(const LoadOptions *options);

/* load_form.c: the sheets of an XLSForm as JSON */
extern char *load_form_json(const char *bytes, size_t size);

/* load_xml.c: the document as text of the server, without its declaration */
extern char *load_xml_text(const char *bytes, size_t size);

/* the name of the document's element without a prefix, or NULL */
extern char *load_xml_root(const char *document);

#endif
