-- Of nobody nothing is known, by every name and road in the same way: an empty survey, one without weights, a filter that leaves nobody. Where the shape of
-- a result is known it has the rows of a survey with respondents, with n 0 and without numbers; domains of nobody have none; a model, whose coefficients
-- depend on who is there, is an error. Of one respondent the estimate is known, and no error, test or interval.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(380);

-- grouped: by domains, or what depends on who is there
CREATE TABLE asked (position int GENERATED ALWAYS AS IDENTITY, sql text, kind text DEFAULT 'whole');
INSERT INTO asked (sql) VALUES
    ($$survey_mean('%1$s', '{y,q,g}' %2$s)$$), ($$survey_mean('%1$s', '{y,q}', missing => 'listwise' %2$s)$$), ($$survey_total('%1$s', '{y,g}' %2$s)$$), ($$survey_ratio('%1$s', 'q', 'y' %2$s)$$), ($$survey_proportion('%1$s', '{g,q,s}' %2$s)$$),
    ($$survey_quantile('%1$s', '{y,q}' %2$s)$$), ($$survey_variance('%1$s', '{y,q}' %2$s)$$), ($$survey_covariance('%1$s', '{q,y}' %2$s)$$), ($$survey_correlation('%1$s', '{q,y}' %2$s)$$),
    ($$survey_contrast('%1$s', '{q,y}' %2$s)$$), ($$survey_contrast('%1$s', '{q,y}', '{"sum": [1, 1], "y": {"y": 1}}', 'total' %2$s)$$), ($$survey_ttest('%1$s', 'y' %2$s)$$), ($$survey_ttest('%1$s', 'y', minus => 'q' %2$s)$$),
    ($$survey_ttest('%1$s', 'y', 'g' %2$s)$$), ($$survey_ranktest('%1$s', 'y', 'g' %2$s)$$), ($$survey_glm_terms('%1$s', 'y ~ q + g' %2$s)$$), ($$survey_glm_summary('%1$s', 'y ~ q + g' %2$s)$$),
    ($$survey_alpha('%1$s', '{q,y}' %2$s)$$), ($$survey_crosstab('%1$s', '{q,y,s}', '{g,s}' %2$s)$$), ($$survey_column_tests('%1$s', '{q,y}', '{g,s}' %2$s)$$),
    ($$survey_test('%1$s', 'q', 'g' %2$s)$$), ($$survey_test('%1$s', 'g', 's_1', 'pearson' %2$s)$$), ($$survey_test('%1$s', 'q', 'g', 'rao-scott-f' %2$s)$$), ($$survey_test('%1$s', 's', 'g' %2$s)$$),
    ($$survey_test('%1$s', 's', 's', 'pearson' %2$s)$$), ($$survey_test_cells('%1$s', 'q', 'g' %2$s)$$);
INSERT INTO asked (sql, kind) VALUES
    ($$survey_mean('%1$s', '{y,g}', by => '{g}' %2$s)$$, 'domains'), ($$survey_mean('%1$s', '{y}', by => '{s}' %2$s)$$, 'domains'), ($$survey_total('%1$s', '{y}', by => '{g,q}' %2$s)$$, 'domains'), ($$survey_proportion('%1$s', '{q}', by => '{g}' %2$s)$$, 'domains'),
    ($$survey_quantile('%1$s', '{y}', by => '{g}' %2$s)$$, 'domains'), ($$survey_variance('%1$s', '{y}', by => '{g}' %2$s)$$, 'domains'), ($$survey_contrast('%1$s', '{y}', by => '{g}' %2$s)$$, 'domains'), ($$survey_alpha('%1$s', '{q,y}', by => '{g}' %2$s)$$, 'domains'),
    ($$survey_glm('%1$s', 'y ~ q' %2$s)$$, 'model');

CREATE TABLE answers AS SELECT i AS id, i / 4 AS psu, 1 + i % 5 AS q, 1 + i % 2 AS g, (i * i % 11)::float8 AS y, i % 7 / 4 AS s_1, i % 3 / 2 AS s_2, (1 + i % 3)::float8 AS w,
    (SELECT array_agg(CASE WHEN k = i / 4 THEN 0 ELSE (1 + i % 3) * 13 / 12.0 END ORDER BY k) FROM generate_series(0, 12) k)::float8[] AS rep FROM generate_series(1, 48) i;
CREATE FUNCTION enrol(name text, respondents text, weight text, more text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TABLE %I AS SELECT * FROM answers WHERE %s; UPDATE %1$I SET w = %3$s; ALTER TABLE %1$I ADD PRIMARY KEY (id)', name, respondents, weight);
    PERFORM register_survey(name, name::regclass, format('{%s "respondent": "id", "variables": [{"name": "q", "measure": "ordinal", "points": 5}, {"name": "g", "measure": "nominal", "values": {"1": "A", "2": "B"}}, {"name": "psu", "measure": "scale"},
        {"name": "w", "measure": "scale"}, {"name": "y", "measure": "scale"}, {"name": "s_1", "measure": "nominal", "values": {"0": "No", "1": "Yes"}}, {"name": "s_2", "measure": "nominal", "values": {"0": "No", "1": "Yes"}}],
        "sets": [{"name": "s", "members": ["s_1", "s_2"]}]}', more)::jsonb);
END $$;
\set design '"weight": "w", "design": {"clusters": ["psu"]},'
\set replicates '"weight": "w", "replicates": {"columns": "rep", "type": "JK1"},'
SELECT enrol('design', 'true', 'w', :'design'), enrol('packed', 'true', 'w', :'design'), enrol('replicated', 'true', 'w', :'replicates'), enrol('unweighted', 'true', 'w', ''),
    enrol('calibrated', 'true', 'w', :'design'), enrol('empty', 'false', 'w', :'design'), enrol('no_weights', 'true', 'NULL', :'design'), enrol('zero_weights', 'true', '0', :'design'), enrol('one', 'id = 7', 'w', :'design'),
    enrol('empty_replicated', 'true', 'w', :'replicates'), enrol('one_replicated', 'id = 7', 'w', :'replicates'), enrol('one_unweighted', 'id = 7', 'w', '') \g /dev/null
DELETE FROM empty_replicated;
SELECT (SELECT count(*) FROM pack_survey('packed')), (SELECT count(*) FROM poststratify_survey('calibrated', '{"g": {"1": 50, "2": 70}}', 'wp')) \g /dev/null

-- numbers that tell who is there, and those that an answer is known by
CREATE FUNCTION numbers(r jsonb) RETURNS jsonb LANGUAGE sql RETURN
    (SELECT jsonb_object_agg(key, value) FROM jsonb_each(r) WHERE jsonb_typeof(value) = 'number' AND key NOT IN ('code', 'row_code', 'column_code', 'other_code') AND key NOT LIKE '%position');
CREATE FUNCTION outcome(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
BEGIN
    EXECUTE format('SELECT count(*) || coalesce('' '' || string_agg(DISTINCT (SELECT string_agg(DISTINCT value #>> ''{}'', '', '') FROM jsonb_each(numbers(to_jsonb(r)))), '' ''), '''') FROM %s r', call) INTO result;
    RETURN result;
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ': ' || SQLERRM;
END $$;
CREATE FUNCTION count_of(call text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    result int;
BEGIN
    EXECUTE format('SELECT count(*) FROM %s r', call) INTO result;
    RETURN result;
END $$;
SELECT is(outcome(format(a.sql, t.name, t.filter)), CASE a.kind WHEN 'whole' THEN coalesce(count_of(format(a.sql, t.shape, '')) || CASE WHEN a.sql ~ '^survey_(glm_terms|column_tests)' THEN '' ELSE ' 0' END) WHEN 'domains' THEN '0' ELSE 'P0002: no respondent is in the model' END,
    format('%s: %s', t.name, format(a.sql, '', t.filter)))
FROM asked a, (VALUES ('design', ', filter => ''id < 0''', 'design'), ('packed', ', filter => ''id < 0''', 'design'), ('replicated', ', filter => ''id < 0''', 'replicated'), ('unweighted', ', filter => ''id < 0''', 'unweighted'),
    ('calibrated', ', filter => ''id < 0''', 'calibrated'), ('empty', '', 'design'), ('no_weights', '', 'design'), ('zero_weights', '', 'design')) t(name, filter, shape)
ORDER BY t.name, a.position;
SELECT is(outcome('survey_topline(' || quote_literal(t.name) || ')'), count_of('survey_topline(''design'')') || ' 0', 'topline: ' || t.name) FROM unnest('{empty,no_weights,zero_weights}'::text[]) t(name);
SELECT throws_ok(format('SELECT * FROM %s', call), NULL, 'survey "empty" has no respondents to weight', 'no weights are made of nobody: ' || call)
FROM unnest(ARRAY[$$survey_weight_report('empty')$$, $$rake_survey('empty', '{"g": {"1": 0.5, "2": 0.5}}', 'wr')$$]) call;

-- one respondent: the rows of a survey of many, his answers, and nothing that a variance is needed for
CREATE FUNCTION known(r jsonb) RETURNS text LANGUAGE sql RETURN (SELECT string_agg(key, ', ' ORDER BY key) FROM jsonb_each(r)
    WHERE key IN ('std_error', 'conf_low', 'conf_high', 'p_value', 'p_adjusted', 'deff', 'higher_than', 'df2', 'standardized', 'mean_correlation', 'item_rest') AND value <> 'null' AND value <> '""');
CREATE FUNCTION said(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
BEGIN
    EXECUTE format('SELECT count(*) || coalesce('' '' || string_agg(DISTINCT known(to_jsonb(r)), ''; ''), '''') FROM %s r', call) INTO result;
    RETURN result;
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ': ' || SQLERRM;
END $$;
SELECT is(said(format(a.sql, t.name, '')), count_of(format(a.sql, t.shape, ''))::text, format('%s: %s', t.name, format(a.sql, '', '')))
FROM asked a, (VALUES ('one', 'design'), ('one_replicated', 'replicated'), ('one_unweighted', 'unweighted')) t(name, shape) WHERE a.kind = 'whole' ORDER BY t.name, a.position;
SELECT is((SELECT string_agg(estimate::text, ' ') FROM (SELECT estimate FROM survey_mean(s, '{y}') UNION ALL SELECT estimate FROM survey_ttest(s, 'y') UNION ALL SELECT estimate FROM survey_quantile(s, '{y}', '{0.5}')
    UNION ALL SELECT estimate FROM survey_crosstab(s, '{y}') WHERE statistic = 'mean') e), '5 5 5 5', 'his answer is the mean: ' || s) FROM unnest('{one,one_replicated,one_unweighted}'::text[]) s;

-- domains: one in which nobody has answered has a row of nobody, one in which all weigh 0 is none
CREATE FUNCTION domains_of(name text, call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
BEGIN
    EXECUTE format('SELECT string_agg(format(''%%s %%s %%s'', domain_label, n, estimate IS NULL), '', '') FROM %s', format(call, name)) INTO result;
    RETURN result;
END $$;
SELECT enrol('gaps', 'true', 'CASE WHEN q = 5 THEN 0 ELSE w END', :'design'), enrol('gaps_replicated', 'true', 'CASE WHEN q = 5 THEN 0 ELSE w END', :'replicates'), enrol('gaps_calibrated', 'true', 'CASE WHEN q = 5 THEN 0 ELSE w END', :'design') \g /dev/null
UPDATE gaps SET y = NULL WHERE q = 4;
UPDATE gaps_replicated SET y = NULL WHERE q = 4;
UPDATE gaps_calibrated SET y = NULL WHERE q = 4;
SELECT count(*) FROM poststratify_survey('gaps_calibrated', '{"g": {"1": 50, "2": 70}}', 'wp') \g /dev/null
SELECT is(domains_of(name, call), of.n, name || ': ' || call) FROM unnest('{gaps,gaps_replicated,gaps_calibrated}'::text[]) name,
    (VALUES ($$survey_mean('%s', '{y}', by => '{q}')$$), ($$survey_total('%s', '{y}', by => '{q}')$$), ($$survey_quantile('%s', '{y}', '{0.5}', by => '{q}')$$), ($$survey_variance('%s', '{y}', by => '{q}')$$)) c(call),
    (SELECT string_agg(format('%s %s %s', q, n, n = 0), ', ' ORDER BY q) FROM (SELECT q, count(y) AS n FROM gaps WHERE w > 0 GROUP BY q) d) of(n) ORDER BY name, call;
SELECT is((SELECT string_agg(format('%s %s %s', domain_label, n, alpha IS NULL), ', ') FROM survey_alpha(name, '{y,psu}', by => '{q}') WHERE item IS NULL),
    (SELECT string_agg(format('%s %s %s', q, n, n = 0), ', ' ORDER BY q) FROM (SELECT q, count(y) AS n FROM gaps WHERE w > 0 GROUP BY q) d), 'alpha by domain: ' || name) FROM unnest('{gaps,gaps_replicated}'::text[]) name;
SELECT * FROM finish();
