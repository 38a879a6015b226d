-- What is left out or rounded is so by every road: tests between columns, trends, the margin of a report, sheets of grids, medians, and what dominates a remainder.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(33);
CREATE TABLE people AS SELECT i AS id, 1 + (i > 40)::int + (i > 85)::int AS wave, 1 + i * 7 % 5 AS q, i * 13 % 11 AS l, (20 + i * 31 % 47)::float8 AS age, i % 9 = 0 AS m_1, i % 2 = 0 AS m_2, i % 4 = 1 AS m_3, 0.5 + i % 3 AS w FROM generate_series(1, 118) i;
UPDATE people SET m_2 = NOT m_1 OR id < 30;
SELECT register_survey('people', 'people', '{"respondent": "id", "variables": [{"name": "wave", "measure": "ordinal", "values": {"1": "May", "2": "June", "3": "July"}}, {"name": "w", "measure": "scale"},
    {"name": "q", "measure": "ordinal", "points": 5, "values": {"1": "a", "2": "b", "3": "c", "4": "d", "5": "e"}}, {"name": "l", "measure": "ordinal", "values": {"0": "0", "1": "1", "2": "2", "3": "3", "4": "4", "5": "5", "6": "6", "7": "7", "8": "8", "9": "9", "10": "10"}},
    {"name": "age", "measure": "scale"}], "sets": [{"name": "m", "members": ["m_1", "m_2", "m_3"]}]}') IS NULL \g /dev/null

-- tests of exact counts say how many respondents there are: by df, and by errors of shares that are known
SELECT is((SELECT count(*) FROM survey_column_tests('people', '{q,age,m}', '{wave}', tests => t, round_to => 10, min_base => 1) WHERE num_nonnulls(difference, std_error, statistic, df, p_value, p_adjusted) > 0), 0::bigint, 'no test of exact counts beside rounded ones: ' || t)
FROM unnest('{spss,dimensions,design}'::text[]) t;
SELECT is((SELECT count(*) > 0 AND bool_and(not_tested IS NOT NULL) FROM survey_column_tests('people', '{q}', '{wave}', round_to => 10, min_base => 1)), true, 'and the row says so');

-- trends are of the counts that tables show: scores, net promoter scores and medians, too
CREATE TABLE ways (statistic text, variable text, line text);
INSERT INTO ways VALUES ('mean', 'q', 'mean'), ('mean', 'l', 'mean'), ('nps', 'l', 'nps'), ('median', 'q', 'median'), ('median', 'l', 'median'), ('mean', 'age', 'mean');
SELECT is((SELECT string_agg(format('%s %s %s', wave, round(t.estimate::numeric, 9), t.n), ', ' ORDER BY wave_code) FROM survey_trend('people', ARRAY[variable], 'wave', statistic => w.statistic, round_to => 10) t),
    (SELECT string_agg(format('%s %s %s', column_label, round(c.estimate::numeric, 9), c.base_n), ', ' ORDER BY column_code) FROM survey_crosstab('people', ARRAY[variable], '{wave}', round_to => 10, statistics => ARRAY[line]) c WHERE NOT is_total AND c.estimate IS NOT NULL),
    format('%s of %s in a trend of rounded counts', statistic, variable)) FROM ways w;
SELECT is((SELECT count(*) FROM ways w, survey_trend('people', ARRAY[variable], 'wave', statistic => w.statistic, round_to => 10) t WHERE num_nonnulls(std_error, conf_low, change_error, change_low, t, df, p_value) > 0), 0::bigint, 'without errors, and df');
SELECT is((SELECT count(*) FROM ways w, survey_trend('people', ARRAY[variable], 'wave', statistic => w.statistic, round_to => 10) t WHERE abs(change - (estimate - before)) > 1e-9), 0::bigint, 'changes are of what is shown');

-- an option that all in a column chose is as large as its base, however both are rounded
SELECT is((SELECT max(column_percent)::text || ' ' || max(n - base_n) FROM generate_series(21, 29) k, unnest('{3,5,10}'::int[]) r, survey_crosstab('people', '{m}', '{wave,q}', filter => 'id < ' || 60 + k, round_to => r)), '100 0', 'no percent is above 100');

-- a margin of error is of so many respondents
CREATE FUNCTION margin(options jsonb, suppress jsonb DEFAULT NULL, round_to int DEFAULT NULL, filter text DEFAULT 'id <= 7') RETURNS text LANGUAGE sql AS
    $$ SELECT (regexp_match(survey_report('people', '{q}', filter => $4, suppress => $2, round_to => $3, format => 'markdown', options => $1), 'Margin of error\*\*: ([^,.]*)'))[1] $$;
SELECT is(margin('{"sample": "probability"}'), '±37', 'of seven');
SELECT is(margin('{"sample": "probability"}', '{}'), 'none is given: the largest base is not shown', 'unless they are not shown');
SELECT is(margin('{"sample": "probability"}', round_to => 10), '±31', 'of ten, if these are shown');
SELECT is(margin('{"sample": "probability"}', '{}', filter => 'id <= 100'), margin('{"sample": "probability"}', filter => 'id <= 100'), 'and as ever where the base is shown');

-- medians say on which side of them answers lie: with b and c left out, a median of c says that a and b are less than half
CREATE TABLE hidden AS SELECT row_variable, column_label FROM survey_crosstab('people', '{q,l}', '{wave}', suppress => '{"min_n": 12}', statistics => '{percent}') WHERE suppressed;
SELECT is((SELECT string_agg(DISTINCT m.row_variable || m.column_label, ', ') FROM survey_crosstab('people', '{q,l}', '{wave}', suppress => '{"min_n": 12}', statistics => '{percent,median}') m JOIN hidden h USING (row_variable, column_label)
    WHERE m.statistic = 'median' AND num_nonnulls(m.estimate, m.conf_low, m.std_error, m.p_value) > 0), NULL, 'no median where an answer is left out');
SELECT is((SELECT count(*) > 0 FROM hidden), true, 'and some are');
SELECT is((SELECT count(*) FROM survey_crosstab('people', '{age}', '{wave}', suppress => '{"min_n": 12}', statistics => '{median}') WHERE NOT suppressed AND estimate IS NOT NULL), 4::bigint, 'those of numbers stay where the base does, however few have a value');
SELECT is((SELECT string_agg(format('%s %s', s.statistic, column_label), ', ') FROM survey_crosstab('people', '{age}', '{wave}', filter => 'id > 80', suppress => '{"min_n": 6}', statistics => '{mean,median}') s JOIN survey_crosstab('people', '{age}', '{wave}', filter => 'id > 80', suppress => '{"min_n": 6}', statistics => '{mean}') m USING (column_label)
    WHERE s.suppressed IS DISTINCT FROM m.suppressed), NULL, 'as the mean');

-- options overlap: errors of their differences would say how many chose both, 13 or 3 or 0
SELECT is((SELECT count(*) FROM unnest('{spss,dimensions,design}'::text[]) t, survey_crosstab('people', '{q,age}', '{m}', suppress => '{"min_n": 5}', tests => t, min_base => 1, compare => 'm_2') WHERE num_nonnulls(difference_error, difference_low, difference_high, difference_p) > 0), 0::bigint,
    'no errors of differences between options');
SELECT is((SELECT count(*) > 0 FROM survey_crosstab('people', '{q,age}', '{m}', suppress => '{"min_n": 5}', compare => 'm_2') WHERE difference IS NOT NULL), true, 'which are those of what is shown');
SELECT is((SELECT count(*) FROM unnest('{spss,dimensions,design}'::text[]) t, survey_column_tests('people', '{q,age}', '{m}', suppress => '{"min_n": 5}', tests => t, min_base => 1) WHERE num_nonnulls(std_error, statistic, df, p_value, p_adjusted) > 0), 0::bigint, 'nor tests');
SELECT is((SELECT count(*) > 0 FROM survey_column_tests('people', '{q}', '{wave}', suppress => '{"min_n": 5}', min_base => 1) WHERE p_value IS NOT NULL), true, 'those of columns that do not overlap stay');

-- a remainder that one makes up is told by a subtraction, however many it counts
CREATE TABLE firms AS SELECT i AS id, CASE WHEN i <= 10 THEN 1 WHEN i <= 22 THEN 2 WHEN i <= 42 THEN 3 END AS branch, (10 + i % 7)::float8 AS sales FROM generate_series(1, 43) i;
INSERT INTO firms SELECT 43 + i, NULL, 0.1 FROM generate_series(1, 11) i;
UPDATE firms SET sales = 50 WHERE id = 43;
SELECT register_survey('firms', 'firms', '{"respondent": "id", "variables": [{"name": "branch", "values": {"1": "A", "2": "B", "3": "C"}}, {"name": "sales", "measure": "scale"}]}') IS NULL \g /dev/null
CREATE FUNCTION left_out(suppress jsonb) RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM survey_crosstab('firms', '{sales}', '{branch}', suppress => $1) WHERE statistic = 'mean' AND suppressed $$;
SELECT is(left_out('{"min_n": 3}'), 0::bigint, 'twelve firms of no branch are enough');
SELECT is(left_out('{"min_n": 3, "dominance": 0.9}'), 1::bigint, 'but one has more than nine tenths of their sales');
SELECT is(left_out('{"min_n": 3, "dominance": 0.9, "complements": false}'), 0::bigint, 'which is left open if complements are not asked for');

-- a workbook is one: a question that stands in a grid alone is a column of its tables
CREATE TABLE clinics AS SELECT i AS id, CASE WHEN i <= 30 THEN 1 WHEN i <= 60 THEN 2 WHEN i <= 100 THEN 3 WHEN i <= 180 THEN 4 END AS region, CASE WHEN i NOT IN (99, 100) THEN 1 + i % 2 END AS q, 1 + i % 3 AS r FROM generate_series(1, 183) i;
SELECT register_survey('clinics', 'clinics', '{"respondent": "id", "variables": [{"name": "region", "values": {"1": "North", "2": "South", "3": "West", "4": "East"}}, {"name": "q", "values": {"1": "a", "2": "b"}}, {"name": "r", "values": {"1": "a", "2": "b", "3": "c"}}]}') IS NULL \g /dev/null
-- a number of the sheet's first line of its table
CREATE FUNCTION book(items text, sheet text, at text, suppress jsonb DEFAULT '{"min_n": 5}', total text DEFAULT NULL) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE name text := format('book_%s', (SELECT count(*) FROM mlops_survey.survey));
    result text;
BEGIN
    PERFORM load_survey(name, export_crosstab('clinics', '{q}', '{region}', suppress => $4, total => $5, options => jsonb_build_object('grids', jsonb_build_array(jsonb_build_object('title', 'Grid', 'items', jsonb_build_array($1))))), sheet => $2);
    EXECUTE format('SELECT to_jsonb(t) ->> $1 FROM %I t WHERE respondent = 1', name || '_labels') USING at INTO result;
    RETURN CASE WHEN result ~ '^[0-9.]+$' THEN round(result::numeric, 3) END;
END $$;
SELECT is(format('%s of %s %s', book('region', '1 q', 'west', 'false'), book('region', '2 Grid', 'base', 'false'), book('region', '2 Grid', 'west', 'false')), '38.000 of 180.000 0.222', 'two of the 40 in the west gave no answer');
SELECT is(num_nulls(book('region', '1 q', 'west'), book('region', '2 Grid', 'west')) > 0, true, 'so that tables and grid do not show both');
SELECT is(num_nulls(book('region', '1 q', 'west', '{"min_n": 5, "complements": false}'), book('region', '2 Grid', 'west', '{"min_n": 5, "complements": false}')), 0, 'unless complements are not asked for');
SELECT is(book('q', '2 Grid', 'base', total => 'columns'), book('q', '1 q', 'total', total => 'columns'), 'the Total of both counts the same respondents');
SELECT is(book('q', '2 Grid', 'base', 'false'), 181.000, 'by default all');
SELECT * FROM finish();
