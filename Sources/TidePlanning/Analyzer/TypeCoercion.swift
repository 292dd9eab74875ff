import TideColumnar

/// The type that values of both types are cast to, as in Spark's ANSI mode; nil when there is none.
///
/// NULL takes any type; TINYINT widens to SMALLINT to INT to BIGINT to DECIMAL to DOUBLE, and FLOAT with any
/// other number to DOUBLE; DATE to TIMESTAMP_NTZ to TIMESTAMP; against text it is the text that is cast, to
/// BIGINT for a whole number and to DOUBLE for another.
func commonType(_ left: DataType, _ right: DataType) -> DataType? {
    if left == right || right == .void { return left }
    if left == .void { return right }
    if left.isNumeric && right.isNumeric { return commonNumber(left, right) }
    switch (left, right) {
    case (.date, .timestamp), (.timestamp, .date), (.timestampNTZ, .timestamp), (.timestamp, .timestampNTZ):
        return .timestamp
    case (.date, .timestampNTZ), (.timestampNTZ, .date): return .timestampNTZ
    case (.interval(let left), .interval(let right)): return left.union(right).map { .interval($0) }
    case (.string, let other), (let other, .string):
        switch other {
        case .structure, .array, .map, .interval: return nil
        default: return other.isInteger ? .bigint : other.isNumeric ? .double : other
        }
    case (.array(let left), .array(let right)): return commonType(left, right).map { .array($0) }
    case (.map(let leftKey, let leftValue), .map(let rightKey, let rightValue)):
        guard let key = commonType(leftKey, rightKey), let value = commonType(leftValue, rightValue) else {
            return nil
        }
        return .map(key, value)
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

private func commonNumber(_ left: DataType, _ right: DataType) -> DataType {
    if left.isFloating || right.isFloating { return .double }
    if left.isDecimal || right.isDecimal, let left = left.decimalDigits, let right = right.decimalDigits {
        return DecimalTypes.wider(left, right)
    }
    let widths: [DataType] = [.bigint, .int, .smallint]
    return widths.first { $0 == left || $0 == right } ?? .tinyint
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
