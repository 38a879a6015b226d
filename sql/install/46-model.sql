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

CREATE FUNCTION survey_ttest(name text, variable text, groups text DEFAULT NULL, minus text DEFAULT NULL,
    mu float8 DEFAULT 0, filter text DEFAULT NULL, level float8 DEFAULT 0.95, lonely text DEFAULT NULL,
    weight text DEFAULT NULL)
    RETURNS TABLE (test text, comparison text, estimate float8, std_error float8, statistic float8, df float8,
        p_value float8, conf_low float8, conf_high float8, n bigint, variance text)
    AS 'MODULE_PATHNAME', 'svy_survey_ttest'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 1;
COMMENT ON FUNCTION survey_ttest(text, text, text, text, float8, text, float8, text, text)
    IS 't test of a mean, of two groups, or of the difference of two variables, under the survey''s design';

CREATE FUNCTION survey_ranktest(name text, variable text, groups text, test text DEFAULT 'wilcoxon',
    ties text DEFAULT 'rows', filter text DEFAULT NULL, lonely text DEFAULT NULL, weight text DEFAULT NULL)
    RETURNS TABLE (test text, comparison text, estimate float8, std_error float8, statistic float8, df float8,
        df2 float8, p_value float8, n bigint, variance text)
    AS 'MODULE_PATHNAME', 'svy_survey_ranktest'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 1;
COMMENT ON FUNCTION survey_ranktest(text, text, text, text, text, text, text, text)
    IS 'compares groups by ranks under the survey''s design: Wilcoxon, van der Waerden, median, Kruskal-Wallis';

CREATE FUNCTION survey_alpha(name text, variables text[], by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level float8 DEFAULT 0.95, lonely text DEFAULT NULL, weight text DEFAULT NULL, keyed text[] DEFAULT NULL)
    RETURNS TABLE (domain jsonb, domain_label text, item text, alpha float8, std_error float8, conf_low float8, conf_high float8,
        standardized float8, mean_correlation float8, item_rest float8, n bigint, weighted_n float8,
        effective_n float8, variance text)
    AS 'MODULE_PATHNAME', 'svy_survey_alpha'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 10;
COMMENT ON FUNCTION survey_alpha(text, text[], text[], text, float8, text, text, text[])
    IS 'Cronbach''s alpha of a scale, and alpha without each of its items, by domain';
