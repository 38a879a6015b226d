-- Quantipy's JSON and CSV: codes are the file's, labels the metadata's.
\set QUIET 1
SET client_min_messages = warning;
\if :have_shared
SELECT plan(16);
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

-- every answer and every label, row by row: the file's own cells against the table's, by the metadata's type of the column
CREATE TEMP TABLE about AS
SELECT lower(replace(c.key, '@', '_')) AS name, c.value->>'type' AS type, c.value->'text'->>'en-GB' AS label,
    CASE WHEN jsonb_typeof(c.value->'values') = 'string' THEN d->'lib'->'values'->replace(c.value->>'values', 'lib@values@', '') ELSE c.value->'values' END AS answers
FROM (SELECT pg_read_file(:'about')::jsonb AS d) document, jsonb_each(d->'columns') c;
CREATE TEMP TABLE header AS
SELECT lower(replace(name, '@', '_')) AS name, n FROM regexp_split_to_table(split_part(replace(pg_read_file(:'data'), E'\r', ''), E'\n', 1), ',') WITH ORDINALITY h(name, n);
CREATE TEMP TABLE cell AS
SELECT r.n AS respondent, h.name, j.value AS cell FROM (SELECT row_number() OVER () AS n, to_jsonb(raw) AS j FROM raw) r, jsonb_each_text(r.j) j, header h
WHERE j.key = 'c' || h.n AND j.value <> '';
CREATE TEMP TABLE answer AS
SELECT q.respondent, lower(j.key) AS name, j.value AS answer FROM q, jsonb_each_text(to_jsonb(q) - 'respondent') j WHERE j.value IS NOT NULL;
SELECT is((SELECT count(*) FROM about a WHERE NOT EXISTS (SELECT FROM header h WHERE h.name = a.name)), 0::bigint, 'the metadata describes columns of the file');
SELECT cmp_ok((SELECT count(*) FROM cell JOIN about USING (name) WHERE type IN ('single', 'int', 'float', 'string')), '>', 200000::bigint, 'cells to compare');
SELECT is((SELECT count(*) FROM (SELECT respondent, name, cell FROM cell JOIN about USING (name) WHERE type IN ('single', 'int', 'float')) c
    FULL JOIN (SELECT * FROM answer WHERE name IN (SELECT name FROM about WHERE type IN ('single', 'int', 'float'))) t USING (respondent, name)
    WHERE c.cell::numeric IS DISTINCT FROM t.answer::numeric), 0::bigint, 'codes and numbers are the file''s, cell by cell');
SELECT is((SELECT count(*) FROM (SELECT respondent, name, cell FROM cell JOIN about USING (name) WHERE type IN ('string', 'time')) c
    FULL JOIN (SELECT * FROM answer WHERE name IN (SELECT name FROM about WHERE type IN ('string', 'time'))) t USING (respondent, name)
    WHERE c.cell IS DISTINCT FROM t.answer), 0::bigint, 'texts are');
SELECT is((SELECT count(*) FROM (SELECT respondent, name, cell FROM cell JOIN about USING (name) WHERE type = 'date') c
    FULL JOIN (SELECT * FROM answer WHERE name IN (SELECT name FROM about WHERE type = 'date')) t USING (respondent, name)
    WHERE c.cell::timestamp IS DISTINCT FROM t.answer::timestamp), 0::bigint, 'dates are');
SELECT is((SELECT count(*) FROM (SELECT respondent, name || '_' || (v->>'value') AS name, v->>'value' = ANY (string_to_array(cell, ';')) AS chosen
        FROM cell JOIN about USING (name), jsonb_array_elements(answers) v WHERE type = 'delimited set') c
    FULL JOIN (SELECT t.* FROM answer t JOIN about a ON a.type = 'delimited set' AND t.name ~ ('^' || a.name || '_[0-9]+$')) t USING (respondent, name)
    WHERE c.chosen IS DISTINCT FROM t.answer::boolean), 0::bigint, 'options of sets are');
SELECT is((SELECT count(*) FROM (SELECT name, (v->>'value')::int AS code, v->'text'->>'en-GB' AS label FROM about, jsonb_array_elements(answers) v WHERE type = 'single') m
    FULL JOIN (SELECT l.variable AS name, l.code, l.label FROM mlops_survey.value_label l JOIN mlops_survey.survey s ON s.id = l.survey_id
        WHERE s.name = 'q' AND l.variable IN (SELECT name FROM about WHERE type = 'single')) t USING (name, code)
    WHERE m.label IS DISTINCT FROM t.label), 0::bigint, 'answers and their labels are the metadata''s');
SELECT is((SELECT count(*) FROM about a JOIN mlops_survey.variable v ON v.name = a.name JOIN mlops_survey.survey s ON s.id = v.survey_id AND s.name = 'q'
    WHERE a.label IS DISTINCT FROM v.label), 0::bigint, 'questions are');
SELECT is((SELECT warnings FROM load_survey('q', :'data', metadata => :'about', replace => true)) @> ARRAY['grids (masks) are not kept, their items are variables: q14_1, q14_2, q14_3, q5, q6, q7',
    'lists of variables (sets) are not kept: data file', 'what columns say further is not kept: properties (1)'], true, 'what is not kept is named');
\else
SELECT plan(1);
SELECT skip('no sample files', 1);
\endif
SELECT * FROM finish();
