-- Files of SPSS and Stata that differ from what SPSS and Stata write: padded labels, odd dates, encodings that are not as declared, long texts of
-- release 119, numbers beyond codes, rows wider than a page.  Values by PSPP (FREQUENCIES) and pandas (long_texts_119, which it has written).
\set QUIET 1
SET client_min_messages = error;
SELECT plan(16);
CREATE FUNCTION try_load(content bytea, encoding text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    hint text;
BEGIN
    PERFORM load_survey('tried', content, encoding => encoding, replace => true);
    RETURN 'loaded';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
    RETURN SQLSTATE || ' ' || SQLERRM || ' - ' || hint;
END $$;
\set files :project/test/files

-- PSPP pads the texts of labels and missing values with blanks
SELECT warnings FROM load_survey('padded', :'files' || '/pspp_string_labels.sav') \gset padded_
SELECT is((SELECT v->'values' FROM jsonb_array_elements(survey_codebook_json('padded')->'variables') v WHERE v->>'name' = 's'),
    '[{"code": 1, "label": "No", "value": "N"}, {"code": 3, "label": "Yes", "value": "Y"}, {"code": 2, "label": "Refused", "value": "X", "missing": true}]',
    'texts that blanks fill up are those of the rows');
SELECT is((SELECT array_agg(value || ' ' || n ORDER BY value) FROM (SELECT s AS value, count(*) AS n FROM padded WHERE s IS NOT NULL GROUP BY s) c), '{"N 1","X 1","Y 2"}', 'Yes 2, No 1, Refused 1');
SELECT is((SELECT max(base_n) FROM survey_topline('padded') WHERE variable = 's' AND answer = 'Yes'), 3::bigint, 'the base leaves out what is missing');
SELECT matches(:'padded_warnings'::text, 'f is nominal in the file, but holds numbers beyond 2147483647, which are no codes', 'numbers beyond codes are named as such');
SELECT is((SELECT v->'missing_ranges' FROM jsonb_array_elements(survey_codebook_json('padded')->'variables') v WHERE v->>'name' = 'f'), '[[9999999998, 9999999999]]', 'and are missing');
SELECT is((SELECT estimate FROM survey_mean('padded', '{f}')), 2::float8, 'so that the mean is that of PSPP');
SELECT is((SELECT array_agg(s ORDER BY respondent) FROM padded), '{Y,N,X,NULL,Y}', 'rows are as they were');

-- a date of creation that is none
SELECT is((SELECT row(rows_loaded, inferred)::text FROM load_survey('undated', :'files' || '/blank_timestamp.sav')), '(1,"{""encoding UTF-8"",""the file does not say when it was written""}")', 'a file without a date loads');
CREATE TEMP TABLE sav AS SELECT export_survey('undated', 'sav') AS content;
SELECT matches((SELECT inferred::text FROM sav, load_survey('dated', content)), 'written at 20', 'a date is told');
SELECT is((SELECT array_agg(try_load(overlay(content PLACING convert_to(d, 'UTF8') FROM 93))) FROM sav, unnest('{"31/12/2025       ","1 JAN 99 1:02:03 ","                 ","05-MAR-1923:59:59"}'::text[]) d),
    '{loaded,loaded,loaded,loaded}', 'whatever stands for one');

-- texts that are not in the encoding that the file declares
SELECT rows_loaded FROM load_survey('true_', convert_to(E'id,note\n1,caf\u00e9 bar\n2,b\n', 'UTF8')) \g /dev/null
CREATE TEMP TABLE lie AS SELECT decode(replace(encode(export_survey('true_', 'sav'), 'hex'), 'c3a9', 'e920'), 'hex') AS content;
SELECT matches((SELECT try_load(content) FROM lie), '^22021 .* - .*declares; name theirs, such as encoding => ''WIN1252''', 'the error names the argument that helps');
SELECT is((SELECT try_load(content, 'WIN1252') FROM lie), 'loaded', 'with which the file loads');
SELECT is((SELECT note FROM tried WHERE respondent = 1), U&'caf\00e9  bar', 'as it is meant');

-- long texts of release 119, where three bytes and five refer to them
SELECT is((SELECT rows_loaded FROM load_survey('longs', :'files' || '/long_texts_119_little.dta')), 4::bigint, 'a file of release 119 loads');
SELECT is((SELECT jsonb_agg(jsonb_build_array(length(t), u, q) ORDER BY respondent) FROM longs), '[[2100, "one", 1.5], [null, "two", 2], [4, null, 3], [2100, "four", 4]]', 'with its long texts');
SELECT matches(try_load(pg_read_binary_file(:'files' || '/long_texts_119_big.dta')), 'release 119 with the larger byte first', 'those of other machines are refused');

