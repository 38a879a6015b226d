-- What answers count as: what a codebook cannot say, and what files lose.
\set VERBOSITY terse
SET client_min_messages = error;
CREATE FUNCTION try(variable jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    hint text;
BEGIN
    PERFORM register_survey('scored', 'scored', jsonb_build_object('variables', jsonb_build_array(variable)), replace => true);
    RETURN 'accepted, ' || (SELECT v ->> 'measure' FROM jsonb_array_elements(survey_codebook_json('scored') -> 'variables') v WHERE v ->> 'name' = variable ->> 'name');
EXCEPTION WHEN invalid_parameter_value THEN
    GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
    RETURN SQLERRM || coalesce(E'\n  ' || nullif(hint, ''), '');
END $$;
CREATE TABLE scored AS SELECT 1 + i % 5 AS q, i % 2 = 0 AS yes, (ARRAY['lo', 'hi'])[1 + i % 2] AS t, i::float8 AS x FROM generate_series(1, 20) i;
INSERT INTO scored VALUES (8, true, 'lo', 1);

\pset format unaligned
\pset tuples_only on
SELECT try('{"name": "q", "points": 5, "values": {"8": "Don''t know"}}');
SELECT try('{"name": "q", "points": 5, "values": {"8": "Don''t know"}, "scores": {"8": null}}');
SELECT try('{"name": "q", "points": 5, "values": {"8": "Neutral"}, "scores": {"8": 3}}');
SELECT try('{"name": "q", "values": {"1": "a", "2": "b", "3": "c", "4": "d", "5": "e", "8": "Don''t know"}, "scores": {"8": null}}');
SELECT try('{"name": "q", "points": 5, "missing": [8], "scores": {"8": null}}');
SELECT try('{"name": "q", "points": 5, "missing": [8], "scores": {"9": 1}}');
SELECT try('{"name": "q", "points": 5, "missing": [8], "scores": {"a": 1}}');
SELECT try('{"name": "q", "points": 5, "missing": [8], "scores": {"1": "1"}}');
SELECT try('{"name": "q", "points": 5, "missing": [8], "scores": {"1": 1, "01": 2}}');
SELECT try('{"name": "q", "points": 5, "missing": [8], "scores": [1, 2]}');
SELECT try('{"name": "q", "points": 5, "missing": [8], "scores": {"1": null, "2": null, "3": null, "4": null, "5": null}}');
SELECT try('{"name": "q", "points": 5, "missing": [8], "reverse": 1}');
SELECT try('{"name": "q", "points": 5, "missing": [8], "reverse": true}');
SELECT try('{"name": "q", "points": 5, "missing": [8], "reverse": true, "scores": {"1": 5, "2": 4, "4": 2, "5": 1}}');
SELECT try('{"name": "q", "points": 5, "missing": [8], "reverse": true, "scores": {"1": -2, "2": -1, "3": 0, "4": 1, "5": 2}}');
SELECT try('{"name": "q", "points": 5, "missing": [8], "reverse": false, "scores": {"1": 5, "2": 4, "4": 2, "5": 1}}');
SELECT try('{"name": "q", "points": 5, "missing": [8], "scores": {"1": 5, "2": 4, "4": 2, "5": 1}}');
SELECT try('{"name": "q", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c", "4": "d", "5": "e", "8": "f"}, "scores": {"8": null}}');
SELECT try('{"name": "x", "measure": "scale", "reverse": true}');
SELECT try('{"name": "yes", "measure": "ordinal", "values": {"0": "No", "1": "Yes"}, "scores": {"0": 1, "1": 0}}');
SELECT try('{"name": "t", "values": ["lo", "hi"], "scores": {"1": -1, "2": 1}}');
\pset format aligned
\pset tuples_only off

-- what files lose
SELECT survey FROM register_survey('scored', 'scored', '{"variables": [{"name": "q", "points": 5, "values": {"1": "Best", "8": "Don''t know"}, "scores": {"8": null}, "reverse": true},
    {"name": "t", "values": ["lo", "hi"], "scores": {"1": -0.5, "2": 1}}, {"name": "yes", "measure": "ordinal"}]}', replace => true);
SET client_min_messages = warning;
SELECT length(export_survey('scored', 'sav')) > 0 AS sav;
SELECT length(export_survey('scored', 'dta')) > 0 AS dta;
SELECT length(export_survey('scored', 'xpt')) > 0 AS xpt;
SELECT convert_from(export_survey('scored', 'triple-s-xml'), 'UTF8');
SELECT length(export_survey('scored', 'triple-s')) > 0 AS triple_s;
SET client_min_messages = error;

-- scores of an answer that is text in a Triple-S file, and one that is no number, which stays a property
SELECT inferred, warnings FROM load_survey('sss', convert_to(E'1A\n2B\n3 \n', 'UTF8'), metadata => convert_to('<sss version="2.0"><survey><record>
    <variable ident="1" type="single"><name>q</name><position start="1"/><values><value code="1" score="10">Good</value><value code="2" score="0">Bad</value><value code="3">No idea</value></values></variable>
    <variable ident="2" type="single" format="literal"><name>l</name><position start="2"/><values><value code="A" score="1">a</value><value code="B" score="x">b</value></values></variable></record></survey></sss>', 'UTF8'));
SELECT value FROM jsonb_array_elements(survey_codebook_json('sss') -> 'variables');
SELECT estimate, n FROM survey_mean('sss', '{q}');
SELECT drop_survey(name) FROM mlops_survey.survey WHERE name IN ('scored', 'sss');
DROP TABLE scored;
DROP FUNCTION try(jsonb);
