#!/usr/bin/env bash
# Packed surveys beside DuckDB (npm's @duckdb/node-api, installed into a temporary folder) over the same table.
. "$(dirname "$0")/common"

here=$(cd "$(dirname "$0")" && pwd)
wide_rows=$((BENCH_ROWS / 10))
psql -Xq -c "DROP TABLE IF EXISTS bench_packed, bench_wide, bench_copy, bench_tenth, bench_own, bench_rims CASCADE" 2>/dev/null
make_answers bench_packed "$BENCH_ROWS" 20
make_answers bench_wide "$wide_rows" 100
make_answers bench_tenth "$wide_rows" 20

now() { date +%s%3N; }
# took SQL: milliseconds, without what others still have to write
took()
{
    psql -Xq -c CHECKPOINT
    sync
    local start
    start=$(now)
    psql -XqAt -c "$1" >/dev/null
    echo $(($(now) - start))
}
psql -Xq -c "VACUUM mlops_survey.pack, mlops_survey.pack_segment"
copied=$(took "CREATE TABLE bench_copy AS SELECT * FROM bench_packed")
# As for an index, packing may use memory of maintenance.
export PGOPTIONS="-c maintenance_work_mem=1GB"
packed=$(took "SELECT FROM pack_survey('bench_packed')")
line "pack_survey : CREATE TABLE AS" "$packed" "$copied" "<= 1.5"
# the survey's own bytes: the table of segments may be larger by what benchmarks before left in it
psql -XqAt -F ' ' -c "SELECT sum(octet_length(directory) + octet_length(data) + octet_length(units)) / 1048576.0, pg_table_size('bench_packed') / 1048576.0
    FROM mlops_survey.pack_segment WHERE survey_id = (SELECT id FROM mlops_survey.survey WHERE name = 'bench_packed')" |
    awk '{ printf "%-46s ours %9.1f MB  peer %9.1f MB  ratio %7.2f  target %-7s %s\n", "size of the pack : of the table", $1, $2, $1 / $2, "<= 0.25", $1 / $2 <= 0.25 ? "met" : "MISSED" }'
survey_with_weights bench_own bench_packed "$own_weight"
survey_with_weights bench_rims bench_packed "$rim_weight"
psql -XqAt -c "DROP TABLE bench_copy" -c "SELECT FROM pack_survey('bench_wide') a, pack_survey('bench_tenth') b" -c CHECKPOINT

one="SELECT count(*) FROM survey_crosstab('bench_packed', '{q1}', '{region}')"
twenty="SELECT count(*) FROM survey_crosstab('bench_packed', $(items 20), '{region}')"
hundred="SELECT count(*) FROM survey_crosstab('bench_wide', $(items 100), '{region,sex,age,size,job}')"
tenth="SELECT count(*) FROM survey_crosstab('bench_tenth', $(items 20), '{region}')"

node=$(mktemp -d /tmp/mlops_survey_node.XXXXXX)
trap 'rm -rf "$node"' EXIT
cp "$here/duckdb.mjs" "$node"
if command -v npm >/dev/null && (cd "$node" && npm init -y && npm install --no-audit --no-fund @duckdb/node-api) >"$node/log" 2>&1; then
    duckdb() { (cd "$node" && node duckdb.mjs "$@"); }
    peer=$(duckdb "$BENCH_ROWS" 20 1 1 7)
    line "5 x 6 crosstab, errors, letters : DuckDB" "$(median 7 "$one")" "$peer" ">= 4"
    peer=$(duckdb "$BENCH_ROWS" 20 20 1 3)
    line "20 items x 1 banner : DuckDB" "$(median 5 "$twenty")" "$peer" ">= 10"
    for weights in own rims; do
        line "5 x 6 crosstab, weights of kind $weights : DuckDB" "$(median 7 "${one/bench_packed/bench_$weights}")" \
            "$(duckdb "$BENCH_ROWS" 20 1 1 7 "$weights")" ">= 2"
        line "20 items x 1 banner, weights of kind $weights : DuckDB" "$(median 5 "${twenty/bench_packed/bench_$weights}")" \
            "$(duckdb "$BENCH_ROWS" 20 20 1 3 "$weights")" ">= 8"
    done
    peer=$(duckdb "$wide_rows" 100 100 5 1)
    line "100 items x 5 columns, $wide_rows : DuckDB" "$(median 3 "$hundred")" "$peer" ">= 10"
else
    echo "no DuckDB: npm is missing or cannot install @duckdb/node-api"
fi

ratio "20 x 1, ten times the respondents" "$twenty" "$tenth" "<= 11" 5
wide="SELECT count(*) FROM survey_crosstab('bench_wide', $(items 36), '{region,sex,age,size,job}')"
line "36 x 5 banner, 5,000 cells, $wide_rows : 1 s" "$(median 3 "$wide")" 1000 "<= 1"
line "100 x 5 banner, 14,000 cells, $wide_rows : 1 s" "$(median 3 "$hundred")" 1000 "<= 1"

# Under strata and clusters; a pack that is not sorted by them is left aside, so the rows come first.
export PGOPTIONS="-c max_parallel_workers_per_gather=1 -c maintenance_work_mem=256MB"
weights="SELECT count(*) FROM survey_crosstab('bench_tenth', $(items 20), '{region}', tests => 'spss')"
mean="SELECT count(*) FROM survey_mean('bench_tenth', '{q1}', by => '{age}')"
psql -Xq -c "INSERT INTO mlops_survey.design (survey_id, strata, clusters) SELECT id, '{stratum}', '{psu}' FROM mlops_survey.survey WHERE name IN ('bench_tenth', 'bench_wide')"
echo "From the rows, for which nothing is asked: 20 x 1 banner under strata and clusters $(median 1 "$tenth") ms, mean by 10 groups $(median 3 "$mean") ms"
psql -XqAt -c "SELECT FROM pack_survey('bench_wide') a, pack_survey('bench_tenth') b"
ratio "strata and clusters, packed : weights, packed" "$tenth" "$weights" "<= 2" 5
line "mean by 10 groups, 50 x 2,000, packed : 25 ms" "$(median 9 "$mean")" 25 "<= 1"
line "36 x 5 banner, 5,000 cells, clusters, packed : 1 s" "$(median 3 "$wide")" 1000 "<= 1"
