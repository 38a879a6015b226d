-- Every function by name on every kind of table of a cluster: the numbers of one local table, or refused with its reason.
\set QUIET 1
SET client_min_messages = error;
\o /dev/null
\ir kinds.psql
\ir asked.psql
\ir same_text.psql
\o
SET client_min_messages = error;
SELECT plan((SELECT count(*)::int FROM asked));
CREATE TABLE expected AS SELECT what, call, design, outcome(replace(call, 'NAME', 'whole_' || design)) AS outcome FROM asked, unnest('{design,replicates,plain}'::text[]) design;
CREATE FUNCTION differing(asked_what text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(name || '_' || design || ': ' || left(got, 300) || E'\n    where it is ' || left(outcome, 300), E'\n')
    FROM (SELECT k.name, e.*, outcome(replace(e.call, 'NAME', k.name || '_' || design)) AS got FROM expected e, kind k WHERE e.what = asked_what) s
    WHERE NOT same_text(replace(got, name || '_' || design, 'NAME'), replace(outcome, 'whole_' || design, 'NAME'))$$;
SELECT is(differing(what), NULL, what || ': the same everywhere') FROM asked ORDER BY what COLLATE "C";
SELECT * FROM finish();
