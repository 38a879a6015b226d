-- Workbooks of Excel: the values are those that openpyxl and LibreOffice read (test/oracle/workbooks.R asks them).
\set QUIET 1
SET client_min_messages = error;
SELECT plan(26);
\set files :project/test/files
CREATE FUNCTION try_load(content bytea, sheet text DEFAULT NULL, delimiter text DEFAULT NULL, format text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    hint text;
BEGIN
    PERFORM load_survey('tried', content, sheet => sheet, delimiter => delimiter, format => format, replace => true);
    RETURN 'loaded';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
    RETURN SQLSTATE || ' ' || SQLERRM || ' - ' || hint;
END $$;
CREATE FUNCTION file(files text, name text) RETURNS bytea LANGUAGE sql RETURN pg_read_binary_file(files || '/' || name);

-- every kind of cell: shared texts, numbers, dates and times by style, booleans
SELECT rows_loaded, array_to_string(inferred, '; ') AS inferred FROM load_survey('workbook', :'files' || '/workbook.xlsx') \gset loaded_
SELECT is(:'loaded_rows_loaded'::text, '4', 'the first sheet is loaded');
SELECT matches(:'loaded_inferred'::text, 'sheet "Responses" of "Responses", "Second", "Empty", "Secret"', 'and named, with the others');
SELECT is((SELECT array_agg(column_name || ' ' || data_type ORDER BY ordinal_position) FROM information_schema.columns WHERE table_name = 'workbook' AND column_name IN ('when_', 'day', 'score', 'big')),
    '{"when_ timestamp without time zone","day date","score double precision","big bigint"}', 'styles make dates of numbers');
SELECT is((SELECT array_agg(when_ ORDER BY respondent) FROM workbook), '{"2024-02-29 13:45:30","2024-03-01 00:00:00",NULL,"1999-12-31 23:59:59"}', 'moments');
SELECT is((SELECT array_agg(day ORDER BY respondent) FROM workbook), '{2024-01-01,2024-01-02,2024-12-31,NULL}', 'days');
SELECT is((SELECT array_agg(at::text ORDER BY respondent) FROM workbook), '{18:00:00,09:05:01,NULL,00:00:00}', 'times of day');
SELECT is((SELECT array_agg(lasted::text ORDER BY respondent) FROM workbook), '{26:30:00,00:05:00,NULL,48:00:00}', 'hours beyond a day');
SELECT is((SELECT array_agg(note ORDER BY respondent) FROM workbook), ARRAY[U&'caf\00e9, "nice"', E'two\nlines', NULL, ' padded '], 'texts with commas, quotes, line breaks and blanks');
SELECT is((SELECT array_agg(score ORDER BY respondent) FROM workbook), '{1.5,0.25,-3,1e-07}', 'numbers');
SELECT is((SELECT array_agg(big ORDER BY respondent) FROM workbook), '{12345678901,2,1000000000000000,3}', 'large numbers are whole, however they are written');
SELECT is((SELECT jsonb_object_agg(header, labels) FROM (SELECT v->>'header' AS header, v->'values' AS labels FROM jsonb_array_elements(survey_codebook_json('workbook')->'variables') v) x WHERE header IN ('Satisfied?', 'Agree')),
    '{"Agree": {"1": "TRUE", "2": "FALSE"}, "Satisfied?": {"1": "Very", "2": "Not"}}', 'answers, as of CSV');

-- other writers
SELECT rows_loaded FROM load_survey('other', :'files' || '/workbook_libreoffice.xlsx') \g /dev/null
SELECT is((SELECT count(*) FROM (TABLE workbook EXCEPT ALL TABLE other) x), 0::bigint, 'LibreOffice writes the same');
SELECT rows_loaded FROM load_survey('by_hand', :'files' || '/workbook_by_hand.xlsx') \g /dev/null
SELECT is((SELECT array_agg(concat_ws('|', name, in_place, n) ORDER BY respondent) FROM by_hand), ARRAY['To kyo|1200', U&'a\000ab_x0041_|Zo\00eb & Co|7'],
    'prefixes, texts in place, in pieces and with escapes, cells without a place');
SELECT rows_loaded FROM load_survey('mac', :'files' || '/workbook_1904.xlsx') \g /dev/null
SELECT is((SELECT array_agg(day ORDER BY respondent) FROM mac), '{2024-02-29,1904-01-02,2000-01-01}', 'dates since 1904');

-- headers that are merged, and a title above them
SELECT array_to_string(inferred, '; ') AS inferred, array_to_string(warnings, '; ') AS warnings FROM load_survey('merged', :'files' || '/workbook_merged.xlsx') \gset merged_
SELECT is((SELECT array_agg(DISTINCT label ORDER BY label) FROM survey_codebook('merged') WHERE label <> 'What do you use?'),
    '{ID,Rating,"What do you use? - None","What do you use? - R","What do you use? - SQL"}', 'questions and options');
SELECT is((SELECT string_agg(m->>'label', ', ') FROM jsonb_array_elements(survey_codebook_json('merged')->'sets') s, jsonb_array_elements(s->'members') m), 'SQL, R, None', 'are a set');
SELECT matches(:'merged_inferred'::text, 'a title above the table: Customer survey 2024.*header rows 2, as merged cells show', 'which the report says');
SELECT matches(:'merged_warnings'::text, 'cells are merged \(1 times below the headers\)', 'as it does of merged cells among the rows');

-- sheets by name and number; what cells cannot say
SELECT is((SELECT array_to_string(warnings, '; ') FROM load_survey('second', :'files' || '/workbook.xlsx', sheet => 'second')),
    'cells hold errors such as #N/A (1), which are no answers; formulas have no result in the file (1): save it in Excel or LibreOffice, which compute them', 'errors and formulas without a result are told');
SELECT is((SELECT array_agg(a ORDER BY respondent) FROM second), '{1,2,NULL,4}', 'a sheet by its name');
SELECT is((SELECT array_agg(try_load(file(:'files', 'workbook.xlsx'), s)) FROM unnest('{2,Secret,9}'::text[]) s),
    ARRAY['loaded', '22P04 sheet "Secret" of the workbook is empty - Name another with sheet => ...: "Responses", "Second", "Empty", "Secret".',
        '22023 the workbook has no sheet "9" - It has "Responses", "Second", "Empty", "Secret".'], 'by its number, and those that are not there');
SELECT is((SELECT array_agg(substr(try_load(file(:'files', f)), 1, 60)) FROM unnest('{workbook_macros.xlsm,archive.zip,workbook_doctype.xlsx}'::text[]) f),
    '{"0A000 the file is a workbook of Excel with macros, which loa","0A000 the file is a zip archive that is no workbook of Excel","22P04 the workbook cannot be read: a part of it has a docume"}',
    'what is refused');
SELECT matches(try_load('\xd0cf11e0a1b11ae1'), '^0A000 .*older Microsoft Office, or one with a password.* - Save the table as .xlsx without a password', 'an older workbook, or one with a password');
SELECT matches(try_load(file(:'files', 'workbook.xlsx'), delimiter => ';'), '22023 delimiter is for files of text, and the file is a workbook', 'a delimiter is for texts');
SELECT matches(try_load('a\0121\0122', sheet => 'x'), '22023 sheet is for workbooks', 'and a sheet for workbooks');

-- our own
CREATE TABLE cafe AS SELECT i AS id, 1 + i % 2 AS visit FROM generate_series(1, 4) i;
SELECT register_survey('cafe', 'cafe', '{"variables": [{"name": "visit", "values": {"1": "First", "2": "Again"}}]}') IS NULL \g /dev/null
SELECT is(try_load(export_crosstab('cafe', '{visit}'), '2'), 'loaded', 'workbooks of export_crosstab can be read');
