-- survey_topline of the last wave, with the change since the one before: the numbers of the table by waves, and of survey_trend.
\set QUIET 1
SET client_min_messages = error;
\ir include/near.psql
SELECT plan(14);
CREATE TABLE track AS SELECT i AS id, 1 + i % 3 AS wave, 1 + i * 7 % 5 AS q, CASE WHEN i % 3 <> 1 THEN 1 + i % 2 END AS skipped, i % 13 AS y, i % 2 = 0 AS u_1, CASE WHEN i % 3 = 2 THEN i % 7 = 0 END AS u_2, 1 + i % 4 / 2.0 AS w FROM generate_series(1, 300) i;
SELECT register_survey('track', 'track', '{"respondent": "id", "weight": "w", "variables": [{"name": "wave", "values": {"1": "w1", "2": "w2", "3": "w3", "4": "w4"}}, {"name": "q", "points": 5}, {"name": "skipped"}, {"name": "y", "measure": "scale"}], "sets": [{"name": "u", "members": ["u_1", "u_2"]}]}') IS NOT NULL \g /dev/null
CREATE TABLE top AS SELECT * FROM survey_topline('track', options => '{"wave": "wave"}');
SELECT is((SELECT array_agg(DISTINCT wave) FROM top), '{w3}'::text[], 'the last wave with anybody');
SELECT is((SELECT array_agg(DISTINCT variable ORDER BY variable) FROM top), '{q,skipped,u,y}'::text[], 'of every question but the wave');
SELECT is((SELECT array_agg(DISTINCT compared_with) FROM top WHERE variable = 'q' AND statistic = 'percent'), '{w2}'::text[], 'against the one before');
SELECT is((SELECT array_agg(DISTINCT compared_with) FROM top WHERE variable = 'skipped' AND statistic = 'percent'), '{w1}'::text[], 'that asked');
SELECT is((SELECT compared_with FROM top WHERE variable = 'u' AND answer = 'u_2'), NULL, 'a new option has no change');
SELECT is((SELECT count(*) FROM top t JOIN survey_crosstab('track', NULL, '{wave}', compare => 'previous') c ON c.row_variable = t.variable AND c.row_position = t.row_position AND c.column_label = 'w3'
    WHERE row(t.n, t.estimate, t.std_error, t.compared_with, t.difference, t.difference_error, t.difference_low, t.difference_high, t.difference_p) IS NOT DISTINCT FROM row(c.n, c.estimate, c.std_error, c.compared_with, c.difference, c.difference_error, c.difference_low, c.difference_high, c.difference_p)), (SELECT count(*) FROM top), 'the numbers are those of the table');
SELECT near((SELECT difference FROM top WHERE variable = 'y' AND statistic = 'mean'), (SELECT change FROM survey_trend('track', '{y}', 'wave') WHERE wave = 'w3'), 'and of the trend', 1e-9);
SELECT is((SELECT array_agg(DISTINCT wave) FROM survey_topline('track', filter => 'wave < 3', options => '{"wave": "wave"}')), '{w2}'::text[], 'the last one of a filter');
SELECT is((SELECT array_agg(DISTINCT compared_with) FROM survey_topline('track', options => '{"wave": "wave", "against": "w1"}') WHERE variable = 'q' AND statistic = 'percent'), '{w1}'::text[], 'against a wave by its name');
SELECT is((SELECT count(*) FROM survey_topline('track', filter => 'id < 0', options => '{"wave": "wave"}')), 0::bigint, 'of nobody there is no last wave');
SELECT is((SELECT count(*) FROM survey_topline('track') WHERE wave IS NOT NULL OR compared_with IS NOT NULL OR difference IS NOT NULL), 0::bigint, 'without a wave nothing is compared');
SELECT is((SELECT count(*) FROM survey_topline('track')), (SELECT count(*) FROM survey_topline('track', options => '{"second_level": 0.8}')), 'other options are those of tables');
SELECT throws_ok($$SELECT * FROM survey_topline('track', options => '{"wave": "nosuch"}')$$, '42703', NULL, 'a wave that is not there');
SELECT throws_ok($$SELECT * FROM survey_topline('track', options => '{"wage": "wave"}')$$, '22023', NULL, 'and a key');
SELECT * FROM finish();
