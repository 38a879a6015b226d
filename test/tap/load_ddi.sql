-- DDI Codebook beside CSV, with and without its namespace.  Elements are those of DDI 2.5.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(17);
CREATE TEMP TABLE ddi AS SELECT $$<?xml version="1.0" encoding="UTF-8"?>
<!-- <sss> --><codeBook xmlns="ddi:codebook:2_5" version="2.5"><docDscr><citation><titlStmt><titl>About the document</titl></titlStmt></citation></docDscr>
<stdyDscr><citation><titlStmt><titl>Living conditions &amp; work</titl></titlStmt></citation></stdyDscr>
<dataDscr>
 <varGrp ID="G1" name="media" type="multipleResp" var="V5 V6"><labl>Which media?</labl></varGrp>
 <varGrp ID="G2" type="section" var="V1 V2"><labl>A section</labl></varGrp>
 <var ID="V1" name="SEX" intrvl="discrete"><location fileid="F1"/><labl>Sex</labl><qstn><qstnLit>Are you a man
   or a woman?</qstnLit><ivuInstr>Ask</ivuInstr></qstn><universe>All aged 18 and over</universe><catgry><catValu>1</catValu><labl>Man</labl><catStat type="freq">2</catStat></catgry><catgry><catValu>2</catValu><labl>Woman</labl></catgry>
  <catgry missing="Y"><catValu>9</catValu><labl>Refused</labl></catgry><varFormat type="numeric"/></var>
 <var ID="V2" name="AGE" intrvl="contin" dcml="0"><labl>Age</labl><valrng><range min="18" max="99"/></valrng><invalrng><range min="997" max="999"/><item VALUE="-1"/></invalrng><sumStat type="mean">40</sumStat><varFormat type="numeric"/><concept>ages</concept></var>
 <var ID="V3" name="W" wgt="wgt" intrvl="contin"><labl>Weight</labl><varFormat type="numeric"/></var>
 <var ID="V4" name="LAND" intrvl="discrete" nature="nominal"><labl>State</labl><catgry><catValu>BE</catValu><labl>Berlin</labl></catgry><catgry><catValu>BY</catValu><labl>Bavaria</labl></catgry><varFormat type="character"/></var>
 <var ID="V5" name="TV" intrvl="discrete"><labl>Television</labl><catgry><catValu>0</catValu><labl>No</labl></catgry><catgry><catValu>1</catValu><labl>Yes</labl></catgry></var>
 <var ID="V6" name="RADIO" intrvl="discrete"><labl>Radio</labl><catgry><catValu>0</catValu><labl>No</labl></catgry><catgry><catValu>1</catValu><labl>Yes</labl></catgry></var>
 <var ID="V7" name="TRUST" intrvl="discrete" nature="ordinal"><labl>Trust</labl><invalrng><item VALUE="8"/></invalrng><catgry><catValu>1.0</catValu><labl>Low</labl></catgry><catgry><catValu>2.0</catValu><labl>High</labl></catgry><catgry><catValu>8</catValu><labl>Do not know</labl></catgry></var>
 <var ID="V8" name="NOTE"><labl>Words</labl><varFormat type="character"/></var>
 <var ID="V9" name="GONE" intrvl="discrete"><labl>Not in the data</labl><catgry><catValu>1</catValu><labl>Yes</labl></catgry></var>
</dataDscr></codeBook>$$::text AS xml;
CREATE FUNCTION data() RETURNS bytea LANGUAGE sql RETURN convert_to(E'SEX,AGE,W,LAND,TV,RADIO,TRUST,NOTE\n1,34,1.5,BE,1,0,2,well\n2,998,0.5,BY,0,0,1,\n9,-1,1,BE,1,1,8,so so\n', 'UTF8');
SELECT rows_loaded, array_to_string(warnings, '; ') AS warnings FROM ddi, load_survey('study', data(), metadata => convert_to(xml, 'UTF8')) \gset ddi_
SELECT is(:'ddi_rows_loaded'::text, '3', 'data loads with its DDI');
SELECT is((SELECT survey_codebook_json('study')->>'title'), 'Living conditions & work', 'with the title of the study');
SELECT is((SELECT survey_codebook_json('study')->>'weight'), 'w', 'and its weight');
SELECT is((SELECT jsonb_agg(jsonb_build_array(v->>'name', v->>'label', v->>'measure') ORDER BY o) FROM jsonb_array_elements(survey_codebook_json('study')->'variables') WITH ORDINALITY t(v, o)),
    '[["sex", "Are you a man or a woman?", "nominal"], ["age", "Age", "scale"], ["w", "Weight", "scale"], ["land", "State", "nominal"], ["tv", "Television", "nominal"], ["radio", "Radio", "nominal"], ["trust", "Trust", "ordinal"], ["note", "Words", "text"]]', 'variables');
SELECT is((SELECT jsonb_agg(jsonb_build_array(code, value_label, missing) ORDER BY code) FROM survey_codebook('study') WHERE variable = 'sex'), '[[1, "Man", false], [2, "Woman", false], [9, "Refused", true]]', 'answers and missing ones');
SELECT is((SELECT jsonb_agg(jsonb_build_array(code, value_label, missing) ORDER BY code) FROM survey_codebook('study') WHERE variable = 'trust'), '[[1, "Low", false], [2, "High", false], [8, "Do not know", true]]', 'missing ones that stand apart');
SELECT is((SELECT v->'missing_ranges' FROM jsonb_array_elements(survey_codebook_json('study')->'variables') v WHERE v->>'name' = 'age'), '[[997, 999]]', 'ranges of them');
SELECT is((SELECT n || ' ' || round(estimate::numeric, 9) FROM survey_mean('study', '{age}')), '1 34.000000000', 'which are in no mean');
SELECT is((SELECT jsonb_object_agg(land, value_label) FROM study s JOIN survey_codebook('study') c ON c.variable = 'land' AND c.value = s.land), '{"BE": "Berlin", "BY": "Bavaria"}', 'texts as codes');
SELECT is((SELECT jsonb_agg(jsonb_build_array(variable, label, value, value_label) ORDER BY code) FROM survey_codebook('study') WHERE measure = 'multiple'), '[["media", "Which media?", "tv", "Television"], ["media", "Which media?", "radio", "Radio"]]', 'groups of several answers are sets');
SELECT is((SELECT array_agg(concat_ws(' ', tv, radio) ORDER BY respondent) FROM study), '{"t f","f f","t t"}', 'of what was chosen');
SELECT is((SELECT v->'properties'->>'filter' FROM jsonb_array_elements(survey_codebook_json('study')->'variables') v WHERE v->>'name' = 'sex'), 'All aged 18 and over', 'whom a question is for');
SELECT is(:'ddi_warnings'::text ~ 'what the file says further of its variables is not kept: concept \(1\), ivuInstr \(1\)', true, 'what is not kept is named');
SELECT is((SELECT rows_loaded FROM ddi, load_survey('plain', data(), metadata => convert_to(replace(xml, ' xmlns="ddi:codebook:2_5"', ''), 'UTF8'))), 3::bigint, 'without a namespace');
SELECT is((SELECT survey_codebook_json('plain')), (SELECT survey_codebook_json('study')), 'the same');
SELECT is((SELECT rows_loaded FROM ddi, load_survey('prefix', data(), metadata => convert_to(regexp_replace(replace(xml, 'xmlns=', 'xmlns:d='), '<(/?)([a-zA-Z])', '<\1d:\2', 'g'), 'UTF8'))), 3::bigint, 'with a prefix');
SELECT is((SELECT survey_codebook_json('prefix')), (SELECT survey_codebook_json('study')), 'too');
SELECT * FROM finish();
