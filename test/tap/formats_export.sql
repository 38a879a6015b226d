-- What goes out comes back equal: load(export(load(file))) is load(file), rows and codebook, for each sample file and each format that can carry it.
\set QUIET 1
SET client_min_messages = error;
\if :have_shared
SELECT plan(165);
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

-- names and types of the columns, and the rows as tables and not only as their JSON
CREATE FUNCTION tables_differ(a regclass, b regclass) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    found text;
    n bigint;
BEGIN
    SELECT string_agg(concat_ws(' ', x.attname, x.atttypid::regtype, 'became', y.attname, y.atttypid::regtype), ', ') INTO found
    FROM (SELECT * FROM pg_attribute WHERE attrelid = a AND attnum > 0) x
    FULL JOIN (SELECT * FROM pg_attribute WHERE attrelid = b AND attnum > 0) y ON x.attnum = y.attnum
    WHERE (x.attname, x.atttypid, x.atttypmod) IS DISTINCT FROM (y.attname, y.atttypid, y.atttypmod);
    IF found IS NULL THEN
        EXECUTE format('SELECT (SELECT count(*) FROM (TABLE %1$s EXCEPT ALL TABLE %2$s) x) + (SELECT count(*) FROM (TABLE %2$s EXCEPT ALL TABLE %1$s) x)', a, b) INTO n;
        found := nullif(n, 0) || ' rows are in one table only';
    END IF;
    RETURN found;
END $$;

CREATE FUNCTION difference(all_of_it boolean) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    one jsonb := survey_codebook_json('one');
    two jsonb := survey_codebook_json('two');
    first jsonb := comparable(one, all_of_it);
    second jsonb := comparable(two, all_of_it);
    n bigint := rows_differ('one', 'two');
    tables text := tables_differ('one', 'two');
BEGIN
    IF n > 0 THEN RETURN n || ' rows differ'; END IF;
    IF all_of_it AND tables IS NOT NULL THEN RETURN tables; END IF;
    IF first IS DISTINCT FROM second THEN
        RETURN coalesce((SELECT a.v::text || ' became ' || b.v::text FROM jsonb_array_elements(first->'variables') WITH ORDINALITY a(v, n)
                FULL JOIN jsonb_array_elements(second->'variables') WITH ORDINALITY b(v, n) USING (n) WHERE a.v IS DISTINCT FROM b.v LIMIT 1),
            (first - 'variables')::text || ' became ' || (second - 'variables')::text);
    END IF;
    SELECT count(*) INTO n FROM (SELECT * FROM survey_codebook('one')) a FULL JOIN (SELECT * FROM survey_codebook('two')) b ON a = b WHERE a IS NULL OR b IS NULL;
    RETURN CASE WHEN n > 0 THEN n || ' lines of the codebook differ' ELSE 'equal' END;
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

-- every sample file as CSV, read again with its codebook, which says what CSV does not
CREATE FUNCTION comes_back_as_csv(path text, about text, labels boolean) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load_survey('one', path, metadata => about, replace => true);
    PERFORM load_survey('two', export_survey('one', 'csv', labels => labels), survey_codebook_json('one'), replace => true);
    RETURN difference(true);
EXCEPTION WHEN OTHERS THEN RETURN SQLERRM;
END $$;
CREATE TEMP TABLE file AS
SELECT d || '/' || n AS path, NULL AS about
FROM unnest('{formats/haven,formats/pyreadstat,formats/qualtrics,formats/triple-s,nhanes-xpt,kaggle-2022,538-nonvoters,538-masculinity,538-star-wars,quantipy-example-a}'::text[]) d,
    pg_ls_dir(:'shared' || '/data/' || d) n
WHERE n ~* '\.(sav|zsav|por|dta|xpt|sas7bdat|sss|csv)$' AND d || '/' || n <> 'formats/triple-s/sample-2.csv'
UNION ALL SELECT 'quantipy-example-a/Example Data (A).csv', 'quantipy-example-a/Example Data (A).json';
SELECT cmp_ok(count(*), '>=', 51::bigint, 'the sample files are there') FROM file;
SELECT is(comes_back_as_csv(:'shared' || '/data/' || path, :'shared' || '/data/' || about, false), 'equal', format('%s as CSV of codes', coalesce(about, path)))
FROM file ORDER BY path, about;
-- labels say as much as codes do, unless the label of an answer is the code of another: the code counts then
SELECT is(comes_back_as_csv(:'shared' || '/data/' || path, :'shared' || '/data/' || about, true),
    CASE WHEN path = 'formats/triple-s/sample-2.sss' THEN '1 rows differ' ELSE 'equal' END, format('%s as CSV of labels', coalesce(about, path)))
FROM file ORDER BY path, about;
SELECT is(comes_back_as_csv(:'shared' || '/data/formats/triple-s/sample-2.sss', NULL, true), '1 rows differ', 'how many there are, which has numbers as labels,');
SELECT is((SELECT string_agg(format('%s %s became %s', a.key, a.value, b.value), ', ' ORDER BY a.key)
        FROM one, two, jsonb_each(to_jsonb(one)) a JOIN jsonb_each(to_jsonb(two)) b USING (key) WHERE a.value <> b.value),
    'aa10n1 5 became 4, aa10n2 4 became 3, aa10n3 3 became 2, aa10n4 2 became 1, aa10n5 3 became 2', 'is not the same, and nothing else is');
SELECT is((SELECT string_agg(format('%s "%s"', code, value_label), ', ' ORDER BY code) FROM survey_codebook('one') WHERE variable = 'aa10n1' AND code < 4),
    '1 "None", 2 "1", 3 "2"', 'since these are the labels');

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
SELECT plan(1);
SELECT skip('no sample files', 1);
\endif
SELECT * FROM finish();
