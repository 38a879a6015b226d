-- Models and design-based tests by name

CREATE FUNCTION survey_glm(name text, formula text, family text DEFAULT 'gaussian',
    filter text DEFAULT NULL, level float8 DEFAULT 0.95, lonely text DEFAULT NULL, weight text DEFAULT NULL)
    RETURNS TABLE (term text, label text, reference text, estimate float8, std_error float8,
        statistic float8, df float8, p_value float8, conf_low float8, conf_high float8,
        response text, variance text)
    AS 'MODULE_PATHNAME', 'svy_survey_glm'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 10;
COMMENT ON FUNCTION survey_glm(text, text, text, text, float8, text, text)
    IS 'fits a linear, logistic or Poisson model with the standard errors of the survey''s design';

CREATE FUNCTION survey_glm_terms(name text, formula text, family text DEFAULT 'gaussian',
    filter text DEFAULT NULL, lonely text DEFAULT NULL, weight text DEFAULT NULL)
    RETURNS TABLE (term text, statistic float8, df float8, df2 float8, p_value float8, variance text)
    AS 'MODULE_PATHNAME', 'svy_survey_glm_terms'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 5;
COMMENT ON FUNCTION survey_glm_terms(text, text, text, text, text, text)
    IS 'tests each term of a model by Wald''s F';

CREATE FUNCTION survey_glm_summary(name text, formula text, family text DEFAULT 'gaussian',
    filter text DEFAULT NULL, lonely text DEFAULT NULL, weight text DEFAULT NULL)
    RETURNS TABLE (response text, family text, n bigint, weighted_n float8, coefficients bigint,
        df float8, deviance float8, dispersion float8, variance text)
    AS 'MODULE_PATHNAME', 'svy_survey_glm_summary'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 1;
COMMENT ON FUNCTION survey_glm_summary(text, text, text, text, text, text)
    IS 'says of a model whom it is of, its deviance and dispersion';
