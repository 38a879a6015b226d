-- Properties of weighting: margins met, invariances, methods that agree with each other, nothing written on failure.
SELECT plan(42);
\set QUIET on
SET client_min_messages = warning;
SELECT setseed(0.42) \g /dev/null
CREATE TABLE people AS
SELECT i AS id, 1 + floor(2 * random() ^ 1.2)::int AS sex, 1 + floor(5 * random() ^ 0.8)::int AS age, 1 + floor(4 * random())::int AS region,
    1 + floor(3 * random())::int AS wave, 20 + 60 * random() AS income, 0.5 + random() AS w0, 1 + i / 4 AS household
FROM generate_series(1, 4000) i;
SELECT register_survey('people', 'people', '{"weight": "w0", "variables": [
    {"name": "sex", "measure": "nominal", "values": {"1": "Men", "2": "Women"}}, {"name": "age", "measure": "ordinal"},
    {"name": "region", "measure": "nominal", "values": {"1": "North", "2": "South", "3": "East", "4": "West"}},
    {"name": "wave", "measure": "ordinal"}, {"name": "income", "measure": "scale"}, {"name": "w0", "measure": "scale"},
    {"name": "household", "measure": "scale"}]}') \g /dev/null
\set targets '{"sex": {"Men": 0.48, "Women": 0.52}, "age": {"1": 0.15, "2": 0.2, "3": 0.2, "4": 0.25, "5": 0.2}, "region": {"North": 0.3, "South": 0.3, "East": 0.25, "West": 0.15}}'

-- the largest relative deviation of a column of weights from shares of a variable, by plain SQL
CREATE FUNCTION missed(weight text, variable text, shares float8[], within text DEFAULT '1') RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE
    result float8;
BEGIN
    EXECUTE format('SELECT max(abs(share / ($1)[code] - 1)) FROM (SELECT %3$s AS g, %2$I AS code, sum(%1$I) / sum(sum(%1$I)) OVER (PARTITION BY %3$s) AS share
        FROM people GROUP BY 1, 2) s', weight, variable, within) INTO result USING shares;
    RETURN result;
END $$;
CREATE FUNCTION differ(a text, b text) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE
    result float8;
BEGIN
    EXECUTE format('SELECT max(abs(%I / %I - 1)) FROM people', a, b) INTO result;
    RETURN result;
END $$;

SELECT rake_survey('people', :'targets', 'raked') \g /dev/null
SELECT cmp_ok(missed('raked', 'sex', '{0.48, 0.52}'), '<', 1e-10::float8, 'raking meets the first margin');
SELECT cmp_ok(missed('raked', 'age', '{0.15, 0.2, 0.2, 0.25, 0.2}'), '<', 1e-10::float8, 'raking meets the second margin');
SELECT cmp_ok(missed('raked', 'region', '{0.3, 0.3, 0.25, 0.15}'), '<', 1e-10::float8, 'raking meets the last margin');
SELECT cmp_ok(abs((SELECT sum(raked) / sum(w0) FROM people) - 1), '<', 1e-12::float8, 'shares keep the sum of the base weights');
SELECT is((SELECT count(DISTINCT round((raked / w0)::numeric, 9)) <= 40 FROM people), true, 'respondents with equal answers share a factor');

-- invariances
ALTER TABLE people ADD w_scaled float8;
UPDATE people SET w_scaled = 17 * w0;
SELECT register_survey('people2', 'people', survey_codebook_json('people') || '{"weight": "w_scaled"}') \g /dev/null
SELECT sum(w0) AS total FROM people \gset
SELECT rake_survey('people2', :'targets', 'from_scaled', total => :total) \g /dev/null
SELECT cmp_ok(differ('from_scaled', 'raked'), '<', 1e-9::float8, 'the scale of the base weights does not matter');
SELECT rake_survey('people', :'targets', 'again', base => 'raked') \g /dev/null
SELECT cmp_ok(differ('again', 'raked'), '<', 1e-9::float8, 'raking what is raked changes nothing');
SELECT rake_survey('people', :'targets', 'anew') \g /dev/null
SELECT cmp_ok(differ('anew', 'raked'), '<', 1e-12::float8, 'weighting again starts from the design weight');
SELECT is((SELECT max(iterations) FROM rake_survey('people', :'targets', 'unused', base => 'raked')), 1, 'and takes one round');

-- methods that must agree
SELECT calibrate_survey('people', :'targets', 'exponential', method => 'raking') \g /dev/null
SELECT cmp_ok(differ('exponential', 'raked'), '<', 1e-8::float8, 'calibration with the raking distance gives the raked weights');
SELECT poststratify_survey('people', '{"region": {"North": 0.3, "South": 0.3, "East": 0.25, "West": 0.15}}', 'post') \g /dev/null
SELECT calibrate_survey('people', '{"region": {"North": 0.3, "South": 0.3, "East": 0.25, "West": 0.15}}', 'post_linear') \g /dev/null
SELECT calibrate_survey('people', '{"region": {"North": 0.3, "South": 0.3, "East": 0.25, "West": 0.15}}', 'post_logit', method => 'logit', bounds => '{0.2, 5}') \g /dev/null
SELECT cmp_ok(greatest(differ('post', 'post_linear'), differ('post', 'post_logit')), '<', 1e-9::float8, 'on one margin every method post-stratifies');
SELECT cmp_ok((SELECT max(abs(post / (w0 * t.share * s.total / g.w) - 1)) FROM people p, (SELECT sum(w0) AS total FROM people) s,
        (SELECT region, sum(w0) AS w FROM people GROUP BY region) g, unnest('{0.3, 0.3, 0.25, 0.15}'::float8[]) WITH ORDINALITY t (share, region)
        WHERE g.region = p.region AND t.region = p.region), '<', 1e-12::float8, 'post-stratification is w N / sum w');

-- calibration to numbers, households, bounds
SELECT calibrate_survey('people', '{"sex": {"Men": 0.48, "Women": 0.52}, "income": {"mean": 52}}', 'greg') \g /dev/null
SELECT cmp_ok((SELECT abs(sum(greg * income) / sum(greg) / 52 - 1) FROM people), '<', 1e-10::float8, 'calibration meets a mean');
SELECT calibrate_survey('people', '{"sex": {"Men": 0.48, "Women": 0.52}, "income": {"mean": 52}}', 'bounded', bounds => '{0.7, 1.3}') \g /dev/null
SELECT ok((SELECT min(bounded / w0) >= 0.7 - 1e-12 AND max(bounded / w0) <= 1.3 + 1e-12 FROM people), 'bounds hold');
SELECT cmp_ok((SELECT abs(sum(bounded * income) / sum(bounded) / 52 - 1) FROM people), '<', 1e-9::float8, 'and the mean is met within them');
SELECT calibrate_survey('people', :'targets', 'household_weight', method => 'raking', same_within => 'household') \g /dev/null
SELECT cmp_ok((SELECT max(high / low - 1) FROM (SELECT max(household_weight / w0) AS high, min(household_weight / w0) AS low FROM people GROUP BY household) h),
    '<', 1e-12::float8, 'a household has one factor');
SELECT cmp_ok(missed('household_weight', 'age', '{0.15, 0.2, 0.2, 0.25, 0.2}'), '<', 1e-9::float8, 'and the margins are met');

-- groups
SELECT rake_survey('people', :'targets', 'by_wave', within => '{wave}') \g /dev/null
SELECT cmp_ok(greatest(missed('by_wave', 'age', '{0.15, 0.2, 0.2, 0.25, 0.2}', 'wave'), missed('by_wave', 'sex', '{0.48, 0.52}', 'wave')), '<', 1e-10::float8, 'every wave meets its margins');
SELECT results_eq($$SELECT round(sum(by_wave)::numeric, 6) FROM people GROUP BY wave ORDER BY wave$$, $$SELECT round(sum(w0)::numeric, 6) FROM people GROUP BY wave ORDER BY wave$$,
    'and keeps its sum of weights');
SELECT rake_survey('people', :'targets', 'wave_two', filter => 'wave = 2') \g /dev/null
SELECT results_eq($$SELECT count(*) FROM people WHERE wave_two IS DISTINCT FROM NULL AND wave <> 2$$, $$VALUES (0::bigint)$$, 'who is filtered out has no weight');
SELECT cmp_ok((SELECT max(abs(wave_two / by_wave - 1)) FROM people WHERE wave = 2), '<', 1e-9::float8, 'a wave alone is weighted as among others');
SELECT results_eq($$SELECT domain, value::bigint FROM survey_weight_report('people', 'by_wave', '{wave}') WHERE item = 'respondents' ORDER BY 1$$,
    $$SELECT wave::text, count(*) FROM people GROUP BY wave ORDER BY 1$$, 'the report counts each wave');
SELECT results_eq($$SELECT domain, round(value::numeric, 8) FROM survey_weight_report('people', 'by_wave', '{wave}') WHERE item = 'effective base' ORDER BY 1$$,
    $$SELECT wave::text, round((sum(by_wave) ^ 2 / sum(by_wave ^ 2))::numeric, 8) FROM people GROUP BY wave ORDER BY 1$$, 'and its effective base');
SELECT is((SELECT bool_and(remark = 'met') FROM survey_weight_report('people', 'by_wave', '{wave}') WHERE section = 'margin'), true, 'and finds every margin met');

-- limits
SELECT rake_survey('people', :'targets', 'limited', base => '1', trim_to => '{0.5, 1.6}') \g /dev/null
SELECT ok((SELECT min(limited) >= 0.5 AND max(limited) <= 1.6 FROM people), 'trimmed raking keeps its limits exactly');
SELECT cmp_ok(greatest(missed('limited', 'age', '{0.15, 0.2, 0.2, 0.25, 0.2}'), missed('limited', 'sex', '{0.48, 0.52}')), '<', 1e-10::float8, 'and the margins');
SELECT trim_survey_weights('people', 'trimmed', 'raked', upper => 1.5, strict => true, set_weight => false) \g /dev/null
SELECT ok((SELECT max(trimmed) <= 1.5 AND abs(sum(trimmed) / sum(raked) - 1) < 1e-12 FROM people), 'trimming keeps its limit and the sum');
SELECT is((SELECT count(DISTINCT round((trimmed - raked)::numeric, 9)) FROM people WHERE trimmed < 1.5), 1::bigint, 'everybody who is not cut gets the same amount');

-- replicate weights
CREATE TABLE jackknife AS SELECT id, sex, age, region, w0, CASE WHEN id % 5 = 0 THEN 0 ELSE w0 * 1.25 END AS rw1, CASE WHEN id % 5 = 1 THEN 0 ELSE w0 * 1.25 END AS rw2,
    CASE WHEN id % 5 = 2 THEN 0 ELSE w0 * 1.25 END AS rw3, CASE WHEN id % 5 = 3 THEN 0 ELSE w0 * 1.25 END AS rw4, CASE WHEN id % 5 = 4 THEN 0 ELSE w0 * 1.25 END AS rw5 FROM people;
SELECT register_survey('jackknife', 'jackknife', '{"weight": "w0", "variables": [{"name": "sex", "measure": "nominal"}, {"name": "age", "measure": "nominal"}, {"name": "region", "measure": "nominal"}],
    "replicates": {"columns": "rw*", "type": "JK1", "scale": 0.8}}') \g /dev/null
SELECT rake_survey('jackknife', '{"sex": {"1": 1900, "2": 2100}, "region": {"1": 1000, "2": 1000, "3": 1000, "4": 1000}}', 'w') \g /dev/null
SELECT cmp_ok((SELECT max(abs(r - 1000)) FROM (SELECT sum(w_r3) AS r FROM jackknife GROUP BY region) s), '<', 1e-6::float8, 'a replicate meets the margins');
SELECT is((SELECT count(*) FROM jackknife WHERE (rw4 = 0) <> (w_r4 = 0)), 0::bigint, 'and leaves out whom it left out');
SELECT is((SELECT replicates ->> 'columns' FROM mlops_survey.design JOIN mlops_survey.survey ON id = survey_id WHERE name = 'jackknife'),
    '["w_r1", "w_r2", "w_r3", "w_r4", "w_r5"]', 'the survey goes on with the new replicates');
SELECT cmp_ok((SELECT max(std_error) FROM survey_total('jackknife', '{sex}')), '<', 1e-4::float8, 'what is fixed does not vary');
SELECT rake_survey('jackknife', '{"sex": {"1": 2000, "2": 2000}}', 'w', replace => true) \g /dev/null
SELECT cmp_ok((SELECT abs(sum(w_r2) - 2000) FROM jackknife WHERE sex = 1), '<', 1e-6::float8, 'weighting again starts from the first replicates');

-- standard errors know the margins
SELECT rake_survey('people', :'targets', 'raked', replace => true) \g /dev/null
SELECT cmp_ok((SELECT max(std_error) FROM survey_total('people', '{region,sex}')), '<', 1e-6::float8, 'totals of the margins have no variance left');

-- cross tables and estimates by name, which R was compared with, give one standard error: elements, strata of them, clusters
ALTER TABLE people ADD stratum int, ADD cluster int, ADD answer int;
UPDATE people SET stratum = 1 + id % 4, cluster = id % 4 * 100 + id % 37, answer = 1 + (id * 7919 % 11 + sex * 3 + age) % 4;
SELECT register_survey(d, 'people', '{"weight": "w0", "variables": [
    {"name": "sex", "measure": "nominal", "values": {"1": "Men", "2": "Women"}}, {"name": "age", "measure": "ordinal"}, {"name": "answer", "measure": "nominal"},
    {"name": "region", "measure": "nominal", "values": {"1": "North", "2": "South", "3": "East", "4": "West"}}, {"name": "wave", "measure": "ordinal"}]}'::jsonb
    || jsonb_build_object('design', design))
FROM (VALUES ('element', '{}'::jsonb), ('stratified', '{"strata": ["stratum"]}'), ('clustered', '{"strata": ["stratum"], "clusters": ["cluster"], "nest": true}')) v (d, design) \g /dev/null
SELECT rake_survey(d, :'targets', d || '_w') FROM unnest('{element,stratified,clustered}'::text[]) d \g /dev/null
SELECT cmp_ok((SELECT max(abs(x.std_error / 100 / m.std_error - 1)) FROM survey_crosstab(d, '{answer}', '{wave}', filter => 'region > 1') x,
        survey_mean(d, '{answer}', by => '{wave}', filter => 'region > 1') m WHERE x.row_label = m.category AND x.column_label = m.domain_label), '<', 1e-12::float8,
    'cross tables of a raked survey have the standard errors of its estimates: ' || d)
FROM unnest('{element,stratified,clustered}'::text[]) d;

-- nothing is left of what failed
SELECT throws_ok($$SELECT rake_survey('people', '{"sex": {"Men": 0.5}}', 'failed')$$, '22023');
SELECT throws_ok($$SELECT calibrate_survey('people', '{"income": {"mean": 1000}}', 'failed', method => 'logit', bounds => '{0.5, 2}', total => 4000)$$, '22023');
SELECT hasnt_column('people', 'failed', 'no column is left behind');
SELECT is_empty($$SELECT FROM mlops_survey.variable WHERE name = 'failed'$$, 'nor an entry in the codebook');

-- rows that the weighting saw are the rows that it writes, wherever they lie
DELETE FROM people WHERE id % 3 = 0;
UPDATE people SET income = income + 1 WHERE id % 2 = 0;
SELECT poststratify_survey('people', '{"sex": {"Men": 100, "Women": 100}}', 'moved', base => '1') \g /dev/null
SELECT results_eq($$SELECT DISTINCT sex, round(moved::numeric, 9) FROM people ORDER BY sex$$,
    $$SELECT sex, round((100.0 / count(*))::numeric, 9) FROM people GROUP BY sex ORDER BY sex$$, 'every row gets its own weight');
SELECT * FROM finish();
