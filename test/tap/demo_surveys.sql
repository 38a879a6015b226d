-- The shipped surveys, loaded and tabulated by name, against plain SQL over the rows of the files.
\set QUIET on
\pset format unaligned
\pset tuples_only on
SELECT plan(9);

\set demo :project '/demo'
\o /dev/null
\i :demo/load.sql
\o
\set csv :demo '/mlops_2021_synthetic.csv'
\set header `head -n 1 :'csv'`
\set codebook `cat :'demo'/mlops_2021_synthetic.codebook.json`
CREATE TEMP TABLE r ();
SELECT format('ALTER TABLE r ADD %I %s', c, CASE c WHEN 'weight' THEN 'numeric' ELSE 'int' END)
FROM unnest(string_to_array(:'header', ',')) c \gexec
\set fill '\\copy r FROM ' :'csv' ' WITH (FORMAT csv, HEADER)'
:fill
ALTER TABLE r ADD respondent int GENERATED ALWAYS AS IDENTITY;
CREATE TEMP VIEW answer AS      -- valid answers, long
SELECT respondent, team_size, weight, a.key AS variable, a.value::int AS code
FROM r, jsonb_each_text(to_jsonb(r) - 'respondent' - 'weight' - 'experience') a
WHERE a.value IS NOT NULL AND a.value::int NOT IN (98, 99);
CREATE TEMP VIEW member AS
SELECT s ->> 'name' AS name, m AS variable, o::int AS code
FROM jsonb_array_elements(:'codebook'::jsonb -> 'sets') s, jsonb_array_elements_text(s -> 'members') WITH ORDINALITY AS e (m, o);

SELECT results_eq(
    $$SELECT variable, code, n, round(percent::numeric, 8), base_n FROM survey_topline('mlops_2021')
      WHERE statistic = 'percent' AND n > 0 AND variable NOT IN (SELECT name FROM member) ORDER BY variable COLLATE "C", code$$,
    $$SELECT variable, code, n, round(100 * w / sum(w) OVER v, 8), sum(n) OVER v::bigint
      FROM (SELECT variable, code, count(*) AS n, sum(weight) AS w FROM answer
            WHERE variable NOT IN (SELECT variable FROM member) GROUP BY 1, 2) c
      WINDOW v AS (PARTITION BY variable) ORDER BY variable COLLATE "C", code$$,
    'topline of every question with one answer');
SELECT results_eq(
    $$SELECT variable, code, n, round(percent::numeric, 8), base_n FROM survey_topline('mlops_2021')
      WHERE statistic = 'percent' AND variable IN (SELECT name FROM member) ORDER BY variable COLLATE "C", code$$,
    $$SELECT m.name, m.code, sum(a.code)::bigint, round(100 * sum(a.code * weight) / sum(weight), 8), count(*)
      FROM member m JOIN answer a USING (variable) GROUP BY 1, 2 ORDER BY m.name COLLATE "C", m.code$$,
    'topline of every question with several answers');
SELECT results_eq(
    $$SELECT row_variable, column_code, n, round(weighted_n::numeric, 8), base_n, round(column_percent::numeric, 8)
      FROM survey_crosstab('mlops_2021', (SELECT array_agg(DISTINCT variable) FROM answer WHERE variable LIKE 'challenge%'), '{team_size}')
      WHERE row_label = 'Top-2-box' AND column_code IS NOT NULL ORDER BY row_variable COLLATE "C", column_code$$,
    $$SELECT variable, team_size, count(*) FILTER (WHERE code > 3), round(sum(weight) FILTER (WHERE code > 3), 8), count(*),
             round(100 * sum(weight) FILTER (WHERE code > 3) / sum(weight), 8)
      FROM answer WHERE variable LIKE 'challenge%' AND team_size < 98 GROUP BY 1, 2 ORDER BY variable COLLATE "C", team_size$$,
    'top-2-box of each challenge by team size');
SELECT results_eq(
    $$SELECT region::int, round(top2box(NULLIF(challenge_data, 98), 5, weight)::numeric, 9) FROM mlops_2021 GROUP BY region ORDER BY 1$$,
    $$SELECT region, round(sum(weight) FILTER (WHERE challenge_data IN (4, 5)) / sum(weight) FILTER (WHERE challenge_data <= 5), 9) FROM r GROUP BY 1 ORDER BY 1$$,
    'the aggregate top2box by region');

-- Kaggle: the count as weight, and as many rows as it counts
\set csv :demo '/kaggle_2022_counts.csv'
CREATE TEMP TABLE k (role int, team_size int, maturity int, respondents int);
\set fill '\\copy k FROM ' :'csv' ' WITH (FORMAT csv, HEADER)'
:fill
CREATE TEMP VIEW stage AS       -- share x / n of each stage in each team size
SELECT team_size, chr(64 + team_size) AS letter, s.name, sum(respondents) FILTER (WHERE maturity = ANY (s.codes)) AS x, sum(respondents) AS n
FROM k, (VALUES ('Data-centric', '{1,2}'::int[]), ('Model-centric', '{3,4}'), ('Pipeline-centric', '{5}')) s (name, codes)
WHERE maturity <= 5 GROUP BY team_size, s.name;
CREATE TABLE people AS
SELECT row_number() OVER () AS person, k.*, CASE WHEN maturity <= 2 THEN 'data' WHEN maturity <= 4 THEN 'model' WHEN maturity = 5 THEN 'pipeline' END::ml_focus AS focus
FROM kaggle_2022 k, generate_series(1, respondents::int);
SELECT is(count(*), 8872::bigint, 'as many people as Kaggle asked') FROM people;
SELECT lives_ok($$SELECT register_survey('people', 'people', codebook => survey_codebook_json('kaggle_2022') - 'weight' - 'respondent')$$, 'they are a survey');
SELECT results_eq(
    $$SELECT row_label, column_code, round(weighted_n::numeric), round(column_percent::numeric, 9) FROM survey_crosstab('kaggle_2022', '{maturity}', '{team_size}')
      WHERE statistic = 'net' AND column_code IS NOT NULL ORDER BY row_label COLLATE "C", column_code$$,
    $$SELECT name, team_size, x::numeric, round(100.0 * x / n, 9) FROM stage ORDER BY name COLLATE "C", team_size$$,
    'maturity by team size, the count as weight');
-- two-sided z test of two shares with pooled variance at 5 %, column against column
SELECT results_eq(
    $$SELECT row_label, column_code, n, replace(coalesce(higher_than, ''), ' ', '') FROM survey_crosstab('people', '{maturity}', '{team_size}', tests => 'spss')
      WHERE statistic = 'net' AND column_code IS NOT NULL ORDER BY row_label COLLATE "C", column_code$$,
    $$SELECT a.name, a.team_size, a.x::bigint, coalesce(string_agg(b.letter, '' ORDER BY b.letter) FILTER (WHERE
             (1.0 * a.x / a.n - 1.0 * b.x / b.n) / sqrt(1.0 * (a.x + b.x) / (a.n + b.n) * (1 - 1.0 * (a.x + b.x) / (a.n + b.n)) * (1.0 / a.n + 1.0 / b.n)) > 1.959963985), '')
      FROM stage a JOIN stage b ON b.name = a.name AND b.team_size <> a.team_size GROUP BY 1, 2, 3 ORDER BY a.name COLLATE "C", a.team_size$$,
    'maturity by team size with letters');
SELECT results_eq(
    $$SELECT team_size::int, maturity_stage(focus)::text FROM people GROUP BY 1 ORDER BY 1$$,
    $$SELECT DISTINCT ON (team_size) team_size, lower(name) FROM stage ORDER BY team_size, x DESC$$,
    'the stage of each team size');
SELECT * FROM finish();
