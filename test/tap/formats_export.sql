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

CREATE FUNCTION comes_back(path text, format text, all_of_it boolean) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    first jsonb;
    second jsonb;
    n bigint;
BEGIN
    PERFORM load_survey('one', path, replace => true);
    PERFORM load_survey('two', export_survey('one', format), replace => true);
    n := rows_differ('one', 'two');
    first := comparable(survey_codebook_json('one'), all_of_it);
    second := comparable(survey_codebook_json('two'), all_of_it);
    IF n > 0 THEN RETURN n || ' rows differ'; END IF;
    IF first = second THEN RETURN 'equal'; END IF;
    RETURN coalesce((SELECT a.v::text || ' became ' || b.v::text FROM jsonb_array_elements(first->'variables') WITH ORDINALITY a(v, n)
            FULL JOIN jsonb_array_elements(second->'variables') WITH ORDINALITY b(v, n) USING (n) WHERE a.v IS DISTINCT FROM b.v LIMIT 1),
        (first - 'variables')::text || ' became ' || (second - 'variables')::text);
END $$;

SELECT is(comes_back(path, f, true), 'equal', format('%s as %s', file, f))
FROM sample, unnest('{sav,zsav}'::text[]) f WHERE format IN ('sav', 'zsav') ORDER BY file, f;
SELECT is(comes_back(path, 'sav', true), 'equal', format('%s as sav', file)) FROM sample WHERE format = 'por' ORDER BY file;
SELECT is(comes_back(path, 'dta', true), 'equal', format('%s as dta', file)) FROM sample WHERE format = 'dta' ORDER BY file;
SELECT is(comes_back(path, 'xpt', format = 'xpt'), 'equal', format('%s as xpt', file)) FROM sample WHERE format IN ('xpt', 'sas7bdat') ORDER BY file;

-- other programs' files as CSV of codes, read again with the codebook
SELECT lives_ok(format('SELECT load_survey(''one'', %L, replace => true)', :'shared' || '/data/kaggle-2022/kaggle_2022_employed_core.csv'), 'a survey from CSV');
SELECT lives_ok($$SELECT load_survey('two', export_survey('one', 'csv'), survey_codebook_json('one'), null_strings => '{}', replace => true)$$, 'goes out and comes in as CSV');
SELECT is(rows_differ('one', 'two'), 0::bigint, 'the rows are equal');
SELECT is(survey_codebook_json('two')->'variables', survey_codebook_json('one')->'variables', 'the variables are equal');
SELECT is(survey_codebook_json('two')->'sets', survey_codebook_json('one')->'sets', 'the sets are equal');
SELECT lives_ok($$SELECT load_survey('three', export_survey('one', 'sav'), replace => true)$$, 'it goes to SPSS');
SELECT is((SELECT jsonb_agg(s->'members' ORDER BY s->>'name') FROM jsonb_array_elements(survey_codebook_json('three')->'sets') s),
          (SELECT jsonb_agg(s->'members' ORDER BY s->>'name') FROM jsonb_array_elements(survey_codebook_json('one')->'sets') s), 'with its sets');
SELECT is(rows_differ('one', 'three'), 0::bigint, 'and its rows');
\else
SELECT skip('no sample files', 1);
\endif
SELECT * FROM finish();
