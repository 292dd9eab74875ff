package import TideColumnar

/// Rows from JSON lines such as `JSONRowWriter` prints, without a schema: types are what the values show.
///
/// Columns stand in the order of their first appearance. Whole numbers are BIGINT, numbers DOUBLE (with NaN
/// and infinities as the strings the writer makes of them), strings that are all in the writer's form for
/// instants or dates TIMESTAMP or DATE, objects of a start and an end a window; whatever mixes is STRING.
package enum JSONRowReader {
    /// Reads all lines; blank ones are skipped.
    ///
    /// - Throws: `JSONRowError` at the first line that is no JSON object.
    package static func read(_ text: [UInt8]) throws(JSONRowError) -> RecordBatch {
        var names: [UTF8String] = []
        var ordinals: [UTF8String: Int] = [:]
        var rows: [[Int: JSONValue]] = []
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() where !line.allSatisfy(isBlank) {
            let value: JSONValue
            do { value = try JSONValue(parsing: line) } catch {
                throw JSONRowError(line: index + 1, reason: error.description)
            }
            guard let pairs = value.pairs else {
                throw JSONRowError(line: index + 1, reason: "not a JSON object")
            }
            var row: [Int: JSONValue] = [:]
            for (key, value) in pairs {
                let name = UTF8String(key)
                let ordinal = ordinals[name] ?? names.count
                if ordinal == names.count {
                    names.append(name)
                    ordinals[name] = ordinal
                }
                if value != .null { row[ordinal] = value }
            }
            rows.append(row)
        }
        let columns = names.indices.map { ordinal in column(rows.map { $0[ordinal] }) }
        let fields = zip(names, columns).map { Field($0.text, $1.type) }
        return RecordBatch(schema: Schema(fields), columns: columns, count: rows.count)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }

    /// The column of the first type that all values have.
    private static func column(_ values: [JSONValue?]) -> ColumnVector {
        let present = values.compactMap { $0 }
        guard !present.isEmpty else {
            return ColumnVector(type: .void, count: values.count, values: .void)
        }
        for (type, read) in readers {
            let known = present.map(read)
            guard known.allSatisfy({ $0 != nil }) else { continue }
            return ColumnVector(type, values.map { $0.flatMap(read) ?? .null })
        }
        return ColumnVector(
            .string, values.map { $0.map { .string(UTF8String($0.string ?? $0.text)) } ?? .null })
    }

    private static let readers: [(DataType, @Sendable (JSONValue) -> Value?)] = [
        (.boolean, { $0.bool.map(Value.boolean) }),
        (.bigint, { $0.integer.map(Value.bigint) }),
        (.double, { double($0).map(Value.double) }),
        (.date, { $0.string.flatMap(date).map(Value.date) }),
        (.timestamp, { $0.string.flatMap(instant).map(Value.timestamp) }),
        (.window, window),
    ]

    private static func double(_ value: JSONValue) -> Double? {
        switch value.string {
        case "NaN": .nan
        case "Infinity": .infinity
        case "-Infinity": -.infinity
        default: value.double
        }
    }

    /// `yyyy-MM-dd`.
    private static func date(_ text: String) -> Int32? {
        text.utf8.count == 10 ? Dates.parse(UTF8String(text)) : nil
    }

    /// `yyyy-MM-ddTHH:mm:ss`, a fraction, and `Z` or an offset.
    private static func instant(_ text: String) -> Int64? {
        let bytes = UTF8String(text)
        guard bytes.bytes.count >= 20, bytes.bytes[10] == UInt8(ascii: "T"),
            bytes.bytes[19...].contains(where: { "Z+-".utf8.contains($0) })
        else { return nil }
        return Timestamps.parse(bytes, zone: .utc)
    }

    private static func window(_ value: JSONValue) -> Value? {
        guard let pairs = value.pairs, pairs.count == 2, let start = value["start"]?.string.flatMap(instant),
            let end = value["end"]?.string.flatMap(instant)
        else { return nil }
        return .structure([.timestamp(start), .timestamp(end)])
    }
}

/// A line that is no row.
package struct JSONRowError: Error, Hashable, Sendable {
    /// From 1.
    package let line: Int
    package let reason: String
}
