-- What "suppress" leaves out cannot be computed from what it shows.  The attack stands here, apart from the code: sums of lines, columns, nets, means and
-- nests are written down as equations over the rows of survey_crosstab, and solved by elimination.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(82);

-- Five questions, a set, columns that nest; answers missing here and there.
SELECT setseed(0.19);
CREATE TABLE people AS
SELECT i AS id, 1 + floor(4 * random() ^ 2)::int AS region, 1 + (random() < 0.4)::int AS sex, 1 + floor(5 * random() ^ 1.5)::int AS q1, 1 + floor(4 * random())::int AS q2,
    1 + floor(3 * random() ^ 3)::int AS q3, random() < 0.3 AS m_1, random() < 0.1 AS m_2, random() < 0.95 AS m_3, (20 + 60 * random())::int AS age, (0.5 + random())::float8 AS w
FROM generate_series(1, 240) i;
UPDATE people SET region = NULL WHERE id % 41 = 0;
UPDATE people SET q2 = NULL WHERE id % 23 = 0;
CREATE TABLE unsaid AS SELECT register_survey('people', 'people', '{"respondent": "id", "variables": [
    {"name": "region", "values": {"1": "North", "2": "South", "3": "West", "4": "East"}}, {"name": "sex", "values": {"1": "Women", "2": "Men"}},
    {"name": "q1", "measure": "ordinal", "points": 5, "values": {"1": "a", "2": "b", "3": "c", "4": "d", "5": "e"}, "nets": {"Middle": [2, 3, 4]}},
    {"name": "q2", "measure": "ordinal", "values": {"1": "a", "2": "b", "3": "c", "4": "d"}, "nets": {"First": [1, 2], "Not last": [1, 2, 3]}},
    {"name": "q3", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c"}}, {"name": "age", "measure": "scale"}, {"name": "w", "measure": "scale"}],
    "sets": [{"name": "m", "label": "Uses", "members": ["m_1", "m_2", "m_3"], "nets": {"Rare": ["m_1", "m_2"]}}]}');

-- Who is behind each cell, in the words of an attacker: the answers that make it up.  "?" is who is left of a column variable.
CREATE TABLE answers AS SELECT v.variable, c.code, l.label FROM (VALUES ('region', 4), ('sex', 2), ('q1', 5), ('q2', 4), ('q3', 3)) v (variable, n),
    LATERAL generate_series(1, n) c (code), LATERAL (SELECT CASE variable WHEN 'region' THEN (ARRAY['North', 'South', 'West', 'East'])[c.code] WHEN 'sex' THEN (ARRAY['Women', 'Men'])[c.code] ELSE chr(96 + c.code) END) l (label);
CREATE TABLE nets (variable text, label text, codes int[]);
INSERT INTO nets VALUES ('q1', 'Top-2-box', '{4,5}'), ('q1', 'Bottom-2-box', '{1,2}'), ('q1', 'Middle', '{2,3,4}'), ('q2', 'First', '{1,2}'), ('q2', 'Not last', '{1,2,3}');

CREATE TABLE seen AS SELECT * FROM survey_crosstab('people', '{q1}') LIMIT 0;
CREATE TABLE truth AS SELECT * FROM seen;

-- the equations of a table: terms of cells (named) that are 0 together
CREATE FUNCTION equations() RETURNS TABLE (equation text, cell text, coefficient float8) LANGUAGE sql AS $$
    WITH line AS (SELECT row_variable AS r, row_code, row_label AS l, column_variable AS v, column_position AS p, column_label, statistic FROM seen WHERE statistic IN ('percent', 'net', 'mean')),
    place AS (SELECT DISTINCT r, v, p FROM line),
    base AS (SELECT DISTINCT r, v, p, r || ' base ' || p AS cell FROM line),
    scored AS (SELECT variable, code, label FROM answers WHERE variable IN ('q1', 'q2'))
    -- answers are the base
    SELECT 'sum ' || r || p, r || ' ' || l || ' ' || p, 1::float8 FROM line WHERE statistic = 'percent' AND r <> 'm'
    UNION ALL SELECT 'sum ' || r || p, cell, -1 FROM base WHERE r NOT IN ('m', 'age')
    -- nets are their answers
    UNION ALL SELECT 'net ' || r || n.label || p, r || ' ' || a.label || ' ' || p, 1 FROM place JOIN nets n ON n.variable = r JOIN answers a ON a.variable = r AND a.code = ANY (n.codes)
    UNION ALL SELECT 'net ' || r || n.label || p, r || ' ' || n.label || ' ' || p, -1 FROM place JOIN nets n ON n.variable = r
    -- mean and deviation say sums of scores and of their squares
    UNION ALL SELECT 'mean ' || r || p, r || ' ' || label || ' ' || p, code FROM place JOIN scored ON variable = r
    UNION ALL SELECT 'mean ' || r || p, r || ' scores ' || p, -1 FROM place WHERE r IN ('q1', 'q2')
    UNION ALL SELECT 'sd ' || r || p, r || ' ' || label || ' ' || p, code * code FROM place JOIN scored ON variable = r
    UNION ALL SELECT 'sd ' || r || p, r || ' squares ' || p, -1 FROM place WHERE r IN ('q1', 'q2')
    -- columns and who is in none are the Total, of answers and of bases
    UNION ALL SELECT 'line ' || r || l || v, r || ' ' || l || ' ' || p, 1 FROM line WHERE statistic <> 'mean' AND p > 1 AND v <> 'm'
    UNION ALL SELECT DISTINCT 'line ' || r || l || v, r || ' ' || l || ' ?' || v, 1 FROM line WHERE statistic <> 'mean' AND p > 1 AND v NOT IN ('m', 'sex')
    UNION ALL SELECT DISTINCT 'line ' || r || l || v, r || ' ' || l || ' 1', -1 FROM line WHERE statistic <> 'mean' AND p > 1 AND v <> 'm'
    UNION ALL SELECT 'line ' || r || ' base ' || v, cell, 1 FROM base WHERE p > 1 AND v <> 'm'
    UNION ALL SELECT DISTINCT 'line ' || r || ' base ' || v, r || ' base ?' || v, 1 FROM base WHERE p > 1 AND v NOT IN ('m', 'sex')
    UNION ALL SELECT DISTINCT 'line ' || r || ' base ' || v, r || ' base 1', -1 FROM base WHERE p > 1 AND v <> 'm'
    -- a percent of the row says whom the columns hold together
    UNION ALL SELECT 'row ' || r || l || v, r || ' ' || l || ' ' || p, 1 FROM line WHERE statistic <> 'mean' AND p > 1 AND v <> 'm'
    UNION ALL SELECT DISTINCT 'row ' || r || l || v, r || ' ' || l || ' =' || v, -1 FROM line WHERE statistic <> 'mean' AND p > 1 AND v <> 'm'
    UNION ALL SELECT 'row ' || r || ' base ' || v, cell, 1 FROM base WHERE p > 1 AND v <> 'm'
    UNION ALL SELECT DISTINCT 'row ' || r || ' base ' || v, r || ' base =' || v, -1 FROM base WHERE p > 1 AND v <> 'm'
    -- who is in a column is in the line of that variable, and in its nests
    UNION ALL SELECT 'same ' || b.r || s.r || s.l, b.r || ' base ' || b.p, 1 FROM line s JOIN line b ON b.v = s.r AND b.column_label = s.l AND b.r IN ('q1', 'q3') AND s.p = 1 AND s.r IN ('region', 'sex') GROUP BY s.r, s.l, b.r, b.p
    UNION ALL SELECT DISTINCT 'same ' || b.r || s.r || s.l, s.r || ' ' || s.l || ' 1', -1 FROM line s JOIN line b ON b.v = s.r AND b.column_label = s.l AND b.r IN ('q1', 'q3') AND s.p = 1 AND s.r IN ('region', 'sex')
    UNION ALL SELECT 'both ' || b.r || s.r || s.l || s.p, b.r || ' base ' || b.p, 1 FROM line s JOIN line b ON b.v = 'region*sex' AND b.r IN ('q1', 'q3') AND ((s.r = 'sex' AND s.v = 'region' AND b.column_label = s.column_label || ', ' || s.l)
        OR (s.r = 'region' AND s.v = 'sex' AND b.column_label = s.l || ', ' || s.column_label)) GROUP BY s.r, s.l, s.p, b.r, b.p
    UNION ALL SELECT DISTINCT 'both ' || b.r || s.r || s.l || s.p, s.r || ' ' || s.l || ' ' || s.p, -1 FROM line s JOIN line b ON b.v = 'region*sex' AND b.r IN ('q1', 'q3') AND ((s.r = 'sex' AND s.v = 'region' AND b.column_label = s.column_label || ', ' || s.l)
        OR (s.r = 'region' AND s.v = 'sex' AND b.column_label = s.l || ', ' || s.column_label))
    -- a nest of columns is its outer variable
    UNION ALL SELECT 'nest ' || n.r || n.l || o.p, n.r || ' ' || n.l || ' ' || n.p, 1 FROM line n JOIN line o USING (r, l, statistic) WHERE n.v LIKE '%*%' AND n.v LIKE o.v || '*%' AND n.column_label LIKE o.column_label || ', %' AND statistic <> 'mean'
    UNION ALL SELECT DISTINCT 'nest ' || n.r || n.l || o.p, n.r || ' ' || n.l || ' ' || o.p, -1 FROM line n JOIN line o USING (r, l, statistic) WHERE n.v LIKE '%*%' AND n.v LIKE o.v || '*%' AND n.column_label LIKE o.column_label || ', %' AND statistic <> 'mean' $$;

-- what is seen of each cell
CREATE FUNCTION known() RETURNS TABLE (cell text, value float8) LANGUAGE sql AS $$
    SELECT row_variable || ' ' || row_label || ' ' || column_position, n FROM seen WHERE statistic IN ('percent', 'net') AND n IS NOT NULL
    UNION ALL SELECT row_variable || ' base ' || column_position, max(base_n) FROM seen WHERE statistic IN ('percent', 'net') GROUP BY row_variable, column_position HAVING max(base_n) IS NOT NULL
    UNION ALL SELECT row_variable || ' ' || row_label || ' =' || column_variable, max(round(100 * n / row_percent)) FROM seen WHERE statistic IN ('percent', 'net') AND column_position > 1 AND n > 0 GROUP BY row_variable, row_label, column_variable HAVING max(row_percent) IS NOT NULL
    UNION ALL SELECT row_variable || ' base =' || column_variable, max(round(100 * n / total_percent)) FROM seen WHERE statistic IN ('percent', 'net') AND column_position > 1 AND n > 0 GROUP BY row_variable, column_variable HAVING max(total_percent) IS NOT NULL
    UNION ALL SELECT row_variable || ' scores ' || column_position, n * estimate FROM seen WHERE statistic = 'mean' AND row_variable <> 'age' AND (n = 0 OR estimate IS NOT NULL)
    UNION ALL SELECT m.row_variable || ' squares ' || m.column_position, s.estimate ^ 2 * (m.n - 1) + m.n * m.estimate ^ 2 FROM seen m JOIN seen s USING (row_variable, column_position)
        WHERE m.statistic = 'mean' AND s.statistic = 'sd' AND m.row_variable <> 'age' AND s.estimate IS NOT NULL AND m.estimate IS NOT NULL $$;

-- the unknown cells that the equations give away (a row of the solved system with a single one), by elimination
CREATE FUNCTION given_away() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    cells text[];
    a float8[];
    n int;
    pivot float8;
    r record;
    row_of int[] := '{}';
    best int;
    last int := 0;
    m int;
    f float8;
BEGIN
    CREATE TEMP TABLE term ON COMMIT DROP AS SELECT e.equation, e.cell, sum(e.coefficient) AS c FROM equations() e WHERE NOT EXISTS (SELECT FROM known() k WHERE k.cell = e.cell) GROUP BY 1, 2;
    SELECT array_agg(DISTINCT cell) INTO cells FROM term;
    n := coalesce(cardinality(cells), 0);
    CREATE TEMP TABLE matrix ON COMMIT DROP AS SELECT row_number() OVER (ORDER BY equation) AS i, array_agg(coalesce(t.c, 0) ORDER BY o) AS v
        FROM (SELECT DISTINCT equation FROM term) e CROSS JOIN unnest(cells) WITH ORDINALITY u (cell, o) LEFT JOIN term t USING (equation, cell) GROUP BY equation;
    SELECT count(*) INTO m FROM matrix;
    SELECT array_agg(v ORDER BY i) INTO a FROM matrix;
    FOR j IN 1 .. n LOOP
        best := NULL;
        FOR i IN last + 1 .. m LOOP
            IF abs(a[i][j]) > 1e-9 AND (best IS NULL OR abs(a[i][j]) > abs(a[best][j])) THEN best := i; END IF;
        END LOOP;
        CONTINUE WHEN best IS NULL;
        last := last + 1;
        pivot := a[best][j];
        FOR k IN 1 .. n LOOP
            f := a[best][k] / pivot;
            a[best][k] := a[last][k];
            a[last][k] := f;
        END LOOP;
        FOR i IN 1 .. m LOOP
            f := a[i][j];
            CONTINUE WHEN i = last OR abs(f) < 1e-12;
            FOR k IN j .. n LOOP
                IF a[last][k] <> 0 THEN a[i][k] := a[i][k] - f * a[last][k]; END IF;
            END LOOP;
        END LOOP;
    END LOOP;
    FOR i IN 1 .. last LOOP
        SELECT array_agg(k) AS places, count(*) AS count INTO r FROM generate_series(1, n) k WHERE abs(a[i][k]) > 1e-7;
        IF r.count = 1 THEN RETURN NEXT cells[r.places[1]]; END IF;
    END LOOP;
    DROP TABLE term, matrix;
END $$;

CREATE FUNCTION ask(rows text, columns text, suppress jsonb, weight text DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
    TRUNCATE seen, truth;
    INSERT INTO truth SELECT * FROM survey_crosstab('people', $1::text[], $2::text[], weight => $4);
    INSERT INTO seen SELECT * FROM survey_crosstab('people', $1::text[], $2::text[], weight => $4, suppress => $3);
$$;

-- cells that are given away though they count from 1 to few - 1, or are left out; zeros of a column that is left out may be known.  A line that goes with its base may be
-- the base of a column, and known, if it is not of few
CREATE FUNCTION leaks(min_n int) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(g, ', ') FROM given_away() g LEFT JOIN truth t ON g IN (row_variable || ' ' || row_label || ' ' || column_position, row_variable || ' base ' || column_position)
    WHERE g NOT LIKE '% scores %' AND g NOT LIKE '% squares %' AND CASE WHEN g LIKE '% base %' THEN t.base_n BETWEEN 1 AND min_n - 1 ELSE t.n > 0 END AND g NOT LIKE '%?%' AND g NOT LIKE '%=%'
        AND (t.n BETWEEN 1 AND min_n - 1 OR t.base_n BETWEEN 1 AND min_n - 1 OR t.row_variable NOT IN ('region', 'sex')) $$;

-- the attack works: without secondary suppression it finds cells
SELECT ask('{q1,q2,q3}', '{region,sex}', '{"min_n": 5, "secondary": false}');
SELECT isnt(leaks(5), NULL, 'without secondary suppression cells can be computed');
SELECT is((SELECT count(*) FROM seen s JOIN truth t USING (row_variable, row_label, column_position) WHERE s.suppressed IS DISTINCT FROM (t.n BETWEEN 1 AND 4 OR t.base_n BETWEEN 1 AND 4)), 0::bigint, 'and only counts from 1 to min_n - 1 are left out');

CREATE TABLE ways (number serial, rows text, columns text, suppress jsonb);
INSERT INTO ways (rows, columns, suppress) VALUES ('{q1,q2,q3}', '{region,sex}', '{"min_n": 3}'), ('{q1,q2,q3}', '{region,sex}', '{"min_n": 5}'), ('{q1,q2,q3}', '{region,sex}', '{}'), ('{q1,q2,q3,age}', '{region,sex,region*sex}', '{"min_n": 4}'),
    ('{q3,q1}', '{q2}', '{"min_n": 10}'), ('{m,q3}', '{region,sex}', '{"min_n": 6}'), ('{q1,q3}', '{m,sex}', '{"min_n": 6}'), ('{q3}', '{region*sex,region}', '{"min_n": 12}'), ('{q1,q2}', '{}', '{"min_n": 40}'), ('{q1}', '{sex,q3}', '{"min_n": 7, "complements": false}'),
    ('{q2}', '{region,sex}', '{"min_n": 5, "protect": "range"}'),
    ('{q1,q2,q3,region,sex}', '{region,sex}', '{}'), ('{q3,q2,q1,sex,region}', '{sex,region,region*sex}', '{"min_n": 7}');
CREATE TABLE findings (number int, columns text, suppress jsonb, leaks text, shows text, few bigint, changed bigint, suppressed bigint);
DO $$
DECLARE
    way record;
BEGIN
    FOR way IN SELECT *, coalesce((suppress ->> 'min_n')::int, 10) AS min_n FROM ways ORDER BY number LOOP
        PERFORM ask(way.rows, way.columns, way.suppress);
        INSERT INTO findings SELECT way.number, way.columns, way.suppress, leaks(way.min_n),
            string_agg(DISTINCT to_jsonb(s)::text, ', ') FILTER (WHERE s.suppressed AND num_nonnulls(s.n, s.weighted_n, s.base_n, s.base_weighted, s.effective_base, s.column_percent, s.row_percent, s.total_percent, s.std_error, s.conf_low, s.conf_high, s.p_value,
                s.higher_than, s.estimate, s.cell, s.low_base, s.low_df) > 0),
            count(*) FILTER (WHERE NOT s.suppressed AND (t.n BETWEEN 1 AND way.min_n - 1 OR t.base_n BETWEEN 1 AND way.min_n - 1)),
            count(*) FILTER (WHERE NOT s.suppressed AND (s.n, s.weighted_n, s.base_n, s.effective_base, s.column_percent, s.std_error, s.conf_low, s.conf_high, s.estimate) IS DISTINCT FROM
                (t.n, t.weighted_n, t.base_n, t.effective_base, t.column_percent, t.std_error, t.conf_low, t.conf_high, t.estimate)),
            count(*) FILTER (WHERE s.suppressed)
        FROM seen s JOIN truth t USING (row_variable, row_label, column_position);
    END LOOP;
END $$;
SELECT is(leaks, NULL, 'nothing can be computed: ' || columns || ' ' || suppress) FROM findings ORDER BY number;
SELECT is((SELECT string_agg(shows, ', ') FROM findings), NULL, 'a cell that is left out has no number in any column');
SELECT is((SELECT sum(few) FROM findings), 0::numeric, 'no count below min_n is shown');
SELECT is((SELECT sum(changed) FROM findings), 0::numeric, 'other cells are as they are without');
SELECT is((SELECT bool_and(suppressed > 0) FROM findings), true, 'something is left out of each');

-- percents and tests tell nothing of a Total that is left out
SELECT is((SELECT count(*) FROM survey_crosstab('people', '{q1}', '{sex}', suppress => '{"min_n": 45}') c WHERE NOT suppressed AND row_percent IS NOT NULL AND EXISTS (SELECT FROM survey_crosstab('people', '{q1}', '{sex}', suppress => '{"min_n": 45}') t WHERE t.is_total AND t.suppressed AND t.row_label = c.row_label)), 0::bigint, 'no percent of a row whose Total is left out');
SELECT is((SELECT string_agg(DISTINCT letter, '') FROM survey_crosstab('people', '{q1,q3}', '{region}', suppress => '{"min_n": 8}') c, regexp_split_to_table(higher_than, '') letter
    JOIN LATERAL (SELECT o.suppressed FROM survey_crosstab('people', '{q1,q3}', '{region}', suppress => '{"min_n": 8}') o WHERE o.row_variable = c.row_variable AND o.row_label = c.row_label AND o.column_letter = letter) o ON o.suppressed), NULL, 'no letter of a column that is left out');
SELECT is((SELECT count(*) FROM survey_column_tests('people', '{q1,q3}', '{region}', suppress => '{"min_n": 8}') t JOIN survey_crosstab('people', '{q1,q3}', '{region}', suppress => '{"min_n": 8}') c USING (row_variable, row_label)
    WHERE c.suppressed AND c.column_letter IN (t.column_letter, t.other_letter)), 0::bigint, 'no test of one');
SELECT is((SELECT count(*) FROM survey_crosstab('people', '{q1}', '{region}', suppress => '{"min_n": 8}', compare => 'previous') c JOIN survey_crosstab('people', '{q1}', '{region}', suppress => '{"min_n": 8}') o USING (row_label)
    WHERE o.suppressed AND o.column_label = c.compared_with), 0::bigint, 'no difference from one');
SELECT is((SELECT count(*) FROM survey_topline('people', suppress => '{"min_n": 30}') WHERE suppressed AND num_nonnulls(n, weighted_n, percent, std_error, conf_low, conf_high, base_n, base_weighted, effective_base, estimate) = 0), (SELECT count(*) FROM survey_topline('people', suppress => '{"min_n": 30}') WHERE suppressed), 'toplines too');
SELECT is((SELECT count(*) > 0 FROM survey_topline('people', suppress => '{"min_n": 30}') WHERE suppressed), true, 'leave something out');
SELECT is((SELECT count(*) FROM survey_crosstab('people', '{q1}', '{sex}', statistics => '{base,count,missing,nps,mean}', suppress => '{"min_n": 400}') WHERE num_nonnulls(n, base_n, estimate, cell) > 0 AND n > 0), 0::bigint, 'every line of a table of few is left out');

-- the codebook says it for all tables; false and NULL
SELECT ok(alter_survey('people', '{"tables": {"suppress": {"min_n": 12}}}') IS NOT NULL, 'kept in the codebook');
SELECT is((SELECT array_agg(c::text) FROM survey_crosstab('people', '{q1}', '{region}') c), (SELECT array_agg(c::text) FROM survey_crosstab('people', '{q1}', '{region}', suppress => '{"min_n": 12}') c), 'it is the default');
SELECT is((SELECT count(*) FROM survey_crosstab('people', '{q1}', '{region}', suppress => 'false') WHERE suppressed), 0::bigint, 'that false turns off');
-- estimates leave groups of few out, and what is computed from them
CREATE TABLE small AS SELECT column_label AS region, n FROM survey_crosstab('people', '{age}', '{region}', suppress => 'false') WHERE statistic = 'mean' AND NOT is_total;
SELECT ok(alter_survey('people', jsonb_build_object('tables', jsonb_build_object('suppress', jsonb_build_object('min_n', (SELECT min(n) + 1 FROM small))))) IS NOT NULL, 'the smallest group is too small');
SELECT is((SELECT string_agg(domain_label, ',') FROM survey_mean('people', '{age}', by => '{region}') WHERE num_nonnulls(estimate, std_error, conf_low, conf_high, deff, df, n, weighted_n) = 0), (SELECT region FROM small ORDER BY n LIMIT 1), 'estimates leave out that group');
SELECT is((SELECT count(*) FROM survey_contrast('people', '{age}', by => '{region}') WHERE (num_nonnulls(estimate, std_error, conf_low, df, n, weighted_n, statistic, p_value) = 0) <> (domain_label ~ (SELECT region FROM small ORDER BY n LIMIT 1))), 0::bigint, 'and its differences from others');
SELECT is((SELECT count(estimate) FROM survey_quantile('people', '{age}', '{0.5}', by => '{region}')), 3::bigint, 'quantiles too');
SELECT is((SELECT count(estimate) FROM survey_mean('people', '{age}', by => '{region}', options => '{"suppress": false}')), 4::bigint, 'false shows it');
SELECT is((SELECT count(estimate) FROM survey_total('people', '{age}', by => '{region}', options => '{"suppress": {"min_n": 1000}}')), 0::bigint, 'a call says more');

SELECT ok(alter_survey('people', '{"tables": {"suppress": null}}') IS NOT NULL, 'and taken out of it');

-- rounding
CREATE TABLE round AS SELECT c.*, t.n AS exact, t.base_n AS exact_base FROM survey_crosstab('people', '{q1,q2,m}', '{region,sex}', round_to => 5) c JOIN survey_crosstab('people', '{q1,q2,m}', '{region,sex}') t USING (row_variable, row_label, column_position);
SELECT is((SELECT count(*) FROM round WHERE n % 5 <> 0 OR base_n % 5 <> 0 OR weighted_n <> n), 0::bigint, 'counts are multiples');
SELECT is((SELECT max(abs(n - exact)) < 5 FROM round WHERE statistic = 'percent'), true, 'within one of what they were');
SELECT is((SELECT count(*) FROM (SELECT row_variable, column_position FROM round WHERE statistic = 'percent' AND row_variable <> 'm' GROUP BY 1, 2 HAVING sum(n) <> max(base_n)) x), 0::bigint, 'answers add up to the base');
SELECT is((SELECT count(*) FROM (SELECT row_variable, row_label FROM round WHERE statistic IN ('percent', 'net') AND column_variable IN ('Total', 'sex') GROUP BY 1, 2 HAVING sum(n) FILTER (WHERE NOT is_total) <> max(n) FILTER (WHERE is_total)) x), 0::bigint, 'columns to the Total');
SELECT is((SELECT count(*) FROM round WHERE column_percent IS DISTINCT FROM 100 * n::float8 / nullif(base_n, 0) AND statistic IN ('percent', 'net')), 0::bigint, 'percents are of what is shown');
SELECT is((SELECT count(*) FROM round WHERE num_nonnulls(std_error, conf_low, conf_high, p_value) > 0), 0::bigint, 'without errors, which would tell the counts');

SELECT throws_ok($$SELECT count(*) FROM survey_crosstab('people', '{q1}', suppress => '{"min": 5}')$$, '22023', NULL, 'keys are checked');

-- dominance and the p percent rule, by hand: of the firms of A one makes 80 of 100, of B two make 60 of 100 each, of C all are alike
CREATE TABLE firms AS SELECT row_number() OVER () AS id, branch, sales::float8, w::float8 FROM (VALUES (1, 80, 1), (1, 10, 1), (1, 6, 1), (1, 4, 8), (2, 60, 1), (2, 60, 1), (2, 1, 1), (2, 1, 1), (3, 25, 1), (3, 25, 1), (3, 25, 1), (3, 25, 1)) f (branch, sales, w);
CREATE TABLE unsaid_2 AS SELECT register_survey('firms', 'firms', '{"respondent": "id", "variables": [{"name": "branch", "values": {"1": "A", "2": "B", "3": "C"}}, {"name": "sales", "measure": "scale"}, {"name": "w", "measure": "scale"}]}');
CREATE FUNCTION left_out(suppress jsonb, weight text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(column_label, ' ' ORDER BY column_position) FROM survey_crosstab('firms', '{sales}', '{branch}', weight => $2, suppress => $1 || '{"min_n": 1}') WHERE statistic = 'mean' AND suppressed $$;
SELECT is(left_out('{"dominance": 0.75, "secondary": false}'), 'A', 'one firm has more than 75 percent');
SELECT is(left_out('{"dominance": 0.75, "largest": 2, "secondary": false}'), 'A B', 'two have');
SELECT is(left_out('{"p_percent": 10, "secondary": false}'), 'B', 'what the two largest leave is less than 10 percent of the largest');
SELECT is(left_out('{"p_percent": 15, "secondary": false}'), 'A B', 'or than 15');
SELECT is(left_out('{"dominance": 0.75}') ~ 'A.+', true, 'and another, so that it cannot be computed');
SELECT is(left_out('{"dominance": 0.75, "secondary": false}', 'w'), NULL, 'weighted, one has 80 of 128');
SELECT is(left_out('{"dominance": 0.75, "secondary": false, "contributions": "unweighted"}', 'w'), 'A', 'unless contributions are not weighted');

-- reliability
SELECT is((SELECT string_agg(DISTINCT reliability, ' ' ORDER BY reliability) FROM survey_crosstab('people', '{q1,m}', '{region}', options => '{"reliability": "nchs"}')), 'footnote present suppress', 'grades of proportions');
SELECT is((SELECT count(*) FROM survey_crosstab('people', '{q1}', '{region}', options => '{"reliability": "nchs"}') WHERE (reliability IS NOT NULL) <> (statistic IN ('percent', 'net'))), 0::bigint, 'of all, and of nothing else');
SELECT is((SELECT count(*) FROM survey_crosstab('people', '{q1}', '{region}', options => '{"reliability": "nchs"}') WHERE base_n < 30 AND reliability <> 'suppress'), 0::bigint, 'none of fewer than 30');
SELECT is((SELECT count(reliability) FROM survey_crosstab('people', '{q1}', '{region}')), 0::bigint, 'if they are asked for');

-- the other lines and arguments
CREATE FUNCTION numbers_of(r anyelement) RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM jsonb_each(to_jsonb(r)) WHERE jsonb_typeof(value) = 'number' AND key NOT LIKE '%position' AND key NOT LIKE '%code' $$;
SELECT is((SELECT count(*) FROM (VALUES ('column'), ('row'), ('total'), ('index')) p (p), (VALUES ('pairs'), ('rest'), ('total'), ('previous'), ('North')) w (w),
    survey_crosstab('people', '{q1,q2,m,age}', '{region,sex}', suppress => '{"min_n": 9}', percent => p.p, compare => w.w, options => '{"second_level": 0.8, "column_nets": true}',
        statistics => '{base,weighted_base,effective_base,percent,count,net,mean,median,sd,se,nps,missing}') c WHERE suppressed AND numbers_of(c) > 0), 0::bigint, 'no line and no comparison has a number where a cell is left out');
SELECT is((SELECT count(*) FROM (VALUES ('rest'), ('total'), ('previous')) w (w), survey_crosstab('people', '{q1,q2}', '{region,sex}', suppress => '{"min_n": 9}', compare => w.w) c JOIN survey_crosstab('people', '{q1,q2}', '{region,sex}', suppress => '{"min_n": 9}') o
    USING (row_variable, row_label) WHERE o.suppressed AND c.difference IS NOT NULL AND (c.compared_with = o.column_label OR (w.w = 'total' AND o.is_total))), 0::bigint, 'nor is anything compared with it');
SELECT is((SELECT array_agg(DISTINCT suppressed) FROM survey_crosstab('people', '{q1}', '{sex}', suppress => '{"min_n": 25}', statistics => '{base,weighted_base,effective_base,mean}') WHERE statistic LIKE '%base'), '{f}'::boolean[], 'a base is left out for what it counts, not for a mean');
-- the order of questions by their means does not tell one that is left out: q1 has the higher one
SELECT is((SELECT array_agg(item ORDER BY first) FROM (SELECT item, min(n) AS first FROM (SELECT item, row_number() OVER () AS n FROM survey_grid('people', '{q2,q1}', sort => 'mean')) x GROUP BY item) y), '{q1,q2}', 'grids are sorted by their means');
SELECT is((SELECT array_agg(item ORDER BY first) FROM (SELECT item, min(n) AS first FROM (SELECT item, row_number() OVER () AS n FROM survey_grid('people', '{q2,q1}', sort => 'mean', suppress => '{"min_n": 400}')) x GROUP BY item) y), '{q2,q1}', 'unless these are left out');

-- rounded: medians of rounded counts, of numbers as they are; effective bases tell nothing of the exact ones
SELECT is((SELECT array_agg(DISTINCT estimate) FROM survey_crosstab('people', '{q1}', '{sex}', round_to => 5, statistics => '{median}')), '{2}'::float8[], 'the median of codes is a code');
SELECT is((SELECT count(*) FROM survey_crosstab('people', '{age}', '{sex}', round_to => 5, statistics => '{mean,median,sd}') r JOIN survey_crosstab('people', '{age}', '{sex}', statistics => '{mean,median,sd}') e USING (statistic, column_label)
    WHERE r.estimate IS DISTINCT FROM e.estimate OR r.std_error IS NOT NULL OR r.n % 5 <> 0 OR r.n <> 5 * round(e.n / 5.0)), 0::bigint, 'mean, median and deviation of numbers stay, without errors');
SELECT is((SELECT count(*) FROM survey_crosstab('people', '{q1,q2,age}', '{sex,region}', round_to => 5, statistics => '{base,effective_base,percent,mean}') WHERE effective_base <> base_n), 0::bigint, 'unweighted, it is the base');

-- trends: as the table of the same variables by the wave
CREATE TABLE waves AS SELECT i AS id, 1 + i % 3 AS wave, 1 + floor(3 * random() ^ 3)::int AS q, (random() < 0.1) AS s_1, (random() < 0.5) AS s_2, (30 * random())::float8 AS y, 1 + (random() < 0.5)::int AS sex FROM generate_series(1, 120) i;
CREATE TABLE unsaid_3 AS SELECT register_survey('waves', 'waves', '{"respondent": "id", "variables": [{"name": "wave", "measure": "ordinal", "values": {"1": "May", "2": "June", "3": "July"}}, {"name": "sex", "values": {"1": "Women", "2": "Men"}},
    {"name": "q", "measure": "ordinal", "values": {"1": "a", "2": "b", "3": "c"}, "nets": {"ab": [1, 2]}}, {"name": "y", "measure": "scale"}], "sets": [{"name": "s", "members": ["s_1", "s_2"]}]}');
CREATE TABLE trend AS SELECT * FROM survey_trend('waves', '{q,s}', 'wave', suppress => '{"min_n": 6}');
SELECT is((SELECT string_agg(variable || category || wave, ',' ORDER BY variable, category, wave_code) FROM trend WHERE suppressed),
    (SELECT string_agg(row_variable || row_label || column_label, ',' ORDER BY row_variable, row_label, column_code) FROM survey_crosstab('waves', '{q,s}', '{wave}', suppress => '{"min_n": 6}') WHERE suppressed AND statistic IN ('percent', 'net') AND NOT is_total), 'a trend leaves out what the table does');
SELECT is((SELECT count(*) > 0 FROM trend WHERE suppressed), true, 'and that is something');
SELECT is((SELECT count(*) FROM trend WHERE suppressed AND num_nonnulls(estimate, std_error, conf_low, conf_high, n, weighted_n, against, "before", change, change_error, change_low, change_high, t, p_value) > 0), 0::bigint, 'with all numbers');
SELECT is((SELECT count(*) FROM trend c JOIN trend o USING (variable, category, statistic) WHERE o.suppressed AND c.against = o.wave), 0::bigint, 'and all changes from it');
SELECT is((SELECT count(*) FROM trend c JOIN survey_trend('waves', '{q,s}', 'wave') o USING (variable, category, statistic, wave) WHERE NOT c.suppressed AND (c.estimate, c.n, c.std_error) IS DISTINCT FROM (o.estimate, o.n, o.std_error)), 0::bigint, 'the others are as they are');
SELECT is((SELECT count(*) FROM survey_trend('waves', '{y}', 'wave', by => '{sex}', suppress => '{"min_n": 60}') WHERE NOT suppressed OR estimate IS NOT NULL), 0::bigint, 'means of few are left out');
CREATE TABLE rounded AS SELECT t.*, c.n AS cell, c.base_n FROM survey_trend('waves', '{q,s}', 'wave', round_to => 5) t JOIN survey_crosstab('waves', '{q,s}', '{wave}', round_to => 5) c ON (t.variable, t.category, t.wave) = (c.row_variable, c.row_label, c.column_label);
SELECT is((SELECT count(*) FROM rounded WHERE abs(estimate - cell::float8 / base_n) > 1e-12 OR n <> base_n), 0::bigint, 'shares are of rounded counts');
SELECT is((SELECT count(*) FROM rounded WHERE num_nonnulls(std_error, conf_low, change_error, p_value, t) > 0), 0::bigint, 'without errors');
SELECT is((SELECT count(*) FROM rounded c JOIN rounded b ON (b.variable, b.category, b.statistic, b.wave) = (c.variable, c.category, c.statistic, c.against) WHERE abs(c.change - (c.estimate - b.estimate)) > 1e-12), 0::bigint, 'changes are those of what is shown');
SELECT throws_ok($$SELECT * FROM survey_trend('waves', '{q}', 'wave', round_to => 0)$$, '22023', 'round_to must be from 1 to 1000000, not 0', 'multiples of nothing');

-- nets as columns are sums of columns
CREATE TABLE netted AS SELECT * FROM survey_crosstab('people', '{q3,sex}', '{q1}', options => '{"column_nets": true}', round_to => 5);
SELECT is((SELECT count(*) FROM (SELECT 1 FROM netted GROUP BY row_variable, row_label HAVING sum(n) FILTER (WHERE column_label IN ('b', 'c', 'd')) <> max(n) FILTER (WHERE column_label = 'Middle')) x), 0::bigint, 'rounded nets among the columns');
SELECT is((SELECT count(*) FROM survey_crosstab('people', '{q3}', '{q1}', options => '{"column_nets": true}', suppress => '{"min_n": 12}') m WHERE row_label = 'c' AND column_label IN ('b', 'c', 'd', 'Middle') AND suppressed AND statistic = 'percent' HAVING count(*) = 1), NULL, 'none of which is left out alone');

-- sums of cells that are known not to be 0 cannot come down to 1, which range protection does not ask then
SELECT lives_ok($$SELECT count(*) FROM survey_crosstab('people', '{q3*sex,q3,sex}', '{region}', suppress => '{"min_n": 6, "protect": "range"}')$$, 'ranges of nests');

-- a banner book of 50 questions by 20 columns, and nests in rows and columns at once: a second or two, far from the limit
\ir include/processor.psql
SELECT processor_seconds() AS before \gset
DO $$ DECLARE
    questions text;
BEGIN
    SELECT string_agg(format('1 + floor(%s * random() ^ %s)::int AS q%s', 3 + i % 5, 1 + i % 3 * 0.7, i), ', ') INTO questions FROM generate_series(1, 50) i;
    EXECUTE 'CREATE TABLE book AS SELECT i AS id, 1 + floor(4 * random() ^ 1.5)::int AS region, 1 + (random() < 0.45)::int AS sex, 1 + floor(6 * random())::int AS age, 1 + floor(5 * random())::int AS income,
        1 + floor(3 * random() ^ 2)::int AS class, ' || questions || ' FROM generate_series(1, 400) i';
END $$;
CREATE TABLE unsaid_4 AS SELECT register_survey('book', 'book', jsonb_build_object('respondent', 'id', 'variables', (SELECT jsonb_agg(jsonb_build_object('name', v, 'measure', CASE WHEN v ~ 'q.*[02468]$' THEN 'ordinal' ELSE 'nominal' END,
        'values', (SELECT jsonb_object_agg(k, v || k) FROM generate_series(1, n) k)) || CASE WHEN v ~ '^q' THEN '{"nets": {"First": [1, 2]}}' ELSE '{}'::jsonb END)
    FROM (SELECT * FROM (VALUES ('region', 4), ('sex', 2), ('age', 6), ('income', 5), ('class', 3)) x (v, n) UNION ALL SELECT 'q' || i, 3 + i % 5 FROM generate_series(1, 50) i) v (v, n))));
CREATE TABLE book_seen AS SELECT * FROM survey_crosstab('book', ARRAY(SELECT 'q' || i FROM generate_series(1, 50) i), '{region,sex,age,income,class}', suppress => '{}');
SELECT is((SELECT count(*) FROM book_seen WHERE n BETWEEN 1 AND 9 OR base_n BETWEEN 1 AND 9), 0::bigint, 'a banner book of 50 questions shows no few');
SELECT is((SELECT count(*) FROM (SELECT 1 FROM book_seen WHERE statistic = 'percent' AND NOT is_total GROUP BY row_variable, row_label, column_variable HAVING count(*) FILTER (WHERE suppressed) = 1
    AND NOT (SELECT bool_or(t.suppressed) FROM book_seen t WHERE t.is_total AND t.statistic = 'percent' AND t.row_variable = min(book_seen.row_variable) AND t.row_label = min(book_seen.row_label))) x), 0::bigint, 'and no cell alone among its columns');
SELECT is((SELECT count(*) FROM survey_crosstab('book', '{region,region*sex,q1,q1*sex}', '{age,sex*age}', suppress => '{}') WHERE n BETWEEN 1 AND 9), 0::bigint, 'nests in rows and columns at once neither');
-- the variables of the columns as rows, too: where one has few missing answers, a whole column goes in every question; half a second, and tens of them once
SELECT cmp_ok(processor_seconds() - :before, '<', 60::float8, 'in less than a minute');
SELECT processor_seconds() AS before \gset
UPDATE book SET age = NULL WHERE id = 7;
TRUNCATE book_seen;
INSERT INTO book_seen SELECT * FROM survey_crosstab('book', ARRAY(SELECT 'q' || i FROM generate_series(1, 50) i) || '{region,sex,age,income,class}', '{region,sex,age,income,class}', suppress => '{}');
SELECT is((SELECT count(*) FROM book_seen WHERE n BETWEEN 1 AND 9 OR base_n BETWEEN 1 AND 9), 0::bigint, 'nor does one with its columns as rows');
SELECT is((SELECT count(*) FROM (SELECT 1 FROM book_seen WHERE row_variable ~ '^q' AND column_variable = 'age' GROUP BY row_variable HAVING count(DISTINCT column_position) FILTER (WHERE base_n IS NULL) > 0
    AND count(DISTINCT column_position) FILTER (WHERE base_n IS NOT NULL) = 6) x), 0::bigint, 'and the one without an answer is not the Total less the columns');
SELECT cmp_ok(processor_seconds() - :before, '<', 15::float8, 'in less than 15 seconds');
