-- What the name of a wave means: one time however it is written, codes in the order of time, no wave in the place of another.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(46);

CREATE FUNCTION loaded(survey text, wave text, append boolean DEFAULT true, replace boolean DEFAULT false, content text DEFAULT E'id,q\n1,1\n2,2\n') RETURNS text LANGUAGE plpgsql AS $$
DECLARE state text; message text; hint text;
BEGIN
    RETURN (SELECT (ARRAY(SELECT i FROM unnest(inferred) i WHERE i ~ '^wave '))[1] FROM load_survey(survey, convert_to(content, 'UTF8'), append => append, replace => replace, options => jsonb_build_object('wave', wave)));
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
    RETURN state || ' ' || message || ' | ' || hint;
END $$;
-- waves one after the other, the first makes the survey: code and label of each
CREATE FUNCTION waves_of(survey text, VARIADIC names text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE said text;
BEGIN
    FOR i IN 1 .. array_length(names, 1) LOOP
        said := loaded(survey, names[i], append => i > 1);
        IF said !~ '^wave' THEN
            RETURN said;
        END IF;
    END LOOP;
    RETURN (SELECT string_agg(code || '=' || value_label, ' ' ORDER BY code) FROM survey_codebook(survey) WHERE variable = 'wave');
END $$;

-- the report says what the wave became
SELECT is(loaded('m', '2026-3', append => false), 'wave "2026-03": code 202603 of wave', 'a month with one digit');
SELECT is(loaded('m', '2026/03'), '42710 wave "2026-03" of survey "m" is there already | Use replace => true to put the file in its place.', 'is there in another spelling');
SELECT is((SELECT bool_and(loaded('m', w) ~ '^42710 wave "2026-03"') FROM unnest('{2026-03,2026_03,March 2026,Mar 2026,2026 March,202603,03/2026,2026M3," 2026.03 "}'::text[]) w), true, 'and in any');
SELECT is(loaded('m', '2026-2'), 'wave "2026-02": code 202602 of wave', 'a month before');
SELECT is(loaded('m', 'Apr 2026'), 'wave "2026-04": code 202604 of wave', 'a month after');
SELECT is(loaded('m', 'December 2025'), 'wave "2025-12": code 202512 of wave', 'a year before');
SELECT is((SELECT string_agg(DISTINCT wave::text, ' ' ORDER BY wave::text) FROM m_labels), '2025-12 2026-02 2026-03 2026-04', 'one label for each');

-- replaced in any spelling
SELECT is((SELECT array_agg(i) FROM load_survey('m', E'id,q\n1,1\n'::bytea, append => true, replace => true, options => '{"wave": "2026-3"}'), unnest(inferred) i WHERE i ~ 'wave'),
    '{"wave \"2026-03\": code 202603 of wave","2 respondents of wave 2026-03 gave way to those of the file"}', 'the same wave is replaced');
SELECT is((SELECT string_agg(n::text, ' ' ORDER BY wave) FROM (SELECT wave, count(*) AS n FROM m GROUP BY wave) s), '2 2 1 2', 'and there is no second March');
SELECT is(loaded('m', 'Mai 2026') ~ '^22023 wave "Mai 2026" says no time, but "2025-12" in variable "wave" does', true, 'a name without a time has no place behind');
SELECT is(loaded('m', 'Wave 5'), '22023 wave "Wave 5" says no time, but "2025-12" in variable "wave" does | A wave without a time has no place behind those that have one. Name it by its month, as the others are, or load it before them.', 'it cannot take the code of April');
SELECT is(loaded('m', '2026'), '22023 wave "2026" is a year, but "2025-12" in variable "wave" is a month | Name all waves of a survey by one kind of time.', 'years among months');
SELECT is(loaded('m', '2026-Q2') ~ '^22023 wave "2026-Q2" is a quarter, but "2025-12" in variable "wave" is a month', true, 'a quarter among months');
SELECT is(loaded('m', '2026-13'), '22023 wave "2026-13" is like a date, but none that there is, or it may be two | Write 2026 for a year, 2026-H1, 2026-Q1, 2026-03 for a month, 2026-W07 or 2026-03-15.', 'no month');
SELECT is((SELECT bool_and(loaded('m', w) ~ '^22023 wave .* is like a date') FROM unnest('{2026-00,2026-02-30,2026-Q5,2026-W54,3/5/2026}'::text[]) w), true, 'no day, quarter, week, or one of two');
SELECT is((SELECT count(*) FROM m), 7::bigint, 'nothing of that was loaded');

-- other kinds of time, each in its order
SELECT is(waves_of('qu', 'Q2 2026', '2026Q1', '2025-Q4', '2026 Q3'), '20254=2025-Q4 20261=2026-Q1 20262=2026-Q2 20263=2026-Q3', 'quarters');
SELECT is(waves_of('we', '2026-W10', '2026-W9', 'Week 53 2026', '2027W01'), '202609=2026-W09 202610=2026-W10 202653=2026-W53 202701=2027-W01', 'weeks');
SELECT is(waves_of('da', '2026-03-15', '14 March 2026', '2026/4/1', '3/31/2026'), '20260314=2026-03-14 20260315=2026-03-15 20260331=2026-03-31 20260401=2026-04-01', 'days');
SELECT is(waves_of('ye', '2026', '2024', '2025'), '2024=2024 2025=2025 2026=2026', 'years');
SELECT is(waves_of('ha', 'H2 2025', '2026-H1'), '20252=2025-H2 20261=2026-H1', 'halves of years');
SELECT is(loaded('da', '2026-05') ~ '^22023 wave "2026-05" is a month, but "2026-03-14" in variable "wave" is a day', true, 'months among days');

-- names without a time are numbered as they come, and before all that have one
SELECT is(waves_of('fr', 'pretest', 'Wave 2', 'Wave 3'), '1=pretest 2=Wave 2 3=Wave 3', 'names');
SELECT is(loaded('fr', 'wave 2') ~ '^42710 wave "Wave 2"', true, 'letter case makes no other');
SELECT is(waves_of('nu', '7', '9', '8', 'more', '10'), '7=7 8=8 9=9 10=more 11=10', 'numbers are their codes as long as there are numbers alone');
SELECT is(waves_of('pr', 'pretest', '2026-02', '2026-01'), '1=pretest 202601=2026-01 202602=2026-02', 'a pretest before months');
SELECT is(loaded('pr', 'posttest') ~ '^22023 wave "posttest" says no time', true, 'not behind them');
SELECT is(waves_of('fo', 'März 2026', '2026-04'), '1=März 2026 202604=2026-04', 'a month in another language is a name');
SELECT is(waves_of('se', '2024/25', '2025/26'), '1=2024/25 2=2025/26', 'seasons are names');

-- waves that have codes of their own go on, where there is room
CREATE TABLE own AS SELECT i AS id, 1 + i % 2 AS q, (ARRAY[1, 2, 5])[1 + i % 3]::smallint AS wave FROM generate_series(1, 12) i;
SELECT register_survey('own', 'own', '{"respondent": "id", "variables": [{"name": "q", "measure": "nominal"}, {"name": "wave", "values": {"1": "2026-01", "2": "March 2026", "5": "2026-06"}}]}') \g /dev/null
CREATE FUNCTION more(wave text, id int) RETURNS text LANGUAGE SQL AS $$ SELECT loaded('own', wave, content => format(E'id,q\n%s,1\n', id)) $$;
SELECT is(more('2026-07', 101), 'wave "2026-07": code 6 of wave', 'behind the last');
SELECT is(more('2026-04', 102), 'wave "2026-04": code 3 of wave', 'between two');
SELECT is(more('2026-02', 103), '22023 wave "2026-02" lies between "2026-01" and "March 2026", whose codes 1 and 2 in variable "wave" leave none for it | Give the waves codes in the order of time, with room between them.', 'where there is none');
SELECT is(more('2025-12', 104) ~ '^22023 wave "2025-12" lies before "2026-01", whose code 1', true, 'nor before the first');
SELECT is(more('2026-3', 105) ~ '^42710 wave "March 2026"', true, 'labels of any spelling are found');
CREATE TABLE gone AS SELECT i AS id, 1 + i % 2 AS q, 202602 AS wave FROM generate_series(1, 4) i;
SELECT register_survey('gone', 'gone', '{"respondent": "id", "variables": [{"name": "q", "measure": "nominal"}, {"name": "wave", "values": {"202602": "2026-02"}, "missing": {"202603": "unknown"}}]}') \g /dev/null
SELECT is(loaded('gone', '2026-03', content => E'id,q\n101,1\n'), 'wave "2026-03": code 202604 of wave', 'a code that is missing is no wave, but is taken');

-- weights of one wave, by any spelling
SELECT is((SELECT string_agg(DISTINCT domain, ',') FROM rake_survey('m', '{"q": {"1": 0.5, "2": 0.5}}', 'w', base => '1', within => '{wave}', options => '{"waves": ["Feb 2026", "2026/4"]}')), '2026-02,2026-04', 'of two waves');
CREATE TABLE kept AS SELECT respondent, w FROM m WHERE wave = 202602;
SELECT is((SELECT string_agg(DISTINCT domain, ',') FROM rake_survey('m', '{"q": {"1": 0.4, "2": 0.6}}', 'w', base => '1', within => '{wave}', options => '{"waves": ["2026-04"]}')), '2026-04', 'of one again');
SELECT is((SELECT count(*) FROM m JOIN kept USING (respondent) WHERE m.w = kept.w AND m.w IS NOT NULL), 2::bigint, 'the other keeps its weights');
SELECT throws_ok($$ SELECT * FROM rake_survey('m', '{"q": {"1": 0.5, "2": 0.5}}', 'w', within => '{wave}', options => '{"waves": ["2026-05"]}') $$, '22023', 'variable "wave" has no wave "2026-05"', 'a wave that is not there');

-- the same time last year
CREATE FUNCTION year_before(survey text, label text) RETURNS text LANGUAGE SQL AS $$
    SELECT string_agg(DISTINCT against, ',') FROM survey_trend(survey, '{q}', 'wave', against => 'same month last year', weight => 'none') WHERE wave = label $$;
CREATE TABLE yearly AS SELECT i AS id, 1 + i % 2 AS q, 1 + i % 6 AS wave FROM generate_series(1, 120) i;
SELECT register_survey('months', 'yearly', '{"respondent": "id", "variables": [{"name": "q", "measure": "nominal"}, {"name": "wave", "measure": "ordinal",
    "values": {"1": "2024-03", "2": "Mar 2025", "3": "2025-04", "4": "2026-3", "5": "2026/04", "6": "May 2026"}}]}') \g /dev/null
SELECT is(year_before('months', '2026-3'), 'Mar 2025', 'a month in two spellings');
SELECT is(year_before('months', '2026/04'), '2025-04', 'and another');
SELECT is(year_before('months', 'May 2026'), NULL, 'a month that was not asked');
SELECT register_survey('days', 'yearly', '{"respondent": "id", "variables": [{"name": "q", "measure": "nominal"}, {"name": "wave", "measure": "ordinal",
    "values": {"1": "2025-03-01", "2": "2025-03-16", "3": "2025-04-15", "4": "2026-03-15", "5": "2026-04-01", "6": "2026-05-01"}}]}') \g /dev/null
SELECT is(year_before('days', '2026-03-15'), '2025-03-16', 'of days the nearest in the same month');
SELECT is(year_before('days', '2026-05-01'), NULL, 'or none');
SELECT register_survey('quarters', 'yearly', '{"respondent": "id", "variables": [{"name": "q", "measure": "nominal"}, {"name": "wave", "measure": "ordinal",
    "values": {"1": "Q1 2025", "2": "2025-Q2", "3": "2025-Q3", "4": "2026Q1", "5": "2026 Spring", "6": "2027 Spring"}}]}') \g /dev/null
SELECT is(year_before('quarters', '2026Q1'), 'Q1 2025', 'quarters');
SELECT is(year_before('quarters', '2027 Spring'), '2026 Spring', 'names that begin with a year');
SELECT * FROM finish();
