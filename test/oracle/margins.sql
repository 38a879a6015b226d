-- Margins of models against the second set of reference results, families "marginal_effects" and "predicted_means".
-- What is left out is listed, with the reason.
\if :have_shared
\else
SELECT plan(0);
\echo 1..0 # SKIP the shared reference results are not there
\quit
\endif

SELECT plan(3);
\set QUIET on
SET client_min_messages = error;
\ir include/analyses.psql
\o /dev/null
SELECT read_analyses(:'shared', 'margins');
INSERT INTO out_of_scope VALUES ('ame06', 'the margin of a variable that stands in I(...) too'), ('ame12', 'the margin of a variable in an expression');
INSERT INTO out_of_scope SELECT case_id, 'estimated marginal means at means of covariates; tests of terms and predictions are other functions' FROM cases WHERE family NOT IN ('marginal_effects', 'predicted_means');
DELETE FROM reference WHERE case_id IN (SELECT case_id FROM out_of_scope);
DELETE FROM cases WHERE case_id IN (SELECT case_id FROM out_of_scope);
-- elasticities are no margins here; under replicate weights errors are conditional
DELETE FROM reference WHERE statistic = 'elasticity' OR (by_group = 'unconditional' AND case_id IN ('ame10', 'ame11'));
-- With two factors the reference has the numbers of the second in the rows of the first (a variable of R's loop that is looked up
-- late: sex=F is agegrp=18-29 to the last digit).  R's predict() over the answers gives those below.
DELETE FROM reference WHERE case_id = 'ame02' AND level ~ '^sex=';
SELECT analysis_survey(:'shared', design_id, 'shop.csv', '^$') FROM (SELECT DISTINCT design_id FROM cases) c;

CREATE FUNCTION run_margins(k cases) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    formula text := k.args;
    mean boolean := k.family = 'predicted_means';
    family text := coalesce(lower(substring(k.r_call from 'family=(\w+)')), 'gaussian');
    link jsonb := coalesce('{"link": "' || substring(k.r_call from 'link=''(\w+)''') || '"}', '{}');
    filter text := CASE WHEN mean THEN (SELECT string_agg(v || ' IS NOT NULL', ' AND ') FROM regexp_matches(k.subset, 'is\.na\((\w+)\)', 'g') m (v_), unnest(v_) v) ELSE subset_filter(k.subset) END;
    e text;
BEGIN
    IF mean THEN
        formula := replace(formula || ' + ' || k.vars, '~ 1 + ', '~ ');
    END IF;
    FOREACH e IN ARRAY CASE WHEN mean THEN '{independent}' WHEN k.design_id IN ('main_jkn', 'main_fay') THEN '{conditional}' ELSE '{conditional,unconditional}' END::text[] LOOP
        INSERT INTO all_found
        SELECT k.case_id, CASE WHEN mean THEN CASE kind WHEN 'mean' THEN 'predicted_mean' ELSE 'predicted_mean_difference' END WHEN kind = 'mean' THEN 'predictive_margin' ELSE 'ame' END, CASE WHEN NOT mean THEN e END,
            CASE WHEN mean AND kind = 'contrast' THEN category || ' - ' || reference WHEN kind = 'slope' THEN 'd/d' || variable ELSE variable || '=' || category || coalesce(' - ' || reference, '') END,
            estimate, std_error, conf_low, conf_high, df, statistic, p_value
        FROM survey_margins(k.design_id, formula, string_to_array(k.vars, ' '), family, filter => filter, options => link || jsonb_build_object('errors', e, 'epsilon', 1e-14));
    END LOOP;
END $$;
CREATE TABLE all_found (case_id text, statistic text, by_group text, level text, estimate float8, se float8, ci_low float8, ci_high float8, df float8, statistic_value float8, p_value float8);
SELECT run_margins(k) FROM cases k;
\o
\set QUIET off
SELECT is((SELECT format('%s cases, %s rows', count(DISTINCT r.case_id), count(*)) FROM reference r WHERE EXISTS (SELECT FROM all_found f WHERE f.case_id = r.case_id)), (SELECT format('%s cases, %s rows', count(DISTINCT r.case_id), count(*)) FROM reference r), 'all rows in scope are compared');
SELECT is((SELECT string_agg(format('%s %s %s %s: %s, not %s; error %s, not %s; df %s, not %s', r.case_id, r.statistic, r.by_group, r.level, f.estimate, r.estimate, f.se, r.se, f.df, r.df), E'\n') FROM reference r LEFT JOIN all_found f ON f.case_id = r.case_id AND f.statistic = r.statistic
        AND f.by_group IS NOT DISTINCT FROM r.by_group AND f.level IS NOT DISTINCT FROM r.level
    WHERE f.case_id IS NULL OR NOT (passes(f.estimate, r.estimate, r.tolerance) AND passes(f.se, r.se, r.tolerance) AND passes(f.ci_low, r.ci_low, r.tolerance) AND passes(f.ci_high, r.ci_high, r.tolerance) AND passes(f.df, r.df, r.tolerance)
        AND passes(f.statistic_value, r.statistic_value, r.tolerance) AND passes(f.p_value, r.p_value, r.tolerance))), NULL, 'and agree');
SELECT is((SELECT string_agg(round(estimate::numeric, 7)::text, ' ') FROM survey_margins('main', 'buy ~ x1 * sex + agegrp', '{sex}', 'binomial') WHERE kind = 'mean'), '0.5396678 0.3137692', 'the mean of R''s predict() with everybody''s sex as F and as M');
