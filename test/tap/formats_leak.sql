-- A backend that loads again and again, with and without errors, needs no more memory than after the first loads.
-- Every reader, and every kind of metadata; 600 loads; psql -v loads=10000 for more (tools/memcheck does).
\set QUIET 1
SET client_min_messages = error;
\if :{?loads}
\else
\set loads 600
\endif
SELECT plan(6);
CREATE TABLE small AS SELECT i AS id, 1 + i % 3 AS code, i / 3.0::float8 AS number, repeat('text', i % 4) AS text FROM generate_series(1, 40) i;
SELECT register_survey('small', 'small', '{"variables": [{"name": "code", "values": {"1": "One", "2": "Two", "3": "Three"}}]}') IS NULL \g /dev/null
CREATE TEMP TABLE sample AS SELECT row_number() OVER () AS n, s.* FROM (
    SELECT f AS format, export_survey('small', f) AS content, NULL::bytea AS metadata FROM unnest('{sav,zsav,dta,xpt,csv}'::text[]) f
    UNION ALL SELECT 'jsonl', convert_to((SELECT string_agg(to_jsonb(s)::text, E'\n') FROM small s), 'UTF8'), NULL
    UNION ALL SELECT 'xlsx', pg_read_binary_file(:'project' || '/test/files/workbook.xlsx'), NULL
    UNION ALL SELECT 'triple-s', export_survey('small', 'triple-s'), export_survey('small', 'triple-s-xml')
    UNION ALL SELECT 'ddi', export_survey('small', 'csv'), export_survey('small', 'ddi')
    UNION ALL SELECT 'xlsform', convert_to(E'basic/age,basic/sex,pick_colors,service\n34,m,R light_R,3\n4,f,,1\n', 'UTF8'), pg_read_binary_file(:'project' || '/test/files/xlsform.xlsx')
    UNION ALL SELECT 'lss', convert_to(E'id,q1,q2[a],q2[b]\n1,1,Y,\n2,2,,Y\n', 'UTF8'), convert_to('<document><surveys><rows><row><language>en</language></row></rows></surveys><questions><rows>'
        '<row><qid>1</qid><parent_qid>0</parent_qid><type>L</type><title>q1</title><question>One</question></row><row><qid>2</qid><parent_qid>0</parent_qid><type>M</type><title>q2</title><question>Two</question></row></rows></questions>'
        '<subquestions><rows><row><qid>3</qid><parent_qid>2</parent_qid><title>a</title><question>A</question></row><row><qid>4</qid><parent_qid>2</parent_qid><title>b</title><question>B</question></row></rows></subquestions>'
        '<answers><rows><row><qid>1</qid><code>1</code><answer>Yes</answer></row><row><qid>1</qid><code>2</code><answer>No</answer></row></rows></answers></document>', 'UTF8')
    UNION ALL SELECT 'qsf', convert_to(E'ResponseId,Q1\nR_1,1\nR_2,2\n', 'UTF8'), convert_to('{"SurveyEntry": {"SurveyID": "SV_1", "SurveyName": "S"}, "SurveyElements": [{"Element": "SQ", "Payload": {"QuestionID": "QID1", "DataExportTag": "Q1",'
        ' "QuestionType": "MC", "Selector": "SAVR", "QuestionText": "One?", "Choices": {"1": {"Display": "Yes"}, "2": {"Display": "No"}}}}]}', 'UTF8')) s;
SELECT count(*) AS samples FROM sample \gset
-- errors of every kind: of the file, of a row in the middle of it, of the catalogue at the end
CREATE TEMP TABLE outcome (kind text, state text);
CREATE FUNCTION try_load(kind text, content bytea, metadata bytea, codebook jsonb, name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load_survey(name, content, metadata => metadata, codebook => codebook);
    PERFORM drop_survey(name);
    INSERT INTO outcome VALUES (kind, 'loaded');
EXCEPTION WHEN OTHERS THEN
    INSERT INTO outcome VALUES (kind, SQLSTATE);
END $$;
-- Kilobytes: what the libraries hold beside PostgreSQL's contexts, and in those, without what PostgreSQL remembers of every
-- table and sequence that there ever was in the session, and the buffers of temporary tables.
CREATE TEMP TABLE memory (at int, outside numeric, contexts numeric);
CREATE FUNCTION look(at int) RETURNS void LANGUAGE sql AS $$
-- the name of the context around one is a column until PostgreSQL 17; then its number is in a path
WITH context AS MATERIALIZED (SELECT name, total_bytes, used_bytes, to_jsonb(m) AS j FROM pg_backend_memory_contexts m),
inside AS (SELECT c.*, coalesce(c.j ->> 'parent', (SELECT p.name FROM context p WHERE p.j -> 'path' -> -1 = c.j -> 'path' -> -2), '') AS parent FROM context c)
INSERT INTO memory
SELECT at, coalesce(substring((SELECT pg_read_file('/proc/self/status') WHERE (pg_stat_file('/proc/self/status', true)).size IS NOT NULL)
        FROM 'RssAnon:\s*(\d+)')::numeric - sum(total_bytes) / 1024, 0),
    sum(used_bytes) FILTER (WHERE name NOT IN ('CacheMemoryContext', 'Sequence values', 'LocalBufferContext') AND parent <> 'CacheMemoryContext') / 1024
FROM inside
$$;
CREATE PROCEDURE again(loads int, samples int) LANGUAGE plpgsql AS $$
DECLARE
    s sample;
BEGIN
    FOR i IN 1..loads LOOP
        SELECT * INTO s FROM sample WHERE n = 1 + i % samples;
        CASE i / samples % 4
            WHEN 0 THEN PERFORM try_load('whole', s.content, s.metadata, NULL, 'again');
            WHEN 1 THEN PERFORM try_load('cut', CASE WHEN s.metadata IS NULL THEN substr(s.content, 1, length(s.content) * 3 / 4) ELSE s.content END, substr(s.metadata, 1, length(s.metadata) * 3 / 4), NULL, 'again');
            WHEN 2 THEN PERFORM try_load('row', s.content, s.metadata, '{"variables": [{"name": "text", "measure": "nominal", "values": {"1": "texttext"}}]}', 'again');
            ELSE PERFORM try_load('taken', s.content, s.metadata, NULL, 'small');
        END CASE;
        COMMIT;
        IF i = loads / 10 * 3 OR i = loads THEN
            PERFORM look(i);
        END IF;
    END LOOP;
END $$;
CALL again(:loads, :samples);
SELECT cmp_ok((SELECT count(*) FROM outcome WHERE state = 'loaded'), '>=', :loads / 4::bigint, 'whole files load');
SELECT is((SELECT jsonb_agg(DISTINCT state) FROM outcome WHERE kind = 'whole' AND state <> 'loaded'), NULL, 'by every reader');
SELECT cmp_ok((SELECT count(*) FROM outcome WHERE state <> 'loaded'), '>=', :loads / 2::bigint, 'others fail');
SELECT is((SELECT array_agg(name) FROM mlops_survey.survey), '{small}', 'and leave nothing');
SELECT cmp_ok(last.outside - first.outside, '<', 1500::numeric, format('libraries hold no more (%s kB)', round(last.outside - first.outside)))
FROM memory first, memory last WHERE first.at < :loads AND last.at = :loads;
SELECT cmp_ok(last.contexts - first.contexts, '<', 400::numeric, format('nor do contexts (%s kB)', round(last.contexts - first.contexts)))
FROM memory first, memory last WHERE first.at < :loads AND last.at = :loads;
SELECT * FROM finish();
