import TideFormats

/// `offsets/N`, as Spark's `OffsetSeqLog` writes it: two lines, then one a file source, no line feed at the
/// end.
package struct OffsetText: LogText {
    /// The watermark batch N uses, milliseconds since the epoch.
    package var batchWatermarkMs: Int64
    /// `current_timestamp()` of batch N, milliseconds since the epoch.
    package var batchTimestampMs: Int64
    /// Of each source; -1 before its first file, which Spark writes as a dash.
    package var logOffsets: [Int64]

    package init(batchWatermarkMs: Int64, batchTimestampMs: Int64, logOffsets: [Int64]) {
        self.batchWatermarkMs = batchWatermarkMs
        self.batchTimestampMs = batchTimestampMs
        self.logOffsets = logOffsets
    }

    package var bytes: [UInt8] {
        let metadata = JSONValue.object([
            ("batchWatermarkMs", .integer(batchWatermarkMs)),
            ("batchTimestampMs", .integer(batchTimestampMs)), ("conf", .object([])),
        ])
        let offsets = logOffsets.map { offset in
            offset < 0 ? "-" : JSONValue.object([("logOffset", .integer(offset))]).text
        }
        return Array((["v1", metadata.text] + offsets).joined(separator: "\n").utf8)
    }

    package init?(bytes: [UInt8]) {
        let lines = logLines(bytes)
        guard lines.count >= 3, lines[0].elementsEqual("v1".utf8),
            let metadata = try? JSONValue(parsing: lines[1]),
            let watermark = metadata["batchWatermarkMs"]?.integer,
            let timestamp = metadata["batchTimestampMs"]?.integer
        else { return nil }
        let offsets = lines[2...].compactMap { (line) -> Int64? in
            if line.elementsEqual("-".utf8) { return Int64(-1) }
            return (try? JSONValue(parsing: line))?["logOffset"]?.integer.flatMap { $0 < 0 ? nil : $0 }
        }
        guard offsets.count == lines.count - 2 else { return nil }
        self.init(batchWatermarkMs: watermark, batchTimestampMs: timestamp, logOffsets: offsets)
    }
}
