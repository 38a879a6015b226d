/*
 * asked.h
 *	  The one rule of who was asked an option of a set.
 *
 * Who answered any option of a set is in its base, and an option of his that is
 * NULL counts as not chosen: so sets of ticks alone (TRUE and NULL) make sense.
 * But where nobody of a domain gave an option any answer while others of the set
 * were, and elsewhere the option has answers of "no", it was not asked there: a
 * later wave added it.  Its share there is unknown, and not 0.  An option that
 * has no "no" anywhere is one of ticks, of which NULL says that nobody ticked it.
 */
#ifndef SOURCE_ASKED_H
#define SOURCE_ASKED_H

#include "codebook/codebook.h"

/* of each member: whether some respondent says that he did not choose it; SPI must be connected */
extern bool *svy_set_declined(const Survey *survey, const SurveySet *set);

/* asked: respondents of a domain who gave each member an answer; declined: as above */
extern bool svy_option_unasked(const SurveySet *set, int member, const int64 *asked,
							   const bool *declined);

#endif
