-- Open answers: a frame of codes, each with words, phrases and regular expressions, as a derived set.

-- the condition of one code: any of its words (of a configuration that stems, in any form), phrases, regular expressions, or one of one's own
CREATE FUNCTION mlops_survey.frame_condition(variable text, code jsonb, configuration text) RETURNS text
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT string_agg(c, ' OR ' ORDER BY k, n) FROM (
        SELECT 1 AS k, n, format('pg_catalog.to_tsvector(%L::pg_catalog.regconfig, %I) OPERATOR(pg_catalog.@@) pg_catalog.phraseto_tsquery(%L::pg_catalog.regconfig, %L)', configuration, variable, configuration, w) AS c
        FROM jsonb_array_elements_text(CASE jsonb_typeof(code -> 'words') WHEN 'array' THEN code -> 'words' WHEN 'string' THEN jsonb_build_array(code -> 'words') ELSE '[]' END) WITH ORDINALITY t(w, n)
        UNION ALL
        SELECT 2, n, format('%I OPERATOR(pg_catalog.~*) %L', variable, w)
        FROM jsonb_array_elements_text(CASE jsonb_typeof(code -> 'regex') WHEN 'array' THEN code -> 'regex' WHEN 'string' THEN jsonb_build_array(code -> 'regex') ELSE '[]' END) WITH ORDINALITY t(w, n)
        UNION ALL
        SELECT 3, 1, format('coalesce(%s, false)', code ->> 'expression') WHERE code ? 'expression') x;
END;
COMMENT ON FUNCTION mlops_survey.frame_condition(text, jsonb, text) IS 'whether an open answer meets a code of a frame, as an expression; NULL of a code without rules';

-- what derive_variable takes for the set; who gave no answer is in no option and in no base
CREATE FUNCTION mlops_survey.frame_codebook(variable text, frame jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH codes AS (
        SELECT c, n, mlops_survey.frame_condition(variable, c, coalesce(frame ->> 'language', 'simple')) AS condition
        FROM jsonb_array_elements(CASE WHEN jsonb_typeof(frame -> 'codes') = 'array' THEN frame -> 'codes' ELSE '[]' END) WITH ORDINALITY t(c, n)
    ), answered AS (
        SELECT format('pg_catalog.btrim(%I) OPERATOR(pg_catalog.<>) ''''', variable) AS condition
    ), members AS (
        SELECT n, c ->> 'label' AS label, format('CASE WHEN %s THEN %s END', a.condition, k.condition) AS expression FROM codes k, answered a
        UNION ALL
        SELECT 1000000, coalesce(frame ->> 'other', 'None of these'), format('CASE WHEN %s THEN NOT (%s) END', a.condition, (SELECT string_agg('(' || condition || ')', ' OR ' ORDER BY n) FROM codes)) FROM answered a
    )
    SELECT jsonb_build_object('label', frame -> 'label', 'members', (SELECT jsonb_agg(jsonb_build_object('label', label, 'expression', expression) ORDER BY n) FROM members));
END;
COMMENT ON FUNCTION mlops_survey.frame_codebook(text, jsonb) IS 'a frame of codes as a derived set';

CREATE FUNCTION code_text(name text, variable text, frame jsonb, options jsonb DEFAULT NULL) RETURNS survey_derivation
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_code_text';
COMMENT ON FUNCTION code_text(text, text, jsonb, jsonb) IS 'codes open answers by a frame of words, phrases and regular expressions: a derived set, up to date by itself, with what no code met';
