-- Charts as Vega-Lite specifications: the numbers are those of the tables, parts lie where they belong, and every text is
-- a text whatever stands in it.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(57);
CREATE TABLE c AS SELECT i AS id, 1 + i % 3 AS g, (1 + i * 7 % 5)::smallint AS q1, (CASE WHEN i % 4 = 0 THEN 5 ELSE 1 + i * 3 % 5 END)::smallint AS q2, (5 - i * 7 % 5)::smallint AS r1, i % 11 AS likely, i % 2 = 0 AS m1, i % 5 = 0 AS m2, ((i * 37) % 11)::float8 AS y,
    (1 + i % 4)::float8 AS w FROM generate_series(0, 599) i;
UPDATE c SET q2 = 8 WHERE id % 10 = 1;
SELECT register_survey('c', 'c', $${"title": "<script>alert(1)</script> \"@data\" \\ 'x'", "weight": "w", "respondent": "id", "variables": [
    {"name": "g", "label": "Group", "measure": "nominal", "values": {"1": "Same", "2": "Same", "3": "@rows {{a}} <b>"}},
    {"name": "q1", "label": "First \"question\" \\ ?", "measure": "ordinal", "points": 5, "values": {"1": "Bad <b>", "5": "Good"}},
    {"name": "q2", "label": "Second", "measure": "ordinal", "points": 5, "values": {"1": "Bad <b>", "5": "Good", "8": "Don't know"}, "scores": {"8": null}},
    {"name": "r1", "label": "Reversed", "measure": "ordinal", "points": 5, "values": {"1": "Good", "5": "Bad"}, "reverse": true},
    {"name": "likely", "measure": "ordinal", "values": {"0": "0", "1": "1", "2": "2", "3": "3", "4": "4", "5": "5", "6": "6", "7": "7", "8": "8", "9": "9", "10": "10"}}, {"name": "y", "measure": "scale"}, {"name": "w", "measure": "scale"}],
    "sets": [{"name": "m", "members": ["m1", "m2"]}]}$$) IS NULL \g /dev/null
CREATE FUNCTION data(spec jsonb) RETURNS SETOF jsonb LANGUAGE sql AS $$ SELECT jsonb_array_elements(spec #> '{data,values}') $$;
CREATE FUNCTION number(value jsonb, key text) RETURNS numeric LANGUAGE sql AS $$ SELECT round((value ->> key)::numeric, 6) $$;

-- every kind is a specification with its data inside
CREATE TABLE spec AS SELECT kind, survey_chart('c', kind, v::text[], b::text[], options => o::jsonb) AS spec FROM (VALUES
    ('likert', '{q1}', '{g}', NULL), ('diverging', '{q1}', NULL, NULL), ('bar', '{q1}', '{g}', NULL), ('heatmap', '{q1,m}', '{g}', NULL), ('trend', '{q1,q2}', '{g}', NULL),
    ('dots', '{q1}', '{g}', NULL), ('nps', '{likely}', '{g}', NULL)) k (kind, v, b, o);
SELECT is((SELECT array_agg(DISTINCT spec ->> '$schema') FROM spec), '{https://vega.github.io/schema/vega-lite/v5.json}', 'all are Vega-Lite');
SELECT is((SELECT count(*) FROM spec WHERE jsonb_array_length(spec #> '{data,values}') > 0 AND spec::text !~ '"url"'), 7::bigint, 'with their data and nobody else''s');
SELECT is((SELECT string_agg(kind, ' ') FROM spec WHERE spec::text ~ '"@(data|rows|columns|answers|title|width|height|unit|domain|colours|line|lines|side|dark|difference)"' AND kind <> 'nothing'
    AND NOT (spec - 'title' - 'data')::text !~ '"@(data|rows|columns|answers|title|width|height|unit|domain|colours|line|lines|side|dark|difference)"'), NULL, 'no word of a template is left');

-- likert: parts of 100 in the order of the codebook
SELECT is((SELECT array_agg(DISTINCT s) FROM (SELECT sum(number(d, 'percent')) AS s FROM data(survey_chart('c', 'likert', 'q1', 'g')) d GROUP BY d ->> 'row') t), '{100.000000}', 'parts make up the whole');
SELECT is((SELECT string_agg(d ->> 'answer', ' | ' ORDER BY number(d, 'start')) FROM data(survey_chart('c', 'likert', 'q1')) d), 'Bad <b> | 2 | 3 | 4 | Good', 'in the order of the codebook');
SELECT is((SELECT number(d, 'percent') FROM data(survey_chart('c', 'likert', 'q1')) d WHERE d ->> 'answer' = 'Good'), (SELECT round((100 * sum(w) FILTER (WHERE q1 = 5) / sum(w))::numeric, 6) FROM c), 'weighted as the tables are');
SELECT is((SELECT bool_and(number(a, 'end') = number(b, 'start')) FROM (SELECT d AS a, lead(d) OVER (ORDER BY number(d, 'start')) AS b FROM data(survey_chart('c', 'likert', 'q1')) d) s WHERE b IS NOT NULL), true, 'each begins where the last one ends');
SELECT is((SELECT count(DISTINCT d ->> 'row') FROM data(survey_chart('c', 'likert', 'q1', 'g')) d), 4::bigint, 'a bar for each group and the Total, though two have one label');
SELECT is((SELECT string_agg(d ->> 'answer', ' | ' ORDER BY number(d, 'start')) FROM data(survey_chart('c', 'likert', 'q2')) d), 'Bad <b> | 2 | 3 | 4 | Good | Don''t know', 'a don''t know that is in the base is shown');

-- diverging: bad to the left, half of the middle to each side
SELECT is((SELECT number(d, 'start') FROM data(survey_chart('c', 'diverging', 'q1')) d ORDER BY number(d, 'start') LIMIT 1), (SELECT round((-100 * (sum(w) FILTER (WHERE q1 < 3) + sum(w) FILTER (WHERE q1 = 3) / 2) / sum(w))::numeric, 6) FROM c), 'bars begin so that the middle is at zero');
SELECT is((SELECT round(number(d, 'start') + number(d, 'end'), 5) FROM data(survey_chart('c', 'diverging', 'q1')) d WHERE d ->> 'answer' = '3'), 0.00000, 'which lies on both sides alike');
SELECT is((SELECT string_agg(d ->> 'answer', ' | ' ORDER BY number(d, 'start')) FROM data(survey_chart('c', 'diverging', 'r1')) d), 'Bad | 4 | 3 | 2 | Good', 'a reversed scale is turned: good is right');
SELECT is((SELECT count(*) FROM data(survey_chart('c', 'diverging', 'q2')) d WHERE d ->> 'answer' ~ 'know'), 0::bigint, 'what has no score has no side');
SELECT is((SELECT string_agg(DISTINCT d ->> 'row', ' | ') FROM data(survey_chart('c', 'diverging', '{q1}')) d), 'First "question" \ ?', 'bars are called by their questions');

-- bars, heat-maps
SELECT is((SELECT count(*) FROM (SELECT number(d, 'estimate'), number(d, 'low'), number(d, 'high') FROM data(survey_chart('c', 'bar', 'q1', 'g')) d EXCEPT ALL
    SELECT round(estimate::numeric, 6), round(conf_low::numeric, 6), round(conf_high::numeric, 6) FROM survey_crosstab('c', 'q1', 'g') WHERE statistic = 'percent' AND NOT is_total) s), 0::bigint, 'bars have the numbers of the table');
SELECT is((SELECT count(*) FROM data(survey_chart('c', 'bar', 'q1', 'g')) d), 15::bigint, 'all of them');
SELECT is((SELECT string_agg(d ->> 'row', ' ') FROM data(survey_chart('c', 'bar', 'y')) d), 'Mean', 'of numbers the mean');
SELECT is((SELECT string_agg(DISTINCT d ->> 'row', ' ') FROM data(survey_chart('c', 'bar', 'q1', 'g', options => '{"show": "Top-2-box"}')) d), 'Top-2-box', 'or what is to be shown');
SELECT is((SELECT survey_chart('c', 'bar', 'q1', 'g', options => '{"show": ["Top-2-box", "Bottom-2-box"]}') #>> '{encoding,y,field}'), 'row', 'two rows by group are grouped');
SELECT is((SELECT survey_chart('c', 'bar', 'q1', 'g', options => '{"show": "Top-2-box"}') #>> '{encoding,y,field}'), 'column', 'one row is by group');
SELECT is((SELECT count(*) FROM data(survey_chart('c', 'heatmap', 'q1', 'g')) d), 20::bigint, 'a heat-map has the Total');
SELECT is((SELECT survey_chart('c', 'heatmap', 'q1', 'g') #> '{encoding,y,sort}'), '["Bad <b>", "2", "3", "4", "Good"]', 'rows in the order of the codebook');
SELECT is((SELECT array_agg(number(d, 'estimate') ORDER BY number(d, 'place')) FROM data(survey_chart('c', 'heatmap', 'y', 'g')) d),
    (SELECT array_agg(round((sum / w)::numeric, 6) ORDER BY g NULLS FIRST) FROM (SELECT g, sum(w * y), sum(w) AS w FROM c GROUP BY ROLLUP (g)) s), 'of numbers the mean, as of a bar');
SELECT is((SELECT jsonb_agg(d) FROM data(survey_chart('c', 'heatmap', 'y', 'g')) d), (SELECT jsonb_agg(d) FROM data(survey_chart('c', 'heatmap', 'y', 'g', options => '{"show": "Mean"}')) d), 'whether it is named or not');
-- nobody
SELECT is((SELECT string_agg(DISTINCT survey_chart('c', kind, v, 'g', filter => 'g = 7') #>> '{title,subtitle,0}', ' | ') FROM (VALUES ('bar', 'q1'), ('bar', 'y'), ('bar', 'm'), ('likert', 'q1'), ('diverging', 'q1'), ('heatmap', 'y'), ('dots', 'q1'), ('nps', 'likely')) k (kind, v)),
    'No respondents, weighted by w. * effective base below 30', 'where nobody is drawn every chart says so');
SELECT is((SELECT survey_chart('c', 'trend', 'q1', 'g', filter => 'g = 7') #>> '{title,subtitle,0}'), 'No respondents, weighted by w', 'a trend too');
SELECT is((SELECT count(d) FROM (VALUES ('likert', 'q1'), ('diverging', 'q1'), ('nps', 'likely')) k (kind, v), data(survey_chart('c', kind, v, 'g', filter => 'g = 7')) d), 0::bigint, 'and no part is drawn');
SELECT is((SELECT count(d ->> 'estimate') FROM data(survey_chart('c', 'bar', 'q1', 'g', filter => 'g = 7')) d), 0::bigint, 'nor a number said');
SELECT is((SELECT string_agg(DISTINCT d ->> 'row', ' ') FROM data(survey_chart('c', 'nps', 'likely', 'g', filter => 'g = 3')) d), '@rows {{a}} <b> Total', 'a group of nobody is no bar beside the others');
-- letters: 5 in group 3 is made higher
CREATE TABLE c2 AS SELECT *, CASE WHEN g = 3 AND id % 2 = 0 THEN 5 ELSE q1 END AS q3 FROM c;
SELECT register_survey('c2', 'c2', '{"variables": [{"name": "g", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c"}}, {"name": "q3", "measure": "nominal", "values": {"5": "five", "4": "four", "3": "three", "2": "two", "1": "one"}}]}') IS NULL \g /dev/null
SELECT is((SELECT string_agg(format('%s: %s', d ->> 'column', d ->> 'shown'), ', ' ORDER BY d ->> 'column') FROM data(survey_chart('c2', 'bar', 'q3', 'g', options => '{"show": "five"}')) d),
    (SELECT string_agg(format('%s (%s): %s', column_label, column_letter, concat_ws(' ', round(estimate::numeric), nullif(higher_than, ''))), ', ' ORDER BY column_label) FROM survey_crosstab('c2', 'q3', 'g') WHERE row_label = 'five' AND NOT is_total), 'letters are texts behind the numbers');
SELECT matches((SELECT survey_chart('c2', 'bar', 'q3', 'g') #>> '{title,subtitle}'), 'Letters: higher than the column of that letter, 95 %', 'which the subtitle explains');
SELECT is((SELECT survey_chart('c2', 'bar', 'q3', 'g', filter => 'g = 1') #>> '{title,subtitle}') ~ 'Base: 200 respondents, unweighted.*Filter: g = 1.*Intervals: 95 %', true, 'with base, weight and filter');
SELECT is((SELECT survey_chart('c', 'bar', 'q1', weight => 'w', level => 0.9) #>> '{title,subtitle}') ~ 'Base: 600 respondents, weighted by w.*Intervals: 90 %', true, 'and the level');
SELECT is((SELECT survey_chart('c', 'bar', 'q1', 'g', min_base => 10000) #>> '{title,subtitle}') ~ 'effective base below 10000', true, 'low bases are marked');

-- trend, differences
SELECT is((SELECT string_agg(DISTINCT d ->> 'row', ' | ' ORDER BY d ->> 'row') FROM data(survey_chart('c', 'trend', '{q1,q2}', 'g')) d), 'First "question" \ ? | Second', 'a trend of scales is that of their top boxes');
SELECT is((SELECT array_agg(number(d, 'estimate') ORDER BY number(d, 'place')) FROM data(survey_chart('c', 'trend', 'q1', 'g')) d), (SELECT array_agg(round((100 * t)::numeric, 6) ORDER BY g) FROM (SELECT g, top2box(q1, 5, w) AS t FROM c GROUP BY g) s), 'with its numbers');
SELECT is((SELECT array_agg(number(d, 'estimate') ORDER BY d ->> 'column') FROM data(survey_chart('c2', 'dots', 'q3', 'g', options => '{"show": "five"}')) d),
    (SELECT array_agg(round((100 * (t.share - a.share))::numeric, 6) ORDER BY t.g) FROM (SELECT g, share(q3 = 5) FROM c2 GROUP BY g) t, (SELECT share(q3 = 5) FROM c2 WHERE g = 1) a WHERE t.g > 1), 'differences from the first group');
SELECT is((SELECT array_agg(number(d, 'estimate') ORDER BY d ->> 'column') FROM data(survey_chart('c2', 'dots', 'q3', 'g', options => '{"show": "five", "against": "c"}')) d),
    (SELECT array_agg(round((100 * (t.share - a.share))::numeric, 6) ORDER BY t.g) FROM (SELECT g, share(q3 = 5) FROM c2 GROUP BY g) t, (SELECT share(q3 = 5) FROM c2 WHERE g = 3) a WHERE t.g < 3), 'or another');
SELECT is((SELECT bool_and((d ->> 'significant')::boolean = (number(d, 'low') > 0 OR number(d, 'high') < 0)) FROM data(survey_chart('c2', 'dots', 'q3', 'g')) d), true, 'filled where the interval leaves zero out');

-- net promoter score
SELECT is((SELECT string_agg(d ->> 'score', '') FROM data(survey_chart('c', 'nps', 'likely')) d), (SELECT 'NPS ' || to_char(round(nps(likely, w)::numeric), 'FMSG999') FROM c), 'the net promoter score');
SELECT is((SELECT array_agg(number(d, 'percent') ORDER BY number(d, 'start')) FROM data(survey_chart('c', 'nps', 'likely')) d), (SELECT ARRAY[round((100 * share(likely <= 6, w))::numeric, 6), round((100 * share(likely IN (7, 8), w))::numeric, 6), round((100 * share(likely >= 9, w))::numeric, 6)] FROM c), 'and its parts');

-- texts
SELECT is((SELECT survey_chart('c', 'heatmap', '{q1,m}', 'g') #> '{title,text}'), '["<script>alert(1)</script> \"@data\" \\ ''x''"]', 'a title is a text');
SELECT is((SELECT survey_chart('c', 'bar', 'q1', options => '{"title": "one", "subtitle": "two", "width": 300}') #> '{title,text}'), '["one"]', 'which may be another');
SELECT is((SELECT survey_chart('c', 'bar', 'q1', options => '{"width": 300}') ->> 'width'), '300', 'and so may be the width');

-- what does not go together
SELECT throws_ok($$SELECT survey_chart('c', 'pie', 'q1')$$, '22023', 'kind must not be "pie"', 'a kind that is none');
SELECT throws_ok($$SELECT survey_chart('c', 'likert', 'm')$$, '22023', 'the options of set "m" overlap and cannot be stacked', 'sets are not stacked');
SELECT throws_ok($$SELECT survey_chart('c', 'diverging', 'g')$$, '22023', 'variable "g" is nominal and has no diverging bars', 'what has no order does not diverge');
SELECT throws_ok($$SELECT survey_chart('c', 'likert', '{q1,r1}')$$, '22023', 'variables "q1" and "r1" have different answers', 'scales that differ are not put together');
SELECT throws_ok($$SELECT survey_chart('c', 'trend', 'q1')$$, '22023', 'a trend goes along a variable, and "by" names none', 'a trend along nothing');
SELECT throws_ok($$SELECT survey_chart('c', 'dots', 'q1')$$, '22023', 'differences are between groups, and "by" names none', 'differences of nothing');
SELECT throws_ok($$SELECT survey_chart('c', 'bar', 'q1', 'g', options => '{"show": "Top 2 box"}')$$, '22023', 'no row of the table has the label "Top 2 box"', 'a row that is none');
SELECT throws_ok($$SELECT survey_chart('c', 'bar', '{q1,y}', 'g')$$, '22023', 'percents of "q1" and means of "y" do not go on one axis', 'two units');
SELECT throws_ok($$SELECT survey_chart('c', 'heatmap', '{q1,y}', 'g')$$, '22023', 'percents of "q1" and means of "y" do not go on one axis', 'nor as colours');
SELECT throws_ok($$SELECT survey_chart('c', 'nps', 'q1')$$, '22023', 'variable "q1" has no net promoter score: a scale of 5 points is no 0 to 10', 'a score of five points');
CREATE TABLE ten AS SELECT 1 + i % 10 AS r, i % 13 AS s FROM generate_series(1, 260) i;
SELECT register_survey('ten', 'ten', '{"variables": [{"name": "r", "points": 10}, {"name": "s", "measure": "nominal", "values": {"0": "0", "1": "1", "2": "2", "3": "3", "4": "4", "5": "5", "6": "6", "7": "7", "8": "8", "9": "9", "10": "10", "11": "11", "12": "12"}}]}') IS NULL \g /dev/null
SELECT is((SELECT string_agg(d ->> 'score', '') FROM data(survey_chart('ten', 'nps', 'r')) d), 'NPS -40', 'ten points are answers of 0 to 10: 20 % promoters, 60 % detractors');
SELECT throws_ok($$SELECT survey_chart('ten', 'nps', 's')$$, '22023', 'answer code 11 of variable "s" is outside the scale of 0 to 10', 'a code outside of the scale');
SELECT throws_ok($$SELECT survey_chart('c', 'nps', 'm')$$, '42703', NULL, 'a score of a set');
SELECT * FROM finish();
