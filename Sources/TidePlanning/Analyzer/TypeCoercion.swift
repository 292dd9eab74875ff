import TideColumnar

/// The type that values of both types are cast to, as in Spark's ANSI mode; nil when there is none.
///
/// NULL takes any type; INT widens to BIGINT to DOUBLE; DATE to TIMESTAMP; against text it is the text that
/// is cast, to BIGINT for an integer.
func commonType(_ left: DataType, _ right: DataType) -> DataType? {
    if left == right || right == .void { return left }
    if left == .void { return right }
    switch (left, right) {
    case (.int, .bigint), (.bigint, .int): return .bigint
    case (.int, .double), (.bigint, .double), (.double, .int), (.double, .bigint): return .double
    case (.date, .timestamp), (.timestamp, .date): return .timestamp
    case (.string, .structure), (.structure, .string): return nil
    case (.string, let other), (let other, .string): return other == .int ? .bigint : other
    case (.structure(let leftFields), .structure(let rightFields)):
        guard leftFields.count == rightFields.count else { return nil }
        var fields: [Field] = []
        for (left, right) in zip(leftFields, rightFields) {
            guard let type = commonType(left.type, right.type) else { return nil }
            fields.append(Field(left.name, type, isNullable: left.isNullable || right.isNullable))
        }
        return .structure(fields)
    default: return nil
    }
}

/// The type of a list of values; nil when two of them have none in common.
func commonType(_ types: some Sequence<DataType>) -> DataType? {
    var result = DataType.void
    for type in types {
        guard let common = commonType(result, type) else { return nil }
        result = common
    }
    return result
}

extension Expression {
    /// The expression as a `type`, cast only when it has another.
    func coerced(to type: DataType) -> Expression {
        self.type == type ? self : .cast(self, type)
    }
}

/// As `commonType`, but text goes with text only: the rule of VALUES, `greatest` and `least`.
func widerType(_ types: [DataType]) -> DataType? {
    let isText = types.contains(.string)
    if isText, types.contains(where: { $0 != .string && $0 != .void }) { return nil }
    return commonType(types)
}
