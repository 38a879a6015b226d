-- Texts of a codebook in several languages: what files say of them, what functions show, what exports give back.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(43);
CREATE FUNCTION outcome(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE hint text;
BEGIN
    EXECUTE statement;
    RETURN 'ok';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
    RETURN SQLSTATE || ' ' || SQLERRM || CASE WHEN hint <> '' THEN ' (' || hint || ')' ELSE '' END;
END $$;
-- variables and sets of a survey with what they are called elsewhere
CREATE FUNCTION called(name text) RETURNS jsonb LANGUAGE sql RETURN (
    SELECT jsonb_object_agg(v ->> 'name', v -> 'translations') FROM jsonb_path_query(survey_codebook_json(name), '$.*[*] ? (exists (@.translations))') v);

CREATE TABLE visits AS SELECT i AS id, 1 + i % 3 AS q1, i % 2 = 0 AS a, i % 3 = 0 AS b, CASE WHEN i % 2 = 0 THEN 'red' ELSE 'blue' END AS c FROM generate_series(1, 90) i;
SELECT '{"title": "Visits", "language": "en", "translations": {"de": {"title": "Besuche"}}, "respondent": "id", "filters": {"happy": "q1 = ''Yes''"},
    "variables": [{"name": "q1", "label": "Happy?", "values": {"1": "Yes", "2": "No"}, "missing": {"3": "Don''t know"}, "nets": {"Any": [1, 2]},
        "translations": {"de": {"label": "Zufrieden?", "values": {"1": "Ja", "2": "Nein", "3": "Weiß nicht"}, "nets": {"Any": "Irgendwas"}}, "fr": {"label": "Content ?"}}},
      {"name": "a", "label": "Castle"}, {"name": "b", "label": "Mill", "translations": {"de": {"label": "Mühle"}}},
      {"name": "c", "label": "Colour", "measure": "nominal", "values": ["blue", "red"], "translations": {"de": {"label": "Farbe", "values": {"1": "blau", "2": "rot"}}}}],
    "sets": [{"name": "s", "label": "Seen", "members": ["a", "b"], "nets": {"Both": ["a", "b"]}, "translations": {"de": {"label": "Gesehen", "members": {"a": "Burg"}, "nets": {"Both": "Beides"}}}}]}' AS codebook \gset
SELECT register_survey('visits', 'visits', :'codebook') IS NULL \g /dev/null
SELECT is(called('visits'), (SELECT jsonb_object_agg(v ->> 'name', v -> 'translations') FROM jsonb_path_query(:'codebook'::jsonb, '$.*[*] ? (exists (@.translations))') v), 'the codebook comes back with its translations');
SELECT is(survey_codebook_json('visits') - '{variables,sets,title,filters,respondent}'::text[], '{"language": "en", "translations": {"de": {"title": "Besuche"}}}', 'and with the name of its language');
SELECT is((SELECT jsonb_agg(DISTINCT v -> 'properties') FROM jsonb_array_elements(survey_codebook_json('visits') -> 'variables') v), '[null]', 'said once');

SELECT is((SELECT string_agg(format('%s: %s', question, answer), ', ' ORDER BY question_position, row_position) FROM survey_topline('visits', language => 'de')),
    'Zufrieden?: Ja, Zufrieden?: Nein, Zufrieden?: Irgendwas, Gesehen: Burg, Gesehen: Mühle, Gesehen: Beides, Farbe: blau, Farbe: rot', 'questions, answers, nets, sets and options');
SELECT is((SELECT string_agg(format('%s: %s', question, answer), ', ' ORDER BY question_position, row_position) FROM survey_topline('visits', language => 'fr')),
    'Content ?: Yes, Content ?: No, Content ?: Any, Seen: Castle, Seen: Mill, Seen: Both, Colour: blue, Colour: red', 'what is not said there stays');
SELECT is((SELECT md5(string_agg(to_jsonb(t)::text, '' ORDER BY question_position, row_position)) FROM survey_topline('visits', language => 'en') t), (SELECT md5(string_agg(to_jsonb(t)::text, '' ORDER BY question_position, row_position)) FROM survey_topline('visits') t), 'its own language');
SELECT is((SELECT md5(string_agg((to_jsonb(t) - '{question,answer}'::text[])::text, '' ORDER BY question_position, row_position)) FROM survey_topline('visits', language => 'de') t),
    (SELECT md5(string_agg((to_jsonb(t) - '{question,answer}'::text[])::text, '' ORDER BY question_position, row_position)) FROM survey_topline('visits') t), 'numbers are the same');
SELECT is(outcome($$SELECT survey_topline('visits', language => 'it')$$), '42704 survey "visits" has no texts in language "it" (Its languages are "en", "de", "fr".)', 'a language that it has not');
SELECT is(outcome($$SELECT survey_topline('visits', language => '')$$), '42704 survey "visits" has no texts in language "" (Its languages are "en", "de", "fr".)', 'nor one without a name');
CREATE TABLE plain AS SELECT 1 AS q;
SELECT register_survey('plain', 'plain', '{"variables": [{"name": "q", "measure": "nominal"}]}') IS NULL \g /dev/null
SELECT is(outcome($$SELECT survey_topline('plain', language => 'de')$$), '42704 survey "plain" has no texts in language "de" (Its codebook names no language. alter_survey adds texts: {"variables": [{"name": "q1", "translations": {"de": {"label": "..."}}}]}.)', 'and of a survey without any');

SELECT is((SELECT string_agg(format('%s/%s/%s', row_question, row_label, column_label), ' ' ORDER BY row_position, column_position) FROM survey_crosstab('visits', 'q1', 'c', language => 'DE') WHERE NOT is_net AND NOT is_total),
    'Zufrieden?/Ja/blau Zufrieden?/Ja/rot Zufrieden?/Nein/blau Zufrieden?/Nein/rot', 'tables');
SELECT is((SELECT array_agg(DISTINCT row_label) FROM survey_column_tests('visits', 'q1', 'c', language => 'de')), '{Irgendwas,Ja,Nein}', 'their tests');
SELECT is((SELECT n FROM survey_crosstab('visits', 'q1', filter => $$q1 IN ('Ja', 'No') AND c = 'rot' AND s = 'Burg'$$, language => 'de') WHERE row_code = 1 AND is_total), (SELECT count(*) FROM visits WHERE q1 = 1 AND c = 'red' AND a), 'filters by label in every language');
SELECT is((SELECT n FROM survey_crosstab('visits', 'q1', filter => 'happy', language => 'de') WHERE row_code = 1 AND is_total), 30::bigint, 'saved filters');
SELECT is((SELECT n FROM survey_crosstab('visits', 'q1', filter => $$s = 'Mühle' OR q1 = 'Weiß nicht'$$) WHERE row_code = 1 AND is_total), (SELECT count(*) FROM visits WHERE b AND q1 = 1), 'also where labels are shown in the own one');
SELECT matches(survey_report('visits', language => 'de'), '<html lang="de">.*<title>Besuche</title>.*Zufrieden\?.*Irgendwas.*Mühle', 'the report');
SELECT is(survey_chart('visits', 'bar', 'q1', language => 'de') #>> '{title,text,0}', 'Zufrieden?', 'charts');
SELECT is(survey_chart('visits', 'bar', 'q1', language => 'de', options => '{"show": "Irgendwas"}') #>> '{title,text,0}', 'Zufrieden?: Irgendwas', 'and what they are to show');
SELECT is(split_part(convert_from(export_survey('visits', 'csv', labels => true, language => 'de'), 'UTF8'), E'\n', 3), '2,Weiß nicht,Yes,No,rot', 'a file of labels');
SELECT matches(encode(export_crosstab('visits', 'q1', language => 'de'), 'escape'), '^PK', 'a workbook');

-- exports that can hold languages give them back
CREATE FUNCTION exported(format text, language text DEFAULT NULL) RETURNS bytea LANGUAGE sql RETURN export_survey('visits', format, language => language);
SELECT rows_loaded FROM load_survey('triples', exported('triple-s'), metadata => exported('triple-s-xml')) \g /dev/null
SELECT is(survey_codebook_json('triples') -> 'translations', '{"de": {"title": "Besuche"}}', 'Triple-S holds the title');
SELECT is(survey_codebook_json('triples') ->> 'language', 'en', 'says the language');
SELECT is(called('triples') - '{a,b,s_1,s_2,s}'::text[], '{"c": {"de": {"label": "Farbe", "values": {"1": "blau", "2": "rot"}}}, "q1": {"de": {"label": "Zufrieden?", "values": {"1": "Ja", "2": "Nein", "3": "Weiß nicht"}}, "fr": {"label": "Content ?"}}}', 'questions and answers');
SELECT is(called('triples') -> 's', '{"de": {"label": "Gesehen", "members": {"s_1": "Burg", "s_2": "Mühle"}}}', 'sets');
SELECT is((SELECT string_agg(format('%s: %s', question, answer), ', ' ORDER BY question_position, row_position) FROM survey_topline('triples', language => 'de') WHERE variable IN ('q1', 's') AND NOT is_net), 'Zufrieden?: Ja, Zufrieden?: Nein, Zufrieden?: Weiß nicht, Gesehen: Burg, Gesehen: Mühle', 'and shows them');
SELECT rows_loaded FROM load_survey('triples_de', exported('triple-s', 'de'), metadata => exported('triple-s-xml', 'de')) \g /dev/null
SELECT is((SELECT jsonb_build_array(j ->> 'language', j ->> 'title', j -> 'translations' -> 'en' ->> 'title') FROM survey_codebook_json('triples_de') j), '["de", "Besuche", "Visits"]', 'a file in another language holds the first one too');
SELECT rows_loaded FROM load_survey('ddi', exported('csv'), metadata => exported('ddi')) \g /dev/null
SELECT is(called('ddi') - 's', called('visits') #- '{q1,de,nets}' #- '{s}', 'DDI holds questions and answers');
SELECT is(jsonb_build_array(called('ddi') -> 's', survey_codebook_json('ddi') -> 'language', survey_codebook_json('ddi') -> 'translations'), '[{"de": {"label": "Gesehen", "members": {"b": "Mühle"}}}, "en", {"de": {"title": "Besuche"}}]', 'sets, the language and the title');

-- the language of the survey
SELECT is((SELECT changed FROM alter_survey('visits', '{"language": "de"}')), '{language,title,translations,q1,b,c,s}', 'a survey changes its language');
SELECT is((SELECT string_agg(concat_ws(' ', q1, c), ', ' ORDER BY id) FROM visits_labels WHERE id < 4), 'Nein blau, Weiß nicht rot, Ja blau', 'and so do its views');
SELECT is((SELECT string_agg(DISTINCT answer_label, ' ' ORDER BY answer_label) FROM visits_long WHERE variable IN ('q1', 's')), 'Burg Ja Mühle Nein Weiß nicht', 'long ones too');
SELECT is((SELECT count(*) FROM visits_analysis WHERE q1_label = 'Ja'), 30::bigint, 'and those of analyses');
SELECT is((SELECT sum(n) FROM survey_topline('visits', filter => 'happy') WHERE variable = 'q1' AND NOT is_net), 30::numeric, 'filters that were saved before stay');
SELECT is((SELECT string_agg(answer, ' ' ORDER BY question_position, row_position) FROM survey_topline('visits', language => 'en')), 'Yes No Any Castle Mill Both blue red', 'the former language is one of the others');
SELECT is((SELECT string_agg(category, ' ' ORDER BY category) FROM survey_proportion('visits', 'q1')), 'Ja Nein', 'estimates have the texts of the survey');
SELECT alter_survey('visits', '{"language": "en"}') IS NULL \g /dev/null
SELECT is(called('visits') - 's', (SELECT jsonb_object_agg(v ->> 'name', v -> 'translations') FROM jsonb_path_query(:'codebook'::jsonb, '$.*[*] ? (exists (@.translations))') v) - 's', 'there and back');
SELECT is((SELECT changed FROM alter_survey('visits', '{"variables": [{"name": "q1", "translations": {"de": {"values": {"1": "Jawohl"}}, "fr": null}}]}')), '{q1}', 'a change is made');
SELECT is(called('visits') -> 'q1', '{"de": {"nets": {"Any": "Irgendwas"}, "label": "Zufrieden?", "values": {"1": "Jawohl", "2": "Nein", "3": "Weiß nicht"}}}', 'text by text, and null removes');
SELECT is(outcome($$SELECT alter_survey('plain', '{"variables": [{"name": "q", "translations": {"de": {"label": "Frage"}}}]}'), alter_survey('plain', '{"language": "de"}')$$),
    '22023 the codebook does not say which language its labels are in, so "de" cannot take their place (Say it first: alter_survey(..., ''{"language": "en"}'').)', 'a language without a name cannot give way');

-- codebooks that are wrong
CREATE FUNCTION said(translations text) RETURNS text LANGUAGE sql RETURN outcome(format($$SELECT register_survey('wrong', 'plain', '{"variables": [{"name": "q", "measure": "nominal", "translations": %s}]}')$$, translations));
SELECT is(said('{"de": {"labels": "x"}}'), '22023 unknown key "labels" in variable "q" (de) (Perhaps you mean "label".)', 'a key that is not known');
SELECT is(said('{"de": {"values": {"one": "x"}}}'), '22023 variable "q" (de): "one" is not a code', 'a code that is none');
SELECT is(said('{"": {"label": "x"}}'), '22023 variable "q": the name of a language must have 1 to 63 bytes (Such as "de", "en-GB" or "French".)', 'no name');
SELECT is(said('{"de": {"values": {"1": 2}}}'), '22023 key "1" of variable "q" (de) must be a text of up to 4000 characters', 'a text that is none');
SELECT * FROM finish();
