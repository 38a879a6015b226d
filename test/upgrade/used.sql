-- Everything of the extension that a user's view, column or index can use is used by one: what an upgrade script would
-- have to drop, it cannot.
SET client_min_messages = warning;
CREATE SCHEMA used;
-- without a path every name is written with its schema
SET search_path = pg_catalog;
CREATE TEMP VIEW member AS
SELECT classid, objid FROM pg_depend
WHERE refclassid = 'pg_extension'::regclass AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'mlops_survey') AND deptype = 'e';
CREATE TEMP TABLE uses (number int GENERATED ALWAYS AS IDENTITY, what text, statement text);

-- what is made of internal values, or is called by the server alone, is not
CREATE TEMP VIEW callable AS
SELECT p.*, (SELECT coalesce(string_agg('NULL::' || CASE t WHEN 'anyelement'::regtype THEN 'int' WHEN 'anyarray'::regtype THEN 'int[]' ELSE format_type(t, NULL) END, ', ' ORDER BY n), '')
    FROM unnest(proargtypes) WITH ORDINALITY a (t, n)) AS arguments
FROM pg_proc p JOIN member ON classid = 'pg_proc'::regclass AND objid = p.oid
WHERE NOT EXISTS (SELECT FROM pg_type t WHERE (t.oid = ANY (proargtypes) OR t.oid = prorettype) AND typtype = 'p' AND typname NOT LIKE 'any%' AND typname <> 'void'
    AND NOT (t.oid = 'record'::regtype AND proargmodes::text ~ '[tob]'));
INSERT INTO uses (what, statement)
SELECT p.oid::regprocedure::text, format('SELECT %s%s AS x', CASE WHEN prorettype = 'void'::regtype THEN '1 AS one FROM ' WHEN proretset OR typtype = 'c' OR prorettype = 'record'::regtype THEN '* FROM ' ELSE '' END,
    format('%s(%s)', p.oid::regproc, arguments)) FROM callable p JOIN pg_type t ON t.oid = prorettype
ORDER BY p.oid::regprocedure::text;
-- calls by name with what has a default left out
INSERT INTO uses (what, statement)
SELECT p.oid::regprocedure || ', short', format('SELECT %s FROM %s(%s) AS x', CASE WHEN prorettype = 'void'::regtype THEN '1 AS one' ELSE '*' END, p.oid::regproc,
    (SELECT string_agg(CASE WHEN proargnames[n] <> '' THEN format('%I => ', proargnames[n]) ELSE '' END || format('NULL::%s', format_type(t, NULL)), ', ' ORDER BY n) FROM unnest(proargtypes) WITH ORDINALITY a (t, n) WHERE n <= pronargs - pronargdefaults))
FROM callable p WHERE pronargdefaults > 0 AND prokind = 'f' ORDER BY p.oid::regprocedure::text;
INSERT INTO uses (what, statement)
SELECT o.oid::regoperator::text, format('SELECT %s OPERATOR(%s.%s) NULL::%s AS x', CASE WHEN oprleft <> 0 THEN 'NULL::' || format_type(oprleft, NULL) ELSE '' END, oprnamespace::regnamespace, oprname, format_type(oprright, NULL))
FROM pg_operator o JOIN member ON classid = 'pg_operator'::regclass AND objid = o.oid ORDER BY 1;
INSERT INTO uses (what, statement)
SELECT pg_describe_object(classid, objid, 0), format('SELECT NULL::%s::%s AS x', format_type(castsource, NULL), format_type(casttarget, NULL))
FROM pg_cast c JOIN member ON classid = 'pg_cast'::regclass AND objid = c.oid ORDER BY 1;
INSERT INTO uses (what, statement)
SELECT t.oid::regtype::text, format('SELECT NULL::%1$s AS x, NULL::%1$s[] AS y', format_type(t.oid, NULL)) || CASE WHEN typtype = 'c' THEN format(', (NULL::%s).*', format_type(t.oid, NULL)) ELSE '' END
FROM pg_type t JOIN member ON classid = 'pg_type'::regclass AND objid = t.oid WHERE typelem = 0 OR typlen = -1 AND typsubscript = 0 ORDER BY 1;
INSERT INTO uses (what, statement)
SELECT c.oid::regclass::text, format('SELECT * FROM %s', c.oid::regclass)
FROM pg_class c JOIN member ON classid = 'pg_class'::regclass AND objid = c.oid WHERE relkind IN ('r', 'v', 'm', 'p') ORDER BY 1;
DO $$
DECLARE
    use record;
BEGIN
    FOR use IN SELECT * FROM uses ORDER BY number LOOP
        EXECUTE format('CREATE VIEW used.view_%s AS %s', use.number, use.statement);
        EXECUTE format('COMMENT ON VIEW used.view_%s IS %L', use.number, use.what);
    END LOOP;
    -- types in tables, and in indexes where they are ordered or hashed
    FOR use IN SELECT row_number() OVER (ORDER BY t.oid::regtype::text) AS number, format_type(t.oid, NULL) AS type, typtype <> 'c' AND typelem = 0 AND typtype <> 'e' AS base,
        (SELECT string_agg(amname, ' ') FROM pg_opclass JOIN pg_am ON pg_am.oid = opcmethod WHERE opcintype = t.oid) AS methods
        FROM pg_type t JOIN member ON classid = 'pg_type'::regclass AND objid = t.oid WHERE typelem = 0 LOOP
        EXECUTE format('CREATE TABLE used.table_%s (x %s)', use.number, use.type);
        IF use.methods LIKE '%btree%' THEN
            EXECUTE format('CREATE INDEX ON used.table_%s (x)', use.number);
        END IF;
        IF use.methods LIKE '%hash%' THEN
            EXECUTE format('CREATE INDEX ON used.table_%s USING hash (x)', use.number);
        END IF;
    END LOOP;
END
$$;
-- Nothing is left out, itself or through what stands on it, but what no statement of a user can name in something that stays.
DO $$
DECLARE
    missing text;
BEGIN
    WITH RECURSIVE found AS (
        SELECT 'pg_class'::regclass AS classid, oid AS objid FROM pg_class WHERE relnamespace = 'used'::regnamespace
        UNION SELECT 'pg_rewrite', r.oid FROM pg_rewrite r JOIN pg_class c ON c.oid = ev_class WHERE relnamespace = 'used'::regnamespace
        UNION SELECT d.refclassid, d.refobjid FROM found f JOIN pg_depend d ON d.classid = f.classid AND d.objid = f.objid AND d.deptype IN ('n', 'a', 'i')
    )
    SELECT string_agg(pg_describe_object(classid, objid, 0), ', ' ORDER BY 1) INTO missing FROM member LEFT JOIN pg_proc p ON classid = 'pg_proc'::regclass AND p.oid = objid
    WHERE NOT EXISTS (SELECT FROM found f WHERE f.classid = member.classid AND f.objid = member.objid) AND prorettype IS DISTINCT FROM 'trigger'::regtype
        AND prorettype IS DISTINCT FROM 'event_trigger'::regtype AND classid <> 'pg_event_trigger'::regclass AND NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = objid AND relkind = 'S');
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION 'used by no view, column or index: %', missing;
    END IF;
END
$$;
SELECT count(*) FROM uses;
