-- Metadata of any shape: what is damaged or of another kind is refused with a word on it, or the codebook is made of the rest.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(15);
SELECT pg_read_binary_file(:'project' || '/test/files/xlsform.xlsx') AS form \gset
CREATE FUNCTION try_load(metadata bytea, data text DEFAULT E'id,q1,q2_1,q2_2\n1,1,1,\n2,2,,1\n') RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load_survey('hostile', convert_to(data, 'UTF8'), metadata => metadata, replace => true);
    RETURN 'loaded';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
-- a form that is cut or changed anywhere
SELECT is((SELECT jsonb_agg(DISTINCT e) FROM generate_series(1, length(:'form'::bytea) - 1, 97) i, try_load(substring(:'form'::bytea, 1, i)) e WHERE e ~ '^(XX|57|58|22P02)'), NULL, 'a form that is cut');
SELECT is((SELECT jsonb_agg(DISTINCT e) FROM generate_series(0, length(:'form'::bytea) - 1, 41) i, try_load(set_byte(:'form'::bytea, i, get_byte(:'form'::bytea, i) # 85)) e WHERE e ~ '^(XX|57|58|22P02)'), NULL, 'a form with a byte that is wrong');
SELECT is(try_load(pg_read_binary_file(:'project' || '/test/files/workbook.xlsx')), '22P04 the workbook given as metadata is no XLSForm: it has no sheet "survey"', 'another workbook');
SELECT is(try_load(pg_read_binary_file(:'project' || '/test/files/archive.zip')) ~ '^0A000 .*zip archive', true, 'another archive');
-- rows of a form in any shape
CREATE FUNCTION try_form(form jsonb) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mlops_survey.describe_columns(mlops_survey.xlsform_description(form), '{q1,q2,q2/a}', '{q1,q2,q2_a}'), mlops_survey.xlsform_losses(form);
    RETURN 'described';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
SELECT is((SELECT jsonb_agg(DISTINCT e) FROM (VALUES ('[]'), ('[{}]'), ('[{"type": "end_group"}]'), ('[{"type": "begin_group"}]'), ('[{"type": "select_one", "name": "q1"}]'), ('[{"type": "select_one none", "name": "q1"}]'), ('[{"name": "q1"}]'), ('[{"type": "text", "name": "///"}]'),
    ('[{"type": "select_multiple l", "name": "q2"}, {"type": "select_multiple l", "name": "q2"}]'), ('[{"type": "select_one l or_other", "name": "q1"}, {"type": "end_repeat", "name": "q1"}]'), ('[{"type": "select_one l", "name": "q1", "label::": "x", "label": "y"}]')) s(survey),
    (VALUES ('[]'), ('[{}]'), ('[{"list_name": "l", "name": "a"}, {"list_name": "l", "name": "a"}]'), ('[{"list name": "l", "name": "1"}, {"list_name": "l", "name": "1.0", "label": "<b>"}]')) c(choices),
    try_form(jsonb_build_object('survey', survey::jsonb, 'choices', choices::jsonb, 'settings', '[]'::jsonb)) e), '["described"]', 'rows of any shape');
-- documents of XML
SELECT is(try_load(convert_to('<page><body/></page>', 'UTF8')) ~ 'no Triple-S', true, 'another document');
SELECT is(try_load(convert_to('<codeBook><dataDscr>', 'UTF8')) ~ '^2200M', true, 'a document that is cut');
SELECT is(try_load(convert_to('<codeBook/>', 'UTF8')), 'loaded', 'a DDI without anything');
SELECT is(try_load(convert_to('<document/>', 'UTF8')), 'loaded', 'a survey of LimeSurvey without anything');
SELECT is(try_load(convert_to('<!-- <codeBook> --', 'UTF8')) ~ '^(22|2200M)', true, 'a comment without an end');
SELECT is(try_load(convert_to('<!DOCTYPE codeBook [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;"><!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;"><!ENTITY h "&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;">]><codeBook><stdyDscr><citation><titlStmt><titl>&h;</titl></titlStmt></citation></stdyDscr></codeBook>', 'UTF8')) ~ '^(loaded|22)', true, 'entities of entities end');
SELECT is(coalesce((SELECT length(title) < 1000 FROM mlops_survey.survey WHERE name = 'hostile'), true), true, 'and bring nothing in');
SELECT is(try_load(convert_to('<!DOCTYPE codeBook [<!ENTITY x SYSTEM "file:///etc/passwd">]><codeBook><stdyDscr><citation><titlStmt><titl>a&x;b</titl></titlStmt></citation></stdyDscr></codeBook>', 'UTF8')) ~ '^(loaded|22)', true, 'files of the server');
SELECT is(coalesce((SELECT title !~ 'root' FROM mlops_survey.survey WHERE name = 'hostile'), true), true, 'are not read');
-- parts of DDI that contradict each other
SELECT is((SELECT jsonb_agg(DISTINCT e) FROM (VALUES ('<var/>'), ('<var name="q1"/><var name="q1" wgt="wgt"/>'), ('<var name="q1"><catgry/><catgry><catValu/></catgry></var>'), ('<var name="q1"><catgry><catValu>1</catValu></catgry><catgry><catValu>1</catValu></catgry><catgry><catValu>2</catValu></catgry></var>'),
    ('<var name="q1" intrvl="contin"><catgry><catValu>x</catValu><labl>y</labl></catgry></var>'), ('<var name="q1"><invalrng><range min="" max="x"/><item/></invalrng></var>'), ('<varGrp type="multipleResp" var="a b"/><varGrp type="multipleResp"/>'),
    ('<varGrp type="multipleResp" var="A A"/><var ID="A" name="q2_1"/><var ID="A" name="q2_2"/>'), ('<var name="q1"><catgry><catValu>99999999999</catValu></catgry><catgry><catValu>1</catValu></catgry><catgry><catValu>2</catValu></catgry></var>')) v(vars),
    try_load(convert_to('<codeBook><dataDscr>' || vars || '</dataDscr></codeBook>', 'UTF8')) e WHERE e !~ '^(loaded|22|42)'), NULL, 'parts that contradict each other');
SELECT * FROM finish();
