-- replicate_summary: totals, means and ratios under every replicate weight

CREATE TYPE replicate_summary;

CREATE FUNCTION mlops_survey.replicate_summary_in(cstring) RETURNS replicate_summary
AS 'MODULE_PATHNAME', 'svy_replicate_summary_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.replicate_summary_in(cstring) IS 'input function of type replicate_summary';

CREATE FUNCTION mlops_survey.replicate_summary_out(replicate_summary) RETURNS cstring
AS 'MODULE_PATHNAME', 'svy_replicate_summary_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.replicate_summary_out(replicate_summary) IS 'output function of type replicate_summary';

CREATE FUNCTION mlops_survey.replicate_summary_recv(internal) RETURNS replicate_summary
AS 'MODULE_PATHNAME', 'svy_replicate_summary_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.replicate_summary_recv(internal) IS 'binary input function of type replicate_summary';

CREATE FUNCTION mlops_survey.replicate_summary_send(replicate_summary) RETURNS bytea
AS 'MODULE_PATHNAME', 'svy_replicate_summary_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.replicate_summary_send(replicate_summary) IS 'binary output function of type replicate_summary';

CREATE TYPE replicate_summary (
    INPUT = mlops_survey.replicate_summary_in, OUTPUT = mlops_survey.replicate_summary_out,
    RECEIVE = mlops_survey.replicate_summary_recv, SEND = mlops_survey.replicate_summary_send,
    INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE replicate_summary IS
    'sums under the full weights and every replicate weight; made by survey_replicate_summary(), merged by rollup()';

CREATE FUNCTION mlops_survey.replicate_summary_trans(replicate_summary, double precision, double precision, double precision[]) RETURNS replicate_summary
AS 'MODULE_PATHNAME', 'svy_replicate_summary_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.replicate_summary_trans(replicate_summary, double precision, double precision, double precision[]) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.replicate_summary_trans(replicate_summary, double precision, double precision, double precision, double precision[]) RETURNS replicate_summary
AS 'MODULE_PATHNAME', 'svy_replicate_ratio_summary_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.replicate_summary_trans(replicate_summary, double precision, double precision, double precision, double precision[]) IS 'transition of a ratio: takes in a respondent';

CREATE FUNCTION mlops_survey.replicate_summary_combine(replicate_summary, replicate_summary) RETURNS replicate_summary
AS 'MODULE_PATHNAME', 'svy_replicate_summary_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.replicate_summary_combine(replicate_summary, replicate_summary) IS 'merges two summaries';

CREATE FUNCTION replicate_array(VARIADIC "any") RETURNS double precision[]
AS 'MODULE_PATHNAME', 'svy_replicate_array' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION replicate_array("any") IS 'replicate weights in columns as one array: faster than ARRAY[...]; at most 100 arguments, each a weight or an array of some';

CREATE FUNCTION replicate_weights(weight double precision, factors double precision[]) RETURNS double precision[]
AS 'MODULE_PATHNAME', 'svy_replicate_factors' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION replicate_weights(double precision, double precision[]) IS 'replicate weights from a weight and the factors that replicates multiply it by';

CREATE AGGREGATE survey_replicate_summary(double precision, double precision, double precision[]) (
    SFUNC = mlops_survey.replicate_summary_trans, STYPE = replicate_summary, SSPACE = 4096,
    COMBINEFUNC = mlops_survey.replicate_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_replicate_summary(double precision, double precision, double precision[]) IS
    'summary of y under a weight and an array of replicate weights';

CREATE AGGREGATE survey_replicate_ratio_summary(double precision, double precision, double precision, double precision[]) (
    SFUNC = mlops_survey.replicate_summary_trans, STYPE = replicate_summary, SSPACE = 4096,
    COMBINEFUNC = mlops_survey.replicate_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_replicate_ratio_summary(double precision, double precision, double precision, double precision[]) IS
    'summary of y / x under a weight and an array of replicate weights';

-- The same of weights that may be below zero, of a survey whose codebook knows so, for the
-- functions that estimate by name.

CREATE FUNCTION mlops_survey.signed_replicate_summary_trans(replicate_summary, double precision, double precision, double precision[]) RETURNS replicate_summary
AS 'MODULE_PATHNAME', 'svy_signed_replicate_summary_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.signed_replicate_summary_trans(replicate_summary, double precision, double precision, double precision[]) IS 'transition: takes in a respondent, whose weights may be negative';

CREATE AGGREGATE mlops_survey.signed_replicate_summary(double precision, double precision, double precision[]) (
    SFUNC = mlops_survey.signed_replicate_summary_trans, STYPE = replicate_summary, SSPACE = 4096,
    COMBINEFUNC = mlops_survey.replicate_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE mlops_survey.signed_replicate_summary(double precision, double precision, double precision[]) IS
    'summary of y under a weight and an array of replicate weights, any of which may be negative';

CREATE FUNCTION mlops_survey.signed_replicate_ratio_summary_trans(replicate_summary, double precision, double precision, double precision, double precision[]) RETURNS replicate_summary
AS 'MODULE_PATHNAME', 'svy_signed_replicate_ratio_summary_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.signed_replicate_ratio_summary_trans(replicate_summary, double precision, double precision, double precision, double precision[]) IS 'transition: takes in a respondent, whose weights may be negative';

CREATE AGGREGATE mlops_survey.signed_replicate_ratio_summary(double precision, double precision, double precision, double precision[]) (
    SFUNC = mlops_survey.signed_replicate_ratio_summary_trans, STYPE = replicate_summary, SSPACE = 4096,
    COMBINEFUNC = mlops_survey.replicate_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE mlops_survey.signed_replicate_ratio_summary(double precision, double precision, double precision, double precision[]) IS
    'summary of y / x under a weight and an array of replicate weights, any of which may be negative';

CREATE AGGREGATE rollup(replicate_summary) (
    SFUNC = mlops_survey.replicate_summary_combine, STYPE = replicate_summary, SSPACE = 4096,
    COMBINEFUNC = mlops_survey.replicate_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(replicate_summary) IS 'merges summaries: of waves, segments, shards';

CREATE FUNCTION total(replicate_summary) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_replicate_total' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION total(replicate_summary) IS 'estimated population total';

CREATE FUNCTION mean(replicate_summary) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_replicate_mean' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean(replicate_summary) IS 'estimated population mean';

CREATE FUNCTION ratio(replicate_summary) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_replicate_ratio' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ratio(replicate_summary) IS 'estimated ratio of two population totals';

CREATE FUNCTION n(replicate_summary) RETURNS bigint
AS 'MODULE_PATHNAME', 'svy_replicate_n' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION n(replicate_summary) IS 'respondents with a value and a weight other than 0';

CREATE FUNCTION weighted_n(replicate_summary) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_replicate_weighted_n' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_n(replicate_summary) IS 'sum of the weights of the respondents with a value';

CREATE FUNCTION std_error(replicate_summary, scale double precision, rscales double precision[] DEFAULT NULL,
    mse boolean DEFAULT false, statistic text DEFAULT NULL) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_replicate_std_error' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION std_error(replicate_summary, double precision, double precision[], boolean, text) IS
    'standard error from replicates: scale x sum of rscales x squared deviations, around their mean or (mse) the estimate';

CREATE FUNCTION mlops_survey.replicate_rank_trans(double precision[], double precision[]) RETURNS double precision[]
AS 'MODULE_PATHNAME', 'svy_replicate_rank_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.replicate_rank_trans(double precision[], double precision[]) IS 'transition: takes in the replicate weights of a respondent';

CREATE FUNCTION mlops_survey.replicate_rank_combine(double precision[], double precision[]) RETURNS double precision[]
AS 'MODULE_PATHNAME', 'svy_replicate_rank_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.replicate_rank_combine(double precision[], double precision[]) IS 'merges two sketches';

CREATE FUNCTION mlops_survey.replicate_rank_final(double precision[]) RETURNS integer
AS 'MODULE_PATHNAME', 'svy_replicate_rank_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.replicate_rank_final(double precision[]) IS 'final function: the rank';

CREATE AGGREGATE survey_replicate_rank(double precision[]) (
    SFUNC = mlops_survey.replicate_rank_trans, STYPE = double precision[], SSPACE = 200000,
    FINALFUNC = mlops_survey.replicate_rank_final, FINALFUNC_MODIFY = READ_ONLY,
    COMBINEFUNC = mlops_survey.replicate_rank_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survey_replicate_rank(double precision[]) IS
    'rank of the replicate weights; one less are the degrees of freedom of the design';
