-- Families, links, references and shares that a model explains.  Numbers from R 4.2.2, survey 4.1-1 and MASS:
-- svyglm(..., control = glm.control(epsilon = 1e-14, maxit = 200)) over the same rows.
SELECT plan(25);
CREATE TABLE clinic (patient int, ward int, w float8, ill boolean, sex int, age float8, pain float8, before float8, grp int);
INSERT INTO clinic SELECT i, i / 8, 1 + i % 3, i * 29 % 7 < 3, 1 + i % 2, 30 + i * 11 % 40, i * 37 % 10, 2 + i * 17 % 9, 1 + i * 13 / 5 % 4 FROM generate_series(0, 95) AS i;
SELECT ok(variables > 0, 'registered') FROM register_survey('clinic', 'clinic', '{"weight": "w", "respondent": "patient", "design": {"clusters": ["ward"]}, "variables": [
    {"name": "ill", "measure": "nominal", "values": {"0": "No", "1": "Yes"}},
    {"name": "sex", "measure": "nominal", "values": {"1": "Man", "2": "Woman"}},
    {"name": "grp", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C", "4": "D"}},
    {"name": "age", "measure": "scale"}, {"name": "pain", "measure": "scale"}, {"name": "before", "measure": "scale"}]}');

CREATE FUNCTION all_near(got float8[], want float8[]) RETURNS boolean LANGUAGE sql RETURN
    cardinality(got) = cardinality(want) AND (SELECT bool_and(abs(g - w) <= 1e-9 * abs(w) + 1e-12) FROM unnest(got, want) u (g, w));
CREATE FUNCTION coefficients(formula text, family text, options jsonb) RETURNS float8[] LANGUAGE sql RETURN
    (SELECT array_agg(estimate) || array_agg(std_error) FROM survey_glm('clinic', formula, family, options => options || '{"epsilon": 1e-14}'));
SELECT ok(all_near(coefficients('pain ~ age + sex', 'negative-binomial', '{"theta": 2}'), '{1.35325202715495,0.000893216082425083,0.212171223237785,0.270908441104474,0.00450088938315745,0.0767090045690682}'), 'negative binomial of a theta');
SELECT ok(all_near(coefficients('ill ~ age + sex', 'quasibinomial', '{}'), '{-0.771233026139678,0.0116516509952511,-0.101576747987321,0.592149899834853,0.0127589837800651,0.344069212932535}'), 'quasibinomial is binomial');
SELECT ok(all_near(coefficients('pain ~ age + sex', 'quasipoisson', '{}'), '{1.36688509959825,0.00061758755693228,0.211905014613789,0.270680320438138,0.00448709507305415,0.0773930054833529}'), 'quasipoisson is poisson');
SELECT ok(all_near(coefficients('before ~ age', 'gamma', '{}'), '{0.170340718390289,-0.000208106265196755,0.0348759867394242,0.00070130239846782}'), 'gamma, whose link is the inverse');
SELECT ok(all_near(coefficients('before ~ age', 'inverse-gaussian', '{}'), '{0.0289162338334711,-6.66227267568826e-05,0.0112082524302557,0.000224512966097195}'), 'inverse gaussian, whose link is 1/mu^2');
SELECT ok(all_near(coefficients('before ~ age', 'quasi', '{"link": "sqrt", "variance": "mu"}'), '{2.41947535294828,0.00162480493969949,0.270884043136623,0.00547929843398327}'), 'a quasi-likelihood with a link of its own');
SELECT ok(all_near(coefficients('before ~ grp * sex', 'gaussian', '{"reference": {"grp": "C"}}'), '{6.4,-0.493750000000001,0.231578947368423,-0.249999999999998,-0.177777777777775,0.771527777777775,-0.0609440267335035,0.027777777777775,0.686594759400598,1.1848253578088,0.935898943364019,1.26927237566898,1.18325683528415,2.22691063176574,1.50174773526478,2.23159866141051}'), 'another category to compare with, by label, in an interaction');
SELECT ok(all_near(coefficients('before ~ 0 + grp + sex', 'gaussian', '{}'), '{6.12672898014326,6.47714616498786,6.31699805280708,6.04769720902348,0.0205046516275336,0.383192431028015,0.505880699892708,0.363656275043619,0.353078037387631,0.171678698731069}'), 'without an intercept all categories of the first factor have a coefficient');
SELECT is((SELECT array_agg(DISTINCT reference) FROM survey_glm('clinic', 'before ~ grp', options => '{"reference": {"grp": 4}}') WHERE reference IS NOT NULL), '{D}', 'by code too');
SELECT is((SELECT string_agg(coalesce(reference, '-'), ' ') FROM survey_glm('clinic', 'before ~ grp + sex - 1')), '- - - - Man', 'and nothing is compared with but by the others');
-- survey's psrsq(), 1 - deviance / null deviance, summary(lm(..., weights))$r.squared
SELECT ok((SELECT all_near(ARRAY[null_deviance, cox_snell, nagelkerke, mcfadden], '{131.58032779708,0.00484883605427877,0.00649932131884761,0.00354627829659193}') AND r2 IS NULL FROM survey_glm_summary('clinic', 'ill ~ age + sex', 'binomial', options => '{"epsilon": 1e-14}')), 'pseudo-R2 of a logistic model');
SELECT ok((SELECT all_near(ARRAY[null_deviance, cox_snell, nagelkerke], '{214.768115564433,0.0498279772556443,0.0557834418270683}') AND mcfadden IS NULL FROM survey_glm_summary('clinic', 'pain ~ age + sex', 'poisson', options => '{"epsilon": 1e-14}')), 'pseudo-R2 of a Poisson model');
SELECT ok((SELECT all_near(ARRAY[null_deviance, r2], '{619.747395833333,0.00137713503018923 }') AND cox_snell IS NULL FROM survey_glm_summary('clinic', 'before ~ age + sex')), 'R2 of a linear model');
SELECT ok((SELECT all_near(ARRAY[deviance, null_deviance], '{85.0811154468018,86.5969714597955}') AND family = 'negative-binomial' AND link = 'log' FROM survey_glm_summary('clinic', 'pain ~ age + sex', 'negative-binomial', options => '{"epsilon": 1e-14, "theta": 2}')), 'deviances of a negative binomial');
SELECT throws_ok($$ SELECT survey_glm('clinic', 'pain ~ age', 'negative-binomial') $$, '22023', 'family negative-binomial needs a theta above 0', 'a negative binomial needs its theta');
SELECT throws_ok($$ SELECT survey_glm('clinic', 'pain ~ age', 'gamma') $$, '22003', 'response "pain" holds 0', 'a gamma model has no answers of 0');
SELECT throws_ok($$ SELECT survey_glm('clinic', 'pain ~ age', 'poisson', options => '{"link": "logit"}') $$, '22023', 'family poisson has no link logit', 'links are those of the family');
SELECT throws_ok($$ SELECT survey_glm('clinic', 'pain ~ sex', options => '{"reference": {"sex": "Child"}}') $$, '22023', '"sex" cannot be compared with "Child"', 'a reference is a category');
SELECT throws_ok($$ SELECT survey_glm('clinic', 'pain ~ sex', options => '{"reference": {"grp": "A"}}') $$, '22023', '"grp" is no predictor with categories of this model', 'of a predictor of the model');
SELECT throws_like($$ SELECT survey_glm('clinic', 'I(age > 45) ~ age', 'binomial', options => '{"link": "identity"}') $$, 'the model did not converge: in step % it predicts what its family cannot have for some respondents', 'predictions that are no shares');
-- a contrast is the coefficient against the other category
SELECT ok((SELECT all_near(ARRAY[c.estimate, c.std_error, c.df], ARRAY[r.estimate, r.std_error, r.df]) FROM survey_glm('clinic', 'before ~ grp * sex', options => '{"contrasts": {"D - C": {"grp: D": 1, "grp: C": -1}}}') c, survey_glm('clinic', 'before ~ grp * sex', options => '{"reference": {"grp": "C"}}') r WHERE c.term = 'D - C' AND r.term = 'grp' AND r.label = 'D'), 'contrasts by label');
SELECT is((SELECT string_agg(term, ' ') FROM survey_glm('clinic', 'before ~ age + sex', options => '{"contrasts": {"one": {"age": 1}, "two": {"Woman": 1, "(Intercept)": 1}}}')), 'one two', 'several, by labels alone');
SELECT throws_ok($$ SELECT survey_glm('clinic', 'before ~ grp', options => '{"contrasts": {"x": {"grp: A": 1}}}') $$, '22023', 'the model has no coefficient "grp: A"', 'the category compared with has no coefficient');
-- with a pack or without
CREATE FUNCTION all_models() RETURNS text LANGUAGE sql RETURN (SELECT string_agg(row, E'\n') FROM (
    SELECT g::text FROM survey_glm('clinic', 'before ~ age + grp + offset(pain / 10)', 'gamma', options => '{"link": "log"}') g UNION ALL
    SELECT g::text FROM survey_glm('clinic', 'cbind(pain, 10 - pain) ~ 0 + sex', 'binomial', filter => 'grp <> 2', options => '{"link": "probit"}') g UNION ALL
    SELECT g::text FROM survey_glm_summary('clinic', 'ill ~ age + sex', 'binomial') g UNION ALL
    SELECT g::text FROM survey_glm_terms('clinic', 'ill ~ age + grp', 'binomial', options => '{"method": "lrt"}') g UNION ALL
    SELECT g::text FROM survey_margins('clinic', 'ill ~ age + grp', '{}', 'binomial', at => '[{"age": "mean"}, {"age": 40}]', options => '{"over": "grp"}') g) r (row));
CREATE TABLE as_rows AS SELECT all_models() AS made;
SELECT pack_survey('clinic') IS NULL \g /dev/null
SELECT is(all_models(), made, 'a pack changes no digit') FROM as_rows;
SELECT * FROM finish();
