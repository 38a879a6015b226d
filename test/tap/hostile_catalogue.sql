-- A survey's owner may write into the tables of the codebook what he likes: whatever stands there, functions by name give a result or a
-- user's error, to him and to those who read his survey, and do nothing for him that he may not do himself.
\set QUIET 1
SET client_min_messages = error;
-- for what never ends; who takes long is asked by the processor's time
SET statement_timeout = '10min';
\ir include/processor.psql
SELECT plan(14);
SELECT pg_backend_pid() AS backend \gset

CREATE TABLE people AS SELECT i AS id, 1 + i % 3 AS nom, 1 + i % 5 AS ord, i / 2.0::float8 AS scl, 'said ' || i AS txt, date '2024-01-01' + i AS day, i % 2 = 0 AS m1, i % 3 = 0 AS m2, (ARRAY['a', 'b'])[1 + i % 2] AS tcat,
    1 + i % 4 / 4.0::float8 AS w, 1 + i % 5 / 4.0::float8 AS rw1, 1 + i % 6 / 4.0::float8 AS rw2, 1 + i % 2 AS stratum, i % 20 AS psu FROM generate_series(1, 40) i;
SELECT survey IS NULL FROM register_survey('s', 'people', '{"weight": "w", "respondent": "id", "replicates": {"columns": "rw*", "type": "JK1", "scale": 0.5}, "variables": [
    {"name": "nom", "values": {"1": "one", "2": "two", "3": "three"}, "nets": {"low": [1, 2]}}, {"name": "ord", "points": 5, "missing_ranges": [[98, 99]]}, {"name": "scl", "measure": "scale", "missing": {"-9": "no"}},
    {"name": "tcat", "values": ["a", "b"]}, {"name": "w", "measure": "scale"}], "sets": [{"name": "m", "members": ["m1", "m2"], "nets": {"any": ["m1", "m2"]}}, {"name": "k", "members": ["m2", "m1"]}]}') \g /dev/null
CREATE TABLE other AS TABLE people;
SELECT survey IS NULL FROM register_survey('d', 'other', '{"weight": "w", "design": {"strata": ["stratum"], "clusters": ["psu"], "nest": true},
    "variables": [{"name": "w", "measure": "scale"}, {"name": "scl", "measure": "scale"}, {"name": "nom", "measure": "nominal"}], "sets": [{"name": "m", "members": ["m1", "m2"]}]}') \g /dev/null
SELECT pack_survey('d') IS NULL \g /dev/null
SELECT count(*) IS NULL FROM rake_survey('d', '{"nom": {"1": 1, "2": 1, "3": 1}, "tcat": {"a": 0.4, "b": 0.6}}', 'raked') \g /dev/null
SELECT count(*) IS NULL FROM calibrate_survey('s', '{"nom": {"1": 14, "2": 14, "3": 12}, "scl": 500}', 'calibrated', within => NULL) \g /dev/null

CREATE TABLE statement AS SELECT row_number() OVER () AS i, sql FROM unnest(ARRAY['SELECT c::text FROM survey_codebook(%L) c', 'SELECT survey_codebook_json(%L)', 'SELECT c::text FROM survey_crosstab(%L, ''{nom,ord,scl,m,tcat}'', ''{nom,m}'') c',
    'SELECT c::text FROM survey_mean(%L, ''{scl}'', by => ''{nom,tcat}'') c', 'SELECT c::text FROM survey_proportion(%L, ''{tcat}'') c', 'SELECT c::text FROM survey_quantile(%L, ''{scl}'') c', 'SELECT c::text FROM survey_test(%L, ''nom'', ''tcat'') c', 'SELECT c::text FROM survey_glm(%L, ''scl ~ nom + tcat'') c',
    'SELECT export_survey(%L, ''sav'')', 'SELECT pack_survey(%L)', 'SELECT c::text FROM rake_survey(%L, ''{"tcat": {"a": 0.5, "b": 0.5}}'', ''anew'') c', 'SELECT c::text FROM survey_weight_report(%L) c', 'SELECT c::text FROM trim_survey_weights(%L, ''trimmed'', upper => 1.5) c',
    'SELECT register_survey(%L, answers, survey_codebook_json(%1$L), replace => true) FROM mlops_survey.survey WHERE name = %1$L', 'SELECT drop_survey(%L)']) sql;
CREATE TABLE hostile (type text, value text);
INSERT INTO hostile SELECT t, unnest(v) FROM (VALUES ('integer', '{NULL,0,-1,1,2147483647}'::text[]), ('bigint', '{NULL,-1,9223372036854775807}'), ('boolean', '{NULL,true,false}'), ('text', ARRAY[NULL, '', 'nom', 'm', 'ctid', 'NOM', 'a"b'';', 'nosuch', 'fail', 'scale', 'text', 'nominal', repeat('x', 63)]),
    ('name', '{nosuch,pg_monitor}'), ('text[]', '{NULL,"{}","{NULL}","{nom,nom}","{ctid}","{{nom,psu}}","{nosuch}","{txt,day,m1,scl,nom,psu,id}"}'), ('regclass', '{NULL,0,pg_class,people_id_seq,pg_class_oid_index,other,pg_stats,4294967295}'),
    ('oid', '{NULL,0}'), ('tid', '{NULL,"(4294967295,65535)"}'), ('bytea', '{NULL,"",\\x01,\\x0100000001,\\x01000000010100000000,\\xffffffffffffffffffffff}'), ('xid8', '{0}'), ('timestamp with time zone', '{infinity}')) v (t, v);
-- JSON is replaced as a whole, and each value within
CREATE TABLE json (value jsonb);
INSERT INTO json SELECT unnest('{NULL,null,[],"{}",1,1e300,\"x\",[[]],[null],"{\"\": null}","[[1,2]]","[[2,1]]","[[null,null,null]]","{\"a\": [1, 1, 99]}"}'::jsonb[]);

CREATE TABLE outcome (mutation text, call text, state text, message text);
CREATE TABLE spent (mutation text, seconds float8);
CREATE FUNCTION try(mutation text, change text, survey text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    states text[] := '{}';
    messages text[] := '{}';
    called text[] := '{}';
    s statement;
    since float8 := processor_seconds();
BEGIN
    BEGIN
        EXECUTE change;
        -- some of the statements, others for each mutation
        FOR s IN SELECT * FROM statement WHERE change = 'SELECT' OR (hashtext(change || survey) + i) % 4 = 0 ORDER BY i LOOP
            BEGIN
                called := called || format(s.sql, survey);
                EXECUTE format(s.sql, survey);
                RAISE EXCEPTION SQLSTATE 'UNDO0';
            EXCEPTION WHEN query_canceled OR assert_failure OR OTHERS THEN
                states := states || SQLSTATE;
                messages := messages || SQLERRM;
            END;
        END LOOP;
        RAISE EXCEPTION SQLSTATE 'UNDO0';
    -- what constraints refuse
    EXCEPTION WHEN integrity_constraint_violation OR undefined_table OR SQLSTATE 'UNDO0' THEN
    END;
    INSERT INTO outcome SELECT mutation, c, t, m FROM unnest(called, states, messages) u (c, t, m);
    INSERT INTO spent VALUES (mutation, processor_seconds() - since);
END $$;
CREATE VIEW catalogue AS SELECT c.relname::text AS relation, attname::text AS field, format_type(atttypid, NULL) AS type
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND attnum > 0 AND NOT attisdropped WHERE relnamespace = 'mlops_survey'::regnamespace AND relkind = 'r' AND attname <> 'survey_id' AND NOT (relname = 'survey' AND attname IN ('id', 'name')) AND relname <> 'load_error';
\o /dev/null
SELECT try('as it is', 'SELECT', s) FROM unnest('{s,d}'::text[]) s;
-- one statement a field, so that the timeout is one of the field
SELECT format('SELECT try(format(''%%s.%%s = %%s'', %1$L, %2$L, value), format(''UPDATE mlops_survey.%%I SET %%I = %%L::%%s'', %1$L, %2$L, value, %3$L), s) FROM hostile, unnest(''{s,d}''::text[]) s WHERE type = %3$L', relation, field, type)
FROM catalogue WHERE type <> 'jsonb' ORDER BY 1 \gexec
SELECT format('SELECT try(format(''%%s.%%s = %%s'', %1$L, %2$L, value), format(''UPDATE mlops_survey.%%I SET %%I = %%L::jsonb'', %1$L, %2$L, value), s) FROM json, unnest(''{s,d}''::text[]) s', relation, field)
FROM catalogue WHERE type = 'jsonb' ORDER BY 1 \gexec
-- how a weight was made and what the replicates are
CREATE TABLE path AS
WITH RECURSIVE walk(relation, field, survey, path, value) AS (
    SELECT 'variable', 'properties', s.name, '{}'::text[], v.properties FROM mlops_survey.variable v JOIN mlops_survey.survey s ON s.id = survey_id WHERE v.properties ? 'weighting'
    UNION ALL SELECT 'design', 'replicates', s.name, '{}', d.replicates FROM mlops_survey.design d JOIN mlops_survey.survey s ON s.id = survey_id WHERE d.replicates IS NOT NULL
    UNION ALL SELECT relation, field, survey, w.path || e.key, e.value FROM walk w CROSS JOIN LATERAL (
        SELECT key, value FROM jsonb_each(CASE jsonb_typeof(w.value) WHEN 'object' THEN w.value END)
        UNION ALL SELECT (ordinality - 1)::text, value FROM jsonb_array_elements(CASE jsonb_typeof(w.value) WHEN 'array' THEN w.value END) WITH ORDINALITY) e)
SELECT DISTINCT relation, field, survey, path FROM walk WHERE path <> '{}';
DELETE FROM statement WHERE sql !~ 'mean|glm|report|rake|crosstab';
SELECT format('SELECT try(format(''%%s.%%s %%s = %%s'', %1$L, %2$L, %3$L, value), format(''UPDATE mlops_survey.%%I SET %%I = jsonb_set(%%2$I, %%L, %%L)'', %1$L, %2$L, %3$L, value), %4$L)
    FROM (SELECT value FROM json WHERE value IS NOT NULL UNION ALL SELECT value FROM unnest(''{-1,true,"\"nom\"","\"raked\"","\"m\"","\"ctid\""}''::jsonb[]) value) j', relation, field, path, survey) FROM path ORDER BY 1 \gexec
\o
SELECT is(pg_backend_pid(), :backend, 'the backend lives');
SELECT cmp_ok((SELECT count(*) FROM outcome), '>', 2500::bigint, 'many calls were made');
SELECT is((SELECT array_agg(call || ' ' || message) FROM outcome WHERE mutation = 'as it is' AND state <> 'UNDO0'), NULL, 'which work while nothing was changed');
SELECT is((SELECT array_agg(DISTINCT concat_ws(' ', state, message, mutation, call)) FROM outcome WHERE state ~ '^(XX|53|57|58|P0004)' AND state || message !~ '^XX001packed answers are not valid'), NULL, 'no error is internal');
SELECT is((SELECT array_agg(field) FROM (SELECT split_part(mutation, ' ', 1) AS field FROM spent GROUP BY 1 HAVING sum(seconds) > 60) s), NULL, 'no field takes a minute for all that stands in it');
SELECT is((SELECT array_agg(DISTINCT concat_ws(' ', state, message, mutation, call)) FROM outcome WHERE state ~ '^42(601|883|725)'), NULL, 'no statement of ours fails to parse');

-- What one who owns nothing but his survey plants there, a superuser does not carry out.
CREATE ROLE tap_mallory;
CREATE TABLE treasure AS TABLE people;
CREATE VIEW treasure_view AS TABLE treasure;
GRANT SELECT ON people TO tap_mallory;
GRANT CREATE ON SCHEMA public TO tap_mallory;
SET ROLE tap_mallory;
SELECT throws_ok($$INSERT INTO mlops_survey.survey (name, answers_schema, answers_name, loaded) VALUES ('bait', 'public', 'treasure', true)$$, '42501', 'permission denied for table survey', 'he does not write the catalogue');
CREATE TABLE mine AS TABLE people;
SELECT survey IS NULL FROM register_survey('his', 'mine', '{"variables": [{"name": "nom", "measure": "nominal"}]}') \g /dev/null
RESET ROLE;
UPDATE mlops_survey.survey SET labels_view = 'treasure_view'::regclass, labels_schema = 'public', labels_name = 'treasure_view' WHERE name = 'his';
SELECT is((SELECT count(*) FROM treasure_view), 40::bigint, 'whatever stands there');
SELECT lives_ok($$SELECT rake_survey('his', '{"nom": {"1": 1, "2": 1, "3": 1}}', 'raked')$$, 'or weights it');
SELECT ok(pg_get_viewdef('treasure_view') !~ 'mine', 'and renews no view that is not its own');
UPDATE mlops_survey.survey SET labels_view = 'his_labels'::regclass, labels_name = 'his_labels' WHERE name = 'his';
SELECT lives_ok($$SELECT load_survey('his', convert_to(E'id,q\n1,1\n2,2\n', 'UTF8'), "into" => 'anew', replace => true)$$, 'or replaces it');
SELECT is((SELECT relowner::regrole::text FROM mlops_survey.survey JOIN pg_class ON pg_class.oid = answers WHERE name = 'his'), current_user::text, 'and owns it then, as its table and views');
SELECT lives_ok($$SELECT drop_survey('his')$$, 'so that it drops them too');
SELECT is(to_regclass('anew'), NULL, 'all of them');
DROP OWNED BY tap_mallory;
DROP ROLE tap_mallory;
SELECT * FROM finish();
