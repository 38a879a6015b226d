/*
 * pack_texts.c
 *	  Codes of texts that are packed: those of the codebook, and for texts that it does
 *	  not declare the next ones.
 *
 * Functions by name refuse what is not declared, so that a column with such codes is
 * none for them; plain SQL takes texts as they are.  No more texts are taken in than
 * a codebook would be made of (codebook_profile.c): more of them, or long ones, are
 * what people wrote, and stay where they are.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "codebook/codebook_impl.h"
#include "kernel/base/hash.h"
#include "pack/pack.h"

#define MOST_UNDECLARED 100
#define MOST_BYTES 200

struct PackTexts
{
	const SurveyVariable *variable;
	int n;
	SurveyLabel *answers; /* those of the variable, then others: code and value */
	size_t *lengths;
	uint32 *hashes;
	uint32 *slots;
	Size nslots;
	int last; /* where the last text was found; -1 */
	MemoryContext context;
};

typedef struct PackText
{
	const char *bytes;
	size_t length;
	uint32 hash;
} PackText;

static bool
same_text_bytes(const void *owner, uint32_t entry, size_t slot, const void *key)
{
	const PackTexts *texts = owner;
	const PackText *text = key;

	(void) slot;
	return texts->hashes[entry] == text->hash && texts->lengths[entry] == text->length &&
		   memcmp(texts->answers[entry].value, text->bytes, text->length) == 0;
}

static PackText
text_of_bytes(const char *bytes, size_t length)
{
	return (PackText){bytes, length, hash_bytes((const unsigned char *) bytes, (int) length)};
}

static void
number_text(PackTexts *texts, const PackText *text, size_t slot)
{
	texts->lengths[texts->n] = text->length;
	texts->hashes[texts->n] = text->hash;
	texts->slots[slot] = (uint32) texts->n++;
}

static size_t
text_slot(const PackTexts *texts, const PackText *text)
{
	return hash_find(texts->slots, texts->nslots, text->hash, same_text_bytes, texts, text);
}

static void
add_answer(PackTexts *texts, int32 code, char *value)
{
	PackText text = text_of_bytes(value, strlen(value));

	texts->answers[texts->n] = (SurveyLabel){.code = code, .value = value};
	number_text(texts, &text, text_slot(texts, &text));
}

/* the answers of SQL that svy_pack_texts_sql made of the variable, those of the codebook first; -1 */
static int
read_answers(const SurveyVariable *variable, const char *sql, SvyCodedText **answers)
{
	int n = svy_code_sql_texts(sql, variable->name, CROSSTAB_ANSWERS, answers);

	if (n < variable->nlabels || n > variable->nlabels + MOST_UNDECLARED)
		return -1;
	for (int i = 0; i < variable->nlabels; i++)
		if ((*answers)[i].code != variable->labels[i].code ||
			strcmp((*answers)[i].text, variable->labels[i].value) != 0)
			return -1;
	return n;
}

bool
svy_pack_texts_follow(const SurveyVariable *variable, const char *sql)
{
	SvyCodedText *answers;

	/* where the codebook knows all by now, the pack is made of what it says */
	return read_answers(variable, sql, &answers) > variable->nlabels;
}

PackTexts *
svy_pack_texts_make(const SurveyVariable *variable, const char *before)
{
	PackTexts *texts = palloc0_object(PackTexts);
	int room = variable->nlabels + MOST_UNDECLARED;

	texts->variable = variable;
	texts->context = CurrentMemoryContext;
	texts->last = -1;
	texts->answers = palloc0_array(SurveyLabel, room);
	texts->lengths = palloc_array(size_t, room);
	texts->hashes = palloc_array(uint32, room);
	texts->nslots = hash_slots(room, 16);
	texts->slots = palloc_array(uint32, texts->nslots);
	hash_clear(texts->slots, texts->nslots);
	for (int i = 0; i < variable->nlabels; i++)
		add_answer(texts, variable->labels[i].code, variable->labels[i].value);
	if (before)
	{
		SvyCodedText *answers;
		int n = read_answers(variable, before, &answers);

		for (int i = variable->nlabels; i < n; i++)
			add_answer(texts, answers[i].code, answers[i].text);
	}
	return texts;
}

/* the next code for a text that the codebook does not declare; a strange one if there is none */
static int32
undeclared_code(PackTexts *texts, const PackText *text, size_t slot)
{
	int32 highest = 0;
	char *value;

	if (texts->n == texts->variable->nlabels + MOST_UNDECLARED || text->length > MOST_BYTES)
		return PACK_STRANGE;
	for (int i = 0; i < texts->n; i++)
		highest = Max(highest, texts->answers[i].code);
	if (highest == PG_INT32_MAX)
		return PACK_STRANGE;
	value = MemoryContextAlloc(texts->context, text->length + 1);
	memcpy(value, text->bytes, text->length);
	value[text->length] = '\0';
	texts->answers[texts->n] = (SurveyLabel){.code = highest + 1, .value = value};
	number_text(texts, text, slot);
	return highest + 1;
}

int32
svy_pack_text_code(PackTexts *texts, Datum value)
{
	text *whole = DatumGetTextPP(value);
	const char *bytes = VARDATA_ANY(whole);
	size_t length = VARSIZE_ANY_EXHDR(whole);
	int32 code;

	if (texts->last < 0 || texts->lengths[texts->last] != length ||
		memcmp(texts->answers[texts->last].value, bytes, length) != 0)
	{
		PackText key = text_of_bytes(bytes, length);
		size_t slot = text_slot(texts, &key);

		code = texts->slots[slot] == HASH_FREE ? undeclared_code(texts, &key, slot)
											   : texts->answers[texts->slots[slot]].code;
		texts->last = texts->slots[slot] == HASH_FREE ? -1 : (int) texts->slots[slot];
	}
	else
		code = texts->answers[texts->last].code;
	if ((Pointer) whole != DatumGetPointer(value))
		pfree(whole);
	return code;
}

char *
svy_pack_texts_sql(const PackTexts *texts)
{
	SurveyVariable all = *texts->variable;

	if (texts->n == all.nlabels)
		return NULL;
	all.labels = texts->answers;
	all.nlabels = texts->n;
	return psprintf("%s%s", SVY_UNDECLARED_TEXTS, svy_code_sql(&all, CROSSTAB_ANSWERS, false));
}
