-- Models of an ordered response

CREATE TYPE survey_ordinal_row AS (
    kind text, term text, label text, reference text, estimate float8, std_error float8, statistic float8, df float8,
    p_value float8, conf_low float8, conf_high float8, design_df float8, deviance float8, n bigint, weighted_n float8,
    response text, link text, variance text);
COMMENT ON TYPE survey_ordinal_row IS 'a coefficient or a threshold of a cumulative link model';
COMMENT ON COLUMN survey_ordinal_row.kind IS 'coefficient, threshold, or probability of an answer at the means of the predictors';
COMMENT ON COLUMN survey_ordinal_row.term IS 'term of the formula; NULL for thresholds and probabilities';
COMMENT ON COLUMN survey_ordinal_row.label IS 'category, or variable, of the coefficient; the two answers that a threshold lies between; the answer of a probability';
COMMENT ON COLUMN survey_ordinal_row.reference IS 'category that it is compared with; NULL for numbers and thresholds';
COMMENT ON COLUMN survey_ordinal_row.estimate IS 'the coefficient, above 0 where higher answers become more likely: log odds ratio of the logit link';
COMMENT ON COLUMN survey_ordinal_row.std_error IS 'its standard error under the design of the survey';
COMMENT ON COLUMN survey_ordinal_row.statistic IS 'estimate over standard error';
COMMENT ON COLUMN survey_ordinal_row.df IS 'degrees of freedom of test and interval: infinite, as in R, unless options say design';
COMMENT ON COLUMN survey_ordinal_row.p_value IS 'two-sided p-value, 0 to 1';
COMMENT ON COLUMN survey_ordinal_row.conf_low IS 'lower limit of the confidence interval';
COMMENT ON COLUMN survey_ordinal_row.conf_high IS 'upper limit of the confidence interval';
COMMENT ON COLUMN survey_ordinal_row.design_df IS 'degrees of freedom of the design plus 1 less the number of coefficients';
COMMENT ON COLUMN survey_ordinal_row.deviance IS 'minus two times the weighted log likelihood';
COMMENT ON COLUMN survey_ordinal_row.n IS 'respondents of the model';
COMMENT ON COLUMN survey_ordinal_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_ordinal_row.response IS 'what is modelled';
COMMENT ON COLUMN survey_ordinal_row.link IS 'logit, probit, cloglog, loglog or cauchit';
COMMENT ON COLUMN survey_ordinal_row.variance IS 'what the standard error comes from: linearised, calibrated or replicates';

CREATE FUNCTION survey_ordinal(name text, formula text, link text DEFAULT 'logit', filter text DEFAULT NULL, level float8 DEFAULT 0.95,
    lonely text DEFAULT NULL, weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_ordinal_row
    AS 'MODULE_PATHNAME', 'svy_survey_ordinal'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 10;
COMMENT ON FUNCTION survey_ordinal(text, text, text, text, float8, text, text, jsonb)
    IS 'fits a model of an ordered response (proportional odds and other links) with the standard errors of the survey''s design';

CREATE TYPE survey_multinomial_row AS (
    category text, base text, term text, label text, reference text, estimate float8, std_error float8, statistic float8,
    df float8, p_value float8, conf_low float8, conf_high float8, design_df float8, deviance float8, n bigint,
    weighted_n float8, response text, variance text);
COMMENT ON TYPE survey_multinomial_row IS 'a coefficient of a multinomial logit';
COMMENT ON COLUMN survey_multinomial_row.category IS 'category of the response';
COMMENT ON COLUMN survey_multinomial_row.base IS 'category of the response that it is compared with';
COMMENT ON COLUMN survey_multinomial_row.term IS 'term of the formula';
COMMENT ON COLUMN survey_multinomial_row.label IS 'category, or variable, of the coefficient';
COMMENT ON COLUMN survey_multinomial_row.reference IS 'category of the predictor that it is compared with; NULL for numbers';
COMMENT ON COLUMN survey_multinomial_row.estimate IS 'log of the ratio by which the odds of the category to the base change';
COMMENT ON COLUMN survey_multinomial_row.std_error IS 'its standard error under the design of the survey';
COMMENT ON COLUMN survey_multinomial_row.statistic IS 'estimate over standard error';
COMMENT ON COLUMN survey_multinomial_row.df IS 'degrees of freedom of test and interval: infinite unless options say design';
COMMENT ON COLUMN survey_multinomial_row.p_value IS 'two-sided p-value, 0 to 1';
COMMENT ON COLUMN survey_multinomial_row.conf_low IS 'lower limit of the confidence interval';
COMMENT ON COLUMN survey_multinomial_row.conf_high IS 'upper limit of the confidence interval';
COMMENT ON COLUMN survey_multinomial_row.design_df IS 'degrees of freedom of the design';
COMMENT ON COLUMN survey_multinomial_row.deviance IS 'minus two times the weighted log likelihood';
COMMENT ON COLUMN survey_multinomial_row.n IS 'respondents of the model';
COMMENT ON COLUMN survey_multinomial_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_multinomial_row.response IS 'what is modelled';
COMMENT ON COLUMN survey_multinomial_row.variance IS 'what the standard error comes from: linearised, calibrated or replicates';

CREATE FUNCTION survey_multinomial(name text, formula text, filter text DEFAULT NULL, level float8 DEFAULT 0.95, lonely text DEFAULT NULL,
    weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_multinomial_row
    AS 'MODULE_PATHNAME', 'svy_survey_multinomial'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 20;
COMMENT ON FUNCTION survey_multinomial(text, text, text, float8, text, text, jsonb)
    IS 'fits a multinomial logit of a response with several categories with the standard errors of the survey''s design';

CREATE FUNCTION survey_multinomial_terms(name text, formula text, filter text DEFAULT NULL, lonely text DEFAULT NULL,
    weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_glm_terms_row
    AS 'MODULE_PATHNAME', 'svy_survey_multinomial_terms'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 5;
COMMENT ON FUNCTION survey_multinomial_terms(text, text, text, text, text, jsonb)
    IS 'tests each term of a multinomial logit over all categories of the response by Wald''s chi-square';
