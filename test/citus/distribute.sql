-- Surveys that are spread over a cluster and come back: what they say stays the same, and nobody inherits anything.
\set QUIET 1
SET client_min_messages = error;
\setenv MLOPS_DIR :dir
SELECT plan(36);
\o /dev/null
CREATE TABLE kept (what text, outcome text);
\ir said.psql
CREATE FUNCTION shown(name text) RETURNS text LANGUAGE sql AS $$SELECT string_agg(concat_ws(' ', c.row_label, c.column_label, c.cell, c.higher_than), ', ' ORDER BY row_position, column_position) FROM survey_crosstab(name, '{q}', '{t}') c$$;
SELECT load_survey('wave', convert_to('id,q,t,w,day' || E'\n' || (SELECT string_agg(format('%s,%s,%s,%s,2024-01-%s', i, 1 + i * 7 % 5, 1 + i % 3, 1 + i % 4, lpad((1 + i % 28)::text, 2, '0')), E'\n') FROM generate_series(1, 600) i) || E'\n', 'UTF8'),
    '{"weight": "w", "respondent": "id", "variables": [{"name": "q", "measure": "ordinal", "points": 5, "label": "Satisfied"}, {"name": "t", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c"}}]}');
SELECT pack_survey('wave');
INSERT INTO kept VALUES ('wave', shown('wave'));
\o
-- there
SELECT is(said($$SELECT distribute_survey('nothing')$$), '42704 survey "nothing" does not exist', 'a survey that is not there');
SELECT is(said($$SELECT distribute_survey('wave', 'region')$$), '42703 survey "wave" has no column "region" to distribute its answers by', 'a column that is not there');
SELECT is(said($$SELECT distribute_survey('wave', options => '{"shard": 2}')$$), '22023 unknown key "shard" in the options', 'an option that is none');
SELECT is((SELECT row(d.*)::text FROM distribute_survey('wave') d), '(wave,wave,distributed,id,4,"{""the pack is gone: pack_survey packs the shards""}")', 'by the key of respondents');
SELECT is(shown('wave'), (SELECT outcome FROM kept), 'the same table of numbers');
SELECT is(pg_relation_size('wave'), 0::bigint, 'no respondent is left behind on the coordinator');
SELECT is((SELECT count(*)::int FROM wave_long WHERE variable = 'day'), 600, 'views work');
SELECT is(said($$SELECT distribute_survey('wave')$$), '55000 the answers of survey "wave" are distributed by "id" already', 'once is enough');
-- on a worker the catalogue is empty: it says where to ask
\set said `:dir/usr/lib/postgresql/*/bin/psql -XAtq -h "$MLOPS_DIR" -p 5433 -U postgres -d tests -v VERBOSITY=sqlstate -c "SELECT count(*) FROM survey_crosstab('wave', '{q}', '{t}')" 2>&1; :dir/usr/lib/postgresql/*/bin/psql -XAtq -h "$MLOPS_DIR" -p 5433 -U postgres -d tests -c "SELECT count(*) FROM survey_crosstab('wave', '{q}', '{t}')" 2>&1 | grep HINT`
SELECT is(:'said'::text, E'ERROR:  42704\nHINT:  This server is a worker of a cluster: ask its coordinator, where surveys are registered.', 'a worker says where to ask');
-- a file in its place, and a wave
SELECT is(said($$SELECT load_survey('wave', convert_to(E'id,q,t,w\n1,1,1,1\n2,5,2,2\n3,4,3,1\n', 'UTF8'), '{"weight": "w", "respondent": "id", "variables": [{"name": "q", "measure": "ordinal", "points": 5}, {"name": "t", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c"}}]}', replace => true)$$), 'done', 'a file is loaded in its place');
SELECT is((mlops_survey.citus_table('wave'))::text, '(distributed,id,4)', 'and is distributed as the one before');
SELECT is((SELECT count(*)::int FROM wave), 3, 'with its rows');
SELECT is(pg_relation_size('wave'), 0::bigint, 'on the shards alone');
SELECT is(said($$SELECT load_survey('wave', convert_to(E'id,q,t,w\n4,2,1,1\n5,2,2,2\n', 'UTF8'), append => true)$$), 'done', 'a wave is appended');
SELECT is((SELECT sum(n)::int FROM survey_mean('wave', '{q}')), 5, 'and counted');
SELECT is(said($$SELECT load_survey('wave', convert_to(E'name,q\nx,1\ny,2\n', 'UTF8'), replace => true)$$) LIKE '42703 %', true, 'a file without the column that it is distributed by is refused');
SELECT is((SELECT sum(n)::int FROM survey_mean('wave', '{q}')), 5, 'and nothing has changed');
-- another column, another number: relinked by the owner
\o /dev/null
INSERT INTO kept VALUES ('five', shown('wave'));
SELECT alter_distributed_table('wave', shard_count := 6, cascade_to_colocated := false);
\o
SELECT is(said($$SELECT * FROM survey_mean('wave', '{q}')$$) LIKE '42P01 %', true, 'a table that was made anew is nobody''s survey');
SELECT is((SELECT r.answers_table::text FROM relink_survey('wave') r), 'wave', 'until its owner says so');
SELECT is(shown('wave'), (SELECT outcome FROM kept WHERE what = 'five'), 'then it is what it was');
SELECT is((mlops_survey.citus_table('wave')).shards, 6, 'on six shards');
SELECT is((SELECT r.answers_table::text FROM relink_survey('wave') r), 'wave', 'twice does nothing');
SELECT is((SELECT count(*)::int FROM wave_labels), 5, 'views work');
-- moved shards, renamed schemas and roles
\o /dev/null
SELECT citus_move_shard_placement(shardid, nodename, nodeport, nodename, CASE nodeport WHEN 5433 THEN 5434 ELSE 5433 END, 'block_writes') FROM citus_shards WHERE table_name = 'wave'::regclass AND nodeport > 5432 ORDER BY shardid LIMIT 1;
CREATE SCHEMA study;
ALTER TABLE wave SET SCHEMA study;
ALTER SCHEMA study RENAME TO studies;
CREATE ROLE analyst LOGIN; ALTER ROLE analyst RENAME TO analyst_two; GRANT USAGE ON SCHEMA studies TO analyst_two; GRANT SELECT ON studies.wave TO analyst_two;
\o
SELECT is(shown('wave'), (SELECT outcome FROM kept WHERE what = 'five'), 'a shard that was moved, a schema that was renamed');
SET ROLE analyst_two;
SELECT is((SELECT sum(n)::int FROM survey_mean('wave', '{q}')), 5, 'a role that may read it');
SELECT is(said($$SELECT gather_survey('wave')$$), '42501 must be owner of survey "wave" (no hint)', 'which does not own it');
RESET ROLE;
-- what is gone is nobody's: not of who makes a table of its name
\o /dev/null
GRANT CREATE, USAGE ON SCHEMA studies TO analyst_two;
SELECT load_survey('other', convert_to(E'id,q\n1,1\n2,5\n', 'UTF8'), '{"respondent": "id"}');
ALTER TABLE other SET SCHEMA studies;
DROP TABLE studies.other CASCADE;
SET citus.enable_ddl_propagation = off;
CREATE TABLE studies.other (id int, q int);
RESET citus.enable_ddl_propagation;
SET ROLE analyst_two;
\o
SELECT is(said($$SELECT relink_survey('other')$$), '42704 no survey "other" waits for a table of yours', 'a table of another takes no survey over');
RESET ROLE;
SELECT is(said($$SELECT relink_survey('other')$$), 'done', 'its owner may');
-- back, and as copies
SELECT is((SELECT storage || ' ' || answers_table::text FROM gather_survey('wave')), 'local studies.wave', 'back on one server');
SELECT is(shown('wave'), (SELECT outcome FROM kept WHERE what = 'five'), 'the same');
SELECT is((SELECT storage FROM distribute_survey('wave', 'reference')), 'reference', 'as copies');
SELECT is(shown('wave'), (SELECT outcome FROM kept WHERE what = 'five'), 'the same');
SELECT is((SELECT storage FROM gather_survey('wave')), 'local', 'and back');
-- without a key of its own the loader numbers respondents
SELECT is(said($$SELECT load_survey('numbered', convert_to(E'q\n1\n2\n5\n', 'UTF8')); SELECT distribute_survey('numbered'); SELECT load_survey('numbered', convert_to(E'q\n1\n', 'UTF8'), append => true)$$), 'done', 'by the numbers of respondents');
SELECT is(said($$SELECT gather_survey('numbered')$$), '0A000 the answers of survey "numbered" cannot be brought back: Citus does that of no table with an identity column', 'Citus brings none of those back');
SELECT is((SELECT count(*)::int FROM survey_check()), 0, 'the catalogue holds nothing that does not fit');
SELECT finish();
\o /dev/null
SET client_min_messages = error;
DROP OWNED BY analyst_two CASCADE;
DROP ROLE analyst_two;
