-- Filters by label, and filters that the codebook saves by name.  Expected: the same in codes, counted by plain SQL.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(46);
CREATE TABLE f AS SELECT i AS id, 1 + i % 3 AS role, (ARRAY['s', 'm', 'l'])[1 + i % 3] AS size, i % 2 = 0 AS member, (1 + i * 7 % 5)::smallint AS q, 18 + i AS age, (1 + i % 4)::float8 AS half, i % 4 AS twin FROM generate_series(0, 59) i;
SELECT register_survey('f', 'f', $${"variables": [
    {"name": "role", "measure": "nominal", "values": {"1": "Data scientist", "2": "It's complicated", "3": "2"}, "missing": {"9": "Refused"}},
    {"name": "size", "measure": "ordinal", "values": [{"code": 1, "value": "s", "label": "2 to 4"}, {"code": 2, "value": "m", "label": "5 to 9"}, {"code": 3, "value": "l", "label": "s"}]},
    {"name": "member", "measure": "nominal", "values": {"0": "Not yet", "1": "Member"}},
    {"name": "q", "measure": "ordinal", "points": 5, "values": {"1": "Bad", "5": "Good"}},
    {"name": "twin", "measure": "nominal", "values": {"0": "Same", "1": "Same", "2": "Other", "3": "10 or more"}},
    {"name": "half", "measure": "ordinal", "points": 4, "values": {"1": "Low", "4": "High"}}],
    "filters": {"scientists": "role = 'Data scientist'", "older scientists": "scientists AND age >= 30", "happy": "q = 'Good'"}}$$) IS NULL \g /dev/null
CREATE FUNCTION n(filter text) RETURNS bigint LANGUAGE sql AS $$ SELECT n FROM survey_crosstab('f', 'q', filter => filter) WHERE row_position = 1 AND is_total $$;
CREATE FUNCTION counts(filter text) RETURNS bigint LANGUAGE plpgsql AS $$ DECLARE result bigint; BEGIN EXECUTE 'SELECT count(*) FROM f WHERE ' || survey_filter('f', filter) INTO result; RETURN result; END $$;

SELECT is(counts($$role = 'Data scientist'$$), (SELECT count(*) FROM f WHERE role = 1), 'a label is its code');
SELECT is(survey_filter('f', $$role = 'Data scientist'$$), '((role = 1))', 'nothing else');
SELECT is(counts($$'Data scientist' = role$$), (SELECT count(*) FROM f WHERE role = 1), 'from either side');
SELECT is(counts($$role <> 'It''s complicated'$$), (SELECT count(*) FROM f WHERE role <> 2), 'other than');
SELECT is(counts($$role != 'It''s complicated'$$), (SELECT count(*) FROM f WHERE role <> 2), 'written otherwise');
SELECT is(counts($$role IN ('Data scientist', 'It''s complicated')$$), (SELECT count(*) FROM f WHERE role IN (1, 2)), 'IN');
SELECT is(counts($$role NOT IN ('Data scientist')$$), (SELECT count(*) FROM f WHERE role <> 1), 'NOT IN');
SELECT is(counts($$role IN ('Data scientist', 2)$$), (SELECT count(*) FROM f WHERE role IN (1, 2)), 'labels beside codes');
SELECT is(counts($$role = ANY (ARRAY['Data scientist', 'It''s complicated'])$$), (SELECT count(*) FROM f WHERE role IN (1, 2)), 'ANY of an array');
SELECT is(counts($$role <> ALL (ARRAY['Data scientist'])$$), (SELECT count(*) FROM f WHERE role <> 1), 'ALL of an array');
SELECT is(counts($$role IS DISTINCT FROM 'Data scientist'$$), (SELECT count(*) FROM f WHERE role <> 1), 'IS DISTINCT FROM');
SELECT is(counts($$role = 'Refused'$$), 0::bigint, 'labels of missing answers');
SELECT is(counts($$f.role = 'Data scientist'$$), (SELECT count(*) FROM f WHERE role = 1), 'with the table''s name');
SELECT is(counts($$size = '2 to 4'$$), (SELECT count(*) FROM f WHERE size = 's'), 'of a column of texts');
SELECT is(counts($$size IN ('m', '5 to 9')$$), (SELECT count(*) FROM f WHERE size = 'm'), 'whose texts stay as they are');
SELECT is(counts($$size <> ''$$), 60::bigint, 'the empty text too');
SELECT is(counts($$member = 'Member'$$), (SELECT count(*) FROM f WHERE member), 'of a boolean');
SELECT is(counts($$member = 'true' AND member$$), (SELECT count(*) FROM f WHERE member), 'whose own words stay');
SELECT is(counts($$half = 'High'$$), (SELECT count(*) FROM f WHERE half = 4), 'of numbers');
SELECT is(counts($$q = '5' AND q = 'Good'$$), (SELECT count(*) FROM f WHERE q = 5), 'a code in quotes is the code');
SELECT is(counts($$CASE WHEN role = 'Data scientist' THEN age > 30 ELSE NOT (q IN ('Bad')) END$$), (SELECT count(*) FROM f WHERE CASE WHEN role = 1 THEN age > 30 ELSE NOT q IN (1) END), 'inside of other conditions');
SELECT is(n($$role = 'Data scientist'$$), (SELECT count(*) FROM f WHERE role = 1 AND q = 1), 'in tables');
SELECT is((SELECT n FROM survey_mean('f', 'age', filter => $$role = 'Data scientist'$$)), (SELECT count(*) FROM f WHERE role = 1), 'in estimates');
SELECT throws_ok($$SELECT survey_filter('f', 'role = ''Data sientist''')$$, '22P02', '"role" has no answer "Data sientist"', 'an unknown label is an error');
SELECT throws_ok($$SELECT survey_filter('f', 'twin = ''Same''')$$, '42P08', 'several answers of "twin" have the label "Same"', 'a label of two answers is an error');
SELECT throws_ok($$SELECT survey_filter('f', 'role = ''2''')$$, NULL, '"2" is the label of answer 3 of "role", and what answer 2 is written as', 'a label that is the code of another as well');
SELECT throws_ok($$SELECT survey_filter('f', 'size = ''s''')$$, NULL, '"s" is the label of answer 3 of "size", and what answer 1 is written as', 'or its text');
CREATE FUNCTION hint(call text) RETURNS text LANGUAGE plpgsql AS $$ DECLARE h text; BEGIN EXECUTE call; RETURN 'none'; EXCEPTION WHEN OTHERS THEN GET STACKED DIAGNOSTICS h = PG_EXCEPTION_HINT; RETURN h; END $$;
SELECT is(hint($$SELECT survey_filter('f', 'role LIKE ''Data%''')$$) ~ '^A variable holds the codes of its answers', true, 'of a pattern over codes');
SELECT is(hint($$SELECT survey_filter('f', 'lower(role) = ''data''')$$) ~ '^A variable holds the codes of its answers', true, 'and a function of texts');
SELECT is(hint($$SELECT survey_filter('f', 'role')$$) ~ '^A filter is one condition', true, 'of a column alone');
SELECT is(hint($$SELECT survey_filter('f', 'role = ANY (''{Designer}'')')$$) ~ 'IN \(''...'', ''...''\)', true, 'of a list in one text');
SELECT is(hint($$SELECT survey_filter('f', 'q = true')$$) ~ 'true or false', true, 'of a truth');
SELECT is(hint($$SELECT survey_filter('f', 'role = ''data scientists''')$$), 'Perhaps you mean "Data scientist".', 'with the nearest');

-- saved filters
SELECT is(survey_filter('f', 'scientists'), '((role = 1))', 'a saved filter by name');
SELECT is(counts('older scientists'), (SELECT count(*) FROM f WHERE role = 1 AND age >= 30), 'which uses another, under a name with a blank');
SELECT is(counts('NOT scientists AND happy OR age < 20'), (SELECT count(*) FROM f WHERE NOT role = 1 AND q = 5 OR age < 20), 'in conditions');
SELECT is(counts('"older scientists" AND happy'), (SELECT count(*) FROM f WHERE role = 1 AND age >= 30 AND q = 5), 'in quotes');
SELECT is((SELECT n FROM survey_mean('f', 'age', filter => 'scientists')), (SELECT count(*) FROM f WHERE role = 1), 'in statistics');
SELECT is(survey_codebook_json('f') -> 'filters' ->> 'happy', 'q = ''Good''', 'the codebook shows them');
SELECT is(survey_codebook_json('f') -> 'properties', NULL, 'once');
SELECT lives_ok($$SELECT register_survey('f2', 'f', survey_codebook_json('f'))$$, 'and takes them back');
SELECT throws_ok($$SELECT register_survey('f3', 'f', '{"filters": {"age": "q = 1"}}')$$, '42701', 'filter "age" has the name of a variable or set', 'a filter is no variable');
SELECT throws_ok($$SELECT register_survey('f3', 'f', '{"filters": {"bad": "nothing = 1"}}')$$, '42703', 'column "nothing" does not exist', 'it is checked when it is saved');
SELECT throws_ok($$SELECT register_survey('f3', 'f', '{"filters": {"bad": "(SELECT true)"}}')$$, '0A000', 'a filter must not contain a subquery', 'as every filter is');
SELECT throws_ok($$SELECT register_survey('f3', 'f', '{"filters": {"a": "b", "b": "a"}}')$$, '42P19', 'saved filters use each other more than 8 deep', 'and does not go in circles');
SELECT throws_ok($$SELECT register_survey('f3', 'f', '{"filters": {"a": 1}}')$$, '22023', NULL, 'it is a text');
SELECT * FROM finish();
