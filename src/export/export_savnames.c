/*
 * export_savnames.c
 *	  The short names of an SPSS file.
 *
 * Beside its name a variable has a short one of up to eight bytes, and the
 * parts of a long text, which are variables of their own, have only such.
 * ReadStat cuts names after eight bytes, within a character too, and makes the
 * names of parts without a look at those of others: a reader then takes the
 * part of one text for another variable, or renames both.  So the finished
 * file gets others in their place, each as long as the one before where other
 * records repeat it.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "export/export_sav.h"
#include "load/load.h"

#define NAME 8

/* parts of texts of 1,599 columns */
#define MAX_NAMES 1000000

static bool
is_taken(Words *taken, const char *name, size_t size)
{
	return taken->limit > 0 && words_find(taken, name, size) != WORDS_NONE;
}

static void
take(Words *taken, const char *name, size_t size)
{
	load_words_add(taken, MAX_NAMES, name, size, 0, NULL);
}

/* "V00001": so many bytes that nothing else has; n is where the search begins */
static void
numbered_name(Words *taken, char *name, size_t size, uint32 n)
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

	do
	{
		uint32 rest = n++;

		name[0] = 'V';
		for (size_t i = size - 1; i > 0; i--, rest /= 36)
			name[i] = digits[rest % 36];
	} while (is_taken(taken, name, size));
}

/*
 * One short name, where it stands in the record of long names.  A name of less
 * than eight bytes is whole, and thus the only one; those that ReadStat makes
 * up have at least four.
 */
static void
mend_name(Words *taken, char *name, size_t size, int column)
{
	bool whole = pg_verify_mbstr(PG_UTF8, name, (int) size, true);

	if ((!whole || is_taken(taken, name, size)) && size >= 4)
		numbered_name(taken, name, size, (uint32) column + 1);
	take(taken, name, size);
}

/* the name of a part of a text, with blanks behind */
static void
part_name(Words *taken, const char *text, size_t size, int part, char *name)
{
	size_t stem = 0;
	int n = part;

	while (stem < size && stem < 5 && !IS_HIGHBIT_SET(text[stem]))
		stem++;
	memset(name, ' ', NAME);
	do
	{
		int digits = snprintf(NULL, 0, "%d", n);
		size_t kept = Min(stem, (size_t) (NAME - digits));
		char made[NAME + 12];

		if (kept > 0)
			snprintf(made, sizeof(made), "%.*s%d", (int) kept, text, n++);
		else
			snprintf(made, sizeof(made), "V%d", n++);
		size = strlen(made);
		memcpy(name, made, Min(size, NAME));
	} while (is_taken(taken, name, size));
	take(taken, name, size);
}

/* the records that repeat short names get the new ones */
static void
mend_records(Export *export, Words *taken)
{
	SavText names = export_sav_record(export, SAV_LONG_NAMES);
	SavText texts = export_sav_record(export, SAV_LONG_TEXTS);
	SavText name;
	SavText other;

	for (int i = 0; i < export->ncolumns && sav_take_long_name(&names, &name, &other); i++)
	{
		mend_name(taken, unconstify(char *, name.text), name.size, i);
		if (export->columns[i].parts > 0 && sav_take_long_name(&texts, &other, &(SavText){0}) &&
			other.size == name.size)
			memcpy(unconstify(char *, other.text), name.text, name.size);
	}
}

/* the next record of a variable that is no further bytes of a text; where its name stands */
static char *
next_name(Export *export, SavScan *scan)
{
	SavVariable variable;

	while (sav_next_variable(scan, &variable))
		if (variable.width >= 0)
			return export->out.data + VARHDRSZ + variable.name_at;
	return NULL;
}

void
export_sav_names(Export *export)
{
	Words taken = {0};
	SavScan scan;
	SavText names;
	SavText name;
	SavText other;

	mend_records(export, &taken);
	names = export_sav_record(export, SAV_LONG_NAMES);
	if (sav_open(&scan, export_read, export) != SVY_OK)
		return;
	for (int i = 0; i < export->ncolumns && sav_take_long_name(&names, &name, &other); i++)
	{
		char *place = next_name(export, &scan);

		if (!place)
			return;
		memcpy(place, name.text, Min(name.size, NAME));
		for (int part = 1; part < export->columns[i].parts; part++)
		{
			place = next_name(export, &scan);
			if (place)
				part_name(&taken, name.text, name.size, part, place);
		}
	}
}
