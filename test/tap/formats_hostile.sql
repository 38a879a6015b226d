-- Damaged SPSS, Stata and SAS files: an error that names the format, or a load; never a crash, and after an error nothing is left.
\set QUIET 1
SET client_min_messages = warning;
CREATE TEMP TABLE sample (path text, content bytea);
\if :have_shared
INSERT INTO sample SELECT f, pg_read_binary_file(f)
FROM (SELECT :'shared' || '/data/formats/' || d || '/' || n AS f
      FROM unnest('{pyreadstat,haven}'::text[]) d, pg_ls_dir(:'shared' || '/data/formats/' || d) n) s
WHERE f ~ '\.(sav|zsav|por|dta|xpt|sas7bdat)$';
\else
INSERT INTO sample VALUES ('made', '\x24464c32');
\endif

-- tries the content; the error's state and text, or NULL
CREATE FUNCTION try_load(content bytea) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load_survey('hostile', content, format => NULL);
    PERFORM drop_survey('hostile');
    RETURN NULL;
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END $$;

-- every sample cut at so many places, and with so many single bytes changed; the same ones in every run
CREATE TEMP TABLE outcome (path text, damage text, error text);
CREATE PROCEDURE damage(cuts int, changes int) LANGUAGE plpgsql AS $$
DECLARE
    s sample;
    at int;
    byte int;
BEGIN
    FOR s IN SELECT * FROM sample LOOP
        FOR i IN 1..cuts LOOP
            at := length(s.content)::bigint * i / (cuts + 1);
            INSERT INTO outcome VALUES (s.path, 'cut at ' || at, try_load(substr(s.content, 1, at)));
            COMMIT;
        END LOOP;
        -- every other change hits the header
        FOR i IN 1..changes LOOP
            at := abs(hashint4(i)) % CASE WHEN i % 2 = 0 THEN least(length(s.content), 1200) ELSE length(s.content) END;
            byte := abs(hashint4(i * 7 + 1)) % 256;
            INSERT INTO outcome VALUES (s.path, format('byte %s is %s', at, byte), try_load(set_byte(s.content, at, byte)));
            COMMIT;
        END LOOP;
    END LOOP;
END $$;
CALL damage(24, 60);

SELECT no_plan();
SELECT is((SELECT count(*) FROM outcome WHERE error ~ '^(XX|57|58)'), 0::bigint, 'no damage is an internal error');
SELECT is((SELECT count(*) FROM mlops_survey.survey), 0::bigint, 'no survey is left');
SELECT is((SELECT count(*) FROM pg_class WHERE relname ~ '^hostile'), 0::bigint, 'no table is left');
SELECT isnt(count(error), 0::bigint, 'damage is found') FROM outcome;
SELECT matches(try_load('\x24464c32'), 'SPSS file', 'the error names the format');
SELECT * FROM finish();
