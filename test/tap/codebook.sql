-- Who may see and change which survey, and what the catalogue refuses to store.
SELECT plan(42);

CREATE ROLE tap_analyst;
CREATE ROLE tap_reader;
CREATE ROLE tap_stranger;
CREATE ROLE tap_team;
GRANT tap_team TO tap_analyst;
CREATE SCHEMA lab;
GRANT USAGE, CREATE ON SCHEMA lab TO tap_analyst;
GRANT USAGE ON SCHEMA lab TO tap_reader, tap_stranger;

SET ROLE tap_analyst;
CREATE TABLE lab.answers (respondent int PRIMARY KEY, q1 smallint, w float8);
INSERT INTO lab.answers SELECT i, 1 + i % 3, 1 FROM generate_series(1, 12) i;
SELECT lives_ok($$ SELECT register_survey('lab', 'lab.answers',
    '{"title": "Lab", "weight": "w", "variables": [{"name": "q1", "values": {"1": "a", "2": "b", "3": "c"}, "nets": {"n": [1, 2]}}],
      "design": {"strata": ["q1"]}}') $$, 'any role registers its own table');
SELECT is((SELECT answers::regclass::text FROM mlops_survey.survey WHERE name = 'lab'), 'lab.answers', 'the survey has the table');
SELECT is((SELECT count(*) FROM survey_codebook('lab')), 4::bigint, 'the owner reads the codebook');
SELECT is((SELECT relowner::regrole::text FROM pg_class WHERE oid = 'lab.lab_labels'::regclass), 'tap_analyst', 'the views belong to the caller');
GRANT SELECT ON lab.answers TO tap_reader;
GRANT SELECT ON lab.lab_labels TO tap_reader, tap_stranger;

SET ROLE tap_reader;
SELECT is((SELECT count(*) FROM survey_codebook('lab')), 4::bigint, 'who may read the answers reads the codebook');
SELECT is((SELECT count(*) FROM mlops_survey.value_label), 3::bigint, 'and the tables below it');
SELECT is((SELECT count(*) FROM lab.lab_labels), 12::bigint, 'and a view that is granted');
SELECT is(survey_filter('lab', 'q1 = 1'), '((q1 = 1))', 'and filters');
SELECT throws_ok($$ SELECT drop_survey('lab') $$, '42501', 'must be owner of survey "lab"', 'a reader does not drop it');
SELECT throws_ok($$ SELECT register_survey('lab', 'lab.answers', NULL, true) $$, '42501', 'must be owner of answers to make it a survey', 'or replace it');
SELECT throws_ok($$ UPDATE mlops_survey.survey SET title = 'mine' $$, '42501', 'permission denied for table survey', 'nor writes the catalogue');
SELECT throws_ok($$ DELETE FROM mlops_survey.variable $$, '42501', 'permission denied for table variable', 'anywhere');
SELECT is((SELECT title FROM mlops_survey.survey), 'Lab', 'an UPDATE by a reader changes nothing');
SELECT is((SELECT count(*) FROM mlops_survey.variable), 2::bigint, 'nor does a DELETE');
SELECT throws_like($$ INSERT INTO mlops_survey.value_label (survey_id, variable, code, position, label)
    SELECT id, 'q1', 9, 9, 'x' FROM mlops_survey.survey $$, 'permission denied for table value_label', 'nor an INSERT');
SELECT throws_like($$ INSERT INTO mlops_survey.survey (name, answers_schema, answers_name) VALUES ('forged', 'lab', 'answers') $$,
    'permission denied for table survey', 'nobody registers in another name');
RESET ROLE;
CREATE TABLE lab.readers AS TABLE lab.answers;
ALTER TABLE lab.readers OWNER TO tap_reader;
SET ROLE tap_reader;
SELECT results_eq($$ SELECT labels_view::text, warnings FROM register_survey('second', 'lab.readers') $$,
    $$ VALUES (NULL::text, ARRAY['"w" looks like a weight, but the codebook names none', 'no views were made: no right to create in schema "lab"']) $$,
    'a table of his own is registered without views where he may not make them');
SELECT lives_ok($$ SELECT drop_survey('second') $$, 'and drops it');

SET ROLE tap_stranger;
SELECT is((SELECT count(*) FROM mlops_survey.survey), 0::bigint, 'a stranger sees no survey');
SELECT is((SELECT count(*) FROM mlops_survey.variable) + (SELECT count(*) FROM mlops_survey.value_label)
    + (SELECT count(*) FROM mlops_survey.design), 0::bigint, 'nor anything of it');
SELECT throws_ok($$ SELECT survey_codebook('lab') $$, '42704', 'survey "lab" does not exist', 'its name tells nothing');
SELECT throws_ok($$ SELECT register_survey('lab', 'lab.answers') $$, '42501', 'permission denied for table answers', 'answers must be readable');
SELECT throws_ok($$ SELECT * FROM lab.lab_labels $$, '42501', 'permission denied for table answers', 'a granted view does not open the answers');
CREATE TEMP TABLE mine (q1 int);
SELECT throws_ok($$ SELECT register_survey('lab', 'mine') $$, '42710', 'survey "lab" already exists', 'names are taken even where unseen');

-- the owner's role counts, not the name
RESET ROLE;
ALTER TABLE lab.answers OWNER TO tap_team;
SET ROLE tap_analyst;
REVOKE SELECT ON lab.answers FROM tap_team;
SELECT is((SELECT count(*) FROM mlops_survey.survey), 1::bigint, 'members of the owning role see the survey');
SELECT throws_ok($$ SELECT survey_filter('lab', 'true') $$, '42501', 'permission denied for the answers of survey "lab"', 'but need the right to read its answers');
GRANT SELECT ON lab.answers TO tap_analyst, tap_team;
RESET ROLE;
REVOKE tap_team FROM tap_analyst;
SET ROLE tap_analyst;
SELECT throws_ok($$ SELECT drop_survey('lab') $$, '42501', 'must be owner of survey "lab"', 'and nobody else changes it');
RESET ROLE;
REASSIGN OWNED BY tap_team TO tap_analyst;
DROP OWNED BY tap_team;
DROP ROLE tap_team;
SET ROLE tap_reader;
SELECT is((SELECT count(*) FROM mlops_survey.survey), 1::bigint, 'a dropped owner stops nobody from reading');
SELECT throws_ok($$ SELECT drop_survey('lab') $$, '42501', 'must be owner of survey "lab"', 'and makes nobody the owner');
RESET ROLE;

-- what cannot be stored, whoever tries
CREATE FUNCTION stores(statement text) RETURNS void VOLATILE LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE replace(statement, ':id', (SELECT id::text FROM mlops_survey.survey WHERE name = 'lab'));
END
$$;
SELECT throws_ok($$ SELECT stores('INSERT INTO mlops_survey.variable (survey_id, name, position, measure) VALUES (:id, ''z'', 9, ''interval'')') $$, '23514', NULL, 'an unknown measure');
SELECT throws_ok($$ SELECT stores('INSERT INTO mlops_survey.variable (survey_id, name, position, measure, points) VALUES (:id, ''z'', 9, ''nominal'', 5)') $$, '23514', NULL, 'points of a nominal variable');
SELECT throws_ok($$ SELECT stores('INSERT INTO mlops_survey.variable (survey_id, name, position, measure, nets) VALUES (:id, ''z'', 9, ''scale'', ''{}'')') $$, '23514', NULL, 'nets of a scale');
SELECT throws_ok($$ SELECT stores('INSERT INTO mlops_survey.value_label (survey_id, variable, code, position, label) VALUES (:id, ''q1'', 1, 9, ''x'')') $$, '23505', NULL, 'a code twice');
SELECT throws_ok($$ SELECT stores('UPDATE mlops_survey.design SET lonely = ''ignore''') $$, '23514', NULL, 'an unknown rule for lonely strata');
SELECT throws_ok($$ SELECT stores('INSERT INTO mlops_survey.survey (name, answers_schema, answers_name) VALUES ('''', ''lab'', ''answers'')') $$, '23514', NULL, 'a survey without a name');

-- names and texts that try to be SQL
CREATE TABLE lab."Robert'); DROP TABLE lab.answers; --" ("x"" y" int, "q'1" text, "ü" boolean);
INSERT INTO lab."Robert'); DROP TABLE lab.answers; --" SELECT 1 + i % 2, 'it''s "x" \ $$', true FROM generate_series(1, 10) i;
SELECT lives_ok($test$ SELECT register_survey($$'; DROP TABLE lab.answers; --$$, (SELECT oid FROM pg_class WHERE relname LIKE 'Robert%'),
    $${"title": "'; DROP", "variables": [{"name": "x\" y", "label": "'; --", "values": {"1": "'", "2": "\\"}, "nets": {"');": [1]}}]}$$) $test$,
    'hostile names and labels register');
SELECT is((SELECT string_agg(DISTINCT "x"" y", '' ORDER BY "x"" y") FROM lab.drop_table_lab_answers_labels), '''\', 'labels come back as they are');
SELECT ok(survey_codebook_json($$'; DROP TABLE lab.answers; --$$) @> '{"title": "''; DROP"}', 'so do titles');
SELECT is((SELECT count(*) FROM lab.answers), 12::bigint, 'and nothing else happened');

-- a caller whose search_path hides everything
SET search_path = '';
CREATE TEMP TABLE read_so AS SELECT pg_catalog.count(*) FROM public.survey_codebook('lab');
CREATE TEMP TABLE made_so AS SELECT * FROM public.register_survey('lab2', 'lab.answers');
RESET search_path;
SELECT is((SELECT count FROM read_so), 4::bigint, 'the search_path does not matter to reading');
SELECT is((SELECT labels_view::text FROM made_so), 'lab.lab2_labels', 'nor to registration');

-- what was made stays without the extension
DROP EXTENSION mlops_survey;
SELECT is((SELECT count(*) FROM lab.lab_labels) + (SELECT count(*) FROM lab.lab_long), 24::bigint, 'the views outlive the extension');
SELECT * FROM finish();

DROP SCHEMA lab CASCADE;
DROP OWNED BY tap_analyst, tap_reader, tap_stranger;
DROP ROLE tap_analyst, tap_reader, tap_stranger;
