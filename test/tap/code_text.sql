-- code_text: open answers by a frame of codes.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(24);
CREATE TABLE why AS SELECT n::int AS id, w AS reason FROM unnest(ARRAY['Too expensive', 'The prices went up', 'Rude staff and bad service', 'moved away', '', NULL, 'PRICE!', 'service was slow; expensive too']) WITH ORDINALITY t(w, n);
CREATE TABLE unsaid AS SELECT register_survey('why', 'why', '{"respondent": "id", "variables": [{"name": "reason", "measure": "text"}]}');
SELECT is((SELECT (variable, measure, answered, missing)::text FROM code_text('why', 'reason', '{"label": "Reasons", "language": "english", "codes": [
    {"label": "Price", "words": ["price", "too expensive"]}, {"label": "Staff", "words": "rude", "regex": "staff|service"}]}')), '(reason_codes,multiple,6,2)', 'a set; who said nothing is missing');
-- by hand; "too" is a stop word of English, so that the phrase is met by "expensive too"
SELECT is((SELECT string_agg(row_label || ' ' || n, ', ') FROM survey_crosstab('why', '{reason_codes}') WHERE row_code IS NOT NULL), 'Price 4, Staff 2, None of these 1', 'words in any form, phrases, expressions');
SELECT is((SELECT DISTINCT base_n FROM survey_crosstab('why', '{reason_codes}') WHERE row_code IS NOT NULL), 6::bigint, 'the base is who answered');
SELECT is((SELECT string_agg(id::text, ' ' ORDER BY id) FROM why WHERE reason_codes_1), '1 2 7 8', 'those of a code');
UPDATE why SET reason = 'cheaper elsewhere' WHERE id = 4;
INSERT INTO why VALUES (9, 'unfriendly service');
SELECT is((SELECT (reason_codes_1, reason_codes_2, reason_codes_3)::text FROM why WHERE id = 9), '(f,t,f)', 'a new answer is coded');
SELECT is((SELECT answered FROM code_text('why', 'reason', '{"codes": [{"label": "Price", "words": ["price", "prices", "expensive", "cheaper"]}, {"label": "Staff", "regex": "service"}], "other": "Rest"}')), 7::bigint, 'another frame takes the place of the first');
SELECT is((SELECT string_agg(row_label || ' ' || n, ', ') FROM survey_crosstab('why', '{reason_codes}') WHERE row_code IS NOT NULL), 'Price 5, Staff 3, Rest 0', 'without stems words are as they stand');
ALTER TABLE why ADD COLUMN by_hand boolean;
CREATE TABLE altered AS SELECT alter_survey('why', '{"variables": [{"name": "by_hand", "measure": "nominal", "values": {"0": "No", "1": "Yes"}}]}');
UPDATE why SET by_hand = true WHERE id = 3;
SELECT is((SELECT variable FROM code_text('why', 'reason', '{"codes": [{"label": "Price", "words": "expensive", "expression": "by_hand"}]}', '{"into": "hand"}')), 'hand', 'codes by hand beside the rules');
SELECT is((SELECT string_agg(id::text, ' ' ORDER BY id) FROM why WHERE hand_1), '1 3 8', 'are coded too');
SELECT is((SELECT variable FROM derive_variable('why', 'hand', NULL)), 'hand', 'a coded set goes as any derived one');
CREATE FUNCTION message(arguments text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE state text; message text;
BEGIN
    EXECUTE format('SELECT code_text(''why'', %s)', arguments);
    RETURN 'ok';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
    RETURN state || ' ' || message;
END $$;
SELECT is((SELECT string_agg(message(a), E'\n' ORDER BY n) FROM unnest(ARRAY[$$NULL, '{}'$$, $$'reason', NULL$$, $$'nothing', '{"codes": [{"label": "a", "words": "b"}]}'$$, $$'id', '{"codes": [{"label": "a", "words": "b"}]}'$$, $$'by_hand', '{"codes": [{"label": "a", "words": "b"}]}'$$,
    $$'reason', '[]'$$, $$'reason', '{}'$$, $$'reason', '{"codes": []}'$$, $$'reason', '{"codes": [5]}'$$, $$'reason', '{"codes": [{"words": "b"}]}'$$, $$'reason', '{"codes": [{"label": "a"}]}'$$, $$'reason', '{"codes": [{"label": "a", "colour": "b"}]}'$$,
    $$'reason', '{"language": "klingon", "codes": [{"label": "a", "words": "b"}]}'$$, $$'reason', '{"codes": [{"label": "a", "expression": "random() > 0.5"}]}'$$, $$'reason', '{"codes": [{"label": "a", "words": "b"}]}', '{"into": "reason"}'$$]) WITH ORDINALITY t(a, n)),
'22004 "variable" must not be NULL
22004 "frame" must not be NULL
42703 variable "nothing" of survey "why" does not exist
42703 variable "id" of survey "why" does not exist
42809 variable "by_hand" holds no texts to code
22023 the frame: it must be an object
22023 the frame: it has no "codes"
22023 the frame: it has no "codes"
22023 the frame: its codes must be objects
22023 the frame: a code has no "label"
22023 the frame: code "a" has no "words", "regex" or "expression"
22023 unknown key "colour" in a code of the frame
42704 text search configuration "klingon" does not exist
0A000 a derived variable must not contain a volatile function
42701 column "reason" of survey "why" already exists', 'what is no frame');
SELECT is((SELECT count(*) FROM pg_attribute WHERE attrelid = 'why'::regclass AND attname LIKE 'reason_codes%'), 3::bigint, 'leaves all as it was');
SELECT is((SELECT variable FROM code_text('why', 'reason', '{"codes": [{"label": "a''); DROP TABLE why; --", "words": "x''); DROP TABLE why; --"}]}', '{"into": "hostile"}')), 'hostile', 'words are words');
SELECT is((SELECT n FROM survey_crosstab('why', '{hostile}') WHERE row_code = 1), 0::bigint, 'that nobody said');
-- rules that would find nothing, everything, or fail in the middle of the coding
SELECT is((SELECT string_agg(message(a), E'\n' ORDER BY n) FROM unnest(ARRAY[$$'reason', '{"codes": [{"label": "a", "words": "b"}, {"label": "bad", "regex": ["x", "(y"]}]}'$$, $$'reason', '{"codes": [{"label": "a", "words": []}]}'$$, $$'reason', '{"codes": [{"label": "a", "words": [null]}]}'$$,
    $$'reason', '{"codes": [{"label": "a", "regex": {"b": 1}}]}'$$, $$'reason', '{"codes": [{"label": "a", "regex": ""}]}'$$, $$'reason', '{"language": "english", "codes": [{"label": "a", "words": ["price", "the"]}]}'$$, $$'reason', '{"codes": [{"label": "a", "words": "?!"}]}'$$,
    $$'reason', '{"codes": [{"label": "a", "words": "b"}, {"label": "a", "words": "c"}]}'$$, $$'reason', '{"codes": [{"label": "None of these", "words": "b"}]}'$$, $$'reason', '{"codes": [{"label": "a", "expression": "by_hand) OR (true"}]}'$$, $$'reason', '{"codes": [{"label": "a", "expression": "id + 1"}]}'$$,
    $$'reason', '{"language": 5, "codes": [{"label": "a", "words": "b"}]}'$$, $$'reason', '{"codes": [{"label": "a", "words": "b"}], "nets": {"n": ["c"]}}'$$, $$'reason', '{"codes": [{"label": "a", "words": "b"}], "nets": []}'$$]) WITH ORDINALITY t(a, n)),
'2201B code "bad" of the frame: "(y" is no regular expression: parentheses () not balanced
22023 the frame: "words" of code "a" are none
22023 the frame: "words" of code "a" must be texts
22023 the frame: "regex" of code "a" must be texts
22023 the frame: "regex" of code "a" must be texts
22023 code "a" of the frame: text search finds no word in "the"
22023 code "a" of the frame: text search finds no word in "?!"
22023 the frame: two codes are called "a"
22023 the frame: two codes are called "None of these"
42601 syntax error at or near ")"
22023 the frame: "expression" of code "a" is no condition
22023 key "language" of the frame must be a string
22023 set "reason_codes": net "n" holds "c", which is no member of the set
22023 key "nets" of the frame must be an object', 'rules that are none name their code');
SELECT is((SELECT answered FROM code_text('why', 'reason', '{"codes": [{"label": "Hand", "expression": "by_hand -- those of March"}, {"label": "Price", "words": "expensive"}, {"label": "Staff", "regex": "service"}], "nets": {"Said": ["Price", "Staff"]}}', '{"into": "netted"}')), 7::bigint, 'a remark in a condition, and a net of codes');
SELECT is((SELECT n FROM survey_crosstab('why', '{netted}') WHERE row_label = 'Said'), (SELECT count(*) FROM why WHERE reason ~* 'expensive|service'), 'counts who is in any');
SELECT is((SELECT answered FROM code_text('why', 'reason', '{"codes": [{"label": "Staff", "regex": "service"}, {"label": "Price", "words": "expensive"}], "nets": {"Said": ["Price", "Staff"]}}', '{"into": "netted"}')), 7::bigint, 'another frame of other codes');
SELECT is((SELECT n FROM survey_crosstab('why', '{netted}') WHERE row_label = 'Said'), (SELECT count(*) FROM why WHERE reason ~* 'expensive|service'), 'has its nets by their labels');
-- text search holds a million bytes of an answer: what is longer can be written, and is coded by its beginning
SELECT lives_ok($$ INSERT INTO why SELECT 99, 'expensive ' || string_agg(md5(k::text), ' ') FROM generate_series(1, 40000) k $$, 'an answer of 1.3 million letters is taken');
SELECT is((SELECT (netted_1, netted_2)::text FROM why WHERE id = 99), '(f,t)', 'and coded');
INSERT INTO why SELECT 100, repeat('a', 401);
\set milliseconds 300
SELECT $$ SELECT code_text('why', 'reason', '{"codes": [{"label": "slow", "regex": "^(a+)(a+)(a+)\\1\\2\\3$"}]}', '{"into": "slow"}') $$ AS call \gset
\ir include/cancel.psql
SELECT ok(:'cancelled', 'an expression that takes for ever can be cancelled');
DELETE FROM why WHERE id = 99;
CREATE ROLE tap_text_reader; GRANT SELECT ON why TO tap_text_reader; SET ROLE tap_text_reader;
SELECT throws_ok($$ SELECT code_text('why', 'reason', '{"codes": [{"label": "a", "words": "b"}]}') $$, '42501', NULL, 'who reads does not code');
RESET ROLE;
SELECT is((SELECT count(*) FROM survey_check()), 0::bigint, 'the catalogue fits');
SELECT * FROM finish();
