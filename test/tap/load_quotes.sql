-- Quotes that are text: what a row is must not hang on a stray one.  Values as readr and pandas read the same bytes.
SELECT plan(11);

SELECT results_eq(
    $$ SELECT rows_read, rows_refused FROM load_survey('stray', convert_to(E'id,size,ok\n1,12" ruler,1\n2,plain,2\n3,6" nail,1\n4,plain,2\n5,plain,1\n', 'UTF8')) $$,
    $$ VALUES (5::bigint, 0::bigint) $$, 'quotes inside cells join no rows');
SELECT results_eq(
    $$ SELECT s.id, l.label FROM stray s JOIN mlops_survey.value_label l ON l.variable = 'size' AND l.code = s.size JOIN mlops_survey.survey v ON v.id = l.survey_id AND v.name = 'stray' ORDER BY 1 $$,
    $$ VALUES (1, '12" ruler'), (2, 'plain'), (3, '6" nail'), (4, 'plain'), (5, 'plain') $$, 'and stay in their cells');
SELECT is((SELECT load_report ->> 'warnings' FROM mlops_survey.survey WHERE name = 'stray'),
          '["quotes inside cells are kept as text: 2, the first in line 2"]', 'the report names the first of them');

-- the same kind: speech in bare and in quoted cells, tabs, a quoted cell with text behind it
SELECT lives_ok($$ SELECT load_survey('speech', convert_to(E'id,said\n1,he said "hi" too\n2,"he said "hi" loud"\n3,"she said ""no"", twice"\n4, "blanks before"\n5,"" \n', 'UTF8'),
    codebook => '{"variables": [{"name": "said", "measure": "text"}]}') $$, 'speech loads');
SELECT is((SELECT array_agg(said ORDER BY respondent) FROM speech),
          ARRAY['he said "hi" too', 'he said "hi" loud', 'she said "no", twice', ' blanks before', NULL], 'quotes within speech are text');
SELECT lives_ok($$ SELECT load_survey('tabs', convert_to(E'id\tsaid\n1\t6" pipe\n2\tx\n3\t"a\tb"\n4\t7" pipe\n', 'UTF8'), codebook => '{"variables": [{"name": "said", "measure": "text"}]}') $$,
    'TSV loads');
SELECT is((SELECT array_agg(said ORDER BY respondent) FROM tabs), ARRAY['6" pipe', 'x', E'a\tb', '7" pipe'], 'in TSV as in CSV');

-- rows that a quoted line break joins are named
SELECT matches((SELECT array_to_string(inferred, ' | ') FROM load_survey('broken', convert_to(E'id,said\n1,"two\nlines"\n2,one\n3,"three\n\nlines"\n4,x\n', 'UTF8'))),
    'rows over several lines, as a quoted cell has line breaks: 2 \(lines 2 to 3, 5 to 7\)', 'rows over several lines are counted and named');
SELECT is((SELECT count(*) FROM broken), 4::bigint, 'and read');

-- a refused row is kept as it stands in the file
SELECT is((WITH l AS (SELECT load_survey('kept', convert_to(E'id,q\n1,2\n2,6" nail\n3,3\n', 'UTF8'),
    codebook => '{"variables": [{"name": "id", "measure": "scale"}, {"name": "q", "measure": "scale"}]}', on_error => 'reject')) SELECT count(*) FROM l), 1::bigint, 'a stray quote in a column of numbers');
SELECT is((SELECT raw FROM mlops_survey.load_error WHERE survey_name = 'kept'), '2,6" nail', 'raw rows have the quotes of the file');
SELECT * FROM finish();
