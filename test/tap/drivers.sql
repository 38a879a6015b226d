-- Importance of drivers by plain SQL and under designs, and its errors.  The reference results are in test/oracle/drivers.sql.
SELECT plan(19);
\ir include/near.psql
\set QUIET 1
SET client_min_messages = warning;
CREATE TABLE guest AS SELECT i AS id, i / 30 AS stratum, i / 6 AS cluster, 1 + i % 2 AS sex, 1 + (i * 7 % 5)::float8 / 4 AS w, 1 + (i * 37 % 11) * 5 / 11 AS room, 1 + (i * 53 % 13) * 5 / 13 AS food,
    CASE WHEN i % 29 <> 0 THEN (i * 17 % 10)::float8 END AS price FROM generate_series(0, 179) i;
ALTER TABLE guest ADD liked float8, ADD food_twice float8, ADD constant float8 DEFAULT 3;
UPDATE guest SET liked = room + 0.6 * food - 0.1 * coalesce(price, 0) + (id * 29 % 7), food_twice = 2 * food + 1;
SELECT register_survey('guest', 'guest', '{"weight": "w", "respondent": "id", "design": {"strata": ["stratum"], "clusters": ["cluster"]}, "variables": [{"name": "sex", "measure": "nominal", "values": {"1": "m", "2": "f"}},
    {"name": "room", "label": "How was the room?", "measure": "ordinal", "points": 5}, {"name": "food", "measure": "ordinal", "points": 5}, {"name": "price", "measure": "scale"}, {"name": "liked", "measure": "scale"},
    {"name": "food_twice", "measure": "scale"}, {"name": "constant", "measure": "scale"}]}') IS NULL \g /dev/null

-- two drivers without weights: R2 of each order by SQL's own correlations
CREATE VIEW two AS SELECT a, b, c, (a * a + b * b - 2 * a * b * c) / (1 - c * c) AS r2 FROM (SELECT corr(liked, room) AS a, corr(liked, food) AS b, corr(room, food) AS c FROM guest) s;
CREATE TEMP TABLE shapley AS SELECT * FROM survey_drivers('guest', 'liked', '{room,food}', weight => 'none');
SELECT near(r2, (SELECT r2 FROM two), 'R2', 1e-10) FROM shapley WHERE driver = 'room';
SELECT near(importance, (SELECT (a * a + r2 - b * b) / 2 FROM two), 'Shapley''s value: the mean of both orders', 1e-10) FROM shapley WHERE driver = 'room';
SELECT near(sum(importance), max(r2), 'the values add up to R2') FROM shapley;
SELECT near(sum(share), 1, 'and their shares to 1') FROM shapley;
SELECT near(d.importance, s.importance, 'relative weights of two drivers are the same', 1e-10) FROM survey_drivers('guest', 'liked', '{room,food}', 'relative-weights', weight => 'none') d JOIN shapley s USING (driver) WHERE driver = 'room';
SELECT near(importance, (SELECT (a - b * c) / (1 - c * c) FROM two), 'standardised coefficient', 1e-10) FROM survey_drivers('guest', 'liked', '{room,food}', 'standardized', weight => 'none') WHERE driver = 'room';
SELECT near(coefficient, (SELECT regr_slope(liked, room) FROM guest), 'the coefficient in units', 1e-10) FROM survey_drivers('guest', 'liked', '{room}', weight => 'none');
SELECT is((SELECT string_agg(format('%s %s %s %s', driver, label, rank, sign), ', ') FROM survey_drivers('guest', 'liked', '{price,room}')), 'price price 2 -1, room How was the room? 1 1', 'names, labels, ranks and signs');

-- under the design
SELECT near(d.importance, c.estimate, 'a correlation is that of survey_correlation', 1e-10) FROM survey_drivers('guest', 'liked', '{room}', 'correlation') d, survey_correlation('guest', '{liked,room}') c;
SELECT near(d.std_error, c.std_error, 'with its error', 1e-9) FROM survey_drivers('guest', 'liked', '{room}', 'correlation') d, survey_correlation('guest', '{liked,room}') c;
SELECT is((SELECT string_agg(DISTINCT format('%s %s', domain_label, n), ', ') FROM survey_drivers('guest', 'liked', '{room,price}', by => '{sex}')),
    (SELECT string_agg(format('%s %s', CASE sex WHEN 1 THEN 'm' ELSE 'f' END, n), ', ' ORDER BY sex DESC) FROM (SELECT sex, count(price) AS n FROM guest GROUP BY sex) s), 'by domain, complete answers only');
SELECT is((SELECT bool_and(conf_low >= 0 AND conf_low < importance AND importance < conf_high) FROM survey_drivers('guest', 'liked', '{room,food,price}')), true, 'intervals of what cannot be negative');
-- by hand: R2 of y = x is 1 whatever the weights, and known
SELECT is((SELECT format('%s %s', round(importance::numeric, 9), round(std_error::numeric, 9)) FROM survey_drivers('guest', 'food_twice', '{food}')), '1.000000000 0.000000000', 'what is explained wholly');

-- errors
SELECT throws_ok($$SELECT survey_drivers('guest', 'liked', '{food,room,food_twice}')$$, '22023', 'driver "food_twice" is a linear function of those before it', 'a driver twice in other words');
SELECT throws_ok($$SELECT survey_drivers('guest', 'liked', '{food,constant}')$$, '22023', 'variable "constant" does not vary', 'a constant');
SELECT throws_ok($$SELECT survey_drivers('guest', 'liked', '{sex}')$$, '42809', 'variable "sex" is nominal: its answers are not numbers', 'a category');
SELECT throws_ok($$SELECT survey_drivers('guest', 'liked', '{food,room}', filter => 'id < 3')$$, '22023', '3 respondents have answered all of the 3 variables: too few', 'too few');
SELECT throws_ok($$SELECT survey_drivers('guest', 'liked', '{food}', 'importance')$$, '22023', 'method must not be "importance"', 'no such method');
SELECT is((SELECT string_agg(DISTINCT remark, ', ') FROM survey_drivers('guest', 'liked', '{food,constant}', by => '{sex}')), 'variable "constant" does not vary', 'by domain that is a remark');
SELECT * FROM finish();
