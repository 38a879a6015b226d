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

CREATE TYPE survey_margin AS (
    n bigint, deff_weights double precision, deff_median double precision, deff double precision, margin double precision, sampling text, note text);
COMMENT ON TYPE survey_margin IS 'the margin of error of a survey''s percents, where it has one';
COMMENT ON COLUMN survey_margin.n IS 'respondents of the question that most answered';
COMMENT ON COLUMN survey_margin.deff_weights IS 'their design effect by the weights alone (Kish)';
COMMENT ON COLUMN survey_margin.deff_median IS 'median design effect of the percents';
COMMENT ON COLUMN survey_margin.deff IS 'the larger one, at least 1';
COMMENT ON COLUMN survey_margin.margin IS 'margin of error at 50 %, in points of percent; NULL where sampling is not known to be random and no model is stated';
COMMENT ON COLUMN survey_margin.sampling IS 'probability, non-probability, or design where the codebook has one and says nothing else; NULL: not known';
COMMENT ON COLUMN survey_margin.note IS 'the model that it rests on, or why there is none';

CREATE FUNCTION mlops_survey.sampling_said(options jsonb) RETURNS jsonb
    IMMUTABLE PARALLEL SAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_sampling_said';
COMMENT ON FUNCTION mlops_survey.sampling_said(jsonb) IS 'how respondents were found by the options of a call, as the codebook keeps it';

CREATE FUNCTION survey_margin_of_error(name text, rows text[] DEFAULT NULL, weight text DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT NULL, options jsonb DEFAULT NULL) RETURNS survey_margin
    LANGUAGE SQL STABLE PARALLEL RESTRICTED
BEGIN ATOMIC
    WITH cells AS (
        SELECT c.base_n, c.effective_base, c.std_error, c.column_percent AS p
        FROM survey_crosstab(survey_margin_of_error.name, survey_margin_of_error.rows, '{}'::text[], survey_margin_of_error.weight, survey_margin_of_error.filter,
            survey_margin_of_error.level, 'none', statistics => '{percent}', percent => 'column', compare => 'pairs',
            suppress => survey_margin_of_error.options -> 'suppress', round_to => (survey_margin_of_error.options ->> 'round_to')::int,
            options => survey_margin_of_error.options - '{sampling,suppress,round_to}'::text[]) c
        WHERE c.statistic OPERATOR(pg_catalog.=) 'percent'
    ), largest AS (
        SELECT c.base_n AS n, c.base_n / nullif(c.effective_base, 0) AS kish FROM cells c ORDER BY c.base_n DESC, c.effective_base LIMIT 1
    ), median AS (
        SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY c.std_error * c.std_error * (c.base_n - 1) / (c.p * (100 - c.p))) AS deff
        FROM cells c WHERE c.p > 0 AND c.p < 100 AND c.std_error > 0
    ), codebook AS (
        SELECT j, mlops_survey.sampling_said(survey_margin_of_error.options) AS own, j #> '{properties,sampling}' AS kept
        FROM (SELECT survey_codebook_json(survey_margin_of_error.name) AS j) c
    ), said AS (
        -- a call that says how keeps the codebook's model of the same
        SELECT coalesce(own ->> 'method', kept ->> 'method', CASE WHEN j -> 'design' ?| '{strata,clusters,fpc}' OR j ? 'replicates' THEN 'design' END) AS method,
            coalesce(own ->> 'model', CASE WHEN coalesce(own ->> 'method', kept ->> 'method') OPERATOR(pg_catalog.=) (kept ->> 'method') THEN kept ->> 'model' END) AS model,
            coalesce(survey_margin_of_error.level, (j #>> '{properties,tables,level}')::double precision) AS level
        FROM codebook
    )
    -- whatever attributes the type has
    SELECT jsonb_populate_record(NULL::survey_margin, jsonb_build_object('n', l.n, 'deff_weights', l.kish, 'deff_median', m.deff, 'deff', greatest(1, l.kish, m.deff),
        'margin', CASE WHEN s.method IN ('probability', 'design') OR (s.method = 'non-probability' AND s.model IS NOT NULL)
            THEN 100 * margin_of_error(l.n, 0.5, greatest(1, l.kish, m.deff), s.level) END,
        'sampling', s.method,
        'note', CASE WHEN s.method = 'non-probability' AND s.model IS NULL THEN 'respondents were not drawn at random, and no model is stated'
            WHEN s.method = 'non-probability' THEN s.model
            WHEN s.method IN ('probability', 'design') THEN NULL
            ELSE 'that respondents were drawn at random is not known' END))
    FROM said s LEFT JOIN largest l ON true CROSS JOIN median m;
END;
COMMENT ON FUNCTION survey_margin_of_error(text, text[], text, text, double precision, jsonb)
    IS 'the margin of error at 50 % by the larger of Kish''s and the median design effect; none where respondents were not drawn at random, unless the codebook states a model';
