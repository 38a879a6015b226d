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
        SELECT t.n, t.v || coalesce(o.v, '{}')
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
    SELECT file || coalesce(own, '{}') || jsonb_build_object('variables', (SELECT jsonb_agg(v ORDER BY n) FROM merged));
END;
COMMENT ON FUNCTION mlops_survey.merge_codebooks(jsonb, jsonb)
    IS 'the codebook that a file carries, with the words of the user in the place of its own';
