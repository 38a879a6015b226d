-- LimeSurvey: CSV with the survey's own file (.lss) as metadata.  Names of columns are those of LimeSurvey's exports by question code; codes are its answer codes.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(18);
CREATE FUNCTION lss(tables text) RETURNS bytea LANGUAGE sql RETURN convert_to('<?xml version="1.0" encoding="UTF-8"?>
<document><LimeSurveyDocType>Survey</LimeSurveyDocType><DBVersion>480</DBVersion><languages><language>en</language><language>de</language></languages>' || tables || '</document>', 'UTF8');
CREATE FUNCTION rows(name text, rows text) RETURNS text LANGUAGE sql RETURN '<' || name || '><rows>' || rows || '</rows></' || name || '>';
-- a row: names and texts
CREATE FUNCTION row_of(VARIADIC fields text[]) RETURNS text LANGUAGE sql RETURN
    '<row>' || (SELECT string_agg('<' || fields[i] || '><![CDATA[' || fields[i + 1] || ']]></' || fields[i] || '>', '' ORDER BY i) FROM generate_series(1, cardinality(fields), 2) i) || '</row>';
CREATE FUNCTION question(qid int, type text, title text, other text, relevance text) RETURNS text LANGUAGE sql RETURN
    row_of('qid', qid::text, 'parent_qid', '0', 'type', type, 'title', title, 'other', other, 'question_order', qid::text, 'scale_id', '0', 'relevance', relevance);
CREATE FUNCTION item(qid int, parent int, title text, axis int DEFAULT 0) RETURNS text LANGUAGE sql RETURN
    row_of('qid', qid::text, 'parent_qid', parent::text, 'type', 'T', 'title', title, 'other', 'N', 'scale_id', axis::text, 'relevance', '1');
CREATE FUNCTION texts(id int, en text, de text) RETURNS text LANGUAGE sql RETURN row_of('qid', id::text, 'question', de, 'language', 'de') || row_of('qid', id::text, 'question', en, 'language', 'en');
CREATE FUNCTION answer(aid int, qid int, code text, axis int DEFAULT 0) RETURNS text LANGUAGE sql RETURN row_of('aid', aid::text, 'qid', qid::text, 'code', code, 'sortorder', aid::text, 'scale_id', axis::text);
CREATE FUNCTION answer_text(aid int, en text) RETURNS text LANGUAGE sql RETURN row_of('aid', aid::text, 'answer', en, 'language', 'en');
CREATE TEMP TABLE survey AS SELECT lss(rows('surveys', row_of('sid', '1', 'language', 'en')) || rows('surveys_languagesettings', row_of('surveyls_title', 'Cafés & bars'))
    || rows('questions', question(1, 'L', 'visit', 'Y', '1') || question(2, 'M', 'seen', 'N', 'visit.NAOK == "A1"') || question(3, 'F', 'good', 'N', '1') || question(4, 'Y', 'again', 'N', '1') || question(5, 'N', 'age', 'N', '1')
        || question(6, '5', 'stars', 'N', '1') || question(7, '1', 'both', 'N', '1') || question(8, 'R', 'ranks', 'N', '1') || question(9, ';', 'words', 'N', '1') || question(10, '|', 'photo', 'N', '1') || question(11, 'O', 'why', 'N', '1'))
    || rows('subquestions', item(21, 2, 'SQ001') || item(22, 2, 'SQ002') || item(31, 3, 'SQ001') || item(32, 3, 'SQ002') || item(71, 7, 'SQ001') || item(91, 9, 'Y1') || item(92, 9, 'X1', 1) || item(93, 9, 'X2', 1))
    || rows('question_l10ns', texts(1, '<p>Have you been there?</p>', 'Waren Sie dort?') || texts(2, 'What did you see?', 'Was?') || texts(21, 'Castle', 'Burg') || texts(22, 'Mill', 'Mühle') || texts(3, 'How good?', 'Wie gut?') || texts(31, 'Food', 'Essen') || texts(32, 'Staff', 'Bedienung')
        || texts(4, 'Again?', 'Wieder?') || texts(5, 'Age', 'Alter') || texts(6, 'Stars', 'Sterne') || texts(7, 'Both', 'Beides') || texts(71, 'One', 'Eins') || texts(8, 'Rank', 'Rang') || texts(9, 'Words', 'Worte') || texts(91, 'Row', 'Zeile') || texts(92, 'First', 'Erste') || texts(93, 'Second', 'Zweite') || texts(10, 'Photo', 'Bild') || texts(11, 'Why?', 'Warum?'))
    || rows('answers', answer(1, 1, 'A1') || answer(2, 1, 'A2') || answer(3, 3, '1') || answer(4, 3, '2') || answer(5, 7, '1') || answer(6, 7, '2', 1) || answer(7, 8, 'a') || answer(8, 8, 'b') || answer(9, 11, 'x'))
    || rows('answer_l10ns', answer_text(1, 'Yes') || answer_text(2, 'No') || answer_text(3, 'Bad') || answer_text(4, 'Good') || answer_text(5, 'Left') || answer_text(6, 'Right') || answer_text(7, 'Apple') || answer_text(8, 'Pear') || answer_text(9, 'For fun'))
    || rows('quota', row_of('id', '1'))) AS lss;
CREATE TEMP TABLE data AS SELECT convert_to(E'"id","visit","visit[other]","seen[SQ001]","seen[SQ002]","good[SQ001]","good[SQ002]","again","age","stars","both[SQ001][1]","both[SQ001][2]","ranks[1]","ranks[2]","words[Y1_X1]","words[Y1_X2]","photo","why","why[comment]"\n'
    '"1","A1","","Y","","1","2","Y","34.5","5","1","2","b","a","fine","","[]","x","sun"\n"2","-oth-","web","","","2","","N","60","1","","2","a","","","ok","[]","",""\n"3","A2","","","Y","1","1","","","2","","","","","","","[]","x",""\n', 'UTF8') AS codes;
SELECT rows_loaded, array_to_string(warnings, '; ') AS warnings FROM data, survey, load_survey('lime', codes, metadata => lss) \gset lime_
SELECT is(:'lime_rows_loaded'::text, '3', 'data of LimeSurvey loads with its survey');
SELECT is((SELECT survey_codebook_json('lime')->>'title'), 'Cafés & bars', 'with its title');
SELECT is((SELECT jsonb_agg(jsonb_build_array(v->>'name', v->>'label', v->>'measure') ORDER BY o) FROM jsonb_array_elements(survey_codebook_json('lime')->'variables') WITH ORDINALITY t(v, o) WHERE v->>'name' IN ('visit', 'visit_other', 'good_sq001', 'good_sq002', 'again', 'age', 'stars')),
    '[["visit", "Have you been there?", "nominal"], ["visit_other", "Have you been there? - Other", "text"], ["good_sq001", "How good? - Food", "ordinal"], ["good_sq002", "How good? - Staff", "ordinal"], ["again", "Again?", "nominal"], ["age", "Age", "scale"], ["stars", "Stars", "ordinal"]]',
    'questions, other answers, arrays');
SELECT is((SELECT array_agg(concat_ws(' ', visit, visit_other, good_sq001, good_sq002, again, age, stars) ORDER BY id) FROM lime), '{"A1 1 2 Y 34.5 5","-oth- web 2 N 60 1","A2 1 1 2"}', 'codes as they are exported');
SELECT is((SELECT array_agg(value_label ORDER BY code) FROM survey_codebook('lime') WHERE variable = 'visit'), '{Yes,No,Other}', 'answers');
SELECT is((SELECT jsonb_object_agg(code, value_label) FROM survey_codebook('lime') WHERE variable = 'good_sq001'), '{"1": "Bad", "2": "Good"}', 'answers of arrays');
SELECT is((SELECT array_agg(value_label ORDER BY code) FROM survey_codebook('lime') WHERE variable = 'again'), '{Yes,No}', 'answers that are fixed');
SELECT is((SELECT jsonb_agg(jsonb_build_array(s->>'name', s->>'label', s->'members'->0->>'label', s->'members'->1->>'label')) FROM jsonb_array_elements(survey_codebook_json('lime')->'sets') s), '[["seen", "What did you see?", "Castle", "Mill"]]', 'several answers are a set');
SELECT is((SELECT array_agg(concat_ws(' ', seen_sq001, seen_sq002) ORDER BY id) FROM lime), '{"t f","","f t"}', 'with what was chosen');
SELECT is((SELECT v->'properties'->>'filter' FROM jsonb_array_elements(survey_codebook_json('lime')->'variables') v WHERE v->>'name' = 'seen_sq001'), 'visit.NAOK == "A1"', 'whom a question was shown to');
SELECT is((SELECT jsonb_agg(jsonb_build_array(variable, label, value_label) ORDER BY variable, code) FROM survey_codebook('lime') WHERE variable ~ '^(both|ranks)'),
    '[["both_sq001_1", "Both - One", "Left"], ["both_sq001_2", "Both - One", "Right"], ["ranks_1", "Rank - rank 1", "Apple"], ["ranks_1", "Rank - rank 1", "Pear"], ["ranks_2", "Rank - rank 2", "Apple"], ["ranks_2", "Rank - rank 2", "Pear"]]', 'two scales, ranks');
SELECT is((SELECT array_agg(label ORDER BY variable) FROM survey_codebook('lime') WHERE variable ~ '^(words|why_)'), '{"Why? - comment","Words - Row - First","Words - Row - Second"}', 'tables of texts and comments');
SELECT is(:'lime_warnings'::text ~ 'questions of kinds that are not read are inferred from the data: photo \(type \|\)', true, 'what is not read is named');
SELECT is((SELECT string_agg(format('%s: %s', question, answer), ', ' ORDER BY question_position, row_position) FROM survey_topline('lime', language => 'de') WHERE variable IN ('visit', 'seen')), 'Waren Sie dort?: Yes, Waren Sie dort?: No, Waren Sie dort?: Other, Was?: Burg, Was?: Mühle', 'texts in further languages, as far as there are any');
SELECT is(:'lime_warnings'::text ~ 'further parts of the survey are not kept: quota \(1\)', true, 'and parts');
-- before version 4, texts stand beside questions, a row a language
SELECT is((SELECT rows_loaded FROM load_survey('old', convert_to(E'id,visit,seen_SQ001\n1,A1,1\n2,A2,0\n', 'UTF8'), metadata => lss(rows('surveys', row_of('language', 'en'))
    || rows('questions', row_of('qid', '1', 'parent_qid', '0', 'type', 'L', 'title', 'visit', 'question', 'Waren Sie da?', 'other', 'N', 'language', 'de') || row_of('qid', '1', 'parent_qid', '0', 'type', 'L', 'title', 'visit', 'question', 'Been there?', 'other', 'N', 'language', 'en') || row_of('qid', '2', 'parent_qid', '0', 'type', 'M', 'title', 'seen', 'question', 'Seen?', 'other', 'N', 'language', 'en'))
    || rows('subquestions', row_of('qid', '3', 'parent_qid', '2', 'type', 'M', 'title', 'SQ001', 'question', 'Castle', 'language', 'en'))
    || rows('answers', row_of('qid', '1', 'code', 'A1', 'answer', 'Ja', 'sortorder', '1', 'language', 'de') || row_of('qid', '1', 'code', 'A1', 'answer', 'Yes', 'sortorder', '1', 'language', 'en') || row_of('qid', '1', 'code', 'A2', 'answer', 'No', 'sortorder', '2', 'language', 'en'))))), 2::bigint, 'an older survey');
SELECT is((SELECT jsonb_agg(jsonb_build_array(variable, label, value_label) ORDER BY variable, code) FROM survey_codebook('old') WHERE variable IN ('visit', 'seen_sq001')), '[["seen_sq001", "Seen? - Castle", "No"], ["seen_sq001", "Seen? - Castle", "Yes"], ["visit", "Been there?", "Yes"], ["visit", "Been there?", "No"]]', 'its texts in the language of the survey');
SELECT is((SELECT array_agg(concat_ws(' ', visit, seen_sq001) ORDER BY id) FROM old), '{"A1 t","A2 f"}', 'and its data');
SELECT * FROM finish();
