-- Models, tests, contrasts and spreads of a survey that memory does not hold: read anew in each pass, with every digit of one that it holds.
SELECT plan(22);
\ir include/near.psql
SET client_min_messages = error;
SELECT setseed(0.27) \g /dev/null
CREATE TABLE base AS SELECT i AS id, (1 + floor(random() * 3))::smallint AS g, random() < 0.4 AS late, exp(random() * 3) / 3 AS y, random() * 1e3 / 7 AS x, floor(random() * 4)::int AS n, random() < 0.5 AS odd, i % 4 AS stratum,
    i % 97 AS cluster, 0.1 + floor(random() * 30) / 7 AS w, random() * 3 AS r1, random() * 3 AS r2, random() * 3 AS r3 FROM generate_series(1, 40000) i;
CREATE TABLE design (name text, words text);
INSERT INTO design VALUES ('clusters', '"design": {"strata": ["stratum"], "clusters": ["cluster"], "nest": true}'), ('weights', '"design": {}'), ('strata', '"design": {"strata": ["stratum"]}'),
    ('replicates', '"replicates": {"columns": ["r1", "r2", "r3"], "type": "JK1"}'), ('calibrated', '"design": {"strata": ["stratum"], "clusters": ["cluster"], "nest": true}');
SELECT register_survey(name, 'base', format('{"weight": "w", %s, "variables": [{"name": "g", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c"}}, {"name": "late", "measure": "nominal"},
    {"name": "y", "measure": "scale"}, {"name": "x", "measure": "scale"}, {"name": "n", "measure": "scale"}, {"name": "odd", "measure": "nominal"}], "sets": [{"name": "m", "members": ["late", "odd"]}]}', words)::jsonb) FROM design \g /dev/null
-- a weight of its own, made in two steps
SELECT poststratify_survey('calibrated', '{"g": {"1": 0.5, "2": 0.3, "3": 0.2}}', 'w2') \g /dev/null
SELECT calibrate_survey('calibrated', '{"late": {"true": 50000, "false": 50000}, "x": 7100000}', 'w3', base => 'w2', method => 'raking') \g /dev/null
CREATE TABLE call (id int GENERATED ALWAYS AS IDENTITY, call text);
INSERT INTO call (call) SELECT unnest(ARRAY['survey_glm(%L, ''y ~ x + g * late'')', 'survey_glm(%L, ''late ~ y + g'', ''binomial'', filter => ''x > 20'')', 'survey_glm(%L, ''n ~ x'', ''poisson'')',
    'survey_glm_summary(%L, ''late ~ y + g'', ''binomial'')', 'survey_ttest(%L, ''y'', ''late'')', 'survey_ttest(%L, ''y'', filter => ''g = 2'')', 'survey_alpha(%L, ''{x,y,n}'', by => ''{m}'')',
    'survey_contrast(%L, ''{y,late}'', by => ''{m}'', degrees => ''domain'')', 'survey_correlation(%L, ''{x,y,n}'', by => ''{g}'')', 'survey_variance(%L, ''{x,y}'', by => ''{m}'')', 'survey_test(%L, ''m'', ''g'')',
    'survey_proportion(%L, ''{g,late}'', by => ''{late}'')']);
CREATE FUNCTION answers(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    d design;
    part text;
    whole text := '';
BEGIN
    FOR d IN TABLE design LOOP
        EXECUTE format('SELECT string_agg(r::text, E''\n'') FROM %s r', format(call, d.name)) INTO part;
        whole := whole || d.name || E'\n' || part || E'\n';
    END LOOP;
    RETURN whole;
END $$;
SET maintenance_work_mem = '64MB';
CREATE TABLE held AS SELECT id, answers(call) AS answer FROM call;
SET maintenance_work_mem = '1MB'; SET work_mem = '64kB';
SELECT is(answers(call), answer, call) FROM call JOIN held USING (id) ORDER BY id;
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2;
SELECT is((SELECT count(*) FROM call JOIN held USING (id) WHERE id IN (1, 3, 5, 8, 10, 11) AND answers(call) IS DISTINCT FROM answer), 0::bigint, 'workers change no digit');
RESET max_parallel_workers_per_gather;
RESET maintenance_work_mem; RESET work_mem;
-- by hand: a difference of two groups is that of their means, and its error that of the contrast
SELECT near((SELECT estimate FROM survey_ttest('clusters', 'y', 'late')), (SELECT sum(w * y) FILTER (WHERE late) / sum(w) FILTER (WHERE late) - sum(w * y) FILTER (WHERE NOT late) / sum(w) FILTER (WHERE NOT late) FROM base), 'the difference of two means', 1e-10);
SELECT near((SELECT std_error FROM survey_ttest(name, 'y', 'late')), (SELECT std_error FROM survey_contrast(name, '{y}', '{"d": {"Yes": 1, "No": -1}}', by => '{late}')), 'and its error: ' || name, 1e-9) FROM design ORDER BY name;
-- a weighted least squares line, by sums
SELECT near((SELECT estimate FROM survey_glm('weights', 'y ~ x') WHERE term = 'x'),
    (SELECT ((sum(w::numeric) * sum(w::numeric * x::numeric * y::numeric) - sum(w::numeric * x::numeric) * sum(w::numeric * y::numeric)) / (sum(w::numeric) * sum(w::numeric * x::numeric * x::numeric) - sum(w::numeric * x::numeric) ^ 2))::float8 FROM base), 'the slope of a line', 1e-12);
-- they can be cancelled, in memory or not
\set milliseconds 30
\set call 'SELECT count(*) FROM survey_glm(''weights'', ''late ~ y * g + x * n'', ''binomial'')'
\ir include/cancel.psql
SELECT ok(:'cancelled', 'a model can be cancelled');
SET maintenance_work_mem = '1MB'; SET work_mem = '64kB';
\ir include/cancel.psql
SELECT ok(:'cancelled', 'one that is read anew, too');
SELECT * FROM finish();
