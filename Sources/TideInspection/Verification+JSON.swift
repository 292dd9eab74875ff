package import TideFormats

extension Verification {
    /// The outcome as one JSON object; its keys are stable.
    package var json: JSONValue {
        .object(
            [
                ("identical", .bool(isIdentical)), ("table", .string(table)),
                ("evaluator", .string(evaluator)),
                ("lastBatch", .integer(lastBatch)), ("files", .integer(Int64(files))),
                ("rows", .integer(rows)),
                ("bytes", .integer(bytes)), ("groups", .integer(Int64(groups))),
            ] + (resultRows.map { [("resultRows", .integer($0))] } ?? [])
                + [("differences", .array(differences.map { .string($0.description) }))])
    }
}
