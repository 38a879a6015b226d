-- Answers that are unpacked, packed anew or dropped stay nowhere: no row shows them, and VACUUM takes their bytes.
SELECT plan(9);
\set QUIET on
SET client_min_messages = warning;
CREATE FUNCTION bytes() RETURNS bigint LANGUAGE sql AS $$SELECT pg_relation_size(oid) + pg_relation_size(reltoastrelid) FROM pg_class WHERE oid = 'mlops_survey.pack_segment'::regclass$$;
CREATE TABLE person AS SELECT i AS id, 1 + i % 5 AS q, (i * 7919 % 100003)::float8 AS income FROM generate_series(1, 30000) i;
SELECT register_survey('person', 'person', '{"variables": [{"name": "income", "measure": "scale"}, {"name": "id", "measure": "scale"}]}') \g /dev/null
SELECT is(bytes(), 0::bigint, 'nothing is packed');
SELECT pack_survey('person') \g /dev/null
SELECT bytes() AS once \gset
SELECT cmp_ok(:once::bigint, '>', 100000::bigint, 'packed answers take room');

-- VACUUM FULL copies rows that a transaction may see which began before they were removed, in whichever database of the
-- server if it writes; so first those are waited for.
CREATE PROCEDURE older_have_ended() LANGUAGE plpgsql AS $$
DECLARE removed xid8 := pg_current_xact_id();
BEGIN
    COMMIT;
    FOR i IN 1 .. 3000 LOOP
        EXIT WHEN pg_snapshot_xmin(pg_current_snapshot()) > removed;
        PERFORM pg_sleep(0.1);
        COMMIT;
    END LOOP;
END$$;
-- A backend that starts is in no database yet, and for that moment may see what is removed in any: so VACUUM comes again,
-- until no more than so many bytes are left.
CREATE FUNCTION clean(how text, most bigint) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT unnest(ARRAY[format('VACUUM %s mlops_survey.pack_segment', how), format('SELECT pg_sleep(CASE WHEN bytes() > %s THEN 0.2 ELSE 0 END)', most)])
    FROM generate_series(1, 20)$$;

-- packed anew: the old segments are dead, and VACUUM FULL leaves room for one pack only
UPDATE person SET income = income + 1;
SELECT pack_survey('person') \g /dev/null
SELECT cmp_ok(bytes(), '>', (1.5 * :once)::bigint, 'dead segments still lie in the file');
CALL older_have_ended();
SELECT clean('FULL', (1.1 * :once)::bigint) \gexec
SELECT cmp_ok(bytes(), '<=', (1.1 * :once)::bigint, 'VACUUM FULL takes them');
SELECT is((SELECT count(*) FROM mlops_survey.pack_segment), (SELECT segments::bigint FROM mlops_survey.pack), 'those of the pack are there');

-- unpacked, dropped by name, dropped as a table: nothing is left, in the catalogue or in its files
SELECT unpack_survey('person') \g /dev/null
SELECT clean('', 0) \gexec
SELECT is(bytes(), 0::bigint, 'of an unpacked survey VACUUM leaves nothing');
SELECT pack_survey('person'), drop_survey('person') \g /dev/null
SELECT clean('', 0) \gexec
SELECT is(bytes(), 0::bigint, 'nor of a dropped one');
SELECT register_survey('person', 'person', '{"variables": [{"name": "income", "measure": "scale"}, {"name": "id", "measure": "scale"}]}') \g /dev/null
SELECT pack_survey('person') \g /dev/null
DROP TABLE person CASCADE;
SELECT clean('', 0) \gexec
SELECT is(bytes(), 0::bigint, 'nor of a table that is gone');

-- autovacuum comes by as soon as one row is dead, here and in the pieces that are stored outside
SELECT is((SELECT string_agg(option, ' ' ORDER BY option) FROM pg_class c JOIN pg_class t ON t.oid = c.reltoastrelid, unnest(c.reloptions || t.reloptions) option WHERE c.oid = 'mlops_survey.pack_segment'::regclass AND option LIKE 'autovacuum%'),
    'autovacuum_vacuum_scale_factor=0 autovacuum_vacuum_scale_factor=0 autovacuum_vacuum_threshold=0 autovacuum_vacuum_threshold=0', 'it needs no more than one');
SELECT * FROM finish();
