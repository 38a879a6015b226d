-- The same respondents and the same weight give the same number by every road: replicate weights are those of the survey's own weight,
-- a survey keeps its strata and clusters without weights, and intervals take the whole design's degrees of freedom.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(99);
CREATE EXTENSION IF NOT EXISTS mlops_survey;

-- ---- replicate weights under another weight ----
CREATE TABLE sw AS SELECT i AS id, 1 + (i * 7 + i / 5) % 2 AS q, 1 + (i * 5 + i / 7) % 3 AS g, ((i * 37) % 11)::float8 AS y, ((i * 13) % 7)::float8 AS x, 1 + (i % 4) / 2.0::float8 AS w, 0.5 + (i % 3)::float8 AS w2,
    (1 + (i % 4) / 2.0::float8) * (i % 2) * 2 AS r1, (1 + (i % 4) / 2.0::float8) * (i / 2 % 2) * 2 AS r2, (1 + (i % 4) / 2.0::float8) * (i / 4 % 2) * 2 AS r3, (1 + (i % 4) / 2.0::float8) * ((i / 4 + i) % 2) * 2 AS r4 FROM generate_series(1, 40) i;
CREATE FUNCTION register(name text, answers text, rest text) RETURNS boolean LANGUAGE sql AS $$SELECT survey IS NOT NULL FROM register_survey(name, answers::regclass, format('{%s "variables": [
    {"name": "q", "measure": "nominal", "values": {"1": "a", "2": "b"}}, {"name": "g", "measure": "nominal", "values": {"1": "k", "2": "l", "3": "m"}},
    {"name": "y", "measure": "scale"}, {"name": "x", "measure": "scale"}, {"name": "w", "measure": "scale"}, {"name": "w2", "measure": "scale"}]}', rest)::jsonb)$$;
SELECT register('sr', 'sw', '"weight": "w", "replicates": {"columns": ["r1", "r2", "r3", "r4"], "type": "BRR"},'), register('sf', 'sw', '"weight": "w", "replicates": {"columns": ["r1", "r2", "r3", "r4"], "type": "BRR"}, "design": {"strata": ["g"]},'),
    register('s0', 'sw', ''), register('s2', 'sw', '"weight": "w2",'), register('sg', 'sw', '"design": {"strata": ["g"]},') \g /dev/null

-- values of R survey 4.1: svydesign(ids = ~1) with these weights and no replicates
CREATE TABLE of_r (what text, weight text, estimate float8, std_error float8);
INSERT INTO of_r VALUES ('mean', 'none', 5, 0.4948452231474), ('mean', 'w2', 5.2333333333333, 0.5639238687872), ('total', 'none', 200, 19.7938089259), ('total', 'w2', 314, 45.11637374044), ('ratio', 'none', 1.6, 0.2244683747926),
    ('ratio', 'w2', 1.6836461126005, 0.2432114297105), ('share', 'none', 0.6, 0.07844645405527), ('share', 'w2', 0.61666666666667, 0.08821144989383), ('variance', 'none', 9.794871794872, 1.398860175689), ('variance', 'w2', 9.739031339031, 1.591000304105),
    ('contrast', 'none', -1.083333333333, 1.149187334147), ('contrast', 'w2', -1.75, 1.128372761463), ('slope', 'none', 0.01943319838057, 0.24936919963393), ('slope', 'w2', 0.1604054125389, 0.2793339460376),
    ('t', 'none', -0.9375, NULL), ('t', 'w2', -0.2021151586369, NULL);
CREATE FUNCTION of_us(s text, wt text) RETURNS TABLE (what text, estimate float8, std_error float8) LANGUAGE sql AS $$
    SELECT 'mean', estimate, std_error FROM survey_mean(s, '{y}', weight => wt) UNION ALL SELECT 'total', estimate, std_error FROM survey_total(s, '{y}', weight => wt) UNION ALL
    SELECT 'ratio', estimate, std_error FROM survey_ratio(s, 'y', 'x', weight => wt) UNION ALL SELECT 'share', estimate, std_error FROM survey_proportion(s, '{q}', weight => wt) WHERE category = 'a' UNION ALL
    SELECT 'variance', estimate, std_error FROM survey_variance(s, '{y}', weight => wt) UNION ALL SELECT 'contrast', estimate, std_error FROM survey_contrast(s, '{y}', by => '{g}', weight => wt) WHERE domain_label = 'k - l' UNION ALL
    SELECT 'slope', estimate, std_error FROM survey_glm(s, 'y ~ x', weight => wt) WHERE term = 'x' UNION ALL SELECT 't', estimate, NULL FROM survey_ttest(s, 'y', 'q', weight => wt)$$;
\ir include/near.psql
CREATE FUNCTION near9(a float8, b float8) RETURNS boolean LANGUAGE sql RETURN is_near_or_null(a, b, 1e-9);
SELECT is((SELECT format('%s %s', near9(u.estimate, r.estimate), near9(u.std_error, r.std_error)) FROM of_us('sr', r.weight) u WHERE u.what = r.what), 't t', format('R, weight %s: %s', r.weight, r.what)) FROM of_r r ORDER BY r.what, r.weight;

-- what the survey without replicates says, by every function
CREATE FUNCTION says(call text, s text, wt text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE answer text;
BEGIN
    EXECUTE format('SELECT string_agg(f::text, E''\n'') FROM ' || call || ' f', s, wt) INTO answer;
    RETURN coalesce(answer, 'nothing of ' || s);
END $$;
CREATE TABLE calls (call text);
INSERT INTO calls VALUES ('survey_mean(%L, ''{y}'', by => ''{g}'', weight => %L)'), ('survey_quantile(%L, ''{y}'', weight => %L)'), ('survey_covariance(%L, ''{y,x}'', weight => %L)'), ('survey_correlation(%L, ''{y,x}'', weight => %L)'),
    ('survey_alpha(%L, ''{y,x}'', weight => %L)'), ('survey_ranktest(%L, ''y'', ''q'', weight => %L)'), ('survey_glm_terms(%L, ''y ~ x + g'', weight => %L)'), ('survey_test(%L, ''q'', ''g'', weight => %L)'),
    ('survey_crosstab(%L, ''{q,y}'', ''{g}'', tests => ''design'', min_base => 0, weight => %L)'), ('(SELECT * FROM survey_topline(%L, weight => %L) WHERE variable IN (''q'', ''g'', ''y'', ''x''))');
SELECT is(says(call, 'sr', 'w2'), says(call, 's2', NULL), 'w2: ' || call) FROM calls;
SELECT is(says(call, 'sf', 'none'), says(call, 'sg', NULL), 'none, with strata: ' || call) FROM calls;

-- the weight by its own name, in any case, is the survey's own; who has no weight has no replicate weights
SELECT is(says('survey_mean(%L, ''{y}'', weight => %L)', 'sr', 'W'), says('survey_mean(%L, ''{y}'', weight => %L)', 'sr', NULL), 'the weight by its name: replicates');
SELECT isnt((SELECT std_error FROM survey_mean('sr', '{y}')), (SELECT std_error FROM survey_mean('sr', '{y}', weight => 'w2')), 'of which the other weight has none');
CREATE TABLE swn AS SELECT id, q, g, y, x, CASE WHEN id % 9 <> 0 THEN w END AS w, w2, CASE WHEN id % 9 <> 0 THEN ARRAY[r1, r2, r3, r4] END AS r FROM sw;
SELECT register('srn', 'swn', '"weight": "w", "replicates": {"columns": ["r"], "type": "BRR"},') \g /dev/null
SELECT is(says('survey_mean(%L, ''{y}'', weight => %L)', 'srn', 'none'), says('survey_mean(%L, ''{y}'', weight => %L)', 's0', NULL), 'respondents without a weight count where nobody has one');
SELECT is(says('survey_glm(%L, ''y ~ x'', weight => %L)', 'srn', 'none'), says('survey_glm(%L, ''y ~ x'', weight => %L)', 's0', NULL), 'in models too');

-- ---- replicate weights without a weight: everybody counts 1, and every road takes the replicates ----
CREATE TABLE rw AS SELECT i AS id, 1 + i % 2 AS g, 1 + ((i * 7) % 11 + i / 8 * (i % 2)) % 3 AS q, ((i * 37) % 11 + i / 8)::float8 AS y, 1.0::float8 AS one,
    (SELECT array_agg(CASE WHEN k = i / 8 THEN 0 ELSE 10 / 9.0 END ORDER BY k) FROM generate_series(0, 9) k)::float8[] AS rep FROM generate_series(0, 79) i;
CREATE TABLE rw_two AS TABLE rw;
CREATE FUNCTION enrol_rw(name text, answers text, rest text) RETURNS text LANGUAGE sql AS $$SELECT warnings::text FROM register_survey(name, answers::regclass, format('{%s "replicates": {"columns": "rep", "type": "JK1"}, "variables": [
    {"name": "q", "measure": "ordinal", "points": 3}, {"name": "g", "measure": "nominal", "values": {"1": "k", "2": "l"}}, {"name": "y", "measure": "scale"}, {"name": "one", "measure": "scale"}]}', rest)::jsonb)$$;
SELECT is(enrol_rw('rw', 'rw', ''), '{"there are replicate weights and no \"weight\" in the codebook: everybody counts 1 under the full weight"}', 'registering says what no weight means');
SELECT is(enrol_rw('rw1', 'rw_two', '"weight": "one",'), '{}', 'and nothing where there is one');
-- values of R survey 4.1: svrepdesign(repweights = rep, type = "JK1", scale = 0.9), which warns "equal probability assumed"
SELECT is((SELECT string_agg(format('%s %s', near9(estimate, 9.4625), near9(std_error, 1.00520347580864)), ', ') FROM (SELECT estimate, std_error FROM survey_mean('rw', '{y}', weight => w) UNION ALL SELECT estimate, std_error FROM survey_crosstab('rw', '{y}', weight => w) WHERE statistic = 'mean'
    UNION ALL SELECT estimate, std_error FROM survey_ttest('rw', 'y', weight => w) UNION ALL SELECT estimate, std_error FROM survey_topline('rw', weight => w) WHERE variable = 'y' AND statistic = 'mean') m), 't t, t t, t t, t t', 'means, weight ' || coalesce(w, 'NULL')) FROM (VALUES (NULL), ('none')) weights (w);
SELECT is((SELECT string_agg(format('%s %s', near9(estimate, 0.375), near9(std_error, 0.0853912563829966)), ', ') FROM (SELECT estimate, std_error FROM survey_proportion('rw', '{q}') WHERE category = '1' UNION ALL SELECT estimate / 100, std_error / 100 FROM survey_crosstab('rw', '{q}') WHERE row_code = 1
    UNION ALL SELECT estimate / 100, std_error / 100 FROM survey_topline('rw') WHERE variable = 'q' AND code = 1) s), 't t, t t, t t', 'shares');
SELECT is((SELECT format('%s %s', near9(estimate, 0.146817730814), near9(p_value, 0.836821979177)) FROM survey_test('rw', 'q', 'g', 'rao-scott-f')), 't t', 'test');
SELECT is(says(call, 'rw', NULL), says(call, 'rw1', NULL), 'as with a weight of 1: ' || call) FROM unnest(ARRAY['survey_column_tests(%L, ''{q,y}'', ''{g}'', tests => ''design'', weight => %L)', 'survey_crosstab(%L, ''{q,y}'', ''{g}'', weight => %L)',
    'survey_contrast(%L, ''{y}'', by => ''{g}'', weight => %L)', 'survey_total(%L, ''{y}'', weight => %L)']) call;
SELECT is((SELECT variance FROM survey_crosstab('rw', '{y}') LIMIT 1), 'replicates (JK1)', 'a table says that it takes them');

-- ---- strata and clusters without weights ----
CREATE TABLE sc AS SELECT i AS id, i / 10 AS c, 1 + (i < 10)::int AS a, (i * 37 % 11)::float8 AS y, 1 + i % 2 AS b, 1 + (i * 7 / 4) % 2 AS e, 5.0::float8 AS w FROM generate_series(0, 59) i;
CREATE FUNCTION enrol(name text, rest text, answers text DEFAULT 'sc') RETURNS boolean LANGUAGE sql AS $$SELECT survey IS NOT NULL FROM register_survey(name, answers::regclass, format('{%s "variables": [
    {"name": "a", "measure": "nominal", "values": {"1": "no", "2": "yes"}}, {"name": "b", "measure": "nominal", "values": {"1": "m", "2": "f"}}, {"name": "e", "measure": "nominal", "values": {"1": "o", "2": "p"}}, {"name": "y", "measure": "scale"}, {"name": "w", "measure": "scale"}]}', rest)::jsonb)$$;
SELECT enrol('sc', '"design": {"clusters": ["c"]},'), enrol('scw', '"weight": "w", "design": {"clusters": ["c"]},'), enrol('sw_only', '"weight": "w",') \g /dev/null
SELECT pack_survey('scw') IS NULL \g /dev/null
-- values of R: svydesign(ids = ~c) without weights
CREATE FUNCTION by_cluster(s text, wt text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    RETURN NEXT is((SELECT format('%s %s %s', near9(estimate, 4.883333333333333), near9(std_error, 0.13017082793177756), test) FROM survey_crosstab(s, '{y}', weight => wt) WHERE statistic = 'mean'), 't t design', s || ': mean of a table');
    RETURN NEXT is((SELECT near9(std_error, 0.13017082793177756) FROM survey_mean(s, '{y}', weight => wt)), true, s || ': mean');
    RETURN NEXT is((SELECT format('%s %s', near9(estimate, 100 / 6.0), near9(std_error, 100 / 6.0)) FROM survey_crosstab(s, '{a}', weight => wt) WHERE row_label = 'yes'), 't t', s || ': share of a table');
    RETURN NEXT is((SELECT format('%s %s', near9(estimate, 4.883333333333333), near9(std_error, 0.13017082793177756)) FROM (SELECT estimate, std_error FROM survey_topline(s, weight => wt) WHERE variable = 'y' AND statistic = 'mean') t), 't t', s || ': topline');
    RETURN NEXT is((SELECT near9(std_error, (SELECT std_error FROM survey_contrast(s, '{y}', by => '{b}', weight => wt))) FROM survey_column_tests(s, '{y}', '{b}', weight => wt)), true, s || ': pair of columns');
    RETURN NEXT is((SELECT format('%s %s', near9(estimate, 0.29386456966605), near9(p_value, 0.61103045613463)) FROM survey_test(s, 'b', 'e', weight => wt) WHERE test = 'rao-scott-f'), 't t', s || ': test');
END $$;
SELECT by_cluster('sc', 'none');
SELECT by_cluster('sc', NULL);
SELECT by_cluster('scw', 'none');
-- only weights: without them it is a simple random sample
SELECT is((SELECT format('%s %s %s', near9(t.std_error, m.std_error), near9(t.std_error, 0.4117563776080968), t.variance) FROM survey_crosstab('sw_only', '{y}', weight => 'none') t, survey_mean('sw_only', '{y}', weight => 'none') m WHERE t.statistic = 'mean'), 't t simple random sample', 'only weights: without them a simple random sample');

-- ---- degrees of freedom under a filter ----
-- values of R: confint(svymean(~y, subset(d, c < 2)), df = degf(d)), 5 degrees of freedom; of the shares interval, the estimate's
CREATE FUNCTION narrow(text[], float8[]) RETURNS text LANGUAGE sql AS $$SELECT string_agg(coalesce(same, '-'), ' ') FROM (SELECT near9(a::float8, b)::text AS same FROM unnest($1, $2) u (a, b)) q$$;
CREATE FUNCTION by_filter(s text, f text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    RETURN NEXT is((SELECT narrow(ARRAY[conf_low::text, conf_high::text], ARRAY[4.6017671744207, 5.3982328255793]) FROM survey_crosstab(s, '{y}', filter => f) WHERE statistic = 'mean'), 'true true', s || ': interval of a table');
    RETURN NEXT is((SELECT narrow(ARRAY[conf_low::text, conf_high::text], ARRAY[4.6017671744207, 5.3982328255793]) FROM survey_mean(s, '{y}', filter => f)), 'true true', s || ': of a mean');
    RETURN NEXT is((SELECT narrow(ARRAY[conf_low::text, conf_high::text], ARRAY[4.6017671744207, 5.3982328255793]) FROM survey_topline(s, filter => f) WHERE variable = 'y' AND statistic = 'mean'), 'true true', s || ': of a topline');
    RETURN NEXT is((SELECT narrow(ARRAY[t.conf_low::text, t.conf_high::text], ARRAY[100 * p.conf_low, 100 * p.conf_high]) FROM survey_crosstab(s, '{e}', filter => f) t, survey_proportion(s, '{e}', 'wilson', filter => f) p WHERE t.row_label = 'p' AND p.category = 'p' AND t.statistic = 'percent'),
        'true true', s || ': of a share');
    RETURN NEXT is((SELECT df FROM survey_column_tests(s, '{y}', '{e}', filter => f, min_base => 0)), 1::float8, s || ': a pair has the degrees of freedom of its columns');
    RETURN NEXT is((SELECT df2 FROM survey_test(s, 'b', 'e', 'rao-scott-f', filter => f)), 1::float8, s || ': a test those of its respondents');
END $$;
CREATE TABLE sc_parts (LIKE sc) PARTITION BY RANGE (id);
CREATE TABLE sc_low PARTITION OF sc_parts FOR VALUES FROM (0) TO (15);
CREATE TABLE sc_high PARTITION OF sc_parts FOR VALUES FROM (15) TO (100);
INSERT INTO sc_parts TABLE sc;
SELECT enrol('scp', '"weight": "w", "design": {"clusters": ["c"]},', 'sc_parts') \g /dev/null
SELECT by_filter('sc', 'id < 20');
SELECT by_filter('scw', 'id < 20');
SELECT by_filter('scw', 'a = 2 OR id < 20');
SELECT by_filter('scp', 'id < 20');
-- respondents as clusters, in strata and in none; a weight of 0 outside the filter is in no degrees of freedom
CREATE TABLE se AS SELECT id, c, a, y, b, e, CASE WHEN id % 7 = 3 THEN 0 ELSE w + id % 3 END AS w FROM sc;
CREATE TABLE se_two AS TABLE se;
SELECT enrol('se1', '"weight": "w", "design": {"strata": ["c"]},', 'se'), enrol('se0', '"weight": "w",', 'se_two') \g /dev/null
CREATE FUNCTION intervals(s text, f text) RETURNS text LANGUAGE sql AS $$SELECT format('%s %s', (SELECT df FROM survey_mean(s, '{y}', filter => f)), narrow(ARRAY[t.conf_low::text, t.conf_high::text], ARRAY[m.conf_low, m.conf_high]))
    FROM survey_crosstab(s, '{y}', filter => f) t, survey_mean(s, '{y}', filter => f) m WHERE t.statistic = 'mean'$$;
SELECT is(intervals('se1', 'id < 17'), format('%s true true', (SELECT count(*) - 6 FROM se WHERE w > 0)), 'respondents in strata');
SELECT is(intervals('se0', 'id < 17'), format('%s true true', (SELECT count(*) - 1 FROM se WHERE w > 0)), 'respondents alone');
SELECT pack_survey('se1') IS NULL, pack_survey('se0') IS NULL \g /dev/null
SELECT is(intervals('se1', 'a = 2'), format('%s true true', (SELECT count(*) - 6 FROM se WHERE w > 0)), 'packed: respondents in strata');
SELECT is(intervals('se0', 'a = 2'), format('%s true true', (SELECT count(*) - 1 FROM se WHERE w > 0)), 'packed: respondents alone');
-- replicates
SELECT is(intervals('sr', 'id < 9'), format('%s true true', (SELECT df FROM survey_mean('sr', '{y}'))), 'replicate weights');
SELECT * FROM finish();
