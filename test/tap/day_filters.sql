-- Filters on dates: answered from the pack as from the rows, to the bit; and "month(day) = '2026-03'" beside plain SQL.
SELECT plan(79);
SET client_min_messages = warning;
SET timezone = 'UTC';

CREATE TABLE s AS SELECT i AS id, (1 + i % 5)::smallint AS q1, (1 + i * 7 % 3)::smallint AS region, (i * 7 % 50)::float8 AS y, 0.5 + i % 4 AS w, i % 40 AS psu, i % 40 / 8 AS stratum,
    CASE WHEN i % 97 > 0 THEN date '2023-11-15' + i * 13 % 950 END AS day, CASE WHEN i % 89 > 0 THEN timestamp '2024-12-29 22:00' + i * 13 % 950 * interval '11 hours' END AS at,
    timestamptz '2025-11-30 23:30+00' + i % 3 * interval '1 day' AS tz, CASE WHEN i % 2 = 0 THEN date '1850-06-01' + i END AS old FROM generate_series(1, 4000) i;
SELECT register_survey('s', 's', jsonb_build_object('weight', 'w', 'respondent', 'id', 'design', '{"strata": ["stratum"], "clusters": ["psu"]}'::jsonb, 'variables', '[
    {"name": "q1", "measure": "ordinal", "points": 5}, {"name": "region", "measure": "nominal", "values": {"1": "N", "2": "S", "3": "W"}},
    {"name": "day", "measure": "date"}, {"name": "at", "measure": "date"}, {"name": "tz", "measure": "date"}, {"name": "old", "measure": "date"},
    {"name": "y", "measure": "scale"}, {"name": "w", "measure": "scale"}, {"name": "stratum", "measure": "scale"}, {"name": "psu", "measure": "scale"}]'::jsonb)) IS NULL \g /dev/null

-- the filter, where it is read from, and the same condition in plain SQL if it is written otherwise
CREATE TABLE filters (i serial, filter text, source text DEFAULT 'pack', plain text);
INSERT INTO filters (filter) VALUES
    ($$day >= '2026-01-01'$$), ($$day < '2025-06-01' AND day <> '2025-05-31'$$), ($$NOT day <= '2025-06-01'$$), ($$day BETWEEN '2025-02-27' AND '2025-03-02'$$), ($$'2025-02-27' < day$$),
    ($$day IN ('2025-02-27', '2025-03-02', NULL)$$), ($$day NOT IN ('2025-02-27', '2025-03-02')$$), ($$day IS NULL$$), ($$day IS NOT NULL AND q1 > 2$$), ($$day > '-infinity'$$), ($$day < 'infinity' IS NOT TRUE$$),
    ($$day >= '1066-10-14' AND day < '4000-01-01'$$), ($$day >= timestamp '2025-02-27 12:00'$$), ($$day = timestamptz '2025-02-27 00:00'$$), ($$day - date '2025-01-01' BETWEEN 0 AND 30$$),
    ($$extract(dow FROM day) IN (0, 6)$$), ($$date_part('week', day) = 9 OR region = 2$$), ($$date_trunc('quarter', day) = '2025-04-01'$$), ($$to_char(day, 'YYYY-MM') = '2025-03'$$),
    ($$extract(year FROM day) * 100 + extract(month FROM day) > 202502$$), ($$COALESCE(day, '2030-01-01') > '2025-12-31'$$), ($$CASE WHEN day < '2025-01-01' THEN region = 1 ELSE day IS NULL END AND q1 = 1$$),
    ($$day IS DISTINCT FROM '2025-02-27'$$), ($$isfinite(day)$$), ($$day >= now() - interval '40 years'$$), ($$day > current_date - 20000$$), ($$(day < '2025-01-01') IS UNKNOWN$$), ($$old < '1855-01-01'$$), ($$date_part('year', old) = 1855$$),
    ($$at >= '2025-03-01'$$), ($$at < '2025-03-01' OR at IS NULL$$), ($$at::date = '2025-03-01'$$), ($$date_trunc('week', at) <= '2025-03-03'$$), ($$extract(doy FROM at) < 60$$), ($$date '2025-03-01' <= at$$), ($$at >= date '2025-03-01' AND day > at::date$$);
UPDATE filters SET source = 'rows' WHERE filter IN ($$CASE WHEN day < '2025-01-01' THEN region = 1 ELSE day IS NULL END AND q1 = 1$$, $$at >= date '2025-03-01' AND day > at::date$$);
-- finer than a day, of a zone, or what may raise an error for somebody's day
INSERT INTO filters (filter, source) VALUES ($$at <= '2025-03-01'$$, 'rows'), ($$at > '2025-03-01 08:00'$$, 'rows'), ($$date_trunc('hour', at) = '2025-03-01'$$, 'rows'), ($$tz >= '2025-12-01'$$, 'rows'), ($$tz::date = '2025-12-01'$$, 'rows'),
    ($$day + region > '2025-03-01'$$, 'rows'), ($$region = 9 AND 1 / (day - date '2025-03-01') > 0$$, 'rows'), ($$day IS NOT NULL AND 1000000000 * (day - date '2025-01-01') > 0 AND false$$, 'pack');
INSERT INTO filters (filter, plain) VALUES ($$month(day) = '2025-03'$$, $$to_char(day, 'YYYY-MM') = '2025-03'$$), ($$month(day) IN ('March 2025', '2025/4', 202505)$$, $$to_char(day, 'YYYY-MM') IN ('2025-03', '2025-04', '2025-05')$$),
    ($$year(at) <> '2025'$$, $$to_char(at, 'YYYY') <> '2025'$$), ($$quarter(day) BETWEEN '2024-Q4' AND 'Q1 2025'$$, $$day BETWEEN '2024-10-01' AND '2025-03-31'$$), ($$week(day) < '2025-W01' AND week(day) >= '2024-W50'$$, $$to_char(day, 'IYYYIW') BETWEEN '202450' AND '202452'$$),
    ($$day(at) = '1 March 2025'$$, $$at::date = '2025-03-01'$$), ($$NOT month(day) = '2025-03'$$, $$to_char(day, 'YYYY-MM') <> '2025-03'$$), ($$month(day) IS NULL$$, $$day IS NULL$$), ($$month(day) = ANY (ARRAY['2025-03', '2031-01'])$$, $$to_char(day, 'YYYY-MM') IN ('2025-03', '2031-01')$$),
    ($$year(old) = '1855' OR month(old) = '1850-07'$$, $$to_char(old, 'YYYY') = '1855' OR to_char(old, 'YYYY-MM') = '1850-07'$$), ($$month(day) % 100 = 3$$, $$extract(month FROM day) = 3$$);
INSERT INTO filters (filter, source, plain) VALUES ($$day(tz) = '2025-12-01'$$, 'rows', $$tz::date = '2025-12-01'$$);

CREATE FUNCTION answer(filter text) RETURNS text LANGUAGE sql AS $$
    SELECT (SELECT string_agg(r::text, E'\n') FROM survey_crosstab('s', '{q1,y}', '{region}', filter => filter) r) || (SELECT string_agg(r::text, E'\n') FROM survey_mean('s', '{y}', by => '{region}', filter => filter) r) $$;
CREATE FUNCTION counted(filter text) RETURNS bigint LANGUAGE sql AS $$ SELECT base_n FROM survey_crosstab('s', '{stratum}', weight => 'none', filter => filter) WHERE statistic = 'mean' $$;
CREATE FUNCTION plainly(filter text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE n bigint;
BEGIN
    EXECUTE 'SELECT count(*) FROM s WHERE ' || filter INTO n;
    RETURN n;
END $$;
CREATE TABLE from_rows AS SELECT i, answer(filter) AS answer FROM filters;
SELECT respondents FROM pack_survey('s') \g /dev/null
SELECT is(concat_ws(' ', (SELECT source FROM survey_explain('s', '{q1,y}', '{region}', filter => filter)), counted(filter), answer(filter)), concat_ws(' ', source, plainly(COALESCE(plain, filter)), answer), filter) FROM filters JOIN from_rows USING (i) ORDER BY i;

-- rows that came behind the pack, with days that it has not
INSERT INTO s (id, q1, region, y, w, psu, stratum, day, at) SELECT 5000 + i, 1 + i % 5, 1, i, 1, 1, 0, date '2031-01-01' + i, timestamp '2031-01-01' + i * interval '1 day' FROM generate_series(1, 40) i;
SELECT is(concat_ws(' ', (SELECT source FROM survey_explain('s', '{q1}', '{region}', filter => filter)), counted(filter)), concat_ws(' ', 'pack and rows', plainly(COALESCE(plain, filter))), 'behind the pack: ' || filter)
FROM filters WHERE filter IN ($$day >= '2026-01-01'$$, $$month(day) = ANY (ARRAY['2025-03', '2031-01'])$$, $$at::date = '2025-03-01'$$, $$NOT month(day) = '2025-03'$$) ORDER BY i;
-- an infinite day and one of a year that is a slip are behind it
INSERT INTO s (id, q1, region, y, w, psu, stratum, day, at) VALUES (6001, 1, 1, 1, 1, 1, 0, 'infinity', 'infinity'), (6002, 1, 1, 1, 1, 1, 0, '-infinity', '-infinity');
SELECT is(counted(filter), plainly(COALESCE(plain, filter)), 'infinite days behind the pack: ' || filter) FROM filters WHERE filter IN ($$day >= '2026-01-01'$$, $$extract(dow FROM day) IN (0, 6)$$, $$isfinite(day)$$, $$at >= '2025-03-01'$$, $$at < '2025-03-01' OR at IS NULL$$) ORDER BY i;
SELECT is(counted('NOT month(day) = ''2025-03'''), plainly('to_char(day, ''YYYY-MM'') <> ''2025-03'' AND isfinite(day)'), 'an infinite day is in no month');
SELECT respondents FROM pack_survey('s') \g /dev/null
SELECT is((SELECT source || ' ' || reason FROM survey_explain('s', '{q1}', filter => 'day >= ''2026-01-01''')), 'rows the filter needs more than packed variables and constants', 'infinite days are not packed');
DELETE FROM s WHERE id > 6000;
INSERT INTO s (id, q1, region, y, w, psu, stratum, day) VALUES (6003, 1, 1, 1, 1, 1, 0, '0202-03-15');
SELECT respondents FROM pack_survey('s') \g /dev/null
SELECT results_eq($$SELECT source || ' ' || counted('day < ''2024-01-01''') FROM survey_explain('s', '{q1}', filter => 'day < ''2024-01-01''')$$, $$SELECT 'pack ' || plainly('day < ''2024-01-01''')$$, 'the year 202: compared in the pack');
SELECT results_eq($$SELECT source || ' ' || counted('year(day) = ''0202''') FROM survey_explain('s', '{q1}', filter => 'year(day) = ''0202''')$$, $$SELECT 'rows ' || plainly('extract(year FROM day) = 202')$$, 'but so many days are not asked one by one');
DELETE FROM s WHERE id > 6000;

-- another zone, in which the day of a moment is another
SELECT respondents FROM pack_survey('s') \g /dev/null
SET timezone = 'America/New_York';
SELECT is(concat_ws(' ', (SELECT source FROM survey_explain('s', '{q1}', filter => filter)), counted(filter)), 'pack ' || plainly(filter), 'in New York: ' || filter)
FROM filters WHERE filter IN ($$day = timestamptz '2025-02-27 00:00'$$, $$to_char(day, 'YYYY-MM') = '2025-03'$$, $$date_trunc('quarter', day) = '2025-04-01'$$) ORDER BY i;
SET timezone = 'UTC';

-- expressions of derived variables take periods too
SELECT derive_variable('s', 'spring', 'CASE WHEN quarter(day) = ''2025-Q2'' THEN 1 ELSE 0 END', '{"measure": "nominal", "values": {"0": "no", "1": "yes"}}') IS NULL \g /dev/null
SELECT is(counted('spring = ''yes'''), plainly('day BETWEEN ''2025-04-01'' AND ''2025-06-30'''), 'a derived variable of a quarter');

-- errors
CREATE FUNCTION message(filter text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE state text; message text; hint text;
BEGIN
    PERFORM counted(filter);
    RETURN 'none';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(' | ', state, message, hint);
END $$;
SELECT is(message($$month(day) = '2026-13'$$), '22023 | "2026-13" is no month | A month is written as ''2026-03''.', 'no such month');
SELECT is(message($$month(day) IN ('2026-03', 3)$$), '22023 | "3" is no month | A month is written as ''2026-03''. One of any year: extract(month FROM day) = 3.', 'the number of a month');
SELECT is(message($$'2026-W60' < week(at)$$), '22023 | "2026-W60" is no week | A week is written as ''2026-W09''.', 'no such week');
SELECT is(message($$quarter(day) = '2026'$$), '22023 | "2026" is no quarter | A quarter is written as ''2026-Q1''.', 'a year is no quarter');
SELECT is(message($$month(region) = 3$$), '42809 | variable "region" is of type smallint and has no month | Years, quarters, months, weeks and days are those of a date or timestamp.', 'the month of a region');
SELECT is(message($$month(day, 1) = 3$$) ~ '^42883 \| function month\(date, integer\) does not exist', true, 'another function');
