-- The same statistic of the same respondents is the same by every road: random designs (strata, clusters, population corrections, rules for lonely
-- strata, weights of 0 and NULL, missing answers, small domains), of which estimates, tables, tests and aggregates, from rows, partitions, packs and
-- replicate weights, must say the same, NULL where one of them says NULL.
\set QUIET 1
SET client_min_messages = error;
SELECT plan(241);
SELECT setseed(0.1207) \g /dev/null

\ir include/trial.psql

CREATE FUNCTION enrol(name text, answers text, extra text) RETURNS boolean LANGUAGE sql AS $$SELECT survey IS NOT NULL FROM register_survey(name, answers::regclass, format('{"weight": "w", %s "variables": [
    {"name": "g", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c", "4": "d"}}, {"name": "q", "measure": "nominal", "values": {"1": "x", "2": "z", "3": "u"}},
    {"name": "y", "measure": "scale"}]}', extra)::jsonb, replace => true)$$;

-- what a road says: statistic, category, domain, estimate, standard error, n, and where it has one the interval, of shares Wilson's
CREATE TABLE said (road text, what text, estimate float8, std_error float8, n bigint, bounds float8[]);
CREATE FUNCTION listen(road text, s text, f text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO said SELECT road || ' estimate', format('mean %s', coalesce(domain ->> 'g', 'all')), estimate, std_error, n, ARRAY[conf_low, conf_high] FROM survey_mean(s, '{y}', by => '{g}', filter => f) UNION ALL
        SELECT road || ' estimate', 'mean all', estimate, std_error, n, ARRAY[conf_low, conf_high] FROM survey_mean(s, '{y}', filter => f);
    INSERT INTO said SELECT road || ' table', format('mean %s', coalesce(column_code::text, 'all')), estimate, std_error, n, ARRAY[conf_low, conf_high] FROM survey_crosstab(s, '{y}', '{g}', min_base => 0, filter => f) WHERE statistic = 'mean' AND base_n > 0;
    INSERT INTO said SELECT road || ' estimate', format('share %s %s', category, coalesce(domain ->> 'g', 'all')), estimate, std_error, n, ARRAY[conf_low, conf_high] FROM survey_proportion(s, '{q}', 'wilson', by => '{g}', filter => f) UNION ALL
        SELECT road || ' estimate', format('share %s all', category), estimate, std_error, n, ARRAY[conf_low, conf_high] FROM survey_proportion(s, '{q}', 'wilson', filter => f);
    INSERT INTO said SELECT road || ' table', format('share %s %s', row_label, coalesce(column_code::text, 'all')), estimate / 100, std_error / 100, base_n, ARRAY[conf_low / 100, conf_high / 100] FROM survey_crosstab(s, '{q}', '{g}', min_base => 0, filter => f) WHERE statistic = 'percent' AND base_n > 0;
    INSERT INTO said SELECT road || ' topline', format('share %s all', answer), percent / 100, std_error / 100, base_n, ARRAY[conf_low / 100, conf_high / 100] FROM survey_topline(s, filter => f) WHERE statistic = 'percent' AND variable = 'q' AND base_n > 0;
$$;
-- differences of columns
CREATE FUNCTION listen_pairs(road text, s text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO said SELECT road || ' estimate', domain_label, estimate, std_error, NULL FROM survey_contrast(s, '{y}', by => '{g}');
    INSERT INTO said SELECT road || ' table', column_label || ' - ' || other_label, difference, std_error, NULL FROM survey_column_tests(s, '{y}', '{g}', min_base => 0)
        WHERE EXISTS (SELECT FROM survey_contrast(s, '{y}', by => '{g}') WHERE domain_label = column_label || ' - ' || other_label) AND difference IS NOT NULL;
$$;

-- those that differ from what the estimates of the rows say, or that only one says
CREATE FUNCTION disagree(reference text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(format('%s %s: %s %s %s %s, not %s %s %s %s', s.road, s.what, s.estimate, s.std_error, s.n, s.bounds, r.estimate, r.std_error, r.n, r.bounds), E'\n' ORDER BY s.road, s.what)
    FROM said s LEFT JOIN said r ON r.road = reference AND r.what = s.what
    WHERE s.road <> reference AND NOT coalesce((s.estimate IS NULL AND r.estimate IS NULL OR abs(s.estimate - r.estimate) <= 1e-9 * greatest(abs(r.estimate), 1)) AND s.n IS NOT DISTINCT FROM r.n
        AND CASE WHEN s.std_error IS NULL OR r.std_error IS NULL THEN s.std_error IS NULL AND r.std_error IS NULL ELSE abs(s.std_error - r.std_error) <= 1e-9 * greatest(abs(r.std_error), 1e-3) END
        AND (s.bounds IS NULL OR s.bounds = r.bounds OR (SELECT bool_and(a IS NULL AND b IS NULL OR coalesce(abs(a - b) <= 1e-9 * greatest(abs(b), 1e-1), false)) FROM unnest(s.bounds, r.bounds) u (a, b))), false)
$$;

CREATE FUNCTION trial_of(k int) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    elements boolean := k % 4 = 3;
    rule text := (ARRAY['remove', 'certainty', 'adjust', 'average'])[1 + k % 4];
    with_fpc boolean := k % 3 = 0;
    filter text := CASE k % 5 WHEN 4 THEN 'q < 3' WHEN 2 THEN 'h <> 2' WHEN 3 THEN 'q = 1 AND id <= 30' END;
    design text;
BEGIN
    PERFORM make_trial(elements);
    rule := (ARRAY['remove', 'certainty', 'adjust', 'average'])[1 + (k / 4) % 4];
    design := format('"design": {"strata": ["h"], %s %s "nest": true, "lonely": "%s"},', CASE WHEN NOT elements THEN '"clusters": ["psu"],' END, CASE WHEN with_fpc THEN '"fpc": ["fpc"],' END, rule);
    DELETE FROM said;
    PERFORM enrol('rows', 'trial', design), enrol('parts', 'parted', design), enrol('pack', 'trial', design);
    PERFORM pack_survey('pack');
    PERFORM listen('rows', 'rows', filter), listen('parts', 'parts', filter), listen('pack', 'pack', filter);
    -- aggregates, of all respondents
    IF filter IS NULL THEN
        INSERT INTO said SELECT 'aggregate', 'mean ' || coalesce(d::text, 'all'), mean(s), std_error(s, lonely => rule), n(s) FROM unnest(ARRAY[1, 2, 3, 4, NULL]) d,
            LATERAL (SELECT CASE WHEN elements AND with_fpc THEN survey_summary(CASE WHEN d IS NULL OR g = d THEN y END, w, h, NULL, t.fpc) WHEN elements THEN survey_summary(CASE WHEN d IS NULL OR g = d THEN y END, w, h)
                WHEN with_fpc THEN survey_summary(CASE WHEN d IS NULL OR g = d THEN y END, w, h, psu, t.fpc) ELSE survey_summary(CASE WHEN d IS NULL OR g = d THEN y END, w, h, psu) END AS s FROM trial t) q WHERE n(s) > 0;
    END IF;
    RETURN NEXT is((SELECT count(*) > 60 FROM said), true, format('design %s: %s, %s%s: the roads speak', k, rule, CASE WHEN elements THEN 'respondents' ELSE 'clusters' END, CASE WHEN with_fpc THEN ', fpc' ELSE '' END));
    RETURN NEXT is(disagree('rows estimate'), NULL, format('design %s: means and shares', k));
    DELETE FROM said;
    PERFORM listen_pairs('rows', 'rows'), listen_pairs('parts', 'parts'), listen_pairs('pack', 'pack');
    RETURN NEXT is(disagree('rows estimate'), NULL, format('design %s: pairs of domains', k));
END $$;
SELECT trial_of(k) FROM generate_series(0, 63) k;

CREATE FUNCTION replicates_of(k int) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM make_trial(k % 2 = 0);
    DELETE FROM said;
    PERFORM enrol('rows', 'trial', '"replicates": {"columns": ["r1", "r2", "r3", "r4", "r5"], "type": "other", "scale": 0.2},'), enrol('parts', 'parted', '"replicates": {"columns": ["r1", "r2", "r3", "r4", "r5"], "type": "other", "scale": 0.2},');
    PERFORM listen('rows', 'rows', NULL), listen('parts', 'parts', NULL), listen_pairs('rows', 'rows');
    RETURN NEXT is((SELECT count(*) > 30 FROM said), true, format('replicates %s: the roads speak', k));
    RETURN NEXT is(disagree('rows estimate'), NULL, format('replicates %s: means, shares and pairs', k));
    INSERT INTO said SELECT 'aggregate', 'mean ' || coalesce(d::text, 'all'), mean(s), std_error(s, 0.2), n(s) FROM unnest(ARRAY[1, 2, NULL]) d,
        LATERAL (SELECT survey_replicate_summary(CASE WHEN d IS NULL OR g = d THEN y END, w, ARRAY[r1, r2, r3, r4, r5]) AS s FROM trial) q WHERE n(s) > 0;
    RETURN NEXT is(disagree('rows estimate'), NULL, format('replicates %s: the aggregate', k));
END $$;
SELECT replicates_of(k) FROM generate_series(1, 16) k;

-- and they are not all NULL
SELECT make_trial(false), enrol('rows', 'trial', '"design": {"strata": ["h"], "clusters": ["psu"], "nest": true, "lonely": "adjust"},') \g /dev/null
SELECT is((SELECT std_error > 0 FROM survey_mean('rows', '{y}')), true, 'a standard error that is one');
SELECT * FROM finish();
