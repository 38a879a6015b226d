-- Metadata that other programs write, beside data in CSV or a workbook.  A reader of it gives a description, which knows columns by keys: names without
-- marks, of which a question may have several.  describe_columns makes the codebook of the columns that the data has.
--
--   {"title", "weight": key,
--    "variables": [{"keys": [...], "label", "measure", "filter", "answers": [{"code": text, "label", "missing"}], "missing_ranges"}],
--    "sets": [{"keys", "label", "filter", "delimiter", "members": [{"keys": [...], "label", "option", "variable_label", "filter", "answers"}]}]}
CREATE FUNCTION mlops_survey.column_key(header text) RETURNS text
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE STRICT
    RETURN btrim(lower(regexp_replace(header, '[^[:alnum:]]+', '_', 'g')), '_');
COMMENT ON FUNCTION mlops_survey.column_key(text) IS 'a header without marks, as all programs that name the column have it';

-- The answers of a variable as a codebook has them: codes that are no whole numbers are texts in the column.
CREATE FUNCTION mlops_survey.described_answers(answers jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH known AS (
        SELECT DISTINCT ON (code) code, a ->> 'label' AS label, coalesce(a ->> 'missing' = 'true', false) AS missing, n
        FROM (SELECT regexp_replace(btrim(x.a ->> 'code'), '^(-?[0-9]+)\.0+$', '\1') AS code, x.a, x.n
            FROM jsonb_array_elements(CASE WHEN jsonb_typeof(answers) = 'array' THEN answers ELSE '[]' END) WITH ORDINALITY x(a, n)) y
        WHERE code <> '' ORDER BY code, n
    ), kinds AS (
        SELECT coalesce(bool_and(code ~ '^-?[0-9]{1,9}$'), true) AS numbers, count(*) AS n FROM known
    ), coded AS (
        SELECT DISTINCT ON (c) c, k.code, coalesce(nullif(k.label, ''), k.code) AS label, k.missing, k.n, kinds.numbers
        FROM (SELECT *, row_number() OVER (ORDER BY n) AS place FROM known) k, kinds,
            LATERAL (SELECT CASE WHEN kinds.numbers THEN k.code::int ELSE k.place::int END AS c) x ORDER BY c, k.n
    )
    SELECT CASE WHEN kinds.n > 0 THEN jsonb_build_object('values', (SELECT jsonb_agg(jsonb_build_object('code', c, 'label', label)
            || CASE WHEN numbers THEN '{}' ELSE jsonb_build_object('value', code) END || CASE WHEN missing THEN '{"missing": true}'::jsonb ELSE '{}' END ORDER BY n) FROM coded))
        || CASE WHEN kinds.numbers THEN '{}' ELSE '{"type": "text"}'::jsonb END ELSE '{}' END FROM kinds;
END;
COMMENT ON FUNCTION mlops_survey.described_answers(jsonb) IS 'values, and type where codes are texts, of a variable that has these answers';

CREATE FUNCTION mlops_survey.describe_columns(description jsonb, headers text[], names text[]) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH columns AS (
        SELECT n, header, name, mlops_survey.column_key(header) AS key FROM unnest(headers, names) WITH ORDINALITY c(header, name, n)
    ), described AS (
        SELECT x.v, x.d, k.key FROM jsonb_array_elements(description -> 'variables') WITH ORDINALITY x(v, d), jsonb_array_elements_text(x.v -> 'keys') k(key)
    ), sets AS (
        SELECT x.s, x.d FROM jsonb_array_elements(description -> 'sets') WITH ORDINALITY x(s, d)
    ), members AS (
        SELECT DISTINCT ON (c.n) s.s, s.d, m.m, m.o, c.n, c.header, c.name FROM sets s, jsonb_array_elements(s.s -> 'members') WITH ORDINALITY m(m, o),
            jsonb_array_elements_text(m.m -> 'keys') k(key), columns c WHERE c.key = k.key ORDER BY c.n, s.d, m.o
    ), chosen AS ( -- a column once for each option
        SELECT DISTINCT ON (d, o) * FROM members ORDER BY d, o, n
    ), whole AS ( -- columns that hold the whole set
        SELECT DISTINCT ON (s.d) s.s, s.d, c.n, c.header, c.name, EXISTS (SELECT FROM chosen m WHERE m.d = s.d) AS divided
        FROM sets s, jsonb_array_elements_text(s.s -> 'keys') k(key), columns c WHERE c.key = k.key AND s.s ? 'delimiter' ORDER BY s.d, c.n
    ), found AS (
        SELECT DISTINCT ON (c.n) c.n, c.header, c.name, d.v FROM columns c JOIN described d USING (key)
        WHERE c.n NOT IN (SELECT n FROM chosen UNION ALL SELECT n FROM whole) ORDER BY c.n, d.d
    ), options AS (
        SELECT w.n, w.d, w.s, m.m, m.o, left(w.name, 48) || '_' || m.o AS name FROM whole w, jsonb_array_elements(w.s -> 'members') WITH ORDINALITY m(m, o) WHERE NOT w.divided
    ), variables AS (
        SELECT f.n, 0::bigint AS o, jsonb_build_object('name', f.name, 'header', f.header, 'label', f.v ->> 'label', 'measure', f.v ->> 'measure', 'missing_ranges', f.v -> 'missing_ranges',
            'properties', CASE WHEN f.v ->> 'filter' <> '' THEN jsonb_build_object('filter', f.v ->> 'filter') END)
            || CASE WHEN f.v ->> 'measure' = 'scale' AND a.a ? 'type' THEN '{}' ELSE a.a END AS v FROM found f, LATERAL mlops_survey.described_answers(f.v -> 'answers') a(a)
        UNION ALL
        SELECT c.n, 0, jsonb_build_object('name', c.name, 'header', c.header, 'label', coalesce(c.m ->> 'variable_label', concat_ws(' - ', c.s ->> 'label', c.m ->> 'label')),
            'properties', CASE WHEN coalesce(c.m ->> 'filter', c.s ->> 'filter') <> '' THEN jsonb_build_object('filter', coalesce(c.m ->> 'filter', c.s ->> 'filter')) END)
            || mlops_survey.described_answers(c.m -> 'answers') FROM chosen c
        UNION ALL
        SELECT w.n, 0, jsonb_build_object('name', left(w.name, 48) || '_text', 'header', w.header, 'label', w.s ->> 'label', 'measure', 'text') FROM whole w WHERE w.divided
        UNION ALL
        SELECT p.n, p.o, jsonb_build_object('name', p.name, 'label', concat_ws(' - ', p.s ->> 'label', p.m ->> 'label'),
            'properties', jsonb_build_object('option', p.m ->> 'option') || CASE WHEN p.s ->> 'filter' <> '' THEN jsonb_build_object('filter', p.s ->> 'filter') ELSE '{}' END) FROM options p
    ), multiple AS (
        SELECT c.d, jsonb_build_object('name', coalesce((SELECT w.name FROM whole w WHERE w.d = c.d), left(c.s -> 'keys' ->> 0, 48)), 'label', c.s ->> 'label',
            'members', jsonb_agg(jsonb_build_object('variable', c.name, 'label', c.m ->> 'label') ORDER BY c.o)) AS s FROM chosen c GROUP BY c.d, c.s
        UNION ALL
        SELECT p.d, jsonb_build_object('name', w.name, 'label', p.s ->> 'label', 'properties', jsonb_build_object('delimiter', p.s ->> 'delimiter', 'column', w.header),
            'members', jsonb_agg(jsonb_build_object('variable', p.name, 'label', p.m ->> 'label') ORDER BY p.o)) FROM options p JOIN whole w USING (d) GROUP BY p.d, p.s, w.name, w.header
    )
    SELECT jsonb_strip_nulls(jsonb_build_object('title', nullif(description ->> 'title', ''),
        'weight', (SELECT c.name FROM columns c WHERE c.key = description ->> 'weight' ORDER BY c.n LIMIT 1),
        'variables', coalesce((SELECT jsonb_agg(v ORDER BY n, o) FROM variables), '[]')))
        || jsonb_build_object('sets', coalesce((SELECT jsonb_agg(jsonb_strip_nulls(s) ORDER BY d) FROM multiple), '[]'));
END;
COMMENT ON FUNCTION mlops_survey.describe_columns(jsonb, text[], text[]) IS 'the codebook that a description says of columns with these headers and names';

-- XLSForm: the sheets survey, choices and settings, a JSON object a row.  Groups stand in the names of columns, or not.
CREATE FUNCTION mlops_survey.xlsform_label_key(form jsonb) RETURNS text
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
    RETURN (SELECT k.k FROM jsonb_array_elements((form -> 'survey') || (form -> 'choices')) r, jsonb_object_keys(r) k(k) WHERE k.k ~ '^label( *::?.*)?$'
        ORDER BY k.k <> 'label', regexp_replace(k.k, '^label *::? *', '') <> lower(form -> 'settings' -> 0 ->> 'default_language'), k.k LIMIT 1);
COMMENT ON FUNCTION mlops_survey.xlsform_label_key(jsonb) IS 'the column of an XLSForm that has the texts, of the default language if there are several';

CREATE FUNCTION mlops_survey.xlsform_questions(form jsonb)
    RETURNS TABLE (n bigint, kind text, list text, other boolean, name text, keys jsonb, label text, filter text)
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH RECURSIVE rows AS (
        SELECT r.n, regexp_replace(btrim(r.v ->> 'type'), '\s+', ' ', 'g') AS type, r.v ->> 'name' AS name, coalesce(r.v ->> 'relevant', r.v ->> 'relevance', '') AS relevant,
            mlops_survey.plain_html(r.v ->> mlops_survey.xlsform_label_key(form)) AS label
        FROM jsonb_array_elements(form -> 'survey') WITH ORDINALITY r(v, n)
    ), walk AS (
        SELECT 0::bigint AS n, '{}'::text[] AS path, '{}'::text[] AS filters
        UNION ALL
        SELECT r.n, CASE WHEN r.type ~* '^begin[ _](group|repeat)$' THEN w.path || coalesce(r.name, '') WHEN r.type ~* '^end[ _](group|repeat)$' THEN w.path[:cardinality(w.path) - 1] ELSE w.path END,
            CASE WHEN r.type ~* '^begin[ _](group|repeat)$' THEN w.filters || r.relevant WHEN r.type ~* '^end[ _](group|repeat)$' THEN w.filters[:cardinality(w.filters) - 1] ELSE w.filters END
        FROM walk w JOIN rows r ON r.n = w.n + 1
    )
    SELECT r.n, lower(split_part(r.type, ' ', 1)), nullif(split_part(r.type, ' ', 2), ''), r.type ~* ' or_other$', r.name,
        jsonb_build_array(mlops_survey.column_key(array_to_string(w.path || r.name, '/')), mlops_survey.column_key(r.name)), r.label,
        (SELECT CASE WHEN count(*) > 1 THEN string_agg('(' || f.f || ')', ' and ' ORDER BY f.o) ELSE min(f.f) END FROM unnest(w.filters || r.relevant) WITH ORDINALITY f(f, o) WHERE f.f <> '')
    FROM rows r JOIN walk w ON w.n = r.n
    WHERE r.name <> '' AND r.type !~* '^(begin|end)[ _](group|repeat)$' AND r.type <> '';
END;
COMMENT ON FUNCTION mlops_survey.xlsform_questions(jsonb) IS 'the questions of an XLSForm, with the conditions of their groups';

CREATE FUNCTION mlops_survey.xlsform_description(form jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH questions AS (
        SELECT * FROM mlops_survey.xlsform_questions(form)
    ), choices AS (
        SELECT c.n, coalesce(c.v ->> 'list_name', c.v ->> 'list name') AS list, c.v ->> 'name' AS name, coalesce(mlops_survey.plain_html(c.v ->> mlops_survey.xlsform_label_key(form)), c.v ->> 'name') AS label
        FROM jsonb_array_elements(form -> 'choices') WITH ORDINALITY c(v, n) WHERE c.v ->> 'name' <> ''
    ), options AS (
        SELECT q.n AS question, c.n, c.name, c.label FROM questions q JOIN choices c ON c.list = q.list WHERE q.kind IN ('select_one', 'select_multiple')
        UNION ALL
        SELECT q.n, 1000000000, 'other', 'Other' FROM questions q WHERE q.other AND q.kind IN ('select_one', 'select_multiple')
    )
    SELECT jsonb_strip_nulls(jsonb_build_object('title', form -> 'settings' -> 0 ->> 'form_title',
        'variables', coalesce((SELECT jsonb_agg(jsonb_build_object('keys', q.keys, 'label', q.label, 'filter', q.filter,
            'measure', CASE WHEN q.kind = 'select_one' AND EXISTS (SELECT FROM options o WHERE o.question = q.n) THEN 'nominal' WHEN q.kind IN ('integer', 'int', 'decimal', 'range') THEN 'scale' WHEN q.kind IN ('text', 'string') THEN 'text' END,
            'answers', (SELECT jsonb_agg(jsonb_build_object('code', o.name, 'label', o.label) ORDER BY o.n) FROM options o WHERE o.question = q.n AND q.kind = 'select_one')) ORDER BY q.n)
            FROM questions q WHERE q.kind NOT IN ('select_multiple', 'note')), '[]'),
        'sets', coalesce((SELECT jsonb_agg(jsonb_build_object('keys', q.keys, 'label', q.label, 'filter', q.filter, 'delimiter', ' ',
            'members', (SELECT jsonb_agg(jsonb_build_object('option', o.name, 'label', o.label, 'keys', (SELECT jsonb_agg(k.k || '_' || mlops_survey.column_key(o.name)) FROM jsonb_array_elements_text(q.keys) k(k))) ORDER BY o.n)
                FROM options o WHERE o.question = q.n)) ORDER BY q.n)
            FROM questions q WHERE q.kind = 'select_multiple' AND EXISTS (SELECT FROM options o WHERE o.question = q.n)), '[]')));
END;
COMMENT ON FUNCTION mlops_survey.xlsform_description(jsonb) IS 'the description that an XLSForm gives of the columns of its data';

-- texts stand in columns such as "label::German (de)"
CREATE FUNCTION mlops_survey.xlsform_languages(form jsonb) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE WHEN mlops_survey.xlsform_label_key(form) = 'label' THEN coalesce(form -> 'settings' -> 0 ->> 'default_language', '') ELSE coalesce(regexp_replace(mlops_survey.xlsform_label_key(form), '^label *::? *', ''), '') END
        || coalesce(array_agg(DISTINCT k.l ORDER BY k.l), '{}')
    FROM (SELECT regexp_replace(k.k, '^label *::? *', '') AS l FROM jsonb_array_elements((form -> 'survey') || (form -> 'choices')) r, jsonb_object_keys(r) k(k)
        WHERE k.k ~ '^label *::?' AND k.k <> mlops_survey.xlsform_label_key(form)) k WHERE k.l <> '';
END;
COMMENT ON FUNCTION mlops_survey.xlsform_languages(jsonb) IS 'the language of the texts that are taken from an XLSForm, and the others in it';

CREATE FUNCTION mlops_survey.xlsform_in(form jsonb, language text) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT form || (SELECT jsonb_object_agg(p.part, (SELECT coalesce(jsonb_agg((SELECT coalesce(jsonb_object_agg(k.key, k.value) FILTER (WHERE k.key !~ '^label( *::?.*)?$'), '{}')
                || jsonb_build_object('label', coalesce(min(k.value #>> '{}') FILTER (WHERE regexp_replace(k.key, '^label *::? *', '') = language AND k.key <> 'label' AND k.value #>> '{}' <> ''), r.r ->> mlops_survey.xlsform_label_key(form)))
                FROM jsonb_each(r.r) k) ORDER BY r.n), '[]') FROM jsonb_array_elements(form -> p.part) WITH ORDINALITY r(r, n)))
        FROM (VALUES ('survey'), ('choices')) p(part));
END;
COMMENT ON FUNCTION mlops_survey.xlsform_in(jsonb, text) IS 'an XLSForm with its texts in another of its languages, or else in its own';

CREATE FUNCTION mlops_survey.xlsform_losses(form jsonb) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH cells AS (
        SELECT k.key, count(*) AS n FROM jsonb_array_elements((form -> 'survey') || (form -> 'choices')) r, jsonb_each_text(r) k WHERE k.value <> '' GROUP BY k.key
    )
    SELECT array_remove(ARRAY[
        (SELECT 'questions of kinds that are not read are inferred from the data: ' || string_agg(q.name || ' (' || q.kind || ')', ', ' ORDER BY q.n) FROM mlops_survey.xlsform_questions(form) q
            WHERE q.kind NOT IN ('select_one', 'select_multiple', 'integer', 'int', 'decimal', 'range', 'text', 'string', 'note', 'date', 'time', 'datetime', 'start', 'end', 'today', 'calculate', 'hidden', 'deviceid', 'username', 'phonenumber', 'email', 'audit')),
        (SELECT 'repeated groups have data of their own: ' || string_agg(r.v ->> 'name', ', ' ORDER BY r.n) FROM jsonb_array_elements(form -> 'survey') WITH ORDINALITY r(v, n) WHERE r.v ->> 'type' ~* '^begin[ _]repeat'),
        (SELECT 'what questions and choices say further is not kept: ' || string_agg(c.key || ' (' || c.n || ')', ', ' ORDER BY c.key) FROM cells c
            WHERE c.key NOT IN ('type', 'name', 'list_name', 'list name', 'relevant', 'relevance', '') AND c.key !~ '^label( *::?.*)?$')], NULL);
END;
COMMENT ON FUNCTION mlops_survey.xlsform_losses(jsonb) IS 'what an XLSForm says that is not kept';

-- LimeSurvey (.lss): tables of its database, in which texts stand beside the questions (before version 4) or in tables of their own.
CREATE FUNCTION mlops_survey.limesurvey_questions(document xml, wanted text DEFAULT NULL)
    RETURNS TABLE (n bigint, id text, parent text, kind text, code text, label text, other boolean, filter text, axis int)
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH language AS (
        SELECT coalesce(wanted, (xpath('string(/document/surveys/rows/row[1]/language)', document))[1]::text) AS l, (xpath('string(/document/surveys/rows/row[1]/language)', document))[1]::text AS own
    ), rows AS (
        SELECT x.* FROM xmltable('(/document/questions | /document/subquestions)/rows/row' PASSING document COLUMNS o FOR ORDINALITY, id text PATH 'string(qid)', parent text PATH 'string(parent_qid)', kind text PATH 'string(type)',
            code text PATH 'normalize-space(title)', label text PATH 'string(question)', other text PATH 'string(other)', relevance text PATH 'normalize-space(relevance)', place text PATH 'string(question_order)',
            axis text PATH 'string(scale_id)', language text PATH 'string(language)') x
    ), texts AS (
        SELECT DISTINCT ON (x.id) x.id, x.label FROM xmltable('/document/question_l10ns/rows/row' PASSING document COLUMNS id text PATH 'string(qid)', label text PATH 'string(question)', language text PATH 'string(language)') x, language
        ORDER BY x.id, x.language <> language.l OR x.label = '', x.language <> language.own
    )
    SELECT DISTINCT ON (r.id) row_number() OVER (ORDER BY r.o), r.id, nullif(nullif(r.parent, '0'), ''), r.kind, r.code, mlops_survey.plain_html(coalesce(nullif(r.label, ''), t.label)), r.other = 'Y',
        nullif(nullif(r.relevance, '1'), ''), CASE WHEN r.axis = '1' THEN 1 ELSE 0 END
    FROM rows r CROSS JOIN language LEFT JOIN texts t USING (id) WHERE r.id <> '' AND r.code <> '' ORDER BY r.id, r.language <> language.l OR r.label = '', r.language <> language.own, r.o;
END;
COMMENT ON FUNCTION mlops_survey.limesurvey_questions(xml, text) IS 'the questions and subquestions of a survey of LimeSurvey';

CREATE FUNCTION mlops_survey.limesurvey_answers(document xml, wanted text DEFAULT NULL)
    RETURNS TABLE (n bigint, question text, code text, label text, axis int)
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH language AS (
        SELECT coalesce(wanted, (xpath('string(/document/surveys/rows/row[1]/language)', document))[1]::text) AS l, (xpath('string(/document/surveys/rows/row[1]/language)', document))[1]::text AS own
    ), rows AS (
        SELECT x.* FROM xmltable('/document/answers/rows/row' PASSING document COLUMNS o FOR ORDINALITY, id text PATH 'string(aid)', question text PATH 'string(qid)', code text PATH 'normalize-space(code)', label text PATH 'string(answer)',
            place text PATH 'string(sortorder)', axis text PATH 'string(scale_id)', language text PATH 'string(language)') x
    ), texts AS (
        SELECT DISTINCT ON (x.id) x.id, x.label FROM xmltable('/document/answer_l10ns/rows/row' PASSING document COLUMNS id text PATH 'string(aid)', label text PATH 'string(answer)', language text PATH 'string(language)') x, language
        ORDER BY x.id, x.language <> language.l OR x.label = '', x.language <> language.own
    )
    SELECT DISTINCT ON (r.question, r.code, r.axis) row_number() OVER (ORDER BY CASE WHEN r.place ~ '^[0-9]{1,9}$' THEN r.place::int END, r.o), r.question, r.code,
        mlops_survey.plain_html(coalesce(nullif(r.label, ''), t.label)), CASE WHEN r.axis = '1' THEN 1 ELSE 0 END
    FROM rows r CROSS JOIN language LEFT JOIN texts t USING (id) WHERE r.code <> '' ORDER BY r.question, r.code, r.axis, r.language <> language.l OR r.label = '', r.language <> language.own, r.o;
END;
COMMENT ON FUNCTION mlops_survey.limesurvey_answers(xml, text) IS 'the answers of the questions of a survey of LimeSurvey';

CREATE FUNCTION mlops_survey.limesurvey_languages(document xml) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH own AS (
        SELECT (xpath('string(/document/surveys/rows/row[1]/language)', document))[1]::text AS l
    )
    SELECT own.l || coalesce(array_agg(DISTINCT x.language ORDER BY x.language) FILTER (WHERE x.language <> '' AND x.language <> own.l), '{}')
    FROM own LEFT JOIN xmltable('(/document/question_l10ns | /document/answer_l10ns | /document/questions | /document/subquestions | /document/answers)/rows/row' PASSING document COLUMNS language text PATH 'string(language)') x ON true
    GROUP BY own.l;
END;
COMMENT ON FUNCTION mlops_survey.limesurvey_languages(xml) IS 'the language of a survey of LimeSurvey, and the others that it has texts in';

CREATE FUNCTION mlops_survey.limesurvey_description(document xml, wanted text DEFAULT NULL) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH questions AS (
        SELECT q.*, mlops_survey.column_key(q.code) AS key FROM mlops_survey.limesurvey_questions(document, wanted) q
    ), fixed(kind, code, label, place) AS (
        SELECT k.k, i::text, i::text, i FROM (VALUES ('5', 5), ('A', 5), ('B', 10)) k(k, points), generate_series(1, k.points) i
        UNION ALL VALUES ('Y', 'Y', 'Yes', 1), ('Y', 'N', 'No', 2), ('G', 'F', 'Female', 1), ('G', 'M', 'Male', 2), ('C', 'Y', 'Yes', 1), ('C', 'N', 'No', 2), ('C', 'U', 'Uncertain', 3),
            ('E', 'I', 'Increase', 1), ('E', 'S', 'Same', 2), ('E', 'D', 'Decrease', 3)
    ), answers AS (
        SELECT a.question, a.axis, jsonb_agg(jsonb_build_object('code', a.code, 'label', a.label) ORDER BY a.n) AS answers, count(*) AS n FROM mlops_survey.limesurvey_answers(document, wanted) a GROUP BY a.question, a.axis
        UNION ALL
        SELECT q.id, 0, (SELECT jsonb_agg(jsonb_build_object('code', f.code, 'label', f.label) ORDER BY f.place) FROM fixed f WHERE f.kind = q.kind), 0 FROM questions q WHERE q.parent IS NULL AND q.kind IN ('5', 'A', 'B', 'Y', 'G', 'C', 'E')
    ), tops AS (
        SELECT * FROM questions WHERE parent IS NULL
    ), items AS (
        SELECT t.n, s.n AS m, t.kind, t.id, t.key || '_' || s.key AS key, concat_ws(' - ', t.label, s.label) AS label, s.label AS option, s.axis, coalesce(s.filter, t.filter) AS filter FROM tops t JOIN questions s ON s.parent = t.id
    ), variables AS (
        SELECT t.n, 0::bigint AS m, ARRAY[t.key] AS keys, t.label, t.filter, CASE WHEN t.kind = '5' THEN 'ordinal' WHEN t.kind IN ('L', '!', 'O', 'Y', 'G') AND a.answers IS NOT NULL THEN 'nominal' WHEN t.kind = 'N' THEN 'scale' WHEN t.kind IN ('S', 'T', 'U') THEN 'text' END AS measure,
            CASE WHEN t.other AND t.kind IN ('L', '!') THEN a.answers || '{"code": "-oth-", "label": "Other"}'::jsonb ELSE a.answers END AS answers
        FROM tops t LEFT JOIN answers a ON a.question = t.id AND a.axis = 0 AND t.kind IN ('L', '!', 'O', 'Y', 'G', '5') WHERE t.kind IN ('L', '!', 'O', 'Y', 'G', '5', 'N', 'S', 'T', 'U', 'D', 'I', '*')
        UNION ALL
        SELECT t.n, 1000000, ARRAY[t.key || '_other'], concat_ws(' - ', t.label, 'Other'), t.filter, 'text', NULL FROM tops t WHERE t.other
        UNION ALL
        SELECT t.n, 1000001, ARRAY[t.key || '_comment'], concat_ws(' - ', t.label, 'comment'), t.filter, 'text', NULL FROM tops t WHERE t.kind = 'O'
        UNION ALL
        SELECT i.n, i.m, ARRAY[i.key], i.label, i.filter, CASE WHEN i.kind IN ('K', 'N') THEN 'scale' WHEN i.kind = 'Q' THEN 'text' WHEN a.answers IS NULL THEN NULL WHEN i.kind IN ('F', 'H', 'A', 'B') AND a.answers @? '$[*].code ? (!(@ like_regex "^-?[0-9]{1,9}$"))' = false THEN 'ordinal' ELSE 'nominal' END, a.answers
        FROM items i LEFT JOIN answers a ON a.question = i.id AND a.axis = 0 WHERE i.kind IN ('F', 'H', 'A', 'B', 'C', 'E', 'K', 'Q')
        UNION ALL
        SELECT i.n, i.m, ARRAY[i.key || 'comment', i.key || '_comment'], concat_ws(' - ', i.label, 'comment'), i.filter, 'text', NULL FROM items i WHERE i.kind = 'P'
        UNION ALL
        SELECT i.n, i.m, ARRAY[i.key || '_' || (a.axis + 1)], i.label, i.filter, 'nominal', a.answers FROM items i JOIN answers a ON a.question = i.id WHERE i.kind = '1'
        UNION ALL
        SELECT t.n, p, ARRAY[t.key || '_' || p], concat_ws(' - ', t.label, 'rank ' || p), t.filter, 'nominal', a.answers FROM tops t JOIN answers a ON a.question = t.id AND a.axis = 0, generate_series(1, least(a.n, 1000)) p WHERE t.kind = 'R'
        UNION ALL
        SELECT y.n, y.m * 10000 + x.m, ARRAY[y.key || '_' || mlops_survey.column_key(s.code)], concat_ws(' - ', y.label, x.option), y.filter, CASE WHEN y.kind = ':' THEN 'scale' ELSE 'text' END, NULL
        FROM items y JOIN items x ON x.id = y.id AND x.axis = 1 JOIN questions s ON s.n = x.m WHERE y.axis = 0 AND y.kind IN (':', ';')
    )
    SELECT jsonb_strip_nulls(jsonb_build_object('title', (SELECT mlops_survey.plain_html(x.title) FROM xmltable('/document/surveys_languagesettings/rows/row' PASSING document COLUMNS title text PATH 'string(surveyls_title)', language text PATH 'string(surveyls_language)') x
            ORDER BY x.language IS DISTINCT FROM wanted, x.language <> (xpath('string(/document/surveys/rows/row[1]/language)', document))[1]::text LIMIT 1),
        'variables', coalesce((SELECT jsonb_agg(jsonb_build_object('keys', v.keys, 'label', v.label, 'filter', v.filter, 'measure', v.measure, 'answers', v.answers) ORDER BY v.n, v.m) FROM variables v), '[]'),
        'sets', coalesce((SELECT jsonb_agg(jsonb_build_object('keys', jsonb_build_array(t.key), 'label', t.label, 'filter', t.filter,
            'members', (SELECT jsonb_agg(jsonb_build_object('keys', jsonb_build_array(i.key), 'label', i.option) ORDER BY i.m) FROM items i WHERE i.n = t.n)) ORDER BY t.n) FROM tops t WHERE t.kind IN ('M', 'P') AND EXISTS (SELECT FROM items i WHERE i.n = t.n)), '[]')));
END;
COMMENT ON FUNCTION mlops_survey.limesurvey_description(xml, text) IS 'the description that a survey of LimeSurvey gives of the columns of its data';

CREATE FUNCTION mlops_survey.limesurvey_losses(document xml) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH tables AS (
        SELECT x.name, x.n::int AS n FROM xmltable('/document/*[rows/row]' PASSING document COLUMNS name text PATH 'name(.)', n float8 PATH 'count(rows/row)') x
    )
    SELECT array_remove(ARRAY[
        (SELECT 'questions of kinds that are not read are inferred from the data: ' || string_agg(q.code || ' (type ' || q.kind || ')', ', ' ORDER BY q.n) FROM mlops_survey.limesurvey_questions(document) q
            WHERE q.parent IS NULL AND q.kind <> ALL ('{L,!,O,M,P,F,H,A,B,C,E,1,:,;,N,K,S,T,U,Q,D,G,Y,I,5,R,X,*}')),
        (SELECT 'further parts of the survey are not kept: ' || string_agg(t.name || ' (' || t.n || ')', ', ' ORDER BY t.name) FROM tables t
            WHERE t.name NOT IN ('questions', 'subquestions', 'question_l10ns', 'answers', 'answer_l10ns', 'groups', 'group_l10ns', 'surveys', 'surveys_languagesettings', 'languages') AND t.name !~ '^themes')], NULL);
END;
COMMENT ON FUNCTION mlops_survey.limesurvey_losses(xml) IS 'what a survey of LimeSurvey says that is not kept';

-- DDI Codebook 1.2 to 2.5: elements with or without a namespace.
CREATE FUNCTION mlops_survey.ddi_languages(document xml) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH texts AS (
        SELECT x.n, coalesce(x.language, x.inherited, '') AS l, x.place FROM xmltable('//*[local-name()="dataDscr"]//*[local-name()="labl" or local-name()="qstnLit"]' PASSING document COLUMNS n FOR ORDINALITY,
            language text PATH '@xml:lang', inherited text PATH '/*/@xml:lang', place float8 PATH 'count(preceding-sibling::*[local-name()="labl"])') x
    ), own AS (
        SELECT coalesce((SELECT l FROM texts WHERE place = 0 ORDER BY n LIMIT 1), '') AS l
    )
    SELECT own.l || coalesce(array_agg(DISTINCT t.l ORDER BY t.l) FILTER (WHERE t.l <> own.l AND t.l ~ '^[A-Za-z0-9_-]{1,63}$'), '{}') FROM own LEFT JOIN texts t ON true GROUP BY own.l;
END;
COMMENT ON FUNCTION mlops_survey.ddi_languages(xml) IS 'the language of the first texts of a DDI Codebook, and the others in it';

-- the first element of a name, or the one in a language if there is one, as XPath has it
CREATE FUNCTION mlops_survey.ddi_element(name text, wanted text) RETURNS text
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
    RETURN '*[local-name()="' || name || '"]' || CASE WHEN wanted IS NULL THEN '[1]'
        ELSE '[@xml:lang="' || wanted || '" or position()=1 and not(../*[local-name()="' || name || '"][@xml:lang="' || wanted || '"])][1]' END;
COMMENT ON FUNCTION mlops_survey.ddi_element(text, text) IS 'support: where a text of a DDI Codebook stands';

CREATE FUNCTION mlops_survey.ddi_variables(document xml, wanted text DEFAULT NULL)
    RETURNS TABLE (n bigint, id text, name text, label text, question text, filter text, spacing text, nature text, weight boolean, kind text, answers jsonb, ranges jsonb)
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT v.n, v.id, v.name, nullif(v.label, ''), nullif(v.question, ''), nullif(v.filter, ''), lower(v.spacing), lower(v.nature), coalesce(lower(v.weight) = 'wgt', false), lower(v.kind),
        (SELECT jsonb_agg(jsonb_build_object('code', c.code, 'label', c.label, 'missing', coalesce(upper(c.missing) = 'Y', false) OR c.code IN (SELECT i.code FROM xmltable('/*/*[local-name()="invalrng"]/*[local-name()="item"]' PASSING v.node COLUMNS code text PATH 'normalize-space(@VALUE)') i)) ORDER BY c.n)
            FROM (SELECT x.n, x.code, x.label, x.missing FROM xmltable('/*/*[local-name()="catgry"]' PASSING v.node COLUMNS n FOR ORDINALITY, code text PATH 'normalize-space(*[local-name()="catValu"])', label text PATH ('normalize-space(' || mlops_survey.ddi_element('labl', wanted) || ')'), missing text PATH '@missing') x
                UNION ALL
                SELECT 1000000 + x.n, x.code, '', 'Y' FROM xmltable('/*/*[local-name()="invalrng"]/*[local-name()="item"]' PASSING v.node COLUMNS n FOR ORDINALITY, code text PATH 'normalize-space(@VALUE)') x) c),
        (SELECT jsonb_agg(jsonb_build_array(CASE WHEN r.low ~ '^-?[0-9]+(\.[0-9]+)?$' THEN r.low::numeric END, CASE WHEN r.high ~ '^-?[0-9]+(\.[0-9]+)?$' THEN r.high::numeric END) ORDER BY r.n)
            FROM xmltable('/*/*[local-name()="invalrng"]/*[local-name()="range"]' PASSING v.node COLUMNS n FOR ORDINALITY, low text PATH 'normalize-space(@min)', high text PATH 'normalize-space(@max)') r
            WHERE r.low ~ '^-?[0-9]+(\.[0-9]+)?$' OR r.high ~ '^-?[0-9]+(\.[0-9]+)?$')
    FROM xmltable('//*[local-name()="dataDscr"]/*[local-name()="var"]' PASSING document COLUMNS n FOR ORDINALITY, id text PATH '@ID', name text PATH 'normalize-space(@name)', label text PATH ('normalize-space(' || mlops_survey.ddi_element('labl', wanted) || ')'),
        question text PATH ('normalize-space(*[local-name()="qstn"]/' || mlops_survey.ddi_element('qstnLit', wanted) || ')'), filter text PATH 'normalize-space(*[local-name()="universe"][1])', spacing text PATH '@intrvl', nature text PATH '@nature', weight text PATH '@wgt',
        kind text PATH '*[local-name()="varFormat"][1][not(@category="date" or @category="time")]/@type', node xml PATH '.') v;
END;
COMMENT ON FUNCTION mlops_survey.ddi_variables(xml, text) IS 'the variables of a DDI Codebook';

CREATE FUNCTION mlops_survey.ddi_description(document xml, wanted text DEFAULT NULL) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH variables AS (
        SELECT v.*, mlops_survey.column_key(v.name) AS key, v.answers @? '$[*] ? (@.missing == false)' AS valid FROM mlops_survey.ddi_variables(document, wanted) v WHERE v.name <> ''
    ), groups AS (
        SELECT g.* FROM xmltable('//*[local-name()="varGrp"][@type="multipleResp" or @type="multipleresp"]' PASSING document COLUMNS n FOR ORDINALITY, id text PATH '@ID', name text PATH '@name', label text PATH ('normalize-space(' || mlops_survey.ddi_element('labl', wanted) || ')'), members text PATH 'normalize-space(@var)') g
    ), members AS ( -- codes other than 0 and 1 are told; 1 is what was chosen
        SELECT g.n, m.o, v.key, v.filter, coalesce(v.label, v.name) AS label, CASE WHEN v.answers @? '$[*].code ? (@ != "0" && @ != "1")' THEN v.answers END AS answers FROM groups g, regexp_split_to_table(g.members, '\s+') WITH ORDINALITY m(id, o) JOIN variables v USING (id)
    )
    SELECT jsonb_strip_nulls(jsonb_build_object('title', (SELECT nullif(x.title, '') FROM xmltable(('//*[local-name()="stdyDscr"]/*[local-name()="citation"]/*[local-name()="titlStmt"]/' || CASE WHEN wanted IS NULL THEN '*[local-name()="titl"]' ELSE '*[local-name()="titl" or local-name()="parTitl"][@xml:lang="' || wanted || '"]' END) PASSING document COLUMNS title text PATH 'normalize-space(.)') x LIMIT 1),
        'weight', (SELECT CASE WHEN count(*) = 1 THEN min(v.key) END FROM variables v WHERE v.weight),
        'variables', coalesce((SELECT jsonb_agg(jsonb_build_object('keys', jsonb_build_array(v.key), 'label', coalesce(v.question, v.label), 'filter', v.filter, 'answers', v.answers, 'missing_ranges', v.ranges,
            'measure', CASE WHEN v.weight OR v.spacing = 'contin' AND v.kind IS DISTINCT FROM 'character' THEN 'scale' WHEN v.valid AND v.nature = 'ordinal' THEN 'ordinal' WHEN v.valid THEN 'nominal' WHEN v.kind = 'character' AND v.answers IS NULL THEN 'text'
                WHEN v.answers IS NOT NULL AND v.kind IS DISTINCT FROM 'character' THEN 'scale' END) ORDER BY v.n) FROM variables v), '[]'),
        'sets', coalesce((SELECT jsonb_agg(jsonb_build_object('keys', jsonb_build_array(mlops_survey.column_key(coalesce(nullif(g.name, ''), g.id, 'set_' || g.n))), 'label', nullif(g.label, ''),
            'members', (SELECT jsonb_agg(jsonb_build_object('keys', jsonb_build_array(m.key), 'answers', m.answers, 'variable_label', m.label, -- of "question - option" the option
                'label', CASE WHEN g.label <> '' AND starts_with(m.label, g.label || ' - ') THEN substr(m.label, length(g.label) + 4) ELSE m.label END, 'filter', m.filter) ORDER BY m.o) FROM members m WHERE m.n = g.n)) ORDER BY g.n) FROM groups g WHERE EXISTS (SELECT FROM members m WHERE m.n = g.n)), '[]')));
END;
COMMENT ON FUNCTION mlops_survey.ddi_description(xml, text) IS 'the description that a DDI Codebook gives of the columns of its data';

CREATE FUNCTION mlops_survey.ddi_losses(document xml) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH parts AS (
        SELECT x.name, count(*) AS n FROM xmltable('//*[local-name()="dataDscr"]/*[local-name()="var"]/*[not(local-name()="labl" or local-name()="qstn" or local-name()="universe" or local-name()="invalrng" or local-name()="valrng" or local-name()="sumStat"
            or local-name()="catgry" or local-name()="varFormat" or local-name()="location")] | //*[local-name()="dataDscr"]/*[local-name()="nCubeGrp" or local-name()="nCube"] | //*[local-name()="qstn"]/*[not(local-name()="qstnLit")]' PASSING document COLUMNS name text PATH 'local-name(.)') x GROUP BY x.name
    )
    SELECT array_remove(ARRAY[
        (SELECT 'several variables are weights, and none is taken: ' || string_agg(v.name, ', ' ORDER BY v.n) FROM mlops_survey.ddi_variables(document) v WHERE v.weight HAVING count(*) > 1),
        (SELECT 'what the file says further of its variables is not kept: ' || string_agg(p.name || ' (' || p.n || ')', ', ' ORDER BY p.name) FROM parts p)], NULL);
END;
COMMENT ON FUNCTION mlops_survey.ddi_losses(xml) IS 'what a DDI Codebook says that is not kept';
