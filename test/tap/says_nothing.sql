-- A column, domain or survey within one cluster, or in lonely strata that are left out, says nothing of its variance: NULL and no letter by every
-- name and road, never 0.  Lonely strata under "adjust" and "average" vary with the strata of the domain, as R survey 4.1 has them by subset().
\set QUIET 1
SET client_min_messages = error;
SELECT plan(47);
CREATE FUNCTION same(double precision, double precision) RETURNS boolean LANGUAGE sql AS 'SELECT coalesce(abs($1 - $2) <= 1e-9 * abs($2), false)';

-- six schools of 40; region 1 is one of them, region 2 two
CREATE TABLE onecl AS SELECT i AS id, i / 40 AS school, 3 AS region, 1 + ((i * 7 + i / 40) % 5) % 2 AS q, ((i * 37 + i / 40 * 3) % 11)::float8 AS y, 1.0::float8 AS w, 1 AS all_one FROM generate_series(0, 239) i;
UPDATE onecl SET region = CASE WHEN school = 0 THEN 1 WHEN school < 3 THEN 2 ELSE 3 END;
SELECT survey IS NULL FROM register_survey('onecl', 'onecl', '{"weight": "w", "design": {"clusters": ["school"]}, "variables": [
    {"name": "region", "measure": "nominal", "values": {"1": "one school", "2": "two", "3": "three"}}, {"name": "q", "measure": "nominal", "values": {"1": "x", "2": "z"}},
    {"name": "all_one", "measure": "nominal", "values": {"1": "yes", "2": "no"}}, {"name": "y", "measure": "scale"}, {"name": "w", "measure": "scale"}]}') \g /dev/null
CREATE FUNCTION one_cluster(road text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    RETURN NEXT is((SELECT string_agg(format('%s %s', domain ->> 'region', std_error IS NULL AND conf_low IS NULL AND conf_high IS NULL), ', ' ORDER BY domain) FROM survey_mean('onecl', '{y}', by => '{region}')), '1 t, 2 f, 3 f', road || ': means');
    RETURN NEXT is((SELECT string_agg(DISTINCT format('%s %s', column_code, std_error IS NULL AND conf_low IS NULL AND conf_high IS NULL), ', ') FROM survey_crosstab('onecl', '{y}', '{region}') WHERE statistic = 'mean'), ' f, 1 t, 2 f, 3 f', road || ': means of a table');
    RETURN NEXT is((SELECT string_agg(DISTINCT format('%s %s', column_code, std_error IS NULL AND conf_low IS NULL AND conf_high IS NULL), ', ') FROM survey_crosstab('onecl', '{q}', '{region}') WHERE statistic = 'percent'), ' f, 1 t, 2 f, 3 f', road || ': shares of a table');
    RETURN NEXT is((SELECT count(*) FROM survey_crosstab('onecl', '{q,y,all_one}', '{region}', min_base => 0) WHERE column_code = 1 AND (p_value IS NOT NULL OR higher_than <> '') OR higher_than LIKE '%A%'), 0::bigint, road || ': no p and no letter');
    RETURN NEXT is((SELECT count(*) FROM survey_column_tests('onecl', '{q,y}', '{region}', min_base => 0) WHERE column_code = 1 AND (p_value IS NOT NULL OR std_error IS NOT NULL OR not_tested IS NULL)), 0::bigint, road || ': no pair is tested');
    RETURN NEXT is((SELECT string_agg(format('%s %s', category, std_error IS NULL AND conf_low IS NULL), ', ' ORDER BY category) FROM survey_proportion('onecl', '{all_one}', filter => 'region = 1')), 'no t, yes t', road || ': proportions of 0 and 1');
    RETURN NEXT is((SELECT bool_and(std_error IS NULL AND conf_low IS NULL) FROM survey_crosstab('onecl', '{all_one,y}', filter => 'region = 1') WHERE statistic IN ('percent', 'mean')), true, road || ': a table filtered to one cluster');
    RETURN NEXT is((SELECT bool_and(std_error IS NULL AND conf_low IS NULL) FROM survey_topline('onecl', filter => 'region = 1') WHERE statistic IN ('percent', 'mean')), true, road || ': topline');
    RETURN NEXT is((SELECT string_agg(format('%s %s', domain_label, std_error IS NULL), ', ' ORDER BY domain_label) FROM survey_contrast('onecl', '{y}', by => '{region}')), 'one school - three t, one school - two t, two - three f', road || ': contrasts');
    RETURN NEXT is((SELECT std_error IS NULL AND p_value IS NULL AND conf_low IS NULL FROM survey_ttest('onecl', 'y', groups => 'region', filter => 'region < 3')), true, road || ': t test');
    RETURN NEXT is((SELECT std_error IS NOT NULL AND p_value IS NOT NULL FROM survey_ttest('onecl', 'y', groups => 'region', filter => 'region > 1')), true, road || ': t test of groups of two clusters');
END $$;
SELECT one_cluster('rows');
SELECT is((SELECT count(*) FROM pack_survey('onecl')), 1::bigint, 'packed');
SELECT one_cluster('pack');

-- strata 1, 2 and 5 of two clusters, 3 and 4 of one; the domain c is the lonely strata
CREATE TABLE lav (h int, psu int, q int, y float8, w float8);
INSERT INTO lav VALUES (1,1,1,1,1),(1,1,2,1,1),(1,2,2,2,1),(2,3,1,3,1),(2,4,2,5,1),(2,4,1,5,1),(3,5,1,7,1),(3,5,2,8,1),(4,6,2,2,1),(4,6,1,4,1),(5,7,1,6,1),(5,8,1,1,1),(5,8,2,3,1),(5,7,2,9,1);
ALTER TABLE lav ADD g int;
UPDATE lav SET g = CASE WHEN h < 3 THEN h WHEN h < 5 THEN 3 ELSE 4 END;
CREATE FUNCTION redesign(rule text) RETURNS boolean LANGUAGE sql AS $$SELECT survey IS NOT NULL FROM register_survey('lav', 'lav', format('{"weight": "w", "design": {"strata": ["h"], "clusters": ["psu"], "lonely": "%s"}, "variables": [
    {"name": "g", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c", "4": "d"}}, {"name": "h", "measure": "nominal", "values": {"1": "1", "2": "2", "3": "3", "4": "4", "5": "5"}}, {"name": "q", "measure": "nominal", "values": {"1": "x", "2": "z"}}, {"name": "y", "measure": "scale"}]}', rule)::jsonb, replace => true)$$;
-- of each domain, then of all: by estimate and by table
CREATE FUNCTION by_domain(rule text, c double precision, everybody double precision) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE wanted double precision[] := ARRAY[0.444444444444444, 0.888888888888889, c, 2.75, everybody];
BEGIN
    PERFORM redesign(rule);
    RETURN NEXT is((SELECT string_agg(CASE WHEN wanted[i] IS NULL THEN std_error IS NULL WHEN wanted[i] = 0 THEN std_error = 0 ELSE same(std_error, wanted[i]) END::text, ' ' ORDER BY i) FROM (SELECT std_error, (domain ->> 'g')::int AS i FROM survey_mean('lav', '{y}', by => '{g}') UNION ALL SELECT std_error, 5 FROM survey_mean('lav', '{y}')) m), 'true true true true true', rule || ': estimates');
    RETURN NEXT is((SELECT string_agg(CASE WHEN wanted[i] IS NULL THEN std_error IS NULL WHEN wanted[i] = 0 THEN std_error = 0 ELSE same(std_error, wanted[i]) END::text, ' ' ORDER BY i) FROM (SELECT std_error, coalesce(column_code, 5) AS i FROM survey_crosstab('lav', '{y}', '{g}', min_base => 0) WHERE statistic = 'mean') m), 'true true true true true', rule || ': a table');
    RETURN NEXT is((SELECT string_agg(same(std_error, CASE other_label WHEN 'b' THEN 0.993807990 ELSE 2.78568319523 END)::text, ' ') FROM survey_column_tests('lav', '{y}', '{g}', min_base => 0) WHERE column_label = 'a' AND other_label IN ('b', 'd')), 'true true', rule || ': pairs of columns');
    RETURN NEXT is((SELECT string_agg(same(std_error, CASE domain_label WHEN 'a - b' THEN 0.993807990 ELSE 2.78568319523 END)::text, ' ') FROM survey_contrast('lav', '{y}', by => '{g}') WHERE domain_label IN ('a - b', 'a - d')), 'true true', rule || ': contrasts');
    RETURN NEXT is((SELECT bool_and((std_error IS NULL) = (wanted[3] IS NULL)) FROM survey_contrast('lav', '{y}', by => '{g}') WHERE domain_label IN ('a - c', 'b - c', 'c - d')), true, rule || ': contrasts with the lonely strata');
END $$;
SELECT by_domain('remove', NULL, 0.863527002356);
SELECT by_domain('certainty', 0, 0.863527002356);
SELECT by_domain('adjust', 1.59099025767, 1.00449323735);
SELECT by_domain('average', NULL, 1.11480856638);

-- a single lonely stratum, and a domain within a cluster of a larger one
SELECT redesign('adjust') \g /dev/null
SELECT is((SELECT string_agg(coalesce(std_error::text, 'NULL'), ' ') FROM (SELECT std_error FROM survey_mean('lav', '{y}', filter => 'h = 3') UNION ALL SELECT std_error FROM survey_crosstab('lav', '{y}', filter => 'h = 3') WHERE statistic = 'mean') q), 'NULL NULL', 'one lonely stratum under "adjust"');
SELECT is((SELECT std_error FROM survey_mean('lav', '{y}', filter => 'psu = 4', domain_lonely => true)), NULL, 'a domain within a cluster under "adjust" and domain_lonely');

-- nobody and one respondent: a row without variance by every name
CREATE TABLE single AS SELECT 1 AS id, 1 AS q, 2.0::float8 AS y, 1.5::float8 AS w;
SELECT survey IS NULL FROM register_survey('single', 'single', '{"weight": "w", "variables": [{"name": "q", "measure": "nominal", "values": {"1": "x", "2": "z"}}, {"name": "y", "measure": "scale"}, {"name": "w", "measure": "scale"}]}') \g /dev/null
SELECT is((SELECT string_agg(format('%s %s', estimate, coalesce(std_error::text, 'NULL')), ', ') FROM (SELECT estimate, std_error FROM survey_mean('single', '{y}') UNION ALL SELECT estimate, std_error FROM survey_total('single', '{y}')
    UNION ALL SELECT estimate, std_error FROM survey_crosstab('single', '{y}') WHERE statistic = 'mean' UNION ALL SELECT estimate, std_error FROM survey_proportion('single', '{q}') WHERE category = 'x'
    UNION ALL SELECT estimate / 100, std_error FROM survey_crosstab('single', '{q}') WHERE row_code = 1) q), '2 NULL, 3 NULL, 2 NULL, 1 NULL, 1 NULL', 'one respondent');
SELECT is((SELECT std_error(survey_summary(y, w)) FROM single), NULL, 'one respondent in the aggregate');
SELECT * FROM finish();
