-- Choices among products by hand, from long and wide data, simulation, and errors.  The reference results are in test/oracle/conjoint.sql.
SELECT plan(26);
\ir include/near.psql
\set QUIET 1
SET client_min_messages = warning;

-- by hand: two products that differ in the brand only, chosen 30 of 40 against 10, by 8 respondents in 5 tasks each
CREATE TABLE duel AS SELECT r AS person, t AS task, b AS brand, (b = CASE WHEN (r * 5 + t) % 4 = 0 THEN 2 ELSE 1 END)::int AS chosen, 1 + r % 2 AS sex FROM generate_series(0, 7) r, generate_series(0, 4) t, generate_series(1, 2) b;
SELECT register_survey('duel', 'duel', '{"variables": [{"name": "person", "measure": "scale"}, {"name": "task", "measure": "scale"}, {"name": "brand", "measure": "nominal", "values": {"1": "Ajax", "2": "Bolt"}},
    {"name": "chosen", "measure": "scale"}, {"name": "sex", "measure": "nominal", "values": {"1": "m", "2": "f"}}], "tasks": {"brands": {"respondent": "person", "task": "task", "chosen": "chosen", "attributes": ["brand"]}}}') IS NULL \g /dev/null
CREATE TEMP TABLE brands AS SELECT * FROM survey_conjoint('duel', 'brands');
SELECT is((SELECT string_agg(format('%s %s %s %s', level, shown, chosen, importance), ', ' ORDER BY level) FROM brands), 'Ajax 40 30 1, Bolt 40 10 1', 'counts, and the importance of the only attribute');
SELECT near((SELECT utility FROM brands WHERE level = 'Bolt'), ln(1.0 / 3), 'the part-worth is the log of the odds', 1e-10);
SELECT near((SELECT centred FROM brands WHERE level = 'Ajax'), ln(3.0) / 2, 'about the mean', 1e-10);
CREATE TABLE share AS SELECT person, avg(chosen) AS p FROM duel WHERE brand = 1 GROUP BY person;
SELECT near((SELECT std_error FROM brands WHERE level = 'Bolt'), (SELECT sqrt(8.0 / 7 * sum(((p - 0.75) / 8) ^ 2)) / (0.75 * 0.25) FROM share), 'its error is by respondent', 1e-9);
SELECT near((SELECT hit_rate FROM brands LIMIT 1), 0.75, 'hits', 1e-12);
SELECT is((SELECT string_agg(format('%s %s', product, round(share::numeric, 9)), ', ') FROM survey_conjoint_shares('duel', 'brands', '[{"name": "ours", "brand": "Ajax"}, {"name": "theirs", "brand": 2}]')), 'ours 0.750000000, theirs 0.250000000', 'the shares of both are those of the choices');
-- of two products the share is a logistic of the part-worth: its error p (1 - p) times that
SELECT near((SELECT std_error FROM survey_conjoint_shares('duel', 'brands', '[{"brand": "Ajax"}, {"brand": "Bolt"}]') LIMIT 1), (SELECT std_error * 0.75 * 0.25 FROM brands WHERE level = 'Bolt'), 'and their error', 1e-9);
SELECT is((SELECT string_agg(format('%s %s', product, share), ', ') FROM survey_conjoint_shares('duel', 'brands', '[{"brand": "Ajax"}, {"name": "copy", "brand": "Ajax"}, {"brand": "Bolt"}]', 'first-choice')), 'product 1 0.5, copy 0.5, product 3 0', 'first choice: equal products share');
SELECT is((SELECT count(*)::int FROM survey_conjoint('duel', 'brands', by => '{sex}')), 4, 'by domain');

-- the same answers long and wide, with a number, none, and gaps
CREATE TABLE wide AS SELECT r AS person, 1 + r % 3 AS w, 1 + r % 3 AS b11, 1 + (r / 2) % 3 AS b12, (2 + r % 4)::float8 AS p11, (2 + (r * 3) % 4)::float8 AS p12, 1 + (r / 3) % 3 AS b21, 1 + (r + 1) % 3 AS b22, (2 + (r / 2) % 4)::float8 AS p21, (2 + (r * 5 + 1) % 4)::float8 AS p22,
    1 + (r * 7 + r / 3) % 3 AS c1, CASE WHEN r % 7 <> 0 THEN 1 + (r * 5 + r / 4) % 3 END AS c2 FROM generate_series(0, 89) r;
CREATE TABLE long AS SELECT person::bigint * 10000000000 AS person, w, task, a.alternative, brand, price, (alternative = 3)::int AS none, (alternative = chosen)::int AS chosen
FROM wide, LATERAL (VALUES (1, 1, b11, p11, c1), (1, 2, b12, p12, c1), (1, 3, NULL, NULL, c1), (2, 1, b21, p21, c2), (2, 2, b22, p22, c2), (2, 3, NULL, NULL, c2)) a (task, alternative, brand, price, chosen);
CREATE FUNCTION brand(VARIADIC names text[]) RETURNS jsonb LANGUAGE sql RETURN (SELECT jsonb_agg(jsonb_build_object('name', n, 'measure', 'nominal', 'values', '{"1": "Ajax", "2": "Bolt", "3": "Core"}'::jsonb)) FROM unnest(names) n);
CREATE FUNCTION number(VARIADIC names text[]) RETURNS jsonb LANGUAGE sql RETURN (SELECT jsonb_agg(jsonb_build_object('name', n, 'measure', 'scale')) FROM unnest(names) n);
SELECT register_survey('wide', 'wide', jsonb_build_object('weight', 'w', 'variables', brand('b11', 'b12', 'b21', 'b22') || number('p11', 'p12', 'p21', 'p22', 'c1', 'c2'), 'tasks', '{"soap": {"none": true, "tasks": [{"alternatives": [{"brand": "b11", "price": "p11"}, {"brand": "b12", "price": "p12"}], "chosen": "c1"},
    {"alternatives": [{"brand": "b21", "price": "p21"}, {"brand": "b22", "price": "p22"}], "chosen": "c2"}]}}'::jsonb)) IS NULL \g /dev/null
SELECT register_survey('long', 'long', jsonb_build_object('weight', 'w', 'variables', brand('brand') || number('person', 'task', 'price', 'none', 'chosen'), 'tasks', '{"soap": {"respondent": "person", "task": "task", "chosen": "chosen", "none": "none", "attributes": ["brand", "price"]}}'::jsonb)) IS NULL \g /dev/null
CREATE FUNCTION worth(survey text, o jsonb) RETURNS text LANGUAGE sql RETURN (SELECT string_agg(concat_ws(' ', attribute, level, shown, chosen, round(utility::numeric, 9), round(std_error::numeric, 9), round(importance::numeric, 9), round(price::numeric, 8), round(hit_rate::numeric, 9), tasks, n, weighted_n), E'\n') FROM survey_conjoint(survey, 'soap', options => o));
SELECT is(worth('wide', o), worth('long', o), 'long and wide: ' || o::text) FROM unnest(ARRAY['{}', '{"price": "price"}', '{"log": "price"}', '{"levels": ["price"]}']::jsonb[]) o;
SELECT is((SELECT max(tasks) FROM survey_conjoint('wide', 'soap')), (SELECT count(c1) + count(c2) FROM wide), 'tasks without an answer do not count');
SELECT near((SELECT c.price FROM survey_conjoint('wide', 'soap', options => '{"price": "price"}') c WHERE level = 'Bolt'), (SELECT -b.utility / p.utility FROM survey_conjoint('wide', 'soap') b, survey_conjoint('wide', 'soap') p WHERE b.level = 'Bolt' AND p.attribute = 'price'), 'what is paid for a level', 1e-9);
SELECT near(sum(share), 1, 'shares with none add up to 1') FROM survey_conjoint_shares('wide', 'soap', '[{"brand": "Ajax", "price": 3.5}, {"brand": "Bolt", "price": 2}, {"none": true}]');

-- errors
SELECT throws_ok($$SELECT survey_conjoint_shares('wide', 'soap', '[{"brand": "Ajax"}]')$$, '22023', 'product 1 has no "price"', 'a product that is not whole');
SELECT throws_ok($$SELECT survey_conjoint_shares('wide', 'soap', '[{"brand": "Dune", "price": 3}]')$$, '22023', 'attribute "brand" has no level "Dune"', 'no such level');
SELECT throws_ok($$SELECT survey_conjoint_shares('wide', 'soap', '{"brand": "Ajax"}')$$, '22023', 'products must be an array of objects', 'no array');
SELECT throws_ok($$SELECT survey_conjoint('wide', 'soap', options => '{"log": "size"}')$$, '42704', '"log" of the options names no attribute: "size"', 'no such attribute');
SELECT throws_ok($$SELECT survey_conjoint('duel', 'brands', filter => 'NOT (person * 5 + task) % 4 = 0')$$, '22023', 'the utility of level "Bolt" of attribute "brand" is not known: it was always or never chosen', 'a level that was never chosen');
SELECT throws_ok($$SELECT survey_conjoint('duel', '{"respondent": "person", "task": "sex", "chosen": "chosen", "attributes": ["brand"]}')$$, '22000', 'a task has more than one chosen alternative', 'tasks that are not told apart');
-- a mark is 0 or 1: another column is not taken for choices that nobody made
SELECT throws_ok($$SELECT survey_conjoint('long', '{"respondent": "person", "task": "task", "chosen": "alternative", "attributes": ["brand"]}')$$, '22000', 'variable "alternative", "chosen" of the tasks, holds 2', 'a choice that is no mark');
SELECT throws_ok($$SELECT survey_conjoint('long', '{"respondent": "person", "task": "task", "chosen": "chosen", "none": "price", "attributes": ["brand"]}')$$, '22000', NULL, 'none that is no mark');
SELECT throws_ok(format($$SELECT survey_conjoint('long', 'soap', options => '{"%s": "brand"}')$$, key), '42809', format('attribute "brand" is nominal, and "%s" of the options needs a number', key), 'categories have no ' || key) FROM unnest('{log,price}'::text[]) key;
SELECT * FROM finish();
