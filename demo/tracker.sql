-- A tracker of three waves: a question is added, an answer comes in, a wave is replaced; rim weights wave by wave; changes with their errors.
-- In SPSS: 24 commands.  GET DATA for each of four files (4), each with its VALUE LABELS and MISSING VALUES (8); SELECT IF to take the wave out that is replaced;
-- ADD FILES (3); MRSETS; SORT CASES, SPLIT FILE, SPSSINC RAKE, SPLIT FILE OFF, WEIGHT BY (5); CTABLES with COMPARETEST (2), which knows nothing of who comes again.
-- By hand, in a new database with the extension: psql -v demo=/folder/of/these/files -f tracker.sql
\set QUIET on
\set ON_ERROR_STOP on
SET client_min_messages = warning;

\set wave_1 `cat :'demo'/tracker_2026-01.csv`
\set wave_2 `cat :'demo'/tracker_2026-02.csv`
\set wave_3 `cat :'demo'/tracker_2026-03.csv`
\set wave_3_corrected `cat :'demo'/tracker_2026-03_corrected.csv`
\set targets '{"sex": {"Men": 0.49, "Women": 0.51}, "age": {"18-34": 0.3, "35-54": 0.35, "55+": 0.35}}'

SELECT rows_loaded FROM load_survey('brand', convert_to(:'wave_1', 'UTF8'), '{"title": "Brand tracker", "respondent": "id", "person": "panelist", "variables": [
    {"name": "panelist", "measure": "text"}, {"name": "sex", "measure": "nominal"}, {"name": "age", "measure": "ordinal"}, {"name": "recommend", "measure": "scale"},
    {"name": "liking", "label": "How much do you like it?", "points": 5, "values": {"1": "Not at all", "5": "Very much"}, "missing": {"9": "No answer"}}],
    "sets": [{"name": "seen", "label": "Where seen", "members": [{"variable": "seen_1", "label": "TV"}, {"variable": "seen_2", "label": "Web"}]}]}', options => '{"wave": "2026-01"}');
SELECT rows_loaded, inferred FROM load_survey('brand', convert_to(:'wave_2', 'UTF8'), append => true, options => '{"wave": "2026-02"}');
SELECT rows_loaded, inferred FROM load_survey('brand', convert_to(:'wave_3', 'UTF8'), append => true, options => '{"wave": "2026-03"}');
SELECT rows_loaded, inferred FROM load_survey('brand', convert_to(:'wave_3_corrected', 'UTF8'), append => true, replace => true, options => '{"wave": "2026-03"}');

SELECT domain, max(iterations) AS rounds, bool_and(converged) AS converged FROM rake_survey('brand', :'targets', 'w', base => '1', within => '{wave}') GROUP BY domain ORDER BY domain;
SELECT category, wave, round(estimate::numeric, 3) AS share, against, round(change::numeric, 3) AS change, round(p_value::numeric, 3) AS p
FROM survey_trend('brand', '{liking,seen}', 'wave') WHERE category IN ('Very much', 'TV') ORDER BY category, wave;
SELECT domain_label, wave, round(estimate::numeric, 1) AS nps, round(change::numeric, 1) AS change, round(p_value::numeric, 3) AS p
FROM survey_trend('brand', '{recommend}', 'wave', 'nps', 'first', by => '{sex}') ORDER BY domain_label, wave;
