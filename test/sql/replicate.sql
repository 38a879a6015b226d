-- Replicate weights.  Expected numbers: R survey 4.1-1 on the same rows (calls in comments).
\set SHOW_CONTEXT never
SET extra_float_digits = 0;
-- errors say enough without the statement that met them
\set SHOW_CONTEXT never
CREATE FUNCTION pg_temp.r(x float8, digits int DEFAULT 8) RETURNS numeric LANGUAGE sql AS 'SELECT round(x::numeric, digits)';
-- delete-one-group jackknife: ten groups, weights of the others times 10/9
CREATE TABLE panel_answers AS
SELECT i AS id, i % 10 AS g, (1 + i % 4)::float8 AS w, CASE WHEN i % 7 = 3 THEN NULL ELSE ((i * 37) % 11)::float8 END AS score, (1 + (i * 17) % 5)::float8 AS hours,
       1 + i % 2 AS side
FROM generate_series(0, 59) AS i;
SELECT format('ALTER TABLE panel_answers ADD rw%s float8', r) FROM generate_series(1, 10) AS r
\gexec
SELECT format('UPDATE panel_answers SET rw%1$s = CASE WHEN g = %1$s - 1 THEN 0 ELSE w * 10 / 9 END', r) FROM generate_series(1, 10) AS r
\gexec
-- svrepdesign(weights=~w, repweights="rw", type="JK1", scale=.9): svymean, svytotal, svyratio, with and without mse
SELECT pg_temp.r(mean(s)) AS mean, pg_temp.r(std_error(s, 0.9)) AS se, pg_temp.r(std_error(s, 0.9, mse => true)) AS mse, n(s), weighted_n(s),
       pg_temp.r(total(s), 5) AS total, pg_temp.r(std_error(s, 0.9, statistic => 'total')) AS total_se, pg_temp.r(ratio(q)) AS ratio, pg_temp.r(std_error(q, 0.9)) AS ratio_se
FROM (SELECT survey_replicate_summary(score, w, ARRAY[rw1, rw2, rw3, rw4, rw5, rw6, rw7, rw8, rw9, rw10]) AS s,
             survey_replicate_ratio_summary(score, hours, w, ARRAY[rw1, rw2, rw3, rw4, rw5, rw6, rw7, rw8, rw9, rw10]) AS q FROM panel_answers) t;
-- degf: rank less one
SELECT survey_replicate_rank(ARRAY[rw1, rw2, rw3, rw4, rw5, rw6, rw7, rw8, rw9, rw10]) - 1 AS df,
       survey_replicate_rank(ARRAY[rw1, rw2, rw1 + rw2, rw1 - rw2, 2 * rw1]) AS rank_two FROM panel_answers;
SELECT register_survey('panel', 'panel_answers', '{"weight": "w", "design": {"clusters": ["g"]}, "replicates": {"columns": "rw*", "type": "JK1"},
    "variables": [{"name": "score", "measure": "scale"}, {"name": "hours", "measure": "scale"}, {"name": "side", "measure": "nominal", "values": {"1": "left", "2": "right"}}]}') IS NOT NULL AS registered;
SELECT variable, category, pg_temp.r(estimate) AS estimate, pg_temp.r(std_error) AS std_error, pg_temp.r(conf_low) AS low, df, n FROM survey_mean('panel', '{score,side}');
SELECT domain_label, pg_temp.r(estimate) AS estimate, pg_temp.r(std_error) AS std_error, df FROM survey_mean('panel', '{score}', by => '{side}', degrees => 'domain');
SELECT domain_label, pg_temp.r(estimate) AS estimate, pg_temp.r(std_error) AS std_error FROM survey_ratio('panel', 'score', 'hours', filter => 'hours > 1');
SELECT category, pg_temp.r(estimate) AS estimate, pg_temp.r(conf_low) AS low, pg_temp.r(conf_high) AS high FROM survey_proportion('panel', '{side}');
SELECT pg_temp.r(estimate) AS estimate, pg_temp.r(std_error) AS std_error FROM survey_variance('panel', '{score}');
SELECT category, estimate, pg_temp.r(std_error) AS std_error, df FROM survey_quantile('panel', '{score}', '{0.5}', interval_type => 'quantile');
SELECT pg_temp.r(estimate) AS estimate, pg_temp.r(std_error) AS std_error FROM survey_contrast('panel', '{hours}', by => '{side}');

-- every way the executor can drive the aggregate
ALTER TABLE panel_answers ADD rep float8[];
UPDATE panel_answers SET rep = ARRAY[rw1, rw2, rw3, rw4, rw5, rw6, rw7, rw8, rw9, rw10];
CREATE TABLE whole AS SELECT survey_replicate_summary(score, w, rep) AS s FROM panel_answers;
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 4;
ALTER TABLE panel_answers SET (parallel_workers = 4);
SELECT pg_temp.r(std_error(survey_replicate_summary(score, w, rep), 0.9)) AS parallel, survey_replicate_rank(rep) AS parallel_rank FROM panel_answers;
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size; RESET max_parallel_workers_per_gather;
SELECT pg_temp.r(std_error(rollup(s), 0.9)) AS rolled_up FROM (SELECT survey_replicate_summary(score, w, rep) AS s FROM panel_answers GROUP BY side, g) q;
SELECT pg_temp.r(std_error((array_agg(s ORDER BY id))[60], 0.9)) AS running FROM (SELECT id, survey_replicate_summary(score, w, rep) OVER (ORDER BY id) AS s FROM panel_answers) q;
SELECT side, n(s) FROM (SELECT side, survey_replicate_summary(score, w, rep) AS s FROM panel_answers GROUP BY GROUPING SETS ((side), ())) q ORDER BY 1;
SELECT survey_replicate_summary(score, w, rep) IS NULL AS empty FROM panel_answers WHERE false;
SELECT n(s), mean(s), total(s), std_error(s, 0.9) FROM (SELECT survey_replicate_summary(NULL, w, rep) AS s FROM panel_answers) q;
SELECT s::text::replicate_summary::text = s::text AS text_form, left(s::text, 2) AS version FROM whole;
SELECT 'x'::replicate_summary;
SELECT left(s::text, -2)::replicate_summary FROM whole;
SELECT pg_temp.r(mean(survey_replicate_summary(score + 1e9, w, rep)) - 1e9, 6) AS mean, pg_temp.r(std_error(survey_replicate_summary(score + 1e9, w, rep), 0.9), 6) AS shifted FROM panel_answers;

-- errors
SELECT survey_replicate_summary(score, w, ARRAY[rw1, NULL]) FROM panel_answers;
SELECT survey_replicate_summary(score, w, CASE WHEN id > 3 THEN ARRAY[rw1] ELSE rep END) FROM panel_answers;
SELECT survey_replicate_summary(score, w, ARRAY[-1.0]) FROM panel_answers;
SELECT survey_replicate_summary(score, w, '{}') FROM panel_answers;
SELECT std_error(s, 0.9, ARRAY[1.0, 2.0]) FROM whole;
SELECT ratio(s) FROM whole;
UPDATE panel_answers SET rw3 = NULL WHERE id = 3;
SELECT * FROM survey_mean('panel', '{score}');
SELECT * FROM survey_variance('panel', '{score}');
SELECT * FROM survey_quantile('panel', '{score}', interval_type => 'score');
UPDATE panel_answers SET rw3 = w WHERE id = 3;
SELECT register_survey('panel', 'panel_answers', '{"weight": "w", "replicates": {"columns": "rw*", "type": "JKn"}}', replace => true) IS NOT NULL AS registered;
SELECT * FROM survey_mean('panel', '{hours}');
SELECT drop_survey('panel');
DROP TABLE IF EXISTS panel_answers, whole CASCADE;
