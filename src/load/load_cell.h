/*
 * load_cell.h
 *	  What the files of cells share.
 */
#ifndef LOAD_LOAD_CELL_H
#define LOAD_LOAD_CELL_H

#include "load/load.h"

/* the code of an answer; remembers new spellings of it */
extern bool load_find_code(LoadVariable *column, const char *text, size_t size, int32 *code);

/* another spelling of an answer, so that the next one is found at once */
extern void load_remember(LoadVariable *column, const char *text, size_t size, int32 code);

/* the text of the option of a set that the member stands for, or NULL */
extern const char *load_option_text(const LoadVariable *member);

#endif
