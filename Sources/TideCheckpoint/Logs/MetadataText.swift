import TideFormats

/// `metadata`: the query's id, as Spark's `StreamMetadata` writes it.
package struct MetadataText: LogText {
    package var id: String

    package init(id: String) { self.id = id }

    package var bytes: [UInt8] { JSONValue.object([("id", .string(id))]).bytes }

    package init?(bytes: [UInt8]) {
        guard let id = (try? JSONValue(parsing: bytes))?["id"]?.string else { return nil }
        self.id = id
    }
}
