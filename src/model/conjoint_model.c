/*
 * conjoint_model.c
 *	  The model of choices among products: levels and their coefficients.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/memutils.h"

#include "model/conjoint.h"

double
svy_conjoint_number(const ConjointAttribute *attribute, double value)
{
	if (attribute->kind != CONJOINT_LOG)
		return value;
	if (!(value > 0))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("attribute \"%s\" has a value of %g, which has no logarithm",
							   attribute->name, value)));
	return log(value);
}

/* the level of a code or number; -1: there is none */
static int
find_level(const ConjointPart *part, double value)
{
	for (int i = 0; i < part->nlevels; i++)
		if (part->levels[i].value == value)
			return i;
	return -1;
}

static void
insert_level(ConjointPart *part, double value)
{
	int place = part->nlevels;

	part->levels = part->levels ? repalloc_array(part->levels, ConjointLevel, part->nlevels + 1)
								: palloc_array(ConjointLevel, 1);
	for (; place > 0 && part->levels[place - 1].value > value; place--)
		part->levels[place] = part->levels[place - 1];
	part->levels[place] = (ConjointLevel){.label = psprintf("%g", value), .value = value};
	part->nlevels++;
}

static void
begin_part(const ConjointAttribute *a, ConjointPart *part)
{
	*part = (ConjointPart){.coefficient = -1, .low = INFINITY, .high = -INFINITY, .reference = -1};
	part->nlevels = a->ncategories;
	if (part->nlevels > 0)
		part->levels = palloc0_array(ConjointLevel, part->nlevels);
	for (int i = 0; i < a->ncategories; i++)
		part->levels[i] =
			(ConjointLevel){.label = a->categories[i].label, .value = a->categories[i].code};
}

/* counts a shown level, or widens the range of a number */
static void
show_attribute(const ConjointAttribute *a, ConjointPart *part, double value, double weight,
			   bool chosen)
{
	int level;

	if (a->kind != CONJOINT_LEVELS)
	{
		double number = svy_conjoint_number(a, value);

		part->low = Min(part->low, number);
		part->high = Max(part->high, number);
		return;
	}
	level = find_level(part, value);
	if (level < 0)
	{
		if (part->nlevels == CHOICE_MAX_COLUMNS)
			ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
							errmsg("attribute \"%s\" has too many levels", a->name)));
		insert_level(part, value);
		level = find_level(part, value);
	}
	part->levels[level].shown += weight;
	if (chosen)
		part->levels[level].chosen += weight;
}

static void
show_products(ConjointData *data)
{
	const ConjointBook *book = data->book;

	for (int64 t = 0; t < data->ntasks; t++)
	{
		const ConjointTask *task = &data->tasks[t];
		double w = svy_choice_weight(&data->who, task->respondent, -1);

		for (int i = 0; i < task->count; i++)
		{
			int64 alternative = task->first + i;

			if (data->none[alternative])
			{
				data->none_shown += w;
				data->none_chosen += i == task->chosen ? w : 0;
				continue;
			}
			for (int a = 0; a < book->nattributes; a++)
				show_attribute(&book->attributes[a], &data->parts[a],
							   data->attributes[alternative * book->nattributes + a], w,
							   i == task->chosen);
		}
	}
}

void
svy_conjoint_number_levels(ConjointData *data)
{
	const ConjointBook *book = data->book;

	data->parts = palloc_array(ConjointPart, book->nattributes);
	for (int a = 0; a < book->nattributes; a++)
		begin_part(&book->attributes[a], &data->parts[a]);
	show_products(data);
	for (int a = 0; a < book->nattributes; a++)
	{
		ConjointPart *part = &data->parts[a];

		if (book->attributes[a].kind != CONJOINT_LEVELS)
			part->coefficient = data->p++;
		else
			for (int i = 0; i < part->nlevels; i++)
			{
				part->levels[i].coefficient = -1;
				if (part->levels[i].shown == 0)
					continue;
				if (part->reference < 0)
					part->reference = i;
				else
					part->levels[i].coefficient = data->p++;
			}
	}
	data->none_coefficient = data->none_shown > 0 ? data->p++ : -1;
}

bool
svy_conjoint_factors(const ConjointData *data, const double *attributes, bool none, double *factors)
{
	const ConjointBook *book = data->book;

	memset(factors, 0, sizeof(double) * data->p);
	if (none)
	{
		if (data->none_coefficient >= 0)
			factors[data->none_coefficient] = 1;
		return data->none_coefficient >= 0;
	}
	for (int a = 0; a < book->nattributes; a++)
	{
		const ConjointPart *part = &data->parts[a];
		int level;

		if (book->attributes[a].kind != CONJOINT_LEVELS)
		{
			factors[part->coefficient] = svy_conjoint_number(&book->attributes[a], attributes[a]);
			continue;
		}
		level = find_level(part, attributes[a]);
		if (level < 0 || part->levels[level].shown == 0)
			return false;
		if (part->levels[level].coefficient >= 0)
			factors[part->levels[level].coefficient] = 1;
	}
	return true;
}

/* one term for each attribute, and one for none */
ChoiceSets
svy_conjoint_sets(const ConjointData *data)
{
	const ConjointBook *book = data->book;
	int width = book->nattributes + 1;
	ChoiceSets sets = svy_choice_sets(width);
	int16 *column = palloc_array(int16, width);
	double *value = palloc_array(double, width);

	for (int64 t = 0; t < data->ntasks; t++)
	{
		svy_choice_set(&sets, data->tasks[t].respondent, data->tasks[t].chosen);
		for (int64 i = data->tasks[t].first; i < data->tasks[t].first + data->tasks[t].count; i++)
		{
			for (int a = 0; a < width; a++)
			{
				column[a] = -1;
				value[a] = 1;
			}
			if (data->none[i])
				column[width - 1] = (int16) data->none_coefficient;
			for (int a = 0; a < book->nattributes && !data->none[i]; a++)
			{
				double own = data->attributes[i * book->nattributes + a];
				const ConjointPart *part = &data->parts[a];

				if (book->attributes[a].kind == CONJOINT_LEVELS)
					column[a] = (int16) part->levels[find_level(part, own)].coefficient;
				else
				{
					column[a] = (int16) part->coefficient;
					value[a] = svy_conjoint_number(&book->attributes[a], own);
				}
			}
			svy_choice_alternative(&sets, column, value);
		}
	}
	return sets;
}

/* what a coefficient is of, for messages */
static char *
coefficient_name(const ConjointData *data, int coefficient)
{
	const ConjointBook *book = data->book;

	for (int a = 0; a < book->nattributes; a++)
	{
		const ConjointPart *part = &data->parts[a];

		if (part->coefficient == coefficient)
			return psprintf("attribute \"%s\"", book->attributes[a].name);
		for (int i = 0; i < part->nlevels; i++)
			if (part->levels[i].shown > 0 && part->levels[i].coefficient == coefficient)
				return psprintf("level \"%s\" of attribute \"%s\"", part->levels[i].label,
								book->attributes[a].name);
	}
	return pstrdup("none of the alternatives");
}

ChoiceFit
svy_conjoint_fit(const ConjointData *data, ChoiceErrors errors, char **problem)
{
	ChoiceFit fit = {.status = SVY_SINGULAR};
	ChoiceSets sets = svy_conjoint_sets(data);

	*problem = NULL;
	if (data->ntasks == 0 || data->p == 0)
		*problem = pstrdup(data->ntasks == 0 ? "no task has been answered"
											 : "no attribute has two levels");
	else
	{
		fit = svy_choice_fit(&sets, &data->who, data->p, errors);
		if (fit.status == SVY_NO_CONVERGENCE)
			*problem = psprintf("the utility of %s is not known: it was always or never chosen",
								coefficient_name(data, fit.c.column));
		else if (fit.status != SVY_OK)
			*problem = psprintf("the utility of %s cannot be told from those before it",
								coefficient_name(data, fit.c.column));
	}
	if (*problem && data->book->analysis->by.nby == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%s", *problem)));
	return fit;
}
