-- Tests and models under a design against R: every case of the reference family "tests_models", and those of the
-- family "replicates" that are tests or models.
-- What is left out is listed at the end, with the reason.
\if :have_shared
\else
SELECT plan(0);
\echo 1..0 # SKIP the shared reference results are not there
\quit
\endif

SELECT plan(13);
\set QUIET on
SET client_min_messages = warning;
\ir include/estimates.psql
\o /dev/null
SELECT read_reference(:'shared', 'tests_models'), derive_variables();
ALTER TABLE likert RENAME TO likert_answers;
SELECT format('ALTER TABLE %I ALTER row_id TYPE int', t) FROM unnest('{apisrs,apistrat,apiclus1,apiclus2,likert_answers}'::text[]) t
\gexec
CREATE TABLE more_cases (LIKE cases);
CREATE TABLE more_expected (LIKE expected);
\set more_cases :shared /oracle/expected/cases_replicates.csv
\set more_expected :shared /oracle/expected/replicates.csv
COPY more_cases FROM :'more_cases' (FORMAT csv, HEADER);
COPY more_expected FROM :'more_expected' (FORMAT csv, HEADER);
DELETE FROM more_cases WHERE fn NOT IN ('svyglm', 'svychisq', 'svyttest');
INSERT INTO cases SELECT * FROM more_cases;
INSERT INTO expected SELECT * FROM more_expected WHERE case_id IN (SELECT case_id FROM more_cases);
-- what R takes for factors, and numbers that are also categories
CREATE FUNCTION models_codebook(data text, answers text, design jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_set(c, '{variables}', (SELECT jsonb_agg(
        CASE WHEN v->>'name' ~ '^q[1-8]$' THEN v || '{"measure": "ordinal"}'
             WHEN v->>'name' ~ '^aware_' THEN v || '{"measure": "nominal"}'
             WHEN v->>'name' = 'region' THEN v || '{"values": [{"code": 1, "label": "North", "value": "North"}, {"code": 2, "label": "South", "value": "South"},
                {"code": 3, "label": "East", "value": "East"}, {"code": 4, "label": "West", "value": "West"}]}'
             ELSE v END)
        FROM jsonb_array_elements(c->'variables') v)
        || CASE WHEN data LIKE 'api%' THEN '[{"name": "mealcat4", "measure": "nominal"}]'::jsonb ELSE '[]' END)
    -- rank tests take equal values in the order of the respondents' key
    FROM (SELECT codebook_of(answers, design) || '{"respondent": "row_id"}' AS c) b
$$;
SELECT register_survey(id, a::regclass, models_codebook(a, a, design))
FROM designs, replace(replace(design->>'data', '.csv', ''), 'likert', 'likert_answers') AS a
WHERE design->>'kind' = 'taylor' AND design->>'data' <> 'lonely.csv';
SELECT load_reference(:'shared' || '/oracle/data/' || (design->>'repweights_csv'), id || '_weights') FROM designs WHERE design->>'kind' = 'replicate';
SELECT format('CREATE TABLE %1$I AS SELECT a.*, %3$s FROM %2$I AS a JOIN %4$I AS r USING (row_id)', id || '_answers',
    replace(replace(design->>'data', '.csv', ''), 'likert', 'likert_answers'),
    (SELECT string_agg('r.' || attname, ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = (id || '_weights')::regclass AND attname LIKE 'rw%'), id || '_weights')
FROM designs WHERE design->>'kind' = 'replicate'
\gexec
SELECT register_survey(id, (id || '_answers')::regclass, models_codebook(design->>'data', id || '_answers', design - 'fpc') || jsonb_build_object('replicates',
    jsonb_build_object('columns', 'rw*', 'type', 'other', 'scale', design->'scale', 'rscales', design->'rscales', 'mse', design->'mse')))
FROM designs WHERE design->>'kind' = 'replicate';

CREATE TABLE tested (case_id text, statistic text, level text, estimate float8, se float8, ci_low float8, ci_high float8, df float8,
    statistic_value float8, p_value float8, df2 float8, error text);

-- a formula's sides; R's test of three groups and more has the statistic where the degrees of freedom belong
-- and the other way round
CREATE FUNCTION left_side(formula text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT split_part(formula, '~', 1) $$;
CREATE FUNCTION right_side(formula text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT split_part(formula, '~', 2) $$;

-- R's name of a coefficient: stypeH, ell:sch_wideYes
CREATE FUNCTION coefficient(term text, label text, reference text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(CASE WHEN t = l OR reference IS NULL THEN t ELSE t || l END, ':' ORDER BY o)
    FROM unnest(string_to_array(term, ':'), string_to_array(label, ' : ')) WITH ORDINALITY AS p (t, l, o)
$$;

CREATE FUNCTION run_test(k cases) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    filter text := CASE WHEN k.subset = '!is.na(q1)' THEN 'q1 IS NOT NULL' ELSE filter_of(k.subset) END;
    formula text := replace(k.vars, '==', '=');
    family text := coalesce(substring(k.args from 'family=quasi(\w+)'), 'gaussian');
    test text := lower(replace(r_argument(k.args, 'test'), 'KruskalWallis', 'kruskal-wallis'));
BEGIN
    IF k.fn = 'svytable' AND k.family = 'table' THEN
        INSERT INTO tested (case_id, statistic, level, estimate)
        SELECT k.case_id, s.name, CASE WHEN formula NOT LIKE '%+%' THEN right_side(formula) || '=' || c.row_label
                ELSE split_part(right_side(formula), '+', 1) || '=' || c.row_label || ';'
                    || (SELECT string_agg(n || '=' || l, ';' ORDER BY o) FROM unnest((string_to_array(right_side(formula), '+'))[2:],
                        string_to_array(c.column_label, ', ')) WITH ORDINALITY AS p (n, l, o)) END,
            CASE s.name WHEN 'count' THEN c.weighted_n ELSE c.total_percent / 100 END
        FROM survey_crosstab(k.design_id, ARRAY[split_part(right_side(formula), '+', 1)],
                CASE WHEN formula LIKE '%+%' THEN ARRAY[array_to_string((string_to_array(right_side(formula), '+'))[2:], '*')] ELSE '{}' END, tests => 'none') c,
            (SELECT CASE WHEN k.args LIKE '%Ntotal=1%' THEN 'share' ELSE 'count' END AS name) s
        WHERE c.statistic = 'percent' AND (c.column_variable <> 'Total' OR formula NOT LIKE '%+%');
    ELSIF k.fn = 'svychisq' THEN
        INSERT INTO tested (case_id, statistic, df, statistic_value, p_value, df2)
        SELECT k.case_id, 'chisq_' || s.r, t.df, CASE s.r WHEN 'Chisq' THEN t.estimate * d.estimate ELSE t.estimate END, t.p_value, t.df2
        FROM (VALUES ('F', 'rao-scott-f'), ('Chisq', 'rao-scott-chisq'), ('Wald', 'wald'), ('adjWald', 'adjusted-wald')) AS s (r, ours),
            survey_test(k.design_id, split_part(right_side(formula), '+', 1), split_part(right_side(formula), '+', 2), s.ours, filter => filter) t,
            survey_test(k.design_id, split_part(right_side(formula), '+', 1), split_part(right_side(formula), '+', 2), 'design-effect', filter => filter) d
        WHERE r_argument(k.args, 'statistic') = s.r;
    ELSIF k.family = 'cramers_v_weighted' THEN
        INSERT INTO tested (case_id, statistic, level, estimate)
        SELECT k.case_id, 'cramers_v', k.vars, estimate FROM survey_test(k.design_id, split_part(formula, '+', 1), split_part(formula, '+', 2), 'cramers-v');
    ELSIF k.fn = 'svyttest' THEN
        INSERT INTO tested SELECT k.case_id, 'ttest', CASE WHEN formula LIKE '%~0' THEN 'mean' ELSE 'difference in mean' END,
            estimate, NULL, conf_low, conf_high, df, statistic, p_value
        FROM survey_ttest(k.design_id, CASE WHEN formula LIKE 'I(%' THEN 'api00' ELSE left_side(formula) END,
            CASE WHEN formula NOT LIKE 'I(%' THEN right_side(formula) END, CASE WHEN formula LIKE 'I(%' THEN 'api99' END, filter => filter);
    ELSIF k.fn = 'svyranktest' THEN
        INSERT INTO tested SELECT k.case_id, 'ranktest_' || r_argument(k.args, 'test'), CASE WHEN df2 IS NULL THEN 'difference in mean rank score' END,
            estimate, NULL, NULL, NULL, CASE WHEN df2 IS NULL THEN df ELSE statistic * df END,
            CASE WHEN df2 IS NULL THEN statistic ELSE df END, p_value
        FROM survey_ranktest(k.design_id, left_side(formula), right_side(formula), test, filter => filter);
    ELSIF k.fn = 'svyglm' THEN
        INSERT INTO tested SELECT k.case_id, 'glm_coef', coefficient(term, label, reference), estimate, std_error, conf_low, conf_high, df, statistic, p_value
        FROM survey_glm(k.design_id, formula, family, filter);
        INSERT INTO tested (case_id, statistic, estimate)
        SELECT k.case_id, s, v FROM survey_glm_summary(k.design_id, formula, family, filter),
            LATERAL (VALUES ('glm_dispersion', dispersion), ('glm_deviance', deviance), ('glm_nobs', n)) AS x (s, v);
    ELSIF k.fn = 'svycralpha' THEN
        INSERT INTO tested (case_id, statistic, estimate)
        SELECT k.case_id, 'cronbach_alpha', alpha FROM survey_alpha(k.design_id, string_to_array(right_side(formula), '+')) WHERE item IS NULL;
    END IF;
EXCEPTION WHEN OTHERS THEN
    INSERT INTO tested (case_id, error) VALUES (k.case_id, SQLERRM);
END $$;

-- the dispersion: where answers are missing R's residuals have gaps that its weights lack (with subset() before, R agrees);
-- under replicate weights 4.1-1 gives n times it and 4.5 a second moment around 0
CREATE TABLE wrong_in_r AS SELECT case_id, statistic FROM expected
WHERE (case_id IN ('glm036', 'glm037', 'glm039', 'glm040') OR case_id LIKE '%rep%') AND statistic = 'glm_dispersion';
INSERT INTO out_of_scope SELECT case_id, 'ordinal regression is not offered' FROM cases WHERE fn = 'svyolr';
INSERT INTO out_of_scope SELECT case_id, 'the saddlepoint approximation is optional and not offered' FROM cases WHERE args LIKE '%saddlepoint%';
SELECT run_test(k) FROM cases k WHERE case_id NOT IN (SELECT case_id FROM out_of_scope) AND fn <> 'svyvar';
SELECT run_case(k) FROM cases k WHERE fn = 'svyvar';
INSERT INTO tested (case_id, statistic, level, estimate, se, df, error)
    SELECT case_id, coalesce(statistic, 'var'), level, estimate, se, df, error FROM got;
\o

-- logistic and Poisson models: R stops its iterations earlier
CREATE VIEW compared AS
SELECT k.family, e.case_id, e.statistic, e.level, k.r_call, g.error,
    coalesce(same(g.estimate, e.estimate, t) AND same(g.se, e.se, t) AND same(g.ci_low, e.ci_low, t) AND same(g.ci_high, e.ci_high, t) AND same(g.df, e.df, t)
        AND same(g.statistic_value, e.statistic_value, t) AND same(g.p_value, e.p_value, 100 * t) AND same(g.df2, e.df2, t), false) AS agrees,
    g.estimate, e.estimate AS r_estimate, g.se, e.se AS r_se, g.df, e.df AS r_df, g.statistic_value, e.statistic_value AS r_statistic, g.p_value, e.p_value AS r_p, g.df2, e.df2 AS r_df2
FROM expected e JOIN cases k USING (case_id)
    LEFT JOIN tested g ON g.case_id = e.case_id AND (g.error IS NOT NULL OR (g.statistic = e.statistic AND coalesce(g.level, '') = coalesce(e.level, ''))),
    LATERAL (SELECT CASE WHEN k.args LIKE '%quasi%' THEN 1e-6 ELSE 1e-8 END AS t) q
WHERE e.case_id NOT IN (SELECT case_id FROM out_of_scope)
    AND (e.case_id, e.statistic) NOT IN (SELECT case_id, statistic FROM wrong_in_r);

SELECT is(count(*) FILTER (WHERE NOT agrees), 0::bigint, family || ': ' || count(*) FILTER (WHERE agrees) || ' of ' || count(*) || ' rows agree with R')
FROM compared GROUP BY family ORDER BY family;
SELECT diag(format('differs: %s %s %s %s: %s for %s, se %s for %s, df %s for %s, statistic %s for %s, p %s for %s, df2 %s for %s', case_id, statistic, level, coalesce(error, r_call),
    estimate, r_estimate, se, r_se, df, r_df, statistic_value, r_statistic, p_value, r_p, df2, r_df2)) FROM compared WHERE NOT agrees ORDER BY case_id LIMIT 40;
SELECT diag(format('out of scope: %s cases (%s): %s', count(*), min(case_id), reason)) FROM out_of_scope GROUP BY reason ORDER BY 1;
SELECT diag(format('out of scope: %s rows: the dispersion of models with missing answers or replicate weights, which R computes otherwise', count(*))) FROM wrong_in_r;
SELECT * FROM finish();
