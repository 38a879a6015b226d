-- Loading surveys.  The functions differ in where the bytes come from; the last one takes them under a name of its own, so that no driver
-- that leaves the type of a parameter to the server calls the first with the content of a file.

CREATE TYPE survey_load_report AS (
    survey text, rows_read bigint, rows_loaded bigint, rows_refused bigint, variables jsonb, inferred text[],
    warnings text[], seconds double precision);
COMMENT ON TYPE survey_load_report IS 'what load_survey read, inferred and refused';
COMMENT ON COLUMN survey_load_report.survey IS 'the survey';
COMMENT ON COLUMN survey_load_report.rows_read IS 'rows of the file: those loaded and those refused';
COMMENT ON COLUMN survey_load_report.rows_loaded IS 'rows that became respondents';
COMMENT ON COLUMN survey_load_report.rows_refused IS 'rows that mlops_survey.load_error holds';
COMMENT ON COLUMN survey_load_report.variables IS 'how many variables there are of each measure, and sets';
COMMENT ON COLUMN survey_load_report.inferred IS 'what was found out about the file';
COMMENT ON COLUMN survey_load_report.warnings IS 'what deserves a look, and what the file says that a survey has no place for';
COMMENT ON COLUMN survey_load_report.seconds IS 'time that it took';

CREATE FUNCTION load_survey(name text, file text,
    codebook jsonb DEFAULT NULL, format text DEFAULT NULL, "into" text DEFAULT NULL, on_error text DEFAULT 'abort',
    delimiter text DEFAULT NULL, encoding text DEFAULT NULL, header_rows int DEFAULT NULL, null_strings text[] DEFAULT NULL,
    multiple_delimiter text DEFAULT NULL, weight text DEFAULT NULL, replace boolean DEFAULT false, append boolean DEFAULT false, metadata text DEFAULT NULL,
    decimal_mark text DEFAULT NULL, grouping_mark text DEFAULT NULL, date_order text DEFAULT NULL, sheet text DEFAULT NULL, columns text[] DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS survey_load_report
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_load_file';
COMMENT ON FUNCTION load_survey(text, text, jsonb, text, text, text, text, text, int, text[], text, text, boolean, boolean, text, text, text, text, text, text[], jsonb)
    IS 'loads a survey from a CSV, TSV, JSON Lines, Excel, SPSS, Stata, SAS or Triple-S file on the server and reports what was read, inferred and refused';

CREATE FUNCTION load_survey(name text, content bytea,
    codebook jsonb DEFAULT NULL, format text DEFAULT NULL, "into" text DEFAULT NULL, on_error text DEFAULT 'abort',
    delimiter text DEFAULT NULL, encoding text DEFAULT NULL, header_rows int DEFAULT NULL, null_strings text[] DEFAULT NULL,
    multiple_delimiter text DEFAULT NULL, weight text DEFAULT NULL, replace boolean DEFAULT false, append boolean DEFAULT false, metadata bytea DEFAULT NULL,
    decimal_mark text DEFAULT NULL, grouping_mark text DEFAULT NULL, date_order text DEFAULT NULL, sheet text DEFAULT NULL, columns text[] DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS survey_load_report
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_load_content';
COMMENT ON FUNCTION load_survey(text, bytea, jsonb, text, text, text, text, text, int, text[], text, text, boolean, boolean, bytea, text, text, text, text, text[], jsonb)
    IS 'loads a survey from the content of a CSV, TSV, JSON Lines, Excel, SPSS, Stata, SAS or Triple-S file, sent as a parameter';

CREATE FUNCTION load_survey_bytes(name text, content bytea,
    codebook jsonb DEFAULT NULL, format text DEFAULT NULL, "into" text DEFAULT NULL, on_error text DEFAULT 'abort',
    delimiter text DEFAULT NULL, encoding text DEFAULT NULL, header_rows int DEFAULT NULL, null_strings text[] DEFAULT NULL,
    multiple_delimiter text DEFAULT NULL, weight text DEFAULT NULL, replace boolean DEFAULT false, append boolean DEFAULT false, metadata bytea DEFAULT NULL,
    decimal_mark text DEFAULT NULL, grouping_mark text DEFAULT NULL, date_order text DEFAULT NULL, sheet text DEFAULT NULL, columns text[] DEFAULT NULL,
    options jsonb DEFAULT NULL)
    RETURNS survey_load_report
    VOLATILE PARALLEL UNSAFE LANGUAGE c AS 'MODULE_PATHNAME', 'svy_load_content';
COMMENT ON FUNCTION load_survey_bytes(text, bytea, jsonb, text, text, text, text, text, int, text[], text, text, boolean, boolean, bytea, text, text, text, text, text[], jsonb)
    IS 'loads a survey from the content of a CSV, TSV, JSON Lines, Excel, SPSS, Stata, SAS or Triple-S file, sent as a parameter: the same as load_survey(text, bytea), for drivers that leave the type of a parameter to the server';

-- A variable is the same if its name or header is; of it, each key that the user gives takes the place of the file's, and so does each code
-- of "values" and "missing": a code under the one leaves the other.
CREATE FUNCTION mlops_survey.merge_codebooks(file jsonb, own jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH theirs AS (
        SELECT v, n FROM jsonb_array_elements(file -> 'variables') WITH ORDINALITY t(v, n)
    ), ours AS (
        SELECT v, n, CASE WHEN jsonb_typeof(v -> 'values') = 'object' THEN v -> 'values' ELSE '{}' END AS valid,
            CASE WHEN jsonb_typeof(v -> 'missing') = 'object' THEN v -> 'missing' ELSE '{}' END AS missing
        FROM jsonb_array_elements(coalesce(own -> 'variables', '[]')) WITH ORDINALITY o(v, n)
    ), pairs AS (
        -- numbers without labels are a scale to the file, unless the user gives them some
        SELECT t.n, CASE WHEN t.v ->> 'measure' = 'scale' AND NOT t.v ?| '{values,missing}' AND o.v ?| '{values,points}' AND NOT o.v ? 'measure' THEN t.v - 'measure' ELSE t.v END || coalesce(o.v, '{}')
            || CASE WHEN t.v ? 'translations' AND o.v ? 'translations' THEN jsonb_build_object('translations', mlops_survey.merge_texts(t.v -> 'translations', o.v -> 'translations')) ELSE '{}' END
            || CASE WHEN o.v IS NOT NULL AND jsonb_typeof(t.v -> 'values') = 'object' AND jsonb_typeof(o.v -> 'values') IS DISTINCT FROM 'array'
                THEN jsonb_build_object('values', ((t.v -> 'values') - ARRAY(SELECT jsonb_object_keys(o.missing))) || o.valid) ELSE '{}' END
            || CASE WHEN o.v IS NOT NULL AND jsonb_typeof(t.v -> 'missing') = 'object' AND jsonb_typeof(o.v -> 'missing') IS DISTINCT FROM 'array'
                THEN jsonb_build_object('missing', ((t.v -> 'missing') - ARRAY(SELECT jsonb_object_keys(o.valid))) || o.missing) ELSE '{}' END AS v,
            o.n AS own_n
        FROM theirs t LEFT JOIN ours o ON o.v ->> 'header' = t.v ->> 'header'
            OR lower(o.v ->> 'name') IN (lower(t.v ->> 'name'), lower(t.v ->> 'header'))
    ), merged AS (
        SELECT n, v FROM pairs
        UNION ALL
        -- what is no variable of the file is refused where the codebook is applied
        SELECT n + 1000000, v FROM ours WHERE n NOT IN (SELECT own_n FROM pairs WHERE own_n IS NOT NULL)
    )
    SELECT file || coalesce(own, '{}')
        || CASE WHEN file ? 'translations' AND own ? 'translations' THEN jsonb_build_object('translations', mlops_survey.merge_texts(file -> 'translations', own -> 'translations')) ELSE '{}' END
        || jsonb_build_object('variables', (SELECT jsonb_agg(v ORDER BY n) FROM merged));
END;
COMMENT ON FUNCTION mlops_survey.merge_codebooks(jsonb, jsonb)
    IS 'the codebook that a file carries, with the words of the user in the place of its own';

-- Of a codebook what it says of these columns: their variables, and the sets of which all members are among them, or which are read from one of
-- them.  A weight or key that is not among them is refused: without it the survey would be another one.
CREATE FUNCTION mlops_survey.choose_variables(codebook jsonb, columns text[]) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH chosen AS (
        SELECT lower(c) AS name FROM unnest(columns) c
    ), known AS (
        SELECT v, n FROM jsonb_array_elements(codebook -> 'variables') WITH ORDINALITY t(v, n)
    ), loaded AS (
        SELECT lower(v ->> 'name') AS name FROM known
        WHERE lower(v ->> 'name') IN (SELECT name FROM chosen) OR lower(v ->> 'header') IN (SELECT name FROM chosen)
    ), sets AS (
        SELECT s, n, lower(s ->> 'name') IN (SELECT name FROM chosen) AS own,
            ARRAY(SELECT lower(CASE WHEN jsonb_typeof(m) = 'object' THEN m ->> 'variable' ELSE m #>> '{}' END)
                FROM jsonb_array_elements(CASE WHEN jsonb_typeof(s -> 'members') = 'array' THEN s -> 'members' ELSE '[]' END) m) AS members
        FROM jsonb_array_elements(codebook -> 'sets') WITH ORDINALITY t(s, n)
    ), kept AS (
        SELECT s, n, members FROM sets
        WHERE own OR NOT EXISTS (SELECT FROM unnest(members) m WHERE m NOT IN (SELECT name FROM loaded) AND m NOT IN (SELECT name FROM chosen))
    )
    SELECT codebook
        || CASE WHEN codebook ? 'variables' THEN jsonb_build_object('variables', coalesce((SELECT jsonb_agg(v ORDER BY n) FROM known
            WHERE lower(v ->> 'name') IN (SELECT name FROM loaded) OR lower(v ->> 'name') IN (SELECT m FROM kept, unnest(members) m)), '[]')) ELSE '{}' END
        || CASE WHEN codebook ? 'sets' THEN jsonb_build_object('sets', coalesce((SELECT jsonb_agg(s ORDER BY n) FROM kept), '[]')) ELSE '{}' END;
END;
COMMENT ON FUNCTION mlops_survey.choose_variables(jsonb, text[])
    IS 'what a codebook says of the columns that are chosen';

-- The metadata of Triple-S 1.1 to 3.0.  Texts stand in the element, or in elements <text> of it for modes and languages: that for analysis is taken
-- before the first one, and where a language is asked for, that in it.  The document type is never fetched: PostgreSQL's XML reads no external entity.
CREATE FUNCTION mlops_survey.triple_s_languages(document xml) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH found AS (
        SELECT l.l, min(l.n) AS n FROM (SELECT x.n, x.l FROM xmltable('//text[@xml:lang]' PASSING document COLUMNS n FOR ORDINALITY, l text PATH '@xml:lang') x
            UNION ALL
            SELECT w.n - 1000000000, w.l FROM xmltable('/sss' PASSING document COLUMNS l text PATH '@languages') x, regexp_split_to_table(btrim(x.l), '\s+') WITH ORDINALITY w(l, n)) l
        WHERE l.l ~ '^[A-Za-z0-9_-]{1,63}$' GROUP BY l.l
    )
    SELECT CASE WHEN found.n > 0 THEN found.l END FROM (SELECT array_agg(l ORDER BY n) AS l, count(*) AS n FROM found) found;
END;
COMMENT ON FUNCTION mlops_survey.triple_s_languages(xml) IS 'the languages of a Triple-S file, the one of its first texts first';

-- The text of an element, as its parts were read.
CREATE FUNCTION mlops_survey.triple_s_text(spoken_analysis text, spoken text, direct text, analysis text, first text, whole text) RETURNS text
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
    RETURN nullif(trim(regexp_replace(coalesce(nullif(spoken_analysis, ''), nullif(spoken, ''),
        -- words before the first <text> are those of the own language
        CASE WHEN btrim(direct, E' \t\r\n') <> '' AND first <> '' THEN direct END, nullif(analysis, ''), nullif(first, ''), whole), '\s+', ' ', 'g')), '');
COMMENT ON FUNCTION mlops_survey.triple_s_text(text, text, text, text, text, text) IS 'support: the text of an element of Triple-S, or the one in a language';

CREATE FUNCTION mlops_survey.triple_s_variables(document xml, wanted text DEFAULT NULL)
    RETURNS TABLE ("position" int, ident text, type text, use text, format text, filter text, name text, label text,
        first int, last int, subfields int, width int, low text, high text)
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT x.n, x.ident, x.type, x.use, x.format, coalesce(x.filter, nullif(x.filter_text, '')), x.name,
        mlops_survey.triple_s_text(x.spoken_analysis, x.spoken, x.direct, x.label_analysis, x.label_text, x.label),
        x.first, coalesce(x.last, x.first), x.subfields, x.width, x.low, x.high
    FROM xmltable('(//record)[1]/variable' PASSING document COLUMNS
        n FOR ORDINALITY, ident text PATH '@ident', type text PATH '@type', use text PATH '@use', format text PATH '@format',
        filter text PATH '@filter', filter_text text PATH 'string(filter)', name text PATH 'normalize-space(name)',
        label_analysis text PATH 'string(label/text[@mode="analysis"][1])', label_text text PATH 'string(label/text[1])',
        label text PATH 'string(label)', direct text PATH 'string(label/text()[1])',
        spoken_analysis text PATH ('string(label/text[@mode="analysis"][@xml:lang="' || coalesce(wanted, '') || '"][1])'),
        spoken text PATH ('string(label/text[@xml:lang="' || coalesce(wanted, '') || '"][1])'), first int PATH 'position/@start', last int PATH 'position/@finish',
        subfields int PATH 'spread/@subfields', width int PATH 'spread/@width',
        low text PATH '(.//range/@from)[1]', high text PATH '(.//range/@to)[1]') x
    ORDER BY x.n;
END;
COMMENT ON FUNCTION mlops_survey.triple_s_variables(xml, text) IS 'the variables of a Triple-S file';

CREATE FUNCTION mlops_survey.triple_s_values(document xml, wanted text DEFAULT NULL)
    RETURNS TABLE ("position" int, code text, label text, score text)
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT x.variable::int + 1, x.code,
        mlops_survey.triple_s_text(x.spoken_analysis, x.spoken, x.direct, x.label_analysis, x.label_text, x.label), x.score
    FROM xmltable('(//record)[1]/variable/values/value' PASSING document COLUMNS
        n FOR ORDINALITY, variable float8 PATH 'count(../../preceding-sibling::variable)', code text PATH '@code', score text PATH '@score',
        label_analysis text PATH 'string(text[@mode="analysis"][1])', label_text text PATH 'string(text[1])', label text PATH 'string(.)',
        direct text PATH 'string(text()[1])', spoken_analysis text PATH ('string(text[@mode="analysis"][@xml:lang="' || coalesce(wanted, '') || '"][1])'),
        spoken text PATH ('string(text[@xml:lang="' || coalesce(wanted, '') || '"][1])')) x
    ORDER BY x.variable, x.n;
END;
COMMENT ON FUNCTION mlops_survey.triple_s_values(xml, text) IS 'the answers that the variables of a Triple-S file can have';

CREATE FUNCTION mlops_survey.triple_s_file(document xml, wanted text DEFAULT NULL)
    RETURNS TABLE (title text, format text, skip int, encoding text, records int, texts int, name text, version text, written text, href text)
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT mlops_survey.triple_s_text('', x.spoken, x.direct, '', x.title_text, x.title),
        coalesce(lower(x.format), 'fixed'), coalesce(x.skip, 0), x.encoding, x.records::int, x.texts::int, nullif(x.name, ''), nullif(x.version, ''),
        nullif(concat_ws(' ', 'at ' || nullif(concat_ws(' ', nullif(x.day, ''), nullif(x.hour, '')), ''), 'by ' || nullif(x.author, ''), 'with ' || nullif(x.origin, '')), ''), x.href
    FROM xmltable('/sss' PASSING document COLUMNS
        title_text text PATH 'string(survey/title/text[1])', title text PATH 'string(survey/title)', direct text PATH 'string(survey/title/text()[1])',
        spoken text PATH ('string(survey/title/text[@xml:lang="' || coalesce(wanted, '') || '"][1])'),
        format text PATH '(//record)[1]/@format', skip int PATH '(//record)[1]/@skip',
        encoding text PATH '(//record)[1]/@data-file-encoding', records float8 PATH 'count(//record)',
        texts float8 PATH 'count(//*[text[@mode = following-sibling::text/@mode or @mode != following-sibling::text/@mode]])', name text PATH 'normalize-space(survey/name)', version text PATH 'normalize-space(survey/version)',
        day text PATH 'normalize-space(date)', hour text PATH 'normalize-space(time)', author text PATH 'normalize-space(user)', origin text PATH 'normalize-space(origin)',
        href text PATH '(//record)[1]/@href') x;
END;
COMMENT ON FUNCTION mlops_survey.triple_s_file(xml, text) IS 'what a Triple-S file says of its data';

-- elements and attributes that are not in the document type of 2.0; levels of a hierarchy have a warning of their own
CREATE FUNCTION mlops_survey.triple_s_losses(document xml) RETURNS text
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT string_agg(w.what || ' (' || w.n || ')', ', ' ORDER BY w.n DESC, w.what) FROM (
        SELECT x.what, count(*) AS n FROM (
            SELECT '<' || e.name || '>' AS what FROM xmltable('//*[not(self::sss or self::date or self::time or self::origin or self::user or self::survey or self::name
                or self::version or self::title or self::record or self::variable or self::label or self::position or self::spread or self::values or self::range or self::value
                or self::filter or self::size or self::text or self::br or self::hierarchy or self::level or self::parent)]' PASSING document COLUMNS name text PATH 'name(.)') e
            UNION ALL
            SELECT '"' || a.name || '" of <' || a.element || '>' FROM xmltable('//@*[not(name() = "ident" or name() = "type" or name() = "use" or name() = "format" or name() = "start" or name() = "finish"
                or name() = "subfields" or name() = "width" or name() = "code" or name() = "score" or name() = "from" or name() = "to" or name() = "version" or name() = "languages"
                or name() = "modes" or name() = "mode" or name() = "xml:lang" or name() = "href" or name() = "skip" or name() = "data-file-encoding" or name() = "filter"
                or parent::level or parent::parent)]' PASSING document COLUMNS name text PATH 'name(.)', element text PATH 'name(..)') a) x
        GROUP BY x.what) w;
END;
COMMENT ON FUNCTION mlops_survey.triple_s_losses(xml) IS 'what a Triple-S file says that is not kept';

-- Quantipy: texts by language, of which the default one is taken; answers in place or in the library.
CREATE FUNCTION mlops_survey.quantipy_codebook(document jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH language AS (
        SELECT document -> 'lib' ->> 'default text' AS l, document -> 'lib' ->> 'own text' AS own
    ), columns AS (
        SELECT c.key AS name, c.value ->> 'type' AS type, coalesce(c.value -> 'text' ->> l, c.value -> 'text' ->> own) AS label,
            CASE WHEN jsonb_typeof(c.value -> 'values') = 'string'
                THEN document -> 'lib' -> 'values' -> regexp_replace(c.value ->> 'values', '^lib@values@', '')
                ELSE c.value -> 'values' END AS answers
        FROM jsonb_each(document -> 'columns') c, language
    ), answers AS (
        SELECT c.name, c.type, c.label AS question, a.n, (a.v ->> 'value')::int AS code, coalesce(a.v -> 'text' ->> l, a.v -> 'text' ->> own, a.v ->> 'value') AS label
        FROM columns c, language, jsonb_array_elements(CASE WHEN jsonb_typeof(c.answers) = 'array' THEN c.answers ELSE '[]' END) WITH ORDINALITY a(v, n)
    ), variables AS (
        SELECT c.name, 0::bigint AS n, jsonb_strip_nulls(jsonb_build_object('name', c.name, 'header', c.name, 'label', c.label,
            'measure', CASE WHEN c.type = 'single' THEN 'nominal' WHEN c.type IN ('int', 'float') THEN 'scale' WHEN c.type = 'date' THEN 'date' ELSE 'text' END,
            'values', (SELECT jsonb_agg(jsonb_build_object('code', a.code, 'label', a.label) ORDER BY a.n) FROM answers a WHERE a.name = c.name))) AS v
        FROM columns c WHERE c.type <> 'delimited set'
        UNION ALL
        SELECT a.name, a.n, jsonb_build_object('name', a.name || '_' || a.code, 'label', concat_ws(' - ', a.question, a.label)) FROM answers a WHERE a.type = 'delimited set'
    )
    SELECT jsonb_strip_nulls(jsonb_build_object('title', document -> 'info' ->> 'name',
        'variables', (SELECT jsonb_agg(v ORDER BY name, n) FROM variables),
        'sets', (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('name', c.name, 'label', c.label, 'properties', '{"delimiter": ";"}'::jsonb || jsonb_build_object('column', c.name),
            'members', (SELECT jsonb_agg(jsonb_build_object('variable', a.name || '_' || a.code, 'label', a.label) ORDER BY a.n) FROM answers a WHERE a.name = c.name))))
            FROM columns c WHERE c.type = 'delimited set')));
END;
COMMENT ON FUNCTION mlops_survey.quantipy_codebook(jsonb) IS 'the codebook that the metadata of Quantipy says';

CREATE FUNCTION mlops_survey.quantipy_languages(document jsonb) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT (document -> 'lib' ->> 'default text') || coalesce(array_agg(DISTINCT k.l ORDER BY k.l) FILTER (WHERE k.l <> document -> 'lib' ->> 'default text'), '{}')
    FROM (SELECT c.value AS v FROM jsonb_each(document -> 'columns') c
        UNION ALL
        SELECT a.v FROM (SELECT c.value -> 'values' AS list FROM jsonb_each(document -> 'columns') c
            UNION ALL SELECT l.value FROM jsonb_each(CASE WHEN jsonb_typeof(document -> 'lib' -> 'values') = 'object' THEN document -> 'lib' -> 'values' ELSE '{}' END) l) x,
            jsonb_array_elements(CASE WHEN jsonb_typeof(x.list) = 'array' THEN x.list ELSE '[]' END) a(v)) t,
        jsonb_object_keys(CASE WHEN jsonb_typeof(t.v -> 'text') = 'object' THEN t.v -> 'text' ELSE '{}' END) k(l);
END;
COMMENT ON FUNCTION mlops_survey.quantipy_languages(jsonb) IS 'the language of the texts that are taken from the metadata of Quantipy, and the others in it';

CREATE FUNCTION mlops_survey.quantipy_in(document jsonb, language text) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
    RETURN jsonb_set(jsonb_set(document, '{lib,own text}', document -> 'lib' -> 'default text'), '{lib,default text}', to_jsonb(language));
COMMENT ON FUNCTION mlops_survey.quantipy_in(jsonb, text) IS 'the metadata of Quantipy with its texts in another of its languages, or else in its own';

CREATE FUNCTION mlops_survey.quantipy_losses(document jsonb) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH keys AS (
        SELECT k.key, count(*) AS n FROM jsonb_each(document -> 'columns') c, jsonb_each(CASE WHEN jsonb_typeof(c.value) = 'object' THEN c.value ELSE '{}' END) k
        WHERE k.key NOT IN ('type', 'text', 'values', 'name', 'parent') AND k.value NOT IN ('{}', '[]', '""', 'null') GROUP BY k.key
    ), lists AS (
        SELECT s.key FROM jsonb_each(CASE WHEN jsonb_typeof(document -> 'sets') = 'object' THEN document -> 'sets' ELSE '{}' END) s
        WHERE s.key NOT IN (SELECT jsonb_object_keys(CASE WHEN jsonb_typeof(document -> 'masks') = 'object' THEN document -> 'masks' ELSE '{}' END))
    )
    SELECT array_remove(ARRAY[
        (SELECT 'grids (masks) are not kept, their items are variables: ' || string_agg(m.k, ', ' ORDER BY m.k)
            FROM jsonb_object_keys(CASE WHEN jsonb_typeof(document -> 'masks') = 'object' THEN document -> 'masks' ELSE '{}' END) m(k)),
        (SELECT 'lists of variables (sets) are not kept: ' || string_agg(l.key, ', ' ORDER BY l.key) FROM lists l),
        (SELECT 'what columns say further is not kept: ' || string_agg(k.key || ' (' || k.n || ')', ', ' ORDER BY k.key) FROM keys k),
        (SELECT 'further parts of the metadata are not kept: ' || string_agg(k.k, ', ' ORDER BY k.k) FROM jsonb_object_keys(document) k(k)
            WHERE k.k NOT IN ('columns', 'info', 'lib', 'masks', 'sets', 'type'))], NULL);
END;
COMMENT ON FUNCTION mlops_survey.quantipy_losses(jsonb) IS 'what the metadata of Quantipy says that is not kept';

-- A text of a questionnaire without its marks of HTML.
CREATE FUNCTION mlops_survey.plain_html(html text) RETURNS text
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE STRICT
    RETURN nullif(btrim(regexp_replace(replace(replace(replace(replace(replace(replace(
        regexp_replace(html, '<[^>]*>', ' ', 'g'), '&nbsp;', ' '), '&lt;', '<'), '&gt;', '>'), '&quot;', '"'), '&#39;', ''''), '&amp;', '&'), '\s+', ' ', 'g')), '');
COMMENT ON FUNCTION mlops_survey.plain_html(text) IS 'a text without tags and entities of HTML';

-- The questions of a survey of Qualtrics (.qsf), their choices (rows of a grid) and answers (columns of a grid), in their order.  A code is the recoded
-- value where there is one.  What a question holds is told by its type and selector.
CREATE FUNCTION mlops_survey.qualtrics_questions(document jsonb)
    RETURNS TABLE (n bigint, tag text, kind text, label text, filter text, numeric_text boolean, payload jsonb)
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT e.n, e.p ->> 'DataExportTag',
        CASE WHEN e.p ->> 'QuestionType' = 'MC' AND e.p ->> 'Selector' IN ('SAVR', 'SAHR', 'SACOL', 'DL', 'SB', 'NPS') THEN 'single'
            WHEN e.p ->> 'QuestionType' = 'MC' AND e.p ->> 'Selector' IN ('MAVR', 'MAHR', 'MACOL', 'MSB') THEN 'multiple'
            WHEN e.p ->> 'QuestionType' = 'Matrix' AND e.p ->> 'Selector' IN ('Likert', 'Bipolar', 'Profile') AND e.p ->> 'SubSelector' = 'MultipleAnswer' THEN 'grid of multiple'
            WHEN e.p ->> 'QuestionType' = 'Matrix' AND e.p ->> 'Selector' IN ('Likert', 'Bipolar', 'Profile') THEN 'grid'
            WHEN e.p ->> 'QuestionType' = 'TE' AND e.p ->> 'Selector' = 'FORM' THEN 'form'
            WHEN e.p ->> 'QuestionType' = 'TE' THEN 'text'
            WHEN e.p ->> 'QuestionType' IN ('Slider', 'CS') THEN 'numbers'
            WHEN e.p ->> 'QuestionType' = 'RO' THEN 'ranks'
            WHEN e.p ->> 'QuestionType' = 'DB' THEN 'none' END,
        mlops_survey.plain_html(e.p ->> 'QuestionText'),
        (SELECT string_agg(mlops_survey.plain_html(d #>> '{}'), ' ') FROM jsonb_path_query(e.p -> 'DisplayLogic', '$.**.Description') d WHERE jsonb_typeof(d) = 'string'),
        coalesce(e.p #>> '{Validation,Settings,ContentType}' = 'ValidNumber', false), e.p
    FROM (SELECT x.n, x.v -> 'Payload' AS p FROM jsonb_array_elements(CASE WHEN jsonb_typeof(document -> 'SurveyElements') = 'array' THEN document -> 'SurveyElements' ELSE '[]' END)
        WITH ORDINALITY x(v, n) WHERE x.v ->> 'Element' = 'SQ') e
    WHERE e.p ->> 'DataExportTag' IS NOT NULL;
END;
COMMENT ON FUNCTION mlops_survey.qualtrics_questions(jsonb) IS 'the questions of a survey of Qualtrics';

CREATE FUNCTION mlops_survey.qualtrics_choices(payload jsonb, part text)
    RETURNS TABLE (n bigint, id text, code int, label text, text_entry boolean, tag text)
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT row_number() OVER (ORDER BY coalesce(o.n, 1000000), length(c.key), c.key), c.key,
        CASE WHEN payload -> 'RecodeValues' ->> c.key ~ '^-?[0-9]{1,9}$' AND (part = 'Answers' OR payload ->> 'QuestionType' = 'MC')
            THEN (payload -> 'RecodeValues' ->> c.key)::int WHEN c.key ~ '^-?[0-9]{1,9}$' THEN c.key::int END,
        coalesce(mlops_survey.plain_html(c.value ->> 'Display'), c.key), coalesce(c.value ->> 'TextEntry' = 'true', false),
        CASE WHEN jsonb_typeof(payload -> 'ChoiceDataExportTags') = 'object' THEN nullif(payload -> 'ChoiceDataExportTags' ->> c.key, '') END
    FROM jsonb_each(CASE WHEN jsonb_typeof(payload -> part) = 'object' THEN payload -> part ELSE '{}' END) c
    LEFT JOIN LATERAL (SELECT a.n FROM jsonb_array_elements_text(CASE WHEN jsonb_typeof(payload -> (rtrim(part, 's') || 'Order')) = 'array' THEN payload -> (rtrim(part, 's') || 'Order') ELSE '[]' END)
        WITH ORDINALITY a(id, n) WHERE a.id = c.key ORDER BY a.n LIMIT 1) o ON true;
END;
COMMENT ON FUNCTION mlops_survey.qualtrics_choices(jsonb, text) IS 'the choices or answers of a question of Qualtrics';

-- The columns of Qualtrics's CSV are named by the tag of the question, with the number of the choice behind where a question has several.
CREATE FUNCTION mlops_survey.qualtrics_codebook(document jsonb) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH questions AS (
        SELECT * FROM mlops_survey.qualtrics_questions(document)
    ), choices AS (
        SELECT q.n AS question, q.tag AS question_tag, q.kind, q.label AS question_label, q.filter, q.payload, c.*, coalesce(c.tag, q.tag || '_' || c.id) AS header
        FROM questions q, mlops_survey.qualtrics_choices(q.payload, 'Choices') c
    ), answers AS (
        SELECT c.question, c.n AS choice, c.header || '_' || a.id AS header, c.header AS set_header, concat_ws(' - ', c.question_label, c.label) AS set_label, c.filter, a.n, a.label
        FROM choices c, mlops_survey.qualtrics_choices(c.payload, 'Answers') a WHERE c.kind = 'grid of multiple'
    ), variables AS (
        SELECT q.n, 0::bigint AS m, 0::bigint AS l, q.tag AS header, q.label, q.filter,
            CASE q.kind WHEN 'single' THEN CASE WHEN q.payload ->> 'Selector' = 'NPS' THEN 'ordinal' ELSE 'nominal' END ELSE CASE WHEN q.numeric_text THEN 'scale' ELSE 'text' END END AS measure,
            (SELECT jsonb_agg(jsonb_build_object('code', c.code, 'label', c.label) ORDER BY c.n) FROM choices c WHERE c.question = q.n AND q.kind = 'single' AND c.code IS NOT NULL) AS answers
        FROM questions q WHERE q.kind IN ('single', 'text')
        UNION ALL
        SELECT c.question, c.n, 0, c.header, concat_ws(' - ', c.question_label, c.label), c.filter,
            CASE c.kind WHEN 'grid' THEN 'ordinal' WHEN 'form' THEN 'text' WHEN 'numbers' THEN 'scale' END,
            (SELECT jsonb_agg(jsonb_build_object('code', a.code, 'label', a.label) ORDER BY a.n) FROM mlops_survey.qualtrics_choices(c.payload, 'Answers') a
                WHERE c.kind = 'grid' AND a.code IS NOT NULL)
        FROM choices c WHERE c.kind IN ('multiple', 'grid', 'form', 'numbers', 'ranks')
        UNION ALL
        SELECT c.question, c.n, 1, c.header || '_TEXT', concat_ws(' - ', c.question_label, c.label, 'text'), c.filter, 'text', NULL FROM choices c WHERE c.text_entry
        UNION ALL
        SELECT a.question, a.choice, 1 + a.n, a.header, concat_ws(' - ', a.set_label, a.label), a.filter, NULL, NULL FROM answers a
    ), sets AS (
        SELECT c.question AS n, 0::bigint AS m, c.question_tag AS header, c.question_label AS label, c.filter,
            jsonb_agg(jsonb_build_object('variable', lower(regexp_replace(c.header, '[^[:alnum:]_]+', '_', 'g')), 'label', c.label) ORDER BY c.n) AS members
        FROM choices c WHERE c.kind = 'multiple' GROUP BY c.question, c.question_tag, c.question_label, c.filter
        UNION ALL
        SELECT a.question, a.choice, a.set_header, a.set_label, a.filter,
            jsonb_agg(jsonb_build_object('variable', lower(regexp_replace(a.header, '[^[:alnum:]_]+', '_', 'g')), 'label', a.label) ORDER BY a.n)
        FROM answers a GROUP BY a.question, a.choice, a.set_header, a.set_label, a.filter
    )
    SELECT jsonb_strip_nulls(jsonb_build_object('title', document -> 'SurveyEntry' ->> 'SurveyName',
        'variables', coalesce((SELECT jsonb_agg(jsonb_build_object('name', lower(regexp_replace(v.header, '[^[:alnum:]_]+', '_', 'g')), 'header', v.header, 'label', v.label,
            'measure', v.measure, 'values', v.answers, 'properties', CASE WHEN v.filter IS NOT NULL THEN jsonb_build_object('filter', v.filter) END) ORDER BY v.n, v.m, v.l) FROM variables v), '[]'),
        'sets', coalesce((SELECT jsonb_agg(jsonb_build_object('name', lower(regexp_replace(s.header, '[^[:alnum:]_]+', '_', 'g')), 'label', s.label, 'members', s.members) ORDER BY s.n, s.m) FROM sets s), '[]')));
END;
COMMENT ON FUNCTION mlops_survey.qualtrics_codebook(jsonb) IS 'the codebook that a survey of Qualtrics (.qsf) says, of all columns that its data may have';

-- the one of the survey first
CREATE FUNCTION mlops_survey.qualtrics_languages(document jsonb) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT coalesce(document #>> '{SurveyEntry,SurveyLanguage}', '') || coalesce(array_agg(DISTINCT k.k ORDER BY k.k) FILTER (WHERE k.k IS DISTINCT FROM document #>> '{SurveyEntry,SurveyLanguage}'), '{}')
    FROM mlops_survey.qualtrics_questions(document) q, jsonb_object_keys(CASE WHEN jsonb_typeof(q.payload -> 'Language') = 'object' THEN q.payload -> 'Language' ELSE '{}' END) k(k);
END;
COMMENT ON FUNCTION mlops_survey.qualtrics_languages(jsonb) IS 'the language of a survey of Qualtrics, and the others that it has texts in';

-- Questions lie in "Payload"; what they are called elsewhere lies in "Language" of it, in the same shape.
CREATE FUNCTION mlops_survey.qualtrics_in(document jsonb, language text) RETURNS jsonb
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT document || jsonb_build_object('SurveyElements', (SELECT jsonb_agg(CASE WHEN jsonb_typeof(t.t) = 'object' THEN e || jsonb_build_object('Payload', mlops_survey.merge_texts(e -> 'Payload',
            jsonb_strip_nulls(jsonb_build_object('QuestionText', t.t -> 'QuestionText', 'Choices', c.c, 'Answers', a.a)))) ELSE e END ORDER BY n)
        FROM jsonb_array_elements(document -> 'SurveyElements') WITH ORDINALITY x(e, n), LATERAL (SELECT e #> ARRAY['Payload', 'Language', language]) t(t),
            LATERAL (SELECT jsonb_object_agg(k.key, jsonb_build_object('Display', k.value -> 'Display')) FROM jsonb_each(CASE WHEN jsonb_typeof(t.t -> 'Choices') = 'object' THEN t.t -> 'Choices' ELSE '{}' END) k WHERE e #> '{Payload,Choices}' ? k.key AND k.value ->> 'Display' <> '') c(c),
            LATERAL (SELECT jsonb_object_agg(k.key, jsonb_build_object('Display', k.value -> 'Display')) FROM jsonb_each(CASE WHEN jsonb_typeof(t.t -> 'Answers') = 'object' THEN t.t -> 'Answers' ELSE '{}' END) k WHERE e #> '{Payload,Answers}' ? k.key AND k.value ->> 'Display' <> '') a(a)));
END;
COMMENT ON FUNCTION mlops_survey.qualtrics_in(jsonb, text) IS 'a survey of Qualtrics with its texts in another of its languages';

CREATE FUNCTION mlops_survey.qualtrics_losses(document jsonb) RETURNS text[]
    LANGUAGE SQL IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT array_remove(ARRAY[
        (SELECT 'questions of kinds that are not read are inferred from the data: ' || string_agg(concat_ws(' ', q.tag, '(' || concat_ws(' ', q.payload ->> 'QuestionType', q.payload ->> 'Selector') || ')'), ', ' ORDER BY q.n)
            FROM mlops_survey.qualtrics_questions(document) q WHERE q.kind IS NULL),
        (SELECT 'scores of answers are not kept: ' || string_agg(q.tag, ', ' ORDER BY q.n) FROM mlops_survey.qualtrics_questions(document) q
            WHERE jsonb_typeof(q.payload -> 'GradingData') = 'array' AND q.payload -> 'GradingData' <> '[]')], NULL);
END;
COMMENT ON FUNCTION mlops_survey.qualtrics_losses(jsonb) IS 'what a survey of Qualtrics says that is not kept';
