-- Patterns and ranges among the names of tables, estimates, trends, charts and exports; answers that stay last; names of missing answers; net promoter scores of numbers.
\set QUIET 1
SET client_min_messages = error;
\ir include/near.psql
SELECT plan(40);

CREATE TABLE grid AS SELECT i AS id, 1 + i % 2 AS sex, 1 + i % 3 AS wave, 1 + i % 5 AS q8_1, 1 + i * 3 % 5 AS q8_2, 1 + i / 2 % 5 AS "Q8_3", i % 11 AS rec, i % 7 AS kids, i % 2 = 0 AS u_1, i % 3 = 0 AS u_2, i % 7 = 0 AS u_9, 'x' || i AS q8_text,
    CASE i % 4 WHEN 0 THEN 98 WHEN 1 THEN 99 WHEN 2 THEN 1 END AS m, CASE (i % 11 >= 9)::int - (i % 11 <= 6)::int WHEN 1 THEN 100.0 WHEN 0 THEN 0 ELSE -100 END AS promoter, 1 + i % 3 / 2.0 AS w, 1 + i % 3 AS "odd*name", 1 + i % 4 AS dk FROM generate_series(1, 120) i;
SELECT register_survey('grid', 'grid', '{"respondent": "id", "weight": "w", "variables": [{"name": "sex"}, {"name": "wave"}, {"name": "q8_1", "points": 5, "nets": {"n": [1]}}, {"name": "q8_2", "points": 5}, {"name": "Q8_3", "points": 5}, {"name": "q8_text", "measure": "text"}, {"name": "rec", "measure": "scale"}, {"name": "kids", "measure": "scale"},
    {"name": "m", "values": {"1": "yes"}, "missing": {"98": "No answer", "99": "no answer"}}, {"name": "promoter", "measure": "scale"}, {"name": "odd*name"}, {"name": "dk", "points": 3, "values": {"4": "Do not know"}, "scores": {"4": null}}],
 "sets": [{"name": "u", "members": [{"variable": "u_1", "label": "A"}, {"variable": "u_2", "label": "None of these"}, {"variable": "u_9", "label": "B"}], "nets": {"AB": ["u_1", "u_9"]}, "properties": {"exclusive": ["u_2"]}}]}') IS NOT NULL \g /dev/null

-- patterns and ranges
CREATE FUNCTION row_names(names text[]) RETURNS text[] LANGUAGE SQL AS $$ SELECT array_agg(row_variable ORDER BY p) FROM (SELECT row_variable, min(question_position) AS p FROM survey_crosstab('grid', names) GROUP BY 1) x $$;
SELECT is(row_names('{q8_*}'), '{q8_1,q8_2,Q8_3}'::text[], 'a pattern stands for the questions that it matches, in the order of the codebook');
SELECT is(row_names('{q8_2:q8_text}'), '{q8_2,Q8_3}'::text[], 'a range, without texts');
SELECT is(row_names('{q8_2,q8_*}'), '{q8_2,q8_1,Q8_3}'::text[], 'what came before is not shown twice');
SELECT is(row_names('{*_3}'), '{Q8_3}'::text[], 'the star may be anywhere, and letter case does not matter');
SELECT is(row_names('{sex*wave}'), '{sex*wave}'::text[], 'between two names it nests');
SELECT is(row_names('{"sex * wave",q8_1*sex}'), '{sex*wave,q8_1*sex}'::text[], 'with blanks, and with a name that a pattern begins as');
SELECT is(row_names('{odd*name}'), '{odd*name}'::text[], 'in the name of a variable it is part of that');
SELECT is(row_names('{odd*}'), '{odd*name}'::text[], 'which patterns find');
SELECT is((SELECT array_agg(DISTINCT column_variable COLLATE "C" ORDER BY column_variable COLLATE "C") FROM survey_crosstab('grid', '{sex}', '{q8_1:Q8_3}')), '{Q8_3,Total,q8_1,q8_2}'::text[], 'columns');
SELECT throws_ok($$SELECT * FROM survey_crosstab('grid', '{q9_*}')$$, '42703', 'no variable of survey "grid" matches "q9_*"', 'a pattern without a match is an error');
SELECT throws_ok($$SELECT * FROM survey_crosstab('grid', '{Q8_3:q8_1}')$$, '42703', 'no variable of survey "grid" matches "Q8_3:q8_1"', 'and a range that runs back');
SELECT throws_ok($$SELECT * FROM survey_crosstab('grid', '{q8_t*}')$$, '42703', '"q8_t*" matches no variable that a table can show', 'and one of texts alone');
SELECT throws_ok($$SELECT * FROM survey_crosstab('grid', '{sex*nosuch}')$$, '42703', 'variable "nosuch" of survey "grid" does not exist', 'a nest of what is not there names it');
SELECT throws_ok($$SELECT * FROM survey_crosstab('grid', '{sex}', '{*}')$$, '42809', NULL, 'numbers are no columns, by a pattern either');
SELECT is((SELECT array_agg(item ORDER BY item_position) FROM (SELECT DISTINCT item, item_position FROM survey_grid('grid', '{q8_*}')) x), '{q8_1,q8_2,Q8_3}'::text[], 'items of a grid');
SELECT is((SELECT count(DISTINCT variable) FROM survey_trend('grid', '{q8_*}', 'wave', 'mean')), 3::bigint, 'rows of a trend');
SELECT is((SELECT count(DISTINCT variable) FROM survey_trend('grid', '{q8_*}', 'wave', 'mean', suppress => '{"min_n": 2}')), 3::bigint, 'that suppresses');
SELECT is((SELECT array_agg(variable) FROM survey_mean('grid', '{q8_*,rec}')), '{q8_1,q8_2,Q8_3,rec}'::text[], 'variables of estimates');
SELECT is((SELECT count(DISTINCT variable) FROM survey_proportion('grid', '{q8_1:Q8_3,u}')), 4::bigint, 'of shares');
SELECT is((SELECT array_agg(DISTINCT (v ->> 'row') COLLATE "C") FROM jsonb_path_query(survey_chart('grid', 'likert', '{q8_*}')::jsonb, '$.data.values[*]') v), '{Q8_3,q8_1,q8_2}'::text[], 'of charts');
SELECT is(survey_report('grid', '{q8_*}', format => 'markdown'), survey_report('grid', '{q8_1,q8_2,Q8_3}', format => 'markdown'), 'of reports');
SELECT is(length(export_crosstab('grid', '{q8_*}', '{sex}')) > 1000, true, 'of workbooks');
SELECT is(split_part(convert_from(export_survey('grid', 'csv', variables => '{q8_*,sex}'), 'UTF8'), E'\n', 1) LIKE '%q8_text%sex%', true, 'of files, which have texts too');
SELECT is((SELECT source IS NOT NULL FROM survey_explain('grid', '{q8_*}', '{sex}')), true, 'of survey_explain');
SELECT is(mlops_survey.codebook_names('{"variables": [{"name": "q8_1"}, {"name": "Q8_3"}]}', 'q8*'), '{q8_1,Q8_3}'::text[], 'as alter_survey has them');
SELECT is(row_names('{u*}'), '{u_1,u_2,u_9}'::text[], 'variables go before sets');

-- answers that stay last
CREATE FUNCTION order_of(rows text[], options jsonb) RETURNS text[] LANGUAGE SQL AS $$ SELECT array_agg(row_label ORDER BY row_position) FROM survey_crosstab('grid', rows, statistics => '{percent,net}', sort => 'total', options => options) $$;
SELECT is(order_of('{u}', NULL), '{A,B,"None of these",AB}'::text[], 'an exclusive option is last, before the nets');
SELECT is(order_of('{u}', '{"keep_last": []}'), '{A,"None of these",B,AB}'::text[], 'none is kept');
SELECT is(order_of('{u}', '{"keep_last": ["a", 2]}'), '{B,A,"None of these",AB}'::text[], 'by label and code, in the order of the codebook');
SELECT is(order_of('{u}', '{"keep_last": ["u_1"]}'), '{"None of these",B,A,AB}'::text[], 'by the name of a member');
SELECT is((SELECT array_agg(row_label ORDER BY row_position) FROM survey_crosstab('grid', '{u}', statistics => '{percent}')), '{A,"None of these",B}'::text[], 'without a sort all stay where they are');
SELECT is((order_of('{dk}', NULL))[4], 'Do not know', 'an answer of a scale that has no number is last');
SELECT throws_ok($$SELECT * FROM survey_crosstab('grid', '{u}', sort => 'total', options => '{"keep_last": "A"}')$$, '22023', NULL, 'it is a list');
SELECT is(length(export_crosstab('grid', '{u}', '{sex}', sort => 'total', options => '{"keep_last": ["A"]}')) > 1000, true, 'a workbook takes it');
SELECT alter_survey('grid', '{"tables": {"keep_last": ["B"]}}') IS NOT NULL \g /dev/null
SELECT is(order_of('{u}', NULL), '{A,"None of these",B,AB}'::text[], 'the codebook says it for all tables');

-- missing answers
SELECT is((SELECT array_agg(row_label ORDER BY row_position) FROM survey_crosstab('grid', '{m}', statistics => '{missing}')), '{"No answer","no answer (99)","No answer (empty)"}'::text[], 'no two lines of missing answers have one name');

-- net promoter scores of numbers: the mean of 100, 0 and -100
SELECT near((SELECT estimate FROM survey_crosstab('grid', '{rec}', statistics => '{nps}')), (SELECT nps(rec, w) FROM grid), 'of a number of 0 to 10', 1e-9);
SELECT is((SELECT array_agg(array[round(c.estimate::numeric, 9), round(c.std_error::numeric, 9), round(c.conf_low::numeric, 9)] ORDER BY c.column_position) FROM survey_crosstab('grid', '{rec}', '{sex}', statistics => '{nps}', tests => 'design') c), (SELECT array_agg(array[round(c.estimate::numeric, 9), round(c.std_error::numeric, 9), round(c.conf_low::numeric, 9)] ORDER BY c.column_position) FROM survey_crosstab('grid', '{promoter}', '{sex}', statistics => '{mean}', tests => 'design') c), 'with the errors of that mean');
SELECT is((SELECT count(*) FROM survey_crosstab('grid', '{kids,q8_1}', statistics => '{nps}')), 0::bigint, 'a number that nobody gives 10 has none');
SELECT is((SELECT count(*) FROM survey_crosstab('grid', NULL, statistics => '{nps}') WHERE row_variable = 'rec'), 0::bigint, 'nor has a number that nobody names');
SELECT * FROM finish();
