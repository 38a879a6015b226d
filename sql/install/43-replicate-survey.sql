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
