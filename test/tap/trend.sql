-- survey_trend: levels and changes wave by wave.  Numbers of R survey 4: svydesign(~person, weights = ~w), svyby(..., covmat = TRUE), svycontrast.
\set QUIET 1
SET client_min_messages = error;
\ir include/near.psql
SELECT plan(73);

CREATE TABLE panel AS
SELECT row_number() OVER (ORDER BY k, i)::int AS id, (ARRAY[202601, 202602, 202603])[k + 1] AS wave, p AS person, 1 + p % 2 AS sex, 1 + (p * 7 + k * 3 + p / 5) % 5 AS q1, ((p * 37) % 11 + k * 0.5)::float8 AS y, (p * 37) % 11 AS rec,
    (1 + (p % 3) / 2.0)::float8 AS w, p % 2 = 0 AS m_1, p % 3 = k AS m_2, CASE WHEN k > 0 THEN 1 + p % 2 END AS later
FROM generate_series(0, 2) k, generate_series(1, 40) i, LATERAL (SELECT i + 20 * k AS p) x;
CREATE TABLE unsaid AS SELECT register_survey('panel', 'panel', '{"weight": "w", "respondent": "id", "person": "person", "variables": [{"name": "wave", "values": {"202601": "2026-01", "202602": "2026-02", "202603": "2026-03"}},
    {"name": "sex", "values": {"1": "Women", "2": "Men"}}, {"name": "q1", "points": 5, "nets": {"High": [4, 5]}}, {"name": "person", "measure": "text"}, {"name": "y", "measure": "scale"}, {"name": "rec", "measure": "scale"}, {"name": "later", "values": {"1": "Yes", "2": "No"}}]}');

-- means
CREATE TABLE means AS SELECT * FROM survey_trend('panel', '{y}', 'wave');
SELECT is((SELECT string_agg(wave || ' ' || coalesce(against, 'none'), ', ' ORDER BY wave_code) FROM means), '2026-01 none, 2026-02 2026-01, 2026-03 2026-02', 'each wave is compared with the one before');
SELECT near((SELECT estimate FROM means WHERE wave_code = 202602), 5.39075630252101, 'a mean', 1e-9);
SELECT near((SELECT std_error FROM means WHERE wave_code = 202601), 0.509657360486113, 'its error', 1e-9);
SELECT near((SELECT change FROM means WHERE wave_code = 202602), 5.39075630252101 - 5.11666666666667, 'its change', 1e-9);
SELECT near((SELECT change_error FROM means WHERE wave_code = 202602), 0.567981645402423, 'the error of the change has the covariance of those in both', 1e-9);
SELECT near((SELECT change_error FROM means WHERE wave_code = 202603), 0.498188878142472, 'from each wave', 1e-9);
SELECT is((SELECT DISTINCT df FROM means WHERE df IS NOT NULL), 79::float8, 'the degrees of freedom are those of persons');
SELECT near((SELECT "before" FROM means WHERE wave_code = 202603), 5.39075630252101, 'what it was before', 1e-9);
SELECT is((SELECT change_high - change_low > 0 AND change BETWEEN change_low AND change_high FROM means WHERE wave_code = 202603), true, 'the interval holds the change');
SELECT is((SELECT count(*) FROM means WHERE change IS NULL AND p_value IS NULL AND t IS NULL), 1::bigint, 'the first wave has no change');
SELECT is((SELECT sum(n) FROM means), 120::numeric, 'everybody is in one wave');

-- shares, nets, boxes, scores of promoters
CREATE TABLE shares AS SELECT * FROM survey_trend('panel', '{q1,m}', 'wave');
SELECT is((SELECT string_agg(category || ' ' || statistic, ', ' ORDER BY o) FROM (SELECT category, statistic, min(o) AS o FROM (SELECT s.*, row_number() OVER () AS o FROM shares s) x WHERE variable = 'q1' GROUP BY 1, 2) y),
    '1 proportion, 2 proportion, 3 proportion, 4 proportion, 5 proportion, High net', 'answers, then nets');
SELECT near((SELECT sum(estimate) FROM shares WHERE variable = 'q1' AND statistic = 'proportion' AND wave = '2026-01'), 1, 'the shares of a wave add up', 1e-9);
SELECT near((SELECT estimate FROM shares WHERE category = 'High' AND wave = '2026-03'), 0.355371900826446, 'a net', 1e-9);
SELECT near((SELECT change FROM shares WHERE category = 'High' AND wave = '2026-02'), -0.00490196078431376, 'its change', 1e-9);
SELECT near((SELECT change_error FROM shares WHERE category = 'High' AND wave = '2026-02'), 0.131527737586232, 'with the error', 1e-9);
SELECT near((SELECT p_value FROM shares WHERE category = 'High' AND wave = '2026-02'), 0.970364215446007, 'and the probability', 1e-9);
SELECT is((SELECT array_agg(estimate ORDER BY wave) FROM shares WHERE variable = 'm' AND category = 'm_2'), (SELECT array_agg(estimate ORDER BY domain_label) FROM survey_proportion('panel', '{m}', by => '{wave}') WHERE category = 'm_2'), 'options of a set as survey_proportion has them');
SELECT near((SELECT estimate FROM survey_trend('panel', '{q1}', 'wave', 'top2box') WHERE wave = '2026-03'), 0.355371900826446, 'top-2-box', 1e-9);
SELECT is((SELECT category FROM survey_trend('panel', '{q1}', 'wave', 'bottom2box') LIMIT 1), 'Bottom-2-box', 'and the other end');
CREATE TABLE promoters AS SELECT * FROM survey_trend('panel', '{rec}', 'wave', 'nps');
SELECT near((SELECT estimate FROM promoters WHERE wave = '2026-03'), -43.8016528925620, 'net promoter score', 1e-9);
SELECT near((SELECT std_error FROM promoters WHERE wave = '2026-01'), 13.0606343175349, 'with an error', 1e-9);
SELECT near((SELECT change_error FROM promoters WHERE wave = '2026-03'), 12.2898293963895, 'and that of its change', 1e-9);
SELECT is((SELECT array_agg(round(estimate::numeric, 9) ORDER BY wave) FROM promoters), (SELECT array_agg(n ORDER BY wave) FROM (SELECT wave, round(nps(rec, w)::numeric, 9) AS n FROM panel GROUP BY wave) s), 'as nps() says');
-- whose answers are no 0 to 10: the error of nps(), of whoever counts
CREATE TABLE k (g int, r int, f float8, p int, t int, weight float8);
INSERT INTO k VALUES (1, 0, 7, 1, 10, 1), (1, 9, 8, 5, 10, 1), (1, 12, 8.5, 5, 3, 1), (2, 12, 9, 5, 10, 0), (2, 10, 9, 5, 7, 1), (2, 97, 9, 5, 7, 1), (2, -1, 9, 5, 8, 0);
SELECT register_survey('k', 'k', '{"variables": [{"name": "g", "values": {"1": "x", "2": "y"}}, {"name": "r", "measure": "scale", "missing_ranges": [[90, 99]]}, {"name": "f", "measure": "scale"}, {"name": "p", "points": 5}, {"name": "t", "points": 10}]}') IS NULL \g /dev/null
SELECT throws_ok($$SELECT * FROM survey_trend('k', '{r}', 'g', 'nps', 'none')$$, '22023', 'answer code -1 of variable "r" is outside the scale of 0 to 10', 'below the scale');
SELECT throws_ok($$SELECT * FROM survey_trend('k', '{r}', 'g', 'nps', 'none', filter => 'r >= 0')$$, '22023', 'answer code 12 of variable "r" is outside the scale of 0 to 10', 'above it');
SELECT throws_ok($$SELECT nps(r) FROM k WHERE r BETWEEN 0 AND 89$$, '22023', 'answer code 12 is outside the scale of 0 to 10', 'which nps() refuses too');
SELECT is((SELECT array_agg(estimate ORDER BY wave) FROM survey_trend('k', '{r}', 'g', 'nps', 'none', filter => 'r BETWEEN 0 AND 10')), '{0,100}'::float8[], 'those out of the filter may have any code');
SELECT is((SELECT array_agg(estimate ORDER BY wave) FROM survey_trend('k', '{r}', 'g', 'nps', 'none', filter => 'NOT (r = 12 AND g = 1)', weight => 'weight')), '{0,100}'::float8[], 'and those without weight, and who is missing');
SELECT throws_ok($$SELECT * FROM survey_trend('k', '{f}', 'g', 'nps', 'none')$$, '22023', 'answer 8.5 of variable "f" is no whole number of 0 to 10', 'a mean of answers');
SELECT throws_ok($$SELECT * FROM survey_trend('k', '{p}', 'g', 'nps', 'none')$$, '22023', 'variable "p" has no net promoter score: a scale of 5 points is no 0 to 10', 'a scale of five points');
SELECT is((SELECT array_agg(round(estimate::numeric, 9) ORDER BY wave) FROM survey_trend('k', '{t}', 'g', 'nps', 'none')), '{33.333333333,25.000000000}'::numeric[], 'of ten points: two promoters less one detractor of three');
SELECT is((SELECT array_agg(change_error IS NOT NULL ORDER BY wave) FROM survey_trend('panel', '{rec}', 'wave', 'nps', filter => 'rec <= 10')), '{f,t,t}'::boolean[], 'with changes under a filter');

-- against other waves, by domains
SELECT near((SELECT change FROM survey_trend('panel', '{q1}', 'wave', 'top2box', 'first') WHERE wave = '2026-03'), -0.0612947658402204, 'against the first', 1e-9);
SELECT near((SELECT change_error FROM survey_trend('panel', '{q1}', 'wave', 'top2box', 'first') WHERE wave = '2026-03'), 0.112508703082165, 'with its error', 1e-9);
SELECT near((SELECT change_error FROM survey_trend('panel', '{y}', 'wave', by => '{sex}') WHERE wave = '2026-02' AND domain_label = 'Women'), 0.780112611697012, 'within a domain', 1e-9);
SELECT is((SELECT string_agg(domain::text, ' ' ORDER BY wave_code) FROM survey_trend('panel', '{y}', 'wave', by => '{sex}') WHERE domain_label = 'Men'), '{"sex": 2} {"sex": 2} {"sex": 2}', 'which does not hold the wave');
SELECT is((SELECT count(change) FROM survey_trend('panel', '{y}', 'wave', against => 'none')), 0::bigint, 'against nothing');
SELECT is((SELECT string_agg(concat_ws(' ', wave, against), ', ' ORDER BY wave) FROM survey_trend('panel', '{later}', 'wave') WHERE category = 'Yes' AND estimate IS NOT NULL), '2026-02, 2026-03 2026-02', 'a question that was asked later begins later');
CREATE TABLE long AS SELECT i AS id, w.wave, ((i * 37 + w.wave * 5) % 11)::float8 AS y FROM generate_series(1, 200) i, LATERAL (SELECT (ARRAY[202503, 202512, 202601, 202602, 202603])[1 + i % 5] AS wave) w;
CREATE TABLE unsaid_2 AS SELECT register_survey('long', 'long', '{"respondent": "id", "variables": [{"name": "wave", "values": {"202503": "2025-03", "202512": "2025-12", "202601": "2026-01", "202602": "2026-02", "202603": "2026-03"}}, {"name": "y", "measure": "scale"}]}');
SELECT near((SELECT change FROM survey_trend('long', '{y}', 'wave', against => 'rolling 3') WHERE wave = '2026-03'), (SELECT avg(y) FILTER (WHERE wave = 202603) - (avg(y) FILTER (WHERE wave = 202512) + avg(y) FILTER (WHERE wave = 202601) + avg(y) FILTER (WHERE wave = 202602)) / 3 FROM long), 'against the three waves before', 1e-9);
SELECT is((SELECT string_agg(wave || ' ' || against, ', ') FROM survey_trend('long', '{y}', 'wave', against => 'rolling 3') WHERE change IS NOT NULL), '2026-02 mean of 2025-03 to 2026-01, 2026-03 mean of 2025-12 to 2026-02', 'where there are three');
SELECT is((SELECT string_agg(wave || ' ' || against, ', ') FROM survey_trend('long', '{y}', 'wave', against => 'same month last year') WHERE change IS NOT NULL), '2026-03 2025-03', 'against the same month of the year before');

-- medians: R's svyquantile(..., interval.type = "mean"), and svytotal of the influence of both, -(1{y <= q} - F) SE(q) / SE(F) / N
CREATE TABLE medians AS SELECT * FROM survey_trend('panel', '{y}', 'wave', 'median');
SELECT is((SELECT array_agg(estimate ORDER BY wave) FROM medians), '{5,5.5,6}'::float8[], 'medians');
SELECT near((SELECT std_error FROM medians WHERE wave = '2026-02'), 0.753598352920657, 'the error of Woodruff', 1e-9);
SELECT is((SELECT array_agg(conf_low ORDER BY wave) || array_agg(conf_high ORDER BY wave) FROM medians), '{4,4.5,5,7,7.5,8}'::float8[], 'and his interval');
SELECT near((SELECT change_error FROM medians WHERE wave = '2026-02'), 0.757443068839131, 'the error of a change knows of those in both', 1e-9);
SELECT near((SELECT change_error FROM medians WHERE wave = '2026-03'), 0.767077253526485, 'from each wave', 1e-9);
SELECT near((SELECT change_error FROM survey_trend('panel', '{y}', 'wave', 'median', 'first') WHERE wave = '2026-03'), 1.06574901128242, 'from the first', 1e-9);
SELECT is((SELECT change FROM survey_trend('panel', '{y}', 'wave', 'median', 'first') WHERE wave = '2026-03'), 1::float8, 'by which it differs');
SELECT is((SELECT string_agg(concat_ws(' ', domain_label, wave, estimate), ', ') FROM survey_trend('panel', '{y}', 'wave', 'median', by => '{sex}', filter => 'wave < 202603')), 'Women 2026-01 6, Women 2026-02 5.5, Men 2026-01 5, Men 2026-02 5.5', 'within domains, under a filter');
SELECT is((SELECT count(change) FROM survey_trend('panel', '{y}', 'wave', 'median', 'none')), 0::bigint, 'against nothing');
SELECT throws_ok($$SELECT * FROM survey_trend('panel', '{m}', 'wave', 'median')$$, '22023', 'set "m" has proportions, and no median', 'sets have none');
SELECT throws_ok($$SELECT * FROM survey_trend('panel', '{y}', 'wave', 'median', by => '{m}')$$, '0A000', 'medians have no trend by the set "m"', 'nor are there any by sets');

-- moving averages: svycontrast of the waves' means
CREATE TABLE moving AS SELECT * FROM survey_trend('panel', '{y}', 'wave', options => '{"smooth": 2}');
SELECT is((SELECT string_agg(concat_ws(' ', wave, n, against), ', ' ORDER BY wave) FROM moving), '2026-01 40, 2026-02 80, 2026-03 80 2026-02', 'the first wave has none before');
SELECT is((SELECT estimate FROM moving WHERE wave = '2026-01'), NULL, 'and no average');
SELECT near((SELECT std_error FROM moving WHERE wave = '2026-02'), 0.425303348001417, 'its error', 1e-9);
SELECT near((SELECT estimate FROM moving WHERE wave = '2026-03'), 5.666452531425794, 'the last one', 1e-9);
SELECT near((SELECT change FROM moving WHERE wave = '2026-03'), 0.412741046831956, 'its change', 1e-9);
SELECT near((SELECT change_error FROM moving WHERE wave = '2026-03'), 0.375082570963736, 'with the error of both', 1e-9);
SELECT near((SELECT std_error FROM survey_trend('panel', '{y}', 'wave', options => '{"smooth": 3}') WHERE wave = '2026-03'), 0.386530241509505, 'of three waves', 1e-9);
SELECT is((SELECT array_agg(t::text) FROM survey_trend('panel', '{q1}', 'wave', options => '{"smooth": 1}') t), (SELECT array_agg(t::text) FROM survey_trend('panel', '{q1}', 'wave') t), 'of one it is its own');
SELECT throws_ok($$SELECT * FROM survey_trend('panel', '{y}', 'wave', options => '{"smooth": 0}')$$, '22023', '"smooth" must be a number of waves from 1 to 100, not 0', 'of none it is nothing');

-- days by their month
CREATE TABLE days AS SELECT p.*, make_date(wave / 100, wave % 100, 1 + id % 28) + CASE id % 2 WHEN 0 THEN time '13:00' ELSE time '00:00' END AS at FROM panel p;
INSERT INTO days (id, at, y, w, person) VALUES (1001, 'infinity', 3, 1, 1001), (1002, NULL, 4, 1, 1002);
SELECT register_survey('days', 'days', '{"weight": "w", "respondent": "id", "person": "person", "variables": [{"name": "person", "measure": "text"}, {"name": "y", "measure": "scale"}, {"name": "rec", "measure": "scale"}, {"name": "q1", "points": 5}]}') IS NULL \g /dev/null
SELECT is((SELECT array_agg(row(wave_code, wave, round(estimate::numeric, 9), round(change::numeric, 9), n)::text ORDER BY wave) FROM survey_trend('days', '{y}', 'at')),
    (SELECT array_agg(row(wave_code, wave, round(estimate::numeric, 9), round(change::numeric, 9), n)::text ORDER BY wave) FROM survey_trend('panel', '{y}', 'wave')), 'a day says the month');
SELECT near((SELECT change_error FROM survey_trend('days', '{y}', 'at', filter => 'id < 1000') WHERE wave = '2026-02'), 0.567981645402423, 'with the errors of waves', 0.005);
SELECT is((SELECT array_agg(row(wave_code, wave, round(estimate::numeric, 9), round(change::numeric, 9), n)::text ORDER BY wave) FROM survey_trend('days', '{y}', 'at', 'median')),
    (SELECT array_agg(row(wave_code, wave, round(estimate::numeric, 9), round(change::numeric, 9), n)::text ORDER BY wave) FROM survey_trend('panel', '{y}', 'wave', 'median')), 'and medians');

-- nobody, and what is wrong
SELECT is((SELECT count(*) FROM survey_trend('panel', '{y}', 'wave', filter => 'y > 1000') WHERE estimate IS NOT NULL), 0::bigint, 'nobody has no trend');
CREATE FUNCTION message(arguments text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE state text; message text;
BEGIN
    EXECUTE format('SELECT count(*) FROM survey_trend(%s)', arguments);
    RETURN 'ok';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
    RETURN state || ' ' || message;
END $$;
SELECT is((SELECT string_agg(message(a), E'\n' ORDER BY n) FROM unnest(ARRAY[$$'nobody', '{y}', 'wave'$$, $$NULL, '{y}', 'wave'$$, $$'panel', NULL, 'wave'$$, $$'panel', '{}', 'wave'$$, $$'panel', '{y}', NULL$$, $$'panel', '{y}', 'y'$$, $$'panel', '{y}', 'm'$$, $$'panel', '{none}', 'wave'$$,
    $$'panel', '{y}', 'wave', 'mode'$$, $$'panel', '{y}', 'wave', 'proportion'$$, $$'panel', '{sex}', 'wave', 'mean'$$, $$'panel', '{m}', 'wave', 'nps'$$, $$'panel', '{y}', 'wave', 'top2box'$$, $$'panel', '{y}', 'wave', against => 'next'$$, $$'panel', '{y}', 'wave', by => '{wave}'$$]) WITH ORDINALITY t(a, n)),
'42704 survey "nobody" does not exist
22004 "name" must not be NULL
22023 no variable to estimate
22023 no variable to estimate
22004 "wave" must not be NULL
22023 variable "y" is scale and cannot say the wave
42703 "m" is a response set of survey "panel", not a variable
42703 variable "none" of survey "panel" does not exist
22023 statistic must not be "mode"
22023 variable "y" is scale and has no proportions
22023 variable "sex" is nominal: its answers are not numbers
22023 set "m" has proportions, and no nps
22023 variable "y" has no boxes: it is scale
22023 against must not be "next"
22023 "wave" is the wave and cannot be among the by variables', 'what is wrong is named');

-- replicate weights: the same change from R's svycontrast of svyby under them is that of survey_contrast
SELECT is((SELECT count FROM replicate_survey('panel', 'jk1')), 80, 'replicates of persons');
SELECT is((SELECT change_error FROM survey_trend('panel', '{y}', 'wave') WHERE wave = '2026-02'), (SELECT std_error FROM survey_contrast('panel', '{y}', '{"c": {"2026-02": 1, "2026-01": -1}}', by => '{wave}')), 'changes under replicates are contrasts');
SELECT near((SELECT change_error FROM survey_trend('panel', '{y}', 'wave') WHERE wave = '2026-02'), 0.567981645402423, 'and near those by linearisation', 0.05);
-- contrasts themselves have the statistic and p, from R's coef / SE and 2 * pt
SELECT near((SELECT p_value FROM survey_contrast('panel', '{y}', '{"c": {"2026-03": 1, "2026-02": -1}}', by => '{wave}', filter => 'true')), (SELECT p_value FROM survey_trend('panel', '{y}', 'wave') WHERE wave = '2026-03'), 'contrasts have p', 1e-12);
SELECT near((SELECT statistic FROM survey_contrast('long', '{y}', '{"c": {"2026-03": 1, "2026-02": -1}}', by => '{wave}')), (SELECT estimate / std_error FROM survey_contrast('long', '{y}', '{"c": {"2026-03": 1, "2026-02": -1}}', by => '{wave}')), 'and the statistic', 1e-12);
SELECT is((SELECT count(p_value) + count(statistic) FROM survey_mean('panel', '{y}', by => '{wave}')), 0::bigint, 'means have none');
SELECT * FROM finish();
