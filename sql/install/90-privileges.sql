-- Privileges beyond PostgreSQL's defaults, each with its reason.
-- Support functions of aggregates keep EXECUTE for PUBLIC: distributed executors call them as the user.

-- pg_dump reads the sequences of configuration tables: owners of databases who are no superusers dump them too.
GRANT SELECT ON SEQUENCE mlops_survey.survey_id_seq, mlops_survey.load_error_id_seq TO PUBLIC;

-- Who owns the catalogue writes it for everybody, dumps and restores it.
CREATE FUNCTION mlops_survey.hand_over(owner name) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    part regclass;
BEGIN
    IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        RAISE EXCEPTION 'only a superuser hands the catalogue of surveys over' USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOR part IN SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'mlops_survey'::regnamespace AND c.relkind = 'r'
    LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO %I', part, owner);
    END LOOP;
    EXECUTE format('GRANT USAGE ON SCHEMA mlops_survey TO %I', owner);
END
$$;
COMMENT ON FUNCTION mlops_survey.hand_over(name) IS 'makes a role the owner of the catalogue of surveys, such as the owner of the database, who then dumps and restores it';
