-- Cross tables, column tests and tests of association against R: every row of the market family of the
-- shared reference results that a cross table can give.  What is left out is listed at the end, with the reason.
\if :have_shared
\else
SELECT plan(0);
\echo 1..0 # SKIP the shared reference results are not there
\quit
\endif

SELECT plan(99);

CREATE TABLE raw_likert (row_id int, stratum int, psu int, npsu_pop float8, region text, sex text, age float8, agegrp text,
    q1 int, q2 int, q3 int, q4 int, q5 int, q6 int, q7 int, q8 int, nps int,
    aware_a int, aware_b int, aware_c int, aware_d int, aware_e int, spend float8, w float8, one float8);
CREATE TABLE mtcars (row_id int, model text, mpg float8, cyl int, disp float8, hp float8, drat float8, wt float8,
    qsec float8, vs int, am int, gear int, carb int);
CREATE TABLE expected (case_id text, statistic text, by_group text, level text, estimate float8, se float8,
    ci_low float8, ci_high float8, df float8, deff float8, statistic_value float8, p_value float8, df2 float8, text_value text);
\set likert :shared /oracle/data/likert.csv
\set mtcars :shared /oracle/data/mtcars.csv
\set market :shared /oracle/expected/market.csv
COPY raw_likert FROM :'likert' (FORMAT csv, HEADER, FORCE_NULL (region, sex, agegrp));
COPY mtcars FROM :'mtcars' (FORMAT csv, HEADER);
COPY expected FROM :'market' (FORMAT csv, HEADER);

-- as the reference was made: agreement within 1e-8, which covers R's digits and ours
CREATE FUNCTION same(a float8, b float8) RETURNS boolean LANGUAGE sql IMMUTABLE AS
    $$ SELECT a IS NOT DISTINCT FROM b OR coalesce(abs(a - b) <= 1e-8 * greatest(abs(b), 1e-300) + 1e-12 * abs(b), false)
        OR (abs(a) < 1e-13 AND abs(b) < 1e-13) $$;

CREATE TABLE likert AS
    SELECT row_id, array_position('{North,South,East,West}', region) AS region, array_position('{F,M}', sex) AS sex, age,
        array_position('{18-24,25-34,35-44,45-54,55-64,65+}', agegrp) AS agegrp, q1, q2, q3, q4, nps,
        CASE WHEN q1 >= 4 THEN 2 WHEN q1 IS NOT NULL THEN 1 END AS t2b,
        aware_a, aware_b, aware_c, aware_d, aware_e, aware_a AS aware_a_f, aware_b AS aware_b_f, spend, w
    FROM raw_likert;

SELECT register_survey('likert', 'likert', jsonb_build_object(
    'weight', 'w',
    'variables', jsonb_build_array(
        '{"name": "region", "measure": "nominal", "values": {"1": "North", "2": "South", "3": "East", "4": "West"}}'::jsonb,
        '{"name": "sex", "measure": "nominal", "values": {"1": "F", "2": "M"}}'::jsonb,
        '{"name": "agegrp", "measure": "nominal",
          "values": {"1": "18-24", "2": "25-34", "3": "35-44", "4": "45-54", "5": "55-64", "6": "65+"}}'::jsonb,
        '{"name": "t2b", "measure": "nominal", "values": {"1": "other", "2": "top2"}}'::jsonb,
        '{"name": "nps", "measure": "ordinal", "nets": {"promoters": [9, 10], "passives": [7, 8], "detractors": [0, 1, 2, 3, 4, 5, 6]},
          "values": {"0": "0", "1": "1", "2": "2", "3": "3", "4": "4", "5": "5", "6": "6", "7": "7", "8": "8", "9": "9", "10": "10"}}'::jsonb,
        '{"name": "age", "measure": "scale"}'::jsonb, '{"name": "spend", "measure": "scale"}'::jsonb,
        '{"name": "w", "measure": "scale"}'::jsonb, '{"name": "row_id", "measure": "scale"}'::jsonb)
        || (SELECT jsonb_agg(jsonb_build_object('name', v, 'measure', 'ordinal', 'points', 5,
                'values', '{"1": "1", "2": "2", "3": "3", "4": "4", "5": "5"}'::jsonb))
            FROM unnest('{q1,q2,q3,q4}'::text[]) v)
        || (SELECT jsonb_agg(jsonb_build_object('name', v, 'measure', 'nominal', 'values', '{"0": "0", "1": "1"}'::jsonb))
            FROM unnest('{aware_a,aware_b,aware_c,aware_d,aware_e,aware_a_f,aware_b_f}'::text[]) v),
    'sets', '[{"name": "option", "members": ["aware_a", "aware_b", "aware_c", "aware_d", "aware_e"]}]'::jsonb)) IS NOT NULL
    AS registered
\gset
SELECT register_survey('mtcars', 'mtcars', '{"variables": [
    {"name": "cyl", "measure": "nominal", "values": {"4": "4", "6": "6", "8": "8"}},
    {"name": "gear", "measure": "nominal", "values": {"3": "3", "4": "4", "5": "5"}},
    {"name": "vs", "measure": "nominal", "values": {"0": "0", "1": "1"}},
    {"name": "am", "measure": "nominal", "values": {"0": "0", "1": "1"}}]}') IS NOT NULL AS registered
\gset

-- What was asked, by case
CREATE TABLE cases AS
    SELECT case_id, survey, row_name, column_name, weight,
        CASE WHEN weight = 'none' THEN '' ELSE '_neff' END AS tag
    FROM (VALUES
        ('xt001', 'likert', 'q1', 'agegrp', 'none'), ('xt002', 'likert', 'q1', 'sex', 'none'),
        ('xt003', 'likert', 't2b', 'agegrp', 'none'), ('xt004', 'likert', 'aware_a_f', 'sex', 'none'),
        ('xt005', 'likert', 'aware_a_f', 'aware_b_f', 'none'), ('xt006', 'likert', 'q1', 'agegrp', 'w'),
        ('xt007', 'likert', 'q1', 'region', 'w'), ('xt008', 'likert', 'sex', 'agegrp', 'w'),
        ('mt001', 'mtcars', 'cyl', 'vs', 'none'), ('mt002', 'mtcars', 'gear', 'vs', 'none'),
        ('mt003', 'mtcars', 'cyl', 'am', 'none'), ('mt004', 'mtcars', 'gear', 'am', 'none'),
        ('mt005', 'mtcars', 'vs', 'cyl', 'none'), ('mt006', 'mtcars', 'am', 'cyl', 'none')) AS v (case_id, survey, row_name, column_name, weight);

CREATE TABLE got (case_id text, statistic text, by_group text, level text, estimate float8, se float8, df float8,
    statistic_value float8, p_value float8, text_value text);

-- tables
CREATE TABLE cell AS
    SELECT k.*, c.adjust, x.*
    FROM cases k, unnest('{none,bonferroni,bh}'::text[]) AS c (adjust),
        survey_crosstab(k.survey, ARRAY[k.row_name], ARRAY[k.column_name], weight => k.weight,
            tests => 'spss', adjust => c.adjust, min_base => 0) x
    WHERE x.statistic = 'percent' AND x.column_variable <> 'Total';
INSERT INTO got (case_id, statistic, by_group, level, estimate)
    SELECT case_id, s, column_name || '=' || column_label, row_name || '=' || row_label, v
    FROM cell, LATERAL (VALUES ('count', weighted_n), ('unweighted_count', n), ('column_share', column_percent / 100),
        ('row_share', row_percent / 100), ('total_share', total_percent / 100)) AS x (s, v)
    WHERE adjust = 'none';
INSERT INTO got (case_id, statistic, by_group, level, estimate)
    SELECT DISTINCT case_id, s, column_name || '=' || column_label, NULL, v
    FROM cell, LATERAL (VALUES ('column_base', base_weighted), ('column_base_unweighted', base_n),
        ('column_base_effective', effective_base)) AS x (s, v)
    WHERE adjust = 'none';
INSERT INTO got (case_id, statistic, by_group, level, p_value)
    SELECT case_id, 'col_vs_rest_z' || tag, column_name || '=' || column_label, row_name || '=' || row_label, p_value
    FROM cell WHERE adjust = 'none';
INSERT INTO got (case_id, statistic, by_group, level, estimate, text_value)
    SELECT case_id, 'letters_' || CASE adjust WHEN 'bh' THEN 'BH' ELSE adjust END || tag, column_name || '=' || column_label,
        row_name || '=' || row_label, column_percent / 100, nullif(higher_than, '')
    FROM cell;

-- pairs of columns
CREATE TABLE pair AS
    SELECT k.*, t.tests, a.adjust, x.*, column_name || '=' || column_label || ' vs ' || other_label AS by_group,
        row_name || '=' || row_label AS level
    FROM cases k, unnest('{spss,crunch,askia}'::text[]) AS t (tests), unnest('{none,bonferroni,bh,holm}'::text[]) AS a (adjust),
        survey_column_tests(k.survey, ARRAY[k.row_name], ARRAY[k.column_name], weight => k.weight,
            tests => t.tests, adjust => a.adjust, min_base => 0) x
    WHERE row_code IS NOT NULL AND not_tested IS NULL;
INSERT INTO got
    SELECT case_id, 'colprop_' || CASE tests WHEN 'spss' THEN 'z_pooled' WHEN 'crunch' THEN 't_unpooled' ELSE 'z_unpooled' END || tag, by_group, level,
        difference / 100, std_error / 100, CASE tests WHEN 'crunch' THEN df END, pair.statistic, p_value
    FROM pair WHERE adjust = 'none' AND (tests <> 'askia' OR weight = 'none');
INSERT INTO got (case_id, statistic, by_group, level, p_value)
    SELECT case_id, 'pairwise.prop.test_p', by_group, level, p_value
    FROM pair WHERE tests = 'spss' AND adjust = 'none' AND weight = 'none';
INSERT INTO got (case_id, statistic, by_group, level, statistic_value, p_value)
    SELECT case_id, 'colprop_p_' || CASE adjust WHEN 'bh' THEN 'BH' ELSE adjust END || tag, by_group, level, pair.statistic, p_adjusted
    FROM pair WHERE tests = 'spss' AND adjust <> 'none';

-- association
INSERT INTO got (case_id, statistic, level, estimate, df, statistic_value, p_value)
    SELECT case_id, s.name, CASE x.test WHEN 'fisher' THEN 'odds_ratio_cond_mle' END, CASE WHEN p_value IS NULL THEN x.estimate END, df, CASE WHEN p_value IS NOT NULL THEN x.estimate END, p_value
    FROM cases k, survey_test(k.survey, k.row_name, k.column_name, weight => k.weight) x
        JOIN (VALUES ('pearson', 'pearson_chisq'), ('likelihood-ratio', 'lr_chisq'), ('cramers-v', 'cramers_v'),
            ('contingency', 'contingency_coefficient'), ('phi', 'phi'), ('yates', 'pearson_chisq_yates'),
            ('mcnemar', 'mcnemar'), ('fisher', 'fisher_exact')) AS s (test, name) ON s.test = x.test
    WHERE weight = 'none';
INSERT INTO got (case_id, statistic, by_group, level, estimate)
    SELECT case_id, s, column_name || '=' || column_label, row_name || '=' || row_label, v
    FROM cases k, survey_test_cells(k.survey, k.row_name, k.column_name, weight => k.weight) x,
        LATERAL (VALUES ('expected_count', expected), ('pearson_residual', residual), ('adjusted_residual', adjusted_residual)) AS y (s, v)
    WHERE weight = 'none';

-- multiple response: columns overlap
CREATE TABLE overlap AS
    SELECT case_id, level, a.adjust, x.*
    FROM (VALUES ('ov001', 'q1', 'Top-2-box', 'q1>=4'), ('ov002', 'nps', 'promoters', 'nps>=9')) AS v (case_id, row_name, net, level),
        unnest('{none,bonferroni,bh,holm}'::text[]) AS a (adjust),
        survey_column_tests('likert', ARRAY[row_name], '{option}', weight => 'none', adjust => a.adjust, min_base => 0) x
    WHERE row_label = net AND not_tested IS NULL;
INSERT INTO got (case_id, statistic, by_group, level, estimate, se, statistic_value, p_value)
    SELECT case_id, 'colprop_' || CASE adjust WHEN 'none' THEN 'z_pooled' WHEN 'bh' THEN 'p_BH' ELSE 'p_' || adjust END || '_overlap',
        'option=' || column_label || ' vs ' || other_label, level || '=TRUE',
        CASE adjust WHEN 'none' THEN difference / 100 END, CASE adjust WHEN 'none' THEN std_error / 100 END,
        overlap.statistic, CASE adjust WHEN 'none' THEN p_value ELSE p_adjusted END
    FROM overlap;
CREATE TABLE overlap_cell AS
    SELECT case_id, level, a.adjust, x.*
    FROM (VALUES ('ov001', 'q1', 'Top-2-box', 'q1>=4'), ('ov002', 'nps', 'promoters', 'nps>=9')) AS v (case_id, row_name, net, level),
        unnest('{none,bonferroni,bh}'::text[]) AS a (adjust),
        survey_crosstab('likert', ARRAY[row_name], '{option}', weight => 'none', adjust => a.adjust, min_base => 0) x
    WHERE row_label = net AND column_variable = 'option';
INSERT INTO got (case_id, statistic, by_group, level, estimate)
    SELECT case_id, s, column_label, l, v
    FROM overlap_cell, LATERAL (VALUES ('column_base', NULL, base_n), ('column_share', level, column_percent / 100)) AS x (s, l, v)
    WHERE adjust = 'none';
INSERT INTO got (case_id, statistic, by_group, level, estimate, text_value)
    SELECT case_id, 'letters_' || CASE adjust WHEN 'bh' THEN 'BH' ELSE adjust END || '_overlap', 'option=' || column_label,
        level || '=TRUE', column_percent / 100, nullif(higher_than, '')
    FROM overlap_cell;

-- means
CREATE TABLE mean_case AS SELECT * FROM (VALUES ('mn001', 'q1', 'agegrp'), ('mn002', 'q2', 'agegrp'), ('mn003', 'nps', 'agegrp'),
    ('mn004', 'spend', 'agegrp'), ('mn005', 'age', 'region'), ('mn006', 'q1', 'sex'), ('mn007', 'spend', 'sex')) AS v (case_id, row_name, column_name);
INSERT INTO got (case_id, statistic, by_group, level, estimate, se)
    SELECT case_id, s.name, column_name || '=' || column_label, row_name, CASE s.name WHEN 'n' THEN n ELSE estimate END, std_error
    FROM mean_case, survey_crosstab('likert', ARRAY[row_name], ARRAY[column_name], weight => 'none') x
        JOIN (VALUES ('mean', 'mean'), ('sd', 'sd'), ('sd', 'n')) AS s (statistic, name) ON s.statistic = x.statistic
    WHERE column_variable <> 'Total';
INSERT INTO got (case_id, statistic, by_group, level, p_value)
    SELECT case_id, 'means_p_pooled_all_' || CASE a.adjust WHEN 'bh' THEN 'BH' ELSE a.adjust END,
        column_name || '=' || column_label || ' vs ' || other_label, row_name, p_adjusted
    FROM mean_case, unnest('{none,bonferroni,bh,holm}'::text[]) AS a (adjust),
        survey_column_tests('likert', ARRAY[row_name], ARRAY[column_name], weight => 'none', adjust => a.adjust, min_base => 0) x
    WHERE row_label = 'Mean';

-- boxes, promoters, effective bases, descriptives
CREATE TABLE box_case AS
    SELECT 'box' || to_char(3 * (q - 1) + k, 'FM000') AS case_id, 'q' || q AS row_name, k, CASE k WHEN 3 THEN 'w' ELSE 'none' END AS weight
    FROM generate_series(1, 4) q, generate_series(1, 3) k;
CREATE TABLE box AS
    SELECT case_id, k, row_name, x.*
    FROM box_case, survey_crosstab('likert', ARRAY[row_name], '{agegrp}', weight => weight, tests => 'spss') x
    WHERE (k = 1) = (column_variable = 'Total');
INSERT INTO got (case_id, statistic, by_group, level, estimate, se)
    SELECT case_id, s.name, CASE WHEN k > 1 THEN 'agegrp=' || column_label END, CASE s.name WHEN 'mean' THEN row_name ELSE 'SE_n' END,
        CASE s.name WHEN 'mean' THEN box.estimate ELSE column_percent / 100 END, CASE WHEN s.name <> 'mean' THEN std_error / 100 END
    FROM box JOIN (VALUES ('Top-2-box', 'top_box'), ('Bottom-2-box', 'bottom_box'), ('Mean', 'mean')) AS s (row_label, name)
        ON s.row_label = box.row_label;
INSERT INTO got (case_id, statistic, by_group, level, estimate)
    SELECT case_id, 'box_base', CASE WHEN k > 1 THEN 'agegrp=' || column_label END, l, v
    FROM box, LATERAL (VALUES ('effective', effective_base), ('unweighted', base_n)) AS x (l, v)
    WHERE row_label = 'Top-2-box';
INSERT INTO got (case_id, statistic, by_group, estimate)
    SELECT case_id, row_label, CASE WHEN column_name IS NOT NULL THEN column_name || '=' || column_label END, column_percent / 100
    FROM (VALUES ('nps001', NULL, 'none'), ('nps002', 'agegrp', 'none'), ('nps003', NULL, 'w'), ('nps004', 'region', 'w')) AS v (case_id, column_name, weight),
        survey_crosstab('likert', '{nps}', CASE WHEN column_name IS NOT NULL THEN ARRAY[column_name] ELSE '{}' END, weight => weight) x
    WHERE x.statistic = 'net' AND (column_name IS NULL) = (column_variable = 'Total');
INSERT INTO got (case_id, statistic, by_group, level, estimate)
    SELECT case_id, 'nps_base', CASE WHEN column_name IS NOT NULL THEN column_name || '=' || column_label END, 'effective', effective_base
    FROM (VALUES ('nps001', NULL, 'none'), ('nps002', 'agegrp', 'none'), ('nps003', NULL, 'w'), ('nps004', 'region', 'w')) AS v (case_id, column_name, weight),
        survey_crosstab('likert', '{nps}', CASE WHEN column_name IS NOT NULL THEN ARRAY[column_name] ELSE '{}' END, weight => weight) x
    WHERE x.row_label = 'promoters' AND (column_name IS NULL) = (column_variable = 'Total');
INSERT INTO got (case_id, statistic, by_group, estimate)
    SELECT case_id, s, CASE WHEN column_name IS NOT NULL THEN column_name || '=' || column_label END, v
    FROM (VALUES ('kish001', NULL), ('kish002', 'agegrp'), ('kish003', 'region')) AS k (case_id, column_name),
        survey_crosstab('likert', '{age}', CASE WHEN column_name IS NOT NULL THEN ARRAY[column_name] ELSE '{}' END) x,
        LATERAL (VALUES ('kish_neff', effective_base), ('kish_deff', base_n / effective_base),
            ('weight_efficiency', effective_base / base_n), ('weight_sum', base_weighted)) AS y (s, v)
    WHERE x.statistic = 'mean' AND (column_name IS NULL) = (column_variable = 'Total');
INSERT INTO got (case_id, statistic, level, estimate, se)
    SELECT case_id, s, row_name, v, e
    FROM (VALUES ('desc001', 'q1', 'none'), ('desc002', 'q1', 'w'), ('desc003', 'nps', 'none'), ('desc004', 'nps', 'w'),
            ('desc005', 'spend', 'none'), ('desc006', 'spend', 'w'), ('desc007', 'age', 'none'), ('desc008', 'age', 'w')) AS d (case_id, row_name, weight),
        survey_crosstab('likert', ARRAY[row_name], weight => weight) x,
        LATERAL (VALUES ('mean', x.statistic = 'mean', estimate, CASE weight WHEN 'none' THEN std_error END),
            ('sd', x.statistic = 'sd' AND weight = 'none', estimate, NULL),
            ('n_valid', x.statistic = 'mean' AND weight = 'none', base_n, NULL),
            ('weight_sum', x.statistic = 'mean' AND weight <> 'none', base_weighted, NULL),
            -- ours is the second moment times n/(n - 1)
            ('sd_ml', x.statistic = 'sd' AND weight <> 'none', estimate * sqrt((base_n - 1) / base_n::float8), NULL)) AS y (s, take, v, e)
    WHERE take;

-- What is out of scope, with the reason
CREATE TABLE left_out AS SELECT * FROM (VALUES
    ('^(al|cor)', '.', 'no cross table: reliability and correlation'),
    ('^mn', '^(anova|kruskal|mann)', 'tests of more than two columns at once: not a letter of a crosstab'),
    ('^mn', '^means_t_', 'letters of means use the variance of all columns; pairwise and Welch variances are not offered'),
    ('.', '^colprop_z_unpooled_neff', 'an unpooled normal test with effective bases is no convention: crunch has t, askia weighted bases'),
    ('^xt004', '^mcnemar', 'a pair of questions with different codes is not before and after'),
    ('^nps', '^nps$', 'the score is given by nps(), not by a crosstab'),
    ('^desc', '^(median|min|max|skewness|kurtosis|n_missing|sd_freq|sd_unbiased)', 'not part of a crosstab'),
    ('^kish00[45]', '.', 'other data'),
    ('^kish', '^weight_cv', 'follows from kish_deff')) AS v (case_id, statistic, reason);
CREATE TABLE in_scope AS
    SELECT e.*, EXISTS (SELECT FROM expected z
            WHERE z.case_id = e.case_id AND z.statistic = 'column_share' AND z.level = e.level
                AND z.estimate IN (0, 1)) AS extreme
    FROM expected e
    WHERE NOT EXISTS (SELECT FROM left_out l WHERE e.case_id ~ l.case_id AND e.statistic ~ l.statistic)
        AND NOT (e.case_id ~ '^box' AND e.level = 'SE_n1');
-- SPSS leaves columns of 0 and 100 percent out of the tests, the reference does not
DELETE FROM in_scope WHERE extreme AND statistic ~ '^(colprop|letters|pairwise)';
-- askia leaves columns with an expected count below 5 out
DELETE FROM in_scope i WHERE statistic = 'colprop_z_unpooled' AND NOT EXISTS (SELECT FROM pair p
    WHERE p.tests = 'askia' AND p.case_id = i.case_id AND p.by_group = i.by_group AND p.level = i.level);
CREATE TABLE compared AS
    SELECT e.case_id, e.statistic, e.by_group, e.level, g.case_id IS NOT NULL AS found, g.text_value AS got_text, e.text_value,
        g.estimate AS got_estimate, e.estimate, g.p_value AS got_p, e.p_value,
        (g.estimate IS NULL OR same(g.estimate, e.estimate)) AND (g.se IS NULL OR same(g.se, e.se))
        AND (g.df IS NULL OR same(g.df, e.df)) AND (g.statistic_value IS NULL OR same(g.statistic_value, e.statistic_value))
        AND (g.p_value IS NULL OR same(g.p_value, e.p_value))
        AND (e.statistic !~ '^letters' OR g.text_value IS NOT DISTINCT FROM e.text_value) AS agrees
    FROM in_scope e LEFT JOIN got g ON g.case_id = e.case_id AND g.statistic = e.statistic
        AND g.by_group IS NOT DISTINCT FROM e.by_group AND g.level IS NOT DISTINCT FROM e.level;

SELECT ok(bool_and(found AND agrees), format('%s %s: %s of %s agree', substring(case_id, '^[a-z]+'), statistic,
        count(*) FILTER (WHERE found AND agrees), count(*)))
FROM compared GROUP BY substring(case_id, '^[a-z]+'), statistic ORDER BY 1;
SELECT diag(format('%s %s %s %s: got %s %s %s, expected %s %s %s', case_id, statistic, by_group, level,
        got_estimate, got_p, got_text, estimate, p_value, text_value))
FROM compared WHERE NOT (found AND agrees) IS TRUE ORDER BY case_id, statistic LIMIT 20;
SELECT diag(format('left out: %s rows of %s %s: %s', count(*), l.case_id, l.statistic, l.reason))
FROM left_out l JOIN expected e ON e.case_id ~ l.case_id AND e.statistic ~ l.statistic GROUP BY l.case_id, l.statistic, l.reason;
SELECT * FROM finish();
