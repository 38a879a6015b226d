-- What "make demo" shows.  By hand, in a new database: psql -v demo=/folder/of/these/files -f tour.sql
\set QUIET on
\set ON_ERROR_STOP on
\pset footer off
\pset linestyle ascii
\pset border 1
\pset null ''
SET client_min_messages = warning;

\echo
\echo '1. LOAD: a CSV file and its codebook become an ordinary table, views with labels, and a name'
\echo
\ir load.sql
\pset format unaligned
\pset tuples_only on
SELECT name || E':\n' || regexp_replace(title, '(.{1,100})( +|$)', E'   \\1\n', 'g') FROM mlops_survey.survey ORDER BY name DESC;
\pset tuples_only off
\pset format aligned
\echo '2. CODEBOOK: what was asked (an excerpt)'
\echo
SELECT variable, label, measure, code, value_label AS answer, missing
FROM survey_codebook('mlops_2021') WHERE variable IN ('team_size', 'challenge_data') ORDER BY position, missing, code;

\echo '3. TOPLINE: what one reads first, weighted'
\echo
SELECT question, answer, n, round(percent::numeric, 1) AS percent,
       format('%s to %s', round(conf_low::numeric, 1), round(conf_high::numeric, 1)) AS interval
FROM survey_topline('mlops_2021') WHERE variable IN ('next', 'challenge_data') AND statistic IN ('percent', 'net');

\echo '4. CROSSTAB: top-2-box of the challenges by team size; a letter names a column that is significantly lower'
\echo
SELECT split_part(row_question, ':', 1) AS challenge, concat_ws(' ', column_letter, column_label) AS team, cell
FROM survey_crosstab('mlops_2021', '{challenge_data,challenge_labels,challenge_deployment,challenge_monitoring,challenge_infrastructure}', '{team_size}')
WHERE row_label = 'Top-2-box'
\crosstabview

\echo '   Is it a trend?  Five answers by five team sizes, both in order:'
\echo
SELECT row AS challenge, round(estimate::numeric, 2) AS f, df, df2, round(p_value::numeric, 4) AS p
FROM unnest('{challenge_data,challenge_deployment,challenge_compute}'::text[]) AS row, survey_test('mlops_2021', row, 'team_size') t
WHERE t.test = 'design-trend';

\echo '5. AGGREGATES: over any table, in any query; here with the labels of the view'
\echo
SELECT coalesce(l.region, 'All') AS region, count(*) AS n,
       round(top2box(NULLIF(a.challenge_data, 98), 5, a.weight)::numeric, 3) AS data_challenge,
       round(share(a.next_production, a.weight)::numeric, 3) AS plan_production,
       round(share(a.last_models AND a.last_infrastructure, a.weight)::numeric, 3) AS models_and_infrastructure,
       round(nps(a.recommend, a.weight)::numeric, 1) AS nps
FROM mlops_2021 a JOIN mlops_2021_labels l USING (respondent)
GROUP BY ROLLUP (l.region) ORDER BY n DESC;

\echo '6. MATURITY of real employers by the size of their team: Kaggle 2022, counts turned back into one row per respondent'
\echo
CREATE VIEW kaggle_people AS
SELECT k.*, CASE WHEN maturity <= 2 THEN 'data' WHEN maturity <= 4 THEN 'model' WHEN maturity = 5 THEN 'pipeline' END::ml_focus AS focus
FROM kaggle_2022 k, generate_series(1, respondents::int);

SELECT value_label AS team_size, n(p), stage(p), round(confidence(p)::numeric, 3) AS confidence,
       round(share(p, 'data')::numeric, 3) AS data, round(share(p, 'model')::numeric, 3) AS model, round(share(p, 'pipeline')::numeric, 3) AS pipeline
FROM (SELECT team_size, maturity_profile(focus) AS p FROM kaggle_people GROUP BY team_size) k
JOIN survey_codebook('kaggle_2022') c ON c.variable = 'team_size' AND c.code = k.team_size
ORDER BY k.team_size;

\echo '   The view becomes a survey too, without the count as weight; its crosstab with letters:'
\echo
SELECT survey, variables
FROM register_survey('kaggle_people', 'kaggle_people', codebook => survey_codebook_json('kaggle_2022') - 'weight');
SELECT row_label AS stage, concat_ws(' ', column_letter, column_label) AS team, cell
FROM survey_crosstab('kaggle_people', '{maturity}', '{team_size}') WHERE statistic = 'net'
\crosstabview

\echo 'To try more: "make demo-shell" keeps this server and opens psql.  Begin with  SELECT * FROM survey_codebook(''kaggle_2022'');'
\echo
