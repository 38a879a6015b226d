-- survey_list: every survey that the caller may see, and of it what he may read.
SELECT plan(9);
\set QUIET on
SET client_min_messages = warning;
SELECT is((SELECT count(*) FROM survey_list()), 0::bigint, 'no survey, no row');
CREATE TABLE visits (id int PRIMARY KEY, q int, a boolean, b boolean, w float8);
INSERT INTO visits SELECT i, i % 3, i % 2 = 0, i % 5 = 0, 1 FROM generate_series(1, 30) i;
CREATE SCHEMA other;
CREATE VIEW other."Half" AS SELECT * FROM visits WHERE q < 2;
SELECT register_survey('visits', 'visits', '{"title": "Visits", "weight": "w", "respondent": "id", "variables": [{"name": "q"}, {"name": "w", "measure": "scale"}],
    "sets": [{"name": "ab", "members": ["a", "b"]}]}') IS NULL, register_survey('Half', 'other."Half"', '{"variables": [{"name": "q", "measure": "nominal"}]}') IS NULL, pack_survey('visits') IS NULL \g /dev/null
SELECT is((SELECT array_agg(concat_ws(' ', survey, title, answers, weight, packed) ORDER BY n) FROM survey_list() WITH ORDINALITY x (survey, title, answers, variables, sets, weight, packed, registered, n)),
    (SELECT array_agg(x ORDER BY x) FROM unnest('{"Half other.\"Half\" f","visits Visits visits w t"}'::text[]) x), 'each once, by name');
SELECT is((SELECT registered FROM survey_list() WHERE survey = 'visits'), (SELECT created_at FROM mlops_survey.survey WHERE name = 'visits'), 'since when');
SELECT is((SELECT array_agg(row(variables, sets)::text ORDER BY survey) FROM survey_list()), (SELECT array_agg(row(n, m)::text ORDER BY name) FROM (SELECT s.name,
    (SELECT count(DISTINCT variable) FROM survey_codebook(s.name) WHERE kind = 'variable') n, (SELECT count(DISTINCT variable) FROM survey_codebook(s.name) WHERE kind = 'set') m FROM mlops_survey.survey s) t),
    'as many variables and sets as the codebook has');
CREATE ROLE list_reader;
SET ROLE list_reader;
SELECT is((SELECT count(*) FROM survey_list()), 0::bigint, 'nothing of what one may not read');
RESET ROLE;
GRANT SELECT (id, q) ON visits TO list_reader;
SET ROLE list_reader;
SELECT is((SELECT array_agg(concat_ws(' ', survey, variables, sets, packed)) FROM survey_list()), '{"visits 1 0 f"}', 'of single columns these variables, and neither sets nor packs');
RESET ROLE;
-- who makes names of his own in front of the path has none of it run
CREATE SCHEMA evil;
CREATE FUNCTION evil.count(int) RETURNS bigint VOLATILE LANGUAGE plpgsql AS $$BEGIN RAISE 'run'; END$$;
CREATE TABLE evil.survey (name text);
SET search_path = evil, public;
SELECT is((SELECT string_agg(survey, ' ' ORDER BY survey COLLATE "C") FROM survey_list()), 'Half visits', 'whatever the path');
RESET search_path;
ALTER EVENT TRIGGER mlops_survey_renamed DISABLE;
ALTER TABLE visits RENAME TO visited;
ALTER EVENT TRIGGER mlops_survey_renamed ENABLE ALWAYS;
SELECT is((SELECT answers FROM survey_list() WHERE survey = 'visits'), NULL, 'a table that has another name unseen is not the survey''s');
DROP VIEW other."Half" CASCADE;
SELECT is((SELECT array_agg(answers::text) FROM survey_list() WHERE survey = 'Half'), '{NULL}', 'nor is one that is gone');
REVOKE ALL ON visited FROM list_reader;
DROP ROLE list_reader;
SELECT * FROM finish();
