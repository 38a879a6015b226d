-- What the Total column counts, what adjustment a convention has by itself, and how cells are rounded.
SELECT plan(18);

CREATE TABLE total_poll AS SELECT i, (i % 16 = 0)::int AS rare, 1 + i % 4 AS q,
    CASE WHEN i % 10 < 4 THEN 1 WHEN i % 10 < 8 THEN 2 WHEN i % 10 < 9 THEN 9 END AS sex,
    (ARRAY['north', 'south', 'none'])[1 + i % 3] AS region,
    (i % 5 = 0) AS m1, (i % 7 = 0) AS m2, 1 + (i % 3) / 2.0::float8 AS w
FROM generate_series(1, 1600) i;
SELECT isnt((SELECT register_survey('total_poll', 'total_poll', '{"weight": "w", "variables": [{"name": "i", "measure": "scale"},
    {"name": "rare", "measure": "nominal", "values": {"0": "0", "1": "1"}}, {"name": "q", "measure": "ordinal", "points": 4},
    {"name": "sex", "measure": "nominal", "values": {"1": "m", "2": "f"}, "missing": {"9": "refused"}},
    {"name": "region", "measure": "nominal", "values": ["north", "south"], "missing": ["none"]},
    {"name": "m1", "measure": "nominal", "values": {"0": "0", "1": "1"}}, {"name": "m2", "measure": "nominal", "values": {"0": "0", "1": "1"}},
    {"name": "w", "measure": "scale"}],
    "sets": [{"name": "m", "members": ["m1", "m2"]}]}')), NULL, 'a survey whose columns do not hold everybody');

CREATE FUNCTION total_of(banner text[], total text, filter text DEFAULT NULL) RETURNS bigint LANGUAGE sql AS
    'SELECT base_n FROM survey_crosstab(''total_poll'', ''{rare}'', $1, filter => $3, total => $2) WHERE column_code IS NULL AND row_code = 1';
CREATE TABLE total_wanted AS SELECT * FROM (VALUES
    ('{sex}'::text[], (SELECT count(*) FROM total_poll WHERE sex IN (1, 2)), (SELECT count(*) FROM total_poll WHERE sex IN (1, 2) AND (i > 700 OR q = 1))),
    ('{region}', (SELECT count(*) FROM total_poll WHERE region <> 'none'), (SELECT count(*) FROM total_poll WHERE region <> 'none' AND (i > 700 OR q = 1))),
    ('{m}', (SELECT count(*) FROM total_poll WHERE m1 OR m2), (SELECT count(*) FROM total_poll WHERE (m1 OR m2) AND (i > 700 OR q = 1))),
    ('{sex*m}', (SELECT count(*) FROM total_poll WHERE sex IN (1, 2) AND (m1 OR m2)),
        (SELECT count(*) FROM total_poll WHERE sex IN (1, 2) AND (m1 OR m2) AND (i > 700 OR q = 1))),
    ('{sex,m}', (SELECT count(*) FROM total_poll WHERE sex IN (1, 2) OR m1 OR m2),
        (SELECT count(*) FROM total_poll WHERE (sex IN (1, 2) OR m1 OR m2) AND (i > 700 OR q = 1))),
    ('{}', 1600, (SELECT count(*) FROM total_poll WHERE i > 700 OR q = 1))) t (banner, n, filtered);

SELECT results_eq($$SELECT banner, total_of(banner, 'columns'), total_of(banner, 'columns', 'i > 700 OR q = 1') FROM total_wanted$$,
    $$SELECT * FROM total_wanted$$, 'total => ''columns'' counts whom some column holds');
SELECT is((SELECT array_agg(DISTINCT total_of(banner, t)) FROM total_wanted, (VALUES ('all'), (NULL)) v (t)), '{1600}', 'else it counts everybody');
SELECT is((SELECT respondents FROM pack_survey('total_poll')), 1600::bigint, 'packed');
SELECT results_eq($$SELECT banner, total_of(banner, 'columns'), total_of(banner, 'columns', 'i > 700 OR q = 1') FROM total_wanted$$,
    $$SELECT * FROM total_wanted$$, 'the same with a pack');
SELECT is((SELECT unpack_survey('total_poll')), true, 'unpacked');
SELECT results_eq($$SELECT column_code, n, base_n, column_percent, p_value, higher_than FROM survey_crosstab('total_poll', '{q}', '{sex}', total => 'columns') WHERE column_code > 0$$,
    $$SELECT column_code, n, base_n, column_percent, p_value, higher_than FROM survey_crosstab('total_poll', '{q}', '{sex}') WHERE column_code > 0$$,
    'columns and their tests stay as they are');
SELECT results_eq($$SELECT p_value FROM survey_column_tests('total_poll', '{q}', '{m}', total => 'columns')$$,
    $$SELECT p_value FROM survey_column_tests('total_poll', '{q}', '{m}')$$, 'pairs too');
SELECT throws_ok($$SELECT * FROM survey_crosstab('total_poll', '{q}', '{sex}', total => 'some')$$, '22023', NULL, 'no other word');
SELECT cmp_ok((SELECT length(export_crosstab('total_poll', '{q}', '{m}', total => 'columns'))), '>', 4000, 'a workbook takes it');

-- adjust => NULL: what the convention does by itself
CREATE FUNCTION total_adjusted(tests text, adjust text) RETURNS float8[] LANGUAGE sql AS
    'SELECT array_agg(p_adjusted ORDER BY column_code, other_code, row_code) FROM survey_column_tests(''total_poll'', ''{sex}'', ''{q}'', tests => $1, adjust => $2, min_base => 0)';
SELECT is(total_adjusted('spss', NULL), total_adjusted('spss', 'bonferroni'), 'SPSS adjusts by Bonferroni');
SELECT isnt(total_adjusted('spss', NULL), total_adjusted('spss', 'none'), 'which is not nothing');
SELECT is((SELECT array_agg(t) FROM unnest('{dimensions,crunch,askia,design}'::text[]) t WHERE total_adjusted(t, NULL) IS DISTINCT FROM total_adjusted(t, 'none')), NULL,
    'the others do not adjust');
SELECT is(total_adjusted(NULL, NULL), total_adjusted('design', 'none'), 'nor does the convention of a weighted survey');

-- halves go away from zero: 100 of 1,600 are 6.25 %; scores of -1 and 1 with a mean of -0.125 (16 respondents, 9 below and 7 above)
SELECT is((SELECT cell FROM survey_crosstab('total_poll', '{rare}', weight => 'none') WHERE row_code = 1), '6.3', '6.25 is printed as 6.3');
CREATE TABLE total_nps AS SELECT CASE WHEN i <= 9 THEN -1 ELSE 1 END::float8 AS y, -0.005 AS z FROM generate_series(1, 16) i;
SELECT isnt((SELECT register_survey('total_nps', 'total_nps', '{"variables": [{"name": "y", "measure": "scale"}, {"name": "z", "measure": "scale"}]}')), NULL, 'numbers below 0');
SELECT is((SELECT array_agg(cell ORDER BY row_variable) FROM survey_crosstab('total_nps', '{y,z}', min_base => 0) WHERE statistic = 'mean'), '{-0.13,-0.01}', '-0.125 is printed as -0.13');
SELECT is((SELECT count(*) FILTER (WHERE split_part(cell, ' ', 1) <> round(estimate::numeric, CASE WHEN statistic IN ('percent', 'net') THEN 1 ELSE 2 END)::text)
    FROM survey_crosstab('total_poll', '{q,rare,m,i}', '{region,sex,q,m,sex*region}')), 0::bigint, 'cells round as numeric does');
SELECT * FROM finish();
