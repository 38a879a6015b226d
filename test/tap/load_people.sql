-- Files as people send them: what is a code, a number, a list, no answer, a date.  Right values are by hand unless a line says otherwise.
SELECT plan(84);
SET datestyle = 'ISO, MDY';

-- a file of one column q, a cell a line, the loads of which are told by what stands in q
CREATE FUNCTION load_cells(name text, cells text[], VARIADIC rest text[] DEFAULT '{}') RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    report record;
BEGIN
    SELECT l.inferred, l.warnings, l.rows_loaded INTO report
    FROM load_survey(name, convert_to(E'id,q\n' || (SELECT string_agg(i || ',' || CASE WHEN c ~ '[,"]' THEN '"' || replace(c, '"', '""') || '"' ELSE c END, E'\n' ORDER BY i)
                                                   FROM unnest(cells) WITH ORDINALITY t(c, i)) || E'\n', 'UTF8'),
        replace => true, codebook => rest[1]::jsonb, decimal_mark => rest[2], grouping_mark => rest[3], date_order => rest[4], multiple_delimiter => rest[5]) l;
    RETURN jsonb_build_object('inferred', report.inferred, 'warnings', report.warnings);
END $$;
CREATE FUNCTION repeated(cells text[], times int) RETURNS text[] LANGUAGE sql RETURN (SELECT array_agg(c) FROM generate_series(1, times), unnest(cells) c);
CREATE FUNCTION codes_of(survey text, variable text) RETURNS text LANGUAGE sql BEGIN ATOMIC
    SELECT string_agg(l.code || '=' || l.label, '; ' ORDER BY l.code) FROM mlops_survey.value_label l JOIN mlops_survey.survey s ON s.id = l.survey_id WHERE s.name = $1 AND l.variable = $2;
END;
CREATE FUNCTION kind_of(survey text, variable text) RETURNS text LANGUAGE sql BEGIN ATOMIC
    SELECT v.measure || coalesce(' ' || v.points, '') FROM mlops_survey.variable v JOIN mlops_survey.survey s ON s.id = v.survey_id WHERE s.name = $1 AND v.name = $2;
END;

-- numbers in labels are the codes
CREATE TABLE reported AS SELECT load_cells('nps', repeated(ARRAY['0 - Not at all likely', '1', '2', '3', '4', '5', '6', '7', '8', '9'], 2)) AS r;
SELECT is((SELECT nps(q) FROM nps), -60::float8, 'a labelled end of 0 to 10 is its own code: nps');
SELECT is((SELECT avg(q)::float8 FROM nps), 4.5::float8, 'and mean');
SELECT ok((SELECT r -> 'inferred' ? 'scale without points, from 0 "0 - Not at all likely" to 9: q' FROM reported), 'the report names the scale and its ends');
SELECT is((SELECT count(load_cells('ends', repeated(ARRAY['Not at all - 0', '5', 'Extremely likely - 10'], 3))) FROM (SELECT) x), 1::bigint, 'numbers at the end');
SELECT is((SELECT string_agg(DISTINCT q::text, ' ' ORDER BY q::text) FROM ends), '0 10 5', 'are codes too');
SELECT is((SELECT count(load_cells('dots', repeated(ARRAY['4. Agree', '5 (highest)', '1 = Low', '2: Less', '3 Middle'], 3))) FROM (SELECT) x), 1::bigint, 'points, brackets, equal signs, blanks');
SELECT is(codes_of('dots', 'q'), '1=1 = Low; 2=2: Less; 3=3 Middle; 4=4. Agree; 5=5 (highest)', 'are all taken off');
SELECT is(kind_of('dots', 'q'), 'ordinal 5', 'and make a scale of five points');
SELECT is((SELECT count(load_cells('refused', repeated(ARRAY['1=Yes', '2=No', '9=Refused'], 3))) FROM (SELECT) x), 1::bigint, '9=Refused');
SELECT is(codes_of('refused', 'q'), '1=1=Yes; 2=2=No; 9=9=Refused', 'is 9');
SELECT is((SELECT count(load_cells('unsure', repeated(ARRAY['Don''t know', '1 - Low', '2', '3', '4', '5 - High'], 3))) FROM (SELECT) x), 1::bigint, 'an answer without a number that is no opinion');
SELECT is(codes_of('unsure', 'q'), '1=1 - Low; 2=2; 3=3; 4=4; 5=5 - High; 99=Don''t know', 'takes a code apart');
TRUNCATE reported;
INSERT INTO reported SELECT load_cells('ranked', repeated(ARRAY['1 - Low', '2 - High', 'Other'], 3));
SELECT is(codes_of('ranked', 'q'), '1=1 - Low; 2=2 - High; 3=Other', 'other answers without one make ranks of all');
SELECT matches((SELECT r ->> 'warnings' FROM reported), 'the numbers in its answers are not its codes, since \\"Other\\" has none', 'which the report says');
SELECT is((SELECT count(load_cells('ages', repeated(ARRAY['35-44', '18-24', '25-34', '45 or more'], 3))) FROM (SELECT) x), 1::bigint, 'ranges');
SELECT is(codes_of('ages', 'q'), '1=18-24; 2=25-34; 3=35-44; 4=45 or more', 'have ranks');

-- a gap before the top code
CREATE FUNCTION scale_of(codes int[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    report jsonb := load_cells('gap', repeated(codes::text[], 5));
BEGIN
    RETURN kind_of('gap', 'q') || CASE WHEN report ->> 'warnings' ~ 'apart' THEN ', ' || substring(report ->> 'warnings' FROM 'q: (.*?) lies? apart') || ' apart' ELSE '' END;
END $$;
SELECT is(scale_of('{1,2,3,4,5,9}'), 'ordinal 5, 9 apart', '1 to 5 and 9');
SELECT is((SELECT string_agg(label || ' ' || coalesce(n::text, '-') || coalesce(' ' || round(value::numeric, 4), ''), ', ' ORDER BY o) FROM (
        SELECT row_number() OVER () AS o, row_label AS label, n, CASE WHEN row_code IS NULL THEN column_percent END AS value
        FROM survey_crosstab('gap', ARRAY['q'])) c WHERE o > 6), 'Top-2-box 10 33.3333, Bottom-2-box 10 33.3333, Mean 25, Standard deviation 25, Standard error 25', 'boxes and mean go by the scale, the base does not');
SELECT is((SELECT estimate FROM survey_mean('gap', ARRAY['q'])), 3::float8, 'as survey_mean knows');
SELECT is(scale_of('{1,2,9}'), 'nominal, 9 apart', '1, 2 and 9');
SELECT is(scale_of('{1,2,3,4,5,6,7,9}'), 'ordinal 7, 9 apart', '1 to 7 and 9');
SELECT is(scale_of('{1,2,3,4,5,8}'), 'ordinal 5, 8 apart', '1 to 5 and 8');
SELECT is(scale_of('{1,2,3,4,9}'), 'ordinal 4, 9 apart', '1 to 4 and 9');
SELECT is(scale_of('{0,1,9}'), 'nominal, 9 apart', '0, 1 and 9');
SELECT is(scale_of('{1,2,3,4,5,98,99}'), 'ordinal 5, 98 and 99 apart', '98 and 99');
SELECT is(scale_of('{0,1,2,3,4,5,6,7,8,10}'), 'ordinal', '0 to 10 without its 9');
SELECT is(scale_of('{1,2,3,5}'), 'ordinal 5', '1 to 5 without its 4');
SELECT is(scale_of('{1,2,3,4,5,7}'), 'ordinal 7', '1 to 7 without its 6');
SELECT is(scale_of('{1,2,3,4,5,6,7,8,9}'), 'ordinal 9', 'nine points');
SELECT is((SELECT count(*) FROM load_survey('items', convert_to(E'q_1,q_2\n1,1\n2,2\n3,3\n4,4\n5,5\n9,6\n1,7\n2,8\n3,9\n', 'UTF8'))), 1::bigint, 'an item with a gap beside one without');
SELECT is(kind_of('items', 'q_1') || ', ' || kind_of('items', 'q_2'), 'ordinal 9, ordinal 9', 'has the points of both');
TRUNCATE reported;
INSERT INTO reported SELECT load_cells('down', repeated(ARRAY['1 - Strongly agree', '2', '3', '4', '5 - Strongly disagree'], 3));
SELECT matches((SELECT r ->> 'warnings' FROM reported), 'q: from good .* to bad', 'a scale from good to bad is named');
SELECT is((SELECT v.reverse FROM mlops_survey.variable v JOIN mlops_survey.survey s ON s.id = v.survey_id WHERE s.name = 'down' AND v.name = 'q'), false, 'and not turned around');

-- ordinal variables of SPSS have points by the same rule
SELECT is((SELECT count(*) FROM load_survey('agree', convert_to(E'q\n1\n2\n3\n4\n5\n9\n', 'UTF8'),
    codebook => '{"variables": [{"name": "q", "measure": "ordinal", "values": {"1": "No", "2": "Rather not", "3": "So so", "4": "Rather", "5": "Yes", "9": "Do not know"}}]}')), 1::bigint, 'an ordinal variable without points');
SELECT ok((SELECT l.inferred @> ARRAY['scale of 5 points, 1 "No" to 5 "Yes": q'] FROM load_survey('spss', export_survey('agree', 'sav')) l), 'has them when it comes from SPSS');
SELECT is((SELECT string_agg(row_label || ' ' || n, ', ') FROM survey_crosstab('spss', ARRAY['q']) WHERE row_label IN ('Top-2-box', 'Mean')), 'Top-2-box 2, Mean 5', 'and boxes, without the code apart');

-- numbers written for people
SELECT is((SELECT count(load_cells('comma', ARRAY['1,75', '1,80', '1,62', '1,75'])) FROM (SELECT) x), 1::bigint, 'decimal commas in a comma file');
SELECT is((SELECT round(avg(q)::numeric, 4) FROM comma), 1.7300, 'are numbers');
SELECT is((SELECT count(load_cells('money', ARRAY['$1,234.50', '$5', '$1,000'])) FROM (SELECT) x), 1::bigint, 'currencies and groups of digits');
SELECT is((SELECT array_agg(q ORDER BY respondent) FROM money), ARRAY[1234.5, 5, 1000]::float8[], 'are numbers');
SELECT is((SELECT count(load_cells('share', ARRAY['45 %', '7%', '100%'])) FROM (SELECT) x), 1::bigint, 'percents');
SELECT is((SELECT array_agg(q ORDER BY respondent) FROM share), ARRAY[45, 7, 100]::float8[], 'are numbers');
SELECT is((SELECT load_report ->> 'warnings' FROM mlops_survey.survey WHERE name = 'share'), '[]', 'without doubt');
SELECT is((SELECT count(load_cells('told', ARRAY['1,234', '5,678'], NULL, ',')) FROM (SELECT) x), 1::bigint, 'decimal_mark');
SELECT is((SELECT array_agg(q ORDER BY respondent) FROM told), ARRAY[1.234, 5.678]::float8[], 'settles what a comma is');
SELECT is((SELECT count(load_cells('scaled', ARRAY['1,75', '70,5', '1 234,5', '12 %'], '{"variables": [{"name": "q", "measure": "scale"}]}')) FROM (SELECT) x), 1::bigint, 'a codebook that says scale');
SELECT is((SELECT array_agg(q ORDER BY respondent) FROM scaled), ARRAY[1.75, 70.5, 1234.5, 12]::float8[], 'loads them');
SELECT throws_matching($$ SELECT load_cells('mixed', ARRAY['1,234', '1,75'], '{"variables": [{"name": "q", "measure": "scale"}]}') $$, '"1,75" is not a number', 'but never one cell so and another so');

SELECT is((SELECT count(load_cells('again', ARRAY['12,50', '1.234', '1.234,5'], '{"variables": [{"name": "q", "measure": "scale"}]}')) FROM (SELECT) x), 1::bigint, 'a point behind decimal commas');
SELECT is((SELECT array_agg(q ORDER BY respondent) FROM again), ARRAY[12.5, 1234, 1234.5]::float8[], 'divides thousands');
SELECT throws_matching($$ SELECT load_cells('mixed', ARRAY['1.234', '12,50'], '{"variables": [{"name": "q", "measure": "scale"}]}') $$, '"12,50" is not a number', 'and is not read as a fraction in the same column');
SELECT is((SELECT rows_refused FROM load_survey('mixed', convert_to(E'n;q\n1;1.234\n2;12,50\n', 'UTF8'), codebook => '{"variables": [{"name": "n", "measure": "scale"}, {"name": "q", "measure": "scale"}]}', on_error => 'reject')), 1::bigint, 'such a row is refused');
SELECT matches((SELECT reason FROM mlops_survey.load_error WHERE survey_name = 'mixed'), 'decimal point, as a cell above was read; if the comma is the decimal character, load with decimal_mark', 'with what to do');
SELECT matches((SELECT load_cells('thousands', ARRAY['1,234', '5,678']) ->> 'warnings'), 'q: 1,234 and the like were read as thousands; .* decimal_mark => '',''', 'an ambiguous column is reported');
SELECT is((SELECT sum(q) FROM thousands), 6912::float8, 'with the reading that was taken');

-- lists of codes and choices
SELECT is((SELECT count(load_cells('codes', ARRAY['1,4', '1,3', '1,2,4', '1,2,3', '2', '3', '1,3', '2,4'])) FROM (SELECT) x), 1::bigint, 'lists of codes');
SELECT is((SELECT string_agg(concat_ws('', q_1::int, q_2::int, q_3::int, q_4::int), ' ' ORDER BY respondent) FROM codes), '1001 1010 1101 1110 0100 0010 1010 0101', 'are a set');
SELECT matches((SELECT load_cells('pairs', ARRAY['1,3', '2', '1', '2', '1,2']) ->> 'warnings'), 'q: its cells were read as numbers with a decimal comma; if they are lists of codes, load with multiple_delimiter', 'what may be either is reported');
SELECT is((SELECT load_cells('pairs', ARRAY['1,3', '2', '1', '2', '1,2'], NULL, NULL, NULL, NULL, ',') ->> 'warnings'), '[]', 'and the argument settles it');
SELECT is((SELECT string_agg(concat_ws('', q_1::int, q_2::int, q_3::int), ' ' ORDER BY respondent) FROM pairs), '101 010 100 010 110', 'as a set');
SELECT is((SELECT count(load_cells('texts', ARRAY['Yes, always,No', 'No', 'Yes, always,No,Sometimes, but rarely', 'Sometimes, but rarely', 'Yes, always', 'No,Sometimes, but rarely'])) FROM (SELECT) x), 1::bigint, 'options with commas');
SELECT is((SELECT string_agg(coalesce(m.label, v.label), '; ' ORDER BY m.position) FROM mlops_survey.response_set_member m JOIN mlops_survey.survey s ON s.id = m.survey_id JOIN mlops_survey.variable v ON (v.survey_id, v.name) = (m.survey_id, m.variable) WHERE s.name = 'texts'), 'Yes, always; No; Sometimes, but rarely', 'stay whole');
SELECT is((SELECT count(load_cells('blanks', ARRAY['R G B', 'B', 'R B', '', 'G'], NULL, NULL, NULL, NULL, ' ')) FROM (SELECT) x), 1::bigint, 'a blank as delimiter');
SELECT is((SELECT string_agg(concat_ws('', q_1::int, q_2::int, q_3::int), ' ' ORDER BY respondent) FROM blanks), '111 001 101  010', 'divides names');
SELECT is((SELECT count(load_cells('ordered', ARRAY['A;B;C;', 'B;A;C;', 'C;B;A;'])) FROM (SELECT) x), 1::bigint, 'all options in each cell');
SELECT is((SELECT string_agg(concat_ws('', q_1, q_2, q_3), ' ' ORDER BY respondent) FROM ordered), '123 213 321', 'are a ranking: one variable a place');

-- no answer
SELECT is((SELECT count(load_cells('none', ARRAY['5', 'None', '.', '-', '#VALUE!', 'nan', 'n/a', '7'])) FROM (SELECT) x), 1::bigint, 'words among numbers');
SELECT is((SELECT count(q) || ' ' || sum(q) FROM none), '2 12', 'are no answer');
SELECT is((SELECT count(load_cells('kept', repeated(ARRAY['None', 'SQL', 'R', 'n/a'], 3))) FROM (SELECT) x), 1::bigint, 'words among answers');
SELECT is(codes_of('kept', 'q'), '1=None; 2=SQL; 3=R', 'None is one of them, n/a is not');

-- dates and times
SELECT is((SELECT count(load_cells('instants', ARRAY['2024/08/06 1:05:09 PM GMT+2', '2024-05-01T09:12:33.5+02:00'])) FROM (SELECT) x), 1::bigint, 'instants');
SET timezone = 'UTC';
SELECT is((SELECT array_agg(q ORDER BY respondent) FROM instants), ARRAY['2024-08-06 11:05:09+00', '2024-05-01 07:12:33.5+00']::timestamptz[], 'with their zones');
SELECT is((SELECT count(load_cells('named', ARRAY['06-Aug-2024', 'Aug 7, 2024', '8. August 2024'])) FROM (SELECT) x), 1::bigint, 'months by name');
SELECT is((SELECT array_agg(q ORDER BY respondent) FROM named), ARRAY['2024-08-06', '2024-08-07', '2024-08-08']::date[], 'are dates');
SELECT is((SELECT count(load_cells('dotted', ARRAY['06.08.2024', '07.08.2024'])) FROM (SELECT) x), 1::bigint, 'days before months between points');
SELECT is((SELECT array_agg(q ORDER BY respondent) FROM dotted), ARRAY['2024-08-06', '2024-08-07']::date[], 'whatever DateStyle says');
SELECT matches((SELECT load_cells('unclear', ARRAY['05/06/2024', '07/08/2024']) ->> 'warnings'), 'q: no day is beyond 12, and the month was read first \(05/06/2024 is 2024-05-06\); .* date_order => ''dmy''', 'an ambiguous column is reported');
SELECT is((SELECT count(load_cells('clear', ARRAY['05/06/2024', '07/08/2024'], NULL, NULL, NULL, 'dmy')) FROM (SELECT) x), 1::bigint, 'date_order');
SELECT is((SELECT array_agg(q ORDER BY respondent) FROM clear), ARRAY['2024-06-05', '2024-08-07']::date[], 'settles it');

SELECT matches((SELECT load_cells('other', ARRAY['05/06/2024', '25/06/2024'], NULL, NULL, NULL, 'mdy') ->> 'warnings'), 'q is no date: not all of its dates are in the order that date_order says', 'and dates that contradict it are named');

-- a partial codebook keeps what it does not mention
SELECT is((SELECT count(*) FROM load_survey('partial', convert_to(E'q1,weight\n1,0.5\n2,1.5\n', 'UTF8'), codebook => '{"variables": [{"name": "q1", "label": "How?"}]}')), 1::bigint, 'a codebook without a weight');
SELECT is((SELECT weight FROM mlops_survey.survey WHERE name = 'partial'), 'weight', 'does not switch weighting off');
SELECT is((SELECT count(*) FROM load_survey('unweighted', convert_to(E'q1,weight\n1,0.5\n2,1.5\n', 'UTF8'), codebook => '{"weight": null, "variables": [{"name": "q1", "label": "How?"}]}')), 1::bigint, 'null');
SELECT is((SELECT weight FROM mlops_survey.survey WHERE name = 'unweighted'), NULL, 'does');
SELECT * FROM finish();
