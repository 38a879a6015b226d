-- Plays the coordinator of a cluster: partial states of every aggregate travel in their text and their binary form
-- before they are combined and finished, and the result must be the one without.
SELECT plan(24);
\set QUIET on
SET client_min_messages = warning;
CREATE TABLE person AS
SELECT i AS id, i % 4 AS shard, 1 + i * 7 % 5 AS q1, CASE WHEN i % 9 > 0 THEN i * 37 % 101 / 7.0::float8 END AS y, 1 + i % 13 / 3.0::float8 AS x, (1 + i % 5) / 3.0::float8 AS w,
    (i % 3)::bigint AS stratum, (i % 3 * 100 + i % 8)::bigint AS cluster, (ARRAY['data', 'model', 'pipeline'])[1 + i % 3]::ml_focus AS focus,
    ARRAY[1 + i % 5, i % 2, 2 - i % 3]::float8[] AS r
FROM generate_series(1, 200) i;
ALTER TABLE person ADD tally tally, ADD maturity_profile maturity_profile, ADD crosstab_cells crosstab_cells, ADD survey_summary survey_summary,
    ADD replicate_summary replicate_summary, ADD quantile_summary quantile_summary;
\set plan '{1,0,1,0,1,0,1,0,1,1,1,0}'
UPDATE person p SET tally = s.tally, maturity_profile = s.profile, crosstab_cells = s.cells, survey_summary = s.summary, replicate_summary = s.replicates, quantile_summary = s.quantiles
FROM (SELECT id, tally(q1, w), maturity_profile(focus, w) AS profile, crosstab_cells(:'plan', ARRAY[q1 % 2], NULL, w) AS cells, survey_summary(y, w, stratum, cluster) AS summary,
    survey_replicate_summary(y, w, r) AS replicates, quantile_summary(y, w) AS quantiles FROM person GROUP BY id) s WHERE s.id = p.id;
-- segments of a pack, one for each shard
CREATE TABLE packed (id int PRIMARY KEY, sex int, w float8, stratum int);
SELECT register_survey('packed', 'packed', '{"weight": "w", "design": {"strata": ["stratum"]}, "variables": [{"name": "sex", "values": {"0": "a", "1": "b"}}]}') \g /dev/null
INSERT INTO packed SELECT i, i % 2, 1 + i % 3, i % 5 FROM generate_series(1, 60) i;
SELECT pack_survey('packed') \g /dev/null
INSERT INTO packed SELECT i, i % 2, 1 + i % 3, i % 5 FROM generate_series(61, 100) i;
SELECT pack_survey('packed') \g /dev/null
CREATE VIEW segment AS SELECT *, segment AS shard, segment AS id FROM mlops_survey.pack_segment;

-- what a call is given: by the aggregate's name and the types and places of its arguments
CREATE FUNCTION arguments(aggregate regprocedure) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    name text := (SELECT proname FROM pg_proc WHERE oid = aggregate);
    types text[] := (SELECT array_agg(t::regtype::text ORDER BY n) FROM pg_proc, unnest(proargtypes) WITH ORDINALITY a (t, n) WHERE oid = aggregate);
    ratio int := (name LIKE '%ratio%')::int;
    result text[] := '{}';
    labels int := 0;
BEGIN
    IF 'bytea' = ANY (types) THEN
        RETURN '''{1,0,1,0,1,0,1,0,1,1,1,0}'', ''{1,0,0,-1}'', ' || CASE WHEN 'crosstab_cells' = name THEN '' ELSE '0, segment, ' END || 'respondents, directory, data'
            || CASE WHEN 'crosstab_cells' = name THEN '' ELSE ', units' END;
    ELSIF name = 'add_up' THEN
        RETURN 'ARRAY[2, x, 0, coalesce(y, 0), 0, id]';
    ELSIF name = 'shard_cells' THEN
        RETURN '''{1,0,1,0,1,0,1,0,1,1,1,0}'', ''{codes,NULL,NULL,rows}''::text[], ARRAY[q1 % 2], NULL, w';
    ELSIF name = 'crosstab_cells' THEN
        RETURN '''{1,0,1,0,1,0,1,0,1,1,1,0}'', ARRAY[q1 % 2], NULL, w';
    ELSIF name = 'survey_targets' THEN
        RETURN CASE array_length(types, 1) WHEN 4 THEN '''d'' || id % 2, ' ELSE '' END || '''v'' || id % 3, ''c'' || id, id';
    ELSIF name IN ('rollup', 'combine') THEN
        RETURN types[1];
    END IF;
    FOR i IN 1 .. array_length(types, 1) LOOP
        labels := labels + (types[i] IN ('bigint', 'text', 'bigint[]', 'text[]'))::int;
        result := result || CASE types[i]
            WHEN 'integer' THEN CASE WHEN i = 1 THEN 'q1' WHEN i = 2 AND name IN ('top_box', 'bottom_box') THEN '2' ELSE '5' END
            WHEN 'smallint' THEN 'q1::smallint'
            WHEN 'boolean' THEN 'q1 > 3'
            WHEN 'ml_focus' THEN 'focus'
            WHEN 'ml_focus[]' THEN 'ARRAY[focus, ''data'']'
            WHEN 'bigint' THEN (ARRAY['stratum', 'cluster'])[labels]
            WHEN 'text' THEN (ARRAY['''Straße '' || stratum', '''c'' || cluster'])[labels]
            WHEN 'bigint[]' THEN (ARRAY['ARRAY[stratum, 1]', 'ARRAY[cluster, id]'])[labels]
            WHEN 'text[]' THEN (ARRAY['ARRAY[''Straße '' || stratum, '''']', 'ARRAY[cluster::text, ''person '' || id]'])[labels]
            WHEN 'double precision[]' THEN CASE WHEN name LIKE '%replicate%' THEN 'r' WHEN i = 1 THEN 'ARRAY[y, x, CASE WHEN id % 5 > 1 THEN y * x END]' ELSE 'ARRAY[100, 500]' END
            WHEN 'double precision' THEN CASE
                WHEN i = 1 AND name IN ('tally', 'nps', 'top2box', 'bottom2box', 'top_box', 'bottom_box') THEN 'q1::float8'
                WHEN i = 2 AND name IN ('top_box', 'bottom_box') THEN '2::float8'
                WHEN i = 2 AND name IN ('top2box', 'bottom2box') OR i = 3 AND name IN ('top_box', 'bottom_box') THEN '5::float8'
                WHEN name NOT LIKE 'survey%' AND name NOT LIKE 'quantile%' AND name <> 'weighted_median' THEN 'w'
                WHEN labels > 0 THEN '100' WHEN i = 1 AND name <> 'survey_summaries' THEN 'y' WHEN i = 2 AND ratio = 1 THEN 'x' ELSE 'w' END
            END;
    END LOOP;
    RETURN CASE WHEN array_position(result, NULL) IS NULL THEN array_to_string(result, ', ') END;
END$$;

-- 'text' and 'binary': the states travel so; 'kept': they do not
CREATE FUNCTION by_shards(aggregate regprocedure, how text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    source text := CASE WHEN arguments(aggregate) LIKE '%directory%' THEN 'segment' ELSE 'person' END;
    file text := current_setting('data_directory') || '/states';
    state text := (SELECT aggtranstype::regtype FROM pg_aggregate WHERE aggfnoid = aggregate);
    result text;
BEGIN
    EXECUTE format('CREATE TEMP TABLE sent AS SELECT s, wire_part(%s) FILTER (WHERE shard = s) AS state FROM %s, generate_series(0, 4) s GROUP BY s', arguments(aggregate), source);
    EXECUTE format('CREATE TEMP TABLE received (s int, state %s)', state);
    CASE how
        WHEN 'text' THEN EXECUTE format('INSERT INTO received SELECT s, state::text::%s FROM sent', state);
        WHEN 'binary' THEN
            EXECUTE format('COPY sent TO %L (FORMAT binary)', file);
            EXECUTE format('COPY received FROM %L (FORMAT binary)', file);
        ELSE INSERT INTO received SELECT * FROM sent;
    END CASE;
    EXECUTE 'SELECT wire_whole(state ORDER BY s)::text FROM received' INTO result;
    DROP TABLE sent, received;
    RETURN result;
END$$;

-- what is wrong with an aggregate, or nothing; the low words of other states may differ by how rows are grouped
CREATE FUNCTION problem(aggregate regprocedure) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    a pg_aggregate := (SELECT a FROM pg_aggregate a WHERE aggfnoid = aggregate);
    types text := (SELECT string_agg(t::regtype::text, ', ' ORDER BY n) FROM pg_proc, unnest(proargtypes) WITH ORDINALITY p (t, n) WHERE oid = aggregate);
    final text := CASE WHEN a.aggfinalfn <> 0 THEN ', FINALFUNC = ' || a.aggfinalfn::regproc ELSE '' END;
    initial text := CASE WHEN a.agginitval IS NOT NULL THEN ', INITCOND = ' || quote_literal(a.agginitval) ELSE '' END;
    found text[] := '{}';
    direct text;
BEGIN
    IF a.aggcombinefn = 0 OR a.aggtranstype = 'internal'::regtype THEN
        RETURN aggregate || ' cannot be sent';
    ELSIF arguments(aggregate) IS NULL THEN
        RETURN aggregate || ' has arguments that this test does not know';
    END IF;
    EXECUTE format('CREATE AGGREGATE wire_part(%s) (SFUNC = %s, STYPE = %s%s)', types, a.aggtransfn::regproc, a.aggtranstype::regtype, initial);
    EXECUTE format('CREATE AGGREGATE wire_whole(%1$s) (SFUNC = %2$s, STYPE = %1$s%3$s%4$s)', a.aggtranstype::regtype, a.aggcombinefn::regproc, final, initial);
    EXECUTE format('SELECT (%s(%s))::text FROM %s', aggregate::regproc, arguments(aggregate), CASE WHEN arguments(aggregate) LIKE '%directory%' THEN 'segment' ELSE 'person' END)
        INTO direct;
    found := ARRAY[by_shards(aggregate, 'kept'), by_shards(aggregate, 'text'), by_shards(aggregate, 'binary')];
    EXECUTE format('DROP AGGREGATE wire_part(%s)', types);
    EXECUTE format('DROP AGGREGATE wire_whole(%s)', a.aggtranstype::regtype);
    IF direct IS NULL OR found[1] IS NULL THEN
        RETURN aggregate || ' gives nothing';
    ELSIF found[1] <> direct AND a.aggtranstype IN ('tally'::regtype, 'maturity_profile'::regtype, 'quantile_summary'::regtype, 'crosstab_cells'::regtype) THEN
        RETURN aggregate || ' depends on shards';
    ELSIF found[2] IS DISTINCT FROM found[1] OR found[3] IS DISTINCT FROM found[1] THEN
        RETURN aggregate || ' loses something on the way';
    END IF;
    RETURN NULL;
END$$;
CREATE TABLE checked AS SELECT aggfnoid::regprocedure AS aggregate, aggtranstype::regtype::text AS state, problem(aggfnoid) FROM pg_aggregate JOIN pg_depend d ON d.objid = aggfnoid
    AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e' WHERE d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'mlops_survey');
SELECT is((SELECT string_agg(problem, E'\n' ORDER BY problem) FROM checked WHERE checked.state = s.state), NULL, s.state || ': what is sent is what is combined')
FROM unnest('{tally,maturity_profile,crosstab_cells,survey_summary,replicate_summary,quantile_summary,bytea,"double precision[]",jsonb}'::text[]) s (state);
SELECT ok((SELECT count(*) > 0 FROM checked WHERE checked.state = s.state), s.state || ': some aggregate has it')
FROM unnest('{tally,maturity_profile,crosstab_cells,survey_summary,replicate_summary,quantile_summary,bytea,"double precision[]",jsonb}'::text[]) s (state);
SELECT is((SELECT string_agg(DISTINCT state, ' ') FROM checked WHERE state <> ALL ('{tally,maturity_profile,crosstab_cells,survey_summary,replicate_summary,quantile_summary,bytea,"double precision[]",jsonb}')), NULL,
    'and no other state is made');

-- a state of several variables before it is split
CREATE AGGREGATE of_many(float8[], float8, bigint, bigint) (SFUNC = mlops_survey.survey_summaries_trans, STYPE = survey_summary);
CREATE TABLE several AS SELECT of_many(ARRAY[y, x], w, stratum, cluster) AS state FROM person;
SELECT is((SELECT state::text::survey_summary::text FROM several), (SELECT state::text FROM several), 'it is read as it is written');
SELECT throws_ok(format('SELECT %s FROM several', call), '22023', 'survey summary is of 2 variables that are still together', call)
FROM unnest('{mean(state),n(state)}'::text[]) call;
SELECT is((SELECT array_agg(round(mean(m)::numeric, 9)) FROM several, unnest(mlops_survey.survey_summaries_final(state::text::survey_summary)) m)::text,
    (SELECT ARRAY[round((sum(y * w) / sum(w) FILTER (WHERE y IS NOT NULL))::numeric, 9), round((sum(x * w) / sum(w))::numeric, 9)] FROM person)::text, 'and split into what it was of');
-- no text makes it ask for memory or read beyond itself
CREATE FUNCTION reads(bytes text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    state survey_summary;
BEGIN
    state := bytes;
    RETURN array_length(mlops_survey.survey_summaries_final(state), 1) IS DISTINCT FROM 0 AND state::text = lower(bytes);
EXCEPTION WHEN invalid_text_representation OR invalid_parameter_value THEN
    RETURN true;
END$$;
SELECT ok((SELECT bool_and(reads(overlay(state::text PLACING to_hex(digit) FROM place))) FROM several, generate_series(1, 400) place, unnest('{0,7,8,15}'::int[]) digit),
    'bytes that are changed are refused, or are the state that they say');
SELECT finish();
