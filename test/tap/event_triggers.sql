-- Event triggers run on everybody's commands: they never raise, look at surveys only, and what they miss is told.
SELECT plan(27);
\set QUIET on
SET client_min_messages = error;
CREATE ROLE tap_ann;
CREATE SCHEMA ann AUTHORIZATION tap_ann;
CREATE FUNCTION tries(call text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE call;
    RETURN 'done';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLERRM;
END$$;
CREATE TABLE one AS SELECT i AS id, 1 + i % 2 AS q FROM generate_series(1, 10) i;
CREATE TABLE two AS TABLE one;
SELECT register_survey(t, t::regclass) FROM unnest('{one,two}'::text[]) t \g /dev/null
SELECT pack_survey('one') \g /dev/null
SELECT pack_survey('two') \g /dev/null
SELECT is((SELECT string_agg(evtname || ' ' || evtenabled::text, ', ' ORDER BY evtname) FROM pg_event_trigger),
    'mlops_survey_dropped A, mlops_survey_pack_inherited A, mlops_survey_pack_rewritten A, mlops_survey_pack_unwatched A, mlops_survey_renamed A', 'there are five, whatever session_replication_role says');

-- commands of a role without any right on the catalogue
SET ROLE tap_ann;
SELECT is(tries(call), 'done', call) FROM unnest(ARRAY['CREATE TABLE ann.t (a int, b int)', 'ALTER TABLE ann.t RENAME TO u', 'ALTER TABLE ann.u ALTER a TYPE text', 'CREATE VIEW ann.v AS TABLE ann.u', 'ALTER VIEW ann.v RENAME TO w', 'ALTER TABLE ann.u DROP b CASCADE',
    'CREATE TABLE ann.p (a int) PARTITION BY LIST (a)', 'CREATE TABLE ann.p1 PARTITION OF ann.p FOR VALUES IN (1)', 'ALTER TABLE ann.p DETACH PARTITION ann.p1', 'DROP TABLE ann.p, ann.p1', 'CREATE TEMP TABLE x (a int)', 'ALTER TABLE x RENAME TO y', 'DROP TABLE y', 'DROP OWNED BY tap_ann']) call;
RESET ROLE;

-- what fails in them is a warning
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'refused'; END$$;
CREATE TRIGGER refuse BEFORE UPDATE OR DELETE ON mlops_survey.survey FOR EACH ROW EXECUTE FUNCTION refuse();
SELECT is(tries('ALTER TABLE one RENAME TO uno'), 'done', 'a command goes on where the catalogue cannot be written');
SELECT is(tries('DROP TABLE two CASCADE'), 'done', 'so does another');
SELECT is((SELECT string_agg(survey || ': ' || problem, ', ') FROM survey_check() WHERE object NOT LIKE '%\_l%'), 'one: the table of the answers has another name now, two: the table of the answers is gone', 'survey_check tells what they could not do');
DROP TRIGGER refuse ON mlops_survey.survey;
ALTER TABLE uno RENAME TO one;
SELECT is((SELECT fresh FROM survey_pack_status('one')), true, 'what comes back is what it was');

-- after DROP EXTENSION the views are left: the same survey takes them over, any other names them
DROP EXTENSION mlops_survey CASCADE;
CREATE VIEW on_it AS TABLE one_labels;
CREATE EXTENSION mlops_survey;
SELECT is((SELECT labels_view::text FROM register_survey('one', 'one')), 'one_labels', 'the same view is taken over');
SELECT is((SELECT string_agg(object, ', ') FROM survey_check()), NULL, 'and all is well');
DROP EXTENSION mlops_survey CASCADE;
CREATE EXTENSION mlops_survey;
SELECT throws_ok($$SELECT register_survey('one', 'one', '{"variables": [{"name": "q", "values": {"1": "a", "2": "b"}}]}')$$, '42P07', 'relation public.one_labels already exists, where the survey makes a view', 'another is not touched');
ALTER TABLE one OWNER TO tap_ann;
GRANT CREATE ON SCHEMA public TO tap_ann;
SET ROLE tap_ann;
SELECT throws_ok($$SELECT register_survey('one', 'one')$$, '42P07', 'relation public.one_labels already exists, where the survey makes a view', 'nor that of another role');
RESET ROLE;
SELECT is((SELECT count(*) FROM on_it), 10::bigint, 'what was built on it stays');
-- what goes wrong within is taken back with what its caller did: whoever catches it ends his own transaction, not ours
CREATE TABLE visit (q int);
INSERT INTO visit VALUES (1), (2);
SELECT register_survey('visit', 'visit', '{"variables": [{"name": "q", "measure": "nominal", "label": "Was", "values": {"1": "a", "2": "b"}}]}') IS NULL \g /dev/null
CREATE TABLE noted (i int);
CREATE FUNCTION no_views() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION SQLSTATE 'UNDO1'; END $$;
CREATE EVENT TRIGGER no_views ON ddl_command_end WHEN TAG IN ('CREATE VIEW') EXECUTE FUNCTION no_views();
CREATE FUNCTION relabelled() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO noted VALUES (1);
    PERFORM alter_survey('visit', '{"variables": [{"name": "q", "label": "Is", "values": {"2": "c"}}]}');
    RETURN 'no error';
EXCEPTION WHEN SQLSTATE 'UNDO1' THEN
    RETURN 'caught';
END $$;
SELECT is(relabelled(), 'caught', 'an error while views are renewed is the caller''s');
DROP EVENT TRIGGER no_views;
SELECT is((SELECT count(*) FROM noted), 0::bigint, 'who catches it has taken back what he did before');
SELECT is((SELECT label FROM survey_codebook('visit') WHERE variable = 'q' LIMIT 1), 'Was', 'and the codebook is as it was');

SELECT * FROM finish();
DROP VIEW one_labels CASCADE;
DROP OWNED BY tap_ann CASCADE;
DROP ROLE tap_ann;
