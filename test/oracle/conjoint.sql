-- Choice-based conjoint against the second set of reference results, family "conjoint".
\if :have_shared
\else
SELECT plan(0);
\echo 1..0 # SKIP the shared reference results are not there
\quit
\endif

SELECT plan(3);
\set QUIET on
SET client_min_messages = error;
\ir include/analyses.psql
\o /dev/null
SELECT read_analyses(:'shared', 'choice');
DELETE FROM cases WHERE family <> 'conjoint';
DELETE FROM reference WHERE case_id NOT IN (SELECT case_id FROM cases);
SELECT load_reference(:'shared' || '/oracle2/data/' || f || '.csv', f) FROM unnest('{cbc,cbc_none}'::text[]) f;
-- a subset of these cases is the data, not a domain of a design
CREATE FUNCTION cbc_survey(id text, data text, filter text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TABLE %I AS SELECT * FROM %I WHERE %s', id, data, coalesce(filter, 'true'));
    PERFORM register_survey(id, id::regclass, jsonb_build_object('weight', 'w', 'design', '{"clusters": ["resp"]}'::jsonb,
        'variables', (SELECT jsonb_agg(jsonb_build_object('name', attname, 'measure', CASE WHEN atttypid = 'float8'::regtype THEN 'scale' ELSE 'nominal' END) ORDER BY attnum) FROM pg_attribute WHERE attrelid = id::regclass AND attnum > 0)));
END $$;
-- effects coding is the same model with utilities about their mean
CREATE FUNCTION part(level text, attribute text) RETURNS text LANGUAGE sql IMMUTABLE RETURN CASE WHEN attribute = 'none' THEN 'none' WHEN level IS NULL THEN attribute ELSE attribute || '=' || level END;

CREATE FUNCTION run_conjoint(k cases) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    form text := split_part(k.args, ' ', 1);
    effects boolean := split_part(k.args, ' ', 2) = 'effects';
    weight text := CASE WHEN split_part(k.args, ' ', 3) = '1' THEN 'none' END;
    attributes text[] := string_to_array(k.vars, ' ') || '{price}';
    where_they_lie text := jsonb_build_object('respondent', 'resp', 'task', 'task', 'chosen', 'chosen', 'none', 'none', 'attributes', attributes)::text;
    o jsonb := CASE form WHEN 'levels' THEN '{"levels": "price"}' WHEN 'log' THEN '{"log": "price"}' ELSE '{"price": "price"}' END;
    products jsonb;
BEGIN
    PERFORM cbc_survey(k.case_id, replace(k.data, '.csv', ''), subset_filter(k.subset));
    -- the products of the first four rows that differ
    EXECUTE format('SELECT jsonb_agg(product || jsonb_build_object(''name'', ''row_id='' || row_id) ORDER BY row_id) FROM (SELECT min(row_id) AS row_id, product FROM (SELECT row_id, CASE WHEN none = 1 THEN ''{"none": true}'' ELSE jsonb_build_object(%s) END AS product FROM %I) s GROUP BY product ORDER BY 1 LIMIT 4) s',
        (SELECT string_agg(format('%L, %I', a, a), ', ') FROM unnest(attributes) a), k.case_id) INTO products;
    DROP TABLE IF EXISTS t, c, m, s, p;
    CREATE TEMP TABLE t AS SELECT * FROM survey_conjoint(k.case_id, where_they_lie, weight => weight, options => o);
    CREATE TEMP TABLE c AS SELECT * FROM survey_conjoint(k.case_id, where_they_lie, weight => weight, options => o || '{"errors": "respondents"}');
    CREATE TEMP TABLE m AS SELECT * FROM survey_conjoint(k.case_id, where_they_lie, weight => weight, options => o || '{"errors": "model"}');
    CREATE TEMP TABLE s AS SELECT * FROM survey_conjoint_shares(k.case_id, where_they_lie, products, weight => weight, options => o - 'price');
    EXECUTE format('CREATE TEMP TABLE p AS SELECT min(price) AS low, max(price) AS high FROM %I WHERE price > 0', k.case_id);
    INSERT INTO found
    SELECT k.case_id, 'partworth', by_group, part(level, CASE WHEN form = 'log' AND level IS NULL THEN 'log(price)' ELSE attribute END), CASE WHEN effects THEN coalesce(centred, utility) ELSE utility END, CASE WHEN effects THEN coalesce(centred_error, std_error) ELSE std_error END
    FROM (SELECT 'se=design n/(n-1)' AS by_group, * FROM t UNION ALL SELECT 'se=cluster', * FROM c UNION ALL SELECT 'se=model', * FROM m) x WHERE remark IS NULL OR level IS NULL UNION ALL
    SELECT k.case_id, 'level_utility', attribute, level, CASE WHEN effects THEN centred ELSE utility END, NULL::float8 FROM t WHERE level IS NOT NULL AND attribute <> 'none' UNION ALL
    SELECT k.case_id, 'level_utility_zero_centred', attribute, level, centred, NULL FROM t WHERE level IS NOT NULL AND attribute <> 'none' UNION ALL
    SELECT k.case_id, 'level_utility', attribute, v::text, utility * v, NULL FROM t, p, LATERAL unnest(CASE WHEN form = 'log' THEN ARRAY[ln(low), ln(high)] ELSE ARRAY[low, high] END) v WHERE level IS NULL UNION ALL
    SELECT k.case_id, 'level_utility_zero_centred', attribute, v::text, utility * (v - (x[1] + x[2]) / 2), NULL FROM t, p, LATERAL (SELECT CASE WHEN form = 'log' THEN ARRAY[ln(low), ln(high)] ELSE ARRAY[low, high] END) a (x), unnest(x) v WHERE level IS NULL UNION ALL
    SELECT k.case_id, 'importance', 'se=delta, design n/(n-1)', attribute, max(importance), max(importance_error) FROM t WHERE attribute <> 'none' GROUP BY attribute UNION ALL
    SELECT k.case_id, 'willingness_to_pay', 'se=delta, design n/(n-1)', part(level, attribute), CASE WHEN effects AND attribute <> 'none' THEN t.centred_price ELSE t.price END, CASE WHEN effects AND attribute <> 'none' THEN t.centred_price_error ELSE t.price_error END FROM t WHERE remark IS NULL UNION ALL
    SELECT k.case_id, 'simulated_share', 'scenario of rows', product, share, std_error FROM s UNION ALL
    SELECT k.case_id, x.statistic, NULL, NULL, x.value, NULL FROM (SELECT max(log_likelihood) AS l, max(null_likelihood) AS l0, max(r2) AS r2, max(tasks) AS n FROM t) t,
        LATERAL (VALUES ('loglik', l), ('loglik_null', l0), ('mcfadden_r2', r2), ('n_tasks', n)) x (statistic, value);
    -- R takes the first of the alternatives whose probability is the largest, where equal products share the hit here: both
    -- from the part-worths
    EXECUTE format('INSERT INTO hit SELECT %1$L, sum(w * (chosen_first = 1)::int) / sum(w), sum(w * shared) / sum(w), (SELECT max(hit_rate) FROM t) FROM (
        SELECT task_weight AS w, (array_agg(chosen ORDER BY round(u::numeric, 12) DESC, row_id))[1] AS chosen_first, max(top::int * chosen) / sum(top::int) AS shared FROM (
            SELECT *, round(u::numeric, 12) = max(round(u::numeric, 12)) OVER (PARTITION BY resp, task) AS top FROM (
                SELECT r.row_id, r.resp, r.task, r.chosen, %2$s AS task_weight, (SELECT sum(CASE WHEN t.level IS NULL THEN t.utility * CASE WHEN %3$L = ''log'' THEN ln(greatest(r.price, 1e-9)) ELSE r.price END ELSE t.utility END) FROM t
                    WHERE CASE WHEN r.none = 1 THEN t.attribute = ''none'' ELSE t.level = to_jsonb(r)->>t.attribute OR t.level IS NULL END) AS u FROM %1$I r) a) b
        GROUP BY resp, task, task_weight) c', k.case_id, CASE WHEN weight IS NULL THEN 'w' ELSE '1::float8' END, form);
    INSERT INTO found SELECT k.case_id, 'hit_rate', NULL, NULL, first, NULL FROM hit WHERE case_id = k.case_id;
END $$;
CREATE TABLE hit (case_id text, first float8, shared float8, ours float8);
SELECT run_conjoint(k) FROM cases k;
-- the ends of a logarithm are the same number with more or fewer digits
UPDATE found f SET level = r.level FROM reference r WHERE f.case_id = r.case_id AND f.statistic = r.statistic AND f.by_group = r.by_group AND f.by_group = 'price' AND r.level ~ '^[0-9.]+$' AND f.level ~ '^[0-9.]+$' AND abs(f.level::float8 - r.level::float8) < 1e-9;
\o
\set QUIET off
SELECT is((SELECT count(*)::int FROM reference r WHERE EXISTS (SELECT FROM found f WHERE f.case_id = r.case_id)), 765, 'all rows of the family are compared');
SELECT is((SELECT string_agg(format('%s %s %s %s: %s, not %s; error %s, not %s', case_id, statistic, by_group, level, got, want, got_se, want_se), E'\n') FROM (SELECT * FROM missed LIMIT 20) m), NULL, 'and agree');
SELECT is((SELECT string_agg(format('%s: %s, not %s', case_id, ours, shared), ', ') FROM hit WHERE NOT passes(ours, shared, 1e-9)), NULL, 'hits that equal products share');
