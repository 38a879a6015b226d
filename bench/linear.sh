#!/usr/bin/env bash
# Packed banners over a tenth, all and five times the respondents: time per million, and what memory the session took at most.
. "$(dirname "$0")/common"

export PGOPTIONS="-c client_min_messages=warning -c maintenance_work_mem=1GB"

# peak SQL: by how many MB a session's address space grew at most while it ran the statement
peak()
{
    psql -Xqt <<SQL | awk '/VmPeak/ { v[++n] = $2 } END { printf "%.1f", (v[2] - v[1]) / 1024 }'
SELECT pg_backend_pid() AS pid \gset
\setenv PID :pid
SELECT count(*) FROM survey_crosstab('$1', '{q1}', '{sex}') \g /dev/null
\! grep VmPeak /proc/\$PID/status
$2 \g /dev/null
\! grep VmPeak /proc/\$PID/status
SQL
}

psql -Xq -c "DROP TABLE IF EXISTS bench_linear CASCADE"
first=
for rows in $((BENCH_ROWS / 10)) "$BENCH_ROWS" $((BENCH_ROWS * 5)); do
    make_answers bench_linear "$rows" 5
    psql -Xq -c "SELECT FROM pack_survey('bench_linear')" -c CHECKPOINT -o /dev/null
    banner="SELECT count(*) FROM survey_crosstab('bench_linear', $(items 5), '{region,sex,age,size}')"
    took=$(median 5 "$banner")
    each=$(awk -v took="$took" -v rows="$rows" 'BEGIN { print took * 1e6 / rows }')
    line "5 x 4 banner, ms per million of $rows" "$each" "${first:-$each}" "<= 1.1"
    echo "    $took ms in all, $(peak bench_linear "$banner") MB at most"
    first=${first:-$each}
    psql -Xq -c "SELECT drop_survey('bench_linear')" -c "DROP TABLE IF EXISTS bench_linear CASCADE" -o /dev/null
done
