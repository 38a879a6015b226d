-- Numbers that questionnaires give to "don't know" and "refused" are named by every reader where no missing code is declared, since they count.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(12);

-- smoke 1, 2, 7, 9; days 0 to 30, 77, 99; drinks 1 to 12, 777, 999; age 18 to 90, 99, where nothing is odd; big 0 to 400 and -77
CREATE TABLE raw AS SELECT i AS id, (ARRAY[1, 2, 1, 2, 1, 2, 7, 9])[1 + i % 8]::float8 AS smoke, (CASE i % 33 WHEN 31 THEN 77 WHEN 32 THEN 99 ELSE i % 33 END)::float8 AS days,
    (CASE i % 14 WHEN 12 THEN 777 WHEN 13 THEN 999 ELSE 1 + i % 14 END)::float8 AS drinks, (CASE WHEN i % 74 = 73 THEN 99 ELSE 18 + i % 74 END)::float8 AS age, (CASE WHEN i % 50 = 0 THEN -77 ELSE i END)::float8 AS big, i * 0.5::float8 AS half
FROM generate_series(1, 396) i;
SELECT register_survey('raw', 'raw', '{"respondent": "id", "variables": [{"name": "smoke", "measure": "scale"}, {"name": "days", "measure": "scale"}, {"name": "drinks", "measure": "scale"}, {"name": "age", "measure": "scale"}, {"name": "big", "measure": "scale"}, {"name": "half", "measure": "scale"}]}') \g /dev/null
CREATE FUNCTION warned(format text, codebook jsonb DEFAULT NULL) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY SELECT split_part(w, ';', 1) FROM load_survey('again', export_survey('raw', format), codebook, format => format), unnest(warnings) w WHERE w ~ 'apart' ORDER BY w;
    PERFORM drop_survey('again');
END $$;
SELECT is((SELECT string_agg(w, E'\n') FROM warned('xpt') w), 'big: -77 lies apart from 1 to 396 and counts in every mean
days: 77 and 99 lie apart from 0 to 30 and count in every mean
drinks: 777 and 999 lie apart from 1 to 12 and count in every mean
smoke: 7 and 9 lie apart from 1 to 2 and count in every mean', 'SAS transport');
SELECT is((SELECT array_agg(w) FROM warned('dta') w), (SELECT array_agg(w) FROM warned('xpt') w), 'Stata says the same');
SELECT is((SELECT string_agg(left(w, 20), ', ') FROM warned('sav') w), 'big: -77 lies apart , days: 77 and 99 lie , drinks: 777 and 999 ', 'in an SPSS file whose measure is scale a digit is a number');
SELECT is((SELECT string_agg(w, E'\n') FROM warned('csv') w), 'big: -77 lies apart from 1 to 396 and counts in every mean
days: 77 and 99 lie apart from 0 to 30 and count in every mean
drinks: 777 and 999 lie apart from 1 to 12 and count as an answer
smoke: 7 and 9 lie apart from 1 to 2 and count as an answer', 'CSV, where few numbers are answers');

-- what is declared is not said
SELECT is((SELECT string_agg(left(w, 11), ', ') FROM warned('xpt', '{"variables": [{"name": "days", "missing": [77, 99]}, {"name": "drinks", "missing": {"777": "Refused"}}, {"name": "big", "missing": [-77]}]}') w),
    'drinks: 999, smoke: 7 an', 'codes that the codebook declares');
SELECT is((SELECT count(*) FROM warned('dta', '{"variables": [{"name": "days", "missing_ranges": [[77, 99]]}]}') w WHERE w ~ '^days'), 0::bigint, 'or ranges');
SELECT is((SELECT string_agg(w, ', ') FROM warned('xpt', '{"variables": [{"name": "smoke", "values": {"1": "Yes", "2": "No"}, "missing": {"7": "Refused", "9": "Unknown"}}]}') w WHERE w ~ '^smoke'), NULL, 'answers with labels');

SELECT is((SELECT count(*) FROM warned('xpt') w WHERE w ~ '^(age|half)'), 0::bigint, 'ages up to 99 are ages');
SELECT is((SELECT array_agg(w) FROM warned('xpt') w WHERE w ~ 'id:'), NULL, 'and keys are keys');

-- the advice is followed
CREATE TABLE unsaid AS SELECT load_survey('again', export_survey('raw', 'xpt'), format => 'xpt');
SELECT is((SELECT round(estimate::numeric, 6) FROM survey_mean('again', '{days}')), (SELECT round(avg(days)::numeric, 6) FROM raw), 'they count');
SELECT is((SELECT changed FROM alter_survey('again', '{"variables": [{"name": "days", "missing": {"77": "Refused", "99": "Don''t know"}}]}')), '{days}', 'until they are missing');
SELECT is((SELECT round(estimate::numeric, 6) FROM survey_mean('again', '{days}')), (SELECT round(avg(days)::numeric, 6) FROM raw WHERE days <= 30), 'and then they do not');
SELECT * FROM finish();
