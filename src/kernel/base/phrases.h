/*
 * phrases.h
 *	  What answers say in the languages of the field: yes and no, "don't know",
 *	  and which end of a scale is the good one.
 *
 * Texts are UTF-8.  Letter case makes no difference, for ASCII and for the
 * accented letters of Western Europe.
 */
#ifndef KERNEL_BASE_PHRASES_H
#define KERNEL_BASE_PHRASES_H

#include <stdbool.h>
#include <stddef.h>

/* that an option was chosen, without naming it: "yes", "Selected", "1"; that it was not */
extern bool phrase_is_yes(const char *text, size_t size);
extern bool phrase_is_no(const char *text, size_t size);

/* the same words in lower case, for dictionaries; their number */
extern const char *const *phrase_yes_words(int *n);
extern const char *const *phrase_no_words(int *n);

/* a text such as "Don't know", "Refused" or "Prefer not to say" */
extern bool phrase_is_no_opinion(const char *text, size_t size);

/* 1 for a label of the good end of a scale, -1 for the bad one, 0 for neither */
extern int phrase_side(const char *text, size_t size);

#endif
