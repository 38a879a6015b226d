-- What is left out cannot be had by subtraction of columns from the Total, of nets too, nor of a base from the respondents of a column, who are the same in all questions.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(6);
SELECT setseed(0.4) \g /dev/null
DO $$
DECLARE questions text;
BEGIN
    SELECT string_agg(format('CASE WHEN random() < %s THEN NULL ELSE 1 + floor(%s * random() ^ 1.7)::int END AS q%s', 0.01 + (i % 4) * 0.03, 3 + i % 3, i), ', ') INTO questions FROM generate_series(1, 12) i;
    EXECUTE 'CREATE TABLE gaps AS SELECT i AS id, CASE WHEN random() < 0.04 THEN NULL ELSE 1 + floor(4 * random() ^ 1.5)::int END AS region, CASE WHEN random() < 0.01 THEN NULL ELSE 1 + (random() < 0.45)::int END AS sex, '
        || questions || ' FROM generate_series(1, 400) i';
END $$;
SELECT register_survey('gaps', 'gaps', jsonb_build_object('respondent', 'id', 'variables', (SELECT jsonb_agg(jsonb_build_object('name', v, 'measure', 'nominal',
        'values', (SELECT jsonb_object_agg(k, v || k) FROM generate_series(1, n) k)) || CASE WHEN v ~ '^q' THEN '{"nets": {"First": [1, 2]}}' ELSE '{}'::jsonb END)
    FROM (SELECT * FROM (VALUES ('region', 4), ('sex', 2)) x (v, n) UNION ALL SELECT 'q' || i, 3 + i % 3 FROM generate_series(1, 12) i) v (v, n)))) IS NULL \g /dev/null
CREATE FUNCTION seen(suppress text, lines text[]) RETURNS SETOF survey_crosstab_row LANGUAGE sql AS $$
    SELECT * FROM survey_crosstab('gaps', '{q1,q2,q3,q4,q5,q6}', '{region,sex}', suppress => suppress::jsonb, statistics => lines) $$;
-- lines of which the Total less the columns of a variable are few
CREATE FUNCTION told_by_columns(suppress text) RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FROM (SELECT t.n - sum(c.n) AS rest FROM seen(suppress, '{percent,net}') t JOIN seen(suppress, '{percent,net}') c USING (row_variable, row_label)
        WHERE t.is_total AND NOT c.is_total GROUP BY t.row_variable, t.row_label, t.n, c.column_variable HAVING bool_and(c.n IS NOT NULL)) x WHERE rest BETWEEN 1 AND 9 $$;
-- missing answers that are few: the respondents of the column, of a question that shows base and missing answers, less the base
CREATE FUNCTION told_by_bases(suppress text) RETURNS bigint LANGUAGE sql AS $$
    WITH s AS (SELECT row_variable, column_position, max(base_n) AS base, sum(n) FILTER (WHERE statistic = 'missing') AS missing FROM seen(suppress, '{percent,missing}') GROUP BY 1, 2),
        everybody AS (SELECT column_position, max(base + missing) AS n FROM s GROUP BY 1)
    SELECT count(*) FROM s JOIN everybody e USING (column_position) WHERE e.n - s.base BETWEEN 1 AND 9 $$;
SELECT ok(told_by_columns('false') > 0 AND told_by_bases('false') > 0, 'there are few to be told');
SELECT is(told_by_columns('{}'), 0::bigint, 'the Total less the columns, nets too');
SELECT is(told_by_columns('{"protect": "range"}'), 0::bigint, 'in ranges');
SELECT ok(told_by_columns('{"complements": false}') > 0, 'unless complements are not asked for');
SELECT is(told_by_bases('{}'), 0::bigint, 'the respondents of a column less a base');
SELECT is(told_by_bases('{"protect": "range"}'), 0::bigint, 'in ranges');
SELECT * FROM finish();
