-- Tables of Citus, as far as they can be seen without it: its catalogue of them, made here, says where rows are kept.
SELECT plan(18);
\set QUIET on
SET client_min_messages = warning;
CREATE TABLE plain (id int, sex int, w float8);
INSERT INTO plain SELECT i, 1 + (i > 4)::int, 1 FROM generate_series(1, 12) i;
CREATE TABLE spread AS TABLE plain;
CREATE TABLE copied AS TABLE plain;
SELECT register_survey(t, t::regclass, '{"weight": "w", "variables": [{"name": "sex", "measure": "nominal"}]}') FROM unnest('{plain,spread,copied}'::text[]) t \g /dev/null

SET allow_system_table_mods = on;
CREATE TABLE pg_catalog.pg_dist_partition (logicalrelid regclass NOT NULL, partmethod "char" NOT NULL, partkey text, colocationid int NOT NULL DEFAULT 0,
    repmodel "char" NOT NULL DEFAULT 's');
RESET allow_system_table_mods;
INSERT INTO pg_dist_partition VALUES ('spread', 'h', 'id', 1, 's'), ('copied', 'n', NULL, 2, 't');

\set targets '''{"sex": {"1": 6, "2": 6}}'''
CREATE FUNCTION said(statement text, OUT code text, OUT message text, OUT detail text, OUT hint text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE statement;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
END$$;
SELECT is((SELECT said($$SELECT rake_survey('spread', '{"sex": {"1": 6, "2": 6}}', 'w1')$$))::text,
    '(0A000,"the rows of table ""spread"" have no key to write them back by","The table is distributed by Citus, where the places of rows repeat.",'
    '"Give it a primary key, or a unique index over columns that are NOT NULL, the one that it is distributed by among them.")',
    'a distributed table without a key is not raked');
SELECT is((SELECT said($$SELECT rake_survey('copied', '{"sex": {"1": 6, "2": 6}}', 'w1')$$))::text,
    '(0A000,"the rows of table ""copied"" have no key to write them back by","The table is a reference table of Citus, where the places of rows repeat.",'
    '"Give it a primary key, or a unique index over columns that are NOT NULL.")', 'nor is a reference table');
SELECT is((said(statement)).code, '0A000', statement) FROM unnest(ARRAY[
    $$SELECT poststratify_survey('spread', '{"sex": {"1": 6, "2": 6}}', 'w1')$$, $$SELECT calibrate_survey('spread', '{"sex": {"1": 6, "2": 6}}', 'w1')$$,
    $$SELECT trim_survey_weights('spread', 'w1', upper => 5)$$, $$SELECT replicate_survey('spread', 'jk1')$$]) statement;
SELECT is((SELECT count(*)::int FROM pg_attribute WHERE attrelid = 'spread'::regclass AND attnum > 0), 3, 'no column is left behind');
SELECT is((SELECT after FROM rake_survey('plain', :targets, 'w1') WHERE category = '1'), 6::float8, 'a local table beside them is');

SELECT is((SELECT said($$SELECT survey_quality('spread', same => '{sex}')$$))::text,
    '(0A000,"the respondents of survey ""spread"" have no key to name them by","Their table is distributed by Citus, where the places of rows repeat.","Name the column of the key as ""respondent"" in the codebook.")',
    'nor are respondents named by their places');
-- in partitions places repeat too
CREATE TABLE parts (w int, sex int) PARTITION BY LIST (w);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES IN (1);
CREATE TABLE parts_2 PARTITION OF parts FOR VALUES IN (2);
INSERT INTO parts VALUES (1, 1), (2, 1);
SELECT register_survey('parts', 'parts', '{"variables": [{"name": "sex", "measure": "nominal"}]}') \g /dev/null
SELECT is((SELECT string_agg(respondent, ', ' ORDER BY respondent) FROM survey_quality('parts', same => '{sex}')), 'parts_1 (0,1), parts_2 (0,1)', 'with the name of the partition they do');

-- with a key all is well
ALTER TABLE spread ADD PRIMARY KEY (id);
ALTER TABLE copied ALTER id SET NOT NULL;
CREATE UNIQUE INDEX ON copied (id);
SELECT is((SELECT count(*)::int FROM replicate_survey(name, 'jk1')), 1, 'with a key there are replicates: ' || name) FROM unnest('{spread,copied}'::text[]) name;
SELECT is((SELECT attstorage::text FROM pg_attribute WHERE attrelid = 'spread'::regclass AND attname = 'replicate_weights'), 'x',
    'whose storage stays that of the type, as Citus cannot change it');
SELECT rake_survey(name, :targets, 'w1') FROM unnest('{spread,copied}'::text[]) name \g /dev/null
SELECT is((SELECT string_agg(DISTINCT sex || ':' || w1 || ':' || n, ' ') FROM (SELECT sex, w1, count(*) AS n FROM spread GROUP BY 1, 2) s),
    '1:1.5:4 2:0.75:8', 'and weights');

-- packs
SELECT is((SELECT said($$SELECT pack_survey('spread')$$))::text,
    '(0A000,"the answers of survey ""spread"" cannot be packed: it is distributed by Citus","","Changes would go unseen. Copy the answers into a table of their own to pack them.")',
    'packs of a distributed table are refused');
SELECT is((said($$SELECT pack_survey('copied')$$)).message, 'the answers of survey "copied" cannot be packed: it is a reference table of Citus', 'and of a reference table');
-- what was packed before it was distributed is not read
SELECT pack_survey('plain') \g /dev/null
INSERT INTO pg_dist_partition VALUES ('plain', 'h', 'id', 1, 's');
SELECT is((SELECT fresh::text || ' ' || reason FROM survey_pack_status('plain')), 'false the table of the answers is distributed by Citus', 'an old pack is not read');

-- columnar tables take new rows only
CREATE ACCESS METHOD columnar TYPE TABLE HANDLER heap_tableam_handler;
CREATE TABLE stripes (id int PRIMARY KEY, sex int) USING columnar;
SELECT register_survey('stripes', 'stripes', '{"variables": [{"name": "sex", "measure": "nominal"}]}') \g /dev/null
SELECT is((said($$SELECT rake_survey('stripes', '{"sex": {"1": 6, "2": 6}}', 'w1')$$)).detail, 'Table "stripes" is columnar, so that rows can only be added.', 'columnar tables are not weighted');
SELECT finish();
