"""Writes input/*.json and, for each query of queries.sql, what Apache Spark 4.3 answers in batch to answers.jsonl.

Run: TZ=UTC python make_spark_streams.py   (needs pyspark==4.3.0 and Java 17)
A line is {"sql","mode","names","types","rows"}. Values: TIMESTAMP as microseconds and DATE as days since the epoch,
DOUBLE as Python's repr, everything else as JSON.
"""
import datetime
import json
import os
import random

from pyspark.sql import SparkSession

HERE = os.path.dirname(os.path.abspath(__file__))
EPOCH = datetime.datetime(1970, 1, 1)
SCHEMA = "time TIMESTAMP, action STRING, i INT, b BIGINT, d DOUBLE, f BOOLEAN, day DATE"

ACTIONS = ["Open", "Close", "open", "", "\u00e9t\u00e9", "e\u0301te\u0301", "\U0001f980", "a\"b\\c\n", "\uffff", 5,
           True, {"x": [1, 2]}, 1.50, "Open", "Open", "Close", "Close", None]
TIMES = ["2016-07-26T02:05:00.000Z", "2016-07-26T02:59:59.999999Z", "2016-07-26T03:00:00Z",
         "2016-07-26T05:00:00+05:30", "2016-07-26 02:00:00", "2016-07-26", 1469498400, 0, -1,
         "1969-12-31T23:59:59.999999Z", "1969-12-31T23:00:00Z", "1900-01-01T00:30:00Z", "1600-02-29T12:00:00Z",
         "2099-12-31T23:59:59Z", "not a time", "", None, 1.5, True, "2016-02-30T00:00:00Z"]
INTS = [0, 1, -1, 7, 2147483647, -2147483648, 2147483648, 1.0, "3", None, 1e2]
LONGS = [0, 5, -5, 900000000000000000, -900000000000000000, 9223372036854775807, -9223372036854775808, None, 1.0]
DOUBLES = [0.1, 0.2, 0.3, -0.0, 0, 0.0, 1e15, 1e-300, -2.5, 5e-324, None, "NaN", "Infinity", "-Infinity", "x", 7]
FLAGS = [True, False, None, "true", 1]
DAYS = ["2016-07-26", "1969-12-31", "2000-02-29", "1001-01-01", "2016-7-1", "2016-02-30", None, 17000]
BROKEN = ['{"action":"Open","i":1', "text", "", "   ", "[]", '[{"action":"Open","i":2},{"action":"Close"}]', "{}",
          "null", '{"action":"Open"} trailing', "{'action':'Open','i':9}", '{"action":"x","action":"Close","i":4}',
          '{"i":01}', '{"d":NaN,"action":"Open"}', '{"action":"Open","d":+1}']


def record(rng):
    """One line: a common action and time most of the time, anything now and then."""
    row = {}
    common = datetime.datetime(2016, 7, 26, 2) + datetime.timedelta(seconds=rng.randrange(4 * 3600))
    fields = [
        ("time", common.strftime("%Y-%m-%dT%H:%M:%S.") + f"{rng.randrange(1000):03}Z", TIMES),
        ("action", rng.choice(["Open", "Close", "Start"]), ACTIONS), ("i", rng.randrange(-50, 50), INTS),
        ("b", rng.randrange(-10**12, 10**12), LONGS), ("d", round(rng.uniform(0, 100), 3), DOUBLES),
        ("f", rng.random() < 0.5, FLAGS), ("day", f"2016-07-{rng.randrange(1, 8):02}", DAYS)]
    for name, usual, awkward in fields:
        luck = rng.random()
        if luck < 0.7:
            row[name] = usual
        elif luck < 0.95:
            row[name] = rng.choice(awkward)
    return json.dumps(row, ensure_ascii=rng.random() < 0.5)


def write_input():
    rng = random.Random(20160726)
    os.makedirs(os.path.join(HERE, "input"), exist_ok=True)
    for name, count in (("a", 220), ("b", 180), ("c", 100)):
        lines = [record(rng) for _ in range(count)]
        for place, line in enumerate(BROKEN):
            lines.insert((place * 37 + count) % count, line)
        text = "\n".join(lines) + ("" if name == "c" else "\n")
        with open(os.path.join(HERE, "input", name + ".json"), "w", encoding="utf-8") as out:
            out.write(text)


def value(v):
    if isinstance(v, float):
        return repr(v)
    if isinstance(v, datetime.datetime):
        delta = v - EPOCH
        return (delta.days * 86400 + delta.seconds) * 1_000_000 + delta.microseconds
    if isinstance(v, datetime.date):
        return (v - EPOCH.date()).days
    if isinstance(v, (tuple, list)):
        return [value(x) for x in v]
    return v


def answers(spark):
    with open(os.path.join(HERE, "queries.sql"), encoding="utf-8") as lines:
        for line in lines:
            sql = line.strip()
            if not sql or sql.startswith("--"):
                continue
            for mode in ("PERMISSIVE", "DROPMALFORMED"):
                spark.read.schema(SCHEMA).option("mode", mode).json(os.path.join(HERE, "input")) \
                    .createOrReplaceTempView("events")
                frame = spark.sql(sql.replace("STREAM events", "events"))
                fields = frame.schema.fields
                yield {"sql": sql, "mode": mode, "names": [f.name for f in fields],
                       "types": [f.dataType.simpleString().upper() for f in fields],
                       "rows": [[value(v) for v in row] for row in frame.collect()]}


def main():
    os.environ["TZ"] = "UTC"
    write_input()
    spark = (SparkSession.builder.master("local[1]").config("spark.sql.session.timeZone", "UTC")
             .config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "1")
             .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC").getOrCreate())
    spark.sparkContext.setLogLevel("OFF")
    with open(os.path.join(HERE, "answers.jsonl"), "w", encoding="utf-8") as out:
        for answer in answers(spark):
            out.write(json.dumps(answer, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
