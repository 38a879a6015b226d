-- Files as newcomers bring them: small, and with what questionnaires do.  Right values are by hand.
SELECT plan(11);

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
