/*
 * load_lines.c
 *	  The lines of a file, one after the other.
 */
#include "postgres.h"

#include "commands/progress.h"
#include "miscadmin.h"
#include "utils/backend_progress.h"
#include "utils/rel.h"

#include "load/load_lines.h"

/* a longer line is no respondent */
#define MAX_LINE 10000000

void
load_lines_open(LoadLines *lines, const LoadOptions *options)
{
	load_source_open(&lines->source, options);
	initStringInfo(&lines->line);
	lines->end = '\n';
}

void
load_lines_rewind(LoadLines *lines, Relation target)
{
	pgstat_progress_start_command(PROGRESS_COMMAND_COPY,
								  target ? RelationGetRelid(target) : InvalidOid);
	pgstat_progress_update_param(PROGRESS_COPY_BYTES_TOTAL, lines->source.size);
	load_source_seek(&lines->source, 0);
	lines->filled = lines->taken = 0;
	lines->number = 0;
}

bool
load_lines_next(LoadLines *lines)
{
	resetStringInfo(&lines->line);
	for (;;)
	{
		char *start = lines->buffer + lines->taken;
		size_t left = lines->filled - lines->taken;
		char *end = left > 0 ? memchr(start, lines->end, left) : NULL;

		appendBinaryStringInfo(&lines->line, start, end ? end - start : (int) left);
		if (lines->line.len > MAX_LINE)
			ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
							errmsg("line " INT64_FORMAT " of the file has more than %d bytes",
								   lines->number + 1, MAX_LINE)));
		lines->taken += end ? end - start + 1 : left;
		if (end)
			break;
		CHECK_FOR_INTERRUPTS();
		lines->taken = 0;
		lines->filled = load_source_read(&lines->source, lines->buffer, sizeof(lines->buffer));
		pgstat_progress_update_param(PROGRESS_COPY_BYTES_PROCESSED, lines->source.at);
		if (lines->filled == 0 && lines->line.len == 0)
			return false;
		if (lines->filled == 0)
			break;
	}
	lines->number++;
	if (lines->line.len > 0 && lines->line.data[lines->line.len - 1] == '\r')
		lines->line.data[--lines->line.len] = '\0';
	return true;
}

void
load_lines_close(LoadLines *lines)
{
	pgstat_progress_end_command();
	load_source_close(&lines->source);
}
