/*
 * answers.c
 *	  Statements over the answers of a survey, whose errors say whose weight is none.
 */
#include "postgres.h"

#include "access/xact.h"

#include "pg/svy.h"
#include "server/attempt.h"
#include "server/statement.h"
#include "server/storage.h"
#include "source/answers.h"

typedef struct AnswersStatement
{
	const SvyWeightRead *read;
	const char *sql;
	const SPIExecuteOptions *options;
	DestReceiver *receiver; /* NULL: by SPI */
	int code;				/* SPI's */
	MemoryContext after;	/* where it leaves its caller */
} AnswersStatement;

SvyWeightRead
svy_weight_of_plan(const CrosstabPlan *plan)
{
	return (SvyWeightRead){plan->survey, plan->weight_name, plan->weight, plan->filter};
}

SvyWeightRead
svy_weight_of_design(const SvyDesign *design, const char *filter)
{
	const char *name = design->weight_name ? design->weight_name : design->survey->weight;
	bool weighted = name && pg_strcasecmp(name, "none") != 0;

	return (SvyWeightRead){design->survey, design->weight_name, weighted ? design->weight : NULL,
						   filter};
}

ParamListInfo
svy_answers_parameters(int count, const Oid *types, const Datum *values)
{
	ParamListInfo list = makeParamList(count);

	for (int i = 0; i < count; i++)
	{
		list->params[i].value = values[i];
		list->params[i].isnull = false;
		list->params[i].pflags = PARAM_FLAG_CONST;
		list->params[i].ptype = types[i];
	}
	return list;
}

/* in place of the statement, which errors do not show */
static void
answers_callback(void *argument)
{
	const SvyWeightRead *read = argument;

	errcontext("answers of survey \"%s\"", read->survey->name);
}

static void
run_statement(void *argument)
{
	AnswersStatement *statement = argument;
	ErrorContextCallback callback = {error_context_stack, answers_callback,
									 unconstify(SvyWeightRead *, statement->read)};

	error_context_stack = &callback;
	if (statement->receiver)
		svy_statement_receive(statement->sql, statement->receiver);
	else
		statement->code = svy_execute_extended(statement->sql, statement->options);
	error_context_stack = callback.previous;
	statement->after = CurrentMemoryContext;
}

static void
look_for_weight(void *argument)
{
	const SvyWeightRead *read = argument;

	svy_weight_refuse(read->survey, read->name, read->weight, read->filter);
}

/* where no row can be looked for: the variable at least */
static void
weight_callback(void *argument)
{
	const SvyWeightRead *read = argument;

	if (geterrcode() == ERRCODE_INVALID_PARAMETER_VALUE)
		errcontext("weight \"%s\" of survey \"%s\"", read->name ? read->name : read->survey->weight,
				   read->survey->name);
}

/*
 * Other servers would be told of each inner transaction, and a parallel plan that the call is
 * a part of allows none (before 17).
 */
static bool
can_attempt(const Survey *survey)
{
	SvyStorage storage = svy_storage(survey->answers);

	return !IsInParallelMode() && !svy_storage_is_spread(storage) && storage != SVY_STORAGE_FOREIGN;
}

static void
run_directly(AnswersStatement *statement)
{
	ErrorContextCallback callback = {error_context_stack, weight_callback,
									 unconstify(SvyWeightRead *, statement->read)};

	error_context_stack = &callback;
	run_statement(statement);
	error_context_stack = callback.previous;
}

/*
 * Whose weight it was, the statement does not say: an aggregate sees no key, and a worker
 * knows no survey.  So it is done whole or not at all, and only if it fails is the respondent
 * looked for.
 */
static void
run(AnswersStatement *statement)
{
	ErrorData *error;
	ErrorData *named = NULL;

	if (statement->read->weight == NULL)
		run_statement(statement);
	else if (!can_attempt(statement->read->survey))
		run_directly(statement);
	else if ((error = svy_attempt(run_statement, statement)) != NULL)
	{
		/* where the look fails too, it says nothing that the statement does not */
		if (svy_is_weight_error(error))
			named = svy_attempt(look_for_weight, unconstify(SvyWeightRead *, statement->read));
		ReThrowError(named && svy_is_weight_error(named) ? named : error);
	}
	else
		MemoryContextSwitchTo(statement->after);
}

int
svy_answers_execute(SvyWeightRead read, const char *sql, const SPIExecuteOptions *options)
{
	SPIExecuteOptions plain = {.read_only = true};
	AnswersStatement statement = {.read = &read, .sql = sql, .options = options ? options : &plain};

	run(&statement);
	return statement.code;
}

void
svy_answers_receive(SvyWeightRead read, const char *sql, DestReceiver *receiver)
{
	AnswersStatement statement = {.read = &read, .sql = sql, .receiver = receiver};

	run(&statement);
}
