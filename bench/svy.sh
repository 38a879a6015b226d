#!/usr/bin/env bash
# Estimates under strata and clusters beside Python's svy, and a dashboard beside DuckDB, both of PyPI in an environment of their own.
. "$(dirname "$0")/common"

here=$(cd "$(dirname "$0")" && pwd)
rows=$((BENCH_ROWS / 10))
psql -Xq -c "DROP TABLE IF EXISTS bench_svy CASCADE" 2>/dev/null
make_answers bench_svy "$rows" 20
psql -Xq -c "INSERT INTO mlops_survey.design (survey_id, strata, clusters) SELECT id, '{stratum}', '{psu}' FROM mlops_survey.survey WHERE name = 'bench_svy'"
PGOPTIONS="-c maintenance_work_mem=1GB -c client_min_messages=warning" psql -XqAt -c "SELECT FROM pack_survey('bench_svy')"
export PGOPTIONS="-c session_preload_libraries=mlops_survey"

mean="SELECT count(*) FROM survey_mean('bench_svy', '{q1}', by => '{age}')"
twenty="SELECT count(*) FROM survey_mean('bench_svy', $(items 20), by => '{region}')"
# ten statements as a tool sends them: the sum of their medians
dashboard()
{
    local k
    for k in $(seq 10); do median 5 "SELECT q$k, region, count(*), sum(w) FROM bench_svy GROUP BY 1, 2"; done | awk '{ s += $1 } END { print s }'
}

packed=$(dashboard)
line "dashboard of ten, $rows : rows" "$packed" "$(PGOPTIONS="$PGOPTIONS -c mlops_survey.read_packs=off" dashboard)" ">= 50"
python=$(mktemp -d /tmp/mlops_survey_svy.XXXXXX)
trap 'rm -rf "$python"' EXIT
if python3 -m venv "$python" && "$python/bin/pip" -q install svy duckdb pyarrow; then
    peer() { "$python/bin/python" "$here/svy_peer.py" "$rows" "$@"; }
    line "dashboard of ten, $rows : DuckDB" "$packed" "$(peer dashboard 5)" ">= 4"
    line "mean by 10 groups, 50 x 2,000, $rows : svy" "$(median 5 "$mean")" "$(peer mean 3)" ">= 10"
    line "20 items by 6 groups, 50 x 2,000, $rows : svy" "$(median 3 "$twenty")" "$(peer items 1)" ">= 10"
else
    echo "no svy: Python cannot install svy, duckdb and pyarrow"
fi
