-- Plain SQL over packed tables: random statements as a tool sends them give the same with their packs and without, every
-- digit of it, but for sums and averages of float8, which vary with the plan and are compared to four decimals.
--   psql -v statements=5000 -v seed=0.3 ... for more of them
SELECT plan(7);
\if :{?statements}
\else
\set statements 300
\endif
\if :{?seed}
\else
\set seed 0.42
\endif
\ir include/source.psql
SET client_min_messages = warning;
SET max_parallel_workers_per_gather = 0;
LOAD 'mlops_survey';

-- few and many codes, far apart, undeclared and missing ones; weights of which few, many or all are different, 0 and NULL among them
CREATE FUNCTION make_answers(tab text, respondents int, parts boolean DEFAULT false) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format($q$CREATE TABLE %I (id int, q1 smallint, q2 int, team int, q4 int, b boolean, c boolean, age smallint, income int,
        many int, w float8, dw float8, zw float8, amount float8, nw numeric, rw real, d date, ts timestamp, years float8, region text, size varchar(12), grade char(4), said text) %s$q$, tab, CASE WHEN parts THEN 'PARTITION BY RANGE (id)' END);
    IF parts THEN
        EXECUTE format('CREATE TABLE %1$s_1 PARTITION OF %1$s FOR VALUES FROM (MINVALUE) TO (500)', tab);
        EXECUTE format('CREATE TABLE %1$s_2 PARTITION OF %1$s FOR VALUES FROM (500) TO (1000)', tab);
        EXECUTE format('CREATE TABLE %1$s_3 PARTITION OF %1$s DEFAULT', tab);
    END IF;
    PERFORM fill_answers(tab, respondents);
    PERFORM register_survey(tab, tab::regclass, '{"weight": "w", "variables": [
        {"name": "q1", "label": "Scale", "measure": "ordinal", "points": 5, "missing": {"98": "Refused", "99": "Do not know"}},
        {"name": "q2", "measure": "nominal", "values": {"-3": "a", "10": "b", "70000": "c"}},
        {"name": "team", "measure": "nominal", "values": {"1": "one", "2": "two", "3": "some", "4": "some"}},
        {"name": "q4", "measure": "ordinal"}, {"name": "b", "measure": "nominal"}, {"name": "c", "measure": "nominal"},
        {"name": "age", "measure": "scale"}, {"name": "income", "measure": "scale"}, {"name": "many", "measure": "scale"},
        {"name": "w", "measure": "scale"}, {"name": "dw", "measure": "scale"}, {"name": "zw", "measure": "scale"},
        {"name": "amount", "measure": "scale"}, {"name": "nw", "measure": "scale"}, {"name": "rw", "measure": "scale"}, {"name": "d", "measure": "date"}, {"name": "ts", "measure": "date"}, {"name": "years", "measure": "scale"},
        {"name": "region", "measure": "nominal", "values": ["North", "South", "west", " West", "O''Brien \\ Co", "Süd"], "missing": [""]},
        {"name": "size", "measure": "ordinal", "values": ["small", "LARGE", "12"]}, {"name": "grade", "measure": "nominal", "values": ["a", "bb", "A"]},
        {"name": "said", "measure": "text"}]}');
    EXECUTE format('UPDATE %I SET q1 = 77 WHERE random() < 0.02', tab);
END $$;
CREATE FUNCTION fill_answers(tab text, respondents int, low int DEFAULT 1) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format($q$INSERT INTO %I SELECT i,
        CASE WHEN random() < 0.9 THEN 1 + floor(random() * 5) ELSE (ARRAY[98, 99, NULL])[1 + floor(random() * 3)] END,
        CASE WHEN random() < 0.9 THEN (ARRAY[-3, 10, 70000])[1 + floor(random() * 3)] END,
        CASE WHEN random() < 0.95 THEN %s + floor(random() * 4) END, floor(random() * 11),
        CASE WHEN random() < 0.9 THEN random() < 0.3 END, random() < 0.5, CASE WHEN random() < 0.97 THEN 18 + floor(random() * 70) END,
        CASE WHEN random() < 0.9 THEN floor(random() * 90000) - 5000 END, floor(random() * 400) * 3,
        CASE WHEN random() < 0.98 THEN 0.5 + floor(random() * 40) / 30 END, 0.2 + random() * 3,
        CASE WHEN random() < 0.9 THEN floor(random() * 3) END, CASE WHEN random() < 0.9 THEN random() * 1000 - 500 END,
        CASE WHEN random() < 0.9 THEN round(random()::numeric + 0.5, 2) END, 1 + random(),
        CASE WHEN random() < 0.95 THEN date '1999-11-20' + floor(random() * 400)::int END, CASE WHEN random() < 0.95 THEN timestamp '1999-12-30' + random() * interval '40 days' END, CASE WHEN random() < 0.9 THEN floor(random() * 40) - 2 END,
        (ARRAY['North', 'North', 'South', 'west', ' West', 'O''Brien \ Co', 'Süd', '', NULL])[1 + floor(random() * 9)], (ARRAY['small', 'LARGE', '12', NULL])[1 + floor(random() * 4)],
        (ARRAY['a', 'bb', 'A', NULL])[1 + floor(random() * 4)], 'said ' || i
        FROM generate_series(1, %s) i$q$, tab, low, respondents);
END $$;
SELECT setseed(:seed);
SELECT make_answers('s0', 0), make_answers('s1', 1), make_answers('s3', 3000), make_answers('s70', 70000), make_answers('sa', 2000), make_answers('sp', 2000, true);
SELECT count(pack_survey(s)) FROM unnest(ARRAY['s0', 's1', 's3', 's70', 'sa', 'sp']) s;
SELECT fill_answers('s3', 500, 3);   -- a segment with other codes
SELECT count(pack_survey('s3'));
SELECT fill_answers('sa', 300, 2);   -- rows behind a pack
SELECT fill_answers('sp', 300, 2);   -- of one partition, too
UPDATE sp SET q1 = 3 WHERE id BETWEEN 600 AND 620;   -- another partition reads rows
ANALYZE s0, s1, s3, s70, sa, sp;
-- a view with labels, as BI tools read it
CREATE VIEW labelled AS SELECT a.*, CASE team WHEN 1 THEN 'one' WHEN 2 THEN 'two' ELSE 'others' END AS team_label FROM s3 a;

CREATE FUNCTION one_of(VARIADIC texts text[]) RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT texts[1 + floor(random() * cardinality(texts))::int] $$;
CREATE FUNCTION condition() RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT one_of('q1 IN (1, 2)', 'q1 < 6', 'team = 2', 'team <> 3', 'b', 'NOT b', 'b IS NULL', 'c', 'age BETWEEN 30 AND 50', 'age > 40', 'q1 IS NOT NULL',
        'q2 = 10', 'q2 > 0', 'many = 300', 'income > 20000', 'income IS NULL', 'q4 >= 9 OR q4 <= 2', 'q1 = 5 OR team = 1', 'b AND NOT c OR team IN (1, 4)',
        'q1 + team > 5', 'age % 2 = 0', '100 / nullif(q4, 0) > 20', 'q1::numeric > 2.5', 'team::text LIKE ''%2%''', 'q1 = team', 'w > 1', 'dw < 2', 'w > 0 AND w IS NOT NULL', 'zw IS NULL', 'zw <> 1', '2 >= amount', 'amount < 0 OR b', 'w = 1.5',
        'q4 <> 0 AND 10 / q4 > 1', 'age::float8 > 33.5', 'q1 <> ALL (''{1,2}'')', 'q1 = ANY (''{}'')', 'true', 'q1 IS DISTINCT FROM team', 'id > 100',
        'COALESCE(team, 0) = 0', 'q1 IN (SELECT 1)', 'team = (SELECT max(q1) FROM s1) OR team = 2', 'CASE WHEN q4 > 0 THEN 7 / q4 > 1 ELSE b END',
        'd >= ''2000-01-10''', 'd BETWEEN ''1999-12-01'' AND ''2000-06-30''', 'd IS NULL', 'extract(dow FROM d) IN (0, 6)', 'ts >= ''2000-01-05''', 'ts < ''2000-01-20'' AND ts >= ''1999-12-31''', 'ts > ''2000-01-05''', 'ts <= ''2000-01-20 10:00''', 'ts::date = ''2000-01-03''', '''2000-01-05'' <= ts', 'ts >= date ''2000-01-07''', 'ts >= to_timestamp(''2000-01-05'', ''YYYY-MM-DD'')', 'ts < timestamptz ''2000-01-20''', 'timestamptz ''2000-01-04 12:00'' <= ts', 'ts IS NOT NULL', 'ts = ''2000-01-05''', 'd > ts', 'date_trunc(''month'', ts) = ''2000-01-01''',
        'years < 3 OR years > 20', 'years IN (1, 2, 5)', 'years BETWEEN 2 AND 9', 'years <> 0 AND 10 / years > 1', '10 / years > 1', 'years IS NULL OR b', 'zw = 1 OR amount > 100', 'years = q1',
        'region = ''North''', 'region <> ''North''', 'region IN (''South'', ''west'', ''nowhere'')', 'region IS NULL OR region = ''''', 'region LIKE ''%o%''', 'lower(region) = ''west''', 'region ILIKE ''w%'' AND b', 'trim(region) = ''West''', 'region > ''O''', 'size = ''LARGE''', 'size::int = 12', 'size <> ''12'' OR size::int = 12', 'grade = ''a''', 'grade::text = ''a''', 'grade LIKE ''a%''', 'length(region) > q1', 'region = size', 'region < size', 'said LIKE ''%7''', 'region COLLATE "C" < ''a''') $$;
CREATE FUNCTION grouping_expression() RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT one_of('q1', 'team', 'q4', 'b', 'c', 'age', 'q2', 'q1', 'team', 'age / 10 * 10', 'q1 % 2', 'COALESCE(q1, -1)', 'q1 + team', 'many',
        'CASE WHEN q1 IN (4, 5) THEN ''top'' WHEN q1 <= 2 THEN ''low'' END', 'CASE team WHEN 1 THEN ''a'' WHEN 2 THEN ''b'' ELSE ''c'' END', 'b AND c', 'q1::text',
        'NULLIF(q1, 98)', 'q2::bigint', 'income / 10000', 'random() < 2', '10.5 * q4', 'w', 'upper(team::text)', '(q1, team)',
        'd', 'date_trunc(''month'', d)', 'date_trunc(''week'', d)::date', 'extract(year FROM d)', 'to_char(d, ''YYYY-MM'')', 'ts::date', 'date_trunc(''month'', ts)', 'date_trunc(''WEEK'', ts)', 'date_trunc(''hour'', ts)', 'extract(dow FROM ts)', 'extract(epoch FROM ts)', 'extract(hour FROM ts)', 'date_part(''isoyear'', ts)', 'ts', 'date_trunc(''quarter'', ts)::date',
        'years', 'CASE WHEN years < 3 THEN ''0 to 2'' WHEN years < 10 THEN ''3 to 9'' ELSE ''more'' END', 'floor(years / 5) * 5', 'years::int', 'zw', 'amount > 0', 'zw + q1',
        'region', 'region', 'size', 'grade', 'upper(region)', 'region || ''/'' || size', 'region = ''North''', 'CASE region WHEN ''North'' THEN ''N'' WHEN ''South'' THEN region END', 'left(region, 1)', 'grade || ''.''', 'length(grade)', 'octet_length(region)', 'COALESCE(region, size)', 'NULLIF(region, '''')', 'size::int', 'initcap(region)', 'said', 'pg_column_size(region)', '(region, size)', 'region COLLATE "C"', 'md5(region)', 'region IN (''North'', ''South'')',
        'age >= 50', 'CASE WHEN age < 30 THEN ''young'' WHEN age < 50 THEN ''middle'' END', 'CASE WHEN many < 300 THEN 1 WHEN many < 900 THEN 2 END', 'many / 600', 'many % 7', 'd >= ''2000-03-01''', 'to_char(ts, ''W'')', 'date_trunc(''year'', d::timestamp)',
        'age > 40 AND team < 3', 'CASE WHEN q4 > 5 THEN age > 50 ELSE team = 1 END', '100 / (q4 - 3)', '100 / nullif(age - 30, 0) > 0', 'CASE age WHEN 20 THEN 1 WHEN q4 THEN 2 END', 'CASE q4 WHEN 1 THEN ''one'' WHEN 2 THEN ''two'' END', 'age IN (20, 21, 22)', 'years IS NULL') $$;
CREATE FUNCTION aggregate() RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    a text := one_of(VARIADIC ARRAY['count(*)', 'count(q1)', 'count(b)', 'count(w)', 'count(income)', 'sum(q1)', 'sum(q4)', 'avg(q1)', 'avg(q4)', 'avg(age)', 'avg(income)', 'sum(income)',
        'min(q1)', 'max(q2)', 'min(age)', 'max(team)', 'bool_and(b)', 'bool_or(c)', 'every(q1 > 0)', 'sum(CASE WHEN q1 >= 4 THEN 1 ELSE 0 END)', 'avg(CASE WHEN b THEN 1 ELSE 0 END)',
        'sum(q1 * team)', 'max(q1 + q4)', 'top2box(NULLIF(NULLIF(NULLIF(q1, 98), 99), 77), 5, w)', 'top2box(LEAST(q1, 5), 5)', 'top2box(LEAST(q1, 5), 5, dw)', 'bottom2box(LEAST(q1, 5), 5, zw)',
        'nps(q4)', 'nps(q4, w)', 'nps(q4, dw)', 'nps(q4, zw)', 'tally(q1)', 'tally(q1, w)', 'tally(q2, dw)', 'tally(age, w)', 'tally(b, nw::float8)', 'share(b)', 'share(c, w)',
        'share(q1 > 3, dw)', 'mean(tally(q4, w))', 'mean(tally(age))', 'top2box(q1, 5, w)', 'top_box(q4, 3, 20)', 'top_box(LEAST(q1, 7), 1, 7, rw)', 'nps(q4, amount)', 'tally(q1, amount)',
        'round(sum(w)::numeric, 4)', 'round(sum(amount)::numeric, 4)', 'round(avg(dw)::numeric, 4)', 'round(avg(nw::float8)::numeric, 4)', 'sum(q1::float8)', 'round(avg(q4::float8)::numeric, 4)', 'round(sum(amount * 2)::numeric, 4)',
        'count(DISTINCT q1)', 'sum(nw)', 'round(sum(rw)::numeric, 2)', 'stddev(q4)', 'sum(q1::bigint)', 'avg(CASE WHEN q1 > 3 THEN 1.0 ELSE 0.00 END)', 'sum(CASE WHEN b THEN 1 ELSE 0.0 END)', 'sum(q4 / 7.0)', 'avg(q4::bigint * 3000000000)', 'var_pop(q1)', 'variance(income)', 'stddev_pop(team::bigint)', 'var_samp(q4 / 3.0)', 'sum(10 / NULLIF(q4, 0)::numeric)', 'sum(NULLIF(years, 3)::numeric)', 'sum(CASE WHEN years > 3 THEN 1.5 END)', 'sum(CASE q1 WHEN 1 THEN ''NaN''::numeric ELSE 2 END)', 'string_agg(q4::text, '''' ORDER BY q4)', 'max(w)', 'count(*) * 2 + sum(q4)', 'sum(10 / NULLIF(q4, 0))',
        'share(q4 > 3, w) - share(q4 > 3)', 'tally(NULLIF(q4, 4), w)', 'top2box(q1, 1)', 'sum(10 / q4)', 'round((sum(zw) / NULLIF(count(zw), 0))::numeric, 4)', 'max(q4::smallint)', 'maturity_stage(NULL::ml_focus)', 'round(sum(w * q1)::numeric, 4)', 'round(sum(CASE WHEN q4 > 6 THEN w ELSE 0 END)::numeric, 4)', 'round(avg(CASE WHEN b THEN amount END)::numeric, 4)', 'round(avg(CASE q1 WHEN 5 THEN zw WHEN 4 THEN 2 * dw * team END)::numeric, 4)', 'round(avg(CASE WHEN q1 > 3 THEN zw ELSE 1 END)::numeric, 4)', 'tally(10 / (q4 - 3), w) FILTER (WHERE q4 <> 3)', 'tally(10 / NULLIF(q4 - 3, 0), dw)', 'round(sum((q4 / 10.0) * amount)::numeric, 4)', 'tally(q2 * 1.0, w)', 'tally(q4 / 2.0)', 'top2box(LEAST(q4, 4), 4.0)', 'top2box(1.0 * LEAST(team, 5), 5.0, w)', 'bottom_box(q4 + 1, 2, 11)', 'nps(q4::numeric)', 'min(d)', 'max(d)', 'count(d)', 'count(ts)', 'max(ts)', 'count(DISTINCT d)', 'max(d - date ''2000-01-01'')', 'sum(extract(dow FROM ts)::int)', 'tally(extract(month FROM d)::int, w)',
        'tally(years)', 'tally(years, w)', 'tally(years, dw)', 'share(years < 5, w)', 'count(years)', 'max(years)', 'sum(years)', 'avg(years)', 'sum(years::int)', 'min(floor(years)::int)', 'count(*) FILTER (WHERE years < 5)', 'round((sum(w) FILTER (WHERE years > 20))::numeric, 4)', 'round(sum(w * years)::numeric, 4)', 'nps(zw)', 'tally(amount)', 'sum(10 / years)',
        'count(region)', 'count(*) FILTER (WHERE region = ''South'')', 'round((sum(w) FILTER (WHERE region LIKE ''%o%''))::numeric, 4)', 'sum(CASE WHEN size = ''LARGE'' THEN 1 ELSE 0 END)', 'bool_or(region = ''Süd'')', 'avg(length(region))', 'max(length(grade))', 'round(sum(CASE WHEN region = ''North'' THEN w ELSE 0 END)::numeric, 4)', 'share(region = ''west'', w)', 'max(region)', 'sum(size::int)', 'count(DISTINCT region)', 'tally(length(region), w)', 'count(said)']);
BEGIN
    IF random() < 0.2 AND a ~ '^(count|sum|avg|min|max|tally|nps|share|top2box)\([^()]*\)$' THEN
        a := a || format(' FILTER (WHERE %s)', condition());
    END IF;
    RETURN a;
END $$;
CREATE FUNCTION statement() RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    groups text[] := ARRAY(SELECT grouping_expression() FROM generate_series(1, floor(random() * 3.2)::int));
    aggregates text[] := ARRAY(SELECT aggregate() FROM generate_series(1, 1 + floor(random() * 4)::int));
    conditions text[] := ARRAY(SELECT condition() FROM generate_series(1, floor(random() * 2.6)::int));
    tab text := one_of('s3', 's3', 's3', 's70', 'sa', 'sp', 'sp', 'labelled', 's1', 's0', 's3_labels');
    sql text;
BEGIN
    -- combinations of answers: how often one comes is all the same
    IF random() < 0.15 THEN
        aggregates := ARRAY(SELECT one_of('count(DISTINCT q1)', 'count(DISTINCT team::text)', 'sum(DISTINCT q4)', 'max(team::text)', 'min(b::text)', 'count(DISTINCT d)',
            'array_agg(DISTINCT q1)', 'count(DISTINCT years)', 'max(d)', 'count(DISTINCT q1 + team)', 'count(DISTINCT 10 / NULLIF(q4 - 3, 0))', 'count(DISTINCT 10 / q4)',
            'count(DISTINCT q1) FILTER (WHERE b)', 'count(DISTINCT region)', 'min(region)', 'max(size)', 'max(grade)', 'count(DISTINCT upper(region))', 'array_agg(DISTINCT size)', 'string_agg(DISTINCT region, ''|'')', 'min(region COLLATE "C")', 'max(q1)', 'avg(DISTINCT age)') FROM generate_series(1, 1 + floor(random() * 3)::int));
    END IF;
    -- what is labelled is no truth value there
    IF random() < 0.05 AND cardinality(groups) > 0 AND tab <> 's3_labels' THEN
        RETURN format('SELECT DISTINCT %s FROM %I WHERE %s', array_to_string(groups, ', '), tab, coalesce(conditions[1], 'true'));
    END IF;
    IF tab = 'labelled' AND random() < 0.5 THEN groups := array_append(groups, 'team_label'); END IF;
    IF tab = 's3_labels' THEN
        groups := ARRAY(SELECT one_of('q1', 'team', 'q4', 'b', 'region', 'size') FROM generate_series(1, floor(random() * 3)::int));
        aggregates := ARRAY(SELECT one_of('count(*)', 'max(age)', 'round(sum(w)::numeric, 4)', 'count(team)', 'share(q1 = ''4'', w)', 'avg(age)', 'tally(age)') FROM generate_series(1, 1 + floor(random() * 3)::int));
        conditions := ARRAY(SELECT one_of('q1 = ''4''', 'team <> ''one''', 'region = ''North''', 'region LIKE ''%est''', 'age > 40', 'b IS NOT NULL') FROM generate_series(1, floor(random() * 2)::int));
    END IF;
    sql := format('SELECT %s%s FROM %s', CASE WHEN random() < 0.05 THEN 'DISTINCT ' ELSE '' END, array_to_string(groups || aggregates, ', '),
        CASE WHEN random() < 0.1 THEN format('(SELECT * FROM %I OFFSET 0) x', tab) WHEN random() < 0.1 THEN format('(SELECT * FROM %I) x', tab) ELSE quote_ident(tab) END);
    IF cardinality(conditions) > 0 THEN sql := sql || ' WHERE ' || array_to_string(ARRAY(SELECT '(' || c || ')' FROM unnest(conditions) c), ' AND '); END IF;
    IF cardinality(groups) > 0 THEN
        sql := sql || ' GROUP BY ' || (SELECT string_agg(i::text, ', ') FROM generate_series(1, cardinality(groups)) i);
        IF random() < 0.05 THEN sql := replace(sql, 'GROUP BY 1', 'GROUP BY ROLLUP (1') || ')'; END IF;
        IF random() < 0.1 THEN sql := sql || ' HAVING count(*) > 20'; END IF;
        IF random() < 0.2 THEN sql := sql || ' ORDER BY ' || (SELECT string_agg(i::text, ', ') FROM generate_series(1, cardinality(groups)) i); END IF;
    ELSIF random() < 0.1 THEN sql := sql || ' HAVING count(*) > 2';
    END IF;
    RETURN sql;
END $$;

-- what a statement gives, or the class of its error
CREATE FUNCTION result_of(sql text, packs text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    r record;
    rows text[] := '{}';
BEGIN
    PERFORM set_config('mlops_survey.read_packs', packs, false);
    FOR r IN EXECUTE sql LOOP
        rows := array_append(rows, r::text);
    END LOOP;
    RETURN (SELECT string_agg(x, E'\n' ORDER BY x COLLATE "C") FROM unnest(rows) x);
EXCEPTION WHEN OTHERS THEN
    RETURN 'error ' || SQLSTATE;
END $$;
CREATE TABLE asked AS SELECT i, statement() AS sql FROM generate_series(1, :statements) i;
ALTER TABLE asked ADD packed text, ADD rows text, ADD together text, ADD source text;
UPDATE asked SET packed = result_of(sql, 'on');
UPDATE asked SET rows = result_of(sql, 'off');
RESET mlops_survey.read_packs;
-- the segments that come after the first are counted by workers as well
SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
UPDATE asked SET together = result_of(sql, 'on');
SELECT cmp_ok(workers_come(ARRAY(SELECT sql FROM asked WHERE sql ~ '\m(s70|sp)\M' AND packed NOT LIKE 'error%')), '>', 0, 'workers came for some of them');
SET max_parallel_workers_per_gather = 0;
RESET parallel_setup_cost;
UPDATE asked SET source = CASE WHEN packed LIKE 'error%' THEN 'error' ELSE source_of(sql) END;
SELECT is((SELECT string_agg(format(E'%s\npack: %s\nrows: %s', sql, left(packed, 200), left(rows, 200)), E'\n') FROM
    (SELECT * FROM asked WHERE packed IS DISTINCT FROM rows LIMIT 5) x), NULL, 'every statement gives the same from the pack and from the rows');
SELECT is((SELECT string_agg(format(E'%s\npack: %s\nwith workers: %s', sql, left(packed, 200), left(together, 200)), E'\n') FROM
    (SELECT * FROM asked WHERE packed IS DISTINCT FROM together LIMIT 5) x), NULL, 'every statement gives the same with workers');
SELECT cmp_ok((SELECT count(*) FROM asked WHERE source LIKE 'pack%'), '>', (:statements / 5)::bigint, 'many of them are answered from the pack');
SELECT cmp_ok((SELECT count(*) FROM asked WHERE source = 'not planned'), '>', (:statements / 20)::bigint, 'some are not planned so');
SELECT cmp_ok((SELECT count(*) FROM asked WHERE rows LIKE 'error%'), '<', (:statements / 4)::bigint, 'most of them are no errors');
SELECT diag(format('%s: %s', source, count(*))) FROM asked GROUP BY source ORDER BY count(*) DESC;
SELECT is((SELECT string_agg(DISTINCT rows, ', ') FROM asked WHERE rows LIKE 'error%' AND rows NOT IN ('error 22023', 'error 22012', 'error 42883', 'error 22P02')), NULL,
    'errors are those of scales, weights, divisions by 0, texts that are no numbers and DISTINCT over types that have no order');
SELECT * FROM finish();
