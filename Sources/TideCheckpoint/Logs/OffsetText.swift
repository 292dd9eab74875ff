import TideFormats

/// `offsets/N`, as Spark's `OffsetSeqLog` writes it for one file source: three lines, no line feed at the
/// end.
package struct OffsetText: LogText {
    /// The watermark batch N uses, milliseconds since the epoch.
    package var batchWatermarkMs: Int64
    /// `current_timestamp()` of batch N, milliseconds since the epoch.
    package var batchTimestampMs: Int64
    package var logOffset: Int64

    package init(batchWatermarkMs: Int64, batchTimestampMs: Int64, logOffset: Int64) {
        self.batchWatermarkMs = batchWatermarkMs
        self.batchTimestampMs = batchTimestampMs
        self.logOffset = logOffset
    }

    package var bytes: [UInt8] {
        let metadata = JSONValue.object([
            ("batchWatermarkMs", .integer(batchWatermarkMs)),
            ("batchTimestampMs", .integer(batchTimestampMs)), ("conf", .object([])),
        ])
        let offset = JSONValue.object([("logOffset", .integer(logOffset))])
        return Array("v1\n\(metadata.text)\n\(offset.text)".utf8)
    }

    package init?(bytes: [UInt8]) {
        let lines = logLines(bytes)
        guard lines.count == 3, lines[0].elementsEqual("v1".utf8),
            let metadata = try? JSONValue(parsing: lines[1]),
            let watermark = metadata["batchWatermarkMs"]?.integer,
            let timestamp = metadata["batchTimestampMs"]?.integer,
            let offset = (try? JSONValue(parsing: lines[2]))?["logOffset"]?.integer
        else { return nil }
        self.init(batchWatermarkMs: watermark, batchTimestampMs: timestamp, logOffset: offset)
    }
}
