-- alter_survey: changes of the codebook, merged into what is there, whole or not at all.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(93);

CREATE ROLE tap_alter_owner;
CREATE ROLE tap_alter_reader;
GRANT CREATE ON SCHEMA public TO tap_alter_owner;
SET ROLE tap_alter_owner;
CREATE TABLE poll AS
SELECT i AS id, (1 + i % 3)::smallint AS sex, (1 + i % 5)::smallint AS q2_1, (1 + i * 7 % 5)::smallint AS q2_2, (CASE WHEN i % 11 = 0 THEN 98 ELSE 1 + i * 3 % 5 END)::smallint AS q2_3,
    i % 2 = 0 AS m_1, i % 3 = 0 AS m_2, i % 5 = 0 AS m_3, (ARRAY['b', 'a', 'c'])[1 + i % 3] AS word, 18 + i % 60 AS age, (1.0 + i % 3)::float8 AS w
FROM generate_series(1, 60) i;
CREATE TABLE unsaid AS SELECT register_survey('poll', 'poll') AS r;
GRANT SELECT ON poll, poll_labels TO tap_alter_reader;

CREATE FUNCTION said(variable text) RETURNS jsonb LANGUAGE SQL AS
    $$ SELECT v FROM jsonb_array_elements(survey_codebook_json('poll') -> 'variables') v WHERE v ->> 'name' = variable $$;
CREATE FUNCTION said_set(name text) RETURNS jsonb LANGUAGE SQL AS
    $$ SELECT v FROM jsonb_array_elements(survey_codebook_json('poll') -> 'sets') v WHERE v ->> 'name' = name $$;
CREATE FUNCTION message(changes text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE state text; message text; hint text; context text;
BEGIN
    PERFORM alter_survey('poll', changes::jsonb);
    RETURN 'ok';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
    RETURN state || ' ' || message;
END $$;

-- a pattern, a range, a list; labels, missing codes and nets are merged code by code
SELECT is((SELECT array_to_string(changed, ' ') FROM alter_survey('poll', '{"title": "The poll", "weight": "w", "respondent": "id", "variables": [
    {"name": "q2_*", "points": 5, "label": "How good?", "values": {"1": "Bad", "5": "Good"}, "missing": [98], "nets": {"Top": [4, 5]}},
    {"name": ["Q2_2:q2_3", "sex"], "properties": {"checked": true}},
    {"name": "sex", "values": {"1": "Male", "2": "Female"}, "missing": {"3": "Refused"}}],
    "sets": [{"name": "m", "label": "Media", "nets": {"Print": "m_1:m_2"}}, {"name": "grid", "members": "q2_*", "counted": 5}]}')),
    'respondent title weight id sex q2_1 q2_2 q2_3 m grid', 'the report names what changed; the key is no variable');
SELECT is(said('q2_1'), '{"name": "q2_1", "label": "How good?", "measure": "ordinal", "points": 5, "values": {"1": "Bad", "2": "2", "3": "3", "4": "4", "5": "Good"}, "missing": {"98": "98"}, "nets": {"Top": [4, 5]}}',
    'points make a nominal variable ordinal; what is not said stays');
SELECT is(said('q2_3') -> 'missing', '{"98": "98"}', 'a bare missing code leaves the values and keeps its label');
SELECT is(said('q2_3') -> 'properties', '{"checked": true}', 'a range takes what lies between, whatever the letter case');
SELECT is(said('q2_1') -> 'properties', NULL, 'and nothing before it');
SELECT is(said('sex'), '{"name": "sex", "measure": "nominal", "values": {"1": "Male", "2": "Female"}, "missing": {"3": "Refused"}, "properties": {"checked": true}}', 'a code under missing leaves the values');
SELECT is(said_set('m'), '{"name": "m", "label": "Media", "members": ["m_1", "m_2", "m_3"], "nets": {"Print": ["m_1", "m_2"]}}', 'a set has a label and a net more');
SELECT is(said_set('grid'), '{"name": "grid", "members": ["q2_1", "q2_2", "q2_3"], "counted": 5}', 'and a new one has the members of the pattern');
-- by hand: of the 54 with 1 to 5 in q2_3, and so on
SELECT is((SELECT n FROM survey_crosstab('poll', '{q2_3}', weight => 'none') WHERE row_label = 'Top'),
    (SELECT count(*) FROM poll WHERE q2_3 IN (4, 5)), 'tables have the net');
SELECT is((SELECT string_agg(DISTINCT sex, ' ' ORDER BY sex) FROM poll_labels), 'Female Male Refused', 'the view has the labels');
SELECT is(col_description('poll_labels'::regclass, (SELECT attnum FROM pg_attribute WHERE attrelid = 'poll_labels'::regclass AND attname = 'q2_2')), 'How good?', 'and the question');

-- missing answers by their labels: those that a variable has are meant, whatever their codes, and no new ones
CREATE TABLE feel AS SELECT i AS id, (ARRAY['Very', 'No answer', 'A bit'])[1 + i % 3] AS f_1, (ARRAY['No answer', 'Not', 'Very'])[1 + i % 3] AS f_2, 1 + i % 2 AS f_3 FROM generate_series(1, 30) i;
SELECT register_survey('feel', 'feel', '{"respondent": "id", "variables": [{"name": "f_1", "values": ["Very", "A bit", "No answer"]}, {"name": "f_2", "values": [{"code": 7, "label": "No answer"}, {"code": 1, "label": "Not"}, {"code": 2, "label": "Very"}]}, {"name": "f_3", "values": {"1": "Yes", "2": "No answer"}}]}') IS NULL \g /dev/null
SELECT is((SELECT changed FROM alter_survey('feel', '{"variables": [{"name": "f_*", "missing": ["no answer"]}]}')), '{f_1,f_2,f_3}', 'by label');
SELECT is((SELECT string_agg(variable || ' ' || code || ' ' || value_label, ', ' ORDER BY variable) FROM survey_codebook('feel') WHERE missing), 'f_1 3 No answer, f_2 7 No answer, f_3 2 No answer', 'each by the code that it has, and none more');
SELECT is((SELECT base_n FROM survey_crosstab('feel', '{f_2}') LIMIT 1), 20::bigint, 'they are in no base');
SELECT is((SELECT changed FROM alter_survey('feel', '{"variables": [{"name": "f_3", "missing": ["No answer", 1]}]}')), '{f_3}', 'labels and codes');
SELECT is((SELECT string_agg(code || ' ' || value_label || missing, ', ' ORDER BY code) FROM survey_codebook('feel') WHERE variable = 'f_3'), '1 Yestrue, 2 No answertrue', 'what was missing stays so');

-- "tables" by key, as all that is left out stays; null removes; what was stored before the check fails nothing else
SELECT alter_survey('feel', '{"tables": {"level": 0.9, "suppress": {"min_n": 5}, "sort": "total"}}') IS NULL \g /dev/null
SELECT alter_survey('feel', '{"tables": {"min_base": 20, "sort": null}}') IS NULL \g /dev/null
SELECT is(survey_codebook_json('feel') #> '{properties,tables}', '{"level": 0.9, "suppress": {"min_n": 5}, "min_base": 20}', 'a key of the tables leaves the others: what is suppressed stays so');
SELECT is((SELECT changed FROM alter_survey('feel', '{"tables": null}')), '{properties}', 'null is a change');
SELECT is(survey_codebook_json('feel') -> 'properties' -> 'tables', NULL, 'and removes them');
RESET ROLE;
UPDATE mlops_survey.survey SET properties = '{"tables": {"tests": "magic", "colour": 1}}' WHERE name = 'feel';
SET ROLE tap_alter_owner;
SELECT is((SELECT changed FROM alter_survey('feel', '{"variables": [{"name": "f_1", "label": "How?"}]}')), '{f_1}', 'wrong tables that were stored before are no error of another change');
SELECT throws_ok($$SELECT alter_survey('feel', '{"tables": {"level": 0.9}}')$$, '22023', 'unknown key "colour" in the tables of the codebook', 'but of a change of theirs');
SELECT is((SELECT changed FROM alter_survey('feel', '{"tables": {"tests": "spss", "colour": null}}')), '{properties}', 'which can mend them');
SELECT is(survey_codebook_json('feel') #> '{properties,tables}', '{"tests": "spss"}', 'for good');

-- null removes
SELECT is((SELECT changed FROM alter_survey('poll', '{"title": null, "variables": [{"name": "q2_2", "label": null, "nets": {"Top": null}}], "sets": [{"name": "grid", "members": null}]}')),
    '{title,q2_2,grid}', 'a title, a label, a net and a set go');
SELECT is(said('q2_2') ->> 'label', NULL, 'the label is gone');
SELECT is(col_description('poll_labels'::regclass, (SELECT attnum FROM pg_attribute WHERE attrelid = 'poll_labels'::regclass AND attname = 'q2_2')), NULL, 'from the view too');
SELECT is(said_set('grid'), NULL, 'the set is gone');
SELECT is((SELECT count(*) FROM poll_long WHERE variable = 'q2_3' AND missing), (SELECT count(*) FROM poll WHERE q2_3 = 98), 'the long view knows who is missing');
SELECT is((SELECT changed FROM alter_survey('poll', '{"variables": [{"name": "sex", "missing": {"3": null}, "values": {"3": "Other"}}]}')), '{sex}', 'a code goes back to the values');
SELECT is(said('sex') -> 'values', '{"1": "Male", "2": "Female", "3": "Other"}', 'in its place');
SELECT is((SELECT changed FROM alter_survey('poll', '{}')), '{}', 'no change is none');
SELECT is((SELECT changed FROM alter_survey('poll', '{"variables": null, "sets": []}')), '{}', 'nor are these');

-- texts keep what they stand for; arrays take the place of what was there, and so have an order
SELECT is((SELECT changed FROM alter_survey('poll', '{"variables": [{"name": "word", "values": {"2": "Beta"}}]}')), '{word}', 'an answer of a column of texts has another label');
SELECT is((SELECT n FROM survey_crosstab('poll', '{word}', weight => 'none') WHERE row_label = 'Beta'), 20::bigint, 'and is found by its text');
SELECT is((SELECT changed FROM alter_survey('poll', '{"variables": [{"name": "sex", "values": [{"code": 2, "label": "F"}, {"code": 1, "label": "M"}, {"code": 3, "label": "X"}]}]}')), '{sex}', 'an array');
SELECT is((SELECT string_agg(row_label, ' ') FROM survey_crosstab('poll', '{sex}', weight => 'none') WHERE row_code IS NOT NULL), 'F M X', 'has an order of its own');
SELECT is((SELECT changed FROM alter_survey('poll', '{"variables": [{"name": "sex", "values": {"1": "Men"}, "missing": {"3": "None"}}]}')), '{sex}', 'which stays');
SELECT is((SELECT string_agg(row_label, ' ') FROM survey_crosstab('poll', '{sex}', weight => 'none') WHERE row_code IS NOT NULL), 'F Men', 'when labels change');

-- scores: null is one
SELECT is((SELECT changed FROM alter_survey('poll', '{"variables": [{"name": "q2_1", "scores": {"1": 0, "3": null}}]}')), '{q2_1}', 'scores are merged');
SELECT is((SELECT changed FROM alter_survey('poll', '{"variables": [{"name": "q2_1", "scores": {"1": 10}}]}')), '{q2_1}', 'one by one');
SELECT is(said('q2_1') -> 'scores', '{"1": 10, "3": null}', 'and none is a score');
SELECT is((SELECT changed FROM alter_survey('poll', '{"variables": [{"name": "q2_1", "missing": {"3": "Neither"}}]}')), '{q2_1}', 'a code that is missing now');
SELECT is(said('q2_1') -> 'scores', '{"1": 10}', 'counts as nothing any more');
SELECT is((SELECT changed FROM alter_survey('poll', '{"variables": [{"name": "q2_1", "scores": null}]}')), '{q2_1}', 'all of them go at once');
SELECT is(said('q2_1') ? 'scores', false, 'as they did');

-- the measure: what a view shows is of another type then, and what was granted on it stays
SELECT is((SELECT changed FROM alter_survey('poll', '{"variables": [{"name": "q2_2", "measure": "scale"}]}')), '{q2_2}', 'a scale');
SELECT is(said('q2_2'), '{"name": "q2_2", "measure": "scale", "type": "smallint", "missing": {"98": "98"}, "properties": {"checked": true}}', 'has no answers, points and nets');
SELECT is(pg_typeof(q2_2)::text, 'smallint', 'and is a number in the view') FROM poll_labels LIMIT 1;
SELECT ok(has_table_privilege('tap_alter_reader', 'poll_labels', 'SELECT'), 'who could read the view can');
CREATE VIEW hangs_on AS SELECT q2_2 FROM poll_labels;
SELECT is(message('{"variables": [{"name": "q2_2", "measure": "nominal"}]}'), '2BP01 cannot drop view poll_labels because other objects depend on it', 'what hangs on the old column is in the way');
SELECT is(said('q2_2') ->> 'measure', 'scale', 'and then nothing has changed');
SELECT is(message('{"variables": [{"name": "q2_1", "label": "Other words"}]}'), 'ok', 'but not of other changes');

-- whole or not at all
SELECT is(message('{"title": "new", "variables": [{"name": "q2_9", "label": "x"}]}'), '42703 the codebook''s variable "q2_9" is no column of table "poll"', 'a variable that is none');
SELECT is(survey_codebook_json('poll') ->> 'title', NULL, 'leaves all as it was');
SELECT is(message('{"variables": [{"name": "sex", "values": {"2": null}}]}'), '22023 variable "sex" holds 2, which the codebook does not declare', 'answers are checked where codes change');
SELECT is((SELECT string_agg(c || ' ' || message(c), E'\n' ORDER BY n) FROM unnest(ARRAY['[]', 'null', '{"sets": 5}', '{"variables": {"name": "sex"}}', '{"variables": [{"label": "x"}]}', '{"variables": [{"name": ["sex", 1]}]}',
    '{"variables": [{"name": "z*"}]}', '{"variables": [{"name": "sex:z"}]}', '{"variables": [{"name": "sex", "colour": 1}]}', '{"colour": 1}', '{"variables": [{"name": "sex", "values": 5}]}',
    '{"variables": [{"name": "q2_1", "values": {"x": "y"}}]}', '{"sets": [{"name": "new"}]}', '{"sets": [{"name": "m", "nets": {"Any": "zz"}}]}', '{"variables": [{"name": "%"}]}']) WITH ORDINALITY t(c, n)),
'[] 22023 changes of a codebook must be an object
null 22023 changes of a codebook must be an object
{"sets": 5} 22023 key "sets" of the changes must be an array of objects, each with a "name"
{"variables": {"name": "sex"}} 22023 key "variables" of the changes must be an array of objects, each with a "name"
{"variables": [{"label": "x"}]} 22023 key "variables" of the changes must be an array of objects, each with a "name"
{"variables": [{"name": ["sex", 1]}]} 22023 a variable of the changes must be a name or an array of names
{"variables": [{"name": "z*"}]} 22023 a variable of the changes: no variable of the survey matches "z*"
{"variables": [{"name": "sex:z"}]} 22023 a variable of the changes: no variable of the survey matches "sex:z"
{"variables": [{"name": "sex", "colour": 1}]} 22023 unknown key "colour" in variable "sex"
{"colour": 1} 22023 unknown key "colour" in the codebook
{"variables": [{"name": "sex", "values": 5}]} 22023 key "values" of variable "sex" must be an object, or an array of texts, whole numbers or objects
{"variables": [{"name": "q2_1", "values": {"x": "y"}}]} 22023 variable "q2_1": "x" is not a code
{"sets": [{"name": "new"}]} 22023 set "new": it has no "members"
{"sets": [{"name": "m", "nets": {"Any": "zz"}}]} 22023 set "m": net "Any" holds "zz", which is no member of the set
{"variables": [{"name": "%"}]} 42703 the codebook''s variable "%" is no column of table "poll"', 'what cannot be understood is an error that names it');
SELECT throws_ok($$ SELECT alter_survey('poll', NULL) $$, '22004', 'changes of a codebook must not be NULL', 'NULL changes');
SELECT throws_ok($$ SELECT alter_survey(NULL, '{}') $$, '22004', NULL, 'NULL survey');
SELECT throws_ok($$ SELECT alter_survey('pol', '{}') $$, '42704', 'survey "pol" does not exist', 'a survey that is none');

-- labels do not move between codes: answers would say something else
CREATE TABLE words_loaded AS SELECT load_survey('words', convert_to(E'id,sat\n1,Satisfied\n2,Satisfied\n3,Dissatisfied\n4,Satisfied\n5,Very satisfied\n6,Very dissatisfied\n7,Very satisfied\n8,Very dissatisfied\n9,Dissatisfied\n', 'UTF8')) AS r;
CREATE FUNCTION moved(changes text, survey text DEFAULT 'words') RETURNS text LANGUAGE plpgsql AS $$
DECLARE state text; message text; detail text; hint text;
BEGIN
    PERFORM alter_survey(survey, format('{"variables": [%s]}', changes)::jsonb);
    RETURN 'ok';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(E'\n', state || ' ' || message, detail, hint);
END $$;
CREATE FUNCTION spoken() RETURNS text LANGUAGE SQL AS
    $$ SELECT string_agg(c.row_label || ' ' || c.n, ', ' ORDER BY c.row_label COLLATE "C") FROM survey_crosstab('words', '{sat}') c WHERE c.row_code IS NOT NULL $$;
SELECT is(moved('{"name": "sat", "measure": "ordinal", "values": ["Very dissatisfied", "Dissatisfied", "Satisfied", "Very satisfied"]}'),
    '22023 variable "sat": label "Satisfied" of code 1 would be that of code 3
The column stores codes, and they stay: answers 1, which are "Satisfied", would be "Very dissatisfied".
Give "values" as an object with the codes that the answers have, such as {"1": "Satisfied"}. Another order of them is "scores", or load the file again with a codebook that gives the texts in order.', 'an array of texts by which answers would change places');
SELECT is(spoken(), 'Dissatisfied 2, Satisfied 3, Very dissatisfied 2, Very satisfied 2', 'leaves them as they were; counted by hand');
SELECT matches(moved('{"name": "sat", "values": {"1": "dissatisfied", "2": "Satisfied"}}'), '^22023 variable "sat": label "Satisfied" of code 1 would be that of code 2', 'as an object by which they do');
SELECT matches(moved('{"name": "sat", "missing": {"1": "Dissatisfied"}, "values": {"2": "Other"}}'), '^22023 variable "sat": label "Dissatisfied" of code 2 would be that of code 1', 'missing or not');
SELECT is(moved('{"name": "sat", "values": [{"code": 4, "label": "Very dissatisfied"}, {"code": 2, "label": "Dissatisfied"}, {"code": 1, "label": "Satisfied"}, {"code": 3, "label": "Very satisfied"}]}'), 'ok', 'another order of display moves none');
SELECT is(moved('{"name": "sat", "measure": "ordinal", "scores": {"1": 3, "2": 2, "3": 4, "4": 1}}'), 'ok', 'nor do scores');
SELECT is((SELECT round(estimate::numeric, 9) FROM survey_mean('words', '{sat}')), round(23 / 9.0, 9), 'which are those of the words: (3 * 3 + 2 * 2 + 2 * 4 + 2 * 1) / 9');
SELECT is(moved('{"name": "sat", "values": {"1": "SATISFIED", "2": "Not so"}}'), 'ok', 'new words and other letters are free');
SELECT is(moved('{"name": "sat", "values": {"2": "Dissatisfied", "1": "Satisfied", "5": "Very happy"}}'), 'ok', 'and codes more');
SELECT is(moved('{"name": "sat", "values": {"5": null, "6": "Very happy"}}'), 'ok', 'a code that no answer has may go, and its label to another');
SELECT is(spoken(), 'Dissatisfied 2, Satisfied 3, Very dissatisfied 2, Very happy 0, Very satisfied 2', 'all answers are where they were');
CREATE TABLE spelt AS SELECT i AS id, (ARRAY['a', 'b'])[1 + i % 2] AS word FROM generate_series(1, 7) i;
CREATE TABLE spelt_said AS SELECT register_survey('spelt', 'spelt', '{"respondent": "id", "variables": [{"name": "word", "measure": "nominal", "values": ["a", "b"]}]}');
SELECT is(moved('{"name": "word", "values": ["b", "a"]}', 'spelt'), 'ok', 'of a column of texts the text says which answer it is');
SELECT is((SELECT string_agg(row_label || ' ' || n, ', ') FROM survey_crosstab('spelt', '{word}') WHERE row_code IS NOT NULL), 'b 4, a 3', 'in the new order');
SELECT is((SELECT array_to_string((r).warnings, ' ') FROM words_loaded),
    'sat: answers such as "Satisfied" and "Dissatisfied" seem to be those of a scale; for means and boxes load again (replace => true) with a codebook that has the best last: "points": 4, "values": {"1": "...", ..., "4": "..."}; or give the codes that they have "scores" by alter_survey, for means alone', 'the loader says how it is done');

-- objects of the codebook are merged by key
SELECT is((SELECT changed FROM alter_survey('poll', '{"filters": {"young": "age < 30"}, "properties": {"a": 1, "b": {"c": null}}}')), '{filters,properties}', 'saved filters and properties');
SELECT is((SELECT changed FROM alter_survey('poll', '{"filters": {"old": "age > 60"}, "properties": {"a": null}}')), '{filters,properties}', 'one more, one less');
SELECT is((SELECT jsonb_build_object('filters', j -> 'filters', 'properties', j -> 'properties') FROM survey_codebook_json('poll') j), '{"filters": {"old": "age > 60", "young": "age < 30"}, "properties": {"b": {"c": null}}}', 'the others stay');
SELECT is((SELECT changed FROM alter_survey('poll', '{"filters": null, "properties": null}')), '{filters,properties}', 'all of them go');

-- weights and packs stay
CREATE TABLE raked AS SELECT * FROM rake_survey('poll', '{"m_1": {"0": 0.5, "1": 0.5}}', 'raked', base => 'w');
CREATE TABLE packed AS SELECT * FROM pack_survey('poll');
CREATE TABLE was AS SELECT survey_mean('poll', '{age}') AS r;
SELECT is((SELECT changed FROM alter_survey('poll', '{"variables": [{"name": "q2_*", "label": "What now?"}, {"name": "m_1", "values": {"0": "no", "1": "yes"}}]}')), '{q2_1,q2_2,q2_3,m_1}', 'labels change after weighting and packing');
SELECT is((SELECT fresh FROM survey_pack_status('poll')), true, 'the pack is used as before');
SELECT is((SELECT survey_mean('poll', '{age}')::text), (SELECT r::text FROM was), 'and so is the weight');
RESET ROLE;
SET ROLE tap_alter_reader;
SELECT throws_ok($$ SELECT alter_survey('poll', '{}') $$, '42501', 'must be owner of survey "poll"', 'who reads the answers does not change what they mean');
RESET ROLE;
SELECT is((SELECT count(*) FROM survey_check()), 0::bigint, 'the catalogue fits');

-- answers in an order of their own: those that are missing stay where only labels of others are said, and go by null
CREATE TABLE ordered_answers AS SELECT i AS id, (ARRAY[1, 2, 3, -1])[1 + i % 4] AS q FROM generate_series(1, 40) i;
SELECT register_survey('ordered_answers', 'ordered_answers', '{"respondent": "id", "variables": [{"name": "q", "values": [{"code": -1, "label": "-1", "missing": true}, {"code": 3, "label": "3"}, {"code": 1, "label": "1"}, {"code": 2, "label": "2"}]}]}') IS NULL \g /dev/null
SELECT alter_survey('ordered_answers', '{"variables": [{"name": "q", "values": {"1": "One", "2": "Two", "3": "Three"}}]}') IS NULL \g /dev/null
SELECT is((SELECT string_agg(code || ' ' || value_label || CASE WHEN missing THEN ' (missing)' ELSE '' END, ', ' ORDER BY code) FROM survey_codebook('ordered_answers')), '-1 -1 (missing), 1 One, 2 Two, 3 Three', 'labels leave the missing answers where they are');
SELECT throws_ok($$SELECT alter_survey('ordered_answers', '{"variables": [{"name": "q", "missing": null}]}')$$, '22023', NULL, 'null takes them away');

-- a number with labels is a number still, which is said
ALTER TABLE ordered_answers ADD x int, ADD y int;
UPDATE ordered_answers SET x = 1 + id % 2, y = 1;
SELECT alter_survey('ordered_answers', '{"variables": [{"name": "x", "measure": "scale"}, {"name": "y", "measure": "scale"}]}') IS NULL \g /dev/null
SELECT is((SELECT warnings FROM alter_survey('ordered_answers', '{"variables": [{"name": "x", "values": {"1": "One", "2": "Two"}}, {"name": "y", "missing": {"99": "Refused"}}]}')),
    ARRAY['variable "x" has labels for some of its numbers now and is of measure scale as before; if they are codes, say "measure": "nominal" or "ordinal" as well'], 'labels of a scale');
SELECT is((SELECT warnings FROM alter_survey('ordered_answers', '{"variables": [{"name": "x", "measure": "nominal", "values": {"1": "One", "2": "Two"}}]}')), '{}', 'no longer of its codes');
-- codes that came in later and that nobody declared are no error of another change: it judges what it takes away
CREATE TABLE came AS SELECT i AS id, 1 + i % 3 AS a, 1 + i % 4 AS b, (ARRAY['x', 'y', 'z'])[1 + i % 3] AS t FROM generate_series(1, 60) i;
SELECT register_survey('came', 'came', '{"respondent": "id", "variables": [{"name": "a", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C"}}, {"name": "b", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C", "4": "D"}},
    {"name": "t", "measure": "nominal", "values": ["x", "y", "z"]}]}') IS NULL \g /dev/null
INSERT INTO came VALUES (100, 9, 9, 'q'), (101, 8, 2, 'x'), (102, 7, 2, 'x');
SELECT results_eq($$SELECT changed, warnings FROM alter_survey('came', '{"variables": [{"name": "a", "label": "Which?"}]}')$$, $$VALUES ('{a}'::text[], '{}'::text[])$$, 'a label, beside columns with undeclared codes and texts');
SELECT results_eq($$SELECT changed, warnings FROM alter_survey('came', '{"variables": [{"name": "a", "values": {"9": "Nine"}}]}')$$, $$VALUES ('{a}'::text[], ARRAY['variable "a" holds 7 and 1 more answer, which the codebook does not declare'])$$, 'one of three codes is declared');
SELECT results_eq($$SELECT changed, warnings FROM alter_survey('came', '{"variables": [{"name": "a", "values": {"7": "Seven"}, "missing": {"8": "Eight"}}]}')$$, $$VALUES ('{a}'::text[], '{}'::text[])$$, 'and the others');
SELECT results_eq($$SELECT changed, warnings FROM alter_survey('came', '{"variables": [{"name": "t", "values": {"4": "q"}}]}')$$, $$VALUES ('{t}'::text[], '{}'::text[])$$, 'a text, beside a variable with an undeclared code');
SELECT throws_ok($$SELECT alter_survey('came', '{"variables": [{"name": "b", "values": {"2": null}}]}')$$, '22023', 'variable "b" holds 2, which the codebook does not declare', 'what a change takes away is its business');
SELECT throws_ok($$SELECT alter_survey('came', '{"variables": [{"name": "t", "values": {"4": null}}]}')$$, '22023', 'variable "t" holds "q", which the codebook does not declare', 'of texts too');
SELECT throws_ok($$SELECT count(*) FROM survey_crosstab('came', '{b}')$$, '22000', NULL, 'what is undeclared still is');
SELECT * FROM finish();
