-- Lines of a table: chosen and ordered by "statistics", sorted by "sort".  Counts and bases against plain SQL; scores and missing answers against
-- the same answers as variables of their own, whose means and shares other tests hold against R; by rows, packs, replicates, sets, any convention.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(43);
SELECT setseed(0.25) \g /dev/null

CREATE TABLE poll AS SELECT i AS id, 1 + i % 6 AS h, i / 5 AS psu, 1 + floor(random() * 3)::int AS g,
    (ARRAY[0, 3, 6, 7, 8, 9, 10, 10, 98, 99, NULL])[1 + floor(random() * 11)::int] AS rec,
    (ARRAY[1, 2, 3, 4, 4, 5, 8, NULL])[1 + floor(random() * 8)::int] AS q,
    (ARRAY['north', 'south', 'not said', NULL])[1 + floor(random() * 4)::int] AS area,
    CASE WHEN random() < 0.8 THEN random() < 0.4 END AS a, CASE WHEN random() < 0.7 THEN random() < 0.6 END AS b,
    CASE WHEN random() < 0.9 THEN (ARRAY[20, 30, 45, 998, 1000])[1 + floor(random() * 5)::int] END AS hours,
    CASE WHEN random() < 0.9 THEN random() * 2 ELSE 0 END AS w
FROM generate_series(1, 900) i;
ALTER TABLE poll ADD score int, ADD why int, ADD no_set int, ADD why_hours int, ADD why_area int;
UPDATE poll SET score = CASE WHEN rec IN (9, 10) THEN 100 WHEN rec IN (7, 8) THEN 0 WHEN rec < 7 THEN -100 END,
    why = CASE WHEN rec = 98 THEN 1 WHEN rec = 99 THEN 2 WHEN rec IS NULL THEN 3 ELSE 0 END, no_set = (coalesce(a, b) IS NULL)::int,
    why_hours = CASE WHEN hours = 998 THEN 1 WHEN hours IS NULL THEN 2 WHEN hours > 998 THEN 3 ELSE 0 END,
    why_area = CASE WHEN area = 'not said' THEN 1 WHEN area IS NULL THEN 2 ELSE 0 END;
DO $$
DECLARE
    body text := '"variables": [{"name": "g", "measure": "nominal", "values": {"1": "x", "2": "y", "3": "z"}},
        {"name": "rec", "measure": "ordinal", "values": {"0": "0", "1": "1", "2": "2", "3": "3", "4": "4", "5": "5", "6": "6", "7": "7", "8": "8", "9": "9", "10": "10"},
            "missing": {"98": "Do not know", "99": "Refused"}},
        {"name": "q", "measure": "ordinal", "points": 5, "missing": {"8": "Refused"}, "nets": {"odd": [1, 3, 5]}},
        {"name": "area", "measure": "nominal", "values": ["north", "south"], "missing": ["not said"]},
        {"name": "a", "measure": "nominal"}, {"name": "b", "measure": "nominal"},
        {"name": "hours", "measure": "scale", "missing": {"998": "Refused"}, "missing_ranges": [[999, 2000]]},
        {"name": "score", "measure": "scale"}, {"name": "why", "measure": "nominal", "values": {"0": "A", "1": "B", "2": "C", "3": "D"}},
        {"name": "why_hours", "measure": "nominal", "values": {"0": "A", "1": "B", "2": "C", "3": "D"}},
        {"name": "why_area", "measure": "nominal", "values": {"0": "A", "1": "B", "2": "C"}},
        {"name": "no_set", "measure": "nominal", "values": {"0": "A", "1": "B"}}, {"name": "w", "measure": "scale"}],
        "sets": [{"name": "ab", "label": "A or B", "members": ["a", "b"], "nets": {"any": ["a", "b"]}}]}';
    plain text := '{"weight": "w", "design": {"strata": ["h"], "clusters": ["psu"], "nest": true}, ' || body;
BEGIN
    PERFORM register_survey(name, 'poll', CASE WHEN name = 'free' THEN '{' || body ELSE plain END::jsonb) FROM unnest(ARRAY['poll', 'packed', 'rep', 'free']) name;
    PERFORM FROM pack_survey('packed');
    PERFORM FROM replicate_survey('rep', 'bootstrap', 40);
END $$;

-- which lines there are, and in which order
CREATE FUNCTION lines(s text, r text, variadic more text[]) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(concat_ws(' ', row_label, statistic), ', ' ORDER BY row_position) FROM survey_crosstab(s, ARRAY[r], statistics => more)$$;
SELECT is(lines('poll', 'q', 'percent', 'net', 'mean', 'sd', 'se'), (SELECT string_agg(concat_ws(' ', row_label, statistic), ', ' ORDER BY row_position) FROM survey_crosstab('poll', '{q}')),
    'the usual lines, by name');
SELECT is(lines('poll', 'q', 'base', 'percent', 'count', 'net', 'mean'),
    'Base base, 1 percent, 1 count, 2 percent, 2 count, 3 percent, 3 count, 4 percent, 4 count, 5 percent, 5 count, Top-2-box net, Top-2-box count, Bottom-2-box net, Bottom-2-box count, odd net, odd count, Mean mean',
    'percents and counts answer by answer, nets as the answers');
SELECT is(lines('poll', 'ab', 'count', 'net', 'base'), 'a count, b count, any count, Base base', 'counts alone, and nets of a set');
SELECT is(lines('poll', 'rec', 'missing', 'nps', 'effective_base'), 'Do not know missing, Refused missing, No answer missing, Net promoter score nps, Effective base effective_base', 'in the order that is asked for');
SELECT is(lines('poll', 'hours', 'mean', 'missing', 'nps'), 'Mean mean, Refused missing, No answer missing, Other missing values missing', 'missing numbers; no score of numbers');
SELECT is(lines('poll', 'q', 'nps'), NULL, 'no score of five points');
SELECT is(lines('poll', 'g*area', 'base', 'missing'), 'Base base', 'no reasons of a nest');

-- bases and counts, by plain SQL
SELECT is((SELECT array_agg(estimate ORDER BY column_position) FROM survey_crosstab('poll', '{q}', '{g}', statistics => '{base}')),
    (SELECT array_agg(n ORDER BY g NULLS FIRST) FROM (SELECT g, count(*)::float8 n FROM poll WHERE q < 8 AND w > 0 GROUP BY ROLLUP (g)) s), 'base');
SELECT ok((SELECT bool_and(is_near) FROM (SELECT abs(c.estimate - s.w) < 1e-9 * s.w AND c.cell = round(s.w::numeric)::text AS is_near FROM survey_crosstab('poll', '{q}', '{g}', statistics => '{weighted_base}') c
    JOIN (SELECT g, sum(w) w FROM poll WHERE q < 8 GROUP BY ROLLUP (g)) s ON s.g IS NOT DISTINCT FROM c.column_code) t), 'weighted base, shown as a whole number');
SELECT ok((SELECT bool_and(abs(c.estimate - s.e) < 1e-9 * s.e AND c.estimate = c.effective_base) FROM survey_crosstab('poll', '{q}', '{g}', statistics => '{effective_base}') c
    JOIN (SELECT g, sum(w) ^ 2 / sum(w ^ 2) e FROM poll WHERE q < 8 GROUP BY ROLLUP (g)) s ON s.g IS NOT DISTINCT FROM c.column_code), 'effective base');
SELECT ok((SELECT bool_and(abs(c.estimate - coalesce(s.w, 0)) < 1e-9 AND c.n = coalesce(s.n, 0)) AND count(*) = 20 FROM survey_crosstab('poll', '{q}', '{g}', statistics => '{count}') c
    LEFT JOIN (SELECT q, g, sum(w) w, count(*) FILTER (WHERE w > 0) n FROM poll GROUP BY GROUPING SETS ((q, g), (q))) s ON s.q = c.row_code AND s.g IS NOT DISTINCT FROM c.column_code), 'counts are weighted');
SELECT ok((SELECT bool_and(estimate = n AND std_error IS NULL AND conf_low IS NULL AND cell = n::text) FROM survey_crosstab('free', '{q}', '{g}', statistics => '{count}', min_base => 0)
    WHERE higher_than = '' OR is_total), 'without a weight counts are respondents');
SELECT is((SELECT array_agg(concat(p_value, higher_than) ORDER BY row_position, column_position) FROM survey_crosstab('poll', '{q}', '{g}', statistics => '{count}')),
    (SELECT array_agg(concat(p_value, higher_than) ORDER BY row_position, column_position) FROM survey_crosstab('poll', '{q}', '{g}', statistics => '{percent}')), 'counts alone carry the letters of percents');
SELECT is((SELECT count(higher_than) FROM survey_crosstab('poll', '{q}', '{g}', statistics => '{percent,count}') WHERE statistic = 'count'), 0::bigint, 'beside percents they carry none');

-- the score, and why there is no answer: as variables of their own
CREATE FUNCTION compare_lines(s text, tests text, lines text[], statistics text[], like_lines text[], filter text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
    WITH line AS (SELECT row_number() OVER (ORDER BY row_position, column_position) AS k, c.* FROM survey_crosstab(s, lines, '{g,ab}', tests => tests, statistics => statistics, filter => filter) c),
        expected AS (SELECT row_number() OVER (ORDER BY row_position, column_position) AS k, c.* FROM survey_crosstab(s, like_lines, '{g,ab}', tests => tests, statistics => '{mean,percent}', filter => filter) c WHERE row_label <> 'A')
    SELECT string_agg(format('%s %s: %s not %s', e.row_label, e.column_label, to_jsonb(l), to_jsonb(e)), E'\n') FROM line l FULL JOIN expected e USING (k)
    WHERE NOT coalesce((to_jsonb(l) - '{k,row_variable,row_code,row_label,statistic,cell,row_question,row_position,estimate,std_error,conf_low,conf_high,p_value}'::text[])
            = (to_jsonb(e) - '{k,row_variable,row_code,row_label,statistic,cell,row_question,row_position,estimate,std_error,conf_low,conf_high,p_value}'::text[])
        AND NOT EXISTS (SELECT FROM unnest(ARRAY[l.estimate, l.std_error, l.conf_low, l.conf_high, l.p_value], ARRAY[e.estimate, e.std_error, e.conf_low, e.conf_high, e.p_value]) u (a, b)
            WHERE (a IS NULL) <> (b IS NULL) OR abs(a - b) > 1e-9 * greatest(abs(b), 1)), false)$$;
SELECT is(compare_lines(s, tests, '{rec}', '{nps}', '{score}'), NULL, format('score, %s, %s', s, tests)) FROM unnest(ARRAY['poll', 'packed', 'rep', 'free']) s, unnest(ARRAY['spss', 'design']) tests;
SELECT is(compare_lines(s, tests, '{rec}', '{missing}', '{why}', 'id % 4 > 0'), NULL, format('missing answers, %s, %s', s, tests)) FROM unnest(ARRAY['poll', 'packed', 'rep', 'free']) s, unnest(ARRAY['crunch', 'design']) tests;
SELECT is(compare_lines('poll', NULL, '{ab}', '{missing}', '{no_set}'), NULL, 'nobody answered an option of the set');
SELECT is(compare_lines('poll', NULL, '{hours}', '{missing}', '{why_hours}'), NULL, 'missing numbers, by code and by range');
SELECT is(compare_lines('poll', NULL, '{area}', '{missing}', '{why_area}'), NULL, 'missing texts');
SELECT is((SELECT array_agg(row_code ORDER BY row_position) FROM survey_crosstab('poll', '{rec}', statistics => '{missing}')), '{98,99,NULL}'::int[], 'codes of missing answers');
SELECT is((SELECT count(*) FROM survey_column_tests('poll', '{rec}', '{g}', statistics => '{nps}') WHERE p_value IS NOT NULL), 3::bigint, 'pairs of columns are tested');

-- the order of answers and of questions
SELECT is((SELECT string_agg(row_label, ',' ORDER BY row_position) FROM survey_crosstab('poll', '{q}', sort => 'total') WHERE statistic IN ('percent', 'net')),
    (SELECT string_agg(q::text, ',' ORDER BY w DESC) FROM (SELECT q, sum(w) w FROM poll WHERE q < 8 GROUP BY q) s) || ',Top-2-box,Bottom-2-box,odd', 'by the total, nets at their place');
SELECT is((SELECT string_agg(row_label, ',' ORDER BY row_position) FROM survey_crosstab('poll', '{q}', '{g}', sort => k, statistics => '{percent}') WHERE is_total),
    (SELECT string_agg(q::text, ',' ORDER BY w DESC) FROM (SELECT q, sum(w) w FROM poll WHERE q < 8 AND g = 2 GROUP BY q) s), 'by a column: ' || k) FROM unnest('{y,B}'::text[]) k;
SELECT is((SELECT string_agg(DISTINCT question_position || row_variable, ',') FROM survey_crosstab('poll', '{area,q,hours,rec}', sort => 'mean')), '1hours,2rec,3q,4area', 'questions by their means');
SELECT throws_ok($$SELECT * FROM survey_crosstab('poll', '{q}', '{g}', sort => 'w')$$, '42704', 'the table has no column "w"', 'no such column to sort by');
SELECT throws_ok($$SELECT * FROM survey_crosstab('poll', '{q}', statistics => '{percent,modus}')$$, '22023', 'statistics must not be "modus"', 'no such statistic');
SELECT throws_ok($$SELECT * FROM survey_crosstab('poll', '{q}', statistics => '{net,net}')$$, '42710', '"net" is twice among the statistics', 'a statistic twice');
SELECT throws_ok($$SELECT * FROM survey_crosstab('poll', '{q}', statistics => '{}')$$, '22023', 'statistics must name a line at least', 'no statistic');
SELECT * FROM finish();
