import Tidemark

let session = try Session()
let input = session.read.schema("time TIMESTAMP, action STRING").json("events")
try await input.printSchema()
try await input.show()
