-- A poll with a banner book: six grids labelled, an age band, tables with bases, nets, means and letters, a workbook and a report.
-- Data: FiveThirtyEight and Ipsos, 5,836 respondents (https://github.com/fivethirtyeight/data, non-voters, CC BY 4.0).
-- By hand: psql -v data=/folder/of/nonvoters_data.csv -f banner_book.sql
-- In SPSS: 15 commands.  GET DATA; MISSING VALUES; VARIABLE LABELS; VALUE LABELS (one for each of four scales: 4); WEIGHT BY; RECODE, VARIABLE LABELS and
-- VALUE LABELS of the band; MRSETS; CTABLES with CATEGORIES and COMPARETEST; OUTPUT EXPORT (workbook, report: 2).
\set QUIET on
\set ON_ERROR_STOP on
SET client_min_messages = warning;

SELECT rows_loaded, warnings = '{}' AS quiet FROM load_survey('poll', :'data' || '/nonvoters_data.csv');
SELECT cardinality(changed) AS changed FROM alter_survey('poll', '{"title": "Who votes, and who does not", "sampling": "probability", "tables": {"tests": "spss"}, "variables": [
    {"name": "q2_*", "label": "Important to being a good American", "values": {"1": "Very important", "2": "Somewhat", "3": "Not so", "4": "Not at all"}, "reverse": true},
    {"name": "q3_*", "label": "Agreement", "values": {"1": "Strongly agree", "2": "Somewhat agree", "3": "Somewhat disagree", "4": "Strongly disagree"}, "reverse": true},
    {"name": "q4_*", "label": "Impact on my life", "values": {"1": "Significant", "2": "Somewhat", "3": "Slight", "4": "None"}, "reverse": true},
    {"name": "q8_*", "label": "Trust", "values": {"1": "A lot", "2": "Some", "3": "Not much", "4": "Not at all"}, "reverse": true, "nets": {"Trusts": [1, 2]}},
    {"name": "q8_8", "label": "Trust in the police"}, {"name": "q8_2", "label": "Trust in Congress"}]}');
SELECT variable, type FROM derive_variable('poll', 'band', 'width_bucket(ppage, ''{35,55}''::float8[])', '{"label": "Age", "values": {"0": "18-34", "1": "35-54", "2": "55 and over"}}');
SELECT row_label, column_label, cell FROM survey_crosstab('poll', '{q8_8}', '{voter_category,band}', statistics => '{base,weighted_base,effective_base,percent,net,mean}') \crosstabview
SELECT length(export_crosstab('poll', '{q2_1,q3_1,q4_1,q8_2,q8_8}', '{voter_category,band,educ,race,gender}')) > 10000 AS workbook,
    length(survey_report('poll', '{q8_2,q8_8}', '{voter_category}')) > 3000 AS report;
