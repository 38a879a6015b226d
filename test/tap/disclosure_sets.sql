-- Sets and answers with nets, both rows and columns of one call: what one table leaves out, the other must not show.
SELECT plan(17);
\set QUIET 1
SET client_min_messages = error;
CREATE TABLE s AS SELECT i AS id, q, i % 3 > 0 AS m_1, i % 4 = 0 AS m_2, (i * 7) % 5 < 2 AS m_3 FROM (SELECT i, CASE WHEN i % 100 < 42 THEN 1 WHEN i % 100 < 60 THEN 2 WHEN i % 100 < 65 THEN 3 WHEN i % 100 < 80 THEN 4 ELSE 5 END AS q FROM generate_series(1, 120) i) x;
SELECT register_survey('s', 's', '{"respondent": "id", "variables": [{"name": "q", "measure": "ordinal", "points": 5}], "sets": [{"name": "m", "members": ["m_1", "m_2", "m_3"], "nets": {"A": ["m_1", "m_2"]}}]}') IS NULL \g /dev/null
CREATE TABLE shown AS SELECT * FROM survey_crosstab('s', '{q,m}', '{m,q}', suppress => '{"min_n": 5}');
CREATE TABLE twice AS SELECT a.row_code AS answer, b.row_code AS option, a.n AS one, b.n AS other FROM shown a JOIN shown b ON a.row_variable = 'q' AND a.column_variable = 'm' AND b.row_variable = 'm' AND b.column_variable = 'q'
    AND a.row_label = b.column_label AND a.column_label = b.row_label WHERE a.statistic = 'percent' AND b.statistic = 'percent';
SELECT is((SELECT count(*) FROM twice), 15::bigint, 'each answer and option is in both');
SELECT is((SELECT count(*) FROM twice WHERE one IS DISTINCT FROM other), 0::bigint, 'and left out of both, or of none');
-- of an option's respondents as many answers must be unknown as keep each other unknown
SELECT is((SELECT count(*) FROM (SELECT FROM twice GROUP BY option HAVING count(*) FILTER (WHERE least(one, other) IS NULL) = 1) x), 0::bigint, 'none by itself');
-- the same of two questions whose nets are columns
CREATE TABLE t AS SELECT i AS id, 1 + (5 * power((i * 37 % 101) / 101.0, 2))::int % 5 AS q, CASE WHEN i % 14 > 0 THEN 1 + (i * 53 % 97) * (i * 53 % 97) / 3200 END AS r, i % 7 < 2 AS m_1, i % 11 < 3 AS m_2 FROM generate_series(1, 90) i;
SELECT register_survey('t', 't', '{"respondent": "id", "variables": [{"name": "q", "measure": "ordinal", "points": 5, "nets": {"Middle": [2, 3, 4]}}, {"name": "r", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c"}, "nets": {"Low": [1, 2]}}],
    "sets": [{"name": "m", "members": ["m_1", "m_2"], "nets": {"A": ["m_1", "m_2"]}}]}') IS NULL \g /dev/null
CREATE TABLE nets AS SELECT * FROM survey_crosstab('t', '{q,r,m}', '{q,r,m}', suppress => '{"min_n": 5}', options => '{"column_nets": true}') WHERE statistic IN ('percent', 'net');
CREATE TABLE nets_twice AS SELECT a.row_variable, a.row_label, a.column_variable, a.column_label, a.n AS one, b.n AS other
FROM nets a JOIN nets b ON (a.row_variable, a.row_label, a.column_variable, a.column_label) = (b.column_variable, b.column_label, b.row_variable, b.row_label);
SELECT is((SELECT count(*) FROM nets_twice WHERE row_variable = 'q' AND column_variable = 'r'), 32::bigint, 'each answer and net of one question in each of the other is in both tables');
SELECT ok((SELECT count(*) FROM nets WHERE suppressed) > 20, 'of which some are left out');
SELECT is((SELECT count(*) FROM nets_twice WHERE one IS DISTINCT FROM other AND row_variable <> column_variable), 0::bigint, 'of both, or of none');
SELECT is((SELECT count(*) FROM nets_twice WHERE one IS DISTINCT FROM other), 0::bigint, 'of a question by itself, too');
-- who is in both of two options is what these are more than their net
CREATE TABLE overlap AS SELECT * FROM survey_crosstab('t', '{m}', '{m}', suppress => '{"min_n": 10}');
SELECT is((SELECT count(*) FROM overlap WHERE suppressed AND row_label IN ('m_1', 'm_2') AND column_label IN ('m_1', 'm_2') AND row_label <> column_label), 2::bigint, 'those in both options are few');
SELECT ok((SELECT count(DISTINCT row_label) FROM overlap WHERE n IS NOT NULL AND is_total) < 3, 'and options and net are not all shown');
-- and a nest of the set shows parts of them
CREATE TABLE u AS SELECT id, m_1, m_2, 1 + (id % 8 = 0)::int AS s FROM t;
SELECT register_survey('u', 'u', '{"respondent": "id", "variables": [{"name": "s", "measure": "nominal"}], "sets": [{"name": "m", "members": ["m_1", "m_2"], "nets": {"A": ["m_1", "m_2"]}}]}') IS NULL \g /dev/null
SELECT is((SELECT string_agg(s || ': ' || n, ', ' ORDER BY s) FROM (SELECT s, count(*) AS n FROM u WHERE m_1 AND m_2 GROUP BY s) x), '1: 6, 2: 1', 'of seven in both options one stands alone');
SELECT is((SELECT string_agg(row_label || ' ' || column_label, '; ' ORDER BY row_label, column_label) FROM survey_crosstab('u', '{m*s}', '{m}', suppress => '{"min_n": 3}', options => '{"column_nets": true}') WHERE suppressed),
    'm_1, 1 m_2; m_1, 2 m_2; m_2, 1 m_1; m_2, 2 m_1', 'who does not follow from the six and the three bases');
-- bases of a set that all answered are the respondents of a nest of columns
CREATE TABLE v AS SELECT id, m_1, m_2, CASE WHEN id % 17 > 0 THEN 1 + (id % 3 = 0)::int + (id % 7 = 0)::int END AS r, 1 + (id % 6 = 0)::int AS s FROM t;
SELECT register_survey('v', 'v', '{"respondent": "id", "variables": [{"name": "r", "measure": "nominal"}, {"name": "s", "measure": "nominal"}], "sets": [{"name": "m", "members": ["m_1", "m_2"]}]}') IS NULL \g /dev/null
CREATE TABLE bases AS SELECT * FROM survey_crosstab('v', '{m,r}', '{s*r}', suppress => '{"min_n": 5}') WHERE statistic = 'percent';
SELECT ok((SELECT count(*) FROM bases WHERE row_variable = 'r' AND suppressed) > 0, 'some of a nest are few');
SELECT is((SELECT count(*) FROM bases a JOIN bases b USING (column_position) WHERE a.row_variable = 'r' AND b.row_variable = 'm' AND a.column_position > 1 AND a.column_label LIKE '%, ' || a.row_label AND a.n IS NULL AND b.base_n IS NOT NULL), 0::bigint, 'and bases of the set do not tell them');
-- where nobody chose both options of a net, as the table of the set by itself shows, the net is their sum in every column
CREATE TABLE x AS SELECT i AS id, i % 5 = 0 AS m_1, i % 5 IN (1, 2) AS m_2, i % 2 = 0 AS m_3, 1 + (i > 35)::int + (i > 90)::int AS r FROM generate_series(1, 200) i;
SELECT register_survey('x', 'x', '{"respondent": "id", "variables": [{"name": "r", "measure": "nominal", "values": {"1": "North", "2": "South", "3": "West"}}], "sets": [{"name": "m", "members": ["m_1", "m_2", "m_3"], "nets": {"A": ["m_1", "m_2"]}}]}') IS NULL \g /dev/null
CREATE TABLE apart AS SELECT * FROM survey_crosstab('x', '{m}', '{r,m}', suppress => '{"min_n": 10}', statistics => '{percent,net}');
SELECT is((SELECT n FROM survey_crosstab('x', '{m}', '{r}') WHERE row_label = 'm_1' AND column_label = 'North'), 7::bigint, 'seven in the north');
SELECT is((SELECT count(*) FROM (SELECT column_label FROM apart WHERE column_variable = 'r' AND row_label IN ('m_1', 'm_2', 'A') GROUP BY column_label HAVING count(*) FILTER (WHERE suppressed) = 1) x), 0::bigint, 'so that none of the three is left out alone');
-- percents of the table say of how many columns are, which is the same for a question and for its nest: the base of the nest less that would be two who answered no option
CREATE TABLE y AS SELECT i AS id, CASE WHEN i > 12 THEN 1 + i % 2 END AS q, CASE WHEN i <> 40 THEN 1 + i % 3 / 2 END AS sex, CASE WHEN i NOT IN (30, 31) THEN i % 4 < 2 END AS m_1, CASE WHEN i NOT IN (30, 31) THEN i % 5 < 3 END AS m_2 FROM generate_series(1, 200) i;
SELECT register_survey('y', 'y', '{"respondent": "id", "variables": [{"name": "q", "measure": "nominal"}, {"name": "sex", "measure": "nominal"}], "sets": [{"name": "m", "members": ["m_1", "m_2"]}]}') IS NULL \g /dev/null
CREATE FUNCTION told(suppress jsonb) RETURNS bigint LANGUAGE sql AS $$
    SELECT DISTINCT t.base_n - round(100 * c.n / c.total_percent)::bigint FROM survey_crosstab('y', '{q,q*sex}', '{m*sex}', suppress => $1) t, survey_crosstab('y', '{q,q*sex}', '{m*sex}', suppress => $1) c
    WHERE t.row_variable = 'q*sex' AND t.is_total AND t.base_n IS NOT NULL AND c.row_variable = 'q' AND NOT c.is_total AND c.n > 0 AND c.total_percent IS NOT NULL $$;
SELECT is(told('false'), 2::bigint, 'two are in no column');
SELECT is(told('{"min_n": 3}'), NULL, 'which percents of the table do not tell');
SELECT * FROM finish();
