-- What programs for dashboards need: positions to sort by, marks of what counts twice, and the view for analysis.
-- Expected values are counted by hand over the ten answers below.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(29);

CREATE TABLE bi (id int, size text, q smallint, r smallint, v float8, m1 boolean, m2 boolean, seen date, w float8, "weight" int);
INSERT INTO bi VALUES
    (1, 'b', 1, 1, 10, true, false, '2026-01-05', 1, 7), (2, 'b', 2, 2, 20, true, true, '2026-01-05', 2, 7),
    (3, 'a', 3, 3, -9, false, false, '2026-01-06', 1, 7), (4, 'a', 4, 4, 30, true, false, '2026-01-06', 1, 7),
    (5, 'c', 5, 5, 40, NULL, NULL, '2026-01-07', 1, 7), (6, 'c', 8, 1, 50, false, true, '2026-01-07', 2, 7),
    (7, 'c', 99, 2, 60, false, true, '2026-01-08', 1, 7), (8, 'b', NULL, 3, NULL, true, true, NULL, 1, 7),
    (9, 'a', 5, 4, 70, true, false, '2026-01-09', 1, 7), (10, 'a', 4, 5, 80, false, true, '2026-01-09', 1, 7);
SELECT register_survey('bi', 'bi', '{"title": "BI", "weight": "w", "respondent": "id", "variables": [
    {"name": "size", "label": "Team size", "measure": "ordinal", "values": [{"code": 1, "label": "2 to 4", "value": "c"}, {"code": 2, "label": "5 to 9", "value": "b"}, {"code": 3, "label": "10 to 19", "value": "a"}]},
    {"name": "q", "label": "<script>alert(''q'')</script>", "measure": "ordinal", "points": 5, "values": {"1": "Bad", "5": "Good", "8": "Don''t know"}, "missing": {"99": "Refused"}, "scores": {"8": null}, "nets": {"Happy": [4, 5]}},
    {"name": "r", "label": "Reversed", "measure": "ordinal", "points": 5, "values": {"1": "Best", "5": "Worst"}, "reverse": true},
    {"name": "v", "label": "Value", "measure": "scale", "missing": {"-9": "no answer"}},
    {"name": "seen", "measure": "date"}, {"name": "weight", "label": "Another weight", "measure": "scale"}, {"name": "w", "measure": "scale"}],
    "sets": [{"name": "m", "label": "Which", "members": ["m1", "m2"]}]}') IS NULL \g /dev/null

-- positions: the order of the function is that of the positions, whatever the client does with the rows
SELECT is((SELECT string_agg(format('%s/%s/%s', question_position, row_position, column_position), ' ' ORDER BY o) FROM survey_crosstab('bi', '{q,v}', '{size}') WITH ORDINALITY AS c(row_variable, row_code, row_label, column_variable, column_code, column_label,
    column_letter, n, weighted_n, base_n, base_weighted, effective_base, column_percent, row_percent, total_percent, std_error, conf_low, conf_high, p_value, higher_than, statistic, estimate, cell, low_base, test, row_question,
    column_question, variance, low_df, question_position, row_position, column_position, is_total, is_net, o) WHERE column_variable = 'Total'),
    '1/1/1 1/2/1 1/3/1 1/4/1 1/5/1 1/6/1 1/7/1 1/8/1 1/9/1 1/10/1 1/11/1 1/12/1 2/1/1 2/2/1 2/3/1', 'rows count within their question: six answers, three nets, mean, deviation, error');
SELECT is((SELECT string_agg(column_label, ' | ' ORDER BY column_position) FROM survey_crosstab('bi', '{r}', '{size,m}') WHERE row_position = 1),
    'Total | 2 to 4 | 5 to 9 | 10 to 19 | m1 | m2', 'columns count through the banner');
SELECT is((SELECT string_agg(column_position::text, ' ' ORDER BY column_position) FROM survey_crosstab('bi', '{r}', '{size}', filter => 'id in (1, 2, 3)', drop_empty => true) WHERE row_position = 1),
    '1 3 4', 'and keep their places where some are not shown');
SELECT is((SELECT array_agg(DISTINCT row_label ORDER BY row_label) FROM survey_crosstab('bi', '{q}') WHERE is_net), '{Bottom-2-box,Happy,Top-2-box}', 'nets are marked');
SELECT is((SELECT array_agg(DISTINCT column_variable) FROM survey_crosstab('bi', '{q}', '{size}') WHERE is_total), '{Total}', 'and so is the Total');
SELECT is((SELECT sum(weighted_n) FROM survey_crosstab('bi', '{r}', '{size}') WHERE statistic = 'percent' AND NOT is_total AND NOT is_net), 12::float8, 'without them everybody is counted once');
SELECT is((SELECT string_agg(format('%s-%s: %s', column_position, other_position, row_position), ', ' ORDER BY column_position, other_position) FROM survey_column_tests('bi', '{q}', '{size}', min_base => 0) WHERE is_net AND row_label = 'Happy'),
    '2-3: 9, 2-4: 9, 3-4: 9', 'pairs of columns have the places of both');
SELECT is((SELECT string_agg(DISTINCT format('%s %s', question_position, variable), ', ' ORDER BY format('%s %s', question_position, variable)) FROM survey_topline('bi')),
    (SELECT string_agg(format('%s %s', question_position, row_variable), ', ' ORDER BY format('%s %s', question_position, row_variable)) FROM (SELECT DISTINCT question_position, row_variable FROM survey_crosstab('bi', NULL)) s), 'toplines have them too');
SELECT is((SELECT string_agg(answer, ' | ' ORDER BY row_position) FROM survey_topline('bi') WHERE variable = 'size' AND NOT is_net AND statistic = 'percent'), '2 to 4 | 5 to 9 | 10 to 19', 'in the order of the codebook, not of the alphabet');
SELECT is((SELECT array_agg(DISTINCT column_position) FROM survey_topline('bi')), '{1}', 'with one column');
SELECT is((SELECT string_agg(format('%s/%s/%s', question_position, row_position, column_position), ' ' ORDER BY column_position, question_position, row_position) FROM survey_proportion('bi', '{q,r}', by => '{size}') WHERE row_position < 3),
    '1/1/1 1/2/1 2/1/1 2/2/1 1/1/2 1/2/2 2/1/2 2/2/2 1/1/3 1/2/3 2/1/3 2/2/3', 'estimates: variable, category, domain');
SELECT is((SELECT string_agg(domain_label, ' | ' ORDER BY column_position) FROM survey_mean('bi', '{v}', by => '{size}')), '2 to 4 | 5 to 9 | 10 to 19', 'domains are in the order of the codebook');
SELECT is((SELECT string_agg(column_position::text, ' ' ORDER BY column_position) FROM survey_mean('bi', '{v}', by => '{size}', filter => 'id <> 5 and id <> 6 and id <> 7')), '2 3', 'and keep their places under a filter');
SELECT is((SELECT string_agg(column_position::text, ' ' ORDER BY column_position) FROM survey_contrast('bi', '{v}', by => '{size}')), '1 2 3', 'contrasts are numbered');
SELECT is((SELECT string_agg(category, ' ' ORDER BY row_position) FROM survey_quantile('bi', '{v}', '{0.9,0.1,0.5}')), '0.9 0.1 0.5', 'quantiles come as they were asked for');

-- the long view
SELECT is((SELECT string_agg(DISTINCT format('%s %s', row_position, answer_label), ', ' ORDER BY format('%s %s', row_position, answer_label)) FROM bi_long WHERE variable = 'size'), '1 2 to 4, 2 5 to 9, 3 10 to 19', 'the long view has the places of answers');
SELECT is((SELECT array_agg(DISTINCT row_position) FROM bi_long WHERE variable = 'q' AND answer_code = 99), '{7}', 'missing ones behind the others');
SELECT is((SELECT string_agg(DISTINCT format('%s %s', question_position, variable), ', ' ORDER BY format('%s %s', question_position, variable)) FROM bi_long WHERE variable IN ('size', 'm')), '1 size, 7 m', 'and of questions, sets last');

-- the view for analysis
SELECT is((SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'bi_analysis'::regclass AND attnum > 0),
    'respondent weight_of_survey size size_label size_sorted size_score q q_label q_sorted q_score r r_label r_sorted r_score v seen weight w m1 m2', 'columns beside each other');
SELECT is((SELECT string_agg(format('%s=%s', coalesce(q::text, '-'), coalesce(q_score::text, '-')), ' ' ORDER BY respondent) FROM bi_analysis), '1=1 2=2 3=3 4=4 5=5 8=- -=- -=- 5=5 4=4', 'codes with missing as NULL, scores without a don''t know');
SELECT is((SELECT string_agg(r_score::text, ' ' ORDER BY respondent) FROM bi_analysis), '5 4 3 2 1 5 4 3 2 1', 'a reversed scale is turned');
SELECT is((SELECT string_agg(DISTINCT q_sorted, ' | ' ORDER BY q_sorted) FROM bi_analysis), '1. Bad | 2. 2 | 3. 3 | 4. 4 | 5. Good | 6. Don''t know', 'labels that sort');
SELECT is((SELECT array_agg(size_label ORDER BY respondent) FROM bi_analysis WHERE respondent IN (1, 3, 5)), '{5 to 9,10 to 19,2 to 4}', 'labels of a column of texts');
SELECT is((SELECT (top2box(q_score, 5, weight_of_survey), share(q IN (4, 5), weight_of_survey))::text FROM bi_analysis), (4 / 8.0::float8, 4 / 10.0::float8)::text, 'a score''s base leaves out the don''t know, the code''s keeps it');
SELECT is((SELECT string_agg(coalesce(m1::text, '-'), ' ' ORDER BY respondent) FROM bi_analysis), 'true true false true - false false true true false', 'options of sets are booleans');
SELECT is((SELECT string_agg(coalesce(v::text, '-'), ' ' ORDER BY respondent) FROM bi_analysis), '10 20 - 30 40 50 60 - 70 80', 'numbers with missing as NULL');
SELECT is((SELECT count(*) FROM pg_attribute WHERE attrelid = 'bi_analysis'::regclass AND attnum > 0 AND col_description(attrelid, attnum) IS NULL), 0::bigint, 'every column has a comment');
SELECT is((SELECT col_description('bi_analysis'::regclass, attnum) FROM pg_attribute WHERE attrelid = 'bi_analysis'::regclass AND attname = 'q_label'), '<script>alert(''q'')</script>: answer', 'with the text of the question as it is');
CREATE TABLE keyed AS SELECT i AS respondent, 1 + i % 2 AS q FROM generate_series(1, 10) i;
SELECT register_survey('keyed', 'keyed', '{"respondent": "respondent", "variables": [{"name": "q", "measure": "nominal"}]}') IS NULL \g /dev/null
SELECT is((SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'keyed_analysis'::regclass AND attnum > 0), 'respondent weight q q_label', 'a key of that name is there, and a weight of 1');
SELECT * FROM finish();
