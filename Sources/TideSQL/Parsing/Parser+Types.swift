import TideColumnar
import TideModel

extension Parser {
    /// A type: a primitive one, `DECIMAL(p, s)`, `INTERVAL unit [TO unit]`, `ARRAY<TYPE>`, `MAP<TYPE, TYPE>`
    /// or `STRUCT<name: TYPE, ..>`.
    mutating func dataType() throws(TidemarkError) -> DataType {
        try enter()
        defer { leave() }
        guard token.kind == .word else { throw unexpected(["a type"]) }
        switch token.keyword {
        case "STRUCT": return try structType()
        case "ARRAY", "MAP": return try listType()
        case "INTERVAL": return try intervalType()
        default: break
        }
        guard token.keyword != "VOID", let type = DataType.named[token.keyword] else { throw unknownType() }
        if type.isDecimal { return try decimalType() }
        take()
        if at("(") { throw unsupported("a type with parameters is") }
        return type
    }

    /// `ARRAY<TYPE>` or `MAP<TYPE, TYPE>`.
    private mutating func listType() throws(TidemarkError) -> DataType {
        let isMap = take().keyword == "MAP"
        try expect("<")
        let first = try dataType()
        if isMap { try expect(",") }
        let type = isMap ? DataType.map(first, try dataType()) : .array(first)
        try expect(">")
        return type
    }

    private mutating func decimalType() throws(TidemarkError) -> DataType {
        let start = taken
        take()
        guard takeIf("(") else { return .decimal(precision: 10, scale: 0) }
        let precision = try digitCount()
        let scale = takeIf(",") ? try digitCount() : 0
        try expect(")")
        switch DataType.decimal(precision, scale) {
        case .success(let type): return type
        case .failure(let error):
            throw TidemarkError(.decimalTypeWrong, ["reason": error.reason], range: range(from: start))
        }
    }

    private mutating func digitCount() throws(TidemarkError) -> Int {
        guard case .number(.integer) = token.kind, let count = Int(token.text) else {
            throw unexpected(["a number of digits"])
        }
        take()
        return count
    }

    private mutating func intervalType() throws(TidemarkError) -> DataType {
        let start = taken
        take()
        return .interval(try intervalUnitRange(from: start))
    }

    /// `unit [TO unit]`.
    mutating func intervalUnitRange(from start: Int) throws(TidemarkError) -> IntervalUnits {
        let first = try intervalUnit()
        let last = takeIf("TO") ? try intervalUnit() : first
        guard let units = IntervalUnits(first, last) else {
            throw TidemarkError(
                .intervalLiteralWrong, ["reason": "\(first.name) TO \(last.name) is no range of units"],
                range: range(from: start))
        }
        return units
    }

    private mutating func intervalUnit() throws(TidemarkError) -> IntervalUnits.Unit {
        guard let unit = IntervalUnits.Unit(name: token.keyword) else {
            throw unexpected(["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"])
        }
        take()
        return unit
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
            for: name, among: DataType.named.keys.sorted() + DataType.nestedNames, kind: "types")
        return TidemarkError(.typeUnknown, ["type": name, "suggestion": nearest], range: token.range)
    }
}
