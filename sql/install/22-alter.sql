-- Changes of a codebook: the codebook's own JSON, merged into what is there.

-- A name of a change: a variable as the codebook knows it (letter case does not matter, its header will do), else a pattern with *, else a range
-- first:last in the order of the codebook.  NULL where none of these is there.
CREATE FUNCTION mlops_survey.codebook_names(codebook jsonb, name text) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH known AS (
        SELECT v ->> 'name' AS variable, v ->> 'header' AS header, n FROM jsonb_array_elements(codebook -> 'variables') WITH ORDINALITY t(v, n)
    ), one AS (
        SELECT variable, n, word FROM (VALUES (0, name), (1, split_part(name, ':', 1)), (2, split_part(name, ':', 2))) w (word, wanted), LATERAL (
            SELECT k.variable, k.n FROM known k WHERE lower(k.variable) = lower(wanted) OR k.header = wanted
            ORDER BY k.variable = wanted DESC, lower(k.variable) = lower(wanted) DESC, k.n LIMIT 1) f
    )
    SELECT CASE WHEN EXISTS (SELECT FROM one WHERE word = 0) THEN ARRAY(SELECT variable FROM one WHERE word = 0)
        ELSE (SELECT array_agg(k.variable ORDER BY k.n) FROM known k
            WHERE CASE WHEN name LIKE '%*%' THEN lower(k.variable) LIKE lower(replace(replace(replace(replace(name, '\', '\\'), '%', '\%'), '_', '\_'), '*', '%'))
                ELSE name LIKE '%:%' AND k.n BETWEEN (SELECT o.n FROM one o WHERE o.word = 1) AND (SELECT o.n FROM one o WHERE o.word = 2) END) END;
END;
COMMENT ON FUNCTION mlops_survey.codebook_names(jsonb, text) IS 'the variables that a name, a pattern such as q2_* or a range such as q2_1:q2_10 stands for';

-- One object laid over another, key by key; a null removes.
CREATE FUNCTION mlops_survey.merge_objects(old jsonb, change jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE WHEN jsonb_typeof(change) = 'object'
        THEN (CASE WHEN jsonb_typeof(old) = 'object' THEN old ELSE '{}' END || change) - ARRAY(SELECT e.key FROM jsonb_each(change) e WHERE e.value = 'null') ELSE change END;
END;
COMMENT ON FUNCTION mlops_survey.merge_objects(jsonb, jsonb) IS 'an object with the keys of another, but for those that are null there';

-- "values" and "missing" of a variable as changes say them: {"1": "Yes"}, or the codes alone that are to be missing and keep their labels.
-- Of those that were in an order of their own, each stays in its place.  Anything else stands as it is, for the codebook's own checks.
CREATE FUNCTION mlops_survey.merge_labels(old jsonb, change jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH before AS (
        SELECT e ->> 'code' AS code, e, n FROM jsonb_array_elements(CASE WHEN jsonb_typeof(old -> 'values') = 'array' THEN old -> 'values' ELSE '[]' END) WITH ORDINALITY t(e, n)
    ), was AS (
        SELECT coalesce(CASE WHEN jsonb_typeof(old -> 'values') = 'object' THEN old -> 'values' END, '{}') AS valid,
            coalesce(CASE WHEN jsonb_typeof(old -> 'missing') = 'object' THEN old -> 'missing' END, '{}') AS missing
    ), said AS (
        SELECT CASE WHEN jsonb_typeof(change -> 'values') = 'object' THEN change -> 'values' ELSE '{}' END AS valid,
            CASE WHEN jsonb_typeof(change -> 'missing') = 'object' THEN change -> 'missing'
                WHEN jsonb_typeof(change -> 'missing') = 'array' AND NOT jsonb_path_exists(change -> 'missing', '$[*] ? (@.type() != "number")') THEN (
                    SELECT coalesce(jsonb_object_agg(c, coalesce((SELECT b.e -> 'label' FROM before b WHERE b.code = c), was.valid -> c, was.missing -> c, to_jsonb(c))), '{}')
                    FROM was, jsonb_array_elements_text(change -> 'missing') c) END AS missing
    ), plain AS (
        SELECT jsonb_strip_nulls((was.valid - ARRAY(SELECT jsonb_object_keys(coalesce(said.missing, '{}')))) || said.valid) AS valid,
            jsonb_strip_nulls((was.missing - ARRAY(SELECT jsonb_object_keys(said.valid))) || coalesce(said.missing, '{}')) AS missing
        FROM was, said
    ), ordered AS (
        SELECT b.n, CASE WHEN s.missing ? b.code THEN (b.e || jsonb_build_object('missing', true)) || jsonb_build_object('label', s.missing -> b.code)
                WHEN s.valid ? b.code THEN (b.e - 'missing') || jsonb_build_object('label', s.valid -> b.code) ELSE b.e END AS e
        FROM before b, (SELECT valid, coalesce(missing, '{}') AS missing FROM said) s
        UNION ALL
        SELECT 1000000 + row_number() OVER (ORDER BY p.missing, length(p.code), p.code), CASE WHEN p.missing THEN jsonb_build_object('code', p.number, 'label', p.label, 'missing', true)
            ELSE jsonb_build_object('code', p.number, 'label', p.label) END
        FROM (SELECT false AS missing, key AS code, value AS label, CASE WHEN key ~ '^-?\d{1,9}$' THEN to_jsonb(key::int) ELSE to_jsonb(key) END AS number FROM said, jsonb_each(said.valid)
            UNION ALL
            SELECT true, key, value, CASE WHEN key ~ '^-?\d{1,9}$' THEN to_jsonb(key::int) ELSE to_jsonb(key) END FROM said, jsonb_each(coalesce(said.missing, '{}'))) p
        WHERE p.code NOT IN (SELECT b.code FROM before b)
    )
    SELECT CASE
        WHEN jsonb_typeof(change -> 'values') = 'null' THEN jsonb_build_object('missing', CASE WHEN change ? 'missing' THEN change -> 'missing' ELSE old -> 'missing' END)
        -- an array, or what is neither, takes the place of what was there
        WHEN jsonb_typeof(change -> 'values') <> 'object' OR (change ? 'missing' AND jsonb_typeof(change -> 'missing') <> 'null' AND (SELECT said.missing FROM said) IS NULL)
            THEN jsonb_build_object('values', coalesce(change -> 'values', old -> 'values'), 'missing', coalesce(change -> 'missing', old -> 'missing'))
        WHEN EXISTS (SELECT FROM before) THEN (SELECT jsonb_build_object('values', jsonb_agg(o.e ORDER BY o.n)) FROM ordered o
            WHERE jsonb_typeof(o.e -> 'label') <> 'null' AND NOT (coalesce(jsonb_typeof(change -> 'missing'), '') = 'null' AND coalesce(o.e ->> 'missing', '') = 'true'))
        ELSE (SELECT jsonb_build_object('values', nullif(plain.valid, '{}'), 'missing', CASE WHEN jsonb_typeof(change -> 'missing') = 'null' THEN NULL ELSE nullif(plain.missing, '{}') END) FROM plain) END;
END;
COMMENT ON FUNCTION mlops_survey.merge_labels(jsonb, jsonb) IS 'the answers of a variable with those of a change: a code under the one of "values" and "missing" leaves the other, null removes';

-- "missing": ["No answer"] of a variable that has an answer of this label means that answer, as 5 would where that is its code.
CREATE FUNCTION mlops_survey.missing_by_label(old jsonb, change jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE WHEN jsonb_typeof(change -> 'missing') = 'array' AND NOT change ? 'values' THEN jsonb_set(change, '{missing}', (
        SELECT coalesce(jsonb_agg(CASE WHEN jsonb_typeof(m) = 'string' THEN coalesce((
                SELECT to_jsonb(a.code) FROM (
                    SELECT (e ->> 'code')::int AS code, e ->> 'label' AS label
                    FROM jsonb_array_elements(CASE WHEN jsonb_typeof(old -> 'values') = 'array' THEN old -> 'values' ELSE '[]' END) e
                    UNION ALL
                    SELECT key::int, value #>> '{}' FROM jsonb_each(CASE WHEN jsonb_typeof(old -> 'values') = 'object' THEN old -> 'values' ELSE '{}' END)
                    UNION ALL
                    SELECT key::int, value #>> '{}' FROM jsonb_each(CASE WHEN jsonb_typeof(old -> 'missing') = 'object' THEN old -> 'missing' ELSE '{}' END)) a
                WHERE lower(a.label) = lower(m #>> '{}') ORDER BY a.label = m #>> '{}' DESC, a.code LIMIT 1), m) ELSE m END ORDER BY n), '[]')
        FROM jsonb_array_elements(change -> 'missing') WITH ORDINALITY t(m, n))) ELSE change END;
END;
COMMENT ON FUNCTION mlops_survey.missing_by_label(jsonb, jsonb) IS 'a change of a variable whose missing answers are said by code where they are answers of it';

CREATE FUNCTION mlops_survey.said_values(variable jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE WHEN jsonb_typeof(variable -> 'values') = 'object' OR jsonb_typeof(variable -> 'missing') = 'object'
        THEN (variable - 'missing') || jsonb_build_object('values', (
            SELECT jsonb_agg(jsonb_build_object('code', e.key::int, 'label', e.value, 'value', e.value, 'missing', e.missing) ORDER BY e.missing, e.key::int)
            FROM (SELECT v.key, v.value, false AS missing FROM jsonb_each(CASE WHEN jsonb_typeof(variable -> 'values') = 'object' THEN variable -> 'values' ELSE '{}' END) v
                UNION ALL SELECT v.key, v.value, true FROM jsonb_each(CASE WHEN jsonb_typeof(variable -> 'missing') = 'object' THEN variable -> 'missing' ELSE '{}' END) v) e))
        ELSE variable END;
END;
COMMENT ON FUNCTION mlops_survey.said_values(jsonb) IS 'a variable whose column holds the texts of its labels, with those texts said';

-- A change of the measure takes along what the new one has no use for; points, scores and reverse make an ordinal one.  The type is the column's.
CREATE FUNCTION mlops_survey.merge_variable(old jsonb, change jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH said AS (
        SELECT CASE WHEN NOT change ? 'measure' AND old ->> 'measure' = 'nominal'
                AND (coalesce(change ->> 'points', change ->> 'scores') IS NOT NULL OR change -> 'reverse' = 'true') THEN 'ordinal' ELSE change ->> 'measure' END AS measure
    ), kept AS (
        -- a column of texts keeps which text a code stands for when its label changes
        SELECT CASE WHEN old ->> 'type' = 'text' THEN mlops_survey.said_values(old) ELSE old END - 'type'
            - CASE WHEN s.measure <> 'ordinal' THEN '{points,scores,reverse}'::text[] ELSE '{}' END
            - CASE WHEN s.measure IN ('scale', 'date', 'text') THEN '{nets,values}'::text[] ELSE '{}' END
            - CASE WHEN s.measure IN ('date', 'text') THEN '{missing,missing_ranges}'::text[] ELSE '{}' END AS v, s.measure
        FROM said s
    ), scored AS (
        -- a code that is missing now counts as nothing: what it counted as goes
        SELECT nullif((k.v -> 'scores') - CASE jsonb_typeof(change -> 'missing') WHEN 'object' THEN ARRAY(SELECT jsonb_object_keys(change -> 'missing'))
            WHEN 'array' THEN ARRAY(SELECT e #>> '{}' FROM jsonb_array_elements(change -> 'missing') e WHERE jsonb_typeof(e) = 'number') ELSE '{}'::text[] END, '{}') AS scores
        FROM kept k
    )
    SELECT jsonb_strip_nulls((k.v || (change - '{values,missing,nets,properties,scores,name,translations}'::text[])) - '{values,missing,nets,properties,scores,translations}'::text[])
        || CASE WHEN k.measure IS NULL THEN '{}' ELSE jsonb_build_object('measure', k.measure) END
        || CASE WHEN change ?| '{values,missing}' THEN jsonb_strip_nulls(mlops_survey.merge_labels(k.v, change)) ELSE jsonb_strip_nulls(jsonb_build_object('values', k.v -> 'values', 'missing', k.v -> 'missing')) END
        || mlops_survey.merge_objects('{}', jsonb_build_object('nets', CASE WHEN change ? 'nets' THEN mlops_survey.merge_objects(k.v -> 'nets', change -> 'nets') ELSE k.v -> 'nets' END,
            -- a base text lies among the properties
            'properties', CASE WHEN change -> 'base' = 'null' THEN (k.v -> 'properties') - 'base' WHEN change ? 'properties' THEN mlops_survey.merge_objects(k.v -> 'properties', change -> 'properties') ELSE k.v -> 'properties' END,
            'translations', CASE WHEN change ? 'translations' THEN mlops_survey.merge_texts(k.v -> 'translations', change -> 'translations') ELSE k.v -> 'translations' END))
        -- null is a score: none
        || CASE WHEN jsonb_typeof(change -> 'scores') = 'object' THEN jsonb_build_object('scores', coalesce(c.scores, '{}') || (change -> 'scores'))
            WHEN change ? 'scores' THEN jsonb_strip_nulls(jsonb_build_object('scores', change -> 'scores'))
            WHEN c.scores IS NOT NULL THEN jsonb_build_object('scores', c.scores) ELSE '{}' END
    FROM kept k, scored c;
END;
COMMENT ON FUNCTION mlops_survey.merge_variable(jsonb, jsonb) IS 'a variable of a codebook with the words of a change';

CREATE FUNCTION mlops_survey.wrong_change(message text, hint text) RETURNS void
    LANGUAGE plpgsql VOLATILE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION '%', message USING ERRCODE = 'invalid_parameter_value', HINT = coalesce(hint, '');
END
$$;
COMMENT ON FUNCTION mlops_survey.wrong_change(text, text) IS 'support: the error for a change of a codebook that cannot be understood';

-- the variables that the names of a change stand for, in its order
CREATE FUNCTION mlops_survey.changed_names(codebook jsonb, names jsonb, place text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    word text;
    found text[];
    all_found text[] := '{}';
BEGIN
    IF jsonb_typeof(names) = 'string' THEN
        names := jsonb_build_array(names);
    END IF;
    IF jsonb_typeof(names) IS DISTINCT FROM 'array' OR jsonb_path_exists(names, 'strict $[*] ? (@.type() != "string")') THEN
        PERFORM mlops_survey.wrong_change(format('%s must be a name or an array of names', place), 'A name may be a pattern such as "q2_*" or a range such as "q2_1:q2_10".');
    END IF;
    FOR word IN SELECT jsonb_array_elements_text(names)
    LOOP
        found := mlops_survey.codebook_names(codebook, word);
        IF found IS NULL THEN
            -- a column that the codebook has not yet is looked for where the codebook is applied
            IF word LIKE '%*%' OR word LIKE '%:%' THEN
                PERFORM mlops_survey.wrong_change(format('%s: no variable of the survey matches "%s"', place, word),
                    CASE WHEN word LIKE '%*%' THEN 'The pattern may hold * for any characters.' ELSE 'A range is first:last, in the order of the codebook.' END);
            END IF;
            found := ARRAY[word];
        END IF;
        all_found := all_found || found;
    END LOOP;
    RETURN all_found;
END
$$;
COMMENT ON FUNCTION mlops_survey.changed_names(jsonb, jsonb, text) IS 'the variables that a name, or a list of them, of a change stands for';

-- Members of a set, and of its nets: patterns and ranges stand for the variables that they match
CREATE FUNCTION mlops_survey.changed_members(codebook jsonb, members jsonb, place text) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF jsonb_typeof(members) = 'string' THEN
        members := jsonb_build_array(members);
    END IF;
    IF jsonb_typeof(members) IS DISTINCT FROM 'array' THEN
        RETURN members;
    END IF;
    RETURN (
        WITH named AS (
            SELECT m, n, at, CASE WHEN jsonb_typeof(m) = 'string' THEN name ELSE (mlops_survey.codebook_names(codebook, m ->> 'variable'))[1] END AS name,
                jsonb_typeof(m) = 'string' AND (m #>> '{}' LIKE '%*%' OR m #>> '{}' LIKE '%:%') AS several
            FROM jsonb_array_elements(members) WITH ORDINALITY t(m, n),
                unnest(CASE WHEN jsonb_typeof(m) = 'string' THEN mlops_survey.changed_names(codebook, m, place) ELSE '{""}' END) WITH ORDINALITY w(name, at)
        )
        -- of a pattern or range those that nothing else names, nor an earlier one
        SELECT jsonb_agg(CASE WHEN jsonb_typeof(m) = 'string' THEN to_jsonb(name) ELSE m END ORDER BY n, at) FROM named d
        WHERE NOT (several AND EXISTS (SELECT FROM named o WHERE o.name = d.name AND o.n <> d.n AND (NOT o.several OR o.n < d.n))));
END
$$;
COMMENT ON FUNCTION mlops_survey.changed_members(jsonb, jsonb, text) IS 'members of a set as names of variables';

-- Options of a set with those of a change, by their variables: what is named gets the label that is said, or is new, and null removes.  An array that names
-- all that there are gives their order.  Both are arrays of names and of {"variable", "label"}; a change may also be {"m_1": "label", "m_2": null}.
CREATE FUNCTION mlops_survey.merge_members(codebook jsonb, old jsonb, change jsonb, place text) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF jsonb_typeof(change) = 'object' THEN
        change := (SELECT jsonb_agg(jsonb_build_object('variable', f.name, 'label', e.value, 'gone', e.value = 'null') ORDER BY array_position(ARRAY(SELECT v ->> 'name' FROM jsonb_array_elements(codebook -> 'variables') v), f.name))
            FROM jsonb_each(change) e, unnest(mlops_survey.changed_names(codebook, to_jsonb(e.key), place)) f(name));
    ELSE
        change := mlops_survey.changed_members(codebook, change, place);
    END IF;
    -- what is no list of members is for the codebook's own checks
    IF jsonb_typeof(change) IS DISTINCT FROM 'array' OR EXISTS (SELECT FROM jsonb_array_elements(change) m WHERE jsonb_typeof(m) NOT IN ('string', 'object') OR (jsonb_typeof(m) = 'object' AND jsonb_typeof(m -> 'variable') IS DISTINCT FROM 'string')) THEN
        RETURN change;
    END IF;
    RETURN (
        WITH before AS (
            SELECT coalesce(m ->> 'variable', m #>> '{}') AS variable, m, n FROM jsonb_array_elements(coalesce(old, '[]')) WITH ORDINALITY t(m, n)
        ), said AS (
            SELECT coalesce((mlops_survey.codebook_names(codebook, w.variable))[1], w.variable) AS variable, w.m, w.n
            FROM (SELECT coalesce(m ->> 'variable', m #>> '{}') AS variable, m, n FROM jsonb_array_elements(change) WITH ORDINALITY t(m, n)) w
        ), ordered AS (
            SELECT NOT EXISTS (SELECT FROM before WHERE variable NOT IN (SELECT variable FROM said)) AS whole
        )
        SELECT coalesce(jsonb_agg(CASE WHEN s.m IS NULL OR jsonb_typeof(s.m) = 'string' THEN coalesce(b.m, s.m)
                WHEN s.m ->> 'label' IS NOT NULL THEN s.m - 'gone' WHEN s.m ? 'label' THEN to_jsonb(variable) ELSE coalesce(b.m, s.m) END
            ORDER BY CASE WHEN o.whole THEN NULL ELSE b.n END, s.n), '[]')
        FROM before b FULL JOIN said s USING (variable) CROSS JOIN ordered o
        WHERE coalesce(s.m -> 'gone', 'false') <> 'true');
END
$$;
COMMENT ON FUNCTION mlops_survey.merge_members(jsonb, jsonb, jsonb, text) IS 'the options of a set with those of a change';

-- Texts of options that are the end of their variable's label ("What do you use? - SQL") follow that label when it changes.  Where a variable had none,
-- its option was called as the column of the file, or as the variable.
CREATE FUNCTION mlops_survey.follow_options(before jsonb, after jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH changed AS (
        SELECT a ->> 'name' AS name, b.old, a ->> 'label' AS new, b.v ? 'label' AS labelled
        FROM (SELECT v, coalesce(v ->> 'label', w.name) AS old FROM jsonb_array_elements(before -> 'variables') v
            CROSS JOIN LATERAL (SELECT v ->> 'header' AS name UNION SELECT v ->> 'name') w
            WHERE coalesce(w.name, '') <> '' AND (NOT v ? 'label' OR w.name = v ->> 'name')) b
            JOIN jsonb_array_elements(after -> 'variables') a ON a ->> 'name' = b.v ->> 'name'
        WHERE a ->> 'label' <> b.old
    )
    SELECT CASE WHEN EXISTS (SELECT FROM changed) THEN jsonb_set(after, '{sets}', (
        SELECT coalesce(jsonb_agg(jsonb_set(s, '{members}', (
            SELECT jsonb_agg(coalesce((
                    SELECT m || jsonb_build_object('label', CASE WHEN starts_with(c.new, left(c.old, -length(m ->> 'label'))) THEN substr(c.new, 1 + length(c.old) - length(m ->> 'label')) ELSE c.new END)
                    FROM changed c WHERE c.name = m ->> 'variable' AND right(c.old, length(m ->> 'label')) = m ->> 'label' AND left(c.old, -length(m ->> 'label')) ~ CASE WHEN c.labelled THEN '(^|[^[:alnum:]])$' ELSE '^$' END
                        AND c.new <> left(c.old, -length(m ->> 'label'))), m) ORDER BY k)
            FROM jsonb_array_elements(s -> 'members') WITH ORDINALITY x(m, k))) ORDER BY n), '[]')
        FROM jsonb_array_elements(after -> 'sets') WITH ORDINALITY t(s, n))) ELSE after END;
END;
COMMENT ON FUNCTION mlops_survey.follow_options(jsonb, jsonb) IS 'a codebook whose options have the texts that the labels of their variables have now';

CREATE FUNCTION mlops_survey.merge_set(codebook jsonb, old jsonb, change jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place text := format('set "%s"', change ->> 'name');
    merged jsonb := jsonb_strip_nulls((coalesce(old, '{}') || (change - '{name,nets,properties,members,translations}'::text[])) || jsonb_build_object('name', coalesce(old ->> 'name', change ->> 'name')));
    net record;
BEGIN
    IF change ? 'members' THEN
        merged := merged || jsonb_build_object('members', mlops_survey.merge_members(codebook, old -> 'members', change -> 'members', place));
    END IF;
    FOR net IN SELECT key, value FROM jsonb_each(CASE WHEN jsonb_typeof(change -> 'nets') = 'object' THEN change -> 'nets' ELSE '{}' END)
    LOOP
        merged := jsonb_set(merged, '{nets}', coalesce(merged -> 'nets', '{}') || jsonb_build_object(net.key, mlops_survey.changed_members(codebook, net.value, place)));
    END LOOP;
    IF change ? 'nets' AND jsonb_typeof(change -> 'nets') <> 'object' THEN
        merged := merged || jsonb_build_object('nets', change -> 'nets');
    END IF;
    IF change ? 'properties' THEN
        merged := merged || jsonb_build_object('properties', mlops_survey.merge_objects(old -> 'properties', change -> 'properties'));
    END IF;
    IF change -> 'base' = 'null' THEN
        merged := merged #- '{properties,base}';
    END IF;
    IF change ? 'translations' THEN
        merged := merged || jsonb_build_object('translations', mlops_survey.merge_texts(old -> 'translations', change -> 'translations'));
    END IF;
    RETURN mlops_survey.merge_objects('{}', merged);
END
$$;
COMMENT ON FUNCTION mlops_survey.merge_set(jsonb, jsonb, jsonb) IS 'a response set of a codebook, or a new one, with the words of a change';

-- the objects of an array of a change; "variables": null and the like say nothing
CREATE FUNCTION mlops_survey.changed_elements(changes jsonb, key text) RETURNS SETOF jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    part jsonb := changes -> key;
BEGIN
    IF part IS NULL OR jsonb_typeof(part) = 'null' THEN
        RETURN;
    END IF;
    IF jsonb_typeof(part) <> 'array' OR EXISTS (SELECT FROM jsonb_array_elements(part) e WHERE jsonb_typeof(e) <> 'object' OR NOT e ? 'name') THEN
        PERFORM mlops_survey.wrong_change(format('key "%s" of the changes must be an array of objects, each with a "name"', key),
            format('For example {"%s": [{"name": "q1", "label": "..."}]}.', key));
    END IF;
    RETURN QUERY SELECT jsonb_array_elements(part);
END
$$;
COMMENT ON FUNCTION mlops_survey.changed_elements(jsonb, text) IS 'support: the elements of an array of changes';

CREATE FUNCTION mlops_survey.merge_changes(codebook jsonb, changes jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    merged jsonb := codebook;
    change jsonb;
    variable text;
    names text[];
    at int;
BEGIN
    IF jsonb_typeof(changes) <> 'object' THEN
        PERFORM mlops_survey.wrong_change('changes of a codebook must be an object', 'For example {"variables": [{"name": "q1", "label": "..."}]}.');
    END IF;
    FOR variable IN SELECT jsonb_object_keys(changes - '{variables,sets}'::text[])
    LOOP
        merged := merged || jsonb_build_object(variable, CASE WHEN variable = 'calibration' THEN changes -> variable
            WHEN variable = 'translations' THEN mlops_survey.merge_texts(merged -> variable, changes -> variable)
            -- these lie among the properties
            WHEN variable = ANY ('{tasks,imputations,states,tables}') THEN mlops_survey.merge_objects(merged #> ARRAY['properties', variable], changes -> variable)
            ELSE mlops_survey.merge_objects(merged -> variable, changes -> variable) END);
    END LOOP;
    FOR variable IN SELECT key FROM jsonb_each(changes) WHERE key = ANY ('{tasks,imputations,states,tables,sampling}') AND value = 'null'
    LOOP
        merged := merged #- ARRAY['properties', variable];
    END LOOP;
    -- what identifies respondents is no question, unless the changes say so
    IF jsonb_typeof(changes -> 'respondent') = 'string' THEN
        merged := jsonb_set(merged, '{variables}', (SELECT coalesce(jsonb_agg(v ORDER BY n), '[]') FROM jsonb_array_elements(merged -> 'variables') WITH ORDINALITY t(v, n)
            WHERE lower(v ->> 'name') <> lower(changes ->> 'respondent')));
    END IF;
    FOR change IN SELECT mlops_survey.changed_elements(changes, 'variables')
    LOOP
        names := mlops_survey.changed_names(merged, change -> 'name', 'a variable of the changes');
        merged := jsonb_set(merged, '{variables}', (
            SELECT coalesce(jsonb_agg(CASE WHEN v ->> 'name' = ANY (names) THEN mlops_survey.merge_variable(v, mlops_survey.missing_by_label(v, change)) ELSE v END ORDER BY n), '[]')
            FROM jsonb_array_elements(merged -> 'variables') WITH ORDINALITY t(v, n))
            || (SELECT coalesce(jsonb_agg(change || jsonb_build_object('name', f.name) ORDER BY f.n), '[]') FROM unnest(names) WITH ORDINALITY f(name, n)
                WHERE f.name NOT IN (SELECT v ->> 'name' FROM jsonb_array_elements(merged -> 'variables') v)));
    END LOOP;
    merged := mlops_survey.follow_options(codebook, merged);
    IF jsonb_typeof(changes -> 'sets') = 'null' THEN
        merged := merged || '{"sets": []}';
    END IF;
    FOR change IN SELECT mlops_survey.changed_elements(changes, 'sets')
    LOOP
        at := (SELECT n FROM jsonb_array_elements(merged -> 'sets') WITH ORDINALITY t(s, n) WHERE lower(s ->> 'name') = lower(change ->> 'name'));
        merged := CASE WHEN at IS NULL THEN jsonb_insert(merged, '{sets,-1}', mlops_survey.merge_set(merged, NULL, change), true)
            WHEN jsonb_typeof(change -> 'members') = 'null' THEN merged #- ARRAY['sets', (at - 1)::text]
            ELSE jsonb_set(merged, ARRAY['sets', (at - 1)::text], mlops_survey.merge_set(merged, merged -> 'sets' -> (at - 1), change)) END;
    END LOOP;
    -- a language that there are translations into: they become the texts
    IF changes ->> 'language' IS DISTINCT FROM codebook ->> 'language' AND jsonb_path_exists(merged, '$.**.translations.keyvalue() ? (@.key == $language)', jsonb_build_object('language', changes -> 'language'), true) THEN
        IF NOT codebook ? 'language' THEN
            PERFORM mlops_survey.wrong_change(format('the codebook does not say which language its labels are in, so "%s" cannot take their place', changes ->> 'language'),
                'Say it first: alter_survey(..., ''{"language": "en"}'').');
        END IF;
        merged := mlops_survey.turn_codebook(merged, codebook ->> 'language', changes ->> 'language');
    END IF;
    RETURN merged;
END
$$;
COMMENT ON FUNCTION mlops_survey.merge_changes(jsonb, jsonb) IS 'a codebook with changes, as alter_survey applies them';

CREATE FUNCTION mlops_survey.codebook_difference(before jsonb, after jsonb) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH old AS (
        SELECT 1 AS part, v ->> 'name' AS name, v, n FROM jsonb_array_elements(before -> 'variables') WITH ORDINALITY t(v, n)
        UNION ALL SELECT 2, s ->> 'name', s, n FROM jsonb_array_elements(before -> 'sets') WITH ORDINALITY t(s, n)
        UNION ALL SELECT 0, key, value, 0 FROM jsonb_each(before - '{variables,sets}'::text[])
    ), new AS (
        SELECT 1 AS part, v ->> 'name' AS name, v, n FROM jsonb_array_elements(after -> 'variables') WITH ORDINALITY t(v, n)
        UNION ALL SELECT 2, s ->> 'name', s, n FROM jsonb_array_elements(after -> 'sets') WITH ORDINALITY t(s, n)
        UNION ALL SELECT 0, key, value, 0 FROM jsonb_each(after - '{variables,sets}'::text[])
    )
    SELECT coalesce(array_agg(name ORDER BY part, coalesce(new.n, old.n), name), '{}') FROM old FULL JOIN new USING (part, name) 
    -- the type of a column is said or not as the loader would make another one: no change of anything
    WHERE CASE part WHEN 1 THEN old.v - 'type' ELSE old.v END IS DISTINCT FROM CASE part WHEN 1 THEN new.v - 'type' ELSE new.v END;
END;
COMMENT ON FUNCTION mlops_survey.codebook_difference(jsonb, jsonb) IS 'names of the keys, variables and sets in which two codebooks differ';

CREATE TYPE survey_alteration AS (
    survey text, changed text[], labels_view regclass, long_view regclass, warnings text[]);
COMMENT ON TYPE survey_alteration IS 'what alter_survey changed';
COMMENT ON COLUMN survey_alteration.survey IS 'the survey';
COMMENT ON COLUMN survey_alteration.changed IS 'keys of the codebook, variables and sets that are not what they were; empty where nothing is';
COMMENT ON COLUMN survey_alteration.labels_view IS 'view of the answers with texts instead of codes; NULL where there is none';
COMMENT ON COLUMN survey_alteration.long_view IS 'view of the answers with one row per respondent and answer; NULL where there is none';
COMMENT ON COLUMN survey_alteration.warnings IS 'what deserves a look';

CREATE FUNCTION alter_survey(name text, changes jsonb, options jsonb DEFAULT NULL) RETURNS survey_alteration
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_alter_survey';
COMMENT ON FUNCTION alter_survey(text, jsonb, jsonb) IS 'changes the codebook of a survey: what is said takes the place of what was there, null removes; the answers stay as they are';
