#!/usr/bin/env bash
# On a coordinator and two workers of one machine: what crosses the network for each function, and the time beside the same
# table on one server.  Run by "tools/citus bench"; bytes are those that the kernel counted of the workers' connections.
. "$(dirname "$0")/../common"

rows=${BENCH_ROWS:-10000000}
make_answers here "$rows" 4
export PGOPTIONS="-c client_min_messages=error"
psql -Xq -c "CREATE TABLE spread (LIKE here INCLUDING ALL, PRIMARY KEY (respondent))" -c "SELECT create_distributed_table('spread', 'respondent')" -o /dev/null
psql -Xq -c "INSERT INTO spread TABLE here" -c "ANALYZE spread"
design='{"weight": "w", "respondent": "respondent", "design": {"strata": ["stratum"], "clusters": ["psu"], "nest": true}, "variables": [{"name": "q1", "measure": "ordinal", "points": 5}, {"name": "q2", "measure": "ordinal", "points": 5}, {"name": "region", "measure": "nominal"}, {"name": "sex", "measure": "nominal"}, {"name": "age", "measure": "scale"}]}'
for table in here spread; do
    psql -Xq -c "SET client_min_messages = error" -c "SELECT count(*) FROM register_survey('plain_$table', '$table', ('$design'::jsonb) - 'design')" \
        -c "SELECT count(*) FROM register_survey('design_$table', '$table', '$design')" -o /dev/null
done

# psql knows no functions of this shell
sent=$(mktemp /tmp/mlops_survey_sent.XXXXXX)
trap 'rm -f "$sent"' EXIT
cat >"$sent" <<'SENT'
ss -tinH state established "( sport = :$1 or sport = :$2 )" | grep -oE 'bytes_sent:[0-9]+' | awk -F: '{ s += $2 } END { printf "%d\n", s }'
SENT

# crossed CALL: bytes and milliseconds, in a transaction whose connections stay until it ends
crossed()
{
    local out
    out=$(psql -Xqt -v ON_ERROR_STOP=1 2>&1 <<SQL
SET client_min_messages = error;
BEGIN;
SELECT count(*) FROM spread WHERE respondent < 0 \g /dev/null
\! sh $sent $CITUS_WORKERS
\timing on
SELECT count(*) FROM $1 \g /dev/null
\timing off
\! sh $sent $CITUS_WORKERS
COMMIT;
SQL
)
    awk '/^Time/ { ms = $2 } /^[0-9]+$/ { if (seen++) print $1 - first, ms; else first = $1 }' <<<"$out"
}

# measured: each line of the input, a name and a call
measured()
{
    local name call
    while IFS='|' read -r name call; do
        # shellcheck disable=SC2046
        set -- $(crossed "${call//NAME/spread}" >/dev/null; crossed "${call//NAME/spread}")
        printf '%-52s %14s %12s %12s\n' "$name" "${1:-failed}" "${2:-}" "$(median 1 "SELECT count(*) FROM ${call//NAME/here}")"
    done
}

printf '%-52s %14s %12s %12s\n' "$rows respondents, $CITUS_SHARDS shards" "bytes" "ms spread" "ms here"
measured <<'CALLS'
table 5 x 6|survey_crosstab('plain_NAME', '{q1}', '{region}')
table 5 x 6, 2,000 clusters|survey_crosstab('design_NAME', '{q1}', '{region}')
mean by 6 groups|survey_mean('plain_NAME', '{age}', by => '{region}')
mean by 6 groups, 2,000 clusters|survey_mean('design_NAME', '{age}', by => '{region}')
proportions, 2,000 clusters|survey_proportion('design_NAME', '{q1}')
quantiles|survey_quantile('plain_NAME', '{age}')
variance, 2,000 clusters|survey_variance('design_NAME', '{age}')
correlation, 2,000 clusters|survey_correlation('design_NAME', '{age,q1}')
contrast of regions, 2,000 clusters|survey_contrast('design_NAME', '{age}', by => '{region}')
test of association, 2,000 clusters|survey_test('design_NAME', 'q1', 'region')
linear model, 6 coefficients|survey_glm('plain_NAME', 'age ~ region')
linear model, 6 coefficients, 2,000 clusters|survey_glm('design_NAME', 'age ~ region')
logistic model, 6 coefficients|survey_glm('plain_NAME', 'I(q1 > 3) ~ region', 'binomial')
t test|survey_ttest('plain_NAME', 'age', 'sex')
reliability of two|survey_alpha('plain_NAME', '{q1,q2}')
margins (every respondent in each pass)|survey_margins('plain_NAME', 'age ~ region')
CALLS

# the same from packs: each shard has one, and so has the table here
psql -Xqt -c "\\timing on" -c "SELECT FROM pack_survey('plain_spread')" -c "SELECT FROM pack_survey('plain_here')" | awk '/^Time/ { ms = ms "            " $2 } END { printf "%-52s %14s %s\n", "packing", "", ms }'
measured <<'CALLS'
table 5 x 6, from packs|survey_crosstab('plain_NAME', '{q1}', '{region}')
topline of all variables, from packs|survey_topline('plain_NAME')
column tests, from packs|survey_column_tests('plain_NAME', '{q1,q2}', '{region}')
plain SQL: count(*), sum(w) by region, from packs|(SELECT region, count(*), sum(w) FROM NAME GROUP BY region) AS x
CALLS
