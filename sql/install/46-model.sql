-- Models and design-based tests by name

CREATE TYPE survey_glm_row AS (
    term text, label text, reference text, estimate float8, std_error float8, statistic float8, df float8,
    p_value float8, conf_low float8, conf_high float8, response text, variance text);
COMMENT ON TYPE survey_glm_row IS 'a coefficient of a generalised linear model';
COMMENT ON COLUMN survey_glm_row.term IS 'term of the formula';
COMMENT ON COLUMN survey_glm_row.label IS 'category, or variable, of the coefficient';
COMMENT ON COLUMN survey_glm_row.reference IS 'category that it is compared with; NULL for numbers';
COMMENT ON COLUMN survey_glm_row.estimate IS 'the coefficient: on the scale of the response (gaussian), in log odds (binomial), log rates (poisson), or what the link says';
COMMENT ON COLUMN survey_glm_row.std_error IS 'its standard error under the design of the survey';
COMMENT ON COLUMN survey_glm_row.statistic IS 'estimate over standard error, Student''s t';
COMMENT ON COLUMN survey_glm_row.df IS 'degrees of freedom: those of the design plus 1 less the number of coefficients';
COMMENT ON COLUMN survey_glm_row.p_value IS 'two-sided p-value, 0 to 1';
COMMENT ON COLUMN survey_glm_row.conf_low IS 'lower limit of the confidence interval of the coefficient';
COMMENT ON COLUMN survey_glm_row.conf_high IS 'upper limit of the confidence interval of the coefficient';
COMMENT ON COLUMN survey_glm_row.response IS 'what is modelled';
COMMENT ON COLUMN survey_glm_row.variance IS 'what the standard error comes from: linearised, calibrated or replicates';

CREATE FUNCTION survey_glm(name text, formula text, family text DEFAULT 'gaussian',
    filter text DEFAULT NULL, level float8 DEFAULT 0.95, lonely text DEFAULT NULL, weight text DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS SETOF survey_glm_row
    AS 'MODULE_PATHNAME', 'svy_survey_glm'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 10;
COMMENT ON FUNCTION survey_glm(text, text, text, text, float8, text, text, jsonb)
    IS 'fits a generalised linear model (linear, logistic, Poisson, gamma and others) with the standard errors of the survey''s design';

CREATE TYPE survey_glm_terms_row AS (
    term text, statistic float8, df float8, df2 float8, p_value float8, variance text, method text,
    design_effects float8[]);
COMMENT ON TYPE survey_glm_terms_row IS 'a term of a model, and the test that all of its coefficients are 0';
COMMENT ON COLUMN survey_glm_terms_row.term IS 'term of the formula';
COMMENT ON COLUMN survey_glm_terms_row.statistic IS 'Wald''s F (chi-square where df2 is infinite), the difference of two deviances, or Wald''s statistic by the covariance of a simple random sample';
COMMENT ON COLUMN survey_glm_terms_row.df IS 'numerator degrees of freedom';
COMMENT ON COLUMN survey_glm_terms_row.df2 IS 'denominator degrees of freedom';
COMMENT ON COLUMN survey_glm_terms_row.p_value IS 'p-value, 0 to 1';
COMMENT ON COLUMN survey_glm_terms_row.variance IS 'what the standard error comes from: linearised, calibrated or replicates';
COMMENT ON COLUMN survey_glm_terms_row.method IS 'wald, lrt or working-wald';
COMMENT ON COLUMN survey_glm_terms_row.design_effects IS 'weights of the chi-squares that lrt and working-wald are compared with; NULL for wald';

CREATE FUNCTION survey_glm_terms(name text, formula text, family text DEFAULT 'gaussian',
    filter text DEFAULT NULL, lonely text DEFAULT NULL, weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_glm_terms_row
    AS 'MODULE_PATHNAME', 'svy_survey_glm_terms'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 5;
COMMENT ON FUNCTION survey_glm_terms(text, text, text, text, text, text, jsonb)
    IS 'tests each term of a model, or some together, by Wald''s F or Rao and Scott''s likelihood ratio';

CREATE TYPE survey_glm_summary_row AS (
    response text, family text, n bigint, weighted_n float8, coefficients bigint, df float8, deviance float8,
    dispersion float8, variance text, link text, steps int, null_deviance float8, r2 float8, mcfadden float8,
    cox_snell float8, nagelkerke float8);
COMMENT ON TYPE survey_glm_summary_row IS 'a model as a whole';
COMMENT ON COLUMN survey_glm_summary_row.response IS 'what is modelled';
COMMENT ON COLUMN survey_glm_summary_row.family IS 'gaussian, binomial, poisson, gamma, inverse-gaussian or negative-binomial';
COMMENT ON COLUMN survey_glm_summary_row.n IS 'respondents of the model';
COMMENT ON COLUMN survey_glm_summary_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_glm_summary_row.coefficients IS 'number of coefficients';
COMMENT ON COLUMN survey_glm_summary_row.df IS 'degrees of freedom of their tests';
COMMENT ON COLUMN survey_glm_summary_row.deviance IS 'deviance with weights of mean 1';
COMMENT ON COLUMN survey_glm_summary_row.dispersion IS 'variance of Pearson''s residuals';
COMMENT ON COLUMN survey_glm_summary_row.variance IS 'what the standard error comes from: linearised, calibrated or replicates';
COMMENT ON COLUMN survey_glm_summary_row.link IS 'link between the mean and the linear predictor';
COMMENT ON COLUMN survey_glm_summary_row.steps IS 'passes that the fit took until its deviance settled';
COMMENT ON COLUMN survey_glm_summary_row.null_deviance IS 'deviance of the model with the intercept and the offset alone';
COMMENT ON COLUMN survey_glm_summary_row.r2 IS 'share of the variance that a linear model explains; NULL for others';
COMMENT ON COLUMN survey_glm_summary_row.mcfadden IS 'McFadden''s pseudo-R2 of a model of 0 and 1: 1 - deviance / null deviance; NULL for others';
COMMENT ON COLUMN survey_glm_summary_row.cox_snell IS 'pseudo-R2 by Cox and Snell (R''s psrsq), of binomial and poisson; NULL for others';
COMMENT ON COLUMN survey_glm_summary_row.nagelkerke IS 'the same over its largest possible value, by Nagelkerke; NULL for others';

CREATE FUNCTION survey_glm_summary(name text, formula text, family text DEFAULT 'gaussian',
    filter text DEFAULT NULL, lonely text DEFAULT NULL, weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_glm_summary_row
    AS 'MODULE_PATHNAME', 'svy_survey_glm_summary'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 1;
COMMENT ON FUNCTION survey_glm_summary(text, text, text, text, text, text, jsonb)
    IS 'says of a model whom it is of, its deviance and dispersion';

CREATE TYPE survey_ttest_row AS (
    test text, comparison text, estimate float8, std_error float8, statistic float8, df float8, p_value float8,
    conf_low float8, conf_high float8, n bigint, variance text);
COMMENT ON TYPE survey_ttest_row IS 'a t test';
COMMENT ON COLUMN survey_ttest_row.test IS 'one-sample, two-sample or paired';
COMMENT ON COLUMN survey_ttest_row.comparison IS 'what is compared';
COMMENT ON COLUMN survey_ttest_row.estimate IS 'difference that is tested, in the unit of the variable';
COMMENT ON COLUMN survey_ttest_row.std_error IS 'its standard error under the design of the survey';
COMMENT ON COLUMN survey_ttest_row.statistic IS 'Student''s t';
COMMENT ON COLUMN survey_ttest_row.df IS 'degrees of freedom: those of the design less 1';
COMMENT ON COLUMN survey_ttest_row.p_value IS 'two-sided p-value, 0 to 1';
COMMENT ON COLUMN survey_ttest_row.conf_low IS 'lower limit of the confidence interval of the estimate';
COMMENT ON COLUMN survey_ttest_row.conf_high IS 'upper limit of the confidence interval of the estimate';
COMMENT ON COLUMN survey_ttest_row.n IS 'respondents';
COMMENT ON COLUMN survey_ttest_row.variance IS 'what the standard error comes from: linearised, calibrated or replicates';

CREATE FUNCTION survey_ttest(name text, variable text, groups text DEFAULT NULL, minus text DEFAULT NULL,
    mu float8 DEFAULT 0, filter text DEFAULT NULL, level float8 DEFAULT 0.95, lonely text DEFAULT NULL,
    weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_ttest_row
    AS 'MODULE_PATHNAME', 'svy_survey_ttest'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 1;
COMMENT ON FUNCTION survey_ttest(text, text, text, text, float8, text, float8, text, text, jsonb)
    IS 't test of a mean, of two groups, or of the difference of two variables, under the survey''s design';

CREATE TYPE survey_ranktest_row AS (
    test text, comparison text, estimate float8, std_error float8, statistic float8, df float8, df2 float8,
    p_value float8, n bigint, variance text);
COMMENT ON TYPE survey_ranktest_row IS 'a rank test';
COMMENT ON COLUMN survey_ranktest_row.test IS 'wilcoxon, vanderwaerden, median or kruskal-wallis';
COMMENT ON COLUMN survey_ranktest_row.comparison IS 'what is compared';
COMMENT ON COLUMN survey_ranktest_row.estimate IS 'difference of the mean scores of two groups; NULL for more';
COMMENT ON COLUMN survey_ranktest_row.std_error IS 'its standard error under the design of the survey; NULL for more groups than two';
COMMENT ON COLUMN survey_ranktest_row.statistic IS 'Student''s t of two groups, Wald''s F of more';
COMMENT ON COLUMN survey_ranktest_row.df IS 'degrees of freedom, of F those of the numerator';
COMMENT ON COLUMN survey_ranktest_row.df2 IS 'denominator degrees of freedom of F; NULL for two groups';
COMMENT ON COLUMN survey_ranktest_row.p_value IS 'p-value, 0 to 1';
COMMENT ON COLUMN survey_ranktest_row.n IS 'respondents';
COMMENT ON COLUMN survey_ranktest_row.variance IS 'what the standard error comes from: linearised, calibrated or replicates';

CREATE FUNCTION survey_ranktest(name text, variable text, groups text, test text DEFAULT 'wilcoxon',
    ties text DEFAULT 'rows', filter text DEFAULT NULL, lonely text DEFAULT NULL, weight text DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS SETOF survey_ranktest_row
    AS 'MODULE_PATHNAME', 'svy_survey_ranktest'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 1;
COMMENT ON FUNCTION survey_ranktest(text, text, text, text, text, text, text, text, jsonb)
    IS 'compares groups by ranks under the survey''s design: Wilcoxon, van der Waerden, median, Kruskal-Wallis';

CREATE TYPE survey_alpha_row AS (
    domain jsonb, domain_label text, item text, alpha float8, std_error float8, conf_low float8, conf_high float8,
    standardized float8, mean_correlation float8, item_rest float8, n bigint, weighted_n float8,
    effective_n float8, variance text);
COMMENT ON TYPE survey_alpha_row IS 'Cronbach''s alpha of a scale, or of a scale without one of its items, in a domain';
COMMENT ON COLUMN survey_alpha_row.domain IS 'codes of the variables of "by", such as {"region": 1}; {} without';
COMMENT ON COLUMN survey_alpha_row.domain_label IS 'labels of these codes; Total without "by"';
COMMENT ON COLUMN survey_alpha_row.item IS 'item that is left out; NULL for the whole scale';
COMMENT ON COLUMN survey_alpha_row.alpha IS 'alpha, at most 1';
COMMENT ON COLUMN survey_alpha_row.std_error IS 'its standard error';
COMMENT ON COLUMN survey_alpha_row.conf_low IS 'lower limit of the confidence interval';
COMMENT ON COLUMN survey_alpha_row.conf_high IS 'upper limit of the confidence interval';
COMMENT ON COLUMN survey_alpha_row.standardized IS 'alpha of the standardised items';
COMMENT ON COLUMN survey_alpha_row.mean_correlation IS 'mean correlation between items, -1 to 1';
COMMENT ON COLUMN survey_alpha_row.item_rest IS 'correlation of the item with the sum of the others, -1 to 1; NULL for the whole scale';
COMMENT ON COLUMN survey_alpha_row.n IS 'respondents who answered all items';
COMMENT ON COLUMN survey_alpha_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_alpha_row.effective_n IS 'squared sum of their weights over sum of squared weights (Kish)';
COMMENT ON COLUMN survey_alpha_row.variance IS 'what the standard error comes from: linearised, calibrated or replicates';

CREATE FUNCTION survey_alpha(name text, variables text[], by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level float8 DEFAULT 0.95, lonely text DEFAULT NULL, weight text DEFAULT NULL, keyed text[] DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS SETOF survey_alpha_row
    AS 'MODULE_PATHNAME', 'svy_survey_alpha'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 10;
COMMENT ON FUNCTION survey_alpha(text, text[], text[], text, float8, text, text, text[], jsonb)
    IS 'Cronbach''s alpha of a scale, and alpha without each of its items, by domain';

CREATE FUNCTION mlops_survey.model_addends(model bytea, weight float8, counted boolean, numbers float8[], codes int[])
    RETURNS float8[]
    AS 'MODULE_PATHNAME', 'svy_model_addends'
    LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.model_addends(bytea, float8, boolean, float8[], int[])
    IS 'what a respondent adds to a pass of a model over answers that lie on another server; NULL: nothing';
