-- Properties of design-based estimates that hold whatever the numbers are.
SELECT plan(53);
\ir include/near.psql
SELECT setseed(0.37) \g /dev/null
CREATE TABLE answers AS
SELECT i AS id, (random() * 6)::int AS h, (random() * 8)::int AS psu, 0.2 + random() * 3 AS w, CASE WHEN random() < 0.9 THEN random() * 100 - 20 END AS y,
       CASE WHEN random() < 0.8 THEN random() END AS z, (random() * 3)::int AS g, 1 + random() AS x, (random() * 10)::int AS part
FROM generate_series(1, 3000) AS i;

-- merging
CREATE TABLE parts AS SELECT part, survey_summary(y, w, h, psu) AS s, survey_summary(y, w, h) AS e FROM answers GROUP BY part;
SELECT near(std_error(rollup(s ORDER BY part)), (SELECT std_error(survey_summary(y, w, h, psu)) FROM answers), 'parts merged in order') FROM parts;
SELECT near(std_error(rollup(s ORDER BY part DESC)), (SELECT std_error(survey_summary(y, w, h, psu)) FROM answers), 'parts merged in the other order') FROM parts;
SELECT near(std_error(rollup(s)), (SELECT std_error(survey_summary(y, w, h, psu)) FROM answers), 'parts of parts merged')
FROM (SELECT rollup(s) AS s FROM parts GROUP BY part % 3) q;
SELECT near(std_error(rollup(e)), (SELECT std_error(survey_summary(y, w, h)) FROM answers), 'respondents as clusters, merged') FROM parts;

-- weights times a constant; y times and plus a constant
SELECT near(std_error(survey_summary(y, w * 1e9, h, psu)), std_error(survey_summary(y, w, h, psu)), 'the scale of weights does not matter to a mean') FROM answers;
SELECT near(std_error(survey_summary(y, w * 7, h, psu), 'total'), 7 * std_error(survey_summary(y, w, h, psu), 'total'), 'but to a total') FROM answers;
SELECT near(std_error(survey_summary(3 * y + 1e8, w, h, psu)), 3 * std_error(survey_summary(y, w, h, psu)), 'scale and origin of the variable', 1e-8) FROM answers;
SELECT near(deff(survey_summary(y, w, h, psu), replace => true), deff(survey_summary(y * 2, w * 3, h, psu), replace => true), 'a design effect has no unit', 1e-10) FROM answers;

-- labels
SELECT near(std_error(survey_summary(y, w, h, h * 1000 + psu)), std_error(survey_summary(y, w, h, psu)), 'cluster labels belong to their stratum') FROM answers;
SELECT near(std_error(survey_summary(y, w, 'stratum ' || h, psu::text)), std_error(survey_summary(y, w, h, psu)), 'texts or numbers') FROM answers;
SELECT near(std_error(survey_summary(y, w, NULL, h * 1000 + psu)), std_error(survey_summary(y, w, 0, h * 1000 + psu)), 'one stratum is none') FROM answers;
SELECT near(std_error(survey_summary(y, w, h, id)), std_error(survey_summary(y, w, h)), 'clusters of one are respondents', 1e-10) FROM answers;
SELECT near(std_error(survey_summary(y, w, h, psu, 1e15)), std_error(survey_summary(y, w, h, psu)), 'a sample of an endless population') FROM answers;
SELECT near(std_error(survey_summary(y, w, ARRAY[h, NULL]::bigint[], ARRAY[psu, id]::bigint[])), std_error(survey_summary(y, w, h, psu)), 'without fpc only the first stage counts') FROM answers;

-- many variables at once are each by itself, missing values and all
SELECT near(std_error(s[1]), (SELECT std_error(survey_summary(y, w, h, psu)) FROM answers), 'first of many') FROM (SELECT survey_summaries(ARRAY[y, z, x], w, h, psu) AS s FROM answers) q;
SELECT near(std_error(s[2]), (SELECT std_error(survey_summary(z, w, h, psu)) FROM answers), 'second of many') FROM (SELECT survey_summaries(ARRAY[y, z, x], w, h, psu) AS s FROM answers) q;
SELECT near(std_error(s[2]), (SELECT std_error(survey_summary(z, w, h)) FROM answers), 'respondents as clusters') FROM (SELECT survey_summaries(ARRAY[y, z, x], w, h) AS s FROM answers) q;
SELECT near(deff(s[2]), (SELECT deff(survey_summary(z, w, h)) FROM answers), 'design effect', 1e-10) FROM (SELECT survey_summaries(ARRAY[y, z, x], w, h) AS s FROM answers) q;
SELECT is(ARRAY[n(s[1]), n(s[2]), n(s[3])], (SELECT ARRAY[count(y), count(z), count(x)] FROM answers), 'n of each') FROM (SELECT survey_summaries(ARRAY[y, z, x], w, h, psu) AS s FROM answers) q;
SELECT near(effective_n(s[2]), (SELECT effective_n(survey_summary(z, w)) FROM answers), 'effective n', 1e-10) FROM (SELECT survey_summaries(ARRAY[y, z], w) AS s FROM answers) q;
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 4;
ALTER TABLE answers SET (parallel_workers = 4);
SELECT near(std_error(s[2]), (SELECT std_error(survey_summary(z, w, h, psu)) FROM answers), 'clusters split over workers') FROM (SELECT survey_summaries(ARRAY[y, z, x], w, h, psu) AS s FROM answers) q;
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size; RESET max_parallel_workers_per_gather;
SELECT throws_ok($$SELECT survey_summaries(CASE WHEN id < 5 THEN ARRAY[y] ELSE ARRAY[y, z] END, w) FROM answers$$, '2202E', NULL, 'unequal numbers of values are refused');
SELECT throws_ok($$SELECT survey_summaries('{}'::float8[], w) FROM answers$$, '2202E', NULL, 'no values are refused');

-- by name
SELECT register_survey('s', 'answers', '{"weight": "w", "design": {"strata": ["h"], "clusters": ["psu"], "nest": true}, "variables": [
    {"name": "y", "measure": "scale"}, {"name": "z", "measure": "scale"}, {"name": "x", "measure": "scale"},
    {"name": "g", "measure": "nominal", "values": {"0": "none", "1": "one", "2": "two", "3": "three"}}]}') \g /dev/null
SELECT near(sum(d.estimate), (SELECT estimate FROM survey_total('s', '{y}')), 'totals of domains add up', 1e-10) FROM survey_total('s', '{y}', by => '{g}') d;
SELECT near(sum(d.estimate), 1, 'shares add up to 1') FROM survey_mean('s', '{g}') d;
SELECT near(d.std_error, (SELECT std_error(survey_summary(CASE WHEN g = 2 THEN y END, w, h, psu)) FROM answers), 'a domain by name is one of NULLs')
FROM survey_mean('s', '{y}', by => '{g}') d WHERE domain_label = 'two';
SELECT near(d.std_error, (SELECT std_error FROM survey_mean('s', '{y}', by => '{g}') WHERE domain_label = 'two'), 'a filter is a domain') FROM survey_mean('s', '{y}', filter => 'g = 2') d;
SELECT near(d.std_error, (SELECT std_error FROM survey_mean('s', '{y}', by => '{g}') WHERE domain_label = 'two'), 'and so is a contrast of one')
FROM survey_contrast('s', '{y}', '{"two": {"two": 1}}', by => '{g}') d;
SELECT near(d.std_error, (SELECT std_error FROM survey_mean('s', '{g}') WHERE category = 'one'), 'a share is the mean of an indicator')
FROM survey_proportion('s', '{g}', 'mean') d WHERE category = 'one';
SELECT near(d.std_error, (SELECT std_error FROM survey_ratio('s', 'y', 'x')), 'a ratio to itself is a ratio') FROM survey_ratio('s', 'y', 'x', missing => 'listwise') d;
SELECT ok(bool_and(abs(estimate) <= 1 AND conf_low >= -1 AND conf_high <= 1), 'correlations stay within -1 and 1') FROM survey_correlation('s', '{x,y,z}');
SELECT near(a.estimate, b.estimate, 'the median of the domain of all', 1e-15)
FROM survey_quantile('s', '{y}', '{0.5}') a, survey_quantile('s', '{y}', '{0.5}', filter => 'true') b;
SELECT ok(bool_and(ordered), 'quantiles ascend') FROM (SELECT estimate >= lag(estimate, 1, estimate) OVER (PARTITION BY domain_label ORDER BY category::float8) AS ordered
    FROM survey_quantile('s', '{y}', '{0.05,0.2,0.5,0.7,0.99}', by => '{g}')) q;

-- tests and models: weights in another unit, sides exchanged, labels of clusters, the order of rows
CREATE TABLE scaled AS SELECT id, h, 'cluster ' || psu AS psu, w * 1000 AS w, y, z, x, g, part, part > 4 AS late, part % 3 = 0 AS third, z > 0.4 AS high FROM answers ORDER BY random();
CREATE TABLE asked AS SELECT *, part > 4 AS late, part % 3 = 0 AS third, z > 0.4 AS high FROM answers;
CREATE FUNCTION pg_temp.register(name text) RETURNS boolean LANGUAGE sql AS $$ SELECT register_survey(name, name::regclass, '{"weight": "w", "respondent": "id",
    "design": {"strata": ["h"], "clusters": ["psu"], "nest": true}, "variables": [{"name": "y", "measure": "scale"}, {"name": "z", "measure": "scale"}, {"name": "x", "measure": "scale"},
    {"name": "g", "measure": "nominal", "values": {"0": "none", "1": "one", "2": "two", "3": "three"}}, {"name": "late", "measure": "nominal"}],
    "sets": [{"name": "m", "members": ["late", "third", "high"]}]}') IS NOT NULL $$;
SELECT pg_temp.register('scaled'), pg_temp.register('asked') \g /dev/null
SELECT ok(bool_and(abs(a.estimate - b.estimate) <= 1e-8 * abs(b.estimate) AND abs(a.p_value - b.p_value) <= 1e-8) AND count(*) = 5, 'tests of a question')
FROM survey_test('asked', 'late', 'g') a JOIN survey_test('scaled', 'g', 'late') b USING (test) WHERE a.p_value IS NOT NULL OR test = 'design-effect';
SELECT ok(bool_and(abs(a.estimate - b.estimate) <= 1e-8 * abs(b.estimate)) AND count(*) = 6, 'tests of a set')
FROM survey_test('asked', 'm', 'g') a JOIN survey_test('scaled', 'g', 'm') b USING (test);
SELECT ok(bool_and(abs(a.estimate - b.estimate) <= 1e-8 * abs(b.estimate) AND abs(a.std_error - b.std_error) <= 1e-8 * b.std_error) AND count(*) = 5, 'models')
FROM survey_glm('asked', 'y ~ x + g') a JOIN survey_glm('scaled', 'y ~ x + g') b USING (term, label);
SELECT near(a.statistic, b.statistic, 't tests', 1e-8) FROM survey_ttest('asked', 'y', 'late') a, survey_ttest('scaled', 'y', 'late') b;
SELECT near(a.statistic, b.statistic, 'rank tests', 1e-8) FROM survey_ranktest('asked', 'y', 'g') a, survey_ranktest('scaled', 'y', 'g') b;
SELECT near(a.std_error, b.std_error, 'reliability', 1e-8) FROM survey_alpha('asked', '{x,z}') a, survey_alpha('scaled', '{x,z}') b WHERE a.item IS NULL AND b.item IS NULL;
-- an item that all answered alike: what its squares leave over by rounding is no variance, below zero least of all
CREATE TABLE alike AS SELECT i AS id, 3.0::float8 AS q, (i % 7)::float8 AS y, 0.1 + (i * 37 % 101) / 97.0::float8 AS w, i % 8 AS g FROM generate_series(1, 400) i;
SELECT register_survey('alike', 'alike', '{"weight": "w", "variables": [{"name": "q", "measure": "scale"}, {"name": "y", "measure": "scale"}, {"name": "g", "measure": "nominal"}]}') \g /dev/null
SELECT is((SELECT string_agg(DISTINCT format('%s %s %s', alpha, standardized, mean_correlation), ',') FROM survey_alpha('alike', '{y,q}', by => '{g}') WHERE item IS NULL), '0  ', 'alpha with an item that does not vary');
SELECT is((SELECT count(item_rest) FROM survey_alpha('alike', '{y,q}', by => '{g}')), 0::bigint, 'which correlates with nothing');
SELECT is(a.estimate, b.estimate, 'quantiles') FROM survey_quantile('asked', '{y}', '{0.3}') a, survey_quantile('scaled', '{y}', '{0.3}') b;
SELECT is(quantile(quantile_summary(y, w), 0.3), (SELECT estimate FROM survey_quantile('asked', '{y}', '{0.3}')), 'the state has the same quantile') FROM answers;
SELECT ok(bool_and(a.estimate = b.estimate AND a.std_error = b.std_error), 'an option of a set is a filter')
FROM survey_mean('asked', '{y}', by => '{m}') a, survey_mean('asked', '{y}', filter => 'third') b WHERE a.domain_label = 'third';

SET maintenance_work_mem = '1MB'; SET work_mem = '64kB';
SELECT lives_ok($$SELECT * FROM survey_quantile('s', '{y}')$$, 'a small survey fits into little memory');
CREATE TABLE many AS SELECT a.* FROM answers a, generate_series(1, 20);
SELECT register_survey('m', 'many', '{"weight": "w", "variables": [{"name": "y", "measure": "scale"}]}') \g /dev/null
SELECT throws_ok($$SELECT * FROM survey_quantile('m', '{y}', interval_type => 'score')$$, '54000', 'the respondents of survey "m" do not fit into memory', 'a large one is refused clearly');

-- points of a scale that have no label are categories, as in cross tables
CREATE TABLE ends AS SELECT i AS id, CASE WHEN i % 5 = 0 THEN 98 ELSE 1 + i % 5 END AS q, 1 + i % 3 / 2.0::float8 AS w, 1 + i % 7 / 4.0::float8 AS r1, 1 + i % 4 / 4.0::float8 AS r2 FROM generate_series(1, 60) i;
SELECT register_survey(s, 'ends', format('{"weight": "w", %s "variables": [{"name": "q", "points": 5, "values": {"1": "Not at all", "5": "Very"}, "missing": {"98": "Refused"}}]}', more)::jsonb) IS NULL
FROM (VALUES ('ends', ''), ('ends again', '"replicates": {"columns": "r*", "type": "JK1"},')) v (s, more) \g /dev/null
SELECT results_eq(format('SELECT category, round(estimate::numeric, 12) FROM survey_proportion(%L, ''{q}'')', s), $$
    SELECT label, round((coalesce(sum(w) FILTER (WHERE q = code), 0) / sum(w))::numeric, 12) FROM ends, unnest('{1,2,3,4,5}'::int[], '{Not at all,2,3,4,Very}'::text[]) l (code, label) WHERE q <> 98 GROUP BY code, label ORDER BY code$$,
    'unlabelled points in ' || s) FROM unnest('{ends,ends again}'::text[]) s;
-- of a set, who answered any option is in the base, as in cross tables; columns of TRUE and NULL alone are a set too
CREATE TABLE ticked AS SELECT CASE WHEN i % 3 = 0 THEN true END AS a, CASE WHEN i % 5 < 2 THEN true WHEN i % 7 = 0 THEN false END AS b, CASE WHEN i % 11 = 0 THEN 1 WHEN i % 13 = 0 THEN 9 END AS c,
    1 + i % 2 AS g, 1 + i % 4 / 2.0::float8 AS w FROM generate_series(1, 400) i;
SELECT register_survey('ticked', 'ticked', '{"weight": "w", "variables": [{"name": "c", "values": {"1": "Yes", "0": "No"}, "missing": {"9": "Refused"}}, {"name": "w", "measure": "scale"}],
    "sets": [{"name": "set", "members": ["a", "b", "c"]}]}') \g /dev/null
CREATE FUNCTION ticked_rows() RETURNS SETOF text LANGUAGE sql AS $$
    SELECT format('%s %s %s', category, n, round(estimate::numeric, 9)) FROM survey_proportion('ticked', '{set}', filter => 'g = 1') $$;
CREATE TABLE ticked_by_hand AS SELECT format('%s %s %s', option, count(*), round((sum(w) FILTER (WHERE chosen) / sum(w))::numeric, 9)) AS line
    FROM ticked, LATERAL (VALUES ('a', a), ('b', b), ('c', c = 1)) o (option, chosen) WHERE g = 1 AND (a IS NOT NULL OR b IS NOT NULL OR c = 1) GROUP BY option;
SELECT set_eq('SELECT * FROM ticked_rows()', 'TABLE ticked_by_hand', 'options of a set are shares of its base');
SELECT set_eq('SELECT * FROM ticked_rows()', $$SELECT format('%s %s %s', row_label, base_n, round(column_percent::numeric / 100, 9)) FROM survey_crosstab('ticked', '{set}', filter => 'g = 1')$$, 'which cross tables give');
SELECT pack_survey('ticked') \g /dev/null
SELECT set_eq('SELECT * FROM ticked_rows()', 'TABLE ticked_by_hand', 'and the pack');
CREATE TABLE ticked_tests AS SELECT test, n, round(estimate::numeric, 12) AS estimate, round(p_value::numeric, 12) AS p_value FROM survey_test('ticked', 'set', 'g');
UPDATE ticked SET a = coalesce(a, false), b = coalesce(b, false), c = CASE WHEN c = 1 THEN 1 ELSE 0 END WHERE a IS NOT NULL OR b IS NOT NULL OR c = 1;
SELECT results_eq('TABLE ticked_tests', $$SELECT test, n, round(estimate::numeric, 12), round(p_value::numeric, 12) FROM survey_test('ticked', 'set', 'g')$$, 'tests take blanks beside answers for not chosen');
SELECT ok(count(*) > 3, 'and there are tests') FROM ticked_tests;
SELECT * FROM finish();
