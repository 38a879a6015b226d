-- A set with nets and a variable, both rows and columns of one call: what one table leaves out, the other must not show.
SELECT plan(3);
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
SELECT * FROM finish();
