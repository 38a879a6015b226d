-- Surveys on a cluster of Citus.  Nothing of Citus need be there to install this: what it is called is looked up when it is.

CREATE FUNCTION relink_survey(name text) RETURNS survey_registration
    VOLATILE STRICT PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_relink_survey';
COMMENT ON FUNCTION relink_survey(text) IS 'gives a survey whose table is gone the one that has its schema and name now, by the owner of that: its codebook, neither its pack nor rows that were refused';

CREATE TYPE survey_distribution AS (survey text, answers_table regclass, storage text, distributed_by text, shards int, warnings text[]);
COMMENT ON TYPE survey_distribution IS 'where the answers of a survey are kept';
COMMENT ON COLUMN survey_distribution.survey IS 'name of the survey';
COMMENT ON COLUMN survey_distribution.answers_table IS 'table of the answers';
COMMENT ON COLUMN survey_distribution.storage IS 'distributed, reference or local';
COMMENT ON COLUMN survey_distribution.distributed_by IS 'column whose values say on which shard a respondent lies';
COMMENT ON COLUMN survey_distribution.shards IS 'number of shards';
COMMENT ON COLUMN survey_distribution.warnings IS 'what is to be known besides';

CREATE FUNCTION mlops_survey.citus_table(answers regclass, OUT storage text, OUT distributed_by text, OUT shards int)
    STABLE PARALLEL SAFE STRICT LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    storage := 'local';
    IF to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL THEN
        EXECUTE 'SELECT CASE WHEN p.partmethod = ''n'' THEN CASE WHEN p.repmodel = ''t'' THEN ''reference'' ELSE ''distributed'' END ELSE ''distributed'' END,'
            ' pg_catalog.column_to_column_name(p.logicalrelid, p.partkey), (SELECT count(*)::int FROM pg_catalog.pg_dist_shard s WHERE s.logicalrelid = p.logicalrelid)'
            ' FROM pg_catalog.pg_dist_partition p WHERE p.logicalrelid = $1' INTO storage, distributed_by, shards USING answers;
        storage := coalesce(storage, 'local');
    END IF;
END
$$;
COMMENT ON FUNCTION mlops_survey.citus_table(regclass) IS 'support: how Citus keeps a table';

CREATE FUNCTION distribute_survey(name text, by text DEFAULT 'respondent', options jsonb DEFAULT NULL) RETURNS survey_distribution
    VOLATILE PARALLEL UNSAFE LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    asked text := name;
    survey record;
    before record;
    wrong text;
    key text;
    -- looked up, not written in: the schema may have any name, and get another one
    users text := (SELECT e.extnamespace::regnamespace FROM pg_extension e WHERE e.extname = 'mlops_survey');
    result record;
BEGIN
    IF name IS NULL OR by IS NULL THEN
        RAISE EXCEPTION 'name and by must not be NULL' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    SELECT k INTO wrong FROM jsonb_object_keys(CASE WHEN jsonb_typeof(options) = 'object' THEN options ELSE '{}' END) k WHERE k NOT IN ('shards', 'with') LIMIT 1;
    IF wrong IS NOT NULL OR options IS NOT NULL AND jsonb_typeof(options) <> 'object' THEN
        RAISE EXCEPTION '%', coalesce('unknown key "' || wrong || '" in the options', 'options must be an object')
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Options are "shards", a number, and "with", a table or "none" whose shards these lie beside.';
    END IF;
    SELECT s.answers::regclass AS answers, s.respondent_key, c.relkind INTO survey FROM mlops_survey.survey s JOIN pg_class c ON c.oid = s.answers WHERE s.name = asked;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'survey "%" does not exist', name USING ERRCODE = 'undefined_object', HINT = 'SELECT name FROM mlops_survey.survey lists those that you may read.';
    END IF;
    IF NOT pg_has_role((SELECT relowner FROM pg_class WHERE oid = survey.answers), 'USAGE') THEN
        RAISE EXCEPTION 'must be owner of survey "%"', name USING ERRCODE = 'insufficient_privilege', DETAIL = 'A survey belongs to the owner of its answers.';
    END IF;
    IF to_regproc('pg_catalog.create_distributed_table') IS NULL THEN
        RAISE EXCEPTION 'survey "%" cannot be distributed: this database has no Citus', name
            USING ERRCODE = 'feature_not_supported', HINT = 'CREATE EXTENSION citus makes this database one of a cluster, where the server has it.';
    END IF;
    IF survey.relkind NOT IN ('r', 'p') THEN
        RAISE EXCEPTION 'survey "%" cannot be distributed: its answers are not in a table', name USING ERRCODE = 'feature_not_supported',
            HINT = 'Copy the answers into an ordinary table and register that.';
    END IF;
    before := mlops_survey.citus_table(survey.answers);
    IF before.storage <> 'local' THEN
        RAISE EXCEPTION 'the answers of survey "%" are % already', name, CASE before.storage WHEN 'reference' THEN 'a reference table' ELSE format('distributed by "%s"', before.distributed_by) END
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'alter_distributed_table and then relink_survey change that, gather_survey brings them back.';
    END IF;
    key := CASE WHEN by <> 'respondent' OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = survey.answers AND a.attname = by AND a.attnum > 0 AND NOT a.attisdropped) THEN by ELSE survey.respondent_key END;
    IF by <> 'reference' AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = survey.answers AND a.attname = key AND a.attnum > 0 AND NOT a.attisdropped) THEN
        RAISE EXCEPTION 'survey "%" has no column % to distribute its answers by', name, coalesce(format('"%s"', key), 'of a respondent') USING ERRCODE = 'undefined_column',
            HINT = 'by is a column of the answers, "respondent" for the key that the codebook names, or "reference" for a copy on every server.';
    END IF;
    EXECUTE format('SELECT (NULL::%s.survey_distribution).*', users) INTO result;
    -- what changes on shards would go unseen
    IF EXISTS (SELECT FROM mlops_survey.pack p JOIN mlops_survey.survey s ON s.id = p.survey_id WHERE s.name = asked) THEN
        EXECUTE format('SELECT %s.unpack_survey($1)', users) USING name;
        result.warnings := ARRAY['the pack is gone: pack_survey packs the shards'];
    END IF;
    IF by = 'reference' AND key = by AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = survey.answers AND a.attname = by AND a.attnum > 0) THEN
        EXECUTE 'SELECT pg_catalog.create_reference_table($1)' USING survey.answers;
    ELSIF options ? 'shards' THEN
        EXECUTE 'SELECT pg_catalog.create_distributed_table($1, $2, colocate_with => $3, shard_count => $4)' USING survey.answers, key, coalesce(options ->> 'with', 'none'), (options ->> 'shards')::int;
    ELSE
        EXECUTE 'SELECT pg_catalog.create_distributed_table($1, $2, colocate_with => $3)' USING survey.answers, key, coalesce(options ->> 'with', 'default');
    END IF;
    -- what the table had before it was distributed still lies in it, where nobody reads it
    IF survey.relkind = 'r' THEN
        EXECUTE 'SELECT pg_catalog.truncate_local_data_after_distributing_table($1)' USING survey.answers;
    END IF;
    before := mlops_survey.citus_table(survey.answers);
    result.survey := name;
    result.answers_table := survey.answers;
    result.storage := before.storage;
    result.distributed_by := before.distributed_by;
    result.shards := before.shards;
    result.warnings := coalesce(result.warnings, '{}');
    RETURN result;
END
$$;
COMMENT ON FUNCTION distribute_survey(text, text, jsonb) IS 'spreads the answers of a survey over a cluster of Citus, by the key of respondents or another column, or as copies on every server';

CREATE FUNCTION gather_survey(name text) RETURNS survey_distribution
    VOLATILE STRICT PARALLEL UNSAFE LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    asked text := name;
    survey record;
    users text := (SELECT e.extnamespace::regnamespace FROM pg_extension e WHERE e.extname = 'mlops_survey');
    result record;
BEGIN
    SELECT s.answers::regclass AS answers, s.answers_schema, s.answers_name INTO survey FROM mlops_survey.survey s JOIN pg_class c ON c.oid = s.answers WHERE s.name = asked;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'survey "%" does not exist', name USING ERRCODE = 'undefined_object', HINT = 'SELECT name FROM mlops_survey.survey lists those that you may read.';
    END IF;
    IF NOT pg_has_role((SELECT relowner FROM pg_class WHERE oid = survey.answers), 'USAGE') THEN
        RAISE EXCEPTION 'must be owner of survey "%"', name USING ERRCODE = 'insufficient_privilege', DETAIL = 'A survey belongs to the owner of its answers.';
    END IF;
    IF (mlops_survey.citus_table(survey.answers)).storage <> 'local' THEN
        IF EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = survey.answers AND a.attidentity <> '' AND NOT a.attisdropped) THEN
            RAISE EXCEPTION 'the answers of survey "%" cannot be brought back: Citus does that of no table with an identity column', name USING ERRCODE = 'feature_not_supported',
                HINT = 'CREATE TABLE ... AS SELECT makes a table of this server of them, to register; a survey that is loaded with a key ("respondent" in the codebook) has no such column.';
        END IF;
        -- the same table under another number; so is a view on it
        EXECUTE 'SELECT pg_catalog.undistribute_table($1)' USING survey.answers;
        EXECUTE format('SELECT %s.relink_survey($1)', users) USING name;
    END IF;
    EXECUTE format('SELECT (NULL::%s.survey_distribution).*', users) INTO result;
    result.survey := name;
    result.answers_table := to_regclass(format('%I.%I', survey.answers_schema, survey.answers_name));
    result.storage := 'local';
    result.warnings := '{}';
    RETURN result;
END
$$;
COMMENT ON FUNCTION gather_survey(text) IS 'brings the answers of a distributed survey back into one table of this server';
