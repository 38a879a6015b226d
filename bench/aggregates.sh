#!/usr/bin/env bash
# One-step aggregates and states beside PostgreSQL's own, over the same rows in the same plan.
. "$(dirname "$0")/common"

psql -Xq <<SQL
DROP TABLE IF EXISTS bench_answers;
CREATE TABLE bench_answers AS
SELECT 1 + (i::bigint * 7919 % 5)::int AS q, 0.5 + (i::bigint * 104729 % 1000) / 1000.0::float8 AS w
FROM generate_series(1, $BENCH_ROWS) i;
VACUUM ANALYZE bench_answers;
SQL
for workers in 0 1; do
    export PGOPTIONS="-c max_parallel_workers_per_gather=$workers -c client_min_messages=warning"
    plan=$([ $workers = 0 ] && echo serial || echo parallel)
    ratio "top2box(q) : avg(q), $plan" 'SELECT top2box(q) FROM bench_answers' 'SELECT avg(q) FROM bench_answers' "<= 1.15"
    ratio "tally(q, w) : avg(q), sum(w), $plan" 'SELECT tally(q, w) FROM bench_answers' 'SELECT avg(q), sum(w) FROM bench_answers' "<= 1.15"
    ratio "top2box(q, 5, w) : avg(q), sum(w), $plan" 'SELECT top2box(q, 5, w) FROM bench_answers' 'SELECT avg(q), sum(w) FROM bench_answers' "<= 1.15"
done
