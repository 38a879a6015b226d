/*
 * plain_texts.c
 *	  Columns of texts, of which a pack has the codes that the codebook gave them.
 *
 * The SQL that a column of a pack holds says which text each code was, and it is
 * stored with the pack: so the pack has its own dictionary, that of the codebook it
 * was packed with.  A text that this did not know makes that the column is not used.
 * Texts are the same if their bytes are, so that columns are left to the rows whose
 * collation takes others for equal.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "codebook/codebook_impl.h"
#include "plain/plain.h"
#include "plan/crosstab_plan.h"

struct PlainTexts
{
	int n;
	int32 *codes; /* ascending */
	Datum *values;
};

/*
 * Whether the column gives each text as its code's: blanks at the end are no part of
 * the text of a "char(n)", which has as many as fill it.
 */
static bool
gives_texts(const FormData_pg_attribute *a)
{
	int32 modifier = a->atttypmod;
	Oid base = getBaseTypeAndTypmod(a->atttypid, &modifier);

	if (OidIsValid(a->attcollation) && !get_collation_isdeterministic(a->attcollation))
		return false;
	return base != BPCHAROID || modifier >= (int32) VARHDRSZ;
}

int
svy_plain_find_texts(const PlainPack *pack, const FormData_pg_attribute *a)
{
	if (!gives_texts(a))
		return -1;
	for (int i = 0; i < pack->nexpressions; i++)
		if (pack->expressions[i] && svy_code_sql_texts(pack->expressions[i], NameStr(a->attname),
													   CROSSTAB_ANSWERS, NULL) > 0)
			return i;
	return -1;
}

static int
compare_texts(const void *a, const void *b)
{
	int32 left = ((const SvyCodedText *) a)->code;
	int32 right = ((const SvyCodedText *) b)->code;

	return (left > right) - (left < right);
}

/* as the column has it: width 0, or as many characters as a "char(n)" has */
static Datum
text_datum(const char *text, int width)
{
	int missing = width > 0 ? width - pg_mbstrlen(text) : 0;

	return CStringGetTextDatum(missing > 0 ? psprintf("%s%*s", text, missing, "") : text);
}

PlainTexts *
svy_plain_texts(const PlainPack *pack, int column, const FormData_pg_attribute *a)
{
	int32 modifier = a->atttypmod;
	bool padded = getBaseTypeAndTypmod(a->atttypid, &modifier) == BPCHAROID;
	PlainTexts *texts = palloc0_object(PlainTexts);
	SvyCodedText *coded;
	int n = svy_code_sql_texts(pack->expressions[column], NameStr(a->attname), CROSSTAB_ANSWERS,
							   &coded);

	if (n < 0)
		return NULL;
	qsort(coded, n, sizeof(SvyCodedText), compare_texts);
	texts->n = n;
	texts->codes = palloc_array(int32, n + 1);
	texts->values = palloc_array(Datum, n + 1);
	for (int i = 0; i < n; i++)
	{
		texts->codes[i] = coded[i].code;
		texts->values[i] = text_datum(coded[i].text, padded ? modifier - (int32) VARHDRSZ : 0);
	}
	return texts;
}

/* the place of a code, or -1 */
static int
find_code(const PlainTexts *texts, int32 code)
{
	int low = 0;
	int high = texts->n;

	while (low < high)
	{
		int middle = (low + high) / 2;

		if (texts->codes[middle] < code)
			low = middle + 1;
		else
			high = middle;
	}
	return low < texts->n && texts->codes[low] == code ? low : -1;
}

bool
svy_plain_has_texts(const PlainTexts *texts, const int32 *codes, int n)
{
	for (int i = 0; i < n; i++)
		if (find_code(texts, codes[i]) < 0)
			return false;
	return true;
}

Datum
svy_plain_text(const PlainTexts *texts, int32 code)
{
	return texts->values[find_code(texts, code)];
}
