-- Shards of a packed survey are moved and split by others while this session reads, writes and packs: no number is another.
\set QUIET 1
\setenv MLOPS_DIR :dir
SET client_min_messages = error;
\o /dev/null
CREATE TABLE answers (id int PRIMARY KEY, q int, t int, w float8);
SELECT create_distributed_table('answers', 'id');
INSERT INTO answers SELECT i, 1 + i % 2, 1 + i % 3, 1 FROM generate_series(1, 6000) i;
SELECT register_survey('s', 'answers', '{"weight": "w", "respondent": "id", "variables": [{"name": "q", "measure": "nominal"}, {"name": "t", "measure": "nominal"}]}');
SELECT pack_survey('s');
CREATE TABLE seen (road text, numbers text);
-- what ends with an error of Citus was asked at the moment when a shard went
CREATE PROCEDURE look(road text, statement text) LANGUAGE plpgsql AS $$
DECLARE
    numbers text;
BEGIN
    EXECUTE statement INTO numbers;
    INSERT INTO seen VALUES (road, numbers);
EXCEPTION WHEN OTHERS THEN
    INSERT INTO seen VALUES (road, regexp_replace(SQLERRM, '[0-9]+', 'N'));
END $$;
\! (psql=$(ls "$MLOPS_DIR"/usr/lib/postgresql/*/bin/psql); for i in 1 2; do "$psql" -XAtq -h "$MLOPS_DIR" -U postgres -d tests -c "SELECT citus_move_shard_placement(shardid, nodename, nodeport, nodename, CASE nodeport WHEN 5433 THEN 5434 ELSE 5433 END, 'force_logical') FROM (SELECT * FROM citus_shards WHERE table_name = 'answers'::regclass AND nodeport > 5432 ORDER BY shardid LIMIT 1) s"; done; "$psql" -XAtq -h "$MLOPS_DIR" -U postgres -d tests -c "SELECT citus_split_shard_by_split_points(shardid, ARRAY[((shardminvalue::bigint + shardmaxvalue::bigint) / 2)::text], ARRAY(SELECT nodeid FROM pg_dist_node WHERE nodeport > 5432 ORDER BY 1), 'block_writes') FROM (SELECT * FROM pg_dist_shard WHERE logicalrelid = 'answers'::regclass ORDER BY shardid LIMIT 1) s"; touch "$MLOPS_DIR"/files/moved) > "$MLOPS_DIR"/files/moves 2>&1 &
SELECT unnest(ARRAY[$$CALL look('by name', 'SELECT concat_ws('' '', min(base_n), sum(n), max(base_n)) FROM survey_crosstab(''s'', ''{q}'', ''{t}'') WHERE column_label = ''Total'' AND row_code IS NOT NULL')$$,
    $$CALL look('plain SQL', 'SELECT string_agg(q || '' '' || n, '','' ORDER BY q) FROM (SELECT q, count(*) AS n FROM answers GROUP BY q) x')$$,
    format($$CALL look('write', 'UPDATE answers SET t = 1 + (t + 1) %% 3 WHERE id %% 97 = %s')$$, i),
    CASE WHEN i % 5 = 0 THEN $$CALL look('pack', 'SELECT respondents FROM pack_survey(''s'')')$$ END]) FROM generate_series(1, 25) i \gexec
\! for i in $(seq 300); do [ -e "$MLOPS_DIR"/files/moved ] && break; sleep 0.2; done
\o
SELECT plan(5);
SELECT is((SELECT string_agg(DISTINCT numbers, '; ') FROM seen WHERE road = 'by name' AND numbers !~ 'shard'), '6000 6000 6000', 'tables by name');
SELECT is((SELECT string_agg(DISTINCT numbers, '; ') FROM seen WHERE road = 'plain SQL' AND numbers !~ 'shard'), '1 3000,2 3000', 'plain SQL');
SELECT is((SELECT count(*)::int FROM citus_shards WHERE table_name = 'answers'::regclass), 5, 'a shard was split');
SELECT is((SELECT respondents FROM pack_survey('s')), 6000::bigint, 'packed where they are');
SELECT is((SELECT string_agg(format('%s %s', t, n), ',' ORDER BY t) FROM (SELECT t, count(*) AS n FROM answers GROUP BY t) x), (SELECT string_agg(format('%s %s', row_code, n), ',' ORDER BY row_code) FROM survey_crosstab('s', '{t}') WHERE row_code IS NOT NULL), 'and read');
SELECT finish();
