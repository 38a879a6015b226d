-- What every state has: equality, hashing and an order, and a second name for rollup.

-- Grouping, DISTINCT, unique and snapshots of tools need them.  States are equal where their binary forms are.
DO $$
DECLARE
    state text;
    operation record;
BEGIN
    FOREACH state IN ARRAY '{tally,maturity_profile,crosstab_cells,survey_summary,replicate_summary,quantile_summary}'::text[] LOOP
        FOR operation IN
            SELECT * FROM (VALUES ('eq', '=', 'is equal to'), ('ne', '<>', 'differs from'), ('lt', '<', 'comes before'), ('le', '<=', 'comes before or is equal to'),
                ('gt', '>', 'comes after'), ('ge', '>=', 'comes after or is equal to')) o (name, sign, words)
        LOOP
            EXECUTE pg_catalog.format($sql$
                CREATE FUNCTION mlops_survey.%1$I(%2$I, %2$I) RETURNS boolean
                    AS 'MODULE_PATHNAME', %3$L LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
                COMMENT ON FUNCTION mlops_survey.%1$I(%2$I, %2$I) IS %4$L;$sql$,
                state || '_' || operation.name, state, 'svy_' || state || '_' || operation.name,
                pg_catalog.format('whether a %s %s another', state, operation.words));
        END LOOP;
        EXECUTE pg_catalog.format($sql$
            CREATE FUNCTION mlops_survey.%1$s_cmp(%1$I, %1$I) RETURNS int
                AS 'MODULE_PATHNAME', 'svy_%1$s_cmp' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
            COMMENT ON FUNCTION mlops_survey.%1$s_cmp(%1$I, %1$I) IS 'order of two states: -1, 0 or 1';
            CREATE FUNCTION mlops_survey.%1$s_hash(%1$I) RETURNS int
                AS 'MODULE_PATHNAME', 'svy_%1$s_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
            COMMENT ON FUNCTION mlops_survey.%1$s_hash(%1$I) IS 'hash of a state';
            CREATE FUNCTION mlops_survey.%1$s_hash_extended(%1$I, bigint) RETURNS bigint
                AS 'MODULE_PATHNAME', 'svy_%1$s_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
            COMMENT ON FUNCTION mlops_survey.%1$s_hash_extended(%1$I, bigint) IS 'hash of a state with a salt';
            CREATE OPERATOR = (LEFTARG = %1$I, RIGHTARG = %1$I, FUNCTION = mlops_survey.%1$s_eq,
                COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
            CREATE OPERATOR <> (LEFTARG = %1$I, RIGHTARG = %1$I, FUNCTION = mlops_survey.%1$s_ne,
                COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel);
            CREATE OPERATOR < (LEFTARG = %1$I, RIGHTARG = %1$I, FUNCTION = mlops_survey.%1$s_lt,
                COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
            CREATE OPERATOR <= (LEFTARG = %1$I, RIGHTARG = %1$I, FUNCTION = mlops_survey.%1$s_le,
                COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
            CREATE OPERATOR > (LEFTARG = %1$I, RIGHTARG = %1$I, FUNCTION = mlops_survey.%1$s_gt,
                COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel);
            CREATE OPERATOR >= (LEFTARG = %1$I, RIGHTARG = %1$I, FUNCTION = mlops_survey.%1$s_ge,
                COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel);
            COMMENT ON OPERATOR = (%1$I, %1$I) IS 'the same binary form';
            COMMENT ON OPERATOR <> (%1$I, %1$I) IS 'another binary form';
            COMMENT ON OPERATOR < (%1$I, %1$I) IS 'comes before, in an order without meaning';
            COMMENT ON OPERATOR <= (%1$I, %1$I) IS 'comes before or is equal, in an order without meaning';
            COMMENT ON OPERATOR > (%1$I, %1$I) IS 'comes after, in an order without meaning';
            COMMENT ON OPERATOR >= (%1$I, %1$I) IS 'comes after or is equal, in an order without meaning';
            CREATE OPERATOR CLASS %1$s_ops DEFAULT FOR TYPE %1$I USING btree AS
                OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
                FUNCTION 1 mlops_survey.%1$s_cmp(%1$I, %1$I);
            CREATE OPERATOR CLASS %1$s_hash_ops DEFAULT FOR TYPE %1$I USING hash AS
                OPERATOR 1 =, FUNCTION 1 mlops_survey.%1$s_hash(%1$I), FUNCTION 2 mlops_survey.%1$s_hash_extended(%1$I, bigint);
            COMMENT ON OPERATOR CLASS %1$s_ops USING btree IS 'order of %1$s by binary form';
            COMMENT ON OPERATOR CLASS %1$s_hash_ops USING hash IS 'hash of %1$s by binary form';$sql$, state);
    END LOOP;
END
$$;

-- ROLLUP is a word of SQL's GROUP BY, so that parsers other than PostgreSQL's (sqlglot in Superset, Calcite) stop at a
-- function of that name.
DO $$
DECLARE
    other record;
BEGIN
    FOR other IN
        SELECT a.*, pg_catalog.format_type(p.proargtypes[0], NULL) AS state,
            pg_catalog.obj_description(p.oid, 'pg_proc') AS description
        FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_aggregate a ON a.aggfnoid OPERATOR(pg_catalog.=) p.oid
            JOIN pg_catalog.pg_depend d ON d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid OPERATOR(pg_catalog.=) p.oid
                AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype OPERATOR(pg_catalog.=) 'e'
            JOIN pg_catalog.pg_extension e ON e.oid OPERATOR(pg_catalog.=) d.refobjid
        WHERE e.extname OPERATOR(pg_catalog.=) 'mlops_survey' AND p.proname OPERATOR(pg_catalog.=) 'rollup'
        ORDER BY p.oid
    LOOP
        EXECUTE pg_catalog.format('CREATE AGGREGATE combine(%1$s) (SFUNC = %2$s, STYPE = %1$s, SSPACE = %3$s, %4$s COMBINEFUNC = %5$s, PARALLEL = SAFE)',
            other.state, other.aggtransfn, other.aggtransspace,
            CASE WHEN other.aggfinalfn OPERATOR(pg_catalog.<>) 0 THEN pg_catalog.format('FINALFUNC = %s, FINALFUNC_MODIFY = READ_ONLY,', other.aggfinalfn) END,
            other.aggcombinefn);
        EXECUTE pg_catalog.format('COMMENT ON AGGREGATE combine(%s) IS %L', other.state, other.description || '; rollup under a name that every SQL parser takes');
    END LOOP;
END
$$;
