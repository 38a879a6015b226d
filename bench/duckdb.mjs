// Times DuckDB on the table that make_answers makes: node duckdb.mjs ROWS ITEMS ITEMS_ASKED COLUMNS RUNS [WEIGHTS]
// (WEIGHTS: own or rims, as survey_with_weights makes them; else few)
// prints the median milliseconds of all GROUP BY queries of counts and weight sums.
import { DuckDBInstance } from '@duckdb/node-api';

const [rows, items, asked, columns, runs] = process.argv.slice(2, 7).map(Number);
const few = '(0.3 + (i * 104729 % 1000) / 500.0::DOUBLE)';
const weight = {
    own: `${few} * (1 + (i % 999983) / 1e7::DOUBLE)`,
    rims: '0.3 + (i * 104729 % 4000) / 1743.7::DOUBLE',
}[process.argv[7]] ?? few;
const banner = ['region', 'sex', 'age', 'size', 'job'].slice(0, columns);
const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
const questions = Array.from({ length: items }, (_, i) => i + 1)
    .map(k => `, CAST(1 + ((i * 2654435761 + ${k} * 40503) >> ${7 + k % 9}) % 5 AS SMALLINT) AS q${k}`).join('');
await connection.run(`CREATE TABLE answers AS
    SELECT ${weight} AS w, CAST(1 + i * 7919 % 6 AS SMALLINT) AS region,
        CAST(1 + i * 31 % 2 AS SMALLINT) AS sex, CAST(1 + (i * 2654435761 >> 11) % 10 AS SMALLINT) AS age,
        CAST(1 + (i * 2654435761 >> 13) % 4 AS SMALLINT) AS size, CAST(1 + (i * 2654435761 >> 15) % 5 AS SMALLINT) AS job${questions}
    FROM range(1::BIGINT, ${rows}::BIGINT + 1) r(i)`);
const times = [];
for (let run = 0; run <= runs; run++) {
    const start = performance.now();
    for (let k = 1; k <= asked; k++)
        for (const column of banner)
            await connection.runAndReadAll(`SELECT q${k}, ${column}, count(*), sum(w) FROM answers GROUP BY q${k}, ${column}`);
    if (run > 0) times.push(performance.now() - start);
}
console.log(times.sort((a, b) => a - b)[Math.floor((times.length - 1) / 2)]);
