"""What Apache Spark's file writers make of some rows, for Tests/TideConnectorsTests/Fixtures/spark-writers.json."""
import datetime, json, os, shutil, sys
from pyspark.sql import SparkSession
from pyspark.sql.types import *

spark = (SparkSession.builder.master("local[1]").config("spark.sql.session.timeZone", "UTC")
         .config("spark.ui.enabled", "false").getOrCreate())
spark.sparkContext.setLogLevel("ERROR")
utc = datetime.timezone.utc
epoch = datetime.datetime(1970, 1, 1, tzinfo=utc)

texts = ["plain", "", None, "a,b", "say \"hi\"", "\"", "\"quoted\"", "a\\b", "a\\,b", "\\\"", " lead", "trail ", " ", "\ttab\t",
         "two\nlines", "cr\rx", "crlf\r\ny", "#comment", "semi;colon", "pipe|x", "tab\tx", "'single'", "\u00e9\u4e16\U0001f600", "/slash",
         "null", "NULL", "ctl\u0001\u001f\u007f", "a\"b,c\\d", "x=y", "100%", "{b}[c]^", "*?:#'\"", "~`!@$&()-_+<>. ", "\\", "a\\", "a,\\", "a\"\\"]
data = []
for i, text in enumerate(texts):
    numbers = [0, -1, 2147483647, -2147483648, None]
    bigs = [0, 9223372036854775807, -9223372036854775808, 42, None]
    doubles = [0.0, -0.0, 1.5, 1e300, -1e-7, float("nan"), float("inf"), float("-inf"), 123456789.125, None, 1e7, 0.001]
    times = [0, 1469505600000000, 1469505600123456, -1, 1700000000500000, None, 253402300799999999]
    dates = [0, 16991, -1, 19675, None, 2932896]
    data.append((text, numbers[i % 5], bigs[i % 5], doubles[i % 12], [True, False, None][i % 3], times[i % 7], dates[i % 6]))

def row(r):
    return (r[0], r[1], r[2], r[3], r[4], None if r[5] is None else epoch + datetime.timedelta(microseconds=r[5]),
            None if r[6] is None else datetime.date(1970, 1, 1) + datetime.timedelta(days=r[6]))
schema = StructType([StructField("s", StringType()), StructField("i", IntegerType()), StructField("l", LongType()), StructField("d", DoubleType()),
                     StructField("b", BooleanType()), StructField("t", TimestampType()), StructField("day", DateType())])
frame = spark.createDataFrame([row(r) for r in data], schema).coalesce(1)
one = frame.select("s")
struct = frame.selectExpr("s as name", "named_struct('start', t, 'end', s) as w", "named_struct('x', i, 'inner', named_struct('y', d)) as n", "if(i is null, null, named_struct('z', b)) as m")
frames = {"all": frame, "text": one, "struct": struct, "pair": frame.selectExpr("s", "l")}

cases = []
def case(name, format, options={}, by=[], zone="UTC"):
    spark.conf.set("spark.sql.session.timeZone", zone)
    out = "/tmp/spark-writers.out"
    shutil.rmtree(out, ignore_errors=True)
    entry = {"frame": name, "format": format, "options": options, "partitionBy": by, "zone": zone}
    try:
        frames[name].write.format(format).options(**options).partitionBy(*by).save(out)
        files = {}
        for base, _, names in os.walk(out):
            for file in names:
                if file.startswith("part-"):
                    files[os.path.relpath(base, out)] = open(os.path.join(base, file), newline="", encoding="utf-8").read()
        entry["files"] = dict(sorted(files.items()))
    except Exception as error:
        entry["error"] = str(error).split("\n")[0][:200]
    cases.append(entry)

for o in [{}, {"ignoreNullFields": "false"}, {"timestampFormat": "yyyy-MM-dd HH:mm:ss"}, {"dateFormat": "dd/MM/yyyy"}, {"timestampFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX"},
          {"lineSep": "|"}, {"timeZone": "America/New_York"}, {"compression": "none"}, {"IGNORENULLFIELDS": "FALSE"}, {"lineSep": ""}, {"ignoreNullFields": "yes"}]:
    case("all", "json", o)
case("struct", "json"); case("struct", "json", {"ignoreNullFields": "false"})
case("all", "json", zone="Asia/Kolkata")
for o in [{}, {"header": "true"}, {"sep": ";"}, {"sep": "\t"}, {"delimiter": "|"}, {"quote": "'"}, {"escape": "\""}, {"quoteAll": "true"}, {"nullValue": "NULL"}, {"nullValue": "-", "emptyValue": "E"},
          {"emptyValue": ""}, {"escapeQuotes": "false"}, {"ignoreLeadingWhiteSpace": "false"}, {"ignoreTrailingWhiteSpace": "false"},
          {"ignoreLeadingWhiteSpace": "false", "ignoreTrailingWhiteSpace": "false"}, {"timestampFormat": "dd.MM.yyyy HH:mm"}, {"dateFormat": "yyyyMMdd"}, {"lineSep": "\r\n"}, {"lineSep": "|"},
          {"quote": "", "header": "true"}, {"escape": "|", "quote": "'"}, {"sep": "\\t"}, {"sep": "||"}, {"sep": ""}, {"lineSep": "ab"}, {"quote": "ab"}, {"compression": "uncompressed"}, {"timeZone": "Asia/Kolkata"}, {"escape": ""}, {"nullValue":"a,b"},{"quoteAll":"true","nullValue":"N"}, {"sep":"\"" }]:
    case("all", "csv", o)
    case("text", "csv", o)
case("struct", "csv")
case("text", "text"); case("text", "text", {"lineSep": "||"}); case("pair", "text"); case("text", "text", {"compression": "none"})
case("pair", "text", by=["l"])
for by in (["s"], ["d"], ["b", "i"], ["t"], ["day"], ["l"]): case("all", "json", by=by)
case("all", "csv", {"header": "true"}, by=["b"])
case("all", "json", by=["s"], zone="Asia/Kolkata")
case("all", "json", by=["t"], zone="Asia/Kolkata")
case("text", "json", by=["s"])
case("struct", "json", by=["w"])
case("all", "json", by=["nope"])
case("all", "json", by=["B"])

def value(v):
    return v if v is None or isinstance(v, (bool, int, str)) else repr(v)
rows = [[value(v) for v in r] for r in data]
json.dump({"rows": rows, "cases": cases}, open("spark-writers.json", "w"), indent=0, ensure_ascii=True)
for c in cases:
    if "error" in c: print(c["frame"], c["format"], c["options"], c["partitionBy"], c["error"])
spark.stop()
