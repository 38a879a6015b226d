-- Workers that share the segments of a pack count what one process counts, to the last digit, by cluster too.
SELECT plan(14);
SET client_min_messages = warning;
-- PostgreSQL's developer option makes every pack worth workers; its name changed in version 16
SELECT name AS force FROM pg_settings WHERE name IN ('force_parallel_mode', 'debug_parallel_query') \gset
SELECT setseed(0.7) \g /dev/null
CREATE TABLE wide AS SELECT (1 + floor(random() * 5))::smallint AS q, (1 + floor(random() * 3))::smallint AS c, random() < 0.3 AS a, CASE WHEN random() < 0.9 THEN random() < 0.6 END AS b,
    random() * 100 AS score, i % 3 AS stratum, floor(random() * 40)::int AS cluster, exp(random() * 3) AS w FROM generate_series(1, 200000) i;
SELECT register_survey('wide', 'wide', '{"weight": "w", "design": {"strata": ["stratum"], "clusters": ["cluster"], "nest": true}, "variables": [
    {"name": "q", "measure": "ordinal", "points": 5}, {"name": "c", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c"}},
    {"name": "a", "measure": "nominal"}, {"name": "b", "measure": "nominal"}, {"name": "score", "measure": "scale"}, {"name": "w", "measure": "scale"}],
    "sets": [{"name": "s", "members": ["a", "b"]}]}') IS NULL \g /dev/null
CREATE TEMP TABLE call (id int GENERATED ALWAYS AS IDENTITY, call text);
INSERT INTO call (call) VALUES ('survey_crosstab(''wide'', ''{q,s,score}'', ''{c,s}'')'), ('survey_crosstab(''wide'', ''{q,s}'', ''{c,s}'', filter => ''a'')'),
    ('survey_crosstab(''wide'', ''{q,score}'', ''{c,s}'', tests => ''spss'')'), ('survey_crosstab(''wide'', ''{q}'', ''{c}'', weight => ''none'')'),
    ('survey_mean(''wide'', ''{q,score}'', by => ''{c}'')'), ('survey_total(''wide'', ''{a}'', by => ''{c,s}'')'), ('survey_ratio(''wide'', ''q'', ''score'', by => ''{c}'')'),
    ('survey_proportion(''wide'', ''{q,s}'')'), ('survey_test(''wide'', ''q'', ''c'')'), ('survey_column_tests(''wide'', ''{q,score}'', ''{c}'')');
CREATE TEMP TABLE result (id int, workers int, line text);
CREATE FUNCTION take(count int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    c call;
BEGIN
    PERFORM set_config('max_parallel_workers_per_gather', count::text, true);
    FOR c IN TABLE call LOOP
        EXECUTE format('INSERT INTO result SELECT %s, %s, r::text FROM %s r', c.id, count, c.call);
    END LOOP;
END $$;
SELECT is((SELECT segments FROM pack_survey('wide')), 4, 'four segments');
SELECT is((SELECT source FROM survey_explain('wide', '{q}', '{c}')), 'pack', 'which tables are counted from');
SELECT take(0) \g /dev/null
SET :force = on;
SELECT take(2) \g /dev/null
SELECT is((SELECT count(DISTINCT (id, workers)) FROM result), 20::bigint, 'ten statements, with workers and without');
SELECT is_empty(format('(SELECT line FROM result WHERE id = %1$s AND workers = 0 EXCEPT ALL SELECT line FROM result WHERE id = %1$s AND workers = 2)
    UNION ALL (SELECT line FROM result WHERE id = %1$s AND workers = 2 EXCEPT ALL SELECT line FROM result WHERE id = %1$s AND workers = 0)', id), call) FROM call ORDER BY id;
-- the statement that these run, under the settings that they run it with
CREATE FUNCTION explained(plan int[], query int[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    line text;
    whole text := '';
BEGIN
    SET LOCAL parallel_setup_cost = 0; SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_hashagg = off;
    FOR line IN EXECUTE format('EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) SELECT crosstab_unit_cells(%L, %L, 0, s.segment, s.respondents, s.directory, s.data, s.units)
        FROM mlops_survey.pack_segment s WHERE s.survey_id = %s GROUP BY s.segment ORDER BY s.segment', plan, query, (SELECT id FROM mlops_survey.survey WHERE name = 'wide')) LOOP
        whole := whole || line || E'\n';
    END LOOP;
    RETURN whole;
END $$;
-- asked again where other sessions have all workers of the server
SELECT is((SELECT 'there are' FROM generate_series(1, 600) i, pg_sleep(CASE WHEN i > 1 THEN 0.3 ELSE 0 END)
    WHERE explained('{1,1,2,0,3,2, 1,0,5,1,5,0,1,2,3,4, 1,1,3,1,3,0,1,2, 6, 0,1, 0,2}', '{3,0,1,2, 0,1,2}') ~ 'Workers Launched: [12]' LIMIT 1), 'there are', 'workers there are');
SELECT * FROM finish();
