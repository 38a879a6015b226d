-- Plain SQL over packed tables where plans and conditions are unusual: what the pack gives is what the rows give.
SELECT plan(37);
\ir include/source.psql
\ir include/result.psql
SET client_min_messages = warning;
SET max_parallel_workers_per_gather = 0;
LOAD 'mlops_survey';

CREATE TABLE edges AS SELECT i AS id, i % 7 AS q, i % 5 AS team, 1.0::float8 + i % 4 AS w FROM generate_series(1, 700) i;
SELECT register_survey('edges', 'edges', '{"weight": "w", "variables": [{"name": "q", "measure": "ordinal", "values": {"0": "a", "1": "b", "2": "c", "3": "d", "4": "e", "5": "f", "6": "g"}},
    {"name": "team", "measure": "nominal", "values": {"0": "a", "1": "b", "2": "c", "3": "d", "4": "e"}}, {"name": "w", "measure": "scale"}]}');
SELECT respondents FROM pack_survey('edges');

-- ------------------------------------------------------------------ groups without an order
SET enable_hashagg = off;
SELECT results_eq($$SELECT 'all'::text, count(*), sum(q) FROM edges GROUP BY 1$$, $$VALUES ('all', 700::bigint, 2100::bigint)$$, 'a constant group, sorted: there is nothing to sort by');
SELECT is(source_of($$SELECT 'all'::text, count(*), sum(q) FROM edges GROUP BY 1$$), 'pack', 'which the pack gives');
SELECT results_eq($$SELECT 'all'::text, q, count(*) FROM edges WHERE q < 2 GROUP BY 1, 2 ORDER BY 2$$, $$VALUES ('all', 0, 100::bigint), ('all', 1, 100)$$, 'a constant group beside another');
-- transaction numbers can be hashed, but have no order
SELECT results_eq($$SELECT x::text, n FROM (SELECT team::text::xid AS x, count(*) AS n FROM edges WHERE q > 2 GROUP BY 1) s ORDER BY 1$$,
    $$VALUES ('0', 80::bigint), ('1', 80), ('2', 80), ('3', 80), ('4', 80)$$, 'groups of a type without an order are never sorted');
SELECT is(source_of('SELECT team::text::xid, count(*) FROM edges GROUP BY 1'), 'pack', 'which the pack gives, too');
RESET enable_hashagg;

-- ------------------------------------------------------------------ conditions in the order of the rows
CREATE FUNCTION refuses_three(code int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF code = 3 THEN RAISE EXCEPTION 'three' USING ERRCODE = 'P0003'; END IF;
    RETURN code;
END $$;
-- the planner asks cheap conditions first, wherever they were written; neither of these is known to raise nothing
SELECT results_eq('SELECT q, count(*) FROM edges WHERE refuses_three(q) > 3 AND q::numeric <> 3 GROUP BY q ORDER BY q',
    'VALUES (4, 100::bigint), (5, 100), (6, 100)', 'nobody is asked a dear condition whom a cheap one leaves out');
SELECT is(source_of('SELECT q, count(*) FROM edges WHERE refuses_three(q) > 3 AND q::numeric <> 3 GROUP BY q'), 'pack', 'also in the pack');
SELECT throws_ok('SELECT q, count(*) FROM edges WHERE refuses_three(q) > 3 AND q::numeric <> 4 GROUP BY q', 'P0003', NULL, 'of who is asked, an error is an error');

-- what conditions compare with, when an error of it is none: nobody passes those that rows are asked before it
CREATE TABLE late AS SELECT i AS id, i % 7 AS q, i % 5 AS team, (i % 900 / 8.0)::float8 AS age FROM generate_series(1, 4000) i;
CREATE TABLE nothing AS SELECT 0 AS x;
SELECT register_survey('late', 'late', '{"variables": [{"name": "q", "measure": "nominal"}, {"name": "team", "measure": "nominal"}, {"name": "age", "measure": "scale"}]}');
SELECT respondents FROM pack_survey('late');
CREATE TABLE early (i int GENERATED ALWAYS AS IDENTITY, sql text, source text, why text);
INSERT INTO early (sql, source, why) VALUES
    ('SELECT count(*), sum(q) FROM late WHERE q > 100 AND age > (SELECT 1 / x FROM nothing)', 'pack', 'a number and a subquery'),
    ('SELECT team, count(*) FROM late WHERE q > 100 AND age > (SELECT 1 / x FROM nothing) GROUP BY 1', 'pack', 'groups of nobody'),
    ('SELECT count(*), tally(q) FROM late WHERE q > 100 AND team > (SELECT 1 / x FROM nothing)', 'pack', 'a code and a subquery'),
    ('SELECT count(*) FROM late WHERE age < 0 AND team > (SELECT 1 / x FROM nothing)', 'pack', 'after a number'),
    ('SELECT count(*) FROM late WHERE q / 2 > 50 AND age > (SELECT 1 / x FROM nothing)', 'pack', 'after what may be an error itself'),
    ('SELECT count(*) FROM late WHERE q < 3 AND age > (SELECT 1 / x FROM nothing)', NULL, 'somebody comes to it'),
    ('SELECT count(*) FROM late WHERE age > (SELECT 1 / x FROM nothing)', NULL, 'all do'),
    ('SELECT team, count(*), sum(q) FROM late WHERE q < 3 AND age > (SELECT 7.5 + x FROM nothing) AND team < (SELECT 4 + x FROM nothing) GROUP BY 1', 'pack', 'two subqueries that are none'),
    ('SELECT team, count(*) FROM late WHERE q < 3 AND team < (SELECT -4 + x FROM nothing) AND age > (SELECT 5 / x FROM nothing) GROUP BY 1', 'pack', 'the first leaves nobody to the second'),
    ('SELECT team, avg(age) FROM late WHERE age > (SELECT avg(age) FROM late) GROUP BY 1', 'pack', 'numbers above their mean'),
    ('SELECT o.low, (SELECT count(*) FROM late WHERE q > o.low AND age > (SELECT 10 / nothing.x FROM nothing)) FROM (VALUES (90), (100), (200)) o (low)', NULL, 'asked again');
SELECT is(result_of(sql, 'on'), result_of(sql, 'off'), why || ': as the rows') FROM early ORDER BY i;
SELECT is(source_of(sql), source, why || ': source') FROM early WHERE source IS NOT NULL ORDER BY i;
SELECT is(result_of('SELECT o.low, (SELECT count(*) FROM late WHERE q > o.low AND age > (SELECT 10 / nothing.x FROM nothing)) FROM (VALUES (100), (3)) o (low)', 'on'), 'error 22012', 'of who comes to it in the end it is an error');
SET plan_cache_mode = force_generic_plan;
PREPARE early_divided(int) AS SELECT count(*) FROM late WHERE q > 100 AND age > 1 / $1;
SELECT lives_ok('CREATE TEMP TABLE found_early AS EXECUTE early_divided(0)', 'a parameter that nobody is asked');
RESET plan_cache_mode;

-- -------------------------------------------------------- factors beside a number
CREATE TABLE factors AS SELECT 1 + i % 2 AS q, (CASE WHEN i % 2 = 0 THEN -1 ELSE 1 END * 1.5)::float8 AS x, 1e200::float8 * (1 + i % 2) AS large FROM generate_series(1, 100) i;
SELECT register_survey('factors', 'factors', '{"variables": [{"name": "q", "measure": "nominal"}, {"name": "x", "measure": "scale"}, {"name": "large", "measure": "scale"}]}');
SELECT respondents FROM pack_survey('factors');
SELECT results_eq($$SELECT q, sum(x * 'Infinity'::float8) FROM factors GROUP BY q ORDER BY q$$, $$VALUES (1, '-Infinity'::float8), (2, 'Infinity')$$, 'an infinite factor, of numbers of both signs');
-- 50 times 1e200 * 1e-160 * 1e-160, and twice that
SELECT results_eq($$SELECT q, sum(large * 1e-160::float8 * 1e-160::float8) BETWEEN q * 49.999e-120 AND q * 50.001e-120 FROM factors GROUP BY q ORDER BY q$$,
    'VALUES (1, true), (2, true)', 'factors whose product alone would lose its digits');
SELECT is((SELECT sum(large * 1e-165::float8 * 1e-165::float8) BETWEEN 149.999e-130 AND 150.001e-130 FROM factors), true, 'or be an error');
SELECT is(source_of($$SELECT q, sum(large * 1e-165::float8 * 1e-165::float8) FROM factors GROUP BY q$$), 'not planned', 'are the business of the rows');
SELECT results_eq($$SELECT q, sum(x * 2.5 * q), sum(1e-3 * x) FROM factors GROUP BY q ORDER BY q$$, 'VALUES (1, -187.5::float8, -0.075::float8), (2, 375, 0.075)', 'usual factors');
SELECT is(source_of($$SELECT q, sum(x * 2.5 * q), sum(1e-3 * x), sum(x * 0) FROM factors GROUP BY q$$), 'pack', 'are the business of the pack');

-- ------------------------------------------------------ a pack that says what is not
UPDATE mlops_survey.pack SET segments = 2147483647;
SELECT is(source_of('SELECT q, count(*) FROM edges GROUP BY q'), 'rows: the pack is not complete', 'segments that are not there are no error');
UPDATE mlops_survey.pack SET segments = 1;
SELECT is(source_of('SELECT q, count(*) FROM edges GROUP BY q'), 'pack', 'and those that are there are read');
SELECT * FROM finish();
