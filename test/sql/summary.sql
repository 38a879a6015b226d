-- survey_summary: totals, means and ratios with the variance of the design.
-- Expected numbers: R survey 4.1-1 on the same rows (calls in comments), or the
-- definition in plain SQL.
SET extra_float_digits = 0;
CREATE TABLE answers AS
SELECT i AS id, 'N' || i % 3 AS region, i % 3 AS h, i / 6 AS psu, 1 + i % 4 AS w, (i * 37) % 11 + i % 3 AS y, 1 + (i * 17) % 5 AS x,
       CASE WHEN i % 3 = 0 THEN 12 ELSE 20 END AS npop, i % 2 = 0 AS inside, chr(97 + i % 4) AS segment
FROM generate_series(0, 59) AS i;

-- svydesign(~psu, strata=~h, weights=~w, nest=TRUE): svymean(~y, deff=TRUE), svytotal(~y), confint(df=degf)
SELECT round(mean(s)::numeric, 9) AS mean, round(std_error(s)::numeric, 9) AS se, round(deff(s)::numeric, 9) AS deff,
       round(deff(s, replace => true)::numeric, 9) AS deff_replace, df(s), n(s), weighted_n(s),
       round(conf_low(s)::numeric, 8) AS low, round(conf_high(s, 0.9)::numeric, 8) AS high90, round(cv(s)::numeric, 9) AS cv,
       round(total(s)::numeric, 6) AS total, round(std_error(s, 'total')::numeric, 8) AS total_se, round(effective_n(s)::numeric, 6) AS n_eff
FROM (SELECT survey_summary(y, w, h, psu) AS s FROM answers) q;
-- the same with text keys, with stages as arrays, with fpc; without clusters; without strata; weights only
SELECT form, round(std_error(s)::numeric, 9) AS se, df(s) FROM (
    SELECT 1 AS o, 'text' AS form, survey_summary(y, w, region, psu) AS s FROM answers
    UNION ALL SELECT 2, 'texts', survey_summary(y, w, region, psu::text) FROM answers
    UNION ALL SELECT 3, 'arrays', survey_summary(y, w, ARRAY[h]::bigint[], ARRAY[psu]::bigint[]) FROM answers
    UNION ALL SELECT 4, 'fpc', survey_summary(y, w, h, psu, npop) FROM answers
    UNION ALL SELECT 5, 'two stages', survey_summary(y, w, ARRAY[region], ARRAY[psu::text, id::text], ARRAY[npop, 10]) FROM answers
    UNION ALL SELECT 6, 'respondents in strata', survey_summary(y, w, h, NULL) FROM answers
    UNION ALL SELECT 7, 'clusters', survey_summary(y, w, NULL, psu) FROM answers
    UNION ALL SELECT 8, 'weights', survey_summary(y, w) FROM answers
    UNION ALL SELECT 9, 'respondents, fpc', survey_summary(y, w, region, NULL, 40) FROM answers) q ORDER BY o;
-- svyratio(~y, ~x)
SELECT round(ratio(s)::numeric, 9) AS ratio, round(std_error(s)::numeric, 9) AS se, round(std_error(s, 'mean')::numeric, 9) AS mean_se,
       round(ratio(e)::numeric, 9) AS ratio_e, round(std_error(e)::numeric, 9) AS se_e
FROM (SELECT survey_ratio_summary(y, x, w, h, psu) AS s, survey_ratio_summary(y, x, w, h) AS e FROM answers) q;
-- a domain keeps the whole design: svyby(~y, ~segment); df of subset()
WITH frame AS (SELECT survey_summary(NULL, w, h, psu) AS f FROM answers)
SELECT segment, round(mean(s)::numeric, 9) AS mean, round(std_error(survey_domain(s, f))::numeric, 9) AS se,
       df(survey_domain(s, f)) AS df, df(survey_domain(s, f), 'domain') AS domain_df
FROM frame, (SELECT segment, survey_summary(y, w, h, psu) AS s FROM answers GROUP BY segment) d ORDER BY segment;
-- the same through a NULL value outside the domain, and by filter
SELECT round(std_error(survey_summary(CASE WHEN segment = 'a' THEN y END, w, h, psu))::numeric, 9) AS nulls,
       round(std_error(survey_summary(CASE WHEN inside THEN y END, w, h, psu) FILTER (WHERE psu < 8))::numeric, 9) AS filtered
FROM answers;
-- proportions of categories from counts of them: svymean(~segment)
SELECT segment, round(mean(p)::numeric, 9) AS share, round(std_error(p)::numeric, 5) AS se
FROM (SELECT segment, survey_share(s, rollup(s) OVER ()) AS p FROM (SELECT segment, survey_summary(1, w, h, psu) AS s FROM answers GROUP BY segment) q) r
ORDER BY segment;

-- every way the executor can drive an aggregate: same data, same state to the last bit
CREATE TABLE parted (LIKE answers) PARTITION BY LIST (segment);
CREATE TABLE parted_ab PARTITION OF parted FOR VALUES IN ('a', 'b');
CREATE TABLE parted_cd PARTITION OF parted FOR VALUES IN ('c', 'd');
INSERT INTO parted SELECT * FROM answers ORDER BY y, id;
CREATE TABLE whole AS SELECT survey_summary(y, w, region, psu) AS s, survey_summary(y, w, h) AS e FROM answers;
SELECT survey_summary(y, w, region, psu)::text = whole.s::text AS other_order FROM parted, whole GROUP BY whole.s::text;
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 4;
ALTER TABLE answers SET (parallel_workers = 4);
SELECT survey_summary(y, w, region, psu)::text = (SELECT s::text FROM whole) AS parallel FROM answers;
SELECT survey_summary(y, w, h)::text = (SELECT e::text FROM whole) AS parallel FROM answers;
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size; RESET max_parallel_workers_per_gather;
SET enable_partitionwise_aggregate = on;
SELECT survey_summary(y, w, region, psu)::text = (SELECT s::text FROM whole) AS partitionwise FROM parted;
RESET enable_partitionwise_aggregate;
SELECT (array_agg(s ORDER BY id))[60]::text = (SELECT s::text FROM whole) AS running
FROM (SELECT id, survey_summary(y, w, region, psu) OVER (ORDER BY id) AS s FROM answers) q;
SELECT rollup(s)::text = (SELECT s::text FROM whole) AS rollup_of_stored
FROM (SELECT survey_summary(y, w, region, psu) AS s FROM answers GROUP BY segment, inside) q;
SELECT rollup(s ORDER BY segment DESC)::text = (SELECT s::text FROM whole) AS other_order_rollup
FROM (SELECT segment, survey_summary(y, w, region, psu) AS s FROM answers GROUP BY segment) q;
SELECT segment, n(s), round(mean(s)::numeric, 6) AS mean, s::text = (SELECT s::text FROM whole) AS whole
FROM (SELECT segment, survey_summary(y, w, region, psu) AS s FROM answers GROUP BY GROUPING SETS ((segment), ())) q ORDER BY segment NULLS LAST;
-- empty, all NULL, one row
SELECT survey_summary(y, w) IS NULL AS empty FROM answers WHERE false;
SELECT survey_summary(y, NULL) IS NULL AS no_weights FROM answers;
SELECT n(s), total(s), mean(s), std_error(s), conf_low(s), df(s), weighted_n(s), effective_n(s) FROM (SELECT survey_summary(NULL, w, h, psu) AS s FROM answers) q;
SELECT n(s), mean(s), df(s), std_error(s, lonely => 'remove'), conf_low(s, lonely => 'remove') FROM (SELECT survey_summary(y, w) AS s FROM answers WHERE id = 1) q;
SELECT std_error(survey_summary(y, w)) FROM answers WHERE id = 1;
SELECT mean(NULL::survey_summary), std_error(NULL::survey_summary), rollup(NULL::survey_summary);
-- weights of zero count for the design, not for n; scaling the weights changes nothing but the totals
SELECT n(s), df(s), weighted_n(s), round(std_error(s)::numeric, 9) AS se FROM (SELECT survey_summary(y, CASE WHEN psu = 3 THEN 0 ELSE w END, h, psu) AS s FROM answers) q;
SELECT round(std_error(survey_summary(y, w * 1e12, h, psu))::numeric, 9) AS scaled, round(std_error(survey_summary(y + 1e9, w, h, psu))::numeric, 9) AS shifted,
       round(std_error(survey_summary(y + 1e9, w * 1e12, h))::numeric, 9) AS both, round(std_error(survey_summary(y, w, h))::numeric, 9) AS neither FROM answers;
-- all clusters of the population are in the sample: no variance
SELECT std_error(survey_summary(y, w, h, psu, 10)) AS census FROM answers;
SELECT std_error(survey_summary(y, w, h, psu, 1)) AS one_cluster_in_the_population FROM answers;

-- binary and text forms
CREATE TABLE stored AS SELECT survey_summary(y, w, ARRAY[region], ARRAY[psu::text, id::text], ARRAY[npop, 10]) AS s FROM answers;
SELECT s::text::survey_summary::text = s::text AS text_form, left(s::text, 2) AS version, encode(mlops_survey.survey_summary_send(s), 'hex') = s::text AS binary_form FROM stored;
SELECT 'x'::survey_summary;
SELECT ''::survey_summary;
SELECT '02'::survey_summary;
SELECT left(s::text, -2)::survey_summary FROM stored;
SELECT (s::text || '00')::survey_summary FROM stored;
SELECT overlay(s::text placing 'ffff' from 27)::survey_summary FROM whole;

-- errors
SELECT survey_summary(y, -1) FROM answers;
SELECT survey_summary(y, 'NaN') FROM answers;
SELECT survey_summary('Infinity', w) FROM answers;
SELECT survey_summary(y, w, CASE WHEN id > 3 THEN region END, psu) FROM answers;
SELECT survey_summary(y, w, region, CASE WHEN id > 3 THEN psu END) FROM answers;
SELECT survey_summary(y, w, region, psu, CASE WHEN id > 3 THEN 20 END) FROM answers;
SELECT survey_summary(y, w, region, psu, id + 10) FROM answers;
SELECT survey_summary(y, w, region, psu, 0) FROM answers;
SELECT std_error(survey_summary(y, w, region, psu, 5)) FROM answers;
SELECT std_error(survey_summary(y, w, region, psu, CASE WHEN h = 0 THEN 0.5 ELSE 20 END)) FROM answers;
SELECT std_error(survey_summary(y, w, region, psu)) FROM answers WHERE region <> 'N1' OR psu = 4;
SELECT std_error(s, 'total', 'nearest') FROM whole;
SELECT std_error(s, 'median') FROM whole;
SELECT ratio(s) FROM whole;
SELECT conf_low(s, 95) FROM whole;
SELECT conf_low(s, df => 'all') FROM whole;
SELECT rollup(s) FROM (SELECT s FROM whole UNION ALL SELECT e FROM whole) q;
SELECT survey_domain(s, (SELECT survey_summary(y, w, region, psu) FROM answers WHERE region <> 'N2')) FROM whole;
SELECT rollup(survey_domain(s, s)) FROM (SELECT s FROM whole UNION ALL SELECT s FROM whole) q;
SELECT survey_summary(y, w, ARRAY[h]::bigint[], ARRAY[NULL, id]::bigint[]) FROM answers;
DROP TABLE answers, parted, whole, stored;
