-- Trackers: who is not weighted now keeps the weight, who is taken out of what is weighted loses it, and variances know each wave's own targets.
SELECT plan(40);
\set QUIET on
SET client_min_messages = warning;
CREATE TABLE tracker AS SELECT i AS id, 1 + (i > 200)::int AS wave, 1 + (i * 7 % 10 < 4)::int AS sex, 1 + i * 3 % 4 AS region, i % 50 = 0 AS bad,
    1 + (i % 5) / 10.0::float8 AS w0, (i * 13 % 17 + (1 + (i * 7 % 10 < 4)::int) * 2 + (1 + (i > 200)::int) * ((1 + i * 3 % 4) % 3))::float8 AS y,
    1 + i * 13 % 3 AS answer FROM generate_series(1, 400) i;
SELECT register_survey('tracker', 'tracker', '{"weight": "w0", "respondent": "id", "design": {"strata": ["wave"]}, "variables": [{"name": "wave", "measure": "ordinal", "values": {"1": "One", "2": "Two"}},
    {"name": "sex", "measure": "nominal"}, {"name": "region", "measure": "nominal"}, {"name": "answer", "measure": "nominal"}, {"name": "y", "measure": "scale"}, {"name": "w0", "measure": "scale"}]}') \g /dev/null
\set one '{"sex": {"1": 0.48, "2": 0.52}}'
\set two '{"sex": {"1": 0.5, "2": 0.5}, "region": {"1": 0.3, "2": 0.3, "3": 0.2, "4": 0.2}}'

-- R survey 4.1-1: postStratify(svydesign(~1, weights = ~w0, data = wave 1), ~sex, c(.48, .52) * sum(w0)) and
-- calibrate(svydesign(~1, weights = ~w0, data = wave 2), ~factor(sex) + factor(region), ...): means 12.134666667 (SE 0.363860074903)
-- and 13.194447368421 (0.361868947209); totals together 6078.987368421, SE sqrt(SE1^2 + SE2^2) = 123.160762624
CREATE FUNCTION as_r(what text) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT is((SELECT array_agg(format('%s %s', round(estimate::numeric, 9), round(std_error::numeric, 9)) ORDER BY domain) FROM survey_mean('tracker', '{y}', by => '{wave}')),
        '{"12.134666667 0.363860075","13.194447368 0.361868947"}', what || ': each wave has the standard error of its own targets')
    UNION ALL
    SELECT is((SELECT format('%s %s', round(estimate::numeric, 9), round(std_error::numeric, 9)) FROM survey_total('tracker', '{y}')), '6078.987368421 123.160762624',
        what || ': both together')
    UNION ALL
    SELECT is((SELECT count(*) FROM survey_crosstab('tracker', '{answer}', '{wave}', tests => 'design') x JOIN survey_mean('tracker', '{answer}', by => '{wave}') m
        ON x.row_label = m.category AND x.column_label = m.domain_label WHERE abs(x.std_error / 100 / m.std_error - 1) < 1e-12), 6::bigint, what || ': cross tables agree')
$$;

SELECT poststratify_survey('tracker', :'one', 'w', within => '{wave}', filter => 'wave = 1') \g /dev/null
SELECT is((SELECT count(w) FROM tracker), 200::bigint, 'a new weight of one wave');
SELECT array_agg(w ORDER BY id)::text AS wave_one FROM tracker WHERE wave = 1 \gset
SELECT is((SELECT max(kept) || ' ' || max(cleared) FROM calibrate_survey('tracker', :'two', 'w', within => '{wave}', filter => 'wave = 2', replace => true)), '200 0',
    'the second wave: the report counts who keeps and who loses a weight');
SELECT is((SELECT array_agg(w ORDER BY id)::text FROM tracker WHERE wave = 1), :'wave_one', 'the first wave keeps its weights');
SELECT is((SELECT count(w) FROM tracker), 400::bigint, 'and the second has its own');
SELECT as_r('within waves');
SELECT is((SELECT array_agg(DISTINCT domain || ' ' || item ORDER BY domain || ' ' || item) FROM survey_weight_report('tracker', 'w', '{wave}') WHERE section = 'margin' AND remark = 'met'),
    '{"One sex","Two region","Two sex"}', 'the report has the targets of each wave');
SELECT is((SELECT count(*) FROM survey_weight_report('tracker', 'w') WHERE section = 'making' AND remark ~ '^earlier run: poststratify, groups \[\[1\]\]'), 1::bigint, 'and the earlier run');

-- a wave weighted anew takes the place of its own run only
SELECT poststratify_survey('tracker', :'one', 'w', within => '{wave}', filter => 'wave = 1', replace => true) \g /dev/null
SELECT is((SELECT jsonb_array_length(variable.properties::jsonb -> 'weighting' -> 'earlier') FROM mlops_survey.variable JOIN mlops_survey.survey s ON s.id = survey_id WHERE s.name = 'tracker' AND variable.name = 'w'), 1,
    'runs that are replaced are forgotten');
SELECT as_r('the first wave again');

-- without within it must be said
SELECT throws_like(format('SELECT rake_survey(%L, %L, %L, filter => %L, replace => true)', 'tracker', :'two', 'w', 'wave = 2'),
    '200 respondents outside the filter have a weight "w"%', 'what becomes of the others must be said');
SELECT is((SELECT count(w) FROM tracker), 400::bigint, 'nothing happened meanwhile');
SELECT is((SELECT max(kept) || ' ' || max(cleared) FROM calibrate_survey('tracker', :'two', 'w', filter => 'wave = 2', replace => true, others => 'keep')), '200 0', 'others keep');
SELECT is((SELECT array_agg(w ORDER BY id)::text FROM tracker WHERE wave = 1), :'wave_one', 'others => keep keeps');
SELECT as_r('by filter');
SELECT is((SELECT max(kept) || ' ' || max(cleared) FROM calibrate_survey('tracker', :'two', 'w', filter => 'wave = 2', replace => true, others => 'null')), '0 200', 'others are cleared');
SELECT is((SELECT count(w) FROM tracker WHERE wave = 1), 0::bigint, 'others => null clears');

-- the first wave without any group or filter, before there was a second
SELECT poststratify_survey('tracker', :'one', 'w1', filter => 'wave = 1') \g /dev/null
SELECT calibrate_survey('tracker', :'two', 'w1', within => '{wave}', filter => 'wave = 2', replace => true) \g /dev/null
SELECT as_r('the first run without groups');

-- bad interviews of the wave that is weighted do not keep theirs
SELECT is((SELECT max(kept) || ' ' || max(cleared) FROM calibrate_survey('tracker', :'two', 'w1', within => '{wave}', filter => 'wave = 2 AND NOT bad', replace => true)), '200 4',
    'bad interviews are cleared');
SELECT is((SELECT array_agg(id ORDER BY id) FROM tracker WHERE w1 IS NULL), '{250,300,350,400}', 'those of this wave alone');
SELECT is((SELECT value FROM survey_weight_report('tracker', 'w1') WHERE item = 'respondents cleared'), 4::float8, 'as the report on the weight says');
SELECT is((SELECT max(kept) || ' ' || max(cleared) FROM rake_survey('tracker', :'two', 'w1', within => '{wave}', filter => 'wave = 2', replace => true, others => 'null')), '0 200',
    'groups that are not weighted may be cleared too');

-- trimming likewise
SELECT trim_survey_weights('tracker', 't', weight => 'w0', upper => 1.3, within => '{wave}', set_weight => false) \g /dev/null
SELECT array_agg(t ORDER BY id)::text AS trimmed_one FROM tracker WHERE wave = 1 \gset
SELECT is((SELECT max(kept) || ' ' || max(cleared) FROM trim_survey_weights('tracker', 't', weight => 'w0', upper => 1.25, within => '{wave}', set_weight => false, replace => true, filter => 'wave = 2 AND NOT bad')),
    '200 4', 'trimming one wave');
SELECT is((SELECT array_agg(t ORDER BY id)::text FROM tracker WHERE wave = 1), :'trimmed_one', 'leaves the other');

-- replicate weights of those who keep their weight stay, as columns and as arrays
ALTER TABLE tracker ADD r1 float8, ADD r2 float8, ADD ra float8[];
UPDATE tracker SET r1 = CASE WHEN id % 2 = 0 THEN 2 * w0 ELSE 0 END, r2 = CASE WHEN id % 2 = 1 THEN 2 * w0 ELSE 0 END;
UPDATE tracker SET ra = ARRAY[r1, r2];
SELECT register_survey(name, 'tracker', ('{"weight": "w0", "respondent": "id", "replicates": {"columns": ' || columns || ', "type": "JK1", "scale": 0.5}, "variables": [{"name": "wave", "measure": "ordinal"},
    {"name": "sex", "measure": "nominal"}, {"name": "y", "measure": "scale"}, {"name": "w0", "measure": "scale"}]}')::jsonb)
FROM (VALUES ('columns', '["r1", "r2"]'), ('arrays', '["ra"]')) v (name, columns) \g /dev/null
SELECT rake_survey('columns', :'one', 'wc', within => '{wave}') \g /dev/null
SELECT rake_survey('arrays', :'one', 'wa', within => '{wave}') \g /dev/null
CREATE TABLE before AS SELECT id, wave, wc_r1, wa_r FROM tracker;
SELECT rake_survey('columns', '{"sex": {"1": 0.6, "2": 0.4}}', 'wc', within => '{wave}', filter => 'wave = 2', replace => true) \g /dev/null
SELECT rake_survey('arrays', '{"sex": {"1": 0.6, "2": 0.4}}', 'wa', within => '{wave}', filter => 'wave = 2', replace => true) \g /dev/null
SELECT is((SELECT count(*) FROM tracker JOIN before b USING (id) WHERE tracker.wave = 1 AND tracker.wc_r1 = b.wc_r1 AND tracker.wa_r = b.wa_r), 200::bigint, 'replicates of who keeps a weight stay');
SELECT is((SELECT count(*) FROM tracker WHERE wave = 2 AND wa_r[1] = wc_r1 AND wa_r[2] = wc_r2), 200::bigint, 'the others are weighted anew');
SELECT is((SELECT round((sum(wa_r[2]) FILTER (WHERE sex = 1) / sum(wa_r[2]))::numeric, 9) FROM tracker WHERE wave = 2), 0.6, 'to the targets');
SELECT is((SELECT count(*) FROM tracker WHERE wa_r IS NULL OR wc_r1 IS NULL), 0::bigint, 'and nobody lacks them');

-- months of a date are waves as the answers of a variable are, which holds the same months
CREATE TABLE dated AS SELECT i AS id, date '2026-02-01' + i % 59 AS "Day", 1 + (i % 59 >= 28)::int AS wave, 1 + (i * 7 % 10 < 4)::int AS sex, 1 + (i % 5) / 10.0::float8 AS w0, (i * 13 % 17)::float8 AS y FROM generate_series(1, 1000) i;
SELECT register_survey('dated', 'dated', '{"weight": "w0", "respondent": "id", "variables": [{"name": "Day", "measure": "date"}, {"name": "wave", "measure": "ordinal", "values": {"1": "2026-02", "2": "2026-03"}},
    {"name": "sex", "measure": "nominal"}, {"name": "y", "measure": "scale"}, {"name": "w0", "measure": "scale"}]}') IS NULL \g /dev/null
\set other '{"sex": {"1": 0.4, "2": 0.6}}'
SELECT rake_survey('dated', :'one', 'a', within => '{month(Day)}', options => '{"waves": ["2026-02"]}') IS NULL, rake_survey('dated', :'one', 'b', base => 'w0', within => '{wave}', options => '{"waves": ["2026-02"]}') IS NULL \g /dev/null
SELECT is((SELECT max(domain || ' ' || kept || ' ' || cleared) FROM rake_survey('dated', :'other', 'a', base => 'w0', within => '{month(Day)}', options => '{"waves": ["March 2026"]}')), '2026-03 475 0', 'a month is weighted by itself');
SELECT rake_survey('dated', :'other', 'b', base => 'w0', within => '{wave}', options => '{"waves": ["March 2026"]}') IS NULL \g /dev/null
SELECT is((SELECT count(*) FROM dated WHERE a = b), 1000::bigint, 'as a wave is');
SELECT results_eq($$SELECT domain, estimate, std_error FROM survey_mean('dated', '{y}', by => '{wave}', weight => 'a')$$, $$SELECT domain, estimate, std_error FROM survey_mean('dated', '{y}', by => '{wave}', weight => 'b')$$, 'with the standard errors of its own targets');
SELECT is((SELECT string_agg(domain || ' ' || remark, ', ' ORDER BY domain) FROM (SELECT DISTINCT domain, remark FROM survey_weight_report('dated', 'a', '{month(Day)}') WHERE section = 'margin') r), '2026-02 met, 2026-03 met', 'and the report has those of both');
SELECT throws_ok($$SELECT rake_survey('dated', '{"sex": {"1": 0.4, "2": 0.6}}', 'a', within => '{month(Day)}', options => '{"waves": ["May 2026"]}')$$, '22023', 'variable "month(Day)" has no wave "May 2026"', 'a month that nobody is in');
SELECT * FROM finish();
