-- Quantipy's JSON and CSV: codes are the file's, labels the metadata's.
\set QUIET 1
SET client_min_messages = warning;
SELECT no_plan();
\if :have_shared
\set data :shared '/data/quantipy-example-a/Example Data (A).csv'
\set about :shared '/data/quantipy-example-a/Example Data (A).json'
SELECT set_config('test.data', :'data', false), set_config('test.about', :'about', false) \g /dev/null
DO $$ BEGIN
    EXECUTE format('CREATE TEMP TABLE raw (%s)', (SELECT string_agg('c' || i || ' text', ', ') FROM generate_series(1, 78) i));
    EXECUTE format('COPY raw FROM %L WITH (FORMAT csv, HEADER)', current_setting('test.data'));
END $$;
SELECT is((SELECT rows_loaded FROM load_survey('q', :'data', metadata => :'about')), 8255::bigint, 'all rows load');
SELECT results_eq('SELECT gender::int, count(*) FROM q GROUP BY 1 ORDER BY 1', 'SELECT c9::float8::int, count(*) FROM raw GROUP BY 1 ORDER BY 1', 'a single');
SELECT results_eq('SELECT q1::int, count(*) FROM q GROUP BY 1 ORDER BY 1', 'SELECT c13::float8::int, count(*) FROM raw GROUP BY 1 ORDER BY 1', 'another with codes above 90');
SELECT results_eq('SELECT count(*) FILTER (WHERE q2_1), count(*) FILTER (WHERE q2_5), count(q2_1) FROM q',
    $$SELECT count(*) FILTER (WHERE '1' = ANY (string_to_array(c14, ';'))), count(*) FILTER (WHERE '5' = ANY (string_to_array(c14, ';'))), count(c14) FROM raw$$, 'a delimited set');
SELECT results_eq(format($$SELECT l.code, l.label FROM mlops_survey.value_label l JOIN mlops_survey.survey s ON s.id = l.survey_id
        WHERE s.name = 'q' AND l.variable = 'q1' ORDER BY l.position$$),
    format($$SELECT (v->>'value')::int, v->'text'->>'en-GB' FROM jsonb_array_elements((pg_read_file(%L)::jsonb)->'columns'->'q1'->'values') v$$, :'about'), 'labels in their order');
SELECT is((SELECT count(*) FROM mlops_survey.value_label l JOIN mlops_survey.survey s ON s.id = l.survey_id WHERE s.name = 'q' AND l.variable = 'q5_1'),
    jsonb_array_length((pg_read_file(:'about')::jsonb)->'lib'->'values'->'q5')::bigint, 'labels from the library');
SELECT is((SELECT count(*) FROM load_survey('p', pg_read_binary_file(:'data'), metadata => pg_read_binary_file(:'about')) WHERE rows_refused = 0), 1::bigint, 'as parameters');
\else
SELECT skip('no sample files', 1);
\endif
SELECT * FROM finish();
