-- A backend that loads again and again, with and without errors, needs no more memory than after the first loads.
-- 600 loads; psql -v loads=10000 for more (tools/memcheck does).
\set QUIET 1
SET client_min_messages = error;
\if :{?loads}
\else
\set loads 600
\endif
SELECT plan(5);
CREATE TABLE small AS SELECT i AS id, 1 + i % 3 AS code, i / 3.0::float8 AS number, repeat('text', i % 4) AS text FROM generate_series(1, 40) i;
SELECT register_survey('small', 'small', '{"variables": [{"name": "code", "values": {"1": "One", "2": "Two", "3": "Three"}}]}') IS NULL \g /dev/null
CREATE TEMP TABLE sample AS SELECT row_number() OVER () AS n, f AS format, export_survey('small', f) AS content FROM unnest('{sav,zsav,dta,xpt,csv}'::text[]) f;
-- errors of every kind: of the file, of a row in the middle of it, of the catalogue at the end
CREATE TEMP TABLE outcome (kind text, state text);
CREATE FUNCTION try_load(kind text, content bytea, codebook jsonb, name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load_survey(name, content, codebook => codebook);
    PERFORM drop_survey(name);
    INSERT INTO outcome VALUES (kind, 'loaded');
EXCEPTION WHEN OTHERS THEN
    INSERT INTO outcome VALUES (kind, SQLSTATE);
END $$;
-- Kilobytes: what the libraries hold beside PostgreSQL's contexts, and in those, without what PostgreSQL remembers of every
-- table and sequence that there ever was in the session, and the buffers of temporary tables.
CREATE TEMP TABLE memory (at int, outside numeric, contexts numeric);
CREATE FUNCTION look(at int) RETURNS void LANGUAGE sql AS $$
-- the name of the context around one is a column until PostgreSQL 17; then its number is in a path
WITH context AS MATERIALIZED (SELECT name, total_bytes, used_bytes, to_jsonb(m) AS j FROM pg_backend_memory_contexts m),
inside AS (SELECT c.*, coalesce(c.j ->> 'parent', (SELECT p.name FROM context p WHERE p.j -> 'path' -> -1 = c.j -> 'path' -> -2), '') AS parent FROM context c)
INSERT INTO memory
SELECT at, coalesce(substring((SELECT pg_read_file('/proc/self/status') WHERE (pg_stat_file('/proc/self/status', true)).size IS NOT NULL)
        FROM 'RssAnon:\s*(\d+)')::numeric - sum(total_bytes) / 1024, 0),
    sum(used_bytes) FILTER (WHERE name NOT IN ('CacheMemoryContext', 'Sequence values', 'LocalBufferContext') AND parent <> 'CacheMemoryContext') / 1024
FROM inside
$$;
CREATE PROCEDURE again(loads int) LANGUAGE plpgsql AS $$
DECLARE
    s sample;
BEGIN
    FOR i IN 1..loads LOOP
        SELECT * INTO s FROM sample WHERE n = 1 + i % 5;
        CASE i / 5 % 4
            WHEN 0 THEN PERFORM try_load('whole', s.content, NULL, 'again');
            WHEN 1 THEN PERFORM try_load('cut', substr(s.content, 1, length(s.content) * 3 / 4), NULL, 'again');
            WHEN 2 THEN PERFORM try_load('row', s.content, '{"variables": [{"name": "text", "measure": "nominal", "values": {"1": "texttext"}}]}', 'again');
            ELSE PERFORM try_load('taken', s.content, NULL, 'small');
        END CASE;
        COMMIT;
        IF i = loads / 10 * 3 OR i = loads THEN
            PERFORM look(i);
        END IF;
    END LOOP;
END $$;
CALL again(:loads);
SELECT cmp_ok((SELECT count(*) FROM outcome WHERE state = 'loaded'), '>=', :loads / 4::bigint, 'whole files load');
SELECT cmp_ok((SELECT count(*) FROM outcome WHERE state <> 'loaded'), '>=', :loads / 2::bigint, 'others fail');
SELECT is((SELECT array_agg(name) FROM mlops_survey.survey), '{small}', 'and leave nothing');
SELECT cmp_ok(last.outside - first.outside, '<', 1500::numeric, format('libraries hold no more (%s kB)', round(last.outside - first.outside)))
FROM memory first, memory last WHERE first.at < :loads AND last.at = :loads;
SELECT cmp_ok(last.contexts - first.contexts, '<', 400::numeric, format('nor do contexts (%s kB)', round(last.contexts - first.contexts)))
FROM memory first, memory last WHERE first.at < :loads AND last.at = :loads;
SELECT * FROM finish();
