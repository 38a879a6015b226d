-- Multinomial logit by closed forms, by survey_glm where there are two answers, and its errors.  The reference results are in
-- test/oracle/multinomial.sql.
SELECT plan(14);
\ir include/near.psql
\set QUIET 1
SET client_min_messages = warning;
CREATE TABLE guest AS SELECT i AS id, i / 8 AS cluster, 1 + i % 2 AS sex, (i * 37 % 11) / 3.0::float8 AS x, 1 + (i % 4)::float8 AS w, 1 + (i * 29 % 13 + (i % 2) * 4) / 6 AS brand, 1 + ((i * 29 % 13 + (i % 2) * 4) > 7)::int AS twice FROM generate_series(0, 239) i;
SELECT register_survey('guest', 'guest', '{"weight": "w", "respondent": "id", "design": {"clusters": ["cluster"]}, "variables": [{"name": "sex", "measure": "nominal", "values": {"1": "f", "2": "m"}}, {"name": "x", "measure": "scale"},
    {"name": "brand", "measure": "nominal", "values": {"1": "Ajax", "2": "Bolt", "3": "Core"}}, {"name": "twice", "measure": "nominal", "values": {"1": "no", "2": "yes"}}]}') IS NULL \g /dev/null
SELECT is((SELECT string_agg(concat_ws(' ', category, base, label, reference), ', ') FROM survey_multinomial('guest', 'brand ~ sex')), 'Bolt Ajax (Intercept), Bolt Ajax m f, Core Ajax (Intercept), Core Ajax m f', 'a row for each coefficient of each category');
SELECT near(m.estimate, g.estimate, 'with two answers it is the logistic model', 1e-6) FROM survey_multinomial('guest', 'twice ~ x + sex') m JOIN survey_glm('guest', 'twice ~ x + sex', 'binomial') g USING (term) WHERE term = 'x';
SELECT near(m.std_error, g.std_error, 'with its error', 1e-5) FROM survey_multinomial('guest', 'twice ~ x + sex') m JOIN survey_glm('guest', 'twice ~ x + sex', 'binomial') g USING (term) WHERE term = 'x';
SELECT near(estimate, (SELECT ln(sum(w) FILTER (WHERE brand = 3) / sum(w) FILTER (WHERE brand = 1)) FROM guest), 'an intercept alone is the log ratio of shares', 1e-9) FROM survey_multinomial('guest', 'brand ~ 1') WHERE category = 'Core';
SELECT near(estimate, (SELECT ln(sum(w) FILTER (WHERE brand = 3 AND sex = 2) * sum(w) FILTER (WHERE brand = 2 AND sex = 1) / sum(w) FILTER (WHERE brand = 2 AND sex = 2) / sum(w) FILTER (WHERE brand = 3 AND sex = 1)) FROM guest), 'a coefficient of groups is a log odds ratio, against another base', 1e-9)
FROM survey_multinomial('guest', 'brand ~ sex', options => '{"reference": "Bolt"}') WHERE category = 'Core' AND term = 'sex';
SELECT near(a.std_error, b.std_error, 'whose error does not depend on the side', 1e-9) FROM survey_multinomial('guest', 'brand ~ sex', options => '{"reference": "Bolt"}') a, survey_multinomial('guest', 'brand ~ sex') b WHERE a.category = 'Ajax' AND a.term = 'sex' AND b.category = 'Bolt' AND b.term = 'sex';
SELECT near(t.statistic, power(m.estimate / m.std_error, 2), 'the test of a term of one coefficient is its square', 1e-9) FROM survey_multinomial_terms('guest', 'twice ~ x + sex') t JOIN survey_multinomial('guest', 'twice ~ x + sex') m USING (term) WHERE term = 'sex';
SELECT is((SELECT string_agg(concat_ws(' ', term, df, df2), ', ') FROM survey_multinomial_terms('guest', 'brand ~ x + sex', options => '{"degrees": "design"}')), 'x 2 29, sex 2 29', 'of all categories, as F with the degrees of freedom of the design');
SELECT throws_ok($$SELECT survey_multinomial('guest', 'x ~ sex')$$, '42809', 'the response "x" has no categories', 'a number');
SELECT throws_ok($$SELECT survey_multinomial('guest', 'brand ~ sex', options => '{"reference": "Dune"}')$$, '22023', 'no respondent of the model has the category "Dune" of "brand"', 'no such base');
SELECT throws_ok($$SELECT survey_multinomial('guest', 'brand ~ sex', 'brand = 1')$$, '22023', NULL, 'one answer');
SELECT throws_ok($$SELECT survey_multinomial('guest', 'twice ~ I(id % 2)', filter => 'id % 2 = twice - 1')$$, '22023', NULL, 'a separated response');
-- references by name: of a predictor the other side of its odds ratio, and of the response
SELECT near((SELECT estimate FROM survey_multinomial('guest', 'brand ~ sex', options => '{"reference": {"sex": "m", "brand": "Bolt"}}') WHERE category = 'Core' AND term = 'sex'), (SELECT -estimate FROM survey_multinomial('guest', 'brand ~ sex', options => '{"reference": "Bolt"}') WHERE category = 'Core' AND term = 'sex'), 'references of both', 1e-9);
SELECT throws_ok($$SELECT survey_multinomial('guest', 'brand ~ sex', options => '{"reference": {"x": "1"}}')$$, '22023', '"x" is no predictor with categories of this model', 'no such predictor');
SELECT * FROM finish();
