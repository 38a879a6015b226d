-- mlops_survey: survey analysis in PostgreSQL
-- complain if script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION mlops_survey" to load this file. \quit

