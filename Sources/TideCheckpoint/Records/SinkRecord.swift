/// Where a query's rows go; the entry `sink` of `meta`. A query whose result lives in the checkpoint has
/// none.
package struct SinkRecord: Hashable, Sendable, TableRecord {
    package static let table = TableID.meta
    package static let version: UInt8 = 1
    /// The key in `meta`.
    package static let name = "sink"

    /// `json`, `csv`, `text`; `console`, `foreachbatch`, `foreach` for rows that are handed over.
    package var format: String
    /// `append`, `update` or `complete`.
    package var mode: String
    /// The directory of the files relative to the checkpoint and absolute; both empty without files.
    package var relativeRoot: String
    package var root: String
    package var partitionColumns: [String]
    /// As written, by lower-case name; without `path`.
    package var options: [String: String]

    package init(
        format: String, mode: String, relativeRoot: String = "", root: String = "",
        partitionColumns: [String] = [], options: [String: String] = [:]
    ) {
        self.format = format
        self.mode = mode
        self.relativeRoot = relativeRoot
        self.root = root
        self.partitionColumns = partitionColumns
        self.options = options
    }

    /// Whether the rows go to files.
    package var hasFiles: Bool { !root.isEmpty }

    /// Options in bytewise order of their names.
    package var sortedOptions: [(name: String, value: String)] {
        options.map { (name: $0.key, value: $0.value) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    package var key: [UInt8] { Array(Self.name.utf8) }

    package func encode(into writer: inout ByteWriter) {
        for text in [format, mode, relativeRoot, root] { writer.write(text) }
        writer.write(UInt16(partitionColumns.count))
        for column in partitionColumns { writer.write(column) }
        writer.write(UInt16(options.count))
        for option in sortedOptions {
            writer.write(option.name)
            writer.write(option.value)
        }
    }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        _ = key.readRest()
        format = try fields.readString()
        mode = try fields.readString()
        relativeRoot = try fields.readString()
        root = try fields.readString()
        partitionColumns = []
        for _ in 0..<(try fields.read(UInt16.self)) { partitionColumns.append(try fields.readString()) }
        options = [:]
        for _ in 0..<(try fields.read(UInt16.self)) {
            let name = try fields.readString()
            options[name] = try fields.readString()
        }
    }
}

/// What all committed batches gave to a file sink; the entry `sink-totals` of `meta`.
package struct SinkTotals: Hashable, Sendable, TableRecord {
    package static let table = TableID.meta
    package static let version: UInt8 = 1
    /// The key in `meta`.
    package static let name = "sink-totals"

    package var rows: Int64
    package var files: Int64
    package var bytes: Int64

    package init(rows: Int64 = 0, files: Int64 = 0, bytes: Int64 = 0) {
        self.rows = rows
        self.files = files
        self.bytes = bytes
    }

    package var key: [UInt8] { Array(Self.name.utf8) }

    package func encode(into writer: inout ByteWriter) {
        for field in [rows, files, bytes] { writer.write(field) }
    }

    package init(key: inout ByteReader, fields: inout ByteReader) throws(DamagedBytes) {
        _ = key.readRest()
        rows = try fields.read()
        files = try fields.read()
        bytes = try fields.read()
    }
}
