-- Files as a newcomer has them, whose loads went wrong; the right values stand in the files.
SELECT plan(9);

-- lines of delimiters only, which spreadsheets write below the last respondent
SELECT results_eq(
    $$ SELECT rows_read, rows_loaded, array_to_string(warnings, ' | ') LIKE '%blank lines passed over: 2%' FROM load_survey('lines', convert_to(E'id,a,b\n1,2,x\n2,3,y\n,,\n3,4,x\n , ,\n', 'UTF8')) $$,
    $$ VALUES (3::bigint, 3::bigint, true) $$, 'lines whose cells are all empty are no respondents, and are counted');
SELECT is((SELECT array_agg(id ORDER BY id)::text FROM lines), '{1,2,3}', 'the others are read');
SELECT is((SELECT v.measure::text FROM mlops_survey.variable v JOIN mlops_survey.survey s ON s.id = v.survey_id WHERE s.name = 'lines' AND v.name = 'id'),
    'text', 'and their number stays an identifier');

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
SELECT * FROM finish();
