-- Charts of trends: their numbers are those of survey_trend and of plain SQL; levels that the codebook's tables say.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(37);
CREATE TABLE t AS SELECT row_number() OVER ()::int AS id, 1 + (k + 1) % 4 AS wave, (date '2025-11-03' + 31 * (k + k / 3 * 2))::date AS day, i AS who, 1 + i % 2 AS sex, (i * 7 + k * 4) % 11 AS rec,
    (1 + (i * 13 + k) % 5)::smallint AS q1, (CASE WHEN k = 3 AND i % 2 = 0 THEN 5 ELSE 1 + i * 7 % 5 END)::smallint AS q2, (1 + i % 3)::float8 AS w, i % 2 = 0 AS m1, (i + k) % 3 = 0 AS m2
FROM generate_series(0, 3) k, generate_series(1, 120) i;
SELECT register_survey('t', 't', $${"language": "en", "weight": "w", "respondent": "id", "person": "who", "tables": {"level": 0.8, "min_base": 70, "second_level": 0.6}, "variables": [
    {"name": "wave", "measure": "ordinal", "values": [{"code": 2, "label": "Spring"}, {"code": 3, "label": "Summer"}, {"code": 4, "label": "Autumn"}, {"code": 1, "label": "Winter"}], "translations": {"de": {"values": {"2": "<script>Frühling"}}}},
    {"name": "sex", "values": {"1": "Same", "2": "Same"}, "translations": {"de": {"values": {"1": "Männer", "2": "Frauen"}}}}, {"name": "rec", "measure": "scale"},
    {"name": "q1", "points": 5, "label": "Quality", "base": "All who bought", "nets": {"High": [4, 5]}, "translations": {"de": {"label": "Güte", "base": "Alle Käufer", "nets": {"High": "Hoch"}}}},
    {"name": "q2", "points": 5, "label": "Price"}, {"name": "w", "measure": "scale"}],
    "sets": [{"name": "m", "base": "Everybody", "members": ["m1", "m2"], "translations": {"de": {"base": "Alle"}}}]}$$) IS NULL \g /dev/null
CREATE FUNCTION data(spec jsonb) RETURNS SETOF jsonb LANGUAGE sql AS $$ SELECT jsonb_array_elements(spec #> '{data,values}') $$;
CREATE FUNCTION number(value jsonb, key text) RETURNS numeric LANGUAGE sql AS $$ SELECT round((value ->> key)::numeric, 6) $$;
CREATE FUNCTION drawn(spec jsonb) RETURNS SETOF text LANGUAGE sql AS $$ SELECT format('%s|%s|%s|%s|%s', d ->> 'column', number(d, 'estimate'), number(d, 'low'), number(d, 'change'), number(d, 'p')) FROM data(spec) d ORDER BY 1 $$;
CREATE FUNCTION said(factor int, variables text[], statistic text, against text, groups text[]) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT format('%s|%s|%s|%s|%s', wave, round((factor * estimate)::numeric, 6), round((factor * conf_low)::numeric, 6), round((factor * change)::numeric, 6), round(p_value::numeric, 6))
    FROM survey_trend('t', variables, 'wave', statistic, against, by => groups, level => 0.8) ORDER BY 1 $$;

-- the numbers of the trend
SELECT results_eq($$SELECT drawn(survey_chart('t', 'trend', 'q2', 'wave'))$$, $$SELECT said(100, '{q2}', 'top2box', 'previous', NULL)$$, 'top-2-box of a scale');
SELECT results_eq($$SELECT drawn(survey_chart('t', 'trend', '{q1,q2}', '{wave,sex}'))$$, $$SELECT said(100, '{q1,q2}', 'top2box', 'previous', '{sex}')$$, 'of several, by groups');
SELECT results_eq($$SELECT drawn(survey_chart('t', 'trend', 'rec', 'wave', options => '{"statistic": "nps", "against": "first"}'))$$, $$SELECT said(1, '{rec}', 'nps', 'first', NULL)$$, 'net promoter scores against the first');
SELECT results_eq($$SELECT drawn(survey_chart('t', 'trend', 'rec', '{wave,sex}', options => '{"statistic": "median"}'))$$, $$SELECT said(1, '{rec}', 'median', 'previous', '{sex}')$$, 'medians by groups');
SELECT results_eq($$SELECT drawn(survey_chart('t', 'trend', 'rec', 'wave'))$$, $$SELECT said(1, '{rec}', 'mean', 'previous', NULL)$$, 'means of numbers');
SELECT is((SELECT array_agg(number(d, 'estimate') ORDER BY number(d, 'place')) FROM data(survey_chart('t', 'trend', 'rec', 'wave')) d), (SELECT array_agg(round(m::numeric, 6) ORDER BY (wave + 2) % 4) FROM (SELECT wave, sum(w * rec) / sum(w) AS m FROM t GROUP BY wave) s), 'as plain SQL has them');
SELECT is((SELECT array_agg(DISTINCT number(d, 'estimate')) FROM data(survey_chart('t', 'trend', '{m}', 'wave', options => '{"show": "m1"}')) d), (SELECT array_agg(DISTINCT round((100 * s)::numeric, 6)) FROM (SELECT share(m1, w) AS s FROM t GROUP BY wave) x), 'options of a set');
SELECT is((SELECT count(*) FROM data(survey_chart('t', 'trend', 'q1', 'wave', options => '{"show": ["High", "Bottom-2-box", "3"]}')) d), 12::bigint, 'answers, nets and boxes');
SELECT is((SELECT string_agg(DISTINCT d ->> 'row', ' | ') FROM data(survey_chart('t', 'trend', '{q1,rec}', 'wave', options => '{"show": "Mean"}')) d), 'Quality | rec', 'means of scales');
SELECT is((SELECT count(*) FROM data(survey_chart('t', 'trend', 'q1', 'wave', options => '{"smooth": 3}')) d WHERE d ->> 'estimate' IS NULL), 2::bigint, 'moving averages begin with the third wave');

-- waves in their order, months at their place
SELECT is((SELECT survey_chart('t', 'trend', 'q1', 'wave') #> '{encoding,x,sort}'), '["Spring", "Summer", "Autumn", "Winter"]', 'waves in the order of the codebook');
SELECT is((SELECT survey_chart('t', 'trend', 'q1', '{wave,sex}', filter => '(sex = 1 AND wave IN (1, 3)) OR (sex = 2 AND wave IN (2, 4))') #> '{encoding,x,sort}'), '["Spring", "Summer", "Autumn", "Winter"]', 'also where no group has all');
SELECT is((SELECT survey_chart('t', 'trend', 'q1', 'day') #> '{encoding,x,scale,domain}'), '["2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04"]', 'a month of nobody keeps its place');
SELECT is((SELECT count(DISTINCT d ->> 'column') FROM data(survey_chart('t', 'trend', 'q1', 'day')) d), 4::bigint, 'without a point');

-- lines
SELECT is((SELECT count(DISTINCT d ->> 'row') FROM data(survey_chart('t', 'trend', 'q1', '{wave,sex}')) d), 2::bigint, 'two groups of one label are two lines');
SELECT is((SELECT string_agg(DISTINCT d ->> 'row', ' | ' ORDER BY d ->> 'row') FROM data(survey_chart('t', 'trend', '{q1,q2}', '{wave,sex}', language => 'de', options => '{"show": "Top-2-box"}')) d), 'Güte, Frauen | Güte, Männer | Price, Frauen | Price, Männer', 'called by question and group, in the language');
SELECT is((SELECT survey_chart('t', 'trend', 'q1', 'wave', language => 'de') #> '{encoding,x,sort,0}'), '"<script>Frühling"', 'and so are waves; what stands in a label is a text');
SELECT is((SELECT string_agg(DISTINCT d ->> 'row', '') FROM data(survey_chart('t', 'trend', 'q1', 'wave', language => 'de', options => '{"show": "Hoch"}')) d), 'Hoch', 'nets too');
SELECT is((SELECT string_agg(d ->> 'against', ' ' ORDER BY number(d, 'place')) FROM data(survey_chart('t', 'trend', 'q1', 'wave', language => 'de')) d), '<script>Frühling Summer Autumn', 'and what is compared with');

-- marks
SELECT is((SELECT bool_and((d ->> 'shown' ~ '[▲▼]') = (coalesce(number(d, 'p') < 0.2, false))) AND bool_or(d ->> 'shown' ~ '▲') FROM data(survey_chart('t', 'trend', '{q1,q2}', 'wave')) d), true, 'what changed is marked at the level of the codebook');
SELECT is((SELECT count(*) FROM data(survey_chart('t', 'trend', '{q1,q2}', 'wave', tests => 'none')) d WHERE d ->> 'shown' ~ '[▲▼]'), 0::bigint, 'or not');
SELECT matches((SELECT survey_chart('t', 'trend', 'q1', 'wave') #>> '{title,subtitle}'), 'Base: 120 respondents a point, weighted by w.*changed from the wave before, p < 0.2. Intervals: 80 %', 'which the subtitle says');
SELECT matches((SELECT survey_chart('t', 'trend', 'q1', 'wave', level => 0.9, options => '{"against": "first", "smooth": 2}') #>> '{title,subtitle}'), 'changed from the first wave, p < 0.1. Moving averages of 2 waves. Intervals: 90 %', 'with another level, wave and averages');
SELECT is((SELECT bool_and(d ->> 'shown' ~ '\*$') FROM data(survey_chart('t', 'trend', 'q1', '{wave,sex}')) d), true, 'few respondents have a star');
SELECT matches((SELECT survey_chart('t', 'trend', 'q1', '{wave,sex}') #>> '{title,subtitle}'), 'fewer than 70 respondents', 'as the codebook says');
SELECT is((SELECT jsonb_typeof(survey_chart('t', 'trend', 'q1', 'wave', filter => 'sex = 7') #> '{encoding,color,legend}')), 'null', 'a trend of nobody has no legend');

-- errors
SELECT throws_ok($$SELECT survey_chart('t', 'trend', 'q1', 'rec')$$, '22023', 'variable "rec" is scale and cannot say the wave', 'a wave that is none');
SELECT throws_ok($$SELECT survey_chart('t', 'trend', 'q1', 'wave', options => '{"statistic": "mode"}')$$, '22023', NULL, 'a statistic that is none');
SELECT throws_ok($$SELECT survey_chart('t', 'trend', 'q1', 'wave', options => '{"show": "Hihg"}')$$, '22023', 'no row of the table has the label "Hihg"', 'a row that is none');
SELECT throws_ok($$SELECT survey_chart('t', 'bar', 'q1', 'wave', options => '{"smooth": 2}')$$, '22023', '"smooth" is for charts of kind trend', 'averages of bars');

-- the codebook's tables in other charts and reports, and translated bases
SELECT matches((SELECT survey_chart('t', 'bar', 'q2', 'wave') #>> '{title,subtitle}'), 'higher than the column of that letter, 80 %, small ones 60 %.*Intervals: 80 %', 'charts have the levels of the codebook');
SELECT is((SELECT array_agg(number(d, 'low')) FROM data(survey_chart('t', 'bar', 'q1', 'wave')) d), (SELECT array_agg(round(conf_low::numeric, 6)) FROM survey_crosstab('t', 'q1', 'wave', level => 0.8) WHERE statistic = 'percent' AND NOT is_total), 'and intervals of them');
SELECT matches((SELECT survey_chart('t', 'bar', 'q2', 'wave') #>> '{title,subtitle}'), 'effective base below 70', 'and the least base') WHERE EXISTS (SELECT FROM survey_crosstab('t', 'q2', 'wave') WHERE low_base) UNION ALL SELECT pass('no base is low') WHERE NOT EXISTS (SELECT FROM survey_crosstab('t', 'q2', 'wave') WHERE low_base);
SELECT matches(survey_report('t', '{q2}', '{wave}', format => 'markdown'), 'at 80 %; a small one at 60 %.*Intervals: 80 % confidence', 'reports too');
SELECT matches(survey_report('t', '{q2}', '{wave}', level => 0.9, format => 'markdown'), 'at 90 %.*Intervals: 90 % confidence', 'unless the call says another');
SELECT is((SELECT string_agg(DISTINCT base_text, ' | ' ORDER BY base_text) FROM survey_crosstab('t', '{q1,m}', 'wave', language => 'de')), 'Alle | Alle Käufer', 'who was asked, in the language');
SELECT alter_survey('t', '{"language": "de"}') IS NULL \g /dev/null
SELECT is((SELECT array_agg(DISTINCT base_text ORDER BY base_text) FROM survey_crosstab('t', '{q1,m}', 'wave')) || (SELECT array_agg(DISTINCT base_text ORDER BY base_text) FROM survey_crosstab('t', '{q1,m}', 'wave', language => 'en')), '{Alle,"Alle Käufer","All who bought",Everybody}', 'they change places with the other texts');
SELECT * FROM finish();
