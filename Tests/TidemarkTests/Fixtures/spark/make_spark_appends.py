"""Writes, for each query of appends.sql and each mode, the rows that an Apache Spark 4.3 file stream appends.

Run after make_spark_streams.py: TZ=UTC python make_spark_appends.py   (needs pyspark==4.3.0 and Java 17)
Writes input/d.json, the lines of input/a.json that Spark finds nothing wrong with and that have no key twice (a pushed
filter then fails in FAILFAST), and appends.jsonl, whose lines are as those of answers.jsonl, with the rows in the order
of the memory sink. Files are read one a batch: b, a, c; in mode FAILFAST d, c, where "failed" is the batch that ended
the query, or null.
"""
import json
import os
import shutil
import tempfile

from pyspark.sql import SparkSession

from make_spark_streams import HERE, SCHEMA, value


def land(names):
    """A directory with files of input/, last modified a second apart."""
    root = tempfile.mkdtemp()
    for place, name in enumerate(names):
        path = shutil.copy(os.path.join(HERE, "input", name + ".json"), root)
        os.utime(path, (1_000_000_000 + place, 1_000_000_000 + place))
    return root


def write_clean(spark):
    path = os.path.join(HERE, "input", "a.json")
    rows = spark.read.schema(SCHEMA + ", _corrupt_record STRING").json(path).cache()
    corrupt = {row[0] for row in rows.where("_corrupt_record IS NOT NULL").select("_corrupt_record").collect()}
    with open(path, encoding="utf-8") as lines, open(os.path.join(HERE, "input", "d.json"), "w", encoding="utf-8") as out:
        out.writelines(line for line in lines if line.rstrip("\n") not in corrupt and line.count('"action"') < 2)


def append(spark, sql, mode, number):
    root = land(["d", "c"] if mode == "FAILFAST" else ["b", "a", "c"])
    spark.readStream.schema(SCHEMA).option("mode", mode).option("maxFilesPerTrigger", 1).json(root) \
        .createOrReplaceTempView("events")
    frame = spark.sql(sql.replace("STREAM events", "events"))
    name = f"rows{number}"
    query = frame.writeStream.format("memory").queryName(name).outputMode("append").start()
    failed = None
    try:
        query.processAllAvailable()
    except Exception:
        failed = query.lastProgress["batchId"] + 1 if query.lastProgress else 0
    query.stop()
    fields = frame.schema.fields
    answer = {"sql": sql, "mode": mode, "failed": failed, "names": [f.name for f in fields],
              "types": [f.dataType.simpleString().upper() for f in fields],
              "rows": [[value(v) for v in row] for row in spark.table(name).collect()]}
    shutil.rmtree(root)
    return answer


def main():
    os.environ["TZ"] = "UTC"
    spark = (SparkSession.builder.master("local[1]").config("spark.sql.session.timeZone", "UTC")
             .config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "1")
             .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC").getOrCreate())
    spark.sparkContext.setLogLevel("OFF")
    write_clean(spark)
    with open(os.path.join(HERE, "appends.sql"), encoding="utf-8") as lines, \
            open(os.path.join(HERE, "appends.jsonl"), "w", encoding="utf-8") as out:
        for number, line in enumerate(lines):
            for place, mode in enumerate(("PERMISSIVE", "DROPMALFORMED", "FAILFAST")):
                answer = append(spark, line.strip(), mode, 3 * number + place)
                out.write(json.dumps(answer, ensure_ascii=False) + "\n")


main()
