-- Packs of partitions: one for each, the new wave is packed alone, and whatever reads the partitioned table has the numbers of
-- its rows, whoever wrote to which partition and by which way.
SELECT plan(78);
\ir include/source.psql
SET client_min_messages = warning;
LOAD 'mlops_survey';

-- partitions whose columns lie elsewhere, one that is partitioned itself, and a default
CREATE TABLE waves (gone text, id int NOT NULL, wave int NOT NULL, region int, cluster int DEFAULT 0, q int, team smallint, amount float8, w float8, PRIMARY KEY (wave, id, region)) PARTITION BY LIST (wave);
CREATE TABLE wave_1 PARTITION OF waves FOR VALUES IN (1);
ALTER TABLE waves DROP gone;
CREATE TABLE wave_2 (w float8, amount float8, team smallint, nothing int, q int, region int NOT NULL, cluster int DEFAULT 0, wave int NOT NULL, id int NOT NULL);
ALTER TABLE wave_2 DROP nothing;
ALTER TABLE waves ATTACH PARTITION wave_2 FOR VALUES IN (2);
CREATE TABLE wave_3 PARTITION OF waves FOR VALUES IN (3) PARTITION BY LIST (region);
CREATE TABLE wave_3_a PARTITION OF wave_3 FOR VALUES IN (1, 2);
CREATE TABLE wave_3_b PARTITION OF wave_3 DEFAULT;
CREATE TABLE wave_rest PARTITION OF waves DEFAULT;
CREATE FUNCTION add(wave int, first int, last int) RETURNS void LANGUAGE sql AS $$
    INSERT INTO waves (id, wave, region, cluster, q, team, amount, w) SELECT i, add.wave, 1 + i % 4, i / 20, CASE WHEN i % 13 > 0 THEN 1 + i * 7 % 5 END, 1 + i % 4,
        i * 37 % 1000 / 8.0, CASE WHEN i % 17 > 0 THEN 0.5 + i % 9 / 3.0 END FROM generate_series(first, last) i $$;
SELECT add(1, 1, 900), add(2, 1, 700), add(3, 1, 800);
SELECT register_survey('waves', 'waves', '{"weight": "w", "respondent": "id", "design": {"clusters": ["cluster"]}, "variables": [
    {"name": "wave", "measure": "nominal", "values": {"1": "First", "2": "Second", "3": "Third", "4": "Fourth", "5": "Fifth", "9": "Ninth"}},
    {"name": "region", "measure": "nominal", "values": {"1": "N", "2": "S", "3": "W", "4": "E"}},
    {"name": "q", "measure": "ordinal", "points": 5}, {"name": "team", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c", "4": "d"}},
    {"name": "amount", "measure": "scale"}, {"name": "w", "measure": "scale"}]}');
SELECT results_eq('SELECT respondents, added, segments, columns FROM pack_survey(''waves'')', 'VALUES (2400::bigint, 2400::bigint, 4, 7)', 'each partition is packed');
SELECT is((SELECT count(*) FROM mlops_survey.pack), 5::bigint, 'by itself, an empty one too');
SELECT is((SELECT string_agg(answers::regclass::text, ',' ORDER BY answers::regclass::text) FROM mlops_survey.pack), 'wave_1,wave_2,wave_3_a,wave_3_b,wave_rest', 'those with rows');

CREATE FUNCTION digits(x text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(CASE WHEN p[1] ~ '^-?[0-9]+\.[0-9]{6,}(e-?[0-9]+)?$' THEN to_char(p[1]::float8, '9.9999999999EEEE') ELSE p[1] END, '' ORDER BY i)
    FROM regexp_matches(x, '(-?[0-9]+\.[0-9]+(?:e-?[0-9]+)?|[^0-9-]+|.)', 'g') WITH ORDINALITY r(p, i) $$;
CREATE TABLE reads (i serial, sql text, plain boolean);
INSERT INTO reads (sql, plain) VALUES
    ('SELECT wave, count(*), count(q), top2box(q, 5, w), tally(q, w)::text, sum(q), avg(team) FROM waves GROUP BY wave ORDER BY wave', true),
    ('SELECT region, team, count(*), nps(team), share(q > 3, w), min(q), max(team) FROM waves WHERE q IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2', true),
    ('SELECT count(*), round(sum(w)::numeric, 6), round(sum(amount * 2)::numeric, 6) FROM waves WHERE amount > 50', true),
    ('SELECT wave % 2, count(*) FROM waves WHERE wave IN (2, 3) AND team < 3 GROUP BY 1 ORDER BY 1', true),
    ('SELECT count(*), max(q) FROM waves WHERE wave = 3 AND region = 3', true),
    ('SELECT region, count(*) FROM wave_3 GROUP BY 1 ORDER BY 1', true),
    ('SELECT team, count(*), top2box(q, 5, w) FROM wave_2 GROUP BY 1 ORDER BY 1', true),
    ('SELECT * FROM survey_crosstab(''waves'', ''{q,amount}'', ''{wave}'')', false),
    ('SELECT * FROM survey_crosstab(''waves'', ''{q,region}'', ''{team}'', filter => ''q > 1 AND wave <> 2'', tests => ''spss'')', false),
    ('SELECT * FROM survey_crosstab(''waves'', ''{q}'', ''{wave}'', weight => ''none'')', false),
    ('SELECT * FROM survey_mean(''waves'', ''{q,amount}'', by => ''{wave}'')', false),
    ('SELECT * FROM survey_proportion(''waves'', ''q'', by => ''{team}'', filter => ''region > 1'')', false);
CREATE FUNCTION read(sql text, packs text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    r record;
    all_rows text := '';
BEGIN
    PERFORM set_config('mlops_survey.read_packs', packs, true);
    FOR r IN EXECUTE sql LOOP all_rows := all_rows || digits(r::text) || E'\n'; END LOOP;
    PERFORM set_config('mlops_survey.read_packs', 'on', true);
    RETURN all_rows;
END $$;
CREATE FUNCTION differ() RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(sql, E'\n') FROM reads WHERE read(sql, 'on') IS DISTINCT FROM read(sql, 'off') $$;
-- where a statement over all, the tables by name, and the estimates are read from
CREATE FUNCTION sources() RETURNS text LANGUAGE sql AS $$
    SELECT concat_ws(', ', split_part(source_of('SELECT wave, count(*) FROM waves GROUP BY wave'), ':', 1),
        (SELECT source FROM survey_explain('waves', '{q}', '{team}')), (SELECT source FROM survey_explain_estimate('waves', '{q}', by => '{team}'))) $$;
\set pack '\'pack, pack, pack\''
\set both '\'pack and rows, pack and rows, pack and rows\''

SELECT is(differ(), NULL, 'all reads are those of the rows');
SELECT is((SELECT string_agg(DISTINCT source_of(sql), ', ') FROM reads WHERE plain), 'pack', 'plain SQL reads the packs, of partitions and of the whole');
SELECT is(sources(), :pack, 'so do tables and estimates');
SELECT is((SELECT string_agg(wave || ' ' || count, ', ' ORDER BY wave) FROM (SELECT wave, count(*) FROM waves GROUP BY wave) x), '1 900, 2 700, 3 800', 'by hand');
SET enable_partitionwise_aggregate = on;
SELECT is(differ(), NULL, 'partitionwise, too');
SELECT is(sources(), :pack, 'from the packs');
RESET enable_partitionwise_aggregate;
SET enable_partition_pruning = off;
SELECT is(differ(), NULL, 'and without pruning');
RESET enable_partition_pruning;
PREPARE of_wave(int) AS SELECT count(*), max(q) FROM waves WHERE wave = $1;
SET plan_cache_mode = force_generic_plan;
SELECT results_eq('EXECUTE of_wave(2)', 'VALUES (700::bigint, 5)', 'partitions that are left out when a statement begins');
SELECT is(source_of('EXECUTE of_wave(2)'), 'pack', 'are in the pack alone');

-- each way to write, through the whole and into a part: which packs it marks, and nothing reads otherwise
CREATE FUNCTION marks() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT string_agg(DISTINCT p.answers::regclass || CASE WHEN m.change THEN ' changed' ELSE ' added' END, ', ')
    FROM mlops_survey.pack_stale m JOIN mlops_survey.pack p USING (survey_id, part) $$;
CREATE TABLE writes (i serial, write text, expected text, sources text, found text);
INSERT INTO writes (write, expected, sources) VALUES
    ('SELECT add(1, 2001, 2020)', 'wave_1 added', 'both'),
    ('INSERT INTO wave_2 (id, wave, region, q, team, w) VALUES (3001, 2, 1, 5, 1, 2)', 'wave_2 added', 'both'),
    ('SELECT add(3, 2001, 2040)', 'wave_3_a added, wave_3_b added', 'both'),
    ('SELECT add(9, 1, 30)', 'wave_rest added', 'both'),
    ('UPDATE waves SET q = 5 WHERE wave = 1 AND id < 50', 'wave_1 changed', 'both'),
    ('UPDATE wave_3 SET q = 5 WHERE region = 1 AND id < 50', 'wave_3_a changed', 'both'),
    ('UPDATE waves SET wave = 9 WHERE wave = 2 AND id BETWEEN 50 AND 60', 'wave_2 changed, wave_rest added', 'both'),
    ('UPDATE waves SET region = 4 WHERE wave = 3 AND region = 2 AND id < 100', 'wave_3_a changed, wave_3_b added', 'both'),
    ('DELETE FROM waves WHERE wave = 3 AND region = 4 AND id < 20', 'wave_3_b changed', 'both'),
    ('DELETE FROM waves WHERE id < 0', NULL, 'pack'),
    ('INSERT INTO waves (id, wave, region, q) VALUES (1, 1, 2, 3) ON CONFLICT (wave, id, region) DO UPDATE SET q = 1', 'wave_1 added, wave_1 changed', 'both'),
    ('MERGE INTO waves USING (VALUES (1, 2, 2), (7777, 1, 1)) v(i, wv, r) ON id = i AND wave = wv AND region = r WHEN MATCHED THEN UPDATE SET q = 2 WHEN NOT MATCHED THEN INSERT (id, wave, region, q) VALUES (i, wv, r, 4)', 'wave_1 added, wave_2 changed', 'both'),
    ('COPY waves (id, wave, region, q, team) FROM PROGRAM ''echo "9001,1,1,5,2"; echo "9002,3,3,5,2"'' (FORMAT csv)', 'wave_1 added, wave_3_b added', 'both'),
    ('TRUNCATE wave_3_a', 'wave_3_a changed', 'both'),
    ('TRUNCATE waves', 'wave_1 changed, wave_2 changed, wave_3_a changed, wave_3_b changed, wave_rest changed', 'rows'),
    ('SELECT add(1, 1, 900), add(2, 1, 700), add(3, 1, 800)', 'wave_1 added, wave_2 added, wave_3_a added, wave_3_b added', 'both');
DO $$
DECLARE
    w record;
    problem text;
BEGIN
    FOR w IN SELECT * FROM writes ORDER BY i LOOP
        EXECUTE w.write;
        problem := concat_ws('; ', 'differs: ' || differ(), CASE WHEN marks() IS DISTINCT FROM w.expected THEN 'marks: ' || coalesce(marks(), 'none') END,
            CASE WHEN split_part(sources(), ',', 1) <> CASE w.sources WHEN 'both' THEN 'pack and rows' ELSE w.sources END THEN 'read from ' || sources() END);
        PERFORM refresh_packs();
        problem := nullif(concat_ws('; ', nullif(problem, ''), 'packed again differs: ' || differ(), CASE WHEN sources() <> 'pack, pack, pack' THEN 'packed again read from ' || sources() END), '');
        UPDATE writes SET found = problem WHERE i = w.i;
    END LOOP;
END $$;
SELECT is(found, NULL, write) FROM writes ORDER BY i;

-- one mark for all rows of a statement
SELECT add(1, 4001, 4500);
SELECT is((SELECT count(*) FROM mlops_survey.pack_stale), 1::bigint, '500 rows leave one mark');
SELECT is((SELECT added FROM pack_survey('waves')), 500::bigint, 'and are packed alone');
SELECT is((SELECT added FROM pack_survey('waves')), 0::bigint, 'once');

-- inside of the statement: what reads there has the mark with the first row
CREATE FUNCTION seen() RETURNS text LANGUAGE sql VOLATILE AS $$ SELECT (SELECT count(*) FROM waves) || ' ' || (SELECT count(*) FROM (SELECT * FROM waves OFFSET 0) x) || ' ' || (SELECT sum(n)::int FROM survey_crosstab('waves', '{team}', weight => 'none') WHERE row_code IS NOT NULL) $$;
CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO watched SELECT seen(); RETURN NEW; END $$;
CREATE TABLE watched (seen text);
CREATE TRIGGER a_watch AFTER INSERT ON wave_1 FOR EACH ROW EXECUTE FUNCTION watch();
SELECT add(1, 5001, 5003);
SELECT is((SELECT bool_and(split_part(seen, ' ', 1) = split_part(seen, ' ', 2) AND split_part(seen, ' ', 1) = split_part(seen, ' ', 3)) FROM watched), true, 'an AFTER ROW trigger on a partition sees the same by every road');
SELECT is((SELECT count(*) FROM watched), 3::bigint, 'three times');
DROP TRIGGER a_watch ON wave_1;
INSERT INTO waves (id, wave, region, q, team) VALUES (6001, 2, 1, 1, 1) RETURNING seen() AS seen \gset
SELECT is(split_part(:'seen', ' ', 1), split_part(:'seen', ' ', 2), 'a volatile function in RETURNING does');
SELECT is((SELECT count(pack_survey('waves'))), 1::bigint, 'packed');

-- a new wave, and one that is taken out
CREATE TABLE wave_4 (LIKE waves);
INSERT INTO wave_4 (id, wave, region, cluster, q, team, amount, w) SELECT i, 4, 1 + i % 4, i / 20, 1 + i % 5, 1 + i % 4, i, 1 FROM generate_series(1, 400) i;
ALTER TABLE waves ATTACH PARTITION wave_4 FOR VALUES IN (4);
SELECT is(differ(), NULL, 'a wave that is attached is read');
SELECT is(sources(), :both, 'by rows, the others from their packs');
SELECT is(source_of('SELECT count(*) FROM waves WHERE wave = 2 AND team > 0'), 'pack', 'which alone are read where it is left out');
SELECT is((SELECT added FROM refresh_packs()), 400::bigint, 'refresh_packs packs it alone');
SELECT is(sources(), :pack, 'then it is read from its pack');
SELECT is(differ(), NULL, 'with the same numbers');
ALTER TABLE waves DETACH PARTITION wave_4;
SELECT is(differ(), NULL, 'a wave that is detached is not read');
SELECT is((SELECT count(*) FROM mlops_survey.pack WHERE answers_name = 'wave_4'), 0::bigint, 'its pack is gone');
SELECT is((SELECT count(*) FROM mlops_survey.pack_segment g WHERE NOT EXISTS (SELECT FROM mlops_survey.pack p WHERE (p.survey_id, p.part) = (g.survey_id, g.part))), 0::bigint, 'and its segments');
DELETE FROM wave_4 WHERE id > 100;
ALTER TABLE waves ATTACH PARTITION wave_4 FOR VALUES IN (4);
SELECT is(differ(), NULL, 'changed and attached again, it is read as it is');
SELECT is((SELECT added FROM refresh_packs()), 100::bigint, 'and packed');
ALTER TABLE wave_4 RENAME TO wave_four;
SELECT is(sources(), :pack, 'a partition may be called otherwise');
DROP TABLE wave_four;
SELECT is((SELECT count(*) FROM mlops_survey.pack WHERE answers_name LIKE 'wave_f%'), 0::bigint, 'dropped, its pack is gone');
SELECT is(differ(), NULL, 'and nothing of it is read');

-- kinds of partitions that cannot be packed, and a pack of another codebook
CREATE UNLOGGED TABLE wave_5 PARTITION OF waves FOR VALUES IN (5);
SELECT add(5, 1, 100);
SELECT is(differ(), NULL, 'an unlogged partition is read');
SELECT is((SELECT added FROM pack_survey('waves')), 0::bigint, 'and not packed');
SELECT is(sources(), :both, 'beside the packs');
DROP TABLE wave_5;
ALTER TABLE wave_1 DISABLE TRIGGER mlops_survey_pack_part;
SELECT add(1, 8001, 8010);
SELECT is(differ(), NULL, 'a partition that nobody watches is read by rows');
SELECT is(sources(), :both, 'the others are not');
SELECT is((SELECT respondents > 0 FROM pack_survey('waves')), true, 'packing puts the trigger right');
SELECT is(sources(), :pack, 'and packs it anew');
SELECT is(differ(), NULL, 'with the numbers of the rows');

-- rights and row-level security of partitions count for nobody who reads the whole: rows that packs lack are read through it
CREATE ROLE wave_reader;
GRANT SELECT ON waves, reads TO wave_reader;
CREATE FUNCTION explained() RETURNS text LANGUAGE sql AS $$ SELECT concat_ws(', ', (SELECT source FROM survey_explain('waves', '{q}', '{team}')), (SELECT source FROM survey_explain_estimate('waves', '{q}', by => '{team}'))) $$;
CREATE FUNCTION differ_whole() RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(sql, E'\n') FROM reads WHERE sql !~ 'wave_[0-9]' AND read(sql, 'on') IS DISTINCT FROM read(sql, 'off') $$;
SELECT add(1, 8101, 8110), add(3, 8101, 8120), add(9, 8101, 8105);
UPDATE waves SET q = 2 WHERE wave = 2 AND id < 40;
SET ROLE wave_reader;
SELECT is(explained(), 'pack and rows, pack and rows', 'with rights on the whole alone');
SELECT is(differ_whole(), NULL, 'all numbers are those of the rows');
SELECT is((SELECT sum(n)::bigint FROM survey_crosstab('waves', '{wave}', weight => 'none') WHERE row_code IS NOT NULL), (SELECT count(*) FROM waves), 'and nobody is missing');
SELECT throws_ok('SELECT count(*) FROM wave_1', '42501', 'permission denied for table wave_1', 'while the partition is not to be read');
RESET ROLE;
GRANT SELECT ON wave_1 TO wave_reader;
REVOKE SELECT ON waves FROM wave_reader;
GRANT SELECT (id, wave, region, cluster, q, team, w) ON waves TO wave_reader;
SET ROLE wave_reader;
SELECT is(explained(), 'rows, rows', 'with rights on columns of the whole, the rows are read');
SELECT is((SELECT sum(n)::bigint FROM survey_crosstab('waves', '{wave}', weight => 'none') WHERE row_code IS NOT NULL), (SELECT count(wave) FROM waves), 'all of them');
RESET ROLE;
REVOKE SELECT (id, wave, region, cluster, q, team, w) ON waves FROM wave_reader;
SET ROLE wave_reader;
SELECT throws_like($$SELECT * FROM survey_crosstab('waves', '{q}')$$, '%waves%', 'rights on a partition are none on the whole');
RESET ROLE;
GRANT SELECT ON waves TO wave_reader;
SET ROLE wave_reader;
SELECT is(explained(), 'pack and rows, pack and rows', 'with rights on one partition too, its rows are read alone');
SELECT is(differ_whole(), NULL, 'with the same numbers');
RESET ROLE;
ALTER TABLE wave_1 ENABLE ROW LEVEL SECURITY;
SET ROLE wave_reader;
SELECT is(explained(), 'pack and rows, pack and rows', 'row-level security of a partition');
SELECT is(differ_whole(), NULL, 'hides nothing in the whole');
SELECT is((SELECT count(*) FROM wave_1), 0::bigint, 'while the partition shows nothing');
RESET ROLE;
ALTER TABLE waves ENABLE ROW LEVEL SECURITY;
CREATE POLICY second ON waves FOR SELECT TO wave_reader USING (wave = 2);
SET ROLE wave_reader;
SELECT is(explained(), 'rows, rows', 'that of the whole does');
SELECT is((SELECT sum(n)::bigint FROM survey_crosstab('waves', '{wave}', weight => 'none') WHERE row_code IS NOT NULL), (SELECT count(*) FROM waves), 'and is kept');
RESET ROLE;
DROP POLICY second ON waves;
ALTER TABLE waves DISABLE ROW LEVEL SECURITY;
ALTER TABLE wave_1 DISABLE ROW LEVEL SECURITY;
DROP OWNED BY wave_reader;
DROP ROLE wave_reader;
SELECT is((SELECT added > 35 FROM pack_survey('waves')), true, 'packed');
SELECT is((SELECT count(*) FROM survey_check()), 0::bigint, 'the catalogue fits');
ALTER TABLE waves ADD added int;
SELECT ok(NOT fresh AND packed_at > now() - interval '1 hour', 'when the partitions were packed is told where none is read') FROM survey_pack_status('waves');
SELECT is(unpack_survey('waves'), true, 'unpacked');
SELECT is((SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'mlops%'), 0::bigint, 'no trigger stays');
SELECT is(sources(), 'not planned, rows, rows', 'and rows are read');
CREATE TABLE empty (q int, wave int) PARTITION BY LIST (wave);
SELECT register_survey('empty', 'empty', '{"variables": [{"name": "q", "measure": "nominal", "values": {"1": "a"}}]}');
SELECT throws_ok($$SELECT pack_survey('empty')$$, '0A000', 'the answers of survey "empty" cannot be packed: it has no partition that can be', 'without a partition there is nothing to pack');
SELECT * FROM finish();
