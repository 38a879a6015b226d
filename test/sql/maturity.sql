-- maturity: shares of data, model and pipeline work, and the stage they make.
-- Numbers in comments are worked out by hand.
SELECT maturity_profile(f), maturity_stage(f) FROM unnest('{data,data,model}'::ml_focus[]) f;
-- weights 1 and 3: model leads
SELECT maturity_profile(f, w), maturity_stage(f, w)
FROM (VALUES ('data'::ml_focus, 1), ('model', 3)) v (f, w);
-- ties go to the earlier stage
SELECT maturity_stage(f) FROM unnest('{pipeline,model}'::ml_focus[]) f;
SELECT maturity_stage(f) FROM unnest('{pipeline,data,model}'::ml_focus[]) f;
SELECT 'data-centric'::ml_stage < 'model-centric' AND 'model-centric'::ml_stage < 'pipeline-centric' AS ordered;

-- several focuses split a respondent's weight: 1 + 1/2, 1/2, 0 of 2
CREATE TABLE work (focus ml_focus[], w float8);
INSERT INTO work VALUES ('{data}', 1), ('{data,model}', 1), (NULL, 5), ('{}', 5), ('{NULL}', 5), ('{pipeline}', NULL);
SELECT share(p, 'data'), share(p, 'model'), share(p, 'pipeline'), stage(p), n(p), weighted_n(p)  -- 0.75 0.25 0
FROM (SELECT maturity_profile(focus, w) p FROM work) s;
-- naming a focus twice does not count twice
SELECT maturity_profile('{data,data,model}'::ml_focus[]);
-- confidence: 60 data, 40 model of 100: lead 0.2, variance (1 - 0.04) / 100, Phi(0.2 / sqrt(0.0096)) = Phi(2.041241)
-- R: pnorm(0.2 / sqrt(0.0096)) = 0.9793866
SELECT round(confidence('v1{1:60,2:40}')::numeric, 7);
-- weights 2 and 1 in equal numbers: n_eff = 150^2 / 250 = 90, shares 2/3 and 1/3
-- R: pnorm((1/3) / sqrt((1 - 1/9) / 90)) = 0.9996019
SELECT round(confidence('v1w{1:50:100:200,2:50:50:50}')::numeric, 7), effective_n('v1w{1:50:100:200,2:50:50:50}'::maturity_profile);
-- share of data 0.6 of 100: sqrt(0.24 / 100)
SELECT round(std_error('v1{1:60,2:40}'::maturity_profile, 'data')::numeric, 9);   -- 0.048989795
SELECT confidence('v1{1:5}'), confidence('v1{3:5}'), confidence('v1{1:5,2:5}');   -- 1, 0.5, 0.5

-- every way the executor can drive it
CREATE TABLE many AS SELECT i % 4 AS team, (ARRAY['data', 'model', 'pipeline']::ml_focus[])[1 + i * i % 3] AS focus,
    (ARRAY['{data,pipeline}', '{model}', '{data,model,pipeline}']::text[])[1 + i % 3]::ml_focus[] AS focuses, 0.5 + i % 7 * 0.1 AS w
FROM generate_series(1, 5000) i;
SET max_parallel_workers_per_gather = 0;
CREATE TABLE serial AS SELECT maturity_profile(focus, w) p, maturity_profile(focuses, w) q, maturity_stage(focus, w) s FROM many;
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT a.p::text = b.p::text AND a.q::text = b.q::text AND a.s = b.s AS parallel_same
FROM serial a, (SELECT maturity_profile(focus, w) p, maturity_profile(focuses, w) q, maturity_stage(focus, w) s FROM many) b;
RESET max_parallel_workers_per_gather;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
SELECT a.p::text = rollup(b.p)::text AND a.q::text = rollup(b.q)::text AND a.s = stage(rollup(b.p)) AS rollup_same
FROM serial a, (SELECT maturity_profile(focus, w) p, maturity_profile(focuses, w) q FROM many GROUP BY team) b GROUP BY a.p::text, a.q::text, a.s;
SELECT count(DISTINCT p::text) FROM (SELECT maturity_profile(focus) OVER (ORDER BY w ROWS 2 PRECEDING) p FROM many) s;
SELECT team, maturity_stage(focus, w) FROM many GROUP BY GROUPING SETS ((team), ()) ORDER BY team;
-- the shares are those of plain SQL
SELECT f, abs(share(q, f) - sum(w / cardinality(focuses)) FILTER (WHERE f = ANY (focuses)) / sum(w)) < 1e-12 AS same
FROM serial, many, unnest(enum_range(NULL::ml_focus)) f GROUP BY f, q::text, share(q, f) ORDER BY f;

-- nothing
SELECT maturity_profile(focus), maturity_stage(focus, w) FROM many WHERE false;
SELECT maturity_stage(NULL::ml_focus), maturity_stage('data'::ml_focus, NULL), maturity_profile('{}'::ml_focus[]);
SELECT stage('v1{}'), share('v1{}'::maturity_profile, 'data'), confidence('v1{}'), n('v1{}'::maturity_profile);
SELECT maturity_stage('data'::ml_focus, 0);

-- who owns the work
SELECT f, cd4ml_area(f::ml_focus[]) FROM (VALUES ('{data}'), ('{model}'), ('{pipeline}'), ('{model,pipeline}'),
    ('{data,model,pipeline}'), ('{data,data}'), ('{NULL,data}'), ('{}'), (NULL)) v (f);

-- bad input
SELECT 'v1{0:1}'::maturity_profile;
SELECT 'v1{8:1}'::maturity_profile;
SELECT 'nonsense'::maturity_profile;
SELECT maturity_stage('data'::ml_focus, -1);
SELECT maturity_stage('ops'::ml_focus);
DROP TABLE work, many, serial;
