-- States by wave and segment, kept fresh in a table of the survey's owner.

CREATE FUNCTION mlops_survey.row_version(place tid, transaction xid, relation oid) RETURNS bigint
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'svy_row_version';
COMMENT ON FUNCTION mlops_survey.row_version(tid, xid, oid) IS 'support: a number that a row has until it is changed or moved';

CREATE TYPE survey_states_report AS (
    survey text, wave_code int, wave text, respondents bigint, states bigint);
COMMENT ON TYPE survey_states_report IS 'a wave whose stored states were out of date';
COMMENT ON COLUMN survey_states_report.survey IS 'the survey';
COMMENT ON COLUMN survey_states_report.wave_code IS 'code of the wave';
COMMENT ON COLUMN survey_states_report.wave IS 'label of the wave';
COMMENT ON COLUMN survey_states_report.respondents IS 'respondents of the wave';
COMMENT ON COLUMN survey_states_report.states IS 'states that were made anew, of each segment';

CREATE FUNCTION refresh_states(name text DEFAULT NULL, wave text DEFAULT NULL, by text[] DEFAULT NULL, variables text[] DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_states_report
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_refresh_states' ROWS 10;
COMMENT ON FUNCTION refresh_states(text, text, text[], text[], jsonb)
    IS 'keeps states of all questions by wave and segment in the table <name>_states, and makes those anew whose answers or codebook changed; without arguments of all surveys of the caller';
