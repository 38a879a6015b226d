-- The shipped counts of Kaggle's survey: complete, and equal to a count over the full file.
\set QUIET on
\pset format unaligned
\pset tuples_only on
SELECT plan(6);

\set codebook `cat :'project'/demo/kaggle_2022_counts.codebook.json`
CREATE TEMP TABLE counts (role int, team_size int, maturity int, respondents int);
\set csv :project '/demo/kaggle_2022_counts.csv'
\set fill '\\copy counts FROM ' :'csv' ' WITH (FORMAT csv, HEADER)'
:fill
CREATE TEMP VIEW label AS
SELECT v ->> 'name' AS variable, l.key::int AS code, l.value AS label
FROM jsonb_array_elements(:'codebook'::jsonb -> 'variables') v, jsonb_each_text(v -> 'values' || coalesce(v -> 'missing', '{}')) l;

SELECT is(sum(respondents), 8872::bigint, 'all 8,872 respondents are counted') FROM counts;
SELECT is(count(*), count(DISTINCT (role, team_size, maturity)), 'each combination once') FROM counts;
SELECT ok(min(respondents) > 0, 'counts are positive') FROM counts;
SELECT ok(:'codebook'::jsonb ->> 'title' ~ 'Kaggle.*CC BY 2\.0', 'the title names source and licence');
-- the ladder of Q27 in the three stages; "I do not know" in none
SELECT is((SELECT v -> 'nets' FROM jsonb_array_elements(:'codebook'::jsonb -> 'variables') v WHERE v ->> 'name' = 'maturity'),
          '{"Data-centric": [1, 2], "Model-centric": [3, 4], "Pipeline-centric": [5]}', 'the ladder maps to the three stages');

\if :have_shared
\set csv :shared '/data/kaggle-2022/kaggle_2022_employed_core.csv'
\set names `head -n 1 :'csv' | sed 's/^\xef\xbb\xbf//'`
CREATE TEMP TABLE kaggle ();
SELECT format('ALTER TABLE kaggle ADD %I text', c) FROM unnest(string_to_array(trim(E'\r\n' FROM :'names'), ',')) c \gexec
\set fill '\\copy kaggle FROM ' :'csv' ' WITH (FORMAT csv, HEADER)'
:fill
DELETE FROM kaggle WHERE "Q23" LIKE 'Select the title%';    -- the second header row
SELECT results_eq(
    $$SELECT "Q23", "Q26", "Q27", count(*) FROM kaggle GROUP BY 1, 2, 3 ORDER BY 1, 2, 3$$,
    $$SELECT r.label, t.label, m.label, respondents::bigint FROM counts
      JOIN label r ON (r.variable, r.code) = ('role', role) JOIN label t ON (t.variable, t.code) = ('team_size', team_size)
      JOIN label m ON (m.variable, m.code) = ('maturity', maturity) ORDER BY 1, 2, 3$$,
    'the counts are those of the full file');
\else
SELECT skip('the full Kaggle file is not here', 1);
\endif
SELECT * FROM finish();
