-- Columns against the rest, the Total, the one before and one by name; percents of the row and the table; indexes; two levels; defaults of the codebook.
-- Differences and percents of rows and tables with their errors: R's survey (svycontrast of svytotal; withReplicates for the jackknife).
\set QUIET 1
SET client_min_messages = error;
SELECT plan(54);
\ir include/near.psql

CREATE TABLE obs AS SELECT i AS id, 1 + i % 4 AS h, i / 7 AS psu, 1 + (i * i + i / 3) % 3 AS g, 1 + (i * 7 + i / 5) % 4 AS q,
    (i * 13 + i / 11) % 11 AS rec, (i * 5) % 3 = 0 AS a, (i * 11 + i / 4) % 4 < 2 AS b, 0.5 + (i * 17) % 10 / 5.0 AS w FROM generate_series(1, 420) i;
CREATE FUNCTION enrol(name text, extra text) RETURNS void LANGUAGE sql AS $f$
    SELECT FROM register_survey(name, 'obs', format('{"weight": "w", %s "variables": [{"name": "g", "label": "Group", "measure": "nominal", "values": {"1": "x", "2": "y", "3": "z"}},
        {"name": "q", "measure": "ordinal", "points": 4}, {"name": "rec", "measure": "ordinal", "values": {"0": "0", "1": "1", "2": "2", "3": "3", "4": "4",
            "5": "5", "6": "6", "7": "7", "8": "8", "9": "9", "10": "10"}},
        {"name": "a", "measure": "nominal"}, {"name": "b", "measure": "nominal"}, {"name": "w", "measure": "scale"}],
        "sets": [{"name": "ab", "members": ["a", "b"]}]}', extra)::jsonb, replace => true)$f$;
SELECT enrol('clusters', '"design": {"strata": ["h"], "clusters": ["psu"], "nest": true},'), enrol('elements', '"design": {"strata": ["h"]},'),
    enrol('packed', '"design": {"strata": ["h"], "clusters": ["psu"], "nest": true},'), enrol('jackknife', '"design": {"strata": ["h"], "clusters": ["psu"], "nest": true},') \g /dev/null
SELECT FROM pack_survey('packed') \g /dev/null
SELECT FROM replicate_survey('jackknife', 'jkn') \g /dev/null

CREATE TABLE r (survey text, what text, estimate float8, std_error float8);
INSERT INTO r VALUES
    ('clusters', 'share-total', 0.00411683699354934, 0.0282788992729713),
    ('clusters', 'nps-total', -12.4186158481658, 5.23997775457009),
    ('clusters', 'nps-rest', -18.6803431023829, 7.89695631733139),
    ('clusters', 'share-rest', 0.00619263277617549, 0.042518916632841),
    ('clusters', 'set share-total', 0, 0.0283223143067466),
    ('clusters', 'set nps b-a', 3.42465753424658, 6.44382376771069),
    ('clusters', 'set share b-a', -0.00464774951076322, 0.0335297658662001),
    ('clusters', 'row', 0.343253968253968, 0.056826995229653),
    ('clusters', 'table', 0.058843537414966, 0.0111671760378162),
    ('elements', 'share-total', 0.00411683699354934, 0.0267553644630704),
    ('elements', 'nps-total', -12.4186158481658, 5.50115554162602),
    ('elements', 'nps-rest', -18.6803431023829, 8.27714946734131),
    ('elements', 'share-rest', 0.00619263277617549, 0.0402307429965802),
    ('elements', 'set share-total', 0, 0.0266439584562487),
    ('elements', 'set nps b-a', 3.42465753424658, 6.68187165069517),
    ('elements', 'set share b-a', -0.00464774951076322, 0.0323269603451267),
    ('elements', 'row', 0.343253968253968, 0.0566415394945141),
    ('elements', 'table', 0.058843537414966, 0.0116320056490137),
    ('jackknife', 'share-total', 0.00411683699354934, 0.0283969552766266),
    ('jackknife', 'nps-total', -12.4186158481658, 5.26172973551458),
    ('jackknife', 'nps-rest', -18.6803431023829, 7.92436833915337),
    ('jackknife', 'share-rest', 0.00619263277617549, 0.0426526191312234),
    ('jackknife', 'set share-total', 0, 0.0284392730434767),
    ('jackknife', 'set nps b-a', 3.42465753424658, 6.47615430477005),
    ('jackknife', 'set share b-a', -0.00464774951076322, 0.0336547297992031),
    ('jackknife', 'row', 0.343253968253968, 0.0574177991806662),
    ('jackknife', 'table', 0.058843537414966, 0.0111780429785857);
CREATE FUNCTION mine(s text) RETURNS TABLE (what text, estimate float8, std_error float8) LANGUAGE sql AS $$
    SELECT 'share-total', difference / 100, difference_error / 100 FROM survey_crosstab(s, '{q}', '{g}', compare => 'total') WHERE row_code = 2 AND column_code = 2
    UNION ALL SELECT 'nps-total', difference, difference_error FROM survey_crosstab(s, '{rec}', '{g}', compare => 'total', statistics => '{nps}') WHERE column_code = 2
    UNION ALL SELECT 'nps-rest', difference, difference_error FROM survey_crosstab(s, '{rec}', '{g}', compare => 'rest', statistics => '{nps}') WHERE column_code = 2
    UNION ALL SELECT 'share-rest', difference / 100, difference_error / 100 FROM survey_crosstab(s, '{q}', '{g}', compare => 'rest') WHERE row_code = 2 AND column_code = 2
    UNION ALL SELECT 'set share-total', difference / 100, difference_error / 100 FROM survey_crosstab(s, '{q}', '{ab}', compare => 'total') WHERE row_code = 2 AND column_code = 1
    UNION ALL SELECT 'set nps b-a', difference, difference_error FROM survey_crosstab(s, '{rec}', '{ab}', compare => 'previous', statistics => '{nps}') WHERE column_code = 2
    UNION ALL SELECT 'set share b-a', difference / 100, difference_error / 100 FROM survey_crosstab(s, '{q}', '{ab}', compare => 'a') WHERE row_code = 2 AND column_code = 2
    UNION ALL SELECT 'row', estimate / 100, std_error / 100 FROM survey_crosstab(s, '{q}', '{g}', percent => 'row') WHERE row_code = 2 AND column_code = 2
    UNION ALL SELECT 'table', estimate / 100, std_error / 100 FROM survey_crosstab(s, '{q}', '{g}', percent => 'total') WHERE row_code = 2 AND column_code = 2$$;
SELECT ok(abs(m.estimate - r.estimate) < 1e-9 * greatest(abs(r.estimate), 1e-3) AND abs(m.std_error / r.std_error - 1) < 1e-9, format('R, %s: %s', r.survey, r.what))
FROM r, LATERAL (SELECT * FROM mine(r.survey) m WHERE m.what = r.what) m;
SELECT set_eq($$SELECT * FROM mine('packed')$$, $$SELECT * FROM mine('clusters')$$, 'from the pack too');

-- without a design: unpooled errors of effective bases; from the Total by the share of the weight that is outside (the published overlap formula of part and whole)
SELECT ok((SELECT bool_and(abs(t.difference_error - f * r.difference_error) < 1e-9 AND abs(t.difference - f * r.difference) < 1e-9 AND t.difference_p IS NOT DISTINCT FROM r.difference_p AND t.difference_p = t.p_value)
    FROM survey_crosstab('plain', '{q,rec}', '{g}', tests => 'crunch', compare => 'total', statistics => '{percent,nps}') t JOIN survey_crosstab('plain', '{q,rec}', '{g}', tests => 'crunch', compare => 'rest', statistics => '{percent,nps}') r
    USING (question_position, row_position, column_position), LATERAL (SELECT 1 - t.base_weighted / (SELECT sum(w) FROM obs)) s (f) WHERE NOT t.is_total), 'the Total holds the column')
FROM (SELECT enrol('plain', '')) s;
SELECT near((SELECT difference_error FROM survey_crosstab('plain', '{q}', '{g}', tests => 'spss', compare => 'x') WHERE row_code = 2 AND column_code = 2),
    (SELECT 100 * sqrt(sum(p * (1 - p) / e)) FROM (SELECT sum(w) FILTER (WHERE q = 2) / sum(w) p, sum(w) ^ 2 / sum(w ^ 2) e FROM obs WHERE g < 3 GROUP BY g) s), 'two columns, by hand', 1e-9);
SELECT ok((SELECT bool_and(abs(c.difference_p - t.p_adjusted) < 1e-12 AND abs(c.difference + t.difference) < 1e-9) AND count(*) = 4 FROM survey_crosstab('clusters', '{q}', '{g}', statistics => '{percent}', compare => 'B') c
    JOIN survey_column_tests('clusters', '{q}', '{g}', statistics => '{percent}') t ON t.row_code = c.row_code AND t.other_code = c.column_code AND t.column_code = 2), 'the p-value is that of the pair');
SELECT ok((SELECT bool_and(CASE WHEN p_value < 0.05 THEN higher_than = CASE WHEN difference > 0 THEN '+' ELSE '-' END ELSE higher_than = '' END AND abs(difference_p - p_value) < 1e-12)
    FROM survey_crosstab('clusters', '{q,rec}', '{g}', compare => 'rest') WHERE statistic IN ('percent', 'mean') AND NOT is_total AND p_value IS NOT NULL), 'marks');
SELECT is((SELECT string_agg(coalesce(compared_with, '-'), ',' ORDER BY column_position) FROM survey_crosstab('clusters', '{q}', '{g,g*b}', compare => 'previous') WHERE row_code = 1), '-,-,x,y,-,x, No,-,y, No,-,z, No',
    'the one before, within a nest');
SELECT ok((SELECT bool_and(abs(i.estimate - 100 * c.estimate / t.estimate) < 1e-9 AND i.std_error IS NULL) FROM survey_crosstab('clusters', '{q}', '{g}', percent => 'index', statistics => '{percent,net}') i
    JOIN survey_crosstab('clusters', '{q}', '{g}', statistics => '{percent,net}') c USING (row_position, column_position) JOIN survey_crosstab('clusters', '{q}', statistics => '{percent,net}') t USING (row_position)),
    'the index is the percent over that of the Total');

-- two levels: small letters are those of the second one alone
SELECT is((SELECT string_agg(upper(higher_than), '|' ORDER BY row_position, column_position) FROM survey_crosstab('clusters', '{q,rec}', '{g,ab}', options => '{"second_level": 0.6}')),
    (SELECT string_agg(higher_than, '|' ORDER BY row_position, column_position) FROM survey_crosstab('clusters', '{q,rec}', '{g,ab}', level => 0.6)), 'all letters are those of the second level');
SELECT is((SELECT string_agg(btrim(regexp_replace(higher_than, ' ?[a-z]+', '', 'g')), '|' ORDER BY row_position, column_position) FROM survey_crosstab('clusters', '{q,rec}', '{g,ab}', options => '{"second_level": 0.6}')),
    (SELECT string_agg(higher_than, '|' ORDER BY row_position, column_position) FROM survey_crosstab('clusters', '{q,rec}', '{g,ab}')), 'capitals those of the first');

-- the codebook says what holds where the call says nothing
SELECT enrol('house', '"tables": {"tests": "crunch", "level": 0.9, "adjust": "holm", "statistics": ["base", "percent"], "sort": "total", "compare": "rest", "min_base": 0},') \g /dev/null
SELECT set_eq($$SELECT * FROM survey_crosstab('house', '{q}', '{g}')$$,
    $$SELECT * FROM survey_crosstab('plain', '{q}', '{g}', tests => 'crunch', level => 0.9, adjust => 'holm', statistics => '{base,percent}', sort => 'total', compare => 'rest', min_base => 0)$$, 'defaults of the codebook');
SELECT set_eq($$SELECT * FROM survey_crosstab('house', '{q}', '{g}', tests => 'design', level => 0.95, adjust => 'none', statistics => '{net}', sort => 'z', compare => 'pairs', min_base => 30)$$,
    $$SELECT * FROM survey_crosstab('plain', '{q}', '{g}', statistics => '{net}', sort => 'z')$$, 'what the call says holds');
SELECT throws_ok($$SELECT enrol('house', '"tables": {"tests": "crunch", "levle": 0.9},')$$, '22023', 'unknown key "levle" in the tables of the codebook', 'a key that is not known');
SELECT throws_ok($$SELECT enrol('house', '"properties": {"tables": {"sorts": "total"}},')$$, '22023', 'unknown key "sorts" in the tables of the codebook', 'nor among the properties');
SELECT throws_like($$SELECT enrol('house', '"tables": {"level": "0.9"},')$$, '%key "level" of the tables of the codebook must be a number%', 'a level that is a text');
SELECT throws_like($$SELECT alter_survey('house', '{"tables": {"compares": "total"}}')$$, '%"compares"%', 'nor in a change');
SELECT throws_ok($$SELECT * FROM survey_crosstab('plain', '{q}', '{g}', compare => 'w')$$, '42704', 'the table has no column "w"', 'no column to compare with');

-- nets of columns: as a set whose options are the answers and the nets
ALTER TABLE obs ADD gx bool, ADD gy bool, ADD gz bool, ADD gyz bool, ADD any_ab bool;
UPDATE obs SET gx = g = 1, gy = g = 2, gz = g = 3, gyz = g > 1, any_ab = a OR b;
CREATE FUNCTION enrol_nets(name text, extra text) RETURNS void LANGUAGE sql AS $f$
    SELECT FROM register_survey(name, 'obs', format('{"weight": "w", %s "variables": [{"name": "g", "measure": "nominal", "values": {"1": "x", "2": "y", "3": "z"}, "nets": {"y or z": [2, 3]}},
        {"name": "q", "measure": "ordinal", "points": 4}, {"name": "a", "measure": "nominal"}, {"name": "b", "measure": "nominal"}, {"name": "gx", "label": "x", "measure": "nominal"},
        {"name": "gy", "label": "y", "measure": "nominal"}, {"name": "gz", "label": "z", "measure": "nominal"}, {"name": "gyz", "label": "y or z", "measure": "nominal"},
        {"name": "any_ab", "label": "any", "measure": "nominal"}, {"name": "w", "measure": "scale"}],
        "sets": [{"name": "ab", "members": ["a", "b"], "nets": {"any": ["a", "b"]}}, {"name": "gs", "members": ["gx", "gy", "gz", "gyz"]}, {"name": "abs", "members": ["a", "b", "any_ab"]}]}', extra)::jsonb, replace => true)$f$;
SELECT enrol_nets('nets', ''), enrol_nets('nets_design', '"design": {"strata": ["h"], "clusters": ["psu"], "nest": true},') \g /dev/null
CREATE FUNCTION as_set(s text, c text, like_c text, tests text) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(format('%s not %s', to_jsonb(l), to_jsonb(e)), E'\n') FROM survey_crosstab(s, '{q}', ARRAY[c], tests => tests, compare => 'total', options => '{"column_nets": true}') l
        FULL JOIN survey_crosstab(s, '{q}', ARRAY[like_c], tests => tests, compare => 'total') e USING (row_position, column_position)
    WHERE (to_jsonb(l) - '{column_variable,column_code,column_question}'::text[]) IS DISTINCT FROM (to_jsonb(e) - '{column_variable,column_code,column_question}'::text[])$$;
SELECT is(as_set(s, 'g', 'gs', tests), NULL, format('nets of a variable as columns, %s, %s', s, tests)) FROM unnest('{nets,nets_design}'::text[]) s, unnest('{crunch,design}'::text[]) tests;
SELECT is(as_set('nets_design', 'ab', 'abs', 'design'), NULL, 'of a set');
SELECT is((SELECT array_agg(column_label || coalesce(' ' || column_code, '') || coalesce(' ' || column_letter, '') ORDER BY column_position) FROM survey_crosstab('nets', '{q}', '{g}', options => '{"column_nets": true}') WHERE row_code = 1),
    '{Total,"x 1 A","y 2 B","z 3 C","y or z D"}', 'a net has a letter and no code');
SELECT is((SELECT array_agg(round(estimate::numeric, 9) ORDER BY row_position) FROM survey_crosstab('nets', '{q}', '{g}', options => '{"column_nets": true}') WHERE column_label = 'y or z'),
    (SELECT array_agg(round(estimate::numeric, 9) ORDER BY row_position) FROM survey_crosstab('nets', '{q}', filter => 'g > 1')), 'it holds whom its answers hold');
SELECT set_eq($$SELECT row_position, column_position, estimate, std_error FROM survey_crosstab('nets', '{q}', '{g*b}', options => '{"column_nets": true}')$$,
    $$SELECT row_position, column_position, estimate, std_error FROM survey_crosstab('nets', '{q}', '{g*b}')$$, 'nests have none') FROM (SELECT 1) s;
-- workbooks take all of it
SELECT cmp_ok(length(export_crosstab('nets_design', '{q,ab}', '{g,ab}', statistics => '{base,weighted_base,percent,count,net,mean,missing}', sort => 'total', options => '{"second_level": 0.8, "column_nets": true, "charts": true}')),
    '>', 6000, 'a workbook with all lines');
SELECT cmp_ok(length(export_crosstab('clusters', '{q,rec}', '{g}', statistics => '{percent,nps}', percent => p, compare => c)), '>', 5000, format('a workbook: %s, %s', p, c)) FROM (VALUES ('index', 'previous')) v (p, c);
SELECT throws_ok($$SELECT export_crosstab('clusters', '{q}', '{g}', percent => 'index', options => '{"charts": true}')$$, '0A000', 'charts show percents of the column, not "index"', 'no charts of indexes');
SELECT * FROM finish();
