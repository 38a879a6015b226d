#!/usr/bin/env bash
# Wide surveys in and out beside COPY of the same table: 60,000 respondents by 300 columns, and 1,599 columns, the most that a survey has.
. "$(dirname "$0")/common"

export PGOPTIONS="-c client_min_messages=warning"

# shape ROWS COLUMNS: codes of 1 to 5, in CSV as in SPSS
shape()
{
    local rows=$1 columns=$2 csv=$BENCH_DIR/wide_$2.csv sav=$BENCH_DIR/wide_$2.sav out=$BENCH_DIR/wide_$2.out items codebook
    items=$(for k in $(seq "$columns"); do printf '(1 + ((i * 2654435761 + %d * 40503) >> (7 + %d)) %% 5)::smallint AS q%d, ' "$k" "$((k % 9))" "$k"; done)
    codebook="(SELECT jsonb_build_object('variables', jsonb_agg(jsonb_build_object('name', 'q' || k, 'measure', 'ordinal', 'points', 5))) FROM generate_series(1, $columns) k)"
    psql -Xq -v ON_ERROR_STOP=1 <<SQL
CREATE TABLE copy_$columns AS SELECT ${items%, } FROM generate_series(1::bigint, $rows) i;
COPY copy_$columns TO '$csv' (FORMAT csv, HEADER);
CREATE PROCEDURE copy_in_$columns() LANGUAGE plpgsql AS \$\$ BEGIN TRUNCATE copy_$columns; COPY copy_$columns FROM '$csv' (FORMAT csv, HEADER); END \$\$;
CREATE PROCEDURE copy_out_$columns() LANGUAGE plpgsql AS \$\$ BEGIN COPY copy_$columns TO '$out' (FORMAT csv, HEADER); END \$\$;
SELECT load_survey('wide_$columns', '$csv', codebook => $codebook) IS NULL \g /dev/null
SQL
    psql -XAtq -c "COPY (SELECT encode(export_survey('wide_$columns', 'sav'), 'hex')) TO STDOUT" | tr -d '\n' | perl -0777 -ne 'print pack "H*", $_' >"$sav"
    chmod 644 "$sav"
    ratio "load_survey, codebook : COPY, $rows x $columns" "SELECT load_survey('wide_$columns', '$csv', codebook => $codebook, replace => true)" "CALL copy_in_$columns()" "<= 2" 3
    ratio "load_survey of .sav : COPY, $rows x $columns" "SELECT load_survey('wide_in', '$sav', replace => true)" "CALL copy_in_$columns()" "<= 3" 3
    ratio "export as csv : COPY, $rows x $columns" "SELECT length(export_survey('wide_$columns', 'csv'))" "CALL copy_out_$columns()" "<= 3" 3
    ratio "export as sav : COPY, $rows x $columns" "SELECT length(export_survey('wide_$columns', 'sav'))" "CALL copy_out_$columns()" "<= 3" 3
    psql -XAtq -c "SELECT 'rows that came back otherwise: ' || count(*) FROM (TABLE wide_$columns EXCEPT ALL TABLE wide_in) x"
    rm -f "$csv" "$sav" "$out"
}

shape 60000 300
shape 10000 1599
