-- What writes on a cluster: weights and replicates by key, the same as in a local table; waves, derived variables, changes of codebooks; or refused with its reason.
\set QUIET 1
SET client_min_messages = error;
\o /dev/null
\ir kinds.psql
-- all of one table are registered once, as users do
SELECT drop_survey(t || '_replicates', true), drop_survey(t || '_plain', true) FROM (SELECT 'whole' AS t UNION ALL SELECT name FROM kind) s;
\ir said.psql
CREATE TABLE written (step int, call text, columns text);
SET citus.enable_ddl_propagation = off;
INSERT INTO written VALUES
    (1, $$rake_survey('NAME', '{"t": {"1": 10, "2": 20, "3": 30, "4": 40}, "wave": {"1": 1, "2": 1, "3": 2}}', 'rk')$$, 'rk'),
    (2, $$poststratify_survey('NAME', '{"t": {"1": 100, "2": 200, "3": 300, "4": 400}}', 'ps')$$, 'ps'),
    (3, $$calibrate_survey('NAME', '{"t": {"1": 700, "2": 800, "3": 800, "4": 700}}', 'cl', base => 'ps')$$, 'cl'),
    (4, $$trim_survey_weights('NAME', 'tr', weight => 'rk', upper => 2)$$, 'tr'),
    (6, $$replicate_survey('NAME', 'jkn', column_name => 'jk', weight => 'w')$$, 'jk'),
    (5, $$rake_survey('NAME', '{"t": {"1": 10, "2": 20, "3": 30, "4": 40}}', 'rk', filter => 'wave = 1', others => 'keep', replace => true)$$, 'rk'),
    (7, $$derive_variable('NAME', 'high', 'q > 3')$$, 'high'),
    (8, $$alter_survey('NAME', '{"variables": [{"name": "t", "label": "Kind"}]}')$$, 't'),
    (9, $$load_survey('NAME', convert_to(E'id,wave,q,t,psu\n4001,1,2,3,7\n4002,3,4,4,9\n', 'UTF8'), append => true)$$, 'wave, q, t, psu'),
    (10, $$register_survey('NAME', 'TABLE', (SELECT survey_codebook_json('NAME')), replace => true)$$, 'wave');
RESET citus.enable_ddl_propagation;
CREATE FUNCTION same_as_whole(name text, columns text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    result boolean;
BEGIN
    EXECUTE format('SELECT NOT EXISTS (SELECT id, %2$s FROM whole EXCEPT SELECT id, %2$s FROM %1$I) AND (SELECT count(*) FROM %1$I) = (SELECT count(*) FROM whole)', name, columns) INTO result;
    RETURN result;
END $$;
CREATE TABLE outcome (name text, step int, said text, same boolean);
SELECT unnest(ARRAY[format('INSERT INTO outcome (name, step, said) VALUES (%L, %L, said(%L))', k.name, step, 'SELECT * FROM ' || replace(replace(call, 'NAME', k.name || '_design'), 'TABLE', k.name)),
    format('UPDATE outcome SET same = same_as_whole(%L, %L) WHERE name = %1$L AND step = %3$s AND said = ''done''', k.name, columns, step)])
FROM written w, LATERAL (SELECT 'whole' AS name, 0 AS place UNION ALL SELECT name, 1 FROM kind) k ORDER BY step, place, name \gexec
\o
SELECT plan(14);
SELECT is((SELECT string_agg(name || ' ' || step, ', ') FROM outcome WHERE NOT same), NULL, 'what was written is what a local table has');
SELECT is((SELECT count(*)::int FROM outcome WHERE said = 'done' AND same), 74, 'in as many tables and ways');
SELECT is((SELECT string_agg(DISTINCT name || ': ' || said, E'\n' ORDER BY name || ': ' || said) FROM outcome WHERE said <> 'done' AND step IN (1, 2, 5, 6)),
'clustered: 0A000 the rows of table "clustered" have no key to write them back by
distant: 42809 the answers of survey "distant_design" are not in a table
spread_stripes: 0A000 the rows of table "spread_stripes" have no key to write them back by
stripes: 0A000 the rows of table "stripes" cannot be changed', 'or refused, each with its reason and a hint');
SELECT is(said($$SELECT pack_survey('spread_design')$$), 'done', 'the shards are packed');
-- the views, with dates and texts
CREATE FUNCTION lines(name text, OUT count bigint, OUT sum bigint, OUT dates text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SELECT count(*), sum(length(answer_label)), min(answer_label) FILTER (WHERE variable = ''day'') FROM %I', name || '_design_long') INTO count, sum, dates;
END $$;
SELECT is((SELECT string_agg(name || ' ' || lines(name)::text, ', ') FROM kind WHERE name <> 'distant' AND lines(name) <> lines('whole')), NULL, 'the long view is the same');
SELECT is((lines('whole')).dates, '2024-01-01', 'with dates in it');
SELECT is((SELECT count(*)::int FROM spread_design_labels WHERE t = 'b'), (SELECT count(*)::int FROM whole WHERE t = 2), 'labels too');
SELECT is((SELECT count(t_label)::int FROM spread_design_analysis), (SELECT count(t)::int FROM whole), 'and codes beside labels');
-- replicate weights of columns into one
SELECT is((SELECT variables > 5 FROM register_survey('columns', 'spread', '{"weight": "w", "respondent": "id", "replicates": {"columns": "r*", "type": "other", "scale": 0.2}, "variables": [{"name": "t", "measure": "nominal"}]}')), true, 'another survey of the same table');
SELECT is(said($$SELECT gather_replicates('columns')$$), 'done', 'replicate columns are gathered');
SELECT is((SELECT count(*)::int FROM spread WHERE replicate_weights = ARRAY[r1, r2, r3, r4, r5]), (SELECT count(*)::int FROM spread WHERE w IS NOT NULL), 'by the key of each respondent');
SELECT is((SELECT count(*)::int FROM regexp_matches(convert_from(export_survey('spread_design', 'csv'), 'UTF8'), '\n', 'g')), 3003, 'export reads all rows');
SELECT is(said($$SELECT drop_survey('columns', true)$$), 'done', 'a survey is dropped');
SELECT is((SELECT count(*)::int FROM survey_check()), 0, 'the catalogue holds nothing that does not fit');
SELECT finish();
