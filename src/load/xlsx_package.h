/*
 * xlsx_package.h
 *	  The parts of a workbook: files of XML in a zip archive.
 */
#ifndef LOAD_XLSX_PACKAGE_H
#define LOAD_XLSX_PACKAGE_H

#include "load/load.h"

typedef struct XlsxPackage XlsxPackage;

/* handlers of a part's pieces; names are without a prefix, attributes are pairs that end with NULL */
typedef struct XlsxHandlers
{
	void (*start)(void *arg, const char *name, const char **attributes);
	void (*end)(void *arg, const char *name); /* or NULL */
	void (*text)(void *arg, const char *text, int size);
	void *arg;
} XlsxHandlers;

/* the archive in these bytes, which stay; NULL if it is none */
extern XlsxPackage *xlsx_package_open(const char *bytes, size_t size);
extern void xlsx_package_close(XlsxPackage *package);

/* whether it has that part */
extern bool xlsx_package_has(XlsxPackage *package, const char *part);

/* reads a part, which must be there */
extern void xlsx_package_read(XlsxPackage *package, const char *part, const XlsxHandlers *handlers);

/* the value of an attribute, or NULL */
extern const char *xlsx_attribute(const char **attributes, const char *name);

/* an error that says that the workbook is damaged */
extern void xlsx_damaged(const char *format, ...) pg_attribute_printf(1, 2) pg_attribute_noreturn();

#endif
