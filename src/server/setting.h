/*
 * setting.h
 *	  Settings of the extension (mlops_survey.*).
 */
#ifndef SERVER_SETTING_H
#define SERVER_SETTING_H

#include "postgres.h"

/* whether mlops_survey.filter_extensions lists an extension; false for InvalidOid */
extern bool svy_filter_extension(Oid extension);

#endif
