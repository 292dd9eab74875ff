import Tidemark

let session = try Session()
let stream = session.readStream
    .schema("time TIMESTAMP, action STRING")
    .option("maxFilesPerTrigger", 1)
    .json("events")
let query = try await stream.groupBy("action", .window("time", "1 hour")).count()
    .writeStream.format("memory").queryName("counts").outputMode("complete").start()

try await query.processAllAvailable()
try await session.sql("select action, sum(count) as total_count from counts group by action order by action")
    .show()
if let progress = query.lastProgress { print(progress) }
await query.stop()
