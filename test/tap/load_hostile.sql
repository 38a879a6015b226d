-- Damaged CSV and JSON Lines: an error that a user can read or a load, never an internal one; and a stray quote within a cell joins no rows.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(4);
CREATE TEMP TABLE sample (name text, content text);
INSERT INTO sample VALUES
    ('people', E'id,nps,money,day,tools,ranked,sex,weight\n1,0 - Not at all,"1.234,50 €",06-Aug-2024,"R,SQL",A;B;C;,f,0.5\n2,5,"12,00 €",07-Aug-2024,R,B;A;C;,m,1.5\n3,10 - Extremely,n/a,08-Aug-2024,"R,SQL,Python",C;A;B;,-,1\n4,9,"7,5 €","Aug 9, 2024",Python,A;C;B;,f,1\n'),
    ('forms', E'start\tpick\tpick/R\tpick/G\tWhich? [a]\tWhich? [b]\n2024-05-01T09:12:33.1+02:00\tR G\tTRUE\tTRUE\tYes\tNo\n2024-05-02T09:12:33Z\tR\tTRUE\tFALSE\tNo\tYes\n2024-05-03 9:12 PM GMT+2\t\tn/a\tn/a\tYes\tYes\n'),
    ('lines', E'{"id": 1, "q": "0 - No", "tools": ["R", "SQL"], "home": {"city": "Oslo"}, "seen": true, "day": "06-Aug-2024"}\n{"id": 2, "q": "5", "tools": [], "home": {"city": "Bergen"}, "seen": false, "day": "n/a"}\n{"id": 3, "q": "10 - Yes", "tools": ["R"], "seen": null, "day": "Aug 8, 2024"}\n'),
    ('scales', E'q_1;q_2;share\n1;9;45%\n2;1;5%\n3;2;"7 %"\n4;3;1%\n5;4;2%\n9;5;3%\n');
CREATE FUNCTION try_load(content bytea) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load_survey('hostile', content);
    PERFORM drop_survey('hostile');
    RETURN NULL;
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END $$;

-- each sample cut, and with other bytes in it: the same damage in every run; each try in a transaction of its own, or the
-- catalogue's rows of all those before slow it down
CREATE TEMP TABLE trial AS
SELECT s.name, d.damage, d.content
FROM sample s, LATERAL (
    SELECT 'cut at ' || i, substr(convert_to(s.content, 'UTF8'), 1, i) FROM generate_series(0, length(s.content), 9) i
    UNION ALL
    SELECT format('%s at %s', w.w, i), overlay(convert_to(s.content, 'UTF8') PLACING w.w FROM 1 + abs(hashint4(i)) % length(s.content) FOR i % 2)
    FROM generate_series(1, 12) i, (VALUES ('"'::bytea), ('""'), ('\x0a'), ('\x0d'), (','), (';'), ('-'), ('.'), ('%'), ('9'), ('\xff'), ('\xe282'), ('\x00'), ('0'), (' '), ('Aug'), ('GMT+99'), ('"a","b'), ('999999999999999999999'), ('[')) w (w)) d (damage, content);
CREATE TEMP TABLE outcome (name text, damage text, error text);
DO $$
DECLARE
    t trial;
BEGIN
    FOR t IN TABLE trial LOOP
        INSERT INTO outcome VALUES (t.name, t.damage, try_load(t.content));
        COMMIT;
    END LOOP;
END $$;
SELECT cmp_ok((SELECT count(*) FROM outcome), '>', 700::bigint, 'many damages were tried');
SELECT is((SELECT array_agg(DISTINCT error) FROM outcome WHERE error ~ '^(XX|57|58|53|P0004)'), NULL, 'no error is internal');
SELECT cmp_ok((SELECT count(*) FROM outcome WHERE error IS NULL), '>', 300::bigint, 'many of them load');

-- a quote at any place within a bare cell leaves as many rows as there are lines
CREATE FUNCTION rows_of(content text) RETURNS bigint LANGUAGE sql AS $$
    SELECT rows_read FROM load_survey('rows', convert_to(content, 'UTF8'), replace => true, header_rows => 1, delimiter => ',') $$;
SELECT is((SELECT array_agg(DISTINCT rows_of(overlay(E'a,b,c\none,two,three\nfour,five,six\nseven,eight,nine\nten,"el\"\"even",twelve\n' PLACING '"' FROM i FOR 0)))
           FROM unnest(ARRAY[8, 9, 12, 13, 17, 20, 22, 25, 30, 34, 36, 40, 46]) i), ARRAY[4::bigint], 'a stray quote joins no rows');
SELECT * FROM finish();
