-- Medians as lines of a table: estimate, error and interval as survey_quantile has them, which other tests hold against R; tests by hand.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(44);
SELECT setseed(0.5) \g /dev/null
\ir include/near.psql

CREATE TABLE obs AS SELECT i AS id, 1 + i % 5 AS h, i / 6 AS psu, 1 + floor(random() * 3)::int AS g, 1 + floor(random() * 5)::int AS q, random() < 0.5 AS a, random() < 0.6 AS b,
    CASE WHEN random() < 0.9 THEN round((random() * 60 + 20)::numeric, 1) END AS hours, 0.2 + random() * 2 AS w, random() < 0.2 AS tiny FROM generate_series(1, 700) i;
UPDATE obs SET hours = hours + 15 WHERE g = 3;
CREATE FUNCTION enrol(name text, extra text) RETURNS void LANGUAGE sql AS $f$
    SELECT FROM register_survey(name, 'obs', format('{%s "variables": [{"name": "g", "measure": "nominal", "values": {"1": "x", "2": "y", "3": "z"}}, {"name": "q", "measure": "ordinal", "points": 5},
        {"name": "hours", "measure": "scale"}, {"name": "a", "measure": "nominal"}, {"name": "b", "measure": "nominal"}, {"name": "w", "measure": "scale"}],
        "sets": [{"name": "ab", "members": ["a", "b"]}]}', extra)::jsonb, replace => true)$f$;
SELECT enrol('plain', ''), enrol('weighted', '"weight": "w",'), enrol('strata', '"weight": "w", "design": {"strata": ["h"]},'),
    enrol('clusters', '"weight": "w", "design": {"strata": ["h"], "clusters": ["psu"], "nest": true},'),
    enrol('lonely', '"weight": "w", "design": {"strata": ["h"], "clusters": ["psu"], "nest": true, "lonely": "adjust"},'),
    enrol('each', '"weight": "w", "design": {"strata": ["h"], "clusters": ["id"]},'),
    enrol('packed', '"weight": "w", "design": {"strata": ["h"], "clusters": ["psu"], "nest": true},'), enrol('rep', '"weight": "w", "design": {"strata": ["h"], "clusters": ["psu"], "nest": true},') \g /dev/null
SELECT FROM pack_survey('packed') \g /dev/null
SELECT FROM replicate_survey('rep', 'bootstrap', 30) \g /dev/null

CREATE FUNCTION differ(s text, v text, filter text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(format('%s: %s %s %s %s, not %s %s %s %s', d.column_label, d.estimate, d.std_error, d.conf_low, d.conf_high, r.estimate, r.std_error, r.conf_low, r.conf_high), E'\n')
    FROM survey_crosstab(s, ARRAY[v], '{g}', statistics => '{median}', tests => 'design', filter => filter) d
        FULL JOIN (SELECT domain_label, estimate, std_error, conf_low, conf_high FROM survey_quantile(s, ARRAY[v], '{0.5}', by => '{g}', filter => filter)
            UNION ALL SELECT 'Total', estimate, std_error, conf_low, conf_high FROM survey_quantile(s, ARRAY[v], '{0.5}', filter => filter)) r ON r.domain_label = d.column_label
    WHERE NOT coalesce(d.estimate = r.estimate AND d.conf_low = r.conf_low AND d.conf_high = r.conf_high AND abs(d.std_error - r.std_error) < 1e-9, false)$$;
SELECT is(differ(s, v), NULL, format('%s: %s', s, v)) FROM unnest('{plain,weighted,strata,clusters,lonely,packed,rep}'::text[]) s, unnest('{hours,q}'::text[]) v;
SELECT is(differ('clusters', 'hours', 'id % 3 > 0'), NULL, 'with a filter');

-- columns without anybody in common: errors of their own, with what strata and clusters make of them; far medians have letters
SELECT ok((SELECT bool_and(abs(t.std_error - sqrt(a.std_error ^ 2 + b.std_error ^ 2)) < 1e-9 AND abs(t.difference - (a.estimate - b.estimate)) < 1e-9) AND count(*) = 3
    FROM survey_column_tests('plain', '{hours}', '{g}', tests => 'spss', statistics => '{median}') t
    JOIN survey_crosstab('plain', '{hours}', '{g}', tests => 'spss', statistics => '{median}') a ON a.column_letter = t.column_letter
    JOIN survey_crosstab('plain', '{hours}', '{g}', tests => 'spss', statistics => '{median}') b ON b.column_letter = t.other_letter), 'without a design columns are independent');
SELECT is((SELECT string_agg(higher_than, '|' ORDER BY column_position) FROM survey_crosstab(s, '{hours}', '{g}', statistics => '{median}')), '||A B', 'letters, ' || s) FROM unnest('{plain,clusters,rep}'::text[]) s;
-- who is in two columns: the covariance of the shares up to the medians, by hand
SELECT near((SELECT std_error ^ 2 FROM survey_column_tests('plain', '{hours}', '{ab}', tests => 'spss', statistics => '{median}')), (WITH m AS (SELECT column_code AS c, estimate AS e, std_error AS s FROM survey_crosstab('plain', '{hours}', '{ab}',
        tests => 'spss', statistics => '{median}') WHERE NOT is_total), x AS (SELECT a.s AS sa, b.s AS sb, a.e AS ma, b.e AS mb FROM m a, m b WHERE a.c = 1 AND b.c = 2),
    p AS (SELECT avg((hours <= ma)::int) FILTER (WHERE a) AS pa, avg((hours <= mb)::int) FILTER (WHERE b) AS pb, count(*) FILTER (WHERE a) AS na, count(*) FILTER (WHERE b) AS nb FROM obs, x WHERE hours IS NOT NULL),
    c AS (SELECT sum(((hours <= ma)::int - pa) * ((hours <= mb)::int - pb)) / max(na) / max(nb) AS v FROM obs, x, p WHERE hours IS NOT NULL AND a AND b)
    SELECT sa ^ 2 + sb ^ 2 - 2 * sa * sb * v / sqrt(pa * (1 - pa) / na * pb * (1 - pb) / nb) FROM x, p, c), 'overlapping columns', 1e-9);
SELECT near((SELECT std_error FROM survey_column_tests('strata', '{hours}', '{ab}', statistics => '{median}')), (SELECT std_error FROM survey_column_tests('each', '{hours}', '{ab}', statistics => '{median}')),
    'and under strata, as if everybody were a cluster', 1e-9);
SELECT is((SELECT count(difference_error) || ' ' || count(difference) FROM survey_crosstab('clusters', '{hours}', '{g}', statistics => '{median}', compare => 'previous')), '2 2', 'the one before');
CREATE TABLE many_values AS SELECT n::float8 / 3 AS n FROM generate_series(1, 6000) n;
SELECT is((SELECT string_agg(statistic, ',') FROM survey_crosstab('plain', '{g,hours}', statistics => '{median}')), 'median', 'none of nominal variables');
SELECT throws_like($$SELECT * FROM survey_crosstab('many', '{n}', statistics => '{median}')$$, '%more than 5000 different values%', 'too many values')
FROM (SELECT register_survey('many', 'many_values', '{"variables": [{"name": "n", "measure": "scale"}]}'::jsonb)) s;

-- against the rest and the Total: the rest as a column of its own, and everybody as an option that all chose, which overlaps
CREATE TABLE sides AS SELECT id, h, psu, g, q, hours, w, CASE WHEN g = 1 THEN 1 ELSE 2 END AS side, g = 1 AS o_x, true AS o_all, g = 2 AS o_y FROM obs o;
CREATE FUNCTION enrol_sides(name text, extra text) RETURNS void LANGUAGE sql AS $f$
    SELECT FROM register_survey(name, 'sides', format('{%s "variables": [{"name": "g", "measure": "nominal", "values": {"1": "x", "2": "y", "3": "z"}}, {"name": "side", "measure": "nominal", "values": {"1": "in", "2": "out"}}, {"name": "hours", "measure": "scale"}, {"name": "q", "measure": "ordinal", "points": 5}, {"name": "w", "measure": "scale"}],
        "sets": [{"name": "o", "members": ["o_x", "o_y", "o_all"]}]}', extra)::jsonb)$f$;
SELECT enrol_sides('s_plain', ''), enrol_sides('s_weighted', '"weight": "w",'), enrol_sides('s_strata', '"weight": "w", "design": {"strata": ["h"]},'), enrol_sides('s_clusters', '"weight": "w", "design": {"strata": ["h"], "clusters": ["psu"], "nest": true},'), enrol_sides('s_rep', '"weight": "w", "design": {"strata": ["h"], "clusters": ["psu"], "nest": true},') \g /dev/null
SELECT FROM replicate_survey('s_rep', 'bootstrap', 30) \g /dev/null
CREATE FUNCTION shown(s text, columns text, what text, label text, tests text) RETURNS numeric[] LANGUAGE sql AS $$
    SELECT array[round(difference::numeric, 9), round(difference_error::numeric, 9), round(difference_low::numeric, 9), round(difference_p::numeric, 9)] FROM survey_crosstab(s, '{hours}', ARRAY[columns], statistics => '{median}', compare => what, tests => tests) WHERE column_label = label AND NOT is_total $$;
SELECT is((shown(s, 'g', 'rest', 'x', t))[1:2], (shown(s, 'side', 'out', 'in', t))[1:2], format('%s, %s: the rest is everybody else', s, t)) FROM unnest('{s_plain,s_weighted,s_strata,s_clusters,s_rep}'::text[]) s, unnest('{design,spss}'::text[]) t;
SELECT is((shown(s, 'g', 'rest', 'x', 'design'))[4], (shown(s, 'side', 'rest', 'in', 'design'))[4], s || ': as the test of two columns') FROM unnest('{s_strata,s_clusters}'::text[]) s;
SELECT is((shown(s, 'g', 'total', 'x', 'design'))[1:2], (shown(s, 'o', 'o_all', 'o_x', 'design'))[1:2], s || ': the Total holds the column') FROM unnest('{s_plain,s_weighted,s_strata,s_clusters,s_rep}'::text[]) s;
SELECT is((shown('s_clusters', 'g', 'total', 'z', 'design'))[4], (shown('s_clusters', 'g', 'rest', 'z', 'design'))[4], 'that a column does not differ from the Total is that it does not from the rest');
SELECT is((SELECT array_agg(compared_with ORDER BY column_position) FROM survey_crosstab('s_clusters', '{hours,q}', '{g}', statistics => '{median}', compare => 'rest') WHERE row_variable = 'hours' AND NOT is_total), '{rest,rest,rest}'::text[], 'which is named');
SELECT is((SELECT count(*) FROM survey_crosstab('s_clusters', '{hours}', '{g}', statistics => '{median}', compare => 'rest', filter => 'g = 1') WHERE difference IS NOT NULL OR difference_p IS NOT NULL), 0::bigint, 'nobody else is no comparison');
SELECT * FROM finish();
