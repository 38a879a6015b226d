-- Types of columns in a codebook: what each makes of cells, who refuses what, and surveys of any table through CSV.
\set QUIET 1
SET client_min_messages = error;
SET timezone = 'UTC';
SET datestyle = iso;
SELECT plan(82);

CREATE FUNCTION csv(text) RETURNS bytea LANGUAGE sql RETURN convert_to($1, 'UTF8');
CREATE FUNCTION columns_of(name text) RETURNS text LANGUAGE sql
    RETURN (SELECT string_agg(format('%s %s', attname, atttypid::regtype), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = name::regclass AND attnum > 1 AND NOT attisdropped);
CREATE FUNCTION types_of(name text) RETURNS text LANGUAGE sql
    RETURN (SELECT string_agg(format('%s %s', v->>'name', v->>'type'), ', ' ORDER BY n) FROM jsonb_array_elements(survey_codebook_json(name)->'variables') WITH ORDINALITY t(v, n) WHERE v ? 'type');

-- one of each
SELECT lives_ok($$ SELECT load_survey('each', csv(E'b,i2,i4,i8,f4,f8,n,t,d,ti,ts,tz,iv\n'
    'yes,32767,-2147483648,9223372036854775807,0.1,1e300,123456789012345678901234567890.123456789,007,10000-01-01,23:59:59.5,0044-03-15 09:30:00 BC,2024-07-01 12:00:00+02,1 year 2 mons -3 days +04:05:06\n'
    '0,-32768.0,2147483647,-9223372036854775808,16777217,-0.5,-0.00,"a, b",2024-02-29,5:05 pm,294276-12-31 23:59:59.999999,2024-01-01 12:00,-26:30:00\n,,,,,,,,,,,,\nno,,,,,,,,,,,,\n'), '{"variables": [
    {"name": "b", "type": "boolean"}, {"name": "i2", "type": "smallint", "measure": "scale"}, {"name": "i4", "type": "integer", "measure": "scale"}, {"name": "i8", "type": "bigint", "measure": "text"},
    {"name": "f4", "type": "real"}, {"name": "f8", "type": "double precision"}, {"name": "n", "type": "numeric"}, {"name": "t", "type": "text"}, {"name": "d", "type": "date"},
    {"name": "ti", "type": "time"}, {"name": "ts", "type": "timestamp"}, {"name": "tz", "type": "timestamp with time zone"}, {"name": "iv", "type": "interval"}]}') $$, 'cells of every type');
SELECT is(columns_of('each'), 'b boolean, i2 smallint, i4 integer, i8 bigint, f4 real, f8 double precision, n numeric, t text, d date, ti time without time zone, ts timestamp without time zone, tz timestamp with time zone, iv interval',
    'make columns of these types');
SELECT is(e::text, '(1,t,32767,-2147483648,9223372036854775807,0.1,1e+300,123456789012345678901234567890.123456789,007,10000-01-01,23:59:59.5,"0044-03-15 09:30:00 BC","2024-07-01 10:00:00+00","1 year 2 mons -3 days +04:05:06")', 'with the values of the first line')
FROM each e WHERE respondent = 1;
SELECT is(e::text, '(2,f,-32768,2147483647,-9223372036854775808,1.6777216e+07,-0.5,0.00,"a, b",2024-02-29,17:05:00,"294276-12-31 23:59:59.999999","2024-01-01 12:00:00+00",-26:30:00)', 'and of the second')
FROM each e WHERE respondent = 2;
SELECT is(e::text, '(3,,,,,,,,,,,,,)', 'and nothing of nothing') FROM each e WHERE respondent = 3;
SELECT is((SELECT string_agg(v->>'measure', ' ' ORDER BY n) FROM jsonb_array_elements(survey_codebook_json('each')->'variables') WITH ORDINALITY x(v, n)),
    'nominal scale scale text scale scale scale text date date date date date', 'the measure is that of the type where none is given');
SELECT is(types_of('each'), 'b boolean, i2 smallint, i4 integer, i8 bigint, f4 real, n numeric, ti time, ts timestamp, tz timestamp with time zone, iv interval', 'types that the measure does not say are written');
SELECT throws_ok($$ SELECT load_survey('other', csv(E'd\n4\n'), '{"variables": [{"name": "d", "type": "bool"}]}') $$, '22P02', 'line 2, column "d": "4" does not say whether the option was chosen', 'a boolean is yes or no');
SELECT lives_ok($$ SELECT load_survey('other', csv(E'a,b,c,d,e,f\n1,2,3,1,5,2024-01-01\n'), '{"variables": [{"name": "a", "type": "INT8", "measure": "scale"}, {"name": "b", "type": "float4"},
    {"name": "c", "type": "decimal"}, {"name": "d", "type": "bool"}, {"name": "e", "type": "int2", "measure": "scale"}, {"name": "f", "type": "timestamptz"}]}') $$, 'PostgreSQL''s other names');
SELECT is(columns_of('other'), 'a bigint, b real, c numeric, d boolean, e smallint, f timestamp with time zone', 'mean the same');

-- the order of dates is the file's, with a type or without
SELECT lives_ok($$ SELECT load_survey('other', csv(E'd,m\n31/12/2024,12/31/2024 8:00\n'), '{"variables": [{"name": "d", "type": "date"}, {"name": "m", "type": "timestamp"}]}', replace => true) $$, 'dates in other orders');
SELECT is(o::text, '(1,2024-12-31,"2024-12-31 08:00:00")', 'are found') FROM other o;

-- cells that are not of the type
CREATE FUNCTION refusal(type text, cell text, more text DEFAULT '') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    d text;
BEGIN
    PERFORM load_survey('never', csv(E'x,y\n' || cell || E',1\n'), format('{"variables": [{"name": "x", "type": "%s"%s}]}', type, more)::jsonb);
    RETURN (SELECT x::text || ' is taken' FROM never);
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS d = PG_EXCEPTION_DETAIL;
    RETURN concat_ws('. ', SQLSTATE || ' ' || SQLERRM, nullif(d, ''));
END $$;
SELECT is(refusal(type, cell, more), state || ' line 2, column "x": "' || cell || '" ' || reason, format('%s is no %s', cell, type)) FROM (VALUES
    ('smallint', '32768', ', "measure": "scale"', '22P02', 'is not a number. Expected a whole number from -32768 to 32767.'),
    ('integer', '2.5', ', "measure": "scale"', '22P02', 'is not a number. Expected a whole number.'),
    ('integer', 'ten', '', '22P02', 'is not a number. Expected a whole number.'),
    ('bigint', '9223372036854775808', ', "measure": "text"', '22P02', 'is not a number. Expected a whole number.'),
    ('real', '1e39', '', '22P02', 'is not a number. Expected a number.'),
    ('numeric', 'ten', '', '22P02', 'is not a number. Expected a number.'),
    ('date', '2023-02-29', '', '22007', 'is not a date. Expected a date such as 2024-12-31.'),
    ('date', 'today', '', '22007', 'is not a date. Expected a date such as 2024-12-31.'),
    ('date', '2024-01-01 10:00', '', '22007', 'is not a date. Expected a date such as 2024-12-31.'),
    ('date', '5874898-01-01', '', '22007', 'is not a date. Expected a date such as 2024-12-31.'),
    ('timestamp', '2024-01-01 10:00+02', '', '22007', 'is not a date. Expected a date such as 2024-12-31 23:59:59.'),
    ('timestamp', '294277-01-01 00:00:00', '', '22007', 'is not a date. Expected a date such as 2024-12-31 23:59:59.'),
    ('time', '24:30:00', '', '22007', 'is not a time of day. Expected a time such as 23:59:59.'),
    ('time', '2024-01-01 10:00', '', '22007', 'is not a time of day. Expected a time such as 23:59:59.'),
    ('interval', '90', '', '22007', 'is not an interval. Expected an interval such as 26:30:00 or 1 day 02:30:00.'),
    ('interval', '1 fortnight', '', '22007', 'is not an interval. Expected an interval such as 26:30:00 or 1 day 02:30:00.'),
    ('text', 'Fax', ', "values": ["Phone", "Web"]', '22P02', 'is not an answer of this question. Expected one of: 1 "Phone", 2 "Web".'),
    ('double precision', '1.5', ', "values": {"1": "Yes"}', '22P02', 'is not an answer of this question. Expected one of: 1 "Yes".')) v(type, cell, more, state, reason);

-- codebooks that contradict themselves, the file or the table
CREATE FUNCTION objection(variable text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    h text;
BEGIN
    PERFORM load_survey('never', csv(E'x,y\n1,1\n'), format('{"variables": [{"name": "x", %s}]}', variable)::jsonb);
    RETURN 'taken';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS h = PG_EXCEPTION_HINT;
    RETURN concat_ws('. ', SQLSTATE || ' ' || SQLERRM, nullif(h, ''));
END $$;
SELECT is(objection('"type": "money"'), '22023 variable "x": "money" is no type that a variable can have. "type" must be boolean, smallint, integer, bigint, real, double precision, numeric, text, date, time, timestamp, timestamp with time zone or interval.',
    'a type that is none');
SELECT is(objection('"type": 5') ~ '^22023 .*"type"', true, 'a number in its place');
SELECT is(objection('"type": "time", "measure": "scale"'), '22023 variable "x": it is scale, but a column of type time is not numeric', 'a scale of times');
SELECT is(objection('"type": "text", "measure": "date"'), '22023 variable "x": it is date, but a column of type text is not a date', 'dates as texts');
SELECT is(objection('"type": "interval", "values": {"1": "a"}'), '22023 variable "x": it is nominal, but a column of type interval cannot hold codes', 'intervals as codes');
SELECT is(objection('"type": "text", "points": 5'), '22023 variable "x": a column of type text has no "points"', 'points of texts');
CREATE TABLE registered (x int, s smallint, e text, t time, u uuid, v varchar(5));
INSERT INTO registered SELECT i % 3, i % 2, 'w' || i % 2, '10:00', gen_random_uuid(), 'v' || i % 2 FROM generate_series(1, 20) i;
SELECT throws_ok($$ SELECT register_survey('registered', 'registered', '{"variables": [{"name": "x", "type": "date"}]}') $$, '42804',
    'variable "x" has type date in the codebook, but its column is of type integer', 'a column of another kind');
SELECT throws_ok($$ SELECT register_survey('registered', 'registered', '{"variables": [{"name": "t", "type": "interval"}]}') $$, '42804',
    'variable "t" has type interval in the codebook, but its column is of type time without time zone', 'an interval is no time of day');
SELECT throws_ok($$ SELECT register_survey('registered', 'registered', '{"variables": [{"name": "s", "type": "boolean"}]}') $$, '42804',
    'variable "s" has type boolean in the codebook, but its column is of type smallint', 'nor are codes booleans');
SELECT lives_ok($$ SELECT register_survey('registered', 'registered', '{"variables": [{"name": "x", "type": "smallint"}, {"name": "s", "type": "numeric", "measure": "nominal"}, {"name": "u", "type": "text"}, {"name": "v", "type": "text"}]}') $$,
    'numbers are of one kind, whatever their width');
SELECT is(types_of('registered'), 'x integer, e text, t time', 'the codebook then says the type that the column has');
SELECT is((SELECT measure FROM survey_codebook('registered') WHERE variable = 'v'), 'text', 'text without a measure is of measure text');
SELECT drop_survey('registered');
DROP TABLE registered;

-- what a type leaves open is found out: answers, and whether whole numbers are codes
SELECT lives_ok($$ SELECT load_survey('open', csv(E'a,b,c,d,e,f\n1,200,x,x,1,1\n2,300,y,y,2,2\n1,400,x,x,1,1\n2,500,y,y,2,2\n'), '{"variables": [{"name": "a", "type": "bigint"}, {"name": "b", "type": "smallint"},
    {"name": "c", "type": "text", "measure": "nominal"}, {"name": "d", "type": "integer", "measure": "nominal"}, {"name": "e", "type": "text", "measure": "ordinal"}, {"name": "f", "type": "numeric", "measure": "nominal"}]}') $$, 'types alone');
SELECT is(columns_of('open'), 'a bigint, b smallint, c text, d integer, e text, f numeric', 'stay');
SELECT is(o::text, '(4,2,500,y,2,2,2)', 'texts are stored, or their codes') FROM open o WHERE respondent = 4;
SELECT is((SELECT string_agg(concat_ws(' ', variable, measure, code, value_label, value), ', ' ORDER BY position, code) FROM survey_codebook('open')),
    'a nominal 1 1, a nominal 2 2, b scale, c nominal 1 x x, c nominal 2 y y, d nominal 1 x, d nominal 2 y, e ordinal 1 1 1, e ordinal 2 2 2, f nominal 1 1, f nominal 2 2', 'and declared');

-- blanks of members
CREATE FUNCTION members(one text, set_more text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM load_survey('blanks', csv(E'q_1,q_2\n1,\n,\n,1\n0,1\n'), format('{"variables": [{"name": "q_1"%s}, {"name": "q_2"}], "sets": [{"name": "q", "members": ["q_1", "q_2"]%s}]}', one, set_more)::jsonb, replace => true);
    RETURN (SELECT string_agg(format('(%s,%s)', q_1, q_2), ' ' ORDER BY respondent) FROM blanks);
END $$;
SELECT is(members('', ''), '(t,f) (,) (f,t) (f,t)', 'a blank beside a chosen option says not chosen');
SELECT is(members(', "type": "boolean"', ''), '(t,) (,) (,t) (f,t)', 'unless the codebook knows the type');
SELECT is(members(', "type": "boolean"', ', "properties": {"blank": "not chosen"}'), '(t,f) (,) (f,t) (f,t)', 'but a property of the set has the last word');
SELECT is(members(', "type": "smallint", "measure": "nominal", "values": {"0": "No", "1": "Yes"}', ''), '(1,) (,) (,t) (0,t)', 'a member can be of codes');
SELECT throws_ok($$ SELECT load_survey('never', csv(E'q\n1;2\n2\n'), '{"variables": [{"name": "q_1", "type": "integer", "measure": "nominal"}, {"name": "q_2"}], "sets": [{"name": "q", "members": ["q_1", "q_2"]}]}') $$, '22023',
    'member "q_1" of set "q" is made from another column and must be boolean, without codes of its own', 'not where its options share a column');

-- a survey of whatever table, through CSV: partial blanks, answers as texts, fractions, enums and domains
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN percent AS int CHECK (VALUE BETWEEN 0 AND 100);
CREATE TABLE "any" (respondent bigint GENERATED BY DEFAULT AS IDENTITY (START WITH 71) PRIMARY KEY, word text, mood mood, short varchar(9), share percent, exact numeric(40, 20), coded float8, single real, b_1 boolean, b_2 boolean, c_1 smallint, c_2 smallint, alone boolean,
    day date, at timestamptz, clock time, took interval, key uuid, free text, big bigint);
INSERT INTO "any" SELECT i, (ARRAY['2', '1', ' x ', 'x', '', NULL, 'NA'])[1 + i % 7], (ARRAY['sad', 'happy', 'ok', NULL]::mood[])[1 + i % 4], 's' || i % 2, i, 1 / (3 + i)::numeric(40, 20), (ARRAY[1, 2, -7.5])[1 + i % 3], 1 / (3 + i)::real,
    (ARRAY[true, false, NULL])[1 + i % 3], (ARRAY[true, NULL])[1 + i % 2], i % 2, (ARRAY[1, 0, NULL])[1 + i % 3], i % 2 = 0, date '0001-01-01 BC' + 80000 * i, timestamptz '2024-03-31 00:30:00.123456+00' + i * interval '1 hour',
    time '00:00:00.000001' + i * interval '1 minute', (i - 30) * interval '1 month 1 day -1 hour 0.5 second', ('00000000-0000-0000-0000-' || lpad(i::text, 12, '0'))::uuid,
    (ARRAY['=1', 'a"b', E'two\nlines', 'comma, ', 'é'])[1 + i % 5] || i, i * 10000000000
FROM generate_series(1, 70) i;
SELECT lives_ok($$ SELECT register_survey('any', 'any', '{"variables": [{"name": "word", "values": [{"code": 1, "value": "2", "label": "two"}, {"code": 2, "value": "1", "label": "one"}, {"code": 3, "value": " x "}, {"code": 4, "value": "x", "label": "1"}, {"code": 6, "value": "NA"}],
    "missing": [{"code": 5, "value": "", "label": "blank"}]}, {"name": "coded", "measure": "nominal", "values": {"1": "a", "2": "b"}, "missing_ranges": [[null, -1]]}],
    "sets": [{"name": "b", "members": ["b_1", "b_2"]}, {"name": "c", "members": ["c_1", "c_2"]}]}') $$, 'a table of all sorts');
SELECT is(types_of('any'), 'word text, coded double precision, mood text, short text, share integer, exact numeric, single real, c_1 smallint, c_2 smallint, alone boolean, at timestamp with time zone, clock time, took interval, big bigint',
    'says what the loader would not guess');
SET timezone = 'America/Caracas';
SET datestyle = 'SQL, DMY';
SET intervalstyle = 'sql_standard';
SET extra_float_digits = 0;
-- without its key, which would be a column among the others: rows are numbered anew in its order
SELECT lives_ok($$ SELECT load_survey('back', export_survey('any', 'csv', variables => ARRAY(SELECT v->>'name' FROM jsonb_array_elements(survey_codebook_json('any')->'variables') v)), survey_codebook_json('any')) $$,
    'goes out and comes back');
SELECT is(columns_of('back'), 'word text, coded double precision, mood text, short text, share integer, exact numeric, single real, b_1 boolean, b_2 boolean, c_1 smallint, c_2 smallint, alone boolean, day date, at timestamp with time zone, clock time without time zone, took interval, key text, free text, big bigint',
    'with columns of these types');
SELECT is((SELECT count(*) FROM "any" a JOIN back b USING (respondent)), 70::bigint, 'all rows,');
SELECT is((SELECT string_agg(DISTINCT k.key, ', ') FROM "any" a JOIN back b USING (respondent), jsonb_each(to_jsonb(a)) k WHERE k.value <> to_jsonb(b)->k.key), NULL, 'all values the same,');
SELECT is(survey_codebook_json('back') - 'properties', survey_codebook_json('any'), 'and the codebook, which has nothing to add');
SELECT lives_ok($$ SELECT register_survey('any', 'any', survey_codebook_json('back'), replace => true) $$, 'and goes with the old table');
SELECT is(survey_codebook_json('any'), survey_codebook_json('back'), 'as it is');
RESET timezone;
RESET datestyle;
RESET intervalstyle;
RESET extra_float_digits;
SET timezone = 'UTC';

-- a further wave of the same goes to the table with its enum and all
SELECT is((SELECT rows_loaded FROM load_survey('any', csv(E'word,mood,coded,exact,clock,took,at,b_1\ntwo,HAPPY,-2.5,0.12345678901234567891,7:05 AM,100:00:00,2024-07-01 10:00:00-04,no\n'), append => true)), 1::bigint, 'a wave of texts');
SELECT is((SELECT concat_ws(' ', word, mood, coded, exact, clock, took, at, b_1) FROM "any" WHERE respondent = 71), '2 happy -2.5 0.12345678901234567891 07:05:00 100:00:00 2024-07-01 14:00:00+00 f', 'is in the table');
SELECT throws_ok($$ SELECT load_survey('any', csv(E'mood\nglad\n'), append => true) $$, '22P02', 'line 2, column "mood": "glad" is not an answer of this question', 'what is no answer is not');
SELECT throws_ok($$ SELECT load_survey('any', csv(E'took,clock\nsoon,\n'), append => true) $$, '22007', 'line 2, column "took": "soon" is not an interval', 'nor what is no interval');
SELECT throws_ok($$ SELECT load_survey('any', csv(E'took,clock\n,\n'), '{"variables": [{"name": "took", "type": "time"}]}', append => true) $$, '22023', 'the codebook of the wave disagrees with that of survey "any" on variable "took"',
    'and its codebook agrees in types');

-- JSON Lines know numbers and booleans, and take types alike
SELECT lives_ok($$ SELECT load_survey('lines', csv('{"id": 1, "paid": 1, "at": "10:30", "sum": 12345678901234567.25, "score": 3}' || E'\n' || '{"id": 2, "paid": 0, "sum": 0.5}'), '{"variables": [{"name": "id", "type": "bigint", "measure": "text"}, {"name": "paid", "type": "smallint", "measure": "nominal", "values": {"0": "No", "1": "Yes"}},
    {"name": "at", "type": "time"}, {"name": "sum", "type": "numeric"}, {"name": "score", "type": "real"}]}') $$, 'JSON Lines');
SELECT is((SELECT string_agg(l::text, ' ' ORDER BY id) FROM lines l), '(1,1,1,10:30:00,12345678901234567.25,3) (2,2,0,,0.5,)', 'with types');
SELECT lives_ok($$ SELECT load_survey('plain', csv('{"a": 1.5, "b": true}' || E'\n' || '{"a": 2, "b": false}')) $$, 'JSON Lines without');
SELECT is((SELECT string_agg(l::text, ' ' ORDER BY respondent) FROM plain l), '(1,1.5,t) (2,2,f)', 'have the types that their values say');

-- files that know their types take numbers of another type, and nothing else
SELECT lives_ok($$ SELECT load_survey('plain', csv(E'a,b,d\n1,2,2024-01-01\n3,4,2024-01-02\n'), '{"variables": [{"name": "a", "measure": "scale"}, {"name": "b", "measure": "scale"}, {"name": "d", "type": "date"}]}', replace => true) $$, 'a file of SPSS');
SELECT lives_ok($$ SELECT load_survey('typed', export_survey('plain', 'sav'), '{"variables": [{"name": "a", "type": "bigint"}, {"name": "b", "type": "numeric"}]}') $$, 'with types on top');
SELECT is(columns_of('typed'), 'a bigint, b numeric, d date', 'has them');
SELECT is((SELECT string_agg(t::text, ' ' ORDER BY a) FROM typed t), '(1,1,2,2024-01-01) (2,3,4,2024-01-02)', 'and its values');
SELECT throws_ok($$ SELECT load_survey('never', export_survey('plain', 'sav'), '{"variables": [{"name": "a", "type": "text", "measure": "text"}]}') $$, '42804', 'variable "a" has type text in the codebook and double precision in the file', 'numbers are no texts');
SELECT throws_ok($$ SELECT load_survey('never', export_survey('plain', 'sav'), '{"variables": [{"name": "a", "type": "boolean", "measure": "nominal", "values": {"1": "Yes"}}]}') $$, '22003', NULL, 'three is no boolean');
SELECT throws_ok($$ SELECT load_survey('never', export_survey('plain', 'sav'), '{"variables": [{"name": "d", "type": "timestamp"}]}') $$, '42804', 'variable "d" has type timestamp in the codebook and date in the file', 'nor are dates instants');

SELECT lives_ok($$ SELECT load_survey('quoted', csv(E'n,m\n1.23456789012345678901e25,"0,5"\n'), '{"variables": [{"name": "n", "type": "numeric"}, {"name": "m", "type": "numeric"}]}', delimiter => ',') $$, 'a decimal comma in quotes is one also where commas divide cells');
SELECT lives_ok($$ SELECT load_survey('digits', csv(E'n;m\n1.23456789012345678901e25;0,5\n'), '{"variables": [{"name": "n", "type": "numeric"}, {"name": "m", "type": "numeric"}]}') $$, 'but elsewhere');
SELECT is(d::text, '(1,12345678901234567890100000,0.5)', 'and digits behind an exponent are kept') FROM digits d;

-- every type with every measure and cells that mean ill: taken or refused for a reason that names the fault
CREATE TABLE nasty AS SELECT unnest(ARRAY['0', '-1', '2.0', '1.5', '1e300', '1e400', '-1e-400', '1.23456789012345678901e-9999', '9.87654321098765432109e+30', '9999999999999999999', 'NaN', 'infinity', '-infinity', '-', '+', '.', 'e5', '0x10', 'yes', 'epoch', 'now', 'today', 'allballs',
    '2024-01-01', '2024-01-01 BC', '4714-11-24 BC', '4715-01-01 BC', '0000-00-00', '99999999-01-01', '2147483648-01-01', '5874897-12-31', '2024-01-01 25:00', '2024-01-01 24:00:00', '2024-01-01 00:00:00 America/New_York', '2024-01-01 00:00:00 Nowhere/None',
    '2024-01-01T00:00:00Z', '2024-01-01 00:00:00+99', '2024-366', '2024-01-01-01-01', '23:59:60', '12:00 PM', '13:00 PM', '00:00:00.9999999', '-00:00:01', '9999999999:00:00', '2147483647 years', '-178956970 years -8 mons', '178956971 years', '1 day 1 day',
    '-1 -2 -3', '@ 1 minute ago', 'P1Y2M', '1 mon -1', 'x', '"', ' ', '""', 'é', repeat('9', 70), repeat('a', 300), repeat('1 ', 200), repeat('2024-', 100)]) AS cell;
CREATE TABLE verdict (type text, measure text, state text);
CREATE TABLE refused (column_name text, reason text);
CREATE FUNCTION judge(type text, measure text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    n int;
BEGIN
    PERFORM load_survey('nasty_one', csv((SELECT E'x,y\n' || string_agg(format(E'"%s",1\n', replace(cell, '"', '""')), '') FROM nasty)), jsonb_build_object('variables', jsonb_build_array(jsonb_strip_nulls(jsonb_build_object('name', 'x', 'type', type, 'measure', measure,
        'values', CASE WHEN measure IN ('nominal', 'ordinal') THEN '{"1": "x", "2": "yes"}'::jsonb END)))), header_rows => 1, replace => true, on_error => 'reject');
    INSERT INTO refused SELECT e.column_name, e.reason FROM mlops_survey.load_error e WHERE e.survey_name = 'nasty_one';
    -- what was taken goes out and comes back
    PERFORM load_survey('nasty_two', export_survey('nasty_one', 'csv'), survey_codebook_json('nasty_one'), header_rows => 1, replace => true);
    SELECT count(*) INTO n FROM (TABLE nasty_one EXCEPT ALL TABLE nasty_two) lost;
    RETURN CASE WHEN n = 0 THEN 'taken' ELSE 'lost' END;
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || CASE WHEN SQLERRM LIKE 'variable "x": it is %, but a column of type %' THEN ' named' ELSE ' ' || SQLERRM END;
END $$;
INSERT INTO verdict SELECT t, m, judge(t, m) FROM unnest('{boolean,smallint,integer,bigint,real,double precision,numeric,text,date,time,timestamp,timestamp with time zone,interval}'::text[]) t,
    unnest('{NULL,nominal,ordinal,scale,date,text}'::text[]) m;
SELECT is((SELECT string_agg(state || ' ' || n, ', ' ORDER BY state) FROM (SELECT state, count(*) AS n FROM verdict GROUP BY state) s), '22023 named 25, taken 53', 'of 13 types and 6 measures');
SELECT is((SELECT string_agg(concat_ws(' ', type, measure), ', ' ORDER BY type, measure) FROM verdict WHERE state <> 'taken' AND type IN ('boolean', 'text', 'integer', 'interval')),
    'boolean date, boolean scale, integer date, interval nominal, interval ordinal, interval scale, text date, text scale', 'those that cannot be together are refused');
SELECT cmp_ok((SELECT count(*) FROM refused WHERE reason IS NOT NULL AND column_name = 'x'), '>', 1000::bigint, 'every refused cell is kept with its reason');
SELECT * FROM finish();
