"""Writes frames.txt: what Spark 4 prints for DataFrames over frames.json (printSchema, then show)."""
import contextlib, io, os, shutil, sys, tempfile
from pyspark.sql import SparkSession, functions as F
from pyspark.sql.functions import col, lit, window

here = os.path.dirname(os.path.abspath(__file__))
spark = (SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
         .config("spark.sql.session.timeZone", "UTC").config("spark.sql.shuffle.partitions", "1").getOrCreate())
folder = tempfile.mkdtemp()
shutil.copy(os.path.join(here, "frames.json"), folder)
df = spark.read.schema(
    "time TIMESTAMP, action STRING, n INT, big BIGINT, x DOUBLE, b BOOLEAN, d DATE").json(folder)
hour = window("time", "1 hour")

frames = {
    "all": df,
    "group count": df.groupBy("action").count().orderBy("action"),
    "group window": df.groupBy("action", hour).count().orderBy("action", "window"),
    "sliding window": df.groupBy(window("time", "1 hour", "30 minutes")).count()
        .select("window.*", "count").orderBy("start"),
    "window start": df.select(window("time", "1 hour", "1 hour", "15 minutes").getField("start").alias("s")),
    "with window": df.select("time").withColumn("w", hour),
    "aggregates": df.groupBy("b").agg(
        F.sum("n"), F.min("x"), F.max("time"), F.avg("big"), F.mean("n").alias("mean"), F.count("n"),
        F.count("*").alias("rows"), F.min("action")).orderBy("b"),
    "aggregates of all": df.agg(F.sum("n"), F.count("n"), F.max("d")),
    "select aggregates": df.select(F.max("time"), F.min("n")),
    "group sum": df.groupBy("action").sum().orderBy("action"),
    "group sum of two": df.groupBy().sum("n", "x"),
    "group max": df.groupBy("action").max().orderBy("action"),
    "group avg": df.groupBy("b").avg("n").orderBy("b"),
    "group min": df.groupBy("n").min().orderBy("n"),
    "arithmetic": df.select(
        col("n") + 1, col("n") - 1, col("n") * 2, col("n") / 2, col("n") % 2, 1 - col("n"),
        lit(1), lit("a"), lit(1.5), lit(True), lit(10000000000)),
    "conditions": df.select(~col("b"), (col("n") > 1) & (col("x") < 2), (col("n") == 3) | (col("x") != 2),
        col("n") >= 3, col("n") <= 3, lit(3) == col("n"), col("n").eqNullSafe(3), col("n").isNull(),
        col("n").isNotNull(), col("n").isin(1, 3), col("n").between(1, 3)),
    "functions": df.select(col("n").cast("bigint"), col("x").cast("string"), F.coalesce("n", lit(0)),
        F.when(col("n") > 3, "a").when(col("n") > 1, "b").otherwise("c"), F.when(col("n") > 1, "a"),
        F.date_format("time", "MMM-dd HH:mm"), F.expr("n + 1 AS k"), F.expr("big div 2")),
    "columns changed": df.select("n", "action").withColumn("m", col("n") + 1).withColumn("N", lit("z"))
        .withColumnRenamed("ACTION", "act").drop("zzz"),
    "dropped": df.drop("TIME", "x", "b", "d"),
    "distinct": df.select("b").distinct().orderBy("b"),
    "descending": df.select("n").orderBy(col("n").desc()),
    "descending nulls first": df.select("n").orderBy(col("n").desc_nulls_first()),
    "ascending nulls last": df.select("n").orderBy(col("n").asc_nulls_last()),
    "two keys": df.select("n", "big").sort("n", col("big").desc()),
    "hidden key": df.select("action").orderBy(col("n").desc(), "big"),
    "alias": df.alias("t").select("t.n", col("t.action").alias("q")),
    "alias star": df.alias("t").select("t.*").where("n > 3"),
    "filter text": df.filter("n > 1 AND action = 'Open'").select("n"),
    "filter column": df.where((col("action") == "Open") & col("b")).select("n", "big"),
    "select text": df.selectExpr("n + 1 AS m", "action", "n IN (3, 12)"),
    "limit": df.limit(2).select("n"),
    "empty": df.select("time").limit(0),
}
shows = {
    "show 2": (2, True), "show 1": (1, True), "show 0": (0, True), "show whole": (20, False),
    "show at 2": (20, 2), "show at 3": (20, 3), "show at 6": (20, 6),
}
with open(os.path.join(here, "frames.txt"), "w") as out, contextlib.redirect_stdout(out):
    for name, frame in frames.items():
        print("###", name)
        frame.printSchema()
        frame.show()
    for name, (count, truncate) in shows.items():
        print("###", name)
        df.show(count, truncate)
    print("### json")
    for line in df.toJSON().collect():
        print(line)
