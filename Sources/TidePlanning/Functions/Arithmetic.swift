import TideColumnar
import TideModel

extension ScalarFunction {
    /// `+ - * / div %` on two values of one numeric type, NULL when either is NULL.
    ///
    /// Throws `arithmeticOverflow` and `divideByZero` as Spark's ANSI mode does; `0 / NULL` and `NULL / 0`
    /// are NULL. FLOAT and DOUBLE overflow to infinity.
    ///
    /// - Parameter type: the result's; for DECIMAL, the digits it may have.
    func arithmetic(_ left: Value, _ right: Value, as type: DataType) throws -> Value {
        switch (left, right) {
        case (.null, _), (_, .null): .null
        case (.tinyint(let left), .tinyint(let right)): .tinyint(try integer(left, right, .tinyint))
        case (.smallint(let left), .smallint(let right)): .smallint(try integer(left, right, .smallint))
        case (.decimal(let left), .decimal(let right)): try decimal(left, right, as: type)
        case (.float(let left), .float(let right)):
            .float(Float(try double(Double(left), Double(right))))
        case (.int(let left), .int(let right)): .int(try integer(left, right, .int))
        case (.bigint(let left), .bigint(let right)): .bigint(try integer(left, right, .bigint))
        case (.double(let left), .double(let right)): .double(try double(left, right))
        default:
            preconditionFailure("\(self) of \(left) and \(right): the analyzer casts to one numeric type")
        }
    }

    /// `-value`; the least whole numbers and intervals overflow.
    func negate(_ value: Value) throws -> Value {
        switch value {
        case .null: .null
        case .tinyint(let value): .tinyint(try ScalarFunction.subtract.integer(0, value, .tinyint))
        case .smallint(let value): .smallint(try ScalarFunction.subtract.integer(0, value, .smallint))
        case .float(let value): .float(-value)
        case .decimal(let value): .decimal(Decimal128(-value.unscaled, scale: value.scale))
        case .interval(let value, let units):
            .interval(try ScalarFunction.subtract.integer(0, value, .interval(units)), units)
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
                    "wider": type == .bigint ? "DOUBLE" : "BIGINT or DOUBLE",
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

    func divisionByZero(_ left: String) -> TidemarkError {
        TidemarkError(.divisionByZero, ["operation": "\(left) \(symbol) 0"])
    }
}
