-- Numbers (double precision) as groups, in conditions and as answers of plain SQL: a pack tells them by codes where they are whole
-- and few; else the rows are read.  And conditions on labels, as the filters of a dashboard send them, sort respondents out
-- before they are counted.  Expected: what the rows give, or by hand.
SELECT plan(38);
\ir include/source.psql
\ir include/result.psql
SET client_min_messages = warning;
SET max_parallel_workers_per_gather = 0;
LOAD 'mlops_survey';

-- 6,000 respondents: years 0 to 40 with gaps, -1 once; hours with fractions; minus: -0 among them; far: whole and far apart
CREATE TABLE people (id int, q smallint, role smallint, years float8, hours float8, minus float8, far float8, odd float8, w float8);
INSERT INTO people SELECT i, CASE WHEN i % 11 > 0 THEN 1 + i * 7919 % 5 ELSE 98 END, CASE WHEN i % 50 > 0 THEN 1 + i % 4 ELSE 99 END,
    CASE WHEN i = 17 THEN -1 WHEN i % 13 > 0 THEN i * 31 % 41 END, (i % 9) / 2.0, CASE WHEN i % 100 = 0 THEN '-0'::float8 ELSE i % 3 END,
    i::float8 * 100000, CASE WHEN i % 2 = 0 THEN 1e300 ELSE 3 END, 0.3 + i * 104729 % 40 / 30.0
    FROM generate_series(1::bigint, 6000) i;
SELECT register_survey('people', 'people', '{"weight": "w", "variables": [
    {"name": "q", "measure": "ordinal", "values": {"1": "a", "2": "b", "3": "c", "4": "d", "5": "e"}, "missing": {"98": "None"}},
    {"name": "role", "measure": "nominal", "values": {"1": "one", "2": "two", "3": "three", "4": "four"}, "missing": {"99": "Refused"}},
    {"name": "years", "measure": "scale"}, {"name": "hours", "measure": "scale"}, {"name": "minus", "measure": "scale"},
    {"name": "far", "measure": "scale"}, {"name": "odd", "measure": "scale"}, {"name": "w", "measure": "scale"}]}') \g /dev/null
SELECT respondents FROM pack_survey('people');
ANALYZE people;

CREATE TABLE asked (i serial, sql text, why text);
INSERT INTO asked (sql, why) VALUES
    ('SELECT years, count(*), top2box(NULLIF(q, 98), 5, w) FROM people GROUP BY 1', 'whole numbers as groups, NULL too'),
    ($$SELECT CASE WHEN years < 3 THEN 'few' WHEN years < 10 THEN 'some' ELSE 'many' END, count(*), tally(q, w) FROM people WHERE years IS NOT NULL GROUP BY 1$$, 'bands of a number'),
    ('SELECT floor(years / 5) * 5, share(q = 5, w) FROM people GROUP BY 1', 'bins of it'),
    ('SELECT years::int % 7, role, count(*) FROM people GROUP BY 1, 2', 'as an integer'),
    ('SELECT q, count(*) FROM people WHERE years < 3 OR years > 30 GROUP BY 1', 'a condition that is no single comparison'),
    ('SELECT q, count(*) FROM people WHERE years IN (1, 2, 40) OR role = 4 GROUP BY 1', 'a list, or another column'),
    ('SELECT q, count(*) FROM people WHERE years BETWEEN 3 AND 9 AND hours > 1.5 GROUP BY 1', 'comparisons, also with fractions'),
    ('SELECT years, count(*) FROM people WHERE years > 30 GROUP BY 1', 'a comparison of what is grouped by'),
    ('SELECT count(*) FILTER (WHERE years < 5), tally(q, w) FILTER (WHERE years >= 5) FROM people', 'FILTER'),
    ('SELECT q, tally(years), tally(years, w), share(years < 5, w), nps(LEAST(years, 10), w) FROM people WHERE years >= 0 GROUP BY 1', 'as answers'),
    ('SELECT q, count(years), max(years::int), sum(years::int) FROM people GROUP BY 1', 'counts, extremes and sums'),
    ('SELECT q, count(*) FROM people WHERE years <> 0 AND 10 / years > 1 GROUP BY 1', 'nobody is asked what others are spared'),
    ('SELECT years, w > 1 IS NULL, count(*) FROM people WHERE w > 1 GROUP BY 1, 2', NULL),
    ('SELECT hours, count(*) FROM people GROUP BY 1', NULL),
    ('SELECT hours > 2, count(*) FROM people GROUP BY 1', NULL),
    ('SELECT minus, count(*) FROM people GROUP BY 1', NULL),
    ('SELECT 1 / minus, count(*) FROM people WHERE minus = 0 GROUP BY 1', NULL),
    ('SELECT far, count(*) FROM people GROUP BY 1', NULL),
    ('SELECT odd, count(*) FROM people GROUP BY 1', NULL),
    ('SELECT tally(hours) FROM people', NULL),
    ('SELECT sum(10 / years) FROM people', NULL);
SELECT is(result_of(sql, 'on'), result_of(sql, 'off'), coalesce(why, sql) || ': as the rows') FROM asked ORDER BY i;
SELECT is(source_of(sql), 'pack', why || ': from the pack') FROM asked WHERE why IS NOT NULL ORDER BY i;
SELECT is((SELECT string_agg(sql, E'\n') FROM asked WHERE why IS NULL AND source_of(CASE WHEN sql ~ 'tally|sum|1 /' THEN 'SELECT hours, count(*) FROM people GROUP BY 1' ELSE sql END) !~ '^(rows: |not planned)'), NULL,
    'fractions, -0, numbers far apart and large ones are read from the rows');
SELECT results_eq('SELECT years, count(*) FROM people WHERE years < 1 GROUP BY 1 ORDER BY 1', $$VALUES (-1::float8, 1::bigint), (0, 135)$$, 'by hand');

-- labels: the views give a code without a label as text, which raises no error
SELECT is(result_of(sql, 'on'), result_of(sql, 'off'), 'a filter by label: ' || sql) FROM (VALUES
    ($$SELECT q_label, count(*) FROM people_analysis WHERE role_label = 'two' GROUP BY 1$$),
    ($$SELECT q_sorted, count(*), tally(q_score, weight) FROM people_analysis WHERE role_label IN ('one', 'four') AND q_sorted IS NOT NULL GROUP BY 1$$),
    ($$SELECT years, count(*) FROM people_analysis WHERE role_label <> 'one' OR q_label = 'c' GROUP BY 1$$)) s (sql);
SELECT * FROM finish();
