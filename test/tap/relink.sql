-- A survey whose table was made anew under its name, as alter_distributed_table does: it is that table's once its owner says so, with the codebook and nothing else.
SELECT plan(17);
\set QUIET on
SET client_min_messages = error;
CREATE ROLE relinker;
CREATE ROLE relink_stranger;
CREATE SCHEMA field AUTHORIZATION relinker;
GRANT CREATE, USAGE ON SCHEMA field TO relink_stranger;
CREATE FUNCTION said(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE statement;
    RETURN 'done';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
SET ROLE relinker;
CREATE TABLE field.visits (id int PRIMARY KEY, q int, sex int);
INSERT INTO field.visits SELECT i, 1 + i % 5, 1 + i % 2 FROM generate_series(1, 100) i;
SELECT register_survey('visits', 'field.visits', '{"respondent": "id", "variables": [{"name": "q", "label": "Satisfied", "measure": "ordinal", "points": 5}, {"name": "sex", "measure": "nominal", "values": {"1": "m", "2": "f"}}]}') \g /dev/null
SELECT pack_survey('visits') \g /dev/null
RESET ROLE;
INSERT INTO mlops_survey.load_error (survey_name, line, reason) VALUES ('visits', 7, 'a secret of somebody');
SET ROLE relinker;
CREATE TABLE field.anew (LIKE field.visits INCLUDING ALL);
INSERT INTO field.anew SELECT i, 5, 1 + i % 2 FROM generate_series(1, 50) i;
SELECT is((SELECT answers_table::text FROM relink_survey('visits')), 'field.visits', 'a survey that has its table keeps it');
SELECT is((SELECT segments > 0 FROM survey_pack_status('visits')), true, 'and its pack');
DROP TABLE field.visits CASCADE;
SELECT is(said($$SELECT * FROM survey_mean('visits', '{q}')$$) LIKE '42%', true, 'without a table it is nobody''s');
SELECT is(said($$SELECT relink_survey('visits')$$), '42704 no survey "visits" waits for a table of yours', 'there is none to give it');
RESET ROLE;
SET ROLE relink_stranger;
CREATE TABLE field.visits (id int PRIMARY KEY, q int, sex int);
SELECT is(said($$SELECT * FROM survey_mean('visits', '{q}')$$) LIKE '42%', true, 'a table of its name inherits nothing');
RESET ROLE;
SET ROLE relinker;
SELECT is(said($$SELECT relink_survey('visits')$$), '42704 no survey "visits" waits for a table of yours', 'and another''s is not for oneself');
RESET ROLE;
DROP TABLE field.visits;
SET ROLE relinker;
ALTER TABLE field.anew RENAME TO visits;
SELECT is((SELECT answers_table::text || ' ' || variables || ' ' || long_view::text FROM relink_survey('visits')), 'field.visits 2 field.visits_long', 'its owner relinks it, and there are views');
SELECT is((SELECT estimate FROM survey_mean('visits', '{q}')), 5::float8, 'the numbers are those of the new table');
SELECT is((SELECT row_label FROM survey_crosstab('visits', '{sex}') WHERE row_code = 2), 'f', 'the codebook came along');
SELECT is((SELECT coalesce(segments, 0)::int FROM survey_pack_status('visits')), 0, 'the pack did not');
RESET ROLE;
SELECT is((SELECT count(*)::int FROM mlops_survey.load_error WHERE survey_name = 'visits'), 0, 'nor rows that were refused');
SELECT is((SELECT count(*)::int FROM mlops_survey.pack_segment), 0, 'no segment is left');
-- columns that do not fit
SET ROLE relinker;
DROP TABLE field.visits CASCADE;
CREATE TABLE field.visits (id int PRIMARY KEY, q int);
SELECT is(said($$SELECT relink_survey('visits')$$) LIKE '42703 %sex%', true, 'a table without a variable is refused');
SELECT is(said($$SELECT * FROM survey_mean('visits', '{q}')$$) LIKE '42%', true, 'and has not become the survey''s');
RESET ROLE;
SELECT is(said($$SELECT relink_survey('no such')$$), '42704 no survey "no such" waits for a table of yours', 'a survey that is not there');
-- without Citus
SELECT register_survey('plain', 'field.visits') \g /dev/null
SELECT is(said($$SELECT distribute_survey('plain')$$), '0A000 survey "plain" cannot be distributed: this database has no Citus', 'a server without Citus says so');
SELECT is((SELECT storage FROM gather_survey('plain')), 'local', 'what is here stays here');
DROP OWNED BY relinker, relink_stranger CASCADE;
DROP ROLE relinker;
DROP ROLE relink_stranger;
SELECT * FROM finish();
