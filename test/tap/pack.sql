-- Packed surveys: over random surveys every cell is the one that the rows give; what changes the answers ends the use
-- of the pack; who may not read the answers does not read the pack.
SELECT plan(238);
SET client_min_messages = warning;
\ir include/vacuum.psql

-- Random surveys.  Each has codes in columns of several types, missing codes and ranges, sets of booleans and of codes,
-- texts, amounts, NULLs everywhere, and weights: few, many or of very different size.
CREATE FUNCTION make_survey(survey text, respondents int, kind int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM setseed(kind / 100.0);
    EXECUTE format($q$
        CREATE TABLE %I AS
        SELECT CASE WHEN random() < 0.9 THEN (1 + floor(random() * 5))::smallint ELSE (ARRAY[98, 99, NULL])[1 + floor(random() * 3)]::smallint END AS q1,
               CASE WHEN random() < 0.9 THEN (ARRAY[-3, 10, 70000])[1 + floor(random() * 3)] END AS q2,
               CASE WHEN random() < 0.95 THEN (ARRAY['north', 'south', 'it''s', 'none'])[1 + floor(random() * 4)] END AS place,
               CASE WHEN random() < 0.9 THEN random() < 0.3 END AS s_1,
               CASE WHEN random() < 0.9 THEN random() < 0.6 END AS s_2,
               CASE WHEN random() < 0.9 THEN random() < 0.1 END AS s_3,
               (ARRAY[0, 1, 9, NULL])[1 + floor(random() * 4)]::int AS t_1,
               (ARRAY[0, 1, 9, NULL])[1 + floor(random() * 4)]::int AS t_2,
               CASE WHEN random() < 0.9 THEN (18 + floor(random() * 70))::smallint ELSE 999 END AS age,
               CASE WHEN random() < 0.9 THEN round((random() * 1000)::numeric, 2) END AS amount,
               CASE WHEN random() < 0.9 THEN random() * 10 END AS score,
               (1 + floor(random() * 4))::float8 AS wave,
               (1 + floor(random() * 3))::int AS stratum,
               floor(random() * 20)::int AS cluster, 'v' || floor(random() * 20) AS village, floor(random() * 4)::int AS house,
               120 AS population, 9 AS houses,
               CASE WHEN random() < 0.98 THEN CASE %s WHEN 1 THEN 1 WHEN 2 THEN 0.5 + floor(random() * 40) / 30
                    WHEN 3 THEN exp(random() * 3) WHEN 4 THEN pow(10::float8, floor(random() * 16) - 8)
                    WHEN 6 THEN floor(random() * 4)
                    ELSE 1000 * random() END END AS w
        FROM generate_series(1, %s)$q$, survey, kind, respondents);
    PERFORM register_survey(survey, survey::regclass, '{"weight": "w", "variables": [
        {"name": "q1", "label": "Scale", "measure": "ordinal", "points": 5, "missing": {"98": "Refused", "99": "Do not know"}, "nets": {"Extremes": [1, 5]}},
        {"name": "q2", "measure": "nominal", "values": {"-3": "a", "10": "b", "70000": "c"}},
        {"name": "place", "measure": "nominal", "values": ["north", "south", "it''s", "none"]},
        {"name": "wave", "measure": "nominal", "values": {"1": "1", "2": "2", "3": "3", "4": "4"}},
        {"name": "house", "measure": "ordinal", "values": {"0": "none", "1": "one", "2": "two", "3": "three"}},
        {"name": "age", "measure": "scale", "missing": {"999": "?"}},
        {"name": "score", "measure": "scale"}, {"name": "amount", "measure": "scale"}, {"name": "w", "measure": "scale"},
        {"name": "s_1", "measure": "nominal"}, {"name": "s_2", "measure": "nominal"}, {"name": "s_3", "measure": "nominal"},
        {"name": "t_1", "measure": "nominal", "values": {"0": "no", "1": "yes"}, "missing": {"9": "?"}},
        {"name": "t_2", "measure": "nominal", "values": {"0": "no", "1": "yes"}, "missing": {"9": "?"}}],
        "sets": [{"name": "s", "label": "Options", "members": ["s_1", "s_2", "s_3"], "nets": {"First two": ["s_1", "s_2"]}},
                 {"name": "t", "members": ["t_1", "t_2"]}],
        "design": {"strata": ["stratum"], "clusters": ["cluster"], "nest": true, "lonely": "adjust"}}');
END $$;

-- The requests: every kind of row and column, weighted and not, with filters.
CREATE TABLE request (id int GENERATED ALWAYS AS IDENTITY, rows text[], columns text[], weight text, filter text);
INSERT INTO request (rows, columns, weight, filter) VALUES
    (NULL, '{}', NULL, NULL),
    ('{q1,q2,place,wave,s,t,age,amount,score}', '{place,q1,s,wave*place,t}', NULL, NULL),
    ('{q1,q2,place,wave,s,t,age,amount,score}', '{place,q1,s,wave*place,t}', 'none', NULL),
    ('{q1*place,s*q1,q2*wave*place}', '{wave,s*place}', NULL, NULL),
    ('{q1,s,score}', '{place,t}', 'score', NULL),
    ('{q1,s,age}', '{place,s}', NULL, 'q1 = 2'),
    ('{q1,s,age}', '{place,s}', NULL, 'q1 IN (1, 3, 98) OR q2 > 9'),
    ('{q1,s,age}', '{place,s}', NULL, 'NOT (q1 BETWEEN 2 AND 4) AND q2 IS NOT NULL'),
    ('{q1,s,age}', '{place,s}', NULL, 's_1 AND NOT s_2 OR s_3 IS NULL'),
    ('{q1,s,age}', '{place,s}', NULL, 'q1 NOT IN (1, 2) AND 2 <= q2'),
    ('{q1,s,age}', '{place,s}', NULL, 'score > 2.5 AND score <= 7.25::real OR score IS NULL'),
    ('{q1,s,age}', '{place,s}', NULL, 'q1 <> 1.5 AND q1 >= 2.0 AND stratum IN (1, 3)'),
    ('{q1,s,age}', '{place,s}', 'none', 'q1 = NULL OR q2 < 0'),
    ('{q1,s,age}', '{place,s}', NULL, 'false'),
    ('{q1}', '{place}', NULL, 'age > 30'),
    ('{q1}', '{place}', NULL, 'place = ''north'''),
    ('{q1}', '{place}', NULL, 'amount > 500'),
    ('{q1}', '{place}', NULL, 'q1 = q2 OR q1 + 1 = 3'),
    ('{q1,s,age}', '{place,s}', NULL, 'q2 <> ALL (''{}'') AND s_1'),
    ('{q1,s,age}', '{place,s}', NULL, 'q2 = ANY (''{}'') OR s_1'),
    ('{q1}', '{place}', NULL, 'q1 < 1e400');
-- A cell is kept as the row that it is, and turned into JSON only to say what differs: there are hundreds of thousands.
CREATE TABLE answer (survey text, source text, request int, position bigint, cell survey_crosstab_row, result jsonb);
CREATE FUNCTION answer_requests(survey text, source text, asked text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO answer
    SELECT survey, source, r.id, c.* FROM request r,
        LATERAL (SELECT row_number() OVER (), c FROM survey_crosstab(asked, r.rows, r.columns, r.weight, r.filter, tests => 'spss') c) c
    UNION ALL
    SELECT survey, source, 1000 + r.id, c.* FROM request r,
        LATERAL (SELECT row_number() OVER (), c FROM survey_crosstab(asked, r.rows, r.columns, r.weight, r.filter) c) c
$$;

-- Counts and texts must be equal, numbers within 1e-12; both sides list their cells in the same order.
CREATE FUNCTION differences(survey text, reference text, source text) RETURNS SETOF text LANGUAGE sql AS $$
    WITH pairs AS (
        SELECT request, coalesce(r.result, to_jsonb(r.cell)) AS old, coalesce(p.result, to_jsonb(p.cell)) AS new
        FROM (SELECT * FROM answer a WHERE a.survey = differences.survey AND a.source = differences.reference) r
        FULL JOIN (SELECT * FROM answer a WHERE a.survey = differences.survey AND a.source = differences.source) p USING (request, position)
        WHERE r.request IS NULL OR p.request IS NULL OR r.cell IS DISTINCT FROM p.cell OR r.result IS DISTINCT FROM p.result)
    SELECT format('request %s: %s: %s, %s', request, key, old->>key, new->>key)
    FROM pairs, LATERAL jsonb_object_keys(coalesce(old, new)) key
    WHERE (old->key) IS DISTINCT FROM (new->key)
      AND (old IS NULL OR new IS NULL OR key NOT IN ('weighted_n', 'base_weighted', 'effective_base', 'column_percent', 'row_percent',
               'total_percent', 'std_error', 'conf_low', 'conf_high', 'p_value', 'estimate', 'deff')
           OR jsonb_typeof(old->key) <> 'number' OR jsonb_typeof(new->key) <> 'number'
           OR abs((old->>key)::float8 - (new->>key)::float8) > 1e-12 * abs((old->>key)::float8))
$$;

-- Estimates: means, totals, ratios and shares by domain; errors too must be the same.
CREATE TABLE estimate (id int GENERATED ALWAYS AS IDENTITY, call text, source text);
INSERT INTO estimate (call, source) VALUES
    ('survey_mean(%L, ''{q1,score,age,amount}'')', 'pack'),
    ('survey_mean(%L, ''{q1,score,q2}'', by => ''{wave,s}'')', 'pack'),
    ('survey_mean(%L, ''{q1,age,place}'', filter => ''q1 IN (1, 3, 98) OR q2 > 9'')', 'pack'),
    ('survey_mean(%L, ''{q1,age}'', by => ''{wave}'', filter => ''s_1 AND NOT s_2'', domain_lonely => true, degrees => ''domain'')', 'pack'),
    ('survey_mean(%L, ''{q1,score}'', by => ''{place,wave,q2,q1,house}'')', 'rows'),
    ('survey_mean(%L, ''{q1,score}'', missing => ''listwise'')', 'rows'),
    ('survey_mean(%L, ''{q1}'', filter => ''age > 30'')', 'blocks'),
    ('survey_mean(%L, ''{q1}'', filter => ''false'')', 'pack'),
    ('survey_mean(%L, ''{q1,place}'', by => ''{wave}'', weight => ''none'')', 'pack'),
    ('survey_mean(%L, ''{q1,place}'', by => ''{wave}'', weight => ''score'')', 'pack'),
    ('survey_total(%L, ''{q1,q2,score}'', by => ''{place}'')', NULL),
    ('survey_ratio(%L, ''q1'', ''house'', by => ''{wave}'')', NULL),
    ('survey_ratio(%L, ''q1'', ''age'', by => ''{wave}'')', NULL),
    ('survey_proportion(%L, ''{place,s,t,q2}'', by => ''{wave}'')', NULL),
    ('survey_proportion(%L, ''{s}'', method => ''wilson'', lonely => ''average'')', NULL);
CREATE FUNCTION answer_estimates(survey text, source text, asked text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    r estimate;
BEGIN
    FOR r IN TABLE estimate LOOP
        BEGIN
            EXECUTE format('INSERT INTO answer SELECT %L, %L, %s, row_number() OVER (), NULL, to_jsonb(c) FROM ', survey, source, 2000 + r.id) || format(r.call, asked) || ' c';
        EXCEPTION WHEN OTHERS THEN
            INSERT INTO answer VALUES (survey, source, 2000 + r.id, 1, NULL, jsonb_build_object('domain', replace(sqlerrm, asked, survey)));
        END;
    END LOOP;
END $$;

-- Designs: by default strata and clusters; of texts with population corrections, of two stages, of strata alone, none.
CREATE FUNCTION set_design(survey text, strata text[], clusters text[], fpc text[] DEFAULT '{}') RETURNS void LANGUAGE sql AS $$
    UPDATE mlops_survey.design SET strata = set_design.strata, clusters = set_design.clusters, fpc = set_design.fpc
    WHERE survey_id = (SELECT s.id FROM mlops_survey.survey s WHERE s.name = $1)
$$;

SELECT make_survey('few', 3000, 2), make_survey('flat', 300, 1), make_survey('many', 70000, 3),
    make_survey('apart', 2000, 4), make_survey('one', 1, 5), make_survey('none', 0, 2), make_survey('plain', 4000, 3),
    make_survey('zero', 2500, 6), make_survey('texts', 3000, 3), make_survey('stages', 3000, 2), make_survey('strata', 2000, 3),
    make_survey('wrong', 500, 2), make_survey('alike', 70000, 6), make_survey('raked', 5000, 6);
SELECT set_design('texts', '{stratum}', '{village}', '{population}'), set_design('stages', '{stratum}', '{cluster,house}', '{population,houses}'),
    set_design('strata', '{stratum}', '{}'), set_design('alike', '{stratum}', '{}'), set_design('wrong', '{place}', '{cluster}');
DELETE FROM mlops_survey.design WHERE survey_id IN (SELECT id FROM mlops_survey.survey WHERE name IN ('plain', 'raked'));
SELECT answer_requests(name, 'rows', name), answer_estimates(name, 'rows', name) FROM mlops_survey.survey WHERE name <> 'wrong';
SELECT answer_estimates('wrong', 'rows', 'wrong');

-- Respondents of a view are added one by one, by aggregates over rows; those of a table in blocks.
CREATE FUNCTION make_view(survey text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE VIEW %I AS TABLE %I', survey || '_view', survey);
    PERFORM register_survey(survey || '_view', (survey || '_view')::regclass, survey_codebook_json(survey));
END $$;
-- Of the two surveys of several segments a part of which is a survey of its own: rows know no segments.
CREATE TABLE many_part AS SELECT * FROM many LIMIT 12000;
CREATE TABLE alike_part AS SELECT * FROM alike LIMIT 12000;
SELECT register_survey(name || '_part', (name || '_part')::regclass, survey_codebook_json(name)) FROM unnest('{many,alike}'::text[]) name;
SELECT answer_requests(name, 'rows', name), answer_estimates(name, 'rows', name) FROM unnest('{many_part,alike_part}'::text[]) name;
CREATE TABLE viewed AS SELECT name FROM mlops_survey.survey WHERE name NOT IN ('wrong', 'many', 'alike');
SELECT make_view(name), answer_requests(name, 'view', name || '_view'), answer_estimates(name, 'view', name || '_view') FROM viewed;
SELECT is_empty(format('SELECT * FROM differences(%L, ''view'', ''rows'')', name), format('%s: blocks give what single rows give', name)) FROM viewed;
SELECT drop_survey(name, keep_answers => true) FROM mlops_survey.survey WHERE name LIKE '%view';
SELECT format('DROP VIEW %I', viewname) FROM pg_views WHERE schemaname = 'public' AND viewname LIKE '%\_view' \gexec
SELECT drop_survey(name) FROM unnest('{many_part,alike_part}'::text[]) name;
-- Whole rows are read where they lie: columns of fixed length, without NULL, with some, and from before a column was added.
CREATE TABLE firm AS SELECT (1 + i % 5)::smallint AS q, (1 + i * 7 % 3) AS c, (i % 4)::bigint AS stratum, (i % 40)::smallint AS cluster, 30::real AS population,
    0.5 + i % 7 AS w, i::float8 / 7 AS amount, i % 3 = 0 AS chosen FROM generate_series(1, 3000) i;
ALTER TABLE firm ALTER w TYPE float8;
CREATE VIEW firm_view AS TABLE firm;
SELECT register_survey(name, name::regclass, '{"weight": "w", "design": {"strata": ["stratum"], "clusters": ["cluster"], "fpc": ["population"]}, "variables": [
    {"name": "q", "measure": "ordinal", "points": 5}, {"name": "c", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c"}},
    {"name": "w", "measure": "scale"}, {"name": "amount", "measure": "scale"}, {"name": "chosen", "measure": "nominal", "values": {"0": "no", "1": "yes"}}]}')
FROM unnest('{firm,firm_view}'::text[]) name;
CREATE FUNCTION firm_answers(asked text) RETURNS TABLE (number int, answer jsonb) LANGUAGE sql AS $$
    SELECT 1, jsonb_build_array(row_label, column_label, n, round(estimate::numeric, 9), round(std_error::numeric, 9), higher_than) FROM survey_crosstab(asked, '{q,chosen,amount}', '{c}')
    UNION ALL SELECT 2, jsonb_build_array(row_label, column_label, n, round(estimate::numeric, 9), round(std_error::numeric, 9), higher_than) FROM survey_crosstab(asked, '{q,chosen,amount}', '{c}', tests => 'spss')
    UNION ALL SELECT 3, jsonb_build_array(domain, variable, n, df, round(estimate::numeric, 9), round(std_error::numeric, 9)) FROM survey_mean(asked, '{q,amount,chosen}', by => '{c}')
    UNION ALL SELECT 4, jsonb_build_array(domain, category, n, round(estimate::numeric, 9), round(std_error::numeric, 9)) FROM survey_total(asked, '{chosen}', by => '{q}', weight => 'amount')
$$;
SELECT is(source, 'blocks', 'of a table in blocks') FROM survey_explain_estimate('firm', '{q}');
SELECT isnt(source, 'blocks', 'of a view one by one') FROM survey_explain_estimate('firm_view', '{q}');
SELECT results_eq('SELECT * FROM firm_answers(''firm'')', 'SELECT * FROM firm_answers(''firm_view'')', 'rows without NULL');
UPDATE firm SET q = NULL, w = CASE WHEN cluster > 5 THEN w END, stratum = nullif(stratum, 9) WHERE amount < 40;
SELECT results_eq('SELECT * FROM firm_answers(''firm'')', 'SELECT * FROM firm_answers(''firm_view'')', 'with some');
ALTER TABLE firm ADD weight2 real;
UPDATE firm SET weight2 = 2 WHERE cluster > 10;
SELECT register_survey('firmer', 'firm', jsonb_set(survey_codebook_json('firm'), '{weight}', '"weight2"'));
SELECT is(n, (SELECT count(*) FROM firm WHERE weight2 IS NOT NULL AND q IS NOT NULL), 'rows from before a column was added do not have it') FROM survey_mean('firmer', '{q}');
SELECT drop_survey(name, keep_answers => true) FROM unnest('{firm,firmer,firm_view}'::text[]) name;
DROP VIEW firm_view;
DROP TABLE firm;

SELECT is(respondents, (SELECT count FROM (VALUES ('few', 3000::bigint), ('flat', 300), ('many', 70000), ('apart', 2000), ('one', 1), ('none', 0), ('plain', 4000), ('zero', 2500), ('texts', 3000),
    ('stages', 3000), ('strata', 2000), ('wrong', 500), ('alike', 70000), ('raked', 5000)) v (n, count) WHERE n = name),
    format('%s is packed', name))
FROM mlops_survey.survey, pack_survey(name);
SELECT ok(fresh, format('%s is fresh', name)) FROM mlops_survey.survey, survey_pack_status(name);
SELECT answer_requests(name, 'pack', name), answer_estimates(name, 'pack', name) FROM mlops_survey.survey WHERE name <> 'wrong';
SELECT answer_estimates('wrong', 'pack', 'wrong');
SELECT is_empty(format('SELECT * FROM differences(%L, ''rows'', ''pack'')', name), format('%s: the pack gives what the rows give', name)) FROM mlops_survey.survey;
SELECT ok(array_agg(get_byte(directory, 5 * i)::int) @> '{8,10}', 'respondents of one weight lie together, and codes in planes')
FROM mlops_survey.pack_segment p JOIN mlops_survey.survey s ON s.id = p.survey_id, generate_series(1, (length(directory) - 5) / 5) i WHERE s.name = 'alike';
SELECT ok(count(*) > 50000, 'many cells were compared') FROM answer WHERE result IS NULL;
SELECT is(array_agg(source ORDER BY id), '{pack,pack,pack,pack,pack,pack,pack,pack,pack,pack,pack,pack,pack,pack,rows,rows,rows,rows,pack,pack,rows}', 'which requests the pack can answer')
FROM request r, survey_explain('many', r.rows, r.columns, r.weight, r.filter, 'spss');
SELECT is(source, 'pack', 'under strata and clusters') FROM survey_explain('many', '{q1}');
SELECT ok(count(*) > 1000, 'many estimates were compared') FROM answer WHERE request > 2000 AND result ? 'estimate';
SELECT ok(count(*) >= 10, 'and errors') FROM answer WHERE request > 2000 AND NOT result ? 'estimate';
CREATE FUNCTION source_of(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    source text;
BEGIN
    EXECUTE 'SELECT source FROM ' || replace(format(call, 'many'), 'survey_mean', 'survey_explain_estimate') INTO source;
    RETURN source;
END $$;
SELECT is(source_of(call), source, 'source of ' || call) FROM estimate WHERE source IS NOT NULL;

-- The pieces of a segment may lie anywhere in TOAST, in the gaps that others left, and be compressed.
INSERT INTO mlops_survey.pack_segment (survey_id, segment, respondents, directory, data, units) SELECT s.id, 1000 + i, 0, '', convert_to(repeat(md5(i::text), 130), 'UTF8'), '' FROM mlops_survey.survey s, generate_series(1, 800) i WHERE s.name = 'one';
DELETE FROM mlops_survey.pack_segment WHERE segment > 1000 AND segment / 4 % 2 = 0;
SELECT vacuum_all('mlops_survey.pack_segment') \gexec
SELECT unpack_survey('many');
SELECT is(respondents, 70000::bigint, 'packed into gaps') FROM pack_survey('many');
SELECT format('SELECT cmp_ok(count(*), ''>'', 20::bigint, ''pieces lie apart'') FROM (SELECT chunk_id, (ctid::text::point)[0] - (lag(ctid) OVER (PARTITION BY chunk_id ORDER BY chunk_seq)::text::point)[0] AS step FROM %s) t
    WHERE step NOT IN (0, 1)', reltoastrelid::regclass) FROM pg_class WHERE oid = 'mlops_survey.pack_segment'::regclass \gexec
SELECT answer_requests('many', 'gaps', 'many'), answer_estimates('many', 'gaps', 'many');
SELECT is_empty('SELECT * FROM differences(''many'', ''pack'', ''gaps'')', 'which changes nothing');
DELETE FROM mlops_survey.pack_segment WHERE segment > 1000;
ALTER TABLE mlops_survey.pack_segment ALTER data SET STORAGE EXTENDED;
SELECT unpack_survey('many');
SELECT is(respondents, 70000::bigint, 'packed and compressed') FROM pack_survey('many');
SELECT ok(bool_or(pg_column_compression(data) IS NOT NULL), 'segments are compressed') FROM mlops_survey.pack_segment p JOIN mlops_survey.survey s ON s.id = p.survey_id WHERE s.name = 'many';
SELECT answer_requests('many', 'compressed', 'many'), answer_estimates('many', 'compressed', 'many');
SELECT is_empty('SELECT * FROM differences(''many'', ''pack'', ''compressed'')', 'which changes nothing');
ALTER TABLE mlops_survey.pack_segment ALTER data SET STORAGE EXTERNAL;
SELECT unpack_survey('many');
SELECT is(respondents, 70000::bigint, 'as before') FROM pack_survey('many');

-- In whatever order rows come, their tables under the design have the same digits.
CREATE TABLE shuffled AS SELECT * FROM few ORDER BY md5(few::text);
CREATE TABLE reshuffled AS SELECT * FROM few ORDER BY md5(few::text || 'x');
SELECT register_survey(name, name::regclass, survey_codebook_json('few')) FROM unnest('{shuffled,reshuffled}'::text[]) name;
SELECT results_eq('SELECT * FROM survey_crosstab(''shuffled'', ''{q1,s,age}'', ''{place,s}'')', 'SELECT * FROM survey_crosstab(''reshuffled'', ''{q1,s,age}'', ''{place,s}'')',
    'the order of rows changes no digit');
SELECT results_eq('SELECT * FROM survey_test(''shuffled'', ''q1'', ''place'')', 'SELECT * FROM survey_test(''reshuffled'', ''q1'', ''place'')', 'of tests neither');
SELECT drop_survey('shuffled'), drop_survey('reshuffled');

-- Memory is bounded by clusters and cells: past it a table is refused, an estimate left to the rows; rows wait in it to be sorted.
CREATE TABLE roomy AS SELECT 1 AS call, e.* FROM survey_mean('many', '{q1,score,age}', by => '{q2,s}', filter => 'age > 30') e
    UNION ALL SELECT 2, e.* FROM survey_total('many', '{q2}', by => '{wave}', filter => 'age > 30') e;
CREATE TABLE roomy_cells AS SELECT * FROM survey_crosstab('many', '{q1,q2,s,age}', '{place,s}', filter => 'age > 30');
SET maintenance_work_mem = '1MB';
SET work_mem = '64kB';
SELECT is(source, 'blocks', 'from the rows in several goes') FROM survey_explain_estimate('many', '{q1}', filter => 'age > 30');
SELECT results_eq($$SELECT call, domain, category, n, df, round(estimate::numeric, 9), round((std_error / estimate)::numeric, 11) FROM (
        SELECT 1 AS call, e.* FROM survey_mean('many', '{q1,score,age}', by => '{q2,s}', filter => 'age > 30') e
        UNION ALL SELECT 2, e.* FROM survey_total('many', '{q2}', by => '{wave}', filter => 'age > 30') e) t$$,
    'SELECT call, domain, category, n, df, round(estimate::numeric, 9), round((std_error / estimate)::numeric, 11) FROM roomy', 'estimates are the same in little memory');
SELECT results_eq($$SELECT row_label, column_label, n, round(weighted_n::numeric, 6), round(std_error::numeric, 11), higher_than FROM survey_crosstab('many', '{q1,q2,s,age}', '{place,s}', filter => 'age > 30')$$,
    'SELECT row_label, column_label, n, round(weighted_n::numeric, 6), round(std_error::numeric, 11), higher_than FROM roomy_cells', 'and tables');
SELECT throws_like('SELECT * FROM survey_crosstab(''many'', ''{q1*place*wave}'', ''{q1*place*wave}'')', 'the cells of all clusters%do not fit into memory');
SELECT is(reason, 'the cells of all clusters need more memory than maintenance_work_mem', 'too large an estimate')
FROM survey_explain_estimate('many', '{q1}', by => '{q1,place,wave,q2}');
SELECT is(count(*), (SELECT count(*) FROM (SELECT DISTINCT q1, place, wave, q2 FROM many WHERE w IS NOT NULL AND q1 < 90 AND place IS NOT NULL AND wave IS NOT NULL AND q2 IS NOT NULL) s), 'is made from the rows')
FROM survey_mean('many', '{q1}', by => '{q1,place,wave,q2}');
RESET maintenance_work_mem;
RESET work_mem;

-- Another design than the one that the pack is sorted by is that of the rows, until all is packed anew.
SELECT set_design('few', '{stratum}', '{village}');
SELECT is(reason, 'the design has changed since the answers were packed', 'another design') FROM survey_explain('few', '{q1}');
SELECT is(reason, 'the design has changed since the answers were packed', 'another design') FROM survey_explain_estimate('few', '{q1}');
SELECT is(source, 'pack', 'does not matter without it') FROM survey_explain('few', '{q1}', tests => 'spss');
CREATE TABLE redesigned AS SELECT * FROM survey_mean('few', '{q1}', by => '{place}');
CREATE TABLE retabulated AS SELECT * FROM survey_crosstab('few', '{q1}', '{place}');
SELECT is((added, respondents)::text, '(3000,3000)', 'all are packed anew') FROM pack_survey('few');
SELECT is(source, 'pack', 'and read') FROM survey_explain_estimate('few', '{q1}');
SELECT is_empty('(SELECT domain, estimate::text, round(std_error::numeric, 12) FROM survey_mean(''few'', ''{q1}'', by => ''{place}'')) EXCEPT SELECT domain, estimate::text, round(std_error::numeric, 12) FROM redesigned',
    'estimates follow the design of now');
SELECT is_empty('(SELECT row_label, column_label, n, round(std_error::numeric, 11) FROM survey_crosstab(''few'', ''{q1}'', ''{place}'')) EXCEPT SELECT row_label, column_label, n, round(std_error::numeric, 11) FROM retabulated',
    'tables too');
SELECT set_design('few', '{stratum}', '{cluster}');
SELECT pack_survey('few');
INSERT INTO few SELECT * FROM few LIMIT 500;
CREATE TABLE longer AS SELECT * FROM survey_mean('few', '{q1,score}', by => '{place}') UNION ALL SELECT * FROM survey_proportion('few', '{place}');
SELECT is(added, 500::bigint, 'what was added is sorted alone') FROM pack_survey('few');
SELECT is(source, 'pack', 'and read') FROM survey_explain_estimate('few', '{q1}');
SELECT is_empty('(SELECT domain, variable, category, n, round(std_error::numeric, 11) FROM (SELECT * FROM survey_mean(''few'', ''{q1,score}'', by => ''{place}'') UNION ALL SELECT * FROM survey_proportion(''few'', ''{place}'')) s) EXCEPT SELECT domain, variable, category, n, round(std_error::numeric, 11) FROM longer',
    'clusters that several segments share');
SELECT is(source, 'pack', 'under weights alone') FROM survey_explain('plain', '{q1}', '{s}');

-- Workers do the same.
CREATE TABLE big AS SELECT (1 + i % 5)::smallint AS q, (1 + i * 7 % 3)::smallint AS c, 0.1 + i % 1001 AS w FROM generate_series(1, 300000) i;
ALTER TABLE big ALTER w TYPE float8;
SELECT register_survey('big', 'big', '{"weight": "w", "variables": [{"name": "q", "measure": "ordinal", "points": 5},
    {"name": "c", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c"}}, {"name": "w", "measure": "scale"}]}');
CREATE TABLE big_rows AS SELECT * FROM survey_crosstab('big', '{q}', '{c}');
SELECT is(segments, 5, 'five segments') FROM pack_survey('big');
CREATE TABLE big_pack AS SELECT * FROM survey_crosstab('big', '{q}', '{c}');
SELECT results_eq('TABLE big_pack', 'TABLE big_rows', 'which give what the rows give');
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET enable_indexscan = off;
SET enable_bitmapscan = off;
CREATE FUNCTION cells_of(plan int[], query int[]) RETURNS text LANGUAGE sql AS
    'SELECT crosstab_cells(plan, query, s.respondents, s.directory, s.data)::text FROM mlops_survey.pack_segment s JOIN mlops_survey.survey v ON v.id = s.survey_id WHERE v.name = ''big''';
SET max_parallel_workers_per_gather = 0;
CREATE TABLE serial AS SELECT cells_of('{1,1,2,0,3,2, 1,0,5,1,5,0,1,2,3,4, 1,1,3,1,3,0,1,2, 6, 0,1, 0,2}', '{3,0,1,2, 0,1,2}') AS cells;
SET max_parallel_workers_per_gather = 2;
SELECT is(cells_of('{1,1,2,0,3,2, 1,0,5,1,5,0,1,2,3,4, 1,1,3,1,3,0,1,2, 6, 0,1, 0,2}', '{3,0,1,2, 0,1,2}'), cells, 'parallel workers count the same') FROM serial;
SELECT is((SELECT string_agg(format('%s %s %s %s', cross_row, cross_column, n, weighted_n), ',' ORDER BY cross_row, cross_column) FROM serial, cells(cells::crosstab_cells) WHERE cross_table = 1 AND cross_row > 0 AND cross_column > 0),
    (SELECT string_agg(format('%s %s %s %s', q, c, n, w), ',' ORDER BY q, c) FROM (SELECT q, c, count(*) AS n, sum(w::numeric)::float8 AS w FROM big GROUP BY 1, 2) s), 'and what plain SQL counts');
RESET ALL;
SET client_min_messages = warning;

-- What ends the use of a pack, and what does not.
CREATE FUNCTION fresh(survey text) RETURNS text LANGUAGE sql AS $$ SELECT coalesce(s.reason, 'fresh') FROM survey_pack_status(survey) s $$;
CREATE FUNCTION after(command text, expected text, survey text DEFAULT 'flat') RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pack_survey(survey);
    IF fresh(survey) <> 'fresh' THEN RETURN fail(format('%s: not fresh before: %s', command, fresh(survey))); END IF;
    EXECUTE command;
    RETURN is(fresh(survey), expected, command);
END $$;
\set changed '\'the answers have changed since they were packed\''
\set added '\'answers were added since the others were packed\''
\set altered '\'the table of the answers was altered\''
\set triggers '\'the triggers that watch the answers are missing or disabled\''
SELECT after('INSERT INTO flat SELECT * FROM flat LIMIT 3', :added);
SELECT after('UPDATE flat SET q1 = 1 WHERE q1 = 2', :changed);
SELECT after('DELETE FROM flat WHERE ctid = ''(0,1)''', :changed);
SELECT after('INSERT INTO flat SELECT * FROM flat LIMIT 1; UPDATE flat SET q1 = 1 WHERE q1 = 3', :changed);
SELECT after('MERGE INTO flat USING (SELECT 1) s ON true WHEN MATCHED THEN UPDATE SET q1 = 3', :changed);
SELECT after('TRUNCATE none', :changed, 'none');
DROP VIEW flat_labels, flat_long, flat_analysis;
SELECT after('ALTER TABLE flat ALTER q1 TYPE int', :changed);
SELECT after('ALTER TABLE flat ALTER q1 TYPE int USING 6 - q1', :changed);
SELECT after('SET session_replication_role = replica; ALTER TABLE flat ALTER q1 TYPE int USING 6 - q1; SET session_replication_role = origin', :changed);
SELECT after('ALTER TABLE flat ADD note text', :altered);
SELECT after('ALTER TABLE flat DROP note', :altered);
SELECT after('ALTER TABLE flat RENAME s_1 TO x; ALTER TABLE flat RENAME s_2 TO s_1; ALTER TABLE flat RENAME x TO s_2', :altered);
SELECT after('ALTER TABLE flat DISABLE TRIGGER ALL', :triggers);
SELECT after('ALTER TABLE flat ENABLE TRIGGER ALL', :triggers);
SELECT after('DROP TRIGGER mlops_survey_pack_changed ON flat', :triggers);
SELECT after('CREATE TABLE heir () INHERITS (flat)', 'the table of the answers inherits or is inherited from');
SELECT throws_like('SELECT pack_survey(''flat'')', '%cannot be packed: other tables inherit from it');
DROP TABLE heir;
-- what came through a table above it fired none of its triggers
CREATE TABLE above (LIKE flat);
SELECT after('ALTER TABLE flat INHERIT above; UPDATE above SET q1 = 1; ALTER TABLE flat NO INHERIT above', :changed);
SELECT is(added, respondents, 'after which all is packed anew') FROM pack_survey('flat');
CREATE TABLE parted (LIKE flat) PARTITION BY LIST (q1);
SELECT after('ALTER TABLE parted ATTACH PARTITION flat DEFAULT; INSERT INTO parted SELECT * FROM flat LIMIT 3; ALTER TABLE parted DETACH PARTITION flat', :changed);
SELECT after('SET session_replication_role = replica; ALTER TABLE parted ATTACH PARTITION flat DEFAULT; ALTER TABLE parted DETACH PARTITION flat; SET session_replication_role = origin', :changed);
SELECT after('ALTER TABLE parted ADD note text; ALTER TABLE parted DROP note', 'fresh');
DROP TABLE above, parted;
VACUUM flat;
SELECT after('CREATE INDEX ON flat (q1)', 'fresh');
SELECT after('CLUSTER flat USING flat_q1_idx', 'fresh');
SELECT after('ANALYZE flat', 'fresh');
SELECT after('SET session_replication_role = replica; UPDATE flat SET q1 = 1 WHERE q1 = 5; SET session_replication_role = origin', :changed);
SELECT after('ALTER TABLE flat ENABLE ROW LEVEL SECURITY', 'fresh');
SELECT after('UPDATE mlops_survey.value_label SET label = ''x'' WHERE false', 'fresh');
BEGIN;
UPDATE flat SET q1 = 2;
SELECT is(fresh('flat'), :changed, 'the transaction that changes does not read the pack');
ROLLBACK;
SELECT is(fresh('flat'), 'fresh', 'what is rolled back changes nothing');
BEGIN;
SAVEPOINT a;
UPDATE flat SET q1 = 2;
ROLLBACK TO a;
SELECT is(fresh('flat'), 'fresh', 'nor does what is rolled back to a savepoint');
UPDATE flat SET q1 = 2;
SELECT is(fresh('flat'), :changed, 'what comes after it does');
COMMIT;
VACUUM FULL flat;
SELECT is(respondents, (SELECT count(*) FROM flat), 'packed anew') FROM pack_survey('flat');
VACUUM FULL flat;
SELECT is(fresh('flat'), 'fresh', 'VACUUM FULL moves rows and changes nothing');
SELECT is_empty('SELECT FROM mlops_survey.pack_stale m JOIN mlops_survey.survey s ON s.id = m.survey_id WHERE s.name = ''flat''', 'no mark is left');

-- Appending: what came after the packed rows, and only while these are all there.
SELECT is((added, segments)::text, '(0,5)', 'nothing to add') FROM pack_survey('big');
INSERT INTO big SELECT 1, 2, 3 FROM generate_series(1, 10);
INSERT INTO big SELECT 2, 3, 4 FROM generate_series(1, 20);
SELECT is((added, respondents, segments)::text, '(30,300030,6)', 'thirty are added') FROM pack_survey('big');
SELECT is((added, respondents, segments)::text, '(0,300030,6)', 'none are added') FROM pack_survey('big');
SELECT results_eq('SELECT n FROM survey_crosstab(''big'', ''{q}'', ''{c}'') WHERE column_code IS NOT NULL AND row_code IS NOT NULL ORDER BY row_code, column_code',
    'SELECT count(*) FROM big GROUP BY q, c ORDER BY q, c', 'and counted');
DELETE FROM big WHERE q = 1;
SELECT is(added, respondents, 'after a deletion all are packed') FROM pack_survey('big');
SELECT vacuum_all('big') \gexec
INSERT INTO big SELECT 1, 2, 3 FROM generate_series(1, 10);
SELECT is(added, respondents, 'rows that fill gaps do not come after the others: all are packed') FROM pack_survey('big');
SELECT results_eq('SELECT n FROM survey_crosstab(''big'', ''{q}'', ''{c}'') WHERE column_code IS NOT NULL AND row_code IS NOT NULL AND n > 0 ORDER BY row_code, column_code',
    'SELECT count(*) FROM big GROUP BY q, c ORDER BY q, c', 'and counted');

-- The codebook may change: the pack holds what was answered.
UPDATE mlops_survey.value_label SET missing = true WHERE variable = 'c' AND code = 3 AND survey_id = (SELECT id FROM mlops_survey.survey WHERE name = 'big');
SELECT is(source, 'pack', 'a code that is declared missing now') FROM survey_explain('big', '{q}', '{c}');
SELECT is(sum(n)::bigint, (SELECT count(*) FROM big WHERE c < 3), 'is out of the base') FROM survey_crosstab('big', '{q}', '{c}') WHERE column_code IS NOT NULL AND row_code IS NOT NULL;

-- Answers that the codebook does not declare are the same error from the pack; undeclared texts are left to the rows.
CREATE TABLE odd AS SELECT (1 + i % 3)::int AS q, (ARRAY['a', 'b', 'c'])[1 + i % 3] AS t, CASE WHEN i = 5 THEN 'NaN'::float8 ELSE i END AS x, 1.0::float8 AS w FROM generate_series(1, 30) i;
SELECT register_survey('odd', 'odd', '{"weight": "w", "variables": [{"name": "q", "measure": "nominal", "values": {"1": "x", "2": "y", "3": "z"}},
    {"name": "t", "measure": "nominal", "values": ["a", "b", "c"]}, {"name": "x", "measure": "scale"}, {"name": "w", "measure": "scale"}]}');
INSERT INTO odd VALUES (1, 'd', 1, 1);
SELECT is(left_out, '{t,x}', 'variables with answers that no code stands for are left out') FROM pack_survey('odd');
SELECT is(source, 'rows', 'and left to the rows') FROM survey_explain('odd', '{t}');
SELECT throws_like('SELECT * FROM survey_crosstab(''odd'', ''{t}'')', 'variable "t" holds "d", which the codebook does not declare');
SELECT throws_like('SELECT * FROM survey_crosstab(''odd'', ''{x}'')', 'survey value must be finite%');
UPDATE odd SET q = 7 WHERE q = 2;
SELECT pack_survey('odd');
SELECT is(source, 'pack', 'codes are packed as they are') FROM survey_explain('odd', '{q}');
SELECT throws_like('SELECT * FROM survey_crosstab(''odd'', ''{q}'')', 'variable "q" holds 7, which the codebook does not declare');
UPDATE odd SET q = 2, w = -1 WHERE q = 7;
SELECT pack_survey('odd');
SELECT throws_like('SELECT * FROM survey_crosstab(''odd'', ''{q}'')', 'survey weight must be finite and not negative, not -1');
SELECT is(base_n, 31::bigint, 'without the weight it can be counted') FROM survey_crosstab('odd', '{q}', weight => 'none') LIMIT 1;

-- Numbers that are no integer's are undeclared codes as 1.5 is; the lowest integer is one too, not an answer that is missing.
CREATE TABLE beyond AS SELECT (1 + i % 3)::float8 AS f, (1 + i % 3)::bigint AS b, (1 + i % 3)::numeric AS n, 1 + i % 3 AS i FROM generate_series(1, 30) i;
SELECT register_survey('beyond', 'beyond', '{"variables": [{"name": "f", "measure": "nominal"}, {"name": "b", "measure": "nominal"}, {"name": "n", "measure": "nominal"}, {"name": "i", "measure": "nominal"}]}');
CREATE FUNCTION beyond(variable text, value text, shown text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    call text := format('SELECT * FROM survey_crosstab(''beyond'', ''{%s}'')', variable);
    message text := format('variable "%s" holds %s, which the codebook does not declare', variable, shown);
BEGIN
    EXECUTE format('UPDATE beyond SET %1$I = %2$L WHERE ctid = (SELECT min(ctid) FROM beyond)', variable, value);
    RETURN NEXT throws_ok(call, '22000', message, format('%s in %s, from the rows', value, variable));
    RETURN NEXT throws_ok(format('SELECT * FROM survey_proportion(''beyond'', ''{%s}'')', variable), '22000', message, 'as a share');
    RETURN NEXT is(left_out, ARRAY[variable], 'it is not packed') FROM pack_survey('beyond');
    RETURN NEXT throws_ok(call, '22000', message, 'and refused');
    EXECUTE format('UPDATE beyond SET %1$I = 1 WHERE %1$I = %2$L', variable, value);
END $$;
SELECT beyond('f', 'NaN', '"NaN"');
SELECT beyond('f', '-Infinity', '"-Infinity"');
SELECT beyond('f', '1e300', '"1e+300"');
SELECT beyond('b', '5000000000', '"5000000000"');
SELECT beyond('b', '-2147483648', '"-2147483648"');
SELECT beyond('n', 'NaN', '"NaN"');
SELECT beyond('n', '10000000000', '"10000000000"');
UPDATE beyond SET i = -2147483648 WHERE i = 2;
SELECT throws_like('SELECT * FROM survey_crosstab(''beyond'', ''{i}'')', 'variable "i" holds -2147483647, which the codebook does not declare');
SELECT throws_like($$SELECT register_survey('beyond', 'beyond', '{"variables": [{"name": "i", "values": {"-2147483648": "none"}}]}', replace => true)$$, '%"-2147483648" is not a code');

-- What cannot be packed.
CREATE VIEW odd_view AS SELECT * FROM odd;
SELECT register_survey('odd_view', 'odd_view');
SELECT throws_like('SELECT pack_survey(''odd_view'')', 'the answers of survey "odd_view" cannot be packed: it is a view');
CREATE TEMP TABLE odd_temp AS SELECT q FROM odd;
SELECT register_survey('odd_temp', 'odd_temp');
SELECT throws_like('SELECT pack_survey(''odd_temp'')', '%cannot be packed: it is temporary');
CREATE UNLOGGED TABLE odd_unlogged AS SELECT q FROM odd;
SELECT register_survey('odd_unlogged', 'odd_unlogged');
SELECT throws_like('SELECT pack_survey(''odd_unlogged'')', '%cannot be packed: it is unlogged%');
CREATE TABLE parts (q int) PARTITION BY LIST (q);
CREATE TABLE parts_1 PARTITION OF parts DEFAULT;
INSERT INTO parts VALUES (1), (2);
SELECT register_survey('parts', 'parts'), register_survey('parts_1', 'parts_1');
SELECT is((SELECT respondents FROM pack_survey('parts')), 2::bigint, 'a partitioned table is packed by partition');
SELECT throws_like('SELECT pack_survey(''parts_1'')', '%cannot be packed: it is a partition%');
SELECT unpack_survey('parts');
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT throws_like('SELECT pack_survey(''odd'')', 'pack_survey must run in a transaction of isolation level READ COMMITTED');
COMMIT;
SELECT throws_like('SELECT pack_survey(''nothing'')', 'survey "nothing" does not exist');

-- Garbage in a pack is an error, never a crash.
UPDATE odd SET w = 1;
SELECT pack_survey('odd');
CREATE FUNCTION with_segment(change text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
BEGIN
    EXECUTE format('UPDATE mlops_survey.pack_segment SET %s WHERE survey_id = (SELECT id FROM mlops_survey.survey WHERE name = ''odd'')', change);
    PERFORM * FROM survey_crosstab('odd', '{q}');
    RAISE EXCEPTION 'no error';
EXCEPTION WHEN OTHERS THEN
    RETURN sqlerrm;
END $$;
SELECT is(with_segment(change), 'packed answers are not valid', change) FROM unnest(ARRAY[
    'directory = ''''', 'data = ''''', 'directory = set_byte(directory, 0, 2)', 'directory = set_byte(directory, 5, 200)',
    'directory = substr(directory, 1, 12)', 'data = substr(data, 1, 3)', 'respondents = 65000', 'directory = set_byte(directory, 4, 99)']) change;
DO $$
DECLARE
    i int;
BEGIN
    FOR i IN 0..300 LOOP
        PERFORM with_segment(format('directory = set_byte(directory, %s %% length(directory), %s), data = set_byte(data, %s %% length(data), %s)', i * 7, i * 13 % 256, i * 11, i * 5 % 256));
    END LOOP;
END $$;
SELECT pass('any byte may be wrong');
SELECT throws_like($$SELECT crosstab_cells('{1,0,1,0,1,1, 6, 0,0}'::int[], '{}'::int[], 1, ''::bytea, ''::bytea)$$, 'invalid crosstab plan');
SELECT throws_like($$SELECT crosstab_cells('{1,0,1,0,1,1, 6, 0,0}'::int[], '{1,0,5,-1}'::int[], 1, ''::bytea, ''::bytea)$$, 'invalid query of packed answers');
SELECT throws_like($$SELECT crosstab_cells('{1,0,1,0,1,1, 6, 0,0}'::int[], NULL, 1, ''::bytea, ''::bytea)$$, 'invalid crosstab plan');

-- Rights: the pack is for those who may read every answer.
CREATE ROLE pack_owner;
CREATE ROLE pack_reader;
CREATE ROLE pack_hidden;
CREATE ROLE pack_writer;
CREATE ROLE pack_stranger;
GRANT CREATE ON SCHEMA public TO pack_owner;
SET ROLE pack_owner;
CREATE TABLE own (q int, mine boolean);
INSERT INTO own SELECT 1 + i % 2, i <= 5 FROM generate_series(1, 10) i;
SELECT register_survey('own', 'own');
GRANT SELECT ON own TO pack_reader, pack_hidden;
GRANT INSERT, UPDATE (q) ON own TO pack_writer;
SELECT is(respondents, 10::bigint, 'the owner packs') FROM pack_survey('own');
ALTER TABLE own ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON own USING (mine OR current_user = 'pack_reader');
SELECT is(fresh('own'), 'fresh', 'the owner of the table sees all of it');
SELECT is(count(*), 1::bigint, 'and the pack') FROM mlops_survey.pack_segment;
SET ROLE pack_hidden;
SELECT is(fresh('own'), 'the survey is not packed', 'whose rows are hidden sees no pack');
SELECT is(base_n, 5::bigint, 'and is told of no other rows') FROM survey_crosstab('own', '{q}') LIMIT 1;
SELECT is_empty('SELECT FROM mlops_survey.pack_segment', 'nor can look');
SET ROLE pack_stranger;
SELECT is_empty('SELECT FROM mlops_survey.pack', 'who has no right on the answers sees no pack');
SELECT is_empty('SELECT FROM mlops_survey.pack_segment', 'and no segment');
SELECT throws_ok('INSERT INTO mlops_survey.pack_stale (survey_id, change) VALUES (1, true)', '42501');
SELECT throws_like('SELECT pack_survey(''own'')', 'survey "own" does not exist');
SET ROLE pack_reader;
SELECT throws_ok('SELECT pack_survey(''own'')', '42501');
SELECT throws_ok('SELECT unpack_survey(''own'')', '42501');
SELECT throws_ok('DELETE FROM mlops_survey.pack_segment', '42501');
SELECT throws_ok('DELETE FROM mlops_survey.pack_stale', '42501');
RESET ROLE;
ALTER TABLE own DISABLE ROW LEVEL SECURITY;
SELECT is(fresh('own'), 'fresh', 'strangers removed nothing');
SET ROLE pack_writer;
INSERT INTO own VALUES (1, true);
RESET ROLE;
SELECT is(fresh('own'), :added, 'who may insert but not read leaves a mark');
SET ROLE pack_owner;
SELECT pack_survey('own');
SET ROLE pack_writer;
SET row_security = off;
UPDATE own SET q = 1;
RESET row_security;
RESET ROLE;
SELECT is(fresh('own'), :changed, 'who may update one column does, whatever row_security says');
SELECT ok(unpack_survey('few') AND NOT unpack_survey('few'), 'unpacked once');
SELECT is_empty('SELECT FROM pg_trigger WHERE tgrelid = ''few''::regclass', 'without its triggers');
SELECT drop_survey('many');
SELECT is_empty('SELECT FROM pg_trigger WHERE tgrelid = ''many''::regclass', 'a survey that is dropped takes its triggers along');
SELECT is(count(*), (SELECT count(*) FROM mlops_survey.pack WHERE segments > 0), 'and its segments') FROM (SELECT DISTINCT survey_id FROM mlops_survey.pack_segment) s;
SELECT drop_survey('own');
DROP TABLE own;

-- two surveys of one table, of which one is packed; what happened while nobody watched is packed anew
CREATE TABLE shared AS SELECT i AS id, 1 + i % 3 AS a FROM generate_series(1, 30) i;
SELECT register_survey(s, 'shared', '{"variables": [{"name": "a", "measure": "nominal", "values": {"1": "x", "2": "y", "3": "z"}}]}') FROM unnest('{first,second}'::text[]) s;
SELECT pack_survey('first');
SELECT throws_ok($$SELECT pack_survey('second')$$, '55006', 'the answers of survey "second" are packed as those of survey "first"');
SELECT ok(NOT unpack_survey('second'), 'it has no pack');
SELECT is(fresh('first'), 'fresh', 'and takes none away');
UPDATE shared SET a = 1;
SELECT drop_survey('second');
SELECT is(fresh('first'), :changed, 'nor does it take marks along');
SELECT is((SELECT added FROM pack_survey('first')), 30::bigint, 'so that all is packed anew');
SELECT is((SELECT sum(n) FROM survey_crosstab('first', '{a}', '{}') WHERE row_code = 1), 30::numeric, 'and counted once');
ALTER TABLE shared DISABLE TRIGGER ALL;
UPDATE shared SET a = 2;
SELECT is((SELECT added FROM pack_survey('first')), 30::bigint, 'what no trigger saw is packed anew');
SELECT is((SELECT sum(n) FROM survey_crosstab('first', '{a}', '{}') WHERE row_code = 2), 30::numeric, 'and counted');
-- nobody packs the table of another, or the owner could not
GRANT SELECT ON shared TO pack_stranger;
SET ROLE pack_stranger;
SELECT throws_ok($$SELECT register_survey('squat', 'shared', '{"variables": [{"name": "a", "measure": "nominal"}]}')$$, '42501', 'must be owner of shared to make it a survey', 'nobody registers the table of another');
SELECT throws_ok($$INSERT INTO mlops_survey.pack (survey_id, attributes, expressions, respondents, segments, bytes) SELECT id, '', '{}', 0, 0, 0 FROM mlops_survey.survey WHERE name = 'first'$$,
    '42501', 'permission denied for table pack', 'a pack is of the owner of its table');
RESET ROLE;
SELECT drop_survey('first');
DROP TABLE shared;
REVOKE ALL ON SCHEMA public FROM pack_owner;
DROP ROLE pack_owner, pack_reader, pack_hidden, pack_writer, pack_stranger;
SELECT * FROM finish();
