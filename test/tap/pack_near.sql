-- Weights of everybody's own that are near each other in a segment, as those of millions are that lie by their weights: packed as integers
-- of some bytes.  Expected: what the rows give, to the last digit.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(24);
\ir include/source.psql
\ir include/result.psql
LOAD 'mlops_survey';
-- w on both sides of 1; u as large whole numbers; f has half of the digits
CREATE TABLE loose AS SELECT i AS id, CASE WHEN i % 11 > 0 THEN 1 + i * 7919 % 5 END::smallint AS q, (1 + i * 31 % 6)::smallint AS g, 0.9998 + (i * 104729 % 70001) * 1e-8::float8 / 3 AS w,
    3e9::float8 + i * 3571 % 1000003 AS u, (1.5 + i * 1e-6)::real::float8 AS f FROM generate_series(1::bigint, 70000) i;
CREATE TABLE packed AS TABLE loose;
SELECT register_survey(s, s::regclass, '{"weight": "w", "variables": [{"name": "q", "measure": "ordinal", "points": 5}, {"name": "w", "measure": "scale"}, {"name": "u", "measure": "scale"}, {"name": "f", "measure": "scale"},
    {"name": "g", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C", "4": "D", "5": "E", "6": "F"}}]}') FROM unnest('{loose,packed}'::text[]) s \g /dev/null
SELECT pack_survey('packed') \g /dev/null
ANALYZE packed;
-- a directory: a version, the number of columns in four bytes, and for each its encoding and a parameter of four, the highest first
SELECT is((SELECT string_agg(format('%s of %s', n, bytes), ', ' ORDER BY bytes) FROM (SELECT get_byte(directory, 9 + 5 * k) AS bytes, count(*) AS n
    FROM mlops_survey.pack_segment, generate_series(0, (octet_length(directory) - 5) / 5 - 1) k WHERE get_byte(directory, 5 + 5 * k) = 12 AND segment = 1 GROUP BY 1) b), '2 of 3, 1 of 4', 'three columns are packed in so many bytes');

-- by name, also as what is averaged and compared
CREATE FUNCTION says(call text, s text, workers int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE answer text;
BEGIN
    PERFORM set_config('max_parallel_workers_per_gather', workers::text, true), set_config('parallel_setup_cost', '0', true);
    EXECUTE format('SELECT string_agg(f::text, E''\n'') FROM ' || call || ' f', s) INTO answer;
    RETURN coalesce(answer, 'nothing of ' || s);
END $$;
SELECT is(says(call, 'packed', workers), says(call, 'loose', 0), format('%s, %s workers', call, workers))
    FROM unnest(ARRAY['survey_crosstab(%L, ''{q}'', ''{g}'')', 'survey_crosstab(%L, ''{q,u,f}'', ''{g}'', filter => ''w > 1 AND u < 3000500000'')', 'survey_mean(%L, ''{u,f}'', by => ''{g}'')']) call, unnest('{0,1}'::int[]) workers;

CREATE TABLE asked (sql text);
INSERT INTO asked VALUES ('SELECT q, g, count(*), sum(w) FROM packed GROUP BY 1, 2'), ('SELECT g, avg(w), sum(u), avg(f) FROM packed WHERE q > 2 GROUP BY 1'), ('SELECT g, top2box(q, 5, w), count(q) FROM packed GROUP BY 1'),
    ('SELECT q, count(*), sum(w) FROM packed WHERE w > 1.0001 AND u <= 3000500000 GROUP BY 1'), ('SELECT g, sum(w), sum(w) FILTER (WHERE q = 1) FROM packed WHERE w IS NOT NULL GROUP BY 1');
-- sums of numbers are rounded once from the pack, and once for each row from the rows
CREATE FUNCTION rounded(answer text) RETURNS text LANGUAGE sql AS $$SELECT string_agg(coalesce(round(part::numeric, 4)::text, part), ',' ORDER BY n) FROM regexp_split_to_table(translate(answer, '()', ''), E'[,\n]') WITH ORDINALITY p (part, n)
    WHERE part ~ '^[0-9.]+$'$$;
SELECT is(rounded(result_of(sql, 'on')), rounded(result_of(sql, 'off')), 'as the rows: ' || sql) FROM asked WHERE sql !~ 'top2box';
SELECT is(result_of(sql, 'on'), result_of(sql, 'off'), 'as the rows: ' || sql) FROM asked WHERE sql ~ 'top2box';
SELECT is(source_of(sql), 'pack', 'from the pack: ' || sql) FROM asked;
SET parallel_setup_cost = 0;
SELECT is(a.answer, (SELECT string_agg(x::text, E'\n' ORDER BY x::text COLLATE "C") FROM (SELECT q, g, count(*), sum(w) FROM packed GROUP BY 1, 2) x), 'with a worker') FROM (SELECT result_of(sql, 'on') AS answer FROM asked LIMIT 1) a;
-- by hand: sums in integers of 1e-8 / 3
SELECT is((SELECT round(sum(w)::numeric, 6) FROM packed), (SELECT round(70000 * 0.9998 + sum(i * 104729 % 70001) * 1e-8 / 3, 6) FROM generate_series(1::bigint, 70000) i), 'a sum by hand');
SELECT is((SELECT sum(u) FROM packed), (SELECT 70000 * 3e9 + sum(i * 3571 % 1000003)::float8 FROM generate_series(1::bigint, 70000) i), 'a sum of whole numbers by hand');

-- bytes that are none: as many for a respondent as no column has
UPDATE mlops_survey.pack_segment SET directory = set_byte(directory, (SELECT 9 + 5 * k FROM generate_series(0, (octet_length(directory) - 5) / 5 - 1) k WHERE get_byte(directory, 5 + 5 * k) = 12 LIMIT 1), 7) WHERE segment = 1;
SELECT throws_ok($$SELECT count(*) FROM survey_crosstab('packed', '{q}', '{g}')$$, 'XX001', 'packed answers are not valid', 'seven bytes');
SELECT is(source_of('SELECT q, sum(w) FROM packed GROUP BY 1'), 'rows: the pack is not valid', 'plain SQL reads the rows then');

-- a question of more categories than the answers of a segment have: no answer is none of them
CREATE TABLE few AS SELECT i AS id, CASE WHEN i % 7 > 0 THEN 1 + i * 7919 % 12 END::smallint AS q, (1 + i % 3)::smallint AS g, 0.5 + i * 0.37 AS w FROM generate_series(1, 9000) i;
CREATE TABLE few_packed AS TABLE few;
SELECT register_survey(s, s::regclass, jsonb_build_object('weight', 'w', 'variables', jsonb_build_array('{"name": "g", "measure": "ordinal", "points": 3}'::jsonb,
    jsonb_build_object('name', 'q', 'measure', 'nominal', 'values', (SELECT jsonb_object_agg(k, 'answer ' || k) FROM generate_series(1, 20) k))))) FROM unnest('{few,few_packed}'::text[]) s \g /dev/null
SELECT pack_survey('few_packed') \g /dev/null
SELECT is(says('survey_crosstab(%L, ''{q}'', ''{g}'')', 'few_packed', 0), says('survey_crosstab(%L, ''{q}'', ''{g}'')', 'few', 0), 'twenty categories, of which twelve are answered');
SELECT is((SELECT sum(n)::bigint FROM survey_crosstab('few_packed', '{q}', '{g}') WHERE column_label = 'Total' AND row_label ~ 'answer'), (SELECT count(q) FROM few), 'who has no answer is counted nowhere');
SELECT * FROM finish();
