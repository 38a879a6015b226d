-- How shares of two columns are compared under a design: the pooled share, the design effect of the difference, the
-- fewest clusters.  Expected p-values are R 4.2.2's: survey 4.1-1 for the linearised (or replicated) covariance of the
-- shares, the formula of doc/tests.md over it.
SELECT plan(22);

-- 30 clusters in 2 strata; region 1 lies in 3 clusters, 2 in 9, 3 in all others; in region 1 nobody says yes to "rare"
CREATE TABLE letter_poll AS
    SELECT *, (SELECT array_agg(CASE WHEN k = cluster THEN 0 ELSE w * 30 / 29 END::float8 ORDER BY k) FROM generate_series(1, 30) k) AS rw
    FROM (SELECT i, 1 + (i - 1) / 20 AS cluster, 1 + (i - 1) / 300 AS stratum, (0.5 + (i * 7 % 13) / 6.0)::float8 AS w,
              CASE WHEN (i - 1) / 20 IN (0, 1, 20) THEN 1 WHEN (i - 1) / 20 % 3 = 0 THEN 2 ELSE 3 END AS region,
              1 + (i % 2) AS sex,
              ((i * 7919 + (i - 1) / 20 * 131) % 1000 < 300 + 8 * ((i - 1) / 20))::int AS yes,
              (i * 6007 % 1000 < 25 AND (i - 1) / 20 NOT IN (0, 1, 20))::int AS rare,
              (i * 3571 % 100 < 60)::int AS m1, (i * 2711 % 100 < 55)::int AS m2, (i * 7717 % 100 < 15 AND i * 3571 % 100 < 60)::int AS m3
          FROM generate_series(1, 600) i) s;

SELECT isnt((SELECT register_survey(name, 'letter_poll', ('{"weight": "w", ' || design || '"variables": [
    {"name": "i", "measure": "scale"}, {"name": "cluster", "measure": "scale"}, {"name": "stratum", "measure": "scale"}, {"name": "w", "measure": "scale"},
    {"name": "region", "measure": "nominal", "values": {"1": "1", "2": "2", "3": "3"}}, {"name": "sex", "measure": "nominal", "values": {"1": "1", "2": "2"}},
    {"name": "yes", "measure": "nominal", "values": {"0": "0", "1": "1"}}, {"name": "rare", "measure": "nominal", "values": {"0": "0", "1": "1"}},
    {"name": "m1", "measure": "nominal", "values": {"0": "0", "1": "1"}}, {"name": "m2", "measure": "nominal", "values": {"0": "0", "1": "1"}},
    {"name": "m3", "measure": "nominal", "values": {"0": "0", "1": "1"}}],
    "sets": [{"name": "m", "members": ["m1", "m2", "m3"]}]}')::jsonb)), NULL, name || ' is a survey')
FROM (VALUES ('letter_elements', ''), ('letter_design', '"design": {"strata": ["stratum"], "clusters": ["cluster"]}, '),
    ('letter_jackknife', '"replicates": {"columns": ["rw"], "type": "JK1", "scale": 0.96666666666666667}, ')) s (name, design);
CREATE TABLE letter_pairs (survey, row_variable, column_variable, one, two, std_error, df, p) AS VALUES
    ('letter_design', 'yes', 'region', 1, 2, 7.975150993, 1, 0.8762100966),
    ('letter_design', 'yes', 'region', 1, 3, 7.405910249, 1, 0.9314144205),
    ('letter_design', 'yes', 'region', 2, 3, 5.408295224, 7, 0.674233819),
    ('letter_design', 'yes', 'm', 1, 2, 3.446852002, 28, 0.8401675177),
    ('letter_design', 'yes', 'm', 1, 3, 6.582793658, 22, 0.6329133322),
    ('letter_design', 'yes', 'm', 2, 3, 7.280345082, 22, 0.5984697602),
    ('letter_design', 'rare', 'region', 1, 2, 2.870577575, 1, 0.6539280709),
    ('letter_design', 'rare', 'region', 1, 3, 3.050991668, 1, 0.5957118425),
    ('letter_design', 'rare', 'region', 2, 3, 2.123357158, 7, 0.8158725459),
    ('letter_design', 'rare', 'm', 1, 2, 0.8212252159, 28, 0.8209860217),
    ('letter_design', 'rare', 'm', 1, 3, 1.737483043, 22, 0.1667520609),
    ('letter_design', 'rare', 'm', 2, 3, 2.111350949, 22, 0.2883794298),
    ('letter_elements', 'yes', 'region', 1, 2, 8.118558714, 59, 0.8472644956),
    ('letter_elements', 'yes', 'region', 1, 3, 7.549290322, 59, 0.9158640145),
    ('letter_elements', 'yes', 'region', 2, 3, 4.859203323, 179, 0.6261061499),
    ('letter_elements', 'yes', 'm', 1, 2, 2.663663979, 329, 0.79239529),
    ('letter_elements', 'yes', 'm', 1, 3, 6.582793658, 53, 0.6301218285),
    ('letter_elements', 'yes', 'm', 2, 3, 7.280345082, 53, 0.5953452996),
    ('letter_elements', 'rare', 'region', 1, 2, 1.833960081, 59, 0.3480361449),
    ('letter_elements', 'rare', 'region', 1, 3, 2.081001486, 59, 0.2843787624),
    ('letter_elements', 'rare', 'region', 2, 3, 1.410871757, 179, 0.7163660657),
    ('letter_elements', 'rare', 'm', 1, 2, 0.8212252159, 329, 0.8194679663),
    ('letter_elements', 'rare', 'm', 1, 3, 1.737483043, 53, 0.1585716752),
    ('letter_elements', 'rare', 'm', 2, 3, 2.111350949, 53, 0.2815263451),
    ('letter_jackknife', 'yes', 'region', 1, 2, 10.27055521, 2, 0.8924938773),
    ('letter_jackknife', 'yes', 'region', 1, 3, 9.709420185, 2, 0.9417668858),
    ('letter_jackknife', 'yes', 'region', 2, 3, 5.671347777, 8, 0.6868239386),
    ('letter_jackknife', 'yes', 'm', 1, 2, 3.395089422, 29, 0.8377147618),
    ('letter_jackknife', 'yes', 'm', 1, 3, 6.582793658, 23, 0.6327066855),
    ('letter_jackknife', 'yes', 'm', 2, 3, 7.280345082, 23, 0.5982385041),
    ('letter_jackknife', 'rare', 'region', 1, 2, 3.13939545, 2, 0.6360524657),
    ('letter_jackknife', 'rare', 'region', 1, 3, 3.117694211, 2, 0.5457387687),
    ('letter_jackknife', 'rare', 'region', 2, 3, 2.304462831, 8, 0.8292827765),
    ('letter_jackknife', 'rare', 'm', 1, 2, 0.8212252159, 29, 0.8209290599),
    ('letter_jackknife', 'rare', 'm', 1, 3, 1.737483043, 23, 0.1661476502),
    ('letter_jackknife', 'rare', 'm', 2, 3, 2.111350949, 23, 0.2878733996);
CREATE TABLE letter_rest (survey, row_variable, code, p) AS VALUES
    ('letter_design', 'yes', 1, 0.998811259),
    ('letter_design', 'yes', 2, 0.6780474555),
    ('letter_design', 'yes', 3, 0.6938815367),
    ('letter_design', 'rare', 1, 0.6177847993),
    ('letter_design', 'rare', 2, 0.9245907828),
    ('letter_design', 'rare', 3, 0.6170399261),
    ('letter_elements', 'yes', 1, 0.9985465262),
    ('letter_elements', 'yes', 2, 0.635040373),
    ('letter_elements', 'yes', 3, 0.6563814792),
    ('letter_elements', 'rare', 1, 0.3032959302),
    ('letter_elements', 'rare', 2, 0.8814697496),
    ('letter_elements', 'rare', 3, 0.4405929823),
    ('letter_jackknife', 'yes', 1, 0.9989934284),
    ('letter_jackknife', 'yes', 2, 0.6905898941),
    ('letter_jackknife', 'yes', 3, 0.7000469128),
    ('letter_jackknife', 'rare', 1, 0.5600949566),
    ('letter_jackknife', 'rare', 2, 0.9300844965),
    ('letter_jackknife', 'rare', 3, 0.6365249818);

CREATE FUNCTION letter_compare() RETURNS TABLE (kind text, compared bigint, wrong bigint) LANGUAGE sql AS $$
    WITH s (survey) AS (SELECT DISTINCT survey FROM letter_pairs),
    found AS (SELECT s.survey, t.* FROM s, survey_column_tests(s.survey, '{yes,rare}', '{region,m}', min_base => 0) t WHERE t.row_code = 1),
    cells AS (SELECT s.survey, c.* FROM s, survey_crosstab(s.survey, '{yes,rare}', '{region}', min_base => 0) c WHERE c.row_code = 1)
    SELECT 'pairs', count(*), count(*) FILTER (WHERE f.p_value IS NULL OR abs(f.std_error / e.std_error - 1) > 1e-9 OR f.df IS DISTINCT FROM e.df
        OR abs(f.p_value / e.p - 1) > 1e-9)
    FROM letter_pairs e LEFT JOIN found f ON f.survey = e.survey AND f.row_variable = e.row_variable
        AND f.column_variable = e.column_variable AND f.column_code = e.one AND f.other_code = e.two
    UNION ALL
    SELECT 'rest', count(*), count(*) FILTER (WHERE f.p_value IS NULL OR abs(f.p_value / e.p - 1) > 1e-7)
    FROM letter_rest e LEFT JOIN cells f ON f.survey = e.survey AND f.row_variable = e.row_variable AND f.column_code = e.code
$$;
SELECT is((SELECT (compared, wrong) FROM letter_compare() WHERE kind = 'pairs'), (36::bigint, 0::bigint), 'pairs of columns, overlapping too, as R');
SELECT is((SELECT (compared, wrong) FROM letter_compare() WHERE kind = 'rest'), (18::bigint, 0::bigint), 'a column against the rest, as R');
SELECT is((SELECT respondents FROM pack_survey('letter_design')), 600::bigint, 'packed by clusters');
SELECT is((SELECT array_agg(wrong) FROM letter_compare()), '{0,0}', 'the same from that pack');
SELECT is((SELECT unpack_survey('letter_design')), true, 'unpacked');
SELECT is((SELECT respondents FROM pack_survey('letter_elements')), 600::bigint, 'packed without clusters');
SELECT is((SELECT array_agg(wrong) FROM letter_compare()), '{0,0}', 'the same from that pack too');

-- 30 against 1,000: nobody of 30 and 10 of 1,000 differ by Fisher's test with p = 1.0; the unpooled test said 0.0015.
-- P = 10/1030, delta 1.0009, sqrt(P(1 - P)(1/30 + 1/1000) delta) = 0.018177, t = -0.550134 on 29 degrees of freedom
CREATE TABLE letter_zero AS SELECT 1 + (i > 30)::int AS grp, (i > 1020)::int AS hit, (1 + (i % 2) * 0.0001)::float8 AS w FROM generate_series(1, 1030) i;
SELECT isnt((SELECT register_survey('letter_zero', 'letter_zero', '{"weight": "w", "variables": [{"name": "grp", "measure": "nominal"},
    {"name": "hit", "measure": "nominal"}, {"name": "w", "measure": "scale"}]}')), NULL, 'a survey with a share of 0');
SELECT is((SELECT array_agg(cell ORDER BY column_code NULLS FIRST) FROM survey_crosstab('letter_zero', '{hit}', '{grp}', min_base => 29) WHERE row_code = 1),
    '{1.0,0.0,1.0}', 'a share of 0 on a base of 30 is no difference');
SELECT is((SELECT round(p_value::numeric, 4) FROM survey_column_tests('letter_zero', '{hit}', '{grp}', min_base => 29) WHERE row_code = 1),
    0.5864, 'its p-value is that of the pooled share');
SELECT is((SELECT array_agg(round(p_value::numeric, 4)) FROM survey_crosstab('letter_zero', '{hit}', '{grp}', min_base => 29)
    WHERE row_code = 1 AND column_code IS NOT NULL), '{0.5864,0.5864}', 'and the p-value of the cell');
SELECT is((SELECT not_tested FROM survey_column_tests('letter_zero', '{hit}', '{grp}', min_base => 0, filter => 'hit = 0') WHERE row_code = 0),
    'shares are both 0 or both 100 percent', 'two shares of 100 percent are not tested');
SELECT is((SELECT round(p_value::numeric, 4) FROM survey_column_tests('letter_zero', '{hit}', '{grp}', min_base => 29, tests => 'crunch') WHERE row_code = 1),
    0.0015, 'crunch stays as Crunch computes it');

-- means keep the linearised contrast, with the fewest degrees of freedom: R's svyby, 3 clusters in 2 strata
SELECT is((SELECT array_agg(df ORDER BY column_code, other_code) FROM survey_column_tests('letter_design', '{i}', '{region}', min_base => 0)),
    '{1,1,7}', 'means take the fewest degrees of freedom');
SELECT is((SELECT array_agg(DISTINCT (column_code, low_df)::text ORDER BY (column_code, low_df)::text) FROM survey_crosstab('letter_design', '{yes}', '{region}')),
    '{"(,f)","(1,t)","(2,t)","(3,f)"}', 'columns of fewer than 8 degrees of freedom are marked');
SELECT is((SELECT array_agg(DISTINCT (column_code, low_df)::text ORDER BY (column_code, low_df)::text) FROM survey_crosstab('letter_jackknife', '{yes}', '{region}')),
    '{"(,f)","(1,t)","(2,f)","(3,f)"}', 'also by the rank of the replicate weights, R''s degf: 2, 8, 17');
SELECT is((SELECT array_agg(DISTINCT low_df) FROM survey_crosstab('letter_elements', '{yes,i}', '{region}')), '{f}', 'not where respondents are the clusters');
SELECT is((SELECT array_agg(DISTINCT low_df) FROM survey_crosstab('letter_design', '{yes,i}', '{region}', tests => 'spss')), '{f}', 'not where the design is left aside');
SELECT is((SELECT array_agg(p_value) FROM survey_column_tests('letter_design', '{yes}', '{sex}', filter => 'cluster = 4', min_base => 0)), '{NULL,NULL}',
    'within one cluster nothing is tested');
SELECT * FROM finish();
