-- What drivers, data frames and query builders send: codes of any type of number, states that are grouped and compared,
-- and names that other SQL parsers know.  Expected values are counted by hand over eight answers.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(39);
CREATE TABLE a AS SELECT * FROM (VALUES (1, 1, 1.0::float8), (2, 2, 2.0), (3, 3, 1.0), (4, 4, 1.0), (5, 5, 2.0), (6, 5, 1.0), (7, NULL, 1.0), (8, 4, NULL)) v (id, q, w);

-- the share of 4 and 5 is 4 of 7, weighted 4 of 8
CREATE FUNCTION of_type(type text, call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
    EXECUTE format('SELECT (%s)::text FROM (SELECT id, q::%s AS q, w FROM a) s', call, type) INTO result;
    RETURN result;
END $$;
SELECT is((SELECT string_agg(of_type(t, 'round(top2box(q)::numeric, 4)'), ' ') FROM unnest('{smallint,int,bigint,numeric,real,float8}'::text[]) t), '0.5714 0.5714 0.5714 0.5714 0.5714 0.5714', 'top2box of any type');
SELECT is((SELECT string_agg(of_type(t, 'top2box(q, 5, w)'), ' ') FROM unnest('{smallint,int,bigint,numeric,real,float8}'::text[]) t), '0.5 0.5 0.5 0.5 0.5 0.5', 'weighted');
SELECT is((SELECT string_agg(of_type(t, 'top2box(q, 5.0, w)'), ' ') FROM unnest('{smallint,int,bigint,numeric,real,float8}'::text[]) t), '0.5 0.5 0.5 0.5 0.5 0.5', 'points as a number');
SELECT is((SELECT string_agg(of_type(t, 'top2box(q, 5::smallint, w)'), ' ') FROM unnest('{smallint,int,bigint,numeric,real,float8}'::text[]) t), '0.5 0.5 0.5 0.5 0.5 0.5', 'or as a smallint');
SELECT is((SELECT string_agg(of_type(t, 'top2box(q, 5::bigint, w)'), ' ') FROM unnest('{smallint,int,bigint,numeric,real,float8}'::text[]) t), '0.5 0.5 0.5 0.5 0.5 0.5', 'or as a bigint');
SELECT is((SELECT string_agg(of_type(t, 'bottom2box(q, 5, w)'), ' ') FROM unnest('{smallint,int,bigint,numeric,real,float8}'::text[]) t), '0.375 0.375 0.375 0.375 0.375 0.375', 'bottom2box: 3 of 8');
SELECT is((SELECT string_agg(of_type(t, 'top_box(q, 1, 5, w)'), ' ') FROM unnest('{smallint,int,bigint,numeric,real,float8}'::text[]) t), '0.375 0.375 0.375 0.375 0.375 0.375', 'top_box of one');
SELECT is((SELECT string_agg(of_type(t, 'top_box(q, 1.0, 5, w)'), ' ') FROM unnest('{smallint,int,bigint,numeric,real,float8}'::text[]) t), '0.375 0.375 0.375 0.375 0.375 0.375', 'with one number among its integers');
SELECT is((SELECT string_agg(of_type(t, 'bottom_box(q, 1, 5.0, w)'), ' ') FROM unnest('{smallint,int,bigint,numeric,real,float8}'::text[]) t), '0.125 0.125 0.125 0.125 0.125 0.125', 'bottom_box of one');
SELECT is((SELECT string_agg(of_type(t, 'nps(q * 2, w)'), ' ') FROM unnest('{smallint,int,bigint,numeric,real,float8}'::text[]) t), '-12.5 -12.5 -12.5 -12.5 -12.5 -12.5', 'nps: 3 promoters, 4 detractors of 8');
SELECT is((SELECT string_agg(of_type(t, 'n(tally(q)) || '' '' || weighted_n(tally(q, w))'), ', ') FROM unnest('{smallint,int,bigint,numeric,real,float8}'::text[]) t), '7 8, 7 8, 7 8, 7 8, 7 8, 7 8', 'tally');
SELECT is((SELECT string_agg(of_type(t, 'n(tally(NULLIF(q, 4.0)))'), ', ') FROM unnest('{smallint,int,bigint,numeric,real,float8}'::text[]) t), '5, 5, 5, 5, 5, 5', 'NULLIF with a number');
SELECT is((SELECT tally((-id)::smallint) FROM a), (SELECT tally(-id) FROM a), 'negative codes of a smallint');
SELECT is((SELECT tally(id::smallint) FROM a), (SELECT tally(id::numeric) FROM a), 'tallies are the same whatever the type');
SELECT is((SELECT string_agg(n(t)::text, ' ') FROM (SELECT tally(q::float8, w) OVER (ORDER BY id ROWS 1 PRECEDING) AS t FROM a WHERE q IS NOT NULL AND w IS NOT NULL) s), '1 2 2 2 2 2', 'in a moving window');
SELECT throws_ok($$SELECT top2box(2.5)$$, '22023', 'answer 2.5 is not a code: codes are whole numbers of up to nine digits', 'a fraction is refused');
SELECT throws_ok($$SELECT tally('NaN'::float8)$$, '22023', 'answer NaN is not a code: codes are whole numbers of up to nine digits', 'so is NaN');
SELECT throws_ok($$SELECT tally(123456789012::bigint)$$, '22023', 'answer 123456789012 is not a code: codes are whole numbers of up to nine digits', 'and a code that is none');
SELECT throws_ok($$SELECT top2box(4, 0.73::float8)$$, '22023', 'boxes and points of a scale must be whole numbers, not 0.73', 'a weight in the place of points is refused');
SELECT is((SELECT array_agg(DISTINCT top2box(t, p)) FROM (SELECT tally(q, w) AS t FROM a) s, (VALUES (5::float8)) p (p)), '{0.5}', 'accessors take numbers');
SELECT is((SELECT (top2box(t, 5.0), bottom2box(t, 5.0), top_box(t, 1, 5.0), bottom_box(t, 1.0, 5.0))::text FROM (SELECT tally(q, w) AS t FROM a) s), '(0.5,0.375,0.375,0.125)', 'all of them');
SELECT is((SELECT string_agg(DISTINCT format('%s', a.aggtransfn::regprocedure), '') FROM pg_aggregate a WHERE a.aggfnoid = 'top2box(smallint,integer)'::regprocedure), 'mlops_survey.tally_trans(tally,smallint,integer)', 'smallint has a transition of its own');

-- states: equal, grouped, sorted, hashed
CREATE TABLE s AS SELECT id % 2 AS half, tally(q, w) AS t, survey_summary(q::float8, w) AS y, quantile_summary(q, w) AS z, maturity_profile('data'::ml_focus, w) AS m,
    crosstab_cells('{1,1,1,0,2,1, 1,0,3,1,3,0,1,2, 6, 0,1}', ARRAY[1 + id % 3], NULL, w) AS x FROM a GROUP BY 1;
INSERT INTO s SELECT * FROM s;
SELECT is((SELECT (count(*), count(DISTINCT t), count(DISTINCT y), count(DISTINCT z), count(DISTINCT x))::text FROM s), '(4,2,2,2,2)', 'DISTINCT');
SELECT is((SELECT count(*) FROM (SELECT t FROM s GROUP BY t) g), 2::bigint, 'GROUP BY');
SELECT is((SELECT count(*) FROM (SELECT half, t, y, z, m, x FROM s UNION SELECT half, t, y, z, m, x FROM s) g), 2::bigint, 'UNION');
SET enable_hashjoin = off; SET enable_nestloop = off;
SELECT is((SELECT count(*) FROM s u JOIN s v ON u.y = v.y), 8::bigint, 'merge join');
RESET enable_hashjoin; SET enable_mergejoin = off;
SELECT is((SELECT count(*) FROM s u JOIN s v ON u.z = v.z), 8::bigint, 'hash join');
RESET enable_mergejoin; RESET enable_nestloop;
SELECT is((SELECT bool_and(u.t = v.t AND NOT u.t <> v.t AND u.t <= v.t AND u.t >= v.t AND NOT u.t < v.t AND NOT u.t > v.t) FROM s u JOIN s v USING (half)), true, 'a state is equal to itself');
SELECT is((SELECT bool_and((u.y < v.y) <> (u.y > v.y)) FROM s u JOIN s v ON u.half <> v.half), true, 'others are before or behind');
SELECT lives_ok($$CREATE UNIQUE INDEX ON s (half, t, y) WHERE false$$, 'they can be indexed');
SELECT is((SELECT rollup(t) = (SELECT tally(q, w) FROM a) FROM (SELECT tally(q, w) AS t FROM a GROUP BY id) s), true, 'merged from parts and in one go they are equal');
SELECT is((SELECT rollup(y) = (SELECT survey_summary(q::float8, w) FROM a) FROM (SELECT survey_summary(q::float8, w) AS y FROM a GROUP BY id ORDER BY id DESC) s), true, 'summaries too, whatever the order');
SELECT is((SELECT rollup(z) = (SELECT quantile_summary(q, w) FROM a) FROM (SELECT quantile_summary(q, w) AS z FROM a GROUP BY id % 3) s), true, 'and those of quantiles');
SELECT is((SELECT string_agg(t.typname, ', ') FROM pg_type t JOIN pg_depend d ON d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'
    WHERE t.typtype = 'b' AND t.typelem = 0 AND t.typcategory = 'U' AND (SELECT count(*) FROM pg_opclass o JOIN pg_am m ON m.oid = o.opcmethod WHERE o.opcintype = t.oid AND o.opcdefault AND m.amname IN ('btree', 'hash')) <> 2
    AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'mlops_survey')), NULL, 'every state has classes for btree and hash');
SELECT is((SELECT count(*) FROM pg_opclass o WHERE o.opcnamespace = 'public'::regnamespace AND NOT amvalidate(o.oid)), 0::bigint, 'which PostgreSQL finds valid');
SELECT is((SELECT count(DISTINCT mlops_survey.tally_hash(t)) FROM s), 2::bigint, 'equal states have equal hashes');

-- combine
SELECT is((SELECT top2box(combine(t), 5) FROM (SELECT tally(q, w) AS t FROM a GROUP BY id) s), 0.5::float8, 'combine is rollup');
SELECT is((SELECT string_agg(p.proargtypes::text, ' ' ORDER BY p.proargtypes::text) FROM pg_proc p WHERE proname = 'combine'), (SELECT string_agg(p.proargtypes::text, ' ' ORDER BY p.proargtypes::text) FROM pg_proc p WHERE proname = 'rollup'), 'of every state');
SELECT is((SELECT mean(combine(y)) FROM (SELECT survey_summary(q::float8, w) AS y FROM a GROUP BY id) s), (SELECT sum(q * w) / sum(w) FROM a WHERE q IS NOT NULL), 'summaries too');
SELECT * FROM finish();
