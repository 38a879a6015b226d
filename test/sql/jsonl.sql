-- JSON Lines: an object a line, told from CSV by what it begins with.
SET client_min_messages = warning;
SET datestyle = 'ISO, MDY';

-- every kind of value; keys in any order, late, in nested objects; arrays are questions with several answers
SELECT rows_read, rows_loaded, variables, inferred, warnings FROM load_survey('staff', convert_to($$
{"id": 1, "role": "Engineer", "satisfied": 4, "tools": ["SQL", "R"], "remote": true, "started": "2020-02-29", "pay": 1200.5, "address": {"city": "Oslo", "geo": {"lat": 59.9}}, "note": "says \"fine\"\nand \u00e9t\u00e9"}
{"id": 2, "role": "Analyst", "satisfied": 5, "tools": ["SQL"], "remote": false, "started": "2021-12-01", "pay": 900, "address": {"city": "Bergen"}, "note": null}
{"role": "Engineer", "id": 3, "satisfied": 2, "tools": [], "pay": 1e3, "address": {}, "weights": {"final": 0.5}}

{"id": 4, "role": "Analyst", "satisfied": -1, "remote": true, "tools": null, "address": {"city": "Oslo"}, "late": "x", "grid": [[1, 2], {"a": 3}]}
{"id": 5, "role": "Manager", "satisfied": 3, "tools": ["R", "C; C++"], "remote": null, "started": "", "pay": "NA"}
$$, 'UTF8'));
SELECT * FROM staff;
SELECT variable, kind, measure, code, value_label, value, missing FROM survey_codebook('staff') WHERE variable IN ('satisfied', 'remote', 'tools', 'grid', 'address_city');

-- the same again by its codebook; with words of the user on top; as a further wave
SELECT rows_loaded FROM load_survey('again', convert_to(E'{"id": 1, "remote": false, "satisfied": 3}\n{"id": 2, "remote": true, "satisfied": 4}\n', 'UTF8'),
    codebook => '{"variables": [{"name": "remote", "label": "From home?", "values": {"0": "No", "1": "Yes"}}, {"name": "id", "measure": "text"},
        {"name": "liking", "header": "satisfied", "points": 5, "missing": {"-1": "Refused"}}]}');
SELECT rows_loaded FROM load_survey('again', convert_to(E'{"satisfied": -1, "remote": true, "id": 3}', 'UTF8'), append => true);
SELECT * FROM again;
SELECT load_survey('again', convert_to(E'{"satisfied": 6}', 'UTF8'), append => true);
SELECT load_survey('again', convert_to(E'{"nonsense": 6}', 'UTF8'), append => true);
SELECT survey_codebook_json('staff') AS codebook \gset
SELECT rows_loaded FROM load_survey('again', convert_to($$
{"id": 5, "role": "Manager", "tools": ["C; C++", "R"], "remote": false, "grid": "-", "satisfied": 1, "pay": 1, "started": "2020-01-01", "address": {"city": "Oslo", "geo": {"lat": 1}}, "late": "x", "note": "n", "weights": {"final": 1}}
{"id": 6, "role": "Engineer", "tools": "SQL", "remote": true}
$$, 'UTF8'), codebook => :'codebook', replace => true);
SELECT id, role, tools_1, tools_2, tools_3, remote FROM again;

-- the same numbers as from CSV
SELECT load_survey('lines', convert_to((SELECT string_agg(to_jsonb(s)::text, E'\n') FROM (SELECT i AS id, 1 + i % 5 AS q1, CASE i % 3 WHEN 0 THEN 'Red' WHEN 1 THEN 'Green' ELSE 'Blue' END AS q2,
    0.5 + i % 4 AS weight, i % 2 = 0 AS q3_1, i % 3 = 0 AS q3_2 FROM generate_series(1, 60) i) s), 'UTF8')) \g /dev/null
SELECT load_survey('commas', convert_to(E'id,q1,q2,weight,q3_1,q3_2\n' || (SELECT string_agg(concat_ws(',', i, 1 + i % 5, CASE i % 3 WHEN 0 THEN 'Red' WHEN 1 THEN 'Green' ELSE 'Blue' END, 0.5 + i % 4,
    i % 2 = 0, i % 3 = 0), E'\n') FROM generate_series(1, 60) i), 'UTF8')) \g /dev/null
SELECT count(*) FROM ((SELECT id, q1, q2, weight, q3_1, q3_2 FROM lines EXCEPT SELECT id, q1, q2, weight, q3_1, q3_2 FROM commas)) differ;
SELECT survey_codebook_json('lines')->'sets' AS sets, survey_codebook_json('lines')->'weight' AS weight;

-- bad lines: refused one by one
SELECT rows_read, rows_loaded, rows_refused, warnings FROM load_survey('bad', convert_to(E'{"q": 1}\n{"q": 2, "q": 3}\n{"q": \n[1, 2]\n7\n{"q": 4} x\n{"a": ' || repeat('[', 100) || E'\n{"q": "a\\u0000"}\n{"q": 5}\n', 'UTF8')
    || '\x7b2271223a2022ff227d0a'::bytea, on_error => 'reject');
SELECT line, column_name, reason, left(raw, 30) AS raw FROM mlops_survey.load_error WHERE survey_name = 'bad' ORDER BY line;
SELECT * FROM bad;
SELECT rows_loaded, rows_refused FROM load_survey('bad', convert_to(E'{"q": 1}\n{"q": "many"}\n{"q": 9}\n', 'UTF8'), codebook => '{"variables": [{"name": "q", "points": 5}]}', on_error => 'reject', replace => true);

-- or they end the load
SELECT load_survey('x', convert_to(E'{"q": 1}\n{"q": 2, "q": 3}\n', 'UTF8'));
SELECT load_survey('x', convert_to(E'{"a": {"b": 1}, "a.b": 2}\n', 'UTF8'));
SELECT load_survey('x', convert_to(E'{"q": 1}\n{"q": tru}\n', 'UTF8'));
SELECT load_survey('x', convert_to('[{"q": 1}, {"q": 2}]', 'UTF8'));
SELECT load_survey('x', convert_to(E'{\n"q": 1}', 'UTF8'));
SELECT load_survey('x', convert_to('{}', 'UTF8'));
SELECT load_survey('x', '\x'::bytea, format => 'jsonl');
SELECT load_survey('x', '\x7b2271223a2022ff227d'::bytea);
SELECT load_survey('x', convert_to('{"q": "' || repeat('x', 10000000) || '"}', 'UTF8'));
SELECT load_survey('x', convert_to((SELECT '{' || string_agg(format('"k%s": 1', i), ', ') || '}' FROM generate_series(1, 1700) i), 'UTF8'));
SELECT load_survey('x', convert_to('{"q": 1}', 'UTF8'), encoding => 'nonsense');

-- other encodings, byte-order mark, line ends of Windows
SELECT rows_loaded FROM load_survey('x', convert_to(E'{"q": "\u00e9t\u00e9"}\r\n{"q": "hiver"}\r\n', 'LATIN1'), encoding => 'LATIN1');
TABLE x;
SELECT rows_loaded FROM load_survey('x', '\xefbbbf'::bytea || convert_to(E'{"q": "a"}\r\n', 'UTF8'), replace => true);
-- arrays that are no options
SELECT rows_loaded, warnings FROM load_survey('x', convert_to((SELECT string_agg(format('{"many": ["o%s", "p%s"], "both": ["a;b|c"], "none": [], "mixed": %s}', i, i, CASE WHEN i % 2 = 0 THEN '["u", "v"]' ELSE '"u"' END), E'\n')
    FROM generate_series(1, 100) i), 'UTF8'), replace => true);
SELECT * FROM x LIMIT 2;
SELECT drop_survey(name) FROM mlops_survey.survey WHERE name IN ('staff', 'again', 'lines', 'commas', 'bad', 'x');
DELETE FROM mlops_survey.load_error WHERE survey_name IN ('bad');
