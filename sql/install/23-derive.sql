-- Derived variables: generated columns of the answers, with a place in the codebook.

CREATE FUNCTION mlops_survey.derived_change(variable text, codebook jsonb, derived jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT coalesce(codebook, '{}') || jsonb_build_object('name', variable,
        'properties', CASE WHEN jsonb_typeof(codebook -> 'properties') = 'object' THEN codebook -> 'properties' ELSE '{}' END || jsonb_build_object('derived', derived));
END;
COMMENT ON FUNCTION mlops_survey.derived_change(text, jsonb, jsonb) IS 'what a change of the codebook says of a derived variable';

CREATE FUNCTION mlops_survey.without_variables(codebook jsonb, names text[]) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT jsonb_set(codebook, '{variables}', (SELECT coalesce(jsonb_agg(v ORDER BY n), '[]') FROM jsonb_array_elements(codebook -> 'variables') WITH ORDINALITY t(v, n)
        WHERE v ->> 'name' <> ALL (names)));
END;
COMMENT ON FUNCTION mlops_survey.without_variables(jsonb, text[]) IS 'a codebook that does not mention these variables';

CREATE FUNCTION mlops_survey.renamed_variable(codebook jsonb, old text, new text) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH sets AS (
        SELECT s || jsonb_build_object('members', (SELECT jsonb_agg(CASE WHEN m = to_jsonb(old) THEN to_jsonb(new) WHEN m ->> 'variable' = old THEN m || jsonb_build_object('variable', new) ELSE m END ORDER BY n)
                FROM jsonb_array_elements(s -> 'members') WITH ORDINALITY t(m, n)))
            || CASE WHEN s ? 'nets' THEN jsonb_build_object('nets', (SELECT jsonb_object_agg(key, (SELECT jsonb_agg(CASE WHEN m = to_jsonb(old) THEN to_jsonb(new) ELSE m END ORDER BY n)
                FROM jsonb_array_elements(value) WITH ORDINALITY t(m, n))) FROM jsonb_each(s -> 'nets'))) ELSE '{}' END AS s, n
        FROM jsonb_array_elements(codebook -> 'sets') WITH ORDINALITY t(s, n)
    )
    SELECT codebook || jsonb_build_object(
        'variables', (SELECT coalesce(jsonb_agg(CASE WHEN v ->> 'name' = old THEN v || jsonb_build_object('name', new) ELSE v END ORDER BY n), '[]')
            FROM jsonb_array_elements(codebook -> 'variables') WITH ORDINALITY t(v, n)),
        'sets', (SELECT coalesce(jsonb_agg(s ORDER BY n), '[]') FROM sets))
        || CASE WHEN codebook ->> 'weight' = old THEN jsonb_build_object('weight', new) ELSE '{}' END
        || CASE WHEN codebook ? 'design' THEN jsonb_build_object('design', (SELECT jsonb_object_agg(key, CASE WHEN jsonb_typeof(value) = 'array'
            THEN (SELECT coalesce(jsonb_agg(CASE WHEN m = to_jsonb(old) THEN to_jsonb(new) ELSE m END ORDER BY n), '[]') FROM jsonb_array_elements(value) WITH ORDINALITY t(m, n)) ELSE value END)
            FROM jsonb_each(codebook -> 'design'))) ELSE '{}' END;
END;
COMMENT ON FUNCTION mlops_survey.renamed_variable(jsonb, text, text) IS 'a codebook with another name for a variable, wherever it stands';

CREATE TYPE survey_derivation AS (
    survey text, variable text, type text, measure text, answered bigint, missing bigint, expression text, warnings text[]);
COMMENT ON TYPE survey_derivation IS 'a variable that derive_variable made, or removed';
COMMENT ON COLUMN survey_derivation.survey IS 'the survey';
COMMENT ON COLUMN survey_derivation.variable IS 'the variable or set';
COMMENT ON COLUMN survey_derivation.type IS 'type of its column; NULL once it is removed, and of a set';
COMMENT ON COLUMN survey_derivation.measure IS 'nominal, ordinal, scale, date or text; multiple of a set; NULL once it is removed';
COMMENT ON COLUMN survey_derivation.answered IS 'respondents who have a valid answer';
COMMENT ON COLUMN survey_derivation.missing IS 'respondents who have none';
COMMENT ON COLUMN survey_derivation.expression IS 'the expression as the server understood it, labels as codes';
COMMENT ON COLUMN survey_derivation.warnings IS 'what deserves a look';

CREATE FUNCTION derive_variable(name text, variable text, expression text, codebook jsonb DEFAULT NULL, options jsonb DEFAULT NULL) RETURNS survey_derivation
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_derive_variable';
COMMENT ON FUNCTION derive_variable(text, text, text, jsonb, jsonb) IS 'makes a variable that is computed from others and stays so (a generated column), with labels; without an expression removes it';
