-- Who may read some columns of the answers has their variables, labels and statistics, and none of the others.
SELECT plan(37);
\set QUIET on
SET client_min_messages = warning;
CREATE ROLE tap_ann;
CREATE TABLE people AS SELECT i AS id, 1 + i % 2 AS q, 1 + i % 3 AS secret, i % 2 = 0 AS s_1, i % 5 = 0 AS s_2, 1 + i % 4 AS stratum, 1.0::float8 + i % 2 AS w FROM generate_series(1, 120) i;
SELECT register_survey('people', 'people', '{"weight": "w", "design": {"strata": ["stratum"]}, "variables": [{"name": "q", "values": {"1": "a", "2": "b"}}, {"name": "secret", "label": "hush", "values": {"1": "x", "2": "y", "3": "z"}}],
    "sets": [{"name": "s", "members": ["s_1", "s_2"]}]}') \g /dev/null
SELECT pack_survey('people') \g /dev/null
CREATE FUNCTION says(call text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    SET LOCAL ROLE tap_ann;
    EXECUTE call;
    RESET ROLE;
    RETURN 'done';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END$$;
SELECT is(says('SELECT survey_codebook(''people'')'), '42704 survey "people" does not exist', 'no right, no survey');
GRANT SELECT (q, w, stratum) ON people TO tap_ann;
GRANT SELECT ON people_labels TO tap_ann;
SET ROLE tap_ann;
SELECT is((SELECT string_agg(DISTINCT variable, ' ' ORDER BY variable) FROM survey_codebook('people')), 'q stratum w', 'the variables of three columns');
SELECT is((SELECT string_agg(name, ' ' ORDER BY name) FROM mlops_survey.variable), 'q stratum w', 'by the table of variables too');
SELECT is((SELECT string_agg(DISTINCT variable, ' ') FROM mlops_survey.value_label WHERE label IN ('a', 'x')), 'q', 'and their labels');
SELECT ok(survey_codebook_json('people')::text !~ 'secret|hush|"s"', 'nothing of the others');
SELECT is((SELECT count(*) FROM mlops_survey.response_set) + (SELECT count(*) FROM mlops_survey.response_set_member), 0::bigint, 'no sets');
SELECT is((SELECT count(*) FROM mlops_survey.pack) + (SELECT count(*) FROM mlops_survey.pack_segment) + (SELECT count(*) FROM mlops_survey.load_error), 0::bigint, 'no pack');
SELECT is((SELECT string_agg(n::text, ' ' ORDER BY row_code) FROM survey_crosstab('people', '{q}') WHERE row_code IS NOT NULL), '60 60', 'a table of what may be read');
SELECT is((SELECT source FROM survey_explain('people', '{q}')), 'rows', 'from the rows');
SELECT is((SELECT string_agg(n::text, ' ' ORDER BY row_code) FROM survey_crosstab('people', '{q}', tests => 'design') WHERE row_code IS NOT NULL), '60 60', 'by the design');
SELECT is((SELECT string_agg(estimate::text, ' ') FROM survey_mean('people', '{q}', weight => 'none')), '0.5 0.5', 'shares');
SELECT is((SELECT sum(n)::bigint FROM survey_crosstab('people', '{q}', filter => 'stratum = 1') WHERE row_code IS NOT NULL), 30::bigint, 'and a filter');
SELECT is(split_part(convert_from(export_survey('people', 'csv'), 'UTF8'), E'\n', 1), 'q,stratum,w', 'a file of them');
RESET ROLE;
SELECT is(says(call), wanted, call) FROM (VALUES
    ($$SELECT survey_crosstab('people', '{secret}')$$, '42501 permission denied for column "secret" of survey "people"'),
    ($$SELECT survey_crosstab('people', '{q}', '{secret}')$$, '42501 permission denied for column "secret" of survey "people"'),
    ($$SELECT survey_crosstab('people', '{s}')$$, '42501 permission denied for "s" of survey "people"'),
    ($$SELECT survey_crosstab('people', '{s_1}')$$, '42501 permission denied for column "s_1" of survey "people"'),
    ($$SELECT survey_mean('people', '{secret}')$$, '42501 permission denied for column "secret" of survey "people"'),
    ($$SELECT survey_mean('people', '{q}', by => '{secret}')$$, '42501 permission denied for column "secret" of survey "people"'),
    ($$SELECT survey_test('people', 'q', 'secret')$$, '42501 permission denied for column "secret" of survey "people"'),
    ($$SELECT survey_crosstab('people', '{q}', weight => 'secret')$$, '42501 permission denied for column "secret" of survey "people"'),
    ($$SELECT survey_crosstab('people', '{q}', filter => 'secret = 1')$$, '42501 permission denied for table people'),
    ($$SELECT secret FROM people_labels$$, '42501 permission denied for table people'),
    ($$SELECT register_survey('mine', 'people')$$, '42501 permission denied for table people'),
    ($$SELECT drop_survey('people')$$, '42501 must be owner of survey "people"')) v (call, wanted);
-- the key of the respondents names who is refused; who may not read it gets numbers all the same
CREATE TABLE panel AS SELECT i AS id, 1.0::float8 + i % 3 AS w, (i * 37 % 11)::float8 AS y, (i * 29 % 13)::float8 AS x FROM generate_series(1, 60) i;
SELECT register_survey('panel', 'panel', '{"weight": "w", "respondent": "id"}') \g /dev/null
GRANT SELECT (w, x, y) ON panel TO tap_ann;
SELECT is(says(call), 'done', call) FROM (VALUES ($$SELECT survey_glm('panel', 'y ~ x')$$), ($$SELECT survey_drivers('panel', 'y', '{x}')$$), ($$SELECT survey_quantile('panel', '{y}')$$)) v (call);
SELECT drop_survey('panel') \g /dev/null
DROP TABLE panel;
REVOKE SELECT (w) ON people FROM tap_ann;
SELECT is(says($$SELECT survey_crosstab('people', '{q}')$$), '42501 permission denied for column "w" of survey "people"', 'the weight is a column too');
SELECT is(says($$SELECT survey_crosstab('people', '{q}', weight => 'none')$$), 'done', 'unless it is left out');
REVOKE SELECT (stratum) ON people FROM tap_ann;
SELECT is(says($$SELECT survey_mean('people', '{q}', weight => 'none')$$), '42501 permission denied for table people', 'so are those of the design');
GRANT SELECT ON people TO tap_ann;
SET ROLE tap_ann;
SELECT is((SELECT count(DISTINCT variable) FROM survey_codebook('people')), 8::bigint, 'SELECT on the table shows all');
SELECT is((SELECT source FROM survey_explain('people', '{q}')), 'pack', 'and the pack');
SELECT is((SELECT count(*) FROM mlops_survey.response_set_member), 2::bigint, 'and the sets');
RESET ROLE;
ALTER TABLE people OWNER TO tap_ann;
REVOKE ALL ON people FROM tap_ann;
SET ROLE tap_ann;
SELECT is((SELECT count(*) FROM mlops_survey.variable), 7::bigint, 'the owner sees the codebook of what he may not read');
RESET ROLE;
SELECT is(says($$SELECT survey_crosstab('people', '{q}')$$), '42501 permission denied for the answers of survey "people"', 'but not the answers');
SELECT is(says($$SELECT drop_survey('people')$$), 'done', 'and drops it');
SELECT * FROM finish();
DROP TABLE people CASCADE;
DROP OWNED BY tap_ann;
DROP ROLE tap_ann;
