#!/usr/bin/env bash
# Ordinal and multinomial regression on ten predictors beside R on the same rows, whose data is in its memory already
# (svyolr with errors of the design; multinom of nnet, coefficients alone), and Shapley's values of twelve drivers.
. "$(dirname "$0")/common"

rows=$((BENCH_ROWS / 10))
command -v Rscript >/dev/null || { echo "R is not installed: apt-get install r-cran-survey r-cran-nnet"; exit 0; }
file=$BENCH_DIR/analyses.csv
predictors=$(seq -s ' + ' -f 'x%.0f' 10)
drivers=$(printf "'x%d'," $(seq 12))
# what looks like chance, from the number of the respondent: 0 to 1
hashed() { echo "((hashint8extended(i, $1) & 1048575) / 1048576.0::float8)"; }
psql -Xqt -o /dev/null <<SQL
SET client_min_messages = warning;
CREATE TABLE bench_analyses AS
SELECT i % 50 AS stratum, i % 2000 AS cluster, w, $(printf 'x%d, ' $(seq 12))
       1 + (e > -1.5)::int + (e > -0.3)::int + (e > 0.8)::int + (e > 2)::int AS satisfaction,
       CASE WHEN choice < 1 THEN 1 WHEN choice < 1 + exp(0.5 * x1 - 0.3 * x3) THEN 2 WHEN choice < 1 + exp(0.5 * x1 - 0.3 * x3) + exp(0.4 * x2) THEN 3 ELSE 4 END AS brand, e AS overall
FROM (SELECT *, 0.6 * x1 - 0.4 * x2 + 0.2 * x4 + ln(u / (1 - u)) AS e, v * (2 + exp(0.5 * x1 - 0.3 * x3) + exp(0.4 * x2)) AS choice
    FROM (SELECT i, 0.5 + (i * 104729 % 1000) / 1000.0::float8 AS w, 0.0005 + 0.999 * $(hashed 91) AS u, $(hashed 92) AS v$(for k in $(seq 12); do printf ', 3 * %s - 1.5 AS x%d' "$(hashed "$k")" "$k"; done)
        FROM generate_series(1::bigint, $rows) i) a) b;
VACUUM ANALYZE bench_analyses;
COPY bench_analyses TO '$file' (FORMAT csv, HEADER);
SELECT 1 FROM register_survey('bench_analyses', 'bench_analyses', '{"weight": "w", "design": {"strata": ["stratum"], "clusters": ["cluster"]}, "variables": [
    $(for k in $(seq 12); do printf '{"name": "x%d", "measure": "scale"},' "$k"; done) {"name": "overall", "measure": "scale"}, {"name": "satisfaction", "points": 5},
    {"name": "brand", "measure": "nominal", "values": {"1": "a", "2": "b", "3": "c", "4": "d"}}]}');
SQL
Rscript --vanilla - "$file" "$predictors" >"$BENCH_DIR/r.txt" <<'R'
suppressMessages(library(survey))
d <- read.csv(commandArgs(TRUE)[1])
d$satisfaction <- ordered(d$satisfaction)
d$brand <- factor(d$brand)
design <- svydesign(ids = ~cluster, strata = ~stratum, weights = ~w, data = d)
formula <- function(y) as.formula(paste(y, "~", commandArgs(TRUE)[2]))
time <- function(f) system.time(f())[["elapsed"]] * 1000
cat(time(function() svyolr(formula("satisfaction"), design)), "\n")
cat(if (requireNamespace("nnet", quietly = TRUE)) time(function() nnet::multinom(formula("brand"), d, weights = w, trace = FALSE)) else NA, "\n")
R
mapfile -t r <"$BENCH_DIR/r.txt"
export PGOPTIONS="-c client_min_messages=warning -c max_parallel_workers_per_gather=1"
report()
{
    line "ordinal, 10 predictors, $1 : svyolr, $rows" "$(median 2 "SELECT * FROM survey_ordinal('bench_analyses', 'satisfaction ~ $predictors')")" "${r[0]}" ">= 10"
    [ "${r[1]% }" = NA ] || line "multinomial, 10 predictors, $1 : multinom, $rows" "$(median 2 "SELECT * FROM survey_multinomial('bench_analyses', 'brand ~ $predictors')")" "${r[1]}" ">= 10"
    line "Shapley of 12 drivers, $1 : two seconds, $rows" "$(median 3 "SELECT * FROM survey_drivers('bench_analyses', 'overall', ARRAY[${drivers%,}])")" 2000 "<= 1"
}
report rows
psql -Xqt -o /dev/null -c "SELECT pack_survey('bench_analyses')"
report packed
