/*
 * setting.c
 *	  Settings of the extension (mlops_survey.*).
 */
#include "postgres.h"

#include "commands/extension.h"
#include "fmgr.h"
#include "utils/guc.h"
#include "utils/varlena.h"

#include "server/setting.h"

static char *filter_extensions;
static bool read_packs;

static bool
check_extensions(char **value, void **extra, GucSource source)
{
	char *copy = pstrdup(*value);
	List *names;
	bool valid = SplitIdentifierString(copy, ',', &names);

	if (!valid)
		GUC_check_errdetail("List syntax is invalid.");
	list_free(names);
	pfree(copy);
	return valid;
}

bool
svy_filter_extension(Oid extension)
{
	char *name = OidIsValid(extension) ? get_extension_name(extension) : NULL;
	List *names = NIL;
	ListCell *cell;

	if (name == NULL)
		return false;
	(void) SplitIdentifierString(pstrdup(filter_extensions), ',', &names);
	foreach (cell, names)
		if (strcmp(name, lfirst(cell)) == 0)
			return true;
	return false;
}

bool
svy_read_packs(void)
{
	return read_packs;
}

void
svy_settings_init(void)
{
	DefineCustomStringVariable("mlops_survey.filter_extensions",
							   "Extensions whose functions and types may stand in filters.", NULL,
							   &filter_extensions, "", PGC_SUSET, GUC_LIST_INPUT, check_extensions,
							   NULL, NULL);
	DefineCustomBoolVariable(
		"mlops_survey.read_packs", "Whether statements that group a packed table read its pack.",
		"Off: they read its rows.", &read_packs, true, PGC_USERSET, 0, NULL, NULL, NULL);
	MarkGUCPrefixReserved("mlops_survey");
}
