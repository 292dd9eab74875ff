import TideColumnar
import TideModel

extension ScalarFunction {
    /// `+ - * / div %` on two values of one numeric type, NULL when either is NULL.
    ///
    /// Throws `arithmeticOverflow` and `divideByZero` as Spark's ANSI mode does; `0 / NULL` and `NULL / 0`
    /// are NULL. DOUBLE overflows to infinity.
    func arithmetic(_ left: Value, _ right: Value) throws -> Value {
        switch (left, right) {
        case (.null, _), (_, .null): .null
        case (.int(let left), .int(let right)): .int(try integer(left, right, .int))
        case (.bigint(let left), .bigint(let right)): .bigint(try integer(left, right, .bigint))
        case (.double(let left), .double(let right)): .double(try double(left, right))
        default:
            preconditionFailure("\(self) of \(left) and \(right): the analyzer casts to one numeric type")
        }
    }

    /// `-value`; the least INT and BIGINT overflow.
    func negate(_ value: Value) throws -> Value {
        switch value {
        case .null: .null
        case .int(let value): .int(try ScalarFunction.subtract.integer(0, value, .int))
        case .bigint(let value): .bigint(try ScalarFunction.subtract.integer(0, value, .bigint))
        case .double(let value): .double(-value)
        default: preconditionFailure("minus \(value): the analyzer casts to a numeric type")
        }
    }

    private func integer<Number: FixedWidthInteger>(
        _ left: Number, _ right: Number, _ type: DataType
    ) throws -> Number {
        let (result, overflow) =
            switch self {
            case .add: left.addingReportingOverflow(right)
            case .subtract: left.subtractingReportingOverflow(right)
            case .multiply: left.multipliedReportingOverflow(by: right)
            case .integerDivide:
                if right == 0 {
                    throw divisionByZero("\(left)")
                } else {
                    left.dividedReportingOverflow(by: right)
                }
            case .remainder:
                if right == 0 {
                    throw divisionByZero("\(left)")
                } else {
                    (left.remainderReportingOverflow(dividingBy: right).partialValue, false)
                }
            default: preconditionFailure("\(self) is not integer arithmetic")
            }
        guard !overflow else {
            throw TidemarkError(
                .integerOverflow,
                [
                    "operation": "\(left) \(symbol) \(right)", "type": type.sqlName,
                    "wider": type == .int ? "BIGINT or DOUBLE" : "DOUBLE",
                ])
        }
        return result
    }

    private func double(_ left: Double, _ right: Double) throws -> Double {
        switch self {
        case .add: return left + right
        case .subtract: return left - right
        case .multiply: return left * right
        case .divide:
            guard right != 0 else { throw divisionByZero("\(left)") }
            return left / right
        case .remainder:
            guard right != 0 else { throw divisionByZero("\(left)") }
            return left.truncatingRemainder(dividingBy: right)
        default: preconditionFailure("\(self) is not DOUBLE arithmetic")
        }
    }

    private func divisionByZero(_ left: String) -> TidemarkError {
        TidemarkError(.divisionByZero, ["operation": "\(left) \(symbol) 0"])
    }
}
