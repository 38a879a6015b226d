-- Charts of analyses: the numbers are those of the functions, intervals that only an error is known of take the deviate of the
-- analysis, and every combination that makes no sense is an error.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(59);
CREATE TABLE a AS SELECT i AS id, i / 10 AS psu, 1 + i % 3 AS g, 1 + i % 2 AS sex, (1 + i * 7 % 5)::smallint AS q1, (CASE WHEN i % 4 = 0 THEN 5 ELSE 1 + i * 3 % 5 END)::smallint AS q2,
    ((i * 37) % 11 + i * 7 % 5)::float8 AS y, (i * 29 % 7 + i % 3 > 4) AS came, 1 + (i * 7 % 5 + i * 11 % 4) / 3 AS rating, i % 2 = 0 AS m1, i % 5 = 0 AS m2, i % 7 = 3 AS m3, (1 + i % 4)::float8 AS w,
    1 + i % 4 AS s1, 1 + (i + 1) % 4 AS s2, 1 + (i + 2) % 4 AS s3, CASE WHEN i % 5 = 0 THEN 1 + (i + 2) % 4 ELSE least(1 + i % 4, 1 + (i + 1) % 4, 1 + (i + 2) % 4) END AS best,
    CASE WHEN i % 5 = 0 THEN 1 + i % 4 ELSE greatest(1 + i % 4, 1 + (i + 1) % 4, 1 + (i + 2) % 4) END AS worst
FROM generate_series(0, 399) i;
SELECT register_survey('a', 'a', $${"title": "A", "weight": "w", "respondent": "id", "design": {"clusters": ["psu"]}, "variables": [
    {"name": "g", "label": "Group", "measure": "nominal", "values": {"1": "Same", "2": "Same", "3": "@rows {{a}} <b>"}}, {"name": "sex", "measure": "nominal", "values": {"1": "Woman", "2": "Man"}},
    {"name": "q1", "label": "First \"question\"", "measure": "ordinal", "points": 5}, {"name": "q2", "measure": "ordinal", "points": 5}, {"name": "y", "label": "Why", "measure": "scale"},
    {"name": "came", "measure": "nominal"}, {"name": "rating", "measure": "ordinal", "values": {"1": "bad", "2": "fair", "3": "good"}},
    {"name": "s1", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C", "4": "D"}}, {"name": "s2", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C", "4": "D"}},
    {"name": "s3", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C", "4": "D"}}, {"name": "best", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C", "4": "D"}},
    {"name": "worst", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C", "4": "D"}}],
    "sets": [{"name": "m", "label": "Chosen", "members": ["m1", "m2", "m3"]}], "tasks": {"t": {"tasks": [{"items": ["s1", "s2", "s3"], "best": "best", "worst": "worst"}]}}}$$) IS NULL \g /dev/null
CREATE TABLE soap AS SELECT person, 1 + person % 3 AS w, task, brand, price, (alternative = first_value(alternative) OVER (PARTITION BY person, task ORDER BY worth DESC))::int AS chosen
FROM (SELECT *, 2 * (brand = 2)::int - price / 2 + (person * 31 + task * 17 + alternative * 57) % 37 / 9.0 AS worth
    FROM (SELECT person, task, alternative, 1 + (person + task + alternative) % 3 AS brand, (2 + (person * task + alternative * 3) % 4)::float8 AS price
        FROM generate_series(1, 60) AS person, generate_series(1, 4) AS task, generate_series(1, 3) AS alternative) s) b;
SELECT register_survey('soap', 'soap', '{"weight": "w", "variables": [{"name": "brand", "label": "Brand", "measure": "nominal", "values": {"1": "Ajax", "2": "Bolt", "3": "Core"}}, {"name": "price", "measure": "scale"},
    {"name": "person", "measure": "scale"}, {"name": "task", "measure": "scale"}, {"name": "chosen", "measure": "scale"}], "tasks": {"soaps": {"respondent": "person", "task": "task", "chosen": "chosen", "attributes": ["brand", "price"]}}}') IS NULL \g /dev/null
CREATE FUNCTION data(spec jsonb) RETURNS SETOF jsonb LANGUAGE sql AS $$ SELECT jsonb_array_elements(spec #> '{data,values}') $$;
CREATE FUNCTION number(value jsonb, key text) RETURNS numeric LANGUAGE sql AS $$ SELECT round((value ->> key)::numeric, 6) $$;
-- estimates with their limits, as a chart has them
CREATE FUNCTION drawn(spec jsonb) RETURNS text LANGUAGE sql AS $$ SELECT string_agg(format('%s %s %s', number(d, 'estimate'), number(d, 'low'), number(d, 'high')), '|' ORDER BY (d ->> 'estimate')::float8, d::text) FROM data(spec) d $$;
CREATE FUNCTION made(estimate float8[], low float8[], high float8[]) RETURNS text LANGUAGE sql AS
$$ SELECT string_agg(format('%s %s %s', round(e::numeric, 6), round(l::numeric, 6), round(h::numeric, 6)), '|' ORDER BY e) FROM unnest($1, $2, $3) u (e, l, h) $$;
CREATE FUNCTION subtitle(spec jsonb) RETURNS text LANGUAGE sql AS $$ SELECT string_agg(t, ' / ') FROM jsonb_array_elements_text(spec #> '{title,subtitle}') t $$;

CREATE TABLE spec AS SELECT kind, options, survey_chart(s, kind, v::text[], b::text[], options => options::jsonb) AS spec FROM (VALUES
    ('a', 'drivers', '{q1,q2}', NULL, '{"outcome": "y"}'), ('a', 'drivers', '{q1,q2}', '{g}', '{"outcome": "y", "method": "correlation"}'), ('a', 'turf', '{m}', NULL, NULL), ('a', 'turf', '{m}', '{g}', NULL),
    ('a', 'margins', NULL, NULL, '{"formula": "came ~ y + sex", "family": "binomial"}'), ('a', 'margins', '{}', NULL, '{"formula": "y ~ q1"}'), ('a', 'margins', '{sex}', NULL, '{"formula": "came ~ y + sex", "family": "binomial", "effects": true}'),
    ('a', 'model', NULL, NULL, '{"formula": "y ~ q1 + g"}'), ('a', 'model', '{g}', NULL, '{"formula": "came ~ y + g", "family": "binomial", "ratios": true}'), ('a', 'model', NULL, NULL, '{"formula": "rating ~ y", "family": "ordinal"}'),
    ('a', 'model', NULL, NULL, '{"formula": "rating ~ y", "family": "multinomial"}'), ('a', 'maxdiff', '{t}', NULL, NULL), ('a', 'maxdiff', '{t}', '{sex}', '{"measure": "share"}'), ('a', 'maxdiff', '{t}', NULL, '{"measure": "score"}'),
    ('soap', 'conjoint', '{soaps}', NULL, NULL), ('soap', 'conjoint', '{soaps}', NULL, '{"measure": "importance"}'), ('soap', 'conjoint', '{soaps}', NULL, '{"measure": "share", "products": [{"name": "x", "brand": "Bolt", "price": 3}, {"name": "y", "brand": "Ajax", "price": 2}]}')) k (s, kind, v, b, options);
SELECT is((SELECT count(*) FROM spec WHERE spec ->> '$schema' = 'https://vega.github.io/schema/vega-lite/v5.json' AND jsonb_array_length(spec #> '{data,values}') > 0 AND spec::text !~ '"url"'), 17::bigint, 'every one is Vega-Lite with its data inside');
SELECT is((SELECT string_agg(kind, ' ') FROM spec WHERE (spec - 'title' - 'data')::text ~ '"@(data|rows|columns|groups|groupcolours|legend|title|width|height|unit|scale|reference|at)"'), NULL, 'no word of a template is left');
SELECT is((SELECT bool_and(subtitle(spec) ~ '^Base: (400|60|13[34] to 13[34]|200) respondents, weighted by w, variance linearised / Intervals: 95 %') FROM spec), true, 'base, weight, variance and level are said');

-- drivers
SELECT is(drawn(survey_chart('a', 'drivers', '{q1,q2}', options => '{"outcome": "y"}')), (SELECT made(array_agg(importance), array_agg(conf_low), array_agg(conf_high)) FROM survey_drivers('a', 'y', '{q1,q2}')), 'importances with their intervals');
SELECT is((SELECT string_agg(d ->> 'row', ' | ') FROM data(survey_chart('a', 'drivers', '{q2,q1}', options => '{"outcome": "y"}')) d), 'First "question" | q2', 'the most important first, by question');
SELECT is(drawn(survey_chart('a', 'drivers', '{q1,q2}', 'g', filter => 'sex = 1', level => 0.9, options => '{"outcome": "y", "method": "relative-weights"}')),
    (SELECT made(array_agg(importance), array_agg(conf_low), array_agg(conf_high)) FROM survey_drivers('a', 'y', '{q1,q2}', 'relative-weights', '{g}', 'sex = 1', 0.9)), 'of groups, a filter, a level and a method');
SELECT is((SELECT count(DISTINCT d ->> 'column') FROM data(survey_chart('a', 'drivers', '{q1,q2}', 'g', options => '{"outcome": "y"}')) d), 3::bigint, 'two groups with one label are two');
SELECT is(survey_chart('a', 'drivers', '{q1,q2}', options => '{"outcome": "y"}') #>> '{title,text,0}', 'Drivers of "Why"', 'the title names the outcome');
SELECT is(subtitle(survey_chart('a', 'drivers', '{q1,q2}', filter => 'g = 1', options => '{"outcome": "y", "subtitle": "two"}')),
    format('Base: 134 respondents, weighted by w, variance linearised / Filter: g = 1 / Intervals: 95 %%. Method: shapley, R² %s / two', (SELECT to_char(max(r2), 'FM0.00') FROM survey_drivers('a', 'y', '{q1,q2}', filter => 'g = 1'))), 'and what else there is to say');

-- the curve of reach
SELECT is((SELECT string_agg(format('%s %s', d ->> 'portfolio', number(d, 'estimate')), '|') FROM data(survey_chart('a', 'turf', 'm')) d),
    (SELECT string_agg(format('%s %s', array_to_string(portfolio, E'\n'), round((100 * reach)::numeric, 6)), '|' ORDER BY size) FROM generate_series(1, 3) size, survey_turf('a', 'm', size, top => 1)), 'the best portfolio of each size, up to all options');
SELECT is(drawn(survey_chart('a', 'turf', 'm', 'g', options => '{"size": 2, "must": "m3"}')), (SELECT made(array_agg(100 * reach), array_agg(100 * conf_low), array_agg(100 * conf_high))
    FROM generate_series(1, 2) size, survey_turf('a', 'm', size, must => '{m3}', top => 1, by => '{g}')), 'of groups, with an option in all');
SELECT is((SELECT string_agg(d ->> 'column', ' | ') FROM data(survey_chart('a', 'turf', 'm', options => '{"at_least": 2}')) d), E'2\nm1\nm2 | 3\nm1\nm2\nm3', 'sizes begin where somebody can be reached; options stand below');
SELECT is((SELECT string_agg(DISTINCT d ->> 'column', ' | ') FROM data(survey_chart('a', 'turf', 'm', 'sex')) d), '1 | 2 | 3', 'or sizes alone, of groups that differ in their options');

-- margins
SELECT is(drawn(survey_chart('a', 'margins', NULL::text[], options => '{"formula": "came ~ y + sex + g", "family": "binomial"}')), (SELECT made(array_agg(estimate), array_agg(conf_low), array_agg(conf_high)) FROM survey_margins('a', 'came ~ y + sex + g', NULL, 'binomial') WHERE kind = 'mean'), 'means');
SELECT is(drawn(survey_chart('a', 'margins', '{sex,y}', options => '{"formula": "came ~ y + sex + g", "family": "binomial", "effects": true}')),
    (SELECT made(array_agg(estimate), array_agg(conf_low), array_agg(conf_high)) FROM survey_margins('a', 'came ~ y + sex + g', '{sex,y}', 'binomial') WHERE kind <> 'mean'), 'or effects');
SELECT is(drawn(survey_chart('a', 'margins', '{y}', options => '{"formula": "came ~ y + sex", "family": "binomial"}')), (SELECT made(array_agg(estimate), array_agg(conf_low), array_agg(conf_high)) FROM survey_margins('a', 'came ~ y + sex', '{y}', 'binomial')), 'which are shown where there are no means');
SELECT is((SELECT string_agg(d ->> 'row', ' | ') FROM data(survey_chart('a', 'margins', '{sex,y}', options => '{"formula": "came ~ y + sex", "family": "binomial", "effects": true}')) d), 'sex: Man (against Woman) | Why', 'rows say what is compared');
SELECT is((SELECT string_agg(DISTINCT d ->> 'column', ' | ') FROM data(survey_chart('a', 'margins', '{sex}', options => '{"formula": "came ~ y + sex", "family": "binomial", "at": [{"y": 1}, {"y": 5}]}')) d), 'y 1 | y 5', 'values that are held are groups');
SELECT matches(subtitle(survey_chart('a', 'margins', '{sex}', options => '{"formula": "came ~ y + sex", "family": "binomial", "at": {"y": 5}}')), 'binomial: came = Yes / y 5$', 'or one, which the subtitle says');
SELECT is((SELECT count(*) FROM data(survey_chart('a', 'margins', '{sex}', options => '{"formula": "y ~ sex + g", "options": {"over": "g"}}')) d), 6::bigint, 'and groups of "over" are such, though two have one label');
SELECT is((SELECT d ->> 'row' FROM data(survey_chart('a', 'margins', '{}', options => '{"formula": "y ~ q1"}')) d), 'All respondents', 'of no variable: the prediction');
SELECT is(drawn(survey_chart('a', 'margins', '{sex}', options => '{"formula": "came ~ y + sex", "family": "binomial", "link": "probit"}')), (SELECT made(array_agg(estimate), array_agg(conf_low), array_agg(conf_high))
    FROM survey_margins('a', 'came ~ y + sex', '{sex}', 'binomial', options => '{"link": "probit"}') WHERE kind = 'mean'), 'of another link');

-- coefficients
SELECT is(drawn(survey_chart('a', 'model', NULL::text[], options => '{"formula": "came ~ y * sex + g", "family": "binomial", "link": "probit"}')), (SELECT made(array_agg(estimate), array_agg(conf_low), array_agg(conf_high))
    FROM survey_glm('a', 'came ~ y * sex + g', 'binomial', options => '{"link": "probit"}') WHERE term <> '(Intercept)'), 'all coefficients but the intercept');
SELECT is(drawn(survey_chart('a', 'model', '{g}', weight => 'psu', options => '{"formula": "came ~ y + g", "family": "binomial", "ratios": true}')), (SELECT made(array_agg(exp(estimate)), array_agg(exp(conf_low)), array_agg(exp(conf_high)))
    FROM survey_glm('a', 'came ~ y + g', 'binomial', weight => 'psu') WHERE term = 'g'), 'or those of a term, as ratios, of another weight');
SELECT is(drawn(survey_chart('a', 'model', '{}', options => '{"formula": "rating ~ y + sex", "family": "ordinal", "link": "probit"}')), (SELECT made(array_agg(estimate), array_agg(conf_low), array_agg(conf_high))
    FROM survey_ordinal('a', 'rating ~ y + sex', 'probit') WHERE kind = 'coefficient'), 'no thresholds of ordinal models');
SELECT is(drawn(survey_chart('a', 'model', '{}', options => '{"formula": "rating ~ y + sex", "family": "multinomial"}')), (SELECT made(array_agg(estimate), array_agg(conf_low), array_agg(conf_high))
    FROM survey_multinomial('a', 'rating ~ y + sex') WHERE term <> '(Intercept)'), 'of multinomial models');
SELECT is((SELECT string_agg(DISTINCT d ->> 'column', ' | ') FROM data(survey_chart('a', 'model', '{}', options => '{"formula": "rating ~ y + sex", "family": "multinomial"}')) d), 'fair (against bad) | good (against bad)', 'answers are groups');
SELECT is((SELECT string_agg(d ->> 'row', ' | ') FROM data(survey_chart('a', 'model', '{}', options => '{"formula": "y ~ q1 * sex + g"}')) d) ~ 'sex: Man \(against Woman\).*Group: Same \(against Same\)', true, 'rows by question, answer and reference');
SELECT is((SELECT spec #> '{layer,1,encoding,x,scale}' FROM spec WHERE options ~ 'ratios'), '{"type": "log"}', 'ratios are on a scale of ratios');
SELECT is((SELECT spec #>> '{layer,1,encoding,x,title}' FROM spec WHERE options ~ 'ratios'), 'Odds ratio (1: no difference)', 'which says what they are');
SELECT is((SELECT spec #> '{layer,0,encoding,x,datum}' FROM spec WHERE options ~ 'ratios'), '1', 'with a line where there is no difference');
SELECT is((SELECT bool_and((d ->> 'significant')::boolean = (p_value < 0.05)) FROM data(survey_chart('a', 'model', '{}', options => '{"formula": "came ~ y + sex", "family": "binomial"}')) d,
    survey_glm('a', 'came ~ y + sex', 'binomial') WHERE round(estimate::numeric, 6) = number(d, 'estimate')), true, 'significance is that of the test');

-- choices: intervals of errors by the deviate of the utilities
SELECT is(drawn(survey_chart('a', 'maxdiff', 't')), (SELECT made(array_agg(centred), array_agg(centred - t * centred_error), array_agg(centred + t * centred_error)) FROM (SELECT *, max((conf_high - utility) / nullif(std_error, 0)) OVER () AS t FROM survey_maxdiff('a', 't')) m), 'utilities around their mean');
SELECT is((SELECT bool_and(abs(t - 2.0226909) < 1e-4) FROM (SELECT (number(d, 'high') - number(d, 'estimate')) / (SELECT round(centred_error::numeric, 9) FROM survey_maxdiff('a', 't') WHERE item = d ->> 'row') AS t FROM data(survey_chart('a', 'maxdiff', 't')) d) s), true, 'Student''s t of 39 degrees of freedom, of 40 clusters');
SELECT is((SELECT string_agg(d ->> 'row', '') FROM data(survey_chart('a', 'maxdiff', 't')) d), (SELECT string_agg(item, '' ORDER BY rank) FROM survey_maxdiff('a', 't')), 'the best first');
SELECT is((SELECT round(sum(number(d, 'estimate'))) FROM data(survey_chart('a', 'maxdiff', 't', 'sex', options => '{"measure": "share"}')) d), 200::numeric, 'shares of two groups');
SELECT is((SELECT array_agg(number(d, 'estimate') ORDER BY d ->> 'row') FROM data(survey_chart('a', 'maxdiff', 't', options => '{"measure": "score", "model": "best"}')) d), (SELECT array_agg(round(score::numeric, 6) ORDER BY item) FROM survey_maxdiff('a', 't')), 'scores');
SELECT is((SELECT string_agg(coalesce(d ->> 'low', 'none'), ' ') FROM data(survey_chart('a', 'maxdiff', 't', options => '{"measure": "score", "model": "counts"}')) d), 'none none none none', 'of counts alone there is no deviate');
SELECT is(drawn(survey_chart('soap', 'conjoint', 'soaps')), (SELECT made(array_agg(coalesce(centred, utility)), array_agg(coalesce(centred, utility) - t * coalesce(centred_error, std_error)), array_agg(coalesce(centred, utility) + t * coalesce(centred_error, std_error)))
    FROM (SELECT *, max((conf_high - utility) / nullif(std_error, 0)) OVER () AS t FROM survey_conjoint('soap', 'soaps')) m), 'part-worths');
SELECT is((SELECT string_agg(d ->> 'row', ' | ') FROM data(survey_chart('soap', 'conjoint', 'soaps')) d), 'Brand: Ajax | Brand: Bolt | Brand: Core | price: one more', 'in the order of the codebook');
SELECT is((SELECT string_agg(format('%s %s', d ->> 'row', number(d, 'estimate')), ' | ') FROM data(survey_chart('soap', 'conjoint', 'soaps', options => '{"measure": "importance"}')) d),
    (SELECT string_agg(DISTINCT format('%s %s', CASE attribute WHEN 'brand' THEN 'Brand' ELSE attribute END, round((100 * importance)::numeric, 6)), ' | ') FROM survey_conjoint('soap', 'soaps')), 'an importance for each attribute');
SELECT is(drawn(survey_chart('soap', 'conjoint', 'soaps', options => '{"measure": "share", "products": [{"name": "x", "brand": "Bolt", "price": 3}, {"name": "y", "brand": "Ajax", "price": 2}]}')), (SELECT made(array_agg(100 * share), array_agg(100 * conf_low), array_agg(100 * conf_high))
    FROM survey_conjoint_shares('soap', 'soaps', '[{"name": "x", "brand": "Bolt", "price": 3}, {"name": "y", "brand": "Ajax", "price": 2}]')), 'shares of products');

-- what makes no sense
SELECT throws_ok($$SELECT survey_chart('a', 'drivers', '{q1}')$$, '22023', 'the chart has no "outcome"', 'drivers of nothing');
SELECT throws_ok($$SELECT survey_chart('a', 'model', '{}')$$, '22023', 'the chart has no "formula"', 'no model');
SELECT throws_ok($$SELECT survey_chart('a', 'drivers', '{}', options => '{"outcome": "y"}')$$, '22023', 'no variable to draw', 'no drivers');
SELECT throws_ok($$SELECT survey_chart('a', 'turf', '{m,q1}')$$, '22023', 'a chart of this kind is of one set, not of 2', 'two sets');
SELECT throws_ok($$SELECT survey_chart('a', 'turf', 'nothing')$$, '42704', NULL, 'a set that is none');
SELECT throws_ok($$SELECT survey_chart('a', 'turf', 'm', options => '{"size": 1, "at_least": 2}')$$, '22023', 'portfolios of up to 1 options are smaller than 2, which "at_least" and "must" ask for', 'portfolios that reach nobody');
SELECT throws_ok($$SELECT survey_chart('a', 'turf', 'm', options => '{"size": 0}')$$, '22023', 'key "size" of the options must be a number from 1 to 64', 'no size');
SELECT throws_ok($$SELECT survey_chart('a', 'turf', 'm', options => '{"outcome": "y"}')$$, '22023', NULL, 'a key of another kind');
SELECT throws_ok($$SELECT survey_chart('a', 'bar', 'q1', options => '{"outcome": "y"}')$$, '22023', NULL, 'or of no table');
SELECT throws_ok($$SELECT survey_chart('a', 'drivers', 'q1', tests => 'z', options => '{"outcome": "y"}')$$, '22023', 'charts of kind drivers have no "tests"', 'tests of columns');
SELECT throws_ok($$SELECT survey_chart('a', 'model', '{}', 'sex', options => '{"formula": "y ~ q1"}')$$, '22023', 'charts of kind model have no "by"', 'groups of a model');
SELECT throws_ok($$SELECT survey_chart('a', 'margins', '{}', 'sex', options => '{"formula": "y ~ q1"}')$$, '22023', 'charts of kind margins have no "by"', 'or of margins');
SELECT throws_ok($$SELECT survey_chart('a', 'model', '{q2}', options => '{"formula": "y ~ q1"}')$$, '22023', 'no coefficient belongs to the term "q2"', 'a term that the model lacks');
SELECT throws_ok($$SELECT survey_chart('a', 'model', NULL::text[], options => '{"formula": "y ~ 1"}')$$, '22023', 'model "y ~ 1" has no coefficient beside the intercept', 'a model of nothing');
SELECT throws_ok($$SELECT survey_chart('a', 'maxdiff', 't', options => '{"measure": "utilty"}')$$, '22023', 'measure must not be "utilty"', 'a measure that is none');
SELECT throws_ok($$SELECT survey_chart('soap', 'conjoint', 'soaps', options => '{"measure": "share"}')$$, '22023', 'shares are of "products", and products have shares', 'shares of no products');
SELECT throws_ok($$SELECT survey_chart('a', 'drivers', '{q1}', options => '{"outcome": "x y"}')$$, '42703', NULL, 'the error of the analysis itself');
