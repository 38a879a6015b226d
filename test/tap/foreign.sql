-- Surveys over foreign tables (postgres_fdw, a server that is this one): the same numbers as where the answers lie,
-- aggregates are computed there, and states of several servers merge here.
SELECT plan(21);
\set QUIET 1
SET client_min_messages = error;
\getenv host PGHOST
\getenv port PGPORT
CREATE EXTENSION postgres_fdw;
CREATE SCHEMA far;
CREATE SCHEMA near;
SELECT format('CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host %L, port %L, dbname %L, extensions ''mlops_survey'')', :'host', :'port', current_database()) \gexec
CREATE USER MAPPING FOR CURRENT_USER SERVER far;

-- waves 1 and 2 lie far away, wave 3 here; "whole" has all of them in one table
CREATE TABLE whole AS SELECT i AS id, (1 + i % 3)::int AS wave, CASE WHEN i % 11 = 0 THEN 9 ELSE 1 + i * 7 % 5 END AS q, (1 + i * 5 % 4)::int AS t, 0.5 + i % 7 / 4.0::float8 AS w, i * 13 % 40 AS psu, i * 37 % 101 AS income
    FROM generate_series(1, 3000) i;
CREATE TABLE far.w1 AS SELECT * FROM whole WHERE wave = 1;
CREATE TABLE far.w2 AS SELECT * FROM whole WHERE wave = 2;
CREATE TABLE answers (LIKE whole) PARTITION BY LIST (wave);
CREATE FOREIGN TABLE near.w1 PARTITION OF answers FOR VALUES IN (1) SERVER far OPTIONS (schema_name 'far');
CREATE FOREIGN TABLE near.w2 PARTITION OF answers FOR VALUES IN (2) SERVER far OPTIONS (schema_name 'far');
CREATE TABLE near.w3 PARTITION OF answers FOR VALUES IN (3);
INSERT INTO answers SELECT * FROM whole WHERE wave = 3;
\set codebook '{"weight": "w", "respondent": "id", "design": {"clusters": ["psu"]}, "variables": [{"name": "q", "points": 5, "missing": {"9": "No answer"}}, {"name": "t", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c", "4": "d"}}, {"name": "wave", "measure": "nominal"}, {"name": "income", "measure": "scale"}]}'
SELECT is((SELECT variables FROM register_survey('whole', 'whole', :'codebook')), 6, 'the answers in one table');
SELECT is((SELECT variables FROM register_survey('spread', 'answers', :'codebook')), 6, 'over foreign partitions');
SELECT is((SELECT variables FROM register_survey('one', 'near.w1', :'codebook')), 6, 'and a foreign table alone');

-- by name: every number is that of the one table
CREATE FUNCTION same(query text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    here text[];
    there text[];
BEGIN
    EXECUTE format('SELECT array_agg(r::text) FROM (%s) r', replace(query, 'NAME', 'whole')) INTO here;
    EXECUTE format('SELECT array_agg(r::text) FROM (%s) r', replace(query, 'NAME', 'spread')) INTO there;
    RETURN cardinality(here) > 0 AND here = there;
END $$;
SELECT ok(same($$SELECT * FROM survey_crosstab('NAME', '{q,income}', '{t,wave}')$$), 'tables with letters');
SELECT ok(same($$SELECT * FROM survey_topline('NAME')$$), 'topline');
SELECT ok(same($$SELECT * FROM survey_mean('NAME', '{q,income}', '{t}')$$), 'means by domain');
SELECT ok(same($$SELECT * FROM survey_quantile('NAME', '{income}', by => '{t}')$$), 'medians');
SELECT ok(same($$SELECT * FROM survey_test('NAME', 'q', 't')$$), 'tests of association');
SELECT ok(same($$SELECT * FROM survey_glm('NAME', 'income ~ q + t')$$), 'models');
SELECT ok(same($$SELECT * FROM survey_ttest('NAME', 'income', groups => 't', filter => 't IN (1, 2)')$$), 't tests');
SELECT ok((SELECT array_agg(c.cell ORDER BY c.row_position, c.column_position) FROM survey_crosstab('one', '{q}', '{t}') c) =
    (SELECT array_agg(c.cell ORDER BY c.row_position, c.column_position) FROM survey_crosstab('whole', '{q}', '{t}', filter => 'wave = 1') c), 'a foreign table is its wave');

-- plain aggregates are computed where the answers are: what crosses the network is a number or a state for each group
CREATE FUNCTION remote(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    line text;
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (VERBOSE, COSTS OFF) ' || query LOOP
        IF line ~ 'Remote SQL' THEN
            RETURN regexp_replace(line, '.*Remote SQL: ', '');
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
SELECT is(remote('SELECT t, tally(q, w) FROM near.w1 WHERE q <> 9 GROUP BY t'), 'SELECT t, public.tally(q, w) FROM far.w1 WHERE ((q <> 9)) GROUP BY 1', 'a tally is counted there');
SELECT is(remote('SELECT t, survey_summary(income, w, psu) FROM near.w1 GROUP BY t') LIKE 'SELECT t, public.survey_summary(%', true, 'sums by cluster too');
-- one statement for each wave, and the states merge here
CREATE VIEW states AS
    SELECT t, tally(q, w) FILTER (WHERE q <> 9) AS answers, survey_summary(income, w, psu) AS income FROM near.w1 GROUP BY t
    UNION ALL SELECT t, tally(q, w) FILTER (WHERE q <> 9), survey_summary(income, w, psu) FROM near.w2 GROUP BY t
    UNION ALL SELECT t, tally(q, w) FILTER (WHERE q <> 9), survey_summary(income, w, psu) FROM near.w3 GROUP BY t;
SELECT is((SELECT array_agg(top2box(r) ORDER BY t) FROM (SELECT t, rollup(answers) AS r FROM states GROUP BY t) s),
    (SELECT array_agg(x ORDER BY t) FROM (SELECT t, top2box(q, 5, w) FILTER (WHERE q <> 9) AS x FROM whole GROUP BY t) s), 'boxes of merged states');
SELECT is((SELECT array_agg(mean(r) || ' ' || std_error(r) ORDER BY t) FROM (SELECT t, rollup(income) AS r FROM states GROUP BY t) s),
    (SELECT array_agg(mean(r) || ' ' || std_error(r) ORDER BY t) FROM (SELECT t, survey_summary(income, w, psu) AS r FROM whole GROUP BY t) s), 'means and their errors of merged states');

-- what changes far away cannot be seen from here, so nothing is packed, and weights are not written
SELECT throws_ok($$SELECT pack_survey('one')$$, '0A000', 'the answers of survey "one" cannot be packed: it is a foreign table', 'a foreign table is not packed');
SELECT is((SELECT respondents FROM pack_survey('spread')), (SELECT count(*) FROM whole WHERE wave = 3), 'nor foreign partitions: those that are here are');
SELECT ok(same($$SELECT * FROM survey_crosstab('NAME', '{q,income}', '{t,wave}')$$), 'read with rows from there');
SELECT unpack_survey('spread');
SELECT throws_ok($$SELECT rake_survey('one', '{"t": {"1": 1, "2": 1, "3": 1, "4": 1}}', 'nw')$$, NULL, 'the answers of survey "one" are not in a table', 'no weights are written into one');
SELECT throws_ok($$SELECT rake_survey('spread', '{"t": {"1": 1, "2": 1, "3": 1, "4": 1}}', 'nw')$$, NULL, 'the rows of table "answers" cannot be changed', 'nor into partitions that are');
UPDATE far.w1 SET q = 5;
SELECT is((SELECT n FROM survey_mean('one', '{q}') m), 1000::bigint, 'what changed far away counts at once');
SELECT * FROM finish();
