-- complain if script is sourced in psql, rather than via ALTER EXTENSION
\echo Use "ALTER EXTENSION mlops_survey UPDATE" to load this file. \quit

-- From 0.1.0 to 0.2.0: what changes in sql/install is done here to a database that has 0.1.0, in the same commit.

-- "suppress" and "round_to" in the options: a margin tells how many respondents it is of.
CREATE OR REPLACE FUNCTION survey_margin_of_error(name text, rows text[] DEFAULT NULL, weight text DEFAULT NULL, filter text DEFAULT NULL,
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
