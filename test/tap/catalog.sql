-- Rules that every object of the extension keeps, read from PostgreSQL's catalogue.
SELECT plan(20);

CREATE TEMP VIEW member AS
SELECT d.classid, d.objid, d.objsubid
FROM pg_depend d JOIN pg_extension e ON d.refobjid = e.oid AND d.refclassid = 'pg_extension'::regclass
WHERE e.extname = 'mlops_survey' AND d.deptype = 'e';
CREATE TEMP VIEW member_function AS
SELECT p.*, p.oid::regprocedure AS signature FROM pg_proc p JOIN member m ON m.objid = p.oid AND m.classid = 'pg_proc'::regclass;
CREATE TEMP VIEW member_aggregate AS
SELECT f.signature, f.proname, f.proparallel, f.provariadic, f.proargtypes, a.* FROM member_function f JOIN pg_aggregate a ON a.aggfnoid = f.oid;

SELECT is_empty($$SELECT signature FROM member_function f WHERE obj_description(f.oid, 'pg_proc') IS NULL$$,
    'every function and aggregate has a comment');
SELECT is_empty($$SELECT t.oid::regtype FROM pg_type t JOIN member m ON m.objid = t.oid AND m.classid = 'pg_type'::regclass
    WHERE obj_description(t.oid, 'pg_type') IS NULL AND t.typtype <> 'c' AND t.typelem = 0$$, 'every type has a comment');
SELECT is_empty($$SELECT c.oid::regclass FROM pg_class c JOIN member m ON m.objid = c.oid AND m.classid = 'pg_class'::regclass
    WHERE c.relkind IN ('r', 'v', 'c') AND obj_description(c.oid, 'pg_class') IS NULL$$, 'every table has a comment');
SELECT is_empty($$SELECT c.oid::regclass, a.attname FROM pg_class c JOIN member m ON m.objid = c.oid AND m.classid = 'pg_class'::regclass
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND col_description(c.oid, a.attnum) IS NULL$$, 'every column of a table has a comment');
SELECT is_empty($$SELECT signature FROM member_function WHERE prosecdef$$, 'nothing is SECURITY DEFINER');
SELECT is_empty($$SELECT signature FROM member_function f WHERE NOT has_function_privilege('public', f.oid, 'EXECUTE')$$,
    'everything may be called by everybody, as distributed executors need');

-- aggregates
SELECT is_empty($$SELECT signature FROM member_aggregate WHERE aggcombinefn = 0$$, 'every aggregate combines');
SELECT is_empty($$SELECT signature FROM member_aggregate WHERE proparallel <> 's'$$, 'every aggregate is parallel safe');
SELECT is_empty($$SELECT signature FROM member_aggregate WHERE aggtranstype = 'internal'::regtype$$, 'every aggregate state is a type');
SELECT is_empty($$SELECT signature FROM member_aggregate WHERE provariadic <> 0$$, 'no aggregate is variadic');
SELECT is_empty($$SELECT signature FROM member_aggregate, unnest(proargtypes) t
    WHERE t IN (SELECT oid FROM pg_type WHERE typtype = 'p')$$, 'no aggregate is polymorphic');
SELECT is_empty($$SELECT signature FROM member_aggregate a WHERE EXISTS (SELECT FROM pg_proc p
    WHERE p.proname = a.proname AND p.prokind = 'a' AND p.pronamespace = 'pg_catalog'::regnamespace)$$,
    'no aggregate has the name of a built-in');
SELECT is_empty($$SELECT signature FROM member_aggregate WHERE aggtransspace = 0$$, 'every aggregate says the size of its state');
SELECT is_empty($$SELECT signature FROM member_aggregate WHERE aggfinalmodify <> 'r'$$, 'every final function is read-only');
SELECT is_empty($$SELECT a.signature, b.signature FROM member_aggregate a JOIN member_aggregate b USING (aggtranstype)
    WHERE a.aggtransfn <> b.aggtransfn AND a.proargtypes = b.proargtypes AND a.aggtransfn::text <> 'mlops_survey.maturity_profile_combine'
    AND a.aggmtransfn <> 0 AND b.aggmtransfn <> 0$$, 'aggregates over the same arguments share their transition');

-- the user's schema has what users call; two final functions are accessors of their states as well
SELECT set_eq($$SELECT p.proname::text FROM member_function p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname <> 'mlops_survey' AND (p.prorettype IN ('trigger'::regtype, 'event_trigger'::regtype)
        OR p.oid IN (SELECT unnest(ARRAY[aggtransfn, aggcombinefn, aggfinalfn, aggmtransfn, aggminvtransfn, aggmfinalfn]) FROM member_aggregate)
        OR p.oid IN (SELECT unnest(ARRAY[typinput, typoutput, typreceive, typsend]) FROM pg_type))$$,
    ARRAY['median', 'stage'], 'support functions lie in the schema mlops_survey');

-- tables
SELECT is_empty($$SELECT c.oid::regclass FROM pg_class c JOIN member m ON m.objid = c.oid AND m.classid = 'pg_class'::regclass
    WHERE c.relkind IN ('r', 'S') AND NOT c.oid = ANY ((SELECT extconfig FROM pg_extension WHERE extname = 'mlops_survey')::oid[])
    AND EXISTS (SELECT FROM pg_extension WHERE extname = 'mlops_survey' AND extconfig IS NOT NULL)$$,
    'every table and sequence is dumped');
SELECT is_empty($$SELECT c.oid::regclass FROM pg_class c JOIN member m ON m.objid = c.oid AND m.classid = 'pg_class'::regclass
    WHERE c.relkind = 'r' AND NOT c.relrowsecurity$$, 'every table has row-level security');
SELECT is_empty($$SELECT c.oid::regclass FROM pg_class c JOIN member m ON m.objid = c.oid AND m.classid = 'pg_class'::regclass
    WHERE c.relkind = 'r' AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p')$$,
    'every table has a primary key');
-- pg_upgrade makes every function by what PostgreSQL prints of it, with an empty path
CREATE FUNCTION pg_temp.printed(f oid) RETURNS text LANGUAGE plpgsql SET search_path = '' SET check_function_bodies = off AS $$
BEGIN
    EXECUTE pg_catalog.pg_get_functiondef(f);
    RAISE EXCEPTION USING errcode = 'TAP01';
EXCEPTION
    WHEN SQLSTATE 'TAP01' THEN RETURN NULL;
    WHEN OTHERS THEN RETURN SQLERRM;
END
$$;
SELECT is((SELECT string_agg(concat(signature, ': ', pg_temp.printed(oid)), ', ') FROM member_function WHERE prokind <> 'a' AND pg_temp.printed(oid) IS NOT NULL), NULL, 'what PostgreSQL prints of a function makes it again');
SELECT * FROM finish();
