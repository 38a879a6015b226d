-- Functions of the codebook.

CREATE FUNCTION survey_undeclared(variable text, value text) RETURNS int
    STABLE STRICT PARALLEL SAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_survey_undeclared';
COMMENT ON FUNCTION survey_undeclared(text, text) IS 'support: the error for an answer that the codebook does not declare';

CREATE FUNCTION survey_filter(name text, filter text) RETURNS text
    STABLE STRICT PARALLEL RESTRICTED LANGUAGE c AS 'MODULE_PATHNAME', 'svy_survey_filter';
COMMENT ON FUNCTION survey_filter(text, text) IS 'checks a filter over the columns of a survey and returns it as SQL understands it';
