-- Codebooks that were cut, mutated and mixed up: every one is accepted or refused with a user's error, and what is
-- accepted says of itself what registers again.
SELECT plan(5);

CREATE TABLE people (id int PRIMARY KEY, q1 smallint, sex text, age numeric, o_1 boolean, o_2 boolean, w float8, r float8);
INSERT INTO people SELECT i, 1 + i % 5, (ARRAY['m', 'f'])[1 + i % 2], 20 + i, i % 2 = 0, i % 3 = 0, 1, 2 FROM generate_series(1, 20) i;
CREATE TABLE codebook AS SELECT '{"title": "T", "weight": "w", "respondent": "id",
    "design": {"strata": ["sex"], "clusters": ["id"], "fpc": [], "nest": false, "lonely": "fail"},
    "replicates": {"columns": ["r"], "type": "JK1", "scale": 1, "rscales": [1], "mse": true},
    "variables": [
      {"name": "q1", "label": "Q", "measure": "ordinal", "points": 5, "values": {"1": "a", "5": "b"}, "missing": {"98": "r"},
       "missing_ranges": [[-9, -1]], "nets": {"n": [4, 5]}, "properties": {"x": 1}},
      {"name": "sex", "values": [{"code": 1, "label": "Man", "value": "m"}, {"code": 2, "value": "f", "missing": false}]},
      {"name": "age", "measure": "scale", "type": "numeric"}],
    "sets": [{"name": "o", "label": "O", "members": ["o_1", {"variable": "o_2", "label": "two"}], "counted": 1, "nets": {"n": ["o_1"]}}]}'::jsonb AS j;

-- every path of the codebook
CREATE VIEW paths AS
WITH RECURSIVE walk(path, value) AS (
    SELECT '{}'::text[], j FROM codebook
    UNION ALL
    SELECT w.path || e.key, e.value
    FROM walk w CROSS JOIN LATERAL (
        SELECT key, value FROM jsonb_each(CASE jsonb_typeof(w.value) WHEN 'object' THEN w.value END)
        UNION ALL
        SELECT (ordinality - 1)::text, value
        FROM jsonb_array_elements(CASE jsonb_typeof(w.value) WHEN 'array' THEN w.value END) WITH ORDINALITY) e)
SELECT path FROM walk WHERE path <> '{}';

CREATE TABLE outcome (mutation text, codebook jsonb, state text, message text);
CREATE FUNCTION try(mutation text, codebook jsonb) RETURNS void VOLATILE LANGUAGE plpgsql AS $$
DECLARE
    said jsonb;
BEGIN
    PERFORM register_survey('hostile', 'people', codebook, replace => true);
    said := survey_codebook_json('hostile');
    PERFORM register_survey('hostile', 'people', said, replace => true);
    INSERT INTO outcome VALUES (mutation, codebook, CASE WHEN said = survey_codebook_json('hostile') THEN 'accepted' ELSE 'changed' END);
EXCEPTION WHEN OTHERS THEN
    INSERT INTO outcome VALUES (mutation, codebook, SQLSTATE, SQLERRM);
END
$$;

CREATE TABLE trial (mutation text, codebook jsonb);
INSERT INTO trial SELECT 'as it is', j FROM codebook;
INSERT INTO trial SELECT 'without ' || path::text, j #- path FROM codebook, paths;
INSERT INTO trial SELECT format('%s = %s', path, value), jsonb_set(j, path, value)
FROM codebook, paths,
    unnest(ARRAY['null', 'true', '0', '-1', '1.5', '1e300', '98', '"x"', '""', '"q1"', '"id"', '"ctid"', '"sex"', '"integer"', '"time"', '[]', '{}', '[[]]', '[null]', '{"1": null}', '{"": ""}']::jsonb[]) value;
-- deep nesting and sheer size
INSERT INTO trial SELECT 'deep', jsonb_set(j, '{calibration}', (repeat('[', 1000) || repeat(']', 1000))::jsonb) FROM codebook;
INSERT INTO trial SELECT 'wide', jsonb_set(j, '{variables,0,missing}', (SELECT jsonb_object_agg(1000 + i, 'm' || i) FROM generate_series(1, 5000) i)) FROM codebook;
INSERT INTO trial SELECT 'long key', jsonb_set(j, ARRAY[repeat('k', 100000)], '1') FROM codebook;

-- each in a transaction of its own, or the catalogue's rows of all those before slow it down
DO $$
DECLARE
    t trial;
BEGIN
    FOR t IN TABLE trial LOOP
        PERFORM try(t.mutation, t.codebook);
        COMMIT;
    END LOOP;
END $$;

SELECT is((SELECT state FROM outcome WHERE mutation = 'as it is'), 'accepted', 'the codebook itself is accepted');
SELECT cmp_ok((SELECT count(*) FROM outcome), '>', 1000::bigint, 'many mutations were tried');
SELECT is((SELECT string_agg(DISTINCT state, ' ' ORDER BY state) FROM outcome), '22023 42703 42804 42809 accepted', 'each is accepted or refused for a reason that names the fault');
SELECT is((SELECT count(*) FROM outcome WHERE state NOT IN ('accepted', '22023') AND message !~ '"[^"]*"'), 0::bigint, 'naming the culprit');
SELECT is((SELECT array_agg(mutation) FROM outcome WHERE state = 'changed'), NULL, 'what is accepted round-trips');
SELECT * FROM finish();
