-- Options of a set that some were not asked: no share of 0 and no test where nobody was asked, by every road.  Shares by plain SQL over the same rows.
\set QUIET 1
SET client_min_messages = error;
\ir include/near.psql
SELECT plan(66);

-- u_c comes in with wave 2; u_d is ticked or NULL, and nobody ticks it before wave 3
CREATE TABLE brand AS SELECT i AS id, 1 + i % 3 AS wave, 1 + i % 2 AS sex, 1 + i % 12 AS psu, i % 5 < 2 AS u_a, i % 7 < 3 AS u_b, CASE WHEN i % 3 > 0 THEN i % 4 = 0 END AS u_c,
    CASE WHEN i % 3 = 2 AND i % 2 = 0 THEN true END AS u_d, CASE WHEN i % 3 <> 1 THEN 1 + i % 5 END AS q, 0.5 + i % 4 AS w, 1.0 + (i * 7 % 5) / 5.0 AS r1, 1.0 + (i * 3 % 7) / 7.0 AS r2, 1.0 + (i * 5 % 11) / 11.0 AS r3
FROM generate_series(1, 600) i;
\set sets '"sets": [{"name": "use", "members": ["u_a", "u_b", "u_c", "u_d"], "nets": {"c": ["u_c"], "cd": ["u_c", "u_d"], "ac": ["u_a", "u_c"]}}]'
\set variables '"variables": [{"name": "wave", "measure": "ordinal", "values": {"1": "w1", "2": "w2", "3": "w3"}}, {"name": "sex", "values": {"1": "m", "2": "f"}}, {"name": "q", "points": 5}, {"name": "psu", "measure": "text"}, {"name": "r1", "measure": "scale"}, {"name": "r2", "measure": "scale"}, {"name": "r3", "measure": "scale"}],'
SELECT register_survey('plain', 'brand', ('{' || :'variables' || :'sets' || '}')::jsonb) IS NOT NULL \g /dev/null
SELECT register_survey('weighted', 'brand', ('{"weight": "w",' || :'variables' || :'sets' || '}')::jsonb) IS NOT NULL \g /dev/null
SELECT register_survey('clusters', 'brand', ('{"weight": "w", "design": {"clusters": ["psu"]},' || :'variables' || :'sets' || '}')::jsonb) IS NOT NULL \g /dev/null
SELECT register_survey('replicated', 'brand', ('{"weight": "w", "replicates": {"columns": ["r1", "r2", "r3"], "type": "BRR", "combined": true},' || :'variables' || :'sets' || '}')::jsonb) IS NOT NULL \g /dev/null

-- every kind of weight and design: a table, by rows
SELECT is((SELECT count(*) FROM unnest('{plain,weighted,clusters}'::text[]) s, survey_crosstab(s, '{use}', '{wave}') WHERE row_label IN ('u_c', 'c') AND column_label = 'w1'
    AND n IS NULL AND weighted_n IS NULL AND estimate IS NULL AND column_percent IS NULL AND row_percent IS NULL AND total_percent IS NULL AND std_error IS NULL AND conf_low IS NULL AND p_value IS NULL AND higher_than IS NULL AND cell IS NULL), 6::bigint, 'an option that a wave was not asked has no number in it, nor has its net');
SELECT is((SELECT array_agg(DISTINCT base_n) FROM survey_crosstab('plain', '{use}', '{wave}') WHERE column_label = 'w1'), '{200}'::bigint[], 'the base is that of the set');
SELECT is((SELECT count(*) FROM unnest('{plain,weighted,clusters}'::text[]) s, survey_crosstab(s, '{use}', '{wave}') WHERE row_label IN ('u_c', 'c') AND (p_value IS NOT NULL OR higher_than LIKE '%A%')), 0::bigint, 'no letter for that wave, and no test against a rest that holds it');
SELECT is((SELECT count(*) FROM survey_column_tests('weighted', '{use}', '{wave}') WHERE row_label = 'u_c' AND column_label = 'w1' AND not_tested = 'not asked in both' AND p_value IS NULL AND difference IS NULL), 2::bigint, 'pairs with it say why they are not tested');
SELECT near((SELECT estimate FROM survey_crosstab('weighted', '{use}', '{wave}') WHERE row_label = 'u_c' AND column_label = 'w2'), (SELECT 100 * sum(w) FILTER (WHERE u_c) / sum(w) FROM brand WHERE wave = 2)::float8, 'where it was asked it is what it was', 1e-9);
SELECT isnt((SELECT p_value FROM survey_column_tests('weighted', '{use}', '{wave}') WHERE row_label = 'u_c' AND column_label = 'w2' AND other_label = 'w3'), NULL, 'waves that were asked are tested');
SELECT is((SELECT array_agg(n ORDER BY column_position) FROM survey_crosstab('plain', '{use}', '{wave}') WHERE row_label = 'u_d'), '{100,0,0,100}'::bigint[], 'of an option of ticks alone NULL says that nobody ticked it');
SELECT is((SELECT array_agg(n ORDER BY column_position) FROM survey_crosstab('plain', '{use}', '{wave}') WHERE row_label = 'cd'), (SELECT array[count(*) FILTER (WHERE u_c OR u_d), 0, count(*) FILTER (WHERE wave = 2 AND (u_c OR u_d)), count(*) FILTER (WHERE wave = 3 AND (u_c OR u_d))] FROM brand), 'a net of which one option was asked counts that');
SELECT is((SELECT array_agg(n ORDER BY column_position) FROM survey_crosstab('plain', '{use}', '{wave}') WHERE row_label = 'ac'), (SELECT array[count(*)] || (SELECT array_agg(c ORDER BY wave) FROM (SELECT wave, count(*) AS c FROM brand WHERE u_a OR u_c GROUP BY wave) x) FROM brand WHERE u_a OR u_c), 'in each wave what was asked there');
SELECT is((SELECT array_agg(estimate ORDER BY row_position) FROM survey_crosstab('plain', '{use}', '{wave}', statistics => '{count}') WHERE column_label = 'w1' AND row_label LIKE 'u%'), '{80,85,NULL,0}'::float8[], 'counts too');
SELECT is((SELECT array_agg(row_label ORDER BY row_position) FROM survey_crosstab('plain', '{use}', '{wave}', statistics => '{percent}', sort => 'w1') WHERE is_total), '{u_b,u_a,u_d,u_c}'::text[], 'in the order of a wave it comes last');
SELECT is((SELECT array_agg(round(estimate::numeric, 9) ORDER BY row_position) FROM survey_crosstab('plain', '{use}', '{wave}', percent => 'row') WHERE column_label = 'w1' AND NOT is_net), '{33.333333333,33.073929961,NULL,0.000000000}'::numeric[], 'percents of the row');
SELECT is((SELECT array_agg(estimate IS NULL ORDER BY row_position) FROM survey_crosstab('plain', '{use}', '{wave}', percent => 'index') WHERE column_label = 'w1' AND NOT is_net), '{f,f,t,f}'::boolean[], 'and indices');

-- the same turned round, in nests, as columns with nets, under a filter
SELECT is((SELECT array_agg(n ORDER BY column_position) FROM survey_crosstab('plain', '{wave}', '{use}') WHERE row_label = 'w1'), '{200,80,85,NULL,0}'::bigint[], 'a column that is an option');
SELECT is((SELECT count(*) FROM survey_crosstab('plain', '{wave}', '{use}') WHERE column_label = 'u_c' AND (higher_than IS NOT NULL OR p_value IS NOT NULL)), 0::bigint, 'whose shares of waves compare with no other option');
SELECT is((SELECT array_agg(n ORDER BY column_position) FROM survey_crosstab('plain', '{wave}', '{use}', options => '{"column_nets": true}') WHERE row_label = 'w1'), '{200,80,85,NULL,0,NULL,80,0}'::bigint[], 'nets as columns');
SELECT is((SELECT string_agg(row_label, ';' ORDER BY row_position) FROM survey_crosstab('plain', '{use*sex}', '{wave}') WHERE column_label = 'w1' AND n IS NULL), 'u_c, m;u_c, f', 'a nest of rows');
-- nobody of wave 1 is f: the option is no more asked there than of m, while others have a 0
SELECT is((SELECT array_agg(row_label || ' ' || coalesce(n::text, '-') ORDER BY row_position) FROM survey_crosstab('plain', '{use*sex}', '{wave}', filter => 'wave > 1 OR sex = 1') WHERE column_label = 'w1' AND row_label ~ 'u_[cd]|f'), '{"u_a, f 0","u_b, f 0","u_c, m -","u_c, f -","u_d, m 0","u_d, f 0"}'::text[], 'nor for an answer that nobody of the column has');
SELECT is((SELECT array_agg(row_label || ' ' || coalesce(n::text, '-') ORDER BY row_position) FROM survey_crosstab('plain', '{sex*use}', '{wave}', filter => 'wave > 1 OR sex = 1') WHERE column_label = 'w1' AND row_label ~ 'u_c|f'), '{"m, u_c -","f, u_a 0","f, u_b 0","f, u_c -","f, u_d 0"}'::text[], 'whichever is outside');
SELECT is((SELECT array_agg(column_label || ' ' || coalesce(n::text, '-') ORDER BY column_position) FROM survey_crosstab('plain', '{wave}', '{use*sex}', filter => 'wave > 1 OR sex = 1') WHERE row_label = 'w1' AND column_label ~ 'u_c|u_a, f'), '{"u_a, f 0","u_c, m -","u_c, f -"}'::text[], 'and as columns');
SELECT is((SELECT count(*) FROM survey_crosstab('plain', '{use}', '{wave*sex}') WHERE row_label = 'u_c' AND n IS NULL), 2::bigint, 'of columns');
SELECT is((SELECT array_agg(row_label || ' ' || column_label ORDER BY row_position, column_position) FROM survey_crosstab('plain', '{sex}', '{use*wave}') WHERE n IS NULL AND row_code IS NOT NULL), '{"m u_c, w1","f u_c, w1"}'::text[], 'options in a nest of columns');
SELECT is((SELECT array_agg(n ORDER BY row_position) FROM survey_crosstab('plain', '{use}', filter => 'wave = 1') WHERE NOT is_net), '{80,85,NULL,0}'::bigint[], 'the Total of a filter');
SELECT is((SELECT array_agg(n ORDER BY code) FROM survey_topline('plain', filter => 'wave = 1') WHERE variable = 'use' AND statistic = 'percent'), '{80,85,NULL,0}'::bigint[], 'a topline');
SELECT is((SELECT array_agg(n ORDER BY answer_position) FROM survey_grid('plain', '{use}', filter => 'wave = 1', statistics => '{percent}')), '{80,85,NULL,0}'::bigint[], 'a grid');
SELECT is((SELECT count(*) FROM survey_crosstab('plain', '{use}', '{wave}', filter => 'id < 0') WHERE n <> 0), 0::bigint, 'of nobody all is as it was');
SELECT is((SELECT bool_or(suppressed AND row_label = 'u_c') FROM survey_crosstab('plain', '{use}', '{wave}', suppress => '{"min_n": 10}')), false, 'it is not suppressed');
SELECT is((SELECT n FROM survey_crosstab('plain', '{use}', '{wave}', round_to => 5) WHERE row_label = 'u_c' AND column_label = 'w1'), NULL, 'nor rounded to 0');

-- comparisons: the last wave that asked, for trends and tables; never an error without a difference
SELECT is((SELECT array_agg(compared_with ORDER BY column_position) FROM survey_crosstab('plain', '{q}', '{wave}', statistics => '{mean}', compare => 'previous') WHERE NOT is_total), '{NULL,NULL,w1}'::text[], 'a wave without the question is passed over');
SELECT is((SELECT array_agg(against ORDER BY wave_code) FROM survey_trend('plain', '{q}', 'wave', 'mean')), '{NULL,NULL,w1}'::text[], 'as trends do');
SELECT near((SELECT difference FROM survey_crosstab('weighted', '{q}', '{wave}', statistics => '{mean}', compare => 'previous') WHERE column_label = 'w3'), (SELECT change FROM survey_trend('weighted', '{q}', 'wave', 'mean') WHERE wave = 'w3'), 'with the same difference', 1e-9);
SELECT is((SELECT array_agg(compared_with ORDER BY column_position) FROM survey_crosstab('plain', '{use}', '{wave}', compare => 'previous') WHERE row_label = 'u_c' AND NOT is_total), '{NULL,NULL,w2}'::text[], 'and a wave without the option');
SELECT is((SELECT count(*) FROM unnest('{plain,weighted,clusters}'::text[]) s, unnest('{pairs,rest,total,previous,w1,w2}'::text[]) c, unnest('{use,q}'::text[]) v, survey_crosstab(s, ARRAY[v], '{wave}', compare => c)
    WHERE (estimate IS NULL AND (std_error IS NOT NULL OR conf_low IS NOT NULL OR conf_high IS NOT NULL OR p_value IS NOT NULL)) OR (difference IS NULL AND (difference_error IS NOT NULL OR difference_low IS NOT NULL OR difference_high IS NOT NULL OR difference_p IS NOT NULL))), 0::bigint, 'no error, interval or p without what it is of');
SELECT is((SELECT count(*) FROM unnest('{rest,total,w1}'::text[]) c, survey_crosstab('plain', '{use}', '{wave}', compare => c) WHERE row_label = 'u_c' AND difference IS NOT NULL), 0::bigint, 'nothing is compared with a wave that was not asked, or all with it');

-- estimates and trends
SELECT is((SELECT array_agg(estimate IS NULL AND std_error IS NULL AND conf_low IS NULL AND n = 0 ORDER BY s, row_position) FROM unnest('{plain,weighted,clusters}'::text[]) s, survey_proportion(s, '{use}', by => '{wave}') WHERE domain_label = 'w1'), '{f,f,t,f,f,f,t,f,f,f,t,f}'::boolean[], 'shares by wave');
SELECT is((SELECT array_agg(estimate ORDER BY row_position) FROM survey_proportion('plain', '{use}', filter => 'wave = 1')), '{0.4,0.425,NULL,0}'::float8[], 'and under a filter');
SELECT is((SELECT count(*) FROM survey_proportion('plain', '{use}', by => '{use,wave}') WHERE category = 'u_c' AND domain_label LIKE '%w1' AND estimate IS NOT NULL), 0::bigint, 'options by options');
SELECT is((SELECT array_agg(estimate IS NULL ORDER BY domain_label, row_position) FROM survey_proportion('replicated', '{use}', by => '{wave}')), '{f,f,t,f,f,f,f,f,f,f,f,f}'::boolean[], 'under replicate weights');
SELECT is((SELECT array_agg(estimate IS NULL ORDER BY row_position) FROM survey_crosstab('replicated', '{use}', '{wave}') WHERE column_label = 'w1' AND NOT is_net), '{f,f,t,f}'::boolean[], 'as their table');
SELECT is((SELECT array_agg(estimate IS NULL ORDER BY wave_code) FROM survey_trend('replicated', '{use}', 'wave') WHERE category = 'u_c'), '{t,f,f}'::boolean[], 'and their trend');
SELECT is((SELECT string_agg(coalesce(against, '-') || ' ' || (change IS NULL)::text || ' ' || (p_value IS NULL)::text, ', ' ORDER BY wave_code) FROM survey_trend('weighted', '{use}', 'wave') WHERE category = 'u_c'), '- true true, - true true, w2 false false', 'the change is from the first wave that asked');
SELECT is((SELECT count(*) FROM survey_trend('weighted', '{use}', 'wave', by => '{sex}') WHERE category = 'u_c' AND wave = 'w1' AND estimate IS NULL AND n = 0), 2::bigint, 'by segments');
SELECT is((SELECT array_agg(estimate ORDER BY wave_code) FROM survey_trend('plain', '{use}', 'wave') WHERE category = 'u_d'), '{0,0,0.5}'::float8[], 'of ticks all waves count');

-- tests of the set leave the option out
SELECT is((SELECT hypothesis FROM survey_test('weighted', 'use', 'wave', 'rao-scott-f')), 'marginal independence of 3 options', 'a test of all options leaves it out');
SELECT near((SELECT p_value FROM survey_test('weighted', 'use', 'wave', 'rao-scott-f')), (SELECT p_value FROM survey_test('abd', 'use', 'wave', 'rao-scott-f')), 'as a set without it', 1e-9) FROM register_survey('abd', 'brand', '{"weight": "w", "variables": [{"name": "wave", "values": {"1": "w1", "2": "w2", "3": "w3"}}], "sets": [{"name": "use", "members": ["u_a", "u_b", "u_d"]}]}');
SELECT is((SELECT hypothesis FROM survey_test('weighted', 'use', 'sex', 'rao-scott-f')), 'marginal independence of 4 options', 'and one of those who were all asked does not');

-- by packs
CREATE TABLE by_rows AS SELECT s, t.* FROM unnest('{plain,weighted,clusters}'::text[]) s, survey_crosstab(s, '{use,use*sex}', '{wave,sex*wave}') t;
CREATE TABLE shares_by_rows AS SELECT s, t.* FROM unnest('{plain,weighted,clusters}'::text[]) s, survey_proportion(s, '{use}', by => '{wave}') t;
CREATE TABLE trend_by_rows AS SELECT s, t.* FROM unnest('{plain,weighted,clusters}'::text[]) s, survey_trend(s, '{use}', 'wave') t;
CREATE FUNCTION changed_by_pack(s text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE changed bigint;
BEGIN
    PERFORM pack_survey(s);
    SELECT (SELECT count(*) FROM (SELECT row_label, column_label, n, weighted_n, round(estimate::numeric, 9), round(p_value::numeric, 9), higher_than FROM by_rows b WHERE b.s = changed_by_pack.s EXCEPT
                SELECT row_label, column_label, t.n, weighted_n, round(estimate::numeric, 9), round(p_value::numeric, 9), higher_than FROM survey_crosstab(s, '{use,use*sex}', '{wave,sex*wave}') t) x)
        + (SELECT count(*) FROM (SELECT category, domain_label, n, round(estimate::numeric, 9) FROM shares_by_rows b WHERE b.s = changed_by_pack.s EXCEPT SELECT category, domain_label, t.n, round(estimate::numeric, 9) FROM survey_proportion(s, '{use}', by => '{wave}') t) x)
        + (SELECT count(*) FROM (SELECT category, wave, against, n, round(change::numeric, 9) FROM trend_by_rows b WHERE b.s = changed_by_pack.s EXCEPT SELECT category, wave, against, t.n, round(change::numeric, 9) FROM survey_trend(s, '{use}', 'wave') t) x)
        + CASE WHEN (SELECT source FROM survey_explain(s, '{use}', '{wave}')) = 'pack' THEN 0 ELSE 1000 END INTO changed;
    PERFORM unpack_survey(s);
    RETURN changed;
END $$;
SELECT is(changed_by_pack(s), 0::bigint, 'packs give the tables, shares and trends of rows: ' || s) FROM unnest('{plain,weighted,clusters}'::text[]) s;
SELECT is((SELECT count(*) FROM by_rows b JOIN shares_by_rows s USING (s) WHERE b.row_label = s.category AND b.column_label = s.domain_label AND (b.estimate IS NULL) <> (s.estimate IS NULL)), 0::bigint, 'tables and estimates leave the same out');

-- a set of ticks alone, and codes with "no"
CREATE TABLE ticks AS SELECT 1 + i % 2 AS g, CASE WHEN i % 3 = 0 THEN 1 END AS t_1, CASE WHEN i % 2 = 0 AND i % 5 = 0 THEN 1 END AS t_2 FROM generate_series(1, 60) i;
SELECT register_survey('ticks', 'ticks', '{"variables": [{"name": "g"}], "sets": [{"name": "t", "members": ["t_1", "t_2"]}]}') IS NOT NULL \g /dev/null
SELECT is((SELECT array_agg(n ORDER BY row_position, column_position) FROM survey_crosstab('ticks', '{t}', '{g}')), (SELECT array[count(t_1), count(t_1) FILTER (WHERE g = 1), count(t_1) FILTER (WHERE g = 2), count(t_2), count(t_2), 0] FROM ticks), 'sets of ticks count as ever');
CREATE TABLE codes AS SELECT 1 + i % 2 AS g, 1 + i % 2 AS c_1, CASE WHEN i % 2 = 0 THEN 1 + (i / 2) % 2 END AS c_2 FROM generate_series(1, 60) i;
SELECT register_survey('codes', 'codes', '{"variables": [{"name": "g"}, {"name": "c_1", "values": {"1": "Yes", "2": "No"}}, {"name": "c_2", "values": {"1": "Yes", "2": "No"}}], "sets": [{"name": "c", "members": ["c_1", "c_2"]}]}') IS NOT NULL \g /dev/null
SELECT is((SELECT array_agg(n ORDER BY column_position) FROM survey_crosstab('codes', '{c}', '{g}') WHERE row_code = 2), '{15,15,NULL}'::bigint[], 'codes of yes and no tell who was asked');

-- somebody whose answer is missing, where others of the same column have one
INSERT INTO codes VALUES (2, 1, 2);
SELECT is((SELECT array_agg(n ORDER BY column_position) FROM survey_crosstab('codes', '{c}', '{g}') WHERE row_code = 2), '{15,15,0}'::bigint[], 'one who says no is enough for a 0');

-- charts, report, workbook
SELECT is((SELECT jsonb_agg(v -> 'estimate') FROM jsonb_path_query(survey_chart('plain', 'bar', '{use}', '{wave}')::jsonb, '$.data.values[*]') v WHERE v ->> 'row' = 'u_c' AND v ->> 'column' LIKE 'w1%'), '[null]', 'a chart has no bar of 0');
SELECT is((SELECT survey_report('plain', '{use}', '{wave}') LIKE '%was not asked there%'), true, 'a report says so');
SELECT is((SELECT survey_report('plain', '{use}', '{sex}') LIKE '%was not asked there%'), false, 'where it is so');
SELECT is((SELECT length(export_crosstab('plain', '{use}', '{wave}', compare => 'previous')) > 1000), true, 'and a workbook');
CREATE TABLE book (found text);
\set found 'FROM PROGRAM ''python3 -c "import zipfile; b = zipfile.ZipFile(\\"asked.xlsx\\"); print(sum(b.read(n).count(b\\"was not asked there\\") for n in b.namelist()))"'''
COPY (SELECT replace(encode(export_crosstab('plain', '{use}', '{wave}'), 'base64'), E'\n', '')) TO PROGRAM 'base64 -d > asked.xlsx';
COPY book :found;
COPY (SELECT replace(encode(export_crosstab('plain', '{use}', '{sex}'), 'base64'), E'\n', '')) TO PROGRAM 'base64 -d > asked.xlsx';
COPY book :found;
SELECT is((SELECT array_agg(found) FROM book), '{1,0}'::text[], 'which says so below that table alone');
SELECT is((SELECT survey_report('plain', '{use}', '{wave}') LIKE '%its Total counts those who were not asked it too%'), true, 'and of the Total');
SELECT is((SELECT count(*) FROM survey_crosstab('plain', NULL, '{wave}') WHERE row_label = 'u_c' AND n IS NULL), 1::bigint, 'among all questions');
-- who was asked is a fact of everybody, but what others hold that the codebook does not declare is no error of those whom the filter takes
CREATE TABLE strange AS SELECT i AS id, 1 + i % 3 AS g, CASE WHEN i % 3 = 0 THEN NULL WHEN i % 6 = 1 THEN 'Yes' ELSE 'No' END AS t, CASE WHEN i % 3 = 0 THEN NULL ELSE i % 2 END::numeric AS f,
    CASE WHEN i % 3 = 0 THEN i % 2 WHEN i % 3 = 1 THEN 0 END AS c, i % 4 = 1 AS b FROM generate_series(1, 90) i;
CREATE TABLE strange_part (LIKE strange) PARTITION BY LIST (g);
CREATE TABLE strange_1 PARTITION OF strange_part FOR VALUES IN (1, 2);
CREATE TABLE strange_3 PARTITION OF strange_part DEFAULT;
INSERT INTO strange_part TABLE strange;
CREATE TABLE strange_pack AS TABLE strange;
CREATE TABLE strange_clean AS TABLE strange;
DELETE FROM strange_clean WHERE id < 10;
SELECT register_survey(name, name, '{"variables": [{"name": "g", "measure": "nominal"}, {"name": "t", "measure": "nominal", "values": [{"code": 1, "value": "Yes", "label": "Yes"}, {"code": 0, "value": "No", "label": "No"}]}, {"name": "f", "measure": "nominal", "values": {"0": "No", "1": "Yes"}},
    {"name": "c", "measure": "nominal", "values": {"0": "No", "1": "Yes"}}, {"name": "b"}], "sets": [{"name": "s", "members": ["t", "f", "c", "b"]}]}') IS NOT NULL FROM unnest('{strange,strange_part,strange_pack,strange_clean}'::text[]) name \g /dev/null
SELECT format('UPDATE %I SET t = CASE id WHEN 1 THEN ''what'' ELSE t END, f = CASE id WHEN 4 THEN 1.5 WHEN 7 THEN ''Infinity'' WHEN 8 THEN 9 ELSE f END, c = CASE id WHEN 1 THEN 9 ELSE c END', name) FROM unnest('{strange,strange_part,strange_pack}'::text[]) name \gexec
SELECT pack_survey('strange_pack') IS NOT NULL \g /dev/null
CREATE FUNCTION strange(name text, set_filter text) RETURNS text LANGUAGE sql AS $$
    SELECT (SELECT string_agg(concat_ws(' ', e.variable, e.category, e.estimate), '; ' ORDER BY e::text) FROM survey_proportion(name, '{s}', by => '{g}', filter => set_filter) e) || (SELECT string_agg(concat_ws(' ', x.row_label, x.column_label, coalesce(x.estimate::text, '?')), '; ' ORDER BY x::text) FROM survey_crosstab(name, '{s}', '{g}', filter => set_filter) x) $$;
SELECT is(strange(name, 'id >= 10'), strange('strange_clean', 'true'), 'undeclared codes outside the filter: ' || name) FROM unnest('{strange,strange_part,strange_pack}'::text[]) name;
-- an option of "yes" alone but for such a code has no "no"
CREATE TABLE yes_alone AS SELECT i AS id, 1 + i % 2 AS g, 1 + i % 3 % 2 AS a, CASE WHEN i % 2 = 0 THEN 1 END AS b FROM generate_series(1, 60) i;
CREATE TABLE yes_pack AS TABLE yes_alone;
SELECT register_survey(name, name, '{"variables": [{"name": "g", "measure": "nominal"}, {"name": "a", "values": {"1": "Yes", "2": "No"}}, {"name": "b", "values": {"1": "Yes", "2": "No"}}], "sets": [{"name": "s", "members": ["a", "b"]}]}') IS NOT NULL FROM unnest('{yes_alone,yes_pack}'::text[]) name \g /dev/null
UPDATE yes_alone SET b = 77 WHERE id = 1;
UPDATE yes_pack SET b = 77 WHERE id = 1;
SELECT pack_survey('yes_pack') IS NOT NULL \g /dev/null
SELECT is((SELECT array_agg(n ORDER BY column_position) FROM survey_crosstab(name, '{s}', '{g}', filter => 'id > 1') WHERE row_code = 2), '{30,30,0}'::bigint[], 'an undeclared code is no "no": ' || name) FROM unnest('{yes_alone,yes_pack}'::text[]) name;
SELECT throws_ok($$SELECT strange('strange', 'true')$$, '22000', NULL, 'inside it they are an error');
SELECT * FROM finish();
