-- Columns of texts in plain SQL: the pack has codes of them, and gives the texts back as the rows have them, with every blank.
-- Expected is what the rows give; where a number stands here, it was counted by hand.
SELECT plan(120);
\ir include/source.psql
\ir include/result.psql
SET client_min_messages = warning;
SET max_parallel_workers_per_gather = 0;
LOAD 'mlops_survey';
CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE DOMAIN short_text AS varchar(10) CHECK (VALUE <> 'never');
CREATE DOMAIN filled AS char(3);
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE FUNCTION one_of(VARIADIC texts text[]) RETURNS text LANGUAGE sql VOLATILE AS $$ SELECT texts[1 + floor(random() * cardinality(texts))::int] $$;
SELECT setseed(0.3);

-- blanks, letter case, quotes, backslashes, no letters at all, more than one byte each; a text that is a number, and a long one
CREATE TABLE told (id int, region text, "Odd ""name" varchar(40), five char(5), dom short_text, three filled, c text COLLATE "C", digits text,
    feeling mood, short name, one "char", loose bpchar, open text, q smallint, w float8);
INSERT INTO told SELECT i, one_of('North', 'North', 'north', ' North', 'North ', 'South', '', NULL), one_of('it''s', 'back\slash', E'\\''', E'two\nlines', 'Süd', '北', '%', NULL),
    one_of('a', 'a b', 'aaaaa', 'ä', '', NULL), one_of('x', 'y'), one_of('k', 'kk', 'kkk'), one_of('Z', 'a', 'É'), one_of('1', '2', '30'),
    one_of('sad', 'glad')::mood, one_of('n1', 'n2'), one_of('p', 'q')::"char", one_of('l', 'l ')::bpchar, 'I said ' || i,
    1 + floor(random() * 5), CASE WHEN random() < 0.9 THEN 0.5 + floor(random() * 4) END FROM generate_series(1, 3000) i;
UPDATE told SET region = repeat('long ', 400) WHERE id % 100 = 0;
SELECT register_survey('told', 'told', '{"weight": "w", "variables": [{"name": "region", "measure": "nominal"}, {"name": "Odd \"name", "measure": "nominal"},
    {"name": "five", "measure": "nominal"}, {"name": "dom", "measure": "nominal"}, {"name": "three", "measure": "nominal"}, {"name": "c", "measure": "nominal"},
    {"name": "digits", "measure": "ordinal"}, {"name": "feeling", "measure": "nominal"}, {"name": "short", "measure": "nominal"},
    {"name": "loose", "measure": "nominal", "values": ["l"]}, {"name": "open", "measure": "text"}, {"name": "q", "measure": "ordinal", "points": 5},
    {"name": "w", "measure": "scale"}]}');
SELECT is((SELECT left_out FROM pack_survey('told')), '{feeling}', 'all are packed but an enum');
ANALYZE told;
CREATE TABLE blinded AS SELECT one_of('yes', 'YES', 'no') COLLATE blind AS eye, i AS q FROM generate_series(1, 100) i;
SELECT register_survey('blinded', 'blinded', '{"variables": [{"name": "eye", "measure": "nominal", "values": ["yes", "YES", "no"]}, {"name": "q", "measure": "scale"}]}');
SELECT count(pack_survey('blinded'));
ANALYZE blinded;

CREATE TABLE asked (n int GENERATED ALWAYS AS IDENTITY, sql text);
INSERT INTO asked (sql) VALUES
    ('SELECT region, count(*), avg(q), sum(w), top2box(q, 5, w) FROM told GROUP BY region'),
    ('SELECT region, octet_length(region), md5(region), count(*) FROM told GROUP BY region'),
    ('SELECT "Odd ""name", count(*) FROM told GROUP BY 1'), ('SELECT five, octet_length(five), five || ''|'', count(*) FROM told GROUP BY five'),
    ('SELECT dom, three, three || ''|'', count(*) FROM told GROUP BY 1, 2'), ('SELECT c, digits, count(*), tally(digits::int, w) FROM told GROUP BY 1, 2'),
    ('SELECT upper(region), count(*) FROM told GROUP BY 1'), ('SELECT CASE WHEN region LIKE ''%orth%'' THEN dom ELSE c END, count(*) FROM told GROUP BY 1'),
    ('SELECT region, dom, q, count(*) FROM told WHERE region IS NOT NULL GROUP BY 1, 2, 3 HAVING count(*) > 3'),
    ('SELECT count(*), count(region), count(five) FROM told WHERE region = ''North'''), ('SELECT count(*) FROM told WHERE region IN (''North '', ''South'', ''nowhere'')'),
    ('SELECT count(*) FROM told WHERE region <> ''North'''), ('SELECT count(*) FROM told WHERE region IS NULL'), ('SELECT count(*) FROM told WHERE region = '''''),
    ('SELECT count(*) FROM told WHERE region LIKE ''_orth%'' AND "Odd ""name" ~ ''^.{1,2}$'''), ('SELECT count(*), sum(w) FROM told WHERE lower(trim(region)) = ''north'''),
    ('SELECT count(*) FROM told WHERE region < c AND c > ''A'''), ('SELECT count(*) FROM told WHERE region IS DISTINCT FROM dom'), ('SELECT count(*) FROM told WHERE five = ''a'''),
    ('SELECT count(*) FROM told WHERE five::text = ''a'''), ('SELECT count(*) FROM told WHERE five LIKE ''a  %'''), ('SELECT sum(q) FILTER (WHERE region = ''South''), bool_or(dom = ''x'') FROM told'),
    ('SELECT sum(digits::int), avg(digits::numeric), max(length(region)) FROM told'), ('SELECT sum(CASE WHEN region = ''North'' THEN 1 ELSE 0 END) FROM told GROUP BY dom'),
    ('SELECT count(DISTINCT region), count(DISTINCT upper(region)), min(region), max(c), max(c COLLATE "en-x-icu"), string_agg(DISTINCT five, ''+'') FROM told'),
    ('SELECT DISTINCT region FROM told'), ('SELECT DISTINCT five, three FROM told WHERE q > 3'), ('SELECT DISTINCT lower(region), dom FROM told'),
    ('SELECT region, share(q > 3, w) FROM told WHERE c COLLATE "en-x-icu" < ''b'' GROUP BY region ORDER BY region DESC LIMIT 3'),
    ('SELECT max(n) FROM (SELECT region, count(*) AS n FROM told GROUP BY region) x'),
    ('SELECT region, count(*) FROM told_labels GROUP BY region'), ('SELECT DISTINCT region FROM told_labels'), ('SELECT dom, count(*) FROM told_labels WHERE region = ''North'' GROUP BY 1'),
    ('SELECT region, region_sorted, count(*) FROM told_analysis GROUP BY 1, 2');
UPDATE asked SET sql = replace(sql, 'region_sorted, ', '') WHERE NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = 'told_analysis'::regclass AND attname = 'region_sorted');
UPDATE asked SET sql = replace(sql, 'GROUP BY 1, 2', 'GROUP BY 1') WHERE sql ~ 'told_analysis' AND sql !~ 'region_sorted';
SELECT is(result_of(sql, 'on'), result_of(sql, 'off'), 'the same: ' || sql) FROM asked ORDER BY n;
SELECT is((SELECT string_agg(sql || ' -> ' || source_of(sql), E'\n') FROM asked WHERE source_of(sql) <> 'pack'), NULL, 'all from the pack');
SELECT is((SELECT string_agg(region || '|', ',' ORDER BY region COLLATE "C") FROM (SELECT region FROM told WHERE length(region) < 9 GROUP BY region) x), '|, North|,North|,North |,South|,north|', 'with each blank');
SELECT is((SELECT count(DISTINCT five || '|') FROM told), 5::bigint, 'char(n) is filled');

-- ------------------------------------------------- what is left to the rows
SELECT is(source_of(sql), source, sql || ': ' || why) FROM (VALUES
    ('SELECT eye, count(*) FROM blinded GROUP BY eye', 'rows: column "eye" is not packed as it is', 'a collation for which different texts are equal'),
    ('SELECT feeling, count(*) FROM told GROUP BY feeling', 'not planned', 'an enum'), ('SELECT short, count(*) FROM told GROUP BY short', 'not planned', 'a name'),
    ('SELECT one, count(*) FROM told GROUP BY one', 'not planned', 'a "char"'), ('SELECT loose, count(*) FROM told GROUP BY loose', 'rows: column "loose" is not packed as it is', 'blanks that char does not tell'),
    ('SELECT open, count(*) FROM told GROUP BY open', 'not planned', 'what people said'), ('SELECT count(*) FROM told WHERE open LIKE ''%7''', 'not planned', 'conditions on it too'),
    ('SELECT pg_column_size(region), count(*) FROM told GROUP BY 1', 'not planned', 'how a text is stored'), ('SELECT string_agg(region, '''') FROM told', 'not planned', 'an aggregate of texts')) s(sql, source, why);
SELECT is(result_of(sql, 'on'), result_of(sql, 'off'), 'the same: ' || sql) FROM (VALUES ('SELECT eye, count(*) FROM blinded GROUP BY eye'), ('SELECT loose, octet_length(loose), count(*) FROM told GROUP BY loose')) s(sql);

-- errors are those of the rows
SELECT throws_ok('SELECT count(*) FROM told WHERE region::int > 1', '22P02', NULL, 'a text that is no number');
SELECT is((SELECT count(*) > 0 FROM told WHERE digits = '30' AND digits::int > 1), true, 'of whom the rows do not ask, the pack does not either');
SELECT is(source_of('SELECT region::int FROM told WHERE region = ''none'' GROUP BY 1'), 'pack', 'of nobody it is none');

-- columns of two collations are not to be compared: an error where rows come to compare them, and no sooner
CREATE TABLE collated AS SELECT one_of('a', 'b') COLLATE "C" AS a, one_of('a', 'B') COLLATE "en-x-icu" AS b, 1 + i % 5 AS q FROM generate_series(1, 1000) i;
SELECT lives_ok($$SELECT register_survey('collated', 'collated', '{"variables": [{"name": "a", "measure": "nominal"}, {"name": "b", "measure": "nominal"}, {"name": "q", "measure": "ordinal", "points": 5}]}')$$,
    'a survey with columns of two collations');
SELECT is((SELECT count(*) FROM collated_long), 3000::bigint, 'has its views');
SELECT count(pack_survey('collated'));
ANALYZE collated;
SELECT is(result_of('SELECT count(*) FROM collated WHERE a = b', 'on'), 'error 42P22', 'two collations');
SELECT is(source_of('SELECT count(*) FROM collated WHERE q = 99 AND a = b'), 'pack', 'of nobody it is none');
SELECT is(result_of(sql, 'on'), result_of(sql, 'off'), 'the same: ' || sql) FROM (VALUES ('SELECT count(*) FROM collated WHERE q = 99 AND a = b'), ('SELECT count(*) FROM collated WHERE a = b'),
    ('SELECT a, b, count(*) FROM collated WHERE a = ''a'' AND b > ''A'' GROUP BY 1, 2'), ('SELECT count(*) FROM collated WHERE a COLLATE "C" = b')) s(sql);

-- parameters, generic plans, subqueries, cursors
SET plan_cache_mode = force_generic_plan;
PREPARE by_text(text) AS SELECT count(*) FROM told WHERE region = $1;
SELECT is(source_of('EXECUTE by_text(''South'')'), 'pack', 'a parameter');
SELECT results_eq('EXECUTE by_text(''South'')', 'SELECT sum((region = ''South'')::int) FROM (SELECT region FROM told OFFSET 0) x', 'of any text');
SELECT results_eq('EXECUTE by_text(NULL)', 'VALUES (0::bigint)', 'NULL too');
RESET plan_cache_mode;
SELECT is(result_of(sql, 'on'), result_of(sql, 'off'), sql) FROM (VALUES ('SELECT r, (SELECT count(*) FROM told WHERE region = r) FROM unnest(ARRAY[''North'', ''South'', NULL, ''x'']) r')) s(sql);
BEGIN;
DECLARE texts CURSOR FOR SELECT region FROM told WHERE length(region) < 9 GROUP BY region ORDER BY region COLLATE "C";
MOVE 2 IN texts;
CREATE TABLE fetched AS SELECT 'x' AS text WHERE false;
DELETE FROM told WHERE id = 7;
SELECT is(count(*), 0::bigint, 'a cursor is open') FROM fetched;
FETCH texts;
COMMIT;

-- ------------------------------------------------- changes after packing
SELECT is(source_of('SELECT region, count(*) FROM told GROUP BY region'), 'rows: the answers have changed since they were packed', 'a change is seen');
SELECT count(pack_survey('told'));
INSERT INTO told (id, region, five, q) VALUES (5001, 'East', 'e', 1), (5002, 'North', 'a', 2);
SELECT is(source_of('SELECT region, count(*) FROM told GROUP BY region'), 'pack and rows: answers were added since the others were packed', 'a text behind the pack that it does not know');
SELECT is(result_of(sql, 'on'), result_of(sql, 'off'), 'the same') FROM (VALUES ('SELECT region, five, count(*), sum(q) FROM told GROUP BY 1, 2'), ('SELECT DISTINCT region FROM told'), ('SELECT count(*), min(region) FROM told WHERE region LIKE ''E%''')) s(sql);
SELECT is((SELECT region FROM (SELECT region, count(*) AS n FROM told GROUP BY region) x WHERE region = 'East' AND n = 1), 'East', 'who said it');
CREATE FUNCTION texts_of_pack() RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(e, E'\n') FROM mlops_survey.pack p JOIN mlops_survey.survey s ON s.id = p.survey_id, unnest(expressions) e WHERE s.name = 'told' $$;
SELECT is((SELECT left_out FROM pack_survey('told')), '{feeling,region,five}', 'for functions by name, texts that the codebook does not know leave their variables out');
SELECT is(source_of('SELECT region, five, count(*) FROM told GROUP BY 1, 2'), 'pack', 'plain SQL has them');
SELECT is(result_of(sql, 'on'), result_of(sql, 'off'), 'the same') FROM (VALUES ('SELECT region, five, count(*), sum(q) FROM told GROUP BY 1, 2'), ('SELECT region, count(*) FROM told_labels GROUP BY 1'), ('SELECT count(*) FROM told WHERE region = ''East''')) s(sql);
SELECT results_eq($$SELECT source, reason FROM survey_explain('told', '{region}') UNION ALL SELECT source, reason FROM survey_explain('told', '{dom}')$$, $$VALUES ('rows', 'a variable is not packed'), ('pack', NULL)$$, 'by name it is the rows'' affair');
SELECT throws_like($$SELECT FROM survey_crosstab('told', '{region}', '{q}', weight => 'none')$$, '%variable "region" holds "East", which the codebook does not declare%', 'which say what they always said');
-- more of them: what is packed keeps its codes
INSERT INTO told (id, region, five, q) VALUES (5003, 'West', 'e', 1), (5004, E'O''Brien \\\\ Co', 'f', 2), (5005, 'East', NULL, 3);
SELECT results_eq($$SELECT added, left_out FROM pack_survey('told')$$, $$VALUES (3::bigint, '{feeling,region,five}'::text[])$$, 'a pack is continued');
SELECT is(source_of('SELECT region, five, count(*) FROM told GROUP BY 1, 2'), 'pack', 'with them');
SELECT is(result_of(sql, 'on'), result_of(sql, 'off'), 'the same') FROM (VALUES ('SELECT region, five, count(*), sum(q) FROM told GROUP BY 1, 2'), ('SELECT DISTINCT region FROM told')) s(sql);
SELECT is(texts_of_pack() ~ '''West''', true, 'the pack has the text');
DELETE FROM told WHERE id IN (5003, 5004);
SELECT count(pack_survey('told'));
SELECT is(texts_of_pack() ~ 'West|Brien', false, 'which goes with who said it');
-- as many as a codebook would be made of, and no long ones
INSERT INTO told (id, region, dom) SELECT 6000 + i, 'place ' || i, NULL FROM generate_series(1, 99) i;
SELECT count(pack_survey('told'));
SELECT is(source_of('SELECT region, count(*) FROM told GROUP BY region'), 'pack', 'a hundred');
INSERT INTO told (id, region) VALUES (6100, 'one more');
SELECT count(pack_survey('told'));
SELECT is(source_of('SELECT region, count(*) FROM told GROUP BY region'), 'rows: column "region" is not packed as it is', 'more are no answers');
SELECT is(texts_of_pack() ~ 'place', false, 'and not kept');
DELETE FROM told WHERE id BETWEEN 6000 AND 6200;
INSERT INTO told (id, region) VALUES (6100, repeat('x', 201));
SELECT count(pack_survey('told'));
SELECT is(source_of('SELECT region, count(*) FROM told GROUP BY region'), 'rows: column "region" is not packed as it is', 'nor long ones');
SELECT is(source_of('SELECT dom, count(*) FROM told GROUP BY dom'), 'pack', 'for these alone rows are read');
DELETE FROM told WHERE id = 6100;
SELECT alter_survey('told', '{"variables": [{"name": "region", "values": {"50": "East"}}, {"name": "five", "values": {"50": "e"}}]}');
SELECT count(pack_survey('told'));
SELECT is(source_of('SELECT region, count(*) FROM told GROUP BY region'), 'pack', 'declared');
SELECT is((SELECT left_out FROM survey_pack_status('told')), '{feeling}', 'by name, too');
-- labels are the codebook's affair, what is stored the table's
SELECT alter_survey('told', '{"variables": [{"name": "region", "values": {"50": "The East"}}]}');
SELECT is(source_of('SELECT region, count(*) FROM told GROUP BY region'), 'pack', 'another label is no other text');
SELECT is((SELECT string_agg(region, ',') FROM (SELECT region FROM told WHERE region ~ 'East' GROUP BY region) x), 'East', 'the stored one is given');
SELECT is((SELECT string_agg(region, ',') FROM (SELECT region FROM told_labels WHERE region ~ 'East' GROUP BY region) x), 'The East', 'the view gives the label');
SELECT alter_survey('told', '{"variables": [{"name": "region", "values": {"51": "Centre"}}]}');
SELECT is(source_of('SELECT region, count(*) FROM told GROUP BY region'), 'pack', 'a pack knows its own texts, whatever the codebook has since');

-- ------------------------------------------------- packs of anybody
CREATE TABLE kept AS SELECT survey_id, expressions FROM mlops_survey.pack JOIN mlops_survey.survey s ON s.id = survey_id WHERE s.name = 'told';
UPDATE mlops_survey.pack SET expressions = ARRAY(SELECT replace(e, 'THEN 2 ', 'THEN 222 ') FROM unnest(kept.expressions) WITH ORDINALITY x(e, i) ORDER BY i) FROM kept WHERE pack.survey_id = kept.survey_id;
SELECT is(source_of('SELECT region, count(*) FROM told GROUP BY region'), 'rows: the pack is not valid', 'a code without a text');
UPDATE mlops_survey.pack SET expressions = ARRAY(SELECT replace(e, 'THEN 2 ', 'THEN many ') FROM unnest(kept.expressions) WITH ORDINALITY x(e, i) ORDER BY i) FROM kept WHERE pack.survey_id = kept.survey_id;
SELECT is(source_of('SELECT region, count(*) FROM told GROUP BY region'), 'rows: the pack is not valid', 'none that is one');
UPDATE mlops_survey.pack SET expressions = ARRAY(SELECT left(e, 90) FROM unnest(kept.expressions) WITH ORDINALITY x(e, i) ORDER BY i) FROM kept WHERE pack.survey_id = kept.survey_id;
SELECT is(source_of('SELECT region, count(*) FROM told GROUP BY region'), 'rows: the pack is not valid', 'half of it');
UPDATE mlops_survey.pack SET expressions = kept.expressions FROM kept WHERE pack.survey_id = kept.survey_id;

-- another collation is no change of the table's columns otherwise
SELECT is((SELECT fresh FROM survey_pack_status('blinded')), true, 'a pack under a collation for which texts are equal');
DROP VIEW blinded_labels, blinded_long, blinded_analysis;
ALTER TABLE blinded ALTER eye TYPE text COLLATE "C";
SELECT is((SELECT reason FROM survey_pack_status('blinded')), 'the table of the answers was altered', 'a collation that tells texts apart now');
SELECT is(result_of(sql, 'on'), result_of(sql, 'off'), 'the same') FROM (VALUES ('SELECT eye, count(*) FROM blinded GROUP BY eye')) s(sql);
SELECT count(pack_survey('blinded'));
ANALYZE blinded;
SELECT is(source_of('SELECT eye, count(*) FROM blinded GROUP BY eye'), 'pack', 'packed with it');

-- ------------------------------------------------- rights
CREATE ROLE texts_reader;
GRANT SELECT (region, q) ON told TO texts_reader;
SET ROLE texts_reader;
SELECT is(source_of('SELECT region, avg(q) FROM told GROUP BY region'), 'pack', 'who may read the column');
SELECT throws_ok('SELECT dom, avg(q) FROM told GROUP BY dom', '42501', NULL, 'who may not');
SELECT throws_ok('SELECT avg(q) FROM told WHERE dom = ''x''', '42501', NULL, 'not in a condition either');
RESET ROLE;

-- ------------------------------------------------- many texts, and workers
CREATE TABLE wide (id int, city text, note text, q int, w float8);
INSERT INTO wide SELECT i, 'city ' || i * 7919 % 600, 'note ' || i % 900, 1 + i % 5, 1 + i % 7 FROM generate_series(1, 20000) i;
DO $$ BEGIN PERFORM register_survey('wide', 'wide', jsonb_build_object('weight', 'w', 'variables', jsonb_build_array(
    jsonb_build_object('name', 'city', 'measure', 'nominal', 'values', (SELECT jsonb_agg('city ' || i) FROM generate_series(0, 599) i)),
    jsonb_build_object('name', 'note', 'measure', 'text'), jsonb_build_object('name', 'q', 'measure', 'ordinal', 'points', 5), jsonb_build_object('name', 'w', 'measure', 'scale')))); END $$;
SELECT count(pack_survey('wide'));
ANALYZE wide;
SELECT is(source_of('SELECT city, count(*), sum(w) FROM wide GROUP BY city'), 'pack', 'six hundred texts that are declared');
SELECT is(source_of('SELECT note, count(*) FROM wide GROUP BY note'), 'not planned', 'as many that are not are no plan''s business');
SELECT is(result_of(sql, 'on'), result_of(sql, 'off'), 'the same') FROM (VALUES ('SELECT city, q, count(*), sum(w) FROM wide WHERE city LIKE ''%7%'' GROUP BY 1, 2'), ('SELECT count(city), count(DISTINCT city) FROM wide')) s(sql);

-- partitions: each may have another dictionary; workers count their segments
CREATE TABLE waves (id int, wave int, region text, q int, w float8) PARTITION BY LIST (wave);
CREATE TABLE waves_1 PARTITION OF waves FOR VALUES IN (1);
CREATE TABLE waves_2 PARTITION OF waves FOR VALUES IN (2);
CREATE TABLE waves_3 PARTITION OF waves FOR VALUES IN (3);
INSERT INTO waves SELECT i, 1 + i % 3, one_of('North', 'South', 'West', NULL), 1 + i % 5, 1 + i % 4 FROM generate_series(1, 6000) i;
SELECT register_survey('waves', 'waves', '{"weight": "w", "variables": [{"name": "wave", "measure": "nominal"}, {"name": "region", "measure": "nominal", "values": ["North", "South", "West"]},
    {"name": "q", "measure": "ordinal", "points": 5}, {"name": "w", "measure": "scale"}]}');
SELECT count(pack_survey('waves'));
ANALYZE waves;
SELECT is(source_of('SELECT region, wave, count(*), sum(w) FROM waves GROUP BY 1, 2'), 'pack', 'of partitions');
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SELECT cmp_ok(workers_of('SELECT region, wave, count(*), sum(w) FROM waves WHERE region <> ''West'' GROUP BY 1, 2'), '>', 0, 'counted by workers');
SELECT is(result_of(sql, 'on'), result_of(sql, 'off'), 'the same') FROM (VALUES ('SELECT region, wave, count(*), sum(w) FROM waves WHERE region <> ''West'' GROUP BY 1, 2')) s(sql);
RESET parallel_setup_cost;
SET max_parallel_workers_per_gather = 0;
INSERT INTO waves VALUES (7000, 3, 'East', 1, 1);
SELECT count(pack_survey('waves'));
SELECT is(source_of('SELECT region, count(*), sum(w) FROM waves GROUP BY 1'), 'pack and rows: some partitions have changed since they were packed, or are not packed', 'a partition with a text that nobody declared');
SELECT is(result_of(sql, 'on'), result_of(sql, 'off'), 'the same') FROM (VALUES ('SELECT region, wave, count(*), sum(w) FROM waves GROUP BY 1, 2')) s(sql);
SELECT is(source, 'pack', 'other variables of it are packed') FROM survey_explain('waves', '{q}', '{wave}');
SELECT results_eq($$SELECT added, left_out FROM pack_survey('waves')$$, $$VALUES (0::bigint, '{region}'::text[])$$, 'it stays as it is');
-- an older pack of a partition has codes of its own codebook
CREATE TABLE older AS SELECT part, expressions FROM mlops_survey.pack WHERE part = 1;
SELECT alter_survey('waves', '{"variables": [{"name": "region", "values": {"4": "East"}}]}');
SELECT count(pack_survey('waves'));
SELECT is(source_of('SELECT region, count(*), sum(w) FROM waves GROUP BY 1'), 'pack', 'declared, all are packed anew');
UPDATE mlops_survey.pack p SET expressions = o.expressions FROM older o WHERE p.part = o.part AND p.survey_id = (SELECT id FROM mlops_survey.survey WHERE name = 'waves');
SELECT is(source_of('SELECT region, count(*), sum(w) FROM waves GROUP BY 1'), 'pack and rows: some partitions have changed since they were packed, or are not packed', 'packs of two codebooks are not read as one');
SELECT is(result_of(sql, 'on'), result_of(sql, 'off'), 'the same') FROM (VALUES ('SELECT region, wave, count(*), sum(w) FROM waves GROUP BY 1, 2')) s(sql);
SELECT is(source_of('SELECT wave, count(*), sum(w) FROM waves GROUP BY 1'), 'pack', 'where texts do not matter they are');
SELECT * FROM finish();
