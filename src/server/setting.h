/*
 * setting.h
 *	  Settings of the extension (mlops_survey.*).
 */
#ifndef SERVER_SETTING_H
#define SERVER_SETTING_H

#include "postgres.h"

/* whether mlops_survey.filter_extensions lists an extension; false for InvalidOid */
extern bool svy_filter_extension(Oid extension);

/* mlops_survey.read_packs, and why packs are not read without */
#define SVY_PACKS_OFF "mlops_survey.read_packs is off"
extern bool svy_read_packs(void);

/* makes the settings known, when the library is loaded */
extern void svy_settings_init(void);

#endif
