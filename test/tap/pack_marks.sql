-- Marks are there before the statement that changes the answers: whatever reads inside of it reads what is so.
SELECT plan(44);
\set QUIET on
SET client_min_messages = warning;
CREATE TABLE flat (id int PRIMARY KEY, sex int, team int);
CREATE TABLE seen (what text, counted bigint, tabled bigint);
SELECT register_survey('flat', 'flat', '{"variables": [{"name": "sex", "values": {"1": "Men", "2": "Women"}}]}') \g /dev/null
CREATE FUNCTION fill() RETURNS void LANGUAGE sql AS $$
TRUNCATE flat, seen;
INSERT INTO flat SELECT i, 1 + i % 2, i % 3 FROM generate_series(1, 200) i;
$$;
-- women, by plain SQL and by the cross table
CREATE FUNCTION tabled() RETURNS bigint LANGUAGE sql VOLATILE AS $$SELECT COALESCE(sum(n), 0)::bigint FROM survey_crosstab('flat', '{sex}') WHERE row_code = 2$$;
CREATE FUNCTION look(what text) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    INSERT INTO seen SELECT look.what, (SELECT count(*) FROM flat WHERE sex = 2), tabled();
    RETURN 1;
END$$;
CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM look(TG_WHEN || ' ' || TG_LEVEL || ' ' || TG_OP);
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END$$;
CREATE TRIGGER a_watch AFTER INSERT OR UPDATE OR DELETE ON flat FOR EACH STATEMENT EXECUTE FUNCTION watch();
CREATE TRIGGER a_watch_rows AFTER INSERT OR UPDATE OR DELETE ON flat FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION watch();
CREATE TRIGGER b_watch_rows BEFORE INSERT OR UPDATE OR DELETE ON flat FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION watch();
CREATE TRIGGER z_watch BEFORE INSERT OR UPDATE OR DELETE ON flat FOR EACH STATEMENT EXECUTE FUNCTION watch();
CREATE FUNCTION differ(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
BEGIN
    ALTER TABLE flat DISABLE TRIGGER USER;
    PERFORM fill();
    ALTER TABLE flat ENABLE TRIGGER USER;
    PERFORM unpack_survey('flat'), pack_survey('flat');
    IF NOT (SELECT fresh FROM survey_pack_status('flat')) THEN
        RETURN 'the pack is not fresh';
    END IF;
    EXECUTE statement;
    SELECT string_agg(DISTINCT format('%s: %s of %s', what, tabled, counted), ', ') FILTER (WHERE tabled <> counted) INTO result FROM seen;
    RETURN CASE WHEN (SELECT count(*) FROM seen) = 0 THEN 'nobody looked' ELSE result END;
END$$;
SELECT is(differ(statement), NULL, statement) FROM unnest(ARRAY[
    'INSERT INTO flat VALUES (1001, 2, 1), (1002, 2, 2)', 'UPDATE flat SET sex = 2 WHERE id < 5', 'DELETE FROM flat WHERE id < 5',
    'INSERT INTO flat VALUES (1, 2, 1) ON CONFLICT (id) DO UPDATE SET sex = 1, team = 2', 'UPDATE flat SET sex = 2 WHERE id < 9 AND look(''condition'') = 1',
    'WITH changed AS (UPDATE flat SET sex = 2 WHERE id < 9 RETURNING id, look(''returning'')) SELECT count(*) FROM changed',
    'WITH changed AS (INSERT INTO flat SELECT i, 2, 1 FROM generate_series(1001, 1005) i RETURNING look(''returning'') AS l) INSERT INTO flat SELECT 2000 + count(*), 2, 1 FROM changed',
    'MERGE INTO flat f USING (VALUES (1), (1001)) v (i) ON f.id = v.i WHEN MATCHED THEN UPDATE SET sex = 2 WHEN NOT MATCHED THEN INSERT VALUES (v.i, 2, 1)']) statement;
-- a trigger that counts without row triggers about: 202 rows, 200 by the table, as it was
ALTER TABLE flat DISABLE TRIGGER b_watch_rows, DISABLE TRIGGER a_watch_rows, DISABLE TRIGGER z_watch;
SELECT is(differ('INSERT INTO flat VALUES (1001, 2, 1), (1002, 2, 2)'), NULL, 'a trigger of statements alone, which fires before others');
DROP TRIGGER a_watch ON flat;
DROP TRIGGER b_watch_rows ON flat;
DROP TRIGGER a_watch_rows ON flat;
DROP TRIGGER z_watch ON flat;

-- a pack that is made inside of a statement would take its mark away
CREATE FUNCTION repack() RETURNS int LANGUAGE sql AS $$SELECT segments FROM pack_survey('flat')$$;
SELECT fill() \g /dev/null
SELECT pack_survey('flat') \g /dev/null
SELECT throws_ok('UPDATE flat SET sex = 2 RETURNING repack()', '55006', 'the answers of survey "flat" cannot be packed while a statement of this session uses them', 'no pack is made inside of it');
SELECT is((SELECT fresh FROM survey_pack_status('flat')), true, 'what failed leaves no mark');

-- triggers that only have the name
CREATE FUNCTION idle() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$;
CREATE FUNCTION fresh_with(definition text, enable text DEFAULT 'ALWAYS') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
BEGIN
    PERFORM pack_survey('flat');
    EXECUTE format(definition, 'CREATE OR REPLACE TRIGGER mlops_survey_pack_changed', 'EXECUTE FUNCTION mlops_survey.survey_pack_changed()');
    EXECUTE format('ALTER TABLE flat ENABLE %s TRIGGER mlops_survey_pack_changed', enable);
    SELECT fresh INTO result FROM survey_pack_status('flat');
    PERFORM pack_survey('flat');
    RETURN result || ' then ' || (SELECT fresh FROM survey_pack_status('flat'));
END$$;
SELECT is(fresh_with(definition), wanted, definition) FROM (VALUES
    ('%s BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON flat FOR EACH STATEMENT %s', 'false then true'),
    ('%s BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON flat FOR EACH STATEMENT WHEN (false) %s', 'false then true'),
    ('%s AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON flat FOR EACH STATEMENT %s', 'false then true'),
    ('%s AFTER INSERT ON flat FOR EACH STATEMENT WHEN (false) %s', 'false then true'),
    ('%s BEFORE INSERT OR UPDATE OR TRUNCATE ON flat FOR EACH STATEMENT %s', 'false then true'),
    ('%s BEFORE INSERT OR UPDATE OF team OR DELETE OR TRUNCATE ON flat FOR EACH STATEMENT %s', 'false then true'),
    ('%s BEFORE INSERT OR UPDATE OR DELETE ON flat FOR EACH ROW %s', 'false then true'),
    ('%1$s BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON flat FOR EACH STATEMENT EXECUTE FUNCTION idle()', 'false then true')) v (definition, wanted);
SELECT is(fresh_with('%s BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON flat FOR EACH STATEMENT %s', 'REPLICA'), 'false then true', 'enabled for replicas only');

-- what is replicated goes on unchanged, and leaves a mark
SELECT pack_survey('flat') \g /dev/null
SET session_replication_role = replica;
UPDATE flat SET sex = 1, team = 7 WHERE id = 1;
DELETE FROM flat WHERE id = 2;
INSERT INTO flat VALUES (1001, 2, 9);
RESET session_replication_role;
SELECT is((SELECT string_agg(id || ':' || sex || ':' || team, ' ' ORDER BY id) FROM flat WHERE id IN (1, 2, 1001)), '1:1:7 1001:2:9', 'replicated rows arrive');
SELECT is((SELECT reason FROM survey_pack_status('flat')), 'the answers have changed since they were packed', 'and are marked');
SELECT pack_survey('flat') \g /dev/null
ALTER TABLE flat DISABLE TRIGGER mlops_survey_pack_replicated;
SELECT is((SELECT reason FROM survey_pack_status('flat')), 'the triggers that watch the answers are missing or disabled', 'the second trigger is looked at too');
SELECT is((SELECT tabled()), (SELECT count(*) FROM flat WHERE sex = 2), 'and the rows are read');

-- triggers that were disabled and enabled exactly as they were: what came in between left no mark
SELECT pack_survey('flat') \g /dev/null
BEGIN;
ALTER TABLE flat DISABLE TRIGGER mlops_survey_pack_changed;
ROLLBACK;
SELECT is((SELECT reason FROM survey_pack_status('flat')), NULL, 'what is rolled back was not disabled');
ALTER TABLE flat DISABLE TRIGGER mlops_survey_pack_changed;
DELETE FROM flat WHERE id < 20;
ALTER TABLE flat ENABLE ALWAYS TRIGGER mlops_survey_pack_changed;
SELECT is((SELECT reason FROM survey_pack_status('flat')), 'the triggers that watch the answers were disabled, or made anew, in between', 'a gap in the watch is noticed');
SELECT is((SELECT tabled()), (SELECT count(*) FROM flat WHERE sex = 2), 'and the rows are read');
SELECT is((SELECT added = respondents AND respondents = (SELECT count(*) FROM flat) FROM pack_survey('flat')), true, 'all is packed anew');
SELECT is((SELECT reason FROM survey_pack_status('flat')), NULL, 'and fresh');
ALTER TABLE flat DISABLE TRIGGER mlops_survey_pack_replicated;
ALTER TABLE flat ENABLE REPLICA TRIGGER mlops_survey_pack_replicated;
INSERT INTO flat VALUES (2001, 2, 9);
SELECT is((SELECT reason FROM survey_pack_status('flat')), 'the triggers that watch the answers were disabled, or made anew, in between', 'the trigger of replicated rows too');
-- versions say nothing in another database, restored from a dump or brought to another server: a mark does
CREATE FUNCTION gap(change text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    definition text;
    marked text;
BEGIN
    PERFORM pack_survey('flat');
    SELECT pg_get_triggerdef(oid) INTO definition FROM pg_trigger WHERE tgrelid = 'flat'::regclass AND tgname = 'mlops_survey_pack_changed';
    EXECUTE format(change, 'TRIGGER mlops_survey_pack_changed');
    DELETE FROM flat WHERE id IN (SELECT min(id) FROM flat);
    IF change LIKE 'DROP%' THEN
        EXECUTE definition;
    END IF;
    IF change LIKE 'CREATE%' THEN
        EXECUTE replace(definition, 'CREATE', 'CREATE OR REPLACE');
    END IF;
    IF change LIKE '%RENAME%' THEN
        ALTER TRIGGER other ON flat RENAME TO mlops_survey_pack_changed;
    END IF;
    ALTER TABLE flat ENABLE ALWAYS TRIGGER mlops_survey_pack_changed;
    -- another database, as a dump brings it
    UPDATE mlops_survey.pack SET watch = '1.1 2/3 4/5';
    SELECT reason INTO marked FROM survey_pack_status('flat');
    RETURN concat(marked, ', ', (SELECT tabled()) = (SELECT count(*) FROM flat WHERE sex = 2));
END$$;
SELECT is(gap('ALTER TABLE flat DISABLE %s'), 'the answers have changed since they were packed, t', 'a gap is known elsewhere too: disabled');
SELECT is(gap('ALTER TABLE flat ENABLE REPLICA %s'), 'the answers have changed since they were packed, t', 'enabled for replicas only');
SELECT is(gap('DROP %s ON flat'), 'the answers have changed since they were packed, t', 'dropped and made again');
SELECT is(gap('CREATE OR REPLACE %s BEFORE INSERT ON flat EXECUTE FUNCTION idle()'), 'the answers have changed since they were packed, t', 'replaced and put right');
SELECT is(gap('ALTER %s ON flat RENAME TO other'), 'the answers have changed since they were packed, t', 'renamed and named back');
SELECT pack_survey('flat') \g /dev/null
UPDATE mlops_survey.pack SET watch = '1.1 2/3 4/5';
ALTER TABLE flat ENABLE TRIGGER mlops_survey_pack_changed;
ALTER TABLE flat ENABLE ALWAYS TRIGGER mlops_survey_pack_changed;
SELECT is((SELECT reason FROM survey_pack_status('flat')), NULL, 'a restore enables triggers after they are made');
SELECT is((SELECT pack_survey('flat') IS NOT NULL), true, 'and packs go on');
-- in the transaction that packs, all versions of a trigger are one transaction's
SELECT unpack_survey('flat') \g /dev/null
BEGIN;
SELECT pack_survey('flat') \g /dev/null
ALTER TABLE flat DISABLE TRIGGER mlops_survey_pack_changed;
DELETE FROM flat WHERE id < 40;
ALTER TABLE flat ENABLE ALWAYS TRIGGER mlops_survey_pack_changed;
COMMIT;
SELECT is((SELECT reason FROM survey_pack_status('flat')), 'the answers have changed since they were packed', 'a gap in the transaction that packed is noticed');
SELECT is((SELECT tabled()), (SELECT count(*) FROM flat WHERE sex = 2), 'and the rows are read');
SELECT unpack_survey('flat') \g /dev/null
BEGIN;
SELECT pack_survey('flat') \g /dev/null
ALTER TABLE flat ADD CHECK (id > 0);
COMMIT;
SELECT is((SELECT reason FROM survey_pack_status('flat')), NULL, 'other changes of the table there are none of the answers');
-- what a subscription brings of the catalogue was packed elsewhere, where rows have other places
SELECT pack_survey('flat') \g /dev/null
SET session_replication_role = replica;
UPDATE mlops_survey.pack SET packed_at = packed_at;
RESET session_replication_role;
SELECT is((SELECT reason FROM survey_pack_status('flat')), NULL, 'a pack that was packed elsewhere is read');
INSERT INTO flat VALUES (3001, 2, 9);
SELECT is((SELECT concat(source, ', ', reason) FROM survey_explain('flat', '{sex}', '{}')), 'rows, answers were added after the table was written anew', 'not with rows behind it, since nothing tells which these are');
SELECT pack_survey('flat') \g /dev/null
INSERT INTO flat VALUES (3002, 2, 9);
SELECT is((SELECT source FROM survey_explain('flat', '{sex}', '{}')), 'pack and rows', 'until it is packed here');
SELECT pack_survey('flat') \g /dev/null
-- a dump brings the pack and makes the triggers anew: their versions are those of another database
UPDATE mlops_survey.pack SET watch = '1.1 2/3 4/5';
DELETE FROM mlops_survey.pack_stale;
SELECT is((SELECT reason FROM survey_pack_status('flat')), NULL, 'versions of another database say nothing');
SELECT finish();
