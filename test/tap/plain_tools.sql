-- What BI tools send beside GROUP BY with sums: SELECT DISTINCT for the lists of a filter, COUNT(DISTINCT ..), the least and the
-- last label, and time axes over moments that all differ.  Expected: what the rows give, or by hand; and that the pack was read.
SELECT plan(113);
\ir include/source.psql
\ir include/result.psql
SET client_min_messages = warning;
SET max_parallel_workers_per_gather = 0;
LOAD 'mlops_survey';

-- 40,000 respondents, each at a moment of its own: more moments than a pack tells codes apart
CREATE TABLE poll (id int PRIMARY KEY, q smallint, team int, yes boolean, day date, at timestamp, years float8, w float8, word text);
INSERT INTO poll SELECT i, CASE WHEN i % 11 > 0 THEN 1 + i * 7919 % 5 ELSE 98 END, CASE WHEN i % 7 > 0 THEN 1 + i % 4 END, CASE WHEN i % 5 > 0 THEN i % 3 = 0 END,
    date '2026-01-01' + i % 90, timestamp '2026-01-01' + i * interval '3 minutes', i % 40, 0.5 + i % 7, 'word ' || i % 3
    FROM generate_series(1, 40000) i;
SELECT register_survey('poll', 'poll', '{"weight": "w", "respondent": "id", "variables": [
    {"name": "q", "measure": "ordinal", "values": {"1": "a", "2": "b", "3": "c", "4": "d", "5": "e"}, "missing": {"98": "None"}},
    {"name": "team", "measure": "nominal", "values": {"1": "small", "2": "Small", "3": "large", "4": "Übergröße"}},
    {"name": "yes", "measure": "nominal"}, {"name": "day", "measure": "date"}, {"name": "at", "measure": "date"},
    {"name": "years", "measure": "scale"}, {"name": "w", "measure": "scale"}]}') \g /dev/null
SELECT respondents FROM pack_survey('poll');
ANALYZE poll;

CREATE TABLE asked (i serial, sql text, why text);
INSERT INTO asked (sql, why) VALUES
    ('SELECT DISTINCT team_label FROM poll_analysis', 'the list of a filter'),
    ($$SELECT DISTINCT team_label FROM poll_analysis WHERE team_label ILIKE '%all%' LIMIT 50$$, 'searched'),
    ('SELECT DISTINCT team_label, q_label, yes FROM poll_analysis ORDER BY 1, 2, 3', 'of three columns, in an order'),
    ('SELECT DISTINCT team, team IS NULL, 1 FROM poll WHERE q = 2', 'codes, a condition and a constant'),
    ('SELECT DISTINCT date_trunc(''month'', at)::date FROM poll', 'months of moments'),
    ('SELECT DISTINCT years FROM poll', 'whole numbers'),
    ('SELECT DISTINCT word FROM poll', 'texts'),
    ('SELECT count(*) FROM (SELECT DISTINCT team, q FROM poll) x', 'rows of a table that a tool pages through'),
    ('SELECT count(*) FROM (SELECT team, q FROM poll GROUP BY team, q) x', 'the same as groups'),
    ('SELECT count(DISTINCT team_label) FROM poll_analysis', 'distinct labels'),
    ('SELECT team, count(DISTINCT q), count(DISTINCT day) FROM poll GROUP BY team', 'by groups'),
    ($$SELECT team, count(DISTINCT q) FILTER (WHERE yes), sum(DISTINCT q), array_agg(DISTINCT q ORDER BY q DESC) FROM poll WHERE day < '2026-02-01' GROUP BY team$$,
        'with FILTER, and other aggregates'),
    ('SELECT yes, count(DISTINCT q) AS n FROM poll GROUP BY yes HAVING count(DISTINCT team) > 2 ORDER BY n DESC, yes LIMIT 2', 'HAVING'),
    ('SELECT count(DISTINCT q) + 1, max(day) FROM poll WHERE team = 77', 'of nobody'),
    ('SELECT team, count(DISTINCT q) FROM poll WHERE team = 2 GROUP BY team', 'of a group that is a constant'),
    ('SELECT min(team_label), max(team_label) FROM poll_analysis', 'the least and the last label'),
    ('SELECT yes, max(q_sorted), min(day), count(DISTINCT q) FROM poll_analysis GROUP BY yes', 'by groups, beside others'),
    ('SELECT count(DISTINCT 10 / (q - 1)) FROM poll WHERE q > 1', 'nobody is asked what others are spared'),
    ('SELECT count(DISTINCT 10 / (q - 1)) FROM poll', 'errors are those of the rows'),
    ('SELECT string_agg(DISTINCT team_label, '','') FROM poll_analysis', 'a list of labels'),
    ('SELECT date_trunc(''month'', at), count(*), top2box(NULLIF(q, 98), 5, w) FROM poll GROUP BY 1', 'a time axis of moments that all differ'),
    ('SELECT team_label, sum(CASE WHEN q >= 4 THEN 1 ELSE 0.0 END), avg(CASE WHEN yes = 1 THEN 1.0 ELSE 0.00 END) FROM poll_analysis GROUP BY 1', 'shares by numeric'),
    ('SELECT team, sum(q::bigint), avg(q::bigint * 3000000000), sum(q * 1000000000000000000.5) FROM poll GROUP BY 1', 'sums of bigint and numeric'),
    ('SELECT yes, stddev(q), var_pop(q::int), variance(team::bigint), stddev_samp(q / 3.0), stddev_pop(CASE WHEN years > 3 THEN 1.5 ELSE 2 END) FROM poll GROUP BY 1', 'deviations'),
    ('SELECT sum(NULLIF(q, q)::numeric), avg(NULLIF(q, q)::bigint), stddev(q) FROM poll WHERE team = 77', 'of nothing'),
    ('SELECT team, stddev(q), sum(q::numeric) FILTER (WHERE yes) FROM poll WHERE q < 6 GROUP BY 1 HAVING stddev(q) > 1', 'with FILTER and HAVING'),
    ('SELECT sum(CASE q WHEN 2 THEN ''NaN'' WHEN 3 THEN ''Infinity''::numeric ELSE q END), avg(CASE WHEN q < 3 THEN ''-Infinity''::numeric ELSE q END) FROM poll', 'of what is no number'),
    ('SELECT sum(1 / (q - 1.0)) FROM poll', 'an error of the rows'),
    ($$SELECT DATE_TRUNC('WEEK', at)::date AS week, count(*) FROM poll WHERE at >= '2026-02-01' AND at < '2026-03-01' GROUP BY 1$$, 'between two days');
SELECT is(result_of(sql, 'on'), result_of(sql, 'off'), why || ': as the rows') FROM asked ORDER BY i;
SELECT is(source_of(sql), 'pack', why || ': from the pack') FROM asked WHERE why !~ 'error' ORDER BY i;
SELECT results_eq('SELECT DISTINCT team FROM poll ORDER BY 1', 'VALUES (1), (2), (3), (4), (NULL)', 'by hand');
SELECT is((SELECT sum(CASE WHEN team = 1 THEN 1 ELSE 0.0 END)::text FROM poll), (SELECT count(*)::text || '.0' FROM generate_series(1, 40000) i WHERE i % 4 = 0 AND i % 7 > 0), 'by hand');
SELECT results_eq('SELECT count(DISTINCT q), count(DISTINCT team) FROM poll', 'VALUES (6::bigint, 4::bigint)', 'NULL is no value');

-- left to the rows: how often something comes, what is not packed, what varies
SELECT is(source_of(sql), 'not planned', sql) FROM (VALUES
    ('SELECT count(*), count(DISTINCT q) FROM poll'),
    ('SELECT count(DISTINCT id) FROM poll'),
    ('SELECT DISTINCT ON (team) team, q FROM poll ORDER BY team, q'),
    ('SELECT DISTINCT team, random() < 2 FROM poll'),
    ('SELECT count(DISTINCT q + (random() * 0)::int) FROM poll'),
    ('SELECT count(DISTINCT q) FROM poll GROUP BY ROLLUP (team)'),
    ('SELECT DISTINCT at FROM poll'),
    ('SELECT count(DISTINCT at::date) FROM poll')) s (sql);

-- workers, and rows that came since
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SELECT is(result_of(sql, 'on'), result_of(sql, 'off'), sql) FROM asked WHERE i IN (3, 12);
INSERT INTO poll VALUES (40001, 6, 9, NULL, '2027-01-01', '2027-01-01 12:00', 3, 1, 'new');
SELECT results_eq('SELECT DISTINCT team FROM poll ORDER BY 1', 'VALUES (1), (2), (3), (4), (9), (NULL)', 'rows that came since');
SELECT matches(source_of('SELECT DISTINCT team FROM poll'), '^pack and rows', 'beside the pack');
SELECT results_eq('SELECT count(DISTINCT q), max(day) FROM poll', $$VALUES (7::bigint, date '2027-01-01')$$, 'aggregates too');
UPDATE poll SET q = 7 WHERE id = 1;
SELECT matches(source_of('SELECT count(DISTINCT q) FROM poll'), '^rows', 'after a change');
SELECT is((SELECT count(DISTINCT q) FROM poll), 8::bigint, 'the rows');

-- a time range as tools write it: moments compared with instants, which begin a day where the session is, or the rows are read
CREATE TABLE clock AS SELECT 1 + i % 5 AS q, timestamp '2026-01-01' + i * interval '30 minutes' AS at FROM generate_series(0, 17519) i;
INSERT INTO clock VALUES (3, NULL), (3, 'infinity'), (4, '-infinity');
DELETE FROM clock WHERE NOT isfinite(at);   -- they are not packed
SELECT register_survey('clock', 'clock', '{"variables": [{"name": "q", "points": 5}, {"name": "at", "measure": "date"}]}') \g /dev/null
SELECT respondents FROM pack_survey('clock');
ANALYZE clock;
SET max_parallel_workers_per_gather = 0;
SET TimeZone = 'Europe/Berlin';
CREATE TABLE ranges (i serial, sql text, source text);
INSERT INTO ranges (sql, source) VALUES
    ($$SELECT date_trunc('week', at), count(*), top2box(q, 5) FROM clock WHERE at >= to_timestamp('2026-02-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') AND at < to_timestamp('2026-07-01', 'YYYY-MM-DD') GROUP BY 1$$, 'pack'),
    ($$SELECT q, count(*) FROM clock WHERE at >= timestamptz '2026-02-01' AND timestamptz '2026-05-01' > at GROUP BY 1$$, 'pack'),
    ($$SELECT q, count(*) FROM clock WHERE timestamptz '2026-02-01' <= at AND at >= date_trunc('month', timestamptz '2026-03-07 10:00') GROUP BY 1$$, 'pack'),
    ($$SELECT count(*) FILTER (WHERE at < timestamptz '2026-05-01'), sum(CASE WHEN at >= timestamptz 'infinity' THEN 1 ELSE 2 END) FROM clock$$, 'pack'),
    ($$SELECT count(*) FROM clock WHERE at >= date_trunc('month', now() - interval '20 years')$$, 'pack'),
    ($$SELECT count(*) FROM clock WHERE at < to_timestamp(NULL, 'YYYY')$$, 'not planned'),
    ($$SELECT q, count(*) FROM clock WHERE at >= timestamptz '2026-02-01 00:00:00Z' GROUP BY 1$$, 'not planned'),
    ($$SELECT q, count(*) FROM clock WHERE at <= timestamptz '2026-02-01' GROUP BY 1$$, 'not planned'),
    ($$SELECT q, count(*) FROM clock WHERE at >= timestamptz '2026-02-01' + q * interval '1 day' GROUP BY 1$$, 'not planned'),
    ($$SELECT count(*) FROM clock WHERE at >= clock_timestamp()$$, 'not planned'),
    ($$SELECT count(*) FROM clock WHERE at >= to_timestamp('x', 'YYYY')$$, 'error');
SELECT is(result_of(sql, 'on'), result_of(sql, 'off'), sql) FROM ranges ORDER BY i;
SELECT is(source_of(sql), source, source) FROM ranges WHERE source <> 'error' ORDER BY i;
PREPARE since(text) AS SELECT count(*) FROM clock WHERE at >= to_timestamp($1, 'YYYY-MM-DD HH24:MI');
SELECT is(source_of($$EXECUTE since('2026-02-01 00:00')$$), 'pack', 'a parameter');
SET plan_cache_mode = force_generic_plan;
PREPARE fixed AS SELECT count(*) FROM clock WHERE at >= to_timestamp('2026-02-01', 'YYYY-MM-DD') AND at < timestamptz '2026-02-10 00:00+01';
SELECT is(source_of('EXECUTE fixed'), 'pack', 'a plan that stays');
SET TimeZone = 'Asia/Kolkata';
SELECT is(source_of('EXECUTE fixed'), 'rows: a condition compares with a moment within a day', 'in another time zone');
SELECT results_eq('EXECUTE fixed', $$SELECT count(*) FROM generate_series(0, 17519) i WHERE timestamp '2026-01-01' + i * interval '30 minutes' BETWEEN '2026-02-01' AND '2026-02-10 04:29'$$, 'where the day ends later');
RESET plan_cache_mode;

-- what rows ask of nobody is not asked: an instant that may be an error is the pack's only where the planner works it out itself, as it does in WHERE
SELECT results_eq($$SELECT count(*) FILTER (WHERE at >= to_timestamp('x', 'YYYY')) FROM clock WHERE q = 99$$, 'VALUES (0::bigint)', 'an instant that is none, in a FILTER that nobody comes to');
SELECT results_eq($$SELECT DISTINCT CASE WHEN q = 99 THEN at >= to_timestamp('x', 'YYYY') END FROM clock$$, 'VALUES (NULL::boolean)', 'in a CASE');
SELECT results_eq($$SELECT count(*) FROM clock WHERE CASE WHEN q = 99 THEN at >= to_timestamp('x', 'YYYY') ELSE q = 1 END$$, $$SELECT count(*) FROM clock WHERE q = 1$$, 'in a CASE of a condition');
SELECT is(source_of($$SELECT count(*) FILTER (WHERE at >= date_trunc('month', now() - interval '2 months')), count(*) FILTER (WHERE at < current_date::timestamptz) FROM clock$$),
    'pack', 'instants of the clock are no errors');
SELECT is(source_of($$SELECT count(*) FROM clock WHERE q < 3 OR NOT at >= to_timestamp('2026-04-01', 'YYYY-MM-DD')$$), 'pack', 'nor is what the planner has worked out, in parts of a condition');
SELECT is(source_of($$SELECT count(*) FILTER (WHERE at >= now() - interval '300000 years') FROM clock WHERE q = 99$$), 'not planned', 'beyond the beginning of time there is an error');

-- clocks that go forward at midnight, before it, after it, by half an hour; every day around
CREATE FUNCTION ranges_differ(zone text, packs text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    day date;
    found bigint;
    counts text := '';
BEGIN
    PERFORM set_config('TimeZone', zone, true), set_config('mlops_survey.read_packs', packs, true);
    FOR day IN SELECT range_from + d FROM (VALUES (date '2026-03-05', 5), ('2026-03-26', 6), ('2026-09-04', 5), ('2026-10-02', 4), ('2026-10-23', 11)) v (range_from, n), generate_series(0, n) d LOOP
        EXECUTE format('SELECT count(*) FROM clock WHERE at >= to_timestamp(%L, ''YYYY-MM-DD'')', day) INTO found;
        counts := counts || found || ' ';
    END LOOP;
    RETURN counts;
END $$;
SELECT is(ranges_differ(zone, 'on'), ranges_differ(zone, 'off'), zone)
FROM unnest(ARRAY['Europe/Berlin', 'America/Havana', 'Asia/Beirut', 'America/Nuuk', 'America/Santiago', 'Australia/Lord_Howe', 'Atlantic/Azores', 'UTC']) zone;
SELECT * FROM finish();
