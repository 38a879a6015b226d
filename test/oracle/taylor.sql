-- Estimates by linearisation against R: every case of the reference family "taylor".  What is left out is listed at the end, with the reason.
\if :have_shared
\else
SELECT plan(0);
\echo 1..0 # SKIP the shared reference results are not there
\quit
\endif

SELECT plan(13);
\set QUIET on
SET client_min_messages = warning;
\ir include/estimates.psql
\o /dev/null
SELECT read_reference(:'shared', 'taylor'), derive_variables();
\ir include/sorted.psql
ALTER TABLE lonely RENAME TO lonely_answers;
ALTER TABLE likert RENAME TO likert_answers;
SELECT register_survey(id, replace(replace(replace(design->>'data', '.csv', ''), 'lonely', 'lonely_answers'), 'likert', 'likert_answers')::regclass,
    codebook_of(replace(replace(replace(design->>'data', '.csv', ''), 'lonely', 'lonely_answers'), 'likert', 'likert_answers'), design))
FROM designs WHERE design->>'kind' = 'taylor';

-- by the aggregate, at the end
INSERT INTO out_of_scope SELECT case_id, 'stats::quantile' FROM cases WHERE fn = 'quantile';
INSERT INTO out_of_scope SELECT case_id, 'score intervals: R looks up the limits by unweighted shares at an approximate root; here the test is inverted on the data'
FROM cases WHERE args LIKE '%score%';
-- strata are schools of one type: the variance of the share of a type is 0
INSERT INTO out_of_scope VALUES ('ciprop040', 'likelihood: R stops where the variance is 0; here the interval is the estimate'),
    ('ciprop052', 'likelihood: R stops where the variance is 0; here the interval is the estimate'),
    ('ciprop044', 'beta: R gives 0.5 to 0.5 for 0.12 where the variance is 0; here the interval is the estimate'),
    ('ciprop056', 'beta: R gives 0.5 to 0.5 for 0.12 where the variance is 0; here the interval is the estimate');
SELECT run_case(k) FROM cases k WHERE case_id NOT IN (SELECT case_id FROM out_of_scope);
\o

-- R interpolates the profile likelihood on a grid, hence its tolerance
CREATE VIEW compared AS
SELECT k.family, e.case_id, e.by_group, e.level, k.r_call, g.error,
    CASE WHEN e.statistic = 'ERROR' THEN coalesce(g.error LIKE '%single cluster%', false)
    ELSE coalesce((k.fn = 'degf' OR (same(g.estimate, e.estimate, t) AND same(g.se, e.se, t) AND same(g.ci_low, e.ci_low, t) AND same(g.ci_high, e.ci_high, t)
        AND same(g.deff, e.deff, t))) AND (r_argument(k.args, 'df') = 'Inf' OR k.fn IN ('svyciprop', 'svyquantile') OR (e.statistic = 'cor') OR same(g.df, CASE WHEN k.fn = 'degf' THEN e.estimate ELSE e.df END, t)), false) END AS agrees,
    g.estimate, e.estimate AS r_estimate, g.se, e.se AS r_se, g.ci_low, e.ci_low AS r_low, g.ci_high, e.ci_high AS r_high, g.df, e.df AS r_df, g.deff, e.deff AS r_deff
FROM expected e JOIN cases k USING (case_id)
    LEFT JOIN got g ON g.case_id = e.case_id AND (e.statistic = 'ERROR' OR k.fn = 'degf' OR (g.by_group = coalesce(e.by_group, '') AND g.level = e.level
            AND (g.statistic IS NULL OR g.statistic = e.statistic))),
    LATERAL (SELECT CASE WHEN k.args LIKE '%likelihood%' THEN 5e-4 WHEN k.args LIKE '%logit%' THEN 1e-6 ELSE 1e-8 END AS t) q
WHERE e.case_id NOT IN (SELECT case_id FROM out_of_scope);

SELECT is(count(*) FILTER (WHERE NOT agrees), 0::bigint, family || ': ' || count(*) FILTER (WHERE agrees) || ' of ' || count(*) || ' rows agree with R')
FROM compared GROUP BY family ORDER BY family;
SELECT diag(format('differs: %s %s %s %s', case_id, by_group, level, coalesce(error, r_call))) FROM compared WHERE NOT agrees ORDER BY case_id LIMIT 40;
SELECT is(count(*) FILTER (WHERE same(quantile(s, split_part(level, '@', 2)::float8, replace(statistic, 'quantile_type', 'hf')), estimate, 1e-12)), count(*),
    'stats::quantile, types 1, 2 and 4 to 9: ' || count(*) || ' rows, by quantile_summary')
FROM expected JOIN cases USING (case_id), (SELECT quantile_summary(api00) AS s FROM apisrs) q WHERE fn = 'quantile' AND statistic <> 'quantile_type3';
DELETE FROM out_of_scope WHERE reason = 'stats::quantile';
SELECT diag(format('out of scope: %s cases (%s): %s', count(*), min(case_id), reason)) FROM out_of_scope GROUP BY reason ORDER BY 1;
SELECT diag('out of scope: 7 rows of quant098: stats::quantile(type = 3) takes the other neighbour than svyquantile(qrule = "hf3"), which is followed');
SELECT * FROM finish();
