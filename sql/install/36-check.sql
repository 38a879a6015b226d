-- What the catalogue holds that fits nothing: no foreign key keeps it away, since pg_restore fills the tables in any order.

CREATE TYPE survey_check_row AS (
    survey text, object text, problem text, remedy text);
COMMENT ON TYPE survey_check_row IS 'something in the catalogue of surveys that does not fit';
COMMENT ON COLUMN survey_check_row.survey IS 'the survey; NULL of rows of no survey, and of what concerns all';
COMMENT ON COLUMN survey_check_row.object IS 'variable, set, table, view or trigger that it is about';
COMMENT ON COLUMN survey_check_row.problem IS 'what does not fit';
COMMENT ON COLUMN survey_check_row.remedy IS 'what to do';

CREATE FUNCTION survey_check() RETURNS SETOF survey_check_row
    STABLE PARALLEL RESTRICTED LANGUAGE SQL
BEGIN ATOMIC
    WITH part AS (
        SELECT 'variable' AS "table", v.survey_id, v.name AS object, count(*) AS n FROM mlops_survey.variable v GROUP BY v.survey_id, v.name
        UNION ALL SELECT 'value_label', l.survey_id, l.variable, count(*) FROM mlops_survey.value_label l GROUP BY l.survey_id, l.variable
        UNION ALL SELECT 'response_set', r.survey_id, r.name, count(*) FROM mlops_survey.response_set r GROUP BY r.survey_id, r.name
        UNION ALL SELECT 'response_set_member', m.survey_id, m.set_name, count(*) FROM mlops_survey.response_set_member m GROUP BY m.survey_id, m.set_name
        UNION ALL SELECT 'design', d.survey_id, NULL, count(*) FROM mlops_survey.design d GROUP BY d.survey_id
        UNION ALL SELECT 'pack', p.survey_id, NULL, count(*) FROM mlops_survey.pack p GROUP BY p.survey_id
        UNION ALL SELECT 'pack_segment', p.survey_id, NULL, count(*) FROM mlops_survey.pack_segment p GROUP BY p.survey_id
        UNION ALL SELECT 'pack_stale', p.survey_id, NULL, count(*) FROM mlops_survey.pack_stale p GROUP BY p.survey_id
    ), problems AS (
        SELECT s.name AS survey, concat_ws('.', s.answers_schema, s.answers_name) AS object, 1 AS rank,
            CASE WHEN EXISTS (SELECT FROM pg_class c WHERE c.oid = s.answers) THEN 'the table of the answers has another name now' ELSE 'the table of the answers is gone' END AS problem,
            'drop_survey, or register a table under this name; until then it belongs to nobody' AS remedy
        FROM mlops_survey.survey s WHERE NOT mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name)
        UNION ALL
        SELECT s.name, concat_ws('.', w.schema, w.name), 2, 'the view is gone or has another name now', 'register the survey anew with replace => true'
        FROM mlops_survey.survey s, LATERAL (VALUES (s.labels_view, s.labels_schema, s.labels_name), (s.long_view, s.long_schema, s.long_name),
            (s.analysis_view, s.analysis_schema, s.analysis_name)) w (relation, schema, name)
        WHERE w.name IS NOT NULL AND mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name)
            AND NOT mlops_survey.relation_is(w.relation, w.schema, w.name)
        UNION ALL
        SELECT s.name, v.name, 3, 'the column of the variable is gone', 'register the survey anew with replace => true'
        FROM mlops_survey.survey s JOIN mlops_survey.variable v ON v.survey_id = s.id
        WHERE mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name)
            AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = s.answers AND a.attname = v.name AND a.attnum > 0)
        UNION ALL
        SELECT NULL, concat_ws('.', 'mlops_survey.' || p.table, p.object), 4, format('%s rows of survey number %s, which does not exist', sum(p.n), p.survey_id), format('DELETE FROM mlops_survey.%I WHERE survey_id = %s', p.table, p.survey_id)
        FROM part p WHERE p.survey_id NOT IN (SELECT s.id FROM mlops_survey.survey s) GROUP BY p.table, p.object, p.survey_id
        UNION ALL
        SELECT s.name, concat_ws('.', 'mlops_survey.' || p.table, p.object), 5,
            CASE p.table WHEN 'value_label' THEN 'labels of a variable that does not exist' WHEN 'response_set_member' THEN 'members of a response set that does not exist'
                WHEN 'pack_segment' THEN 'segments of a pack that does not exist' ELSE 'marks of a pack that does not exist' END,
            CASE WHEN p.table LIKE 'pack%' THEN 'unpack_survey, then pack_survey' ELSE 'register the survey anew with replace => true' END
        FROM part p JOIN mlops_survey.survey s ON s.id = p.survey_id
        WHERE NOT EXISTS (SELECT FROM part w WHERE w.survey_id = p.survey_id AND w.object IS NOT DISTINCT FROM p.object
            AND w.table = CASE p.table WHEN 'value_label' THEN 'variable' WHEN 'response_set_member' THEN 'response_set' WHEN 'pack_segment' THEN 'pack' WHEN 'pack_stale' THEN 'pack' ELSE p.table END)
        UNION ALL
        SELECT s.name, concat_ws('.', m.set_name, m.variable), 6, 'the variable of a member of the response set does not exist', 'register the survey anew with replace => true'
        FROM mlops_survey.response_set_member m JOIN mlops_survey.survey s ON s.id = m.survey_id
        WHERE NOT EXISTS (SELECT FROM mlops_survey.variable v WHERE v.survey_id = m.survey_id AND v.name = m.variable)
        UNION ALL
        SELECT s.name, 'mlops_survey.pack', 7, format('%s of %s segments are there', (SELECT count(*) FROM mlops_survey.pack_segment g WHERE g.survey_id = p.survey_id AND g.part = p.part), p.segments), 'unpack_survey, then pack_survey'
        FROM mlops_survey.pack p JOIN mlops_survey.survey s ON s.id = p.survey_id
        WHERE p.attributes <> 'shards' AND p.segments <> (SELECT count(*) FROM mlops_survey.pack_segment g WHERE g.survey_id = p.survey_id AND g.part = p.part)
        UNION ALL
        SELECT e.survey_name, 'mlops_survey.load_error', 8, format('%s refused rows of a survey that does not exist', count(*)), format('DELETE FROM mlops_survey.load_error WHERE survey_name = %L', e.survey_name)
        FROM mlops_survey.load_error e WHERE e.survey_name NOT IN (SELECT s.name FROM mlops_survey.survey s) GROUP BY e.survey_name
        UNION ALL
        SELECT NULL, t.evtname::text, 9, 'the event trigger is disabled: what is renamed, dropped or rewritten goes unseen', format('ALTER EVENT TRIGGER %I ENABLE ALWAYS', t.evtname)
        FROM pg_event_trigger t WHERE t.evtname LIKE 'mlops\_survey\_%' AND t.evtenabled <> 'A'
        UNION ALL
        SELECT NULL, 'event_triggers', 9, 'the setting is off: what is renamed, dropped or rewritten goes unseen', 'SET event_triggers = on'
        WHERE current_setting('event_triggers', true) = 'off'
    )
    SELECT p.survey, p.object, p.problem, p.remedy FROM problems p ORDER BY p.rank, p.survey, p.object, p.problem;
END;
COMMENT ON FUNCTION survey_check() IS 'what does not fit in the catalogue of the surveys that the caller may see, with what to do; no row where all is well';

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

-- Which surveys there are, for who knows no name yet.
CREATE TYPE survey_list_row AS (
    survey text, title text, answers regclass, variables int, sets int, weight text, packed boolean, registered timestamptz);
COMMENT ON TYPE survey_list_row IS 'a survey of this database';
COMMENT ON COLUMN survey_list_row.survey IS 'the name that functions such as survey_crosstab take';
COMMENT ON COLUMN survey_list_row.title IS 'title of the study';
COMMENT ON COLUMN survey_list_row.answers IS 'table or view of the answers; NULL where it is gone or has another name';
COMMENT ON COLUMN survey_list_row.variables IS 'number of variables that the caller may read';
COMMENT ON COLUMN survey_list_row.sets IS 'number of multiple-response sets; 0 for who may not read all answers';
COMMENT ON COLUMN survey_list_row.weight IS 'column that holds the weight; NULL for an unweighted survey';
COMMENT ON COLUMN survey_list_row.packed IS 'whether there is a pack that the caller may read; survey_pack_status says whether it is fresh';
COMMENT ON COLUMN survey_list_row.registered IS 'when it was registered or loaded';

CREATE FUNCTION survey_list() RETURNS SETOF survey_list_row
    STABLE PARALLEL RESTRICTED LANGUAGE sql
BEGIN ATOMIC
    SELECT ROW(s.name, s.title, CASE WHEN mlops_survey.relation_is(s.answers, s.answers_schema, s.answers_name) THEN s.answers::regclass END,
        (SELECT count(*)::int FROM mlops_survey.variable v WHERE v.survey_id = s.id),
        (SELECT count(*)::int FROM mlops_survey.response_set r WHERE r.survey_id = s.id), s.weight, EXISTS (SELECT FROM mlops_survey.pack p WHERE p.survey_id = s.id), s.created_at)::survey_list_row
    FROM mlops_survey.survey s ORDER BY s.name;
END;
COMMENT ON FUNCTION survey_list() IS 'the surveys whose answers the caller may read, by name';
