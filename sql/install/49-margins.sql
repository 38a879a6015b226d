-- Margins of models

CREATE TYPE survey_margins_row AS (
    kind text, variable text, category text, reference text, estimate float8, std_error float8, statistic float8,
    df float8, p_value float8, conf_low float8, conf_high float8, n bigint, weighted_n float8, response text,
    errors text, variance text, at jsonb, over text, over_category text, scale text, p_adjusted float8, adjustment text);
COMMENT ON TYPE survey_margins_row IS 'what a model predicts on average, or what a predictor changes on average';
COMMENT ON COLUMN survey_margins_row.kind IS 'mean: prediction if everybody had the category; contrast: the same less that of the reference; slope: change by one more of a number; prediction: of respondents as they are, or as "at" has them';
COMMENT ON COLUMN survey_margins_row.variable IS 'predictor';
COMMENT ON COLUMN survey_margins_row.category IS 'its category; NULL for numbers';
COMMENT ON COLUMN survey_margins_row.reference IS 'category that a contrast is with';
COMMENT ON COLUMN survey_margins_row.estimate IS 'weighted mean over the respondents of the model, on the scale of the response: a probability, a count, a mean';
COMMENT ON COLUMN survey_margins_row.std_error IS 'its standard error under the design of the survey';
COMMENT ON COLUMN survey_margins_row.statistic IS 'estimate over standard error, Student''s t';
COMMENT ON COLUMN survey_margins_row.df IS 'degrees of freedom: those of the model';
COMMENT ON COLUMN survey_margins_row.p_value IS 'two-sided p-value, 0 to 1';
COMMENT ON COLUMN survey_margins_row.conf_low IS 'lower limit of the confidence interval';
COMMENT ON COLUMN survey_margins_row.conf_high IS 'upper limit of the confidence interval';
COMMENT ON COLUMN survey_margins_row.n IS 'respondents of the model';
COMMENT ON COLUMN survey_margins_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_margins_row.response IS 'what is modelled';
COMMENT ON COLUMN survey_margins_row.errors IS 'conditional, unconditional or independent';
COMMENT ON COLUMN survey_margins_row.variance IS 'what the standard error comes from: linearised, calibrated or replicates';
COMMENT ON COLUMN survey_margins_row.at IS 'predictors that are held, as the argument has them; NULL: none';
COMMENT ON COLUMN survey_margins_row.over IS 'predictor of the respondents that the margin is of; NULL: of all';
COMMENT ON COLUMN survey_margins_row.over_category IS 'category of it that they have';
COMMENT ON COLUMN survey_margins_row.scale IS 'response, or link: linear predictors';
COMMENT ON COLUMN survey_margins_row.p_adjusted IS 'p-value of a pair adjusted for all pairs of the variable, 0 to 1; NULL without the option pairs';
COMMENT ON COLUMN survey_margins_row.adjustment IS 'how it was adjusted: none, tukey, bonferroni, holm or sidak';

CREATE FUNCTION survey_margins(name text, formula text, variables text[] DEFAULT NULL, family text DEFAULT 'gaussian', at jsonb DEFAULT NULL,
    filter text DEFAULT NULL, level float8 DEFAULT 0.95, lonely text DEFAULT NULL, weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_margins_row
    AS 'MODULE_PATHNAME', 'svy_survey_margins'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 10;
COMMENT ON FUNCTION survey_margins(text, text, text[], text, jsonb, text, float8, text, text, jsonb)
    IS 'average predictions, their contrasts and average marginal effects of a model, with standard errors of the survey''s design';
