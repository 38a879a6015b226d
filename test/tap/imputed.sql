-- Functions by name asked of imputed variables pool by themselves: the numbers of survey_pool, which test/oracle/imputation.sql
-- compares with R, and D2 by its formula (Li, Meng, Raghunathan and Rubin 1991) over the tests of each imputation.
SELECT plan(38);
\ir include/near.psql
\set QUIET 1
SET client_min_messages = warning;
CREATE TABLE pupil AS SELECT i AS id, i / 8 AS school, 1 + (i % 3)::float8 AS w, 1 + i % 2 AS sex, (i % 11)::float8 AS hours, (450 + i * 37 % 101 + i * 7 % 23)::float8 AS r1, (448 + i * 37 % 101 + i * 11 % 27)::float8 AS r2, (452 + i * 37 % 101 + i * 5 % 19)::float8 AS r3,
    1 + (i * 13 / 5 + i % 7) % 3 AS g1, 1 + (i * 13 / 5 + i % 5) % 3 AS g2, 1 + (i * 13 / 5 + i % 4) % 3 AS g3 FROM generate_series(0, 239) AS i;
CREATE FUNCTION codebook(more text) RETURNS jsonb LANGUAGE sql RETURN ('{"weight": "w", "respondent": "id", "design": {"clusters": ["school"]}, "variables": [{"name": "sex", "measure": "nominal", "values": {"1": "Boy", "2": "Girl"}}, {"name": "hours", "measure": "scale"},
    {"name": "r1", "measure": "scale"}, {"name": "r2", "measure": "scale"}, {"name": "r3", "measure": "scale"}, {"name": "g1", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C"}}, {"name": "g2", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C"}},
    {"name": "g3", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C"}}]}'::jsonb || more::jsonb);
SELECT register_survey('pupil', 'pupil', codebook('{"imputations": {"read": ["r1", "r2", "r3"], "group": ["g1", "g2", "g3"]}}')) IS NULL \g /dev/null
\set QUIET 0

-- every statistic by both names: the rows of survey_pool, in the same order
CREATE FUNCTION pooled(statistic text, arguments jsonb, rule text, options jsonb) RETURNS text LANGUAGE sql RETURN
    (SELECT string_agg(format('%s %s %s %s %s %s', p.estimate, p.std_error, p.df, p.conf_low, p.conf_high, p.p_value), E'\n') FROM survey_pool('pupil', statistic, arguments, rule, options => options) p);
CREATE FUNCTION asked(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
    EXECUTE format($q$SELECT string_agg(format('%%s %%s %%s %%s %%s %%s', p.estimate, p.std_error, p.df, p.conf_low, p.conf_high, p.p_value), E'\n') FROM %s p$q$, call) INTO result;
    RETURN result;
END $$;
SELECT is(asked(call), pooled(statistic, arguments::jsonb, coalesce(rule, 'barnard-rubin'), coalesce(options, '{}')::jsonb), call) FROM (VALUES
    ($$survey_mean('pupil', '{read,hours}', by => '{sex}')$$, 'mean', '{"variables": ["read", "hours"], "by": "sex"}', NULL, NULL),
    ($$survey_mean('pupil', 'read', by => 'group', options => '{"rule": "rubin"}')$$, 'mean', '{"variables": "read", "by": "group"}', 'rubin', NULL),
    ($$survey_total('pupil', 'READ', filter => 'read > 500', options => '{"sampling": "first"}')$$, 'total', '{"variables": "read", "filter": "read > 500"}', NULL, '{"sampling": "first"}'),
    ($$survey_ratio('pupil', 'read', 'hours')$$, 'ratio', '{"numerator": "read", "denominator": "hours"}', NULL, NULL),
    ($$survey_proportion('pupil', 'group', 'mean')$$, 'proportion', '{"variables": "group", "method": "mean"}', NULL, NULL),
    ($$survey_quantile('pupil', 'read')$$, 'quantile', '{"variables": "read"}', NULL, NULL),
    ($$survey_variance('pupil', 'read')$$, 'variance', '{"variables": "read"}', NULL, NULL),
    ($$survey_contrast('pupil', 'read', '{"b - g": {"Boy": 1, "Girl": -1}}', by => 'sex')$$, 'contrast', '{"variables": "read", "by": "sex", "contrasts": {"b - g": {"Boy": 1, "Girl": -1}}}', NULL, NULL),
    ($$survey_glm('pupil', 'read ~ hours + group')$$, 'glm', '{"formula": "read ~ hours + group"}', NULL, NULL),
    ($$survey_glm('pupil', 'I(read > 500) ~ hours', 'binomial', options => '{"epsilon": 1e-12, "rule": "rubin"}')$$, 'glm', '{"formula": "I(read > 500) ~ hours", "family": "binomial", "options": {"epsilon": 1e-12}}', 'rubin', NULL),
    ($$survey_ttest('pupil', 'read', groups => 'sex')$$, 'ttest', '{"variable": "read", "groups": "sex"}', NULL, NULL)) c (call, statistic, arguments, rule, options);

SELECT is((SELECT string_agg(variable || ' ' || domain_label, ', ') FROM survey_mean('pupil', '{read,hours}', by => '{sex}')), 'read Boy, hours Boy, read Girl, hours Girl', 'rows have the names that were asked for');
SELECT is((SELECT string_agg(domain::text, ' ') FROM survey_mean('pupil', 'hours', by => 'group')), '{"group": 1} {"group": 2} {"group": 3}', 'so have the domains');
SELECT is((SELECT string_agg(n::text, ' ') FROM survey_mean('pupil', 'hours', by => 'group')), (SELECT string_agg(n::text, ' ' ORDER BY g) FROM (SELECT g, round(count(*) / 3.0) AS n FROM pupil, unnest(ARRAY[g1, g2, g3]) g GROUP BY g) s), 'respondents of an imputed domain are averaged');
SELECT is((SELECT DISTINCT response || ', ' || variance FROM survey_glm('pupil', 'read ~ hours')), 'read, linearised, 3 imputations (barnard-rubin)', 'what is pooled, and how, is said');
SELECT is((SELECT string_agg(concat_ws(' ', kind, variable), ', ') FROM survey_margins('pupil', 'hours ~ read')), 'slope read', 'margins are pooled');
SELECT is((SELECT count(*)::int FROM survey_multinomial('pupil', 'group ~ hours')), 4, 'models of categories are');

CREATE TABLE d2 AS SELECT df AS k, array_agg(statistic * df) AS chi FROM unnest('{g1,g2,g3}'::text[]) g, survey_glm_terms('pupil', 'hours ~ ' || g) GROUP BY df;
SELECT near(t.statistic, (a / k - 2 * r) / (1 + r), 'Wald tests of several coefficients by D2', 1e-9) FROM survey_glm_terms('pupil', 'hours ~ group') t,
    (SELECT k, (SELECT avg(c) FROM unnest(chi) c) AS a, (1 + 1 / 3.0) * (SELECT var_samp(sqrt(c)) FROM unnest(chi) c) AS r FROM d2) s;
SELECT near(t.df2, power(k, -3.0 / 3) * 2 * power(1 + 1 / r, 2), 'with their degrees of freedom', 1e-9) FROM survey_glm_terms('pupil', 'hours ~ group') t,
    (SELECT k, (1 + 1 / 3.0) * (SELECT var_samp(sqrt(c)) FROM unnest(chi) c) AS r FROM d2) s;
SELECT throws_ok($$ SELECT survey_glm_terms('pupil', 'hours ~ group', options => '{"method": "lrt"}') $$, '0A000', 'these tests are not pooled over imputations', 'no likelihood ratios');
SELECT throws_ok($$ SELECT survey_test('pupil', 'group', 'sex') $$, '0A000', '"group" of survey "pupil" is imputed, and this is not pooled over imputations', 'chi-square tests are refused');
SELECT throws_ok($$ SELECT survey_crosstab('pupil', 'group', 'sex') $$, '0A000', '"group" of survey "pupil" is imputed, and this is not pooled over imputations', 'so are tables');
-- a codebook that cannot be used is not stored
SELECT throws_ok(format($$ SELECT register_survey('twice', 'pupil', codebook('{"imputations": {%s}}')) $$, imputations), state, message, 'refused: ' || imputations) FROM (VALUES
    ('"hours": ["r1", "r2", "r3"]', '22023', '"hours" is a variable, and an imputed one too'),
    ('"a": ["r1", "r2"], "b": ["r1"]', '22023', 'imputed variable "b" has 1 columns'), ('"a": []', '22023', 'imputed variable "a" has 0 columns'),
    ('"a": ["r1", "nope"]', '42703', 'variable "nope" of survey "twice" does not exist'), ('"a": ["r1", "R1"]', '22023', 'imputed variable "a" has column "r1" twice'),
    ('"a": ["r1", "g1"]', '42809', 'columns of imputed variable "a" differ in kind: "r1" is scale, "g1" is nominal')) c (imputations, state, message);
SELECT throws_ok($$ SELECT alter_survey('pupil', '{"imputations": {"read": ["r1"]}}') $$, '22023', 'imputed variable "read" has 1 columns', 'nor by a change');

-- names in options, and names that need quotes: the mean of the imputations' own
SELECT near((SELECT estimate FROM survey_glm('pupil', 'hours ~ read', options => '{"contrasts": {"twice": {"read": 2}}}')), (SELECT avg(2 * estimate) FROM unnest('{r1,r2,r3}'::text[]) r, survey_glm('pupil', 'hours ~ ' || r) m WHERE m.term = r), 'contrasts name them', 1e-9);
SELECT near((SELECT estimate FROM survey_margins('pupil', 'hours ~ read * group', '{}', at => '{"read": 500, "group": "B"}')), (SELECT avg(estimate) FROM generate_series(1, 3) i, survey_margins('pupil', format('hours ~ r%1$s * g%1$s', i), '{}', at => format('{"r%1$s": 500, "g%1$s": "B"}', i)::jsonb)), 'so does at', 1e-9);
SELECT is((SELECT string_agg(concat_ws(' ', term, df), ', ') FROM survey_glm_terms('pupil', 'hours ~ read + group', options => '{"together": ["read", "group"]}')), 'read + group 3', 'so do terms');
SELECT estimate AS reading FROM survey_mean('pupil', 'read') \gset
SELECT alter_survey('pupil', '{"imputations": {"read": null, "It''s \"read\"": ["r1", "r2", "r3"], "group": ["g1", "g2", "g3"]}}') IS NULL \g /dev/null
SELECT near((SELECT estimate FROM survey_mean('pupil', ARRAY['It''s "read"'])), :reading, 'a name with quotes', 1e-14);
SELECT near((SELECT estimate FROM survey_mean('pupil', '{"It''s \"read\""}')), :reading, 'among names in braces', 1e-14);
SELECT is((SELECT string_agg(term, ', ') FROM survey_glm('pupil', 'hours ~ "It''s ""read"""', filter => '"It''s ""read""" > 470')), '(Intercept), It''s "read"', 'in a formula and a filter');

-- a category that nobody is imputed to in some imputation: its rows say so by NULL, wherever it is missing
CREATE TABLE few AS SELECT i AS id, 1 + i % 3 AS a, 1 + i % 4 AS b, (i * 37 % 50)::float8 AS y FROM generate_series(0, 119) AS i;
CREATE FUNCTION few(first text, second text) RETURNS void LANGUAGE sql AS $$ SELECT register_survey('few', 'few', jsonb_build_object('respondent', 'id', 'variables', '[{"name": "a", "measure": "nominal"}, {"name": "b", "measure": "nominal"}]'::jsonb, 'imputations', jsonb_build_object('c', jsonb_build_array(first, second))), replace => true); $$;
CREATE FUNCTION said() RETURNS text LANGUAGE sql STABLE RETURN (SELECT string_agg(concat_ws(' ', domain_label, estimate IS NULL, n), ', ' ORDER BY domain_label) FROM survey_mean('few', 'y', by => 'c'))
    || '; ' || (SELECT string_agg(concat_ws(' ', domain_label, estimate IS NULL, n, remark), ', ' ORDER BY domain_label) FROM survey_pool('few', 'mean', '{"variables": "y", "by": "c"}'))
    || '; ' || (SELECT string_agg(concat_ws(' ', label, estimate IS NULL), ', ' ORDER BY label) FROM survey_glm('few', 'y ~ c'))
    || '; ' || (SELECT concat_ws(' ', statistic IS NULL, p_value IS NULL) FROM survey_glm_terms('few', 'y ~ c'));
\set expected '1 f 35, 2 f 35, 3 f 35, 4 t 15; 1 f 35, 2 f 35, 3 f 35, 4 t 15 not every imputation has this estimate; (Intercept) f, 2 f, 3 f, 4 t; t t'
SELECT few('a', 'b') IS NULL \g /dev/null
SELECT is(said(), :'expected', 'a category that the first imputation lacks');
SELECT few('b', 'a') IS NULL \g /dev/null
SELECT is(said(), :'expected', 'and one that the last lacks');
SELECT throws_ok($$ SELECT survey_mean('pupil', 'hours', options => '{"rule": "rubin"}') $$, '22023', 'unknown key "rule" in the options', 'rules are for imputed variables');
SELECT * FROM finish();
