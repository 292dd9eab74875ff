import Tidemark

let session = try Session()
let input = session.read.schema("time TIMESTAMP, action STRING").json("events")
try await input.printSchema()
try await input.show()

try await input.groupBy("action").count().show()
try await input.select(.min("time"), .max("time")).show()

let counts = input.groupBy("action", .window("time", "1 hour")).count()
try await counts.orderBy("window", "action").show(truncate: false)
try await input.groupBy("action", .window("time", "1 hour", "30 minutes")).count()
    .orderBy("window", "action").show(truncate: false)

try await counts.createOrReplaceTempView("static_counts")
try await session.sql(
    """
    select action, date_format(window.end, "MMM-dd HH:mm") as time, count
    from static_counts order by time, action
    """
).show()
