/*
 * xlsx_package.c
 *	  Reads the parts of a workbook: minizip unpacks them, expat parses them, a
 *	  piece at a time.
 *
 * Expat gets its memory from the memory context, so that a handler may throw an
 * error across its frames: nothing is left of it then.  Minizip does not, and
 * calls nothing of ours that could throw: its bytes are all in memory.  It is
 * closed whatever happens by who has opened it.
 */
#include "postgres.h"

#include <expat.h>
#include <minizip/unzip.h>

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "load/xlsx_package.h"

#define PIECE 65536

/* minizip's word for names without regard to the case of letters */
#define ANY_CASE 2

struct XlsxPackage
{
	unzFile zip;
	const char *bytes;
	size_t size;
	size_t at;
};

void
xlsx_damaged(const char *format, ...)
{
	StringInfoData why;
	int needed;

	initStringInfo(&why);
	do
	{
		va_list args;

		va_start(args, format);
		needed = appendStringInfoVA(&why, format, args);
		va_end(args);
		if (needed != 0)
			enlargeStringInfo(&why, needed);
	} while (needed != 0);
	ereport(ERROR, (errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
					errmsg("the workbook cannot be read: %s", why.data)));
}

/*
 * The archive, in memory
 */

static voidpf
zip_open(voidpf opaque, const void *name, int mode)
{
	return opaque;
}

static uLong
zip_read(voidpf opaque, voidpf stream, void *out, uLong size)
{
	XlsxPackage *package = stream;

	size = Min(size, package->size - package->at);
	memcpy(out, package->bytes + package->at, size);
	package->at += size;
	return size;
}

static ZPOS64_T
zip_tell(voidpf opaque, voidpf stream)
{
	return ((XlsxPackage *) stream)->at;
}

static long
zip_seek(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin)
{
	XlsxPackage *package = stream;
	ZPOS64_T base = origin == ZLIB_FILEFUNC_SEEK_CUR   ? package->at
					: origin == ZLIB_FILEFUNC_SEEK_END ? package->size
													   : 0;

	if (offset > package->size - base)
		return -1;
	package->at = base + offset;
	return 0;
}

static int
zip_close(voidpf opaque, voidpf stream)
{
	return 0;
}

XlsxPackage *
xlsx_package_open(const char *bytes, size_t size)
{
	XlsxPackage *package = palloc0(sizeof(XlsxPackage));
	zlib_filefunc64_def functions = {.zopen64_file = zip_open,
									 .zread_file = zip_read,
									 .ztell64_file = zip_tell,
									 .zseek64_file = zip_seek,
									 .zclose_file = zip_close,
									 .zerror_file = zip_close,
									 .opaque = package};

	package->bytes = bytes;
	package->size = size;
	package->zip = unzOpen2_64("", &functions);
	return package->zip ? package : NULL;
}

void
xlsx_package_close(XlsxPackage *package)
{
	unzClose(package->zip);
}

bool
xlsx_package_has(XlsxPackage *package, const char *part)
{
	return unzLocateFile(package->zip, part, ANY_CASE) == UNZ_OK;
}

/*
 * A part
 */

static const char *
local_name(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? colon + 1 : name;
}

const char *
xlsx_attribute(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (strcmp(local_name(attributes[0]), name) == 0)
			return attributes[1];
	return NULL;
}

static void *
take_memory(size_t size)
{
	return palloc(size);
}

static void *
change_memory(void *pointer, size_t size)
{
	return pointer ? repalloc(pointer, size) : palloc(size);
}

static void
free_memory(void *pointer)
{
	if (pointer)
		pfree(pointer);
}

static void
on_start(void *arg, const XML_Char *name, const XML_Char **attributes)
{
	const XlsxHandlers *handlers = arg;

	handlers->start(handlers->arg, local_name(name), attributes);
}

static void
on_end(void *arg, const XML_Char *name)
{
	const XlsxHandlers *handlers = arg;

	if (handlers->end)
		handlers->end(handlers->arg, local_name(name));
}

static void
on_text(void *arg, const XML_Char *text, int size)
{
	const XlsxHandlers *handlers = arg;

	if (handlers->text)
		handlers->text(handlers->arg, text, size);
}

/* no part has one, and what it may declare grows without an end */
static void
on_doctype(void *arg, const XML_Char *name, const XML_Char *system, const XML_Char *public,
		   int subset)
{
	xlsx_damaged("a part of it has a document type");
}

static void
parse_pieces(XlsxPackage *package, const char *part, XML_Parser parser)
{
	int got;

	do
	{
		void *piece = XML_GetBuffer(parser, PIECE);

		CHECK_FOR_INTERRUPTS();
		if (!piece)
			ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
		got = unzReadCurrentFile(package->zip, piece, PIECE);
		if (got < 0)
			xlsx_damaged("part \"%s\" cannot be unpacked", part);
		if (XML_ParseBuffer(parser, got, got == 0) != XML_STATUS_OK)
			xlsx_damaged("part \"%s\", line %lu: %s", part,
						 (unsigned long) XML_GetCurrentLineNumber(parser),
						 XML_ErrorString(XML_GetErrorCode(parser)));
	} while (got > 0);
}

void
xlsx_package_read(XlsxPackage *package, const char *part, const XlsxHandlers *handlers)
{
	static const XML_Memory_Handling_Suite memory = {take_memory, change_memory, free_memory};
	XlsxHandlers copy = *handlers;
	XML_Parser parser;

	if (!xlsx_package_has(package, part))
		xlsx_damaged("part \"%s\" is not there", part);
	if (unzOpenCurrentFile(package->zip) != UNZ_OK)
		xlsx_damaged("part \"%s\" cannot be unpacked", part);
	parser = XML_ParserCreate_MM(NULL, &memory, NULL);
	if (!parser)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
	XML_SetUserData(parser, &copy);
	XML_SetElementHandler(parser, on_start, on_end);
	XML_SetCharacterDataHandler(parser, on_text);
	XML_SetStartDoctypeDeclHandler(parser, on_doctype);
	parse_pieces(package, part, parser);
	XML_ParserFree(parser);
	if (unzCloseCurrentFile(package->zip) != UNZ_OK)
		xlsx_damaged("part \"%s\" is not what its sum of bytes says", part);
}
