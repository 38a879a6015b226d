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
