-- Dates as rows, columns, domains and waves: "month(day)" and the like.  Beside plain SQL (to_char), a variable that holds the same codes, and the rows.
SELECT plan(63);
SET client_min_messages = warning;
SET timezone = 'UTC';

CREATE TABLE s AS SELECT i AS id, (1 + i % 5)::smallint AS q1, (1 + i * 7 % 3)::smallint AS region, (i * 7 % 50)::float8 AS y, 0.5 + i % 4 AS w, i % 40 AS psu, i % 40 / 8 AS stratum,
    CASE WHEN i % 97 > 0 THEN date '2024-11-15' + i * 13 % 150 END AS day, timestamp '2024-12-29 22:00' + i * 13 % 150 * interval '11 hours' AS at,
    timestamptz '2025-11-30 23:30+00' + i % 3 * interval '1 day' AS tz, time '10:00' AS clock FROM generate_series(1, 4000) i;
ALTER TABLE s ADD monthofday int GENERATED ALWAYS AS ((date_part('year', day) * 100 + date_part('month', day))::int) STORED;
SELECT register_survey('s', 's', jsonb_build_object('weight', 'w', 'respondent', 'id', 'design', '{"strata": ["stratum"], "clusters": ["psu"]}'::jsonb, 'variables', '[
    {"name": "q1", "measure": "ordinal", "points": 5}, {"name": "region", "measure": "nominal", "values": {"1": "N", "2": "S", "3": "W"}},
    {"name": "day", "measure": "date", "label": "Day of interview"}, {"name": "at", "measure": "date"}, {"name": "tz", "measure": "date"}, {"name": "clock", "measure": "date"},
    {"name": "y", "measure": "scale"}, {"name": "w", "measure": "scale"}, {"name": "stratum", "measure": "scale"}, {"name": "psu", "measure": "scale"}]'::jsonb
    || jsonb_build_array(jsonb_build_object('name', 'monthofday', 'label', 'Day of interview', 'measure', 'nominal', 'values', (SELECT jsonb_object_agg(monthofday, to_char(day, 'YYYY-MM')) FROM s WHERE day IS NOT NULL))))) IS NULL \g /dev/null

-- counts, labels and codes of each period: to_char
CREATE TABLE forms (unit text, form text, variable text);
INSERT INTO forms SELECT unit, form, variable FROM (VALUES ('year', 'YYYY'), ('quarter', 'YYYY-"Q"Q'), ('month', 'YYYY-MM'), ('week', 'IYYY-"W"IW'), ('day', 'YYYY-MM-DD')) f (unit, form), unnest('{day,at}'::text[]) variable;
CREATE FUNCTION counted(unit text, variable text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT concat_ws(' ', column_code, column_label, row_code, n, round(weighted_n::numeric, 6)) FROM survey_crosstab('s', '{q1}', ARRAY[format('%s(%s)', unit, variable)], statistics => '{percent}')
    WHERE column_code IS NOT NULL AND row_code IS NOT NULL AND n > 0 ORDER BY column_position, row_code $$;
CREATE FUNCTION expected(form text, variable text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY EXECUTE format($q$SELECT concat_ws(' ', regexp_replace(label, '\D', '', 'g'), label, q1, count(*), round(sum(w)::numeric, 6))
        FROM (SELECT to_char(%I, %L) AS label, q1, w FROM s WHERE %1$I IS NOT NULL) x GROUP BY label, q1 ORDER BY label, q1$q$, variable, form);
END $$;
SELECT results_eq(format('SELECT * FROM counted(%L, %L)', unit, variable), format('SELECT * FROM expected(%L, %L)', form, variable), format('%s(%s) from the rows', unit, variable)) FROM forms;

-- what reads them, to be compared between rows and pack, and with the variable that holds the months
CREATE TABLE reads (i serial, sql text);
INSERT INTO reads (sql) VALUES
    ($$SELECT * FROM survey_crosstab('s', '{q1,y}', '{PERIOD,region}')$$),
    ($$SELECT * FROM survey_crosstab('s', '{PERIOD}', '{region}', tests => 'spss', filter => 'y > 10')$$),
    ($$SELECT * FROM survey_crosstab('s', '{q1}', '{region*PERIOD}', statistics => '{percent,mean,median}')$$),
    ($$SELECT * FROM survey_crosstab('s', '{q1}', '{PERIOD}', total => 'columns', round_to => 5)$$),
    ($$SELECT * FROM survey_test('s', 'q1', 'PERIOD')$$),
    ($$SELECT * FROM survey_mean('s', '{q1}', by => '{region,PERIOD}')$$),
    ($$SELECT * FROM survey_total('s', '{y}', by => '{PERIOD}', filter => 'q1 < 4')$$),
    ($$SELECT * FROM survey_proportion('s', '{PERIOD}', by => '{region}')$$),
    ($$SELECT * FROM survey_quantile('s', '{y}', by => '{PERIOD}')$$),
    ($$SELECT * FROM survey_trend('s', '{q1,y}', 'PERIOD', against => 'same month last year')$$),
    ($$SELECT * FROM survey_trend('s', '{y}', 'PERIOD', 'median')$$),
    ($$SELECT * FROM survey_contrast('s', '{y}', '{"later": {"2025-03": 1, "2025-02": -1}}', by => '{PERIOD}')$$);
CREATE FUNCTION digits(x text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT string_agg(CASE WHEN p[1] ~ '^-?[0-9]+\.[0-9]{6,}(e-?[0-9]+)?$' THEN to_char(p[1]::float8, '9.999999999EEEE') ELSE p[1] END, '' ORDER BY i)
    FROM regexp_matches(x, '(-?[0-9]+\.[0-9]+(?:e-?[0-9]+)?|[^0-9-]+|.)', 'g') WITH ORDINALITY r(p, i) $$;
CREATE FUNCTION answer(sql text, period text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
    EXECUTE format('SELECT string_agg(r::text, E''\n'' ORDER BY replace(replace(r::text, ''"'', ''''), %L, ''PERIOD'')) FROM (%s) r', period, replace(sql, 'PERIOD', period)) INTO result;
    RETURN digits(replace(replace(result, period, 'PERIOD'), '"', ''));
END $$;
CREATE TABLE from_rows AS SELECT i, sql, answer(sql, 'month(day)') AS answer, CASE WHEN sql !~ 'contrast' THEN answer(sql, 'week(at)') ELSE '' END AS weeks FROM reads;
SELECT is(answer, answer(sql, 'monthofday'), 'as a variable of months: ' || sql) FROM from_rows ORDER BY i;

-- the same from the pack
SELECT is((SELECT respondents FROM pack_survey('s')), 4000::bigint, 'packed');
SELECT results_eq(format('SELECT * FROM counted(%L, %L)', unit, variable), format('SELECT * FROM expected(%L, %L)', form, variable), format('%s(%s) from the pack', unit, variable)) FROM forms;
SELECT is(answer(sql, 'month(day)') || CASE WHEN sql !~ 'contrast' THEN answer(sql, 'week(at)') ELSE '' END, answer || weeks, 'pack and rows: ' || sql) FROM from_rows ORDER BY i;
SELECT results_eq($$SELECT source FROM survey_explain('s', '{month(day)}', '{quarter(at)}')$$, $$VALUES ('pack')$$, 'tables are counted from the pack');
SELECT results_eq($$SELECT source FROM survey_explain_estimate('s', '{q1}', by => '{month(day)}')$$, $$VALUES ('pack')$$, 'and estimates');
INSERT INTO s (id, q1, region, y, w, psu, stratum, day, at) SELECT 5000 + i, 1 + i % 5, 1, i, 1, 1, 0, '2027-06-01', '2027-06-01' FROM generate_series(1, 40) i;
SELECT results_eq($$SELECT source FROM survey_explain('s', '{q1}', '{quarter(at)}')$$, $$VALUES ('pack and rows')$$, 'a new month is behind the pack');
SELECT results_eq($$SELECT * FROM counted('month', 'day')$$, $$SELECT * FROM expected('YYYY-MM', 'day')$$, 'and is a column');

-- a moment of a time zone has the day that the session says
SELECT is((SELECT string_agg(row_label || ' ' || n, ', ' ORDER BY row_code) FROM survey_crosstab('s', '{day(tz)}', weight => 'none') WHERE row_code IS NOT NULL), '2025-11-30 1333, 2025-12-01 1334, 2025-12-02 1333', 'days of UTC');
SET timezone = 'Asia/Tokyo';
SELECT is((SELECT string_agg(row_label || ' ' || n, ', ' ORDER BY row_code) FROM survey_crosstab('s', '{day(tz)}', weight => 'none') WHERE row_code IS NOT NULL), '2025-12-01 1333, 2025-12-02 1334, 2025-12-03 1333', 'days of Tokyo');
SELECT results_eq($$SELECT source FROM survey_explain('s', '{day(tz)}')$$, $$VALUES ('rows')$$, 'from the rows');
SET timezone = 'UTC';

-- who has no day, or none that there is
BEGIN;
INSERT INTO s (id, q1, w, psu, stratum, day) VALUES (9001, 1, 1, 1, 0, 'infinity'), (9002, 1, 1, 1, 0, '-infinity');
SELECT results_eq($$SELECT * FROM counted('month', 'day')$$, $$SELECT * FROM expected('YYYY-MM', 'day') WHERE expected ~ '^\d{6} '$$, 'an infinite day is no answer');
INSERT INTO s (id, q1, w, psu, stratum, day) VALUES (9003, 1, 1, 1, 0, '0044-03-15 BC');
SELECT throws_ok($$SELECT * FROM survey_crosstab('s', '{q1}', '{month(day)}')$$, '22008', 'variable "day" holds the date 0044-03-15 BC, which is in no month that has a code', 'the Ides of March');
ROLLBACK;
BEGIN;
INSERT INTO s (id, q1, w, psu, stratum, day) SELECT 10000 + i, 1, 1, 1, 0, date '1990-01-01' + i FROM generate_series(1, 1300) i;
SELECT throws_ok($$SELECT * FROM survey_mean('s', '{y}', by => '{day(day)}')$$, '54000', 'variable "day" has more than 1200 days', 'too many');
ROLLBACK;

-- weights within months, charts
SELECT is((SELECT count(DISTINCT domain) FROM rake_survey('s', '{"2024": {"region": {"1": 50, "2": 25, "3": 25}}, "2025": {"region": {"1": 50, "2": 25, "3": 25}}}', 'w2', within => '{year(day)}', filter => 'day < ''2027-01-01''')), 2::bigint, 'weights within years');
SELECT is((SELECT string_agg(domain_label || ' ' || round(estimate::numeric, 9) || ' ' || (std_error < 1e-9), ', ' ORDER BY domain_label) FROM survey_proportion('s', '{region}', by => '{year(day)}', weight => 'w2') WHERE category = 'N'), '2024 0.500000000 true, 2025 0.500000000 true', 'meet the targets, which are certain');
SELECT is((SELECT survey_chart('s', 'trend', 'y', 'quarter(day)', filter => 'day < ''2025-07-01''') #> '{encoding,x,scale,domain}'), '["2024-Q4", "2025-Q1", "2025-Q2"]', 'a chart by quarters');

-- errors
CREATE FUNCTION message(sql text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE state text; message text; hint text;
BEGIN
    EXECUTE sql;
    RETURN 'none';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(' | ', state, message, hint);
END $$;
SELECT is(message($$SELECT * FROM survey_crosstab('s', '{q1}', '{day}')$$), '42809 | variable "day" has measure date and cannot be a column of a crosstab | Say which period counts: "month(day)", or year, quarter, week or day.', 'a day without a period');
SELECT is(message($$SELECT * FROM survey_mean('s', '{y}', by => '{at}')$$), '22023 | variable "at" has no categories to estimate by | Say which period counts: "month(at)", or year, quarter, week or day.', 'as a domain');
SELECT is(message($$SELECT * FROM survey_crosstab('s', '{q1}', '{month(region)}')$$), '42809 | variable "region" is of type smallint and has no month | Years, quarters, months, weeks and days are those of a date or timestamp.', 'the month of a region');
SELECT is(message($$SELECT * FROM survey_crosstab('s', '{q1}', '{month(dya)}')$$), '42703 | variable "dya" of survey "s" does not exist | Perhaps you mean "day".', 'of nothing');
SELECT is(message($$SELECT * FROM survey_crosstab('s', '{q1}', '{hour(at)}')$$), '42703 | "hour(at)" is no period of variable "at" | Say which period counts: "month(at)", or year, quarter, week or day.', 'an hour');
