-- One rule for who counts and what is an answer, in every statistic and on every road.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(325);

CREATE TABLE statement (position int GENERATED ALWAYS AS IDENTITY, sql text);
INSERT INTO statement (sql) VALUES
    ($$survey_mean('%1$s', '{q,y}' %2$s)$$), ($$survey_mean('%1$s', '{y}', by => '{g}' %2$s)$$), ($$survey_mean('%1$s', '{y}', by => '{t}' %2$s)$$), ($$survey_total('%1$s', '{q}' %2$s)$$),
    ($$survey_ratio('%1$s', 'q', 'y' %2$s)$$), ($$survey_proportion('%1$s', '{q}', by => '{t}' %2$s)$$), ($$survey_proportion('%1$s', '{t}' %2$s)$$), ($$survey_quantile('%1$s', '{q}', by => '{t}' %2$s)$$),
    ($$survey_variance('%1$s', '{q}', by => '{g}' %2$s)$$), ($$survey_covariance('%1$s', '{q,y}', by => '{t}' %2$s)$$), ($$survey_contrast('%1$s', '{q}', by => '{t}' %2$s)$$), ($$survey_contrast('%1$s', '{t}', by => '{g}' %2$s)$$),
    ($$survey_ttest('%1$s', 'q', 'g' %2$s)$$), ($$survey_ttest('%1$s', 'q', minus => 'y' %2$s)$$), ($$survey_glm('%1$s', 'q ~ g + t' %2$s)$$), ($$survey_glm('%1$s', 'y ~ I(q >= 4)' %2$s)$$), ($$survey_ranktest('%1$s', 'q', 't' %2$s)$$),
    ($$survey_crosstab('%1$s', '{q,t,y}', '{g}' %2$s)$$), ($$survey_crosstab('%1$s', '{q}', '{t}' %2$s)$$), ($$survey_crosstab('%1$s', '{s}', '{t,s}' %2$s)$$), ($$survey_test('%1$s', 'q', 't' %2$s)$$), ($$survey_test('%1$s', 's', 't' %2$s)$$),
    ($$survey_proportion('%1$s', '{s}' %2$s)$$), ($$survey_topline('%1$s' %2$s)$$), ($$survey_alpha('%1$s', '{q,y}', by => '{t}' %2$s)$$);

CREATE TABLE answers AS SELECT i AS id, 1 + i % 5 AS q, 1 + i % 2 AS g, CASE WHEN i / 2 % 3 = 0 THEN 'a' ELSE 'b' END AS t, (i * i % 11)::float8 AS y, i % 2 AS s_1, i % 3 / 2 AS s_2,
    CASE WHEN i > 45 THEN 0 ELSE 1 + i % 3 END::float8 AS w, CASE WHEN i > 45 THEN ARRAY[0, 0, 0, 0] ELSE ARRAY[1 + i % 2, 2 - i % 2, 1, 1.5] END::float8[] AS rep FROM generate_series(1, 50) i;
CREATE FUNCTION codebook(more jsonb) RETURNS jsonb LANGUAGE sql RETURN more || '{"weight": "w", "variables": [{"name": "q", "measure": "ordinal", "points": 5}, {"name": "g", "measure": "nominal", "values": {"1": "A", "2": "B"}},
    {"name": "t", "measure": "nominal", "values": [{"code": 1, "value": "a", "label": "A"}, {"code": 2, "value": "b", "label": "B"}]}, {"name": "y", "measure": "scale"},
    {"name": "s_1", "measure": "nominal", "values": {"0": "No", "1": "Yes"}}, {"name": "s_2", "measure": "nominal", "values": {"0": "No", "1": "Yes"}}], "sets": [{"name": "s", "members": ["s_1", "s_2"]}]}';
CREATE TABLE rows_road AS TABLE answers;
CREATE TABLE pack_road AS TABLE answers;
CREATE TABLE replicate_road AS TABLE answers;
CREATE TABLE clean AS TABLE answers;
CREATE TABLE replicate_clean AS TABLE answers;
CREATE FUNCTION replicates() RETURNS jsonb LANGUAGE sql RETURN '{"replicates": {"columns": "rep", "type": "JK1"}}'::jsonb;
SELECT lives_ok(format($$ SELECT register_survey(%1$L, %1$L, codebook('{}')) $$, name), 'a survey: ' || name) FROM unnest('{rows_road,pack_road,clean}'::text[]) name;
SELECT lives_ok(format($$ SELECT register_survey(%1$L, %1$L, codebook(replicates())) $$, name), 'a survey: ' || name) FROM unnest('{replicate_road,replicate_clean}'::text[]) name;

-- what a statement gives, or the error
CREATE FUNCTION outcome(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
BEGIN
    EXECUTE format('SELECT string_agg(r::text, E''\n'') FROM %s r', statement) INTO result;
    RETURN result;
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ': ' || SQLERRM;
END $$;

-- codes of those whose weight is 0 are not looked at: the same rows as without them
UPDATE rows_road SET q = 77, g = 5, t = 'zz', s_1 = 9 WHERE id = 48;
UPDATE pack_road SET q = 77, g = 5, t = 'zz', s_1 = 9 WHERE id = 48;
UPDATE replicate_road SET q = 77, g = 5, t = 'zz', s_1 = 9 WHERE id = 48;
SELECT ok((SELECT pack_survey('pack_road') IS NOT NULL), 'packed');
SELECT is(outcome(format(s.sql, road, '')), (SELECT c FROM outcome(format(s.sql, clean, '')) c WHERE c !~ '^[0-9A-Z]{5}:'), format('weight 0, %s: %s', road, format(s.sql, '', '')))
FROM statement s, (VALUES ('rows_road', 'clean'), ('pack_road', 'clean'), ('replicate_road', 'replicate_clean')) AS roads (road, clean) ORDER BY road, s.position;

-- a code of a set's member that the codebook does not declare is an error that names it, wherever the set is read
CREATE TABLE reads_set (position int GENERATED ALWAYS AS IDENTITY, sql text);
INSERT INTO reads_set (sql) VALUES
    ($$survey_crosstab('%1$s', '{s}' %2$s)$$), ($$survey_crosstab('%1$s', '{s_1}' %2$s)$$), ($$survey_crosstab('%1$s', '{q}', '{s}' %2$s)$$), ($$survey_crosstab('%1$s', '{s}', '{g}' %2$s)$$), ($$survey_proportion('%1$s', '{s}' %2$s)$$),
    ($$survey_proportion('%1$s', '{s}', by => '{g}' %2$s)$$), ($$survey_mean('%1$s', '{y}', by => '{s}' %2$s)$$), ($$survey_quantile('%1$s', '{y}', by => '{s}' %2$s)$$), ($$survey_variance('%1$s', '{y}', by => '{s}' %2$s)$$),
    ($$survey_alpha('%1$s', '{q,y}', by => '{s}' %2$s)$$), ($$survey_test('%1$s', 's', 'g' %2$s)$$), ($$survey_test('%1$s', 's', 's_2' %2$s)$$), ($$survey_column_tests('%1$s', '{q}', '{s}' %2$s)$$), ($$survey_topline('%1$s' %2$s)$$);
CREATE FUNCTION mark(code int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE rows_road SET q = 1, g = 1, t = 'a', s_1 = 0 WHERE id = 48; UPDATE pack_road SET q = 1, g = 1, t = 'a', s_1 = 0 WHERE id = 48; UPDATE replicate_road SET q = 1, g = 1, t = 'a', s_1 = 0 WHERE id = 48;
    UPDATE rows_road SET s_1 = code WHERE id = 12; UPDATE pack_road SET s_1 = code WHERE id = 12; UPDATE replicate_road SET s_1 = code WHERE id = 12;
    PERFORM pack_survey('pack_road');
END $$;
SELECT lives_ok('SELECT mark(9)', 'an undeclared code of a member');
SELECT matches(outcome(format(s.sql, road, '')), '^22000: variable "s_1" holds 9, which the codebook does not declare', format('a member, %s: %s', road, format(s.sql, '', '')))
FROM reads_set s, (VALUES ('rows_road'), ('pack_road'), ('replicate_road')) AS roads (road) ORDER BY road, s.position;
SELECT unalike(outcome(format(s.sql, road, ', filter => ''id <> 12''')), '_____: %', format('a member, filtered, %s: %s', road, format(s.sql, '', '')))
FROM reads_set s, (VALUES ('rows_road'), ('pack_road'), ('replicate_road')) AS roads (road) ORDER BY road, s.position;
-- what is declared: the labels and points of the member (registration gives every code that it finds one), 0 and the counted code
CREATE TABLE kinds AS SELECT i AS id, i % 2 AS plain, CASE i % 3 WHEN 0 THEN 1 END AS ticked, i % 2 = 0 AS yes, 1 + i % 2 AS coded, NULL::int AS bare FROM generate_series(1, 12) i;
SELECT lives_ok($$ SELECT register_survey('kinds', 'kinds', '{"variables": [{"name": "plain", "measure": "nominal"}, {"name": "ticked", "measure": "nominal", "values": {"1": "Mentioned"}}, {"name": "yes", "measure": "nominal"},
    {"name": "coded", "measure": "nominal", "values": {"1": "Yes", "2": "No"}}, {"name": "bare", "measure": "nominal"}], "sets": [{"name": "s", "members": ["plain", "ticked", "yes", "coded", "bare"]}]}') $$, 'members of all kinds');
CREATE FUNCTION chosen() RETURNS text LANGUAGE sql AS $$ SELECT string_agg(n::text, ' ' ORDER BY row_code) FROM survey_crosstab('kinds', '{s}') WHERE statistic = 'percent' AND row_code > 0 $$;
SELECT is((SELECT chosen()), '6 4 6 6 0', 'all kinds of members are counted');
UPDATE kinds SET ticked = 0 WHERE id = 2;
SELECT is((SELECT chosen()), '6 4 6 6 0', '0 is not chosen, with a label or without');
UPDATE kinds SET bare = id WHERE id < 4;
SELECT is((SELECT chosen()), '6 4 6 6 1', 'of a member without any code, those with the counted one are chosen');
UPDATE kinds SET ticked = 2 WHERE id = 2;
SELECT matches(outcome($$survey_crosstab('kinds', '{s}')$$), '^22000: variable "ticked" holds 2', 'another code than the label''s is an error');

-- NaN and infinity of somebody who counts: one error, which names the variable; a number whose square is out of range is 22003
CREATE FUNCTION detail(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
BEGIN
    EXECUTE format('SELECT count(*) FROM %s r', statement);
    RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RETURN format('%s %s|%s', SQLSTATE, SQLERRM, detail);
END $$;
CREATE TABLE reads_y (position int GENERATED ALWAYS AS IDENTITY, sql text);
INSERT INTO reads_y (sql) VALUES
    ($$survey_ttest('%1$s', 'y', 'g' %2$s)$$), ($$survey_ttest('%1$s', 'y', minus => 'q' %2$s)$$), ($$survey_glm('%1$s', 'y ~ g' %2$s)$$), ($$survey_glm('%1$s', 'q ~ I(y)' %2$s)$$), ($$survey_ranktest('%1$s', 'y', 'g' %2$s)$$), ($$survey_alpha('%1$s', '{y,q}' %2$s)$$);
CREATE TABLE reads_y_too (position int GENERATED ALWAYS AS IDENTITY, sql text);
INSERT INTO reads_y_too (sql) VALUES
    ($$survey_quantile('%1$s', '{y}' %2$s)$$), ($$survey_ratio('%1$s', 'q', 'y' %2$s)$$), ($$survey_topline('%1$s' %2$s)$$), ($$survey_mean('%1$s', '{y,q}', by => '{g}' %2$s)$$), ($$survey_variance('%1$s', '{y}' %2$s)$$), ($$survey_correlation('%1$s', '{q,y}' %2$s)$$), ($$survey_contrast('%1$s', '{y}', by => '{g}' %2$s)$$), ($$survey_mean('%1$s', '{y}' %2$s)$$), ($$survey_total('%1$s', '{y}' %2$s)$$), ($$survey_crosstab('%1$s', '{y}' %2$s)$$);
SELECT lives_ok('SELECT mark(0)', 'only declared codes');
CREATE FUNCTION number(value float8) RETURNS void LANGUAGE sql AS $$ UPDATE rows_road SET y = value WHERE id = 12; UPDATE replicate_road SET y = value WHERE id = 12 $$;
SELECT lives_ok($$SELECT number('NaN')$$, 'a number that is none');
SELECT is(detail(format(s.sql, road, '')), '22023 survey value must be finite, not NaN|It is a value of variable "y".', format('NaN, %s: %s', road, format(s.sql, '', '')))
FROM reads_y s, (VALUES ('rows_road'), ('replicate_road')) AS roads (road) ORDER BY road, s.position;
SELECT is(detail(format(s.sql, road, '')), '22023 survey value must be finite, not NaN|It is a value of variable "y".', format('NaN, %s: %s', road, format(s.sql, '', '')))
FROM reads_y_too s, (VALUES ('rows_road'), ('replicate_road')) AS roads (road) ORDER BY road, s.position;
SELECT lives_ok($$SELECT register_survey('key_' || answers, answers::regclass, codebook(more || '{"respondent": "id"}')) FROM (VALUES ('rows_road', '{}'::jsonb), ('replicate_road', replicates())) r(answers, more)$$, 'surveys with a key');
SELECT is(detail(format(s.sql, road, '')), '22023 survey value must be finite, not NaN|It is a value of variable "y", where "id" is 12.', format('NaN, with a key, %s: %s', road, format(s.sql, '', '')))
FROM (TABLE reads_y UNION ALL TABLE reads_y_too) s, (VALUES ('key_rows_road'), ('key_replicate_road')) AS roads (road) WHERE s.sql NOT LIKE '%I(y)%' ORDER BY road, s.sql;
SELECT is(outcome(format(s.sql, 'rows_road', ', filter => ''id <> 12''')), (SELECT c FROM outcome(format(s.sql, 'clean', ', filter => ''id <> 12''')) c WHERE c !~ '^[0-9A-Z]{5}:'), format('NaN, filtered: %s', format(s.sql, '', '')))
FROM (TABLE reads_y UNION ALL TABLE reads_y_too) s ORDER BY s.sql;
SELECT lives_ok($$SELECT number(1); UPDATE rows_road SET y = 'NaN' WHERE id = 48; UPDATE replicate_road SET y = '-Infinity' WHERE id = 48; UPDATE clean SET y = 1 WHERE id = 12; UPDATE replicate_clean SET y = 1 WHERE id = 12$$, 'a number that is none of somebody who does not count');
SELECT is(outcome(format(s.sql, road, '')), (SELECT c FROM outcome(format(s.sql, clean, '')) c WHERE c !~ '^[0-9A-Z]{5}:'), format('NaN, weight 0, %s: %s', road, format(s.sql, '', '')))
FROM (TABLE reads_y UNION ALL TABLE reads_y_too) s, (VALUES ('rows_road', 'clean'), ('replicate_road', 'replicate_clean')) AS roads (road, clean) ORDER BY road, s.sql;
SELECT lives_ok($$SELECT number('Infinity')$$, 'infinity');
SELECT matches(detail(format(s.sql, road, '')), '^22023 survey value must be finite, not -?Infinity[|]It is a value of variable "y"', format('infinity, %s: %s', road, format(s.sql, '', '')))
FROM (TABLE reads_y UNION ALL TABLE reads_y_too) s, (VALUES ('rows_road'), ('replicate_road')) AS roads (road) ORDER BY road, s.sql;
SELECT lives_ok($$SELECT number(1e300)$$, 'a number out of range');
SELECT matches(detail(format(s.sql, road, '')), '^22003 ', format('1e300, %s: %s', road, s.sql))
FROM (VALUES ($$survey_ttest('%1$s', 'y', 'g')$$), ($$survey_ttest('%1$s', 'y')$$), ($$survey_glm('%1$s', 'y ~ g')$$)) AS s (sql), (VALUES ('rows_road'), ('replicate_road')) AS roads (road) ORDER BY road, s.sql;
