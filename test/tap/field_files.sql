-- Files that failed in use, loaded to the values that their README says, without a codebook and with the one that was found; and out to each format and back.
\set QUIET 1
SET client_min_messages = error;
SET timezone = 'UTC';
\if :have_shared
SELECT EXISTS (SELECT FROM pg_ls_dir(:'shared') d WHERE d = 'field') AS have_field \gset
\else
\set have_field false
\endif
\if :have_field
SELECT plan(90);
CREATE TEMP TABLE field AS SELECT f AS file, regexp_replace(f, '\..*', '') AS name, :'shared' || '/field/files/' || f AS path FROM pg_ls_dir(:'shared' || '/field/files') f;
SELECT is((SELECT count(*) FROM field), 13::bigint, 'all files');

-- What a survey says, row by row and in the order of its columns: a text beside the set of its options goes out under the name that it had in the file.  Where a format
-- has no booleans, or no zones, all that is lost is the type.
CREATE FUNCTION said(survey text, but text[] DEFAULT '{}') RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    found jsonb;
BEGIN
    EXECUTE format('SELECT jsonb_agg((SELECT jsonb_agg(CASE v::text WHEN ''true'' THEN ''1'' WHEN ''false'' THEN ''0'' ELSE regexp_replace(v #>> ''{}'', ''\+00:00$'', '''') END ORDER BY o)
        FROM json_each(j) WITH ORDINALITY e(k, v, o) WHERE k <> ALL (%L)) ORDER BY (j->>''respondent'')::int) FROM (SELECT row_to_json(whole_row) AS j FROM %I whole_row) x', but, survey) INTO found;
    RETURN found;
END $$;
CREATE FUNCTION loaded(name text, path text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    report survey_load_report := load_survey(name, path);
BEGIN
    RETURN report.rows_read || ' ' || report.rows_loaded || ' ' || report.rows_refused;
END $$;
-- NULL if all comes back; else what does not
CREATE FUNCTION back(survey text, format text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    -- Triple-S has a date and a time of day in the place of an instant, Stata's missing values are no numbers
    but text[] := CASE WHEN format = 'triple-s' THEN ARRAY(SELECT n FROM information_schema.columns, unnest(ARRAY[column_name::text, rtrim(column_name, '_') || '_time']) n WHERE table_name = survey AND data_type LIKE 'timestamp%')
        WHEN format = 'dta' THEN ARRAY(SELECT DISTINCT variable FROM survey_codebook(survey) WHERE missing AND measure <> 'text') ELSE '{}' END;
BEGIN
    DROP TABLE IF EXISTS back CASCADE;
    PERFORM load_survey('back', export_survey(survey, format), replace => true, codebook => CASE WHEN format = 'csv' THEN survey_codebook_json(survey) END, metadata => CASE WHEN format = 'triple-s' THEN export_survey(survey, 'triple-s-xml') END);
    RETURN (SELECT left(a::text || ' became ' || b::text, 300) FROM said(survey, but) a, said('back', but) b WHERE a IS DISTINCT FROM b);
END $$;

SELECT is((SELECT jsonb_object_agg(name, loaded(name, path)) FROM field), '{"ona_na": "40 40 0", "cjk_names": "4 4 0", "strl_null": "3 3 0", "code_lists": "40 40 0", "nps_anchor": "20 20 0", "kobo_single": "8 8 0",
    "stray_quotes": "5 5 0", "blank_timestamp": "1 1 0", "long_text_names": "2 2 0", "msforms_ranking": "40 40 0", "long_string_labels": "3 3 0", "pspp_string_labels": "5 5 0", "decimal_comma_in_comma_csv": "4 4 0"}', 'every row of every file');

-- the values of the README
SELECT is((SELECT array_agg(value_label ORDER BY s.id) FROM stray_quotes s JOIN survey_codebook('stray_quotes') c ON c.variable = 'size' AND c.code = s.size), '{"12\" ruler",plain,"6\" nail",plain,plain}', 'a quote inside of a cell is text');
SELECT is((SELECT array_agg(r::int ORDER BY id) FROM nps_anchor), '{0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9}', 'numbers in labels are the codes');
SELECT is((SELECT round(nps(r)::numeric, 9) || ' ' || round(avg(r), 9) FROM nps_anchor), '-60.000000000 4.500000000', 'so is the score of promoters');
SELECT is((SELECT array_agg(height ORDER BY id) FROM decimal_comma_in_comma_csv), '{1.75,1.8,1.62,1.75}', 'decimal commas are numbers');
SELECT is((SELECT round(avg(height)::numeric, 6) FROM decimal_comma_in_comma_csv), 1.73, 'with their mean');
SELECT is((SELECT jsonb_agg(jsonb_build_array(variable, code, value_label) ORDER BY variable, code) FROM survey_codebook('code_lists') WHERE measure = 'multiple'),
    '[["q1", 1, "Yes, always"], ["q1", 2, "No"], ["q1", 3, "Sometimes, but rarely"], ["q2", 1, "1"], ["q2", 2, "2"], ["q2", 3, "3"], ["q2", 4, "4"]]', 'lists are sets, options with commas are whole');
SELECT is((SELECT concat_ws(' ', q1_1, q1_2, q1_3, q2_1, q2_2, q2_3, q2_4) FROM code_lists WHERE responseid = 'R_0'), 't t t t f f t', 'and hold what was chosen');
SELECT is((SELECT array_agg(s ORDER BY respondent) FROM pspp_string_labels), '{Y,N,X,NULL,Y}', 'texts of PSPP');
SELECT is((SELECT jsonb_object_agg(value_label, missing) FROM survey_codebook('pspp_string_labels') WHERE variable = 's'), '{"No": false, "Yes": false, "Refused": true}', 'with labels and the missing value');
SELECT is((SELECT jsonb_object_agg(row_label, n) FROM survey_crosstab('pspp_string_labels', '{s}') WHERE row_label IN ('Yes', 'No')), '{"No": 1, "Yes": 2}', 'its table');
SELECT is((SELECT DISTINCT base_n FROM survey_crosstab('pspp_string_labels', '{s}') WHERE row_label IN ('Yes', 'No')), 3::bigint, 'and base');
SELECT is((SELECT array_agg(length(t) ORDER BY ctid) FROM strl_null), '{3000,NULL,1}', 'a long text and none');
SELECT is((SELECT array_agg(length(q2) || ' ' || length(q23) || ' ' || q21 ORDER BY id) FROM long_text_names), '{"800 300 7","1 1 8"}', 'long texts');
SELECT is((SELECT array_agg(code ORDER BY id) FROM long_string_labels), '{2012250177,2012250179,2012250177}', 'long codes');
SELECT is((SELECT array_agg(column_name::text ORDER BY ordinal_position) FROM information_schema.columns WHERE table_name = 'cjk_names'), '{respondent,満足度合計,年齢層,q1_Возраст,zufriedenheit_größe,score}', 'names of any letters');
SELECT is((SELECT array_agg(concat_ws(' ', pick_colors_r, pick_colors_g, pick_colors_b) ORDER BY id) FROM ona_na WHERE id < 1004), '{"t f f","t t t","t f t",""}', 'n/a is no answer');
SELECT is((SELECT array_agg(value_label ORDER BY value_label) FROM survey_codebook('ona_na') WHERE variable = 'pick_colors'), '{B,G,R}', 'and no option');
SELECT is((SELECT count(*) FROM ona_na o, jsonb_each_text(to_jsonb(o)) e WHERE e.value = 'n/a'), 0::bigint, 'anywhere');
SELECT is((SELECT array_agg(concat_ws(' ', rank_these_1, rank_these_2, rank_these_3) ORDER BY id) FROM msforms_ranking WHERE id <= 3), '{"1 2 3","1 2 3","1 3 2"}', 'a ranking has a column a place');
SELECT is((SELECT array_agg(value_label ORDER BY code) FROM survey_codebook('msforms_ranking') WHERE variable = 'rank_these_1'), '{Price,Quality,Speed}', 'with the options as answers');
SELECT is((SELECT array_agg(value_label ORDER BY value_label) FROM survey_codebook('kobo_single') WHERE variable = 'pick_colors'), '{B,G,R}', 'a blank divides a list');
SELECT is((SELECT count(*) FILTER (WHERE pick_colors_1) || ' ' || count(*) FILTER (WHERE pick_colors_2) || ' ' || count(*) FILTER (WHERE pick_colors_3) FROM kobo_single), '4 5 3', 'and its parts are counted');
SELECT is((SELECT to_jsonb(b) FROM blank_timestamp b), '{"respondent": 1, "var00002": 1}', 'a file without a date');

-- the same with the codebook that was found
CREATE FUNCTION again(name text, path text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    DROP TABLE IF EXISTS again CASCADE;
    PERFORM load_survey('again', path, codebook => survey_codebook_json(name), replace => true);
    RETURN (SELECT left(a::text || ' became ' || b::text, 300) FROM said(name) a, said('again') b WHERE a IS DISTINCT FROM b);
END $$;
SELECT is((SELECT again(name, path)), NULL, file || ' with a codebook') FROM field ORDER BY file;

SELECT is(back(name, format), NULL, file || ' goes out as ' || format || ' and comes back') FROM field, unnest('{csv,sav,dta,triple-s}'::text[]) format ORDER BY file, format;
\else
SELECT plan(1);
SELECT skip('the files are not here', 1);
\endif
SELECT * FROM finish();
