-- Variances, covariances and correlations from states.  Expected: R survey 4.1-1, svyvar, and svycontrast over svymean of x, y and their products for the correlation, of respondents with both values
-- (svydesign(ids = ~cluster, strata = ~stratum, nest = TRUE) or ids = ~1, weights of 0 in the design and out of the domain by subset).
SELECT plan(10);
SET client_min_messages = error;
CREATE TABLE moved AS SELECT i AS id, CASE WHEN i % 11 <> 3 THEN (i * 37 % 101) / 4.0::float8 END AS y, CASE WHEN i % 17 <> 5 THEN (i * i % 97 + i * 37 % 101)::float8 END AS x, 1 + i % 3 AS g, i % 4 = 0 AS a, i % 5 < 2 AS b,
    i % 4 AS stratum, i / 12 AS cluster, CASE WHEN i % 13 = 0 THEN 0 ELSE 1 + i % 7 END AS w FROM generate_series(1, 900) i;
\set variables '"variables": [{"name": "y", "measure": "scale"}, {"name": "x", "measure": "scale"}, {"name": "g", "measure": "nominal", "values": {"1": "1", "2": "2", "3": "3"}}, {"name": "a", "measure": "nominal"}, {"name": "b", "measure": "nominal"}], "sets": [{"name": "m", "members": ["a", "b"]}]'
SELECT register_survey('clusters', 'moved', ('{"weight": "w", "design": {"strata": ["stratum"], "clusters": ["cluster"], "nest": true}, ' || :'variables' || '}')::jsonb) \g /dev/null
SELECT register_survey('elements', 'moved', ('{"weight": "w", "design": {"strata": ["stratum"]}, ' || :'variables' || '}')::jsonb) \g /dev/null
CREATE TABLE r (survey text, domain text, correlation float8, correlation_error float8, covariance float8, covariance_error float8, variance float8, variance_error float8);
INSERT INTO r VALUES
    ('clusters', 'Total', 0.7006246944, 0.01699719602, 217.0106339, 11.19162802, 53.77934478, 1.754563406), ('clusters', '1', 0.6695129473, 0.03380749081, 195.8375598, 19.89896067, 53.36156154, 3.450131533),
    ('clusters', '2', 0.7070740457, 0.03152691848, 221.9635349, 22.61881312, 53.04937792, 3.549553742), ('clusters', '3', 0.7234440883, 0.03015606462, 234.7229315, 22.41587949, 55.33318985, 3.500572849),
    ('clusters', 'a', 0.6424301492, 0.03548287546, 175.7500464, 19.29273178, 53.57333857, 3.670139334), ('clusters', 'b', 0.6941343542, 0.02810329024, 215.6161164, 18.38168674, 53.76857848, 2.65276208),
    ('elements', 'Total', 0.7006246944, 0.0183427925, 217.0106339, 12.47850946, 53.77934478, 2.007609864), ('elements', '1', 0.6695129473, 0.03373400807, 195.8375598, 19.86754174, 53.36156154, 3.435094515),
    ('elements', '2', 0.7070740457, 0.03144715326, 221.9635349, 22.55385881, 53.04937792, 3.535543531), ('elements', '3', 0.7234440883, 0.03010068281, 234.7229315, 22.39446462, 55.33318985, 3.486833621),
    ('elements', 'a', 0.6424301492, 0.0389405563, 175.7500464, 21.50694198, 53.57333857, 4.096526345), ('elements', 'b', 0.6941343542, 0.02970982061, 215.6161164, 20.01892758, 53.76857848, 3.136426064);
CREATE TABLE ours AS SELECT s AS survey, 'cor' AS what, c.* FROM unnest('{clusters,elements}'::text[]) s, survey_correlation(s, '{x,y}') c UNION ALL SELECT s, 'cor', c.* FROM unnest('{clusters,elements}'::text[]) s, unnest('{g,m}'::text[]) f, survey_correlation(s, '{x,y}', by => ARRAY[f]) c
    UNION ALL SELECT s, 'cov', c.* FROM unnest('{clusters,elements}'::text[]) s, survey_covariance(s, '{x,y}') c UNION ALL SELECT s, 'cov', c.* FROM unnest('{clusters,elements}'::text[]) s, unnest('{g,m}'::text[]) f, survey_covariance(s, '{x,y}', by => ARRAY[f]) c
    UNION ALL SELECT s, 'var', c.* FROM unnest('{clusters,elements}'::text[]) s, survey_variance(s, '{x,y}', missing => 'listwise') c
    UNION ALL SELECT s, 'var', c.* FROM unnest('{clusters,elements}'::text[]) s, unnest('{g,m}'::text[]) f, survey_variance(s, '{x,y}', by => ARRAY[f], missing => 'listwise') c;
\ir include/near.psql
SELECT is((SELECT count(*) FROM ours o JOIN r ON r.survey = o.survey AND r.domain = o.domain_label WHERE what = 'cor' AND is_near(o.estimate, correlation, 1e-9) AND is_near(o.std_error, correlation_error, 1e-9)), 12::bigint, 'correlations');
SELECT is((SELECT count(*) FROM ours o JOIN r ON r.survey = o.survey AND r.domain = o.domain_label WHERE what = 'cov' AND is_near(o.estimate, covariance, 1e-9) AND is_near(o.std_error, covariance_error, 1e-9)), 12::bigint, 'covariances');
SELECT is((SELECT count(*) FROM ours o JOIN r ON r.survey = o.survey AND r.domain = o.domain_label WHERE what = 'var' AND variable = 'y' AND is_near(o.estimate, variance, 1e-9) AND is_near(o.std_error, variance_error, 1e-9)), 12::bigint, 'variances');
SELECT is((SELECT count(*) FROM ours WHERE n <> (SELECT count(*) FROM moved WHERE w > 0 AND x IS NOT NULL AND y IS NOT NULL AND CASE domain_label WHEN 'Total' THEN true WHEN 'a' THEN a WHEN 'b' THEN b ELSE g = domain_label::int END)
    OR weighted_n <> (SELECT sum(w) FROM moved WHERE x IS NOT NULL AND y IS NOT NULL AND CASE domain_label WHEN 'Total' THEN true WHEN 'a' THEN a WHEN 'b' THEN b ELSE g = domain_label::int END)), 0::bigint, 'counts');
-- a variable with itself, turned round, and a constant
ALTER TABLE moved ADD back float8, ADD same float8;
UPDATE moved SET back = -x, same = 7;
SELECT register_survey('turned', 'moved', '{"weight": "w", "design": {"clusters": ["cluster"]}, "variables": [{"name": "x", "measure": "scale"}, {"name": "back", "measure": "scale"}, {"name": "same", "measure": "scale"}, {"name": "y", "measure": "scale"}]}') \g /dev/null
SELECT is((SELECT array_agg(round(estimate::numeric, 12) || ' ' || round(std_error::numeric, 12)) FROM survey_correlation('turned', '{x,back}')), '{"-1.000000000000 0.000000000000"}'::text[], 'a correlation of -1 is certain');
SELECT is((SELECT array_agg(coalesce(estimate::text, 'none') || ' ' || coalesce(std_error::text, 'none') || ' ' || n) FROM survey_correlation('turned', '{x,same}')), ARRAY['none none ' || (SELECT count(*) FROM moved WHERE w > 0 AND x IS NOT NULL)], 'a constant has none');
SELECT is((SELECT array_agg(estimate::text || ' ' || std_error::text) FROM survey_variance('turned', '{same}')), '{0 0}'::text[], 'and a variance of 0');
-- more pairs than a statement adds up; one respondent; nobody
ALTER TABLE moved ADD v1 float8, ADD v2 float8, ADD v3 float8;
DO $$ BEGIN FOR k IN 4..40 LOOP EXECUTE format('ALTER TABLE moved ADD v%s float8', k); END LOOP; FOR k IN 1..40 LOOP EXECUTE format('UPDATE moved SET v%1$s = (id * (%1$s + 13)) %% (%1$s + 29)', k); END LOOP; END $$;
SELECT register_survey('wide', 'moved', (SELECT jsonb_build_object('weight', 'w', 'design', '{"clusters": ["cluster"]}'::jsonb, 'variables', jsonb_agg(jsonb_build_object('name', 'v' || k, 'measure', 'scale') ORDER BY k)) FROM generate_series(1, 40) k)) \g /dev/null
-- by hand, from sums in plain SQL, and those with the first variable one by one
CREATE TABLE pairs AS SELECT estimate FROM survey_correlation('wide', (SELECT array_agg('v' || k ORDER BY k) FROM generate_series(1, 40) k));
CREATE TABLE alone AS SELECT estimate FROM generate_series(2, 40) j, survey_correlation('wide', ARRAY['v1', 'v' || j]);
CREATE TABLE hand AS
SELECT i, (w * xy - x * y) / sqrt((w * xx - x * x) * (w * yy - y * y)) AS estimate
FROM (SELECT i, j, sum(w)::float8 AS w, sum(w * x) AS x, sum(w * y) AS y, sum(w * x * x) AS xx, sum(w * x * y) AS xy, sum(w * y * y) AS yy
    FROM (SELECT i, j, w, ((id * (i + 13)) % (i + 29))::float8 AS x, ((id * (j + 13)) % (j + 29))::float8 AS y FROM moved, generate_series(1, 40) i, generate_series(i + 1, 40) j) m
    GROUP BY i, j) s;
SELECT is((SELECT count(*) || ' ' || round(sum(round(estimate::numeric, 9)), 6) || ' ' || (SELECT string_agg(round(estimate::numeric, 8)::text, ' ' ORDER BY estimate) FROM alone) FROM pairs),
    (SELECT count(*) || ' ' || round(sum(round(estimate::numeric, 9)), 6) || ' ' || string_agg(round(estimate::numeric, 8)::text, ' ' ORDER BY estimate) FILTER (WHERE i = 1) FROM hand), 'pairs as by hand');
SELECT is((SELECT array_agg(n || ' ' || coalesce(estimate::text, 'none') || ' ' || coalesce(std_error::text, 'none')) FROM survey_covariance('turned', '{x,y}', filter => 'x = 0 OR y IS NULL AND x IS NULL')), '{"0 none none"}'::text[], 'nobody has both');
-- little memory
SET maintenance_work_mem = '1MB'; SET work_mem = '64kB';
CREATE TABLE crowd AS SELECT m.id, m.x, m.y, m.w, m.cluster FROM moved m, generate_series(1, 40);
SELECT register_survey('crowd', 'crowd', '{"weight": "w", "design": {"clusters": ["cluster"]}, "variables": [{"name": "x", "measure": "scale"}, {"name": "y", "measure": "scale"}]}') \g /dev/null
SELECT is((SELECT round(estimate::numeric, 12) || ' ' || round(std_error::numeric, 12) FROM survey_correlation('crowd', '{x,y}')), (SELECT round(estimate::numeric, 12) || ' ' || round(std_error::numeric, 12) FROM survey_correlation('turned', '{x,y}')), 'respondents take no memory');
SELECT * FROM finish();
