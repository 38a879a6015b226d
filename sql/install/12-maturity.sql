-- maturity: what people work on, and the stage that makes of an organisation

CREATE TYPE ml_focus AS ENUM ('data', 'model', 'pipeline');
COMMENT ON TYPE ml_focus IS 'what a respondent works on: data, models, or the pipelines that run them';

CREATE TYPE ml_stage AS ENUM ('data-centric', 'model-centric', 'pipeline-centric');
COMMENT ON TYPE ml_stage IS 'maturity of machine learning in an organisation, in ascending order';

CREATE TYPE maturity_profile;

CREATE FUNCTION mlops_survey.maturity_profile_in(cstring) RETURNS maturity_profile
AS 'MODULE_PATHNAME', 'svy_maturity_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.maturity_profile_in(cstring) IS 'input function of type maturity_profile';

CREATE FUNCTION mlops_survey.maturity_profile_out(maturity_profile) RETURNS cstring
AS 'MODULE_PATHNAME', 'svy_tally_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.maturity_profile_out(maturity_profile) IS 'output function of type maturity_profile';

CREATE FUNCTION mlops_survey.maturity_profile_recv(internal) RETURNS maturity_profile
AS 'MODULE_PATHNAME', 'svy_maturity_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.maturity_profile_recv(internal) IS 'binary input function of type maturity_profile';

CREATE FUNCTION mlops_survey.maturity_profile_send(maturity_profile) RETURNS bytea
AS 'MODULE_PATHNAME', 'svy_tally_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.maturity_profile_send(maturity_profile) IS 'binary output function of type maturity_profile';

CREATE TYPE maturity_profile (
    INPUT = mlops_survey.maturity_profile_in, OUTPUT = mlops_survey.maturity_profile_out,
    RECEIVE = mlops_survey.maturity_profile_recv, SEND = mlops_survey.maturity_profile_send,
    INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE maturity_profile IS
    'weighted evidence for data, model and pipeline work; made by maturity_profile(), merged by rollup()';

CREATE FUNCTION mlops_survey.maturity_profile_trans(maturity_profile, ml_focus) RETURNS maturity_profile
AS 'MODULE_PATHNAME', 'svy_maturity_trans' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.maturity_profile_trans(maturity_profile, ml_focus) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.maturity_profile_trans(maturity_profile, ml_focus, double precision) RETURNS maturity_profile
AS 'MODULE_PATHNAME', 'svy_maturity_trans' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.maturity_profile_trans(maturity_profile, ml_focus, double precision) IS 'transition: takes in a respondent with a weight';

CREATE FUNCTION mlops_survey.maturity_profile_trans(maturity_profile, ml_focus[]) RETURNS maturity_profile
AS 'MODULE_PATHNAME', 'svy_maturity_trans_array' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.maturity_profile_trans(maturity_profile, ml_focus[]) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.maturity_profile_trans(maturity_profile, ml_focus[], double precision) RETURNS maturity_profile
AS 'MODULE_PATHNAME', 'svy_maturity_trans_array' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.maturity_profile_trans(maturity_profile, ml_focus[], double precision) IS 'transition: takes in a respondent with a weight';

CREATE FUNCTION mlops_survey.maturity_profile_combine(maturity_profile, maturity_profile) RETURNS maturity_profile
AS 'MODULE_PATHNAME', 'svy_tally_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.maturity_profile_combine(maturity_profile, maturity_profile) IS 'merges two profiles';

CREATE FUNCTION mlops_survey.maturity_profile_final(maturity_profile) RETURNS maturity_profile
AS 'MODULE_PATHNAME', 'svy_tally_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.maturity_profile_final(maturity_profile) IS 'final function: the profile, NULL if nobody answered';

CREATE FUNCTION stage(maturity_profile) RETURNS ml_stage
AS 'MODULE_PATHNAME', 'svy_maturity_stage' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION stage(maturity_profile) IS 'the stage with the largest share; a tie goes to the earlier';

CREATE AGGREGATE maturity_profile(ml_focus) (
    SFUNC = mlops_survey.maturity_profile_trans, STYPE = maturity_profile, SSPACE = 700, FINALFUNC = mlops_survey.maturity_profile_final,
    COMBINEFUNC = mlops_survey.maturity_profile_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE maturity_profile(ml_focus) IS 'profile of respondents';

CREATE AGGREGATE maturity_stage(ml_focus) (
    SFUNC = mlops_survey.maturity_profile_trans, STYPE = maturity_profile, SSPACE = 700, FINALFUNC = stage,
    COMBINEFUNC = mlops_survey.maturity_profile_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE maturity_stage(ml_focus) IS 'stage of respondents';

CREATE AGGREGATE maturity_profile(ml_focus, double precision) (
    SFUNC = mlops_survey.maturity_profile_trans, STYPE = maturity_profile, SSPACE = 700, FINALFUNC = mlops_survey.maturity_profile_final,
    COMBINEFUNC = mlops_survey.maturity_profile_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE maturity_profile(ml_focus, double precision) IS 'profile of respondents; focus, weight';

CREATE AGGREGATE maturity_stage(ml_focus, double precision) (
    SFUNC = mlops_survey.maturity_profile_trans, STYPE = maturity_profile, SSPACE = 700, FINALFUNC = stage,
    COMBINEFUNC = mlops_survey.maturity_profile_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE maturity_stage(ml_focus, double precision) IS 'stage of respondents; focus, weight';

CREATE AGGREGATE maturity_profile(ml_focus[]) (
    SFUNC = mlops_survey.maturity_profile_trans, STYPE = maturity_profile, SSPACE = 700, FINALFUNC = mlops_survey.maturity_profile_final,
    COMBINEFUNC = mlops_survey.maturity_profile_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE maturity_profile(ml_focus[]) IS 'profile of respondents, whose weight is split among what they work on';

CREATE AGGREGATE maturity_stage(ml_focus[]) (
    SFUNC = mlops_survey.maturity_profile_trans, STYPE = maturity_profile, SSPACE = 700, FINALFUNC = stage,
    COMBINEFUNC = mlops_survey.maturity_profile_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE maturity_stage(ml_focus[]) IS 'stage of respondents, whose weight is split among what they work on';

CREATE AGGREGATE maturity_profile(ml_focus[], double precision) (
    SFUNC = mlops_survey.maturity_profile_trans, STYPE = maturity_profile, SSPACE = 700, FINALFUNC = mlops_survey.maturity_profile_final,
    COMBINEFUNC = mlops_survey.maturity_profile_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE maturity_profile(ml_focus[], double precision) IS 'profile of respondents, whose weight is split among what they work on; focus, weight';

CREATE AGGREGATE maturity_stage(ml_focus[], double precision) (
    SFUNC = mlops_survey.maturity_profile_trans, STYPE = maturity_profile, SSPACE = 700, FINALFUNC = stage,
    COMBINEFUNC = mlops_survey.maturity_profile_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE maturity_stage(ml_focus[], double precision) IS 'stage of respondents, whose weight is split among what they work on; focus, weight';

CREATE AGGREGATE rollup(maturity_profile) (
    SFUNC = mlops_survey.maturity_profile_combine, STYPE = maturity_profile, SSPACE = 700, FINALFUNC = mlops_survey.maturity_profile_final,
    COMBINEFUNC = mlops_survey.maturity_profile_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(maturity_profile) IS 'merges maturity profiles';

CREATE FUNCTION share(maturity_profile, ml_focus) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_maturity_share' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION share(maturity_profile, ml_focus) IS 'share 0..1 of the evidence for a focus';

CREATE FUNCTION std_error(maturity_profile, ml_focus) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_maturity_error' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION std_error(maturity_profile, ml_focus) IS 'standard error of the share of a focus, over the effective base';

CREATE FUNCTION confidence(maturity_profile) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_maturity_confidence' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION confidence(maturity_profile) IS 'probability that the share of the stage exceeds that of the runner-up';

CREATE FUNCTION n(maturity_profile) RETURNS bigint
AS 'MODULE_PATHNAME', 'svy_tally_n' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION n(maturity_profile) IS 'respondents';

CREATE FUNCTION weighted_n(maturity_profile) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_tally_weighted_n' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_n(maturity_profile) IS 'sum of weights';

CREATE FUNCTION effective_n(maturity_profile) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_tally_effective_n' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION effective_n(maturity_profile) IS 'Kish effective sample size: (sum w)^2 / sum w^2';

CREATE FUNCTION cd4ml_area(focus ml_focus[]) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE
        WHEN pg_catalog.count(DISTINCT f) OPERATOR(pg_catalog.>) 1 THEN 'full stack'
        WHEN pg_catalog.min(f) OPERATOR(pg_catalog.=) 'data'::ml_focus THEN 'data engineering'
        WHEN pg_catalog.min(f) OPERATOR(pg_catalog.=) 'model'::ml_focus THEN 'data science'
        WHEN pg_catalog.min(f) OPERATOR(pg_catalog.=) 'pipeline'::ml_focus THEN 'application development'
    END
    FROM pg_catalog.unnest(focus) AS f;
END;
COMMENT ON FUNCTION cd4ml_area(ml_focus[]) IS
    'area of continuous delivery for machine learning that owns the work: data engineering, data science, application development, or full stack for more than one';
