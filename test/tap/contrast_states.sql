-- Contrasts from states.  Expected: R survey 4.1-1, SE(svytotal(~z, d)) of the influence values z by their formula: the coefficients times (y - mean) / weight of the domains, or times y, in
-- svydesign(ids = ~cluster, strata = ~stratum, nest = TRUE) and in ids = ~1.
SELECT plan(8);
SET client_min_messages = error;
CREATE TABLE moved AS SELECT i AS id, CASE WHEN i % 11 <> 3 THEN (i * 37 % 101) / 4.0::float8 END AS y, CASE WHEN i % 17 <> 5 THEN (i * i % 97 + i * 37 % 101)::float8 END AS x, 1 + i % 3 AS g, i % 4 = 0 AS a, i % 5 < 2 AS b,
    i % 4 AS stratum, i / 12 AS cluster, CASE WHEN i % 13 = 0 THEN 0 ELSE 1 + i % 7 END AS w, 1 + i % 30 AS place FROM generate_series(1, 900) i;
\set variables '"variables": [{"name": "y", "measure": "scale"}, {"name": "x", "measure": "scale"}, {"name": "g", "measure": "nominal", "values": {"1": "1", "2": "2", "3": "3"}}, {"name": "a", "measure": "nominal"}, {"name": "b", "measure": "nominal"}, {"name": "place", "measure": "ordinal", "points": 30}], "sets": [{"name": "m", "members": ["a", "b"]}]'
SELECT register_survey('clusters', 'moved', ('{"weight": "w", "design": {"strata": ["stratum"], "clusters": ["cluster"], "nest": true}, ' || :'variables' || '}')::jsonb) \g /dev/null
SELECT register_survey('elements', 'moved', ('{"weight": "w", "design": {"strata": ["stratum"]}, ' || :'variables' || '}')::jsonb) \g /dev/null
CREATE FUNCTION told(estimate float8, std_error float8, n bigint) RETURNS text LANGUAGE sql AS $$ SELECT coalesce(round(estimate::numeric, 9)::text, 'none') || ' ' || coalesce(round(std_error::numeric, 7)::text, 'none') || ' ' || n $$;
SELECT is((SELECT array_agg(told(estimate, std_error, n) ORDER BY s) FROM unnest('{clusters,elements}'::text[]) s, survey_contrast(s, '{y}', '{"d": {"1": 1, "2": -0.5, "3": -0.5}}', by => '{g}')), '{"0.076497486 0.6368538 755","0.076497486 0.6365733 755"}'::text[], 'of three domains');
SELECT is((SELECT array_agg(told(estimate, std_error, n) ORDER BY s) FROM unnest('{clusters,elements}'::text[]) s, survey_contrast(s, '{y}', '{"d": {"1": 1, "2": -1}}', by => '{g}', statistic => 'total')), '{"78.000000000 1099.9182962 503","78.000000000 1464.8296736 503"}'::text[], 'of totals');
SELECT is((SELECT array_agg(told(estimate, std_error, n) ORDER BY s) FROM unnest('{clusters,elements}'::text[]) s, survey_contrast(s, '{y}', '{"d": {"a": 1, "b": -1}}', by => '{m}')), '{"0.008039012 0.5867724 416","0.008039012 0.6309408 416"}'::text[], 'of options that overlap');
SELECT is((SELECT array_agg(told(estimate, std_error, n) ORDER BY s) FROM unnest('{clusters,elements}'::text[]) s, survey_contrast(s, '{x,y}', '{"d": [1, -2]}')), '{"72.669070504 1.5174896 826","72.669070504 1.3899748 826"}'::text[], 'of variables');
-- of y with itself on a part of the sample: by hand in states, one domain against the others
SELECT is((SELECT round(std_error::numeric, 10) FROM survey_contrast('elements', '{y}', '{"d": {"1": 1}}', by => '{g}')), (SELECT round(std_error::numeric, 10) FROM survey_mean('elements', '{y}', filter => 'g = 1')), 'one term alone is a mean');
-- more contrasts than a statement adds up
SELECT is((SELECT count(*) || ' ' || count(std_error) || ' ' || count(DISTINCT domain_label) FROM survey_contrast('clusters', '{y}', by => '{place}', filter => 'place <= 15 OR place > 15')), '435 435 435', 'all differences of thirty domains');
SELECT is((SELECT array_agg(told(estimate, std_error, n)) FROM survey_contrast('clusters', '{y,x}', '{"d": [0, 0]}')), '{"0.000000000 0.0000000 0"}'::text[], 'no coefficients');
SET maintenance_work_mem = '1MB'; SET work_mem = '64kB';
CREATE TABLE crowd AS SELECT m.id, m.x, m.y, m.w, m.cluster FROM moved m, generate_series(1, 40);
SELECT register_survey('crowd', 'crowd', '{"weight": "w", "design": {"clusters": ["cluster"]}, "variables": [{"name": "x", "measure": "scale"}, {"name": "y", "measure": "scale"}]}') \g /dev/null
SELECT is((SELECT told(estimate, NULL, n / 40) FROM survey_contrast('crowd', '{x,y}', '{"d": [1, -2]}')), '72.669070504 none 826', 'respondents take no memory');
SELECT * FROM finish();
