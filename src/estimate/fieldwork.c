/*
 * fieldwork.c
 *	  Planning and watching interviews: margins of error, sample sizes, rates of
 *	  response by AAPOR's definitions.  Quotas are in fieldwork_quota.c.
 */
#include "postgres.h"

#include <math.h>

#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "codebook/property.h"
#include "kernel/stats/interval.h"
#include "pg/arguments.h"
#include "pg/row.h"
#include "server/json.h"

/* ---- margins ---- */

typedef struct Margin
{
	double p;
	double deff;
	double level;
	double population; /* infinite: not given */
} Margin;

static double
positive(double value, const char *name, bool finite)
{
	if (!(value > 0) || (finite && isinf(value)))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"%s\" must be a positive number, not %g", name, value)));
	return value;
}

/* arguments p, deff, level, population, from the second on */
static Margin
margin_arguments(FunctionCallInfo fcinfo)
{
	Margin m = {.p = svy_double_argument(fcinfo, 1, 0.5),
				.deff = positive(svy_double_argument(fcinfo, 2, 1), "deff", true),
				.level = svy_level_argument(fcinfo, 3),
				.population =
					positive(svy_double_argument(fcinfo, 4, INFINITY), "population", false)};

	if (!(m.p >= 0 && m.p <= 1))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"p\" must be a share from 0 to 1, not %g", m.p)));
	if (m.population < 1)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"population\" must be a number of people, not %g", m.population)));
	return m;
}

PG_FUNCTION_INFO_V1(svy_margin_of_error);

/* (n, p, deff, level, population): z sqrt(deff p (1 - p) / n (N - n) / (N - 1)) */
Datum
svy_margin_of_error(PG_FUNCTION_ARGS)
{
	Margin m = margin_arguments(fcinfo);
	double n;
	double correction = 1;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	n = positive(PG_GETARG_FLOAT8(0), "n", false);
	if (n > m.population)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a sample of %g is larger than the population of %g", n, m.population)));
	if (isfinite(m.population))
		correction = m.population > 1 ? (m.population - n) / (m.population - 1) : 0;
	PG_RETURN_FLOAT8(interval_t(m.level, INFINITY) *
					 sqrt(m.deff * m.p * (1 - m.p) / n * correction));
}

PG_FUNCTION_INFO_V1(svy_sample_size);

/* (margin, p, deff, level, population): the smallest n whose margin is not larger */
Datum
svy_sample_size(PG_FUNCTION_ARGS)
{
	Margin m = margin_arguments(fcinfo);
	double margin;
	double z = interval_t(m.level, INFINITY);
	double n;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	margin = positive(PG_GETARG_FLOAT8(0), "margin", true);
	if (margin >= 1)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("\"margin\" must be a share below 1, not %g", margin),
						errhint("Three points are 0.03.")));
	n = z * z * m.deff * m.p * (1 - m.p) / (margin * margin);
	/* n / (1 + (n - 1) / N), of any n */
	if (isfinite(m.population) && n > 0)
		n = m.population / (1 + (m.population - 1) / n);
	/* what is whole but for rounding stays */
	n = fmax(1, ceil(n * (1 - 1e-12)));
	if (n >= 9e15)
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("no sample is that large: %g", n)));
	PG_RETURN_INT64((int64) fmin(n, isfinite(m.population) ? floor(m.population) : n));
}

PG_FUNCTION_INFO_V1(svy_sampling_said);

/* (options): their "sampling", as the codebook keeps it; NULL: it is not said */
Datum
svy_sampling_said(PG_FUNCTION_ARGS)
{
	char *said = NULL;

	if (!PG_ARGISNULL(0) && JB_ROOT_IS_OBJECT(PG_GETARG_JSONB_P(0)))
		said = svy_sampling_json(&PG_GETARG_JSONB_P(0)->root, "the options");
	if (!said)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(DirectFunctionCall1(jsonb_in, CStringGetDatum(said)));
}

/* ---- rates ---- */

/*
 * Dispositions as AAPOR's Standard Definitions (10th edition, 2023) call them:
 * complete and partial interviews, refusals and break-offs, non-contacts, others
 * who are eligible; unknown whether there is a household, unknown others; not
 * eligible.
 */
enum
{
	CASES_I,
	CASES_P,
	CASES_R,
	CASES_NC,
	CASES_O,
	CASES_UH,
	CASES_UO,
	CASES_NE,
	CASES
};

static const char *const case_names[] = {"I", "P", "R", "NC", "O", "UH", "UO", "NE", "e", NULL};

typedef struct Rate
{
	const char *name;
	const char *formula;
	double numerator;
	double denominator;
} Rate;

static void
read_cases(JsonbContainer *object, double *cases)
{
	svy_json_check_keys(object, "the dispositions", case_names);
	for (int i = 0; i < CASES; i++)
	{
		cases[i] = 0;
		if (svy_json_number(object, case_names[i], "the dispositions", &cases[i]) &&
			!(cases[i] >= 0 && isfinite(cases[i])))
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("disposition \"%s\" must be a number of cases, not %g",
								   case_names[i], cases[i])));
	}
}

/* the share of cases of unknown eligibility that are eligible: said, or as among those known */
static double
eligible_share(JsonbContainer *object, const double *cases)
{
	double known =
		cases[CASES_I] + cases[CASES_P] + cases[CASES_R] + cases[CASES_NC] + cases[CASES_O];
	double e;

	if (svy_json_number(object, "e", "the dispositions", &e))
	{
		if (!(e >= 0 && e <= 1))
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("\"e\" must be a share from 0 to 1, not %g", e)));
		return e;
	}
	if (svy_json_get(object, "NE") == NULL)
		return NAN;
	return known + cases[CASES_NE] > 0 ? known / (known + cases[CASES_NE]) : NAN;
}

static void
put_rate(SvyRow *row, const Rate *rate)
{
	svy_row_text(row, rate->name);
	svy_row_text(row, rate->formula);
	svy_row_number(row, rate->numerator);
	svy_row_number(row, rate->denominator);
	svy_row_number(row, rate->denominator > 0 ? rate->numerator / rate->denominator : NAN);
	svy_row_end(row);
}

static void
put_rates(SvyRow *row, const double *cases, double e)
{
	double i = cases[CASES_I];
	double ip = i + cases[CASES_P];
	double r = cases[CASES_R];
	double o = cases[CASES_O];
	double eligible = ip + r + cases[CASES_NC] + o;
	double unknown = cases[CASES_UH] + cases[CASES_UO];
	double some = unknown > 0 ? e * unknown : 0;
	const Rate rates[] = {
		{"RR1", "I/((I+P)+(R+NC+O)+(UH+UO))", i, eligible + unknown},
		{"RR2", "(I+P)/((I+P)+(R+NC+O)+(UH+UO))", ip, eligible + unknown},
		{"RR3", "I/((I+P)+(R+NC+O)+e(UH+UO))", i, eligible + some},
		{"RR4", "(I+P)/((I+P)+(R+NC+O)+e(UH+UO))", ip, eligible + some},
		{"RR5", "I/((I+P)+(R+NC+O))", i, eligible},
		{"RR6", "(I+P)/((I+P)+(R+NC+O))", ip, eligible},
		{"COOP1", "I/((I+P)+R+O)", i, ip + r + o},
		{"COOP2", "(I+P)/((I+P)+R+O)", ip, ip + r + o},
		{"COOP3", "I/((I+P)+R)", i, ip + r},
		{"COOP4", "(I+P)/((I+P)+R)", ip, ip + r},
		{"REF1", "R/((I+P)+(R+NC+O)+(UH+UO))", r, eligible + unknown},
		{"REF2", "R/((I+P)+(R+NC+O)+e(UH+UO))", r, eligible + some},
		{"REF3", "R/((I+P)+(R+NC+O))", r, eligible},
		{"CON1", "((I+P)+R+O)/((I+P)+(R+NC+O)+(UH+UO))", ip + r + o, eligible + unknown},
		{"CON2", "((I+P)+R+O)/((I+P)+(R+NC+O)+e(UH+UO))", ip + r + o, eligible + some},
		{"CON3", "((I+P)+R+O)/((I+P)+(R+NC+O))", ip + r + o, eligible}};

	for (int k = 0; k < lengthof(rates); k++)
		put_rate(row, &rates[k]);
}

PG_FUNCTION_INFO_V1(svy_response_rates);

/* (dispositions): one row per rate */
Datum
svy_response_rates(PG_FUNCTION_ARGS)
{
	double cases[CASES];
	JsonbContainer *object;
	SvyRow row;

	if (PG_ARGISNULL(0))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("dispositions must not be NULL")));
	object = &PG_GETARG_JSONB_P(0)->root;
	if (!JsonContainerIsObject(object))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("dispositions must be an object"),
				 errhint("For example {\"I\": 500, \"P\": 20, \"R\": 300, \"NC\": 400, "
						 "\"O\": 30, \"UH\": 800, \"UO\": 100, \"e\": 0.4}.")));
	svy_row_begin(&row, fcinfo);
	read_cases(object, cases);
	put_rates(&row, cases, eligible_share(object, cases));
	return (Datum) 0;
}
