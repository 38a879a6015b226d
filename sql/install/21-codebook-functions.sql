-- Functions of the codebook.

CREATE FUNCTION mlops_survey.survey_undeclared(variable text, value text) RETURNS int
    STABLE STRICT PARALLEL SAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_survey_undeclared';
COMMENT ON FUNCTION mlops_survey.survey_undeclared(text, text) IS 'support: the error for an answer that the codebook does not declare';

CREATE FUNCTION survey_filter(name text, filter text) RETURNS text
    STABLE STRICT PARALLEL RESTRICTED LANGUAGE c AS 'MODULE_PATHNAME', 'svy_survey_filter';
COMMENT ON FUNCTION survey_filter(text, text) IS 'checks a filter over the columns of a survey and returns it as SQL understands it';

CREATE FUNCTION survey_codebook(name text,
    OUT "position" int, OUT variable text, OUT kind text, OUT measure text, OUT label text, OUT points int,
    OUT code int, OUT value_label text, OUT value text, OUT missing boolean, OUT nets text[],
    OUT score double precision, OUT reverse boolean)
    RETURNS SETOF record
    STABLE STRICT PARALLEL RESTRICTED LANGUAGE c AS 'MODULE_PATHNAME', 'svy_survey_codebook';
COMMENT ON FUNCTION survey_codebook(text) IS 'the codebook of a survey: variables and response sets with their answers';

CREATE FUNCTION survey_codebook_json(name text) RETURNS jsonb
    STABLE STRICT PARALLEL RESTRICTED LANGUAGE c AS 'MODULE_PATHNAME', 'svy_survey_codebook_json';
COMMENT ON FUNCTION survey_codebook_json(text) IS 'the codebook of a survey as register_survey and load_survey take it';

CREATE FUNCTION register_survey(name text, answers regclass, codebook jsonb DEFAULT NULL, replace boolean DEFAULT false,
    OUT survey text, OUT answers_table regclass, OUT variables int, OUT nominal int, OUT ordinal int, OUT scale int,
    OUT date int, OUT text int, OUT sets int, OUT inferred int, OUT labels_view regclass, OUT long_view regclass,
    OUT warnings text[])
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_register_survey';
COMMENT ON FUNCTION register_survey(text, regclass, jsonb, boolean) IS 'makes a table or view that exists a survey; infers what the codebook leaves open';

CREATE FUNCTION drop_survey(name text, keep_answers boolean DEFAULT false) RETURNS void
    VOLATILE STRICT PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_drop_survey';
COMMENT ON FUNCTION drop_survey(text, boolean) IS 'drops a survey: its codebook and views, and the answers if the loader made their table';
