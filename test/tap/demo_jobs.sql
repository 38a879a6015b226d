-- The jobs of a researcher's week, as the scripts of the demo do them, with numbers from outside: the poll by plain SQL over the file; rim weights, their
-- errors and changes by R survey 4 (rake, svytotal, svycontrast); NHANES by R survey over haven's read_xpt; the cells that FiveThirtyEight printed.
\set QUIET 1
SET client_min_messages = error;
\ir include/near.psql
\if :have_shared
SELECT plan(41);

-- none is longer than in SPSS, whose commands the script names
CREATE FUNCTION statements(script text) RETURNS int LANGUAGE sql AS $$ SELECT count(*)::int FROM regexp_matches(script, '^SELECT ', 'gn') $$;
CREATE FUNCTION in_spss(script text) RETURNS int LANGUAGE sql AS $$ SELECT substring(script FROM 'In SPSS: (\d+) commands')::int $$;
\set script `cat :'project'/demo/banner_book.sql`
SELECT cmp_ok(statements(:'script'), '<', in_spss(:'script'), 'a poll with a banner book');
\set script `cat :'project'/demo/rim_weights.sql`
SELECT cmp_ok(statements(:'script'), '<', in_spss(:'script'), 'rim weights');
\set script `cat :'project'/demo/tracker.sql`
SELECT cmp_ok(statements(:'script'), '<', in_spss(:'script'), 'a tracker');
\set script `cat :'project'/demo/nhanes.sql`
SELECT cmp_ok(statements(:'script'), '<', in_spss(:'script'), 'NHANES');
\set script `cat :'project'/demo/published_cells.sql`
SELECT cmp_ok(statements(:'script'), '<', in_spss(:'script'), 'published cells');

-- a poll
\set data :shared '/data/538-nonvoters'
\o /dev/null
\i :project/demo/banner_book.sql
\o
CREATE TABLE raw (line text);
SELECT format('CREATE TABLE poll_raw (%s)', (SELECT string_agg(format('%I text', lower(c)), ', ') FROM unnest(string_to_array(btrim(split_part(convert_from(pg_read_binary_file(:'data' || '/nonvoters_data.csv', 0, 4000), 'UTF8'), E'\n', 1), E'\uFEFF\r'), ',')) c)) \gexec
SELECT format('COPY poll_raw FROM %L WITH (FORMAT csv, HEADER)', :'data' || '/nonvoters_data.csv') \gexec
CREATE VIEW poll_answers AS SELECT q8_8::int AS q, voter_category AS v, CASE WHEN ppage::int < 35 THEN '18-34' WHEN ppage::int < 55 THEN '35-54' ELSE '55 and over' END AS band, weight::float8 AS w FROM poll_raw WHERE q8_8 <> '-1';
SELECT is((SELECT string_agg(format('%s %s', column_label, round(column_percent::numeric, 6)), ', ' ORDER BY column_position) FROM survey_crosstab('poll', '{q8_8}', '{voter_category,band}') WHERE row_label = 'Trusts' AND NOT is_total),
    (SELECT string_agg(format('%s %s', c, round((100 * p)::numeric, 6)), ', ' ORDER BY o) FROM (
        SELECT v AS c, sum(w) FILTER (WHERE q <= 2) / sum(w) AS p, CASE v WHEN 'always' THEN 1 WHEN 'sporadic' THEN 2 ELSE 3 END AS o FROM poll_answers GROUP BY v
        UNION ALL SELECT band, sum(w) FILTER (WHERE q <= 2) / sum(w), 4 + rank() OVER (ORDER BY band) FROM poll_answers GROUP BY band) x), 'a net by the banner');
SELECT near((SELECT estimate FROM survey_crosstab('poll', '{q8_8}', '{}') WHERE statistic = 'mean'), (SELECT sum(w * q) / sum(w) FROM poll_answers), 'a mean', 1e-12);
SELECT near((SELECT effective_base FROM survey_crosstab('poll', '{q8_8}', '{voter_category}') WHERE row_label = 'Trusts' AND column_label = 'always'), (SELECT sum(w) ^ 2 / sum(w * w) FROM poll_answers WHERE v = 'always'), 'an effective base', 1e-12);
SELECT is((SELECT string_agg(code || ' ' || value_label || CASE WHEN missing THEN ' (missing)' ELSE '' END, ', ' ORDER BY code) FROM survey_codebook('poll') WHERE variable = 'q3_2'), '-1 -1 (missing), 1 Strongly agree, 2 Somewhat agree, 3 Somewhat disagree, 4 Strongly disagree', 'six grids in six lines');
SELECT is((SELECT get_byte(b, 0) || ' ' || get_byte(b, 1) FROM export_crosstab('poll', '{q8_8}', '{voter_category}') b), '80 75', 'a workbook');

-- rim weights
\set data :shared '/data/quantipy-example-a'
\o /dev/null
\i :project/demo/rim_weights.sql
\o
CREATE TABLE trend AS SELECT * FROM survey_trend('example', '{q8}', 'wave') WHERE category = 'Breakfast';
SELECT near((SELECT estimate FROM trend WHERE wave_code = 1), 0.4108677904836883, 'a share of the first wave', 1e-9);
SELECT near((SELECT std_error FROM trend WHERE wave_code = 1), 0.0228743015966945, 'its error after raking', 1e-9);
SELECT near((SELECT estimate FROM trend WHERE wave_code = 2), 0.4124139890854548, 'of the second', 1e-9);
SELECT near((SELECT std_error FROM trend WHERE wave_code = 2), 0.0222529464102142, 'its error', 1e-9);
SELECT near((SELECT change_error FROM trend WHERE wave_code = 2), 0.0319128077306224, 'that of the change', 1e-9);
SELECT near((SELECT change FROM trend WHERE wave_code = 3), -0.0294286129836343, 'the next change', 1e-9);
SELECT near((SELECT change_error FROM trend WHERE wave_code = 3), 0.0317478701141451, 'its error', 1e-9);
SELECT near((SELECT change FROM trend WHERE wave_code = 5), -0.0515975494384254, 'the last change', 1e-9);
SELECT near((SELECT change_error FROM trend WHERE wave_code = 5), 0.0323701979582744, 'its error', 1e-9);
SELECT is((SELECT bool_and(abs(share - 0.49) < 1e-9) FROM (SELECT sum(rim) FILTER (WHERE gender = 1) / sum(rim) AS share FROM example GROUP BY wave) s), true, 'each wave meets its targets');

-- NHANES
\set data :shared '/data/nhanes-xpt'
\o /dev/null
\i :project/demo/nhanes.sql
\o
SELECT near((SELECT estimate FROM survey_mean('nhanes', '{ridageyr}')), 37.986593821427107, 'mean age', 1e-12);
SELECT near((SELECT std_error FROM survey_mean('nhanes', '{ridageyr}')), 0.630004300431801, 'its error', 1e-9);
CREATE TABLE poverty AS SELECT * FROM survey_mean('nhanes', '{indfmpir}', by => '{riagendr}', filter => 'ridageyr >= 20');
SELECT near((SELECT estimate FROM poverty WHERE domain_label = 'Men'), 3.11502565426878, 'income of men', 1e-12);
SELECT near((SELECT std_error FROM poverty WHERE domain_label = 'Men'), 0.10595697798070, 'its error', 1e-9);
SELECT near((SELECT estimate FROM poverty WHERE domain_label = 'Women'), 2.90300628363537, 'of women', 1e-12);
SELECT near((SELECT std_error FROM poverty WHERE domain_label = 'Women'), 0.10183177751788, 'its error', 1e-9);
CREATE TABLE college AS SELECT * FROM survey_proportion('nhanes', '{dmdeduc2}', by => '{riagendr}', filter => 'ridageyr >= 20') WHERE category = 'College';
SELECT near((SELECT estimate FROM college WHERE domain_label = 'Men'), 0.3180186975789945, 'college, men', 1e-12);
SELECT near((SELECT std_error FROM college WHERE domain_label = 'Men'), 0.0334705825134121, 'its error', 1e-9);
SELECT near((SELECT std_error FROM college WHERE domain_label = 'Women'), 0.0272534140153462, 'of women', 1e-9);
CREATE TABLE tested AS SELECT * FROM survey_test('nhanes', 'dmdeduc2', 'riagendr', filter => 'ridageyr >= 20') WHERE test = 'rao-scott-f';
SELECT near((SELECT estimate FROM tested), 6.62401172038473174, 'the test of Rao and Scott', 1e-9);
SELECT near((SELECT p_value FROM tested), 0.00044560232000107, 'its probability', 1e-9);
CREATE TABLE model AS SELECT * FROM survey_glm('nhanes', 'indfmpir ~ ridageyr + riagendr', filter => 'ridageyr >= 20');
SELECT near((SELECT estimate FROM model WHERE term = 'ridageyr'), 0.00982266840844, 'a coefficient', 1e-9);
SELECT near((SELECT std_error FROM model WHERE term = 'ridageyr'), 0.00261053575756, 'its error', 1e-9);
SELECT near((SELECT p_value FROM model WHERE estimate < 0), 4.38495834593e-05, 'and probability', 1e-9);

-- cells as they were printed, in whole percents
\set data :shared '/data/538-masculinity'
\o /dev/null
\i :project/demo/published_cells.sql
\o
CREATE TABLE printed (variable text, answer text, percents int[]);
INSERT INTO printed VALUES
    ('q0001', 'Very masculine', '{37,29,42,37,34,44,43,30,40,21}'), ('q0001', 'Somewhat masculine', '{46,47,46,47,50,39,47,46,47,49}'),
    ('q0001', 'Not very masculine', '{11,13,9,13,11,11,6,17,10,19}'), ('q0001', 'Not at all masculine', '{5,10,2,3,4,6,3,6,3,10}'),
    ('q0002', 'Very important', '{16,18,17,13,11,26,17,15,16,11}'), ('q0002', 'Somewhat important', '{37,38,37,32,38,35,37,37,38,33}'),
    ('q0002', 'Not too important', '{28,18,31,37,32,20,29,27,29,36}'), ('q0002', 'Not at all important', '{18,26,15,18,18,19,17,21,17,19}'),
    ('q0004', 'Father or father figure(s)', '{64,58,66,64,65,60,67,60,65,59}'), ('q0004', 'Mother or mother figure(s)', '{41,42,41,42,42,40,43,39,41,40}'),
    ('q0004', 'Friends', '{35,42,33,31,35,36,31,40,34,43}'), ('q0004', 'Other family members', '{35,37,36,31,34,37,36,34,35,37}'),
    ('q0004', 'Pop culture', '{23,42,17,12,21,29,13,35,20,44}'), ('q0004', 'Other (please specify)', '{17,11,18,21,18,13,20,12,18,10}'),
    ('q0005', 'Yes', '{60,70,57,53,58,65,56,66,58,81}'), ('q0005', 'No', '{39,29,42,47,41,35,44,34,41,19}'),
    ('q0008', 'Your weight', '{54,45,59,53,53,56,54,55,54,64}'), ('q0008', 'Your physical health', '{49,42,52,54,53,43,49,50,50,52}'),
    ('q0008', 'Your physique', '{33,40,34,23,35,31,28,40,31,58}'), ('q0008', 'Your mental health', '{32,45,30,17,33,30,25,40,31,42}'),
    ('q0008', 'Sexual performance or amount of sex', '{23,24,26,16,23,25,24,23,21,35}'), ('q0008', 'Your hair or hairline', '{19,33,16,7,17,23,13,26,18,24}'),
    ('q0008', 'Your clothing or style', '{18,31,15,9,15,26,12,26,16,40}'), ('q0008', 'Appearance of your genitalia', '{13,17,13,6,13,12,10,16,11,23}'),
    ('q0008', 'Your height', '{6,12,4,1,4,10,4,9,5,12}'), ('q0008', 'None of the above', '{13,10,12,19,14,10,13,12,13,9}');
CREATE TABLE ours AS SELECT c.*, array_position('{Total,18 - 34,35 - 64,65 and up,White,Non-white,Has children,No children,Straight,Gay/Bisexual}', column_label) AS place
FROM survey_crosstab('men', '{q0001,q0002,q0004,q0005,q0008}', '{age3,race2,kids,orientation}') c WHERE statistic = 'percent';
SELECT is((SELECT count(*) FROM printed p JOIN ours o ON (o.row_variable, o.row_label) = (p.variable, p.answer) AND o.place IS NOT NULL), 260::bigint, '260 cells that were printed');
SELECT is((SELECT string_agg(format('%s %s: %s, printed %s', o.row_label, o.column_label, o.column_percent, p.percents[o.place]), '; ') FROM printed p JOIN ours o ON (o.row_variable, o.row_label) = (p.variable, p.answer)
    WHERE o.place IS NOT NULL AND round(o.column_percent) <> p.percents[o.place]), NULL, 'all of them agree');
SELECT is((SELECT round((100 * margin_of_error(n))::numeric, 1) FROM survey_margin_of_error('men')), 2.4, 'the margin that was printed, 2.5 points, knows of no weights');
SELECT near((SELECT deff_weights FROM survey_margin_of_error('men', '{q0001}')), (SELECT count(*) * sum(weight * weight) / sum(weight) ^ 2 FROM men), 'Kish''s design effect', 1e-9);
SELECT near((SELECT margin FROM survey_margin_of_error('men', '{q0001}')), (SELECT 100 * 1.959963984540054 * sqrt(greatest((SELECT count(*) * sum(weight * weight) / sum(weight) ^ 2 FROM men),
    (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY deff) FROM survey_proportion('men', '{q0001}', design_effect => 'replace'))) * 0.25 / 1615)), 'the margin that does', 1e-9);
SELECT is((SELECT note ~ 'Community Survey' FROM survey_margin_of_error('men')), true, 'and names its model');
SELECT is((SELECT count(*) FROM survey_check()), 0::bigint, 'the catalogue fits');
\else
SELECT plan(1);
SELECT skip('the shared surveys are not here', 1);
\endif
SELECT * FROM finish();
