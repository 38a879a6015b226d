-- Triple-S: every kind of variable, in columns of fixed width and in CSV.
SET client_min_messages = warning;
CREATE FUNCTION metadata(record text) RETURNS bytea LANGUAGE sql RETURN convert_to($$<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE sss PUBLIC "-//triple-s//DTD Survey Interchange v2.0//EN" "http://www.triple-s.org/dtd/sss_v20.dtd">
<sss version="2.0"><survey><title>Visitors<br/>first wave</title><record $$ || record || $$>
<variable ident="1" type="single"><name>Q1</name><label>Visits</label><position start="1"/>
  <values><value code="1">First</value><value code="2">Again<text mode="interview">And again?</text><text mode="analysis">Again</text></value></values></variable>
<variable ident="2" type="multiple"><name>Q2</name><label>Seen</label><position start="2" finish="4"/>
  <values><value code="1">Caf&#233;</value><value code="3">Mill</value></values></variable>
<variable ident="3" type="multiple" filter="1"><name>Q3</name><label>Liked</label><position start="5" finish="8"/><spread subfields="2" width="2"/>
  <values><value code="7">Tour</value><value code="12">Shop</value></values></variable>
<variable ident="4" type="quantity"><name>Q4</name><position start="9" finish="11"/><values><range from="0" to="500"/><value code="999">Not stated</value></values></variable>
<variable ident="5" type="character"><name>Q5</name><position start="12" finish="15"/><size>4</size></variable>
<variable ident="6" type="logical"><name>Q6</name><position start="16"/></variable>
<variable ident="7" type="date"><name>Q7</name><position start="17" finish="24"/></variable>
<variable ident="8" type="time"><name>Q8</name><position start="25" finish="30"/></variable>
<variable ident="9" type="quantity" use="weight"><name>W</name><position start="31" finish="34"/><values><range from="0.00" to="9.99"/></values></variable>
<variable ident="10" type="single" format="literal"><name>Q10</name><position start="35" finish="36"/><values><value code="A">Apple</value><value code="BB">Berry</value></values></variable>
</record></survey></sss>$$, 'LATIN1');

SELECT rows_loaded, variables, warnings FROM load_survey('visitors', convert_to(
    E'11010712 12caf\u00e9120240229235959 1.5A \n' ||
    E'20010700999    019991231000000 0.5BB\n' ||
    E'3                             1.00  \n', 'LATIN1'), metadata => metadata('format="fixed"'));
SELECT * FROM visitors;
SELECT survey_codebook_json('visitors') - 'variables';
SELECT v->>'name' AS variable, v->'values' AS values, v->'properties' AS properties FROM jsonb_array_elements(survey_codebook_json('visitors')->'variables') v;

-- the same as CSV: positions are fields, spread codes one a field
SELECT rows_loaded FROM load_survey('csv', convert_to(
    E'Q1,Q2,Q3a,Q3b,Q4,Q5,Q6,Q7,Q8,W,Q10\n1,101,7,12,12,caf\u00e9,1,20240229,235959,1.5,A\n2,001,7,,999,,0,19991231,000000,0.5,BB\n3,,,,,,,,,1,\n', 'UTF8'),
    metadata => convert_to(replace(replace(replace(replace(replace(replace(replace(replace(replace(convert_from(metadata('format="csv" skip="1"'), 'LATIN1'),
    'start="2" finish="4"', 'start="2"'), 'start="5" finish="8"', 'start="3" finish="4"'), 'start="9" finish="11"', 'start="5"'), 'start="12" finish="15"', 'start="6"'),
    'start="16"', 'start="7"'), 'start="17" finish="24"', 'start="8"'), 'start="25" finish="30"', 'start="9"'), 'start="31" finish="34"', 'start="10"'), 'start="35" finish="36"', 'start="11"'), 'LATIN1'));
SELECT count(*) FROM (SELECT * FROM visitors EXCEPT SELECT * FROM csv) differ;

-- data that says no encoding: UTF-8 whose positions count characters, or bytes; ends of lines of every kind, a byte-order mark
CREATE FUNCTION fixed(data bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    found text[];
BEGIN
    SELECT inferred INTO found FROM load_survey('fixed', data, replace => true, metadata => convert_to('<sss><survey><record><variable type="character"><name>t</name><position start="1" finish="4"/></variable>
        <variable type="quantity"><name>n</name><position start="5" finish="6"/></variable></record></survey></sss>', 'UTF8'));
    RETURN found::text || (SELECT string_agg(concat_ws(' ', t, n), ', ' ORDER BY respondent) FROM fixed);
END $$;
SELECT fixed(convert_to(E'caf\u00e912\nabcd 3\n\u00e4\u00f6  45\n', 'UTF8')) AS characters;
SELECT fixed(convert_to(E'caf\u00e9 12\nabcd 3\n\u00e4\u00f6  45\n', 'UTF8')) AS ragged;
SELECT fixed(convert_to(E'ca\u00e912\nabcd 3\n\u00e4\u00f645\n', 'UTF8')) AS bytes;
SELECT fixed(convert_to(E'caf\u00e912\nabcd 3\n', 'LATIN1')) AS single_bytes, fixed(convert_to(E'\ufeffcaf\u00e912\nabcd 3\n', 'UTF8')) AS marked;
SELECT fixed(convert_to(E'abcd 1\rbcde 2\r', 'LATIN1')) AS cr, fixed(convert_to(E'abcd 1\r\nbcde 2\r\n', 'LATIN1')) AS crlf, fixed(convert_to(E'abcd 1\n\rbcde 2\n\r', 'LATIN1')) AS lfcr;
SELECT drop_survey('fixed');
DROP FUNCTION fixed(bytea);

-- Triple-S out: what came in goes out, and comes in again, in ISO 8859-1 and columns of fixed width
CREATE FUNCTION again(survey text, filter text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    differ bigint;
BEGIN
    PERFORM load_survey('again', d, metadata => m, replace => true)
    FROM (SELECT ARRAY(SELECT v->>'name' FROM jsonb_array_elements(survey_codebook_json(survey)->'variables') v) AS n) variables,
        LATERAL (SELECT export_survey(survey, 'triple-s', filter, n) AS d, export_survey(survey, 'triple-s-xml', filter, n) AS m) files;
    EXECUTE format('SELECT count(*) FROM ((TABLE %1$I EXCEPT ALL TABLE again) UNION ALL (TABLE again EXCEPT ALL TABLE %1$I)) rows', survey) INTO differ;
    RETURN differ || ' rows differ, codebooks ' || CASE WHEN survey_codebook_json(survey) = survey_codebook_json('again') THEN 'equal' ELSE 'differ' END;
END $$;
SELECT again('visitors');
SELECT convert_from(export_survey('visitors', 'triple-s'), 'LATIN1');
SELECT again('csv');
UPDATE visitors SET q5 = E'caf\u0107' WHERE q5 > 'a';
SELECT again('visitors');
SELECT convert_from(export_survey('visitors', 'triple-s'), 'UTF8');
UPDATE visitors SET q5 = 'cafe' WHERE q5 > 'a';
SELECT convert_from(export_survey('visitors', 'triple-s-xml', variables => '{q3,w,q5}'), 'UTF8');

-- a survey of a table: what Triple-S cannot hold is named
CREATE TABLE trip (id int PRIMARY KEY, mood smallint, used_1 boolean, used_7 boolean, paid double precision, spent numeric, left_at timestamp, stay interval, note text,
    member boolean, w real, seen_1 smallint, seen_2 smallint, born date);
INSERT INTO trip VALUES
    (1, 1, true, NULL, 0.1, 1234.50, '2024-02-29 23:59:59.5', '30:00', E'two\nlines, "quoted"', true, 0.7, 1, 2, '2000-01-01'),
    (2, 9, NULL, NULL, 'NaN', -3, 'infinity', '1 day', ' ', false, 1.25, 9, 1, '0044-03-15 BC'),
    (3, NULL, false, true, 1e300, NULL, '1999-12-31 00:00', NULL, 'plain ', NULL, 1, NULL, NULL, NULL),
    (4, 5, false, false, 12.000000000000002, 0, NULL, NULL, 'plain', true, 1, 2, 2, 'infinity');
SET client_min_messages = error;
SELECT survey FROM register_survey('trip', 'trip', '{"title": "Trips & <tours>", "weight": "w", "variables": [
    {"name": "mood", "label": "\"Mood\" <now>", "points": 5, "values": {"1": "Bad & sad"}, "missing": {"9": "Refused"}},
    {"name": "paid", "missing_ranges": [[null, -1]]}, {"name": "member", "values": {"1": "Member", "0": "Guest"}, "measure": "nominal"},
    {"name": "seen_1", "values": {"1": "Yes", "2": "No"}, "missing": {"9": "Refused"}}, {"name": "seen_2", "values": {"1": "Yes", "2": "No"}}],
    "sets": [{"name": "used", "label": "Used", "members": [{"variable": "used_1", "label": "Bus"}, {"variable": "used_7", "label": "Tram"}]},
        {"name": "seen", "members": ["seen_1", "seen_2"]}]}');
SET client_min_messages = warning;
SELECT convert_from(export_survey('trip', 'triple-s'), 'UTF8');
SELECT convert_from(export_survey('trip', 'triple-s-xml'), 'UTF8');
SET client_min_messages = error;
SELECT rows_loaded, warnings FROM (SELECT export_survey('trip', 'triple-s') AS d, export_survey('trip', 'triple-s-xml') AS m) files,
    load_survey('again', d, metadata => m, replace => true);
SELECT * FROM again;
SELECT paid = 12.000000000000002 AS exact FROM again WHERE respondent = 4;
SET client_min_messages = warning;
SELECT convert_from(export_survey('trip', 'triple-s', 'id > 2', '{used,mood}'), 'UTF8');
SELECT convert_from(export_survey('trip', 'triple-s', 'false', '{used,mood}'), 'UTF8');
SELECT export_survey('trip', 'triple-s', labels => true);

-- scores, names and further texts are not lost
SELECT inferred, warnings FROM load_survey('again', convert_to(E'1\n2\n', 'UTF8'), replace => true, metadata => convert_to('<sss version="2.0" options="x"><date>1 May 2020</date><user>Ann</user><survey><name>S1</name><note/><note/><version>2</version>
    <title><text xml:lang="en">Scores</text><text xml:lang="de">Werte</text></title><record><variable ident="1" type="single"><name>q</name><position start="1"/>
    <values><value code="1" score="-1">Bad</value><value code="2" score="1.5">Good</value></values></variable></record></survey></sss>', 'UTF8'));
SELECT survey_codebook_json('again');
CREATE TABLE scored AS TABLE again;
SELECT survey FROM register_survey('scored', 'scored', survey_codebook_json('again'));
SELECT again('scored');
SELECT drop_survey(name) FROM mlops_survey.survey WHERE name IN ('again', 'trip', 'scored');
DROP TABLE scored, trip;
DROP FUNCTION again(text, text);

-- refusals
SELECT load_survey('x', metadata('format="fixed"'));
SELECT load_survey('x', convert_to(E'1\n', 'UTF8'), format => 'triple-s', metadata => convert_to(E'1\n', 'UTF8'));
SELECT load_survey('x', convert_to(E'x\n', 'UTF8'), metadata => metadata('format="fixed"'));
SELECT load_survey('x', convert_to(E'11010712xyz\n', 'UTF8'), metadata => metadata('format="fixed"'));
SELECT load_survey('x', convert_to(E'1\n', 'UTF8'), metadata => metadata('format="packed"'));
SELECT load_survey('x', '\x31'::bytea, metadata => convert_to('<sss><survey><record/></survey></sss>', 'UTF8'));
SELECT load_survey('x', '\x31'::bytea, metadata => convert_to('<nothing/>', 'UTF8'));
SELECT load_survey('x', '\x31'::bytea, metadata => convert_to('<sss><survey><record><variable type="magic"><position start="1"/></variable></record></survey></sss>', 'UTF8'));
-- no external entity is read
SELECT rows_loaded FROM load_survey('x', '\x31'::bytea, metadata => convert_to('<!DOCTYPE sss [<!ENTITY e SYSTEM "file:///etc/hostname">]><sss><survey><title>&e;</title><record>
    <variable type="quantity"><name>q</name><position start="1"/></variable></record></survey></sss>', 'UTF8'));
SELECT title FROM mlops_survey.survey WHERE name = 'x';
SELECT drop_survey(name) FROM mlops_survey.survey WHERE name IN ('visitors', 'csv', 'x');
DROP FUNCTION metadata(text);

-- Quantipy: metadata in JSON, data in CSV
SELECT rows_loaded, rows_refused, warnings FROM load_survey('visitors', convert_to(E'q1,q2,age\n1,1;3;,34\n2,3;,\n9,,50\n', 'UTF8'), on_error => 'reject', metadata => convert_to('{
    "masks": {"grid": {}}, "sets": {"grid": {}, "file": {}}, "batches": {}, "lib": {"default text": "en-GB", "values": {"yes": [{"value": 2, "text": {"en-GB": "No"}}, {"value": 1, "text": {"en-GB": "Yes"}}]}}, "info": {"name": "Visitors"},
    "columns": {"q1": {"type": "single", "text": {"en-GB": "First visit?"}, "values": "lib@values@yes"},
        "q2": {"type": "delimited set", "text": {"en-GB": "Seen"}, "values": [{"value": 1, "text": {"en-GB": "Cafe"}}, {"value": 3, "text": {"en-GB": "Mill"}}]},
        "age": {"type": "int", "factor": 2, "properties": {}, "text": {"en-GB": "Age", "de-DE": "Alter"}}}}', 'UTF8'));
SELECT * FROM visitors;
SELECT survey_codebook_json('visitors');
SELECT load_survey('x', '\x31'::bytea, metadata => convert_to('{"columns": [', 'UTF8'));
SELECT drop_survey('visitors');
DELETE FROM mlops_survey.load_error WHERE survey_name = 'visitors';
