/*
 * language.c
 *	  The texts of a codebook in its languages.
 *
 * {"language": "en", "translations": {"de": {"title": "..."}},
 *  "variables": [{"name": "q1", "label": "...", "translations":
 *    {"de": {"label": "...", "values": {"1": "Ja"}, "nets": {"Big": "Groß"}}}}],
 *  "sets": [{"name": "q2", "translations": {"de": {"label": "...", "members": {"q2_1": "..."}}}}]}
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "codebook/codebook_impl.h"
#include "codebook/language.h"
#include "codebook/property.h"
#include "server/json.h"

static const char *const LANGUAGE = "language";
static const char *const TRANSLATIONS = "translations";

/* longest name of a language, in bytes: Triple-S, DDI and XLSForm have tags and words */
#define LANGUAGE_MAX 63

/*
 * Reading the codebook
 */

static void
check_name(const char *language, const char *where)
{
	if (language[0] == '\0' || strlen(language) > LANGUAGE_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s: the name of a language must have 1 to %d bytes", where, LANGUAGE_MAX),
				 errhint("Such as \"de\", \"en-GB\" or \"French\".")));
}

/* every value of the object is a text that a label may be; keys are codes if asked */
static void
check_texts(JsonbContainer *texts, bool codes, const char *where)
{
	JsonbIterator *iterator = JsonbIteratorInit(texts);
	JsonbIteratorToken token;
	JsonbValue value;
	char *key = NULL;
	int32 code;

	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		char *text = token == WJB_KEY || token == WJB_VALUE ? svy_json_to_string(&value) : NULL;

		if (token == WJB_KEY)
			key = text;
		if (token == WJB_KEY && codes && !svy_json_key_to_int(key, &code))
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("%s: \"%s\" is not a code", where, key)));
		if (token != WJB_VALUE)
			continue;
		if (text == NULL || pg_mbstrlen(text) > SURVEY_LABEL_MAX)
			svy_json_wrong(key, where, psprintf("a text of up to %d characters", SURVEY_LABEL_MAX));
	}
}

static void
check_text(JsonbContainer *translation, const char *key, const char *where)
{
	char *text = svy_json_string(translation, key, where);

	if (text != NULL && pg_mbstrlen(text) > SURVEY_LABEL_MAX)
		svy_json_wrong(key, where, psprintf("a text of up to %d characters", SURVEY_LABEL_MAX));
}

/* one language of one thing: its own text under "label" or "title", others under the other keys */
static void
check_translation(JsonbContainer *translation, const char *const *known, const char *where)
{
	svy_json_check_keys(translation, where, known);
	for (int i = 0; known[i] != NULL; i++)
	{
		bool text = i == 0 || strcmp(known[i], "base") == 0;
		JsonbContainer *texts = text ? NULL : svy_json_object(translation, known[i], where);

		if (text)
			check_text(translation, known[i], where);
		else if (texts != NULL)
			check_texts(texts, strcmp(known[i], "values") == 0, where);
	}
}

/* properties with the translations that the object has, if any */
static char *
take_translations(char *properties, JsonbContainer *object, const char *where,
				  const char *const *known)
{
	JsonbContainer *translations = svy_json_object(object, TRANSLATIONS, where);
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue value;

	if (translations == NULL || JsonContainerSize(translations) == 0)
		return properties;
	iterator = JsonbIteratorInit(translations);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
		if (token == WJB_KEY)
		{
			char *language = svy_json_to_string(&value);
			char *within = psprintf("the translations of %s", where);
			JsonbContainer *translation = svy_json_object(translations, language, within);

			check_name(language, where);
			if (translation != NULL)
				check_translation(translation, known, psprintf("%s (%s)", where, language));
		}
	return svy_properties_with(properties, TRANSLATIONS, svy_json_text(object, TRANSLATIONS));
}

void
svy_language_parse(Survey *survey, JsonbContainer *root, const char *where)
{
	static const char *const known[] = {"title", NULL};
	char *language = svy_json_string(root, LANGUAGE, where);

	if (language != NULL)
	{
		check_name(language, where);
		survey->properties =
			svy_properties_with(survey->properties, LANGUAGE, svy_json_text(root, LANGUAGE));
	}
	survey->properties = take_translations(survey->properties, root, where, known);
}

void
svy_variable_translations_parse(SurveyVariable *variable, JsonbContainer *object, const char *where)
{
	static const char *const known[] = {"label", "base", "values", "nets", NULL};

	variable->properties = take_translations(variable->properties, object, where, known);
}

void
svy_set_translations_parse(SurveySet *set, JsonbContainer *object, const char *where)
{
	static const char *const known[] = {"label", "base", "members", "nets", NULL};

	set->properties = take_translations(set->properties, object, where, known);
}

/*
 * Showing it
 */

/* a look at the text spares most properties from being parsed */
static bool
may_mention(const char *properties, const char *key)
{
	return properties != NULL && strstr(properties, key) != NULL;
}

char *
svy_translations_json(const char *properties)
{
	SvyProperties all = {properties, NULL};

	if (!may_mention(properties, TRANSLATIONS) || svy_properties(all) == NULL)
		return NULL;
	return svy_json_text(svy_properties(all), TRANSLATIONS);
}

char *
svy_properties_without_texts(const char *properties, bool of_survey)
{
	char *rest = properties ? pstrdup(properties) : NULL;

	if (may_mention(rest, TRANSLATIONS))
		rest = svy_properties_without(rest, TRANSLATIONS);
	if (of_survey && may_mention(rest, LANGUAGE))
		rest = svy_properties_without(rest, LANGUAGE);
	return rest;
}

/*
 * The languages of a survey
 */

/* its own, or NULL */
static const char *
own_language(const Survey *survey)
{
	return svy_property(SVY_PROPERTIES(survey), LANGUAGE);
}

const char *
svy_survey_language(const Survey *survey)
{
	return survey->spoken ? survey->spoken : own_language(survey);
}

/* the translations of a survey, a variable or a set, or NULL */
static JsonbContainer *
translations_of(SvyProperties properties)
{
	if (properties.text == NULL || strstr(properties.text, TRANSLATIONS) == NULL)
		return NULL;
	return svy_property_json(properties, TRANSLATIONS);
}

static JsonbContainer *
translation_in(SvyProperties properties, const char *language)
{
	JsonbContainer *translations = translations_of(properties);

	return translations ? svy_json_object(translations, language, "the translations") : NULL;
}

static List *
add_languages(List *languages, SvyProperties properties)
{
	JsonbContainer *translations = translations_of(properties);
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue value;
	ListCell *cell;

	if (translations == NULL)
		return languages;
	iterator = JsonbIteratorInit(translations);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		bool known = false;

		if (token != WJB_KEY)
			continue;
		foreach (cell, languages)
			known = known || strcmp(lfirst(cell), svy_json_to_string(&value)) == 0;
		if (!known)
			languages = lappend(languages, svy_json_to_string(&value));
	}
	return languages;
}

static int
compare_languages(const ListCell *a, const ListCell *b)
{
	return strcmp(lfirst(a), lfirst(b));
}

/* those that there are translations into, sorted */
static List *
translated_languages(const Survey *survey)
{
	List *languages = add_languages(NIL, SVY_PROPERTIES(survey));

	for (int i = 0; i < survey->nvariables; i++)
		languages = add_languages(languages, SVY_PROPERTIES(&survey->variables[i]));
	for (int i = 0; i < survey->nsets; i++)
		languages = add_languages(languages, SVY_PROPERTIES(&survey->sets[i]));
	list_sort(languages, compare_languages);
	return languages;
}

char **
svy_survey_other_languages(const Survey *survey, int *count)
{
	const char *own = own_language(survey);
	List *languages = translated_languages(survey);
	char **others = palloc_array(char *, list_length(languages) + 1);
	ListCell *cell;

	*count = 0;
	if (survey->spoken != NULL && own != NULL)
		others[(*count)++] = pstrdup(own);
	foreach (cell, languages)
		if ((survey->spoken == NULL || strcmp(lfirst(cell), survey->spoken) != 0) &&
			(own == NULL || strcmp(lfirst(cell), own) != 0))
			others[(*count)++] = lfirst(cell);
	return others;
}

/* whether "de" is the language of "de-AT", or of "German (de)" */
static bool
is_variant(const char *of, const char *language)
{
	size_t length = strlen(language);
	const char *code = strrchr(of, '(');

	if (pg_strncasecmp(of, language, length) == 0 && (of[length] == '-' || of[length] == '_'))
		return true;
	return code != NULL && pg_strncasecmp(code + 1, language, length) == 0 &&
		   code[length + 1] == ')';
}

static void
pg_attribute_noreturn()
	no_such_language(const Survey *survey, const char *language, List *languages)
{
	StringInfoData names;
	ListCell *cell;

	initStringInfo(&names);
	foreach (cell, languages)
		appendStringInfo(&names, "%s\"%s\"", names.len > 0 ? ", " : "", (char *) lfirst(cell));
	ereport(ERROR, (errcode(ERRCODE_UNDEFINED_OBJECT),
					errmsg("survey \"%s\" has no texts in language \"%s\"", survey->name, language),
					languages != NIL
						? errhint("Its languages are %s.", names.data)
						: errhint("Its codebook names no language. alter_survey adds texts: "
								  "{\"variables\": [{\"name\": \"q1\", \"translations\": {\"%s\": "
								  "{\"label\": \"...\"}}}]}.",
								  language)));
}

/* the language as the codebook calls it: exactly, in another letter case, or the only variant of it */
static const char *
find_language(const Survey *survey, const char *language)
{
	const char *own = own_language(survey);
	List *languages = translated_languages(survey);
	const char *found = NULL;
	int variants = 0;
	ListCell *cell;

	if (own != NULL)
		languages = lcons(pstrdup(own), languages);
	foreach (cell, languages)
		if (pg_strcasecmp(lfirst(cell), language) == 0)
			return lfirst(cell);
	foreach (cell, languages)
		if (is_variant(lfirst(cell), language))
		{
			found = lfirst(cell);
			variants++;
		}
	if (variants != 1)
		no_such_language(survey, language, languages);
	return found;
}

/*
 * Texts in a language
 */

/* a text under a key, or under a key of the object under it; NULL where it is not said, or empty */
static char *
text_in(JsonbContainer *translation, const char *key, const char *within)
{
	static const char *const where = "the translations";
	char *text;

	if (translation != NULL && within != NULL)
		translation = svy_json_object(translation, within, where);
	text = translation ? svy_json_string(translation, key, where) : NULL;
	return text != NULL && text[0] != '\0' ? text : NULL;
}

static void
speak_nets(SurveyNet **nets, int count, JsonbContainer *translation)
{
	SurveyNet *spoken = palloc_array(SurveyNet, count + 1);

	for (int i = 0; i < count; i++)
	{
		char *text = text_in(translation, (*nets)[i].name, "nets");

		spoken[i] = (*nets)[i];
		if (text != NULL)
			spoken[i].name = text;
	}
	*nets = spoken;
}

static void
speak_variable(SurveyVariable *variable, const char *language)
{
	JsonbContainer *translation = translation_in(SVY_PROPERTIES(variable), language);
	SurveyLabel *labels;
	char *text;

	if (translation == NULL)
		return;
	if ((text = text_in(translation, "label", NULL)) != NULL)
		variable->label = text;
	labels = palloc_array(SurveyLabel, variable->nlabels + 1);
	for (int i = 0; i < variable->nlabels; i++)
	{
		labels[i] = variable->labels[i];
		text = text_in(translation, psprintf("%d", labels[i].code), "values");
		if (text != NULL)
			labels[i].label = text;
	}
	variable->labels = labels;
	speak_nets(&variable->nets, variable->nnets, translation);
}

/* options that are called as their variables are called so in every language */
static void
speak_set(SurveySet *set, const SurveySet *own, const char *language)
{
	JsonbContainer *translation = translation_in(SVY_PROPERTIES(set), language);
	char **labels = palloc_array(char *, set->nmembers + 1);
	char *text = text_in(translation, "label", NULL);

	if (text != NULL)
		set->label = text;
	for (int i = 0; i < set->nmembers; i++)
	{
		const SurveyVariable *member = set->members[i];

		labels[i] = own->member_labels[i];
		text = text_in(translation, member->name, "members");
		if (text == NULL && svy_member_own_label(own, i) == NULL)
			text = member->label;
		if (text != NULL)
			labels[i] = text;
	}
	set->member_labels = labels;
	speak_nets(&set->nets, set->nnets, translation);
}

/* a copy that keeps what is to be spoken in another language; members point into it too */
static Survey *
copy_of(const Survey *survey)
{
	Survey *copy = palloc_object(Survey);

	*copy = *survey;
	copy->variables = palloc_array(SurveyVariable, survey->nvariables + 1);
	if (survey->nvariables > 0)
		memcpy(copy->variables, survey->variables, sizeof(SurveyVariable) * survey->nvariables);
	copy->sets = palloc_array(SurveySet, survey->nsets + 1);
	for (int i = 0; i < survey->nsets; i++)
	{
		SurveySet *set = &copy->sets[i];

		*set = survey->sets[i];
		set->members = palloc_array(SurveyVariable *, set->nmembers + 1);
		for (int j = 0; j < set->nmembers; j++)
			set->members[j] = copy->variables + (survey->sets[i].members[j] - survey->variables);
	}
	return copy;
}

void
svy_survey_speak(Survey *survey, const char *language)
{
	const char *own;
	char *title;

	if (language == NULL)
		return;
	own = own_language(survey);
	language = find_language(survey, language);
	if (own != NULL && strcmp(own, language) == 0)
		return;
	survey->own = copy_of(survey);
	survey->spoken = pstrdup(language);
	title = text_in(translation_in(SVY_PROPERTIES(survey), language), "title", NULL);
	if (title != NULL)
		survey->title = title;
	for (int i = 0; i < survey->nvariables; i++)
	{
		CHECK_FOR_INTERRUPTS();
		speak_variable(&survey->variables[i], language);
	}
	for (int i = 0; i < survey->nsets; i++)
		speak_set(&survey->sets[i], &survey->own->sets[i], language);
}

Survey *
svy_survey_open_in(const char *name, const char *language)
{
	Survey *survey = svy_survey_open(name);

	svy_survey_speak(survey, language);
	return survey;
}

/* whether it is the codebook's own language, of a survey that speaks another */
static bool
is_own(const Survey *survey, const char *language)
{
	const char *own = survey->own ? own_language(survey) : NULL;

	return own != NULL && strcmp(own, language) == 0;
}

/* the same variable or set with its own texts; callers may hand in copies of theirs */
static const SurveyVariable *
own_variable(const Survey *survey, const SurveyVariable *variable)
{
	if (variable >= survey->variables && variable < survey->variables + survey->nvariables)
		return &survey->own->variables[variable - survey->variables];
	return svy_survey_find_variable(survey->own, variable->name);
}

static const SurveySet *
own_set(const Survey *survey, const SurveySet *set)
{
	if (set >= survey->sets && set < survey->sets + survey->nsets)
		return &survey->own->sets[set - survey->sets];
	return svy_survey_find_set(survey->own, set->name);
}

const char *
svy_title_in(const Survey *survey, const char *language)
{
	if (is_own(survey, language))
		return survey->own->title;
	return text_in(translation_in(SVY_PROPERTIES(survey), language), "title", NULL);
}

const char *
svy_question_in(const Survey *survey, const SurveyVariable *variable, const char *language)
{
	if (is_own(survey, language))
	{
		variable = own_variable(survey, variable);
		return variable ? variable->label : NULL;
	}
	return text_in(translation_in(SVY_PROPERTIES(variable), language), "label", NULL);
}

const char *
svy_answer_in(const Survey *survey, const SurveyVariable *variable, int32 code,
			  const char *language)
{
	if (is_own(survey, language))
	{
		const SurveyVariable *own = own_variable(survey, variable);
		const SurveyLabel *label = own ? svy_variable_find_label(own, code) : NULL;

		return label ? label->label : NULL;
	}
	return text_in(translation_in(SVY_PROPERTIES(variable), language), psprintf("%d", code),
				   "values");
}

char *
svy_base_spoken(const Survey *survey, SvyProperties properties)
{
	char *spoken = survey && survey->spoken
					   ? text_in(translation_in(properties, survey->spoken), "base", NULL)
					   : NULL;

	return spoken ? spoken : svy_property(properties, "base");
}

const char *
svy_set_question_in(const Survey *survey, const SurveySet *set, const char *language)
{
	if (is_own(survey, language))
	{
		set = own_set(survey, set);
		return set ? set->label : NULL;
	}
	return text_in(translation_in(SVY_PROPERTIES(set), language), "label", NULL);
}

const char *
svy_option_in(const Survey *survey, const SurveySet *set, int member, const char *language)
{
	const char *text;

	if (is_own(survey, language))
	{
		set = own_set(survey, set);
		return set && member < set->nmembers ? set->member_labels[member] : NULL;
	}
	text = text_in(translation_in(SVY_PROPERTIES(set), language), set->members[member]->name,
				   "members");
	if (text != NULL)
		return text;
	/* what is called as its variable is */
	return svy_member_own_label(set, member) == NULL
			   ? svy_question_in(survey, set->members[member], language)
			   : NULL;
}
