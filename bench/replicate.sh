#!/usr/bin/env bash
# Replicate weights beside R survey on the same rows: 80 columns, and one column
# of arrays.  R's data is in its memory already, and it is told the degrees of freedom.
. "$(dirname "$0")/common"

rows=$((BENCH_ROWS / 10))
command -v Rscript >/dev/null || { echo "R is not installed: apt-get install r-cran-survey"; exit 0; }
weights=$(for r in $(seq 80); do printf ', CASE WHEN i %% 80 = %d THEN 0 ELSE w * 80 / 79 END AS rw%d' "$((r - 1))" "$r"; done)
columns=$(seq -s, -f 'rw%.0f' 80)
psql -Xqt -o /dev/null <<SQL
SET client_min_messages = warning;
CREATE TABLE bench_replicates AS SELECT i AS id, y, w$weights
FROM (SELECT i, (i::bigint * 37 % 101)::float8 AS y, 0.5 + (i::bigint * 104729 % 1000) / 1000.0::float8 AS w FROM generate_series(1, $rows) i) q;
CREATE TABLE bench_arrays AS SELECT id, y, w, ARRAY[$columns] AS rw FROM bench_replicates;
ALTER TABLE bench_arrays ALTER rw SET STORAGE PLAIN;
VACUUM ANALYZE bench_replicates;
VACUUM ANALYZE bench_arrays;
SELECT 1 FROM register_survey('bench_replicates', 'bench_replicates', '{"weight": "w", "respondent": "id", "replicates": {"columns": "rw*", "type": "JK1"}}');
SELECT 1 FROM register_survey('bench_arrays', 'bench_arrays', '{"weight": "w", "respondent": "id", "replicates": {"columns": "rw", "type": "JK1"}}');
SQL
Rscript --vanilla - "$rows" >"$BENCH_DIR/r.txt" <<'R'
suppressMessages(library(survey))
i <- seq_len(as.integer(commandArgs(TRUE)[1]))
d <- data.frame(y = i * 37 %% 101, w = 0.5 + (i * 104729 %% 1000) / 1000)
rw <- sapply(0:79, function(r) ifelse(i %% 80 == r, 0, d$w * 80 / 79))
design <- svrepdesign(data = d, weights = ~w, repweights = rw, type = "JK1", scale = 79 / 80, combined.weights = TRUE, degf = 79)
cat(median(replicate(3, system.time(svymean(~y, design))[["elapsed"]])) * 1000, "\n")
R
mapfile -t r <"$BENCH_DIR/r.txt"
export PGOPTIONS="-c client_min_messages=warning -c max_parallel_workers_per_gather=1"
ours() { median 5 "SELECT * FROM survey_mean('$1', '{y}')"; }
line "mean under 80 replicates, in columns : svymean, $rows rows" "$(ours bench_replicates)" "${r[0]}" ">= 5"
line "the same in an array column" "$(ours bench_arrays)" "${r[0]}" ">= 5"
