-- survey_quality: interviews that deserve a look; expected flags by SQL over the same rows, or by hand.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(18);
CREATE TABLE talk AS SELECT i AS id, (CASE WHEN i % 10 = 0 THEN 20 WHEN i % 17 = 0 THEN NULL ELSE 90 + i END)::float8 AS secs, 1 + i % 5 AS g_1, CASE WHEN i % 4 = 0 THEN 1 + i % 5 ELSE 1 + (i + 1) % 5 END AS g_2,
    CASE WHEN i % 8 = 0 THEN 1 + i % 5 WHEN i % 20 = 4 THEN 9 ELSE 1 + (i + 2) % 5 END AS g_3, 14 + i AS age, 1 + i % 3 AS work, 'text ' || i % 30 AS words
FROM generate_series(1, 60) i;
CREATE TABLE unsaid AS SELECT register_survey('talk', 'talk', '{"respondent": "id", "variables": [{"name": "g_1", "points": 5}, {"name": "g_2", "points": 5}, {"name": "g_3", "points": 5, "missing": {"9": "None"}},
    {"name": "work", "values": {"1": "Yes", "2": "No", "3": "Retired"}}, {"name": "secs", "measure": "scale"}, {"name": "age", "measure": "scale"}, {"name": "words", "measure": "text"}]}');
SELECT is((SELECT string_agg(respondent, ' ' ORDER BY respondent::int) FROM survey_quality('talk', duration => 'secs')), '10 20 30 40 50 60', 'who takes less than a third of the median');
SELECT is((SELECT DISTINCT (flag, detail, value)::text FROM survey_quality('talk', duration => 'secs')), '(speeder,secs,20)', 'with the time that it took');
SELECT is((SELECT count(*) FROM survey_quality('talk', duration => 'secs', options => '{"speed": 0.99}')), (SELECT count(*) FROM talk WHERE secs < 0.99 * (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY secs) FROM talk)), 'or another share');
SELECT is((SELECT count(*) FROM survey_quality('talk', duration => 'secs', options => '{"speed": 0.1}')), 0::bigint, 'nobody');
SELECT is((SELECT string_agg(respondent || '=' || value, ' ' ORDER BY respondent::int) FROM survey_quality('talk', grids => '{g_*}')), (SELECT string_agg(id || '=' || g_1, ' ' ORDER BY id) FROM talk WHERE g_1 = g_2 AND g_2 = g_3), 'one answer all along a grid');
SELECT is((SELECT count(*) FROM survey_quality('talk', grids => '{g_1:g_3}')), (SELECT count(*) FROM talk WHERE g_1 = g_2 AND g_2 = g_3), 'a range is a grid');
UPDATE talk SET g_1 = 9, g_2 = 9, g_3 = 9 WHERE false;
SELECT is((SELECT string_agg(respondent || ' ' || value, ', ' ORDER BY respondent::int) FROM survey_quality('talk', same => '{words,work}') WHERE respondent::int < 4), '1 2, 2 2, 3 2', 'the same answers as somebody else');
SELECT is((SELECT count(*) FROM survey_quality('talk', same => '{words,age}')), 0::bigint, 'or not');
UPDATE talk SET words = NULL, work = NULL WHERE id IN (1, 2);
SELECT is((SELECT count(*) FROM survey_quality('talk', same => '{words,work}') WHERE respondent IN ('1', '2')), 0::bigint, 'who answered nothing is no duplicate');
SELECT is((SELECT string_agg(respondent || ' ' || detail, ', ' ORDER BY respondent::int) FROM survey_quality('talk', inconsistent => '{"young pensioner": "age < 20 AND work = ''Retired''", "nobody": "age > 900"}')),
    (SELECT string_agg(id || ' young pensioner', ', ' ORDER BY id) FROM talk WHERE age < 20 AND work = 3), 'answers that contradict');
SELECT is((SELECT string_agg(DISTINCT flag, ', ' ORDER BY flag) FROM survey_quality('talk', 'secs', '{g_*}', '{words}', '{"x": "age < 20"}')), 'duplicate, inconsistent, speeder, straight line', 'all at once');
SELECT is((SELECT count(*) FROM survey_quality('talk', 'secs', filter => 'id > 50')), 1::bigint, 'of some; the median is theirs');
SELECT is((SELECT count(*) FROM survey_quality('talk')), 0::bigint, 'nothing asked, nothing found');
CREATE TABLE no_key AS SELECT secs FROM talk;
CREATE TABLE unsaid_2 AS SELECT register_survey('no_key', 'no_key', '{"variables": [{"name": "secs", "measure": "scale"}]}');
SELECT is((SELECT string_agg(respondent, ' ') FROM survey_quality('no_key', 'secs')), (SELECT string_agg(ctid::text, ' ' ORDER BY ctid::text) FROM no_key WHERE secs = 20), 'without a key the place of the row');
CREATE FUNCTION message(arguments text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE state text; message text;
BEGIN
    EXECUTE format('SELECT count(*) FROM survey_quality(%s)', arguments);
    RETURN 'ok';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
    RETURN state || ' ' || message;
END $$;
SELECT is((SELECT string_agg(message(a), E'\n' ORDER BY n) FROM unnest(ARRAY[$$NULL$$, $$'nobody'$$, $$'talk', 'nothing'$$, $$'talk', 'work'$$, $$'talk', grids => '{z*}'$$, $$'talk', grids => '{g_1:g_2}'$$, $$'talk', grids => '{*}'$$, $$'talk', same => '{nothing}'$$, $$'talk', inconsistent => '[]'$$,
    $$'talk', inconsistent => '{"x": 5}'$$, $$'talk', inconsistent => '{"x": "random() > 0.5"}'$$, $$'talk', inconsistent => '{"x": "1=1); DROP TABLE talk; --"}'$$, $$'talk', 'secs', options => '{"speed": 2}'$$]) WITH ORDINALITY t(a, n)),
'22004 "name" must not be NULL
42704 survey "nobody" does not exist
42703 variable "nothing" of survey "talk" does not exist
22023 variable "work" is nominal and no duration
42703 no variable of survey "talk" matches "z*"
22023 grid "g_1:g_2" has 2 items, fewer than 3
22023 grid "*": variable "secs" is scale, which has no answers
42703 no variable of survey "talk" matches "nothing"
22023 inconsistent must be an object of conditions
22023 key "x" of the inconsistencies must be a condition, as text
0A000 a filter must not contain a volatile function
42601 syntax error at or near ")"
22023 "speed" must be a share of the median between 0 and 1, not 2', 'what is wrong is named');
SELECT is((SELECT count(*) FROM talk), 60::bigint, 'the answers are there');
CREATE ROLE tap_quality_stranger; SET ROLE tap_quality_stranger;
SELECT throws_ok($$ SELECT * FROM survey_quality('talk') $$, '42704', NULL, 'who may not read the answers judges none');
RESET ROLE;
-- a view has no places of rows, and no key unless the codebook says one
CREATE TABLE behind AS SELECT i AS id, 1 + i % 2 AS q FROM generate_series(1, 20) i;
CREATE VIEW seen AS TABLE behind;
SELECT register_survey('seen', 'seen', '{"variables": [{"name": "q", "measure": "nominal"}]}') IS NULL \g /dev/null
CREATE FUNCTION detail_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE detail text;
BEGIN
    EXECUTE statement;
    RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RETURN SQLERRM || ' ' || detail;
END $$;
SELECT is(detail_of($$SELECT count(*) FROM survey_quality('seen')$$), 'the respondents of survey "seen" have no key to name them by Their table is a view, whose rows have no places.', 'a view says what it lacks');
SELECT * FROM finish();
