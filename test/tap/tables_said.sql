-- What the codebook says of tables is checked when it is stored, by those who read it for a table: the same message.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(6);
CREATE TABLE poll AS SELECT i AS id, 1 + i % 5 AS q, 1 + i % 2 AS sex FROM generate_series(1, 60) i;
SELECT register_survey('poll', 'poll', '{"respondent": "id"}') \g /dev/null
CREATE FUNCTION said(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE message text;
BEGIN
    EXECUTE call;
    RETURN 'ok';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
    RETURN message;
END $$;
CREATE TABLE wrong (tables text, argument text);
INSERT INTO wrong VALUES ('{"tests": "spsss"}', 'tests => ''spsss'''), ('{"adjust": "tukey"}', 'adjust => ''tukey'''), ('{"level": 95}', 'level => 95'), ('{"percent": "rows"}', 'percent => ''rows'''),
    ('{"statistics": ["percents"]}', 'statistics => ''{percents}'''), ('{"statistics": ["net", "net"]}', 'statistics => ''{net,net}'''), ('{"min_base": -1}', 'min_base => -1'), ('{"total": "every"}', 'total => ''every'''),
    ('{"second_level": 0.99}', 'options => ''{"second_level": 0.99}'''), ('{"round_to": 0}', 'round_to => 0'), ('{"suppress": {"min_n": -5}}', 'suppress => ''{"min_n": -5}'''), ('{"suppress": {"protect": "all"}}', 'suppress => ''{"protect": "all"}''');
SELECT is((SELECT array_agg(tables ORDER BY tables) FROM wrong WHERE said(format('SELECT count(*) FROM survey_crosstab(''poll'', ''{q}'', ''{sex}'', %s)', argument)) = 'ok'), NULL, 'as arguments they are errors');
SELECT is((SELECT array_agg(tables ORDER BY tables) FROM wrong WHERE said(format('SELECT alter_survey(''poll'', ''{"tables": %s}'')', tables))
    IS DISTINCT FROM said(format('SELECT count(*) FROM survey_crosstab(''poll'', ''{q}'', ''{sex}'', %s)', argument))), NULL, 'and the same errors of alter_survey');
SELECT is((SELECT array_agg(tables ORDER BY tables) FROM wrong WHERE said(format('SELECT register_survey(''other'', ''poll'', ''{"respondent": "id", "tables": %s}'')', tables)) = 'ok'), NULL, 'of register_survey');
SELECT is((SELECT array_agg(tables ORDER BY tables) FROM wrong WHERE said(format('SELECT load_survey(''other'', E''q\n1\n''::bytea, ''{"tables": %s}'')', tables)) = 'ok'), NULL, 'and of load_survey');
SELECT is((SELECT count(*) FROM mlops_survey.survey), 1::bigint, 'nothing was stored');
SELECT is(said($$ SELECT alter_survey('poll', '{"tables": {"tests": "spss", "adjust": "holm", "level": 0.9, "second_level": 0.8, "statistics": ["base", "percent"], "sort": "total", "percent": "row", "total": "columns", "compare": "rest", "min_base": 10,
    "drop_empty": true, "column_nets": true, "round_to": 5, "suppress": {"min_n": 10}}}') $$), 'ok', 'what can be is stored');
SELECT * FROM finish();
