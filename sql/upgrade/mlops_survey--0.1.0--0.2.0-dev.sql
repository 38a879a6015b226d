-- complain if script is sourced in psql, rather than via ALTER EXTENSION
\echo Use "ALTER EXTENSION mlops_survey UPDATE" to load this file. \quit

-- From 0.1.0 to 0.2.0: what changes in sql/install is done here to a database that has 0.1.0, in the same commit.
