-- What crosses the network: states, never respondents, where the list in doc/scale.md says so.  Rows that workers sent, by their own count.
\set QUIET 1
SET client_min_messages = error;
\o /dev/null
\ir kinds.psql
\ir asked.psql
CREATE TABLE crossed (what text, design text, rows bigint);
CREATE FUNCTION sent() RETURNS bigint LANGUAGE sql AS $$SELECT sum(result::bigint)::bigint FROM run_command_on_workers($q$SELECT coalesce(sum(rows), 0)::bigint FROM pg_stat_statements WHERE query LIKE '%\_10____%' AND query NOT LIKE '%pg_stat_statements%'$q$)$$;
SELECT s FROM asked a, unnest('{plain,design,replicates}'::text[]) design, LATERAL unnest(ARRAY['SELECT run_command_on_workers(''SELECT pg_stat_statements_reset()'')', 'SELECT count(*) FROM ' || replace(call, 'NAME', 'spread_' || design),
    format('INSERT INTO crossed SELECT %L, %L, sent()', what, design)]) WITH ORDINALITY u (s, n) ORDER BY what, design, n \gexec
\o
SELECT plan(5);
-- four shards: one row for each domain or cluster that lies on it; 3,000 respondents
SELECT is((SELECT string_agg(what || ' ' || design || ': ' || rows, ', ' ORDER BY what) FROM crossed JOIN asked USING (what) WHERE states AND design <> 'replicates' AND rows > 400 AND NOT (design = 'design' AND what ~ 'model|^t test|of a set')), NULL, 'states alone');
-- a state for each cluster and shard in up to five passes
SELECT is((SELECT string_agg(what || ' ' || design || ': ' || rows, ', ' ORDER BY what) FROM crossed JOIN asked USING (what) WHERE states AND design = 'design' AND rows > 820), NULL, 'of clusters too');
SELECT is((SELECT string_agg(what, ', ' ORDER BY what COLLATE "C") FROM crossed WHERE design = 'design' AND rows > 1000),
    'drivers, margins, quality, rank test, turf, turf options, weight report',
    'those that read respondents, as doc/scale.md lists them');
SELECT is((SELECT string_agg(what, ', ' ORDER BY what COLLATE "C") FROM crossed WHERE design = 'replicates' AND rows <= 200),
    'codebook, crosstab without a weight, mean, means by a set, means by domain, proportion, proportion of a set, quota, ratio, test cells, total', 'under replicate weights these send states');
SELECT is((SELECT max(rows) < 10000 FROM crossed), true, 'respondents cross the network once or twice');
SELECT finish();
