-- tally: counts and weights per answer code.
-- Numbers in comments are worked out by hand; all others are compared with plain SQL.
CREATE TABLE answers (wave int, q int, ok boolean, w float8) PARTITION BY LIST (wave);
CREATE TABLE answers_1 PARTITION OF answers FOR VALUES IN (1);
CREATE TABLE answers_2 PARTITION OF answers FOR VALUES IN (2);
INSERT INTO answers
SELECT 1 + i % 2, CASE WHEN i % 17 = 0 THEN NULL ELSE 1 + (i * 7) % 5 END, i % 3 = 0,
       CASE WHEN i % 19 = 0 THEN NULL ELSE 0.3 + (i % 13) * 0.17 END
FROM generate_series(1, 20000) i;
ANALYZE answers;

-- by hand: five answers, two of them 4 or 5
SELECT tally(a), top2box(a), bottom2box(a), top_box(a, 1, 5), bottom_box(a, 3, 5)
FROM unnest(ARRAY[1, 2, 3, 4, 5]) a;                        -- 0.4 0.4 0.2 0.6
-- weights 1, 2, 3, 4, 10: top two boxes 14 of 20
SELECT tally(a, w), top2box(a, 5, w), bottom2box(a, 5, w), mean(tally(a, w)), median(tally(a, w)),
       effective_n(tally(a, w))                             -- 0.7 0.15 4 4.5 400/130
FROM (VALUES (1, 1), (2, 2), (3, 3), (4, 4), (5, 10)) v (a, w);
-- promoters 2 of 5, detractors 1 of 5
SELECT nps(a) FROM unnest(ARRAY[10, 9, 8, 7, 6]) a;         -- 20
SELECT nps(a, w) FROM (VALUES (10, 3), (0, 1)) v (a, w);    -- 50
SELECT share(a > 3), share(a > 3, a) FROM unnest(ARRAY[1, 2, 3, 4]) a;  -- 0.25 0.4
SELECT tally(NULLIF(b, false)), tally(b, 2.5) FROM unnest(ARRAY[true, false, true]) b;
SELECT tally(a::smallint), top2box(a::smallint, 7) FROM unnest(ARRAY[6, 7, 1]) a;
SELECT tally(a) FROM unnest(ARRAY[-1, -16, -17, 98, 99, 2147483647, -2147483648, 15, 16]) a;

-- against plain SQL
SELECT abs(top2box(q, 5, w) - sum(w) FILTER (WHERE q >= 4) / sum(w) FILTER (WHERE q IS NOT NULL)) < 1e-14 AS top2box,
       abs(mean(tally(q, w)) - sum(q * w::numeric) / sum(w::numeric) FILTER (WHERE q IS NOT NULL)) < 1e-15 AS mean,
       n(tally(q, w)) = count(*) FILTER (WHERE q IS NOT NULL AND w IS NOT NULL) AS n,
       abs(weighted_n(tally(q, w)) - sum(w) FILTER (WHERE q IS NOT NULL)) < 1e-8 AS weighted_n,
       abs(stddev(tally(q)) - stddev_samp(q)) < 1e-14 AS stddev,
       median(tally(q)) = percentile_cont(0.5) WITHIN GROUP (ORDER BY q) AS median,
       abs(std_error(tally(q)) - stddev_samp(q) / sqrt(count(q))) < 1e-15 AS std_error,
       abs(std_error(tally(q), 'kish') - stddev_pop(q) / sqrt(count(q))) < 1e-15 AS kish
FROM answers;
-- linearised: sqrt(n/(n-1) sum w^2 (y - m)^2) / W
SELECT abs(e - s) < 1e-15 AS same FROM (
    SELECT std_error(tally(q, w)) e FROM answers) a, (
    SELECT sqrt(count(*) / (count(*) - 1.0) * sum((w * (q - m)) ^ 2)) / sum(w) s
    FROM answers, (SELECT sum(q * w) / sum(w) m FROM answers WHERE q IS NOT NULL) m
    WHERE q IS NOT NULL AND w IS NOT NULL) b;
SELECT abs(e - s) < 1e-15 AS same FROM (
    SELECT top2box_std_error(tally(q, w)) e FROM answers) a, (
    SELECT sqrt(count(*) / (count(*) - 1.0) * sum((w * ((q >= 4)::int - m)) ^ 2)) / sum(w) s
    FROM answers, (SELECT sum(w) FILTER (WHERE q >= 4) / sum(w) m FROM answers WHERE q IS NOT NULL) m
    WHERE q IS NOT NULL AND w IS NOT NULL) b;
-- NPS of half promoters and half detractors among 4: Kish 100 sqrt((1 - 0) / 4) = 50
SELECT nps_std_error(tally(a), 'kish') FROM unnest(ARRAY[10, 10, 0, 0]) a;
-- p = 0.5, n = 4: sqrt(0.25 / 4), and with n - 1 sqrt(0.25 / 3)
SELECT share_std_error(tally(a), '{1}', 'kish'), round(share_std_error(tally(a), '{1}')::numeric, 12) FROM unnest(ARRAY[1, 1, 2, 2]) a;
SELECT bottom2box_std_error(tally(a), 4, 'kish'), top_box_std_error(tally(a), 1, 3, 'kish'),
       bottom_box_std_error(tally(a), 1, 3, 'kish') FROM unnest(ARRAY[1, 1, 3, 3]) a;  -- 0.25 each
SELECT code, n, round(weighted_n::numeric, 6) weighted_n, round(share::numeric, 9) share,
       round(std_error::numeric, 9) std_error
FROM distribution((SELECT tally(q, w) FROM answers));
SELECT code, count(*) AS n, round(sum(w)::numeric, 6) weighted_n, round((sum(w) / max(total))::numeric, 9) AS share
FROM (SELECT q AS code, w, sum(w) OVER () AS total FROM answers WHERE q IS NOT NULL AND w IS NOT NULL) s
GROUP BY code ORDER BY code;
SELECT share(tally(a), '{3,1,1}'), share(tally(a), '{}'), share(tally(a), '{77}') FROM unnest(ARRAY[1, 2, 3, 4]) a;

-- every way the executor can drive it: same data, the same digits
CREATE TABLE modes (mode text, state tally, top2 float8, sd float8);
SET max_parallel_workers_per_gather = 0;
INSERT INTO modes SELECT 'serial', tally(q, w), top2box(q, 5, w), stddev(tally(q, w)) FROM answers;
INSERT INTO modes SELECT 'backwards', tally(q, w), top2box(q, 5, w), stddev(tally(q, w))
FROM (SELECT * FROM answers ORDER BY w DESC, q OFFSET 0) s;
SET enable_partitionwise_aggregate = on;
INSERT INTO modes SELECT 'partitionwise', tally(q, w), top2box(q, 5, w), stddev(tally(q, w)) FROM answers;
RESET enable_partitionwise_aggregate;
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
CREATE TABLE parallel_result AS SELECT tally(q, w) t, top2box(q, 5, w) b, stddev(tally(q, w)) s FROM answers;
INSERT INTO modes SELECT 'parallel', t, b, s FROM parallel_result;
RESET max_parallel_workers_per_gather;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
INSERT INTO modes SELECT 'rollup', rollup(t), top2box(rollup(t)), stddev(rollup(t))
FROM (SELECT tally(q, w) t FROM answers GROUP BY wave, ok) s;
INSERT INTO modes SELECT 'grouping sets', t, b, s FROM (
    SELECT tally(q, w) t, top2box(q, 5, w) b, stddev(tally(q, w)) s, grouping(wave, ok) g
    FROM answers GROUP BY GROUPING SETS ((wave, ok), (wave), ())) x WHERE g = 3;
INSERT INTO modes SELECT 'cube', rollup(t), top2box(rollup(t)), stddev(rollup(t)) FROM (
    SELECT tally(q, w) t, grouping(wave, ok) g FROM answers GROUP BY CUBE (wave, ok)) x WHERE g = 1;
INSERT INTO modes SELECT 'window', tally(q, w) OVER (), top2box(q, 5, w) OVER (), stddev(tally(q, w) OVER ())
FROM (SELECT q, w FROM answers OFFSET 0) s LIMIT 1;
INSERT INTO modes SELECT 'filter', tally(q, w) FILTER (WHERE true), top2box(q, 5, w) FILTER (WHERE q IS NOT NULL),
       stddev(tally(q, w) FILTER (WHERE w > 0)) FROM answers;
SET work_mem = '64kB';
INSERT INTO modes SELECT 'spilled', rollup(t), top2box(rollup(t)), stddev(rollup(t))
FROM (SELECT tally(q, w) t FROM answers GROUP BY w, ok, ctid) s;
RESET work_mem;
INSERT INTO modes SELECT 'text', rollup(t::text::tally), top2box(rollup(t)), stddev(rollup(t))
FROM (SELECT tally(q, w) t FROM answers GROUP BY ok) s;
SELECT mode, state::text = first_value(state::text) OVER w AND top2 = first_value(top2) OVER w
       AND sd = first_value(sd) OVER w AS same
FROM modes WINDOW w AS (ORDER BY mode <> 'serial') ORDER BY mode;
SELECT tally(DISTINCT q), top2box(DISTINCT q) FROM answers;

-- moving windows: the inverse gives what a fresh start gives, also where sums were rounded
CREATE TABLE numbered AS SELECT row_number() OVER (ORDER BY w, q, ok) AS i, q, w FROM answers LIMIT 500;
INSERT INTO numbered SELECT 500 + i, 1 + i % 5, CASE i % 2 WHEN 0 THEN 1e-12 ELSE 1e12 END FROM generate_series(1, 100) i;
SELECT count(*) AS rows, count(*) FILTER (WHERE a IS DISTINCT FROM b OR c IS DISTINCT FROM d) AS different FROM (
    SELECT top2box(q, 5, w) OVER f AS a, (tally(q) OVER f)::text AS c,
           (SELECT top2box(y.q, 5, y.w) FROM numbered y WHERE y.i BETWEEN x.i - 3 AND x.i) AS b,
           (SELECT tally(y.q)::text FROM numbered y WHERE y.i BETWEEN x.i - 3 AND x.i) AS d
    FROM numbered x WINDOW f AS (ORDER BY i ROWS 3 PRECEDING)) s;

-- nothing, or nothing answered
SELECT tally(q), tally(q, w), top2box(q), nps(q), share(ok) FROM answers WHERE false;
SELECT tally(NULL::int), tally(1, NULL), top2box(NULL::int), nps(NULL, 1), share(NULL::boolean), bottom_box(NULL, 1, 5, 1);
SELECT tally(NULL::int) OVER (ROWS 1 PRECEDING) FROM generate_series(1, 2);
SELECT rollup(NULL::tally), rollup(t) FROM (VALUES (NULL::tally), ('v1{1:2}')) v (t);
SELECT stddev('v1{1:1}'::tally), std_error('v1{1:1}'::tally), mean('v1{3:1}'::tally), median('v1{}'::tally), mean('v1{}'::tally),
       effective_n('v1{}'::tally), n('v1{}'::tally), top2box('v1{}'::tally);
SELECT tally(1, 0), mean(tally(1, 0)), top2box(1, 5, 0), effective_n(tally(1, 0));
SELECT mean(tally(q, 1e150)) FROM answers WHERE q = 3;

-- many codes
SELECT n(t), round(mean(t)::numeric, 6), median(t), t::text::tally::text = t::text AS same
FROM (SELECT tally(i) t FROM generate_series(-20000, 50000) i) s;
SELECT n(rollup(t)) FROM (SELECT tally(i * 1000, 2) t FROM generate_series(1, 30000) i GROUP BY i % 7) s;
SELECT tally(i * 16) FROM generate_series(1, 40000) i;

-- text and binary forms
SELECT 'v1{}'::tally, 'v1w{5:2:3.5:6.25+1e-17}'::tally, 'v1/2,5{1:3}'::tally, 'v1{7:1,-3:2}'::tally;
SELECT mlops_survey.tally_send('v1{1:2}'), mlops_survey.tally_send('v1w{1:2:0.5:0.25}');
SELECT top2box('v1/2,5{4:1,1:1}'::tally);
CREATE TABLE stored AS SELECT wave, tally(q, w) AS t FROM answers GROUP BY wave;
SELECT wave, top2box(t) = (SELECT top2box(q, 5, w) FROM answers a WHERE a.wave = s.wave) AS same FROM stored s ORDER BY wave;

-- bad input
SELECT ''::tally;
SELECT 'v2{1:1}'::tally;
SELECT 'v1{1:1'::tally;
SELECT 'v1{1:1}x'::tally;
SELECT 'v1{1:0}'::tally;
SELECT 'v1{1:-1}'::tally;
SELECT 'v1{1:1,1:1}'::tally;
SELECT 'v1{99999999999:1}'::tally;
SELECT 'v1{1:99999999999999999999}'::tally;
SELECT 'v1{1:17592186044417}'::tally;
SELECT 'v1w{1:1}'::tally;
SELECT 'v1w{1:1:-1:1}'::tally;
SELECT 'v1w{1:1:nan:1}'::tally;
SELECT 'v1w{1:1:inf:1}'::tally;
SELECT 'v1w{1:1:0x10:1}'::tally;
SELECT 'v1w{1:1:1+5:1}'::tally;
SELECT 'v1w{1:1:1e999:1}'::tally;
SELECT top2box(7);
SELECT top2box(0);
SELECT top2box(a, 5, 1) FROM unnest(ARRAY[5, -1]) a;
SELECT nps(11);
SELECT nps('v1{-1:2}'::tally);
SELECT top2box('v1{6:1}'::tally);
SELECT top2box(1, 2);
SELECT top2box(1, 0);
SELECT top_box(1, 5, 5);
SELECT top_box(1, NULL, 5);
SELECT top2box(1, i) FROM generate_series(5, 6) i;
SELECT rollup(t) FROM (VALUES ('v1/2,5{1:1}'::tally), ('v1/2,7{1:1}')) v (t);
SELECT tally(1, -1);
SELECT tally(1, 'nan');
SELECT tally(1, 'infinity');
SELECT top2box(1, 5, -0.5);
SELECT tally(1, 1e200);
SELECT rollup(t) FROM (VALUES ('v1{1:17592186044416}'::tally), ('v1{1:1}')) v (t);
SELECT rollup(t) FROM (VALUES ('v1w{1:1:1e308:1}'::tally), ('v1w{1:1:1e308:1}')) v (t);
SELECT share('v1{1:1}'::tally, ARRAY[1, NULL]);
SELECT std_error('v1{1:1}'::tally, 'bootstrap');
SELECT top2box('five');
SELECT top2box(1.5);
DROP TABLE answers, numbered, stored, modes, parallel_result;
-- a transition that is called by hand takes no state of the other kind
SELECT mlops_survey.tally_trans('v1w{1:1:1:1}'::tally, 1);
SELECT mlops_survey.tally_trans('v1{1:1}'::tally, 1, 1.5);
