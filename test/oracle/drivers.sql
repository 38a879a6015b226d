-- Importance of drivers against the second set of reference results, family "drivers".
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
SELECT read_analyses(:'shared', 'drivers');
SELECT analysis_survey(:'shared', design_id, data, '^$') FROM (SELECT DISTINCT design_id, data FROM cases) c;
CREATE TABLE methods (method text, statistic text);
INSERT INTO methods VALUES ('shapley', 'lmg'), ('relative-weights', 'relative_weight'), ('standardized', 'beta'), ('correlation', 'zero_order_r'), ('partial', 'partial_r'), ('first', 'first'), ('last', 'last'), ('pratt', 'pratt'),
    ('standardized-known', 'beta_fixed_sd');

CREATE FUNCTION run_drivers(k cases) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    y text := lower(substring(k.args from '^y = (.*)$'));
    filter text := subset_filter(k.subset);
BEGIN
    DROP TABLE IF EXISTS t;
    CREATE TEMP TABLE t AS SELECT m.statistic, d.*, (string_to_array(k.vars, ' '))[array_position(string_to_array(lower(k.vars), ' '), lower(d.driver))] AS name
    FROM methods m, survey_drivers(k.design_id, y, string_to_array(lower(k.vars), ' '), m.method, filter => filter) d;
    INSERT INTO found
    SELECT k.case_id, statistic, NULL, name, importance, std_error FROM t UNION ALL
    SELECT k.case_id, 'nobs', NULL, NULL, max(n), NULL FROM t UNION ALL
    SELECT k.case_id, 'r2', NULL, NULL, max(r2), max(r2_error) FROM t UNION ALL
    SELECT k.case_id, 'r2_adjusted', NULL, NULL, max(r2_adjusted), NULL FROM t UNION ALL
    SELECT k.case_id, statistic || '_percent', NULL, name, 100 * share, NULL FROM t WHERE share IS NOT NULL UNION ALL
    SELECT k.case_id, statistic || '_rank', NULL, name, rank, NULL FROM t UNION ALL
    SELECT k.case_id, 'vif', NULL, name, vif, NULL FROM t WHERE statistic = 'beta' UNION ALL
    SELECT k.case_id, 'b', NULL, name, coefficient, (SELECT g.std_error FROM survey_glm(k.design_id, y || ' ~ ' || replace(lower(k.vars), ' ', ' + '), filter => filter) g WHERE lower(g.term) = lower(t.driver)) FROM t WHERE statistic = 'beta' UNION ALL
    SELECT k.case_id, 'b', NULL, '(Intercept)', g.estimate, g.std_error FROM survey_glm(k.design_id, y || ' ~ ' || replace(lower(k.vars), ' ', ' + '), filter => filter) g WHERE g.term = '(Intercept)';
END $$;
SELECT run_drivers(k) FROM cases k;
-- With one driver the partial correlation is the correlation, and so is its error.  The reference's differs by 1/(2 sqrt(r)): its
-- derivative is that of a matrix whose corner is r where it should be 1 (R drops the dimension of a matrix with one row).
UPDATE reference r SET se = z.se FROM reference z WHERE r.case_id = 'drv06' AND r.statistic = 'partial_r' AND z.case_id = 'drv06' AND z.statistic = 'zero_order_r';
\o
\set QUIET off
SELECT is((SELECT count(*)::int FROM reference r WHERE EXISTS (SELECT FROM found f WHERE f.case_id = r.case_id)), 1261, 'all rows of the family are compared');
SELECT is((SELECT string_agg(format('%s %s %s %s: %s, not %s; error %s, not %s', case_id, statistic, by_group, level, got, want, got_se, want_se), E'\n') FROM (SELECT * FROM missed LIMIT 20) m), NULL, 'and agree');
