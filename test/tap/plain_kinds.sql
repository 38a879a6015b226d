-- Codes that a statement does not tell apart are counted together, from the second segment of a pack on: bands of age, months
-- of days.  The digits are those of the rows, no error is raised that rows do not raise, and the groups that the node hands
-- over are few.
SELECT plan(70);
\ir include/source.psql
SET client_min_messages = warning;
SET max_parallel_workers_per_gather = 0;
LOAD 'mlops_survey';

-- six segments, in which respondents lie by their weights; level and half hang on these, so that they lie in runs.  late has other
-- codes in each, and day some; hard is 3 only where q is 5; age, income, day and visit have many codes.
CREATE TABLE waves (id int, q smallint, team int, hard int, late int, age smallint, income int, b boolean, day date, moment timestamp, years float8, w float8, dw float8, level float8, half float8, visit date)
    PARTITION BY RANGE (id);
DO $$ BEGIN
    FOR k IN 0 .. 5 LOOP
        EXECUTE format('CREATE TABLE waves_%s PARTITION OF waves FOR VALUES FROM (%s) TO (%s)', k, k * 1000, (k + 1) * 1000);
    END LOOP;
END $$;
INSERT INTO waves SELECT i, 1 + i * 7919 % 5, CASE WHEN i % 11 > 0 THEN 1 + i % 4 END, CASE WHEN 1 + i * 7919 % 5 = 5 THEN 3 ELSE i % 3 END, i / 90,
    CASE WHEN i % 17 > 0 THEN 18 + i * 31 % 70 END, CASE WHEN i % 19 > 0 THEN i * 7907 % 300 * 300 - 4000 END, CASE WHEN i % 5 > 0 THEN i % 3 = 0 END,
    CASE WHEN i % 29 > 0 THEN date '2025-11-01' + (i / 20 + i % 40)::int END, timestamp '2026-01-01' + i * interval '31 minutes',
    CASE WHEN i % 23 > 0 THEN i * 13 % 41 END, 0.3 + i * 104729 % 40 / 30.0, CASE WHEN i % 13 > 0 THEN 0.2 + (i * 2654435761 % 1000003) / 1e6 END,
    nullif(floor(i * 104729 % 40 / 8.0), 3), floor(i * 104729 % 40 / 8.0) + 0.5, CASE WHEN i % 31 > 0 THEN date '2023-01-01' + (i * 7919 % 1200)::int END
    FROM generate_series(0::bigint, 5999) i;
SELECT register_survey('waves', 'waves', '{"weight": "w", "variables": [{"name": "q", "measure": "ordinal", "points": 5}, {"name": "team", "measure": "nominal"},
    {"name": "hard", "measure": "nominal"}, {"name": "late", "measure": "scale"}, {"name": "age", "measure": "scale"}, {"name": "income", "measure": "scale"}, {"name": "b", "measure": "nominal"}, {"name": "day", "measure": "date"},
    {"name": "moment", "measure": "date"}, {"name": "years", "measure": "scale"}, {"name": "w", "measure": "scale"}, {"name": "dw", "measure": "scale"},
    {"name": "level", "measure": "scale"}, {"name": "half", "measure": "scale"}, {"name": "visit", "measure": "date"}]}');
SELECT count(pack_survey('waves'));
ANALYZE waves;

-- all rows of a statement, as text, or the class of its error
CREATE FUNCTION result_of(sql text, packs boolean, workers int DEFAULT 0) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    PERFORM set_config('mlops_survey.read_packs', packs::text, true), set_config('max_parallel_workers_per_gather', workers::text, true);
    EXECUTE format('SELECT string_agg(x::text, E''\n'' ORDER BY x::text COLLATE "C") FROM (%s OFFSET 0) x', sql) INTO found;
    RETURN found;
EXCEPTION WHEN OTHERS THEN
    RETURN 'error ' || SQLSTATE;
END $$;
-- the node's groups; NULL: there is no node, or it read rows
CREATE FUNCTION groups_of(sql text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    plan jsonb;
BEGIN
    EXECUTE 'EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF, FORMAT json) ' || sql INTO plan;
    -- of 18 on with decimals
    RETURN (jsonb_path_query_first(plan, '$.** ? (@."Custom Plan Provider" == "SurveyPack" && @.Source == "pack")')->>'Actual Rows')::numeric;
END $$;

CREATE TABLE nothing AS SELECT 0 AS x;

-- what is asked, and how many groups there may be: codes of the last segment are told apart, in which days and late have new ones
CREATE TABLE asked (i int GENERATED ALWAYS AS IDENTITY, sql text, most int, why text);
INSERT INTO asked (sql, most, why) VALUES
    ('SELECT CASE WHEN age < 30 THEN ''young'' WHEN age < 60 THEN ''middle'' ELSE ''old'' END, q, count(*), top2box(q, 5, w), nps(q, dw) FROM waves GROUP BY 1, 2', 20, 'bands, and no answer in one of them'),
    ('SELECT CASE WHEN age < 30 THEN ''young'' WHEN age < 60 THEN ''middle'' END, tally(q, w), count(age), count(*) FILTER (WHERE age >= 65) FROM waves GROUP BY 1', 5, 'no band is no answer; a filter divides a band'),
    ('SELECT CASE WHEN years < 3 THEN 1 WHEN years < 10 THEN 2 ELSE 3 END, min(CASE WHEN years < 3 THEN 1 WHEN years < 10 THEN 2 ELSE 3 END), count(*), tally(q, w) FROM waves WHERE NOT years IS NULL GROUP BY 1', 3, 'numbers that are whole'),
    ('SELECT date_trunc(''month'', day::timestamp), count(*), nps(q, w) FROM waves WHERE day >= ''2025-12-15'' GROUP BY 1', 60, 'months of days that a condition bounds'),
    ('SELECT date_trunc(''month'', day), extract(isoyear FROM day), count(*), share(b, w) FROM waves GROUP BY 1, 2', 80, 'two periods of days, by the session''s time zone'),
    ('SELECT date_trunc(''month'', moment), extract(dow FROM moment) IN (0, 6), team, count(*) FROM waves GROUP BY 1, 2, 3', 150, 'months and weekends of moments'),
    ('SELECT age >= 50, b, sum(q), avg(q) FROM waves GROUP BY 1, 2', 9, 'a boolean expression'),
    ('SELECT age / 10 * 10, count(*), tally(q, dw) FROM waves GROUP BY 1', 9, 'arithmetic'),
    ('SELECT q, count(*), tally(team, w) FROM waves WHERE age BETWEEN 30 AND 50 GROUP BY q', 5, 'a column of conditions alone'),
    ('SELECT age > 40 OR team = 2, count(*), sum(q) FROM waves GROUP BY 1', 15, 'parts of an expression over two columns'),
    ('SELECT CASE WHEN late < 20 THEN ''first'' WHEN late < 40 THEN ''then'' ELSE ''last'' END, b, count(*), tally(q, w) FROM waves GROUP BY 1, 2', 45, 'codes that come late'),
    ('SELECT late % 2, count(*), sum(q) FROM waves WHERE late < 30 AND team <> 2 GROUP BY 1', 18, 'codes that come late, and a condition'),
    ('SELECT late % 2, count(*), sum(q) FROM waves WHERE late * team > 30 GROUP BY 1', NULL, 'a check, which reads their column'),
    ('SELECT late > 30, count(*), sum(q) FROM waves WHERE 12 / team > 3 GROUP BY 1', NULL, 'a check of another column'),
    ('SELECT age >= 50, count(*), sum(age), min(age), tally(age, w) FROM waves GROUP BY 1', NULL, 'aggregates that tell the codes apart'),
    ('SELECT income > 20000, count(income), avg(income), sum(income), sum(q) FROM waves GROUP BY 1', 3, 'a number that is added as it is'),
    ('SELECT income > 20000, count(income), max(income) FROM waves GROUP BY 1', NULL, 'codes of which many are different'),
    ('SELECT CASE team + q WHEN hard THEN ''alike'' ELSE ''different'' END, count(*), sum(CASE hard WHEN team THEN q WHEN 3 THEN 1 END) FROM waves GROUP BY 1', NULL, 'what is compared with a column'),
    ('SELECT CASE age WHEN 18 THEN ''first'' WHEN 19 THEN ''second'' ELSE ''others'' END, q, count(*) FROM waves GROUP BY 1, 2', 20, 'what a column is compared with'),
    ('SELECT late, (late > 30)::text, count(*), sum(w) > 10 FROM waves GROUP BY 1, 2', NULL, 'the column beside its band'),
    ('SELECT 100 / (hard - 3), count(*) FROM waves WHERE q <> 5 GROUP BY 1', NULL, 'a division by 0 of nobody who passes'),
    ('SELECT 100 / (hard - 3), count(*) FROM waves WHERE q + team <> 7 GROUP BY 1', NULL, 'a division by 0 beside a check'),
    ('SELECT 100 / (hard - 3), count(*) FROM waves GROUP BY 1', NULL, 'a division by 0'),
    ('SELECT 100 / (hard - 3), count(*) FROM waves WHERE hard <> 3 GROUP BY 1', NULL, 'a division by 0 that a condition leaves out'),
    ('SELECT team, sum(10 / (hard - 3)) FILTER (WHERE q <> 5) FROM waves GROUP BY 1', NULL, 'a division by 0 that a filter leaves out'),
    ('SELECT team, sum(CASE WHEN q = 5 THEN 0 ELSE 10 / (hard - 3) END) FROM waves GROUP BY 1', NULL, 'a division by 0 that a CASE leaves out'),
    ('SELECT CASE WHEN q = 5 THEN 0 ELSE 10 / (hard - 3) END, count(*) FROM waves GROUP BY 1', NULL, 'the same as a group'),
    ('SELECT (CASE WHEN late < 10 THEN ''1'' WHEN late < 50 THEN ''2'' ELSE ''none'' END)::int, count(*) FROM waves WHERE late < 50 GROUP BY 1', NULL, 'a text that is no number, left out'),
    ('SELECT (CASE WHEN late < 10 THEN ''1'' WHEN late < 50 THEN ''2'' ELSE ''none'' END)::int, count(*) FROM waves GROUP BY 1', NULL, 'a text that is no number'),
    ('SELECT day, count(*), tally(q, w) FROM waves WHERE day BETWEEN ''2025-12-15'' AND ''2026-01-10'' GROUP BY 1', 27, 'days as they are, most of them left out'),
    ('SELECT level, q, count(*), tally(q, dw) FROM waves GROUP BY 1, 2', NULL, 'whole numbers in runs'),
    ('SELECT level > 1, b, count(*), avg(q) FROM waves WHERE level IS DISTINCT FROM 4 GROUP BY 1, 2', 9, 'their bands'),
    ('SELECT half > 2, count(*) FROM waves GROUP BY 1', NULL, 'fractions in runs'),
    ('SELECT date_trunc(''quarter'', visit::timestamp), count(*), tally(q, w) FROM waves GROUP BY 1', 400, 'quarters of some years'),
    ('SELECT q, count(*), sum(team) FROM waves WHERE visit >= ''2024-03-01'' AND visit < ''2025-01-01'' GROUP BY 1', 5, 'a year of days'),
    ('SELECT CASE WHEN hard = 3 THEN (SELECT 1 / x FROM nothing) ELSE 7 END, count(*), sum(CASE WHEN hard = 3 THEN (SELECT 2 / x FROM nothing) ELSE 1 END) > 100 FROM waves WHERE q <> 5 GROUP BY 1', NULL, 'a subquery that nobody comes to'),
    ('SELECT CASE WHEN hard = 3 THEN (SELECT x FROM nothing, generate_series(1, 2)) ELSE 7 END, count(*) FROM waves WHERE q <> 5 GROUP BY 1', NULL, 'one that would have too many rows'),
    ('SELECT CASE WHEN hard = 3 THEN ARRAY[(SELECT ARRAY[x] FROM nothing), (SELECT ARRAY[x, x] FROM nothing)] END, count(*) FROM waves WHERE q <> 5 GROUP BY 1', NULL, 'an array of arrays that do not fit together'),
    ('SELECT count(*) FILTER (WHERE age > (SELECT 1 / x FROM nothing)) FROM waves WHERE q > 100', NULL, 'a subquery where nobody passes'),
    ('SELECT age > (SELECT 1 / x FROM nothing), count(*) FROM waves WHERE q > 100 GROUP BY 1', NULL, 'the same as a group'),
    ('SELECT count(*) FROM waves WHERE q <> 5 AND CASE WHEN hard = 3 THEN (SELECT 1 / x FROM nothing) = 1 ELSE true END', NULL, 'a condition whose subquery nobody comes to'),
    ('SELECT age > (SELECT 40 + x FROM nothing), count(*) FILTER (WHERE late > (SELECT 30 + x FROM nothing)), sum(q) FROM waves WHERE visit > (SELECT date ''2023-06-01'' + x FROM nothing) GROUP BY 1', NULL, 'subqueries'),
    ('SELECT o.x, (SELECT string_agg(n::text, '','' ORDER BY n) FROM (SELECT count(*) AS n FROM waves WHERE late < o.x OR late IS NULL GROUP BY age < o.x, q) g) FROM (VALUES (20), (40), (60)) o (x)', NULL, 'a correlated subquery');
SELECT is(result_of(sql, true), result_of(sql, false), why || ': as the rows') FROM asked ORDER BY i;
SELECT is((SELECT string_agg(format('%s: %s', why, groups_of(sql)), E'\n') FROM asked WHERE most IS NOT NULL AND groups_of(sql) > most), NULL, 'groups are few');
SELECT cmp_ok((SELECT count(groups_of(sql)) FROM asked WHERE most IS NOT NULL), '=', (SELECT count(most) FROM asked), 'all of these are answered from the pack');
SET parallel_setup_cost = 0;
SELECT is(result_of(sql, true, 2), result_of(sql, true, 0), why || ': with workers as without') FROM asked WHERE most IS NOT NULL ORDER BY i;
SET max_parallel_workers_per_gather = 2;
SELECT cmp_ok(workers_come(ARRAY(SELECT sql FROM asked WHERE most IS NOT NULL)), '>', 0, 'workers came');
RESET parallel_setup_cost;
SET max_parallel_workers_per_gather = 0;

-- a generic plan does not know yet that its parameter is 0; nobody whom rows ask has the code that would be divided by it
SET plan_cache_mode = force_generic_plan;
PREPARE divided(int) AS SELECT string_agg(g.* ::text, ',') FROM (SELECT CASE WHEN hard = 3 THEN 1 / $1 ELSE 7 END, sum(CASE WHEN hard = 3 THEN 2 / $1 ELSE 1 END) > 100 FROM waves WHERE q <> 5 GROUP BY 1) g;
CREATE TEMP TABLE found AS EXECUTE divided(0);
SELECT is((SELECT string_agg FROM found), '(7,t)', 'a parameter of 0 divides nobody');
PREPARE left_out(int) AS SELECT count(*) FROM waves WHERE q <> 5 AND CASE WHEN hard = 3 THEN 1 / $1 = 1 ELSE true END;
SELECT lives_ok('CREATE TEMP TABLE found_out AS EXECUTE left_out(0)', 'nor does it in a condition');
PREPARE arrays(int[], int[]) AS SELECT count(*) FROM (SELECT CASE WHEN hard = 3 THEN ARRAY[$1, $2] END, count(*) FROM waves WHERE q <> 5 GROUP BY 1) g;
SELECT lives_ok('CREATE TEMP TABLE found_arrays AS EXECUTE arrays(''{1}'', ''{1,2}'')', 'arrays that do not fit together are nobody''s');
SELECT is((SELECT count FROM found_out), (SELECT count(*) FROM waves WHERE q <> 5), 'all others are counted');
RESET plan_cache_mode;

-- a function is called at most twice for each code: for its kind, and for a group
CREATE SEQUENCE calls;
CREATE FUNCTION band(age smallint) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    PERFORM nextval('calls');
    RETURN CASE WHEN age < 40 THEN 'young' ELSE 'old' END;
END $$;
SELECT is((SELECT string_agg(g.* ::text, ',' ORDER BY g) FROM (SELECT band(age), count(*) FROM waves GROUP BY 1) g),
    (SELECT string_agg(g.* ::text, ',' ORDER BY g) FROM (SELECT CASE WHEN age < 40 THEN 'young' ELSE 'old' END, count(*) FROM (SELECT age FROM waves OFFSET 0) x GROUP BY 1) g),
    'what a function of a column groups by');
SELECT cmp_ok(currval('calls'), '<=', 80::bigint, 'of 71 codes it is asked once, and for the few groups once more');
SELECT * FROM finish();
