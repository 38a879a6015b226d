-- MaxDiff by hand, from long and wide data, by domain, and its errors.  The reference results are in test/oracle/maxdiff.sql.
SELECT plan(25);
\ir include/near.psql
\set QUIET 1
SET client_min_messages = warning;

-- by hand: pairs of two items, so the best of two: a against b 30 of 40, by 8 respondents in 5 tasks each
CREATE TABLE pair AS SELECT r AS person, t AS task, i.code AS item, (i.code = CASE WHEN (r * 5 + t) % 4 = 0 THEN 2 ELSE 1 END)::int AS best, (i.code <> CASE WHEN (r * 5 + t) % 4 = 0 THEN 2 ELSE 1 END)::int AS worst, 1 + r % 2 AS sex, 1.0 AS w
FROM generate_series(0, 7) r, generate_series(0, 4) t, (VALUES (1), (2)) i (code);
SELECT register_survey('pair', 'pair', '{"weight": "w", "variables": [{"name": "person", "measure": "scale"}, {"name": "task", "measure": "scale"}, {"name": "item", "measure": "nominal", "values": {"1": "Tea", "2": "Coffee"}},
    {"name": "best", "measure": "scale"}, {"name": "worst", "measure": "scale"}, {"name": "sex", "measure": "nominal", "values": {"1": "m", "2": "f"}}],
    "tasks": {"drinks": {"respondent": "person", "task": "task", "item": "item", "best": "best", "worst": "worst"}}}') IS NULL \g /dev/null
CREATE TEMP TABLE drinks AS SELECT * FROM survey_maxdiff('pair', 'drinks', 'best');
SELECT is((SELECT string_agg(format('%s %s %s %s %s %s', rank, item, shown, best, worst, score), ', ' ORDER BY rank) FROM drinks), '1 Tea 40 30 10 0.5, 2 Coffee 40 10 30 -0.5', 'counts');
SELECT near((SELECT utility FROM drinks WHERE item = 'Coffee'), ln(1.0 / 3), 'the utility is the log of the odds', 1e-10);
SELECT near((SELECT share FROM drinks WHERE item = 'Tea'), 0.75, 'the share of preference that of the choices', 1e-10);
SELECT near((SELECT centred FROM drinks WHERE item = 'Tea'), ln(3.0) / 2, 'centred utility', 1e-10);
SELECT is((SELECT format('%s %s %s', max(n), max(tasks), max(weighted_n)) FROM drinks), '8 40 8', 'respondents, tasks, weights');
-- the coefficient of a constant is a logit of a share: its error from that of the share by respondents, over p (1 - p)
CREATE TABLE share AS SELECT person, avg(best) AS p FROM pair WHERE item = 1 GROUP BY person;
SELECT near((SELECT std_error FROM drinks WHERE item = 'Coffee'), (SELECT sqrt(8.0 / 7 * sum(((p - 0.75) / 8) ^ 2)) / (0.75 * 0.25) FROM share), 'its error is by respondent', 1e-9);
SELECT near((SELECT std_error FROM survey_maxdiff('pair', 'drinks', 'best', options => '{"errors": "model"}') WHERE item = 'Coffee'), 1 / sqrt(40 * 0.75 * 0.25), 'of the model alone', 1e-9);
SELECT near((SELECT std_error FROM survey_maxdiff('pair', 'drinks', 'best', options => '{"errors": "respondents"}') WHERE item = 'Coffee'), (SELECT sqrt(sum(((p - 0.75) / 8) ^ 2)) / (0.75 * 0.25) FROM share), 'of respondents without a factor', 1e-9);
SELECT near((SELECT log_likelihood FROM drinks LIMIT 1), 40 * (0.75 * ln(0.75::float8) + 0.25 * ln(0.25::float8)), 'log likelihood', 1e-10);
SELECT is((SELECT string_agg(format('%s %s', item, utility), ', ' ORDER BY code DESC) FROM survey_maxdiff('pair', 'drinks', 'best', options => '{"reference": "Coffee"}') WHERE utility = 0), 'Coffee 0', 'another reference');
SELECT is((SELECT count(*)::int FROM survey_maxdiff('pair', 'drinks', by => '{sex}')), 4, 'by domain');

-- the same answers long and wide: four items of five in each of three tasks, with gaps
CREATE TABLE wide AS SELECT r AS person, 1 + r % 3 AS w, r / 4 AS town, t.* FROM generate_series(0, 59) r, LATERAL (SELECT 1 + r % 5 AS t1_1, 1 + (r + 1) % 5 AS t1_2, 1 + (r + 2) % 5 AS t1_3, 1 + (r + 3) % 5 AS t1_4,
    1 + (2 * r) % 5 AS t2_1, 1 + (2 * r + 1) % 5 AS t2_2, 1 + (2 * r + 2) % 5 AS t2_3, 1 + (2 * r + 4) % 5 AS t2_4) t;
ALTER TABLE wide ADD t1_best int, ADD t1_worst int, ADD t2_best int, ADD t2_worst int;
UPDATE wide SET t1_best = (ARRAY[t1_1, t1_2, t1_3, t1_4])[1 + person * 7 % 4], t1_worst = (ARRAY[t1_1, t1_2, t1_3, t1_4])[1 + (person * 7 + 1 + person % 3) % 4],
    t2_best = CASE WHEN person % 11 <> 0 THEN (ARRAY[t2_1, t2_2, t2_3, t2_4])[1 + person * 5 % 4] END, t2_worst = CASE WHEN person % 11 <> 0 THEN (ARRAY[t2_1, t2_2, t2_3, t2_4])[1 + (person * 5 + 2) % 4] END;
CREATE TABLE long AS SELECT person::text || ' x' AS person, w, town, 'task ' || t AS task, item, (item = best)::boolean AS best, (item = worst)::boolean AS worst
FROM wide, LATERAL (VALUES (1, ARRAY[t1_1, t1_2, t1_3, t1_4], t1_best, t1_worst), (2, ARRAY[t2_1, t2_2, t2_3, t2_4], t2_best, t2_worst)) v (t, items, best, worst), unnest(items) item;
CREATE FUNCTION nominal(VARIADIC names text[]) RETURNS jsonb LANGUAGE sql RETURN (SELECT jsonb_agg(jsonb_build_object('name', n, 'measure', 'nominal', 'values', '{"1": "A", "2": "B", "3": "C", "4": "D", "5": "E"}'::jsonb)) FROM unnest(names) n);
SELECT register_survey('wide', 'wide', jsonb_build_object('weight', 'w', 'design', '{"clusters": ["town"]}'::jsonb, 'variables', nominal('t1_1', 't1_2', 't1_3', 't1_4', 't2_1', 't2_2', 't2_3', 't2_4', 't1_best', 't1_worst', 't2_best', 't2_worst'),
    'tasks', '{"letters": {"tasks": [{"items": ["t1_1", "t1_2", "t1_3", "t1_4"], "best": "t1_best", "worst": "t1_worst"}, {"items": ["t2_1", "t2_2", "t2_3", "t2_4"], "best": "t2_best", "worst": "t2_worst"}]}}'::jsonb)) IS NULL \g /dev/null
SELECT register_survey('long', 'long', jsonb_build_object('weight', 'w', 'design', '{"clusters": ["town"]}'::jsonb, 'variables', nominal('item') || '[{"name": "best", "measure": "nominal"}, {"name": "worst", "measure": "nominal"}, {"name": "person", "measure": "text"}, {"name": "task", "measure": "text"}]',
    'tasks', '{"letters": {"respondent": "person", "task": "task", "item": "item", "best": "best", "worst": "worst"}}'::jsonb)) IS NULL \g /dev/null
SELECT is((SELECT string_agg(concat_ws(' ', item, shown, round(score::numeric, 10), round(score_error::numeric, 10), round(utility::numeric, 10), round(std_error::numeric, 10), tasks, n, weighted_n), E'\n') FROM survey_maxdiff('long', 'letters', m)),
    (SELECT string_agg(concat_ws(' ', item, shown, round(score::numeric, 10), round(score_error::numeric, 10), round(utility::numeric, 10), round(std_error::numeric, 10), tasks, n, weighted_n), E'\n') FROM survey_maxdiff('wide', 'letters', m)), 'long and wide: ' || m)
FROM unnest('{sequential,worst,pairs}'::text[]) m;
SELECT is((SELECT max(tasks) FROM survey_maxdiff('wide', 'letters', 'counts')), (SELECT count(t1_best) + count(t2_best) FROM wide), 'tasks without an answer do not count');
SELECT is((SELECT survey_codebook_json('wide')->'properties'->'tasks'->'letters'->'tasks'->0->>'best'), 't1_best', 'the codebook keeps where tasks lie');

-- errors
SELECT throws_ok($$SELECT survey_maxdiff('pair', 'meals')$$, '42704', 'survey "pair" has no tasks "meals"', 'no such tasks');
SELECT throws_ok($$SELECT survey_maxdiff('pair', '{"respondent": "person", "task": "task", "item": "item", "best": "best"}')$$, '22023', 'the tasks have no "worst"', 'nothing said of the worst');
SELECT throws_ok($$SELECT survey_maxdiff('pair', '{"respondent": "person", "item": "item", "best": "best", "worst": "worst", "tusk": "task"}')$$, '22023', 'unknown key "tusk" in the tasks', 'a key mistyped');
SELECT throws_ok($$SELECT survey_maxdiff('pair', '{"respondent": "person", "task": "sex", "item": "item", "best": "best", "worst": "worst"}')$$, '22000', 'a task has more than one worst item', 'tasks that are not told apart');
SELECT throws_ok($$SELECT survey_maxdiff('pair', 'drinks', filter => 'NOT (person * 5 + task) % 4 = 0')$$, '22023', 'the utility of item "Coffee" is not known: it was always or never chosen, or never shown beside the others', 'an item that was never chosen');
SELECT throws_ok($$SELECT survey_maxdiff('pair', 'drinks', options => '{"reference": "Milk"}')$$, '22023', 'no item "Milk" was shown', 'no such reference');
SELECT throws_ok($$SELECT survey_maxdiff('wide', '{"tasks": [{"items": ["t1_1", "t1_2"], "best": "t1_best", "worst": "t1_worst"}]}')$$, '22000', NULL, 'what was chosen must have been shown');
-- a mark is 0 or 1: another column is not taken for choices that nobody made
SELECT throws_ok($$SELECT survey_maxdiff('pair', '{"respondent": "person", "task": "task", "item": "item", "best": "item", "worst": "worst"}')$$, '22000', 'variable "item", "best" of the tasks, holds 2', 'a best that is no mark');
SELECT throws_ok($$SELECT survey_maxdiff('pair', '{"respondent": "person", "task": "task", "item": "item", "best": "best", "worst": "best"}')$$, '22023', '"best" and "worst" of the tasks are both variable "best"', 'best and worst in one column');
SELECT * FROM finish();
