-- Margins over groups, at several values, in pairs, on the scale of the link, and under replicate weights: by what else must give the same number.
-- The reference results are in test/oracle/margins.sql.
SELECT plan(25);
\ir include/near.psql
\set QUIET 1
SET client_min_messages = warning;
CREATE TABLE guest AS SELECT i AS id, i / 8 AS cluster, 1 + i % 2 AS sex, 1 + i % 3 AS area, (i * 37 % 11) / 3.0::float8 AS x, 1 + (i % 4)::float8 AS w, ((i * 29 % 13 + (i % 2) * (i * 37 % 11)) > 9)::int AS came, (i * 31 % 17) + (i % 3) * 2.5 AS spent FROM generate_series(0, 239) i;
CREATE TABLE guest_r AS TABLE guest;
SELECT register_survey(s, s::regclass, '{"weight": "w", "respondent": "id", "design": {"clusters": ["cluster"]}, "variables": [{"name": "sex", "measure": "nominal", "values": {"1": "f", "2": "m"}}, {"name": "area", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c"}},
    {"name": "x", "measure": "scale"}, {"name": "came", "measure": "scale"}, {"name": "spent", "measure": "scale"}]}') IS NULL FROM unnest('{guest,guest_r}'::text[]) s \g /dev/null
SELECT replicate_survey('guest_r', 'JK1') IS NULL \g /dev/null
\set QUIET 0

-- with an intercept and a factor a linear or logistic model predicts each category's own mean
SELECT is((SELECT string_agg(concat_ws(' ', kind, over, over_category, scale), ', ') FROM survey_margins('guest', 'came ~ x + sex', '{}', 'binomial', options => '{"over": "sex"}')), 'prediction sex f response, prediction sex m response', 'a prediction for each category over');
SELECT near(p.estimate, e.estimate, 'predictions over a factor of the model are its means: ' || domain_label, 1e-9) FROM survey_margins('guest', 'came ~ x + sex', '{}', 'binomial', options => '{"over": "sex", "epsilon": 1e-14}') p JOIN survey_mean('guest', 'came', by => 'sex') e ON e.domain_label = p.over_category;
SELECT near(p.std_error, e.std_error, 'with their errors, as respondents are a sample: ' || domain_label, 1e-9) FROM survey_margins('guest', 'came ~ x + sex', '{}', 'binomial', options => '{"over": "sex", "epsilon": 1e-14, "errors": "unconditional"}') p JOIN survey_mean('guest', 'came', by => 'sex') e ON e.domain_label = p.over_category;
SELECT near(p.std_error, e.std_error, 'under replicate weights too: ' || domain_label, 1e-6) FROM survey_margins('guest_r', 'came ~ x + sex', '{}', 'binomial', options => '{"over": "sex", "epsilon": 1e-14, "errors": "unconditional"}') p JOIN survey_mean('guest_r', 'came', by => 'sex') e ON e.domain_label = p.over_category;
SELECT near(p.estimate, e.estimate, 'a prediction for all is the mean') FROM survey_margins('guest', 'spent ~ x + area', '{}') p, survey_mean('guest', 'spent') e;

SELECT is((SELECT array_agg(format('%s %s %s', kind, category, estimate)) FROM survey_margins('guest', 'came ~ x * sex', '{sex}', 'binomial', at => '[{"x": 1}, {"x": 3}]')),
    (SELECT array_agg(format('%s %s %s', kind, category, estimate)) FROM (SELECT * FROM survey_margins('guest', 'came ~ x * sex', '{sex}', 'binomial', at => '{"x": 1}') UNION ALL SELECT * FROM survey_margins('guest', 'came ~ x * sex', '{sex}', 'binomial', at => '{"x": 3}')) a), 'several values at once are those one by one');
SELECT is((SELECT string_agg(DISTINCT at::text, ' ' ORDER BY at::text) FROM survey_margins('guest', 'came ~ x * sex', '{sex}', 'binomial', at => '[{"x": 1}, {"x": 3}]')), '{"x": 1} {"x": 3}', 'and named');
SELECT near(a.estimate, b.estimate, 'a number at its mean', 1e-9) FROM survey_margins('guest', 'came ~ x + sex', '{}', 'binomial', at => '{"x": "mean", "sex": "m"}') a, LATERAL (SELECT sum(w * x) / sum(w) AS x FROM guest) g,
    LATERAL survey_margins('guest', 'came ~ x + sex', '{}', 'binomial', at => jsonb_build_object('x', g.x, 'sex', 'm')) b;
SELECT near(a.estimate, (SELECT avg(b.estimate) FROM survey_margins('guest', 'came ~ x + area', '{}', 'binomial', at => '[{"area": "a"}, {"area": "b"}, {"area": "c"}]') b), 'categories in turn, with equal weights', 1e-9) FROM survey_margins('guest', 'came ~ x + area', '{}', 'binomial', at => '{"area": "equal"}') a;

CREATE TEMP TABLE pair AS SELECT b.*, r.p_adjusted AS tukey FROM survey_margins('guest', 'spent ~ x + area', '{area}', options => '{"pairs": "bonferroni"}') b JOIN survey_margins('guest', 'spent ~ x + area', '{area}', options => '{"pairs": "tukey"}') r USING (kind, category, reference);
SELECT is((SELECT string_agg(concat_ws(' ', category, reference), ', ' ORDER BY category, reference) FROM pair), 'a b, a c, b c', 'all pairs');
SELECT is((SELECT bool_and(p_adjusted = least(1, 3 * p_value) AND adjustment = 'bonferroni') FROM pair), true, 'their p-values are adjusted for their number');
SELECT is((SELECT bool_and(tukey >= p_value AND tukey <= p_adjusted + 1e-12) FROM pair), true, 'Tukey''s lie between');
SELECT near(m.estimate, g.estimate, 'on the scale of the link a slope is the coefficient') FROM survey_margins('guest', 'came ~ x + sex', '{x}', 'binomial', options => '{"scale": "link"}') m, survey_glm('guest', 'came ~ x + sex', 'binomial') g WHERE g.term = 'x';
SELECT near(m.std_error, g.std_error, 'with its error', 1e-9) FROM survey_margins('guest', 'came ~ x + sex', '{x}', 'binomial', options => '{"scale": "link"}') m, survey_glm('guest', 'came ~ x + sex', 'binomial') g WHERE g.term = 'x';
SELECT throws_ok($$ SELECT survey_margins('guest', 'came ~ x + sex', options => '{"over": "x"}') $$, '42809', '"x" has no categories to make margins over', 'over a number');
SELECT throws_ok($$ SELECT survey_margins('guest', 'came ~ x + sex', at => '{"x": "equal"}') $$, '22023', 'predictor "x" cannot be held at "equal"', 'a number has no categories in turn');
SELECT throws_ok($$ SELECT survey_margins('guest_r', 'came ~ x + sex', options => '{"errors": "independent"}') $$, '0A000', 'under replicate weights the errors of margins are not independent', 'errors of svypredmeans');
-- a category within one cluster: no error says anything of it, whatever the errors know; of all respondents together it does
CREATE TABLE guest_one AS SELECT *, CASE cluster WHEN 3 THEN 2 ELSE 1 END AS lone FROM guest;
SELECT register_survey('guest_one', 'guest_one', '{"weight": "w", "respondent": "id", "design": {"clusters": ["cluster"]}, "variables": [{"name": "lone", "measure": "nominal"}, {"name": "spent", "measure": "scale"}]}') IS NULL \g /dev/null
SELECT is((SELECT string_agg(concat_ws(' ', kind, category, std_error IS NULL), ', ') FROM survey_margins('guest_one', 'spent ~ lone', options => jsonb_build_object('errors', e))), 'mean 1 f, mean 2 t, contrast 2 t', 'a category within one cluster, errors ' || e) FROM unnest('{conditional,unconditional,independent}'::text[]) e;
SELECT near((SELECT std_error FROM survey_margins('guest_one', 'spent ~ lone', '{}', options => '{"errors": "unconditional"}')), (SELECT std_error FROM survey_mean('guest_one', 'spent')), 'the mean of all is known', 1e-9);
-- what overflows is not known: an error is a number or NULL
SELECT is((SELECT count(*) FROM survey_margins('guest', 'came ~ x * sex', family => 'binomial', at => '{"x": 1e308}') WHERE std_error = 'Infinity'), 0::bigint, 'no infinite error');
SELECT * FROM finish();
