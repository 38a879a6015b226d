/*
 * stored_states.h
 *	  The table of states that refresh_states keeps.
 */
#ifndef LOAD_STORED_STATES_H
#define LOAD_STORED_STATES_H

#include "codebook/codebook.h"

/* drops it with its survey; SPI must be connected */
extern void svy_states_drop(const Survey *survey);

#endif
