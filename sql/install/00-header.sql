-- mlops_survey: survey analysis in PostgreSQL
-- complain if script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION mlops_survey" to load this file. \quit

-- What users never call lies in the schema mlops_survey: the codebook's tables, and what types, aggregates and
-- triggers are made of.  What they call is where CREATE EXTENSION says.
CREATE SCHEMA mlops_survey;
COMMENT ON SCHEMA mlops_survey IS 'codebooks of the surveys in this database, and support functions';

