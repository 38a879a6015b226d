-- Functions by name asked of imputed variables pool by themselves: the numbers of survey_pool, which test/oracle/imputation.sql
-- compares with R, and D2 by its formula (Li, Meng, Raghunathan and Rubin 1991) over the tests of each imputation.
SELECT plan(24);
\ir include/near.psql
\set QUIET 1
SET client_min_messages = warning;
CREATE TABLE pupil AS SELECT i AS id, i / 8 AS school, 1 + (i % 3)::float8 AS w, 1 + i % 2 AS sex, (i % 11)::float8 AS hours, (450 + i * 37 % 101 + i * 7 % 23)::float8 AS r1, (448 + i * 37 % 101 + i * 11 % 27)::float8 AS r2, (452 + i * 37 % 101 + i * 5 % 19)::float8 AS r3,
    1 + (i * 13 / 5 + i % 7) % 3 AS g1, 1 + (i * 13 / 5 + i % 5) % 3 AS g2, 1 + (i * 13 / 5 + i % 4) % 3 AS g3 FROM generate_series(0, 239) AS i;
CREATE FUNCTION codebook(more text) RETURNS jsonb LANGUAGE sql RETURN ('{"weight": "w", "respondent": "id", "design": {"clusters": ["school"]}, "variables": [{"name": "sex", "measure": "nominal", "values": {"1": "Boy", "2": "Girl"}}, {"name": "hours", "measure": "scale"},
    {"name": "r1", "measure": "scale"}, {"name": "r2", "measure": "scale"}, {"name": "r3", "measure": "scale"}, {"name": "g1", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C"}}, {"name": "g2", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C"}},
    {"name": "g3", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C"}}]}'::jsonb || more::jsonb);
SELECT register_survey('pupil', 'pupil', codebook('{"imputations": {"read": ["r1", "r2", "r3"], "group": ["g1", "g2", "g3"]}}')) IS NULL \g /dev/null
SELECT register_survey('twice', 'pupil', codebook('{"imputations": {"hours": ["r1", "r2", "r3"]}}')) IS NULL \g /dev/null
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
SELECT throws_ok($$ SELECT survey_mean('twice', 'hours') $$, '22023', '"hours" is a variable, and an imputed one too', 'a name is of one thing');
SELECT throws_ok($$ SELECT survey_mean('pupil', 'hours', options => '{"rule": "rubin"}') $$, '22023', 'unknown key "rule" in the options', 'rules are for imputed variables');
SELECT * FROM finish();
