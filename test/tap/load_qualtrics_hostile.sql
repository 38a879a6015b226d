-- Surveys of Qualtrics of any shape: whatever stands in the place of a part, the codebook is made of the rest.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(4);
CREATE TEMP TABLE qsf AS SELECT $${"SurveyEntry": {"SurveyName": "S"}, "SurveyElements": [{"Element": "BL", "Payload": [{"Type": "Default"}]},
 {"Element": "SQ", "Payload": {"DataExportTag": "Q1", "QuestionType": "MC", "Selector": "SAVR", "QuestionText": "<b>a</b>", "Choices": {"1": {"Display": "Yes"}, "5": {"Display": "Other", "TextEntry": "true"}}, "ChoiceOrder": ["5", 1], "RecodeValues": {"1": "10"}}},
 {"Element": "SQ", "Payload": {"DataExportTag": "Q2", "QuestionType": "MC", "Selector": "MAVR", "QuestionText": "b", "Choices": {"1": {"Display": "Castle"}, "2": {"Display": "Mill"}}, "DisplayLogic": {"0": {"0": {"Description": "If"}}}, "Language": {"DE": {"QuestionText": "c"}}, "GradingData": [{"Grades": {"1": "2"}}]}},
 {"Element": "SQ", "Payload": {"DataExportTag": "Q3", "QuestionType": "Matrix", "Selector": "Likert", "SubSelector": "SingleAnswer", "QuestionText": "d", "Choices": {"1": {"Display": "Food"}}, "Answers": {"1": {"Display": "Bad"}, "2": {"Display": "Good"}}, "AnswerOrder": ["1", "2"], "ChoiceDataExportTags": {"1": "food"}}},
 {"Element": "SQ", "Payload": {"DataExportTag": "Q4", "QuestionType": "TE", "Selector": "SL", "QuestionText": "e", "Validation": {"Settings": {"ContentType": "ValidNumber"}}}},
 {"Element": "SQ", "Payload": {"DataExportTag": "Q5", "QuestionType": "Matrix", "Selector": "Likert", "SubSelector": "MultipleAnswer", "QuestionText": "f", "Choices": {"1": {"Display": "Lunch"}}, "Answers": {"1": {"Display": "Week"}}}}]}$$::jsonb AS json;
CREATE FUNCTION try_load("json" jsonb) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load_survey('hostile', convert_to(E'id,Q1,Q2_1,Q2_2,food,Q4,Q5_1_1\n1,10,1,,2,3,1\n2,5,,1,1,4.5,\n', 'UTF8'), metadata => convert_to(json::text, 'UTF8'), replace => true);
    RETURN NULL;
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
CREATE TEMP TABLE place AS WITH RECURSIVE p(path, v) AS (
    SELECT '{}'::text[], json FROM qsf
    UNION ALL
    SELECT p.path || c.key, c.v FROM p, LATERAL (SELECT e.key, e.value FROM jsonb_each(CASE WHEN jsonb_typeof(p.v) = 'object' THEN p.v ELSE '{}' END) e
        UNION ALL SELECT (a.n - 1)::text, a.v FROM jsonb_array_elements(CASE WHEN jsonb_typeof(p.v) = 'array' THEN p.v ELSE '[]' END) WITH ORDINALITY a(v, n)) c(key, v))
SELECT path FROM p WHERE path <> '{}';
-- the whole load for every twentieth, for all others what makes its codebook
CREATE FUNCTION try_codebook("json" jsonb) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mlops_survey.qualtrics_codebook(json), mlops_survey.qualtrics_losses(json);
    RETURN NULL;
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
CREATE TEMP TABLE outcome AS SELECT path, other, CASE WHEN row_number() OVER (ORDER BY path, other) % 20 = 0 THEN try_load(jsonb_set(json, path, other::jsonb)) ELSE try_codebook(jsonb_set(json, path, other::jsonb)) END AS error FROM qsf, place, unnest(ARRAY['null', '[]', '{}', '"x"', '-5', 'true', '[{"1":[]}]', '{"1":{"1":null}}', '"99999999999"']) other;
SELECT is((SELECT count(*) > 500 FROM outcome), true, 'each part is replaced by others');
SELECT is((SELECT jsonb_agg(DISTINCT error) FROM outcome WHERE error ~ '^(XX|57|58|53|22023|22P02|22003)' AND error !~ 'line \d'), NULL, 'no part of another kind ends in an error of JSON or numbers');
-- a cell that is no answer any more is refused as always
SELECT is((SELECT jsonb_agg(DISTINCT error) FROM outcome WHERE error !~ 'line \d|codebook|variable|column|label|code'), NULL, 'what is refused is a cell or the codebook');
SELECT is((SELECT try_load(json) FROM qsf), NULL, 'the whole one loads');
