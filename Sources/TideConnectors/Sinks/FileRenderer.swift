package import TideColumnar
import TideFormats
import TideModel

/// Makes the files of a batch out of its rows: a function of rows and batch alone.
package struct FileRenderer: Sendable {
    /// The column that update mode adds: the batch that gave the row.
    package static let batchColumn = "_batch"
    /// What stands for NULL and the empty text in a directory's name (Hive).
    private static let defaultPartition = "__HIVE_DEFAULT_PARTITION__"

    private struct Partition: Sendable {
        /// As written, escaped.
        let directoryName: String
        let name: String
        let ordinal: Int
    }

    private let settings: FileSinkSettings
    private let partitions: [Partition]
    private let dataOrdinals: [Int]
    /// The columns of the files.
    package let schema: Schema
    private let writer: any FileRowWriter
    private let zone: ZoneRules

    /// - Parameter result: the columns of the query.
    /// - Throws: `TidemarkError` for columns that the sink cannot hold.
    package init(_ settings: FileSinkSettings, result: Schema, zone: ZoneRules) throws {
        self.settings = settings
        self.zone = settings.options.zone(session: zone)
        writer = settings.options.writer(session: zone)
        partitions = try Self.partitions(settings, result)
        let partitioned = Set(partitions.map(\.ordinal))
        dataOrdinals = result.fields.indices.filter { !partitioned.contains($0) }
        var fields = dataOrdinals.map { result.fields[$0] }
        if settings.mode == .update {
            guard result.ordinals(named: Self.batchColumn).isEmpty else {
                throw TidemarkError(.sinkBatchColumn)
            }
            guard settings.options.format != .text else { throw TidemarkError(.sinkTextUpdate) }
            fields.append(Field(Self.batchColumn, .bigint, isNullable: false))
        }
        schema = Schema(fields)
        try requireWritable()
    }

    private static func partitions(_ settings: FileSinkSettings, _ result: Schema) throws -> [Partition] {
        let range = settings.partitionRange
        var partitions: [Partition] = []
        for column in settings.partitionColumns {
            guard let ordinal = result.ordinals(named: column).first else {
                let near = suggestion(for: column, among: result.fields.map(\.name), kind: "columns")
                throw TidemarkError(
                    .sinkPartitionUnknown, ["column": quotedIdentifier(column), "suggestion": near],
                    range: range)
            }
            guard !partitions.contains(where: { $0.ordinal == ordinal }) else {
                throw TidemarkError(
                    .sinkPartitionTwice, ["column": quotedIdentifier(column)], range: range)
            }
            switch result.fields[ordinal].type {
            case .structure, .array, .map, .void, .binary:
                throw TidemarkError(
                    .sinkPartitionType,
                    ["column": quotedIdentifier(column), "type": result.fields[ordinal].type.sqlName],
                    range: range)
            default: break
            }
            partitions.append(
                Partition(directoryName: escaped(Array(column.utf8)), name: column, ordinal: ordinal))
        }
        if !partitions.isEmpty, partitions.count == result.count {
            throw TidemarkError(.sinkPartitionAll, range: range)
        }
        if !partitions.isEmpty, settings.mode == .complete {
            throw TidemarkError(.sinkPartitionedComplete, range: range)
        }
        return partitions
    }

    private func requireWritable() throws {
        switch settings.options.format {
        case .json: return
        case .text:
            guard schema.fields.map(\.type) == [.string] else {
                throw TidemarkError(.sinkTextColumns, ["columns": schema.ddl])
            }
        case .csv:
            for field in schema.fields {
                switch field.type {
                case .structure, .array, .map, .binary:
                    throw TidemarkError(
                        .sinkColumnType,
                        ["column": quotedIdentifier(field.name), "type": field.type.sqlName])
                default: continue
                }
            }
        }
    }

    /// What ends a line.
    package var lineSeparator: String { settings.options.lineSeparator }

    // MARK: Files

    /// The name of a batch's files: names sort in the order of batches. In complete mode there is one file.
    package func name(batch: Int64) -> String {
        let digits = String(batch)
        let number = String(repeating: "0", count: 20 - digits.utf8.count) + digits + "-"
        return "part-00000-\(settings.mode == .complete ? "" : number)c000.\(settings.options.format.suffix)"
    }

    /// The batch that a file's name tells; nil for a name of another form.
    package static func batch(ofName name: String) -> Int64? {
        let parts = name.split(separator: "-")
        guard parts.count == 4, parts[0] == "part", parts[2].utf8.count == 20 else { return nil }
        return Int64(parts[2])
    }

    /// Whether a batch without rows has a file too.
    var writesEmptyFile: Bool { settings.mode == .complete }

    /// Appends a row to its file's bytes.
    func append(_ row: [Value], batch: Int64, to bytes: inout [UInt8]) {
        var values = dataOrdinals.map { row[$0] }
        if settings.mode == .update { values.append(.bigint(batch)) }
        writer.append(values, schema, to: &bytes)
    }

    /// What a file begins with.
    var header: [UInt8] {
        var bytes: [UInt8] = []
        writer.appendHeader(schema, to: &bytes)
        return bytes
    }

    // MARK: Partitions

    /// `a=1/b=x/`; empty without partition columns.
    func directory(of row: [Value]) throws -> String {
        var path = ""
        for partition in partitions {
            let value = row[partition.ordinal]
            let text = Self.text(of: value, zone)
            let isDefault = value.isNull || text.isEmpty
            let name =
                partition.directoryName + "=" + (isDefault ? Self.defaultPartition : Self.escaped(text))
            // What a committed batch gives must be possible to write.
            guard name.utf8.count <= 255 else {
                throw TidemarkError(
                    .partitionValueTooLong,
                    ["column": quotedIdentifier(partition.name), "length": "\(name.utf8.count)"])
            }
            path += name + "/"
        }
        return path
    }

    /// The cast to STRING.
    private static func text(of value: Value, _ zone: ZoneRules) -> [UInt8] {
        var text: [UInt8] = []
        ValueText.append(value, zone: zone, to: &text)
        return text
    }

    /// Hive's escapes of a path (Spark's ExternalCatalogUtils.escapePathName), NUL too.
    private static func escaped(_ text: [UInt8]) -> String {
        var bytes: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text {
            if byte < 0x20 || byte == 0x7F || special.contains(byte) {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let special = Set("\"#%'*/:=?\\{[]^".utf8)
}
