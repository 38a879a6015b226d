#!/usr/bin/env bash
# Plain SQL answered from the pack, beside the rows of the same table (PostgreSQL's own plan, with workers) and DuckDB.
. "$(dirname "$0")/common"

here=$(cd "$(dirname "$0")" && pwd)
psql -Xq -c "DROP TABLE IF EXISTS bench_plain, bench_distinct, bench_rim CASCADE" 2>/dev/null
make_answers bench_plain "$BENCH_ROWS" 20
PGOPTIONS="-c maintenance_work_mem=1GB" psql -XqAt -c "SELECT FROM pack_survey('bench_plain')"
survey_with_weights bench_distinct bench_plain "$own_weight"
survey_with_weights bench_rim bench_plain "$rim_weight"
export PGOPTIONS="-c session_preload_libraries=mlops_survey"

# from_rows RUNS SQL: the same statement, answered from the rows
from_rows() { PGOPTIONS="$PGOPTIONS -c mlops_survey.read_packs=off" median "$@"; }

boxes=$(for k in $(seq 20); do printf ', top2box(q%d, 5, w)' "$k"; done)
table="SELECT q1, region, count(*), sum(w) FROM bench_plain GROUP BY q1, region"
filtered="SELECT q1, region, count(*), sum(w) FROM bench_plain WHERE sex = 1 AND age IN (2, 3, 4) GROUP BY q1, region"
twenty="SELECT region$boxes FROM bench_plain GROUP BY region"
distinct="SELECT q1, region, count(*), sum(w) FROM bench_distinct GROUP BY q1, region"
rim="SELECT q1, region, count(*), sum(w) FROM bench_rim GROUP BY q1, region"

packed=$(median 9 "$table")
line "5 x 6, weighted : 12 ms" "$packed" 12 "<= 1"
line "5 x 6, weighted : rows" "$packed" "$(from_rows 3 "$table")" ">= 50"
line "5 x 6, filtered by two columns : unfiltered" "$(median 9 "$filtered")" "$packed" "<= 2"
planned=$({ for _ in $(seq 9); do echo "EXPLAIN (SUMMARY) $table;"; done; } | psql -XqAt -f - | sed -nE 's/^Planning Time: ([0-9.]+) ms/\1/p' | sort -n | sed -n 5p)
line "5 x 6, weighted, planned : 0.3 ms" "$planned" 0.3 "<= 1"
line "20 x top2box by one group : 60 ms" "$(median 7 "$twenty")" 60 "<= 1"
own=$(median 7 "$distinct")
line "5 x 6, weights of everybody's own : 12 ms" "$own" 12 "<= 1"
rims=$(median 7 "$rim")
line "5 x 6, 4,000 rim weights : 12 ms" "$rims" 12 "<= 1"

# a dashboard of ten such statements: the sum of their medians; the rows once
dashboard()
{
    local k
    for k in $(seq 10); do "$1" "$2" "SELECT q$k, region, count(*), sum(w) FROM bench_plain GROUP BY q$k, region"; done | awk '{ s += $1 } END { print s }'
}
ten=$(dashboard median 5)
line "dashboard of ten : rows" "$ten" "$(dashboard from_rows 1)" ">= 50"

node=$(mktemp -d /tmp/mlops_survey_node.XXXXXX)
trap 'rm -rf "$node"' EXIT
cp "$here/duckdb.mjs" "$node"
if command -v npm >/dev/null && (cd "$node" && npm init -y && npm install --no-audit --no-fund @duckdb/node-api) >"$node/log" 2>&1; then
    duckdb() { (cd "$node" && node duckdb.mjs "$BENCH_ROWS" 20 1 1 7 "$@"); }
    line "5 x 6, weighted : DuckDB" "$packed" "$(duckdb)" ">= 4"
    line "5 x 6, weights of everybody's own : DuckDB" "$own" "$(duckdb own)" ">= 2"
    line "5 x 6, 4,000 rim weights : DuckDB" "$rims" "$(duckdb rims)" ">= 4"
    line "dashboard of ten : DuckDB" "$ten" "$(cd "$node" && node duckdb.mjs "$BENCH_ROWS" 20 10 1 5)" ">= 4"
else
    echo "no DuckDB: npm is missing or cannot install @duckdb/node-api"
fi
