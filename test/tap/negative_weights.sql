-- Weights that linear calibration without bounds made negative: estimates, tables and tests take them where the survey's codebook knows of them,
-- whether from rows, partitions, a pack or replicate weights; quantiles, models and rank tests refuse them by name, the aggregates over raw columns
-- always do.  Numbers are those of R survey 4.1-1: svydesign(id = ~cl, strata = ~st, weights = ~w, nest = TRUE), svydesign(id = ~1, weights = ~w),
-- as.svrepdesign(type = "JKn"), calibrate().
\set QUIET 1
SET client_min_messages = error;
SELECT plan(91);
CREATE EXTENSION IF NOT EXISTS mlops_survey;

-- 120 respondents, 12 with a negative weight and 7 with one of 0
CREATE TABLE neg AS SELECT i AS id, 1 + (i > 60)::int AS st, (i - 1) / 6 AS cl, 1 + (i * 7) % 3 AS g, 1 + ((i * 13) % 5 > 2)::int AS b,
    ((i * 37) % 41 + 0.5 * (i % 7))::float8 AS y, (20 + (i * 11) % 17)::float8 AS x, ((i * 29) % 23)::float8 AS z,
    (CASE WHEN i % 10 = 0 THEN -2.5 - (i % 3) * 0.25 WHEN i % 17 = 0 THEN 0 ELSE 3 + (i % 4) * 0.5 END)::float8 AS w FROM generate_series(1, 120) i;
ALTER TABLE neg ADD o int, ADD base float8;
UPDATE neg SET o = CASE WHEN w < 0 THEN 1 ELSE 2 END, base = 5;
CREATE TABLE neg_parts (LIKE neg) PARTITION BY RANGE (id);
CREATE TABLE neg_first PARTITION OF neg_parts FOR VALUES FROM (0) TO (50);
CREATE TABLE neg_rest PARTITION OF neg_parts FOR VALUES FROM (50) TO (10000);
INSERT INTO neg_parts TABLE neg;
CREATE TABLE neg_packed AS TABLE neg;
CREATE TABLE neg_replicates AS TABLE neg;
CREATE TABLE neg_made AS TABLE neg;
CREATE TABLE neg_made_replicates AS TABLE neg;
CREATE FUNCTION codebook(weight text, design text DEFAULT '"design": {"strata": "st", "clusters": "cl", "nest": true},', negative text DEFAULT ', "negative": true') RETURNS jsonb LANGUAGE sql RETURN
    format('{"weight": "%s", "respondent": "id", %s "variables": [{"name": "w", "measure": "scale"%s}, {"name": "y", "measure": "scale"}, {"name": "x", "measure": "scale"}, {"name": "z", "measure": "scale"},
    {"name": "g", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c"}}, {"name": "b", "measure": "nominal", "values": {"1": "u", "2": "v"}}, {"name": "o", "measure": "nominal", "values": {"1": "out", "2": "in"}}]}', weight, design, negative)::jsonb;
CREATE FUNCTION r(double precision) RETURNS numeric LANGUAGE sql RETURN round($1::numeric, 8);

-- what is not known to be calibrated is refused as before
SELECT throws_ok($$SELECT register_survey('neg', 'neg', codebook('w', negative => ''))$$, '22023', 'weight "w" of respondent 10 must be finite and not negative, not -2.75', 'a negative weight that the codebook does not know');
SELECT throws_ok($$SELECT register_survey('neg', 'neg', codebook('w', negative => ', "negative": 1'))$$, '22023', NULL, '"negative" is true or false');
SELECT throws_ok($$SELECT register_survey('neg', 'neg', jsonb_set(codebook('w'), '{variables,4,negative}', 'true'))$$, '22023', NULL, 'only a number is a weight');

SELECT register_survey('neg', 'neg', codebook('w')), register_survey('neg_parts', 'neg_parts', codebook('w')), register_survey('neg_packed', 'neg_packed', codebook('w')),
    register_survey('elements', 'neg', codebook('w', '')), register_survey('elements_parts', 'neg_parts', codebook('w', '')), register_survey('neg_replicates', 'neg_replicates', codebook('w')) \g /dev/null
SELECT pack_survey('neg_packed') IS NULL \g /dev/null
SELECT is((SELECT string_agg(source, ' ' ORDER BY s) FROM unnest('{neg,neg_parts,neg_packed}'::text[]) s, survey_explain_estimate(s, '{y}')), 'blocks pack rows', 'three roads');
SELECT is((SELECT v ->> 'properties' FROM jsonb_array_elements(survey_codebook_json('neg')::jsonb -> 'variables') v WHERE v ->> 'name' = 'w'), '{"negative": true}', 'the codebook keeps it');
SELECT lives_ok($$SELECT register_survey('again', 'neg', survey_codebook_json('neg')::jsonb)$$, 'and takes it back');
SELECT drop_survey('again') \g /dev/null

CREATE FUNCTION by_road(road text, s text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    RETURN NEXT is((SELECT format('%s %s %s %s %s %s', n, df, weighted_n, r(estimate), r(std_error), r(deff)) FROM survey_mean(s, '{y}')), '113 18 348 25.39439655 1.09493642 1.22701447', road || ': mean');
    RETURN NEXT is((SELECT string_agg(format('%s %s', r(estimate), r(std_error)), ', ' ORDER BY variable DESC) FROM survey_mean(s, '{y,x}')), '25.39439655 1.09493642, 28.37500000 0.43785108', road || ': means of several');
    RETURN NEXT is((SELECT format('%s %s', r(estimate), r(std_error)) FROM survey_total(s, '{y}')), '8837.25000000 667.18132218', road || ': total');
    RETURN NEXT is((SELECT format('%s %s', r(estimate), r(std_error)) FROM survey_ratio(s, 'y', 'x')), '0.89495671 0.03746296', road || ': ratio');
    RETURN NEXT is((SELECT string_agg(format('%s %s', r(estimate), r(std_error)), ', ') FROM survey_proportion(s, '{g}')), '0.33764368 0.02817463, 0.33764368 0.03319586, 0.32471264 0.03176911', road || ': shares');
    RETURN NEXT is((SELECT format('%s %s', r(conf_low), r(conf_high)) FROM survey_proportion(s, '{g}', method => 'beta') WHERE category = 'a'), '0.27932933 0.39985208', road || ': interval of a share');
    RETURN NEXT is((SELECT string_agg(format('%s %s', r(estimate), r(std_error)), ', ' ORDER BY domain) FROM survey_mean(s, '{y}', '{g}')), '25.65531915 1.38388331, 24.69574468 2.16408264, 25.84955752 2.91180037', road || ': means of groups');
    RETURN NEXT is((SELECT format('%s %s', r(estimate), r(std_error)) FROM survey_mean(s, '{y}', filter => 'z < 12')), '26.13464338 2.00865047', road || ': mean of some');
    RETURN NEXT is((SELECT string_agg(format('%s %s %s', r(estimate / 100), r(std_error / 100), base_n), ', ' ORDER BY row_code, column_code) FROM survey_crosstab(s, '{g}', '{b}', tests => 'design') WHERE column_label <> 'Total' AND row_code < 3),
        '0.35327635 0.06736418 67, 0.32173913 0.06352451 46, 0.32763533 0.07917608 67, 0.34782609 0.06456494 46', road || ': shares of a table');
    RETURN NEXT is((SELECT format('%s %s %s', n, r(estimate), r(std_error)) FROM survey_crosstab(s, '{y}', tests => 'design') WHERE statistic = 'mean'), '113 25.39439655 1.09493642', road || ': mean of a table');
    RETURN NEXT is((SELECT format('%s %s %s %s', r(estimate), r(df), r(df2), r(p_value)) FROM survey_test(s, 'g', 'b', 'rao-scott-f')), '0.02394635 1.53535943 27.63646978 0.95035244', road || ': Rao and Scott''s test');
    RETURN NEXT is((SELECT format('%s %s', r(estimate), r(p_value)) FROM survey_test(s, 'g', 'b', 'wald')), '0.05092790 0.95048362', road || ': Wald''s test');
    RETURN NEXT is((SELECT format('%s %s', r(estimate / 100), conf_low) FROM survey_crosstab(s, '{o}') WHERE row_label = 'in'), '1.09482759 ', road || ': a share outside of 0 to 1 in a table');
    RETURN NEXT is((SELECT format('%s %s', r(estimate), conf_low) FROM survey_proportion(s, '{o}') WHERE category = 'in'), '1.09482759 ', road || ': a share outside of 0 to 1 has no score interval');
    RETURN NEXT is((SELECT format('%s %s %s', r(estimate), r(conf_low), r(conf_high)) FROM survey_proportion(s, '{o}', method => 'mean') WHERE category = 'in'), '1.09482759 1.04686156 1.14279361', road || ': but one around it');
END $$;
SELECT by_road('blocks', 'neg');
SELECT by_road('aggregates', 'neg_parts');
SELECT by_road('pack', 'neg_packed');

-- what reads single respondents
SELECT is((SELECT format('%s %s', r(estimate), r(std_error)) FROM survey_variance('neg', '{y}')), '110.40952972 16.93970760', 'variance');
SELECT is((SELECT r(estimate) FROM survey_correlation('neg', '{y,x}')), -0.01668540, 'correlation');
SELECT is((SELECT format('%s %s', r(estimate), r(std_error)) FROM survey_contrast('neg', '{y}', '{"d": {"b": 1, "a": -1}}', by => '{g}')), '-0.95957447 2.59978112', 'contrast of groups');
SELECT is((SELECT r(alpha) FROM survey_alpha('neg', '{y,x,z}') WHERE item IS NULL), -0.11140261, 'alpha');
SELECT is((SELECT format('%s %s %s', r(statistic), df, n) FROM survey_ttest('neg', 'y')), '23.19257646 17 113', 't test of one sample');
SELECT is((SELECT format('%s %s %s', r(estimate), r(std_error), df) FROM survey_ttest('neg', 'y', 'b')), '-2.64713242 1.57619078 17', 't test of two: R''s svycontrast, as svyttest calls glm(), which refuses');

-- respondents as clusters
SELECT is((SELECT string_agg(format('%s %s %s %s', n, df, r(std_error), r(deff)), ', ') FROM unnest('{elements,elements_parts}'::text[]) s, survey_mean(s, '{y}')), '113 112 1.33693150 1.82932217, 113 112 1.33693150 1.82932217', 'respondents as clusters: means');
SELECT is((SELECT string_agg(r(std_error)::text, ', ' ORDER BY domain) FROM survey_mean('elements', '{y}', '{g}')), '2.02564196, 2.42650634, 2.47493379', 'respondents as clusters: means of groups');
SELECT is((SELECT string_agg(r(std_error / 100)::text, ', ' ORDER BY row_code, column_code) FROM survey_crosstab('elements', '{g}', '{b}', tests => 'design') WHERE column_label <> 'Total'),
    '0.08121654, 0.06965739, 0.08070539, 0.07128302, 0.08083665, 0.07060320', 'respondents as clusters: shares of a table');
SELECT is((SELECT r(std_error) FROM survey_ttest('elements', 'y', 'b')), 2.72637970, 'respondents as clusters: t test');

-- replicate weights
SELECT count(*) FROM replicate_survey('neg_replicates', 'jkn') \g /dev/null
SELECT is((SELECT format('%s %s', r(estimate), r(std_error)) FROM survey_mean('neg_replicates', '{y}')), '25.39439655 1.09365693', 'replicates: mean');
SELECT is((SELECT format('%s %s', r(estimate), r(std_error)) FROM survey_ratio('neg_replicates', 'y', 'x')), '0.89495671 0.03736742', 'replicates: ratio');
SELECT is((SELECT string_agg(r(std_error)::text, ', ' ORDER BY domain) FROM survey_mean('neg_replicates', '{y}', '{g}')), '1.38991127, 2.18979216, 2.88660468', 'replicates: means of groups');
SELECT is((SELECT string_agg(r(std_error)::text, ', ') FROM survey_proportion('neg_replicates', '{g}')), '0.02805561, 0.03296539, 0.03153386', 'replicates: shares');
SELECT is((SELECT string_agg(r(std_error / 100)::text, ', ' ORDER BY row_code) FROM survey_crosstab('neg_replicates', '{g}')), '0.02805561, 0.03296539, 0.03153386', 'replicates: shares of a table');

-- the function that makes them says so, and what it makes is the survey's weight: base weights of 5, R's calibrate(~factor(g) + y)
SELECT register_survey('neg_made', 'neg_made', codebook('base', negative => '')), register_survey('neg_made_replicates', 'neg_made_replicates', codebook('base', negative => '')) \g /dev/null
SELECT count(*) FROM replicate_survey('neg_made_replicates', 'jkn') \g /dev/null
SELECT count(*) FROM unnest('{neg_made,neg_made_replicates}'::text[]) s, calibrate_survey(s, '{"g": {"a": 180, "b": 180, "c": 240}, "y": {"mean": 34}}', 'made') \g /dev/null
SELECT is((SELECT format('%s %s %s', r(min(made)), r(max(made)), count(*) FILTER (WHERE made < 0)) FROM neg_made), '-4.35708291 14.90684181 26', 'calibrated weights');
SELECT is((SELECT format('%s %s', r(estimate), r(std_error)) FROM survey_mean('neg_made', '{x}')), '27.80935526 0.50974848', 'calibrated: mean');
SELECT is((SELECT format('%s %s', r(estimate), r(std_error)) FROM survey_total('neg_made', '{z}')), '6546.66382452 428.10180170', 'calibrated: total');
SELECT is((SELECT format('%s %s', r(estimate), r(std_error)) FROM survey_ratio('neg_made', 'z', 'x')), '0.39235381 0.02548335', 'calibrated: ratio');
SELECT is((SELECT string_agg(format('%s %s', r(estimate), r(std_error)), ', ' ORDER BY domain) FROM survey_mean('neg_made', '{x}', '{b}')), '27.90220169 0.88720464, 27.69412871 1.29382202', 'calibrated: means of groups');
SELECT is((SELECT string_agg(format('%s %s %s', base_n, r(estimate / 100), r(std_error / 100)), ', ' ORDER BY row_code) FROM survey_crosstab('neg_made', '{b}')), '120 0.55377952 0.02588530, 120 0.44622048 0.02588530', 'calibrated: table');
SELECT is((SELECT format('%s %s %s', r(estimate), r(df), r(df2)) FROM survey_test('neg_made', 'g', 'b', 'rao-scott-f')), '0.15470750 1.95715086 35.22871549', 'calibrated: test');
SELECT is((SELECT value FROM survey_weight_report('neg_made') WHERE item = 'below 0'), 26::float8, 'the report counts them');
SELECT is((SELECT format('%s %s', r(estimate), r(std_error)) FROM survey_mean('neg_made_replicates', '{x}')), '27.80935526 0.53129678', 'calibrated replicates, which are negative too: mean');
SELECT is((SELECT string_agg(format('%s %s', r(estimate), r(std_error)), ', ') FROM survey_proportion('neg_made_replicates', '{b}')), '0.55377952 0.02739366, 0.44622048 0.02739366', 'calibrated replicates: shares');
SELECT throws_ok($$SELECT * FROM trim_survey_weights('neg_made', 'trimmed', lower => 1)$$, '22023', NULL, 'a negative weight is no base of another');

-- what refuses, and how one gets out of it
CREATE FUNCTION refused(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    hint text;
BEGIN
    EXECUTE call;
    RETURN 'no error';
EXCEPTION WHEN feature_not_supported THEN
    GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
    RETURN format('%s: %s', SQLERRM, hint ~ 'bounds' AND hint ~ 'raking');
END $$;
SELECT is(refused($$SELECT * FROM survey_quantile('neg', '{y}')$$), 'survey_quantile takes no negative weights: t', 'quantiles');
SELECT is(refused($$SELECT * FROM survey_quantile('neg_made_replicates', '{y}')$$), 'survey_quantile takes no negative weights: t', 'quantiles under replicates');
SELECT is(refused(format('SELECT * FROM survey_crosstab(%L, %L, statistics => %L)', s, '{y}', '{median}')), 'the median of a table takes no negative weights: t', 'medians of tables: ' || s) FROM unnest('{neg,neg_packed,neg_made_replicates}'::text[]) s;
SELECT is((SELECT estimate FROM survey_crosstab('neg', '{y}', statistics => '{median}', filter => 'w > 0')), (SELECT estimate FROM survey_quantile('neg', '{y}', '{0.5}', filter => 'w > 0')), 'but not of those without one');
SELECT is(refused($$SELECT * FROM survey_glm('neg', 'y ~ x')$$), 'survey_glm takes no negative weights: t', 'models: R''s glm() refuses too');
SELECT is(refused($$SELECT * FROM survey_ranktest('neg', 'y', 'b')$$), 'survey_ranktest takes no negative weights: t', 'rank tests: so does lm()');
SELECT is(refused($$SELECT * FROM survey_test('neg', 'o', 'b')$$), 'the weights of "out" by "u" add up to less than 0, of which no test is made: t', 'a negative cell: so does chisq.test()');
SELECT throws_ok($$SELECT survey_summary(y, w) FROM neg$$, '22023', 'survey weight must be finite and not negative, not -2.75', 'raw columns: summary');
SELECT throws_ok($$SELECT survey_replicate_summary(y, w, ARRAY[w, w]) FROM neg$$, '22023', NULL, 'raw columns: replicates');
SELECT throws_ok($$SELECT * FROM survey_mean('neg', '{y}', weight => 'x - 30')$$, NULL, NULL, 'a weight by another name is one of its own');
SELECT lives_ok($$SELECT * FROM survey_quantile('neg', '{y}', filter => 'w > 0')$$, 'quantiles of those without one');
SELECT lives_ok($$SELECT * FROM survey_glm('neg', 'y ~ x', filter => 'w > 0')$$, 'and models');
SELECT drop_survey(s) FROM unnest('{neg,neg_parts,neg_packed,elements,elements_parts,neg_replicates,neg_made,neg_made_replicates}'::text[]) s \g /dev/null
SELECT * FROM finish();
