-- Real surveys, loaded without a codebook: every cell is what COPY reads from the same file.
\if :have_shared
SELECT plan(43);
\set kaggle :shared '/data/kaggle-2022/kaggle_2022_employed_core.csv'
\set nonvoters :shared '/data/538-nonvoters/nonvoters_data.csv'
\set masculinity :shared '/data/538-masculinity/raw-responses.csv'
\set starwars :shared '/data/538-star-wars/StarWars.csv'
\set quantipy :shared '/data/quantipy-example-a/Example Data (A).csv'
\set qualtrics :shared '/data/formats/qualtrics/sample.csv'
\set legacy :shared '/data/formats/qualtrics/sample_legacy.csv'
\set triples :shared '/data/formats/triple-s/sample-2.csv'
SET datestyle = 'ISO, MDY';

-- the file as COPY reads it: a text per cell, rows numbered from the first row of answers
CREATE FUNCTION raw(name text, file text, columns int, headers int, encoding text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TEMP TABLE raw_%s (line int GENERATED ALWAYS AS IDENTITY (MINVALUE -5 START %s), %s)', name, 1 - headers,
                   (SELECT string_agg('c' || i || ' text', ', ') FROM generate_series(1, columns) i));
    EXECUTE format('COPY raw_%s (%s) FROM %L WITH (FORMAT csv, ENCODING %L)', name,
                   (SELECT string_agg('c' || i, ', ') FROM generate_series(1, columns) i), file, encoding);
    EXECUTE format('DELETE FROM raw_%s WHERE line < 1', name);
END $$;

-- SQL for what a cell says: NULL for none, no blanks around, numbers in one spelling
CREATE FUNCTION said(c text) RETURNS text IMMUTABLE LANGUAGE sql RETURN
    CASE WHEN btrim(c, E' \n\r\t') NOT IN ('', 'NA', '#N/A', 'N/A', 'NULL') THEN regexp_replace(btrim(c, E' \n\r\t'), '^(-?\d+)\.0$', '\1') END;

-- how many cells of the survey are not what the file says, over all its variables in the file's order
CREATE FUNCTION wrong_cells(survey text, VARIADIC skip int[] DEFAULT '{}') RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v record;
    n bigint;
    total bigint := 0;
    col int := 0;
BEGIN
    FOR v IN SELECT x.*, s.id, t.data_type
             FROM mlops_survey.variable x JOIN mlops_survey.survey s ON s.id = x.survey_id
             JOIN information_schema.columns t ON t.table_name = survey AND t.column_name = x.name
             WHERE s.name = survey AND NOT EXISTS (
                 SELECT FROM mlops_survey.response_set_member m JOIN mlops_survey.response_set r ON (r.survey_id, r.name) = (m.survey_id, m.set_name)
                 WHERE m.survey_id = s.id AND m.variable = x.name AND r.properties ? 'delimiter')
             ORDER BY x.position LOOP
        col := col + 1;
        WHILE col = ANY (skip) LOOP
            col := col + 1;
        END LOOP;
        EXECUTE format('SELECT count(*) FROM raw_%1$s f LEFT JOIN %1$I a ON a.%4$I = f.line
            LEFT JOIN mlops_survey.value_label l ON (l.survey_id, l.variable, l.code) = (%2$s, %3$L, %7$s)
            WHERE %5$s IS DISTINCT FROM %6$s', survey, v.id, v.name,
            (SELECT respondent_key FROM mlops_survey.survey WHERE id = v.id),
            CASE WHEN v.data_type = 'boolean' THEN format('a.%I IS TRUE', v.name)
                 WHEN v.measure IN ('nominal', 'ordinal') THEN 'l.label'
                 WHEN v.data_type = 'text' THEN format('said(a.%I)', v.name)
                 ELSE format('a.%I', v.name) END,
            CASE WHEN v.data_type = 'boolean' THEN format('(coalesce(said(c%s), ''-1'') NOT IN (''-1'', ''Not selected''))', col)
                 WHEN v.measure IN ('nominal', 'ordinal') OR v.data_type = 'text' THEN format('said(c%s)', col)
                 ELSE format('said(c%s)::%s', col, v.data_type) END,
            CASE WHEN v.measure IN ('nominal', 'ordinal') THEN format('a.%I::int', v.name) ELSE 'NULL' END)
        INTO n;
        IF n > 0 THEN
            RAISE WARNING '% of %: % cells of column % differ', v.name, survey, n, col;
        END IF;
        total := total + n;
    END LOOP;
    RETURN total;
END $$;

-- Kaggle: byte-order mark, two header rows, option texts that contain the delimiter
SELECT is(rows_loaded, 8872::bigint, 'kaggle: all rows') FROM load_survey('kaggle', :'kaggle');
SELECT raw('kaggle', :'kaggle', 35, 2, 'UTF8');
SELECT is((SELECT count(*) FROM raw_kaggle), 8872::bigint, 'kaggle: as many as COPY has');
SELECT is(wrong_cells('kaggle'), 0::bigint, 'kaggle: every cell');
SELECT is((SELECT array_agg(r.name ORDER BY r.position) FROM mlops_survey.response_set r JOIN mlops_survey.survey s ON s.id = survey_id WHERE s.name = 'kaggle'),
    '{q28,q36}', 'kaggle: two multiple-response sets');
SELECT is((SELECT r.label FROM mlops_survey.response_set r JOIN mlops_survey.survey s ON s.id = survey_id WHERE s.name = 'kaggle' AND r.name = 'q28'),
    'Select any activities that make up an important part of your role at work: (Select all that apply)', 'kaggle: the question of a set');
SELECT is((SELECT count(*) FROM kaggle WHERE q28_1 IS NULL),
    (SELECT count(*) FROM raw_kaggle WHERE coalesce(c12, c13, c14, c15, c16, c17, c18, c19) IS NULL), 'kaggle: no option at all is no answer');
SELECT is((SELECT count(*) FROM kaggle WHERE num_nulls(q28_1, q28_2, q28_3, q28_4, q28_5, q28_6, q28_7, q28_8) NOT IN (0, 8)), 0::bigint,
    'kaggle: a set is answered as a whole');
SELECT results_eq(
    $$SELECT l.label FROM mlops_survey.value_label l JOIN mlops_survey.survey s ON s.id = survey_id
      WHERE s.name = 'kaggle' AND variable = 'q26' ORDER BY l.position$$,
    ARRAY['0', '1-2', '3-4', '5-9', '10-14', '15-19', '20+'], 'kaggle: team sizes in order');
SELECT is(col_description('kaggle'::regclass, 2), 'What is your age (# years)?', 'kaggle: columns carry their question');

-- nonvoters: -1 refused beside NA not asked, grids of four points, weight
SELECT is(rows_loaded, 5836::bigint, 'nonvoters: all rows') FROM load_survey('nonvoters', :'nonvoters');
SELECT raw('nonvoters', :'nonvoters', 119, 1, 'UTF8');
SELECT is(wrong_cells('nonvoters'), 0::bigint, 'nonvoters: every cell');
SELECT is((SELECT weight FROM mlops_survey.survey WHERE name = 'nonvoters'), 'weight', 'nonvoters: the weight');
SELECT is((SELECT count(*) FROM mlops_survey.variable v JOIN mlops_survey.survey s ON s.id = v.survey_id
           WHERE s.name = 'nonvoters' AND v.name ~ '^q[2348]_' AND points = 4), 31::bigint, 'nonvoters: grids have four points');
SELECT is((SELECT count(*) FROM mlops_survey.value_label l JOIN mlops_survey.survey s ON s.id = survey_id
           WHERE s.name = 'nonvoters' AND code = -1 AND NOT missing), 0::bigint, 'nonvoters: -1 is missing wherever it is a code');
SELECT is((SELECT array_agg(r.name ORDER BY r.position) FROM mlops_survey.response_set r JOIN mlops_survey.survey s ON s.id = survey_id WHERE s.name = 'nonvoters'),
    '{q19,q28,q29}', 'nonvoters: three multiple-response sets, no grid among them');
SELECT is((SELECT count(*) FROM nonvoters WHERE q28_1 IS NULL), (SELECT count(*) FROM raw_nonvoters WHERE c92 = 'NA'), 'nonvoters: NA is not asked');

-- masculinity: blank header, "Not selected", NA, American dates
SELECT is(rows_loaded, 1615::bigint, 'masculinity: all rows') FROM load_survey('masculinity', :'masculinity');
SELECT raw('masculinity', :'masculinity', 98, 1, 'UTF8');
SELECT is(wrong_cells('masculinity'), 0::bigint, 'masculinity: every cell');
SELECT is((SELECT min(startdate) FROM masculinity), (SELECT min(c2::timestamp) FROM raw_masculinity), 'masculinity: month before day');
SELECT is((SELECT count(*) FROM masculinity WHERE q0010_0001 IS NULL), (SELECT count(*) FROM raw_masculinity WHERE c37 = 'NA'), 'masculinity: NA is not asked');
SELECT is((SELECT count(*) FROM mlops_survey.response_set r JOIN mlops_survey.survey s ON s.id = survey_id WHERE s.name = 'masculinity'), 9::bigint,
    'masculinity: nine multiple-response sets');
SELECT is((SELECT count(DISTINCT (code, label)) FROM mlops_survey.value_label l JOIN mlops_survey.survey s ON s.id = survey_id
           WHERE s.name = 'masculinity' AND variable LIKE 'q0007%'), 6::bigint, 'masculinity: the items of a grid share their codes');

-- Star Wars: Western encoding, questions above options, blank headers
SELECT is(rows_loaded, 1186::bigint, 'star wars: all rows') FROM load_survey('starwars', :'starwars');
SELECT raw('starwars', :'starwars', 38, 2, 'WIN1252');
SELECT is(wrong_cells('starwars'), 0::bigint, 'star wars: every cell');
SELECT is((SELECT count(*) FROM mlops_survey.response_set_member m JOIN mlops_survey.survey s ON s.id = survey_id WHERE s.name = 'starwars'), 6::bigint,
    'star wars: six films in a set');
SELECT is((SELECT count(*) FROM mlops_survey.variable v JOIN mlops_survey.survey s ON s.id = survey_id WHERE s.name = 'starwars' AND v.label ~ ' - Star Wars: Episode'),
    12::bigint, 'star wars: question and option are the label');

-- market research: several answers in a cell, numbers such as 2.0, ambiguous weights
SELECT is(rows_loaded, 8255::bigint, 'quantipy: all rows') FROM load_survey('quantipy', :'quantipy');
SELECT raw('quantipy', :'quantipy', 78, 1, 'UTF8');
SELECT is(wrong_cells('quantipy', 14, 16, 33, 35), 0::bigint, 'quantipy: every cell');
SELECT is((SELECT array_agg(r.name ORDER BY r.position) FROM mlops_survey.response_set r JOIN mlops_survey.survey s ON s.id = survey_id WHERE s.name = 'quantipy'),
    '{q2,q3,q8,q9}', 'quantipy: four columns hold several answers');
SELECT is((SELECT count(*) FROM quantipy a JOIN raw_quantipy r ON r.line = a.respondent
           WHERE (q2_1, q2_2, q2_3, q2_4, q2_5, q2_6, q2_97, q2_98) IS DISTINCT FROM
               (SELECT ('1' = ANY (s), '2' = ANY (s), '3' = ANY (s), '4' = ANY (s), '5' = ANY (s), '6' = ANY (s), '97' = ANY (s), '98' = ANY (s))
                FROM string_to_array(c14, ';') s)), 0::bigint, 'quantipy: each option of q2');
SELECT is((SELECT sum((q3_1)::int + (q3_7)::int) FROM quantipy),
    (SELECT sum(('1' = ANY (string_to_array(c16, ';')))::int + ('7' = ANY (string_to_array(c16, ';')))::int) FROM raw_quantipy), 'quantipy: options of q3');
SELECT is((SELECT weight FROM mlops_survey.survey WHERE name = 'quantipy'), NULL, 'quantipy: of two weights none is chosen');

-- Qualtrics: two and three header rows; Triple-S data
SELECT results_eq($$SELECT rows_loaded, inferred @> '{header rows 3}' FROM load_survey('qualtrics', $$ || quote_literal(:'qualtrics') || ')',
    'VALUES (1::bigint, true)', 'Qualtrics: three header rows');
SELECT results_eq($$SELECT rows_loaded, inferred @> '{header rows 2}' FROM load_survey('legacy', $$ || quote_literal(:'legacy') || ')',
    'VALUES (1::bigint, true)', 'Qualtrics: two header rows');
SELECT is((SELECT q2 FROM legacy), 'Hello World!', 'Qualtrics: the answer is one');
SELECT is(rows_read, 1::bigint, 'Triple-S: one respondent') FROM load_survey('triples', :'triples');

-- the inferred codebook loads the same file again, to the same table
SELECT survey_codebook_json('kaggle') AS codebook \gset
SELECT is(rows_loaded, 8872::bigint, 'kaggle: again by its codebook') FROM load_survey('kaggle2', :'kaggle', codebook => :'codebook');
SELECT bag_eq('TABLE kaggle', 'TABLE kaggle2', 'kaggle: the same answers');
SELECT survey_codebook_json('quantipy') AS codebook \gset
SELECT is(rows_loaded, 8255::bigint, 'quantipy: again by its codebook') FROM load_survey('quantipy2', :'quantipy', codebook => :'codebook');
SELECT bag_eq('SELECT q::text FROM quantipy q', 'SELECT q::text FROM quantipy2 q', 'quantipy: the same answers');
SELECT is(rows_loaded, 5836::bigint, 'nonvoters: a second wave') FROM load_survey('nonvoters', :'nonvoters', append => true);
SELECT is((SELECT count(*) FROM (SELECT to_jsonb(n) - 'respondent' AS j FROM nonvoters n GROUP BY 1 HAVING count(*) = 2) g), 5836::bigint,
    'nonvoters: each respondent twice');
SELECT is(load_report ->> 'rows_read', '5836', 'the survey keeps its last report') FROM mlops_survey.survey WHERE name = 'nonvoters';
\else
SELECT plan(1);
SELECT skip('the shared surveys are not here', 1);
\endif

SELECT * FROM finish();
