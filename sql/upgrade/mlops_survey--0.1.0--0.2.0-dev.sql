-- complain if script is sourced in psql, rather than via ALTER EXTENSION
\echo Use "ALTER EXTENSION mlops_survey UPDATE" to load this file. \quit

-- From 0.1.0 to 0.2.0: what changes in sql/install is done here to a database that has 0.1.0, in the same commit.

-- Which surveys there are, for who knows no name yet.
CREATE TYPE survey_list_row AS (
    survey text, title text, answers regclass, variables int, sets int, weight text, packed boolean, registered timestamptz);
COMMENT ON TYPE survey_list_row IS 'a survey of this database';
COMMENT ON COLUMN survey_list_row.survey IS 'the name that functions such as survey_crosstab take';
COMMENT ON COLUMN survey_list_row.title IS 'title of the study';
COMMENT ON COLUMN survey_list_row.answers IS 'table or view of the answers; NULL where it is gone or has another name';
COMMENT ON COLUMN survey_list_row.variables IS 'number of variables that the caller may read';
COMMENT ON COLUMN survey_list_row.sets IS 'number of multiple-response sets; 0 for who may not read all answers';
COMMENT ON COLUMN survey_list_row.weight IS 'column that holds the weight; NULL for an unweighted survey';
COMMENT ON COLUMN survey_list_row.packed IS 'whether there is a pack that the caller may read; survey_pack_status says whether it is fresh';
COMMENT ON COLUMN survey_list_row.registered IS 'when it was registered or loaded';

CREATE FUNCTION survey_list() RETURNS SETOF survey_list_row
    STABLE PARALLEL RESTRICTED LANGUAGE sql
BEGIN ATOMIC
    SELECT ROW(s.name, s.title, CASE WHEN mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name) THEN s.answers::regclass END,
        (SELECT count(*)::int FROM mlops_survey.variable v WHERE v.survey_id = s.id),
        (SELECT count(*)::int FROM mlops_survey.response_set r WHERE r.survey_id = s.id), s.weight, EXISTS (SELECT FROM mlops_survey.pack p WHERE p.survey_id = s.id), s.created_at)::survey_list_row
    FROM mlops_survey.survey s ORDER BY s.name;
END;
COMMENT ON FUNCTION survey_list() IS 'the surveys whose answers the caller may read, by name';

-- What triggers do not see while they are disabled or dropped leaves a mark that a restored database has too.
COMMENT ON FUNCTION mlops_survey.survey_pack_inherited() IS 'event trigger: marks the pack of a table stale that becomes a partition or inherits, or whose triggers do not watch any more';
DROP EVENT TRIGGER mlops_survey_pack_inherited;
CREATE EVENT TRIGGER mlops_survey_pack_inherited ON ddl_command_end WHEN TAG IN ('ALTER TABLE', 'CREATE TRIGGER', 'ALTER TRIGGER')
    EXECUTE FUNCTION mlops_survey.survey_pack_inherited();
ALTER EVENT TRIGGER mlops_survey_pack_inherited ENABLE ALWAYS;
COMMENT ON EVENT TRIGGER mlops_survey_pack_inherited IS 'marks the pack of a table stale that becomes a partition or inherits, or whose triggers are disabled';
CREATE EVENT TRIGGER mlops_survey_pack_unwatched ON sql_drop WHEN TAG IN ('DROP TRIGGER')
    EXECUTE FUNCTION mlops_survey.survey_pack_inherited();
COMMENT ON EVENT TRIGGER mlops_survey_pack_unwatched IS 'marks the pack of a table stale whose triggers are dropped';
ALTER EVENT TRIGGER mlops_survey_pack_unwatched ENABLE ALWAYS;

-- What a subscription brings was packed elsewhere: its rows have other places here, even in a copy of the same server.
CREATE FUNCTION mlops_survey.survey_pack_elsewhere() RETURNS trigger
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.file := NULL;
    NEW.pages := NULL;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION mlops_survey.survey_pack_elsewhere() IS 'trigger: forgets the places of rows that were packed on another server';
CREATE TRIGGER survey_pack_elsewhere BEFORE INSERT OR UPDATE ON mlops_survey.pack FOR EACH ROW
    EXECUTE FUNCTION mlops_survey.survey_pack_elsewhere();
ALTER TABLE mlops_survey.pack ENABLE REPLICA TRIGGER survey_pack_elsewhere;
COMMENT ON TRIGGER survey_pack_elsewhere ON mlops_survey.pack IS 'forgets the places of rows of a pack that a subscription brings';

-- A pack that is not read because columns changed, or its triggers, is renewed too.
CREATE OR REPLACE FUNCTION refresh_packs() RETURNS SETOF survey_pack_report
    VOLATILE PARALLEL UNSAFE LANGUAGE SQL
BEGIN ATOMIC
    SELECT pack_survey(s.name)
    FROM mlops_survey.survey s
    WHERE mlops_survey.relation_owned(s.answers, s.answers_schema, s.answers_name)
        AND s.id IN (SELECT p.survey_id FROM mlops_survey.pack p)
        AND (EXISTS (SELECT FROM mlops_survey.pack p WHERE p.survey_id OPERATOR(pg_catalog.=) s.id AND p.attributes OPERATOR(pg_catalog.=) 'shards')
            OR EXISTS (SELECT FROM mlops_survey.pack_stale m WHERE m.survey_id OPERATOR(pg_catalog.=) s.id)
            OR CASE WHEN mlops_survey.relation_owned(s.answers, s.answers_schema, s.answers_name) THEN (SELECT k.reason FROM survey_pack_status(s.name) k) END
                IN ('the table of the answers was altered', 'the triggers that watch the answers are missing or disabled',
                'the triggers that watch the answers were disabled, or made anew, in between')
            OR EXISTS (SELECT FROM pg_catalog.pg_partition_tree(s.answers) t JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) t.relid
                WHERE c.relkind OPERATOR(pg_catalog.=) 'r' AND c.relpersistence OPERATOR(pg_catalog.=) 'p'
                    AND NOT EXISTS (SELECT FROM mlops_survey.pack p WHERE p.survey_id OPERATOR(pg_catalog.=) s.id AND p.answers OPERATOR(pg_catalog.=) c.oid)))
    ORDER BY s.name;
END;
COMMENT ON FUNCTION refresh_packs() IS 'packs the surveys of the caller whose answers or columns changed since they were packed, new partitions too; for a job that runs now and then';

-- Arguments without a name made bodies that PostgreSQL prints wrongly, so that pg_upgrade failed.
CREATE OR REPLACE FUNCTION top2box(state tally, points double precision) RETURNS double precision LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC SELECT top2box(state, mlops_survey.whole_scale(points)); END;
CREATE OR REPLACE FUNCTION bottom2box(state tally, points double precision) RETURNS double precision LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC SELECT bottom2box(state, mlops_survey.whole_scale(points)); END;
CREATE OR REPLACE FUNCTION top_box(state tally, boxes double precision, points double precision) RETURNS double precision LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC SELECT top_box(state, mlops_survey.whole_scale(boxes), mlops_survey.whole_scale(points)); END;
CREATE OR REPLACE FUNCTION bottom_box(state tally, boxes double precision, points double precision) RETURNS double precision LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC SELECT bottom_box(state, mlops_survey.whole_scale(boxes), mlops_survey.whole_scale(points)); END;

-- PostgreSQL 15 reads \v as the letter v.
CREATE OR REPLACE FUNCTION survey_margin_of_error(name text, rows text, weight text DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT NULL, options jsonb DEFAULT NULL) RETURNS survey_margin
    LANGUAGE SQL STABLE PARALLEL RESTRICTED
BEGIN ATOMIC
    SELECT survey_margin_of_error(survey_margin_of_error.name,
        CASE WHEN pg_catalog.ltrim(survey_margin_of_error.rows, E' \t\n\r\x0B\f') OPERATOR(pg_catalog.~~) '{%' THEN survey_margin_of_error.rows::text[]
            WHEN survey_margin_of_error.rows IS NOT NULL THEN ARRAY[survey_margin_of_error.rows] END,
        survey_margin_of_error.weight, survey_margin_of_error.filter, survey_margin_of_error.level, survey_margin_of_error.options);
END;
