/*
 * sasformat.h
 *	  Display formats of SAS: those that SAS defines itself, and those of users,
 *	  whose labels stand in a catalogue.
 */
#ifndef KERNEL_FILE_SASFORMAT_H
#define KERNEL_FILE_SASFORMAT_H

#include <stdbool.h>
#include <stddef.h>

/* bytes of the format's name: without width and decimals */
extern size_t sasformat_name(const char *format);

/* whether it is one of SAS's own */
extern bool sasformat_known(const char *format);

#endif
