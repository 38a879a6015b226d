-- A code that comes in after registration and that the codebook does not declare: one error, which names variable and code, in
-- every statistic and on every road (rows, packs, replicate weights, calibrated weights); what a filter leaves out is no error.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(287);

-- statements over a survey "%1$s"; %2$s: further arguments; the variable that the error has to name
CREATE TABLE statement (position int GENERATED ALWAYS AS IDENTITY, variable text, sql text);
INSERT INTO statement (variable, sql) VALUES
    ('q', $$SELECT * FROM survey_mean('%1$s', '{q}' %2$s)$$),
    ('q', $$SELECT * FROM survey_mean('%1$s', '{y,q}', missing => 'listwise' %2$s)$$),
    ('q', $$SELECT * FROM survey_total('%1$s', '{q}' %2$s)$$),
    ('q', $$SELECT * FROM survey_ratio('%1$s', 'q', 'y' %2$s)$$),
    ('q', $$SELECT * FROM survey_ratio('%1$s', 'y', 'q' %2$s)$$),
    ('q', $$SELECT * FROM survey_variance('%1$s', '{q}' %2$s)$$),
    ('q', $$SELECT * FROM survey_covariance('%1$s', '{q,y}' %2$s)$$),
    ('q', $$SELECT * FROM survey_quantile('%1$s', '{q}' %2$s)$$),
    ('q', $$SELECT * FROM survey_proportion('%1$s', '{q}' %2$s)$$),
    ('g', $$SELECT * FROM survey_mean('%1$s', '{g}' %2$s)$$),
    ('g', $$SELECT * FROM survey_mean('%1$s', '{y}', by => '{g}' %2$s)$$),
    ('g', $$SELECT * FROM survey_total('%1$s', '{y}', by => '{g}' %2$s)$$),
    ('g', $$SELECT * FROM survey_quantile('%1$s', '{y}', by => '{g}' %2$s)$$),
    ('g', $$SELECT * FROM survey_proportion('%1$s', '{h}', by => '{g}' %2$s)$$),
    ('q', $$SELECT * FROM survey_contrast('%1$s', '{q}', by => '{h}' %2$s)$$),
    ('g', $$SELECT * FROM survey_contrast('%1$s', '{g}', by => '{h}' %2$s)$$),
    ('g', $$SELECT * FROM survey_contrast('%1$s', '{y}', by => '{g}' %2$s)$$),
    ('q', $$SELECT * FROM survey_contrast('%1$s', '{q,y}' %2$s)$$),
    ('q', $$SELECT * FROM survey_ttest('%1$s', 'q', mu => 3 %2$s)$$),
    ('q', $$SELECT * FROM survey_ttest('%1$s', 'q', minus => 'y' %2$s)$$),
    ('q', $$SELECT * FROM survey_ttest('%1$s', 'y', minus => 'q' %2$s)$$),
    ('g', $$SELECT * FROM survey_ttest('%1$s', 'y', 'g' %2$s)$$),
    ('q', $$SELECT * FROM survey_ranktest('%1$s', 'q', 'h' %2$s)$$),
    ('g', $$SELECT * FROM survey_ranktest('%1$s', 'y', 'g' %2$s)$$),
    ('q', $$SELECT * FROM survey_glm('%1$s', 'q ~ y' %2$s)$$),
    ('g', $$SELECT * FROM survey_glm('%1$s', 'y ~ g' %2$s)$$),
    ('q', $$SELECT * FROM survey_glm('%1$s', 'y ~ I(q >= 4)' %2$s)$$),
    ('q', $$SELECT * FROM survey_alpha('%1$s', '{q,y}' %2$s)$$),
    ('g', $$SELECT * FROM survey_alpha('%1$s', '{p,y}', by => '{g}' %2$s)$$),
    ('q', $$SELECT * FROM survey_crosstab('%1$s', '{q}' %2$s)$$),
    ('g', $$SELECT * FROM survey_crosstab('%1$s', '{y}', '{g}' %2$s)$$),
    ('q', $$SELECT * FROM survey_test('%1$s', 'q', 'h' %2$s)$$),
    ('g', $$SELECT * FROM survey_test('%1$s', 'm', 'g' %2$s)$$);

CREATE FUNCTION refused(survey text, road text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT throws_ok(format(s.sql, survey, ''), '22000', format('variable "%s" holds %s, which the codebook does not declare', s.variable, CASE s.variable WHEN 'q' THEN 77 ELSE 5 END),
                     format('%s: %s', road, format(s.sql, '', ''))) FROM statement s ORDER BY s.position
$$;

CREATE FUNCTION passed(survey text, road text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT lives_ok(format(s.sql, survey, ', filter => ''q <= 5 AND g <= 2'''), format('%s, filtered: %s', road, format(s.sql, '', ''))) FROM statement s ORDER BY s.position
$$;

CREATE TABLE und AS SELECT 1 + i % 5 AS q, 1 + i % 2 AS g, 1 + i / 3 % 2 AS h, 1 + (i * 7 + i % 3) % 5 AS p, (i * i % 11)::float8 AS y, i % 2 = 0 AS m_1, i % 3 = 0 AS m_2, 1.0::float8 AS w,
    ARRAY[1 + i % 2, 2 - i % 2, 1, 1.5]::float8[] AS rep FROM generate_series(1, 50) i;
CREATE TABLE und_rep AS TABLE und;
CREATE TABLE und_cal AS TABLE und;
CREATE FUNCTION codebook(more jsonb) RETURNS jsonb LANGUAGE sql RETURN more || '{"weight": "w", "variables": [{"name": "q", "measure": "ordinal", "points": 5, "missing": {"9": "Refused"}},
    {"name": "g", "measure": "nominal", "values": {"1": "A", "2": "B"}}, {"name": "h", "measure": "nominal", "values": {"1": "A", "2": "B"}}, {"name": "p", "measure": "ordinal", "points": 5}, {"name": "y", "measure": "scale"}],
    "sets": [{"name": "m", "members": ["m_1", "m_2"]}]}';
SELECT lives_ok($$ SELECT register_survey('und', 'und', codebook('{}')) $$, 'a survey');
SELECT lives_ok($$ SELECT register_survey('und_rep', 'und_rep', codebook('{"replicates": {"columns": "rep", "type": "JK1"}}')) $$, 'one with replicate weights');
SELECT lives_ok($$ SELECT register_survey('und_cal', 'und_cal', codebook('{}')) $$, 'one to weight');
SELECT lives_ok($$ SELECT rake_survey('und_cal', '{"h": {"A": 0.5, "B": 0.5}}', 'wr') $$, 'which is raked');

INSERT INTO und SELECT 77, 1, 1, 1, 1, true, true, 1, '{1,1,1,1}'::float8[] UNION ALL SELECT 3, 5, 1, 1, 2, true, true, 1, '{1,1,1,1}';
INSERT INTO und_rep TABLE und OFFSET 50;
INSERT INTO und_cal SELECT u.*, 1 FROM (TABLE und OFFSET 50) u;

SELECT refused('und', 'rows');
SELECT refused('und_rep', 'replicate weights');
SELECT refused('und_cal', 'calibrated weights');
SELECT passed('und', 'rows');
SELECT passed('und_rep', 'replicate weights');
SELECT passed('und_cal', 'calibrated weights');
SELECT lives_ok($$ SELECT pack_survey('und') $$, 'a pack');
SELECT ok((SELECT packed AND fresh FROM survey_pack_status('und')), 'is fresh');
SELECT refused('und', 'pack');
SELECT passed('und', 'pack');

-- by hand: the 50 of before have a mean of 3
SELECT is((SELECT round(estimate::numeric, 9) FROM survey_mean('und', '{q}', filter => 'q <= 5 AND g <= 2')), 3.000000000, 'what the filter leaves is estimated as it was');

-- nobody knows a text, a fraction or a large number either, whatever the type of the column
CREATE TABLE und_types AS SELECT (ARRAY['low', 'mid', 'high'])[1 + i % 3] AS t, (1 + i % 3)::numeric AS n, (1 + i % 3)::float8 AS f, (1 + i % 3)::bigint AS b, i % 2 = 0 AS yes, 10 * (1 + i % 3) AS far FROM generate_series(1, 30) i;
SELECT lives_ok($$ SELECT register_survey('und_types', 'und_types', '{"variables": [{"name": "t", "measure": "ordinal", "values": ["low", "mid", "high"]}, {"name": "n", "measure": "ordinal", "points": 3}, {"name": "f", "measure": "ordinal", "points": 3},
    {"name": "b", "measure": "ordinal", "points": 3}, {"name": "yes", "measure": "ordinal"}, {"name": "far", "measure": "ordinal", "values": {"10": "low", "20": "mid", "30": "high"}}]}') $$, 'codes in columns of other types');
SELECT is((SELECT string_agg(round(estimate::numeric, 9)::text, ' ') FROM survey_mean('und_types', '{t,n,f,b,yes,far}')), '2.000000000 2.000000000 2.000000000 2.000000000 0.500000000 20.000000000', 'have the means of their codes');
INSERT INTO und_types VALUES ('none', 1.5, 2.5, 5000000000, true, 15);
SELECT throws_ok($$ SELECT survey_mean('und_types', '{t}') $$, '22000', 'variable "t" holds "none", which the codebook does not declare');
SELECT throws_ok($$ SELECT survey_mean('und_types', '{n}') $$, '22000', 'variable "n" holds "1.5", which the codebook does not declare');
SELECT throws_ok($$ SELECT survey_quantile('und_types', '{f}') $$, '22000', 'variable "f" holds "2.5", which the codebook does not declare');
SELECT throws_ok($$ SELECT survey_mean('und_types', '{b}') $$, '22000', 'variable "b" holds "5000000000", which the codebook does not declare');
SELECT throws_ok($$ SELECT survey_mean('und_types', '{far}') $$, '22000', 'variable "far" holds 15, which the codebook does not declare');
SELECT is((SELECT string_agg(round(estimate::numeric, 9)::text, ' ') FROM survey_mean('und_types', '{t,n,f,b,far}', filter => 'far <> 15')), '2.000000000 2.000000000 2.000000000 2.000000000 20.000000000', 'and a filter leaves them out');
SELECT lives_ok($$ SELECT survey_crosstab('und_types', '{t,n,f,b,far}', '{yes}', filter => 'far <> 15') $$, 'of tables too');

-- the hint says how to declare it, and it does
CREATE TABLE und_new (q int, t text);
INSERT INTO und_new VALUES (1, 'f'), (2, 'm');
SELECT survey FROM register_survey('und_new', 'und_new', '{"variables": [{"name": "q", "values": {"1": "a", "2": "b"}}, {"name": "t", "measure": "nominal", "values": {"1": "f", "2": "m"}}]}');
INSERT INTO und_new VALUES (7, 'm');
CREATE FUNCTION declare_by_hint(sql text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    hint text;
BEGIN
    EXECUTE sql;
    RETURN 'no error';
EXCEPTION WHEN data_exception THEN
    GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
    RETURN (SELECT changed::text FROM alter_survey('und_new', replace(substring(hint FROM '(\{.*\});'), 'a new code', '3')::jsonb));
END $$;
SELECT is(declare_by_hint($$SELECT * FROM survey_crosstab('und_new', '{q}')$$), '{q}', 'a code by the hint');
INSERT INTO und_new VALUES (1, 'd');
SELECT is(declare_by_hint($$SELECT * FROM survey_crosstab('und_new', '{t}')$$), '{t}', 'a text by the hint');
SELECT is((SELECT string_agg(row_label || n, ' ' ORDER BY question_position, row_position) FROM survey_crosstab('und_new', '{q,t}')), 'a2 b1 its label1 f1 m2 d1', 'and it is an answer');

-- a missing code, and one in a range of missing values, is no answer
UPDATE und SET q = 9 WHERE q = 77;
SELECT is((SELECT round(estimate::numeric, 9) FROM survey_mean('und', '{q}')), 3.000000000, 'a missing code is left out: (150 + 3) / 51');
SELECT lives_ok($$ SELECT register_survey('und', 'und', '{"variables": [{"name": "q", "measure": "ordinal", "points": 5, "missing_ranges": [[5, null]]}, {"name": "g", "measure": "nominal", "values": {"1": "A", "2": "B"}, "missing_ranges": [[5, 5]]}]}', replace => true) $$, 'missing by a range');
SELECT is((SELECT round(estimate::numeric, 9) FROM survey_mean('und', '{q}', by => '{g}') LIMIT 1), (SELECT round(avg(q), 9) FROM und WHERE q < 5 AND g = 1), 'declared codes in a range of missing values are missing');
SELECT is((SELECT count(*) FROM survey_mean('und', '{q}', by => '{g}')), 2::bigint, 'as numbers and as domains');
SELECT * FROM finish();
