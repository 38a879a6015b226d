-- Open answers: a frame of codes, each with words, phrases and regular expressions, as a derived set.

-- what text search reads of an answer: enough of any, and no more than it can hold (a million bytes)
CREATE FUNCTION mlops_survey.frame_text(variable text) RETURNS text
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
RETURN format('pg_catalog."left"(%I, 100000)', variable);
COMMENT ON FUNCTION mlops_survey.frame_text(text) IS 'the part of an open answer in which words are looked for, as an expression';

-- a word, one or several
CREATE FUNCTION mlops_survey.frame_words(said jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
RETURN CASE jsonb_typeof(said) WHEN 'array' THEN said WHEN 'string' THEN jsonb_build_array(said) ELSE '[]' END;
COMMENT ON FUNCTION mlops_survey.frame_words(jsonb) IS 'words or expressions of a code, one or several, as an array';

-- the condition of one code: any of its words (of a configuration that stems, in any form), phrases, regular expressions, or one of one's own
CREATE FUNCTION mlops_survey.frame_condition(variable text, code jsonb, configuration text) RETURNS text
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT string_agg(c, ' OR ' ORDER BY k, n) FROM (
        SELECT 1 AS k, n, format('pg_catalog.to_tsvector(%L::pg_catalog.regconfig, %s) OPERATOR(pg_catalog.@@) pg_catalog.phraseto_tsquery(%L::pg_catalog.regconfig, %L)',
            configuration, mlops_survey.frame_text(variable), configuration, w) AS c
        FROM jsonb_array_elements_text(mlops_survey.frame_words(code -> 'words')) WITH ORDINALITY t(w, n)
        UNION ALL
        SELECT 2, n, format('%I OPERATOR(pg_catalog.~*) %L', variable, w)
        FROM jsonb_array_elements_text(mlops_survey.frame_words(code -> 'regex')) WITH ORDINALITY t(w, n)
        UNION ALL
        SELECT 3, 1, format(E'coalesce((%s\n), false)', code ->> 'expression') WHERE code ? 'expression') x;
END;
COMMENT ON FUNCTION mlops_survey.frame_condition(text, jsonb, text) IS 'whether an open answer meets a code of a frame, as an expression; NULL of a code without rules';

-- codes of one label (without words), and words that the configuration knows nothing of: the first
CREATE FUNCTION mlops_survey.frame_faults(frame jsonb) RETURNS TABLE (label text, words text)
    LANGUAGE SQL STABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH codes AS (
        SELECT c, n, c ->> 'label' AS label FROM jsonb_array_elements(frame -> 'codes') WITH ORDINALITY t(c, n)
    ), labels AS (
        SELECT label FROM codes UNION ALL SELECT coalesce(frame ->> 'other', 'None of these')
    )
    SELECT label, words FROM (
        SELECT 1 AS kind, label, NULL::text AS words, 0::bigint AS n FROM labels GROUP BY label HAVING count(*) OPERATOR(pg_catalog.>) 1
        UNION ALL
        SELECT 2, k.label, w, k.n FROM codes k, jsonb_array_elements_text(mlops_survey.frame_words(k.c -> 'words')) w
        WHERE to_tsvector(coalesce(frame ->> 'language', 'simple')::regconfig, w) OPERATOR(pg_catalog.=) ''::tsvector) x
    ORDER BY kind, n, label LIMIT 1;
END;
COMMENT ON FUNCTION mlops_survey.frame_faults(jsonb) IS 'what is wrong with a frame of codes: a label that two have, or words that text search does not know';

-- nets of codes by their labels, as nets of the set's variables; what is no code stays, and is refused with the set
CREATE FUNCTION mlops_survey.frame_nets(frame jsonb, set_name text) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT jsonb_object_agg(net.key, CASE WHEN jsonb_typeof(net.value) OPERATOR(pg_catalog.<>) 'array' THEN net.value ELSE (
        SELECT jsonb_agg(coalesce((SELECT to_jsonb(format('%s_%s', set_name, c.n)) FROM jsonb_array_elements(frame -> 'codes') WITH ORDINALITY c(code, n)
            WHERE c.code -> 'label' OPERATOR(pg_catalog.=) code.value), code.value) ORDER BY code.n) FROM jsonb_array_elements(net.value) WITH ORDINALITY code(value, n)) END)
    FROM jsonb_each(frame -> 'nets') net;
END;
COMMENT ON FUNCTION mlops_survey.frame_nets(jsonb, text) IS 'nets of a frame of codes as nets of the variables of its set';

-- what derive_variable takes for the set; who gave no answer is in no option and in no base
CREATE FUNCTION mlops_survey.frame_codebook(variable text, frame jsonb, set_name text) RETURNS jsonb
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
    SELECT jsonb_build_object('label', frame -> 'label', 'members', (SELECT jsonb_agg(jsonb_build_object('label', label, 'expression', expression) ORDER BY n) FROM members))
        || CASE WHEN frame ? 'nets' THEN jsonb_build_object('nets', mlops_survey.frame_nets(frame, set_name)) ELSE '{}' END;
END;
COMMENT ON FUNCTION mlops_survey.frame_codebook(text, jsonb, text) IS 'a frame of codes as a derived set';

CREATE FUNCTION code_text(name text, variable text, frame jsonb, options jsonb DEFAULT NULL) RETURNS survey_derivation
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_code_text';
COMMENT ON FUNCTION code_text(text, text, jsonb, jsonb) IS 'codes open answers by a frame of words, phrases and regular expressions: a derived set, up to date by itself, with what no code met';
