/*
 * wave.h
 *	  Waves as answers of the variable that says them: which answer a name means,
 *	  however it is written, and the answer that a new one becomes.
 */
#ifndef CODEBOOK_WAVE_H
#define CODEBOOK_WAVE_H

#include "codebook/codebook.h"

/* the answer that is this wave: by its label, or by the time that both say; NULL: there is none */
extern const SurveyLabel *svy_wave_find(const SurveyVariable *variable, const char *name);

/* whether that is what an answer is called: letter case does not matter, nor how a time is written */
extern bool svy_wave_is_called(const char *label, const char *name);

/*
 * The code and label of a wave that is not there yet, so that codes are in the
 * order of time; variable: NULL for the first wave.  Refuses what has no place.
 */
extern SurveyLabel svy_wave_place(const SurveyVariable *variable, const char *name);

/*
 * Whether a wave is that of the same time a year before, by their labels: days
 * that it is off (of waves that are days, within a month), or -1.
 */
extern int svy_wave_year_before(const char *label, const char *before);

#endif
