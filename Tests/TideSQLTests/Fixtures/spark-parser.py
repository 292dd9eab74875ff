"""Asks Spark's own parser about every text of spark-parser.jsonl and writes its verdicts back.

    pip install pyspark==4.3.0; python3 spark-parser.py

A line is {"kind": "statement"|"expression", "text": .., "accepts": bool}; add lines without "accepts" and run.
A line with "differs" is one on which Tidemark disagrees on purpose: "unsupported" (Spark accepts, Tidemark refuses
by name) or "stricter" (Spark takes a keyword for a name, or a value that Tidemark finds wrong, and accepts).
"""
import json
import pathlib
from pyspark.sql import SparkSession

path = pathlib.Path(__file__).with_suffix(".jsonl")
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
spark.sparkContext.setLogLevel("OFF")
parser = spark._jsparkSession.sessionState().sqlParser()
rows = [json.loads(line) for line in path.read_text().splitlines()]
for row in rows:
    parse = parser.parsePlan if row["kind"] == "statement" else parser.parseExpression
    try:
        parse(row["text"])
        row["accepts"] = True
    except Exception:
        row["accepts"] = False
path.write_text("".join(json.dumps(row) + "\n" for row in rows))
