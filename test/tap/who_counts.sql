-- Who counts: a weight of 0 or NULL is in no base, n, cluster or degree of freedom, from rows, packs and aggregates, and by every name (SPSS;
-- R survey 4.1: unwtd.count, degf).  The clusters of weight 0 were sampled all the same, so that standard errors are those of R's svydesign.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(30);
CREATE EXTENSION IF NOT EXISTS mlops_survey;

CREATE TABLE zc (id int, h int, psu int, q int, g int, y float8, w float8);
INSERT INTO zc SELECT i, 1 + (i - 1) % 3, (i - 1) % 12, 1 + (i * 7 + i / 5) % 2, 1 + (i * 5 + i / 7) % 3, (i * 37) % 11,
    CASE WHEN (i - 1) % 12 IN (3, 7, 11) OR i % 29 = 0 THEN 0 ELSE 1 + (i % 4) / 2.0 END FROM generate_series(1, 120) i;
INSERT INTO zc SELECT 1000 + i, 1, 50 + i, 1, 1, 5, NULL FROM generate_series(1, 5) i;
-- a partitioned table is counted by aggregates, a plain one in blocks
CREATE TABLE zc_parts (LIKE zc) PARTITION BY RANGE (id);
CREATE TABLE zc_first PARTITION OF zc_parts FOR VALUES FROM (0) TO (50);
CREATE TABLE zc_rest PARTITION OF zc_parts FOR VALUES FROM (50) TO (10000);
INSERT INTO zc_parts TABLE zc;
CREATE FUNCTION register(name text, answers text, design text) RETURNS boolean LANGUAGE sql AS $$SELECT survey IS NOT NULL FROM register_survey(name, answers::regclass, format('{"weight": "w", %s "variables": [
    {"name": "q", "measure": "nominal", "values": {"1": "x", "2": "z"}}, {"name": "g", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c"}}, {"name": "y", "measure": "scale"}, {"name": "w", "measure": "scale"}]}', design)::jsonb)$$;
SELECT register('zc', 'zc', '"design": {"strata": ["h"], "clusters": ["psu"], "nest": true},'), register('zp', 'zc_parts', '"design": {"strata": ["h"], "clusters": ["psu"], "nest": true},'),
    register('plain', 'zc', ''), register('plain_p', 'zc_parts', ''), register('strata', 'zc', '"design": {"strata": ["h"]},') \g /dev/null

CREATE FUNCTION same(double precision, double precision) RETURNS boolean LANGUAGE sql AS 'SELECT coalesce(abs($1 - $2) <= 1e-9 * abs($2), false)';

-- values of R: 6 degrees of freedom, 87 respondents, 38, 25 and 24 of them in the groups
CREATE FUNCTION by_road(road text, s text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    RETURN NEXT is((SELECT format('%s %s %s', n, df, same(estimate, 4.9683908046) AND same(std_error, 0.0884738356455)) FROM survey_mean(s, '{y}')), '87 6 t', road || ': mean');
    RETURN NEXT is((SELECT string_agg(format('%s %s', n, same(std_error, (ARRAY[0.405199656590, 0.576514495313, 0.479082428781])[(domain ->> 'g')::int])), ', ' ORDER BY domain) FROM survey_mean(s, '{y}', by => '{g}')), '38 t, 25 t, 24 t', road || ': means by domain');
    RETURN NEXT is((SELECT string_agg(format('%s %s %s', n, base_n, same(std_error, (ARRAY[0.405199656590, 0.576514495313, 0.479082428781])[column_code])), ', ' ORDER BY column_code)
        FROM survey_crosstab(s, '{y}', '{g}', min_base => 0) WHERE statistic = 'mean' AND column_code > 0), '38 38 t, 25 25 t, 24 24 t', road || ': means of a table');
    RETURN NEXT is((SELECT same(conf_low, 4.75190312764) AND same(conf_high, 5.18487848155) FROM survey_crosstab(s, '{y}') WHERE statistic = 'mean'), true, road || ': interval of a table');
    RETURN NEXT is((SELECT df FROM survey_column_tests(s, '{y}', '{g}', min_base => 0) WHERE column_label = 'a' AND other_label = 'b'), 6::float8, road || ': degrees of freedom of a pair');
    RETURN NEXT is((SELECT string_agg(format('%s/%s', n, base_n), ' ' ORDER BY row_code) FROM survey_crosstab(s, '{q}') WHERE statistic = 'percent'), (SELECT format('%s/87 %s/87', count(*) FILTER (WHERE q = 1), count(*) FILTER (WHERE q = 2)) FROM zc WHERE w > 0), road || ': n of a table');
    RETURN NEXT is((SELECT string_agg(format('%s/%s', n, base_n), ' ' ORDER BY row_code) FROM survey_crosstab(s, '{q}', tests => 'spss') WHERE statistic = 'percent'), (SELECT format('%s/87 %s/87', count(*) FILTER (WHERE q = 1), count(*) FILTER (WHERE q = 2)) FROM zc WHERE w > 0), road || ': n of a table without design');
    RETURN NEXT is((SELECT string_agg(DISTINCT base_n::text, ', ') FROM survey_topline(s) WHERE variable IN ('q', 'g', 'y')), '87', road || ': topline');
    RETURN NEXT is((SELECT format('%s %s', n, round((df2 / df)::numeric, 9)) FROM survey_test(s, 'q', 'g') WHERE test = 'rao-scott-f'), '87 6.000000000', road || ': Rao and Scott''s test');
END $$;
SELECT by_road('rows', 'zc');
SELECT by_road('aggregates', 'zp');
SELECT pack_survey('zc') IS NULL \g /dev/null
SELECT by_road('pack', 'zc');

-- respondents as clusters: R's svydesign(~1) has 120 of them, of whom 87 count: se 0.348..., df 86
SELECT is((SELECT count(DISTINCT (round(std_error::numeric, 12), n)) FROM (SELECT std_error, n FROM survey_mean('plain', '{y}') UNION ALL SELECT std_error, n FROM survey_mean('plain_p', '{y}')
    UNION ALL SELECT std_error, n FROM survey_crosstab('plain', '{y}') WHERE statistic = 'mean' UNION ALL SELECT std_error, n FROM survey_crosstab('plain_p', '{y}') WHERE statistic = 'mean') q), 1::bigint, 'respondents as clusters: one standard error by every road');
SELECT is((SELECT format('%s %s', n, base_n) FROM survey_crosstab('strata', '{y}', filter => 'g = 2') WHERE statistic = 'mean'), '25 25', 'in strata, filtered');
SELECT is((SELECT n FROM survey_ttest('zc', 'y', groups => 'q')), 87::bigint, 't test');
SELECT * FROM finish();
