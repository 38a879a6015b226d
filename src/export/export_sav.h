/*
 * export_sav.h
 *	  What those share who work on a finished SPSS file.
 */
#ifndef EXPORT_EXPORT_SAV_H
#define EXPORT_EXPORT_SAV_H

#include "export/export.h"
#include "kernel/file/savfile.h"

/* the bytes of an extension record; none if the file has none */
extern SavText export_sav_record(const Export *export, uint32_t subtype);

#endif
