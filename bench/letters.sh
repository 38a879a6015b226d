#!/usr/bin/env bash
# Size and power of every convention of column tests, simulated with a seed; no peer and no times.
. "$(dirname "$0")/common"

${CXX:-c++} -std=c++14 -O2 -Isrc -c -o "$BENCH_DIR/distribution.o" src/kernel/stats/distribution.cpp
${CC:-cc} -O2 -ffp-contract=off -Isrc -Ibench -o "$BENCH_DIR/letters" bench/letters.c src/kernel/stats/columntest.c "$BENCH_DIR/distribution.o" \
    -lRmath -lstdc++ -lm
"$BENCH_DIR/letters"
