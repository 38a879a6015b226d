-- Models of an ordered response by closed forms, by survey_glm where there are two answers, and their errors.  The reference
-- results are in test/oracle/ordinal.sql.
SELECT plan(20);
\ir include/near.psql
\set QUIET 1
SET client_min_messages = warning;
CREATE TABLE guest AS SELECT i AS id, i / 8 AS cluster, 1 + i % 2 AS sex, (i * 37 % 11) / 3.0::float8 AS x, 1 + (i % 4)::float8 AS w, 1 + (i * 29 % 13 + (i % 2) * 4) / 6 AS liked, 1 + ((i * 29 % 13 + (i % 2) * 4) > 7)::int AS twice FROM generate_series(0, 239) i;
SELECT register_survey('guest', 'guest', '{"weight": "w", "respondent": "id", "design": {"clusters": ["cluster"]}, "variables": [{"name": "sex", "measure": "nominal", "values": {"1": "f", "2": "m"}}, {"name": "x", "measure": "scale"},
    {"name": "liked", "measure": "ordinal", "values": {"1": "bad", "2": "so-so", "3": "good"}}, {"name": "twice", "measure": "ordinal", "values": {"1": "no", "2": "yes"}}]}') IS NULL \g /dev/null
CREATE TEMP TABLE ordinal AS SELECT * FROM survey_ordinal('guest', 'liked ~ x + sex');
SELECT is((SELECT string_agg(concat_ws(' ', kind, term, label, reference), ', ') FROM ordinal), 'coefficient x x, coefficient sex m f, threshold bad | so-so, threshold so-so | good', 'coefficients, then thresholds');
-- with two answers it is the logistic model, whose intercept is minus the threshold
CREATE TEMP TABLE two AS SELECT * FROM survey_ordinal('guest', 'twice ~ x + sex');
CREATE TEMP TABLE glm AS SELECT * FROM survey_glm('guest', 'twice ~ x + sex', 'binomial');
SELECT near(sum(estimate), 1, 'probabilities of all answers add up', 1e-12) FROM survey_ordinal('guest', 'liked ~ x + sex', options => '{"probabilities": "mean"}') WHERE kind = 'probability';
SELECT near(o.estimate, m.estimate, 'at the mean of a number it is the logistic model''s prediction', 1e-8) FROM survey_ordinal('guest', 'twice ~ x', options => '{"probabilities": "mean"}') o, survey_margins('guest', 'twice ~ x', '{}', 'binomial', at => '{"x": "mean"}', options => '{"epsilon": 1e-14}') m WHERE o.label = 'yes';
SELECT near(o.std_error, m.std_error, 'with its error', 1e-6) FROM survey_ordinal('guest', 'twice ~ x', options => '{"probabilities": "mean"}') o, survey_margins('guest', 'twice ~ x', '{}', 'binomial', at => '{"x": "mean"}', options => '{"epsilon": 1e-14}') m WHERE o.label = 'yes';
SELECT near(o.estimate, g.estimate, 'a coefficient', 1e-6) FROM two o JOIN glm g USING (term) WHERE o.term = 'sex';
SELECT near(o.std_error, g.std_error, 'its error', 1e-5) FROM two o JOIN glm g USING (term) WHERE o.term = 'sex';
SELECT near(o.estimate, -g.estimate, 'the threshold', 1e-6) FROM two o, glm g WHERE o.kind = 'threshold' AND g.term = '(Intercept)';
SELECT near(o.std_error, g.std_error, 'and its error', 1e-5) FROM two o, glm g WHERE o.kind = 'threshold' AND g.term = '(Intercept)';
-- thresholds alone are logits of the cumulative shares
SELECT near(o.estimate, (SELECT ln(p / (1 - p)) FROM (SELECT sum(w) FILTER (WHERE liked <= 2) / sum(w) AS p FROM guest) s), 'without predictors: the logit of a share', 1e-9) FROM survey_ordinal('guest', 'liked ~ 1') o WHERE label = 'so-so | good';
SELECT near(o.std_error, (SELECT p.std_error / (p.estimate * (1 - p.estimate)) FROM survey_proportion('guest', '{liked}') p WHERE p.category = 'good'), 'and its error that of the share', 1e-7) FROM survey_ordinal('guest', 'liked ~ 1') o WHERE label = 'so-so | good';
-- the answers the other way round: loglog is cloglog with the other sign
CREATE TABLE turned AS SELECT id, x, w, cluster, 4 - liked AS liked FROM guest;
SELECT register_survey('turned', 'turned', '{"weight": "w", "respondent": "id", "design": {"clusters": ["cluster"]}, "variables": [{"name": "x", "measure": "scale"}, {"name": "liked", "measure": "ordinal", "points": 3}]}') IS NULL \g /dev/null
SELECT near((SELECT estimate FROM survey_ordinal('guest', 'liked ~ x', 'cloglog') WHERE term = 'x'), (SELECT -estimate FROM survey_ordinal('turned', 'liked ~ x', 'loglog') WHERE term = 'x'), 'cloglog of the answers turned round is loglog', 1e-9);
SELECT near((SELECT deviance FROM ordinal LIMIT 1), (SELECT -2 * sum(w * ln(CASE liked WHEN 1 THEN f1 WHEN 2 THEN f2 - f1 ELSE 1 - f2 END)) FROM (SELECT w, liked, 1 / (1 + exp(-(b[3] - b[1] * x - b[2] * (sex - 1)))) AS f1, 1 / (1 + exp(-(b[4] - b[1] * x - b[2] * (sex - 1)))) AS f2
    FROM guest, (SELECT array_agg(estimate) AS b FROM ordinal) b) p), 'the deviance, by the probabilities', 1e-10);
SELECT is((SELECT format('%s %s %s', max(df), max(design_df), max(n)) FROM ordinal), 'Infinity 28 240', 'degrees of freedom, respondents');
SELECT ok((SELECT bool_and(d.p_value > o.p_value) FROM ordinal o JOIN survey_ordinal('guest', 'liked ~ x + sex', options => '{"degrees": "design"}') d USING (label)), 'with those of the design tests are more careful');
-- compared with the other category, the coefficient has the other sign
SELECT near((SELECT estimate FROM survey_ordinal('guest', 'liked ~ x + sex', options => '{"reference": {"sex": "m"}}') WHERE label = 'f'), (SELECT -estimate FROM ordinal WHERE label = 'm'), 'another reference', 1e-6);

-- errors
SELECT throws_ok($$SELECT survey_ordinal('guest', 'liked ~ x', options => '{"reference": {"liked": "bad"}}')$$, '22023', '"liked" is no predictor with categories of this model', 'the response has no reference');
SELECT throws_ok($$SELECT survey_ordinal('guest', 'x ~ sex')$$, '42809', 'the response "x" has no categories', 'a number');
SELECT throws_ok($$SELECT survey_ordinal('guest', 'liked ~ x', filter => 'liked = 2')$$, '22023', 'the response "liked" is constant among the respondents of the model', 'one answer');
SELECT throws_ok($$SELECT survey_ordinal('guest', 'liked ~ x', 'tobit')$$, '22023', 'link must not be "tobit"', 'no such link');
SELECT throws_ok($$SELECT survey_ordinal('guest', 'twice ~ I(id % 2)', filter => 'id % 2 = twice - 1')$$, '22023', NULL, 'a separated response');
SELECT * FROM finish();
