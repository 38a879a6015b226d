-- Plain SQL over a packed table with generated columns, and groups by expressions over them: virtual columns and the entries
-- of groups that PostgreSQL 18 has; before, the columns are stored.  Expected numbers are those of the rows, whose
-- statements read a subquery that no pack answers, and some by hand.
SELECT plan(25);
\ir include/source.psql
SET client_min_messages = warning;
SET max_parallel_workers_per_gather = 0;
LOAD 'mlops_survey';
SELECT CASE WHEN current_setting('server_version_num')::int >= 180000 THEN 'VIRTUAL' ELSE 'STORED' END AS kind \gset

CREATE TABLE gen (id int, q int, team int, t text, w float8,
    double int GENERATED ALWAYS AS (q * 2) :kind, top boolean GENERATED ALWAYS AS (q >= 4) :kind, label text GENERATED ALWAYS AS (CASE WHEN q >= 4 THEN 'top' ELSE 'other' END) :kind,
    inverse int GENERATED ALWAYS AS (60 / (q + 1)) :kind, long int GENERATED ALWAYS AS (length(t)) :kind);
INSERT INTO gen SELECT i, CASE WHEN i % 7 > 0 THEN 1 + i % 5 END, CASE WHEN i % 11 > 0 THEN i % 3 END, repeat('x', i % 4), 0.5 + i % 8 FROM generate_series(1, 300) i;
ANALYZE gen;
SELECT register_survey('gen', 'gen', '{"weight": "w", "variables": [{"name": "q", "measure": "ordinal", "points": 5}, {"name": "team", "measure": "nominal"}, {"name": "double", "measure": "scale"},
    {"name": "top", "measure": "nominal"}, {"name": "inverse", "measure": "scale"}, {"name": "long", "measure": "scale"}, {"name": "w", "measure": "scale"}]}');
SELECT is((SELECT respondents FROM pack_survey('gen')), 300::bigint, 'a table with generated columns is packed');

-- groups, conditions and arguments over generated columns; entries of groups used again above the aggregates
CREATE TABLE asked (i serial, sql text);
INSERT INTO asked (sql) VALUES
    ('SELECT double, count(*), sum(w) FROM gen GROUP BY double'), ('SELECT double + 1, (double + 1) * 2, count(*) FROM gen GROUP BY double + 1 HAVING double + 1 > 4 ORDER BY double + 1 DESC'),
    ('SELECT top, team, sum(double), max(double), top2box(q, 5, w) FROM gen WHERE double > 2 GROUP BY 1, 2'), ('SELECT team, count(*) FILTER (WHERE top), share(top, w) FROM gen GROUP BY 1'),
    ('SELECT team % 2 AS half, double / 4 AS d, count(*), rank() OVER (PARTITION BY team % 2 ORDER BY count(*), double / 4) FROM gen GROUP BY team % 2, double / 4'),
    ('SELECT inverse, count(*) FROM gen GROUP BY 1'), ('SELECT sum(inverse), avg(double) FROM gen WHERE top'),
    ('SELECT x.d, x.n, sum(x.n) OVER () FROM (SELECT coalesce(double, 0) AS d, count(*) AS n FROM gen GROUP BY 1) x WHERE d <> 4'),
    ('SELECT CASE WHEN double + team > 6 THEN 1 END, count(*), count(double) FROM gen GROUP BY CASE WHEN double + team > 6 THEN 1 END ORDER BY 1 NULLS FIRST');
CREATE FUNCTION rows_of(sql text, packs text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    r record;
    result text := '';
BEGIN
    PERFORM set_config('mlops_survey.read_packs', packs, true);
    FOR r IN EXECUTE sql LOOP result := result || r::text; END LOOP;
    PERFORM set_config('mlops_survey.read_packs', 'on', true);
    RETURN CASE WHEN sql LIKE '%ORDER BY%' AND sql NOT LIKE '%OVER%' THEN result ELSE (SELECT string_agg(x, ',' ORDER BY x COLLATE "C") FROM regexp_split_to_table(result, '(?<=\))') x) END;
END $$;
SELECT is(source_of(sql), 'pack', 'from the pack: ' || sql) FROM asked ORDER BY i;
SELECT is(rows_of(sql, 'on'), rows_of(sql, 'off'), 'as the rows: ' || sql) FROM asked ORDER BY i;

-- q is 1 to 5, each in a fifth of those of whom 7 divides no number
SELECT results_eq('SELECT top, count(*), min(double), max(double) FROM gen GROUP BY top ORDER BY top', $$VALUES (false, 155::bigint, 2, 6), (true, 103, 8, 10), (NULL, 42, NULL, NULL)$$, 'by hand');
SELECT is((SELECT string_agg(format('%s %s', label, n), ', ' ORDER BY label) FROM (SELECT label, count(*) AS n FROM gen GROUP BY label) x), 'other 197, top 103', 'a text that is made of a code');
-- what a virtual column reads is what counts: a text, which is packed as a code
SELECT is(source_of('SELECT long, count(*) FROM gen GROUP BY long'), 'pack', 'a column over a text');
SELECT results_eq('SELECT long, count(*) FROM gen GROUP BY long ORDER BY long', 'VALUES (0, 75::bigint), (1, 75), (2, 75), (3, 75)', 'whichever it is, is counted');
-- where a column is virtual, a value of which it is an error may be written: the error is that of the rows
SELECT :'kind' = 'VIRTUAL' AS virtual \gset
\if :virtual
    UPDATE gen SET q = -1 WHERE id = 1;
    SELECT respondents FROM pack_survey('gen');
\endif
SELECT is(source_of('SELECT double, count(*) FROM gen GROUP BY 1'), 'pack', 'is packed');
SELECT throws_ok(CASE WHEN :'virtual' THEN 'SELECT inverse, count(*) FROM gen GROUP BY 1' ELSE 'UPDATE gen SET q = -1 WHERE id = 1' END, '22012', NULL, 'and asked for it is an error');
SELECT * FROM finish();
