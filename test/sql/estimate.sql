-- Estimates by name.  Expected numbers: R survey 4.1-1 on the same rows (calls in comments).
\set SHOW_CONTEXT never
SET extra_float_digits = 0;
-- errors say enough without the statement that met them
\set SHOW_CONTEXT never
CREATE FUNCTION pg_temp.r(x float8, digits int DEFAULT 7) RETURNS numeric LANGUAGE sql AS 'SELECT round(x::numeric, digits)';
CREATE TABLE visits_answers AS
SELECT i AS id, 1 + i % 3 AS region, i / 6 AS psu, (1 + i % 4)::float8 AS w, CASE WHEN i % 3 = 0 THEN 12 ELSE 20 END AS npop,
       CASE WHEN i % 7 = 3 THEN NULL ELSE ((i * 37) % 11 + i % 3)::float8 END AS score, (1 + (i * 17) % 5)::float8 AS hours,
       CASE WHEN i % 11 = 5 THEN 9 WHEN i % 13 = 6 THEN NULL ELSE 1 + (i * 7) % 3 END AS mood,
       i % 2 = 0 AS web, i % 5 = 0 AS app, CASE WHEN i < 36 THEN 'young' ELSE 'old' END AS age
FROM generate_series(0, 59) AS i;
SELECT register_survey('visits', 'visits_answers', '{"weight": "w", "design": {"strata": ["region"], "clusters": ["psu"], "nest": true},
  "variables": [{"name": "score", "measure": "scale"}, {"name": "hours", "measure": "scale"}, {"name": "id", "measure": "scale"},
    {"name": "region", "measure": "nominal", "values": {"1": "North", "2": "South", "3": "East"}},
    {"name": "mood", "measure": "nominal", "values": {"1": "bad", "2": "fair", "3": "good"}, "missing": {"9": "refused"}},
    {"name": "age", "measure": "nominal"}],
  "sets": [{"name": "channel", "label": "Channels", "members": ["web", "app"]}]}') IS NOT NULL AS registered;

-- svymean(~score, na.rm=TRUE, deff=TRUE); svyby(~score, ~region, ..., deff="replace")
SELECT domain, domain_label, variable, category, pg_temp.r(estimate) AS estimate, pg_temp.r(std_error) AS std_error, pg_temp.r(conf_low) AS low,
       pg_temp.r(conf_high) AS high, pg_temp.r(deff) AS deff, df, n, weighted_n FROM survey_mean('visits', '{score}');
SELECT domain, domain_label, pg_temp.r(estimate) AS estimate, pg_temp.r(std_error) AS std_error, pg_temp.r(deff) AS deff, df, n
FROM survey_mean('visits', '{score}', by => '{region}', design_effect => 'replace');
-- svyby(~score, ~region+age); a domain given by a filter: degf(subset())
SELECT domain, domain_label, pg_temp.r(estimate) AS estimate, pg_temp.r(std_error) AS std_error FROM survey_mean('visits', '{score}', by => '{region,age}');
SELECT pg_temp.r(estimate) AS estimate, pg_temp.r(std_error) AS std_error, df FROM survey_mean('visits', '{score}', filter => 'age = ''young''', degrees => 'domain');
-- svymean(~score+hours, na.rm=TRUE) is listwise
SELECT variable, pg_temp.r(estimate) AS estimate, pg_temp.r(std_error) AS std_error, n FROM survey_mean('visits', '{score,hours}', missing => 'listwise');
SELECT variable, pg_temp.r(estimate) AS estimate, pg_temp.r(std_error) AS std_error, n FROM survey_mean('visits', '{score,hours}');
-- svytotal, svyratio(~score, ~hours)
SELECT variable, category, pg_temp.r(estimate) AS estimate, pg_temp.r(std_error) AS std_error FROM survey_total('visits', '{score,region}');
SELECT domain_label, variable, pg_temp.r(estimate) AS estimate, pg_temp.r(std_error) AS std_error FROM survey_ratio('visits', 'score', 'hours', by => '{age}');
-- svymean(~factor(mood)) without refused; svyciprop(na.rm=TRUE) with each method for "good"
SELECT category, pg_temp.r(estimate) AS estimate, pg_temp.r(std_error) AS std_error, n FROM survey_mean('visits', '{mood}');
SELECT m, pg_temp.r(conf_low, 6) AS low, pg_temp.r(conf_high, 6) AS high
FROM unnest('{mean,logit,xlogit,asin,beta}'::text[]) AS m, survey_proportion('visits', '{mood}', m) WHERE category = 'good';
-- options of a set
SELECT variable, category, pg_temp.r(estimate) AS estimate, pg_temp.r(std_error) AS std_error FROM survey_proportion('visits', '{channel}');
-- svyquantile(~score, c(.1, .5), na.rm=TRUE), qrule math and hf7
SELECT category, estimate, pg_temp.r(std_error) AS std_error, conf_low, conf_high, df FROM survey_quantile('visits', '{score}', '{0.1,0.5}', degrees => 'domain');
SELECT category, pg_temp.r(estimate) AS estimate, pg_temp.r(std_error) AS std_error FROM survey_quantile('visits', '{score}', '{0.1,0.5}', 'hf7', degrees => 'domain');
-- svyvar(~score+hours): n counts the complete rows, as in survey 4.2 and later
SELECT variable, pg_temp.r(estimate) AS estimate, pg_temp.r(std_error) AS std_error FROM survey_variance('visits', '{hours}');
SELECT variable, pg_temp.r(estimate) AS estimate, pg_temp.r(std_error) AS std_error FROM survey_covariance('visits', '{hours,id}');
SELECT variable, pg_temp.r(estimate) AS estimate FROM survey_correlation('visits', '{hours,id}');
-- svycontrast(svyby(~hours, ~age, covmat=TRUE), c(1, -1)); domains that share clusters
SELECT domain, domain_label, variable, category, pg_temp.r(estimate) AS estimate, pg_temp.r(std_error) AS std_error, df FROM survey_contrast('visits', '{hours}', by => '{age}');
SELECT domain_label, pg_temp.r(estimate) AS estimate, pg_temp.r(std_error) AS std_error
FROM survey_contrast('visits', '{hours}', '{"North against the rest": {"North": 1, "South": -0.5, "East": -0.5}}', by => '{region}');
SELECT domain_label, variable, pg_temp.r(estimate) AS estimate, pg_temp.r(std_error) AS std_error FROM survey_contrast('visits', '{hours,id}');

-- a set's options as domains, which overlap: the same as filters; test/oracle/live_sets.R compares with R
SELECT domain, domain_label, pg_temp.r(estimate) AS estimate, pg_temp.r(std_error) AS std_error, n FROM survey_mean('visits', '{score}', by => '{channel}');
SELECT pg_temp.r(estimate) AS estimate, pg_temp.r(std_error) AS std_error, n FROM survey_mean('visits', '{score}', filter => 'web')
UNION ALL SELECT pg_temp.r(estimate), pg_temp.r(std_error), n FROM survey_mean('visits', '{score}', filter => 'app');
SELECT domain, domain_label, estimate FROM survey_quantile('visits', '{hours}', '{0.5}', by => '{age,channel}');
-- those who use both cancel out of the difference
SELECT domain_label, pg_temp.r(estimate) AS estimate, pg_temp.r(std_error) AS std_error, n FROM survey_contrast('visits', '{hours}', by => '{channel}', statistic => 'total');
SELECT pg_temp.r(total(s)) AS estimate, pg_temp.r(std_error(s, 'total')) AS std_error
FROM (SELECT survey_summary(CASE WHEN web <> app THEN (web::int - app::int) * hours WHEN web THEN 0 END, w, region, psu) AS s FROM visits_answers) q;

-- the same numbers through the aggregate, and through replicates of one cluster each (JKn)
SELECT pg_temp.r(std_error(survey_summary(hours, w, region, psu))) AS by_aggregate FROM visits_answers;
SELECT domain_label, pg_temp.r(sum(estimate)) = (SELECT pg_temp.r(estimate) FROM survey_total('visits', '{hours}')) AS domains_add_up
FROM (SELECT 'all' AS domain_label, estimate FROM survey_total('visits', '{hours}', by => '{region,age}')) q GROUP BY 1;

-- defined results: empty domain, all missing, constant variable, census, respondents without weight
SELECT count(*) FROM survey_mean('visits', '{score}', filter => 'id < 0');
SELECT n, estimate, std_error, conf_low FROM survey_mean('visits', '{score}', filter => 'score IS NULL');
SELECT n, estimate, std_error FROM survey_quantile('visits', '{score}', '{0.5}', filter => 'score IS NULL');
-- a domain within one cluster: a mean does not vary around itself, which says nothing (R: 0); a total does
SELECT m.n, m.estimate, m.std_error AS of_mean, m.conf_low, pg_temp.r(t.std_error) AS of_total
FROM survey_mean('visits', '{hours}', filter => 'psu = 3 AND region = 1') m, survey_total('visits', '{hours}', filter => 'psu = 3 AND region = 1') t;
SELECT std_error, conf_low FROM survey_quantile('visits', '{hours}', '{0.5}', filter => 'psu = 3 AND region = 1')
UNION ALL SELECT std_error, conf_low FROM survey_variance('visits', '{hours}', filter => 'psu = 3 AND region = 1');
CREATE TABLE odd_answers AS SELECT id, region, psu, CASE WHEN id % 10 = 0 THEN NULL WHEN id % 10 = 1 THEN 0 ELSE w END AS w, npop, 5::float8 AS five, score, 10 AS few,
    CASE WHEN region = 1 THEN 0.5 ELSE 20 END AS mixed, region AS lonely_psu, 1 AS one FROM visits_answers;
SELECT register_survey('odd', 'odd_answers', '{"weight": "w", "design": {"strata": ["region"], "clusters": ["psu"], "nest": true},
    "variables": [{"name": "five", "measure": "scale"}, {"name": "score", "measure": "scale"}]}') IS NOT NULL AS registered;
SELECT variable, estimate, std_error, n FROM survey_mean('odd', '{five}');
SELECT pg_temp.r(estimate), pg_temp.r(std_error) FROM survey_variance('odd', '{five}');
SELECT pg_temp.r(estimate) AS r, std_error FROM survey_correlation('odd', '{five,score}');

-- errors
SELECT * FROM survey_mean('visit', '{score}');
SELECT * FROM survey_mean('visits', '{scores}');
SELECT * FROM survey_mean('visits', NULL);
SELECT * FROM survey_mean('visits', '{score}', by => '{hours}');
SELECT * FROM survey_mean('visits', '{score}', by => '{channel,age,channel}');
SELECT * FROM survey_mean('visits', '{score}', filter => 'scores > 3');
SELECT * FROM survey_mean('visits', '{score}', level => 95);
SELECT * FROM survey_mean('visits', '{score}', missing => 'delete');
SELECT * FROM survey_mean('visits', '{score}', lonely => 'nearest');
SELECT * FROM survey_ratio('visits', 'score', 'mood');
SELECT * FROM survey_proportion('visits', '{score}');
SELECT * FROM survey_proportion('visits', '{mood}', 'exact');
SELECT * FROM survey_quantile('visits', '{score}', '{1.5}');
SELECT * FROM survey_quantile('visits', '{score}', interval_type => 'quantile');
SELECT * FROM survey_correlation('visits', '{score}');
SELECT * FROM survey_contrast('visits', '{hours}', '{"x": {"West": 1}}', by => '{region}');
SELECT * FROM survey_contrast('visits', '{hours}', '{"x": [1]}', by => '{region}');
SELECT * FROM survey_contrast('visits', '{hours}', '[1, -1]', by => '{region}');
UPDATE odd_answers SET w = -1 WHERE id = 5;
SELECT * FROM survey_mean('odd', '{five}');
SELECT * FROM survey_quantile('odd', '{five}');
UPDATE odd_answers SET w = 1;
CREATE FUNCTION pg_temp.redesign(design jsonb) RETURNS boolean LANGUAGE sql AS $$
    SELECT register_survey('odd', 'odd_answers', jsonb_build_object('weight', 'w', 'design', design,
        'variables', '[{"name": "five", "measure": "scale"}, {"name": "score", "measure": "scale"}, {"name": "region", "measure": "nominal"}]'::jsonb), replace => true) IS NOT NULL $$;
SELECT pg_temp.redesign('{"strata": ["region"], "clusters": ["psu"]}');
SELECT * FROM survey_mean('odd', '{five}');
SELECT * FROM survey_variance('odd', '{score}');
SELECT pg_temp.redesign('{"strata": ["region"], "clusters": ["psu"], "fpc": ["one"], "nest": true}');
SELECT std_error FROM survey_mean('odd', '{score}');
SELECT pg_temp.redesign('{"strata": ["region"], "clusters": ["id"], "fpc": ["few"], "nest": true}');
SELECT * FROM survey_mean('odd', '{score}');
SELECT * FROM survey_variance('odd', '{score}');
SELECT pg_temp.redesign('{"strata": ["region"], "clusters": ["psu"], "fpc": ["mixed"], "nest": true}');
SELECT * FROM survey_mean('odd', '{score}');
SELECT * FROM survey_mean('odd', '{score}', by => '{region}');
SELECT pg_temp.redesign('{"clusters": ["one"]}');
SELECT * FROM survey_mean('odd', '{score}');
SELECT std_error, conf_low, df FROM survey_mean('odd', '{score}', lonely => 'remove');
SELECT * FROM survey_quantile('odd', '{score}');
SELECT pg_temp.redesign('{"strata": ["region"], "clusters": ["lonely_psu"], "nest": true}');
SELECT * FROM survey_mean('odd', '{score}');
SELECT lonely, pg_temp.r(std_error) AS std_error, df FROM unnest('{remove,certainty,adjust}'::text[]) AS lonely, survey_mean('odd', '{score}', lonely => lonely);
SELECT * FROM survey_mean('odd', '{score}', lonely => 'average');
SELECT drop_survey('visits'), drop_survey('odd');
DROP TABLE IF EXISTS visits_answers, odd_answers CASCADE;
