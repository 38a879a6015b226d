-- The statements that clients send: in the form that comes from Superset, Metabase, Tableau, Grafana, dbplyr, and drivers with
-- parameters, over the shipped survey.  Expected: the same by plain SQL.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(17);
\set file :project '/demo/mlops_2021_synthetic'
SELECT survey IS NULL FROM load_survey('mlops_2021', :'file' || '.csv', codebook => pg_read_file(:'file' || '.codebook.json')::jsonb) \g /dev/null
CREATE TABLE expected AS SELECT team_size, (sum(weight) FILTER (WHERE challenge_data IN (4, 5)) / sum(weight) FILTER (WHERE challenge_data BETWEEN 1 AND 5))::float8 AS top, count(*) AS n FROM mlops_2021 WHERE team_size <> 98 GROUP BY 1;

-- Superset
SELECT results_eq($$SELECT round("top2box"::numeric, 9) FROM (SELECT team_size_sorted AS team_size_sorted, top2box(challenge_data_score, 5, weight) AS "top2box" FROM public.mlops_2021_analysis WHERE team_size_sorted IS NOT NULL GROUP BY team_size_sorted ORDER BY team_size_sorted ASC LIMIT 1000) s$$,
    $$SELECT round(top::numeric, 9) FROM expected ORDER BY team_size$$, 'Superset: a metric by a label that sorts');
SELECT lives_ok($$SELECT * FROM (SELECT c.*, NULL::text AS role_label FROM survey_crosstab('mlops_2021', 'challenge_data', 'team_size', filter => $f$role IN ('Data scientist', 'Data engineer')$f$) c) AS virtual_table LIMIT 1000$$, 'Superset: a virtual dataset with a filter by label');
SELECT is((SELECT max(base_n) FROM survey_crosstab('mlops_2021', 'challenge_data', filter => $f$role IN ('Data scientist', 'Data engineer')$f$) c WHERE is_total), (SELECT count(*) FROM mlops_2021 WHERE role IN (1, 3) AND challenge_data <> 98), 'which counts whom it names');
SELECT is((SELECT count(*) FROM (SELECT DISTINCT role_label FROM public.mlops_2021_analysis GROUP BY role_label ORDER BY role_label ASC LIMIT 1000) s WHERE role_label IS NOT NULL), 9::bigint, 'Superset: values of a filter');
SELECT is((SELECT count(*) FROM (SELECT "column_label" AS "column_label", "row_label" AS "row_label", max("cell") AS "MAX(cell)" FROM (SELECT * FROM survey_crosstab('mlops_2021', 'challenge_data', 'team_size')) AS virtual_table WHERE NOT is_total GROUP BY "column_label", "row_label" ORDER BY min(column_position), min(row_position) LIMIT 10000) s), 50::bigint, 'Superset: a pivot table of cells with letters');
-- Metabase
SELECT is((SELECT sum(count) FROM (SELECT "source"."team_size_label" AS "team_size_label", COUNT(*) AS "count" FROM (SELECT "public"."mlops_2021_analysis"."team_size_label" AS "team_size_label" FROM "public"."mlops_2021_analysis" WHERE ("public"."mlops_2021_analysis"."role_label" = 'Data scientist')) AS "source" GROUP BY "source"."team_size_label" ORDER BY "source"."team_size_label" ASC) s), (SELECT count(*)::numeric FROM mlops_2021 WHERE role = 1), 'Metabase: a count by label, filtered by label');
-- Tableau
SELECT results_eq($$SELECT round("usr:share"::numeric, 9) FROM (SELECT "mlops_2021_analysis"."team_size_sorted" AS "team_size_sorted", (top2box("mlops_2021_analysis"."challenge_data_score", 5, "mlops_2021_analysis"."weight")) AS "usr:share" FROM "public"."mlops_2021_analysis" "mlops_2021_analysis" GROUP BY 1) s WHERE "team_size_sorted" IS NOT NULL ORDER BY "team_size_sorted"$$,
    $$SELECT round(top::numeric, 9) FROM expected ORDER BY team_size$$, 'Tableau: RAWSQLAGG_REAL');
SELECT lives_ok($$SELECT "mlops_2021_analysis"."role_label" AS "role_label", COUNT(DISTINCT "mlops_2021_analysis"."respondent") AS "ctd", SUM(CAST("mlops_2021_analysis"."last_data" AS int)) AS "s" FROM "public"."mlops_2021_analysis" "mlops_2021_analysis" GROUP BY 1 HAVING (COUNT(1) > 0)$$, 'Tableau: counts');
-- Grafana
SELECT is((SELECT round(share::numeric, 9) FROM (SELECT team_size_sorted AS metric, top2box(challenge_data_score, 5, weight) AS share FROM mlops_2021_analysis WHERE role_label IN ('Data scientist','Data engineer') GROUP BY 1 ORDER BY 1) s WHERE metric = '2. 2 to 4'),
    (SELECT round((sum(weight) FILTER (WHERE challenge_data IN (4, 5)) / sum(weight) FILTER (WHERE challenge_data <> 98))::numeric, 9) FROM mlops_2021 WHERE team_size = 2 AND role IN (1, 3)), 'Grafana: a variable of labels');
-- dbplyr
SELECT results_eq($$SELECT round("top"::numeric, 9) FROM (SELECT "team_size", top2box(NULLIF("challenge_data", 98.0), 5.0, "weight") AS "top" FROM "mlops_2021" WHERE ("team_size" < 98.0) GROUP BY "team_size") "q01" ORDER BY "team_size"$$,
    $$SELECT round(top::numeric, 9) FROM expected ORDER BY team_size$$, 'dbplyr: numbers with a decimal point');
SELECT lives_ok($$SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY "role_label" ORDER BY "respondent") AS "q02" FROM "mlops_2021_analysis") "q01" WHERE ("q02" = 1.0) LIMIT 11$$, 'dbplyr: a window over the view');
-- drivers
PREPARE by_text (text, text, text) AS SELECT count(*) FROM survey_crosstab($1, $2, $3);
PREPARE by_array (text, text[], text[]) AS SELECT count(*) FROM survey_crosstab($1, $2, $3);
PREPARE untyped AS SELECT count(*) FROM survey_crosstab($1, $2, $3);
CREATE FUNCTION rows_of(call text) RETURNS bigint LANGUAGE plpgsql AS $$ DECLARE result bigint; BEGIN EXECUTE call INTO result; RETURN result; END $$;
SELECT is(rows_of($$EXECUTE by_text('mlops_2021', 'role', 'team_size')$$), rows_of($$EXECUTE by_array('mlops_2021', ARRAY['role'], ARRAY['team_size'])$$), 'drivers: texts and arrays');
SELECT is(rows_of($$EXECUTE untyped('mlops_2021', '{role}', '{team_size}')$$), rows_of($$EXECUTE by_text('mlops_2021', 'role', 'team_size')$$), 'drivers: parameters without a type');
SELECT is((SELECT data_type FROM information_schema.columns WHERE table_name = 'mlops_2021_analysis' AND column_name = 'weight'), 'double precision', 'drivers: types as pandas wants them');
-- a role that reads
CREATE ROLE bi_reader NOLOGIN;
GRANT USAGE ON SCHEMA public TO bi_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO bi_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO bi_reader;
SELECT survey IS NULL FROM load_survey('later', E'q,w\n1,1\n2,1\n'::bytea) \g /dev/null
SET ROLE bi_reader;
SELECT is((SELECT count(*) FROM later_analysis), 2::bigint, 'rights: a survey that was loaded later');
SELECT is((SELECT count(*) > 0 FROM survey_topline('mlops_2021')), true, 'rights: functions by name');
SELECT throws_ok('CREATE TABLE mine (i int)', '42501', NULL, 'rights: and nothing else');
RESET ROLE;
DROP OWNED BY bi_reader;
DROP ROLE bi_reader;
SELECT * FROM finish();
