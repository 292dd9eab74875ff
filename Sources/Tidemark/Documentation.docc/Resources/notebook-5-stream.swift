import Tidemark

let session = try Session()
let stream = session.readStream
    .schema("time TIMESTAMP, action STRING")
    .option("maxFilesPerTrigger", 1)
    .json("events")
let query = try await stream.groupBy("action", .window("time", "1 hour")).count()
    .writeStream.format("memory").queryName("counts").outputMode("complete").start()
