package import TideColumnar
package import TidePlanning

/// Evaluates an expression column by column.
///
/// Kernels are eager: they compute every operand for every row. Where one meets a row that has no value
/// (overflow, division by zero), the whole expression is evaluated again row by row by its scalar
/// definition, which alone decides whether that is an error, in which row and with which message: an
/// operand that the definition does not reach cannot fail.
package struct ExpressionEvaluator: Sendable {
    package let expression: Expression
    private let context: EvaluationContext

    package init(_ expression: Expression, context: EvaluationContext) {
        self.expression = expression
        self.context = context
    }

    /// The expression's value for each row.
    ///
    /// Throws what `Expression.evaluate` throws for the first row where it does.
    package func evaluate(_ batch: RecordBatch) throws -> ColumnVector {
        if case .column(let ordinal, _, _) = expression { return batch.columns[ordinal] }
        do {
            return column(try operand(expression, batch), expression.type, batch.count)
        } catch {
            return try evaluateByRow(expression, batch)
        }
    }

    /// The rows where the expression, a condition, is true (not NULL), ascending.
    package func select(_ batch: RecordBatch) throws -> [Int] {
        guard let truth = Truth(try evaluate(batch)) else { return [] }
        return selectedRows(truth)
    }

    /// A kernel met a row without a value.
    private struct KernelFailure: Error {}

    /// An argument: a column, or one value that all rows share.
    private enum Argument {
        case column(ColumnVector)
        case constant(Value)
    }

    private func column(_ argument: Argument, _ type: DataType, _ count: Int) -> ColumnVector {
        switch argument {
        case .column(let column): column
        case .constant(let value): .constant(value, type: type, count: count)
        }
    }

    private func operand(_ expression: Expression, _ batch: RecordBatch) throws -> Argument {
        switch expression {
        case .literal(let value, _): return .constant(value)
        case .column(let ordinal, _, _): return .column(batch.columns[ordinal])
        case .field(let base, let ordinal, _, _):
            guard case .column(let column) = try operand(base, batch),
                case .structure(let fields) = column.values
            else { return .column(try evaluateByRow(expression, batch)) }
            return .column(fields[ordinal].masked(by: column.validity))
        case .cast(let source, let type):
            if case .column(let column) = try operand(source, batch), let cast = widen(column, to: type) {
                return .column(cast)
            }
        case .call(let function, let arguments, let type):
            if let result = try call(function, arguments, type, batch) { return .column(result) }
        case .caseWhen: break
        }
        return .column(try evaluateByRow(expression, batch))
    }

    /// A call by a kernel; nil where there is none for these arguments.
    private func call(
        _ function: ScalarFunction, _ arguments: [Expression], _ type: DataType, _ batch: RecordBatch
    ) throws -> ColumnVector? {
        switch function {
        case .add, .subtract, .multiply, .divide:
            let (left, right) = (try operand(arguments[0], batch), try operand(arguments[1], batch))
            return try arithmetic(function, left, right, type, batch.count)
        case .equal: return try comparison(.equal, arguments, batch)
        case .notEqual: return try comparison(.notEqual, arguments, batch)
        case .less: return try comparison(.less, arguments, batch)
        case .lessOrEqual: return try comparison(.lessOrEqual, arguments, batch)
        case .greater: return try comparison(.greater, arguments, batch)
        case .greaterOrEqual: return try comparison(.greaterOrEqual, arguments, batch)
        case .and, .or:
            guard let left = try truth(arguments[0], batch), let right = try truth(arguments[1], batch)
            else { return nil }
            return (function == .and ? and(left, right) : or(left, right)).column
        case .not: return try truth(arguments[0], batch).map { not($0).column }
        case .isNull, .isNotNull:
            guard case .column(let column) = try operand(arguments[0], batch) else { return nil }
            let isPresent = column.presence
            return Truth(values: function == .isNull ? isPresent.map { !$0 } : isPresent).column
        default: return nil
        }
    }

    private func truth(_ expression: Expression, _ batch: RecordBatch) throws -> Truth? {
        Truth(column(try operand(expression, batch), expression.type, batch.count))
    }

    private func comparison(
        _ comparison: Comparison, _ arguments: [Expression], _ batch: RecordBatch
    ) throws -> ColumnVector? {
        let (left, right) = (try operand(arguments[0], batch), try operand(arguments[1], batch))
        let count = batch.count
        let values: [Bool]
        if let (left, right) = pair(integers32(left), integers32(right)) {
            values = compare(comparison, left, right, count: count)
        } else if let (left, right) = pair(integers64(left), integers64(right)) {
            values = compare(comparison, left, right, count: count)
        } else if let (left, right) = pair(doubles(left), doubles(right)) {
            values = compare(comparison, orderedOperand(left), orderedOperand(right), count: count)
        } else if let (left, right) = pair(strings(left), strings(right)) {
            values = compareStrings(comparison, left, right, count: count)
        } else {
            return nil
        }
        return Truth(values: values, validity: validity(left, right)).column
    }

    private func arithmetic(
        _ function: ScalarFunction, _ left: Argument, _ right: Argument, _ type: DataType, _ count: Int
    ) throws -> ColumnVector? {
        // Narrower types overflow earlier than the numbers that columns keep; intervals of months too.
        guard [.int, .bigint, .double].contains(type) else { return nil }
        let values: ColumnVector.Values
        let present = validity(left, right)
        if let (left, right) = pair(integers32(left), integers32(right)) {
            guard let result = integerArithmetic(function, left, right, count) else { return nil }
            values = .int32(try check(result))
        } else if let (left, right) = pair(integers64(left), integers64(right)) {
            guard let result = integerArithmetic(function, left, right, count) else { return nil }
            values = .int64(try check(result))
        } else if let (left, right) = pair(doubles(left), doubles(right)) {
            values = .double(try check(doubleArithmetic(function, left, right, count)))
        } else {
            return nil
        }
        return ColumnVector(type: type, count: count, values: values, validity: present)
    }

    private func check<Element>(_ result: KernelResult<Element>) throws -> [Element] {
        if result.failed { throw KernelFailure() }
        return result.values
    }

    private func pair<Operand>(_ left: Operand?, _ right: Operand?) -> (Operand, Operand)? {
        if let left, let right { (left, right) } else { nil }
    }

    private func integers32(_ argument: Argument) -> Operand<Int32>? {
        switch argument {
        case .column(let column): if case .int32(let values) = column.values { .rows(values) } else { nil }
        case .constant(let value): value.int32.map { .constant($0) }
        }
    }

    private func integers64(_ argument: Argument) -> Operand<Int64>? {
        switch argument {
        case .column(let column): if case .int64(let values) = column.values { .rows(values) } else { nil }
        case .constant(let value): value.int64.map { .constant($0) }
        }
    }

    private func doubles(_ argument: Argument) -> Operand<Double>? {
        switch argument {
        case .column(let column): if case .double(let values) = column.values { .rows(values) } else { nil }
        case .constant(let value): value.binary64.map { .constant($0) }
        }
    }

    private func strings(_ argument: Argument) -> StringOperand? {
        switch argument {
        case .column(let column): if case .string(let values) = column.values { .rows(values) } else { nil }
        case .constant(let value): value.bytes.map { .constant($0) }
        }
    }

    private func validity(_ left: Argument, _ right: Argument) -> [Bool]? {
        func validity(_ argument: Argument) -> [Bool]? {
            if case .column(let column) = argument { column.validity } else { nil }
        }
        return bothPresent(validity(left), validity(right))
    }

    /// The scalar definition, for each row.
    private func evaluateByRow(_ expression: Expression, _ batch: RecordBatch) throws -> ColumnVector {
        let used = expression.columns
        var row = [Value](repeating: .null, count: batch.columns.count)
        var builder = ColumnBuilder(expression.type)
        for index in 0..<batch.count {
            for ordinal in used { row[ordinal] = batch.columns[ordinal].value(at: index) }
            builder.append(try expression.evaluate(row, context))
        }
        return builder.finish()
    }
}

private func integerArithmetic<Number: FixedWidthInteger>(
    _ function: ScalarFunction, _ left: Operand<Number>, _ right: Operand<Number>, _ count: Int
) -> KernelResult<Number>? {
    switch function {
    case .add: mapBinary(AddInteger<Number>.self, left, right, count: count)
    case .subtract: mapBinary(SubtractInteger<Number>.self, left, right, count: count)
    case .multiply: mapBinary(MultiplyInteger<Number>.self, left, right, count: count)
    default: nil
    }
}

private func doubleArithmetic(
    _ function: ScalarFunction, _ left: Operand<Double>, _ right: Operand<Double>, _ count: Int
) -> KernelResult<Double> {
    switch function {
    case .add: mapBinary(AddDouble.self, left, right, count: count)
    case .subtract: mapBinary(SubtractDouble.self, left, right, count: count)
    case .multiply: mapBinary(MultiplyDouble.self, left, right, count: count)
    default: mapBinary(DivideDouble.self, left, right, count: count)
    }
}

private func orderedOperand(_ operand: Operand<Double>) -> Operand<Int64> {
    switch operand {
    case .rows(let values): .rows(values.map(orderedBits))
    case .constant(let value): .constant(orderedBits(value))
    }
}

/// The casts between numbers that cannot fail; nil for others.
private func widen(_ column: ColumnVector, to type: DataType) -> ColumnVector? {
    let values: ColumnVector.Values
    switch (column.values, column.type, type) {
    case (.int32(let source), .tinyint, .bigint), (.int32(let source), .smallint, .bigint),
        (.int32(let source), .int, .bigint):
        values = .int64(source.map { Int64($0) })
    case (.int32(let source), .tinyint, .double), (.int32(let source), .smallint, .double),
        (.int32(let source), .int, .double):
        values = .double(source.map { Double($0) })
    case (.int32(let source), .tinyint, .smallint), (.int32(let source), .tinyint, .int),
        (.int32(let source), .smallint, .int):
        values = .int32(source)
    case (.double(let source), .float, .double): values = .double(source)
    case (.int64(let source), .bigint, .double): values = .double(source.map { Double($0) })
    case (_, let source, let target) where source == target: return column
    default: return nil
    }
    return ColumnVector(type: type, count: column.count, values: values, validity: column.validity)
}

extension Truth {
    fileprivate init?(_ column: ColumnVector) {
        guard case .boolean(let values) = column.values else { return nil }
        self.init(values: values, validity: column.validity)
    }

    fileprivate var column: ColumnVector {
        ColumnVector(type: .boolean, count: values.count, values: .boolean(values), validity: validity)
    }
}

extension ColumnVector {
    /// One flag a row, true where the value is present.
    fileprivate var presence: [Bool] { validity ?? [Bool](repeating: type != .void, count: count) }

    /// This column, NULL also where `outer` is false.
    fileprivate func masked(by outer: [Bool]?) -> ColumnVector {
        guard let outer else { return self }
        return ColumnVector(type: type, count: count, values: values, validity: bothPresent(validity, outer))
    }
}
