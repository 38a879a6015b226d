-- What the extension is for, by the README alone: two real files are loaded without a codebook, and every number
-- of their tables, the letters too, is that of plain SQL over the file as COPY reads it.
\if :have_shared
SELECT plan(12);
\set kaggle :shared '/data/kaggle-2022/kaggle_2022_employed_core.csv'
\set nonvoters :shared '/data/538-nonvoters/nonvoters_data.csv'

-- a file as texts, columns by the names of its first row; further header rows are dropped
CREATE FUNCTION raw(name text, file text, headers int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    names text[] := string_to_array(btrim(split_part(convert_from(pg_read_binary_file(file, 0, 4000), 'UTF8'), E'\n', 1), E'\uFEFF\r'), ',');
BEGIN
    EXECUTE format('CREATE TEMP TABLE %I (line int GENERATED ALWAYS AS IDENTITY, %s)', name,
                   (SELECT string_agg(format('%I text', lower(c)), ', ') FROM unnest(names) c));
    EXECUTE format('COPY %I (%s) FROM %L WITH (FORMAT csv, HEADER)', name,
                   (SELECT string_agg(quote_ident(lower(c)), ', ') FROM unnest(names) c), file);
    EXECUTE format('DELETE FROM %I WHERE line < %s', name, headers);
END $$;

SELECT is(rows_loaded, 8872::bigint, 'the Kaggle file loads') FROM load_survey('kaggle', :'kaggle');
SELECT is(rows_loaded, 5836::bigint, 'the nonvoters file loads') FROM load_survey('nonvoters', :'nonvoters');
SELECT raw('raw_kaggle', :'kaggle', 2);
SELECT raw('raw_nonvoters', :'nonvoters', 1);

-- Maturity (Q27) by team size (Q26).  The letters are those of the pooled z-test of two shares: a column has the letter of every
-- other column whose share is lower with z above 1.959964, the normal quantile of 0.975 (from a printed table).
CREATE TEMP TABLE kaggle_cell AS
WITH answer AS (SELECT q27, q26 FROM raw_kaggle WHERE q27 <> '' AND q26 <> ''),
     size AS (SELECT chr(64 + rank() OVER (ORDER BY substring(q26, '^\d+')::int)::int) AS letter, q26, count(*) AS base
              FROM answer GROUP BY q26),
     cell AS (SELECT s.*, r.q27, (SELECT count(*) FROM answer a WHERE (a.q27, a.q26) = (r.q27, s.q26)) AS n
              FROM size s, (SELECT DISTINCT q27 FROM answer) r)
SELECT q27, q26, n, base, 100.0 * n / base AS column_percent,
       100.0 * n / sum(n) OVER (PARTITION BY q27) AS row_percent, 100.0 * n / sum(n) OVER () AS total_percent,
       (SELECT string_agg(o.letter, ' ' ORDER BY o.letter) FROM cell o
        WHERE o.q27 = c.q27 AND c.n * o.base > o.n * c.base AND o.n > 0
          AND (c.n::float8 / c.base - o.n::float8 / o.base)
              / sqrt((c.n + o.n)::float8 / (c.base + o.base) * (1 - (c.n + o.n)::float8 / (c.base + o.base)) * (1.0 / c.base + 1.0 / o.base)) > 1.959964) AS letters
FROM cell c;
CREATE TEMP TABLE kaggle_table AS SELECT * FROM survey_crosstab('kaggle', '{q27}', '{q26}') WHERE statistic = 'percent';
SELECT is((SELECT count(*) FROM kaggle_cell), 42::bigint, 'maturity by team size: six steps, seven sizes');
SELECT results_eq($$
    SELECT row_label, column_label, n, base_n, round(column_percent::numeric, 9), round(row_percent::numeric, 9),
           round(total_percent::numeric, 9), nullif(higher_than, '')
    FROM kaggle_table WHERE column_label <> 'Total' ORDER BY row_label COLLATE "C", column_label COLLATE "C"$$, $$
    SELECT q27, q26, n, base, round(column_percent, 9), round(row_percent, 9), round(total_percent, 9), letters
    FROM kaggle_cell ORDER BY q27 COLLATE "C", q26 COLLATE "C"$$, 'every cell of maturity by team size is that of plain SQL, with its letters');
SELECT results_eq($$
    SELECT row_label, n, base_n, round(column_percent::numeric, 9) FROM kaggle_table WHERE column_label = 'Total' ORDER BY row_label COLLATE "C"$$, $$
    SELECT q27, sum(n)::bigint, (SELECT sum(n) FROM kaggle_cell)::bigint, round(100 * sum(n) / (SELECT sum(n) FROM kaggle_cell), 9)
    FROM kaggle_cell GROUP BY q27 ORDER BY q27 COLLATE "C"$$, 'so is the Total');
SELECT ok((SELECT count(*) FROM kaggle_cell WHERE letters IS NOT NULL) > 20, 'and there are letters to compare');

-- Top-2-box of each item of the four-point grids by voter category, weighted; -1 is refused, NA was not asked.
-- The z-test works with the effective base of Kish (1965), and pools the shares by it.
CREATE TEMP TABLE grid AS
SELECT n.line, voter_category, weight::float8 AS w, item, j.value::int AS answer
FROM raw_nonvoters n, jsonb_each_text(to_jsonb(n)) j (item, value)
WHERE item ~ '^q(2|3|4|8|9|17)_' AND j.value NOT IN ('NA', '-1');
CREATE TEMP TABLE grid_cell AS
WITH cell AS (
    SELECT item, coalesce(voter_category, 'Total') AS voter_category, CASE voter_category WHEN 'always' THEN 'A' WHEN 'sporadic' THEN 'B' WHEN 'rarely/never' THEN 'C' END AS letter,
           count(*) FILTER (WHERE answer >= 3) AS n, coalesce(sum(w) FILTER (WHERE answer >= 3), 0) AS weighted_n,
           count(*) AS base, sum(w) AS weighted_base, sum(w) * sum(w) / sum(w * w) AS effective
    FROM grid GROUP BY item, ROLLUP (voter_category)),
share AS (SELECT *, weighted_n / weighted_base AS p FROM cell)
SELECT s.*, (SELECT string_agg(o.letter, ' ' ORDER BY o.letter) FROM share o, LATERAL (SELECT (s.p * s.effective + o.p * o.effective) / (s.effective + o.effective) AS p) pooled
             WHERE o.item = s.item AND s.letter IS NOT NULL AND (s.p - o.p) / sqrt(pooled.p * (1 - pooled.p) * (1 / s.effective + 1 / o.effective)) > 1.959964) AS letters
FROM share s;
SELECT is((SELECT count(DISTINCT item) FROM grid_cell), 39::bigint, 'six grids: 39 items');
SELECT is((SELECT array_agg(DISTINCT points) FROM mlops_survey.variable v JOIN mlops_survey.survey s ON s.id = survey_id
           WHERE s.name = 'nonvoters' AND v.name IN (SELECT item FROM grid_cell)), '{4}', 'all are found to have four points');
SELECT results_eq($$
    SELECT row_variable, column_label, n, base_n, round(weighted_n::numeric, 6), round(base_weighted::numeric, 6), round(effective_base::numeric, 6),
           round(column_percent::numeric, 9), nullif(higher_than, '')
    FROM survey_crosstab('nonvoters', (SELECT array_agg(DISTINCT item) FROM grid_cell), '{voter_category}', tests => 'spss')
    WHERE row_label = 'Top-2-box' ORDER BY row_variable COLLATE "C", column_label COLLATE "C"$$, $$
    SELECT item, voter_category, n, base, round(weighted_n::numeric, 6), round(weighted_base::numeric, 6), round(effective::numeric, 6),
           round((100 * p)::numeric, 9), letters
    FROM grid_cell ORDER BY item COLLATE "C", voter_category COLLATE "C"$$, 'top-2-box of each item by voter category is that of plain SQL, with its letters');

-- the same by the aggregates over the table that was loaded, and over the raw file
SELECT results_eq($$
    SELECT l.voter_category AS voter, round(top2box(nullif(a.q2_1, -1), 4, a.weight)::numeric, 12) FROM nonvoters a JOIN nonvoters_labels l USING (respondent)
    GROUP BY 1 ORDER BY l.voter_category COLLATE "C"$$, $$
    SELECT voter_category, round(p::numeric, 12) FROM grid_cell WHERE item = 'q2_1' AND voter_category <> 'Total' ORDER BY voter_category COLLATE "C"$$,
    'the aggregate gives the same over the loaded table');
SELECT results_eq($$
    SELECT item, voter_category, round(top2box(answer, 4, w)::numeric, 12) FROM grid GROUP BY 1, 2 ORDER BY item COLLATE "C", voter_category COLLATE "C"$$, $$
    SELECT item, voter_category, round(p::numeric, 12) FROM grid_cell WHERE voter_category <> 'Total' ORDER BY item COLLATE "C", voter_category COLLATE "C"$$,
    'and over the raw answers');

-- The stage of maturity by team size: the mapping of the ladder to stages, most frequent first, a tie to the earlier
CREATE TEMP VIEW employer AS
SELECT q26, CASE WHEN q27 ~ '^(No |We are exploring)' THEN 'data' WHEN q27 ~ '(insights|recently)' THEN 'model' WHEN q27 ~ 'well established' THEN 'pipeline' END AS focus
FROM raw_kaggle WHERE q26 <> '';
SELECT results_eq($$
    SELECT l.q26, maturity_stage(CASE WHEN l.q27 ~ '^(No |We are exploring)' THEN 'data' WHEN l.q27 ~ '(insights|recently)' THEN 'model'
                                      WHEN l.q27 ~ 'well established' THEN 'pipeline' END::ml_focus)::text
    FROM kaggle_labels l WHERE l.q26 IS NOT NULL GROUP BY 1 ORDER BY l.q26 COLLATE "C"$$, $$
    SELECT DISTINCT ON (q26 COLLATE "C") q26, focus || '-centric' FROM (SELECT q26, focus, count(*) AS n FROM employer WHERE focus IS NOT NULL GROUP BY 1, 2) c
    ORDER BY q26 COLLATE "C", n DESC, focus$$, 'the stage of maturity by team size');
\else
SELECT plan(1);
SELECT skip('the shared surveys are not here', 1);
\endif

SELECT * FROM finish();
