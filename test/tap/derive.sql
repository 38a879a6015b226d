-- derive_variable: generated columns with a place in the codebook, and labels in expressions.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(88);

CREATE ROLE tap_derive_reader;
CREATE TABLE poll AS
SELECT i AS id, (1 + i % 3)::smallint AS race, (CASE WHEN i % 11 = 0 THEN 98 WHEN i % 13 = 0 THEN NULL ELSE 1 + i * 3 % 5 END)::smallint AS q1, (1 + i * 7 % 5)::smallint AS q2,
    i % 2 = 0 AS read_1, i % 3 = 0 AS read_2, i % 5 = 0 AS watch_1, i % 7 = 0 AS watch_2, (ARRAY['b', 'a', 'c'])[1 + i % 3] AS word, 18 + i % 60 AS age, (1.0 + i % 3)::float8 AS w, date '2026-01-01' + i AS day
FROM generate_series(1, 60) i;
CREATE TABLE unsaid AS SELECT register_survey('poll', 'poll', '{"weight": "w", "respondent": "id", "variables": [
    {"name": "race", "values": {"1": "White", "2": "Black", "3": "Other"}}, {"name": "q1", "points": 5, "missing": {"98": "Refused"}}, {"name": "q2", "points": 5},
    {"name": "word", "measure": "nominal", "values": [{"code": 1, "label": "Alpha", "value": "a"}, {"code": 2, "label": "Beta", "value": "b"}, {"code": 3, "label": "Gamma", "value": "c"}]}],
    "sets": [{"name": "read", "members": [{"variable": "read_1", "label": "Print"}, {"variable": "read_2", "label": "TV"}]},
        {"name": "watch", "members": [{"variable": "watch_1", "label": "TV"}, {"variable": "watch_2", "label": "Web"}]}]}');
GRANT SELECT ON poll, poll_labels, poll_long TO tap_derive_reader;

CREATE FUNCTION counts(variable text) RETURNS text LANGUAGE SQL AS
    $$ SELECT string_agg(c.row_label || ' ' || c.n, ', ') FROM survey_crosstab('poll', ARRAY[variable], weight => 'none') c WHERE c.row_code IS NOT NULL $$;
CREATE FUNCTION message(arguments text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE state text; message text;
BEGIN
    EXECUTE format('SELECT derive_variable(''poll'', %s)', arguments);
    RETURN 'ok';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
    RETURN state || ' ' || message;
END $$;

-- bands, conditions, labels; counts by hand are SQL over the same rows
SELECT is((SELECT (type, measure, answered, missing)::text FROM derive_variable('poll', 'band', 'width_bucket(age, ''{18,30,45,60}''::int[])', '{"label": "Age", "values": {"1": "18-29", "2": "30-44", "3": "45-59", "4": "60+"}}')),
    '(integer,nominal,60,0)', 'bands of age');
SELECT is(counts('band'), (SELECT format('18-29 %s, 30-44 %s, 45-59 %s, 60+ %s', count(*) FILTER (WHERE age < 30), count(*) FILTER (WHERE age >= 30 AND age < 45), count(*) FILTER (WHERE age >= 45 AND age < 60), count(*) FILTER (WHERE age >= 60)) FROM poll),
    'are counted');
SELECT is((SELECT string_agg(DISTINCT band, ' ' ORDER BY band) FROM poll_labels), '18-29 30-44 45-59 60+', 'and labelled in the view');
SELECT ok((SELECT count(*) = 60 FROM poll_long WHERE variable = 'band' AND variable_label = 'Age'), 'in both of them');
SELECT is((SELECT expression FROM derive_variable('poll', 'black', 'race = ''Black''')), '((race = 2))', 'a label is a code');
SELECT is(counts('black'), (SELECT format('No %s, Yes %s', count(*) FILTER (WHERE race <> 2), count(*) FILTER (WHERE race = 2)) FROM poll), 'of those who have it');
SELECT is((SELECT expression FROM derive_variable('poll', 'group_ab', 'CASE WHEN word IN (''alpha'', ''b'') THEN ''ab'' ELSE ''c'' END')), '(CASE WHEN (word = ANY (ARRAY[''a''::text, ''b''::text])) THEN ''ab''::text ELSE ''c''::text END)',
    'a text column: by label whatever the letter case, or by what it stores');
SELECT is(counts('group_ab'), 'ab 40, c 20', 'texts become answers');
SELECT is((SELECT type FROM derive_variable('poll', 'double', 'q2 * 2.5', '{"type": "double precision", "label": "Twice and a half"}')), 'double precision', 'of the type that the codebook says');
SELECT is((SELECT measure FROM derive_variable('poll', 'next_day', 'day + 1')), 'date', 'a date');

-- answers that are missing
SELECT (format('(%s,%s)', count(*) FILTER (WHERE q1 <= 5), count(*) FILTER (WHERE q1 = 98 OR q1 IS NULL)))::text AS expected FROM poll \gset
SELECT is((SELECT (answered, missing)::text FROM derive_variable('poll', 'low', 'q1 <= 2'))::text, :'expected', 'what is missing is missing in what is derived');
SELECT (format('(%s,%s)', count(q1), count(*) - count(q1)))::text AS expected FROM poll \gset
SELECT is((SELECT (answered, missing)::text FROM derive_variable('poll', 'low_raw', 'q1 <= 2', options => '{"missing": "codes"}'))::text, :'expected', 'unless codes are asked for');
SELECT is((SELECT expression FROM derive_variable('poll', 'refused', 'q1 = ''Refused''')), '((q1 = 98))', 'a comparison with an answer that is missing sees it');
SELECT is(counts('refused'), (SELECT format('No %s, Yes %s', count(*) FILTER (WHERE q1 <> 98), count(*) FILTER (WHERE q1 = 98)) FROM poll), 'by label');
SELECT (count(*))::text AS expected FROM poll WHERE q1 IS NOT NULL \gset
SELECT is((SELECT answered FROM derive_variable('poll', 'filled', 'CASE q1 WHEN 98 THEN 0 ELSE q1 END'))::text, :'expected', 'or code');
SELECT is((SELECT answered FROM derive_variable('poll', 'either', 'coalesce(q1, 0) + q2')), 60::bigint, 'and NULL is what else it is');

-- sets
SELECT is((SELECT expression FROM derive_variable('poll', 'tv', 'read = ''TV'' OR watch IN (''TV'', ''Web'')')), '(((read_2 = true) OR ((watch_1 OR watch_2) = true)))', 'an option of a set is chosen');
SELECT is(counts('tv'), (SELECT format('No %s, Yes %s', count(*) FILTER (WHERE NOT (read_2 OR watch_1 OR watch_2)), count(*) FILTER (WHERE read_2 OR watch_1 OR watch_2)) FROM poll), 'in any of them');
SELECT is((SELECT (measure, answered)::text FROM derive_variable('poll', 'used', NULL, '{"label": "Used at all", "any_of": ["read", "watch"], "nets": {"Screen": ["used_2", "used_3"]}}')), '(multiple,60)', 'a set over sets');
SELECT is(counts('used'), (SELECT format('Print %s, TV %s, Web %s', count(*) FILTER (WHERE read_1), count(*) FILTER (WHERE read_2 OR watch_1), count(*) FILTER (WHERE watch_2)) FROM poll), 'has the options of both');
SELECT is((SELECT n FROM survey_crosstab('poll', '{used}', weight => 'none') WHERE row_label = 'Screen'), (SELECT count(*) FROM poll WHERE read_2 OR watch_1 OR watch_2), 'and a net');
SELECT is((SELECT measure FROM derive_variable('poll', 'always', NULL, '{"all_of": ["read", "watch"]}')), 'multiple', 'in all of them');
SELECT is(counts('always'), (SELECT format('Print %s, TV %s, Web %s', count(*) FILTER (WHERE read_1), count(*) FILTER (WHERE read_2 AND watch_1), count(*) FILTER (WHERE watch_2)) FROM poll), 'where they have the option');
SELECT is((SELECT measure FROM derive_variable('poll', 'mixed', NULL, '{"label": "Mixed", "members": [{"label": "A", "expression": "read_1 AND watch_1"}, {"label": "B", "expression": "q1 >= 4"}]}')), 'multiple', 'options of one''s own');
SELECT is(counts('mixed'), (SELECT format('A %s, B %s', count(*) FILTER (WHERE read_1 AND watch_1), count(*) FILTER (WHERE q1 IN (4, 5))) FROM poll), 'are conditions');

-- fresh by itself
UPDATE poll SET race = 2 WHERE id = 2;
INSERT INTO poll (id, race, q1, q2, age, w) VALUES (61, 1, 98, 3, 70, 1);
SELECT is((SELECT black FROM poll WHERE id = 2), true, 'a changed answer changes what is derived');
SELECT is((SELECT (band, low, filled)::text FROM poll WHERE id = 61), '(4,,0)', 'and a new respondent has it');
SELECT is((SELECT array_to_string(warnings, ' ') FROM load_survey('poll', convert_to(E'id,race,q1,q2,read_1,read_2,watch_1,watch_2,word,age,day\n62,2,1,1,1,0,0,1,a,25,2026-03-01\n', 'UTF8'), append => true)),
    'w: 1 respondents of this wave have no weight, so weighted analyses leave them out until they are weighted', 'a wave fills it without a word');
SELECT throws_ok($$ SELECT load_survey('poll', 'id,race,black
63,1,1'::bytea, append => true) $$, '428C9', 'column "black" of the file is computed in survey "poll"', 'and may not bring it');

-- derived of derived: made anew with it, and in the way of its end
SELECT is((SELECT answered FROM derive_variable('poll', 'young_black', 'band = ''18-29'' AND black')), 62::bigint, 'of two derived ones');
SELECT is((SELECT count(*) FROM poll WHERE young_black), (SELECT count(*) FROM poll WHERE age < 30 AND race = 2), 'is right');
SELECT is((SELECT answered FROM derive_variable('poll', 'not_that', 'NOT young_black')), 62::bigint, 'and of a third');
SELECT is((SELECT answered FROM derive_variable('poll', 'band', 'width_bucket(age, ''{18,25}''::int[])', '{"label": "Age again", "values": {"1": "18-29", "2": "older"}}')), 62::bigint, 'other bands');
SELECT is((SELECT count(*) FROM poll WHERE young_black), (SELECT count(*) FROM poll WHERE age < 25 AND race = 2), 'are in what is derived of them');
SELECT is((SELECT count(*) FROM poll WHERE NOT not_that), (SELECT count(*) FROM poll WHERE age < 25 AND race = 2), 'however far');
SELECT is((SELECT answered FROM derive_variable('poll', 'band', 'width_bucket(age, ''{18,40}''::int[])')), 62::bigint, 'labels stay where none are said');
SELECT is((SELECT label || ' ' || string_agg(value_label, ', ' ORDER BY code) FROM survey_codebook('poll') WHERE variable = 'band' GROUP BY label), 'Age again 18-29, older', 'as they were');
SELECT is(message($$'band', 'width_bucket(age, ''{18,40,60}''::int[])'$$), '22023 variable "band" holds 3, which the codebook does not declare', 'a code more is not declared');
SELECT is(message($$'band', 'CASE WHEN not_that THEN 1 ELSE 2 END'$$), '22023 variable "band" cannot be derived from "not_that", which is derived from it', 'nothing is derived in a circle');
SELECT is(message($$'band', 'band + 1'$$), '22023 variable "band" cannot be derived from itself', 'or from itself');
SELECT is(message($$'band', NULL$$), '2BP01 derived variable "band" cannot be removed: it is what "young_black" is derived from', 'what is needed stays');
SELECT is(message($$'used_1', NULL$$), '2BP01 derived variable "used_1" cannot be removed: it is a member of set "used"', 'in a set too');
SELECT is(message($$'black', NULL, options => '{"rename": "b"}'$$), '2BP01 derived variable "black" cannot be renamed: "young_black" is derived from it', 'with its name');

-- answers that were found are found again, and what is said of them stays
SELECT is((SELECT (measure, answered)::text FROM derive_variable('poll', 'guess', 'q2 % 2', '{"label": "A guess"}')), '(nominal,62)', 'answers that are found');
SELECT is((SELECT (measure, answered)::text FROM derive_variable('poll', 'guess', 'q2 % 3')), '(nominal,62)', 'and other ones');
SELECT is((SELECT min(label) || ' ' || string_agg(value_label, ', ' ORDER BY code) FROM survey_codebook('poll') WHERE variable = 'guess'), 'A guess 0, 1, 2', 'are found again, under the same label');
-- removed and renamed
SELECT is((SELECT variable FROM derive_variable('poll', 'used_2', NULL, options => '{"rename": "on_tv"}')), 'on_tv', 'a member has another name');
SELECT is((SELECT n FROM survey_crosstab('poll', '{used}', weight => 'none') WHERE row_label = 'Screen'), (SELECT count(*) FROM poll WHERE read_2 OR watch_1 OR watch_2), 'in sets and nets');
SELECT ok(has_table_privilege('tap_derive_reader', 'poll_labels', 'SELECT') AND has_table_privilege('tap_derive_reader', 'poll_long', 'SELECT'), 'what was granted on the views stays');
SELECT is((SELECT (variable, type)::text FROM derive_variable('poll', 'used', NULL)), '(used,)', 'a derived set goes with its columns');
SELECT is((SELECT count(*) FROM pg_attribute WHERE attrelid IN ('poll'::regclass, 'poll_labels'::regclass) AND attname IN ('used_1', 'on_tv', 'used_3')), 0::bigint, 'all of them');
SELECT is((SELECT variable FROM derive_variable('poll', 'not_that', NULL)), 'not_that', 'as a variable does');
SELECT is(message($$'race', NULL$$), '42809 variable "race" of survey "poll" is not derived', 'but none that was asked');

-- what cannot be generated, and hostile words
SELECT is((SELECT string_agg(e || ': ' || message(format('''x'', %L', e)), E'\n' ORDER BY n) FROM unnest(ARRAY['random()', 'now()', '(SELECT max(age) FROM poll)', 'max(age)', 'sum(age)', 'rank() OVER ()', 'generate_series(1, 2)', 'q1, q2', 'age FROM poll', '1; DROP TABLE poll', '', 'poll',
    'ctid', 'ARRAY[1, 2]', 'current_user', 'pg_sleep(1)', '$1', 'to_char(day, ''Day'')', 'race = ''Blck''', 'age = ''old''', 'read = ''Radio''', 'nothing + 1', 'age AS x', '*', 'word::int']) WITH ORDINALITY t(e, n)),
'random(): 0A000 a derived variable must not contain a volatile function
now(): 0A000 a derived variable must not contain what depends on the clock, the time zone or a setting
(SELECT max(age) FROM poll): 0A000 a derived variable must not contain a subquery
max(age): 42803 aggregate functions are not allowed in WHERE
sum(age): 42803 aggregate functions are not allowed in WHERE
rank() OVER (): 42P20 window functions are not allowed in WHERE
generate_series(1, 2): 0A000 set-returning functions are not allowed in WHERE
q1, q2: 0A000 a derived variable must not contain anything beside one expression
age FROM poll: 0A000 a derived variable must not contain anything beside one expression
1; DROP TABLE poll: 42601 syntax error at or near ";"
: 42601 the expression is empty
poll: 0A000 a derived variable must not contain a whole row
ctid: 0A000 a derived variable must not contain a system column
ARRAY[1, 2]: 42804 a derived variable must be a number, text, date or condition, not of type integer[]
current_user: 0A000 a derived variable must not contain who or where the session is
pg_sleep(1): 0A000 a derived variable must not contain a volatile function
$1: 42P02 there is no parameter $1
to_char(day, ''Day''): 0A000 a derived variable must not contain what depends on the clock, the time zone or a setting
race = ''Blck'': 22P02 "race" has no answer "Blck"
age = ''old'': 22P02 invalid input syntax for type integer: "old"
read = ''Radio'': 22P02 "read" has no answer "Radio"
nothing + 1: 42703 column "nothing" does not exist
age AS x: 0A000 a derived variable must not contain AS
*: 0A000 a derived variable must not contain *
word::int: 0A000 a derived variable must not contain a cast of type text to integer', 'what it may not be');
SELECT is((SELECT string_agg(a || ': ' || message(a), E'\n' ORDER BY n) FROM unnest(ARRAY[$$NULL, 'age'$$, $$'x', NULL$$, $$'age', '1'$$, $$'id', '1'$$, $$'read', 'true'$$, $$'', '1'$$, $$'x', 'age', '[]'$$, $$'x', 'age', '{"name": "y"}'$$, $$'x', 'age', '{"colour": 1}'$$, $$'x', 'age', '{"type": "json"}'$$,
    $$'x', 'age', '{"values": {"1": "y"}}'$$, $$'x', NULL, '{"label": "y"}'$$, $$'x', NULL, '{"any_of": ["race"]}'$$, $$'x', NULL, '{"members": [{"label": "a"}]}'$$, $$'x', NULL, '{"members": [{"expression": "age"}]}'$$, $$'x', 'age', options => '{"rename": "y"}'$$,
    $$'x', 'age', options => '{"missing": "all"}'$$]) WITH ORDINALITY t(a, n)),
'NULL, ''age'': 22004 "variable" must not be NULL
''x'', NULL: 42703 variable "x" of survey "poll" does not exist
''age'', ''1'': 42701 column "age" of survey "poll" already exists
''id'', ''1'': 42701 column "id" of survey "poll" already exists
''read'', ''true'': 42710 survey "poll" has a set "read" already
'''', ''1'': 42602 "" cannot be the name of a variable
''x'', ''age'', ''[]'': 22023 codebook of a derived variable must be an object
''x'', ''age'', ''{"name": "y"}'': 22023 codebook of a derived variable has no "name"
''x'', ''age'', ''{"colour": 1}'': 22023 unknown key "colour" in variable "x"
''x'', ''age'', ''{"type": "json"}'': 22023 variable "x": "json" is no type that a variable can have
''x'', ''age'', ''{"values": {"1": "y"}}'': 22023 variable "x" holds 18, which the codebook does not declare
''x'', NULL, ''{"label": "y"}'': 22023 derived set "x": it needs one of "members", "any_of" and "all_of"
''x'', NULL, ''{"any_of": ["race"]}'': 22023 derived set "x": "race" is no set of the survey
''x'', NULL, ''{"members": [{"label": "a"}]}'': 22023 derived set "x": a member has no "expression"
''x'', NULL, ''{"members": [{"expression": "age"}]}'': 22023 derived set "x": option 1 is no condition: age
''x'', ''age'', options => ''{"rename": "y"}'': 22023 a variable is renamed without an expression and a codebook
''x'', ''age'', options => ''{"missing": "all"}'': 22023 missing must not be "all"', 'what is not understood');
SELECT is((SELECT count(*) FROM pg_attribute WHERE attrelid = 'poll'::regclass AND attname = 'x'), 0::bigint, 'none of it left a column');
SELECT is((SELECT variable FROM derive_variable('poll', 'x"; DROP TABLE poll; --', 'age + 1')), 'x"; DROP TABLE poll; --', 'a name is a name');
SELECT is((SELECT variable FROM derive_variable('poll', 'x"; DROP TABLE poll; --', NULL)), 'x"; DROP TABLE poll; --', 'and goes again');
CREATE VIEW poll_view AS SELECT * FROM poll;
CREATE TABLE of_view AS SELECT register_survey('of_view', 'poll_view');
SELECT throws_ok($$ SELECT derive_variable('of_view', 'x', 'age') $$, '42809', 'the answers of survey "of_view" are not in a table', 'a view has no generated columns');
SELECT throws_ok($$ SELECT derive_variable('none', 'x', 'age') $$, '42704', 'survey "none" does not exist', 'nor has what is not there');

-- the codebook changes: what is derived is what it would be if it were derived now; counts by hand
CREATE TABLE marks AS SELECT i AS id, q::smallint, i % 2 = 0 AS even FROM unnest(ARRAY[1, 2, 3, 4, 5, 9, 5, 4, 9, 3]) WITH ORDINALITY t(q, i);
CREATE TABLE marks_said AS SELECT register_survey('marks', 'marks', '{"respondent": "id", "variables": [{"name": "q", "values": {"1": "Awful", "2": "Poor", "3": "Fair", "4": "Good", "5": "Great", "9": "Nine"}}]}');
CREATE FUNCTION marked(variable text) RETURNS text LANGUAGE SQL AS
    $$ SELECT string_agg(c.row_label || ' ' || c.n || ' of ' || c.base_n, ', ') FROM survey_crosstab('marks', ARRAY[variable]) c WHERE c.row_code IS NOT NULL $$;
CREATE FUNCTION place(variable text) RETURNS int LANGUAGE SQL AS $$ SELECT attnum::int FROM pg_attribute WHERE attrelid = 'marks'::regclass AND attname = variable $$;
CREATE TABLE marks_derived AS SELECT derive_variable('marks', 'happy', 'q >= 4') AS r
    UNION ALL SELECT derive_variable('marks', 'sad', 'NOT happy') UNION ALL SELECT derive_variable('marks', 'sad_even', 'sad AND even', '{"label": "Sad and even", "values": {"0": "no", "1": "yes"}}')
    UNION ALL SELECT derive_variable('marks', 'high', 'q >= 4', options => '{"missing": "codes"}') UNION ALL SELECT derive_variable('marks', 'pair', 'even')
    UNION ALL SELECT derive_variable('marks', 'nine', 'q = ''Nine''');
GRANT SELECT ON marks_labels TO tap_derive_reader;
CREATE TABLE places AS SELECT place('high') AS high, place('pair') AS pair, place('happy') AS happy;
SELECT is(marked('happy'), 'No 4 of 10, Yes 6 of 10', 'before, 9 is an answer');
SELECT is((SELECT (changed, warnings)::text FROM alter_survey('marks', '{"variables": [{"name": "q", "label": "How was it?"}]}')), '({q},{})', 'another question');
SELECT is(place('happy'), (SELECT happy FROM places), 'makes nothing anew');
SELECT is((SELECT warnings FROM alter_survey('marks', '{"variables": [{"name": "q", "missing": {"9": "Nine"}}]}')), '{}', '9 is missing now');
SELECT is(marked('happy'), 'No 4 of 8, Yes 4 of 8', 'so it is in what is derived');
SELECT is(marked('sad'), 'No 4 of 8, Yes 4 of 8', 'and in what is derived of that');
SELECT is(marked('sad_even'), 'no 7 of 9, yes 2 of 9', 'however far, with its labels; of the two without an answer, one is odd and so no');
SELECT is((SELECT label FROM survey_codebook('marks') WHERE variable = 'sad_even' LIMIT 1), 'Sad and even', 'and its question');
SELECT is(marked('high'), 'No 4 of 10, Yes 6 of 10', 'codes that were asked for are codes');
SELECT is(marked('nine'), 'No 8 of 10, Yes 2 of 10', 'and who asks for 9 sees it');
SELECT is((place('high'), place('pair'))::text, (SELECT (high, pair)::text FROM places), 'what means the same is not made anew');
SELECT ok(has_table_privilege('tap_derive_reader', 'marks_labels', 'SELECT'), 'who could read the view can');
SELECT is((SELECT warnings FROM alter_survey('marks', '{"variables": [{"name": "q", "values": {"9": "Nine"}}]}')), '{}', '9 is an answer again');
SELECT is(marked('happy') || '; ' || marked('sad_even'), 'No 4 of 10, Yes 6 of 10; no 8 of 10, yes 2 of 10', 'everywhere');
SELECT is((SELECT array_to_string(warnings, ' ') FROM alter_survey('marks', '{"variables": [{"name": "q", "values": {"9": "Ten"}}]}')),
    'derived variable "nine" still holds what it did before this change ("q" has no answer "Nine"); derive_variable(''marks'', ''nine'', ''q = ''''Nine'''''') makes it anew', 'a label that is needed');
SELECT is(marked('nine'), 'No 8 of 10, Yes 2 of 10', 'goes, and what hangs on it stays');
SELECT is((SELECT warnings FROM alter_survey('marks', '{"variables": [{"name": "q", "values": {"9": "Nine"}}]}')), '{}', 'until there is such a label again');
CREATE VIEW marks_above AS SELECT happy FROM marks;
SELECT is((SELECT string_agg(w, ' ' ORDER BY w COLLATE "C") FROM alter_survey('marks', '{"variables": [{"name": "q", "missing": {"1": "Awful"}}]}') a, unnest(a.warnings) w),
    (SELECT string_agg(format('derived variable "%s" still holds what it did before this change (cannot drop column happy of table marks because other objects depend on it); derive_variable(''marks'', ''%s'', ''%s'') makes it anew', v, v, e), ' ' ORDER BY n)
        FROM (VALUES (1, 'happy', 'q >= 4'), (2, 'nine', 'q = ''''Nine'''''), (3, 'sad', 'NOT happy'), (4, 'sad_even', 'sad AND even')) t(n, v, e)), 'where a view is in the way, it is said what to call');
DROP VIEW marks_above;
SELECT is((SELECT (answered, warnings)::text FROM derive_variable('marks', 'happy', 'q >= 4')), '(9,{})', 'which does it');
SELECT is(marked('sad_even'), 'no 8 of 10, yes 2 of 10', 'for all of them');

SELECT is((SELECT warnings FROM register_survey('marks', 'marks', jsonb_set(survey_codebook_json('marks'), '{variables}', (SELECT jsonb_agg(CASE WHEN v ->> 'name' = 'q' THEN v || '{"values": {"1": "Awful", "2": "Poor", "3": "Fair", "4": "Good"}, "missing": {"5": "Great", "9": "Nine"}}' ELSE v END ORDER BY n)
    FROM jsonb_array_elements(survey_codebook_json('marks') -> 'variables') WITH ORDINALITY t(v, n))), replace => true)), '{}', 'another codebook in its place, by which 5 is missing too and 1 is not');
SELECT is(marked('happy') || '; ' || marked('sad_even'), 'No 4 of 6, Yes 2 of 6; no 7 of 9, yes 2 of 9', 'is that of what is derived');

-- filters too
SELECT is(survey_filter('poll', 'race = ''Black'' AND q1 IN (''Refused'', 1) AND read <> ''Print'''), '(((race = 2) AND (q1 = ANY (ARRAY[98, 1])) AND (read_1 <> true)))', 'filters name answers by their labels');
SELECT is((SELECT n FROM survey_mean('poll', '{age}', filter => 'race = ''black''')), (SELECT count(*) FROM poll WHERE race = 2 AND w IS NOT NULL), 'in every function');
SELECT is(survey_filter('poll', 'race = ''2'''), '((race = ''2''::smallint))', 'a code in quotes is a code');
SELECT throws_ok($$ SELECT survey_filter('poll', 'race = ''Bleck''') $$, '22P02', '"race" has no answer "Bleck"', 'what is no label is an error');
SET ROLE tap_derive_reader;
SELECT throws_ok($$ SELECT derive_variable('poll', 'x', 'age') $$, '42501', 'must be owner of survey "poll"', 'who reads does not derive');
RESET ROLE;
SELECT is((SELECT count(*) FROM survey_check()), 0::bigint, 'the catalogue fits');
SELECT * FROM finish();
