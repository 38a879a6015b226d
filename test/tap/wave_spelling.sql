-- A wave is understood in every spelling wherever it is named: the results are those of its label.
SELECT plan(9);
\set QUIET 1
SET client_min_messages = error;
CREATE TABLE told AS SELECT i AS id, 202601 + i % 3 AS wave, 1 + i * 7 % 5 AS q, 1 + i % 2 AS sex FROM generate_series(1, 300) i;
SELECT register_survey('told', 'told', '{"respondent": "id", "variables": [{"name": "wave", "measure": "ordinal", "values": {"202601": "2026-01", "202602": "2026-02", "202603": "2026-03"}},
    {"name": "q", "measure": "ordinal", "points": 5}, {"name": "sex", "measure": "nominal", "values": {"1": "F", "2": "M"}}]}') IS NULL \g /dev/null
SELECT results_eq($$SELECT * FROM survey_topline('told', options => '{"wave": "wave", "against": "January 2026"}')$$, $$SELECT * FROM survey_topline('told', options => '{"wave": "wave", "against": "2026-01"}')$$, 'against of the topline');
SELECT is((SELECT array_agg(DISTINCT compared_with) FROM survey_topline('told', options => '{"wave": "wave", "against": "2026/1"}') WHERE statistic = 'percent' AND variable = 'q'), '{2026-01}'::text[], 'which compares with that wave');
SELECT results_eq($$SELECT * FROM survey_crosstab('told', '{q}', '{wave,sex}', compare => 'Feb 2026')$$, $$SELECT * FROM survey_crosstab('told', '{q}', '{wave,sex}', compare => '2026-02')$$, 'compare');
SELECT results_eq($$SELECT row_label FROM survey_crosstab('told', '{q}', '{wave}', sort => '2026-3')$$, $$SELECT row_label FROM survey_crosstab('told', '{q}', '{wave}', sort => '2026-03')$$, 'sort');
SELECT is((SELECT string_agg(reached || ' of ' || target, ', ' ORDER BY target) FROM survey_quota('told', '{"wave": {"Jan 2026": 90, "2026/2": 80}}') WHERE target IS NOT NULL), '100 of 80, 100 of 90', 'quotas');
SELECT is((SELECT base_n FROM survey_crosstab('told', '{q}', filter => 'wave IN (''March 2026'', ''2026/1'')') LIMIT 1), 200::bigint, 'filters');
SELECT is(survey_chart('told', 'dots', 'q', 'wave', options => '{"against": "March 2026"}'), survey_chart('told', 'dots', 'q', 'wave', options => '{"against": "2026-03"}'), 'charts of differences');
SELECT throws_ok($$SELECT * FROM survey_crosstab('told', '{q}', '{wave}', compare => '2026-04')$$, '42704', 'the table has no column "2026-04"', 'a wave that is not there');
SELECT throws_ok($$SELECT * FROM survey_quota('told', '{"wave": {"2026-4": 5}}')$$, '22023', 'quota "wave": variable "wave" has no answer "2026-4"', 'in quotas');
SELECT * FROM finish();
