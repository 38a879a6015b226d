-- The workbook takes every argument of survey_crosstab, and refuses what that refuses.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(8);
CREATE TABLE t AS SELECT i AS id, 1 + i % 3 AS q, 1 + i % 2 AS s, (1 + i % 5)::float8 AS w FROM generate_series(1, 300) i;
SELECT register_survey('t', 't', '{"weight": "w", "respondent": "id", "variables": [{"name": "q", "label": "Question", "measure": "ordinal", "values": {"1": "a", "2": "b", "3": "c"}}, {"name": "s", "measure": "nominal", "values": {"1": "m", "2": "f"}}, {"name": "w", "measure": "scale"}]}') IS NULL \g /dev/null
CREATE FUNCTION outcome(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
    EXECUTE 'SELECT count(*)::text FROM ' || call INTO result;
    RETURN 'ok';
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
SELECT is((SELECT string_agg(n, ', ') FROM unnest((SELECT proargnames FROM pg_proc WHERE proname = 'survey_crosstab' AND 'text[]'::regtype = proargtypes[1] AND 'text[]'::regtype = proargtypes[2])) n
    WHERE n NOT IN (SELECT unnest(proargnames) FROM pg_proc WHERE proname = 'export_crosstab')), NULL, 'every argument has its like');
SELECT is((SELECT string_agg(format('%s: %s, %s', a, outcome(format('survey_crosstab(''t'', ''q'', ''s'', %s)', a)), outcome(format('export_crosstab(''t'', ''q'', ''s'', %s)', a))), E'\n')
    FROM unnest(ARRAY['statistics => ''{nonsense}''', 'sort => ''nonsense''', 'percent => ''nonsense''', 'compare => ''nonsense''', 'options => ''{"second_level": 2}''', 'language => ''nonsense''']) a
    WHERE outcome(format('survey_crosstab(''t'', ''q'', ''s'', %s)', a)) IN ('ok') OR outcome(format('survey_crosstab(''t'', ''q'', ''s'', %s)', a)) <> outcome(format('export_crosstab(''t'', ''q'', ''s'', %s)', a))), NULL, 'what is no word is refused alike');
SELECT is(outcome($$export_crosstab('t', 'q', 's', statistics => '{base,percent,count,net,weighted_base,mean,sd,se,nps,missing}', sort => 'total', percent => 'row', compare => 'rest', options => '{"second_level": 0.8, "counts": true}')$$), 'ok', 'all at once');
SELECT is(outcome($$export_crosstab('t', 'q', 's', statistics => '{count}')$$), 'ok', 'counts alone');
SELECT is(outcome($$export_crosstab('t', 'q', 's', percent => 'index', compare => 'm')$$), 'ok', 'an index beside one column');
SELECT alter_survey('t', '{"tables": {"statistics": ["base", "percent"], "percent": "index", "second_level": 0.7}}') IS NULL \g /dev/null
SELECT is(outcome($$export_crosstab('t', 'q', 's')$$), 'ok', 'with tables of the codebook');
SELECT is(outcome($$survey_report('t', 'q', 's')$$), 'ok', 'a report too');
SELECT is(outcome($$survey_chart('t', 'bar', 'q', 's')$$), 'ok', 'and a chart');
SELECT * FROM finish();
