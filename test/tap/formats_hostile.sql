-- Damaged SPSS, Stata and SAS files: an error that names the format and the place, or a load; never a crash, and after an error nothing is left.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(14);
CREATE TEMP TABLE sample (path text, format text, content bytea);
\if :have_shared
INSERT INTO sample SELECT f, lower(substring(f FROM '[^.]+$')), pg_read_binary_file(f)
FROM (SELECT :'shared' || '/data/formats/' || d || '/' || n AS f
      FROM unnest('{pyreadstat,haven}'::text[]) d, pg_ls_dir(:'shared' || '/data/formats/' || d) n) s
WHERE f ~ '\.(sav|zsav|por|dta|xpt|sas7bdat)$';
\endif
-- our own, so that there is something to damage everywhere
CREATE TABLE made AS SELECT i AS id, 1 + i % 4 AS code, i / 3.0::float8 AS number, repeat('text ', i % 4) AS text, repeat('a', 600) AS essay FROM generate_series(1, 30) i;
SELECT register_survey('made', 'made', '{"variables": [{"name": "code", "values": {"1": "One", "2": "Two", "3": "Three"}, "missing": {"4": "None"}}]}') IS NULL \g /dev/null
INSERT INTO sample SELECT 'made', f, export_survey('made', f) FROM unnest('{sav,zsav,dta,xpt}'::text[]) f;

-- tries the content; the error's state, text and context, or NULL
CREATE FUNCTION try_load(content bytea, format text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    context text;
BEGIN
    PERFORM load_survey('hostile', content, format => format);
    PERFORM drop_survey('hostile');
    RETURN NULL;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS context = PG_EXCEPTION_CONTEXT;
    RETURN SQLSTATE || ' ' || SQLERRM || ' ' || context;
END $$;

-- every sample cut at every block, of 16 bytes in small files; with single bytes changed, every other one in the header;
-- and with each four bytes of the header an absurd count.  The same damage in every run.
CREATE TEMP TABLE outcome (path text, damage text, error text);
CREATE PROCEDURE damage() LANGUAGE plpgsql AS $$
DECLARE
    s sample;
    size int;
    at int;
    byte int;
BEGIN
    FOR s IN SELECT * FROM sample LOOP
        size := length(s.content);
        FOR cut IN 0..size - 1 BY greatest(16, size / 60) LOOP
            INSERT INTO outcome VALUES (s.path, 'cut at ' || cut, try_load(substr(s.content, 1, cut), s.format));
            COMMIT;
        END LOOP;
        FOR i IN 1..40 LOOP
            at := abs(hashint4(i)) % CASE WHEN i % 2 = 0 THEN least(size, 1200) ELSE size END;
            byte := abs(hashint4(i * 7 + 1)) % 256;
            INSERT INTO outcome VALUES (s.path, format('byte %s is %s', at, byte), try_load(set_byte(s.content, at, byte), s.format));
            COMMIT;
        END LOOP;
        FOR i IN 0..least(size, 600) - 4 BY 8 LOOP
            INSERT INTO outcome VALUES (s.path, format('word %s is absurd', i),
                try_load(overlay(s.content PLACING CASE i % 3 WHEN 0 THEN '\xffffff7f' WHEN 1 THEN '\x7fffffff' ELSE '\xffffffff' END::bytea FROM i + 1), s.format));
            COMMIT;
        END LOOP;
    END LOOP;
END $$;
CALL damage();
SELECT is((SELECT jsonb_agg(DISTINCT error) FROM outcome WHERE error ~ '^(XX|57|58|53)'), NULL, 'no damage is an internal error, or takes all memory');
SELECT is((SELECT jsonb_agg(DISTINCT error) FROM outcome WHERE error !~ '(SPSS|Stata|SAS)'), NULL, 'errors name the format');
SELECT is((SELECT jsonb_agg(DISTINCT error) FROM outcome WHERE error !~ '(byte|row) \d'), NULL, 'and the place');
SELECT is((SELECT array_agg(name) FROM mlops_survey.survey), '{made}', 'no survey is left');
SELECT is((SELECT count(*) FROM pg_class WHERE relname ~ '^hostile'), 0::bigint, 'no table is left');
SELECT isnt(count(error), 0::bigint, 'damage is found') FROM outcome;
SELECT matches(try_load('\x24464c32', 'sav'), 'SPSS file', 'the error names the format');

-- what the library would trust
CREATE TABLE essays AS SELECT 1 AS id, 1 AS code, repeat('b', 3000) AS essay;
SELECT register_survey('essays', 'essays', '{"variables": [{"name": "code", "values": {"1": "One"}}]}') IS NULL \g /dev/null
CREATE FUNCTION swap(content bytea, old text, new text) RETURNS bytea LANGUAGE sql RETURN decode(replace(encode(content, 'hex'), old, new), 'hex');
SELECT is(try_load(export_survey('essays', 'dta'), 'dta'), NULL, 'a long text of Stata is read');
SELECT matches(try_load(swap(export_survey('essays', 'dta'), '00' || encode('</strls>', 'hex'), '62' || encode('</strls>', 'hex')), 'dta'),
    'Stata file cannot be read: a long text has no end', 'one without its end is refused');
SELECT is(try_load(overlay(content PLACING convert_to(repeat('n', 3 * 129), 'UTF8') FROM position('<value_label_names>'::bytea IN content) + 19), 'dta'), NULL,
    'names of label sets that fill their fields are no harm') FROM export_survey('essays', 'dta') content;
SELECT lives_ok($$SELECT load_survey('zeros', swap(export_survey('essays', 'sav'), repeat('62', 8), repeat('00', 8)))$$, 'nor are long texts of zeros');
SELECT is((SELECT essay FROM zeros), NULL, 'which are no answer');
SELECT lives_ok($$SELECT load_survey('few', swap(export_survey('essays', 'sav'), repeat('62', 256), repeat('62', 248) || repeat('00', 8)), replace => true)$$, 'nor zeros within them');
SELECT is((SELECT left(essay, 248) FROM few), repeat('b', 248), 'what stands before them is kept');
SELECT * FROM finish();
