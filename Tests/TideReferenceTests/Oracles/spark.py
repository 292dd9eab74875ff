"""Writes what Apache Spark 4.3 answers to each statement of a file: corpus.sql in spark.jsonl, steps.sql in steps.jsonl.

Run: python spark.py; python spark.py relations.sql relations.jsonl; python spark.py steps.sql steps.jsonl   (needs pyspark==4.3.0 and Java 17)
The first lines are the tables: three, and five of relations.jsonl. A line is {"sql","types","names","rows"} or {"sql","error"}. Values: TIMESTAMP as microseconds and DATE as days
since the epoch, DOUBLE as Python's repr, everything else as JSON.
"""
import datetime
import json
import os
import sys

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

HERE = os.path.dirname(os.path.abspath(__file__))
TABLE_NAMES = ("t", "e", "none", "u", "w")
EPOCH = datetime.datetime(1970, 1, 1)

TABLES = """
CREATE TEMPORARY VIEW t AS SELECT * FROM VALUES
  (1, 1, 10L, 1.5D, 'apple', TIMESTAMP '2016-07-26 02:05:00', DATE '2016-07-26', true),
  (2, 2, 20L, -0.0D, 'Banane', TIMESTAMP '2016-07-26 02:45:30.5', DATE '2016-07-27', false),
  (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (4, -7, 9223372036854775807L, double('NaN'), '', TIMESTAMP '1969-12-31 23:59:58', DATE '1969-12-31', true),
  (5, 2147483647, -9223372036854775808L, double('Infinity'), '\u00e9t\u00e9', TIMESTAMP '2016-07-26 03:00:00', DATE '2000-02-29', NULL),
  (6, 2, 20L, 0.0D, 'apple', TIMESTAMP '2016-07-26 02:59:59.999999', DATE '2016-07-26', false)
AS v(id, i, b, d, s, ts, dt, f);
CREATE TEMPORARY VIEW e AS SELECT * FROM VALUES
  ('Open', TIMESTAMP '2016-07-26 02:05:00'), ('Open', TIMESTAMP '2016-07-26 02:45:00'),
  ('Close', TIMESTAMP '2016-07-26 02:50:00'), ('Open', TIMESTAMP '2016-07-26 03:00:00'),
  ('Close', NULL), (NULL, TIMESTAMP '2016-07-26 04:10:00')
AS v(action, time);
CREATE TEMPORARY VIEW none AS SELECT * FROM e WHERE false;
CREATE TEMPORARY VIEW u AS SELECT * FROM VALUES (1, 'one'), (2, 'two'), (2, 'zwei'), (3, 'three'), (NULL, 'none') AS v(k, v);
CREATE TEMPORARY VIEW w AS SELECT * FROM VALUES (2, 0.5D), (2, 1.5D), (3, 2.5D), (4, 3.5D), (NULL, 4.5D) AS v(k, x)
"""


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


def main():
    os.environ["TZ"] = "UTC"
    spark = (SparkSession.builder.master("local[1]").config("spark.sql.session.timeZone", "UTC")
             .config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "1")
             .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC")
             .config("spark.sql.legacy.timeParserPolicy", "CORRECTED").getOrCreate())
    spark.sparkContext.setLogLevel("OFF")
    for statement in TABLES.split(";\n"):
        spark.sql(statement)
    source = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "corpus.sql")
    target = sys.argv[2] if len(sys.argv) > 2 else os.path.join(HERE, "spark.jsonl")
    with open(source, encoding="utf-8") as lines, open(target, "w", encoding="utf-8") as out:
        statements = [f"SELECT * FROM {name}" for name in TABLE_NAMES[:5 if "relations" in target else 3]] + [line.strip() for line in lines]
        for sql in statements:
            if not sql or sql.startswith("--"):
                continue
            try:
                frame = spark.sql(sql)
                fields = frame.schema.fields
                answer = {"sql": sql, "names": [f.name for f in fields],
                          "types": [f.dataType.simpleString().upper() for f in fields],
                          "rows": [[value(v) for v in row] for row in frame.collect()]}
            except PySparkException as error:
                answer = {"sql": sql, "error": error.getCondition() or type(error).__name__}
                if len(sys.argv) > 3:
                    answer["text"] = str(error)[:400]
            out.write(json.dumps(answer, ensure_ascii=False) + "\n")


main()
