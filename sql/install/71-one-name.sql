-- Functions by name take lists of variables as text[], and one variable as text: each has overloads that differ in that.
--
-- An unknown literal is text then, so text in braces is read as the array that it was before.  Where a call can leave
-- a list out, there is one overload that leaves it out: those with a text and an array ask for both.  Functions whose
-- first list stands behind arguments that can be left out have none: PostgreSQL wants defaults for all that follows, and
-- cannot choose between two functions that a call leaves the same list out of.
DO $$
DECLARE
    path text := pg_catalog.current_setting('search_path');
    users text := pg_catalog.current_schema(); -- as it is, with quotes in its name too
    original record;
    lists int[];
    all_texts int;
    mixed boolean;
    types text[];
    parameters text;
BEGIN
    PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    FOR original IN
        SELECT p.*, p.pronargs - p.pronargdefaults AS required, pg_get_function_result(p.oid) AS result, obj_description(p.oid, 'pg_proc') AS description
        FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
            JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
            JOIN pg_extension e ON e.oid = d.refobjid
        WHERE e.extname = 'mlops_survey' AND l.lanname = 'c' AND p.proargnames[1] = 'name' AND p.proname !~ '^load_survey'
        ORDER BY p.oid
    LOOP
        lists := ARRAY(SELECT n FROM generate_series(1, original.pronargs) n
            WHERE original.proargtypes[n - 1] = 'text[]'::regtype AND original.proargnames[n] = ANY ('{rows,columns,variables,drivers,by,within}'));
        all_texts := (1 << cardinality(lists)) - 1;
        -- one bit for each list: whether it is a text
        FOR mask IN 1 .. all_texts LOOP
            mixed := mask < all_texts;
            -- no argument with a default may stand before one without
            CONTINUE WHEN lists[CASE WHEN mixed THEN cardinality(lists) ELSE 1 END] > original.required + 1;
            SELECT array_agg(a.type ORDER BY a.n), string_agg(format('%I %s%s', a.name, a.type, CASE
                WHEN a.n > original.required AND NOT (a.list = 1 OR (a.list > 1 AND mixed)) IS TRUE THEN ' DEFAULT ' || replace(pg_get_function_arg_default(original.oid, a.n), '::text[]', '::' || a.type) END), ', ' ORDER BY a.n)
            INTO types, parameters
            FROM (SELECT n, original.proargnames[n] AS name, array_position(lists, n) AS list,
                    CASE WHEN mask & (1 << (array_position(lists, n) - 1)) <> 0 THEN 'text' ELSE format_type(original.proargtypes[n - 1], NULL) END AS type
                FROM generate_series(1, original.pronargs) n) a;
            EXECUTE format($sql$
                CREATE FUNCTION %10$I.%1$I(%2$s) RETURNS %3$s AS 'MODULE_PATHNAME', %4$L LANGUAGE C %5$s PARALLEL %6$s %7$s;
                COMMENT ON FUNCTION %10$I.%1$I(%8$s) IS %9$L;$sql$,
                original.proname, parameters, original.result, original.prosrc,
                CASE original.provolatile WHEN 'i' THEN 'IMMUTABLE' WHEN 's' THEN 'STABLE' ELSE 'VOLATILE' END,
                CASE original.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' ELSE 'UNSAFE' END,
                CASE WHEN original.proretset THEN format('ROWS %s', original.prorows) END,
                array_to_string(types, ', '), original.description, users);
        END LOOP;
    END LOOP;
    PERFORM set_config('search_path', path, true);
END
$$;

-- the same of a function in SQL: what svy_text_array_argument (pg/arguments.c) takes for a list is one here
CREATE FUNCTION survey_margin_of_error(name text, rows text, weight text DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT NULL, options jsonb DEFAULT NULL) RETURNS survey_margin
    LANGUAGE SQL STABLE PARALLEL RESTRICTED
BEGIN ATOMIC
    SELECT survey_margin_of_error(survey_margin_of_error.name,
        CASE WHEN pg_catalog.ltrim(survey_margin_of_error.rows, E' \t\n\r\x0B\f') OPERATOR(pg_catalog.~~) '{%' THEN survey_margin_of_error.rows::text[]
            WHEN survey_margin_of_error.rows IS NOT NULL THEN ARRAY[survey_margin_of_error.rows] END,
        survey_margin_of_error.weight, survey_margin_of_error.filter, survey_margin_of_error.level, survey_margin_of_error.options);
END;
COMMENT ON FUNCTION survey_margin_of_error(text, text, text, text, double precision, jsonb)
    IS 'the margin of error at 50 % by the larger of Kish''s and the median design effect; none where respondents were not drawn at random, unless the codebook states a model';
