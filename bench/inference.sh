#!/usr/bin/env bash
# Design-based inference beside R survey on the same rows; R's data is in its memory already.
. "$(dirname "$0")/common"

rows=$((BENCH_ROWS / 10))
command -v Rscript >/dev/null || { echo "R is not installed: apt-get install r-cran-survey"; exit 0; }
file=$BENCH_DIR/inference.csv
items=$(seq -f 'q%.0f' 1 20)
psql -Xqt -o /dev/null <<SQL
CREATE TABLE bench_design AS
SELECT i % 50 AS stratum, (i % 50) * 100 + (i / 50) % 20 AS cluster, 0.5 + (i::bigint * 104729 % 1000) / 1000.0 AS w,
       1 + (i::bigint * 7919 % 6)::int AS banner, $(for q in $items; do printf "1 + (i::bigint * %d %% 1009 %% 5)::int AS %s, " "$((${q#q} * 37 + 3))" "$q"; done)
       (i % 26) AS d1, (i / 26 % 26) AS d2, (i / 676 % 10) AS d3
FROM generate_series(1, $rows) i;
ALTER TABLE bench_design ALTER w TYPE float8;
VACUUM ANALYZE bench_design;
COPY bench_design TO '$file' (FORMAT csv, HEADER);
CREATE TABLE bench_domains AS SELECT * FROM bench_design LIMIT 50000;
SET client_min_messages = warning;
SELECT 1 FROM register_survey('bench_design', 'bench_design', '{"weight": "w", "design": {"strata": ["stratum"], "clusters": ["cluster"]}, "variables": [
    {"name": "banner", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c", "4": "d", "5": "e", "6": "f"}}, $(for q in $items; do printf '{"name": "%s", "measure": "ordinal", "points": 5},' "$q"; done)
    {"name": "d1"}, {"name": "d2"}, {"name": "d3"}]}');
SELECT 1 FROM register_survey('bench_domains', 'bench_domains', '{"weight": "w", "design": {"strata": ["stratum"], "clusters": ["cluster"]}, "variables": [{"name": "d1", "measure": "nominal"}, {"name": "d2", "measure": "nominal"}, {"name": "d3", "measure": "nominal"}]}');
SQL
Rscript --vanilla - "$file" >"$BENCH_DIR/r.txt" <<'R'
suppressMessages(library(survey))
d <- read.csv(commandArgs(TRUE)[1])
design <- svydesign(ids = ~cluster, strata = ~stratum, weights = ~w, data = d)
time <- function(f) median(replicate(3, system.time(f())[["elapsed"]])) * 1000
items <- as.formula(paste("~", paste0("q", 1:20, collapse = "+")))
cat(time(function() svyby(items, ~banner, design, svymean)), "\n")
cat(time(function() svychisq(~q1 + banner, design)), "\n")
R
mapfile -t r <"$BENCH_DIR/r.txt"
export PGOPTIONS="-c client_min_messages=warning -c max_parallel_workers_per_gather=1"
ours() { timings 3 "$1" "$1" | cut -d' ' -f1; }
list=$(printf "'%s'," $items)
means="SELECT * FROM survey_mean('bench_design', ARRAY[${list%,}], by => ARRAY['banner'])"
test="SELECT * FROM survey_test('bench_design', 'q1', 'banner')"
totals="SELECT * FROM survey_total('bench_domains', ARRAY['w'], by => ARRAY['d1', 'd2', 'd3'])"
line "means of 20 items by 6 groups, rows : svyby, $rows" "$(ours "$means")" "${r[0]}" ">= 10"
line "Rao-Scott F, 5 x 6, rows : svychisq, $rows" "$(ours "$test")" "${r[1]}" ">= 20"
line "totals, 50,000 rows in 6,760 domains : one second" "$(ours "$totals")" 1000 "<= 1"
psql -Xqt -o /dev/null -c "SELECT pack_survey('bench_design')"
line "means of 20 items by 6 groups, packed : svyby, $rows" "$(ours "$means")" "${r[0]}" ">= 10"
line "Rao-Scott F, 5 x 6, packed : svychisq, $rows" "$(ours "$test")" "${r[1]}" ">= 20"
