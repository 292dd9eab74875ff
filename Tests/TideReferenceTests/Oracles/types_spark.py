"""Writes types.jsonl: what Apache Spark 4.3 answers to SELECT of each expression of types.sql.

Run: python types_spark.py   (needs pyspark==4.3.0 and Java 17)
A line is {"sql", "name", "type", "text", "json", "show"}: the column's name and type, and its value as the cast to STRING of a struct of it, as
to_json of that struct and as show prints it; or {"sql", "error"}.
"""
import json
import os
import re
import sys

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

HERE = os.path.dirname(os.path.abspath(__file__))


def main():
    spark = (SparkSession.builder.master("local[1]").config("spark.sql.session.timeZone", "UTC").config("spark.ui.enabled", "false")
             .config("spark.driver.extraJavaOptions", "-Duser.timezone=UTC").config("spark.sql.shuffle.partitions", "1").getOrCreate())
    spark.sparkContext.setLogLevel("OFF")
    source = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "types.sql")
    target = sys.argv[2] if len(sys.argv) > 2 else os.path.join(HERE, "types.jsonl")
    with open(source, encoding="utf-8") as lines, open(target, "w", encoding="utf-8") as out:
        for line in lines:
            sql = line.rstrip("\n")
            if not sql:
                continue
            try:
                frame = spark.sql("SELECT " + sql)
                field = frame.schema.fields[0]
                named = frame.toDF("v")
                show = named._jdf.showString(1, 0, False).split("\n")[3][1:-1].rstrip(" ")
                row = named.selectExpr("CAST(struct(v) AS STRING) AS text").collect()[0]
                try:
                    text = named.selectExpr("to_json(struct(v)) AS json").collect()[0].json
                except PySparkException:
                    text = None
                answer = {"sql": sql, "name": field.name, "type": field.dataType.simpleString(), "text": row.text, "json": text, "show": show}
            except PySparkException as error:
                condition = error.getCondition() or ""
                if not condition:
                    condition = (re.findall(r"\[([A-Z_.0-9]+)\]", str(error)) or ["?"])[0]
                answer = {"sql": sql, "error": condition}
            out.write(json.dumps(answer, ensure_ascii=False) + "\n")


main()
