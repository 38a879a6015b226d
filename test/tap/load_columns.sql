-- columns => ...: a survey of a few columns of a file, the only way for files of more than 1,599.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(18);
CREATE FUNCTION columns_of(name text) RETURNS text[] LANGUAGE sql RETURN
    (SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute WHERE attrelid = name::regclass AND attnum > 0);
CREATE TEMP TABLE file AS SELECT convert_to(E'id,Visits,Q1: mood?,Q2_1,Q2_2,note,Weight\n1,2,5,A,,x,1.5\n2,1,4,A,B,y,0.5\n3,3,2,,B,z,1\n', 'UTF8') AS content;

-- CSV: by the header or the name of the column, in the order of the file
SELECT is((SELECT rows_loaded FROM file, load_survey('few', content, columns => '{note,q1_mood,VISITS}')), 3::bigint, 'chosen columns of CSV');
SELECT is(columns_of('few'), '{respondent,visits,q1_mood,note}', 'in the order of the file');
SELECT is((SELECT array_agg(note || q1_mood ORDER BY respondent) FROM few), '{x5,y4,z2}', 'with their cells');
SELECT is((SELECT variables->>'sets' FROM file, load_survey('sets', content, columns => '{Q2_1,Q2_2,weight}')), '1', 'sets are found among them');
SELECT is((SELECT survey_codebook_json('sets')->>'weight'), 'weight', 'and a weight');
SELECT throws_ok($$SELECT load_survey('none', content, columns => '{visits,moods}') FROM file$$, '42703', '"moods" is not a column of the file', 'one that is not there');
SELECT throws_ok($$SELECT load_survey('none', E'a,b\n1,2\n3\n'::bytea, columns => '{a}')$$, '22P04', 'line 3: the row has 1 cell instead of 2', 'rows must have the cells of the whole file');
SELECT is((SELECT rows_refused FROM load_survey('ragged', E'a,b\n1,2\n3\n'::bytea, columns => '{a}', on_error => 'reject')), 1::bigint, 'or are refused');
SELECT is((SELECT raw FROM mlops_survey.load_error WHERE survey_name = 'ragged'), '3', 'as they stand in the file');

-- a codebook of the whole file
CREATE TEMP TABLE book AS SELECT '{"variables": [{"name": "id"}, {"name": "visits", "label": "How often?"}, {"name": "mood", "header": "Q1: mood?", "points": 5}, {"name": "q2_1", "label": "A"}, {"name": "q2_2", "label": "B"}],
    "sets": [{"name": "q2", "members": ["q2_1", "q2_2"]}]}'::jsonb AS codebook;
SELECT is((SELECT rows_loaded FROM file, book, load_survey('booked', content, codebook => codebook, columns => '{Q1: mood?,Q2_1}')), 3::bigint, 'a codebook may describe more');
SELECT is(columns_of('booked'), '{respondent,mood,q2_1}', 'names its variables');
SELECT is((SELECT jsonb_array_length(survey_codebook_json('booked')->'sets')), 0, 'and keeps sets of which all members are there');
SELECT is((SELECT rows_loaded FROM file, load_survey('few', content, columns => '{note}', append => true)), 3::bigint, 'a wave may choose too');

-- more columns than a survey can have
CREATE FUNCTION wide(n int) RETURNS bytea LANGUAGE sql RETURN convert_to((SELECT string_agg('v' || i, ',') FROM generate_series(1, n) i) || E'\n' || (SELECT string_agg((i % 7)::text, ',') FROM generate_series(1, n) i) || E'\n', 'UTF8');
SELECT is((SELECT rows_loaded FROM load_survey('wide', wide(5000), columns => '{v5000,v1,v2500}')), 1::bigint, 'a file of 5,000 columns');
SELECT is((SELECT row(v1, v2500, v5000)::text FROM wide), '(1,1,2)', 'each in its place');

-- SPSS, Stata and SAS: the library passes over the others
CREATE TABLE answers AS SELECT i AS id, repeat('a', 300) || i AS "Essay", 1 + i % 2 AS code, i / 4.0::float8 AS w, 'b' || i AS note FROM generate_series(1, 3) i;
SELECT register_survey('answers', 'answers', '{"weight": "w", "variables": [{"name": "code", "values": {"1": "One", "2": "Two"}}]}') IS NULL \g /dev/null
CREATE FUNCTION of_format(format text, columns text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
BEGIN
    PERFORM load_survey('stat', export_survey('answers', format), columns => columns, replace => true);
    EXECUTE 'SELECT string_agg(to_jsonb(s)::text, '' '' ORDER BY respondent) FROM stat s' INTO result;
    RETURN array_to_string(columns_of('stat'), ',') || ': ' || md5(result);
END $$;
SELECT is((SELECT array_agg(DISTINCT of_format(f, '{note,code}')) FROM unnest('{sav,zsav,dta,xpt}'::text[]) f),
    ARRAY['respondent,code,note: ' || md5((SELECT string_agg(jsonb_build_object('respondent', id, 'code', code, 'note', note)::text, ' ' ORDER BY id) FROM answers))], 'chosen columns of SPSS, Stata and SAS');
SELECT matches((SELECT array_to_string(warnings, ';') FROM load_survey('stat', export_survey('answers', 'sav'), columns => '{essay,id}', replace => true)), 'the weight of the file, w, is not among the columns', 'a weight that is not among them is told');
SELECT throws_ok($$SELECT load_survey('stat', export_survey('answers', 'dta'), columns => '{essays}', replace => true)$$, '42703', NULL, 'none that is there');
