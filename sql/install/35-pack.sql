-- Packed surveys: the answers once more, column by column, for cross tables in a fraction of the time.
--
-- A pack is used only while it is the same as the answers: triggers on their table leave a mark in pack_stale within
-- the transaction that changes them and before the statement that does, so whoever sees the change sees the mark.

CREATE TABLE mlops_survey.pack (
    survey_id int NOT NULL,
    part int NOT NULL DEFAULT 0 CHECK (part >= 0),
    answers oid,
    answers_schema text,
    answers_name text,
    attributes text NOT NULL,
    watch text,
    expressions text[] NOT NULL,
    design text,
    respondents bigint NOT NULL CHECK (respondents >= 0),
    segments int NOT NULL CHECK (segments >= 0),
    bytes bigint NOT NULL CHECK (bytes >= 0),
    runs bigint NOT NULL DEFAULT 0 CHECK (runs >= 0),
    weight text,
    unweighted bigint NOT NULL DEFAULT 0 CHECK (unweighted >= 0),
    left_out text[] NOT NULL DEFAULT '{}',
    file oid,
    last_row tid,
    pages bytea,
    packed_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    PRIMARY KEY (survey_id, part)
);
COMMENT ON TABLE mlops_survey.pack IS 'surveys whose answers are packed column by column';
COMMENT ON COLUMN mlops_survey.pack.survey_id IS 'the survey';
COMMENT ON COLUMN mlops_survey.pack.part IS 'running number of a partition of the answers; 0: they are one table';
COMMENT ON COLUMN mlops_survey.pack.answers IS 'the partition; NULL: the table of the survey';
COMMENT ON COLUMN mlops_survey.pack.answers_schema IS 'schema of the partition';
COMMENT ON COLUMN mlops_survey.pack.answers_name IS 'its name';
COMMENT ON COLUMN mlops_survey.pack.attributes IS 'columns of the table when it was packed';
COMMENT ON COLUMN mlops_survey.pack.watch IS 'this database, and the versions of the triggers that leave marks, when it was packed; NULL: not known';
COMMENT ON COLUMN mlops_survey.pack.expressions IS 'what each packed column holds, as SQL over the table; NULL: unusable';
COMMENT ON COLUMN mlops_survey.pack.design IS 'strata, clusters and population corrections whose respondents lie together, as SQL over the table; NULL: none do';
COMMENT ON COLUMN mlops_survey.pack.respondents IS 'how many respondents are packed';
COMMENT ON COLUMN mlops_survey.pack.segments IS 'how many segments hold them';
COMMENT ON COLUMN mlops_survey.pack.bytes IS 'size of the packed columns';
COMMENT ON COLUMN mlops_survey.pack.runs IS 'how many clusters these have, counted in each segment';
COMMENT ON COLUMN mlops_survey.pack.weight IS 'weight of the survey, as SQL over the table; NULL: none, or not known of all';
COMMENT ON COLUMN mlops_survey.pack.unweighted IS 'how many respondents have no weight';
COMMENT ON COLUMN mlops_survey.pack.left_out IS 'variables that are not packed: tables of them are counted from the rows';
COMMENT ON COLUMN mlops_survey.pack.file IS 'file of the table when it was packed: whether rows kept their places';
COMMENT ON COLUMN mlops_survey.pack.last_row IS 'the last packed row in that file: later ones are appended';
COMMENT ON COLUMN mlops_survey.pack.pages IS 'how many packed rows each page of that file holds: whether others came in between; NULL: not known';
COMMENT ON COLUMN mlops_survey.pack.packed_at IS 'when it was packed';

-- Numbers of partitions are those of one database, as those of surveys are.
CREATE FUNCTION mlops_survey.survey_pack_resolve() RETURNS trigger
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.answers := (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = NEW.answers_schema AND c.relname = NEW.answers_name);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION mlops_survey.survey_pack_resolve() IS 'trigger: looks up a packed partition by its name';
CREATE TRIGGER survey_pack_resolve BEFORE INSERT ON mlops_survey.pack FOR EACH ROW WHEN (NEW.part > 0)
    EXECUTE FUNCTION mlops_survey.survey_pack_resolve();
CREATE TRIGGER survey_pack_resolve_replicated BEFORE UPDATE ON mlops_survey.pack FOR EACH ROW WHEN (NEW.part > 0)
    EXECUTE FUNCTION mlops_survey.survey_pack_resolve();
ALTER TABLE mlops_survey.pack ENABLE ALWAYS TRIGGER survey_pack_resolve, ENABLE REPLICA TRIGGER survey_pack_resolve_replicated;
COMMENT ON TRIGGER survey_pack_resolve ON mlops_survey.pack IS 'looks up a packed partition that is stored or restored';
COMMENT ON TRIGGER survey_pack_resolve_replicated ON mlops_survey.pack IS 'looks up a packed partition that a subscription brings';

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

CREATE TABLE mlops_survey.pack_segment (
    survey_id int NOT NULL,
    part int NOT NULL DEFAULT 0,
    segment int NOT NULL CHECK (segment > 0),
    respondents int NOT NULL CHECK (respondents BETWEEN 0 AND 65536),
    directory bytea NOT NULL,
    data bytea NOT NULL,
    units bytea NOT NULL,
    PRIMARY KEY (survey_id, part, segment)
) WITH (fillfactor = 10, parallel_workers = 16, autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0,
    toast.autovacuum_vacuum_threshold = 0, toast.autovacuum_vacuum_scale_factor = 0);
-- Workers take whole pages of this table, so few rows may share one.  The data is stored outside of it in pieces,
-- uncompressed, so that a query fetches the columns that it reads and no others.
-- What is unpacked or packed anew leaves dead rows, whose bytes are answers: autovacuum takes them whenever it comes by.
ALTER TABLE mlops_survey.pack_segment ALTER COLUMN directory SET STORAGE MAIN;
ALTER TABLE mlops_survey.pack_segment ALTER COLUMN data SET STORAGE EXTERNAL;
COMMENT ON TABLE mlops_survey.pack_segment IS 'packed answers of up to 65,536 respondents, one column after another';
COMMENT ON COLUMN mlops_survey.pack_segment.survey_id IS 'the survey';
COMMENT ON COLUMN mlops_survey.pack_segment.part IS 'the partition; 0: the answers are one table';
COMMENT ON COLUMN mlops_survey.pack_segment.segment IS 'running number';
COMMENT ON COLUMN mlops_survey.pack_segment.respondents IS 'how many respondents it holds';
COMMENT ON COLUMN mlops_survey.pack_segment.directory IS 'encoding of each column';
COMMENT ON COLUMN mlops_survey.pack_segment.data IS 'the columns';
COMMENT ON COLUMN mlops_survey.pack_segment.units IS 'which of its respondents, one after another, are of one cluster of the design';

CREATE TABLE mlops_survey.pack_stale (
    survey_id int NOT NULL,
    part int NOT NULL DEFAULT 0,
    change boolean NOT NULL,
    transaction xid8 NOT NULL DEFAULT pg_catalog.pg_current_xact_id(),
    PRIMARY KEY (survey_id, part, transaction, change)
);
COMMENT ON TABLE mlops_survey.pack_stale IS 'surveys whose answers changed since they were packed';
COMMENT ON COLUMN mlops_survey.pack_stale.survey_id IS 'the survey';
COMMENT ON COLUMN mlops_survey.pack_stale.part IS 'the partition; 0: the answers are one table';
COMMENT ON COLUMN mlops_survey.pack_stale.change IS 'whether rows were changed or removed, not only added';
COMMENT ON COLUMN mlops_survey.pack_stale.transaction IS 'transaction that did it';

-- Who may read all answers may read the pack, nobody else, the survey's owner included.
ALTER TABLE mlops_survey.pack ENABLE ROW LEVEL SECURITY;
CREATE POLICY pack_read ON mlops_survey.pack FOR SELECT USING (
    survey_id IN (SELECT s.id FROM mlops_survey.survey s
        WHERE pg_catalog.has_table_privilege(s.answers, 'SELECT') AND NOT pg_catalog.row_security_active(s.answers)));
COMMENT ON POLICY pack_read ON mlops_survey.pack IS 'only those who may read every answer see the pack';

ALTER TABLE mlops_survey.pack_segment ENABLE ROW LEVEL SECURITY;
CREATE POLICY pack_segment_read ON mlops_survey.pack_segment FOR SELECT USING (
    survey_id IN (SELECT p.survey_id FROM mlops_survey.pack p));
COMMENT ON POLICY pack_segment_read ON mlops_survey.pack_segment IS 'only those who see the pack see its segments';

ALTER TABLE mlops_survey.pack_stale ENABLE ROW LEVEL SECURITY;
CREATE POLICY pack_stale_read ON mlops_survey.pack_stale FOR SELECT USING (
    survey_id IN (SELECT p.survey_id FROM mlops_survey.pack p));
COMMENT ON POLICY pack_stale_read ON mlops_survey.pack_stale IS 'who sees the pack sees that the answers have changed';

GRANT SELECT ON mlops_survey.pack, mlops_survey.pack_segment, mlops_survey.pack_stale TO PUBLIC;

SELECT pg_catalog.pg_extension_config_dump('mlops_survey.pack',
    'WHERE survey_id IN (SELECT s.id FROM mlops_survey.survey s WHERE mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name))');
SELECT pg_catalog.pg_extension_config_dump('mlops_survey.pack_segment',
    'WHERE survey_id IN (SELECT s.id FROM mlops_survey.survey s WHERE mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name))');
SELECT pg_catalog.pg_extension_config_dump('mlops_survey.pack_stale',
    'WHERE survey_id IN (SELECT s.id FROM mlops_survey.survey s WHERE mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name))');

-- A mark that is there already will do: whoever packs the table first waits until no transaction writes to it, so a
-- mark that is seen now is removed only together with what is packed then.
CREATE FUNCTION mlops_survey.survey_pack_changed() RETURNS trigger
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_pack_changed';
COMMENT ON FUNCTION mlops_survey.survey_pack_changed() IS 'trigger on packed answers: marks the pack stale';

-- ALTER TABLE that rewrites the answers fires no other trigger.
CREATE FUNCTION mlops_survey.survey_pack_rewritten() RETURNS event_trigger
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_pack_rewritten';
COMMENT ON FUNCTION mlops_survey.survey_pack_rewritten() IS 'event trigger: marks the pack of a table stale that ALTER TABLE rewrites';

-- Nor does what is written through a parent or partitioned table, and when the answers are taken out of it again nothing
-- tells that they were in it; so going in leaves the mark.
CREATE FUNCTION mlops_survey.survey_pack_inherited() RETURNS event_trigger
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_pack_inherited';
COMMENT ON FUNCTION mlops_survey.survey_pack_inherited() IS 'event trigger: marks the pack of a table stale that becomes a partition or inherits, or whose triggers do not watch any more';

CREATE EVENT TRIGGER mlops_survey_pack_rewritten ON table_rewrite EXECUTE FUNCTION mlops_survey.survey_pack_rewritten();
COMMENT ON EVENT TRIGGER mlops_survey_pack_rewritten IS 'marks the pack of a table stale that ALTER TABLE rewrites';
CREATE EVENT TRIGGER mlops_survey_pack_inherited ON ddl_command_end WHEN TAG IN ('ALTER TABLE', 'CREATE TRIGGER', 'ALTER TRIGGER')
    EXECUTE FUNCTION mlops_survey.survey_pack_inherited();
COMMENT ON EVENT TRIGGER mlops_survey_pack_inherited IS 'marks the pack of a table stale that becomes a partition or inherits, or whose triggers are disabled';
ALTER EVENT TRIGGER mlops_survey_pack_rewritten ENABLE ALWAYS;
ALTER EVENT TRIGGER mlops_survey_pack_inherited ENABLE ALWAYS;
-- A trigger that is dropped and made again has not seen what came in between.
CREATE EVENT TRIGGER mlops_survey_pack_unwatched ON sql_drop WHEN TAG IN ('DROP TRIGGER')
    EXECUTE FUNCTION mlops_survey.survey_pack_inherited();
COMMENT ON EVENT TRIGGER mlops_survey_pack_unwatched IS 'marks the pack of a table stale whose triggers are dropped';
ALTER EVENT TRIGGER mlops_survey_pack_unwatched ENABLE ALWAYS;

CREATE FUNCTION mlops_survey.crosstab_cells_segment(crosstab_cells, plan int[], query int[], respondents int, directory bytea, data bytea)
    RETURNS crosstab_cells
    AS 'MODULE_PATHNAME', 'svy_crosstab_cells_segment'
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100000;
COMMENT ON FUNCTION mlops_survey.crosstab_cells_segment(crosstab_cells, int[], int[], int, bytea, bytea)
    IS 'adds a segment of packed answers to crosstab_cells';

CREATE AGGREGATE crosstab_cells(plan int[], query int[], respondents int, directory bytea, data bytea) (
    SFUNC = mlops_survey.crosstab_cells_segment,
    STYPE = crosstab_cells,
    SSPACE = 16384,
    COMBINEFUNC = mlops_survey.crosstab_cells_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE crosstab_cells(int[], int[], int, bytea, bytea)
    IS 'counts the cells of all cross tables of a plan over segments of packed answers';

CREATE FUNCTION mlops_survey.crosstab_unit_cells_segment(bytea, plan int[], query int[], detail int, segment int, respondents int,
    directory bytea, data bytea, units bytea)
    RETURNS bytea
    AS 'MODULE_PATHNAME', 'svy_crosstab_unit_cells_segment'
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100000;
COMMENT ON FUNCTION mlops_survey.crosstab_unit_cells_segment(bytea, int[], int[], int, int, int, bytea, bytea, bytea)
    IS 'adds a segment of packed answers to the cells of clusters';

CREATE FUNCTION mlops_survey.crosstab_unit_cells_combine(bytea, bytea)
    RETURNS bytea
    AS 'MODULE_PATHNAME', 'svy_crosstab_unit_cells_combine'
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.crosstab_unit_cells_combine(bytea, bytea) IS 'merges the cells of clusters';

CREATE AGGREGATE crosstab_unit_cells(plan int[], query int[], detail int, segment int, respondents int, directory bytea,
    data bytea, units bytea) (
    SFUNC = mlops_survey.crosstab_unit_cells_segment,
    STYPE = bytea,
    SSPACE = 1048576,
    COMBINEFUNC = mlops_survey.crosstab_unit_cells_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE crosstab_unit_cells(int[], int[], int, int, int, bytea, bytea, bytea)
    IS 'counts the cells of all cross tables of a plan over segments of packed answers, for each cluster of the design too';

CREATE TYPE survey_pack_report AS (
    survey text, respondents bigint, added bigint, segments int, columns int, bytes bigint, left_out text[]);
COMMENT ON TYPE survey_pack_report IS 'what pack_survey packed';
COMMENT ON COLUMN survey_pack_report.survey IS 'the survey';
COMMENT ON COLUMN survey_pack_report.respondents IS 'respondents in the pack';
COMMENT ON COLUMN survey_pack_report.added IS 'those that this call packed';
COMMENT ON COLUMN survey_pack_report.segments IS 'segments that hold the respondents, up to 65,536 each';
COMMENT ON COLUMN survey_pack_report.columns IS 'packed columns';
COMMENT ON COLUMN survey_pack_report.bytes IS 'size of the packed columns';
COMMENT ON COLUMN survey_pack_report.left_out IS 'variables and sets that are not packed: tables of them are counted from the rows';

CREATE FUNCTION pack_survey(name text) RETURNS survey_pack_report
    AS 'MODULE_PATHNAME', 'svy_pack_survey'
    LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION pack_survey(text)
    IS 'packs the answers of a survey column by column, or what was appended since; cross tables then read the pack';

CREATE FUNCTION unpack_survey(name text) RETURNS boolean
    AS 'MODULE_PATHNAME', 'svy_unpack_survey'
    LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION unpack_survey(text) IS 'removes the pack of a survey and its triggers; false if there was none';

CREATE TYPE survey_pack_status_row AS (
    packed boolean, fresh boolean, reason text, respondents bigint, segments int, columns int, bytes bigint,
    left_out text[], packed_at timestamptz);
COMMENT ON TYPE survey_pack_status_row IS 'the pack of a survey; all but packed, fresh and reason is NULL where there is none';
COMMENT ON COLUMN survey_pack_status_row.packed IS 'whether there is a pack';
COMMENT ON COLUMN survey_pack_status_row.fresh IS 'whether it is all that the answers are; if not, added ones may be read beside it';
COMMENT ON COLUMN survey_pack_status_row.reason IS 'why it is not read, or not alone; NULL where it is';
COMMENT ON COLUMN survey_pack_status_row.respondents IS 'respondents in the pack';
COMMENT ON COLUMN survey_pack_status_row.segments IS 'segments that hold the respondents, up to 65,536 each';
COMMENT ON COLUMN survey_pack_status_row.columns IS 'packed columns';
COMMENT ON COLUMN survey_pack_status_row.bytes IS 'size of the packed columns';
COMMENT ON COLUMN survey_pack_status_row.left_out IS 'variables and sets that are not packed: tables of them are counted from the rows';
COMMENT ON COLUMN survey_pack_status_row.packed_at IS 'when it was packed';

CREATE FUNCTION survey_pack_status(name text) RETURNS survey_pack_status_row
    AS 'MODULE_PATHNAME', 'svy_survey_pack_status'
    LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION survey_pack_status(text) IS 'whether a survey is packed, and why its pack is not used if it is not';

CREATE FUNCTION refresh_packs() RETURNS SETOF survey_pack_report
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

CREATE TYPE survey_source AS (
    source text, reason text);
COMMENT ON TYPE survey_source IS 'where the answers of a table or an estimate are read from';
COMMENT ON COLUMN survey_source.source IS 'pack, pack and rows (those that were added since), rows (of estimates: aggregated by the server) or blocks (rows that are gathered and counted as a pack is)';
COMMENT ON COLUMN survey_source.reason IS 'why it is not the pack alone; NULL where it is';

CREATE FUNCTION survey_explain(name text, rows text[], columns text[] DEFAULT '{}', weight text DEFAULT NULL,
    filter text DEFAULT NULL, tests text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS survey_source
    AS 'MODULE_PATHNAME', 'svy_survey_explain'
    LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION survey_explain(text, text[], text[], text, text, text, jsonb)
    IS 'whether survey_crosstab with these arguments reads the pack or the rows, and why';
