-- Weights after post-stratification, raking, calibration and trimming against R's survey package: every weight of the
-- shared reference results.
\if :have_shared
\else
SELECT plan(0);
\echo 1..0 # SKIP the shared reference results are not there
\quit
\endif

SELECT no_plan();
SET client_min_messages = warning;

CREATE TABLE raw_apisrs (row_id int, cds text, stype text, dname text, dnum text, snum text, cnum text, pcttest text, api00 float8,
    api99 float8, target text, growth text, sch_wide text, comp_imp text, both_met text, awards text, meals float8, ell float8, yr_rnd text,
    mobility text, acs_k3 text, not_hsg text, hsg text, some_col text, col_grad text, grad_sch text, avg_ed text, full_pct text,
    emer text, enroll float8, api_stu float8, pw float8, fpc float8, mealcat text, mealcat4 text, met text, one text);
CREATE TABLE raw_apiclus1 (LIKE raw_apisrs);
CREATE TABLE raw_apistrat (LIKE raw_apisrs);
CREATE TABLE raw_apiclus2 (row_id int, cds text, stype text, dname text, dnum text, snum text, cnum text, pcttest text, api00 float8,
    api99 float8, target text, growth text, sch_wide text, comp_imp text, both_met text, awards text, meals float8, ell float8, yr_rnd text,
    mobility text, acs_k3 text, not_hsg text, hsg text, some_col text, col_grad text, grad_sch text, avg_ed text, full_pct text,
    emer text, enroll float8, api_stu float8, pw float8, fpc1 float8, fpc2 float8, mealcat text, mealcat4 text, met text, one text, w_2st float8);
CREATE TABLE raw_likert (row_id int, stratum int, psu int, npsu_pop float8, region text, sex text, age float8, agegrp text,
    q1 int, q2 int, q3 int, q4 int, q5 int, q6 int, q7 int, q8 int, nps int,
    aware_a int, aware_b int, aware_c int, aware_d int, aware_e int, spend float8, w float8, one float8);
CREATE TABLE cases (case_id text, family text, data text, design_id text, fn text, vars text, by text, subset text, na_rm text,
    args text, note text, r_call text, n_expected_rows int);
CREATE TABLE expected (case_id text, row_id int, base_weight float8, weight float8, PRIMARY KEY (case_id, row_id));
\set file :shared /oracle/data/apisrs.csv
COPY raw_apisrs FROM :'file' (FORMAT csv, HEADER);
\set file :shared /oracle/data/apiclus1.csv
COPY raw_apiclus1 FROM :'file' (FORMAT csv, HEADER);
\set file :shared /oracle/data/apiclus2.csv
COPY raw_apiclus2 FROM :'file' (FORMAT csv, HEADER);
\set file :shared /oracle/data/apistrat.csv
COPY raw_apistrat FROM :'file' (FORMAT csv, HEADER);
\set file :shared /oracle/data/likert.csv
COPY raw_likert FROM :'file' (FORMAT csv, HEADER);
\set file :shared /oracle/expected/cases_calibration.csv
COPY cases FROM :'file' (FORMAT csv, HEADER);
\set file :shared /oracle/expected/calibration_weights.csv
COPY expected FROM :'file' (FORMAT csv, HEADER);

CREATE FUNCTION api_targets(r_call text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT CASE WHEN r_call ~ 'stype' THEN '{"stype": {"E": 4421, "H": 755, "M": 1018}}'::jsonb ELSE '{}' END
        || CASE WHEN r_call ~ 'sch_wide' THEN '{"sch_wide": {"No": 1072, "Yes": 5122}}'::jsonb ELSE '{}' END
        || CASE WHEN r_call ~ 'api99' THEN '{"api99": 3914069}'::jsonb ELSE '{}' END $$;
CREATE FUNCTION likert_targets(r_call text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT '{"agegrp": {"18-24": 9000, "25-34": 12000, "35-44": 13000, "45-54": 14000, "55-64": 11000, "65+": 11000}}'::jsonb
        || CASE WHEN r_call ~ 'postStratify' THEN '{}' ELSE
           '{"sex": {"F": 36000, "M": 34000}, "region": {"North": 20000, "South": 18000, "East": 16000, "West": 16000}}'::jsonb END $$;

-- One case: a survey of its rows and base weights, weighted as the R call says; returns the largest relative difference.
CREATE FUNCTION weigh(c cases) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE
    likert boolean := c.data = 'likert.csv';
    targets jsonb := CASE WHEN likert THEN likert_targets(c.r_call) ELSE api_targets(c.r_call) END;
    bounds float8[] := ('{' || substring(c.r_call FROM 'bounds=c\(([0-9.,]+)\)') || '}')::float8[];
    method text := coalesce(substring(c.r_call FROM 'calfun=''([a-z]+)'''), 'linear');
    lower float8 := substring(c.r_call FROM 'lower=([0-9]+)')::float8;
    upper float8 := substring(c.r_call FROM 'upper=([0-9]+)')::float8;
    difference float8;
BEGIN
    EXECUTE format('CREATE TABLE answers AS SELECT r.*, e.base_weight FROM raw_%s r JOIN expected e USING (row_id) WHERE e.case_id = %L',
        replace(c.data, '.csv', ''), c.case_id);
    PERFORM register_survey('s', 'answers', jsonb_build_object('weight', 'base_weight', 'variables',
        CASE WHEN likert THEN
            '[{"name": "agegrp", "measure": "ordinal"}, {"name": "sex", "measure": "nominal"}, {"name": "region", "measure": "nominal"}]'::jsonb
        ELSE '[{"name": "stype", "measure": "nominal"}, {"name": "sch_wide", "measure": "nominal"}, {"name": "api99", "measure": "scale"}]'::jsonb END));
    CASE
        WHEN c.r_call ~ 'postStratify' THEN PERFORM poststratify_survey('s', targets, 'weighted');
        WHEN c.r_call ~ 'rake\(' THEN PERFORM rake_survey('s', targets, 'weighted', tolerance => 1e-12);
        WHEN c.r_call ~ 'calibrate' THEN PERFORM calibrate_survey('s', targets, 'weighted', method => method, bounds => bounds,
            total => CASE WHEN targets ? 'stype' OR likert THEN NULL ELSE 6194 END,
            same_within => CASE WHEN c.r_call ~ 'aggregate.stage=1' THEN 'dnum' END);
        ELSE NULL;
    END CASE;
    IF c.r_call ~ 'trimWeights' THEN
        PERFORM trim_survey_weights('s', 'result', lower => lower, upper => upper, strict => c.r_call ~ 'strict=TRUE');
    ELSE
        ALTER TABLE answers RENAME COLUMN weighted TO result;
    END IF;
    EXECUTE 'SELECT max(abs(a.result / e.weight - 1)) FROM answers a JOIN expected e USING (row_id) WHERE e.case_id = $1'
        INTO difference USING c.case_id;
    PERFORM drop_survey('s', true);
    DROP TABLE answers CASCADE;
    RETURN difference;
END $$;

-- closed forms to 1e-9, iterations to 1e-6
SELECT ok(d <= CASE WHEN c.r_call ~ 'rake|calfun' THEN 1e-6 ELSE 1e-9 END,
    format('%s %s: weights differ by at most %s', c.case_id, c.r_call, d::numeric(30, 18)::float8))
FROM cases c, LATERAL (SELECT weigh(c)) w (d) ORDER BY c.case_id;

SELECT is(count(*), 44035::bigint, 'every weight was compared') FROM expected e JOIN cases USING (case_id);
SELECT finish();
