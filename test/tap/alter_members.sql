-- alter_survey with options of a set: merged by their variables, as all else of a codebook; texts that come from labels follow these.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(27);

CREATE TABLE poll AS SELECT i AS id, i % 2 = 0 AS m_1, i % 3 = 0 AS m_2, i % 5 = 0 AS m_3, i % 7 = 0 AS m_4 FROM generate_series(1, 60) i;
SELECT register_survey('poll', 'poll', '{"respondent": "id", "sets": [{"name": "m", "label": "Media", "members": ["m_1", {"variable": "m_2", "label": "TV"}, "m_3"], "nets": {"Any": ["m_1", "m_2"]}}]}') \g /dev/null
CREATE FUNCTION options(survey text DEFAULT 'poll', set text DEFAULT 'm') RETURNS text LANGUAGE SQL AS $$
    SELECT string_agg(value || ' ' || value_label, ', ' ORDER BY code) FROM survey_codebook(survey) WHERE variable = set AND kind = 'set' $$;
CREATE FUNCTION altered(members text, survey text DEFAULT 'poll') RETURNS text LANGUAGE plpgsql AS $$
DECLARE message text;
BEGIN
    PERFORM alter_survey(survey, format('{"sets": [{"name": "m", "members": %s}]}', members)::jsonb);
    RETURN options(survey);
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
    RETURN message;
END $$;

SELECT is(options(), 'm_1 m_1, m_2 TV, m_3 m_3', 'the set that was registered');
SELECT is(altered('[{"variable": "m_1", "label": "Print"}]'), 'm_1 Print, m_2 TV, m_3 m_3', 'one label of one option: the others stay');
SELECT is(altered('{"m_3": "Web"}'), 'm_1 Print, m_2 TV, m_3 Web', 'an object says it shorter');
SELECT is(altered('["m_4"]'), 'm_1 Print, m_2 TV, m_3 Web, m_4 m_4', 'an option more');
SELECT is(altered('{"m_4": null, "M_2": "Television"}'), 'm_1 Print, m_2 Television, m_3 Web', 'null removes one; letter case does not matter');
SELECT is(altered('["m_3", "m_1", "m_2"]'), 'm_3 Web, m_1 Print, m_2 Television', 'a list of all of them is their order');
SELECT is(altered('"m_*"'), 'm_1 Print, m_2 Television, m_3 Web, m_4 m_4', 'a pattern of all, too');
SELECT is(altered('["m_4", "m_*"]'), 'm_4 m_4, m_1 Print, m_2 Television, m_3 Web', 'a pattern leaves out what is named beside it');
SELECT is(altered('["m_1", "m_1"]'), 'set "m": "m_1" is a member twice', 'a name twice is an error');
SELECT is(altered('{"m_3": null, "m_4": null}'), 'm_1 Print, m_2 Television', 'two go');
SELECT is(altered('[{"variable": "m_1", "label": null}]'), 'm_1 m_1, m_2 Television', 'a text of its own goes');
SELECT is(altered('{"m_2": null}'), 'set "m": net "Any" holds "m_2", which is no member of the set', 'an option that a net holds stays');
SELECT is(altered('["m_9"]'), 'set "m": member "m_9" is no variable of the survey', 'an option that is no variable');
SELECT is(altered('[5]'), 'key "members" of set "m" must be an array of names of variables', 'no list of names');
SELECT is(options(), 'm_1 m_1, m_2 Television', 'nothing of that was done');
SELECT alter_survey('poll', '{"sets": [{"name": "n", "label": "New", "members": {"m_3": "Three", "m_4": "Four"}}]}') \g /dev/null
SELECT is(options(set => 'n'), 'm_3 Three, m_4 Four', 'a new set as an object');
SELECT is((SELECT string_agg(row_label || ' ' || n, ', ' ORDER BY row_code) FROM survey_crosstab('poll', '{n}') WHERE row_code IS NOT NULL), 'Three 12, Four 8', 'tables have its words');

-- texts of options that the loader took from the questions follow them
SELECT load_survey('tools', convert_to(E'Q1_1,Q1_2,Q1_3\nWhat do you use? - SQL,What do you use? - R,What do you use? - Go\nSQL,,Go\n,R,\nSQL,R,Go\n,R,\n', 'UTF8')) \g /dev/null
SELECT is(options('tools', 'q1'), 'q1_1 SQL, q1_2 R, q1_3 Go', 'options of a file');
SELECT alter_survey('tools', '{"variables": [{"name": "q1_1", "label": "What do you use? - SQL, at all"}, {"name": "q1_2", "label": "The language R"}]}') \g /dev/null
SELECT is(options('tools', 'q1'), 'q1_1 SQL, at all, q1_2 The language R, q1_3 Go', 'their texts follow the labels of their variables');
SELECT alter_survey('tools', '{"variables": [{"name": "q1_3", "label": "What do you use? - Go or C"}], "sets": [{"name": "q1", "members": {"q1_3": "Gopher"}}]}') \g /dev/null
SELECT is(options('tools', 'q1'), 'q1_1 SQL, at all, q1_2 The language R, q1_3 Gopher', 'what a change says of an option goes before');
SELECT alter_survey('tools', '{"variables": [{"name": "q1_3", "label": "Use: Go"}, {"name": "q1_2", "label": null}]}') \g /dev/null
SELECT is(options('tools', 'q1'), 'q1_1 SQL, at all, q1_2 q1_2, q1_3 Gopher', 'a text that is not of the label stays, one that is goes with it');
SELECT alter_survey('poll', '{"variables": [{"name": "m_1", "label": "Newspapers"}]}') \g /dev/null
SELECT is(options(), 'm_1 Newspapers, m_2 Television', 'an option without a text is its label');
SELECT alter_survey('poll', '{"variables": [{"name": "m_1", "label": "Magazines"}]}') \g /dev/null
SELECT is(options(), 'm_1 Magazines, m_2 Television', 'whatever that is');
SELECT is((SELECT array_to_string(changed, ' ') FROM alter_survey('poll', '{"sets": [{"name": "m", "members": ["m_1"]}]}')), '', 'saying what is there changes nothing');
-- a file without texts of its questions calls options as its columns; they follow the labels that their variables get, and texts of their own stay
SELECT load_survey('bare', convert_to(E'Q1_1,Q1_2,Q1_3\n1,0,1\n0,1,0\n1,1,0\n0,0,1\n', 'UTF8')) \g /dev/null
SELECT is(options('bare', 'q1'), 'q1_1 Q1_1, q1_2 Q1_2, q1_3 Q1_3', 'options of a file without texts');
SELECT alter_survey('bare', '{"sets": [{"name": "q1", "members": {"q1_2": "2"}}]}') \g /dev/null
SELECT alter_survey('bare', '{"variables": [{"name": "q1_1", "label": "What do you use? - SQL"}, {"name": "q1_2", "label": "R"}]}') \g /dev/null
SELECT is(options('bare', 'q1'), 'q1_1 What do you use? - SQL, q1_2 2, q1_3 Q1_3', 'they are called as their variables');
SELECT alter_survey('bare', '{"variables": [{"name": "q1_1", "label": "Databases"}]}') \g /dev/null
SELECT is(options('bare', 'q1'), 'q1_1 Databases, q1_2 2, q1_3 Q1_3', 'a text that is the whole label follows, too');
SELECT * FROM finish();
