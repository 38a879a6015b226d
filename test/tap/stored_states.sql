-- refresh_states: states by wave and segment, of which a call makes anew what is out of date.  Counts, means and scores of plain SQL over the same rows;
-- errors are those of survey_mean and survey_proportion, whose numbers are R's (test/tap/trend.sql, test/oracle).
\set QUIET 1
SET client_min_messages = error;
\ir include/near.psql
SELECT plan(48);

CREATE TABLE panel AS
SELECT row_number() OVER (ORDER BY k, i)::int AS id, (ARRAY[202601, 202602, 202603])[k + 1] AS wave, p AS person, 1 + p % 2 AS sex, 1 + (p * 7 + k * 3 + p / 5) % 5 AS q1, ((p * 37) % 11 + k * 0.5)::float8 AS y,
    CASE WHEN p % 7 > 0 THEN (p * 37) % 11 END AS rec, (1 + (p % 3) / 2.0)::float8 AS w, p % 2 = 0 AS m_1, p % 3 = k AS m_2, CASE WHEN k > 0 THEN 1 + p % 2 END AS later
FROM generate_series(0, 2) k, generate_series(1, 40) i, LATERAL (SELECT i + 20 * k AS p) x;
CREATE TABLE unsaid AS SELECT register_survey('panel', 'panel', '{"weight": "w", "respondent": "id", "person": "person", "variables": [{"name": "wave", "values": {"202601": "2026-01", "202602": "2026-02", "202603": "2026-03"}},
    {"name": "sex", "values": {"1": "Women", "2": "Men"}}, {"name": "q1", "points": 5, "nets": {"High": [4, 5]}}, {"name": "person", "measure": "text"}, {"name": "y", "measure": "scale"},
    {"name": "rec", "values": {"0": "0", "1": "1", "2": "2", "3": "3", "4": "4", "5": "5", "6": "6", "7": "7", "8": "8", "9": "9", "10": "10"}, "measure": "ordinal"}, {"name": "later", "values": {"1": "Yes", "2": "No"}}]}');

SELECT throws_ok($$SELECT * FROM refresh_states('panel')$$, '22023', 'no states of survey "panel" are kept yet', 'first it is to be said which');
SELECT is((SELECT string_agg(wave || ' ' || respondents, ', ') FROM refresh_states('panel', 'wave', by => '{sex}')), '2026-01 40, 2026-02 40, 2026-03 40', 'all waves are new');
SELECT is((SELECT count(*) FROM refresh_states('panel')), 0::bigint, 'then all is fresh');
SELECT is((SELECT count(*) FROM refresh_states()), 0::bigint, 'by the name of none too');
SELECT is(survey_codebook_json('panel') #> '{properties,states}', '{"by": ["sex"], "wave": "wave"}', 'the codebook says what is kept');
SELECT is((SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'panel_states'::regclass AND attnum > 0), 'wave sex variable category statistic answers summary version', 'columns');
SELECT is((SELECT string_agg(DISTINCT variable, ' ' ORDER BY variable) FROM panel_states), 'later m q1 rec sex y', 'questions and sets; neither keys, weights, the wave nor options of sets');
SELECT is((SELECT count(*) FROM panel_states), (SELECT 2 * count(*) FROM (SELECT DISTINCT wave, variable, category, statistic FROM panel_states) s), 'each once by segment');

-- answers
SELECT is((SELECT array_agg(round(nps(t)::numeric, 9) ORDER BY wave) FROM (SELECT wave, rollup(answers) AS t FROM panel_states WHERE variable = 'rec' AND statistic = 'answers' GROUP BY wave) s),
    (SELECT array_agg(round(n::numeric, 9) ORDER BY wave) FROM (SELECT wave, 100 * (sum(w) FILTER (WHERE rec >= 9) - sum(w) FILTER (WHERE rec <= 6)) / sum(w) AS n FROM panel WHERE rec IS NOT NULL GROUP BY wave) s), 'net promoter scores by wave');
SELECT is((SELECT array_agg(round(top2box(answers)::numeric, 9) ORDER BY wave, sex) FROM panel_states WHERE variable = 'q1' AND statistic = 'answers'),
    (SELECT array_agg(round(n::numeric, 9) ORDER BY wave, sex) FROM (SELECT wave, sex, sum(w) FILTER (WHERE q1 >= 4) / sum(w) AS n FROM panel GROUP BY wave, sex) s), 'boxes by segment');
SELECT is((SELECT median(rollup(answers)) FROM panel_states WHERE variable = 'rec' AND statistic = 'answers' AND wave = 202601), (SELECT median(tally(rec, w)) FROM panel WHERE wave = 202601), 'a median');
SELECT is((SELECT rollup(answers)::text FROM panel_states WHERE variable = 'q1' AND statistic = 'answers'), (SELECT tally(q1, w)::text FROM panel), 'merged they are those of one pass');
SELECT is((SELECT rollup(answers)::text FROM panel_states WHERE variable = 'm' AND category = 'm_2' AND statistic = 'answers'), (SELECT tally(m_2::int, w)::text FROM panel), 'of the options of a set too');
SELECT is((SELECT rollup(answers)::text FROM panel_states WHERE variable = 'later' AND statistic = 'answers' AND wave = 202601), NULL, 'nobody was asked');

-- estimates by the design: a wave is a domain of all waves
CREATE FUNCTION stored(variable text, category text, statistic text, wave int, of_sex int DEFAULT NULL) RETURNS survey_summary LANGUAGE sql AS $$
    SELECT survey_domain(rollup(s.summary) FILTER (WHERE s.wave = $4 AND (s.sex = of_sex OR of_sex IS NULL)), rollup(s.summary)) FROM panel_states s WHERE s.variable = $1 AND s.category IS NOT DISTINCT FROM $2 AND s.statistic = $3 $$;
SELECT near(mean(stored('y', NULL, 'mean', 202602)), 5.39075630252101, 'a mean (R)', 1e-9);
SELECT near(std_error(stored('y', NULL, 'mean', 202601)), 0.509657360486113, 'its error, with persons of several waves (R)', 1e-9);
SELECT is(df(stored('y', NULL, 'mean', 202601)), 79::float8, 'degrees of freedom are those of all persons');
SELECT near(mean(stored('q1', 'High', 'net', 202603)), 0.355371900826446, 'a net (R)', 1e-9);
SELECT near(std_error(stored('q1', 'High', 'net', 202603)), (SELECT std_error FROM survey_trend('panel', '{q1}', 'wave') WHERE category = 'High' AND wave = '2026-03'), 'its error', 1e-12);
SELECT near(std_error(stored('q1', '4', 'proportion', 202602)), (SELECT std_error FROM survey_proportion('panel', '{q1}', by => '{wave}') WHERE category = '4' AND domain_label = '2026-02'), 'of an answer', 1e-12);
SELECT near(std_error(stored('q1', NULL, 'mean', 202602, 2)), (SELECT std_error FROM survey_mean('panel', '{q1}', by => '{wave,sex}') WHERE domain = '{"wave": 202602, "sex": 2}'), 'of a scale in a segment', 1e-12);
SELECT near(mean(stored('rec', NULL, 'mean', 202603)), (SELECT estimate FROM survey_mean('panel', '{rec}', by => '{wave}') WHERE domain_label = '2026-03'), 'where some did not answer', 1e-12);
SELECT near(std_error(stored('rec', NULL, 'mean', 202603)), (SELECT std_error FROM survey_mean('panel', '{rec}', by => '{wave}') WHERE domain_label = '2026-03'), 'with its error', 1e-12);
SELECT near(std_error(stored('m', 'm_1', 'proportion', 202603)), (SELECT std_error FROM survey_proportion('panel', '{m}', by => '{wave}') WHERE category = 'm_1' AND domain_label = '2026-03'), 'of an option', 1e-12);

-- what changes is made anew, and nothing else
CREATE TABLE kept AS SELECT wave, sex, variable, category, statistic, ctid::text AS place FROM panel_states;
CREATE FUNCTION untouched() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM kept k JOIN panel_states s ON s.ctid::text = k.place AND (s.wave, s.sex, s.variable, s.statistic) = (k.wave, k.sex, k.variable, k.statistic) AND s.category IS NOT DISTINCT FROM k.category $$;
INSERT INTO panel SELECT id + 1000, 202604, person, sex, q1, y, rec, w, m_1, m_2, later FROM panel WHERE wave = 202603;
SELECT throws_ok($$SELECT * FROM refresh_states()$$, '22000', 'variable "wave" holds 202604, which the codebook does not declare', 'a wave that the codebook does not know');
SELECT changed FROM alter_survey('panel', '{"variables": [{"name": "wave", "values": {"202604": "2026-04"}}]}') \g /dev/null
SELECT is((SELECT string_agg(wave || ' ' || respondents, ', ') FROM refresh_states()), '2026-04 40', 'a new wave is that wave');
SELECT is(untouched(), (SELECT count(*) FROM kept), 'those before stay where they are');
UPDATE panel SET rec = 10 WHERE id = 50;
SELECT is((SELECT string_agg(wave, ', ') FROM refresh_states()), '2026-02', 'a respondent of a wave changes');
SELECT is((SELECT rollup(answers)::text FROM panel_states WHERE variable = 'rec' AND statistic = 'answers'), (SELECT tally(rec, w)::text FROM panel), 'and it is counted');
DELETE FROM panel WHERE id = 1;
SELECT is((SELECT string_agg(wave || ' ' || respondents, ', ') FROM refresh_states()), '2026-01 39', 'one goes');
BEGIN;
UPDATE panel SET q1 = 1 WHERE id = 2;
SELECT is((SELECT string_agg(wave, ', ') FROM refresh_states()), '2026-01', 'within a transaction');
UPDATE panel SET q1 = 2 WHERE id = 2;
SELECT is((SELECT string_agg(wave, ', ') FROM refresh_states()), '2026-01', 'twice');
ROLLBACK;
SELECT is((SELECT string_agg(wave, ', ') FROM refresh_states()), NULL, 'what was rolled back is fresh');
DELETE FROM panel WHERE wave = 202604;
SELECT is((SELECT count(*) FROM refresh_states()), 0::bigint, 'a wave that is gone is not made');
SELECT is((SELECT string_agg(DISTINCT wave::text, ' ' ORDER BY wave::text) FROM panel_states), '202601 202602 202603', 'and its states are gone');
SELECT changed FROM alter_survey('panel', '{"variables": [{"name": "q1", "missing": [3]}]}') \g /dev/null
SELECT is((SELECT string_agg(wave || ' ' || states, ', ') FROM refresh_states()), '2026-01 7, 2026-02 7, 2026-03 7', 'another rule for missing answers: that question in all waves');
SELECT is((SELECT rollup(answers)::text FROM panel_states WHERE variable = 'q1' AND statistic = 'answers'), (SELECT tally(nullif(q1, 3), w)::text FROM panel), 'by the new rule');
ALTER TABLE panel ADD COLUMN added int;
UPDATE panel SET added = 1 + id % 2 WHERE wave = 202603;
SELECT changed FROM alter_survey('panel', '{"variables": [{"name": "added", "values": {"1": "a", "2": "b"}}]}') \g /dev/null
SELECT is((SELECT string_agg(wave || ' ' || states, ', ') FROM refresh_states()), '2026-01 3, 2026-02 3, 2026-03 34', 'a question that was added: itself, and the wave that has it');
SELECT count(*) FROM rake_survey('panel', '{"sex": {"Women": 0.5, "Men": 0.5}}', 'w2', base => 'w') \g /dev/null
SELECT is((SELECT count(*) FROM refresh_states()), 3::bigint, 'weights are in all waves');

-- other segments; who may; what is wrong
SELECT is((SELECT count(*) FROM refresh_states('panel', 'wave', variables => '{q1,m}')), 3::bigint, 'without segments, of some questions');
SELECT is((SELECT string_agg(DISTINCT variable, ' ' ORDER BY variable) FROM panel_states), 'm q1', 'their states alone');
INSERT INTO panel SELECT id + 1000, 202604, person, sex, q1, y, rec, NULL, m_1, m_2, later, added, NULL FROM panel WHERE wave = 202603;
SELECT is((SELECT count(*) FROM refresh_states()), 0::bigint, 'a wave without weights has no states yet');
UPDATE panel SET w2 = 1 WHERE wave = 202604;
SELECT is((SELECT string_agg(wave || ' ' || respondents, ', ') FROM refresh_states()), '2026-04 40', 'but when it is weighted');
CREATE ROLE survey_test_states;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO survey_test_states;
SELECT count(*) FROM refresh_states('panel', 'wave', by => '{sex}', variables => '{q1}') \g /dev/null
GRANT USAGE ON SCHEMA public TO survey_test_states;
GRANT SELECT ON panel TO survey_test_states;
SET ROLE survey_test_states;
SELECT throws_ok($$SELECT * FROM refresh_states('panel')$$, '42501', 'must be owner of survey "panel"', 'who may read may not');
SELECT throws_ok($$SELECT * FROM panel_states$$, '42501', 'permission denied for table panel_states', 'nor see states that are not granted');
SELECT is((SELECT count(*) FROM refresh_states()), 0::bigint, 'and has none of his own');
RESET ROLE;
CREATE FUNCTION message(arguments text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE state text; message text;
BEGIN
    EXECUTE format('SELECT count(*) FROM refresh_states(%s)', arguments);
    RETURN 'ok';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
    RETURN state || ' ' || message;
END $$;
SELECT is((SELECT string_agg(message(a), E'\n' ORDER BY n) FROM unnest(ARRAY[$$'nobody'$$, $$NULL, 'wave'$$, $$'panel', NULL, '{sex}'$$, $$'panel', 'y'$$, $$'panel', 'wave', '{m}'$$, $$'panel', 'wave', '{wave}'$$, $$'panel', 'none'$$, $$'panel', options => '{"a": 1}'$$]) WITH ORDINALITY t(a, n)),
'42704 survey "nobody" does not exist
22004 "name" must not be NULL
22023 segments and variables are of no wave
22023 variable "y" is scale and makes no waves or segments
42703 "m" is a response set of survey "panel", not a variable
42701 column "wave" specified more than once
42703 variable "none" of survey "panel" does not exist
22023 unknown key "a" in the options', 'what is wrong is named');
SELECT drop_survey('panel');
SELECT is(to_regclass('panel_states'), NULL, 'they go with the survey');
DROP OWNED BY survey_test_states;
DROP ROLE survey_test_states;
SELECT * FROM finish();
