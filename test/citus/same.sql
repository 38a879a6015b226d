-- Every function by name on every kind of table of a cluster: the numbers of one local table, or refused with its reason.
\set QUIET 1
SET client_min_messages = error;
\o /dev/null
\ir kinds.psql
\ir asked.psql
\o
SET client_min_messages = error;
-- all rows as one text, or the error; what differs by the order of sums alone is the same
CREATE FUNCTION outcome(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
BEGIN
    EXECUTE format('SELECT string_agg(r::text, E''\n'') FROM (SELECT * FROM %s) r', call) INTO result;
    RETURN result;
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
CREATE FUNCTION same_text(a text, b text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    x text[] := regexp_split_to_array(a, '[|,;()\n]');
    y text[] := regexp_split_to_array(b, '[|,;()\n]');
    number text := '^-?[0-9.]+(e[-+]?[0-9]+)?$';
BEGIN
    IF a IS NOT DISTINCT FROM b THEN
        RETURN true;
    END IF;
    IF cardinality(x) IS DISTINCT FROM cardinality(y) THEN
        RETURN false;
    END IF;
    FOR i IN 1 .. cardinality(x) LOOP
        CONTINUE WHEN x[i] = y[i];
        IF x[i] !~ number OR y[i] !~ number OR abs(x[i]::float8 - y[i]::float8) > 1e-12 * greatest(abs(y[i]::float8), 1e-3) THEN
            RETURN false;
        END IF;
    END LOOP;
    RETURN true;
END $$;
SELECT plan((SELECT count(*)::int FROM asked));
CREATE TABLE expected AS SELECT what, call, design, outcome(replace(call, 'NAME', 'whole_' || design)) AS outcome FROM asked, unnest('{design,replicates,plain}'::text[]) design;
CREATE FUNCTION differing(asked_what text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(name || '_' || design || ': ' || left(got, 300) || E'\n    where it is ' || left(outcome, 300), E'\n')
    FROM (SELECT k.name, e.*, outcome(replace(e.call, 'NAME', k.name || '_' || design)) AS got FROM expected e, kind k WHERE e.what = asked_what) s
    WHERE NOT same_text(replace(got, name || '_' || design, 'NAME'), replace(outcome, 'whole_' || design, 'NAME'))$$;
SELECT is(differing(what), NULL, what || ': the same everywhere') FROM asked ORDER BY what COLLATE "C";
SELECT * FROM finish();
