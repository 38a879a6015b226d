-- Weights at values and exact quantiles.  Expected numbers: PostgreSQL's percentile_cont and percentile_disc over
-- the same rows, the definition in plain SQL, and R's quantile() (calls in comments).
SET extra_float_digits = 0;
CREATE TABLE spending AS
SELECT i AS id, i % 7 AS wave, CASE WHEN i % 11 = 3 THEN NULL ELSE ((i * 37) % 101) / 4.0::float8 END AS y,
    CASE WHEN i % 13 = 5 THEN NULL WHEN i % 13 = 6 THEN 0 ELSE (1 + i % 5)::float8 / 3 END AS w
FROM generate_series(1, 2000) AS i;
-- type 7 is percentile_cont, type 1 percentile_disc
SELECT quantiles(s, '{0,0.1,0.25,0.5,0.9,1}', 'hf7') = c AS continuous, quantiles(s, '{0,0.1,0.25,0.5,0.9,1}') = d AS discrete, n(s), weighted_n(s)
FROM (SELECT quantile_summary(y) AS s, percentile_cont('{0,0.1,0.25,0.5,0.9,1}'::float8[]) WITHIN GROUP (ORDER BY y) AS c,
        percentile_disc('{0,0.1,0.25,0.5,0.9,1}'::float8[]) WITHIN GROUP (ORDER BY y) AS d FROM spending) q;
-- quantile(rep(c(1, 2, 2, 3, 7), 2), 0.78, type = 1:9)
SELECT rule, round(quantile(s, 0.78, rule)::numeric, 8) AS quantile
FROM (SELECT quantile_summary(y) AS s FROM unnest('{1,2,2,3,7,1,2,2,3,7}'::float8[]) AS y) q,
    unnest('{hf1,hf2,hf3,hf4,hf5,hf6,hf7,hf8,hf9}'::text[]) AS rule;
-- with weights: the smallest value with at least this share of the weight up to it
SELECT p, quantile(s, p) = (SELECT min(y) FROM (SELECT y, sum(sum(w)) OVER (ORDER BY y) / sum(sum(w)) OVER () AS f FROM spending
    WHERE y IS NOT NULL AND w > 0 GROUP BY y) d WHERE f >= p) AS as_defined
FROM (SELECT quantile_summary(y, w) AS s FROM spending) q, unnest('{0.05,0.25,0.5,0.75,0.95}'::float8[]) AS p;
SELECT median(s) = weighted_median AS median, n(s) = counted AS n, round((share_up_to(s, 12) - share)::numeric, 12) AS share
FROM (SELECT quantile_summary(y, w) AS s, weighted_median(y, w), count(*) FILTER (WHERE w > 0 AND y IS NOT NULL) AS counted,
    sum(w) FILTER (WHERE y <= 12) / sum(w) FILTER (WHERE y IS NOT NULL) AS share FROM spending) q;
-- the middle of two values where exactly half lies below; R: svyquantile(~y, d, 0.5, qrule = "school")
SELECT weighted_median(y, 2), median(quantile_summary(y)) FROM unnest('{1,2,5,9}'::float8[]) AS y;
SELECT d.* FROM (SELECT quantile_summary(y, 0.5) AS s FROM unnest('{5,-1,5,0,-0}'::float8[]) AS y) q, distribution(s) d;

-- every way the executor can drive the aggregate: same data, same state to the last bit
CREATE TABLE whole AS SELECT quantile_summary(y, w) AS s FROM spending;
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2;
SELECT quantile_summary(y, w)::text = (SELECT s::text FROM whole) AS parallel FROM spending;
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size; RESET max_parallel_workers_per_gather;
CREATE TABLE waves (LIKE spending) PARTITION BY LIST (wave);
CREATE TABLE waves_early PARTITION OF waves FOR VALUES IN (0, 1, 2);
CREATE TABLE waves_late PARTITION OF waves FOR VALUES IN (3, 4, 5, 6);
INSERT INTO waves SELECT * FROM spending;
SET enable_partitionwise_aggregate = on;
SELECT quantile_summary(y, w)::text = (SELECT s::text FROM whole) AS partitionwise FROM waves;
RESET enable_partitionwise_aggregate;
CREATE TABLE stored AS SELECT wave, quantile_summary(y, w) AS s FROM spending GROUP BY wave;
SELECT rollup(s)::text = (SELECT s::text FROM whole) AS rolled_up, rollup(s ORDER BY wave DESC)::text = (SELECT s::text FROM whole) AS in_any_order FROM stored;
SELECT (array_agg(s ORDER BY id))[2000]::text = (SELECT s::text FROM whole) AS running, n((array_agg(s ORDER BY id))[100]) AS first_hundred
FROM (SELECT id, quantile_summary(y, w) OVER (ORDER BY id) AS s FROM spending) q;
SELECT wave, n(s) FROM (SELECT wave, quantile_summary(y, w) AS s FROM spending GROUP BY GROUPING SETS ((wave), ())) q ORDER BY 1;
-- weights in another unit move nothing
SELECT quantiles(quantile_summary(y, w * 1024), '{0.1,0.5,0.9}', 'hf6') = (SELECT quantiles(s, '{0.1,0.5,0.9}', 'hf6') FROM whole) AS scaled FROM spending;
-- nobody; only weights of 0; NULLs
SELECT quantile_summary(y, w) IS NULL AS nobody, weighted_median(y, w) FROM spending WHERE false;
SELECT quantile_summary(y, 0) IS NULL AS no_weight, weighted_median(y, 0) FROM spending;
SELECT quantile_summary(NULL::float8, w) IS NULL AS no_value, quantile_summary(y, NULL) IS NULL AS no_weight FROM spending;
SELECT quantile(s, NULL::float8) AS p, quantiles(s, '{0.5,NULL}') AS several, quantiles(s, '{}'::float8[]) AS none, share_up_to(s, 'NaN'), share_up_to(s, '-Infinity') FROM whole;

-- forms
SELECT s::text::quantile_summary::text = s::text AS text_form, left(s::text, 2) AS version FROM whole;
SELECT quantile_summary(1.5, 2)::text;
SELECT 'x'::quantile_summary;
SELECT left(s::text, -2)::quantile_summary FROM whole;
SELECT '01000000013ff8000000000000000000000000000040000000000000000000000000000000'::quantile_summary;
SELECT quantile('0100000000'::quantile_summary, 0.5) AS empty;
-- errors
SELECT quantile_summary(y, -1) FROM spending;
SELECT quantile_summary(y, 'Infinity') FROM spending;
SELECT quantile_summary('NaN', w) FROM spending;
SELECT quantile_summary('-Infinity'::float8) FROM spending;
SELECT quantile(s, 1.01) FROM whole;
SELECT quantiles(s, '{0.5,NaN}') FROM whole;
SELECT quantile(s, 0.5, 'hf10') FROM whole;
SELECT quantile_summary(y, 1.5e308) FROM (VALUES (1.0::float8), (1)) AS v (y);
SELECT median(quantile_summary(y, 1.5e308)) FROM (VALUES (1.0::float8), (2)) AS v (y);
DROP TABLE spending, whole, waves, stored;
