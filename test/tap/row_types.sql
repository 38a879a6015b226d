-- What functions return are rows of types with names, so that a later version can add columns under the views of users
-- (ALTER TYPE ... ADD ATTRIBUTE); an OUT column cannot be added once a view uses the function.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(19);

CREATE VIEW member_function AS
SELECT p.*, p.oid::regprocedure AS signature FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
    JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid AND e.extname = 'mlops_survey';
CREATE VIEW member_row AS
SELECT t.oid, t.typrelid, t.typname::text AS name FROM pg_type t JOIN pg_depend d ON d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'
    JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid AND e.extname = 'mlops_survey'
    JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c';

-- the catalogue
SELECT is((SELECT string_agg(signature::text, ', ') FROM member_function WHERE pronamespace <> 'mlops_survey'::regnamespace AND proargmodes && '{o,b,t}'::"char"[]), NULL,
    'no function that users call has OUT columns');
SELECT is((SELECT string_agg(signature::text, ', ') FROM member_function WHERE pronamespace <> 'mlops_survey'::regnamespace AND prorettype = 'record'::regtype), NULL, 'or returns an unnamed record');
SELECT is((SELECT string_agg(name, ', ') FROM member_row WHERE obj_description(oid, 'pg_type') IS NULL), NULL, 'every type of rows has a comment');
SELECT is((SELECT string_agg(name || '.' || attname, ', ') FROM member_row JOIN pg_attribute ON attrelid = typrelid AND attnum > 0 WHERE col_description(typrelid, attnum) IS NULL), NULL,
    'and so has every column of them');
SELECT is((SELECT string_agg(name, ', ') FROM member_row WHERE NOT EXISTS (SELECT FROM member_function WHERE prorettype = member_row.oid)), NULL, 'every type of rows is that of a function');
SELECT is((SELECT string_agg(DISTINCT proname, ' ') FROM member_function WHERE prorettype = 'survey_estimate'::regtype),
    'survey_contrast survey_correlation survey_covariance survey_mean survey_proportion survey_quantile survey_ratio survey_total survey_variance', 'estimates share a type');
SELECT is((SELECT string_agg(DISTINCT proname, ' ') FROM member_function WHERE prorettype = 'survey_weighting_row'::regtype), 'calibrate_survey poststratify_survey rake_survey',
    'and so does what weights to targets');

-- a view of every function but survey_check, which has no row where all is well; it is in SQL, as survey_topline and survey_grid
CREATE TABLE home AS SELECT i AS id, i / 6 AS street, 1 + i % 2 AS sex, 1 + i % 3 AS area, 1 + i * 7 % 4 AS q, 1 + i * 5 % 4 AS r, ((i * 37) % 11)::float8 AS y, ((i * 31) % 7)::float8 AS z, (1 + i % 4)::float8 AS w
FROM generate_series(0, 119) i;
SELECT register_survey('home', 'home', '{"weight": "w", "respondent": "id", "design": {"clusters": ["street"]}, "variables": [
    {"name": "sex", "measure": "nominal", "values": {"1": "m", "2": "f"}}, {"name": "area", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c"}},
    {"name": "q", "measure": "ordinal", "points": 4}, {"name": "r", "measure": "ordinal", "points": 4},
    {"name": "y", "measure": "scale"}, {"name": "z", "measure": "scale"}, {"name": "w", "measure": "scale"}]}') IS NULL \g /dev/null
CREATE TABLE home_2 AS TABLE home;
CREATE TABLE home_3 AS TABLE home;
SELECT register_survey('home_2', 'home_2', '{"weight": "w", "respondent": "id", "design": {"clusters": ["street"]}}') IS NULL \g /dev/null
CREATE TABLE pick AS SELECT i AS id, i % 2 AS a, (i % 3 = 0)::int AS b, (i % 5 < 2)::int AS c FROM generate_series(0, 59) i;
SELECT register_survey('pick', 'pick', '{"variables": [{"name": "a", "measure": "nominal"}, {"name": "b", "measure": "nominal"}, {"name": "c", "measure": "nominal"}], "sets": [{"name": "s", "members": ["a", "b", "c"]}]}') IS NULL \g /dev/null
CREATE TABLE pairs AS SELECT r AS p, t, i, (i = 1 + (r + t) % 2)::int AS b, (i <> 1 + (r + t) % 2)::int AS w FROM generate_series(1, 9) r, generate_series(1, 3) t, generate_series(1, 2) i;
SELECT register_survey('pairs', 'pairs', '{"variables": [{"name": "p", "measure": "scale"}, {"name": "t", "measure": "scale"}, {"name": "i", "measure": "nominal", "values": {"1": "x", "2": "y"}}, {"name": "b", "measure": "scale"}, {"name": "w", "measure": "scale"}], "tasks": {"t": {"respondent": "p", "task": "t", "item": "i", "best": "b", "worst": "w"}, "c": {"respondent": "p", "task": "t", "chosen": "b", "attributes": ["i"]}}, "imputations": {"v": ["b", "w"]}}') IS NULL \g /dev/null
CREATE TABLE made (function text, call text, steady boolean DEFAULT true);
INSERT INTO made (function, call) VALUES
    ('distribution', '(SELECT tally(q) AS t FROM home) s, distribution(s.t)'), ('distribution', '(SELECT quantile_summary(y, w) AS t FROM home) s, distribution(s.t)'),
    ('cells', $$cells((SELECT crosstab_cells('{1,1,1,0,2,1, 1,0,3,1,3,0,1,2, 6, 0,1}', ARRAY[area], NULL, w) FROM home))$$),
    ('survey_codebook', $$survey_codebook('home')$$), ('survey_crosstab', $$survey_crosstab('home', '{q,y}', '{area}')$$), ('survey_column_tests', $$survey_column_tests('home', '{q}', '{area}')$$),
    ('survey_test', $$survey_test('home', 'q', 'area')$$), ('survey_test_cells', $$survey_test_cells('home', 'q', 'area')$$), ('survey_topline', $$survey_topline('home')$$),
    ('survey_pack_status', $$survey_pack_status('home')$$), ('survey_explain', $$survey_explain('home', '{q}')$$), ('survey_explain_estimate', $$survey_explain_estimate('home', '{q}')$$),
    ('survey_mean', $$survey_mean('home', '{q,y}', by => '{area}')$$), ('survey_total', $$survey_total('home', '{y,sex}')$$), ('survey_ratio', $$survey_ratio('home', 'y', 'z')$$),
    ('survey_proportion', $$survey_proportion('home', '{q}')$$), ('survey_variance', $$survey_variance('home', '{y}')$$), ('survey_covariance', $$survey_covariance('home', '{y,z}')$$),
    ('survey_correlation', $$survey_correlation('home', '{y,z}')$$), ('survey_quantile', $$survey_quantile('home', '{y}')$$), ('survey_contrast', $$survey_contrast('home', '{y}', by => '{area}')$$),
    ('survey_glm', $$survey_glm('home', 'y ~ z + area')$$), ('survey_glm_terms', $$survey_glm_terms('home', 'y ~ z + area')$$), ('survey_glm_summary', $$survey_glm_summary('home', 'y ~ z + area')$$),
    ('survey_ttest', $$survey_ttest('home', 'y', groups => 'sex')$$), ('survey_ranktest', $$survey_ranktest('home', 'y', groups => 'area')$$), ('survey_alpha', $$survey_alpha('home', '{q,r}')$$),
    ('survey_drivers', $$survey_drivers('home', 'y', '{z,q}')$$), ('survey_turf', $$survey_turf('pick', 's', 2)$$), ('survey_turf_options', $$survey_turf_options('pick', 's')$$),
    ('survey_weight_report', $$survey_weight_report('home')$$);
INSERT INTO made (function, call) VALUES ('survey_grid', $$survey_grid('home', '{q,r}')$$);
INSERT INTO made (function, call) VALUES ('alter_survey', $$alter_survey('home_2', '{}')$$);
CREATE TABLE home_text AS SELECT i AS id, 'answer ' || i AS t FROM generate_series(1, 200) i;
SELECT register_survey('home_text', 'home_text', '{"respondent": "id", "variables": [{"name": "t", "measure": "text"}]}') IS NULL \g /dev/null
INSERT INTO made (function, call) VALUES ('survey_quality', $$survey_quality('home', 'y')$$);
INSERT INTO made (function, call) VALUES ('survey_trend', $$survey_trend('home', '{y}', 'area')$$), ('survey_quota', $$survey_quota('home', '{"sex": {"m": 50}}')$$), ('response_rates', $$response_rates('{"I": 5, "R": 5}')$$);
INSERT INTO made (function, call, steady) VALUES ('code_text', $$code_text('home_text', 't', '{"codes": [{"label": "One", "words": "1"}]}')$$, false);
INSERT INTO made (function, call) VALUES ('survey_margin_of_error', $$survey_margin_of_error('home')$$), ('mlops_survey_version', $$mlops_survey_version()$$);
-- its row of a survey says when that was registered
INSERT INTO made (function, call, steady) VALUES ('survey_list', $$survey_list()$$, false);
-- of a view nothing tells what changed, so that each call does something
CREATE VIEW home_seen AS SELECT * FROM home;
SELECT register_survey('home_seen', 'home_seen', '{"variables": [{"name": "area", "measure": "nominal"}]}') IS NULL \g /dev/null
INSERT INTO made (function, call, steady) VALUES ('refresh_states', $$refresh_states('home_seen', 'area')$$, false);
INSERT INTO made (function, call, steady) VALUES ('derive_variable', $$derive_variable('home_2', 'twice', 'y * 2')$$, false);
INSERT INTO made (function, call) VALUES ('survey_multinomial_terms', $$survey_multinomial_terms('home', 'area ~ z')$$);
INSERT INTO made (function, call) VALUES ('survey_multinomial', $$survey_multinomial('home', 'area ~ z')$$), ('survey_ordinal', $$survey_ordinal('home', 'q ~ z + area')$$), ('survey_margins', $$survey_margins('home', 'y ~ z + area')$$), ('survey_pool', $$survey_pool('pairs', 'mean', '{"variables": ["v"]}')$$), ('survey_conjoint', $$survey_conjoint('pairs', 'c')$$), ('survey_conjoint_shares', $$survey_conjoint_shares('pairs', 'c', '[{"i": 1}, {"i": 2}]')$$), ('survey_maxdiff', $$survey_maxdiff('pairs', 't')$$);
-- what these return says when or how often they ran
INSERT INTO made (function, call, steady) VALUES
    ('register_survey', $$register_survey('home_3', 'home_3', replace => true)$$, false), ('load_survey', $$load_survey('loaded', 'q,r
1,2
2,1'::bytea, replace => true)$$, false), ('load_survey_bytes', $$load_survey_bytes('loaded', 'q,r
1,2'::bytea, append => true)$$, false), ('pack_survey', $$pack_survey('home_2')$$, false),
    ('replicate_survey', $$replicate_survey('home_2', 'jk1', replace => true)$$, false), ('poststratify_survey', $$poststratify_survey('home_2', '{"sex": {"1": 0.5, "2": 0.5}}', 'wp', base => 'w', set_weight => false, replace => true, others => 'null')$$, false),
    ('rake_survey', $$rake_survey('home_2', '{"sex": {"1": 0.5, "2": 0.5}}', 'wr', base => 'w', set_weight => false, replace => true, others => 'null')$$, false),
    ('calibrate_survey', $$calibrate_survey('home_2', '{"sex": {"1": 0.5, "2": 0.5}}', 'wc', base => 'w', set_weight => false, replace => true, others => 'null')$$, false),
    ('trim_survey_weights', $$trim_survey_weights('home_2', 'wt', 'w', upper => 3, set_weight => false, replace => true, others => 'null')$$, false);
INSERT INTO made (function, call, steady) VALUES ('relink_survey', $$relink_survey('home_2')$$, false), ('gather_survey', $$gather_survey('home_2')$$, false);
SELECT is((SELECT string_agg(DISTINCT proname, ', ') FROM member_function JOIN member_row ON member_row.oid = prorettype WHERE proname NOT IN (SELECT function FROM made) AND proname NOT IN ('survey_check', 'refresh_packs' /* the rows of pack_survey */, 'pack_shard' /* that too */, 'shard_pack_status' /* the row of survey_pack_status */, 'distribute_survey' /* the row of gather_survey */)), NULL, 'no function is forgotten here');
ALTER TABLE made ADD name text, ADD rows text, ADD definition text;
UPDATE made SET name = 'view_' || (ctid::text::point)[1]::int;
CREATE FUNCTION rows_of(name text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
    EXECUTE format('SELECT string_agg(v::text, E''\n'' ORDER BY o) FROM (SELECT v, row_number() OVER () AS o FROM %I v) s', name) INTO result;
    RETURN result;
END $$;
CREATE FUNCTION make(name text, call text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('CREATE VIEW %I AS SELECT f.* FROM %s AS f', name, call); END $$;
SELECT make(name, call) FROM made \g /dev/null
UPDATE made SET rows = rows_of(name), definition = pg_get_viewdef(name::regclass);
SELECT is((SELECT string_agg(function, ', ') FROM made WHERE rows IS NULL), NULL, 'every view has rows');

-- what an upgrade does
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT m.name FROM member_row m WHERE m.name <> 'survey_check_row' LOOP
        EXECUTE format('ALTER TYPE %I ADD ATTRIBUTE later text, ADD ATTRIBUTE number float8, ADD ATTRIBUTE list int[]', name);
    END LOOP;
END $$;
CREATE OR REPLACE FUNCTION survey_topline(name text, weight text DEFAULT NULL, filter text DEFAULT NULL, level float8 DEFAULT NULL, language text DEFAULT NULL, suppress jsonb DEFAULT NULL, round_to int DEFAULT NULL, options jsonb DEFAULT NULL) RETURNS SETOF survey_topline_row
    LANGUAGE SQL STABLE PARALLEL RESTRICTED ROWS 500
BEGIN ATOMIC
    SELECT c.row_variable, c.row_question, c.row_code, c.row_label, c.n, c.weighted_n, c.column_percent, c.std_error, c.conf_low, c.conf_high,
        c.base_n, c.base_weighted, c.effective_base, c.statistic, c.estimate, c.question_position, c.row_position, c.column_position, c.is_net, c.base_text, c.suppressed, NULL::text, NULL::text, NULL::float8, NULL::float8, NULL::float8, NULL::float8, NULL::float8, c.later, c.number, c.list
    FROM survey_crosstab(survey_topline.name, NULL, '{}', survey_topline.weight, survey_topline.filter, survey_topline.level, 'none', language => survey_topline.language, suppress => survey_topline.suppress, round_to => survey_topline.round_to, options => survey_topline.options) c
    WHERE c.statistic <> 'se';
END;
CREATE OR REPLACE FUNCTION survey_grid(name text, items text[], weight text DEFAULT NULL, filter text DEFAULT NULL, level float8 DEFAULT NULL, statistics text[] DEFAULT '{percent,net,mean}', sort text DEFAULT NULL, language text DEFAULT NULL, suppress jsonb DEFAULT NULL, round_to int DEFAULT NULL, options jsonb DEFAULT NULL) RETURNS SETOF survey_grid_row LANGUAGE SQL STABLE PARALLEL RESTRICTED ROWS 100
BEGIN ATOMIC
    SELECT c.row_variable, coalesce(c.row_question, c.row_variable), c.row_code, c.row_label, c.statistic, c.n,
        c.weighted_n, c.base_n, c.base_weighted, c.effective_base, c.estimate, c.std_error, c.conf_low, c.conf_high,
        c.cell, c.low_base, c.is_net, c.suppressed, c.question_position,
        (pg_catalog.dense_rank() OVER (ORDER BY c.place, c.row_code,
            c.row_label COLLATE pg_catalog."C", c.statistic COLLATE pg_catalog."C"))::int, c.later, c.number, c.list
    FROM (SELECT t.*, min(t.row_position) OVER (PARTITION BY t.row_code, t.row_label, t.statistic) AS place
        FROM survey_crosstab(survey_grid.name, survey_grid.items, '{}', survey_grid.weight, survey_grid.filter,
            survey_grid.level, 'none', percent => 'column', compare => 'pairs',
            statistics => survey_grid.statistics, sort => survey_grid.sort, language => survey_grid.language,
            suppress => survey_grid.suppress, round_to => survey_grid.round_to,
            options => survey_grid.options) t) c
    ORDER BY c.question_position, 20;
END;

SELECT is((SELECT string_agg(function, ', ') FROM made WHERE steady AND rows_of(name) IS DISTINCT FROM rows), NULL, 'views say the same after their types gained columns');
SELECT is((SELECT string_agg(function, ', ') FROM made WHERE NOT steady AND rows_of(name) IS NULL), NULL, 'and those that do something do it still');
CREATE FUNCTION fresh(name text, call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
    EXECUTE format('SELECT format(''%%s of %%s'', count(*) FILTER (WHERE f.later IS NULL AND f.number IS NULL AND f.list IS NULL), count(*)) FROM %s AS f', call) INTO result;
    RETURN result;
END $$;
SELECT is((SELECT string_agg(function || ': ' || result, ', ') FROM (SELECT function, fresh(name, call) AS result FROM made) s WHERE result !~ '^([1-9]\d*) of \1$'), NULL,
    'a column that the library does not know is NULL in every row');
SELECT is((SELECT count(*) FROM survey_crosstab('home', '{q}', '{area}') c WHERE to_jsonb(c) ?& '{later,number,list,low_df}'), 36::bigint, 'and in the row as a whole');
SELECT is((SELECT (pack_survey('home_2')).later), NULL, 'also where the function stands in the list of results');
SELECT is((SELECT string_agg(name, ', ') FROM made WHERE definition IS DISTINCT FROM pg_get_viewdef(name::regclass)), NULL, 'the definitions of the views are the same');
SELECT lives_ok($$DROP VIEW view_5; CREATE VIEW view_5 AS $$ || (SELECT definition FROM made WHERE name = 'view_5'), 'and can be restored from a dump');
SELECT is((SELECT rows_of('view_5')), (SELECT rows FROM made WHERE name = 'view_5'), 'with the same rows');

-- an SQL definition that is older than the library, whose types have fewer columns
CREATE TYPE few_cells AS (row_variable text, row_code int, row_label text, column_variable text, column_code int, column_label text, column_letter text, n bigint, weighted_n float8);
CREATE FUNCTION few_cells(name text, rows text[], columns text[], weight text, filter text, level float8, tests text, adjust text, min_base float8, drop_empty boolean, total text)
    RETURNS SETOF few_cells AS '$libdir/mlops_survey', 'svy_survey_crosstab' LANGUAGE C;
SELECT set_eq($$SELECT * FROM few_cells('home', '{q}', '{area}', NULL, NULL, 0.95, NULL, 'none', 30, false, 'all')$$,
    $$SELECT row_variable, row_code, row_label, column_variable, column_code, column_label, column_letter, n, weighted_n FROM survey_crosstab('home', '{q}', '{area}')$$, 'a type with fewer columns has those');
CREATE TYPE few_estimates AS (domain jsonb, domain_label text, variable text);
CREATE FUNCTION few_estimates(name text, variables text[], "by" text[], filter text, level float8, missing text, lonely text, domain_lonely boolean, degrees text, design_effect text, weight text)
    RETURNS SETOF few_estimates AS '$libdir/mlops_survey', 'svy_survey_mean' LANGUAGE C;
SELECT is((SELECT string_agg(domain_label || ' ' || variable, ', ') FROM few_estimates('home', '{y}', '{area}', NULL, 0.95, NULL, NULL, false, NULL, NULL, NULL)), 'a y, b y, c y', 'of estimates too');
SELECT * FROM finish();
