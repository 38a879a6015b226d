"""Times Python svy and DuckDB (both of PyPI) on the table that make_answers makes: svy_peer.py ROWS TASK RUNS prints the median milliseconds."""
import sys
import time

rows, task, runs = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])


def timed(run):
    times = []
    for i in range(runs + 1):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1000)
    print(sorted(times[1:])[(runs - 1) // 2])


def answers():
    """The columns that tasks need, as polars."""
    import numpy
    import polars

    i = numpy.arange(1, rows + 1, dtype=numpy.int64)
    columns = {
        "stratum": i % 2000 % 50,
        "psu": i % 2000,
        "w": 0.3 + (i * 104729 % 1000) / 500.0,
        "region": 1 + i * 7919 % 6,
        "age": 1 + (i * 2654435761 >> 11) % 10,
    }
    for k in range(1, 21):
        columns[f"q{k}"] = 1 + ((i * 2654435761 + k * 40503) >> (7 + k % 9)) % 5
    return polars.DataFrame(columns)


if task in ("mean", "items"):
    import svy

    sample = svy.Sample(answers(), svy.Design(stratum="stratum", psu="psu", wgt="w"))
    if task == "mean":
        timed(lambda: sample.estimation.mean("q1", by="age"))
    else:
        timed(lambda: [sample.estimation.mean(f"q{k}", by="region") for k in range(1, 21)])
else:
    # dashboard: ten statements of two groups, counts and sums of weights
    import duckdb

    connection = duckdb.connect(config={"threads": 2})
    connection.register("frame", answers().to_arrow())
    connection.execute("CREATE TABLE answers AS SELECT * FROM frame")
    timed(lambda: [connection.execute(f"SELECT q{k}, region, count(*), sum(w) FROM answers GROUP BY 1, 2").fetchall() for k in range(1, 11)])
