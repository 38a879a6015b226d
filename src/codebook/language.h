/*
 * language.h
 *	  The texts of a codebook in its languages: who wants the text of something
 *	  in a language asks here.
 *
 * The texts that the catalogue has columns for are in the codebook's own
 * language, which may have a name ("language"); those in others are kept among
 * the properties of the survey, its variables and sets ("translations").
 */
#ifndef CODEBOOK_LANGUAGE_H
#define CODEBOOK_LANGUAGE_H

#include "utils/jsonb.h"

#include "codebook/codebook.h"
#include "codebook/property.h"

/*
 * Puts the texts of an open survey into a language: title, questions, answers,
 * options, nets.  What has none keeps its own.  NULL and the codebook's own
 * language change nothing; a language that no text is in is an error, which lists
 * those that there are.  "de" is "de-AT" where no other is German.
 */
extern void svy_survey_speak(Survey *survey, const char *language);

/* opens a survey and does that */
extern Survey *svy_survey_open_in(const char *name, const char *language);

/* the language of the texts, or NULL: the codebook does not say */
extern const char *svy_survey_language(const Survey *survey);

/* the other ones that there are texts in */
extern char **svy_survey_other_languages(const Survey *survey, int *count);

/* texts in one of those, NULL: there is none */
extern const char *svy_title_in(const Survey *survey, const char *language);
extern const char *svy_question_in(const Survey *survey, const SurveyVariable *variable,
								   const char *language);
extern const char *svy_answer_in(const Survey *survey, const SurveyVariable *variable, int32 code,
								 const char *language);
extern const char *svy_set_question_in(const Survey *survey, const SurveySet *set,
									   const char *language);
extern const char *svy_option_in(const Survey *survey, const SurveySet *set, int member,
								 const char *language);

/* who was asked, in the language that the survey speaks; properties: of a variable or a set */
extern char *svy_base_spoken(const Survey *survey, SvyProperties properties);

/*
 * For a codebook in JSON: "language" and "translations" of a survey, a variable or
 * a set, which join its properties; what properties hold of them, and the rest.
 */
extern void svy_language_parse(Survey *survey, JsonbContainer *root, const char *where);
extern void svy_variable_translations_parse(SurveyVariable *variable, JsonbContainer *object,
											const char *where);
extern void svy_set_translations_parse(SurveySet *set, JsonbContainer *object, const char *where);
extern char *svy_translations_json(const char *properties);
extern char *svy_properties_without_texts(const char *properties, bool of_survey);

#endif
