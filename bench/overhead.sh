#!/usr/bin/env bash
# What the library costs in sessions that have loaded it: statements over a table without a pack, and the planning of one that is answered from a pack.
. "$(dirname "$0")/common"

# A time is that of the processor in the server process, by Linux's scheduler (elsewhere the clock's).  A session sends one statement many times,
# with the library or without; sessions of either kind take turns, and the median of their ratios counts.  Where the machine does other things that
# is not to a hundredth: perf, if it may, tells besides which share of samples is the library's own.
statements=${BENCH_STATEMENTS:-1000}
sessions=${BENCH_SESSIONS:-25}

psql -Xq <<SQL
SET client_min_messages = warning;
DROP TABLE IF EXISTS bench_ordinary, bench_small CASCADE;
CREATE TABLE bench_ordinary AS SELECT i AS id, i % 7 AS kind, i % 100 AS amount FROM generate_series(1, 1000) i;
ALTER TABLE bench_ordinary ADD PRIMARY KEY (id);
VACUUM ANALYZE bench_ordinary;
SQL
clock="SELECT extract(epoch FROM clock_timestamp()) * 1000"
if psql -XqAtc "SELECT pg_read_file('/proc/self/schedstat')" >/dev/null 2>&1; then
    clock="SELECT split_part(pg_read_file('/proc/self/schedstat'), ' ', 1)::float8 / 1e6"
fi

# session LIBRARY SQL: milliseconds of so many of the statement
session()
{
    {
        [ -z "$1" ] || echo "LOAD '$1';"
        for _ in $(seq 20); do printf '%s;\n' "$2"; done
        printf '%s \\g (format=unaligned tuples_only=on) |cat 1>&3\n' "$clock"
        for _ in $(seq "$statements"); do printf '%s;\n' "$2"; done
        printf '%s \\g (format=unaligned tuples_only=on) |cat 1>&3\n' "$clock"
    } | psql -Xq -v ON_ERROR_STOP=1 -o /dev/null -f - 3>&1 | awk '{ t[NR] = $1 } END { print t[2] - t[1] }'
}

# middle NUMBERS
middle() { tr ' ' '\n' <<<"$1" | grep . | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# share SQL: how much of what the server process does is code of the library, by samples
share()
{
    local dir job
    dir=$(mktemp -d)
    { printf "LOAD 'mlops_survey';\nSELECT pg_backend_pid() \\g %s/pid\n" "$dir"; awk -v statement="$1;" 'BEGIN { for (i = 0; i < 200000; i++) print statement }'; } >"$dir/sql"
    psql -Xqt -o /dev/null -f "$dir/sql" &
    job=$!
    until [ -s "$dir/pid" ]; do sleep 0.1; done
    if perf record -q -F 5000 -o "$dir/data" -p "$(tr -d ' \n' <"$dir/pid")" sleep 5 >/dev/null 2>&1; then
        perf report -i "$dir/data" --stdio --sort dso 2>/dev/null | awk '/mlops_survey/ { found = $1 } END { print "  share of samples:", found ? found : "none" }'
    fi
    kill "$job" 2>/dev/null || true
    wait "$job" 2>/dev/null || true
    rm -rf "$dir"
}

# overhead NAME SQL: sessions with the library beside sessions without it
overhead()
{
    local with without ratios= all=
    for _ in $(seq "$sessions"); do
        without=$(session '' "$2")
        with=$(session mlops_survey "$2")
        ratios+="$(awk -v a="$with" -v b="$without" 'BEGIN { print a / b }') "
        all+="$without "
    done
    without=$(middle "$all")
    line "$1" "$(awk -v r="$(middle "$ratios")" -v t="$without" 'BEGIN { print r * t }')" "$without" "<= 1.01"
    ! command -v perf >/dev/null || share "$2"
}

# planning PACKS SQL: median milliseconds of planning
planning()
{
    { echo "LOAD 'mlops_survey'; SET mlops_survey.read_packs = $1;"; for _ in $(seq 101); do echo "EXPLAIN (SUMMARY) $2;"; done; } |
        psql -XqAt -f - | sed -nE 's/^Planning Time: ([0-9.]+) ms/\1/p' | tail -n 100 | sort -n | sed -n 50p
}

overhead "$statements x one row by its key, loaded : not" "SELECT amount FROM bench_ordinary WHERE id = 77"
overhead "$statements x groups of 100 rows, loaded : not" "SELECT kind, count(*), sum(amount) FROM bench_ordinary WHERE id <= 100 GROUP BY kind"

make_answers bench_small 1000 20
psql -XqAt -c "SET client_min_messages = warning; SELECT FROM pack_survey('bench_small')"
boxes=$(for k in $(seq 20); do printf ', top2box(q%d, 5, w)' "$k"; done)
for statement in "q1, region, count(*), sum(w) FROM bench_small GROUP BY q1, region" "region$boxes FROM bench_small GROUP BY region"; do
    added=$(awk -v with="$(planning on "SELECT $statement")" -v without="$(planning off "SELECT $statement")" 'BEGIN { print with - without }')
    line "planning of \"${statement:0:20} ...\", added : 0.3 ms" "$added" 0.3 "<= 1"
done
psql -XqAt -c "SET client_min_messages = warning; SELECT FROM drop_survey('bench_small'); DROP TABLE bench_ordinary, bench_small"
