-- Limits say what they are and the way around them; a load that is cancelled, or refused by the table, leaves nothing; its progress can be watched.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(20);

CREATE FUNCTION try_load(content bytea, options jsonb DEFAULT '{}') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    hint text;
BEGIN
    PERFORM load_survey('limit', content, codebook => options->'codebook');
    RETURN 'loaded';
EXCEPTION WHEN query_canceled OR others THEN
    GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
    RETURN SQLSTATE || ': ' || SQLERRM || ' - ' || hint;
END $$;

-- columns
CREATE FUNCTION wide(columns int, cell text) RETURNS bytea LANGUAGE sql AS $$
SELECT convert_to((SELECT string_agg('v' || i, ',') FROM generate_series(1, columns) i) || E'\n' ||
    (SELECT string_agg(rtrim(repeat(cell || ',', columns), ','), E'\n') FROM generate_series(1, 2)), 'UTF8')
$$;
SELECT matches(try_load(wide(1600, '1')), '54011: the file has 1600 columns, a survey can have at most 1599 - Split the file', 'too many columns');
SELECT is(try_load(wide(1599, '1')), 'loaded', 'as many as can be');
SELECT drop_survey('limit') \g /dev/null
SELECT matches(try_load(wide(1200, '1.5')), '54000: row is too big.* - A row must fit on a page of 8192 bytes.*split the file', 'a row wider than a page');
SELECT is((SELECT count(*) FROM pg_class WHERE relname ~ '^limit'), 0::bigint, 'leaves no table');
-- a file of Stata that says it has 1,600 variables
CREATE TABLE small AS SELECT i AS id, 1 + i % 3 AS code FROM generate_series(1, 3) i;
SELECT register_survey('small', 'small') IS NULL \g /dev/null
SELECT matches(try_load(decode(regexp_replace(encode(export_survey('small', 'dta'), 'hex'), '3c4b3e....3c2f4b3e', '3c4b3e40063c2f4b3e'), 'hex')),
    '54011: the file has 1600 columns', 'too many variables in a file of Stata');

-- labels
SELECT matches(try_load('q\0121\0122\0121', jsonb_build_object('codebook', jsonb_build_object('variables', jsonb_build_array(jsonb_build_object('name', 'q', 'label', repeat('x', 5000)))))),
    '4000', 'a label of 5,000 characters says how long one can be');

-- rows with broken characters are kept aside, wherever they stand behind the first lines
CREATE FUNCTION broken(at int) RETURNS bytea LANGUAGE sql AS $$
SELECT string_agg(CASE WHEN i = at THEN '\xc3282c410a'::bytea ELSE convert_to(i || E',Zo\u00eb\n', 'UTF8') END, ''::bytea ORDER BY i) FROM generate_series(0, 300) i
$$;
SELECT matches(try_load(broken(250)), 'invalid byte sequence', 'without on_error => reject they end the load');
SELECT results_eq(format($$SELECT rows_read, rows_loaded, rows_refused FROM load_survey('chars%1$s', broken(%1$s), header_rows => 0, on_error => 'reject')$$, at),
    'VALUES (301::bigint, 300::bigint, 1::bigint)', format('a broken row at %s is refused', at)) FROM unnest('{3,150,250,300}'::int[]) at;
SELECT results_eq($$SELECT line, reason, raw FROM mlops_survey.load_error WHERE survey_name ~ '^chars\d+$' ORDER BY line$$,
    $$SELECT at + 1, 'the row holds bytes that are not UTF-8', '\xc3(,A' FROM unnest('{3,150,250,300}'::bigint[]) at$$, 'and kept as it stands');
SELECT throws_ok($$SELECT load_survey('chars', broken(1), on_error => 'reject')$$, '22021', NULL, 'not so a header');

-- cancelled in the middle
CREATE TABLE long AS SELECT i AS id, i % 7 AS a, i % 5 AS b, i / 3.0::float8 AS c, 'text ' || i AS d FROM generate_series(1, 200000) i;
SELECT register_survey('long', 'long') IS NULL \g /dev/null
CREATE TEMP TABLE file AS SELECT export_survey('long', 'sav') AS content;
\set milliseconds 60
\set call 'SELECT load_survey(''limit'', content) FROM file'
\ir include/cancel.psql
SELECT ok(:'cancelled', 'a load can be cancelled');
SELECT is((SELECT count(*) FROM mlops_survey.survey WHERE name = 'limit'), 0::bigint, 'and leaves no survey');
SELECT is(try_load(content), 'loaded', 'the next load is none the worse') FROM file;
SELECT is((SELECT sum(c) FROM limit_), (SELECT sum(c) FROM long), 'and complete');
SELECT drop_survey('limit') \g /dev/null

-- refused rows are written while the load runs: a trigger there sees its progress
CREATE TABLE progress AS SELECT * FROM pg_stat_progress_copy WHERE false;
CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_stat_clear_snapshot();
    INSERT INTO public.progress SELECT * FROM pg_stat_progress_copy WHERE pid = pg_backend_pid();
    RETURN NULL;
END $$;
CREATE TRIGGER look AFTER INSERT ON mlops_survey.load_error FOR EACH ROW EXECUTE FUNCTION look();
SELECT load_survey('limit', content, codebook => '{"variables": [{"name": "a", "measure": "nominal"}]}') FROM file \g /dev/null
UPDATE long SET a = 99 WHERE id IN (150000, 190000);
SELECT is((SELECT rows_refused FROM load_survey('limit', export_survey('long', 'sav'), append => true, on_error => 'reject')), 2::bigint, 'a wave with two codes that are unknown');
SELECT is((SELECT count(*) FROM progress WHERE command = 'COPY FROM' AND bytes_processed BETWEEN bytes_total / 2 AND bytes_total AND tuples_processed BETWEEN 100000 AND 200000),
    2::bigint, 'pg_stat_progress_copy shows bytes and rows');
SELECT is((SELECT count(*) FROM pg_stat_progress_copy WHERE pid = pg_backend_pid()), 0::bigint, 'and nothing afterwards');
DROP TRIGGER look ON mlops_survey.load_error;
SELECT * FROM finish();
