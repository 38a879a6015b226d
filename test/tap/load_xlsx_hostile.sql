-- Damaged workbooks: an error that names the workbook, or a load; never a crash, nothing is left, and no memory grows.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(5);
\set files :project/test/files
CREATE TEMP TABLE sample AS SELECT f AS path, pg_read_binary_file(:'files' || '/' || f) AS content FROM unnest('{workbook.xlsx,workbook_merged.xlsx,workbook_by_hand.xlsx,workbook_libreoffice.xlsx}'::text[]) f;
CREATE FUNCTION try_load(content bytea) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load_survey('hostile', content, format => 'xlsx');
    PERFORM drop_survey('hostile');
    DROP TABLE IF EXISTS hostile CASCADE;
    RETURN NULL;
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
CREATE TEMP TABLE outcome (path text, damage text, error text);
CREATE PROCEDURE damage() LANGUAGE plpgsql AS $$
DECLARE
    s sample;
    size int;
    at int;
BEGIN
    FOR s IN SELECT * FROM sample LOOP
        size := length(s.content);
        FOR cut IN 0..size - 1 BY greatest(16, size / 60) LOOP
            INSERT INTO outcome VALUES (s.path, 'cut at ' || cut, try_load(substr(s.content, 1, cut)));
            COMMIT;
        END LOOP;
        -- the merged one is not compressed: its XML itself is damaged
        FOR i IN 1..CASE WHEN s.path = 'workbook_merged.xlsx' THEN 600 ELSE 150 END LOOP
            at := abs(hashint4(i)) % size;
            INSERT INTO outcome VALUES (s.path, 'byte ' || at, try_load(set_byte(s.content, at, abs(hashint4(i * 7 + 1)) % 256)));
            COMMIT;
        END LOOP;
    END LOOP;
END $$;
CALL damage();
SELECT is((SELECT jsonb_agg(DISTINCT error) FROM outcome WHERE error ~ '^(XX|57|58|53)'), NULL, 'no damage is an internal error, or takes all memory');
SELECT is((SELECT jsonb_agg(DISTINCT error) FROM outcome WHERE error !~ '(workbook|zip archive|the file|line \d)'), NULL, 'errors say what is wrong with the file');
SELECT isnt((SELECT count(error) FROM outcome), 0::bigint, 'damage is found');
SELECT is((SELECT count(*) FROM pg_class WHERE relname ~ '^hostile'), 0::bigint, 'nothing is left');

-- many loads, half of them refused, take no memory that stays
-- bytes: what the libraries hold beside PostgreSQL's contexts, and in those, without what PostgreSQL remembers of every table that
-- there ever was in the session (as formats_leak.sql counts)
CREATE FUNCTION memory() RETURNS numeric LANGUAGE sql AS $$
WITH context AS MATERIALIZED (SELECT name, total_bytes, used_bytes, to_jsonb(m) AS j FROM pg_backend_memory_contexts m),
inside AS (SELECT c.*, coalesce(c.j ->> 'parent', (SELECT p.name FROM context p WHERE p.j -> 'path' -> -1 = c.j -> 'path' -> -2), '') AS parent FROM context c)
SELECT substring(pg_read_file('/proc/self/status') FROM 'RssAnon:\s*(\d+)')::numeric * 1024 - sum(total_bytes)
    + sum(used_bytes) FILTER (WHERE name NOT IN ('CacheMemoryContext', 'Sequence values', 'LocalBufferContext') AND parent <> 'CacheMemoryContext')
FROM inside
$$;
CREATE PROCEDURE many() LANGUAGE plpgsql AS $$
BEGIN
    FOR i IN 1..300 LOOP
        PERFORM try_load(CASE WHEN i % 2 = 0 THEN content ELSE set_byte(content, length(content) / 2, i % 256) END) FROM sample WHERE path = 'workbook_merged.xlsx';
        COMMIT;
    END LOOP;
END $$;
CALL many();
SELECT memory() AS before \gset
CALL many();
SELECT cmp_ok(memory() - :before, '<', 2000000::numeric, 'loads take no memory that stays');
