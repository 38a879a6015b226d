-- A survey is its table's owner's, whatever happens to the role, the table, their names and their numbers.
SELECT plan(48);
\set QUIET on
SET client_min_messages = warning;
CREATE ROLE tap_ann;
CREATE ROLE tap_bob;
CREATE SCHEMA work;
GRANT ALL ON SCHEMA work TO tap_ann, tap_bob;
-- what a role finds of a survey: the survey, its variables, refused rows, packs and segments
CREATE FUNCTION finds(who text, name text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
BEGIN
    EXECUTE format('SET ROLE %I', who);
    SELECT concat_ws(' ', (SELECT count(*) FROM mlops_survey.survey s WHERE s.name = finds.name),
        (SELECT count(*) FROM mlops_survey.variable), (SELECT count(*) FROM mlops_survey.load_error e WHERE e.survey_name = finds.name),
        (SELECT count(*) FROM mlops_survey.pack), (SELECT count(*) FROM mlops_survey.pack_segment)) INTO result;
    RESET ROLE;
    RETURN result;
END$$;
-- what a call says
CREATE FUNCTION says(who text, call text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SET ROLE %I', who);
    EXECUTE call;
    RESET ROLE;
    RETURN 'done';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLERRM;
END$$;
CREATE FUNCTION load(who text, name text, replace boolean DEFAULT false) RETURNS text LANGUAGE sql AS $$
SELECT says(who, format('SELECT load_survey(%L, convert_to(E''q,w\n1,1\n2,1\n9,1\n'', ''UTF8''), codebook => ''{"variables": [{"name": "q", "values": {"1": "a", "2": "b"}}]}'',
    on_error => ''reject'', replace => %L)', name, replace)) || ' ' || says(who, format('SELECT pack_survey(%L)', name))
$$;
SET search_path = work, public;
SELECT is(load('tap_ann', 'x'), 'done done', 'a survey with a refused row and a pack');
SELECT is(finds('tap_ann', 'x'), '1 2 1 1 1', 'its owner has it all');
SELECT is(finds('tap_bob', 'x'), '0 0 0 0 0', 'nobody else has');
GRANT SELECT ON x TO tap_bob;
SELECT is(finds('tap_bob', 'x'), '1 2 0 1 1', 'who may read the answers does not read what was refused');
REVOKE SELECT ON x FROM tap_bob;

SELECT is(says('tap_bob', 'SELECT forget_refused(''x'')'), 'survey "x" does not exist', 'nor removes it');
GRANT SELECT ON x TO tap_bob;
SELECT is(says('tap_bob', 'SELECT forget_refused(''x'')'), 'must be owner of survey "x"', 'not even who may read the answers');
REVOKE SELECT ON x FROM tap_bob;
SET ROLE tap_ann;
SELECT is(forget_refused('x'), 1::bigint, 'the owner does');
SELECT is(forget_refused('x'), 0::bigint, 'once');
RESET ROLE;
SELECT load('tap_ann', 'x', true) \g /dev/null

-- the role is renamed, and its old name is another's
ALTER ROLE tap_ann RENAME TO tap_eve;
CREATE ROLE tap_ann;
GRANT ALL ON SCHEMA work TO tap_ann;
SELECT is(finds('tap_ann', 'x'), '0 0 0 0 0', 'a new role of the old name has nothing');
SELECT is(says('tap_ann', 'SELECT drop_survey(''x'')'), 'survey "x" does not exist', 'and drops nothing');
SELECT is(finds('tap_eve', 'x'), '1 2 1 1 1', 'the old role of the new name has it all');
SELECT is(says('tap_eve', 'SELECT pack_survey(''x'')'), 'done', 'and may do what owners do');

-- the table gets another owner
ALTER TABLE x OWNER TO tap_bob;
SELECT is(finds('tap_eve', 'x'), '0 0 0 0 0', 'who gave the table away has nothing left');
SELECT is(finds('tap_bob', 'x'), '1 2 1 1 1', 'the new owner has it all');
SELECT is(says('tap_bob', 'SELECT register_survey(''x'', ''work.x'', NULL, true)'), 'relation work.x_labels already exists, where the survey makes a view', 'views that are another''s stand in his way');
REASSIGN OWNED BY tap_eve TO tap_bob;
SELECT is(says('tap_bob', 'SELECT register_survey(''x'', ''work.x'', NULL, true)'), 'done', 'until they are his, too');
REASSIGN OWNED BY tap_bob TO tap_ann;
SELECT is(finds('tap_bob', 'x') || ', ' || finds('tap_ann', 'x'), '0 0 0 0 0, 1 2 1 1 1', 'REASSIGN OWNED takes it along');
DROP OWNED BY tap_eve;
DROP ROLE tap_eve;

-- the table is renamed, moved, its schema renamed
ALTER TABLE x RENAME TO y;
SELECT is((SELECT estimate FROM survey_mean('x', '{q}')), 1.5::float8, 'a table with another name');
CREATE SCHEMA other;
ALTER TABLE y SET SCHEMA other;
ALTER SCHEMA other RENAME TO third;
ALTER VIEW x_labels RENAME TO texts;
ALTER VIEW texts SET SCHEMA third;
SELECT is((SELECT concat_ws(' ', answers_schema, answers_name, labels_schema, labels_name, answers::regclass) FROM mlops_survey.survey WHERE name = 'x'), 'third y third texts third.y', 'names follow');
SELECT is((SELECT fresh FROM survey_pack_status('x')), true, 'the pack stays what it was');
SELECT is((SELECT string_agg(object, ' ') FROM survey_check()), NULL, 'nothing is amiss');
-- where nobody watches: the old name is another's table now
ALTER EVENT TRIGGER mlops_survey_renamed DISABLE;
ALTER TABLE third.y RENAME TO z;
CREATE TABLE third.y AS SELECT 1 AS q;
ALTER TABLE third.y OWNER TO tap_bob;
GRANT USAGE ON SCHEMA third TO tap_ann, tap_bob;
SELECT is(finds('tap_bob', 'x') || ', ' || finds('tap_ann', 'x'), '0 0 0 0 0, 0 0 0 0 0', 'a survey whose name and number are not of one table is nobody''s');
SELECT is((SELECT string_agg(concat_ws(' ', survey, object, problem), '; ') FROM survey_check()),
    'x third.y the table of the answers has another name now; mlops_survey_renamed the event trigger is disabled: what is renamed, dropped or rewritten goes unseen', 'survey_check says so');
ALTER EVENT TRIGGER mlops_survey_renamed ENABLE ALWAYS;
DROP TABLE third.y;
ALTER TABLE third.z RENAME TO y;
SELECT is(finds('tap_ann', 'x'), '1 2 1 1 1', 'a command that is seen puts it right');

-- the table is dropped: what must not outlive the answers is gone
SELECT is(says('tap_ann', 'DROP TABLE third.y CASCADE'), 'done', 'dropped');
SELECT is((SELECT concat_ws(' ', answers, labels_view, long_view) FROM mlops_survey.survey WHERE name = 'x'), '', 'no number is left');
SELECT is((SELECT count(*) FROM mlops_survey.load_error) + (SELECT count(*) FROM mlops_survey.pack) + (SELECT count(*) FROM mlops_survey.pack_segment), 0::bigint, 'nor the pack and the refused rows');
SELECT is(says('tap_ann', 'SELECT drop_survey(''x'')'), 'survey "x" does not exist', 'the survey is nobody''s');
CREATE TABLE third.y AS SELECT 1 AS q;
ALTER TABLE third.y OWNER TO tap_bob;
SELECT is(finds('tap_bob', 'x'), '0 0 0 0 0', 'a table of the old name has nothing of it');
SELECT is(load('tap_bob', 'x'), 'done done', 'another takes the name');
SELECT is(finds('tap_ann', 'x') || ', ' || finds('tap_bob', 'x'), '0 0 0 0 0, 1 2 1 1 1', 'and has what is his');
SELECT is((SELECT count(*) FROM mlops_survey.variable), 2::bigint, 'nothing of the old one is left');

-- dropped where nobody watches
ALTER EVENT TRIGGER mlops_survey_dropped DISABLE;
SELECT is(says('tap_bob', 'DROP TABLE work.x CASCADE'), 'done', 'dropped unseen');
SELECT is((SELECT count(*) FROM mlops_survey.load_error), 1::bigint, 'leaves what was refused');
SELECT is(says('tap_ann', 'CREATE TABLE work.x AS SELECT 1 AS q, 1 AS w'), 'done', 'a table of the old name');
SELECT is(finds('tap_ann', 'x'), '0 0 0 0 0', 'has nothing of it');
SELECT is(finds('tap_bob', 'x'), '0 0 0 0 0', 'nor who was its owner');
SELECT is(says('tap_ann', 'CREATE TABLE work.reused AS SELECT 1 AS q, 1 AS w'), 'done', 'a table');
UPDATE mlops_survey.survey SET answers = 'work.reused'::regclass WHERE name = 'x';
SELECT is(finds('tap_ann', 'x'), '0 0 0 0 0', 'that gets the old number has nothing either');
SELECT is((SELECT string_agg(problem, ', ') FROM survey_check() WHERE survey = 'x'), 'the table of the answers has another name now', 'survey_check tells');
ALTER EVENT TRIGGER mlops_survey_dropped ENABLE ALWAYS;
SELECT is(says('tap_ann', 'SELECT register_survey(''x'', ''work.x'')'), 'done', 'who registers under the name needs no replace');
SELECT is(finds('tap_ann', 'x'), '1 2 0 0 0', 'and nothing of the old one comes along');
SELECT is((SELECT count(*) FROM mlops_survey.load_error), 0::bigint, 'not even hidden');

-- who does not own a table makes a view of his own
GRANT SELECT ON work.x TO tap_bob;
SELECT is(says('tap_bob', 'SELECT register_survey(''bobs'', ''work.x'')'), 'must be owner of x to make it a survey', 'a survey is made by the owner of its table');
SELECT is(says('tap_bob', 'CREATE VIEW work.bobs AS TABLE work.x') || ' ' || says('tap_bob', 'SELECT register_survey(''bobs'', ''work.bobs'')'), 'done done', 'or of a view on it');
SELECT is(says('tap_bob', 'SELECT pack_survey(''bobs'')'), 'the answers of survey "bobs" cannot be packed: it is a view', 'which is not packed');
SELECT is(says('tap_ann', 'SELECT drop_survey(''bobs'')'), 'survey "bobs" does not exist', 'the table''s owner has nothing of it');
-- a superuser registers for the owner
SELECT register_survey('for_ann', 'work.reused') \g /dev/null
SELECT is((SELECT string_agg(DISTINCT relowner::regrole::text, ' ') FROM pg_class WHERE relname LIKE 'for\_ann\_%'), 'tap_ann', 'the views that a superuser makes are the owner''s');
SELECT * FROM finish();
DROP SCHEMA work, third CASCADE;
DROP OWNED BY tap_ann, tap_bob;
DROP ROLE tap_ann, tap_bob;
