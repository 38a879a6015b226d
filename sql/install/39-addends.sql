-- Passes over the answers whose sums are made where the rows are

CREATE FUNCTION mlops_survey.add_up_trans(float8[], float8[]) RETURNS float8[]
    AS 'MODULE_PATHNAME', 'svy_add_up' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.add_up_trans(float8[], float8[]) IS 'transition and combination: adds what respondents add to a pass';

-- Expanded arrays and packed ones are none of its states: what it adds to is an array of its own.
CREATE AGGREGATE mlops_survey.add_up(float8[]) (
    SFUNC = mlops_survey.add_up_trans, STYPE = float8[], SSPACE = 1024,
    COMBINEFUNC = mlops_survey.add_up_trans, PARALLEL = SAFE);
COMMENT ON AGGREGATE mlops_survey.add_up(float8[]) IS 'what respondents add up to in a pass: double-double sums, and maxima';
