-- Estimates by name of a survey whose tables leave out groups of few: by every road the same groups, in every number.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(5);
SELECT setseed(0.7) \g /dev/null
CREATE TABLE lean AS SELECT i AS id, i % 24 AS psu, CASE WHEN i <= 6 THEN 3 ELSE 1 + i % 2 END AS part, 1 + i / 2 % 2 AS sex, round((random() * 100)::numeric)::float8 AS y1, round((random() * 100)::numeric)::float8 AS y2,
    CASE WHEN i <= 9 THEN 3 ELSE 1 + i % 2 END AS g1, CASE WHEN i <= 16 THEN 3 ELSE 1 + i % 2 END AS g2, CASE WHEN i % 9 = 0 THEN 0 ELSE 1 + random() END AS w FROM generate_series(1, 240) i;
SELECT format('{"weight": "w", "respondent": "id", "design": {"clusters": ["psu"]}, "tables": {"suppress": {"min_n": 10}}, "imputations": {"y": ["y1", "y2"], "g": ["g1", "g2"]}, "variables": [%s, %s]}',
    '{"name": "y1", "measure": "scale"}, {"name": "y2", "measure": "scale"}, {"name": "sex", "values": {"1": "m", "2": "f"}}',
    (SELECT string_agg(format('{"name": "%s", "values": {"1": "a", "2": "b", "3": "few"}}', v), ', ') FROM unnest('{part,g1,g2}'::text[]) v)) AS lean \gset
SELECT register_survey('lean', 'lean', :'lean') IS NULL \g /dev/null
-- domains of which nothing is said, of each function; the last three: a filter of few, a contrast without them, domains of two variables
CREATE FUNCTION left_out(s text) RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws('; ', (SELECT string_agg(domain_label, ' ' ORDER BY domain_label) FROM survey_mean(s, '{y1}', by => '{part}') WHERE num_nonnulls(estimate, std_error, conf_low, conf_high, deff, df, n, weighted_n) = 0),
        (SELECT string_agg(domain_label, ', ' ORDER BY domain_label) FROM survey_contrast(s, '{y1}', by => '{part}') WHERE num_nonnulls(estimate, std_error, conf_low, df, n, weighted_n, statistic, p_value) = 0),
        (SELECT string_agg(DISTINCT domain_label, ' ') FROM survey_proportion(s, '{sex}', by => '{part}') WHERE num_nonnulls(estimate, std_error, conf_low, conf_high, n, weighted_n) = 0),
        (SELECT string_agg(domain_label, ' ') FROM survey_quantile(s, '{y1}', '{0.5}', by => '{part}') WHERE num_nonnulls(estimate, std_error, conf_low, conf_high, n) = 0),
        (SELECT string_agg(domain_label, ' ') FROM survey_variance(s, '{y1}', by => '{part}') WHERE num_nonnulls(estimate, std_error, conf_low, conf_high, n) = 0),
        (SELECT string_agg(domain_label, ' ') FROM survey_mean(s, '{y}', by => '{part}') WHERE num_nonnulls(estimate, std_error, conf_low, conf_high, n) = 0),
        (SELECT string_agg(domain_label, ' ') FROM survey_mean(s, '{y}', by => '{g}') WHERE num_nonnulls(estimate, std_error, conf_low, conf_high, n) = 0),
        (SELECT string_agg(domain_label, ' ') FROM survey_pool(s, 'mean', '{"variables": ["y"], "by": ["g"]}') WHERE num_nonnulls(estimate, std_error, conf_low, n, weighted_n) = 0),
        (SELECT count(estimate) FROM survey_mean(s, '{y1,y2}', filter => 'part = 3')), (SELECT count(estimate) FROM survey_contrast(s, '{y1}', '{"a - b": {"a": 1, "b": -1}}', by => '{part}')),
        (SELECT count(*) - count(estimate) FROM survey_mean(s, '{y1}', by => '{part,sex}')))
$$;
\set expected 'few; a - few, b - few; few; few; few; few; few; few; 0; 1; 2'
SELECT is(left_out('lean'), :'expected', 'by linearisation');
SELECT pack_survey('lean') IS NULL \g /dev/null
SELECT is(left_out('lean'), :'expected', 'from a pack');
SELECT count(*) FROM replicate_survey('lean', 'jk1') \g /dev/null
SELECT is(left_out('lean'), :'expected', 'under replicate weights');
SELECT is((SELECT count(estimate) FROM survey_contrast('lean', '{y1}', by => '{part}', options => '{"suppress": false}')), 3::bigint, 'false shows all of them');
CREATE TABLE lean_calibrated AS SELECT id, psu, part, sex, y1, y2, g1, g2, w FROM lean;
SELECT register_survey('lean_calibrated', 'lean_calibrated', :'lean') IS NULL \g /dev/null
SELECT count(*) FROM poststratify_survey('lean_calibrated', '{"sex": {"1": 200, "2": 200}}', 'wp') \g /dev/null
SELECT is(left_out('lean_calibrated'), :'expected', 'under a calibration');
SELECT * FROM finish();
