/*
 * codebook_scores.c
 *	  What answers count as: the score of each code, and which end of a scale
 *	  is the good one.
 *
 * A code counts as itself unless the codebook says another number, or none: a
 * "don't know" that stays in the base of percentages and is in no mean.
 */
#include "postgres.h"

#include <math.h>

#include "codebook/codebook_impl.h"
#include "server/json.h"

const SurveyScore *
svy_variable_said_score(const SurveyVariable *variable, int32 code)
{
	for (int i = 0; i < variable->nscores; i++)
		if (variable->scores[i].code == code)
			return &variable->scores[i];
	return NULL;
}

double
svy_variable_score(const SurveyVariable *variable, int32 code)
{
	const SurveyScore *said = svy_variable_said_score(variable, code);

	return said ? said->score : code;
}

static bool
says_a_number(const SurveyVariable *variable)
{
	for (int i = 0; i < variable->nscores; i++)
		if (!isnan(variable->scores[i].score))
			return true;
	return false;
}

/* by score, then by code */
static int
compare_scores(const void *a, const void *b)
{
	const SurveyScore *left = a;
	const SurveyScore *right = b;

	if (left->score != right->score)
		return left->score < right->score ? -1 : 1;
	return (left->code > right->code) - (left->code < right->code);
}

static int
compare_score_codes(const void *a, const void *b)
{
	int32 left = ((const SurveyScore *) a)->code;
	int32 right = ((const SurveyScore *) b)->code;

	return (left > right) - (left < right);
}

/* valid answers that have a score, by code */
static SurveyScore *
scored_answers(const SurveyVariable *variable, int *count)
{
	int n;
	SurveyLabel *answers = svy_variable_categories(variable, &n);
	SurveyScore *scored = palloc_array(SurveyScore, n + 1);

	*count = 0;
	for (int i = 0; i < n; i++)
	{
		double score = svy_variable_score(variable, answers[i].code);

		if (!isnan(score))
			scored[(*count)++] = (SurveyScore){answers[i].code, score};
	}
	qsort(scored, *count, sizeof(SurveyScore), compare_score_codes);
	return scored;
}

int32 *
svy_variable_from_worst(const SurveyVariable *variable, int *count)
{
	SurveyScore *scored = scored_answers(variable, count);
	int32 *codes = palloc_array(int32, *count + 1);
	bool backwards = variable->reverse && !says_a_number(variable);

	qsort(scored, *count, sizeof(SurveyScore), compare_scores);
	for (int i = 0; i < *count; i++)
		codes[i] = scored[backwards ? *count - 1 - i : i].code;
	return codes;
}

/*
 * Parsing
 */

static void
pg_attribute_noreturn() refuse_scores(const char *where, const char *message, const char *hint)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s: %s", where, message),
					hint ? errhint("%s", hint) : 0));
}

SurveyScore *
svy_scores_parse(JsonbContainer *object, const char *where, int *count)
{
	SurveyScore *scores = palloc_array(SurveyScore, JsonContainerSize(object) + 1);
	JsonbIterator *iterator = JsonbIteratorInit(object);
	JsonbIteratorToken token;
	JsonbValue value;

	*count = 0;
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		SurveyScore *score = &scores[*count];

		if (token == WJB_KEY)
		{
			char *key = svy_json_to_string(&value);

			if (!svy_json_key_to_int(key, &score->code))
				refuse_scores(where, psprintf("\"%s\" among the scores is not a code", key),
							  "Scores are by code: \"scores\": {\"1\": 100, \"8\": null}.");
		}
		else if (token == WJB_VALUE)
		{
			score->score = NAN;
			if (value.type != jbvNull && !svy_json_to_double(&value, &score->score))
				refuse_scores(where,
							  psprintf("the score of code %d must be a number, or null for none",
									   score->code),
							  NULL);
			(*count)++;
		}
	}
	qsort(scores, *count, sizeof(SurveyScore), compare_score_codes);
	return scores;
}

static void
check_scored_code(const SurveyVariable *variable, int32 code, const char *where)
{
	const SurveyLabel *label = svy_variable_find_label(variable, code);

	if (label == NULL && !(code >= 1 && code <= variable->points))
		refuse_scores(where, psprintf("code %d has a score and is not declared", code), NULL);
	if (label != NULL && label->missing)
		refuse_scores(where, psprintf("code %d has a score and is declared as missing", code),
					  "A missing answer is in no base and needs no score.");
}

/* the score that says how good the lowest or the highest code is */
static void
check_direction(const SurveyVariable *variable, bool said, const char *where)
{
	int n;
	SurveyScore *scored = scored_answers(variable, &n);

	if (n < 2 || !said || !says_a_number(variable) || scored[0].score == scored[n - 1].score)
		return;
	if (variable->reverse != (scored[0].score > scored[n - 1].score))
		refuse_scores(where,
					  psprintf("\"reverse\" is %s, but by the scores the best answer is code %d",
							   variable->reverse ? "true" : "false",
							   scored[scored[0].score > scored[n - 1].score ? 0 : n - 1].code),
					  "Scores say themselves which end is the good one: leave \"reverse\" out.");
}

void
svy_variable_parse_scores(SurveyVariable *variable, JsonbContainer *object, const char *where)
{
	JsonbContainer *part = svy_json_object(object, "scores", where);

	variable->reverse = svy_json_bool(object, "reverse", where, false);
	if (part != NULL)
		variable->scores = svy_scores_parse(part, where, &variable->nscores);
	if (variable->measure == SURVEY_UNSPECIFIED && (variable->nscores > 0 || variable->reverse))
		variable->measure = SURVEY_ORDINAL;
}

/* after labels and ranges are known */
void
svy_variable_check_scores(const SurveyVariable *variable, JsonbContainer *object, const char *where)
{
	int n;

	if (variable->nscores == 0 && !variable->reverse)
		return;
	if (variable->measure != SURVEY_ORDINAL)
		refuse_scores(where,
					  psprintf("a %s variable has no \"%s\"", svy_measure_name(variable->measure),
							   variable->nscores > 0 ? "scores" : "reverse"),
					  "Answers that are numbers are ordinal.");
	for (int i = 0; i < variable->nscores; i++)
		check_scored_code(variable, variable->scores[i].code, where);
	(void) scored_answers(variable, &n);
	/* where only missing codes are declared, the answers are not known yet */
	if (n == 0 && svy_variable_declares_answers(variable))
		refuse_scores(where, "no answer has a score", "Call it nominal: then it has no mean.");
	check_direction(variable, svy_json_get(object, "reverse") != NULL, where);
}
