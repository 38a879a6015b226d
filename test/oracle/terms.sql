-- Tests of terms against the second set of reference results, families "regtermtest" (margins) and "svychisq_more"
-- (tests_more, its rows by saddlepoint).
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
SELECT read_analyses(:'shared', 'margins');
DELETE FROM designs;
SELECT read_analyses(:'shared', 'tests_more');
DELETE FROM cases WHERE family NOT IN ('regtermtest', 'svychisq_more');
DELETE FROM reference WHERE case_id NOT IN (SELECT case_id FROM cases);
INSERT INTO out_of_scope SELECT case_id, 'exact tails by a series of infinite length, a check of the approximation' FROM reference WHERE statistic = 'p_exact';
INSERT INTO out_of_scope SELECT case_id, 'eigenvalues of a table: survey_test has their mean, rao-scott-f their spread' FROM reference WHERE statistic = 'design_effect_eigenvalue';
INSERT INTO out_of_scope SELECT case_id, 'under replicate weights R takes a denominator of infinite degrees of freedom, and d0 x those of the design elsewhere; here the latter always' FROM reference WHERE statistic = 'chisq' AND case_id IN ('chi05', 'chi10');
DELETE FROM reference WHERE statistic IN ('p_exact', 'design_effect_eigenvalue') OR (statistic = 'chisq' AND case_id IN ('chi05', 'chi10'));
SELECT analysis_survey(:'shared', design_id, data, '^sat') FROM (SELECT DISTINCT design_id, data FROM cases) c;
CREATE TABLE all_found (case_id text, statistic text, level text, estimate float8, df float8, statistic_value float8, p_value float8, df2 float8);

CREATE FUNCTION run_term(k cases) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    family text := coalesce(lower(substring(k.r_call from 'family=(\w+)')), 'gaussian');
    method text := CASE WHEN k.r_call ~ '''LRT''' THEN 'lrt' WHEN k.r_call ~ 'WorkingWald' THEN 'working-wald' ELSE 'wald' END;
    o jsonb := jsonb_strip_nulls(jsonb_build_object('method', method, 'epsilon', 1e-14, 'approximation', substring(k.r_call from 'lrt.approximation=''(\w+)'''),
        'degrees', CASE WHEN k.r_call ~ 'df=Inf' THEN 'infinite' END, 'together', to_jsonb(string_to_array(k.vars, ' + ')),
        'null', CASE WHEN k.r_call ~ 'null=' THEN jsonb_build_object(k.vars, substring(k.r_call from 'null=(\d+)')::int) END));
    r record;
BEGIN
    SELECT * INTO r FROM survey_glm_terms(k.design_id, k.args, family, filter => subset_filter(k.subset), options => o);
    INSERT INTO all_found VALUES (k.case_id, 'regtermtest', r.term, NULL, r.df, r.statistic, r.p_value, nullif(r.df2, 'infinity'));
    INSERT INTO all_found (case_id, statistic, level, estimate) SELECT k.case_id, 'lambda', row_number() OVER (ORDER BY d DESC), d FROM unnest(r.design_effects) d;
END $$;
SELECT run_term(k) FROM cases k WHERE family = 'regtermtest';

CREATE FUNCTION run_chisq(k cases) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v text[] := string_to_array(ltrim(k.vars, '~'), '+');
BEGIN
    INSERT INTO all_found (case_id, statistic, level, df, statistic_value, p_value, df2)
    SELECT k.case_id, CASE t.test WHEN 'rao-scott-f' THEN 'chisq_F_reference' ELSE 'chisq' END, k.vars, CASE t.test WHEN 'rao-scott-f' THEN t.df END, t.estimate, t.p_value, t.df2
    FROM unnest('{rao-scott-f,rao-scott-saddlepoint}'::text[]) s, survey_test(k.design_id, v[1], v[2], s, filter => subset_filter(k.subset)) t;
END $$;
SELECT alter_survey(design_id, '{"variables": [{"name": "buy", "measure": "nominal", "values": {"0": "no", "1": "yes"}}]}') FROM (SELECT DISTINCT design_id FROM cases WHERE family = 'svychisq_more') d;
SELECT run_chisq(k) FROM cases k WHERE family = 'svychisq_more';
\o
\set QUIET off
SELECT is((SELECT count(*)::int FROM reference), 53, 'all rows in scope are compared');
SELECT is((SELECT string_agg(format('%s %s %s: statistic %s, not %s; p %s, not %s; df %s, not %s; %s, not %s', case_id, statistic, level, got_statistic, statistic_value, got_p, p_value, got_df, df, got, estimate), E'\n') FROM
    (SELECT r.*, f.statistic_value AS got_statistic, f.p_value AS got_p, f.df AS got_df, f.estimate AS got, f.df2 AS got_df2, f.case_id AS found FROM reference r LEFT JOIN all_found f USING (case_id, statistic, level)) m
    WHERE found IS NULL OR NOT (passes(got, estimate, tolerance) AND passes(got_statistic, statistic_value, tolerance) AND passes(got_p, p_value, tolerance) AND passes(got_df, df, tolerance) AND passes(got_df2, df2, tolerance))), NULL, 'and agree');
SELECT diag(format('out of scope: %s rows: %s', count(*), reason)) FROM out_of_scope GROUP BY reason ORDER BY 1;
