-- Codebooks: registration, inference, display, filters and every refusal, word for word.
SET client_min_messages = notice;

CREATE TYPE cb_size AS ENUM ('small', 'medium', 'large');
CREATE TABLE cb_people (
    id int PRIMARY KEY,
    region int,                     -- 1..4
    sex text,                       -- m, f, blank, NULL
    age int,
    team cb_size,
    q1_1 boolean, q1_2 boolean,
    q2_1 smallint, q2_2 smallint,   -- 0, 1
    q5 smallint,                    -- 1..5, 98 refused, NULL not asked
    score float8,                   -- 1, 2, 3 as floating point
    income numeric,                 -- -9 refused
    day date,
    comment text,
    w float8
);
COMMENT ON COLUMN cb_people.region IS 'Where do you live?';
INSERT INTO cb_people
SELECT i, 1 + i % 4, (ARRAY['f', 'm', '', NULL])[1 + i % 4], 18 + i, (ARRAY['small', 'medium', 'large']::cb_size[])[1 + i % 3],
    i % 2 = 0, i % 3 = 0, i % 2, (i % 3 = 0)::int, (ARRAY[1, 2, 4, 5, 98, NULL])[1 + i % 6], 1 + i % 3,
    CASE WHEN i % 5 = 0 THEN -9 ELSE 100 * i END, date '2024-01-01' + i, 'comment ' || i, 1 + i % 2
FROM generate_series(1, 24) i;

-- nothing said, all inferred
\x on
SELECT * FROM register_survey('cb_people', 'cb_people');
\x off
SELECT position, variable, kind, measure, label, code, value_label, value, missing FROM survey_codebook('cb_people');
SET datestyle = iso;
SELECT * FROM cb_people_labels ORDER BY id LIMIT 4;
SELECT * FROM cb_people_long WHERE respondent <= 2 ORDER BY respondent, variable, answer_code;
SELECT col_description('cb_people_labels'::regclass, 2) AS comment, obj_description('cb_people_long'::regclass) AS long_view;
SELECT relname, reloptions FROM pg_class WHERE relname IN ('cb_people_labels', 'cb_people_long') ORDER BY 1;

-- what it says of itself makes the same survey again
SELECT survey_codebook_json('cb_people') AS inferred \gset
SELECT variables, inferred FROM register_survey('cb_people', 'cb_people', :'inferred', replace => true);
SELECT survey_codebook_json('cb_people') = :'inferred' AS same;

-- a codebook with everything
\set full '{"title": "People of the town", "weight": "W", "respondent": "id", "design": {"strata": ["region"], "clusters": [], "fpc": [], "nest": false, "lonely": "adjust"}, "replicates": {"columns": ["income", "sc*"], "type": "jk1", "scale": 0.5, "mse": true}, "calibration": {"method": "raking"}, "variables": [{"name": "Q5", "label": "How big a challenge?", "header": "Q5. Challenge", "measure": "ordinal", "points": 5, "values": {"1": "Not at all", "5": "Very"}, "missing": {"98": "Refused"}, "nets": {"Big": [4, 5]}, "properties": {"format": "F2.0"}}, {"name": "sex", "values": ["m", {"value": "f", "label": "Woman", "code": 7}], "missing": [{"value": "", "label": "No answer"}]}, {"name": "income", "measure": "scale", "missing": {"-9": "Refused"}, "missing_ranges": [[null, -100], [2300, 2400]]}, {"name": "score", "measure": "ordinal", "points": 3}, {"name": "team"}], "sets": [{"name": "q1", "label": "Which apply?", "members": ["q1_1", {"variable": "q1_2", "label": "the second"}], "nets": {"any": ["q1_1", "q1_2"]}}, {"name": "q2", "members": ["q2_1", "q2_2"], "counted": 0}]}'
\x on
SELECT * FROM register_survey('cb_people', 'cb_people', :'full', replace => true);
\x off
SELECT jsonb_pretty(survey_codebook_json('cb_people'));
SELECT survey_codebook_json('cb_people') AS full_json \gset
SELECT inferred FROM register_survey('cb_people', 'cb_people', :'full_json', replace => true);
SELECT survey_codebook_json('cb_people') = :'full_json' AS same;
SELECT variable, code, value_label, value, missing, nets FROM survey_codebook('cb_people') WHERE variable IN ('q5', 'sex', 'q1', 'q2');
SELECT id, q5, sex, income FROM cb_people_labels ORDER BY id LIMIT 6;
SELECT * FROM cb_people_long WHERE respondent = 4 ORDER BY variable, answer_code;
SELECT income, i.id FROM cb_people_labels i WHERE id IN (5, 23) ORDER BY id;

-- filters
SELECT survey_filter('cb_people', 'q5 = 5 AND age > 20');
SELECT survey_filter('cb_people', $$ sex IN ('m', 'f') -- the rest is comment$$);
SELECT survey_filter('cb_people', 'day < now()');
SELECT survey_filter('cb_people', 'true; DROP TABLE cb_people');
SELECT survey_filter('cb_people', 'q5 = (SELECT 1)');
SELECT survey_filter('cb_people', 'EXISTS (SELECT FROM pg_class)');
SELECT survey_filter('cb_people', 'sum(q5) > 1');
SELECT survey_filter('cb_people', 'row_number() OVER () = 1');
SELECT survey_filter('cb_people', 'generate_series(1, 2) = 1');
SELECT survey_filter('cb_people', 'random() < 0.5');
SELECT survey_filter('cb_people', 'q5 = $1');
SELECT survey_filter('cb_people', 'q5 = $1' || chr(10) || ' OR');
SELECT survey_filter('cb_people', 'q5');
SELECT survey_filter('cb_people', 'q99 = 1');
SELECT survey_filter('cb_people', 'pg_class.relname = ''x''');
SELECT survey_filter('cb_people', 'cb_people IS NULL');
SELECT survey_filter('cb_people', 'ctid IS NULL');
SELECT survey_filter('cb_people', 'true FROM pg_class');
SELECT survey_filter('cb_people', 'true, true');
SELECT survey_filter('cb_people', 'true AS x');
SELECT survey_filter('cb_people', '*');
SELECT survey_filter('cb_people', '');
SELECT survey_filter('cb_people', '1 = 1) OR (true');

-- names
SELECT survey_codebook('cb_peple');
SELECT * FROM survey_codebook(NULL);
SELECT register_survey('cb_people', 'cb_people');
SELECT register_survey(NULL, 'cb_people');
SELECT register_survey('', 'cb_people');
SELECT register_survey(repeat('x', 64), 'cb_people');
SELECT register_survey('cb_index', 'cb_people_pkey');
CREATE TABLE cb_other_labels (x int);
CREATE TABLE cb_other (x int);
SELECT register_survey('cb_other', 'cb_other');
DROP TABLE cb_other_labels, cb_other;

-- codebooks that contradict themselves
CREATE FUNCTION cb_try(codebook text) RETURNS text VOLATILE LANGUAGE plpgsql AS $$
DECLARE
    message text;
    detail text;
    hint text;
BEGIN
    PERFORM register_survey('cb_try', 'cb_people', codebook::jsonb);
    PERFORM drop_survey('cb_try');
    RETURN 'accepted';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(E'\n', SQLSTATE || ' ' || message, nullif(detail, ''), nullif(hint, ''));
END
$$;
CREATE FUNCTION cb_try_variable(variable text) RETURNS text VOLATILE LANGUAGE sql AS $$
    SELECT cb_try(format('{"variables": [%s], "sets": []}', variable)) $$;
\pset format unaligned
\pset tuples_only on
SELECT cb_try('[]');
SELECT cb_try('"x"');
SELECT cb_try('{"titel": "x"}');
SELECT cb_try('{"zzzzzzzzzz": "x"}');
SELECT cb_try('{"title": 1}');
SELECT cb_try('{"variables": {}}');
SELECT cb_try('{"variables": [1]}');
SELECT cb_try('{"weight": "wt"}');
SELECT cb_try('{"weight": "sex"}');
SELECT cb_try('{"weight": "income"}');
SELECT cb_try('{"respondent": "nobody"}');
SELECT cb_try('{"design": {"strata": ["regon"]}}');
SELECT cb_try('{"design": {"strata": [1]}}');
SELECT cb_try('{"design": {"fpc": "team"}}');
SELECT cb_try('{"design": {"fpc": ["age", "age"]}}');
SELECT cb_try('{"design": {"nest": "yes"}}');
SELECT cb_try('{"design": {"lonely": "ignore"}}');
SELECT cb_try('{"replicates": {"columns": "rw*", "type": "JK1"}}');
SELECT cb_try('{"replicates": {"columns": "q1*", "type": "JK1"}}');
SELECT cb_try('{"replicates": {"columns": "q2*", "type": "JK9"}}');
SELECT cb_try('{"replicates": {"type": "JK1"}}');
SELECT cb_try('{"replicates": {"columns": "q2*", "type": "JK1", "scale": 0}}');
SELECT cb_try('{"replicates": {"columns": "q2*", "type": "Fay", "rho": 1}}');
SELECT cb_try('{"replicates": {"columns": "q2*", "type": "JK1", "rscales": [1, -1]}}');
SELECT cb_try('{"replicates": {"columns": ["age", "a*"], "type": "JK1"}}');
SELECT cb_try('{"replicates": {"columns": "q2*", "type": "JKn", "rscales": [1, 2, 3]}}');
SELECT cb_try_variable('{"label": "x"}');
SELECT cb_try_variable('{"name": "q6"}');
SELECT cb_try_variable('{"name": "ctid"}');
SELECT cb_try_variable('{"name": "q5"}, {"name": "Q5"}');
SELECT cb_try_variable('{"name": "q5", "lable": "x"}');
SELECT cb_try_variable('{"name": "q5", "measure": "interval"}');
SELECT cb_try_variable('{"name": "q5", "points": 5, "measure": "nominal"}');
SELECT cb_try_variable('{"name": "q5", "points": 1}');
SELECT cb_try_variable('{"name": "q5", "points": 2.5}');
SELECT cb_try_variable('{"name": "q5", "points": 5}');
SELECT cb_try_variable('{"name": "q5", "points": 5, "missing": [98]}');
SELECT cb_try_variable('{"name": "q5", "points": 4, "values": {"5": "Very"}, "missing": [98]}');
SELECT cb_try_variable('{"name": "q5", "values": {"1": "a", "98": "b"}, "missing": {"98": "c"}}');
SELECT cb_try_variable('{"name": "q5", "values": [{"code": 1}, {"code": 1}]}');
SELECT cb_try_variable('{"name": "q5", "values": {"one": "a"}}');
SELECT cb_try_variable('{"name": "q5", "values": {"01": "a"}}');
SELECT cb_try_variable('{"name": "q5", "values": {"99999999999": "a"}}');
SELECT cb_try_variable('{"name": "q5", "values": {"1": 1}}');
SELECT cb_try_variable('{"name": "q5", "values": 1}');
SELECT cb_try_variable('{"name": "q5", "values": [[1]]}');
SELECT cb_try_variable('{"name": "q5", "values": [{"cod": 1}]}');
SELECT cb_try_variable('{"name": "q5", "values": {"1": "a", "2": "b", "4": "c", "98": "d"}}');
SELECT cb_try_variable('{"name": "sex", "values": ["m"], "missing": [""]}');
SELECT cb_try_variable('{"name": "sex", "values": ["m", "f", "m"], "missing": [""]}');
SELECT cb_try_variable('{"name": "score", "measure": "nominal", "values": {"1": "a", "2": "b"}}');
SELECT cb_try_variable('{"name": "comment", "measure": "ordinal", "points": 3}');
SELECT cb_try_variable('{"name": "comment", "measure": "scale"}');
SELECT cb_try_variable('{"name": "age", "measure": "date"}');
SELECT cb_try_variable('{"name": "day", "measure": "nominal", "values": {"1": "a"}}');
SELECT cb_try_variable('{"name": "day", "missing": {"1": "a"}}');
SELECT cb_try_variable('{"name": "day", "measure": "date", "values": {"1": "a"}}');
SELECT cb_try_variable('{"name": "age", "measure": "scale", "nets": {"a": [1]}}');
SELECT cb_try_variable('{"name": "q5", "values": {"1": "a"}, "nets": {"n": [2]}}');
SELECT cb_try_variable('{"name": "q5", "points": 5, "missing": [98], "nets": {"n": [98]}}');
SELECT cb_try_variable('{"name": "q5", "points": 5, "missing": [98], "nets": {"n": [4, 4]}}');
SELECT cb_try_variable('{"name": "q5", "points": 5, "missing": [98], "nets": {"n": []}}');
SELECT cb_try_variable('{"name": "q5", "points": 5, "missing": [98], "nets": {"n": ["x"]}}');
SELECT cb_try_variable('{"name": "q5", "points": 5, "missing": [98], "nets": [4, 5]}');
SELECT cb_try_variable('{"name": "age", "missing_ranges": [[1]]}');
SELECT cb_try_variable('{"name": "age", "missing_ranges": [[2, 1]]}');
SELECT cb_try_variable('{"name": "age", "missing_ranges": [["a", 1]]}');
SELECT cb_try_variable(format('{"name": "age", "label": "%s"}', repeat('é', 4001)));
SELECT cb_try_variable(format('{"name": "age", "label": "%s"}', repeat('é', 4000)));
SELECT cb_try('{"sets": [{"members": ["q1_1"]}]}');
SELECT cb_try('{"sets": [{"name": "q1"}]}');
SELECT cb_try('{"sets": [{"name": "q1", "members": []}]}');
SELECT cb_try('{"sets": [{"name": "q1", "members": ["q1_9"]}]}');
SELECT cb_try('{"sets": [{"name": "q1", "members": ["q1_1", "Q1_1"]}]}');
SELECT cb_try('{"sets": [{"name": "q1", "members": [{"name": "q1_1"}]}]}');
SELECT cb_try('{"sets": [{"name": "Q5", "members": ["q1_1"]}]}');
SELECT cb_try('{"sets": [{"name": "s", "members": ["q1_1"]}, {"name": "S", "members": ["q1_2"]}]}');
SELECT cb_try('{"sets": [{"name": "s", "members": ["q1_1"], "nets": {"n": ["q1_2"]}}]}');
SELECT cb_try('{"sets": [{"name": "s", "members": ["age"]}]}');
\pset format aligned
\pset tuples_only off

-- the table changes behind the survey's back
CREATE TABLE cb_moving (q1 int, q2 text, w float8);
INSERT INTO cb_moving SELECT 1 + i % 3, 'abc', 1 FROM generate_series(1, 9) i;
SELECT variables, warnings FROM register_survey('cb_moving', 'cb_moving', '{"weight": "w"}');
INSERT INTO cb_moving VALUES (1, 'xyz', 1);
SELECT DISTINCT q2 FROM cb_moving_labels ORDER BY 1;
ALTER TABLE cb_moving RENAME TO cb_moved;
SELECT survey_filter('cb_moving', 'q1 = 1');
ALTER TABLE cb_moved DROP COLUMN q1;
DROP VIEW cb_moving_labels, cb_moving_long, cb_moving_analysis;
ALTER TABLE cb_moved ALTER q1 TYPE text;
SELECT survey_filter('cb_moving', 'true');
ALTER TABLE cb_moved ALTER q1 TYPE date USING now();
SELECT survey_filter('cb_moving', 'true');
ALTER TABLE cb_moved DROP COLUMN q1;
SELECT survey_filter('cb_moving', 'true');
ALTER TABLE cb_moved ADD q1 int;
SELECT survey_filter('cb_moving', 'true');
ALTER TABLE cb_moved DROP COLUMN w;
SELECT survey_filter('cb_moving', 'true');
DROP TABLE cb_moved;
SELECT survey_filter('cb_moving', 'true');
SELECT count(*) FROM survey_codebook('cb_moving');
SELECT drop_survey('cb_moving');

-- views and partitioned tables are surveys too; long names are cut
CREATE VIEW cb_view AS SELECT id, q5, w FROM cb_people;
SELECT variables, labels_view, long_view FROM register_survey('cb_long_name_' || repeat('ä', 25), 'cb_view');
SELECT drop_survey('cb_long_name_' || repeat('ä', 25));
CREATE TABLE cb_parts (wave int, q int) PARTITION BY LIST (wave);
CREATE TABLE cb_parts_1 PARTITION OF cb_parts FOR VALUES IN (1);
SELECT variables, warnings FROM register_survey('cb_parts', 'cb_parts');
SELECT drop_survey('cb_parts', keep_answers => true);
DROP VIEW cb_view;

SELECT drop_survey('cb_people');
SELECT drop_survey('cb_people');
SELECT name FROM mlops_survey.survey WHERE name LIKE 'cb\_%';
DROP TABLE cb_people, cb_parts;
DROP TYPE cb_size;
DROP FUNCTION cb_try, cb_try_variable;
