/*
 * load_options.c
 *	  One column whose cells hold several options: those that were chosen, or
 *	  all of them in an order.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/json.h"

#include "codebook/codebook_impl.h"
#include "load/load_infer.h"

/* a variable that is made from the column, named by it and a number */
static LoadVariable *
make_part(LoadPlan *plan, const LoadVariable *column, int64 number)
{
	LoadVariable *part = palloc0(sizeof(LoadVariable));
	char *suffix = psprintf("_" INT64_FORMAT, number);
	char *stem = pnstrdup(column->v->name, pg_mbcliplen(column->v->name, strlen(column->v->name),
														NAMEDATALEN - 1 - strlen(suffix)));

	part->v = palloc0(sizeof(SurveyVariable));
	part->v->name = load_unique_name(&plan->names, psprintf("%s%s", stem, suffix));
	part->v->measure = SURVEY_NOMINAL;
	part->source = part->attribute = -1;
	return part;
}

static void
add_option(LoadPlan *plan, LoadVariable *column, LoadSet *set, int i, char *option)
{
	int64 literal;
	LoadVariable *member =
		make_part(plan, column, load_is_literal(option, &literal) ? literal : i + 1);

	member->v->label =
		column->v->label ? psprintf("%s - %s", column->v->label, option) : pstrdup(option);
	member->v->type = BOOLOID;
	member->rule = LOAD_MEMBER;
	member->set = set;
	set->members[i] = member;
	set->s->members[i] = member->v;
	set->s->member_labels[i] = option;
}

static int
compare_options(const ListCell *a, const ListCell *b)
{
	int64 x;
	int64 y;
	bool xs = load_is_literal(lfirst(a), &x);
	bool ys = load_is_literal(lfirst(b), &y);

	if (!xs || !ys)
		return ys - xs;
	return (x > y) - (x < y);
}

static LoadSet *
make_set(LoadVariable *column, List *options, char delimiter)
{
	LoadSet *set = palloc0(sizeof(LoadSet));
	int n = list_length(options);

	set->from = column;
	set->delimiter = delimiter;
	set->s = palloc0(sizeof(SurveySet));
	set->s->name = column->v->name;
	set->s->label = column->v->label;
	set->s->counted = 1;
	set->s->nmembers = n;
	set->s->members = palloc(n * sizeof(SurveyVariable *));
	set->s->member_labels = palloc(n * sizeof(char *));
	set->members = palloc(n * sizeof(LoadVariable *));
	column->rule = LOAD_DELIMITED;
	column->set = set;
	return set;
}

/* several options in one cell: one column of true and false for each */
static void
infer_delimited(LoadPlan *plan, LoadVariable *column, List *options, char delimiter)
{
	LoadSet *set = make_set(column, options, delimiter);
	StringInfoData properties;
	int n = list_length(options);
	int64 literal;

	/* only codes have an order of their own */
	for (int i = 0; i < n; i++)
		if (!load_is_literal(list_nth(options, i), &literal))
			break;
		else if (i == n - 1)
			list_sort(options, compare_options);
	for (int i = 0; i < n; i++)
		add_option(plan, column, set, i, list_nth(options, i));
	initStringInfo(&properties);
	appendStringInfoString(&properties, "{\"delimiter\": ");
	escape_json(&properties, load_delimiter_text(delimiter));
	appendStringInfoChar(&properties, '}');
	set->s->properties = properties.data;
	plan->sets = lappend(plan->sets, set);
	load_note(&plan->inferred, "multiple response %s: %d options in one column, divided by \"%s\"",
			  set->s->name, n, load_delimiter_text(delimiter));
}

/* what a later load reads the places from */
static char *
ranking_properties(const LoadVariable *column, int place, char delimiter)
{
	StringInfoData properties;

	initStringInfo(&properties);
	appendStringInfoString(&properties, "{\"column\": ");
	escape_json(&properties, column->header ? column->header : column->v->name);
	appendStringInfo(&properties, ", \"place\": %d, \"delimiter\": ", place);
	escape_json(&properties, load_delimiter_text(delimiter));
	appendStringInfoChar(&properties, '}');
	return properties.data;
}

/* all options in one cell, in an order: a variable for each place, whose answers are the options */
static void
infer_ranking(LoadPlan *plan, LoadVariable *column, List *options, char delimiter)
{
	LoadSet *set = make_set(column, options, delimiter);
	int n = list_length(options);

	set->ranking = true;
	for (int i = 0; i < n; i++)
	{
		LoadVariable *place = make_part(plan, column, i + 1);

		place->v->label =
			psprintf("%s - place %d", column->v->label ? column->v->label : column->v->name, i + 1);
		place->v->type = INT2OID;
		place->v->labels = palloc0(n * sizeof(SurveyLabel));
		place->v->nlabels = n;
		for (int j = 0; j < n; j++)
		{
			place->v->labels[j].code = j + 1;
			place->v->labels[j].label = list_nth(options, j);
		}
		place->v->properties = ranking_properties(column, i + 1, delimiter);
		place->rule = LOAD_CODE;
		set->members[i] = place;
		set->s->members[i] = place->v;
		set->s->member_labels[i] = list_nth(options, i);
	}
	load_note(&plan->inferred,
			  "ranking %s: all of its %d options stand in each cell, in an order; variables "
			  "%s to %s hold the option in each place",
			  column->v->name, n, set->members[0]->v->name, set->members[n - 1]->v->name);
}

bool
load_infer_options(LoadPlan *plan, LoadVariable *column, const LoadOptions *options,
				   LoadProfile *profile)
{
	bool ranking;
	char delimiter;
	List *found = load_profile_options(profile, options, &delimiter, &ranking);
	char *together;

	if (found && ranking)
		infer_ranking(plan, column, found, delimiter);
	else if (found)
	{
		infer_delimited(plan, column, found, delimiter);
		together = load_profile_together(profile, delimiter);
		if (together)
			load_note(&plan->warnings,
					  "%s: the options %s always come together, one behind the other; if they "
					  "are one that holds \"%s\", name the options in a codebook",
					  column->v->name, together, load_delimiter_text(delimiter));
	}
	return found != NIL;
}
