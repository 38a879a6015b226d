-- Files as newcomers bring them: small, and with what questionnaires do.  Right values are by hand.
SELECT plan(63);

CREATE FUNCTION load_text(csv text, codebook jsonb DEFAULT NULL) RETURNS jsonb LANGUAGE sql BEGIN ATOMIC
    SELECT jsonb_build_object('inferred', l.inferred, 'warnings', l.warnings, 'variables', l.variables)
    FROM load_survey('x', convert_to(csv, 'UTF8'), codebook => load_text.codebook, replace => true) l;
END;
CREATE FUNCTION repeated(cells text[], times int DEFAULT 20) RETURNS text LANGUAGE sql RETURN
    (SELECT E'id,q\n' || string_agg(format('%s,"%s"', (i - 1) * cardinality(cells) + j, c), E'\n' ORDER BY i, j) || E'\n' FROM generate_series(1, times) i, unnest(cells) WITH ORDINALITY u(c, j));
CREATE FUNCTION codes() RETURNS text LANGUAGE sql BEGIN ATOMIC
    SELECT string_agg(l.code || CASE WHEN l.label <> l.code::text THEN '=' || l.label ELSE '' END || CASE WHEN l.missing THEN ' missing' ELSE '' END, '; ' ORDER BY l.code)
    FROM mlops_survey.value_label l JOIN mlops_survey.survey s ON s.id = l.survey_id WHERE s.name = 'x' AND l.variable = 'q';
END;
CREATE FUNCTION kind() RETURNS text LANGUAGE sql BEGIN ATOMIC
    SELECT v.measure || coalesce(' ' || v.points, '') FROM mlops_survey.variable v JOIN mlops_survey.survey s ON s.id = v.survey_id WHERE s.name = 'x' AND v.name = 'q';
END;

-- one decimal character in a column, which the first cell with one tells
\set scale '''{"variables": [{"name": "b", "measure": "scale"}]}'''
SELECT throws_ok($$ SELECT load_text(E'id;b\n1;1,50\n2;2.5\n3;1.250\n', '{"variables": [{"name": "b", "measure": "scale"}]}') $$,
    '22P02', 'line 3, column "b": "2.5" is not a number', 'a decimal point behind a decimal comma is refused');
SELECT throws_ok($$ SELECT load_text(E'id,b\n1,"1,50"\n2,2.5\n3,"1,250"\n', '{"variables": [{"name": "b", "measure": "scale"}]}') $$,
    '22P02', 'line 3, column "b": "2.5" is not a number', 'and in a file with commas');
SELECT throws_ok($$ SELECT load_text(E'id;b\n1;2.5\n2;1,50\n', '{"variables": [{"name": "b", "measure": "scale"}]}') $$,
    '22P02', 'line 3, column "b": "1,50" is not a number', 'and a comma behind a point');
SELECT throws_ok($$ SELECT load_text(E'id;b\n1;1,50\n2;2.5\n', '{"variables": [{"name": "b", "measure": "scale", "type": "numeric"}]}') $$,
    '22P02', 'line 3, column "b": "2.5" is not a number', 'and in a numeric');
SELECT throws_ok($$ SELECT load_text(E'id;b\n1;2.5\n2;1,50\n', '{"variables": [{"name": "b", "measure": "scale", "type": "numeric"}]}') $$,
    '22P02', 'line 3, column "b": "1,50" is not a number', 'of either order');
SELECT is((SELECT count(load_text(E'id;b\n1;1,50\n2;1.250\n3;7\n', :scale)) FROM (SELECT) x), 1::bigint, 'a group of digits beside a decimal comma');
SELECT is((SELECT array_agg(b ORDER BY respondent)::text FROM x), '{1.5,1250,7}', 'is one');
SELECT is((SELECT count(load_text(E'id;b\n1;2.5\n2;1,250\n3;7\n', :scale)) FROM (SELECT) x), 1::bigint, 'and beside a decimal point');
SELECT is((SELECT array_agg(b ORDER BY respondent)::text FROM x), '{2.5,1250,7}', 'too');
SELECT is((SELECT count(load_text(E'id;b\n1;1,50\n2;1.250\n', '{"variables": [{"name": "b", "measure": "scale", "type": "real"}]}')) FROM (SELECT) y), 1::bigint, 'and in single precision');
SELECT is((SELECT sum(b)::float8 FROM x), 1251.5::float8, 'where the group counts');

-- scales around 0
SELECT is((SELECT count(load_text(repeated('{-2,-1,0,1,2}'))) FROM (SELECT) y), 1::bigint, '-2 to 2');
SELECT is(codes(), '-2; -1; 0; 1; 2', 'is a scale of its own');
SELECT is(kind(), 'ordinal', 'in order');
SELECT is((SELECT n || ' ' || estimate::float8 FROM survey_mean('x', '{q}')), '100 0', 'of which all count');
SELECT ok((SELECT load_text(repeated('{-1,0,1}')) -> 'warnings' ? 'q: -1, 0 and 1 were taken for a scale around 0; if -1 is no answer, declare it as missing in the codebook'), '-1 to 1, with a warning,');
SELECT is(codes() || ' ' || kind(), '-1; 0; 1 ordinal', 'too');
SELECT is((SELECT count(load_text(repeated('{-2,0,1,2,-99,99}'))) FROM (SELECT) y), 1::bigint, 'codes of two digits');
SELECT is(codes(), '-99 missing; -2; 0; 1; 2; 99', 'are no part of it');
SELECT is((SELECT count(load_text(repeated('{1,2,3,4,5,-99}'))) FROM (SELECT) y), 1::bigint, '-99 beside 1 to 5');
SELECT is(codes() || ' ' || kind(), '-99 missing; 1; 2; 3; 4; 5 ordinal 5', 'is missing');
SELECT ok((SELECT load_text(repeated('{-2,-1,0,1}')) -> 'warnings' ? 'q: the negative codes -2, -1 were taken for missing ones; if they are points of a scale, give them in "values" of the codebook'),
    'a scale without its other end is missing, with a warning');
-- numbers in answers, signed or in brackets
SELECT is((SELECT count(load_text(repeated('{+2 - better,+1,0,-1,-2 - worse}'))) FROM (SELECT) y), 1::bigint, 'signed numbers in answers');
SELECT is(codes() || ' ' || kind(), '-2=-2 - worse; -1; 0; 1=+1; 2=+2 - better ordinal', 'are the codes');
SELECT is((SELECT count(load_text(repeated('{better (+2),same (0),worse (-2)}'))) FROM (SELECT) y), 1::bigint, 'signed at the end');
SELECT is(codes(), '-2=worse (-2); 0=same (0); 2=better (+2)', 'too');
SELECT is((SELECT count(load_text(repeated('{(5) sehr gut,(4) gut,(2) schlecht,(99) k. A.}'))) FROM (SELECT) y), 1::bigint, 'numbers in brackets');
SELECT is(codes() || ' ' || kind(), '2=(2) schlecht; 4=(4) gut; 5=(5) sehr gut; 99=(99) k. A. ordinal 5', 'are the codes');
SELECT is((SELECT count(load_text(repeated('{[1] Agree,[2] Neither,[3] Disagree}'))) FROM (SELECT) y), 1::bigint, 'in square brackets');
SELECT is(codes(), '1=[1] Agree; 2=[2] Neither; 3=[3] Disagree', 'too');
SELECT is((SELECT count(load_text(repeated('{Agree [3],Neither [2],Disagree [1]}'))) FROM (SELECT) y), 1::bigint, 'at the end');
SELECT is(codes(), '1=Disagree [1]; 2=Neither [2]; 3=Agree [3]', 'too');

-- a digit behind a gap
CREATE FUNCTION apart(cells text[], times int DEFAULT 20) RETURNS text LANGUAGE sql AS $$ SELECT substring(load_text(repeated(cells, times)) ->> 'warnings' FROM 'q: (.+ lies? apart from \d+ to \d+)') $$;
SELECT is(apart('{2,3,4,5,9}'), '9 lies apart from 2 to 5', 'a scale without its 1');
SELECT is((SELECT estimate::float8 FROM survey_mean('x', '{q}')), 3.5::float8, 'has its mean without the 9');
SELECT is(apart('{2,3,4,9}', 25), '9 lies apart from 2 to 4', 'without both ends');
SELECT is(apart('{3,4,5,9}', 25), '9 lies apart from 3 to 5', 'without its first two');
SELECT is(apart('{1,2,4,5,9}'), '9 lies apart from 1 to 5', 'without its middle');
SELECT is(apart('{1,2,4,9}', 25), '9 lies apart from 1 to 4', 'or less');
SELECT is(apart('{4,5,8}', 34), '8 lies apart from 4 to 5', 'with two codes');
SELECT is(apart('{4,5,8}', 3), NULL, 'few rows may lack the codes between');
SELECT is(apart('{1,3,5,7,9}'), NULL, 'gaps of one width divide nothing');
SELECT is(apart('{1,2,3,4,5,999}'), '999 lies apart from 1 to 5', '999 is as 99');
SELECT is(kind(), 'ordinal 5', 'beside a scale');

-- sets of columns
CREATE FUNCTION sets() RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(c.variable || coalesce(' "' || c.label || '"', '') || ' ' || c.options, '; ' ORDER BY c.variable)
    FROM (SELECT variable, label, string_agg(value_label, ', ' ORDER BY code) AS options FROM survey_codebook('x') WHERE measure = 'multiple' GROUP BY variable, label) c
$$;
SELECT is((SELECT count(load_text(E'id,q_1,q_2,q_3\n1,1,0,1\n2,0,1,0\n3,1,0,0\n4,0,0,1\n', '{"variables": [{"name": "q_1", "label": "R"}]}')) FROM (SELECT) y), 1::bigint, 'a codebook with a label for one member');
SELECT is(sets(), 'q R, q_2, q_3', 'leaves the set whole');
SELECT is((SELECT count(load_text(E'id,t/R,t/PL/SQL,t/Excel\n1,1,0,1\n2,0,1,0\n3,1,0,0\n')) FROM (SELECT) y), 1::bigint, 'an option with a slash');
SELECT is(sets(), 't R, PL/SQL, Excel', 'is one');
SELECT is((SELECT count(load_text(E'id,g/t/R,g/t/PL/SQL,g/age\n1,1,0,31\n2,0,1,42\n3,1,0,53\n')) FROM (SELECT) y), 1::bigint, 'in a group');
SELECT is(sets(), 'g_t R, PL/SQL', 'too');
SELECT is((SELECT count(load_text(E'id,Q1[SQ001]. Which? [R],Q1[SQ002]. Which? [PL/SQL],Q1[SQ003]. Which? [Excel]\n1,Yes,No,Yes\n2,No,Yes,No\n3,Yes,No,No\n')) FROM (SELECT) y), 1::bigint, 'code and text of LimeSurvey');
SELECT is(sets(), 'q1 "Which?" R, PL/SQL, Excel', 'are question and options');
SELECT is((SELECT string_agg(format('%s/%s: %s', yes, no, CASE WHEN load_text(format(E'id,q_1,q_2\n1,%1$s,%2$s\n2,%2$s,%1$s\n3,%1$s,%1$s\n', yes, no)) IS NOT NULL THEN sets() END), E'\n' ORDER BY i)
    FROM unnest('{Ja,oui,si,ja,Sí,Sim,Tak,Ja}'::text[], '{Nein,non,no,nee,No,Não,Nie,Nej}'::text[]) WITH ORDINALITY u(yes, no, i)),
    E'Ja/Nein: q q_1, q_2\noui/non: q q_1, q_2\nsi/no: q q_1, q_2\nja/nee: q q_1, q_2\nSí/No: q q_1, q_2\nSim/Não: q q_1, q_2\nTak/Nie: q q_1, q_2\nJa/Nej: q q_1, q_2', 'yes and no of other languages');
SELECT is((SELECT count(load_text(E'id,q_1,q_2\n1,Ja,\n2,,Ja\n3,Ja,Ja\n')) FROM (SELECT) y), 1::bigint, 'yes alone');
SELECT is((SELECT array_agg(ARRAY[q_1, q_2] ORDER BY respondent)::text FROM x), '{{t,f},{f,t},{t,t}}', 'is chosen');

-- what a name alone says of weights
CREATE FUNCTION weighs(name text, cells text[], codebook jsonb DEFAULT NULL, delimiter text DEFAULT ',') RETURNS text LANGUAGE sql RETURN
    (SELECT string_agg(value, ' | ') FROM (SELECT load_text(format(E'id%s%s\n', delimiter, name) || string_agg(format('%s%s%s', i, delimiter, c), E'\n' ORDER BY i) || E'\n', codebook) AS said FROM unnest(cells) WITH ORDINALITY u(c, i)) l, jsonb_array_elements_text(said->'warnings') WHERE value ~ 'as the weight');
SELECT is(weighs('w', '{70.5,81.25,64,59.25}'), 'column w is taken as the weight by its name, with a mean of 68.75; say "weight": null in the codebook if it is none', 'kilograms under a name of weights are warned of');
SELECT is(weighs('weight', '{70,81,64,61}'), 'column weight is taken as the weight by its name, with a mean of 69; say "weight": null in the codebook if it is none', 'whatever the name');
SELECT is(weighs('w', '{"70,5","81,25","64","59,25"}', NULL, ';'), 'column w is taken as the weight by its name, with a mean of 68.75; say "weight": null in the codebook if it is none', 'and with a decimal comma');
SELECT is(weighs('w', '{70.5,81.25,64,59.25}', '{"weight": null}'), NULL, 'the codebook says that there is none');
SELECT is((SELECT count(*) FROM mlops_survey.survey WHERE name = 'x' AND weight IS NULL), 1::bigint, 'and there is none');
SELECT is(weighs('w', '{70.5,81.25,64,59.25}', '{"weight": "w"}'), NULL, 'or that it is one');
SELECT is(weighs('w', '{0.7,1.25,1.1,0.95}'), NULL, 'weights about 1 are weights');
SELECT is((SELECT l.warnings FROM load_survey('x', convert_to(E'id,w\n1,70.5\n2,81.25\n', 'UTF8'), weight => 'w', replace => true) l), '{}', 'and so is what the argument says');
SELECT is((SELECT array_agg(w) FROM load_survey('x', convert_to(E'ResponseId,Q1\nResponse ID,How are you?\n"{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}"\nR_1,fine\nR_2,well\n', 'UTF8'), replace => true) l, unnest(l.warnings) w WHERE w LIKE '%row%'), NULL,
    'the import row of Qualtrics is no row that is lost');
