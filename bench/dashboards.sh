#!/usr/bin/env bash
# The charts of the dashboards, as tools send them (demo/superset/statements.sql, which "make bi" compares with what Superset sends, and demo/charts.sql),
# over the demo survey as many times as it takes: the time of each in the server's log, each in a session of its own as a tool's are, what it was
# answered from, and whether its digits are those of the rows.
#   DASHBOARD_ROWS=1000000 tools/bench dashboards
. "$(dirname "$0")/common"

here=$(cd "$(dirname "$0")" && pwd)
rows=${DASHBOARD_ROWS:-$BENCH_ROWS} runs=${DASHBOARD_RUNS:-5} log=$BENCH_DIR/server.log
demo=$(mktemp -d "$BENCH_DIR/demo.XXXXXX")
install -m 644 "$here"/../demo/*.csv "$here"/../demo/*.json "$demo"
chmod 755 "$demo"
psql -Xq -c "DROP DATABASE IF EXISTS dashboards" -c "CREATE DATABASE dashboards"
export PGDATABASE=dashboards PGOPTIONS="-c client_min_messages=warning"
psql -Xq -v ON_ERROR_STOP=1 -v "demo=$demo" -v "rows=$rows" -c "CREATE EXTENSION mlops_survey" -f "$here/../demo/load.sql" -f - -o /dev/null <<'SQL'
SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns FROM pg_attribute
WHERE attrelid = 'mlops_2021'::regclass AND attnum > 0 AND attname <> 'respondent' AND NOT attisdropped \gset
INSERT INTO mlops_2021 (:columns) SELECT :columns FROM mlops_2021, generate_series(2, :rows / 331);
VACUUM ANALYZE mlops_2021;
SET maintenance_work_mem = '1GB';
SELECT FROM pack_survey('mlops_2021');
SQL
export PGOPTIONS="-c session_preload_libraries=mlops_survey"

# source SQL: pack, rows and why, or what else answers it
source_of()
{
    psql -XAt -c "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) $1" |
        awk '/Source: /     { sub(/.*Source: /, ""); source = $0 }
             /Reason: /     { sub(/.*Reason: /, ""); reason = ": " $0 }
             /Function Scan/ { called = "by name" }
             END { print (source ? source : called ? called : "not planned") reason }'
}

# logged SQL: median milliseconds in the log, of sessions of their own
logged()
{
    local from
    from=$(wc -c <"$log")
    for _ in $(seq "$runs"); do PGOPTIONS="$PGOPTIONS -c log_min_duration_statement=0" psql -Xq -c "$1" >/dev/null; done
    tail -c "+$((from + 1))" "$log" | sed -nE 's/.*LOG:  duration: ([0-9.]+) ms  statement: .*/\1/p' | sort -n |
        awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

# processor SQL: the least milliseconds of a processor, without workers, which others on the machine change less
processor()
{
    local from
    from=$(wc -c <"$log")
    for _ in $(seq "$runs"); do PGOPTIONS="$PGOPTIONS -c log_statement_stats=on -c max_parallel_workers_per_gather=0" psql -Xq -c "$1" >/dev/null; done
    tail -c "+$((from + 1))" "$log" | sed -nE 's/^!?[[:space:]]*!?[[:space:]]*([0-9.]+) s user, ([0-9.]+) s system, .*elapsed/\1 \2/p; s/^.*DETAIL:.*//p' |
        awk 'NF == 2 { t = ($1 + $2) * 1000; if (!n++ || t < least) least = t } END { printf "%.1f", least }'
}

# digits SQL on|off: everything that it shows; the core's sums of weights hang on the order of rows, in their last digits
digits()
{
    local core=0
    [[ "$1" != *sum\(*weight* ]] || core=1
    PGOPTIONS="$PGOPTIONS -c mlops_survey.read_packs=$2" psql -XAt -c "$1" | LC_ALL=C sort |
        awk -F '|' -v core=$core '{ for (i = 1; i <= NF; i++) printf "%s|", core && $i ~ /^[0-9]+\.[0-9]+$/ ? sprintf("%.11g", $i) : $i; print "" }' | md5sum
}

slow=0 different=0
while IFS=$'\t' read -r name statement; do
    took=$(logged "$statement")
    same=same
    [ -n "${DASHBOARD_UNCOMPARED:-}" ] || [ "$(digits "$statement" on)" = "$(digits "$statement" off)" ] || same=OTHER
    [ "$same" = same ] || different=$((different + 1))
    line "$name" "$took" 100 "<= 1"
    [ -z "${DASHBOARD_UNCOMPARED:-}" ] || same="not compared"
    echo "    $(source_of "$statement"); $(processor "$statement") ms of a processor; digits beside the rows: $same"
    awk -v t="$took" 'BEGIN { exit t > 100 }' || slow=$((slow + 1))
done < <(awk 'FNR == 1 { name = "" } /^-- / { name = substr($0, 4); next }
              NF { statement = statement " " $0 } /;$/ { sub(/;$/, "", statement); print name "\t" substr(statement, 2); statement = "" }' \
    "$here/../demo/superset/statements.sql" "$here/../demo/charts.sql")
echo "$rows respondents: $slow charts over 100 ms, $different with other digits"
psql -Xq -d postgres -c "DROP DATABASE dashboards"
[ "$slow" = 0 ] && [ "$different" = 0 ]
