"""Apache Spark as a peer; run by the Python that has it. The session is started before any time is taken."""

import pathlib
import sys
import tempfile
import time

import pyspark
from pyspark.sql import SparkSession
from pyspark.sql.functions import col, count, window

import worker

SCHEMA = "time TIMESTAMP, action STRING"


def session(folder):
    return (
        SparkSession.builder.master("local[2]")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "4g")
        .config("spark.local.dir", f"{folder}/local")
        .config("spark.sql.warehouse.dir", f"{folder}/warehouse")
        .getOrCreate()
    )


class Peer:
    def __init__(self, folder):
        pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
        self.folder = tempfile.mkdtemp(dir=folder)
        self.spark = session(self.folder)
        self.spark.sparkContext.setLogLevel("ERROR")
        self.runs = 0

    def versions(self):
        java = self.spark._jvm.java.lang.System.getProperty("java.version")
        return {"pyspark": pyspark.__version__, "java": java}

    @staticmethod
    def counts(events):
        return events.groupBy("action", window("time", "1 hour")).agg(count("*").alias("count"))

    @staticmethod
    def answer(rows):
        rows = rows.select("action", col("window.start").cast("long").alias("hour"), "count")
        return sorted(list(row) for row in rows.collect())

    def batch(self, path):
        """One batch query, without a checkpoint."""
        start = time.perf_counter()
        rows = self.answer(self.counts(self.spark.read.schema(SCHEMA).json(path)))
        return {"seconds": time.perf_counter() - start, "answer": rows}

    def stream(self, path, files):
        """From start() to the end of an available-now run with a checkpoint; `files` a trigger, 0 for all in one.

        The reading of the sink's table is not timed.
        """
        self.runs += 1
        name = f"counts{self.runs}"
        reader = self.spark.readStream.schema(SCHEMA)
        if files > 0:
            reader = reader.option("maxFilesPerTrigger", files)
        writer = (
            self.counts(reader.json(path))
            .writeStream.format("memory")
            .queryName(name)
            .outputMode("complete")
            .option("checkpointLocation", f"{self.folder}/checkpoint{self.runs}")
            .trigger(availableNow=True)
        )
        start = time.perf_counter()
        query = writer.start()
        query.awaitTermination()
        seconds = time.perf_counter() - start
        batches = query.lastProgress["batchId"] + 1
        rows = self.answer(self.spark.table(name))
        self.spark.catalog.dropTempView(name)
        return {"seconds": seconds, "answer": rows, "batches": batches}


if __name__ == "__main__":
    peer = Peer(sys.argv[1])
    worker.serve(versions=peer.versions, batch=peer.batch, stream=peer.stream)
