-- Files as a newcomer has them, whose loads went wrong; the right values stand in the files.
SELECT plan(58);

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
    'a is no number: not all of its cells are written as grouping_mark says, such as "2.75" in line 3; mend them, or say another grouping_mark', 'a cell that contradicts grouping_mark is named');
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

-- titles above the table, as spreadsheets and agencies have them
CREATE FUNCTION report(csv text, header_rows int DEFAULT NULL) RETURNS text LANGUAGE sql BEGIN ATOMIC
    SELECT format('%s rows | %s | %s', l.rows_loaded, array_to_string(l.inferred, ' | '), array_to_string(l.warnings, ' | ')) FROM load_survey('r', convert_to(csv, 'UTF8'), header_rows => report.header_rows, replace => true) l;
END;
SELECT matches(report(E'Customers 2024;;;\nAs of 06.08.2024;;;\n;;;\nID;Age;F1;F2\n1;34;1;2\n2;45;2;1\n3;51;1;1\n'), '^3 rows .*lines above the header passed over: 3, such as "Customers 2024" \| header rows 1', 'lines above the header are passed over');
SELECT is((SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'r'::regclass AND attnum > 0), '{respondent,id,age,f1,f2}', 'and the header is the header');
SELECT matches(report(E'Customers 2024\n\nID,Age,F1,F2\n1,34,1,2\n2,45,2,1\n'), '^2 rows .*lines above the header passed over: 2, such as "Customers 2024"', 'without delimiters too');
SELECT matches(report(E'Customers 2024;;;\n;;;\nID;Age;F1;F2\n1;34;1;2\n2;45;2;1\n3;51;1;1\n', 1), '^3 rows .*lines above the header passed over: 2', 'with the number of header rows that is given');
SELECT matches(report(E'Which do you use?,,\nPhone,Mail,Chat\nPhone,,Chat\n,Mail,\nPhone,Mail,\n', 2), '^3 rows [^~]*$', 'a question above its options is no title');
SELECT is((SELECT r.label FROM mlops_survey.response_set r JOIN mlops_survey.survey s ON s.id = r.survey_id WHERE s.name = 'r'), 'Which do you use?', 'but the question');
SELECT doesnt_match(report(E'a,b,c\n1,,\n2,,\n3,4,5\n'), 'passed over', 'nor are rows with few answers');
SELECT throws_ok($$ SELECT report(E'id,q\n1,2\n2\n') $$, '22P04', 'line 3: the row has 1 cell instead of 2', 'a line that is cut short is none either');

-- respondents without any answer
SELECT matches(report(E'a,b\n1,2\n,\n2,1\nNA,NA\n'), 'rows without any answer, which are respondents: 1, the first in line 3', 'rows without any answer are counted');

-- numbers with leading zeros count nothing
SELECT matches(report(E'id,zip\n' || (SELECT string_agg(i || ',' || (ARRAY['01067', '10115', '80331'])[1 + i % 3], E'\n') FROM generate_series(1, 30) i)), '^30 rows', 'postal codes');
SELECT is((SELECT v.measure || ' ' || string_agg(l.code || '=' || l.label, '; ' ORDER BY l.code) FROM mlops_survey.value_label l JOIN mlops_survey.survey s ON s.id = l.survey_id JOIN mlops_survey.variable v ON v.survey_id = s.id AND v.name = l.variable WHERE s.name = 'r' GROUP BY v.measure),
    'nominal 1=01067; 2=10115; 3=80331', 'are names');
SELECT is((SELECT count(*) FROM r JOIN mlops_survey.value_label l ON l.code = r.zip JOIN mlops_survey.survey s ON s.id = l.survey_id AND s.name = 'r' WHERE l.label = (ARRAY['01067', '10115', '80331'])[1 + r.respondent % 3]), 30::bigint, 'and stay whole');

-- spellings
SELECT matches(report(E'id,q\n1,Yes\n2,yes\n3,YES \n4,No\n5,no\n6,Yes\n'), 'q: answers that differ in letter case only are one: "yes" is "Yes", "YES" is "Yes", "no" is "No"', 'answers that differ in letter case are one');
SELECT is((SELECT string_agg(q::text, '' ORDER BY respondent) FROM r), '111221', 'with one code');
SELECT is((SELECT count(*) FROM mlops_survey.value_label l JOIN mlops_survey.survey s ON s.id = l.survey_id WHERE s.name = 'r' AND l.variable = 'q'), 2::bigint, 'and label');

-- who is who
SELECT matches(report(E'Nr.,PersonID,paid\n1,17,300\n2,12,410\n3,55,505\n'), 'nr numbers the rows: measure text \| personid numbers the rows: measure text', 'numbers of rows and of persons');
SELECT is((SELECT v.measure::text FROM mlops_survey.variable v JOIN mlops_survey.survey s ON s.id = v.survey_id WHERE s.name = 'r' AND v.name = 'paid'), 'scale', 'but not what is paid');
SELECT doesnt_match(report(E'Nr,q\n3,1\n7,2\n20,1\n'), 'nr numbers', 'nor numbers with gaps');

-- scales in words
SELECT matches(report(E'id,q\n1,Very favorably\n2,Somewhat favorably\n3,Neither favorably nor unfavorably\n4,Somewhat unfavorably\n5,Very unfavorably\n6,Very favorably\n'), 'q: answers such as "Very favorably" and "Neither favorably nor unfavorably" seem to be those of a scale.*"points": 5', 'of favour, too');
SELECT matches(report(E'id,q\n1,Strongly support\n2,Somewhat support\n3,Somewhat oppose\n4,Strongly oppose\n5,Somewhat oppose\n'), 'q: answers such as "Strongly support" and "Somewhat oppose" seem to be those of a scale', 'and of support');
SELECT matches(report(E'id,q\n1,satisfied\n2,very satisfied\n3,dissatisfied\n4,neither\n5,satisfied\n6,very dissatisfied\n'), 'q: answers such as "satisfied" and "dissatisfied" seem to be those of a scale; for means and boxes load again \(replace => true\) with a codebook that has the best last: "points": 5', 'a scale in words is named');
SELECT is((SELECT string_agg(row_label || ' ' || n, ', ' ORDER BY row_label) FROM load_survey('advised', E'id,q\n1,satisfied\n2,very satisfied\n3,dissatisfied\n4,neither\n5,satisfied\n6,very dissatisfied\n'::bytea,
    '{"variables": [{"name": "q", "points": 5, "values": {"1": "very dissatisfied", "2": "dissatisfied", "3": "neither", "4": "satisfied", "5": "very satisfied"}}]}'), survey_crosstab('advised', '{q}') WHERE row_label ~ '2-box|Mean'),
    'Bottom-2-box 2, Mean 6, Top-2-box 3', 'and who follows the advice has means and boxes');
SELECT doesnt_match(report(E'id,q\n1,good\n2,red\n3,blue\n4,bad\n5,good\n6,green\n'), 'seem to be', 'colours are none');
SELECT is((SELECT warnings FROM load_survey('r', convert_to(E'id,q\n1,good\n2,bad\n3,so so\n4,bad\n5,very good\n', 'UTF8'), codebook => '{"variables": [{"name": "q", "measure": "nominal"}]}', replace => true)), '{}', 'nor is it where the codebook says so');

-- both decimal marks in a column, whose codes and means would be made up
CREATE FUNCTION marks(cells text[], decimal_mark text DEFAULT NULL) RETURNS text LANGUAGE sql BEGIN ATOMIC
    SELECT coalesce(array_to_string(l.warnings, ' | '), '') || ' => ' || (SELECT format('%s of %s codes', c.measure, count(c.code)) FROM survey_codebook('r') c WHERE c.variable = 'v' GROUP BY c.measure)
    FROM load_survey('r', convert_to(E'id,v\n' || (SELECT string_agg(format('%s,"%s"', i, c), E'\n' ORDER BY i) FROM unnest(cells) WITH ORDINALITY u(c, i)) || E'\n', 'UTF8'), decimal_mark => marks.decimal_mark, replace => true) l;
END;
\set few '{"1,5",2.5,3,"7,25",2.5,3,10,"1,5"}'
\set apart '{"1.234,50",12.5,"7,25",3}'
\set both 'v is text: it has numbers with a decimal point ("2.5" in line 3) and with a decimal comma ("1,5" in line 2); mend those of one kind in the file, as no decimal_mark reads both => text of 0 codes'
SELECT is(marks(:'few'), :'both', 'few values with either mark are texts');
SELECT is(marks(:'few', ','), :'both', 'whatever decimal_mark says');
SELECT is(marks(:'few', '.'), :'both', 'of the two');
SELECT is((SELECT string_agg(v, ' ' ORDER BY respondent) FROM r), '1,5 2.5 3 7,25 2.5 3 10 1,5', 'and stand as in the file');
\set both 'v is text: it has numbers with a decimal point ("12.5" in line 3) and with a decimal comma ("1.234,50" in line 2); mend those of one kind in the file, as no decimal_mark reads both => text of 0 codes'
SELECT is(array[marks(:'apart'), marks(:'apart', ','), marks(:'apart', '.')], array[:'both', :'both', :'both'], 'so are values that all differ');
SELECT is((SELECT marks(array_agg(CASE i % 3 WHEN 0 THEN i || '.5' WHEN 1 THEN i || ',25' ELSE i::text END ORDER BY i)) FROM generate_series(1, 2000) i),
    'v is text: it has numbers with a decimal point ("3.5" in line 4) and with a decimal comma ("1,25" in line 2); mend those of one kind in the file, as no decimal_mark reads both => text of 0 codes', 'and more than answers can be');
SELECT is(marks('{1.5,2.5,2.5,1.5,3}', ','), 'v is no number: not all of its cells are written as decimal_mark says, such as "1.5" in line 2; mend them, or say another decimal_mark => text of 0 codes', 'points where decimal_mark says commas');
SELECT is(marks('{"1,5","2,5","2,5","1,5",3}', '.'), 'v is no number: not all of its cells are written as decimal_mark says, such as "1,5" in line 2; mend them, or say another decimal_mark => text of 0 codes', 'and commas where it says points');
SELECT is(marks('{1.5,2.5,2.5,1.5,3}', '.'), ' => scale of 0 codes', 'one mark needs no word');
SELECT is(marks('{"1.234,50","12,5","7,25",3}', ','), ' => scale of 0 codes', 'and groups of three digits are no decimals');
-- a workbook: numbers of the sheet beside texts
\set book 'UEsDBBQAAAAIAMV7e12U7PTVoAAAANQAAAATAAAAW0NvbnRlbnRfVHlwZXNdLnhtbF2PwQ6CMBBEf4X0augSDx4McPGuHvyBtV2ggXabdkX8ewFvniaTybzJ1I9PpFwsfgq5UYNIPANkM5DHrDlSWJOOk0dZbeohohmxJzhW1QkMB6EgpWwM1da3mVJyloo7Jrmip0bBMsGb0/hkHvXKUsXlV9p2G4UxTs6gOA4wB/u3WHLXOUOWzcuvFZ1jIrR5IBI/6V21RxcOGxjaGvYz7RdQSwMEFAAAAAgAxXt7XX8RKBaIAAAA7gAAAAsAAABfcmVscy8ucmVsc43PPQ4CIRAF4KtsOMDOamFhgMrG1ngBxOEn/AwBjOvtpVyNheXkvXwvwy8YVfeUm/OlTWuKuQnmei9HgKYdJtVmKphHYqgm1cdZLRSlg7II+2U5QN0aTPKtOZ3vgtUdm66vgv/IZIzXeCL9SJj7j4GvxpBVtdgFWyM8qYYbUZgHykBy+HhPvgFQSwMEFAAAAAgAxXt7XR8YX7mLAAAA3QAAAA8AAAB4bC93b3JrYm9vay54bWyNjzEOgzAMRa8S+QA1dOiAgKlLj5GCaSJwHNlB7fGLoOyd7Kf/9Sy3b9H5KTK7Dy/JOgil5AbRhkDs7SKZ0pZMouzLhvpCy0p+tEBUeMFrVd2QfUxwGBr9xyHTFAe6y7AypXJIlBZfoiQLMRv07X7BftMlz9SBgdvxMXZQg9MmbovWgH2LZx/Pl/ovUEsDBBQAAAAIAMV7e11KSXFVjAAAAO8AAAAaAAAAeGwvX3JlbHMvd29ya2Jvb2sueG1sLnJlbHONzzsOwjAMBuCrRDlA3TIwoDQTCyviAlFwHmrzUGwE3J6IARWJgcnyb+n7ZXXG1XAsmUKsJB5pzTTLwFwPAGQDJkNDqZj7xZWWDPe1eajGLsYj7MZxD21rSK22pjhdZ9kmKS7Piv/Ixblo8VjsLWHmHwVwL22hgMgdNc0jz/ITEbzHNHRVglbw9Z9+AVBLAwQUAAAACADFe3tdsS9nm7sAAADFAQAAGAAAAHhsL3dvcmtzaGVldHMvc2hlZXQxLnhtbIWRUQ6CMBBEr0L6bVgoVBNT+uUNPEEDVRppS9oNeHwLCSgm4ufOzrxJdvno/CO0SmHyNJ0NFWkR+zNAqFtlZEhdr2zc3Jw3EuPo7xB6r2Qzh0wHNMuOYKS2RPBZu0iUgns3Jr4ieVTrBCuibaetuqKPgg6Co9ANBxQcpgnqn7Zh64IIXul0ogs+iJzDsEvJU1qUB5btwIoFRt+wmU1TtiqbRLkkin/1pwNlO9VsAZXb6uKrFz4ODOvnxAtQSwECFAMUAAAACADFe3tdlOz01aAAAADUAAAAEwAAAAAAAAAAAAAAgAEAAAAAW0NvbnRlbnRfVHlwZXNdLnhtbFBLAQIUAxQAAAAIAMV7e11/ESgWiAAAAO4AAAALAAAAAAAAAAAAAACAAdEAAABfcmVscy8ucmVsc1BLAQIUAxQAAAAIAMV7e10fGF+5iwAAAN0AAAAPAAAAAAAAAAAAAACAAYIBAAB4bC93b3JrYm9vay54bWxQSwECFAMUAAAACADFe3tdSklxVYwAAADvAAAAGgAAAAAAAAAAAAAAgAE6AgAAeGwvX3JlbHMvd29ya2Jvb2sueG1sLnJlbHNQSwECFAMUAAAACADFe3tdsS9nm7sAAADFAQAAGAAAAAAAAAAAAAAAgAH+AgAAeGwvd29ya3NoZWV0cy9zaGVldDEueG1sUEsFBgAAAAAFAAUARQEAAO8DAAAAAA=='
SELECT is((SELECT warnings FROM load_survey('book', decode(:'book', 'base64'))),
    ARRAY['v is text: it has numbers with a decimal point ("12.5" in line 3) and with a decimal comma ("1.234,50" in line 2); mend those of one kind in the file, or load with decimal_mark => '','' if those with a comma are texts beside numbers of the sheet'], 'a workbook with texts beside numbers is warned of');
SELECT is((SELECT warnings FROM load_survey('book', decode(:'book', 'base64'), decimal_mark => ',', replace => true)), '{}', 'which decimal_mark reads');
SELECT is((SELECT sum(v::text::float8) FROM book), 1257.25::float8, 'in full');
SELECT * FROM finish();
