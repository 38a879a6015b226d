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
SELECT survey_replicate_summary(score, w, CASE WHEN id > 3 THEN ARRAY[rw1] ELSE rep END ORDER BY id) FROM panel_answers;
SELECT survey_replicate_summary(score, w, ARRAY['NaN'::float8]) FROM panel_answers;
SELECT survey_replicate_summary(score, w, '{}') FROM panel_answers;
SELECT std_error(s, 0.9, ARRAY[1.0, 2.0]) FROM whole;
SELECT ratio(s) FROM whole;
UPDATE panel_answers SET rw3 = 'Infinity' WHERE id = 3;
SELECT * FROM survey_mean('panel', '{score}');
SELECT * FROM survey_variance('panel', '{score}');
UPDATE panel_answers SET rw3 = NULL WHERE id = 3;
SELECT * FROM survey_mean('panel', '{score}');
SELECT * FROM survey_variance('panel', '{score}');
SELECT * FROM survey_quantile('panel', '{score}', interval_type => 'score');
UPDATE panel_answers SET rw3 = w WHERE id = 3;
SELECT register_survey('panel', 'panel_answers', '{"weight": "w", "replicates": {"columns": "rw*", "type": "JKn"}}', replace => true) IS NOT NULL AS registered;
SELECT * FROM survey_mean('panel', '{hours}');
SELECT drop_survey('panel');
DROP TABLE IF EXISTS panel_answers, whole CASCADE;

-- columns as an array, more of them than a call has arguments
SELECT replicate_array(1.5::float8, ARRAY[2, 3]::float8[], 4::float8);
SELECT replicate_array(1::float8, NULL::float8);
SELECT replicate_array(1::float8, 2);
SELECT replicate_array(VARIADIC ARRAY[1]::float8[]);
DO $$ BEGIN EXECUTE (SELECT format('CREATE TABLE wide_answers AS SELECT i AS id, (i %% 7)::float8 AS score, 1::float8 AS w, ARRAY[%s]::float8[] AS rep, %s FROM generate_series(1, 300) i',
    string_agg(format('i * %s %% 239', r), ', ' ORDER BY r), string_agg(format('(i * %1$s %% 239)::float8 AS rw%1$s', r), ', ' ORDER BY r)) FROM generate_series(1, 230) r); END $$;
SELECT count(*) FROM register_survey('wide', 'wide_answers', '{"weight": "w", "respondent": "id", "replicates": {"columns": "rw*", "type": "bootstrap"}}');
CREATE TABLE in_columns AS SELECT std_error, df FROM survey_mean('wide', '{score}');
SELECT gather_replicates('wide');
SELECT m.std_error = c.std_error AS same_error, m.df FROM in_columns c, survey_mean('wide', '{score}') m;
SELECT bool_and(replicate_weights = rep) AS copied FROM wide_answers;
SELECT gather_replicates('wide');
SELECT count(*) FROM register_survey('wide', 'wide_answers', '{"weight": "w", "respondent": "id", "replicates": {"columns": "rw*", "type": "bootstrap"}}', replace => true);
SELECT gather_replicates('wide');
SELECT count(*) FROM register_survey('wide', 'wide_answers', '{"weight": "w", "respondent": "id"}', replace => true);
SELECT gather_replicates('wide', 'other');
SELECT count(*) FROM register_survey('wide', 'wide_answers', '{"weight": "w", "respondent": "id", "replicates": {"columns": "rep", "type": "bootstrap"}}', replace => true);
SELECT c.std_error > 0 AND c.std_error = a.std_error AS same_error, c.df, a.df FROM in_columns c, survey_mean('wide', '{score}') a;
SELECT drop_survey('wide');
DROP TABLE wide_answers, in_columns;

-- replicates made from the design: four strata of two clusters
CREATE TABLE visit_answers AS
SELECT i AS id, i % 4 AS stratum, (i % 4) * 10 + i / 4 % 2 AS clinic, 12 AS clinics, (1 + i % 3)::float8 AS w, ((i * 37) % 11)::float8 AS score, 1 + (i * 7) % 3 AS mood
FROM generate_series(0, 79) AS i;
CREATE FUNCTION pg_temp.visit(design text) RETURNS void LANGUAGE sql AS $$ SELECT FROM register_survey('visit', 'visit_answers', format('{"weight": "w", "respondent": "id", "design": %s,
    "variables": [{"name": "score", "measure": "scale"}, {"name": "mood", "measure": "nominal", "values": {"1": "low", "2": "fair", "3": "high"}}]}', design)::jsonb, replace => true) $$;
SELECT pg_temp.visit('{"strata": ["stratum"], "clusters": ["clinic"]}');
CREATE TABLE linearised AS SELECT std_error FROM survey_total('visit', '{score}');
SELECT * FROM replicate_survey('visit', 'jkn');
SELECT id, replicate_weights FROM visit_answers WHERE id < 5 ORDER BY id;
-- by hand: replicates differ from the total by what their stratum changes
SELECT pg_temp.r(t.std_error - sqrt(sum((q.n - 1) / q.n * q.square))) AS by_hand, pg_temp.r(min(t.std_error) - min(l.std_error)) AS linearised
FROM survey_total('visit', '{score}') t, linearised l,
    (SELECT stratum, 2.0 AS n, sum((2 * y - total) ^ 2) AS square FROM (SELECT stratum, clinic, sum(w * score) AS y, sum(sum(w * score)) OVER (PARTITION BY stratum) AS total FROM visit_answers GROUP BY 1, 2) c GROUP BY stratum) q
GROUP BY t.std_error;
SELECT replicates - 'made' AS replicates, replicate_count, replicate_df FROM mlops_survey.design JOIN mlops_survey.survey s ON s.id = survey_id WHERE name = 'visit';
-- cross tables count under the same weights: shares and means as the estimates have them
SELECT count(*), bool_and(abs(x.std_error - 100 * m.std_error) < 1e-9) AS same_errors, max(x.base_n) AS n
FROM survey_crosstab('visit', '{mood}', '{stratum}', filter => 'score > 2') x JOIN survey_mean('visit', '{mood}', by => '{stratum}', filter => 'score > 2') m
    ON x.column_label = m.domain_label AND x.row_label = m.category;
SELECT count(*), bool_and(abs(x.std_error - m.std_error) < 1e-9) AS same_errors
FROM survey_crosstab('visit', '{score}', '{mood}') x JOIN survey_mean('visit', '{score}', by => '{mood}') m ON x.column_label = m.domain_label WHERE x.row_label = 'Mean';
-- half-samples: any Hadamard matrix gives a total the linearised error
SELECT * FROM replicate_survey('visit', 'brr', replace => true);
SELECT pg_temp.r(t.std_error - l.std_error) AS balanced FROM survey_total('visit', '{score}') t, linearised l;
SELECT bool_and(replicate_weights[k] IN (0, 2 * w)) AS halves FROM visit_answers, generate_series(1, 8) k;
SELECT * FROM replicate_survey('visit', 'fay', rho => 0.25, mse => true, replace => true);
SELECT pg_temp.r(t.std_error - l.std_error) AS balanced FROM survey_total('visit', '{score}') t, linearised l;
SELECT bool_and(replicate_weights[k] IN (0.25 * w, 1.75 * w)) AS shrunk FROM visit_answers, generate_series(1, 8) k;
-- the bootstrap: the same weights for the same seed; a stratum of two equal clusters keeps its weight
SELECT * FROM replicate_survey('visit', 'bootstrap', replicates => 50, seed => 7, replace => true);
CREATE TABLE drawn AS SELECT id, replicate_weights FROM visit_answers;
SELECT replicate_weights[1:8] AS first_eight FROM visit_answers WHERE id = 1;
SELECT stored_in FROM replicate_survey('visit', 'bootstrap', replicates => 50, seed => 7, replace => true);
SELECT bool_and(d.replicate_weights = v.replicate_weights) AS same FROM drawn d JOIN visit_answers v USING (id);
SELECT stored_in FROM replicate_survey('visit', 'bootstrap', replicates => 50, seed => 8, replace => true);
SELECT bool_and(d.replicate_weights = v.replicate_weights) AS same FROM drawn d JOIN visit_answers v USING (id);
SELECT bool_and(drawn IN (0, 2) AND both_drawn = 2) AS one_of_two FROM (SELECT stratum, k, clinic, min(replicate_weights[k] / w) AS drawn,
    sum(min(replicate_weights[k] / w)) OVER (PARTITION BY stratum, k) AS both_drawn FROM visit_answers, generate_series(1, 50) k GROUP BY 1, 2, 3) q;
-- clusters, respondents as clusters, population corrections
SELECT pg_temp.visit('{"clusters": ["clinic"], "fpc": ["clinics"]}');
SELECT * FROM replicate_survey('visit', 'jk1', column_name => 'jk');
SELECT pg_temp.r(t.std_error - sqrt((1 - 8 / 12.0) * 7 / 8 * q.square)) AS by_hand
FROM survey_total('visit', '{score}') t, (SELECT sum(((total - y) * 8 / 7 - total) ^ 2) AS square FROM (SELECT clinic, sum(w * score) AS y, sum(sum(w * score)) OVER () AS total FROM visit_answers GROUP BY 1) c) q;
SELECT pg_temp.visit('{}');
SELECT * FROM replicate_survey('visit', 'jk1', column_name => 'each');
SELECT pg_temp.visit('{"strata": ["stratum"], "clusters": ["clinic"], "fpc": ["clinics"]}');
SELECT stored_in, scale FROM replicate_survey('visit', 'brr', column_name => 'halves');

-- weighting weights each replicate: R's postStratify, in one array column; what is made of it stays apart
SELECT pg_temp.visit('{"strata": ["stratum"], "clusters": ["clinic"]}');
SELECT stored_in FROM replicate_survey('visit', 'jkn', column_name => 'jkn');
SELECT category, after FROM poststratify_survey('visit', '{"mood": {"low": 40, "fair": 50, "high": 60}}', 'ps');
SELECT bool_and(pg_temp.r(total) IN (40, 50, 60)) AS each_replicate FROM (SELECT mood, k, sum(ps_r[k]) AS total FROM visit_answers, generate_series(1, 8) k GROUP BY 1, 2) q;
SELECT category, estimate, pg_temp.r(std_error, 12) AS std_error FROM survey_total('visit', '{mood}');
SELECT stored_in FROM replicate_survey('visit', 'jkn', replace => true, column_name => 'jkn');
SELECT stored_in FROM replicate_survey('visit', 'jkn', replace => true, column_name => 'jkn', weight => 'w');
SELECT category, after FROM poststratify_survey('visit', '{"mood": {"low": 40, "fair": 50, "high": 60}}', 'ps', replace => true);
SELECT category, estimate, pg_temp.r(std_error, 12) AS std_error FROM survey_total('visit', '{mood}');
SELECT lowered FROM trim_survey_weights('visit', 'trimmed', upper => 3);
SELECT bool_and(cardinality(trimmed_r) = 8) AS trimmed FROM visit_answers;

-- the codebook knows arrays: written and read again, or of the user's own
SELECT survey_codebook_json('visit')->'replicates'->'columns' AS columns;
SELECT register_survey('again', 'visit_answers', survey_codebook_json('visit')) IS NOT NULL AS registered;
SELECT pg_temp.r(a.std_error - v.std_error) AS same, a.df FROM survey_mean('again', '{score}') a, survey_mean('visit', '{score}') v;
SELECT string_agg(column_name, ' ' ORDER BY ordinal_position) AS columns FROM information_schema.columns WHERE table_name = 'again_labels';
SELECT split_part(convert_from(export_survey('again', format => 'csv'), 'UTF8'), E'\n', 1) AS header;
SELECT drop_survey('again');
CREATE FUNCTION pg_temp.arrays(replicates text) RETURNS boolean LANGUAGE sql AS $$ SELECT survey IS NOT NULL FROM register_survey('arrays', 'visit_answers', format('{"weight": "w", "replicates": %s}', replicates)::jsonb, replace => true) $$;
SELECT pg_temp.arrays('{"columns": "jkn", "type": "JK2"}');
SELECT estimate, df FROM survey_mean('arrays', '{score}');
-- degrees of freedom: as the user says, for domains too
SELECT pg_temp.arrays('{"columns": "jkn", "type": "JK2", "df": 30}');
SELECT df FROM survey_mean('arrays', '{score}', filter => 'mood = 1', degrees => 'domain');
SELECT df FROM survey_variance('arrays', '{score}');
SELECT pg_temp.arrays('{"columns": "jkn", "type": "JK2", "df": 0}');
-- replicates that do not differ say nothing: no error of 0
ALTER TABLE visit_answers ADD alike float8[];
UPDATE visit_answers SET alike = ARRAY[w, w];
SELECT pg_temp.arrays('{"columns": "alike", "type": "BRR"}');
SELECT estimate, std_error, conf_low, df FROM survey_mean('arrays', '{score}');
SELECT row_label, column_percent, std_error FROM survey_crosstab('arrays', '{mood}') LIMIT 1;
UPDATE visit_answers SET alike = ARRAY[2 * w];
SELECT pg_temp.arrays('{"columns": "alike", "type": "BRR"}');
SELECT estimate, std_error, conf_low, df FROM survey_mean('arrays', '{score}');
UPDATE visit_answers SET alike = (ARRAY[w, id, 1])[:1 + id % 3];
SELECT pg_temp.arrays('{"columns": "alike", "type": "BRR"}');
UPDATE visit_answers SET alike = CASE WHEN id <> 5 THEN ARRAY[w, id] END;
SELECT pg_temp.arrays('{"columns": "alike", "type": "BRR"}');
UPDATE visit_answers SET alike = ARRAY[w, NULLIF(id, 5)];
SELECT pg_temp.arrays('{"columns": "alike", "type": "BRR"}');
SELECT pg_temp.arrays('{"columns": ["alike", "jkn"], "type": "BRR"}');
SELECT pg_temp.arrays('{"columns": ["score", "alike"], "type": "BRR"}');
SELECT pg_temp.arrays('{"columns": "jkn", "type": "JKn", "rscales": [1, 2]}');
ALTER TABLE visit_answers ADD floats float4[];
SELECT pg_temp.arrays('{"columns": "floats", "type": "BRR"}');
-- respondents who come later have none: an error, whoever asks
INSERT INTO visit_answers (id, stratum, clinic, w, score, mood) VALUES (100, 0, 0, 1, 5, 1);
SELECT pg_temp.visit('{"strata": ["stratum"], "clusters": ["clinic"]}');
SELECT stored_in FROM replicate_survey('visit', 'jkn', column_name => 'later');
INSERT INTO visit_answers (id, stratum, clinic, w, score, mood) VALUES (101, 1, 10, 1, 5, 1), (102, 1, 10, NULL, 5, 1);
SELECT * FROM survey_mean('visit', '{score}');
SELECT * FROM survey_variance('visit', '{score}');
SELECT * FROM survey_crosstab('visit', '{mood}');
SELECT * FROM rake_survey('visit', '{"mood": {"low": 40, "fair": 50, "high": 60}}', 'late');
SELECT respondents FROM replicate_survey('visit', 'jkn', column_name => 'later', replace => true);
SELECT n FROM survey_mean('visit', '{score}');

-- errors
SELECT * FROM replicate_survey('visit', 'jkn', column_name => 'later');
SELECT * FROM replicate_survey('visit', 'jkn', column_name => 'score', replace => true);
SELECT * FROM replicate_survey('visit', 'jackknife');
SELECT * FROM replicate_survey('visit', 'jk1', column_name => 'later', replace => true);
SELECT * FROM replicate_survey('visit', 'jkn', replicates => 10, replace => true);
SELECT * FROM replicate_survey('visit', 'bootstrap', replicates => 1, replace => true);
SELECT * FROM replicate_survey('visit', 'fay', replace => true);
SELECT * FROM replicate_survey('visit', 'brr', rho => 0.3, replace => true);
SELECT * FROM replicate_survey('visit', 'bootstrap', lonely => 'adjust', column_name => 'later', replace => true);
SELECT * FROM replicate_survey('visit', 'jkn', weight => 'nobody', column_name => 'later', replace => true);
SELECT * FROM replicate_survey('visit', 'jkn', column_name => '', replace => true);
SELECT * FROM replicate_survey('nothing', 'jkn');
SELECT * FROM replicate_survey(NULL, 'jkn');
SELECT pg_temp.visit('{"clusters": ["clinic"]}');
SELECT * FROM replicate_survey('visit', 'brr', column_name => 'none');
INSERT INTO visit_answers (id, stratum, clinic, w) VALUES (103, 2, 23, 1);
SELECT pg_temp.visit('{"strata": ["stratum"], "clusters": ["clinic"]}');
SELECT * FROM replicate_survey('visit', 'brr', column_name => 'none');
INSERT INTO visit_answers (id, stratum, clinic, w) VALUES (104, 7, 70, 1);
SELECT * FROM replicate_survey('visit', 'jkn', column_name => 'none');
SELECT count, df FROM replicate_survey('visit', 'jkn', lonely => 'remove', column_name => 'none');
UPDATE visit_answers SET clinics = 2;
DELETE FROM visit_answers WHERE id > 80;
SELECT pg_temp.visit('{"strata": ["stratum"], "clusters": ["clinic"], "fpc": ["clinics"]}');
SELECT * FROM replicate_survey('visit', 'jkn', column_name => 'every');
SELECT pg_temp.visit('{}');
UPDATE visit_answers SET w = NULL;
SELECT * FROM replicate_survey('visit', 'jk1', column_name => 'every');
SELECT drop_survey('visit'), drop_survey('arrays');
CREATE VIEW visit_view AS SELECT id, w FROM visit_answers;
SELECT register_survey('visit', 'visit_view', '{"weight": "w"}') IS NOT NULL AS registered;
SELECT * FROM replicate_survey('visit', 'jk1');
SELECT drop_survey('visit');
-- partitions
CREATE TABLE visit_parts (id int, clinic int, w float8) PARTITION BY LIST (clinic);
CREATE TABLE visit_odd PARTITION OF visit_parts FOR VALUES IN (1, 3);
CREATE TABLE visit_even PARTITION OF visit_parts FOR VALUES IN (2, 4);
INSERT INTO visit_parts SELECT i, 1 + i % 4, 1 FROM generate_series(1, 12) i;
SELECT register_survey('visit', 'visit_parts', '{"weight": "w", "design": {"clusters": ["clinic"]}}') IS NOT NULL AS registered;
SELECT * FROM replicate_survey('visit', 'jk1');
SELECT bool_and(replicate_weights[clinic] = 0 AND cardinality(replicate_weights) = 4) AS left_out FROM visit_parts;
-- rights: of the survey and of its table
CREATE ROLE visit_reader;
GRANT SELECT ON visit_parts TO visit_reader;
SET ROLE visit_reader;
SELECT * FROM replicate_survey('visit', 'jk1', replace => true);
RESET ROLE;
SELECT drop_survey('visit');
DROP TABLE visit_answers, visit_parts, linearised, drawn CASCADE;
DROP ROLE visit_reader;
-- replicates without anybody of a column are left out of what is said of it, with one notice for all lines of a table
CREATE TABLE sparse AS SELECT i AS id, i / 10 AS c, 1 + (i < 20)::int AS g, 1 + i % 3 AS q, i % 7 AS y, 1.0::float8 AS w,
    ARRAY(SELECT CASE WHEN k = i / 10 OR (k = 5 AND i < 20) THEN 0 ELSE 1.2 END FROM generate_series(0, 5) k)::float8[] AS rep FROM generate_series(0, 59) i;
SELECT register_survey('sparse', 'sparse', '{"weight": "w", "replicates": {"columns": "rep", "type": "JK1"}, "variables": [{"name": "q", "measure": "ordinal", "points": 3},
    {"name": "g", "measure": "nominal", "values": {"1": "others", "2": "few"}}, {"name": "y", "measure": "scale"}]}') IS NOT NULL AS registered;
SELECT count(std_error) FROM survey_crosstab('sparse', '{q,y}', '{g}');
SELECT count(std_error) FROM survey_mean('sparse', '{q,y}', by => '{g}');
SELECT drop_survey('sparse');
DROP TABLE sparse CASCADE;
