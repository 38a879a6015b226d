-- Texts of a codebook in several languages: "language" names the one of its labels, "translations" of the codebook, a variable or a set hold others.

-- One object laid over another, and so are the objects in it; a null removes.
CREATE FUNCTION mlops_survey.merge_texts(old jsonb, change jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    merged jsonb := CASE WHEN jsonb_typeof(old) = 'object' THEN old ELSE '{}' END;
    part record;
BEGIN
    -- what is no object is for the codebook's own checks
    IF jsonb_typeof(change) IS DISTINCT FROM 'object' THEN
        RETURN change;
    END IF;
    FOR part IN SELECT key, value FROM jsonb_each(change)
    LOOP
        merged := CASE WHEN part.value = 'null' THEN merged - part.key
            ELSE merged || jsonb_build_object(part.key, mlops_survey.merge_texts(merged -> part.key, part.value)) END;
    END LOOP;
    RETURN merged;
END
$$;
COMMENT ON FUNCTION mlops_survey.merge_texts(jsonb, jsonb) IS 'the translations of a codebook with those of another laid over them, text by text; null removes';

-- The codebook, or a variable or set of it, with its texts in another language: they change places with the translations.  What has none keeps its text.
CREATE FUNCTION mlops_survey.turn_texts(thing jsonb, own text, wanted text, labels jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    said jsonb := thing #> ARRAY['translations', wanted];
    was jsonb := '{}'; -- the texts of today, as a translation
    texts jsonb;
    word text;
    net record;
BEGIN
    IF said IS NULL THEN
        RETURN thing;
    END IF;
    -- a column of texts keeps which text a code stands for
    IF thing ->> 'type' = 'text' THEN
        thing := mlops_survey.said_values(thing);
    END IF;
    FOREACH word IN ARRAY '{title,label}'::text[]
    LOOP
        IF said ->> word <> '' THEN
            was := was || jsonb_strip_nulls(jsonb_build_object(word, thing -> word));
            thing := thing || jsonb_build_object(word, said -> word);
        END IF;
    END LOOP;
    -- whom a question was put to stands by itself or among the properties
    IF said ->> 'base' <> '' THEN
        was := was || jsonb_strip_nulls(jsonb_build_object('base', coalesce(thing -> 'base', thing #> '{properties,base}')));
        thing := CASE WHEN thing -> 'properties' ? 'base' THEN jsonb_set(thing, '{properties,base}', said -> 'base') ELSE thing || jsonb_build_object('base', said -> 'base') END;
    END IF;
    texts := coalesce(said -> 'values', '{}');
    FOREACH word IN ARRAY '{values,missing}'::text[]
    LOOP
        IF jsonb_typeof(thing -> word) = 'object' THEN
            was := mlops_survey.merge_texts(was, coalesce((SELECT jsonb_build_object('values', jsonb_object_agg(key, value)) FROM jsonb_each(thing -> word) WHERE texts ->> key <> '' HAVING count(*) > 0), '{}'));
            thing := thing || jsonb_build_object(word, (thing -> word) || (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(texts) WHERE thing -> word ? key AND value <> '""'));
        ELSIF jsonb_typeof(thing -> word) = 'array' THEN
            was := mlops_survey.merge_texts(was, coalesce((SELECT jsonb_build_object('values', jsonb_object_agg(e ->> 'code', e -> 'label')) FROM jsonb_array_elements(thing -> word) e WHERE texts ->> (e ->> 'code') <> '' HAVING count(*) > 0), '{}'));
            thing := thing || jsonb_build_object(word, (SELECT coalesce(jsonb_agg(CASE WHEN texts ->> (e ->> 'code') <> '' THEN e || jsonb_build_object('label', texts -> (e ->> 'code')) ELSE e END ORDER BY n), '[]')
                FROM jsonb_array_elements(thing -> word) WITH ORDINALITY x(e, n)));
        END IF;
    END LOOP;
    IF said ? 'members' THEN
        was := was || coalesce((SELECT jsonb_build_object('members', jsonb_object_agg(m.variable, coalesce(m.label, labels -> m.variable, to_jsonb(m.variable)))) FROM (
            SELECT coalesce(e ->> 'variable', e #>> '{}') AS variable, e -> 'label' AS label FROM jsonb_array_elements(thing -> 'members') e) m WHERE said -> 'members' ->> m.variable <> '' HAVING count(*) > 0), '{}');
        thing := thing || jsonb_build_object('members', (SELECT jsonb_agg(CASE WHEN said -> 'members' ->> m.variable <> '' THEN jsonb_build_object('variable', m.variable, 'label', said -> 'members' -> m.variable) ELSE m.e END ORDER BY m.n)
            FROM (SELECT e, n, coalesce(e ->> 'variable', e #>> '{}') AS variable FROM jsonb_array_elements(thing -> 'members') WITH ORDINALITY x(e, n)) m));
    END IF;
    -- nets are called by their texts, in the other translations too
    FOR net IN SELECT key AS old, value ->> 0 AS new FROM jsonb_each(coalesce(said -> 'nets', '{}')) e(key, text), LATERAL (SELECT jsonb_build_array(text) AS value) v WHERE thing -> 'nets' ? key AND text #>> '{}' <> ''
    LOOP
        thing := jsonb_set(thing, '{nets}', ((thing -> 'nets') - net.old) || jsonb_build_object(net.new, thing -> 'nets' -> net.old));
        thing := jsonb_set(thing, '{translations}', (SELECT jsonb_object_agg(l.key, CASE WHEN l.value -> 'nets' ? net.old
            THEN jsonb_set(l.value, '{nets}', ((l.value -> 'nets') - net.old) || jsonb_build_object(net.new, l.value -> 'nets' -> net.old)) ELSE l.value END) FROM jsonb_each(thing -> 'translations') l));
        was := mlops_survey.merge_texts(was, jsonb_build_object('nets', jsonb_build_object(net.new, net.old)));
    END LOOP;
    RETURN jsonb_set(thing, '{translations}', ((thing -> 'translations') - wanted) || CASE WHEN was = '{}' THEN '{}' ELSE jsonb_build_object(own, was) END);
END
$$;
COMMENT ON FUNCTION mlops_survey.turn_texts(jsonb, text, text, jsonb) IS 'support: a codebook, variable or set whose texts change places with their translations into a language';

CREATE FUNCTION mlops_survey.turn_codebook(codebook jsonb, own text, wanted text) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH labels AS (
        SELECT jsonb_object_agg(v ->> 'name', v -> 'label') FILTER (WHERE v ? 'label') AS l FROM jsonb_array_elements(codebook -> 'variables') v
    )
    SELECT mlops_survey.turn_texts(codebook - '{variables,sets}'::text[], own, wanted, NULL) || jsonb_build_object('language', wanted,
        'variables', (SELECT coalesce(jsonb_agg(mlops_survey.turn_texts(v, own, wanted, NULL) ORDER BY n), '[]') FROM jsonb_array_elements(codebook -> 'variables') WITH ORDINALITY x(v, n)),
        'sets', (SELECT coalesce(jsonb_agg(mlops_survey.turn_texts(s, own, wanted, labels.l) ORDER BY n), '[]') FROM jsonb_array_elements(codebook -> 'sets') WITH ORDINALITY x(s, n)))
    FROM labels;
END;
COMMENT ON FUNCTION mlops_survey.turn_codebook(jsonb, text, text) IS 'a codebook with its texts in another of its languages, and those of today as translations';

-- Texts of the answers of a variable, or of the options of a set, by code or variable; those that only repeat it are none.
CREATE FUNCTION mlops_survey.texts_of(thing jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT coalesce(jsonb_object_agg(t.key, t.text), '{}') FROM (
        SELECT e ->> 'code' AS key, e ->> 'label' AS text, coalesce(e ->> 'value', e ->> 'code') AS otherwise
        FROM jsonb_array_elements(CASE WHEN jsonb_typeof(thing -> 'values') = 'array' THEN thing -> 'values' ELSE '[]' END) e WHERE jsonb_typeof(e) = 'object'
        UNION ALL
        SELECT e.key, e.value, e.key FROM (VALUES ('values'), ('missing')) w(word), jsonb_each_text(CASE WHEN jsonb_typeof(thing -> w.word) = 'object' THEN thing -> w.word ELSE '{}' END) e
        UNION ALL
        SELECT e ->> 'variable', e ->> 'label', e ->> 'variable'
        FROM jsonb_array_elements(CASE WHEN jsonb_typeof(thing -> 'members') = 'array' THEN thing -> 'members' ELSE '[]' END) e WHERE jsonb_typeof(e) = 'object') t
    WHERE t.key IS NOT NULL AND t.text <> '' AND t.text <> t.otherwise;
END;
COMMENT ON FUNCTION mlops_survey.texts_of(jsonb) IS 'support: texts of answers by code, or of options by variable';

-- What the same thing says in another language.
CREATE FUNCTION mlops_survey.translation(own jsonb, other jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT jsonb_strip_nulls(jsonb_build_object('label', CASE WHEN other ->> 'label' <> '' AND other ->> 'label' IS DISTINCT FROM own ->> 'label' AND other ->> 'label' IS DISTINCT FROM own ->> 'name' THEN other -> 'label' END,
        CASE WHEN own ? 'members' THEN 'members' ELSE 'values' END,
        (SELECT jsonb_object_agg(t.key, t.value) FROM jsonb_each(mlops_survey.texts_of(other)) t, mlops_survey.texts_of(own) o(o) WHERE t.value IS DISTINCT FROM o.o -> t.key)));
END;
COMMENT ON FUNCTION mlops_survey.translation(jsonb, jsonb) IS 'support: the texts of a variable or set in another language, where they are others';

-- A codebook, and the same in other languages, as one.  languages: the own one, NULL where it is not known, and the others.
CREATE FUNCTION mlops_survey.with_languages(codebook jsonb, languages text[], others jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH said AS (
        SELECT l.key AS language, p.part, x.v ->> 'name' AS name, x.v FROM jsonb_each(others) l, (VALUES ('variables'), ('sets')) p(part),
            jsonb_array_elements(CASE WHEN jsonb_typeof(l.value -> p.part) = 'array' THEN l.value -> p.part ELSE '[]' END) x(v)
    ), things AS (
        SELECT p.part, x.n, x.v, x.v ->> 'name' AS name FROM (VALUES ('variables'), ('sets')) p(part),
            jsonb_array_elements(CASE WHEN jsonb_typeof(codebook -> p.part) = 'array' THEN codebook -> p.part ELSE '[]' END) WITH ORDINALITY x(v, n)
    ), translated AS (
        SELECT t.part, t.n, jsonb_object_agg(s.language, r.r) AS texts FROM things t JOIN said s ON s.part = t.part AND s.name = t.name, LATERAL mlops_survey.translation(t.v, s.v) r(r)
        WHERE r.r <> '{}' GROUP BY t.part, t.n
    ), parts AS (
        SELECT t.part, jsonb_agg(CASE WHEN r.texts IS NULL THEN t.v ELSE t.v || jsonb_build_object('translations', r.texts) END ORDER BY t.n) AS things
        FROM things t LEFT JOIN translated r ON r.part = t.part AND r.n = t.n GROUP BY t.part
    )
    SELECT codebook || CASE WHEN languages[1] <> '' THEN jsonb_build_object('language', languages[1]) ELSE '{}' END
        || coalesce((SELECT jsonb_object_agg(part, things) FROM parts), '{}')
        || coalesce((SELECT jsonb_build_object('translations', jsonb_object_agg(l.key, jsonb_build_object('title', l.value -> 'title'))) FROM jsonb_each(others) l
            WHERE l.value ->> 'title' <> '' AND l.value ->> 'title' IS DISTINCT FROM codebook ->> 'title' HAVING count(*) > 0), '{}');
END;
COMMENT ON FUNCTION mlops_survey.with_languages(jsonb, text[], jsonb) IS 'a codebook with what the same says in other languages as its translations';
