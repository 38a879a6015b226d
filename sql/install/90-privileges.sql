-- Privileges beyond PostgreSQL's defaults, each with its reason.
-- Support functions of aggregates keep EXECUTE for PUBLIC: distributed executors call them as the user.

-- pg_dump reads the sequences of configuration tables: owners of databases who are no superusers dump them too.
GRANT SELECT ON SEQUENCE mlops_survey.survey_id_seq, mlops_survey.load_error_id_seq TO PUBLIC;
