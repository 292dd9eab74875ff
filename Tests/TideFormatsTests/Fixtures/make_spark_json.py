"""Asks Apache Spark 4.3.0 how it reads each line of nasty_lines.py; writes spark-json.jsonl beside it.

Each line of the result: the input line (a byte a character, as Latin-1), the rows of mode PERMISSIVE, whether
_corrupt_record was set, whether DROPMALFORMED gave the same number of rows. TIMESTAMP is microseconds, DATE days,
DOUBLE Spark's text, STRING bytes as Latin-1.
"""

import json
import os
import sys
import tempfile

from pyspark.sql import SparkSession, functions as F

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, here)
from nasty_lines import LINES, SCHEMA

spark = (SparkSession.builder.master("local[1]").config("spark.sql.session.timeZone", "UTC")
         .config("spark.ui.enabled", "false").getOrCreate())
spark.sparkContext.setLogLevel("ERROR")
names = [column.split()[0] for column in SCHEMA.split(", ")]


def read(directory, mode):
    schema = SCHEMA + (", _corrupt_record STRING" if mode == "PERMISSIVE" else "")
    frame = spark.read.schema(schema).option("mode", mode).json(directory)
    bad = F.col("_corrupt_record").isNotNull() if mode == "PERMISSIVE" else F.lit(False)
    columns = [F.expr("unix_micros(t)").alias("t") if n == "t" else F.expr("datediff(e, DATE'1970-01-01')").alias("e") if n == "e"
               else F.expr("cast(d as string)").alias("d") if n == "d" else F.expr("cast(s as binary)").alias("s") if n == "s"
               else F.col(n) for n in names]
    found = {}
    for row in frame.select(F.col("_metadata.file_name").alias("file"), bad.alias("bad"), *columns).collect():
        values = [row[n].decode("latin-1") if n == "s" and row[n] is not None else row[n] for n in names]
        rows = found.setdefault(int(row["file"][1:6]), [False, []])
        rows[0] = rows[0] or row["bad"]
        rows[1].append(values)
    return found


with tempfile.TemporaryDirectory() as directory:
    for index, line in enumerate(LINES):
        with open(os.path.join(directory, "f%05d.json" % index), "wb") as file:
            file.write(line + b"\n")
    permissive, dropping = read(directory, "PERMISSIVE"), read(directory, "DROPMALFORMED")

with open(os.path.join(here, "spark-json.jsonl"), "w") as out:
    for index, line in enumerate(LINES):
        bad, rows = permissive.get(index, [False, []])
        kept = dropping.get(index, [False, []])[1]
        assert kept == ([] if bad else rows), (line, bad, rows, kept)
        out.write(json.dumps({"line": line.decode("latin-1"), "bad": bool(bad), "rows": rows}) + "\n")
