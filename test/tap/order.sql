-- The same respondents in another order of rows, or read by parallel workers, give the same digits: every function by name.
SELECT plan(45);
SET client_min_messages = error;
SELECT setseed(0.61) \g /dev/null
-- ties with unequal weights, clusters in strata, sets, gaps, and numbers whose sums round
CREATE TABLE base AS SELECT i AS id, CASE WHEN random() < 0.9 THEN (1 + floor(random() * 5))::smallint END AS q, (1 + floor(random() * 3))::smallint AS g, random() < 0.4 AS a,
    CASE WHEN random() < 0.9 THEN random() < 0.6 END AS b, random() < 0.5 AS late, round((random() * 12)::numeric)::float8 / 7 AS tied, CASE WHEN random() < 0.9 THEN exp(random() * 9) / 3 END AS y,
    random() * 1e6 / 7 AS x, 'stratum ' || i % 4 AS stratum, 'c' || floor(random() * 9) AS cluster, 0.1 + floor(random() * 30) / 7 AS w,
    random() * 3 AS r1, random() * 3 AS r2, random() * 3 AS r3, random() * 3 AS r4 FROM generate_series(1, 3000) i;
\set variables '"variables": [{"name": "q", "measure": "ordinal", "points": 5}, {"name": "g", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c"}}, {"name": "late", "measure": "nominal"}, {"name": "a", "measure": "nominal"}, {"name": "b", "measure": "nominal"}, {"name": "tied", "measure": "scale"}, {"name": "y", "measure": "scale"}, {"name": "x", "measure": "scale"}, {"name": "w", "measure": "scale"}], "sets": [{"name": "m", "members": ["a", "b"]}]'
SELECT set_config('test.variables', :'variables', false) \g /dev/null
CREATE TABLE design (name text, words text);
INSERT INTO design VALUES ('clusters', '"design": {"strata": ["stratum"], "clusters": ["cluster"], "nest": true}'), ('weights', '"design": {}'),
    ('replicates', '"replicates": {"columns": ["r1", "r2", "r3", "r4"], "type": "JK1"}');
-- three orders: as made, shuffled, by a value
CREATE FUNCTION make(how text, ordering text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    d design;
BEGIN
    EXECUTE format('CREATE TABLE %I AS SELECT * FROM base ORDER BY %s', how, ordering);
    EXECUTE format('ALTER TABLE %I SET (parallel_workers = 4)', how);
    FOR d IN TABLE design LOOP
        PERFORM register_survey(how || ' ' || d.name, how::regclass, format('{"weight": "w", %s, %s}', d.words, current_setting('test.variables'))::jsonb);
    END LOOP;
END $$;
SELECT make('made', 'id'), make('shuffled', 'md5(id::text)'), make('turned', 'y, id DESC') \g /dev/null
CREATE TABLE call (id int GENERATED ALWAYS AS IDENTITY, call text);
INSERT INTO call (call) SELECT unnest(ARRAY['survey_mean(%L, ''{q,y,x,g}'', by => ''{g}'')', 'survey_total(%L, ''{y,x,a}'', by => ''{m}'')', 'survey_ratio(%L, ''y'', ''x'', by => ''{g}'')',
    'survey_proportion(%L, ''{q,m}'', by => ''{g}'')', 'survey_variance(%L, ''{y,x,tied}'', by => ''{g}'')', 'survey_covariance(%L, ''{y,x,tied}'')', 'survey_correlation(%L, ''{y,x,tied}'', by => ''{g}'')',
    'survey_contrast(%L, ''{y}'', ''{"d": {"a": 1, "b": -1}}'', by => ''{g}'')', 'survey_glm(%L, ''y ~ x + g + tied'')', 'survey_glm(%L, ''late ~ y + g'', family => ''binomial'')',
    'survey_glm_terms(%L, ''y ~ x + g'')', 'survey_glm_summary(%L, ''y ~ x + g'')', 'survey_ttest(%L, ''y'', ''late'')', 'survey_ranktest(%L, ''tied'', ''g'')', 'survey_ranktest(%L, ''tied'', ''g'', ties => ''mid'')',
    'survey_ranktest(%L, ''y'', ''late'', test => ''vanderwaerden'')', 'survey_alpha(%L, ''{x,y,tied}'')', 'survey_weight_report(%L, by => ''{g}'')', 'survey_crosstab(%L, ''{q,m,y,tied}'', ''{g,m}'')',
    'survey_crosstab(%L, ''{q,m,y,tied}'', ''{g,m}'', tests => ''spss'')', 'survey_column_tests(%L, ''{q,y}'', ''{g}'')', 'survey_test(%L, ''q'', ''g'')', 'survey_test(%L, ''m'', ''g'')', 'survey_test_cells(%L, ''q'', ''g'')',
    'survey_topline(%L)', 'survey_turf(%L, ''m'', 1)', 'survey_turf_options(%L, ''m'')', 'survey_drivers(%L, ''y'', ''{x,tied}'', by => ''{g}'')', 'survey_margins(%L, ''late ~ x * g'', family => ''binomial'')',
    'survey_margins(%L, ''y ~ x + g'', options => ''{"errors": "unconditional"}'')']) || '';
INSERT INTO call (call) SELECT format('survey_quantile(%%L, ''{tied,y}'', ''{0.13,0.5,0.871}'', rule => %L, by => ''{g}'')', rule) FROM unnest('{math,school,hf1,hf2,hf3,hf4,hf5,hf6,hf7,hf8,hf9}'::text[]) rule;
-- all the lines of a call under each design, or the error
CREATE FUNCTION answers(how text, call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    d design;
    part text;
    whole text := '';
BEGIN
    FOR d IN TABLE design LOOP
        BEGIN
            EXECUTE format('SELECT string_agg(r::text, E''\n'') FROM %s r', format(call, how || ' ' || d.name)) INTO part;
        EXCEPTION WHEN OTHERS THEN
            part := replace(SQLERRM, how, 'it');
        END;
        whole := whole || d.name || E'\n' || part || E'\n';
    END LOOP;
    RETURN whole;
END $$;
CREATE TABLE answer (call int, how text, answer text);
INSERT INTO answer SELECT id, how, answers(how, call) FROM call, unnest('{made,shuffled,turned}'::text[]) how;
SELECT is((SELECT count(*) FROM answer WHERE how <> 'made'), 82::bigint, '41 calls in two other orders');
SELECT cmp_ok((SELECT count(*) FROM answer WHERE answer ~ '\n\('), '=', 123::bigint, 'give rows');
SELECT is((SELECT count(DISTINCT answer) FROM answer a WHERE a.call = c.id), 1::bigint, call) FROM call c ORDER BY id;
-- workers, with and without
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 4;
SELECT is((SELECT string_agg(call, E'\n' ORDER BY id) FROM call WHERE answers('shuffled', call) IS DISTINCT FROM (SELECT answer FROM answer a WHERE a.call = call.id AND how = 'made')), NULL, 'workers change no digit');
SET max_parallel_workers_per_gather = 0;
SELECT is((SELECT string_agg(call, E'\n' ORDER BY id) FROM call WHERE answers('shuffled', call) IS DISTINCT FROM (SELECT answer FROM answer a WHERE a.call = call.id AND how = 'made')), NULL, 'nor does their absence');
SELECT * FROM finish();
