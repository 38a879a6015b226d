/*
 * load_tracker_options.c
 *	  Options that a wave with a name brings of a set that the survey has and the
 *	  file holds in one column.  The words of few respondents do not tell what
 *	  divides them, but the survey knows: what is none of its options is a new one.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"

#include "codebook/codebook_impl.h"
#include "load/alter.h"
#include "load/load.h"
#include "load/load_infer.h"
#include "server/json.h"
#include "server/statement.h"

/* by column of the file */
typedef struct NewOptions
{
	LoadPlan *plan;
	bool *wanted;
	List **options; /* of char * */
} NewOptions;

static bool
says_set(const Jsonb *said, const char *name)
{
	JsonbContainer *sets =
		said ? svy_json_array(unconstify(JsonbContainer *, &said->root), "sets", "the codebook")
			 : NULL;

	for (int i = 0; sets && i < JsonContainerSize(sets); i++)
	{
		JsonbValue *value = getIthJsonbValueFromContainer(sets, i);
		char *other = value->type == jbvBinary && JsonContainerIsObject(value->val.binary.data)
						  ? svy_json_string(value->val.binary.data, "name", "a set of the codebook")
						  : NULL;

		if (other && pg_strcasecmp(other, name) == 0)
			return true;
	}
	return false;
}

/* a set that the survey has and the file holds in one column, of which the user says nothing */
static bool
option_is_wanted(const LoadVariable *column, const Jsonb *said)
{
	return column->rule == LOAD_DELIMITED && column->set && column->set->delimiter &&
		   !column->set->ranking && !says_set(said, column->set->s->name);
}

static void
add_new(List **options, const LoadVariable *column, const char *text, size_t size)
{
	const LoadSet *set = column->set;
	ListCell *cell;

	foreach (cell, *options)
		if (strlen(lfirst(cell)) == size && pg_strncasecmp(lfirst(cell), text, size) == 0)
			return;
	if (size > LOAD_MAX_ANSWER || list_length(*options) + set->s->nmembers >= LOAD_MAX_OPTIONS)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("column \"%s\" holds texts that are no options of set \"%s\"",
							   column->v->name, set->s->name),
						errdetail("One of them is \"%s\".", load_shown(pnstrdup(text, size))),
						errhint("A set has at most %d options, of at most %d bytes.",
								LOAD_MAX_OPTIONS, LOAD_MAX_ANSWER)));
	*options = lappend(*options, pnstrdup(text, size));
}

static void
refuse_unclear(const LoadVariable *column, const char *text, const char *end)
{
	const LoadSet *set = column->set;

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("column \"%s\": \"%s\" may be one new option or several", column->v->name,
					load_shown(pnstrdup(text, end - text))),
			 errhint("Give a codebook with all members of the set and the new ones: "
					 "{\"variables\": [{\"name\": \"%s_%d\", \"label\": \"...\"}], \"sets\": "
					 "[{\"name\": \"%s\", \"members\": [\"%s\", ..., \"%s_%d\"]}]}.",
					 set->s->name, set->s->nmembers + 1, set->s->name, set->s->members[0]->name,
					 set->s->name, set->s->nmembers + 1)));
}

static void
read_cell(LoadVariable *column, const char *text, List **options)
{
	char delimiter = column->set->delimiter;
	const char *end = text + strlen(text);

	while (text < end)
	{
		int32 found;
		const char *stop = load_next_option(column, text, end, delimiter, &found);
		const char *part = text;
		size_t size;

		if (!stop)
		{
			stop = load_token_end(text, end, delimiter);
			/* the codebook does not say whether a comma with a blank behind it divides */
			if (delimiter == ',' && load_token_end(text, end, LOAD_COMMA_TIGHT) != stop)
				refuse_unclear(column, text, end);
			size = stop - text;
			cell_trim(&part, &size);
			add_new(options, column, part, size);
		}
		text = stop + 1;
	}
}

static void
read_rows(NewOptions *new, LoadReader *reader, const LoadOptions *options)
{
	LoadRow row = {0};

	reader->rewind(reader, NULL);
	while (reader->next(reader, &row))
	{
		CHECK_FOR_INTERRUPTS();
		for (int i = 0; !row.bad && row.nfields == new->plan->ncolumns &&i < row.nfields; i++)
		{
			LoadVariable *column = &new->plan->columns[i];

			if (new->wanted[i] && row.fields[i] &&
				!load_no_answer(options, column, row.fields[i], strlen(row.fields[i])))
				read_cell(column, row.fields[i], &new->options[i]);
		}
	}
}

/* codes name their member, all else goes on counting */
static char *
member_name(const Survey *survey, const SurveySet *set, const char *option, List **taken)
{
	int64 number;
	bool literal = load_is_literal(option, &number);

	for (int64 i = literal ? number : set->nmembers + 1;; i++)
	{
		char *name = psprintf("%s_" INT64_FORMAT, set->name, i);
		bool used = get_attnum(survey->answers, name) != InvalidAttrNumber;
		ListCell *cell;

		foreach (cell, *taken)
			used |= strcmp(lfirst(cell), name) == 0;
		if (used)
			continue;
		*taken = lappend(*taken, name);
		return name;
	}
}

static void
append_option(StringInfo variables, StringInfo members, const char *name, const char *label,
			  const char *option)
{
	const char *comma = variables->len > 0 ? ", " : "";

	appendStringInfo(variables, "%s{\"name\": ", comma);
	escape_json(variables, name);
	appendStringInfoString(variables, ", \"label\": ");
	escape_json(variables, label);
	appendStringInfoChar(variables, '}');
	appendStringInfoString(members, members->len > 0 ? ", {\"variable\": " : "{\"variable\": ");
	escape_json(members, name);
	appendStringInfoString(members, ", \"label\": ");
	escape_json(members, option);
	appendStringInfoChar(members, '}');
}

/* the set with all its members, in the place of which no word of the user is */
static void
append_set(const Survey *survey, const LoadVariable *column, const List *options,
		   StringInfo variables, StringInfo sets, List **notes)
{
	const SurveySet *set = column->set->s;
	List *taken = NIL;
	StringInfoData members;
	ListCell *cell;

	initStringInfo(&members);
	for (int i = 0; i < set->nmembers; i++)
		append_option(variables, &members, set->members[i]->name,
					  set->members[i]->label ? set->members[i]->label : set->member_labels[i],
					  set->member_labels[i]);
	foreach (cell, options)
	{
		char *option = lfirst(cell);
		char *name = member_name(survey, set, option, &taken);

		append_option(variables, &members, name,
					  set->label ? psprintf("%s - %s", set->label, option) : option, option);
		*notes = lappend(*notes, psprintf("new option of %s: %s = %s", set->name, name, option));
	}
	appendStringInfo(sets, "%s{\"name\": ", sets->len > 0 ? ", " : "");
	escape_json(sets, set->name);
	appendStringInfo(sets, ", \"members\": [%s], \"properties\": %s}", members.data,
					 set->properties);
}

/* the user's words go before, set by set */
static Jsonb *
with_words(const char *variables, const char *sets, const Jsonb *said)
{
	static SvyStatement select = {.sql = "SELECT mlops_survey.with_sets($1, $2)",
								  .nparameters = 2,
								  .types = {JSONBOID, JSONBOID}};
	Datum values[2];
	bool isnull;

	values[0] = DirectFunctionCall1(
		jsonb_in,
		CStringGetDatum(psprintf("{\"variables\": [%s], \"sets\": [%s]}", variables, sets)));
	values[1] = said ? JsonbPGetDatum(said) : DirectFunctionCall1(jsonb_in, CStringGetDatum("{}"));
	(void) svy_statement_select(&select, values, true);
	return DatumGetJsonbPCopy(
		SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1, &isnull));
}

Jsonb *
load_tracker_sets(const Survey *survey, LoadReader *reader, const LoadOptions *options,
				  const Jsonb *said, List **notes)
{
	LoadOptions ours = *options;
	NewOptions new;
	StringInfoData variables;
	StringInfoData sets;
	bool any = false;

	ours.codebook = load_fit_codebook(reader, svy_codebook_jsonb(survey));
	ours.key = NULL;
	ours.append = true;
	new.plan = load_plan_start(reader, &ours);
	new.options = palloc0((new.plan->ncolumns + 1) * sizeof(List *));
	new.wanted = palloc0(new.plan->ncolumns + 1);
	load_cells_prepare(new.plan, &ours);
	for (int i = 0; i < new.plan->ncolumns; i++)
		any |= new.wanted[i] = option_is_wanted(&new.plan->columns[i], said);
	if (!any)
		return unconstify(Jsonb *, said);
	read_rows(&new, reader, &ours);
	initStringInfo(&variables);
	initStringInfo(&sets);
	for (int i = 0; i < new.plan->ncolumns; i++)
	{
		const LoadVariable *column = &new.plan->columns[i];

		if (new.wanted[i])
			append_set(survey, column, new.options[i], &variables, &sets, notes);
	}
	return sets.len > 0 ? with_words(variables.data, sets.data, said) : unconstify(Jsonb *, said);
}
