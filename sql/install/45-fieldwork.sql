-- Planning and watching interviews.

CREATE FUNCTION margin_of_error(n double precision, p double precision DEFAULT 0.5, deff double precision DEFAULT 1, level double precision DEFAULT 0.95,
    population double precision DEFAULT NULL) RETURNS double precision
    IMMUTABLE PARALLEL SAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_margin_of_error';
COMMENT ON FUNCTION margin_of_error(double precision, double precision, double precision, double precision, double precision)
    IS 'half the width of the confidence interval of a share p (0 to 1) from n interviews, by the normal distribution, with a design effect and a finite population';

CREATE FUNCTION sample_size(margin double precision, p double precision DEFAULT 0.5, deff double precision DEFAULT 1, level double precision DEFAULT 0.95,
    population double precision DEFAULT NULL) RETURNS bigint
    IMMUTABLE PARALLEL SAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_sample_size';
COMMENT ON FUNCTION sample_size(double precision, double precision, double precision, double precision, double precision)
    IS 'interviews that a margin of error (0 to 1) of a share p takes';

CREATE TYPE response_rate AS (rate text, formula text, numerator double precision, denominator double precision, value double precision);
COMMENT ON TYPE response_rate IS 'an outcome rate by the definitions of AAPOR';
COMMENT ON COLUMN response_rate.rate IS 'RR1 to RR6 of response, COOP1 to COOP4 of cooperation, REF1 to REF3 of refusal, CON1 to CON3 of contact';
COMMENT ON COLUMN response_rate.formula IS 'of dispositions, as AAPOR writes it';
COMMENT ON COLUMN response_rate.numerator IS 'cases above the line';
COMMENT ON COLUMN response_rate.denominator IS 'cases below the line';
COMMENT ON COLUMN response_rate.value IS 'share 0 to 1; NULL where it needs e and nothing says it, or nobody is below the line';

CREATE FUNCTION response_rates(dispositions jsonb) RETURNS SETOF response_rate
    IMMUTABLE PARALLEL SAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_response_rates' ROWS 16;
COMMENT ON FUNCTION response_rates(jsonb)
    IS 'AAPOR''s outcome rates from numbers of cases: I complete, P partial, R refusals, NC non-contacts, O others, UH and UO of unknown eligibility, NE not eligible, e the eligible share of the unknown';

CREATE TYPE survey_quota_row AS (quota text, cell text, target bigint, reached bigint, missing bigint, over bigint, percent double precision);
COMMENT ON TYPE survey_quota_row IS 'a cell of a quota and the interviews that there are';
COMMENT ON COLUMN survey_quota_row.quota IS 'variable, or variables that are crossed: sex*age';
COMMENT ON COLUMN survey_quota_row.cell IS 'answer, or answers; NULL for all who are in no cell that has a target';
COMMENT ON COLUMN survey_quota_row.target IS 'interviews that are wanted';
COMMENT ON COLUMN survey_quota_row.reached IS 'interviews that there are';
COMMENT ON COLUMN survey_quota_row.missing IS 'interviews that are wanted still';
COMMENT ON COLUMN survey_quota_row.over IS 'interviews beyond the target';
COMMENT ON COLUMN survey_quota_row.percent IS 'reached in percent of the target';

CREATE FUNCTION survey_quota(name text, targets jsonb, filter text DEFAULT NULL, options jsonb DEFAULT NULL) RETURNS SETOF survey_quota_row
    STABLE PARALLEL RESTRICTED LANGUAGE c AS 'MODULE_PATHNAME', 'svy_survey_quota' ROWS 50;
COMMENT ON FUNCTION survey_quota(text, jsonb, text, jsonb) IS 'interviews reached, missing and too many by quota, crossed quotas too';

CREATE TYPE survey_flag AS (respondent text, flag text, detail text, value double precision);
COMMENT ON TYPE survey_flag IS 'something in an interview that deserves a look';
COMMENT ON COLUMN survey_flag.respondent IS 'the respondent''s key; the place of the row where the survey has none';
COMMENT ON COLUMN survey_flag.flag IS 'speeder, straight line, duplicate or inconsistent';
COMMENT ON COLUMN survey_flag.detail IS 'the variable, grid, variables or condition';
COMMENT ON COLUMN survey_flag.value IS 'the duration, the code all along the grid, or how many have the same answers';

CREATE FUNCTION survey_quality(name text, duration text DEFAULT NULL, grids text[] DEFAULT NULL, same text[] DEFAULT NULL, inconsistent jsonb DEFAULT NULL,
    filter text DEFAULT NULL, options jsonb DEFAULT NULL) RETURNS SETOF survey_flag
    STABLE PARALLEL RESTRICTED LANGUAGE c AS 'MODULE_PATHNAME', 'svy_survey_quality' ROWS 100;
COMMENT ON FUNCTION survey_quality(text, text, text[], text[], jsonb, text, jsonb)
    IS 'interviews that were too fast, have one answer all along a grid, the same answers as others, or answers that contradict';
