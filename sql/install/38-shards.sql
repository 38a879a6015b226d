-- Packs on the shards of a cluster.  Each shard is packed on its own server, as a survey of that server's catalogue that is called after the number of the shard: what changes the shard leaves its mark there, and
-- the statement that reads the shard finds pack and mark by one snapshot.  The coordinator asks as ever.

CREATE FUNCTION mlops_survey.shard_cells_trans(crosstab_cells, plan int[], sources text[], codes int[], answers float8[], weight float8)
    RETURNS crosstab_cells
    AS 'MODULE_PATHNAME', 'svy_shard_cells_trans'
    LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.shard_cells_trans(crosstab_cells, int[], text[], int[], float8[], float8)
    IS 'adds a respondent to crosstab_cells, whatever the sources';

CREATE AGGREGATE mlops_survey.shard_cells(plan int[], sources text[], codes int[], answers float8[], weight float8) (
    SFUNC = mlops_survey.shard_cells_trans,
    STYPE = crosstab_cells,
    SSPACE = 16384,
    COMBINEFUNC = mlops_survey.crosstab_cells_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE mlops_survey.shard_cells(int[], text[], int[], float8[], float8)
    IS 'crosstab_cells of a shard: of its rows, or, where the sources say which columns of its pack these are, of the pack';

CREATE FUNCTION mlops_survey.pack_shard(shard regclass, codebook jsonb) RETURNS survey_pack_report
    AS 'MODULE_PATHNAME', 'svy_pack_shard'
    LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION mlops_survey.pack_shard(regclass, jsonb) IS 'support: packs a shard on its server, by the codebook of the coordinator';

CREATE FUNCTION mlops_survey.unpack_shard(shard regclass) RETURNS boolean
    AS 'MODULE_PATHNAME', 'svy_unpack_shard'
    LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION mlops_survey.unpack_shard(regclass) IS 'support: removes the pack of a shard; false if there was none';

CREATE FUNCTION mlops_survey.shard_pack_status(shard regclass) RETURNS survey_pack_status_row
    AS 'MODULE_PATHNAME', 'svy_shard_pack_status'
    LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION mlops_survey.shard_pack_status(regclass) IS 'support: the pack of a shard';

CREATE FUNCTION mlops_survey.on_shards(answers regclass, command text, OUT shard bigint, OUT result json) RETURNS SETOF record
    VOLATILE STRICT PARALLEL UNSAFE LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    placement record;
BEGIN
    IF to_regproc('pg_catalog.run_command_on_placements') IS NULL THEN
        RAISE EXCEPTION 'this database has no Citus, so % has no shards', answers USING ERRCODE = 'feature_not_supported', HINT = 'pack_survey packs the answers of a survey, wherever they are.';
    END IF;
    FOR placement IN EXECUTE 'SELECT p.nodename, p.nodeport, p.shardid, p.success, p.result FROM pg_catalog.run_command_on_placements($1, $2) p ORDER BY p.shardid' USING answers, command
    LOOP
        IF NOT placement.success THEN
            RAISE EXCEPTION 'shard % of % on %:%: %', placement.shardid, answers, placement.nodename, placement.nodeport, regexp_replace(placement.result, '^ERROR: +', '')
                USING ERRCODE = 'object_not_in_prerequisite_state',
                HINT = CASE WHEN placement.result ~ '(schema|function) "?mlops_survey.* does not exist' THEN 'The extension must be on every server of the cluster, in the same version.' ELSE 'Shards are packed and unpacked by connections of their own: call this in a transaction of its own, while no other one writes to the answers. Other shards may be done.' END;
        END IF;
        shard := placement.shardid;
        result := placement.result;
        RETURN NEXT;
    END LOOP;
END
$$;
COMMENT ON FUNCTION mlops_survey.on_shards(regclass, text) IS 'support: runs a statement that returns JSON on each placement of a distributed table; %L stands for the shard';

CREATE FUNCTION mlops_survey.pack_shards(answers regclass, codebook jsonb, OUT respondents bigint, OUT added bigint, OUT segments int, OUT columns int, OUT bytes bigint, OUT left_out text[])
    VOLATILE STRICT PARALLEL UNSAFE LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    -- without a percent sign or a quote
    encoded text := encode(convert_to(codebook::text, 'UTF8'), 'base64');
BEGIN
    SELECT sum(x.respondents), sum(x.added), sum(x.segments), min(x.columns), sum(x.bytes), array(SELECT DISTINCT v FROM unnest(string_to_array(string_agg(array_to_string(x.left_out, E'\n'), E'\n'), E'\n')) v WHERE v <> '' ORDER BY v)
        INTO respondents, added, segments, columns, bytes, left_out
        FROM (SELECT DISTINCT ON (s.shard) r.* FROM mlops_survey.on_shards(answers,
            'SELECT pg_catalog.row_to_json(r) FROM mlops_survey.pack_shard(%L::pg_catalog.regclass, pg_catalog.convert_from(pg_catalog.decode(''' || encoded || ''', ''base64''), ''UTF8'')::pg_catalog.jsonb) r') s,
            json_to_record(s.result) r(respondents bigint, added bigint, segments int, columns int, bytes bigint, left_out text[]) ORDER BY s.shard) x;
END
$$;
COMMENT ON FUNCTION mlops_survey.pack_shards(regclass, jsonb) IS 'support: packs the shards of a distributed table, each on its server';

CREATE FUNCTION mlops_survey.unpack_shards(answers regclass) RETURNS bigint
    VOLATILE STRICT PARALLEL UNSAFE LANGUAGE sql
BEGIN ATOMIC
    SELECT pg_catalog.count(*) FROM mlops_survey.on_shards(answers, 'SELECT pg_catalog.to_json(mlops_survey.unpack_shard(%L::pg_catalog.regclass))');
END;
COMMENT ON FUNCTION mlops_survey.unpack_shards(regclass) IS 'support: removes the packs of the shards of a distributed table';

CREATE FUNCTION mlops_survey.shards_pack_status(answers regclass, OUT reason text, OUT respondents bigint, OUT segments int, OUT columns int, OUT bytes bigint, OUT packed_at timestamptz)
    VOLATILE STRICT PARALLEL UNSAFE LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    SELECT format('%s of %s shards: ', count(r.reason), count(*)) || min(r.reason), coalesce(sum(r.respondents), 0), coalesce(sum(r.segments), 0), coalesce(min(r.columns), 0), coalesce(sum(r.bytes), 0), max(r.packed_at)
        INTO reason, respondents, segments, columns, bytes, packed_at
        FROM (SELECT DISTINCT ON (s.shard) r.* FROM mlops_survey.on_shards(answers, 'SELECT pg_catalog.row_to_json(r) FROM mlops_survey.shard_pack_status(%L::pg_catalog.regclass) r') s,
            json_to_record(s.result) r(reason text, respondents bigint, segments int, columns int, bytes bigint, packed_at timestamptz) ORDER BY s.shard, r.reason NULLS LAST) r;
END
$$;
COMMENT ON FUNCTION mlops_survey.shards_pack_status(regclass) IS 'support: the packs of the shards of a distributed table together; reason: why some are not read, or not alone';
