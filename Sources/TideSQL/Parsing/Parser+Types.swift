import TideColumnar
import TideModel

extension Parser {
    private static let primitives: [String: DataType] = [
        "BOOLEAN": .boolean, "INT": .int, "INTEGER": .int, "BIGINT": .bigint, "LONG": .bigint,
        "DOUBLE": .double, "STRING": .string, "TIMESTAMP": .timestamp, "TIMESTAMP_LTZ": .timestamp,
        "DATE": .date,
    ]

    /// A type: a primitive one or `STRUCT<name: TYPE, ..>`.
    mutating func dataType() throws(TidemarkError) -> DataType {
        try enter()
        defer { leave() }
        guard token.kind == .word else { throw unexpected(["a type"]) }
        if at("STRUCT") { return try structType() }
        guard let type = Parser.primitives[token.keyword] else { throw unknownType() }
        take()
        if at("(") { throw unsupported("a type with parameters is") }
        return type
    }

    private mutating func structType() throws(TidemarkError) -> DataType {
        take()
        if takeIf("<>") || takeIf("<", ">") { return .structure([]) }
        guard at("<") else { throw unexpected(["'<'"]) }
        return .structure(try columns(closedBy: ">"))
    }

    private func unknownType() -> TidemarkError {
        if Refusals.types.contains(token.keyword) { return unsupported("the type \(token.keyword) is") }
        let name = String(token.text.prefix(40))
        let nearest = suggestion(
            for: name, among: Parser.primitives.keys.sorted() + ["STRUCT"], kind: "types")
        return TidemarkError(.typeUnknown, ["type": name, "suggestion": nearest], range: token.range)
    }
}
