-- Plain SQL over columns of many codes, whose combinations are thousands of cells: the pack gives what the rows give, with
-- workers and without; and where cells cost more than rows, rows are read.
SELECT plan(44);
\ir include/source.psql
SET client_min_messages = warning;
SET max_parallel_workers_per_gather = 0;
LOAD 'mlops_survey';

-- two segments; codes in no order, in order, and so far apart that they are not looked up by their distance
CREATE TABLE many AS SELECT i, (1 + i * 7919 % 6)::smallint AS region, CASE WHEN i % 97 > 0 THEN (i * 2654435761 >> 6) % 3000 END::int AS code, (i / 40)::int AS ordered,
    ((i * 2654435761 >> 7) % 3000)::int * 50021 - 90000000 AS far, (i * 2654435761 >> 5) % 3 = 0 AS yes,
    CASE WHEN i % 31 > 0 THEN i * 104729 % 900 / 500.0 END::float8 AS w, CASE WHEN i % 29 > 0 THEN (1 + i * 31 % 999983) / 1e4 END::float8 AS dw, (1 + i * 31 % 5)::int AS q
    FROM generate_series(1::bigint, 90000) i;
ANALYZE many;
SELECT register_survey('many', 'many', '{"weight": "w", "variables": [{"name": "region", "measure": "nominal"}, {"name": "code", "measure": "scale"}, {"name": "ordered", "measure": "scale"},
    {"name": "far", "measure": "scale"}, {"name": "yes", "measure": "nominal"}, {"name": "q", "measure": "ordinal", "points": 5}, {"name": "w", "measure": "scale"}, {"name": "dw", "measure": "scale"}]}');
SELECT is((SELECT segments FROM pack_survey('many')), 2, 'two segments');

-- all rows of a statement as one text; sums to six decimals, since rows add in another order
CREATE FUNCTION result_of(sql text, packs boolean, workers int DEFAULT 0) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    PERFORM set_config('mlops_survey.read_packs', packs::text, true), set_config('max_parallel_workers_per_gather', workers::text, true), set_config('parallel_setup_cost', '0', true);
    EXECUTE format('SELECT count(*) || md5(string_agg(x::text, E''\n'' ORDER BY x::text COLLATE "C")) FROM (%s OFFSET 0) x', sql) INTO found;
    RETURN found;
END $$;
CREATE TABLE asked (i serial, sql text, source text);
INSERT INTO asked (sql, source) VALUES
    ('SELECT code, region, count(*), count(w), round(sum(w)::numeric, 6) FROM many GROUP BY 1, 2', 'pack'),
    ('SELECT code, region, round(sum(dw)::numeric, 6), round(avg(w)::numeric, 6) FROM many WHERE region < 5 GROUP BY 1, 2', 'pack'),
    ('SELECT ordered, count(*), round(sum(w)::numeric, 6), top2box(q, 5, w) FROM many GROUP BY 1', 'pack'),
    ('SELECT far, yes, count(*), round(sum(dw)::numeric, 6) FROM many GROUP BY 1, 2', 'pack'),
    ('SELECT far, count(*), count(dw) FILTER (WHERE yes) FROM many WHERE far > 0 AND dw > 3 GROUP BY 1', 'pack'),
    ('SELECT region, max(far), sum(CASE WHEN code > 1000 THEN 1 ELSE 0 END), count(code) FROM many GROUP BY 1', 'pack'),
    ('SELECT far % 7, count(*), round(sum(w)::numeric, 6) FROM many WHERE ordered + far > 50000000 GROUP BY 1', 'not planned'),
    ('SELECT code, far, count(*) FROM many GROUP BY 1, 2', 'not planned');
SELECT is(source_of(sql), source, sql) FROM asked ORDER BY i;
SELECT is(result_of(sql, true), result_of(sql, false), 'as from the rows: ' || sql) FROM asked ORDER BY i;
SELECT is(result_of(sql, true, 2), result_of(sql, false), 'with workers: ' || sql) FROM asked WHERE source = 'pack' ORDER BY i;

-- bytes of anybody in the segments, a few at a time: they are counted, or the rows are, and nothing is an error
CREATE FUNCTION forged(rounds int) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    part text;
    statement text;
    outcome text;
BEGIN
    FOR k IN 1 .. rounds LOOP
        part := CASE WHEN random() < 0.3 THEN 'directory' ELSE 'data' END;
        SELECT sql INTO statement FROM asked ORDER BY random() LIMIT 1;
        BEGIN
            EXECUTE format('UPDATE mlops_survey.pack_segment SET %1$I = set_byte(set_byte(%1$I, floor(random() * length(%1$I))::int, floor(random() * 256)::int), floor(random() * length(%1$I))::int, floor(random() * 256)::int)', part);
            BEGIN
                outcome := CASE WHEN result_of(statement, true) IS NULL THEN 'nothing' ELSE 'counted' END;
            EXCEPTION WHEN OTHERS THEN
                outcome := SQLSTATE || ' ' || SQLERRM;
            END;
            RAISE EXCEPTION SQLSTATE 'XX999' USING MESSAGE = outcome;
        EXCEPTION WHEN SQLSTATE 'XX999' THEN
            RETURN NEXT SQLERRM;
        END;
    END LOOP;
END $$;
SELECT setseed(0.5);
SELECT is((SELECT string_agg(DISTINCT outcome, ', ') FROM forged(25) outcome WHERE outcome !~ 'answer code .* is outside the scale'), 'counted', 'forged bytes: no error but that of a code that they made');
SELECT is(result_of(sql, true), result_of(sql, false), 'which are gone') FROM asked WHERE i = 1;

-- the planner does not know how many codes there are: the node does
CREATE TABLE unknown AS SELECT i % 1000 AS a, i % 999 AS b, i % 10 AS c, i % 191 AS d1, i % 192 AS d2, i % 193 AS d3, i % 194 AS d4, i % 195 AS d5, i % 196 AS d6 FROM generate_series(1, 3000) i;
ALTER TABLE unknown SET (autovacuum_enabled = off);
SELECT register_survey('unknown', 'unknown', '{"variables": [{"name": "a", "measure": "scale"}, {"name": "b", "measure": "scale"}, {"name": "c", "measure": "scale"},
    {"name": "d1", "measure": "scale"}, {"name": "d2", "measure": "scale"}, {"name": "d3", "measure": "scale"}, {"name": "d4", "measure": "scale"}, {"name": "d5", "measure": "scale"}, {"name": "d6", "measure": "scale"}]}');
SELECT is((SELECT columns FROM pack_survey('unknown')), 9, 'a small table');
SELECT is(source_of('SELECT a, b, count(*) FROM unknown GROUP BY 1, 2'), 'rows: there are too many combinations of codes', 'a million cells of three thousand respondents are not made');
SELECT is(source_of('SELECT a, c, count(*) FROM unknown GROUP BY 1, 2'), 'rows: there are too many combinations of codes', 'nor four of each');
SELECT is(source_of('SELECT c, count(*) FROM unknown GROUP BY 1'), 'pack', 'few are');
SELECT is(source_of('SELECT c, max(d1), max(d2), max(d3), max(d4), max(d5), max(d6) FROM unknown GROUP BY 1'), 'pack', 'many for each of several aggregates are, which rows pay for as well');
SELECT is(result_of('SELECT a, b, count(*) FROM unknown GROUP BY 1, 2', true), result_of('SELECT a, b, count(*) FROM unknown GROUP BY 1, 2', false), 'as from the rows');

-- where the statistics say that the node would leave it to the rows, it is not planned: rows would be grouped twice.  Of partitions too, whose
-- whole has as many rows as its conditions leave in some versions; and of a table that nobody counted the pack is read whatever memory there is.
CREATE TABLE near (i int, wave smallint, near int, code int, q int, ten int) PARTITION BY LIST (wave);
CREATE TABLE near_1 PARTITION OF near FOR VALUES IN (1) WITH (autovacuum_enabled = off);
CREATE TABLE near_2 PARTITION OF near FOR VALUES IN (2) WITH (autovacuum_enabled = off);
INSERT INTO near SELECT i, 1 + i % 2, i * 37 % 44000, i % 200, i % 5, i % 10 FROM generate_series(1, 45000) i;
SELECT register_survey('near', 'near', '{"variables": [{"name": "wave", "measure": "nominal"}, {"name": "near", "measure": "scale"}, {"name": "code", "measure": "scale"}, {"name": "q", "measure": "nominal"}, {"name": "ten", "measure": "nominal"}]}');
SELECT is((SELECT columns FROM pack_survey('near')), 6, 'two partitions');
SELECT is(source_of('SELECT near, count(*) FROM near GROUP BY 1'), 'rows: a column has too many different codes', 'nobody knows how many codes there are');
SET work_mem = '64kB';
SET hash_mem_multiplier = 1;
SET max_parallel_workers_per_gather = 4;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT is(source_of('SELECT wave, q, code, count(*) FROM near GROUP BY 1, 2, 3'), 'pack', 'which are thought to be few, as are groups');
RESET work_mem;
RESET hash_mem_multiplier;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
SET max_parallel_workers_per_gather = 0;
ANALYZE near;
SELECT is(source_of(sql), source, sql) FROM (VALUES
    (1, 'SELECT near, count(*) FROM near GROUP BY 1', 'not planned'),
    (2, 'SELECT count(*) FROM near WHERE near = 77', 'not planned'),
    (3, 'SELECT q, max(near) FROM near GROUP BY 1', 'not planned'),
    (4, 'SELECT count(*) FILTER (WHERE near > 100) FROM near', 'not planned'),
    (5, 'SELECT q, sum(near), avg(near), count(near) FROM near GROUP BY 1', 'pack'),
    (6, 'SELECT wave, max(code), count(*) FROM near WHERE q = 1 GROUP BY 1', 'pack'),
    (7, 'SELECT code, max(code + q), min(code * q) FROM near WHERE wave = 2 AND code = 7 GROUP BY 1', 'pack'),
    (8, 'SELECT code, wave, q, count(*) FROM near WHERE q = 3 GROUP BY 1, 2, 3', 'pack'),
    (9, 'SELECT code, wave, q, i % 20, count(*) FROM near GROUP BY 1, 2, 3, 4', 'not planned'),
    (10, 'SELECT code, wave, q, ten, count(*) FROM near GROUP BY 1, 2, 3, 4', 'pack')) AS t (i, sql, source) ORDER BY i;
SELECT * FROM finish();
