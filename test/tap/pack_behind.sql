-- Rows behind a pack: answers that were added since are read from the table and merged with the pack, by plain SQL and by
-- name, with the numbers of the rows; and nothing that was put between the packed rows is left out.
SELECT plan(57);
\ir include/source.psql
\ir include/vacuum.psql
SET client_min_messages = warning;
LOAD 'mlops_survey';

-- two thirds of each page are rows of their own, so that what is deleted leaves room on it
CREATE TABLE behind (id int, stratum int, cluster int, q int, team int, amount float8, w float8, filler text);
ALTER TABLE behind ALTER COLUMN filler SET STORAGE PLAIN;
CREATE FUNCTION add(first int, last int) RETURNS void LANGUAGE sql AS $$
    INSERT INTO behind SELECT i, 1 + i / 40 % 3, i / 20, CASE WHEN i % 13 > 0 THEN 1 + i * 7 % 5 END, 1 + i % 4, i * 37 % 1000 / 8.0,
        CASE WHEN i % 17 > 0 THEN 0.5 + i % 9 / 3.0 END, repeat('x', 200) FROM generate_series(first, last) i $$;
SELECT add(1, 3000);
SELECT register_survey('behind', 'behind', '{"weight": "w", "design": {"strata": ["stratum"], "clusters": ["cluster"]}, "variables": [
    {"name": "q", "measure": "ordinal", "points": 5}, {"name": "team", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c", "4": "d"}},
    {"name": "amount", "measure": "scale"}, {"name": "w", "measure": "scale"}]}');
SELECT respondents FROM pack_survey('behind');

-- everything that reads packs, from the pack and from the rows; doubles to eleven digits, since sums of double precision are not exact in rows
CREATE FUNCTION digits(x text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(CASE WHEN p[1] ~ '^-?[0-9]+\.[0-9]{6,}(e-?[0-9]+)?$' THEN to_char(p[1]::float8, '9.9999999999EEEE') ELSE p[1] END, '' ORDER BY i)
    FROM regexp_matches(x, '(-?[0-9]+\.[0-9]+(?:e-?[0-9]+)?|[^0-9-]+|.)', 'g') WITH ORDINALITY r(p, i) $$;
CREATE TABLE reads (i serial, sql text, planned text);
INSERT INTO reads (sql, planned) VALUES
    ('SELECT team, count(*), count(q), top2box(q, 5, w), tally(q, w)::text, sum(q), avg(team) FROM behind GROUP BY team ORDER BY team', 'plain'),
    ('SELECT count(*), nps(team), share(q > 3, w), min(q), max(team), bool_or(q = 5) FROM behind WHERE q IS NOT NULL AND team IN (1, 2)', 'plain'),
    ('SELECT q, round(sum(w)::numeric, 6), round(sum(amount * 2)::numeric, 6) FROM behind WHERE amount > 50 GROUP BY q ORDER BY q', 'plain'),
    ('SELECT * FROM survey_crosstab(''behind'', ''{q,amount}'', ''{team}'')', 'tables'),
    ('SELECT * FROM survey_crosstab(''behind'', ''{q}'', ''{team}'', filter => ''q > 1 AND team <> 2'', tests => ''spss'')', 'tables'),
    ('SELECT * FROM survey_crosstab(''behind'', ''{q}'', ''{team}'', weight => ''none'')', 'tables'),
    ('SELECT * FROM survey_topline(''behind'')', 'tables'),
    ('SELECT * FROM survey_test(''behind'', ''q'', ''team'')', 'tables'),
    ('SELECT * FROM survey_mean(''behind'', ''{q,amount}'', by => ''{team}'')', 'estimates'),
    ('SELECT * FROM survey_total(''behind'', ''{q}'', filter => ''team = 3'')', 'estimates'),
    ('SELECT * FROM survey_proportion(''behind'', ''q'', by => ''{team}'')', 'estimates'),
    ('SELECT * FROM survey_ratio(''behind'', ''q'', ''amount'')', 'estimates');
CREATE FUNCTION read(sql text, packs text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    r record;
    all_rows text := '';
BEGIN
    PERFORM set_config('mlops_survey.read_packs', packs, true);
    FOR r IN EXECUTE sql LOOP all_rows := all_rows || digits(r::text) || E'\n'; END LOOP;
    PERFORM set_config('mlops_survey.read_packs', 'on', true);
    RETURN all_rows;
END $$;
-- reads that differ; where plain SQL and tables are read from
CREATE FUNCTION differ() RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(sql, E'\n') FROM reads WHERE read(sql, 'on') IS DISTINCT FROM read(sql, 'off') $$;
CREATE FUNCTION sources() RETURNS text LANGUAGE sql AS $$
    SELECT format('%s; %s; %s', (SELECT string_agg(DISTINCT source_of(sql), ', ') FROM reads WHERE planned = 'plain'),
        (SELECT concat_ws(': ', source, reason) FROM survey_explain('behind', '{q}', '{team}')),
        (SELECT concat_ws(': ', source, reason) FROM survey_explain_estimate('behind', '{q}', by => '{team}'))) $$;
\set merged '\'pack and rows: answers were added since the others were packed; pack and rows: answers were added since the others were packed; pack and rows: answers were added since the others were packed\''

SELECT is(differ(), NULL, 'packed: all reads are those of the rows');
SELECT is(sources(), 'pack; pack; pack', 'from the pack');
SELECT add(3001, 3001);
SELECT is(differ(), NULL, 'one respondent more: the same numbers');
SELECT is(sources(), :merged, 'from the pack and his row');
SELECT add(3002, 4200);
SELECT is(differ(), NULL, 'many more: the same numbers');
SELECT is(sources(), :merged, 'from the pack and their rows');
SELECT is((SELECT fresh FROM survey_pack_status('behind')), false, 'the pack is not all of the answers');
SELECT is((SELECT count(*) FROM behind), 4200::bigint, 'all of them count');
SELECT is((SELECT round(sum(n)) FROM survey_crosstab('behind', '{team}', weight => 'none') WHERE row_code IS NOT NULL), 4200::numeric, 'by name, too');

-- a reader writes nothing
BEGIN TRANSACTION READ ONLY;
SELECT is(differ(), NULL, 'in a transaction that only reads');
SELECT is(sources(), :merged, 'from the pack and rows');
COMMIT;
CREATE ROLE behind_reader;
GRANT SELECT ON behind TO behind_reader;
SET ROLE behind_reader;
SELECT is((SELECT count(*) FROM behind WHERE team = 2), 1050::bigint, 'a role without other rights counts them');
SELECT is((SELECT source FROM survey_explain('behind', '{q}', '{team}')), 'pack and rows', 'from the pack and rows');
RESET ROLE;

-- a savepoint that is rolled back, a deletion that is
BEGIN;
SAVEPOINT s;
SELECT add(5001, 5100);
SELECT is((SELECT count(*) FROM behind WHERE team > 0), 4300::bigint, 'rows of a savepoint count within it');
ROLLBACK TO s;
SELECT is((SELECT count(*) FROM behind WHERE team > 0), 4200::bigint, 'and no more when it is rolled back');
SAVEPOINT s;
DELETE FROM behind WHERE id % 2 = 0;
SELECT is(source_of('SELECT count(*) FROM behind WHERE team > 0'), 'rows: the answers have changed since they were packed', 'a deletion: rows');
ROLLBACK TO s;
SELECT is(sources(), :merged, 'rolled back: the pack and rows again');
SELECT is(differ(), NULL, 'with the same numbers');
COMMIT;

-- VACUUM sets bits and gives room that aborted rows took
SELECT is((SELECT count(*) FROM behind), 4200::bigint, 'all are there');
SELECT vacuum_all('behind') \gexec
SELECT is(sources(), :merged, 'after VACUUM, the same');
SELECT is(differ(), NULL, 'with the same numbers');
VACUUM (FREEZE) behind;
SELECT is(sources(), :merged, 'after freezing, too');
SELECT add(4201, 4400);
SELECT is(differ(), NULL, 'rows in room that aborted ones left');
SELECT is((SELECT added FROM pack_survey('behind')), 1400::bigint, 'only they are packed');
SELECT is(differ(), NULL, 'and all is the same');
SELECT is(sources(), 'pack; pack; pack', 'from the pack');
SELECT add(4401, 4500);
SELECT is(sources(), :merged, 'behind an appended pack there may be rows again');
SELECT is(differ(), NULL, 'with the same numbers');
SELECT is((SELECT string_agg(concat_ws(' ', survey, respondents, added), ', ') FROM refresh_packs()), 'behind 4500 100', 'refresh_packs packs them');

-- free space between packed rows
DELETE FROM behind WHERE id % 3 = 0;
SELECT is((SELECT respondents FROM pack_survey('behind')), 3000::bigint, 'two thirds are packed anew');
SELECT is(differ(), NULL, 'with the numbers of the rows');
SELECT vacuum_all('behind') \gexec
SELECT is(sources(), 'pack; pack; pack', 'VACUUM changes nothing');
SELECT add(6001, 6001);
\set between 'answers were added between those that are packed'
SELECT cmp_ok((SELECT max(ctid) FROM behind WHERE id < 6000), '>', (SELECT ctid FROM behind WHERE id = 6001), 'the next row lies between others');
SELECT is(sources(), format('rows: %1$s; rows: %1$s; blocks: %1$s', :'between'), 'which is noticed: rows are read');
SELECT is(differ(), NULL, 'with their numbers');
SELECT is((SELECT added FROM pack_survey('behind')), 3001::bigint, 'packing packs all anew');
SELECT is(sources(), 'pack; pack; pack', 'and the pack is read');
SELECT is(differ(), NULL, 'with the numbers of the rows');

-- other files: rewritten tables, and what a dump of another server says
VACUUM FULL behind;
SELECT is(sources(), 'pack; pack; pack', 'a table that is written anew keeps its pack');
SELECT add(6002, 6010);
SELECT is((SELECT count(*) FROM behind WHERE team > 0), 3010::bigint, 'what is added then counts');
SELECT is(source_of('SELECT count(*) FROM behind WHERE team > 0'), 'rows: answers were added after the table was written anew', 'from the rows');
SELECT is(differ(), NULL, 'with their numbers');
SELECT respondents FROM pack_survey('behind');
SELECT add(6011, 6020);
SELECT is(sources(), :merged, 'packed anew, it has rows behind it again');
UPDATE mlops_survey.pack SET pages = set_byte(pages, 3, get_byte(pages, 3) # 255);
SELECT is(source_of('SELECT count(*) FROM behind WHERE team > 0'), 'rows: answers were added after the table was written anew', 'pages of another server tell nothing');
UPDATE mlops_survey.pack SET pages = substring(pages FROM 1 FOR 20);
SELECT is(differ(), NULL, 'nor do those that are cut off');
UPDATE mlops_survey.pack SET pages = NULL;
SELECT is(differ(), NULL, 'nor none');
SELECT respondents FROM pack_survey('behind');

-- a file of VACUUM FULL whose rows lie further apart: those that are packed are not packed once more
ALTER TABLE behind SET (fillfactor = 10);
VACUUM FULL behind;
SELECT is((SELECT respondents FROM pack_survey('behind')), 3020::bigint, 'packed in another file, nobody counts twice');
SELECT is(differ(), NULL, 'with the numbers of the rows');
SELECT add(6021, 6030);
SELECT is(sources(), :merged, 'and rows behind are known again');

-- an empty pack, a rescan, a cursor
CREATE TABLE nobody (q int, team int);
SELECT register_survey('nobody', 'nobody', '{"variables": [{"name": "q", "measure": "nominal", "values": {"1": "a"}}, {"name": "team", "measure": "nominal", "values": {"1": "a", "2": "b"}}]}');
SELECT respondents FROM pack_survey('nobody');
INSERT INTO nobody VALUES (1, 1), (1, 2), (NULL, 2);
SELECT results_eq('SELECT team, count(*), count(q) FROM nobody GROUP BY team ORDER BY team', 'VALUES (1, 1::bigint, 1::bigint), (2, 2, 1)', 'rows behind an empty pack');
SELECT results_eq('SELECT t, (SELECT count(*) FROM nobody WHERE team = t) FROM generate_series(1, 3) t', 'VALUES (1, 1::bigint), (2, 2), (3, 0)', 'asked again and again');
BEGIN;
DECLARE c CURSOR FOR SELECT team, count(*) FROM nobody GROUP BY team ORDER BY team;
INSERT INTO nobody VALUES (1, 1);
SELECT results_eq('FETCH ALL FROM c', 'VALUES (1, 1::bigint), (2, 2)', 'a cursor counts what was there when it was opened');
SELECT results_eq('SELECT count(*) FROM nobody WHERE team = 1', 'VALUES (2::bigint)', 'a statement what is there');
COMMIT;
SELECT is((SELECT sum(n)::int FROM survey_crosstab('nobody', '{team}') WHERE row_code IS NOT NULL), 4, 'by name, too');
-- what leaves no mark but the pack unread is renewed too
ALTER TABLE nobody ADD COLUMN more int;
SELECT is((SELECT reason FROM survey_pack_status('nobody')), 'the table of the answers was altered', 'a new column');
SELECT is((SELECT count(*) FROM refresh_packs() WHERE survey = 'nobody'), 1::bigint, 'has its survey packed');
SELECT is((SELECT reason FROM survey_pack_status('nobody')), NULL, 'so that the pack is read');
DROP OWNED BY behind_reader;
DROP ROLE behind_reader;
SELECT * FROM finish();
