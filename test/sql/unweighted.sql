-- Who has answers and no weight is left out: one notice of every analysis, a warning of the load that brings them.
SET client_min_messages = warning;
CREATE FUNCTION answers(wave int, count int, weight boolean) RETURNS bytea LANGUAGE sql AS $$
    SELECT convert_to('wave,sex,x' || CASE WHEN weight THEN ',w' ELSE '' END || E'\n' || string_agg(format('%s,%s,%s', wave, 1 + i % 2, i * 7 % 11)
        || CASE WHEN weight THEN ',' || 1 + i % 3 / 2.0 ELSE '' END, E'\n') || E'\n', 'UTF8') FROM generate_series(1, count) i $$;
SELECT rows_loaded FROM load_survey('pulse', answers(1, 60, true), '{"weight": "w", "variables": [{"name": "wave", "measure": "nominal", "values": {"1": "One", "2": "Two", "3": "Three"}},
    {"name": "sex", "measure": "nominal"}, {"name": "x", "measure": "scale"}, {"name": "w", "measure": "scale"}]}');
SET client_min_messages = notice;
-- everybody has a weight
SELECT count(*) FROM survey_mean('pulse', '{x}');
SELECT warnings FROM load_survey('pulse', answers(2, 20, false), append => true);
SELECT warnings FROM load_survey('pulse', answers(2, 1, true), append => true);
SELECT count(*) FROM survey_mean('pulse', '{x}');
SELECT count(*) FROM survey_mean('pulse', '{x}', weight => 'none');
SELECT count(*) FROM survey_quantile('pulse', '{x}', '{0.5}');
SELECT count(*) FROM survey_crosstab('pulse', '{sex}', '{wave}');
SELECT count(*) FROM survey_crosstab('pulse', '{sex}', '{wave}', weight => 'none');
SELECT count(*) FROM survey_test('pulse', 'sex', 'wave');
SELECT count(*) FROM survey_glm('pulse', 'x ~ sex');
SELECT count(*) FROM survey_ttest('pulse', 'x');
-- counted within the filter
SELECT count(*) FROM survey_mean('pulse', '{x}', filter => 'wave = 1');
SELECT count(*) FROM survey_mean('pulse', '{x}', filter => 'wave = 2 and sex = 1');
SELECT count(*) FROM survey_crosstab('pulse', '{sex}', filter => 'wave = 1');
SELECT count(*) FROM survey_glm('pulse', 'x ~ sex', filter => 'wave = 1');
SELECT count(*) FROM survey_test('pulse', 'sex', 'wave', filter => 'wave < 3 and sex = 2');
-- a pack knows how many they are
SET client_min_messages = warning;
SELECT respondents FROM pack_survey('pulse');
RESET client_min_messages;
SELECT count(*) FROM survey_crosstab('pulse', '{sex}', '{wave}');
SELECT unweighted FROM mlops_survey.pack;
SELECT count(*) FROM survey_mean('pulse', '{x}', filter => 'wave = 1');
SELECT warnings FROM load_survey('pulse', answers(3, 5, false), append => true);
SELECT respondents FROM pack_survey('pulse');
SELECT unweighted FROM mlops_survey.pack;
SELECT count(*) FROM survey_mean('pulse', '{x}');
-- the new waves are weighted, each by itself
SET client_min_messages = warning;
SELECT DISTINCT kept, cleared FROM rake_survey('pulse', '{"sex": {"1": 0.5, "2": 0.5}}', 'v', base => '1');
SET client_min_messages = notice;
SELECT count(*) FROM survey_mean('pulse', '{x}');
SET client_min_messages = warning;
SELECT drop_survey('pulse', true);
DROP FUNCTION answers;
-- what is asked for each imputation says so once, and again in the next call
CREATE TABLE guessed AS SELECT i AS id, CASE WHEN i < 5 THEN 3 ELSE 1 + i % 2 END AS part, i % 7 AS y1, i % 5 AS y2, CASE WHEN i % 9 > 0 THEN 1 END AS w FROM generate_series(1, 60) i;
SELECT survey FROM register_survey('guessed', 'guessed', '{"weight": "w", "respondent": "id", "tables": {"suppress": {"min_n": 10}}, "imputations": {"y": ["y1", "y2"]},
    "variables": [{"name": "part", "measure": "nominal"}, {"name": "y1", "measure": "scale"}, {"name": "y2", "measure": "scale"}]}');
SET client_min_messages = notice;
SELECT domain_label, n FROM survey_mean('guessed', '{y}', by => '{part}');
SELECT domain_label, n FROM survey_pool('guessed', 'mean', '{"variables": ["y"], "by": ["part"]}');
SELECT domain_label, n FROM survey_contrast('guessed', '{y}', by => '{part}');
SELECT survey_mean('guessed', '{y}', filter => 'nothing = 1');
SELECT estimate IS NULL FROM survey_mean('guessed', '{y}', filter => 'part = 3');
