-- The tracker of the demo, from files to changes: shares and changes by plain SQL over the same rows, errors as survey_contrast has them.
\set QUIET 1
SET client_min_messages = error;
\ir include/near.psql
SELECT plan(10);
\set demo :project '/demo'
\o /dev/null
\i :demo/tracker.sql
\o
SELECT is((SELECT string_agg(wave || ' ' || n, ', ' ORDER BY wave) FROM (SELECT wave, count(*) AS n FROM brand GROUP BY wave) s), '202601 80, 202602 80, 202603 80', 'three waves, the last one replaced');
SELECT is((SELECT string_agg(value_label, ', ' ORDER BY code) FROM survey_codebook('brand') WHERE variable = 'bought'), 'No, Yes, Not yet', 'the question that was added has the answer that came in');
SELECT is((SELECT count(bought) FROM brand WHERE wave = 202601), 0::bigint, 'nobody was asked before');
SELECT is((SELECT count(*) FROM (SELECT panelist FROM brand GROUP BY panelist HAVING count(*) > 1) p), 80::bigint, 'half of the panel comes again');
SELECT is((SELECT bool_and(abs(share - 0.51) < 1e-9) FROM (SELECT sum(b.w) FILTER (WHERE l.sex = 'Women') / sum(b.w) AS share FROM brand b JOIN brand_labels l USING (id) GROUP BY b.wave) s), true, 'each wave meets its targets');
SELECT near((SELECT estimate FROM survey_trend('brand', '{liking}', 'wave') WHERE category = 'Very much' AND wave = '2026-02'),
    (SELECT sum(w) FILTER (WHERE liking = 5) / sum(w) FROM brand WHERE wave = 202602 AND liking < 9), 'a share of a wave', 1e-9);
SELECT near((SELECT change FROM survey_trend('brand', '{liking}', 'wave') WHERE category = 'Very much' AND wave = '2026-03'),
    (SELECT sum(w) FILTER (WHERE liking = 5 AND wave = 202603) / sum(w) FILTER (WHERE wave = 202603) - sum(w) FILTER (WHERE liking = 5 AND wave = 202602) / sum(w) FILTER (WHERE wave = 202602) FROM brand WHERE liking < 9), 'its change', 1e-9);
SELECT near((SELECT estimate FROM survey_trend('brand', '{recommend}', 'wave', 'nps') WHERE wave = '2026-01'),
    (SELECT 100 * (sum(w) FILTER (WHERE recommend >= 9) - sum(w) FILTER (WHERE recommend <= 6)) / sum(w) FROM brand WHERE wave = 202601), 'a net promoter score', 1e-9);
SELECT near((SELECT change_error FROM survey_trend('brand', '{recommend}', 'wave') WHERE wave = '2026-02' AND statistic = 'mean'),
    (SELECT std_error FROM survey_contrast('brand', '{recommend}', '{"c": {"2026-02": 1, "2026-01": -1}}', by => '{wave}')), 'the error of a change', 1e-9);
SELECT is((SELECT count(*) FROM survey_check()), 0::bigint, 'the catalogue fits');
SELECT * FROM finish();
