"""Asks Apache Spark 4.3.0 to write the rows of RowWriterTests; writes spark-rows.json and spark-rows.txt beside it."""

import os

from pyspark.sql import SparkSession

here = os.path.dirname(os.path.abspath(__file__))
spark = (SparkSession.builder.master("local[1]").config("spark.sql.session.timeZone", "UTC")
         .config("spark.ui.enabled", "false").getOrCreate())
frame = spark.sql("""
    SELECT * FROM VALUES
      (true, 1, 2L, 1.5D, 'Open', timestamp_seconds(1469501107), DATE'2016-07-26',
       named_struct('start', timestamp_seconds(1469498400), 'end', timestamp_seconds(1469502000))),
      (false, -2147483648, -9223372036854775808L, -0.0D, '', timestamp_micros(1469501107123456), DATE'0001-01-01',
       named_struct('start', timestamp_micros(-1), 'end', CAST(NULL AS TIMESTAMP))),
      (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
      (true, 0, 0L, double('NaN'), 'a"b,c\\\\d/', timestamp_micros(-62135596800000000), DATE'9999-12-31',
       named_struct('start', CAST(NULL AS TIMESTAMP), 'end', CAST(NULL AS TIMESTAMP))),
      (true, 7, 7L, double('-Infinity'), concat('\\t\\r\\n\\f\\b', char(7), char(11), char(31), char(127)),
       timestamp_micros(1469501107120000), DATE'1970-01-01', NULL),
      (true, 7, 7L, double('Infinity'), '\\u00e9\\u4e16\\u754c\\U0001F600', timestamp_seconds(0), DATE'1969-12-31', NULL),
      (true, 7, 7L, 1e7D, ' x ', timestamp_seconds(0), DATE'1969-12-31', NULL),
      (true, 7, 7L, 1e-5D, 'x', timestamp_seconds(0), DATE'1969-12-31', NULL)
    AS rows(b, i, l, d, s, t, e, window)""").coalesce(1)
with open(os.path.join(here, "spark-rows.json"), "w") as out:
    out.write("".join(line + "\n" for line in frame.toJSON().collect()))
with open(os.path.join(here, "spark-rows.txt"), "w") as out:
    out.write(frame._jdf.showString(100, 0, False))
