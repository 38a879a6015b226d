-- Where event triggers are off (a setting from PostgreSQL 17 on; before, they can be disabled), nothing of a table that goes unseen is shown.
SELECT plan(9);
\set QUIET on
SET client_min_messages = warning;
CREATE ROLE tap_ann;
CREATE ROLE tap_bob;
CREATE SCHEMA work;
GRANT ALL ON SCHEMA work TO tap_ann, tap_bob;
CREATE FUNCTION switch(how text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    name text;
BEGIN
    IF current_setting('event_triggers', true) IS NOT NULL THEN
        PERFORM set_config('event_triggers', how, false);
        RETURN;
    END IF;
    FOR name IN SELECT evtname FROM pg_event_trigger LOOP
        EXECUTE format('ALTER EVENT TRIGGER %I %s', name, CASE how WHEN 'on' THEN 'ENABLE ALWAYS' ELSE 'DISABLE' END);
    END LOOP;
END$$;
SET search_path = work, public;
SET ROLE tap_ann;
SELECT load_survey(n, convert_to(E'q,w\n1,1\n2,1\n9,1\n', 'UTF8'), codebook => '{"variables": [{"name": "q", "values": {"1": "a", "2": "b"}}]}', on_error => 'reject') FROM unnest('{renamed,dropped}'::text[]) n \g /dev/null
SELECT pack_survey('dropped') \g /dev/null
RESET ROLE;
SELECT is((SELECT count(*) FROM survey_check()), 0::bigint, 'all is well');
SELECT switch('off') \g /dev/null
ALTER TABLE renamed RENAME TO other;
DROP TABLE dropped CASCADE;
SELECT is((SELECT string_agg(DISTINCT survey, ' ' ORDER BY survey) FROM survey_check()), 'dropped renamed', 'survey_check names them');
SELECT cmp_ok((SELECT count(*) FROM survey_check() WHERE problem LIKE '%goes unseen'), '>', 0::bigint, 'and what is off');
SELECT is((SELECT count(*) FROM mlops_survey.survey WHERE mlops_survey.relation_is(answers, answers_schema, answers_name)), 0::bigint, 'neither is dumped');
SET ROLE tap_bob;
CREATE TABLE renamed AS SELECT 1 AS q;
CREATE TABLE dropped AS SELECT 1 AS q;
SELECT is((SELECT count(*) FROM mlops_survey.survey) + (SELECT count(*) FROM mlops_survey.load_error) + (SELECT count(*) FROM mlops_survey.pack_segment), 0::bigint, 'who makes tables of their names has nothing of them');
SELECT is((SELECT survey FROM register_survey('dropped', 'dropped')), 'dropped', 'but may take the name');
RESET ROLE;
SELECT is((SELECT count(*) FROM mlops_survey.load_error WHERE survey_name = 'dropped') + (SELECT count(*) FROM mlops_survey.pack), 0::bigint, 'which removes what was left');
SELECT switch('on') \g /dev/null
DROP TABLE renamed CASCADE;
ALTER TABLE other RENAME TO renamed;
SET ROLE tap_ann;
SELECT is((SELECT count(*) FROM survey_codebook('renamed')), 3::bigint, 'what is renamed while they are on is found again');
RESET ROLE;
SELECT is((SELECT count(*) FROM survey_check()), 0::bigint, 'all is well again');
SELECT * FROM finish();
DROP SCHEMA work CASCADE;
DROP OWNED BY tap_ann, tap_bob;
DROP ROLE tap_ann, tap_bob;
