#!/usr/bin/env bash
# The row path: a banner in one pass beside as many GROUP BY queries, and the everyday survey.
. "$(dirname "$0")/common"

rows=$((BENCH_ROWS / 10))
psql -Xq -c "DROP TABLE IF EXISTS bench_rows, bench_small, bench_middle CASCADE" 2>/dev/null
make_answers bench_rows "$rows" 20
make_answers bench_small 331 20
make_answers bench_middle 10000 20

# group_by TABLE N: N queries in one statement, so that the client's share is the same
group_by()
{
    local k
    for k in $(seq "$2"); do
        [ "$k" = 1 ] || printf ' UNION ALL '
        printf 'SELECT count(*) FROM (SELECT q%d, region, count(*), sum(w) FROM %s GROUP BY 1, 2) s%d' "$k" "$1" "$k"
    done
}
banner() { printf "SELECT count(*) FROM survey_crosstab('%s', %s, '{region}'%s)" "$1" "$(items 20)" "$2"; }

export PGOPTIONS="-c max_parallel_workers_per_gather=0 -c client_min_messages=warning"
ratio "20 x 1 banner : 20 GROUP BY, serial" "$(banner bench_rows '')" "$(group_by bench_rows 20)" ">= 5" 3
ratio "the same with tests of market research" "$(banner bench_rows ", tests => 'spss'")" "$(group_by bench_rows 20)" ">= 5" 3
ratio "20 x 1 banner : 2 GROUP BY, 331 respondents" "$(banner bench_small '')" "$(group_by bench_small 2)" "<= 1" 21
ratio "20 x 1 counts : 2 GROUP BY, 331 respondents" "$(banner bench_small ", tests => 'none', weight => 'none'")" "$(group_by bench_small 2)" "<= 1" 21
ratio "20 x 1 banner : 2 GROUP BY, 10,000 respondents" "$(banner bench_middle '')" "$(group_by bench_middle 2)" "<= 1" 21
ratio "20 x 1 counts : 2 GROUP BY, 10,000 respondents" "$(banner bench_middle ", tests => 'none', weight => 'none'")" "$(group_by bench_middle 2)" "<= 1" 21
