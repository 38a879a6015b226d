-- survey_summary: totals, means and ratios with the variance of the design

CREATE TYPE survey_summary;

CREATE FUNCTION mlops_survey.survey_summary_in(cstring) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summary_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summary_in(cstring) IS 'input function of type survey_summary';

CREATE FUNCTION mlops_survey.survey_summary_out(survey_summary) RETURNS cstring
AS 'MODULE_PATHNAME', 'svy_summary_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summary_out(survey_summary) IS 'output function of type survey_summary';

CREATE FUNCTION mlops_survey.survey_summary_recv(internal) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summary_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summary_recv(internal) IS 'binary input function of type survey_summary';

CREATE FUNCTION mlops_survey.survey_summary_send(survey_summary) RETURNS bytea
AS 'MODULE_PATHNAME', 'svy_summary_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summary_send(survey_summary) IS 'binary output function of type survey_summary';

CREATE TYPE survey_summary (
    INPUT = mlops_survey.survey_summary_in, OUTPUT = mlops_survey.survey_summary_out,
    RECEIVE = mlops_survey.survey_summary_recv, SEND = mlops_survey.survey_summary_send,
    INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE survey_summary IS
    'what a total, mean or ratio and its variance under a design need to know of the respondents; made by survey_summary(), merged by rollup()';

-- postgres_fdw sends what is the extension's to servers that name it; of this type's arrays PostgreSQL 15 does not say so itself.
DO $$BEGIN
    IF (SELECT count(*) FROM pg_catalog.pg_depend WHERE classid = 'pg_catalog.pg_type'::pg_catalog.regclass
        AND objid = 'survey_summary[]'::pg_catalog.regtype AND deptype = 'e') = 0 THEN
        ALTER EXTENSION mlops_survey ADD TYPE survey_summary[];
    END IF;
END$$;

CREATE FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summary_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, bigint) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summary_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, bigint) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, text) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summary_trans_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, text) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, bigint, bigint) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summary_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, bigint, bigint) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, bigint, bigint, double precision) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summary_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, bigint, bigint, double precision) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, bigint, text) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summary_trans_number_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, bigint, text) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, bigint, text, double precision) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summary_trans_number_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, bigint, text, double precision) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, text, bigint) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summary_trans_text_number' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, text, bigint) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, text, bigint, double precision) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summary_trans_text_number' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, text, bigint, double precision) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, text, text) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summary_trans_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, text, text) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, text, text, double precision) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summary_trans_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, text, text, double precision) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, bigint[], bigint[]) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summary_trans_stages' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, bigint[], bigint[]) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, bigint[], bigint[], double precision[]) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summary_trans_stages' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, bigint[], bigint[], double precision[]) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, text[], text[]) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summary_trans_stages_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, text[], text[]) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, text[], text[], double precision[]) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summary_trans_stages_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summary_trans(survey_summary, double precision, double precision, text[], text[], double precision[]) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_ratio_summary_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, bigint) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_ratio_summary_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, bigint) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, text) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_ratio_summary_trans_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, text) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, bigint, bigint) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_ratio_summary_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, bigint, bigint) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, bigint, bigint, double precision) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_ratio_summary_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, bigint, bigint, double precision) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, bigint, text) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_ratio_summary_trans_number_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, bigint, text) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, bigint, text, double precision) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_ratio_summary_trans_number_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, bigint, text, double precision) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, text, bigint) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_ratio_summary_trans_text_number' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, text, bigint) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, text, bigint, double precision) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_ratio_summary_trans_text_number' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, text, bigint, double precision) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, text, text) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_ratio_summary_trans_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, text, text) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, text, text, double precision) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_ratio_summary_trans_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, text, text, double precision) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, bigint[], bigint[]) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_ratio_summary_trans_stages' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, bigint[], bigint[]) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, bigint[], bigint[], double precision[]) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_ratio_summary_trans_stages' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, bigint[], bigint[], double precision[]) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, text[], text[]) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_ratio_summary_trans_stages_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, text[], text[]) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, text[], text[], double precision[]) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_ratio_summary_trans_stages_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_ratio_summary_trans(survey_summary, double precision, double precision, double precision, text[], text[], double precision[]) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summaries_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision) IS 'transition of several variables: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, bigint) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summaries_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, bigint) IS 'transition of several variables: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, text) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summaries_trans_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, text) IS 'transition of several variables: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, bigint, bigint) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summaries_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, bigint, bigint) IS 'transition of several variables: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, bigint, bigint, double precision) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summaries_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, bigint, bigint, double precision) IS 'transition of several variables: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, bigint, text) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summaries_trans_number_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, bigint, text) IS 'transition of several variables: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, bigint, text, double precision) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summaries_trans_number_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, bigint, text, double precision) IS 'transition of several variables: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, text, bigint) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summaries_trans_text_number' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, text, bigint) IS 'transition of several variables: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, text, bigint, double precision) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summaries_trans_text_number' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, text, bigint, double precision) IS 'transition of several variables: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, text, text) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summaries_trans_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, text, text) IS 'transition of several variables: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, text, text, double precision) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summaries_trans_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, text, text, double precision) IS 'transition of several variables: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, bigint[], bigint[]) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summaries_trans_stages' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, bigint[], bigint[]) IS 'transition of several variables: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, bigint[], bigint[], double precision[]) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summaries_trans_stages' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, bigint[], bigint[], double precision[]) IS 'transition of several variables: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, text[], text[]) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summaries_trans_stages_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, text[], text[]) IS 'transition of several variables: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, text[], text[], double precision[]) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summaries_trans_stages_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summaries_trans(survey_summary, double precision[], double precision, text[], text[], double precision[]) IS 'transition of several variables: takes in a respondent';

CREATE FUNCTION mlops_survey.survey_summaries_final(survey_summary) RETURNS survey_summary[]
AS 'MODULE_PATHNAME', 'svy_summaries_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summaries_final(survey_summary) IS 'final function: the summaries of the variables';

CREATE FUNCTION mlops_survey.survey_summary_combine(survey_summary, survey_summary) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summary_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summary_combine(survey_summary, survey_summary) IS 'merges two summaries';

CREATE FUNCTION mlops_survey.survey_summary_final(survey_summary) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summary_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.survey_summary_final(survey_summary) IS 'final function: the summary in its order';

CREATE AGGREGATE survey_summary(double precision, double precision) (
    SFUNC = mlops_survey.survey_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summary(double precision, double precision) IS
    'summary of y (value, weight, ...) weighted, without strata and clusters';

CREATE AGGREGATE survey_summary(double precision, double precision, bigint) (
    SFUNC = mlops_survey.survey_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summary(double precision, double precision, bigint) IS
    'summary of y (value, weight, ...) by stratum';

CREATE AGGREGATE survey_summary(double precision, double precision, text) (
    SFUNC = mlops_survey.survey_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summary(double precision, double precision, text) IS
    'summary of y (value, weight, ...) by stratum';

CREATE AGGREGATE survey_summary(double precision, double precision, bigint, bigint) (
    SFUNC = mlops_survey.survey_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summary(double precision, double precision, bigint, bigint) IS
    'summary of y (value, weight, ...) by stratum and cluster';

CREATE AGGREGATE survey_summary(double precision, double precision, bigint, bigint, double precision) (
    SFUNC = mlops_survey.survey_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summary(double precision, double precision, bigint, bigint, double precision) IS
    'summary of y (value, weight, ...) by stratum and cluster, with finite population correction';

CREATE AGGREGATE survey_summary(double precision, double precision, bigint, text) (
    SFUNC = mlops_survey.survey_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summary(double precision, double precision, bigint, text) IS
    'summary of y (value, weight, ...) by stratum and cluster';

CREATE AGGREGATE survey_summary(double precision, double precision, bigint, text, double precision) (
    SFUNC = mlops_survey.survey_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summary(double precision, double precision, bigint, text, double precision) IS
    'summary of y (value, weight, ...) by stratum and cluster, with finite population correction';

CREATE AGGREGATE survey_summary(double precision, double precision, text, bigint) (
    SFUNC = mlops_survey.survey_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summary(double precision, double precision, text, bigint) IS
    'summary of y (value, weight, ...) by stratum and cluster';

CREATE AGGREGATE survey_summary(double precision, double precision, text, bigint, double precision) (
    SFUNC = mlops_survey.survey_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summary(double precision, double precision, text, bigint, double precision) IS
    'summary of y (value, weight, ...) by stratum and cluster, with finite population correction';

CREATE AGGREGATE survey_summary(double precision, double precision, text, text) (
    SFUNC = mlops_survey.survey_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summary(double precision, double precision, text, text) IS
    'summary of y (value, weight, ...) by stratum and cluster';

CREATE AGGREGATE survey_summary(double precision, double precision, text, text, double precision) (
    SFUNC = mlops_survey.survey_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summary(double precision, double precision, text, text, double precision) IS
    'summary of y (value, weight, ...) by stratum and cluster, with finite population correction';

CREATE AGGREGATE survey_summary(double precision, double precision, bigint[], bigint[]) (
    SFUNC = mlops_survey.survey_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summary(double precision, double precision, bigint[], bigint[]) IS
    'summary of y (value, weight, ...) by strata and clusters of several stages';

CREATE AGGREGATE survey_summary(double precision, double precision, bigint[], bigint[], double precision[]) (
    SFUNC = mlops_survey.survey_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summary(double precision, double precision, bigint[], bigint[], double precision[]) IS
    'summary of y (value, weight, ...) by strata and clusters of several stages, with finite population corrections';

CREATE AGGREGATE survey_summary(double precision, double precision, text[], text[]) (
    SFUNC = mlops_survey.survey_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summary(double precision, double precision, text[], text[]) IS
    'summary of y (value, weight, ...) by strata and clusters of several stages';

CREATE AGGREGATE survey_summary(double precision, double precision, text[], text[], double precision[]) (
    SFUNC = mlops_survey.survey_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summary(double precision, double precision, text[], text[], double precision[]) IS
    'summary of y (value, weight, ...) by strata and clusters of several stages, with finite population corrections';

CREATE AGGREGATE survey_ratio_summary(double precision, double precision, double precision) (
    SFUNC = mlops_survey.survey_ratio_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_ratio_summary(double precision, double precision, double precision) IS
    'summary of y / x (value, denominator, weight, ...) weighted, without strata and clusters';

CREATE AGGREGATE survey_ratio_summary(double precision, double precision, double precision, bigint) (
    SFUNC = mlops_survey.survey_ratio_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_ratio_summary(double precision, double precision, double precision, bigint) IS
    'summary of y / x (value, denominator, weight, ...) by stratum';

CREATE AGGREGATE survey_ratio_summary(double precision, double precision, double precision, text) (
    SFUNC = mlops_survey.survey_ratio_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_ratio_summary(double precision, double precision, double precision, text) IS
    'summary of y / x (value, denominator, weight, ...) by stratum';

CREATE AGGREGATE survey_ratio_summary(double precision, double precision, double precision, bigint, bigint) (
    SFUNC = mlops_survey.survey_ratio_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_ratio_summary(double precision, double precision, double precision, bigint, bigint) IS
    'summary of y / x (value, denominator, weight, ...) by stratum and cluster';

CREATE AGGREGATE survey_ratio_summary(double precision, double precision, double precision, bigint, bigint, double precision) (
    SFUNC = mlops_survey.survey_ratio_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_ratio_summary(double precision, double precision, double precision, bigint, bigint, double precision) IS
    'summary of y / x (value, denominator, weight, ...) by stratum and cluster, with finite population correction';

CREATE AGGREGATE survey_ratio_summary(double precision, double precision, double precision, bigint, text) (
    SFUNC = mlops_survey.survey_ratio_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_ratio_summary(double precision, double precision, double precision, bigint, text) IS
    'summary of y / x (value, denominator, weight, ...) by stratum and cluster';

CREATE AGGREGATE survey_ratio_summary(double precision, double precision, double precision, bigint, text, double precision) (
    SFUNC = mlops_survey.survey_ratio_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_ratio_summary(double precision, double precision, double precision, bigint, text, double precision) IS
    'summary of y / x (value, denominator, weight, ...) by stratum and cluster, with finite population correction';

CREATE AGGREGATE survey_ratio_summary(double precision, double precision, double precision, text, bigint) (
    SFUNC = mlops_survey.survey_ratio_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_ratio_summary(double precision, double precision, double precision, text, bigint) IS
    'summary of y / x (value, denominator, weight, ...) by stratum and cluster';

CREATE AGGREGATE survey_ratio_summary(double precision, double precision, double precision, text, bigint, double precision) (
    SFUNC = mlops_survey.survey_ratio_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_ratio_summary(double precision, double precision, double precision, text, bigint, double precision) IS
    'summary of y / x (value, denominator, weight, ...) by stratum and cluster, with finite population correction';

CREATE AGGREGATE survey_ratio_summary(double precision, double precision, double precision, text, text) (
    SFUNC = mlops_survey.survey_ratio_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_ratio_summary(double precision, double precision, double precision, text, text) IS
    'summary of y / x (value, denominator, weight, ...) by stratum and cluster';

CREATE AGGREGATE survey_ratio_summary(double precision, double precision, double precision, text, text, double precision) (
    SFUNC = mlops_survey.survey_ratio_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_ratio_summary(double precision, double precision, double precision, text, text, double precision) IS
    'summary of y / x (value, denominator, weight, ...) by stratum and cluster, with finite population correction';

CREATE AGGREGATE survey_ratio_summary(double precision, double precision, double precision, bigint[], bigint[]) (
    SFUNC = mlops_survey.survey_ratio_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_ratio_summary(double precision, double precision, double precision, bigint[], bigint[]) IS
    'summary of y / x (value, denominator, weight, ...) by strata and clusters of several stages';

CREATE AGGREGATE survey_ratio_summary(double precision, double precision, double precision, bigint[], bigint[], double precision[]) (
    SFUNC = mlops_survey.survey_ratio_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_ratio_summary(double precision, double precision, double precision, bigint[], bigint[], double precision[]) IS
    'summary of y / x (value, denominator, weight, ...) by strata and clusters of several stages, with finite population corrections';

CREATE AGGREGATE survey_ratio_summary(double precision, double precision, double precision, text[], text[]) (
    SFUNC = mlops_survey.survey_ratio_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_ratio_summary(double precision, double precision, double precision, text[], text[]) IS
    'summary of y / x (value, denominator, weight, ...) by strata and clusters of several stages';

CREATE AGGREGATE survey_ratio_summary(double precision, double precision, double precision, text[], text[], double precision[]) (
    SFUNC = mlops_survey.survey_ratio_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_ratio_summary(double precision, double precision, double precision, text[], text[], double precision[]) IS
    'summary of y / x (value, denominator, weight, ...) by strata and clusters of several stages, with finite population corrections';

CREATE AGGREGATE survey_summaries(double precision[], double precision) (
    SFUNC = mlops_survey.survey_summaries_trans, STYPE = survey_summary, SSPACE = 4096,
    FINALFUNC = mlops_survey.survey_summaries_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summaries(double precision[], double precision) IS
    'summaries of several variables at once, faster than one by one: values, weight, ...; weighted, without strata and clusters';

CREATE AGGREGATE survey_summaries(double precision[], double precision, bigint) (
    SFUNC = mlops_survey.survey_summaries_trans, STYPE = survey_summary, SSPACE = 4096,
    FINALFUNC = mlops_survey.survey_summaries_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summaries(double precision[], double precision, bigint) IS
    'summaries of several variables at once, faster than one by one: values, weight, ...; by stratum';

CREATE AGGREGATE survey_summaries(double precision[], double precision, text) (
    SFUNC = mlops_survey.survey_summaries_trans, STYPE = survey_summary, SSPACE = 4096,
    FINALFUNC = mlops_survey.survey_summaries_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summaries(double precision[], double precision, text) IS
    'summaries of several variables at once, faster than one by one: values, weight, ...; by stratum';

CREATE AGGREGATE survey_summaries(double precision[], double precision, bigint, bigint) (
    SFUNC = mlops_survey.survey_summaries_trans, STYPE = survey_summary, SSPACE = 4096,
    FINALFUNC = mlops_survey.survey_summaries_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summaries(double precision[], double precision, bigint, bigint) IS
    'summaries of several variables at once, faster than one by one: values, weight, ...; by stratum and cluster';

CREATE AGGREGATE survey_summaries(double precision[], double precision, bigint, bigint, double precision) (
    SFUNC = mlops_survey.survey_summaries_trans, STYPE = survey_summary, SSPACE = 4096,
    FINALFUNC = mlops_survey.survey_summaries_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summaries(double precision[], double precision, bigint, bigint, double precision) IS
    'summaries of several variables at once, faster than one by one: values, weight, ...; by stratum and cluster, with finite population correction';

CREATE AGGREGATE survey_summaries(double precision[], double precision, bigint, text) (
    SFUNC = mlops_survey.survey_summaries_trans, STYPE = survey_summary, SSPACE = 4096,
    FINALFUNC = mlops_survey.survey_summaries_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summaries(double precision[], double precision, bigint, text) IS
    'summaries of several variables at once, faster than one by one: values, weight, ...; by stratum and cluster';

CREATE AGGREGATE survey_summaries(double precision[], double precision, bigint, text, double precision) (
    SFUNC = mlops_survey.survey_summaries_trans, STYPE = survey_summary, SSPACE = 4096,
    FINALFUNC = mlops_survey.survey_summaries_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summaries(double precision[], double precision, bigint, text, double precision) IS
    'summaries of several variables at once, faster than one by one: values, weight, ...; by stratum and cluster, with finite population correction';

CREATE AGGREGATE survey_summaries(double precision[], double precision, text, bigint) (
    SFUNC = mlops_survey.survey_summaries_trans, STYPE = survey_summary, SSPACE = 4096,
    FINALFUNC = mlops_survey.survey_summaries_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summaries(double precision[], double precision, text, bigint) IS
    'summaries of several variables at once, faster than one by one: values, weight, ...; by stratum and cluster';

CREATE AGGREGATE survey_summaries(double precision[], double precision, text, bigint, double precision) (
    SFUNC = mlops_survey.survey_summaries_trans, STYPE = survey_summary, SSPACE = 4096,
    FINALFUNC = mlops_survey.survey_summaries_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summaries(double precision[], double precision, text, bigint, double precision) IS
    'summaries of several variables at once, faster than one by one: values, weight, ...; by stratum and cluster, with finite population correction';

CREATE AGGREGATE survey_summaries(double precision[], double precision, text, text) (
    SFUNC = mlops_survey.survey_summaries_trans, STYPE = survey_summary, SSPACE = 4096,
    FINALFUNC = mlops_survey.survey_summaries_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summaries(double precision[], double precision, text, text) IS
    'summaries of several variables at once, faster than one by one: values, weight, ...; by stratum and cluster';

CREATE AGGREGATE survey_summaries(double precision[], double precision, text, text, double precision) (
    SFUNC = mlops_survey.survey_summaries_trans, STYPE = survey_summary, SSPACE = 4096,
    FINALFUNC = mlops_survey.survey_summaries_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summaries(double precision[], double precision, text, text, double precision) IS
    'summaries of several variables at once, faster than one by one: values, weight, ...; by stratum and cluster, with finite population correction';

CREATE AGGREGATE survey_summaries(double precision[], double precision, bigint[], bigint[]) (
    SFUNC = mlops_survey.survey_summaries_trans, STYPE = survey_summary, SSPACE = 4096,
    FINALFUNC = mlops_survey.survey_summaries_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summaries(double precision[], double precision, bigint[], bigint[]) IS
    'summaries of several variables at once, faster than one by one: values, weight, ...; by strata and clusters of several stages';

CREATE AGGREGATE survey_summaries(double precision[], double precision, bigint[], bigint[], double precision[]) (
    SFUNC = mlops_survey.survey_summaries_trans, STYPE = survey_summary, SSPACE = 4096,
    FINALFUNC = mlops_survey.survey_summaries_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summaries(double precision[], double precision, bigint[], bigint[], double precision[]) IS
    'summaries of several variables at once, faster than one by one: values, weight, ...; by strata and clusters of several stages, with finite population corrections';

CREATE AGGREGATE survey_summaries(double precision[], double precision, text[], text[]) (
    SFUNC = mlops_survey.survey_summaries_trans, STYPE = survey_summary, SSPACE = 4096,
    FINALFUNC = mlops_survey.survey_summaries_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summaries(double precision[], double precision, text[], text[]) IS
    'summaries of several variables at once, faster than one by one: values, weight, ...; by strata and clusters of several stages';

CREATE AGGREGATE survey_summaries(double precision[], double precision, text[], text[], double precision[]) (
    SFUNC = mlops_survey.survey_summaries_trans, STYPE = survey_summary, SSPACE = 4096,
    FINALFUNC = mlops_survey.survey_summaries_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_summaries(double precision[], double precision, text[], text[], double precision[]) IS
    'summaries of several variables at once, faster than one by one: values, weight, ...; by strata and clusters of several stages, with finite population corrections';

-- The same of weights that may be below zero.  They are taken of a survey whose codebook
-- knows so, by the functions that estimate by name; nobody else calls these.

CREATE FUNCTION mlops_survey.signed_summary_trans(survey_summary, double precision, double precision, bigint[], bigint[], double precision[]) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_signed_summary_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.signed_summary_trans(survey_summary, double precision, double precision, bigint[], bigint[], double precision[]) IS 'transition: takes in a respondent, whose weight may be negative';

CREATE AGGREGATE mlops_survey.signed_summary(double precision, double precision, bigint[], bigint[], double precision[]) (
    SFUNC = mlops_survey.signed_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE mlops_survey.signed_summary(double precision, double precision, bigint[], bigint[], double precision[]) IS
    'survey_summary of weights that may be negative, as calibration without bounds makes them';

CREATE FUNCTION mlops_survey.signed_summary_trans(survey_summary, double precision, double precision, text[], text[], double precision[]) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_signed_summary_trans_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.signed_summary_trans(survey_summary, double precision, double precision, text[], text[], double precision[]) IS 'transition: takes in a respondent, whose weight may be negative';

CREATE AGGREGATE mlops_survey.signed_summary(double precision, double precision, text[], text[], double precision[]) (
    SFUNC = mlops_survey.signed_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE mlops_survey.signed_summary(double precision, double precision, text[], text[], double precision[]) IS
    'survey_summary of weights that may be negative, as calibration without bounds makes them';

CREATE FUNCTION mlops_survey.signed_ratio_summary_trans(survey_summary, double precision, double precision, double precision, bigint[], bigint[], double precision[]) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_signed_ratio_summary_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.signed_ratio_summary_trans(survey_summary, double precision, double precision, double precision, bigint[], bigint[], double precision[]) IS 'transition: takes in a respondent, whose weight may be negative';

CREATE AGGREGATE mlops_survey.signed_ratio_summary(double precision, double precision, double precision, bigint[], bigint[], double precision[]) (
    SFUNC = mlops_survey.signed_ratio_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE mlops_survey.signed_ratio_summary(double precision, double precision, double precision, bigint[], bigint[], double precision[]) IS
    'survey_ratio_summary of weights that may be negative, as calibration without bounds makes them';

CREATE FUNCTION mlops_survey.signed_ratio_summary_trans(survey_summary, double precision, double precision, double precision, text[], text[], double precision[]) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_signed_ratio_summary_trans_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.signed_ratio_summary_trans(survey_summary, double precision, double precision, double precision, text[], text[], double precision[]) IS 'transition: takes in a respondent, whose weight may be negative';

CREATE AGGREGATE mlops_survey.signed_ratio_summary(double precision, double precision, double precision, text[], text[], double precision[]) (
    SFUNC = mlops_survey.signed_ratio_summary_trans, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE mlops_survey.signed_ratio_summary(double precision, double precision, double precision, text[], text[], double precision[]) IS
    'survey_ratio_summary of weights that may be negative, as calibration without bounds makes them';

CREATE FUNCTION mlops_survey.signed_summaries_trans(survey_summary, double precision[], double precision, bigint[], bigint[], double precision[]) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_signed_summaries_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.signed_summaries_trans(survey_summary, double precision[], double precision, bigint[], bigint[], double precision[]) IS 'transition: takes in a respondent, whose weight may be negative';

CREATE AGGREGATE mlops_survey.signed_summaries(double precision[], double precision, bigint[], bigint[], double precision[]) (
    SFUNC = mlops_survey.signed_summaries_trans, STYPE = survey_summary, SSPACE = 4096,
    FINALFUNC = mlops_survey.survey_summaries_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE mlops_survey.signed_summaries(double precision[], double precision, bigint[], bigint[], double precision[]) IS
    'survey_summaries of weights that may be negative, as calibration without bounds makes them';

CREATE FUNCTION mlops_survey.signed_summaries_trans(survey_summary, double precision[], double precision, text[], text[], double precision[]) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_signed_summaries_trans_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.signed_summaries_trans(survey_summary, double precision[], double precision, text[], text[], double precision[]) IS 'transition: takes in a respondent, whose weight may be negative';

CREATE AGGREGATE mlops_survey.signed_summaries(double precision[], double precision, text[], text[], double precision[]) (
    SFUNC = mlops_survey.signed_summaries_trans, STYPE = survey_summary, SSPACE = 4096,
    FINALFUNC = mlops_survey.survey_summaries_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE mlops_survey.signed_summaries(double precision[], double precision, text[], text[], double precision[]) IS
    'survey_summaries of weights that may be negative, as calibration without bounds makes them';

CREATE AGGREGATE rollup(survey_summary) (
    SFUNC = mlops_survey.survey_summary_combine, STYPE = survey_summary, SSPACE = 1024,
    FINALFUNC = mlops_survey.survey_summary_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.survey_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(survey_summary) IS 'merges summaries: of waves, segments, shards';

CREATE FUNCTION survey_domain(domain survey_summary, frame survey_summary) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summary_domain' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_domain(domain survey_summary, frame survey_summary) IS 'a domains summary that knows how many clusters the full design has: the frame is the summary of all respondents';

CREATE FUNCTION survey_share(part survey_summary, whole survey_summary) RETURNS survey_summary
AS 'MODULE_PATHNAME', 'svy_summary_share' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_share(part survey_summary, whole survey_summary) IS 'summary of the indicator that a respondent of the whole belongs to the part';

CREATE FUNCTION total(survey_summary) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_summary_total' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION total(survey_summary) IS 'estimated population total';

CREATE FUNCTION mean(survey_summary) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_summary_mean' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean(survey_summary) IS 'estimated population mean';

CREATE FUNCTION ratio(survey_summary) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_summary_ratio' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ratio(survey_summary) IS 'estimated ratio of two population totals';

CREATE FUNCTION variance(survey_summary, statistic text DEFAULT NULL, lonely text DEFAULT 'fail', domain_lonely boolean DEFAULT false) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_summary_variance' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION variance(survey_summary, statistic text, lonely text, domain_lonely boolean) IS 'sampling variance of the mean (of the ratio if there is one), or of the statistic named: total, mean, ratio';

CREATE FUNCTION std_error(survey_summary, statistic text DEFAULT NULL, lonely text DEFAULT 'fail', domain_lonely boolean DEFAULT false) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_summary_std_error' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION std_error(survey_summary, statistic text, lonely text, domain_lonely boolean) IS 'standard error of the mean (of the ratio if there is one), or of the statistic named: total, mean, ratio';

CREATE FUNCTION cv(survey_summary, statistic text DEFAULT NULL, lonely text DEFAULT 'fail', domain_lonely boolean DEFAULT false) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_summary_cv' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION cv(survey_summary, statistic text, lonely text, domain_lonely boolean) IS 'coefficient of variation: the standard error as a share of the estimate';

CREATE FUNCTION deff(survey_summary, statistic text DEFAULT NULL, lonely text DEFAULT 'fail', domain_lonely boolean DEFAULT false, replace boolean DEFAULT NULL) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_summary_deff' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION deff(survey_summary, statistic text, lonely text, domain_lonely boolean, replace boolean) IS 'design effect: the variance over that of a simple random sample of the same size, with replacement unless the population is known (fpc) or it is said otherwise';

CREATE FUNCTION conf_low(survey_summary, level double precision DEFAULT 0.95, statistic text DEFAULT NULL, lonely text DEFAULT 'fail', domain_lonely boolean DEFAULT false, df text DEFAULT 'design') RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_summary_conf_low' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION conf_low(survey_summary, level double precision, statistic text, lonely text, domain_lonely boolean, df text) IS 'lower limit of the confidence interval';

CREATE FUNCTION conf_high(survey_summary, level double precision DEFAULT 0.95, statistic text DEFAULT NULL, lonely text DEFAULT 'fail', domain_lonely boolean DEFAULT false, df text DEFAULT 'design') RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_summary_conf_high' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION conf_high(survey_summary, level double precision, statistic text, lonely text, domain_lonely boolean, df text) IS 'upper limit of the confidence interval';

CREATE FUNCTION df(survey_summary, base text DEFAULT 'design') RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_summary_df' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION df(survey_summary, base text) IS 'degrees of freedom: clusters minus strata of the design, or of the domain';

CREATE FUNCTION n(survey_summary) RETURNS bigint
AS 'MODULE_PATHNAME', 'svy_summary_n' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION n(survey_summary) IS 'respondents with a value and a weight other than 0';

CREATE FUNCTION weighted_n(survey_summary) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_summary_weighted_n' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_n(survey_summary) IS 'sum of the weights of the respondents with a value';

CREATE FUNCTION effective_n(survey_summary) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_summary_effective_n' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION effective_n(survey_summary) IS 'effective sample size of the weights (Kish)';
