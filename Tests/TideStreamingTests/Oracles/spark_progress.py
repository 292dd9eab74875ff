"""Writes spark-4.3.0-progress.jsonl: what Spark's StreamingQueryProgress.json says of a small stream.

Three lines: the first batch, the second, and an idle trigger ten seconds later. Three files of five rows, one a
batch, counted by action and hour into a memory sink in complete mode. Needs pyspark==4.3.0 and Java 17.
"""
import json
import os
import sys
import tempfile
import time

from pyspark.sql import SparkSession
from pyspark.sql.functions import window

directory = tempfile.mkdtemp()
for file in range(3):
    path = os.path.join(directory, f"f{file}.json")
    with open(path, "w") as output:
        for second in range(5):
            action = "Open" if second % 2 else "Close"
            output.write(json.dumps({"time": f"2016-07-26T0{file}:00:0{second}.000Z", "action": action}) + "\n")
    os.utime(path, (1_000_000_000 + file,) * 2)

spark = (
    SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "2").config("spark.sql.session.timeZone", "UTC").getOrCreate()
)
query = (
    spark.readStream.schema("time TIMESTAMP, action STRING").option("maxFilesPerTrigger", 1).json(directory)
    .groupBy("action", window("time", "1 hour")).count()
    .writeStream.format("memory").queryName("counts").outputMode("complete").start()
)
query.processAllAvailable()
time.sleep(12)
progress = [each.json() for each in query._jsq.recentProgress()]
query.stop()
spark.stop()
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "spark-4.3.0-progress.jsonl"), "w") as output:
    for line in [progress[0], progress[1], progress[3]]:
        output.write(line.replace(directory, "/in") + "\n")
