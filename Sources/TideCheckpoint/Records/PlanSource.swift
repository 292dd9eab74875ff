/// A table a plan reads.
package struct PlanSource: Hashable, Sendable {
    /// Name in the job.
    package var table: String
    /// Root directory as the job resolved it.
    package var root: String
    /// `json`.
    package var format: String
    /// Columns as DDL text.
    package var schema: String
    package var options: [String: String]
    /// Of a table that is read whole: the hash of what its files held; empty for a stream.
    package var hash: String

    package init(
        table: String, root: String, format: String, schema: String, options: [String: String],
        hash: String = ""
    ) {
        self.table = table
        self.root = root
        self.format = format
        self.schema = schema
        self.options = options
        self.hash = hash
    }

    /// Options in bytewise order of their names.
    package var sortedOptions: [(name: String, value: String)] {
        options.map { (name: $0.key, value: $0.value) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
}

extension PlanSource {
    /// Reads a source as ``PlanRecord`` writes it.
    init(_ fields: inout ByteReader) throws(DamagedBytes) {
        table = try fields.readString()
        root = try fields.readString()
        format = try fields.readString()
        schema = try fields.readString()
        options = [:]
        hash = ""
        for _ in 0..<(try fields.read(UInt16.self)) {
            let name = try fields.readString()
            options[name] = try fields.readString()
        }
    }
}
