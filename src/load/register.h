/*
 * register.h
 *	  Making surveys, for SQL and for the loader.
 */
#ifndef LOAD_REGISTER_H
#define LOAD_REGISTER_H

#include "codebook/codebook_register.h"

/*
 * Stores the survey, makes its views and returns it; SPI must be connected.
 * The table must be filled already.
 */
extern Survey *svy_register(SurveyRegistration *registration);

#endif
