-- complain if script is sourced in psql, rather than via ALTER EXTENSION
\echo Use "ALTER EXTENSION mlops_survey UPDATE" to load this file. \quit

-- From 0.1.0 to 0.2.0: what changes in sql/install is done here to a database that has 0.1.0, in the same commit.

-- Which surveys there are, for who knows no name yet.
CREATE TYPE survey_list_row AS (
    survey text, title text, answers regclass, variables int, sets int, weight text, packed boolean, registered timestamptz);
COMMENT ON TYPE survey_list_row IS 'a survey of this database';
COMMENT ON COLUMN survey_list_row.survey IS 'the name that functions such as survey_crosstab take';
COMMENT ON COLUMN survey_list_row.title IS 'title of the study';
COMMENT ON COLUMN survey_list_row.answers IS 'table or view of the answers; NULL where it is gone or has another name';
COMMENT ON COLUMN survey_list_row.variables IS 'number of variables that the caller may read';
COMMENT ON COLUMN survey_list_row.sets IS 'number of multiple-response sets; 0 for who may not read all answers';
COMMENT ON COLUMN survey_list_row.weight IS 'column that holds the weight; NULL for an unweighted survey';
COMMENT ON COLUMN survey_list_row.packed IS 'whether there is a pack that the caller may read; survey_pack_status says whether it is fresh';
COMMENT ON COLUMN survey_list_row.registered IS 'when it was registered or loaded';

CREATE FUNCTION survey_list() RETURNS SETOF survey_list_row
    STABLE PARALLEL RESTRICTED LANGUAGE sql
BEGIN ATOMIC
    SELECT ROW(s.name, s.title, CASE WHEN mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name) THEN s.answers::regclass END,
        (SELECT count(*)::int FROM mlops_survey.variable v WHERE v.survey_id = s.id),
        (SELECT count(*)::int FROM mlops_survey.response_set r WHERE r.survey_id = s.id), s.weight, EXISTS (SELECT FROM mlops_survey.pack p WHERE p.survey_id = s.id), s.created_at)::survey_list_row
    FROM mlops_survey.survey s ORDER BY s.name;
END;
COMMENT ON FUNCTION survey_list() IS 'the surveys whose answers the caller may read, by name';
