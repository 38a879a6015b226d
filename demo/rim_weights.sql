-- Waves with rim weights, and questions with several answers by wave: each wave against the one before.
-- Data: Quantipy's Example Data (A), 8,255 respondents of five waves (https://github.com/Quantipy/quantipy, MIT).
-- By hand: psql -v data=/folder/of/the/files -f rim_weights.sql
-- In SPSS: 14 commands.  GET DATA; VARIABLE LABELS and VALUE LABELS of the metadata (2); MRSETS; RECODE, VARIABLE LABELS and VALUE LABELS of the band (3);
-- SORT CASES; SPLIT FILE; SPSSINC RAKE; SPLIT FILE OFF; WEIGHT BY; CTABLES; a second CTABLES with its own COMPARETEST for what changed; OUTPUT EXPORT.
\set QUIET on
\set ON_ERROR_STOP on
SET client_min_messages = warning;

SELECT rows_loaded, variables FROM load_survey('example', :'data' || '/Example Data (A).csv', metadata => :'data' || '/Example Data (A).json');
SELECT variable FROM derive_variable('example', 'band', 'width_bucket(age, ''{30,40}''::float8[])', '{"label": "Age", "values": {"0": "to 29", "1": "30-39", "2": "40 and over"}}');
SELECT domain AS wave, count(*) AS targets, max(iterations) AS rounds, bool_and(converged) AS converged
FROM rake_survey('example', '{"gender": {"Male": 0.49, "Female": 0.51}, "band": {"to 29": 0.3, "30-39": 0.35, "40 and over": 0.35}}', 'rim', base => '1', within => '{wave}') GROUP BY 1 ORDER BY 1;
SELECT row_label, column_label, cell FROM survey_crosstab('example', '{q8}', '{wave}', statistics => '{base,percent}', compare => 'previous') \crosstabview
SELECT wave, round(100 * estimate::numeric, 1) AS percent, round(100 * change::numeric, 1) AS change, round(p_value::numeric, 3) AS p
FROM survey_trend('example', '{q8}', 'wave') WHERE category = 'Breakfast';
