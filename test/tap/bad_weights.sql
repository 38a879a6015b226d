-- A weight that came after the survey was registered and is none: the error names variable, respondent and value, by whatever road the
-- respondents are read.  What is bad is chosen here by hand, so the names are known.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(43);
CREATE TABLE g (id text PRIMARY KEY, a int, b int, c int, s int, w float8, v float8);
INSERT INTO g SELECT 'r' || i, 1 + i % 3, 1 + i % 2, 1 + i * 7 % 5, i % 4, 1 + i % 2, 1 FROM generate_series(1, 200) i;
CREATE FUNCTION book(more text) RETURNS jsonb LANGUAGE sql AS $$SELECT format('{"weight": "w", %s "variables": [{"name": "a", "measure": "nominal", "values": {"1": "x", "2": "y", "3": "z"}},
    {"name": "b", "measure": "scale"}, {"name": "c", "measure": "scale"}, {"name": "w", "measure": "scale"}, {"name": "v", "measure": "scale", "properties": {"negative": true}}]}', more)::jsonb$$;
SELECT register_survey('g', 'g', book('')) IS NULL \g /dev/null
SELECT register_survey('clustered', 'g', book('"design": {"clusters": ["s"]},')) IS NULL \g /dev/null
SELECT register_survey('replicated', 'g', book('')) IS NULL \g /dev/null
SELECT count(*) FROM replicate_survey('replicated', 'bootstrap', replicates => 5, seed => 1) \g /dev/null
-- what is said
CREATE FUNCTION said(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    hint text;
BEGIN
    EXECUTE statement;
    RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(' ', SQLSTATE, SQLERRM, hint);
END$$;
\set refused '22023 weight "w" of respondent r77 must be finite and not negative, not NaN Use NULL for a respondent without a weight.'

UPDATE g SET w = 'NaN' WHERE id = 'r77';
CREATE TABLE roads (survey text, call text);
INSERT INTO roads SELECT survey, call FROM unnest('{g,clustered,replicated}'::text[]) survey, unnest(ARRAY['survey_crosstab(%L, ''{a}'')', 'survey_topline(%L)', 'survey_mean(%L, ''{b}'')', 'survey_mean(%L, ''{a}'', by => ''{a}'')',
    'survey_quantile(%L, ''{b}'')', 'survey_glm(%L, ''b ~ a'')', 'survey_ratio(%L, ''b'', ''c'')', 'survey_crosstab(%L, ''{a}'', filter => ''b = 2'')']) call;
SELECT is(said(format('SELECT count(*) FROM ' || call, survey)), :'refused', survey || ': ' || call) FROM roads;
SELECT is(said('SELECT count(*) FROM survey_test(''g'', ''a'', ''a'')'), :'refused', 'a test');
SELECT is(said('SELECT count(*) FROM survey_alpha(''g'', ''{b,c}'')'), :'refused', 'reliability');
SELECT is(said('SELECT count(*) FROM survey_weight_report(''g'')'), :'refused', 'a report of weights');
SELECT is(said($$SELECT count(*) FROM rake_survey('g', '{"a": {"1": 1, "2": 1, "3": 1}}', 'raked')$$), :'refused', 'a weight that is made of it');
SELECT is(said($$SELECT count(*) FROM replicate_survey('g', 'bootstrap', replicates => 5, seed => 1, column_name => 'again')$$), :'refused', 'replicates that are made of it');
SELECT is(said($$SELECT register_survey('anew', 'g', book(''))$$), :'refused', 'a survey that is registered with it');

-- behind the pack, and in workers
UPDATE g SET w = 1;
CREATE TABLE packed (LIKE g INCLUDING ALL);
INSERT INTO packed SELECT * FROM g;
SELECT register_survey('packed', 'packed', book('')) IS NULL \g /dev/null
SELECT count(*) FROM pack_survey('packed') \g /dev/null
INSERT INTO packed VALUES ('new', 1, 1, 1, 1, '-Infinity', 1);
SELECT is((SELECT source FROM survey_explain('packed', '{a}')), 'pack and rows', 'the pack is read, and rows behind it');
SELECT is(said('SELECT count(*) FROM survey_crosstab(''packed'', ''{a}'')'), replace(replace(:'refused', 'r77', 'new'), 'NaN', '-Infinity'), 'a row behind the pack');
INSERT INTO g SELECT * FROM packed WHERE id = 'new';
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET parallel_leader_participation = off;
SELECT is(said('SELECT count(*) FROM ' || call), replace(replace(:'refused', 'r77', 'new'), 'NaN', '-Infinity'), 'in a worker: ' || call)
FROM unnest(ARRAY['survey_mean(''g'', ''{b}'')', 'survey_quantile(''g'', ''{b}'')']) call;
RESET ALL; SET client_min_messages = error;
DELETE FROM g WHERE id = 'new';

-- states that are kept
CREATE TABLE kept AS SELECT i AS id, 1 + i % 3 AS a, 2025 + i % 2 AS wave, 1::float8 AS w FROM generate_series(1, 60) i;
SELECT register_survey('kept', 'kept', '{"weight": "w", "respondent": "id", "variables": [{"name": "a", "measure": "nominal", "values": {"1": "x", "2": "y", "3": "z"}}, {"name": "w", "measure": "scale"},
    {"name": "wave", "values": {"2025": "2025", "2026": "2026"}}]}') IS NULL \g /dev/null
SELECT count(*) FROM refresh_states('kept', 'wave') \g /dev/null
UPDATE kept SET w = 'NaN' WHERE id = 5;
SELECT is(said('SELECT count(*) FROM refresh_states(''kept'')'), replace(:'refused', 'r77', '5'), 'states that are kept');

-- other weights: another variable, too small, of a weight that may be negative
UPDATE g SET v = -1 WHERE id = 'r5';
SELECT is(said('SELECT count(*) FROM survey_mean(''g'', ''{b}'', weight => ''v'')'), 'no error', 'a weight that may be negative');
UPDATE g SET v = '-Infinity' WHERE id = 'r5';
SELECT is(said('SELECT count(*) FROM survey_mean(''g'', ''{b}'', weight => ''v'')'), '22023 weight "v" of respondent r5 must be finite, not -Infinity Use NULL for a respondent without a weight.', 'but not infinite');
UPDATE g SET v = 1e-300 WHERE id = 'r5';
SELECT alike(said('SELECT count(*) FROM survey_crosstab(''g'', ''{a}'', weight => ''v'')'), '22023 weight "v" of respondent r5: 1e-300 is too small for its square Weights are 0 or at least 1e-100:%', 'one that is too small');

-- somebody whom the filter leaves out is not who was refused
UPDATE g SET w = CASE id WHEN 'r3' THEN -3 WHEN 'r100' THEN -100 ELSE 1 END;
SELECT alike(said('SELECT count(*) FROM survey_crosstab(''g'', ''{a}'', filter => ''a = 2'')'), '22023 weight "w" of respondent r100 must be finite and not negative, not -100 Use NULL%"negative": true in the codebook.', 'who is in the filter comes first');

-- a call that is itself part of a parallel plan cannot look anew, and names the weight
SELECT set_config(CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'force_parallel_mode' ELSE 'debug_parallel_query' END, 'on', false) \g /dev/null
CREATE FUNCTION context_of(statement text) RETURNS text LANGUAGE plpgsql AS $$DECLARE context text; BEGIN EXECUTE statement; RETURN 'no error'; EXCEPTION WHEN OTHERS THEN GET STACKED DIAGNOSTICS context = PG_EXCEPTION_CONTEXT; RETURN SQLERRM || ' ' || context; END$$;
SELECT alike(context_of('SELECT count(*) FROM survey_crosstab(''g'', ''{a}'')'), 'survey weight must be finite and not negative, not -%weight "w" of survey "g"%', 'within a parallel plan');
RESET ALL; SET client_min_messages = error;
-- an error of another kind is as it was
SELECT alike(said('SELECT count(*) FROM survey_crosstab(''g'', ''{a}'', filter => ''1 / (b - 1) = 1'')'), '22012 division by zero%', 'no other error is taken for it');

-- rows without a key, partitions, a caller who may not read the key
CREATE TABLE keyless (a int, w float8);
INSERT INTO keyless SELECT 1, 1 FROM generate_series(1, 10);
SELECT register_survey('keyless', 'keyless', '{"weight": "w", "variables": [{"name": "a", "measure": "scale"}, {"name": "w", "measure": "scale"}]}') IS NULL \g /dev/null
INSERT INTO keyless VALUES (1, 'Infinity');
SELECT alike(said('SELECT count(*) FROM survey_mean(''keyless'', ''{a}'')'), '22023 weight "w" in row (0,11) must be finite and not negative, not Infinity%', 'the place of the row');
CREATE ROLE bad_weights_reader;
GRANT SELECT (a, b, c, s, w) ON g TO bad_weights_reader;
SET ROLE bad_weights_reader;
SELECT alike(said('SELECT count(*) FROM survey_mean(''g'', ''{b}'')'), '22023 weight "w" must be finite and not negative, not -%', 'no key for whom may not read it');
RESET ROLE;
SELECT * FROM finish();
REVOKE ALL ON g FROM bad_weights_reader;
DROP ROLE bad_weights_reader;
