-- Estimates of imputed variables and plausible values

CREATE TYPE survey_pool_row AS (
    domain jsonb, domain_label text, variable text, category text, estimate float8, std_error float8, conf_low float8,
    conf_high float8, df float8, statistic float8, p_value float8, within float8, between float8, imputation_share float8,
    increase float8, missing_information float8, efficiency float8, imputations int, n float8, weighted_n float8,
    df_rule text, remark text);
COMMENT ON TYPE survey_pool_row IS 'an estimate pooled over imputations or plausible values';
COMMENT ON COLUMN survey_pool_row.domain IS 'codes of the variables of "by", such as {"region": 1}; {} without';
COMMENT ON COLUMN survey_pool_row.domain_label IS 'labels of these codes; Total without "by"; the name of a contrast';
COMMENT ON COLUMN survey_pool_row.variable IS 'variable, an imputed one by its name; of a model the term';
COMMENT ON COLUMN survey_pool_row.category IS 'category of the variable, or of the term; NULL for numbers';
COMMENT ON COLUMN survey_pool_row.estimate IS 'mean of the imputations'' estimates';
COMMENT ON COLUMN survey_pool_row.std_error IS 'root of within + (1 + 1/imputations) x between';
COMMENT ON COLUMN survey_pool_row.conf_low IS 'lower limit of the confidence interval';
COMMENT ON COLUMN survey_pool_row.conf_high IS 'upper limit of the confidence interval';
COMMENT ON COLUMN survey_pool_row.df IS 'degrees of freedom by the rule';
COMMENT ON COLUMN survey_pool_row.statistic IS 'estimate over standard error, Student''s t';
COMMENT ON COLUMN survey_pool_row.p_value IS 'two-sided p-value, 0 to 1';
COMMENT ON COLUMN survey_pool_row.within IS 'mean of the imputations'' variances, those of the design';
COMMENT ON COLUMN survey_pool_row.between IS 'variance of the imputations'' estimates';
COMMENT ON COLUMN survey_pool_row.imputation_share IS 'share of the variance that imputation adds (lambda), 0 to 1';
COMMENT ON COLUMN survey_pool_row.increase IS 'what it adds relative to within (r)';
COMMENT ON COLUMN survey_pool_row.missing_information IS 'fraction of the information that is missing, 0 to 1';
COMMENT ON COLUMN survey_pool_row.efficiency IS 'relative to infinitely many imputations, 0 to 1';
COMMENT ON COLUMN survey_pool_row.imputations IS 'number of imputations';
COMMENT ON COLUMN survey_pool_row.n IS 'respondents, the mean over the imputations; NULL for coefficients';
COMMENT ON COLUMN survey_pool_row.weighted_n IS 'sum of their weights, the mean over the imputations';
COMMENT ON COLUMN survey_pool_row.df_rule IS 'barnard-rubin or rubin';
COMMENT ON COLUMN survey_pool_row.remark IS 'why there is no estimate';

CREATE FUNCTION survey_pool(name text, statistic text, arguments jsonb DEFAULT NULL, rule text DEFAULT 'barnard-rubin',
    level float8 DEFAULT 0.95, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_pool_row
    AS 'MODULE_PATHNAME', 'svy_survey_pool'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 10;
COMMENT ON FUNCTION survey_pool(text, text, jsonb, text, float8, jsonb)
    IS 'an estimate of imputed variables or plausible values: survey_mean and others for each imputation, pooled by Rubin''s rules';
