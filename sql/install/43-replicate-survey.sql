-- Replicate weights made from the survey's design.

CREATE FUNCTION replicate_survey(name text, method text, replicates int DEFAULT NULL, seed bigint DEFAULT 1,
    rho float8 DEFAULT NULL, mse boolean DEFAULT false, column_name text DEFAULT 'replicate_weights', weight text DEFAULT NULL,
    lonely text DEFAULT NULL, replace boolean DEFAULT false)
RETURNS TABLE (stored_in text, type text, count int, scale float8, df int, strata int, clusters int, respondents bigint)
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_replicate_survey';
COMMENT ON FUNCTION replicate_survey(text, text, int, bigint, float8, boolean, text, text, text, boolean) IS
    'makes replicate weights (jk1, jkn, brr, fay, bootstrap) from a survey''s design, in an array column that its estimates then use';

CREATE FUNCTION gather_replicates(name text, column_name text DEFAULT 'replicate_weights') RETURNS int
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_gather_replicates';
COMMENT ON FUNCTION gather_replicates(text, text) IS
    'copies a survey''s replicate weights from their columns into one array column, which is read in a third of the time; returns their number';
