-- complain if script is sourced in psql, rather than via ALTER EXTENSION
\echo Use "ALTER EXTENSION mlops_survey UPDATE" to load this file. \quit

-- From 0.1.0 to 0.2.0: what changes in sql/install is done here to a database that has 0.1.0, in the same commit.

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
