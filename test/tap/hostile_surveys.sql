-- Functions by name over every kind of variable in surveys of extreme answers, over odd tables, and after tables changed behind the
-- survey's back: each gives a result or a user's error, none an internal error, and the backend lives.
\set QUIET 1
SET client_min_messages = error;
-- for what never ends; who takes long is asked by the processor's time
SET statement_timeout = '10min';
\ir include/processor.psql
SELECT plan(14);
SELECT pg_backend_pid() AS backend \gset

CREATE TABLE outcome (what text, call text, state text, message text);
CREATE TABLE spent (what text, seconds float8);
-- whatever the statements do is taken back; each may follow from what the ones before it did
CREATE FUNCTION try(what text, VARIADIC calls text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    call text;
    numbers text;
    states text[] := '{}';
    messages text[] := '{}';
    since float8 := processor_seconds();
BEGIN
    BEGIN
        FOREACH call IN ARRAY calls LOOP
            BEGIN
                numbers := NULL;
                IF call LIKE 'SELECT %' THEN
                    EXECUTE format('SELECT string_agg(r, %L) FROM (%s) s (r) WHERE r ~ %L', ' ', call, '[^"a-z ](NaN|-?Infinity)[^"a-z ]') INTO numbers;
                ELSE
                    EXECUTE call;
                END IF;
                states := states || 'ok'::text;
                messages := messages || coalesce(numbers, '');
            EXCEPTION WHEN query_canceled OR assert_failure OR OTHERS THEN
                states := states || SQLSTATE;
                messages := messages || SQLERRM;
            END;
        END LOOP;
        RAISE EXCEPTION SQLSTATE 'UNDO0';
    EXCEPTION WHEN SQLSTATE 'UNDO0' THEN
    END;
    INSERT INTO outcome SELECT what, c, s, m FROM unnest(calls, states, messages) u (c, s, m);
    INSERT INTO spent VALUES (what, processor_seconds() - since);
END $$;

-- Every kind of variable.
CREATE TABLE usual AS SELECT i AS id, (1 + i % 3)::int2 AS nom, (1 + i % 5)::int2 AS ord, CASE WHEN i % 7 = 0 THEN -9 ELSE i / 2.0 END::float8 AS scl, 'said ' || i AS txt, date '2024-01-01' + i AS day,
    i % 2 = 0 AS m1, i % 3 = 0 AS m2, NULL::bool AS m3, 1::int2 AS cons, NULL::int2 AS nul, CASE WHEN i = 33 THEN 7 ELSE 1 + i % 2 END::int2 AS und, (ARRAY['a', 'b', 'none'])[1 + i % 3] AS tcat,
    1 + i % 4 / 4.0::float8 AS w, 1 + i % 5 / 4.0::float8 AS rw1, 1 + i % 6 / 4.0::float8 AS rw2, 1 + i % 7 / 4.0::float8 AS rw3, 's' || i % 2 AS stratum, i % 20 AS psu, 100::float8 AS pop FROM generate_series(1, 60) i;
CREATE TABLE nobody AS TABLE usual WITH NO DATA;
CREATE TABLE one AS SELECT * FROM usual WHERE id = 4;
CREATE TABLE two AS SELECT * FROM usual WHERE id IN (4, 5);
CREATE TABLE lonely AS SELECT * FROM usual;
UPDATE lonely SET stratum = 's' || id;
CREATE TABLE weightless AS TABLE usual;
UPDATE weightless SET w = 0, rw1 = 0, rw2 = 0, rw3 = 0;
CREATE TABLE unweighted AS TABLE usual;
UPDATE unweighted SET w = NULL, rw1 = NULL, rw2 = NULL, rw3 = NULL;
CREATE TABLE heavy AS TABLE usual;
UPDATE heavy SET w = 1e300, rw1 = 1e300, rw2 = 1e-300, rw3 = 0;
CREATE TABLE mixed AS TABLE usual;
CREATE TABLE light AS TABLE usual;
CREATE TABLE huge AS TABLE usual;
UPDATE huge SET scl = (ARRAY[1e308, -1e308, 1.7e308])[1 + id % 3], day = (ARRAY['infinity', '4714-11-24 BC', '5874897-12-31']::date[])[1 + id % 3];
CREATE TABLE nan AS TABLE usual;
UPDATE nan SET scl = (ARRAY['NaN', 'Infinity', 1, '-Infinity']::float8[])[1 + id % 4];
\set variables '"variables": [{"name": "nom", "values": {"1": "one", "2": "two", "3": "three"}, "nets": {"low": [1, 2]}}, {"name": "ord", "points": 5}, {"name": "scl", "measure": "scale", "missing": {"-9": "refused"}}, {"name": "txt", "measure": "text"}, {"name": "day", "measure": "date"}, {"name": "und", "measure": "nominal", "values": {"1": "a", "2": "b", "7": "c"}}, {"name": "cons", "measure": "nominal"}, {"name": "nul", "measure": "nominal"}, {"name": "tcat", "values": ["a", "b"], "missing": [{"value": "none", "label": "No"}]}, {"name": "w", "measure": "scale"}], "sets": [{"name": "m", "members": ["m1", "m2", "m3"], "nets": {"any": ["m1", "m2"]}}], "weight": "w", "respondent": "id"'
CREATE TABLE design (kind text, codebook jsonb);
INSERT INTO design VALUES ('plain', ('{' || :'variables' || '}')::jsonb), ('replicates', ('{' || :'variables' || ', "replicates": {"columns": "rw*", "type": "JK1", "scale": 0.5}}')::jsonb),
    ('clusters', ('{' || :'variables' || ', "design": {"strata": ["stratum"], "clusters": ["psu"], "fpc": ["pop"], "nest": true}}')::jsonb);
SELECT survey IS NULL FROM unnest('{usual,nobody,one,two,lonely,weightless,heavy,mixed,light,huge,nan}'::text[]) t, design, register_survey(kind || ' ' || t, t::regclass, codebook) \g /dev/null
SELECT survey IS NULL FROM register_survey('plain unweighted', 'unweighted', (SELECT codebook FROM design WHERE kind = 'plain')) \g /dev/null
-- weights that registration would have refused came in since
UPDATE mixed SET w = (ARRAY[1e300, 1e-300, 0, NULL, 1, 5e-324])[1 + id % 6], rw1 = (ARRAY[1e300, 0])[1 + id % 2], rw2 = 1e-310, rw3 = 1, pop = 1e-300;
UPDATE light SET w = 1e-300, rw1 = 1e-300, rw2 = 1e-300, rw3 = 1e-300;
-- a code that is not declared any more
DELETE FROM mlops_survey.value_label WHERE variable = 'und' AND code = 7;

CREATE TABLE template AS SELECT row_number() OVER ()::int AS t, sql FROM unnest(ARRAY['survey_crosstab(%1$L, ARRAY[%2$L], ARRAY[%3$L])', 'survey_crosstab(%1$L, ARRAY[%2$L], ARRAY[%3$L], tests => ''design'', adjust => ''holm'')',
    'survey_crosstab(%1$L, ARRAY[%2$L || ''*'' || %3$L])', 'survey_column_tests(%1$L, ARRAY[%2$L], ARRAY[%3$L])', 'survey_test(%1$L, %2$L, %3$L)', 'survey_test_cells(%1$L, %2$L, %3$L)', 'survey_topline(%1$L, weight => %2$L)', 'survey_mean(%1$L, ARRAY[%2$L], by => ARRAY[%3$L])',
    'survey_total(%1$L, ARRAY[%2$L, %3$L], missing => ''listwise'', lonely => ''adjust'')', 'survey_ratio(%1$L, %2$L, %3$L, lonely => ''average'')', 'survey_proportion(%1$L, ARRAY[%2$L], by => ARRAY[%3$L], lonely => ''remove'')', 'survey_proportion(%1$L, ARRAY[%2$L], method => ''beta'', weight => %3$L)',
    'survey_variance(%1$L, ARRAY[%2$L], by => ARRAY[%3$L], lonely => ''certainty'')', 'survey_correlation(%1$L, ARRAY[%2$L, %3$L])', 'survey_covariance(%1$L, ARRAY[%2$L, %3$L], lonely => ''remove'')', 'survey_quantile(%1$L, ARRAY[%2$L], ''{0,0.5,1}'', by => ARRAY[%3$L])', 'survey_contrast(%1$L, ARRAY[%2$L], by => ARRAY[%3$L])',
    'survey_glm(%1$L, %2$L || '' ~ '' || %3$L)', 'survey_glm(%1$L, %2$L || '' ~ '' || %3$L, family => ''binomial'', lonely => ''adjust'')', 'survey_glm_terms(%1$L, %2$L || '' ~ '' || %3$L, family => ''poisson'')', 'survey_ttest(%1$L, %2$L, %3$L)', 'survey_ttest(%1$L, %2$L, minus => %3$L, lonely => ''certainty'')',
    'survey_ranktest(%1$L, %2$L, %3$L)', 'survey_alpha(%1$L, ARRAY[%2$L, %3$L])', 'survey_drivers(%1$L, %2$L, ARRAY[%3$L])', 'survey_drivers(%1$L, %2$L, ARRAY[%3$L, ''scl''], ''relative-weights'', by => ARRAY[''nom''])', 'survey_margins(%1$L, %2$L || '' ~ '' || %3$L)',
    'survey_maxdiff(%1$L, jsonb_build_object(''respondent'', ''id'', ''task'', %3$L, ''item'', %2$L, ''best'', ''m1'', ''worst'', ''m3'')::text)', 'survey_conjoint(%1$L, jsonb_build_object(''respondent'', %3$L, ''task'', ''nom'', ''chosen'', ''m1'', ''attributes'', ARRAY[%2$L])::text)', 'export_survey(%1$L, ''sav'', variables => ARRAY[%2$L, %3$L])', 'export_survey(%1$L, ''dta'', variables => ARRAY[%2$L])', 'export_survey(%1$L, ''xpt'', variables => ARRAY[%2$L])', 'export_survey(%1$L, ''csv'', labels => true, variables => ARRAY[%2$L])',
    'rake_survey(%1$L, jsonb_build_object(%2$L, ''{"1": 1, "2": 1, "3": 1}''::jsonb), ''anew'', base => %3$L)', 'calibrate_survey(%1$L, jsonb_build_object(%2$L, 100), ''anew'', method => ''raking'')', 'poststratify_survey(%1$L, jsonb_build_object(%2$L || ''*'' || %3$L, ''{"1*1": 1}''::jsonb), ''anew'')',
    'trim_survey_weights(%1$L, ''trimmed'', upper => 1.5, within => ARRAY[%2$L])', 'survey_weight_report(%1$L, by => ARRAY[%2$L])', 'survey_explain(%1$L, ARRAY[%2$L], ARRAY[%3$L])', 'export_crosstab(%1$L, ARRAY[%2$L], ARRAY[%3$L])']) sql;
CREATE FUNCTION number(a int, b int) RETURNS int IMMUTABLE LANGUAGE sql RETURN hashint4(a * 1009 + b) & 2147483647;
-- some pairs of variables for each statement, in every survey others
CREATE TABLE call AS
SELECT s.name AS survey, format('SELECT r::text FROM ' || sql || ' r', s.name, a.v, b.v) AS call
FROM (SELECT name, row_number() OVER (ORDER BY name)::int AS n FROM mlops_survey.survey) s, template, unnest('{nom,ord,scl,txt,day,m,m1,m3,cons,nul,und,tcat,w,id}'::text[]) WITH ORDINALITY a (v, i), unnest('{nom,ord,scl,txt,day,m,m1,m3,cons,nul,und,tcat,w,id}'::text[]) WITH ORDINALITY b (v, i)
WHERE number(s.n * 1000 + t, (a.i * 20 + b.i)::int) % 40 = 0;
\o /dev/null
SELECT format('SELECT try(survey, call) IS NULL FROM call WHERE survey = %L ORDER BY call', survey) FROM call GROUP BY survey ORDER BY survey \gexec
\o

-- Odd tables, columns and names: registered, and then used by all variables that there are.
CREATE TABLE use AS SELECT row_number() OVER ()::int AS i, sql FROM unnest(ARRAY['SELECT c::text FROM survey_codebook(%1$L) c', 'SELECT survey_codebook_json(%1$L)::text', 'SELECT c::text FROM survey_crosstab(%1$L, NULL, ''{}'') c', 'SELECT c::text FROM survey_topline(%1$L) c', 'SELECT c::text FROM survey_mean(%1$L, ARRAY[%2$L]) c',
    'SELECT c::text FROM survey_proportion(%1$L, ARRAY[%3$L]) c', 'SELECT c::text FROM survey_crosstab(%1$L, ARRAY[%3$L], ARRAY[%3$L]) c', 'SELECT c::text FROM survey_quantile(%1$L, ARRAY[%2$L]) c', 'SELECT c::text FROM survey_glm(%1$L, ''"'' || replace(%2$L, ''"'', ''""'') || ''" ~ "'' || replace(%3$L, ''"'', ''""'') || ''"'') c',
    'SELECT survey_filter(%1$L, quote_ident(%3$L) || '' IS NOT NULL'')', 'SELECT c::text FROM survey_weight_report(%1$L) c', 'SELECT c::text FROM rake_survey(%1$L, jsonb_build_object(%3$L, ''{"1": 1, "2": 1}''::jsonb), ''made by "hand"'') c', 'SELECT c::text FROM trim_survey_weights(%1$L, ''trimmed'', upper => 1.5) c', 'SELECT pack_survey(%1$L)::text',
    'SELECT c::text FROM survey_crosstab(%1$L, ARRAY[%3$L], ARRAY[%3$L]) c', 'SELECT length(export_survey(%1$L, ''sav''))::text', 'SELECT length(export_survey(%1$L, ''dta''))::text', 'SELECT length(export_survey(%1$L, ''xpt''))::text', 'SELECT export_survey(%1$L, ''csv'', labels => true)::text', 'SELECT length(export_crosstab(%1$L, ARRAY[%3$L]))::text',
    'SELECT register_survey(%1$L, answers, survey_codebook_json(%1$L), replace => true)::text FROM mlops_survey.survey WHERE name = %1$L', 'SELECT unpack_survey(%1$L)::text', 'SELECT drop_survey(%1$L)::text']) sql;
CREATE FUNCTION uses(survey text, number text, code text) RETURNS text[] LANGUAGE sql STABLE RETURN (SELECT array_agg(format(sql, survey, number, code) ORDER BY i) FROM use);
CREATE TABLE odd (name text, change text[], codebook text, number text, code text);
INSERT INTO odd VALUES
    ('temporary', '{CREATE TEMP TABLE odd_table AS TABLE usual}', '{"weight": "w"}', 'scl', 'nom'),
    ('unlogged', '{CREATE UNLOGGED TABLE odd_table AS TABLE usual}', '{"weight": "w"}', 'scl', 'nom'),
    ('partitioned', '{CREATE TABLE odd_table (LIKE usual) PARTITION BY LIST (nom),CREATE TABLE part PARTITION OF odd_table DEFAULT,INSERT INTO odd_table TABLE usual}', '{"weight": "w"}', 'scl', 'nom'),
    ('without partitions', '{CREATE TABLE odd_table (LIKE usual) PARTITION BY LIST (nom)}', '{"weight": "w"}', 'scl', 'nom'),
    ('inherited', '{CREATE TABLE odd_table (LIKE usual),CREATE TABLE child () INHERITS (odd_table),INSERT INTO child TABLE usual}', '{"weight": "w"}', 'scl', 'nom'),
    ('view', '{CREATE VIEW odd_table AS TABLE usual}', '{"weight": "w"}', 'scl', 'nom'),
    ('view that fails', '{"CREATE VIEW odd_table AS SELECT id, 1 / (id - 7) AS nom, scl FROM usual"}', '{"variables": [{"name": "nom", "measure": "nominal"}]}', 'scl', 'nom'),
    ('materialized view', '{CREATE MATERIALIZED VIEW odd_table AS TABLE usual}', '{"weight": "w"}', 'scl', 'nom'),
    ('unfilled', '{CREATE MATERIALIZED VIEW odd_table AS TABLE usual WITH NO DATA}', '{"weight": "w"}', 'scl', 'nom'),
    ('foreign', '{CREATE FOREIGN DATA WRAPPER none,CREATE SERVER nowhere FOREIGN DATA WRAPPER none,"CREATE FOREIGN TABLE odd_table (id int, nom int, scl float8, w float8) SERVER nowhere"}', '{"weight": "w"}', 'scl', 'nom'),
    ('generated', '{"CREATE TABLE odd_table (id int GENERATED ALWAYS AS IDENTITY, scl float8, nom int GENERATED ALWAYS AS (1 + (scl::int % 2)) STORED, w float8 GENERATED ALWAYS AS (1.0) STORED)",INSERT INTO odd_table (scl) SELECT scl FROM usual}', '{"weight": "w"}', 'scl', 'nom'),
    ('no columns', '{CREATE TABLE odd_table ()}', NULL, 'scl', 'nom'), ('no columns but rows', '{CREATE TABLE odd_table (),INSERT INTO odd_table DEFAULT VALUES}', NULL, 'scl', 'nom'),
    ('dropped columns', '{CREATE TABLE odd_table AS TABLE usual,ALTER TABLE odd_table DROP id,ALTER TABLE odd_table DROP ord,ALTER TABLE odd_table DROP pop}', '{"weight": "w"}', 'scl', 'nom'),
    ('a "b";c', '{"CREATE TABLE \"o;dd\"\" ta.ble\" AS SELECT id, nom AS \"select\", scl AS \"x\"\"; DROP TABLE usual; --\", ord AS \"Upper Case\", und AS \"Ünï 😀\", cons AS \"%s\", w AS \"$1\" FROM usual"}', '{"weight": "$1", "variables": [{"name": "select", "label": "l''''\"); --", "values": {"1": "it''s \"one\"\\", "2": "$$", "3": ""}}]}', 'x"; DROP TABLE usual; --', 'select'),
    (repeat('x', 63), ARRAY[format('CREATE TABLE odd_table AS SELECT id, nom AS %I, scl AS %I FROM usual', repeat('n', 63), repeat('é', 31))], NULL, repeat('é', 31), repeat('n', 63)),
    ('types', ARRAY['CREATE DOMAIN answer AS int CHECK (VALUE < 5)', 'CREATE TYPE pair AS (a int, b text)', 'CREATE TYPE mood AS ENUM (''sad'', ''ok'', '''')',
        $t$CREATE TABLE odd_table AS SELECT id, nom::int::answer AS nom, scl::numeric AS scl, (1, 'x')::pair AS p, (ARRAY['sad', 'ok', '']::mood[])[1 + id % 3] AS mood, ARRAY[nom] AS a, '{}'::jsonb AS j, '<a/>'::xml AS x, day::timestamp AS ts, day::timestamptz AS tz, '12:00'::time AS t, '12:00+1'::timetz AS tt, '1 day'::interval AS iv, 1::money AS mon,
            B'101' AS b, 'x'::char(5) AS c, 'x'::"char" AS qc, 'n'::name AS na, '127.0.0.1'::inet AS ip, gen_random_uuid() AS u, int4range(1, 2) AS r, '1 2'::tsvector AS tv, point(1, 2) AS pt, 'usual'::regclass AS rc, 1::oid AS o, 1::int8 AS big, 1::float4 AS f4, E'\\x00'::bytea AS bytes FROM usual$t$], NULL, 'scl', 'nom'),
    ('numbers', '{"CREATE TABLE odd_table AS SELECT id, (ARRAY[1, 2.5, ''NaN'', 1e20])[1 + id % 4]::numeric AS nom, (ARRAY[1, ''NaN'', ''Infinity'', 1e-130])[1 + id % 4]::numeric AS scl, 1e200::numeric AS large, (ARRAY[9223372036854775807, 1])[1 + id % 2] AS big FROM usual"}', '{"variables": [{"name": "scl", "measure": "scale"}, {"name": "large", "measure": "scale"}, {"name": "big", "measure": "nominal"}]}', 'scl', 'nom'),
    ('a thousand columns', ARRAY['CREATE TABLE odd_table (id int, scl float8, ' || (SELECT string_agg('nom' || i || ' int2', ', ') FROM generate_series(1, 1000) i) || ')', 'INSERT INTO odd_table (id, scl, nom1) SELECT id, scl, nom FROM usual'], NULL, 'scl', 'nom1'),
    ('long texts', '{"CREATE TABLE odd_table AS SELECT id, scl, repeat(nom::text, 100000) AS nom FROM usual"}', '{"variables": [{"name": "nom"}]}', 'scl', 'nom'),
    ('row security', '{CREATE TABLE odd_table AS TABLE usual,ALTER TABLE odd_table ENABLE ROW LEVEL SECURITY,ALTER TABLE odd_table FORCE ROW LEVEL SECURITY}', '{"weight": "w"}', 'scl', 'nom');
SELECT try('odd: ' || name, VARIADIC change || format('SELECT register_survey(%L, %L, %L)::text', name, CASE WHEN name ~ ';' THEN '"o;dd"" ta.ble"' ELSE 'odd_table' END, codebook) || uses(name, number, code)) IS NULL FROM odd \g /dev/null

-- What happens to the table after registration, packed or not.
SELECT try('since: ' || change, VARIADIC CASE WHEN packed THEN ARRAY[format('SELECT pack_survey(%L)::text', survey)] ELSE '{}'::text[] END || change || uses(survey, 'scl', 'nom')) IS NULL
FROM unnest('{plain usual,clusters usual,replicates usual}'::text[]) survey, unnest('{f,t}'::bool[]) packed, unnest(ARRAY['DROP TABLE usual CASCADE', 'ALTER TABLE usual RENAME TO renamed', 'ALTER TABLE usual DROP nom CASCADE', 'ALTER TABLE usual DROP w CASCADE', 'ALTER TABLE usual DROP psu CASCADE', 'ALTER TABLE usual DROP rw2 CASCADE', 'ALTER TABLE usual RENAME nom TO other', 'ALTER TABLE usual RENAME m1 TO other',
    'ALTER TABLE usual RENAME nom TO swap; ALTER TABLE usual RENAME txt TO nom', 'DO $$BEGIN DROP VIEW "plain_usual_labels", "plain_usual_long", clusters_usual_labels, clusters_usual_long, replicates_usual_labels, replicates_usual_long; ALTER TABLE usual ALTER nom TYPE text, ALTER scl TYPE text, ALTER w TYPE text; END$$',
    'DO $$BEGIN DROP VIEW "plain_usual_labels", "plain_usual_long", clusters_usual_labels, clusters_usual_long, replicates_usual_labels, replicates_usual_long; ALTER TABLE usual ALTER nom TYPE numeric USING nom + 0.5, ALTER scl TYPE int, ALTER w TYPE numeric; END$$', 'TRUNCATE usual', 'CREATE TABLE heir () INHERITS (usual)', 'CREATE SCHEMA elsewhere; ALTER TABLE usual SET SCHEMA elsewhere',
    'DROP VIEW plain_usual_labels', 'ALTER VIEW plain_usual_labels RENAME TO other', 'UPDATE usual SET w = -1', 'UPDATE usual SET w = ''NaN''', 'UPDATE usual SET nom = 99', 'UPDATE usual SET tcat = ''new''', 'UPDATE usual SET stratum = NULL, psu = NULL', 'UPDATE usual SET pop = -1', 'UPDATE usual SET rw1 = ''NaN''',
    'ALTER TABLE usual DISABLE TRIGGER ALL', 'DROP VIEW "plain_usual_labels", "plain_usual_long", clusters_usual_labels, clusters_usual_long, replicates_usual_labels, replicates_usual_long; DROP TABLE usual; CREATE TABLE usual (nom xml)', 'DROP SCHEMA mlops_survey CASCADE', 'DROP EXTENSION mlops_survey CASCADE; CREATE EXTENSION mlops_survey', 'UPDATE mlops_survey.survey SET name = ''other name'' WHERE name LIKE ''% usual''']) change \g /dev/null

-- Who may not read the answers reads nothing of them; who may read them changes nothing.
CREATE ROLE tap_eve;
GRANT SELECT (id, nom) ON usual TO tap_eve;
SELECT try('reads some columns: ' || name, VARIADIC 'SET ROLE tap_eve'::text || uses(name, 'scl', 'nom')) IS NULL FROM mlops_survey.survey WHERE name LIKE '% usual' \g /dev/null
SET ROLE tap_eve;
SELECT is((SELECT array_agg(DISTINCT variable ORDER BY variable) FROM survey_codebook('plain usual')), '{nom}', 'the codebook shows the variables whose columns may be read');
SELECT is(split_part(convert_from(export_survey('plain usual', 'csv'), 'UTF8'), E'\n', 1), 'id,nom', 'and the export has these');
RESET ROLE;
GRANT SELECT ON usual TO tap_eve;
SELECT try('reads: ' || name, VARIADIC 'SET ROLE tap_eve'::text || uses(name, 'scl', 'nom')) IS NULL FROM mlops_survey.survey WHERE name LIKE '% usual' \g /dev/null
SELECT pack_survey('clusters usual') IS NULL \g /dev/null
ALTER TABLE usual ENABLE ROW LEVEL SECURITY;
CREATE POLICY even ON usual FOR SELECT TO tap_eve USING (m1);
SET ROLE tap_eve;
SELECT is((SELECT n FROM survey_mean('clusters usual', '{ord}')), 30::bigint, 'row-level security hides answers from estimates');
SELECT is((SELECT sum(n) FROM survey_crosstab('clusters usual', '{ord}', '{}') WHERE row_code IS NOT NULL), 30::numeric, 'and from cross tables of a packed survey');
SELECT is((SELECT count(*) FROM mlops_survey.pack_segment), 0::bigint, 'and the pack');
RESET ROLE;

SELECT is(pg_backend_pid(), :backend, 'the backend lives');
SELECT cmp_ok((SELECT count(*) FROM outcome), '>', 8000::bigint, 'many calls were made');
SELECT cmp_ok((SELECT count(*) FROM outcome WHERE state = 'ok'), '>', 3000::bigint, 'many of which gave a result');
SELECT is((SELECT array_agg(DISTINCT call) FROM outcome WHERE what LIKE 'reads some columns%' AND state NOT IN ('42501', '42704') AND call !~ 'SET ROLE|FROM mlops_survey|survey_codebook|survey_filter.*nom|export_survey'), NULL, 'some columns are not enough to read the others');
SELECT is((SELECT array_agg(DISTINCT call) FROM outcome WHERE what LIKE 'reads: %' AND state = 'ok' AND call ~ '[^r]pack_survey|rake|trim|drop|register'), NULL, 'a reader changes nothing');
SELECT is((SELECT array_agg(DISTINCT concat_ws(' ', state, message, what, call)) FROM outcome WHERE state ~ '^(XX|53|57|58|P0004)'), NULL, 'no error is internal');
SELECT is((SELECT array_agg(what) FROM (SELECT what FROM spent GROUP BY what HAVING sum(seconds) > 60) s), NULL, 'nothing takes a minute');
SELECT is((SELECT array_agg(DISTINCT concat_ws(' ', state, message, what, call)) FROM outcome WHERE state ~ '^42(601|883|725)' AND what NOT LIKE '%DROP EXTENSION%'), NULL, 'no statement of ours fails to parse');
SELECT is((SELECT array_agg(DISTINCT concat_ws(' ', what, call, message)) FROM outcome WHERE state = 'ok' AND message ~ 'NaN'), NULL, 'what is not defined is NULL, not NaN');
DROP OWNED BY tap_eve;
DROP ROLE tap_eve;
SELECT * FROM finish();
