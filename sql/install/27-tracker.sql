-- Waves of a tracker: what a further file brings that the survey has not, and the variable that says which wave a respondent is of.

CREATE FUNCTION mlops_survey.codebook_answers(variable jsonb) RETURNS TABLE (code int, label text, value text, missing boolean)
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT v.key::int, v.value, NULL::text, false FROM jsonb_each_text(CASE WHEN jsonb_typeof(variable -> 'values') = 'object' THEN variable -> 'values' ELSE '{}' END) v
    UNION ALL
    SELECT v.key::int, v.value, NULL, true FROM jsonb_each_text(CASE WHEN jsonb_typeof(variable -> 'missing') = 'object' THEN variable -> 'missing' ELSE '{}' END) v
    UNION ALL
    SELECT coalesce((e ->> 'code')::int, CASE WHEN jsonb_typeof(e) = 'number' THEN (e #>> '{}')::int ELSE n::int END), coalesce(e ->> 'label', e ->> 'value', e #>> '{}'),
        coalesce(e ->> 'value', CASE WHEN jsonb_typeof(e) = 'string' THEN e #>> '{}' END), coalesce((e ->> 'missing')::boolean, false)
    FROM jsonb_array_elements(CASE WHEN jsonb_typeof(variable -> 'values') = 'array' THEN variable -> 'values' ELSE '[]' END) WITH ORDINALITY t(e, n)
    UNION ALL
    SELECT coalesce((e ->> 'code')::int, (e #>> '{}')::int), coalesce(e ->> 'label', e #>> '{}'), NULL, true
    FROM jsonb_array_elements(CASE WHEN jsonb_typeof(variable -> 'missing') = 'array' THEN variable -> 'missing' ELSE '[]' END) e;
END;
COMMENT ON FUNCTION mlops_survey.codebook_answers(jsonb) IS 'the answers that a variable of a codebook declares, in whatever form';

-- the user's words on variables and sets go before
CREATE FUNCTION mlops_survey.with_sets(known jsonb, said jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT said || jsonb_build_object('variables', (SELECT mlops_survey.merge_codebooks(known, said) -> 'variables'),
        'sets', coalesce(said -> 'sets', '[]') || (known -> 'sets'));
END;
COMMENT ON FUNCTION mlops_survey.with_sets(jsonb, jsonb) IS 'a codebook with further sets and their members';

CREATE FUNCTION mlops_survey.answer_number(answer text, behind boolean) RETURNS int
    AS 'MODULE_PATHNAME', 'svy_answer_number' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mlops_survey.answer_number(text, boolean) IS 'the number that an answer begins, or ends, with as its code';

-- whether numbers in the answers of a variable are its codes, as where a file is loaded alone: at the ends or at the beginnings of their texts; null if they are not
CREATE FUNCTION mlops_survey.numbers_behind(variable jsonb) RETURNS boolean
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT min(behind::int)::boolean
    FROM (SELECT t.behind FROM mlops_survey.codebook_answers(variable) a, LATERAL (VALUES (false), (true)) t(behind), LATERAL (SELECT mlops_survey.answer_number(a.label, t.behind) AS number) n
        WHERE NOT a.missing
        GROUP BY t.behind
        HAVING bool_and(n.number IS NULL OR n.number = a.code) AND count(n.number) >= 2 AND count(n.number) >= 3 * (count(*) - count(n.number)) AND bool_or(n.number IS NOT NULL AND a.label <> a.code::text)) s;
END;
COMMENT ON FUNCTION mlops_survey.numbers_behind(jsonb) IS 'where the answers of a variable carry their codes: at the end, at the beginning, or not at all';

-- survey: its codebook; wave: what a load of the file alone would register; said: what the file or the user says, the rest of "wave" is inferred;
-- fixed: variables whose columns take no further codes; by_order: variables whose codes are the order in which their texts came.  What is inferred from texts goes by the texts and, where the survey's carry their codes, by the numbers
-- in them, all else by the codes.
CREATE FUNCTION mlops_survey.wave_changes(survey jsonb, wave jsonb, said jsonb, fixed text[], by_order text[]) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH ours AS (
        SELECT v ->> 'name' AS name, v ->> 'header' AS header, v ->> 'measure' AS measure, v FROM jsonb_array_elements(survey -> 'variables') v
    ), told AS (
        SELECT v ->> 'name' AS name, v ->> 'header' AS header, v FROM jsonb_array_elements(coalesce(said -> 'variables', '[]')) v
    ), theirs AS (
        SELECT v ->> 'name' AS name, v, n, (SELECT t.v FROM told t WHERE lower(t.name) = lower(w.v ->> 'name') OR t.header = w.v ->> 'header' OR lower(t.name) = lower(w.v ->> 'header') LIMIT 1) AS told,
            (SELECT o.name FROM ours o WHERE lower(o.name) = lower(w.v ->> 'name') OR o.header = w.v ->> 'header' ORDER BY lower(o.name) = lower(w.v ->> 'name') DESC LIMIT 1) AS known
        FROM jsonb_array_elements(wave -> 'variables') WITH ORDINALITY w(v, n)
    ), new AS (
        SELECT t.name, t.v, t.n FROM theirs t WHERE t.known IS NULL AND lower(t.name) IS DISTINCT FROM lower(survey ->> 'respondent')
    ), pairs AS (
        SELECT o.name, o.measure, o.v, t.v AS their, t.told, t.n, o.measure IN ('nominal', 'ordinal') AS coded,
            NOT EXISTS (SELECT FROM mlops_survey.codebook_answers(t.told)) AND EXISTS (SELECT FROM mlops_survey.codebook_answers(t.v) a WHERE a.label <> a.code::text) AS by_text,
            mlops_survey.numbers_behind(o.v) AS behind
        FROM theirs t JOIN ours o ON o.name = t.known
    ), texts AS (
        SELECT p.name, p.n, p.v, b.code, b.label, b.missing, p.behind IS NOT NULL AS numbered, s.same IS NOT NULL AS known,
            CASE WHEN b.label ~ '^(0|[1-9]\d{0,8})$' THEN b.label::int WHEN p.behind IS NOT NULL THEN mlops_survey.answer_number(b.label, p.behind) END AS number
        FROM pairs p CROSS JOIN mlops_survey.codebook_answers(p.their) b
        LEFT JOIN LATERAL (SELECT true AS same FROM mlops_survey.codebook_answers(p.v) a WHERE lower(b.label) IN (lower(a.label), lower(a.value), a.code::text) LIMIT 1) s ON true
        WHERE p.coded AND p.by_text AND p.name <> ALL (fixed) AND p.their ->> 'measure' IN ('nominal', 'ordinal')
    ), bare AS (
        SELECT p.n, p.name, string_agg(a.code::text, ', ' ORDER BY a.code) AS codes, string_agg(format('%s "%s"', a.code, a.label), ', ' ORDER BY a.code) AS texts,
            (SELECT jsonb_object_agg(o.code, o.label) FROM mlops_survey.codebook_answers((min(p.v::text))::jsonb) o WHERE NOT o.missing) AS labels
        FROM pairs p, mlops_survey.codebook_answers(p.v) a, mlops_survey.codebook_answers(p.their) b
        WHERE p.coded AND p.name = ANY (by_order) AND NOT EXISTS (SELECT FROM mlops_survey.codebook_answers(p.told)) AND a.label <> a.code::text AND b.label = a.code::text
        GROUP BY p.n, p.name
    ), conflicts AS (
        SELECT p.n, format('variable "%s" is %s in the survey and %s in the file', p.name, p.measure, p.told ->> 'measure') AS conflict,
            format('Say in the codebook of the wave that "%s" is %s, if the file holds that, or give the column another name: its answers are those of another question.', p.name, p.measure) AS hint
        FROM pairs p
        WHERE (p.coded AND p.told ->> 'measure' IN ('scale', 'date', 'text')) OR (p.measure IN ('date', 'text') AND p.told ->> 'measure' <> p.measure)
        UNION ALL
        SELECT p.n, CASE WHEN a.label <> b.label THEN format('variable "%s": code %s is "%s" in the survey and "%s" in the file', p.name, a.code, a.label, b.label)
            ELSE format('variable "%s": code %s is %s in the survey, but not in the file', p.name, a.code, CASE WHEN a.missing THEN 'missing' ELSE 'valid' END) END,
            CASE WHEN a.label <> b.label THEN format('If only the words have changed, change them in the survey first: alter_survey(..., %L). If the code means something else now, give the file the codes of the survey (a column of texts finds them by itself).',
                    jsonb_build_object('variables', jsonb_build_array(jsonb_build_object('name', p.name, 'values', jsonb_build_object(a.code, b.label)))))
                ELSE format('Change it in the survey first by alter_survey, under "%s", if the earlier waves meant the same, or give the answer another code in the file.', CASE WHEN a.missing THEN 'values' ELSE 'missing' END) END
        FROM pairs p, mlops_survey.codebook_answers(p.v) a, mlops_survey.codebook_answers(p.told) b
        WHERE p.coded AND a.code = b.code AND ((a.label <> b.label AND b.label <> b.code::text AND a.label <> a.code::text) OR a.missing <> b.missing)
        UNION ALL
        SELECT b.n, format('variable "%s": the file has bare codes (%s), but those of the survey are no more than the order in which its texts came (%s)', b.name, b.codes, b.texts),
            format('Write the texts in the file, or say what its codes mean with the wave: codebook => %L, if that is what they mean there. Otherwise recode the file: texts find their codes by themselves.',
                jsonb_build_object('variables', jsonb_build_array(jsonb_build_object('name', b.name, 'values', b.labels))))
        FROM bare b
        UNION ALL
        SELECT t.n, format('variable "%s": code %s is "%s" in the survey and "%s" in the file', t.name, a.code, a.label, t.label),
            format('If only the words have changed, change them in the survey first: alter_survey(..., %L). If it is another answer, give it a number of its own in the file.',
                jsonb_build_object('variables', jsonb_build_array(jsonb_build_object('name', t.name, 'values', jsonb_build_object(a.code, t.label)))))
        FROM texts t, mlops_survey.codebook_answers(t.v) a
        WHERE NOT t.known AND a.code = t.number AND a.label <> a.code::text AND NOT (t.name = ANY (by_order) AND t.label = t.number::text)
        UNION ALL
        SELECT t.n, format('variable "%s": the answer "%s" carries no number, which the others have for their code', t.name, t.label),
            format('Write its number in the file, or give it a code with the wave: codebook => %L.',
                jsonb_build_object('variables', jsonb_build_array(jsonb_build_object('name', t.name, 'missing', jsonb_build_object('99', t.label)))))
        FROM texts t WHERE NOT t.known AND t.numbered AND t.number IS NULL AND t.v ->> 'measure' = 'ordinal'
    ), fresh AS (
        SELECT p.name, p.n, b.code, b.label, b.missing
        FROM pairs p, mlops_survey.codebook_answers(p.their) b
        WHERE p.coded AND NOT p.by_text AND p.name <> ALL (fixed) AND p.their ->> 'measure' IN ('nominal', 'ordinal')
            AND NOT EXISTS (SELECT FROM mlops_survey.codebook_answers(p.v) a WHERE a.code = b.code) AND NOT b.code BETWEEN 1 AND coalesce((p.v ->> 'points')::int, 0)
        UNION ALL
        SELECT t.name, t.n, t.number, t.label, t.missing FROM texts t
        WHERE NOT t.known AND t.number IS NOT NULL AND (t.label <> t.number::text OR NOT t.number BETWEEN 1 AND coalesce((t.v ->> 'points')::int, 0))
        UNION ALL
        SELECT t.name, t.n, (greatest((t.v ->> 'points')::int, (SELECT coalesce(max(a.code) FILTER (WHERE NOT a.missing), 0) FROM mlops_survey.codebook_answers(t.v) a), (SELECT max(o.number) FROM texts o WHERE o.name = t.name))
            + row_number() OVER (PARTITION BY t.name ORDER BY t.code))::int, t.label, t.missing
        FROM texts t WHERE NOT t.known AND t.number IS NULL
    ), codes AS (
        SELECT f.name, min(f.n) AS n, coalesce(jsonb_object_agg(f.code, f.label) FILTER (WHERE NOT f.missing), '{}') AS valid, coalesce(jsonb_object_agg(f.code, f.label) FILTER (WHERE f.missing), '{}') AS missing
        FROM fresh f GROUP BY f.name
    ), sets AS (
        SELECT CASE WHEN o.s IS NULL THEN w.s ELSE jsonb_build_object('name', o.s -> 'name', 'members', (o.s -> 'members') || added.members) END AS s, w.n
        FROM jsonb_array_elements(wave -> 'sets') WITH ORDINALITY w(s, n)
        LEFT JOIN jsonb_array_elements(survey -> 'sets') o(s) ON lower(o.s ->> 'name') = lower(w.s ->> 'name')
        CROSS JOIN LATERAL (SELECT jsonb_agg(m ORDER BY k) AS members, count(*) = jsonb_array_length(w.s -> 'members') AS whole
            FROM jsonb_array_elements(w.s -> 'members') WITH ORDINALITY x(m, k) WHERE coalesce(m ->> 'variable', m #>> '{}') IN (SELECT name FROM new)) added
        WHERE CASE WHEN o.s IS NULL THEN added.whole ELSE added.members IS NOT NULL AND (w.s #> '{properties,delimiter}' IS NULL OR o.s #> '{properties,delimiter}' IS NOT NULL) END
    )
    SELECT jsonb_build_object(
        'conflicts', (SELECT coalesce(jsonb_agg(conflict ORDER BY n, conflict), '[]') FROM conflicts),
        'hints', (SELECT coalesce(jsonb_agg(hint ORDER BY n, conflict), '[]') FROM conflicts),
        'confirmed', (SELECT coalesce(jsonb_agg(name ORDER BY n), '[]') FROM pairs WHERE EXISTS (SELECT FROM mlops_survey.codebook_answers(told))),
        'new', (SELECT coalesce(jsonb_agg(name ORDER BY n), '[]') FROM new),
        'notes', (SELECT coalesce(jsonb_agg(note ORDER BY n, k), '[]') FROM (
            SELECT n, 0 AS k, format('new variable %s: %s', name, v ->> 'measure') AS note FROM new
            UNION ALL SELECT n, code, format('new code of %s: %s = %s', name, code, label) || CASE WHEN missing THEN ' (missing)' ELSE '' END FROM fresh) x),
        'changes', jsonb_build_object(
            'variables', (SELECT coalesce(jsonb_agg(v ORDER BY n), '[]') FROM (SELECT v, n FROM new
                UNION ALL SELECT jsonb_build_object('name', name, 'values', valid, 'missing', missing), n FROM codes) x),
            'sets', (SELECT coalesce(jsonb_agg(s ORDER BY n), '[]') FROM sets)));
END;
COMMENT ON FUNCTION mlops_survey.wave_changes(jsonb, jsonb, jsonb, text[], text[]) IS 'what a further wave adds to a codebook, and in what it contradicts it';
