-- Files that go out are what other programs read: names, labels and texts of SPSS and Stata, wide surveys, CSV for people.
-- What PSPP, haven and pyreadstat say of them is in test/oracle/exports.R.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(30);

-- loads a file; its codebook, the headers of its variables
CREATE FUNCTION book_of(name text, content bytea) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load_survey(name, content);
    RETURN survey_codebook_json(name);
END $$;
CREATE FUNCTION headers_of(name text, content bytea) RETURNS text[] LANGUAGE sql RETURN
    (SELECT array_agg(v->>'header' ORDER BY o) FROM jsonb_array_elements(book_of(name, content)->'variables') WITH ORDINALITY t(v, o));

-- texts over 255 bytes take several variables, whose names must not be those of others
CREATE TABLE essays AS SELECT 1 AS id, repeat('a', 800) AS "Q2", repeat('b', 300) AS "Q23", 7 AS "Q21", 'c'::text AS "V5_A", repeat('d', 32000) AS "Q2_a_long_name", 8 AS "Q2_a_lon";
SELECT register_survey('essays', 'essays') IS NULL \g /dev/null
CREATE TEMP TABLE sav AS SELECT export_survey('essays', 'sav') AS content;
SELECT is((SELECT variables->>'text' FROM sav, load_survey('essays_2', content)), '4', 'as many texts come back');
SELECT is((SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'essays_2'::regclass AND attnum > 1),
    '{id,q2,q23,q21,v5_a,q2_a_long_name,q2_a_lon}', 'under the names that they had');
SELECT is((SELECT (q2 = repeat('a', 800), q23 = repeat('b', 300), q21, v5_a, q2_a_long_name = repeat('d', 32000), q2_a_lon)::text FROM essays_2),
    '(t,t,7,c,t,8)', 'each with its text');
SELECT is((SELECT rows_loaded FROM load_survey('essays_3', export_survey('essays', 'zsav'))), 1::bigint, 'nor are they in a compressed file');
SELECT is((SELECT (q2 = repeat('a', 800), q23 = repeat('b', 300), q21, v5_a, q2_a_long_name = repeat('d', 32000), q2_a_lon)::text FROM essays_3), '(t,t,7,c,t,8)', 'which says the same');

-- every variable record has a name of its own: the records follow the header of 176 bytes
CREATE FUNCTION word_at(content bytea, at int) RETURNS int LANGUAGE sql RETURN
    get_byte(content, at) + 256 * get_byte(content, at + 1) + 65536 * get_byte(content, at + 2);
CREATE FUNCTION short_names(content bytea) RETURNS SETOF bytea LANGUAGE plpgsql AS $$
DECLARE
    at int := 176;
BEGIN
    WHILE word_at(content, at) = 2 LOOP
        IF get_byte(content, at + 7) <> 255 THEN
            RETURN NEXT substr(content, at + 25, 8);
        END IF;
        at := at + 32 + CASE word_at(content, at + 8) WHEN 0 THEN 0 ELSE 4 + (word_at(content, at + 32) + 3) / 4 * 4 END
            + CASE WHEN word_at(content, at + 12) >= 65536 THEN 16777216 - word_at(content, at + 12) ELSE word_at(content, at + 12) END * 8;
    END LOOP;
END $$;
SELECT is((SELECT count(*) FROM sav, short_names(content)), (1 + 4 + 2 + 1 + 1 + 127 + 1)::bigint, 'a record for each variable and each part of a text');
SELECT is((SELECT count(DISTINCT n) FROM sav, short_names(content) n), (SELECT count(*) FROM sav, short_names(content)), 'no two of them have one name');

-- names of characters of several bytes are not cut within one
SELECT rows_loaded FROM load_survey('cjk', convert_to(E'満足度合計,年齢層,q1_Возраст,Zufriedenheit_Größe,score\n1,2,3,4,1.5\n2,1,2,5,2.5\n3,2,1,4,3.5\n1,1,1,4,3\n', 'UTF8')) \g /dev/null
TRUNCATE sav;
INSERT INTO sav SELECT export_survey('cjk', 'sav');
SELECT is((SELECT array_agg(rtrim(convert_from(n, 'UTF8'))) FROM sav, short_names(content) n), '{V0000001,V0000002,V0000003,ZUFRIEDE,SCORE}', 'short names are whole characters');
SELECT is((SELECT headers_of('cjk_2', content) FROM sav), '{満足度合計,年齢層,q1_Возраст,Zufriedenheit_Größe,score}', 'and the names come back');

-- labels of texts of more than eight bytes: the record says the width of the variable, and values fill it
SELECT rows_loaded FROM load_survey('labelled', convert_to(E'id,code\n1,2012250177\n2,2012250179\n3,2012250177\n', 'UTF8'), codebook => '{"variables": [{"name": "id"},
    {"name": "code", "type": "text", "measure": "nominal", "values": [{"code": 1, "value": "2012250177", "label": "Café"}, {"code": 2, "value": "2012250179", "label": "Mill"}]}]}') \g /dev/null
TRUNCATE sav;
INSERT INTO sav SELECT export_survey('labelled', 'sav');
SELECT isnt((SELECT position('\x04000000'::bytea || 'code'::bytea || '\x0a00000002000000'::bytea || '\x0a000000'::bytea || '2012250177'::bytea || '\x05000000'::bytea
    || convert_to('Café', 'UTF8') || '\x0a000000'::bytea || '2012250179'::bytea || '\x04000000'::bytea || 'Mill'::bytea IN content) FROM sav), 0, 'the record of labels, as PSPP describes it');
SELECT is((SELECT survey_codebook_json('labelled')->'variables'->1->'values'), (SELECT book_of('labelled_2', content)->'variables'->1->'values'
 FROM sav), 'and it is read again');

-- Stata: a long text that is empty refers to none
CREATE TABLE longs AS SELECT * FROM (VALUES (1, repeat('x', 3000)), (2, NULL), (3, 'b'), (4, '')) t(id, t);
SELECT register_survey('longs', 'longs') IS NULL \g /dev/null
SELECT is((SELECT rows_loaded FROM load_survey('longs_2', export_survey('longs', 'dta'))), 4::bigint, 'long texts of Stata with empty ones go out');
SELECT is((SELECT array_agg(t ORDER BY id) FROM longs_2), ARRAY[repeat('x', 3000), NULL, 'b', NULL], 'and come back');

-- Stata tells names by the case of letters, SPSS and SAS do not: who gets another name is named
SELECT rows_loaded FROM load_survey('cases', convert_to(E'Q1,q1\n1,2\n2,3\n2,2\n', 'UTF8')) \g /dev/null
SELECT is(headers_of('cases_2', export_survey('cases', 'dta')), '{Q1,q1}', 'Stata has Q1 beside q1');
SELECT is(headers_of('cases_3', export_survey('cases', 'sav')), '{Q1,q1_2}', 'SPSS has not');

-- limits are those of the formats: 80 characters of Stata, however many bytes, and 256 bytes of SPSS
SELECT rows_loaded FROM load_survey('limits', convert_to(E'überschrift_mit_vielen_buchstaben,b\n1,2\n2,3\n', 'UTF8'),
    codebook => jsonb_build_object('variables', jsonb_build_array(jsonb_build_object('name', 'b', 'label', repeat('ä', 150))))) \g /dev/null
SELECT is(book_of('limits_2', export_survey('limits', 'dta'))->'variables'->1->>'label', repeat('ä', 80), 'labels of Stata');
SELECT is(book_of('limits_3', export_survey('limits', 'sav'))->'variables'->1->>'label', repeat('ä', 128), 'of SPSS');
SELECT is((SELECT survey_codebook_json('limits_2')->'variables'->0->>'header'), 'überschrift_mit_vielen_buchstabe', 'names of Stata have 32 characters');

-- missing codes beside ranges: the codes become tagged, the values within ranges stay numbers
SELECT rows_loaded FROM load_survey('ranges', convert_to(E'q\n1\n2\n95\n99\n1\n2\n', 'UTF8'), codebook => '{"variables": [{"name": "q", "measure": "nominal",
    "values": {"1": "a", "2": "b"}, "missing": {"99": "Refused"}, "missing_ranges": [[90, 98]]}]}') \g /dev/null
SELECT is(book_of('ranges_2', export_survey('ranges', 'dta'))->'variables'->0->'missing', '{"-9001": "Refused"}', 'a missing code is tagged');
SELECT is((SELECT array_agg(q ORDER BY respondent) FROM ranges_2), '{1,2,95,-9001,1,2}', 'a value within a range is the number that it was');

-- as many columns as a survey can have
DO $$ BEGIN EXECUTE 'CREATE TABLE wide AS SELECT 1 AS c1' || (SELECT string_agg(format(', (1 + (i + %1$s) %% 5)::smallint AS c%1$s', n), '') FROM generate_series(2, 1599) n) || ' FROM generate_series(1, 5) i'; END $$;
SELECT register_survey('wide', 'wide') IS NULL \g /dev/null
CREATE FUNCTION wide_differs(format text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    n bigint;
BEGIN
    PERFORM load_survey('wide_2', export_survey('wide', format), replace => true);
    EXECUTE 'SELECT count(*) FROM (SELECT to_jsonb(x) FROM wide x EXCEPT ALL SELECT to_jsonb(x) - ''respondent'' FROM wide_2 x) y' INTO n;
    RETURN n;
END $$;
SELECT is(wide_differs(f), 0::bigint, '1,599 columns go out as ' || f || ' and come back') FROM unnest('{sav,dta,xpt,csv}'::text[]) f;

-- CSV for people
SELECT rows_loaded FROM load_survey('cafe', convert_to(E'visit,pay,note\nfirst,1.5,"a;b"\nagain,2.25,"c,d"\nagain,-10,\u00e9\n', 'UTF8')) \g /dev/null
SELECT is(convert_from(export_survey('cafe', 'csv', labels => true, decimal_mark => ','), 'UTF8'), E'visit;pay;note\nfirst;1,5;"a;b"\nagain;2,25;c,d\nagain;-10;\u00e9\n', 'a decimal comma, with semicolons');
SELECT is(export_survey('cafe', 'csv', bom => true), '\xefbbbf'::bytea || export_survey('cafe', 'csv'), 'a byte-order mark, for Excel');
SELECT is((SELECT rows_loaded FROM load_survey('cafe_2', export_survey('cafe', 'csv', decimal_mark => ',', bom => true))), 3::bigint, 'which loads again');
SELECT is((SELECT array_agg(pay ORDER BY respondent) FROM cafe_2), '{1.5,2.25,-10}', 'with the same numbers');
SELECT throws_ok($$SELECT export_survey('cafe', 'sav', decimal_mark => ',')$$, '22023', 'a decimal comma and a byte-order mark are for CSV only', 'other formats have numbers');
SELECT throws_ok($$SELECT export_survey('cafe', 'csv', decimal_mark => ';')$$, '22023', NULL, 'only a point or a comma');
