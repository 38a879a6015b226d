-- TURF against the second set of reference results, family "turf": every portfolio of every size, one by one.
\if :have_shared
\else
SELECT plan(0);
\echo 1..0 # SKIP the shared reference results are not there
\quit
\endif

SELECT plan(3);
\set QUIET on
SET client_min_messages = warning;
\ir include/analyses.psql
\o /dev/null
SELECT read_analyses(:'shared', 'turf');
-- the sets of the cases: all options, the first six, the last four; the whole-number weight as a survey of its own
CREATE FUNCTION shop_sets() RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object('sets', jsonb_agg(jsonb_build_object('name', 's' || s, 'members', (SELECT jsonb_agg('t' || i ORDER BY i) FROM generate_series(f, u) i))))
    FROM (VALUES (10, 1, 10), (6, 1, 6), (4, 7, 10)) v (s, f, u)
$$;
SELECT analysis_survey(:'shared', id, 'shop.csv', '^t[0-9]+$', shop_sets()) FROM designs WHERE id IN ('main', 'main_one');

CREATE FUNCTION run_turf(k cases) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    items text[] := string_to_array(k.vars, ' ');
    set text := 's' || cardinality(items);
    need int := substring(k.args from 'reached=(\d+)');
    forced text[] := string_to_array(nullif(substring(k.args from 'forced=([^;]*)'), ''), '+');
    excluded text[] := string_to_array(nullif(substring(k.args from 'excluded=([^;]*)'), ''), '+');
    sizes int[] := string_to_array(substring(k.args from 'sizes=(.*)$'), ',');
    o jsonb := jsonb_build_object('missing', replace(substring(k.args from 'missing=([^;]*)'), '_', '-'));
    weight text := CASE WHEN k.args LIKE '%weight=wi;%' THEN 'wi' END;
BEGIN
    DROP TABLE IF EXISTS t, o1;
    CREATE TEMP TABLE t AS SELECT s AS size, t.* FROM unnest(sizes) s, survey_turf(k.design_id, set, s, need, forced, excluded, 4,
        filter => subset_filter(k.subset), weight => weight, options => o) t WHERE s >= cardinality(coalesce(forced, '{}'));
    CREATE TEMP TABLE o1 AS SELECT * FROM survey_turf_options(k.design_id, set, need, excluded, filter => subset_filter(k.subset), weight => weight, options => o);
    INSERT INTO found
    SELECT k.case_id, 'base_weight', NULL, NULL, max(weighted_n) FROM t UNION ALL
    SELECT k.case_id, 'base_n', NULL, NULL, max(n) FROM t UNION ALL
    SELECT k.case_id, 'reach_rank' || rank, 'size=' || size, array_to_string(variables, '+'), reach FROM t WHERE rank > 1 UNION ALL
    SELECT k.case_id, 'best_reach_weight', 'size=' || size, array_to_string(variables, '+'), reach * weighted_n FROM t WHERE rank = 1 UNION ALL
    SELECT k.case_id, 'best_frequency_per_base', 'size=' || size, array_to_string(variables, '+'), frequency FROM t WHERE rank = 1 UNION ALL
    SELECT k.case_id, 'best_frequency_per_reached', 'size=' || size, array_to_string(variables, '+'), frequency_reached FROM t WHERE rank = 1 UNION ALL
    SELECT k.case_id, 'unique_reach', 'size=' || size, u.variable, u.reach FROM t, unnest(variables, unique_reach) u (variable, reach) WHERE rank = 1 UNION ALL
    SELECT k.case_id, 'greedy_reach', 'step=' || step, variable, reach FROM o1 UNION ALL
    SELECT k.case_id, 'greedy_gain', 'step=' || step, variable, gain FROM o1 UNION ALL
    SELECT k.case_id, 'shapley_reach', NULL, variable, shapley FROM o1 UNION ALL
    SELECT k.case_id, 'reach_of_all', NULL, NULL, sum(shapley) FROM o1 UNION ALL
    -- the most frequent portfolio is that of the most frequent options
    SELECT k.case_id, 'max_frequency', 'size=' || s, NULL, (SELECT sum(share) FROM (SELECT share FROM o1 ORDER BY variable = ANY (coalesce(forced, '{}')) DESC, share DESC LIMIT s) f) FROM unnest(sizes) s;
    INSERT INTO found SELECT k.case_id, 'best_reach', 'size=' || size, array_to_string(variables, '+'), reach, std_error FROM t WHERE rank = 1;
END $$;
SELECT run_turf(k) FROM cases k;
-- the portfolio of largest frequency is not named by survey_turf_options, only its frequency
UPDATE reference SET level = NULL WHERE statistic = 'max_frequency';
-- of one cluster nothing is known of the variance, where the reference has 0
UPDATE reference SET se = NULL WHERE case_id = 'turf12' AND se < 1e-9;
\o
\set QUIET off
SELECT is((SELECT count(*)::int FROM reference r WHERE EXISTS (SELECT FROM found f WHERE f.case_id = r.case_id)), 931, 'all rows of the family are compared');
SELECT is((SELECT string_agg(format('%s %s %s %s: %s, not %s; error %s, not %s', case_id, statistic, by_group, level, got, want, got_se, want_se), E'\n') FROM (SELECT * FROM missed LIMIT 20) m), NULL, 'and agree');
SELECT is((SELECT count(*)::int FROM found f JOIN reference r USING (case_id, statistic, level) WHERE f.by_group = r.by_group AND statistic = 'best_reach' AND f.se IS NULL AND r.se IS NOT NULL), 0, 'errors are there where the reference has them');
