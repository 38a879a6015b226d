-- Packs on the shards: what is read from them is what the rows give, and whatever happens to a shard, no pack of what it was is read.
\set QUIET 1
SET client_min_messages = error;
\setenv MLOPS_DIR :dir
\o /dev/null
\ir kinds.psql
\ir asked.psql
\ir same_text.psql
SET client_min_messages = error;
\ir said.psql
CREATE FUNCTION status(name text) RETURNS text LANGUAGE sql AS $$SELECT concat_ws(' ', CASE WHEN packed THEN 'packed' ELSE 'not packed' END, CASE WHEN fresh THEN 'fresh' ELSE reason END) FROM survey_pack_status(name)$$;
-- the local twin has what the distributed table has
CREATE FUNCTION mirror() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM whole;
    INSERT INTO whole SELECT id, wave, q, t, y, x, m1, m2, day, mood, w, h, psu, fpc, r1, r2, r3, r4, r5 FROM spread;
END $$;
CREATE TABLE tables (call text);
SET citus.enable_ddl_propagation = off;
INSERT INTO tables VALUES ($$survey_crosstab('NAME', '{q,s,t}', '{t,wave,s}')$$), ($$survey_crosstab('NAME', '{q}', '{t}', filter => 't < 3 AND m1')$$), ($$survey_crosstab('NAME', '{q}', '{t}', filter => 'y > 5')$$), ($$survey_crosstab('NAME', '{y,x}', '{t}')$$),
    ($$survey_crosstab('NAME', '{q}', '{t}', weight => 'none')$$), ($$survey_crosstab('NAME', '{q,y}', '{t,s}', tests => 'spss')$$), ($$survey_column_tests('NAME', '{q,s}', '{t}')$$), ($$survey_topline('NAME')$$), ($$survey_test('NAME', 'q', 't')$$),
    ($$survey_crosstab('NAME', '{q}', '{t}', filter => 'id = 77')$$);
CREATE FUNCTION wrong() RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(call || ': ' || left(got, 300) || E'\n    where it is ' || left(expected, 300), E'\n')
    FROM (SELECT call, outcome(replace(call, 'NAME', 'whole_plain')) AS expected, outcome(replace(call, 'NAME', 'spread_plain')) AS got FROM tables) s
    WHERE NOT same_text(replace(got, 'spread_plain', 'NAME'), replace(expected, 'whole_plain', 'NAME'))$$;
RESET citus.enable_ddl_propagation;
\o
SELECT plan(48);
-- packed
SELECT is(status('spread_plain'), 'not packed the survey is not packed', 'before');
SELECT is((SELECT (p.survey, p.respondents, p.added, p.segments, p.columns, p.left_out)::text FROM pack_survey('spread_plain') p), '(spread_plain,3000,3000,4,18,{})', 'all shards are packed');
SELECT is(status('spread_plain'), 'packed fresh', 'and are what they were packed of');
SELECT is((SELECT e::text FROM survey_explain('spread_plain', '{q}', '{t}') e), '(shards,"each shard is counted from its pack, or from its rows")', 'tables ask the shards');
SELECT is((SELECT e.source FROM survey_explain('spread_design', '{q}', '{t}') e), 'rows', 'another survey of the same table was not packed');
SELECT is(wrong(), NULL, 'the same numbers');
-- whose numbers are others when the packs hold nobody reads them
SELECT run_command_on_workers('UPDATE mlops_survey.pack_segment SET respondents = 0') \g /dev/null
SELECT is((SELECT string_agg(what, ', ' ORDER BY what COLLATE "C") FROM asked WHERE what <> 'codebook' AND NOT same_text(replace(outcome(replace(call, 'NAME', 'spread_plain')), 'spread_plain', 'NAME'), replace(outcome(replace(call, 'NAME', 'whole_plain')), 'whole_plain', 'NAME'))),
    'chart, column tests, crosstab, crosstab of numbers, crosstab without a weight, crosstab, filtered, report, test, test cells, topline', 'what reads the packs');
SELECT unpack_survey('spread_plain'), pack_survey('spread_plain') \g /dev/null
SELECT is((SELECT count(*)::int FROM run_command_on_workers('SELECT count(*) FROM mlops_survey.pack') WHERE result = '2'), 2, 'each worker has the packs of its shards');
SELECT is((SELECT count(*)::int FROM run_command_on_workers('SELECT string_agg(problem, '','') FROM public.survey_check()') WHERE result <> ''), 0, 'and nothing in its catalogue that does not fit');
SELECT is((SELECT count(*)::int FROM survey_check()), 0, 'nor in that of the coordinator, where the segments are not');
SELECT is((SELECT count(*)::int FROM pg_class WHERE relname LIKE '%\_labels' AND relname LIKE '%\_10____\_labels'), 0, 'shards have no views');
-- plain SQL
CREATE FUNCTION plan_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    line text;
    plan text := '';
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || statement LOOP plan := plan || line || E'\n'; END LOOP;
    RETURN plan;
END $$;
SELECT matches(plan_of('SELECT t, count(*), sum(w) FROM spread GROUP BY t'), 'Source: pack', 'plain SQL reads the packs where they are');
SELECT is((SELECT string_agg(format('%s %s %s', t, n, s), ',' ORDER BY t) FROM (SELECT t, count(*) AS n, round(sum(w)::numeric, 6) AS s FROM spread WHERE q < 4 GROUP BY t) x),
    (SELECT string_agg(format('%s %s %s', t, n, s), ',' ORDER BY t) FROM (SELECT t, count(*) AS n, round(sum(w)::numeric, 6) AS s FROM whole WHERE q < 4 GROUP BY t) x), 'the same numbers');
-- what changes
INSERT INTO spread SELECT 5000 + i, 1, 1 + i % 5, 1 + i % 4, i % 7, i % 5, i % 2 = 0, i % 3 = 0, '2024-01-01', 'good', 1 + i % 3, i % 4, i % 40, 400, 1, 1, 1, 1, 1 FROM generate_series(1, 50) i;
SELECT mirror() \g /dev/null
SELECT is(status('spread_plain'), 'packed 4 of 4 shards: answers were added since the others were packed', 'rows are added');
SELECT is(wrong(), NULL, 'they count');
UPDATE spread SET q = 1 WHERE id = 77;
SELECT mirror() \g /dev/null
SELECT is(status('spread_plain'), 'packed 4 of 4 shards: answers were added since the others were packed', 'one answer is another');
SELECT is(wrong(), NULL, 'it counts');
SELECT is((SELECT count(*)::int FROM refresh_packs()), 1, 'packed anew');
SELECT is(status('spread_plain'), 'packed fresh', 'all of it');
BEGIN;
DELETE FROM spread WHERE id % 10 = 3;
UPDATE spread SET t = 1 + t % 4 WHERE id < 100;
SELECT mirror() \g /dev/null
SELECT is(wrong(), NULL, 'a transaction sees what it has done itself');
ROLLBACK;
SELECT mirror() \g /dev/null
SELECT is(status('spread_plain'), 'packed fresh', 'which was undone');
SELECT is(wrong(), NULL, 'and the pack is that of before');
\! psql=$(ls "$MLOPS_DIR"/usr/lib/postgresql/*/bin/psql); "$psql" -XAtq -h "$MLOPS_DIR" -U postgres -d tests -c "COPY (SELECT 7000 + i, 2, 5, 1, 1, 1, true, true, '2024-02-02', 'bad', 2, 1, 1, 400, 1, 1, 1, 1, 1 FROM generate_series(1, 30) i) TO STDOUT" | "$psql" -XAtq -h "$MLOPS_DIR" -U postgres -d tests -c 'COPY spread FROM STDIN'
SELECT mirror() \g /dev/null
SELECT is(wrong(), NULL, 'COPY');
-- who has no weight is looked for in the packs too
UPDATE spread SET w = NULL WHERE id BETWEEN 400 AND 429;
SELECT mirror(), pack_survey('spread_plain') \g /dev/null
\set said `:dir/ended none 0 "SELECT FROM survey_crosstab('spread_plain', '{q}', '{t}', filter => 't < 9')"`
SELECT is(:'said'::text, (SELECT format('NOTICE:  %s respondents of survey "spread_plain" have no weight "w" and are left out', count(*)) FROM whole WHERE w IS NULL AND t < 9), 'who has no weight');
SELECT matches(plan_of('SELECT count(*) FROM spread a WHERE a.w IS NULL AND (true)'), 'Source: pack', 'is counted from the packs');
-- a shard on another server is another table
SELECT pack_survey('spread_plain') \g /dev/null
SELECT citus_move_shard_placement(shardid, nodename, nodeport, nodename, CASE nodeport WHEN 5433 THEN 5434 ELSE 5433 END, 'block_writes') FROM citus_shards WHERE table_name = 'spread'::regclass AND nodeport > 5432 ORDER BY shardid LIMIT 1 \g /dev/null
SELECT is(status('spread_plain'), 'packed 1 of 4 shards: the shard is not packed', 'a shard was moved');
SELECT is(wrong(), NULL, 'its rows are read');
UPDATE spread SET q = 2 WHERE id BETWEEN 200 AND 300;
SELECT mirror() \g /dev/null
SELECT is(wrong(), NULL, 'those that changed there too');
SELECT pack_survey('spread_plain') \g /dev/null
CALL citus_cleanup_orphaned_resources() \g /dev/null
SELECT is(status('spread_plain'), 'packed fresh', 'packed where it is');
SELECT is(wrong(), NULL, 'and read');
SELECT is((SELECT string_agg(result, ',' ORDER BY result) FROM run_command_on_workers('SELECT count(*) FROM mlops_survey.survey')), '1,3', 'nothing of it is left where it was');
-- other names, other columns, another codebook
ALTER TABLE spread RENAME TO spread_out;
ALTER TABLE spread_out RENAME TO spread;
SELECT is(wrong(), NULL, 'renamed there and back');
ALTER TABLE spread ADD COLUMN later int;
ALTER TABLE whole ADD COLUMN later int;
SELECT is(status('spread_plain'), 'packed 4 of 4 shards: the table of the answers was altered', 'another column');
SELECT is(wrong(), NULL, 'rows are read');
SELECT pack_survey('spread_plain') \g /dev/null
SELECT is(status('spread_plain'), 'packed fresh', 'packed anew');
SELECT alter_survey(s, '{"variables": [{"name": "q", "missing": {"5": "Very"}, "points": null, "measure": "nominal"}]}') FROM unnest('{spread_plain,whole_plain}'::text[]) s \g /dev/null
SELECT is(wrong(), NULL, 'a code that is missing now');
-- rights
CREATE ROLE reader LOGIN;
GRANT SELECT ON spread, whole, tables TO reader;
SET ROLE reader;
SELECT is(wrong(), NULL, 'who may read it');
RESET ROLE;
SET ROLE reader;
SELECT is(said($$SELECT pack_survey('spread_plain')$$), '42501 must be owner of survey "spread_plain" (no hint)', 'but not pack it');
RESET ROLE;
SET mlops_survey.read_packs = off;
SELECT is((SELECT e.source FROM survey_explain('spread_plain', '{q}', '{t}') e), 'rows', 'packs can be left aside');
RESET mlops_survey.read_packs;
-- what waits for its own transaction says so
BEGIN;
SELECT count(*) FROM spread \g /dev/null
SELECT is(left(said($$SELECT unpack_survey('spread_plain')$$), 13), '55000 shard 1', 'a transaction that holds the shards itself');
ROLLBACK;
-- gone
SELECT is((SELECT unpack_survey('spread_plain')), true, 'unpacked');
SELECT is((SELECT string_agg(result, ',') FROM run_command_on_workers('SELECT count(*) FROM mlops_survey.survey')), '0,0', 'nothing is left');
SELECT is((SELECT string_agg(DISTINCT result, ',') FROM run_command_on_shards('spread', $$SELECT count(*) FROM pg_trigger WHERE tgrelid = '%s'::regclass AND tgname LIKE 'mlops%%'$$)), '0', 'no trigger either');
SELECT is(said($$SELECT pack_survey('spread_stripes_plain')$$), '0A000 the answers of survey "spread_stripes_plain" cannot be packed: it is columnar, so that rows can only be added', 'columnar shards are not packed');
-- every function by name over packed tables of other kinds
SELECT string_agg(name, ',' ORDER BY name) AS kinds, count(pack_survey(name || '_plain')) FROM kind WHERE name IN ('copied', 'waves', 'clustered', 'late') \gset
SELECT is((SELECT string_agg(name || ' ' || status(name || '_plain'), ', ' ORDER BY name) FROM kind WHERE name = ANY (string_to_array(:'kinds', ','))), 'clustered packed fresh, copied packed fresh, late packed fresh, waves packed fresh', 'by cluster, as copies, in partitions');
DELETE FROM whole;
INSERT INTO whole SELECT id, wave, q, t, y, x, m1, m2, day, mood, w, h, psu, fpc, r1, r2, r3, r4, r5 FROM late;
SELECT drop_survey('whole_plain') \g /dev/null
ALTER TABLE whole DROP COLUMN later;
SELECT enrol('whole_plain', 'whole', '') \g /dev/null
SELECT is((SELECT string_agg(name || ': ' || call || ' ' || left(got, 200) || E'\n    where it is ' || left(expected, 200), E'\n')
    FROM (SELECT name, call, outcome(replace(call, 'NAME', 'whole_plain')) AS expected, outcome(replace(call, 'NAME', name || '_plain')) AS got FROM asked, kind WHERE states AND what <> 'codebook' AND name IN ('copied', 'waves')) s
    WHERE NOT same_text(replace(got, name || '_plain', 'NAME'), replace(expected, 'whole_plain', 'NAME'))), NULL, 'the same everywhere');
-- with its table the packs go
DROP TABLE spread, late, waves, clustered CASCADE;
SELECT is((SELECT string_agg(result, ',') FROM run_command_on_workers($$SELECT count(*) FROM mlops_survey.survey s WHERE s.answers_name NOT LIKE 'copied%'$$)), '0,0', 'packs go with their shards');
SELECT is((SELECT unpack_survey('copied_plain')), true, 'and those of copies');
SELECT finish();
\o /dev/null
SET client_min_messages = error;
DROP OWNED BY reader CASCADE;
DROP ROLE reader;
