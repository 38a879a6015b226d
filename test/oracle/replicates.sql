-- Estimates with replicate weights against R: every case of the reference family "replicates".  What is left out is listed at the end, with the reason.
\if :have_shared
\else
SELECT plan(0);
\echo 1..0 # SKIP the shared reference results are not there
\quit
\endif

SELECT plan(9);
\set QUIET on
SET client_min_messages = warning;
\ir include/estimates.psql
\o /dev/null
SELECT read_reference(:'shared', 'replicates'), derive_variables();
\ir include/sorted.psql
SELECT load_reference(:'shared' || '/oracle/data/' || (design->>'repweights_csv'), id || '_weights') FROM designs WHERE design->>'kind' = 'replicate';
SELECT format('CREATE TABLE %1$I AS SELECT a.*, %3$s FROM %2$I AS a JOIN %4$I AS r USING (row_id)', id || '_answers', replace(design->>'data', '.csv', ''),
    (SELECT string_agg('r.' || attname, ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = (id || '_weights')::regclass AND attname LIKE 'rw%'), id || '_weights')
FROM designs WHERE design->>'kind' = 'replicate'
\gexec
SELECT register_survey(id, (id || '_answers')::regclass, codebook_of(id || '_answers', design - 'fpc') || jsonb_build_object('replicates',
    jsonb_build_object('columns', 'rw*', 'type', 'other', 'scale', design->'scale', 'rscales', design->'rscales', 'mse', design->'mse')))
FROM designs WHERE design->>'kind' = 'replicate';

INSERT INTO out_of_scope SELECT case_id, 'tests and models: compared with the tests of their own' FROM cases WHERE fn IN ('svyglm', 'svychisq', 'svyttest');
SELECT run_case(k) FROM cases k WHERE case_id NOT IN (SELECT case_id FROM out_of_scope);
\o

CREATE VIEW compared AS
SELECT k.family, e.case_id, e.by_group, e.level, k.r_call, g.error,
    coalesce((k.fn = 'degf' OR (same(g.estimate, e.estimate, t) AND same(g.se, e.se, t) AND same(g.ci_low, e.ci_low, t) AND same(g.ci_high, e.ci_high, t)
        AND same(g.deff, e.deff, t))) AND (k.fn IN ('svyciprop', 'svyquantile') OR same(g.df, CASE WHEN k.fn = 'degf' THEN e.estimate ELSE e.df END, t)), false) AS agrees,
    g.estimate, e.estimate AS r_estimate, g.se, e.se AS r_se, g.ci_low, e.ci_low AS r_low, g.ci_high, e.ci_high AS r_high, g.df, e.df AS r_df, g.deff, e.deff AS r_deff
FROM expected e JOIN cases k USING (case_id)
    LEFT JOIN got g ON g.case_id = e.case_id AND (k.fn = 'degf' OR (g.by_group = coalesce(e.by_group, '') AND g.level = e.level
            AND (g.statistic IS NULL OR g.statistic = e.statistic))),
    LATERAL (SELECT CASE WHEN k.args LIKE '%logit%' THEN 1e-6 ELSE 1e-8 END AS t) q
WHERE e.case_id NOT IN (SELECT case_id FROM out_of_scope);

SELECT is(count(*) FILTER (WHERE NOT agrees), 0::bigint, family || ': ' || count(*) FILTER (WHERE agrees) || ' of ' || count(*) || ' rows agree with R')
FROM compared GROUP BY family ORDER BY family;
SELECT diag(format('differs: %s %s %s %s', case_id, by_group, level, coalesce(error, r_call))) FROM compared WHERE NOT agrees ORDER BY case_id LIMIT 40;
SELECT diag(format('out of scope: %s cases (%s): %s', count(*), min(case_id), reason)) FROM out_of_scope GROUP BY reason ORDER BY 1;
SELECT * FROM finish();
