-- Models and tests under a design.  Numbers are those of R 4.2.2 and survey 4.1-1 on the same rows:
-- d <- svydesign(id = ~psu, strata = ~stratum, weights = ~w, data = m, nest = TRUE), with factors in the order of the codebook
CREATE TABLE m (id int, stratum int, psu int, w float8, sex int, grp int, q int, y float8, x float8, n int, yes boolean, zero float8, note text, day date);
INSERT INTO m
SELECT i, 1 + i % 2, i / 6, 1 + i % 3, 1 + i % 2, (ARRAY[1, 2, 3, 2])[1 + i * 7 % 4], CASE WHEN i = 7 THEN 9 ELSE 1 + i * 5 % 4 END,
    CASE WHEN i NOT IN (5, 20) THEN (i * 37 % 23) + i % 4 END, (i * 11) % 17, (i * 13) % 5, i * 29 % 7 < 4, 0, 'text', '2024-01-01'
FROM generate_series(0, 35) i;
SELECT variables FROM register_survey('m', 'm', '{"weight": "w", "respondent": "id", "design": {"strata": ["stratum"], "clusters": ["psu"], "nest": true},
  "variables": [
    {"name": "sex", "label": "Sex", "measure": "nominal", "values": {"1": "Man", "2": "Woman"}},
    {"name": "grp", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C", "4": "D"}},
    {"name": "q", "measure": "ordinal", "points": 4, "missing": {"9": "Refused"}},
    {"name": "y", "measure": "scale"}, {"name": "x", "measure": "scale"}, {"name": "n", "measure": "scale"},
    {"name": "yes", "measure": "nominal", "values": {"0": "No", "1": "Yes"}},
    {"name": "zero", "measure": "scale"}, {"name": "note", "measure": "text"}, {"name": "day", "measure": "date"}],
  "sets": [{"name": "both", "members": ["yes"]}]}');

-- svyglm(y ~ x + grp, d): two respondents lack y; nobody is in D
SELECT term, label, reference, round(estimate::numeric, 8) AS estimate, round(std_error::numeric, 8) AS std_error,
    round(statistic::numeric, 6) AS statistic, df, round(p_value::numeric, 8) AS p_value, round(conf_low::numeric, 6) AS low, round(conf_high::numeric, 6) AS high
FROM survey_glm('m', 'y ~ x + grp');
-- regTermTest(model, ~ x), ~ grp
SELECT term, round(statistic::numeric, 8) AS statistic, df, df2, round(p_value::numeric, 8) AS p_value, variance FROM survey_glm_terms('m', 'y ~ x + grp');
-- svyglm(yes ~ x * sex, d, family = quasibinomial())
SELECT term, label, round(estimate::numeric, 6) AS estimate, round(std_error::numeric, 6) AS std_error, response
FROM survey_glm('m', 'yes ~ x * sex', 'binomial');
SELECT response, family, n, weighted_n, coefficients, df, round(deviance::numeric, 6) AS deviance, round(dispersion::numeric, 6) AS dispersion, variance
FROM survey_glm_summary('m', 'yes ~ x * sex', 'binomial');
-- svyglm(n ~ x, subset(d, sex == 2), family = quasipoisson())
SELECT term, round(estimate::numeric, 6) AS estimate, round(std_error::numeric, 6) AS std_error, df
FROM survey_glm('m', 'n ~ x', 'poisson', filter => 'sex = 2');
-- svyglm(y ~ grp:x, d): without grp itself every category has a slope
SELECT term, label, reference, round(estimate::numeric, 6) AS estimate, round(std_error::numeric, 6) AS std_error
FROM survey_glm('m', 'y ~ grp:x');
-- svyglm(I(q >= 3) ~ x, d, family = quasibinomial()): the refusal is missing in I() too
SELECT term, round(estimate::numeric, 6) AS estimate, round(std_error::numeric, 6) AS std_error
FROM survey_glm('m', 'I(q >= 3) ~ x', 'binomial');
-- a name in quotes, 1 for the intercept, a number by I()
SELECT term, round(estimate::numeric, 6) AS estimate FROM survey_glm('m', '"y" ~ 1 + I(x * 2)');

-- svyttest(y ~ sex, d), svyttest(y ~ 0, d), svyttest(I(y - x) ~ 0, d); against 10: (mean - 10) / se
SELECT v.*, t.test, t.comparison, round(t.estimate::numeric, 8) AS estimate, round(t.statistic::numeric, 8) AS statistic, t.df, round(t.p_value::numeric, 8) AS p_value,
    round(t.conf_low::numeric, 6) AS low, t.n
FROM (VALUES ('sex', NULL, 0), (NULL, NULL, 0), (NULL, 'x', 0), (NULL, NULL, 10)) AS v (grouped, less, mu),
    survey_ttest('m', 'y', v.grouped, v.less, v.mu) t;
-- equal values in the order of the respondents, wherever they lie in the table
UPDATE m SET n = n WHERE id IN (7, 12);
-- svyranktest(y ~ sex, d, test = ...), svyranktest(y ~ grp, d, test = "KruskalWallis") where F is Chisq / df
SELECT t.test, t.comparison, round(t.estimate::numeric, 8) AS estimate, round(t.statistic::numeric, 8) AS statistic, t.df, t.df2, round(t.p_value::numeric, 8) AS p_value
FROM (VALUES ('sex', 'wilcoxon'), ('sex', 'vanderwaerden'), ('sex', 'median'), ('grp', 'kruskal-wallis')) AS v (grouped, test),
    survey_ranktest('m', 'y', v.grouped, v.test) t;
-- svycralpha(~ y + x + n, d, na.rm = TRUE)
SELECT item, round(alpha::numeric, 8) AS alpha, n FROM survey_alpha('m', '{y,x,n}');
-- svycralpha(~ y + x + n, subset(d, sex == 1), na.rm = TRUE), ... sex == 2; a domain of one respondent has no alpha
SELECT domain, domain_label, round(alpha::numeric, 8) AS alpha, n FROM survey_alpha('m', '{y,x,n}', by => '{sex}') WHERE item IS NULL;
SELECT domain_label, alpha, std_error, conf_low, n FROM survey_alpha('m', '{y,x,n}', by => '{sex}', filter => 'id < 2') WHERE item IS NULL;

-- what cannot be fitted
\set VERBOSITY default
SELECT * FROM survey_glm('m', 'y ~ age');
SELECT * FROM survey_glm('m', 'y ~ x + ');
SELECT * FROM survey_glm('m', 'y = x');
SELECT * FROM survey_glm('m', 'y ~ x - z');
SELECT * FROM survey_glm('m', 'y ~ 2 + x');
SELECT * FROM survey_glm('m', 'y ~ log(x)');
SELECT * FROM survey_glm('m', 'y ~ I(x');
SELECT * FROM survey_glm('m', 'y ~ "x');
SELECT * FROM survey_glm('m', 'y ~ I((SELECT 1))');
SELECT * FROM survey_glm('m', 'y ~ I(note)');
SELECT * FROM survey_glm('m', 'y ~ note');
SELECT * FROM survey_glm('m', 'y ~ day');
SELECT * FROM survey_glm('m', 'y ~ both');
SELECT * FROM survey_glm('m', 'y ~ y');
SELECT * FROM survey_glm('m', 'sex ~ x');
SELECT * FROM survey_glm('m', 'grp ~ x', 'binomial');
SELECT * FROM survey_glm('m', 'y ~ x', 'binomial');
SELECT * FROM survey_glm('m', 'I(-n) ~ x', 'poisson');
SELECT * FROM survey_glm('m', 'y ~ x', 'weibull');
SELECT * FROM survey_glm('m', 'y ~ x', level => 2);
SELECT * FROM survey_glm('m', 'y ~ x + I(2 * x)');
SELECT * FROM survey_glm('m', 'y ~ zero');
SELECT * FROM survey_glm('m', 'zero ~ x');
SELECT * FROM survey_glm('m', 'y ~ sex', filter => 'sex = 1');
SELECT * FROM survey_glm('m', 'y ~ x', filter => 'id > 99');
SELECT * FROM survey_glm('m', 'I(x > 8) ~ x', 'binomial');
SELECT * FROM survey_glm('m', 'I(grp = 1 OR id % 2 = 0) ~ grp', 'binomial');
SELECT * FROM survey_ttest('m', 'y', 'grp');
SELECT * FROM survey_ttest('m', 'y', 'x');
SELECT * FROM survey_ttest('m', 'sex');
SELECT * FROM survey_ttest('m', 'y', 'sex', 'x');
SELECT * FROM survey_ranktest('m', 'y', 'x');
SELECT * FROM survey_ranktest('m', 'y', 'sex', 'friedman');
SELECT * FROM survey_alpha('m', '{y}');
SELECT * FROM survey_alpha('m', '{y,y}');
SELECT * FROM survey_alpha('m', '{y,sex}');
SELECT * FROM survey_alpha('m', '{zero,n}', filter => 'n = 1');
SELECT * FROM survey_alpha('m', '{y,x}', filter => 'id = 1');
SELECT * FROM survey_glm('nobody', 'y ~ x');
SELECT * FROM survey_glm('m', NULL);

-- one cluster in a stratum; one cluster in all; no degrees of freedom left
UPDATE mlops_survey.design SET clusters = '{stratum}';
SELECT term, std_error, p_value FROM survey_glm('m', 'y ~ x');
SELECT term, std_error FROM survey_glm('m', 'y ~ x', lonely => 'remove');
UPDATE mlops_survey.design SET strata = '{}', clusters = '{zero}';
SELECT term, round(estimate::numeric, 12) AS estimate, std_error, df FROM survey_glm('m', 'y ~ x');
SELECT test, round(estimate::numeric, 6) AS estimate, p_value FROM survey_ttest('m', 'y');
UPDATE mlops_survey.design SET clusters = '{stratum}';
SELECT term, df, p_value, conf_low FROM survey_glm('m', 'y ~ x');

DROP TABLE m CASCADE;
