-- What goes out comes back equal: load(export(load(file))) is load(file), rows and codebook, for each sample file and each format that can carry it.
\set QUIET 1
SET client_min_messages = error;
SELECT no_plan();
\if :have_shared
CREATE TEMP TABLE sample AS
SELECT f AS path, regexp_replace(f, '.*/', '') AS file, lower(substring(f FROM '[^.]+$')) AS format
FROM (SELECT :'shared' || '/data/formats/' || d || '/' || n AS f
      FROM unnest('{pyreadstat,haven}'::text[]) d, pg_ls_dir(:'shared' || '/data/formats/' || d) n
      UNION ALL SELECT :'shared' || '/data/nhanes-xpt/DEMO_I.XPT') s
WHERE f ~* '\.(sav|zsav|por|dta|xpt|sas7bdat)$';

CREATE FUNCTION rows_differ(a text, b text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    n bigint;
BEGIN
    EXECUTE format('SELECT count(*) FROM (SELECT to_jsonb(whole_row) j FROM %1$I whole_row) a FULL JOIN (SELECT to_jsonb(whole_row) j FROM %2$I whole_row) b
        ON a.j->>''respondent'' = b.j->>''respondent'' WHERE a.j IS DISTINCT FROM b.j', a, b) INTO n;
    RETURN n;
END $$;

-- the program that the file was of is not part of the comparison, nor what only that program's format says
CREATE FUNCTION comparable(book jsonb, all_of_it boolean) RETURNS jsonb LANGUAGE sql RETURN
    CASE WHEN all_of_it THEN book #- '{properties,format}'
    ELSE (book - 'properties') || jsonb_build_object('variables', (SELECT jsonb_agg(v - 'properties' ORDER BY o)
        FROM jsonb_array_elements(book->'variables') WITH ORDINALITY t(v, o))) END;

-- columns that stood under one question get headers of their own
CREATE FUNCTION without_headers(book jsonb) RETURNS jsonb LANGUAGE sql RETURN
    book || jsonb_build_object('variables', (SELECT jsonb_agg(v - 'header' ORDER BY o) FROM jsonb_array_elements(book->'variables') WITH ORDINALITY t(v, o)));

CREATE FUNCTION difference(all_of_it boolean, headers boolean DEFAULT true) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    one jsonb := survey_codebook_json('one');
    two jsonb := survey_codebook_json('two');
    first jsonb := comparable(CASE WHEN headers THEN one ELSE without_headers(one) END, all_of_it);
    second jsonb := comparable(CASE WHEN headers THEN two ELSE without_headers(two) END, all_of_it);
    n bigint := rows_differ('one', 'two');
BEGIN
    IF n > 0 THEN RETURN n || ' rows differ'; END IF;
    IF first = second THEN RETURN 'equal'; END IF;
    RETURN coalesce((SELECT a.v::text || ' became ' || b.v::text FROM jsonb_array_elements(first->'variables') WITH ORDINALITY a(v, n)
            FULL JOIN jsonb_array_elements(second->'variables') WITH ORDINALITY b(v, n) USING (n) WHERE a.v IS DISTINCT FROM b.v LIMIT 1),
        (first - 'variables')::text || ' became ' || (second - 'variables')::text);
END $$;

CREATE FUNCTION comes_back(path text, format text, all_of_it boolean) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load_survey('one', path, replace => true);
    PERFORM load_survey('two', export_survey('one', format), replace => true);
    RETURN difference(all_of_it);
END $$;

SELECT is(comes_back(path, f, true), 'equal', format('%s as %s', file, f))
FROM sample, unnest('{sav,zsav}'::text[]) f WHERE format IN ('sav', 'zsav') ORDER BY file, f;
SELECT is(comes_back(path, 'sav', true), 'equal', format('%s as sav', file)) FROM sample WHERE format = 'por' ORDER BY file;
SELECT is(comes_back(path, 'dta', true), 'equal', format('%s as dta', file)) FROM sample WHERE format = 'dta' ORDER BY file;
SELECT is(comes_back(path, 'xpt', format = 'xpt'), 'equal', format('%s as xpt', file)) FROM sample WHERE format IN ('xpt', 'sas7bdat') ORDER BY file;

-- Triple-S: data and metadata
CREATE FUNCTION comes_back_as_triple_s(path text, all_of_it boolean) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load_survey('one', path, replace => true);
    PERFORM load_survey('two', f.d, metadata => f.x, replace => true)
        FROM (SELECT export_survey('one', 'triple-s') AS d, export_survey('one', 'triple-s-xml') AS x) f;
    RETURN difference(all_of_it);
END $$;
SELECT is(comes_back_as_triple_s(:'shared' || '/data/formats/triple-s/sample-' || i || '.sss', true), 'equal', format('triple-s/sample-%s as Triple-S', i))
FROM generate_series(1, 5) i;

-- CSV of codes, read again with the codebook, which says what CSV does not
SELECT lives_ok(format('SELECT load_survey(''one'', %L, replace => true)', :'shared' || '/data/kaggle-2022/kaggle_2022_employed_core.csv'), 'a survey from CSV');
SELECT lives_ok($$SELECT load_survey('two', export_survey('one', 'csv'), survey_codebook_json('one'), null_strings => '{}', replace => true)$$, 'goes out and comes in as CSV');
SELECT is(difference(true), 'equal', 'and is equal');

-- a survey from CSV goes to other programs with its sets
SELECT lives_ok(format('SELECT load_survey(''one'', %L, replace => true)', :'shared' || '/data/kaggle-2022/kaggle_2022_employed_core.csv'), 'a survey from CSV');
SELECT lives_ok($$SELECT load_survey('three', export_survey('one', 'sav'), replace => true)$$, 'it goes to SPSS');
SELECT is((SELECT jsonb_agg(s->'members' ORDER BY s->>'name') FROM jsonb_array_elements(survey_codebook_json('three')->'sets') s),
          (SELECT jsonb_agg(s->'members' ORDER BY s->>'name') FROM jsonb_array_elements(survey_codebook_json('one')->'sets') s), 'with its sets');
SELECT is(rows_differ('one', 'three'), 0::bigint, 'and its rows');
SELECT is(split_part(comes_back_as_triple_s(:'shared' || '/data/kaggle-2022/kaggle_2022_employed_core.csv', false), ' became ', 1) ~ 'rows differ', false, 'it goes to Triple-S with its rows');
SELECT is((SELECT jsonb_agg(jsonb_build_array(s->'name', s->'label', (SELECT count(*) FROM jsonb_array_elements(s->'members')))) FROM jsonb_array_elements(survey_codebook_json('two')->'sets') s),
          (SELECT jsonb_agg(jsonb_build_array(s->'name', s->'label', (SELECT count(*) FROM jsonb_array_elements(s->'members')))) FROM jsonb_array_elements(survey_codebook_json('one')->'sets') s), 'and its sets');
\else
SELECT skip('no sample files', 1);
\endif
SELECT * FROM finish();
