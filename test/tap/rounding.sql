-- A variance that is rounding is 0, and no test follows from it: of a number that calibration has fixed, of groups without spread, of clusters that are all alike
-- (R has 1e-17 there, and p-values of 1e-130).  By every name and road the standard error is 0, or NULL of a test.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(137);
CREATE TABLE template AS SELECT i AS id, i / 8 AS psu, 1 + i % 2 AS g, ((i * 37) % 11 + i / 8 * 0.1)::float8 AS y, ((i * 31) % 7)::float8 AS z, 0.1 + (i % 2)::float8 AS apart, (1 + i % 3)::float8 AS w FROM generate_series(0, 79) i;
CREATE FUNCTION enrol(name text, answers text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TABLE %I AS TABLE %I', name, answers);
    RETURN (SELECT survey FROM register_survey(name, name::regclass, '{"weight": "w", "design": {"clusters": ["psu"]}, "variables": [{"name": "y", "measure": "scale"}, {"name": "z", "measure": "scale"}, {"name": "apart", "measure": "scale"},
        {"name": "g", "measure": "nominal", "values": {"1": "A", "2": "B"}}]}'));
END $$;
SELECT enrol('plain', 'template'), enrol('packed', 'template'), enrol('replicated', 'template'), enrol('fixed', 'template'), enrol('fixed_in_g', 'template') \g /dev/null
SELECT (SELECT count(*) FROM pack_survey('packed')), (SELECT count(*) FROM replicate_survey('replicated', 'jk1')), (SELECT count(*) FROM calibrate_survey('fixed', '{"y": {"mean": 5.5}, "g": {"1": 80, "2": 85}}', 'wc')),
    (SELECT count(*) FROM calibrate_survey('fixed_in_g', '{"y": {"mean": 5.5}}', 'wc', within => '{g}')) \g /dev/null

-- the mean of y, the shares and the total of g are fixed; in the one survey the difference of y between groups is, too
SELECT is((SELECT string_agg(DISTINCT std_error::text, ', ') FROM (SELECT std_error FROM survey_mean(s, '{y,g,apart}') UNION ALL SELECT std_error FROM survey_total(s, '{g,y}') UNION ALL SELECT std_error FROM survey_proportion(s, '{g}')
    UNION ALL SELECT std_error FROM survey_crosstab(s, '{y,g}') WHERE statistic IN ('mean', 'percent') UNION ALL SELECT std_error FROM survey_contrast(s, '{y,z}', '{"y": {"y": 2}}') UNION ALL SELECT std_error FROM survey_variance(s, '{apart}')) e), '0', 'what calibration has fixed: ' || s)
FROM unnest('{fixed,fixed_in_g}'::text[]) s;
SELECT is((SELECT format('%s %s', std_error IS NULL, p_value IS NULL) FROM survey_ttest(s, 'y')), 't t', 'no t test of it: ' || s) FROM unnest('{fixed,fixed_in_g}'::text[]) s;
SELECT is((SELECT std_error FROM survey_contrast('fixed_in_g', '{y}', by => '{g}')), 0::float8, 'a difference that is fixed');
SELECT is((SELECT format('%s %s', std_error IS NULL, p_value IS NULL) FROM survey_ttest('fixed_in_g', 'y', 'g')), 't t', 'and no t test of it');
SELECT is((SELECT format('%s %s', std_error IS NULL, p_value IS NULL) FROM survey_column_tests('fixed_in_g', '{y}', '{g}')), 't t', 'nor one of columns');
SELECT is((SELECT bool_and(std_error IS NULL AND p_value IS NULL) FROM survey_glm('fixed_in_g', 'y ~ g')), true, 'nor of coefficients');
SELECT is((SELECT p_value FROM survey_glm_terms('fixed_in_g', 'y ~ g')), NULL, 'nor of a term');
-- R survey 4.1: svyglm(y ~ g, calibrate(d, ~ y + factor(g), ...)): what the calibration leaves is tested as before
SELECT is((SELECT format('%s %s', t.std_error > 0.5, abs(t.std_error - c.std_error) < 1e-9) FROM survey_ttest('fixed', 'y', 'g') t, survey_contrast('fixed', '{y}', by => '{g}') c), 't t', 'a difference that is not fixed');

-- groups without spread
SELECT is((SELECT std_error FROM survey_contrast(s, '{apart}', by => '{g}')), 0::float8, 'groups without spread: ' || s) FROM unnest('{plain,packed,replicated,fixed,fixed_in_g}'::text[]) s;
SELECT is((SELECT format('%s %s %s', round(estimate::numeric, 9) = 1, std_error IS NULL, p_value IS NULL) FROM survey_ttest(s, 'apart', 'g')), 't t t', 'no t test of them: ' || s) FROM unnest('{plain,packed,replicated,fixed,fixed_in_g}'::text[]) s;
SELECT is((SELECT p_value FROM survey_ranktest(s, 'apart', 'g')), NULL, 'no rank test: ' || s) FROM unnest('{plain,packed,replicated,fixed,fixed_in_g}'::text[]) s;
SELECT is((SELECT p_value FROM survey_column_tests(s, '{apart}', '{g}')), NULL, 'nor of columns: ' || s) FROM unnest('{plain,packed,replicated,fixed,fixed_in_g}'::text[]) s;
SELECT is((SELECT p_value FROM survey_glm(s, 'I(10 * apart) ~ g', 'poisson') WHERE term = 'g'), NULL, 'nor of rates: ' || s) FROM unnest('{plain,replicated}'::text[]) s;

-- clusters that are all alike: the numbers of each are those of all others
UPDATE template SET y = ((id % 8 * 37) % 11 + 0.1)::float8, w = 1 + (id % 8) / 7.0, apart = sqrt(id % 8 + 1);
SELECT enrol('alike', 'template'), enrol('alike_packed', 'template'), enrol('alike_replicated', 'template') \g /dev/null
SELECT (SELECT count(*) FROM pack_survey('alike_packed')), (SELECT count(*) FROM replicate_survey('alike_replicated', 'jk1')) \g /dev/null
SELECT is((SELECT string_agg(DISTINCT std_error::text, ', ') FROM (SELECT std_error FROM survey_mean(s, '{y,g,apart}') UNION ALL SELECT std_error FROM survey_mean(s, '{y,apart}', by => '{g}') UNION ALL SELECT std_error FROM survey_ratio(s, 'y', 'apart')
    UNION ALL SELECT std_error FROM survey_crosstab(s, '{y,apart,g}') WHERE statistic IN ('mean', 'percent') UNION ALL SELECT std_error FROM survey_contrast(s, '{y,apart}') UNION ALL SELECT std_error FROM survey_contrast(s, '{y}', by => '{g}')
    UNION ALL SELECT std_error FROM survey_variance(s, '{y,apart}')) e), '0', 'clusters that are alike: ' || s) FROM unnest('{alike,alike_packed,alike_replicated}'::text[]) s;
SELECT is((SELECT p_value FROM survey_ttest(s, 'y', 'g')), NULL, 'no t test of two groups: ' || s) FROM unnest('{alike,alike_packed,alike_replicated}'::text[]) s;
SELECT is((SELECT p_value FROM survey_ttest(s, 'y', minus => 'apart')), NULL, 'nor of a difference: ' || s) FROM unnest('{alike,alike_packed,alike_replicated}'::text[]) s;
SELECT is((SELECT p_value FROM survey_ranktest(s, 'y', 'g')), NULL, 'nor of ranks: ' || s) FROM unnest('{alike,alike_packed,alike_replicated}'::text[]) s;
SELECT is((SELECT p_value FROM survey_column_tests(s, '{y}', '{g}')), NULL, 'nor of columns: ' || s) FROM unnest('{alike,alike_packed,alike_replicated}'::text[]) s;
SELECT is((SELECT count(*) FROM survey_glm(s, 'y ~ g + apart') WHERE p_value IS NOT NULL), 0::bigint, 'nor of coefficients: ' || s) FROM unnest('{alike,alike_packed,alike_replicated}'::text[]) s;
SELECT is((SELECT std_error(survey_summary(y, w, NULL::int, psu)) FROM alike), 0::float8, 'by aggregate');

-- what varies little beside its size is no rounding: R survey 4.1 has 2.00231190760954e-07 for the mean of 1e6 + i * 1e-6
CREATE TABLE little AS SELECT i AS id, 1e6 + i % 7 * 1e-6 AS y, 1 + i % 2 AS g, 1.0::float8 AS w FROM generate_series(1, 100) i;
SELECT survey IS NULL FROM register_survey('little', 'little', '{"weight": "w", "variables": [{"name": "y", "measure": "scale"}, {"name": "g", "measure": "nominal", "values": {"1": "A", "2": "B"}}]}') \g /dev/null
SELECT is((SELECT format('%s %s %s', m.std_error BETWEEN 2.002e-7 AND 2.003e-7, c.std_error BETWEEN 3.8e-7 AND 4.2e-7, t.p_value > 0.1) FROM survey_mean('little', '{y}') m, survey_contrast('little', '{y}', by => '{g}') c, survey_ttest('little', 'y', 'g') t), 't t t', 'what varies little');
-- respondents are the clusters: what is left of many products that cancel is rounding too (standard errors were 1e-8, p-values 0)
CREATE FUNCTION enrol_raked(name text, design text, targets text, how text) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TABLE %I AS SELECT i AS id, i / 24 AS h, 1 + i %% 2 AS g, 1 + (i * 7 %% 11) %% 3 AS k, CASE WHEN i %% 9 = 4 THEN 0 ELSE 1 + i %% 3 END::float8 AS w FROM generate_series(0, 119) i', name);
    PERFORM register_survey(name, name::regclass, format('{"weight": "w", %s "variables": [{"name": "k", "measure": "nominal", "values": {"1": "x", "2": "y", "3": "z"}}, {"name": "g", "measure": "nominal", "values": {"1": "A", "2": "B"}}]}', design)::jsonb);
    RETURN CASE how WHEN 'rake' THEN (SELECT count(*) FROM rake_survey(name, targets::jsonb, 'wr')) ELSE (SELECT count(*) FROM poststratify_survey(name, targets::jsonb, 'wr', within => '{g}')) END;
END $$;
SELECT enrol_raked('raked', '', '{"g": {"1": 100, "2": 110}, "k": {"1": 60, "2": 70, "3": 80}}', 'rake'), enrol_raked('raked_strata', '"design": {"strata": ["h"]},', '{"g": {"1": 100, "2": 110}, "k": {"1": 60, "2": 70, "3": 80}}', 'rake'),
    enrol_raked('cells_fixed', '"design": {"strata": ["h"]},', '{"k": {"1": 0.2, "2": 0.3, "3": 0.5}}', 'post') \g /dev/null
SELECT is((SELECT string_agg(DISTINCT std_error::text, ', ') FROM (SELECT std_error FROM survey_crosstab(s, '{k}') WHERE statistic = 'percent' UNION ALL SELECT std_error FROM survey_proportion(s, '{k}')) e), '0', 'shares that raking has fixed: ' || s) FROM unnest('{raked,raked_strata}'::text[]) s;
SELECT is((SELECT string_agg(DISTINCT std_error::text, ', ') FROM (SELECT std_error FROM survey_crosstab('cells_fixed', '{k}', '{g}', min_base => 0) WHERE statistic = 'percent' UNION ALL SELECT std_error FROM survey_proportion('cells_fixed', '{k}', by => '{g}')) e), '0', 'shares within groups');
SELECT is((SELECT count(*) FROM survey_column_tests('cells_fixed', '{k}', '{g}', min_base => 0) WHERE p_value < 0.99), 0::bigint, 'letters pool the share, and find no difference');
SELECT is((SELECT string_agg(test, ', ') FROM survey_test('cells_fixed', 'k', 'g') WHERE p_value IS NOT NULL), NULL, 'nor independence');
-- R survey 4.1: degf(rake(d, ...)) is degf(d), of the respondents whose weight is not 0: 106 and 102
SELECT is((SELECT string_agg(DISTINCT df::text, ', ') FROM (SELECT df FROM survey_mean('raked', '{k}') UNION ALL SELECT df + 4 FROM survey_mean('raked_strata', '{k}')) d), '106', 'degrees of freedom are as before');

-- ranks do not know how large numbers are: answers of 1e300 have the tests of small ones in the same order
CREATE TABLE giants AS SELECT id, psu, g, w, ((id * 37) % 11)::float8 AS y, ((id * 37) % 11) * 1e300 / 11 AS z, 0.1::float8 AS apart FROM template;
SELECT survey IS NULL FROM register_survey('giants', 'giants', '{"weight": "w", "respondent": "id", "design": {"clusters": ["psu"]}, "variables": [{"name": "y", "measure": "scale"}, {"name": "z", "measure": "scale"}, {"name": "g", "measure": "nominal", "values": {"1": "A", "2": "B"}}]}') \g /dev/null
SELECT is((SELECT r::text FROM survey_ranktest('giants', 'z', 'g', test) r), (SELECT r::text FROM survey_ranktest('giants', 'y', 'g', test) r), 'ranks of 1e300: ' || test) FROM unnest('{wilcoxon,vanderwaerden,median,kruskal-wallis}'::text[]) test;
-- strata whose weights are equal fix their own shares and totals, the stratified samples of every textbook (R survey 4.1, apistrat: 0; here 3e-6 was)
CREATE TABLE strata AS SELECT i AS id, CASE WHEN i <= 100 THEN 1 WHEN i <= 150 THEN 2 ELSE 3 END AS h, CASE WHEN i <= 100 THEN 44.2099990844727 WHEN i <= 150 THEN 20.3600006103516 ELSE 15.1000003814697 END::float8 AS w,
    CASE WHEN i <= 100 THEN 4421 WHEN i <= 150 THEN 1018 ELSE 755 END AS size, 1 + i % 3 AS q FROM generate_series(1, 200) i;
CREATE FUNCTION enrol_strata(name text, design text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TABLE %I AS TABLE strata', name);
    RETURN (SELECT survey FROM register_survey(name, name::regclass, format('{"weight": "w", "respondent": "id", "design": {"strata": ["h"] %s}, "variables": [{"name": "h", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C"}},
        {"name": "q", "measure": "nominal", "values": {"1": "x", "2": "y", "3": "z"}}, {"name": "w", "measure": "scale"}, {"name": "size", "measure": "scale"}]}', design)::jsonb));
END $$;
SELECT enrol_strata('drawn', ''), enrol_strata('drawn_fpc', ', "fpc": ["size"]'), enrol_strata('drawn_packed', ''), enrol_strata('drawn_jkn', '') \g /dev/null
SELECT (SELECT count(*) FROM pack_survey('drawn_packed')), (SELECT count(*) FROM replicate_survey('drawn_jkn', 'jkn')) \g /dev/null
SELECT is((SELECT string_agg(DISTINCT std_error::text, ', ') FROM (SELECT std_error FROM survey_total(s, '{h}') UNION ALL SELECT std_error FROM survey_mean(s, '{h}') UNION ALL SELECT std_error FROM survey_proportion(s, '{h}')
    UNION ALL SELECT std_error FROM survey_mean(s, '{w}', by => '{h}') UNION ALL SELECT std_error FROM survey_total(s, '{h}', filter => 'id % 1 = 0')) e), '0', 'what strata fix: ' || s) FROM unnest('{drawn,drawn_fpc,drawn_packed,drawn_jkn}'::text[]) s;
SELECT is((SELECT string_agg(DISTINCT std_error::text, ', ') FROM (SELECT std_error FROM survey_crosstab(s, '{h}') UNION ALL SELECT std_error FROM survey_crosstab(s, '{h}', percent => 'total') UNION ALL SELECT std_error FROM survey_topline(s) WHERE variable = 'h') e),
    '0', 'in tables: ' || s) FROM unnest('{drawn,drawn_fpc,drawn_packed,drawn_jkn}'::text[]) s;
SELECT is((SELECT std_error(survey_summary((h = 1)::int, w, h), 'total') FROM strata), 0::float8, 'by aggregate');
SELECT is((SELECT std_error(survey_replicate_summary((h = 3)::int, w, replicate_weights), 1, (SELECT array_agg((n - 1) / n ORDER BY i) FROM (SELECT i, CASE WHEN i <= 100 THEN 100 WHEN i <= 150 THEN 50 ELSE 50 END::float8 AS n
    FROM generate_series(1, 200) i) r), statistic => 'total') FROM drawn_jkn), 0::float8, 'by aggregate with replicate weights');
-- what strata leave is as before: R survey 4.1, svytotal and svymean of q == 1 and 1e9 + q
SELECT is((SELECT round(std_error::numeric, 6) FROM survey_total('drawn', '{q}') WHERE category = 'x'), 225.673113, 'what strata do not fix');
SELECT is((SELECT round(std_error(survey_summary(1e9 + q, 1, h), 'total')::numeric, 9) FROM strata), 11.619535509, 'a total of numbers that differ little');
-- numbers that are large beside what they differ by: the errors of their means are those of the differences (2e-5 was lost in tables of respondents)
CREATE TABLE shifted AS SELECT i AS id, ((i * 7919) % 1000) * 10::float8 AS small, 1.7e9 + ((i * 7919) % 1000) * 10::float8 AS large, (i % 5) + 0.37::float8 AS w, 1 + i % 2 AS g, i % 4 AS h FROM generate_series(1, 900) i;
CREATE FUNCTION enrol_shifted(name text, design text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TABLE %I AS TABLE shifted', name);
    RETURN (SELECT survey FROM register_survey(name, name::regclass, format('{"weight": "w", "respondent": "id", %s "variables": [{"name": "small", "measure": "scale"}, {"name": "large", "measure": "scale"}, {"name": "w", "measure": "scale"},
        {"name": "g", "measure": "nominal", "values": {"1": "A", "2": "B"}}]}', design)::jsonb));
END $$;
SELECT enrol_shifted('alone', ''), enrol_shifted('in_strata', '"design": {"strata": ["h"]},'), enrol_shifted('raked_shift', ''), enrol_shifted('packed_shift', '"design": {"strata": ["h"]},') \g /dev/null
SELECT (SELECT count(*) FROM rake_survey('raked_shift', '{"g": {"1": 40, "2": 60}}', 'wr')), (SELECT count(*) FROM pack_survey('packed_shift')) \g /dev/null
SELECT is((SELECT max(abs(a.std_error / b.std_error - 1)) < 1e-12 AND count(*) = 3 FROM survey_crosstab(s, '{large}', '{g}') a JOIN survey_crosstab(s, '{small}', '{g}') b USING (column_label, statistic) WHERE statistic = 'mean'), true, 'errors of large numbers: ' || s)
FROM unnest('{alone,in_strata,raked_shift,packed_shift}'::text[]) s;
SELECT is((SELECT max(abs(a.difference_error / b.difference_error - 1)) < 1e-8 FROM survey_crosstab(s, '{large}', '{g}', compare => 'total') a JOIN survey_crosstab(s, '{small}', '{g}', compare => 'total') b USING (column_label, statistic) WHERE statistic = 'mean'), true, 'of their differences: ' || s)
FROM unnest('{alone,in_strata,raked_shift,packed_shift}'::text[]) s;
SELECT is((SELECT abs(c.std_error / m.std_error - 1) < 1e-12 FROM survey_crosstab('in_strata', '{large}') c, survey_mean('in_strata', '{large}') m WHERE c.statistic = 'mean'), true, 'a table and an estimate');
-- numbers near 1e9 that differ by 15, in eighths, so that both are exact: errors, differences and p are the same in clusters, under replicate and calibrated weights (3e-9 to 1e-6 was lost)
CREATE TABLE far AS SELECT i AS id, ((i * 7919) % 121) / 8.0::float8 AS small, 1e9 + ((i * 7919) % 121) / 8.0::float8 AS large, (i % 5) + 0.37::float8 AS w, 1 + i % 2 AS g, i % 4 AS h, i % 60 AS psu, 200 AS npsu, 1 + i % 3 AS wave FROM generate_series(1, 899) i;
CREATE FUNCTION enrol_far(name text, design text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TABLE %I AS TABLE far', name);
    RETURN (SELECT survey FROM register_survey(name, name::regclass, format('{"weight": "w", "respondent": "id", %s "variables": [{"name": "small", "measure": "scale"}, {"name": "large", "measure": "scale"}, {"name": "w", "measure": "scale"},
        {"name": "g", "measure": "nominal", "values": {"1": "A", "2": "B"}}]}', design)::jsonb));
END $$;
SELECT enrol_far('f_alone', ''), enrol_far('f_clusters', '"design": {"clusters": ["psu"]},'), enrol_far('f_strata', '"design": {"strata": ["h"], "clusters": ["psu"]},'), enrol_far('f_packed', '"design": {"clusters": ["psu"]},'), enrol_far('f_fpc', '"design": {"clusters": ["psu"], "fpc": ["npsu"]},'),
    enrol_far('f_raked', '"design": {"clusters": ["psu"]},'), enrol_far('f_jk1', '"design": {"clusters": ["psu"]},'), enrol_far('f_brr', '"design": {"strata": ["h"], "clusters": ["psu"]},') \g /dev/null
SELECT (SELECT count(*) FROM pack_survey('f_packed')), (SELECT count(*) FROM rake_survey('f_raked', '{"g": {"1": 40, "2": 60}}', 'wr')), (SELECT count(*) FROM replicate_survey('f_jk1', 'jk1')), (SELECT count(*) FROM replicate_survey('f_brr', 'bootstrap', 20)) \g /dev/null
CREATE FUNCTION means_of(survey text, variable text, compare text) RETURNS TABLE (column_label text, std_error float8, p float8, difference float8, error float8, width float8) LANGUAGE sql AS
    $$ SELECT column_label, std_error, p_value, difference, difference_error, conf_high - conf_low FROM survey_crosstab($1, ARRAY[$2], '{g}', compare => $3) WHERE statistic = 'mean' $$;
SELECT is((SELECT max(greatest(abs(a.std_error / b.std_error - 1), abs(a.p / b.p - 1), abs(a.difference / b.difference - 1), abs(a.error / b.error - 1))) < 1e-10 FROM unnest('{rest,total,previous}'::text[]) c, means_of(s, 'large', c) a, means_of(s, 'small', c) b WHERE a.column_label = b.column_label), true, 'means near 1e9 in a table: ' || s)
FROM unnest('{f_alone,f_clusters,f_strata,f_packed,f_fpc,f_raked,f_jk1,f_brr}'::text[]) s;
SELECT is((SELECT max(greatest(abs(a.difference / b.difference - 1), abs(a.std_error / b.std_error - 1), abs(a.p_value / b.p_value - 1))) < 1e-10 FROM unnest('{spss,dimensions,crunch,design}'::text[]) t, survey_column_tests(s, '{large}', '{g}', tests => t) a, survey_column_tests(s, '{small}', '{g}', tests => t) b), true, 'tests between columns: ' || s)
FROM unnest('{f_alone,f_clusters,f_strata,f_packed,f_fpc,f_raked,f_jk1,f_brr}'::text[]) s;
SELECT is((SELECT max(greatest(abs(a.std_error / b.std_error - 1), abs(a.estimate / b.estimate - 1), abs(a.p_value / b.p_value - 1))) < 1e-10 FROM survey_contrast(s, '{large}', by => '{g}') a JOIN survey_contrast(s, '{small}', by => '{g}') b USING (domain_label)), true, 'contrasts: ' || s)
FROM unnest('{f_clusters,f_strata,f_fpc,f_raked,f_jk1,f_brr}'::text[]) s;
-- estimates, tests and models of the same numbers: 1e-9 to 3e-7 of errors was lost, and half of design effects under replicate weights
CREATE FUNCTION apart(VARIADIC float8[]) RETURNS float8 LANGUAGE sql AS $$ SELECT max(abs($1[i] / $1[i + 1] - 1)) FROM generate_series(1, cardinality($1), 2) i $$;
SELECT is((SELECT max(apart(a.std_error, b.std_error, a.deff, b.deff)) < 1e-12 AND count(*) = 6 FROM unnest('{true,wave > 1}'::text[]) f, LATERAL (SELECT * FROM survey_mean(s, '{large}', filter => f) UNION ALL SELECT * FROM survey_mean(s, '{large}', by => '{g}', filter => f)) a
    JOIN LATERAL (SELECT * FROM survey_mean(s, '{small}', filter => f) UNION ALL SELECT * FROM survey_mean(s, '{small}', by => '{g}', filter => f)) b USING (domain, n)), true, 'means near 1e9: ' || s)
FROM unnest('{f_alone,f_clusters,f_strata,f_packed,f_fpc,f_raked,f_jk1,f_brr}'::text[]) s;
SELECT is((SELECT max(apart(a.estimate, b.estimate, a.std_error, b.std_error, a.p_value, b.p_value)) < 1e-12 FROM survey_ttest(s, 'large', 'g') a, survey_ttest(s, 'small', 'g') b), true, 't test: ' || s)
FROM unnest('{f_alone,f_clusters,f_packed,f_raked,f_jk1,f_brr}'::text[]) s;
SELECT is((SELECT max(apart(a.estimate - CASE WHEN term = '(Intercept)' THEN 1e9 ELSE 0 END, b.estimate, a.std_error, b.std_error)) < 1e-8 AND max(apart(a.std_error, b.std_error)) < 1e-12 AND count(*) = 3 FROM survey_glm(s, 'large ~ g + w') a JOIN survey_glm(s, 'small ~ g + w') b USING (term)), true, 'model: ' || s)
FROM unnest('{f_alone,f_clusters,f_packed,f_raked,f_jk1,f_brr}'::text[]) s;
SELECT is((SELECT max(apart(a.std_error, b.std_error, a.estimate - CASE kind WHEN 'contrast' THEN 0 ELSE 1e9 END, b.estimate)) < 1e-7 AND max(apart(a.std_error, b.std_error)) < 1e-12 AND count(*) = 3 FROM survey_margins(s, 'large ~ g + w', '{g}') a JOIN survey_margins(s, 'small ~ g + w', '{g}') b USING (kind, category)), true, 'margins: ' || s)
FROM unnest('{f_clusters,f_raked,f_jk1}'::text[]) s;
SELECT is((SELECT max(apart(a.estimate, b.estimate, a.std_error, b.std_error)) < 1e-12 AND count(*) = 2 FROM (SELECT 1 AS i, * FROM survey_variance(s, '{large}') UNION ALL SELECT 2, * FROM survey_correlation(s, '{large,w}')) a JOIN (SELECT 1 AS i, * FROM survey_variance(s, '{small}') UNION ALL SELECT 2, * FROM survey_correlation(s, '{small,w}')) b USING (i)), true, 'variances and correlations: ' || s)
FROM unnest('{f_alone,f_clusters,f_packed,f_raked,f_jk1}'::text[]) s;
-- by hand, in numeric: means, totals and ratios of numbers near 1e9 under replicate weights that are eighths, so that no product is rounded
CREATE TABLE eighths AS SELECT i AS id, 1e9 + (i * 7919 % 121) / 8.0::float8 AS y, 1e9 + (i * 31 % 17) / 8.0::float8 AS x, 2::float8 AS w, (SELECT array_agg((8 + (i * r * 37 % 13)) / 8.0::float8 ORDER BY r) FROM generate_series(1, 6) r) AS r FROM generate_series(1, 97) i;
SELECT survey IS NULL FROM register_survey('eighths', 'eighths', '{"weight": "w", "respondent": "id", "replicates": {"columns": ["r"], "type": "other", "scale": 0.25, "mse": false}, "variables": [{"name": "y", "measure": "scale"}, {"name": "x", "measure": "scale"}]}') \g /dev/null
CREATE TABLE by_hand AS SELECT statistic, 0.5 * sqrt(sum((theta - mean) * (theta - mean))) AS std_error FROM (SELECT *, avg(theta) OVER (PARTITION BY statistic) AS mean FROM (SELECT i, unnest('{mean,total,ratio}'::text[]) AS statistic,
    unnest(ARRAY[sum(r[i]::numeric * y::text::numeric)::numeric(60, 40) / sum(r[i]::numeric), sum(r[i]::numeric * y::text::numeric), sum(r[i]::numeric * y::text::numeric)::numeric(60, 40) / sum(r[i]::numeric * x::text::numeric)]) AS theta FROM eighths, generate_series(1, 6) i GROUP BY i) t) m GROUP BY 1;
SELECT is((SELECT abs(m.std_error / h.std_error - 1) < 1e-12 FROM by_hand h, survey_mean('eighths', '{y}') m WHERE h.statistic = 'mean'), true, 'a mean, by hand');
SELECT is((SELECT abs(m.std_error / h.std_error - 1) < 1e-12 FROM by_hand h, survey_total('eighths', '{y}') m WHERE h.statistic = 'total'), true, 'a total');
SELECT is((SELECT abs(m.std_error / h.std_error - 1) < 1e-12 FROM by_hand h, survey_ratio('eighths', 'y', 'x') m WHERE h.statistic = 'ratio'), true, 'a ratio');
SELECT is((SELECT abs(std_error(survey_replicate_summary(y, w, r), 0.25) / (SELECT std_error FROM by_hand WHERE statistic = 'mean') - 1) < 1e-12 FROM eighths), true, 'by aggregate');
SELECT * FROM finish();
