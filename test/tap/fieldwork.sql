-- Margins of error, sample sizes, AAPOR's rates, quotas.
\set QUIET 1
SET client_min_messages = error;
\ir include/near.psql
SELECT plan(40);

-- z = 1.959963984540054; by hand
SELECT near(margin_of_error(1000), 1.959963984540054 * sqrt(0.25 / 1000), 'half an interval at one half', 1e-12);
SELECT near(margin_of_error(400, 0.2, 1.5, 0.9), 1.6448536269514722 * sqrt(1.5 * 0.16 / 400), 'of a share, a design effect and a level', 1e-12);
SELECT near(margin_of_error(100, population => 1000), 1.959963984540054 * sqrt(0.25 / 100 * 900 / 999), 'of a finite population', 1e-12);
SELECT is(margin_of_error(50, population => 50), 0::float8, 'who asks all has none');
SELECT is(margin_of_error(100, 0), 0::float8, 'nor has a share of nobody');
SELECT is(margin_of_error(NULL), NULL, 'NULL');
-- Krejcie and Morgan (1970), table 1: sizes for a margin of 5 points at 95 %
SELECT is((SELECT string_agg(sample_size(0.05, population => n)::text, ' ' ORDER BY n) FROM unnest(ARRAY[10, 100, 500, 1000, 5000, 10000, 100000]::float8[]) n), '10 80 218 278 357 370 383', 'sizes as published');
SELECT is(sample_size(0.05), 385::bigint, 'and without a population');
SELECT is(sample_size(0.03), 1068::bigint, 'three points');
SELECT is(sample_size(0.03, deff => 2), 2135::bigint, 'with a design effect');
SELECT is((SELECT bool_and(margin_of_error(sample_size(m)) <= m AND margin_of_error(sample_size(m) - 1) > m) FROM unnest(ARRAY[0.01, 0.02, 0.05, 0.1, 0.2]::float8[]) m), true, 'it is the smallest that will do');
SELECT is(sample_size(NULL), NULL, 'NULL');
CREATE FUNCTION message(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE state text; message text;
BEGIN
    EXECUTE format('SELECT * FROM %s', call);
    RETURN 'ok';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
    RETURN state || ' ' || message;
END $$;
SELECT is((SELECT string_agg(message(c), E'\n' ORDER BY n) FROM unnest(ARRAY['margin_of_error(0)', 'margin_of_error(-1)', 'margin_of_error(''NaN'')', 'margin_of_error(10, 2)', 'margin_of_error(10, deff => 0)', 'margin_of_error(10, level => 1)', 'margin_of_error(10, population => 5)', 'sample_size(1)', 'sample_size(0)', 'sample_size(1e-12)']) WITH ORDINALITY t(c, n)),
'22023 "n" must be a positive number, not 0
22023 "n" must be a positive number, not -1
22023 "n" must be a positive number, not NaN
22023 "p" must be a share from 0 to 1, not 2
22023 "deff" must be a positive number, not 0
22023 level must lie between 0 and 1, not 1
22023 a sample of 10 is larger than the population of 5
22023 "margin" must be a share below 1, not 1
22023 "margin" must be a positive number, not 0
22003 no sample is that large: 9.60365e+23', 'what cannot be');

-- AAPOR's definitions, by hand: I 500, P 100, R 200, NC 150, O 50, UH 300, UO 100, e 0.5
CREATE TABLE rates AS SELECT * FROM response_rates('{"I": 500, "P": 100, "R": 200, "NC": 150, "O": 50, "UH": 300, "UO": 100, "e": 0.5}');
SELECT is((SELECT string_agg(rate || ' ' || round(value::numeric, 6), ', ') FROM rates WHERE rate LIKE 'RR%'), 'RR1 0.357143, RR2 0.428571, RR3 0.416667, RR4 0.500000, RR5 0.500000, RR6 0.600000', 'response rates');
SELECT is((SELECT string_agg(rate || ' ' || round(value::numeric, 6), ', ') FROM rates WHERE rate LIKE 'COOP%'), 'COOP1 0.588235, COOP2 0.705882, COOP3 0.625000, COOP4 0.750000', 'cooperation rates');
SELECT is((SELECT string_agg(rate || ' ' || round(value::numeric, 6), ', ') FROM rates WHERE rate LIKE 'REF%'), 'REF1 0.142857, REF2 0.166667, REF3 0.200000', 'refusal rates');
SELECT is((SELECT string_agg(rate || ' ' || round(value::numeric, 6), ', ') FROM rates WHERE rate LIKE 'CON%'), 'CON1 0.607143, CON2 0.708333, CON3 0.850000', 'contact rates');
SELECT is((SELECT numerator || '/' || denominator FROM rates WHERE rate = 'RR3'), '500/1200', 'with what they are made of');
SELECT is((SELECT string_agg(rate, ' ') FROM response_rates('{"I": 5, "R": 5, "UH": 10}') WHERE value IS NULL), 'RR3 RR4 REF2 CON2', 'nothing says e');
SELECT is((SELECT value FROM response_rates('{"I": 50, "R": 50, "UH": 100, "NE": 300}') WHERE rate = 'RR3'), 50 / 125::float8, 'e is that of the cases that are known');
SELECT is((SELECT value FROM response_rates('{"I": 5, "R": 5}') WHERE rate = 'RR3'), 0.5::float8, 'nobody is unknown');
SELECT is((SELECT count(value) FROM response_rates('{}')), 0::bigint, 'no cases have no rates');
SELECT is((SELECT string_agg(message(c), E'\n' ORDER BY n) FROM unnest(ARRAY['response_rates(NULL)', 'response_rates(''[]'')', 'response_rates(''{"X": 1}'')', 'response_rates(''{"I": -1}'')', 'response_rates(''{"I": "many"}'')', 'response_rates(''{"I": 1, "e": 2}'')']) WITH ORDINALITY t(c, n)),
'22004 dispositions must not be NULL
22023 dispositions must be an object
22023 unknown key "X" in the dispositions
22023 disposition "I" must be a number of cases, not -1
22023 key "I" of the dispositions must be a number
22023 "e" must be a share from 0 to 1, not 2', 'what are no dispositions');

-- quotas: counts by SQL
CREATE TABLE field AS SELECT i AS id, 1 + i % 3 AS sex, (ARRAY[1, 2, 9])[1 + (i / 2) % 3] AS age, i % 4 > 0 AS complete FROM generate_series(1, 100) i;
CREATE TABLE unsaid AS SELECT register_survey('field', 'field', '{"respondent": "id", "variables": [{"name": "sex", "values": {"1": "Men", "2": "Women", "3": "Other"}}, {"name": "age", "values": {"1": "18-49", "2": "50+"}, "missing": {"9": "None"}}]}');
CREATE TABLE quotas AS SELECT * FROM survey_quota('field', '{"sex": {"Men": 40, "2": 30}, "sex*age": {"Men": {"18-49": 10, "50+": 20}, "Women*18-49": 11}}');
SELECT is((SELECT string_agg(concat_ws('|', quota, coalesce(cell, '(rest)'), target, reached, missing, over), E'\n') FROM quotas),
    (SELECT format(E'sex|2|30|%s|%s|%s\nsex|Men|40|%s|%s|%s\nsex|(rest)|%s|%s\n', women, greatest(30 - women, 0), greatest(women - 30, 0), men, greatest(40 - men, 0), greatest(men - 40, 0), other, other)
        || format(E'sex*age|Men*50+|20|%s|%s|%s\nsex*age|Men*18-49|10|%s|%s|%s\nsex*age|Women*18-49|11|%s|%s|%s\nsex*age|(rest)|%s|%s', m2, greatest(20 - m2, 0), greatest(m2 - 20, 0), m1, greatest(10 - m1, 0), greatest(m1 - 10, 0), w1, greatest(11 - w1, 0), greatest(w1 - 11, 0), rest, rest)
    FROM (SELECT count(*) FILTER (WHERE sex = 1) AS men, count(*) FILTER (WHERE sex = 2) AS women, count(*) FILTER (WHERE sex = 3) AS other, count(*) FILTER (WHERE sex = 1 AND age = 2) AS m2, count(*) FILTER (WHERE sex = 1 AND age = 1) AS m1,
        count(*) FILTER (WHERE sex = 2 AND age = 1) AS w1, count(*) FILTER (WHERE age < 9 AND NOT (sex = 1 OR sex = 2 AND age = 1)) AS rest FROM field) c), 'cells, crossed cells and the rest');
SELECT is((SELECT reached FROM survey_quota('field', '{"sex": {"Men": 40}}', filter => 'complete') WHERE cell = 'Men'), (SELECT count(*) FROM field WHERE sex = 1 AND complete), 'of those who are complete');
SELECT is((SELECT percent FROM survey_quota('field', '{"sex": {"Men": 0}}') WHERE cell = 'Men'), NULL, 'nobody is wanted');
SELECT is((SELECT reached FROM survey_quota('field', '{"sex": {"Men": 5}}', filter => 'id > 1000') WHERE cell = 'Men'), 0::bigint, 'nobody is there');
SELECT is((SELECT string_agg(message(c), E'\n' ORDER BY n) FROM unnest(ARRAY['survey_quota(''nobody'', ''{}'')', 'survey_quota(NULL, ''{}'')', 'survey_quota(''field'', NULL)', 'survey_quota(''field'', ''[]'')', 'survey_quota(''field'', ''{"sex": 5}'')', 'survey_quota(''field'', ''{"height": {"1": 5}}'')', 'survey_quota(''field'', ''{"id": {"1": 5}}'')',
    'survey_quota(''field'', ''{"sex": {"Man": 5}}'')', 'survey_quota(''field'', ''{"sex": {"Men": -5}}'')', 'survey_quota(''field'', ''{"sex": {"Men": 1.5}}'')', 'survey_quota(''field'', ''{"sex*age": {"Men": 5}}'')', 'survey_quota(''field'', ''{"age": {"None": 5}}'')', 'survey_quota(''field'', ''{"sex": {"Men": 5}}'', ''random() > 0.5'')']) WITH ORDINALITY t(c, n)),
'42704 survey "nobody" does not exist
22004 "name" must not be NULL
22004 "targets" must not be NULL
22023 quotas must be an object
22023 key "sex" of the quotas must be an object of targets by answer
42703 variable "height" of survey "field" does not exist
42703 variable "id" of survey "field" does not exist
22023 quota "sex": variable "sex" has no answer "Man"
22023 quota "sex": the target of "Men" must be a number of interviews
22023 quota "sex": the target of "Men" must be a number of interviews
22023 key "Men" of quota "sex*age" must be an object of targets by the next variable
22023 quota "age": variable "age" has no answer "None"
0A000 a filter must not contain a volatile function', 'what is no quota');
CREATE ROLE tap_field_stranger;
SET ROLE tap_field_stranger;
SELECT throws_ok($$ SELECT * FROM survey_quota('field', '{"sex": {"Men": 5}}') $$, '42704', NULL, 'who may not read the answers does not count them');
RESET ROLE;
SELECT is((SELECT count(*) FROM survey_quota('field', '{}')), 0::bigint, 'no quota, no row');
SELECT is((SELECT string_agg(message(c), E'\n' ORDER BY n) FROM unnest(ARRAY['survey_quota(''field'', ''{"sex": {"Men": 5, "1": 6}}'')', 'survey_quota(''field'', ''{"sex*age": {"Men*18-49*x": 5}}'')', 'survey_quota(''field'', ''{"sex*sex": {"Men*Men": 5}}'')', 'survey_quota(''field'', ''{"minutes": {"5": 5}}'')']) WITH ORDINALITY t(c, n)),
'22023 quota "sex": "Men" has a target already
22023 quota "sex*age": "Men*18-49*x" has more answers than the quota has variables
22023 quota "sex*sex" crosses variable "sex" with itself
42703 variable "minutes" of survey "field" does not exist', 'answers that are named twice, too many of them, and what has none');

-- the smallest sample: one less has a larger margin
SELECT is((SELECT count(*) FROM generate_series(1, 300) i, LATERAL (SELECT (i * 0.0015)::float8 AS m) x, unnest('{0.1,0.5}'::float8[]) p, unnest('{1,1.7}'::float8[]) d, unnest('{NULL,1,50,1000,1e6}'::float8[]) size,
    LATERAL (SELECT sample_size(m, p, d, 0.95, size)::float8 AS n) y
    WHERE margin_of_error(n, p, d, 0.95, size) > m * (1 + 1e-9) OR n > 1 AND margin_of_error(n - 1, p, d, 0.95, size) < m * (1 - 1e-9)), 0::bigint, 'no smaller sample does, of any population');
SELECT is(sample_size(1e-300, population => 1000), 1000::bigint, 'all are asked at most');
SELECT is((SELECT string_agg(message(c), E'\n' ORDER BY n) FROM unnest(ARRAY['margin_of_error(10, deff => ''Infinity'')', 'sample_size(0.1, population => 0.5)', 'sample_size(''NaN'')', 'margin_of_error(10, ''NaN'')', 'margin_of_error(10, population => ''NaN'')']) WITH ORDINALITY t(c, n)),
'22023 "deff" must be a positive number, not Infinity
22023 "population" must be a number of people, not 0.5
22023 "margin" must be a positive number, not NaN
22023 "p" must be a share from 0 to 1, not NaN
22023 "population" must be a positive number, not NaN', 'what is no number of people');

-- how respondents were found, of a call: the codebook's model stays with the codebook's method
SELECT is((SELECT string_agg(message(c), E'\n' ORDER BY n) FROM unnest(ARRAY['survey_margin_of_error(''field'', options => ''{"sampling": "probably"}'')', 'survey_margin_of_error(''field'', options => ''{"sampling": 5}'')', 'survey_margin_of_error(''field'', options => ''{"sampling": {"how": "x"}}'')', 'survey_margin_of_error(''field'', options => ''[]'')']) WITH ORDINALITY t(c, n)),
'22023 sampling must not be "probably"
22023 key "sampling" of the options must be an object
22023 unknown key "how" in "sampling" of the options
22023 options must be an object', 'what is no sampling');
SELECT is((SELECT (margin IS NULL, sampling, note)::text FROM survey_margin_of_error('field', options => '{"sampling": {"method": "non-probability", "model": "raked"}}')), '(f,non-probability,raked)', 'a model of a call');
SELECT alter_survey('field', '{"sampling": "probability"}') IS NULL \g /dev/null
SELECT is((SELECT (margin IS NULL, sampling)::text FROM survey_margin_of_error('field', options => '{"sampling": "non-probability"}')), '(t,non-probability)', 'a call says otherwise than the codebook');
SELECT alter_survey('field', '{"sampling": {"method": "non-probability", "model": "raked to the census"}}') IS NULL \g /dev/null
SELECT is((SELECT (margin IS NULL, note)::text FROM survey_margin_of_error('field', options => '{"sampling": "non-probability"}')), '(f,"raked to the census")', 'and the same, with its model');

-- who refused all questions has given the same answers as nobody
CREATE TABLE refused AS SELECT i AS id, CASE WHEN i < 3 THEN 9 ELSE 1 + i % 2 END AS a, CASE WHEN i < 3 THEN 9 ELSE 1 + i / 2 % 2 END AS b FROM generate_series(1, 7) i;
SELECT register_survey('refused', 'refused', '{"respondent": "id", "variables": [{"name": "a", "values": {"1": "x", "2": "y"}, "missing": {"9": "Refused"}}, {"name": "b", "values": {"1": "x", "2": "y"}, "missing": {"9": "Refused"}}]}') IS NULL \g /dev/null
SELECT is((SELECT string_agg(respondent, ' ') FROM survey_quality('refused', same => '{a,b}')), (SELECT string_agg(id::text, ' ' ORDER BY id) FROM (SELECT id, a, count(*) OVER (PARTITION BY a, b) AS k FROM refused) x WHERE k > 1 AND a < 9), 'no duplicates of refusals');
SELECT is((SELECT count(*) FROM survey_quality('refused', same => '{a}', filter => 'id > 100')), 0::bigint, 'nor of nobody');
SELECT * FROM finish();
