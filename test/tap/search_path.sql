-- Nothing depends on the caller's search_path: every comparison of common types, every arithmetic operator and every function of
-- pg_catalog over them has a namesake in front that raises an error, and all that runs by name still gives what it gave.
SELECT plan(91);

CREATE SCHEMA ahead;
GRANT USAGE ON SCHEMA ahead TO PUBLIC;
DO $$
DECLARE
    common oid[] := '{int2,int4,int8,float8,text,name,bool,regclass,date,jsonb,oid}'::regtype[]::oid[];
    f record;
BEGIN
    FOR f IN SELECT DISTINCT proname, pg_get_function_identity_arguments(oid) AS args, format_type(prorettype, NULL) AS result FROM pg_proc
             WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind = 'f' AND NOT proretset AND prorettype = ANY (common)
               AND pronargs BETWEEN 1 AND 2 AND proargtypes::oid[] <@ common LOOP
        EXECUTE format('CREATE FUNCTION ahead.%I(%s) RETURNS %s LANGUAGE plpgsql AS $f$ BEGIN RAISE EXCEPTION %L; END $f$',
                       f.proname, f.args, f.result, 'ahead.' || f.proname);
    END LOOP;
    FOR f IN SELECT oprname, oprleft::regtype AS l, oprright::regtype AS r, p.proname FROM pg_operator o JOIN pg_proc p ON p.oid = oprcode
             WHERE oprnamespace = 'pg_catalog'::regnamespace AND oprleft = ANY (common) AND oprright = ANY (common)
               AND to_regprocedure(format('ahead.%I(%s,%s)', p.proname, oprleft::regtype, oprright::regtype)) IS NOT NULL LOOP
        EXECUTE format('CREATE OPERATOR ahead.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = ahead.%I)', f.oprname, f.l, f.r, f.proname);
    END LOOP;
END $$;
SELECT ok(count(*) > 100, 'operators stand ahead') FROM pg_operator WHERE oprnamespace = 'ahead'::regnamespace;

CREATE FUNCTION attacked(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_catalog.set_config('search_path', 'ahead, pg_catalog, public', true);
    RETURN QUERY EXECUTE query;
    PERFORM pg_catalog.set_config('search_path', 'public', true);
END $$;
SELECT throws_ok($$SELECT attacked('SELECT (1 = 2)::text')$$, 'P0001', 'ahead.int4eq', 'and are taken by whoever does not say which he means');

CREATE FUNCTION file(text) RETURNS bytea IMMUTABLE LANGUAGE sql RETURN convert_to($1, 'UTF8');
CREATE TYPE size AS ENUM ('small', 'large');
CREATE TABLE people (id int PRIMARY KEY, q int, d int, n int, t text, s size, f float8, m1 bool, m2 bool, x float8, w float8, stratum text, psu int, day date);
INSERT INTO people SELECT i, 1 + i % 5, CASE WHEN i % 7 = 0 THEN 98 ELSE 1 + i % 3 END, i % 11, (ARRAY['a', 'b', 'none'])[1 + i % 3], (ARRAY['small', 'large'])[1 + i % 2]::size,
    1 + i % 4, i % 2 = 0, i % 3 = 0, CASE WHEN i % 9 = 0 THEN -9 ELSE i END, CASE WHEN i % 10 = 0 THEN -1 ELSE 1 + i % 2 END, 's' || i % 2, i % 20, date '2024-01-01' + i
FROM generate_series(1, 200) i;
\set codebook '{"title": "T", "weight": "w", "respondent": "id", "design": {"strata": ["stratum"], "clusters": ["psu"], "nest": true}, "variables": [{"name": "q", "points": 5, "nets": {"Big": [4, 5]}}, {"name": "d", "measure": "ordinal", "values": {"1": "x", "2": "y", "3": "z"}, "missing": {"98": "Refused"}}, {"name": "t", "values": ["a", "b"], "missing": [{"value": "none", "label": "No answer"}]}, {"name": "s"}, {"name": "f", "measure": "nominal", "missing_ranges": [[4, null]]}, {"name": "x", "measure": "scale", "missing": {"-9": "Refused"}, "missing_ranges": [[190, null]]}, {"name": "w", "measure": "scale", "missing": {"-1": "none"}}], "sets": [{"name": "m", "members": ["m1", "m2"]}]}'

-- each statement runs once as it is and once behind the namesakes; both in a transaction that is taken back
CREATE TABLE tried (name text);
CREATE FUNCTION same(query text, description text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    plain text[];
    behind text[];
BEGIN
    INSERT INTO tried SELECT m[1] FROM regexp_matches(query, 'public\.([a-z_]+)\(', 'g') m;
    BEGIN
        PERFORM set_config('search_path', 'public', true);
        EXECUTE format('SELECT array_agg(r) FROM (%s) s (r)', query) INTO plain;
        RAISE EXCEPTION SQLSTATE 'UNDO0';
    EXCEPTION WHEN SQLSTATE 'UNDO0' THEN
    END;
    BEGIN
        behind := ARRAY(SELECT attacked(query));
        RAISE EXCEPTION SQLSTATE 'UNDO0';
    EXCEPTION WHEN SQLSTATE 'UNDO0' THEN
    WHEN OTHERS THEN
        RETURN fail(description || ': ' || SQLERRM);
    END;
    RETURN is(behind, plain, description);
END $$;
SET client_min_messages = error;
SELECT same(format('SELECT survey::text FROM public.register_survey(''p'', ''public.people'', %L) r', :'codebook'), 'register_survey');
SELECT same('SELECT r::text FROM public.register_survey(''p'', ''public.people'', ''{"variables": [{"name": "w", "measure": "scale"}]}'') r', 'register_survey, inferred');
SELECT ok(survey = 'p', 'a survey to work with') FROM register_survey('p', 'people', :'codebook');
CREATE TABLE choices AS SELECT i AS id, i / 4 AS person, i % 4 / 2 AS task, (ARRAY['a', 'b'])[1 + i / 4 % 2] AS t, 1 + i % 2 AS shape, (i / 2 * 7 % 3 > 0) = (i % 2 = 0) AS chosen, 1 + i % 3 AS i1, 1 + (i + 1) % 3 AS i2,
    CASE WHEN i % 5 < 3 THEN 1 + i % 3 ELSE 1 + (i + 1) % 3 END AS best, CASE WHEN i % 5 < 3 THEN 1 + (i + 1) % 3 ELSE 1 + i % 3 END AS worst, i % 7 AS y1, i % 7 + i % 3 AS y2
FROM generate_series(0, 239) i;
SELECT ok(survey = 'k', 'a survey of choices') FROM register_survey('k', 'choices', '{"respondent": "id", "imputations": {"imputed": ["y1", "y2"]}, "variables": [{"name": "t", "values": ["a", "b"]}, {"name": "shape", "measure": "nominal", "values": {"1": "one", "2": "two"}}, {"name": "y1", "measure": "scale"}, {"name": "y2", "measure": "scale"},
    {"name": "i1", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C"}}, {"name": "i2", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C"}}, {"name": "best", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C"}}, {"name": "worst", "measure": "nominal", "values": {"1": "A", "2": "B", "3": "C"}}],
    "tasks": {"liked": {"tasks": [{"items": ["i1", "i2"], "best": "best", "worst": "worst"}]}, "chosen": {"respondent": "person", "task": "task", "chosen": "chosen", "attributes": ["shape"]}}}');
SELECT same('SELECT c::text FROM public.survey_codebook(''p'') c', 'survey_codebook');
SELECT same('SELECT public.survey_codebook_json(''p'')::text', 'survey_codebook_json');
SELECT same('SELECT c::text FROM public.survey_crosstab(''p'', NULL, ''{d,t,s,f,m,q*t}'') c', 'survey_crosstab');
SELECT same('SELECT c::text FROM public.survey_crosstab(''p'', ''{x,q,m}'', ''{t}'', weight => ''none'', filter => ''q OPERATOR(pg_catalog.>) 1'') c', 'survey_crosstab, unweighted and filtered');
SELECT same('SELECT c::text FROM public.survey_column_tests(''p'', ''{q}'', ''{t,m}'') c', 'survey_column_tests');
SELECT same('SELECT c::text FROM public.survey_topline(''p'') c', 'survey_topline');
SELECT same('SELECT c::text FROM public.survey_grid(''p'', ''{q,t}'') c', 'survey_grid');
SELECT same('SELECT c::text FROM public.survey_test(''p'', ''q'', ''t'') c', 'survey_test');
SELECT same('SELECT c::text FROM public.survey_test_cells(''p'', ''q'', ''f'') c', 'survey_test_cells');
SELECT same('SELECT c::text FROM public.survey_mean(''p'', ''{x,q}'', by => ''{t}'') c', 'survey_mean');
SELECT same('SELECT c::text FROM public.survey_total(''p'', ''{x}'', filter => ''q OPERATOR(pg_catalog.>) 1'') c', 'survey_total');
SELECT same('SELECT c::text FROM public.survey_ratio(''p'', ''x'', ''q'', by => ''{t}'') c', 'survey_ratio');
SELECT same('SELECT c::text FROM public.survey_proportion(''p'', ''{t,s}'', by => ''{f}'') c', 'survey_proportion');
SELECT same('SELECT c::text FROM public.survey_quantile(''p'', ''{x}'', by => ''{t}'') c', 'survey_quantile');
SELECT same('SELECT c::text FROM public.survey_variance(''p'', ''{x}'') c', 'survey_variance');
SELECT same('SELECT c::text FROM public.survey_glm(''p'', ''x ~ q + t'') c', 'survey_glm');
SELECT same('SELECT c::text FROM public.survey_ordinal(''p'', ''q ~ x + t'') c', 'survey_ordinal');
SELECT same('SELECT c::text FROM public.survey_multinomial_terms(''p'', ''t ~ x'') c', 'survey_multinomial_terms');
SELECT same('SELECT c::text FROM public.survey_multinomial(''p'', ''t ~ x'') c', 'survey_multinomial');
SELECT same('SELECT c::text FROM public.survey_margins(''p'', ''x ~ q + t'', ''{q,t}'') c', 'survey_margins');
SELECT same('SELECT c::text FROM public.survey_drivers(''p'', ''x'', ''{q,d}'', by => ''{t}'') c', 'survey_drivers');
SELECT same('SELECT c::text FROM public.survey_turf(''p'', ''m'', 2, by => ''{t}'') c', 'survey_turf');
SELECT same('SELECT c::text FROM public.survey_turf_options(''p'', ''m'') c', 'survey_turf_options');
SELECT same('SELECT c::text FROM public.survey_pool(''k'', ''mean'', ''{"variables": ["imputed"], "by": ["t"]}'') c', 'survey_pool');
SELECT same('SELECT c::text FROM public.survey_maxdiff(''k'', ''liked'', by => ''{t}'') c', 'survey_maxdiff');
SELECT same('SELECT c::text FROM public.survey_conjoint(''k'', ''chosen'') c', 'survey_conjoint');
SELECT same('SELECT c::text FROM public.survey_conjoint_shares(''k'', ''chosen'', ''[{"name": "A", "shape": "one"}, {"name": "B", "shape": "two"}]'') c', 'survey_conjoint_shares');
SELECT same('SELECT c::text FROM public.rake_survey(''p'', ''{"q": {"1": 1, "2": 1, "3": 1, "4": 1, "5": 1}, "s": {"small": 40, "large": 60}}'', ''raked'') c', 'rake_survey');
SELECT same('SELECT c::text FROM public.poststratify_survey(''p'', ''{"s": {"small": 40, "large": 60}}'', ''post'') c', 'poststratify_survey');
SELECT same('SELECT c::text FROM public.trim_survey_weights(''p'', ''trimmed'', upper => 1.5) c', 'trim_survey_weights');
SELECT same('SELECT respondents::text FROM public.pack_survey(''p'')', 'pack_survey');
SELECT ok(respondents = 200, 'a pack to count from') FROM pack_survey('p');
SELECT same('SELECT c::text FROM public.survey_crosstab(''p'', ''{q,x}'', ''{d,f,m}'', filter => ''q OPERATOR(pg_catalog.>) 1'') c', 'survey_crosstab from the pack');
SELECT same('SELECT public.unpack_survey(''p'')::text', 'unpack_survey');
SELECT same('SELECT md5(public.export_survey(''p'', ''csv'', labels => true))', 'export_survey');
SELECT same('SELECT c::text FROM public.p_labels c', 'the view of labels');
SELECT same('SELECT c::text FROM public.p_long c', 'the long view');
SELECT same('SELECT c::text FROM public.survey_covariance(''p'', ''{x,q}'') c', 'survey_covariance');
SELECT same('SELECT c::text FROM public.survey_correlation(''p'', ''{x,q}'') c', 'survey_correlation');
SELECT same($q$SELECT c::text FROM public.survey_contrast('p', '{x}', by => '{f}') c$q$, 'survey_contrast');
SELECT same('SELECT c::text FROM public.survey_alpha(''p'', ''{x,q}'') c', 'survey_alpha');
SELECT same('SELECT c::text FROM public.survey_ttest(''p'', ''x'', ''s'') c', 'survey_ttest');
SELECT same('SELECT c::text FROM public.survey_ranktest(''p'', ''x'', ''s'') c', 'survey_ranktest');
SELECT same('SELECT c::text FROM public.survey_glm_terms(''p'', ''x ~ q + t'') c', 'survey_glm_terms');
SELECT same('SELECT c::text FROM public.survey_glm_summary(''p'', ''x ~ q + t'') c', 'survey_glm_summary');
SELECT same('SELECT c::text FROM public.calibrate_survey(''p'', ''{"s": {"small": 40, "large": 60}, "x": {"mean": 60}}'', ''fit'', missing => ''leave'') c', 'calibrate_survey');
SELECT same('SELECT c::text FROM public.survey_weight_report(''p'') c', 'survey_weight_report');
SELECT same('SELECT c::text FROM public.replicate_survey(''p'', ''JKn'') c', 'replicate_survey');
SELECT same('SELECT c::text FROM public.survey_explain(''p'', ''{q}'', ''{t}'', filter => ''q OPERATOR(pg_catalog.>) 1'') c', 'survey_explain');
SELECT same('SELECT c::text FROM public.survey_explain_estimate(''p'', ''{x}'') c', 'survey_explain_estimate');
SELECT same('SELECT c::text FROM public.survey_pack_status(''p'') c', 'survey_pack_status');
SELECT same('SELECT (public.survey_filter(''p'', ''q OPERATOR(pg_catalog.>) 1'') IS NOT NULL)::text', 'survey_filter');
SELECT same('SELECT pg_catalog.octet_length(public.export_crosstab(''p'', ''{q,m}'', ''{t}''))::text', 'export_crosstab');
SELECT same('SELECT pg_catalog.md5(public.survey_chart(''p'', ''bar'', ''q'', ''t'')::text)', 'survey_chart');
SELECT same('SELECT pg_catalog.md5(public.survey_chart(''p'', ''drivers'', ''{q,d}'', ''t'', options => ''{"outcome": "x"}'')::text)', 'survey_chart of drivers');
SELECT same('SELECT pg_catalog.md5(public.survey_chart(''p'', ''turf'', ''m'')::text)', 'survey_chart of portfolios');
SELECT same('SELECT pg_catalog.md5(public.survey_chart(''p'', k, ''{t}'', options => ''{"formula": "x ~ q + t", "link": "identity"}'')::text) FROM unnest(''{margins,model}''::text[]) k', 'survey_chart of models');
SELECT same('SELECT pg_catalog.md5(public.survey_chart(''k'', ''maxdiff'', ''liked'', ''t'', options => o)::text) FROM unnest(''{"{\"measure\": \"share\"}", "{}"}''::jsonb[]) o', 'survey_chart of items');
SELECT same('SELECT pg_catalog.md5(public.survey_chart(''k'', ''conjoint'', ''chosen'', options => o)::text) FROM unnest(''{"{\"measure\": \"importance\"}", "{}"}''::jsonb[]) o', 'survey_chart of part-worths');
SELECT same('SELECT pg_catalog.md5(public.survey_report(''p'', ''{q,m}'', ''{t}''))', 'survey_report');
SELECT same('SELECT md5(public.export_survey(''p'', f)) FROM unnest(''{triple-s,triple-s-xml,duckdb}''::text[]) f', 'export_survey, other formats');
SELECT same('SELECT pg_catalog.octet_length(public.export_survey(''p'', f))::text FROM unnest(''{sav,zsav,dta,xpt}''::text[]) f', 'export_survey, binary formats');
CREATE TABLE replicated AS SELECT *, w * 1.1 AS r1, w * 0.9 AS r2 FROM people WHERE w > 0;
SELECT ok(survey = 'r', 'a survey with replicate weights') FROM register_survey('r', 'replicated', '{"weight": "w", "replicates": {"columns": ["r1", "r2"], "type": "BRR"}}');
SELECT same('SELECT c::text FROM public.gather_replicates(''r'', ''rw'') c', 'gather_replicates');
CREATE TABLE comments AS SELECT i AS id, 'answer ' || i AS t FROM generate_series(1, 200) i;
SELECT ok(survey = 'c', 'a survey with open answers') FROM register_survey('c', 'comments', '{"respondent": "id", "variables": [{"name": "t", "measure": "text"}]}');
SELECT same($q$SELECT r::text FROM public.alter_survey('p', '{"variables": [{"name": "q*", "label": "Q", "missing": [5], "nets": null}, {"name": "d", "values": {"1": "one"}}], "sets": [{"name": "m", "label": "M"}]}') r$q$, 'alter_survey');
SELECT same($q$SELECT r::text FROM public.derive_variable('p', 'band', 'pg_catalog.width_bucket(n, ''{3,6}''::pg_catalog.int4[])', '{"label": "Band"}') r$q$, 'derive_variable');
SELECT same($q$SELECT r::text FROM public.derive_variable('p', 'either', NULL, '{"any_of": ["m"]}') r$q$, 'derive_variable, a set');
SELECT same($q$SELECT r::text FROM public.code_text('c', 't', '{"language": "english", "codes": [{"label": "A", "words": "answer"}, {"label": "B", "regex": "1$"}]}') r$q$, 'code_text');
SELECT same($q$SELECT r::text FROM public.survey_trend('p', '{q,x,m}', 'd') r$q$, 'survey_trend');
SELECT same($q$SELECT r::text FROM public.survey_trend('p', '{x}', 'd', 'nps', 'rolling 3', by => '{t}', filter => 'x OPERATOR(pg_catalog.<=) 10') r$q$, 'survey_trend, promoters');
SELECT same($q$SELECT r::text FROM public.survey_quota('p', '{"q": {"1": 50}, "q*d": {"1*x": 5}}') r$q$, 'survey_quota');
SELECT same($q$SELECT r::text FROM public.survey_margin_of_error('p', options => '{"sampling": "probability"}') r$q$, 'survey_margin_of_error');
SELECT same($q$SELECT r::text FROM public.refresh_states('p', 'd', '{t}') r$q$, 'refresh_states');
SELECT same($q$SELECT r::text FROM public.survey_quality('p', 'x', NULL, '{t,q}', '{"odd": "n OPERATOR(pg_catalog.>) 9"}') r$q$, 'survey_quality');
SELECT same($q$SELECT rows_loaded::text FROM public.load_survey_bytes('b', public.file(E'id,q\n1,1\n2,5\n')) l$q$, 'load_survey_bytes');
SELECT same('SELECT public.drop_survey(''p'')::text', 'drop_survey');
SELECT same($q$SELECT ARRAY[rows_loaded::text, variables::text, inferred::text, warnings::text]::text
    FROM public.load_survey('l', public.file(E'id,Q1,Q1,t_1,t_2,m,when,w\n1,1,a,x,,r;s;,2024-01-01,1.5\n2,5,b,,x,r;,2024-02-01,0.5\n3,2,a,x,x,s;,2024-02-02,1\n')) l$q$, 'load_survey');
SELECT ok(survey = 'l', 'a survey to reload') FROM load_survey('l', file(E'id,q,m,w\n1,1,r;s;,1.5\n2,5,r;,0.5\n3,2,s;,1\n'));
SELECT same($q$SELECT rows_loaded::text FROM public.load_survey('l', public.file(E'id,q,m,w\n1,1,r;s;,1.5\n2,5,r;,0.5\n'), append => true) l$q$, 'load_survey, a wave');
SELECT same($q$SELECT rows_refused::text FROM public.load_survey('l', public.file(E'id,q,m,w\n1,1,r;s;,1.5\n2,5,r;,-0.5\n'), public.survey_codebook_json('l'), replace => true, on_error => 'reject') l$q$, 'load_survey, a codebook');
SELECT same('SELECT public.forget_refused(''l'')::text', 'forget_refused');
SELECT same('SELECT answers_table::text FROM public.relink_survey(''l'')', 'relink_survey');
SELECT same('SELECT answers_table::text FROM public.gather_survey(''l'')', 'gather_survey');
-- distribute_survey needs Citus: test/citus
SELECT is((SELECT string_agg(DISTINCT p.proname, ' ') FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e'
    WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f' AND p.proargnames[1] = 'name' AND p.proname NOT IN (SELECT name FROM tried UNION ALL SELECT 'distribute_survey')), NULL,
    'every function by name was tried');
SELECT * FROM finish();
