/*
 * export_losses.c
 *	  What a survey says and the format of an export cannot hold: a warning for
 *	  each kind of it names the variables.
 */
#include "postgres.h"

#include "access/table.h"
#include "catalog/pg_type.h"
#include "utils/rel.h"

#include "codebook/language.h"
#include "codebook/role.h"
#include "export/export.h"
#include "server/naming.h"

/* a bit for each format */
#define SPSS (1 << EXPORT_SAV | 1 << EXPORT_ZSAV)
#define STATA (1 << EXPORT_DTA)
#define SAS (1 << EXPORT_XPT)
#define TRIPLE_S (1 << EXPORT_TRIPLES) /* what its metadata cannot hold is told with the data */
#define DDI (1 << EXPORT_DDI)

static void
say(const NameList *names, const char *what)
{
	if (names->n > 0)
		export_warn("%s: %s", what, name_list_text(names));
}

/*
 * Variables
 */

typedef bool (*VariableTest)(const ExportColumn *column);

static bool
has_nets(const ExportColumn *column)
{
	return column->v->nnets > 0;
}

static bool
has_points(const ExportColumn *column)
{
	return column->v->points > 0;
}

static bool
has_scores(const ExportColumn *column)
{
	return column->v->nscores > 0;
}

static bool
is_reversed(const ExportColumn *column)
{
	return column->v->reverse;
}

static bool
is_ordinal(const ExportColumn *column)
{
	return column->v->measure == SURVEY_ORDINAL;
}

/* scores say that answers have an order */
static bool
is_ordinal_by_codes(const ExportColumn *column)
{
	return is_ordinal(column) && !has_scores(column);
}

static bool
has_labels(const ExportColumn *column)
{
	return column->v->nlabels > 0;
}

static bool
has_text_labels(const ExportColumn *column)
{
	return column->type == TEXTOID && column->v->nlabels > 0;
}

static bool
has_zone(const ExportColumn *column)
{
	return column->v->type == TIMESTAMPTZOID;
}

/* a blank text may be an answer */
static bool
has_empty(const ExportColumn *column)
{
	for (int i = 0; i < column->v->nlabels; i++)
		if (column->v->labels[i].value && *column->v->labels[i].value == '\0')
			return false;
	return (column->blanks & EXPORT_EMPTY) != 0;
}

static bool
has_blanks(const ExportColumn *column)
{
	return (column->blanks & EXPORT_TRAILING) != 0;
}

static void
warn_of_variables(const Export *export)
{
	static const struct
	{
		int formats;
		VariableTest test;
		const char *what;
	} losses[] = {
		{SPSS | STATA | SAS | TRIPLE_S | DDI, has_nets, "nets are not kept"},
		{SPSS | STATA | SAS | TRIPLE_S | DDI, has_points,
		 "how many points scales have is not kept"},
		{SPSS | STATA | SAS | DDI, has_scores, "scores are not kept, nor that answers have none"},
		{SPSS | STATA | SAS | TRIPLE_S | DDI, is_reversed,
		 "that the lowest code is the best is not kept"},
		{STATA | SAS, is_ordinal, "that variables are ordinal is not kept"},
		{TRIPLE_S, is_ordinal_by_codes, "that variables are ordinal is not kept"},
		{SAS, has_labels, "value labels are not kept, since SAS transport files hold none"},
		{STATA, has_text_labels, "value labels are not kept, since Stata has none for texts"},
		{SPSS | STATA | SAS | TRIPLE_S, has_zone,
		 "times are written without their zone, in that of the session"},
		{SPSS | STATA | SAS, has_empty, "empty texts become no answer"},
		{SPSS | SAS, has_blanks, "blanks at the end of texts are not kept"},
	};

	for (int loss = 0; loss < lengthof(losses); loss++)
	{
		NameList names = {.n = 0};

		if (!(losses[loss].formats & 1 << export->format))
			continue;
		for (int i = 0; i < export->ncolumns; i++)
			if (losses[loss].test(&export->columns[i]))
				name_list_add(&names, export->columns[i].v->name);
		say(&names, losses[loss].what);
	}
}

/*
 * Properties, which files of other programs have
 */

static void
warn_of_properties(const Export *export)
{
	static const struct
	{
		const char *key;
		int formats; /* that keep it */
		const char *what;
	} kept[] = {
		{"notes", SPSS | STATA, "notes are not kept"},
		{"attributes", SPSS, "custom attributes of SPSS are not kept"},
		{"characteristics", STATA, "characteristics of Stata are not kept"},
		{"scores", TRIPLE_S, "scores of answers are not kept"},
		{"filter", TRIPLE_S | DDI, "whom a question was put to is not kept"},
	};

	for (int i = 0; i < lengthof(kept); i++)
	{
		NameList names = {.n = 0};

		if (kept[i].formats & 1 << export->format)
			continue;
		if (svy_property_value(SVY_PROPERTIES(export->survey), kept[i].key))
			name_list_add(&names, export->survey->name);
		for (int j = 0; j < export->ncolumns; j++)
			if (svy_property_value(SVY_PROPERTIES(export->columns[j].v), kept[i].key))
				name_list_add(&names, export->columns[j].v->name);
		say(&names, kept[i].what);
	}
}

/*
 * Sets
 */

static int
exported_members(const Export *export, const SurveySet *set)
{
	int n = 0;

	for (int i = 0; i < set->nmembers; i++)
		n += export_column(export, set->members[i]) != NULL;
	return n;
}

static void
warn_of_sets(const Export *export)
{
	bool none = (1 << export->format & (STATA | SAS)) != 0;
	NameList sets = {.n = 0};
	NameList partial = {.n = 0};
	NameList nets = {.n = 0};

	for (int i = 0; i < export->survey->nsets; i++)
	{
		const SurveySet *set = &export->survey->sets[i];
		int members = exported_members(export, set);

		if (none && members > 0)
			name_list_add(&sets, set->name);
		else if (members > 0 && members < set->nmembers)
			name_list_add(&partial, set->name);
		if (set->nnets > 0 && members > 0)
			name_list_add(&nets, set->name);
	}
	say(&sets, "sets are not kept, only their variables");
	say(&partial, "sets are not kept, since not all of their variables are exported");
	say(&nets, "nets of sets are not kept");
}

/*
 * The whole
 */

static void
warn_of_survey(const Export *export)
{
	const Survey *survey = export->survey;
	const SurveyDesign *design = survey->design;
	const SurveyVariable *weight =
		survey->weight ? svy_survey_find_variable(survey, survey->weight) : NULL;

	if (weight && export_column(export, weight) && 1 << export->format & (STATA | SAS))
		export_warn("that \"%s\" is the weight is not kept", weight->name);
	if (design && (design->nstrata > 0 || design->nclusters > 0 || design->nfpc > 0 ||
				   design->replicates || design->calibration))
		ereport(WARNING, (errmsg("the design of the survey is not kept"),
						  errhint("Keep survey_codebook_json beside the file.")));
}

/* of Triple-S the metadata holds them */
static void
warn_of_languages(const Export *export)
{
	NameList names = {.n = 0};
	int count;
	char **languages;

	if (!(1 << export->format & (SPSS | STATA | SAS)))
		return;
	languages = svy_survey_other_languages(export->survey, &count);
	for (int i = 0; i < count; i++)
		name_list_add(&names, languages[i]);
	say(&names, "texts in other languages are not kept");
}

void
export_warn_of_losses(const Export *export)
{
	if (!(1 << export->format & (SPSS | STATA | SAS | TRIPLE_S | DDI)))
		return;
	warn_of_survey(export);
	warn_of_languages(export);
	warn_of_variables(export);
	warn_of_sets(export);
	warn_of_properties(export);
}

/* columns of the table that are neither variables nor exported */
void
export_warn_of_columns(const Export *export)
{
	Relation answers = table_open(export->survey->answers, AccessShareLock);
	TupleDesc desc = RelationGetDescr(answers);
	NameList names = {.n = 0};

	for (int i = 0; i < desc->natts; i++)
	{
		const char *name = NameStr(TupleDescAttr(desc, i)->attname);
		bool found = TupleDescAttr(desc, i)->attisdropped;

		for (int j = 0; j < export->survey->nvariables && !found; j++)
			found = strcmp(export->survey->variables[j].name, name) == 0;
		for (int j = 0; j < export->ncolumns && !found; j++)
			found = strcmp(export->columns[j].source, name) == 0;
		/* the loader numbers respondents anew */
		found |= export->survey->loaded && (svy_column_roles(export->survey, name) & ROLE_KEY);
		if (!found)
			name_list_add(&names, name);
	}
	table_close(answers, AccessShareLock);
	say(&names, "columns that are no variables are not exported");
}
