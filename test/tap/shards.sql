-- What the servers of a cluster do with the packs of shards, on one server: a table whose name ends as that of a shard.  With Citus: test/citus/packs.sql.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(26);
\o /dev/null
CREATE TABLE answers_17 (id int, area int, y float8, w float8);
INSERT INTO answers_17 SELECT i, 1 + i % 3, i % 7, 1 + i % 4 FROM generate_series(1, 1000) i;
CREATE TABLE rows AS TABLE answers_17;
CREATE FUNCTION said(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE statement;
    RETURN 'done';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
CREATE FUNCTION plan_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    line text;
    plan text := '';
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || statement LOOP plan := plan || line || E'\n'; END LOOP;
    RETURN plan;
END $$;
\set codebook '{"weight": "w", "variables": [{"name": "area", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c"}}, {"name": "y", "measure": "scale"}, {"name": "w", "measure": "scale"}]}'
\o
SELECT is(said($$SELECT mlops_survey.pack_shard('rows', '{}')$$), '42809 "rows" is not a shard', 'what has no number is no shard');
SELECT is((SELECT (s.packed, s.reason)::text FROM mlops_survey.shard_pack_status('answers_17') s), '(f,"the shard is not packed")', 'nobody packed it');
SELECT is((SELECT (p.survey, p.respondents, p.added, p.segments, p.columns, p.left_out)::text FROM mlops_survey.pack_shard('answers_17', :'codebook') p), '("shard 17",1000,1000,1,4,{})', 'packed');
SELECT is((SELECT count(*)::int FROM pg_class WHERE relname LIKE 'answers%' AND relkind = 'v' OR relname LIKE 'shard%' AND relkind = 'v'), 0, 'without views');
SELECT is((SELECT (s.packed, s.fresh, s.respondents)::text FROM mlops_survey.shard_pack_status('answers_17') s), '(t,t,1000)', 'and is fresh');
SELECT is((SELECT count(*)::int FROM survey_check()), 0, 'the catalogue is whole');
-- a plan of one variable of three codes, by its weight; what the columns are is what the pack says
SELECT (SELECT e FROM mlops_survey.pack, unnest(expressions) e WHERE e LIKE '%.area%') AS area, (SELECT e FROM mlops_survey.pack, unnest(expressions) e WHERE e LIKE '%.w)%') AS weight \gset
\set cells '{1,1,1,0,2,1, 1,0,3,1,3,0,1,2, 6, 0,1}'
SELECT format('SELECT mlops_survey.shard_cells(%L, ARRAY[%L, %L, %s, %L], ARRAY[%s], NULL, %s) FROM answers_17 a', :'cells', :'area', :'weight', 'NULL', format('ARRAY[%s], NULL::float8[]', :'area'), :'area', :'weight') AS asked,
    format('SELECT mlops_survey.shard_cells(%L, ARRAY[%L, %L, %L, %L], ARRAY[%s], NULL, %s) FROM answers_17 a WHERE a.area < 3', :'cells', :'area', :'weight', 'a.area < 3', format('ARRAY[%s], NULL::float8[]', :'area'), :'area', :'weight') AS filtered,
    format('SELECT crosstab_cells(%L, ARRAY[area], NULL, w) FROM rows', :'cells') AS known \gset
SELECT matches(plan_of(:'asked'), 'SurveyShard\)\n +Source: pack\n', 'the planner sees the pack');
SELECT is((SELECT (:asked)::text), (SELECT (:known)::text), 'the same state');
SELECT is((SELECT (:filtered)::text), (SELECT (:known WHERE area < 3)::text), 'of those that a filter takes');
SELECT is((SELECT (mlops_survey.shard_cells(:'cells', '{1,2}', ARRAY[area], NULL, w))::text FROM answers_17), (SELECT (:known)::text), 'sources that are none: the rows');
SELECT matches(plan_of(format('SELECT mlops_survey.shard_cells(%L, ''{1,2}'', ARRAY[area], NULL, w) FROM answers_17', :'cells')), 'Reason: the sources are not those of the plan', 'and why');
SELECT is(said(format('SELECT mlops_survey.shard_cells(''{1,2}'', ''{1,2}'', ARRAY[area], NULL, w) FROM answers_17')) LIKE '22023%', true, 'a plan that is none is refused');
SET mlops_survey.read_packs = off;
SELECT is((SELECT (:asked)::text), (SELECT (:known)::text), 'packs can be left aside');
RESET mlops_survey.read_packs;
-- added, changed, altered
INSERT INTO answers_17 VALUES (1001, 2, 3, 5.5);
INSERT INTO rows VALUES (1001, 2, 3, 5.5);
SELECT is((SELECT (:asked)::text), (SELECT (:known)::text), 'a row that was added');
SELECT is((SELECT s.reason FROM mlops_survey.shard_pack_status('answers_17') s), 'answers were added since the others were packed', 'beside the pack');
SELECT is((SELECT added FROM mlops_survey.pack_shard('answers_17', :'codebook')), 1::bigint, 'packed');
UPDATE answers_17 SET area = 3 WHERE id = 5;
UPDATE rows SET area = 3 WHERE id = 5;
SELECT matches(plan_of(:'asked'), 'Source: rows\n +Reason: the answers have changed since they were packed', 'what changed is read from the rows');
SELECT is((SELECT (:asked)::text), (SELECT (:known)::text), 'one that is another now');
SELECT is((SELECT added FROM mlops_survey.pack_shard('answers_17', jsonb_set(:'codebook', '{variables,1,label}', '"How much"'))), 1001::bigint, 'packed anew, by another codebook');
ALTER TABLE answers_17 DROP COLUMN y;
SELECT is((SELECT (:asked)::text), (SELECT (:known)::text), 'a column is gone');
-- who may
CREATE ROLE reader_of_shards;
GRANT SELECT ON answers_17, rows TO reader_of_shards;
SET ROLE reader_of_shards;
SELECT is((SELECT (:asked)::text), (SELECT (:known)::text), 'who may read it');
SELECT is(said(format('SELECT mlops_survey.pack_shard(''answers_17'', %L)', :'codebook')) LIKE '42501%' AND said($$SELECT mlops_survey.unpack_shard('answers_17')$$) LIKE '42501%', true, 'may not pack it');
RESET ROLE;
SELECT is((SELECT string_agg(mlops_survey.unpack_shard('answers_17')::text, ' ' ORDER BY i) FROM generate_series(1, 2) i), 'true false', 'unpacked once');
-- a survey that somebody made by this name is not replaced
SELECT count(*) FROM register_survey('shard 17', 'rows', '{"weight": "w"}') \g /dev/null
SELECT is(said($$SELECT mlops_survey.pack_shard('answers_17', '{}')$$), '42710 the name "shard 17", which the pack of a shard has, is that of a survey', 'a survey that has the name of a shard');
SELECT is((SELECT answers FROM mlops_survey.survey WHERE name = 'shard 17'), 'rows'::regclass::oid, 'stays what it was');
SELECT drop_survey('shard 17') \g /dev/null
SELECT mlops_survey.pack_shard('answers_17', '{}') \g /dev/null
DROP TABLE answers_17;
SELECT is((SELECT count(*) FROM mlops_survey.survey) + (SELECT count(*) FROM mlops_survey.variable) + (SELECT count(*) FROM mlops_survey.pack) + (SELECT count(*) FROM mlops_survey.pack_segment), 0::bigint, 'with the table all goes');
SELECT finish();
\o /dev/null
DROP OWNED BY reader_of_shards;
DROP ROLE reader_of_shards;
