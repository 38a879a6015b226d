-- Pooling of imputations by plain SQL over the imputations' own estimates, and its errors.  The reference results are in test/oracle/imputation.sql.
SELECT plan(23);
\ir include/near.psql
\set QUIET 1
SET client_min_messages = warning;
CREATE TABLE pupil AS SELECT i AS id, i / 8 AS school, 1 + i % 2 AS sex, 1 + i % 3 AS w, 450 + i * 37 % 101 + i * 7 % 13 AS pv1read, 452 + i * 37 % 101 + i * 11 % 17 AS pv2read, 448 + i * 37 % 101 + i * 5 % 19 AS pv3read,
    500 + i * 29 % 97 AS pv1math, 501 + i * 29 % 97 + i % 5 AS pv2math, 499 + i * 29 % 97 - i % 7 AS pv3math, (i % 11)::float8 AS hours FROM generate_series(0, 119) i;
SELECT register_survey('pupil', 'pupil', '{"weight": "w", "respondent": "id", "design": {"clusters": ["school"]}, "variables": [{"name": "sex", "measure": "nominal", "values": {"1": "Boy", "2": "Girl"}},
    {"name": "pv1read", "measure": "scale"}, {"name": "pv2read", "measure": "scale"}, {"name": "pv3read", "measure": "scale"}, {"name": "pv1math", "measure": "scale"}, {"name": "pv2math", "measure": "scale"}, {"name": "pv3math", "measure": "scale"}, {"name": "hours", "measure": "scale"}],
    "imputations": {"read": ["pv1read", "pv2read", "pv3read"], "math": ["pv1math", "pv2math", "pv3math"]}}') IS NULL \g /dev/null

-- means: Rubin's rules over survey_mean of each
CREATE VIEW each AS SELECT avg(estimate) AS q, avg(std_error ^ 2) AS u, var_samp(estimate) AS b, max(df) AS df FROM survey_mean('pupil', '{pv1read,pv2read,pv3read}');
CREATE TEMP TABLE mean AS SELECT * FROM survey_pool('pupil', 'mean', '{"variables": ["read"]}');
SELECT near(estimate, (SELECT q FROM each), 'the mean of the estimates') FROM mean;
SELECT near(std_error, (SELECT sqrt(u + 4 / 3.0 * b) FROM each), 'the error of both variances') FROM mean;
SELECT near(imputation_share, (SELECT 4 / 3.0 * b / (u + 4 / 3.0 * b) FROM each), 'the share that imputation adds') FROM mean;
SELECT near((SELECT df FROM survey_pool('pupil', 'mean', '{"variables": "read"}', 'rubin')), (SELECT 2 * (1 + u / (4 / 3.0 * b)) ^ 2 FROM each), 'Rubin''s degrees of freedom', 1e-9);
SELECT near(df, (SELECT 1 / (1 / (2 * (1 + u / (4 / 3.0 * b)) ^ 2) + 1 / ((df + 1) / (df + 3) * df * u / (u + 4 / 3.0 * b))) FROM each), 'Barnard and Rubin''s', 1e-9) FROM mean;
SELECT is((SELECT format('%s %s %s %s %s', variable, imputations, n, weighted_n, df_rule) FROM mean), 'read 3 120 240 barnard-rubin', 'an imputed variable by its name; its base');
SELECT near((SELECT within FROM survey_pool('pupil', 'mean', '{"variables": ["read"]}', options => '{"sampling": "first"}')), (SELECT std_error ^ 2 FROM survey_mean('pupil', '{pv1read}')), 'the first imputation''s variance for all');

-- contrasts are pooled as such, not from the variances of their parts
SELECT near(estimate, (SELECT avg(c.estimate) FROM unnest('{pv1read,pv2read,pv3read}'::text[]) v, survey_contrast('pupil', ARRAY[v], '{"d": {"Boy": 1, "Girl": -1}}', by => '{sex}') c), 'a contrast')
FROM survey_pool('pupil', 'contrast', '{"variables": ["read"], "by": ["sex"], "contrasts": {"d": {"Boy": 1, "Girl": -1}}}');
SELECT near(between, (SELECT var_samp(c.estimate) FROM unnest('{pv1read,pv2read,pv3read}'::text[]) v, survey_contrast('pupil', ARRAY[v], '{"d": {"Boy": 1, "Girl": -1}}', by => '{sex}') c), 'its variance between imputations', 1e-9)
FROM survey_pool('pupil', 'contrast', '{"variables": ["read"], "by": ["sex"], "contrasts": {"d": {"Boy": 1, "Girl": -1}}}');
-- the i-th values of two variables belong together
SELECT near(estimate, (SELECT avg(r.estimate) FROM (VALUES ('pv1read', 'pv1math'), ('pv2read', 'pv2math'), ('pv3read', 'pv3math')) v (a, b), survey_ratio('pupil', a, b) r), 'pairs of plausible values') FROM survey_pool('pupil', 'ratio', '{"numerator": "read", "denominator": "math"}');
SELECT is((SELECT variable FROM survey_pool('pupil', 'ratio', '{"numerator": "read", "denominator": "math"}')), 'read/math', 'under their names');
SELECT near(estimate, (SELECT avg(g.estimate) FROM (VALUES ('pv1read ~ pv1math + sex'), ('pv2read ~ pv2math + sex'), ('pv3read ~ pv3math + sex')) v (f), survey_glm('pupil', f) g WHERE g.label ~ 'math'), 'a model')
FROM survey_pool('pupil', 'glm', '{"formula": "read ~ math + sex"}') WHERE variable = 'math';
SELECT is((SELECT string_agg(variable || coalesce(' ' || category, ''), ', ') FROM survey_pool('pupil', 'glm', '{"formula": "read ~ math + sex"}')), '(Intercept), math, sex Girl', 'its terms');
SELECT near(n, (SELECT (count(*) FILTER (WHERE pv1read > 500) + count(*) FILTER (WHERE pv2read > 500) + count(*) FILTER (WHERE pv3read > 500)) / 3.0 FROM pupil), 'a filter may name imputed variables; n is averaged')
FROM survey_pool('pupil', 'mean', '{"variables": ["math"], "filter": "read > 500 AND ''read'' <> ''math''"}');
SELECT is((SELECT format('%s %s', p.df, abs(p.std_error - s.std_error) < 1e-12) FROM survey_pool('pupil', 'mean', '{"variables": ["hours"]}', 'rubin') p, survey_mean('pupil', '{hours}') s), 'Infinity t', 'nothing imputed');

-- errors
SELECT throws_ok($$SELECT survey_pool('pupil', 'test', '{"row": "read", "column": "sex"}')$$, '0A000', 'tests of several numbers at once are not pooled over imputations', 'chi-square');
SELECT throws_ok($$SELECT survey_pool('pupil', 'median', '{"variables": ["read"]}')$$, '22023', 'statistic must not be "median"', 'no such statistic');
SELECT throws_ok($$SELECT survey_pool('pupil', 'mean', '{"variable": ["read"]}')$$, '22023', 'unknown key "variable" in the arguments', 'no such argument');
CREATE TABLE plain AS SELECT id, hours FROM pupil;
SELECT register_survey('plain', 'plain') IS NULL \g /dev/null
SELECT throws_ok($$SELECT survey_pool('pupil', 'mean')$$, '22023', 'to pool "mean" the arguments must have "variables"', 'nothing to estimate');
SELECT throws_ok($$SELECT survey_pool('pupil', 'ratio', '{"numerator": "read"}')$$, '22023', 'to pool "ratio" the arguments must have "denominator"', 'half a ratio');
SELECT throws_ok($$SELECT survey_pool('pupil', 'mean', '{"variables": 5}')$$, '22023', NULL, 'a number for a name');
SELECT throws_ok($$SELECT survey_pool('plain', 'mean', '{"variables": ["hours"]}')$$, '42704', 'survey "plain" has no imputed variables', 'nothing declared');
SELECT throws_ok($$SELECT register_survey('plain', 'plain', '{"imputations": {"h": ["hours"]}}', replace => true)$$, '22023', 'imputed variable "h" has 1 columns', 'one column is no imputation');
SELECT * FROM finish();
