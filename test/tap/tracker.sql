-- Waves with a name: loaded one after the other with what they bring, replaced one by one, weighted one by one.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(55);

\ir include/near.psql
CREATE FUNCTION message(content text, codebook jsonb, options jsonb, append boolean DEFAULT true, replace boolean DEFAULT false) RETURNS text LANGUAGE plpgsql AS $$
DECLARE state text; message text;
BEGIN
    PERFORM load_survey('tr', convert_to(content, 'UTF8'), codebook, append => append, replace => replace, options => options);
    RETURN 'ok';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
    RETURN state || ' ' || message;
END $$;
CREATE FUNCTION noted(content text, codebook jsonb, options jsonb, replace boolean DEFAULT false) RETURNS text LANGUAGE SQL AS $$
    SELECT concat_ws(' | ', array_to_string(ARRAY(SELECT i FROM unnest(inferred) WITH ORDINALITY t(i, n) WHERE i <> ALL ('{encoding UTF8,delimiter comma,header rows 1}') AND i !~ '^wave ' ORDER BY n), '; '), nullif(array_to_string(warnings, '; '), ''))
    FROM load_survey('tr', convert_to(content, 'UTF8'), codebook, append => true, replace => replace, options => options) $$;

-- the first wave
SELECT is((SELECT rows_loaded FROM load_survey('tr', E'id,person,sex,q1,m_1,m_2,base\n1,101,Male,1,1,0,1.5\n2,102,Female,2,0,1,0.5\n3,103,Male,5,1,1,1\n4,104,Female,4,0,1,1\n5,105,Male,3,1,0,1\n6,106,Female,2,0,0,1\n'::bytea,
    '{"respondent": "id", "person": "person", "weight": "base", "variables": [{"name": "q1", "points": 5}, {"name": "person", "type": "integer", "measure": "text"}, {"name": "sex", "measure": "nominal"}, {"name": "base", "measure": "scale"}]}',
    options => '{"wave": "2026-01"}')), 6::bigint, 'a first wave');
SELECT is((SELECT string_agg(DISTINCT wave::text, ' ') FROM tr), '202601', 'its code is the month');
SELECT is((SELECT value_label FROM survey_codebook('tr') WHERE variable = 'wave'), '2026-01', 'its label the name');
SELECT is((SELECT string_agg(DISTINCT wave, ' ') FROM tr_labels), '2026-01', 'the view has it');
SELECT is(survey_codebook_json('tr') ->> 'person', 'person', 'the codebook knows who is the same person');

-- a further one: a question more, an option more of a set, an answer more; columns that it has not
SELECT is(noted(E'id,person,sex,q1,m_1,m_2,m_3,q9,base\n11,101,Male,1,1,0,1,Yes,1\n12,102,Female,2,0,1,0,No,1\n13,107,Diverse,5,1,1,0,Yes,1\n14,108,Female,4,0,1,1,No,1\n', NULL, '{"wave": "2026-02"}'),
    'new code of sex: 3 = Diverse; new variable m_3: nominal; new variable q9: nominal', 'what is new is said');
SELECT is((SELECT string_agg(concat_ws(' ', id, sex, m_3, q9), ', ' ORDER BY id) FROM tr WHERE wave = 202602), '11 1 t 1, 12 2 f 2, 13 3 f 1, 14 2 t 2', 'and loaded');
SELECT is((SELECT count(*) FROM tr WHERE wave = 202601 AND m_3 IS NULL AND q9 IS NULL), 6::bigint, 'nobody was asked before');
SELECT is((SELECT string_agg(row_label || ' ' || n, ', ') FROM survey_crosstab('tr', '{m}', weight => 'none') WHERE row_code IS NOT NULL), 'm_1 5, m_2 6, m_3 2', 'the set has an option more');
SELECT is((SELECT string_agg(value_label, ', ' ORDER BY code) FROM survey_codebook('tr') WHERE variable = 'sex'), 'Male, Female, Diverse', 'the variable an answer more');
SELECT is(noted(E'id,person,sex,q1,m_1,m_2\n21,101,Male,9,1,0\n', '{"variables": [{"name": "q1", "missing": {"9": "Refused"}}]}', '{"wave": "2026-03"}'),
    'new code of q1: 9 = Refused (missing) | m_3 is not in this file: left empty; q9 is not in this file: left empty; base: 1 respondents of this wave have no weight, so weighted analyses leave them out until they are weighted', 'a code that is missing, and what is not asked any more');
SELECT is((SELECT n FROM survey_mean('tr', '{q1}', weight => 'none')), 10::bigint, 'it is in no mean');

-- one wave in the place of itself
SELECT is(noted(E'id,person,sex,q1,m_1,m_2,m_3,q9,base\n11,101,Male,1,1,0,1,Yes,1\n12,102,Female,3,0,1,0,No,1\n', NULL, '{"wave": "2026-02"}', true), '4 respondents of wave 2026-02 gave way to those of the file', 'a wave is replaced');
SELECT is((SELECT string_agg(wave || ' ' || n, ', ' ORDER BY wave) FROM (SELECT wave, count(*) AS n FROM tr GROUP BY wave) s), '202601 6, 202602 2, 202603 1', 'and no other');

-- what contradicts the waves before
SELECT is(message(E'id,person,sex,q1,m_1,m_2\n31,101,Male,1,1,0\n', NULL, '{"wave": "2026-02"}'), '42710 wave "2026-02" of survey "tr" is there already', 'a wave that is there');
SELECT is(message(E'id,person,sex,q1,m_1,m_2\n31,101,Male,7,1,0\n', NULL, '{"wave": "2026-04"}'), '22023 variable "q1": code 7 is outside the scale of 5 points', 'a code outside of the scale');
SELECT is(message(E'id,person,sex,q1\n31,101,1,1\n', '{"variables": [{"name": "sex", "values": {"1": "Women", "2": "Men"}}]}', '{"wave": "2026-04"}'), '22023 variable "sex": code 1 is "Male" in the survey and "Women" in the file', 'a label that changes');
SELECT is(message(E'id,person,sex,q1\n31,101,1,1\n', '{"variables": [{"name": "sex", "missing": {"1": "Male"}, "values": {"2": "Female"}}]}', '{"wave": "2026-04"}'), '22023 variable "sex": code 1 is valid in the survey, but not in the file', 'an answer that is missing now');
SELECT is(message(E'id,person,sex,q1\n31,101,1,1\n', '{"variables": [{"name": "sex", "measure": "scale"}]}', '{"wave": "2026-04"}'), '22023 variable "sex" is nominal in the survey and scale in the file', 'a measure that differs');
SELECT is(message(E'id,person,sex,q1\n31,101,Male,often\n', NULL, '{"wave": "2026-04"}'), '22023 variable "q1": code 6 is outside the scale of 5 points', 'texts on a scale');
SELECT is(message(E'id,wave\n31,4\n', NULL, '{"wave": "2026-04"}'), '42701 the file has a column "wave" of its own', 'a wave variable of the file');
SELECT is(message(E'id,person\n31,101\n', NULL, '{"wave": "2026-04", "wave_variable": "period"}'), '42703 survey "tr" has no variable "period" that says the wave', 'a wave variable that is not there');
SELECT is(message(E'id,person\n31,101\n', NULL, '{"wave": "2026-04", "wave_variable": "q1"}'), '42809 variable "q1" is a scale of 5 points and cannot say the wave', 'or is something else');
SELECT is(message(E'id,person\n31,101\n', NULL, '{"wave": ""}'), '22023 wave must be the name of a wave, not ""', 'no name');
SELECT is(message(E'id,person\n31,101\n', NULL, '{"wave_variable": "x"}'), '22023 "wave_variable" goes with "wave"', 'no wave');
SELECT is(message(E'id,person\n31,101\n', NULL, NULL, true, true), '22023 replace and append exclude each other', 'no wave to replace');
SELECT is((SELECT count(*) FROM tr), 9::bigint, 'nothing of that was loaded');
SELECT is((SELECT count(*) FROM pg_attribute WHERE attrelid = 'tr'::regclass AND attnum > 0 AND NOT attisdropped), 10::bigint, 'or added');

-- numbers in answers are the codes, in each wave: the scores of the second by hand 0, 7, 3, 3, 10, so (1 promoter - 3 detractors) / 5 and a mean of 23 / 5
CREATE FUNCTION wave_of(survey text, content text, wave text, codebook jsonb DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE message text;
BEGIN
    RETURN (SELECT array_to_string(ARRAY(SELECT i FROM unnest(inferred[4:]) WITH ORDINALITY t(i, n) WHERE i !~ '^wave ' ORDER BY n), '; ') FROM load_survey(survey, convert_to(content, 'UTF8'), CASE WHEN wave = '2024-01' THEN '{"respondent": "id"}' ELSE codebook END, append => wave <> '2024-01', options => jsonb_build_object('wave', wave)));
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
    RETURN message;
END $$;
CREATE TABLE first_waves AS SELECT ARRAY[wave_of('wn', E'id,nps\n1,0 - Not at all likely\n2,6\n3,8\n4,9\n5,10 - Extremely likely\n6,9\n7,8\n8,0 - Not at all likely\n', '2024-01'),
    wave_of('wl', E'id,q\n1,1 - Bad\n2,2 - Poor\n3,4 - Good\n4,5 - Very good\n5,1 - Bad\n6,5 - Very good\n7,4 - Good\n8,2 - Poor\n', '2024-01'),
    wave_of('wt', E'id,q\n1,Very bad (1)\n2,Bad (2)\n3,Good (4)\n4,Good (4)\n5,Very bad (1)\n6,Bad (2)\n', '2024-01'),
    wave_of('we', E'id,q\n1,Never\n2,3\n3,5\n4,Never\n5,3\n6,5\n', '2024-01')] AS loaded;
SELECT is(wave_of('wn', E'id,nps\n11,0 - Not at all likely\n12,7\n13,3\n14,3\n15,10 - Extremely likely\n', '2024-02'), 'new code of nps: 3 = 3; new code of nps: 7 = 7', 'new points of a scale with labelled ends');
SELECT is((SELECT string_agg(nps::text, ' ' ORDER BY id) FROM wn WHERE wave = 202402), '0 7 3 3 10', 'have the codes that they are');
SELECT is((SELECT nps(nps) FROM wn WHERE wave = 202402)::numeric, -40::numeric, 'so that the score is right');
SELECT near((SELECT avg(nps)::float8 FROM wn WHERE wave = 202402), 4.6, 'and the mean', 1e-9);
SELECT is(wave_of('wl', E'id,q\n11,3 - Neither\n12,1 - Bad\n13,3 - Neither\n', '2024-02'), 'new code of q: 3 = 3 - Neither', 'a point that nobody chose before');
SELECT is((SELECT string_agg(q || ' ' || q_label, ', ' ORDER BY id) FROM (SELECT t.id, t.q, l.q AS q_label FROM wl t JOIN wl_labels l USING (id) WHERE t.wave = 202402) s), '3 3 - Neither, 1 1 - Bad, 3 3 - Neither', 'with its label');
SELECT is(wave_of('wl', E'id,q\n21,5 - Super\n22,1 - Bad\n', '2024-03'), 'variable "q": code 5 is "5 - Very good" in the survey and "5 - Super" in the file', 'a number with another text');
SELECT is(wave_of('wl', E'id,q\n21,6 - Super\n22,1 - Bad\n', '2024-03'), 'variable "q": code 6 is outside the scale of 5 points', 'a number outside of the scale');
SELECT is(wave_of('wl', E'id,q\n21,Fine\n22,1 - Bad\n', '2024-03'), 'variable "q": the answer "Fine" carries no number, which the others have for their code', 'no number');
SELECT is(wave_of('wt', E'id,q\n21,Neither (3)\n22,Good (4)\n', '2024-02'), 'new code of q: 3 = Neither (3)', 'numbers behind the texts');
SELECT is(wave_of('we', E'id,q\n21,4\n22,Never\n', '2024-02', '{"variables": [{"name": "q", "label": "How often?"}]}'), 'new code of q: 4 = 4', 'a number is its own code beside texts, whatever else is said');

-- options of a set in one column: by hand
CREATE TABLE first_options AS SELECT ARRAY[wave_of('wd', E'id,t\n1,SQL;R\n2,SQL\n3,R\n4,SQL;R\n', '2024-01'), wave_of('wc', E'id,t\n1,"SQL,R"\n2,SQL\n3,"R,Go"\n4,"SQL,R,Go"\n5,"Go,SQL"\n', '2024-01')] AS loaded;
SELECT is(wave_of('wd', E'id,t\n5,SQL;Julia\n6,R\n7,\n', '2024-02'), 'new option of t: t_3 = Julia; new variable t_3: nominal', 'an option that only a later wave has');
SELECT is((SELECT string_agg(concat_ws(' ', id, coalesce(t_1::text, '-'), coalesce(t_2::text, '-'), coalesce(t_3::text, '-')), ', ' ORDER BY id) FROM wd WHERE id > 2),
    '3 false true -, 4 true true -, 5 true false true, 6 false true false, 7 - - -', 'nobody was asked for it before');
SELECT is((SELECT string_agg(row_label || ' ' || n, ', ') FROM survey_crosstab('wd', '{t}') WHERE row_code IS NOT NULL), 'SQL 4, R 4, Julia 1', 'the set has it');
SELECT is(wave_of('wd', E'id,t\n8,julia;Go; \n9,go\n', '2024-03'), 'new option of t: t_4 = Go; new variable t_4: nominal', 'and the next wave knows it in whatever letter case');
SELECT is(wave_of('wd', E'id,t\n10,SQL;R\n', '2024-04'), '', 'or brings nothing new');
SELECT is(wave_of('wc', E'id,t\n6,"SQL,Julia"\n', '2024-02'), 'new option of t: t_4 = Julia; new variable t_4: nominal', 'commas divide, too');
SELECT is(wave_of('wc', E'id,t\n7,"SQL,C, or C++"\n', '2024-03'), 'column "t": "C, or C++" may be one new option or several', 'where it is clear that they do');

-- weights: the new wave is weighted, the others keep theirs
CREATE TABLE raked AS SELECT * FROM rake_survey('tr', '{"sex": {"Male": 0.5, "Female": 0.5, "Diverse": 0}}', 'w', base => 'base', within => '{wave}', options => '{"waves": ["2026-01"]}', unit => 'share');
CREATE TABLE first AS SELECT id, w FROM tr;
CREATE TABLE raked_2 AS SELECT * FROM rake_survey('tr', '{"sex": {"Male": 0.4, "Female": 0.6, "Diverse": 0}}', 'w', base => 'base', within => '{wave}', options => '{"waves": ["2026-02"]}', unit => 'share');
SELECT is((SELECT count(*) FROM tr JOIN first USING (id) WHERE wave = 202601 AND tr.w = first.w), 6::bigint, 'a published wave keeps its weights');
SELECT is((SELECT string_agg(round(w::numeric, 6)::text, ' ' ORDER BY id) FROM tr WHERE wave = 202602), '0.800000 1.200000', 'the new one has its own');
SELECT throws_ok($$ SELECT * FROM rake_survey('tr', '{"sex": {"Male": 0.5, "Female": 0.5}}', 'w', options => '{"waves": ["2026-02"]}') $$, '22023', '"waves" needs one variable in "within", that of the waves', 'waves of no variable');

-- a person in two waves is one cluster: R's svydesign(~person, weights = ~w), svycontrast(svyby(~y, ~wave, covmat = TRUE), ...)
CREATE TABLE panel AS
SELECT row_number() OVER (ORDER BY k, i)::int AS id, (ARRAY[202601, 202602, 202603])[k + 1] AS wave, p AS person, 1 + p % 2 AS sex, 1 + (p * 7 + k * 3 + p / 5) % 5 AS q1, ((p * 37) % 11 + k * 0.5)::float8 AS y, (1 + (p % 3) / 2.0)::float8 AS w
FROM generate_series(0, 2) k, generate_series(1, 40) i, LATERAL (SELECT i + 20 * k AS p) x;
CREATE TABLE unsaid AS SELECT register_survey('panel', 'panel', '{"weight": "w", "respondent": "id", "person": "person", "variables": [{"name": "wave", "values": {"202601": "2026-01", "202602": "2026-02", "202603": "2026-03"}},
    {"name": "sex", "values": {"1": "Women", "2": "Men"}}, {"name": "q1", "points": 5, "nets": {"High": [4, 5]}}, {"name": "person", "measure": "text"}, {"name": "y", "measure": "scale"}]}');
SELECT near((SELECT std_error FROM survey_contrast('panel', '{y}', '{"change": {"2026-02": 1, "2026-01": -1}}', by => '{wave}')), 0.567981645402423, 'the covariance of those in both waves counts', 1e-9);
SELECT near((SELECT std_error FROM survey_mean('panel', '{y}', by => '{wave}') WHERE domain_label = '2026-01'), 0.509657360486113, 'the error of a wave is that of persons', 1e-9);
SELECT is((SELECT df FROM survey_mean('panel', '{y}')), 79::float8, 'persons make the degrees of freedom');
SELECT is((SELECT array_to_string(changed, ' ') FROM alter_survey('panel', '{"person": null}')), 'person', 'without the key');
SELECT is((SELECT df FROM survey_mean('panel', '{y}')), 119::float8, 'everybody is a person');
SELECT throws_ok($$ SELECT alter_survey('panel', '{"person": "nobody"}') $$, '42703', NULL, 'a person that is no column');
SELECT * FROM finish();
