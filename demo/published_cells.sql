-- The cells that a newspaper printed: What do men think it means to be a man?
-- Data: FiveThirtyEight, WNYC Studios and SurveyMonkey, 1,615 men (https://github.com/fivethirtyeight/data, masculinity-survey, CC BY 4.0).
-- By hand: psql -v data=/folder/of/raw-responses.csv -f published_cells.sql
-- In SPSS: 8 commands.  GET DATA; AUTORECODE; VARIABLE LABELS; MRSETS; WEIGHT BY; CTABLES with CATEGORIES and COMPARETEST; OUTPUT EXPORT; the margin of error by COMPUTE.
\set QUIET on
\set ON_ERROR_STOP on
SET client_min_messages = warning;

SELECT rows_loaded FROM load_survey('men', :'data' || '/raw-responses.csv');
SELECT changed FROM alter_survey('men', '{"title": "What it means to be a man", "sampling": {"method": "non-probability",
    "model": "weighted by age, race, education and geography to the American Community Survey"},
    "variables": [{"name": "q0001", "label": "In general, how masculine or \"manly\" do you feel?"},
    {"name": "q0002", "label": "How important is it to you that others see you as masculine?"},
    {"name": "q0005", "label": "Does society put pressure on men in a way that is unhealthy or bad for them?"}, {"name": "age3", "label": "Age"}, {"name": "race2", "label": "Race"}, {"name": "kids", "label": "Children"}],
    "sets": [{"name": "q0004", "label": "Where have you gotten your ideas about what it means to be a good man?"}, {"name": "q0008", "label": "Which of the following do you worry about daily?"}]}');
SELECT row_label, column_label, round(column_percent) AS percent
FROM survey_crosstab('men', '{q0001,q0002,q0004,q0005}', '{age3,race2,kids}') WHERE statistic = 'percent' AND row_label <> 'No answer' \crosstabview
SELECT n, round(deff::numeric, 2) AS design_effect, round(margin::numeric, 1) AS margin, note FROM survey_margin_of_error('men');
