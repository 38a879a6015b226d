/*
 * svy.c
 *	  What every file of the PostgreSQL layer shares: the module itself, and
 *	  the errors that belong to no single topic.
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "kernel/base/weight.h"
#include "pg/code.h"
#include "pg/svy.h"

PG_MODULE_MAGIC;

void
svy_check_weight(double weight)
{
	svy_check_signed_weight(weight, false);
}

void
svy_check_signed_weight(double weight, bool negative)
{
	if (unlikely(!weight_good_signed(weight, negative)))
		svy_refuse_weight(weight, negative, NULL);
}

/* the number in as few digits as say it, for messages */
static char *
number_text(double number)
{
	return DatumGetCString(DirectFunctionCall1(float8out, Float8GetDatum(number)));
}

/* what is broken, since others have the same SQLSTATE; errors of parallel workers keep it */
#define WEIGHT_CONSTRAINT "survey_weight"

void
svy_refuse_weight(double weight, bool negative, const char *whose)
{
	if ((negative || weight > 0) && isfinite(weight))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 err_generic_string(PG_DIAG_CONSTRAINT_NAME, WEIGHT_CONSTRAINT),
				 errmsg("%s %s is too small for its square",
						whose ? psprintf("%s:", whose) : "survey weight", number_text(weight)),
				 errhint("Weights are 0 or at least %g: multiply all of them by one number, "
						 "which changes totals alone.",
						 WEIGHT_LEAST)));
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					err_generic_string(PG_DIAG_CONSTRAINT_NAME, WEIGHT_CONSTRAINT),
					errmsg("%s must be finite%s, not %s", whose ? whose : "survey weight",
						   negative ? "" : " and not negative", number_text(weight)),
					weight < 0 && isfinite(weight)
						? errhint("Use NULL for a respondent without a weight.  Where calibration "
								  "without bounds made weights negative, the weight's variable "
								  "says \"negative\": true in the codebook.")
						: errhint("Use NULL for a respondent without a weight.")));
}

bool
svy_is_weight_error(const ErrorData *error)
{
	return error->constraint_name && strcmp(error->constraint_name, WEIGHT_CONSTRAINT) == 0;
}

void
svy_refuse_negative_weights(const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED), errmsg("%s takes no negative weights", what),
			 errdetail("Some respondents of the survey have one, as linear calibration "
					   "without bounds makes them."),
			 errhint("Calibrate with bounds, such as bounds => '{0.3, 3}', or with "
					 "method => 'raking'.")));
}

int32
svy_whole_code(double number)
{
	if (likely(svy_is_code(number)))
		return (int32) number;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("answer %s is not a code: codes are whole numbers of up to nine digits",
					number_text(number)),
			 errhint("Put a numeric variable into bands first; a mean of several answers has no "
					 "boxes.")));
}

int32
svy_whole_scale(double number)
{
	if (likely(svy_is_code(number)))
		return (int32) number;
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("boxes and points of a scale must be whole numbers, not %s",
						   number_text(number)),
					errhint("The weight comes after the points: top2box(answer, 5, weight).")));
}

PG_FUNCTION_INFO_V1(svy_whole_scale_sql);
Datum
svy_whole_scale_sql(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(svy_whole_scale(PG_GETARG_FLOAT8(0)));
}

/* the one message that a status has when no topic knows better */
static const char *
status_message(SvyStatus status)
{
	switch (status)
	{
		case SVY_OVERFLOW:
			return "a sum is out of range";
		case SVY_BAD_WEIGHT:
			return "a weight is negative, infinite or not a number";
		case SVY_BAD_VALUE:
			return "a value is infinite or not a number";
		case SVY_BAD_BYTES:
			return "stored bytes are not valid";
		case SVY_NO_SPACE:
		case SVY_LIMIT:
			return "a size limit is exceeded";
		case SVY_LONELY:
			return "a stratum has a single cluster";
		case SVY_NO_DF:
			return "the design leaves no degrees of freedom";
		case SVY_SINGULAR:
			return "the system of equations is singular";
		case SVY_NO_CONVERGENCE:
			return "the iteration did not converge";
		case SVY_INFEASIBLE:
			return "the constraints cannot be met";
		case SVY_BAD_ARGUMENT:
		case SVY_OK:
			break;
	}
	return "an argument is out of range";
}

static int
status_sqlstate(SvyStatus status)
{
	switch (status)
	{
		case SVY_OVERFLOW:
			return ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE;
		case SVY_BAD_BYTES:
			return ERRCODE_DATA_CORRUPTED;
		case SVY_NO_SPACE:
		case SVY_LIMIT:
			return ERRCODE_PROGRAM_LIMIT_EXCEEDED;
		default:
			return ERRCODE_INVALID_PARAMETER_VALUE;
	}
}

void
svy_check(SvyStatus status, const char *what)
{
	if (likely(status == SVY_OK))
		return;
	ereport(ERROR,
			(errcode(status_sqlstate(status)), errmsg("%s: %s", what, status_message(status))));
}

void
svy_check_format(int format, int known, const char *type, int sqlstate)
{
	if (format <= known)
		return;
	ereport(ERROR,
			(errcode(sqlstate),
			 errmsg("value of type %s has format %d, but this library reads up to format %d", type,
					format, known),
			 errhint("Unless its bytes are damaged, a later version of mlops_survey made it: "
					 "install that version here too.")));
}

char *
svy_to_hex(const char *bytes, Size size)
{
	char *text;

	if (!AllocSizeIsValid(2 * size + 1))
		svy_check(SVY_LIMIT, "text form");
	text = palloc(2 * size + 1);
	hex_encode(bytes, size, text);
	text[2 * size] = '\0';
	return text;
}

char *
svy_from_hex(const char *text, Size *size)
{
	Size length = strlen(text);
	char *bytes = palloc(length / 2 + 1);

	if (length % 2 != 0 || strspn(text, "0123456789abcdefABCDEF") != length)
		length = 0;
	hex_decode(text, length, bytes);
	*size = length / 2;
	return bytes;
}
