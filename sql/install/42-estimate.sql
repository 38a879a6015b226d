-- estimates by name: with labels, domains and the variance of the survey's design

CREATE TYPE survey_estimate AS (
    domain jsonb, domain_label text, variable text, category text, estimate double precision,
    std_error double precision, conf_low double precision, conf_high double precision, deff double precision,
    df double precision, n bigint, weighted_n double precision,
    question_position int, row_position int, column_position int, deff_sample text,
    statistic double precision, p_value double precision);
COMMENT ON TYPE survey_estimate IS 'one estimate by name: a variable or category of it in a domain, what the survey_mean family returns';
COMMENT ON COLUMN survey_estimate.domain IS 'codes of the variables of "by", such as {"region": 1}; {} without';
COMMENT ON COLUMN survey_estimate.domain_label IS 'labels of these codes, Total without "by"; of a contrast its name';
COMMENT ON COLUMN survey_estimate.variable IS 'the variable; a/b of a ratio, a:b of a covariance or correlation, NULL of a contrast between variables';
COMMENT ON COLUMN survey_estimate.category IS 'label of the category that is counted, or probability of the quantile; NULL for numbers';
COMMENT ON COLUMN survey_estimate.estimate IS 'the estimate, in the unit of the variable; shares are 0 to 1';
COMMENT ON COLUMN survey_estimate.std_error IS 'its standard error under the design of the survey; NULL where the design says nothing of it';
COMMENT ON COLUMN survey_estimate.conf_low IS 'lower limit of the confidence interval';
COMMENT ON COLUMN survey_estimate.conf_high IS 'upper limit of the confidence interval';
COMMENT ON COLUMN survey_estimate.deff IS 'design effect: the variance over that of a simple random sample; NULL where it is not defined';
COMMENT ON COLUMN survey_estimate.df IS 'degrees of freedom of the interval';
COMMENT ON COLUMN survey_estimate.n IS 'respondents with a valid answer and a positive weight; of a proportion, its base';
COMMENT ON COLUMN survey_estimate.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_estimate.question_position IS 'where the variable stands among those of the call, from 1';
COMMENT ON COLUMN survey_estimate.row_position IS 'where the category stands among those of its variable, from 1';
COMMENT ON COLUMN survey_estimate.column_position IS 'where the domain stands in the order of the codebook, from 1, the same under every filter; of a contrast, its number';
COMMENT ON COLUMN survey_estimate.deff_sample IS 'the simple random sample that deff compares with: drawn with replacement (replace) or without (wor), the words of design_effect; NULL where deff is';
COMMENT ON COLUMN survey_estimate.statistic IS 'of a contrast: the estimate divided by its standard error';
COMMENT ON COLUMN survey_estimate.p_value IS 'of a contrast: two-sided, of 0, by Student''s t with df';

CREATE FUNCTION survey_mean(name text, variables text[], by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT 0.95, missing text DEFAULT 'domain', lonely text DEFAULT NULL,
    domain_lonely boolean DEFAULT false, degrees text DEFAULT 'design', design_effect text DEFAULT NULL, weight text DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS SETOF survey_estimate
    AS 'MODULE_PATHNAME', 'svy_survey_mean' LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 50;
COMMENT ON FUNCTION survey_mean(text, text[], text[], text, double precision, text, text, boolean, text, text, text, jsonb)
    IS 'means (of nominal variables: shares of their categories) with standard errors, by domain';

CREATE FUNCTION survey_total(name text, variables text[], by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT 0.95, missing text DEFAULT 'domain', lonely text DEFAULT NULL,
    domain_lonely boolean DEFAULT false, degrees text DEFAULT 'design', design_effect text DEFAULT NULL, weight text DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS SETOF survey_estimate
    AS 'MODULE_PATHNAME', 'svy_survey_total' LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 50;
COMMENT ON FUNCTION survey_total(text, text[], text[], text, double precision, text, text, boolean, text, text, text, jsonb)
    IS 'population totals (of nominal variables: sizes of their categories) with standard errors, by domain';

CREATE FUNCTION survey_ratio(name text, numerator text, denominator text, by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT 0.95, missing text DEFAULT 'domain', lonely text DEFAULT NULL,
    domain_lonely boolean DEFAULT false, degrees text DEFAULT 'design', design_effect text DEFAULT NULL, weight text DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS SETOF survey_estimate
    AS 'MODULE_PATHNAME', 'svy_survey_ratio' LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 10;
COMMENT ON FUNCTION survey_ratio(text, text, text, text[], text, double precision, text, text, boolean, text, text, text, jsonb)
    IS 'the ratio of two population totals with its standard error, by domain';

CREATE FUNCTION survey_proportion(name text, variables text[], method text DEFAULT 'logit', by text[] DEFAULT NULL,
    filter text DEFAULT NULL, level double precision DEFAULT 0.95, missing text DEFAULT 'domain', lonely text DEFAULT NULL,
    domain_lonely boolean DEFAULT false, degrees text DEFAULT 'design', design_effect text DEFAULT NULL, weight text DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS SETOF survey_estimate
    AS 'MODULE_PATHNAME', 'svy_survey_proportion' LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 50;
COMMENT ON FUNCTION survey_proportion(text, text[], text, text[], text, double precision, text, text, boolean, text, text, text, jsonb)
    IS 'proportions of the categories of variables and of the options of sets, with intervals made for proportions, by domain';

CREATE FUNCTION survey_variance(name text, variables text[], by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT 0.95, missing text DEFAULT 'domain', lonely text DEFAULT NULL,
    domain_lonely boolean DEFAULT false, degrees text DEFAULT 'design', design_effect text DEFAULT NULL, weight text DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS SETOF survey_estimate
    AS 'MODULE_PATHNAME', 'svy_survey_variance' LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 50;
COMMENT ON FUNCTION survey_variance(text, text[], text[], text, double precision, text, text, boolean, text, text, text, jsonb)
    IS 'variances of variables in the population with standard errors, by domain';

CREATE FUNCTION survey_covariance(name text, variables text[], by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT 0.95, missing text DEFAULT 'domain', lonely text DEFAULT NULL,
    domain_lonely boolean DEFAULT false, degrees text DEFAULT 'design', design_effect text DEFAULT NULL, weight text DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS SETOF survey_estimate
    AS 'MODULE_PATHNAME', 'svy_survey_covariance' LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 50;
COMMENT ON FUNCTION survey_covariance(text, text[], text[], text, double precision, text, text, boolean, text, text, text, jsonb)
    IS 'covariances of all pairs of variables with standard errors, by domain';

CREATE FUNCTION survey_correlation(name text, variables text[], by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT 0.95, missing text DEFAULT 'domain', lonely text DEFAULT NULL,
    domain_lonely boolean DEFAULT false, degrees text DEFAULT 'design', design_effect text DEFAULT NULL, weight text DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS SETOF survey_estimate
    AS 'MODULE_PATHNAME', 'svy_survey_correlation' LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 50;
COMMENT ON FUNCTION survey_correlation(text, text[], text[], text, double precision, text, text, boolean, text, text, text, jsonb)
    IS 'correlations of all pairs of variables with standard errors, by domain';

CREATE FUNCTION survey_quantile(name text, variables text[], probabilities double precision[] DEFAULT '{0.25,0.5,0.75}', rule text DEFAULT 'math',
    interval_type text DEFAULT 'mean', by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT 0.95, missing text DEFAULT 'domain', lonely text DEFAULT NULL,
    domain_lonely boolean DEFAULT false, degrees text DEFAULT 'design', design_effect text DEFAULT NULL, weight text DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS SETOF survey_estimate
    AS 'MODULE_PATHNAME', 'svy_survey_quantile' LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 50;
COMMENT ON FUNCTION survey_quantile(text, text[], double precision[], text, text, text[], text, double precision, text, text, boolean, text, text, text, jsonb)
    IS 'quantiles with Woodruff intervals, by domain; the category is the probability';

CREATE FUNCTION survey_contrast(name text, variables text[], contrasts jsonb DEFAULT NULL, statistic text DEFAULT 'mean',
    by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT 0.95, missing text DEFAULT 'domain', lonely text DEFAULT NULL,
    domain_lonely boolean DEFAULT false, degrees text DEFAULT 'design', design_effect text DEFAULT NULL, weight text DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS SETOF survey_estimate
    AS 'MODULE_PATHNAME', 'svy_survey_contrast' LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 50;
COMMENT ON FUNCTION survey_contrast(text, text[], jsonb, text, text[], text, double precision, text, text, boolean, text, text, text, jsonb)
    IS 'differences and other linear combinations of domains (or of variables), with the covariance between them (Wald)';

CREATE FUNCTION survey_explain_estimate(name text, variables text[], by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT 0.95, missing text DEFAULT 'domain', lonely text DEFAULT NULL,
    domain_lonely boolean DEFAULT false, degrees text DEFAULT 'design', design_effect text DEFAULT NULL, weight text DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS survey_source
    AS 'MODULE_PATHNAME', 'svy_survey_explain_estimate' LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION survey_explain_estimate(text, text[], text[], text, double precision, text, text, boolean, text, text, text, jsonb)
    IS 'whether survey_mean, survey_total and survey_proportion with these arguments read the pack, the rows in blocks, or aggregate the rows, and why';
