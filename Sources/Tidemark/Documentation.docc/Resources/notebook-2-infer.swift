import Tidemark

let session = try Session()
let input = session.read.schema("time TIMESTAMP, action STRING").json("events")
try await input.printSchema()
try await input.show()

let inferred = session.read.json("events")
try await inferred.printSchema()
try await inferred.show()
