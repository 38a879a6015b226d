-- Filters put together at random: each is refused, or comes back as one condition that runs and selects what the
-- original would.
SELECT plan(5);

CREATE TABLE people (id int PRIMARY KEY, q1 smallint, "odd ""name" text, age numeric, o boolean);
INSERT INTO people SELECT i, 1 + i % 5, (ARRAY['m', 'f', NULL])[1 + i % 3], 20 + i, i % 2 = 0 FROM generate_series(1, 60) i;
SELECT variables IS NULL FROM register_survey('people', 'people') \g /dev/null

CREATE TABLE pieces AS SELECT row_number() OVER () AS i, piece FROM unnest(ARRAY[
    'q1', 'age', 'o', '"odd ""name"', '1', '20', '''m''', 'NULL', 'true', '=', '<', '>=', '<>', '+', '/', 'AND', 'OR', 'NOT', '(', ')',
    'IS NULL', 'IS NOT DISTINCT FROM', 'IN (1, 2)', 'BETWEEN 1 AND 3', 'LIKE ''m%''', '::text', '::int', 'lower(', 'coalesce(', ',',
    'CASE WHEN', 'THEN', 'ELSE', 'END', ';', '--', '/*', '*/', '*', 'people', 'people.q1', 'people.*', 'ctid', 'SELECT', '(SELECT 1)',
    'FROM people', 'WHERE', 'random()', 'count(*)', 'sum(q1)', 'OVER ()', 'generate_series(1, 2)', '$1', '$$', '''', '"', 'E''\''''', 'U&''\0041''',
    'now()', 'pg_sleep(1)', 'ARRAY[1]', '[1]', 'AS x', 'ROW(1, 2)', 'UNION', 'LIMIT 1', 'CURRENT OF c', 'DEFAULT', 'GROUPING(q1)',
    'current_setting(''port'')', 'VARIADIC', 'COLLATE "C"', 'AT TIME ZONE ''UTC''', 'nosuch', 'nosuch()', '@@@']) piece;

CREATE TABLE outcome (filter text, understood text, state text, same boolean);
CREATE FUNCTION try(filter text) RETURNS void VOLATILE LANGUAGE plpgsql AS $$
DECLARE
    understood text;
    ours bigint;
    theirs bigint;
BEGIN
    understood := survey_filter('people', filter);
    BEGIN
        EXECUTE 'SELECT count(*) FROM people WHERE ' || understood INTO ours;
        EXECUTE E'SELECT count(*) FROM people WHERE (' || filter || E'\n)' INTO theirs;
    EXCEPTION WHEN division_by_zero OR invalid_text_representation THEN
        NULL;
    END;
    INSERT INTO outcome VALUES (filter, understood, 'accepted', ours IS NOT DISTINCT FROM theirs);
EXCEPTION WHEN OTHERS THEN
    INSERT INTO outcome VALUES (filter, understood, SQLSTATE);
END
$$;

SELECT setseed(0.25) IS NULL \g /dev/null
SELECT count(try((SELECT string_agg(piece, ' ' ORDER BY r)
    FROM (SELECT piece, random() AS r FROM pieces WHERE n = n ORDER BY random() LIMIT 1 + n % 7) p))::text) FROM generate_series(1, 3000) n \g /dev/null
-- comparisons, which most often make sense
SELECT count(try(format('%s %s %s', a.piece, op, b.piece))::text)
FROM pieces a, unnest(ARRAY['=', '<', 'AND', '--']) op, pieces b \g /dev/null

SELECT cmp_ok((SELECT count(*) FROM outcome), '>', 20000::bigint, 'many filters were tried');
SELECT cmp_ok((SELECT count(*) FROM outcome WHERE state = 'accepted'), '>', 300::bigint, 'many were accepted');
SELECT is((SELECT array_agg(filter) FROM outcome WHERE state = 'accepted' AND NOT same), NULL, 'and select what they say');
SELECT is((SELECT array_agg(filter) FROM outcome WHERE state <> 'accepted' AND understood IS NOT NULL), NULL, 'what is accepted runs');
SELECT is((SELECT array_agg(filter) FROM outcome WHERE state = 'accepted'
    AND understood ~* '\m(select|random|sum|count|generate_series|pg_sleep|ctid|over)\M'), NULL, 'nothing but conditions');
SELECT * FROM finish();
