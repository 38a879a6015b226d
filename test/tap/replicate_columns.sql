-- Which columns are replicate weights, what they are of the weight, and one word for what is none.
SELECT plan(43);
\set QUIET on
SET client_min_messages = warning;
CREATE FUNCTION said(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE statement;
    RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLERRM;
END$$;
CREATE FUNCTION taken(survey text) RETURNS int LANGUAGE sql AS
$$SELECT replicate_count FROM mlops_survey.design d JOIN mlops_survey.survey s ON s.id = d.survey_id WHERE s.name = survey$$;

-- BRR of R survey's own example scd (?svrepdesign): ratio 0.1535, standard error 0.009427
CREATE TABLE scd (id int PRIMARY KEY, stratum int, arrests float8, alive float8, w float8, w1 float8, w2 float8, w3 float8, w4 float8, wave int, "W" int, wflag int);
INSERT INTO scd SELECT i, 1 + (i - 1) / 2, (ARRAY[120, 78, 185, 228, 670, 530])[i], (ARRAY[25, 24, 30, 49, 80, 70])[i], 1,
    (ARRAY[2, 0, 2, 0, 2, 0])[i], (ARRAY[2, 0, 0, 2, 0, 2])[i], (ARRAY[0, 2, 2, 0, 0, 2])[i], (ARRAY[0, 2, 0, 2, 2, 0])[i], i % 2, 1, 1 FROM generate_series(1, 6) i;
\set variables '"variables": [{"name": "arrests", "measure": "scale"}, {"name": "alive", "measure": "scale"}, {"name": "wave", "values": {"0": "First", "1": "Second"}}]'
SELECT is((SELECT warnings[3:]::text FROM register_survey('scd', 'scd', ('{"weight": "w", "replicates": {"columns": "w*", "type": "BRR", "mse": true}, ' || :'variables' || '}')::jsonb)),
    '{"4 replicate weights, \"w1\" to \"w4\""}', 'a pattern leaves the full weight, flags and labelled variables, and says what it took');
SELECT is(taken('scd'), 4, 'four replicates');
SELECT is((SELECT round(estimate::numeric, 4) || ' ' || round(std_error::numeric, 6) FROM survey_ratio('scd', 'alive', 'arrests')), '0.1535 0.009427', 'with the standard error of R');
-- by hand: the ratio under each half-sample around the full one
SELECT is((SELECT round(std_error::numeric, 12) FROM survey_ratio('scd', 'alive', 'arrests')),
    (SELECT round(sqrt(((sum(alive * w1) / sum(arrests * w1) - f) ^ 2 + (sum(alive * w2) / sum(arrests * w2) - f) ^ 2 + (sum(alive * w3) / sum(arrests * w3) - f) ^ 2
        + (sum(alive * w4) / sum(arrests * w4) - f) ^ 2) / 4)::numeric, 12) FROM scd, (SELECT sum(alive) / sum(arrests) AS f FROM scd) x GROUP BY f), 'and by hand');
SELECT register_survey('scd', 'scd', '{"weight": "w", "replicates": {"columns": "W*", "type": "BRR"}}', replace => true) \g /dev/null
SELECT is(taken('scd'), 4, 'letter case does not matter');
SELECT is(said($$SELECT register_survey('scd', 'scd', '{"weight": "w", "replicates": {"columns": ["w", "w1"], "type": "BRR"}}', replace => true)$$),
    'column "w" is the survey''s weight, not a replicate weight', 'the weight is none when it is named either');
SELECT is(said($$SELECT register_survey('scd', 'scd', '{"weight": "w", "replicates": {"columns": ["id", "w1"], "type": "BRR"}, "respondent": "id"}', replace => true)$$),
    'column "id" is the key of the respondents, not a replicate weight', 'nor the key');
SELECT is(said($$SELECT register_survey('scd', 'scd', '{"weight": "w", "design": {"strata": ["stratum"]}, "replicates": {"columns": ["stratum", "w1"], "type": "BRR"}}', replace => true)$$),
    'column "stratum" is a part of the design, not a replicate weight', 'nor the design');
SELECT is(said($$SELECT register_survey('scd', 'scd', '{"weight": "w", "replicates": {"columns": ["wave", "w1"], "type": "BRR"}, "variables": [{"name": "wave", "values": {"0": "First", "1": "Second"}}]}', replace => true)$$),
    'column "wave" is a variable with labels, not a replicate weight', 'nor a labelled variable');
-- ACS: PWGTP beside PWGTP1, ...; CPS: the flag REPWTP beside REPWTP1, ...
CREATE TABLE acs (pwgtp int, pwgtp1 int, pwgtp2 int, pwgtp10 int, repwtp int, repwtp1 int, repwtp2 int, rep_a_w int, rep_b_w int, rep_w int);
INSERT INTO acs VALUES (20, 34, 20, 6, 1, 3, 2, 1, 1, 1), (30, 9, 51, 30, 1, 2, 3, 1, 1, 1);
SELECT register_survey('acs', 'acs', '{"weight": "pwgtp", "replicates": {"columns": "PWGTP*", "type": "ACS"}}') \g /dev/null
SELECT is(taken('acs'), 3, 'the weight of the ACS is none of its replicates');
SELECT register_survey('acs', 'acs', '{"replicates": {"columns": "PWGTP*", "type": "ACS"}}', replace => true) \g /dev/null
SELECT is(taken('acs'), 3, 'even where it is not the survey''s weight');
SELECT register_survey('acs', 'acs', '{"weight": "pwgtp", "replicates": {"columns": "repwtp*", "type": "ACS"}}', replace => true) \g /dev/null
SELECT is(taken('acs'), 2, 'a flag is none');
SELECT register_survey('acs', 'acs', '{"weight": "pwgtp", "replicates": {"columns": "rep_*_w", "type": "ACS"}}', replace => true) \g /dev/null
SELECT is(taken('acs'), 2, 'names without numbers match where there are no others');
-- a weight that is made later is none, whatever its name
CREATE TABLE later AS SELECT i AS id, 1 + i % 2 AS sex, 1::float8 AS w, 2.0 * (i / 2 % 2) AS w1, 2 - 2.0 * (i / 2 % 2) AS w2 FROM generate_series(1, 8) i;
SELECT register_survey('later', 'later', '{"weight": "w", "replicates": {"columns": "w*", "type": "BRR"}, "variables": [{"name": "sex", "measure": "nominal"}]}') \g /dev/null
SELECT poststratify_survey('later', '{"sex": {"1": 0.6, "2": 0.4}}', 'w9', replicates => false) \g /dev/null
SELECT is((SELECT count(*)::int FROM survey_mean('later', '{sex}') WHERE std_error IS NOT NULL), 2, 'estimates go on');
SELECT survey_codebook('later') \g /dev/null
SELECT gather_replicates('later') AS gathered \gset
SELECT is(:gathered, 2, 'neither the new weight nor the old one is a replicate');

-- factors: the full weights are w, each replicate is w times its factor: by hand
CREATE TABLE factors (id int PRIMARY KEY, y float8, w float8, f1 float8, f2 float8, f3 float8, f4 float8, f float8[], g int);
INSERT INTO factors SELECT i, (ARRAY[120, 78, 185, 228, 670, 530])[i], (ARRAY[100, 40, 150, 60, 210, 100])[i], (ARRAY[2, 0, 2, 0, 2, 0])[i], (ARRAY[2, 0, 0, 2, 0, 2])[i],
    (ARRAY[0, 2, 2, 0, 0, 2])[i], (ARRAY[0, 2, 0, 2, 2, 0])[i], NULL, (ARRAY[1, 1, 2, 1, 2, 2])[i] FROM generate_series(1, 6) i;
UPDATE factors SET f = ARRAY[f1, f2, f3, f4];
SELECT sqrt(sum((m - mm) ^ 2) / 4) AS error, sqrt(sum((t - tt) ^ 2) / 4) AS total_error FROM (SELECT *, avg(m) OVER () AS mm, avg(t) OVER () AS tt FROM (
    SELECT r, sum(y * w * f[r]) / sum(w * f[r]) AS m, sum(y * w * f[r]) AS t FROM factors, generate_series(1, 4) r GROUP BY r) x) x \gset
\set y '"variables": [{"name": "y", "measure": "scale"}, {"name": "g", "measure": "nominal"}]'
SELECT is((SELECT warnings::text FROM register_survey('fac', 'factors', ('{"weight": "w", "replicates": {"columns": ["f1", "f2", "f3", "f4"], "type": "BRR"}, ' || :'y' || '}')::jsonb)),
    '{"the replicate weights have a mean of 1 and weight \"w\" one of 110: if they are factors of the weight, the codebook must say \"combined\": false of them"}', 'factors that are taken for weights are warned of');
SELECT is((SELECT warnings::text FROM register_survey(name, 'factors', ('{"weight": "w", "replicates": {"columns": ' || columns || ', "type": "BRR", "combined": false}, ' || :'y' || '}')::jsonb, replace => true)),
    '{}', 'and not where the codebook says so: ' || name)
FROM (VALUES ('fac', '["f1", "f2", "f3", "f4"]'), ('fac_array', '"f"')) v (name, columns);
SELECT is((SELECT round(estimate::numeric, 4) || ' ' || round(std_error::numeric, 9) FROM survey_mean(name, '{y}')), '379.1667 ' || round(:error::numeric, 9), 'mean of ' || name)
FROM unnest('{fac,fac_array}'::text[]) name;
SELECT is((SELECT round(std_error::numeric, 6) FROM survey_total('fac', '{y}')), round(:total_error::numeric, 6), 'total');
SELECT is((SELECT round(c.std_error::numeric, 9) FROM survey_crosstab('fac', '{g}') c WHERE row_code = 1),
    (SELECT round(100 * std_error::numeric, 9) FROM survey_mean('fac_array', '{g}') WHERE category = '1'), 'tables and estimates agree');
SELECT is(said($$SELECT poststratify_survey('fac', '{"g": {"1": 0.5, "2": 0.5}}', 'pw')$$), 'the replicate weights of survey "fac" are factors of its weight', 'factors cannot be weighted');
SELECT gather_replicates('fac', 'all_r') \g /dev/null
SELECT is((SELECT all_r::text FROM factors WHERE id = 1), '{200,200,0,0}', 'but made into weights');
SELECT is((SELECT round(std_error::numeric, 9) FROM survey_mean('fac', '{y}')), round(:error::numeric, 9), 'which give the same');
SELECT is(said($$SELECT poststratify_survey('fac', '{"g": {"1": 0.5, "2": 0.5}}', 'pw')$$), 'no error', 'and can be weighted');

-- negative replicate weights, as the ACS has: 4.40395347229 and 0.403416750581 by R survey 4.1-1 (svrepdesign, type = "ACS", mse = TRUE), and by hand
CREATE TABLE pums (age float8, g int, pwgtp int, pwgtp1 int, pwgtp2 int, pwgtp3 int, pwgtp4 int);
INSERT INTO pums VALUES (30, 1, 20, 34, 20, 6, 20), (40, 2, 30, 9, 51, 30, 30), (50, 1, 25, 25, -3, 43, 25), (60, 2, 10, 10, 17, 10, 3);
SELECT register_survey('pums', 'pums', '{"weight": "pwgtp", "replicates": {"columns": "pwgtp*", "type": "ACS", "mse": true}, "variables": [{"name": "age", "measure": "scale"}, {"name": "g", "measure": "nominal"}]}') \g /dev/null
SELECT avg((r - f) ^ 2) * 4 AS mean_variance, avg((s - sf) ^ 2) * 4 AS share_variance FROM (
    SELECT sum(age * w[i]) / sum(w[i]) AS r, sum(w[i]) FILTER (WHERE g = 1) / sum(w[i]) AS s, i,
        sum(age * pwgtp) / sum(pwgtp) AS f, (sum(pwgtp) FILTER (WHERE g = 1))::float8 / sum(pwgtp) AS sf
    FROM (SELECT *, ARRAY[pwgtp1, pwgtp2, pwgtp3, pwgtp4]::float8[] AS w FROM pums) p, generate_series(1, 4) i GROUP BY i) x \gset
SELECT is((SELECT round(std_error::numeric, 9) FROM survey_mean('pums', '{age}')), round(sqrt(:mean_variance)::numeric, 9), 'negative replicate weights count');
SELECT is((SELECT round(std_error::numeric, 9) FROM survey_mean('pums', '{g}') WHERE category = '1'), round(sqrt(:share_variance)::numeric, 9), 'in shares');
SELECT is((SELECT round(std_error::numeric, 7) FROM survey_crosstab('pums', '{g}') WHERE row_code = 1), round(100 * sqrt(:share_variance)::numeric, 7), 'in tables');
SELECT is(said($$SELECT survey_glm('pums', 'age ~ g')$$), 'replicate weight "pwgtp2" is negative for some respondents', 'not in models, as in R');
SELECT is(said($$SELECT survey_quantile('pums', '{age}')$$), 'no error', 'in quantiles');
SELECT is((SELECT survey_replicate_summary(a, 1, ARRAY[1, -2]::float8[])::text::replicate_summary::text FROM generate_series(1, 2) a),
    (SELECT survey_replicate_summary(a, 1, ARRAY[1, -2]::float8[])::text FROM generate_series(1, 2) a), 'and travel');
SELECT is(said($$SELECT poststratify_survey('pums', '{"g": {"1": 45, "2": 40}}', 'pw')$$), 'no error', 'and are weighted');
SELECT is((SELECT array_agg(round((s)::numeric, 9)) FROM (SELECT unnest(ARRAY[sum(pw_r1), sum(pw_r2), sum(pw_r3), sum(pw_r4)]) s FROM pums WHERE g = 1) x)::text,
    '{45.000000000,45.000000000,45.000000000,45.000000000}', 'to the targets');

-- one word for what is none, whoever reads
CREATE TABLE odd (id int PRIMARY KEY, y float8, g int, w float8, r float8[]);
INSERT INTO odd SELECT i, i, 1 + i % 2, 1, '{1,2,3}' FROM generate_series(1, 6) i;
CREATE TABLE odd_columns AS SELECT id, y, g, w, 1::float8 AS r1, 2::float8 AS r2, 3::float8 AS r3 FROM odd;
SELECT register_survey(name, name::regclass, ('{"weight": "w", "replicates": {"columns": ' || columns || ', "type": "JK1"}, ' || :'y' || '}')::jsonb)
FROM (VALUES ('odd', '"r"'), ('odd_columns', '"r*"')) v (name, columns) \g /dev/null
CREATE FUNCTION words(survey text, change text) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    found text[];
BEGIN
    EXECUTE format('UPDATE %I SET %s WHERE id = 4', survey, change);
    SELECT array_agg(DISTINCT said(format(call, survey))) INTO found FROM unnest(ARRAY['SELECT survey_mean(%L, ''{y}'')', 'SELECT survey_mean(%L, ''{g}'')',
        'SELECT survey_total(%L, ''{y}'', by => ''{g}'')', 'SELECT survey_ratio(%L, ''y'', ''y'')', 'SELECT survey_quantile(%L, ''{y}'')', 'SELECT survey_variance(%L, ''{y}'')',
        'SELECT survey_crosstab(%L, ''{g}'')', 'SELECT survey_glm(%L, ''y ~ 1'')', 'SELECT survey_ttest(%L, ''y'', ''g'')', 'SELECT rake_survey(%L, ''{"g": {"1": 0.5, "2": 0.5}}'', ''x'')']) call;
    EXECUTE format('UPDATE %I SET %s WHERE id = 4', survey, CASE survey WHEN 'odd' THEN 'r = ''{1,2,3}''' ELSE 'r1 = 1, r2 = 2, r3 = 3' END);
    RETURN found;
END$$;
SELECT is(words('odd', 'r = ''{{1,1,1}}'''), '{replicate weights must be a one-dimensional array}', 'an array of arrays');
SELECT is(words('odd', 'r = ''{1,NULL,1}'''), '{replicate weight 2 of a respondent is null}', 'a null in an array');
SELECT is(words('odd_columns', 'r2 = NULL'), '{replicate weight 2 of a respondent is null}', 'a null in a column');
SELECT is(words('odd', 'r = ''{1,NaN,1}'''), '{"replicate weight 2 of a respondent is NaN, but weights must be finite"}', 'no number in an array');
SELECT is(words('odd_columns', 'r2 = ''-Infinity'''), '{"replicate weight 2 of a respondent is -Infinity, but weights must be finite"}', 'an infinite one in a column');
SELECT is(words('odd', 'r = ''{1,2}'''), '{respondents have 3 and 2 replicate weights}', 'one too few');
SELECT is(words('odd', 'r = NULL'), '{a respondent has a weight but no replicate weights}', 'none');
SELECT is(words('odd', 'r = ''{1,-1,1}'''), '{"no error","replicate weight \"r[2]\" is negative for some respondents"}', 'a negative one is fine but for models');

-- A replicate without the first column has all respondents in the second: neither differs from the rest there.  R: svyglm(y ~ factor(one)),
-- whose fifth replicate cannot be fitted, standard error 2.161513890841, 2 * pt(-1.704458, 3).
CREATE TABLE lost AS SELECT i AS id, (i * 37 % 17)::float8 AS y, CASE WHEN i < 4 THEN 1 ELSE 2 END AS one, 1.0::float8 AS w,
    ARRAY(SELECT CASE WHEN i % 8 = r OR (r = 4 AND i < 4) THEN 0 ELSE 8 / 7.0 END::float8 FROM generate_series(0, 7) r) AS r FROM generate_series(0, 79) i;
SELECT register_survey('lost', 'lost', '{"weight": "w", "replicates": {"columns": "r", "type": "JK1", "scale": 0.875}, "variables": [{"name": "y", "measure": "scale"}, {"name": "one", "measure": "nominal"}]}') \g /dev/null
SELECT is((SELECT array_agg(round(p_value::numeric, 9) ORDER BY column_label) FROM survey_crosstab('lost', '{y}', '{one}', min_base => 0) WHERE statistic = 'mean' AND column_label <> 'Total'),
    '{0.186842587,0.186842587}'::numeric[], 'of two columns each differs from the rest as the other');
SELECT finish();
