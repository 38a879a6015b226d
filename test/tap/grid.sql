-- survey_grid: the numbers of survey_crosstab, answers of all items in the same columns
\set QUIET 1
SET client_min_messages = error;
SELECT plan(19);

CREATE TABLE club AS SELECT i AS id, i / 7 AS psu, 1 + i * 7 % 11 % 5 AS q1, CASE WHEN i % 9 > 0 THEN 1 + i * 5 % 13 % 5 END AS q2, 1 + i % 3 AS q3, i % 2 AS g, i % 3 = 0 AS a, i % 5 = 0 AS b, 0.5 + i % 4 AS w
    FROM generate_series(1, 350) i;
SELECT register_survey('club', 'club', '{"weight": "w", "design": {"clusters": ["psu"]}, "variables": [
    {"name": "q1", "label": "Tea", "points": 5, "measure": "ordinal", "values": {"1": "Bad", "5": "Good"}}, {"name": "q2", "label": "Milk", "points": 5, "measure": "ordinal", "values": {"1": "Bad", "5": "Good"}},
    {"name": "q3", "measure": "nominal", "values": {"1": "Bad", "2": "So so", "3": "Odd"}, "nets": {"any": [1, 2]}}, {"name": "g", "measure": "nominal"}, {"name": "a", "measure": "nominal"}, {"name": "b", "measure": "nominal"},
    {"name": "w", "measure": "scale"}], "sets": [{"name": "ab", "members": ["a", "b"]}]}') IS NULL \g /dev/null

CREATE FUNCTION grid_is(text, grid text, tables text) RETURNS text LANGUAGE sql AS $$
    SELECT set_eq('SELECT item, answer_code, answer_label, statistic, n, weighted_n, base_n, base_weighted, effective_base, estimate, std_error, conf_low, conf_high, cell, low_base, is_net, suppressed, item_position FROM ' || grid,
        'SELECT row_variable, row_code, row_label, statistic, n, weighted_n, base_n, base_weighted, effective_base, estimate, std_error, conf_low, conf_high, cell, low_base, is_net, suppressed, question_position FROM ' || tables, $1)$$;
SELECT grid_is('the numbers of the table', $$survey_grid('club', '{q1,q2,q3,ab}')$$, $$survey_crosstab('club', '{q1,q2,q3,ab}', tests => 'none', statistics => '{percent,net,mean}')$$);
SELECT grid_is('other lines, sorted and filtered', $$survey_grid('club', '{q2,q1}', filter => 'g = 1', level => 0.9, statistics => '{base,percent,mean,missing}', sort => 'mean', weight => 'none')$$,
    $$survey_crosstab('club', '{q2,q1}', tests => 'none', filter => 'g = 1', level => 0.9, statistics => '{base,percent,mean,missing}', sort => 'mean', weight => 'none')$$);
SELECT grid_is('few are left out', $$survey_grid('club', '{q1,q3}', suppress => '{"min_n": 80}', round_to => 5)$$,
    $$survey_crosstab('club', '{q1,q3}', tests => 'none', statistics => '{percent,net,mean}', suppress => '{"min_n": 80}', round_to => 5)$$);
SELECT is((SELECT string_agg(answer_label, ' ' ORDER BY answer_position) FROM survey_grid('club', '{q1,q2}') WHERE item = 'q2'), 'Bad 2 3 4 Good Top-2-box Bottom-2-box Mean', 'answers, boxes and the mean beside');
SELECT is((SELECT count(DISTINCT (answer_position, answer_code, answer_label, statistic)) - count(DISTINCT answer_position) FROM survey_grid('club', '{q1,q2,q3,ab}')), 0::bigint, 'a column is one answer');
SELECT is((SELECT count(DISTINCT answer_position) FROM survey_grid('club', '{q1,q2,q3,ab}')), (SELECT count(DISTINCT (row_code, row_label, statistic)) FROM survey_crosstab('club', '{q1,q2,q3,ab}', statistics => '{percent,net,mean}')),
    'and an answer one column');
SELECT is((SELECT array_agg(DISTINCT item_label ORDER BY item_label) FROM survey_grid('club', '{q1,q2,q3}')), '{Milk,Tea,q3}', 'texts of the questions');
SELECT alter_survey('club', '{"tables": {"compare": "total", "percent": "index", "tests": "spss"}}') IS NULL \g /dev/null
SELECT grid_is('comparisons and indexes of the codebook are for columns', $$survey_grid('club', '{q1}')$$, $$survey_crosstab('club', '{q1}', tests => 'none', percent => 'column', compare => 'pairs', statistics => '{percent,net,mean}')$$);
SELECT throws_ok($$SELECT FROM survey_grid('club', '{q9}')$$, '42703', NULL, 'an item that is not there');

-- items of which some lack answers, nets and the mean: columns in the order of each
CREATE TABLE mixed AS SELECT i AS id, 1 + i % 5 AS a_1, CASE WHEN i % 2 = 0 THEN 1 ELSE 5 END AS a_2, (i % 11)::float8 AS b FROM generate_series(1, 60) i;
SELECT register_survey('mixed', 'mixed', '{"respondent": "id", "variables": [{"name": "a_1", "label": "First", "points": 5, "nets": {"One": [1]}}, {"name": "a_2", "label": "Second", "measure": "ordinal", "values": {"1": "1", "5": "5"}}, {"name": "b", "measure": "scale"}]}') IS NOT NULL \g /dev/null
SELECT is((SELECT array_agg(answer_label ORDER BY answer_position) FROM (SELECT DISTINCT answer_label, answer_position FROM survey_grid('mixed', '{a_1,a_2,b}')) x), '{1,2,3,4,5,Top-2-box,Bottom-2-box,One,Mean}'::text[], 'what comes before in some item comes before');

-- the good end: with "reverse" a low mean is a good one; answers stay in the order of the codebook, whatever tables sort by
CREATE TABLE trust AS SELECT i AS id, 1 + i % 4 AS t_1, 1 + i % 4 / 3 AS t_2, 1 + i % 3 AS t_3 FROM generate_series(1, 60) i;
SELECT register_survey('trust', 'trust', '{"respondent": "id", "tables": {"sort": "total"}, "variables": [
    {"name": "t_1", "label": "How much trust? - Police", "reverse": true, "points": 4, "values": {"1": "A lot", "4": "None"}}, {"name": "t_2", "label": "How much trust? - Post", "reverse": true, "points": 4, "values": {"1": "A lot", "4": "None"}},
    {"name": "t_3", "label": "How much trust? - Press", "reverse": true, "points": 4, "values": {"1": "A lot", "4": "None"}}]}') IS NOT NULL \g /dev/null
CREATE FUNCTION items() RETURNS text LANGUAGE sql AS $$ SELECT string_agg(item, ' ' ORDER BY item_position) FROM survey_grid('trust', '{t_*}', sort => 'mean', statistics => '{mean}') $$;
SELECT is(items(), 't_2 t_3 t_1', 'the best item first, where the lowest answer is the best');
SELECT is((SELECT string_agg(DISTINCT answer_position || answer_label, ' ') FROM survey_grid('trust', '{t_*}', statistics => '{percent}')), '1A lot 22 33 4None', 'answers in the order of the codebook');
SELECT alter_survey('trust', '{"variables": [{"name": "t_3", "reverse": null}]}') IS NULL \g /dev/null
SELECT is(items(), 't_1 t_3 t_2', 'where good ends differ, the highest mean first');
SELECT alter_survey('trust', '{"variables": [{"name": "t_*", "reverse": null, "scores": {"1": 9, "2": 8, "3": 7, "4": 6}}]}') IS NULL \g /dev/null
SELECT is(items(), 't_2 t_3 t_1', 'scores say themselves which end is the good one');
SELECT load_survey('sheet_3', export_crosstab('trust', '{t_1}', sort => 'total', options => '{"grids": ["t_*"]}'), sheet => '2 How much trust_') IS NOT NULL \g /dev/null
SELECT matches((SELECT string_agg(variable || coalesce(' ' || label, ''), ', ' ORDER BY position) FROM (SELECT DISTINCT variable, label, position FROM survey_codebook('sheet_3')) v), 'a_lot.*2.*3.*none.*mean', 'in a workbook too, whose sheet is called as its items begin');

-- as a sheet of the workbook, which is read back
SELECT lives_ok($$SELECT load_survey('sheet', export_crosstab('mixed', '{a_1}', options => '{"grids": ["a_*", {"title": "All: [three]", "items": ["a_1", "a_2", "b"]}]}'), sheet => '2 a_1 and a_2')$$, 'a grid has a sheet of its own, named by its items');
SELECT lives_ok($$SELECT load_survey('sheet_2', export_crosstab('mixed', '{a_1}', options => '{"grids": ["a_*", {"title": "All: [three]", "items": ["a_1", "a_2", "b"]}]}'), sheet => '3 All_ _three_')$$, 'or by its title');
SELECT throws_ok($$SELECT export_crosstab('mixed', '{a_1}', options => '{"grids": ["z_*"]}')$$, '42703', 'no variable of survey "mixed" matches "z_*"', 'a pattern that matches nothing');
SELECT throws_ok($$SELECT export_crosstab('mixed', '{a_1}', options => '{"grids": [{"title": "x"}]}')$$, '22023', NULL, 'a grid without items');
