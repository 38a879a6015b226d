-- Numeric targets: the sum of the weights is one of its own, the weights as written meet them all, and the report says so.
SELECT plan(24);
\set QUIET on
SET client_min_messages = warning;
CREATE TABLE cm AS SELECT i AS id, 1 + i % 2 AS g, (i % 10)::float8 AS x, (i * 7 % 13)::float8 AS y, 1.0::float8 AS w FROM generate_series(1, 40) i;
SELECT register_survey('cm', 'cm', '{"weight": "w", "respondent": "id", "variables": [{"name": "g", "measure": "nominal", "values": {"1": "A", "2": "B"}},
    {"name": "x", "measure": "scale"}, {"name": "y", "measure": "scale"}, {"name": "w", "measure": "scale"}]}') \g /dev/null

-- R survey 4.1-1: calibrate(svydesign(~1, weights = ~w, data = cm), ~x, c(`(Intercept)` = 40, x = 340)); svymean(~y, .): 5.59466, SE 1.043438
SELECT calibrate_survey('cm', '{"x": {"mean": 8.5}}', 'wl', base => 'w', set_weight => false) \g /dev/null
SELECT is((SELECT round(sum(wl)::numeric, 8) FROM cm), 40.0, 'a mean alone leaves the sum of the weights');
SELECT is((SELECT round((sum(wl * x) / sum(wl))::numeric, 8) FROM cm), 8.5, 'and is met');
SELECT is((SELECT round((sum(wl * y) / sum(wl))::numeric, 4) FROM cm), 5.5947, 'as by R');

SELECT calibrate_survey('cm', '{"x": {"mean": 5}, "y": {"mean": 5}}', 'w2', base => 'w', method => 'raking', set_weight => false) \g /dev/null
SELECT is((SELECT round(sum(w2)::numeric, 6) FROM cm), 40.0, 'two means, raking distance: the sum');
SELECT is((SELECT round((sum(w2 * x) / sum(w2))::numeric, 6) FROM cm), 5.0, 'the first mean');
SELECT is((SELECT round((sum(w2 * y) / sum(w2))::numeric, 6) FROM cm), 5.0, 'the second mean');

SELECT calibrate_survey('cm', '{"x": {"mean": 5}}', 'w3', base => 'w', within => '{g}', method => 'logit', bounds => '{0.1, 5}', set_weight => false) \g /dev/null
SELECT is((SELECT array_agg(round(s::numeric, 6) ORDER BY g) FROM (SELECT g, sum(w3) AS s FROM cm GROUP BY g) b), '{20, 20}'::numeric[], 'within groups each keeps its sum');
SELECT is((SELECT array_agg(round(m::numeric, 6) ORDER BY g) FROM (SELECT g, sum(w3 * x) / sum(w3) AS m FROM cm GROUP BY g) b), '{5, 5}'::numeric[], 'and meets the mean');

SELECT calibrate_survey('cm', '{"x": 200}', 'w4', base => 'w', same_within => 'y', set_weight => false) \g /dev/null
SELECT is((SELECT round(sum(w4)::numeric, 6) FROM cm), 40.0, 'a total alone, one factor within clusters: the sum');
SELECT is((SELECT round(sum(w4 * x)::numeric, 6) FROM cm), 200.0, 'and the total');

-- the report has a line for each
SELECT is((SELECT count(*) FROM survey_weight_report('cm', 'w2') WHERE section = 'margin'), 2::bigint, 'the report has a line for each numeric target');
SELECT is((SELECT array_agg(format('%s %s %s %s', item, category, round(value::numeric, 6), remark) ORDER BY item) FROM survey_weight_report('cm', 'w2') WHERE section = 'margin'),
    '{"x mean 5.000000 met: 5","y mean 5.000000 met: 5"}', 'with what was reached');
SELECT is((SELECT round(before_percent::numeric, 6) FROM survey_weight_report('cm', 'w2') WHERE section = 'margin' AND item = 'x'), 90.0, 'before in percent of the target: 4.5 of 5');
SELECT is((SELECT round(after_percent::numeric, 6) FROM survey_weight_report('cm', 'w2') WHERE section = 'margin' AND item = 'x'), 100.0, 'and after');
SELECT is((SELECT format('%s %s', round(value::numeric, 6), remark) FROM survey_weight_report('cm', 'w4') WHERE section = 'margin' AND item = 'x'), '200.000000 met: 200', 'a total too');
SELECT is((SELECT array_agg(format('%s %s', domain, round(value::numeric, 6)) ORDER BY domain) FROM survey_weight_report('cm', 'w3', '{g}') WHERE section = 'margin'),
    '{"A 5.000000","B 5.000000"}', 'by groups as they were weighted');
-- who changes the answers afterwards reads it there
UPDATE cm SET x = x + 1 WHERE id = 1;
SELECT is((SELECT remark ~ '^off by \+' FROM survey_weight_report('cm', 'w4') WHERE section = 'margin'), true, 'a target that is missed is said to be');
UPDATE cm SET x = x - 1 WHERE id = 1;

-- the variance knows that the total is fixed: R: SE 1.043438 of the mean of y after calibration to x (weights within bounds give it too)
SELECT calibrate_survey('cm', '{"x": {"mean": 5.0}}', 'w5', base => 'w', method => 'raking') \g /dev/null
SELECT is((SELECT round(std_error::numeric, 9) FROM survey_total('cm', '{x}')), 0.0, 'the total of a calibrated number does not vary');
SELECT is((SELECT round(std_error::numeric, 9) FROM survey_mean('cm', '{x}')), 0.0, 'nor does its mean');

-- what cannot be met together is refused with a word on the total
SELECT throws_like($$SELECT calibrate_survey('cm', '{"w": 50}', 'bad', base => 'w')$$, '%the total of "w" is collinear with the other targets%', 'a total against that of the weights');
-- accepted without convergence: said aloud
SELECT is((SELECT bool_or(converged) FROM calibrate_survey('cm', '{"x": {"mean": 8.9}}', 'bounded', base => 'w', bounds => '{0.9, 1.1}', unconverged => 'keep')), false, 'what is kept unconverged is not said to have converged');

-- percents are of those with an answer, in both reports; who has none has a line with counts.  Of 40, 4 have none; of the 36 others 18 answer 1 (half)
CREATE TABLE gaps AS SELECT i AS id, CASE WHEN i % 10 > 0 THEN 1 + (i % 10 > 5)::int + (i % 10 = 9)::int END AS a, i % 2 = 0 AS m_1, i % 3 = 0 AS m_2 FROM generate_series(1, 40) i;
SELECT register_survey('gaps', 'gaps', '{"respondent": "id", "variables": [{"name": "a", "values": {"1": "One", "2": "Two", "3": "Three"}}],
    "sets": [{"name": "m", "members": [{"variable": "m_1", "label": "SQL"}, "m_2"]}]}') \g /dev/null
CREATE TABLE raked AS SELECT * FROM rake_survey('gaps', '{"a": {"One": 0.5, "Two": 0.3, "Three": 0.2}}', 'w', base => '1', missing => 'category');
SELECT is((SELECT string_agg(concat_ws(' ', category, n, round(target_percent::numeric, 6), round(before_percent::numeric, 6), round(after_percent::numeric, 6)), ', ' ORDER BY category) FROM raked),
    '(missing) 4, One 20 50.000000 55.555556 50.000000, Three 4 20.000000 11.111111 20.000000, Two 12 30.000000 33.333333 30.000000', 'the report of raking');
SELECT is((SELECT string_agg(concat_ws(' ', category, value, round(target_percent::numeric, 6), round(before_percent::numeric, 6), round(after_percent::numeric, 6)), ', ' ORDER BY category) FROM survey_weight_report('gaps', 'w') WHERE section = 'margin'),
    'One 20 50.000000 55.555556 50.000000, Three 4 20.000000 11.111111 20.000000, Two 12 30.000000 33.333333 30.000000', 'and that of the weight');
-- options of a set are targets by themselves
CREATE FUNCTION hint_of(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE message text; hint text;
BEGIN
    EXECUTE call;
    RETURN 'ok';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
    RETURN message || ' | ' || hint;
END $$;
SELECT is(hint_of($$ SELECT rake_survey('gaps', '{"m": {"SQL": 0.5}}', 'v') $$),
    '"m" is a response set of survey "gaps", not a variable | Each of its options is a target of its own, such as {"m_1": {"Yes": 0.4, "No": 0.6}}: m_1 ("SQL"), m_2 ("m_2").', 'a set names its options');
SELECT * FROM finish();
