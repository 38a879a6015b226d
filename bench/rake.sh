#!/usr/bin/env bash
# Raking of BENCH_ROWS / 10 respondents on five margins to 1e-10 beside R's rake() on the same rows.
# First the kernel alone, which like R has its data in memory already; then from table to table.
. "$(dirname "$0")/common"

rows=$((BENCH_ROWS / 10))
command -v Rscript >/dev/null || { echo "R is not installed: apt-get install r-cran-survey"; exit 0; }
file=$BENCH_DIR/rake.csv
psql -Xqt -o /dev/null <<SQL
SELECT setseed(0.5);
CREATE TABLE bench_rake AS
SELECT 1 + floor(2 * random() ^ 1.2)::int AS a, 1 + floor(6 * random() ^ 1.1)::int AS b, 1 + floor(4 * random() ^ 1.3)::int AS c,
    1 + floor(16 * random())::int AS d, 1 + floor(5 * random() ^ 0.8)::int AS e, 0.5 + random() AS w0
FROM generate_series(1, $rows) i;
VACUUM ANALYZE bench_rake;
COPY bench_rake TO '$file' (FORMAT csv, HEADER);
SET client_min_messages = warning;
SELECT 1 FROM register_survey('bench_rake', 'bench_rake', '{"weight": "w0", "variables": [{"name": "a", "measure": "nominal"}, {"name": "b", "measure": "nominal"},
    {"name": "c", "measure": "nominal"}, {"name": "d", "measure": "nominal"}, {"name": "e", "measure": "nominal"}]}');
CREATE TABLE bench_rake_targets AS
SELECT v AS variable, k::text AS category, (1 + (k * 7 + length(v) * 3 + ascii(v)) % 5)::float8 AS share
FROM (VALUES ('a', 2), ('b', 6), ('c', 4), ('d', 16), ('e', 5)) m (v, n), generate_series(1, n) k;
UPDATE bench_rake_targets t SET share = share / (SELECT sum(share) FROM bench_rake_targets s WHERE s.variable = t.variable) * $rows;
COPY bench_rake_targets TO '$file.targets' (FORMAT csv, HEADER);
SQL
Rscript --vanilla - "$file" >"$BENCH_DIR/rake.txt" <<'R'
suppressMessages(library(survey))
file <- commandArgs(TRUE)[1]
d <- read.csv(file); t <- read.csv(paste0(file, ".targets"))
for (v in unique(t$variable)) d[[v]] <- factor(d[[v]])
design <- svydesign(ids = ~1, weights = ~w0, data = d)
sample <- lapply(unique(t$variable), function(v) as.formula(paste("~", v)))
population <- lapply(unique(t$variable), function(v) setNames(data.frame(factor(t$category[t$variable == v]), t$share[t$variable == v]), c(v, "Freq")))
cat(system.time(raked <- rake(design, sample, population, control = list(maxit = 1000, epsilon = 1e-10)))[["elapsed"]] * 1000, "\n")
worst <- 0
for (i in seq_along(population)) worst <- max(worst, abs(as.numeric(svytotal(sample[[i]], raked)) / population[[i]]$Freq - 1))
cat(worst, "\n")
write.csv(data.frame(w = weights(raked)), paste0(file, ".weights"), row.names = FALSE)
R
mapfile -t r <"$BENCH_DIR/rake.txt"
${CC:-cc} -O2 -ffp-contract=off -Isrc -o "$BENCH_DIR/rake_kernel" bench/rake_kernel.c src/kernel/stats/weighting.c -lm
read -r kernel_time cells passes deviation < <("$BENCH_DIR/rake_kernel" "$file" "$file.targets")
line "rake $rows rows on 5 margins to 1e-10, in memory" "$kernel_time" "${r[0]}" ">= 20"
our_time=$({ echo '\timing on'; echo "SELECT max(abs(after / target - 1)) FROM rake_survey('bench_rake', (SELECT survey_targets(variable, category, share) FROM bench_rake_targets), 'raked');"; } |
    psql -Xqt -o "$BENCH_DIR/rake.worst" -f - | sed -nE 's/^Time: ([0-9.]+) ms.*/\1/p')
line "rake $rows rows on 5 margins to 1e-10, table to table" "$our_time" "${r[0]}" ">= 1"
echo "$cells cells, $passes passes; largest relative deviation of a margin: kernel $deviation, table $(tr -d ' \n' <"$BENCH_DIR/rake.worst"), R $(tr -d ' ' <<<"${r[1]}")"
