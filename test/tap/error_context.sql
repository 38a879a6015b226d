-- What errors of functions by name show beside their message: the survey, not the statement that was made up for it.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(28);
CREATE TABLE asked AS SELECT i AS id, (1 + i % 3)::smallint AS a, (1 + i % 4)::smallint AS b, 2020 + i % 3 AS wave, i % 7 AS z, 1.0::float8 + i % 2 AS w, i::float8 AS y, i % 2 = 0 AS m_1, i % 3 = 0 AS m_2, i % 9 AS psu FROM generate_series(1, 60) i;
SELECT survey IS NULL FROM register_survey('asked', 'asked', '{"weight": "w", "respondent": "id", "variables": [{"name": "a", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C"}}, {"name": "b", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C", "4": "D"}},
    {"name": "y", "measure": "scale"}, {"name": "z", "measure": "scale"}, {"name": "wave", "measure": "ordinal", "values": {"2020": "2020", "2021": "2021", "2022": "2022"}}], "sets": [{"name": "m", "members": ["m_1", "m_2"]}]}') \g /dev/null
CREATE TABLE again AS TABLE asked;
SELECT survey IS NULL FROM register_survey('again', 'again', survey_codebook_json('asked')) \g /dev/null
SELECT count(*) FROM replicate_survey('again', 'bootstrap', 5) \g /dev/null

-- the error's class and context, without the lines of the caller
CREATE FUNCTION context_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE state text; context text;
BEGIN
    EXECUTE statement;
    RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, context = PG_EXCEPTION_CONTEXT;
    context := replace(context, format('SQL statement "%s"', statement), '');
    RETURN concat_ws(': ', state, nullif(btrim(regexp_replace(context, 'PL/pgSQL function context_of[^\n]*', ''), E' \n'), ''));
END $$;

-- a filter that divides by 0 is the user's; by rows, by replicates, by passes, by a function that calls another
SELECT is(regexp_replace(context_of(format('SELECT count(*) FROM %s', call)), ': answers of survey "(asked|again)"(\nreplicate weights of survey "again" in column "replicate_weights")?$', ''), '22012', call) FROM unnest(ARRAY[
    $$survey_crosstab('asked', '{a}', '{b}', filter => '1 / z > 0')$$, $$survey_crosstab('again', '{a}', '{b}', filter => '1 / z > 0')$$, $$survey_crosstab('asked', '{m}', filter => '1 / z > 0')$$, $$survey_topline('asked', filter => '1 / z > 0')$$,
    $$survey_mean('asked', '{y}', filter => '1 / z > 0')$$, $$survey_mean('again', '{y}', filter => '1 / z > 0')$$, $$survey_total('asked', '{y}', by => '{a}', filter => '1 / z > 0')$$, $$survey_ratio('again', 'y', 'w', filter => '1 / z > 0')$$,
    $$survey_proportion('asked', '{a}', filter => '1 / z > 0')$$, $$survey_quantile('asked', '{y}', '{0.5}', filter => '1 / z > 0')$$, $$survey_variance('asked', '{y}', filter => '1 / z > 0')$$, $$survey_contrast('asked', '{y}', by => '{a}', filter => '1 / z > 0')$$,
    $$survey_trend('asked', 'y', 'wave', filter => '1 / z > 0')$$, $$survey_trend('again', 'm', 'wave', filter => '1 / z > 0')$$, $$survey_trend('asked', 'y', 'wave', statistic => 'median', filter => '1 / z > 0')$$, $$survey_glm('asked', 'y ~ a', filter => '1 / z > 0')$$,
    $$survey_ttest('again', 'y', 'm_1', filter => '1 / z > 0')$$, $$survey_ranktest('asked', 'y', 'm_1', filter => '1 / z > 0')$$, $$survey_alpha('asked', '{y,z}', filter => '1 / z > 0')$$, $$survey_margins('again', 'y ~ a', '{a}', filter => '1 / z > 0')$$]) call;
CREATE FUNCTION divides(z int) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN 1 / z > 0; END $$;
CREATE VIEW dividing AS SELECT id, b, w, divides(id - 100) AS d FROM asked;
SELECT survey IS NULL FROM register_survey('dividing', 'dividing', '{"weight": "w", "variables": [{"name": "b", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C", "4": "D"}}, {"name": "d", "measure": "nominal", "values": {"0": "no", "1": "yes"}}]}') \g /dev/null
-- what is the answers' says which variable it is, too
INSERT INTO asked VALUES (100, 9, 1, 2021, 1, 1, 'NaN', true, true, 1);
SELECT is(context_of($$SELECT count(*) FROM survey_trend('asked', 'a', 'wave')$$), '22000: answers of survey "asked"', 'an undeclared code in a trend');
SELECT is(context_of($$SELECT count(*) FROM survey_trend('asked', 'y', 'wave')$$), '22023: answers of survey "asked"', 'a number that is none');
-- a statement of the user's own is his: its context stays
SELECT is(context_of($$SELECT count(*) FROM survey_mean('dividing', '{b}', filter => 'd')$$), E'22012: PL/pgSQL function divides(integer) line 1 at RETURN\nanswers of survey "dividing"', 'a function of the user in a view');
-- a weight that is none is known by a mark of its own, on whatever road it came
UPDATE asked SET w = -1 WHERE id = 5;
CREATE FUNCTION constraint_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE name text;
BEGIN
    EXECUTE statement;
    RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS name = CONSTRAINT_NAME;
    RETURN name;
END $$;
SELECT is(constraint_of(statement), 'survey_weight', statement) FROM unnest(ARRAY[$$SELECT count(*) FROM survey_mean('asked', '{b}')$$, $$SELECT tally(b, w) FROM asked$$, $$SELECT count(*) FROM survey_crosstab('asked', '{b}')$$]) statement;
SELECT is(constraint_of($$SELECT count(*) FROM survey_mean('asked', '{none}')$$), '', 'no other error has it');
-- who looks for a fault sees the statement
SET log_min_messages = debug1;
SELECT matches(context_of($$SELECT count(*) FROM survey_mean('again', '{y}', filter => '1 / z > 0')$$), '^22012: SQL statement "SELECT [^\n]*survey_replicate_summary[^\n]*\nanswers of survey "again"\n', 'with log_min_messages of debug1');
RESET log_min_messages;
SELECT * FROM finish();
