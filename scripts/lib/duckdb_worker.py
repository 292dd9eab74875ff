"""DuckDB as a peer; run by the Python that has it. The import is done before any time is taken."""

import time

import duckdb

import worker

EVENTS = """
    SELECT action, time - time % 3600 AS hour, count(*) AS count
    FROM read_json(?, format='newline_delimited', columns={time: 'BIGINT', action: 'VARCHAR'})
    GROUP BY ALL ORDER BY ALL"""

ACCESS = """
    SELECT status, epoch(date_trunc('hour', time))::BIGINT AS hour, count(*) AS count
    FROM read_json(?, format='newline_delimited', columns={time: 'TIMESTAMP', status: 'INTEGER'})
    GROUP BY ALL ORDER BY ALL"""

KEYS = """
    CREATE TABLE counts AS SELECT key, count(*) AS count
    FROM read_json(?, format='newline_delimited', columns={key: 'BIGINT'}) GROUP BY key"""


def versions():
    return {"duckdb": duckdb.__version__}


def events(files, threads):
    """Events have no negative times."""
    return counted(EVENTS, files, threads)


def access(files, threads):
    return counted(ACCESS, files, threads)


def counted(query, files, threads):
    """A new in-memory database each time; its opening is not timed."""
    with duckdb.connect(config={"threads": threads}) as connection:
        start = time.perf_counter()
        rows = connection.execute(query, [files]).fetchall()
        seconds = time.perf_counter() - start
    return {"seconds": seconds, "answer": rows}


def keys(files, threads):
    """The groups become a table in memory, so that they stay in the engine; the sums of it are not timed."""
    with duckdb.connect(config={"threads": threads}) as connection:
        start = time.perf_counter()
        connection.execute(KEYS, [files])
        seconds = time.perf_counter() - start
        sums = connection.execute(
            "SELECT count(*), sum(count)::BIGINT, sum(key * count)::BIGINT, sum(count * count)::BIGINT FROM counts"
        ).fetchall()
    return {"seconds": seconds, "answer": sums}


if __name__ == "__main__":
    worker.serve(versions=versions, events=events, access=access, keys=keys)
