-- NHANES 2015-16: totals, means and shares under the design, a test and a model.
-- Data: demographics of the National Center for Health Statistics, 9,971 respondents (https://wwwn.cdc.gov/nchs/nhanes, public domain).
-- By hand: psql -v data=/folder/of/DEMO_I.XPT -f nhanes.sql
-- In SPSS: 9 commands.  GET SAS; VALUE LABELS; MISSING VALUES; CSPLAN ANALYSIS; CSDESCRIPTIVES (of all, of adults by gender: 2); CSTABULATE; CSGLM; COMPUTE of
-- the subpopulation.
\set QUIET on
\set ON_ERROR_STOP on
SET client_min_messages = warning;

SELECT rows_loaded FROM load_survey('nhanes', :'data' || '/DEMO_I.XPT', '{"title": "NHANES 2015-16", "weight": "wtint2yr", "respondent": "seqn",
    "design": {"strata": ["sdmvstra"], "clusters": ["sdmvpsu"], "nest": true}, "variables": [
    {"name": "riagendr", "values": {"1": "Men", "2": "Women"}},
    {"name": "dmdeduc2", "measure": "ordinal", "values": {"1": "Less than 9th grade", "2": "9-11th grade", "3": "High school", "4": "Some college", "5": "College"},
     "missing": {"7": "Refused", "9": "Don''t know"}}]}');
SELECT variable, estimate, std_error, df FROM survey_mean('nhanes', '{ridageyr}');
SELECT domain_label, estimate, std_error FROM survey_mean('nhanes', '{indfmpir}', by => '{riagendr}', filter => 'ridageyr >= 20');
SELECT domain_label, category, estimate, std_error FROM survey_proportion('nhanes', '{dmdeduc2}', by => '{riagendr}', filter => 'ridageyr >= 20');
SELECT test, estimate, df, df2, p_value FROM survey_test('nhanes', 'dmdeduc2', 'riagendr', filter => 'ridageyr >= 20') WHERE test = 'rao-scott-f';
SELECT term, estimate, std_error, p_value FROM survey_glm('nhanes', 'indfmpir ~ ridageyr + riagendr', filter => 'ridageyr >= 20');
