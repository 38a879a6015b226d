-- A variable by its name alone: functions by name take text where they take text[], and every call of before means what it did.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(25);
CREATE TABLE n1 AS SELECT i AS id, 1 + i % 2 AS a, 1 + i % 3 AS b, 1 + i * 7 % 4 AS q, ((i * 37) % 11)::float8 AS y, ((i * 31) % 7)::float8 AS "y,z", (1 + i % 4)::float8 AS w FROM generate_series(0, 119) i;
SELECT register_survey('n1', 'n1', '{"weight": "w", "respondent": "id", "variables": [{"name": "a", "measure": "nominal", "values": {"1": "m", "2": "f"}}, {"name": "b", "measure": "nominal", "values": {"1": "x", "2": "y", "3": "z"}},
    {"name": "q", "measure": "ordinal", "points": 4}, {"name": "y", "measure": "scale"}, {"name": "y,z", "measure": "scale"}, {"name": "w", "measure": "scale"}]}') IS NULL \g /dev/null
CREATE FUNCTION rows_of(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
    EXECUTE format('SELECT md5(string_agg(f::text, E''\n'')) FROM %s f', call) INTO result;
    RETURN result;
END $$;
CREATE FUNCTION same(one text, many text) RETURNS boolean LANGUAGE sql AS $$ SELECT rows_of(one) = rows_of(many) AND rows_of(one) IS NOT NULL $$;

SELECT ok(same($$survey_crosstab('n1', 'q', 'a')$$, $$survey_crosstab('n1', ARRAY['q'], ARRAY['a'])$$), 'one row, one column');
SELECT ok(same($$survey_crosstab('n1', '{q,b}', '{a}')$$, $$survey_crosstab('n1', ARRAY['q', 'b'], ARRAY['a'])$$), 'braces are lists, as before');
SELECT ok(same($$survey_crosstab('n1', 'q', ARRAY['a', 'b'])$$, $$survey_crosstab('n1', ARRAY['q'], ARRAY['a', 'b'])$$), 'a text and an array');
SELECT ok(same($$survey_crosstab('n1', ARRAY['q', 'b'], 'a')$$, $$survey_crosstab('n1', ARRAY['q', 'b'], ARRAY['a'])$$), 'an array and a text');
SELECT ok(same($$survey_crosstab('n1', 'q')$$, $$survey_crosstab('n1', ARRAY['q'])$$), 'without columns');
SELECT ok(same($$survey_crosstab('n1', NULL)$$, $$survey_crosstab('n1', NULL::text[])$$), 'NULL is all questions');
SELECT ok(same($$survey_crosstab('n1', 'q', '{}')$$, $$survey_crosstab('n1', ARRAY['q'], '{}'::text[])$$), 'an empty list');
SELECT ok(same($$survey_crosstab(columns => 'a', name => 'n1', rows => 'q', tests => 'none')$$, $$survey_crosstab('n1', ARRAY['q'], ARRAY['a'], tests => 'none')$$), 'by the names of arguments');
SELECT ok(same($$survey_crosstab('n1', ' {q} ', ' { "a" } ')$$, $$survey_crosstab('n1', ARRAY['q'], ARRAY['a'])$$), 'blanks and quotes of an array''s text');
SELECT ok(same($$survey_column_tests('n1', 'q', 'b')$$, $$survey_column_tests('n1', ARRAY['q'], ARRAY['b'])$$), 'tests of columns');
SELECT ok(same($$survey_mean('n1', 'y', 'a')$$, $$survey_mean('n1', ARRAY['y'], ARRAY['a'])$$), 'means');
SELECT ok(same($$survey_mean('n1', 'y,z')$$, $$survey_mean('n1', ARRAY['y,z'])$$), 'a name with a comma is one name');
SELECT ok(same($$survey_mean('n1', ARRAY['y'], by => 'a')$$, $$survey_mean('n1', ARRAY['y'], ARRAY['a'])$$), 'domains as a text');
SELECT ok(same($$survey_proportion('n1', 'q', by => 'a')$$, $$survey_proportion('n1', ARRAY['q'], by => ARRAY['a'])$$), 'proportions');
SELECT ok(same($$survey_quantile('n1', 'y', '{0.5}', by => 'b')$$, $$survey_quantile('n1', ARRAY['y'], '{0.5}', by => ARRAY['b'])$$), 'quantiles');
SELECT ok(same($$survey_contrast('n1', 'y', by => 'a')$$, $$survey_contrast('n1', ARRAY['y'], by => ARRAY['a'])$$), 'contrasts');
SELECT ok(same($$survey_ratio('n1', 'y', 'w', 'a')$$, $$survey_ratio('n1', 'y', 'w', ARRAY['a'])$$), 'ratios');
SELECT ok(same($$survey_ratio('n1', 'y', 'w')$$, $$survey_ratio('n1', 'y', 'w', NULL::text[])$$), 'without domains');
SELECT ok(same($$survey_alpha('n1', ARRAY['q', 'y'], 'a')$$, $$survey_alpha('n1', ARRAY['q', 'y'], ARRAY['a'])$$), 'reliability');
SELECT ok(same($$survey_margin_of_error('n1', 'q', 'w')$$, $$survey_margin_of_error('n1', ARRAY['q'], 'w')$$) AND same($$survey_margin_of_error('n1', ' {q,b}')$$, $$survey_margin_of_error('n1', ARRAY['q', 'b'])$$), 'margins of error');
SELECT ok(same($$survey_margin_of_error('n1', NULL)$$, $$survey_margin_of_error('n1')$$), 'of all questions');
SELECT throws_ok($$SELECT survey_mean('n1', '{y')$$, '22P02', 'malformed array literal: "{y"', 'a list that is none is an error');
SELECT throws_ok($$SELECT survey_mean('n1', 'yy')$$, '42703', 'variable "yy" of survey "n1" does not exist', 'a name that is none too');
SELECT is((SELECT string_agg(p.oid::regprocedure::text, ', ') FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e' JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'mlops_survey'
    WHERE p.pronamespace <> 'mlops_survey'::regnamespace AND 'text[]'::regtype = ANY (proargtypes) AND proargnames && '{rows,columns,variables,by}' AND proargnames[1] = 'name' AND proname !~ '^load_'
        AND (SELECT min(i) FROM unnest(p.proargnames) WITH ORDINALITY u (n, i) WHERE n IN ('rows', 'columns', 'variables', 'by')) <= pronargs - pronargdefaults + 1
        AND NOT EXISTS (SELECT FROM pg_proc o WHERE o.proname = p.proname AND o.pronamespace = p.pronamespace AND (SELECT string_agg(CASE WHEN n IN ('rows', 'columns', 'variables', 'by') THEN (t = 'text'::regtype)::text END, '' ORDER BY i)
            FROM unnest(o.proargnames, o.proargtypes::oid[]) WITH ORDINALITY u (n, t, i)) !~ 'false')), NULL, 'every function whose first list of variables can be told by its place takes texts');
SELECT is((SELECT count(*) FROM (SELECT proname, proargnames FROM pg_proc WHERE proname = 'survey_crosstab') s), 4::bigint, 'survey_crosstab has four forms');
SELECT * FROM finish();
