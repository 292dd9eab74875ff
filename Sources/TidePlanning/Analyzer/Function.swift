import TideColumnar

/// The functions and operators of the dialect by their SQL spelling; aggregates and `window` are apart.
enum Function: String, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
    case integerDivide = "div"
    case negative, positive
    case equal = "="
    case doubleEqual = "=="
    case nullSafeEqual = "<=>"
    case notEqual = "<>"
    case bangEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case and, or, not
    case bang = "!"
    case isNull = "isnull"
    case isNotNull = "isnotnull"
    case between, `in`
    case coalesce, nvl, ifnull, nullif, `if`
    case dateFormat = "date_format"
    case boolean, tinyint, smallint, int, integer, bigint, float, double, decimal, string, binary, timestamp
    case date
    /// `array[index]` and `map[key]`.
    case item = "[]"

    /// How many arguments it takes.
    var arity: ClosedRange<Int> {
        switch self {
        case .negative, .positive, .not, .bang, .isNull, .isNotNull, .boolean, .tinyint, .smallint, .int,
            .integer, .bigint, .float, .double, .decimal, .string, .binary, .timestamp, .date:
            1...1
        case .coalesce: 1...Int.max
        case .in: 2...Int.max
        case .if, .between: 3...3
        default: 2...2
        }
    }

    var arityText: String {
        if arity.upperBound == Int.max {
            return "at least \(arity.lowerBound) argument\(arity.lowerBound == 1 ? "" : "s")"
        }
        return arity.lowerBound == 1 ? "1 argument" : "\(arity.lowerBound) arguments"
    }

    /// The scalar function an operator stands for; nil for those that become casts or CASE.
    var scalar: ScalarFunction? {
        switch self {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide: .divide
        case .remainder: .remainder
        case .integerDivide: .integerDivide
        case .negative: .negative
        case .equal, .doubleEqual: .equal
        case .nullSafeEqual: .nullSafeEqual
        case .notEqual, .bangEqual: .notEqual
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        case .and: .and
        case .or: .or
        case .not, .bang: .not
        default: nil
        }
    }

    var isTypeName: Bool { castTarget != .string || self == .string }

    /// The type a function named like a type casts to.
    var castTarget: DataType {
        switch self {
        case .boolean: .boolean
        case .tinyint: .tinyint
        case .smallint: .smallint
        case .int, .integer: .int
        case .bigint: .bigint
        case .float: .float
        case .double: .double
        case .decimal: .decimal(precision: 10, scale: 0)
        case .binary: .binary
        case .timestamp: .timestamp
        case .date: .date
        default: .string
        }
    }

    /// The text by which Spark names a column made by this function.
    func text(_ operands: [String]) -> String {
        switch self {
        case .negative: "(- \(operands[0]))"
        case .positive: "(+ \(operands[0]))"
        case .not, .bang: "(NOT \(operands[0]))"
        case .notEqual, .bangEqual: "(NOT (\(operands[0]) = \(operands[1])))"
        case .doubleEqual: "(\(operands[0]) = \(operands[1]))"
        case .isNull: "(\(operands[0]) IS NULL)"
        case .isNotNull: "(\(operands[0]) IS NOT NULL)"
        case .and, .or: "(\(operands[0]) \(rawValue.uppercased()) \(operands[1]))"
        case .if: "(IF(\(operands.joined(separator: ", "))))"
        case .in: "(\(operands[0]) IN (\(operands.dropFirst().joined(separator: ", "))))"
        case .coalesce, .nvl, .ifnull, .nullif, .dateFormat, .between:
            "\(rawValue)(\(operands.joined(separator: ", ")))"
        case .boolean, .tinyint, .smallint, .int, .integer, .bigint, .float, .double, .decimal, .string,
            .binary, .timestamp, .date:
            operands[0]
        case .item: "\(operands[0])[\(operands[1])]"
        default: "(\(operands[0]) \(rawValue) \(operands[1]))"
        }
    }
}
