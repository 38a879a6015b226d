-- Whole numbers above 2^24 from a pack: all of their digits, as from the rows.  (In C a float beside an int makes a float: they had 24 bits, and means were off by 1e-9.)
\set QUIET 1
SET client_min_messages = error;
SELECT plan(18);
LOAD 'mlops_survey';
CREATE TABLE loose AS SELECT i AS id, 16777217 + 2 * i AS whole, (100000001 + 7 * i)::float8 AS double, (2147483647 - 3 * i)::numeric AS number, 1 + i % 2 AS g, (20000001 + 2 * i)::float8 AS w FROM generate_series(1, 900) i;
CREATE TABLE packed AS TABLE loose;
SELECT register_survey(s, s::regclass, '{"weight": "w", "variables": [{"name": "whole", "measure": "scale"}, {"name": "double", "measure": "scale"}, {"name": "number", "measure": "scale"}, {"name": "w", "measure": "scale"},
    {"name": "g", "measure": "nominal", "values": {"1": "A", "2": "B"}}]}') FROM unnest('{loose,packed}'::text[]) s \g /dev/null
SELECT pack_survey('packed') \g /dev/null
SELECT is((SELECT source FROM survey_explain('packed', '{whole}', '{g}')), 'pack', 'from the pack');
CREATE FUNCTION means(s text, filter text, weight text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(format('%s %s %s %s %s', row_variable, column_label, n, estimate, weighted_n), E'\n' ORDER BY question_position, column_position)
    FROM survey_crosstab(s, '{whole,double,number}', '{g}', filter => filter, weight => weight) WHERE statistic = 'mean' $$;
SELECT is(means('packed', NULL, weight), means('loose', NULL, weight), format('means, weight %s', coalesce(weight, 'the survey''s'))) FROM unnest('{NULL,none}'::text[]) weight;
-- by hand, without a pack
SELECT is((SELECT estimate FROM survey_crosstab('packed', '{double}', weight => 'none') WHERE statistic = 'mean'), (SELECT avg(100000001 + 7 * i)::float8 FROM generate_series(1, 900) i), 'a mean by hand');
SELECT is(means('packed', f, NULL), means('loose', f, NULL), 'filter ' || f) FROM unnest(ARRAY['double = 100000008', 'double <= 100003501', 'whole > 16778217 AND double <> 100005007', 'number IN (2147483644, 2147480947)']) f;
SELECT is((SELECT string_agg(format('%s %s %s %s %s', g, n, a, b, c), ' ' ORDER BY g) FROM (SELECT g, count(*) AS n, sum(whole) AS a, sum(double) AS b, sum(w) AS c FROM packed GROUP BY g) q),
    (SELECT string_agg(format('%s %s %s %s %s', g, n, a, b, c), ' ' ORDER BY g) FROM (SELECT g, count(*) AS n, sum(whole) AS a, sum(double) AS b, sum(w) AS c FROM loose GROUP BY g) q), 'plain SQL');
SELECT is((SELECT count(*) FROM packed WHERE double = 100000008 OR w = 20000003), 1::bigint, 'a filter of plain SQL');

-- codes of eight and nine digits, of which a byte each is packed: a filter by name asks blocks of them
CREATE TABLE coded AS SELECT i AS id, 16777215 + i % 5 AS near, 100000001 + i % 7 AS far, (i * 7 % 3)::int AS g FROM generate_series(1, 20000) i;
CREATE TABLE coded_packed AS TABLE coded;
SELECT register_survey(s, s::regclass, jsonb_build_object('variables', jsonb_build_array('{"name": "g", "measure": "nominal", "values": {"0": "N", "1": "A", "2": "B"}}'::jsonb,
    jsonb_build_object('name', 'near', 'measure', 'nominal', 'values', (SELECT jsonb_object_agg(16777215 + i, 'c' || i) FROM generate_series(0, 4) i)),
    jsonb_build_object('name', 'far', 'measure', 'nominal', 'values', (SELECT jsonb_object_agg(100000001 + i, 'c' || i) FROM generate_series(0, 6) i))))) FROM unnest('{coded,coded_packed}'::text[]) s \g /dev/null
SELECT pack_survey('coded_packed') \g /dev/null
CREATE FUNCTION counts(s text, filter text) RETURNS text LANGUAGE sql AS $$ SELECT string_agg(concat_ws(' ', row_label, n), ', ' ORDER BY row_position) FROM survey_crosstab(s, '{g}', filter => filter) $$;
SELECT is(counts('coded_packed', f), counts('coded', f), 'codes: ' || f) FROM unnest(ARRAY['near = 16777217', 'near > 16777217', 'near < 16777217.5', 'near IN (16777216, 16777219)', 'far = 100000003', 'far BETWEEN 100000002 AND 100000004', 'far <> 100000006',
    'far >= 100000003 AND near <> 16777218']) f;
SELECT * FROM finish();
