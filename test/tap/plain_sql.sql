-- Plain SQL answered from the pack: what is planned so, when the rows are read instead, and that what is counted is what the
-- statement's snapshot shows.  Expected numbers are counted by hand over twelve respondents, or are those of the rows.
SELECT plan(147);
\ir include/source.psql
SET client_min_messages = warning;
SET max_parallel_workers_per_gather = 0;
LOAD 'mlops_survey';

CREATE TABLE twelve (id int, q smallint, team int, yes boolean, age int, w float8, k int DEFAULT 9);
INSERT INTO twelve VALUES
    (1, 5, 1, true, 30, 1), (2, 4, 1, true, 40, 2), (3, 1, 1, false, 50, 1), (4, NULL, 1, NULL, 60, 1),
    (5, 2, 2, false, 30, 0.5), (6, 5, 2, true, NULL, 1.5), (7, 3, 2, NULL, 30, NULL), (8, 99, 2, true, 20, 1),
    (9, 5, NULL, true, 70, 0), (10, 1, NULL, false, 70, 3), (11, 77, 3, false, 45, 1), (12, 4, 3, true, 45, 1);
SELECT register_survey('twelve', 'twelve', '{"weight": "w", "variables": [
    {"name": "q", "measure": "ordinal", "values": {"1": "a", "2": "b", "3": "c", "4": "d", "5": "e", "77": "x"}, "missing": {"99": "Refused"}},
    {"name": "team", "measure": "nominal", "values": {"1": "small", "2": "small", "3": "large"}},
    {"name": "yes", "measure": "nominal"}, {"name": "age", "measure": "scale"}, {"name": "w", "measure": "scale"}, {"name": "k", "measure": "scale", "missing": {"9": "?"}}]}');
SELECT respondents FROM pack_survey('twelve');
CREATE TABLE plain AS SELECT i FROM generate_series(1, 100) i;

-- ------------------------------------------------------------------ numbers by hand
SELECT is(source_of('SELECT team, count(*) FROM twelve GROUP BY team'), 'pack', 'a group and a count are read from the pack');
SELECT results_eq('SELECT team, count(*), count(q), count(w) FROM twelve GROUP BY team ORDER BY team',
    $$VALUES (1, 4::bigint, 3::bigint, 4::bigint), (2, 4, 4, 3), (3, 2, 2, 2), (NULL, 2, 2, 2)$$, 'NULL is a group, and counts leave NULL out');
SELECT results_eq('SELECT count(*), sum(q), min(q), max(q), round(avg(q), 4), sum(age), round(avg(age), 4) FROM twelve',
    $$VALUES (12::bigint, 206::bigint, 1::smallint, 99::smallint, 18.7273, 490::bigint, 44.5455)$$, 'sums and averages of integers');
SELECT results_eq('SELECT sum(w), avg(w), count(w) FROM twelve', $$VALUES (13::float8, 13::float8 / 11, 11::bigint)$$, 'sum and average of weights, 0 among them');
SELECT results_eq('SELECT team, top2box(NULLIF(NULLIF(q, 99), 77), 5, w) FROM twelve GROUP BY team ORDER BY team',
    $$VALUES (1, 3::float8 / 4), (2, 1.5::float8 / 2), (3, 1), (NULL, 0)$$, 'top2box with weights: none of 0 or NULL counts');
SELECT is((SELECT tally(q, w)::text FROM twelve), 'v1w{1:2:4:10,2:1:0.5:0.25,4:2:3:5,5:2:2.5:3.25,77:1:1:1,99:1:1:1}', 'a tally has codes that nobody declared');
SELECT results_eq('SELECT bool_and(yes), bool_or(yes), every(yes), share(yes) FROM twelve', $$VALUES (false, true, false, 0.6::float8)$$, 'booleans');
SELECT results_eq('SELECT yes, count(*) FROM twelve GROUP BY 1 ORDER BY 1', $$VALUES (false, 4::bigint), (true, 6), (NULL, 2)$$, 'a boolean as group');
SELECT results_eq($$SELECT CASE team WHEN 1 THEN 'small' WHEN 2 THEN 'small' WHEN 3 THEN 'large' END AS t, count(*), sum(age) FROM twelve GROUP BY 1 ORDER BY 1$$,
    $$VALUES ('large', 2::bigint, 90::bigint), ('small', 8, 260), (NULL, 2, 140)$$, 'labels that two codes share are one group');
SELECT is(source_of($$SELECT CASE team WHEN 1 THEN 'small' WHEN 2 THEN 'small' END AS t, count(*) FROM twelve GROUP BY 1$$), 'pack', 'which the pack gives');
SELECT results_eq('SELECT team, count(*) FILTER (WHERE q >= 4), sum(CASE WHEN q >= 4 THEN 1 ELSE 0 END) FROM twelve GROUP BY 1 ORDER BY 1',
    $$VALUES (1, 2::bigint, 2::bigint), (2, 2, 2), (3, 2, 2), (NULL, 1, 1)$$, 'FILTER, and a sum of a CASE');
SELECT results_eq('SELECT count(*), sum(w) FROM twelve WHERE q IN (1, 5) AND team IS NOT NULL', $$VALUES (3::bigint, 3.5::float8)$$, 'a filter of two columns');
SELECT results_eq('SELECT count(*), sum(q) FROM twelve WHERE q = 1000', $$VALUES (0::bigint, NULL::bigint)$$, 'nobody passes: one row, as ever');
SELECT is_empty('SELECT team, count(*) FROM twelve WHERE q = 1000 GROUP BY team', 'nobody passes: no group');
SELECT results_eq('SELECT team, count(*) FROM twelve GROUP BY team HAVING count(*) > 2 ORDER BY 2 DESC, 1 LIMIT 1', $$VALUES (1, 4::bigint)$$, 'HAVING, ORDER BY and LIMIT');
SELECT results_eq('SELECT age / 10 * 10 + team, count(*) FROM twelve WHERE team < 3 GROUP BY 1 ORDER BY 1',
    $$VALUES (22, 1::bigint), (31, 1), (32, 2), (41, 1), (51, 1), (61, 1), (NULL, 1)$$, 'expressions over two columns');
SELECT results_eq('SELECT (team + 1) * 2, count(*) FROM twelve GROUP BY team + 1 ORDER BY 1', $$VALUES (4, 4::bigint), (6, 4), (8, 2), (NULL, 2)$$, 'an expression of a group');
SELECT is(source_of('SELECT (team + 1) * 2, count(*) FROM twelve GROUP BY team + 1'), 'pack', 'which the pack gives');
SELECT results_eq('SELECT team FROM twelve GROUP BY team ORDER BY 1', 'VALUES (1), (2), (3), (NULL)', 'groups without an aggregate');
SELECT results_eq('SELECT team, count(*) FROM twelve WHERE team = 1 GROUP BY team', 'VALUES (1, 4::bigint)', 'a group that the filter makes a constant');
SELECT is_empty('SELECT team, count(*), tally(q) FROM twelve WHERE team = 1 AND q = 1000 GROUP BY team', 'which is none where nobody passes');
SELECT results_eq('SELECT team, yes, count(*) FROM twelve WHERE team = 1 GROUP BY team, yes ORDER BY yes', 'VALUES (1, false, 1::bigint), (1, true, 2), (1, NULL, 1)',
    'one of two groups is a constant');
SELECT results_eq('SELECT team, sum(w * age), sum(CASE WHEN q >= 4 THEN w ELSE 0 END), avg(CASE WHEN yes THEN w END) FROM twelve GROUP BY 1 ORDER BY 1',
    $$VALUES (1, 220::float8, 3::float8, 1.5::float8), (2, 35, 2.5, 1.25), (3, 90, 2, 1), (NULL, 210, 0, 0)$$, 'sums of weights times what codes say, and of some weights');
SELECT is(source_of('SELECT team, sum(w * age) / sum(w), sum(CASE WHEN q >= 4 THEN w ELSE 0 END) FROM twelve GROUP BY 1'), 'pack', 'are read from the pack');
SELECT is((SELECT sum(CASE WHEN q > 100 THEN w ELSE 0 END)::text || (sum(CASE WHEN q > 100 THEN w END) IS NULL)::text FROM twelve), '0true', 'none of them, and no number');

-- --------------------------------------------------------------- who is asked what
SELECT is((SELECT tally(10 / (q - 1), w)::text FROM twelve WHERE q > 1 AND team = 1), 'v1w{2:1:1:1,3:1:2:4}', 'nor are weighted answers asked of codes that nobody has');
-- 10 / (q - 1) is an error for q = 1: rows ask it only of who passed what stands before
SELECT is((SELECT count(*) FROM twelve WHERE team = 2 AND 10 / (q - 1) > 4), 2::bigint, 'conditions are asked of nobody whom the others leave out');
SELECT is(source_of('SELECT count(*) FROM twelve WHERE team = 2 AND 10 / (q - 1) > 4'), 'pack', 'also in the pack');
SELECT throws_ok('SELECT count(*) FROM twelve WHERE 10 / (q - 1) > 4', '22012', 'division by zero', 'but of whom they do not');
SELECT is((SELECT sum(10 / (q - 1)) FILTER (WHERE q > 1) FROM twelve), 27::bigint, 'nor arguments of whom FILTER leaves out');
SELECT is((SELECT count(*) FROM (SELECT 10 / (q - 1) FROM twelve WHERE q > 1 GROUP BY 10 / (q - 1)) x), 5::bigint, 'nor groups');
SELECT throws_ok('SELECT top2box(q, 5) FROM twelve', '22023', 'answer code 77 is outside the scale of 1 to 5', 'a code outside the scale is the same error');
SELECT throws_ok('SELECT top2box(q, 1) FROM twelve', '22023', NULL, 'a scale of one point too');
SELECT lives_ok('SELECT top2box(q, 1) FROM twelve WHERE q = 1000', 'of nobody it is none');
SELECT is(source_of('SELECT count(*) FROM twelve WHERE k = 9'), 'rows: column "k" is not packed as it is', 'a column whose missing codes the pack leaves out');


-- conditions on numbers
SELECT results_eq('SELECT count(*), sum(q) FROM twelve WHERE w > 0', 'VALUES (10::bigint, 198::bigint)', 'a number compared with a constant');
SELECT is(source_of('SELECT count(*), sum(q) FROM twelve WHERE w > 0'), 'pack', 'in the pack');
SELECT results_eq('SELECT count(*) FILTER (WHERE q > 0), sum(w) FROM twelve WHERE 1 >= w AND w <> 0', 'VALUES (6::bigint, 6.5::float8)', 'from either side, and twice');
SELECT is((SELECT count(*) FROM twelve WHERE w IS NULL AND team = 2), 1::bigint, 'no number');
SELECT is((SELECT count(*) FROM twelve WHERE w IS NOT NULL), 11::bigint, 'any number');
SELECT is((SELECT count(*) FROM twelve WHERE w < 'NaN'), 11::bigint, 'NaN is the largest number');
SELECT is(source_of($$SELECT count(*) FROM twelve WHERE w < 'NaN'$$), 'rows: a condition compares with NaN', 'by the rows');
SET plan_cache_mode = force_generic_plan;
PREPARE compared(float8) AS SELECT count(*) FROM twelve WHERE w <> $1;
SELECT is(source_of('EXECUTE compared(1)'), 'pack', 'a parameter');
SELECT results_eq('EXECUTE compared(1)', 'VALUES (5::bigint)', 'of any value');
SELECT results_eq('EXECUTE compared(NULL)', 'VALUES (0::bigint)', 'NULL too');
DEALLOCATE compared;
RESET plan_cache_mode;

-- ------------------------------------------------------------------ what is not planned
SELECT is(source_of(sql), 'not planned', sql) FROM (VALUES
    ('SELECT count(DISTINCT q), count(*) FROM twelve'), ('SELECT stddev(w) FROM twelve'), ('SELECT sum(w::numeric) FROM twelve'), ('SELECT sum(q::real) FROM twelve'),
    ('SELECT team, count(*) FROM twelve GROUP BY ROLLUP (team)'), ('SELECT count(*) FROM twelve WHERE random() < 2'), ('SELECT count(*) FROM twelve TABLESAMPLE system (100)'),
    ('SELECT count(*) FROM twelve a JOIN twelve b USING (id)'), ('SELECT count(*) FROM twelve WHERE ctid >= ''(0,0)'''), ('SELECT count(twelve) FROM twelve'),
    ('SELECT max(w) FROM twelve'), ('SELECT string_agg(q::text, '''') FROM twelve'), ('SELECT generate_series(1, 2), count(*) FROM twelve GROUP BY 1'),
    ('SELECT count(*) FROM plain')) s(sql);
SELECT is(source_of('SELECT w, count(*) FROM twelve GROUP BY w'), 'rows: a column that is no number alone has fractions, or many numbers', 'numbers with fractions are no groups of a pack');

-- --------------------------------------------------------- views, subqueries, parameters
CREATE VIEW labels AS SELECT id, CASE q WHEN 5 THEN 'very' WHEN 4 THEN 'rather' ELSE 'other' END AS answer, team, w FROM twelve WHERE q IS NOT NULL;
SELECT is(source_of('SELECT answer, count(*), sum(w) FROM labels GROUP BY answer'), 'pack', 'through a view');
SELECT results_eq('SELECT answer, count(*), sum(w) FROM labels GROUP BY answer ORDER BY answer', $$VALUES ('other', 6::bigint, 6.5::float8), ('rather', 2, 3), ('very', 3, 2.5)$$,
    'labels of a view');
SELECT is(source_of('SELECT q, count(*) FROM twelve_labels GROUP BY 1'), 'pack', 'through the view with labels');
SELECT results_eq('WITH x AS (SELECT * FROM twelve WHERE team = 1) SELECT count(*) FROM x', 'VALUES (4::bigint)', 'through WITH');
SELECT results_eq('SELECT t, (SELECT count(*) FROM twelve WHERE team = t) FROM generate_series(1, 4) t', 'VALUES (1, 4::bigint), (2, 4), (3, 2), (4, 0)', 'a correlated subquery');
SELECT results_eq('SELECT t, x.* FROM generate_series(1, 3) t, LATERAL (SELECT yes, count(*) FROM twelve WHERE team = t GROUP BY yes) x ORDER BY 1, 2',
    'VALUES (1, false, 1::bigint), (1, true, 2), (1, NULL, 1), (2, false, 1), (2, true, 2), (2, NULL, 1), (3, false, 1), (3, true, 1)', 'groups of a lateral subquery');
SELECT results_eq('SELECT count(*) FROM twelve WHERE team = (SELECT min(team) FROM twelve)', 'VALUES (4::bigint)', 'an initplan in a condition');
SELECT results_eq('SELECT team + (SELECT count(*) FROM twelve)::int, count(*) FROM twelve GROUP BY 1 ORDER BY 1', 'VALUES (13, 4::bigint), (14, 4), (15, 2), (NULL, 2)', 'in a group');
SELECT results_eq('SELECT (SELECT count(*) FROM twelve) + count(*) FROM twelve', 'VALUES (24::bigint)', 'beside an aggregate');
SELECT results_eq('SELECT a.team, a.n, b.n FROM (SELECT team, count(*) n FROM twelve GROUP BY 1) a JOIN (SELECT team, sum(q) n FROM twelve WHERE q < 6 GROUP BY 1) b USING (team) ORDER BY 1',
    'VALUES (1, 4::bigint, 10::bigint), (2, 4, 10), (3, 2, 4)', 'two of them joined');
SELECT results_eq('SELECT team, n, sum(n) OVER () FROM (SELECT team, count(*) n FROM twelve GROUP BY 1) x ORDER BY 1', 'VALUES (1, 4::bigint, 12::numeric), (2, 4, 12), (3, 2, 12), (NULL, 2, 12)',
    'below a window');

SET plan_cache_mode = force_generic_plan;
PREPARE asked(int, int) AS SELECT count(*), top2box(LEAST(q, 5), $2) FROM twelve WHERE team = $1;
SELECT is(source_of('EXECUTE asked(1, 5)'), 'pack', 'a generic plan reads the pack');
SELECT results_eq('EXECUTE asked(1, 5)', 'VALUES (4::bigint, 3::float8 / 4)', 'with its parameters');
SELECT results_eq('EXECUTE asked(2, 5)', 'VALUES (4::bigint, 2::float8 / 4)', 'and others');
SELECT throws_ok('EXECUTE asked(2, 1)', '22023', NULL, 'a scale of one point is the error of the rows');
SET mlops_survey.read_packs = off;
SELECT is(source_of('EXECUTE asked(1, 5)'), 'rows: mlops_survey.read_packs is off', 'the setting holds for plans that were made before');
SELECT is(source_of('SELECT count(*) FROM twelve'), 'not planned', 'and none is made with it');
SELECT is((SELECT reason FROM survey_explain('twelve', '{yes}')), 'mlops_survey.read_packs is off', 'functions by name keep to it');
RESET mlops_survey.read_packs;

-- ------------------------------------------------------------------------ freshness
INSERT INTO twelve VALUES (13, 5, 1, true, 30, 1);
SELECT is(source_of('EXECUTE asked(1, 5)'), 'pack and rows: answers were added since the others were packed', 'an append: its rows are read besides');
SELECT results_eq('EXECUTE asked(1, 5)', 'VALUES (5::bigint, 4::float8 / 5)', 'which have it');
SELECT respondents FROM pack_survey('twelve');
SELECT is(source_of('EXECUTE asked(1, 5)'), 'pack', 'packed again: the same plan reads the pack');
SELECT results_eq('EXECUTE asked(1, 5)', 'VALUES (5::bigint, 4::float8 / 5)', 'which has it too');
SELECT unpack_survey('twelve');
SELECT is(source_of('EXECUTE asked(1, 5)'), 'not planned', 'unpacked: the plan is made anew');
SELECT respondents FROM pack_survey('twelve');
DEALLOCATE asked;
RESET plan_cache_mode;

-- a cursor shows what was there when it was opened
BEGIN;
DECLARE before CURSOR FOR SELECT team, count(*) FROM twelve GROUP BY team;
DELETE FROM twelve WHERE team = 1;
SELECT is((SELECT sum(count) FROM (SELECT team, count(*) FROM twelve GROUP BY team) x), 8::numeric, 'after the write the rows are read');
CREATE TEMP TABLE fetched (team int, n bigint);
DO $$ DECLARE r record; c refcursor := 'before'; BEGIN LOOP FETCH c INTO r; EXIT WHEN NOT FOUND; INSERT INTO fetched VALUES (r.team, r.count); END LOOP; END $$;
SELECT set_eq('SELECT * FROM fetched', 'VALUES (1, 5::bigint), (2, 4), (3, 2), (NULL, 2)', 'a cursor held across a write has what was there before');
ROLLBACK;
SELECT is(source_of('SELECT count(*) FROM twelve'), 'pack', 'a write that was rolled back leaves the pack fresh');
BEGIN;
SAVEPOINT s;
UPDATE twelve SET q = 1;
ROLLBACK TO s;
SELECT is(source_of('SELECT count(*) FROM twelve'), 'pack', 'so does a savepoint');
COMMIT;
-- triggers of the statement that writes see what it wrote
CREATE TABLE seen (n bigint, m bigint);
CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen SELECT (SELECT count(*) FROM twelve), (SELECT count(id) FROM twelve); RETURN NULL; END $$;
CREATE TRIGGER a_watch AFTER INSERT ON twelve FOR EACH STATEMENT EXECUTE FUNCTION watch();
CREATE TRIGGER a_watch_row AFTER INSERT ON twelve FOR EACH ROW EXECUTE FUNCTION watch();
INSERT INTO twelve SELECT 100 + i, 5, 1, true, 30, 1 FROM generate_series(1, 2) i;
SELECT set_eq('SELECT DISTINCT n, m FROM seen', 'VALUES (15::bigint, 15::bigint)', 'triggers see the rows');
DROP TRIGGER a_watch ON twelve;
DROP TRIGGER a_watch_row ON twelve;
DELETE FROM twelve WHERE id > 13;
SELECT results_eq('SELECT survey, respondents FROM refresh_packs()', $$VALUES ('twelve', 13::bigint)$$, 'refresh_packs packs what has changed');
SELECT is_empty('SELECT * FROM refresh_packs()', 'and nothing else');
SELECT is(source_of('SELECT count(*) FROM twelve'), 'pack', 'which is read again');

-- --------------------------------------------------------------- weights that are none
UPDATE twelve SET w = -1 WHERE id = 12;
SELECT respondents FROM pack_survey('twelve');
SELECT is(source_of('SELECT sum(w) FROM twelve'), 'pack', 'a negative number is added');
SELECT is((SELECT sum(w) FROM twelve WHERE team = 3), 0::float8, 'rightly');
SELECT throws_ok('SELECT tally(q, w) FROM twelve', '22023', NULL, 'as a weight it is the error of the rows');
SELECT is(source_of('SELECT tally(q, w) FROM twelve WHERE team < 3'), 'rows: a weight is negative or too small', 'whoever has it');
SELECT is((SELECT tally(q, w)::text FROM twelve WHERE team = 1), 'v1w{1:1:1:1,4:1:2:4,5:2:2:2}', 'who does not count is no error');
UPDATE twelve SET w = 1 WHERE id = 12;
SELECT respondents FROM pack_survey('twelve');

-- ---------------------------------------------------------------------------- rights
CREATE ROLE plain_reader;
CREATE ROLE plain_other;
GRANT SELECT (team, q) ON twelve TO plain_reader;
SET ROLE plain_reader;
SELECT results_eq('SELECT team, sum(q) FROM twelve WHERE q < 6 GROUP BY 1 ORDER BY 1', 'VALUES (1, 15::bigint), (2, 10), (3, 4), (NULL, 6)', 'who may read some columns counts these');
SELECT throws_ok('SELECT team, sum(w) FROM twelve GROUP BY 1', '42501', NULL, 'and no others');
SET ROLE plain_other;
SELECT throws_ok('SELECT count(*) FROM twelve', '42501', NULL, 'who may read none counts nothing');
RESET ROLE;
SELECT is(source_of('SELECT team, sum(q) FROM twelve GROUP BY 1'), 'pack', 'from the pack');
ALTER TABLE twelve ENABLE ROW LEVEL SECURITY;
CREATE POLICY part ON twelve USING (team = 1);
SELECT is(source_of('SELECT count(*) FROM twelve'), 'not planned', 'row-level security: not planned, the owner''s neither');
SET ROLE plain_reader;
SELECT is((SELECT count(team) FROM twelve), 5::bigint, 'everybody counts what he may see');
RESET ROLE;
ALTER TABLE twelve DISABLE ROW LEVEL SECURITY;
SELECT is(source_of('SELECT count(*) FROM twelve'), 'pack', 'without it the pack is read again');
DROP POLICY part ON twelve;
REVOKE ALL ON twelve FROM plain_reader;
REVOKE SELECT (team, q) ON twelve FROM plain_reader;
DROP ROLE plain_reader, plain_other;

-- ---------------------------------------------------------------- packs that are not good
CREATE TEMP TABLE kept AS SELECT * FROM mlops_survey.pack_segment;
UPDATE mlops_survey.pack_segment SET directory = '\x00';
SELECT is(source_of('SELECT count(q) FROM twelve'), 'rows: the pack is not valid', 'a directory that is none');
UPDATE mlops_survey.pack_segment s SET directory = k.directory, data = '\x00' FROM kept k;
SELECT is(source_of('SELECT count(q), sum(age) FROM twelve'), 'rows: the pack is not valid', 'data that is too short');
UPDATE mlops_survey.pack_segment s SET data = k.data, respondents = 12 FROM kept k;
SELECT is(source_of('SELECT count(q) FROM twelve'), 'rows: the pack is not complete', 'respondents are missing');
DELETE FROM mlops_survey.pack_segment;
SELECT is(source_of('SELECT count(q) FROM twelve'), 'rows: the pack is not complete', 'a segment is missing');
SELECT is((SELECT count(q) FROM twelve), 12::bigint, 'the rows are right');
INSERT INTO mlops_survey.pack_segment SELECT * FROM kept;
SELECT is(source_of('SELECT count(q) FROM twelve'), 'pack', 'all is well again');
ALTER TABLE twelve DISABLE TRIGGER mlops_survey_pack_changed;
SELECT is(source_of('SELECT count(q) FROM twelve'), 'not planned', 'without its trigger');
ALTER TABLE twelve ENABLE ALWAYS TRIGGER mlops_survey_pack_changed;
ALTER TABLE twelve DISABLE TRIGGER mlops_survey_pack_replicated;
SELECT is(source_of('SELECT count(q) FROM twelve'), 'rows: the triggers that watch the answers are missing or disabled', 'without the other');
ALTER TABLE twelve ENABLE REPLICA TRIGGER mlops_survey_pack_replicated;
ALTER TABLE twelve DROP COLUMN age CASCADE;
SELECT is(source_of('SELECT count(q) FROM twelve'), 'rows: the table of the answers was altered', 'a column was dropped');
SELECT is((SELECT count(q) FROM twelve), 12::bigint, 'which is no error');

-- ------------------------------------------------------------------------ other plans
CREATE TABLE large AS SELECT (1 + i % 5)::smallint AS q, i % 3 AS team, (1 + i % 7)::float8 AS w FROM generate_series(1, 150000) i;
SELECT register_survey('large', 'large', '{"weight": "w", "variables": [{"name": "q", "measure": "ordinal", "points": 5}, {"name": "team", "measure": "nominal"}, {"name": "w", "measure": "scale"}]}');
SELECT respondents FROM pack_survey('large');
ANALYZE large;
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
CREATE TABLE given AS SELECT team, count(*), tally(q, w)::text, sum(w) FROM large GROUP BY team;
SELECT is(source_of('SELECT team, count(*), tally(q, w)::text, sum(w) FROM large GROUP BY team'), 'pack', 'three segments');
SET enable_hashagg = off;
SELECT is(source_of('SELECT team, count(*), tally(q, w)::text, sum(w) FROM large GROUP BY team'), 'pack', 'under a sorted aggregate');
SELECT set_eq('SELECT team, count(*), tally(q, w)::text, sum(w) FROM large GROUP BY team', 'TABLE given', 'the same');
RESET enable_hashagg;
INSERT INTO mlops_survey.pack_stale (survey_id, change) SELECT survey_id, true FROM mlops_survey.pack JOIN mlops_survey.survey ON id = survey_id WHERE name = 'large';
SELECT is(source_of('SELECT team, count(*), tally(q, w)::text, sum(w) FROM large GROUP BY team'), 'rows: the answers have changed since they were packed', 'marked as changed');
SELECT set_eq('SELECT team, count(*), tally(q, w)::text, sum(w) FROM large GROUP BY team', 'TABLE given', 'workers read the rows, to the same result');
DELETE FROM mlops_survey.pack_stale;
SELECT set_eq($$SELECT q, count(*) FROM large WHERE w > 3 GROUP BY q$$, $$SELECT q, count(*) FROM (SELECT * FROM large OFFSET 0) x WHERE w > 3 GROUP BY q$$, 'a condition on a number');
-- a weight that is none, among 150,000
UPDATE large SET w = -1 WHERE ctid = (SELECT max(ctid) FROM large);
SELECT respondents FROM pack_survey('large');
SELECT is(source_of('SELECT team, count(*), tally(q, w)::text FROM large WHERE w > 0 GROUP BY team'), 'rows: a weight is negative or too small', 'one bad weight: the rows are read');
SELECT set_eq('SELECT team, count(*), tally(q, w)::text FROM large WHERE w > 0 GROUP BY team', 'SELECT team, count(*), tally(q, w)::text FROM (SELECT * FROM large OFFSET 0) x WHERE w > 0 GROUP BY team',
    'by workers, without it no error');
SELECT throws_ok('SELECT team, tally(q, w) FROM large GROUP BY team', '22023', 'survey weight must be finite and not negative, not -1', 'with it the error of the rows');
CREATE TABLE child () INHERITS (large);
SELECT is(source_of('SELECT count(*) FROM large'), 'not planned', 'a table that others inherit from');
DROP TABLE child;

-- --------------------------------------------- a bad weight in the last segment
CREATE TABLE bad AS SELECT i % 4 AS team, 1 + i % 5 AS q, CASE WHEN i = 150000 THEN -1 ELSE 1 + i % 3 END::float8 AS w FROM generate_series(1, 150000) i;
SELECT register_survey('bad', 'bad', '{"variables": [{"name": "q", "measure": "ordinal", "points": 5}, {"name": "team", "measure": "nominal"}, {"name": "w", "measure": "scale"}]}');
SELECT segments FROM pack_survey('bad');
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT throws_ok('SELECT team, top2box(q, 5, w) FROM bad GROUP BY team', '22023', NULL, 'is the error that the rows give, and no group comes before it');
SELECT is(source_of('SELECT team, count(*), top2box(q, 5, w) FROM bad WHERE team > 0 GROUP BY team'), 'rows: a weight is negative or too small', 'where it does not count, workers read the rows');
SELECT results_eq('SELECT team, count(*), round(top2box(q, 5, w)::numeric, 6) FROM bad WHERE team > 0 GROUP BY team ORDER BY team',
    'SELECT team, count(*), round((sum(w) FILTER (WHERE q >= 4) / sum(w))::numeric, 6) FROM (SELECT * FROM bad OFFSET 0) b WHERE team > 0 GROUP BY team ORDER BY team', 'and count each once');
SELECT is(source_of('SELECT team, count(*) FROM bad GROUP BY team'), 'pack', 'who asks for no weight reads the pack');
RESET max_parallel_workers_per_gather;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;

-- ------------------------------------------------------------- days
-- moments on both sides of 2000-01-01, from which days are counted, and at midnight; one that has none
CREATE TABLE days AS SELECT i AS id, 1 + i % 5 AS q, date '1999-12-20' + i AS d, timestamp '1999-12-30 23:59:59.999999' + i * interval '6 hours' AS ts,
    timestamptz '1999-12-30' + i * interval '6 hours' AS tz FROM generate_series(0, 39) i;
INSERT INTO days VALUES (40, 1, NULL, NULL, NULL), (41, 2, '0001-01-01', '2000-01-05', NULL), (42, 3, '5000-01-01', '0044-03-15 BC', NULL);
SELECT register_survey('days', 'days', '{"variables": [{"name": "q", "measure": "ordinal"}, {"name": "d", "measure": "date"}, {"name": "ts", "measure": "date"}, {"name": "tz", "measure": "date"}]}');
SELECT is((SELECT columns FROM pack_survey('days')), 4, 'dates and timestamps are packed, those with a zone are not');
CREATE TABLE asked_days (i serial, sql text, source text);
INSERT INTO asked_days (sql, source) VALUES
    ('SELECT d, count(*) FROM days GROUP BY d ORDER BY d', 'pack'), ('SELECT min(d), max(d), count(d), count(ts) FROM days WHERE d > ''1999-12-25''', 'pack'),
    ('SELECT ts::date, count(*), avg(q) FROM days GROUP BY 1 ORDER BY 1', 'pack'), ('SELECT date_trunc(''month'', ts), count(*) FROM days GROUP BY 1 ORDER BY 1', 'pack'),
    ('SELECT extract(dow FROM ts), date_part(''isoyear'', ts), count(*) FROM days GROUP BY 1, 2 ORDER BY 1, 2', 'pack'),
    ('SELECT date_trunc(''month'', d), count(*) FROM days GROUP BY 1 ORDER BY 1', 'pack'), ('SELECT count(*) FROM days WHERE ts >= ''2000-01-05''', 'pack'),
    ('SELECT count(*) FROM days WHERE ''2000-01-05'' > ts', 'pack'), ('SELECT count(*) FROM days WHERE ts < date ''2000-01-05'' AND ts IS NOT NULL', 'pack'),
    ('SELECT count(*) FROM days WHERE ts > ''2000-01-05''', 'not planned'), ('SELECT count(*) FROM days WHERE ts >= ''2000-01-05 00:00:01''', 'not planned'),
    ('SELECT date_trunc(''hour'', ts), count(*) FROM days GROUP BY 1 ORDER BY 1', 'not planned'), ('SELECT extract(hour FROM ts), count(*) FROM days GROUP BY 1 ORDER BY 1', 'not planned'),
    ('SELECT max(ts) FROM days', 'not planned'), ('SELECT tz::date, count(*) FROM days GROUP BY 1 ORDER BY 1', 'not planned');
CREATE FUNCTION days_of(sql text, packs text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    r record;
    result text := '';
BEGIN
    PERFORM set_config('mlops_survey.read_packs', packs, false);
    FOR r IN EXECUTE sql LOOP result := result || r::text; END LOOP;
    PERFORM set_config('mlops_survey.read_packs', 'on', false);
    RETURN result;
END $$;
SELECT is(source_of(sql) || ': ' || days_of(sql, 'on'), source || ': ' || days_of(sql, 'off'), sql) FROM asked_days ORDER BY i;
UPDATE days SET d = 'infinity', ts = '-infinity' WHERE id = 0;
SELECT respondents FROM pack_survey('days');
SELECT is(source_of('SELECT d, count(*) FROM days GROUP BY d'), 'rows: column "d" is not packed as it is', 'infinity is no day');
SELECT is((SELECT left_out FROM survey_pack_status('days')), '{d,ts}', 'such columns are left out');

-- ------------------------------------------------------------- whatever writes is seen
CREATE TABLE parent AS SELECT i AS id FROM generate_series(1, 5) i;
ALTER TABLE parent ADD PRIMARY KEY (id);
CREATE TABLE written AS SELECT i AS id, 1 + i % 5 AS parent, 1 + i % 3 AS q FROM generate_series(1, 30) i;
ALTER TABLE written ADD PRIMARY KEY (id), ADD FOREIGN KEY (parent) REFERENCES parent ON DELETE CASCADE;
SELECT register_survey('written', 'written', '{"variables": [{"name": "q", "measure": "nominal"}, {"name": "parent", "measure": "nominal"}]}');
SELECT respondents FROM pack_survey('written');
-- without statistics thirty groups of thirty rows are expected, which rows give for less
ANALYZE written;
CREATE FUNCTION after(write text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    before text := source_of('SELECT q, count(*) FROM written GROUP BY q');
    packed text;
BEGIN
    EXECUTE write;
    packed := (SELECT string_agg(x::text, ' ' ORDER BY q) FROM (SELECT q, count(*), sum(parent) FROM written GROUP BY q) x);
    IF packed IS DISTINCT FROM (SELECT string_agg(x::text, ' ' ORDER BY q) FROM (SELECT q, count(*), sum(parent) FROM (SELECT * FROM written OFFSET 0) w GROUP BY q) x) THEN RETURN 'differs'; END IF;
    RETURN before || ', ' || source_of('SELECT q, count(*) FROM written GROUP BY q');
END $$;
CREATE TABLE writes (i int, write text, outcome text);
INSERT INTO writes VALUES (1, 'MERGE INTO written USING (VALUES (1), (50)) v(i) ON id = i WHEN MATCHED THEN UPDATE SET q = 9 WHEN NOT MATCHED THEN INSERT VALUES (i, 1, 7)'),
    (2, 'INSERT INTO written VALUES (2, 1, 1) ON CONFLICT (id) DO UPDATE SET q = 8'), (3, 'INSERT INTO written VALUES (2, 1, 1) ON CONFLICT DO NOTHING'), (4, 'DELETE FROM parent WHERE id = 2'),
    (5, 'UPDATE written SET q = q WHERE false'), (6, 'WITH x AS (UPDATE written SET q = 4 WHERE id = 3 RETURNING 1) SELECT * FROM x'), (7, 'TRUNCATE written'), (8, 'INSERT INTO written VALUES (1, 1, 1)'),
    (9, 'ALTER TABLE written ADD x int DEFAULT 1');
DO $$ DECLARE w record; BEGIN FOR w IN SELECT * FROM writes ORDER BY i LOOP UPDATE writes SET outcome = after(w.write) WHERE i = w.i; PERFORM pack_survey('written'); END LOOP; END $$;
SELECT is(string_agg(format('%s: %s', write, outcome), E'\n'), NULL, 'MERGE, ON CONFLICT, cascades, TRUNCATE and ALTER TABLE are seen')
    FROM writes WHERE outcome <> CASE i WHEN 9 THEN 'pack, rows: the table of the answers was altered'
        WHEN 3 THEN 'pack, pack and rows: answers were added since the others were packed' WHEN 8 THEN 'pack, pack and rows: answers were added since the others were packed' ELSE 'pack, rows: the answers have changed since they were packed' END;

-- segments are found first and read later: until then nobody may write their table anew
BEGIN;
SELECT source_of('SELECT q, count(*) FROM written GROUP BY q') AS source \gset
SELECT is(:'source' || ', ' || string_agg(DISTINCT mode, ', '), 'pack, AccessShareLock', 'the table of segments stays locked as one that is read') FROM pg_locks WHERE relation = 'mlops_survey.pack_segment'::regclass AND pid = pg_backend_pid();
COMMIT;
SELECT * FROM finish();
