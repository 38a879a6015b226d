-- Imputations and plausible values against the second set of reference results, family "mi".
\if :have_shared
\else
SELECT plan(0);
\echo 1..0 # SKIP the shared reference results are not there
\quit
\endif

SELECT plan(4);
\set QUIET on
SET client_min_messages = error;
\ir include/analyses.psql
\o /dev/null
SELECT read_analyses(:'shared', 'mi');
-- imputations side by side: the column of the i-th is y_i; of one that is not numbered, those of the first
SELECT load_reference(:'shared' || '/oracle2/data/shop_mi.csv', 'mi_long');
CREATE TABLE mi AS SELECT a.id, a.stratum, a.psu, a.npsu_pop, a.w, 1.0::float8 AS one, a.region, a.agegrp, a.sex, a.age, a.x1 FROM mi_long a WHERE imp = 1;
SELECT format('ALTER TABLE mi ADD y%1$s float8, ADD z%1$s float8, ADD grade%1$s text, ADD gs%1$s text', i) FROM generate_series(1, 5) i \gexec
SELECT format('UPDATE mi SET y%1$s = l.y, z%1$s = l.z, grade%1$s = l.grade, gs%1$s = l.grade || ''.'' || l.sex FROM mi_long l WHERE l.id = mi.id AND l.imp = %1$s', i) FROM generate_series(1, 5) i \gexec
CREATE TABLE mi_jkn AS TABLE mi;
CREATE FUNCTION columns_of(answers text) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_agg(jsonb_build_object('name', attname, 'measure', CASE WHEN atttypid = 'float8'::regtype THEN 'scale' ELSE 'nominal' END) ORDER BY attnum) FROM pg_attribute WHERE attrelid = answers::regclass AND attnum > 0 AND attname <> 'rw'
$$;
CREATE FUNCTION imputed(m int) RETURNS jsonb LANGUAGE sql RETURN (SELECT jsonb_object_agg(v, (SELECT jsonb_agg(v || i ORDER BY i) FROM generate_series(1, m) i)) FROM unnest('{y,z,grade,gs}'::text[]) v);
SELECT register_survey('mi_' || kind, 'mi', jsonb_build_object('weight', CASE kind WHEN 'one' THEN 'one' ELSE 'w' END, 'design', design::jsonb, 'variables', columns_of('mi'), 'imputations', imputed(CASE kind WHEN 'two' THEN 2 ELSE 5 END)))
FROM (VALUES ('main', '{"clusters": ["psu"], "strata": ["stratum"], "nest": true}'), ('two', '{"clusters": ["psu"], "strata": ["stratum"], "nest": true}'), ('fpc', '{"clusters": ["psu"], "strata": ["stratum"], "fpc": ["npsu_pop"], "nest": true}'), ('w', '{}'), ('one', '{}')) v (kind, design);
SELECT register_survey('mi_jkn', 'mi_jkn', jsonb_build_object('weight', 'w', 'design', '{"clusters": ["psu"], "strata": ["stratum"], "nest": true}'::jsonb, 'variables', columns_of('mi_jkn'), 'imputations', imputed(5)));
SELECT replicate_survey('mi_jkn', 'JKn');
SELECT analysis_survey(:'shared', id, 'shop_pv.csv', '^$', '{"imputations": {"math": ["pv1math", "pv2math", "pv3math", "pv4math", "pv5math"], "read": ["pv1read", "pv2read", "pv3read", "pv4read", "pv5read"]}}') FROM designs WHERE id IN ('pv', 'pv_fay');

CREATE TABLE call (case_id text, survey text, statistic text, arguments jsonb, options jsonb);
INSERT INTO call SELECT case_id, 'mi_' || args, 'mean', '{"variables": ["y"]}', '{}' FROM cases WHERE case_id IN ('mi01', 'mi03', 'mi04', 'mi05', 'mi06');
INSERT INTO call VALUES ('mi02', 'mi_main', 'mean', '{"variables": ["y", "z"]}', '{}'), ('mi07', 'mi_main', 'proportion', '{"variables": ["grade"]}', '{}'), ('mi08', 'mi_main', 'total', '{"variables": "z"}', '{}'),
    ('mi09', 'mi_main', 'mean', '{"variables": ["y"], "filter": "sex = ''F''", "degrees": "domain"}', '{}'), ('mi10', 'mi_main', 'mean', '{"variables": ["y"], "filter": "z = 1", "degrees": "domain"}', '{}'),
    ('mi11', 'mi_main', 'mean', '{"variables": ["age"]}', '{}'), ('mi12', 'mi_two', 'mean', '{"variables": ["y"]}', '{}'), ('mi13', 'mi_main', 'mean', '{"variables": ["y"], "degrees": "infinite"}', '{}'),
    ('mi14', 'mi_main', 'glm', '{"formula": "y ~ x1 + sex"}', '{}'), ('mi15', 'mi_main', 'glm', '{"formula": "z ~ x1 + sex", "family": "binomial", "options": {"epsilon": 1e-14}}', '{}'), ('mi16', 'mi_fpc', 'glm', '{"formula": "y ~ x1 + agegrp"}', '{}'),
    ('mi17', 'mi_jkn', 'glm', '{"formula": "z ~ x1", "family": "binomial"}', '{}'), ('mi18', 'mi_w', 'glm', '{"formula": "y ~ z + x1"}', '{}'), ('mi19', 'mi_main', 'ratio', '{"numerator": "y", "denominator": "age"}', '{}'),
    ('mi20', 'mi_main', 'mean', '{"variables": ["y"], "by": ["region"]}', '{}'), ('mi21', 'mi_main', 'proportion', '{"variables": ["gs"]}', '{}');
INSERT INTO call SELECT case_id, design_id, x.statistic, x.arguments, '{}' FROM cases JOIN (VALUES ('svymean(~math, d)', 'mean', '{"variables": ["math"]}'::jsonb), ('svymean(~math + read, d)', 'mean', '{"variables": ["math", "read"]}'),
    ('svyby(~math, ~sex, d, svymean, covmat = TRUE)', 'mean', '{"variables": ["math"], "by": ["sex"]}'), ('svyglm(math ~ sex + age, d)', 'glm', '{"formula": "math ~ sex + age"}'), ('svymean(~I(math > 520), d)', 'glm', '{"formula": "I(math > 520) ~ 1"}'),
    ('svycontrast(svyby(~math, ~sex, d, svymean, covmat = TRUE), c(F = 1, M = -1))', 'contrast', '{"variables": ["math"], "by": ["sex"], "contrasts": {"contrast": {"F": 1, "M": -1}}}'),
    ('svyglm(I(math > 520) ~ read, d, family = quasibinomial(), control = glm.control(epsilon = 1e-14))', 'glm', '{"formula": "I(math > 520) ~ read", "family": "binomial", "options": {"epsilon": 1e-14}}')) x (call, statistic, arguments) ON x.call = cases.args;
-- the share below the cut score is a row of its own
INSERT INTO call SELECT case_id, survey, statistic, '{"formula": "I(math <= 520) ~ 1"}', '{}' FROM call WHERE arguments->>'formula' = 'I(math > 520) ~ 1';
CREATE TABLE pooled AS SELECT k.case_id, k.statistic AS what, k.arguments, p.* FROM call k, unnest('{rubin,barnard-rubin}'::text[]) rule, survey_pool(k.survey, k.statistic, k.arguments, rule) p;
ALTER TABLE pooled ADD level text;
UPDATE pooled SET level = CASE WHEN arguments->>'formula' ~ '~ 1$' THEN CASE WHEN arguments->>'formula' ~ '>' THEN 'I(math > 520)TRUE' ELSE 'I(math > 520)FALSE' END WHEN arguments ? 'by' THEN domain_label
    WHEN variable = 'gs' THEN 'interaction(grade, sex)' || category ELSE variable || coalesce('=' || category, '') END;
CREATE TABLE all_found (case_id text, statistic text, by_group text, level text, estimate float8, se float8, ci_low float8, ci_high float8, df float8, statistic_value float8, p_value float8);
INSERT INTO all_found SELECT case_id, 'mi', CASE df_rule WHEN 'rubin' THEN 'df=rubin1987' ELSE 'df=barnard-rubin1999' END, level, estimate, std_error, conf_low, conf_high, df, statistic, p_value FROM pooled;
INSERT INTO all_found SELECT case_id, x.statistic, NULL, level, x.value FROM pooled, LATERAL (VALUES ('mi_within', within), ('mi_between', between), ('mi_r', increase), ('mi_lambda', imputation_share)) x (statistic, value) WHERE df_rule = 'rubin';
INSERT INTO all_found SELECT case_id, 'mi_fmi', CASE df_rule WHEN 'rubin' THEN 'df=rubin1987' ELSE 'df=barnard-rubin1999' END, level, missing_information FROM pooled;
-- the reference's efficiency takes the missing information by Rubin's degrees of freedom
INSERT INTO all_found SELECT case_id, 'mi_relative_efficiency', NULL, level, efficiency FROM pooled WHERE df_rule = 'rubin';
-- both sides of the columns that "missed" does not look at
CREATE VIEW missed_more AS SELECT r.case_id, r.statistic, r.by_group, r.level, r.estimate AS want, f.estimate AS got, r.se AS want_se, f.se AS got_se, r.df AS want_df, f.df AS got_df, r.p_value AS want_p, f.p_value AS got_p
FROM reference r LEFT JOIN all_found f ON f.case_id = r.case_id AND f.statistic = r.statistic AND f.by_group IS NOT DISTINCT FROM r.by_group AND f.level IS NOT DISTINCT FROM r.level
WHERE f.case_id IS NULL OR NOT (passes(f.estimate, r.estimate, r.tolerance) AND passes(f.se, r.se, r.tolerance) AND passes(f.df, r.df, r.tolerance) AND passes(f.ci_low, r.ci_low, r.tolerance) AND passes(f.ci_high, r.ci_high, r.tolerance)
    AND passes(f.statistic_value, r.statistic_value, r.tolerance) AND passes(f.p_value, r.p_value, r.tolerance));
-- the same by the functions themselves: means (of five plausible values under Fay's replicates too), by group, and models
CREATE TABLE direct AS SELECT k.case_id, rule, CASE WHEN k.arguments ? 'by' THEN m.domain_label ELSE m.variable END AS level, m.estimate, m.std_error, m.conf_low, m.conf_high, m.df, m.statistic, m.p_value
FROM call k, unnest('{rubin,barnard-rubin}'::text[]) rule, LATERAL survey_mean(k.survey, ARRAY(SELECT jsonb_array_elements_text(k.arguments->'variables')), by => CASE WHEN k.arguments ? 'by' THEN ARRAY(SELECT jsonb_array_elements_text(k.arguments->'by')) END,
    filter => k.arguments->>'filter', degrees => coalesce(k.arguments->>'degrees', 'design'), options => jsonb_build_object('rule', rule)) m WHERE k.statistic = 'mean' AND k.case_id <> 'mi11'
UNION ALL SELECT k.case_id, rule, CASE WHEN label = term OR reference IS NULL THEN term ELSE term || '=' || label END, m.estimate, m.std_error, m.conf_low, m.conf_high, m.df, m.statistic, m.p_value
FROM call k, unnest('{rubin,barnard-rubin}'::text[]) rule, LATERAL survey_glm(k.survey, k.arguments->>'formula', coalesce(k.arguments->>'family', 'gaussian'), options => coalesce(k.arguments->'options', '{}') || jsonb_build_object('rule', rule)) m WHERE k.statistic = 'glm' AND k.arguments->>'formula' !~ '~ 1$';
CREATE VIEW compared AS SELECT r.*, d.estimate AS got, d.std_error AS got_se, d.df AS got_df, d.conf_low AS got_low, d.p_value AS got_p FROM direct d JOIN reference r ON r.case_id = d.case_id AND r.level = d.level AND r.statistic = 'mi' AND r.by_group = CASE d.rule WHEN 'rubin' THEN 'df=rubin1987' ELSE 'df=barnard-rubin1999' END;
\o
\set QUIET off
SELECT is((SELECT count(*)::int FROM reference r WHERE EXISTS (SELECT FROM all_found f WHERE f.case_id = r.case_id)), 585, 'all rows of the family are compared');
SELECT is((SELECT string_agg(format('%s %s %s %s: %s, not %s; error %s, not %s; df %s, not %s; p %s, not %s', case_id, statistic, by_group, level, got, want, got_se, want_se, got_df, want_df, got_p, want_p), E'\n') FROM (SELECT * FROM missed_more LIMIT 30) m), NULL, 'and agree');
SELECT is((SELECT count(*) FROM compared), (SELECT count(*) FROM direct), 'functions that pool by themselves give rows of the family');
SELECT is((SELECT string_agg(format('%s %s %s: %s, not %s; error %s, not %s; df %s, not %s', case_id, by_group, level, got, estimate, got_se, se, got_df, df), E'\n') FROM compared
    WHERE NOT (passes(got, estimate, tolerance) AND passes(got_se, se, tolerance) AND passes(got_df, df, tolerance) AND passes(got_low, ci_low, tolerance) AND passes(got_p, p_value, tolerance))), NULL, 'and agree');
