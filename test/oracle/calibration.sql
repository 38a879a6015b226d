-- Weights after post-stratification, raking, calibration and trimming against R's survey package: every weight of the
-- shared reference results, whatever design it was made under.
\if :have_shared
\else
SELECT plan(0);
\echo 1..0 # SKIP the shared reference results are not there
\quit
\endif

SELECT plan(77);
\set QUIET on
SET client_min_messages = warning;
\ir include/estimates.psql
\ir include/weigh.psql
\o /dev/null
SELECT read_reference(:'shared', 'calibration');
\o
CREATE TABLE weights (case_id text, row_id int, base_weight float8, weight float8, PRIMARY KEY (case_id, row_id));
\set file :shared /oracle/expected/calibration_weights.csv
COPY weights FROM :'file' (FORMAT csv, HEADER);

-- the largest relative difference of a case
CREATE FUNCTION weigh_rows(k cases) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE
    difference float8;
BEGIN
    EXECUTE format('CREATE TABLE answers AS SELECT r.*, e.base_weight FROM %I r JOIN weights e USING (row_id) WHERE e.case_id = %L',
        replace(k.data, '.csv', ''), k.case_id);
    PERFORM register_survey('s', 'answers', codebook_of('answers', '{"weights": "base_weight"}'));
    EXECUTE format('SELECT max(abs(a.%I / e.weight - 1)) FROM answers a JOIN weights e USING (row_id) WHERE e.case_id = %L', weigh(k), k.case_id)
        INTO difference;
    PERFORM drop_survey('s', true);
    DROP TABLE answers CASCADE;
    RETURN difference;
END $$;

-- closed forms to 1e-9, iterations to 1e-6
SELECT ok(d <= CASE WHEN k.r_call ~ 'rake|calfun' THEN 1e-6 ELSE 1e-9 END,
    format('%s %s: weights differ by at most %s', k.case_id, k.r_call, d))
FROM cases k, LATERAL (SELECT weigh_rows(k)) w (d) ORDER BY k.case_id;
SELECT is(count(*), 44035::bigint, 'every weight was compared') FROM weights JOIN cases USING (case_id);
SELECT * FROM finish();
