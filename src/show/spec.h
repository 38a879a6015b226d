/*
 * spec.h
 *	  JSON that is made up: values, and templates whose words in quotes stand for
 *	  values.
 */
#ifndef SHOW_SPEC_H
#define SHOW_SPEC_H

#include "postgres.h"

#include "lib/stringinfo.h"

/* a value; a null pointer and NaN are null */
extern void svy_spec_text(StringInfo json, const char *text);
extern void svy_spec_number(StringInfo json, double number);

/* "name": value, with a comma before it where it is not the first of its object */
extern void svy_spec_text_member(StringInfo json, const char *name, const char *text);
extern void svy_spec_number_member(StringInfo json, const char *name, double number);

/* an array of texts; of the lines of a text */
extern char *svy_spec_texts(const char *const *texts, int count);
extern char *svy_spec_lines(const char *text);

typedef struct SpecWord
{
	const char *word;  /* such as @rows, which stands as '@rows' in the template */
	const char *value; /* JSON */
} SpecWord;

/*
 * The template with its words replaced by their values, which are not looked at
 * again; words ends with a null pointer.  For legible C, ' stands for " in a
 * template, and ` for '.
 */
extern char *svy_spec_fill(const char *template, const SpecWord *words);

/* a text in lines of about so many characters, broken where it has blanks */
extern char *svy_wrap(const char *text, int width);
extern int svy_count_lines(const char *text);

#endif
