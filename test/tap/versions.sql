-- What names its version: the catalogue, and every state in its text and its binary form.  A format that only a later
-- version knows is refused, and the hint says what to do.
SELECT plan(16);
\set QUIET on
SET client_min_messages = warning;
SELECT ok(mlops_survey.catalogue_version() >= 1, 'the catalogue has a version');
SELECT is((SELECT extversion FROM pg_extension WHERE extname = 'mlops_survey'), (SELECT default_version FROM pg_available_extensions WHERE name = 'mlops_survey'),
    'the SQL is that of the library''s control file');
SELECT is((SELECT string_agg(name, ' ') FROM pg_available_extension_versions WHERE name = 'mlops_survey' AND NOT trusted AND NOT relocatable AND superuser AND schema IS NULL
    AND version = (SELECT default_version FROM pg_available_extensions WHERE name = 'mlops_survey')), 'mlops_survey', 'and no other can make it');
SELECT is(mlops_survey_version(), ROW(e.extversion, e.extversion, mlops_survey.catalogue_version())::mlops_survey_version_row, 'library and SQL are of one version')
FROM pg_extension e WHERE extname = 'mlops_survey';
CREATE TABLE person AS SELECT i AS id, 1 + i % 5 AS q, i / 3.0::float8 AS y, 1 + i % 3 AS w, (ARRAY['data', 'model'])[1 + i % 2]::ml_focus AS focus FROM generate_series(1, 20) i;
CREATE TABLE state AS
SELECT 'tally' AS type, tally(q, w)::text AS printed, mlops_survey.tally_send(tally(q, w)) AS sent, 1 AS format FROM person
UNION ALL SELECT 'maturity_profile', maturity_profile(focus, w)::text, mlops_survey.maturity_profile_send(maturity_profile(focus, w)), 1 FROM person
UNION ALL SELECT 'survey_summary', survey_summary(y, w)::text, mlops_survey.survey_summary_send(survey_summary(y, w)), 1 FROM person
UNION ALL SELECT 'replicate_summary', survey_replicate_summary(y, w, '{1,2}')::text, mlops_survey.replicate_summary_send(survey_replicate_summary(y, w, '{1,2}')), 1 FROM person
UNION ALL SELECT 'quantile_summary', quantile_summary(y, w)::text, mlops_survey.quantile_summary_send(quantile_summary(y, w)), 1 FROM person
UNION ALL SELECT 'crosstab_cells', s::text, mlops_survey.crosstab_cells_send(s), 2 FROM (SELECT crosstab_cells('{1,0,1,0,1,0,1,0,1,1,1,0}', ARRAY[q % 2], NULL, w) AS s FROM person) made;
-- how an error ends: state, message, hint
CREATE FUNCTION ends(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    hint text;
BEGIN
    EXECUTE statement;
    RETURN 'read';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
    RETURN concat_ws('; ', SQLSTATE, SQLERRM, hint);
END
$$;
-- a state that comes as COPY brings it: one row of one column
CREATE FUNCTION received(type text, bytes bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    file text := current_setting('data_directory') || '/versions_state';
    big oid := lo_from_bytea(0, '\x5047434f50590aff0d0a000000000000000000'::bytea || '\x0001'::bytea || int4send(length(bytes)) || bytes || '\xffff'::bytea);
BEGIN
    PERFORM lo_export(big, file), lo_unlink(big);
    EXECUTE format('CREATE TEMP TABLE IF NOT EXISTS received_%1$s (s %1$s)', type);
    RETURN ends(format('COPY received_%s FROM %L (FORMAT binary)', type, file));
END
$$;
CREATE FUNCTION refusal(code text, type text, format int) RETURNS text LANGUAGE sql RETURN format(
    '%s; value of type %s has format %s, but this library reads up to format %s; Unless its bytes are damaged, a later version of mlops_survey made it: install that version here too.',
    code, type, format + 1, format);
SELECT is(ends(format('SELECT %L::%s', CASE WHEN type IN ('tally', 'maturity_profile') THEN regexp_replace(printed, '^v1', 'v2') ELSE regexp_replace(printed, '^(\\x)?0' || format, '\10' || format + 1) END, type)),
    refusal('22P02', type, format), type || ': text of a later format') FROM state;
SELECT is(received(type, set_byte(sent, 0, format + 1)), refusal('22P03', type, format), type || ': binary form of a later format') FROM state;
SELECT * FROM finish();
