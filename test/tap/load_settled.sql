-- What a report says of scales, whatever the file; and that it does not say again what the user has settled.  Values by hand.
SELECT plan(52);
SET client_min_messages = error;

CREATE FUNCTION load_text(csv text, codebook jsonb DEFAULT NULL) RETURNS jsonb LANGUAGE sql BEGIN ATOMIC
    SELECT jsonb_build_object('inferred', l.inferred, 'warnings', l.warnings) FROM load_survey('x', convert_to(csv, 'UTF8'), codebook => load_text.codebook, replace => true) l;
END;
CREATE FUNCTION said(csv text, codebook jsonb DEFAULT NULL) RETURNS text LANGUAGE sql RETURN
    (SELECT string_agg(value, ' | ' ORDER BY o) FROM jsonb_array_elements_text(load_text(csv, codebook)->'warnings') WITH ORDINALITY e(value, o));
CREATE FUNCTION codes(survey text DEFAULT 'x') RETURNS text LANGUAGE sql BEGIN ATOMIC
    SELECT string_agg(l.code || '=' || l.label || CASE WHEN l.missing THEN ' missing' ELSE '' END, '; ' ORDER BY l.code)
    FROM mlops_survey.value_label l JOIN mlops_survey.survey s ON s.id = l.survey_id WHERE s.name = codes.survey AND l.variable = 'q';
END;
CREATE FUNCTION kind(survey text DEFAULT 'x') RETURNS text LANGUAGE sql BEGIN ATOMIC
    SELECT v.measure || coalesce(' ' || v.points, '') FROM mlops_survey.variable v JOIN mlops_survey.survey s ON s.id = v.survey_id WHERE s.name = kind.survey AND v.name = 'q';
END;

-- arguments
\set days 'id,d\n1,01/02/2024\n2,03/04/2024\n'
SELECT matches(said(:'days'), '^d: no day is beyond 12, and the month was read first', 'dates with two readings are a warning');
SELECT is((SELECT warnings FROM load_survey('x', convert_to(:'days', 'UTF8'), date_order => 'dmy', replace => true)), '{}', 'not if date_order says which');
SELECT is((SELECT array_agg(d::text ORDER BY respondent) FROM x), '{2024-02-01,2024-04-03}', 'which they then have');
\set thousands 'id;d\n1;1.234\n2;2.345\n'
SELECT matches(said(:'thousands'), '^d: 1.234 and the like were read as fractions', 'numbers with two readings are a warning');
SELECT is((SELECT warnings FROM load_survey('x', convert_to(:'thousands', 'UTF8'), decimal_mark => '.', replace => true)), '{}', 'not if decimal_mark says which');
SELECT is((SELECT warnings FROM load_survey('x', convert_to(:'thousands', 'UTF8'), grouping_mark => '.', replace => true)), '{}', 'nor if grouping_mark does');
SELECT is((SELECT sum(d) FROM x), 3579::float8, 'which holds');
\set weights 'id,weight_a,weight_b\n1,1.5,0.5\n2,0.5,1.5\n'
SELECT is(said(:'weights'), '2 columns may be weights and none is used: choose one with weight => ...', 'several weights are a warning');
SELECT is((SELECT warnings FROM load_survey('x', convert_to(:'weights', 'UTF8'), weight => 'weight_b', replace => true)), '{}', 'not if one is chosen');
SELECT is(said(:'weights', '{"weight": null}'), NULL, 'nor if there is none');

-- the codebook
\set good 'id,q\n1,1 - Very good\n2,2\n3,3 - Bad\n4,2\n5,1 - Very good\n6,9\n7,4 - Very bad\n8,3 - Bad\n'
SELECT is(said(:'good'), 'q: 9 lies apart from 1 to 4 and counts in the base, but in no mean and no box; declare what is missing in the codebook | q: from good (1 "1 - Very good") to bad (4 "4 - Very bad"): "reverse": true in the codebook says that the top is the low end',
    'a scale from good to bad, and a code apart');
SELECT is(said(:'good', '{"variables": [{"name": "q", "reverse": true, "missing": {"9": "Refused"}}]}'), NULL, 'are settled by the codebook');
SELECT is(codes(), '1=1 - Very good; 2=2; 3=3 - Bad; 4=4 - Very bad; 9=Refused missing', 'that says nothing else, and changes no code');
SELECT is(kind(), 'ordinal 4', 'nor the scale');
SELECT is(said(:'good', '{"variables": [{"name": "Q", "reverse": false, "missing": [9]}]}'), NULL, 'whichever way it says that the scale runs');
SELECT is(said(:'good', survey_codebook_json('x')), NULL, 'nor does the codebook that was found bring them back');
SELECT is(said(:'good', '{"variables": [{"name": "id", "label": "Number"}]}'), said(:'good'), 'another variable settles nothing');
\set around 'id,q\n1,-1\n2,0\n3,1\n4,1\n5,0\n6,-1\n7,1\n'
SELECT matches(said(:'around'), '^q: -1, 0 and 1 were taken for a scale around 0', '-1, 0 and 1 are a scale');
SELECT is(said(:'around', '{"variables": [{"name": "q", "missing": {"-1": "Refused"}}]}'), NULL, 'or not, where -1 is declared as missing');
SELECT is(codes(), '-1=Refused missing; 0=0; 1=1', 'which it then is');
SELECT matches(said(E'id,p\n1,5%\n2,0.12\n3,7%\n'), '^p is no number: its cells have different units', 'percentages beside fractions');
SELECT is(said(E'id,p\n1,5%\n2,0.12\n3,7%\n', '{"variables": [{"name": "p", "measure": "nominal"}]}'), NULL, 'may be answers');
\set slips 'E''id,q\\n'' || (SELECT string_agg(i || '','' || i * 37, E''\\n'') FROM generate_series(1, 30) i) || E''\\n31,about 5\\n'''
SELECT is(said(:slips), 'q is text: 1 of 31 cells hold no number, such as "about 5"', 'a slip among numbers');
SELECT is(said(:slips, '{"variables": [{"name": "q", "measure": "nominal"}]}'), NULL, 'may be an answer');
-- grids share their answers and keep what is declared of them
SELECT is(said(E'id,g_1,g_2\n1,good,bad\n2,bad,refused\n3,good,good\n4,refused,bad\n', '{"variables": [{"name": "g_1", "missing": {"-9": "refused"}}, {"name": "g_2", "missing": {"-9": "refused"}}]}'), NULL, 'a grid with a declared answer');
SELECT is((SELECT string_agg(DISTINCT l.code || '=' || l.label || CASE WHEN l.missing THEN ' missing' ELSE '' END, '; ') FROM mlops_survey.value_label l JOIN mlops_survey.survey s ON s.id = l.survey_id WHERE s.name = 'x'),
    '-9=refused missing; 1=good; 2=bad', 'has it in all items');

-- few rows say little
SELECT is((SELECT array_to_string(inferred, ' | ') FROM load_survey('few', convert_to(E'id,city,age,kids,like\n1,Oslo,33,0,very much\n2,Bergen,45,1,no\n3,Ulm,51,12,well\n', 'UTF8'))),
    'encoding UTF8 | delimiter comma | header rows 1 | id numbers the rows: measure text | text, as no answer occurs twice: city, like_ | numbers, as they occur too seldom for codes of answers: kids', 'what would be answers in a longer file is named');

-- answers without an opinion are no points, in any language
\set rating 'id,q\n1,1 - stimme voll zu\n2,2\n3,3\n4,4\n5,5 - stimme gar nicht zu\n6,6 - weiß nicht\n7,Keine Angabe\n8,3\n'
SELECT is(said(:'rating'), 'q: 6 "6 - weiß nicht" and 99 "Keine Angabe" lie apart from 1 to 5 and count in the base, but in no mean and no box; declare what is missing in the codebook | q: from good (1 "1 - stimme voll zu") to bad (5 "5 - stimme gar nicht zu"): "reverse": true in the codebook says that the top is the low end', 'German');
SELECT is(kind(), 'ordinal 5', 'with the points that have an opinion');
SELECT is((SELECT estimate FROM survey_mean('x', '{q}')), 3::float8, 'of which the mean is');
SELECT matches(said(E'id,q\n1,1 Tout à fait d''accord\n2,2\n3,3\n4,4 Pas du tout d''accord\n5,Ne sait pas\n6,3\n'), 'q: 99 "Ne sait pas" lies apart .* \| q: from good \(1 "1 Tout à fait d''accord"\) to bad', 'French');
SELECT matches(said(E'id,q\n1,1. Muy satisfecho\n2,2\n3,3\n4,4. Nada satisfecho\n5,No sabe\n6,No contesta\n7,2\n'), 'q: 98 "No contesta" and 99 "No sabe" lie apart .* \| q: from good \(1 "1. Muy satisfecho"\) to bad', 'Spanish');
SELECT matches(said(E'id,q\n1,1=Helemaal mee eens\n2,2\n3,3\n4,4=Helemaal mee oneens\n5,Weet niet\n6,2\n'), 'q: 99 "Weet niet" lies apart .* \| q: from good \(1 "1=Helemaal mee eens"\) to bad', 'Dutch');
SELECT matches(said(E'id,q\n1,1 - Ottimo\n2,2\n3,3\n4,4 - Pessimo\n5,Non so\n6,2\n'), 'q: 99 "Non so" lies apart .* \| q: from good \(1 "1 - Ottimo"\) to bad', 'Italian');
SELECT matches(said(E'id,q\n1,1 - Concordo\n2,2\n3,3\n4,4 - Discordo\n5,Não sei\n6,2\n'), 'q: 99 "Não sei" lies apart .* \| q: from good \(1 "1 - Concordo"\) to bad', 'Portuguese');
SELECT is(said(E'id,q\n1,1 - Sehr schlecht\n2,2\n3,3\n4,4 - Sehr gut\n5,4\n'), NULL, 'from bad to good is as usual');
SELECT is((SELECT l.inferred[4] FROM load_survey('x', convert_to(E'id,tools_1,tools_2\n1,Ja,Nei\n2,Nei,Ja\n3,Ja,Ja\n', 'UTF8'), replace => true) l), 'multiple response tools: 2 columns, not chosen is "Nei"', 'yes and no of Norwegian are options chosen and not chosen');

-- SPSS and Stata: scales are named with points and ends, and those from good to bad
SELECT is(said(E'id,q,city,n,k\n1,1,Oslo,5,1\n2,2,Ulm,6,2\n3,4,Bonn,7,1\n4,5,Kiel,8,2\n5,9,Rom,9,3\n', '{"variables": [{"name": "q", "measure": "ordinal", "points": 5, "values": {"1": "Very satisfied", "5": "Very dissatisfied", "9": "Don''t know"}, "scores": {"9": null}},
    {"name": "city", "measure": "text"}, {"name": "n", "measure": "scale"}, {"name": "k", "measure": "nominal", "values": {"1": "Red", "2": "Green", "3": "Blue"}}]}'), NULL, 'a survey for SPSS');
CREATE FUNCTION load_spss(codebook jsonb DEFAULT NULL, format text DEFAULT 'sav') RETURNS text LANGUAGE sql RETURN
    (SELECT array_to_string(l.inferred, ' | ') || ' # ' || array_to_string(l.warnings, ' | ') FROM load_survey('y', export_survey('x', format), codebook => load_spss.codebook, replace => true) l);
SELECT matches(load_spss(), 'scale of 5 points, 1 "Very satisfied" to 5 "Very dissatisfied": q', 'its scale is named');
SELECT matches(load_spss(), '# .*q: 9 "Don''t know" lies apart from 1 to 5 and counts in the base, but in no mean and no box', 'and what is no part of it');
SELECT matches(load_spss(), '# .*q: from good \(1 "Very satisfied"\) to bad \(5 "Very dissatisfied"\)', 'and its direction');
SELECT is(kind('y'), 'ordinal 5', 'and it is one');
SELECT doesnt_match(load_spss('{"variables": [{"name": "q", "reverse": true}]}'), 'q', 'not where the codebook says which way it runs');
SELECT doesnt_match(load_spss(survey_codebook_json('y')), 'scale of|lies apart|from good', 'nor with the codebook that was found');
SELECT matches(load_spss(), 'texts without value labels are free text: city', 'texts are named');
SELECT doesnt_match(load_spss('{"variables": [{"name": "city", "measure": "text"}]}'), 'free text', 'not where the codebook says so');
SELECT matches(load_spss(NULL, 'dta'), 'scale of 5 points, 1 "Very satisfied" to 5 "Very dissatisfied": q.*# .*q: from good', 'in Stata, which has no measures, labels that run from good to bad say it');
SELECT is(kind('y'), 'ordinal 5', 'too');
SELECT is((SELECT v.measure::text FROM mlops_survey.variable v JOIN mlops_survey.survey s ON s.id = v.survey_id WHERE s.name = 'y' AND v.name = 'k'), 'nominal', 'colours are none');
SELECT matches(load_spss(NULL, 'dta'), 'whole numbers without value labels are scales: .*n', 'whole numbers without labels are named');
-- a warning of the file that the codebook has settled
SELECT is((SELECT count(*) FROM load_survey('z', convert_to('id,q' || (SELECT string_agg(E'\n' || i || ',' || i * 1.5, '') FROM generate_series(1, 9) i), 'UTF8'), codebook => '{"variables": [{"name": "q", "measure": "scale", "properties": {"measure": "nominal"}}]}')), 1::bigint, 'a scale that another program calls nominal');
SELECT is((SELECT array_agg(w) FROM load_survey('y', export_survey('z', 'sav'), codebook => '{"variables": [{"name": "q", "measure": "scale"}]}', replace => true) l, unnest(l.warnings) w WHERE w LIKE 'q%'), NULL, 'is one without a warning where the codebook says so');
SELECT * FROM finish();
