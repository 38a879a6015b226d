#!/usr/bin/env bash
# Size and power of every convention of column tests, simulated with a seed; no peer and no times.
. "$(dirname "$0")/common"

${CC:-cc} -O2 -ffp-contract=off -Isrc -Ibench -o "$BENCH_DIR/letters" bench/letters.c src/kernel/stats/columntest.c -lRmath -lm
"$BENCH_DIR/letters"
