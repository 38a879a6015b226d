-- Data of Kobo and ODK with its XLSForm as metadata.  The form was written with openpyxl; headers are those of exports with and without groups, with and without split choices.
\set QUIET 1
SET client_min_messages = error;
SET timezone = 'UTC';
SELECT plan(19);
SELECT pg_read_binary_file(:'project' || '/test/files/xlsform.xlsx') AS form \gset
CREATE FUNCTION try_load(content bytea, metadata bytea) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load_survey('tried', content, metadata => metadata, replace => true);
    RETURN 'loaded';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
SELECT convert_to(E'start,basic/age,basic/sex,basic/grown/votes,pick_colors,other_colors,other_colors/R,other_colors/light_R,other_colors/B,service,place,why,_id\n'
    '2024-05-01T09:12:33+02:00,34,m,1,R light_R,R B,1,0,1,3,1.5 2.5,because,100\n2024-05-01T10:12:33+02:00,4,f,,,B,0,0,1,1,,,101\n2024-05-01T11:12:33+02:00,44,f,other,light_R,,,,,2,3 4,fun,102\n', 'UTF8') AS data \gset
SELECT rows_loaded, array_to_string(warnings, '; ') AS warnings FROM load_survey_bytes('form', :'data', metadata => :'form') \gset form_
SELECT is(:'form_rows_loaded'::text, '3', 'data loads with its form');
SELECT is((SELECT survey_codebook_json('form')->>'title'), 'Colours', 'with its title');
SELECT is((SELECT jsonb_agg(jsonb_build_array(v->>'name', v->>'label', v->>'measure') ORDER BY o) FROM jsonb_array_elements(survey_codebook_json('form')->'variables') WITH ORDINALITY t(v, o) WHERE v->>'name' ~ '^(basic|service|why|other_colors_text)'),
    '[["basic_age", "How old are you?", "scale"], ["basic_sex", "Are you a man or a woman?", "nominal"], ["basic_grown_votes", "Did you vote?", "nominal"], ["other_colors_text", "Which ones does he like?", "text"], ["service", "How was it?", "nominal"], ["why", "Why, and when?", "text"]]',
    'questions within groups, in the default language');
SELECT is((SELECT array_agg(concat_ws(' ', basic_age, basic_sex, basic_grown_votes, service, why) ORDER BY id) FROM form), '{"34 m 1 3 because","4 f 1","44 f other 2 fun"}', 'answers as they stand in the data');
SELECT is((SELECT jsonb_object_agg(value, value_label) FROM survey_codebook('form') WHERE variable = 'basic_sex'), '{"f": "Woman", "m": "Man"}', 'names of choices and their labels');
SELECT is((SELECT jsonb_object_agg(code, value_label) FROM survey_codebook('form') WHERE variable = 'service'), '{"1": "Bad", "2": "Fair", "3": "Good"}', 'names that are numbers are codes');
SELECT is((SELECT array_agg(value_label ORDER BY code) FROM survey_codebook('form') WHERE variable = 'basic_grown_votes'), '{Yes,No,Other}', 'another answer of one''s own');
SELECT is((SELECT jsonb_agg(jsonb_build_array(s->>'name', s->>'label', (SELECT jsonb_agg(m->>'label' ORDER BY o) FROM jsonb_array_elements(s->'members') WITH ORDINALITY x(m, o))) ORDER BY s->>'name') FROM jsonb_array_elements(survey_codebook_json('form')->'sets') s),
    '[["other_colors", "Which ones does he like?", ["Red", "Light red", "Blue"]], ["pick_colors", "Which colours do you like?", ["Red", "Light red", "Blue"]]]', 'sets of one column and of many');
SELECT is((SELECT array_agg(concat_ws(' ', pick_colors_1, pick_colors_2, pick_colors_3) ORDER BY id) FROM form), '{"t t f","","f t f"}', 'a name that ends like another is not it');
SELECT is((SELECT array_agg(concat_ws(' ', other_colors_r, other_colors_light_r, other_colors_b) ORDER BY id) FROM form), '{"t f t","f f t",""}', 'and many columns');
SELECT is((SELECT jsonb_object_agg(v->>'name', v->'properties'->>'filter') FROM jsonb_array_elements(survey_codebook_json('form')->'variables') v WHERE v->>'name' IN ('basic_grown_votes', 'pick_colors_1')),
    '{"pick_colors_1": "${age} > 5", "basic_grown_votes": "(${age} >= 18) and (${sex} != '''')"}', 'conditions of questions and their groups');
SELECT is(:'form_warnings'::text ~ 'questions of kinds that are not read are inferred from the data: place \(geopoint\)', true, 'what is not read is named');
SELECT is((SELECT string_agg(format('%s: %s', variable, question), ', ' ORDER BY question_position) FROM (SELECT DISTINCT variable, question, question_position FROM survey_topline('form', language => 'de')) t), 'basic_age: Wie alt sind Sie?, basic_sex: Mann oder Frau?, basic_grown_votes: Gewählt?, pick_colors: Farben?, other_colors: Which ones does he like?, service: How was it?', 'texts in further languages');
SELECT is(:'form_warnings'::text ~ 'what questions and choices say further is not kept: constraint \(1\), hint::english \(en\) \(1\)', true, 'hints and constraints');
-- the same answers: without groups, with dashes, as labels
SELECT is(try_load(convert_to(E'age,sex,votes,_id\n34,m,1,100\n44,f,other,102\n', 'UTF8'), :'form'), 'loaded', 'headers without groups');
SELECT is((SELECT array_agg(concat_ws(' ', age, sex, votes) ORDER BY id) FROM tried), '{"34 m 1","44 f other"}', 'say the same');
SELECT is(try_load(convert_to(E'basic-age,basic-sex,basic-grown-votes,_id\n34,Man,Yes,100\n44,Woman,Other,102\n', 'UTF8'), :'form'), 'loaded', 'labels, and dashes between groups');
SELECT is((SELECT array_agg(concat_ws(' ', basic_age, basic_sex, basic_grown_votes) ORDER BY id) FROM tried), '{"34 m 1","44 f other"}', 'are the names of the choices');
-- the data as a workbook
SELECT is(try_load(pg_read_binary_file(:'project' || '/test/files/workbook.xlsx'), :'form'), 'loaded', 'a workbook of data with its form');
SELECT * FROM finish();
