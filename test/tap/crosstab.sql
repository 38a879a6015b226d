-- Cross tables of random surveys against plain SQL over the same rows; one pass, any plan.
SELECT plan(37);
\ir include/near.psql
SELECT setseed(0.5);

-- codes far apart, missing codes, texts, booleans, sets with gaps, weights with gaps
CREATE TABLE poll AS SELECT i AS id,
    (ARRAY[1, 2, 3, 4, 5, 98, NULL])[1 + floor(random() * 7)::int]::smallint AS q1,
    (ARRAY[-7, 0, 100000, 2000000000, NULL])[1 + floor(random() * 5)::int] AS far,
    (ARRAY['yes', 'no', 'it''s "other"', 'refused', NULL])[1 + floor(random() * 5)::int] AS word,
    CASE WHEN random() < 0.9 THEN random() < 0.3 END AS flag,
    CASE WHEN random() < 0.9 THEN random() < 0.5 END AS m1, CASE WHEN random() < 0.9 THEN random() < 0.2 END AS m2,
    CASE WHEN random() < 0.9 THEN random() < 0.7 END AS m3,
    CASE WHEN random() < 0.9 THEN round((random() * 100)::numeric, 2) END AS amount,
    CASE WHEN random() < 0.95 THEN random() * 3 END AS w
FROM generate_series(1, 5000) i;
SELECT lives_ok($$SELECT register_survey('poll', 'poll', '{"weight": "w", "variables": [
    {"name": "id", "measure": "scale"},
    {"name": "q1", "measure": "ordinal", "points": 5, "values": {"1": "a", "2": "b", "3": "c", "4": "d", "5": "e"},
     "missing": {"98": "none"}, "nets": {"odd": [1, 3, 5]}},
    {"name": "far", "measure": "nominal", "values": {"-7": "-7", "0": "0", "100000": "100000", "2000000000": "2000000000"}},
    {"name": "word", "measure": "nominal", "values": ["yes", "no", "it''s \"other\""], "missing": ["refused"]},
    {"name": "flag", "measure": "nominal", "values": {"0": "false", "1": "true"}},
    {"name": "m1", "measure": "nominal", "values": {"0": "0", "1": "1"}}, {"name": "m2", "measure": "nominal", "values": {"0": "0", "1": "1"}},
    {"name": "m3", "measure": "nominal", "values": {"0": "0", "1": "1"}},
    {"name": "amount", "measure": "scale"}, {"name": "w", "measure": "scale"}],
    "sets": [{"name": "m", "members": ["m1", "m2", "m3"], "nets": {"m1 or m2": ["m1", "m2"]}}]}')$$, 'a survey of every kind of column');

-- every variable as pairs of respondent and category, by plain SQL
CREATE VIEW holds AS
    SELECT id, v.variable, v.category FROM poll, LATERAL (VALUES
        ('q1', (ARRAY['a', 'b', 'c', 'd', 'e'])[q1]), ('far', far::text), ('word', NULLIF(word, 'refused')), ('flag', flag::text),
        ('m', CASE WHEN m1 THEN 'm1' END), ('m', CASE WHEN m2 THEN 'm2' END), ('m', CASE WHEN m3 THEN 'm3' END),
        ('m', CASE WHEN m1 OR m2 THEN 'm1 or m2' END), ('q1', CASE WHEN q1 IN (4, 5) THEN 'Top-2-box' END),
        ('q1', CASE WHEN q1 IN (1, 2) THEN 'Bottom-2-box' END), ('q1', CASE WHEN q1 IN (1, 3, 5) THEN 'odd' END),
        ('flag*word', CASE WHEN flag IS NOT NULL AND word <> 'refused' THEN flag::text || ', ' || word END),
        ('m*flag', CASE WHEN m1 THEN 'm1, ' || flag END), ('m*flag', CASE WHEN m2 THEN 'm2, ' || flag END),
        ('m*flag', CASE WHEN m3 THEN 'm3, ' || flag END), ('Total', 'Total')) AS v (variable, category)
    WHERE v.category IS NOT NULL;
CREATE VIEW base AS
    SELECT id, variable FROM poll, LATERAL (VALUES ('q1', q1 <> 98), ('far', far IS NOT NULL), ('word', word <> 'refused'),
        ('flag', flag IS NOT NULL), ('m', coalesce(m1, m2, m3) IS NOT NULL), ('flag*word', flag IS NOT NULL AND word <> 'refused'),
        ('m*flag', flag IS NOT NULL AND coalesce(m1, m2, m3) IS NOT NULL), ('Total', true)) AS v (variable, valid)
    WHERE valid;

CREATE FUNCTION expected(condition text, weighted boolean) RETURNS TABLE (row_variable text, row_label text, column_variable text,
    column_label text, n bigint, w numeric, base_n bigint, base_w numeric, base_w2 numeric, row_w numeric, total_w numeric)
LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY EXECUTE format($q$
        WITH p AS (SELECT id, %s AS w FROM poll a WHERE %s), k AS (SELECT * FROM p WHERE w IS NOT NULL),
        rows AS (SELECT DISTINCT variable, category FROM holds WHERE variable IN ('q1', 'far', 'word', 'm', 'flag*word')),
        columns AS (SELECT DISTINCT variable, category FROM holds
            WHERE variable IN ('Total', 'flag', 'far', 'm', 'flag*word', 'm*flag') AND category <> 'm1 or m2'),
        rh AS MATERIALIZED (SELECT h.*, w FROM holds h JOIN k USING (id)), rb AS MATERIALIZED (SELECT b.*, w FROM base b JOIN k USING (id)),
        cell AS (SELECT r.variable rv, r.category rc, c.variable cv, c.category cc, count(*) n, sum(r.w) w
            FROM rh r JOIN rh c USING (id) GROUP BY 1, 2, 3, 4),
        base_cell AS (SELECT r.variable rv, c.variable cv, c.category cc, count(*) n, sum(r.w) w, sum(r.w * r.w) w2
            FROM rb r JOIN rh c USING (id) GROUP BY 1, 2, 3),
        row_cell AS (SELECT r.variable rv, r.category rc, c.variable cv, sum(r.w) w FROM rh r JOIN rb c USING (id) GROUP BY 1, 2, 3),
        total AS (SELECT r.variable rv, c.variable cv, sum(r.w) w FROM rb r JOIN rb c USING (id) GROUP BY 1, 2)
        SELECT r.variable, r.category, c.variable, c.category, coalesce(x.n, 0), coalesce(x.w, 0), coalesce(b.n, 0), b.w, b.w2, rc.w, t.w
        FROM rows r CROSS JOIN columns c
            LEFT JOIN cell x ON x.rv = r.variable AND x.rc = r.category AND x.cv = c.variable AND x.cc = c.category
            LEFT JOIN base_cell b ON b.rv = r.variable AND b.cv = c.variable AND b.cc = c.category
            LEFT JOIN row_cell rc ON rc.rv = r.variable AND rc.rc = r.category AND rc.cv = c.variable
            LEFT JOIN total t ON t.rv = r.variable AND t.cv = c.variable$q$,
        CASE WHEN weighted THEN 'a.w::numeric' ELSE '1::numeric' END, condition);
END $$;

SELECT is(count(*) FILTER (WHERE g.n = e.n AND g.base_n = e.base_n AND is_near(g.weighted_n, e.w::float8) AND is_near_or_null(nullif(g.base_weighted, 0), e.base_w::float8)
        AND is_near_or_null(nullif(g.effective_base, 0), (e.base_w * e.base_w / e.base_w2)::float8) AND is_near_or_null(g.column_percent, (100 * e.w / e.base_w)::float8)
        AND is_near_or_null(g.row_percent, (100 * e.w / nullif(e.row_w, 0))::float8) AND is_near_or_null(g.total_percent, (100 * e.w / e.total_w)::float8)), count(*),
    format('%s cells equal plain SQL: weight %s, filter %s', count(*), weight, filter))
FROM (VALUES (NULL, NULL), ('none', NULL), ('w', 'amount < 20 AND q1 IS DISTINCT FROM 3'), ('none', 'false')) AS v (weight, filter),
    LATERAL survey_crosstab('poll', '{q1,far,word,m,flag*word}', '{flag,far,m,flag*word,m*flag}', weight => v.weight, filter => v.filter) g
    FULL JOIN LATERAL expected(coalesce(v.filter, 'true'), v.weight IS DISTINCT FROM 'none') e
    USING (row_variable, row_label, column_variable, column_label)
WHERE g.statistic IN ('percent', 'net') OR g.statistic IS NULL
GROUP BY weight, filter;

-- means
SELECT ok(bool_and(is_near(g.estimate, e.mean::float8) AND abs(s.estimate - sqrt(e.n / (e.n - 1.0) * e.moment)) < 1e-9 AND g.base_n = e.n),
    'mean and deviation of ' || g.row_variable)
FROM survey_crosstab('poll', '{amount,q1}', '{flag}') g
    JOIN survey_crosstab('poll', '{amount,q1}', '{flag}') s USING (row_variable, column_label)
    JOIN (SELECT variable, flag::text AS column_label, count(*) AS n, sum(y * w::numeric) / sum(w::numeric) AS mean,
            sum(y * y * w::numeric) / sum(w::numeric) - (sum(y * w::numeric) / sum(w::numeric)) ^ 2 AS moment
        FROM poll, LATERAL (VALUES ('amount', amount), ('q1', CASE WHEN q1 < 98 THEN q1 END)) AS v (variable, y)
        WHERE y IS NOT NULL AND w IS NOT NULL AND flag IS NOT NULL GROUP BY 1, 2) e
    ON e.variable = row_variable AND e.column_label = g.column_label
WHERE g.statistic = 'mean' AND s.statistic = 'sd' GROUP BY g.row_variable;
-- a large offset costs no digits: the deviation of 1e9 + 0, 1, 2 ...
CREATE TABLE offset_poll AS SELECT 1e9::float8 + i % 10 AS y FROM generate_series(1, 1000) i;
SELECT lives_ok($$SELECT register_survey('offset_poll', 'offset_poll', '{"variables": [{"name": "y", "measure": "scale"}]}')$$, 'a survey far from zero');
SELECT ok(abs(estimate - (SELECT stddev(y - 1e9) FROM offset_poll)) < 1e-12, 'its deviation keeps its digits')
FROM survey_crosstab('offset_poll', '{y}') WHERE statistic = 'sd';

-- letters say what the pairs say; scaling the weights changes neither percents nor tests
CREATE TABLE letters AS SELECT t.tests, a.adjust, x.* FROM unnest('{spss,dimensions,crunch,askia}'::text[]) AS t (tests),
    unnest('{none,holm}'::text[]) AS a (adjust),
    survey_crosstab('poll', '{q1,amount,m}', '{far,m,m*flag}', tests => t.tests, adjust => a.adjust, level => 0.8) x
    WHERE statistic IN ('percent', 'net', 'mean') AND column_letter IS NOT NULL;
CREATE TABLE pairs AS SELECT t.tests, a.adjust, x.* FROM unnest('{spss,dimensions,crunch,askia}'::text[]) AS t (tests),
    unnest('{none,holm}'::text[]) AS a (adjust),
    survey_column_tests('poll', '{q1,amount,m}', '{far,m,m*flag}', tests => t.tests, adjust => a.adjust, level => 0.8) x;
SELECT is_empty($$
    SELECT tests, adjust, row_label, column_letter, letter FROM letters, unnest(string_to_array(higher_than, ' ')) letter
    EXCEPT
    SELECT tests, adjust, row_label, CASE WHEN difference > 0 THEN column_letter ELSE other_letter END,
        CASE WHEN difference > 0 THEN other_letter ELSE column_letter END FROM pairs WHERE p_adjusted < 0.2$$, 'no letter without a significant pair');
SELECT is_empty($$
    SELECT tests, adjust, row_label, CASE WHEN difference > 0 THEN column_letter ELSE other_letter END,
        CASE WHEN difference > 0 THEN other_letter ELSE column_letter END FROM pairs WHERE p_adjusted < 0.2
    EXCEPT
    SELECT tests, adjust, row_label, column_letter, letter FROM letters, unnest(string_to_array(higher_than, ' ')) letter$$,
    'no significant pair without a letter');
SELECT cmp_ok(count(*) FILTER (WHERE higher_than <> ''), '>', 20::bigint, 'there are letters to compare') FROM letters;
ALTER TABLE poll ADD w8 float8;
UPDATE poll SET w8 = w * 8;
SELECT lives_ok($$SELECT register_survey('poll8', 'poll', jsonb_set(survey_codebook_json('poll'), '{weight}', '"w8"'))$$, 'the same with other weights');
SELECT is((SELECT array_agg((row_label, column_letter, column_percent, effective_base, conf_low, p_value, higher_than)::text ORDER BY row_label, column_letter)
    FROM survey_crosstab('poll8', '{q1,m}', '{far,m}') WHERE statistic <> 'mean'),
    (SELECT array_agg((row_label, column_letter, column_percent, effective_base, conf_low, p_value, higher_than)::text ORDER BY row_label, column_letter)
    FROM survey_crosstab('poll', '{q1,m}', '{far,m}') WHERE statistic <> 'mean'), 'eight times the weight changes no percent and no test');

-- one pass over the answers, whatever the banner; one more counts those without a weight, unless the column is NOT NULL
CREATE TABLE weighed AS TABLE poll;
UPDATE weighed SET w = 0 WHERE w IS NULL;
ALTER TABLE weighed ALTER w SET NOT NULL;
SELECT register_survey('weighed', 'weighed', survey_codebook_json('poll')) \g /dev/null
BEGIN;
SELECT pg_stat_get_xact_numscans('weighed'::regclass) AS before \gset
SELECT count(*) FROM survey_crosstab('weighed', '{q1,far,word,m,flag*word}', '{flag,far,m}') \gset
SELECT is(pg_stat_get_xact_numscans('weighed'::regclass) - :before, 1::bigint, 'a banner reads the answers once');
COMMIT;
BEGIN;
SELECT pg_stat_get_xact_numscans('weighed'::regclass) AS before \gset
SELECT count(*) FROM survey_topline('weighed') \gset
SELECT is(pg_stat_get_xact_numscans('weighed'::regclass) - :before, 1::bigint, 'a topline reads the answers once');
COMMIT;
BEGIN;
SELECT pg_stat_get_xact_numscans('poll'::regclass) AS before \gset
SELECT count(*) FROM survey_crosstab('poll', '{q1,far,word,m,flag*word}', '{flag,far,m}') \gset
SELECT is(pg_stat_get_xact_numscans('poll'::regclass) - :before, 2::bigint, 'and once more where some may have no weight');
COMMIT;

-- any plan, the same digits
CREATE TABLE serial AS SELECT * FROM survey_crosstab('poll', '{q1,m,amount}', '{far,m}');
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
CREATE FUNCTION plan_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE line text; lines text = '';
BEGIN
    FOR line IN EXECUTE 'EXPLAIN ' || statement LOOP lines := lines || line || E'\n'; END LOOP;
    RETURN lines;
END $$;
SELECT matches(plan_of($$SELECT crosstab_cells('{1,0,1,0,1,0,1,0,1,1,1,0}', ARRAY[q1], NULL, 1) FROM poll$$), 'Finalize Aggregate.*Gather.*Partial Aggregate',
    'workers share the counting');
CREATE TABLE parallel AS SELECT * FROM survey_crosstab('poll', '{q1,m,amount}', '{far,m}');
SELECT is_empty('TABLE serial EXCEPT TABLE parallel', 'serial and parallel tables have the same digits');
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;

-- a survey whose answers changed behind its back, and one in another schema
CREATE SCHEMA other;
CREATE TABLE other."Odd name" ("Col 1" int, "b""c" text);
INSERT INTO other."Odd name" VALUES (1, 'x'), (2, 'y'), (1, 'x'), (2, 'y');
SELECT lives_ok($$SELECT register_survey('odd', 'other."Odd name"')$$, 'names that need quotes');
SELECT results_eq($$SELECT row_label, column_label, n FROM survey_crosstab('odd', ARRAY['b"c'], ARRAY['Col 1']) ORDER BY 1, 2$$,
    $$VALUES ('x', '1', 2::bigint), ('x', '2', 0), ('x', 'Total', 2), ('y', '1', 0), ('y', '2', 2), ('y', 'Total', 2)$$, 'and their table');
CREATE TABLE other.blank (" " int, "a * b" int, w float8);
INSERT INTO other.blank VALUES (1, 1, 1), (2, 1, 2), (1, 2, 1), (2, 2, 3);
SELECT lives_ok($$SELECT register_survey('blank', 'other.blank', '{"weight": "w", "variables": [{"name": "w", "measure": "scale"}]}')$$, 'a name of nothing but a blank');
SELECT is((SELECT array_agg(DISTINCT variable) FROM survey_topline('blank')), '{" ",a * b}', 'is in the topline');
SELECT lives_ok($$SELECT rake_survey('blank', '{"a * b": {"1": 1, "2": 1}}', 'raked')$$, 'a weight made of the weight');
SELECT is((SELECT array_agg(DISTINCT variable) FROM survey_topline('blank')), '{" ",a * b}', 'and neither weight is a question');
-- rows of every shape: the columns at fixed places, after NULL, after texts, added later, beside one that was dropped
CREATE TABLE shape AS SELECT id::int AS id, (1 + id % 5)::bigint AS big, 1 + id % 3 AS part, (1 + id % 7)::smallint AS q, id % 2 = 0 AS yes,
    (id % 11)::real AS score, (0.5 + id % 4)::float8 AS w FROM generate_series(1, 6000) id;
CREATE VIEW shape_view AS SELECT part, q, yes, score, big, w FROM shape;
CREATE FUNCTION register_shapes(weight text) RETURNS void LANGUAGE sql AS $$
    SELECT register_survey(name, name::regclass, jsonb_build_object('weight', weight, 'variables', '[{"name": "q", "measure": "nominal"},
        {"name": "part", "measure": "nominal"}, {"name": "yes", "measure": "nominal"}, {"name": "score", "measure": "scale"},
        {"name": "big", "measure": "scale"}, {"name": "w", "measure": "scale"}]'::jsonb), replace => true)
    FROM unnest('{shape,shape_view}'::text[]) name $$;
-- a view is counted by the aggregate: equal to the last digit; and plain SQL counts the same respondents
CREATE FUNCTION same_shapes(condition text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    different bigint;
    wrong bigint;
BEGIN
    EXECUTE format('WITH t AS (SELECT c::text FROM survey_crosstab(''shape'', ''{q,yes,score,big}'', ''{part,yes}'', filter => %1$L) c),
        v AS (SELECT c::text FROM survey_crosstab(''shape_view'', ''{q,yes,score,big}'', ''{part,yes}'', filter => %1$L) c)
        SELECT count(*) FROM ((TABLE t EXCEPT ALL TABLE v) UNION ALL (TABLE v EXCEPT ALL TABLE t)) d', condition) INTO different;
    EXECUTE format('SELECT count(*) FROM survey_crosstab(''shape'', ''{q}'', ''{part}'', filter => %L) c FULL JOIN (
        SELECT q, part, count(*) AS n, sum(w) AS w FROM shape WHERE w IS NOT NULL AND q IS NOT NULL AND part IS NOT NULL AND (%s) GROUP BY 1, 2) s
        ON c.row_code = s.q AND c.column_code = s.part
        WHERE coalesce(c.column_variable <> ''Total'' AND c.n > 0 AND c.row_code IS NOT NULL, true)
        AND (c.n = s.n AND is_near(c.weighted_n, s.w::float8)) IS NOT TRUE', condition, coalesce(condition, 'true')) INTO wrong;
    RETURN different || ' ' || wrong;
END $$;
SELECT register_shapes('w') \g /dev/null
SELECT is(same_shapes(), '0 0', 'columns at fixed places');
SELECT is(same_shapes('part <> 2 AND score < 7'), '0 0', 'with a filter');
UPDATE shape SET q = NULL WHERE id % 9 = 0;
UPDATE shape SET w = NULL WHERE id % 8 = 0;
SELECT is(same_shapes(), '0 0', 'rows with NULL');
ALTER TABLE shape ADD late smallint NOT NULL DEFAULT 2;
CREATE OR REPLACE VIEW shape_view AS SELECT part, late AS q, yes, score, big, w FROM shape;
ALTER TABLE shape RENAME q TO was;
ALTER TABLE shape RENAME late TO q;
SELECT is(same_shapes(), '0 0', 'a column that rows from before lack');
INSERT INTO shape SELECT id, big, part, was, yes, score, w, 1 + id % 2 FROM shape WHERE id % 5 = 0;
SELECT is(same_shapes(), '0 0', 'and one that later rows have');
SET client_min_messages = warning;
ALTER TABLE shape DROP was CASCADE, ADD word text;
SELECT is(same_shapes(), '0 0', 'beside a column that was dropped');
ALTER VIEW shape_view RENAME TO gone;
CREATE TABLE shape2 AS SELECT 'x' || id AS text, id::numeric / 7 AS w, id, big, part, yes, score, q FROM shape;
CREATE VIEW shape_view AS SELECT part, q, yes, score, big, w FROM shape2;
ALTER TABLE shape RENAME TO shape1;
ALTER TABLE shape2 RENAME TO shape;
SELECT register_shapes('w') \g /dev/null
SELECT is(same_shapes(), '0 0', 'after texts, with a numeric weight');
ALTER TABLE shape ENABLE ROW LEVEL SECURITY;
CREATE POLICY few ON shape USING (id <= 700);
CREATE ROLE shape_reader;
GRANT SELECT ON shape TO shape_reader;
SELECT sum(n) AS all FROM survey_crosstab('shape', '{q}') \gset
SET ROLE shape_reader;
SELECT is((SELECT sum(n) FROM survey_crosstab('shape', '{q}')), (SELECT count(*) FROM shape)::numeric, 'plans that are kept mind who asks');
RESET ROLE;
SELECT is((SELECT sum(n) FROM survey_crosstab('shape', '{q}')), :all::numeric, 'before and after');
DROP OWNED BY shape_reader;
DROP ROLE shape_reader;
CREATE TABLE called AS SELECT 1 + i % 2 AS "Total", 1 + i % 3 AS q FROM generate_series(1, 60) i;
SELECT register_survey('called', 'called') \g /dev/null
SELECT is(string_agg(format('%s %s', column_code, n), ', ' ORDER BY column_code), '1 10, 2 10,  20', 'a variable may be called as the first column is')
FROM survey_crosstab('called', '{q}', '{Total}') WHERE row_code = 1 AND column_variable = 'Total';
SET search_path = pg_temp;
SELECT count(*) AS cells FROM public.survey_crosstab('odd', ARRAY['b"c']) \gset
RESET search_path;
SELECT is(:cells, 2, 'the search path does not matter');
SET client_min_messages = warning;
ALTER TABLE other."Odd name" DROP "Col 1" CASCADE;
SELECT throws_ok($$SELECT * FROM survey_crosstab('odd', ARRAY['b"c'], ARRAY['Col 1'])$$, NULL, NULL, 'a column that is gone is an error');
SELECT * FROM finish();
