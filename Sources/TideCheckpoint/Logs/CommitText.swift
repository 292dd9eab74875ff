import TideFormats

/// `commits/N`, as Spark's `CommitLog` writes it: two lines, no line feed at the end.
package struct CommitText: LogText {
    /// The watermark batch N + 1 uses, milliseconds since the epoch.
    package var nextBatchWatermarkMs: Int64

    package init(nextBatchWatermarkMs: Int64) { self.nextBatchWatermarkMs = nextBatchWatermarkMs }

    package var bytes: [UInt8] {
        let watermark = JSONValue.object([("nextBatchWatermarkMs", .integer(nextBatchWatermarkMs))])
        return Array("v1\n\(watermark.text)".utf8)
    }

    package init?(bytes: [UInt8]) {
        let lines = logLines(bytes)
        guard lines.count == 2, lines[0].elementsEqual("v1".utf8),
            let watermark = (try? JSONValue(parsing: lines[1]))?["nextBatchWatermarkMs"]?.integer
        else { return nil }
        nextBatchWatermarkMs = watermark
    }
}
