package import TideColumnar

/// Rows as the lines of a file, in the form of one of Spark's file writers.
package protocol FileRowWriter: Sendable {
    /// Appends what a file begins with.
    func appendHeader(_ schema: Schema, to output: inout [UInt8])
    /// Appends the line of one row.
    func append(_ row: [Value], _ schema: Schema, to output: inout [UInt8])
}

/// How a writer of files spells times: Spark's options `timestampFormat` and `dateFormat`.
package struct TimeFormats: Hashable, Sendable {
    package var zone: ZoneRules
    /// nil for `yyyy-MM-dd'T'HH:mm:ss.SSSXXX`.
    package var timestamp: DateTimePattern?
    /// nil for `yyyy-MM-dd`.
    package var date: DateTimePattern?

    package init(zone: ZoneRules, timestamp: DateTimePattern? = nil, date: DateTimePattern? = nil) {
        self.zone = zone
        self.timestamp = timestamp
        self.date = date
    }

    /// Whether a text of its patterns may hold anything.
    var hasPatterns: Bool { timestamp != nil || date != nil }

    func append(timestamp microseconds: Int64, to output: inout [UInt8]) {
        guard let timestamp else {
            Timestamps.appendISO(microseconds, zone: zone, to: &output)
            return
        }
        timestamp.append(microseconds, zone: zone, to: &output)
    }

    func append(date days: Int32, to output: inout [UInt8]) {
        guard let date else {
            Dates.append(days, to: &output)
            return
        }
        date.append(Int64(days) * 86_400_000_000, zone: .utc, to: &output)
    }
}

/// The text writer: one STRING a line, NULL as an empty one.
package struct TextRowWriter: FileRowWriter {
    private let lineSeparator: [UInt8]

    package init(lineSeparator: String = "\n") { self.lineSeparator = Array(lineSeparator.utf8) }

    package func appendHeader(_ schema: Schema, to output: inout [UInt8]) {}

    package func append(_ row: [Value], _ schema: Schema, to output: inout [UInt8]) {
        if case .string(let text)? = row.first { output.append(contentsOf: text.bytes) }
        output.append(contentsOf: lineSeparator)
    }
}
