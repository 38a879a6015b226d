-- MaxDiff against the second set of reference results, families "maxdiff_counts" and "maxdiff_logit".
\if :have_shared
\else
SELECT plan(0);
\echo 1..0 # SKIP the shared reference results are not there
\quit
\endif

SELECT plan(2);
\set QUIET on
SET client_min_messages = error;
\ir include/analyses.psql
\o /dev/null
SELECT read_analyses(:'shared', 'choice');
DELETE FROM cases WHERE family NOT LIKE 'maxdiff%';
DELETE FROM reference WHERE case_id NOT IN (SELECT case_id FROM cases);
-- respondents are clusters, without strata and within them; with weights and without
SELECT load_reference(:'shared' || '/oracle2/data/bw.csv', 'bw');
-- a subset of these cases is the data, not a domain of a design
CREATE FUNCTION bw_surveys(id text, filter text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TABLE %I AS SELECT * FROM bw WHERE %s', id, coalesce(filter, 'true'));
    PERFORM register_survey(id || s, id::regclass, jsonb_build_object('weight', 'w', 'design', jsonb_build_object('clusters', '["resp"]'::jsonb, 'strata', CASE WHEN s = '' THEN '[]' ELSE '["st"]' END::jsonb, 'lonely', 'remove'),
        'properties', '{"tasks": {"things": {"respondent": "resp", "task": "task", "item": "item", "best": "best", "worst": "worst"}}}'::jsonb,
        'variables', (SELECT jsonb_agg(jsonb_build_object('name', attname, 'measure', CASE WHEN atttypid = 'float8'::regtype THEN 'scale' ELSE 'nominal' END) ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'bw'::regclass AND attnum > 0)))
    FROM unnest('{"",_strata}'::text[]) s;
END $$;

CREATE FUNCTION run_maxdiff(k cases) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    weight text := CASE WHEN k.args = '1' THEN 'none' END;
    model text := CASE WHEN k.family = 'maxdiff_counts' THEN 'counts' ELSE k.vars END;
    o jsonb := CASE WHEN k.note LIKE 'another reference%' THEN '{"reference": "itemC"}' ELSE '{}' END;
BEGIN
    PERFORM bw_surveys(k.case_id, subset_filter(k.subset));
    DROP TABLE IF EXISTS t, s, c, m;
    CREATE TEMP TABLE t AS SELECT * FROM survey_maxdiff(k.case_id, 'things', model, weight => weight, options => o);
    CREATE TEMP TABLE s AS SELECT * FROM survey_maxdiff(k.case_id || '_strata', 'things', model, weight => weight, options => o);
    CREATE TEMP TABLE c AS SELECT * FROM survey_maxdiff(k.case_id, 'things', model, weight => weight, options => o || '{"errors": "respondents"}');
    CREATE TEMP TABLE m AS SELECT * FROM survey_maxdiff(k.case_id, 'things', model, weight => weight, options => o || '{"errors": "model"}');
    INSERT INTO found
    SELECT k.case_id, 'respondents', NULL::text, NULL::text, max(n)::float8, NULL::float8 FROM t UNION ALL
    SELECT k.case_id, x.statistic, NULL, item, x.value, NULL FROM t, LATERAL (VALUES ('shown', shown), ('best', best), ('worst', worst), ('best_minus_worst', best - worst), ('best_share', best / shown), ('worst_share', worst / shown),
        ('sqrt_best_worst', CASE WHEN worst > 0 THEN sqrt(best / worst) ELSE 'infinity' END), ('log_best_worst', CASE WHEN worst = 0 THEN 'infinity' WHEN best = 0 THEN '-infinity' ELSE ln(best / worst) END),
        ('rank', 1 + (SELECT count(*) FILTER (WHERE o.score > t.score + 1e-12) + (count(*) FILTER (WHERE abs(o.score - t.score) <= 1e-12) - 1) / 2.0 FROM t o))) x (statistic, value) UNION ALL
    SELECT k.case_id, 'bw_score', 'cluster=resp', item, score, score_error FROM t UNION ALL
    SELECT k.case_id, 'bw_score', 'cluster=resp;strata=st', item, score, score_error FROM s UNION ALL
    SELECT k.case_id, 'mean_individual_score', NULL, item, individual, individual_error FROM t UNION ALL
    SELECT k.case_id, 'utility', 'se=design n/(n-1)', item, utility, std_error FROM t WHERE remark IS NULL UNION ALL
    SELECT k.case_id, 'utility', 'se=design strata', item, utility, std_error FROM s WHERE remark IS NULL UNION ALL
    SELECT k.case_id, 'utility', 'se=cluster', item, utility, std_error FROM c WHERE remark IS NULL UNION ALL
    SELECT k.case_id, 'utility', 'se=model', item, utility, std_error FROM m WHERE remark IS NULL UNION ALL
    SELECT k.case_id, 'utility', 'reference', item, utility, std_error FROM t WHERE remark IS NOT NULL UNION ALL
    SELECT k.case_id, x.statistic, NULL, NULL, x.value, NULL FROM (SELECT max(log_likelihood) AS l, max(null_likelihood) AS l0, max(r2) AS r2 FROM t) t, LATERAL (VALUES ('loglik', l), ('loglik_null', l0), ('mcfadden_r2', r2)) x (statistic, value) UNION ALL
    SELECT k.case_id, 'utility_centred', 'se=design n/(n-1)', item, centred, centred_error FROM t UNION ALL
    SELECT k.case_id, 'share_of_preference', 'se=design n/(n-1)', item, share, share_error FROM t UNION ALL
    SELECT k.case_id, 'probability_scaled', (SELECT DISTINCT by_group FROM reference r WHERE r.case_id = k.case_id AND r.statistic = 'probability_scaled'), item, 100 * probability, NULL FROM t UNION ALL
    SELECT k.case_id, 'rescaled_0_100', NULL, item, rescaled, NULL FROM t;
END $$;
SELECT run_maxdiff(k) FROM cases k;
-- the degrees of freedom are not shown
UPDATE reference SET df = NULL WHERE statistic = 'bw_score';
\o
\set QUIET off
SELECT is((SELECT count(*)::int FROM reference r WHERE EXISTS (SELECT FROM found f WHERE f.case_id = r.case_id)), 1381, 'all rows of the families are compared');
SELECT is((SELECT string_agg(format('%s %s %s %s: %s, not %s; error %s, not %s', case_id, statistic, by_group, level, got, want, got_se, want_se), E'\n') FROM (SELECT * FROM missed LIMIT 20) m), NULL, 'and agree');
