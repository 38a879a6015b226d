-- Statistics in passes over foreign tables and foreign partitions: sums are made where the answers are, the numbers are
-- those of one table, and what the other server is asked are never respondents.
SELECT plan(23);
\set QUIET 1
SET client_min_messages = error;
\getenv host PGHOST
\getenv port PGPORT
CREATE EXTENSION postgres_fdw;
CREATE SCHEMA far;
CREATE SCHEMA near;
SELECT format('CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host %L, port %L, dbname %L, extensions ''mlops_survey'')', :'host', :'port', current_database()) \gexec
CREATE USER MAPPING FOR CURRENT_USER SERVER far;
CREATE TABLE whole AS SELECT i AS id, (1 + i % 3)::int AS wave, CASE WHEN i % 11 <> 0 THEN 1 + i * 7 % 5 END AS q, (1 + i * 5 % 4)::int AS t, 1 + (i * 7919 % 13 > 5)::int AS two, 0.5 + i % 7 / 4.0::float8 AS w,
    i % 6 AS stratum, (i % 6) * 100 + i * 13 % 7 AS psu, 'c' || (i % 6) * 100 + i * 13 % 7 AS psu_name, i * 37 % 101 + 0.1::float8 AS income, CASE WHEN i % 29 > 0 THEN (i * 17 % 23)::float8 / 7 END AS x, CASE WHEN i < 20 THEN i ELSE 100 + i % 6 END AS thin, i % 2 = 0 AS m1, CASE WHEN i % 31 > 0 THEN i * 7 % 11 > 4 END AS m2, i * 5 % 17 > 9 AS m3, 70::float8 AS clusters, 5000::float8 AS people
    FROM generate_series(1, 600) i;
-- the other server writes down what it is asked
CREATE TABLE far.asked (query text);
CREATE FUNCTION far.note(query text) RETURNS boolean LANGUAGE plpgsql AS $$BEGIN INSERT INTO far.asked VALUES (query); RETURN true; END$$;
CREATE VIEW far.w1 AS SELECT a.* FROM (SELECT far.note((SELECT string_agg(statement, '; ') FROM pg_cursors)) AS noted OFFSET 0) n, whole a WHERE n.noted AND wave = 1;
CREATE VIEW far.w2 AS SELECT a.* FROM (SELECT far.note((SELECT string_agg(statement, '; ') FROM pg_cursors)) AS noted OFFSET 0) n, whole a WHERE n.noted AND wave = 2;
CREATE VIEW far.alone AS SELECT a.* FROM (SELECT far.note((SELECT string_agg(statement, '; ') FROM pg_cursors)) AS noted OFFSET 0) n, whole a WHERE n.noted;
CREATE TABLE answers (LIKE whole) PARTITION BY LIST (wave);
CREATE FOREIGN TABLE near.w1 PARTITION OF answers FOR VALUES IN (1) SERVER far OPTIONS (schema_name 'far');
CREATE FOREIGN TABLE near.w2 PARTITION OF answers FOR VALUES IN (2) SERVER far OPTIONS (schema_name 'far');
CREATE TABLE near.w3 PARTITION OF answers FOR VALUES IN (3);
INSERT INTO answers SELECT * FROM whole WHERE wave = 3;
CREATE FOREIGN TABLE alone (id int, wave int, q int, t int, two int, w float8, stratum int, psu int, psu_name text, income float8, x float8, thin int, m1 boolean, m2 boolean, m3 boolean, clusters float8, people float8) SERVER far OPTIONS (schema_name 'far');
CREATE TABLE designs (number serial, design text, part jsonb);
INSERT INTO designs (design, part) VALUES ('none', '{}'), ('strata', '{"design": {"strata": ["stratum"]}}'), ('population', '{"design": {"strata": ["stratum"], "fpc": ["people"]}}'),
    ('clusters', '{"design": {"clusters": ["psu_name"]}}'), ('both', '{"design": {"strata": ["stratum"], "clusters": ["psu"]}}'), ('stages', '{"design": {"strata": ["stratum"], "clusters": ["psu", "id"], "fpc": ["clusters", "people"]}}'),
    ('lonely', '{"design": {"strata": ["thin"], "clusters": ["psu"], "nest": true, "lonely": "adjust"}}'), ('unweighted', '{"weight": null, "design": {"clusters": ["psu"]}}');
SELECT format('SELECT variables FROM register_survey(%L, %L, %L)', kind || '_' || design, tab, '{"weight": "w", "respondent": "id", "variables": [{"name": "q", "points": 5, "measure": "ordinal", "values": {"1": "very bad", "5": "very good"}}, {"name": "t", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c", "4": "d", "5": "nobody"}}, {"name": "two", "measure": "nominal", "values": {"1": "yes", "2": "no"}}, {"name": "wave", "measure": "nominal"}, {"name": "income", "measure": "scale"}, {"name": "x", "measure": "scale"}, {"name": "m1"}, {"name": "m2"}, {"name": "m3"}], "sets": [{"name": "m", "members": ["m1", "m2", "m3"]}]}'::jsonb || part)
FROM designs, (VALUES ('whole', 'whole'), ('parts', 'answers'), ('alone', 'alone')) k (kind, tab) \gexec
CREATE TABLE calls (number serial, call text);
INSERT INTO calls (call) VALUES ($$survey_glm('NAME', 'income ~ t + x')$$), ($$survey_glm('NAME', 'income ~ t * x + two', filter => 'income > 20')$$), ($$survey_glm('NAME', 'I(q > 3) ~ t + x', 'binomial')$$), ($$survey_glm('NAME', 'two ~ x + q', 'binomial')$$), ($$survey_glm_terms('NAME', 'I(q > 3) ~ t - 1', 'binomial', options => '{"method": "lrt"}')$$),
    ($$survey_glm('NAME', 'q ~ t - 1', 'poisson')$$), ($$survey_glm('NAME', 'income ~ x', 'gamma', options => '{"link": "log"}')$$),
    ($$survey_glm_summary('NAME', 'income ~ t + x')$$), ($$survey_glm_summary('NAME', 'I(q > 3) ~ t', 'binomial')$$), ($$survey_glm_terms('NAME', 'income ~ t + x')$$),
    ($$survey_glm_terms('NAME', 'I(q > 3) ~ t + x', 'binomial', options => '{"method": "lrt"}')$$), ($$survey_ttest('NAME', 'income', 't', filter => 't IN (2, 3)')$$), ($$survey_ttest('NAME', 'income', 'two')$$),
    ($$survey_ttest('NAME', 'income', mu => 40)$$), ($$survey_ttest('NAME', 'income', minus => 'x')$$), ($$survey_ttest('NAME', 'income', filter => 'id = 77')$$), ($$survey_ttest('NAME', 'income', 'two', filter => 'id < 0')$$),
    ($$survey_ordinal('NAME', 'q ~ x + two', options => '{"probabilities": "mean", "degrees": "design"}')$$), ($$survey_ordinal('NAME', 'q ~ income', 'probit', options => '{"probabilities": "unweighted-mean"}')$$), ($$survey_multinomial('NAME', 't ~ x + two')$$),
    ($$survey_test('NAME', 'm', 't')$$), ($$survey_test('NAME', 't', 'm', filter => 'q > 1')$$), ($$survey_test('NAME', 'm', 'm')$$), ($$survey_test('NAME', 'm', 'two')$$);

-- numbers to twelve digits of their size, others as they are
CREATE FUNCTION differ(a jsonb, b jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN jsonb_typeof(a) = 'number' AND jsonb_typeof(b) = 'number' THEN abs((a #>> '{}')::numeric - (b #>> '{}')::numeric) > 1e-12 * greatest(abs((a #>> '{}')::numeric), 1e-6) ELSE a IS DISTINCT FROM b END$$;
CREATE FUNCTION answer(call text, name text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    result jsonb;
    problem text;
BEGIN
    EXECUTE format('SELECT jsonb_agg(to_jsonb(r)) FROM (SELECT * FROM %s) r', replace(call, 'NAME', name)) INTO result;
    RETURN result;
EXCEPTION WHEN OTHERS THEN
    RETURN to_jsonb('error: ' || sqlerrm);
END$$;
CREATE FUNCTION leaves(j jsonb) RETURNS TABLE (path text, value jsonb) LANGUAGE sql IMMUTABLE AS $$
    WITH RECURSIVE walk AS (SELECT '' AS path, j AS value
        UNION ALL SELECT w.path || '.' || k.key, k.value FROM walk w, LATERAL (SELECT key, value FROM jsonb_each(CASE WHEN jsonb_typeof(w.value) = 'object' THEN w.value ELSE '{}' END)
            UNION ALL SELECT n::text, e FROM jsonb_array_elements(CASE WHEN jsonb_typeof(w.value) = 'array' THEN w.value ELSE '[]' END) WITH ORDINALITY a (e, n)) k)
    SELECT path, value FROM walk WHERE jsonb_typeof(value) NOT IN ('object', 'array')$$;
DELETE FROM far.asked;
CREATE TABLE found AS SELECT design, call, kind, answer(call, kind || '_' || design) AS answer FROM calls c, designs d, unnest('{whole,parts,alone}'::text[]) kind WHERE (c.number + d.number) % 4 = 0;
-- what is asked while each call runs
CREATE VIEW wrong AS SELECT f.design, f.call, f.kind, coalesce(l.path, m.path) AS path, l.value AS here, m.value AS there FROM found f JOIN found w ON w.kind = 'whole' AND w.design = f.design AND w.call = f.call AND f.kind <> 'whole',
    LATERAL leaves(w.answer) l FULL JOIN LATERAL leaves(f.answer) m USING (path) WHERE differ(l.value, m.value);

SELECT is((SELECT string_agg(format('%s %s %s%s: %s %s', kind, design, call, path, here, there), E'\n') FROM (SELECT * FROM wrong LIMIT 10) w), NULL, 'every number is that of one table, to twelve digits');
SELECT is((SELECT string_agg(DISTINCT format('%s: %s', call, answer), E'\n') FROM found WHERE answer #>> '{}' LIKE 'error%' OR answer IS NULL), NULL, 'and all calls have numbers');
SELECT is((SELECT string_agg(query, E'\n') FROM (SELECT DISTINCT query FROM far.asked WHERE query NOT LIKE '%mlops_survey.add_up(%' AND query !~ 'SELECT (count\(\*\)|NULL) FROM' LIMIT 3) a), NULL,
    'the other server is asked for sums, never for respondents but how many have no weight');
SELECT ok((SELECT count(*) > 100 FROM far.asked), 'and it was asked');

-- what it was told of models, changed byte by byte: an error that says so, or numbers
CREATE TABLE told AS SELECT DISTINCT ON (of, pass, length(bytes) / 200) of, get_byte(bytes, 1) AS pass, bytes FROM (SELECT m[1] AS of, decode(m[2], 'hex') AS bytes FROM far.asked, LATERAL regexp_match(query, '(model|set)_addends\(E''.{3}([0-9a-f]+)') m) a
    WHERE bytes IS NOT NULL ORDER BY 1, 2, length(bytes) / 200;
CREATE FUNCTION takes(of text, bytes bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    found text := 'no answers';
    counted float8[];
    coded int[];
BEGIN
    FOR numbers IN 0 .. 2 LOOP
        FOR codes IN 0 .. 6 LOOP
            counted := array_fill(1.5::float8, ARRAY[numbers]);
            coded := array_fill(1, ARRAY[codes]);
            BEGIN
                found := 'numbers ' || (CASE of WHEN 'model' THEN mlops_survey.model_addends(bytes, 2, true, counted, coded) ELSE mlops_survey.set_addends(bytes, 2, true, counted, coded) END IS NOT NULL);
            EXCEPTION WHEN invalid_binary_representation THEN RETURN 'refused';
                WHEN invalid_parameter_value OR numeric_value_out_of_range THEN NULL;
            END;
        END LOOP;
    END LOOP;
    RETURN found;
END$$;
SELECT is((SELECT string_agg(n::text, ' ' ORDER BY of) FROM (SELECT of, count(DISTINCT pass) AS n FROM told WHERE takes(of, bytes) = 'numbers true' GROUP BY of) t), '12 5', 'each kind of pass takes a respondent');
SELECT ok((SELECT count(*) FILTER (WHERE result = 'refused') > 50 AND count(*) FILTER (WHERE result LIKE 'numbers%') > 50 FROM
    (SELECT takes(of, set_byte(bytes, place, digit)) AS result FROM told, generate_series(0, length(bytes) - 1, 1 + length(bytes) / 60) place, unnest('{0,1,127,255}'::int[]) digit) t), 'other bytes do no harm');
SELECT ok((SELECT bool_and(takes(of, substr(bytes, 1, length(bytes) - cut)) = 'refused') FROM told, unnest('{1,7,30}'::int[]) cut), 'nor do fewer');
SELECT is((SELECT string_agg(DISTINCT a.found, ' ') FROM told, LATERAL (SELECT takes(of, bytes || '\x00') AS found) a), 'refused', 'nor more');
-- 1,663 options by 860,888 answers are 4,294,970,232 cells, which 32 bits do not hold
SELECT throws_ok($$SELECT mlops_survey.set_addends('\x0101000000000000068001'::bytea || '\x0000067f000000000000000001'::bytea || '\x000d22d8'::bytea || decode(repeat('00000001', 860888), 'hex') || '\x00000000', 1, true, '{}', array_fill(1, ARRAY[1664]))$$, '22P03', NULL, 'more cells than a value holds');
-- states of different passes are not added to one another
SELECT throws_ok(format('SELECT mlops_survey.add_up(a) FROM (VALUES (%L::float8[]), (%L)) v (a)', a, b), '22023', NULL, a || ' and ' || b)
FROM (VALUES ('{1,2,0}', '{2,2,0,3,0}'), ('{1,2,0,7}', '{1,2,0}'), ('{1,2,0}', '{NULL,1,1}'), ('{1,2,0}', '{1.5,2,0}'), ('{1,2,0}', '{}'), ('{1,2,0}', '{{1,2,0}}'), ('{-1,2,0}', '{-1,2,0}'), ('{1e300,2,0}', '{1e300,2,0}')) v (a, b);
SELECT throws_ok($$SELECT mlops_survey.add_up(a) FROM (VALUES ('{1,NaN,0}'::float8[]), ('{1,1,0}')) v (a)$$, '22003', NULL, 'what is no number has no sum');
SELECT is((SELECT mlops_survey.add_up(a) FROM (VALUES ('{2,1e16,0,1,0,3}'::float8[]), ('{2,1,0,2,0,-4}'), ('{2,1,0,2,0,5}'), (NULL)) v (a)), '{2,1.0000000000000002e16,0,5,0,5}', 'sums and maxima');
SELECT is((SELECT mlops_survey.add_up(a) FROM (VALUES (NULL::float8[])) v (a)), NULL, 'of nobody there are none');

-- without a filter states of reliability, means, ratios, proportions and tables come from one foreign table too
DELETE FROM far.asked;
CREATE TABLE states AS SELECT design, call, answer(call, 'alone_' || design) AS there, answer(call, 'whole_' || design) AS here FROM unnest(ARRAY[$$survey_alpha('NAME', '{q,x,income}')$$, $$survey_alpha('NAME', '{q,x}', keyed => '{x}')$$, $$survey_mean('NAME', '{q,x,income}')$$, $$survey_mean('NAME', '{q,x}', by => '{t}')$$,
    $$survey_total('NAME', '{x}')$$, $$survey_ratio('NAME', 'x', 'income', by => '{two}')$$, $$survey_proportion('NAME', '{t}')$$, $$survey_crosstab('NAME', '{q,m}', '{t}')$$]) call, unnest('{none,both}'::text[]) design;
SELECT is((SELECT string_agg(DISTINCT left(query, 200), E'\n') FROM far.asked WHERE query !~ 'SELECT (true, .*survey_(ratio_)?summar(y|ies)\(|.*crosstab_(cells|units)\(|(count\(\*\)|NULL) FROM)'), NULL, 'nothing but states is asked');
SELECT is((SELECT string_agg(format('%s %s%s: %s %s', s.design, s.call, coalesce(l.path, m.path), l.value, m.value), E'\n') FROM states s, LATERAL leaves(s.here) l FULL JOIN LATERAL leaves(s.there) m USING (path) WHERE differ(l.value, m.value) OR s.here #>> '{}' LIKE 'error%'), NULL, 'with the numbers of one table');
CREATE TABLE scales AS SELECT design, call, kind, answer(call, kind || '_' || design) AS answer FROM unnest(ARRAY[$$survey_alpha('NAME', '{q,x,income}')$$, $$survey_alpha('NAME', '{q,x,income,thin}', filter => 't < 3', keyed => '{x}')$$]) call, designs, unnest('{whole,alone}'::text[]) kind WHERE design IN ('none', 'both', 'stages');
INSERT INTO scales SELECT design, call, kind, answer(call, kind || '_' || design) FROM unnest(ARRAY[$$survey_alpha('NAME', '{q,x,income}', by => '{two}')$$]) call, designs, unnest('{whole,alone,parts}'::text[]) kind WHERE design IN ('strata', 'both');
SELECT is((SELECT string_agg(format('%s %s %s%s: %s %s', f.kind, f.design, f.call, coalesce(l.path, m.path), l.value, m.value), E'\n') FROM scales f JOIN scales w ON w.kind = 'whole' AND w.design = f.design AND w.call = f.call AND f.kind <> 'whole',
    LATERAL leaves(w.answer) l FULL JOIN LATERAL leaves(f.answer) m USING (path) WHERE differ(l.value, m.value)), NULL, 'with the numbers of one table');
SELECT * FROM finish();
