-- Cross tables: numbers in comments are worked out by hand from the ten respondents below.
CREATE TABLE taste (id int, sex int, age int, q int, tea boolean, coffee boolean, spend float8, w float8, remark text,
    zero float8 DEFAULT 0);
INSERT INTO taste VALUES
    (1, 1, 1, 5, true, false, 10, 1), (2, 1, 1, 4, true, true, 20, 2), (3, 1, 2, 3, false, false, 30, 1),
    (4, 1, 2, 8, true, false, NULL, 2), (5, 2, 1, 5, false, true, 10, 1), (6, 2, 1, 1, false, true, 20, 2),
    (7, 2, 2, 2, true, true, NULL, 1), (8, 2, 2, NULL, NULL, NULL, 40, 2), (9, 2, 1, 2, false, true, 50, 3),
    (10, 1, 2, 4, true, false, 60, NULL);
SELECT variables, sets FROM register_survey('taste', 'taste', '{"weight": "w", "variables": [
    {"name": "id", "measure": "scale"},
    {"name": "sex", "label": "Sex", "measure": "nominal", "values": {"1": "Man", "2": "Woman"}},
    {"name": "age", "measure": "nominal", "values": {"1": "Young", "2": "Old", "3": "Very old"}},
    {"name": "q", "label": "How do you like it?", "measure": "ordinal", "points": 5,
     "values": {"1": "Not at all", "5": "Very much"}, "missing": {"8": "Refused"}, "nets": {"Middle": [2, 3, 4]}},
    {"name": "tea", "measure": "nominal", "values": {"0": "No", "1": "Yes"}},
    {"name": "coffee", "measure": "nominal", "values": {"0": "No", "1": "Yes"}},
    {"name": "spend", "measure": "scale"}, {"name": "w", "measure": "scale"}, {"name": "remark", "measure": "text"},
    {"name": "zero", "measure": "scale"}],
    "sets": [{"name": "drinks", "label": "Drinks", "members": ["tea", "coffee"], "nets": {"Any": ["tea", "coffee"]}}]}');

-- q is answered by 8: men 5 4 3 4, women 5 1 2 2; top two boxes 3 of 4 men, 1 of 4 women; means 4 and 2.5
-- standard deviations sqrt(2/3) and sqrt(3)
SELECT row_code, row_label, column_label, column_letter, n, base_n, column_percent, row_percent, total_percent,
    statistic, round(estimate::numeric, 6) AS estimate, cell
FROM survey_crosstab('taste', '{q}', '{sex}', weight => 'none');
-- weights: men 1 2 1 (one has none), women 1 2 1 3; women's effective base is 49/15; men's top two boxes 3 of 4;
-- standard errors are those of R: d <- svydesign(~1, weights = ~w, data = taste); svymean(~I(q >= 4), subset(d, sex == 1), na.rm = TRUE)
SELECT row_label, column_label, n, weighted_n, base_n, base_weighted, round(effective_base::numeric, 6) AS effective_base,
    round(column_percent::numeric, 4) AS percent, round(std_error::numeric, 4) AS std_error
FROM survey_crosstab('taste', '{q}', '{sex}') WHERE statistic = 'net';
-- a set: base is who answered, 9; tea 5 of them, coffee 5 (2 5 6 7 9), any 8
SELECT row_label, column_variable, column_label, column_letter, n, base_n, round(column_percent::numeric, 4) AS percent,
    round(row_percent::numeric, 4) AS row_percent
FROM survey_crosstab('taste', '{drinks}', '{sex,drinks}', weight => 'none');
-- nested columns in the order of the codebook; empty ones kept or not
SELECT column_variable, column_code, column_label, column_letter, n, base_n
FROM survey_crosstab('taste', '{tea}', '{sex*age}', weight => 'none') WHERE row_code = 1;
SELECT column_label, column_letter, n, base_n
FROM survey_crosstab('taste', '{tea}', '{sex * age}', weight => 'none', drop_empty => true) WHERE row_code = 1;
SELECT row_code, row_label, column_label, n FROM survey_crosstab('taste', '{age*sex}', '{tea}', weight => 'none', drop_empty => true);
-- a number: men 10 20 30 60 (mean 30), women 10 20 40 50 (mean 30); weighted men (10 + 40 + 30)/4, women (10 + 40 + 80 + 150)/8
SELECT row_label, column_label, n, round(estimate::numeric, 4) AS estimate, round(conf_low::numeric, 4) AS low
FROM survey_crosstab('taste', '{spend}', '{sex}', weight => 'none');
SELECT row_label, column_label, n, round(estimate::numeric, 4) AS estimate
FROM survey_crosstab('taste', '{spend}', '{sex}') WHERE statistic = 'mean';
-- a filter
SELECT column_label, n, base_n FROM survey_crosstab('taste', '{tea}', '{sex}', weight => 'none', filter => 'age = 2 AND id < 8')
WHERE row_code = 1;
-- no rows, no columns, nobody
SELECT count(*) FROM survey_crosstab('taste', '{}', '{sex}');
SELECT row_label, column_label, n, column_percent, cell, low_base FROM survey_crosstab('taste', '{tea}', '{sex}', filter => 'false');
SELECT row_label, estimate, std_error FROM survey_crosstab('taste', '{spend}', filter => 'false');
-- all answers missing; all weights 0; one respondent
SELECT row_label, column_label, n, base_n, column_percent, p_value, estimate FROM survey_crosstab('taste', '{q}', '{sex}', filter => 'q = 8')
WHERE row_code IS NULL AND column_code IS NULL;
SELECT row_label, n, weighted_n, base_n, effective_base, column_percent, conf_low FROM survey_crosstab('taste', '{tea}', weight => 'zero');
SELECT row_label, n, estimate, std_error, conf_low FROM survey_crosstab('taste', '{spend}', filter => 'id = 1');

-- Letters.  100 and 100 respondents: 60 against 40 percent, z = 0.2/sqrt(0.25 * 0.02) = 2.828427, p = 0.004678
CREATE TABLE votes AS
    SELECT 1 + i / 100 AS grp, CASE WHEN i % 100 < (ARRAY[60, 40, 50])[1 + i / 100] THEN 1 ELSE 2 END AS vote, 1 AS one
    FROM generate_series(0, 299) i
    UNION ALL SELECT 4, 1, 1 FROM generate_series(1, 20);
SELECT variables FROM register_survey('votes', 'votes', '{"variables": [
    {"name": "grp", "measure": "nominal", "values": {"1": "one", "2": "two", "3": "three", "4": "few"}},
    {"name": "vote", "measure": "nominal", "values": {"1": "yes", "2": "no"}},
    {"name": "one", "measure": "nominal", "values": {"1": "always"}}]}');
SELECT row_label, column_label, column_letter, column_percent, round(p_value::numeric, 6) AS p_value, higher_than, low_base, cell, test
FROM survey_crosstab('votes', '{vote}', '{grp,one}');
SELECT row_label, column_letter, other_letter, round(difference::numeric, 6) AS difference, round(std_error::numeric, 6) AS std_error, round(statistic::numeric, 6) AS statistic,
    df, round(p_value::numeric, 6) AS p_value, round(p_adjusted::numeric, 6) AS p_adjusted, not_tested
FROM survey_column_tests('votes', '{vote}', '{grp}', adjust => 'bonferroni') WHERE row_code = 1;
SELECT adjust, tests, string_agg(higher_than, ',' ORDER BY column_letter) AS letters
FROM unnest('{none,bonferroni,holm,bh}'::text[]) adjust, unnest('{spss,dimensions,crunch,askia,none}'::text[]) tests,
    survey_crosstab('votes', '{vote}', '{grp}', adjust => adjust, tests => tests) WHERE row_code = 1 GROUP BY 1, 2 ORDER BY 1, 2;
-- compared within the nest only
SELECT column_label, other_label FROM survey_column_tests('votes', '{vote}', '{one*grp}', min_base => 0) WHERE row_code = 1;
SELECT column_label, other_label FROM survey_column_tests('votes', '{vote}', '{grp*one}', min_base => 0) WHERE row_code = 1;

-- Tests of association: chi-square of (60 40, 40 60, 50 50) is 8, and V sqrt(8/300)
SELECT test, round(estimate::numeric, 6) AS estimate, df, round(p_value::numeric, 6) AS p_value, n, variance
FROM survey_test('votes', 'vote', 'grp', filter => 'grp < 4');
SELECT test, round(estimate::numeric, 6) AS estimate, df, round(p_value::numeric, 6) AS p_value
FROM survey_test('votes', 'vote', 'grp', 'Pearson', filter => 'grp < 3');
SELECT test FROM survey_test('votes', 'vote', 'grp', filter => 'grp < 3');
SELECT test, round(estimate::numeric, 6) FROM survey_test('taste', 'q', 'sex', 'trend', weight => 'none');
-- options of a set, by rows: tea 3 of 4 men and 1 of 4 women, X^2 = 2; coffee 1 of 4 and 4 of 4, X^2 = 4.8; 6.8 in all
SELECT test, round(estimate::numeric, 6) AS estimate, df, n, variance, hypothesis
FROM survey_test('taste', 'drinks', 'sex', weight => 'none', filter => 'id < 10') WHERE test IN ('pearson', 'rao-scott-chisq');
SELECT DISTINCT a.test, a.p_value = b.p_value AS same, b.hypothesis
FROM survey_test('taste', 'drinks', 'sex') a JOIN survey_test('taste', 'sex', 'drinks') b USING (test) WHERE a.p_value IS NOT NULL ORDER BY 1;
SELECT row_label, column_label, n, "count", expected, round(residual::numeric, 6) AS residual, round(adjusted_residual::numeric, 6) AS adjusted
FROM survey_test_cells('votes', 'vote', 'grp', filter => 'grp < 3');
SELECT * FROM survey_test('votes', 'vote', 'grp', filter => 'false');

-- The topline has every question once, sets in place of their members
SELECT variable, code, answer, n, round(percent::numeric, 2) AS percent, base_n, statistic, round(estimate::numeric, 4) AS estimate
FROM survey_topline('taste', weight => 'none');

-- Errors
SELECT * FROM survey_crosstab('nobody', '{q}');
SELECT * FROM survey_crosstab(NULL, '{q}');
SELECT * FROM survey_crosstab('taste', '{sexx}');
SELECT * FROM survey_crosstab('taste', '{q}', '{nothing}');
SELECT * FROM survey_crosstab('taste', '{q}', '{sex**age}');
SELECT * FROM survey_crosstab('taste', '{remark}');
SELECT * FROM survey_crosstab('taste', '{q}', '{spend}');
SELECT * FROM survey_crosstab('taste', '{q}', '{sex*spend}');
SELECT * FROM survey_crosstab('taste', '{q,q}');
SELECT * FROM survey_crosstab('taste', '{q}', '{sex,SEX}');
SELECT * FROM survey_crosstab('taste', '{q}', '{sex*sex}');
SELECT * FROM survey_crosstab('taste', '{q,NULL}');
SELECT * FROM survey_crosstab('taste', '{q}', weight => 'sex');
SELECT * FROM survey_crosstab('taste', '{q}', weight => 'nothing');
SELECT * FROM survey_crosstab('taste', '{q}', filter => 'sex = 1; DROP TABLE taste');
SELECT * FROM survey_crosstab('taste', '{q}', filter => 'sex IN (SELECT 1)');
SELECT * FROM survey_crosstab('taste', '{q}', filter => 'sex');
SELECT * FROM survey_crosstab('taste', '{q}', level => 1);
SELECT * FROM survey_crosstab('taste', '{q}', level => 'NaN');
SELECT * FROM survey_crosstab('taste', '{q}', '{team}', level => 1e-300);
SELECT * FROM survey_crosstab('taste', '{q}', tests => 'student');
SELECT * FROM survey_crosstab('taste', '{q}', adjust => 'some');
SELECT * FROM survey_crosstab('taste', '{q}', min_base => -1);
SELECT * FROM survey_test('taste', 'q', 'drinks', 'fisher');
SELECT * FROM survey_test_cells('taste', 'q', 'drinks');
SELECT * FROM survey_test('taste', 'sex*age', 'drinks');
SELECT * FROM survey_test('taste', 'drinks', 'sex', 'rao-scott-f', filter => 'sex = 1');
SELECT * FROM survey_test('taste', 'spend', 'sex');
SELECT * FROM survey_test('taste', 'q', NULL);
SELECT * FROM survey_test('taste', 'q', 'sex', 'anova');
\set SHOW_CONTEXT never
BEGIN;
UPDATE taste SET q = 7 WHERE id IN (1, 3);
SELECT * FROM survey_crosstab('taste', '{sex}', '{q}');
ROLLBACK;
BEGIN;
UPDATE taste SET w = -1 WHERE id = 1;
SELECT * FROM survey_crosstab('taste', '{sex}');
ROLLBACK;
BEGIN;
UPDATE taste SET w = 'Infinity' WHERE id = 1;
SELECT * FROM survey_crosstab('taste', '{sex}');
ROLLBACK;
BEGIN;
UPDATE taste SET w = 1e308, spend = 1e10;
SELECT * FROM survey_crosstab('taste', '{spend}');
ROLLBACK;
BEGIN;
UPDATE taste SET spend = 'NaN' WHERE id = 1;
SELECT * FROM survey_crosstab('taste', '{spend}');
ROLLBACK;
\set SHOW_CONTEXT errors
CREATE ROLE crosstab_reader;
GRANT USAGE ON SCHEMA public TO crosstab_reader;
SET ROLE crosstab_reader;
SELECT * FROM survey_crosstab('taste', '{q}');
RESET ROLE;
GRANT SELECT ON taste TO crosstab_reader;
SET ROLE crosstab_reader;
SELECT row_label, n FROM survey_crosstab('taste', '{tea}', weight => 'none');
RESET ROLE;
DROP OWNED BY crosstab_reader;
DROP ROLE crosstab_reader;

-- The aggregate.  Slots: sex, tea, coffee; variables: sex, the set, its pairs, everybody, spend
\set plan '{1,1,3,1,5,4, 1,0,2,1,2,0,1, 3,2,1,2,1,2,0,1, 5,1, 6, 7,0, 0,1, 0,3, 1,2, 4,0}'
SELECT * FROM cells((SELECT crosstab_cells(:'plan', ARRAY[sex, tea::int, coffee::int], ARRAY[spend], w) FROM taste))
WHERE cross_table IN (1, 4);
-- every way the executor can drive an aggregate gives the same digits
CREATE TABLE many (part int, sex int, tea int, coffee int, spend float8, w float8) PARTITION BY LIST (part);
CREATE TABLE many_0 PARTITION OF many FOR VALUES IN (0);
CREATE TABLE many_1 PARTITION OF many FOR VALUES IN (1);
INSERT INTO many SELECT i % 2, 1 + i % 2, NULLIF(i % 3, 2), NULLIF(i % 5, 4) % 2, NULLIF(i % 11, 0), NULLIF(i % 7, 0) / 10.0
    FROM generate_series(1, 20000) i;
ANALYZE many;
\set count 'crosstab_cells(:''plan'', ARRAY[sex, tea, coffee], ARRAY[spend], w)'
SET max_parallel_workers_per_gather = 0;
CREATE TABLE results AS SELECT 'serial' AS mode, :count AS state FROM many;
SET enable_partitionwise_aggregate = on;
INSERT INTO results SELECT 'partitionwise', :count FROM many;
RESET enable_partitionwise_aggregate;
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
CREATE TABLE parallel_results AS SELECT 'parallel' AS mode, :count AS state FROM many;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET max_parallel_workers_per_gather;
INSERT INTO results TABLE parallel_results;
INSERT INTO results SELECT 'rollup', rollup(state) FROM (
    SELECT :count AS state FROM many GROUP BY sex, part, tea) s;
INSERT INTO results SELECT 'grouping sets', state FROM (
    SELECT grouping(sex) AS total, :count AS state
    FROM many GROUP BY GROUPING SETS ((), (sex))) s WHERE total = 1;
INSERT INTO results SELECT 'filter', :count FILTER (WHERE part >= 0) FROM many;
INSERT INTO results SELECT 'window', state FROM (
    SELECT part, row_number() OVER () AS i, :count OVER (ORDER BY part) AS state
    FROM many) s WHERE part = 1 AND i = 20000;
INSERT INTO results SELECT 'ordered', crosstab_cells(:'plan', ARRAY[sex, tea, coffee], ARRAY[spend], w ORDER BY spend DESC, w) FROM many;
INSERT INTO results SELECT 'text', state::text::crosstab_cells FROM results WHERE mode = 'serial';
SELECT mode, (SELECT array_agg(c ORDER BY c) FROM cells(r.state) c) = (SELECT array_agg(c ORDER BY c) FROM results s, cells(s.state) c
    WHERE s.mode = 'serial') AS same FROM results r ORDER BY mode;
-- against plain SQL
SELECT s.cross_row, s.cross_column, s.n = p.n AS n, abs(s.weighted_n - p.w) < 1e-9 AS w, abs(s.weighted_squares - p.w2) < 1e-9 AS w2
FROM cells((SELECT state FROM results WHERE mode = 'serial')) s JOIN (
    SELECT sex, option, count(*) AS n, sum(w) AS w, sum(w * w) AS w2
    FROM many, LATERAL (VALUES (0, 1), (1, tea), (2, coffee)) AS o (option, chosen)
    WHERE coalesce(tea, coffee) IS NOT NULL AND chosen = 1 AND w IS NOT NULL GROUP BY GROUPING SETS ((option), (sex, option))) p
    ON s.cross_row = coalesce(p.sex, 0) AND s.cross_column = p.option
WHERE s.cross_table = 1 ORDER BY 1, 2;
SELECT :count IS NULL AS nobody FROM many WHERE false;
SELECT rollup(state) IS NULL AS nothing FROM results WHERE false;
-- hostile plans, arguments and bytes
SELECT crosstab_cells(NULL, '{1}', NULL, 1);
SELECT crosstab_cells('{}', '{1}', NULL, 1);
SELECT crosstab_cells('{1,0,1,0,1,0,1,0,1,1,1,1}', '{1}', NULL, 1);
SELECT crosstab_cells('{1,0,1,0,1,NULL}', '{1}', NULL, 1);
SELECT crosstab_cells('{1,0,1,0,4,1,1,0,1048576,0,0,4,0,0,4,1,1,6,0,0}', '{1}', NULL, 1);
SELECT crosstab_cells('{1,0,1,0,1,0,1,0,1,1,1,0}', '{1,2}', NULL, 1);
SELECT crosstab_cells('{1,0,1,0,1,0,1,0,1,1,1,0}', NULL, NULL, 1);
SELECT crosstab_cells('{1,0,1,0,1,0,1,0,1,1,1,0}', '{{1}}', NULL, 1);
SELECT crosstab_cells('{1,0,0,1,1,0,7,0}', '{}', NULL, 1);
SELECT crosstab_cells('{1,0,0,1,1,0,7,0}', '{}', '{Infinity}', 1);
SELECT crosstab_cells('{1,1,1,0,1,0,1,0,1,1,1,0}', '{1}', NULL, 'NaN');
SELECT ''::crosstab_cells;
SELECT '\x'::crosstab_cells;
SELECT '\x0g'::crosstab_cells;
SELECT '\x02'::crosstab_cells;
SELECT '\x01ffffffff'::crosstab_cells;
SELECT overlay(state::text PLACING 'ff' FROM length(state::text) - 1)::crosstab_cells FROM results WHERE mode = 'serial';
SELECT (state::text || '00')::crosstab_cells FROM results WHERE mode = 'serial';
SELECT rollup(state) FROM (SELECT state FROM results UNION ALL
    SELECT crosstab_cells('{1,0,1,0,1,0,1,0,1,1,1,0}', '{1}', NULL, 1)) s;
DROP TABLE results, parallel_results, many;
SET client_min_messages = warning;
SELECT drop_survey('taste'), drop_survey('votes');
DROP TABLE taste, votes;
-- three of the Total are in no column, which a subtraction tells
CREATE TABLE few AS SELECT i AS id, CASE WHEN i > 3 THEN 1 + i % 2 END AS sex, 1 + i % 2 AS q FROM generate_series(1, 60) i;
SELECT survey FROM register_survey('few', 'few', '{"respondent": "id", "variables": [{"name": "sex", "measure": "nominal"}, {"name": "q", "measure": "nominal"}]}');
RESET client_min_messages;
SELECT bool_or(suppressed) FROM survey_crosstab('few', '{q}', '{sex}', suppress => '{}');
SELECT bool_or(suppressed) FROM survey_crosstab('few', '{q}', '{sex}', suppress => '{"complements": false}');
SET client_min_messages = warning;
SELECT drop_survey('few');
DROP TABLE few;
