package import TideCheckpoint
package import TideFormats

extension CheckpointCheck {
    /// The check as one JSON object; its keys are stable.
    package var json: JSONValue {
        var pairs: [(String, JSONValue)] = [
            ("checkpoint", .string(root)), ("clean", .bool(findingCount == 0)),
            ("lastBatch", .integer(record?.lastBatch ?? -1)),
        ]
        if let extent {
            pairs += [
                ("transaction", Self.number(extent.transaction)),
                (
                    "pages",
                    .object([
                        ("last", Self.number(extent.lastPage)), ("used", Self.number(extent.usedPages)),
                        ("free", Self.number(extent.freePages)),
                    ])
                ),
                ("fileBytes", Self.number(extent.fileBytes)),
                ("entries", Self.number(extent.entries)),
                ("entryBytes", Self.number(extent.entryBytes)), ("digest", .string(digest.hex)),
            ]
        }
        let logs = LogKind.allCases.map { ($0.rawValue, JSONValue.integer(Int64(self.logs[$0] ?? 0))) }
        pairs += [
            ("logs", .object(logs)), ("findingCount", .integer(Int64(findingCount))),
            ("findings", .array(findings.map(\.json))),
        ]
        return .object(pairs)
    }

    private static func number(_ value: UInt64) -> JSONValue { .integer(Int64(clamping: value)) }
}

extension CheckFinding {
    fileprivate var json: JSONValue {
        var pairs: [(String, JSONValue)] = [("file", .string(file))]
        if let page { pairs.append(("page", .integer(Int64(clamping: page)))) }
        return .object(
            pairs + [("what", .string(what)), ("consequence", .string(consequence.rawValue))])
    }
}
