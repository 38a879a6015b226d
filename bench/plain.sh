#!/usr/bin/env bash
# Plain SQL answered from the pack, beside the rows of the same table (PostgreSQL's own plan, with workers) and DuckDB.
. "$(dirname "$0")/common"

here=$(cd "$(dirname "$0")" && pwd)
psql -Xq -c "DROP TABLE IF EXISTS bench_plain, bench_distinct CASCADE" 2>/dev/null
make_answers bench_plain "$BENCH_ROWS" 20
PGOPTIONS="-c maintenance_work_mem=1GB" psql -XqAt -c "SELECT FROM pack_survey('bench_plain')"
# a weight of his own for everybody, as a base weight times rim factors gives
psql -Xq <<SQL
SET client_min_messages = warning;
CREATE TABLE bench_distinct AS SELECT q1, q2, region, sex, age, w * (1 + (respondent % 999983) / 1e7::float8) AS w FROM bench_plain;
VACUUM ANALYZE bench_distinct;
SELECT FROM register_survey('bench_distinct', 'bench_distinct', '{"weight": "w", "variables": [{"name": "w", "measure": "scale"}]}');
SELECT FROM pack_survey('bench_distinct');
SQL
export PGOPTIONS="-c session_preload_libraries=mlops_survey"

# from_rows RUNS SQL: the same statement, answered from the rows
from_rows() { PGOPTIONS="$PGOPTIONS -c mlops_survey.read_packs=off" median "$@"; }

boxes=$(for k in $(seq 20); do printf ', top2box(q%d, 5, w)' "$k"; done)
table="SELECT q1, region, count(*), sum(w) FROM bench_plain GROUP BY q1, region"
filtered="SELECT q1, region, count(*), sum(w) FROM bench_plain WHERE sex = 1 AND age IN (2, 3, 4) GROUP BY q1, region"
twenty="SELECT region$boxes FROM bench_plain GROUP BY region"
distinct="SELECT q1, region, count(*), sum(w) FROM bench_distinct GROUP BY q1, region"

packed=$(median 9 "$table")
line "5 x 6, weighted : 12 ms" "$packed" 12 "<= 1"
line "5 x 6, weighted : rows" "$packed" "$(from_rows 3 "$table")" ">= 50"
line "5 x 6, filtered by two columns : unfiltered" "$(median 9 "$filtered")" "$packed" "<= 2"
planned=$({ for _ in $(seq 9); do echo "EXPLAIN (SUMMARY) $table;"; done; } | psql -XqAt -f - | sed -nE 's/^Planning Time: ([0-9.]+) ms/\1/p' | sort -n | sed -n 5p)
line "5 x 6, weighted, planned : 0.3 ms" "$planned" 0.3 "<= 1"
line "20 x top2box by one group : 60 ms" "$(median 7 "$twenty")" 60 "<= 1"
line "5 x 6, distinct weights : 12 ms" "$(median 7 "$distinct")" 12 "<= 1"

node=$(mktemp -d /tmp/mlops_survey_node.XXXXXX)
trap 'rm -rf "$node"' EXIT
cp "$here/duckdb.mjs" "$node"
if command -v npm >/dev/null && (cd "$node" && npm init -y && npm install --no-audit --no-fund @duckdb/node-api) >"$node/log" 2>&1; then
    line "5 x 6, weighted : DuckDB" "$packed" "$(cd "$node" && node duckdb.mjs "$BENCH_ROWS" 20 1 1 7)" ">= 4"
else
    echo "no DuckDB: npm is missing or cannot install @duckdb/node-api"
fi
