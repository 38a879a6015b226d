-- What other tools send for charts over the same survey, in their own spelling; run by "tools/bench dashboards" beside what Superset sends.
-- Metabase: answers by label, filtered by label
SELECT "source"."team_size_label" AS "team_size_label", COUNT(*) AS "count" FROM (SELECT "public"."mlops_2021_analysis"."team_size_label" AS "team_size_label", "public"."mlops_2021_analysis"."role_label" AS "role_label" FROM "public"."mlops_2021_analysis") AS "source" WHERE "source"."role_label" = 'Data scientist' GROUP BY "source"."team_size_label" ORDER BY "source"."team_size_label" ASC;
-- Metabase: top-2-box by team size, a field filter
SELECT team_size_sorted, top2box(challenge_data_score, 5, weight) FROM mlops_2021_analysis WHERE "public"."mlops_2021_analysis"."role_label" IN ('Data scientist', 'Data engineer') GROUP BY 1 ORDER BY 1;
-- Metabase: years of work in bins
SELECT (FLOOR((("source"."experience" - 0.0) / 5.0)) * 5.0) + 0.0 AS "experience", COUNT(*) AS "count" FROM (SELECT "public"."mlops_2021_analysis"."experience" AS "experience" FROM "public"."mlops_2021_analysis") AS "source" GROUP BY (FLOOR((("source"."experience" - 0.0) / 5.0)) * 5.0) + 0.0 ORDER BY (FLOOR((("source"."experience" - 0.0) / 5.0)) * 5.0) + 0.0 ASC;
-- Tableau: a share by label
SELECT "mlops_2021_analysis"."team_size_sorted" AS "team_size_sorted", (top2box("mlops_2021_analysis"."challenge_data_score", 5, "mlops_2021_analysis"."weight")) AS "usr:share" FROM "public"."mlops_2021_analysis" "mlops_2021_analysis" GROUP BY 1;
-- Tableau: counts and an average of a number
SELECT "mlops_2021_analysis"."role_label" AS "role_label", AVG("mlops_2021_analysis"."experience") AS "avg:experience:ok", SUM(CAST("mlops_2021_analysis"."last_data" AS int)) AS "sum:last_data:ok" FROM "public"."mlops_2021_analysis" "mlops_2021_analysis" GROUP BY 1 HAVING (COUNT(1) > 0);
-- Grafana: a share by label, with a variable
SELECT team_size_sorted AS metric, top2box(challenge_data_score, 5, weight) AS share FROM mlops_2021_analysis WHERE role_label IN ('Data scientist','Data engineer') GROUP BY 1 ORDER BY 1;
-- Power BI: two groups
select "rows"."region_label" as "region_label", "rows"."role_label" as "role_label", count(1) as "a0", sum("rows"."weight") as "a1" from (select "region_label", "role_label", "weight" from "public"."mlops_2021_analysis") "rows" group by "region_label", "role_label" limit 1000001;
-- dbplyr: numbers with a decimal point
SELECT "team_size", top2box(NULLIF("challenge_data", 98.0), 5.0, "weight") AS "top" FROM "mlops_2021" WHERE ("team_size" < 98.0) GROUP BY "team_size";
-- a net promoter score and its mean, by two filters of options
SELECT region_label, nps(recommend, weight) AS nps, avg(recommend) AS mean, count(*) AS n FROM mlops_2021_analysis WHERE last_models AND NOT next_research GROUP BY 1 ORDER BY 2 DESC;
