-- quantile_summary: the weight at each value, and exact quantiles from it

CREATE TYPE quantile_summary;

CREATE FUNCTION mlops_survey.quantile_summary_in(cstring) RETURNS quantile_summary
AS 'MODULE_PATHNAME', 'svy_quantile_summary_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.quantile_summary_in(cstring) IS 'input function of type quantile_summary';

CREATE FUNCTION mlops_survey.quantile_summary_out(quantile_summary) RETURNS cstring
AS 'MODULE_PATHNAME', 'svy_quantile_summary_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.quantile_summary_out(quantile_summary) IS 'output function of type quantile_summary';

CREATE FUNCTION mlops_survey.quantile_summary_recv(internal) RETURNS quantile_summary
AS 'MODULE_PATHNAME', 'svy_quantile_summary_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.quantile_summary_recv(internal) IS 'binary input function of type quantile_summary';

CREATE FUNCTION mlops_survey.quantile_summary_send(quantile_summary) RETURNS bytea
AS 'MODULE_PATHNAME', 'svy_quantile_summary_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.quantile_summary_send(quantile_summary) IS 'binary output function of type quantile_summary';

CREATE TYPE quantile_summary (
    INPUT = mlops_survey.quantile_summary_in, OUTPUT = mlops_survey.quantile_summary_out,
    RECEIVE = mlops_survey.quantile_summary_recv, SEND = mlops_survey.quantile_summary_send,
    INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE quantile_summary IS
    'respondents and sum of weights at each value of a variable; made by quantile_summary(), merged by rollup()';

CREATE FUNCTION mlops_survey.quantile_summary_trans(quantile_summary, double precision) RETURNS quantile_summary
AS 'MODULE_PATHNAME', 'svy_quantile_summary_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.quantile_summary_trans(quantile_summary, double precision) IS 'transition: takes in a respondent';

CREATE FUNCTION mlops_survey.quantile_summary_trans(quantile_summary, double precision, double precision) RETURNS quantile_summary
AS 'MODULE_PATHNAME', 'svy_quantile_summary_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.quantile_summary_trans(quantile_summary, double precision, double precision) IS 'transition: takes in a respondent with a weight';

CREATE FUNCTION mlops_survey.quantile_summary_combine(quantile_summary, quantile_summary) RETURNS quantile_summary
AS 'MODULE_PATHNAME', 'svy_quantile_summary_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.quantile_summary_combine(quantile_summary, quantile_summary) IS 'merges two summaries';

CREATE FUNCTION mlops_survey.quantile_summary_final(quantile_summary) RETURNS quantile_summary
AS 'MODULE_PATHNAME', 'svy_quantile_summary_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.quantile_summary_final(quantile_summary) IS 'final function: the summary, NULL without respondents';

CREATE FUNCTION median(quantile_summary) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_quantile_summary_median' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION median(quantile_summary) IS 'median: the middle of two values where exactly half of the weight lies below';

CREATE AGGREGATE quantile_summary(double precision) (
    SFUNC = mlops_survey.quantile_summary_trans, STYPE = quantile_summary, SSPACE = 4096, FINALFUNC = mlops_survey.quantile_summary_final,
    COMBINEFUNC = mlops_survey.quantile_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE quantile_summary(double precision) IS 'respondents at each value';

CREATE AGGREGATE quantile_summary(double precision, double precision) (
    SFUNC = mlops_survey.quantile_summary_trans, STYPE = quantile_summary, SSPACE = 4096, FINALFUNC = mlops_survey.quantile_summary_final,
    COMBINEFUNC = mlops_survey.quantile_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE quantile_summary(double precision, double precision) IS 'respondents and weight at each value: value, weight';

CREATE AGGREGATE weighted_median(double precision, double precision) (
    SFUNC = mlops_survey.quantile_summary_trans, STYPE = quantile_summary, SSPACE = 4096, FINALFUNC = median,
    COMBINEFUNC = mlops_survey.quantile_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE weighted_median(double precision, double precision) IS 'weighted median: value, weight';

CREATE AGGREGATE rollup(quantile_summary) (
    SFUNC = mlops_survey.quantile_summary_combine, STYPE = quantile_summary, SSPACE = 4096, FINALFUNC = mlops_survey.quantile_summary_final,
    COMBINEFUNC = mlops_survey.quantile_summary_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(quantile_summary) IS 'merges summaries: of waves, segments, shards';

CREATE FUNCTION quantile(quantile_summary, probability double precision, rule text DEFAULT 'math') RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_quantile_summary_quantile' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION quantile(quantile_summary, double precision, text) IS 'quantile by a rule: math, school, hf1 to hf9';

CREATE FUNCTION quantiles(quantile_summary, probabilities double precision[], rule text DEFAULT 'math') RETURNS double precision[]
AS 'MODULE_PATHNAME', 'svy_quantile_summary_quantiles' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION quantiles(quantile_summary, double precision[], text) IS 'several quantiles by a rule: math, school, hf1 to hf9';

CREATE FUNCTION share_up_to(quantile_summary, value double precision) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_quantile_summary_share_up_to' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION share_up_to(quantile_summary, double precision) IS 'share of the weight at values up to this one';

CREATE FUNCTION n(quantile_summary) RETURNS bigint
AS 'MODULE_PATHNAME', 'svy_quantile_summary_n' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION n(quantile_summary) IS 'respondents with a value and a positive weight';

CREATE FUNCTION weighted_n(quantile_summary) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_quantile_summary_weighted_n' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_n(quantile_summary) IS 'sum of the weights of the respondents with a value';

CREATE TYPE quantile_summary_row AS (
    value double precision, n bigint, weighted_n double precision, share_up_to double precision);
COMMENT ON TYPE quantile_summary_row IS 'a value of a quantile_summary';
COMMENT ON COLUMN quantile_summary_row.value IS 'the value';
COMMENT ON COLUMN quantile_summary_row.n IS 'respondents who have it';
COMMENT ON COLUMN quantile_summary_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN quantile_summary_row.share_up_to IS 'share 0 to 1 of the weight that is at or below it';

CREATE FUNCTION distribution(quantile_summary) RETURNS SETOF quantile_summary_row
AS 'MODULE_PATHNAME', 'svy_quantile_summary_distribution' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 100;
COMMENT ON FUNCTION distribution(quantile_summary) IS 'one row per value: n, weighted n and the share of the weight up to it';
