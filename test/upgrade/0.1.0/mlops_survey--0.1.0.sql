-- mlops_survey: survey analysis in PostgreSQL
-- complain if script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION mlops_survey" to load this file. \quit

-- What users never call lies in the schema mlops_survey: the codebook's tables, and what types, aggregates and
-- triggers are made of.  What they call is where CREATE EXTENSION says.
CREATE SCHEMA mlops_survey;
COMMENT ON SCHEMA mlops_survey IS 'codebooks of the surveys in this database, and support functions';

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
-- The aggregates over answers once more, for codes of other types: smallint as tables hold them, and bigint, numeric,
-- real and double precision, as data frames and drivers send them; boxes and points likewise (5.0).
--
-- Everything but smallint comes as double precision, to which PostgreSQL converts by itself; a fraction is an error.

CREATE FUNCTION mlops_survey.whole_scale(double precision) RETURNS integer
AS 'MODULE_PATHNAME', 'svy_whole_scale_sql' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.whole_scale(double precision) IS 'support: boxes or points of a scale as an integer; an error for a fraction';

-- Transitions.  Those with points, or boxes and points, as numbers have names of their own, since a number behind the
-- answer is the weight otherwise, and no inverse: a moving window counts its rows again.
DO $$
DECLARE
    form record;
BEGIN
    FOR form IN
        SELECT k.symbol, weighted, pg_catalog.concat_ws(', ', k.answer, CASE WHEN nscale OPERATOR(pg_catalog.>=) 1 THEN 'integer' END,
            CASE WHEN nscale OPERATOR(pg_catalog.=) 2 THEN 'integer' END, CASE WHEN weighted THEN 'double precision' END) AS arguments
        FROM (VALUES ('smallint', '_small', 2), ('double precision', '_number', 0)) k (answer, symbol, most), (VALUES (0), (1), (2)) s (nscale), (VALUES (false), (true)) w (weighted)
        WHERE nscale OPERATOR(pg_catalog.<=) k.most
    LOOP
        EXECUTE pg_catalog.format($sql$
            CREATE FUNCTION mlops_survey.tally_trans(tally, %1$s) RETURNS tally
                AS 'MODULE_PATHNAME', 'svy_tally_trans%2$s%3$s' LANGUAGE C IMMUTABLE PARALLEL SAFE;
            COMMENT ON FUNCTION mlops_survey.tally_trans(tally, %1$s) IS 'transition: counts an answer';
            CREATE FUNCTION mlops_survey.tally_inverse(tally, %1$s) RETURNS tally
                AS 'MODULE_PATHNAME', 'svy_tally_inverse%2$s%3$s' LANGUAGE C IMMUTABLE PARALLEL SAFE;
            COMMENT ON FUNCTION mlops_survey.tally_inverse(tally, %1$s) IS 'inverse transition: takes an answer out of a moving window';$sql$,
            form.arguments, CASE WHEN form.weighted THEN '_weighted' END, form.symbol);
    END LOOP;
    FOR form IN
        SELECT k.symbol, weighted, CASE WHEN nscale OPERATOR(pg_catalog.=) 1 THEN 'tally_scaled_trans' ELSE 'tally_boxes_trans' END AS name, pg_catalog.concat_ws(', ', k.answer, 'double precision', CASE WHEN nscale OPERATOR(pg_catalog.=) 2 THEN 'double precision' END,
            CASE WHEN weighted THEN 'double precision' END) AS arguments
        FROM (VALUES ('smallint', '_small_scaled'), ('integer', '_scaled'), ('double precision', '_number')) k (answer, symbol), (VALUES (1, false), (1, true), (2, false), (2, true)) s (nscale, weighted)
    LOOP
        EXECUTE pg_catalog.format($sql$
            CREATE FUNCTION mlops_survey.%4$I(tally, %1$s) RETURNS tally
                AS 'MODULE_PATHNAME', 'svy_tally_trans%2$s%3$s' LANGUAGE C IMMUTABLE PARALLEL SAFE;
            COMMENT ON FUNCTION mlops_survey.%4$I(tally, %1$s) IS 'transition: counts an answer of a scale';$sql$,
            form.arguments, CASE WHEN form.weighted THEN '_weighted' END, form.symbol, form.name);
    END LOOP;
END
$$;

DO $$
DECLARE
    form record;
    scaled boolean;
BEGIN
    FOR form IN
        SELECT a.name, a.final, a.nscale, k.scale, a.words, pg_catalog.concat_ws(', ', k.answer, CASE WHEN a.nscale OPERATOR(pg_catalog.>=) 1 THEN k.scale END,
            CASE WHEN a.nscale OPERATOR(pg_catalog.=) 2 THEN k.scale END, CASE WHEN a.weighted THEN 'double precision' END) AS arguments
        FROM (VALUES
            ('tally', 'tally_final', 0, false, 'counts answers by code'),
            ('tally', 'tally_final', 0, true, 'counts answers by code, with weights: answer, weight'),
            ('nps', 'tally_nps_final', 0, false, 'net promoter score, -100 to 100, of answers 0 to 10'),
            ('nps', 'tally_nps_final', 0, true, 'weighted net promoter score, -100 to 100, of answers 0 to 10: answer, weight'),
            ('top2box', 'tally_top_box_final', 0, false, 'share 0..1 of the two highest codes of a five-point scale'),
            ('top2box', 'tally_top_box_final', 1, false, 'share 0..1 of the two highest codes: answer, points of the scale'),
            ('top2box', 'tally_top_box_final', 1, true, 'weighted share 0..1 of the two highest codes: answer, points of the scale, weight'),
            ('bottom2box', 'tally_bottom_box_final', 0, false, 'share 0..1 of the two lowest codes of a five-point scale'),
            ('bottom2box', 'tally_bottom_box_final', 1, false, 'share 0..1 of the two lowest codes: answer, points of the scale'),
            ('bottom2box', 'tally_bottom_box_final', 1, true, 'weighted share 0..1 of the two lowest codes: answer, points of the scale, weight'),
            ('top_box', 'tally_top_box_final', 2, false, 'share 0..1 of the highest codes: answer, boxes, points of the scale'),
            ('top_box', 'tally_top_box_final', 2, true, 'weighted share 0..1 of the highest codes: answer, boxes, points of the scale, weight'),
            ('bottom_box', 'tally_bottom_box_final', 2, false, 'share 0..1 of the lowest codes: answer, boxes, points of the scale'),
            ('bottom_box', 'tally_bottom_box_final', 2, true, 'weighted share 0..1 of the lowest codes: answer, boxes, points of the scale, weight')) a (name, final, nscale, weighted, words),
            (VALUES ('smallint', 'integer', true), ('smallint', 'double precision', false), ('integer', 'double precision', false), ('double precision', 'double precision', true)) k (answer, scale, alone)
        WHERE a.nscale OPERATOR(pg_catalog.>) 0 OR k.alone
    LOOP
        scaled := form.nscale OPERATOR(pg_catalog.>) 0 AND form.scale OPERATOR(pg_catalog.=) 'double precision';
        EXECUTE pg_catalog.format($sql$
            CREATE AGGREGATE %1$I(%2$s) (
                SFUNC = mlops_survey.%5$I, STYPE = tally, SSPACE = 700, FINALFUNC = mlops_survey.%3$I, COMBINEFUNC = mlops_survey.tally_combine, %6$s
                PARALLEL = SAFE);
            COMMENT ON AGGREGATE %1$I(%2$s) IS %4$L;$sql$, form.name, form.arguments, form.final, form.words,
            CASE WHEN NOT scaled THEN 'tally_trans' WHEN form.nscale OPERATOR(pg_catalog.=) 1 THEN 'tally_scaled_trans' ELSE 'tally_boxes_trans' END,
            CASE WHEN NOT scaled THEN pg_catalog.format('MSFUNC = mlops_survey.tally_trans, MINVFUNC = mlops_survey.tally_inverse, MSTYPE = tally, MSSPACE = 700, MFINALFUNC = mlops_survey.%I,', form.final) END);
    END LOOP;
END
$$;

-- accessors
-- Each argument has a name: PostgreSQL writes one without as "" when it prints a body, as pg_upgrade has it do.
CREATE FUNCTION top2box(state tally, points double precision) RETURNS double precision LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC SELECT top2box(state, mlops_survey.whole_scale(points)); END;
COMMENT ON FUNCTION top2box(tally, double precision) IS 'share 0..1 of the two highest codes';

CREATE FUNCTION bottom2box(state tally, points double precision) RETURNS double precision LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC SELECT bottom2box(state, mlops_survey.whole_scale(points)); END;
COMMENT ON FUNCTION bottom2box(tally, double precision) IS 'share 0..1 of the two lowest codes';

CREATE FUNCTION top_box(state tally, boxes double precision, points double precision) RETURNS double precision LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC SELECT top_box(state, mlops_survey.whole_scale(boxes), mlops_survey.whole_scale(points)); END;
COMMENT ON FUNCTION top_box(tally, double precision, double precision) IS 'share 0..1 of the highest codes';

CREATE FUNCTION bottom_box(state tally, boxes double precision, points double precision) RETURNS double precision LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC SELECT bottom_box(state, mlops_survey.whole_scale(boxes), mlops_survey.whole_scale(points)); END;
COMMENT ON FUNCTION bottom_box(tally, double precision, double precision) IS 'share 0..1 of the lowest codes';
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
-- The codebook: what a table of answers means.  One row in survey per survey; the other tables hang on it.
--
-- Nobody but the catalogue's owner may write here or lock: functions in C check the caller's rights and then write as
-- the owner (src/server/catalogue.c).  Row-level security shows a survey to those who may read its answers.
--
-- pg_restore fills the tables in any order, several at once, so they have neither foreign keys nor other triggers of
-- constraints: what writes also removes what hangs on it, and survey_check() finds what hangs on nothing.

-- What the library asks where a column or table is newer than the SQL of some release that it also serves; whatever
-- changes the tables below raises it, here and in the upgrade script.
CREATE FUNCTION mlops_survey.catalogue_version() RETURNS int
    STABLE PARALLEL SAFE LANGUAGE sql RETURN 1;
COMMENT ON FUNCTION mlops_survey.catalogue_version() IS 'number of the form that the catalogue of surveys has in this database';

-- A relation is the one that was registered if number and name are: either alone may come again, as another's table.
CREATE FUNCTION mlops_survey.relation_is(relation oid, "schema" text, name text) RETURNS boolean
    STABLE PARALLEL SAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_relation_is_sql';
COMMENT ON FUNCTION mlops_survey.relation_is(oid, text, text) IS 'support: whether the relation of this number exists and has this name';

CREATE FUNCTION mlops_survey.relation_shows(relation oid, "schema" text, name text) RETURNS boolean
    STABLE PARALLEL SAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_relation_shows_sql';
COMMENT ON FUNCTION mlops_survey.relation_shows(oid, text, text) IS 'support: the same, and the caller may read or owns it';

CREATE FUNCTION mlops_survey.relation_owned(relation oid, "schema" text, name text) RETURNS boolean
    STABLE PARALLEL SAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_relation_owned_sql';
COMMENT ON FUNCTION mlops_survey.relation_owned(oid, text, text) IS 'support: the same, and the caller owns it';

CREATE TABLE mlops_survey.survey (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE
        CHECK (name <> '' AND pg_catalog.octet_length(name) <= 63),
    title text,
    answers oid,
    answers_schema text NOT NULL,
    answers_name text NOT NULL,
    weight text,
    respondent_key text,
    person text,
    loaded boolean NOT NULL DEFAULT false,
    labels_view oid,
    labels_schema text,
    labels_name text,
    long_view oid,
    long_schema text,
    long_name text,
    analysis_view oid,
    analysis_schema text,
    analysis_name text,
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    source text,
    load_report jsonb,
    properties jsonb CHECK (pg_catalog.jsonb_typeof(properties) = 'object')
);
CREATE INDEX survey_answers_idx ON mlops_survey.survey (answers);
COMMENT ON TABLE mlops_survey.survey IS 'surveys by name: where the answers are and how they are weighted';
COMMENT ON COLUMN mlops_survey.survey.name IS 'the name that functions such as survey_crosstab take';
COMMENT ON COLUMN mlops_survey.survey.id IS 'number of the survey';
COMMENT ON COLUMN mlops_survey.survey.title IS 'title of the study';
COMMENT ON COLUMN mlops_survey.survey.answers IS 'table or view of the answers, one row per respondent: its number in this database, NULL once it is gone; its owner is the survey''s';
COMMENT ON COLUMN mlops_survey.survey.answers_schema IS 'schema of the answers';
COMMENT ON COLUMN mlops_survey.survey.answers_name IS 'name of the table or view of the answers';
COMMENT ON COLUMN mlops_survey.survey.weight IS 'column of the answers that holds the weight, NULL for an unweighted survey';
COMMENT ON COLUMN mlops_survey.survey.respondent_key IS 'column that identifies a respondent, if there is one';
COMMENT ON COLUMN mlops_survey.survey.person IS 'column that identifies a person, who may have several rows; the cluster where no other is declared';
COMMENT ON COLUMN mlops_survey.survey.loaded IS 'whether the loader made the answers table, so that drop_survey drops it too';
COMMENT ON COLUMN mlops_survey.survey.labels_view IS 'view of the answers with texts instead of codes';
COMMENT ON COLUMN mlops_survey.survey.labels_schema IS 'its schema';
COMMENT ON COLUMN mlops_survey.survey.labels_name IS 'its name';
COMMENT ON COLUMN mlops_survey.survey.long_view IS 'view of the answers with one row per respondent and answer';
COMMENT ON COLUMN mlops_survey.survey.long_schema IS 'its schema';
COMMENT ON COLUMN mlops_survey.survey.long_name IS 'its name';
COMMENT ON COLUMN mlops_survey.survey.analysis_view IS 'view of the answers as codes with missing as NULL, beside labels and scores';
COMMENT ON COLUMN mlops_survey.survey.analysis_schema IS 'its schema';
COMMENT ON COLUMN mlops_survey.survey.analysis_name IS 'its name';
COMMENT ON COLUMN mlops_survey.survey.created_at IS 'when the survey was registered';
COMMENT ON COLUMN mlops_survey.survey.source IS 'file that the answers were loaded from';
COMMENT ON COLUMN mlops_survey.survey.properties IS 'what else a file says of the survey: notes';
COMMENT ON COLUMN mlops_survey.survey.load_report IS 'what the last load counted, inferred and warned about';

-- Numbers of relations are those of one database: whatever comes in is looked up by name, so that a dump or a
-- subscription brings surveys whose tables are here, and those whose tables are not belong to nobody.
CREATE FUNCTION mlops_survey.survey_resolve() RETURNS trigger
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.answers := (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = NEW.answers_schema AND c.relname = NEW.answers_name);
    NEW.labels_view := (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = NEW.labels_schema AND c.relname = NEW.labels_name);
    NEW.long_view := (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = NEW.long_schema AND c.relname = NEW.long_name);
    NEW.analysis_view := (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = NEW.analysis_schema AND c.relname = NEW.analysis_name);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION mlops_survey.survey_resolve() IS 'trigger: looks up the relations of a survey by their names';
CREATE TRIGGER survey_resolve BEFORE INSERT ON mlops_survey.survey FOR EACH ROW EXECUTE FUNCTION mlops_survey.survey_resolve();
CREATE TRIGGER survey_resolve_replicated BEFORE UPDATE ON mlops_survey.survey FOR EACH ROW EXECUTE FUNCTION mlops_survey.survey_resolve();
ALTER TABLE mlops_survey.survey ENABLE ALWAYS TRIGGER survey_resolve, ENABLE REPLICA TRIGGER survey_resolve_replicated;
COMMENT ON TRIGGER survey_resolve ON mlops_survey.survey IS 'looks up the relations of a survey that is stored or restored';
COMMENT ON TRIGGER survey_resolve_replicated ON mlops_survey.survey IS 'looks up the relations of a survey that a subscription brings';

CREATE TABLE mlops_survey.variable (
    survey_id int NOT NULL,
    name text NOT NULL CHECK (name <> '' AND pg_catalog.octet_length(name) <= 63),
    position int NOT NULL CHECK (position > 0),
    label text CHECK (pg_catalog.length(label) <= 4000),
    measure text NOT NULL CHECK (measure IN ('nominal', 'ordinal', 'scale', 'date', 'text')),
    points int CHECK (points BETWEEN 2 AND 32767),
    header text,
    missing_ranges jsonb CHECK (pg_catalog.jsonb_typeof(missing_ranges) = 'array'),
    nets jsonb CHECK (pg_catalog.jsonb_typeof(nets) = 'object'),
    properties jsonb CHECK (pg_catalog.jsonb_typeof(properties) = 'object'),
    scores jsonb CHECK (pg_catalog.jsonb_typeof(scores) = 'object'),
    reverse boolean NOT NULL DEFAULT false,
    PRIMARY KEY (survey_id, name),
    UNIQUE (survey_id, position),
    CHECK (points IS NULL OR measure = 'ordinal'),
    CHECK (scores IS NULL OR measure = 'ordinal'),
    CHECK (NOT reverse OR measure = 'ordinal'),
    CHECK (nets IS NULL OR measure IN ('nominal', 'ordinal'))
);
COMMENT ON TABLE mlops_survey.variable IS 'the variables of each survey: one column of the answers each';
COMMENT ON COLUMN mlops_survey.variable.survey_id IS 'the survey';
COMMENT ON COLUMN mlops_survey.variable.name IS 'column of the answers';
COMMENT ON COLUMN mlops_survey.variable.position IS 'order of display';
COMMENT ON COLUMN mlops_survey.variable.label IS 'question text';
COMMENT ON COLUMN mlops_survey.variable.measure IS 'nominal, ordinal, scale, date or text';
COMMENT ON COLUMN mlops_survey.variable.points IS 'length of a rating scale with codes 1 to points';
COMMENT ON COLUMN mlops_survey.variable.header IS 'name of the column in the file that was loaded';
COMMENT ON COLUMN mlops_survey.variable.missing_ranges IS 'ranges of missing values: [[low, high], ...], null for an open end';
COMMENT ON COLUMN mlops_survey.variable.nets IS 'named groups of codes: {"Big": [4, 5]}';
COMMENT ON COLUMN mlops_survey.variable.scores IS 'numbers that codes count as where it is not the code, null for none: {"1": 5, "8": null}';
COMMENT ON COLUMN mlops_survey.variable.reverse IS 'whether the lowest code of a scale is the best answer';
COMMENT ON COLUMN mlops_survey.variable.properties IS 'what else a file says of the variable: formats, origin of a weight';

CREATE TABLE mlops_survey.value_label (
    survey_id int NOT NULL,
    variable text NOT NULL,
    code int NOT NULL,
    position int NOT NULL CHECK (position > 0),
    label text NOT NULL CHECK (pg_catalog.length(label) <= 4000),
    missing boolean NOT NULL DEFAULT false,
    value text,
    PRIMARY KEY (survey_id, variable, code),
    UNIQUE (survey_id, variable, position),
    UNIQUE (survey_id, variable, value)
);
COMMENT ON TABLE mlops_survey.value_label IS 'the answers that a variable can hold, and their texts';
COMMENT ON COLUMN mlops_survey.value_label.survey_id IS 'the survey';
COMMENT ON COLUMN mlops_survey.value_label.variable IS 'the variable';
COMMENT ON COLUMN mlops_survey.value_label.code IS 'code of the answer';
COMMENT ON COLUMN mlops_survey.value_label.position IS 'order of display';
COMMENT ON COLUMN mlops_survey.value_label.label IS 'text of the answer';
COMMENT ON COLUMN mlops_survey.value_label.missing IS 'whether the answer counts as missing (refused, do not know) and leaves the base';
COMMENT ON COLUMN mlops_survey.value_label.value IS 'what a column of texts (or the file that was loaded) holds for this answer; NULL where it holds the code';

CREATE TABLE mlops_survey.response_set (
    survey_id int NOT NULL,
    name text NOT NULL CHECK (name <> '' AND pg_catalog.octet_length(name) <= 63),
    position int NOT NULL CHECK (position > 0),
    label text CHECK (pg_catalog.length(label) <= 4000),
    counted int NOT NULL DEFAULT 1,
    nets jsonb CHECK (pg_catalog.jsonb_typeof(nets) = 'object'),
    properties jsonb CHECK (pg_catalog.jsonb_typeof(properties) = 'object'),
    PRIMARY KEY (survey_id, name),
    UNIQUE (survey_id, position)
);
COMMENT ON TABLE mlops_survey.response_set IS 'multiple-response questions: several variables, one per option';
COMMENT ON COLUMN mlops_survey.response_set.survey_id IS 'the survey';
COMMENT ON COLUMN mlops_survey.response_set.name IS 'name by which the set is tabulated';
COMMENT ON COLUMN mlops_survey.response_set.position IS 'order of display';
COMMENT ON COLUMN mlops_survey.response_set.label IS 'question text';
COMMENT ON COLUMN mlops_survey.response_set.counted IS 'code that means "chosen" in the member variables; 1 is true of a boolean column';
COMMENT ON COLUMN mlops_survey.response_set.nets IS 'named groups of members: {"Any data work": ["q28_1", "q28_2"]}';
COMMENT ON COLUMN mlops_survey.response_set.properties IS 'what else a file says of the set';

CREATE TABLE mlops_survey.response_set_member (
    survey_id int NOT NULL,
    set_name text NOT NULL,
    position int NOT NULL CHECK (position > 0),
    variable text NOT NULL,
    label text CHECK (pg_catalog.length(label) <= 4000),
    PRIMARY KEY (survey_id, set_name, variable),
    UNIQUE (survey_id, set_name, position)
);
COMMENT ON TABLE mlops_survey.response_set_member IS 'the options of multiple-response questions';
COMMENT ON COLUMN mlops_survey.response_set_member.survey_id IS 'the survey';
COMMENT ON COLUMN mlops_survey.response_set_member.set_name IS 'the set';
COMMENT ON COLUMN mlops_survey.response_set_member.position IS 'order of display';
COMMENT ON COLUMN mlops_survey.response_set_member.variable IS 'variable that says whether the option was chosen';
COMMENT ON COLUMN mlops_survey.response_set_member.label IS 'text of the option; NULL where it is the label of the variable';

CREATE TABLE mlops_survey.design (
    survey_id int PRIMARY KEY,
    strata text[] NOT NULL DEFAULT '{}',
    clusters text[] NOT NULL DEFAULT '{}',
    fpc text[] NOT NULL DEFAULT '{}',
    nest boolean NOT NULL DEFAULT false,
    lonely text NOT NULL DEFAULT 'fail' CHECK (lonely IN ('fail', 'remove', 'certainty', 'adjust', 'average')),
    replicates jsonb CHECK (pg_catalog.jsonb_typeof(replicates) = 'object'),
    replicate_count int CHECK (replicate_count > 0),
    replicate_df int,
    calibration jsonb
);
COMMENT ON TABLE mlops_survey.design IS 'how the sample was drawn: what standard errors depend on';
COMMENT ON COLUMN mlops_survey.design.survey_id IS 'the survey';
COMMENT ON COLUMN mlops_survey.design.strata IS 'columns of the strata, one per stage';
COMMENT ON COLUMN mlops_survey.design.clusters IS 'columns of the clusters, one per stage; empty: every respondent is a cluster';
COMMENT ON COLUMN mlops_survey.design.fpc IS 'columns of the population sizes or sampling fractions, one per stage';
COMMENT ON COLUMN mlops_survey.design.nest IS 'whether cluster labels are repeated in different strata';
COMMENT ON COLUMN mlops_survey.design.lonely IS 'what to do with a stratum of one cluster: fail, remove, certainty, adjust or average';
COMMENT ON COLUMN mlops_survey.design.replicates IS 'replicate weights: {"columns": "rw*", "type": "JK1", "scale": 0.9, "rscales": null, "mse": false}';
COMMENT ON COLUMN mlops_survey.design.replicate_count IS 'number of replicate weights, as found when the survey was registered or they were made';
COMMENT ON COLUMN mlops_survey.design.replicate_df IS 'rank of the replicate weights less one, found at the same time';
COMMENT ON COLUMN mlops_survey.design.calibration IS 'how the weight was raked, poststratified or calibrated';

CREATE TABLE mlops_survey.load_error (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    survey_name text NOT NULL,
    loaded_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    line bigint,
    column_name text,
    value text,
    reason text NOT NULL,
    raw text
);
CREATE INDEX load_error_survey_name_idx ON mlops_survey.load_error (survey_name);
COMMENT ON TABLE mlops_survey.load_error IS 'rows that load_survey(..., on_error => ''reject'') refused';
COMMENT ON COLUMN mlops_survey.load_error.id IS 'running number';
COMMENT ON COLUMN mlops_survey.load_error.survey_name IS 'survey that was loaded';
COMMENT ON COLUMN mlops_survey.load_error.loaded_at IS 'when it was loaded';
COMMENT ON COLUMN mlops_survey.load_error.line IS 'line of the file';
COMMENT ON COLUMN mlops_survey.load_error.column_name IS 'column of the file';
COMMENT ON COLUMN mlops_survey.load_error.value IS 'value that was refused';
COMMENT ON COLUMN mlops_survey.load_error.reason IS 'why the row was refused';
COMMENT ON COLUMN mlops_survey.load_error.raw IS 'the whole row as it was read';

-- Row-level security: all of it follows the relation of the answers.
ALTER TABLE mlops_survey.survey ENABLE ROW LEVEL SECURITY;
CREATE POLICY survey_read ON mlops_survey.survey FOR SELECT USING (
    mlops_survey.relation_shows(answers, answers_schema, answers_name));
COMMENT ON POLICY survey_read ON mlops_survey.survey IS 'who may read any of the answers, or owns them, sees the survey';

ALTER TABLE mlops_survey.load_error ENABLE ROW LEVEL SECURITY;
CREATE POLICY load_error_read ON mlops_survey.load_error FOR SELECT USING (
    survey_name IN (SELECT s.name FROM mlops_survey.survey s
        WHERE mlops_survey.relation_owned(s.answers, s.answers_schema, s.answers_name)));
COMMENT ON POLICY load_error_read ON mlops_survey.load_error IS 'refused rows are for the owner of the survey';

-- The other tables follow their survey, variables and their labels their column.  The subqueries see survey through its
-- own policy.  A set without some of its members would be another: sets are for those who may read every column.
CREATE FUNCTION mlops_survey.column_shows(survey_id int, "column" text) RETURNS boolean
    STABLE STRICT PARALLEL RESTRICTED LANGUAGE c AS 'MODULE_PATHNAME', 'svy_column_shows_sql';
COMMENT ON FUNCTION mlops_survey.column_shows(int, text) IS 'support: whether the caller may read a column of the answers of a survey, or owns them';

ALTER TABLE mlops_survey.variable ENABLE ROW LEVEL SECURITY;
CREATE POLICY variable_read ON mlops_survey.variable FOR SELECT USING (mlops_survey.column_shows(survey_id, name));
COMMENT ON POLICY variable_read ON mlops_survey.variable IS 'who may read the column sees the variable';

ALTER TABLE mlops_survey.value_label ENABLE ROW LEVEL SECURITY;
CREATE POLICY value_label_read ON mlops_survey.value_label FOR SELECT USING (mlops_survey.column_shows(survey_id, variable));
COMMENT ON POLICY value_label_read ON mlops_survey.value_label IS 'who may read the column sees its labels';

ALTER TABLE mlops_survey.design ENABLE ROW LEVEL SECURITY;
CREATE POLICY design_read ON mlops_survey.design FOR SELECT USING (survey_id IN (SELECT s.id FROM mlops_survey.survey s));
COMMENT ON POLICY design_read ON mlops_survey.design IS 'who sees the survey sees its design';

DO $$
DECLARE
    part text;
BEGIN
    FOREACH part IN ARRAY '{response_set,response_set_member}'::text[] LOOP
        EXECUTE pg_catalog.format('ALTER TABLE mlops_survey.%1$I ENABLE ROW LEVEL SECURITY;
            CREATE POLICY %2$I ON mlops_survey.%1$I FOR SELECT USING (
                survey_id IN (SELECT s.id FROM mlops_survey.survey s WHERE pg_catalog.has_table_privilege(s.answers, ''SELECT'')
                    OR mlops_survey.relation_owned(s.answers, s.answers_schema, s.answers_name)));
            COMMENT ON POLICY %2$I ON mlops_survey.%1$I IS ''who may read all answers sees the response sets''',
            part, part || '_read');
    END LOOP;
END
$$;

GRANT USAGE ON SCHEMA mlops_survey TO PUBLIC;
GRANT SELECT ON
    mlops_survey.survey, mlops_survey.variable, mlops_survey.value_label, mlops_survey.response_set,
    mlops_survey.response_set_member, mlops_survey.design, mlops_survey.load_error TO PUBLIC;

-- What is of a table that is gone stays out of dumps.
SELECT pg_catalog.pg_extension_config_dump('mlops_survey.survey', 'WHERE mlops_survey.relation_is(answers, answers_schema, answers_name)');
SELECT pg_catalog.pg_extension_config_dump('mlops_survey.survey_id_seq', '');
SELECT pg_catalog.pg_extension_config_dump('mlops_survey.variable',
    'WHERE survey_id IN (SELECT s.id FROM mlops_survey.survey s WHERE mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name))');
SELECT pg_catalog.pg_extension_config_dump('mlops_survey.value_label',
    'WHERE survey_id IN (SELECT s.id FROM mlops_survey.survey s WHERE mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name))');
SELECT pg_catalog.pg_extension_config_dump('mlops_survey.response_set',
    'WHERE survey_id IN (SELECT s.id FROM mlops_survey.survey s WHERE mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name))');
SELECT pg_catalog.pg_extension_config_dump('mlops_survey.response_set_member',
    'WHERE survey_id IN (SELECT s.id FROM mlops_survey.survey s WHERE mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name))');
SELECT pg_catalog.pg_extension_config_dump('mlops_survey.design',
    'WHERE survey_id IN (SELECT s.id FROM mlops_survey.survey s WHERE mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name))');
SELECT pg_catalog.pg_extension_config_dump('mlops_survey.load_error',
    'WHERE survey_name IN (SELECT s.name FROM mlops_survey.survey s WHERE mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name))');
SELECT pg_catalog.pg_extension_config_dump('mlops_survey.load_error_id_seq', '');
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
-- Texts of a codebook in several languages: "language" names the one of its labels, "translations" of the codebook, a variable or a set hold others.

-- One object laid over another, and so are the objects in it; a null removes.
CREATE FUNCTION mlops_survey.merge_texts(old jsonb, change jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    merged jsonb := CASE WHEN jsonb_typeof(old) = 'object' THEN old ELSE '{}' END;
    part record;
BEGIN
    -- what is no object is for the codebook's own checks
    IF jsonb_typeof(change) IS DISTINCT FROM 'object' THEN
        RETURN change;
    END IF;
    FOR part IN SELECT key, value FROM jsonb_each(change)
    LOOP
        merged := CASE WHEN part.value = 'null' THEN merged - part.key
            ELSE merged || jsonb_build_object(part.key, mlops_survey.merge_texts(merged -> part.key, part.value)) END;
    END LOOP;
    RETURN merged;
END
$$;
COMMENT ON FUNCTION mlops_survey.merge_texts(jsonb, jsonb) IS 'the translations of a codebook with those of another laid over them, text by text; null removes';

-- The codebook, or a variable or set of it, with its texts in another language: they change places with the translations.  What has none keeps its text.
CREATE FUNCTION mlops_survey.turn_texts(thing jsonb, own text, wanted text, labels jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    said jsonb := thing #> ARRAY['translations', wanted];
    was jsonb := '{}'; -- the texts of today, as a translation
    texts jsonb;
    word text;
    net record;
BEGIN
    IF said IS NULL THEN
        RETURN thing;
    END IF;
    -- a column of texts keeps which text a code stands for
    IF thing ->> 'type' = 'text' THEN
        thing := mlops_survey.said_values(thing);
    END IF;
    FOREACH word IN ARRAY '{title,label}'::text[]
    LOOP
        IF said ->> word <> '' THEN
            was := was || jsonb_strip_nulls(jsonb_build_object(word, thing -> word));
            thing := thing || jsonb_build_object(word, said -> word);
        END IF;
    END LOOP;
    -- whom a question was put to stands by itself or among the properties
    IF said ->> 'base' <> '' THEN
        was := was || jsonb_strip_nulls(jsonb_build_object('base', coalesce(thing -> 'base', thing #> '{properties,base}')));
        thing := CASE WHEN thing -> 'properties' ? 'base' THEN jsonb_set(thing, '{properties,base}', said -> 'base') ELSE thing || jsonb_build_object('base', said -> 'base') END;
    END IF;
    texts := coalesce(said -> 'values', '{}');
    FOREACH word IN ARRAY '{values,missing}'::text[]
    LOOP
        IF jsonb_typeof(thing -> word) = 'object' THEN
            was := mlops_survey.merge_texts(was, coalesce((SELECT jsonb_build_object('values', jsonb_object_agg(key, value)) FROM jsonb_each(thing -> word) WHERE texts ->> key <> '' HAVING count(*) > 0), '{}'));
            thing := thing || jsonb_build_object(word, (thing -> word) || (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(texts) WHERE thing -> word ? key AND value <> '""'));
        ELSIF jsonb_typeof(thing -> word) = 'array' THEN
            was := mlops_survey.merge_texts(was, coalesce((SELECT jsonb_build_object('values', jsonb_object_agg(e ->> 'code', e -> 'label')) FROM jsonb_array_elements(thing -> word) e WHERE texts ->> (e ->> 'code') <> '' HAVING count(*) > 0), '{}'));
            thing := thing || jsonb_build_object(word, (SELECT coalesce(jsonb_agg(CASE WHEN texts ->> (e ->> 'code') <> '' THEN e || jsonb_build_object('label', texts -> (e ->> 'code')) ELSE e END ORDER BY n), '[]')
                FROM jsonb_array_elements(thing -> word) WITH ORDINALITY x(e, n)));
        END IF;
    END LOOP;
    IF said ? 'members' THEN
        was := was || coalesce((SELECT jsonb_build_object('members', jsonb_object_agg(m.variable, coalesce(m.label, labels -> m.variable, to_jsonb(m.variable)))) FROM (
            SELECT coalesce(e ->> 'variable', e #>> '{}') AS variable, e -> 'label' AS label FROM jsonb_array_elements(thing -> 'members') e) m WHERE said -> 'members' ->> m.variable <> '' HAVING count(*) > 0), '{}');
        thing := thing || jsonb_build_object('members', (SELECT jsonb_agg(CASE WHEN said -> 'members' ->> m.variable <> '' THEN jsonb_build_object('variable', m.variable, 'label', said -> 'members' -> m.variable) ELSE m.e END ORDER BY m.n)
            FROM (SELECT e, n, coalesce(e ->> 'variable', e #>> '{}') AS variable FROM jsonb_array_elements(thing -> 'members') WITH ORDINALITY x(e, n)) m));
    END IF;
    -- nets are called by their texts, in the other translations too
    FOR net IN SELECT key AS old, value ->> 0 AS new FROM jsonb_each(coalesce(said -> 'nets', '{}')) e(key, text), LATERAL (SELECT jsonb_build_array(text) AS value) v WHERE thing -> 'nets' ? key AND text #>> '{}' <> ''
    LOOP
        thing := jsonb_set(thing, '{nets}', ((thing -> 'nets') - net.old) || jsonb_build_object(net.new, thing -> 'nets' -> net.old));
        thing := jsonb_set(thing, '{translations}', (SELECT jsonb_object_agg(l.key, CASE WHEN l.value -> 'nets' ? net.old
            THEN jsonb_set(l.value, '{nets}', ((l.value -> 'nets') - net.old) || jsonb_build_object(net.new, l.value -> 'nets' -> net.old)) ELSE l.value END) FROM jsonb_each(thing -> 'translations') l));
        was := mlops_survey.merge_texts(was, jsonb_build_object('nets', jsonb_build_object(net.new, net.old)));
    END LOOP;
    RETURN jsonb_set(thing, '{translations}', ((thing -> 'translations') - wanted) || CASE WHEN was = '{}' THEN '{}' ELSE jsonb_build_object(own, was) END);
END
$$;
COMMENT ON FUNCTION mlops_survey.turn_texts(jsonb, text, text, jsonb) IS 'support: a codebook, variable or set whose texts change places with their translations into a language';

CREATE FUNCTION mlops_survey.turn_codebook(codebook jsonb, own text, wanted text) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH labels AS (
        SELECT jsonb_object_agg(v ->> 'name', v -> 'label') FILTER (WHERE v ? 'label') AS l FROM jsonb_array_elements(codebook -> 'variables') v
    )
    SELECT mlops_survey.turn_texts(codebook - '{variables,sets}'::text[], own, wanted, NULL) || jsonb_build_object('language', wanted,
        'variables', (SELECT coalesce(jsonb_agg(mlops_survey.turn_texts(v, own, wanted, NULL) ORDER BY n), '[]') FROM jsonb_array_elements(codebook -> 'variables') WITH ORDINALITY x(v, n)),
        'sets', (SELECT coalesce(jsonb_agg(mlops_survey.turn_texts(s, own, wanted, labels.l) ORDER BY n), '[]') FROM jsonb_array_elements(codebook -> 'sets') WITH ORDINALITY x(s, n)))
    FROM labels;
END;
COMMENT ON FUNCTION mlops_survey.turn_codebook(jsonb, text, text) IS 'a codebook with its texts in another of its languages, and those of today as translations';

-- Texts of the answers of a variable, or of the options of a set, by code or variable; those that only repeat it are none.
CREATE FUNCTION mlops_survey.texts_of(thing jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT coalesce(jsonb_object_agg(t.key, t.text), '{}') FROM (
        SELECT e ->> 'code' AS key, e ->> 'label' AS text, coalesce(e ->> 'value', e ->> 'code') AS otherwise
        FROM jsonb_array_elements(CASE WHEN jsonb_typeof(thing -> 'values') = 'array' THEN thing -> 'values' ELSE '[]' END) e WHERE jsonb_typeof(e) = 'object'
        UNION ALL
        SELECT e.key, e.value, e.key FROM (VALUES ('values'), ('missing')) w(word), jsonb_each_text(CASE WHEN jsonb_typeof(thing -> w.word) = 'object' THEN thing -> w.word ELSE '{}' END) e
        UNION ALL
        SELECT e ->> 'variable', e ->> 'label', e ->> 'variable'
        FROM jsonb_array_elements(CASE WHEN jsonb_typeof(thing -> 'members') = 'array' THEN thing -> 'members' ELSE '[]' END) e WHERE jsonb_typeof(e) = 'object') t
    WHERE t.key IS NOT NULL AND t.text <> '' AND t.text <> t.otherwise;
END;
COMMENT ON FUNCTION mlops_survey.texts_of(jsonb) IS 'support: texts of answers by code, or of options by variable';

-- What the same thing says in another language.
CREATE FUNCTION mlops_survey.translation(own jsonb, other jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT jsonb_strip_nulls(jsonb_build_object('label', CASE WHEN other ->> 'label' <> '' AND other ->> 'label' IS DISTINCT FROM own ->> 'label' AND other ->> 'label' IS DISTINCT FROM own ->> 'name' THEN other -> 'label' END,
        CASE WHEN own ? 'members' THEN 'members' ELSE 'values' END,
        (SELECT jsonb_object_agg(t.key, t.value) FROM jsonb_each(mlops_survey.texts_of(other)) t, mlops_survey.texts_of(own) o(o) WHERE t.value IS DISTINCT FROM o.o -> t.key)));
END;
COMMENT ON FUNCTION mlops_survey.translation(jsonb, jsonb) IS 'support: the texts of a variable or set in another language, where they are others';

-- A codebook, and the same in other languages, as one.  languages: the own one, NULL where it is not known, and the others.
CREATE FUNCTION mlops_survey.with_languages(codebook jsonb, languages text[], others jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH said AS (
        SELECT l.key AS language, p.part, x.v ->> 'name' AS name, x.v FROM jsonb_each(others) l, (VALUES ('variables'), ('sets')) p(part),
            jsonb_array_elements(CASE WHEN jsonb_typeof(l.value -> p.part) = 'array' THEN l.value -> p.part ELSE '[]' END) x(v)
    ), things AS (
        SELECT p.part, x.n, x.v, x.v ->> 'name' AS name FROM (VALUES ('variables'), ('sets')) p(part),
            jsonb_array_elements(CASE WHEN jsonb_typeof(codebook -> p.part) = 'array' THEN codebook -> p.part ELSE '[]' END) WITH ORDINALITY x(v, n)
    ), translated AS (
        SELECT t.part, t.n, jsonb_object_agg(s.language, r.r) AS texts FROM things t JOIN said s ON s.part = t.part AND s.name = t.name, LATERAL mlops_survey.translation(t.v, s.v) r(r)
        WHERE r.r <> '{}' GROUP BY t.part, t.n
    ), parts AS (
        SELECT t.part, jsonb_agg(CASE WHEN r.texts IS NULL THEN t.v ELSE t.v || jsonb_build_object('translations', r.texts) END ORDER BY t.n) AS things
        FROM things t LEFT JOIN translated r ON r.part = t.part AND r.n = t.n GROUP BY t.part
    )
    SELECT codebook || CASE WHEN languages[1] <> '' THEN jsonb_build_object('language', languages[1]) ELSE '{}' END
        || coalesce((SELECT jsonb_object_agg(part, things) FROM parts), '{}')
        || coalesce((SELECT jsonb_build_object('translations', jsonb_object_agg(l.key, jsonb_build_object('title', l.value -> 'title'))) FROM jsonb_each(others) l
            WHERE l.value ->> 'title' <> '' AND l.value ->> 'title' IS DISTINCT FROM codebook ->> 'title' HAVING count(*) > 0), '{}');
END;
COMMENT ON FUNCTION mlops_survey.with_languages(jsonb, text[], jsonb) IS 'a codebook with what the same says in other languages as its translations';
-- Changes of a codebook: the codebook's own JSON, merged into what is there.

-- A name of a change: a variable as the codebook knows it (letter case does not matter, its header will do), else a pattern with *, else a range
-- first:last in the order of the codebook.  NULL where none of these is there.
CREATE FUNCTION mlops_survey.codebook_names(codebook jsonb, name text) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH known AS (
        SELECT v ->> 'name' AS variable, v ->> 'header' AS header, n FROM jsonb_array_elements(codebook -> 'variables') WITH ORDINALITY t(v, n)
    ), one AS (
        SELECT variable, n, word FROM (VALUES (0, name), (1, split_part(name, ':', 1)), (2, split_part(name, ':', 2))) w (word, wanted), LATERAL (
            SELECT k.variable, k.n FROM known k WHERE lower(k.variable) = lower(wanted) OR k.header = wanted
            ORDER BY k.variable = wanted DESC, lower(k.variable) = lower(wanted) DESC, k.n LIMIT 1) f
    )
    SELECT CASE WHEN EXISTS (SELECT FROM one WHERE word = 0) THEN ARRAY(SELECT variable FROM one WHERE word = 0)
        ELSE (SELECT array_agg(k.variable ORDER BY k.n) FROM known k
            WHERE CASE WHEN name LIKE '%*%' THEN lower(k.variable) LIKE lower(replace(replace(replace(replace(name, '\', '\\'), '%', '\%'), '_', '\_'), '*', '%'))
                ELSE name LIKE '%:%' AND k.n BETWEEN (SELECT o.n FROM one o WHERE o.word = 1) AND (SELECT o.n FROM one o WHERE o.word = 2) END) END;
END;
COMMENT ON FUNCTION mlops_survey.codebook_names(jsonb, text) IS 'the variables that a name, a pattern such as q2_* or a range such as q2_1:q2_10 stands for';

-- One object laid over another, key by key; a null removes.
CREATE FUNCTION mlops_survey.merge_objects(old jsonb, change jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE WHEN jsonb_typeof(change) = 'object'
        THEN (CASE WHEN jsonb_typeof(old) = 'object' THEN old ELSE '{}' END || change) - ARRAY(SELECT e.key FROM jsonb_each(change) e WHERE e.value = 'null') ELSE change END;
END;
COMMENT ON FUNCTION mlops_survey.merge_objects(jsonb, jsonb) IS 'an object with the keys of another, but for those that are null there';

-- "values" and "missing" of a variable as changes say them: {"1": "Yes"}, or the codes alone that are to be missing and keep their labels.
-- Of those that were in an order of their own, each stays in its place.  Anything else stands as it is, for the codebook's own checks.
CREATE FUNCTION mlops_survey.merge_labels(old jsonb, change jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH before AS (
        SELECT e ->> 'code' AS code, e, n FROM jsonb_array_elements(CASE WHEN jsonb_typeof(old -> 'values') = 'array' THEN old -> 'values' ELSE '[]' END) WITH ORDINALITY t(e, n)
    ), was AS (
        SELECT coalesce(CASE WHEN jsonb_typeof(old -> 'values') = 'object' THEN old -> 'values' END, '{}') AS valid,
            coalesce(CASE WHEN jsonb_typeof(old -> 'missing') = 'object' THEN old -> 'missing' END, '{}') AS missing
    ), said AS (
        SELECT CASE WHEN jsonb_typeof(change -> 'values') = 'object' THEN change -> 'values' ELSE '{}' END AS valid,
            CASE WHEN jsonb_typeof(change -> 'missing') = 'object' THEN change -> 'missing'
                WHEN jsonb_typeof(change -> 'missing') = 'array' AND NOT jsonb_path_exists(change -> 'missing', '$[*] ? (@.type() != "number")') THEN (
                    SELECT coalesce(jsonb_object_agg(c, coalesce((SELECT b.e -> 'label' FROM before b WHERE b.code = c), was.valid -> c, was.missing -> c, to_jsonb(c))), '{}')
                    FROM was, jsonb_array_elements_text(change -> 'missing') c) END AS missing
    ), plain AS (
        SELECT jsonb_strip_nulls((was.valid - ARRAY(SELECT jsonb_object_keys(coalesce(said.missing, '{}')))) || said.valid) AS valid,
            jsonb_strip_nulls((was.missing - ARRAY(SELECT jsonb_object_keys(said.valid))) || coalesce(said.missing, '{}')) AS missing
        FROM was, said
    ), ordered AS (
        SELECT b.n, CASE WHEN s.missing ? b.code THEN (b.e || jsonb_build_object('missing', true)) || jsonb_build_object('label', s.missing -> b.code)
                WHEN s.valid ? b.code THEN (b.e - 'missing') || jsonb_build_object('label', s.valid -> b.code) ELSE b.e END AS e
        FROM before b, (SELECT valid, coalesce(missing, '{}') AS missing FROM said) s
        UNION ALL
        SELECT 1000000 + row_number() OVER (ORDER BY p.missing, length(p.code), p.code), CASE WHEN p.missing THEN jsonb_build_object('code', p.number, 'label', p.label, 'missing', true)
            ELSE jsonb_build_object('code', p.number, 'label', p.label) END
        FROM (SELECT false AS missing, key AS code, value AS label, CASE WHEN key ~ '^-?\d{1,9}$' THEN to_jsonb(key::int) ELSE to_jsonb(key) END AS number FROM said, jsonb_each(said.valid)
            UNION ALL
            SELECT true, key, value, CASE WHEN key ~ '^-?\d{1,9}$' THEN to_jsonb(key::int) ELSE to_jsonb(key) END FROM said, jsonb_each(coalesce(said.missing, '{}'))) p
        WHERE p.code NOT IN (SELECT b.code FROM before b)
    )
    SELECT CASE
        WHEN jsonb_typeof(change -> 'values') = 'null' THEN jsonb_build_object('missing', CASE WHEN change ? 'missing' THEN change -> 'missing' ELSE old -> 'missing' END)
        -- an array, or what is neither, takes the place of what was there
        WHEN jsonb_typeof(change -> 'values') <> 'object' OR (change ? 'missing' AND jsonb_typeof(change -> 'missing') <> 'null' AND (SELECT said.missing FROM said) IS NULL)
            THEN jsonb_build_object('values', coalesce(change -> 'values', old -> 'values'), 'missing', coalesce(change -> 'missing', old -> 'missing'))
        WHEN EXISTS (SELECT FROM before) THEN (SELECT jsonb_build_object('values', jsonb_agg(o.e ORDER BY o.n)) FROM ordered o
            WHERE jsonb_typeof(o.e -> 'label') <> 'null' AND NOT (coalesce(jsonb_typeof(change -> 'missing'), '') = 'null' AND coalesce(o.e ->> 'missing', '') = 'true'))
        ELSE (SELECT jsonb_build_object('values', nullif(plain.valid, '{}'), 'missing', CASE WHEN jsonb_typeof(change -> 'missing') = 'null' THEN NULL ELSE nullif(plain.missing, '{}') END) FROM plain) END;
END;
COMMENT ON FUNCTION mlops_survey.merge_labels(jsonb, jsonb) IS 'the answers of a variable with those of a change: a code under the one of "values" and "missing" leaves the other, null removes';

-- "missing": ["No answer"] of a variable that has an answer of this label means that answer, as 5 would where that is its code.
CREATE FUNCTION mlops_survey.missing_by_label(old jsonb, change jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE WHEN jsonb_typeof(change -> 'missing') = 'array' AND NOT change ? 'values' THEN jsonb_set(change, '{missing}', (
        SELECT coalesce(jsonb_agg(CASE WHEN jsonb_typeof(m) = 'string' THEN coalesce((
                SELECT to_jsonb(a.code) FROM (
                    SELECT (e ->> 'code')::int AS code, e ->> 'label' AS label
                    FROM jsonb_array_elements(CASE WHEN jsonb_typeof(old -> 'values') = 'array' THEN old -> 'values' ELSE '[]' END) e
                    UNION ALL
                    SELECT key::int, value #>> '{}' FROM jsonb_each(CASE WHEN jsonb_typeof(old -> 'values') = 'object' THEN old -> 'values' ELSE '{}' END)
                    UNION ALL
                    SELECT key::int, value #>> '{}' FROM jsonb_each(CASE WHEN jsonb_typeof(old -> 'missing') = 'object' THEN old -> 'missing' ELSE '{}' END)) a
                WHERE lower(a.label) = lower(m #>> '{}') ORDER BY a.label = m #>> '{}' DESC, a.code LIMIT 1), m) ELSE m END ORDER BY n), '[]')
        FROM jsonb_array_elements(change -> 'missing') WITH ORDINALITY t(m, n))) ELSE change END;
END;
COMMENT ON FUNCTION mlops_survey.missing_by_label(jsonb, jsonb) IS 'a change of a variable whose missing answers are said by code where they are answers of it';

CREATE FUNCTION mlops_survey.said_values(variable jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE WHEN jsonb_typeof(variable -> 'values') = 'object' OR jsonb_typeof(variable -> 'missing') = 'object'
        THEN (variable - 'missing') || jsonb_build_object('values', (
            SELECT jsonb_agg(jsonb_build_object('code', e.key::int, 'label', e.value, 'value', e.value, 'missing', e.missing) ORDER BY e.missing, e.key::int)
            FROM (SELECT v.key, v.value, false AS missing FROM jsonb_each(CASE WHEN jsonb_typeof(variable -> 'values') = 'object' THEN variable -> 'values' ELSE '{}' END) v
                UNION ALL SELECT v.key, v.value, true FROM jsonb_each(CASE WHEN jsonb_typeof(variable -> 'missing') = 'object' THEN variable -> 'missing' ELSE '{}' END) v) e))
        ELSE variable END;
END;
COMMENT ON FUNCTION mlops_survey.said_values(jsonb) IS 'a variable whose column holds the texts of its labels, with those texts said';

-- A change of the measure takes along what the new one has no use for; points, scores and reverse make an ordinal one.  The type is the column's.
CREATE FUNCTION mlops_survey.merge_variable(old jsonb, change jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH said AS (
        SELECT CASE WHEN NOT change ? 'measure' AND old ->> 'measure' = 'nominal'
                AND (coalesce(change ->> 'points', change ->> 'scores') IS NOT NULL OR change -> 'reverse' = 'true') THEN 'ordinal' ELSE change ->> 'measure' END AS measure
    ), kept AS (
        -- a column of texts keeps which text a code stands for when its label changes
        SELECT CASE WHEN old ->> 'type' = 'text' THEN mlops_survey.said_values(old) ELSE old END - 'type'
            - CASE WHEN s.measure <> 'ordinal' THEN '{points,scores,reverse}'::text[] ELSE '{}' END
            - CASE WHEN s.measure IN ('scale', 'date', 'text') THEN '{nets,values}'::text[] ELSE '{}' END
            - CASE WHEN s.measure IN ('date', 'text') THEN '{missing,missing_ranges}'::text[] ELSE '{}' END AS v, s.measure
        FROM said s
    ), scored AS (
        -- a code that is missing now counts as nothing: what it counted as goes
        SELECT nullif((k.v -> 'scores') - CASE jsonb_typeof(change -> 'missing') WHEN 'object' THEN ARRAY(SELECT jsonb_object_keys(change -> 'missing'))
            WHEN 'array' THEN ARRAY(SELECT e #>> '{}' FROM jsonb_array_elements(change -> 'missing') e WHERE jsonb_typeof(e) = 'number') ELSE '{}'::text[] END, '{}') AS scores
        FROM kept k
    )
    SELECT jsonb_strip_nulls((k.v || (change - '{values,missing,nets,properties,scores,name,translations}'::text[])) - '{values,missing,nets,properties,scores,translations}'::text[])
        || CASE WHEN k.measure IS NULL THEN '{}' ELSE jsonb_build_object('measure', k.measure) END
        || CASE WHEN change ?| '{values,missing}' THEN jsonb_strip_nulls(mlops_survey.merge_labels(k.v, change)) ELSE jsonb_strip_nulls(jsonb_build_object('values', k.v -> 'values', 'missing', k.v -> 'missing')) END
        || mlops_survey.merge_objects('{}', jsonb_build_object('nets', CASE WHEN change ? 'nets' THEN mlops_survey.merge_objects(k.v -> 'nets', change -> 'nets') ELSE k.v -> 'nets' END,
            -- a base text lies among the properties
            'properties', CASE WHEN change -> 'base' = 'null' THEN (k.v -> 'properties') - 'base' WHEN change ? 'properties' THEN mlops_survey.merge_objects(k.v -> 'properties', change -> 'properties') ELSE k.v -> 'properties' END,
            'translations', CASE WHEN change ? 'translations' THEN mlops_survey.merge_texts(k.v -> 'translations', change -> 'translations') ELSE k.v -> 'translations' END))
        -- null is a score: none
        || CASE WHEN jsonb_typeof(change -> 'scores') = 'object' THEN jsonb_build_object('scores', coalesce(c.scores, '{}') || (change -> 'scores'))
            WHEN change ? 'scores' THEN jsonb_strip_nulls(jsonb_build_object('scores', change -> 'scores'))
            WHEN c.scores IS NOT NULL THEN jsonb_build_object('scores', c.scores) ELSE '{}' END
    FROM kept k, scored c;
END;
COMMENT ON FUNCTION mlops_survey.merge_variable(jsonb, jsonb) IS 'a variable of a codebook with the words of a change';

CREATE FUNCTION mlops_survey.wrong_change(message text, hint text) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION '%', message USING ERRCODE = 'invalid_parameter_value', HINT = coalesce(hint, '');
END
$$;
COMMENT ON FUNCTION mlops_survey.wrong_change(text, text) IS 'support: the error for a change of a codebook that cannot be understood';

-- the variables that the names of a change stand for, in its order
CREATE FUNCTION mlops_survey.changed_names(codebook jsonb, names jsonb, place text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    word text;
    found text[];
    all_found text[] := '{}';
BEGIN
    IF jsonb_typeof(names) = 'string' THEN
        names := jsonb_build_array(names);
    END IF;
    IF jsonb_typeof(names) IS DISTINCT FROM 'array' OR jsonb_path_exists(names, 'strict $[*] ? (@.type() != "string")') THEN
        PERFORM mlops_survey.wrong_change(format('%s must be a name or an array of names', place), 'A name may be a pattern such as "q2_*" or a range such as "q2_1:q2_10".');
    END IF;
    FOR word IN SELECT jsonb_array_elements_text(names)
    LOOP
        found := mlops_survey.codebook_names(codebook, word);
        IF found IS NULL THEN
            -- a column that the codebook has not yet is looked for where the codebook is applied
            IF word LIKE '%*%' OR word LIKE '%:%' THEN
                PERFORM mlops_survey.wrong_change(format('%s: no variable of the survey matches "%s"', place, word),
                    CASE WHEN word LIKE '%*%' THEN 'The pattern may hold * for any characters.' ELSE 'A range is first:last, in the order of the codebook.' END);
            END IF;
            found := ARRAY[word];
        END IF;
        all_found := all_found || found;
    END LOOP;
    RETURN all_found;
END
$$;
COMMENT ON FUNCTION mlops_survey.changed_names(jsonb, jsonb, text) IS 'the variables that a name, or a list of them, of a change stands for';

-- Members of a set, and of its nets: patterns and ranges stand for the variables that they match
CREATE FUNCTION mlops_survey.changed_members(codebook jsonb, members jsonb, place text) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF jsonb_typeof(members) = 'string' THEN
        members := jsonb_build_array(members);
    END IF;
    IF jsonb_typeof(members) IS DISTINCT FROM 'array' THEN
        RETURN members;
    END IF;
    RETURN (
        WITH named AS (
            SELECT m, n, at, CASE WHEN jsonb_typeof(m) = 'string' THEN name ELSE (mlops_survey.codebook_names(codebook, m ->> 'variable'))[1] END AS name,
                jsonb_typeof(m) = 'string' AND (m #>> '{}' LIKE '%*%' OR m #>> '{}' LIKE '%:%') AS several
            FROM jsonb_array_elements(members) WITH ORDINALITY t(m, n),
                unnest(CASE WHEN jsonb_typeof(m) = 'string' THEN mlops_survey.changed_names(codebook, m, place) ELSE '{""}' END) WITH ORDINALITY w(name, at)
        )
        -- of a pattern or range those that nothing else names, nor an earlier one
        SELECT jsonb_agg(CASE WHEN jsonb_typeof(m) = 'string' THEN to_jsonb(name) ELSE m END ORDER BY n, at) FROM named d
        WHERE NOT (several AND EXISTS (SELECT FROM named o WHERE o.name = d.name AND o.n <> d.n AND (NOT o.several OR o.n < d.n))));
END
$$;
COMMENT ON FUNCTION mlops_survey.changed_members(jsonb, jsonb, text) IS 'members of a set as names of variables';

-- Options of a set with those of a change, by their variables: what is named gets the label that is said, or is new, and null removes.  An array that names
-- all that there are gives their order.  Both are arrays of names and of {"variable", "label"}; a change may also be {"m_1": "label", "m_2": null}.
CREATE FUNCTION mlops_survey.merge_members(codebook jsonb, old jsonb, change jsonb, place text) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF jsonb_typeof(change) = 'object' THEN
        change := (SELECT jsonb_agg(jsonb_build_object('variable', f.name, 'label', e.value, 'gone', e.value = 'null') ORDER BY array_position(ARRAY(SELECT v ->> 'name' FROM jsonb_array_elements(codebook -> 'variables') v), f.name))
            FROM jsonb_each(change) e, unnest(mlops_survey.changed_names(codebook, to_jsonb(e.key), place)) f(name));
    ELSE
        change := mlops_survey.changed_members(codebook, change, place);
    END IF;
    -- what is no list of members is for the codebook's own checks
    IF jsonb_typeof(change) IS DISTINCT FROM 'array' OR EXISTS (SELECT FROM jsonb_array_elements(change) m WHERE jsonb_typeof(m) NOT IN ('string', 'object') OR (jsonb_typeof(m) = 'object' AND jsonb_typeof(m -> 'variable') IS DISTINCT FROM 'string')) THEN
        RETURN change;
    END IF;
    RETURN (
        WITH before AS (
            SELECT coalesce(m ->> 'variable', m #>> '{}') AS variable, m, n FROM jsonb_array_elements(coalesce(old, '[]')) WITH ORDINALITY t(m, n)
        ), said AS (
            SELECT coalesce((mlops_survey.codebook_names(codebook, w.variable))[1], w.variable) AS variable, w.m, w.n
            FROM (SELECT coalesce(m ->> 'variable', m #>> '{}') AS variable, m, n FROM jsonb_array_elements(change) WITH ORDINALITY t(m, n)) w
        ), ordered AS (
            SELECT NOT EXISTS (SELECT FROM before WHERE variable NOT IN (SELECT variable FROM said)) AS whole
        )
        SELECT coalesce(jsonb_agg(CASE WHEN s.m IS NULL OR jsonb_typeof(s.m) = 'string' THEN coalesce(b.m, s.m)
                WHEN s.m ->> 'label' IS NOT NULL THEN s.m - 'gone' WHEN s.m ? 'label' THEN to_jsonb(variable) ELSE coalesce(b.m, s.m) END
            ORDER BY CASE WHEN o.whole THEN NULL ELSE b.n END, s.n), '[]')
        FROM before b FULL JOIN said s USING (variable) CROSS JOIN ordered o
        WHERE coalesce(s.m -> 'gone', 'false') <> 'true');
END
$$;
COMMENT ON FUNCTION mlops_survey.merge_members(jsonb, jsonb, jsonb, text) IS 'the options of a set with those of a change';

-- Texts of options that are the end of their variable's label ("What do you use? - SQL") follow that label when it changes.  Where a variable had none,
-- its option was called as the column of the file, or as the variable.
CREATE FUNCTION mlops_survey.follow_options(before jsonb, after jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH changed AS (
        SELECT a ->> 'name' AS name, b.old, a ->> 'label' AS new, b.v ? 'label' AS labelled
        FROM (SELECT v, coalesce(v ->> 'label', w.name) AS old FROM jsonb_array_elements(before -> 'variables') v
            CROSS JOIN LATERAL (SELECT v ->> 'header' AS name UNION SELECT v ->> 'name') w
            WHERE coalesce(w.name, '') <> '' AND (NOT v ? 'label' OR w.name = v ->> 'name')) b
            JOIN jsonb_array_elements(after -> 'variables') a ON a ->> 'name' = b.v ->> 'name'
        WHERE a ->> 'label' <> b.old
    )
    SELECT CASE WHEN EXISTS (SELECT FROM changed) THEN jsonb_set(after, '{sets}', (
        SELECT coalesce(jsonb_agg(jsonb_set(s, '{members}', (
            SELECT jsonb_agg(coalesce((
                    SELECT m || jsonb_build_object('label', CASE WHEN starts_with(c.new, left(c.old, -length(m ->> 'label'))) THEN substr(c.new, 1 + length(c.old) - length(m ->> 'label')) ELSE c.new END)
                    FROM changed c WHERE c.name = m ->> 'variable' AND right(c.old, length(m ->> 'label')) = m ->> 'label' AND left(c.old, -length(m ->> 'label')) ~ CASE WHEN c.labelled THEN '(^|[^[:alnum:]])$' ELSE '^$' END
                        AND c.new <> left(c.old, -length(m ->> 'label'))), m) ORDER BY k)
            FROM jsonb_array_elements(s -> 'members') WITH ORDINALITY x(m, k))) ORDER BY n), '[]')
        FROM jsonb_array_elements(after -> 'sets') WITH ORDINALITY t(s, n))) ELSE after END;
END;
COMMENT ON FUNCTION mlops_survey.follow_options(jsonb, jsonb) IS 'a codebook whose options have the texts that the labels of their variables have now';

CREATE FUNCTION mlops_survey.merge_set(codebook jsonb, old jsonb, change jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place text := format('set "%s"', change ->> 'name');
    merged jsonb := jsonb_strip_nulls((coalesce(old, '{}') || (change - '{name,nets,properties,members,translations}'::text[])) || jsonb_build_object('name', coalesce(old ->> 'name', change ->> 'name')));
    net record;
BEGIN
    IF change ? 'members' THEN
        merged := merged || jsonb_build_object('members', mlops_survey.merge_members(codebook, old -> 'members', change -> 'members', place));
    END IF;
    FOR net IN SELECT key, value FROM jsonb_each(CASE WHEN jsonb_typeof(change -> 'nets') = 'object' THEN change -> 'nets' ELSE '{}' END)
    LOOP
        merged := jsonb_set(merged, '{nets}', coalesce(merged -> 'nets', '{}') || jsonb_build_object(net.key, mlops_survey.changed_members(codebook, net.value, place)));
    END LOOP;
    IF change ? 'nets' AND jsonb_typeof(change -> 'nets') <> 'object' THEN
        merged := merged || jsonb_build_object('nets', change -> 'nets');
    END IF;
    IF change ? 'properties' THEN
        merged := merged || jsonb_build_object('properties', mlops_survey.merge_objects(old -> 'properties', change -> 'properties'));
    END IF;
    IF change -> 'base' = 'null' THEN
        merged := merged #- '{properties,base}';
    END IF;
    IF change ? 'translations' THEN
        merged := merged || jsonb_build_object('translations', mlops_survey.merge_texts(old -> 'translations', change -> 'translations'));
    END IF;
    RETURN mlops_survey.merge_objects('{}', merged);
END
$$;
COMMENT ON FUNCTION mlops_survey.merge_set(jsonb, jsonb, jsonb) IS 'a response set of a codebook, or a new one, with the words of a change';

-- the objects of an array of a change; "variables": null and the like say nothing
CREATE FUNCTION mlops_survey.changed_elements(changes jsonb, key text) RETURNS SETOF jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    part jsonb := changes -> key;
BEGIN
    IF part IS NULL OR jsonb_typeof(part) = 'null' THEN
        RETURN;
    END IF;
    IF jsonb_typeof(part) <> 'array' OR EXISTS (SELECT FROM jsonb_array_elements(part) e WHERE jsonb_typeof(e) <> 'object' OR NOT e ? 'name') THEN
        PERFORM mlops_survey.wrong_change(format('key "%s" of the changes must be an array of objects, each with a "name"', key),
            format('For example {"%s": [{"name": "q1", "label": "..."}]}.', key));
    END IF;
    RETURN QUERY SELECT jsonb_array_elements(part);
END
$$;
COMMENT ON FUNCTION mlops_survey.changed_elements(jsonb, text) IS 'support: the elements of an array of changes';

CREATE FUNCTION mlops_survey.merge_changes(codebook jsonb, changes jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    merged jsonb := codebook;
    change jsonb;
    variable text;
    names text[];
    at int;
BEGIN
    IF jsonb_typeof(changes) <> 'object' THEN
        PERFORM mlops_survey.wrong_change('changes of a codebook must be an object', 'For example {"variables": [{"name": "q1", "label": "..."}]}.');
    END IF;
    FOR variable IN SELECT jsonb_object_keys(changes - '{variables,sets}'::text[])
    LOOP
        merged := merged || jsonb_build_object(variable, CASE WHEN variable = 'calibration' THEN changes -> variable
            WHEN variable = 'translations' THEN mlops_survey.merge_texts(merged -> variable, changes -> variable)
            -- these lie among the properties
            WHEN variable = ANY ('{tasks,imputations,states,tables}') THEN mlops_survey.merge_objects(merged #> ARRAY['properties', variable], changes -> variable)
            ELSE mlops_survey.merge_objects(merged -> variable, changes -> variable) END);
    END LOOP;
    FOR variable IN SELECT key FROM jsonb_each(changes) WHERE key = ANY ('{tasks,imputations,states,tables,sampling}') AND value = 'null'
    LOOP
        merged := merged #- ARRAY['properties', variable];
    END LOOP;
    -- what identifies respondents is no question, unless the changes say so
    IF jsonb_typeof(changes -> 'respondent') = 'string' THEN
        merged := jsonb_set(merged, '{variables}', (SELECT coalesce(jsonb_agg(v ORDER BY n), '[]') FROM jsonb_array_elements(merged -> 'variables') WITH ORDINALITY t(v, n)
            WHERE lower(v ->> 'name') <> lower(changes ->> 'respondent')));
    END IF;
    FOR change IN SELECT mlops_survey.changed_elements(changes, 'variables')
    LOOP
        names := mlops_survey.changed_names(merged, change -> 'name', 'a variable of the changes');
        merged := jsonb_set(merged, '{variables}', (
            SELECT coalesce(jsonb_agg(CASE WHEN v ->> 'name' = ANY (names) THEN mlops_survey.merge_variable(v, mlops_survey.missing_by_label(v, change)) ELSE v END ORDER BY n), '[]')
            FROM jsonb_array_elements(merged -> 'variables') WITH ORDINALITY t(v, n))
            || (SELECT coalesce(jsonb_agg(change || jsonb_build_object('name', f.name) ORDER BY f.n), '[]') FROM unnest(names) WITH ORDINALITY f(name, n)
                WHERE f.name NOT IN (SELECT v ->> 'name' FROM jsonb_array_elements(merged -> 'variables') v)));
    END LOOP;
    merged := mlops_survey.follow_options(codebook, merged);
    IF jsonb_typeof(changes -> 'sets') = 'null' THEN
        merged := merged || '{"sets": []}';
    END IF;
    FOR change IN SELECT mlops_survey.changed_elements(changes, 'sets')
    LOOP
        at := (SELECT n FROM jsonb_array_elements(merged -> 'sets') WITH ORDINALITY t(s, n) WHERE lower(s ->> 'name') = lower(change ->> 'name'));
        merged := CASE WHEN at IS NULL THEN jsonb_insert(merged, '{sets,-1}', mlops_survey.merge_set(merged, NULL, change), true)
            WHEN jsonb_typeof(change -> 'members') = 'null' THEN merged #- ARRAY['sets', (at - 1)::text]
            ELSE jsonb_set(merged, ARRAY['sets', (at - 1)::text], mlops_survey.merge_set(merged, merged -> 'sets' -> (at - 1), change)) END;
    END LOOP;
    -- a language that there are translations into: they become the texts
    IF changes ->> 'language' IS DISTINCT FROM codebook ->> 'language' AND jsonb_path_exists(merged, '$.**.translations.keyvalue() ? (@.key == $language)', jsonb_build_object('language', changes -> 'language'), true) THEN
        IF NOT codebook ? 'language' THEN
            PERFORM mlops_survey.wrong_change(format('the codebook does not say which language its labels are in, so "%s" cannot take their place', changes ->> 'language'),
                'Say it first: alter_survey(..., ''{"language": "en"}'').');
        END IF;
        merged := mlops_survey.turn_codebook(merged, codebook ->> 'language', changes ->> 'language');
    END IF;
    RETURN merged;
END
$$;
COMMENT ON FUNCTION mlops_survey.merge_changes(jsonb, jsonb) IS 'a codebook with changes, as alter_survey applies them';

CREATE FUNCTION mlops_survey.codebook_difference(before jsonb, after jsonb) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH old AS (
        SELECT 1 AS part, v ->> 'name' AS name, v, n FROM jsonb_array_elements(before -> 'variables') WITH ORDINALITY t(v, n)
        UNION ALL SELECT 2, s ->> 'name', s, n FROM jsonb_array_elements(before -> 'sets') WITH ORDINALITY t(s, n)
        UNION ALL SELECT 0, key, value, 0 FROM jsonb_each(before - '{variables,sets}'::text[])
    ), new AS (
        SELECT 1 AS part, v ->> 'name' AS name, v, n FROM jsonb_array_elements(after -> 'variables') WITH ORDINALITY t(v, n)
        UNION ALL SELECT 2, s ->> 'name', s, n FROM jsonb_array_elements(after -> 'sets') WITH ORDINALITY t(s, n)
        UNION ALL SELECT 0, key, value, 0 FROM jsonb_each(after - '{variables,sets}'::text[])
    )
    SELECT coalesce(array_agg(name ORDER BY part, coalesce(new.n, old.n), name), '{}') FROM old FULL JOIN new USING (part, name) 
    -- the type of a column is said or not as the loader would make another one: no change of anything
    WHERE CASE part WHEN 1 THEN old.v - 'type' ELSE old.v END IS DISTINCT FROM CASE part WHEN 1 THEN new.v - 'type' ELSE new.v END;
END;
COMMENT ON FUNCTION mlops_survey.codebook_difference(jsonb, jsonb) IS 'names of the keys, variables and sets in which two codebooks differ';

CREATE TYPE survey_alteration AS (
    survey text, changed text[], labels_view regclass, long_view regclass, warnings text[]);
COMMENT ON TYPE survey_alteration IS 'what alter_survey changed';
COMMENT ON COLUMN survey_alteration.survey IS 'the survey';
COMMENT ON COLUMN survey_alteration.changed IS 'keys of the codebook, variables and sets that are not what they were; empty where nothing is';
COMMENT ON COLUMN survey_alteration.labels_view IS 'view of the answers with texts instead of codes; NULL where there is none';
COMMENT ON COLUMN survey_alteration.long_view IS 'view of the answers with one row per respondent and answer; NULL where there is none';
COMMENT ON COLUMN survey_alteration.warnings IS 'what deserves a look';

CREATE FUNCTION alter_survey(name text, changes jsonb, options jsonb DEFAULT NULL) RETURNS survey_alteration
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_alter_survey';
COMMENT ON FUNCTION alter_survey(text, jsonb, jsonb) IS 'changes the codebook of a survey: what is said takes the place of what was there, null removes; the answers stay as they are';
-- Derived variables: generated columns of the answers, with a place in the codebook.

CREATE FUNCTION mlops_survey.derived_change(variable text, codebook jsonb, derived jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT coalesce(codebook, '{}') || jsonb_build_object('name', variable,
        'properties', CASE WHEN jsonb_typeof(codebook -> 'properties') = 'object' THEN codebook -> 'properties' ELSE '{}' END || jsonb_build_object('derived', derived));
END;
COMMENT ON FUNCTION mlops_survey.derived_change(text, jsonb, jsonb) IS 'what a change of the codebook says of a derived variable';

CREATE FUNCTION mlops_survey.without_variables(codebook jsonb, names text[]) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT jsonb_set(codebook, '{variables}', (SELECT coalesce(jsonb_agg(v ORDER BY n), '[]') FROM jsonb_array_elements(codebook -> 'variables') WITH ORDINALITY t(v, n)
        WHERE v ->> 'name' <> ALL (names)));
END;
COMMENT ON FUNCTION mlops_survey.without_variables(jsonb, text[]) IS 'a codebook that does not mention these variables';

CREATE FUNCTION mlops_survey.renamed_variable(codebook jsonb, old text, new text) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH sets AS (
        SELECT s || jsonb_build_object('members', (SELECT jsonb_agg(CASE WHEN m = to_jsonb(old) THEN to_jsonb(new) WHEN m ->> 'variable' = old THEN m || jsonb_build_object('variable', new) ELSE m END ORDER BY n)
                FROM jsonb_array_elements(s -> 'members') WITH ORDINALITY t(m, n)))
            || CASE WHEN s ? 'nets' THEN jsonb_build_object('nets', (SELECT jsonb_object_agg(key, (SELECT jsonb_agg(CASE WHEN m = to_jsonb(old) THEN to_jsonb(new) ELSE m END ORDER BY n)
                FROM jsonb_array_elements(value) WITH ORDINALITY t(m, n))) FROM jsonb_each(s -> 'nets'))) ELSE '{}' END AS s, n
        FROM jsonb_array_elements(codebook -> 'sets') WITH ORDINALITY t(s, n)
    )
    SELECT codebook || jsonb_build_object(
        'variables', (SELECT coalesce(jsonb_agg(CASE WHEN v ->> 'name' = old THEN v || jsonb_build_object('name', new) ELSE v END ORDER BY n), '[]')
            FROM jsonb_array_elements(codebook -> 'variables') WITH ORDINALITY t(v, n)),
        'sets', (SELECT coalesce(jsonb_agg(s ORDER BY n), '[]') FROM sets))
        || CASE WHEN codebook ->> 'weight' = old THEN jsonb_build_object('weight', new) ELSE '{}' END
        || CASE WHEN codebook ? 'design' THEN jsonb_build_object('design', (SELECT jsonb_object_agg(key, CASE WHEN jsonb_typeof(value) = 'array'
            THEN (SELECT coalesce(jsonb_agg(CASE WHEN m = to_jsonb(old) THEN to_jsonb(new) ELSE m END ORDER BY n), '[]') FROM jsonb_array_elements(value) WITH ORDINALITY t(m, n)) ELSE value END)
            FROM jsonb_each(codebook -> 'design'))) ELSE '{}' END;
END;
COMMENT ON FUNCTION mlops_survey.renamed_variable(jsonb, text, text) IS 'a codebook with another name for a variable, wherever it stands';

CREATE TYPE survey_derivation AS (
    survey text, variable text, type text, measure text, answered bigint, missing bigint, expression text, warnings text[]);
COMMENT ON TYPE survey_derivation IS 'a variable that derive_variable made, or removed';
COMMENT ON COLUMN survey_derivation.survey IS 'the survey';
COMMENT ON COLUMN survey_derivation.variable IS 'the variable or set';
COMMENT ON COLUMN survey_derivation.type IS 'type of its column; NULL once it is removed, and of a set';
COMMENT ON COLUMN survey_derivation.measure IS 'nominal, ordinal, scale, date or text; multiple of a set; NULL once it is removed';
COMMENT ON COLUMN survey_derivation.answered IS 'respondents who have a valid answer';
COMMENT ON COLUMN survey_derivation.missing IS 'respondents who have none';
COMMENT ON COLUMN survey_derivation.expression IS 'the expression as the server understood it, labels as codes';
COMMENT ON COLUMN survey_derivation.warnings IS 'what deserves a look';

CREATE FUNCTION derive_variable(name text, variable text, expression text, codebook jsonb DEFAULT NULL, options jsonb DEFAULT NULL) RETURNS survey_derivation
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_derive_variable';
COMMENT ON FUNCTION derive_variable(text, text, text, jsonb, jsonb) IS 'makes a variable that is computed from others and stays so (a generated column), with labels; without an expression removes it';
-- Open answers: a frame of codes, each with words, phrases and regular expressions, as a derived set.

-- what text search reads of an answer: enough of any, and no more than it can hold (a million bytes)
CREATE FUNCTION mlops_survey.frame_text(variable text) RETURNS text
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
RETURN format('pg_catalog."left"(%I, 100000)', variable);
COMMENT ON FUNCTION mlops_survey.frame_text(text) IS 'the part of an open answer in which words are looked for, as an expression';

-- a word, one or several
CREATE FUNCTION mlops_survey.frame_words(said jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
RETURN CASE jsonb_typeof(said) WHEN 'array' THEN said WHEN 'string' THEN jsonb_build_array(said) ELSE '[]' END;
COMMENT ON FUNCTION mlops_survey.frame_words(jsonb) IS 'words or expressions of a code, one or several, as an array';

-- the condition of one code: any of its words (of a configuration that stems, in any form), phrases, regular expressions, or one of one's own
CREATE FUNCTION mlops_survey.frame_condition(variable text, code jsonb, configuration text) RETURNS text
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT string_agg(c, ' OR ' ORDER BY k, n) FROM (
        SELECT 1 AS k, n, format('pg_catalog.to_tsvector(%L::pg_catalog.regconfig, %s) OPERATOR(pg_catalog.@@) pg_catalog.phraseto_tsquery(%L::pg_catalog.regconfig, %L)',
            configuration, mlops_survey.frame_text(variable), configuration, w) AS c
        FROM jsonb_array_elements_text(mlops_survey.frame_words(code -> 'words')) WITH ORDINALITY t(w, n)
        UNION ALL
        SELECT 2, n, format('%I OPERATOR(pg_catalog.~*) %L', variable, w)
        FROM jsonb_array_elements_text(mlops_survey.frame_words(code -> 'regex')) WITH ORDINALITY t(w, n)
        UNION ALL
        SELECT 3, 1, format(E'coalesce((%s\n), false)', code ->> 'expression') WHERE code ? 'expression') x;
END;
COMMENT ON FUNCTION mlops_survey.frame_condition(text, jsonb, text) IS 'whether an open answer meets a code of a frame, as an expression; NULL of a code without rules';

-- codes of one label (without words), and words that the configuration knows nothing of: the first
CREATE FUNCTION mlops_survey.frame_faults(frame jsonb) RETURNS TABLE (label text, words text)
    LANGUAGE SQL STABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH codes AS (
        SELECT c, n, c ->> 'label' AS label FROM jsonb_array_elements(frame -> 'codes') WITH ORDINALITY t(c, n)
    ), labels AS (
        SELECT label FROM codes UNION ALL SELECT coalesce(frame ->> 'other', 'None of these')
    )
    SELECT label, words FROM (
        SELECT 1 AS kind, label, NULL::text AS words, 0::bigint AS n FROM labels GROUP BY label HAVING count(*) OPERATOR(pg_catalog.>) 1
        UNION ALL
        SELECT 2, k.label, w, k.n FROM codes k, jsonb_array_elements_text(mlops_survey.frame_words(k.c -> 'words')) w
        WHERE to_tsvector(coalesce(frame ->> 'language', 'simple')::regconfig, w) OPERATOR(pg_catalog.=) ''::tsvector) x
    ORDER BY kind, n, label LIMIT 1;
END;
COMMENT ON FUNCTION mlops_survey.frame_faults(jsonb) IS 'what is wrong with a frame of codes: a label that two have, or words that text search does not know';

-- nets of codes by their labels, as nets of the set's variables; what is no code stays, and is refused with the set
CREATE FUNCTION mlops_survey.frame_nets(frame jsonb, set_name text) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT jsonb_object_agg(net.key, CASE WHEN jsonb_typeof(net.value) OPERATOR(pg_catalog.<>) 'array' THEN net.value ELSE (
        SELECT jsonb_agg(coalesce((SELECT to_jsonb(format('%s_%s', set_name, c.n)) FROM jsonb_array_elements(frame -> 'codes') WITH ORDINALITY c(code, n)
            WHERE c.code -> 'label' OPERATOR(pg_catalog.=) code.value), code.value) ORDER BY code.n) FROM jsonb_array_elements(net.value) WITH ORDINALITY code(value, n)) END)
    FROM jsonb_each(frame -> 'nets') net;
END;
COMMENT ON FUNCTION mlops_survey.frame_nets(jsonb, text) IS 'nets of a frame of codes as nets of the variables of its set';

-- what derive_variable takes for the set; who gave no answer is in no option and in no base
CREATE FUNCTION mlops_survey.frame_codebook(variable text, frame jsonb, set_name text) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH codes AS (
        SELECT c, n, mlops_survey.frame_condition(variable, c, coalesce(frame ->> 'language', 'simple')) AS condition
        FROM jsonb_array_elements(CASE WHEN jsonb_typeof(frame -> 'codes') = 'array' THEN frame -> 'codes' ELSE '[]' END) WITH ORDINALITY t(c, n)
    ), answered AS (
        SELECT format('pg_catalog.btrim(%I) OPERATOR(pg_catalog.<>) ''''', variable) AS condition
    ), members AS (
        SELECT n, c ->> 'label' AS label, format('CASE WHEN %s THEN %s END', a.condition, k.condition) AS expression FROM codes k, answered a
        UNION ALL
        SELECT 1000000, coalesce(frame ->> 'other', 'None of these'), format('CASE WHEN %s THEN NOT (%s) END', a.condition, (SELECT string_agg('(' || condition || ')', ' OR ' ORDER BY n) FROM codes)) FROM answered a
    )
    SELECT jsonb_build_object('label', frame -> 'label', 'members', (SELECT jsonb_agg(jsonb_build_object('label', label, 'expression', expression) ORDER BY n) FROM members))
        || CASE WHEN frame ? 'nets' THEN jsonb_build_object('nets', mlops_survey.frame_nets(frame, set_name)) ELSE '{}' END;
END;
COMMENT ON FUNCTION mlops_survey.frame_codebook(text, jsonb, text) IS 'a frame of codes as a derived set';

CREATE FUNCTION code_text(name text, variable text, frame jsonb, options jsonb DEFAULT NULL) RETURNS survey_derivation
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_code_text';
COMMENT ON FUNCTION code_text(text, text, jsonb, jsonb) IS 'codes open answers by a frame of words, phrases and regular expressions: a derived set, up to date by itself, with what no code met';
-- Loading surveys.  The functions differ in where the bytes come from; the last one takes them under a name of its own, so that no driver
-- that leaves the type of a parameter to the server calls the first with the content of a file.

CREATE TYPE survey_load_report AS (
    survey text, rows_read bigint, rows_loaded bigint, rows_refused bigint, variables jsonb, inferred text[],
    warnings text[], seconds double precision);
COMMENT ON TYPE survey_load_report IS 'what load_survey read, inferred and refused';
COMMENT ON COLUMN survey_load_report.survey IS 'the survey';
COMMENT ON COLUMN survey_load_report.rows_read IS 'rows of the file: those loaded and those refused';
COMMENT ON COLUMN survey_load_report.rows_loaded IS 'rows that became respondents';
COMMENT ON COLUMN survey_load_report.rows_refused IS 'rows that mlops_survey.load_error holds';
COMMENT ON COLUMN survey_load_report.variables IS 'how many variables there are of each measure, and sets';
COMMENT ON COLUMN survey_load_report.inferred IS 'what was found out about the file';
COMMENT ON COLUMN survey_load_report.warnings IS 'what deserves a look, and what the file says that a survey has no place for';
COMMENT ON COLUMN survey_load_report.seconds IS 'time that it took';

CREATE FUNCTION load_survey(name text, file text,
    codebook jsonb DEFAULT NULL, format text DEFAULT NULL, "into" text DEFAULT NULL, on_error text DEFAULT 'abort',
    delimiter text DEFAULT NULL, encoding text DEFAULT NULL, header_rows int DEFAULT NULL, null_strings text[] DEFAULT NULL,
    multiple_delimiter text DEFAULT NULL, weight text DEFAULT NULL, replace boolean DEFAULT false, append boolean DEFAULT false, metadata text DEFAULT NULL,
    decimal_mark text DEFAULT NULL, grouping_mark text DEFAULT NULL, date_order text DEFAULT NULL, sheet text DEFAULT NULL, columns text[] DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS survey_load_report
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_load_file';
COMMENT ON FUNCTION load_survey(text, text, jsonb, text, text, text, text, text, int, text[], text, text, boolean, boolean, text, text, text, text, text, text[], jsonb)
    IS 'loads a survey from a CSV, TSV, JSON Lines, Excel, SPSS, Stata, SAS or Triple-S file on the server and reports what was read, inferred and refused';

CREATE FUNCTION load_survey(name text, content bytea,
    codebook jsonb DEFAULT NULL, format text DEFAULT NULL, "into" text DEFAULT NULL, on_error text DEFAULT 'abort',
    delimiter text DEFAULT NULL, encoding text DEFAULT NULL, header_rows int DEFAULT NULL, null_strings text[] DEFAULT NULL,
    multiple_delimiter text DEFAULT NULL, weight text DEFAULT NULL, replace boolean DEFAULT false, append boolean DEFAULT false, metadata bytea DEFAULT NULL,
    decimal_mark text DEFAULT NULL, grouping_mark text DEFAULT NULL, date_order text DEFAULT NULL, sheet text DEFAULT NULL, columns text[] DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS survey_load_report
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_load_content';
COMMENT ON FUNCTION load_survey(text, bytea, jsonb, text, text, text, text, text, int, text[], text, text, boolean, boolean, bytea, text, text, text, text, text[], jsonb)
    IS 'loads a survey from the content of a CSV, TSV, JSON Lines, Excel, SPSS, Stata, SAS or Triple-S file, sent as a parameter';

CREATE FUNCTION load_survey_bytes(name text, content bytea,
    codebook jsonb DEFAULT NULL, format text DEFAULT NULL, "into" text DEFAULT NULL, on_error text DEFAULT 'abort',
    delimiter text DEFAULT NULL, encoding text DEFAULT NULL, header_rows int DEFAULT NULL, null_strings text[] DEFAULT NULL,
    multiple_delimiter text DEFAULT NULL, weight text DEFAULT NULL, replace boolean DEFAULT false, append boolean DEFAULT false, metadata bytea DEFAULT NULL,
    decimal_mark text DEFAULT NULL, grouping_mark text DEFAULT NULL, date_order text DEFAULT NULL, sheet text DEFAULT NULL, columns text[] DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS survey_load_report
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_load_content';
COMMENT ON FUNCTION load_survey_bytes(text, bytea, jsonb, text, text, text, text, text, int, text[], text, text, boolean, boolean, bytea, text, text, text, text, text[], jsonb)
    IS 'loads a survey from the content of a CSV, TSV, JSON Lines, Excel, SPSS, Stata, SAS or Triple-S file, sent as a parameter: the same as load_survey(text, bytea), for drivers that leave the type of a parameter to the server';

-- A variable is the same if its name or header is; of it, each key that the user gives takes the place of the file's, and so does each code
-- of "values" and "missing": a code under the one leaves the other.
CREATE FUNCTION mlops_survey.merge_codebooks(file jsonb, own jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH theirs AS (
        SELECT v, n FROM jsonb_array_elements(file -> 'variables') WITH ORDINALITY t(v, n)
    ), ours AS (
        SELECT v, n, CASE WHEN jsonb_typeof(v -> 'values') = 'object' THEN v -> 'values' ELSE '{}' END AS valid,
            CASE WHEN jsonb_typeof(v -> 'missing') = 'object' THEN v -> 'missing' ELSE '{}' END AS missing
        FROM jsonb_array_elements(coalesce(own -> 'variables', '[]')) WITH ORDINALITY o(v, n)
    ), pairs AS (
        -- numbers without labels are a scale to the file, unless the user gives them some
        SELECT t.n, CASE WHEN t.v ->> 'measure' = 'scale' AND NOT t.v ?| '{values,missing}' AND o.v ?| '{values,points}' AND NOT o.v ? 'measure' THEN t.v - 'measure' ELSE t.v END || coalesce(o.v, '{}')
            || CASE WHEN t.v ? 'translations' AND o.v ? 'translations' THEN jsonb_build_object('translations', mlops_survey.merge_texts(t.v -> 'translations', o.v -> 'translations')) ELSE '{}' END
            || CASE WHEN o.v IS NOT NULL AND jsonb_typeof(t.v -> 'values') = 'object' AND jsonb_typeof(o.v -> 'values') IS DISTINCT FROM 'array'
                THEN jsonb_build_object('values', ((t.v -> 'values') - ARRAY(SELECT jsonb_object_keys(o.missing))) || o.valid) ELSE '{}' END
            || CASE WHEN o.v IS NOT NULL AND jsonb_typeof(t.v -> 'missing') = 'object' AND jsonb_typeof(o.v -> 'missing') IS DISTINCT FROM 'array'
                THEN jsonb_build_object('missing', ((t.v -> 'missing') - ARRAY(SELECT jsonb_object_keys(o.valid))) || o.missing) ELSE '{}' END AS v,
            o.n AS own_n
        FROM theirs t LEFT JOIN ours o ON o.v ->> 'header' = t.v ->> 'header'
            OR lower(o.v ->> 'name') IN (lower(t.v ->> 'name'), lower(t.v ->> 'header'))
    ), merged AS (
        SELECT n, v FROM pairs
        UNION ALL
        -- what is no variable of the file is refused where the codebook is applied
        SELECT n + 1000000, v FROM ours WHERE n NOT IN (SELECT own_n FROM pairs WHERE own_n IS NOT NULL)
    )
    SELECT file || coalesce(own, '{}')
        || CASE WHEN file ? 'translations' AND own ? 'translations' THEN jsonb_build_object('translations', mlops_survey.merge_texts(file -> 'translations', own -> 'translations')) ELSE '{}' END
        || jsonb_build_object('variables', (SELECT jsonb_agg(v ORDER BY n) FROM merged));
END;
COMMENT ON FUNCTION mlops_survey.merge_codebooks(jsonb, jsonb)
    IS 'the codebook that a file carries, with the words of the user in the place of its own';

-- Of a codebook what it says of these columns: their variables, and the sets of which all members are among them, or which are read from one of
-- them.  A weight or key that is not among them is refused: without it the survey would be another one.
CREATE FUNCTION mlops_survey.choose_variables(codebook jsonb, columns text[]) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH chosen AS (
        SELECT lower(c) AS name FROM unnest(columns) c
    ), known AS (
        SELECT v, n FROM jsonb_array_elements(codebook -> 'variables') WITH ORDINALITY t(v, n)
    ), loaded AS (
        SELECT lower(v ->> 'name') AS name FROM known
        WHERE lower(v ->> 'name') IN (SELECT name FROM chosen) OR lower(v ->> 'header') IN (SELECT name FROM chosen)
    ), sets AS (
        SELECT s, n, lower(s ->> 'name') IN (SELECT name FROM chosen) AS own,
            ARRAY(SELECT lower(CASE WHEN jsonb_typeof(m) = 'object' THEN m ->> 'variable' ELSE m #>> '{}' END)
                FROM jsonb_array_elements(CASE WHEN jsonb_typeof(s -> 'members') = 'array' THEN s -> 'members' ELSE '[]' END) m) AS members
        FROM jsonb_array_elements(codebook -> 'sets') WITH ORDINALITY t(s, n)
    ), kept AS (
        SELECT s, n, members FROM sets
        WHERE own OR NOT EXISTS (SELECT FROM unnest(members) m WHERE m NOT IN (SELECT name FROM loaded) AND m NOT IN (SELECT name FROM chosen))
    )
    SELECT codebook
        || CASE WHEN codebook ? 'variables' THEN jsonb_build_object('variables', coalesce((SELECT jsonb_agg(v ORDER BY n) FROM known
            WHERE lower(v ->> 'name') IN (SELECT name FROM loaded) OR lower(v ->> 'name') IN (SELECT m FROM kept, unnest(members) m)), '[]')) ELSE '{}' END
        || CASE WHEN codebook ? 'sets' THEN jsonb_build_object('sets', coalesce((SELECT jsonb_agg(s ORDER BY n) FROM kept), '[]')) ELSE '{}' END;
END;
COMMENT ON FUNCTION mlops_survey.choose_variables(jsonb, text[])
    IS 'what a codebook says of the columns that are chosen';

-- The metadata of Triple-S 1.1 to 3.0.  Texts stand in the element, or in elements <text> of it for modes and languages: that for analysis is taken
-- before the first one, and where a language is asked for, that in it.  The document type is never fetched: PostgreSQL's XML reads no external entity.
CREATE FUNCTION mlops_survey.triple_s_languages(document xml) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH found AS (
        SELECT l.l, min(l.n) AS n FROM (SELECT x.n, x.l FROM xmltable('//text[@xml:lang]' PASSING document COLUMNS n FOR ORDINALITY, l text PATH '@xml:lang') x
            UNION ALL
            SELECT w.n - 1000000000, w.l FROM xmltable('/sss' PASSING document COLUMNS l text PATH '@languages') x, regexp_split_to_table(btrim(x.l), '\s+') WITH ORDINALITY w(l, n)) l
        WHERE l.l ~ '^[A-Za-z0-9_-]{1,63}$' GROUP BY l.l
    )
    SELECT CASE WHEN found.n > 0 THEN found.l END FROM (SELECT array_agg(l ORDER BY n) AS l, count(*) AS n FROM found) found;
END;
COMMENT ON FUNCTION mlops_survey.triple_s_languages(xml) IS 'the languages of a Triple-S file, the one of its first texts first';

-- The text of an element, as its parts were read.
CREATE FUNCTION mlops_survey.triple_s_text(spoken_analysis text, spoken text, direct text, analysis text, first text, whole text) RETURNS text
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
    RETURN nullif(trim(regexp_replace(coalesce(nullif(spoken_analysis, ''), nullif(spoken, ''),
        -- words before the first <text> are those of the own language
        CASE WHEN btrim(direct, E' \t\r\n') <> '' AND first <> '' THEN direct END, nullif(analysis, ''), nullif(first, ''), whole), '\s+', ' ', 'g')), '');
COMMENT ON FUNCTION mlops_survey.triple_s_text(text, text, text, text, text, text) IS 'support: the text of an element of Triple-S, or the one in a language';

CREATE FUNCTION mlops_survey.triple_s_variables(document xml, wanted text DEFAULT NULL)
    RETURNS TABLE ("position" int, ident text, type text, use text, format text, filter text, name text, label text,
        first int, last int, subfields int, width int, low text, high text)
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT x.n, x.ident, x.type, x.use, x.format, coalesce(x.filter, nullif(x.filter_text, '')), x.name,
        mlops_survey.triple_s_text(x.spoken_analysis, x.spoken, x.direct, x.label_analysis, x.label_text, x.label),
        x.first, coalesce(x.last, x.first), x.subfields, x.width, x.low, x.high
    FROM xmltable('(//record)[1]/variable' PASSING document COLUMNS
        n FOR ORDINALITY, ident text PATH '@ident', type text PATH '@type', use text PATH '@use', format text PATH '@format',
        filter text PATH '@filter', filter_text text PATH 'string(filter)', name text PATH 'normalize-space(name)',
        label_analysis text PATH 'string(label/text[@mode="analysis"][1])', label_text text PATH 'string(label/text[1])',
        label text PATH 'string(label)', direct text PATH 'string(label/text()[1])',
        spoken_analysis text PATH ('string(label/text[@mode="analysis"][@xml:lang="' || coalesce(wanted, '') || '"][1])'),
        spoken text PATH ('string(label/text[@xml:lang="' || coalesce(wanted, '') || '"][1])'), first int PATH 'position/@start', last int PATH 'position/@finish',
        subfields int PATH 'spread/@subfields', width int PATH 'spread/@width',
        low text PATH '(.//range/@from)[1]', high text PATH '(.//range/@to)[1]') x
    ORDER BY x.n;
END;
COMMENT ON FUNCTION mlops_survey.triple_s_variables(xml, text) IS 'the variables of a Triple-S file';

CREATE FUNCTION mlops_survey.triple_s_values(document xml, wanted text DEFAULT NULL)
    RETURNS TABLE ("position" int, code text, label text, score text)
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT x.variable::int + 1, x.code,
        mlops_survey.triple_s_text(x.spoken_analysis, x.spoken, x.direct, x.label_analysis, x.label_text, x.label), x.score
    FROM xmltable('(//record)[1]/variable/values/value' PASSING document COLUMNS
        n FOR ORDINALITY, variable float8 PATH 'count(../../preceding-sibling::variable)', code text PATH '@code', score text PATH '@score',
        label_analysis text PATH 'string(text[@mode="analysis"][1])', label_text text PATH 'string(text[1])', label text PATH 'string(.)',
        direct text PATH 'string(text()[1])', spoken_analysis text PATH ('string(text[@mode="analysis"][@xml:lang="' || coalesce(wanted, '') || '"][1])'),
        spoken text PATH ('string(text[@xml:lang="' || coalesce(wanted, '') || '"][1])')) x
    ORDER BY x.variable, x.n;
END;
COMMENT ON FUNCTION mlops_survey.triple_s_values(xml, text) IS 'the answers that the variables of a Triple-S file can have';

CREATE FUNCTION mlops_survey.triple_s_file(document xml, wanted text DEFAULT NULL)
    RETURNS TABLE (title text, format text, skip int, encoding text, records int, texts int, name text, version text, written text, href text)
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT mlops_survey.triple_s_text('', x.spoken, x.direct, '', x.title_text, x.title),
        coalesce(lower(x.format), 'fixed'), coalesce(x.skip, 0), x.encoding, x.records::int, x.texts::int, nullif(x.name, ''), nullif(x.version, ''),
        nullif(concat_ws(' ', 'at ' || nullif(concat_ws(' ', nullif(x.day, ''), nullif(x.hour, '')), ''), 'by ' || nullif(x.author, ''), 'with ' || nullif(x.origin, '')), ''), x.href
    FROM xmltable('/sss' PASSING document COLUMNS
        title_text text PATH 'string(survey/title/text[1])', title text PATH 'string(survey/title)', direct text PATH 'string(survey/title/text()[1])',
        spoken text PATH ('string(survey/title/text[@xml:lang="' || coalesce(wanted, '') || '"][1])'),
        format text PATH '(//record)[1]/@format', skip int PATH '(//record)[1]/@skip',
        encoding text PATH '(//record)[1]/@data-file-encoding', records float8 PATH 'count(//record)',
        texts float8 PATH 'count(//*[text[@mode = following-sibling::text/@mode or @mode != following-sibling::text/@mode]])', name text PATH 'normalize-space(survey/name)', version text PATH 'normalize-space(survey/version)',
        day text PATH 'normalize-space(date)', hour text PATH 'normalize-space(time)', author text PATH 'normalize-space(user)', origin text PATH 'normalize-space(origin)',
        href text PATH '(//record)[1]/@href') x;
END;
COMMENT ON FUNCTION mlops_survey.triple_s_file(xml, text) IS 'what a Triple-S file says of its data';

-- elements and attributes that are not in the document type of 2.0; levels of a hierarchy have a warning of their own
CREATE FUNCTION mlops_survey.triple_s_losses(document xml) RETURNS text
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT string_agg(w.what || ' (' || w.n || ')', ', ' ORDER BY w.n DESC, w.what) FROM (
        SELECT x.what, count(*) AS n FROM (
            SELECT '<' || e.name || '>' AS what FROM xmltable('//*[not(self::sss or self::date or self::time or self::origin or self::user or self::survey or self::name
                or self::version or self::title or self::record or self::variable or self::label or self::position or self::spread or self::values or self::range or self::value
                or self::filter or self::size or self::text or self::br or self::hierarchy or self::level or self::parent)]' PASSING document COLUMNS name text PATH 'name(.)') e
            UNION ALL
            SELECT '"' || a.name || '" of <' || a.element || '>' FROM xmltable('//@*[not(name() = "ident" or name() = "type" or name() = "use" or name() = "format" or name() = "start" or name() = "finish"
                or name() = "subfields" or name() = "width" or name() = "code" or name() = "score" or name() = "from" or name() = "to" or name() = "version" or name() = "languages"
                or name() = "modes" or name() = "mode" or name() = "xml:lang" or name() = "href" or name() = "skip" or name() = "data-file-encoding" or name() = "filter"
                or parent::level or parent::parent)]' PASSING document COLUMNS name text PATH 'name(.)', element text PATH 'name(..)') a) x
        GROUP BY x.what) w;
END;
COMMENT ON FUNCTION mlops_survey.triple_s_losses(xml) IS 'what a Triple-S file says that is not kept';

-- Quantipy: texts by language, of which the default one is taken; answers in place or in the library.
CREATE FUNCTION mlops_survey.quantipy_codebook(document jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH language AS (
        SELECT document -> 'lib' ->> 'default text' AS l, document -> 'lib' ->> 'own text' AS own
    ), columns AS (
        SELECT c.key AS name, c.value ->> 'type' AS type, coalesce(c.value -> 'text' ->> l, c.value -> 'text' ->> own) AS label,
            CASE WHEN jsonb_typeof(c.value -> 'values') = 'string'
                THEN document -> 'lib' -> 'values' -> regexp_replace(c.value ->> 'values', '^lib@values@', '')
                ELSE c.value -> 'values' END AS answers
        FROM jsonb_each(document -> 'columns') c, language
    ), answers AS (
        SELECT c.name, c.type, c.label AS question, a.n, (a.v ->> 'value')::int AS code, coalesce(a.v -> 'text' ->> l, a.v -> 'text' ->> own, a.v ->> 'value') AS label
        FROM columns c, language, jsonb_array_elements(CASE WHEN jsonb_typeof(c.answers) = 'array' THEN c.answers ELSE '[]' END) WITH ORDINALITY a(v, n)
    ), variables AS (
        SELECT c.name, 0::bigint AS n, jsonb_strip_nulls(jsonb_build_object('name', c.name, 'header', c.name, 'label', c.label,
            'measure', CASE WHEN c.type = 'single' THEN 'nominal' WHEN c.type IN ('int', 'float') THEN 'scale' WHEN c.type = 'date' THEN 'date' ELSE 'text' END,
            'values', (SELECT jsonb_agg(jsonb_build_object('code', a.code, 'label', a.label) ORDER BY a.n) FROM answers a WHERE a.name = c.name))) AS v
        FROM columns c WHERE c.type <> 'delimited set'
        UNION ALL
        SELECT a.name, a.n, jsonb_build_object('name', a.name || '_' || a.code, 'label', concat_ws(' - ', a.question, a.label)) FROM answers a WHERE a.type = 'delimited set'
    )
    SELECT jsonb_strip_nulls(jsonb_build_object('title', document -> 'info' ->> 'name',
        'variables', (SELECT jsonb_agg(v ORDER BY name, n) FROM variables),
        'sets', (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('name', c.name, 'label', c.label, 'properties', '{"delimiter": ";"}'::jsonb || jsonb_build_object('column', c.name),
            'members', (SELECT jsonb_agg(jsonb_build_object('variable', a.name || '_' || a.code, 'label', a.label) ORDER BY a.n) FROM answers a WHERE a.name = c.name))))
            FROM columns c WHERE c.type = 'delimited set')));
END;
COMMENT ON FUNCTION mlops_survey.quantipy_codebook(jsonb) IS 'the codebook that the metadata of Quantipy says';

CREATE FUNCTION mlops_survey.quantipy_languages(document jsonb) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT (document -> 'lib' ->> 'default text') || coalesce(array_agg(DISTINCT k.l ORDER BY k.l) FILTER (WHERE k.l <> document -> 'lib' ->> 'default text'), '{}')
    FROM (SELECT c.value AS v FROM jsonb_each(document -> 'columns') c
        UNION ALL
        SELECT a.v FROM (SELECT c.value -> 'values' AS list FROM jsonb_each(document -> 'columns') c
            UNION ALL SELECT l.value FROM jsonb_each(CASE WHEN jsonb_typeof(document -> 'lib' -> 'values') = 'object' THEN document -> 'lib' -> 'values' ELSE '{}' END) l) x,
            jsonb_array_elements(CASE WHEN jsonb_typeof(x.list) = 'array' THEN x.list ELSE '[]' END) a(v)) t,
        jsonb_object_keys(CASE WHEN jsonb_typeof(t.v -> 'text') = 'object' THEN t.v -> 'text' ELSE '{}' END) k(l);
END;
COMMENT ON FUNCTION mlops_survey.quantipy_languages(jsonb) IS 'the language of the texts that are taken from the metadata of Quantipy, and the others in it';

CREATE FUNCTION mlops_survey.quantipy_in(document jsonb, language text) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
    RETURN jsonb_set(jsonb_set(document, '{lib,own text}', document -> 'lib' -> 'default text'), '{lib,default text}', to_jsonb(language));
COMMENT ON FUNCTION mlops_survey.quantipy_in(jsonb, text) IS 'the metadata of Quantipy with its texts in another of its languages, or else in its own';

CREATE FUNCTION mlops_survey.quantipy_losses(document jsonb) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH keys AS (
        SELECT k.key, count(*) AS n FROM jsonb_each(document -> 'columns') c, jsonb_each(CASE WHEN jsonb_typeof(c.value) = 'object' THEN c.value ELSE '{}' END) k
        WHERE k.key NOT IN ('type', 'text', 'values', 'name', 'parent') AND k.value NOT IN ('{}', '[]', '""', 'null') GROUP BY k.key
    ), lists AS (
        SELECT s.key FROM jsonb_each(CASE WHEN jsonb_typeof(document -> 'sets') = 'object' THEN document -> 'sets' ELSE '{}' END) s
        WHERE s.key NOT IN (SELECT jsonb_object_keys(CASE WHEN jsonb_typeof(document -> 'masks') = 'object' THEN document -> 'masks' ELSE '{}' END))
    )
    SELECT array_remove(ARRAY[
        (SELECT 'grids (masks) are not kept, their items are variables: ' || string_agg(m.k, ', ' ORDER BY m.k)
            FROM jsonb_object_keys(CASE WHEN jsonb_typeof(document -> 'masks') = 'object' THEN document -> 'masks' ELSE '{}' END) m(k)),
        (SELECT 'lists of variables (sets) are not kept: ' || string_agg(l.key, ', ' ORDER BY l.key) FROM lists l),
        (SELECT 'what columns say further is not kept: ' || string_agg(k.key || ' (' || k.n || ')', ', ' ORDER BY k.key) FROM keys k),
        (SELECT 'further parts of the metadata are not kept: ' || string_agg(k.k, ', ' ORDER BY k.k) FROM jsonb_object_keys(document) k(k)
            WHERE k.k NOT IN ('columns', 'info', 'lib', 'masks', 'sets', 'type'))], NULL);
END;
COMMENT ON FUNCTION mlops_survey.quantipy_losses(jsonb) IS 'what the metadata of Quantipy says that is not kept';

-- A text of a questionnaire without its marks of HTML.
CREATE FUNCTION mlops_survey.plain_html(html text) RETURNS text
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE STRICT
    RETURN nullif(btrim(regexp_replace(replace(replace(replace(replace(replace(replace(
        regexp_replace(html, '<[^>]*>', ' ', 'g'), '&nbsp;', ' '), '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&#39;', ''''), '&amp;', '&'), '\s+', ' ', 'g')), '');
COMMENT ON FUNCTION mlops_survey.plain_html(text) IS 'a text without tags and entities of HTML';

-- The questions of a survey of Qualtrics (.qsf), their choices (rows of a grid) and answers (columns of a grid), in their order.  A code is the recoded
-- value where there is one.  What a question holds is told by its type and selector.
CREATE FUNCTION mlops_survey.qualtrics_questions(document jsonb)
    RETURNS TABLE (n bigint, tag text, kind text, label text, filter text, numeric_text boolean, payload jsonb)
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT e.n, e.p ->> 'DataExportTag',
        CASE WHEN e.p ->> 'QuestionType' = 'MC' AND e.p ->> 'Selector' IN ('SAVR', 'SAHR', 'SACOL', 'DL', 'SB', 'NPS') THEN 'single'
            WHEN e.p ->> 'QuestionType' = 'MC' AND e.p ->> 'Selector' IN ('MAVR', 'MAHR', 'MACOL', 'MSB') THEN 'multiple'
            WHEN e.p ->> 'QuestionType' = 'Matrix' AND e.p ->> 'Selector' IN ('Likert', 'Bipolar', 'Profile') AND e.p ->> 'SubSelector' = 'MultipleAnswer' THEN 'grid of multiple'
            WHEN e.p ->> 'QuestionType' = 'Matrix' AND e.p ->> 'Selector' IN ('Likert', 'Bipolar', 'Profile') THEN 'grid'
            WHEN e.p ->> 'QuestionType' = 'TE' AND e.p ->> 'Selector' = 'FORM' THEN 'form'
            WHEN e.p ->> 'QuestionType' = 'TE' THEN 'text'
            WHEN e.p ->> 'QuestionType' IN ('Slider', 'CS') THEN 'numbers'
            WHEN e.p ->> 'QuestionType' = 'RO' THEN 'ranks'
            WHEN e.p ->> 'QuestionType' = 'DB' THEN 'none' END,
        mlops_survey.plain_html(e.p ->> 'QuestionText'),
        (SELECT string_agg(mlops_survey.plain_html(d #>> '{}'), ' ') FROM jsonb_path_query(e.p -> 'DisplayLogic', '$.**.Description') d WHERE jsonb_typeof(d) = 'string'),
        coalesce(e.p #>> '{Validation,Settings,ContentType}' = 'ValidNumber', false), e.p
    FROM (SELECT x.n, x.v -> 'Payload' AS p FROM jsonb_array_elements(CASE WHEN jsonb_typeof(document -> 'SurveyElements') = 'array' THEN document -> 'SurveyElements' ELSE '[]' END)
        WITH ORDINALITY x(v, n) WHERE x.v ->> 'Element' = 'SQ') e
    WHERE e.p ->> 'DataExportTag' IS NOT NULL;
END;
COMMENT ON FUNCTION mlops_survey.qualtrics_questions(jsonb) IS 'the questions of a survey of Qualtrics';

CREATE FUNCTION mlops_survey.qualtrics_choices(payload jsonb, part text)
    RETURNS TABLE (n bigint, id text, code int, label text, text_entry boolean, tag text)
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT row_number() OVER (ORDER BY coalesce(o.n, 1000000), length(c.key), c.key), c.key,
        CASE WHEN payload -> 'RecodeValues' ->> c.key ~ '^-?[0-9]{1,9}$' AND (part = 'Answers' OR payload ->> 'QuestionType' = 'MC')
            THEN (payload -> 'RecodeValues' ->> c.key)::int WHEN c.key ~ '^-?[0-9]{1,9}$' THEN c.key::int END,
        coalesce(mlops_survey.plain_html(c.value ->> 'Display'), c.key), coalesce(c.value ->> 'TextEntry' = 'true', false),
        CASE WHEN jsonb_typeof(payload -> 'ChoiceDataExportTags') = 'object' THEN nullif(payload -> 'ChoiceDataExportTags' ->> c.key, '') END
    FROM jsonb_each(CASE WHEN jsonb_typeof(payload -> part) = 'object' THEN payload -> part ELSE '{}' END) c
    LEFT JOIN LATERAL (SELECT a.n FROM jsonb_array_elements_text(CASE WHEN jsonb_typeof(payload -> (rtrim(part, 's') || 'Order')) = 'array' THEN payload -> (rtrim(part, 's') || 'Order') ELSE '[]' END)
        WITH ORDINALITY a(id, n) WHERE a.id = c.key ORDER BY a.n LIMIT 1) o ON true;
END;
COMMENT ON FUNCTION mlops_survey.qualtrics_choices(jsonb, text) IS 'the choices or answers of a question of Qualtrics';

-- The columns of Qualtrics's CSV are named by the tag of the question, with the number of the choice behind where a question has several.
CREATE FUNCTION mlops_survey.qualtrics_codebook(document jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH questions AS (
        SELECT * FROM mlops_survey.qualtrics_questions(document)
    ), choices AS (
        SELECT q.n AS question, q.tag AS question_tag, q.kind, q.label AS question_label, q.filter, q.payload, c.*, coalesce(c.tag, q.tag || '_' || c.id) AS header
        FROM questions q, mlops_survey.qualtrics_choices(q.payload, 'Choices') c
    ), answers AS (
        SELECT c.question, c.n AS choice, c.header || '_' || a.id AS header, c.header AS set_header, concat_ws(' - ', c.question_label, c.label) AS set_label, c.filter, a.n, a.label
        FROM choices c, mlops_survey.qualtrics_choices(c.payload, 'Answers') a WHERE c.kind = 'grid of multiple'
    ), variables AS (
        SELECT q.n, 0::bigint AS m, 0::bigint AS l, q.tag AS header, q.label, q.filter,
            CASE q.kind WHEN 'single' THEN CASE WHEN q.payload ->> 'Selector' = 'NPS' THEN 'ordinal' ELSE 'nominal' END ELSE CASE WHEN q.numeric_text THEN 'scale' ELSE 'text' END END AS measure,
            (SELECT jsonb_agg(jsonb_build_object('code', c.code, 'label', c.label) ORDER BY c.n) FROM choices c WHERE c.question = q.n AND q.kind = 'single' AND c.code IS NOT NULL) AS answers
        FROM questions q WHERE q.kind IN ('single', 'text')
        UNION ALL
        SELECT c.question, c.n, 0, c.header, concat_ws(' - ', c.question_label, c.label), c.filter,
            CASE c.kind WHEN 'grid' THEN 'ordinal' WHEN 'form' THEN 'text' WHEN 'numbers' THEN 'scale' END,
            (SELECT jsonb_agg(jsonb_build_object('code', a.code, 'label', a.label) ORDER BY a.n) FROM mlops_survey.qualtrics_choices(c.payload, 'Answers') a
                WHERE c.kind = 'grid' AND a.code IS NOT NULL)
        FROM choices c WHERE c.kind IN ('multiple', 'grid', 'form', 'numbers', 'ranks')
        UNION ALL
        SELECT c.question, c.n, 1, c.header || '_TEXT', concat_ws(' - ', c.question_label, c.label, 'text'), c.filter, 'text', NULL FROM choices c WHERE c.text_entry
        UNION ALL
        SELECT a.question, a.choice, 1 + a.n, a.header, concat_ws(' - ', a.set_label, a.label), a.filter, NULL, NULL FROM answers a
    ), sets AS (
        SELECT c.question AS n, 0::bigint AS m, c.question_tag AS header, c.question_label AS label, c.filter,
            jsonb_agg(jsonb_build_object('variable', lower(regexp_replace(c.header, '[^[:alnum:]_]+', '_', 'g')), 'label', c.label) ORDER BY c.n) AS members
        FROM choices c WHERE c.kind = 'multiple' GROUP BY c.question, c.question_tag, c.question_label, c.filter
        UNION ALL
        SELECT a.question, a.choice, a.set_header, a.set_label, a.filter,
            jsonb_agg(jsonb_build_object('variable', lower(regexp_replace(a.header, '[^[:alnum:]_]+', '_', 'g')), 'label', a.label) ORDER BY a.n)
        FROM answers a GROUP BY a.question, a.choice, a.set_header, a.set_label, a.filter
    )
    SELECT jsonb_strip_nulls(jsonb_build_object('title', document -> 'SurveyEntry' ->> 'SurveyName',
        'variables', coalesce((SELECT jsonb_agg(jsonb_build_object('name', lower(regexp_replace(v.header, '[^[:alnum:]_]+', '_', 'g')), 'header', v.header, 'label', v.label,
            'measure', v.measure, 'values', v.answers, 'properties', CASE WHEN v.filter IS NOT NULL THEN jsonb_build_object('filter', v.filter) END) ORDER BY v.n, v.m, v.l) FROM variables v), '[]'),
        'sets', coalesce((SELECT jsonb_agg(jsonb_build_object('name', lower(regexp_replace(s.header, '[^[:alnum:]_]+', '_', 'g')), 'label', s.label, 'members', s.members) ORDER BY s.n, s.m) FROM sets s), '[]')));
END;
COMMENT ON FUNCTION mlops_survey.qualtrics_codebook(jsonb) IS 'the codebook that a survey of Qualtrics (.qsf) says, of all columns that its data may have';

-- the one of the survey first
CREATE FUNCTION mlops_survey.qualtrics_languages(document jsonb) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT coalesce(document #>> '{SurveyEntry,SurveyLanguage}', '') || coalesce(array_agg(DISTINCT k.k ORDER BY k.k) FILTER (WHERE k.k IS DISTINCT FROM document #>> '{SurveyEntry,SurveyLanguage}'), '{}')
    FROM mlops_survey.qualtrics_questions(document) q, jsonb_object_keys(CASE WHEN jsonb_typeof(q.payload -> 'Language') = 'object' THEN q.payload -> 'Language' ELSE '{}' END) k(k);
END;
COMMENT ON FUNCTION mlops_survey.qualtrics_languages(jsonb) IS 'the language of a survey of Qualtrics, and the others that it has texts in';

-- Questions lie in "Payload"; what they are called elsewhere lies in "Language" of it, in the same shape.
CREATE FUNCTION mlops_survey.qualtrics_in(document jsonb, language text) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT document || jsonb_build_object('SurveyElements', (SELECT jsonb_agg(CASE WHEN jsonb_typeof(t.t) = 'object' THEN e || jsonb_build_object('Payload', mlops_survey.merge_texts(e -> 'Payload',
            jsonb_strip_nulls(jsonb_build_object('QuestionText', t.t -> 'QuestionText', 'Choices', c.c, 'Answers', a.a)))) ELSE e END ORDER BY n)
        FROM jsonb_array_elements(document -> 'SurveyElements') WITH ORDINALITY x(e, n), LATERAL (SELECT e #> ARRAY['Payload', 'Language', language]) t(t),
            LATERAL (SELECT jsonb_object_agg(k.key, jsonb_build_object('Display', k.value -> 'Display')) FROM jsonb_each(CASE WHEN jsonb_typeof(t.t -> 'Choices') = 'object' THEN t.t -> 'Choices' ELSE '{}' END) k WHERE e #> '{Payload,Choices}' ? k.key AND k.value ->> 'Display' <> '') c(c),
            LATERAL (SELECT jsonb_object_agg(k.key, jsonb_build_object('Display', k.value -> 'Display')) FROM jsonb_each(CASE WHEN jsonb_typeof(t.t -> 'Answers') = 'object' THEN t.t -> 'Answers' ELSE '{}' END) k WHERE e #> '{Payload,Answers}' ? k.key AND k.value ->> 'Display' <> '') a(a)));
END;
COMMENT ON FUNCTION mlops_survey.qualtrics_in(jsonb, text) IS 'a survey of Qualtrics with its texts in another of its languages';

CREATE FUNCTION mlops_survey.qualtrics_losses(document jsonb) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT array_remove(ARRAY[
        (SELECT 'questions of kinds that are not read are inferred from the data: ' || string_agg(concat_ws(' ', q.tag, '(' || concat_ws(' ', q.payload ->> 'QuestionType', q.payload ->> 'Selector') || ')'), ', ' ORDER BY q.n)
            FROM mlops_survey.qualtrics_questions(document) q WHERE q.kind IS NULL),
        (SELECT 'scores of answers are not kept: ' || string_agg(q.tag, ', ' ORDER BY q.n) FROM mlops_survey.qualtrics_questions(document) q
            WHERE jsonb_typeof(q.payload -> 'GradingData') = 'array' AND q.payload -> 'GradingData' <> '[]')], NULL);
END;
COMMENT ON FUNCTION mlops_survey.qualtrics_losses(jsonb) IS 'what a survey of Qualtrics says that is not kept';
-- Metadata that other programs write, beside data in CSV or a workbook.  A reader of it gives a description, which knows columns by keys: names without
-- marks, of which a question may have several.  describe_columns makes the codebook of the columns that the data has.
--
--   {"title", "weight": key,
--    "variables": [{"keys": [...], "label", "measure", "filter", "answers": [{"code": text, "label", "missing"}], "missing_ranges"}],
--    "sets": [{"keys", "label", "filter", "delimiter", "members": [{"keys": [...], "label", "option", "variable_label", "filter", "answers"}]}]}
CREATE FUNCTION mlops_survey.column_key(header text) RETURNS text
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE STRICT
    RETURN btrim(lower(regexp_replace(header, '[^[:alnum:]]+', '_', 'g')), '_');
COMMENT ON FUNCTION mlops_survey.column_key(text) IS 'a header without marks, as all programs that name the column have it';

-- The answers of a variable as a codebook has them: codes that are no whole numbers are texts in the column.
CREATE FUNCTION mlops_survey.described_answers(answers jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH known AS (
        SELECT DISTINCT ON (code) code, a ->> 'label' AS label, coalesce(a ->> 'missing' = 'true', false) AS missing, n
        FROM (SELECT regexp_replace(btrim(x.a ->> 'code'), '^(-?[0-9]+)\.0+$', '\1') AS code, x.a, x.n
            FROM jsonb_array_elements(CASE WHEN jsonb_typeof(answers) = 'array' THEN answers ELSE '[]' END) WITH ORDINALITY x(a, n)) y
        WHERE code <> '' ORDER BY code, n
    ), kinds AS (
        SELECT coalesce(bool_and(code ~ '^-?[0-9]{1,9}$'), true) AS numbers, count(*) AS n FROM known
    ), coded AS (
        SELECT DISTINCT ON (c) c, k.code, coalesce(nullif(k.label, ''), k.code) AS label, k.missing, k.n, kinds.numbers
        FROM (SELECT *, row_number() OVER (ORDER BY n) AS place FROM known) k, kinds,
            LATERAL (SELECT CASE WHEN kinds.numbers THEN k.code::int ELSE k.place::int END AS c) x ORDER BY c, k.n
    )
    SELECT CASE WHEN kinds.n > 0 THEN jsonb_build_object('values', (SELECT jsonb_agg(jsonb_build_object('code', c, 'label', label)
            || CASE WHEN numbers THEN '{}' ELSE jsonb_build_object('value', code) END || CASE WHEN missing THEN '{"missing": true}'::jsonb ELSE '{}' END ORDER BY n) FROM coded))
        || CASE WHEN kinds.numbers THEN '{}' ELSE '{"type": "text"}'::jsonb END ELSE '{}' END FROM kinds;
END;
COMMENT ON FUNCTION mlops_survey.described_answers(jsonb) IS 'values, and type where codes are texts, of a variable that has these answers';

CREATE FUNCTION mlops_survey.describe_columns(description jsonb, headers text[], names text[]) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH columns AS (
        SELECT n, header, name, mlops_survey.column_key(header) AS key FROM unnest(headers, names) WITH ORDINALITY c(header, name, n)
    ), described AS (
        SELECT x.v, x.d, k.key FROM jsonb_array_elements(description -> 'variables') WITH ORDINALITY x(v, d), jsonb_array_elements_text(x.v -> 'keys') k(key)
    ), sets AS (
        SELECT x.s, x.d FROM jsonb_array_elements(description -> 'sets') WITH ORDINALITY x(s, d)
    ), members AS (
        SELECT DISTINCT ON (c.n) s.s, s.d, m.m, m.o, c.n, c.header, c.name FROM sets s, jsonb_array_elements(s.s -> 'members') WITH ORDINALITY m(m, o),
            jsonb_array_elements_text(m.m -> 'keys') k(key), columns c WHERE c.key = k.key ORDER BY c.n, s.d, m.o
    ), chosen AS ( -- a column once for each option
        SELECT DISTINCT ON (d, o) * FROM members ORDER BY d, o, n
    ), whole AS ( -- columns that hold the whole set
        SELECT DISTINCT ON (s.d) s.s, s.d, c.n, c.header, c.name, EXISTS (SELECT FROM chosen m WHERE m.d = s.d) AS divided
        FROM sets s, jsonb_array_elements_text(s.s -> 'keys') k(key), columns c WHERE c.key = k.key AND s.s ? 'delimiter' ORDER BY s.d, c.n
    ), found AS (
        SELECT DISTINCT ON (c.n) c.n, c.header, c.name, d.v FROM columns c JOIN described d USING (key)
        WHERE c.n NOT IN (SELECT n FROM chosen UNION ALL SELECT n FROM whole) ORDER BY c.n, d.d
    ), options AS (
        SELECT w.n, w.d, w.s, m.m, m.o, left(w.name, 48) || '_' || m.o AS name FROM whole w, jsonb_array_elements(w.s -> 'members') WITH ORDINALITY m(m, o) WHERE NOT w.divided
    ), variables AS (
        SELECT f.n, 0::bigint AS o, jsonb_build_object('name', f.name, 'header', f.header, 'label', f.v ->> 'label', 'measure', f.v ->> 'measure', 'missing_ranges', f.v -> 'missing_ranges',
            'properties', CASE WHEN f.v ->> 'filter' <> '' THEN jsonb_build_object('filter', f.v ->> 'filter') END)
            || CASE WHEN f.v ->> 'measure' = 'scale' AND a.a ? 'type' THEN '{}' ELSE a.a END AS v FROM found f, LATERAL mlops_survey.described_answers(f.v -> 'answers') a(a)
        UNION ALL
        SELECT c.n, 0, jsonb_build_object('name', c.name, 'header', c.header, 'label', coalesce(c.m ->> 'variable_label', concat_ws(' - ', c.s ->> 'label', c.m ->> 'label')),
            'properties', CASE WHEN coalesce(c.m ->> 'filter', c.s ->> 'filter') <> '' THEN jsonb_build_object('filter', coalesce(c.m ->> 'filter', c.s ->> 'filter')) END)
            || mlops_survey.described_answers(c.m -> 'answers') FROM chosen c
        UNION ALL
        SELECT w.n, 0, jsonb_build_object('name', left(w.name, 48) || '_text', 'header', w.header, 'label', w.s ->> 'label', 'measure', 'text') FROM whole w WHERE w.divided
        UNION ALL
        SELECT p.n, p.o, jsonb_build_object('name', p.name, 'label', concat_ws(' - ', p.s ->> 'label', p.m ->> 'label'),
            'properties', jsonb_build_object('option', p.m ->> 'option') || CASE WHEN p.s ->> 'filter' <> '' THEN jsonb_build_object('filter', p.s ->> 'filter') ELSE '{}' END) FROM options p
    ), multiple AS (
        SELECT c.d, jsonb_build_object('name', coalesce((SELECT w.name FROM whole w WHERE w.d = c.d), left(c.s -> 'keys' ->> 0, 48)), 'label', c.s ->> 'label',
            'members', jsonb_agg(jsonb_build_object('variable', c.name, 'label', c.m ->> 'label') ORDER BY c.o)) AS s FROM chosen c GROUP BY c.d, c.s
        UNION ALL
        SELECT p.d, jsonb_build_object('name', w.name, 'label', p.s ->> 'label', 'properties', jsonb_build_object('delimiter', p.s ->> 'delimiter', 'column', w.header),
            'members', jsonb_agg(jsonb_build_object('variable', p.name, 'label', p.m ->> 'label') ORDER BY p.o)) FROM options p JOIN whole w USING (d) GROUP BY p.d, p.s, w.name, w.header
    )
    SELECT jsonb_strip_nulls(jsonb_build_object('title', nullif(description ->> 'title', ''),
        'weight', (SELECT c.name FROM columns c WHERE c.key = description ->> 'weight' ORDER BY c.n LIMIT 1),
        'variables', coalesce((SELECT jsonb_agg(v ORDER BY n, o) FROM variables), '[]')))
        || jsonb_build_object('sets', coalesce((SELECT jsonb_agg(jsonb_strip_nulls(s) ORDER BY d) FROM multiple), '[]'));
END;
COMMENT ON FUNCTION mlops_survey.describe_columns(jsonb, text[], text[]) IS 'the codebook that a description says of columns with these headers and names';

-- XLSForm: the sheets survey, choices and settings, a JSON object a row.  Groups stand in the names of columns, or not.
CREATE FUNCTION mlops_survey.xlsform_label_key(form jsonb) RETURNS text
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
    RETURN (SELECT k.k FROM jsonb_array_elements((form -> 'survey') || (form -> 'choices')) r, jsonb_object_keys(r) k(k) WHERE k.k ~ '^label( *::?.*)?$'
        ORDER BY k.k <> 'label', regexp_replace(k.k, '^label *::? *', '') <> lower(form -> 'settings' -> 0 ->> 'default_language'), k.k LIMIT 1);
COMMENT ON FUNCTION mlops_survey.xlsform_label_key(jsonb) IS 'the column of an XLSForm that has the texts, of the default language if there are several';

CREATE FUNCTION mlops_survey.xlsform_questions(form jsonb)
    RETURNS TABLE (n bigint, kind text, list text, other boolean, name text, keys jsonb, label text, filter text)
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH RECURSIVE rows AS (
        SELECT r.n, regexp_replace(btrim(r.v ->> 'type'), '\s+', ' ', 'g') AS type, r.v ->> 'name' AS name, coalesce(r.v ->> 'relevant', r.v ->> 'relevance', '') AS relevant,
            mlops_survey.plain_html(r.v ->> mlops_survey.xlsform_label_key(form)) AS label
        FROM jsonb_array_elements(form -> 'survey') WITH ORDINALITY r(v, n)
    ), walk AS (
        SELECT 0::bigint AS n, '{}'::text[] AS path, '{}'::text[] AS filters
        UNION ALL
        SELECT r.n, CASE WHEN r.type ~* '^begin[ _](group|repeat)$' THEN w.path || coalesce(r.name, '') WHEN r.type ~* '^end[ _](group|repeat)$' THEN w.path[:cardinality(w.path) - 1] ELSE w.path END,
            CASE WHEN r.type ~* '^begin[ _](group|repeat)$' THEN w.filters || r.relevant WHEN r.type ~* '^end[ _](group|repeat)$' THEN w.filters[:cardinality(w.filters) - 1] ELSE w.filters END
        FROM walk w JOIN rows r ON r.n = w.n + 1
    )
    SELECT r.n, lower(split_part(r.type, ' ', 1)), nullif(split_part(r.type, ' ', 2), ''), r.type ~* ' or_other$', r.name,
        jsonb_build_array(mlops_survey.column_key(array_to_string(w.path || r.name, '/')), mlops_survey.column_key(r.name)), r.label,
        (SELECT CASE WHEN count(*) > 1 THEN string_agg('(' || f.f || ')', ' and ' ORDER BY f.o) ELSE min(f.f) END FROM unnest(w.filters || r.relevant) WITH ORDINALITY f(f, o) WHERE f.f <> '')
    FROM rows r JOIN walk w ON w.n = r.n
    WHERE r.name <> '' AND r.type !~* '^(begin|end)[ _](group|repeat)$' AND r.type <> '';
END;
COMMENT ON FUNCTION mlops_survey.xlsform_questions(jsonb) IS 'the questions of an XLSForm, with the conditions of their groups';

CREATE FUNCTION mlops_survey.xlsform_description(form jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH questions AS (
        SELECT * FROM mlops_survey.xlsform_questions(form)
    ), choices AS (
        SELECT c.n, coalesce(c.v ->> 'list_name', c.v ->> 'list name') AS list, c.v ->> 'name' AS name, coalesce(mlops_survey.plain_html(c.v ->> mlops_survey.xlsform_label_key(form)), c.v ->> 'name') AS label
        FROM jsonb_array_elements(form -> 'choices') WITH ORDINALITY c(v, n) WHERE c.v ->> 'name' <> ''
    ), options AS (
        SELECT q.n AS question, c.n, c.name, c.label FROM questions q JOIN choices c ON c.list = q.list WHERE q.kind IN ('select_one', 'select_multiple')
        UNION ALL
        SELECT q.n, 1000000000, 'other', 'Other' FROM questions q WHERE q.other AND q.kind IN ('select_one', 'select_multiple')
    )
    SELECT jsonb_strip_nulls(jsonb_build_object('title', form -> 'settings' -> 0 ->> 'form_title',
        'variables', coalesce((SELECT jsonb_agg(jsonb_build_object('keys', q.keys, 'label', q.label, 'filter', q.filter,
            'measure', CASE WHEN q.kind = 'select_one' AND EXISTS (SELECT FROM options o WHERE o.question = q.n) THEN 'nominal' WHEN q.kind IN ('integer', 'int', 'decimal', 'range') THEN 'scale' WHEN q.kind IN ('text', 'string') THEN 'text' END,
            'answers', (SELECT jsonb_agg(jsonb_build_object('code', o.name, 'label', o.label) ORDER BY o.n) FROM options o WHERE o.question = q.n AND q.kind = 'select_one')) ORDER BY q.n)
            FROM questions q WHERE q.kind NOT IN ('select_multiple', 'note')), '[]'),
        'sets', coalesce((SELECT jsonb_agg(jsonb_build_object('keys', q.keys, 'label', q.label, 'filter', q.filter, 'delimiter', ' ',
            'members', (SELECT jsonb_agg(jsonb_build_object('option', o.name, 'label', o.label, 'keys', (SELECT jsonb_agg(k.k || '_' || mlops_survey.column_key(o.name)) FROM jsonb_array_elements_text(q.keys) k(k))) ORDER BY o.n)
                FROM options o WHERE o.question = q.n)) ORDER BY q.n)
            FROM questions q WHERE q.kind = 'select_multiple' AND EXISTS (SELECT FROM options o WHERE o.question = q.n)), '[]')));
END;
COMMENT ON FUNCTION mlops_survey.xlsform_description(jsonb) IS 'the description that an XLSForm gives of the columns of its data';

-- texts stand in columns such as "label::German (de)"
CREATE FUNCTION mlops_survey.xlsform_languages(form jsonb) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE WHEN mlops_survey.xlsform_label_key(form) = 'label' THEN coalesce(form -> 'settings' -> 0 ->> 'default_language', '') ELSE coalesce(regexp_replace(mlops_survey.xlsform_label_key(form), '^label *::? *', ''), '') END
        || coalesce(array_agg(DISTINCT k.l ORDER BY k.l), '{}')
    FROM (SELECT regexp_replace(k.k, '^label *::? *', '') AS l FROM jsonb_array_elements((form -> 'survey') || (form -> 'choices')) r, jsonb_object_keys(r) k(k)
        WHERE k.k ~ '^label *::?' AND k.k <> mlops_survey.xlsform_label_key(form)) k WHERE k.l <> '';
END;
COMMENT ON FUNCTION mlops_survey.xlsform_languages(jsonb) IS 'the language of the texts that are taken from an XLSForm, and the others in it';

CREATE FUNCTION mlops_survey.xlsform_in(form jsonb, language text) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT form || (SELECT jsonb_object_agg(p.part, (SELECT coalesce(jsonb_agg((SELECT coalesce(jsonb_object_agg(k.key, k.value) FILTER (WHERE k.key !~ '^label( *::?.*)?$'), '{}')
                || jsonb_build_object('label', coalesce(min(k.value #>> '{}') FILTER (WHERE regexp_replace(k.key, '^label *::? *', '') = language AND k.key <> 'label' AND k.value #>> '{}' <> ''), r.r ->> mlops_survey.xlsform_label_key(form)))
                FROM jsonb_each(r.r) k) ORDER BY r.n), '[]') FROM jsonb_array_elements(form -> p.part) WITH ORDINALITY r(r, n)))
        FROM (VALUES ('survey'), ('choices')) p(part));
END;
COMMENT ON FUNCTION mlops_survey.xlsform_in(jsonb, text) IS 'an XLSForm with its texts in another of its languages, or else in its own';

CREATE FUNCTION mlops_survey.xlsform_losses(form jsonb) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH cells AS (
        SELECT k.key, count(*) AS n FROM jsonb_array_elements((form -> 'survey') || (form -> 'choices')) r, jsonb_each_text(r) k WHERE k.value <> '' GROUP BY k.key
    )
    SELECT array_remove(ARRAY[
        (SELECT 'questions of kinds that are not read are inferred from the data: ' || string_agg(q.name || ' (' || q.kind || ')', ', ' ORDER BY q.n) FROM mlops_survey.xlsform_questions(form) q
            WHERE q.kind NOT IN ('select_one', 'select_multiple', 'integer', 'int', 'decimal', 'range', 'text', 'string', 'note', 'date', 'time', 'datetime', 'start', 'end', 'today', 'calculate', 'hidden', 'deviceid', 'username', 'phonenumber', 'email', 'audit')),
        (SELECT 'repeated groups have data of their own: ' || string_agg(r.v ->> 'name', ', ' ORDER BY r.n) FROM jsonb_array_elements(form -> 'survey') WITH ORDINALITY r(v, n) WHERE r.v ->> 'type' ~* '^begin[ _]repeat'),
        (SELECT 'what questions and choices say further is not kept: ' || string_agg(c.key || ' (' || c.n || ')', ', ' ORDER BY c.key) FROM cells c
            WHERE c.key NOT IN ('type', 'name', 'list_name', 'list name', 'relevant', 'relevance', '') AND c.key !~ '^label( *::?.*)?$')], NULL);
END;
COMMENT ON FUNCTION mlops_survey.xlsform_losses(jsonb) IS 'what an XLSForm says that is not kept';

-- LimeSurvey (.lss): tables of its database, in which texts stand beside the questions (before version 4) or in tables of their own.
CREATE FUNCTION mlops_survey.limesurvey_questions(document xml, wanted text DEFAULT NULL)
    RETURNS TABLE (n bigint, id text, parent text, kind text, code text, label text, other boolean, filter text, axis int)
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH language AS (
        SELECT coalesce(wanted, (xpath('string(/document/surveys/rows/row[1]/language)', document))[1]::text) AS l, (xpath('string(/document/surveys/rows/row[1]/language)', document))[1]::text AS own
    ), rows AS (
        SELECT x.* FROM xmltable('(/document/questions | /document/subquestions)/rows/row' PASSING document COLUMNS o FOR ORDINALITY, id text PATH 'string(qid)', parent text PATH 'string(parent_qid)', kind text PATH 'string(type)',
            code text PATH 'normalize-space(title)', label text PATH 'string(question)', other text PATH 'string(other)', relevance text PATH 'normalize-space(relevance)', place text PATH 'string(question_order)',
            axis text PATH 'string(scale_id)', language text PATH 'string(language)') x
    ), texts AS (
        SELECT DISTINCT ON (x.id) x.id, x.label FROM xmltable('/document/question_l10ns/rows/row' PASSING document COLUMNS id text PATH 'string(qid)', label text PATH 'string(question)', language text PATH 'string(language)') x, language
        ORDER BY x.id, x.language <> language.l OR x.label = '', x.language <> language.own
    )
    SELECT DISTINCT ON (r.id) row_number() OVER (ORDER BY r.o), r.id, nullif(nullif(r.parent, '0'), ''), r.kind, r.code, mlops_survey.plain_html(coalesce(nullif(r.label, ''), t.label)), r.other = 'Y',
        nullif(nullif(r.relevance, '1'), ''), CASE WHEN r.axis = '1' THEN 1 ELSE 0 END
    FROM rows r CROSS JOIN language LEFT JOIN texts t USING (id) WHERE r.id <> '' AND r.code <> '' ORDER BY r.id, r.language <> language.l OR r.label = '', r.language <> language.own, r.o;
END;
COMMENT ON FUNCTION mlops_survey.limesurvey_questions(xml, text) IS 'the questions and subquestions of a survey of LimeSurvey';

CREATE FUNCTION mlops_survey.limesurvey_answers(document xml, wanted text DEFAULT NULL)
    RETURNS TABLE (n bigint, question text, code text, label text, axis int)
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH language AS (
        SELECT coalesce(wanted, (xpath('string(/document/surveys/rows/row[1]/language)', document))[1]::text) AS l, (xpath('string(/document/surveys/rows/row[1]/language)', document))[1]::text AS own
    ), rows AS (
        SELECT x.* FROM xmltable('/document/answers/rows/row' PASSING document COLUMNS o FOR ORDINALITY, id text PATH 'string(aid)', question text PATH 'string(qid)', code text PATH 'normalize-space(code)', label text PATH 'string(answer)',
            place text PATH 'string(sortorder)', axis text PATH 'string(scale_id)', language text PATH 'string(language)') x
    ), texts AS (
        SELECT DISTINCT ON (x.id) x.id, x.label FROM xmltable('/document/answer_l10ns/rows/row' PASSING document COLUMNS id text PATH 'string(aid)', label text PATH 'string(answer)', language text PATH 'string(language)') x, language
        ORDER BY x.id, x.language <> language.l OR x.label = '', x.language <> language.own
    )
    SELECT DISTINCT ON (r.question, r.code, r.axis) row_number() OVER (ORDER BY CASE WHEN r.place ~ '^[0-9]{1,9}$' THEN r.place::int END, r.o), r.question, r.code,
        mlops_survey.plain_html(coalesce(nullif(r.label, ''), t.label)), CASE WHEN r.axis = '1' THEN 1 ELSE 0 END
    FROM rows r CROSS JOIN language LEFT JOIN texts t USING (id) WHERE r.code <> '' ORDER BY r.question, r.code, r.axis, r.language <> language.l OR r.label = '', r.language <> language.own, r.o;
END;
COMMENT ON FUNCTION mlops_survey.limesurvey_answers(xml, text) IS 'the answers of the questions of a survey of LimeSurvey';

CREATE FUNCTION mlops_survey.limesurvey_languages(document xml) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH own AS (
        SELECT (xpath('string(/document/surveys/rows/row[1]/language)', document))[1]::text AS l
    )
    SELECT own.l || coalesce(array_agg(DISTINCT x.language ORDER BY x.language) FILTER (WHERE x.language <> '' AND x.language <> own.l), '{}')
    FROM own LEFT JOIN xmltable('(/document/question_l10ns | /document/answer_l10ns | /document/questions | /document/subquestions | /document/answers)/rows/row' PASSING document COLUMNS language text PATH 'string(language)') x ON true
    GROUP BY own.l;
END;
COMMENT ON FUNCTION mlops_survey.limesurvey_languages(xml) IS 'the language of a survey of LimeSurvey, and the others that it has texts in';

CREATE FUNCTION mlops_survey.limesurvey_description(document xml, wanted text DEFAULT NULL) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH questions AS (
        SELECT q.*, mlops_survey.column_key(q.code) AS key FROM mlops_survey.limesurvey_questions(document, wanted) q
    ), fixed(kind, code, label, place) AS (
        SELECT k.k, i::text, i::text, i FROM (VALUES ('5', 5), ('A', 5), ('B', 10)) k(k, points), generate_series(1, k.points) i
        UNION ALL VALUES ('Y', 'Y', 'Yes', 1), ('Y', 'N', 'No', 2), ('G', 'F', 'Female', 1), ('G', 'M', 'Male', 2), ('C', 'Y', 'Yes', 1), ('C', 'N', 'No', 2), ('C', 'U', 'Uncertain', 3),
            ('E', 'I', 'Increase', 1), ('E', 'S', 'Same', 2), ('E', 'D', 'Decrease', 3)
    ), answers AS (
        SELECT a.question, a.axis, jsonb_agg(jsonb_build_object('code', a.code, 'label', a.label) ORDER BY a.n) AS answers, count(*) AS n FROM mlops_survey.limesurvey_answers(document, wanted) a GROUP BY a.question, a.axis
        UNION ALL
        SELECT q.id, 0, (SELECT jsonb_agg(jsonb_build_object('code', f.code, 'label', f.label) ORDER BY f.place) FROM fixed f WHERE f.kind = q.kind), 0 FROM questions q WHERE q.parent IS NULL AND q.kind IN ('5', 'A', 'B', 'Y', 'G', 'C', 'E')
    ), tops AS (
        SELECT * FROM questions WHERE parent IS NULL
    ), items AS (
        SELECT t.n, s.n AS m, t.kind, t.id, t.key || '_' || s.key AS key, concat_ws(' - ', t.label, s.label) AS label, s.label AS option, s.axis, coalesce(s.filter, t.filter) AS filter FROM tops t JOIN questions s ON s.parent = t.id
    ), variables AS (
        SELECT t.n, 0::bigint AS m, ARRAY[t.key] AS keys, t.label, t.filter, CASE WHEN t.kind = '5' THEN 'ordinal' WHEN t.kind IN ('L', '!', 'O', 'Y', 'G') AND a.answers IS NOT NULL THEN 'nominal' WHEN t.kind = 'N' THEN 'scale' WHEN t.kind IN ('S', 'T', 'U') THEN 'text' END AS measure,
            CASE WHEN t.other AND t.kind IN ('L', '!') THEN a.answers || '{"code": "-oth-", "label": "Other"}'::jsonb ELSE a.answers END AS answers
        FROM tops t LEFT JOIN answers a ON a.question = t.id AND a.axis = 0 AND t.kind IN ('L', '!', 'O', 'Y', 'G', '5') WHERE t.kind IN ('L', '!', 'O', 'Y', 'G', '5', 'N', 'S', 'T', 'U', 'D', 'I', '*')
        UNION ALL
        SELECT t.n, 1000000, ARRAY[t.key || '_other'], concat_ws(' - ', t.label, 'Other'), t.filter, 'text', NULL FROM tops t WHERE t.other
        UNION ALL
        SELECT t.n, 1000001, ARRAY[t.key || '_comment'], concat_ws(' - ', t.label, 'comment'), t.filter, 'text', NULL FROM tops t WHERE t.kind = 'O'
        UNION ALL
        SELECT i.n, i.m, ARRAY[i.key], i.label, i.filter, CASE WHEN i.kind IN ('K', 'N') THEN 'scale' WHEN i.kind = 'Q' THEN 'text' WHEN a.answers IS NULL THEN NULL WHEN i.kind IN ('F', 'H', 'A', 'B') AND a.answers @? '$[*].code ? (!(@ like_regex "^-?[0-9]{1,9}$"))' = false THEN 'ordinal' ELSE 'nominal' END, a.answers
        FROM items i LEFT JOIN answers a ON a.question = i.id AND a.axis = 0 WHERE i.kind IN ('F', 'H', 'A', 'B', 'C', 'E', 'K', 'Q')
        UNION ALL
        SELECT i.n, i.m, ARRAY[i.key || 'comment', i.key || '_comment'], concat_ws(' - ', i.label, 'comment'), i.filter, 'text', NULL FROM items i WHERE i.kind = 'P'
        UNION ALL
        SELECT i.n, i.m, ARRAY[i.key || '_' || (a.axis + 1)], i.label, i.filter, 'nominal', a.answers FROM items i JOIN answers a ON a.question = i.id WHERE i.kind = '1'
        UNION ALL
        SELECT t.n, p, ARRAY[t.key || '_' || p], concat_ws(' - ', t.label, 'rank ' || p), t.filter, 'nominal', a.answers FROM tops t JOIN answers a ON a.question = t.id AND a.axis = 0, generate_series(1, least(a.n, 1000)) p WHERE t.kind = 'R'
        UNION ALL
        SELECT y.n, y.m * 10000 + x.m, ARRAY[y.key || '_' || mlops_survey.column_key(s.code)], concat_ws(' - ', y.label, x.option), y.filter, CASE WHEN y.kind = ':' THEN 'scale' ELSE 'text' END, NULL
        FROM items y JOIN items x ON x.id = y.id AND x.axis = 1 JOIN questions s ON s.n = x.m WHERE y.axis = 0 AND y.kind IN (':', ';')
    )
    SELECT jsonb_strip_nulls(jsonb_build_object('title', (SELECT mlops_survey.plain_html(x.title) FROM xmltable('/document/surveys_languagesettings/rows/row' PASSING document COLUMNS title text PATH 'string(surveyls_title)', language text PATH 'string(surveyls_language)') x
            ORDER BY x.language IS DISTINCT FROM wanted, x.language <> (xpath('string(/document/surveys/rows/row[1]/language)', document))[1]::text LIMIT 1),
        'variables', coalesce((SELECT jsonb_agg(jsonb_build_object('keys', v.keys, 'label', v.label, 'filter', v.filter, 'measure', v.measure, 'answers', v.answers) ORDER BY v.n, v.m) FROM variables v), '[]'),
        'sets', coalesce((SELECT jsonb_agg(jsonb_build_object('keys', jsonb_build_array(t.key), 'label', t.label, 'filter', t.filter,
            'members', (SELECT jsonb_agg(jsonb_build_object('keys', jsonb_build_array(i.key), 'label', i.option) ORDER BY i.m) FROM items i WHERE i.n = t.n)) ORDER BY t.n) FROM tops t WHERE t.kind IN ('M', 'P') AND EXISTS (SELECT FROM items i WHERE i.n = t.n)), '[]')));
END;
COMMENT ON FUNCTION mlops_survey.limesurvey_description(xml, text) IS 'the description that a survey of LimeSurvey gives of the columns of its data';

CREATE FUNCTION mlops_survey.limesurvey_losses(document xml) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH tables AS (
        SELECT x.name, x.n::int AS n FROM xmltable('/document/*[rows/row]' PASSING document COLUMNS name text PATH 'name(.)', n float8 PATH 'count(rows/row)') x
    )
    SELECT array_remove(ARRAY[
        (SELECT 'questions of kinds that are not read are inferred from the data: ' || string_agg(q.code || ' (type ' || q.kind || ')', ', ' ORDER BY q.n) FROM mlops_survey.limesurvey_questions(document) q
            WHERE q.parent IS NULL AND q.kind <> ALL ('{L,!,O,M,P,F,H,A,B,C,E,1,:,;,N,K,S,T,U,Q,D,G,Y,I,5,R,X,*}')),
        (SELECT 'further parts of the survey are not kept: ' || string_agg(t.name || ' (' || t.n || ')', ', ' ORDER BY t.name) FROM tables t
            WHERE t.name NOT IN ('questions', 'subquestions', 'question_l10ns', 'answers', 'answer_l10ns', 'groups', 'group_l10ns', 'surveys', 'surveys_languagesettings', 'languages') AND t.name !~ '^themes')], NULL);
END;
COMMENT ON FUNCTION mlops_survey.limesurvey_losses(xml) IS 'what a survey of LimeSurvey says that is not kept';

-- DDI Codebook 1.2 to 2.5: elements with or without a namespace.
CREATE FUNCTION mlops_survey.ddi_languages(document xml) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH texts AS (
        SELECT x.n, coalesce(x.language, x.inherited, '') AS l, x.place FROM xmltable('//*[local-name()="dataDscr"]//*[local-name()="labl" or local-name()="qstnLit"]' PASSING document COLUMNS n FOR ORDINALITY,
            language text PATH '@xml:lang', inherited text PATH '/*/@xml:lang', place float8 PATH 'count(preceding-sibling::*[local-name()="labl"])') x
    ), own AS (
        SELECT coalesce((SELECT l FROM texts WHERE place = 0 ORDER BY n LIMIT 1), '') AS l
    )
    SELECT own.l || coalesce(array_agg(DISTINCT t.l ORDER BY t.l) FILTER (WHERE t.l <> own.l AND t.l ~ '^[A-Za-z0-9_-]{1,63}$'), '{}') FROM own LEFT JOIN texts t ON true GROUP BY own.l;
END;
COMMENT ON FUNCTION mlops_survey.ddi_languages(xml) IS 'the language of the first texts of a DDI Codebook, and the others in it';

-- the first element of a name, or the one in a language if there is one, as XPath has it
CREATE FUNCTION mlops_survey.ddi_element(name text, wanted text) RETURNS text
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
    RETURN '*[local-name()="' || name || '"]' || CASE WHEN wanted IS NULL THEN '[1]'
        ELSE '[@xml:lang="' || wanted || '" or position()=1 and not(../*[local-name()="' || name || '"][@xml:lang="' || wanted || '"])][1]' END;
COMMENT ON FUNCTION mlops_survey.ddi_element(text, text) IS 'support: where a text of a DDI Codebook stands';

CREATE FUNCTION mlops_survey.ddi_variables(document xml, wanted text DEFAULT NULL)
    RETURNS TABLE (n bigint, id text, name text, label text, question text, filter text, spacing text, nature text, weight boolean, kind text, answers jsonb, ranges jsonb)
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT v.n, v.id, v.name, nullif(v.label, ''), nullif(v.question, ''), nullif(v.filter, ''), lower(v.spacing), lower(v.nature), coalesce(lower(v.weight) = 'wgt', false), lower(v.kind),
        (SELECT jsonb_agg(jsonb_build_object('code', c.code, 'label', c.label, 'missing', coalesce(upper(c.missing) = 'Y', false) OR c.code IN (SELECT i.code FROM xmltable('/*/*[local-name()="invalrng"]/*[local-name()="item"]' PASSING v.node COLUMNS code text PATH 'normalize-space(@VALUE)') i)) ORDER BY c.n)
            FROM (SELECT x.n, x.code, x.label, x.missing FROM xmltable('/*/*[local-name()="catgry"]' PASSING v.node COLUMNS n FOR ORDINALITY, code text PATH 'normalize-space(*[local-name()="catValu"])', label text PATH ('normalize-space(' || mlops_survey.ddi_element('labl', wanted) || ')'), missing text PATH '@missing') x
                UNION ALL
                SELECT 1000000 + x.n, x.code, '', 'Y' FROM xmltable('/*/*[local-name()="invalrng"]/*[local-name()="item"]' PASSING v.node COLUMNS n FOR ORDINALITY, code text PATH 'normalize-space(@VALUE)') x) c),
        (SELECT jsonb_agg(jsonb_build_array(CASE WHEN r.low ~ '^-?[0-9]+(\.[0-9]+)?$' THEN r.low::numeric END, CASE WHEN r.high ~ '^-?[0-9]+(\.[0-9]+)?$' THEN r.high::numeric END) ORDER BY r.n)
            FROM xmltable('/*/*[local-name()="invalrng"]/*[local-name()="range"]' PASSING v.node COLUMNS n FOR ORDINALITY, low text PATH 'normalize-space(@min)', high text PATH 'normalize-space(@max)') r
            WHERE r.low ~ '^-?[0-9]+(\.[0-9]+)?$' OR r.high ~ '^-?[0-9]+(\.[0-9]+)?$')
    FROM xmltable('//*[local-name()="dataDscr"]/*[local-name()="var"]' PASSING document COLUMNS n FOR ORDINALITY, id text PATH '@ID', name text PATH 'normalize-space(@name)', label text PATH ('normalize-space(' || mlops_survey.ddi_element('labl', wanted) || ')'),
        question text PATH ('normalize-space(*[local-name()="qstn"]/' || mlops_survey.ddi_element('qstnLit', wanted) || ')'), filter text PATH 'normalize-space(*[local-name()="universe"][1])', spacing text PATH '@intrvl', nature text PATH '@nature', weight text PATH '@wgt',
        kind text PATH '*[local-name()="varFormat"][1][not(@category="date" or @category="time")]/@type', node xml PATH '.') v;
END;
COMMENT ON FUNCTION mlops_survey.ddi_variables(xml, text) IS 'the variables of a DDI Codebook';

CREATE FUNCTION mlops_survey.ddi_description(document xml, wanted text DEFAULT NULL) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH variables AS (
        SELECT v.*, mlops_survey.column_key(v.name) AS key, v.answers @? '$[*] ? (@.missing == false)' AS valid FROM mlops_survey.ddi_variables(document, wanted) v WHERE v.name <> ''
    ), groups AS (
        SELECT g.* FROM xmltable('//*[local-name()="varGrp"][@type="multipleResp" or @type="multipleresp"]' PASSING document COLUMNS n FOR ORDINALITY, id text PATH '@ID', name text PATH '@name', label text PATH ('normalize-space(' || mlops_survey.ddi_element('labl', wanted) || ')'), members text PATH 'normalize-space(@var)') g
    ), members AS ( -- codes other than 0 and 1 are told; 1 is what was chosen
        SELECT g.n, m.o, v.key, v.filter, coalesce(v.label, v.name) AS label, CASE WHEN v.answers @? '$[*].code ? (@ != "0" && @ != "1")' THEN v.answers END AS answers FROM groups g, regexp_split_to_table(g.members, '\s+') WITH ORDINALITY m(id, o) JOIN variables v USING (id)
    )
    SELECT jsonb_strip_nulls(jsonb_build_object('title', (SELECT nullif(x.title, '') FROM xmltable(('//*[local-name()="stdyDscr"]/*[local-name()="citation"]/*[local-name()="titlStmt"]/' || CASE WHEN wanted IS NULL THEN '*[local-name()="titl"]' ELSE '*[local-name()="titl" or local-name()="parTitl"][@xml:lang="' || wanted || '"]' END) PASSING document COLUMNS title text PATH 'normalize-space(.)') x LIMIT 1),
        'weight', (SELECT CASE WHEN count(*) = 1 THEN min(v.key) END FROM variables v WHERE v.weight),
        'variables', coalesce((SELECT jsonb_agg(jsonb_build_object('keys', jsonb_build_array(v.key), 'label', coalesce(v.question, v.label), 'filter', v.filter, 'answers', v.answers, 'missing_ranges', v.ranges,
            'measure', CASE WHEN v.weight OR v.spacing = 'contin' AND v.kind IS DISTINCT FROM 'character' THEN 'scale' WHEN v.valid AND v.nature = 'ordinal' THEN 'ordinal' WHEN v.valid THEN 'nominal' WHEN v.kind = 'character' AND v.answers IS NULL THEN 'text'
                WHEN v.answers IS NOT NULL AND v.kind IS DISTINCT FROM 'character' THEN 'scale' END) ORDER BY v.n) FROM variables v), '[]'),
        'sets', coalesce((SELECT jsonb_agg(jsonb_build_object('keys', jsonb_build_array(mlops_survey.column_key(coalesce(nullif(g.name, ''), g.id, 'set_' || g.n))), 'label', nullif(g.label, ''),
            'members', (SELECT jsonb_agg(jsonb_build_object('keys', jsonb_build_array(m.key), 'answers', m.answers, 'variable_label', m.label, -- of "question - option" the option
                'label', CASE WHEN g.label <> '' AND starts_with(m.label, g.label || ' - ') THEN substr(m.label, length(g.label) + 4) ELSE m.label END, 'filter', m.filter) ORDER BY m.o) FROM members m WHERE m.n = g.n)) ORDER BY g.n) FROM groups g WHERE EXISTS (SELECT FROM members m WHERE m.n = g.n)), '[]')));
END;
COMMENT ON FUNCTION mlops_survey.ddi_description(xml, text) IS 'the description that a DDI Codebook gives of the columns of its data';

CREATE FUNCTION mlops_survey.ddi_losses(document xml) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH parts AS (
        SELECT x.name, count(*) AS n FROM xmltable('//*[local-name()="dataDscr"]/*[local-name()="var"]/*[not(local-name()="labl" or local-name()="qstn" or local-name()="universe" or local-name()="invalrng" or local-name()="valrng" or local-name()="sumStat"
            or local-name()="catgry" or local-name()="varFormat" or local-name()="location")] | //*[local-name()="dataDscr"]/*[local-name()="nCubeGrp" or local-name()="nCube"] | //*[local-name()="qstn"]/*[not(local-name()="qstnLit")]' PASSING document COLUMNS name text PATH 'local-name(.)') x GROUP BY x.name
    )
    SELECT array_remove(ARRAY[
        (SELECT 'several variables are weights, and none is taken: ' || string_agg(v.name, ', ' ORDER BY v.n) FROM mlops_survey.ddi_variables(document) v WHERE v.weight HAVING count(*) > 1),
        (SELECT 'what the file says further of its variables is not kept: ' || string_agg(p.name || ' (' || p.n || ')', ', ' ORDER BY p.name) FROM parts p)], NULL);
END;
COMMENT ON FUNCTION mlops_survey.ddi_losses(xml) IS 'what a DDI Codebook says that is not kept';
-- Waves of a tracker: what a further file brings that the survey has not, and the variable that says which wave a respondent is of.

CREATE FUNCTION mlops_survey.codebook_answers(variable jsonb) RETURNS TABLE (code int, label text, value text, missing boolean)
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT v.key::int, v.value, NULL::text, false FROM jsonb_each_text(CASE WHEN jsonb_typeof(variable -> 'values') = 'object' THEN variable -> 'values' ELSE '{}' END) v
    UNION ALL
    SELECT v.key::int, v.value, NULL, true FROM jsonb_each_text(CASE WHEN jsonb_typeof(variable -> 'missing') = 'object' THEN variable -> 'missing' ELSE '{}' END) v
    UNION ALL
    SELECT coalesce((e ->> 'code')::int, CASE WHEN jsonb_typeof(e) = 'number' THEN (e #>> '{}')::int ELSE n::int END), coalesce(e ->> 'label', e ->> 'value', e #>> '{}'),
        coalesce(e ->> 'value', CASE WHEN jsonb_typeof(e) = 'string' THEN e #>> '{}' END), coalesce((e ->> 'missing')::boolean, false)
    FROM jsonb_array_elements(CASE WHEN jsonb_typeof(variable -> 'values') = 'array' THEN variable -> 'values' ELSE '[]' END) WITH ORDINALITY t(e, n)
    UNION ALL
    SELECT coalesce((e ->> 'code')::int, (e #>> '{}')::int), coalesce(e ->> 'label', e #>> '{}'), NULL, true
    FROM jsonb_array_elements(CASE WHEN jsonb_typeof(variable -> 'missing') = 'array' THEN variable -> 'missing' ELSE '[]' END) e;
END;
COMMENT ON FUNCTION mlops_survey.codebook_answers(jsonb) IS 'the answers that a variable of a codebook declares, in whatever form';

-- the user's words on variables and sets go before
CREATE FUNCTION mlops_survey.with_sets(known jsonb, said jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT said || jsonb_build_object('variables', (SELECT mlops_survey.merge_codebooks(known, said) -> 'variables'),
        'sets', coalesce(said -> 'sets', '[]') || (known -> 'sets'));
END;
COMMENT ON FUNCTION mlops_survey.with_sets(jsonb, jsonb) IS 'a codebook with further sets and their members';

CREATE FUNCTION mlops_survey.answer_number(answer text, behind boolean) RETURNS int
    AS 'MODULE_PATHNAME', 'svy_answer_number' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.answer_number(text, boolean) IS 'the number that an answer begins, or ends, with as its code';

-- whether numbers in the answers of a variable are its codes, as where a file is loaded alone: at the ends or at the beginnings of their texts; null if they are not
CREATE FUNCTION mlops_survey.numbers_behind(variable jsonb) RETURNS boolean
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT min(behind::int)::boolean
    FROM (SELECT t.behind FROM mlops_survey.codebook_answers(variable) a, LATERAL (VALUES (false), (true)) t(behind), LATERAL (SELECT mlops_survey.answer_number(a.label, t.behind) AS number) n
        WHERE NOT a.missing
        GROUP BY t.behind
        HAVING bool_and(n.number IS NULL OR n.number = a.code) AND count(n.number) >= 2 AND count(n.number) >= 3 * (count(*) - count(n.number)) AND bool_or(n.number IS NOT NULL AND a.label <> a.code::text)) s;
END;
COMMENT ON FUNCTION mlops_survey.numbers_behind(jsonb) IS 'where the answers of a variable carry their codes: at the end, at the beginning, or not at all';

-- survey: its codebook; wave: what a load of the file alone would register; said: what the file or the user says, the rest of "wave" is inferred;
-- fixed: variables whose columns take no further codes; by_order: variables whose codes are the order in which their texts came.  What is inferred from texts goes by the texts and, where the survey's carry their codes, by the numbers
-- in them, all else by the codes.
CREATE FUNCTION mlops_survey.wave_changes(survey jsonb, wave jsonb, said jsonb, fixed text[], by_order text[]) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH ours AS (
        SELECT v ->> 'name' AS name, v ->> 'header' AS header, v ->> 'measure' AS measure, v FROM jsonb_array_elements(survey -> 'variables') v
    ), told AS (
        SELECT v ->> 'name' AS name, v ->> 'header' AS header, v FROM jsonb_array_elements(coalesce(said -> 'variables', '[]')) v
    ), theirs AS (
        SELECT v ->> 'name' AS name, v, n, (SELECT t.v FROM told t WHERE lower(t.name) = lower(w.v ->> 'name') OR t.header = w.v ->> 'header' OR lower(t.name) = lower(w.v ->> 'header') LIMIT 1) AS told,
            (SELECT o.name FROM ours o WHERE lower(o.name) = lower(w.v ->> 'name') OR o.header = w.v ->> 'header' ORDER BY lower(o.name) = lower(w.v ->> 'name') DESC LIMIT 1) AS known
        FROM jsonb_array_elements(wave -> 'variables') WITH ORDINALITY w(v, n)
    ), new AS (
        SELECT t.name, t.v, t.n FROM theirs t WHERE t.known IS NULL AND lower(t.name) IS DISTINCT FROM lower(survey ->> 'respondent')
    ), pairs AS (
        SELECT o.name, o.measure, o.v, t.v AS their, t.told, t.n, o.measure IN ('nominal', 'ordinal') AS coded,
            NOT EXISTS (SELECT FROM mlops_survey.codebook_answers(t.told)) AND EXISTS (SELECT FROM mlops_survey.codebook_answers(t.v) a WHERE a.label <> a.code::text) AS by_text,
            mlops_survey.numbers_behind(o.v) AS behind
        FROM theirs t JOIN ours o ON o.name = t.known
    ), texts AS (
        SELECT p.name, p.n, p.v, b.code, b.label, b.missing, p.behind IS NOT NULL AS numbered, s.same IS NOT NULL AS known,
            CASE WHEN b.label ~ '^(0|[1-9]\d{0,8})$' THEN b.label::int WHEN p.behind IS NOT NULL THEN mlops_survey.answer_number(b.label, p.behind) END AS number
        FROM pairs p CROSS JOIN mlops_survey.codebook_answers(p.their) b
        LEFT JOIN LATERAL (SELECT true AS same FROM mlops_survey.codebook_answers(p.v) a WHERE lower(b.label) IN (lower(a.label), lower(a.value), a.code::text) LIMIT 1) s ON true
        WHERE p.coded AND p.by_text AND p.name <> ALL (fixed) AND p.their ->> 'measure' IN ('nominal', 'ordinal')
    ), bare AS (
        SELECT p.n, p.name, string_agg(a.code::text, ', ' ORDER BY a.code) AS codes, string_agg(format('%s "%s"', a.code, a.label), ', ' ORDER BY a.code) AS texts,
            (SELECT jsonb_object_agg(o.code, o.label) FROM mlops_survey.codebook_answers((min(p.v::text))::jsonb) o WHERE NOT o.missing) AS labels
        FROM pairs p, mlops_survey.codebook_answers(p.v) a, mlops_survey.codebook_answers(p.their) b
        WHERE p.coded AND p.name = ANY (by_order) AND NOT EXISTS (SELECT FROM mlops_survey.codebook_answers(p.told)) AND a.label <> a.code::text AND b.label = a.code::text
        GROUP BY p.n, p.name
    ), conflicts AS (
        SELECT p.n, format('variable "%s" is %s in the survey and %s in the file', p.name, p.measure, p.told ->> 'measure') AS conflict,
            format('Say in the codebook of the wave that "%s" is %s, if the file holds that, or give the column another name: its answers are those of another question.', p.name, p.measure) AS hint
        FROM pairs p
        WHERE (p.coded AND p.told ->> 'measure' IN ('scale', 'date', 'text')) OR (p.measure IN ('date', 'text') AND p.told ->> 'measure' <> p.measure)
        UNION ALL
        SELECT p.n, CASE WHEN a.label <> b.label THEN format('variable "%s": code %s is "%s" in the survey and "%s" in the file', p.name, a.code, a.label, b.label)
            ELSE format('variable "%s": code %s is %s in the survey, but not in the file', p.name, a.code, CASE WHEN a.missing THEN 'missing' ELSE 'valid' END) END,
            CASE WHEN a.label <> b.label THEN format('If only the words have changed, change them in the survey first: alter_survey(..., %L). If the code means something else now, give the file the codes of the survey (a column of texts finds them by itself).',
                    jsonb_build_object('variables', jsonb_build_array(jsonb_build_object('name', p.name, 'values', jsonb_build_object(a.code, b.label)))))
                ELSE format('Change it in the survey first by alter_survey, under "%s", if the earlier waves meant the same, or give the answer another code in the file.', CASE WHEN a.missing THEN 'values' ELSE 'missing' END) END
        FROM pairs p, mlops_survey.codebook_answers(p.v) a, mlops_survey.codebook_answers(p.told) b
        WHERE p.coded AND a.code = b.code AND ((a.label <> b.label AND b.label <> b.code::text AND a.label <> a.code::text) OR a.missing <> b.missing)
        UNION ALL
        SELECT b.n, format('variable "%s": the file has bare codes (%s), but those of the survey are no more than the order in which its texts came (%s)', b.name, b.codes, b.texts),
            format('Write the texts in the file, or say what its codes mean with the wave: codebook => %L, if that is what they mean there. Otherwise recode the file: texts find their codes by themselves.',
                jsonb_build_object('variables', jsonb_build_array(jsonb_build_object('name', b.name, 'values', b.labels))))
        FROM bare b
        UNION ALL
        SELECT t.n, format('variable "%s": code %s is "%s" in the survey and "%s" in the file', t.name, a.code, a.label, t.label),
            format('If only the words have changed, change them in the survey first: alter_survey(..., %L). If it is another answer, give it a number of its own in the file.',
                jsonb_build_object('variables', jsonb_build_array(jsonb_build_object('name', t.name, 'values', jsonb_build_object(a.code, t.label)))))
        FROM texts t, mlops_survey.codebook_answers(t.v) a
        WHERE NOT t.known AND a.code = t.number AND a.label <> a.code::text AND NOT (t.name = ANY (by_order) AND t.label = t.number::text)
        UNION ALL
        SELECT t.n, format('variable "%s": the answer "%s" carries no number, which the others have for their code', t.name, t.label),
            format('Write its number in the file, or give it a code with the wave: codebook => %L.',
                jsonb_build_object('variables', jsonb_build_array(jsonb_build_object('name', t.name, 'missing', jsonb_build_object('99', t.label)))))
        FROM texts t WHERE NOT t.known AND t.numbered AND t.number IS NULL AND t.v ->> 'measure' = 'ordinal'
    ), fresh AS (
        SELECT p.name, p.n, b.code, b.label, b.missing
        FROM pairs p, mlops_survey.codebook_answers(p.their) b
        WHERE p.coded AND NOT p.by_text AND p.name <> ALL (fixed) AND p.their ->> 'measure' IN ('nominal', 'ordinal')
            AND NOT EXISTS (SELECT FROM mlops_survey.codebook_answers(p.v) a WHERE a.code = b.code) AND NOT b.code BETWEEN 1 AND coalesce((p.v ->> 'points')::int, 0)
        UNION ALL
        SELECT t.name, t.n, t.number, t.label, t.missing FROM texts t
        WHERE NOT t.known AND t.number IS NOT NULL AND (t.label <> t.number::text OR NOT t.number BETWEEN 1 AND coalesce((t.v ->> 'points')::int, 0))
        UNION ALL
        SELECT t.name, t.n, (greatest((t.v ->> 'points')::int, (SELECT coalesce(max(a.code) FILTER (WHERE NOT a.missing), 0) FROM mlops_survey.codebook_answers(t.v) a), (SELECT max(o.number) FROM texts o WHERE o.name = t.name))
            + row_number() OVER (PARTITION BY t.name ORDER BY t.code))::int, t.label, t.missing
        FROM texts t WHERE NOT t.known AND t.number IS NULL
    ), codes AS (
        SELECT f.name, min(f.n) AS n, coalesce(jsonb_object_agg(f.code, f.label) FILTER (WHERE NOT f.missing), '{}') AS valid, coalesce(jsonb_object_agg(f.code, f.label) FILTER (WHERE f.missing), '{}') AS missing
        FROM fresh f GROUP BY f.name
    ), sets AS (
        SELECT CASE WHEN o.s IS NULL THEN w.s ELSE jsonb_build_object('name', o.s -> 'name', 'members', (o.s -> 'members') || added.members) END AS s, w.n
        FROM jsonb_array_elements(wave -> 'sets') WITH ORDINALITY w(s, n)
        LEFT JOIN jsonb_array_elements(survey -> 'sets') o(s) ON lower(o.s ->> 'name') = lower(w.s ->> 'name')
        CROSS JOIN LATERAL (SELECT jsonb_agg(m ORDER BY k) AS members, count(*) = jsonb_array_length(w.s -> 'members') AS whole
            FROM jsonb_array_elements(w.s -> 'members') WITH ORDINALITY x(m, k) WHERE coalesce(m ->> 'variable', m #>> '{}') IN (SELECT name FROM new)) added
        WHERE CASE WHEN o.s IS NULL THEN added.whole ELSE added.members IS NOT NULL AND (w.s #> '{properties,delimiter}' IS NULL OR o.s #> '{properties,delimiter}' IS NOT NULL) END
    )
    SELECT jsonb_build_object(
        'conflicts', (SELECT coalesce(jsonb_agg(conflict ORDER BY n, conflict), '[]') FROM conflicts),
        'hints', (SELECT coalesce(jsonb_agg(hint ORDER BY n, conflict), '[]') FROM conflicts),
        'confirmed', (SELECT coalesce(jsonb_agg(name ORDER BY n), '[]') FROM pairs WHERE EXISTS (SELECT FROM mlops_survey.codebook_answers(told))),
        'new', (SELECT coalesce(jsonb_agg(name ORDER BY n), '[]') FROM new),
        'notes', (SELECT coalesce(jsonb_agg(note ORDER BY n, k), '[]') FROM (
            SELECT n, 0 AS k, format('new variable %s: %s', name, v ->> 'measure') AS note FROM new
            UNION ALL SELECT n, code, format('new code of %s: %s = %s', name, code, label) || CASE WHEN missing THEN ' (missing)' ELSE '' END FROM fresh) x),
        'changes', jsonb_build_object(
            'variables', (SELECT coalesce(jsonb_agg(v ORDER BY n), '[]') FROM (SELECT v, n FROM new
                UNION ALL SELECT jsonb_build_object('name', name, 'values', valid, 'missing', missing), n FROM codes) x),
            'sets', (SELECT coalesce(jsonb_agg(s ORDER BY n), '[]') FROM sets)));
END;
COMMENT ON FUNCTION mlops_survey.wave_changes(jsonb, jsonb, jsonb, text[], text[]) IS 'what a further wave adds to a codebook, and in what it contradicts it';
-- crosstab_cells: the cells of many cross tables, counted in one pass

CREATE TYPE crosstab_cells;

CREATE FUNCTION mlops_survey.crosstab_cells_in(cstring) RETURNS crosstab_cells
    AS 'MODULE_PATHNAME', 'svy_crosstab_cells_in'
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.crosstab_cells_in(cstring) IS 'reads the text form of crosstab_cells';

CREATE FUNCTION mlops_survey.crosstab_cells_out(crosstab_cells) RETURNS cstring
    AS 'MODULE_PATHNAME', 'svy_crosstab_cells_out'
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.crosstab_cells_out(crosstab_cells) IS 'writes the text form of crosstab_cells';

CREATE FUNCTION mlops_survey.crosstab_cells_recv(internal) RETURNS crosstab_cells
    AS 'MODULE_PATHNAME', 'svy_crosstab_cells_recv'
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.crosstab_cells_recv(internal) IS 'reads the binary form of crosstab_cells';

CREATE FUNCTION mlops_survey.crosstab_cells_send(crosstab_cells) RETURNS bytea
    AS 'MODULE_PATHNAME', 'svy_crosstab_cells_send'
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.crosstab_cells_send(crosstab_cells) IS 'writes the binary form of crosstab_cells';

CREATE TYPE crosstab_cells (
    INPUT = mlops_survey.crosstab_cells_in,
    OUTPUT = mlops_survey.crosstab_cells_out,
    RECEIVE = mlops_survey.crosstab_cells_recv,
    SEND = mlops_survey.crosstab_cells_send,
    INTERNALLENGTH = VARIABLE,
    ALIGNMENT = double,
    STORAGE = extended
);
COMMENT ON TYPE crosstab_cells IS 'counts and weights of the cells of many cross tables: mergeable, storable';

CREATE FUNCTION mlops_survey.crosstab_cells_trans(crosstab_cells, plan int[], codes int[], answers float8[], weight float8)
    RETURNS crosstab_cells
    AS 'MODULE_PATHNAME', 'svy_crosstab_cells_trans'
    LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.crosstab_cells_trans(crosstab_cells, int[], int[], float8[], float8)
    IS 'adds a respondent to crosstab_cells';

CREATE FUNCTION mlops_survey.crosstab_cells_combine(crosstab_cells, crosstab_cells) RETURNS crosstab_cells
    AS 'MODULE_PATHNAME', 'svy_crosstab_cells_combine'
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.crosstab_cells_combine(crosstab_cells, crosstab_cells) IS 'merges two crosstab_cells of one plan';

CREATE AGGREGATE crosstab_cells(plan int[], codes int[], answers float8[], weight float8) (
    SFUNC = mlops_survey.crosstab_cells_trans,
    STYPE = crosstab_cells,
    SSPACE = 16384,
    COMBINEFUNC = mlops_survey.crosstab_cells_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE crosstab_cells(int[], int[], float8[], float8)
    IS 'counts the cells of all cross tables of a plan in one pass; what survey_crosstab runs';

CREATE AGGREGATE rollup(crosstab_cells) (
    SFUNC = mlops_survey.crosstab_cells_combine,
    STYPE = crosstab_cells,
    SSPACE = 16384,
    COMBINEFUNC = mlops_survey.crosstab_cells_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(crosstab_cells) IS 'merges crosstab_cells of one plan';

CREATE TYPE crosstab_cells_row AS (
    cross_table int, cross_row int, cross_column int, n bigint, weighted_n float8, weighted_squares float8,
    weighted_sum float8, weighted_sum_squares float8);
COMMENT ON TYPE crosstab_cells_row IS 'a cell of crosstab_cells';
COMMENT ON COLUMN crosstab_cells_row.cross_table IS 'number of the table in the plan, from 1';
COMMENT ON COLUMN crosstab_cells_row.cross_row IS 'number of the row, from 1; 0 is the base';
COMMENT ON COLUMN crosstab_cells_row.cross_column IS 'number of the column, from 1; 0 is the base';
COMMENT ON COLUMN crosstab_cells_row.n IS 'respondents';
COMMENT ON COLUMN crosstab_cells_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN crosstab_cells_row.weighted_squares IS 'sum of their squared weights';
COMMENT ON COLUMN crosstab_cells_row.weighted_sum IS 'sum of weight times answer; NULL where the rows are no numbers';
COMMENT ON COLUMN crosstab_cells_row.weighted_sum_squares IS 'sum of weight times squared answer; NULL where the rows are no numbers';

CREATE FUNCTION cells(crosstab_cells) RETURNS SETOF crosstab_cells_row
    AS 'MODULE_PATHNAME', 'svy_crosstab_cells_rows'
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 1000;
COMMENT ON FUNCTION cells(crosstab_cells)
    IS 'the cells of crosstab_cells as rows; row or column 0 is the base';

-- Cross tables by name

CREATE TYPE survey_crosstab_row AS (
    row_variable text, row_code int, row_label text, column_variable text, column_code int, column_label text,
    column_letter text, n bigint, weighted_n float8, base_n bigint, base_weighted float8, effective_base float8,
    column_percent float8, row_percent float8, total_percent float8, std_error float8, conf_low float8,
    conf_high float8, p_value float8, higher_than text, statistic text, estimate float8, cell text,
    low_base boolean, test text, row_question text, column_question text, variance text, low_df boolean,
    question_position int, row_position int, column_position int, is_total boolean, is_net boolean,
    compared_with text, difference float8, difference_error float8, difference_low float8,
    difference_high float8, difference_p float8, base_text text, suppressed boolean,
    reliability text);
COMMENT ON TYPE survey_crosstab_row IS 'a cell of survey_crosstab';
COMMENT ON COLUMN survey_crosstab_row.row_variable IS 'variable, set or nest of the row';
COMMENT ON COLUMN survey_crosstab_row.row_code IS 'code of the row, number of the option in a set, running number in a nest; NULL for nets, mean, deviation and error';
COMMENT ON COLUMN survey_crosstab_row.row_label IS 'label of the row';
COMMENT ON COLUMN survey_crosstab_row.column_variable IS 'variable, set or nest of the column; Total for everybody';
COMMENT ON COLUMN survey_crosstab_row.column_code IS 'code of the column, as of the row; NULL for the Total';
COMMENT ON COLUMN survey_crosstab_row.column_label IS 'label of the column';
COMMENT ON COLUMN survey_crosstab_row.column_letter IS 'letter of the column: A, B, ... through the whole banner, AA after Z; NULL for the Total';
COMMENT ON COLUMN survey_crosstab_row.n IS 'respondents in the cell; of a mean, its base';
COMMENT ON COLUMN survey_crosstab_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_crosstab_row.base_n IS 'respondents in the column';
COMMENT ON COLUMN survey_crosstab_row.base_weighted IS 'sum of the weights of the column';
COMMENT ON COLUMN survey_crosstab_row.effective_base IS 'of the column: squared sum of weights over sum of squared weights (Kish)';
COMMENT ON COLUMN survey_crosstab_row.column_percent IS 'percent 0 to 100 of the column; NULL for means';
COMMENT ON COLUMN survey_crosstab_row.row_percent IS 'percent 0 to 100 of the row; NULL for means';
COMMENT ON COLUMN survey_crosstab_row.total_percent IS 'percent 0 to 100 of the table; NULL for means';
COMMENT ON COLUMN survey_crosstab_row.std_error IS 'standard error of the estimate, of a percent in points of percent; NULL where nothing is known of it';
COMMENT ON COLUMN survey_crosstab_row.conf_low IS 'lower limit of the confidence interval, in the unit of the estimate';
COMMENT ON COLUMN survey_crosstab_row.conf_high IS 'upper limit of the confidence interval, in the unit of the estimate';
COMMENT ON COLUMN survey_crosstab_row.p_value IS 'of the column against everybody in the table who is not in it, 0 to 1';
COMMENT ON COLUMN survey_crosstab_row.higher_than IS 'letters of the columns that this one is significantly higher than, small ones at the second level; under "compare" + or -; NULL where nothing was tested';
COMMENT ON COLUMN survey_crosstab_row.statistic IS 'percent, net, mean, sd (standard deviation), se (standard error of the mean), base, weighted_base, effective_base, count, median, nps or missing';
COMMENT ON COLUMN survey_crosstab_row.estimate IS 'the percent 0 to 100, mean, deviation, error, count or score';
COMMENT ON COLUMN survey_crosstab_row.cell IS 'estimate and letters as a printed table shows them, with * where the base is low';
COMMENT ON COLUMN survey_crosstab_row.low_base IS 'whether the effective base is below min_base';
COMMENT ON COLUMN survey_crosstab_row.test IS 'convention of the letters';
COMMENT ON COLUMN survey_crosstab_row.row_question IS 'text of the question of the row';
COMMENT ON COLUMN survey_crosstab_row.column_question IS 'text of the question of the column';
COMMENT ON COLUMN survey_crosstab_row.variance IS 'where standard errors come from: the design in words, replicates, or the effective base';
COMMENT ON COLUMN survey_crosstab_row.low_df IS 'whether the variance rests on fewer than 8 degrees of freedom, so that errors and letters are not to be trusted';
COMMENT ON COLUMN survey_crosstab_row.question_position IS 'where the row variable stands in the table, from 1; ORDER BY question_position, row_position, column_position is the order of the table';
COMMENT ON COLUMN survey_crosstab_row.row_position IS 'where the row stands among those of its variable, from 1';
COMMENT ON COLUMN survey_crosstab_row.column_position IS 'where the column stands in the banner, from 1, which is the Total; the same under every filter';
COMMENT ON COLUMN survey_crosstab_row.is_total IS 'whether the column is the Total, which counts everybody again: sums over columns leave it out';
COMMENT ON COLUMN survey_crosstab_row.is_net IS 'whether the row is a net, which counts again whom its answers count: sums over rows leave it out';
COMMENT ON COLUMN survey_crosstab_row.compared_with IS 'under "compare": rest, Total, or the label of the column that this one is compared with; else NULL';
COMMENT ON COLUMN survey_crosstab_row.difference IS 'the column less what it is compared with, of shares in points of percent of the column';
COMMENT ON COLUMN survey_crosstab_row.difference_error IS 'standard error of the difference, which knows of those who are in both';
COMMENT ON COLUMN survey_crosstab_row.difference_low IS 'lower limit of the confidence interval of the difference';
COMMENT ON COLUMN survey_crosstab_row.difference_high IS 'upper limit of the confidence interval of the difference';
COMMENT ON COLUMN survey_crosstab_row.difference_p IS 'p-value of the comparison, 0 to 1, adjusted over the columns of the row as "adjust" says';
COMMENT ON COLUMN survey_crosstab_row.base_text IS 'whom the question of the row was put to, as the codebook says it';
COMMENT ON COLUMN survey_crosstab_row.suppressed IS 'whether the numbers of the cell are left out so that nobody can be told from them';
COMMENT ON COLUMN survey_crosstab_row.reliability IS 'under the option "reliability": present, footnote, review or suppress, by the standards of NCHS for proportions; else NULL';

CREATE FUNCTION survey_crosstab(name text, rows text[], columns text[] DEFAULT '{}',
    weight text DEFAULT NULL, filter text DEFAULT NULL, level float8 DEFAULT NULL,
    tests text DEFAULT NULL, adjust text DEFAULT 'codebook', min_base float8 DEFAULT NULL,
    drop_empty boolean DEFAULT NULL, total text DEFAULT NULL, statistics text[] DEFAULT NULL,
    sort text DEFAULT NULL, percent text DEFAULT NULL, compare text DEFAULT NULL,
    language text DEFAULT NULL, suppress jsonb DEFAULT NULL,
    round_to int DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_crosstab_row
    AS 'MODULE_PATHNAME', 'svy_survey_crosstab'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 500;
COMMENT ON FUNCTION survey_crosstab(text, text[], text[], text, text, float8, text, text, float8, boolean, text, text[], text, text, text, text, jsonb, int, jsonb)
    IS 'cross tables of a survey: one row per cell, with bases, errors and significance letters';

CREATE TYPE survey_column_tests_row AS (
    row_variable text, row_code int, row_label text, column_variable text, column_code int, column_label text,
    column_letter text, other_code int, other_label text, other_letter text, difference float8, std_error float8,
    statistic float8, df float8, p_value float8, p_adjusted float8, not_tested text,
    question_position int, row_position int, column_position int, other_position int, is_net boolean);
COMMENT ON TYPE survey_column_tests_row IS 'a pair of columns in a row of a cross table, and the test between them';
COMMENT ON COLUMN survey_column_tests_row.row_variable IS 'variable, set or nest of the row';
COMMENT ON COLUMN survey_column_tests_row.row_code IS 'code of the row, number of the option in a set, running number in a nest; NULL for nets and means';
COMMENT ON COLUMN survey_column_tests_row.row_label IS 'label of the row';
COMMENT ON COLUMN survey_column_tests_row.column_variable IS 'variable, set or nest of both columns';
COMMENT ON COLUMN survey_column_tests_row.column_code IS 'code of the first column';
COMMENT ON COLUMN survey_column_tests_row.column_label IS 'label of the first column';
COMMENT ON COLUMN survey_column_tests_row.column_letter IS 'letter of the first column';
COMMENT ON COLUMN survey_column_tests_row.other_code IS 'code of the second column';
COMMENT ON COLUMN survey_column_tests_row.other_label IS 'label of the second column';
COMMENT ON COLUMN survey_column_tests_row.other_letter IS 'letter of the second column';
COMMENT ON COLUMN survey_column_tests_row.difference IS 'first less second column, of shares in points of percent';
COMMENT ON COLUMN survey_column_tests_row.std_error IS 'standard error of the difference as the test takes it, of shares in points of percent';
COMMENT ON COLUMN survey_column_tests_row.statistic IS 'difference over standard error, z or t';
COMMENT ON COLUMN survey_column_tests_row.df IS 'degrees of freedom of Student''s t; NULL for the normal distribution';
COMMENT ON COLUMN survey_column_tests_row.p_value IS 'two-sided p-value, 0 to 1';
COMMENT ON COLUMN survey_column_tests_row.p_adjusted IS 'p-value adjusted for the pairs tested in the row, 0 to 1';
COMMENT ON COLUMN survey_column_tests_row.not_tested IS 'why the pair was not tested; NULL where it was';
COMMENT ON COLUMN survey_column_tests_row.question_position IS 'where the row variable stands in the table, from 1; ORDER BY question_position, row_position, column_position is the order of the table';
COMMENT ON COLUMN survey_column_tests_row.row_position IS 'where the row stands among those of its variable, from 1';
COMMENT ON COLUMN survey_column_tests_row.column_position IS 'where the first column stands in the banner, from 1, which is the Total; the same under every filter';
COMMENT ON COLUMN survey_column_tests_row.other_position IS 'where the second column stands in the banner';
COMMENT ON COLUMN survey_column_tests_row.is_net IS 'whether the row is a net, which counts again whom its answers count';

CREATE FUNCTION survey_column_tests(name text, rows text[], columns text[],
    weight text DEFAULT NULL, filter text DEFAULT NULL, level float8 DEFAULT NULL,
    tests text DEFAULT NULL, adjust text DEFAULT 'codebook', min_base float8 DEFAULT NULL,
    drop_empty boolean DEFAULT NULL, total text DEFAULT NULL, statistics text[] DEFAULT NULL,
    sort text DEFAULT NULL, percent text DEFAULT NULL, compare text DEFAULT NULL,
    language text DEFAULT NULL, suppress jsonb DEFAULT NULL,
    round_to int DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_column_tests_row
    AS 'MODULE_PATHNAME', 'svy_survey_column_tests'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 500;
COMMENT ON FUNCTION survey_column_tests(text, text[], text[], text, text, float8, text, text, float8, boolean, text, text[], text, text, text, text, jsonb, int, jsonb)
    IS 'the tests behind the letters of survey_crosstab: one row per pair of columns';

CREATE TYPE survey_test_row AS (
    test text, estimate float8, df float8, df2 float8, p_value float8, n bigint, weighted_n float8,
    effective_base float8, variance text, hypothesis text);
COMMENT ON TYPE survey_test_row IS 'a test or measure of the association of two questions';
COMMENT ON COLUMN survey_test_row.test IS 'name of the test or measure, as survey_test takes it';
COMMENT ON COLUMN survey_test_row.estimate IS 'the statistic or measure';
COMMENT ON COLUMN survey_test_row.df IS 'degrees of freedom; NULL for measures';
COMMENT ON COLUMN survey_test_row.df2 IS 'denominator degrees of freedom of an F; else NULL';
COMMENT ON COLUMN survey_test_row.p_value IS 'p-value, 0 to 1; NULL for measures';
COMMENT ON COLUMN survey_test_row.n IS 'respondents in the table';
COMMENT ON COLUMN survey_test_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_test_row.effective_base IS 'squared sum of weights over sum of squared weights (Kish)';
COMMENT ON COLUMN survey_test_row.variance IS 'what the p-value rests on: the design in words, replicates, or the effective base';
COMMENT ON COLUMN survey_test_row.hypothesis IS 'what a small p-value speaks against';

CREATE FUNCTION survey_test(name text, "row" text, "column" text, statistic text DEFAULT NULL,
    weight text DEFAULT NULL, filter text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_test_row
    AS 'MODULE_PATHNAME', 'svy_survey_test'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 8;
COMMENT ON FUNCTION survey_test(text, text, text, text, text, text, jsonb)
    IS 'tests whether two questions are associated: chi-square, likelihood ratio, trend, and measures of strength';

CREATE TYPE survey_test_cells_row AS (
    row_code int, row_label text, column_code int, column_label text, n bigint, weighted_n float8, "count" float8,
    expected float8, residual float8, adjusted_residual float8);
COMMENT ON TYPE survey_test_cells_row IS 'a cell behind survey_test';
COMMENT ON COLUMN survey_test_cells_row.row_code IS 'code of the row';
COMMENT ON COLUMN survey_test_cells_row.row_label IS 'label of the row';
COMMENT ON COLUMN survey_test_cells_row.column_code IS 'code of the column';
COMMENT ON COLUMN survey_test_cells_row.column_label IS 'label of the column';
COMMENT ON COLUMN survey_test_cells_row.n IS 'respondents in the cell';
COMMENT ON COLUMN survey_test_cells_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_test_cells_row."count" IS 'weighted count scaled to the number of respondents, or to the effective base of a weighted table';
COMMENT ON COLUMN survey_test_cells_row.expected IS 'the count expected if row and column are independent';
COMMENT ON COLUMN survey_test_cells_row.residual IS 'Pearson''s residual: (count - expected) / sqrt(expected)';
COMMENT ON COLUMN survey_test_cells_row.adjusted_residual IS 'the residual over its standard error, about normal if row and column are independent';

CREATE FUNCTION survey_test_cells(name text, "row" text, "column" text,
    weight text DEFAULT NULL, filter text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_test_cells_row
    AS 'MODULE_PATHNAME', 'svy_survey_test_cells'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 50;
COMMENT ON FUNCTION survey_test_cells(text, text, text, text, text, jsonb)
    IS 'the cells behind survey_test: expected counts and residuals';

CREATE TYPE survey_topline_row AS (
    variable text, question text, code int, answer text, n bigint, weighted_n float8, percent float8,
    std_error float8, conf_low float8, conf_high float8, base_n bigint, base_weighted float8,
    effective_base float8, statistic text, estimate float8,
    question_position int, row_position int, column_position int, is_net boolean, base_text text,
    suppressed boolean, wave text, compared_with text, difference float8, difference_error float8,
    difference_low float8, difference_high float8, difference_p float8);
COMMENT ON TYPE survey_topline_row IS 'an answer to a question of a survey';
COMMENT ON COLUMN survey_topline_row.variable IS 'variable or set';
COMMENT ON COLUMN survey_topline_row.question IS 'text of the question';
COMMENT ON COLUMN survey_topline_row.code IS 'code of the answer, number of the option in a set; NULL for nets, mean and deviation';
COMMENT ON COLUMN survey_topline_row.answer IS 'label of the answer';
COMMENT ON COLUMN survey_topline_row.n IS 'respondents who gave it; of a mean, its base';
COMMENT ON COLUMN survey_topline_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_topline_row.percent IS 'percent 0 to 100 of the base; NULL for means';
COMMENT ON COLUMN survey_topline_row.std_error IS 'standard error of the estimate, of a percent in points of percent; NULL where nothing is known of it';
COMMENT ON COLUMN survey_topline_row.conf_low IS 'lower limit of the confidence interval, in the unit of the estimate';
COMMENT ON COLUMN survey_topline_row.conf_high IS 'upper limit of the confidence interval, in the unit of the estimate';
COMMENT ON COLUMN survey_topline_row.base_n IS 'respondents with a valid answer';
COMMENT ON COLUMN survey_topline_row.base_weighted IS 'sum of their weights';
COMMENT ON COLUMN survey_topline_row.effective_base IS 'squared sum of their weights over sum of squared weights (Kish)';
COMMENT ON COLUMN survey_topline_row.statistic IS 'percent, net, mean or sd (standard deviation)';
COMMENT ON COLUMN survey_topline_row.estimate IS 'the percent 0 to 100, mean or deviation';
COMMENT ON COLUMN survey_topline_row.question_position IS 'where the question stands in the survey, from 1; ORDER BY question_position, row_position is the order of the topline';
COMMENT ON COLUMN survey_topline_row.row_position IS 'where the answer stands among those of its question, from 1';
COMMENT ON COLUMN survey_topline_row.column_position IS 'always 1: a topline has one column, the Total';
COMMENT ON COLUMN survey_topline_row.is_net IS 'whether the row is a net, which counts again whom its answers count: sums over answers leave it out';
COMMENT ON COLUMN survey_topline_row.base_text IS 'whom the question was put to, as the codebook says it';
COMMENT ON COLUMN survey_topline_row.suppressed IS 'whether the numbers of the answer are left out so that nobody can be told from them';
COMMENT ON COLUMN survey_topline_row.wave IS 'the wave that the numbers are of, where the options name its variable; NULL where they are of everybody';
COMMENT ON COLUMN survey_topline_row.compared_with IS 'the wave that the difference is from';
COMMENT ON COLUMN survey_topline_row.difference IS 'the estimate less that of this wave, of a percent in points of percent';
COMMENT ON COLUMN survey_topline_row.difference_error IS 'standard error of the difference, which knows of those who are in both';
COMMENT ON COLUMN survey_topline_row.difference_low IS 'lower limit of its confidence interval';
COMMENT ON COLUMN survey_topline_row.difference_high IS 'upper limit of its confidence interval';
COMMENT ON COLUMN survey_topline_row.difference_p IS 'p-value, 0 to 1, of the test that there is no difference';

CREATE FUNCTION survey_topline(name text, weight text DEFAULT NULL, filter text DEFAULT NULL,
    level float8 DEFAULT NULL, language text DEFAULT NULL, suppress jsonb DEFAULT NULL,
    round_to int DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_topline_row
    LANGUAGE SQL STABLE PARALLEL RESTRICTED ROWS 500
BEGIN ATOMIC
    SELECT c.row_variable, c.row_question, c.row_code, c.row_label, c.n, c.weighted_n,
        c.column_percent, c.std_error, c.conf_low, c.conf_high,
        c.base_n, c.base_weighted, c.effective_base, c.statistic, c.estimate,
        c.question_position, c.row_position, c.column_position, c.is_net, c.base_text,
        c.suppressed, NULL::text, NULL::text, NULL::float8, NULL::float8, NULL::float8, NULL::float8, NULL::float8
    FROM survey_crosstab(survey_topline.name, NULL, '{}', survey_topline.weight, survey_topline.filter,
        survey_topline.level, 'none', percent => 'column', compare => 'pairs',
        language => survey_topline.language, suppress => survey_topline.suppress,
        round_to => survey_topline.round_to, options => survey_topline.options) c
    WHERE c.statistic OPERATOR(pg_catalog.<>) 'se'
        AND (survey_topline.options OPERATOR(pg_catalog.->>) 'wave') IS NULL
    UNION ALL
    -- the last wave that has anybody, against the one before it that asked
    SELECT c.row_variable, c.row_question, c.row_code, c.row_label, c.n, c.weighted_n,
        c.column_percent, c.std_error, c.conf_low, c.conf_high,
        c.base_n, c.base_weighted, c.effective_base, c.statistic, c.estimate,
        c.question_position, c.row_position, 1, c.is_net, c.base_text,
        c.suppressed, c.column_label, c.compared_with, c.difference, c.difference_error, c.difference_low,
        c.difference_high, c.difference_p
    FROM (SELECT t.*, max(t.column_position) FILTER (WHERE NOT t.is_total AND
            (t.suppressed OR t.base_n OPERATOR(pg_catalog.>) 0)) OVER () AS last
        FROM survey_crosstab(survey_topline.name, NULL,
            ARRAY[survey_topline.options OPERATOR(pg_catalog.->>) 'wave'], survey_topline.weight,
            survey_topline.filter, survey_topline.level, percent => 'column',
            compare => coalesce(survey_topline.options OPERATOR(pg_catalog.->>) 'against', 'previous'),
            language => survey_topline.language, suppress => survey_topline.suppress,
            round_to => survey_topline.round_to,
            options => survey_topline.options OPERATOR(pg_catalog.-) '{wave,against}'::text[]) t) c
    WHERE c.statistic OPERATOR(pg_catalog.<>) 'se' AND c.column_position OPERATOR(pg_catalog.=) c.last
        AND c.row_variable OPERATOR(pg_catalog.<>) c.column_variable
        AND (survey_topline.options OPERATOR(pg_catalog.->>) 'wave') IS NOT NULL;
END;
COMMENT ON FUNCTION survey_topline(text, text, text, float8, text, jsonb, int, jsonb)
    IS 'every question of a survey with its answers, counts, percents and intervals';

CREATE FUNCTION mlops_survey.set_addends(test bytea, weight float8, counted boolean, numbers float8[], codes int[])
    RETURNS float8[]
    AS 'MODULE_PATHNAME', 'svy_set_addends'
    LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.set_addends(bytea, float8, boolean, float8[], int[])
    IS 'what a respondent adds to a pass of a test of a response set over answers that lie on another server; NULL: nothing';
-- A grid as one table: items by answers, with boxes and means beside

CREATE TYPE survey_grid_row AS (
    item text, item_label text, answer_code int, answer_label text, statistic text, n bigint, weighted_n float8,
    base_n bigint, base_weighted float8, effective_base float8, estimate float8, std_error float8, conf_low float8,
    conf_high float8, cell text, low_base boolean, is_net boolean, suppressed boolean, item_position int,
    answer_position int);
COMMENT ON TYPE survey_grid_row IS 'a cell of survey_grid: an answer, net or number of one item';
COMMENT ON COLUMN survey_grid_row.item IS 'variable, set or nest of the item';
COMMENT ON COLUMN survey_grid_row.item_label IS 'text of the item''s question, or its name where it has none';
COMMENT ON COLUMN survey_grid_row.answer_code IS 'code of the answer; NULL for nets, means and bases';
COMMENT ON COLUMN survey_grid_row.answer_label IS 'label of the answer, net or number';
COMMENT ON COLUMN survey_grid_row.statistic IS 'what the cell shows, as survey_crosstab says it';
COMMENT ON COLUMN survey_grid_row.n IS 'respondents in the cell; of a mean, its base';
COMMENT ON COLUMN survey_grid_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_grid_row.base_n IS 'respondents who answered the item';
COMMENT ON COLUMN survey_grid_row.base_weighted IS 'sum of their weights';
COMMENT ON COLUMN survey_grid_row.effective_base IS 'squared sum of their weights over sum of squared weights (Kish)';
COMMENT ON COLUMN survey_grid_row.estimate IS 'the percent 0 to 100, mean, deviation, error, count or score';
COMMENT ON COLUMN survey_grid_row.std_error IS 'standard error of the estimate, of a percent in points of percent; NULL where nothing is known of it';
COMMENT ON COLUMN survey_grid_row.conf_low IS 'lower limit of the confidence interval, in the unit of the estimate';
COMMENT ON COLUMN survey_grid_row.conf_high IS 'upper limit of the confidence interval, in the unit of the estimate';
COMMENT ON COLUMN survey_grid_row.cell IS 'estimate as a printed table shows it, with * where the base is low';
COMMENT ON COLUMN survey_grid_row.low_base IS 'whether the effective base is low';
COMMENT ON COLUMN survey_grid_row.is_net IS 'whether the column is a net, which counts again whom its answers count';
COMMENT ON COLUMN survey_grid_row.suppressed IS 'whether the numbers of the cell are left out so that nobody can be told from them';
COMMENT ON COLUMN survey_grid_row.item_position IS 'where the item stands, from 1; ORDER BY item_position, answer_position is the order of the grid';
COMMENT ON COLUMN survey_grid_row.answer_position IS 'where the column stands, from 1, the same for every item that has it';

CREATE FUNCTION survey_grid(name text, items text[], weight text DEFAULT NULL, filter text DEFAULT NULL,
    level float8 DEFAULT NULL, statistics text[] DEFAULT '{percent,net,mean}', sort text DEFAULT NULL,
    language text DEFAULT NULL, suppress jsonb DEFAULT NULL, round_to int DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_grid_row
    LANGUAGE SQL STABLE PARALLEL RESTRICTED ROWS 100
BEGIN ATOMIC
    -- answers that several items have stand in one column, at the last place that any of them gives it: behind those
    -- that come before it in some item
    SELECT c.row_variable, coalesce(c.row_question, c.row_variable), c.row_code, c.row_label, c.statistic, c.n,
        c.weighted_n, c.base_n, c.base_weighted, c.effective_base, c.estimate, c.std_error, c.conf_low, c.conf_high,
        c.cell, c.low_base, c.is_net, c.suppressed, c.question_position,
        (pg_catalog.dense_rank() OVER (ORDER BY c.place, c.row_code,
            c.row_label COLLATE pg_catalog."C", c.statistic COLLATE pg_catalog."C"))::int
    FROM (SELECT t.*, max(t.row_position) OVER (PARTITION BY t.row_code, t.row_label, t.statistic) AS place
        FROM survey_crosstab(survey_grid.name, survey_grid.items, '{}', survey_grid.weight, survey_grid.filter,
            survey_grid.level, 'none', percent => 'column', compare => 'pairs',
            statistics => survey_grid.statistics, sort => coalesce(survey_grid.sort, 'codebook'), language => survey_grid.language,
            suppress => survey_grid.suppress, round_to => survey_grid.round_to,
            options => survey_grid.options) t) c
    ORDER BY c.question_position, 20;
END;
COMMENT ON FUNCTION survey_grid(text, text[], text, text, float8, text[], text, text, jsonb, int, jsonb)
    IS 'a grid as one table: one row per item and answer, boxes, nets and the mean beside';
-- Packed surveys: the answers once more, column by column, for cross tables in a fraction of the time.
--
-- A pack is used only while it is the same as the answers: triggers on their table leave a mark in pack_stale within
-- the transaction that changes them and before the statement that does, so whoever sees the change sees the mark.

CREATE TABLE mlops_survey.pack (
    survey_id int NOT NULL,
    part int NOT NULL DEFAULT 0 CHECK (part >= 0),
    answers oid,
    answers_schema text,
    answers_name text,
    attributes text NOT NULL,
    watch text,
    expressions text[] NOT NULL,
    design text,
    respondents bigint NOT NULL CHECK (respondents >= 0),
    segments int NOT NULL CHECK (segments >= 0),
    bytes bigint NOT NULL CHECK (bytes >= 0),
    runs bigint NOT NULL DEFAULT 0 CHECK (runs >= 0),
    weight text,
    unweighted bigint NOT NULL DEFAULT 0 CHECK (unweighted >= 0),
    left_out text[] NOT NULL DEFAULT '{}',
    file oid,
    last_row tid,
    pages bytea,
    packed_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    PRIMARY KEY (survey_id, part)
);
COMMENT ON TABLE mlops_survey.pack IS 'surveys whose answers are packed column by column';
COMMENT ON COLUMN mlops_survey.pack.survey_id IS 'the survey';
COMMENT ON COLUMN mlops_survey.pack.part IS 'running number of a partition of the answers; 0: they are one table';
COMMENT ON COLUMN mlops_survey.pack.answers IS 'the partition; NULL: the table of the survey';
COMMENT ON COLUMN mlops_survey.pack.answers_schema IS 'schema of the partition';
COMMENT ON COLUMN mlops_survey.pack.answers_name IS 'its name';
COMMENT ON COLUMN mlops_survey.pack.attributes IS 'columns of the table when it was packed';
COMMENT ON COLUMN mlops_survey.pack.watch IS 'this database, and the versions of the triggers that leave marks, when it was packed; NULL: not known';
COMMENT ON COLUMN mlops_survey.pack.expressions IS 'what each packed column holds, as SQL over the table; NULL: unusable';
COMMENT ON COLUMN mlops_survey.pack.design IS 'strata, clusters and population corrections whose respondents lie together, as SQL over the table; NULL: none do';
COMMENT ON COLUMN mlops_survey.pack.respondents IS 'how many respondents are packed';
COMMENT ON COLUMN mlops_survey.pack.segments IS 'how many segments hold them';
COMMENT ON COLUMN mlops_survey.pack.bytes IS 'size of the packed columns';
COMMENT ON COLUMN mlops_survey.pack.runs IS 'how many clusters these have, counted in each segment';
COMMENT ON COLUMN mlops_survey.pack.weight IS 'weight of the survey, as SQL over the table; NULL: none, or not known of all';
COMMENT ON COLUMN mlops_survey.pack.unweighted IS 'how many respondents have no weight';
COMMENT ON COLUMN mlops_survey.pack.left_out IS 'variables that are not packed: tables of them are counted from the rows';
COMMENT ON COLUMN mlops_survey.pack.file IS 'file of the table when it was packed: whether rows kept their places';
COMMENT ON COLUMN mlops_survey.pack.last_row IS 'the last packed row in that file: later ones are appended';
COMMENT ON COLUMN mlops_survey.pack.pages IS 'how many packed rows each page of that file holds: whether others came in between; NULL: not known';
COMMENT ON COLUMN mlops_survey.pack.packed_at IS 'when it was packed';

-- Numbers of partitions are those of one database, as those of surveys are.
CREATE FUNCTION mlops_survey.survey_pack_resolve() RETURNS trigger
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.answers := (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = NEW.answers_schema AND c.relname = NEW.answers_name);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION mlops_survey.survey_pack_resolve() IS 'trigger: looks up a packed partition by its name';
CREATE TRIGGER survey_pack_resolve BEFORE INSERT ON mlops_survey.pack FOR EACH ROW WHEN (NEW.part > 0)
    EXECUTE FUNCTION mlops_survey.survey_pack_resolve();
CREATE TRIGGER survey_pack_resolve_replicated BEFORE UPDATE ON mlops_survey.pack FOR EACH ROW WHEN (NEW.part > 0)
    EXECUTE FUNCTION mlops_survey.survey_pack_resolve();
ALTER TABLE mlops_survey.pack ENABLE ALWAYS TRIGGER survey_pack_resolve, ENABLE REPLICA TRIGGER survey_pack_resolve_replicated;
COMMENT ON TRIGGER survey_pack_resolve ON mlops_survey.pack IS 'looks up a packed partition that is stored or restored';
COMMENT ON TRIGGER survey_pack_resolve_replicated ON mlops_survey.pack IS 'looks up a packed partition that a subscription brings';

-- What a subscription brings was packed elsewhere: its rows have other places here, even in a copy of the same server.
CREATE FUNCTION mlops_survey.survey_pack_elsewhere() RETURNS trigger
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.file := NULL;
    NEW.pages := NULL;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION mlops_survey.survey_pack_elsewhere() IS 'trigger: forgets the places of rows that were packed on another server';
CREATE TRIGGER survey_pack_elsewhere BEFORE INSERT OR UPDATE ON mlops_survey.pack FOR EACH ROW
    EXECUTE FUNCTION mlops_survey.survey_pack_elsewhere();
ALTER TABLE mlops_survey.pack ENABLE REPLICA TRIGGER survey_pack_elsewhere;
COMMENT ON TRIGGER survey_pack_elsewhere ON mlops_survey.pack IS 'forgets the places of rows of a pack that a subscription brings';

CREATE TABLE mlops_survey.pack_segment (
    survey_id int NOT NULL,
    part int NOT NULL DEFAULT 0,
    segment int NOT NULL CHECK (segment > 0),
    respondents int NOT NULL CHECK (respondents BETWEEN 0 AND 65536),
    directory bytea NOT NULL,
    data bytea NOT NULL,
    units bytea NOT NULL,
    PRIMARY KEY (survey_id, part, segment)
) WITH (fillfactor = 10, parallel_workers = 16, autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0,
    toast.autovacuum_vacuum_threshold = 0, toast.autovacuum_vacuum_scale_factor = 0);
-- Workers take whole pages of this table, so few rows may share one.  The data is stored outside of it in pieces,
-- uncompressed, so that a query fetches the columns that it reads and no others.
-- What is unpacked or packed anew leaves dead rows, whose bytes are answers: autovacuum takes them whenever it comes by.
ALTER TABLE mlops_survey.pack_segment ALTER COLUMN directory SET STORAGE MAIN;
ALTER TABLE mlops_survey.pack_segment ALTER COLUMN data SET STORAGE EXTERNAL;
COMMENT ON TABLE mlops_survey.pack_segment IS 'packed answers of up to 65,536 respondents, one column after another';
COMMENT ON COLUMN mlops_survey.pack_segment.survey_id IS 'the survey';
COMMENT ON COLUMN mlops_survey.pack_segment.part IS 'the partition; 0: the answers are one table';
COMMENT ON COLUMN mlops_survey.pack_segment.segment IS 'running number';
COMMENT ON COLUMN mlops_survey.pack_segment.respondents IS 'how many respondents it holds';
COMMENT ON COLUMN mlops_survey.pack_segment.directory IS 'encoding of each column';
COMMENT ON COLUMN mlops_survey.pack_segment.data IS 'the columns';
COMMENT ON COLUMN mlops_survey.pack_segment.units IS 'which of its respondents, one after another, are of one cluster of the design';

CREATE TABLE mlops_survey.pack_stale (
    survey_id int NOT NULL,
    part int NOT NULL DEFAULT 0,
    change boolean NOT NULL,
    transaction xid8 NOT NULL DEFAULT pg_catalog.pg_current_xact_id(),
    PRIMARY KEY (survey_id, part, transaction, change)
);
COMMENT ON TABLE mlops_survey.pack_stale IS 'surveys whose answers changed since they were packed';
COMMENT ON COLUMN mlops_survey.pack_stale.survey_id IS 'the survey';
COMMENT ON COLUMN mlops_survey.pack_stale.part IS 'the partition; 0: the answers are one table';
COMMENT ON COLUMN mlops_survey.pack_stale.change IS 'whether rows were changed or removed, not only added';
COMMENT ON COLUMN mlops_survey.pack_stale.transaction IS 'transaction that did it';

-- Who may read all answers may read the pack, nobody else, the survey's owner included.
ALTER TABLE mlops_survey.pack ENABLE ROW LEVEL SECURITY;
CREATE POLICY pack_read ON mlops_survey.pack FOR SELECT USING (
    survey_id IN (SELECT s.id FROM mlops_survey.survey s
        WHERE pg_catalog.has_table_privilege(s.answers, 'SELECT') AND NOT pg_catalog.row_security_active(s.answers)));
COMMENT ON POLICY pack_read ON mlops_survey.pack IS 'only those who may read every answer see the pack';

ALTER TABLE mlops_survey.pack_segment ENABLE ROW LEVEL SECURITY;
CREATE POLICY pack_segment_read ON mlops_survey.pack_segment FOR SELECT USING (
    survey_id IN (SELECT p.survey_id FROM mlops_survey.pack p));
COMMENT ON POLICY pack_segment_read ON mlops_survey.pack_segment IS 'only those who see the pack see its segments';

ALTER TABLE mlops_survey.pack_stale ENABLE ROW LEVEL SECURITY;
CREATE POLICY pack_stale_read ON mlops_survey.pack_stale FOR SELECT USING (
    survey_id IN (SELECT p.survey_id FROM mlops_survey.pack p));
COMMENT ON POLICY pack_stale_read ON mlops_survey.pack_stale IS 'who sees the pack sees that the answers have changed';

GRANT SELECT ON mlops_survey.pack, mlops_survey.pack_segment, mlops_survey.pack_stale TO PUBLIC;

SELECT pg_catalog.pg_extension_config_dump('mlops_survey.pack',
    'WHERE survey_id IN (SELECT s.id FROM mlops_survey.survey s WHERE mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name))');
SELECT pg_catalog.pg_extension_config_dump('mlops_survey.pack_segment',
    'WHERE survey_id IN (SELECT s.id FROM mlops_survey.survey s WHERE mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name))');
SELECT pg_catalog.pg_extension_config_dump('mlops_survey.pack_stale',
    'WHERE survey_id IN (SELECT s.id FROM mlops_survey.survey s WHERE mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name))');

-- A mark that is there already will do: whoever packs the table first waits until no transaction writes to it, so a
-- mark that is seen now is removed only together with what is packed then.
CREATE FUNCTION mlops_survey.survey_pack_changed() RETURNS trigger
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_pack_changed';
COMMENT ON FUNCTION mlops_survey.survey_pack_changed() IS 'trigger on packed answers: marks the pack stale';

-- ALTER TABLE that rewrites the answers fires no other trigger.
CREATE FUNCTION mlops_survey.survey_pack_rewritten() RETURNS event_trigger
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_pack_rewritten';
COMMENT ON FUNCTION mlops_survey.survey_pack_rewritten() IS 'event trigger: marks the pack of a table stale that ALTER TABLE rewrites';

-- Nor does what is written through a parent or partitioned table, and when the answers are taken out of it again nothing
-- tells that they were in it; so going in leaves the mark.
CREATE FUNCTION mlops_survey.survey_pack_inherited() RETURNS event_trigger
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_pack_inherited';
COMMENT ON FUNCTION mlops_survey.survey_pack_inherited() IS 'event trigger: marks the pack of a table stale that becomes a partition or inherits, or whose triggers do not watch any more';

CREATE EVENT TRIGGER mlops_survey_pack_rewritten ON table_rewrite EXECUTE FUNCTION mlops_survey.survey_pack_rewritten();
COMMENT ON EVENT TRIGGER mlops_survey_pack_rewritten IS 'marks the pack of a table stale that ALTER TABLE rewrites';
CREATE EVENT TRIGGER mlops_survey_pack_inherited ON ddl_command_end WHEN TAG IN ('ALTER TABLE', 'CREATE TRIGGER', 'ALTER TRIGGER')
    EXECUTE FUNCTION mlops_survey.survey_pack_inherited();
COMMENT ON EVENT TRIGGER mlops_survey_pack_inherited IS 'marks the pack of a table stale that becomes a partition or inherits, or whose triggers are disabled';
ALTER EVENT TRIGGER mlops_survey_pack_rewritten ENABLE ALWAYS;
ALTER EVENT TRIGGER mlops_survey_pack_inherited ENABLE ALWAYS;
-- A trigger that is dropped and made again has not seen what came in between.
CREATE EVENT TRIGGER mlops_survey_pack_unwatched ON sql_drop WHEN TAG IN ('DROP TRIGGER')
    EXECUTE FUNCTION mlops_survey.survey_pack_inherited();
COMMENT ON EVENT TRIGGER mlops_survey_pack_unwatched IS 'marks the pack of a table stale whose triggers are dropped';
ALTER EVENT TRIGGER mlops_survey_pack_unwatched ENABLE ALWAYS;

CREATE FUNCTION mlops_survey.crosstab_cells_segment(crosstab_cells, plan int[], query int[], respondents int, directory bytea, data bytea)
    RETURNS crosstab_cells
    AS 'MODULE_PATHNAME', 'svy_crosstab_cells_segment'
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100000;
COMMENT ON FUNCTION mlops_survey.crosstab_cells_segment(crosstab_cells, int[], int[], int, bytea, bytea)
    IS 'adds a segment of packed answers to crosstab_cells';

CREATE AGGREGATE crosstab_cells(plan int[], query int[], respondents int, directory bytea, data bytea) (
    SFUNC = mlops_survey.crosstab_cells_segment,
    STYPE = crosstab_cells,
    SSPACE = 16384,
    COMBINEFUNC = mlops_survey.crosstab_cells_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE crosstab_cells(int[], int[], int, bytea, bytea)
    IS 'counts the cells of all cross tables of a plan over segments of packed answers';

CREATE FUNCTION mlops_survey.crosstab_unit_cells_segment(bytea, plan int[], query int[], detail int, segment int, respondents int,
    directory bytea, data bytea, units bytea)
    RETURNS bytea
    AS 'MODULE_PATHNAME', 'svy_crosstab_unit_cells_segment'
    LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100000;
COMMENT ON FUNCTION mlops_survey.crosstab_unit_cells_segment(bytea, int[], int[], int, int, int, bytea, bytea, bytea)
    IS 'adds a segment of packed answers to the cells of clusters';

CREATE FUNCTION mlops_survey.crosstab_unit_cells_combine(bytea, bytea)
    RETURNS bytea
    AS 'MODULE_PATHNAME', 'svy_crosstab_unit_cells_combine'
    LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.crosstab_unit_cells_combine(bytea, bytea) IS 'merges the cells of clusters';

CREATE AGGREGATE crosstab_unit_cells(plan int[], query int[], detail int, segment int, respondents int, directory bytea,
    data bytea, units bytea) (
    SFUNC = mlops_survey.crosstab_unit_cells_segment,
    STYPE = bytea,
    SSPACE = 1048576,
    COMBINEFUNC = mlops_survey.crosstab_unit_cells_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE crosstab_unit_cells(int[], int[], int, int, int, bytea, bytea, bytea)
    IS 'counts the cells of all cross tables of a plan over segments of packed answers, for each cluster of the design too';

CREATE TYPE survey_pack_report AS (
    survey text, respondents bigint, added bigint, segments int, columns int, bytes bigint, left_out text[]);
COMMENT ON TYPE survey_pack_report IS 'what pack_survey packed';
COMMENT ON COLUMN survey_pack_report.survey IS 'the survey';
COMMENT ON COLUMN survey_pack_report.respondents IS 'respondents in the pack';
COMMENT ON COLUMN survey_pack_report.added IS 'those that this call packed';
COMMENT ON COLUMN survey_pack_report.segments IS 'segments that hold the respondents, up to 65,536 each';
COMMENT ON COLUMN survey_pack_report.columns IS 'packed columns';
COMMENT ON COLUMN survey_pack_report.bytes IS 'size of the packed columns';
COMMENT ON COLUMN survey_pack_report.left_out IS 'variables and sets that are not packed: tables of them are counted from the rows';

CREATE FUNCTION pack_survey(name text) RETURNS survey_pack_report
    AS 'MODULE_PATHNAME', 'svy_pack_survey'
    LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION pack_survey(text)
    IS 'packs the answers of a survey column by column, or what was appended since; cross tables then read the pack';

CREATE FUNCTION unpack_survey(name text) RETURNS boolean
    AS 'MODULE_PATHNAME', 'svy_unpack_survey'
    LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION unpack_survey(text) IS 'removes the pack of a survey and its triggers; false if there was none';

CREATE TYPE survey_pack_status_row AS (
    packed boolean, fresh boolean, reason text, respondents bigint, segments int, columns int, bytes bigint,
    left_out text[], packed_at timestamptz);
COMMENT ON TYPE survey_pack_status_row IS 'the pack of a survey; all but packed, fresh and reason is NULL where there is none';
COMMENT ON COLUMN survey_pack_status_row.packed IS 'whether there is a pack';
COMMENT ON COLUMN survey_pack_status_row.fresh IS 'whether it is all that the answers are; if not, added ones may be read beside it';
COMMENT ON COLUMN survey_pack_status_row.reason IS 'why it is not read, or not alone; NULL where it is';
COMMENT ON COLUMN survey_pack_status_row.respondents IS 'respondents in the pack';
COMMENT ON COLUMN survey_pack_status_row.segments IS 'segments that hold the respondents, up to 65,536 each';
COMMENT ON COLUMN survey_pack_status_row.columns IS 'packed columns';
COMMENT ON COLUMN survey_pack_status_row.bytes IS 'size of the packed columns';
COMMENT ON COLUMN survey_pack_status_row.left_out IS 'variables and sets that are not packed: tables of them are counted from the rows';
COMMENT ON COLUMN survey_pack_status_row.packed_at IS 'when it was packed';

CREATE FUNCTION survey_pack_status(name text) RETURNS survey_pack_status_row
    AS 'MODULE_PATHNAME', 'svy_survey_pack_status'
    LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION survey_pack_status(text) IS 'whether a survey is packed, and why its pack is not used if it is not';

CREATE FUNCTION refresh_packs() RETURNS SETOF survey_pack_report
    VOLATILE PARALLEL UNSAFE LANGUAGE SQL
BEGIN ATOMIC
    SELECT pack_survey(s.name)
    FROM mlops_survey.survey s
    WHERE mlops_survey.relation_owned(s.answers, s.answers_schema, s.answers_name)
        AND s.id IN (SELECT p.survey_id FROM mlops_survey.pack p)
        AND (EXISTS (SELECT FROM mlops_survey.pack p WHERE p.survey_id OPERATOR(pg_catalog.=) s.id AND p.attributes OPERATOR(pg_catalog.=) 'shards')
            OR EXISTS (SELECT FROM mlops_survey.pack_stale m WHERE m.survey_id OPERATOR(pg_catalog.=) s.id)
            OR CASE WHEN mlops_survey.relation_owned(s.answers, s.answers_schema, s.answers_name) THEN (SELECT k.reason FROM survey_pack_status(s.name) k) END
                IN ('the table of the answers was altered', 'the triggers that watch the answers are missing or disabled',
                'the triggers that watch the answers were disabled, or made anew, in between')
            OR EXISTS (SELECT FROM pg_catalog.pg_partition_tree(s.answers) t JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) t.relid
                WHERE c.relkind OPERATOR(pg_catalog.=) 'r' AND c.relpersistence OPERATOR(pg_catalog.=) 'p'
                    AND NOT EXISTS (SELECT FROM mlops_survey.pack p WHERE p.survey_id OPERATOR(pg_catalog.=) s.id AND p.answers OPERATOR(pg_catalog.=) c.oid)))
    ORDER BY s.name;
END;
COMMENT ON FUNCTION refresh_packs() IS 'packs the surveys of the caller whose answers or columns changed since they were packed, new partitions too; for a job that runs now and then';

CREATE TYPE survey_source AS (
    source text, reason text);
COMMENT ON TYPE survey_source IS 'where the answers of a table or an estimate are read from';
COMMENT ON COLUMN survey_source.source IS 'pack, pack and rows (those that were added since), rows (of estimates: aggregated by the server) or blocks (rows that are gathered and counted as a pack is)';
COMMENT ON COLUMN survey_source.reason IS 'why it is not the pack alone; NULL where it is';

CREATE FUNCTION survey_explain(name text, rows text[], columns text[] DEFAULT '{}', weight text DEFAULT NULL,
    filter text DEFAULT NULL, tests text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS survey_source
    AS 'MODULE_PATHNAME', 'svy_survey_explain'
    LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION survey_explain(text, text[], text[], text, text, text, jsonb)
    IS 'whether survey_crosstab with these arguments reads the pack or the rows, and why';
-- What the catalogue holds that fits nothing: no foreign key keeps it away, since pg_restore fills the tables in any order.

CREATE TYPE survey_check_row AS (
    survey text, object text, problem text, remedy text);
COMMENT ON TYPE survey_check_row IS 'something in the catalogue of surveys that does not fit';
COMMENT ON COLUMN survey_check_row.survey IS 'the survey; NULL of rows of no survey, and of what concerns all';
COMMENT ON COLUMN survey_check_row.object IS 'variable, set, table, view or trigger that it is about';
COMMENT ON COLUMN survey_check_row.problem IS 'what does not fit';
COMMENT ON COLUMN survey_check_row.remedy IS 'what to do';

CREATE FUNCTION survey_check() RETURNS SETOF survey_check_row
    STABLE PARALLEL RESTRICTED LANGUAGE SQL
BEGIN ATOMIC
    WITH part AS (
        SELECT 'variable' AS "table", v.survey_id, v.name AS object, count(*) AS n FROM mlops_survey.variable v GROUP BY v.survey_id, v.name
        UNION ALL SELECT 'value_label', l.survey_id, l.variable, count(*) FROM mlops_survey.value_label l GROUP BY l.survey_id, l.variable
        UNION ALL SELECT 'response_set', r.survey_id, r.name, count(*) FROM mlops_survey.response_set r GROUP BY r.survey_id, r.name
        UNION ALL SELECT 'response_set_member', m.survey_id, m.set_name, count(*) FROM mlops_survey.response_set_member m GROUP BY m.survey_id, m.set_name
        UNION ALL SELECT 'design', d.survey_id, NULL, count(*) FROM mlops_survey.design d GROUP BY d.survey_id
        UNION ALL SELECT 'pack', p.survey_id, NULL, count(*) FROM mlops_survey.pack p GROUP BY p.survey_id
        UNION ALL SELECT 'pack_segment', p.survey_id, NULL, count(*) FROM mlops_survey.pack_segment p GROUP BY p.survey_id
        UNION ALL SELECT 'pack_stale', p.survey_id, NULL, count(*) FROM mlops_survey.pack_stale p GROUP BY p.survey_id
    ), problems AS (
        SELECT s.name AS survey, concat_ws('.', s.answers_schema, s.answers_name) AS object, 1 AS rank,
            CASE WHEN EXISTS (SELECT FROM pg_class c WHERE c.oid = s.answers) THEN 'the table of the answers has another name now' ELSE 'the table of the answers is gone' END AS problem,
            'drop_survey, or register a table under this name; until then it belongs to nobody' AS remedy
        FROM mlops_survey.survey s WHERE NOT mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name)
        UNION ALL
        SELECT s.name, concat_ws('.', w.schema, w.name), 2, 'the view is gone or has another name now', 'register the survey anew with replace => true'
        FROM mlops_survey.survey s, LATERAL (VALUES (s.labels_view, s.labels_schema, s.labels_name), (s.long_view, s.long_schema, s.long_name),
            (s.analysis_view, s.analysis_schema, s.analysis_name)) w (relation, schema, name)
        WHERE w.name IS NOT NULL AND mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name)
            AND NOT mlops_survey.relation_is(w.relation, w.schema, w.name)
        UNION ALL
        SELECT s.name, v.name, 3, 'the column of the variable is gone', 'register the survey anew with replace => true'
        FROM mlops_survey.survey s JOIN mlops_survey.variable v ON v.survey_id = s.id
        WHERE mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name)
            AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = s.answers AND a.attname = v.name AND a.attnum > 0)
        UNION ALL
        SELECT NULL, concat_ws('.', 'mlops_survey.' || p.table, p.object), 4, format('%s rows of survey number %s, which does not exist', sum(p.n), p.survey_id), format('DELETE FROM mlops_survey.%I WHERE survey_id = %s', p.table, p.survey_id)
        FROM part p WHERE p.survey_id NOT IN (SELECT s.id FROM mlops_survey.survey s) GROUP BY p.table, p.object, p.survey_id
        UNION ALL
        SELECT s.name, concat_ws('.', 'mlops_survey.' || p.table, p.object), 5,
            CASE p.table WHEN 'value_label' THEN 'labels of a variable that does not exist' WHEN 'response_set_member' THEN 'members of a response set that does not exist'
                WHEN 'pack_segment' THEN 'segments of a pack that does not exist' ELSE 'marks of a pack that does not exist' END,
            CASE WHEN p.table LIKE 'pack%' THEN 'unpack_survey, then pack_survey' ELSE 'register the survey anew with replace => true' END
        FROM part p JOIN mlops_survey.survey s ON s.id = p.survey_id
        WHERE NOT EXISTS (SELECT FROM part w WHERE w.survey_id = p.survey_id AND w.object IS NOT DISTINCT FROM p.object
            AND w.table = CASE p.table WHEN 'value_label' THEN 'variable' WHEN 'response_set_member' THEN 'response_set' WHEN 'pack_segment' THEN 'pack' WHEN 'pack_stale' THEN 'pack' ELSE p.table END)
        UNION ALL
        SELECT s.name, concat_ws('.', m.set_name, m.variable), 6, 'the variable of a member of the response set does not exist', 'register the survey anew with replace => true'
        FROM mlops_survey.response_set_member m JOIN mlops_survey.survey s ON s.id = m.survey_id
        WHERE NOT EXISTS (SELECT FROM mlops_survey.variable v WHERE v.survey_id = m.survey_id AND v.name = m.variable)
        UNION ALL
        SELECT s.name, 'mlops_survey.pack', 7, format('%s of %s segments are there', (SELECT count(*) FROM mlops_survey.pack_segment g WHERE g.survey_id = p.survey_id AND g.part = p.part), p.segments), 'unpack_survey, then pack_survey'
        FROM mlops_survey.pack p JOIN mlops_survey.survey s ON s.id = p.survey_id
        WHERE p.attributes <> 'shards' AND p.segments <> (SELECT count(*) FROM mlops_survey.pack_segment g WHERE g.survey_id = p.survey_id AND g.part = p.part)
        UNION ALL
        SELECT e.survey_name, 'mlops_survey.load_error', 8, format('%s refused rows of a survey that does not exist', count(*)), format('DELETE FROM mlops_survey.load_error WHERE survey_name = %L', e.survey_name)
        FROM mlops_survey.load_error e WHERE e.survey_name NOT IN (SELECT s.name FROM mlops_survey.survey s) GROUP BY e.survey_name
        UNION ALL
        SELECT NULL, t.evtname::text, 9, 'the event trigger is disabled: what is renamed, dropped or rewritten goes unseen', format('ALTER EVENT TRIGGER %I ENABLE ALWAYS', t.evtname)
        FROM pg_event_trigger t WHERE t.evtname LIKE 'mlops\_survey\_%' AND t.evtenabled <> 'A'
        UNION ALL
        SELECT NULL, 'event_triggers', 9, 'the setting is off: what is renamed, dropped or rewritten goes unseen', 'SET event_triggers = on'
        WHERE current_setting('event_triggers', true) = 'off'
    )
    SELECT p.survey, p.object, p.problem, p.remedy FROM problems p ORDER BY p.rank, p.survey, p.object, p.problem;
END;
COMMENT ON FUNCTION survey_check() IS 'what does not fit in the catalogue of the surveys that the caller may see, with what to do; no row where all is well';

-- Which versions work together here: the library of this session, the SQL of this database, the form of its catalogue.
CREATE FUNCTION mlops_survey.library_version() RETURNS text
    STABLE PARALLEL SAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_library_version';
COMMENT ON FUNCTION mlops_survey.library_version() IS 'support: version of the library that this session has loaded';

CREATE TYPE mlops_survey_version_row AS (library text, sql text, catalogue int);
COMMENT ON TYPE mlops_survey_version_row IS 'versions of the extension that work together in this database';
COMMENT ON COLUMN mlops_survey_version_row.library IS 'of the library that this session has loaded';
COMMENT ON COLUMN mlops_survey_version_row.sql IS 'of the functions and types in this database: earlier until ALTER EXTENSION mlops_survey UPDATE';
COMMENT ON COLUMN mlops_survey_version_row.catalogue IS 'number of the form of the catalogue';

CREATE FUNCTION mlops_survey_version() RETURNS mlops_survey_version_row
    STABLE PARALLEL SAFE LANGUAGE sql
BEGIN ATOMIC
    SELECT ROW(mlops_survey.library_version(), (SELECT e.extversion FROM pg_catalog.pg_extension e WHERE e.extname OPERATOR(pg_catalog.=) 'mlops_survey'),
        mlops_survey.catalogue_version())::mlops_survey_version_row;
END;
COMMENT ON FUNCTION mlops_survey_version() IS 'which library this session has, which SQL this database, and which form its catalogue';
-- Surveys on a cluster of Citus.  Nothing of Citus need be there to install this: what it is called is looked up when it is.

CREATE FUNCTION relink_survey(name text) RETURNS survey_registration
    VOLATILE STRICT PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_relink_survey';
COMMENT ON FUNCTION relink_survey(text) IS 'gives a survey whose table is gone the one that has its schema and name now, by the owner of that: its codebook, neither its pack nor rows that were refused';

CREATE TYPE survey_distribution AS (survey text, answers_table regclass, storage text, distributed_by text, shards int, warnings text[]);
COMMENT ON TYPE survey_distribution IS 'where the answers of a survey are kept';
COMMENT ON COLUMN survey_distribution.survey IS 'name of the survey';
COMMENT ON COLUMN survey_distribution.answers_table IS 'table of the answers';
COMMENT ON COLUMN survey_distribution.storage IS 'distributed, reference or local';
COMMENT ON COLUMN survey_distribution.distributed_by IS 'column whose values say on which shard a respondent lies';
COMMENT ON COLUMN survey_distribution.shards IS 'number of shards';
COMMENT ON COLUMN survey_distribution.warnings IS 'what is to be known besides';

CREATE FUNCTION mlops_survey.citus_table(answers regclass, OUT storage text, OUT distributed_by text, OUT shards int)
    STABLE PARALLEL SAFE STRICT LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    storage := 'local';
    IF to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL THEN
        EXECUTE 'SELECT CASE WHEN p.partmethod = ''n'' THEN CASE WHEN p.repmodel = ''t'' THEN ''reference'' ELSE ''distributed'' END ELSE ''distributed'' END,'
            ' pg_catalog.column_to_column_name(p.logicalrelid, p.partkey), (SELECT count(*)::int FROM pg_catalog.pg_dist_shard s WHERE s.logicalrelid = p.logicalrelid)'
            ' FROM pg_catalog.pg_dist_partition p WHERE p.logicalrelid = $1' INTO storage, distributed_by, shards USING answers;
        storage := coalesce(storage, 'local');
    END IF;
END
$$;
COMMENT ON FUNCTION mlops_survey.citus_table(regclass) IS 'support: how Citus keeps a table';

CREATE FUNCTION distribute_survey(name text, by text DEFAULT 'respondent', options jsonb DEFAULT NULL) RETURNS survey_distribution
    VOLATILE PARALLEL UNSAFE LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    asked text := name;
    survey record;
    before record;
    wrong text;
    key text;
    -- looked up, not written in: the schema may have any name, and get another one
    users text := (SELECT e.extnamespace::regnamespace FROM pg_extension e WHERE e.extname = 'mlops_survey');
    result record;
BEGIN
    IF name IS NULL OR by IS NULL THEN
        RAISE EXCEPTION 'name and by must not be NULL' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    SELECT k INTO wrong FROM jsonb_object_keys(CASE WHEN jsonb_typeof(options) = 'object' THEN options ELSE '{}' END) k WHERE k NOT IN ('shards', 'with') LIMIT 1;
    IF wrong IS NOT NULL OR options IS NOT NULL AND jsonb_typeof(options) <> 'object' THEN
        RAISE EXCEPTION '%', coalesce('unknown key "' || wrong || '" in the options', 'options must be an object')
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Options are "shards", a number, and "with", a table or "none" whose shards these lie beside.';
    END IF;
    SELECT s.answers::regclass AS answers, s.respondent_key, c.relkind INTO survey FROM mlops_survey.survey s JOIN pg_class c ON c.oid = s.answers WHERE s.name = asked;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'survey "%" does not exist', name USING ERRCODE = 'undefined_object', HINT = 'SELECT name FROM mlops_survey.survey lists those that you may read.';
    END IF;
    IF NOT pg_has_role((SELECT relowner FROM pg_class WHERE oid = survey.answers), 'USAGE') THEN
        RAISE EXCEPTION 'must be owner of survey "%"', name USING ERRCODE = 'insufficient_privilege', DETAIL = 'A survey belongs to the owner of its answers.';
    END IF;
    IF to_regproc('pg_catalog.create_distributed_table') IS NULL THEN
        RAISE EXCEPTION 'survey "%" cannot be distributed: this database has no Citus', name
            USING ERRCODE = 'feature_not_supported', HINT = 'CREATE EXTENSION citus makes this database one of a cluster, where the server has it.';
    END IF;
    IF survey.relkind NOT IN ('r', 'p') THEN
        RAISE EXCEPTION 'survey "%" cannot be distributed: its answers are not in a table', name USING ERRCODE = 'feature_not_supported',
            HINT = 'Copy the answers into an ordinary table and register that.';
    END IF;
    before := mlops_survey.citus_table(survey.answers);
    IF before.storage <> 'local' THEN
        RAISE EXCEPTION 'the answers of survey "%" are % already', name, CASE before.storage WHEN 'reference' THEN 'a reference table' ELSE format('distributed by "%s"', before.distributed_by) END
            USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'alter_distributed_table and then relink_survey change that, gather_survey brings them back.';
    END IF;
    key := CASE WHEN by <> 'respondent' OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = survey.answers AND a.attname = by AND a.attnum > 0 AND NOT a.attisdropped) THEN by ELSE survey.respondent_key END;
    IF by <> 'reference' AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = survey.answers AND a.attname = key AND a.attnum > 0 AND NOT a.attisdropped) THEN
        RAISE EXCEPTION 'survey "%" has no column % to distribute its answers by', name, coalesce(format('"%s"', key), 'of a respondent') USING ERRCODE = 'undefined_column',
            HINT = 'by is a column of the answers, "respondent" for the key that the codebook names, or "reference" for a copy on every server.';
    END IF;
    EXECUTE format('SELECT (NULL::%s.survey_distribution).*', users) INTO result;
    -- what changes on shards would go unseen
    IF EXISTS (SELECT FROM mlops_survey.pack p JOIN mlops_survey.survey s ON s.id = p.survey_id WHERE s.name = asked) THEN
        EXECUTE format('SELECT %s.unpack_survey($1)', users) USING name;
        result.warnings := ARRAY['the pack is gone: pack_survey packs the shards'];
    END IF;
    IF by = 'reference' AND key = by AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = survey.answers AND a.attname = by AND a.attnum > 0) THEN
        EXECUTE 'SELECT pg_catalog.create_reference_table($1)' USING survey.answers;
    ELSIF options ? 'shards' THEN
        EXECUTE 'SELECT pg_catalog.create_distributed_table($1, $2, colocate_with => $3, shard_count => $4)' USING survey.answers, key, coalesce(options ->> 'with', 'none'), (options ->> 'shards')::int;
    ELSE
        EXECUTE 'SELECT pg_catalog.create_distributed_table($1, $2, colocate_with => $3)' USING survey.answers, key, coalesce(options ->> 'with', 'default');
    END IF;
    -- what the table had before it was distributed still lies in it, where nobody reads it
    IF survey.relkind = 'r' THEN
        EXECUTE 'SELECT pg_catalog.truncate_local_data_after_distributing_table($1)' USING survey.answers;
    END IF;
    before := mlops_survey.citus_table(survey.answers);
    result.survey := name;
    result.answers_table := survey.answers;
    result.storage := before.storage;
    result.distributed_by := before.distributed_by;
    result.shards := before.shards;
    result.warnings := coalesce(result.warnings, '{}');
    RETURN result;
END
$$;
COMMENT ON FUNCTION distribute_survey(text, text, jsonb) IS 'spreads the answers of a survey over a cluster of Citus, by the key of respondents or another column, or as copies on every server';

CREATE FUNCTION gather_survey(name text) RETURNS survey_distribution
    VOLATILE STRICT PARALLEL UNSAFE LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    asked text := name;
    survey record;
    users text := (SELECT e.extnamespace::regnamespace FROM pg_extension e WHERE e.extname = 'mlops_survey');
    result record;
BEGIN
    SELECT s.answers::regclass AS answers, s.answers_schema, s.answers_name INTO survey FROM mlops_survey.survey s JOIN pg_class c ON c.oid = s.answers WHERE s.name = asked;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'survey "%" does not exist', name USING ERRCODE = 'undefined_object', HINT = 'SELECT name FROM mlops_survey.survey lists those that you may read.';
    END IF;
    IF NOT pg_has_role((SELECT relowner FROM pg_class WHERE oid = survey.answers), 'USAGE') THEN
        RAISE EXCEPTION 'must be owner of survey "%"', name USING ERRCODE = 'insufficient_privilege', DETAIL = 'A survey belongs to the owner of its answers.';
    END IF;
    IF (mlops_survey.citus_table(survey.answers)).storage <> 'local' THEN
        IF EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = survey.answers AND a.attidentity <> '' AND NOT a.attisdropped) THEN
            RAISE EXCEPTION 'the answers of survey "%" cannot be brought back: Citus does that of no table with an identity column', name USING ERRCODE = 'feature_not_supported',
                HINT = 'CREATE TABLE ... AS SELECT makes a table of this server of them, to register; a survey that is loaded with a key ("respondent" in the codebook) has no such column.';
        END IF;
        -- the same table under another number; so is a view on it
        EXECUTE 'SELECT pg_catalog.undistribute_table($1)' USING survey.answers;
        EXECUTE format('SELECT %s.relink_survey($1)', users) USING name;
    END IF;
    EXECUTE format('SELECT (NULL::%s.survey_distribution).*', users) INTO result;
    result.survey := name;
    result.answers_table := to_regclass(format('%I.%I', survey.answers_schema, survey.answers_name));
    result.storage := 'local';
    result.warnings := '{}';
    RETURN result;
END
$$;
COMMENT ON FUNCTION gather_survey(text) IS 'brings the answers of a distributed survey back into one table of this server';
-- Packs on the shards of a cluster.  Each shard is packed on its own server, as a survey of that server's catalogue that is called after the number of the shard: what changes the shard leaves its mark there, and
-- the statement that reads the shard finds pack and mark by one snapshot.  The coordinator asks as ever.

CREATE FUNCTION mlops_survey.shard_cells_trans(crosstab_cells, plan int[], sources text[], codes int[], answers float8[], weight float8)
    RETURNS crosstab_cells
    AS 'MODULE_PATHNAME', 'svy_shard_cells_trans'
    LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.shard_cells_trans(crosstab_cells, int[], text[], int[], float8[], float8)
    IS 'adds a respondent to crosstab_cells, whatever the sources';

CREATE AGGREGATE mlops_survey.shard_cells(plan int[], sources text[], codes int[], answers float8[], weight float8) (
    SFUNC = mlops_survey.shard_cells_trans,
    STYPE = crosstab_cells,
    SSPACE = 16384,
    COMBINEFUNC = mlops_survey.crosstab_cells_combine,
    PARALLEL = SAFE
);
COMMENT ON AGGREGATE mlops_survey.shard_cells(int[], text[], int[], float8[], float8)
    IS 'crosstab_cells of a shard: of its rows, or, where the sources say which columns of its pack these are, of the pack';

CREATE FUNCTION mlops_survey.pack_shard(shard regclass, codebook jsonb) RETURNS survey_pack_report
    AS 'MODULE_PATHNAME', 'svy_pack_shard'
    LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION mlops_survey.pack_shard(regclass, jsonb) IS 'support: packs a shard on its server, by the codebook of the coordinator';

CREATE FUNCTION mlops_survey.unpack_shard(shard regclass) RETURNS boolean
    AS 'MODULE_PATHNAME', 'svy_unpack_shard'
    LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE;
COMMENT ON FUNCTION mlops_survey.unpack_shard(regclass) IS 'support: removes the pack of a shard; false if there was none';

CREATE FUNCTION mlops_survey.shard_pack_status(shard regclass) RETURNS survey_pack_status_row
    AS 'MODULE_PATHNAME', 'svy_shard_pack_status'
    LANGUAGE C STABLE STRICT PARALLEL RESTRICTED;
COMMENT ON FUNCTION mlops_survey.shard_pack_status(regclass) IS 'support: the pack of a shard';

CREATE FUNCTION mlops_survey.on_shards(answers regclass, command text, OUT shard bigint, OUT result json) RETURNS SETOF record
    VOLATILE STRICT PARALLEL UNSAFE LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    placement record;
BEGIN
    IF to_regproc('pg_catalog.run_command_on_placements') IS NULL THEN
        RAISE EXCEPTION 'this database has no Citus, so % has no shards', answers USING ERRCODE = 'feature_not_supported', HINT = 'pack_survey packs the answers of a survey, wherever they are.';
    END IF;
    FOR placement IN EXECUTE 'SELECT p.nodename, p.nodeport, p.shardid, p.success, p.result FROM pg_catalog.run_command_on_placements($1, $2) p ORDER BY p.shardid' USING answers, command
    LOOP
        IF NOT placement.success THEN
            RAISE EXCEPTION 'shard % of % on %:%: %', placement.shardid, answers, placement.nodename, placement.nodeport, regexp_replace(placement.result, '^ERROR: +', '')
                USING ERRCODE = 'object_not_in_prerequisite_state',
                HINT = CASE WHEN placement.result ~ '(schema|function) "?mlops_survey.* does not exist' THEN 'The extension must be on every server of the cluster, in the same version.' ELSE 'Shards are packed and unpacked by connections of their own: call this in a transaction of its own, while no other one writes to the answers. Other shards may be done.' END;
        END IF;
        shard := placement.shardid;
        result := placement.result;
        RETURN NEXT;
    END LOOP;
END
$$;
COMMENT ON FUNCTION mlops_survey.on_shards(regclass, text) IS 'support: runs a statement that returns JSON on each placement of a distributed table; %L stands for the shard';

CREATE FUNCTION mlops_survey.pack_shards(answers regclass, codebook jsonb, OUT respondents bigint, OUT added bigint, OUT segments int, OUT columns int, OUT bytes bigint, OUT left_out text[])
    VOLATILE STRICT PARALLEL UNSAFE LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    -- without a percent sign or a quote
    encoded text := encode(convert_to(codebook::text, 'UTF8'), 'base64');
BEGIN
    SELECT sum(x.respondents), sum(x.added), sum(x.segments), min(x.columns), sum(x.bytes), array(SELECT DISTINCT v FROM unnest(string_to_array(string_agg(array_to_string(x.left_out, E'\n'), E'\n'), E'\n')) v WHERE v <> '' ORDER BY v)
        INTO respondents, added, segments, columns, bytes, left_out
        FROM (SELECT DISTINCT ON (s.shard) r.* FROM mlops_survey.on_shards(answers,
            'SELECT pg_catalog.row_to_json(r) FROM mlops_survey.pack_shard(%L::pg_catalog.regclass, pg_catalog.convert_from(pg_catalog.decode(''' || encoded || ''', ''base64''), ''UTF8'')::pg_catalog.jsonb) r') s,
            json_to_record(s.result) r(respondents bigint, added bigint, segments int, columns int, bytes bigint, left_out text[]) ORDER BY s.shard) x;
END
$$;
COMMENT ON FUNCTION mlops_survey.pack_shards(regclass, jsonb) IS 'support: packs the shards of a distributed table, each on its server';

CREATE FUNCTION mlops_survey.unpack_shards(answers regclass) RETURNS bigint
    VOLATILE STRICT PARALLEL UNSAFE LANGUAGE sql
BEGIN ATOMIC
    SELECT pg_catalog.count(*) FROM mlops_survey.on_shards(answers, 'SELECT pg_catalog.to_json(mlops_survey.unpack_shard(%L::pg_catalog.regclass))');
END;
COMMENT ON FUNCTION mlops_survey.unpack_shards(regclass) IS 'support: removes the packs of the shards of a distributed table';

CREATE FUNCTION mlops_survey.shards_pack_status(answers regclass, OUT reason text, OUT respondents bigint, OUT segments int, OUT columns int, OUT bytes bigint, OUT packed_at timestamptz)
    VOLATILE STRICT PARALLEL UNSAFE LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    SELECT format('%s of %s shards: ', count(r.reason), count(*)) || min(r.reason), coalesce(sum(r.respondents), 0), coalesce(sum(r.segments), 0), coalesce(min(r.columns), 0), coalesce(sum(r.bytes), 0), max(r.packed_at)
        INTO reason, respondents, segments, columns, bytes, packed_at
        FROM (SELECT DISTINCT ON (s.shard) r.* FROM mlops_survey.on_shards(answers, 'SELECT pg_catalog.row_to_json(r) FROM mlops_survey.shard_pack_status(%L::pg_catalog.regclass) r') s,
            json_to_record(s.result) r(reason text, respondents bigint, segments int, columns int, bytes bigint, packed_at timestamptz) ORDER BY s.shard, r.reason NULLS LAST) r;
END
$$;
COMMENT ON FUNCTION mlops_survey.shards_pack_status(regclass) IS 'support: the packs of the shards of a distributed table together; reason: why some are not read, or not alone';
-- Passes over the answers whose sums are made where the rows are

CREATE FUNCTION mlops_survey.add_up_trans(float8[], float8[]) RETURNS float8[]
    AS 'MODULE_PATHNAME', 'svy_add_up' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.add_up_trans(float8[], float8[]) IS 'transition and combination: adds what respondents add to a pass';

-- Expanded arrays and packed ones are none of its states: what it adds to is an array of its own.
CREATE AGGREGATE mlops_survey.add_up(float8[]) (
    SFUNC = mlops_survey.add_up_trans, STYPE = float8[], SSPACE = 1024,
    COMBINEFUNC = mlops_survey.add_up_trans, PARALLEL = SAFE);
COMMENT ON AGGREGATE mlops_survey.add_up(float8[]) IS 'what respondents add up to in a pass: double-double sums, and maxima';
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
-- estimates by name: with labels, domains and the variance of the survey's design

CREATE TYPE survey_estimate AS (
    domain jsonb, domain_label text, variable text, category text, estimate double precision,
    std_error double precision, conf_low double precision, conf_high double precision, deff double precision,
    df double precision, n bigint, weighted_n double precision,
    question_position int, row_position int, column_position int, deff_sample text,
    statistic double precision, p_value double precision);
COMMENT ON TYPE survey_estimate IS 'one estimate by name: a variable or category of it in a domain, what the survey_mean family returns';
COMMENT ON COLUMN survey_estimate.domain IS 'codes of the variables of "by", such as {"region": 1}; {} without';
COMMENT ON COLUMN survey_estimate.domain_label IS 'labels of these codes, Total without "by"; of a contrast its name';
COMMENT ON COLUMN survey_estimate.variable IS 'the variable; a/b of a ratio, a:b of a covariance or correlation, NULL of a contrast between variables';
COMMENT ON COLUMN survey_estimate.category IS 'label of the category that is counted, or probability of the quantile; NULL for numbers';
COMMENT ON COLUMN survey_estimate.estimate IS 'the estimate, in the unit of the variable; shares are 0 to 1';
COMMENT ON COLUMN survey_estimate.std_error IS 'its standard error under the design of the survey; NULL where the design says nothing of it';
COMMENT ON COLUMN survey_estimate.conf_low IS 'lower limit of the confidence interval';
COMMENT ON COLUMN survey_estimate.conf_high IS 'upper limit of the confidence interval';
COMMENT ON COLUMN survey_estimate.deff IS 'design effect: the variance over that of a simple random sample; NULL where it is not defined';
COMMENT ON COLUMN survey_estimate.df IS 'degrees of freedom of the interval';
COMMENT ON COLUMN survey_estimate.n IS 'respondents with a valid answer and a positive weight; of a proportion, its base';
COMMENT ON COLUMN survey_estimate.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_estimate.question_position IS 'where the variable stands among those of the call, from 1';
COMMENT ON COLUMN survey_estimate.row_position IS 'where the category stands among those of its variable, from 1';
COMMENT ON COLUMN survey_estimate.column_position IS 'where the domain stands in the order of the codebook, from 1, the same under every filter; of a contrast, its number';
COMMENT ON COLUMN survey_estimate.deff_sample IS 'the simple random sample that deff compares with: drawn with replacement (replace) or without (wor), the words of design_effect; NULL where deff is';
COMMENT ON COLUMN survey_estimate.statistic IS 'of a contrast: the estimate divided by its standard error';
COMMENT ON COLUMN survey_estimate.p_value IS 'of a contrast: two-sided, of 0, by Student''s t with df';

CREATE FUNCTION survey_mean(name text, variables text[], by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT 0.95, missing text DEFAULT 'domain', lonely text DEFAULT NULL,
    domain_lonely boolean DEFAULT false, degrees text DEFAULT 'design', design_effect text DEFAULT NULL, weight text DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS SETOF survey_estimate
    AS 'MODULE_PATHNAME', 'svy_survey_mean' LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 50;
COMMENT ON FUNCTION survey_mean(text, text[], text[], text, double precision, text, text, boolean, text, text, text, jsonb)
    IS 'means (of nominal variables: shares of their categories) with standard errors, by domain';

CREATE FUNCTION survey_total(name text, variables text[], by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT 0.95, missing text DEFAULT 'domain', lonely text DEFAULT NULL,
    domain_lonely boolean DEFAULT false, degrees text DEFAULT 'design', design_effect text DEFAULT NULL, weight text DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS SETOF survey_estimate
    AS 'MODULE_PATHNAME', 'svy_survey_total' LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 50;
COMMENT ON FUNCTION survey_total(text, text[], text[], text, double precision, text, text, boolean, text, text, text, jsonb)
    IS 'population totals (of nominal variables: sizes of their categories) with standard errors, by domain';

CREATE FUNCTION survey_ratio(name text, numerator text, denominator text, by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT 0.95, missing text DEFAULT 'domain', lonely text DEFAULT NULL,
    domain_lonely boolean DEFAULT false, degrees text DEFAULT 'design', design_effect text DEFAULT NULL, weight text DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS SETOF survey_estimate
    AS 'MODULE_PATHNAME', 'svy_survey_ratio' LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 10;
COMMENT ON FUNCTION survey_ratio(text, text, text, text[], text, double precision, text, text, boolean, text, text, text, jsonb)
    IS 'the ratio of two population totals with its standard error, by domain';

CREATE FUNCTION survey_proportion(name text, variables text[], method text DEFAULT 'logit', by text[] DEFAULT NULL,
    filter text DEFAULT NULL, level double precision DEFAULT 0.95, missing text DEFAULT 'domain', lonely text DEFAULT NULL,
    domain_lonely boolean DEFAULT false, degrees text DEFAULT 'design', design_effect text DEFAULT NULL, weight text DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS SETOF survey_estimate
    AS 'MODULE_PATHNAME', 'svy_survey_proportion' LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 50;
COMMENT ON FUNCTION survey_proportion(text, text[], text, text[], text, double precision, text, text, boolean, text, text, text, jsonb)
    IS 'proportions of the categories of variables and of the options of sets, with intervals made for proportions, by domain';

CREATE FUNCTION survey_variance(name text, variables text[], by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT 0.95, missing text DEFAULT 'domain', lonely text DEFAULT NULL,
    domain_lonely boolean DEFAULT false, degrees text DEFAULT 'design', design_effect text DEFAULT NULL, weight text DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS SETOF survey_estimate
    AS 'MODULE_PATHNAME', 'svy_survey_variance' LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 50;
COMMENT ON FUNCTION survey_variance(text, text[], text[], text, double precision, text, text, boolean, text, text, text, jsonb)
    IS 'variances of variables in the population with standard errors, by domain';

CREATE FUNCTION survey_covariance(name text, variables text[], by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT 0.95, missing text DEFAULT 'domain', lonely text DEFAULT NULL,
    domain_lonely boolean DEFAULT false, degrees text DEFAULT 'design', design_effect text DEFAULT NULL, weight text DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS SETOF survey_estimate
    AS 'MODULE_PATHNAME', 'svy_survey_covariance' LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 50;
COMMENT ON FUNCTION survey_covariance(text, text[], text[], text, double precision, text, text, boolean, text, text, text, jsonb)
    IS 'covariances of all pairs of variables with standard errors, by domain';

CREATE FUNCTION survey_correlation(name text, variables text[], by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT 0.95, missing text DEFAULT 'domain', lonely text DEFAULT NULL,
    domain_lonely boolean DEFAULT false, degrees text DEFAULT 'design', design_effect text DEFAULT NULL, weight text DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS SETOF survey_estimate
    AS 'MODULE_PATHNAME', 'svy_survey_correlation' LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 50;
COMMENT ON FUNCTION survey_correlation(text, text[], text[], text, double precision, text, text, boolean, text, text, text, jsonb)
    IS 'correlations of all pairs of variables with standard errors, by domain';

CREATE FUNCTION survey_quantile(name text, variables text[], probabilities double precision[] DEFAULT '{0.25,0.5,0.75}', rule text DEFAULT 'math',
    interval_type text DEFAULT 'mean', by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT 0.95, missing text DEFAULT 'domain', lonely text DEFAULT NULL,
    domain_lonely boolean DEFAULT false, degrees text DEFAULT 'design', design_effect text DEFAULT NULL, weight text DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS SETOF survey_estimate
    AS 'MODULE_PATHNAME', 'svy_survey_quantile' LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 50;
COMMENT ON FUNCTION survey_quantile(text, text[], double precision[], text, text, text[], text, double precision, text, text, boolean, text, text, text, jsonb)
    IS 'quantiles with Woodruff intervals, by domain; the category is the probability';

CREATE FUNCTION survey_contrast(name text, variables text[], contrasts jsonb DEFAULT NULL, statistic text DEFAULT 'mean',
    by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT 0.95, missing text DEFAULT 'domain', lonely text DEFAULT NULL,
    domain_lonely boolean DEFAULT false, degrees text DEFAULT 'design', design_effect text DEFAULT NULL, weight text DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS SETOF survey_estimate
    AS 'MODULE_PATHNAME', 'svy_survey_contrast' LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 50;
COMMENT ON FUNCTION survey_contrast(text, text[], jsonb, text, text[], text, double precision, text, text, boolean, text, text, text, jsonb)
    IS 'differences and other linear combinations of domains (or of variables), with the covariance between them (Wald)';

CREATE FUNCTION survey_explain_estimate(name text, variables text[], by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT 0.95, missing text DEFAULT 'domain', lonely text DEFAULT NULL,
    domain_lonely boolean DEFAULT false, degrees text DEFAULT 'design', design_effect text DEFAULT NULL, weight text DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS survey_source
    AS 'MODULE_PATHNAME', 'svy_survey_explain_estimate' LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION survey_explain_estimate(text, text[], text[], text, double precision, text, text, boolean, text, text, text, jsonb)
    IS 'whether survey_mean, survey_total and survey_proportion with these arguments read the pack, the rows in blocks, or aggregate the rows, and why';
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
-- Replicate weights made from the survey's design.

CREATE TYPE survey_replicates_report AS (
    stored_in text, type text, count int, scale float8, df int, strata int, clusters int, respondents bigint);
COMMENT ON TYPE survey_replicates_report IS 'replicate weights that replicate_survey made';
COMMENT ON COLUMN survey_replicates_report.stored_in IS 'column of the answers that holds the replicate weights';
COMMENT ON COLUMN survey_replicates_report.type IS 'type of the replicates, as the codebook says it';
COMMENT ON COLUMN survey_replicates_report.count IS 'number of replicates';
COMMENT ON COLUMN survey_replicates_report.scale IS 'factor of the sum of squared deviations';
COMMENT ON COLUMN survey_replicates_report.df IS 'degrees of freedom: rank of the replicate weights less one';
COMMENT ON COLUMN survey_replicates_report.strata IS 'strata of the design';
COMMENT ON COLUMN survey_replicates_report.clusters IS 'clusters of the design';
COMMENT ON COLUMN survey_replicates_report.respondents IS 'respondents with replicate weights';

CREATE FUNCTION replicate_survey(name text, method text, replicates int DEFAULT NULL, seed bigint DEFAULT 1,
    rho float8 DEFAULT NULL, mse boolean DEFAULT false, column_name text DEFAULT 'replicate_weights', weight text DEFAULT NULL,
    lonely text DEFAULT NULL, replace boolean DEFAULT false, options jsonb DEFAULT NULL)
RETURNS SETOF survey_replicates_report
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_replicate_survey';
COMMENT ON FUNCTION replicate_survey(text, text, int, bigint, float8, boolean, text, text, text, boolean, jsonb) IS
    'makes replicate weights (jk1, jkn, brr, fay, bootstrap) from a survey''s design, in an array column that its estimates then use';

CREATE FUNCTION gather_replicates(name text, column_name text DEFAULT 'replicate_weights') RETURNS int
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_gather_replicates';
COMMENT ON FUNCTION gather_replicates(text, text) IS
    'copies a survey''s replicate weights from their columns into one array column, which is read in a third of the time; returns their number';
-- Estimates wave by wave, and their changes.

CREATE TYPE survey_trend_row AS (
    domain jsonb, domain_label text, variable text, category text, statistic text, wave_code int, wave text,
    estimate double precision, std_error double precision, conf_low double precision, conf_high double precision, n bigint, weighted_n double precision,
    against text, "before" double precision, change double precision, change_error double precision, change_low double precision, change_high double precision,
    t double precision, df double precision, p_value double precision, suppressed boolean);
COMMENT ON TYPE survey_trend_row IS 'an estimate in a wave, and its change';
COMMENT ON COLUMN survey_trend_row.domain IS 'codes of the by variables';
COMMENT ON COLUMN survey_trend_row.domain_label IS 'their labels; Total without';
COMMENT ON COLUMN survey_trend_row.variable IS 'the variable or set';
COMMENT ON COLUMN survey_trend_row.category IS 'answer, option, net or box; NULL of a mean or net promoter score';
COMMENT ON COLUMN survey_trend_row.statistic IS 'proportion, net, top2box, bottom2box, mean, nps or median';
COMMENT ON COLUMN survey_trend_row.wave_code IS 'code of the wave; of a date its month, 202603, or another period';
COMMENT ON COLUMN survey_trend_row.wave IS 'label of the wave';
COMMENT ON COLUMN survey_trend_row.estimate IS 'a share 0 to 1, a mean, or -100 to 100 of a net promoter score; NULL where nobody answered';
COMMENT ON COLUMN survey_trend_row.std_error IS 'its standard error by the design';
COMMENT ON COLUMN survey_trend_row.conf_low IS 'lower end of its confidence interval';
COMMENT ON COLUMN survey_trend_row.conf_high IS 'upper end of its confidence interval';
COMMENT ON COLUMN survey_trend_row.n IS 'respondents of the wave with an answer';
COMMENT ON COLUMN survey_trend_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_trend_row.against IS 'wave or waves that it is compared with; NULL where there are none';
COMMENT ON COLUMN survey_trend_row."before" IS 'the estimate there';
COMMENT ON COLUMN survey_trend_row.change IS 'estimate minus before';
COMMENT ON COLUMN survey_trend_row.change_error IS 'standard error of the change, with the covariance of those who are in both';
COMMENT ON COLUMN survey_trend_row.change_low IS 'lower end of the confidence interval of the change';
COMMENT ON COLUMN survey_trend_row.change_high IS 'upper end of the confidence interval of the change';
COMMENT ON COLUMN survey_trend_row.t IS 'change divided by its error';
COMMENT ON COLUMN survey_trend_row.df IS 'degrees of freedom of the design';
COMMENT ON COLUMN survey_trend_row.p_value IS 'two-sided, of no change, by Student''s t';
COMMENT ON COLUMN survey_trend_row.suppressed IS 'whether the numbers of the wave are left out so that nobody can be told from them';

CREATE FUNCTION survey_trend(name text, "rows" text[], wave text, statistic text DEFAULT 'auto', against text DEFAULT 'previous',
    by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT 0.95, missing text DEFAULT 'domain', lonely text DEFAULT NULL,
    domain_lonely boolean DEFAULT false, degrees text DEFAULT 'design', design_effect text DEFAULT NULL, weight text DEFAULT NULL,
    suppress jsonb DEFAULT NULL, round_to int DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_trend_row
    AS 'MODULE_PATHNAME', 'svy_survey_trend' LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 100;
COMMENT ON FUNCTION survey_trend(text, text[], text, text, text, text[], text, double precision, text, text, boolean, text, text, text, jsonb, int, jsonb)
    IS 'shares, means, medians, boxes and net promoter scores wave by wave, or moving averages of them, with the change from the previous, the first or other waves, its error and p';
-- Planning and watching interviews.

CREATE FUNCTION margin_of_error(n double precision, p double precision DEFAULT 0.5, deff double precision DEFAULT 1, level double precision DEFAULT 0.95,
    population double precision DEFAULT NULL) RETURNS double precision
    IMMUTABLE PARALLEL SAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_margin_of_error';
COMMENT ON FUNCTION margin_of_error(double precision, double precision, double precision, double precision, double precision)
    IS 'half the width of the confidence interval of a share p (0 to 1) from n interviews, by the normal distribution, with a design effect and a finite population';

CREATE FUNCTION sample_size(margin double precision, p double precision DEFAULT 0.5, deff double precision DEFAULT 1, level double precision DEFAULT 0.95,
    population double precision DEFAULT NULL) RETURNS bigint
    IMMUTABLE PARALLEL SAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_sample_size';
COMMENT ON FUNCTION sample_size(double precision, double precision, double precision, double precision, double precision)
    IS 'interviews that a margin of error (0 to 1) of a share p takes';

CREATE TYPE response_rate AS (rate text, formula text, numerator double precision, denominator double precision, value double precision);
COMMENT ON TYPE response_rate IS 'an outcome rate by the definitions of AAPOR';
COMMENT ON COLUMN response_rate.rate IS 'RR1 to RR6 of response, COOP1 to COOP4 of cooperation, REF1 to REF3 of refusal, CON1 to CON3 of contact';
COMMENT ON COLUMN response_rate.formula IS 'of dispositions, as AAPOR writes it';
COMMENT ON COLUMN response_rate.numerator IS 'cases above the line';
COMMENT ON COLUMN response_rate.denominator IS 'cases below the line';
COMMENT ON COLUMN response_rate.value IS 'share 0 to 1; NULL where it needs e and nothing says it, or nobody is below the line';

CREATE FUNCTION response_rates(dispositions jsonb) RETURNS SETOF response_rate
    IMMUTABLE PARALLEL SAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_response_rates' ROWS 16;
COMMENT ON FUNCTION response_rates(jsonb)
    IS 'AAPOR''s outcome rates from numbers of cases: I complete, P partial, R refusals, NC non-contacts, O others, UH and UO of unknown eligibility, NE not eligible, e the eligible share of the unknown';

CREATE TYPE survey_quota_row AS (quota text, cell text, target bigint, reached bigint, missing bigint, over bigint, percent double precision);
COMMENT ON TYPE survey_quota_row IS 'a cell of a quota and the interviews that there are';
COMMENT ON COLUMN survey_quota_row.quota IS 'variable, or variables that are crossed: sex*age';
COMMENT ON COLUMN survey_quota_row.cell IS 'answer, or answers; NULL for all who are in no cell that has a target';
COMMENT ON COLUMN survey_quota_row.target IS 'interviews that are wanted';
COMMENT ON COLUMN survey_quota_row.reached IS 'interviews that there are';
COMMENT ON COLUMN survey_quota_row.missing IS 'interviews that are wanted still';
COMMENT ON COLUMN survey_quota_row.over IS 'interviews beyond the target';
COMMENT ON COLUMN survey_quota_row.percent IS 'reached in percent of the target';

CREATE FUNCTION survey_quota(name text, targets jsonb, filter text DEFAULT NULL, options jsonb DEFAULT NULL) RETURNS SETOF survey_quota_row
    STABLE PARALLEL RESTRICTED LANGUAGE c AS 'MODULE_PATHNAME', 'svy_survey_quota' ROWS 50;
COMMENT ON FUNCTION survey_quota(text, jsonb, text, jsonb) IS 'interviews reached, missing and too many by quota, crossed quotas too';

CREATE TYPE survey_flag AS (respondent text, flag text, detail text, value double precision);
COMMENT ON TYPE survey_flag IS 'something in an interview that deserves a look';
COMMENT ON COLUMN survey_flag.respondent IS 'the respondent''s key; the place of the row where the survey has none';
COMMENT ON COLUMN survey_flag.flag IS 'speeder, straight line, duplicate or inconsistent';
COMMENT ON COLUMN survey_flag.detail IS 'the variable, grid, variables or condition';
COMMENT ON COLUMN survey_flag.value IS 'the duration, the code all along the grid, or how many have the same answers';

CREATE FUNCTION survey_quality(name text, duration text DEFAULT NULL, grids text[] DEFAULT NULL, same text[] DEFAULT NULL, inconsistent jsonb DEFAULT NULL,
    filter text DEFAULT NULL, options jsonb DEFAULT NULL) RETURNS SETOF survey_flag
    STABLE PARALLEL RESTRICTED LANGUAGE c AS 'MODULE_PATHNAME', 'svy_survey_quality' ROWS 100;
COMMENT ON FUNCTION survey_quality(text, text, text[], text[], jsonb, text, jsonb)
    IS 'interviews that were too fast, have one answer all along a grid, the same answers as others, or answers that contradict';

CREATE TYPE survey_margin AS (
    n bigint, deff_weights double precision, deff_median double precision, deff double precision, margin double precision, sampling text, note text);
COMMENT ON TYPE survey_margin IS 'the margin of error of a survey''s percents, where it has one';
COMMENT ON COLUMN survey_margin.n IS 'respondents of the question that most answered';
COMMENT ON COLUMN survey_margin.deff_weights IS 'their design effect by the weights alone (Kish)';
COMMENT ON COLUMN survey_margin.deff_median IS 'median design effect of the percents';
COMMENT ON COLUMN survey_margin.deff IS 'the larger one, at least 1';
COMMENT ON COLUMN survey_margin.margin IS 'margin of error at 50 %, in points of percent; NULL where sampling is not known to be random and no model is stated';
COMMENT ON COLUMN survey_margin.sampling IS 'probability, non-probability, or design where the codebook has one and says nothing else; NULL: not known';
COMMENT ON COLUMN survey_margin.note IS 'the model that it rests on, or why there is none';

CREATE FUNCTION mlops_survey.sampling_said(options jsonb) RETURNS jsonb
    IMMUTABLE PARALLEL SAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_sampling_said';
COMMENT ON FUNCTION mlops_survey.sampling_said(jsonb) IS 'how respondents were found by the options of a call, as the codebook keeps it';

CREATE FUNCTION survey_margin_of_error(name text, rows text[] DEFAULT NULL, weight text DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT NULL, options jsonb DEFAULT NULL) RETURNS survey_margin
    LANGUAGE SQL STABLE PARALLEL RESTRICTED
BEGIN ATOMIC
    WITH cells AS (
        SELECT c.base_n, c.effective_base, c.std_error, c.column_percent AS p
        FROM survey_crosstab(survey_margin_of_error.name, survey_margin_of_error.rows, '{}'::text[], survey_margin_of_error.weight, survey_margin_of_error.filter,
            survey_margin_of_error.level, 'none', statistics => '{percent}', percent => 'column', compare => 'pairs',
            suppress => survey_margin_of_error.options -> 'suppress', round_to => (survey_margin_of_error.options ->> 'round_to')::int,
            options => survey_margin_of_error.options - '{sampling,suppress,round_to}'::text[]) c
        WHERE c.statistic OPERATOR(pg_catalog.=) 'percent'
    ), largest AS (
        SELECT c.base_n AS n, c.base_n / nullif(c.effective_base, 0) AS kish FROM cells c ORDER BY c.base_n DESC, c.effective_base LIMIT 1
    ), median AS (
        SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY c.std_error * c.std_error * (c.base_n - 1) / (c.p * (100 - c.p))) AS deff
        FROM cells c WHERE c.p > 0 AND c.p < 100 AND c.std_error > 0
    ), codebook AS (
        SELECT j, mlops_survey.sampling_said(survey_margin_of_error.options) AS own, j #> '{properties,sampling}' AS kept
        FROM (SELECT survey_codebook_json(survey_margin_of_error.name) AS j) c
    ), said AS (
        -- a call that says how keeps the codebook's model of the same
        SELECT coalesce(own ->> 'method', kept ->> 'method', CASE WHEN j -> 'design' ?| '{strata,clusters,fpc}' OR j ? 'replicates' THEN 'design' END) AS method,
            coalesce(own ->> 'model', CASE WHEN coalesce(own ->> 'method', kept ->> 'method') OPERATOR(pg_catalog.=) (kept ->> 'method') THEN kept ->> 'model' END) AS model,
            coalesce(survey_margin_of_error.level, (j #>> '{properties,tables,level}')::double precision) AS level
        FROM codebook
    )
    -- whatever attributes the type has
    SELECT jsonb_populate_record(NULL::survey_margin, jsonb_build_object('n', l.n, 'deff_weights', l.kish, 'deff_median', m.deff, 'deff', greatest(1, l.kish, m.deff),
        'margin', CASE WHEN s.method IN ('probability', 'design') OR (s.method = 'non-probability' AND s.model IS NOT NULL)
            THEN 100 * margin_of_error(l.n, 0.5, greatest(1, l.kish, m.deff), s.level) END,
        'sampling', s.method,
        'note', CASE WHEN s.method = 'non-probability' AND s.model IS NULL THEN 'respondents were not drawn at random, and no model is stated'
            WHEN s.method = 'non-probability' THEN s.model
            WHEN s.method IN ('probability', 'design') THEN NULL
            ELSE 'that respondents were drawn at random is not known' END))
    FROM said s LEFT JOIN largest l ON true CROSS JOIN median m;
END;
COMMENT ON FUNCTION survey_margin_of_error(text, text[], text, text, double precision, jsonb)
    IS 'the margin of error at 50 % by the larger of Kish''s and the median design effect; none where respondents were not drawn at random, unless the codebook states a model';
-- Models and design-based tests by name

CREATE TYPE survey_glm_row AS (
    term text, label text, reference text, estimate float8, std_error float8, statistic float8, df float8,
    p_value float8, conf_low float8, conf_high float8, response text, variance text);
COMMENT ON TYPE survey_glm_row IS 'a coefficient of a generalised linear model';
COMMENT ON COLUMN survey_glm_row.term IS 'term of the formula';
COMMENT ON COLUMN survey_glm_row.label IS 'category, or variable, of the coefficient';
COMMENT ON COLUMN survey_glm_row.reference IS 'category that it is compared with; NULL for numbers';
COMMENT ON COLUMN survey_glm_row.estimate IS 'the coefficient: on the scale of the response (gaussian), in log odds (binomial), log rates (poisson), or what the link says';
COMMENT ON COLUMN survey_glm_row.std_error IS 'its standard error under the design of the survey';
COMMENT ON COLUMN survey_glm_row.statistic IS 'estimate over standard error, Student''s t';
COMMENT ON COLUMN survey_glm_row.df IS 'degrees of freedom: those of the design plus 1 less the number of coefficients';
COMMENT ON COLUMN survey_glm_row.p_value IS 'two-sided p-value, 0 to 1';
COMMENT ON COLUMN survey_glm_row.conf_low IS 'lower limit of the confidence interval of the coefficient';
COMMENT ON COLUMN survey_glm_row.conf_high IS 'upper limit of the confidence interval of the coefficient';
COMMENT ON COLUMN survey_glm_row.response IS 'what is modelled';
COMMENT ON COLUMN survey_glm_row.variance IS 'what the standard error comes from: linearised, calibrated or replicates';

CREATE FUNCTION survey_glm(name text, formula text, family text DEFAULT 'gaussian',
    filter text DEFAULT NULL, level float8 DEFAULT 0.95, lonely text DEFAULT NULL, weight text DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS SETOF survey_glm_row
    AS 'MODULE_PATHNAME', 'svy_survey_glm'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 10;
COMMENT ON FUNCTION survey_glm(text, text, text, text, float8, text, text, jsonb)
    IS 'fits a generalised linear model (linear, logistic, Poisson, gamma and others) with the standard errors of the survey''s design';

CREATE TYPE survey_glm_terms_row AS (
    term text, statistic float8, df float8, df2 float8, p_value float8, variance text, method text,
    design_effects float8[]);
COMMENT ON TYPE survey_glm_terms_row IS 'a term of a model, and the test that all of its coefficients are 0';
COMMENT ON COLUMN survey_glm_terms_row.term IS 'term of the formula';
COMMENT ON COLUMN survey_glm_terms_row.statistic IS 'Wald''s F (chi-square where df2 is infinite), the difference of two deviances, or Wald''s statistic by the covariance of a simple random sample';
COMMENT ON COLUMN survey_glm_terms_row.df IS 'numerator degrees of freedom';
COMMENT ON COLUMN survey_glm_terms_row.df2 IS 'denominator degrees of freedom';
COMMENT ON COLUMN survey_glm_terms_row.p_value IS 'p-value, 0 to 1';
COMMENT ON COLUMN survey_glm_terms_row.variance IS 'what the standard error comes from: linearised, calibrated or replicates';
COMMENT ON COLUMN survey_glm_terms_row.method IS 'wald, lrt or working-wald';
COMMENT ON COLUMN survey_glm_terms_row.design_effects IS 'weights of the chi-squares that lrt and working-wald are compared with; NULL for wald';

CREATE FUNCTION survey_glm_terms(name text, formula text, family text DEFAULT 'gaussian',
    filter text DEFAULT NULL, lonely text DEFAULT NULL, weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_glm_terms_row
    AS 'MODULE_PATHNAME', 'svy_survey_glm_terms'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 5;
COMMENT ON FUNCTION survey_glm_terms(text, text, text, text, text, text, jsonb)
    IS 'tests each term of a model, or some together, by Wald''s F or Rao and Scott''s likelihood ratio';

CREATE TYPE survey_glm_summary_row AS (
    response text, family text, n bigint, weighted_n float8, coefficients bigint, df float8, deviance float8,
    dispersion float8, variance text, link text, steps int, null_deviance float8, r2 float8, mcfadden float8,
    cox_snell float8, nagelkerke float8);
COMMENT ON TYPE survey_glm_summary_row IS 'a model as a whole';
COMMENT ON COLUMN survey_glm_summary_row.response IS 'what is modelled';
COMMENT ON COLUMN survey_glm_summary_row.family IS 'gaussian, binomial, poisson, gamma, inverse-gaussian or negative-binomial';
COMMENT ON COLUMN survey_glm_summary_row.n IS 'respondents of the model';
COMMENT ON COLUMN survey_glm_summary_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_glm_summary_row.coefficients IS 'number of coefficients';
COMMENT ON COLUMN survey_glm_summary_row.df IS 'degrees of freedom of their tests';
COMMENT ON COLUMN survey_glm_summary_row.deviance IS 'deviance with weights of mean 1';
COMMENT ON COLUMN survey_glm_summary_row.dispersion IS 'variance of Pearson''s residuals';
COMMENT ON COLUMN survey_glm_summary_row.variance IS 'what the standard error comes from: linearised, calibrated or replicates';
COMMENT ON COLUMN survey_glm_summary_row.link IS 'link between the mean and the linear predictor';
COMMENT ON COLUMN survey_glm_summary_row.steps IS 'passes that the fit took until its deviance settled';
COMMENT ON COLUMN survey_glm_summary_row.null_deviance IS 'deviance of the model with the intercept and the offset alone';
COMMENT ON COLUMN survey_glm_summary_row.r2 IS 'share of the variance that a linear model explains; NULL for others';
COMMENT ON COLUMN survey_glm_summary_row.mcfadden IS 'McFadden''s pseudo-R2 of a model of 0 and 1: 1 - deviance / null deviance; NULL for others';
COMMENT ON COLUMN survey_glm_summary_row.cox_snell IS 'pseudo-R2 by Cox and Snell (R''s psrsq), of binomial and poisson; NULL for others';
COMMENT ON COLUMN survey_glm_summary_row.nagelkerke IS 'the same over its largest possible value, by Nagelkerke; NULL for others';

CREATE FUNCTION survey_glm_summary(name text, formula text, family text DEFAULT 'gaussian',
    filter text DEFAULT NULL, lonely text DEFAULT NULL, weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_glm_summary_row
    AS 'MODULE_PATHNAME', 'svy_survey_glm_summary'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 1;
COMMENT ON FUNCTION survey_glm_summary(text, text, text, text, text, text, jsonb)
    IS 'says of a model whom it is of, its deviance and dispersion';

CREATE TYPE survey_ttest_row AS (
    test text, comparison text, estimate float8, std_error float8, statistic float8, df float8, p_value float8,
    conf_low float8, conf_high float8, n bigint, variance text);
COMMENT ON TYPE survey_ttest_row IS 'a t test';
COMMENT ON COLUMN survey_ttest_row.test IS 'one-sample, two-sample or paired';
COMMENT ON COLUMN survey_ttest_row.comparison IS 'what is compared';
COMMENT ON COLUMN survey_ttest_row.estimate IS 'difference that is tested, in the unit of the variable';
COMMENT ON COLUMN survey_ttest_row.std_error IS 'its standard error under the design of the survey';
COMMENT ON COLUMN survey_ttest_row.statistic IS 'Student''s t';
COMMENT ON COLUMN survey_ttest_row.df IS 'degrees of freedom: those of the design less 1';
COMMENT ON COLUMN survey_ttest_row.p_value IS 'two-sided p-value, 0 to 1';
COMMENT ON COLUMN survey_ttest_row.conf_low IS 'lower limit of the confidence interval of the estimate';
COMMENT ON COLUMN survey_ttest_row.conf_high IS 'upper limit of the confidence interval of the estimate';
COMMENT ON COLUMN survey_ttest_row.n IS 'respondents';
COMMENT ON COLUMN survey_ttest_row.variance IS 'what the standard error comes from: linearised, calibrated or replicates';

CREATE FUNCTION survey_ttest(name text, variable text, groups text DEFAULT NULL, minus text DEFAULT NULL,
    mu float8 DEFAULT 0, filter text DEFAULT NULL, level float8 DEFAULT 0.95, lonely text DEFAULT NULL,
    weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_ttest_row
    AS 'MODULE_PATHNAME', 'svy_survey_ttest'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 1;
COMMENT ON FUNCTION survey_ttest(text, text, text, text, float8, text, float8, text, text, jsonb)
    IS 't test of a mean, of two groups, or of the difference of two variables, under the survey''s design';

CREATE TYPE survey_ranktest_row AS (
    test text, comparison text, estimate float8, std_error float8, statistic float8, df float8, df2 float8,
    p_value float8, n bigint, variance text);
COMMENT ON TYPE survey_ranktest_row IS 'a rank test';
COMMENT ON COLUMN survey_ranktest_row.test IS 'wilcoxon, vanderwaerden, median or kruskal-wallis';
COMMENT ON COLUMN survey_ranktest_row.comparison IS 'what is compared';
COMMENT ON COLUMN survey_ranktest_row.estimate IS 'difference of the mean scores of two groups; NULL for more';
COMMENT ON COLUMN survey_ranktest_row.std_error IS 'its standard error under the design of the survey; NULL for more groups than two';
COMMENT ON COLUMN survey_ranktest_row.statistic IS 'Student''s t of two groups, Wald''s F of more';
COMMENT ON COLUMN survey_ranktest_row.df IS 'degrees of freedom, of F those of the numerator';
COMMENT ON COLUMN survey_ranktest_row.df2 IS 'denominator degrees of freedom of F; NULL for two groups';
COMMENT ON COLUMN survey_ranktest_row.p_value IS 'p-value, 0 to 1';
COMMENT ON COLUMN survey_ranktest_row.n IS 'respondents';
COMMENT ON COLUMN survey_ranktest_row.variance IS 'what the standard error comes from: linearised, calibrated or replicates';

CREATE FUNCTION survey_ranktest(name text, variable text, groups text, test text DEFAULT 'wilcoxon',
    ties text DEFAULT 'rows', filter text DEFAULT NULL, lonely text DEFAULT NULL, weight text DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS SETOF survey_ranktest_row
    AS 'MODULE_PATHNAME', 'svy_survey_ranktest'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 1;
COMMENT ON FUNCTION survey_ranktest(text, text, text, text, text, text, text, text, jsonb)
    IS 'compares groups by ranks under the survey''s design: Wilcoxon, van der Waerden, median, Kruskal-Wallis';

CREATE TYPE survey_alpha_row AS (
    domain jsonb, domain_label text, item text, alpha float8, std_error float8, conf_low float8, conf_high float8,
    standardized float8, mean_correlation float8, item_rest float8, n bigint, weighted_n float8,
    effective_n float8, variance text);
COMMENT ON TYPE survey_alpha_row IS 'Cronbach''s alpha of a scale, or of a scale without one of its items, in a domain';
COMMENT ON COLUMN survey_alpha_row.domain IS 'codes of the variables of "by", such as {"region": 1}; {} without';
COMMENT ON COLUMN survey_alpha_row.domain_label IS 'labels of these codes; Total without "by"';
COMMENT ON COLUMN survey_alpha_row.item IS 'item that is left out; NULL for the whole scale';
COMMENT ON COLUMN survey_alpha_row.alpha IS 'alpha, at most 1';
COMMENT ON COLUMN survey_alpha_row.std_error IS 'its standard error';
COMMENT ON COLUMN survey_alpha_row.conf_low IS 'lower limit of the confidence interval';
COMMENT ON COLUMN survey_alpha_row.conf_high IS 'upper limit of the confidence interval';
COMMENT ON COLUMN survey_alpha_row.standardized IS 'alpha of the standardised items';
COMMENT ON COLUMN survey_alpha_row.mean_correlation IS 'mean correlation between items, -1 to 1';
COMMENT ON COLUMN survey_alpha_row.item_rest IS 'correlation of the item with the sum of the others, -1 to 1; NULL for the whole scale';
COMMENT ON COLUMN survey_alpha_row.n IS 'respondents who answered all items';
COMMENT ON COLUMN survey_alpha_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_alpha_row.effective_n IS 'squared sum of their weights over sum of squared weights (Kish)';
COMMENT ON COLUMN survey_alpha_row.variance IS 'what the standard error comes from: linearised, calibrated or replicates';

CREATE FUNCTION survey_alpha(name text, variables text[], by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level float8 DEFAULT 0.95, lonely text DEFAULT NULL, weight text DEFAULT NULL, keyed text[] DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS SETOF survey_alpha_row
    AS 'MODULE_PATHNAME', 'svy_survey_alpha'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 10;
COMMENT ON FUNCTION survey_alpha(text, text[], text[], text, float8, text, text, text[], jsonb)
    IS 'Cronbach''s alpha of a scale, and alpha without each of its items, by domain';

CREATE FUNCTION mlops_survey.model_addends(model bytea, weight float8, counted boolean, numbers float8[], codes int[])
    RETURNS float8[]
    AS 'MODULE_PATHNAME', 'svy_model_addends'
    LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.model_addends(bytea, float8, boolean, float8[], int[])
    IS 'what a respondent adds to a pass of a model over answers that lie on another server; NULL: nothing';
-- Analyses of market research by name

CREATE TYPE survey_turf_row AS (
    domain jsonb, domain_label text, rank bigint, portfolio text[], variables text[], reach float8, std_error float8,
    conf_low float8, conf_high float8, behind float8, behind_error float8, frequency float8, frequency_reached float8,
    unique_reach float8[], n bigint, weighted_n float8, search text, variance text, remark text);
COMMENT ON TYPE survey_turf_row IS 'a portfolio of options of a multiple-response set, and how many it reaches in a domain';
COMMENT ON COLUMN survey_turf_row.domain IS 'codes of the variables of "by", such as {"region": 1}; {} without';
COMMENT ON COLUMN survey_turf_row.domain_label IS 'labels of these codes; Total without "by"';
COMMENT ON COLUMN survey_turf_row.rank IS 'place by reach, then by frequency, then by the order of the options';
COMMENT ON COLUMN survey_turf_row.portfolio IS 'labels of its options, in the order of the set';
COMMENT ON COLUMN survey_turf_row.variables IS 'their variables';
COMMENT ON COLUMN survey_turf_row.reach IS 'share of the base that chose at_least of its options, 0 to 1';
COMMENT ON COLUMN survey_turf_row.std_error IS 'its standard error under the design of the survey, of this portfolio as if it had been named beforehand';
COMMENT ON COLUMN survey_turf_row.conf_low IS 'lower limit of the confidence interval of reach';
COMMENT ON COLUMN survey_turf_row.conf_high IS 'upper limit of the confidence interval of reach';
COMMENT ON COLUMN survey_turf_row.behind IS 'the best portfolio''s reach less this one''s';
COMMENT ON COLUMN survey_turf_row.behind_error IS 'its standard error; NULL for the best one';
COMMENT ON COLUMN survey_turf_row.frequency IS 'mean number of its options that a respondent of the base chose';
COMMENT ON COLUMN survey_turf_row.frequency_reached IS 'the same of those reached; NULL where nobody is';
COMMENT ON COLUMN survey_turf_row.unique_reach IS 'reach that would be lost without each of its options, in the order of the portfolio';
COMMENT ON COLUMN survey_turf_row.n IS 'respondents of the base';
COMMENT ON COLUMN survey_turf_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_turf_row.search IS 'exact: no portfolio is better; greedy: one option after another; unfinished: given up, best so far';
COMMENT ON COLUMN survey_turf_row.variance IS 'what the standard error comes from: linearised, calibrated or replicates';
COMMENT ON COLUMN survey_turf_row.remark IS 'what a reader should know of the number';

CREATE FUNCTION survey_turf(name text, set text, size int DEFAULT 5, at_least int DEFAULT 1, must text[] DEFAULT NULL,
    must_not text[] DEFAULT NULL, top int DEFAULT 20, by text[] DEFAULT NULL, filter text DEFAULT NULL, level float8 DEFAULT 0.95,
    lonely text DEFAULT NULL, weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_turf_row
    AS 'MODULE_PATHNAME', 'svy_survey_turf'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 20;
COMMENT ON FUNCTION survey_turf(text, text, int, int, text[], text[], int, text[], text, float8, text, text, jsonb)
    IS 'the portfolios of options that reach most respondents (TURF), by exact search, with standard errors of the survey''s design';

CREATE TYPE survey_turf_options_row AS (
    domain jsonb, domain_label text, step bigint, option text, variable text, share float8, std_error float8,
    conf_low float8, conf_high float8, reach float8, gain float8, shapley float8, shapley_error float8, n bigint,
    weighted_n float8, variance text);
COMMENT ON TYPE survey_turf_options_row IS 'an option of a multiple-response set, and what it adds to reach in a domain';
COMMENT ON COLUMN survey_turf_options_row.domain IS 'codes of the variables of "by", such as {"region": 1}; {} without';
COMMENT ON COLUMN survey_turf_options_row.domain_label IS 'labels of these codes; Total without "by"';
COMMENT ON COLUMN survey_turf_options_row.step IS 'place in the order in which each option adds most to those before it';
COMMENT ON COLUMN survey_turf_options_row.option IS 'label of the option';
COMMENT ON COLUMN survey_turf_options_row.variable IS 'its variable';
COMMENT ON COLUMN survey_turf_options_row.share IS 'share of the base that chose it, 0 to 1';
COMMENT ON COLUMN survey_turf_options_row.std_error IS 'standard error of the share under the design of the survey';
COMMENT ON COLUMN survey_turf_options_row.conf_low IS 'lower limit of the confidence interval of the share';
COMMENT ON COLUMN survey_turf_options_row.conf_high IS 'upper limit of the confidence interval of the share';
COMMENT ON COLUMN survey_turf_options_row.reach IS 'share of the base that the options up to this step reach';
COMMENT ON COLUMN survey_turf_options_row.gain IS 'what this option adds to it';
COMMENT ON COLUMN survey_turf_options_row.shapley IS 'the option''s part in the reach of all options together (Shapley''s value); NULL unless at_least is 1';
COMMENT ON COLUMN survey_turf_options_row.shapley_error IS 'its standard error';
COMMENT ON COLUMN survey_turf_options_row.n IS 'respondents of the base';
COMMENT ON COLUMN survey_turf_options_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_turf_options_row.variance IS 'what the standard error comes from: linearised, calibrated or replicates';

CREATE FUNCTION survey_turf_options(name text, set text, at_least int DEFAULT 1, must_not text[] DEFAULT NULL, by text[] DEFAULT NULL,
    filter text DEFAULT NULL, level float8 DEFAULT 0.95, lonely text DEFAULT NULL, weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_turf_options_row
    AS 'MODULE_PATHNAME', 'svy_survey_turf_options'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 20;
COMMENT ON FUNCTION survey_turf_options(text, text, int, text[], text[], text, float8, text, text, jsonb)
    IS 'what each option of a set adds to reach: share, greedy order, Shapley''s value';

CREATE TYPE survey_drivers_row AS (
    domain jsonb, domain_label text, driver text, label text, importance float8, std_error float8, conf_low float8,
    conf_high float8, share float8, share_error float8, rank bigint, sign int, coefficient float8, standardized float8,
    correlation float8, vif float8, r2 float8, r2_error float8, r2_adjusted float8, n bigint, weighted_n float8,
    method text, variance text, remark text);
COMMENT ON TYPE survey_drivers_row IS 'how important a variable is for an outcome in a domain';
COMMENT ON COLUMN survey_drivers_row.domain IS 'codes of the variables of "by", such as {"region": 1}; {} without';
COMMENT ON COLUMN survey_drivers_row.domain_label IS 'labels of these codes; Total without "by"';
COMMENT ON COLUMN survey_drivers_row.driver IS 'variable';
COMMENT ON COLUMN survey_drivers_row.label IS 'its question text, or its name';
COMMENT ON COLUMN survey_drivers_row.importance IS 'the measure that "method" names; those of shapley, relative-weights and pratt add up to r2';
COMMENT ON COLUMN survey_drivers_row.std_error IS 'its standard error under the design of the survey';
COMMENT ON COLUMN survey_drivers_row.conf_low IS 'lower limit of its confidence interval, not below 0 where the measure cannot be';
COMMENT ON COLUMN survey_drivers_row.conf_high IS 'upper limit of its confidence interval';
COMMENT ON COLUMN survey_drivers_row.share IS 'importance over r2; NULL for measures that do not add up';
COMMENT ON COLUMN survey_drivers_row.share_error IS 'standard error of the share';
COMMENT ON COLUMN survey_drivers_row.rank IS 'place among the drivers, the most important first; of measures with a sign by their size';
COMMENT ON COLUMN survey_drivers_row.sign IS 'of the coefficient: 1, 0 or -1';
COMMENT ON COLUMN survey_drivers_row.coefficient IS 'of the linear regression on all drivers, in units of the outcome and the driver';
COMMENT ON COLUMN survey_drivers_row.standardized IS 'the same in standard deviations of both';
COMMENT ON COLUMN survey_drivers_row.correlation IS 'of driver and outcome, -1 to 1';
COMMENT ON COLUMN survey_drivers_row.vif IS 'variance inflation factor: 1 where the driver has nothing in common with the others';
COMMENT ON COLUMN survey_drivers_row.r2 IS 'share of the outcome''s variance that all drivers explain';
COMMENT ON COLUMN survey_drivers_row.r2_error IS 'its standard error';
COMMENT ON COLUMN survey_drivers_row.r2_adjusted IS 'r2 less what chance explains';
COMMENT ON COLUMN survey_drivers_row.n IS 'respondents who answered outcome and all drivers';
COMMENT ON COLUMN survey_drivers_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_drivers_row.method IS 'measure of importance';
COMMENT ON COLUMN survey_drivers_row.variance IS 'what the standard error comes from: linearised, calibrated or replicates';
COMMENT ON COLUMN survey_drivers_row.remark IS 'why there is no importance, or that the driver is collinear';

CREATE FUNCTION survey_drivers(name text, outcome text, drivers text[], method text DEFAULT 'shapley', by text[] DEFAULT NULL,
    filter text DEFAULT NULL, level float8 DEFAULT 0.95, lonely text DEFAULT NULL, weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_drivers_row
    AS 'MODULE_PATHNAME', 'svy_survey_drivers'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 10;
COMMENT ON FUNCTION survey_drivers(text, text, text[], text, text[], text, float8, text, text, jsonb)
    IS 'importance of variables for an outcome (Shapley''s values, relative weights and others), with standard errors of the survey''s design';

CREATE TYPE survey_maxdiff_row AS (
    domain jsonb, domain_label text, item text, code int, rank bigint, shown float8, best float8, worst float8,
    score float8, score_error float8, individual float8, individual_error float8, utility float8, std_error float8,
    conf_low float8, conf_high float8, centred float8, centred_error float8, share float8, share_error float8,
    probability float8, rescaled float8, log_likelihood float8, null_likelihood float8, r2 float8, tasks bigint,
    n bigint, weighted_n float8, model text, variance text, remark text);
COMMENT ON TYPE survey_maxdiff_row IS 'an item of best-worst scaling, and how much it is preferred in a domain';
COMMENT ON COLUMN survey_maxdiff_row.domain IS 'codes of the variables of "by", such as {"region": 1}; {} without';
COMMENT ON COLUMN survey_maxdiff_row.domain_label IS 'labels of these codes; Total without "by"';
COMMENT ON COLUMN survey_maxdiff_row.item IS 'label of the item';
COMMENT ON COLUMN survey_maxdiff_row.code IS 'its code';
COMMENT ON COLUMN survey_maxdiff_row.rank IS 'place by utility, or by score where there is no model';
COMMENT ON COLUMN survey_maxdiff_row.shown IS 'weighted number of answered tasks that showed it';
COMMENT ON COLUMN survey_maxdiff_row.best IS 'weighted number of those in which it was best';
COMMENT ON COLUMN survey_maxdiff_row.worst IS 'weighted number of those in which it was worst';
COMMENT ON COLUMN survey_maxdiff_row.score IS 'best minus worst, over shown: -1 to 1';
COMMENT ON COLUMN survey_maxdiff_row.score_error IS 'its standard error under the design of the survey';
COMMENT ON COLUMN survey_maxdiff_row.individual IS 'weighted mean of the respondents'' own scores';
COMMENT ON COLUMN survey_maxdiff_row.individual_error IS 'its standard error';
COMMENT ON COLUMN survey_maxdiff_row.utility IS 'coefficient of the conditional logit: difference to the reference item, whose utility is 0';
COMMENT ON COLUMN survey_maxdiff_row.std_error IS 'its standard error';
COMMENT ON COLUMN survey_maxdiff_row.conf_low IS 'lower limit of the confidence interval of the utility';
COMMENT ON COLUMN survey_maxdiff_row.conf_high IS 'upper limit of the confidence interval of the utility';
COMMENT ON COLUMN survey_maxdiff_row.centred IS 'utility less the mean of all items''';
COMMENT ON COLUMN survey_maxdiff_row.centred_error IS 'its standard error';
COMMENT ON COLUMN survey_maxdiff_row.share IS 'share of preference: exp(utility) over the sum of all items'', 0 to 1';
COMMENT ON COLUMN survey_maxdiff_row.share_error IS 'its standard error';
COMMENT ON COLUMN survey_maxdiff_row.probability IS 'of being best of a task beside average items, made to add up to 1 over the items';
COMMENT ON COLUMN survey_maxdiff_row.rescaled IS 'utility from 0, the least preferred item''s, to 100';
COMMENT ON COLUMN survey_maxdiff_row.log_likelihood IS 'weighted log likelihood of the model';
COMMENT ON COLUMN survey_maxdiff_row.null_likelihood IS 'the same of equal utilities';
COMMENT ON COLUMN survey_maxdiff_row.r2 IS 'McFadden''s: 1 less the ratio of both';
COMMENT ON COLUMN survey_maxdiff_row.tasks IS 'answered tasks';
COMMENT ON COLUMN survey_maxdiff_row.n IS 'respondents who answered one';
COMMENT ON COLUMN survey_maxdiff_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_maxdiff_row.model IS 'sequential, best, worst, mirror, pairs or counts';
COMMENT ON COLUMN survey_maxdiff_row.variance IS 'what the standard errors of utilities come from: linearised, calibrated or replicates; respondents or the model alone';
COMMENT ON COLUMN survey_maxdiff_row.remark IS 'which item is the reference, or why there is no utility';

CREATE FUNCTION survey_maxdiff(name text, tasks text, model text DEFAULT 'sequential', by text[] DEFAULT NULL, filter text DEFAULT NULL,
    level float8 DEFAULT 0.95, lonely text DEFAULT NULL, weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_maxdiff_row
    AS 'MODULE_PATHNAME', 'svy_survey_maxdiff'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 20;
COMMENT ON FUNCTION survey_maxdiff(text, text, text, text[], text, float8, text, text, jsonb)
    IS 'preferences from the best and the worst of several items (MaxDiff): counts, conditional logit and shares, with errors by respondent';

CREATE TYPE survey_conjoint_row AS (
    domain jsonb, domain_label text, attribute text, level text, value float8, shown float8, chosen float8,
    utility float8, std_error float8, conf_low float8, conf_high float8, centred float8, centred_error float8,
    importance float8, importance_error float8, price float8, price_error float8, centred_price float8,
    centred_price_error float8, hit_rate float8,
    log_likelihood float8, null_likelihood float8, r2 float8, tasks bigint, n bigint, weighted_n float8,
    variance text, remark text);
COMMENT ON TYPE survey_conjoint_row IS 'a level of an attribute, or a number, and what it is worth in choices among products, in a domain';
COMMENT ON COLUMN survey_conjoint_row.domain IS 'codes of the variables of "by", such as {"region": 1}; {} without';
COMMENT ON COLUMN survey_conjoint_row.domain_label IS 'labels of these codes; Total without "by"';
COMMENT ON COLUMN survey_conjoint_row.attribute IS 'the attribute; none: that none of the products was chosen';
COMMENT ON COLUMN survey_conjoint_row.level IS 'label of the level; NULL for the coefficient of a number';
COMMENT ON COLUMN survey_conjoint_row.value IS 'code of the level';
COMMENT ON COLUMN survey_conjoint_row.shown IS 'weighted number of alternatives that had it';
COMMENT ON COLUMN survey_conjoint_row.chosen IS 'weighted number of those that were chosen';
COMMENT ON COLUMN survey_conjoint_row.utility IS 'part-worth: difference to the first level; of a number what one more is worth';
COMMENT ON COLUMN survey_conjoint_row.std_error IS 'its standard error';
COMMENT ON COLUMN survey_conjoint_row.conf_low IS 'lower limit of the confidence interval of the part-worth';
COMMENT ON COLUMN survey_conjoint_row.conf_high IS 'upper limit of the confidence interval of the part-worth';
COMMENT ON COLUMN survey_conjoint_row.centred IS 'part-worth less the mean of the attribute''s (effects coding); NULL for numbers';
COMMENT ON COLUMN survey_conjoint_row.centred_error IS 'its standard error';
COMMENT ON COLUMN survey_conjoint_row.importance IS 'range of the attribute''s utilities over the sum of all ranges, 0 to 1';
COMMENT ON COLUMN survey_conjoint_row.importance_error IS 'its standard error';
COMMENT ON COLUMN survey_conjoint_row.price IS 'what is paid for it, in units of the attribute that options name as price';
COMMENT ON COLUMN survey_conjoint_row.price_error IS 'its standard error';
COMMENT ON COLUMN survey_conjoint_row.centred_price IS 'what is paid for it against the mean of the attribute''s levels';
COMMENT ON COLUMN survey_conjoint_row.centred_price_error IS 'its standard error';
COMMENT ON COLUMN survey_conjoint_row.hit_rate IS 'share of the choices that are those of the largest utility; equal ones share it';
COMMENT ON COLUMN survey_conjoint_row.log_likelihood IS 'weighted log likelihood of the model';
COMMENT ON COLUMN survey_conjoint_row.null_likelihood IS 'the same of equal utilities';
COMMENT ON COLUMN survey_conjoint_row.r2 IS 'McFadden''s: 1 less the ratio of both';
COMMENT ON COLUMN survey_conjoint_row.tasks IS 'answered tasks';
COMMENT ON COLUMN survey_conjoint_row.n IS 'respondents who answered one';
COMMENT ON COLUMN survey_conjoint_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_conjoint_row.variance IS 'what the standard errors come from: linearised, calibrated or replicates; respondents or the model alone';
COMMENT ON COLUMN survey_conjoint_row.remark IS 'which level is the reference, or why there is no utility';

CREATE FUNCTION survey_conjoint(name text, tasks text, by text[] DEFAULT NULL, filter text DEFAULT NULL, level float8 DEFAULT 0.95,
    lonely text DEFAULT NULL, weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_conjoint_row
    AS 'MODULE_PATHNAME', 'svy_survey_conjoint'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 20;
COMMENT ON FUNCTION survey_conjoint(text, text, text[], text, float8, text, text, jsonb)
    IS 'part-worths and importances of attributes from choices among products (choice-based conjoint), with errors by respondent';

CREATE TYPE survey_conjoint_shares_row AS (
    domain jsonb, domain_label text, product text, utility float8, share float8, std_error float8, conf_low float8,
    conf_high float8, n bigint, weighted_n float8, method text, variance text, remark text);
COMMENT ON TYPE survey_conjoint_shares_row IS 'a product, and the share of respondents who would choose it in a domain';
COMMENT ON COLUMN survey_conjoint_shares_row.domain IS 'codes of the variables of "by", such as {"region": 1}; {} without';
COMMENT ON COLUMN survey_conjoint_shares_row.domain_label IS 'labels of these codes; Total without "by"';
COMMENT ON COLUMN survey_conjoint_shares_row.product IS 'name of the product';
COMMENT ON COLUMN survey_conjoint_shares_row.utility IS 'sum of its part-worths';
COMMENT ON COLUMN survey_conjoint_shares_row.share IS 'share of choices, 0 to 1';
COMMENT ON COLUMN survey_conjoint_shares_row.std_error IS 'its standard error; NULL for first-choice';
COMMENT ON COLUMN survey_conjoint_shares_row.conf_low IS 'lower limit of the confidence interval of the share';
COMMENT ON COLUMN survey_conjoint_shares_row.conf_high IS 'upper limit of the confidence interval of the share';
COMMENT ON COLUMN survey_conjoint_shares_row.n IS 'respondents of the model';
COMMENT ON COLUMN survey_conjoint_shares_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_conjoint_shares_row.method IS 'logit or first-choice';
COMMENT ON COLUMN survey_conjoint_shares_row.variance IS 'what the standard errors come from: linearised, calibrated or replicates; respondents or the model alone';
COMMENT ON COLUMN survey_conjoint_shares_row.remark IS 'why there is no share';

CREATE FUNCTION survey_conjoint_shares(name text, tasks text, products jsonb, method text DEFAULT 'logit', by text[] DEFAULT NULL,
    filter text DEFAULT NULL, level float8 DEFAULT 0.95, lonely text DEFAULT NULL, weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_conjoint_shares_row
    AS 'MODULE_PATHNAME', 'svy_survey_conjoint_shares'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 10;
COMMENT ON FUNCTION survey_conjoint_shares(text, text, jsonb, text, text[], text, float8, text, text, jsonb)
    IS 'simulates which of some products respondents would choose, by the part-worths of survey_conjoint';
-- Estimates of imputed variables and plausible values

CREATE TYPE survey_pool_row AS (
    domain jsonb, domain_label text, variable text, category text, estimate float8, std_error float8, conf_low float8,
    conf_high float8, df float8, statistic float8, p_value float8, within float8, between float8, imputation_share float8,
    increase float8, missing_information float8, efficiency float8, imputations int, n float8, weighted_n float8,
    df_rule text, remark text);
COMMENT ON TYPE survey_pool_row IS 'an estimate pooled over imputations or plausible values';
COMMENT ON COLUMN survey_pool_row.domain IS 'codes of the variables of "by", such as {"region": 1}; {} without';
COMMENT ON COLUMN survey_pool_row.domain_label IS 'labels of these codes; Total without "by"; the name of a contrast';
COMMENT ON COLUMN survey_pool_row.variable IS 'variable, an imputed one by its name; of a model the term';
COMMENT ON COLUMN survey_pool_row.category IS 'category of the variable, or of the term; NULL for numbers';
COMMENT ON COLUMN survey_pool_row.estimate IS 'mean of the imputations'' estimates';
COMMENT ON COLUMN survey_pool_row.std_error IS 'root of within + (1 + 1/imputations) x between';
COMMENT ON COLUMN survey_pool_row.conf_low IS 'lower limit of the confidence interval';
COMMENT ON COLUMN survey_pool_row.conf_high IS 'upper limit of the confidence interval';
COMMENT ON COLUMN survey_pool_row.df IS 'degrees of freedom by the rule';
COMMENT ON COLUMN survey_pool_row.statistic IS 'estimate over standard error, Student''s t';
COMMENT ON COLUMN survey_pool_row.p_value IS 'two-sided p-value, 0 to 1';
COMMENT ON COLUMN survey_pool_row.within IS 'mean of the imputations'' variances, those of the design';
COMMENT ON COLUMN survey_pool_row.between IS 'variance of the imputations'' estimates';
COMMENT ON COLUMN survey_pool_row.imputation_share IS 'share of the variance that imputation adds (lambda), 0 to 1';
COMMENT ON COLUMN survey_pool_row.increase IS 'what it adds relative to within (r)';
COMMENT ON COLUMN survey_pool_row.missing_information IS 'fraction of the information that is missing, 0 to 1';
COMMENT ON COLUMN survey_pool_row.efficiency IS 'relative to infinitely many imputations, 0 to 1';
COMMENT ON COLUMN survey_pool_row.imputations IS 'number of imputations';
COMMENT ON COLUMN survey_pool_row.n IS 'respondents, the mean over the imputations; NULL for coefficients';
COMMENT ON COLUMN survey_pool_row.weighted_n IS 'sum of their weights, the mean over the imputations';
COMMENT ON COLUMN survey_pool_row.df_rule IS 'barnard-rubin or rubin';
COMMENT ON COLUMN survey_pool_row.remark IS 'why there is no estimate';

CREATE FUNCTION survey_pool(name text, statistic text, arguments jsonb DEFAULT NULL, rule text DEFAULT 'barnard-rubin',
    level float8 DEFAULT 0.95, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_pool_row
    AS 'MODULE_PATHNAME', 'svy_survey_pool'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 10;
COMMENT ON FUNCTION survey_pool(text, text, jsonb, text, float8, jsonb)
    IS 'an estimate of imputed variables or plausible values: survey_mean and others for each imputation, pooled by Rubin''s rules';
-- Margins of models

CREATE TYPE survey_margins_row AS (
    kind text, variable text, category text, reference text, estimate float8, std_error float8, statistic float8,
    df float8, p_value float8, conf_low float8, conf_high float8, n bigint, weighted_n float8, response text,
    errors text, variance text, at jsonb, over text, over_category text, scale text, p_adjusted float8, adjustment text);
COMMENT ON TYPE survey_margins_row IS 'what a model predicts on average, or what a predictor changes on average';
COMMENT ON COLUMN survey_margins_row.kind IS 'mean: prediction if everybody had the category; contrast: the same less that of the reference; slope: change by one more of a number; prediction: of respondents as they are, or as "at" has them';
COMMENT ON COLUMN survey_margins_row.variable IS 'predictor';
COMMENT ON COLUMN survey_margins_row.category IS 'its category; NULL for numbers';
COMMENT ON COLUMN survey_margins_row.reference IS 'category that a contrast is with';
COMMENT ON COLUMN survey_margins_row.estimate IS 'weighted mean over the respondents of the model, on the scale of the response: a probability, a count, a mean';
COMMENT ON COLUMN survey_margins_row.std_error IS 'its standard error under the design of the survey';
COMMENT ON COLUMN survey_margins_row.statistic IS 'estimate over standard error, Student''s t';
COMMENT ON COLUMN survey_margins_row.df IS 'degrees of freedom: those of the model';
COMMENT ON COLUMN survey_margins_row.p_value IS 'two-sided p-value, 0 to 1';
COMMENT ON COLUMN survey_margins_row.conf_low IS 'lower limit of the confidence interval';
COMMENT ON COLUMN survey_margins_row.conf_high IS 'upper limit of the confidence interval';
COMMENT ON COLUMN survey_margins_row.n IS 'respondents of the model';
COMMENT ON COLUMN survey_margins_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_margins_row.response IS 'what is modelled';
COMMENT ON COLUMN survey_margins_row.errors IS 'conditional, unconditional or independent';
COMMENT ON COLUMN survey_margins_row.variance IS 'what the standard error comes from: linearised, calibrated or replicates';
COMMENT ON COLUMN survey_margins_row.at IS 'predictors that are held, as the argument has them; NULL: none';
COMMENT ON COLUMN survey_margins_row.over IS 'predictor of the respondents that the margin is of; NULL: of all';
COMMENT ON COLUMN survey_margins_row.over_category IS 'category of it that they have';
COMMENT ON COLUMN survey_margins_row.scale IS 'response, or link: linear predictors';
COMMENT ON COLUMN survey_margins_row.p_adjusted IS 'p-value of a pair adjusted for all pairs of the variable, 0 to 1; NULL without the option pairs';
COMMENT ON COLUMN survey_margins_row.adjustment IS 'how it was adjusted: none, tukey, bonferroni, holm or sidak';

CREATE FUNCTION survey_margins(name text, formula text, variables text[] DEFAULT NULL, family text DEFAULT 'gaussian', at jsonb DEFAULT NULL,
    filter text DEFAULT NULL, level float8 DEFAULT 0.95, lonely text DEFAULT NULL, weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_margins_row
    AS 'MODULE_PATHNAME', 'svy_survey_margins'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 10;
COMMENT ON FUNCTION survey_margins(text, text, text[], text, jsonb, text, float8, text, text, jsonb)
    IS 'average predictions, their contrasts and average marginal effects of a model, with standard errors of the survey''s design';
-- Models of an ordered response

CREATE TYPE survey_ordinal_row AS (
    kind text, term text, label text, reference text, estimate float8, std_error float8, statistic float8, df float8,
    p_value float8, conf_low float8, conf_high float8, design_df float8, deviance float8, n bigint, weighted_n float8,
    response text, link text, variance text);
COMMENT ON TYPE survey_ordinal_row IS 'a coefficient or a threshold of a cumulative link model';
COMMENT ON COLUMN survey_ordinal_row.kind IS 'coefficient, threshold, or probability of an answer at the means of the predictors';
COMMENT ON COLUMN survey_ordinal_row.term IS 'term of the formula; NULL for thresholds and probabilities';
COMMENT ON COLUMN survey_ordinal_row.label IS 'category, or variable, of the coefficient; the two answers that a threshold lies between; the answer of a probability';
COMMENT ON COLUMN survey_ordinal_row.reference IS 'category that it is compared with; NULL for numbers and thresholds';
COMMENT ON COLUMN survey_ordinal_row.estimate IS 'the coefficient, above 0 where higher answers become more likely: log odds ratio of the logit link';
COMMENT ON COLUMN survey_ordinal_row.std_error IS 'its standard error under the design of the survey';
COMMENT ON COLUMN survey_ordinal_row.statistic IS 'estimate over standard error';
COMMENT ON COLUMN survey_ordinal_row.df IS 'degrees of freedom of test and interval: infinite, as in R, unless options say design';
COMMENT ON COLUMN survey_ordinal_row.p_value IS 'two-sided p-value, 0 to 1';
COMMENT ON COLUMN survey_ordinal_row.conf_low IS 'lower limit of the confidence interval';
COMMENT ON COLUMN survey_ordinal_row.conf_high IS 'upper limit of the confidence interval';
COMMENT ON COLUMN survey_ordinal_row.design_df IS 'degrees of freedom of the design plus 1 less the number of coefficients';
COMMENT ON COLUMN survey_ordinal_row.deviance IS 'minus two times the weighted log likelihood';
COMMENT ON COLUMN survey_ordinal_row.n IS 'respondents of the model';
COMMENT ON COLUMN survey_ordinal_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_ordinal_row.response IS 'what is modelled';
COMMENT ON COLUMN survey_ordinal_row.link IS 'logit, probit, cloglog, loglog or cauchit';
COMMENT ON COLUMN survey_ordinal_row.variance IS 'what the standard error comes from: linearised, calibrated or replicates';

CREATE FUNCTION survey_ordinal(name text, formula text, link text DEFAULT 'logit', filter text DEFAULT NULL, level float8 DEFAULT 0.95,
    lonely text DEFAULT NULL, weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_ordinal_row
    AS 'MODULE_PATHNAME', 'svy_survey_ordinal'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 10;
COMMENT ON FUNCTION survey_ordinal(text, text, text, text, float8, text, text, jsonb)
    IS 'fits a model of an ordered response (proportional odds and other links) with the standard errors of the survey''s design';

CREATE TYPE survey_multinomial_row AS (
    category text, base text, term text, label text, reference text, estimate float8, std_error float8, statistic float8,
    df float8, p_value float8, conf_low float8, conf_high float8, design_df float8, deviance float8, n bigint,
    weighted_n float8, response text, variance text);
COMMENT ON TYPE survey_multinomial_row IS 'a coefficient of a multinomial logit';
COMMENT ON COLUMN survey_multinomial_row.category IS 'category of the response';
COMMENT ON COLUMN survey_multinomial_row.base IS 'category of the response that it is compared with';
COMMENT ON COLUMN survey_multinomial_row.term IS 'term of the formula';
COMMENT ON COLUMN survey_multinomial_row.label IS 'category, or variable, of the coefficient';
COMMENT ON COLUMN survey_multinomial_row.reference IS 'category of the predictor that it is compared with; NULL for numbers';
COMMENT ON COLUMN survey_multinomial_row.estimate IS 'log of the ratio by which the odds of the category to the base change';
COMMENT ON COLUMN survey_multinomial_row.std_error IS 'its standard error under the design of the survey';
COMMENT ON COLUMN survey_multinomial_row.statistic IS 'estimate over standard error';
COMMENT ON COLUMN survey_multinomial_row.df IS 'degrees of freedom of test and interval: infinite unless options say design';
COMMENT ON COLUMN survey_multinomial_row.p_value IS 'two-sided p-value, 0 to 1';
COMMENT ON COLUMN survey_multinomial_row.conf_low IS 'lower limit of the confidence interval';
COMMENT ON COLUMN survey_multinomial_row.conf_high IS 'upper limit of the confidence interval';
COMMENT ON COLUMN survey_multinomial_row.design_df IS 'degrees of freedom of the design';
COMMENT ON COLUMN survey_multinomial_row.deviance IS 'minus two times the weighted log likelihood';
COMMENT ON COLUMN survey_multinomial_row.n IS 'respondents of the model';
COMMENT ON COLUMN survey_multinomial_row.weighted_n IS 'sum of their weights';
COMMENT ON COLUMN survey_multinomial_row.response IS 'what is modelled';
COMMENT ON COLUMN survey_multinomial_row.variance IS 'what the standard error comes from: linearised, calibrated or replicates';

CREATE FUNCTION survey_multinomial(name text, formula text, filter text DEFAULT NULL, level float8 DEFAULT 0.95, lonely text DEFAULT NULL,
    weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_multinomial_row
    AS 'MODULE_PATHNAME', 'svy_survey_multinomial'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 20;
COMMENT ON FUNCTION survey_multinomial(text, text, text, float8, text, text, jsonb)
    IS 'fits a multinomial logit of a response with several categories with the standard errors of the survey''s design';

CREATE FUNCTION survey_multinomial_terms(name text, formula text, filter text DEFAULT NULL, lonely text DEFAULT NULL,
    weight text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS SETOF survey_glm_terms_row
    AS 'MODULE_PATHNAME', 'svy_survey_multinomial_terms'
    LANGUAGE C STABLE PARALLEL RESTRICTED ROWS 5;
COMMENT ON FUNCTION survey_multinomial_terms(text, text, text, text, text, jsonb)
    IS 'tests each term of a multinomial logit over all categories of the response by Wald''s chi-square';
-- Weighting: new weight columns that meet population targets.

CREATE TYPE survey_weighting_row AS (
    domain text, variable text, category text, n bigint, target float8, before float8, after float8,
    target_percent float8, before_percent float8, after_percent float8, iterations int, converged boolean,
    kept bigint, cleared bigint);
COMMENT ON TYPE survey_weighting_row IS 'a target of a weighting and what became of it';
COMMENT ON COLUMN survey_weighting_row.domain IS 'group of "within" that was weighted by itself; NULL without';
COMMENT ON COLUMN survey_weighting_row.variable IS 'margin, or numeric variable';
COMMENT ON COLUMN survey_weighting_row.category IS 'category of the margin; NULL for the total of a numeric variable';
COMMENT ON COLUMN survey_weighting_row.n IS 'respondents';
COMMENT ON COLUMN survey_weighting_row.target IS 'what the weights are to add up to';
COMMENT ON COLUMN survey_weighting_row.before IS 'sum of the base weights, or total of the numeric variable with them';
COMMENT ON COLUMN survey_weighting_row.after IS 'the same with the new weights';
COMMENT ON COLUMN survey_weighting_row.target_percent IS 'the target in percent 0 to 100 of its margin; NULL for totals';
COMMENT ON COLUMN survey_weighting_row.before_percent IS 'the base weights in percent 0 to 100; NULL for totals';
COMMENT ON COLUMN survey_weighting_row.after_percent IS 'the new weights in percent 0 to 100; NULL for totals';
COMMENT ON COLUMN survey_weighting_row.iterations IS 'rounds that it took';
COMMENT ON COLUMN survey_weighting_row.converged IS 'whether the targets are met within the tolerance';
COMMENT ON COLUMN survey_weighting_row.kept IS 'respondents who were not weighted now and keep an earlier weight';
COMMENT ON COLUMN survey_weighting_row.cleared IS 'respondents who lost an earlier weight';

CREATE FUNCTION poststratify_survey(name text, targets jsonb, "into" text, base text DEFAULT NULL,
    total float8 DEFAULT NULL, unit text DEFAULT 'auto', within text[] DEFAULT NULL,
    missing text DEFAULT 'fail', filter text DEFAULT NULL, set_weight boolean DEFAULT true,
    replace boolean DEFAULT false, replicates boolean DEFAULT true, others text DEFAULT NULL, options jsonb DEFAULT NULL)
RETURNS SETOF survey_weighting_row
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_poststratify_survey';
COMMENT ON FUNCTION poststratify_survey(text, jsonb, text, text, float8, text, text[], text, text, boolean, boolean, boolean, text, jsonb) IS
    'weights a survey to the known sizes of the categories of one variable or crossing; reports target, before and after';

CREATE FUNCTION rake_survey(name text, targets jsonb, "into" text, base text DEFAULT NULL,
    total float8 DEFAULT NULL, unit text DEFAULT 'auto', within text[] DEFAULT NULL,
    missing text DEFAULT 'fail', filter text DEFAULT NULL, set_weight boolean DEFAULT true,
    replace boolean DEFAULT false, replicates boolean DEFAULT true, trim_to float8[] DEFAULT NULL, stop text DEFAULT 'deviation',
    tolerance float8 DEFAULT 1e-10, max_iterations int DEFAULT 1000, unconverged text DEFAULT 'fail',
    others text DEFAULT NULL, options jsonb DEFAULT NULL)
RETURNS SETOF survey_weighting_row
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_rake_survey';
COMMENT ON FUNCTION rake_survey(text, jsonb, text, text, float8, text, text[], text, text, boolean, boolean, boolean,
    float8[], text, float8, int, text, text, jsonb) IS
    'weights a survey to several margins at once (rim weighting), trimmed if asked; reports target, before and after';

CREATE FUNCTION calibrate_survey(name text, targets jsonb, "into" text, base text DEFAULT NULL,
    total float8 DEFAULT NULL, unit text DEFAULT 'auto', within text[] DEFAULT NULL,
    missing text DEFAULT 'fail', filter text DEFAULT NULL, set_weight boolean DEFAULT true,
    replace boolean DEFAULT false, replicates boolean DEFAULT true, method text DEFAULT 'linear', bounds float8[] DEFAULT NULL,
    tolerance float8 DEFAULT 1e-10, max_iterations int DEFAULT 100, unconverged text DEFAULT 'fail',
    same_within text DEFAULT NULL, others text DEFAULT NULL, options jsonb DEFAULT NULL)
RETURNS SETOF survey_weighting_row
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_calibrate_survey';
COMMENT ON FUNCTION calibrate_survey(text, jsonb, text, text, float8, text, text[], text, text, boolean, boolean, boolean,
    text, float8[], float8, int, text, text, text, jsonb) IS
    'weights a survey to margins and totals of numeric variables (GREG, raking or logit distance); reports target, before and after';

CREATE TYPE survey_trim_row AS (
    domain text, n bigint, lower_limit float8, upper_limit float8, raised bigint, lowered bigint, rounds int,
    sum_before float8, sum_after float8, min_before float8, max_before float8, min_after float8, max_after float8,
    deff_before float8, deff_after float8, kept bigint, cleared bigint);
COMMENT ON TYPE survey_trim_row IS 'a group of respondents whose weights were trimmed';
COMMENT ON COLUMN survey_trim_row.domain IS 'group of "within" that was trimmed by itself; NULL without';
COMMENT ON COLUMN survey_trim_row.n IS 'respondents';
COMMENT ON COLUMN survey_trim_row.lower_limit IS 'lower limit of the weights; NULL for none';
COMMENT ON COLUMN survey_trim_row.upper_limit IS 'upper limit of the weights; NULL for none';
COMMENT ON COLUMN survey_trim_row.raised IS 'weights that were raised to the lower limit';
COMMENT ON COLUMN survey_trim_row.lowered IS 'weights that were lowered to the upper limit';
COMMENT ON COLUMN survey_trim_row.rounds IS 'rounds that it took';
COMMENT ON COLUMN survey_trim_row.sum_before IS 'sum of the weights before';
COMMENT ON COLUMN survey_trim_row.sum_after IS 'sum of the weights after';
COMMENT ON COLUMN survey_trim_row.min_before IS 'smallest weight before';
COMMENT ON COLUMN survey_trim_row.max_before IS 'largest weight before';
COMMENT ON COLUMN survey_trim_row.min_after IS 'smallest weight after';
COMMENT ON COLUMN survey_trim_row.max_after IS 'largest weight after';
COMMENT ON COLUMN survey_trim_row.deff_before IS 'Kish''s design effect of the weights before, at least 1';
COMMENT ON COLUMN survey_trim_row.deff_after IS 'Kish''s design effect of the weights after, at least 1';
COMMENT ON COLUMN survey_trim_row.kept IS 'respondents who were not trimmed now and keep an earlier weight';
COMMENT ON COLUMN survey_trim_row.cleared IS 'respondents who lost an earlier weight';

CREATE FUNCTION trim_survey_weights(name text, "into" text, weight text DEFAULT NULL,
    lower float8 DEFAULT NULL, upper float8 DEFAULT NULL, relative boolean DEFAULT false,
    excess text DEFAULT 'equal', strict boolean DEFAULT false, within text[] DEFAULT NULL,
    set_weight boolean DEFAULT true, replace boolean DEFAULT false, filter text DEFAULT NULL, others text DEFAULT NULL,
    options jsonb DEFAULT NULL)
RETURNS SETOF survey_trim_row
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_trim_survey_weights';
COMMENT ON FUNCTION trim_survey_weights(text, text, text, float8, float8, boolean, text, boolean, text[], boolean, boolean, text, text, jsonb) IS
    'cuts weights to limits and gives what was cut off to the others, into a new weight';

CREATE TYPE survey_weight_report_row AS (
    domain text, section text, item text, category text, value float8, before_percent float8,
    target_percent float8, after_percent float8, remark text);
COMMENT ON TYPE survey_weight_report_row IS 'a line of the report on a weight';
COMMENT ON COLUMN survey_weight_report_row.domain IS 'group of "by"; NULL without';
COMMENT ON COLUMN survey_weight_report_row.section IS 'making, base, weights, extremes, efficiency or margin';
COMMENT ON COLUMN survey_weight_report_row.item IS 'what is reported; of a margin, its variable';
COMMENT ON COLUMN survey_weight_report_row.category IS 'category of a margin; else NULL';
COMMENT ON COLUMN survey_weight_report_row.value IS 'the number: a count, weight, factor or percent, as the item says; of a numeric target its mean or total';
COMMENT ON COLUMN survey_weight_report_row.before_percent IS 'percent 0 to 100 of the margin with the base weights; of a numeric target, percent of the target';
COMMENT ON COLUMN survey_weight_report_row.target_percent IS 'target in percent 0 to 100';
COMMENT ON COLUMN survey_weight_report_row.after_percent IS 'percent 0 to 100 of the margin with the weights; of a numeric target, percent of the target';
COMMENT ON COLUMN survey_weight_report_row.remark IS 'what is no number, or deserves a look';

CREATE FUNCTION survey_weight_report(name text, weight text DEFAULT NULL, by text[] DEFAULT NULL, options jsonb DEFAULT NULL)
RETURNS SETOF survey_weight_report_row
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_weight_report';
COMMENT ON FUNCTION survey_weight_report(text, text, text[], jsonb) IS
    'how a weight was made, its distribution, extremes and efficiency, and its margins before and after';

-- Targets from a table or query: SELECT rake_survey('s', (SELECT survey_targets(variable, category, n) FROM census), 'w').
CREATE FUNCTION mlops_survey.survey_targets_trans(state jsonb, variable text, category text, target float8) RETURNS jsonb
    IMMUTABLE PARALLEL SAFE LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF variable IS NULL OR target IS NULL THEN
        RAISE EXCEPTION 'a target must not be NULL'
            USING ERRCODE = 'null_value_not_allowed',
                DETAIL = format('Variable %s, category %s, target %s.', coalesce(variable, 'NULL'), coalesce(category, 'NULL'),
                    coalesce(target::text, 'NULL'));
    END IF;
    IF state -> variable ? category OR (state ? variable AND (category IS NULL OR jsonb_typeof(state -> variable) <> 'object')) THEN
        RAISE EXCEPTION '% of "%" has two targets', coalesce('category "' || category || '"', 'the total'), variable
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    RETURN coalesce(state, '{}') || jsonb_build_object(variable, CASE WHEN category IS NULL THEN to_jsonb(target)
        ELSE coalesce(state -> variable, '{}') || jsonb_build_object(category, target) END);
END
$$;
COMMENT ON FUNCTION mlops_survey.survey_targets_trans(jsonb, text, text, float8) IS 'support: adds a target to those of survey_targets';

-- The two that call another function of the extension find it by the path of CREATE EXTENSION: its own schema.
CREATE FUNCTION mlops_survey.survey_targets_trans(state jsonb, domain text, variable text, category text, target float8) RETURNS jsonb
    IMMUTABLE PARALLEL SAFE LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF domain IS NULL THEN
        RAISE EXCEPTION 'the domain of a target must not be NULL' USING ERRCODE = 'null_value_not_allowed';
    END IF;
    RETURN coalesce(state, '{}')
        || jsonb_build_object(domain, mlops_survey.survey_targets_trans(state -> domain, variable, category, target));
END
$$;
COMMENT ON FUNCTION mlops_survey.survey_targets_trans(jsonb, text, text, text, float8) IS 'support: adds a target to those of survey_targets by domain';

CREATE FUNCTION mlops_survey.survey_targets_combine(one jsonb, other jsonb) RETURNS jsonb
    IMMUTABLE STRICT PARALLEL SAFE LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    part record;
BEGIN
    FOR part IN SELECT key, value FROM jsonb_each(other) LOOP
        IF NOT one ? part.key THEN
            one := one || jsonb_build_object(part.key, part.value);
        ELSIF jsonb_typeof(part.value) = 'object' AND jsonb_typeof(one -> part.key) = 'object' THEN
            one := one || jsonb_build_object(part.key, mlops_survey.survey_targets_combine(one -> part.key, part.value));
        ELSE
            RAISE EXCEPTION '"%" has two targets', part.key USING ERRCODE = 'invalid_parameter_value';
        END IF;
    END LOOP;
    RETURN one;
END
$$;
COMMENT ON FUNCTION mlops_survey.survey_targets_combine(jsonb, jsonb) IS 'support: targets of two workers together';

CREATE AGGREGATE survey_targets(variable text, category text, target float8) (
    SFUNC = mlops_survey.survey_targets_trans, STYPE = jsonb, SSPACE = 1024, COMBINEFUNC = mlops_survey.survey_targets_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE survey_targets(text, text, float8) IS
    'rows of (variable, category, target) as targets for weighting; category NULL: total of a numeric variable';

CREATE AGGREGATE survey_targets(domain text, variable text, category text, target float8) (
    SFUNC = mlops_survey.survey_targets_trans, STYPE = jsonb, SSPACE = 1024, COMBINEFUNC = mlops_survey.survey_targets_combine, PARALLEL = SAFE);
COMMENT ON AGGREGATE survey_targets(text, text, text, float8) IS
    'rows of (domain, variable, category, target) as targets for weighting within domains';
-- Surveys as files of other programs.

CREATE FUNCTION export_survey(name text, format text, filter text DEFAULT NULL, variables text[] DEFAULT NULL, labels boolean DEFAULT false,
    decimal_mark text DEFAULT '.', bom boolean DEFAULT false, language text DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS bytea
    AS 'MODULE_PATHNAME', 'svy_export_survey'
    LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION export_survey(text, text, text, text[], boolean, text, boolean, text, jsonb)
    IS 'a survey as an SPSS, Stata, SAS, Triple-S or CSV file with its codebook as far as the format can hold it, or beside the CSV the codebook as DDI, or the statements by which DuckDB reads it';

CREATE FUNCTION export_crosstab(name text, rows text[], columns text[] DEFAULT '{}', weight text DEFAULT NULL, filter text DEFAULT NULL,
    one_sheet boolean DEFAULT false, total text DEFAULT NULL, level float8 DEFAULT NULL, tests text DEFAULT NULL, adjust text DEFAULT 'codebook',
    min_base float8 DEFAULT NULL, drop_empty boolean DEFAULT NULL, statistics text[] DEFAULT NULL, sort text DEFAULT NULL,
    percent text DEFAULT NULL, compare text DEFAULT NULL, language text DEFAULT NULL, suppress jsonb DEFAULT NULL,
    round_to int DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS bytea
    AS 'MODULE_PATHNAME', 'svy_export_crosstab'
    LANGUAGE C VOLATILE PARALLEL UNSAFE;
COMMENT ON FUNCTION export_crosstab(text, text[], text[], text, text, boolean, text, float8, text, text, float8, boolean, text[], text, text, text, text, jsonb, int, jsonb)
    IS 'cross tables of a survey as an Excel file ready to print: merged heads, bases, percentages, letters, low bases marked, a sheet of contents, charts on request';
-- What a client sees: charts and reports.

CREATE FUNCTION survey_chart(name text, kind text, variables text[], by text[] DEFAULT NULL, weight text DEFAULT NULL,
    filter text DEFAULT NULL, level float8 DEFAULT NULL, tests text DEFAULT NULL, min_base float8 DEFAULT NULL, language text DEFAULT NULL, suppress jsonb DEFAULT NULL,
    round_to int DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS jsonb
    AS 'MODULE_PATHNAME', 'svy_survey_chart'
    LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION survey_chart(text, text, text[], text[], text, text, float8, text, float8, text, jsonb, int, jsonb)
    IS 'a chart of a survey as a Vega-Lite specification with its data inside: likert, diverging, bar, heatmap, trend, dots, nps; of analyses: drivers, turf, margins, model, maxdiff, conjoint';

CREATE FUNCTION survey_report(name text, variables text[] DEFAULT NULL, columns text[] DEFAULT '{}', weight text DEFAULT NULL,
    filter text DEFAULT NULL, level float8 DEFAULT NULL, tests text DEFAULT NULL, min_base float8 DEFAULT NULL, format text DEFAULT 'html',
    language text DEFAULT NULL, suppress jsonb DEFAULT NULL,
    round_to int DEFAULT NULL, options jsonb DEFAULT NULL)
    RETURNS text
    AS 'MODULE_PATHNAME', 'svy_survey_report'
    LANGUAGE C STABLE PARALLEL RESTRICTED;
COMMENT ON FUNCTION survey_report(text, text[], text[], text, text, float8, text, float8, text, text, jsonb, int, jsonb)
    IS 'a survey as one self-contained page, HTML or Markdown: how it was made, every question with its answers, tables by groups';
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
-- What every state has: equality, hashing and an order, and a second name for rollup.

-- Grouping, DISTINCT, unique and snapshots of tools need them.  States are equal where their binary forms are.
DO $$
DECLARE
    state text;
    operation record;
BEGIN
    FOREACH state IN ARRAY '{tally,maturity_profile,crosstab_cells,survey_summary,replicate_summary,quantile_summary}'::text[] LOOP
        FOR operation IN
            SELECT * FROM (VALUES ('eq', '=', 'is equal to'), ('ne', '<>', 'differs from'), ('lt', '<', 'comes before'), ('le', '<=', 'comes before or is equal to'),
                ('gt', '>', 'comes after'), ('ge', '>=', 'comes after or is equal to')) o (name, sign, words)
        LOOP
            EXECUTE pg_catalog.format($sql$
                CREATE FUNCTION mlops_survey.%1$I(%2$I, %2$I) RETURNS boolean
                    AS 'MODULE_PATHNAME', %3$L LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
                COMMENT ON FUNCTION mlops_survey.%1$I(%2$I, %2$I) IS %4$L;$sql$,
                state || '_' || operation.name, state, 'svy_' || state || '_' || operation.name,
                pg_catalog.format('whether a %s %s another', state, operation.words));
        END LOOP;
        EXECUTE pg_catalog.format($sql$
            CREATE FUNCTION mlops_survey.%1$s_cmp(%1$I, %1$I) RETURNS int
                AS 'MODULE_PATHNAME', 'svy_%1$s_cmp' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
            COMMENT ON FUNCTION mlops_survey.%1$s_cmp(%1$I, %1$I) IS 'order of two states: -1, 0 or 1';
            CREATE FUNCTION mlops_survey.%1$s_hash(%1$I) RETURNS int
                AS 'MODULE_PATHNAME', 'svy_%1$s_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
            COMMENT ON FUNCTION mlops_survey.%1$s_hash(%1$I) IS 'hash of a state';
            CREATE FUNCTION mlops_survey.%1$s_hash_extended(%1$I, bigint) RETURNS bigint
                AS 'MODULE_PATHNAME', 'svy_%1$s_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
            COMMENT ON FUNCTION mlops_survey.%1$s_hash_extended(%1$I, bigint) IS 'hash of a state with a salt';
            CREATE OPERATOR = (LEFTARG = %1$I, RIGHTARG = %1$I, FUNCTION = mlops_survey.%1$s_eq,
                COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
            CREATE OPERATOR <> (LEFTARG = %1$I, RIGHTARG = %1$I, FUNCTION = mlops_survey.%1$s_ne,
                COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel);
            CREATE OPERATOR < (LEFTARG = %1$I, RIGHTARG = %1$I, FUNCTION = mlops_survey.%1$s_lt,
                COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
            CREATE OPERATOR <= (LEFTARG = %1$I, RIGHTARG = %1$I, FUNCTION = mlops_survey.%1$s_le,
                COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
            CREATE OPERATOR > (LEFTARG = %1$I, RIGHTARG = %1$I, FUNCTION = mlops_survey.%1$s_gt,
                COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel);
            CREATE OPERATOR >= (LEFTARG = %1$I, RIGHTARG = %1$I, FUNCTION = mlops_survey.%1$s_ge,
                COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel);
            COMMENT ON OPERATOR = (%1$I, %1$I) IS 'the same binary form';
            COMMENT ON OPERATOR <> (%1$I, %1$I) IS 'another binary form';
            COMMENT ON OPERATOR < (%1$I, %1$I) IS 'comes before, in an order without meaning';
            COMMENT ON OPERATOR <= (%1$I, %1$I) IS 'comes before or is equal, in an order without meaning';
            COMMENT ON OPERATOR > (%1$I, %1$I) IS 'comes after, in an order without meaning';
            COMMENT ON OPERATOR >= (%1$I, %1$I) IS 'comes after or is equal, in an order without meaning';
            CREATE OPERATOR CLASS %1$s_ops DEFAULT FOR TYPE %1$I USING btree AS
                OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
                FUNCTION 1 mlops_survey.%1$s_cmp(%1$I, %1$I);
            CREATE OPERATOR CLASS %1$s_hash_ops DEFAULT FOR TYPE %1$I USING hash AS
                OPERATOR 1 =, FUNCTION 1 mlops_survey.%1$s_hash(%1$I), FUNCTION 2 mlops_survey.%1$s_hash_extended(%1$I, bigint);
            COMMENT ON OPERATOR CLASS %1$s_ops USING btree IS 'order of %1$s by binary form';
            COMMENT ON OPERATOR CLASS %1$s_hash_ops USING hash IS 'hash of %1$s by binary form';$sql$, state);
    END LOOP;
END
$$;

-- ROLLUP is a word of SQL's GROUP BY, so that parsers other than PostgreSQL's (sqlglot in Superset, Calcite) stop at a
-- function of that name.
DO $$
DECLARE
    other record;
BEGIN
    FOR other IN
        SELECT a.*, pg_catalog.format_type(p.proargtypes[0], NULL) AS state,
            pg_catalog.obj_description(p.oid, 'pg_proc') AS description
        FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_aggregate a ON a.aggfnoid OPERATOR(pg_catalog.=) p.oid
            JOIN pg_catalog.pg_depend d ON d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid OPERATOR(pg_catalog.=) p.oid
                AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype OPERATOR(pg_catalog.=) 'e'
            JOIN pg_catalog.pg_extension e ON e.oid OPERATOR(pg_catalog.=) d.refobjid
        WHERE e.extname OPERATOR(pg_catalog.=) 'mlops_survey' AND p.proname OPERATOR(pg_catalog.=) 'rollup'
        ORDER BY p.oid
    LOOP
        EXECUTE pg_catalog.format('CREATE AGGREGATE combine(%1$s) (SFUNC = %2$s, STYPE = %1$s, SSPACE = %3$s, %4$s COMBINEFUNC = %5$s, PARALLEL = SAFE)',
            other.state, other.aggtransfn, other.aggtransspace,
            CASE WHEN other.aggfinalfn OPERATOR(pg_catalog.<>) 0 THEN pg_catalog.format('FINALFUNC = %s, FINALFUNC_MODIFY = READ_ONLY,', other.aggfinalfn) END,
            other.aggcombinefn);
        EXECUTE pg_catalog.format('COMMENT ON AGGREGATE combine(%s) IS %L', other.state, other.description || '; rollup under a name that every SQL parser takes');
    END LOOP;
END
$$;
-- Functions by name take lists of variables as text[], and one variable as text: each has overloads that differ in that.
--
-- An unknown literal is text then, so text in braces is read as the array that it was before.  Where a call can leave
-- a list out, there is one overload that leaves it out: those with a text and an array ask for both.  Functions whose
-- first list stands behind arguments that can be left out have none: PostgreSQL wants defaults for all that follows, and
-- cannot choose between two functions that a call leaves the same list out of.
DO $$
DECLARE
    path text := pg_catalog.current_setting('search_path');
    users text := pg_catalog.current_schema(); -- as it is, with quotes in its name too
    original record;
    lists int[];
    all_texts int;
    mixed boolean;
    types text[];
    parameters text;
BEGIN
    PERFORM pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
    FOR original IN
        SELECT p.*, p.pronargs - p.pronargdefaults AS required, pg_get_function_result(p.oid) AS result, obj_description(p.oid, 'pg_proc') AS description
        FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
            JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
            JOIN pg_extension e ON e.oid = d.refobjid
        WHERE e.extname = 'mlops_survey' AND l.lanname = 'c' AND p.proargnames[1] = 'name' AND p.proname !~ '^load_survey'
        ORDER BY p.oid
    LOOP
        lists := ARRAY(SELECT n FROM generate_series(1, original.pronargs) n
            WHERE original.proargtypes[n - 1] = 'text[]'::regtype AND original.proargnames[n] = ANY ('{rows,columns,variables,drivers,by,within}'));
        all_texts := (1 << cardinality(lists)) - 1;
        -- one bit for each list: whether it is a text
        FOR mask IN 1 .. all_texts LOOP
            mixed := mask < all_texts;
            -- no argument with a default may stand before one without
            CONTINUE WHEN lists[CASE WHEN mixed THEN cardinality(lists) ELSE 1 END] > original.required + 1;
            SELECT array_agg(a.type ORDER BY a.n), string_agg(format('%I %s%s', a.name, a.type, CASE
                WHEN a.n > original.required AND NOT (a.list = 1 OR (a.list > 1 AND mixed)) IS TRUE THEN ' DEFAULT ' || replace(pg_get_function_arg_default(original.oid, a.n), '::text[]', '::' || a.type) END), ', ' ORDER BY a.n)
            INTO types, parameters
            FROM (SELECT n, original.proargnames[n] AS name, array_position(lists, n) AS list,
                    CASE WHEN mask & (1 << (array_position(lists, n) - 1)) <> 0 THEN 'text' ELSE format_type(original.proargtypes[n - 1], NULL) END AS type
                FROM generate_series(1, original.pronargs) n) a;
            EXECUTE format($sql$
                CREATE FUNCTION %10$I.%1$I(%2$s) RETURNS %3$s AS 'MODULE_PATHNAME', %4$L LANGUAGE C %5$s PARALLEL %6$s %7$s;
                COMMENT ON FUNCTION %10$I.%1$I(%8$s) IS %9$L;$sql$,
                original.proname, parameters, original.result, original.prosrc,
                CASE original.provolatile WHEN 'i' THEN 'IMMUTABLE' WHEN 's' THEN 'STABLE' ELSE 'VOLATILE' END,
                CASE original.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' ELSE 'UNSAFE' END,
                CASE WHEN original.proretset THEN format('ROWS %s', original.prorows) END,
                array_to_string(types, ', '), original.description, users);
        END LOOP;
    END LOOP;
    PERFORM set_config('search_path', path, true);
END
$$;

-- the same of a function in SQL: what svy_text_array_argument (pg/arguments.c) takes for a list is one here
CREATE FUNCTION survey_margin_of_error(name text, rows text, weight text DEFAULT NULL, filter text DEFAULT NULL,
    level double precision DEFAULT NULL, options jsonb DEFAULT NULL) RETURNS survey_margin
    LANGUAGE SQL STABLE PARALLEL RESTRICTED
BEGIN ATOMIC
    SELECT survey_margin_of_error(survey_margin_of_error.name,
        CASE WHEN pg_catalog.ltrim(survey_margin_of_error.rows, E' \t\n\r\x0B\f') OPERATOR(pg_catalog.~~) '{%' THEN survey_margin_of_error.rows::text[]
            WHEN survey_margin_of_error.rows IS NOT NULL THEN ARRAY[survey_margin_of_error.rows] END,
        survey_margin_of_error.weight, survey_margin_of_error.filter, survey_margin_of_error.level, survey_margin_of_error.options);
END;
COMMENT ON FUNCTION survey_margin_of_error(text, text, text, text, double precision, jsonb)
    IS 'the margin of error at 50 % by the larger of Kish''s and the median design effect; none where respondents were not drawn at random, unless the codebook states a model';
-- Privileges beyond PostgreSQL's defaults, each with its reason.
-- Support functions of aggregates keep EXECUTE for PUBLIC: distributed executors call them as the user.

-- pg_dump reads the sequences of configuration tables: owners of databases who are no superusers dump them too.
GRANT SELECT ON SEQUENCE mlops_survey.survey_id_seq, mlops_survey.load_error_id_seq TO PUBLIC;

-- Who owns the catalogue writes it for everybody, dumps and restores it.
CREATE FUNCTION mlops_survey.hand_over(owner name) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    part regclass;
BEGIN
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        RAISE EXCEPTION 'only a superuser hands the catalogue of surveys over' USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOR part IN SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'mlops_survey'::regnamespace AND c.relkind = 'r'
    LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO %I', part, owner);
    END LOOP;
    EXECUTE format('GRANT USAGE ON SCHEMA mlops_survey TO %I', owner);
END
$$;
COMMENT ON FUNCTION mlops_survey.hand_over(name) IS 'makes a role the owner of the catalogue of surveys, such as the owner of the database, who then dumps and restores it';
