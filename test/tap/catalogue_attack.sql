-- Roles without rights neither write nor lock the catalogue, nor get anything of theirs run as its owner.
SELECT plan(40);
\set QUIET on
SET client_min_messages = warning;
CREATE ROLE tap_ann;
CREATE ROLE tap_mallory;
CREATE SCHEMA ann AUTHORIZATION tap_ann;
CREATE SCHEMA mallory AUTHORIZATION tap_mallory;
GRANT USAGE ON SCHEMA ann TO tap_mallory;
-- what a call as a role gives: its SQLSTATE, "done" if nothing
CREATE FUNCTION state_of(who text, call text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SET LOCAL ROLE %I', who);
    EXECUTE call;
    RESET ROLE;
    RETURN 'done';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END$$;
SET ROLE tap_ann;
CREATE TABLE ann.own AS SELECT i AS id, 1 + i % 2 AS q, 1.0::float8 AS w FROM generate_series(1, 20) i;
SELECT register_survey('own', 'ann.own', '{"weight": "w", "variables": [{"name": "q", "values": {"1": "a", "2": "b"}}]}') \g /dev/null
SELECT pack_survey('own') \g /dev/null
SELECT load_survey('refused', convert_to(E'q,w\n1,1\n9,1\n', 'UTF8'), codebook => '{"variables": [{"name": "q", "values": {"1": "a"}}]}', "into" => 'refused', on_error => 'reject') FROM set_config('search_path', 'ann, public', true) \g /dev/null
RESET ROLE;
CREATE TEMP VIEW catalogue AS SELECT c.oid::regclass::text AS name, c.relkind FROM pg_class c WHERE relnamespace = 'mlops_survey'::regnamespace AND relkind IN ('r', 'S');

-- writing, locking, hanging things on
SELECT is((SELECT count(*) FROM catalogue WHERE relkind = 'r'), 10::bigint, 'ten tables');
SELECT is((SELECT string_agg(format('%s: %s', statement, state), ', ') FROM catalogue, LATERAL (SELECT statement, state_of(who, format(statement, name)) AS state FROM unnest(ARRAY[
    'DELETE FROM %s', 'TRUNCATE %s', 'INSERT INTO %s DEFAULT VALUES', 'CREATE INDEX ON %s ((1))', 'ALTER TABLE %s DISABLE ROW LEVEL SECURITY', 'DROP TABLE %s',
    'CREATE TRIGGER t BEFORE INSERT ON %s EXECUTE FUNCTION mlops_survey.survey_pack_changed()', 'CREATE RULE r AS ON DELETE TO %s DO INSTEAD NOTHING', 'COMMENT ON TABLE %s IS ''x''',
    'CREATE POLICY p ON %s USING (true)', 'LOCK TABLE %s IN ROW SHARE MODE', 'LOCK TABLE %s IN ROW EXCLUSIVE MODE', 'LOCK TABLE %s IN SHARE MODE', 'LOCK TABLE %s IN ACCESS EXCLUSIVE MODE', 'SELECT FROM %s FOR SHARE']) statement, unnest('{tap_ann,tap_mallory}'::text[]) who) t
    WHERE relkind = 'r' AND state <> '42501'), NULL, 'nobody writes a table, locks it or hangs anything on it');
SELECT is((SELECT string_agg(name || ' ' || column_name, ', ') FROM catalogue JOIN information_schema.columns ON name = table_schema || '.' || table_name, unnest('{tap_ann,tap_mallory}'::text[]) who
    WHERE state_of(who, format('UPDATE %s SET %I = DEFAULT', name, column_name)) <> '42501'), NULL, 'nor a column');
SELECT is((SELECT string_agg(name, ', ') FROM catalogue WHERE relkind = 'S' AND (state_of('tap_mallory', format('SELECT nextval(%L)', name)) <> '42501' OR state_of('tap_mallory', format('SELECT setval(%L, 1)', name)) <> '42501')), NULL, 'nor draws numbers');
SELECT is(state_of('tap_mallory', 'CREATE TABLE mallory.child () INHERITS (mlops_survey.survey)') || state_of('tap_mallory', 'CREATE TABLE mallory.ref (id int REFERENCES mlops_survey.survey)'), '4250142501', 'nor inherits or refers');
SELECT is(state_of('tap_mallory', 'CREATE TABLE mlops_survey.mine ()') || state_of('tap_mallory', 'CREATE FUNCTION mlops_survey.relation_is(oid, name, name) RETURNS boolean LANGUAGE sql AS ''SELECT true'''), '4250142501', 'nor puts anything beside them');
SELECT is((SELECT count(*) FROM pg_class c, aclexplode(c.relacl) a WHERE relnamespace = 'mlops_survey'::regnamespace AND a.grantee = 0 AND a.privilege_type <> 'SELECT'), 0::bigint, 'PUBLIC has SELECT and nothing else');

-- reading
SELECT is((SELECT string_agg(name, ', ') FROM catalogue WHERE relkind = 'r' AND state_of('tap_mallory', format('SELECT 1 / count(*) FROM %s', name)) <> '22012'), NULL, 'he reads no row');
SELECT is((SELECT string_agg(name, ', ') FROM catalogue WHERE relkind = 'r' AND state_of('tap_mallory', format('SET LOCAL row_security = off; SELECT FROM %s', name)) <> '42501'), NULL, 'nor without row-level security');
SET ROLE tap_mallory;
CREATE FUNCTION mallory.leak(r record) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$BEGIN RAISE EXCEPTION 'leaked %', r; END$$;
RESET ROLE;
SELECT is((SELECT string_agg(name, ', ') FROM catalogue WHERE relkind = 'r' AND state_of('tap_mallory', format('SELECT FROM %s x WHERE mallory.leak(x)', name)) <> 'done'), NULL, 'nor by a function that costs nothing');
SELECT is((SELECT count(*) FROM survey_codebook('own')), 4::bigint, 'one session: who may see a survey sees it');
SELECT is(state_of('tap_mallory', 'SELECT survey_codebook(''own'')'), '42704', 'who may not, does not, whatever plans were kept');
SELECT is(state_of('tap_ann', 'SELECT survey_codebook(''own'')'), 'done', 'the owner does');
SELECT is(state_of('tap_mallory', 'SELECT drop_survey(''own'')') || state_of('tap_mallory', 'SELECT pack_survey(''own'')') || state_of('tap_mallory', 'SELECT unpack_survey(''own'')'), '427044270442704', 'nor does he drop or pack it');

-- what fires triggers cannot be called, or fired for another table
SELECT is((SELECT string_agg(f.oid::regprocedure::text, ', ') FROM pg_proc f WHERE pronamespace = 'mlops_survey'::regnamespace AND prorettype IN ('trigger'::regtype, 'event_trigger'::regtype)
    AND state_of('tap_mallory', format('SELECT %s', f.oid::regprocedure)) NOT IN ('0A000', '39P01', '39P03')), NULL, 'trigger functions are called by triggers');
SET ROLE tap_mallory;
CREATE TABLE mallory.own (q int);
CREATE TRIGGER mlops_survey_pack_changed BEFORE INSERT OR UPDATE OR DELETE ON mallory.own FOR EACH STATEMENT EXECUTE FUNCTION mlops_survey.survey_pack_changed('ann.own');
CREATE TRIGGER mlops_survey_pack_changed_too BEFORE INSERT OR UPDATE OR DELETE ON mallory.own FOR EACH ROW EXECUTE FUNCTION mlops_survey.survey_pack_changed('ann.own');
INSERT INTO mallory.own VALUES (1), (2);
UPDATE mallory.own SET q = 3 WHERE q = 2;
DELETE FROM mallory.own WHERE q = 1;
ALTER TABLE mallory.own ALTER q TYPE text;
RESET ROLE;
SELECT is((SELECT string_agg(q, ', ') FROM mallory.own), '3', 'a trigger of his own changes his rows as he says');
SELECT is((SELECT count(*) FROM mlops_survey.pack_stale), 0::bigint, 'and marks nothing');
GRANT TRIGGER ON ann.own TO tap_mallory;
SET ROLE tap_mallory;
CREATE TRIGGER mine AFTER INSERT ON ann.own FOR EACH ROW EXECUTE FUNCTION mlops_survey.survey_pack_changed();
RESET ROLE;
SELECT is((SELECT fresh FROM survey_pack_status('own')), true, 'TRIGGER on the answers gives no mark');
INSERT INTO ann.own VALUES (21, 1, 1), (22, 2, 1);
SELECT is((SELECT string_agg(change::text, ' ') FROM mlops_survey.pack_stale), 'false', 'nor does it take one: an insertion leaves one mark');
SELECT pack_survey('own') \g /dev/null

-- who writes through a view needs no right on the table
SET ROLE tap_ann;
CREATE VIEW ann.door AS TABLE ann.own;
GRANT INSERT, UPDATE, DELETE, SELECT ON ann.door TO tap_mallory;
RESET ROLE;
SELECT is(state_of('tap_mallory', 'INSERT INTO ann.door VALUES (23, 1, 1)'), 'done', 'an insertion through a view');
SELECT is((SELECT reason FROM survey_pack_status('own')), 'answers were added since the others were packed', 'leaves its mark');
SELECT is(state_of('tap_mallory', 'UPDATE ann.door SET q = 2 WHERE id = 23'), 'done', 'so does a change');
SELECT is((SELECT reason FROM survey_pack_status('own')), 'the answers have changed since they were packed', 'another mark');
SELECT pack_survey('own') \g /dev/null

-- names that shadow the server's, and whatever the caller's objects run: never as anybody but the caller
CREATE TABLE public.calls (who name, path text, what text);
GRANT INSERT ON public.calls TO PUBLIC;
CREATE FUNCTION public.note(what text) RETURNS void LANGUAGE sql VOLATILE AS $$INSERT INTO public.calls VALUES (current_user, current_setting('search_path'), what)$$;
GRANT CREATE ON SCHEMA public TO tap_mallory;
SET ROLE tap_mallory;
DO $$
DECLARE
    t text;
    o text;
BEGIN
    FOREACH t IN ARRAY '{int4,int8,text,oid,bool,name,jsonb,"oid[]"}'::text[] LOOP
        FOREACH o IN ARRAY '{=,<>,&&,+,->,||}'::text[] LOOP
            EXECUTE format('CREATE FUNCTION mallory.%I(a %s, b %2$s) RETURNS boolean LANGUAGE plpgsql AS $f$BEGIN PERFORM public.note(%3$L); RETURN false; END$f$', 'f' || o || t, t, o);
            EXECUTE format('CREATE OPERATOR mallory.%s (LEFTARG = %s, RIGHTARG = %2$s, FUNCTION = mallory.%I)', o, t, 'f' || o || t);
        END LOOP;
    END LOOP;
END$$;
CREATE FUNCTION mallory.now() RETURNS timestamptz LANGUAGE plpgsql AS $$BEGIN PERFORM public.note('now'); RETURN NULL; END$$;
CREATE FUNCTION mallory.clock_timestamp() RETURNS timestamptz LANGUAGE plpgsql AS $$BEGIN PERFORM public.note('clock'); RETURN NULL; END$$;
CREATE FUNCTION mallory.max(int) RETURNS int LANGUAGE plpgsql AS $$BEGIN PERFORM public.note('max'); RETURN NULL; END$$;
CREATE TYPE mallory.text AS (x int);
CREATE TEMP TABLE survey (id int);
CREATE TEMP TABLE pg_class (oid int);
SET search_path = mallory, pg_catalog, public, pg_temp;
CREATE FUNCTION mallory.checked(int) RETURNS boolean LANGUAGE plpgsql AS $$BEGIN PERFORM public.note('domain'); RETURN true; END$$;
CREATE DOMAIN mallory.code AS int CHECK (mallory.checked(VALUE));
CREATE FUNCTION mallory.fired() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM public.note('trigger'); RETURN NEW; END$$;
CREATE TABLE mallory.his (id int PRIMARY KEY, q mallory.code, n int, w float8 DEFAULT 1);
CREATE TRIGGER f BEFORE INSERT OR UPDATE ON mallory.his FOR EACH ROW EXECUTE FUNCTION mallory.fired();
CREATE FUNCTION mallory.indexed(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$BEGIN PERFORM public.note('index'); RETURN 1; END$$;
CREATE INDEX ON mallory.his (mallory.indexed(n));
INSERT INTO mallory.his SELECT i, 1 OPERATOR(pg_catalog.+) i % 2, 1 OPERATOR(pg_catalog.+) i % 3 FROM generate_series(1, 30) i;
CREATE POLICY p ON mallory.his USING (mallory.checked(n));
ALTER TABLE mallory.his ENABLE ROW LEVEL SECURITY;
SELECT register_survey('his', 'mallory.his', '{"weight": "w", "variables": [{"name": "q", "values": {"1": "a", "2": "b"}}, {"name": "n", "measure": "nominal", "values": {"1": "x", "2": "y", "3": "z"}}]}') \g /dev/null
SELECT pack_survey('his') \g /dev/null
UPDATE mallory.his SET n = 1 WHERE id < 2;
SELECT rake_survey('his', '{"n": {"1": 1, "2": 1, "3": 1}}', 'raked') \g /dev/null
SELECT replicate_survey('his', 'bootstrap', 5, weight => 'w') \g /dev/null
SELECT load_survey('his', convert_to(E'id,q,n,w\n101,1,1,\n102,7,1,1\n', 'UTF8'), append => true, on_error => 'reject') \g /dev/null
SELECT pack_survey('his') \g /dev/null
ALTER TABLE mallory.his ADD added float8 DEFAULT random();
ALTER TABLE mallory.his RENAME TO hers;
SELECT unpack_survey('his') \g /dev/null
SELECT register_survey('his', 'mallory.hers', survey_codebook_json('his'), true) \g /dev/null
RESET search_path;
RESET ROLE;
SELECT cmp_ok((SELECT count(*) FROM calls WHERE what IN ('domain', 'trigger', 'index')), '>', 50::bigint, 'what he hung on his table was run');
SELECT is((SELECT string_agg(DISTINCT who || ' ' || what, ', ') FROM calls WHERE who <> 'tap_mallory'), NULL, 'as himself, always');
SELECT is((SELECT count(*) FROM mlops_survey.load_error WHERE survey_name = 'his'), 1::bigint, 'what was refused is stored');
SELECT is((SELECT string_agg(DISTINCT name, ' ') FROM mlops_survey.survey WHERE load_report IS NULL AND answers_name = 'hers'), 'his', 'the catalogue was written meanwhile');
SET ROLE tap_mallory;
SELECT drop_survey('his', true) \g /dev/null
RESET ROLE;
SELECT is((SELECT string_agg(object, ' ') FROM survey_check()), NULL, 'and holds together');

-- errors leave nobody somebody else
CREATE FUNCTION mallory.who_after(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    path text := current_setting('search_path');
BEGIN
    BEGIN
        EXECUTE call;
    EXCEPTION WHEN OTHERS THEN
        RETURN concat_ws(' ', current_user, session_user = current_user, current_setting('search_path') = path);
    END;
    RETURN 'no error';
END$$;
GRANT USAGE ON SCHEMA mallory TO PUBLIC;
CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'refused: % %', current_user, current_setting('search_path'); END$$;
CREATE TRIGGER refuse BEFORE INSERT ON mlops_survey.variable FOR EACH ROW EXECUTE FUNCTION public.refuse();
SET ROLE tap_mallory;
SELECT is(mallory.who_after('SELECT register_survey(''hers'', ''mallory.hers'')'), 'tap_mallory f t', 'an error amid the writing ends it');
RESET ROLE;
SELECT throws_like($$SELECT register_survey('hers', 'mallory.hers')$$, 'refused: ' || current_user || ' pg_catalog, pg_temp', 'written by the owner, by the server''s names');
DROP TRIGGER refuse ON mlops_survey.variable;
-- the catalogue's owner need not be a superuser; then nothing runs as one, and a superuser is less while he writes
CREATE ROLE tap_keeper;
SELECT format('ALTER TABLE %s OWNER TO tap_keeper', name) FROM catalogue WHERE relkind = 'r' \gexec
GRANT CREATE, USAGE ON SCHEMA mlops_survey TO tap_keeper;
CREATE TRIGGER refuse BEFORE INSERT ON mlops_survey.variable FOR EACH ROW EXECUTE FUNCTION public.refuse();
SELECT throws_like($$SELECT register_survey('hers', 'mallory.hers')$$, 'refused: tap_keeper pg_catalog, pg_temp', 'a superuser writes as the owner too');
CREATE OR REPLACE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN SET ROLE tap_ann; RETURN NEW; END$$;
SELECT throws_like($$SELECT register_survey('hers', 'mallory.hers')$$, '%within security-definer function', 'who may not become another in it');
CREATE OR REPLACE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN CREATE TEMP TABLE planted (); RETURN NEW; END$$;
SELECT throws_like($$SELECT register_survey('hers', 'mallory.hers')$$, '%within security-restricted operation', 'nor leave anything in the session');
DROP TRIGGER refuse ON mlops_survey.variable;
SET ROLE tap_ann;
SELECT lives_ok($$SELECT register_survey('anns', 'ann.own'); SELECT drop_survey('own', true); SELECT pack_survey('anns')$$, 'others register and pack as before');
RESET ROLE;
SELECT is(state_of('tap_mallory', 'SELECT survey_codebook(''anns'')'), '42704', 'and see what is theirs');
-- nobody is made to wait by who may do nothing: rights come before the lock on a name, and before the file
CREATE FUNCTION locks_after(who text, call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE said text;
BEGIN
    EXECUTE format('SET LOCAL ROLE %I', who);
    BEGIN
        EXECUTE call;
    EXCEPTION WHEN OTHERS THEN
        said := SQLERRM;
    END;
    RESET ROLE;
    RETURN said || ', ' || (SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'object' AND classid = 'mlops_survey.survey'::regclass);
END$$;
SELECT is(locks_after('tap_mallory', $$SELECT load_survey('anns', convert_to(E'"never closed', 'UTF8'))$$), 'survey "anns" already exists, 0', 'a load is refused before its file is read');
SELECT is(locks_after('tap_mallory', $$SELECT drop_survey('anns')$$), 'survey "anns" does not exist, 0', 'and what is not seen is not there');
SELECT is(locks_after('tap_mallory', $$SELECT rake_survey('anns', '{"q": {"1": 1, "2": 1}}', 'w2')$$), 'survey "anns" does not exist, 0', 'to weight either');
-- a survey's own owner cannot disguise it
SELECT is(state_of('tap_mallory', 'ALTER TABLE ann.own RENAME TO gone'), '42501', 'names are the owner''s');
SELECT is((SELECT string_agg(object, ' ') FROM survey_check()), NULL, 'the catalogue holds together');
SELECT * FROM finish();
DROP SCHEMA ann, mallory CASCADE;
DROP EXTENSION mlops_survey CASCADE;
DROP OWNED BY tap_ann, tap_mallory, tap_keeper CASCADE;
DROP ROLE tap_ann, tap_mallory, tap_keeper;
