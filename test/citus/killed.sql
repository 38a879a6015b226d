-- A worker that ends in the middle: an error, nothing half-written, and the same call works when it is back.
\set QUIET 1
\setenv MLOPS_DIR :dir
SET client_min_messages = error;
\o /dev/null
SET citus.shard_replication_factor = 1;
CREATE TABLE answers (id int PRIMARY KEY, t int, q int, y float8, w float8);
SELECT create_distributed_table('answers', 'id');
INSERT INTO answers SELECT i, 1 + i % 4, 1 + i % 5, i % 101, 1 + i % 3 FROM generate_series(1, 6000) i;
SELECT register_survey('s', 'answers', '{"weight": "w", "respondent": "id", "variables": [{"name": "t", "measure": "nominal"}, {"name": "q", "points": 5, "measure": "ordinal"}, {"name": "y", "measure": "scale"}]}');
CREATE TABLE small (id int PRIMARY KEY, q int, w float8);
INSERT INTO small SELECT i, 1 + i % 5, 1 FROM generate_series(1, 500) i;
SELECT register_survey('small', 'small', '{"weight": "w", "respondent": "id", "variables": [{"name": "q", "points": 5, "measure": "ordinal"}]}');
-- slow answers, so that there is a middle
CREATE FUNCTION wait_a_moment(float8) RETURNS float8 LANGUAGE plpgsql VOLATILE AS $$BEGIN PERFORM pg_sleep(0.0002); RETURN $1; END$$;
SELECT create_distributed_function('wait_a_moment(float8)');
CREATE VIEW slow AS SELECT id, t, q, wait_a_moment(y) AS y, w FROM answers;
SELECT register_survey('slow', 'slow', '{"weight": "w", "respondent": "id", "variables": [{"name": "t", "measure": "nominal"}, {"name": "q", "points": 5, "measure": "ordinal"}, {"name": "y", "measure": "scale"}]}');
-- and a trigger that makes writing as slow
CREATE FUNCTION slow_down() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM pg_sleep(0.002); RETURN NEW; END$$;
SELECT create_distributed_function('slow_down()');
SELECT run_command_on_shards('answers', 'CREATE TRIGGER slow_down BEFORE UPDATE OR INSERT ON %s FOR EACH ROW EXECUTE FUNCTION public.slow_down()');
CREATE FUNCTION slow_down_packs() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM pg_sleep(1); RETURN NEW; END$$;
SELECT create_distributed_function('slow_down_packs()');
CREATE TABLE before AS SELECT t, count(*) AS n, sum(w) AS w FROM answers GROUP BY t;
CREATE TABLE expected AS SELECT * FROM survey_crosstab('s', '{q,y}', '{t}');
\o
SELECT plan(20);
-- a table
\set said `:dir/ended worker2 0.6 "SELECT count(*) FROM survey_crosstab('slow', '{q,y}', '{t}')"`
SELECT matches(:'said'::text, 'ERROR|terminat|connection', 'a table: an error');
SELECT is((SELECT string_agg(c.cell, ',' ORDER BY row_position, column_position) FROM survey_crosstab('s', '{q,y}', '{t}') c), (SELECT string_agg(cell, ',' ORDER BY row_position, column_position) FROM expected), 'the same call is right again');
SELECT is((SELECT string_agg(c.cell, ',' ORDER BY row_position, column_position) FROM survey_crosstab('slow', '{q,y}', '{t}') c), (SELECT string_agg(cell, ',' ORDER BY row_position, column_position) FROM expected), 'that one too');
-- weights
\set said `:dir/ended worker2 1.2 "SELECT count(*) FROM rake_survey('s', '{\"t\": {\"1\": 1, \"2\": 2, \"3\": 3, \"4\": 4}}', 'rk')"`
SELECT matches(:'said'::text, 'ERROR|terminat|connection', 'rake_survey: an error');
SELECT is((SELECT count(*)::int FROM pg_attribute WHERE attrelid = 'answers'::regclass AND attname = 'rk'), 0, 'no column is left');
SELECT is((SELECT weight FROM mlops_survey.survey WHERE name = 's'), 'w', 'the weight is the one before');
-- Citus keeps connections open within a session, and ends a transaction that writes through one that has broken: a new session has new ones
\set said `:dir/ended none 0 "SELECT count(*) FROM rake_survey('s', '{\"t\": {\"1\": 1, \"2\": 2, \"3\": 3, \"4\": 4}}', 'rk')"`
SELECT is(:'said'::text, '4', 'the same call works again');
SELECT is((SELECT string_agg(t || ' ' || round(s, 6), ', ' ORDER BY t) FROM (SELECT t, sum(rk)::numeric AS s FROM answers GROUP BY t) x), '1 1.000000, 2 2.000000, 3 3.000000, 4 4.000000', 'and weights are what was asked');
-- a load
\! (echo id,t,q,y,w; seq 30001 36000 | sed 's/$/,1,2,3,1/') > "$MLOPS_DIR"/files/wave.csv
\set said `:dir/ended worker2 1.2 "SELECT count(*) FROM load_survey('s', '$MLOPS_DIR/files/wave.csv', append => true)"`
SELECT matches(:'said'::text, 'ERROR|terminat|connection', 'load_survey: an error');
SELECT is((SELECT count(*)::int FROM answers), 6000, 'no row of the file is left');
\set said `:dir/ended none 0 "SELECT count(*) FROM load_survey('s', '$MLOPS_DIR/files/wave.csv', append => true)"`
SELECT is(:'said'::text, '1', 'the same call works again');
SELECT is((SELECT count(*)::int FROM answers), 12000, 'and all rows are there');
-- packs: one server ends while it writes its packs, the other has written its own
SELECT run_command_on_workers('CREATE TRIGGER slow_down BEFORE INSERT ON mlops_survey.pack_segment FOR EACH ROW EXECUTE FUNCTION public.slow_down_packs()') \g /dev/null
\set said `:dir/ended worker2 1 "SELECT count(*) FROM pack_survey('s')"`
SELECT matches(:'said'::text, 'ERROR|terminat|connection', 'pack_survey: an error');
SELECT run_command_on_workers('DROP TRIGGER slow_down ON mlops_survey.pack_segment') \g /dev/null
SELECT is((SELECT string_agg(result, ',') FROM run_command_on_workers('SELECT count(*) FROM mlops_survey.pack p WHERE NOT EXISTS (SELECT FROM mlops_survey.pack_segment s WHERE s.survey_id = p.survey_id)')), '0,0', 'no pack is half there');
SELECT is((SELECT string_agg(result, ',') FROM run_command_on_workers('SELECT count(*) FROM public.survey_check()')), '0,0', 'nor anything that does not fit');
CREATE TABLE once_more AS SELECT * FROM survey_crosstab('s', '{q,y}', '{t}', weight => 'none', filter => 't < 4') \g /dev/null
SELECT is((SELECT string_agg(cell, ',' ORDER BY row_position, column_position) FROM once_more), (SELECT string_agg(cell, ',' ORDER BY row_position, column_position) FROM survey_crosstab('slow', '{q,y}', '{t}', weight => 'none', filter => 't < 4')), 'no table is another');
\set said `:dir/ended none 0 "SELECT respondents FROM pack_survey('s')"`
SELECT is(:'said'::text, '12000', 'the same call works again');
SELECT is((SELECT fresh FROM survey_pack_status('s')), true, 'and all shards are packed');
SELECT is((SELECT string_agg(c.cell, ',' ORDER BY row_position, column_position) FROM survey_crosstab('s', '{q,y}', '{t}', weight => 'none', filter => 't < 4') c), (SELECT string_agg(cell, ',' ORDER BY row_position, column_position) FROM once_more), 'the packs say the same');
SELECT is((SELECT count(*)::int FROM survey_check()), 0, 'the catalogue holds nothing that does not fit');
SELECT finish();
