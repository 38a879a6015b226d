-- survey_quantile from states: the estimate is the definition over the respondents one by one, its interval Woodruff's by hand, and memory has no bound on respondents.
SELECT plan(12);
SET client_min_messages = error;
SELECT setseed(0.27) \g /dev/null
-- ties with unequal weights, gaps, weights of 0, nobody with a value in domain 4
CREATE TABLE person AS SELECT i AS id, CASE WHEN random() < 0.9 AND i % 10 <> 6 THEN round((random() * 12)::numeric)::float8 / 4 END AS y, random() * 1000 AS z,
    CASE WHEN i % 10 = 6 THEN 4 ELSE 1 + i % 3 END AS g, i % 4 = 0 AS a, i % 5 < 2 AS b, i % 5 AS stratum, i / 40 AS cluster, CASE WHEN i % 13 = 0 THEN 0 ELSE 0.5 + floor(random() * 16) / 4 END AS w FROM generate_series(1, 4000) i;
SELECT register_survey('p', 'person', '{"weight": "w", "design": {"strata": ["stratum"], "clusters": ["cluster"], "nest": true}, "variables": [{"name": "y", "measure": "scale"}, {"name": "z", "measure": "scale"},
    {"name": "g", "measure": "nominal", "values": {"1": "one", "2": "two", "3": "three", "4": "four"}}, {"name": "a", "measure": "nominal"}, {"name": "b", "measure": "nominal"}], "sets": [{"name": "m", "members": ["a", "b"]}]}') \g /dev/null
-- Hyndman and Fan's fourth and seventh rule over respondents in order of value, then weight, in plain SQL
CREATE FUNCTION by_hand(p float8, domain int, rule text) RETURNS float8 LANGUAGE sql AS $$
    WITH r AS (SELECT y, w, sum(w) OVER o AS upto, sum(w) OVER o - w AS before, row_number() OVER o AS i, count(*) OVER () AS n, sum(w) OVER () AS total FROM person WHERE g = domain AND w > 0 AND y IS NOT NULL WINDOW o AS (ORDER BY y, w, id)),
        at AS (SELECT i, y, CASE rule WHEN 'hf4' THEN upto / total WHEN 'hf6' THEN upto / (total + (SELECT w FROM r WHERE i = n)) ELSE before / (total - (SELECT w FROM r WHERE i = n)) END AS f FROM r)
    SELECT CASE WHEN l.f = h.f THEN l.y ELSE l.y + (h.y - l.y) * (p - l.f) / (h.f - l.f) END FROM (SELECT * FROM at WHERE f <= p ORDER BY i DESC LIMIT 1) l, (SELECT * FROM at WHERE f > p ORDER BY i LIMIT 1) h $$;
SELECT is((SELECT string_agg(format('%s %s %s: %s, by hand %s', rule, domain_label, category, estimate, by_hand(category::float8, (domain ->> 'g')::int, rule)), '; ') FROM unnest('{hf4,hf6,hf7}'::text[]) rule,
    survey_quantile('p', '{y}', '{0.11,0.37,0.5,0.63,0.81,0.94}', rule, by => '{g}') q WHERE n > 0 AND abs(estimate - by_hand(category::float8, (domain ->> 'g')::int, rule)) IS DISTINCT FROM 0
    AND NOT abs(estimate - by_hand(category::float8, (domain ->> 'g')::int, rule)) < 1e-9), NULL, 'equal values come by weight');
SELECT is((SELECT count(*) FROM unnest('{hf4,hf6,hf7}'::text[]) rule, survey_quantile('p', '{y}', '{0.11,0.37,0.5,0.63,0.81,0.94}', rule, by => '{g}') q WHERE by_hand(category::float8, (domain ->> 'g')::int, rule) IS NOT NULL), 54::bigint, 'of three domains');
-- by two roads: states, and respondents in memory
CREATE TABLE both_roads AS SELECT rule, s.*, r.estimate AS other, r.n AS other_n, r.df AS other_df, r.weighted_n AS other_weighted_n FROM unnest('{math,school,hf1,hf2,hf3,hf4,hf5,hf6,hf7,hf8,hf9}'::text[]) rule,
    LATERAL (SELECT row_number() OVER () AS i, * FROM survey_quantile('p', '{y,z}', '{0,0.13,0.5,0.871,1}', rule, by => '{g,m}', filter => 'z > 100', degrees => 'domain')) s,
    LATERAL (SELECT row_number() OVER () AS i, * FROM survey_quantile('p', '{y,z}', '{0,0.13,0.5,0.871,1}', rule, 'score', by => '{g,m}', filter => 'z > 100', degrees => 'domain')) r
    WHERE r.i = s.i AND r.domain = s.domain AND r.variable = s.variable AND r.category = s.category;
SELECT is((SELECT count(*) FROM both_roads), 880::bigint, 'rows, domains, variables and probabilities in the same order on both roads');
SELECT is((SELECT count(*) FROM both_roads WHERE estimate IS DISTINCT FROM other), 0::bigint, 'the same quantiles, to the last digit');
SELECT is((SELECT count(*) FROM both_roads WHERE n <> other_n OR df <> other_df OR abs(weighted_n - other_weighted_n) > 1e-9 * weighted_n), 0::bigint, 'counts and degrees of freedom');
SELECT is((SELECT count(*) FROM both_roads WHERE n = 0 AND estimate IS NULL AND std_error IS NULL AND weighted_n = 0 AND domain_label LIKE 'four%' AND variable = 'y'), 110::bigint, 'a domain without values has rows and no estimate');
-- Woodruff's interval by hand from the states
SELECT is((SELECT round(conf_low::numeric, 9) || ' ' || round(conf_high::numeric, 9) FROM survey_quantile('p', '{z}', '{0.3}', 'hf7', filter => 'g = 2')),
    (SELECT round(quantile(s, conf_low(f), 'hf7')::numeric, 9) || ' ' || round(quantile(s, conf_high(f), 'hf7')::numeric, 9) FROM (SELECT quantile_summary(z, w) FILTER (WHERE g = 2) AS s,
        survey_summary(CASE WHEN g = 2 THEN (z <= (SELECT quantile(quantile_summary(z, w), 0.3, 'hf7') FROM person WHERE g = 2))::int::float8 END, w, stratum::bigint, cluster::bigint) AS f FROM person) q), 'the interval is Woodruff''s');
-- many variables and probabilities: more shares than one statement adds up
SELECT is((SELECT string_agg(a.category, ' ') FROM (SELECT row_number() OVER () AS i, * FROM survey_quantile('p', '{y,z}', (SELECT array_agg(i / 400.0 ORDER BY i) FROM generate_series(1, 399) i), by => '{m}')) a
    WHERE a.estimate IS DISTINCT FROM (SELECT b.estimate FROM survey_quantile('p', ARRAY[a.variable], ARRAY[a.category::float8], by => '{m}') b WHERE b.domain = a.domain) AND a.i % 100 = 0), NULL, 'as one by one');
SELECT is((SELECT count(*) FROM survey_quantile('p', '{y,z}', (SELECT array_agg(i / 400.0 ORDER BY i) FROM generate_series(1, 399) i), by => '{m}')), 1596::bigint, 'all of them');
-- little memory
SET maintenance_work_mem = '1MB'; SET work_mem = '64kB';
CREATE TABLE crowd AS SELECT p.* FROM person p, generate_series(1, 10);
SELECT register_survey('crowd', 'crowd', '{"weight": "w", "design": {"strata": ["stratum"], "clusters": ["cluster"], "nest": true}, "variables": [{"name": "y", "measure": "scale"}, {"name": "z", "measure": "scale"}]}') \g /dev/null
SELECT is((SELECT array_agg(estimate) FROM survey_quantile('crowd', '{y,z}')), (SELECT array_agg(estimate) FROM survey_quantile('p', '{y,z}')), 'respondents take no memory: as many of each have the same quantiles');
SELECT throws_ok($$SELECT * FROM survey_quantile('crowd', '{y}', interval_type => 'score')$$, '54000', NULL, 'but for scores');
SELECT throws_like($$SELECT * FROM survey_quantile('crowd', '{y}', filter => 'y / 0 > 1')$$, '%division by zero%', 'errors of the filter are those of the rows');
SELECT * FROM finish();
