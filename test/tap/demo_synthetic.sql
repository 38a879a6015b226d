-- The shipped respondents against the published facts that they stand for, in plain SQL:
-- nothing of the extension is used, so the demo can't agree with itself only.
\set QUIET on
\pset format unaligned
\pset tuples_only on
SELECT plan(27);

\set csv :project '/demo/mlops_2021_synthetic.csv'
\set header `head -n 1 :'csv'`
\set codebook `cat :'project'/demo/mlops_2021_synthetic.codebook.json`
CREATE TEMP TABLE r ();
SELECT format('ALTER TABLE r ADD %I %s', c, CASE c WHEN 'weight' THEN 'numeric' ELSE 'int' END)
FROM unnest(string_to_array(:'header', ',')) c \gexec
\set fill '\\copy r FROM ' :'csv' ' WITH (FORMAT csv, HEADER)'
:fill

-- long form of the grid: a row for each answer on the scale
CREATE TEMP VIEW grid AS
SELECT key AS item, value::int AS answer, team_size, weight
FROM r, jsonb_each_text(to_jsonb(r)) WHERE key LIKE 'challenge%' AND value::int BETWEEN 1 AND 5;
CREATE TEMP VIEW top2 AS
SELECT item, avg((answer > 3)::int) AS share, sum(weight) FILTER (WHERE answer > 3) / sum(weight) AS weighted, count(*) AS n
FROM grid GROUP BY item;
CREATE TEMP VIEW chosen AS
SELECT split_part(key, '_', 1) AS question, key AS option, avg(value::int) AS share, rank() OVER (PARTITION BY split_part(key, '_', 1) ORDER BY avg(value::int) DESC) AS place
FROM r, jsonb_each_text(to_jsonb(r)) WHERE key ~ '^(last|next|type|problem)_' GROUP BY key;

-- Cochran-Armitage: z of "4 or 5" against team size 1 to 5 (Agresti 2013, section 5.3.5)
CREATE TEMP VIEW trend AS
SELECT item, sum((team_size - xbar) * ((answer > 3)::int - p)) / sqrt(p * (1 - p) * sum((team_size - xbar) ^ 2)) AS z
FROM (SELECT *, avg(team_size) OVER w AS xbar, avg((answer > 3)::int) OVER w AS p FROM grid
      WHERE team_size BETWEEN 1 AND 5 WINDOW w AS (PARTITION BY item)) g
GROUP BY item, p;

SELECT is((SELECT count(*) FROM r), 331::bigint, '331 respondents');
SELECT is((SELECT count(DISTINCT country) FROM r), 63::bigint, '63 countries');
SELECT is(round(100 * avg((last_models + last_infrastructure = 2)::int)), 40::numeric, '40 % work with both models and infrastructure') FROM r;
SELECT ok(avg((last_models + last_infrastructure = 2)::int) <= 0.4, '… which is "up to 40 %"') FROM r;
SELECT is(round(100 * avg(next_production)), 37::numeric, '37 % plan production-related work') FROM r;
SELECT is(round(100 * share), 50::numeric, 'data accessibility and quality: 50 % top-2-box') FROM top2 WHERE item = 'challenge_data';
SELECT is((SELECT item FROM top2 ORDER BY share DESC LIMIT 1), 'challenge_data', '… which is the biggest challenge');
SELECT ok((SELECT max(share) FROM top2 WHERE item <> 'challenge_data') < 0.4, '… by far');
SELECT ok((SELECT count(*) FROM top2) >= 8, 'at least eight challenges');
SELECT ok(min(n) >= 310 AND max(n) < 331, 'some answers to every challenge are missing, few') FROM top2;

SELECT ok(abs(sum(weight) FILTER (WHERE last_models + last_infrastructure = 2) / sum(weight) - 0.40) < 0.01, '40 % also when weighted') FROM r;
SELECT ok(abs(sum(weight) FILTER (WHERE next_production = 1) / sum(weight) - 0.37) < 0.01, '37 % also when weighted') FROM r;
SELECT ok(abs(weighted - 0.5) < 0.01, '50 % also when weighted') FROM top2 WHERE item = 'challenge_data';
SELECT is(avg(weight), 1.0, 'weights have mean 1') FROM r;
SELECT ok(min(weight) > 0.5 AND max(weight) < 2, 'weights vary modestly') FROM r;

-- 2.576: two-sided 1 % point of the normal distribution
SELECT ok(z < -2.576, 'small teams lean to data concerns: trend of data accessibility and quality') FROM trend WHERE item = 'challenge_data';
SELECT ok(z > 2.576, 'large teams lean to operational concerns: trend of ' || item) FROM trend
WHERE item IN ('challenge_deployment', 'challenge_monitoring', 'challenge_infrastructure') ORDER BY item;

SELECT is(array_agg(option ORDER BY option), '{type_relational,type_time_series}', 'relational and time-series data lead') FROM chosen WHERE question = 'type' AND place <= 2;
SELECT is(array_agg(option ORDER BY option), '{problem_prediction,problem_time_series,problem_vision}', 'predictive analysis, time series and computer vision lead')
FROM chosen WHERE question = 'problem' AND place <= 3;
SELECT is(ARRAY[mode() WITHIN GROUP (ORDER BY owner_data), mode() WITHIN GROUP (ORDER BY owner_models), mode() WITHIN GROUP (ORDER BY owner_deployment)],
          '{1,2,3}', 'preparation belongs to data engineering, models to data science, deployment to application development') FROM r;
SELECT ok(avg((focus < 3)::int) > 0.5, 'most are in the first two stages') FROM r;

-- the codebook
SELECT ok(:'codebook'::jsonb ->> 'title' ~* 'synthetic', 'the title says that it is synthetic');
SELECT is((SELECT string_agg(v ->> 'name', ',' ORDER BY o) FROM jsonb_array_elements(:'codebook'::jsonb -> 'variables') WITH ORDINALITY AS e (v, o)), :'header',
          'the codebook describes the columns of the file');
SELECT is((SELECT string_agg(DISTINCT a.key || '=' || a.value, ', ') FROM r, jsonb_each_text(to_jsonb(r)) a
           JOIN jsonb_array_elements(:'codebook'::jsonb -> 'variables') v ON a.key = v ->> 'name'
           WHERE v ? 'values' AND NOT (v -> 'values' || coalesce(v -> 'missing', '{}')) ? a.value), NULL, 'every code has a label');

-- the generator writes the same bytes wherever it runs
\set anew `new=$(mktemp -d) && MLOPS_SURVEY_SHARED=/nonexistent python3 :'project'/demo/generate "$new" 2>/dev/null; for f in "$new"/*; do cmp -s "$f" :'project'/demo/"${f##*/}" && echo "${f##*/}"; done; rm -r "$new"`
SELECT is(:'anew'::text, E'kaggle_2022_counts.codebook.json\nmlops_2021_synthetic.codebook.json\nmlops_2021_synthetic.csv', 'demo/generate makes the shipped files anew');
SELECT * FROM finish();
