-- Random designs, as in test/tap: lonely strata, weights of 0 and NULL, small domains, replicate weights; the same on distributed and reference tables, down to the text of an error.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(24);
SELECT setseed(0.1707) \g /dev/null
\o /dev/null
\ir ../tap/include/trial.psql
\ir same_text.psql
ALTER TABLE trial ADD PRIMARY KEY (id), ADD m1 int, ADD m2 int;
ALTER TABLE parted ADD m1 int, ADD m2 int;
CREATE TABLE spread (LIKE trial INCLUDING ALL);
SELECT create_distributed_table('spread', 'id');
CREATE TABLE by_cluster (LIKE trial);
SELECT create_distributed_table('by_cluster', 'psu');
CREATE TABLE copied (LIKE trial INCLUDING ALL);
SELECT create_reference_table('copied');
CREATE FUNCTION enrol(name text, answers text, extra text) RETURNS boolean LANGUAGE sql AS $$SELECT survey IS NOT NULL FROM register_survey(name, answers::regclass, format('{"weight": "w", %s "variables": [
    {"name": "g", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c", "4": "d"}}, {"name": "q", "measure": "ordinal", "points": 3},
    {"name": "m1", "measure": "nominal", "values": {"0": "n", "1": "y"}}, {"name": "m2", "measure": "nominal", "values": {"0": "n", "1": "y"}},
    {"name": "y", "measure": "scale"}], "sets": [{"name": "s", "members": ["m1", "m2"]}]}', extra)::jsonb, replace => true)$$;
CREATE TABLE asked (call text);
INSERT INTO asked VALUES ($$survey_crosstab(%L, '{q,s,y}', '{s,g}', min_base => 0, filter => %L)$$), ($$survey_column_tests(%L, '{q,s,y}', '{s,g}', min_base => 0, filter => %L)$$), ($$survey_mean(%L, '{y,q}', by => '{g}', filter => %L)$$),
    ($$survey_total(%L, '{y,g}', by => '{s}', filter => %L)$$), ($$survey_ratio(%L, 'y', 'q', by => '{g}', filter => %L)$$), ($$survey_proportion(%L, '{s}', by => '{g}', filter => %L)$$), ($$survey_quantile(%L, '{y}', by => '{g}', filter => %L)$$),
    ($$survey_variance(%L, '{y}', by => '{g}', filter => %L)$$), ($$survey_correlation(%L, '{y,q}', by => '{g}', filter => %L)$$), ($$survey_contrast(%L, '{y}', by => '{g}', filter => %L)$$), ($$survey_test(%L, 'q', 'g', filter => %L)$$),
    ($$survey_test(%L, 's', 'g', filter => %L)$$), ($$survey_alpha(%L, '{y,q}', by => '{g}', filter => %L)$$), ($$survey_glm(%L, 'y ~ g + q', filter => %L)$$), ($$survey_ranktest(%L, 'y', 'g', ties => 'mid', filter => %L)$$), ($$survey_ttest(%L, 'y', 'g', filter => %L)$$);
CREATE FUNCTION differing(filter text, surveys text[]) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(format(call, name, filter) || ': ' || left(got, 300) || E'\n    where it is ' || left(expected, 300), E'\n')
    FROM (SELECT call, name, outcome(format(call, surveys[1], filter)) AS expected, outcome(format(call, name, filter)) AS got FROM asked, unnest(surveys[2:]) name) s
    WHERE NOT same_text(replace(got, name, 'NAME'), replace(expected, surveys[1], 'NAME'))$$;
-- each table in a statement of its own
CREATE TABLE trial_of (k int, design text, filter text);
INSERT INTO trial_of SELECT k, format('"design": {"strata": ["h"], %s %s "nest": true, "lonely": "%s"},', CASE WHEN k % 4 < 3 THEN '"clusters": ["psu"],' END, CASE WHEN k % 3 = 0 THEN '"fpc": ["fpc"],' END, (ARRAY['remove', 'certainty', 'adjust', 'average'])[1 + k % 4]),
    CASE k % 5 WHEN 4 THEN 'q < 3' WHEN 2 THEN 'h <> 2' WHEN 3 THEN 'q = 1 AND id <= 30' END FROM generate_series(0, 11) k;
\o
SELECT unnest(ARRAY[format('DO $d$ BEGIN PERFORM make_trial(%L); END $d$', k % 4 = 3), 'UPDATE trial SET m1 = CASE WHEN random() < 0.9 THEN (random() < 0.4)::int END, m2 = CASE WHEN random() < 0.9 THEN (random() < 0.6)::int END',
    'DELETE FROM spread', 'DELETE FROM by_cluster', 'DELETE FROM copied', 'INSERT INTO spread TABLE trial', 'INSERT INTO by_cluster TABLE trial', 'INSERT INTO copied TABLE trial',
    format('SELECT is((SELECT count(*)::int FROM (VALUES (''rows'', ''trial''), (''on shards'', ''spread''), (''on shards of clusters'', ''by_cluster''), (''in copies'', ''copied'')) v (name, answers) WHERE enrol(name, answers, %L)), 4, ''design %s'')', design, k),
    -- packed every second time, so that there are fresh packs and old ones
    CASE WHEN k % 2 = 1 THEN 'DO $d$ BEGIN PERFORM pack_survey(s) FROM unnest(''{rows,on shards,on shards of clusters,in copies}''::text[]) s; END $d$' END,
    format('SELECT is(differing(%L, ''{rows,on shards,on shards of clusters,in copies}''), NULL, ''design %s: the same everywhere'')', filter, k)]) FROM trial_of ORDER BY k \gexec
SELECT finish();
