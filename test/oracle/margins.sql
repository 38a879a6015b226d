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
INSERT INTO out_of_scope SELECT case_id, 'compared in terms.sql' FROM cases WHERE family = 'regtermtest';
INSERT INTO out_of_scope VALUES ('pred04', 'a prediction for a given offset'), ('emm05', 'means that are averaged on the scale of the link and transformed back, their ratios; here averages are of the scale that is asked for'),
    ('emm06', 'means and pairs of the categories of two variables at once'), ('emm09', 'other factors weighted by their frequencies without weights');
DELETE FROM reference WHERE case_id IN (SELECT case_id FROM out_of_scope);
DELETE FROM cases WHERE case_id IN (SELECT case_id FROM out_of_scope);
-- elasticities are no margins here
DELETE FROM reference WHERE statistic = 'elasticity';
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
    FOREACH e IN ARRAY CASE WHEN mean THEN '{independent}' ELSE '{conditional,unconditional}' END::text[] LOOP
        INSERT INTO all_found
        SELECT k.case_id, CASE WHEN mean THEN CASE kind WHEN 'mean' THEN 'predicted_mean' ELSE 'predicted_mean_difference' END WHEN kind = 'mean' THEN 'predictive_margin' ELSE 'ame' END, CASE WHEN NOT mean THEN e END,
            CASE WHEN mean AND kind = 'contrast' THEN category || ' - ' || reference WHEN kind = 'slope' THEN 'd/d' || variable ELSE variable || '=' || category || coalesce(' - ' || reference, '') END,
            estimate, std_error, conf_low, conf_high, df, statistic, p_value
        FROM survey_margins(k.design_id, formula, string_to_array(k.vars, ' '), family, filter => filter, options => link || jsonb_build_object('errors', e, 'epsilon', 1e-14));
    END LOOP;
END $$;
CREATE TABLE all_found (case_id text, statistic text, by_group text, level text, estimate float8, se float8, ci_low float8, ci_high float8, df float8, statistic_value float8, p_value float8);
SELECT run_margins(k) FROM cases k WHERE k.family IN ('marginal_effects', 'predicted_means');

-- R's emmeans: covariates at their unweighted mean, other factors equally weighted, on the scale of the link or, where no factor is averaged
-- over, of the response, whose intervals emmeans transforms from those of the link
CREATE FUNCTION run_emmeans(k cases) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    family text := coalesce(lower(substring(k.r_call from 'family=(\w+)')), 'gaussian');
    o jsonb := jsonb_strip_nulls(jsonb_build_object('link', substring(k.r_call from 'link=''(\w+)'''), 'epsilon', 1e-14, 'scale', substring(k.r_call from 'type=''(\w+)'''), 'pairs', substring(k.r_call from 'adjust=''(\w+)'''), 'degrees', CASE WHEN k.r_call !~ 'gaussian' THEN 'infinite' END));
    at jsonb := (SELECT jsonb_object_agg(v, CASE WHEN v = 'sex' THEN 'equal' ELSE 'unweighted-mean' END) FROM regexp_matches(k.args, '\m(x1|sex)\M', 'g') m (v_), unnest(v_) v);
BEGIN
    INSERT INTO all_found
    SELECT k.case_id, CASE kind WHEN 'mean' THEN 'emmean_' ELSE 'pair_' END || scale, CASE kind WHEN 'contrast' THEN o->>'pairs' END, CASE kind WHEN 'mean' THEN variable || '=' || category ELSE
        CASE WHEN category ~ '\W' THEN format('(%s) - (%s)', category, reference) ELSE format('%s - %s', category, reference) END END, estimate, std_error, conf_low, conf_high, df, statistic, p_adjusted
    FROM survey_margins(k.design_id, k.args, string_to_array(k.vars, ' '), family, at => at, options => o);
END $$;
SELECT run_emmeans(k) FROM cases k WHERE family = 'emmeans';
-- on the scale of the response emmeans transforms intervals back from the link's, and gives ratios for pairs; R's tests of models have, but for gaussian
-- ones, infinite degrees of freedom there
UPDATE reference SET ci_low = NULL, ci_high = NULL WHERE statistic = 'emmean_response';
DELETE FROM reference WHERE statistic = 'pair_response';
INSERT INTO all_found (case_id, statistic, level, estimate, se)
SELECT k.case_id, 'predict_' || scale, (SELECT string_agg(key || '=' || (value #>> '{}'), ';' ORDER BY key DESC) FROM jsonb_each(at)), estimate, std_error
FROM cases k, survey_margins(k.design_id, k.args, '{}', CASE WHEN k.r_call ~ 'binomial' THEN 'binomial' ELSE 'gaussian' END, options => jsonb_build_object('epsilon', 1e-14, 'scale', substring(k.r_call from 'type=''(\w+)''')),
    at => CASE k.case_id WHEN 'pred03' THEN '[{"x1": 0, "sex": "M"}, {"x1": 2, "sex": "F"}]' ELSE '[{"x1": -1, "sex": "F"}, {"x1": 0, "sex": "M"}, {"x1": 1, "sex": "F"}]' END::jsonb) WHERE family = 'predict';
\o
\set QUIET off
SELECT is((SELECT format('%s cases, %s rows', count(DISTINCT r.case_id), count(*)) FROM reference r WHERE EXISTS (SELECT FROM all_found f WHERE f.case_id = r.case_id)), (SELECT format('%s cases, %s rows', count(DISTINCT r.case_id), count(*)) FROM reference r), 'all rows in scope are compared');
SELECT is((SELECT string_agg(format('%s %s %s %s: %s, not %s; error %s, not %s; df %s, not %s', r.case_id, r.statistic, r.by_group, r.level, f.estimate, r.estimate, f.se, r.se, f.df, r.df), E'\n') FROM reference r LEFT JOIN all_found f ON f.case_id = r.case_id AND f.statistic = r.statistic
        AND f.by_group IS NOT DISTINCT FROM r.by_group AND f.level IS NOT DISTINCT FROM r.level
    WHERE f.case_id IS NULL OR NOT (passes(f.estimate, r.estimate, r.tolerance) AND passes(f.se, r.se, r.tolerance) AND passes(f.ci_low, r.ci_low, r.tolerance) AND passes(f.ci_high, r.ci_high, r.tolerance) AND passes(f.df, r.df, r.tolerance)
        AND passes(f.statistic_value, r.statistic_value, r.tolerance) AND passes(f.p_value, r.p_value, r.tolerance))), NULL, 'and agree');
SELECT is((SELECT string_agg(round(estimate::numeric, 7)::text, ' ') FROM survey_margins('main', 'buy ~ x1 * sex + agegrp', '{sex}', 'binomial') WHERE kind = 'mean'), '0.5396678 0.3137692', 'the mean of R''s predict() with everybody''s sex as F and as M');
