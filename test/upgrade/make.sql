-- Surveys, states and packs as a release makes them; tools/release keeps what comes of it in test/upgrade/<version>.
-- Numbers are made by arithmetic on small integers, so that they are the same everywhere.
SET client_min_messages = warning;
SET timezone = 'UTC';

-- What a state is as a table stores it: the bytes of the type without its length word, as bytea writes them.
CREATE TYPE stored;
CREATE FUNCTION stored_in(cstring) RETURNS stored IMMUTABLE STRICT LANGUAGE internal AS 'byteain';
CREATE FUNCTION stored_out(stored) RETURNS cstring IMMUTABLE STRICT LANGUAGE internal AS 'byteaout';
CREATE TYPE stored (INPUT = stored_in, OUTPUT = stored_out, ALIGNMENT = double, STORAGE = extended);
DO $$
DECLARE
    state text;
BEGIN
    FOREACH state IN ARRAY '{tally,maturity_profile,crosstab_cells,survey_summary,replicate_summary,quantile_summary}'::text[] LOOP
        EXECUTE format('CREATE CAST (%I AS stored) WITHOUT FUNCTION', state);
        EXECUTE format('CREATE CAST (stored AS %I) WITHOUT FUNCTION', state);
    END LOOP;
END
$$;

CREATE TABLE person AS
SELECT i AS id, 1 + i * 7 % 5 AS q1, CASE WHEN i % 9 > 0 THEN i * 37 % 101 / 7.0::float8 END AS y, 1 + i % 13 / 3.0::float8 AS x, (1 + i % 5) / 3.0::float8 AS w,
    (i % 3)::bigint AS stratum, (i % 3 * 100 + i % 24)::bigint AS cluster, (ARRAY['data', 'model', 'pipeline'])[1 + i % 3]::ml_focus AS focus,
    ARRAY[1 + i % 5, i % 2, 2 - i % 3]::float8[] AS r
FROM generate_series(1, 72) i;

-- every kind of state, in its text, its binary and its stored form; made by sending functions, whose names are the types'
CREATE TABLE states (number int GENERATED ALWAYS AS IDENTITY, type text, what text, printed text, sent bytea, stored text);
DO $$
DECLARE
    made record;
BEGIN
    FOR made IN SELECT * FROM (VALUES
        ('tally', 'tally(q1)'), ('tally', 'tally(q1, w)'), ('tally', 'tally(q1 * 100000 - 300000, w)'), ('tally', 'tally(q1 > 3, w)'), ('tally', 'rollup(t)'),
        ('maturity_profile', 'maturity_profile(focus)'), ('maturity_profile', 'maturity_profile(focus, w)'), ('maturity_profile', 'maturity_profile(ARRAY[focus, ''data''], w)'),
        ('survey_summary', 'survey_summary(y, w)'), ('survey_summary', 'survey_summary(y, w, stratum)'), ('survey_summary', 'survey_summary(y, w, ''Straße '' || stratum)'),
        ('survey_summary', 'survey_summary(y, w, stratum, cluster)'), ('survey_summary', 'survey_summary(y, w, stratum, cluster, 100)'),
        ('survey_summary', 'survey_summary(y, w, stratum, ''c'' || cluster)'),
        ('survey_summary', 'survey_summary(y, w, ARRAY[stratum, 1], ARRAY[cluster, id], ARRAY[100, 500])'),
        ('survey_summary', 'survey_summary(y, w, ARRAY[''s'' || stratum, ''''], ARRAY[''c'' || cluster, ''p'' || id], ARRAY[100, 500])'),
        ('survey_summary', 'survey_ratio_summary(y, x, w)'), ('survey_summary', 'survey_ratio_summary(y, x, w, stratum, cluster)'),
        ('survey_summary', 'survey_domain(survey_summary(y, w, stratum, cluster) FILTER (WHERE q1 > 2), survey_summary(y, w, stratum, cluster))'),
        ('survey_summary', '(survey_summaries(ARRAY[y, x], w, stratum, cluster))[2]'),
        ('replicate_summary', 'survey_replicate_summary(y, w, r)'), ('replicate_summary', 'survey_replicate_ratio_summary(y, x, w, r)'),
        ('quantile_summary', 'quantile_summary(y)'), ('quantile_summary', 'quantile_summary(y, w)'),
        ('crosstab_cells', 'crosstab_cells(''{1,1,1,0,2,1, 1,0,3,1,3,0,1,2, 6, 0,1}'', ARRAY[1 + id % 3], NULL, w)')) v (type, what)
    LOOP
        EXECUTE format('INSERT INTO states (type, what, printed, sent, stored) SELECT %L, %L, s::text, mlops_survey.%I(s), s::stored::text FROM (SELECT %s AS s FROM %s) made',
            made.type, made.what, made.type || '_send', made.what, CASE WHEN made.what LIKE 'rollup%' THEN '(SELECT tally(q1, w) AS t FROM person GROUP BY stratum) u' ELSE 'person' END);
    END LOOP;
END
$$;

-- and as a user keeps them
CREATE TABLE kept AS
SELECT stratum, tally(q1, w) AS answers, maturity_profile(focus, w) AS profile, survey_summary(y, w, stratum, cluster) AS summary,
    survey_replicate_summary(y, w, r) AS replicates, quantile_summary(y, w) AS quantiles
FROM person GROUP BY stratum;

-- surveys
CREATE SCHEMA lab;
CREATE TYPE lab.mood AS ENUM ('low', 'middle', 'high');
CREATE TABLE lab.town AS
SELECT i AS id, (1 + i * i % 23 % 5)::smallint AS q1, CASE i % 11 WHEN 0 THEN 98 ELSE 1 + i * i * 3 % 29 % 4 END::smallint AS q2,
    i * i % 31 < 12 AS m_1, i * i % 37 < 9 AS m_2, i * i * 5 % 41 < 20 AS m_3, (ARRAY['low', 'middle', 'high'])[1 + i * i * 7 % 19 % 3]::lab.mood AS mood, CASE WHEN i % 10 > 0 THEN i * 37 % 101 / 4.0::float8 END AS income, date '2026-01-01' + i % 90 AS day,
    (1 + i % 5) / 4.0::float8 AS w, i % 4 AS stratum, i % 4 * 100 + i % 40 AS psu, 60 AS psus, i * i % 53 % 11 AS recommend, 'said ' || i AS spoken
FROM generate_series(1, 600) i;
ALTER TABLE lab.town ADD PRIMARY KEY (id);
SELECT survey FROM register_survey('town', 'lab.town', '{"title": "Town", "weight": "w", "respondent": "id",
  "design": {"strata": ["stratum"], "clusters": ["psu"], "fpc": ["psus"], "lonely": "average"},
  "variables": [
    {"name": "q1", "label": "How often?", "measure": "ordinal", "points": 5, "values": {"1": "Never", "2": "Seldom", "3": "Sometimes", "4": "Often", "5": "Always"}, "nets": {"Often": [4, 5]},
     "translations": {"de": {"label": "Wie oft?"}}},
    {"name": "q2", "label": "Where?", "values": {"1": "North", "2": "South", "3": "East", "4": "West"}, "missing": {"98": "Refused"}},
    {"name": "recommend", "label": "Recommend?", "measure": "scale"},
    {"name": "income", "measure": "scale"}],
  "sets": [{"name": "m", "label": "Which?", "members": ["m_1", "m_2", "m_3"]}]}');
SELECT survey FROM pack_survey('town');
CREATE TABLE replicated AS
SELECT i AS id, 1 + i * 7 % 3 AS q, i * 37 % 101 / 4.0::float8 AS y, (1 + i % 5) / 4.0::float8 AS w,
    2 * (1 + i % 5) / 4.0::float8 * (i % 2) AS rw1, 2 * (1 + i % 5) / 4.0::float8 * (1 - i % 2) AS rw2, 2 * (1 + i % 5) / 4.0::float8 * (i / 2 % 2) AS rw3, 2 * (1 + i % 5) / 4.0::float8 * (1 - i / 2 % 2) AS rw4
FROM generate_series(1, 80) i;
SELECT survey FROM register_survey('replicated', 'replicated', '{"weight": "w", "replicates": {"columns": "rw*", "type": "BRR"}, "variables": [{"name": "q", "values": {"1": "a", "2": "b", "3": "c"}}, {"name": "y", "measure": "scale"}]}');
SELECT survey FROM pack_survey('replicated');
-- a pack that is behind its table
INSERT INTO replicated SELECT i, 1, 5, 1, 2, 0, 2, 0 FROM generate_series(81, 90) i;
CREATE TABLE parted (wave int, id int, q int) PARTITION BY LIST (wave);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES IN (2);
INSERT INTO parted SELECT 1 + i % 2, i, i % 3 FROM generate_series(1, 90) i;
SELECT survey FROM register_survey('parted', 'parted', '{"variables": [{"name": "q", "values": {"0": "none", "1": "one", "2": "two"}}]}');
SELECT pack_survey('parted');
SELECT survey FROM load_survey('loaded', convert_to(E'q,wave\n1,2025\n2,2025\n9,2025\n2,2026\n2,2026\n1,2026\n', 'UTF8'),
    codebook => '{"variables": [{"name": "q", "values": {"1": "a", "2": "b"}}, {"name": "wave", "values": {"2025": "2025", "2026": "2026"}}]}', on_error => 'reject');
SELECT survey FROM derive_variable('loaded', 'b', 'q = 2', '{"label": "Is b"}');
SELECT count(*) FROM refresh_states('loaded', 'wave');
CREATE TABLE raked AS SELECT i AS id, 1 + i % 2 AS sex, 1 + i % 3 AS age, i % 5 AS y FROM generate_series(1, 60) i;
SELECT survey FROM register_survey('raked', 'raked', '{"variables": [{"name": "sex", "values": {"1": "m", "2": "f"}}, {"name": "age", "values": {"1": "young", "2": "middle", "3": "old"}}, {"name": "y", "measure": "scale"}]}');
SELECT count(*) FROM rake_survey('raked', '{"sex": {"1": 48, "2": 52}, "age": {"1": 30, "2": 40, "3": 30}}', 'w');
