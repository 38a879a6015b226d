-- tally: counts and weights per answer code, and the aggregates over it

CREATE TYPE tally;

CREATE FUNCTION mlops_survey.tally_in(cstring) RETURNS tally
AS 'MODULE_PATHNAME', 'svy_tally_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_in(cstring) IS 'input function of type tally';

CREATE FUNCTION mlops_survey.tally_out(tally) RETURNS cstring
AS 'MODULE_PATHNAME', 'svy_tally_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_out(tally) IS 'output function of type tally';

CREATE FUNCTION mlops_survey.tally_recv(internal) RETURNS tally
AS 'MODULE_PATHNAME', 'svy_tally_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_recv(internal) IS 'binary input function of type tally';

CREATE FUNCTION mlops_survey.tally_send(tally) RETURNS bytea
AS 'MODULE_PATHNAME', 'svy_tally_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_send(tally) IS 'binary output function of type tally';

CREATE TYPE tally (
    INPUT = mlops_survey.tally_in, OUTPUT = mlops_survey.tally_out, RECEIVE = mlops_survey.tally_recv, SEND = mlops_survey.tally_send,
    INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE tally IS
    'per answer code: number of answers, sum of weights, sum of squared weights; made by tally(), merged by rollup()';

-- transitions: one per list of arguments, shared by all aggregates that take it

CREATE FUNCTION mlops_survey.tally_trans(tally, integer) RETURNS tally
AS 'MODULE_PATHNAME', 'svy_tally_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_trans(tally, integer) IS 'transition: counts an answer';

CREATE FUNCTION mlops_survey.tally_trans(tally, integer, double precision) RETURNS tally
AS 'MODULE_PATHNAME', 'svy_tally_trans_weighted' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_trans(tally, integer, double precision) IS 'transition: counts an answer with its weight';

CREATE FUNCTION mlops_survey.tally_inverse(tally, integer) RETURNS tally
AS 'MODULE_PATHNAME', 'svy_tally_inverse' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_inverse(tally, integer) IS 'inverse transition: takes an answer out of a moving window';

CREATE FUNCTION mlops_survey.tally_inverse(tally, integer, double precision) RETURNS tally
AS 'MODULE_PATHNAME', 'svy_tally_inverse_weighted' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_inverse(tally, integer, double precision) IS 'inverse transition: takes a weighted answer out of a moving window';

CREATE FUNCTION mlops_survey.tally_trans(tally, boolean) RETURNS tally
AS 'MODULE_PATHNAME', 'svy_tally_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_trans(tally, boolean) IS 'transition: counts an answer';

CREATE FUNCTION mlops_survey.tally_trans(tally, boolean, double precision) RETURNS tally
AS 'MODULE_PATHNAME', 'svy_tally_trans_weighted' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_trans(tally, boolean, double precision) IS 'transition: counts an answer with its weight';

CREATE FUNCTION mlops_survey.tally_inverse(tally, boolean) RETURNS tally
AS 'MODULE_PATHNAME', 'svy_tally_inverse' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_inverse(tally, boolean) IS 'inverse transition: takes an answer out of a moving window';

CREATE FUNCTION mlops_survey.tally_inverse(tally, boolean, double precision) RETURNS tally
AS 'MODULE_PATHNAME', 'svy_tally_inverse_weighted' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_inverse(tally, boolean, double precision) IS 'inverse transition: takes a weighted answer out of a moving window';

CREATE FUNCTION mlops_survey.tally_trans(tally, integer, integer) RETURNS tally
AS 'MODULE_PATHNAME', 'svy_tally_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_trans(tally, integer, integer) IS 'transition: counts an answer';

CREATE FUNCTION mlops_survey.tally_trans(tally, integer, integer, double precision) RETURNS tally
AS 'MODULE_PATHNAME', 'svy_tally_trans_weighted' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_trans(tally, integer, integer, double precision) IS 'transition: counts an answer with its weight';

CREATE FUNCTION mlops_survey.tally_inverse(tally, integer, integer) RETURNS tally
AS 'MODULE_PATHNAME', 'svy_tally_inverse' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_inverse(tally, integer, integer) IS 'inverse transition: takes an answer out of a moving window';

CREATE FUNCTION mlops_survey.tally_inverse(tally, integer, integer, double precision) RETURNS tally
AS 'MODULE_PATHNAME', 'svy_tally_inverse_weighted' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_inverse(tally, integer, integer, double precision) IS 'inverse transition: takes a weighted answer out of a moving window';

CREATE FUNCTION mlops_survey.tally_trans(tally, integer, integer, integer) RETURNS tally
AS 'MODULE_PATHNAME', 'svy_tally_trans' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_trans(tally, integer, integer, integer) IS 'transition: counts an answer';

CREATE FUNCTION mlops_survey.tally_trans(tally, integer, integer, integer, double precision) RETURNS tally
AS 'MODULE_PATHNAME', 'svy_tally_trans_weighted' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_trans(tally, integer, integer, integer, double precision) IS 'transition: counts an answer with its weight';

CREATE FUNCTION mlops_survey.tally_inverse(tally, integer, integer, integer) RETURNS tally
AS 'MODULE_PATHNAME', 'svy_tally_inverse' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_inverse(tally, integer, integer, integer) IS 'inverse transition: takes an answer out of a moving window';

CREATE FUNCTION mlops_survey.tally_inverse(tally, integer, integer, integer, double precision) RETURNS tally
AS 'MODULE_PATHNAME', 'svy_tally_inverse_weighted' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_inverse(tally, integer, integer, integer, double precision) IS 'inverse transition: takes a weighted answer out of a moving window';

CREATE FUNCTION mlops_survey.tally_combine(tally, tally) RETURNS tally
AS 'MODULE_PATHNAME', 'svy_tally_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_combine(tally, tally) IS 'merges two tallies';

CREATE FUNCTION mlops_survey.tally_final(tally) RETURNS tally
AS 'MODULE_PATHNAME', 'svy_tally_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_final(tally) IS 'final function: the tally, NULL if nobody answered';

CREATE FUNCTION mlops_survey.tally_top_box_final(tally) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_tally_top_box' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_top_box_final(tally) IS 'final function: share of the top boxes';

CREATE FUNCTION mlops_survey.tally_bottom_box_final(tally) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_tally_bottom_box' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_bottom_box_final(tally) IS 'final function: share of the bottom boxes';

CREATE FUNCTION mlops_survey.tally_nps_final(tally) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_tally_nps' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_nps_final(tally) IS 'final function: net promoter score';

CREATE FUNCTION mlops_survey.tally_share_final(tally) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_tally_share_true' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.tally_share_final(tally) IS 'final function: share of true';

-- aggregates

CREATE AGGREGATE tally(integer) (
    SFUNC = mlops_survey.tally_trans, STYPE = tally, SSPACE = 700, FINALFUNC = mlops_survey.tally_final, COMBINEFUNC = mlops_survey.tally_combine,
    MSFUNC = mlops_survey.tally_trans, MINVFUNC = mlops_survey.tally_inverse, MSTYPE = tally, MSSPACE = 700, MFINALFUNC = mlops_survey.tally_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE tally(integer) IS 'counts answers by code';

CREATE AGGREGATE tally(integer, double precision) (
    SFUNC = mlops_survey.tally_trans, STYPE = tally, SSPACE = 700, FINALFUNC = mlops_survey.tally_final, COMBINEFUNC = mlops_survey.tally_combine,
    MSFUNC = mlops_survey.tally_trans, MINVFUNC = mlops_survey.tally_inverse, MSTYPE = tally, MSSPACE = 700, MFINALFUNC = mlops_survey.tally_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE tally(integer, double precision) IS 'counts answers by code, with weights: answer, weight';

CREATE AGGREGATE tally(boolean) (
    SFUNC = mlops_survey.tally_trans, STYPE = tally, SSPACE = 700, FINALFUNC = mlops_survey.tally_final, COMBINEFUNC = mlops_survey.tally_combine,
    MSFUNC = mlops_survey.tally_trans, MINVFUNC = mlops_survey.tally_inverse, MSTYPE = tally, MSSPACE = 700, MFINALFUNC = mlops_survey.tally_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE tally(boolean) IS 'counts answers by code';

CREATE AGGREGATE tally(boolean, double precision) (
    SFUNC = mlops_survey.tally_trans, STYPE = tally, SSPACE = 700, FINALFUNC = mlops_survey.tally_final, COMBINEFUNC = mlops_survey.tally_combine,
    MSFUNC = mlops_survey.tally_trans, MINVFUNC = mlops_survey.tally_inverse, MSTYPE = tally, MSSPACE = 700, MFINALFUNC = mlops_survey.tally_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE tally(boolean, double precision) IS 'counts answers by code, with weights: answer, weight';

CREATE AGGREGATE top2box(integer) (
    SFUNC = mlops_survey.tally_trans, STYPE = tally, SSPACE = 700, FINALFUNC = mlops_survey.tally_top_box_final, COMBINEFUNC = mlops_survey.tally_combine,
    MSFUNC = mlops_survey.tally_trans, MINVFUNC = mlops_survey.tally_inverse, MSTYPE = tally, MSSPACE = 700, MFINALFUNC = mlops_survey.tally_top_box_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE top2box(integer) IS 'share 0..1 of the two highest codes of a five-point scale';

CREATE AGGREGATE top2box(integer, integer) (
    SFUNC = mlops_survey.tally_trans, STYPE = tally, SSPACE = 700, FINALFUNC = mlops_survey.tally_top_box_final, COMBINEFUNC = mlops_survey.tally_combine,
    MSFUNC = mlops_survey.tally_trans, MINVFUNC = mlops_survey.tally_inverse, MSTYPE = tally, MSSPACE = 700, MFINALFUNC = mlops_survey.tally_top_box_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE top2box(integer, integer) IS 'share 0..1 of the two highest codes: answer, points of the scale';

CREATE AGGREGATE top2box(integer, integer, double precision) (
    SFUNC = mlops_survey.tally_trans, STYPE = tally, SSPACE = 700, FINALFUNC = mlops_survey.tally_top_box_final, COMBINEFUNC = mlops_survey.tally_combine,
    MSFUNC = mlops_survey.tally_trans, MINVFUNC = mlops_survey.tally_inverse, MSTYPE = tally, MSSPACE = 700, MFINALFUNC = mlops_survey.tally_top_box_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE top2box(integer, integer, double precision) IS 'weighted share 0..1 of the two highest codes: answer, points of the scale, weight';

CREATE AGGREGATE bottom2box(integer) (
    SFUNC = mlops_survey.tally_trans, STYPE = tally, SSPACE = 700, FINALFUNC = mlops_survey.tally_bottom_box_final, COMBINEFUNC = mlops_survey.tally_combine,
    MSFUNC = mlops_survey.tally_trans, MINVFUNC = mlops_survey.tally_inverse, MSTYPE = tally, MSSPACE = 700, MFINALFUNC = mlops_survey.tally_bottom_box_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE bottom2box(integer) IS 'share 0..1 of the two lowest codes of a five-point scale';

CREATE AGGREGATE bottom2box(integer, integer) (
    SFUNC = mlops_survey.tally_trans, STYPE = tally, SSPACE = 700, FINALFUNC = mlops_survey.tally_bottom_box_final, COMBINEFUNC = mlops_survey.tally_combine,
    MSFUNC = mlops_survey.tally_trans, MINVFUNC = mlops_survey.tally_inverse, MSTYPE = tally, MSSPACE = 700, MFINALFUNC = mlops_survey.tally_bottom_box_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE bottom2box(integer, integer) IS 'share 0..1 of the two lowest codes: answer, points of the scale';

CREATE AGGREGATE bottom2box(integer, integer, double precision) (
    SFUNC = mlops_survey.tally_trans, STYPE = tally, SSPACE = 700, FINALFUNC = mlops_survey.tally_bottom_box_final, COMBINEFUNC = mlops_survey.tally_combine,
    MSFUNC = mlops_survey.tally_trans, MINVFUNC = mlops_survey.tally_inverse, MSTYPE = tally, MSSPACE = 700, MFINALFUNC = mlops_survey.tally_bottom_box_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE bottom2box(integer, integer, double precision) IS 'weighted share 0..1 of the two lowest codes: answer, points of the scale, weight';

CREATE AGGREGATE top_box(integer, integer, integer) (
    SFUNC = mlops_survey.tally_trans, STYPE = tally, SSPACE = 700, FINALFUNC = mlops_survey.tally_top_box_final, COMBINEFUNC = mlops_survey.tally_combine,
    MSFUNC = mlops_survey.tally_trans, MINVFUNC = mlops_survey.tally_inverse, MSTYPE = tally, MSSPACE = 700, MFINALFUNC = mlops_survey.tally_top_box_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE top_box(integer, integer, integer) IS 'share 0..1 of the highest codes: answer, boxes, points of the scale';

CREATE AGGREGATE top_box(integer, integer, integer, double precision) (
    SFUNC = mlops_survey.tally_trans, STYPE = tally, SSPACE = 700, FINALFUNC = mlops_survey.tally_top_box_final, COMBINEFUNC = mlops_survey.tally_combine,
    MSFUNC = mlops_survey.tally_trans, MINVFUNC = mlops_survey.tally_inverse, MSTYPE = tally, MSSPACE = 700, MFINALFUNC = mlops_survey.tally_top_box_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE top_box(integer, integer, integer, double precision) IS 'weighted share 0..1 of the highest codes: answer, boxes, points of the scale, weight';

CREATE AGGREGATE bottom_box(integer, integer, integer) (
    SFUNC = mlops_survey.tally_trans, STYPE = tally, SSPACE = 700, FINALFUNC = mlops_survey.tally_bottom_box_final, COMBINEFUNC = mlops_survey.tally_combine,
    MSFUNC = mlops_survey.tally_trans, MINVFUNC = mlops_survey.tally_inverse, MSTYPE = tally, MSSPACE = 700, MFINALFUNC = mlops_survey.tally_bottom_box_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE bottom_box(integer, integer, integer) IS 'share 0..1 of the lowest codes: answer, boxes, points of the scale';

CREATE AGGREGATE bottom_box(integer, integer, integer, double precision) (
    SFUNC = mlops_survey.tally_trans, STYPE = tally, SSPACE = 700, FINALFUNC = mlops_survey.tally_bottom_box_final, COMBINEFUNC = mlops_survey.tally_combine,
    MSFUNC = mlops_survey.tally_trans, MINVFUNC = mlops_survey.tally_inverse, MSTYPE = tally, MSSPACE = 700, MFINALFUNC = mlops_survey.tally_bottom_box_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE bottom_box(integer, integer, integer, double precision) IS 'weighted share 0..1 of the lowest codes: answer, boxes, points of the scale, weight';

CREATE AGGREGATE nps(integer) (
    SFUNC = mlops_survey.tally_trans, STYPE = tally, SSPACE = 700, FINALFUNC = mlops_survey.tally_nps_final, COMBINEFUNC = mlops_survey.tally_combine,
    MSFUNC = mlops_survey.tally_trans, MINVFUNC = mlops_survey.tally_inverse, MSTYPE = tally, MSSPACE = 700, MFINALFUNC = mlops_survey.tally_nps_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE nps(integer) IS 'net promoter score, -100 to 100, of answers 0 to 10';

CREATE AGGREGATE nps(integer, double precision) (
    SFUNC = mlops_survey.tally_trans, STYPE = tally, SSPACE = 700, FINALFUNC = mlops_survey.tally_nps_final, COMBINEFUNC = mlops_survey.tally_combine,
    MSFUNC = mlops_survey.tally_trans, MINVFUNC = mlops_survey.tally_inverse, MSTYPE = tally, MSSPACE = 700, MFINALFUNC = mlops_survey.tally_nps_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE nps(integer, double precision) IS 'weighted net promoter score, -100 to 100, of answers 0 to 10: answer, weight';

CREATE AGGREGATE share(boolean) (
    SFUNC = mlops_survey.tally_trans, STYPE = tally, SSPACE = 700, FINALFUNC = mlops_survey.tally_share_final, COMBINEFUNC = mlops_survey.tally_combine,
    MSFUNC = mlops_survey.tally_trans, MINVFUNC = mlops_survey.tally_inverse, MSTYPE = tally, MSSPACE = 700, MFINALFUNC = mlops_survey.tally_share_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE share(boolean) IS 'share 0..1 of rows where the condition is true, among those where it is known';

CREATE AGGREGATE share(boolean, double precision) (
    SFUNC = mlops_survey.tally_trans, STYPE = tally, SSPACE = 700, FINALFUNC = mlops_survey.tally_share_final, COMBINEFUNC = mlops_survey.tally_combine,
    MSFUNC = mlops_survey.tally_trans, MINVFUNC = mlops_survey.tally_inverse, MSTYPE = tally, MSSPACE = 700, MFINALFUNC = mlops_survey.tally_share_final,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE share(boolean, double precision) IS 'weighted share 0..1 of rows where the condition is true: condition, weight';

CREATE AGGREGATE rollup(tally) (
    SFUNC = mlops_survey.tally_combine, STYPE = tally, SSPACE = 700, FINALFUNC = mlops_survey.tally_final, COMBINEFUNC = mlops_survey.tally_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(tally) IS 'merges tallies, for example those of waves or segments';

-- accessors

CREATE FUNCTION n(tally) RETURNS bigint
AS 'MODULE_PATHNAME', 'svy_tally_n' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION n(tally) IS 'answers';

CREATE FUNCTION weighted_n(tally) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_tally_weighted_n' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_n(tally) IS 'sum of weights';

CREATE FUNCTION effective_n(tally) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_tally_effective_n' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION effective_n(tally) IS 'Kish effective sample size: (sum w)^2 / sum w^2';

CREATE FUNCTION mean(tally) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_tally_mean' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean(tally) IS 'weighted mean of the codes';

CREATE FUNCTION stddev(tally) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_tally_stddev' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION stddev(tally) IS 'weighted standard deviation of the codes, n/(n-1) times the weighted second moment';

CREATE FUNCTION median(tally) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_tally_median' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION median(tally) IS 'weighted median of the codes';

CREATE FUNCTION share(tally, codes integer[]) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_tally_share' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION share(tally, integer[]) IS 'share 0..1 of some codes';

CREATE FUNCTION top2box(tally, points integer DEFAULT 5) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_tally_top_box' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION top2box(tally, integer) IS 'share 0..1 of the two highest codes';

CREATE FUNCTION bottom2box(tally, points integer DEFAULT 5) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_tally_bottom_box' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bottom2box(tally, integer) IS 'share 0..1 of the two lowest codes';

CREATE FUNCTION top_box(tally, boxes integer, points integer) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_tally_top_box' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION top_box(tally, integer, integer) IS 'share 0..1 of the highest codes';

CREATE FUNCTION bottom_box(tally, boxes integer, points integer) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_tally_bottom_box' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bottom_box(tally, integer, integer) IS 'share 0..1 of the lowest codes';

CREATE FUNCTION nps(tally) RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_tally_nps' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps(tally) IS 'net promoter score, -100 to 100';

CREATE FUNCTION std_error(tally, method text DEFAULT 'linearized') RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_tally_mean_error' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION std_error(tally, text) IS 'standard error of the mean; method linearized (R survey) or kish';

CREATE FUNCTION share_std_error(tally, codes integer[], method text DEFAULT 'linearized') RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_tally_share_error' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION share_std_error(tally, integer[], text) IS 'standard error of the share of some codes; method linearized (R survey) or kish';

CREATE FUNCTION top2box_std_error(tally, points integer DEFAULT 5, method text DEFAULT 'linearized') RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_tally_top_box_error' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION top2box_std_error(tally, integer, text) IS 'standard error of top2box; method linearized (R survey) or kish';

CREATE FUNCTION bottom2box_std_error(tally, points integer DEFAULT 5, method text DEFAULT 'linearized') RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_tally_bottom_box_error' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bottom2box_std_error(tally, integer, text) IS 'standard error of bottom2box; method linearized (R survey) or kish';

CREATE FUNCTION top_box_std_error(tally, boxes integer, points integer, method text DEFAULT 'linearized') RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_tally_top_box_error' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION top_box_std_error(tally, integer, integer, text) IS 'standard error of top_box; method linearized (R survey) or kish';

CREATE FUNCTION bottom_box_std_error(tally, boxes integer, points integer, method text DEFAULT 'linearized') RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_tally_bottom_box_error' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bottom_box_std_error(tally, integer, integer, text) IS 'standard error of bottom_box; method linearized (R survey) or kish';

CREATE FUNCTION nps_std_error(tally, method text DEFAULT 'linearized') RETURNS double precision
AS 'MODULE_PATHNAME', 'svy_tally_nps_error' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_std_error(tally, text) IS 'standard error of nps; method linearized (R survey) or kish';

CREATE TYPE tally_row AS (
    code integer, n bigint, weighted_n double precision, share double precision, std_error double precision);
COMMENT ON TYPE tally_row IS 'an answer code of a tally';
COMMENT ON COLUMN tally_row.code IS 'the code';
COMMENT ON COLUMN tally_row.n IS 'respondents who gave it';
COMMENT ON COLUMN tally_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN tally_row.share IS 'their share 0 to 1 of the weight';
COMMENT ON COLUMN tally_row.std_error IS 'linearised standard error of the share';

CREATE FUNCTION distribution(tally) RETURNS SETOF tally_row
AS 'MODULE_PATHNAME', 'svy_tally_distribution' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION distribution(tally) IS 'one row per answer code: n, weighted n, share and its linearised standard error';
