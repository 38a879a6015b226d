-- The statements by which DuckDB reads the CSV of a survey; test/oracle/duckdb.R has DuckDB do so.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(4);
CREATE TABLE duck (id int, "Q 1" smallint, n numeric(10, 3), m numeric, at timestamptz, x text);
INSERT INTO duck VALUES (1, 1, 12.345, 1e30, '2024-02-29 12:30:00+02', 'a');
SELECT register_survey('duck', 'duck', '{"title": "Duck''s", "variables": [{"name": "Q 1", "label": "What''s \"up\"?", "values": {"1": "O''Neill", "2": "Two"}, "missing": {"9": "Refused"}}]}') IS NULL \g /dev/null
SELECT is(convert_from(export_survey('duck', 'duckdb'), 'UTF8'), $$CREATE OR REPLACE TABLE "duck" AS SELECT * FROM read_csv('duck.csv', header = true, delim = ',', decimal_separator = '.', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, auto_detect = false, columns = {
    'Q 1': 'SMALLINT',
    'id': 'INTEGER',
    'n': 'DECIMAL(10, 3)',
    'm': 'DOUBLE',
    'at': 'TIMESTAMP WITH TIME ZONE',
    'x': 'VARCHAR'});
COMMENT ON TABLE "duck" IS 'Duck''s';
COMMENT ON COLUMN "duck"."Q 1" IS 'What''s "up"?';
CREATE OR REPLACE TABLE "duck_labels" ("variable" VARCHAR, "code" INTEGER, "value" VARCHAR, "label" VARCHAR, "missing" BOOLEAN);
INSERT INTO "duck_labels" VALUES
    ('Q 1', 1, NULL, 'O''Neill', false),
    ('Q 1', 2, NULL, 'Two', false),
    ('Q 1', 9, NULL, 'Refused', true);
$$, 'types, labels and codes');
SELECT matches(convert_from(export_survey('duck', 'duckdb', labels => true, decimal_mark => ',', variables => '{"Q 1",n}'), 'UTF8'),
    $$delim = ';', decimal_separator = ','.*columns = \{\n    'Q 1': 'VARCHAR',\n    'n': 'DECIMAL\(10, 3\)'\}$$, 'as the CSV with labels and decimal commas is');
SELECT is((SELECT array_agg(h) FROM regexp_split_to_table(split_part(convert_from(export_survey('duck', 'csv'), 'UTF8'), E'\n', 1), ',') h),
    (SELECT array_agg(m[1]) FROM regexp_matches(convert_from(export_survey('duck', 'duckdb'), 'UTF8'), E'\n    ''([^'']+)'': ', 'g') m), 'columns are those of the CSV, in its order');
SELECT throws_ok($$SELECT export_survey('duck', 'parquet')$$, '22023', NULL, 'there is no Parquet');
