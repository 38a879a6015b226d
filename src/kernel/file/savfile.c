/*
 * savfile.c
 *	  The dictionary of an SPSS system file, as far as its extension records.
 *
 * The layout is that of PSPP's description of system files.  Bytes come from
 * anywhere: every length is checked against what can be read.
 */
#include "kernel/file/savfile.h"

#include <string.h>

#define HEADER_SIZE 176
#define LAYOUT_AT 64

enum
{
	RECORD_VARIABLE = 2,
	RECORD_LABELS = 3,
	RECORD_LABELLED = 4,
	RECORD_DOCUMENT = 6,
	RECORD_EXTENSION = 7,
	RECORD_END = 999
};

static uint32_t
swap32(uint32_t x)
{
	return x >> 24 | (x >> 8 & 0xff00) | (x << 8 & 0xff0000) | x << 24;
}

/* n whole numbers from where the scan stands */
static bool
take_ints(SavScan *scan, uint32_t *values, size_t n)
{
	if (scan->read(scan->arg, scan->at, values, n * sizeof(uint32_t)) != n * sizeof(uint32_t))
		return false;
	for (size_t i = 0; scan->swap && i < n; i++)
		values[i] = swap32(values[i]);
	scan->at += n * sizeof(uint32_t);
	return true;
}

SvyStatus
sav_open(SavScan *scan, FileRead read, void *arg)
{
	uint32_t layout;

	*scan = (SavScan){.read = read, .arg = arg, .at = LAYOUT_AT};
	if (!take_ints(scan, &layout, 1))
		return SVY_BAD_BYTES;
	scan->swap = layout != 2 && layout != 3;
	if (scan->swap && swap32(layout) != 2 && swap32(layout) != 3)
		return SVY_BAD_BYTES;
	scan->at = HEADER_SIZE;
	return SVY_OK;
}

/* a pattern: 0 stands for a digit, _ for a digit or a blank, - for a hyphen or a blank */
static bool
is_like(const char *text, const char *pattern)
{
	for (; *pattern; pattern++, text++)
	{
		bool digit = *text >= '0' && *text <= '9';
		bool good = *pattern == '0'	  ? digit
					: *pattern == '_' ? digit || *text == ' '
					: *pattern == '-' ? *text == ' ' || *text == '-'
									  : *text == *pattern;

		if (!good)
			return false;
	}
	return true;
}

bool
sav_good_created(const char *created)
{
	static const char months[] = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec "
								 "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC ";

	if (!is_like(created, "__-") || !is_like(created + 6, "-___0:_0:_0"))
		return false;
	for (const char *month = months; *month; month += 4)
		if (memcmp(created + 3, month, 3) == 0)
			return true;
	return false;
}

static bool
skip_variable(SavScan *scan)
{
	uint32_t head[5]; /* type, has label, missing values, print, write */
	uint32_t length;

	if (!take_ints(scan, head, 5))
		return false;
	scan->at += 8;
	/* the further eight bytes of a text have neither; who reads some there, loses the thread */
	if ((int32_t) head[0] < 0 && (head[1] != 0 || head[2] != 0))
		return false;
	scan->formats += (int32_t) head[0] >= 0 && head[3] != head[4];
	if (head[1] != 0)
	{
		if (!take_ints(scan, &length, 1))
			return false;
		scan->at += ((uint64_t) length + 3) / 4 * 4;
	}
	if ((int32_t) head[2] < -3 || (int32_t) head[2] > 3)
		return false;
	scan->at += 8 * (uint64_t) ((int32_t) head[2] < 0 ? -(int32_t) head[2] : (int32_t) head[2]);
	return true;
}

bool
sav_next_variable(SavScan *scan, SavVariable *variable)
{
	uint32_t type;
	uint32_t width;
	uint64_t start = scan->at;

	if (!take_ints(scan, &type, 1) || type != RECORD_VARIABLE || !take_ints(scan, &width, 1))
	{
		scan->at = start;
		return false;
	}
	*variable = (SavVariable){.name_at = scan->at + 16, .width = (int32_t) width};
	scan->at -= sizeof(width);
	return skip_variable(scan);
}

static bool
skip_labels(SavScan *scan)
{
	uint32_t count;
	uint8_t length;

	if (!take_ints(scan, &count, 1))
		return false;
	for (; count > 0; count--)
	{
		if (scan->read(scan->arg, scan->at + 8, &length, 1) != 1)
			return false;
		scan->at += 8 + ((uint64_t) length + 1 + 7) / 8 * 8;
	}
	return true;
}

static bool
skip_counted(SavScan *scan, uint64_t size)
{
	uint32_t count;

	if (!take_ints(scan, &count, 1))
		return false;
	scan->at += size * count;
	return true;
}

SvyStatus
sav_next(SavScan *scan, SavExtension *extension)
{
	uint32_t type;
	uint32_t head[3]; /* subtype, size, count */
	bool good;

	*extension = (SavExtension){0};
	for (;;)
	{
		if (!take_ints(scan, &type, 1))
			return SVY_BAD_BYTES;
		switch (type)
		{
			case RECORD_VARIABLE:
				good = skip_variable(scan);
				break;
			case RECORD_LABELS:
				good = skip_labels(scan);
				break;
			case RECORD_LABELLED:
				good = skip_counted(scan, 4);
				break;
			case RECORD_DOCUMENT:
				good = skip_counted(scan, 80);
				break;
			case RECORD_EXTENSION:
				if (!take_ints(scan, head, 3))
					return SVY_BAD_BYTES;
				*extension = (SavExtension){head[0], scan->at, (uint64_t) head[1] * head[2]};
				/* a sum beyond 64 bits would send the scan back */
				if (extension->size > INT32_MAX)
					return SVY_BAD_BYTES;
				scan->at += extension->size;
				if (extension->subtype != 0)
					return SVY_OK;
				good = true;
				break;
			case RECORD_END:
				scan->end = scan->at - sizeof(type);
				return SVY_OK;
			default:
				good = false;
		}
		if (!good)
			return SVY_BAD_BYTES;
	}
}

/*
 * Texts
 */

static bool
take_char(SavText *rest, char c)
{
	if (rest->size == 0 || *rest->text != c)
		return false;
	rest->text++;
	rest->size--;
	return true;
}

/* up to a character, which goes too */
static bool
take_until(SavText *rest, char c, SavText *part)
{
	const char *end = rest->size > 0 ? memchr(rest->text, c, rest->size) : NULL;

	if (!end)
		return false;
	*part = (SavText){rest->text, (size_t) (end - rest->text)};
	rest->size -= part->size + 1;
	rest->text = end + 1;
	return true;
}

/* "5 label": so many bytes */
static bool
take_counted(SavText *rest, SavText *part)
{
	size_t size = 0;
	size_t digits = 0;

	while (rest->size > 0 && *rest->text >= '0' && *rest->text <= '9' && size < 1000000)
	{
		size = size * 10 + (size_t) (*rest->text - '0');
		digits++;
		rest->text++;
		rest->size--;
	}
	if (digits == 0 || !take_char(rest, ' ') || size > rest->size)
		return false;
	*part = (SavText){rest->text, size};
	rest->text += size;
	rest->size -= size;
	return true;
}

static bool
take_kind(SavText *rest, SavSet *set)
{
	if (take_char(rest, 'C'))
	{
		set->kind = 'C';
		return take_char(rest, ' ');
	}
	if (take_char(rest, 'D'))
	{
		set->kind = 'D';
		return take_counted(rest, &set->counted) && take_char(rest, ' ');
	}
	if (!take_char(rest, 'E') || !take_char(rest, ' ') || !take_char(rest, '1'))
		return false;
	set->kind = 'E';
	set->labels_of_values = true;
	set->label_of_variable = take_char(rest, '1');
	return take_char(rest, ' ') && take_counted(rest, &set->counted) && take_char(rest, ' ');
}

bool
sav_take_set(SavText *rest, SavSet *set, bool *bad)
{
	*set = (SavSet){0};
	*bad = false;
	while (take_char(rest, '\n') || take_char(rest, '\0') || take_char(rest, ' '))
		;
	if (rest->size == 0)
		return false;
	*bad = true;
	if (!take_char(rest, '$') || !take_until(rest, '=', &set->name) || !take_kind(rest, set) ||
		!take_counted(rest, &set->label))
		return false;
	*bad = false;
	if (!take_until(rest, '\n', &set->variables))
	{
		set->variables = *rest;
		*rest = (SavText){rest->text + rest->size, 0};
	}
	return true;
}

bool
sav_take_name(SavText *rest, SavText *name)
{
	while (take_char(rest, ' ') || take_char(rest, '\r') || take_char(rest, '\0'))
		;
	if (rest->size == 0)
		return false;
	if (!take_until(rest, ' ', name))
	{
		*name = *rest;
		*rest = (SavText){rest->text + rest->size, 0};
	}
	while (name->size > 0 &&
		   (name->text[name->size - 1] == '\r' || name->text[name->size - 1] == 0))
		name->size--;
	return name->size > 0;
}

bool
sav_take_long_name(SavText *rest, SavText *short_name, SavText *long_name)
{
	if (!take_until(rest, '=', short_name))
		return false;
	if (!take_until(rest, '\t', long_name))
	{
		*long_name = *rest;
		*rest = (SavText){rest->text + rest->size, 0};
	}
	return true;
}

bool
sav_take_owner(SavText *rest, SavText *name)
{
	take_char(rest, '/');
	return take_until(rest, ':', name) && name->size > 0;
}

bool
sav_take_attribute(SavText *rest, SavText *name, SavText *values)
{
	SavText value;

	if ((rest->size > 0 && *rest->text == '/') || !take_until(rest, '(', name) || name->size == 0)
		return false;
	values->text = rest->text;
	do
	{
		if (!take_until(rest, '\n', &value))
			return false;
		values->size = (size_t) (rest->text - values->text);
	} while (!take_char(rest, ')'));
	return true;
}

bool
sav_take_value(SavText *values, SavText *value)
{
	if (!take_until(values, '\n', value))
		return false;
	if (value->size >= 2 && *value->text == '\'' && value->text[value->size - 1] == '\'')
		*value = (SavText){value->text + 1, value->size - 2};
	return true;
}
