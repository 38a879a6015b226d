-- What answers count as (codebook keys "scores" and "reverse"): by hand, and by plain SQL over a column that holds the scores.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(333);

-- q: 1 to 5, and 8, "don't know", which stays in the base; s: what q counts as, a plain number; t, b: the same codes as texts and bigints
CREATE TABLE dk AS
SELECT q, CASE q WHEN 8 THEN NULL ELSE (ARRAY[100, 75, 40, 25, 0.5])[q] END::float8 AS s, NULLIF(q, 8)::float8 AS c, 'a' || q AS t, q::bigint AS b, g, h, y, w,
    ARRAY[1 + i % 2, 2 - i % 2, 1 + (i % 3) / 2.0, 1.5]::float8[] AS rep, i / 4 AS psu
FROM (SELECT i, CASE WHEN i % 7 = 0 THEN 8 ELSE 1 + (i * i + i / 9) % 5 END AS q, 1 + (i / 5) % 2 AS g, 1 + (i / 3) % 3 AS h, (i % 13)::float8 AS y, 0.5 + (i % 4) / 3.0 AS w FROM generate_series(1, 120) i) r;
CREATE FUNCTION codebook(scores jsonb, more jsonb DEFAULT '{}') RETURNS jsonb LANGUAGE sql RETURN '{"weight": "w"}' || more || jsonb_build_object('variables', jsonb_build_array(
    '{"name": "q", "measure": "ordinal", "points": 5, "values": {"1": "very good", "5": "bad", "8": "Don''t know"}}' || scores,
    '{"name": "b", "measure": "ordinal", "points": 5, "values": {"1": "very good", "5": "bad", "8": "Don''t know"}}' || scores,
    '{"name": "t", "measure": "ordinal", "values": [{"code": 1, "value": "a1"}, {"code": 2, "value": "a2"}, {"code": 3, "value": "a3"}, {"code": 4, "value": "a4"}, {"code": 5, "value": "a5"}, {"code": 8, "value": "a8"}]}' || scores,
    '{"name": "s", "measure": "scale"}'::jsonb, '{"name": "c", "measure": "scale"}'::jsonb, '{"name": "y", "measure": "scale"}'::jsonb,
    '{"name": "g", "measure": "nominal", "values": {"1": "A", "2": "B"}}'::jsonb, '{"name": "h", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C"}}'::jsonb));
\set numbers '{"scores": {"1": 100, "2": 75, "3": 40, "4": 25, "5": 0.5, "8": null}}'
\set none '{"scores": {"8": null}}'

-- every statistic of q is that of s, on every road
CREATE FUNCTION rows_of(sql text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
BEGIN
    /* numbers to 9 places, names of the variables aside, and where the row stands among those of categories */
    EXECUTE format($q$SELECT string_agg((SELECT string_agg(CASE WHEN jsonb_typeof(value) = 'number' THEN round(value::text::numeric, 9)::text WHEN value #>> '{}' ~ '^(y[/:])?[qstbc]([/:].*| - y)?$' THEN '' ELSE value::text END, ' ' ORDER BY key) FROM jsonb_each(to_jsonb(r) - 'row_position')), E'\n') FROM (%s) r$q$, sql) INTO result;
    RETURN result;
END $$;
CREATE TABLE statement (position int GENERATED ALWAYS AS IDENTITY, sql text);
INSERT INTO statement (sql) VALUES
    ($$SELECT * FROM survey_mean('dk', '{%1$s}')$$), ($$SELECT * FROM survey_mean('dk', '{%1$s}', by => '{g}')$$), ($$SELECT * FROM survey_mean('dk', '{%1$s,y}', missing => 'listwise', by => '{h}')$$),
    ($$SELECT * FROM survey_total('dk', '{%1$s}', by => '{g}')$$), ($$SELECT * FROM survey_ratio('dk', '%1$s', 'y')$$), ($$SELECT * FROM survey_ratio('dk', 'y', '%1$s')$$),
    ($$SELECT * FROM survey_variance('dk', '{%1$s}')$$), ($$SELECT * FROM survey_correlation('dk', '{%1$s,y}')$$), ($$SELECT * FROM survey_quantile('dk', '{%1$s}', by => '{g}')$$),
    ($$SELECT * FROM survey_contrast('dk', '{%1$s}', by => '{g}')$$), ($$SELECT * FROM survey_contrast('dk', '{%1$s,y}')$$),
    ($$SELECT * FROM survey_ttest('dk', '%1$s', 'g')$$), ($$SELECT * FROM survey_ttest('dk', '%1$s', mu => 3)$$), ($$SELECT estimate, std_error, statistic, df, p_value, conf_low, n FROM survey_ttest('dk', '%1$s', minus => 'y')$$),
    ($$SELECT * FROM survey_ranktest('dk', '%1$s', 'g')$$), ($$SELECT * FROM survey_glm('dk', '%1$s ~ g + y')$$),
    ($$SELECT * FROM survey_alpha('dk', '{%1$s,y}')$$),
    ($$SELECT column_label, statistic, n, weighted_n, base_n, base_weighted, effective_base, estimate, std_error, conf_low, conf_high, p_value, higher_than, cell FROM survey_crosstab('dk', '{%1$s}', '{g,h}') WHERE statistic IN ('mean', 'sd', 'se')$$),
    ($$SELECT * FROM survey_column_tests('dk', '{%1$s}', '{h}') WHERE row_label = 'Mean'$$);
CREATE FUNCTION the_same(road text, variables text[], number text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT is(rows_of(format(s.sql, v)), rows_of(format(s.sql, number)), format('%s: %s', road, format(s.sql, v))) FROM statement s, unnest(variables) v ORDER BY s.position, v
$$;
SELECT lives_ok(format('SELECT register_survey(''dk'', ''dk'', codebook(%L))', :'numbers'), 'scores of a scale whose first code is the best, none for "don''t know"');
SELECT the_same('rows', '{q,b,t}', 's');
SELECT lives_ok($$ SELECT pack_survey('dk') $$, 'a pack');
SELECT is((SELECT source FROM survey_explain_estimate('dk', '{q}', '{g}')), 'pack', 'is read');
SELECT the_same('pack', '{q,b,t}', 's');
SELECT lives_ok(format('SELECT register_survey(''dk'', ''dk'', codebook(%L, ''{"design": {"strata": ["g"], "clusters": ["psu"], "nest": true}}''), replace => true)', :'numbers'), 'strata and clusters');
SELECT the_same('clusters', '{q,t}', 's');
SELECT lives_ok($$ SELECT pack_survey('dk') $$, 'and their pack');
SELECT is((SELECT source FROM survey_explain_estimate('dk', '{q}', '{g}')), 'pack', 'is read');
SELECT the_same('pack of clusters', '{q,t}', 's');
SELECT lives_ok(format('SELECT register_survey(''dk'', ''dk'', codebook(%L, ''{"replicates": {"columns": "rep", "type": "JK1"}}''), replace => true)', :'numbers'), 'replicate weights');
SELECT the_same('replicate weights', '{q}', 's');
SELECT lives_ok(format('SELECT register_survey(''dk'', ''dk'', codebook(%L), replace => true)', :'numbers'), 'a weight');
SELECT lives_ok($$ SELECT rake_survey('dk', '{"g": {"A": 0.5, "B": 0.5}, "h": {"A": 0.3, "B": 0.3, "C": 0.4}}', 'wr') $$, 'that is raked');
SELECT the_same('raked weights', '{q}', 's');
SELECT lives_ok(format('SELECT register_survey(''dk'', ''dk'', codebook(%L), replace => true)', :'none'), 'codes as scores, none for "don''t know"');
SELECT the_same('codes', '{q,b}', 'c');

-- boxes, by plain SQL: "don't know" is in the base
CREATE FUNCTION box_of(name text) RETURNS text LANGUAGE sql RETURN (SELECT round(estimate::numeric, 9) || ' of ' || base_n FROM survey_crosstab('dk', '{q}') WHERE row_label = name);
CREATE FUNCTION share_of(codes int[]) RETURNS text LANGUAGE sql RETURN (SELECT round((100 * sum(w) FILTER (WHERE q = ANY (codes)) / sum(w))::numeric, 9) || ' of ' || count(*) FROM dk);
CREATE FUNCTION mean_of(survey text DEFAULT 'dk') RETURNS numeric LANGUAGE sql RETURN (SELECT round(estimate::numeric, 9) FROM survey_mean(survey, '{q}'));
SELECT is(box_of('Top-2-box'), share_of('{4,5}'), 'the two highest codes are the top box');
SELECT is(box_of('Bottom-2-box'), share_of('{1,2}'), 'the two lowest the bottom box');
SELECT is(mean_of(), (SELECT round((sum(c * w) / sum(w) FILTER (WHERE c IS NOT NULL))::numeric, 9) FROM dk), 'the mean is that of the codes');
SELECT lives_ok($$ SELECT register_survey('dk', 'dk', codebook('{"scores": {"8": null}, "reverse": true, "nets": {"Good or none": [1, 8]}}'), replace => true) $$, 'a reversed scale');
SELECT is(box_of('Top-2-box'), share_of('{1,2}'), 'has its top box at the other end');
SELECT is(box_of('Bottom-2-box'), share_of('{4,5}'), 'and its bottom box');
SELECT is(box_of('Good or none'), share_of('{1,8}'), 'nets are of the codes that they list');
SELECT the_same('reverse', '{q}', 'c');
SELECT ok((SELECT bool_and(reverse) FROM survey_codebook('dk') WHERE variable = 'q'), 'the codebook shows it');
-- answers that tie with the second best or worst are in the box: nothing says which is the better
CREATE FUNCTION boxes(scores text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM register_survey('dk', 'dk', codebook(format('{"scores": %s}', scores)::jsonb), replace => true);
    RETURN box_of('Top-2-box') || ', ' || box_of('Bottom-2-box');
END $$;
SELECT is(boxes('{"1": 1, "2": 2, "3": 4, "4": 4, "5": 5, "8": null}'), share_of('{3,4,5}') || ', ' || share_of('{1,2}'), 'two answers are second');
SELECT is(boxes('{"1": 1, "2": 2, "3": 2, "4": 4, "5": 5, "8": null}'), share_of('{4,5}') || ', ' || share_of('{1,2,3}'), 'two are last but one');
SELECT is(boxes('{"1": 1, "2": 2, "3": 3, "4": 5, "5": 5, "8": null}'), share_of('{4,5}') || ', ' || share_of('{1,2}'), 'two are first: no third');
SELECT is(boxes('{"1": 1, "2": 2, "3": 5, "4": 5, "5": 5, "8": null}'), share_of('{3,4,5}') || ', ' || share_of('{1,2}'), 'three are first');
SELECT is(boxes('{"1": 1, "2": 3, "3": 3, "4": 3, "5": 5, "8": null}'), share_of('{2,3,4,5}') || ', ' || share_of('{1,2,3,4}'), 'three in the middle are in both boxes');
SELECT is(boxes('{"1": 3, "2": 3, "3": 3, "4": 3, "5": 3, "8": null}'), share_of('{1,2,3,4,5}') || ', ' || share_of('{1,2,3,4,5}'), 'all are alike');
SELECT is((SELECT string_agg(row_label, ', ') FROM survey_topline('dk') t JOIN survey_crosstab('dk', '{q}') c ON c.row_label = t.answer AND c.statistic = t.statistic WHERE t.variable = 'q' AND t.statistic = 'net' AND t.percent IS DISTINCT FROM c.column_percent), NULL, 'toplines have the same');
SELECT lives_ok(format('SELECT register_survey(''dk'', ''dk'', codebook(%L), replace => true)', :'numbers'), 'scores that fall');
SELECT is(box_of('Top-2-box'), share_of('{1,2}'), 'say themselves which end is the top box');
SELECT is((SELECT string_agg(code || '=' || coalesce(score::text, 'none'), ' ' ORDER BY code) FROM survey_codebook('dk') WHERE variable = 't'), '1=100 2=75 3=40 4=25 5=0.5 8=none', 'the codebook shows scores');
SELECT is((SELECT count(*) FROM survey_codebook('dk') WHERE variable IN ('g', 'y') AND (score IS NOT NULL OR reverse IS NOT NULL)), 0::bigint, 'of what is no scale it shows none');

-- trends are of those who have a score; F is the square of the t of R's svyglm(row ~ column), which survey_glm is tested to be
SELECT is((SELECT round(estimate::numeric, 9) FROM survey_test('dk', 'q', 'g', 'design-trend')), (SELECT round((statistic ^ 2)::numeric, 9) FROM survey_glm('dk', 's ~ g') WHERE term <> '(Intercept)'), 'design-trend');
SELECT is((SELECT n FROM survey_test('dk', 'q', 'g', 'design-trend')), (SELECT count(s) FROM dk), 'counts who has a score');
SELECT is((SELECT round(estimate::numeric, 9) FROM survey_test('dk', 'q', 'g', 'correlation', weight => 'none')), (SELECT round(corr(s, g)::numeric, 9) FROM dk), 'correlation is that of the scores');
SELECT is((SELECT round(estimate::numeric, 9) FROM survey_test('dk', 'q', 'g', 'trend', weight => 'none')), (SELECT round(((count(s) - 1) * corr(s, g) ^ 2)::numeric, 9) FROM dk), 'trend is (n - 1) r^2 of those who have one');

-- items that run the other way: alpha is that of a column that is turned round
SELECT lives_ok($$ ALTER TABLE dk ADD COLUMN turned float8; UPDATE dk SET turned = 100 - s; $$, 'an item turned round');
SELECT lives_ok(format('SELECT register_survey(''dk'', ''dk'', jsonb_insert(codebook(%L), ''{variables,0}'', ''{"name": "turned", "measure": "scale"}''), replace => true)', :'numbers'), 'in the survey');
CREATE FUNCTION alpha_of(items text[], keyed text[]) RETURNS text LANGUAGE sql RETURN (SELECT string_agg(concat_ws(' ', round(alpha::numeric, 9), round(std_error::numeric, 9), round(standardized::numeric, 9), round(item_rest::numeric, 9), n), ', ') FROM survey_alpha('dk', items, keyed => keyed));
SELECT is(alpha_of('{q,y}', '{q}'), alpha_of('{turned,y}', NULL), 'a keyed item is turned round');
SELECT is(alpha_of('{turned,y}', '{turned,y}'), alpha_of('{turned,y}', NULL), 'all of them are none');
SELECT throws_ok($$ SELECT survey_alpha('dk', '{q,y}', keyed => '{c}') $$, '22023', '"c" is keyed and not one of the variables', 'another variable is no item');

-- the same codebook again
CREATE TABLE again AS TABLE dk;
SELECT lives_ok($$ SELECT register_survey('again', 'again', survey_codebook_json('dk')) $$, 'the codebook is registered as it is shown');
SELECT is(survey_codebook_json('again'), survey_codebook_json('dk'), 'and says the same');
SELECT is(survey_codebook_json('dk') #> '{variables,1,scores}', '{"1": 100, "2": 75, "3": 40, "4": 25, "5": 0.5, "8": null}', 'word for word');

-- through files: CSV with a codebook, and Triple-S
CREATE FUNCTION scores_of(survey text) RETURNS jsonb LANGUAGE sql RETURN (SELECT jsonb_object_agg(code, score) FROM survey_codebook(survey) WHERE variable = 'q');
SELECT lives_ok($$ SELECT load_survey('csv', export_survey('dk', 'csv'), survey_codebook_json('dk')) $$, 'as CSV');
SELECT is(scores_of('csv'), scores_of('dk'), 'scores stay');
SELECT is(mean_of('csv'), mean_of(), 'and the mean');
SELECT lives_ok($$ SELECT load_survey('trip', export_survey('dk', 'triple-s'), metadata => export_survey('dk', 'triple-s-xml')) $$, 'as Triple-S');
SELECT is(scores_of('trip'), '{"1": 100, "2": 75, "3": 40, "4": 25, "5": 0.5, "8": null}', 'an answer without a score beside some that have one has none');
SELECT is(mean_of('trip'), mean_of(), 'and the mean stays');
SELECT throws_ok($$ SELECT load_survey('csv', convert_to(E'q\n1\n', 'UTF8'), '{"variables": [{"name": "q", "scores": {"1": 99, "8": null}, "values": {"1": "x", "8": "y"}}]}', append => true) $$, '22023', 'the codebook of the wave disagrees with that of survey "csv" on variable "q"', 'a wave with other scores is refused');
SELECT * FROM finish();
