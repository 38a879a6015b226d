-- Qualtrics: CSV with the survey's own file (.qsf) as metadata.  Names of columns and codes are those of Qualtrics's exports: the tag of a question, the number
-- of a choice, recoded values.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(13);
CREATE TEMP TABLE qsf AS SELECT $${"SurveyEntry": {"SurveyID": "SV_1", "SurveyName": "Caf\u00e9s"}, "SurveyElements": [
 {"Element": "BL", "Payload": [{"Type": "Default", "BlockElements": [{"Type": "Question", "QuestionID": "QID1"}]}]},
 {"Element": "SQ", "Payload": {"QuestionID": "QID1", "DataExportTag": "Q1", "QuestionType": "MC", "Selector": "SAVR", "QuestionText": "<b>Have you</b> been&nbsp;there?",
  "Choices": {"1": {"Display": "Yes"}, "2": {"Display": "No"}, "5": {"Display": "Other &amp; more", "TextEntry": "true"}}, "ChoiceOrder": ["2", 1, "5"], "RecodeValues": {"1": "10", "2": "20"}}},
 {"Element": "SQ", "Payload": {"DataExportTag": "Q2", "QuestionType": "MC", "Selector": "MAVR", "QuestionText": "What did you see?", "Language": {"DE": {"QuestionText": "Was haben Sie gesehen?", "Choices": {"1": {"Display": "Burg"}, "2": {"Display": "Mühle"}, "9": {"Display": "Weg"}}}}, "Choices": {"1": {"Display": "Castle"}, "2": {"Display": "Mill"}, "4": {"Display": "None"}}, "ChoiceOrder": [1, 2, 4],
  "DisplayLogic": {"0": {"0": {"Type": "Expression", "Description": "<span>If</span> Have you been there? <b>Yes</b> Is Selected"}, "Type": "If"}, "Type": "BooleanExpression"}}},
 {"Element": "SQ", "Payload": {"DataExportTag": "Q3", "QuestionType": "Matrix", "Selector": "Likert", "SubSelector": "SingleAnswer", "QuestionText": "How good?", "Choices": {"1": {"Display": "Food"}, "2": {"Display": "Staff"}},
  "Answers": {"1": {"Display": "Bad"}, "2": {"Display": "So so"}, "3": {"Display": "Good"}}, "AnswerOrder": ["1", "2", "3"], "ChoiceDataExportTags": {"1": "food", "2": ""}}},
 {"Element": "SQ", "Payload": {"DataExportTag": "Q4", "QuestionType": "TE", "Selector": "SL", "QuestionText": "Age", "Validation": {"Settings": {"ContentType": "ValidNumber"}}}},
 {"Element": "SQ", "Payload": {"DataExportTag": "Q5", "QuestionType": "Matrix", "Selector": "Likert", "SubSelector": "MultipleAnswer", "QuestionText": "When?", "Choices": {"1": {"Display": "Lunch"}}, "Answers": {"1": {"Display": "Week"}, "2": {"Display": "Weekend"}}}},
 {"Element": "SQ", "Payload": {"DataExportTag": "Q6", "QuestionType": "HeatMap", "Selector": "Image", "QuestionText": "Where?", "Language": {"DE": {"QuestionText": "Wo?"}}}},
 {"Element": "SQ", "Payload": {"DataExportTag": "Q7", "QuestionType": "MC", "Selector": "NPS", "QuestionText": "Recommend?", "Choices": {"0": {"Display": "0"}, "1": {"Display": "1"}, "2": {"Display": "2"}, "3": {"Display": "3"}, "4": {"Display": "4"}, "5": {"Display": "5"}, "6": {"Display": "6"}, "7": {"Display": "7"}, "8": {"Display": "8"}, "9": {"Display": "9"}, "10": {"Display": "10"}}}},
 {"Element": "SQ", "Payload": {"DataExportTag": "Q9", "QuestionType": "MC", "Selector": "SAVR", "QuestionText": "Thrown away", "Choices": {"1": {"Display": "Yes"}}}},
 {"Element": "SQ", "Payload": {"DataExportTag": "Q10", "QuestionType": "DB", "Selector": "TB", "QuestionText": "Thanks"}}]}$$::text AS json;
CREATE FUNCTION head() RETURNS text LANGUAGE sql RETURN E'ResponseId,Q1,Q1_5_TEXT,Q2_1,Q2_2,Q2_4,food,Q3_2,Q4,Q5_1_1,Q5_1_2,Q7\nResponse ID,Have you been there?,Have you been there? - Other & more - Text,What did you see? - Castle,What did you see? - Mill,What did you see? - None,How good? - Food,How good? - Staff,Age,When? - Lunch - Week,When? - Lunch - Weekend,Recommend?\n'
    || E'"{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}","{""ImportId"":""QID1_5_TEXT""}","{""ImportId"":""QID2_1""}","{""ImportId"":""QID2_2""}","{""ImportId"":""QID2_4""}","{""ImportId"":""QID3_1""}","{""ImportId"":""QID3_2""}","{""ImportId"":""QID4_TEXT""}","{""ImportId"":""QID5_1_1""}","{""ImportId"":""QID5_1_2""}","{""ImportId"":""QID7""}"\n';
-- the same answers as values and as texts
CREATE TEMP TABLE data AS SELECT convert_to(head() || E'R_1,10,,1,1,,3,2,34,1,,9\nR_2,20,,,,1,1,,51.5,1,1,0\nR_3,5,web,,,,2,3,,,,10\n', 'UTF8') AS codes,
    convert_to(head() || E'R_1,Yes,,Castle,Mill,,Good,So so,34,Week,,9\nR_2,No,,,,None,Bad,,51.5,Week,Weekend,0\nR_3,Other & more,web,,,,So so,Good,,,,10\n', 'UTF8') AS texts;
SELECT rows_loaded, array_to_string(warnings, '; ') AS warnings FROM data, qsf, load_survey('coded', codes, metadata => convert_to(json, 'UTF8')) \gset codes_
SELECT rows_loaded FROM data, qsf, load_survey('texts', texts, metadata => convert_to(json, 'UTF8')) \g /dev/null
SELECT is(:'codes_rows_loaded'::text, '3', 'data of Qualtrics loads with its survey');
SELECT is((SELECT survey_codebook_json('coded')->>'title'), U&'Caf\00e9s', 'with its title');
SELECT is((SELECT jsonb_agg(jsonb_build_array(v->>'name', v->>'label', v->>'measure') ORDER BY o) FROM jsonb_array_elements(survey_codebook_json('coded')->'variables') WITH ORDINALITY t(v, o) WHERE v->>'name' IN ('q1', 'q1_5_text', 'food', 'q3_2', 'q4', 'q7')),
    '[["q1", "Have you been there?", "nominal"], ["q1_5_text", "Have you been there? - Other & more - text", "text"], ["food", "How good? - Food", "ordinal"], ["q3_2", "How good? - Staff", "ordinal"], ["q4", "Age", "scale"], ["q7", "Recommend?", "ordinal"]]',
    'questions, grids and texts');
SELECT is((SELECT jsonb_object_agg(value_label, code) FROM survey_codebook('coded') WHERE variable = 'q1'), '{"No": 20, "Yes": 10, "Other & more": 5}', 'codes are the recoded values');
SELECT is((SELECT array_agg(concat_ws(' ', q1, q1_5_text, food, q3_2, q4, q7) ORDER BY respondent) FROM coded), '{"10 3 2 34 9","20 1 51.5 0","5 web 2 3 10"}', 'values as they are exported');
SELECT is((SELECT jsonb_agg(jsonb_build_array(s->>'name', s->>'label', jsonb_array_length(s->'members')) ORDER BY s->>'name') FROM jsonb_array_elements(survey_codebook_json('coded')->'sets') s),
    '[["q2", "What did you see?", 3], ["q5_1", "When? - Lunch", 2]]', 'questions of several answers, also in grids');
SELECT is((SELECT array_agg(concat_ws(' ', q2_1, q2_2, q2_4) ORDER BY respondent) FROM coded), '{"t t f","f f t",""}', 'with what was chosen');
SELECT is((SELECT v->'properties'->>'filter' FROM jsonb_array_elements(survey_codebook_json('coded')->'variables') v WHERE v->>'name' = 'q2_1'), 'If Have you been there? Yes Is Selected', 'whom a question was shown to');
SELECT is((SELECT count(*) FROM (SELECT to_jsonb(v) FROM coded v EXCEPT ALL SELECT to_jsonb(t) FROM texts t) x), 0::bigint, 'an export of texts says the same');
SELECT is(:'codes_warnings'::text ~ 'questions of kinds that are not read are inferred from the data: Q6 \(HeatMap Image\)', true, 'what is not read is named');
SELECT is((SELECT string_agg(format('%s: %s', question, answer), ', ' ORDER BY row_position) FROM survey_topline('coded', language => 'de') WHERE variable = 'q2'), 'Was haben Sie gesehen?: Burg, Was haben Sie gesehen?: Mühle, Was haben Sie gesehen?: None', 'texts in further languages, as far as there are any');
SELECT is((SELECT rows_loaded FROM data, qsf, load_survey('own', codes, '{"variables": [{"name": "q1", "label": "My own"}]}', metadata => convert_to(json, 'UTF8'))), 3::bigint, 'the user''s words');
SELECT is((SELECT label FROM survey_codebook('own') WHERE variable = 'q1' LIMIT 1), 'My own', 'go on top');
