-- Margins of models by plain SQL over the model's own coefficients, and their errors.  The reference results are in test/oracle/margins.sql.
SELECT plan(19);
\ir include/near.psql
\set QUIET 1
SET client_min_messages = warning;
CREATE TABLE guest AS SELECT i AS id, i / 8 AS cluster, 1 + i % 2 AS sex, 1 + i % 3 AS area, (i * 37 % 11) / 3.0::float8 AS x, 1 + (i % 4)::float8 AS w, ((i * 29 % 13 + (i % 2) * (i * 37 % 11)) > 9)::int AS came, (i * 31 % 17) + (i % 3) * 2.5 AS spent, i * 41 % 7 AS visits FROM generate_series(0, 239) i;
SELECT register_survey('guest', 'guest', '{"weight": "w", "respondent": "id", "design": {"clusters": ["cluster"]}, "variables": [{"name": "sex", "measure": "nominal", "values": {"1": "f", "2": "m"}}, {"name": "area", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c"}},
    {"name": "x", "measure": "scale"}, {"name": "came", "measure": "scale"}, {"name": "spent", "measure": "scale"}, {"name": "visits", "measure": "scale"}]}') IS NULL \g /dev/null

-- of a linear model margins are coefficients
CREATE TEMP TABLE line AS SELECT * FROM survey_margins('guest', 'spent ~ x + area');
CREATE TEMP TABLE glm AS SELECT * FROM survey_glm('guest', 'spent ~ x + area');
SELECT is((SELECT string_agg(concat_ws(' ', kind, variable, category, reference), ', ') FROM line), 'slope x, mean area a, mean area b, mean area c, contrast area b a, contrast area c a', 'all predictors, in the order of the formula');
SELECT near(m.estimate, g.estimate, 'a slope is the coefficient') FROM line m, glm g WHERE m.kind = 'slope' AND g.term = 'x';
SELECT near(m.std_error, g.std_error, 'with its error') FROM line m, glm g WHERE m.kind = 'slope' AND g.term = 'x';
SELECT near(m.p_value, g.p_value, 'and its test', 1e-9) FROM line m, glm g WHERE m.kind = 'slope' AND g.term = 'x';
SELECT near(m.estimate, g.estimate, 'a contrast is the coefficient') FROM line m, glm g WHERE m.kind = 'contrast' AND m.category = 'c' AND g.label = 'c';
SELECT near(m.conf_low, g.conf_low, 'with its interval') FROM line m, glm g WHERE m.kind = 'contrast' AND m.category = 'c' AND g.label = 'c';
-- the mean if everybody had one category of the only predictor is the mean of those who have it, unconditionally too
SELECT near(m.estimate, e.estimate, 'a mean of a category') FROM survey_margins('guest', 'spent ~ area', '{area}') m, survey_mean('guest', '{spent}', by => '{area}') e WHERE m.kind = 'mean' AND m.category = 'b' AND e.domain_label = 'b';
SELECT near(m.std_error, e.std_error, 'and its error', 1e-9) FROM survey_margins('guest', 'spent ~ area', '{area}', options => '{"errors": "unconditional"}') m, survey_mean('guest', '{spent}', by => '{area}') e WHERE m.kind = 'mean' AND m.category = 'b' AND e.domain_label = 'b';

-- of a logistic one they are means of probabilities
CREATE TEMP TABLE logit AS SELECT * FROM survey_margins('guest', 'came ~ x * sex', family => 'binomial');
CREATE VIEW b AS SELECT array_agg(estimate) AS b FROM survey_glm('guest', 'came ~ x * sex', 'binomial');
CREATE FUNCTION p(b float8[], x float8, sex int) RETURNS float8 LANGUAGE sql IMMUTABLE RETURN 1 / (1 + exp(-(b[1] + b[2] * x + (sex - 1) * (b[3] + b[4] * x))));
SELECT near(estimate, (SELECT sum(w * p(b, x, 2)) / sum(w) FROM guest, b), 'probability if everybody were a man', 1e-10) FROM logit WHERE kind = 'mean' AND category = 'm';
SELECT near(estimate, (SELECT sum(w * (p(b, x, 2) - p(b, x, 1))) / sum(w) FROM guest, b), 'difference to a woman', 1e-10) FROM logit WHERE kind = 'contrast';
SELECT near(estimate, (SELECT sum(w * p(b, x, sex) * (1 - p(b, x, sex)) * (b[2] + (sex - 1) * b[4])) / sum(w) FROM guest, b), 'mean slope', 1e-10) FROM logit WHERE kind = 'slope';
SELECT near(estimate, (SELECT sum(w * p(b, 2, 2)) / sum(w) FROM guest, b), 'at a value of another predictor', 1e-10) FROM survey_margins('guest', 'came ~ x * sex', '{sex}', 'binomial', '{"x": 2}') WHERE kind = 'mean' AND category = 'm';
SELECT near(estimate, (SELECT sum(w * p(b, x, 2) * (1 - p(b, x, 2)) * (b[2] + b[4])) / sum(w) FROM guest, b), 'a slope of one category', 1e-10) FROM survey_margins('guest', 'came ~ x * sex', '{x}', 'binomial', '{"sex": "m"}');
SELECT near(m.estimate, (SELECT sum(w * exp(b[1] + b[2] * x) * b[2]) / sum(w) FROM guest, (SELECT array_agg(estimate) AS b FROM survey_glm('guest', 'visits ~ x', 'poisson')) g), 'a mean slope of counts', 1e-10) FROM survey_margins('guest', 'visits ~ x', '{x}', 'poisson') m;

-- errors
SELECT throws_ok($$SELECT survey_margins('guest', 'spent ~ x', '{sex}')$$, '42704', '"sex" is no predictor of the model', 'a variable that is not in the model');
SELECT throws_ok($$SELECT survey_margins('guest', 'spent ~ x + I(x * x)', '{x}')$$, '0A000', 'the margins of "x" are not known: it also stands in I(x * x)', 'a variable that stands in an expression too');
SELECT throws_ok($$SELECT survey_margins('guest', 'spent ~ x + sex', '{x}', at => '{"sex": "q"}')$$, '22023', 'predictor "sex" cannot be held at "q"', 'no such category');
SELECT throws_ok($$SELECT survey_margins('guest', 'spent ~ x', options => '{"errors": "robust"}')$$, '22023', 'errors must not be "robust"', 'no such errors');
SELECT throws_ok($$SELECT survey_margins('guest', 'spent ~ x', at => '[1]')$$, '22023', 'at must be an object, or an array of objects', 'values in no object');
SELECT * FROM finish();
