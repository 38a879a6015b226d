-- Small rules that hold by every name: weights whose squares vanish, confidence levels, scales of replicates, design effects, formulas, keys, and
-- surveys of nobody.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(44);
CREATE TABLE f (count int PRIMARY KEY, q int, "I" int, y float8, one float8, w float8, tiny float8, fpc float8);
INSERT INTO f SELECT i, 1 + i % 2, 1 + i % 3, i * 7 % 11, 0.1, 1.0 + i % 2 / 10.0, (1.0 + i % 2 / 10.0) * 1e-300, 400 FROM generate_series(1, 40) i;
CREATE FUNCTION book(design text) RETURNS jsonb LANGUAGE sql AS $$SELECT format('{"weight": "w", "respondent": "count", %s "variables": [{"name": "q", "measure": "nominal", "values": {"1": "x", "2": "z"}},
    {"name": "I", "measure": "nominal", "values": {"1": "x", "2": "z", "3": "u"}}, {"name": "y", "measure": "scale"}, {"name": "one", "measure": "scale"}, {"name": "w", "measure": "scale"}, {"name": "tiny", "measure": "scale"}]}', design)::jsonb$$;
SELECT survey IS NULL FROM register_survey('f', 'f', book('')) \g /dev/null
CREATE TABLE f_fpc AS TABLE f;
SELECT survey IS NULL FROM register_survey('f_fpc', 'f_fpc', book('"design": {"fpc": ["fpc"]},')) \g /dev/null

-- weights whose squares vanish
SELECT throws_ok(q, '22023', NULL, 'weights of 1e-300: ' || q) FROM unnest(ARRAY['SELECT * FROM survey_mean(''f'', ''{y}'', weight => ''tiny'')', 'SELECT * FROM survey_crosstab(''f'', ''{q}'', weight => ''tiny'')',
    'SELECT * FROM survey_quantile(''f'', ''{y}'', ''{0.5}'', weight => ''tiny'')', 'SELECT std_error(survey_summary(y, tiny)) FROM f', 'SELECT tally(q, tiny) FROM f']) q;
SELECT is((SELECT count(*) FROM pack_survey('f')), 1::bigint, 'packed');
SELECT throws_ok('SELECT * FROM survey_crosstab(''f'', ''{q}'', weight => ''tiny'')', '22023', NULL, 'weights of 1e-300 from the pack');

-- levels: 1 less 1e-300 is 1
SELECT throws_ok(format(q, level), '22023', NULL, format(q, level)) FROM unnest('{1e-300,NaN}'::text[]) level, unnest(ARRAY['SELECT * FROM survey_mean(''f'', ''{y}'', level => %L)', 'SELECT * FROM survey_crosstab(''f'', ''{q}'', level => %L)',
    'SELECT * FROM survey_topline(''f'', level => %L)', 'SELECT * FROM survey_ttest(''f'', ''y'', level => %L)', 'SELECT * FROM survey_glm(''f'', ''y ~ q'', level => %L)', 'SELECT conf_low(survey_summary(y, w), level => %L) FROM f']) q;

-- scales of replicates
SELECT throws_like(format('SELECT std_error(survey_replicate_summary(y, w, ARRAY[w, 2 * w]), %s) FROM f', a), m, a) FROM (VALUES ('-1', 'scale must be%-1'), ('''NaN''', 'scale must be%NaN'), ('1, ''{1,-2}''', 'rscales[2] must be%-2'),
    ('1, ''{1,2,3}''', 'rscales must be a list of 2 numbers%')) v(a, m);

-- the design effect of a constant is none; without fpc the sample is compared with one with replacement, of which R says the same by deff="replace"
SELECT is((SELECT deff FROM survey_mean('f', '{one}')), NULL, 'a constant has no design effect');
SELECT is((SELECT round(deff::numeric, 9) FROM survey_mean('f', '{y}')), (SELECT round(deff::numeric, 9) FROM survey_mean('f', '{y}', design_effect => 'replace')), 'with replacement by default');
SELECT is((SELECT round(deff::numeric, 9) FROM survey_mean('f_fpc', '{y}')), (SELECT round(deff::numeric, 9) FROM survey_mean('f_fpc', '{y}', design_effect => 'wor')), 'without replacement where the population is known');
-- R survey 4.1: deff(svymean(~y, d, deff="replace")) without fpc; deff=TRUE, then "replace" with it
SELECT is((SELECT string_agg(concat_ws(' ', round(deff::numeric, 11), deff_sample), ', ' ORDER BY o) FROM (SELECT deff, deff_sample, 1 AS o FROM survey_mean('f', '{y}') UNION ALL SELECT deff, deff_sample, 2 FROM survey_mean('f_fpc', '{y}')
    UNION ALL SELECT deff, deff_sample, 3 FROM survey_mean('f_fpc', '{y}', design_effect => 'replace') UNION ALL SELECT NULL, coalesce(deff_sample, 'NULL'), 4 FROM survey_mean('f', '{one}')) d),
    '1.00421536568 replace, 18.97967041144 wor, 0.90379382912 replace, NULL', 'the result says which sample it compares with');
SELECT is((SELECT round(deff(survey_summary(y, w))::numeric, 9) FROM f), (SELECT round(deff::numeric, 9) FROM survey_mean('f', '{y}')), 'the same of the aggregate');

-- words
SELECT throws_ok('SELECT ''v1w{1:1:0X1F:0X1F}''::tally', '22P02', NULL, 'no hexadecimal in a tally');
SELECT is((SELECT count(*) FROM survey_glm('f', 'y ~ I + q')), 4::bigint, 'a variable named I in a formula, a key named count');
SELECT is((SELECT string_agg(DISTINCT term, ', ') FROM survey_glm('f', 'y ~ I (w + 1) + I')), '(Intercept), I, I(w + 1)', 'a variable named I beside an expression');

-- weights out of range, and a negative one that came after the survey was registered
CREATE TABLE g AS SELECT i AS id, 1 + i % 3 AS a, 1 + i % 2 AS b, 1 + i * 7 % 5 AS c, date '2026-01-01' + i AS day, 1e300::float8 AS w FROM generate_series(1, 60) i;
SELECT register_survey('g''s', 'g', '{"weight": "w", "variables": [{"name": "a", "measure": "scale"}, {"name": "b", "measure": "scale"}, {"name": "c", "measure": "scale"}, {"name": "w", "measure": "scale"}, {"name": "id", "measure": "scale"},
    {"name": "day", "measure": "date"}]}') IS NULL \g /dev/null
SELECT throws_ok('SELECT * FROM survey_alpha(''g''''s'', ''{a,b,c}'')', '22003', NULL, 'alpha of weights of 1e300 is out of range, not of a constant');
UPDATE g SET w = CASE WHEN id = 7 THEN -1 ELSE 1 END;
CREATE FUNCTION hint_of(statement text) RETURNS text LANGUAGE plpgsql AS $$DECLARE hint text; BEGIN EXECUTE statement; RETURN 'no error'; EXCEPTION WHEN OTHERS THEN GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT; RETURN hint; END$$;
SELECT alike(hint_of(format('SELECT x FROM %s x', q)), 'Use NULL%says "negative": true in the codebook.', 'what to do of a negative weight: ' || q)
FROM unnest(ARRAY['survey_mean(''g''''s'', ''{a}'')', 'survey_crosstab(''g''''s'', ''{a}'')', 'survey_quantile(''g''''s'', ''{a}'')', 'survey_glm(''g''''s'', ''a ~ b'')', '(SELECT survey_summary(a, w) FROM g)']) q;

-- periods that there are not, and apostrophes of names
SELECT is(hint_of(format('SELECT count(*) FROM %s', q)), 'Say which period counts: "month(day)", or year, quarter, week or day.', 'no such period: ' || q)
FROM unnest(ARRAY['survey_crosstab(''g''''s'', ''{a}'', ''{hour(day)}'')', 'survey_mean(''g''''s'', ''{a}'', by => ''{hour(day)}'')']) q;
SELECT is(hint_of('SELECT count(*) FROM survey_mean(''g''''s'', ''{nothing_like_it}'')'), 'survey_codebook(''g''''s'') lists its variables.', 'a hint to run as it stands');
SELECT is(hint_of('SELECT refresh_states(''g''''s'')'), 'Name the variable that says the wave: refresh_states(''g''''s'', ''wave'', by => ''{sex}'').', 'another one');

-- the percent of a whole is 100
UPDATE g SET w = id / 3::float8;
SELECT alter_survey('g''s', '{"variables": [{"name": "a", "measure": "nominal", "values": {"1": "x", "2": "y", "3": "z"}}]}') IS NULL \g /dev/null
SELECT is((SELECT string_agg(DISTINCT row_percent::text, ' ') FROM generate_series(1, 60) i, survey_crosstab('g''s', '{a}', filter => 'id <= ' || i) WHERE is_total AND row_percent IS NOT NULL), '100', 'of a row in the Total');
SELECT is((SELECT string_agg(DISTINCT percent::text, ' ') FROM generate_series(1, 60) i, survey_crosstab('g''s', '{a}', filter => 'a = 2 AND id <= ' || i), unnest(ARRAY[column_percent, estimate]) percent WHERE is_total AND row_code = 2 AND base_n > 0), '100', 'of everybody');
SELECT is((SELECT string_agg(DISTINCT percent::text, ' ') FROM generate_series(2, 60) i, survey_topline('g''s', filter => 'a = 2 AND id <= ' || i) WHERE variable = 'a' AND statistic = 'percent' AND n > 0), '100', 'in a topline');
SELECT * FROM finish();
