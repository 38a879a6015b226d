-- Functions of the codebook.

-- Immutable, and with names as jsonb, so that postgres_fdw ships the expressions that call them.
CREATE FUNCTION mlops_survey.survey_undeclared(variable jsonb, value bigint) RETURNS int
    IMMUTABLE STRICT PARALLEL SAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_survey_undeclared';
COMMENT ON FUNCTION mlops_survey.survey_undeclared(jsonb, bigint) IS 'support: the error for an answer that the codebook does not declare';

CREATE FUNCTION mlops_survey.survey_undeclared(variable jsonb, value real) RETURNS int
    IMMUTABLE STRICT PARALLEL SAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_survey_undeclared';
COMMENT ON FUNCTION mlops_survey.survey_undeclared(jsonb, real) IS 'support: the error for an answer that the codebook does not declare';

CREATE FUNCTION mlops_survey.survey_undeclared(variable jsonb, value float8) RETURNS int
    IMMUTABLE STRICT PARALLEL SAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_survey_undeclared';
COMMENT ON FUNCTION mlops_survey.survey_undeclared(jsonb, float8) IS 'support: the error for an answer that the codebook does not declare';

CREATE FUNCTION mlops_survey.survey_undeclared(variable jsonb, value numeric) RETURNS int
    IMMUTABLE STRICT PARALLEL SAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_survey_undeclared';
COMMENT ON FUNCTION mlops_survey.survey_undeclared(jsonb, numeric) IS 'support: the error for an answer that the codebook does not declare';

CREATE FUNCTION mlops_survey.survey_undeclared(variable jsonb, value text) RETURNS int
    IMMUTABLE STRICT PARALLEL SAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_survey_undeclared';
COMMENT ON FUNCTION mlops_survey.survey_undeclared(jsonb, text) IS 'support: the error for an answer that the codebook does not declare';

CREATE FUNCTION mlops_survey.survey_not_finite(variable jsonb, value float8, key jsonb, respondent bigint) RETURNS float8
    IMMUTABLE PARALLEL SAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_survey_not_finite';
COMMENT ON FUNCTION mlops_survey.survey_not_finite(jsonb, float8, jsonb, bigint) IS 'support: the error for an answer that is NaN or infinite';

CREATE FUNCTION mlops_survey.survey_not_finite(variable jsonb, value float8, key jsonb, respondent text) RETURNS float8
    IMMUTABLE PARALLEL SAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_survey_not_finite';
COMMENT ON FUNCTION mlops_survey.survey_not_finite(jsonb, float8, jsonb, text) IS 'support: the error for an answer that is NaN or infinite';

CREATE FUNCTION survey_filter(name text, filter text) RETURNS text
    STABLE STRICT PARALLEL RESTRICTED LANGUAGE c AS 'MODULE_PATHNAME', 'svy_survey_filter';
COMMENT ON FUNCTION survey_filter(text, text) IS 'checks a filter over the columns of a survey and returns it as SQL understands it';

CREATE TYPE survey_codebook_row AS (
    "position" int, variable text, kind text, measure text, label text, points int, code int, value_label text,
    value text, missing boolean, nets text[], score double precision, reverse boolean);
COMMENT ON TYPE survey_codebook_row IS 'an answer that the codebook declares, or a variable without; of a set, an option';
COMMENT ON COLUMN survey_codebook_row."position" IS 'order of display, from 1; sets come after the variables';
COMMENT ON COLUMN survey_codebook_row.variable IS 'name of the variable or set';
COMMENT ON COLUMN survey_codebook_row.kind IS 'variable or set';
COMMENT ON COLUMN survey_codebook_row.measure IS 'nominal, ordinal, scale, date or text; multiple of a set';
COMMENT ON COLUMN survey_codebook_row.label IS 'question text';
COMMENT ON COLUMN survey_codebook_row.points IS 'length of a rating scale with codes 1 to points; else NULL';
COMMENT ON COLUMN survey_codebook_row.code IS 'code of the answer, number of the option in a set; NULL for a variable without declared answers';
COMMENT ON COLUMN survey_codebook_row.value_label IS 'label of the answer or option';
COMMENT ON COLUMN survey_codebook_row.value IS 'text that the column holds for the code; of a set, the variable of the option';
COMMENT ON COLUMN survey_codebook_row.missing IS 'whether the answer counts as missing';
COMMENT ON COLUMN survey_codebook_row.nets IS 'names of the nets that hold the answer';
COMMENT ON COLUMN survey_codebook_row.score IS 'what the answer of an ordinal variable counts as; NULL for nothing';
COMMENT ON COLUMN survey_codebook_row.reverse IS 'whether the lowest code of an ordinal variable is the best answer';

CREATE FUNCTION survey_codebook(name text) RETURNS SETOF survey_codebook_row
    STABLE STRICT PARALLEL RESTRICTED LANGUAGE c AS 'MODULE_PATHNAME', 'svy_survey_codebook';
COMMENT ON FUNCTION survey_codebook(text) IS 'the codebook of a survey: variables and response sets with their answers';

CREATE FUNCTION survey_codebook_json(name text) RETURNS jsonb
    STABLE STRICT PARALLEL RESTRICTED LANGUAGE c AS 'MODULE_PATHNAME', 'svy_survey_codebook_json';
COMMENT ON FUNCTION survey_codebook_json(text) IS 'the codebook of a survey as register_survey and load_survey take it';

CREATE TYPE survey_registration AS (
    survey text, answers_table regclass, variables int, nominal int, ordinal int, scale int, date int, text int,
    sets int, inferred int, labels_view regclass, long_view regclass, warnings text[],
    analysis_view regclass);
COMMENT ON TYPE survey_registration IS 'what register_survey registered';
COMMENT ON COLUMN survey_registration.survey IS 'the survey';
COMMENT ON COLUMN survey_registration.answers_table IS 'table or view of the answers';
COMMENT ON COLUMN survey_registration.variables IS 'number of variables';
COMMENT ON COLUMN survey_registration.nominal IS 'how many of them are nominal';
COMMENT ON COLUMN survey_registration.ordinal IS 'how many of them are ordinal';
COMMENT ON COLUMN survey_registration.scale IS 'how many of them are numbers';
COMMENT ON COLUMN survey_registration.date IS 'how many of them are dates or times';
COMMENT ON COLUMN survey_registration.text IS 'how many of them are texts';
COMMENT ON COLUMN survey_registration.sets IS 'number of multiple-response sets';
COMMENT ON COLUMN survey_registration.inferred IS 'how many variables the codebook left open';
COMMENT ON COLUMN survey_registration.labels_view IS 'view of the answers with texts instead of codes; NULL where there is none';
COMMENT ON COLUMN survey_registration.long_view IS 'view of the answers with one row per respondent and answer; NULL where there is none';
COMMENT ON COLUMN survey_registration.warnings IS 'what deserves a look';
COMMENT ON COLUMN survey_registration.analysis_view IS 'view of the answers as codes with missing as NULL, beside labels and scores; NULL where there is none';

CREATE FUNCTION register_survey(name text, answers regclass, codebook jsonb DEFAULT NULL, replace boolean DEFAULT false)
    RETURNS survey_registration
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_register_survey';
COMMENT ON FUNCTION register_survey(text, regclass, jsonb, boolean) IS 'makes a table or view that exists a survey; infers what the codebook leaves open';

CREATE FUNCTION drop_survey(name text, keep_answers boolean DEFAULT false) RETURNS void
    VOLATILE STRICT PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_drop_survey';
COMMENT ON FUNCTION drop_survey(text, boolean) IS 'drops a survey: its codebook and views, and the answers if the loader made their table';

CREATE FUNCTION forget_refused(name text) RETURNS bigint
    VOLATILE STRICT PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_forget_refused';
COMMENT ON FUNCTION forget_refused(text) IS 'removes the rows that were refused when the survey was loaded, and says how many';

-- Surveys follow their tables: names when these are renamed; when they are dropped, what must not outlive the answers goes.
CREATE FUNCTION mlops_survey.survey_renamed() RETURNS event_trigger
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_survey_renamed';
COMMENT ON FUNCTION mlops_survey.survey_renamed() IS 'event trigger: keeps the names of the relations of surveys';

CREATE FUNCTION mlops_survey.survey_dropped() RETURNS event_trigger
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_survey_dropped';
COMMENT ON FUNCTION mlops_survey.survey_dropped() IS 'event trigger: removes packs and refused rows of tables that are dropped';

CREATE EVENT TRIGGER mlops_survey_renamed ON ddl_command_end
    WHEN TAG IN ('ALTER TABLE', 'ALTER VIEW', 'ALTER MATERIALIZED VIEW', 'ALTER FOREIGN TABLE', 'ALTER SCHEMA')
    EXECUTE FUNCTION mlops_survey.survey_renamed();
COMMENT ON EVENT TRIGGER mlops_survey_renamed IS 'keeps the names of the relations of surveys';
CREATE EVENT TRIGGER mlops_survey_dropped ON sql_drop EXECUTE FUNCTION mlops_survey.survey_dropped();
COMMENT ON EVENT TRIGGER mlops_survey_dropped IS 'removes packs and refused rows of tables that are dropped';
ALTER EVENT TRIGGER mlops_survey_renamed ENABLE ALWAYS;
ALTER EVENT TRIGGER mlops_survey_dropped ENABLE ALWAYS;
