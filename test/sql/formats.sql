-- Surveys as files of other programs.  What is written is read again here; other programs' readers are asked in test/oracle and test/tap.
SET client_min_messages = warning;
CREATE TABLE people (id int PRIMARY KEY, region int, age int, income float8, seen date, at timestamp, job text, w float8);
INSERT INTO people VALUES
    (1, 1, 34, 1000.5, '2024-02-29', '2024-02-29 23:59:59.5', 'miner', 1.5),
    (2, 2, 99, 2000, '1999-12-31', '2000-01-01', NULL, 0.5),
    (3, 98, NULL, -1, NULL, NULL, 'née "x", y', 1);
SELECT variables FROM register_survey('people', 'people', '{"title": "People", "weight": "w", "variables": [
    {"name": "region", "label": "Where do you live?", "values": {"1": "North", "2": "South"}, "missing": {"98": "Refused"}},
    {"name": "age", "measure": "scale", "missing": {"99": "Not stated"}},
    {"name": "income", "measure": "scale", "missing_ranges": [[null, -1]]},
    {"name": "job", "measure": "text"}]}');

-- CSV: codes for machines, labels for people
SELECT convert_from(export_survey('people', 'csv'), 'UTF8');
SELECT convert_from(export_survey('people', 'csv', filter => 'region < 98', variables => '{region,job}', labels => true), 'UTF8');

-- to SPSS and back: values, labels, missing values and ranges, weight, title
SELECT rows_loaded, warnings FROM load_survey('again', export_survey('people', 'sav'));
SELECT region, age, income, seen, at, job, w FROM again;
SELECT v->>'name' AS variable, v - '{name,header,properties}'::text[] AS said
FROM jsonb_array_elements(survey_codebook_json('again')->'variables') v;
SELECT survey_codebook_json('again')->'title' AS title, survey_codebook_json('again')->'weight' AS weight;
SELECT rows_loaded FROM load_survey('again', export_survey('people', 'zsav', 'age < 50'), replace => true);

-- to Stata: missing codes become .a; to SAS: labels stay behind
SELECT rows_loaded FROM load_survey('again', export_survey('people', 'dta', variables => '{region,age,seen,at,job}'), replace => true);
SELECT region, age, seen, at, job FROM again;
SELECT v->>'name' AS variable, v->'values' AS values, v->'missing' AS missing FROM jsonb_array_elements(survey_codebook_json('again')->'variables') v;
SET client_min_messages = notice;
SELECT rows_loaded FROM load_survey('again', export_survey('people', 'xpt', variables => '{region,age,seen}'), replace => true);
SELECT region, age, seen FROM again;

-- what a file says gives way to the user's words
SET client_min_messages = warning;
SELECT rows_loaded FROM load_survey('again', export_survey('people', 'sav', variables => '{region,age}'), replace => true,
    codebook => '{"title": "Mine", "variables": [{"name": "REGION", "label": "Region", "missing": {"2": "Abroad"}}]}');
SELECT survey_codebook_json('again')->'title' AS title, survey_codebook_json('again')->'variables'->0 #- '{properties}' AS region;
-- a further wave, and one with a code that the survey does not know
SELECT rows_loaded FROM load_survey('again', export_survey('people', 'sav', variables => '{region,age}'), append => true);
UPDATE people SET region = 3 WHERE id = 1;
SELECT load_survey('again', export_survey('people', 'sav', variables => '{region,age}'), append => true);
SELECT rows_loaded, rows_refused FROM load_survey('again', export_survey('people', 'sav', variables => '{region,age}'), append => true, on_error => 'reject');
SELECT column_name, value, reason FROM mlops_survey.load_error;

-- custom attributes of SPSS files and variables are properties, and come back; sets of variables for dialogs are named in the report
SELECT survey FROM register_survey('attributed', 'people', survey_codebook_json('people') || '{"properties": {"attributes": {"Version": "2", "$Sources": ["Panel", "née \u00d8"]}}, "variables": [
    {"name": "region", "properties": {"attributes": {"$@Role": "1", "Note": "two\nlines (it''s)"}}}, {"name": "age", "measure": "scale", "properties": {"attributes": {"$@Role": "0"}}}]}');
SELECT rows_loaded, warnings FROM load_survey('again', export_survey('attributed', 'sav'), replace => true);
SELECT survey_codebook_json('again')->'properties' AS file, survey_codebook_json('again') #> '{variables,1,properties}' AS region, survey_codebook_json('again') #> '{variables,2,properties}' AS age;
SELECT rows_loaded FROM load_survey('twice', export_survey('again', 'zsav'));
SELECT survey_codebook_json('again') = survey_codebook_json('twice') AS equal;
SELECT rows_loaded, warnings FROM (SELECT export_survey('attributed', 'sav') AS f) file, load_survey('twice',
    substr(f, 1, position('\xe703000000000000'::bytea IN f) - 1) || '\x07000000050000000100000008000000536574313d20780a'::bytea || substr(f, position('\xe703000000000000'::bytea IN f)), replace => true);
SET client_min_messages = warning;
SELECT drop_survey('twice'), drop_survey('attributed');

SET client_min_messages = error;
-- what a file says and a survey cannot hold is named in the report; characteristics of Stata come in and go out
CREATE FUNCTION put(file bytea, before bytea, more bytea) RETURNS bytea LANGUAGE sql RETURN
    substr(file, 1, position(before IN file) - 1) || more || substr(file, position(before IN file));
SELECT survey FROM register_survey('said', 'people', survey_codebook_json('people') || '{"properties": {"format": "xpt", "notes": ["One", "Two"], "characteristics": {"source": "Panel \"A\""}}, "variables": [
    {"name": "region", "values": {"1": "North", "2": "South", "3": "East"}, "missing": {"98": "Refused"}, "properties": {"format": "YESNO3", "characteristics": {"note1": "née", "note0": "1"}}},
    {"name": "age", "measure": "scale", "properties": {"format": "BEST8.1"}}, {"name": "job", "measure": "text", "properties": {"format": "$JOBS8"}}]}');
SELECT rows_loaded, warnings FROM load_survey('again', export_survey('said', 'dta'), replace => true);
SELECT survey_codebook_json('again')->'properties' AS file, jsonb_path_query(survey_codebook_json('again'), '$.variables[*] ? (@.name == "region").properties.characteristics') AS region;
SELECT rows_loaded, warnings FROM load_survey('twice', export_survey('again', 'dta'), replace => true);
SELECT survey_codebook_json('again') = survey_codebook_json('twice') AS equal;
SELECT warnings FROM (SELECT export_survey('said', 'dta', variables => '{region}') AS f) file,
    load_survey('twice', overlay(f PLACING 'other'::bytea FROM position('<lbl>'::bytea IN f) + 9), replace => true);
SELECT warnings FROM (SELECT export_survey('said', 'xpt', variables => '{region,age,job}') AS f) file, load_survey('twice', f || substr(f, 241), replace => true) WHERE rows_loaded = 3;
SELECT warnings FROM load_survey('twice', put(export_survey('said', 'sav', variables => '{age}'), '\xe703000000000000', '\x070000000600000001000000010000000007000000630000000100000001000000000700000018000000010000000100000000'::bytea), replace => true);
SET client_min_messages = warning;
SELECT drop_survey('twice'), drop_survey('said');
DROP FUNCTION put(bytea, bytea, bytea);

-- what a survey says and a format cannot hold is named; the key of a table goes out, and replicate weights, one a column
CREATE TABLE designed (code text PRIMARY KEY, "group" int, mood int, big bigint, note text, seen timestamptz, born date, q_1 boolean, q_2 boolean, q_3 boolean, w float8, rw float8[], spare float8[]);
INSERT INTO designed VALUES ('a', 1, 1, 9007199254740993, '', '2024-01-01 00:00+00', 'infinity', true, false, false, 1, '{0,2}', '{1}'), ('b', 2, 5, 1, 'x ', NULL, NULL, false, true, NULL, 2, '{4,0}', NULL);
SELECT warnings FROM register_survey('designed', 'designed', '{"weight": "w", "properties": {"notes": ["Mind"]}, "design": {"strata": ["group"]}, "replicates": {"columns": "rw", "type": "JK1"},
    "variables": [{"name": "group", "label": "Group", "measure": "nominal", "values": {"1": "A", "2": "B"}, "properties": {"scores": {"1": 5}, "attributes": {"Note": "x"}}},
    {"name": "mood", "points": 5, "nets": {"Good": [4, 5]}}, {"name": "big", "measure": "scale"}, {"name": "note", "measure": "text"}],
    "sets": [{"name": "q", "members": ["q_1", "q_2", "q_3"], "nets": {"Any": ["q_1", "q_2"]}}]}');
SELECT convert_from(export_survey('designed', 'csv'), 'UTF8');
SELECT convert_from(export_survey('designed', 'csv', variables => '{code,rw,code}'), 'UTF8');
SELECT rows_loaded FROM load_survey('again', export_survey('designed', 'sav'), replace => true);
SELECT code, group_, rw_1, rw_2 FROM again;
SELECT rows_loaded FROM load_survey('again', export_survey('designed', 'dta', variables => '{group,mood,q_1,q_2,w}'), replace => true);
SELECT rows_loaded FROM load_survey('again', export_survey('designed', 'xpt', variables => '{group,mood,note,w}'), replace => true);
SELECT length(export_survey('designed', 'sav', variables => '{q_1,q_2}')) > 0 AS written;
SELECT length(export_survey('designed', 'triple-s', variables => '{group,mood,q}')) > 0 AS written;
-- there are 26 kinds of missing values
SELECT survey FROM register_survey('many', 'designed', jsonb_build_object('sets', '[]'::jsonb, 'variables', jsonb_build_array(jsonb_build_object('name', 'mood', 'measure', 'nominal', 'values', '{"1": "a"}'::jsonb,
    'missing', (SELECT jsonb_object_agg(i, 'no ' || i) FROM generate_series(5, 31) i)))));
SELECT rows_loaded FROM load_survey('again', export_survey('many', 'dta', variables => '{mood}'), replace => true);
SELECT drop_survey('many'), drop_survey('designed');
DROP TABLE designed;

-- values that a format cannot hold: n = 1 has 15 digits, n = 2 is the shortest text of a double, n = 3 and 4 are none; big is exact in the even one
CREATE TABLE precise (id int PRIMARY KEY, n numeric, big bigint, f float8, r real, seen timestamp);
INSERT INTO precise VALUES (1, 123456789.012345, 9007199254740994, 1e300, 1, '2024-01-01 00:00:00.12345'), (2, 0.30000000000000004, 9007199254740993, 'NaN', 1, '2024-01-01 00:00:00.123457'),
    (3, 12345678901234567890, 9223372036854775807, 'Infinity', 3e38, NULL), (4, 0.1234567890123456789, -9223372036854775808, 1e-100, NULL, 'infinity'), (5, 1e400, NULL, 9e307, NULL, NULL);
SELECT survey FROM register_survey('precise', 'precise', '{"variables": [{"name": "n", "measure": "scale"}, {"name": "big", "measure": "scale"}, {"name": "f", "measure": "scale"}, {"name": "r", "measure": "scale"}]}');
SELECT rows_loaded FROM load_survey('again', export_survey('precise', 'sav'), replace => true);
SELECT n, big, f FROM again;
SELECT rows_loaded FROM load_survey('again', export_survey('precise', 'dta'), replace => true);
SELECT n, big, f, r FROM again;
SELECT rows_loaded FROM load_survey('again', export_survey('precise', 'xpt'), replace => true);
SELECT f FROM again;
-- whole numbers are exact in Triple-S
SELECT rows_loaded FROM load_survey('again', export_survey('precise', 'triple-s', variables => '{n,big}'), metadata => export_survey('precise', 'triple-s-xml', variables => '{n,big}'), replace => true);
SELECT n, big FROM again;
SELECT rows_loaded FROM load_survey('again', export_survey('precise', 'triple-s', variables => '{big}'), metadata => export_survey('precise', 'triple-s-xml', variables => '{big}'),
    codebook => '{"variables": [{"name": "big", "type": "numeric"}]}', replace => true);
SELECT big FROM again;
-- as many digits as there are in the file
SELECT rows_loaded FROM load_survey('again', export_survey('precise', 'sav', variables => '{big}', filter => 'id < 3'), '{"variables": [{"name": "big", "type": "bigint"}]}', replace => true);
SELECT big FROM again;
-- NaN and infinity are no answers: statistics and loads refuse them
SELECT convert_from(export_survey('precise', 'csv', variables => '{f,r,seen}'), 'UTF8');
SELECT rows_loaded FROM load_survey('again', export_survey('precise', 'csv'), survey_codebook_json('precise'), replace => true);
SELECT count(*) AS same FROM precise p JOIN again a USING (id) WHERE (p.n, p.big, p.r) IS NOT DISTINCT FROM (a.n, a.big, a.r) AND a.f IS NOT DISTINCT FROM CASE WHEN id NOT IN (2, 3) THEN p.f END
    AND a.seen IS NOT DISTINCT FROM nullif(p.seen, 'infinity');
SELECT drop_survey('precise');
DROP TABLE precise;

-- texts that look like no answer are quoted and come back; blank ones do not
CREATE TABLE said (id int PRIMARY KEY, t text, n int);
INSERT INTO said VALUES (1, 'NA', 1), (2, ' N/A', NULL), (3, NULL, 2), (4, ' ', 3), (5, 'NULL', 4), (6, 'na', 5);
SELECT survey FROM register_survey('said', 'said', '{"variables": [{"name": "t", "measure": "text"}, {"name": "n", "measure": "scale"}]}');
SELECT convert_from(export_survey('said', 'csv', variables => '{t,n}'), 'UTF8');
SET client_min_messages = error;
SELECT rows_loaded FROM load_survey('again', export_survey('said', 'csv', variables => '{t,n}'), survey_codebook_json('said'), replace => true);
SET client_min_messages = warning;
SELECT id, a.t, b.t FROM said a JOIN again b ON id = respondent WHERE a.t IS DISTINCT FROM b.t;
SELECT drop_survey('said');
DROP TABLE said;

-- numbers are scales to SPSS unless somebody says otherwise; in a set they are choices, labels and all
CREATE TABLE picked (id int PRIMARY KEY, a smallint, b smallint, e int, f int);
INSERT INTO picked VALUES (1, 0, 1, 1, 300), (2, 1, 1, 2, 2), (3, 0, NULL, 999, 1);
SELECT survey FROM register_survey('picked', 'picked', '{"variables": [
    {"name": "a", "measure": "nominal", "values": {"0": "No", "1": "Yes"}, "properties": {"measure": "scale"}}, {"name": "b", "measure": "nominal", "values": {"0": "No", "1": "Yes"}, "properties": {"measure": "scale"}},
    {"name": "e", "measure": "nominal", "values": {"1": "1", "2": "2"}, "missing": {"999": "Refused"}, "properties": {"measure": "scale"}},
    {"name": "f", "measure": "nominal", "values": {"1": "1", "2": "Chosen", "300": "300"}, "properties": {"measure": "scale"}}],
    "sets": [{"name": "ab", "label": "Yes or no", "members": ["a", "b"]}, {"name": "ef", "members": ["e", "f"], "counted": 2}]}');
SELECT warnings FROM load_survey('again', export_survey('picked', 'sav', variables => '{a,b,e,f}'), replace => true);
SELECT * FROM again;
SELECT jsonb_pretty(survey_codebook_json('again') - 'properties');
SELECT drop_survey('picked');
DROP TABLE picked;

-- a survey without respondents
SELECT rows_loaded FROM load_survey('none', export_survey('again', 'csv', filter => 'false'), survey_codebook_json('again'));
SELECT survey_codebook_json('none') = survey_codebook_json('again') AS same;
SELECT rows_loaded, variables FROM load_survey('none', export_survey('none', 'sav'), replace => true);
SELECT drop_survey('none');

-- refusals
SELECT export_survey('people', 'pdf');
SELECT export_survey('people', 'sav', labels => true);
SELECT export_survey('people', 'sav', variables => '{regoin}');
SELECT export_survey('people', 'sav', variables => '{}');
SELECT export_survey('people', 'sav', filter => 'nonsense = 1');
SELECT export_survey('peopel', 'sav');
SELECT export_survey(NULL, 'sav');
SELECT load_survey('broken', '\x24464c3240282329'::bytea);
SELECT load_survey('broken', '\x01'::bytea, format => 'dta');
SELECT load_survey('broken', '\x504b030414000600'::bytea);
SELECT load_survey('broken', convert_to(E'a,b\n1,2\n', 'UTF8'), metadata => '\x255044462d312e34'::bytea);
SELECT load_survey('broken', export_survey('people', 'sav'), metadata => convert_to('{}', 'UTF8'));
SELECT load_survey('broken', export_survey('people', 'sav'), format => 'sav', metadata => convert_to('{}', 'UTF8'));
-- cross tables as an Excel file, which is a zip; what is in it is looked at in test/oracle
\set SHOW_CONTEXT never
UPDATE people SET region = 1 WHERE region = 3;
SELECT substr(export_crosstab('people', '{region}'), 1, 2) AS one, substr(export_crosstab('people', '{region,age}', '{region}', one_sheet => true), 1, 2) AS other;
SELECT export_crosstab('people', '{regoin}');
SELECT export_crosstab(NULL, '{region}');
SELECT drop_survey('again');
DELETE FROM mlops_survey.load_error WHERE survey_name = 'again';
DROP TABLE people CASCADE;
