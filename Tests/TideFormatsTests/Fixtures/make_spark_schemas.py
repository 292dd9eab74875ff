"""Asks Apache Spark 4.3.0 which columns it infers from small inputs; writes spark-schemas.jsonl beside it.

Each line of the result: the input's lines (a byte a character, as Latin-1), the reader's options, and either the columns as
DDL text or the error's class. Then spark-corrupt.jsonl: lines read under a declared schema with a column for malformed
records, and the rows they give.
"""

import json
import os
import re
import tempfile

from pyspark.sql import SparkSession

here = os.path.dirname(os.path.abspath(__file__))
spark = (SparkSession.builder.master("local[1]").config("spark.sql.session.timeZone", "UTC")
         .config("spark.ui.enabled", "false").getOrCreate())
spark.sparkContext.setLogLevel("OFF")

STRINGS, NULLS, TIMES = {"primitivesAsString": "true"}, {"dropFieldIfAllNull": "true"}, {"inferTimestamp": "true"}
DROP, FAIL = {"mode": "DROPMALFORMED"}, {"mode": "FAILFAST"}
DEEP = b'{"d":' + b"[" * 300 + b"1" + b"]" * 300 + b"}"
SCHEMAS = [
    # One type.
    ([b'{"a":1}'], {}), ([b'{"a":-0}'], {}), ([b'{"a":1.0}'], {}), ([b'{"a":1e3}'], {}), ([b'{"a":true}'], {}),
    ([b'{"a":"x"}'], {}), ([b'{"a":null}'], {}), ([b'{"a":""}'], {}), ([b'{"a":9223372036854775807}'], {}),
    ([b'{"a":-9223372036854775808}'], {}), ([b'{"a":9223372036854775808}'], {}), ([b'{"a":99999999999999999999999}'], {}),
    ([b'{"a":' + b"9" * 39 + b"}"], {}), ([b'{"a":1e400}'], {}), ([b'{"a":NaN,"b":-Infinity,"c":"NaN"}'], {}),
    ([b'{"a":{}}'], {}), ([b'{"a":[]}'], {}), ([b'{"a":{"c":1,"b":"x"}}'], {}), ([b'{"a":[1,2.5]}'], {}),
    ([b'{"a":[[1],[null]]}'], {}), ([b'{"a":[{"b":1},{"c":"x"}]}'], {}), ([b'{"a":[{}]}'], {}), ([b'{"a":{"b":{}}}'], {}),
    # Two.
    ([b'{"a":1}', b'{"a":1.5}'], {}), ([b'{"a":1}', b'{"a":true}'], {}), ([b'{"a":1}', b'{"a":"x"}'], {}),
    ([b'{"a":1.5}', b'{"a":"x"}'], {}), ([b'{"a":true}', b'{"a":"x"}'], {}), ([b'{"a":1}', b'{"a":null}'], {}),
    ([b'{"a":true}', b'{"a":""}'], {}), ([b'{"a":1}', b'{"a":{"b":1}}'], {}), ([b'{"a":1}', b'{"a":[1]}'], {}),
    ([b'{"a":{"b":1}}', b'{"a":[1]}'], {}), ([b'{"a":{"b":1}}', b'{"a":{"b":1.5,"c":true}}'], {}),
    ([b'{"a":{}}', b'{"a":1}'], {}), ([b'{"a":{}}', b'{"a":null}'], {}), ([b'{"a":{}}', b'{"a":{"b":1}}'], {}),
    ([b'{"a":[]}', b'{"a":[true]}'], {}), ([b'{"a":[1]}', b'{"a":["x"]}'], {}), ([b'{"a":[{}]}', b'{"a":[[]]}'], {}),
    ([b'{"a":1.5}', b'{"a":9223372036854775808}'], {}), ([b'{"a":true}', b'{"a":1}', b'{"a":{"b":1}}'], {}),
    # Names and their order.
    ([b'{"b":1,"a":2}', b'{"c":3}'], {}), ([b'{"b":1,"A":2,"_":3,"1":4}'], {}), ([b'{"":1,"a":2}'], {}), ([b'{"":1}'], {}),
    ([b'{"a b":1,"c.d":2,"e`f":3}'], {}), (['{"\uff5e":1,"\U0001f600":2,"\u00e9":3}'.encode()], {}),
    ([b'{"\\u0061":1}', b'{"a":"x"}'], {}), ([b"{'a':1}"], {}), ([b'{"a":1,"a":2}'], {}), ([b'{"a":1,"A":2}'], {}),
    ([b'[{"a":1},{"a":1,"a":2}]'], {}),
    # Lines that are no objects.
    ([b'{"a":1}', b"x"], {}), ([b'{"a":1}', b"5"], {}), ([b"5"], {}), ([b'"text"', b'{"a":1}'], {}), ([b"null", b'{"a":1}'], {}),
    ([b"null"], {}), ([b'""', b'{"a":1}'], {}), ([b""], {}), ([b"{}"], {}), ([b"[]", b'{"a":1}'], {}),
    ([b'[{"a":1},{"b":2}]'], {}), ([b'[{"a":1},null]'], {}), ([b'[{"a":1},5]'], {}), ([b'[[{"a":1}]]', b'{"b":1}'], {}),
    ([b'[null,[{"a":1}]]'], {}), ([b'[1,2]', b'{"b":1}'], {}), ([b'{"a":1} more'], {}), ([b'{"a":1'], {}), ([b'{"a":"\xff"}'], {}),
    ([b'{"a":1}\xff'], {}), ([b'{"a":"\\ud800"}'], {}), ([b'{"b":1}', b"x", b'{"_corrupt_record":"y"}'], {}),
    ([b'{"_corrupt_record":1}', b"x"], {}), ([b'{"_corrupt_record":1}'], {}), ([DEEP], {}),
    ([b'{"a":' + b"1" * 1001 + b"}"], {}),
    # Options.
    ([b'{"a":1}', b"x"], DROP), ([b'{"a":1}', b"5"], DROP), ([b"x"], DROP), ([b'{"a":1}', b"null"], FAIL),
    ([b'{"a":1}', b"x"], FAIL), ([b'{"a":1}', b"5"], FAIL), ([b'{"a":1}', b"x"], {"columnNameOfCorruptRecord": "bad"}),
    ([b'{"a":1,"b":1.5,"c":true,"d":null,"e":[1,true],"f":{"g":1}}'], STRINGS), ([b'{"a":1}', b'{"a":[]}'], STRINGS),
    ([b'{"a":null,"b":[],"c":[null],"d":"","e":{"f":null},"g":[{}],"h":1}'], NULLS),
    ([b'{"a":null}', b'{"a":[]}', b'{"b":{}}', b'{"b":[]}', b'{"c":{"d":{}}}', b'{"c":{"d":[]}}'], NULLS),
    ([b'{"a":"2016-07-26","b":"2016-07-26T02:30:00Z","c":"2016","d":"soon","e":"2016-07-26 02:30:00.5 +02:00"}'], TIMES),
    ([b'{"a":"2016-07-26"}', b'{"a":"soon"}'], TIMES), ([b'{"a":"2016-07-26"}', b'{"a":1}'], TIMES),
    ([b'{"a":"2016-07-26"}', b'{"a":""}'], TIMES), ([b'{"a":["2016-07-26"]}'], TIMES), ([b'{"a":"12:30"}'], TIMES),
    ([b"{'a':'2016-07-26'}", b'{"a":"2016-07-2\\u0036"}'], TIMES), ([b'{"time":1469501107,"action":"Open"}'], {}),
]
DECLARED = "a BIGINT, _corrupt_record STRING"
CORRUPT = [
    b'{"a":1}', b'{"a":"x"}', b"x", b'[{"a":1},{"a":"q"},{"a":3}]', b'{"a":"y"} tail ', b'  {"a":"z"}  ',
    b'{"a":1,"_corrupt_record":"mine"}', b"null", b"5", b'[1]', b'[{"a":1},5]', b"{'a':'1'", b'{"a":1,"_corrupt_record":5}',
    b'{"a":"q","_corrupt_record":"mine"}', b'{"a":2} tail', b"", b"[]",
]


def schema(directory, options):
    try:
        return {"ddl": spark.read.options(**options).json(directory)._jdf.schema().toDDL()}
    except Exception as error:
        return {"error": re.findall(r"\[([A-Z_]+)[\].]", str(error))[0]}


def write(directory, lines):
    with open(os.path.join(directory, "f.json"), "wb") as file:
        file.write(b"\n".join(lines) + b"\n")


with open(os.path.join(here, "spark-schemas.jsonl"), "w") as out:
    for lines, options in SCHEMAS:
        with tempfile.TemporaryDirectory() as directory:
            write(directory, lines)
            case = {"lines": [line.decode("latin-1") for line in lines], "options": options}
            out.write(json.dumps({**case, **schema(directory, options)}) + "\n")
with open(os.path.join(here, "spark-corrupt.jsonl"), "w") as out:
    for line in CORRUPT:
        with tempfile.TemporaryDirectory() as directory:
            write(directory, [line])
            rows = [list(row) for row in spark.read.schema(DECLARED).json(directory).collect()]
            out.write(json.dumps({"line": line.decode("latin-1"), "rows": rows}) + "\n")
