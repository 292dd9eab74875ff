"""Makes the tables in this directory with Apache Spark 4.3 (pip install pyspark) and Java 17 and 25.

Usage: JAVA25=/path/to/jdk-25 python make_spark_tables.py
Each line of a table is a JSON array; null stands for invalid text.
"""
import json
import os
import random
import struct
import subprocess
import tempfile
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from pyspark.sql import SparkSession

random.seed(7)
HERE = os.path.dirname(os.path.abspath(__file__))
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
# Regions whose history is the same in Java 17.0.15's copy of the IANA database and in Debian's package tzdata.
REGIONS = """America/Los_Angeles America/New_York Europe/Berlin Europe/London Europe/Dublin Asia/Kolkata
Australia/Lord_Howe America/St_Johns Pacific/Apia Asia/Pyongyang Africa/Cairo America/Sao_Paulo Antarctica/Troll
Asia/Tokyo America/Nuuk Asia/Kathmandu Africa/Monrovia Europe/Moscow Etc/GMT+5""".split()
FIXED = ["UTC", "Z", "GMT", "+05:30", "-08:00", "UTC+1", "GMT-3:30", "+1:00", "+18:00", "UT+02:15", "PST", "EST"]

spark = (
    SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "1").getOrCreate()
)
spark.sparkContext.setLogLevel("OFF")


def write(name, rows):
    with open(os.path.join(HERE, name), "w") as file:
        for row in rows:
            file.write(json.dumps(row, separators=(",", ":")) + "\n")


def query(values, sql_type, zone, *expressions):
    spark.conf.set("spark.sql.session.timeZone", zone)
    frame = spark.createDataFrame([(value,) for value in values], f"v {sql_type}").coalesce(1)
    return [list(row) for row in frame.selectExpr("v", *expressions).collect()]


def transitions(region):
    """Epoch seconds at which the offset changes, 1800 to 2060."""
    zone = ZoneInfo(region)
    offset = lambda second: (EPOCH + timedelta(seconds=second)).astimezone(zone).utcoffset()
    found, step, second = [], 86_400 * 10, -5_300_000_000
    while second < 2_840_000_000:
        if offset(second) != offset(second + step):
            low, high = second, second + step
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == offset(low) else (low, middle)
            before, after = offset(low).total_seconds(), offset(high).total_seconds()
            found.append((high, int(before), int(after)))
        second += step
    return found


def timestamps():
    text_rows, parse_rows = [], []
    years = [-290_307, -44, 0, 1, 1583, 1850, 1900, 1945, 1969, 1970, 2000, 2016, 2037, 2038, 2100, 2400, 9999]
    common = [int((year - 1970) * 31_556_952 + random.random() * 31e6) * 1_000_000 for year in years + [12_000, 294_245]]
    common = [us + random.choice([0, 1, 100, 123_000, 999_999, 500_000]) for us in common]
    for zone in FIXED + REGIONS:
        instants, readings = list(common), []
        changes = transitions(zone) if zone in REGIONS else []
        chosen = random.sample(changes, min(10, len(changes))) + changes[:2] + changes[-2:]
        for second, before, after in chosen:
            instants += [second * 1_000_000 - 1, second * 1_000_000, (second + 1800) * 1_000_000]
            for local in {second + before - 1, second + before, second + after - 1, second + after,
                          second + (before + after) // 2}:
                readings.append(str(EPOCH + timedelta(seconds=local))[:19])
        readings += ["2400-07-01 12:00:00", "9999-01-01 00:00:00", "1500-02-28 23:59:59", "2038-07-01 01:02:03.5"]
        text_rows += [[zone] + row for row in query(
            instants, "bigint", zone, "cast(timestamp_micros(v) as string)",
            "get_json_object(to_json(named_struct('t', timestamp_micros(v))), '$.t')")]
        parse_rows += [[zone] + row for row in query(
            readings, "string", zone, "unix_micros(try_cast(v as timestamp))")]
    write("timestamp-text.jsonl", text_rows)
    write("zone-readings.jsonl", parse_rows)


TIMESTAMP_TEXTS = """2024|2024-1|2024-01|2024-1-2|2024-02-30|2024-02-29|2023-02-29|1900-02-29|2000-02-29|24-01-01
|123-01-01|012345-01-01|1234567-01-01|+2024-01-01|-2024-01-01|+-2024-01-01|--2024-01-01|2024-|2024-01-|2024-01-02T
|2024-01-02 |2024-01-02T3|2024-01-02T03|2024-01-02T03:|2024-01-02T03:4|2024-01-02T03:04|2024-01-02T03:04:|2024-01-02T03:04:5
|2024-01-02T03:04:05|2024-01-02t03:04:05|2024-01-02 03:04:05|2024-01-02  03:04:05|2024-01-02T03:04:05.|2024-01-02T03:04:05.1
|2024-01-02T03:04:05.12|2024-01-02T03:04:05.123|2024-01-02T03:04:05.1234|2024-01-02T03:04:05.12345|2024-01-02T03:04:05.123456
|2024-01-02T03:04:05.1234567|2024-01-02T03:04:05.999999999|2024-01-02T03:04:05,123|2024-01-02T03:04:05Z|2024-01-02T03:04:05z
|2024-01-02T03:04:05 Z|2024-01-02T03:04:05.5Z|2024-01-02T03:04:05.5 Z|2024-01-02T03:04:05.Z|2024-01-02T03:04:05+1|2024-01-02T03:04:05+01
|2024-01-02T03:04:05+0130|2024-01-02T03:04:05+01:30|2024-01-02T03:04:05+1:30|2024-01-02T03:04:05+1:3|2024-01-02T03:04:05+01:3
|2024-01-02T03:04:05-01:30:15|2024-01-02T03:04:05+013015|2024-01-02T03:04:05+01301|2024-01-02T03:04:05+18:00|2024-01-02T03:04:05+18:01
|2024-01-02T03:04:05-18:00|2024-01-02T03:04:05+19|2024-01-02T03:04:05+01:60|2024-01-02T03:04:05+1:2:3|2024-01-02T03:04:05+1:02:03
|2024-01-02T03:04:05UTC|2024-01-02T03:04:05 UTC|2024-01-02T03:04:05utc|2024-01-02T03:04:05GMT|2024-01-02T03:04:05UT|2024-01-02T03:04:05UTC+1
|2024-01-02T03:04:05GMT-02:30|2024-01-02T03:04:05UT+3|2024-01-02T03:04:05UTC+|2024-01-02T03:04:05UTC+01:00|2024-01-02T03:04:05GMT0
|2024-01-02T03:04:05GMT+0|2024-01-02T03:04:05Etc/GMT+5|2024-01-02T03:04:05Europe/Berlin|2024-01-02T03:04:05 Europe/Berlin
|2024-01-02T03:04:05europe/berlin|2024-01-02T03:04:05 Nowhere/Town|2024-01-02T03:04:05PST|2024-01-02T03:04:05EST|2024-01-02T03:04:05CET
|2024-01-02T03:04:05MST|2024-01-02T03:04:05IST|2024-01-02T03:04:05PDT|2024-01-02T03:04:05posixrules|2024-01-02T03:04:05right/UTC
|2024-01-02T03:04:05../UTC|2024-01-02T03:04:05/UTC|2024-01-02T03:04:05Zulu|2024-01-02T03:04:05 +01:00|2024-01-02T03:04:05  +01:00
|2024-01-02T03:04Z|2024-01-02T03Z|2024-01-02Z|2024-01-02+01:00|2024-01-02T24:00:00|2024-01-02T23:60:00|2024-01-02T23:59:60
|2024-01-02T23:59:59|2024-13-01|2024-00-01|2024-01-00|2024-01-32|2024-04-31|2024/01/02|20240102|2024-01-02T030405|1700000000|1700000000.5
|null|abc|T|T1|T1:2|T01:02:03|T01:02:03Z|01:02|1:2|1:2:3|1:2:3.4|25:00|1:60|12345:00|-1:00|2024-001-01|2024-01-001|2024-01-02T003:04:05
|2024-01-02T03:04:05.123 456|2024-01-02T03:04:05.1x|2024-01-02 03:04:05 PM|2024-01-02T03:04:05-|2024-01-02T03:04:05--1|0000-01-01|-0001-12-31
|0001-01-01|9999-12-31T23:59:59.999999|10000-01-01|294247-01-10T04:00:54.775807Z|294247-01-10T04:00:54.775808Z|-290308-12-21T19:59:05.224192Z
|-290308-12-21T19:59:05.224191Z|999999-12-31|-999999-01-01|2024-01-02T03:04:05.123456789012345678901234567890|:|-|+|.|2024-01-02T:04:05
|2024--02|2024-01-02TT03:04:05|2024-01-02T03:04:05.-1|2024-01-02T03:04:05..1|2024-01-02T-3:04:05""".replace("\n", "").split("|")
BLANKS = ["", " ", "\t2024-01-02\n", " 2024-01-02T03:04:05 ", "\u0001 2024-01-02 \u007f", "\u00a02024-01-02", " T1:2",
          " 01:02", "2024-01-02 03:04:05\u0000", "2024-01-02T03:04:05 \t", "\u00e42024-01-02", "2024-01-02\u00e4",
          "2024-01-02T03:04:05\u00e4", "2024-01-02T03:04:05\tZ", "2024-01-02 x", "2024-01-02Tx", "2024-1 "]


def parsing():
    texts = TIMESTAMP_TEXTS + BLANKS
    dates = texts + ["2024-01-02 anything", "2024-01 x", "1234567-01-01", "5881580-07-11", "5881580-07-12", "-5877641-06-23",
                     "-5877641-06-22", "12345678-01-01", "2024-1-2T", "2024-1-2x", "99999-12-31"]
    zone = "America/New_York"
    # A time alone takes today's date, so that the table also says which day it was.
    rows = query(["today"] + texts, "string", zone, "if(v = 'today', unix_date(current_date()), unix_micros(try_cast(v as timestamp)))")
    write("timestamp-parse.jsonl", rows)
    write("date-parse.jsonl", query(dates, "string", zone, "unix_date(try_cast(v as date))"))
    days = [-2**31, -10**8, -719_529, -719_528, -719_163, -719_162, -1, 0, 19_000, 2_932_896, 2_932_897, 10**8, 2**31 - 1]
    write("date-text.jsonl", query(days + [random.randrange(-10**6, 4 * 10**6) for _ in range(60)], "int", zone,
                                   "cast(date_from_unix_date(v) as string)"))
    numbers = """0|1|-1|+1|--1|+|-|1.0|1.|.5|.|1e3|1E3|1e|1e+|1e-5|1e+05|007|2147483647|2147483648|-2147483648|-2147483649
|9223372036854775807|9223372036854775808|-9223372036854775808|-9223372036854775809|99999999999999999999|1_000|1,000|0x10|0x1p3|0X1.8P-1|0x.8p1
|0x1.p3|0xp1|0x1|0x1p|0x1p3d|1d|1D|1f|1F|1.5d|1df|1L|1e3f|d|f|NaN|nan|NAN|+NaN|-NaN|+nan|-nan|NaNd|Infinity|infinity|INFINITY|+Infinity|-Infinity
|-infinity|inf|Inf|INF|+inf|-inf|infin|1e400|-1e400|1e-400|4.9e-324|2.4e-324|2.5e-324|1.7976931348623157e308|1.7976931348623159e308
|0.1|0.30000000000000004|123456789.123456789|9007199254740993|9007199254740993.00000000000000000001|2.2250738585072011e-308|1e23|true|TRUE|True|t|T
|y|Y|yes|YES|n|N|no|NO|f|F|false|FALSE|tru|on|off|10|01|1 1|null|\u0661|1e5.5|1..5|1.5.5| |-0|-0.0|+0|00|0e0|1e99999999999""".replace("\n", "").split("|")
    numbers += ["", " 1 ", "\t1\n", "\u00011\u007f", "\u00a01", "1\u0000", " true ", "\ttrue\u0001", " nan ", "\u0001inf", "\u007f1.5", "\u00011.5", "- 1"]
    write("number-parse.jsonl", query(
        numbers, "string", zone, "try_cast(v as boolean)", "try_cast(v as int)", "cast(try_cast(v as bigint) as string)",
        "cast(try_cast(v as double) as string)"))


PATTERNS = """y|yy|yyy|yyyy|yyyyy|yyyyyy|yyyyyyy|M|MM|MMM|MMMM|MMMMM|L|LL|LLL|LLLL|LLLLL|d|dd|ddd|D|DD|DDD|DDDD|E|EE|EEE|EEEE|EEEEE|F|FF
|g|gggggg|H|HH|HHH|h|hh|hhh|k|kk|kkk|K|KK|KKK|m|mm|mmm|s|ss|sss|S|SS|SSS|SSSS|SSSSSS|SSSSSSSSS|SSSSSSSSSS|a|aa|q|qq|qqq|qqqq|qqqqq|Q|QQ|QQQ|QQQQ
|QQQQQ|G|GG|GGG|GGGG|GGGGG|G y|yy G|VV|V|VVV|X|XX|XXX|XXXX|XXXXX|XXXXXX|x|xx|xxx|xxxx|xxxxx|xxxxxx|Z|ZZ|ZZZ|ZZZZ|ZZZZZ|ZZZZZZ|O|OO|OOO|OOOO|A|B|n|N|p
|pp|Y|YYYY|W|w|u|e|c|b|C|f|i|I|j|J|l|o|P|r|R|t|T|U|yyyy-MM-dd'T'HH:mm:ss.SSSXXX|yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]|MMM-dd HH:mm|EEEE, d MMMM yyyy|'G' yyyy|yyyy 'G' G
|'it''s' HH|''|''''|'|'abc|HH 'o''clock' a|[yyyy|yyyy]|[[HH]:mm]|{|}|#|1 yyyy 2|h:mm a|kk KK||-|\u00e9 yyyy \u20ac|yyyyMMddHHmmssSSS|'a''|z|zz|zzz""".replace("\n", "").split("|")


def patterns():
    instants = [0, 1_709_622_489_123_456, 1_467_331_200_000_000, -1, -63_549_115_200_000_001, 318_000_000_000_000_000,
                1_735_646_399_999_999]
    rows = []
    for zone in ["UTC", "America/Los_Angeles", "+05:30", "Z"]:
        for pattern in PATTERNS:
            spark.conf.set("spark.sql.session.timeZone", zone)
            frame = spark.createDataFrame([(value,) for value in instants], "v bigint").coalesce(1)
            try:
                texts = [row[0] for row in frame.selectExpr(f"date_format(timestamp_micros(v), {sql(pattern)})").collect()]
            except Exception:
                texts = None
            rows.append([zone, pattern, instants if texts else None, texts])
            if texts is None and zone != "UTC":
                rows.pop()
    write("patterns.jsonl", rows)


def sql(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


JAVA = """public class Show { public static void main(String[] a) throws Exception {
  var in = new java.io.BufferedReader(new java.io.InputStreamReader(System.in));
  for (String l; (l = in.readLine()) != null;) System.out.println(Double.longBitsToDouble(Long.parseUnsignedLong(l, 16))); } }"""


def doubles():
    values = list(range(0, 140)) + [1 << 52, (1 << 52) - 1, 0x7FEFFFFFFFFFFFFF, 0x7FF0000000000000, 0xFFF0000000000000,
                                    0x7FF8000000000000, 0x8000000000000000]
    pack = lambda value: struct.unpack(">Q", struct.pack(">d", value))[0]
    values += [pack(float(f"{sign}1e{power}")) for power in range(-25, 26) for sign in ("", "-")]
    values += [pack(value) for value in (0.1, 0.2, 0.3, 1 / 3, 2 / 3, 2e23, 123456.789, 9999999.0, 9999999.9, 0.001, 0.00099, 1e7 - 1,
                                         2.0**53, 2.0**63, 100.0, 12345678.0, 1234567.0, 0.0012345)]
    values += [pack(random.randrange(10**6) / 100) for _ in range(150)]
    values += [pack(random.randrange(10**6) / random.randrange(1, 1000)) for _ in range(300)]
    values += [pack(float(random.randrange(-10**18, 10**18))) for _ in range(100)]
    values += [random.randrange(0x7FF0000000000000) for _ in range(600)]
    as_double = [struct.unpack(">d", struct.pack(">Q", bits))[0] for bits in values]
    in_spark = [row[1] for row in query(as_double, "double", "UTC", "cast(v as string)")]
    with tempfile.TemporaryDirectory() as directory:
        source = os.path.join(directory, "Show.java")
        open(source, "w").write(JAVA)
        lines = "".join(f"{bits:016x}\n" for bits in values)
        new = subprocess.run([os.environ["JAVA25"] + "/bin/java", source], input=lines, capture_output=True, text=True, check=True)
    # The text by Java 25, and Spark's on Java 17 where it is another.
    write("doubles.jsonl", [[f"{bits:016x}", text] + ([old] if old != text else [])
                            for bits, text, old in zip(values, new.stdout.split(), in_spark)])


timestamps()
parsing()
patterns()
doubles()
