-- A survey as DDI Codebook beside its CSV: it is XML, its elements are where the schema of DDI 2.5 has them, and read back with the CSV it says the same.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(17);
SELECT rows_loaded FROM load_survey('cafe', convert_to(E'id,visit,rating,income,day,seen_1,seen_2,w,why,ort\n1,1,5,1200.5,2024-05-01,1,0,0.5,"a <b> & ""c""",BE\n2,2,9,-7,2024-05-02,0,1,1.5,,BY\n3,1,2,300,2024-05-03,1,1,1,x,BE\n', 'UTF8'),
    codebook => '{"title": "Cafés & <bars>", "weight": "w", "variables": [{"name": "visit", "label": "First \"visit\"?", "measure": "nominal", "values": {"1": "First", "2": "Again"}, "properties": {"filter": "all of > 17"}},
    {"name": "rating", "label": "How was it?", "measure": "ordinal", "points": 5, "values": {"1": "Bad", "5": "Good"}, "missing": {"9": "Do not know"}}, {"name": "income", "measure": "scale", "missing_ranges": [[null, -1]]}, {"name": "day", "measure": "date"},
    {"name": "ort", "type": "text", "measure": "nominal", "values": [{"code": 1, "label": "Berlin", "value": "BE"}, {"code": 2, "label": "Bavaria", "value": "BY"}]}, {"name": "why", "measure": "text"}],
    "sets": [{"name": "seen", "label": "What did you see?", "members": [{"variable": "seen_1", "label": "Castle"}, {"variable": "seen_2", "label": "Mill"}]}]}') \g /dev/null
CREATE TEMP TABLE ddi AS SELECT export_survey('cafe', 'ddi') AS ddi;
CREATE TEMP TABLE document AS SELECT xmlparse(DOCUMENT regexp_replace(convert_from(ddi, 'UTF8'), '^<\?xml[^>]*>', '')) AS x FROM ddi;
SELECT is((SELECT xpath('local-name(/*)', x)::text || xpath('namespace-uri(/*)', x)::text || xpath('string(/*/@version)', x)::text FROM document), '{codeBook}{ddi:codebook:2_5}{2.5}', 'XML of DDI 2.5');
SELECT is((SELECT array_agg(e.name) FROM document, xmltable('/*/*' PASSING x COLUMNS name text PATH 'local-name(.)') e), '{stdyDscr,dataDscr}', 'its parts');
SELECT is((SELECT array_agg(e.name || ' ' || e.id) FROM document, xmltable('/*/*[local-name()="dataDscr"]/*' PASSING x COLUMNS name text PATH 'local-name(.)', id text PATH '@ID') e), '{"varGrp G1","var V1","var V2","var V3","var V4","var V5","var V6","var V7","var V8","var V9","var V10"}', 'groups before variables');
-- the order of the schema
SELECT is((SELECT count(*) FROM document, xmltable('//*[local-name()="var"]/*' PASSING x COLUMNS name text PATH 'local-name(.)', before text PATH 'local-name(preceding-sibling::*[1])') e
    WHERE array_position('{labl,qstn,valrng,invalrng,universe,catgry,varFormat}', e.name) < array_position('{labl,qstn,valrng,invalrng,universe,catgry,varFormat}', nullif(e.before, ''))), 0::bigint, 'elements in the order of the schema');
SELECT is((SELECT array_agg(e.v || ' ' || e.l || coalesce(' ' || e.m, '') ORDER BY e.v) FROM document, xmltable('//*[local-name()="var"][@name="rating"]/*[local-name()="catgry"]' PASSING x COLUMNS v text PATH '*[local-name()="catValu"]', l text PATH '*[local-name()="labl"]', m text PATH '@missing') e),
    '{"1 Bad","2 2","3 3","4 4","5 Good","9 Do not know Y"}', 'answers of a scale');
SELECT is((SELECT rows_loaded FROM ddi, load_survey('back', export_survey('cafe', 'csv'), metadata => ddi)), 3::bigint, 'with the CSV it loads');
SELECT is((SELECT count(*) FROM (SELECT to_jsonb(c) FROM cafe c EXCEPT ALL SELECT to_jsonb(b) FROM back b) x), 0::bigint, 'to the same rows');
SELECT is((SELECT jsonb_object_agg(v->>'name', v - 'points' - 'values' - 'missing' - 'header' - CASE WHEN v->>'name' LIKE 'seen%' THEN 'label' ELSE '' END) FROM jsonb_array_elements(survey_codebook_json('back')->'variables') v), (SELECT jsonb_object_agg(v->>'name', v - 'points' - 'values' - 'missing' - 'header' - CASE WHEN v->>'name' LIKE 'seen%' THEN 'label' ELSE '' END) FROM jsonb_array_elements(survey_codebook_json('cafe')->'variables') v), 'the same variables');
SELECT is((SELECT jsonb_agg(jsonb_build_array(variable, code, value, value_label, missing) ORDER BY variable, code) FROM survey_codebook('back')), (SELECT jsonb_agg(jsonb_build_array(variable, code, value, value_label, missing) ORDER BY variable, code)
    FROM (SELECT variable, code, value, value_label, missing FROM survey_codebook('cafe') UNION ALL SELECT 'rating', p, NULL, p::text, false FROM generate_series(2, 4) p) a), 'the same answers, with those of points');
SELECT is((SELECT survey_codebook_json('back') - 'variables' - 'sets'), (SELECT survey_codebook_json('cafe') - 'variables' - 'sets'), 'the same title and weight');
SELECT is((SELECT jsonb_agg(jsonb_build_array(variable, label) ORDER BY code) FROM survey_codebook('back') WHERE measure = 'multiple'), '[["seen", "What did you see?"], ["seen", "What did you see?"]]', 'the same set');
SELECT is((SELECT array_agg(e.name) FROM xmltable('//*[local-name()="var"]' PASSING (SELECT xmlparse(DOCUMENT regexp_replace(convert_from(export_survey('cafe', 'ddi', variables => '{rating,seen}'), 'UTF8'), '^<\?xml[^>]*>', ''))) COLUMNS name text PATH '@name') e), '{rating,seen_1,seen_2}', 'variables that are chosen');
CREATE FUNCTION refused(call text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE call;
    RETURN 'exported';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLERRM;
END $$;
SELECT is(refused($$SELECT export_survey('cafe', 'ddi', labels => true)$$), 'labels instead of codes are for CSV only', 'no labels in the place of codes');
-- texts of any kind; the name where there is no title
SELECT rows_loaded FROM load_survey('odd', convert_to(E'a\nx\ny\nx\n', 'UTF8'), codebook => jsonb_build_object('variables', jsonb_build_array(jsonb_build_object('name', 'a', 'label', E'tab\there\u0001 ]]> <![CDATA[ &amp; ''"', 'values', jsonb_build_object('1', 'x', '2', 'y'))))) \g /dev/null
SELECT is((SELECT rows_loaded FROM load_survey('odd_back', export_survey('odd', 'csv'), metadata => export_survey('odd', 'ddi'))), 3::bigint, 'texts of any kind');
SELECT is((SELECT label FROM survey_codebook('odd_back') WHERE variable = 'a' LIMIT 1), 'tab here ]]> <![CDATA[ &amp; ''"', 'come back, but for control characters');
SELECT is((SELECT survey_codebook_json('odd_back')->>'title'), 'odd', 'a study has a title');
-- a set that counts another code is named
SELECT rows_loaded FROM load_survey('counted', convert_to(E'm_1,m_2\n2,1\n1,2\n2,2\n', 'UTF8'), codebook => '{"variables": [{"name": "m_1", "values": {"1": "no", "2": "yes"}}, {"name": "m_2", "values": {"1": "no", "2": "yes"}}], "sets": [{"name": "m", "members": ["m_1", "m_2"], "counted": 2}]}') \g /dev/null
SELECT is((SELECT convert_from(export_survey('counted', 'ddi'), 'UTF8') ~ 'varGrp'), false, 'a set that counts another code is no group');
SELECT * FROM finish();
