-- Every sample, and files of our own, handed to every reader, whole, cut and with bytes changed: rows that are all accounted for, or an error that is the file's; never a crash or an error of the server, and nothing is left.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(6);
\set files :project/test/files
CREATE TEMP TABLE sample AS SELECT f AS path, pg_read_binary_file(:'files' || '/' || f) AS content FROM pg_ls_dir(:'files') f;
INSERT INTO sample VALUES
    ('forms.csv', convert_to(E'\ufeffTimestamp,"How, old?",Tools,Score,Text\n2024/08/06 1:05:09 PM GMT+2,18-24,"Bus, Train",0 - Not at all,"two\nlines"\n2024/08/07 1:05:09 PM GMT+2,25-34,Bus,10 - Extremely,""so"" he said\n,,,,\n', 'UTF8')),
    ('german.csv', convert_to(E'Bericht;;\n;;\nNr.;Gr\u00f6\u00dfe;Preis\n1;1,75;1.234,50 \u20ac\n2;1,80;9,00 \u20ac\n;;\n', 'LATIN9')),
    ('wide.txt', '\xfffe690064000900710031000d000a003100090032000d000a00320009003300'),
    ('rows.jsonl', convert_to(E'{"id": 1, "tools": ["a", "b"], "home": {"city": "Oslo"}}\n{"id": 2, "tools": [], "q": null}\n', 'UTF8'));
\if :have_shared
-- of large files the beginning
INSERT INTO sample SELECT f, pg_read_binary_file(f, 0, CASE WHEN f ~* '\.(csv|dat)$' THEN 4000 ELSE 1000000 END)
FROM (SELECT :'shared' || '/data/' || d || '/' || n AS f FROM unnest('{formats/pyreadstat,formats/haven,formats/qualtrics,formats/triple-s,kaggle-2022,538-nonvoters,538-masculinity,538-star-wars,quantipy-example-a}'::text[]) d, pg_ls_dir(:'shared' || '/data/' || d) n) s
WHERE f ~* '\.(csv|sav|zsav|por|dta|xpt|sas7bdat|sss|asc|dat|json)$';
\endif
-- an error's state and text, or a load that does not add up; NULL where all is well
CREATE FUNCTION try_load(content bytea, format text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    report survey_load_report := load_survey('mutant', content, format => format, on_error => 'reject');
    rows bigint;
BEGIN
    EXECUTE 'SELECT count(*) FROM mutant' INTO rows;
    PERFORM drop_survey('mutant');
    DROP TABLE IF EXISTS mutant CASCADE;
    RETURN CASE WHEN report.rows_read <> report.rows_loaded + report.rows_refused OR rows <> report.rows_loaded THEN 'XX000 rows are lost: ' || report::text END;
END $$;
CREATE FUNCTION outcome_of(content bytea, format text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN try_load(content, format);
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
CREATE TEMP TABLE outcome (path text, damage text, format text, error text);
CREATE PROCEDURE damage() LANGUAGE plpgsql AS $$
DECLARE
    s sample;
    f text;
    size int;
BEGIN
    FOR s IN SELECT * FROM sample ORDER BY path LOOP
        size := length(s.content);
        FOREACH f IN ARRAY '{csv,tsv,jsonl,xlsx,sav,por,dta,xpt,sas7bdat,triple-s}'::text[] LOOP
            INSERT INTO outcome VALUES (s.path, 'whole', f, outcome_of(s.content, f));
            COMMIT;
        END LOOP;
        -- by what the file seems to be
        FOR i IN 1..5 LOOP
            INSERT INTO outcome VALUES (s.path, format('cut to %s of 6', i), NULL, outcome_of(substr(s.content, 1, size * i / 6), NULL));
            COMMIT;
        END LOOP;
        -- bytes that mean something in text: quotes, line ends, delimiters, zero, brackets, the end of a character
        FOR i IN 1..12 LOOP
            INSERT INTO outcome VALUES (s.path, format('byte %s', i), NULL, outcome_of(set_byte(s.content, abs(hashint4(i)) % size, (ARRAY[34, 13, 10, 44, 59, 9, 0, 123, 91, 195, 255, 92])[1 + i % 12]), NULL));
            COMMIT;
        END LOOP;
    END LOOP;
END $$;
CALL damage();
SELECT cmp_ok((SELECT count(DISTINCT path) FROM outcome), '>=', 17::bigint, 'files');
SELECT cmp_ok((SELECT count(*) FROM outcome WHERE error IS NULL), '>=', (SELECT count(*) / 4 FROM outcome), 'many load nevertheless');
SELECT is((SELECT jsonb_agg(DISTINCT jsonb_build_array(path, damage, format, error)) FROM outcome WHERE error ~ '^(XX|57|58|53|42P0|42601|21|23)'), NULL, 'no damage is an error of the server, and no row is lost');
SELECT is((SELECT jsonb_agg(DISTINCT jsonb_build_array(path, format, left(error, 100))) FROM outcome WHERE damage = 'whole' AND error ~ '^(2200|54|42)' AND error !~ '^(54011|42703|42804)'), NULL, 'a file of another format is refused as what it is');
SELECT is((SELECT count(*) FROM mlops_survey.survey), 0::bigint, 'no survey is left');
SELECT is((SELECT count(*) FROM pg_class WHERE relname LIKE 'mutant%'), 0::bigint, 'and no table');
SELECT * FROM finish();
