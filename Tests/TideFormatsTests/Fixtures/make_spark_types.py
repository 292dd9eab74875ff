"""Writes spark-types.jsonl: the rows Apache Spark 4.3 reads from JSON lines under schemas of nested and further types.

Run: python make_spark_types.py   (needs pyspark==4.3.0 and Java 17)
A line is {"ddl", "line", "bad", "json", "text"}: the schema, the input (a character a byte), whether Spark calls the record malformed, and the row as
Spark's to_json and as its cast to STRING print it.
"""
import json
import os
import tempfile

from pyspark.sql import SparkSession

HERE = os.path.dirname(os.path.abspath(__file__))

SCALARS = ["null", "true", "false", "0", "-0", "1", "-1", "127", "128", "-128", "-129", "200", "255", "256", "32767", "32768", "-32769", "2147483648", "1.0", "1.5", "-0.0",
           "1e2", "1e400", "1e-400", "0.1", "16777217", "0.1000000014901161193847656251", "3.4e38", "3.5e38", "1.17549435E-38", "NaN", "-INF", "\"NaN\"", "\"Infinity\"", "\"\"", "\" \"",
           "\"1\"", "\"1.5\"", "\" 1.5 \"", "\"1e3\"", "\"+1.5\"", "\"1,000\"", "\"x\"", "{}", "[]", "[1]", "{\"a\":1}", "12345678.125", "99999999.994", "99999999.995", "0.005", "0.0049999",
           "123456789012345678901234567890.5", "12345678901234567890123456789012345678", "-99999999999999999999999999999999999999", "100000000000000000000000000000000000000", "1E37", "1E38",
           "\"99999999.995\"", "\"0x10\"", "\"1d\"", "9223372036854775807", "9223372036854775808"]
BINARY = ["\"\"", "\"QQ==\"", "\"QUJD\"", "\"QQ\"", "\"QQ=\"", "\"Q\"", "\"QUI=\"", "\"QUJ=\"", "\"QUJDRA\"", "\" QUJD \"", "\"QU JD\"", "\"QU\\nJD\"", "\"_-8=\"", "\"/+8=\"", "\"?\"", "\"QUJD=\"", "\"Q===\"", "1", "null",
          "\"QQ==QQ==\"", "\"\\u0051UJD\"", "\"QUJDé\"", "[]", "true", "\"AP8=\""]
TIMES = ["\"2020-01-02T03:04:05\"", "\"2020-01-02 03:04:05.123456\"", "\"2020-01-02T03:04:05Z\"", "\"2020-01-02T03:04:05+02:00\"", "\"2020-01-02\"", "\"2020\"", "\"\"", "\"x\"", "1", "1.5", "\"12:30\"", "null",
         "\" 2020-01-02 \"", "\"2020-01-02T03:04:05.1234567\"", "\"2020-01-02T24:00:00\"", "\"+12020-01-02T00:00:00\"", "\"-0001-01-02T00:00:00\"", "\"2020-01-02T03:04:05 UTC\"", "[]"]
INTERVALS = ["\"INTERVAL '1 02:03:04.5' DAY TO SECOND\"", "\"1 02:03:04.5\"", "\"-1 02:03:04\"", "\"INTERVAL -'1 02:03:04' DAY TO SECOND\"", "\"INTERVAL '1' DAY\"", "\"1\"", "1", "\"1 day\"", "\"x\"", "\"\"", "null",
             "\"INTERVAL '1-2' YEAR TO MONTH\"", "\"1-2\"", "\"-1-2\"", "\"+1-2\"", "\"INTERVAL '-1-2' YEAR TO MONTH\"", "\"1-12\"", "\"INTERVAL '3' YEAR\"", "\"INTERVAL '3' MONTH\"", "\"interval '1-2' year to month\"",
             "\"1 24:00:00\"", "\"1 02:03\"", "\"INTERVAL '25' HOUR\"", "\"106751991 04:00:54.775807\"", "\"106751991 04:00:54.775808\"", "\"INTERVAL '1 02' DAY TO HOUR\"", "\"INTERVAL '10:11' HOUR TO MINUTE\""]
NESTED = ["{\"x\":1,\"y\":\"s\"}", "{\"x\":1}", "{\"y\":\"s\"}", "{}", "null", "{\"x\":\"bad\",\"y\":\"s\"}", "{\"x\":null,\"y\":null}", "{\"x\":1,\"x\":2}", "{\"x\":1,\"x\":\"bad\"}", "{\"x\":1,\"x\":null}", "[{\"x\":1}]", "[]",
          "[1]", "[1,2,null]", "[1,\"bad\",3]", "[null]", "[[1],[2,3]]", "\"\"", "\"x\"", "1", "true", "{\"k\":1,\"l\":2}", "{\"k\":1,\"k\":2}", "{\"k\":\"bad\",\"l\":2}", "{\"l\":2,\"k\":\"bad\"}", "{\"k\":null}",
          "{\"\":1}", "{\"x\":1.5,\"y\":[1,{\"a\":2}]}", "{\"X\":1,\"y\":{ \"a\" : 1 }}", "[{\"x\":1,\"y\":\"a\"},{\"x\":\"bad\",\"y\":\"b\"},null]", "[{\"x\":1},5]", "[[1],[\"bad\"],[3]]", "[1,\"bad\",{\"x\":3}]", "[1,\"bad\",[3]]",
          "{\"k\":[1,2],\"l\":[]}", "{\"k\":[1,\"bad\"],\"l\":[3]}", "{\"k\":{\"x\":1},\"l\":{\"x\":\"bad\",\"y\":\"q\"}}", "{\"x\":{\"x\":1,\"y\":\"s\"},\"y\":\"t\"}", "{\"\\u0078\":7}", "{\"\\u006b\":7}", "[true]", "[1.5]"]
SCHEMAS = [("TINYINT", SCALARS), ("SMALLINT", SCALARS), ("FLOAT", SCALARS), ("DECIMAL(10,2)", SCALARS), ("DECIMAL(38,0)", SCALARS), ("DECIMAL(38,18)", SCALARS), ("DECIMAL(2,2)", SCALARS), ("DOUBLE", SCALARS),
           ("BINARY", BINARY), ("TIMESTAMP_NTZ", TIMES), ("INTERVAL DAY TO SECOND", INTERVALS), ("INTERVAL YEAR TO MONTH", INTERVALS), ("INTERVAL DAY", INTERVALS), ("INTERVAL HOUR TO MINUTE", INTERVALS), ("INTERVAL YEAR", INTERVALS), ("INTERVAL MONTH", INTERVALS),
           ("STRUCT<x: INT, y: STRING>", NESTED), ("ARRAY<INT>", NESTED), ("MAP<STRING, INT>", NESTED), ("ARRAY<ARRAY<INT>>", NESTED), ("ARRAY<STRUCT<x: INT, y: STRING>>", NESTED), ("MAP<STRING, ARRAY<INT>>", NESTED),
           ("MAP<STRING, STRUCT<x: INT, y: STRING>>", NESTED), ("STRUCT<x: STRUCT<x: INT, y: STRING>, y: STRING>", NESTED), ("ARRAY<STRING>", NESTED), ("MAP<STRING, STRING>", NESTED), ("STRUCT<x: DOUBLE, y: ARRAY<STRING>>", NESTED),
           ("ARRAY<BINARY>", ["[%s]" % x for x in BINARY]), ("ARRAY<DECIMAL(10,2)>", ["[%s]" % x for x in SCALARS]), ("ARRAY<FLOAT>", ["[%s]" % x for x in SCALARS]),
           ("STRUCT<x: DECIMAL(5,1), y: TIMESTAMP, z: DATE, w: TIMESTAMP_NTZ>", ["{\"x\":1.25,\"y\":\"2020-01-02T03:04:05Z\",\"z\":\"2020-01-02\",\"w\":\"2020-01-02T03:04:05\"}", "{\"x\":99999,\"y\":1,\"z\":1,\"w\":1}", "{\"z\":\"bad\",\"w\":\"2020-01-02\"}"]),
           ("ARRAY<TIMESTAMP>", ["[%s]" % x for x in TIMES]), ("MAP<STRING, INTERVAL DAY TO SECOND>", ["{\"k\":%s}" % x for x in INTERVALS])]


def main():
    spark = (SparkSession.builder.master("local[1]").config("spark.sql.session.timeZone", "UTC").config("spark.ui.enabled", "false")
             .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC").getOrCreate())
    spark.sparkContext.setLogLevel("OFF")
    with open(os.path.join(HERE, "spark-types.jsonl"), "w", encoding="utf-8") as out, tempfile.TemporaryDirectory() as folder:
        for number, (ddl, values) in enumerate(SCHEMAS):
            lines = []
            for value in values:
                lines.append("{\"v\":%s,\"n\":1}" % value)
            lines.append("{\"n\":2}")
            lines.append("{\"v\":%s,\"v\":%s,\"n\":3}" % (values[0], values[-1]))
            path = os.path.join(folder, "%d.json" % number)
            with open(path, "w", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")
            schema = "v %s, n INT" % ddl
            table = spark.read.schema(schema + ", _corrupt_record STRING").json(path)
            rows = table.selectExpr("to_json(struct(v, n)) AS json", "CAST(struct(v, n) AS STRING) AS text", "_corrupt_record IS NOT NULL AS bad").collect()
            assert len(rows) == len(lines), (ddl, len(rows), len(lines))
            for line, row in zip(lines, rows):
                out.write(json.dumps({"ddl": schema, "line": line.encode("utf-8").decode("latin-1"), "bad": row.bad, "json": row.json, "text": row.text}) + "\n")


main()
