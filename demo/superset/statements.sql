-- What Superset sends for the charts of the dashboard, without and with a role in its filter, each in a connection of its own.
-- "make bi" compares it with the server's log.

-- Superset: values of the filter
SELECT role_label AS role_label FROM public.mlops_2021_analysis GROUP BY role_label ORDER BY role_label ASC LIMIT 1000;
-- Superset: top-2-box by team size
SELECT team_size_sorted AS team_size_sorted, TOP2BOX(challenge_data_score, 5, weight) AS "Top-2-box", TOP2BOX(challenge_data_score, 5, weight) AS
    "Top-2-box__yhat", GREATEST( 0, TOP2BOX(challenge_data_score, 5, weight) - 1.96 * TOP2BOX_STD_ERROR(TALLY(challenge_data_score, weight)) ) AS
    "Top-2-box__yhat_lower", LEAST( 1, TOP2BOX(challenge_data_score, 5, weight) + 1.96 * TOP2BOX_STD_ERROR(TALLY(challenge_data_score, weight)) ) AS
    "Top-2-box__yhat_upper" FROM public.mlops_2021_analysis WHERE NOT team_size_sorted IS NULL GROUP BY team_size_sorted ORDER BY "Top-2-box" ASC
    LIMIT 10000;
-- Superset: top-2-box by team size, one role
SELECT team_size_sorted AS team_size_sorted, TOP2BOX(challenge_data_score, 5, weight) AS "Top-2-box", TOP2BOX(challenge_data_score, 5, weight) AS
    "Top-2-box__yhat", GREATEST( 0, TOP2BOX(challenge_data_score, 5, weight) - 1.96 * TOP2BOX_STD_ERROR(TALLY(challenge_data_score, weight)) ) AS
    "Top-2-box__yhat_lower", LEAST( 1, TOP2BOX(challenge_data_score, 5, weight) + 1.96 * TOP2BOX_STD_ERROR(TALLY(challenge_data_score, weight)) ) AS
    "Top-2-box__yhat_upper" FROM public.mlops_2021_analysis WHERE role_label IN ('Data scientist') AND NOT team_size_sorted IS NULL GROUP BY
    team_size_sorted ORDER BY "Top-2-box" ASC LIMIT 10000;
-- Superset: answers to both sides of zero
SELECT question AS question, answer AS answer, SUM(percent) AS percent FROM ( SELECT row_question AS question, side || '. ' || row_label AS answer,
    percent, CAST(NULL AS TEXT) AS role_label FROM SURVEY_CROSSTAB( 'mlops_2021',
    '{challenge_data,challenge_deployment,challenge_monitoring,challenge_labels}', filter => NULL ), LATERAL ( VALUES ( CASE row_code WHEN 1 THEN 2
    WHEN 2 THEN 1 ELSE row_code END, CASE WHEN row_code < 3 THEN -estimate WHEN row_code = 3 THEN estimate / 2 ELSE estimate END ), (CASE WHEN
    row_code = 3 THEN 0 END, CASE WHEN row_code = 3 THEN -estimate / 2 END) ) AS s(side, percent) WHERE statistic = 'percent' AND NOT percent IS NULL
    ) AS virtual_table GROUP BY question, answer ORDER BY percent ASC LIMIT 10000;
-- Superset: answers to both sides of zero, one role
SELECT question AS question, answer AS answer, SUM(percent) AS percent FROM ( SELECT row_question AS question, side || '. ' || row_label AS answer,
    percent, CAST(NULL AS TEXT) AS role_label FROM SURVEY_CROSSTAB( 'mlops_2021',
    '{challenge_data,challenge_deployment,challenge_monitoring,challenge_labels}', filter => 'role IN (''Data scientist'')' ), LATERAL ( VALUES ( CASE
    row_code WHEN 1 THEN 2 WHEN 2 THEN 1 ELSE row_code END, CASE WHEN row_code < 3 THEN -estimate WHEN row_code = 3 THEN estimate / 2 ELSE estimate
    END ), (CASE WHEN row_code = 3 THEN 0 END, CASE WHEN row_code = 3 THEN -estimate / 2 END) ) AS s(side, percent) WHERE statistic = 'percent' AND
    NOT percent IS NULL ) AS virtual_table GROUP BY question, answer ORDER BY percent ASC LIMIT 10000;
-- Superset: the cross table with letters
SELECT team_size AS team_size, answer AS answer, MAX(cell) AS cell FROM ( SELECT LPAD(CAST(row_position AS TEXT), 2, '0') || '. ' || row_label AS
    answer, LPAD(CAST(column_position AS TEXT), 2, '0') || '. ' || column_label || COALESCE(' (' || column_letter || ')', '') AS team_size, cell,
    estimate, CAST(NULL AS TEXT) AS role_label FROM SURVEY_CROSSTAB('mlops_2021', 'challenge_data', 'team_size', filter => NULL) WHERE statistic IN
    ('percent', 'net') ) AS virtual_table GROUP BY team_size, answer ORDER BY cell DESC LIMIT 10000;
-- Superset: the cross table with letters, one role
SELECT team_size AS team_size, answer AS answer, MAX(cell) AS cell FROM ( SELECT LPAD(CAST(row_position AS TEXT), 2, '0') || '. ' || row_label AS
    answer, LPAD(CAST(column_position AS TEXT), 2, '0') || '. ' || column_label || COALESCE(' (' || column_letter || ')', '') AS team_size, cell,
    estimate, CAST(NULL AS TEXT) AS role_label FROM SURVEY_CROSSTAB('mlops_2021', 'challenge_data', 'team_size', filter =>
    'role IN (''Data scientist'')') WHERE statistic IN ('percent', 'net') ) AS virtual_table GROUP BY team_size, answer ORDER BY cell DESC LIMIT 10000;
-- Superset: roles by team size
SELECT team_size AS team_size, role AS role, MAX(estimate) AS percent FROM ( SELECT LPAD(CAST(row_position AS TEXT), 2, '0') || '. ' || row_label AS
    role, column_position - 1 || '. ' || column_label AS team_size, estimate, CAST(NULL AS TEXT) AS role_label FROM SURVEY_CROSSTAB('mlops_2021',
    'role', 'team_size', filter => NULL) WHERE statistic = 'percent' AND NOT is_total ) AS virtual_table GROUP BY team_size, role ORDER BY team_size
    ASC, role DESC LIMIT 10000;
-- Superset: roles by team size, one role
SELECT team_size AS team_size, role AS role, MAX(estimate) AS percent FROM ( SELECT LPAD(CAST(row_position AS TEXT), 2, '0') || '. ' || row_label AS
    role, column_position - 1 || '. ' || column_label AS team_size, estimate, CAST(NULL AS TEXT) AS role_label FROM SURVEY_CROSSTAB('mlops_2021',
    'role', 'team_size', filter => 'role IN (''Data scientist'')') WHERE statistic = 'percent' AND NOT is_total ) AS virtual_table GROUP BY team_size,
    role ORDER BY team_size ASC, role DESC LIMIT 10000;
-- Superset: challenges by years of work
SELECT years AS years, TOP2BOX(challenge_data_score, 5, weight) AS "Data", TOP2BOX(challenge_data_score, 5, weight) AS "Data__yhat", GREATEST( 0,
    TOP2BOX(challenge_data_score, 5, weight) - 1.96 * TOP2BOX_STD_ERROR(TALLY(challenge_data_score, weight)) ) AS "Data__yhat_lower", LEAST( 1,
    TOP2BOX(challenge_data_score, 5, weight) + 1.96 * TOP2BOX_STD_ERROR(TALLY(challenge_data_score, weight)) ) AS "Data__yhat_upper",
    TOP2BOX(challenge_deployment_score, 5, weight) AS "Deployment", TOP2BOX(challenge_deployment_score, 5, weight) AS "Deployment__yhat", GREATEST( 0,
    TOP2BOX(challenge_deployment_score, 5, weight) - 1.96 * TOP2BOX_STD_ERROR(TALLY(challenge_deployment_score, weight)) ) AS
    "Deployment__yhat_lower", LEAST( 1, TOP2BOX(challenge_deployment_score, 5, weight) + 1.96 * TOP2BOX_STD_ERROR(TALLY(challenge_deployment_score,
    weight)) ) AS "Deployment__yhat_upper", MIN(years_order) AS "order" FROM ( SELECT a.role_label, a.weight, a.challenge_data_score,
    a.challenge_deployment_score, CASE WHEN experience < 3 THEN '0 to 2' WHEN experience < 6 THEN '3 to 5' WHEN experience < 10 THEN '6 to 9' ELSE
    '10 or more' END AS years, CASE WHEN experience < 3 THEN 1 WHEN experience < 6 THEN 2 WHEN experience < 10 THEN 3 ELSE 4 END AS years_order FROM
    mlops_2021_analysis AS a WHERE NOT experience IS NULL ) AS virtual_table GROUP BY years ORDER BY "order" ASC LIMIT 10000;
-- Superset: challenges by years of work, one role
SELECT years AS years, TOP2BOX(challenge_data_score, 5, weight) AS "Data", TOP2BOX(challenge_data_score, 5, weight) AS "Data__yhat", GREATEST( 0,
    TOP2BOX(challenge_data_score, 5, weight) - 1.96 * TOP2BOX_STD_ERROR(TALLY(challenge_data_score, weight)) ) AS "Data__yhat_lower", LEAST( 1,
    TOP2BOX(challenge_data_score, 5, weight) + 1.96 * TOP2BOX_STD_ERROR(TALLY(challenge_data_score, weight)) ) AS "Data__yhat_upper",
    TOP2BOX(challenge_deployment_score, 5, weight) AS "Deployment", TOP2BOX(challenge_deployment_score, 5, weight) AS "Deployment__yhat", GREATEST( 0,
    TOP2BOX(challenge_deployment_score, 5, weight) - 1.96 * TOP2BOX_STD_ERROR(TALLY(challenge_deployment_score, weight)) ) AS
    "Deployment__yhat_lower", LEAST( 1, TOP2BOX(challenge_deployment_score, 5, weight) + 1.96 * TOP2BOX_STD_ERROR(TALLY(challenge_deployment_score,
    weight)) ) AS "Deployment__yhat_upper", MIN(years_order) AS "order" FROM ( SELECT a.role_label, a.weight, a.challenge_data_score,
    a.challenge_deployment_score, CASE WHEN experience < 3 THEN '0 to 2' WHEN experience < 6 THEN '3 to 5' WHEN experience < 10 THEN '6 to 9' ELSE
    '10 or more' END AS years, CASE WHEN experience < 3 THEN 1 WHEN experience < 6 THEN 2 WHEN experience < 10 THEN 3 ELSE 4 END AS years_order FROM
    mlops_2021_analysis AS a WHERE NOT experience IS NULL ) AS virtual_table WHERE role_label IN ('Data scientist') GROUP BY years ORDER BY "order"
    ASC LIMIT 10000;
