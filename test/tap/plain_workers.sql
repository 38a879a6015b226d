-- Parallel workers count segments of a pack beside the process that was asked: the same digits as without, whoever counted
-- what; and nobody to be had, errors, cancels, transactions of every kind.  Expected numbers are those of the rows.
SELECT plan(38);
\ir include/source.psql
SET client_min_messages = warning;
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
LOAD 'mlops_survey';

-- eight segments, each with codes of its own
CREATE TABLE many (id int, q smallint, team int, late int, b boolean, day date, w float8, dw float8, x int) PARTITION BY RANGE (id);
DO $$ BEGIN
    FOR k IN 0 .. 7 LOOP
        EXECUTE format('CREATE TABLE many_%s PARTITION OF many FOR VALUES FROM (%s) TO (%s)', k, k * 2000, (k + 1) * 2000);
    END LOOP;
END $$;
INSERT INTO many SELECT i, 1 + i * 7919 % 5, CASE WHEN i % 11 > 0 THEN 1 + i % 4 END, i / 400, i % 3 = 0, date '2026-01-01' + (i / 50)::int,
    0.3 + i * 104729 % 40 / 30.0, CASE WHEN i % 13 > 0 THEN 0.2 + (i * 2654435761 % 1000003) / 1e6 END, i * 37 % 100 FROM generate_series(0::bigint, 15999) i;
SELECT register_survey('many', 'many', '{"weight": "w", "variables": [{"name": "q", "measure": "ordinal", "points": 5}, {"name": "team", "measure": "nominal"},
    {"name": "late", "measure": "scale"}, {"name": "b", "measure": "nominal"}, {"name": "day", "measure": "date"}, {"name": "w", "measure": "scale"},
    {"name": "dw", "measure": "scale"}, {"name": "x", "measure": "scale"}]}');
SELECT count(pack_survey('many'));
ANALYZE many;

-- all rows of a statement, as text
CREATE FUNCTION result_of(sql text, packs boolean, workers int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    PERFORM set_config('mlops_survey.read_packs', packs::text, true), set_config('max_parallel_workers_per_gather', workers::text, true);
    EXECUTE format('SELECT string_agg(x::text, E''\n'' ORDER BY x::text COLLATE "C") FROM (%s OFFSET 0) x', sql) INTO found;
    RETURN found;
END $$;
-- rows add numbers in another order: sums of float8 to six decimals
CREATE FUNCTION rounded(found text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(CASE WHEN part ~ '^-?\d+(\.\d+)?$' THEN trim_scale(round(part::numeric, 6))::text ELSE part END, ',' ORDER BY i) FROM regexp_split_to_table(found, '[,()\n]') WITH ORDINALITY p (part, i) $$;

CREATE TABLE asked (sql text, why text);
INSERT INTO asked VALUES
    ('SELECT q, team, count(*), sum(w), top2box(q, 5, w), tally(x, dw) FROM many GROUP BY q, team', 'two groups, and weights'),
    ('SELECT late, count(*), avg(dw), sum(dw * q) FROM many GROUP BY late', 'a group whose codes are others in each segment'),
    ('SELECT late, team, count(dw), sum(dw) FROM many WHERE q IN (1, 4) GROUP BY late, team', 'the same with a condition on another column'),
    ('SELECT late, count(*), sum(w) FROM many WHERE late % 3 = 1 GROUP BY late', 'a check on a column with new codes'),
    ('SELECT team, count(*), sum(w), sum(late) FROM many WHERE late > 7 AND late <> 13 GROUP BY team', 'conditions on a column with new codes'),
    ('SELECT count(*), sum(dw), nps(q, dw), min(late), max(late) FROM many WHERE day >= ''2026-03-01''', 'no groups, and days'),
    ('SELECT date_trunc(''month'', day), q, count(*), avg(x), sum(w) FROM many GROUP BY 1, 2', 'months'),
    ('SELECT b, count(*) FILTER (WHERE late = 20), sum(CASE WHEN q = 2 THEN dw END) FROM many WHERE dw > 0.5 AND w < 1.2 GROUP BY b', 'conditions on numbers'),
    ('SELECT q FROM many WHERE team IS NULL GROUP BY q', 'no aggregates'),
    ('SELECT team, tally(late, w) FROM many WHERE late + q > 9 GROUP BY team', 'a condition of two columns');
SELECT is(result_of(sql, true, 2), result_of(sql, true, 0), why || ': with workers as without, every digit') FROM asked;
SELECT is(rounded(result_of(sql, true, 2)), rounded(result_of(sql, false, 0)), why || ': as the rows') FROM asked;
SELECT cmp_ok(workers_come(ARRAY(SELECT sql FROM asked)), '>', 0, 'workers came');

-- pages that workers look at are the statement's: as many as it looks at alone, and those of their own beginning
CREATE FUNCTION pages_of(sql text, workers int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    plan jsonb;
BEGIN
    PERFORM set_config('max_parallel_workers_per_gather', workers::text, true);
    EXECUTE 'EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, SUMMARY OFF, FORMAT json) ' || sql INTO plan;
    RETURN (plan #>> '{0,Plan,Shared Hit Blocks}')::int + (plan #>> '{0,Plan,Shared Read Blocks}')::int;
END $$;
-- what other sessions change is read once more from the catalogue, which may happen to either: the fewest of some
SELECT is((SELECT string_agg(sql, E'\n') FROM asked WHERE (SELECT min(pages_of(sql, 2 + 0 * i)) FROM generate_series(1, 6) i) < (SELECT min(pages_of(sql, 0 * i)) FROM generate_series(1, 6) i)),
    NULL, 'EXPLAIN (ANALYZE, BUFFERS) knows what workers read');

-- ------------------------------------------------------- nobody is to be had
\set table 'SELECT late, count(*), sum(dw), top2box(q, 5, w) FROM many GROUP BY late'
CREATE TABLE told AS SELECT result_of(:'table', false, 0) AS rows, result_of(:'table', true, 0) AS alone;
SET max_parallel_workers = 0;
SELECT is(result_of(:'table', true, 2), (SELECT alone FROM told), 'without workers to be had it is counted alone');
SELECT is(workers_of(:'table'), 0, 'and nobody is said to have come');
RESET max_parallel_workers;
SET max_parallel_workers_per_gather = 0;
SELECT is(workers_of(:'table'), 0, 'nor where none may');
RESET parallel_setup_cost;
SET max_parallel_workers_per_gather = 2;
SELECT is(workers_of(:'table'), 0, 'nor where it does not pay');
SET parallel_setup_cost = 0;

-- ------------------------------------------------------------- transactions
-- a pack of this transaction, whose rows were changed and packed again in it, in a part of it that may be undone
BEGIN;
SAVEPOINT before;
UPDATE many SET q = 1 WHERE id > 15000;
SELECT count(pack_survey('many'));
CREATE TABLE kept AS SELECT late, count(*), sum(dw), top2box(q, 5, w) FROM many GROUP BY late;
INSERT INTO kept SELECT late, count(*), sum(dw), top2box(q, 5, w) FROM many GROUP BY late;
SELECT is((SELECT string_agg(DISTINCT k::text, ',' ORDER BY k::text) FROM kept k), (SELECT string_agg(k::text, ',' ORDER BY k::text) FROM (SELECT late, count(*), sum(dw), top2box(q, 5, w) FROM many GROUP BY late) k),
    'statements that write, in a transaction that wrote');
ROLLBACK TO before;
COMMIT;
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT is(result_of(:'table', true, 2), (SELECT alone FROM told), 'a serializable transaction, after what was undone');
DECLARE walk CURSOR WITH HOLD FOR SELECT late, count(*) FROM many GROUP BY late ORDER BY late;
COMMIT;
FETCH 1 FROM walk \gset walk_
SELECT is(:walk_count::bigint, (SELECT count(*) FROM many WHERE late = :walk_late), 'a cursor that is kept');

-- -------------------------------------------------------- errors and cancels
CREATE FUNCTION outcome(sql text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE sql;
    RETURN 'done';
EXCEPTION WHEN OTHERS OR query_canceled THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
-- a weight in the last segment that the rows refuse, and that a sum takes
UPDATE many SET w = -1 WHERE id = 15999;
SELECT count(pack_survey('many'));
CREATE TABLE refused AS SELECT outcome('SELECT top2box(q, 5, w) FROM many') AS packed;
SELECT is((SELECT packed FROM refused), (SELECT outcome('SET LOCAL mlops_survey.read_packs = off; SELECT top2box(q, 5, w) FROM many')), 'a negative weight in the last segment is the error of the rows');
SELECT is(rounded(result_of('SELECT q, sum(w) FROM many GROUP BY q', true, 2)), rounded(result_of('SELECT q, sum(w) FROM many GROUP BY q', false, 0)), 'and adds to a sum');

-- bytes of the last segment that are no pack: the rows are read, whoever came upon them
UPDATE many SET w = 1 WHERE id = 15999;
SELECT count(pack_survey('many'));
BEGIN;
UPDATE mlops_survey.pack_segment s SET directory = substr(directory, 1, length(directory) - 3) WHERE part = (SELECT max(part) FROM mlops_survey.pack_segment);
SELECT is(rounded(result_of(:'table', true, 2)), rounded(result_of(:'table', false, 0)), 'a last segment whose directory was cut: the rows are read');
ROLLBACK;
SELECT is(result_of(:'table', true, 2), result_of(:'table', true, 0), 'and as it was, it is counted');

-- a condition that catches errors, which the leader asks of codes that come up while workers count
CREATE FUNCTION odd_one(code int) RETURNS boolean LANGUAGE plpgsql IMMUTABLE LEAKPROOF AS $$
BEGIN
    RETURN 10 / (code % 3) > 4;
EXCEPTION WHEN division_by_zero THEN
    RETURN true;
END $$;
SELECT is(result_of('SELECT team, count(*) FROM many WHERE odd_one(late) GROUP BY team', true, 2), result_of('SELECT team, count(*) FROM many WHERE odd_one(late) GROUP BY team', false, 0), 'a condition that is not to be asked in parallel');
SELECT is(workers_of('SELECT team, count(*) FROM many WHERE odd_one(late) GROUP BY team'), 0, 'is counted without workers');

-- cancelled somewhere; the next statement is counted again as it should be
CREATE FUNCTION again_and_again() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    FOR i IN 1 .. 1000 LOOP
        PERFORM late, count(*), sum(dw) FROM many GROUP BY late;
    END LOOP;
END $$;
\set milliseconds 47
\set call 'SELECT again_and_again()'
\ir include/cancel.psql
SELECT ok(:'cancelled', 'cancelled while workers come and go');
SELECT is(result_of('SELECT late, count(*), sum(dw) FROM many GROUP BY late', true, 2), result_of('SELECT late, count(*), sum(dw) FROM many GROUP BY late', true, 0), 'the next statement is counted');

-- --------------------------------------------------------------------- memory
CREATE FUNCTION repeat_table(times int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    FOR i IN 1 .. times LOOP
        PERFORM late, q, count(*), sum(dw) FROM many GROUP BY late, q;
    END LOOP;
END $$;
SELECT repeat_table(5);
SELECT sum(used_bytes) AS before FROM pg_backend_memory_contexts \gset
SELECT repeat_table(40);
SELECT cmp_ok((SELECT sum(used_bytes) FROM pg_backend_memory_contexts)::bigint - :before::bigint, '<', 100000::bigint, 'what was counted together is freed');
SELECT * FROM finish();
