-- The charts of the dashboards, as tools send them ("make bi" sees to it that Superset still sends these): each that groups is answered
-- from the pack, and no digit is another one without it.  "tools/bench dashboards" runs the same over ten million.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(36);
\ir include/source.psql
SET max_parallel_workers_per_gather = 0;
LOAD 'mlops_survey';
\set file :project '/demo/mlops_2021_synthetic'
SELECT survey IS NULL FROM load_survey('mlops_2021', :'file' || '.csv', codebook => pg_read_file(:'file' || '.codebook.json')::jsonb) \g /dev/null
SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns FROM pg_attribute
WHERE attrelid = 'mlops_2021'::regclass AND attnum > 0 AND attname <> 'respondent' AND NOT attisdropped \gset
INSERT INTO mlops_2021 (:columns) SELECT :columns FROM mlops_2021, generate_series(2, 20);
ANALYZE mlops_2021;
SELECT respondents FROM pack_survey('mlops_2021') \g /dev/null

-- statements follow a line with their name
\set superset `cat :'project'/demo/superset/statements.sql`
\set others `cat :'project'/demo/charts.sql`
CREATE TABLE chart AS SELECT row_number() OVER () AS i, substring(part FROM '.*-- ([^\n]*)\n') AS name,
    trim(regexp_replace(regexp_replace(part, '(^|\n)--[^\n]*', '', 'g'), '\s+', ' ', 'g')) AS sql
FROM unnest(ARRAY[:'superset', :'others']) file, regexp_split_to_table(file, ';\s*(?=\n|$)') part WHERE part ~ 'SELECT|select';

-- the core's sum of weights hangs on the order of rows, in its last digits
CREATE FUNCTION result_of(sql text, packs text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    found text;
BEGIN
    PERFORM set_config('mlops_survey.read_packs', packs, true);
    EXECUTE format('SELECT string_agg(%s, E''\n'' ORDER BY x::text COLLATE "C") FROM (%s) x',
        CASE WHEN sql ~* 'sum\("rows"."weight"\)' THEN 'round(a1::numeric, 8)::text || a0 || (x.role_label, x.region_label)::text' ELSE 'x::text' END, sql) INTO found;
    RETURN found;
END $$;
SELECT is((SELECT count(*) FROM chart), 20::bigint, 'charts that are known');
SELECT is(result_of(sql, 'on'), result_of(sql, 'off'), name || ': the digits of the rows') FROM chart ORDER BY i;
SELECT is(source_of(sql), 'pack', name || ': from the pack') FROM chart WHERE sql !~* 'survey_crosstab' ORDER BY i;
SELECT ok((SELECT bool_and(result_of(sql, 'on') IS NOT NULL) FROM chart), 'none is empty');
SELECT * FROM finish();
