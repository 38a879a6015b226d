-- Nests that have a variable in common meet in its answers, though no table shows these: sums of the one, less what is shown of the other, tell nobody.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(9);
CREATE TABLE p AS SELECT i AS id, 1 + i % 2 AS sex, 1 + (i > 169)::int + (i > 210)::int AS q, CASE WHEN i <= 84 THEN 1 WHEN i <= 116 THEN 2 WHEN i <= 145 THEN 3 WHEN i <= 169 THEN 4 WHEN i <= 189 THEN 1 WHEN i <= 196 THEN 2 WHEN i <= 208 THEN 3
    WHEN i <= 210 THEN 4 WHEN i <= 226 THEN 1 WHEN i <= 233 THEN 2 WHEN i <= 236 THEN 3 ELSE 4 END AS r, i % 3 AS u FROM generate_series(1, 240) i;
SELECT register_survey('p', 'p', '{"respondent": "id", "variables": [{"name": "sex", "values": {"1": "Women", "2": "Men"}}, {"name": "q", "values": {"1": "x", "2": "y", "3": "z"}}, {"name": "r", "values": {"1": "North", "2": "South", "3": "West", "4": "East"}}, {"name": "u", "values": {"0": "a", "1": "b", "2": "c"}}]}') IS NULL \g /dev/null
-- answers of q of which all but one cell of the nest is shown, while the other nest shows all
CREATE FUNCTION told(rows text, columns text, suppress jsonb) RETURNS bigint LANGUAGE sql AS $$
    WITH s AS (SELECT row_variable, column_position, row_label, (regexp_match(row_label, '\m[xyz]\M'))[1] AS q, suppressed FROM survey_crosstab('p', $1::text[], $2::text[], suppress => $3, statistics => '{percent}') WHERE row_variable LIKE '%*%')
    SELECT count(*) FROM (SELECT column_position, q, row_variable FROM s GROUP BY 1, 2, 3 HAVING count(*) FILTER (WHERE suppressed) = 1) one
        JOIN (SELECT column_position, q, row_variable FROM s GROUP BY 1, 2, 3 HAVING count(*) FILTER (WHERE suppressed) = 0) none USING (column_position, q) $$;
SELECT is((SELECT string_agg(row_label || ' ' || n, ', ' ORDER BY row_position) FROM survey_crosstab('p', '{r*q}') WHERE n < 4), 'West, z 3, East, y 2', 'few');
SELECT is(told('{q*sex,r*q}', '{}', '{"min_n": 3, "secondary": false}'), 1::bigint, 'one follows from the other nest');
SELECT is(told('{q*sex,r*q}', '{}', s), 0::bigint, 'unless more is left out: ' || s::text) FROM (VALUES ('{"min_n": 3}'::jsonb), ('{"min_n": 3, "protect": "range"}'), ('{"min_n": 4}')) v (s);
SELECT is(told('{q*sex,r*q}', '{u}', '{"min_n": 3}'), 0::bigint, 'in columns');
-- nests among the columns: what a line has of women is in both
CREATE FUNCTION told_by_columns(suppress jsonb) RETURNS bigint LANGUAGE sql AS $$
    WITH s AS (SELECT column_variable, row_label, (regexp_match(column_label, '\m[xyz]\M'))[1] AS q, suppressed FROM survey_crosstab('p', '{u}', '{r*q,q*sex}', suppress => $1, statistics => '{percent}') WHERE NOT is_total)
    SELECT count(*) FROM (SELECT row_label, q, column_variable FROM s GROUP BY 1, 2, 3 HAVING count(*) FILTER (WHERE suppressed) = 1) one
        JOIN (SELECT row_label, q, column_variable FROM s GROUP BY 1, 2, 3 HAVING count(*) FILTER (WHERE suppressed) = 0) none USING (row_label, q) $$;
SELECT ok(told_by_columns('{"min_n": 3, "secondary": false}') > 0, 'columns tell of each other');
SELECT is(told_by_columns('{"min_n": 3}'), 0::bigint, 'unless more is left out');
-- who gave an answer of a net and did not choose an option: one of each answer is few, and so are both
CREATE TABLE o AS SELECT i AS id, 1 + i % 3 AS q, i NOT IN (1, 2) AS m_1, i % 2 = 0 AS m_2 FROM generate_series(1, 150) i;
SELECT register_survey('o', 'o', '{"respondent": "id", "variables": [{"name": "q", "values": {"1": "x", "2": "y", "3": "z"}, "nets": {"First": [2, 3]}}], "sets": [{"name": "m", "members": ["m_1", "m_2"]}]}') IS NULL \g /dev/null
SELECT is((SELECT count(*) FROM survey_crosstab('o', '{q}', '{m}', suppress => '{"min_n": 3}') c JOIN survey_crosstab('o', '{q}', '{m}', suppress => '{"min_n": 3}') t USING (row_label) WHERE c.column_label = 'm_1' AND t.is_total AND t.n - c.n BETWEEN 1 AND 2), 0::bigint, 'who did not choose an option, of answers and of nets');
SELECT * FROM finish();
