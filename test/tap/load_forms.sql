-- What programs for questionnaires write: Kobo and ODK, LimeSurvey, Alchemer, Microsoft and Google Forms.
SELECT plan(19);
CREATE FUNCTION sets_of(name text) RETURNS text LANGUAGE sql BEGIN ATOMIC
    SELECT string_agg(format('%s (%s): %s', r.name, coalesce(r.label, '-'),
        (SELECT string_agg(coalesce(m.label, v.label), ', ' ORDER BY m.position) FROM mlops_survey.response_set_member m JOIN mlops_survey.variable v ON (v.survey_id, v.name) = (m.survey_id, m.variable)
         WHERE (m.survey_id, m.set_name) = (r.survey_id, r.name))), '; ' ORDER BY r.position)
    FROM mlops_survey.response_set r JOIN mlops_survey.survey s ON s.id = r.survey_id WHERE s.name = $1;
END;
CREATE FUNCTION load_text(name text, content text, codebook jsonb DEFAULT NULL) RETURNS bigint LANGUAGE sql AS $$ SELECT rows_loaded FROM load_survey(name, convert_to(content, 'UTF8'), codebook) $$;

-- ODK: n/a, a column with all options beside those of each, instants
SELECT is(load_text('odk', E'start,basic/age,pick,pick/R,pick/G,pick/B,_id\n2024-05-01T09:12:33.123+02:00,49,R,TRUE,FALSE,FALSE,1000\n2024-05-02T09:12:33.123+02:00,75,R G B,TRUE,TRUE,TRUE,1001\n2024-05-03T09:12:33.123+02:00,n/a,,n/a,n/a,n/a,1002\n2024-05-04T09:12:33.123+02:00,19,G B,FALSE,TRUE,TRUE,1003\n'),
    4::bigint, 'ODK');
SELECT is(sets_of('odk'), 'pick (-): R, G, B', 'one set, named by the question, its options by their names');
SELECT is((SELECT string_agg(concat_ws('', pick_r::int, pick_g::int, pick_b::int), ' ' ORDER BY respondent) FROM odk), '100 111  011', 'n/a is no answer of any');
SELECT is((SELECT array_agg(pick_text ORDER BY respondent) FROM odk), ARRAY['R', 'R G B', NULL, 'G B'], 'the column with all options is kept');
SELECT is((SELECT sum(basic_age) FROM odk), 143::bigint, 'nor is it an age');
SELECT is((SELECT array_agg(DISTINCT pg_typeof(start)::text) FROM odk), ARRAY['timestamp with time zone'], 'instants have their zone');
SELECT is(load_text('odk_2', E'start,basic/age,pick,pick/R,pick/G,pick/B,_id\n2024-05-01T09:12:33.123+02:00,49,R,TRUE,FALSE,FALSE,1000\n2024-05-03T09:12:33.123+02:00,n/a,,n/a,n/a,n/a,1002\n', survey_codebook_json('odk')),
    2::bigint, 'the codebook that was inferred loads such a file again');
SELECT is(sets_of('odk_2'), sets_of('odk'), 'with the same set');

-- choices in one column, a blank between
SELECT is(load_text('kobo', E'_id,pick,sex\n1,R G B,m\n2,B,f\n3,R B,m\n4,,f\n5,G,m\n6,R G,f\n7,R G,f\n8,G,m\n'), 8::bigint, 'Kobo');
SELECT is(sets_of('kobo'), 'pick (-): R, G, B', 'names that a blank divides are a set');
SELECT is(load_text('mood', E'id,mood\n1,good\n2,very good\n3,not good\n4,not very good\n5,good\n6,very good\n7,not good\n8,not very good\n'), 8::bigint, 'answers of several words');
SELECT is(sets_of('mood'), NULL, 'are none');

-- LimeSurvey's full headings
SELECT is(load_text('lime', E'id,Which tools do you use? [R],Which tools do you use? [SQL],Which tools do you use? [Other],Why?\n1,Yes,No,,nice\n2,No,Yes,,\n3,Yes,Yes,Perl,\n4,Yes,No,Julia,ok\n'), 4::bigint, 'LimeSurvey');
SELECT is(sets_of('lime'), 'which_tools_do_you_use (Which tools do you use?): R, SQL', 'a set of what stands in brackets');

-- Alchemer's headings
SELECT is(load_text('alchemer', E'Response ID,SQL:What do you use?,R:What do you use?,Other - Write In:What do you use?,How old are you?\n1,SQL,,,20\n2,,R,,30\n3,SQL,R,Perl,40\n4,SQL,,Julia,50\n'), 4::bigint, 'Alchemer');
SELECT is(sets_of('alchemer'), 'what_do_you_use (What do you use?): SQL, R', 'a set of what stands before the question');

-- a ranking goes through its codebook
SELECT is(load_text('ranks', E'ID,Rank these\n1,Price;Speed;Care;\n2,Speed;Price;Care;\n3,Care;Price;Speed;\n'), 3::bigint, 'Microsoft Forms');
SELECT is(load_text('ranks_2', convert_from(export_survey('ranks', 'csv'), 'UTF8'), survey_codebook_json('ranks')) + load_text('ranks_3', E'ID,Rank these\n1,Price;Speed;Care;\n2,Speed;Price;Care;\n3,Care;Price;Speed;\n', survey_codebook_json('ranks')),
    6::bigint, 'the codebook loads both the places and the ranking');
SELECT is((SELECT count(*) FROM ((TABLE ranks EXCEPT TABLE ranks_2) UNION ALL (TABLE ranks EXCEPT TABLE ranks_3)) lost), 0::bigint, 'with the same places');
SELECT * FROM finish();
