-- The same by every name: over random designs a t test is a contrast, the model of a constant a mean, an option of a set a filter; and ratios, variances, quantiles,
-- reliability, tests, models and tables of sets say the same of rows, partitions, packs and partitions with replicate weights, down to the text of an error.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(64);
SELECT setseed(0.1207) \g /dev/null
\ir include/trial.psql

-- with a set of two options, of which the first is rare in all strata but one
ALTER TABLE trial ADD m1 int, ADD m2 int;
ALTER TABLE parted ADD m1 int, ADD m2 int;
CREATE FUNCTION make_set_trial(elements boolean) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM make_trial(elements);
    UPDATE trial SET m1 = CASE WHEN random() < 0.9 THEN (random() < 0.4)::int END, m2 = CASE WHEN random() < 0.9 THEN (random() < 0.6)::int END;
    UPDATE trial SET m1 = 0 WHERE random() < 0.5 AND h <> 2;
    TRUNCATE parted;
    INSERT INTO parted TABLE trial;
END $$;
CREATE FUNCTION enrol(name text, answers text, extra text) RETURNS boolean LANGUAGE sql AS $$SELECT survey IS NOT NULL FROM register_survey(name, answers::regclass, format('{"weight": "w", %s "variables": [
    {"name": "g", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c", "4": "d"}}, {"name": "q", "measure": "ordinal", "points": 3},
    {"name": "m1", "measure": "nominal", "values": {"0": "n", "1": "y"}}, {"name": "m2", "measure": "nominal", "values": {"0": "n", "1": "y"}},
    {"name": "y", "measure": "scale"}], "sets": [{"name": "s", "members": ["m1", "m2"]}]}', extra)::jsonb, replace => true)$$;

-- what a call gives as one text, or the error; numbers in it may differ by rounding
CREATE FUNCTION outcome(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text;
BEGIN
    EXECUTE call INTO result;
    RETURN result;
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
CREATE FUNCTION same_text(a text, b text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    x text[] := regexp_split_to_array(a, '[|,;]');
    y text[] := regexp_split_to_array(b, '[|,;]');
    number text := '^-?[0-9.]+(e[-+]?[0-9]+)?$';
BEGIN
    IF a IS NOT DISTINCT FROM b THEN
        RETURN true;
    END IF;
    IF cardinality(x) IS DISTINCT FROM cardinality(y) THEN
        RETURN false;
    END IF;
    FOR i IN 1 .. cardinality(x) LOOP
        CONTINUE WHEN x[i] = y[i];
        IF x[i] !~ number OR y[i] !~ number OR abs(x[i]::float8 - y[i]::float8) > 1e-8 * greatest(abs(y[i]::float8), 1e-2) THEN
            RETURN false;
        END IF;
    END LOOP;
    RETURN true;
END $$;

CREATE TABLE asked (sql text);
INSERT INTO asked VALUES
    ($$SELECT string_agg(concat_ws('|', domain_label, coalesce(estimate::text,'-'), coalesce(std_error::text,'-'), coalesce(conf_low::text,'-'), n), ';' ORDER BY domain_label) FROM survey_ratio(%L,'y','q',by=>'{g}',filter=>%L)$$),
    ($$SELECT string_agg(concat_ws('|', domain_label, coalesce(estimate::text,'-'), coalesce(std_error::text,'-'), coalesce(conf_low::text,'-'), n), ';' ORDER BY domain_label) FROM survey_variance(%L,'{y}',by=>'{g}',filter=>%L)$$),
    ($$SELECT string_agg(concat_ws('|', domain_label, coalesce(estimate::text,'-'), coalesce(std_error::text,'-'), coalesce(conf_low::text,'-'), n), ';' ORDER BY domain_label) FROM survey_covariance(%L,'{y,q}',by=>'{g}',filter=>%L)$$),
    ($$SELECT string_agg(concat_ws('|', domain_label, coalesce(estimate::text,'-'), coalesce(std_error::text,'-'), coalesce(conf_low::text,'-'), n), ';' ORDER BY domain_label) FROM survey_correlation(%L,'{y,q}',by=>'{g}',filter=>%L)$$),
    ($$SELECT string_agg(concat_ws('|', domain_label, category, coalesce(estimate::text,'-'), coalesce(std_error::text,'-'), coalesce(conf_low::text,'-'), n), ';' ORDER BY domain_label,category) FROM survey_quantile(%L,'{y}',by=>'{g}',filter=>%L)$$),
    ($$SELECT string_agg(concat_ws('|', domain_label, category, coalesce(estimate::text,'-'), coalesce(std_error::text,'-'), coalesce(conf_low::text,'-'), n), ';' ORDER BY domain_label,category) FROM survey_total(%L,'{y,g}',by=>'{s}',filter=>%L)$$),
    ($$SELECT string_agg(concat_ws('|', domain_label, category, coalesce(estimate::text,'-'), coalesce(std_error::text,'-'), coalesce(conf_low::text,'-'), n), ';' ORDER BY domain_label,category) FROM survey_proportion(%L,'{s}',by=>'{g}',filter=>%L)$$),
    ($$SELECT string_agg(concat_ws('|', domain_label, item, coalesce(alpha::text,'-'), coalesce(std_error::text,'-'), n), ';' ORDER BY domain_label,item) FROM survey_alpha(%L,'{y,q}',by=>'{g}',filter=>%L)$$),
    ($$SELECT string_agg(concat_ws('|', test, coalesce(estimate::text,'-'), coalesce(df::text,'-'), coalesce(df2::text,'-'), coalesce(p_value::text,'-'), n), ';' ORDER BY test) FROM survey_test(%L,'q','g',filter=>%L)$$),
    ($$SELECT string_agg(concat_ws('|', test, coalesce(estimate::text,'-'), coalesce(df::text,'-'), coalesce(df2::text,'-'), coalesce(p_value::text,'-'), n), ';' ORDER BY test) FROM survey_test(%L,'s','g',filter=>%L)$$),
    ($$SELECT string_agg(concat_ws('|', comparison, coalesce(estimate::text,'-'), coalesce(std_error::text,'-'), coalesce(df::text,'-'), coalesce(p_value::text,'-'), n), ';') FROM survey_ranktest(%L,'y','g',ties=>'mid',filter=>%L)$$),
    ($$SELECT string_agg(concat_ws('|', label, coalesce(estimate::text,'-'), coalesce(std_error::text,'-'), coalesce(df::text,'-'), coalesce(p_value::text,'-')), ';') FROM survey_glm(%L,'y ~ g + q',filter=>%L)$$),
    ($$SELECT string_agg(concat_ws('|', row_variable,row_label,column_label, coalesce(estimate::text,'-'), coalesce(std_error::text,'-'), coalesce(conf_low::text,'-'), coalesce(p_value::text,'-'), coalesce(higher_than,'-'), low_df::text, n), ';') FROM survey_crosstab(%L,'{q,s,y}','{s,g}',min_base=>0,filter=>%L)$$),
    ($$SELECT string_agg(concat_ws('|', row_variable,row_label,column_label, other_label, coalesce(difference::text,'-'), coalesce(std_error::text,'-'), coalesce(df::text,'-'), coalesce(p_value::text,'-'), not_tested), ';') FROM survey_column_tests(%L,'{q,s,y}','{s,g}',min_base=>0,filter=>%L)$$);
CREATE TABLE alike (what text, one text, other text);
INSERT INTO alike VALUES
    ('a t test is a contrast', $$SELECT concat_ws('|', coalesce((-estimate)::text,'-'), coalesce(nullif(std_error,0)::text,'-'), n) FROM survey_ttest(%1$L,'y','g',filter=>'g < 3')$$,
        $$SELECT concat_ws('|', coalesce(estimate::text,'-'), coalesce(nullif(std_error,0)::text,'-'), n) FROM survey_contrast(%1$L,'{y}',by=>'{g}',filter=>'g<3')$$),
    ('a t test of one group its mean', $$SELECT concat_ws('|', coalesce(estimate::text,'-'), coalesce(nullif(std_error,0)::text,'-'), n) FROM survey_ttest(%1$L,'y',filter=>'g = 3')$$,
        $$SELECT concat_ws('|', coalesce(estimate::text,'-'), coalesce(nullif(std_error,0)::text,'-'), n) FROM survey_mean(%1$L,'{y}',filter=>'g=3')$$),
    ('of a group within one cluster too', $$SELECT concat_ws('|', coalesce(estimate::text,'-'), coalesce(nullif(std_error,0)::text,'-'), n) FROM survey_ttest(%1$L,'y',filter=>'g = 4')$$,
        $$SELECT concat_ws('|', coalesce(estimate::text,'-'), coalesce(nullif(std_error,0)::text,'-'), n) FROM survey_mean(%1$L,'{y}',filter=>'g=4')$$),
    ('the model of a constant is a mean', $$SELECT concat_ws('|', coalesce(estimate::text,'-'), coalesce(nullif(std_error,0)::text,'-')) FROM survey_glm(%1$L,'y ~ 1')$$,
        $$SELECT concat_ws('|', coalesce(estimate::text,'-'), coalesce(nullif(std_error,0)::text,'-')) FROM survey_mean(%1$L,'{y}')$$),
    ('of a condition a share', $$SELECT concat_ws('|', coalesce(estimate::text,'-'), coalesce(nullif(std_error,0)::text,'-')) FROM survey_glm(%1$L,'I(q = 1) ~ 1')$$,
        $$SELECT concat_ws('|', coalesce(estimate::text,'-'), coalesce(nullif(std_error,0)::text,'-')) FROM survey_proportion(%1$L,'{q}') WHERE category='1'$$),
    ('an option of a set is a filter', $$SELECT concat_ws('|', coalesce(estimate::text,'-'), coalesce(std_error::text,'-'), n) FROM survey_mean(%1$L,'{y}',by=>'{s}') WHERE domain->>'s'='1'$$,
        $$SELECT concat_ws('|', coalesce(estimate::text,'-'), coalesce(std_error::text,'-'), n) FROM survey_mean(%1$L,'{y}',filter=>'m1=1') WHERE n > 0$$),
    ('and a column', $$SELECT string_agg(concat_ws('|', coalesce(estimate::text,'-'), coalesce(std_error::text,'-'), n),';' ORDER BY column_code) FROM survey_crosstab(%1$L,'{y}','{s}',min_base=>0) WHERE statistic='mean' AND column_code IS NOT NULL AND base_n>0$$,
        $$SELECT string_agg(concat_ws('|', coalesce(estimate::text,'-'), coalesce(std_error::text,'-'), n),';' ORDER BY domain->>'s') FROM survey_mean(%1$L,'{y}',by=>'{s}') WHERE n>0$$),
    ('the rows of a set are its proportions', $$SELECT string_agg(concat_ws('|', column_code, row_code, coalesce((estimate/100)::text,'-'), coalesce((std_error/100)::text,'-'), base_n),';' ORDER BY column_code,row_code) FROM survey_crosstab(%1$L,'{s}','{g}',min_base=>0) WHERE statistic='percent' AND column_code IS NOT NULL AND base_n>0 AND row_code IS NOT NULL$$,
        $$SELECT string_agg(concat_ws('|', domain->>'g', CASE category WHEN 'm1' THEN 1 ELSE 2 END, coalesce(estimate::text,'-'), coalesce(std_error::text,'-'), n),';' ORDER BY domain->>'g',category) FROM survey_proportion(%1$L,'{s}',by=>'{g}') WHERE n>0$$),
    ('ratios by a set', $$SELECT concat_ws('|', coalesce(estimate::text,'-'), coalesce(std_error::text,'-'), n) FROM survey_ratio(%1$L,'y','q',by=>'{s}') WHERE domain->>'s'='2'$$,
        $$SELECT concat_ws('|', coalesce(estimate::text,'-'), coalesce(std_error::text,'-'), n) FROM survey_ratio(%1$L,'y','q',filter=>'m2=1') WHERE n>0$$),
    ('a paired t test is a contrast of variables', $$SELECT concat_ws('|', coalesce(estimate::text,'-'), coalesce(nullif(std_error,0)::text,'-'), n) FROM survey_contrast(%1$L,'{y,q}',missing=>'listwise')$$,
        $$SELECT concat_ws('|', coalesce(estimate::text,'-'), coalesce(nullif(std_error,0)::text,'-'), n) FROM survey_ttest(%1$L,'y',minus=>'q')$$);

CREATE FUNCTION trial_of(k int) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    elements boolean := k % 4 = 3;
    rule text := (ARRAY['remove', 'certainty', 'adjust', 'average'])[1 + (k / 4) % 4];
    filter text := CASE k % 5 WHEN 4 THEN 'q < 3' WHEN 2 THEN 'h <> 2' WHEN 3 THEN 'q = 1 AND id <= 30' END;
    design text := format('"design": {"strata": ["h"], %s %s "nest": true, "lonely": "%s"},', CASE WHEN NOT elements THEN '"clusters": ["psu"],' END, CASE WHEN k % 3 = 0 THEN '"fpc": ["fpc"],' END, rule);
    replicates text := '"replicates": {"columns": ["r1", "r2", "r3", "r4", "r5"], "type": "other", "scale": 0.2},';
BEGIN
    PERFORM make_set_trial(elements);
    PERFORM enrol('rows', 'trial', design), enrol('parts', 'parted', design), enrol('pack', 'trial', design), enrol('replicates', 'trial', replicates), enrol('replicates of parts', 'parted', replicates);
    PERFORM pack_survey('pack');
    RETURN NEXT is((SELECT string_agg(road || ': ' || sql, E'\n') FROM asked, unnest('{parts,pack}'::text[]) road WHERE NOT same_text(outcome(format(sql, 'rows', filter)), outcome(format(sql, road, filter)))), NULL, format('design %s: partitions and pack', k));
    RETURN NEXT is((SELECT string_agg(sql, E'\n') FROM asked WHERE NOT same_text(outcome(format(sql, 'replicates', filter)), outcome(format(sql, 'replicates of parts', filter)))), NULL, format('design %s: replicate weights', k));
    RETURN NEXT is((SELECT string_agg(road || ': ' || what, E'\n') FROM alike, unnest('{rows,pack,replicates}'::text[]) road WHERE NOT same_text(outcome(format(one, road)), outcome(format(other, road)))), NULL, format('design %s: by every name', k));
    RETURN NEXT is((SELECT count(*) > 6 FROM asked WHERE outcome(format(sql, 'rows', filter)) ~ '[|][0-9]'), true, format('design %s: numbers are said', k));
END $$;
SELECT trial_of(k) FROM generate_series(0, 15) k;
SELECT * FROM finish();
