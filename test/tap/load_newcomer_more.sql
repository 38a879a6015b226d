-- Files as a newcomer has them, whose loads went wrong; the right values stand in the files.
SELECT plan(21);

-- a refused row is none that the types hang on
SELECT is((SELECT rows_refused FROM load_survey('bad', convert_to(E'id,q\n1,a\n2,b\n3,a\n4,b,7\n5,a', 'UTF8'), on_error => 'reject')), 1::bigint, 'a row with a cell too many is refused');
SELECT is((SELECT v.measure::text FROM mlops_survey.variable v JOIN mlops_survey.survey s ON s.id = v.survey_id WHERE s.name = 'bad' AND v.name = 'id'),
    'text', 'and the identifier of the others stays one');

-- a weight of one letter
SELECT is((SELECT count(*) FROM load_survey('w', convert_to(E'id,w,q\n1,0.5,1\n2,1.5,2\n3,1.0,1\n', 'UTF8')) l, unnest(l.inferred) i WHERE i = 'weight w'), 1::bigint, 'w with fractions is the weight');
SELECT is((SELECT weight::text FROM mlops_survey.survey WHERE name = 'w'), 'w', 'and stands in the survey');

-- texts that end in a semicolon
SELECT is((SELECT count(*) FROM load_survey('texts', convert_to(E'id,t\n' || (SELECT string_agg(i || ',text number ' || i || ';', E'\n') FROM generate_series(1, 30) i), 'UTF8')) l, unnest(l.inferred) i WHERE i LIKE 'multiple response%'),
    0::bigint, 'texts that end in a semicolon are no options, since none repeats');
SELECT is((SELECT count(*) FROM load_survey('options', convert_to(E'id,t\n1,a;b;\n2,a;\n3,c;\n4,b;c;\n', 'UTF8')) l, unnest(l.inferred) i WHERE i LIKE 'multiple response t: 3 options%'),
    1::bigint, 'options that end so are, since they repeat');

-- numbers of no one unit
SELECT is((SELECT count(*) FROM load_survey('units', convert_to(E'id,p,c\n1,5%,$5\n2,10%,€7\n3,0.12,£9\n', 'UTF8')) l, unnest(l.warnings) w WHERE w LIKE '_ is no number: its cells have different units%'),
    2::bigint, 'percentages beside fractions and amounts of several currencies are no numbers');
SELECT ok((SELECT bool_and(v.measure <> 'scale') FROM mlops_survey.variable v JOIN mlops_survey.survey s ON s.id = v.survey_id WHERE s.name = 'units' AND v.name IN ('p', 'c')),
    'nor are they scales');
SELECT lives_ok($$ SELECT load_survey('unit', convert_to(E'id,p,c\n1,5%,$5\n2,10%,7\n3,12.5%,USD 9.50\n', 'UTF8')) $$, 'one unit loads');
SELECT is((SELECT array_agg(p ORDER BY respondent)::text || array_agg(c ORDER BY respondent)::text FROM unit), '{5,10,12.5}{5,7,9.5}', 'as numbers, also where one amount lacks the sign');

-- what the comma is in one column tells what the point is in another
SELECT lives_ok($$ SELECT load_survey('comma', convert_to(E'id;a;b;c\n1;1.000;1,5;3.000\n2;2.500;2,5;4.000\n', 'UTF8')) $$, 'columns with a decimal comma and with points load');
SELECT is((SELECT array_agg(ARRAY[a, b, c] ORDER BY respondent)::text FROM comma), '{{1000,1.5,3000},{2500,2.5,4000}}', 'the points are between thousands');
SELECT lives_ok($$ SELECT load_survey('point', convert_to(E'id;a;b\n1;1,234;1.5\n2;2,500;2.5\n', 'UTF8')) $$, 'columns with a decimal point and with commas load');
SELECT is((SELECT array_agg(ARRAY[a, b] ORDER BY respondent)::text FROM point), '{{1234,1.5},{2500,2.5}}', 'the commas are between thousands');

-- what the user says holds
SELECT is((SELECT array_to_string(l.warnings, ' | ') FROM load_survey('said', convert_to(E'id;a\n1;1.234\n2;2.75\n', 'UTF8'), grouping_mark => '.') l),
    'a is no number: not all of its cells are written as grouping_mark says, such as "2.75"', 'a cell that contradicts grouping_mark is named');
SELECT is((SELECT array_agg(a ORDER BY respondent)::text FROM said),
    '{1.234,2.75}', 'and its column holds texts');
SELECT lives_ok($$ SELECT load_survey('thousands', convert_to(E'id;a\n1;1.000\n2;2.000\n', 'UTF8'), grouping_mark => '.') $$, 'whole thousands load');
SELECT is((SELECT sum(a)::float8 FROM thousands), 3000::float8, 'as the user says');

-- options that never come alone may be one
SELECT is((SELECT count(*) FROM load_survey('together', convert_to(E'id,how\n1,"Email, Phone, SMS"\n2,Email\n3,"Phone, SMS"\n4,"Email, Letter"\n5,"Email, Phone, SMS"\n6,Letter\n', 'UTF8')) l, unnest(l.warnings) w WHERE w LIKE 'how: the options "Phone" and "SMS" always come together%'),
    1::bigint, 'options that always come together are named');

-- names that differ in letter case only
SELECT lives_ok($$ SELECT load_survey('cases', convert_to(E'q1,Q1,q1_2\n1,2,3\n2,3,1\n1,1,2\n', 'UTF8')) $$, 'q1 beside Q1 loads');
SELECT is((SELECT array_agg(lower(m[1]))::text FROM regexp_matches(convert_from(export_survey('cases', 'duckdb'), 'UTF8'), '^    ''([^'']*)'': ', 'gn') m), '{q1,q1_3,q1_2}', 'each has a name of its own in DuckDB');
SELECT * FROM finish();
