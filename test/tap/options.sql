-- Functions by name end with "options", a JSON object whose keys are checked: a later version can take a key more there
-- without another signature, which views of users would be in the way of.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(11);

CREATE VIEW member_function AS
SELECT p.*, p.oid::regprocedure AS signature FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
    JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid AND e.extname = 'mlops_survey'
WHERE p.pronamespace <> 'mlops_survey'::regnamespace;

-- register_survey has its codebook
SELECT is((SELECT string_agg(signature::text, ', ') FROM member_function JOIN pg_type t ON t.oid = prorettype
    WHERE (t.typtype = 'c' OR proname LIKE 'export\_%') AND pronargdefaults > 0 AND proname <> 'register_survey'
        AND NOT (proargnames[pronargs] = 'options' AND proargtypes[pronargs - 1] = 'jsonb'::regtype AND pg_get_function_arg_default(member_function.oid, pronargs) = 'NULL::jsonb')), NULL,
    'whatever returns rows or a file and has optional arguments ends with options');
SELECT is((SELECT string_agg(signature::text, ', ') FROM member_function WHERE 'options' = ANY (proargnames) AND (proargnames[pronargs] <> 'options' OR pronargdefaults = 0)), NULL, 'nothing stands behind options');

CREATE TABLE flat AS SELECT i AS id, i / 6 AS block, 1 + i % 2 AS sex, 1 + i % 3 AS area, 1 + i * 7 % 4 AS q, 1 + i * 5 % 4 AS r, ((i * 37) % 11)::float8 AS y, ((i * 31) % 7)::float8 AS z, (1 + i % 4)::float8 AS w
FROM generate_series(0, 119) i;
SELECT register_survey('flat', 'flat', '{"weight": "w", "respondent": "id", "design": {"clusters": ["block"]}, "variables": [
    {"name": "sex", "measure": "nominal", "values": {"1": "m", "2": "f"}}, {"name": "area", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c"}},
    {"name": "q", "measure": "ordinal", "points": 4}, {"name": "r", "measure": "ordinal", "points": 4}, {"name": "y", "measure": "scale"}, {"name": "z", "measure": "scale"}, {"name": "w", "measure": "scale"}]}') IS NULL \g /dev/null
CREATE TABLE pick AS SELECT i AS id, i % 2 AS a, (i % 3 = 0)::int AS b, (i % 5 < 2)::int AS c FROM generate_series(0, 59) i;
SELECT register_survey('pick', 'pick', '{"variables": [{"name": "a", "measure": "nominal"}, {"name": "b", "measure": "nominal"}, {"name": "c", "measure": "nominal"}], "sets": [{"name": "s", "members": ["a", "b", "c"]}]}') IS NULL \g /dev/null
CREATE TABLE pairs AS SELECT r AS p, t, i, (i = 1 + (r + t) % 2)::int AS b, (i <> 1 + (r + t) % 2)::int AS w FROM generate_series(1, 9) r, generate_series(1, 3) t, generate_series(1, 2) i;
SELECT register_survey('pairs', 'pairs', '{"variables": [{"name": "p", "measure": "scale"}, {"name": "t", "measure": "scale"}, {"name": "i", "measure": "nominal", "values": {"1": "x", "2": "y"}}, {"name": "b", "measure": "scale"}, {"name": "w", "measure": "scale"}], "tasks": {"t": {"respondent": "p", "task": "t", "item": "i", "best": "b", "worst": "w"}, "c": {"respondent": "p", "task": "t", "chosen": "b", "attributes": ["i"]}}, "imputations": {"v": ["b", "w"]}}') IS NULL \g /dev/null
CREATE TABLE made (function text, arguments text);
INSERT INTO made VALUES ('survey_crosstab', $$'flat', '{q,y}', '{area}'$$), ('survey_column_tests', $$'flat', '{q}', '{area}'$$), ('survey_topline', $$'flat'$$), ('survey_test', $$'flat', 'q', 'area'$$),
    ('survey_test_cells', $$'flat', 'q', 'area'$$), ('survey_explain', $$'flat', '{q}'$$), ('survey_explain_estimate', $$'flat', '{q}'$$), ('survey_mean', $$'flat', '{q,y}', by => '{area}'$$), ('survey_total', $$'flat', '{y}'$$),
    ('survey_ratio', $$'flat', 'y', 'z'$$), ('survey_proportion', $$'flat', '{q}'$$), ('survey_variance', $$'flat', '{y}'$$), ('survey_covariance', $$'flat', '{y,z}'$$), ('survey_correlation', $$'flat', '{y,z}'$$),
    ('survey_quantile', $$'flat', '{y}'$$), ('survey_contrast', $$'flat', '{y}', by => '{area}'$$), ('survey_glm', $$'flat', 'y ~ z'$$), ('survey_glm_terms', $$'flat', 'y ~ z'$$), ('survey_glm_summary', $$'flat', 'y ~ z'$$),
    ('survey_ttest', $$'flat', 'y', groups => 'sex'$$), ('survey_ranktest', $$'flat', 'y', groups => 'area'$$), ('survey_alpha', $$'flat', '{q,r}'$$), ('survey_weight_report', $$'flat'$$),
    ('survey_drivers', $$'flat', 'y', '{z,q}'$$), ('survey_turf', $$'pick', 's', 2$$), ('survey_turf_options', $$'pick', 's'$$),
    ('export_survey', $$'flat', 'csv'$$), ('survey_chart', $$'flat', 'bar', '{q}'$$), ('survey_report', $$'flat', '{q}'$$), ('export_crosstab', $$'flat', '{q}'$$),
    ('poststratify_survey', $$'flat', '{"sex": {"1": 0.5, "2": 0.5}}', 'wp', base => 'w', set_weight => false$$), ('rake_survey', $$'flat', '{"sex": {"1": 0.5, "2": 0.5}}', 'wr', base => 'w', set_weight => false$$),
    ('calibrate_survey', $$'flat', '{"sex": {"1": 0.5, "2": 0.5}}', 'wc', base => 'w', set_weight => false$$), ('trim_survey_weights', $$'flat', 'wt', 'w', upper => 3, set_weight => false$$),
    ('replicate_survey', $$'flat', 'jk1'$$), ('load_survey', $$'loaded', E'q,r\n1,2\n2,1'::bytea$$), ('load_survey', $$'loaded_2', '/tmp/nothing'$$), ('load_survey_bytes', $$'loaded_3', E'q,r\n1,2\n2,1'::bytea$$);
CREATE TABLE texts AS SELECT i AS id, 'answer ' || i AS t FROM generate_series(1, 200) i;
SELECT register_survey('texts', 'texts', '{"respondent": "id", "variables": [{"name": "t", "measure": "text"}]}') IS NULL \g /dev/null
INSERT INTO made VALUES ('survey_quality', $$'flat', 'y'$$);
INSERT INTO made VALUES ('survey_trend', $$'flat', '{y}', 'area'$$), ('survey_quota', $$'flat', '{"sex": {"m": 50}}'$$), ('code_text', $$'texts', 't', '{"codes": [{"label": "One", "words": "1"}]}'$$);
INSERT INTO made VALUES ('survey_margin_of_error', $$'flat'$$), ('survey_grid', $$'flat', '{q,r}'$$);
INSERT INTO made VALUES ('refresh_states', $$'flat', 'area'$$);
INSERT INTO made VALUES ('derive_variable', $$'flat', 'twice', 'y * 2'$$);
INSERT INTO made VALUES ('alter_survey', $$'flat', '{}'$$), ('distribute_survey', $$'flat'$$);
INSERT INTO made VALUES ('survey_multinomial_terms', $$'flat', 'area ~ z'$$), ('survey_multinomial', $$'flat', 'area ~ z'$$), ('survey_ordinal', $$'flat', 'q ~ z + area'$$), ('survey_margins', $$'flat', 'y ~ z + area'$$), ('survey_pool', $$'pairs', 'mean', '{"variables": ["v"]}'$$), ('survey_maxdiff', $$'pairs', 't'$$), ('survey_conjoint', $$'pairs', 'c'$$), ('survey_conjoint_shares', $$'pairs', 'c', '[{"i": 1}, {"i": 2}]'$$);
SELECT is((SELECT string_agg(DISTINCT proname, ', ') FROM member_function WHERE 'options' = ANY (proargnames) AND proname NOT IN (SELECT function FROM made)), NULL, 'no function is forgotten here');

CREATE FUNCTION outcome(function text, arguments text, options text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text; state text; message text; hint text;
BEGIN
    EXECUTE format('SELECT md5(string_agg(f::text, E''\n'')) FROM %s(%s%s) f', function, arguments, options) INTO result;
    RETURN 'ok ' || result;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
    RETURN state || ' ' || message;
END $$;
SELECT is((SELECT string_agg(format('%s: %s', function, o), ', ') FROM made, outcome(function, arguments, $$, options => '{"colour": 1}'$$) o WHERE o <> '22023 unknown key "colour" in the options'), NULL,
    'a key that is not known is an error everywhere');
SELECT is((SELECT string_agg(format('%s: %s', function, o), ', ') FROM made, outcome(function, arguments, $$, options => '[]'$$) o WHERE o <> '22023 options must be an object'), NULL, 'and so is what is no object');
SELECT is(outcome('survey_mean', $$'flat', '{y}'$$, $$, options => 'null'$$), '22023 options must be an object', 'a null of JSON');
SELECT is(outcome('survey_mean', $$'flat', '{y}'$$, $$, options => '"weight"'$$), '22023 options must be an object', 'or a word');
SELECT is((SELECT count(*) FROM mlops_survey.survey WHERE name LIKE 'loaded%'), 0::bigint, 'nothing was loaded then');
SELECT is((SELECT string_agg(attname, ', ') FROM pg_attribute WHERE attrelid = 'flat'::regclass AND attname IN ('wp', 'wr', 'wc', 'wt', 'replicate_weights')), NULL, 'and no weight made');
-- none: what writes is called once only, and what is not the same twice tells when it ran
SELECT is((SELECT string_agg(format('%s: %s', function, a), ', ') FROM made, outcome(function, arguments, $$, options => '{}'$$) a
    WHERE a !~ '^ok' AND (arguments NOT LIKE '%/tmp/nothing%' OR a NOT LIKE '58P01%') AND (function <> 'distribute_survey' OR a <> '0A000 survey "flat" cannot be distributed: this database has no Citus')), NULL, 'an object without keys is as none');
SELECT is((SELECT string_agg(function, ', ') FROM made, outcome(function, arguments, $$, options => '{}'$$) a, outcome(function, arguments, '') b, outcome(function, arguments, $$, options => NULL$$) c
    WHERE (a <> b OR b <> c) AND function LIKE 'survey\_%'), NULL, 'and so is NULL');
SELECT * FROM finish();
