-- Weighting by name.  Expected weights: R 4.2.2, survey 4.1-1, on the twelve respondents, which are made up;
-- what is by hand says so.
\pset null '-'
SET client_min_messages = warning;
CREATE TABLE twelve (id int PRIMARY KEY, sex smallint, age smallint, income float8, w float8, wave smallint);
INSERT INTO twelve VALUES (1, 1, 1, 10, 1, 1), (2, 1, 2, 25, 2, 1), (3, 1, 3, 31, 1.5, 1), (4, 2, 1, 12, 1, 1), (5, 2, 2, 28, 1, 1),
    (6, 2, 3, 40, 2.5, 1), (7, 1, 1, 9, 3, 2), (8, 2, 2, 22, 1, 2), (9, 1, 3, 35, 1, 2), (10, 2, 3, 38, 2, 2), (11, 2, 1, 14, 1, 2),
    (12, 1, 2, 20, 1.5, 2);
SELECT variables FROM register_survey('twelve', 'twelve', '{"weight": "w", "variables": [
    {"name": "sex", "measure": "nominal", "values": {"1": "Male", "2": "Female"}},
    {"name": "age", "measure": "ordinal", "values": {"1": "18-34", "2": "35-54", "3": "55+"}, "missing": {"9": "Refused"}},
    {"name": "wave", "measure": "ordinal", "values": {"1": "Spring", "2": "Autumn"}},
    {"name": "income", "measure": "scale"}, {"name": "w", "measure": "scale"}, {"name": "id", "measure": "scale"}]}');

-- categories by label or code; a report line per category
SELECT domain, variable, category, n, target, before, round(after::numeric, 8) AS after, round(target_percent::numeric, 4) AS target_percent,
    round(before_percent::numeric, 4) AS before_percent, round(after_percent::numeric, 4) AS after_percent, converged
FROM rake_survey('twelve', '{"sex": {"Male": 9, "2": 11}, "age": {"18-34": 6, "35-54": 7, "3": 7}}', 'raked');
-- R rake: 0.849949392 2.134392372 1.119009469 1.300101216 1.632406674 2.852769011 2.549848175 1.632406674 0.746006312 2.282215208 1.300101216 1.600794279
SELECT string_agg(round(raked::numeric, 9)::text, ' ' ORDER BY id) FROM twelve;
SELECT weight FROM mlops_survey.survey WHERE name = 'twelve';
SELECT name, measure, label, properties -> 'weighting' ->> 'base' AS base, properties -> 'weighting' ->> 'method' AS method
FROM mlops_survey.variable WHERE name = 'raked';
SELECT round(raked::numeric, 6), sex FROM twelve_labels WHERE id = 1;
SELECT DISTINCT variable FROM twelve_long ORDER BY 1;

-- the design weight stays the start, whatever the survey's weight is by now
-- R postStratify: 1 2.54545454545455 1.5 1 1.27272727272727 2.5 3 1.27272727272727 1 2 1 1.90909090909091
SELECT category, n, target, before, round(after::numeric, 9) AS after, iterations
FROM poststratify_survey('twelve', '{"age": {"18-34": 6, "35-54": 7, "55+": 7}}', 'post', set_weight => false);
SELECT string_agg(round(post::numeric, 9)::text, ' ' ORDER BY id) FROM twelve;
SELECT weight FROM mlops_survey.survey WHERE name = 'twelve';

-- R calibrate: linear 1.025480554 1.668786832 1.136937841 1.518926045 ...; logit 1.011468016 1.670127339 ...; raking 1.000477045 1.687921790 ...
SELECT variable, category, n, target, before, round(after::numeric, 8) AS after, target_percent
FROM calibrate_survey('twelve', '{"sex": {"Male": 9, "Female": 11}, "income": 480}', 'greg', set_weight => false);
SELECT count(*) FROM calibrate_survey('twelve', '{"sex": {"Male": 9, "Female": 11}, "income": {"mean": 24}}', 'expo', method => 'raking', set_weight => false);
SELECT count(*) FROM calibrate_survey('twelve', '{"sex": {"Male": 9, "Female": 11}, "income": 480}', 'logit', method => 'logit', bounds => '{0.5, 2}', set_weight => false);
SELECT string_agg(round(greg::numeric, 9)::text, ' ' ORDER BY id) AS greg FROM twelve;
SELECT string_agg(round(expo::numeric, 9)::text, ' ' ORDER BY id) AS expo FROM twelve;
SELECT string_agg(round(logit::numeric, 9)::text, ' ' ORDER BY id) AS logit FROM twelve;

-- R trimWeights(upper = 1.8, strict = TRUE): 1.2875 1.8 1.7875 1.2875 1.2875 1.8 1.8 1.2875 1.2875 1.8 1.2875 1.7875
SELECT n, lower_limit, upper_limit, raised, lowered, rounds, sum_before, sum_after, max_before, max_after
FROM trim_survey_weights('twelve', 'trimmed', 'w', upper => 1.8, strict => true, set_weight => false);
SELECT string_agg(trimmed::text, ' ' ORDER BY id) FROM twelve;
-- by hand: 2.3 is cut off and shared by weights of 9
SELECT raised, lowered, sum_after FROM trim_survey_weights('twelve', 'trimmed', 'w', upper => 1.8, excess => 'proportional', replace => true, set_weight => false);
SELECT round(trimmed::numeric, 9) AS trimmed, round((1 + 2.3 / 9)::numeric, 9) AS by_hand FROM twelve WHERE id = 1;

-- shares, percentages, a crossing as nested or flat names; shares keep the sample's sum of weights
SELECT variable, category, n, round(target::numeric, 6) AS target, round(after::numeric, 6) AS after
FROM poststratify_survey('twelve', '{"sex*age": {"Male": {"18-34": 0.1, "35-54": 0.2, "55+": 0.2}, "Female": {"18-34": 0.1, "35-54": 0.2, "55+": 0.2}}}', 'crossed', set_weight => false);
SELECT variable, category, round(after::numeric, 6) AS after
FROM rake_survey('twelve', '{"sex * age": {"Male*18-34": 10, "Male*35-54": 20, "1*55+": 20, "Female * 18-34": 10, "Female*2": 20, "Female*55+": 20},
    "wave": {"Spring": 0.5, "Autumn": 0.5}}', 'crossed', replace => true, set_weight => false, base => '1');

-- within groups: the same targets for all, or each its own
SELECT domain, variable, category, n, round(target::numeric, 6) AS target, round(after::numeric, 6) AS after
FROM rake_survey('twelve', '{"sex": {"Male": 0.5, "Female": 0.5}}', 'waves', within => '{wave}', set_weight => false);
SELECT domain, variable, category, n, target, round(after::numeric, 6) AS after
FROM rake_survey('twelve', '{"Spring": {"sex": {"Male": 40, "Female": 60}}, "2": {"age": {"18-34": 10, "35-54": 10, "55+": 5}}}', 'waves',
    within => '{wave}', replace => true, set_weight => false);

-- targets from a table
CREATE TABLE census (variable text, category text, people float8);
INSERT INTO census VALUES ('sex', 'Male', 9000), ('sex', 'Female', 11000), ('income', NULL, 480000);
SELECT survey_targets(variable, category, people) FROM census;
SELECT variable, category, round(after::numeric, 6) AS after
FROM calibrate_survey('twelve', (SELECT survey_targets(variable, category, people) FROM census), 'census', set_weight => false);

-- trimmed raking: weights within 0.8 to 1.3 of their mean, and the margins met
SELECT bool_and(converged), max(abs(after - target)) < 1e-8 AS met
FROM rake_survey('twelve', '{"sex": {"Male": 0.45, "Female": 0.55}, "age": {"18-34": 0.3, "35-54": 0.4, "55+": 0.3}}', 'capped', base => '1', trim_to => '{0.8, 1.3}', set_weight => false);
SELECT min(capped) >= 0.8 AND max(capped) <= 1.3 AS within_limits FROM twelve;

-- missing answers: fail, a category that keeps its share, no weight; a filter; a base weight of NULL
CREATE TABLE gaps AS SELECT * FROM twelve;
UPDATE gaps SET age = CASE id WHEN 1 THEN 9 ELSE NULL END WHERE id IN (1, 2);
ALTER TABLE gaps DROP raked, DROP post, DROP greg, DROP expo, DROP logit, DROP trimmed, DROP crossed, DROP waves, DROP census, DROP capped, DROP w;
SELECT variables FROM register_survey('gaps', 'gaps', '{"variables": [
    {"name": "sex", "measure": "nominal", "values": {"1": "Male", "2": "Female"}},
    {"name": "age", "measure": "ordinal", "values": {"1": "18-34", "2": "35-54", "3": "55+"}, "missing": {"9": "Refused"}},
    {"name": "wave", "measure": "ordinal"}, {"name": "income", "measure": "scale"}, {"name": "id", "measure": "scale"}]}');
\set VERBOSITY default
SELECT * FROM rake_survey('gaps', '{"age": {"18-34": 0.25, "35-54": 0.5, "55+": 0.25}}', 'w');
SELECT category, n, round(target::numeric, 6) AS target, round(after::numeric, 6) AS after
FROM rake_survey('gaps', '{"age": {"18-34": 0.25, "35-54": 0.5, "55+": 0.25}}', 'w', missing => 'category');
SET client_min_messages = notice;
SELECT category, n, target, round(after::numeric, 6) AS after
FROM rake_survey('gaps', '{"age": {"18-34": 0.25, "35-54": 0.5, "55+": 0.25}}', 'w', missing => 'leave', replace => true);
SET client_min_messages = warning;
SELECT count(*) FILTER (WHERE w IS NULL) AS without, sum(w) FROM gaps;
SELECT category, n, target, after
FROM rake_survey('gaps', '{"sex": {"Male": 3, "Female": 3}}', 'w', filter => 'wave = 2', replace => true, others => 'null');
SELECT count(*) FILTER (WHERE w IS NULL) AS without, sum(w) FROM gaps;

-- linear calibration may go below 0, and says so
SELECT n, target, round(after::numeric, 6) AS after FROM calibrate_survey('gaps', '{"income": {"mean": 10}}', 'w', total => 12, replace => true);

-- what the weight looks like; quantiles and Kish's numbers: R
SELECT section, item, category, round(value::numeric, 6) AS value, round(before_percent::numeric, 4) AS before, target_percent AS target,
    round(after_percent::numeric, 4) AS after, CASE WHEN section <> 'making' THEN remark END AS remark
FROM survey_weight_report('twelve', 'raked');
SELECT domain, item, category, value, round(before_percent::numeric, 4) AS before, round(target_percent::numeric, 4) AS target,
    round(after_percent::numeric, 4) AS after, remark
FROM survey_weight_report('twelve', 'waves', by => '{wave}') WHERE section = 'margin';
SELECT count(*) FROM survey_weight_report('twelve', by => '{sex,wave}');

-- Bad input: a named error each, and nothing written
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": 0.49, "Female": 0.5}}', 'bad');
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": 49, "Female": 50}}', 'bad');
SELECT count(*) FROM rake_survey('twelve', '{"sex": {"Male": 49, "Female": 50}}', 'counted', unit => 'count', set_weight => false);
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": 490, "Female": 510}, "age": {"1": 300, "2": 300, "3": 300}}', 'bad');
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": 0.49, "Female": 0.51}, "age": {"1": 300, "2": 300, "3": 300}}', 'bad', total => 1000);
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": 1}}', 'bad');
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": 0.4, "Female": 0.4, "3": 0.2}}', 'bad');
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": 0.4, "Femal": 0.6}}', 'bad');
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": 0.4, "1": 0.6}}', 'bad');
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": -0.4, "Female": 1.4}}', 'bad');
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": "half", "Female": 0.5}}', 'bad');
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": 0, "Female": 0}}', 'bad');
SELECT * FROM rake_survey('twelve', '{"sex": {}}', 'bad');
SELECT * FROM rake_survey('twelve', '{}', 'bad');
SELECT * FROM rake_survey('twelve', '[1]', 'bad');
SELECT * FROM rake_survey('twelve', NULL, 'bad');
SELECT * FROM rake_survey('twelve', '{"seks": {"Male": 0.5, "Female": 0.5}}', 'bad');
SELECT * FROM rake_survey('twelve', '{"income": {"10": 0.5}}', 'bad');
SELECT * FROM rake_survey('twelve', '{"income": 480}', 'bad');
SELECT * FROM rake_survey('twelve', '{"age": {"Refused": 0.1, "1": 0.3, "2": 0.3, "3": 0.3}}', 'bad');
SELECT * FROM rake_survey('twelve', '{"sex*age": {"Male": 0.5, "Female": 0.5}}', 'bad');
SELECT * FROM rake_survey('twelve', '{"sex*sex": {"Male*Male": 1}}', 'bad');
SELECT * FROM poststratify_survey('twelve', '{"sex": {"Male": 0.5, "Female": 0.5}, "age": {"1": 0.3, "2": 0.3, "3": 0.4}}', 'bad');
-- margins that no weights can meet: all men are young here
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": 0.5, "Female": 0.5}, "age": {"1": 0.2, "2": 0.4, "3": 0.4}}', 'bad',
    filter => 'sex = 2 OR age = 1', max_iterations => 50);
SELECT iterations, converged FROM rake_survey('twelve', '{"sex": {"Male": 0.5, "Female": 0.5}, "age": {"1": 0.2, "2": 0.4, "3": 0.4}}', 'kept',
    filter => 'sex = 2 OR age = 1', max_iterations => 50, unconverged => 'keep', set_weight => false) LIMIT 1;
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": 0.2, "Female": 0.8}}', 'bad', trim_to => '{0.9, 1.1}', base => '1', max_iterations => 50);
SELECT * FROM calibrate_survey('twelve', '{"sex": {"Male": 9, "Female": 11}, "income": 480}', 'bad', bounds => '{0.95, 1.05}');
SELECT * FROM calibrate_survey('twelve', '{"sex": {"Male": 9, "Female": 11}, "income": 480}', 'bad', bounds => '{1.2, 2}');
SELECT * FROM calibrate_survey('twelve', '{"sex": {"Male": 9, "Female": 11}}', 'bad', method => 'logit');
SELECT * FROM calibrate_survey('twelve', '{"sex": {"Male": 9, "Female": 11}}', 'bad', method => 'logistic');
SELECT * FROM calibrate_survey('twelve', '{"w": 20, "id": 100, "income": 480, "wave": {"1": 12, "2": 8}, "sex": {"1": 9, "2": 11}, "sex*wave": {"1*1": 5, "1*2": 4, "2*1": 6, "2*2": 5}}', 'bad');
ALTER TABLE twelve ADD twice float8;
UPDATE twelve SET twice = 2 * income;
SELECT variables FROM register_survey('collinear', 'twelve', '{"variables": [{"name": "income", "measure": "scale"}, {"name": "twice", "measure": "scale"}]}');
SELECT * FROM calibrate_survey('collinear', '{"income": 480, "twice": 960}', 'bad');
SELECT drop_survey('collinear', true);
SELECT * FROM rake_survey('twelve', '{"Spring": {"sex": {"Male": 40, "Female": 60}}}', 'bad', within => '{wave}');
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": 0.5, "Female": 0.5}}', 'raked');
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": 0.5, "Female": 0.5}}', 'income', replace => true);
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": 0.5, "Female": 0.5}}', 'raked', base => 'raked', replace => true);
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": 0.5, "Female": 0.5}}', '', replace => true);
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": 0.5, "Female": 0.5}}', 'bad', trim_to => '{3, 0.3}');
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": 0.5, "Female": 0.5}}', 'bad', trim_to => '{3}');
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": 0.5, "Female": 0.5}}', 'bad', total => -1);
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": 0.5, "Female": 0.5}}', 'bad', tolerance => 0);
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": 0.5, "Female": 0.5}}', 'bad', base => 'nobody');
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": 0.5, "Female": 0.5}}', 'bad', filter => 'sex = 7');
SELECT * FROM trim_survey_weights('twelve', 'bad', 'w', upper => 0.5);
SELECT * FROM trim_survey_weights('twelve', 'bad', 'w');
SELECT * FROM trim_survey_weights('gaps', 'bad', 'income', lower => 5, upper => 2);
SELECT * FROM survey_weight_report('gaps', 'nothing');
SELECT count(*) FROM pg_attribute WHERE attrelid = 'twelve'::regclass AND attname = 'bad';
SELECT count(*) FROM mlops_survey.variable WHERE name = 'bad';
UPDATE twelve SET w = -1 WHERE id = 3;
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": 0.5, "Female": 0.5}}', 'bad');
UPDATE twelve SET w = 0 WHERE sex = 2;
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": 0.5, "Female": 0.5}}', 'bad', filter => 'id <> 3');

-- rights: the answers' owner alone
CREATE ROLE weighting_reader;
GRANT SELECT ON twelve TO weighting_reader;
SET ROLE weighting_reader;
SELECT * FROM rake_survey('twelve', '{"sex": {"Male": 0.5, "Female": 0.5}}', 'bad');
RESET ROLE;
REVOKE ALL ON twelve FROM weighting_reader;
DROP ROLE weighting_reader;

-- partitioned answers; a view has no column to write to
CREATE TABLE parts (id int, sex smallint) PARTITION BY LIST (sex);
CREATE TABLE parts_men PARTITION OF parts FOR VALUES IN (1);
CREATE TABLE parts_women PARTITION OF parts FOR VALUES IN (2);
INSERT INTO parts SELECT i, 1 + (i > 2)::int FROM generate_series(1, 6) i;
SELECT variables FROM register_survey('parts', 'parts', '{"variables": [{"name": "sex", "measure": "nominal"}]}');
SELECT category, n, target, after FROM rake_survey('parts', '{"sex": {"1": 0.5, "2": 0.5}}', 'w');
SELECT sex, w FROM parts ORDER BY id;
CREATE VIEW men AS SELECT id, sex FROM parts;
SELECT variables FROM register_survey('men', 'men', '{"variables": [{"name": "sex", "measure": "nominal"}]}');
SELECT * FROM rake_survey('men', '{"sex": {"1": 0.5, "2": 0.5}}', 'w');
SELECT drop_survey(name, true) FROM mlops_survey.survey WHERE name IN ('collinear', 'gaps', 'men', 'parts', 'twelve') ORDER BY name;
DROP TABLE twelve, gaps, census, parts CASCADE;
