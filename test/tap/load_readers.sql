-- One way in for all readers: the bytea form under a name of its own, and what is said where content is taken for a name.
SELECT plan(8);

SELECT is((SELECT rows_loaded FROM load_survey_bytes('bytes', convert_to(E'q1,q2\n1,2\n3,4\n', 'UTF8'))), 2::bigint, 'load_survey_bytes loads content');
SELECT results_eq($$ SELECT q1, q2 FROM bytes ORDER BY respondent $$, $$ VALUES (1::smallint, 2::smallint), (3::smallint, 4::smallint) $$, 'as load_survey does');
PREPARE untyped AS SELECT rows_loaded FROM load_survey_bytes($1, $2);
SELECT is((SELECT array_agg(t::regtype::text) FROM pg_prepared_statements, unnest(parameter_types) t WHERE name = 'untyped'), ARRAY['text', 'bytea'],
    'the server infers the types of its parameters');

CREATE FUNCTION said(statement text, OUT message text, OUT detail text, OUT hint text, OUT state text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE statement;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT, state = RETURNED_SQLSTATE;
END $$;
CREATE TABLE heard AS SELECT * FROM said(format('SELECT load_survey(%L, %L)', 'content', repeat('question,', 2000) || E'\n1,2\n'));
SELECT cmp_ok((SELECT length(message) FROM heard), '<', 200, 'content in the place of a name is not echoed whole');
SELECT is((SELECT state FROM heard), '22023', 'and is a bad argument');
SELECT matches((SELECT hint FROM heard), 'load_survey_bytes\(\$1, \$2\), or load_survey\(\$1, \$2::bytea\)', 'the hint says how to send it');
SELECT is((SELECT message FROM said('SELECT load_survey(''x'', ''/nowhere/answers.csv'')')), 'could not open file "/nowhere/answers.csv" for reading: No such file or directory',
    'a name that is one is echoed');
SELECT matches((SELECT message FROM said('SELECT load_survey(''x'', ''/nowhere'', format => ''parquet'')')), 'format must be one of sav, zsav, por, .*csv, tsv, not "parquet"',
    'formats are those of the table of readers');
SELECT * FROM finish();
