-- TURF by hand, by plain SQL over all portfolios, under designs, and its errors.  The reference results are in test/oracle/turf.sql.
SELECT plan(31);
\ir include/near.psql
\set QUIET 1
SET client_min_messages = warning;

-- by hand: 1 chose a, 2 a and b, 3 b, 4 c, 5 nothing, 6 was not asked, 7 has no weight
CREATE TABLE snack (id int, a int, b int, c int, w float8);
INSERT INTO snack VALUES (1, 1, 0, 0, 1), (2, 1, 1, 0, 1), (3, 0, 1, NULL, 2), (4, 0, 0, 1, 1), (5, 0, 0, 0, 1), (6, NULL, NULL, NULL, 5), (7, 1, 1, 1, NULL);
SELECT register_survey('snack', 'snack', '{"weight": "w", "respondent": "id", "variables": [{"name": "a", "label": "Apple", "measure": "nominal"}, {"name": "b", "label": "Bread", "measure": "nominal"},
    {"name": "c", "label": "Cake", "measure": "nominal"}], "sets": [{"name": "s", "label": "Snacks", "members": ["a", "b", "c"]}]}') IS NULL \g /dev/null
SELECT is((SELECT string_agg(format('%s %s %s %s %s', rank, portfolio, round(reach::numeric, 6), round(frequency::numeric, 6), round(frequency_reached::numeric, 6)), E'\n') FROM survey_turf('snack', 's', 2)),
    E'1 {Apple,Bread} 0.666667 0.833333 1.250000\n2 {Bread,Cake} 0.666667 0.666667 1.000000\n3 {Apple,Cake} 0.500000 0.500000 1.000000', 'portfolios by reach, then by frequency');
SELECT is((SELECT format('%s %s %s %s', variables, n, weighted_n, search) FROM survey_turf('snack', 's', 2) WHERE rank = 1), '{a,b} 5 6 exact', 'the base are those who were asked and have a weight');
SELECT is((SELECT unique_reach::numeric(9, 6)[]::text FROM survey_turf('snack', 's', 2) WHERE rank = 1), '{0.166667,0.333333}', 'what would be lost without each');
SELECT matches((SELECT remark FROM survey_turf('snack', 's', 2) WHERE rank = 1), 'the best of 3 portfolios in these answers: its reach is optimistic', 'the winner''s reach is optimistic');
-- by hand: influence w (reached - 2/3) / 6 of independent respondents, n/(n-1) times their squares, where n counts
-- the one who was not asked: 6/5 (1/9 + 1/9 + 4/9 + 4/9 + 4/9)/36
SELECT near((SELECT std_error FROM survey_turf('snack', 's', 2) WHERE rank = 1), sqrt(6.0 / 5 * 14.0 / 9 / 36), 'the standard error');
-- behind: 1 differs by 1, 4 by -1, others by 0, the mean is 0
SELECT near((SELECT behind_error FROM survey_turf('snack', 's', 2) WHERE rank = 2), sqrt(6.0 / 5 * 2 / 36), 'the standard error of the difference to the best one');
SELECT is((SELECT format('%s %s', behind, behind_error) FROM survey_turf('snack', 's', 2) WHERE rank = 1), '0 ', 'which is not behind itself');
SELECT is((SELECT string_agg(portfolio::text, ' ') FROM survey_turf('snack', 's', 2, must => '{Cake}')), '{Bread,Cake} {Apple,Cake}', 'an option that must be in, by its label');
SELECT is((SELECT string_agg(portfolio::text, ' ') FROM survey_turf('snack', 's', 1, must_not => '{b}')), '{Apple} {Cake}', 'and one that must not, by its variable');
SELECT near((SELECT reach FROM survey_turf('snack', 's', 2, at_least => 2) WHERE rank = 1), 1.0 / 6, 'reached with two');
SELECT is((SELECT format('%s %s', n, round(reach::numeric, 6)) FROM survey_turf('snack', 's', 2, options => '{"missing": "listwise"}') WHERE rank = 1), '4 0.750000', 'only those who answered all options');
SELECT is((SELECT string_agg(format('%s %s %s %s', step, option, round(reach::numeric, 6), round(shapley::numeric, 6)), E'\n') FROM survey_turf_options('snack', 's')),
    E'1 Bread 0.500000 0.416667\n2 Apple 0.666667 0.250000\n3 Cake 0.833333 0.166667', 'options one after another, and their parts in the reach of all');
SELECT is((SELECT format('%s %s', portfolio, search) FROM survey_turf('snack', 's', 2, options => '{"method": "greedy"}')), '{Apple,Bread} greedy', 'greedy says that it is');

-- "None of these" reaches nobody, but who chose it was asked
ALTER TABLE snack ADD none int;
UPDATE snack SET none = (id = 5)::int WHERE id <> 6;
SELECT register_survey('fed', 'snack', '{"weight": "w", "respondent": "id", "variables": [{"name": "a", "label": "Apple", "measure": "nominal"}, {"name": "b", "label": "Bread", "measure": "nominal"},
    {"name": "c", "label": "Cake", "measure": "nominal"}, {"name": "none", "label": "None of these", "measure": "nominal"}], "sets": [{"name": "s", "label": "Snacks", "members": ["a", "b", "c", "none"],
    "properties": {"exclusive": ["none"]}}]}') IS NULL \g /dev/null
SELECT is((SELECT string_agg(format('%s %s', portfolio, round(reach::numeric, 6)), ' ') FROM survey_turf('fed', 's', 2)),
    '{Apple,Bread} 0.666667 {Bread,Cake} 0.666667 {Apple,Cake} 0.500000', 'an option that the codebook calls exclusive is in no portfolio');
SELECT is((SELECT string_agg(DISTINCT option, ' ' ORDER BY option) FROM survey_turf_options('fed', 's')), 'Apple Bread Cake', 'and adds no reach');
SELECT is((SELECT string_agg(DISTINCT format('%s %s', n, weighted_n), ' ') FROM survey_turf('fed', 's', 2)), '5 6', 'who chose it is in the base');
SELECT is((SELECT string_agg(portfolio::text, ' ') FROM survey_turf('fed', 's', 2, must => '{none}')), '{Bread,"None of these"} {Apple,"None of these"} {Cake,"None of these"}', 'unless it must be in');

-- against all portfolios in SQL, with strata and clusters, by domain
CREATE TABLE shopper AS SELECT i AS id, i / 40 AS stratum, i / 8 AS cluster, 1 + i % 2 AS sex, 1 + (i * 7 % 5)::float8 / 4 AS w FROM generate_series(0, 239) i;
SELECT setseed(0.2) \g /dev/null
SELECT format('ALTER TABLE shopper ADD o%s int', i) FROM generate_series(1, 9) i \gexec
UPDATE shopper SET o1 = (random() < 0.3)::int, o2 = (random() < 0.25)::int, o3 = (random() < 0.2)::int, o4 = (random() < 0.2)::int, o5 = (random() < 0.15)::int, o6 = (random() < 0.3)::int, o7 = (random() < 0.1)::int,
    o8 = (random() < 0.25)::int, o9 = CASE WHEN random() < 0.9 THEN (random() < 0.2)::int END;
SELECT register_survey('shopper', 'shopper', jsonb_build_object('weight', 'w', 'design', '{"strata": ["stratum"], "clusters": ["cluster"]}'::jsonb,
    'variables', '[{"name": "sex", "measure": "nominal", "values": {"1": "m", "2": "f"}}]'::jsonb || (SELECT jsonb_agg(jsonb_build_object('name', 'o' || i, 'measure', 'nominal')) FROM generate_series(1, 9) i),
    'sets', jsonb_build_array(jsonb_build_object('name', 'o', 'members', (SELECT jsonb_agg('o' || i) FROM generate_series(1, 9) i))))) IS NULL \g /dev/null
CREATE VIEW chosen AS SELECT *, (SELECT sum(CASE WHEN v = 1 THEN 1 << (i::int - 1) ELSE 0 END) FROM unnest(ARRAY[o1, o2, o3, o4, o5, o6, o7, o8, o9]) WITH ORDINALITY u (v, i))::int AS options FROM shopper;
CREATE FUNCTION bits(m int) RETURNS int LANGUAGE sql IMMUTABLE RETURN length(replace(m::bit(9)::text, '0', ''));
CREATE FUNCTION all_portfolios(size int, need int, filter int) RETURNS TABLE (variables text, reach float8, frequency float8) LANGUAGE sql STABLE AS $$
    SELECT (SELECT '{' || string_agg('o' || i, ',' ORDER BY i) || '}' FROM generate_series(1, 9) i WHERE m >> (i - 1) & 1 = 1),
        sum(w) FILTER (WHERE bits(options & m) >= need) / sum(w), sum(w * bits(options & m)) / sum(w)
    FROM generate_series(1, 511) m, chosen WHERE bits(m) = size AND (filter IS NULL OR sex = filter) GROUP BY m
$$;
SELECT is((SELECT string_agg(variables::text, ' ' ORDER BY rank) FROM survey_turf('shopper', 'o', 4, top => 8)), (SELECT string_agg(variables, ' ') FROM (SELECT * FROM all_portfolios(4, 1, NULL) ORDER BY round(reach::numeric, 12) DESC, frequency DESC LIMIT 8) a), 'the best eight of all');
SELECT near((SELECT sum(reach) FROM survey_turf('shopper', 'o', 4, 2, top => 126)), (SELECT sum(reach) FROM all_portfolios(4, 2, NULL)), 'all of them, reached with two');
SELECT is((SELECT string_agg(variables::text, ' ' ORDER BY domain_label) FROM survey_turf('shopper', 'o', 3, top => 1, by => '{sex}')), (SELECT string_agg((SELECT variables FROM all_portfolios(3, 1, s) ORDER BY reach DESC LIMIT 1), ' ') FROM unnest('{2,1}'::int[]) s), 'by domain');
-- a share under the design is a mean: of who is reached
ALTER TABLE shopper ADD reached float8;
UPDATE shopper SET reached = (SELECT (c.options & 7 <> 0)::int FROM chosen c WHERE c.id = shopper.id);
SELECT register_survey('mean', 'shopper', '{"weight": "w", "design": {"strata": ["stratum"], "clusters": ["cluster"]}, "variables": [{"name": "reached", "measure": "scale"}]}') IS NULL \g /dev/null
CREATE TEMP TABLE three AS SELECT * FROM survey_turf('shopper', 'o', 3, must => '{o1,o2,o3}');
SELECT near(t.std_error, m.std_error, 'the standard error is that of a mean') FROM three t, survey_mean('mean', '{reached}') m;
SELECT near(t.conf_low, m.conf_low, 'and so is the interval') FROM three t, survey_mean('mean', '{reached}') m;
SELECT is((SELECT remark FROM three), NULL, 'a portfolio without a choice is not optimistic');
SELECT is((SELECT format('%s %s', search, remark ~ 'given up') FROM survey_turf('shopper', 'o', 4, top => 1, options => '{"visits": 1}')), 'exact f', 'a short search ends');

-- errors
SELECT throws_ok($$SELECT survey_turf('snack', 't')$$, '42704', 'survey "snack" has no multiple-response set "t"', 'no such set');
SELECT throws_ok($$SELECT survey_turf('snack', 's', 2, must => '{Aple}')$$, '42704', 'set "s" has no option "Aple"', 'no such option');
SELECT throws_ok($$SELECT survey_turf('snack', 's', 4)$$, '22023', 'size must be 1 to 3, not 4', 'larger than the set');
SELECT throws_ok($$SELECT survey_turf('snack', 's', 2, 3)$$, '22023', 'at_least must be 1 to 2, not 3', 'more needed than taken');
SELECT throws_ok($$SELECT survey_turf('snack', 's', 2, must => '{a}', must_not => '{Apple}')$$, '22023', 'option "Apple" is both in "must" and in "must_not"', 'in and out');
SELECT throws_ok($$SELECT survey_turf('snack', 's', 2, filter => 'id > 5')$$, 'P0002', 'survey_turf: no respondent of survey "snack" has answered', 'nobody');
SELECT throws_ok($$SELECT survey_turf('snack', 's', 2, top => 0)$$, '22023', 'top must be 1 to 10000, not 0', 'none wanted');
SELECT * FROM finish();
