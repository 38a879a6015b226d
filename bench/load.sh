#!/usr/bin/env bash
# load_survey with a codebook beside COPY of the same CSV into an equivalent table.
. "$(dirname "$0")/common"

rows=$((BENCH_ROWS / 10))
file=$BENCH_DIR/answers.csv
variables=$(seq -f 'q%.0f' 1 25)
psql -Xq <<SQL
COPY (SELECT $(for q in $variables; do printf "1 + (i * %d %% 1009) %% 5 AS %s, " "$((${q#q} * 7 + 3))" "$q"; done)
      18 + i % 60 AS age, round((random() * 1000)::numeric, 2) AS spend, round((0.5 + random())::numeric, 4) AS w
      FROM generate_series(1, $rows) i) TO '$file' (FORMAT csv, HEADER);
SQL
codebook=$(printf '{"weight": "w", "variables": ['
    for q in $variables; do
        printf '{"name": "%s", "label": "Item %s", "measure": "ordinal", "points": 5, "values": {"1": "Not at all", "2": "Little", "3": "Some", "4": "Much", "5": "Very much"}},' "$q" "$q"
    done
    printf '{"name": "age", "measure": "scale"}, {"name": "spend", "measure": "scale"}, {"name": "w", "measure": "scale"}]}')
psql -Xq -c "SET client_min_messages = warning" -c "SELECT load_survey('bench_load', '$file', codebook => '$codebook')" \
    -c "CREATE TABLE bench_copy AS SELECT $(echo "$variables" | tr '\n' ',') age, spend, w FROM bench_load WHERE false" \
    -c "CREATE PROCEDURE bench_copy_load() LANGUAGE plpgsql AS \$\$ BEGIN TRUNCATE bench_copy; COPY bench_copy FROM '$file' (FORMAT csv, HEADER); END \$\$" >/dev/null
export PGOPTIONS="-c client_min_messages=warning"
ratio "load_survey with codebook : COPY, $rows x 28" \
    "SELECT load_survey('bench_load', '$file', codebook => '$codebook', replace => true)" \
    "CALL bench_copy_load()" "<= 1.5" 3

# the same answers as an SPSS file: beside COPY, and beside what ReadStat's own program takes; memory does not grow with the rows
sav=$BENCH_DIR/answers.sav
psql -XAtq -c "COPY (SELECT encode(export_survey('bench_load', 'sav'), 'hex')) TO STDOUT" | tr -d '\n' | perl -0777 -ne 'print pack "H*", $_' >"$sav"
chmod 644 "$sav"
ratio "load_survey of .sav : COPY, $rows x 28" \
    "SELECT load_survey('bench_sav', '$sav', replace => true)" "CALL bench_copy_load()" "<= 1.5" 3
if command -v readstat >/dev/null; then
    start=$(date +%s%N)
    readstat -f "$sav" "$BENCH_DIR/readstat.csv" >/dev/null
    line "load_survey of .sav : readstat to CSV" "$(median 1 "SELECT load_survey('bench_sav', '$sav', replace => true)")" \
        $((($(date +%s%N) - start) / 1000000)) "<= 1.2"
fi
peak()
{
    psql -XAtq -c "SELECT load_survey('bench_sav', '$sav', replace => true) IS NULL" \
        -c "SELECT substring(pg_read_file('/proc/self/status') FROM 'RssAnon:\s*(\d+)')" | tail -n 1
}
echo "memory of the backend after a .sav of $rows rows: $(peak) kB"
