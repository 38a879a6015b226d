-- Loading surveys.  The two functions differ in where the bytes come from.

CREATE FUNCTION load_survey(name text, file text,
    codebook jsonb DEFAULT NULL, format text DEFAULT NULL, "into" text DEFAULT NULL, on_error text DEFAULT 'abort',
    delimiter text DEFAULT NULL, encoding text DEFAULT NULL, header_rows int DEFAULT NULL, null_strings text[] DEFAULT NULL,
    multiple_delimiter text DEFAULT NULL, weight text DEFAULT NULL, replace boolean DEFAULT false, append boolean DEFAULT false,
    OUT survey text, OUT rows_read bigint, OUT rows_loaded bigint, OUT rows_refused bigint,
    OUT variables jsonb, OUT inferred text[], OUT warnings text[], OUT seconds double precision)
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_load_file';
COMMENT ON FUNCTION load_survey(text, text, jsonb, text, text, text, text, text, int, text[], text, text, boolean, boolean)
    IS 'loads a survey from a CSV, TSV, SPSS, Stata or SAS file on the server and reports what was read, inferred and refused';

CREATE FUNCTION load_survey(name text, content bytea,
    codebook jsonb DEFAULT NULL, format text DEFAULT NULL, "into" text DEFAULT NULL, on_error text DEFAULT 'abort',
    delimiter text DEFAULT NULL, encoding text DEFAULT NULL, header_rows int DEFAULT NULL, null_strings text[] DEFAULT NULL,
    multiple_delimiter text DEFAULT NULL, weight text DEFAULT NULL, replace boolean DEFAULT false, append boolean DEFAULT false,
    OUT survey text, OUT rows_read bigint, OUT rows_loaded bigint, OUT rows_refused bigint,
    OUT variables jsonb, OUT inferred text[], OUT warnings text[], OUT seconds double precision)
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_load_content';
COMMENT ON FUNCTION load_survey(text, bytea, jsonb, text, text, text, text, text, int, text[], text, text, boolean, boolean)
    IS 'loads a survey from the content of a CSV, TSV, SPSS, Stata or SAS file, sent as a parameter';
