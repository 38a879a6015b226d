-- Where all in a column have the same weight, as after weighting by it, weighted counts are one more sum of the counts: two cells of a line follow from counts and weights of the Total.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(13);
CREATE TABLE ps AS SELECT i AS id, CASE WHEN i <= 60 THEN 1 WHEN i <= 140 THEN 2 WHEN i <= 200 THEN 3 ELSE 4 END AS region, CASE WHEN i <= 140 AND i % 5 > 0 AND 1 + (i * 7 % 13 > 2)::int + (i * 7 % 13 > 8)::int = 1 THEN 2 ELSE 1 + (i * 7 % 13 > 2)::int + (i * 7 % 13 > 8)::int END AS q,
    CASE WHEN i <= 60 THEN 1.5 WHEN i <= 140 THEN 0.75 WHEN i <= 200 THEN 1.25 ELSE 0.5 END::float8 AS w, 1 + (i * 31 % 17) / 17.0::float8 AS v, 1::float8 AS one FROM generate_series(1, 260) i;
SELECT register_survey('ps', 'ps', '{"weight": "w", "respondent": "id", "variables": [{"name": "w", "measure": "scale"}, {"name": "v", "measure": "scale"}, {"name": "one", "measure": "scale"}, {"name": "region", "values": {"1": "N", "2": "S", "3": "W", "4": "E"}}, {"name": "q", "values": {"1": "a", "2": "b", "3": "c"}}]}') IS NULL \g /dev/null
-- n of a line in two columns that are left out, from counts and weights of the Total and of the other columns, and the weights of these two, which another line shows
CREATE FUNCTION told(suppress jsonb, weight text DEFAULT 'w') RETURNS TABLE (cell text, n float8) LANGUAGE sql AS $$
    WITH s AS MATERIALIZED (SELECT * FROM survey_crosstab('ps', '{q}', '{region}', weight => $2, suppress => $1, statistics => '{percent}')), each AS (SELECT column_label, max(weighted_n / nullif(n, 0)) AS w FROM s GROUP BY 1),
    line AS (SELECT row_label, max(n) FILTER (WHERE is_total) - sum(n) FILTER (WHERE NOT is_total) AS n, max(weighted_n) FILTER (WHERE is_total) - sum(weighted_n) FILTER (WHERE NOT is_total) AS w,
        array_agg(column_label ORDER BY column_position) FILTER (WHERE suppressed) AS hidden FROM s GROUP BY 1)
    SELECT row_label || ' ' || hidden[1], round(((line.w - b.w * line.n) / (a.w - b.w))::numeric, 6)::float8 FROM line JOIN each a ON a.column_label = hidden[1] JOIN each b ON b.column_label = hidden[2] WHERE cardinality(hidden) = 2 AND a.w <> b.w $$;
SELECT is((SELECT string_agg(cell || ' ' || n, ', ') FROM told('{"min_n": 10, "secondary": false}')), 'a N 2', 'two cells are solved for');
SELECT is((SELECT count(*) FROM told('{"min_n": 10}')), 0::bigint, 'unless there are three');
SELECT is((SELECT count(*) FROM told('{"min_n": 10, "protect": "range"}')), 0::bigint, 'in ranges');
SELECT is((SELECT count(*) FROM (SELECT 1 FROM survey_crosstab('ps', '{q}', '{region}', suppress => '{"min_n": 10}') WHERE statistic = 'percent' GROUP BY row_label HAVING count(*) FILTER (WHERE suppressed) = 2) x), 0::bigint, 'nowhere are there two');
SELECT is((SELECT count(*) FROM survey_crosstab('ps', '{q}', '{region}', weight => w, suppress => '{"min_n": 10}') WHERE suppressed), 4::bigint, 'of other weights, or of one, two are enough: ' || w) FROM unnest('{v,one,none}'::text[]) w;
-- the same table the other way round: answers of which each has its weight
SELECT is((SELECT count(*) FROM survey_crosstab('ps', '{region}', '{q}', suppress => '{"min_n": 10}') a JOIN survey_crosstab('ps', '{q}', '{region}', suppress => '{"min_n": 10}') b ON a.row_label = b.column_label AND a.column_label = b.row_label
    WHERE a.statistic = 'percent' AND b.statistic = 'percent' AND a.suppressed <> b.suppressed), 0::bigint, 'and the other way round');
SELECT is((SELECT count(*) FROM survey_crosstab('ps', '{region}', '{q}', suppress => '{"min_n": 10}') WHERE suppressed) >= 6, true, 'as many are left out');
SELECT is((SELECT count(*) FROM survey_crosstab('ps', '{q,region}', '{region,q}', suppress => '{"min_n": 10}') WHERE n BETWEEN 1 AND 9), 0::bigint, 'both at once');
-- weights that differ in a region say nothing of its counts, but its weighted counts are shown
UPDATE ps SET w = w * (1 + id % 2) WHERE region = 4;
SELECT is((SELECT string_agg(cell || ' ' || n, ', ') FROM told('{"min_n": 10, "secondary": false}')), 'a N 2', 'a column where weights differ');
SELECT is((SELECT count(*) FROM told('{"min_n": 10}')), 0::bigint, 'is subtracted as well');
UPDATE ps SET w = w * (1 + id % 2) WHERE region IN (1, 3);
SELECT is((SELECT count(*) FROM survey_crosstab('ps', '{q}', '{region}', suppress => '{"min_n": 10}') WHERE suppressed), 4::bigint, 'of one that has its own weight alone nothing follows');
SELECT * FROM finish();
