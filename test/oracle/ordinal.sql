-- Ordinal regression against the second set of reference results, family "ordinal".
\if :have_shared
\else
SELECT plan(0);
\echo 1..0 # SKIP the shared reference results are not there
\quit
\endif

SELECT plan(2);
\set QUIET on
SET client_min_messages = error;
\ir include/analyses.psql
\o /dev/null
SELECT read_analyses(:'shared', 'models');
DELETE FROM cases WHERE family <> 'ordinal';
DELETE FROM reference WHERE case_id NOT IN (SELECT case_id FROM cases);

-- factors with their levels in order
CREATE TABLE factors AS SELECT f.key || '.csv' AS data, lower(v.key) AS name, v.value->'levels' AS levels FROM jsonb_each(pg_read_file(:'shared' || '/oracle2/schema.json')::jsonb) s (key, value), LATERAL (SELECT replace(s.key, '.csv', '') AS key) f, jsonb_each(s.value) v WHERE v.value->>'type' = 'factor';
CREATE FUNCTION variables_of(file text, path text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object('variables', jsonb_agg(jsonb_build_object('name', c, 'measure', CASE WHEN f.levels IS NULL THEN 'scale' ELSE 'ordinal' END)
        || CASE WHEN f.levels IS NULL THEN '{}' ELSE jsonb_build_object('values', (SELECT jsonb_agg(CASE WHEN l ~ '^\d+$' THEN jsonb_build_object('code', l::int, 'label', l) ELSE jsonb_build_object('code', o, 'label', l, 'value', l) END ORDER BY o) FROM jsonb_array_elements_text(f.levels) WITH ORDINALITY u (l, o))) END))
    FROM unnest(string_to_array(btrim(split_part(pg_read_file(path), E'\n', 1), E'\r'), ',')) c LEFT JOIN factors f ON f.data = file AND f.name = lower(c)
    WHERE f.levels IS NOT NULL OR c NOT IN ('cds', 'name', 'sname', 'cname', 'dname')
$$;
SELECT analysis_survey(:'shared', design_id, data, '^$', variables_of(data, :'shared' || '/oracle2/data/' || data)) FROM (SELECT DISTINCT design_id, data FROM cases) c;
CREATE TABLE all_found (case_id text, statistic text, by_group text, level text, estimate float8, se float8, ci_low float8, ci_high float8, df float8, statistic_value float8, p_value float8, df2 float8);
CREATE FUNCTION run_ordinal(k cases) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    y text := substring(k.r_call from 'svyolr\((\w+) ~');
BEGIN
    DROP TABLE IF EXISTS t;
    CREATE TEMP TABLE t AS SELECT kind, replace(term, 'x1 * x1', 'x1^2') AS term, replace(label, 'x1 * x1', 'x1^2') AS label, reference, estimate, std_error, conf_low, conf_high, df, statistic, p_value, design_df, deviance, n FROM survey_ordinal(k.design_id, format('"%s" ~ %s', y, replace(replace(k.vars, 'Europe', '"Europe"'), 'x1^2', 'x1 * x1')), replace(k.args, 'logistic', 'logit'), filter => subset_filter(k.subset), options => '{"probabilities": "unweighted-mean"}');
    INSERT INTO all_found
    SELECT k.case_id, 'ordinal', NULL, CASE WHEN kind = 'threshold' THEN replace(label, ' | ', '|') ELSE (SELECT string_agg(CASE WHEN u.t = u.l OR reference IS NULL THEN u.t ELSE u.t || CASE WHEN term ~ ':' THEN '' ELSE '=' END || u.l END, ':' ORDER BY o)
            FROM unnest(string_to_array(term, ':'), string_to_array(label, ' : ')) WITH ORDINALITY u (t, l, o)) END, estimate, std_error, conf_low, conf_high, df, statistic, p_value, design_df FROM t
    WHERE kind <> 'probability'
    UNION ALL SELECT k.case_id, 'probability_at_mean_x', NULL, label, estimate, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM t WHERE kind = 'probability'
    UNION ALL SELECT k.case_id, 'deviance', NULL, NULL, max(deviance), NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM t
    UNION ALL SELECT k.case_id, 'nobs', NULL, NULL, max(n), NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM t
    UNION ALL SELECT k.case_id, 'categories_used', NULL, NULL, count(*) FILTER (WHERE kind = 'threshold') + 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM t;
EXCEPTION WHEN OTHERS THEN
    INSERT INTO all_found (case_id, statistic, level) VALUES (k.case_id, 'error', SQLERRM);
END $$;
SELECT run_ordinal(k) FROM cases k WHERE case_id NOT IN (SELECT case_id FROM out_of_scope);
DELETE FROM reference WHERE case_id IN (SELECT case_id FROM out_of_scope);
\o
\set QUIET off
SELECT is((SELECT string_agg(case_id || ': ' || level, ', ') FROM all_found WHERE statistic = 'error'), NULL, 'no case is refused');
SELECT is((SELECT string_agg(format('%s %s %s: %s, not %s; error %s, not %s; df %s, not %s', r.case_id, r.statistic, r.level, f.estimate, r.estimate, f.se, r.se, f.df2, r.df2), E'\n') FROM (SELECT r.* FROM reference r LIMIT 1000) r LEFT JOIN all_found f ON f.case_id = r.case_id AND f.statistic = r.statistic
        AND f.level IS NOT DISTINCT FROM r.level
    WHERE f.case_id IS NULL OR NOT (passes(f.estimate, r.estimate, r.tolerance) AND passes(f.se, r.se, r.tolerance) AND passes(f.ci_low, r.ci_low, r.tolerance) AND passes(f.ci_high, r.ci_high, r.tolerance) AND passes(f.df, r.df, r.tolerance)
        AND passes(f.statistic_value, r.statistic_value, r.tolerance) AND passes(f.p_value, r.p_value, r.tolerance) AND passes(f.df2, r.df2, r.tolerance))), NULL, 'every row agrees');
